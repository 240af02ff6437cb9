#!/usr/bin/env bats
# ARP, ICMP, IGMP, ICMPv6, DNS and lines of text: sndump's text is tcpdump's.
load common

setup() {
    need tcpdump
    need_tool sndump
    tcpdump --version 2>&1 | grep -q 'tcpdump version 4\.99\.' || skip "tcpdump is not 4.99"
}

# same FLAGS FILE...
same() {
    local flags=$1 f
    shift
    for f; do
        tcpdump "$flags" -r "$f" >"$BATS_TEST_TMPDIR/want" 2>/dev/null
        sndump "$flags" -r "$f" >"$BATS_TEST_TMPDIR/got"
        [ -s "$BATS_TEST_TMPDIR/want" ]
        cmp "$BATS_TEST_TMPDIR/want" "$BATS_TEST_TMPDIR/got" || {
            diff "$BATS_TEST_TMPDIR/want" "$BATS_TEST_TMPDIR/got" | head -n 6
            fail "$f $flags"
        }
    done
}

@test "tests/fixtures/make-proto makes the fixtures that are in the tree" {
    need python3
    "$FIX/make-proto" "$BATS_TEST_TMPDIR"
    for f in "$BATS_TEST_TMPDIR"/proto-*.pcap; do
        cmp "$f" "$FIX/${f##*/}"
    done
}

@test "every message, option and oddity, with every flag" {
    for flags in -n -nv -nvv -nvvv -nq -ne -nx -nvX; do
        same "$flags" "$FIX"/proto-*.pcap
    done
}

@test "every captured length of them" {
    need python3
    "$FIX/make-proto" "$BATS_TEST_TMPDIR" --cuts
    for flags in -n -nvv -nvx; do
        same "$flags" "$BATS_TEST_TMPDIR"/proto-*.pcap
    done
}
