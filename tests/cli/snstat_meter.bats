#!/usr/bin/env bats
# shellcheck disable=SC2016 # awk and a shell of their own evaluate them
# What snstat tells before the end: objects by interval, metrics; sncap's metrics.
bats_require_minimum_version 1.5.0
load common
load netns

setup() {
    need_tool snstat
    T=$BATS_TEST_TMPDIR
}

teardown() {
    ns_down
}

# The value of a metric: metric FILE NAME
metric() {
    awk -v n="$2" '$1 == n { print $2 }' "$1"
}

@test "--json --interval: an object after each interval, all of them the whole" {
    need jq
    f=$FIX/recorded.pcap
    run -0 jq -c '[.from, (.interval | floor), .packets, .bytes]' \
        < <(snstat --json --interval 1s -r "$f")
    assert_output '["2026-11-23T19:56:34.000000000Z",1,4,352]
["2026-11-23T19:56:35.000000000Z",1,6,500]
["2026-11-23T19:56:36.000000000Z",1,11,974]
["2026-11-23T19:56:37.000000000Z",1,50,28033]'
    for f in "$FIX/recorded.pcap" "$FIX/mixed.pcap" "$FIX/us.pcap.gz" "$FIX/metadata.pcapng"; do
        for width in 1ms 100ms 1h; do
            assert_equal "$(snstat --json --interval $width -n 0 -r "$f" |
                jq -s -c '[(map(.packets) | add), (map(.bytes) | add)]')" "$(snstat --json -n 0 -r "$f" | jq -c '[.packets, .bytes]')"
        done
    done
    # A view of its own in each object, intervals without packets too.
    run -0 jq -s -c 'map(.packets) | [length, (map(select(. == 0)) | length > 0)]' \
        < <(snstat --json --interval 100ms -z file -r "$FIX/recorded.pcap")
    assert_output '[31,true]'
    run -0 jq -c 'keys' < <(snstat --json --interval 1h -z hosts -r "$FIX/recorded.pcap")
    assert_output '["from","host_count","hosts","interval","other_hosts"]'
    # The view rate is one object, as always; so is every view without --json.
    [ "$(snstat --json --interval 1s -z rate -r "$FIX/recorded.pcap" | wc -l)" -eq 1 ]
}

@test "a live stream's interval ends by the clock, packets or not" {
    need jq python3
    mkfifo "$T/in"
    snstat --json --interval 1s -z file <"$T/in" >"$T/out" 3>&- &
    pid=$!
    exec 9>"$T/in"
    python3 -c '
import struct, sys, time
t = time.time()
sys.stdout.buffer.write(struct.pack("<IHHIIIIIIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1,
    int(t), int(t % 1 * 1e6), 14, 14) + bytes(14))' >&9
    for _ in $(seq 600); do
        [ "$(wc -l <"$T/out")" -lt 2 ] || break
        sleep 0.05
    done
    run -0 jq -s -c 'map(.packets)[:2]' "$T/out"
    assert_output '[1,0]'
    exec 9>&-
    wait "$pid"
}

@test "objects end when their reader leaves, quietly" {
    need jq
    run -0 bash -c 'snstat --json --interval 1ms -r "$0" | head -n 1 | jq .packets' "$FIX/recorded.pcap"
}

