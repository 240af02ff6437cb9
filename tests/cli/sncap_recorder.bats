#!/usr/bin/env bats
# sncap's flight recorder: what it keeps, when it writes that, into which files.
# shellcheck disable=SC2016 # await evaluates its argument itself
load common
load netns

ICMP=0200000000020200000000010800450000200000000040010000c00002010a0900020800000000000000$(printf '%052d' 0)

setup() {
    ns_up
    mkdir "$T/d"
}

teardown() {
    ns_down
}

# "FIRST-LAST" of the numbers (modulo 1000) of pktsend's packets in a capture, "icmp" for others;
# ranges of neighbours only.
packets() {
    sndump -t -r "${1--}" | awk '
        function flush() {
            if (first != "") { printf "%s%s", sep, first == last ? first : first "-" last; sep = " " }
            first = ""
        }
        /ICMP/ { flush(); printf "%sicmp", sep; sep = " "; next }
        {
            sub(/^.*10\.9\.0\.1\./, ""); sub(/ .*/, ""); n = $0 - 50000
            if (first == "" || n != (last + 1) % 1000) { flush(); first = n }
            last = n
        }
        END { flush(); print "" }'
}

names() {
    (cd "$T/d" && echo *)
}

packets_in_ng() {
    sndump -r "$1" | wc -l
}

# Asks for a dump and waits until it is written: dump NAME
dump() {
    local n
    n=$(grep -c "recorder: wrote" "$T/$1.err" || true)
    kill -USR2 "$CAP"
    await '[ "$(grep -c "recorder: wrote" "$T/'"$1"'.err")" -gt '"$n"' ]'
}

# Waits until a capture has written that many dumps: dumps NAME COUNT
dumps() {
    await '[ "$(grep -c "recorder: wrote" "$T/'"$1"'.err")" = '"$2"' ]'
}

@test "the last packets are written at SIGUSR2, as many as SIZE holds; no file before" {
    capture a -i va --recorder 64k -w "$T/d/a"
    grep -qx "sncap: recorder: keeping the last 64 KiB" "$T/a.err"
    send vb -n 2500 -s 100
    assert_equal "$(names)" "*"
    dump a
    kept=$((65536 / 116))
    assert_equal "$(packets_in "$T/d/a")" $kept
    assert_equal "$(packets "$T/d/a")" "$((2500 % 1000 + 1000 - kept))-499"
    grep -q "^sncap: recorder: wrote $kept packets (0.* s) to $T/d/a$" "$T/a.err"
    interrupt
    assert_equal "$status" 0
    assert_equal "$(names)" a
    assert_equal "$(count_of "$T/a.err" captured) $(count_of "$T/a.err" "overwritten in the recorder")" \
        "$kept $((2500 - kept))"
    assert_equal "$(count_of "$T/a.err" "received by filter")" 2500
}

@test "each packet is written once: a second SIGUSR2 goes on where the first ended" {
    capture a -i va --recorder 5m -w "$T/d/a"
    grep -q "keeping the last 5 MiB" "$T/a.err"
    send vb -n 10 -s 100
    dump a
    send vb -n 20 -s 100 -S 10
    dump a
    kill -USR2 "$CAP"
    await 'grep -q "recorder: nothing to write" "$T/a.err"'
    interrupt
    assert_equal "$(names)" "a a1"
    assert_equal "$(packets "$T/d/a"), $(packets "$T/d/a1")" "0-9, 10-29"
}

