#!/usr/bin/env bats
# --follow: files that grow, are replaced or made shorter, directories that files come into.
# shellcheck disable=SC2012,SC2016,SC2034,SC2086,SC2164
load common
load netns

setup() {
    for t in snfilter sndump snstat; do need_tool $t; done
    cd "$BATS_TEST_TMPDIR"
    F=$FIX/us.pcap
    sndump -S -r "$F" >want
    n=$(wc -l <want)
}

teardown() {
    [ -z "${P:-}" ] || kill -9 "$P" 2>/dev/null || true
    ns_down
}

# Starts sndump --follow ARGUMENT..., which prints to out; its words go to err.
follow() {
    sndump --follow -S "$@" >out 2>err 3>&- &
    P=$!
}

# Waits until so many lines are in `out`.
lines() {
    await '[ "$(wc -l <out)" -ge '"$1"' ]' || { cat err >&2 && return 1; }
}

# Ends it as Ctrl-C does.
interrupt() {
    local p=$P
    kill -INT "$p"
    P=
    status=0
    wait "$p" || status=$?
}

# Bytes FROM up to TO of FILE.
part() {
    tail -c +$(($2 + 1)) "$1" | head -c $(($3 - $2))
}

@test "a file that isn't there yet, grows in pieces that end in records, and is read to its end" {
    follow -r grow.pcap
    await 'grep -q "isn.t there yet" err'
    size=$(stat -c %s "$F")
    half=$((size / 2))
    part "$F" 0 7 >grow.pcap
    part "$F" 7 31 >>grow.pcap
    for ((at = 31; at < half; at += 500)); do part "$F" $at $((at + 500)) >>grow.pcap; done
    part "$F" $at $((size - 3)) >>grow.pcap
    lines $((n - 1)) # the last one is not whole
    [ "$(wc -l <out)" -eq $((n - 1)) ]
    part "$F" $((size - 3)) "$size" >>grow.pcap
    lines $n
    interrupt
    assert_equal "$status" 0
    diff out want
    assert_equal "$(cat err)" "sndump: grow.pcap isn't there yet; waiting for it"
}

@test "half a record at the end is no error when it is interrupted" {
    head -c -5 "$F" >grow.pcap
    follow -r grow.pcap
    lines $((n - 1))
    interrupt
    assert_equal "$status" 0
    assert_equal "$(cat err)" ''
}

@test "compressed: gzip of blocks and of one member, zstd" {
    for form in 'snfilter -z' 'gzip -c' 'snfilter --compress zstd'; do
        [ "$form" != 'snfilter --compress zstd' ] || snfilter --version | grep -q zstd || continue
        rm -f grow out
        for _ in {1..40}; do cat "$F"; done >many.pcap
        if [ "$form" = 'gzip -c' ]; then gzip -c many.pcap; else $form -r many.pcap; fi >whole 2>/dev/null
        size=$(stat -c %s whole)
        part whole 0 $((size / 2)) >grow
        follow -r grow
        lines 1
        part whole $((size / 2)) $((size - 1)) >>grow
        part whole $((size - 1)) "$size" >>grow
        lines $((40 * n))
        interrupt
        assert_equal "$status" 0
        assert_equal "$(cat err)" ''
        [ "$(wc -l <out)" -eq $((40 * n)) ]
    done
}

@test "another file with the name, and the same made shorter, are read from their beginnings" {
    cp "$F" a.pcap
    follow -r a.pcap
    lines $n
    mv a.pcap old.pcap
    await 'grep -q "a.pcap is gone; waiting for another" err'
    cp "$F" new.pcap
    mv new.pcap a.pcap
    lines $((2 * n))
    grep -q "a.pcap is another file now: it is read" err
    : >a.pcap
    await 'grep -q "a.pcap was made shorter while it was read" err'
    cat "$F" >>a.pcap
    lines $((3 * n))
    grep -q "a.pcap is read again from its beginning" err
    interrupt
    assert_equal "$status" 0
    diff out <(cat want want want)
}

# Packets of a later capture: made FILE SECOND N.
made() {
    "$SN_BUILD/tests/bench/gen" -n "$3" | editcap -F pcap -t "$2" - "$1" 2>/dev/null
}