@test "--prometheus: the totals, protocols and counts as metrics, and the report" {
    need jq
    f=$FIX/recorded.pcap
    run -0 snstat --prometheus "$T/sn.prom" -n 3 -r "$f"
    assert_output "$(snstat -n 3 -r "$f")"
    assert_equal "$(metric "$T/sn.prom" snstat_packets_total)" 71
    assert_equal "$(metric "$T/sn.prom" snstat_bytes_total)" 29859
    assert_equal "$(metric "$T/sn.prom" snstat_hosts)" 11
    assert_equal "$(metric "$T/sn.prom" 'snstat_protocol_packets_total{protocol="eth:ip:tcp"}')" 18
    assert_equal "$(metric "$T/sn.prom" snstat_last_packet_timestamp_seconds)" 1795463797.157036000
    # Each metric is said once, before its values.
    run -0 awk '/^# TYPE/ { if (seen[$3]++) exit 1; now = $3; next } /^#/ { next }
        { n = $1; sub(/\{.*/, "", n); if (n != now) exit 1 }' "$T/sn.prom"
    assert_equal "$(ls -A "$T")" sn.prom
    snstat --prometheus "$T/sn.prom" -z file -r "$FIX/mixed.pcap" >"$T/null"
    assert_equal "$(metric "$T/sn.prom" snstat_packets_total)" 300
    run -0 snstat --prometheus "$T/sn.prom" -z file -r "$FIX/metadata.pcapng"
    assert_equal "$(metric "$T/sn.prom" snstat_lost_packets_total)" 6
}

@test "metrics are written while a stream goes on" {
    mkfifo "$T/in"
    snstat --prometheus "$T/sn.prom" --interval 200ms -z file <"$T/in" >"$T/out" 3>&- &
    pid=$!
    exec 9>"$T/in"
    cat "$FIX/us.pcap" >&9
    for _ in $(seq 600); do
        [ "$(metric "$T/sn.prom" snstat_packets_total 2>/dev/null)" != 40 ] || break
        sleep 0.05
    done
    assert_equal "$(metric "$T/sn.prom" snstat_packets_total)" 40
    exec 9>&-
    wait "$pid"
}

@test "metrics that can't be written are said, and the report is there" {
    run --separate-stderr snstat --prometheus /nonexistent/sn.prom -z file -r "$FIX/us.pcap"
    assert_failure 1
    assert_equal "$stderr" "snstat: /nonexistent/sn.prom: can't be created: No such file or directory"
    mkdir "$T/sn.prom"
    run --separate-stderr snstat --prometheus "$T/sn.prom" -z file -r "$FIX/us.pcap"
    assert_failure 1
    assert_line -n 0 "Packets        40"
    [[ $stderr == "snstat: $T/sn.prom: can't be written: "* ]]
}

@test "metrics to a FIFO or a device are written there, which stays what it is" {
    mkfifo "$T/sn.prom"
    cat "$T/sn.prom" >"$T/got" &
    snstat --prometheus "$T/sn.prom" -z file -r "$FIX/us.pcap" >"$T/out"
    wait
    assert_equal "$(metric "$T/got" snstat_packets_total)" 40
    [ -p "$T/sn.prom" ]
    ln -s /dev/full "$T/full.prom"
    run --separate-stderr snstat --prometheus "$T/full.prom" -z file -r "$FIX/us.pcap"
    assert_failure 1
    assert_equal "$stderr" "snstat: $T/full.prom: can't be written: No space left on device"
    [ -L "$T/full.prom" ]
}

@test "sncap --prometheus: what was captured and lost" {
    need_tool sncap
    ns_up
    capture a -i va -c 3 --prometheus "$T/sncap.prom" -w "$T/out.pcap"
    send vb -n 3
    wait "$CAP"
    assert_equal "$(metric "$T/sncap.prom" sncap_captured_packets_total)" 3
    assert_equal "$(metric "$T/sncap.prom" sncap_dropped_ring_packets_total)" 0
    grep -q '^# TYPE sncap_received_packets_total counter$' "$T/sncap.prom"
}

@test "losses are told downstream while the capture goes on" {
    need_tool sncap
    need python3
    ns_up
    mkfifo "$T/pipe"
    # Reads nothing until it may, then looks for statistics that say so.
    python3 - "$T" >"$T/found" 3>&- <<'PY' &
import os, struct, sys, time
folder = sys.argv[1]
f = os.open(folder + "/pipe", os.O_RDONLY)
while not os.path.exists(folder + "/go"):
    time.sleep(0.01)
f = os.fdopen(f, "rb")
while True:
    head = f.read(8)
    if len(head) < 8:
        sys.exit("the stream ended first")
    kind, size = struct.unpack("<II", head)
    body = f.read(size - 8)
    at = 12
    while kind == 5 and at + 4 <= len(body) - 4:
        code, n = struct.unpack_from("<HH", body, at)
        if code in (5, 7) and struct.unpack_from("<Q", body, at + 4)[0]:
            print("told")
            sys.exit()
        at += 4 + (n + 3) // 4 * 4
        if code == 0:
            break
PY
    reader=$!
    ns_exec "$SN_BIN/sncap" -i va -B 256 --format pcapng 2>"$T/a.err" >"$T/pipe" 3>&- &
    CAP=$!
    await 'grep -q "listening on" "$T/a.err"'
    send vb -n 300000
    touch "$T/go"
    for _ in $(seq 300); do
        kill -0 "$reader" 2>/dev/null || break
        send vb -n 5000 # a busy machine may have lost them elsewhere until now
        sleep 0.05
    done
    run -1 kill -0 "$reader" # it waits no more, although the capture goes on
    assert_equal "$(cat "$T/found")" told
    wait "$CAP"
}
