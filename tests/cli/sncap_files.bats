#!/usr/bin/env bats
# sncap's files: rotation, names, limits, full disks, kill -9. Frames are multiples of four long.
# shellcheck disable=SC2016 # await evaluates its argument itself
load common
load netns

setup() {
    ns_up
    mkdir "$T/d"
}

teardown() {
    ns_down
}

# The packets of all files of $T/d together; every file must be whole.
packets_in_all() {
    local f n sum=0
    for f in "$T"/d/*; do
        n=$(packets_in "$f")
        case $n in *[!0-9]*) echo "$f: $n" && return ;; esac
        sum=$((sum + n))
    done
    echo $sum
}

files() {
    find "$T/d" -type f | wc -l
}

names() {
    (cd "$T/d" && echo *)
}

@test "-C begins new files, none larger than asked, nothing lost" {
    capture a -i va -C 10k -w "$T/d/a.pcap"
    send vb -n 1000 -s 100
    interrupt
    assert_equal "$(packets_in_all)" 1000
    [ "$(files)" = 12 ] # 88 packets in each
    assert_equal "$(packets_in "$T/d/a.pcap")" 88
    assert_equal "$(packets_in "$T/d/a.pcap11")" 32
    run -0 find "$T/d" -size +10k
    assert_output ""
}

@test "-C without a suffix counts millions of bytes" {
    capture a -i va -C 1 -w "$T/d/a.pcap"
    send vb -n 1500 -s 1000
    interrupt
    assert_equal "$(packets_in_all)" 1500
    assert_equal "$(names)" "a.pcap a.pcap1"
    assert_equal "$(stat -c %s "$T/d/a.pcap")" $((24 + 984 * 1016))
}

@test "-C with -W overwrites in turn, with padded numbers" {
    capture a -i va -C 1k -W 11 -w "$T/d/a"
    send vb -n 200 -s 484 # two in a file
    interrupt
    assert_equal "$(names)" "a00 a01 a02 a03 a04 a05 a06 a07 a08 a09 a10"
    assert_equal "$(packets_in_all)" 22
}

@test "--ring keeps the last files" {
    capture a -i va -C 1k --ring 3 -w "$T/d/a.%Y"
    send vb -n 20 -s 484
    interrupt
    y=$(date +%Y)
    assert_equal "$(names)" "a.${y}0 a.${y}1 a.${y}2"
    assert_equal "$(packets_in_all)" 6
    rm "$T"/d/*
    capture a -i va -G 1 --ring 2 -w "$T/d/%S"
    first=$(names)
    await '[[ $(names) != *"${first%% *}"* ]]'
    interrupt
    [ "$(files)" -le 2 ]
}

@test "-G rotates by the clock, also when no packet comes; names tell the time" {
    capture a -i va -G 1 -w "$T/d/%Y%m%d-%H%M%S.pcap"
    await '[ "$(files)" -ge 3 ]'
    interrupt
    assert_equal "$(packets_in_all)" 0
    for f in "$T"/d/*; do [ "$(stat -c %s "$f")" = 24 ]; done
}

@test "-G: each packet is in the file of its second" {
    capture a -i va -G 1 -w "$T/d/%s"
    send vb -n 2000 -s 100 -r 800
    interrupt
    assert_equal "$(packets_in_all)" 2000
    for f in "$T"/d/*; do
        first=$(od -An -tu4 -j24 -N4 "$f" | xargs)
        [ -z "$first" ] || [ "$first" = "${f##*/}" ]
    done
}

@test "-G: the end begins no file" {
    for jobs in 1 2; do
        run -0 in_ns "$SN_BIN/sncap" -q -i va --jobs $jobs -G 24h --duration 50ms -w "$T/d/a"
        assert_equal "$(ls "$T/d")" a
    done
}

@test "-G with -W ends after that many files, status 0; names are printed" {
    ns_exec timeout 10 "$SN_BIN/sncap" -i va -G 1 -W 2 --print-names -w "$T/d/%s" >"$T/names" 2>"$T/err" 3>&- &
    wait $!
    assert_equal "$(files)" 2
    assert_equal "$(cat "$T/names")" "$(ls -d "$T"/d/*)"
}

@test "-C and -G compose" {
    capture a -i va -G 1 -C 10k -w "$T/d/%s."
    send vb -n 1000 -s 100 -r 600
    interrupt
    assert_equal "$(packets_in_all)" 1000
    [ "$(files)" -ge 12 ]
}

@test "--print-names names every file when it is finished, the last too" {
    ns_exec "$SN_BIN/sncap" -i va -C 10k --print-names -c 200 -w "$T/d/a" >"$T/names" 2>"$T/a.err" 3>&- &
    await 'grep -q listening "$T/a.err"'
    send vb -n 300 -s 100
    wait $!
    assert_equal "$(cat "$T/names")" "$T/d/a
$T/d/a1
$T/d/a2"
    assert_equal "$(packets_in_all)" 200
}

@test "SIGHUP begins a new file; one that was moved away keeps its name" {
    capture a -i va -w "$T/d/a"
    send vb -n 5 -s 100
    await '[ "$(packets_in "$T/d/a")" = 5 ]'
    kill -HUP "$CAP"
    await '[ -e "$T/d/a1" ]'
    send vb -n 6 -s 100
    await '[ "$(packets_in "$T/d/a1")" = 6 ]'
    mv "$T/d/a1" "$T/d/old"
    kill -HUP "$CAP"
    await '[ -e "$T/d/a1" ]'
    send vb -n 7 -s 100
    interrupt
    assert_equal "$(packets_in "$T/d/a") $(packets_in "$T/d/old") $(packets_in "$T/d/a1")" "5 6 7"
}