@test "what is held at the end is written; what isn't leaves no file" {
    for how in INT TERM; do
        capture a -i va --recorder 1m -w "$T/d/$how"
        send vb -n 5 -s 100
        kill -$how "$CAP"
        wait "$CAP"
        assert_equal "$(packets "$T/d/$how")" 0-4
    done
    capture a -i va --recorder 1m --duration 300ms -w "$T/d/duration"
    send vb -n 6 -s 100
    wait "$CAP"
    assert_equal "$(packets "$T/d/duration")" 0-5
    rm "$T"/d/*
    capture a -i va --recorder 1m -w "$T/d/a"
    interrupt
    assert_equal "$(names)" "*"
}

@test "what is held is written when the interface goes away" {
    in_ns ip link add ta type veth peer name tb
    in_ns ip link set ta up
    in_ns ip link set tb up
    capture a -i ta --recorder 1m -w "$T/d/a"
    send tb -n 5 -s 100
    in_ns ip link del ta
    status=0
    wait "$CAP" || status=$?
    assert_equal "$status" 1
    assert_equal "$(packets "$T/d/a")" 0-4
}

@test "a time: what is older isn't written" {
    capture a -i va --recorder 4.25s -w "$T/d/a"
    grep -Eqx "sncap: recorder: keeping the last 4\.25 s, at most [0-9]+ [MG]iB" "$T/a.err"
    send vb -n 10 -s 100
    sleep 4.4 # and for what follows there are four seconds, however busy the machine is
    send vb -n 10 -s 100 -S 100
    dump a
    assert_equal "$(packets "$T/d/a")" 100-109
    interrupt
    assert_equal "$(count_of "$T/a.err" "overwritten in the recorder")" 10
}

@test "a time and a size: when memory is too small for the time, it is said" {
    capture a -i va --recorder 10min --recorder 64K -w "$T/d/a"
    grep -qx "sncap: recorder: keeping the last 600 s, at most 64 KiB" "$T/a.err"
    send vb -n 10 -s 100
    dump a
    run ! grep "recorder: memory" "$T/a.err"
    send vb -n 3000 -s 100 -r 10000
    dump a
    assert_equal "$(packets_in "$T/d/a1")" $((65536 / 116))
    grep -Eqx "sncap: recorder: memory held the last 0\.[0-9]+ s only, not 600 s" "$T/a.err"
    send vb -n 10 -s 100
    dump a
    assert_equal "$(grep -c "recorder: memory" "$T/a.err")" 1
    interrupt
}

@test "a packet that the trigger matches is the last of a dump" {
    capture a -i va --recorder 1m --trigger icmp -w "$T/d/a"
    send vb -n 10 -s 100
    send vb -x "$ICMP"
    send vb -n 5 -s 100 -S 10
    dumps a 1
    assert_equal "$(packets "$T/d/a")" "0-9 icmp"
    send vb -x "$ICMP" -n 2
    dumps a 3
    interrupt
    assert_equal "$(names)" "a a1 a2"
    assert_equal "$(packets "$T/d/a1"), $(packets "$T/d/a2")" "10-14 icmp, icmp"
}

@test "--after-trigger: packets up to then are in the dump, which ends by the clock" {
    capture a -i va --recorder 1m --trigger icmp --after-trigger 1500ms -w "$T/d/a"
    send vb -n 10 -s 100
    send vb -x "$ICMP"
    send vb -n 5 -s 100 -S 10
    await '[ "$(packets "$T/d/a" 2>/dev/null)" = "0-9 icmp 10-14" ]'
    run ! grep "recorder: wrote" "$T/a.err"
    dumps a 1
    send vb -n 5 -s 100 -S 20
    interrupt
    assert_equal "$(packets "$T/d/a"), $(packets "$T/d/a1")" "0-9 icmp 10-14, 20-24"
}

@test "--after-trigger is exact by the time stamps, and another match makes it longer" {
    capture a -i va --nano --recorder 1m --trigger icmp --after-trigger 600ms -w "$T/d/a"
    send vb -x "$ICMP"
    send vb -n 120 -s 100 -r 600
    send vb -x "$ICMP"
    send vb -n 480 -s 100 -r 600 -S 120
    interrupt
    assert_equal "$(grep -c "recorder: wrote" "$T/a.err")" 2
    read -r last next <<<"$(for f in "$T/d/a" "$T/d/a1"; do sndump -tt -r "$f"; done | awk -v n="$(packets_in "$T/d/a")" '
        NR <= n && /ICMP/ { icmp = $1 } NR == n { last = $1 - icmp } NR == n + 1 { print last, $1 - icmp }')"
    echo "the last $last, the next $next after the match"
    awk -v last="$last" -v next_="$next" 'BEGIN { exit !(last <= 0.6 && next_ > 0.6) }'
    assert_equal $(($(packets_in "$T/d/a") + $(packets_in "$T/d/a1"))) 602
}

@test "the trigger looks through tags, and is checked against each interface" {
    capture a -i va -i vb --recorder 1m --trigger 'ifname vb and look-through (tcp port 9)' -w "$T/d/a"
    send va -n 3 -s 100
    send va -n 1 -s 100 -t
    send va -n 3 -s 100 -S 3
    send va -n 1 -s 100 -t -v 7
    dumps a 2
    interrupt
    run -0 bash -c 'for f; do sndump -t -r "$f" tcp or vlan | wc -l; done | xargs' - "$T/d/a" "$T/d/a1"
    assert_output "2 2" # seen on va, then on vb, which triggered
    assert_equal "$(packets_in_ng "$T/d/a") $(packets_in_ng "$T/d/a1")" "8 8"
}

@test "an error in the trigger is shown where it is, as one in the filter" {
    run -1 in_ns "$SN_BIN/sncap" -i va --recorder 1m --trigger 'tpc port 9' -w "$T/d/a" udp
    assert_output "sncap: trigger: column 1: unknown word 'tpc'; did you mean 'tcp'?
tpc port 9
^~~"
}

@test "standard output is one stream, each dump flushed" {
    ns_exec "$SN_BIN/sncap" -i va --recorder 1m >"$T/out" 2>"$T/a.err" 3>&- &
    CAP=$!
    await 'grep -q keeping "$T/a.err"'
    assert_equal "$(stat -c %s "$T/out")" 24
    send vb -n 10 -s 100
    dump a
    assert_equal "$(packets <"$T/out")" 0-9
    send vb -n 10 -s 100 -S 100
    dump a
    send vb -n 10 -s 100 -S 200
    interrupt
    assert_equal "$(packets <"$T/out")" "0-9 100-109 200-209"
    grep -q "to standard output" "$T/a.err"
}

@test "a pipe that is compressed is flushed at each dump" {
    ns_exec "$SN_BIN/sncap" -z -i va --recorder 1m >"$T/out" 2>"$T/a.err" 3>&- &
    CAP=$!
    await 'grep -q keeping "$T/a.err"'
    send vb -n 10 -s 100
    dump a
    gzip -dc "$T/out" >"$T/plain" 2>/dev/null || true
    assert_equal "$(packets "$T/plain")" 0-9
    interrupt
    gzip -t "$T/out"
}

@test "pcapng: each dump has its interfaces and their statistics" {
    capture a -i va -i lo --recorder 1m --trigger 'udp[8:4] = 19' --format pcapng -w "$T/d/a"
    send vb -n 30 -s 100
    dumps a 1
    interrupt
    assert_equal "$(packets "$T/d/a"), $(packets "$T/d/a1")" "0-19, 20-29"
    for f in "$T/d/a" "$T/d/a1"; do # blocks: a section, two interfaces, packets, two statistics
        run -0 bash -c 'od -An -v -tu4 -w4 "$1" | awk "skip > 0 { skip--; next } !len { type = \$1; len = 1; next }
            { skip = \$1 / 4 - 2; len = 0; print type }" | uniq -c | xargs' - "$f"
        assert_output --regexp '^1 168627466 2 1 [12]0 6 2 5$'
    done
}

@test "gzip and zstd: each file is complete" {
    for suffix in gz zst; do
        if [ $suffix = zst ] && ! "$SN_BIN/sncap" --version | grep -q zstd; then continue; fi
        capture a -i va --recorder 1m -w "$T/d/a.$suffix"
        send vb -n 10 -s 100
        dump a
        [ $suffix = zst ] || gzip -t "$T/d/a.gz"
        [ $suffix = gz ] || zstd -qt "$T/d/a.zst"
        send vb -n 10 -s 100 -S 10
        interrupt
        assert_equal "$(packets "$T/d/a.$suffix"), $(packets "$T/d/a1.$suffix")" "0-9, 10-19"
    done
}

@test "-C divides a dump, -W ends after so many, --ring keeps the last" {
    capture a -i va --recorder 1m -C 10k -w "$T/d/a"
    send vb -n 200 -s 100
    dump a
    assert_equal "$(names)" "a a1 a2"
    assert_equal "$(packets "$T/d/a"), $(packets "$T/d/a2")" "0-87, 176-199"
    interrupt
    assert_equal "$(names)" "a a1 a2"
    rm "$T"/d/*
    capture a -i va --recorder 1m -W 2 -w "$T/d/a"
    for n in 0 1 2; do
        send vb -n 3 -s 100 -S $((n * 3))
        [ $n = 2 ] || dump a
    done
    wait "$CAP"
    assert_equal "$(names)" "a a1"
    rm "$T"/d/*
    capture a -i va --recorder 1m --ring 2 -w "$T/d/a"
    for n in 0 1 2; do
        send vb -n 3 -s 100 -S $((n * 3))
        dump a
    done
    interrupt
    assert_equal "$(names)" "a0 a1"
    assert_equal "$(packets "$T/d/a0"), $(packets "$T/d/a1")" "6-8, 3-5"
}

@test "names tell when the dump was written; finished files are printed" {
    ns_exec "$SN_BIN/sncap" -i va --recorder 1m --print-names -w "$T/d/%Y-" >"$T/names" 2>"$T/a.err" 3>&- &
    CAP=$!
    await 'grep -q keeping "$T/a.err"'
    for n in 0 1 2; do
        send vb -n 3 -s 100 -S $((n * 3))
        dump a
        assert_equal "$(wc -l <"$T/names")" $((n + 1))
    done
    interrupt
    assert_equal "$(names)" "$(date +%Y)- $(date +%Y)-1 $(date +%Y)-2"
    assert_equal "$(cat "$T/names")" "$(ls -d "$T"/d/*)"
}

@test "-c and --max-bytes count what is written" {
    capture a -i va --recorder 64k -c 10 -w "$T/d/a"
    send vb -n 2000 -s 100
    dump a
    wait "$CAP"
    assert_equal "$(packets_in "$T/d/a")" 10
    assert_equal "$(count_of "$T/a.err" captured)" 10
    run ! grep held "$T/a.err"
    capture b -i va --recorder 64k --max-bytes 10k -w "$T/d/b"
    send vb -n 2000 -s 100
    dump b
    wait "$CAP"
    assert_equal "$(packets_in "$T/d/b")" 88
}

@test "SIGHUP during a dump: it goes on in the next file; else nothing" {
    capture a -i va --recorder 1m --trigger icmp --after-trigger 8 -w "$T/d/a"
    kill -HUP "$CAP"
    send vb -n 3 -s 100
    send vb -x "$ICMP"
    await '[ "$(packets "$T/d/a" 2>/dev/null)" = "0-2 icmp" ]'
    kill -HUP "$CAP"
    await '! readlink /proc/$CAP/fd/* | grep -qx "$T/d/a"' # closed: the next is opened when needed
    send vb -n 3 -s 100 -S 3
    dumps a 1
    interrupt
    assert_equal "$(names)" "a a1"
    assert_equal "$(packets "$T/d/a1")" 3-5
}

@test "what was overwritten is no loss; JSON has it when there is a recorder" {
    capture a -i va --recorder 64k --fail-on-loss --json -w "$T/d/a"
    send vb -n 2000 -s 100
    kill -USR1 "$CAP"
    interrupt
    assert_equal "$status" 0
    tail -n 1 "$T/a.err" | grep -q '"captured":564,"received":2000,"dropped_ring":0,.*,"overwritten_recorder":1436,"held_recorder":0,"final":true'
    capture b -i va --json -w "$T/d/b"
    interrupt
    run ! grep recorder "$T/b.err"
}

@test "a dump that goes slowly keeps nothing from being recorded" {
    ns_exec bash -c 'echo $$ >$1.pid; exec "$0" -i va --recorder 128m 2>"$1.err"' "$SN_BIN/sncap" "$T/a" 3>&- |
        (await 'grep -q asked "$T/go" 2>/dev/null' && sleep 2 && cat >"$T/out") 3>&- &
    await 'grep -q keeping "$T/a.err"'
    CAP=$(cat "$T/a.pid")
    send vb -n 20000 -s 1500 -r 20000
    kill -USR2 "$CAP"
    sleep 0.2
    echo asked >"$T/go"
    send vb -n 20000 -s 1500 -r 20000
    dumps a 1
    kill -INT "$CAP"
    wait
    assert_equal "$(packets_in "$T/out")" 40000
    assert_equal "$(count_of "$T/a.err" dropped) $(count_of "$T/a.err" overwritten)" "0 0"
}

@test "under load, nothing is written twice, and everything is accounted for" {
    for options in "" "--jobs 2 --after-trigger 3ms --format pcapng"; do
        # shellcheck disable=SC2086
        capture a -i va --recorder 1m --trigger 'udp[8:4] & 0x3fff = 77' $options -w "$T/d/a"
        (for _ in 1 2 3 4 5 6 7 8; do
            kill -USR2 "$CAP"
            sleep 0.02
        done) 3>&- &
        send vb -n 100000 -s 100
        wait $!
        interrupt
        assert_equal "$status" 0
        for f in $(find "$T/d" -name 'a*' | sort -V); do
            sndump -t -x -r "$f"
        done | awk '/0x0010:/ { print $8 $9 }' >"$T/seqs"
        sort -cu "$T/seqs"
        assert_equal "$(tail -n 1 "$T/seqs")" "$(printf %08x 99999)"
        assert_equal "$(wc -l <"$T/seqs")" "$(count_of "$T/a.err" captured)"
        assert_equal $(($(count_of "$T/a.err" captured) + $(count_of "$T/a.err" overwritten) + \
            $(count_of "$T/a.err" dropped))) 100000
        rm "$T"/d/*
    done
}

@test "a full disk: what wasn't written is counted" {
    ns_tmpfs 256k "$T/d"
    capture a -i va --recorder 1m -w "$T/d/a"
    send vb -n 3000 -s 100
    kill -USR2 "$CAP"
    status=0
    wait "$CAP" || status=$?
    assert_equal "$status" 1
    in_ns cp "$T/d/a" "$T/copy"
    written=$(packets_in "$T/copy")
    assert_equal "$written" "$(count_of "$T/a.err" captured)"
    assert_equal $((written + $(count_of "$T/a.err" "not written") + $(count_of "$T/a.err" held))) 3000
}

@test "a directory that can't be written to is found out at the start" {
    need setpriv
    [ "$(id -u)" -eq 0 ] || skip "only root can lock itself out"
    chmod 711 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR"/test "$BATS_TEST_TMPDIR" 2>/dev/null || true
    run -1 in_ns "$SN_BIN/sncap" -i va -Z nobody --recorder 1m -w "$T/d/a"
    assert_output --partial "$T/d/a: can't be created: Permission denied"
}

@test "what makes no sense is refused" {
    refused() { # WORDS ARGUMENT…
        run -2 "$SN_BIN/sncap" -w "$T/d/a" "${@:2}"
        assert_output --partial "$1"
    }
    refused "--recorder doesn't go with -G" --recorder 1m -G 10
    refused "--trigger needs --recorder" --trigger icmp
    refused "--after-trigger needs --trigger" --recorder 1m --after-trigger 5
    refused "this one is empty" --recorder 1m --trigger " "
    refused "90 is too small: 64k at least; a time has its unit: 30s" --recorder 90
    refused "63k is too small" --recorder 63k
    refused "more than the memory of this machine" --recorder 9999999g
    for arg in 5x "" 1.5g -3s 0s 5mm; do
        refused "takes a size such as 64k, 5m or 1g, or a time such as 30s" --recorder="$arg"
    done
    run -2 "$SN_BIN/sncap" --recorder 1m --print-names
    assert_equal "$(names)" "*"
}
