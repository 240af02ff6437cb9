#!/usr/bin/env bats
# The examples in README.md are compiled as they stand there.
load common

setup() {
    CC=${CC:-cc}
    need "$CC"
    T=$BATS_TEST_TMPDIR
    cd "$ROOT" || return 1
}

# The first block of C behind a heading.
example() { # HEADING FILE
    awk -v h="## $1" '$0 == h { on = 1 } on && /^```$/ { exit } c { print } on && /^```c$/ { c = 1 }' \
        README.md >"$2"
    [ -s "$2" ] || fail "README.md: no C behind '## $1'"
}

@test "Adding a protocol: the example compiles without a warning" {
    example 'Adding a protocol' "$T/syslog.c"
    run -0 "$CC" -std=gnu11 -D_GNU_SOURCE -Iinclude -Ilib -fsyntax-only -Wall -Werror "$T/syslog.c"
    assert_output ''
}

@test "As a library: the example compiles, links and counts" {
    [ -e "$SN_LIB/libsn.so" ] || skip "libsn.so is not built"
    example 'As a library' "$T/count.c"
    mapfile -t flags < <(link_flags)
    flags+=(-Wall -Wextra -Werror -Iinclude "-L$SN_LIB" "-Wl,-rpath,$SN_LIB")
    run -0 "$CC" "${flags[@]}" -o "$T/count" "$T/count.c" -lsn
    assert_output ''
    run -0 "$T/count" "$FIX/recorded.pcap"
    assert_output '71 packets'
    run -1 "$T/count"
}
