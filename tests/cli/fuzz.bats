#!/usr/bin/env bats
# What the fuzz targets begin with: every protocol and link type has a packet of its own.
load common

setup_file() {
    export SEEDS=$BATS_FILE_TMPDIR/seeds
    mkdir "$SEEDS"
    ! command -v python3 >/dev/null || "$ROOT/tests/fuzz/seeds" "$SEEDS"
}

setup() {
    need python3
    DIS=$SN_BUILD/tests/fuzz/fuzz_dis
    [ -x "$DIS" ] || skip "tests/fuzz/fuzz_dis is not built"
}

@test "the packets of tests/proto reach every protocol and every link type, and all holds of them" {
    run -0 "$DIS" --reach "$SEEDS"
    refute_output --partial 'not ok'
}

@test "a protocol without a packet is named, and so is a link type" {
    rm "$SEEDS"/arcnet-* "$SEEDS"/syslog-*
    run -1 "$DIS" --reach "$SEEDS"
    assert_line 'not ok no input reaches syslog (Syslog message)'
    assert_line 'not ok no input reaches arcnet (ARCNET)'
    assert_line 'not ok no input has link type 7'
    assert_line 'not ok no input has link type 129'
}
