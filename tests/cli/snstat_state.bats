#!/usr/bin/env bats
# snstat --save and --merge: parts add up to the whole; what is no state, or damaged, is refused.
bats_require_minimum_version 1.5.0
load common

setup() {
    need_tool snstat
    need jq
    cd "$BATS_TEST_TMPDIR" || return
}

# Counts parts of a capture that end behind these packets: parts FILE PACKETS…
parts() {
    local file=$1 from=1 n=0 to
    shift
    rm -f part-*
    for to in "$@" ''; do
        n=$((n + 1))
        snfilter -r "$file" --packets "$from-$to" -w part.pcap
        snstat -z all --save "part-$n" -r part.pcap
        from=$((to + 1))
    done
}

# A report without what only files tell.
report() { # VIEW ARGUMENTS…
    local view=$1
    shift
    snstat -n 1000000 -z "$view" --json "$@" |
        jq -S 'del(.files, .interfaces, .sections, .parts) | del(.notes[]?.see)'
}

@test "parts add up to the whole, whatever they are and in whatever steps" {
    "$SN_BUILD/tests/bench/gen" -n 20000 >gen.pcap
    for v in summary hosts conversations; do report "$v" -r gen.pcap >"whole-$v"; done
    RANDOM=7
    for _ in 1 2 3; do
        # shellcheck disable=SC2046
        parts gen.pcap $(for _ in 1 2 3 4; do echo $((RANDOM % 19998 + 1)); done | sort -n)
        for v in summary hosts conversations; do
            # Notes of TCP are not exact: see below.
            assert_equal "$(report "$v" --merge part-* | jq -S 'del(.notes)' | md5sum)" \
                "$(jq -S 'del(.notes)' "whole-$v" | md5sum)"
        done
    done
    # Latencies across parts are unknown.
    for v in protocols ports sizes rate dns http tls arp vlans; do
        for from in '--merge part-1 part-2 part-3 part-4 part-5' '-r gen.pcap'; do
            # shellcheck disable=SC2086
            report "$v" $from | jq -S 'del(.. | .latency_min?, .latency_average?, .latency_max?,
                .average_latency?, .max_latency?, .unanswered?)' >"got-${from%% *}"
        done
        diff got--r got---merge
    done
    # In two steps: a sum of parts is a part.
    snstat -z all --merge --save sum part-1 part-2
    assert_equal "$(report summary --merge sum part-[3-9])" "$(report summary --merge part-*)"
    assert_equal "$(snstat --json --merge sum part-[3-9] | jq -c .parts)" \
        "$(snstat --json --merge part-* | jq -c .parts)"
}

@test "what needs order across parts is within the bound that is printed" {
    "$SN_BUILD/tests/bench/gen" -n 20000 >gen.pcap
    parts gen.pcap 5000 10000 15000
    bound=$(snstat --json -z all --merge part-* | jq .parts.tcp_packets)
    [ "$bound" -gt 0 ]
    for member in retransmissions out_of_order gaps duplicate_acks keep_alives; do
        a=$(snstat -z tcp --json -r gen.pcap | jq ".tcp.$member")
        b=$(snstat -z tcp --json --merge part-* | jq ".tcp.$member")
        [ $((a > b ? a - b : b - a)) -le "$bound" ]
    done
    run -0 snstat -z all --merge part-*
    assert_line --regexp '^Parts +4$'
    assert_line --regexp "^Across parts +[0-9]+ TCP conversations, $bound packets: "
}

@test "real packets: every view of a state is the capture's" {
    snstat -z all --save state -r "$FIX/recorded.pcap"
    for v in $(snstat --help | sed -n '/^Views:/,$s/^  \([a-z]*\) .*/\1/p'); do
        report "$v" --merge state >got
        report "$v" -r "$FIX/recorded.pcap" >want
        diff want got
    done
    run -0 snstat --merge -V <(echo state)
    assert_line --regexp '^Packets +71$'
    # From a pipe, and compressed.
    gzip <state | snstat --merge - >from-pipe
    snstat --merge state | cmp - from-pipe
}

@test "a state holds what its view shows; what isn't in it is an error" {
    snstat -z hosts --save hosts -r "$FIX/recorded.pcap"
    run -0 snstat -z hosts --merge hosts
    run -1 snstat -z conversations --merge hosts
    assert_output "snstat: hosts: was saved without what this view shows"
    snstat -z rate --save rate -r "$FIX/recorded.pcap"
    run -1 snstat -z rate --interval 2 --merge rate
    assert_output "snstat: rate: was saved with other intervals (--interval)"
}

@test "what is no state, cut or damaged: an error that names the byte, and the others count" {
    snstat -z all --save state -r "$FIX/recorded.pcap"
    run -1 --separate-stderr snstat --merge state "$FIX/recorded.pcap"
    assert_line --regexp '^Packets +71$'
    [[ $stderr == "snstat: $FIX/recorded.pcap: byte 0: no saved statistics"* ]]
    head -c 100 state >short
    run -1 snstat --merge short
    assert_output --partial "snstat: short: byte 68: damaged or cut: the checksum is another"
    for at in 9 20 200 4000; do
        cp state damaged
        printf '\377' | dd of=damaged bs=1 seek=$at conv=notrunc status=none
        run -1 snstat --merge damaged
        assert_output --regexp "^snstat: damaged: byte [0-9]+: "
    done
    printf 'snstate\n\2\0\0\0' >later
    run -1 snstat --merge later
    assert_output "snstat: later: byte 8: statistics of version 2, not 1"
    run -1 snstat --merge /dev/null
    assert_output --partial "no saved statistics"

}
