#!/usr/bin/env bats
# The fixtures are what their script makes, so that the script stays true.
load common

@test "tests/fixtures/make makes the fixtures that are in the tree" {
    "$FIX/make" "$BATS_TEST_TMPDIR"
    cd "$BATS_TEST_TMPDIR"
    for f in *; do
        case $f in
        bad-crc* | cut*.gz) ;; # gzip's own bytes may differ from version to version
        *.gz) cmp <(zcat "$f") <(zcat "$FIX/$f") ;;
        *) cmp "$f" "$FIX/$f" ;;
        esac
    done
}

@test "the captures full of metadata are what their script makes" {
    need python3
    "$FIX/make-metadata" "$BATS_TEST_TMPDIR"
    cmp "$BATS_TEST_TMPDIR/metadata.pcapng" "$FIX/metadata.pcapng"
    cmp "$BATS_TEST_TMPDIR/metadata-swapped.pcapng" "$FIX/metadata-swapped.pcapng"
}

@test "the seeds of netlink's fuzz target are what their script makes" {
    need python3
    "$FIX/make-netlink" "$BATS_TEST_TMPDIR"
    for f in "$ROOT"/tests/fuzz/corpus/netlink/*; do
        run cmp "$f" "$BATS_TEST_TMPDIR/${f##*/}"
        assert_success
    done
}

@test "the generator makes the same bytes from the same seed, and other bytes from another" {
    gen=$SN_BUILD/tests/bench/gen
    a=$("$gen" -n 20000 -s 3 | sha256sum)
    b=$("$gen" -n 20000 -s 3 | sha256sum)
    c=$("$gen" -n 20000 -s 4 | sha256sum)
    assert_equal "$a" "$b"
    refute [ "$a" = "$c" ]
}

@test "the generator's checksums are right, in tcpdump's eyes" {
    need tcpdump
    "$SN_BUILD/tests/bench/gen" -n 3000 >"$BATS_TEST_TMPDIR/f"
    run bash -c 'tcpdump -nvvr "$0" 2>/dev/null | grep -c "(correct)"' "$BATS_TEST_TMPDIR/f"
    [ "$output" -gt 2000 ]
    run bash -c 'tcpdump -nvvr "$0" 2>/dev/null | grep -E "incorrect|bad (udp )?cksum|wrong|\[\|"' \
        "$BATS_TEST_TMPDIR/f"
    assert_output ''
}
