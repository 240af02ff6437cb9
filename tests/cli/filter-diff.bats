#!/usr/bin/env bats
# The filter compiler against tcpdump: verdicts, sizes, and what libpcap gets wrong.
load common

setup() {
    command -v tcpdump >/dev/null || skip "tcpdump is not installed"
    diff=$SN_BUILD/tests/diff/filterdiff
    [ -x "$diff" ] || skip "filterdiff is not built"
}

@test "random expressions over every link type: the same verdicts, seed 1" {
    run "$diff" 1 1200
    echo "$output"
    [ "$status" -eq 0 ]
}

@test "random expressions over every link type: the same verdicts, seed 2" {
    run "$diff" 2 1200
    echo "$output"
    [ "$status" -eq 0 ]
}

@test "expressions that people use: the same verdicts, programs no longer than libpcap's" {
    run "$diff" rows <"$ROOT/tests/diff/rows.tsv"
    echo "$output"
    [ "$status" -eq 0 ]
    [[ $output == *" 0 longer"* ]]
}

@test "known defects of libpcap are not repeated" {
    run "$diff" defects
    echo "$output"
    [ "$status" -eq 0 ]
}
