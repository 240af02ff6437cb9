#!/usr/bin/env bats
# Many inputs as one: appended captures, several files, directories, lists.
# shellcheck disable=SC2086,SC2164
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
