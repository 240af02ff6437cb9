#!/usr/bin/env bats
# sndump -E: ESP and IKE decrypted, of the packets in tests/proto/esp.txt.
load common

DES3=0x0102030405060708090a0b0c0d0e0f101112131415161718
AES=0x0102030405060708090a0b0c0d0e0f10
ESP="0x100@10.0.0.2 des3-cbc:$DES3,0x100@::2 3des:$DES3,0x200@10.0.0.2 aes128-cbc-hmac96:$AES"
ESP+=",0x300@10.0.0.2 aes128:$AES"

setup() {
    need python3
    need_tool sndump
    T=$BATS_TEST_TMPDIR
    capture "$T/esp.pcap"
    printf '# keys\n\n%s\n%s\n' \
        "ikev2 I 0x4949494949494949 0x5252525252525252 hmac-sha1-96:0x00 aes128:$AES" \
        "ikev2 R 0x4949494949494949 0x5252525252525252 sha1:0x00 aes128-cbc:$AES" >"$T/ike"
}

need_crypto() {
    "$SN_BIN/sndump" --version | grep -q libcrypto || skip "built without libcrypto"
}

capture() { # FILE [cut]: the packets, or all their cuts
    PYTHONPATH=$ROOT/tests/proto PYTHONDONTWRITEBYTECODE=1 python3 - "$ROOT/tests/proto/esp.txt" "$@" <<'PY'
import sys
import protofile as pf

whole = [(p.bytes, p.wire()) for p in pf.File(sys.argv[1]).packets]
cuts = [(d[:n], len(d)) for d, _ in whole for n in range(len(d))]
with open(sys.argv[2], "wb") as f:
    f.write(pf.capture(101, cuts if len(sys.argv) > 3 else whole))
PY
}

line() { # NUMBER OPTIONS…: what is printed of one packet
    sndump -t -r "$T/esp.pcap" "${@:2}" | sed -n "$1p"
}

@test "ESP is decrypted by address and SPI" {
    need_crypto
    assert_equal "$(line 1 -E "$ESP")" \
        "IP 10.0.0.1 > 10.0.0.2: ESP(spi=0x00000100,seq=0x1), length 32: 1000 > 2000: UDP, length 5"
    assert_equal "$(line 2 -E "$ESP")" "IP 10.0.0.1 > 10.0.0.2: ESP(spi=0x00000200,seq=0x2), \
length 84: 80 > 5000: Flags [P.], seq 1:19, ack 2, win 1024, length 18: HTTP: GET / HTTP/1.0"
    assert_equal "$(line 3 -E "$ESP")" "IP 10.0.0.1 > 10.0.0.2: ESP(spi=0x00000300,seq=0x3), \
length 72: IP 1.1.1.1.1000 > 2.2.2.2.2000: UDP, length 5"
    assert_equal "$(line 4 -E "$ESP")" "IP 10.0.0.1.4500 > 10.0.0.2.4500: UDP-encap: \
ESP(spi=0x00000100,seq=0x4), length 32: 10.0.0.1.1000 > 10.0.0.2.2000: UDP, length 5"
    assert_equal "$(line 5 -E "$ESP")" "IP6 ::1 > ::2: ESP(spi=0x00000100,seq=0x5), length 32: \
ICMP6, echo request, id 0, seq 0, length 8"
    assert_equal "$(line 6 -E "$ESP")" "IP 10.0.0.1 > 10.0.0.2: ESP(spi=0x00000100,seq=0x6), \
length 32: [ICMPv6 requires IPv6] (invalid)"
    assert_equal "$(line 7 -E "$ESP")" \
        "IP 10.0.0.1 > 10.0.0.2: ESP(spi=0x00000100,seq=0x7), length 32:  ip-proto-200 7"
}

@test "what can't be decrypted stays as it is" {
    need_crypto
    assert_equal "$(line 8 -E "$ESP")" \
        "IP 10.0.0.1 > 10.0.0.2: ESP(spi=0x00000100,seq=0x8), length 32 [|esp]"
    assert_equal "$(line 9 -E "$ESP")" \
        "IP 10.0.0.1 > 10.0.0.2: ESP(spi=0x00000100,seq=0x9), length 33"
    assert_equal "$(line 10 -E "$ESP")" \
        "IP 10.0.0.1 > 10.0.0.2: ESP(spi=0x00000100,seq=0xa), length 16 [|esp]"
    assert_equal "$(line 11 -E "$ESP")" \
        "IP 10.0.0.1 > 10.0.0.9: ESP(spi=0x00000100,seq=0xb), length 32"
    assert_equal "$(line 1 -E "0x100@10.0.0.2 none:x")" \
        "IP 10.0.0.1 > 10.0.0.2: ESP(spi=0x00000100,seq=0x1), length 32"
}