@test "names that tell a time get a number when it is the last file's time again" {
    capture a -i va -w "$T/d/a%Y-"
    for n in 1 2 3; do
        send vb -n $n -s 100
        await '[ "$(packets_in_all)" = $((n * (n + 1) / 2)) ]'
        kill -HUP "$CAP"
        await '[ "$(files)" = $((n + 1)) ]'
    done
    interrupt
    y=$(date +%Y)
    assert_equal "$(names)" "a$y- a$y-1 a$y-2 a$y-3"
    assert_equal "$(packets_in "$T/d/a$y-") $(packets_in "$T/d/a$y-2")" "1 3"
}

@test "rotated files are gzip, each complete; .gz implies it, numbers go in front" {
    capture a -i va -C 100k -w "$T/d/a.pcap.gz"
    send vb -n 5000 -s 100
    interrupt
    assert_equal "$(names)" "a.pcap.gz a.pcap1.gz a.pcap2.gz a.pcap3.gz a.pcap4.gz a.pcap5.gz"
    gzip -d "$T"/d/*.gz
    assert_equal "$(packets_in_all)" 5000
}

@test "what was written stays readable after kill -9" {
    capture a -i va -w "$T/d/a"
    send vb -n 100 -s 100
    await '[ "$(packets_in "$T/d/a")" = 100 ]'
    ns_exec "$PKTSEND" vb -n 100000000 -s 100 >/dev/null 3>&- &
    sender=$!
    await '[ "$(stat -c %s "$T/d/a")" -gt 200000 ]'
    kill -KILL "$CAP"
    kill $sender
    wait "$CAP" || true
    run -0 packets_in "$T/d/a"
    [ "${output%% *}" -gt 1000 ]
}

@test "a gzip file is readable up to the last flush after kill -9" {
    capture a -i va -z -w "$T/d/a.gz"
    send vb -n 100 -s 100
    await '[ "$(gzip -dc "$T/d/a.gz" 2>/dev/null | wc -c)" = $((24 + 100 * 116)) ]'
    kill -KILL "$CAP"
    wait "$CAP" || true
    gzip -dc "$T/d/a.gz" >"$T/a" 2>/dev/null || true
    assert_equal "$(packets_in "$T/a")" 100
}

@test "--on-full wait goes on in the next file, and loses nothing" {
    ns_tmpfs 1200k "$T/d"
    in_ns dd if=/dev/zero of="$T/d/ballast" bs=1k count=1080 2>/dev/null
    capture a -i va --on-full wait -w "$T/d/a"
    send vb -n 3000 -s 100
    await 'grep -q "the disk is full: waiting for room" "$T/a.err"'
    in_ns cp "$T/d/a" "$T/first"
    in_ns rm "$T/d/a" "$T/d/ballast"
    await 'grep -q "there is room again" "$T/a.err"'
    interrupt
    assert_equal "$status" 0
    in_ns cp "$T/d/a1" "$T/second"
    assert_equal $(($(packets_in "$T/first") + $(packets_in "$T/second"))) 3000
    [ "$(packets_in "$T/first")" -gt 500 ]
    assert_equal "$(count_of "$T/a.err" captured)" 3000
}

@test "a full disk: what could not be written is counted" {
    ns_tmpfs 256k "$T/d"
    capture a -i va -w "$T/d/a"
    send vb -n 3000 -s 100
    status=0
    wait "$CAP" || status=$?
    assert_equal "$status" 1
    in_ns cp "$T/d/a" "$T/copy"
    assert_equal "$(packets_in "$T/copy")" "$(count_of "$T/a.err" captured)"
    [ "$(count_of "$T/a.err" "not written")" -gt 0 ]
}

@test "times that can't be times are refused" {
    for t in 0 -1 5x "" 99999999999999d; do
        run -2 "$SN_BIN/sncap" -i va --duration "$t" -w "$T/a"
        assert_line --index 0 "sncap: --duration takes a time such as 10, 1.5s, 5m or 1h30m, not '$t'"
    done
    for o in --duration --stats -G --after-trigger; do
        run -2 "$SN_BIN/sncap" -i va $o 90000d -w "$T/a"
        assert_line --index 0 "sncap: $o: too long a time: '90000d'"
    done
}

@test "--duration ends by itself, on time" {
    before=$(date +%s%3N)
    in_ns "$SN_BIN/sncap" -q -i va --duration 700ms -w "$T/d/a"
    took=$(($(date +%s%3N) - before))
    [ $took -ge 700 ]
    [ $took -lt 1200 ]
}

@test "--max-bytes is never exceeded" {
    capture a -i va --max-bytes 10k -w "$T/d/a"
    send vb -n 1000 -s 100
    wait "$CAP"
    assert_equal "$(packets_in "$T/d/a")" 88
    assert_equal "$(stat -c %s "$T/d/a")" $((24 + 88 * 116))
}

@test "what makes no sense together is refused" {
    run -2 "$SN_BIN/sncap" -C 1
    run -2 "$SN_BIN/sncap" -W 3 -w "$T/d/a"
    run -2 "$SN_BIN/sncap" --ring 3 -w "$T/d/a"
    run -2 "$SN_BIN/sncap" --on-full later -w "$T/d/a"
    run -1 in_ns "$SN_BIN/sncap" -i va -w "$T/%Y/a"
    assert_output --partial "only the last part of the name can hold a time"
}
