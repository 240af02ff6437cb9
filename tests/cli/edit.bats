#!/usr/bin/env bats
# What snfilter changes of packets, and splits into files, beside editcap.
# shellcheck disable=SC2012,SC2046,SC2086,SC2094,SC2164,SC2238
load common

setup() {
    need_tool snfilter
    need_tool sndump
    cd "$BATS_TEST_TMPDIR"
    export TZ=UTC
}

# Times, lengths and bytes, of which tcpdump and capinfos know, too. (tshark would take a second for
# each file.)
seen() {
    sndump --no-header --fields frame.time_epoch,frame.len,frame.cap_len -r "$1"
    tcpdump -tt --nano -e -xx -nr "$1" 2>/dev/null | grep -oP '^\t.*|^[0-9.]+|, length [0-9]+: ' | cksum
    capinfos -TrmQ -c -d -a -e "$1" | cut -d, -f2-
}

formats=(us.pcap ns-swapped.pcap ng.pcapng ng-swapped.pcapng)

format_of() {
    case $1 in *.pcapng) echo pcapng ;; ns*) echo nsecpcap ;; *) echo pcap ;; esac
}

@test "-s shortens packets as editcap does, and keeps their length" {
    need editcap capinfos tcpdump
    for f in "${formats[@]}"; do
        for s in 1 14 40 100000; do
            editcap -F $(format_of $f) -s $s "$FIX/$f" want
            snfilter -s $s -r "$FIX/$f" -w got
            seen got | diff - <(seen want)
            snfilter -s $s -r "$FIX/$f" --format pcapng -w got
            seen got | diff - <(seen want)
        done
    done
    # The filter sees packets whole.
    [ "$(snfilter -s 10 -r "$FIX/us.pcap" tcp | snfilter --count)" = "$(snfilter -r "$FIX/us.pcap" --count tcp)" ]
    # A pcap file says its new snap length.
    [ "$(snfilter -s 40 -r "$FIX/us.pcap" | od -An -tu4 -j16 -N4 | tr -d ' ')" -eq 40 ]
    snfilter -s 0 -r "$FIX/us.pcap" | cmp - "$FIX/us.pcap"
}

@test "--chop takes out what editcap -C does" {
    need editcap capinfos tcpdump
    for f in "${formats[@]}"; do
        for c in 4 -4 12:4 2:-4 -5:4 -5:-4 40:1000 3:-4 100000 -100000 -100000:3; do
            for l in '' -L; do
                editcap -F $(format_of $f) $l -C $c "$FIX/$f" want
                snfilter ${l:+--adjust-lengths} --chop $c -r "$FIX/$f" -w got
                seen got | diff - <(seen want) || fail "$f $c $l"
            done
        done
        editcap -F $(format_of $f) -C 12:4 -C -8 -s 60 "$FIX/$f" want
        snfilter --chop 12:4 --chop -8 -s 60 -r "$FIX/$f" -w got
        seen got | diff - <(seen want)
    done
    for bad in '' x 3: :3 3:x 3:4:5; do
        run snfilter --chop "$bad" -r "$FIX/us.pcap"
        assert_failure 2
    done
}

@test "--shift moves times as editcap -t does, and refuses what can't be told" {
    need editcap capinfos tcpdump
    for f in "${formats[@]}"; do
        for t in 0.5 -3600 100000000 -1600000000.25; do
            editcap -F $(format_of $f) -t $t "$FIX/$f" want
            snfilter --shift $t -r "$FIX/$f" -w got
            seen got | diff - <(seen want)
        done
    done
    snfilter --shift +1h30m -r "$FIX/us.pcap" | snfilter --shift -1h30m | cmp - "$FIX/us.pcap"
    for how in '--shift -20000d' '--shift 50000d'; do
        run --separate-stderr snfilter $how -r "$FIX/us.pcap" -w out
        assert_failure 1
        assert_regex "$stderr" "out: a packet's time, -?[0-9]+ s since 1970, is none that pcap can tell"
    done
    run --separate-stderr snfilter --shift -20000d -r "$FIX/ng.pcapng" -w out
    assert_failure 1
    snfilter --shift 50000d -r "$FIX/ng.pcapng" | snfilter --shift -50000d -w back
    seen back | diff - <(seen "$FIX/ng.pcapng")
}

