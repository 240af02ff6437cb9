#!/usr/bin/env bats
# Live capture by the library alone: the example, and what a capture's other threads may do.
# shellcheck disable=SC2016 # await evaluates its argument itself
load common
load netns

setup() {
    ns_up
}

teardown() {
    ns_down
}

# Starts a program that uses the library: it answers on $T/out, its words go to $T/err.
begin() {
    : >"$T/err"
    ns_exec "$@" <"${IN:-/dev/null}" >"$T/out" 2>"$T/err" 3>&- 8>&- &
    CAP=$!
    await 'grep -q "listening on" "$T/err"'
}

# Starts capturectl with its standard input at hand.
steered() {
    mkfifo "$T/in"
    exec 8<>"$T/in"
    IN=$T/in begin "$SN_BUILD/tests/cli/capturectl" "$@"
}

# Tells it something, and waits for the answer.
tell() {
    local n
    n=$(wc -l <"$T/out")
    echo "$1" >&8
    await '[ "$(wc -l <"$T/out")" -gt '"$n"' ]'
    tail -n 1 "$T/out"
}

finish() {
    tell stop
    exec 8>&-
    status=0
    wait "$CAP" || status=$?
    assert_equal "$status" 0
}

# How many packets a file holds; fails when it is cut.
counted() {
    "$SN_BIN/sndump" -r "$1" --count | sed 's/ .*//'
}

@test "the example captures, filters, and writes pcapng, in at most 40 lines" {
    assert [ "$(wc -l <"$ROOT/tests/examples/capture.c")" -le 40 ]
    begin "$SN_BUILD/tests/examples/capture" va 'udp and len <= 100' "$T/a.pcapng" 25
    send vb -n 10 -s 200
    send vb -n 10 -t
    send vb -n 30 -s 100
    wait "$CAP"
    assert_equal "$(counted "$T/a.pcapng")" 25
    assert_equal "$(od -An -tx4 -N4 "$T/a.pcapng" | xargs)" 0a0d0d0a
}

@test "the example: a signal ends the capture, and nothing is lost" {
    begin "$SN_BUILD/tests/examples/capture" va udp "$T/a.pcapng" 1000000
    send vb -n 1000
    interrupt
    assert_equal "$status" 0
    assert_equal "$(counted "$T/a.pcapng")" 1000
}

@test "the example: what goes wrong comes back as a message" {
    run -1 in_ns "$SN_BUILD/tests/examples/capture" va 'udp and' "$T/a" 1
    run -1 in_ns "$SN_BUILD/tests/examples/capture" nosuch udp "$T/a" 1
    assert_output "no such interface: 'nosuch'"
}

@test "a filter is replaced while the capture runs" {
    steered va "$T/a" 'udp' 10
    send vb -n 10
    send vb -n 10 -t
    await '[ "$(counted "$T/a")" = 10 ]'
    assert_equal "$(tell 'filter tcp')" ok
    send vb -n 20
    send vb -n 30 -t
    await '[ "$(counted "$T/a")" = 40 ]'
    assert_equal "$(tell 'filter look-through (udp)')" ok # in userland
    send vb -n 40 -v 7
    send vb -n 50 -t
    await '[ "$(counted "$T/a")" = 80 ]'
    run tell 'filter udp and'
    assert_output --partial "error: "
    send vb -n 60 -v 7
    finish
    assert_equal "$(counted "$T/a")" $((10 + 30 + 40 + 60))
}

@test "what waits in the ring when a filter is replaced is checked by the new one" {
    steered va "$T/a" '' 1000
    send vb -n 10
    send vb -n 10 -t
    assert_equal "$(tell 'filter udp')" ok
    send vb -n 5
    send vb -n 5 -t
    finish
    assert_equal "$(counted "$T/a")" 15
}

@test "a filter that is too long for the kernel replaces one that isn't" {
    steered va "$T/a" 'tcp' 10
    ports=$(printf ' or port %d' {50002..50998..2} {2..4000..2})
    assert_equal "$(tell "filter udp and (port 50000$ports)")" ok
    send vb -n 1000
    send vb -n 10 -t
    finish
    assert_equal "$(counted "$T/a")" 500
}

@test "packets are injected, and other sockets see them" {
    local ctl frame
    steered va "$T/a" '' 10
    ctl=$CAP
    capture b -i vb -w "$T/b"
    frame=020000000001020000000002080045000014000000004011$(printf %044d 0)
    assert_equal "$(tell "inject $frame")" ok
    assert_equal "$(tell "inject $frame")" ok
    await '[ "$(counted "$T/b")" = 2 ]'
    interrupt
    assert_equal "$(counted "$T/b")" 2
    in_ns ip link set va down
    run tell "inject $frame"
    assert_output --partial "error: "
    CAP=$ctl
    exec 8>&-
}
