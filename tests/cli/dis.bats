# What sndump prints: as recorded in tests/golden/dis, as tcpdump prints it, and as valid JSON.
load common

setup() {
    need_tool sndump
    T=$BATS_TEST_TMPDIR
}

@test "text and JSON are as recorded" {
    "$ROOT/tests/golden/dis/make" "$T"
    for f in "$ROOT"/tests/golden/dis/*.txt "$ROOT"/tests/golden/dis/*.json; do
        run diff -u "$f" "$T/${f##*/}"
        assert_success
    done
}

@test "the fixtures are what their script makes" {
    need python3
    "$FIX/make-dis" "$T"
    for f in "$FIX"/dis-*.pcap; do
        run cmp "$f" "$T/${f##*/}"
        assert_success
    done
}

@test "JSON is valid, one object a line, no key twice" {
    need python3
    for f in "$FIX"/dis-*.pcap "$FIX"/mixed.pcap "$FIX"/rich.pcapng "$FIX"/snap68.pcap; do
        sndump --json -r "$f" >"$T/json"
        run -0 python3 - "$T/json" <<'PY'
import json, sys

def object(pairs):
    keys = [k for k, _ in pairs]
    assert len(keys) == len(set(keys)), keys
    return dict(pairs)

for n, line in enumerate(open(sys.argv[1], encoding="utf-8"), 1):
    p = json.loads(line, object_pairs_hook=object)
    assert p["frame"]["frame.number"] == n
    for name in p["frame"]["frame.protocols"].split(":"):
        assert name in p, name
PY
        assert_equal "$(wc -l <"$T/json")" "$(sndump --count -r "$f" | cut -d' ' -f1)"
    done
}

@test "no byte of a packet reaches the terminal as it is" {
    need python3
    for f in "$FIX"/dis-*.pcap "$FIX"/mixed.pcap; do
        for o in -vv -A -X; do
            run bash -c 'sndump "$1" -r "$2" 2>/dev/null | LC_ALL=C grep -c "[^ -~	]"' - "$o" "$f"
            assert_output 0
        done
    done
}

# The same lines as Debian's tcpdump, for each set of flags given.
same_as_tcpdump() { # FILE FLAGS…
    local f=$1 flags
    shift
    for flags; do
        # shellcheck disable=SC2086
        tcpdump -n -# $flags -r "$f" >"$T/want" 2>"$T/err" || true
        # shellcheck disable=SC2086
        sndump -n -# $flags -r "$f" >"$T/got"
        diff "$T/want" "$T/got" >"$T/diff" && continue
        echo "${f##*/} $flags"
        head -n 20 "$T/diff"
        return 1
    done
}

the_tcpdump() {
    need tcpdump
    tcpdump --version 2>&1 | grep -q '^tcpdump version 4\.99\.3' || skip "tcpdump is not 4.99.3"
}

@test "same as tcpdump, all flags" {
    the_tcpdump
    for f in "$FIX"/dis-*.pcap; do
        same_as_tcpdump "$f" "" -e -v -vv -vvv -q -qq "-e -q" "-e -v" -S "-S -vv" -K "-K -v" -x -xx -X \
            -XX -A -AA "-x -e" "-x -X" "-A -x" -t -tt -ttt -tttt -ttttt "--nano -tt" "--micro" "-H" \
            -b -N "-s 40" "-T domain" "-T Domain -vX" "-T domain -q" "-c 3" "--time-stamp-precision=nano -ttt"
    done
}

@test "same as tcpdump in another time zone" {
    the_tcpdump
    for TZ in America/St_Johns Asia/Kolkata Europe/Berlin Pacific/Chatham; do
        export TZ
        same_as_tcpdump "$FIX/dis-eth.pcap" "" -tttt
    done
}

@test "same as tcpdump, packets cut at every length" {
    the_tcpdump
    need python3
    "$FIX/make-dis" "$T" --cuts
    for f in "$T"/dis-*.pcap; do
        same_as_tcpdump "$f" -t "-t -e -vv" "-t -x" "-t -e -q"
    done
}

# Fragments of a DNS query over IPv4, the last one first, then over IPv6, then one that stays alone.
fragments() {
    python3 - "$1" <<'PY'
import struct, sys

def sum16(b):
    b += b"\0" * (len(b) % 2)
    s = sum(b[i] << 8 | b[i + 1] for i in range(0, len(b), 2))
    while s >> 16:
        s = (s & 0xffff) + (s >> 16)
    return ~s & 0xffff

def ip4(body, off, more, ident):
    h = struct.pack(">BBHHHBBH", 0x45, 0, 20 + len(body), ident, more << 13 | off // 8, 64, 17, 0)
    h += bytes([10, 0, 0, 1, 10, 0, 0, 2])
    return b"\x08\x00" + h[:10] + struct.pack(">H", sum16(h)) + h[12:] + body

def ip6(body, off, more):
    h = struct.pack(">IHBB", 6 << 28, 8 + len(body), 44, 64) + bytes(15) + b"\1" + bytes(15) + b"\2"
    return b"\x86\xdd" + h + struct.pack(">BBHI", 17, 0, off | more, 9) + body

dns = bytes.fromhex("123401000001000000000000") + b"\x07example\x03org\0\0\1\0\1"
udp = struct.pack(">HHHH", 4000, 53, 8 + len(dns), 0) + dns
frames = [ip4(udp[16:], 16, 0, 1), ip4(udp[:16], 0, 1, 1), ip6(udp[:24], 0, 1),
          ip6(udp[24:], 24, 0), ip4(udp[:16], 0, 1, 2)]
with open(sys.argv[1], "wb") as f:
    f.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
    for i, b in enumerate(frames):
        b = bytes(5) + b"\2" + bytes(5) + b"\1" + b
        f.write(struct.pack("<IIII", i, 0, len(b), len(b)) + b)
PY
}

@test "fields of a fragmented datagram come with the fragment that completes it" {
    need python3
    fragments "$T/frag.pcap"
    for jobs in 1 2; do
        run -0 sndump -r "$T/frag.pcap" --jobs "$jobs" --no-header \
            --fields frame.number,udp.dstport,dns.qry.name,ip.reassembled.length,ipv6.reassembled.length
        assert_output $'1\t\t\t\t\n2\t53\texample.org\t37\t\n3\t\t\t\t\n4\t53\texample.org\t\t37\n5\t\t\t\t'
    done
    run -0 sndump -r "$T/frag.pcap" --count --where 'dns.qry.name == "example.org"'
    assert_output '2 packets'
    run -0 sndump -r "$T/frag.pcap" --json --where 'udp'
    assert_equal "${#lines[@]}" 2
    # The same text as ever; and a filter may have left out the other fragments.
    run -0 sndump -r "$T/frag.pcap"
    assert_line -n 1 --partial '10.0.0.1.4000 > 10.0.0.2.53:'
    run -0 sndump -r "$T/frag.pcap" 'udp port 53' --no-header --fields frame.number,udp.dstport
    assert_line $'1\t53'
}
