#!/usr/bin/env bats
# Fields are called what Wireshark calls them.
load common

setup() {
    need tshark
    [ -x "$SN_BUILD/tests/proto/fields" ] || skip "tests/proto/fields is not built"
}

@test "every field has Wireshark's name, begins with sn., or is a known exception" {
    run -0 "$ROOT/tests/proto/fieldnames" "$SN_BUILD"
}

@test "a name that Wireshark doesn't know is found, here and among the exceptions" {
    mkdir -p "$BATS_TEST_TMPDIR/tests/proto"
    printf '#!/bin/sh\nprintf "%%s\\tarp\\n" arp.opcode arp.opcodes arp.old sn.arp\n' \
        >"$BATS_TEST_TMPDIR/tests/proto/fields"
    chmod +x "$BATS_TEST_TMPDIR/tests/proto/fields"
    export EXCEPTIONS=$BATS_TEST_TMPDIR/exceptions
    printf '# Head.\narp.old arp.new\narp.opcode -\n' >"$EXCEPTIONS"
    run -1 "$ROOT/tests/proto/fieldnames" "$BATS_TEST_TMPDIR"
    assert_line 'arp: Wireshark has no field arp.opcodes'
    assert_line 'exceptions: Wireshark has no field arp.new either'
    assert_line 'exceptions: no exceptions any more, see --update: arp.opcode '
    assert_line '4 fields, 2 that Wireshark doesn'"'"'t know'
    run -0 "$ROOT/tests/proto/fieldnames" --update "$BATS_TEST_TMPDIR"
    run -0 cat "$EXCEPTIONS"
    assert_output $'# Head.\narp.old arp.new'
}

@test "every key of JSON is the name of a field, a layer or of the frame" {
    need jq
    need_tool sndump
    "$SN_BUILD/tests/proto/fields" | cut -f1 | sort -u >"$BATS_TEST_TMPDIR/fields"
    for f in "$FIX"/dis-*.pcap "$FIX"/proto-*.pcap; do
        sndump --json -r "$f"
    done | jq -rc 'to_entries[] | select(.key != "frame") | .value | [paths | .[-1] | strings] | .[]' |
        sort -u | grep -vx '_truncated\|_malformed\|_full\|_more' >"$BATS_TEST_TMPDIR/keys"
    run -0 comm -23 "$BATS_TEST_TMPDIR/keys" "$BATS_TEST_TMPDIR/fields"
    assert_output ''
}