@test "--packets takes numbers and ranges of the input, as editcap -r does" {
    need editcap capinfos tcpdump
    for list in 1 3-5 1-3,7,9-12 30- 12,3-5,4-8 1000; do
        editcap -F pcap -r "$FIX/us.pcap" want ${list//,/ } 2>/dev/null || true
        [ $list = 30- ] && editcap -F pcap -r "$FIX/us.pcap" want 30-100000
        snfilter --packets $list -r "$FIX/us.pcap" -w got
        seen got | diff - <(seen want)
    done
    # Numbers are the input's, whatever the expression keeps; and of all inputs.
    [ "$(snfilter --packets 1-10 -r "$FIX/us.pcap" --count tcp)" = "$(snfilter --packets 1-10 -r "$FIX/us.pcap" | snfilter --count tcp)" ]
    n=$(sndump --count -r "$FIX/us.pcap" | grep -o '^[0-9]*')
    snfilter --packets $((n + 1))- -r "$FIX/us.pcap" -r "$FIX/us.pcap" | cmp - "$FIX/us.pcap"
    for bad in '' 0 x 3-2 1,,2 1:2 1-2-3; do
        run snfilter --packets "$bad" -r "$FIX/us.pcap"
        assert_failure 2
    done
}

@test "comments are added and left out, and nothing else changes" {
    need tshark capinfos
    for f in us.pcap rich.pcapng ng-swapped.pcapng; do
        snfilter -r "$FIX/$f" --packet-comment 2:two --packet-comment 5:'fünf "5"' --packet-comment 2:'two again' \
            --capture-comment 'of all' -w out
        tshark -r "$FIX/$f" -T fields -e frame.comment 2>/dev/null >was
        tshark -r out -T fields -e frame.comment 2>/dev/null >is
        sed -n 2p is | grep -q '^two,two again'
        sed -n 5p is | grep -q '^fünf "5"'
        diff <(sed '2d;5d' was) <(sed '2d;5d' is)
        capinfos -Mk out | grep -q 'of all'
        diff <(sndump -S -e -tt --nano -r "$FIX/$f") <(sndump -S -e -tt --nano -r out)
        snfilter -r out --discard-packet-comments --discard-capture-comments -w none
        [ -z "$(tshark -r none -T fields -e frame.comment 2>/dev/null | tr -d '\n')" ]
        run capinfos -Mk none
        refute_output --partial 'of all'
        diff <(sndump -S -e -tt --nano -r "$FIX/$f") <(sndump -S -e -tt --nano -r none)
    done
    run snfilter --format pcap --capture-comment x -r "$FIX/us.pcap"
    assert_failure 2
}

@test "-C: no file is larger, and together they are the input" {
    need mergecap capinfos tcpdump
    for f in us.pcap ng.pcapng rich.pcapng; do
        for opts in '' 'udp' '--format pcapng' '-s 60'; do
            rm -rf d && mkdir d
            snfilter -r "$FIX/$f" -C 4k -w d/out $opts
            [ -n "$opts" ] || [ "$(ls d | wc -l)" -gt 1 ]
            [ "$(find d -size +8 | wc -l)" -eq 0 ]
            snfilter -V <(ls -v d/*) -w all
            snfilter -r "$FIX/$f" $opts -w whole
            seen all | diff - <(seen whole)
        done
    done
    rm -rf d && mkdir d
    snfilter -r "$FIX/us.pcap" -C 4k -w d/out.pcap.gz
    snfilter -r d -w all
    seen all | diff - <(seen "$FIX/us.pcap")
    # Names come around.
    rm -rf d && mkdir d
    snfilter -r "$FIX/us.pcap" -C 4k -W 2 -w d/out
    [ "$(ls d)" = $'out0\nout1' ]
    rm -rf d && mkdir d
    snfilter -r "$FIX/us.pcap" -C 4k --ring 3 -w d/out
    [ "$(ls d | wc -l)" -eq 3 ]
}

@test "-G: by the packets' times, -W and --file-packets" {
    gen=$SN_BUILD/tests/bench/gen
    "$gen" -n 40 -f ns >a.pcap
    for i in 0 1 2 3; do snfilter -r a.pcap --shift $((i * 60)) -w "m$i.pcap"; done
    snfilter --merge -r m0.pcap -r m1.pcap -r m2.pcap -r m3.pcap -w all.pcap
    mkdir d e f
    snfilter -r all.pcap -G 60 -w d/%H%M.pcap
    [ "$(ls d | wc -l)" -eq 4 ]
    i=0
    for f in d/*; do
        snfilter -r $f | cmp - "m$i.pcap"
        i=$((i + 1))
    done
    [ "$(ls d | head -n 1)" = "$(date -d "@$(sndump -tt -c 1 -r all.pcap | cut -d. -f1)" +%H%M).pcap" ]
    snfilter -r all.pcap -G 60 -W 2 -w e/out
    [ "$(ls e)" = $'out\nout1' ]
    snfilter -r all.pcap --file-packets 50 -w f/out
    [ "$(for f in f/out f/out1 f/out2 f/out3; do snfilter -r $f --count; done | sort | uniq -c | tr -s ' ' | tr '\n' ';')" = ' 1 10 packets; 3 50 packets;' ]
    # No packet: one file.
    snfilter -r all.pcap -G 60 -w none 'len > 100000'
    [ "$(snfilter -r none --count)" = "0 packets" ]
    # An input is never overwritten.
    cp all.pcap d/x1
    run snfilter -r d/x1 --file-packets 100 -w d/x
    assert_failure 1
    assert_output --partial "is read, too"
    cmp all.pcap d/x1
    for bad in '-C 1' '-W 3 -w x' '--ring 2 -w x' '-G 0 -w x' '-C 4k -W 2 --ring 2 -w x' '-C x -w x'; do
        run snfilter -r all.pcap $bad
        assert_failure 2
    done
}
