#!/usr/bin/env bats
# sncap --print: writes and prints at once.
# shellcheck disable=SC2016 # await evaluates its argument itself
load common
load netns

setup() {
    ns_up
}

teardown() {
    ns_down
}

# capture, with what is printed in $T/out.
printing() {
    capture a --print "$@" >"$T/out"
}

@test "what is printed is what sndump prints of the file, and comes at once" {
    for how in "" "--nano" "--format pcapng" "-z" "-i lo --format pcapng" "--jobs 2"; do
        # shellcheck disable=SC2086
        printing -i va $how -w "$T/a"
        send vb -n 1
        await '[ "$(wc -l <"$T/out")" -eq 1 ]'
        send vb -n 499 -s 200
        interrupt
        assert_equal "$status" 0
        assert_equal "$(count_of "$T/a.err" captured)" 500
        nano=
        [ "$how" != --nano ] || nano=--nano
        sndump $nano -r "$T/a" | cmp - "$T/out"
    done
}

@test "every file, up to the limit" {
    printing -i va -C 10k -c 300 -w "$T/a"
    send vb -n 400 -s 100
    wait "$CAP"
    for f in a a1 a2 a3; do sndump -r "$T/$f"; done >"$T/want"
    [ "$(wc -l <"$T/want")" -eq 300 ]
    cmp "$T/want" "$T/out"
}

@test "the recorder's packets are printed when they are written" {
    printing -i va --recorder 1m -w "$T/a"
    send vb -n 5
    sleep 0.1
    assert_equal "$(wc -l <"$T/out")" 0
    kill -USR2 "$CAP"
    await '[ "$(wc -l <"$T/out")" -eq 5 ]'
    interrupt
}

@test "a terminal that stands still loses no packet of the file" {
    mkfifo "$T/slow"
    exec 5<>"$T/slow"
    capture a --print -i va -w "$T/a" >"$T/slow"
    send vb -n 200000 -s 1000 -r 100000
    kill -INT "$CAP"
    await '[ "$(snfilter --count -r "$T/a")" = "200000 packets" ]'
    kill -0 "$CAP" # prints what is in memory
    cat <&5 >"$T/out" 3>&- &
    reader=$!
    wait "$CAP"
    exec 5<&-
    unprinted=$(count_of "$T/a.err" "not printed")
    captured=$(count_of "$T/a.err" captured) dropped=$(count_of "$T/a.err" "dropped by kernel")
    assert_equal "$captured $dropped" "200000 0"
    [ "$unprinted" -gt 50000 ]
    await '[ "$(wc -l <"$T/out")" -eq $((captured - unprinted)) ]'
    kill "$reader"
}

@test "when the printed lines have no reader any more it ends" {
    run -0 in_ns timeout 20 bash -c '"$1" -q --print -i va -w "$2" | true; exit "${PIPESTATUS[0]}"' - \
        "$SN_BIN/sncap" "$T/a"
    refute_output
    assert_equal "$(packets_in "$T/a")" 0
}

@test "errors are said once; --print needs a file" {
    run -1 in_ns "$SN_BIN/sncap" --print -i nosuch -w "$T/a"
    assert_output "sncap: nosuch: no such interface; 'sncap -D' lists them"
    run -2 in_ns "$SN_BIN/sncap" --print -i va
    assert_output --partial "need -w FILE"
}