@test "keys: the last that fits, one for all, secrets as characters and short ones" {
    need_crypto
    local decrypted="IP 10.0.0.1 > 10.0.0.9: ESP(spi=0x00000100,seq=0xb), length 32: 1000 > 2000: \
UDP, length 5"

    assert_equal "$(line 11 -E "des3:$DES3")" "$decrypted"
    assert_equal "$(line 11 -E "des3:0x11,des3:$DES3")" "$decrypted"
    assert_equal "$(line 11 -E "256@10.0.0.9 des3:0x11
0400@10.0.0.9 des3:$DES3")" "$decrypted"
    assert_equal "$(line 11 -E "0x100@10.0.0.9 des3:short")" \
        "IP 10.0.0.1 > 10.0.0.9: ESP(spi=0x00000100,seq=0xb), length 32 [|esp]"
}

@test "fields of what was decrypted lie where the ciphertext does" {
    need_crypto
    run -0 sndump --json -E "$ESP" -r "$T/esp.pcap" -c 2
    assert_line --index 0 --partial '"esp.iv":"41:42:43:44:45:46:47:48","esp.pad_len":1,"esp.protocol":17'
    assert_line --index 0 --partial '"udp.dstport":2000'
    assert_line --index 1 --partial '"esp.icv":"aa:aa:aa:aa:aa:aa:aa:aa:aa:aa:aa:aa"'
}

@test "IKE version 2 with a file of keys" {
    need_crypto
    run -0 sndump -t -v -E "file $T/ike" -r "$T/esp.pcap" 'udp port 500'
    assert_line '    (v2e: len=192'
    assert_line '            (v2IDi: len=15 fqdn:example.org)'
    assert_line '                (p: #1 protoid=ipsec-esp transform=1 len=24 spi=41424344'
    assert_line '            (n: prot_id=#0 type=16384(initial_contact))'
    assert_line '    (v2e: len=76'
    run -0 sndump --json -E "file $T/ike" -r "$T/esp.pcap" 'udp port 500'
    assert_line --index 0 --partial '"isakmp.id.data.fqdn":"example.org"'
    run -1 sndump -E "file $T/none" -r "$T/esp.pcap"
}

@test "every cut of what is decrypted is survived" {
    need_crypto
    capture "$T/cuts.pcap" cut
    sndump -v -E "$ESP" -r "$T/cuts.pcap" >/dev/null
    sndump --json -E "$ESP" -r "$T/cuts.pcap" | tail -1 | grep -q '^{'
    sndump -v -E "file $T/ike" -r "$T/cuts.pcap" >/dev/null
}

@test "tcpdump prints the same" {
    need_crypto
    need tcpdump
    tcpdump --version 2>&1 | grep -q 'version 4.99.3' || skip "another tcpdump"
    local keys
    for keys in "$ESP" "file $T/ike"; do
        # As root it would give its rights up before it opens the file of keys.
        tcpdump -Z "$(id -un)" -nttvv -E "$keys" -r "$T/esp.pcap" >"$T/want" 2>/dev/null
        sndump -ttvv -E "$keys" -r "$T/esp.pcap" >"$T/got"
        diff "$T/want" "$T/got"
    done
}

@test "what isn't a key is said" {
    need_crypto
    run --separate-stderr -2 sndump -E "0x100@10.0.0.2" -r "$T/esp.pcap"
    assert_equal "$stderr" "sndump: -E: no algorithm and secret in '0x100@10.0.0.2'
Try 'sndump --help'."
    run --separate-stderr -2 sndump -E "0x100@host des3:$DES3" -r "$T/esp.pcap"
    assert_regex "$stderr" "not SPI@ADDRESS"
    run --separate-stderr -2 sndump -E "x@10.0.0.2 des3:$DES3" -r "$T/esp.pcap"
    assert_regex "$stderr" "not SPI@ADDRESS"
    run --separate-stderr -2 sndump -E "rot13:0x11" -r "$T/esp.pcap"
    assert_regex "$stderr" "no such cipher: 'rot13'"
    for secret in 0x 0x1 0xzz ''; do
        run --separate-stderr -2 sndump -E "des3:$secret" -r "$T/esp.pcap"
        assert_regex "$stderr" "not a secret: '$secret'"
    done
    run --separate-stderr -2 sndump -E "ikev2 X 0x4949494949494949 0x52 sha1: aes128:$AES" -r "$T/esp.pcap"
    assert_regex "$stderr" "ikev2 I\|R"
}

@test "without libcrypto -E is an error" {
    if "$SN_BIN/sndump" --version | grep -q libcrypto; then skip "built with libcrypto"; fi
    run --separate-stderr -2 sndump -E "des3:$DES3" -r "$T/esp.pcap"
    assert_regex "$stderr" "built without libcrypto"
}
