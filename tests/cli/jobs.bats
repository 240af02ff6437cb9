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

# Runs a tool with 1 to 4 threads on a file, from the file and through a pipe, and compares output,
# messages and status with one thread's.
same() { # TOOL FILE ARGUMENT…
    local tool=$1 f=$2 n status want
    shift 2
    status=0
    "$tool" --jobs 1 -r "$f" "$@" >want 2>want.err || status=$?
    for n in 2 3 4; do
        want=$status
        "$tool" --jobs "$n" -r "$f" "$@" >got 2>got.err || want=$((want - $?))
        [ "$want" -eq 0 ] || fail "$tool --jobs $n $* $f: status"
        cmp want got || fail "$tool --jobs $n $* $f"
        cmp want.err got.err || fail "$tool --jobs $n $* $f: messages"
    done
    for n in 1 3; do
        cat "$f" | "$tool" --jobs "$n" "$@" >got 2>got.err || true
        cmp want got || fail "$tool --jobs $n $* from a pipe: $f"
    done
}

@test "sndump: the same text for any number of threads: fixtures" {
    for f in "$FIX"/*.pcap "$FIX"/*.pcapng "$FIX"/*.gz; do
        same sndump "$f"
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

# A packet of 64 KiB of IP options takes thousands of records: contexts fill up within a piece.
@test "sndump: packets that fill a context" {
    "$SN_BUILD/tests/bench/gen" -n 300 >few
    head -c 24 few >full
    for i in $(seq 40); do # 700 resource records each
        printf '%b' "\\x00\\x00\\x00\\x00\\x$(printf %02x "$i")\\x00\\x00\\x00" >>full
        printf '\x12\x23\x00\x00\x12\x23\x00\x00' >>full
        printf '\x00\x00\x00\x00\x00\x01\x00\x00\x00\x00\x00\x02\x08\x00' >>full
        printf '\x45\x00\x23\x04\x00\x01\x00\x00\x40\x11\x00\x00\x0a\x00\x00\x01\x0a\x00\x00\x02' >>full
        printf '\x00\x35\x00\x35\x22\xf0\x00\x00\x00\x01\x80\x00\x00\x00\x02\xbc\x00\x00\x00\x00' >>full
        for _ in $(seq 70); do
            printf '%b' '\x00\x00\x01\x00\x01\x00\x00\x00' >>full
        done
        head -c $((0x2312 - 14 - 20 - 8 - 12 - 560)) /dev/zero >>full
    done
    same sndump full -vv
    same sndump full --json
    same snstat full
}

@test "cut and damaged captures: everything before, the same error" {
    "$SN_BUILD/tests/bench/gen" -n 25000 >big
    head -c 5000003 big >cut
    { head -c 4700000 big && head -c 400000 /dev/zero | tr '\0' '\377'; } >damaged
    gzip -c big | head -c 1500000 >cut.gz
    for f in cut damaged cut.gz; do
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
    for f in big big.ng "$FIX"/*.pcap "$FIX"/*.pcapng; do
        same snstat "$f"
        same snstat "$f" --json -n 1000
        same snstat "$f" tcp
    done
}

@test "--jobs takes a number" {
    for t in sndump snstat; do
        run --separate-stderr -2 $t --jobs many
        assert_equal "${stderr%%$'\n'*}" "$t: --jobs takes a number from 1 to 256, not 'many'"
        run --separate-stderr -2 $t --jobs 0
    done
}

# A burst that all threads work on, then silence: everything is printed during the silence.
@test "a pipe stays live with several threads" {
    "$SN_BUILD/tests/bench/gen" -n 20000 >big
    { cat big && sleep 5; } | sndump --jobs 3 >out &
    for _ in $(seq 40); do
        [ "$(wc -l <out)" -ne 20000 ] || break
        sleep 0.1
    done
    [ "$(wc -l <out)" -eq 20000 ]
    kill -0 $! # it was not the end of the input
    kill $!
    wait $! || true
}

@test "SIGTERM is heeded while several threads wait, and what was read is printed" {
    "$SN_BUILD/tests/bench/gen" -n 20000 >big
    mkfifo p
    { cat big && sleep 20; } >p &
    for t in sndump snstat; do
        [ $t = sndump ] || { cat big && sleep 20; } >p &
        $t --jobs 3 -r p >out &
        pid=$!
        sleep 1
        kill -TERM $pid
        run -0 timeout 3 tail --pid=$pid -f /dev/null
        wait $pid
        [ $t = snstat ] || [ "$(wc -l <out)" -eq 20000 ]
        [ $t = sndump ] || grep -q '20,000\|20000' out
    done
    kill %1 %3 2>/dev/null || true
}

@test "a reader that leaves ends it at once, also when no packet comes" {
    "$SN_BUILD/tests/bench/gen" -n 20000 >big
    for t in sndump 'sndump --jobs 1' snstat snfilter; do
        run --separate-stderr timeout 5 bash -c \
            '{ cat big; exec sleep 30; } | { '"$t"'; echo $? >status; kill $(pgrep -P $PPID sleep) 2>/dev/null; } | sleep 1' --
        assert_equal "$(cat status)" 0
        assert_equal "$stderr" ''
        rm status
    done
}
