#!/usr/bin/env bats
# DTLS opened with the secrets that programs logged, on what tests/fixtures/make-dtls makes.
load common

setup() {
    need_tool sndump snfilter
    "$SN_BIN/sndump" --version | grep -q libcrypto || skip "built without libcrypto"
    T=$BATS_TEST_TMPDIR
    C=$FIX/dtls.pcap
    K=$FIX/dtls.keys
}

fields() { # LIST [OPTION]…
    sndump -r "$C" --no-header --keylog "$K" --fields "$@"
}

words() { # [OPTION]…
    fields data.data "$@" | grep . | tr , '\n' | xxd -r -p
}

@test "every kind of cipher is opened" {
    for nth in 0 1 2 3 4 5 6 7 8 9; do
        run -0 words --where "udp.port == $((50001 + nth)) && frame.number < 170"
        assert_line "ask $nth"
        assert_line "answer $nth"
        assert_line "and more"
    done
    # no record that could not be
    run -0 bash -c "'$SN_BIN/sndump' -t -n --more -r '$C' --keylog '$K' | cut -d'|' -f2-"
    refute_output --partial encrypted
    assert_equal "$(grep -c 'alert close notify' <<<"$output")" 12
}

@test "what is late, repeated, out of order, or after what was lost" {
    run -0 words --where 'udp.port == 50023'
    assert_output $'early\nlate\nlate'
    run -0 words --where 'udp.port == 50024'
    assert_output 'no end was seen'
    run -0 words --where 'udp.port == 50001 && frame.number > 170'
    assert_output 'the ports are known'
}

@test "another handshake, whose messages are in fragments; the epoch in front of it" {
    run -0 words --where 'udp.port == 50025'
    assert_output $'epoch 1\nepoch 2\nof epoch 1, late\nepoch 2'
    run -0 fields dtls.handshake.session_ticket_lifetime_hint,dtls.handshake.cookie \
        --where 'udp.port == 50025 && dtls.record.epoch == 1 && dtls.handshake.type'
    assert_line $'300\t'
    assert_line $'\t636f6f6b6965'
}

@test "connection IDs" {
    run -0 words --where 'dtls.record.special_type == 25'
    assert_output $'with an ID\nand another\nwith an ID, too\nwith an ID\nand another'
    run -0 sndump -r "$C" --no-header --fields dtls.record.connection_id,dtls.record.length,dtls.enc_content \
        --where 'dtls.record.special_type && udp.port == 50026'
    assert_equal "${#lines[@]}" 5
    assert_line --regexp $'^746f2d537276,746f2d537276\t36,37\t0001000000000001[0-9a-f]{56},0001000000000002[0-9a-f]{58}$'
}

@test "what is inside is dissected: SIP, and the names that ports tell" {
    run -0 sndump -t -n -r "$C" --keylog "$K" --where sip
    assert_output --partial '| DTLS data 222 | SIP OPTIONS sip:b@example.org'
    run -0 fields dtls.app_data_proto --where 'udp.port == 5684 && dtls.app_data'
    assert_line --index 0 'Constrained Application Protocol'
}

@test "fields are the same as tshark has" {
    need tshark
    local f list=dtls.record.content_type,dtls.record.special_type,dtls.record.version
    list+=,dtls.record.epoch,dtls.record.sequence_number,dtls.record.connection_id,dtls.record.length
    list+=,dtls.handshake.type,dtls.handshake.length,dtls.handshake.message_seq,dtls.app_data
    list+=,dtls.app_data_proto,dtls.alert_message.level,dtls.alert_message.desc,dtls.enc_content
    list+=,dtls.connection_id_length,dtls.connection_id,dtls.handshake.random
    for f in ${list//,/ }; do
        set -- "$@" -e "$f"
    done
    # it opens neither ChaCha20 nor what comes after a hello that isn't in order or is another
    local ours='udp.port != 50005 && udp.port != 50023 && udp.port != 50025 && frame.number < 177'
    tshark -r "$C" -o "tls.keylog_file:$K" -d udp.port==4433,dtls \
        -Y "!(udp.port in {50005,50023,50024,50025}) && frame.number < 177" \
        -T fields "$@" 2>/dev/null >"$T/want"
    fields "$list" --where "$ours && udp.port != 50024" >"$T/got"
    run -0 python3 - "$T/want" "$T/got" <<'PY'
import re, sys
def rows(name):
    return [re.sub(r"\b0x0*(?=[0-9a-f])", "0x", l).replace(":", "") for l in open(name)]
want, got = (rows(n) for n in sys.argv[1:])
assert len(want) == len(got) > 100, (len(want), len(got))
for n, (a, b) in enumerate(zip(want, got), 1):
    assert a == b, (n, a, b)
PY
}

@test "the text in front stays; secrets in a pcapng are used; threads make no difference" {
    sndump -n -r "$C" >"$T/want"
    sndump -n -r "$C" --keylog "$K" | sed 's/ | .*//' >"$T/got"
    diff "$T/want" "$T/got"
    snfilter -r "$C" --inject-secrets "$K" -w "$T/c.pcapng"
    sndump -r "$T/c.pcapng" --json | jq -c 'del(.frame)' >"$T/got"
    sndump -r "$C" --keylog "$K" --json | jq -c 'del(.frame)' >"$T/want"
    diff "$T/want" "$T/got"
    for jobs in 1 3; do
        run -0 sndump --jobs $jobs -r "$C" --keylog "$K" --count --where 'dtls.handshake.type == 20'
        assert_output '36 packets'
    done
}

@test "other secrets open nothing; what was cut or damaged is left as it is" {
    sed 's/..$/00/' "$K" >"$T/wrong"
    diff <(sndump -r "$C" --json) <(sndump -r "$C" --keylog "$T/wrong" --json)
    python3 - "$C" "$T/bad.pcap" <<'PY'
import struct, sys
b = open(sys.argv[1], "rb").read()
out, at = [b[:24]], 24
while at < len(b):
    n = struct.unpack_from("<I", b, at + 8)[0]
    head, p = b[at:at + 8], b[at + 16:at + 16 + n]
    for cut in range(42, n, 7):
        out.append(head + struct.pack("<II", cut, n) + p[:cut])
    for bit in range(42, n, 11):
        q = p[:bit] + bytes([p[bit] ^ 1]) + p[bit + 1:]
        out.append(head + struct.pack("<II", n, n) + q)
    out.append(head + struct.pack("<II", n, n) + p)
    at += 16 + n
open(sys.argv[2], "wb").write(b"".join(out))
PY
    sndump -r "$T/bad.pcap" --keylog "$K" --json | jq -c . >"$T/json"
    run -0 words --where 'udp.port == 50001'
    assert_line 'ask 0'
}
