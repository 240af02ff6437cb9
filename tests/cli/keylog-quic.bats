#!/usr/bin/env bats
# QUIC opened with the secrets that programs logged, on what tests/fixtures/make-quic makes.
load common

setup() {
    need_tool sndump snfilter
    "$SN_BIN/sndump" --version | grep -q libcrypto || skip "built without libcrypto"
    T=$BATS_TEST_TMPDIR
    C=$FIX/quic.pcap
    K=$FIX/quic.keys
}

fields() { # LIST [OPTION]…
    sndump -r "$C" --no-header --keylog "$K" --fields "$@"
}

more() { # [OPTION]…
    sndump -t --more -n -r "$C" "$@"
}

@test "packets of every kind, cipher suite and version are opened" {
    more --keylog "$K" | cut -d'|' -f2- | sed 's/ ja4=[^ ]*//' >"$T/got"
    run -0 sed -n 2,4p "$T/got"
    assert_line --index 0 ' QUIC 1 Initial pn 0 ACK CRYPTO | TLS ServerHello TLS 1.3 TLS_AES_128_GCM_SHA256 | QUIC 1 Handshake pn 0 CRYPTO | TLS EncryptedExtensions'
    assert_line --index 1 ' QUIC 1 Handshake pn 1 CRYPTO | TLS Certificate CN=quic.example.org CertificateVerify Finished | QUIC short header pn 0 PING PADDING'
    assert_line --index 2 ' QUIC 1 Initial pn 1 ACK PADDING | QUIC 1 Handshake pn 0 ACK CRYPTO | TLS Finished | QUIC short header pn 0 STREAM'
    # all of them
    run ! grep -E '(short header|Handshake|0-RTT)( \||$)' "$T/got"
    for suite in AES_128_GCM_SHA256 AES_256_GCM_SHA384 CHACHA20_POLY1305_SHA256 AES_128_CCM_SHA256; do
        grep -A2 "$suite" "$T/got" | grep 'short header pn 0 STREAM\|short header pn 2 STREAM'
    done
    grep 'QUIC 2 Handshake pn 0 ACK CRYPTO | TLS Finished' "$T/got"
    grep '0-RTT pn 0 STREAM | QUIC 1 0-RTT pn 1 STREAM' "$T/got"
}

@test "the text in front of that stays as it is" {
    sndump -n -r "$C" >"$T/want"
    sndump -n -r "$C" --keylog "$K" | sed 's/ | .*//' >"$T/got"
    diff "$T/want" "$T/got"
}

@test "numbers of packets, key updates, what comes late" {
    run -0 fields quic.packet_number,quic.key_phase,quic.stream_data \
        --where 'udp.port == 50005 && quic.header_form == 0 && quic.packet_number > 200 && quic.stream_data'
    assert_output "$(printf '%s\t%s\t%s\n' 250 0 6c617465 257 0 6c617465 255 0 6c617465 \
        259 1 6e6577 258 0 6c617465 261 0 6e6577 \
        260 1 6f662074686520666972737420757064617465)"
    # the first that is there has new keys
    run -0 fields quic.packet_number,quic.key_phase --where 'udp.port == 50006 && quic.key_phase'
    assert_output $'7\t1'
}

