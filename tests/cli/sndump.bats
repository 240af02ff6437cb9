#!/usr/bin/env bats
# sndump: tcpdump's text byte for byte, JSON that is JSON, errors that say where.
# shellcheck disable=SC2016 # the inner shells expand
bats_require_minimum_version 1.5.0
load common

setup() {
    need_tool sndump
}

# Prints every fixture with both programs and these options; says where they differ. Those of damage
# are in dis.bats.
same() {
    local f bad=0
    need tcpdump
    for f in "$FIX"/*.pcap "$FIX"/*.pcapng "$FIX"/*.gz; do
        case $f in
        *.gz) continue ;; # not for this tcpdump
        */dis-*) continue ;;
        esac
        tcpdump -n "$@" -r "$f" >"$BATS_TEST_TMPDIR/want" 2>/dev/null || continue
        sndump -n "$@" -r "$f" >"$BATS_TEST_TMPDIR/got"
        if ! cmp -s "$BATS_TEST_TMPDIR/want" "$BATS_TEST_TMPDIR/got"; then
            echo "${f##*/}: sndump -n $*"
            diff "$BATS_TEST_TMPDIR/want" "$BATS_TEST_TMPDIR/got" | head -n 6
            bad=1
        fi
    done
    return $bad
}

@test "text is tcpdump's: plain, -e, -q, -S" {
    same
    same -e
    same -q
    same -S
    same -e -q
}

@test "text is tcpdump's: -v, -vv, -vvv, -K" {
    same -v
    same -vv
    same -vvv -e
    same -v -K
    same -v -q
}

@test "text is tcpdump's: dumps" {
    same -x
    same -xx
    same -X
    same -XX
    same -A
    same -AA
    same -e -v -X
}

@test "text is tcpdump's: times and numbers" {
    same -t
    same -tt
    same -ttt
    same -tttt
    same -ttttt
    same '-#'
    same -c 3
    same --nano -tttt
    TZ=America/St_Johns same
    TZ=Europe/Berlin same -tttt
}

@test "text is tcpdump's: filters" {
    same tcp
    same 'udp port 53 or arp'
    same -v 'ip6 and not tcp'
}

@test "the text of recorded traffic" {
    run sndump -r "$FIX/recorded.pcap"
    assert_success
    assert_output "$(cat "$ROOT/tests/golden/sndump-recorded.txt")"
    run sndump -evv '-#' -tttt -r "$FIX/recorded.pcap"
    assert_output "$(cat "$ROOT/tests/golden/sndump-recorded-evv.txt")"
}

@test "the JSON of recorded traffic" {
    run sndump --json -r "$FIX/recorded.pcap"
    assert_success
    assert_output "$(cat "$ROOT/tests/golden/sndump-recorded.json")"
}

@test "every line of JSON is an object with a frame, for every fixture" {
    need jq
    for f in "$FIX"/*.pcap "$FIX"/*.pcapng "$FIX"/*.gz; do
        sndump --json -r "$f" 2>/dev/null >"$BATS_TEST_TMPDIR/out" || true
        n=$(jq -r 'select(.frame."frame.number" and .frame."frame.protocols") | 1' \
            "$BATS_TEST_TMPDIR/out" | wc -l)
        assert_equal "${f##*/} $n" "${f##*/} $(wc -l <"$BATS_TEST_TMPDIR/out")"
    done
}

@test "JSON drops no value: a field that comes again becomes an array" {
    run -0 sndump --json -r "$FIX/dis-tcp.pcap"
    assert_output --partial '"tcp.options.mss_val":[258,1460]'
    assert_output --partial '"tcp.options.mss_val":1460'
}

@test "JSON's fields are tshark's" {
    need tshark jq
    for k in ip.src ip.dst ipv6.src tcp.srcport tcp.dstport udp.srcport eth.src dns.qry.name \
        icmp.type icmpv6.type arp.src.proto_ipv4 tcp.len ip.ttl; do
        want=$(tshark -n -r "$FIX/recorded.pcap" -T fields -E occurrence=f -e "$k" 2>/dev/null)
        got=$(sndump --json -r "$FIX/recorded.pcap" | jq -r --arg k "$k" \
            '[.. | objects | .[$k]? // empty | if type == "array" then .[0] else . end][0] // ""')
        assert_equal "$k $got" "$k $want"
    done
}

@test "-c, --count, a stream, a compressed stream, an expression in a file" {
    run sndump -c 2 -r "$FIX/us.pcap"
    assert_equal "${#lines[@]}" 2
    run sndump --count -r "$FIX/mixed.pcap"
    assert_output "300 packets"
    a=$(sndump <"$FIX/us.pcap")
    assert_equal "$(sndump -r - <"$FIX/us.pcap.gz")" "$a"
    assert_equal "$(sndump -r "$FIX/us-swapped.pcap")" "$a"
    assert_equal "$(sndump -r "$FIX/ng.pcapng.gz")" "$(sndump -r "$FIX/ng.pcapng")"
    echo 'udp port 53' >"$BATS_TEST_TMPDIR/f"
    assert_equal "$(sndump -F "$BATS_TEST_TMPDIR/f" -r "$FIX/us.pcap")" \
        "$(sndump -r "$FIX/us.pcap" udp port 53)"
}

