#!/usr/bin/env bats
# make demo, both ways: live in a namespace, and from the file where namespaces are forbidden.
load common

setup() {
    need_tool sncap snfilter sndump snstat
    build=${SN_BUILD#"$ROOT"/}
    segments=$(snfilter -r "$FIX/recorded.pcap" tcp | sndump | wc -l)
    assert [ "$segments" -gt 20 ]
}

@test "the demo prints recorded TCP traffic live" {
    [ "$(id -u)" -eq 0 ] && own=(-n) || own=(-Urn)
    unshare "${own[@]}" true || skip "no network namespaces here"
    need ip
    run "$ROOT/tests/demo/run" "$build"
    assert_success
    refute_output --partial 'No network namespace'
    assert_equal "$(grep -c ' Flags \[' <<<"$output")" "$segments"
    assert_output --partial '71 packets captured'
    assert_output --partial '0 packets dropped by kernel'
}

@test "where namespaces are forbidden the demo says so and reads the file" {
    printf '#!/bin/sh\necho "unshare: unshare failed: Operation not permitted" >&2\nexit 1\n' \
        >"$BATS_TEST_TMPDIR/unshare"
    chmod +x "$BATS_TEST_TMPDIR/unshare"
    PATH=$BATS_TEST_TMPDIR:$PATH run "$ROOT/tests/demo/run" "$build"
    assert_success
    assert_output --partial 'No network namespace can be made here: unshare: unshare failed'
    assert_equal "$(grep -c ' Flags \[' <<<"$output")" "$segments"
}
