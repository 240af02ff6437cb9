# What the bats files share: `load common` first. The tools under test come first in PATH.
bats_require_minimum_version 1.5.0
load /usr/lib/bats/bats-support/load
load /usr/lib/bats/bats-assert/load

ROOT=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
: "${SN_BUILD:=$ROOT/build}" "${SN_BIN:=$SN_BUILD/bin}" "${SN_LIB:=$SN_BUILD/lib}"
export SN_BUILD SN_BIN SN_LIB
export FIX=$ROOT/tests/fixtures
export PATH=$SN_BIN:$PATH LC_ALL=C.UTF-8 TZ=UTC

# Skips the test, with a word, when a program is absent.
need() {
    local p
    for p; do
        command -v "$p" >/dev/null || skip "$p is not installed"
    done
}

# Skips the test where script(1) can't make a terminal.
need_terminal() {
    need script
    script -qec true /dev/null >/dev/null 2>&1 </dev/null || skip "no pseudo-terminals here"
}

# Skips the test when a tool hasn't been built.
need_tool() {
    local p
    for p; do
        [ -x "$SN_BIN/$p" ] || skip "$p is not built"
    done
}

# Whether the tools were built with ASan and UBSan. tests/run has looked already.
sanitized() {
    [ -n "${SN_SANITIZED-$(nm "$SN_LIB/libsn.a" 2>/dev/null | grep -m 1 ' U __asan_')}" ]
}

# Whether they were built by `make coverage`.
counted() {
    nm "$SN_LIB/libsn.a" 2>/dev/null | grep -q ' U __gcov_'
}

# Whether they never lock themselves in.
unlocked() {
    sanitized || counted
}

# What else a program must be linked with to use libsn.
link_flags() {
    ! sanitized || echo -fsanitize=address,undefined
    ! counted || echo --coverage
}