@test "no byte of a packet reaches the terminal unescaped" {
    for flags in '' -evvv -X -A --json; do
        for f in "$FIX"/*.pcap "$FIX"/*.pcapng; do
            # shellcheck disable=SC2086
            run bash -c 'sndump $1 -r "$0" 2>/dev/null | LC_ALL=C tr -d "\11\12\40-\176\200-\377" |
                wc -c' "$f" "$flags"
            assert_output 0
        done
    done
}

@test "a cut capture prints every whole packet, then the error" {
    run --separate-stderr sndump -r "$FIX/cut.pcap"
    assert_failure 1
    assert_equal "${#lines[@]}" 29
    [[ $stderr == "sndump: $FIX/cut.pcap: byte "*": cut short: "* ]]
    run --separate-stderr sndump -r "$FIX/cut.pcapng"
    assert_failure 1
    assert_equal "${#lines[@]}" 29
}

@test "what is no capture" {
    run --separate-stderr sndump -r "$FIX/empty.pcap"
    assert_failure 1
    assert_equal "$stderr" \
        "sndump: $FIX/empty.pcap: byte 0: empty: not even a file header is there"
    run --separate-stderr sndump -r "$FIX/cut-header.pcap"
    assert_failure 1
    assert_equal "$stderr" "sndump: $FIX/cut-header.pcap: byte 0: cut short: the file header needs 24 bytes, 13 are there"
    run --separate-stderr sndump -r "$FIX/garbage.pcap"
    assert_failure 1
    [[ $stderr == "sndump: $FIX/garbage.pcap: byte 0: not a capture"* ]]
    run --separate-stderr sndump -r "$FIX/huge-record.pcap"
    assert_failure 1
    [[ $stderr == "sndump: $FIX/huge-record.pcap: byte "* ]]
    run --separate-stderr sndump -r "$FIX/bad-crc.pcap.gz"
    assert_failure 1
    assert_equal "${#lines[@]}" 40
}

@test "an unknown link type is dumped" {
    run --separate-stderr sndump -r "$FIX/unknown-link.pcap"
    assert_success
    assert_line --index 0 --partial "UNSUPPORTED"
    local n=${#lines[@]}
    run -0 sndump -x -r "$FIX/unknown-link.pcap" # and once more
    assert [ "${#lines[@]}" -gt "$n" ]
}

@test "-T knows the types that protocols have, -s is looked at" {
    run -2 sndump -T bogus -r "$FIX/mixed.pcap"
    assert_output --partial "no protocol is of type bogus"
    run -2 sndump -s 300000 -r "$FIX/mixed.pcap"
    assert_output --partial "-s takes a number"
    run -0 sndump --json -T domain -r "$FIX/dis-ip.pcap" udp
    assert_output --partial '"dns"'
}

@test "errors of usage, of the filter and of the output" {
    run --separate-stderr sndump -r /nonexistent
    assert_failure 1
    assert_equal "$stderr" "sndump: /nonexistent: can't be opened: No such file or directory"
    run --separate-stderr sndump --bogus
    assert_failure 2
    run --separate-stderr sndump -r "$FIX/us.pcap" 'port'
    assert_failure 1
    assert_output ''
    [[ $stderr == "sndump: filter: column "* ]]
    run --separate-stderr bash -c 'sndump -r "$0" >/dev/full' "$FIX/us.pcap"
    assert_failure 1
    [[ $stderr == "sndump: standard output: "*"No space left on device" ]]
}

@test "a reader that leaves ends it quietly" {
    run --separate-stderr bash -c 'sndump -r "$0" | head -n 1; echo "${PIPESTATUS[0]}"' \
        "$FIX/mixed.pcap"
    assert_line --index 1 0
    assert_equal "$stderr" ''
}

@test "names that a cooked capture doesn't have are guessed with a warning" {
    run -0 --separate-stderr sndump -e -r "$FIX/sll2.pcap"
    assert_regex "$stderr" "^sndump: .*/sll2.pcap: names of interfaces might be incorrect:[^
]*$"
    run -0 --separate-stderr sndump --json -r "$FIX/sll2.pcap"
    assert_equal "$stderr" ""
    run -0 --separate-stderr sndump --count -r "$FIX/sll2.pcap"
    assert_equal "$stderr" ""
    run -0 --separate-stderr sndump -e -r "$FIX/sll.pcap"
    assert_equal "$stderr" ""
}
