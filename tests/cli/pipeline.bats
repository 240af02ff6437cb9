#!/usr/bin/env bats
# Three tools behave like one program, on a veth pair.
# shellcheck disable=SC2016 # await evaluates its argument itself
load common
load netns

setup() {
    need_tool sncap snfilter sndump
    ns_up
}

teardown() {
    ns_down
}

# Starts `sncap | snfilter udp | sndump` in a process group of its own, as a terminal's job. Its
# leader is $JOB; the statuses of the three are in $T/statuses at the end.
start_pipeline() {
    rm -f "$T/cap.err"
    ns_exec setsid bash -c '
        trap : INT # the shell outlives Ctrl-C to write down how the three ended
        sncap -i va 2>"$T/cap.err" | snfilter udp | sndump >"$T/out" 2>"$T/dump.err"
        echo "${PIPESTATUS[@]}" >"$T/statuses"' 3>&- &
    JOB=$!
    await 'grep -q "listening on" "$T/cap.err"'
}

now_ms() {
    date +%s%3N
}

@test "a packet is printed within 100 ms of being sent, without any flag" {
    export T
    start_pipeline
    send vb # the first finds the tools still starting
    await '[ -s "$T/out" ]'
    took=()
    for i in 1 2 3 4 5 6 7; do
        before=$(wc -l <"$T/out")
        sleep 0.0$((RANDOM % 10))
        send vb -S "$i"
        sent=$(now_ms)
        while [ "$(wc -l <"$T/out")" = "$before" ]; do :; done
        took+=($(($(now_ms) - sent)))
    done
    kill -INT -- "-$JOB"
    wait "$JOB" || true
    echo "# took ${took[*]} ms" >&3
    # The least: the others may have waited for a processor.
    [ "$(printf '%s\n' "${took[@]}" | sort -n | head -n 1)" -lt 100 ]
}

@test "Ctrl-C loses no packet that was captured" {
    export T
    start_pipeline
    send vb -n 30000 -r 30000 &
    sleep 0.5
    kill -INT -- "-$JOB"
    wait "$JOB" || true
    captured=$(count_of "$T/cap.err" captured)
    [ "$captured" -gt 1000 ]
    assert_equal "$(grep -c ' > 10.9.0.2.9: ' "$T/out")" "$captured"
    assert_equal "$(count_of "$T/cap.err" received)" "$captured"
    assert_equal "$(cat "$T/dump.err")" ""
    assert_equal "$(cat "$T/statuses")" "0 0 0"
    wait
}

@test "Ctrl-C under load loses no packet that was captured" {
    export T
    start_pipeline
    ns_exec "$PKTSEND" vb -n 100000000 >/dev/null 3>&- &
    sender=$!
    sleep 1
    kill -INT -- "-$JOB"
    wait "$JOB" || true
    kill "$sender"
    captured=$(count_of "$T/cap.err" captured)
    [ "$captured" -gt 10000 ]
    assert_equal "$(grep -c ' > 10.9.0.2.9: ' "$T/out")" "$captured"
    received=$(count_of "$T/cap.err" received) dropped=$(count_of "$T/cap.err" dropped)
    assert_equal $((captured + dropped)) "$received"
}

@test "a reader that leaves ends all three quietly, status 0" {
    send vb -n 200 -r 100 &
    run -0 in_ns bash -c '
        sncap -q -i va | snfilter udp | sndump | head -n 1 >/dev/null
        echo "${PIPESTATUS[@]}"'
    assert_output "0 0 0 0"
    wait
}

@test "sncap's stream passes through a file and a gzip file" {
    capture a -i va -z -w "$T/a.pcap.gz"
    send vb -n 100
    interrupt
    assert_equal "$(sndump -r "$T/a.pcap.gz" 2>/dev/null | wc -l)" 100
    assert_equal "$(snfilter -r "$T/a.pcap.gz" udp port 50007 | sndump 2>/dev/null | wc -l)" 1
}

@test "a cut capture: all whole packets, then an error with the offset, status 1" {
    capture a -i va -c 10 -w "$T/a.pcap"
    send vb -n 10 -s 100
    wait "$CAP"
    head -c $((24 + 7 * 116 + 50)) "$T/a.pcap" >"$T/cut.pcap"
    run --separate-stderr sndump -r "$T/cut.pcap"
    assert_equal "$status" 1
    assert_equal "${#lines[@]}" 7
    assert_regex "$stderr" "byte $((24 + 7 * 116))"
    run -0 bash -c 'set -o pipefail; cat "$1" | snfilter 2>"$2.err" | sndump | wc -l; exit 0' - "$T/cut.pcap" "$T/f"
    assert_output 7
    grep -q "byte $((24 + 7 * 116))" "$T/f.err"
}
