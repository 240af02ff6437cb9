#!/usr/bin/env bats
# snfilter between other programs: nothing is held back, nothing is lost, nobody waits for ever.
# shellcheck disable=SC2016,SC2164
load common

setup() {
    need_tool snfilter
    cd "$BATS_TEST_TMPDIR"
    # Where the third of the packets begins and where it ends.
    a=24
    for _ in 1 2; do a=$((a + 16 + $(od -An -tu4 -j$((a + 8)) -N4 "$FIX/us.pcap"))); done
    b=$((a + 16 + $(od -An -tu4 -j$((a + 8)) -N4 "$FIX/us.pcap")))
}

# Waits until the file has so many bytes; fails after 5 seconds.
has() {
    for _ in $(seq 500); do
        [ "$(stat -c %s "$1")" -ge "$2" ] && return
        sleep 0.01
    done
    fail "$1 has $(stat -c %s "$1") bytes, not $2"
}

# Starts snfilter with a pipe, held open on descriptor 7, as its input; $pid.
start() {
    mkfifo in
    snfilter "$@" <in >out 2>err 3>&- &
    pid=$!
    exec 7>in
}

# Waits until no signal is pending.
handled() {
    while grep -q '^S[hi][dg]Pnd:.*[1-9a-f]' "/proc/$1/status"; do sleep 0.01; done
}

@test "a packet comes out as soon as it is in, without any option" {
    start
    head -c 24 "$FIX/us.pcap" >&7
    has out 24
    tail -c +25 "$FIX/us.pcap" | head -c $((a - 24)) >&7
    has out "$a"
    # Half of the next: it can't come out yet. Then its end.
    tail -c +$((a + 1)) "$FIX/us.pcap" | head -c 20 >&7
    sleep 0.1
    [ "$(stat -c %s out)" -eq "$a" ]
    tail -c +$((a + 21)) "$FIX/us.pcap" | head -c $((b - a - 20)) >&7
    has out "$b"
    exec 7>&-
    wait $pid
    cmp out <(head -c "$b" "$FIX/us.pcap")
}

@test "with -z what is out so far can be read" {
    start -z
    head -c "$b" "$FIX/us.pcap" >&7
    for _ in $(seq 300); do
        [ "$(gzip -dc <out 2>/dev/null | wc -c)" -eq "$b" ] && break
        sleep 0.01
    done
    gzip -dc <out 2>/dev/null | cmp - <(head -c "$b" "$FIX/us.pcap")
    exec 7>&-
    wait $pid
    gzip -t <out
}

@test "SIGINT: a pipe is read to its end" {
    start
    head -c "$a" "$FIX/us.pcap" >&7
    has out "$a"
    kill -INT $pid
    handled $pid
    tail -c +$((a + 1)) "$FIX/us.pcap" >&7
    exec 7>&-
    wait $pid
    cmp out "$FIX/us.pcap"
    [ ! -s err ]
}

@test "SIGINT twice: the end, by the signal" {
    start
    head -c "$a" "$FIX/us.pcap" >&7
    has out "$a"
    kill -INT $pid
    handled $pid
    kill -INT $pid
    status=0
    wait $pid || status=$? # in this shell, whose child it is
    assert_equal "$status" 130
    cmp out <(head -c "$a" "$FIX/us.pcap")
}

@test "SIGTERM: the end at once, status 0, what was read is written" {
    start --verbose
    head -c "$a" "$FIX/us.pcap" >&7
    has out "$a"
    kill -TERM $pid
    wait $pid
    cmp out <(head -c "$a" "$FIX/us.pcap")
    grep -q '^snfilter: 2 packets read, 2 kept' err
}

@test "a reader that leaves ends it quietly, with status 0" {
    "$SN_BUILD/tests/bench/gen" -n 100000 >big
    run --separate-stderr bash -c 'snfilter -r big | head -c 1000 >/dev/null; echo "${PIPESTATUS[0]}"'
    assert_output 0
    assert_equal "$stderr" ''
    run --separate-stderr bash -c 'cat big | snfilter | snfilter | head -c 1000 >/dev/null; echo "${PIPESTATUS[*]:1:2}"'
    assert_output '0 0'
    assert_equal "$stderr" ''
    run --separate-stderr bash -c 'snfilter -z -r big | head -c 1000 >/dev/null; echo "${PIPESTATUS[0]}"'
    assert_output 0
    assert_equal "$stderr" ''
}

@test "-c ends it while its writer goes on" {
    start -c 2
    cat "$FIX/us.pcap" >&7
    wait $pid
    cmp out <(head -c "$a" "$FIX/us.pcap")
}

@test "stages after each other keep what one expression with and keeps" {
    "$SN_BUILD/tests/bench/gen" -n 30000 >big
    snfilter -r big ip | snfilter tcp | snfilter 'port 443' | cmp - <(snfilter -r big 'ip and tcp and port 443')
    snfilter -r big --format pcapng | snfilter tcp | snfilter --format pcap | cmp - <(snfilter -r big tcp)
}
