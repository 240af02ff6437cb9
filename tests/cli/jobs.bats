#!/usr/bin/env bats
# --jobs of sndump and snstat: what comes out is the same for any number of threads, and pipes stay
# live.
# shellcheck disable=SC2016 # the inner shells expand
bats_require_minimum_version 1.5.0
load common

setup() {
    need_tool sndump snstat
    cd "$BATS_TEST_TMPDIR" || return
}

# A report without its file's name and size, and without the commands that have the name.
unnamed() {
    sed -E '/^File  /d; /^What looks wrong/,/^$/d; s/ -r [^ "]*//g; s/"file":"[^"]*",("size":[0-9]+,)?//g'
}

# Runs a tool with 1 to 4 threads on a file, and from a pipe, and compares output, messages and
# status with one thread's.
same() { # TOOL FILE ARGUMENT…
    local tool=$1 f=$2 n status=0 got
    shift 2
    "$tool" --jobs 1 -r "$f" "$@" >want 2>want.err || status=$?
    for n in ${jobs:-2 3 4}; do
        got=0
        "$tool" --jobs "$n" -r "$f" "$@" >got 2>got.err || got=$?
        [ "$got" -eq "$status" ] || fail "$tool --jobs $n $* $f: status $got, not $status"
        cmp want got || fail "$tool --jobs $n $* $f"
        cmp want.err got.err || fail "$tool --jobs $n $* $f: messages"
    done
    "$tool" --jobs 3 "$@" < <(cat "$f") >got 2>got.err || true
    # But for the file's name and size, which a pipe hasn't.
    cmp <(unnamed <want) <(unnamed <got) ||
        fail "$tool --jobs 3 $* from a pipe: $f"
}

@test "sndump: the same text for any number of threads: fixtures" {
    jobs=3
    for f in "$FIX"/*.pcap "$FIX"/*.pcapng "$FIX"/*.gz; do
        same sndump "$f" -v '-#'
        same sndump "$f" -e -XX -ttt
        same sndump "$f" --json
    done
}

@test "sndump: the same text for any number of threads: many packets" {
    "$SN_BUILD/tests/bench/gen" -n 25000 >big
    "$SN_BUILD/tests/bench/gen" -n 25000 -f ng-rich >big.ng
    for f in big big.ng; do
        same sndump $f
        same sndump $f -v -ttt
        same sndump $f -S -ttttt '-#' tcp
        same sndump $f -c 3
        same sndump $f -c 12345 '-#'
        same sndump $f -c 777 udp
        same sndump $f --count
        same sndump $f --count -c 9999
        same sndump $f -e udp port 53
    done
    head -c 3000000 big >some
    same sndump some -e -XX
    same sndump some --json
    [ "$(sndump --jobs 4 -c 12345 -r big | wc -l)" -eq 12345 ]
}

# DNS packets of 700 answers, thousands of records each: a context holds fewer than a piece has.
@test "sndump: packets that fill a context" {
    "$SN_BUILD/tests/bench/gen" -n 1 | head -c 24 >full
    for i in $(seq 40); do
        printf '%b' "\\x00\\x00\\x00\\x00\\x$(printf %02x "$i")\\x00\\x00\\x00"
        printf '\x12\x23\x00\x00\x12\x23\x00\x00'
        printf '\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x02\x08\x00'
        printf '\x45\x00\x23\x04\x00\x01\x00\x00\x40\x11\x00\x00\x0a\x00\x00\x01\x0a\x00\x00\x02'
        printf '\x00\x35\x00\x35\x22\xf0\x00\x00\x00\x01\x80\x00\x00\x00\x02\xbc\x00\x00\x00\x00'
        for _ in $(seq 70); do
            printf '\x00\x00\x01\x00\x01\x00\x00\x00'
        done
        head -c $((0x2312 - 14 - 20 - 8 - 12 - 560)) /dev/zero
    done >>full
    tail -c +25 full >forty
    for _ in $(seq 12); do cat forty; done >>full # long enough for several threads
    same sndump full -vv
    same sndump full --json
    same snstat full
}

@test "cut and damaged captures: everything before, the same error" {
    "$SN_BUILD/tests/bench/gen" -n 25000 >big
    head -c 5000003 big >cut.pcap
    { head -c 4700000 big && head -c 400000 /dev/zero | tr '\0' '\377'; } >damaged
    gzip -c big | head -c 1500000 >cut.gz
    for f in cut.pcap damaged cut.gz; do
        same sndump $f
        same sndump $f -c 100
        same snstat $f
        run ! sndump --jobs 3 -r $f
        run ! snstat --jobs 3 -r $f
        run -0 sndump --jobs 3 -r $f -c 100
    done
}

@test "snstat: the same report for any number of threads" {
    "$SN_BUILD/tests/bench/gen" -n 25000 >big
    "$SN_BUILD/tests/bench/gen" -n 25000 -f ng-rich >big.ng
    for f in big big.ng; do
        same snstat $f
        same snstat $f --json -n 1000
        same snstat $f tcp
    done
    jobs=3
    for f in "$FIX"/*.pcap "$FIX"/*.pcapng; do
        same snstat "$f"
    done
}

@test "--jobs takes a number" {
    for t in sndump snstat; do
        run --separate-stderr -2 $t --jobs many
        assert_equal "${stderr%%$'\n'*}" "$t: --jobs takes a number from 1 to 256, not 'many'"
        run --separate-stderr -2 $t --jobs 0
    done
}

# So many packets, then silence from a writer that stays: to the FIFO p.
feed() {
    "$SN_BUILD/tests/bench/gen" -n "$1" >big
    [ -p p ] || mkfifo p
    { cat big && exec sleep 30; } >p 3>&- &
    feeder=$!
}

# A burst that all threads work on, then silence: everything is printed during the silence.
@test "a pipe stays live with several threads" {
    feed 20000
    sndump --jobs 3 -r p >out 3>&- &
    pid=$!
    for _ in $(seq 100); do
        [ "$(wc -l <out)" -ne 20000 ] || break
        sleep 0.05
    done
    [ "$(wc -l <out)" -eq 20000 ]
    kill -0 $pid # it was not the end of the input
    kill $pid $feeder
}

@test "SIGTERM is heeded while several threads wait, and what was read is printed" {
    for t in sndump snstat; do
        feed 20000
        $t --jobs 3 -r p >out 3>&- &
        pid=$!
        sleep 1
        kill -TERM $pid
        run -0 timeout 3 tail --pid=$pid -f /dev/null
        wait $pid
        [ $t = snstat ] || [ "$(wc -l <out)" -eq 20000 ]
        [ $t = sndump ] || grep -q '20,000\|20000' out
        kill $feeder
    done
}

@test "a reader that leaves ends it at once, also when no packet comes" {
    for t in sndump 'sndump --jobs 1' snstat snfilter; do
        feed 2000 # what is printed fits the pipe: writing it doesn't fail
        run --separate-stderr -0 timeout 5 bash -c "$t -r p | sleep 0.5; exit "'${PIPESTATUS[0]}'
        assert_equal "$stderr" ''
        kill $feeder
    done
}
