#!/usr/bin/env bats
# snfilter: what it says when something is wrong, and its status.
# shellcheck disable=SC2164
load common

setup() {
    need_tool snfilter
    cd "$BATS_TEST_TMPDIR"
}

# says STATUS MESSAGE ARGUMENT…: exactly this on standard error, nothing on standard output.
says() {
    local want=$1 message=$2
    shift 2
    run --separate-stderr snfilter "$@" </dev/null
    assert_equal "$status" "$want"
    assert_equal "$stderr" "$message"
    assert_output ''
}

try="Try 'snfilter --help'."

@test "wrong usage: status 2 and what is allowed" {
    says 2 "snfilter: -c takes a number from 1 to 9223372036854775807, not '0'
$try" -c 0
    says 2 "snfilter: --jobs takes a number from 1 to 256, not 'many'
$try" --jobs many
    says 2 "snfilter: --format takes pcap or pcapng, not 'text'
$try" --format text
    says 2 "snfilter: --sample takes 1/N, not '5'
$try" --sample 5
    says 2 "snfilter: --sample 1/ takes a number from 1 to 9223372036854775807, not '0'
$try" --sample 1/0
    says 2 "snfilter: --by-flow says how to take a sample: add --sample 1/N
$try" --by-flow
    says 2 "snfilter: --dedup takes a number from 1 to 16777216, not '0'
$try" --dedup=0
    says 2 "snfilter: --dedup '5x': character 2: a unit is expected here: w, d, h, m, s, ms, us or ns
$try" --dedup=5x
    says 2 "snfilter: --after '2024-13-01': character 6: a month is expected here: 01 to 12
$try" --after 2024-13-01
    says 2 "snfilter: --before 'soon': character 1: a digit is expected here
$try" --before soon
    says 2 "snfilter: -y: no link type is called 'ETHER'
$try" -y ETHER
    says 2 "snfilter: -s takes a number from 0 to 262144, not '-1'
$try" -s -1
    says 2 "snfilter: --count and packets can't both go to standard output
$try" --count -w - -r "$FIX/us.pcap"
    says 2 "snfilter: --index goes with one file to write: add '-w FILE'
$try" --index --file-packets 5 -w out -r "$FIX/us.pcap"
    says 2 "snfilter: standard input ('-r -') can be read once only
$try" -r - -r -
    says 2 "snfilter: both the packets and the expression would come from standard input
$try" -F -
    says 2 "snfilter: both the packets and the expression would come from standard input
$try" -r - -F -
}

@test "packets are never written to a terminal, nor read from one" {
    need_terminal
    run script -qec "snfilter -r '$FIX/us.pcap'" /dev/null </dev/null
    assert_equal "$status" 2
    assert_output --partial "won't write packets to a terminal"
    run script -qec "snfilter >'$BATS_TEST_TMPDIR/out'" /dev/null </dev/null
    assert_equal "$status" 2
    assert_output --partial "nothing to read: add '-r FILE' or a pipe"
}

@test "a wrong expression: the column, and the output is as it was" {
    echo precious >out
    says 1 "snfilter: filter: column 1: unknown word 'tpc'; did you mean 'tcp'?
tpc port 80
^~~" -r "$FIX/us.pcap" -w out tpc port 80
    run snfilter -r "$FIX/us.pcap" -w out 'tcp and (udp'
    assert_failure 1
    assert_line --index 0 --regexp '^snfilter: filter: column [0-9]+: '
    assert_line --index 1 'tcp and (udp'
    assert_line --index 2 --regexp '^ *\^'
    [ "$(cat out)" = precious ]
    run snfilter -d 'tcp and (udp'
    assert_failure 1
}

@test "a link type without this expression is named" {
    run --separate-stderr snfilter -r "$FIX/unknown-link.pcap" -w out tcp
    assert_failure 1
    assert_regex "$stderr" "unknown-link.pcap: its link type is 60000"
    run --separate-stderr snfilter -r "$FIX/raw.pcap" -w out ether host 02:00:00:00:00:01
    assert_failure 1
    assert_regex "$stderr" "raw.pcap: its link type is RAW"
}

@test "input that is no capture: where and why, and no output" {
    cd "$FIX"
    o=$BATS_TEST_TMPDIR/out
    says 1 "snfilter: empty.pcap: byte 0: empty: not even a file header is there" -r empty.pcap -w "$o"
    says 1 "snfilter: garbage.pcap: byte 0: not a capture but text, which begins \"This is no capture, whatever its name says. 1\"" \
        -r garbage.pcap -w "$o"
    says 1 "snfilter: cut-header.pcap: byte 0: cut short: the file header needs 24 bytes, 13 are there" \
        -r cut-header.pcap -w "$o"
    says 1 "snfilter: none.pcap: can't be opened: No such file or directory" -r none.pcap -w "$o"
    mkdir "$BATS_TEST_TMPDIR/empty"
    says 1 "snfilter: $BATS_TEST_TMPDIR/empty: no file is in this directory" -r "$BATS_TEST_TMPDIR/empty" -w "$o"
    says 1 "snfilter: standard input: byte 0: empty: not even a file header is there" -w "$o"
    [ ! -e "$o" ]
}

@test "damaged and cut input: every whole packet, then the place, status 1" {
    cd "$FIX"
    o=$BATS_TEST_TMPDIR/out
    says 1 "snfilter: cut.pcap: byte 14943: cut short: the packet here needs 1184 bytes, 673 are there" \
        -r cut.pcap -w "$o"
    cmp "$o" <(head -c 14943 cut.pcap)
    says 1 "snfilter: huge-record.pcap: byte 2354: damaged: a packet of 2147483647 bytes, no packet is that long" \
        -r huge-record.pcap -w "$o"
    cmp "$o" <(head -c 2354 huge-record.pcap)
    for f in cut.pcapng cut.pcap.gz bad-crc.pcap.gz; do
        run --separate-stderr snfilter -r $f -w "$o"
        assert_failure 1
        assert_regex "$stderr" "^snfilter: $f: byte [0-9]+: (cut short|damaged)"
        snfilter -r "$o" --count
    done
}

@test "output that can't be written: status 1 and why" {
    says 1 "snfilter: no/such/place: can't be created: No such file or directory" \
        -r "$FIX/us.pcap" -w no/such/place
    run --separate-stderr snfilter -r "$FIX/mixed.pcap" -w /dev/full
    assert_failure 1
    assert_regex "$stderr" '^snfilter: /dev/full: .*No space left on device$'
    run bash -c 'snfilter -r "$FIX/us.pcap" --count >/dev/full'
    assert_failure 1
    assert_output --partial 'standard output: No space left on device'
    run bash -c 'snfilter -d tcp >/dev/full'
    assert_failure 1
}

@test "a full disk: the file ends with a whole packet" {
    "$SN_BUILD/tests/bench/gen" -n 20000 >big
    run bash -c '(ulimit -f 1000; trap "" XFSZ; exec snfilter -r big -w out)'
    assert_failure 1
    run snfilter -r out --count
    assert_success
    [ "$(stat -c %s out)" -gt 900000 ]
}

@test "an output that is an input is refused, and stays as it is" {
    cp "$FIX/recorded.pcap" "$BATS_TEST_TMPDIR/a"
    says 1 "snfilter: $BATS_TEST_TMPDIR/a: is read, too: choose another file to write to" \
        -r "$BATS_TEST_TMPDIR/a" -w "$BATS_TEST_TMPDIR/a"
    cmp "$FIX/recorded.pcap" "$BATS_TEST_TMPDIR/a"
}
