#!/usr/bin/env bats
# Many inputs as one: appended captures, several files, directories, lists.
# shellcheck disable=SC2012,SC2046,SC2086,SC2094,SC2164,SC2238
load common

setup() {
    need_tool snfilter
    need_tool sndump
    cd "$BATS_TEST_TMPDIR"
}

# Packets as sndump prints them, with nanoseconds.
shown() {
    sndump --nano -tt -r "$1" "${@:2}"
}

@test "captures appended to each other are read on behind each header" {
    for second in us us-swapped ns ns-swapped; do
        cat "$FIX/us.pcap" "$FIX/$second.pcap" "$FIX/us.pcap" >cat.pcap
        { shown "$FIX/us.pcap" && shown "$FIX/$second.pcap" && shown "$FIX/us.pcap"; } |
            sed 's/ack [0-9]*//; s/seq [0-9:]*//' >want
        shown cat.pcap | sed 's/ack [0-9]*//; s/seq [0-9:]*//' | diff - want
        gzip -c cat.pcap >cat.pcap.gz
        [ "$(snfilter -r cat.pcap.gz --count)" = "$(wc -l <want) packets" ]
        # Records that aren't like the header's are made so.
        snfilter -r cat.pcap -w out.pcap
        [ "$(snfilter -r out.pcap --count)" = "$(wc -l <want) packets" ]
        # What several threads read in pieces is the same.
        for _ in {1..7}; do cat cat.pcap cat.pcap >double && mv double cat.pcap; done
        snfilter --jobs 1 -r cat.pcap 2>/dev/null | cksum >a
        snfilter --jobs 4 -r cat.pcap 2>/dev/null | cksum >b
        cmp a b
    done
}

@test "another link type in an appended capture: filtered by its own program, kept by pcapng" {
    cat "$FIX/us.pcap" "$FIX/raw.pcap" >cat.pcap
    [ "$(snfilter -r cat.pcap --count udp | grep -o '^[0-9]*')" -eq $(($(snfilter -r "$FIX/us.pcap" --count udp | grep -o '^[0-9]*') + \
        $(snfilter -r "$FIX/raw.pcap" --count udp | grep -o '^[0-9]*'))) ]
    run snfilter -r cat.pcap -w out
    assert_failure 1
    assert_output --regexp "link type.*--format pcapng"
    snfilter -r cat.pcap --format pcapng | sndump -tt >got
    sndump -tt -r cat.pcap | diff - got
}

@test "a capture of the other format, or a cut header, ends the reading in front of it" {
    cat "$FIX/us.pcap" "$FIX/ng.pcapng" >cat
    run --separate-stderr snfilter -r cat --count
    assert_failure 1
    assert_output "$(snfilter -r "$FIX/us.pcap" --count)"
    assert_regex "$stderr" "byte $(stat -c %s "$FIX/us.pcap"): the header of another capture begins here"
    cat "$FIX/ng.pcapng" "$FIX/us.pcap" >cat
    run --separate-stderr snfilter -r cat --count
    assert_failure 1
    assert_output "$(snfilter -r "$FIX/ng.pcapng" --count)"
    assert_regex "$stderr" "byte $(stat -c %s "$FIX/ng.pcapng"): the header of another capture begins here"
    { cat "$FIX/us.pcap" && head -c 20 "$FIX/us.pcap"; } >cat
    run --separate-stderr snfilter -r cat --count
    assert_failure 1
    assert_output "$(snfilter -r "$FIX/us.pcap" --count)"
    assert_regex "$stderr" "cut short"
}

# N packets from second T on: FILE FORMAT T N [GEN-OPTION]...
make_capture() {
    "$SN_BUILD/tests/bench/gen" -n "$4" -f "$2" "${@:5}" | editcap -F "$([ "$2" = ng ] && echo pcapng || echo nsecpcap)" \
        -t "$3" - "$1" 2>/dev/null
}

