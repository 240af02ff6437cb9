#!/usr/bin/env bats
# sncap tells what was captured and what was lost, and where.
# shellcheck disable=SC2016 # await evaluates its argument itself
load common
load netns

setup() {
    ns_up
}

teardown() {
    ns_down
}

# A 64-bit option of the last Interface Statistics Block: isb FILE CODE
isb() {
    od -An -v -tu4 -w4 "$1" | awk -v code="$2" '
        { w[NR] = $1 }
        END {
            for (i = 1; i <= NR; i += w[i + 1] / 4) {
                if (w[i] != 5) continue
                v = ""
                for (o = i + 5; o < i + w[i + 1] / 4 - 1; o += 1 + int((int(w[o] / 65536) + 3) / 4)) {
                    if (w[o] % 65536 == 0) break
                    if (w[o] % 65536 == code) v = w[o + 1] + w[o + 2] * 4294967296
                }
            }
            print v
        }'
}

# A number of the last JSON object: json FILE NAME
json() {
    grep -o "\"$2\":[^,}]*" "$1" | tail -n 1 | cut -d: -f2
}

@test "a slow reader: everything is accounted for, and the loss is named" {
    ns_exec bash -c 'sh -c "echo \$\$ >$2.pid; exec $1 -B 2048 -i va 2>$2.err" | (sleep 3; cat >"$2.pcap")' - \
        "$SN_BIN/sncap" "$T/a" 3>&- &
    await 'grep -q listening "$T/a.err"'
    send vb -n 80000 -s 1500 -r 50000
    sleep 2
    kill -INT "$(cat "$T/a.pid")"
    wait
    captured=$(count_of "$T/a.err" captured) dropped=$(count_of "$T/a.err" "dropped by kernel")
    assert_equal $((captured + dropped)) 80000
    assert_equal "$(count_of "$T/a.err" received)" 80000
    [ "$dropped" -gt 0 ]
    slow=$(count_of "$T/a.err" "of these dropped while the output was too slow")
    [ "$slow" -gt $((dropped / 2)) ]
    assert_equal "$(packets_in "$T/a.pcap")" "$captured"
}

@test "a disk that stalls: the ring is emptied meanwhile, nothing is lost" {
    sanitized && skip "a library can't be preloaded with sanitizers"
    export SLOWDISK="30 80" LD_PRELOAD=$SN_BUILD/tests/cli/slowdisk.so
    for format in pcap pcapng; do
        capture a -i va --format $format -w "$T/a" udp
        send vb -n 20000 -s 1400 -r 40000
        interrupt
        assert_equal "$status" 0
        assert_equal "$(count_of "$T/a.err" captured)" 20000
        assert_equal "$(count_of "$T/a.err" "dropped by kernel")" 0
        # pktsend counts in the ports: each packet is there, in its place.
        sndump -t -r "$T/a" | sed 's/.*\.50\([0-9]*\) >.*/\1/' >"$T/ports"
        for i in {1..20}; do printf '%03d\n' {0..999}; done | cmp - "$T/ports"
        rm "$T/a"
    done
    # Stalls that no small ring lasts for: only once.
    SLOWDISK="3 400"
    capture a -B 2048 -i va -w "$T/a" udp
    send vb -n 40000 -s 1400 -r 40000
    interrupt
    captured=$(count_of "$T/a.err" captured) dropped=$(count_of "$T/a.err" "dropped by kernel")
    assert_equal $((captured + dropped)) 40000
    [ "$captured" -gt 20000 ]
    [ "$dropped" -gt 0 ]
    # Where both processors are busy, some are dropped for that.
    slow=$(count_of "$T/a.err" "of these dropped while the output was too slow")
    [ "$slow" -gt $((dropped / 2)) ]
    [ "$slow" -le "$dropped" ]
    assert_equal "$(snfilter --count -r "$T/a")" "$captured packets"
}

@test "--fail-on-loss is status 1 when something was lost, else 0" {
    capture a -i va --fail-on-loss -w "$T/a.pcap"
    send vb -n 10
    interrupt
    assert_equal "$status" 0
    mkdir "$T/d"
    ns_tmpfs 64k "$T/d"
    in_ns mkfifo "$T/fifo"
    { sleep 3; } <"$T/fifo" 3>&- & # a reader that doesn't read
    ns_exec "$SN_BIN/sncap" -B 2048 --fail-on-loss -i va -c 80000 -w "$T/fifo" 2>"$T/a.err" 3>&- &
    CAP=$!
    await 'grep -q listening "$T/a.err"'
    send vb -n 100000 -s 1500
    status=0
    wait "$CAP" || status=$?
    assert_equal "$status" 1
    grep -q "packets were lost" "$T/a.err"
}

@test "--stats prints the counts again and again" {
    capture a -i va --stats 200ms -w "$T/a.pcap"
    send vb -n 10
    await '[ "$(grep -c "^sncap: 10 packets captured" "$T/a.err")" -ge 2 ]'
    interrupt
    [ "$(grep -c "^sncap: 10 packets captured, 10 packets received by filter, 0 packets dropped by kernel$" "$T/a.err")" -ge 2 ]
}

