#!/usr/bin/env bats
# --help and --version of every tool, wrong usage, and that the man pages agree.
load common

tools=(sncap snfilter sndump snstat snindex)

each() { # COMMAND…: for each tool that was built, in $t
    local any=
    for t in "${tools[@]}"; do
        [ -x "$SN_BIN/$t" ] || continue
        any=1
        "$@"
    done
    [ -n "$any" ] || skip "no tool is built"
}

check_help() {
    run --separate-stderr "$t" --help
    assert_success
    assert_equal "$stderr" ''
    assert_output --partial "$t"
    assert_output --partial '--help'
    assert_output --partial '--version'
    # A terminal's width.
    assert_equal "$(awk 'length > 100' <<<"$output")" ''
}

check_version() {
    run --separate-stderr "$t" --version
    assert_success
    assert_equal "$stderr" ''
    assert_output --regexp "^$t $(sed -n 's/.*SN_VERSION "\(.*\)"/\1/p' "$ROOT/include/sn/sn.h")"
    assert_equal "${#lines[@]}" 1
}

check_usage() {
    run --separate-stderr "$t" --no-such-option
    assert_equal "$status" 2
    assert_output ''
    assert_regex "$stderr" "^$t: .*--no-such-option"
    run --separate-stderr "$t" -r
    assert_equal "$status" 2
    assert_regex "$stderr" "^$t: "
}


check_man() {
    run "$ROOT/tests/lint/options" "$SN_BIN" "$t"
    assert_output ''
    assert_success
}

@test "--help prints the options on standard output, status 0" {
    each check_help
}

@test "--version prints one line with the version of sn.h" {
    each check_version
}

@test "an unknown option or a missing value: a message with the tool's name, status 2" {
    each check_usage
}

@test "--help and the man page name the same options" {
    each check_man
}

@test "each man page is clean mdoc" {
    need mandoc
    run mandoc -T lint -W warning "$ROOT"/man/*.[17]
    assert_output ''
    assert_success
}

@test "each example of sn-filter(7) compiles for its link type" {
    need_tool snfilter
    link=EN10MB n=0
    while IFS= read -r line; do
        case $line in
        '.\" link: '*) link=${line#*: } ;;
        '.Ss '* | '.Sh '*) link=EN10MB ;;
        '.Dl '*)
            example=${line#.Dl }
            example=${example//\\e/\\}
            run snfilter -d -y "$link" "$example"
            [ "$status" -eq 0 ] || fail "$link: $example: $output"
            n=$((n + 1))
            ;;
        esac
    done <"$ROOT/man/sn-filter.7"
    [ "$n" -gt 30 ]
}
