#!/usr/bin/env bats
# That tests/proto/run finds what it is there to find: a program of ours stands in for sndump.
# shellcheck disable=SC2016 # what stands in for sndump expands it
load common

setup() {
    need python3
    need_tool sndump
    T=$BATS_TEST_TMPDIR
    cp "$ROOT"/tests/proto/run "$ROOT"/tests/proto/protofile.py "$T"
    mkdir "$T/bin"
    export REAL=$SN_BIN/sndump
    SN_BIN=$T/bin
    pretend 'exec "$REAL" "$@"'
    packet
}

pretend() {
    printf '#!/bin/bash\n%s\n' "$1" >"$T/bin/sndump"
    chmod +x "$T/bin/sndump"
}

# A file of one packet without output.
packet() {
    cat >"$T/arp.txt" <<'END'
# A comment.
layers: arp

== who-has
# Another.
    ff*6 020000000001 0806      # broadcast
    0001 0800 06 04 0001
    020000000001 "\n\0\0" 01    0000 00000000 "\n\0\0\x"
END
    sed -i 's/\\x"/" 02/' "$T/arp.txt"
}

@test "--update adds what sndump prints, keeps what was written, and changes nothing twice" {
    "$T/run" --update
    cp "$T/arp.txt" "$T/once"
    run -0 "$T/run" --update
    assert_output ''
    cmp "$T/arp.txt" "$T/once"
    run -0 head -n 9 "$T/arp.txt"
    assert_line -n 0 '# A comment.'
    assert_line -n 3 '# Another.'
    assert_line -n 4 '    ff*6 020000000001 0806      # broadcast'
    run -0 grep -A1 -e '^-n:' "$T/arp.txt"
    assert_line -n 1 '    ARP, Request who-has 10.0.0.2 tell 10.0.0.1, length 28'
    run -0 "$T/run"
    assert_line 'ok arp: 1 packets as recorded'
    assert_line 'ok arp: 84 cuts'
}

@test "a packet that has no output fails" {
    run -1 "$T/run"
    assert_line 'not ok arp: recorded'
}

@test "another line, another value in JSON fail" {
    "$T/run" --update
    for s in 's/Request/Reply/' 's/"arp.opcode": 1/"arp.opcode": 2/' 's/eth:arp/eth:ip/'; do
        sed "$s" "$T/arp.txt" >"$T/changed" && mv "$T/changed" "$T/arp.txt"
        run -1 "$T/run"
        assert_line 'not ok arp: recorded'
        run -0 "$T/run" --update
        run -0 "$T/run"
    done
}

@test "a crash, a byte that can't be printed, bad JSON and a lost packet are found in the cuts" {
    "$T/run" --update
    for s in 'case $* in *cuts*) kill -SEGV $$ ;; esac' 'case $* in *-X*) printf "\033[31m\n" ;; esac' \
        'case $* in *json*cuts*) echo "{" ;; esac' 'case $* in *json*cuts*) exit 0 ;; esac' \
        'case $* in *cuts*) echo "==1==ERROR: AddressSanitizer" >&2 ;; esac'; do
        pretend "$s"'; exec "$REAL" "$@"'
        run -1 "$T/run"
        assert_line 'not ok arp: cuts'
    done
}

@test "a line that tcpdump prints otherwise is found, but not where that is known" {
    sanitized && skip "compared without sanitizers"
    need tcpdump
    tcpdump --version 2>&1 | grep -q '^tcpdump version 4\.99\.3' || skip "tcpdump is not 4.99.3"
    pretend '"$REAL" "$@" | sed "s/who-has/who has/"'
    "$T/run" --update
    run -1 "$T/run"
    assert_line 'not ok arp: like_tcpdump'
    sed -i 's/^== who-has/&\ntcpdump: has a hyphen/' "$T/arp.txt"
    run -0 "$T/run"
    assert_line 'ok arp: same as tcpdump, but for 1 packets'
}

@test "what can't be read is named by file and line" {
    for l in '    0' 'what: ever' 'link: NOWHERE' '    "no end'; do
        packet
        echo "$l" >>"$T/arp.txt"
        run -1 "$T/run"
        assert_line --partial 'arp.txt:9: '
        assert_line 'not ok arp'
    done
}