@test "each tool reads every -r, -V's names and directories, one after the other" {
    need_tool snstat
    f=("$FIX/us.pcap" "$FIX/ng.pcapng" "$FIX/mixed.pcap")
    { sndump -S -tt -r "${f[0]}" && sndump -S -tt -r "${f[1]}" && sndump -S -tt -r "${f[2]}"; } >want
    printf '%s\n' "${f[@]}" '' >list
    sndump -S -tt -r "${f[0]}" -r "${f[1]}" -r "${f[2]}" | diff - want
    sndump -S -tt -V list | diff - want
    sndump -S -tt -V - <list | diff - want
    sndump -S -tt -r "${f[0]}" -r - -r "${f[2]}" <"${f[1]}" | diff - want
    sndump -# -r "${f[0]}" -r "${f[1]}" | tail -n 1 | grep -q "^ *$(cat <(sndump -r "${f[0]}") <(sndump -r "${f[1]}") | wc -l) "
    n=$(wc -l <want)
    [ "$(sndump --count -V list)" = "$n packets" ]
    [ "$(snfilter --count -V list)" = "$n packets" ]
    snstat --json -V list | grep -q "^{\"packets\":$n,"
    snfilter -V list | sndump -S -tt | diff - want
    [ "$(sndump -c 3 -V list | wc -l)" -eq 3 ]
    for t in sndump snfilter snstat; do
        run "$t" -V none
        assert_failure 1
        run "$t" -V /dev/null
        assert_failure 1
        assert_output "$t: /dev/null: no name is in it"
        run "$t" -r - -r -
        assert_failure 2
    done
}

@test "one that can't be read is reported, and the next is read" {
    need_tool snstat
    n=$(sndump --count -r "$FIX/us.pcap" | grep -o '^[0-9]*')
    for t in 'sndump --count' 'snfilter --count' 'snstat --json'; do
        for bad in none "$FIX/cut-header.pcap" "$FIX/garbage.pcap"; do
            run --separate-stderr $t -r "$bad" -r "$FIX/us.pcap"
            assert_failure 1
            assert_regex "$output" "^(\{\"packets\":)?${n}[ ,]"
            assert_regex "$stderr" "^${t%% *}: $bad: "
        done
    done
}

@test "a directory: its captures by their first packets, at any depth" {
    need editcap
    mkdir -p d/sub/x d/.hidden
    make_capture d/z.pcap ns 0 5
    make_capture d/sub/a.pcap ns 2000 5
    make_capture d/sub/x/b.pcapng ng 1000 5
    cp d/z.pcap d/.hidden/h.pcap
    cp d/z.pcap d/.h.pcap
    gzip d/sub/a.pcap
    echo 'no capture' >d/notes.txt
    run --separate-stderr sndump -S -tt --nano -r d
    assert_success
    assert_equal "$stderr" "sndump: d/notes.txt: not a capture but text, which begins \"no capture\"; left out"
    assert_equal "$output" "$(for f in d/z.pcap d/sub/x/b.pcapng d/sub/a.pcap.gz; do sndump -S -tt --nano -r $f; done)"
    snfilter -r d/ --count 2>/dev/null | grep -qx '15 packets'
    # What is given beside it stays where it was given.
    sndump -tt --nano -r d/sub/a.pcap.gz -r d 2>/dev/null | head -n 5 | diff - <(sndump -tt --nano -r d/sub/a.pcap.gz)
}

