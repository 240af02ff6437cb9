#!/usr/bin/env bats
# Every tool ends at once, with status 0 and without a word, when its reader has left: also when no
# input comes, wherever the input stands at that moment.
# shellcheck disable=SC2016 # bash -c evaluates its arguments itself
load common
load netns

setup() {
    export PATH=$SN_BIN:$PATH
    T=$BATS_TEST_TMPDIR
    F=$FIX/us.pcap
    gzip -c "$F" >"$T/us.gz"
}

teardown() {
    ns_down
}

# Input that stops after BYTES of FILE and doesn't end; a reader that leaves at once: the tool must.
#   ends BYTES FILE TOOL ARGUMENT...
ends() {
    local n=$1 f=$2
    shift 2
    rm -f "$T/rc" "$T/err"
    mkfifo "$T/never"
    # The writer of input and the tool end with this shell, whatever happens.
    timeout 20 bash -c '
        exec 3<>"$1/never"
        { head -c "$2" "$3"; read -r -u 3; } 2>/dev/null |
            { "${@:4}" 2>"$1/err" 3>&-; echo $? >"$1/rc"; echo >&3; } | true' \
        - "$T" "$n" "$f" "$@" || fail "$*: went on after $n bytes of $f"
    rm "$T/never"
    run cat "$T/rc" "$T/err"
    assert_output 0
}

@test "snfilter, sndump, snstat: whatever was read so far" {
    for tool in snfilter "snfilter -z" "snfilter --count" "snfilter --format pcapng" \
        sndump "sndump --json" "sndump --jobs 1" snstat; do
        for n in 0 3 24 30 60; do
            # shellcheck disable=SC2086
            ends $n "$F" $tool
        done
        # shellcheck disable=SC2086
        ends 400 "$T/us.gz" $tool
    done
}

@test "a FIFO that nobody has opened for writing yet" {
    mkfifo "$T/in"
    for tool in snfilter sndump snstat; do
        timeout 20 bash -c '"$1" -r "$2" | true; exit "${PIPESTATUS[0]}"' - "$tool" "$T/in"
    done
}

@test "input comes all the time, but nothing of it goes out" {
    for tool in snfilter sndump; do
        timeout 20 bash -c '{ head -c 24 "$2"; while tail -c +25 "$2"; do :; done; } 2>/dev/null |
            { "$1" "udp port 1"; echo $? >"$3"; } | true' - "$tool" "$F" "$T/rc"
        assert_equal "$(cat "$T/rc")" 0
    done
}

@test "snfilter -w FIFO" {
    mkfifo "$T/out" "$T/never"
    for n in 24 30 60; do
        head -c 24 "$T/out" >"$T/got" 3>&- &
        timeout 20 bash -c '
            exec 4<>"$1/never"
            { head -c "$2" "$3"; read -r -u 4; } |
                { snfilter -w "$1/out" 4>&-; echo $? >"$1/rc"; echo >&4; }' - "$T" "$n" "$F"
        wait
        assert_equal "$(cat "$T/rc")" 0
        cmp -n 24 "$F" "$T/got"
    done
}

@test "sncap on a quiet interface" {
    ns_up
    mkfifo "$T/out"
    for how in "" -z "--format pcapng" "--recorder 1m" "--jobs 2" "-i vb"; do
        run -0 in_ns timeout 20 bash -c "sncap -q -i va $how | true"'; exit "${PIPESTATUS[0]}"'
        refute_output
    done
    for how in "" --wait "-G 3600" "--compress gzip"; do
        true <"$T/out" 3>&- &
        # shellcheck disable=SC2086
        run -0 in_ns timeout 20 sncap -q -i va $how -w "$T/out"
        refute_output
    done
    run -0 in_ns timeout 20 bash -c 'sncap -q --wait -i later | true; exit "${PIPESTATUS[0]}"'
}

@test "sncap | snfilter | sndump | head -1 ends when the network is quiet" {
    ns_up
    ns_exec timeout 20 bash -c 'sncap -i va 2>"$1" | snfilter udp | sndump | head -n 1
        echo "${PIPESTATUS[@]}"' - "$T/cap.err" >"$T/out" 3>&- &
    chain=$!
    await 'grep -q listening "$T/cap.err"'
    send vb -n 1
    wait "$chain"
    run cat "$T/out"
    assert_line --index 0 --partial "10.9.0.1.50000 > 10.9.0.2.9: UDP"
    assert_line --index 1 "0 0 0 0"
}
