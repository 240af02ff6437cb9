#!/usr/bin/env bats
# WireGuard opened with keys that were logged, on what tests/fixtures/make-wireguard makes.
load common

setup() {
    need_tool sndump snfilter
    T=$BATS_TEST_TMPDIR
    C=$FIX/wireguard.pcap
    K=$FIX/wireguard.keys
}

need_crypto() {
    "$SN_BIN/sndump" --version | grep -q libcrypto || skip "built without libcrypto"
}

fields() { # LIST [OPTION]…
    sndump -r "$C" --no-header --keylog "$K" --fields "$@"
}

@test "packets inside are dissected, also late ones, and those of the session before" {
    need_crypto
    run -0 fields icmp.seq --where icmp
    assert_output "$(printf '%s\n' 1 1 5 2 2 6 4 6 7 7)"
    run -0 fields ipv6.src,icmpv6.type --where icmpv6
    assert_output $'fd00::1\t128'
    run -0 sndump -t -n -r "$C" --keylog "$K" --where 'icmp.seq == 5'
    assert_output --partial '| WireGuard Transport Data to 0x5dc84b3d counter 6 | IP 10.0.0.1 > 10.0.0.2: ICMP echo request, id 7, seq 5, length 14'
    run -0 fields wg.counter --where wg.decryption_error
    assert_output 4
    run -0 fields wg.counter --where wg.keepalive
    assert_output $'2\n1'
}

@test "handshakes are opened by the keys of either end, as far as they are known" {
    need_crypto
    run -0 fields wg.static.known_privkey,wg.receiver_pubkey.known_privkey,wg.timestamp.nanoseconds \
        --where 'wg.type == 1'
    assert_output "$(printf '%s\t%s\t%s\n' 1 0 123456789 1 0 123456789 0 1 123456789 0 1 123456789 \
        '' 0 '' '' '' '' 0 0 '')"
    run -0 bash -c "'$SN_BIN/sndump' -r '$C' --keylog '$K' --no-header --fields wg.handshake_ok \
        --where 'wg.type == 2' | tr '\n' ,"
    assert_output 1,1,1,0,,,
}

@test "fields are the same as tshark has" {
    need_crypto
    need tshark
    local f list=wg.type,wg.sender,wg.receiver,wg.ephemeral,wg.static,wg.timestamp.tai64_label
    list+=,wg.timestamp.nanoseconds,wg.ephemeral.known_privkey,wg.static.known_pubkey
    list+=,wg.static.known_privkey,wg.handshake_ok,wg.receiver_pubkey
    list+=,wg.receiver_pubkey.known_privkey,wg.mac1,wg.mac2,wg.counter,wg.nonce,ip.src,ip.dst
    list+=,icmp.type,icmp.seq,ipv6.dst,icmpv6.type
    for f in ${list//,/ }; do
        set -- "$@" -e "$f"
    done
    tshark -r "$C" -o "wg.keylog_file:$K" -T fields "$@" 2>/dev/null >"$T/want"
    fields "$list" >"$T/got"
    run -0 python3 - "$T/want" "$T/got" <<'PY'
import re, sys
def rows(name):
    return [re.sub(r"\b0x0*(?=[0-9a-f])", "0x", l) for l in open(name)]
want, got = (rows(n) for n in sys.argv[1:])
assert len(want) == len(got) > 25, (len(want), len(got))
for n, (a, b) in enumerate(zip(want, got), 1):
    assert a == b, (n, a, b)
PY
}

@test "keys in a pcapng are used, and are of their own type there" {
    for spelling in "$K" "wg,$K"; do
        snfilter -r "$C" --inject-secrets "$spelling" -w "$T/c.pcapng"
        run -0 python3 - "$T/c.pcapng" "$K" <<'PY'
import struct, sys
b, keys, at, seen = open(sys.argv[1], "rb").read(), open(sys.argv[2], "rb").read(), 0, []
while at < len(b):
    kind, n = struct.unpack_from("<II", b, at)
    if kind == 10:
        assert struct.unpack_from("<II", b, at + 8) == (0x57474b4c, len(keys))
        assert b[at + 16:at + 16 + len(keys)] == keys
        seen.append(at)
    at += n
assert len(seen) == 1
PY
    done
    need_crypto
    sndump -r "$C" --keylog "$K" --json | jq -c 'del(.frame)' >"$T/want"
    sndump -r "$T/c.pcapng" --json | jq -c 'del(.frame)' >"$T/got"
    grep -q fd00 "$T/want"
    diff "$T/want" "$T/got"
    need tshark
    run -0 tshark -r "$T/c.pcapng" -Y 'icmp.seq == 7' -T fields -e wg.counter
    assert_line 0
}

@test "a log may have secrets of TLS and keys of WireGuard" {
    need_crypto
    cat "$FIX/tls.keys" "$K" >"$T/both"
    diff <(sndump -r "$C" --keylog "$K" --json) <(sndump -r "$C" --keylog "$T/both" --json)
    run -0 sndump -r "$FIX/tls.pcap" --keylog "$T/both" --count --where http.request
    assert_output '20 packets'
    printf 'PRESHARED_KEY = abc\n' >"$T/bad"
    run -1 sndump -r "$C" --keylog "$T/bad"
    assert_output --regexp '^sndump: .*/bad: line 1: '
}

@test "other keys open nothing; the text in front stays; threads make no difference" {
    need_crypto
    sndump -n -r "$C" >"$T/want"
    sndump -n -r "$C" --keylog "$K" | sed 's/ | .*//' >"$T/got"
    diff "$T/want" "$T/got"
    sed -E 's/= ?.../= AAA/' "$K" | grep -v PUBLIC >"$T/wrong"
    run -0 sndump -r "$C" --keylog "$T/wrong" --count --where 'icmp || wg.static || wg.handshake_ok'
    assert_output '0 packets'
    for jobs in 1 3; do
        run -0 sndump --jobs $jobs -r "$C" --keylog "$K" --count --where icmp
        assert_output '10 packets'
    done
}