@test "the output has the most that any input has: format, digits, snap length" {
    need tcpdump tshark
    for order in "us ns" "ns us"; do
        set -- $order
        snfilter -r "$FIX/$1.pcap" -r "$FIX/$2.pcap" -w out
        [ "$(head -c 4 out | od -An -tx4)" = ' a1b23c4d' ]
        { shown "$FIX/$1.pcap" -S && shown "$FIX/$2.pcap" -S; } | diff - <(shown out -S)
    done
    snfilter -r "$FIX/snap68.pcap" -r "$FIX/us.pcap" -w out
    { sndump -S -tt -r "$FIX/snap68.pcap" && sndump -S -tt -r "$FIX/us.pcap"; } | diff - <(sndump -S -tt -r out)
    tcpdump -S -tt -nr out 2>/dev/null | diff - <(sndump -S -tt -r out)
    # pcapng, whatever comes first.
    snfilter -r "$FIX/us.pcap" -r "$FIX/rich.pcapng" -w out
    [ "$(head -c 4 out | od -An -tx4)" = ' 0a0d0d0a' ]
    tshark -r "$FIX/rich.pcapng" -T fields -e frame.comment -e frame.interface_name -e frame.time_epoch 2>/dev/null >want
    tshark -r out -T fields -e frame.comment -e frame.interface_name -e frame.time_epoch 2>/dev/null | tail -n "$(wc -l <want)" | diff - want
    # A pipe that brings pcapng when pcap was begun.
    run --separate-stderr snfilter -r "$FIX/us.pcap" -r - -w out <"$FIX/ng.pcapng"
    assert_success
    run --separate-stderr bash -c "cat '$FIX/ng.pcapng' | snfilter -r '$FIX/us.pcap' -r - -w out"
    assert_failure 1
    assert_regex "$stderr" "it is pcapng, and pcap was begun"
    snfilter -r out --count | grep -qx "$(snfilter -r "$FIX/us.pcap" --count)"
}

@test "one section with all interfaces and blocks, in either byte order" {
    need tshark tcpdump
    for f in ng rich ng-swapped recorded; do
        snfilter -r "$FIX/ng.pcapng" -r "$FIX/$f.pcapng" -r "$FIX/us.pcap" -w out 2>said
        [ "$(od -An -v -tx4 -w4 out | grep -c ' 0a0d0d0a')" -eq 1 ]
        fields=(-T fields -e frame.interface_name -e frame.comment -e frame.time_epoch -e frame.len -e frame.cap_len)
        tshark -r "$FIX/ng.pcapng" "${fields[@]}" 2>/dev/null >want
        tshark -r "$FIX/$f.pcapng" "${fields[@]}" 2>/dev/null >>want
        tshark -r out "${fields[@]}" 2>/dev/null | head -n "$(wc -l <want)" | diff - want
        [ "$(capinfos -Mc out | grep -o '[0-9]*$')" -eq $(($(wc -l <want) + $(sndump -r "$FIX/us.pcap" | wc -l))) ]
        if [ "$(tshark -r out -T fields -e frame.encap_type 2>/dev/null | sort -u | wc -l)" -eq 1 ]; then
            tcpdump -tt --nano -nr out 2>/dev/null | wc -l | grep -qx "$(sndump -r out | wc -l)"
        fi
    done
}

@test "--merge is mergecap's order, in each tool" {
    need mergecap tshark editcap
    need_tool snstat
    make_capture a.pcap ns 0 400
    make_capture b.pcapng ng 0.000003 400 -s 2
    make_capture c.pcap ns 0.0004 50 -s 3
    fields=(-T fields -e frame.time_epoch -e frame.len -e ip.src -e ipv6.src -e frame.interface_id)
    for files in "a.pcap c.pcap" "a.pcap b.pcapng c.pcap" "c.pcap b.pcapng b.pcapng"; do
        set --
        for f in $files; do set -- "$@" -r "$f"; done
        mergecap -F pcapng -w want.pcapng $files
        tshark -r want.pcapng "${fields[@]:0:10}" 2>/dev/null >want
        snfilter --merge "$@" -w got.out
        tshark -r got.out "${fields[@]:0:10}" 2>/dev/null | diff - want
        sndump --merge -S -tt --nano "$@" | diff - <(sndump -S -tt --nano -r want.pcapng)
        snstat --by-time --json "$@" | grep -q "^{\"packets\":$(wc -l <want),"
        # From pipes.
        set --
        for f in $files; do
            mkfifo "fifo$#"
            cat "$f" >"fifo$#" &
            set -- "$@" -r "fifo$#"
        done
        snfilter --merge "$@" | tshark -r - "${fields[@]:0:10}" 2>/dev/null | diff - want
        rm fifo*
    done
}

