# TLS: fields and --more; fingerprints by their descriptions.
load common

setup() {
    need_tool sndump
    need python3
    T=$BATS_TEST_TMPDIR
}

# The example of JA4's description: ciphers, extensions and signatures in a browser's order.
hello() { # FILE
    python3 - "$1" <<'PY'
import struct, sys
u16 = lambda *v: b"".join(struct.pack(">H", x) for x in v)
with_len = lambda n, b: len(b).to_bytes(n, "big") + b
suites = [0x0a0a, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013,
          0xc014, 0x009c, 0x009d, 0x002f, 0x0035]
body = {0x0000: with_len(2, b"\0" + with_len(2, b"example.com")), 0x000a: with_len(2, u16(0x1a1a, 29, 23)),
        0x000b: b"\1\0", 0x000d: with_len(2, u16(0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601)),
        0x0010: with_len(2, b"\2h2\10http/1.1"), 0x002b: with_len(1, u16(0x3a3a, 0x0304, 0x0303)),
        0x002d: b"\1\1"}
order = [0x2a2a, 0x001b, 0x0000, 0x0033, 0x0010, 0x4469, 0x0017, 0x002d, 0x000d, 0x0005, 0x0023, 0x0012,
         0x002b, 0xff01, 0x000b, 0x000a, 0x0015]
exts = b"".join(u16(e) + with_len(2, body.get(e, b"")) for e in order)
hs = u16(0x0303) + bytes(32) + b"\0" + with_len(2, u16(*suites)) + b"\1\0" + with_len(2, exts)
tls = b"\x16\3\1" + with_len(2, b"\1" + with_len(3, hs))
tcp = struct.pack(">HHIIBBHHH", 40000, 8000, 1, 1, 0x50, 24, 64, 0, 0) + tls
ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp), 1, 0, 64, 6, 0, b"\x0a\0\0\1", b"\x0a\0\0\2") + tcp
with open(sys.argv[1], "wb") as f:
    f.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101))
    f.write(struct.pack("<IIII", 0, 0, len(ip), len(ip)) + ip)
PY
}

@test "JA4 of the example in its description, on any port" {
    hello "$T/hello.pcap"
    run -0 sndump -r "$T/hello.pcap" --no-header \
        --fields sn.tls.handshake.ja4,tls.handshake.extensions_server_name
    assert_output $'t13d1516h2_8daaf6152771_e5627efa2ab1\texample.com'
}

@test "JA3 by a second implementation, and as tshark has it" {
    need tshark
    hello "$T/hello.pcap"
    sndump --json -r "$T/hello.pcap" >"$T/json"
    run -0 python3 - "$T/json" <<'PY'
import hashlib, json, sys
hs = json.load(open(sys.argv[1]))["tls"]["tls.record"][0]["tls.handshake"][0]
exts = hs["sn.tls.handshake.extension"]
def values(name):
    return [v for e in exts for v in e.get(name, [])]
def row(v):
    return "-".join(str(x) for x in v if x & 0x0f0f != 0x0a0a or x >> 8 != x & 0xff)
full = ",".join([str(hs["tls.handshake.version"]), row(hs["tls.handshake.ciphersuite"]),
                 row([e["tls.handshake.extension.type"] for e in exts]),
                 row(values("tls.handshake.extensions_supported_group")),
                 row(values("tls.handshake.extensions_ec_point_format"))])
assert hs["tls.handshake.ja3_full"] == full, (full, hs["tls.handshake.ja3_full"])
assert hs["tls.handshake.ja3"] == hashlib.md5(full.encode()).hexdigest()
PY
    tshark -n -r "$T/hello.pcap" -d tcp.port==8000,tls -T fields -e tls.handshake.ja3 >"$T/ja3" 2>"$T/err"
    run -0 cat "$T/ja3"
    assert_output "$(sndump -r "$T/hello.pcap" --no-header --fields tls.handshake.ja3)"
}

@test "a fingerprint is there whoever asks for it: columns, a condition, both" {
    hello "$T/hello.pcap"
    ja3=$(sndump -r "$T/hello.pcap" --no-header --fields tls.handshake.ja3)
    ja4=t13d1516h2_8daaf6152771_e5627efa2ab1
    [ ${#ja3} = 32 ]
    run -0 sndump -r "$T/hello.pcap" --no-header --fields sn.tls.handshake.ja4 \
        --where "tls.handshake.ja3 == \"$ja3\""
    assert_output "$ja4"
    run -0 sndump -r "$T/hello.pcap" --no-header --fields tls.handshake.ja3 \
        --where "sn.tls.handshake.ja4 == \"$ja4\""
    assert_output "$ja3"
    run -0 snfilter -r "$T/hello.pcap" --count --where "sn.tls.handshake.ja4 == \"$ja4\""
    assert_output "1 packet"
    run -0 sndump -r "$T/hello.pcap" --count --where "tcp.seq == 1"
    assert_output "1 packet"
}

@test "tcpdump's line stays as it is; --more stands behind it" {
    hello "$T/hello.pcap"
    line=$(sndump -t -r "$T/hello.pcap")
    run -0 sndump -t --more -r "$T/hello.pcap"
    assert_output "$line | TLS ClientHello example.com h2 http/1.1 ja4=t13d1516h2_8daaf6152771_e5627efa2ab1"
}
