#!/usr/bin/env bats
# snstat beyond --max-flows: what is estimated is within the bound that is printed, in bounded memory.
bats_require_minimum_version 1.5.0
load common

setup() {
    need_tool snstat
    need jq
    cd "$BATS_TEST_TMPDIR" || return
}

# Each host or conversation of a report has at most as many bytes as in truth, and at most so many
# less: within TABLE REPORT EXACT
within() {
    jq -e -n --arg t "$1" --slurpfile r "$2" --slurpfile x "$3" '
        def key: [.address, .a, .a_port, .b, .b_port] | sort_by(tostring) | tostring;
        def sum: [.sent, .received, .a_to_b, .b_to_a] | map(.bytes // 0) | add;
        ($x[0][$t] | map({key: key, value: sum}) | from_entries) as $exact |
        $r[0]["other_" + $t].missed_bytes as $missed |
        $r[0][$t] | length > 0 and all($exact[key] as $e | sum as $s |
            $e >= $s and $e - $s <= $missed)' >/dev/null
}

@test "the busiest beyond the limit are within the bound, and how many there are within a few percent" {
    "$SN_BUILD/tests/bench/gen" -n 30000 >gen.pcap
    snstat -n 1000000 --json -r gen.pcap >exact
    for limit in 16 256 1000; do
        snstat -n 100 --max-flows $limit --json -r gen.pcap >limited
        within hosts limited exact
        within conversations limited exact
        for count in host_count conversation_count; do
            a=$(jq .$count exact) b=$(jq .$count limited)
            [ $((a > b ? a - b : b - a)) -le $((a / 30)) ]
        done
    done
    # The totals are exact in any case.
    assert_equal "$(jq -c '[.packets, .bytes, .protocols]' limited)" \
        "$(jq -c '[.packets, .bytes, .protocols]' exact)"
    run -0 snstat -n 3 -z hosts --max-flows 16 -r gen.pcap
    assert_line --regexp '^\(no room for more hosts: [0-9]+ packets, [0-9]+ bytes are of others, which '
}

@test "estimates of parts add up within the bound" {
    "$SN_BUILD/tests/bench/gen" -n 30000 >gen.pcap
    snstat -n 1000000 --json -r gen.pcap >exact
    snfilter -r gen.pcap --packets 1-12000 | snstat --max-flows 256 --save one
    snfilter -r gen.pcap --packets 12001- | snstat --max-flows 256 --save two
    snstat -n 100 --max-flows 256 --json --merge one two >limited
    within hosts limited exact
    within conversations limited exact
    a=$(jq .host_count exact) b=$(jq .host_count limited)
    [ $((a > b ? a - b : b - a)) -le $((a / 30)) ]
}

@test "a scan of many addresses takes no more memory than its tables" {
    "$SN_BUILD/tests/bench/gen" -n 300000 -m addrs >gen.pcap
    (
        case $SN_BUILD in *san*) ;; *) ulimit -v 600000 ;; esac
        snstat --jobs 2 --max-flows 1000 -z all --json -r gen.pcap >limited
    )
    jq -e '.packets == 300000 and .other_hosts.packets > 0 and .host_count > 10000' limited
}