@test "--merge opens files when it is their turn, and reads them whole" {
    need editcap
    mkdir many
    for i in {1..300}; do echo "$i"; done | while read -r i; do
        make_capture "many/$((i * 7919 % 300)).pcap" ns $((i * 10)) 3
    done
    snfilter --merge -r many -w got
    snfilter -r many | cmp - got
    [ "$(sndump --count -r got)" = "900 packets" ]
}

@test "--merge: what is out of order, damaged or no capture is said" {
    need editcap
    make_capture a.pcap ns 0 10
    make_capture b.pcap ns 5 10
    cat b.pcap a.pcap >back.pcap
    make_capture c.pcap ns 2 10
    run --separate-stderr snfilter --merge -r back.pcap -r c.pcap --count
    assert_failure 1
    assert_output "30 packets"
    assert_regex "$stderr" "back.pcap: 1 packet is earlier than the one before.*not in order"
    head -c 700 b.pcap >cut.pcap
    mkdir d && echo text >d/notes && cp a.pcap d
    run --separate-stderr snfilter --merge -r cut.pcap -r d --count
    assert_failure 1
    assert_regex "$stderr" "snfilter: cut.pcap: byte [0-9]+: cut short"
    assert_regex "$stderr" "snfilter: d/notes: not a capture but text.*; left out"
    run --separate-stderr snfilter --merge -r d -r a.pcap --count
    assert_success
    assert_output "20 packets"
    run snfilter --merge -r none
    assert_failure 1
}

@test "--sort puts any order in order of time, as reordercap does, in any memory" {
    need reordercap
    for format in ns ng; do
        make_capture a $format 0 300 -m mixed
        make_capture b $format 0.0001 200 -m mixed
        mergecap -a -w jumbled.pcapng a b
        mergecap -a -F nsecpcap -w jumbled.pcap a b 2>/dev/null || cp jumbled.pcapng jumbled.pcap
        for f in jumbled.pcapng jumbled.pcap; do
            reordercap "$f" want.out >/dev/null
            for memory in 10k 50k 1m 256m; do
                snfilter --sort=$memory -r "$f" -w got.out
                sndump -S -tt --nano -r want.out | diff - <(sndump -S -tt --nano -r got.out)
                snstat -z file -r got.out --json | grep -q '"sorted":true'
            done
            sndump --sort=10k -S -tt --nano <"$f" | diff - <(sndump -S -tt --nano -r want.out)
        done
    done
    # Several inputs become one.
    snfilter --sort -r jumbled.pcap -r a -r b | sndump -S -tt --nano | sort -s -k 1,1 | cmp - <(
        snfilter --sort -r jumbled.pcap -r a -r b | sndump -S -tt --nano)
}

@test "--sort: the end of a damaged input is told behind its packets, a full disk at once" {
    make_capture a ns 5 10
    make_capture b ns 1 10
    cat a b >back
    head -c "$(($(stat -c %s back) - 5))" back >cut
    run --separate-stderr snfilter --sort -r cut -w got
    assert_failure 1
    assert_regex "$stderr" "snfilter: cut: byte [0-9]+: cut short"
    assert_equal "$(sndump --count -r got)" "19 packets"
    run --separate-stderr env TMPDIR=/none snfilter --sort -r back --count
    assert_success
    run --separate-stderr env TMPDIR=/none snfilter --sort=1k -r back --count
    assert_failure 1
    assert_regex "$stderr" "more packets than can be put in order in memory"
}