@test "--stats on a terminal is one line that is updated" {
    need_terminal
    run in_ns script -qec "$SN_BIN/sncap -i va --stats 100ms --duration 450ms -w $T/a.pcap" /dev/null
    assert_output --partial $'\rsncap: 0 packets captured'
    assert_output --partial $'dropped by kernel\e[K\rsncap: '
}

@test "--json: counts as objects, what is not known is null" {
    capture a -i va --json --stats 200ms -w "$T/a.pcap"
    send vb -n 7
    await 'grep -q "\"final\":false" "$T/a.err"'
    interrupt
    assert_equal "$(json "$T/a.err" captured) $(json "$T/a.err" received)" "7 7"
    assert_equal "$(json "$T/a.err" dropped_ring) $(json "$T/a.err" dropped_interface)" "0 0"
    assert_equal "$(json "$T/a.err" final)" true
    [ "$(grep -c '"final":false' "$T/a.err")" -ge 1 ]
    capture a -i any --json -w "$T/a.pcap"
    interrupt
    assert_equal "$(json "$T/a.err" dropped_interface)" null
    command -v jq >/dev/null || skip "no jq"
    tail -n 1 "$T/a.err" | jq -e .final
    in_ns "$SN_BIN/sncap" -D --json | jq -es 'map(.name) | contains(["va", "vb", "lo", "any"])'
}

# What interface vb has in rx_dropped.
rx_dropped() {
    in_ns ip -s link show vb | awk '/RX:/ { getline; print $4 }'
}

# Frames of a VLAN that has no interface: send_unwanted COUNT
send_unwanted() {
    send va -n "$1" -x "ffffffffffff0200000000018100000588b5$(printf '%092d' 0)"
}

@test "what the stack has no use for was captured: no loss" {
    capture a -i vb --fail-on-loss --json --format pcapng -w "$T/a.pcap"
    send_unwanted 150
    interrupt
    assert_equal "$status" 0
    [ "$(rx_dropped)" -ge 150 ]
    assert_equal "$(json "$T/a.err" captured) $(json "$T/a.err" dropped_interface)" "150 0"
    assert_equal "$(json "$T/a.err" dropped_backlog) $(json "$T/a.err" dropped_unclear)" "0 $(rx_dropped)"
    assert_equal "$(isb "$T/a.pcap" 5)" 0
    capture a -i vb -w "$T/a.pcap"
    send_unwanted 20
    interrupt
    run cat "$T/a.err"
    refute_output --partial interface
    refute_output --partial unclear
}

# Has the packets of vb handled by processor 1, which is kept busy with sixty slow filters.
crowd_backlog() {
    local i slow="" ifs=()
    in_ns mount -t sysfs none /sys 2>/dev/null || true
    if [ "$(nproc)" -lt 2 ] || ! in_ns sh -c 'echo 2 >/sys/class/net/vb/queues/rx-0/rps_cpus'; then
        skip "packets can't be given to another processor here"
    fi
    for ((i = 0; i < 100; i++)); do slow+="udp[$((i % 20 + 8))] * $((i + 1)) = 70000 or "; done
    for ((i = 0; i < 60; i++)); do ifs+=(-i vb); done
    ns_exec "$SN_BIN/sncap" -q -B 256 -O "${ifs[@]}" -w /dev/null "$slow udp[8:4] = 1" 3>&- >/dev/null 2>&1 &
    BUSY=$!
    await '[ "$(in_ns grep -c "^[0-9a-f]" /proc/net/packet)" -ge 60 ]'
}

@test "a full backlog of the kernel is a loss, and told from the rest of rx_dropped" {
    [[ " $NS_ENTER " = *" -m "* ]] || skip "no mount namespaces here"
    crowd_backlog
    capture a -i vb --fail-on-loss --json --format pcapng -B 65536 -w "$T/a.pcap"
    # A socket may have some hundred packets on their way; so several fill the thousand of a backlog.
    senders=()
    for ((i = 0; i < 8; i++)); do
        ns_exec taskset 1 "$PKTSEND" va -n 10000 3>&- >/dev/null &
        senders+=($!)
    done
    wait "${senders[@]}"
    send_unwanted 100
    interrupt
    kill "$BUSY"
    lost=$(json "$T/a.err" dropped_backlog)
    [ "$lost" -gt 0 ] || skip "the backlog was never full"
    assert_equal "$status" 1
    grep -q "packets were lost" "$T/a.err"
    assert_equal $((lost + $(json "$T/a.err" dropped_unclear))) "$(rx_dropped)"
    [ "$(json "$T/a.err" dropped_unclear)" -le 100 ]
    assert_equal "$(json "$T/a.err" dropped_interface)" 0
    assert_equal "$(isb "$T/a.pcap" 5)" "$lost"
}

@test "pcapng ends with the interface's statistics, in every file" {
    capture a -i va --format pcapng -C 50k -w "$T/a"
    send vb -n 500 -s 100
    interrupt
    # Of the first file: what had arrived by then.
    [ "$(isb "$T/a" 4)" -ge "$(sndump --count -r "$T/a" | sed 's/ .*//')" ]
    [ "$(isb "$T/a" 4)" -le 500 ]
    assert_equal "$(isb "$T/a1" 4) $(isb "$T/a1" 7) $(isb "$T/a1" 5) $(isb "$T/a1" 8)" "500 0 0 500"
}