@test "fields are the same as tshark has" {
    need tshark
    local f list=quic.packet_length,quic.header_form,quic.long.packet_type,quic.packet_number
    list+=,quic.packet_number_length,quic.key_phase,quic.dcid,quic.short.reserved,quic.payload
    list+=,quic.protected_payload,quic.remaining_payload,quic.frame_type,quic.padding_length
    list+=,quic.ack.largest_acknowledged,quic.ack.gap,quic.ack.ack_range,quic.ack.ecn_ce_count
    list+=,quic.crypto.offset,quic.crypto.length,quic.nt.length,quic.nt.token
    list+=,quic.nci.sequence,quic.nci.retire_prior_to,quic.nci.connection_id.length
    list+=,quic.nci.connection_id,quic.nci.stateless_reset_token,quic.rci.sequence
    list+=,quic.md.maximum_data,quic.msd.stream_id,quic.msd.maximum_stream_data,quic.ms.max_streams
    list+=,quic.sb.stream_data_limit,quic.sdb.stream_id,quic.sib.stream_limit
    list+=,quic.rsts.stream_id,quic.rsts.application_error_code,quic.rsts.final_size
    list+=,quic.ss.stream_id,quic.ss.application_error_code,quic.path_challenge.data
    list+=,quic.path_response.data,quic.dg.length,quic.dg,quic.af.sequence_number
    list+=,quic.af.ack_eliciting_threshold,quic.af.request_max_ack_delay,quic.af.reserved
    list+=,quic.ts,quic.stream.stream_id,quic.stream.initiator,quic.stream.direction
    list+=,quic.stream.offset,quic.stream.length,quic.stream_data,quic.cc.error_code
    list+=,quic.cc.error_code.app,quic.cc.reason_phrase.length,tls.handshake.type
    list+=,tls.handshake.length,tls.handshake.certificate_length,tls.handshake.session_ticket
    for f in ${list//,/ }; do
        set -- "$@" -e "$f"
    done
    # it knows no cipher of early data, and loses what comes late
    tshark -r "$C" -o "tls.keylog_file:$K" -Y 'udp.srcport < 50004 && udp.dstport < 50004' -T fields "$@" 2>/dev/null >"$T/want"
    fields "$list" --where 'udp.srcport < 50004 && udp.dstport < 50004' | tr -d : >"$T/got"
    python3 - "$T/want" "$T/got" "$list" <<'PY'
import re, sys
def rows(name):
    return [re.sub(r"\b0x0*(?=[0-9a-f])", "0x", l).replace(":", "").rstrip("\n").split("\t")
            for l in open(name)]
def value(v):
    return [int(x, 16) if x.startswith("0x") else x for x in v.split(",")]
want, got = (rows(n) for n in sys.argv[1:3])
assert len(want) == len(got), (len(want), len(got))
bad = 0
for n, (a, b) in enumerate(zip(want, got), 1):
    for name, x, y in zip(sys.argv[3].split(","), a, b):
        if [str(i) for i in value(x)] != [str(i) for i in value(y)]:
            print(n, name, x[:200], y[:200])
            bad += 1
assert not bad
PY
}

@test "secrets in a pcapng are used, also when something stands behind them" {
    snfilter -r "$C" --inject-secrets "$K" -w "$T/c.pcapng"
    sndump -r "$T/c.pcapng" --json | jq -c 'del(.frame)' >"$T/got"
    sndump -r "$C" --keylog "$K" --json | jq -c 'del(.frame)' >"$T/want"
    grep -q CONNECTION_CLOSE <(more --keylog "$K")
    diff "$T/want" "$T/got"
    # a block whose lines end in another way than they should
    python3 - "$C" "$K" "$T/odd.pcapng" <<'PY'
import struct, sys
pcap, keys = open(sys.argv[1], "rb").read(), open(sys.argv[2], "rb").read()
def block(kind, b):
    b += bytes(-len(b) % 4)
    return struct.pack("<II", kind, len(b) + 12) + b + struct.pack("<I", len(b) + 12)
keys = keys.replace(b"\n", b"\\\n")
out = block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1))
out += block(10, struct.pack("<II", 0x544C534B, len(keys)) + keys)
out += block(1, struct.pack("<HHI", 1, 0, 0))
at = 24
while at < len(pcap):
    sec, us, n, full = struct.unpack_from("<IIII", pcap, at)
    t = sec * 1000000 + us
    out += block(6, struct.pack("<IIIII", 0, t >> 32, t & 0xFFFFFFFF, n, full) + pcap[at + 16:at + 16 + n])
    at += 16 + n
open(sys.argv[3], "wb").write(out)
PY
    sndump -r "$T/odd.pcapng" --json | jq -c 'del(.frame)' >"$T/got"
    diff "$T/want" "$T/got"
}

@test "conditions see into QUIC, whatever number of threads there is" {
    for jobs in 1 3; do
        run -0 sndump --jobs $jobs -r "$C" --keylog "$K" --count --where 'quic.nt.length'
        assert_output '1 packet'
        run -0 sndump --jobs $jobs -r "$C" --keylog "$K" --count --where 'tls.handshake.certificate_length'
        assert_output '6 packets'
    done
    run -0 more --keylog "$K" --where 'quic.path_challenge.data'
    assert_output --partial '| QUIC short header pn 7 PATH_CHALLENGE PATH_RESPONSE PADDING'
    run -0 bash -c "'$SN_BIN/snfilter' -r '$C' --keylog '$K' --where 'quic.dg' | '$SN_BIN/sndump' | wc -l"
    assert_output 1
}

@test "frames of HTTP/3, also those in several packets" {
    run -0 more --keylog "$K" --where 'http3 && udp.port == 50007'
    assert_line --partial '| HTTP/3 Control Stream SETTINGS PRIORITY_UPDATE | HTTP/3 QPACK Encoder Stream'
    assert_equal "${#lines[@]}" 5
    run -0 fields http3.frame_type,http3.frame_length,http3.frame_payload --where 'http3.frame_type == 0'
    assert_output $'0x00\t16\t61207061676520696e20706965636573\n0x01,0x00\t3,16\t0000d9,61207061676520696e20706965636573'
    run -0 fields http3.settings.id,http3.settings.value,http3.settings.max_field_section_size,http3.priority_update_field_value \
        --where http3.settings
    assert_output $'0x01,0x06,0x07\t4096,9000,16\t9000\tu=3'
}

@test "other secrets open nothing, and change nothing" {
    sed 's/..$/00/' "$K" >"$T/wrong"
    diff <(sndump -r "$C" --json) <(sndump -r "$C" --keylog "$T/wrong" --json)
    sed -E 's/^([A-Z_0-9]+ )../\1ff/' "$K" >"$T/others"
    diff <(sndump -r "$C" --json) <(sndump -r "$C" --keylog "$T/others" --json)
}

@test "packets that were cut or damaged are left as they are" {
    need python3
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
    run -0 sndump -r "$T/bad.pcap" --keylog "$K" --count --where 'quic.stream_data'
    assert_output --regexp '^[1-9][0-9]* packets'
}