@test "a directory: files come in the order of their first packets, others are left alone" {
    need editcap
    mkdir d
    made d/b 0 20
    made d/a 1000 20
    follow -r d
    lines 40
    made d/c 500 20 # earlier than what is read
    echo nothing >d/README
    made later 3000 20
    made d/z 2000 20
    lines 60
    cp later d/0
    lines 80
    made later 4000 20 # overwrites one that was read, as a ring does
    cat later >d/b
    lines 100
    interrupt
    assert_equal "$status" 0
    assert_equal "$(cat err)" ''
    made d/0 3000 20
    made d/b0 0 20
    for f in d/b0 d/a d/z d/0 d/b; do sndump -S -r $f; done | diff - out
}

@test "an empty directory is waited at; what isn't in order or a stream is refused" {
    mkdir d
    follow -r d
    cp "$F" d/
    lines $n
    interrupt
    assert_equal "$status" 0
    assert_equal "$(cat err)" ''
    run -2 sndump --follow
    assert_output --partial "only a file or a directory can be followed"
    run -2 sndump --follow --merge -r "$F"
    assert_output --partial "it goes with no merging"
    run -2 snfilter --follow -r d -w d/out
    assert_output --partial "the output is in the directory that is followed"
    [ ! -e d/out ]
    run -2 snfilter --follow -r d -w d/out --file-packets 10
    assert_output --partial "the output is in the directory that is followed"
}

@test "several inputs: the last is followed" {
    cp "$F" last.pcap
    follow -r "$F" -r last.pcap
    lines $((2 * n))
    part "$F" 24 "$(stat -c %s "$F")" >>last.pcap
    lines $((3 * n))
    interrupt
    diff out <(cat want want want)
}

@test "ends when nobody reads the output any more" {
    cp "$F" a.pcap
    sndump --follow -r a.pcap 2>err | head -n 3 >/dev/null
    [ ! -s err ]
    snfilter --follow -r a.pcap | sndump -c 1 >/dev/null
}

@test "snfilter passes on what comes, snstat counts it by intervals and at the end" {
    cp "$F" a.pcap
    snfilter --follow -r a.pcap -w kept.pcap udp 2>err 3>&- &
    P=$!
    udp=$(snfilter -r "$F" --count udp | grep -o '^[0-9]*')
    await '[ "$(snfilter -r kept.pcap --count 2>/dev/null | grep -o "^[0-9]*")" = '"$udp"' ]'
    part "$F" 24 "$(stat -c %s "$F")" >>a.pcap
    await '[ "$(snfilter -r kept.pcap --count 2>/dev/null | grep -o "^[0-9]*")" = '$((2 * udp))' ]'
    interrupt
    assert_equal "$status" 0
    cp "$F" a.pcap
    snstat --follow --prometheus metrics --interval 1ms -r a.pcap >out 2>err 3>&- &
    P=$!
    await 'grep -q "packets.* '$n'\$" metrics'
    part "$F" 24 "$(stat -c %s "$F")" >>a.pcap
    await 'grep -q "packets.* '$((2 * n))'\$" metrics'
    interrupt
    assert_equal "$status" 0
    grep -q "^Packets *$((2 * n))\$" out
}

@test "locked in, only the directory that is followed can be read" {
    ! "$SN_BIN/snfilter" -v --count -r "$F" 2>&1 | grep -q "could not be given up" ||
        skip "no Landlock and seccomp: the kernel's, or a build with sanitizers"
    cp "$F" a.pcap
    for what in open create; do
        run --separate-stderr sndump --follow -r a.pcap --attempt $what
        assert_equal "$stderr" "sndump: attempt: $what: Permission denied"
    done
    run sndump --follow -r a.pcap --attempt exec
    assert_equal "$status" 159
}

@test "a capture that rotates, as it goes on: nothing is lost or twice" {
    need_tool sncap
    ns_up
    for opts in "-C 4k -w $T/d/a.pcap" "-C 4k -W 50 -w $T/d/b" "-C 4k --ring 50 -z -w $T/d/c"; do
        rm -rf "$T/d" out
        mkdir "$T/d"
        follow -t -r "$T/d"
        capture a -i va $opts
        in_ns "$PKTSEND" vb -n 400 -s 300 -r 2000 >/dev/null
        lines 400
        kill -INT "$CAP"
        wait "$CAP"
        interrupt
        assert_equal "$status" 0
        assert_equal "$(cat err)" ''
        [ "$(ls "$T/d" | wc -l)" -gt 3 ]
        [ "$(wc -l <out)" -eq 400 ]
    done
}
