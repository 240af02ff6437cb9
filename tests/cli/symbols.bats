#!/usr/bin/env bats
# The symbols of libsn: those that are exported are reviewed, those that are global begin with sn_.
load common

setup() {
    need nm
    [ -e "$SN_LIB/libsn.so" ] || skip "libsn.so is not built"
}

@test "libsn.so exports what is listed, globals of libsn.a begin with sn_" {
    run -0 "$ROOT/tests/lint/symbols" "$SN_BUILD"
}

@test "a new, a missing and a badly named symbol are found; --update adds no badly named one" {
    export LISTS=$BATS_TEST_TMPDIR
    sed 's/^sn_arena_free$/sn_arena_fred/' "$ROOT/tests/golden/symbols/exported" >"$LISTS/exported"
    : >"$LISTS/unprefixed"
    mkdir "$BATS_TEST_TMPDIR/lib"
    cp -L "$SN_LIB/libsn.so" "$BATS_TEST_TMPDIR/lib"
    echo 'int pick; int sn_pick;' >"$BATS_TEST_TMPDIR/pick.c"
    "${CC:-cc}" -c -o "$BATS_TEST_TMPDIR/pick.o" "$BATS_TEST_TMPDIR/pick.c"
    ar rc "$BATS_TEST_TMPDIR/lib/libsn.a" "$BATS_TEST_TMPDIR/pick.o"
    run -1 "$ROOT/tests/lint/symbols" "$BATS_TEST_TMPDIR"
    assert_line "libsn.so exports sn_arena_free, which isn't listed"
    assert_line "libsn.so doesn't export sn_arena_fred, which is listed"
    assert_line "libsn.a: pick is global and doesn't begin with sn_"
    "$ROOT/tests/lint/symbols" --update "$BATS_TEST_TMPDIR"
    run -1 "$ROOT/tests/lint/symbols" "$BATS_TEST_TMPDIR"
    refute_line --partial libsn.so
    assert_line --partial 'pick is global'
}
