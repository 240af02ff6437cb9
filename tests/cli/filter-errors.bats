#!/usr/bin/env bats
# Every message of the filter compiler: text, column, caret.
load common

setup() { need_tool snfilter; }

@test "the filter compiler's messages" {
    "$ROOT"/tests/golden/filter/errors <"$ROOT"/tests/golden/filter/errors.in >"$BATS_TEST_TMPDIR/out"
    run diff -u "$ROOT"/tests/golden/filter/errors.out "$BATS_TEST_TMPDIR/out"
    echo "$output"
    [ "$status" -eq 0 ]
}

@test "an expression nested too deeply is an error" {
    run -1 snfilter -d -y EN10MB "$(printf '(%.0s' {1..100000})"
    [[ $output == *"nested more than 1000 deep"* ]]
}
