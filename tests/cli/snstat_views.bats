#!/usr/bin/env bats
# snstat: views of what packets say and of what looks wrong.
bats_require_minimum_version 1.5.0
load common

setup() {
    need_tool snstat
    need jq
}

# A view's table as lines of these members: rows FILE VIEW TABLE MEMBER…
rows() {
    local file=$1 view=$2 table=$3
    shift 3
    snstat -n 1000000 -z "$view" --json -r "$file" |
        jq -r --arg t "$table" --arg m "$*" '.[$t][] | [.[($m / " ")[]] // ""] | join(" ")'
}

# What fields hold, sorted, with how often each is there in front: of tshark those of real captures,
# of sndump those of any: values FILE CONDITION FIELD
values() {
    if [[ $1 == "$FIX/"* ]]; then
        tshark -r "$1" -Y "$2" -T fields -E occurrence=f -e "$3" 2>/dev/null
    else
        sndump -r "$1" --where "$2" --no-header --fields "$3" 2>/dev/null | sed 's/,.*//'
    fi | sort | uniq -c | sed 's/^ *//' | sort
}

# The packets of tests/proto/NAME.txt as captures, one for each link type.
described() {
    PYTHONPATH=$ROOT/tests/proto PYTHONDONTWRITEBYTECODE=1 python3 - "$ROOT/tests/proto" \
        "$BATS_TEST_TMPDIR" "$@" <<'PY'
import sys
import protofile as pf

for name in sys.argv[3:]:
    file, by = pf.File(f"{sys.argv[1]}/{name}.txt"), {}
    for p in file.packets:
        by.setdefault(p.link or file.link, []).append((p.bytes, p.wire()))
    for link, records in by.items():
        path = f"{sys.argv[2]}/{name}-{link}.pcap"
        with open(path, "wb") as f:
            f.write(pf.capture(link, records))
        print(path)
PY
}

captures() {
    echo "$FIX/recorded.pcap"
    echo "$FIX/mixed.pcap"
    need python3
    described dns http tls quic
}

@test "dns: names, types and codes are tshark's" {
    need tshark
    for f in $(captures); do
        assert_equal "$f $(rows "$f" dns dns_names queries name | grep -v '^0 ' | sort)" \
            "$f $(values "$f" 'dns && !icmp && dns.flags.response == 0' dns.qry.name)"
        assert_equal "$f $(rows "$f" dns dns_types queries type | sort)" \
            "$f $(values "$f" 'dns && !icmp && dns.flags.response == 0' dns.qry.type)"
        assert_equal "$f $(rows "$f" dns dns_codes responses code | sort)" \
            "$f $(values "$f" 'dns && !icmp && dns.flags.response == 1' dns.flags.rcode)"
    done
}

@test "dns: latencies are tshark's, failures are counted by name" {
    need tshark
    run -0 snstat -z dns --json -r "$FIX/recorded.pcap"
    want=$(tshark -r "$FIX/recorded.pcap" -T fields -e dns.time 2>/dev/null | grep . |
        awk '{ s += $1; n++; if ($1 > m) m = $1 } END { printf "%.6f %.6f", s / n, m }')
    assert_equal "$(jq -r '.dns | "\(.latency_average) \(.latency_max)"' <<<"$output" |
        awk '{ printf "%.6f %.6f", $1, $2 }')" "$want"
    assert_equal "$(jq -r '.dns_names[] | select(.failures > 0) | .name' <<<"$output")" \
        no.example.org
    jq -e '.dns.failures == 1 and .dns.unanswered == 0 and .dns.queries == 3' <<<"$output"
    # Without the answers there are none.
    run -0 snstat -z dns --json -r "$FIX/recorded.pcap" dst port 53
    jq -e '.dns.responses == 0 and .dns.unanswered == 3 and (.dns | has("latency_min") | not)' \
        <<<"$output"
}

@test "dns: a query that is sent again is one that waits, and the answer is timed from the first" {
    need python3
    python3 - >"$BATS_TEST_TMPDIR/dns.pcap" <<'PY'
import struct, sys

def udp(a, b, sport, dport, body):
    u = struct.pack(">HHHH", sport, dport, 8 + len(body), 0) + body
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(u), 0, 0, 64, 17, 0, a, b)
    return b"\2\0\0\0\0\1\2\0\0\0\0\2\x08\0" + ip + u

name = b"\x01a\x04test\0\0\1\0\1"
query = struct.pack(">HHHHHH", 7, 0x0100, 1, 0, 0, 0) + name
answer = struct.pack(">HHHHHH", 7, 0x8183, 1, 0, 0, 0) + name
c, s = b"\x0a\0\0\1", b"\x0a\0\0\2"
out = struct.pack("<IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
for t, p in ((0, udp(c, s, 5000, 53, query)), (1000, udp(c, s, 5000, 53, query)),
             (3000, udp(s, c, 53, 5000, answer))):
    out += struct.pack("<IIII", 1, t, len(p), len(p)) + p
sys.stdout.buffer.write(out)
PY
    run -0 snstat -z dns --json -r "$BATS_TEST_TMPDIR/dns.pcap"
    jq -e '.dns == {"queries":2,"responses":1,"failures":1,"latency_min":0.003,
        "latency_average":0.003,"latency_max":0.003,"unanswered":0,"repeated":1}' <<<"$output"
    jq -e '.dns_names == [{"name":"a.test","queries":2,"responses":1,"failures":1,
        "average_latency":0.003,"max_latency":0.003}]' <<<"$output"
}

@test "arp: addresses and who says to have them; an address at two hosts is a conflict" {
    need python3
    python3 - >"$BATS_TEST_TMPDIR/arp.pcap" <<'PY'
import struct, sys

def arp(mac, ip, op, target):
    return (b"\xff" * 6 + mac + b"\x08\x06" + struct.pack(">HHBBH", 1, 0x800, 6, 4, op) + mac + ip +
            b"\0" * 6 + target)

out = struct.pack("<IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
for mac, ip, op, target in ((1, 9, 1, 8), (2, 8, 2, 9), (3, 8, 2, 9), (1, 9, 1, 9)):
    p = arp(bytes([2, 0, 0, 0, 0, mac]), bytes([10, 0, 0, ip]), op, bytes([10, 0, 0, target]))
    out += struct.pack("<IIII", 1, 0, len(p), len(p)) + p
sys.stdout.buffer.write(out)
PY
    run -0 snstat -z arp --sort name --json -r "$BATS_TEST_TMPDIR/arp.pcap"
    jq -e '.arp == {"requests":2,"replies":2,"conflicts":1,"gratuitous":1}' <<<"$output"
    assert_equal "$(jq -r '.arp_addresses[] | [.address, .hardware, .packets, .replies, .conflicts] |
        join(" ")' <<<"$output")" "10.0.0.8 02:00:00:00:00:02 1 1 0
10.0.0.8 02:00:00:00:00:03 1 1 1
10.0.0.9 02:00:00:00:00:01 2 0 0"
    run -0 snstat -z expert -r "$BATS_TEST_TMPDIR/arp.pcap"
    assert_line --regexp "^ARP: an address at several hosts +1 +25.0%$"
    assert_line --regexp "^    snstat -z arp --by failures -r $BATS_TEST_TMPDIR/arp.pcap$"
}

@test "http: hosts, methods, status" {
    need tshark
    # The packets of tests/proto/http.txt are of connections that have the same ports: to streams
    # some are repetitions, which are counted and not printed.
    f=$(described http | sed -n 1p)
    assert_equal "$(rows "$f" http http_methods requests method | sort | tail -n 1)" "3 GET"
    for f in $(captures | grep -v /http-); do
        assert_equal "$f $(rows "$f" http http_methods requests method | sort)" \
            "$f $(values "$f" 'http.request.method' http.request.method)"
        assert_equal "$f $(rows "$f" http http_codes responses code | sort)" \
            "$f $(values "$f" 'http.response.code' http.response.code)"
    done
}

@test "tls: hellos that lie in several segments are put together" {
    f=$(described tlsstream)
    for v in tls all; do # the latter with what is derived of segments, too
        assert_equal "$(rows "$f" $v tls_servers client_hellos name)" "1 stream.example"
    done
    assert_equal "$(rows "$f" tls tls_ciphers server_hellos cipher)" "1 49199"
    f=$(described dtls)
    assert_equal "$(rows "$f" tls tls_servers client_hellos name)" "1 dtls.example"
}

@test "tls: servers and ciphers of hellos, of QUIC too" {
    need tshark
    for f in $(captures | grep -v /quic-); do
        assert_equal "$f $(rows "$f" tls tls_servers client_hellos name | sort)" \
            "$f $(values "$f" tls.handshake.extensions_server_name \
                tls.handshake.extensions_server_name)"
        assert_equal "$f $(rows "$f" tls tls_ciphers server_hellos cipher | sort)" \
            "$f $(values "$f" 'tls.handshake.type == 2' tls.handshake.ciphersuite |
                while read -r n c; do echo "$n $((c))"; done)"
    done
    # tshark leaves out the hello that is sent once more, behind a Retry; here it is one more.
    f=$(described quic)
    assert_equal "$(rows "$f" tls tls_servers client_hellos name)" "4 quic.example"
    assert_equal "$(values "$f" tls.handshake.extensions_server_name \
        tls.handshake.extensions_server_name)" "3 quic.example"
    assert_equal "$(rows "$f" tls tls_ciphers server_hellos cipher)" "1 4865"
}

@test "vlans: packets with each number" {
    need tshark
    for f in "$FIX"/*.pcap; do
        case ${f##*/} in cut* | empty* | garbage* | huge* | bad* | unknown* | dis-* | proto-*) continue ;; esac
        assert_equal "$f $(rows "$f" vlans vlans packets id | sort)" "$f $(
            tshark -r "$f" -T fields -e vlan.id 2>/dev/null | tr ',' '\n' | grep . | sort | uniq -c |
                sed 's/^ *//' | sort
        )"
    done
}

# Each note's command finds as many packets as the note says.
@test "expert: commands that show the packets, and find as many" {
    for f in "$FIX/recorded.pcap" "$FIX/mixed.pcap" "$FIX"/cut-packets*.pcap; do
        [ -f "$f" ] || continue
        while IFS=$'\t' read -r note packets see; do
            [[ $see == snfilter* ]] || continue
            assert_equal "$f $note $(eval "$see --count" | grep -o '^[0-9]*')" "$f $note $packets"
        done < <(snstat -z expert --checksums --json -r "$f" |
            jq -r '.notes[] | [.note, .packets, .see] | @tsv')
    done
    run -0 snstat -z expert --checksums --json -r "$FIX/recorded.pcap"
    jq -e '[.notes[].note] == ["duplicates", "dns_failures", "unreachable", "checksums"]' <<<"$output"
}

@test "expert: duplicates are those that snfilter finds, wherever threads divide the packets" {
    need_tool snfilter
    cd "$BATS_TEST_TMPDIR"
    "$SN_BUILD/tests/bench/gen" -n 3000 >gen.pcap
    snfilter -r gen.pcap -r gen.pcap --merge -w twice.pcap # each packet two times
    snfilter -r twice.pcap --sample 1/3 -w some.pcap
    snfilter -r "$FIX/recorded.pcap" -r "$FIX/us.pcap" -r "$FIX/us.pcap" -w more.pcap
    for f in twice.pcap some.pcap more.pcap; do
        for jobs in 1 3; do
            assert_equal "$f $(snstat -z expert --jobs $jobs --json -r $f |
                jq '[.notes[] | select(.note == "duplicates").packets] | add // 0')" \
                "$f $(snfilter -r $f --duplicates --count | grep -o '^[0-9]*')"
            assert_equal "$f $(snstat -z expert --jobs $jobs --json <$f |
                jq '[.notes[] | select(.note == "duplicates").packets] | add // 0')" \
                "$f $(snfilter -r $f --duplicates --count | grep -o '^[0-9]*')"
        done
    done
}

@test "expert: time that goes backwards, and how to see it" {
    run -0 snfilter --format pcap -r "$FIX/us.pcap" -r "$FIX/us.pcap" -w "$BATS_TEST_TMPDIR/twice.pcap"
    see=$(snstat -z expert --json -r "$BATS_TEST_TMPDIR/twice.pcap" |
        jq -r '.notes[] | select(.note == "backwards" and .packets == 1) | .see')
    assert_equal "$(eval "$see" | wc -l)" 1
}

@test "expert: a command's words are safe for a shell, whatever the file is called" {
    f="$BATS_TEST_TMPDIR/a'; touch y; '.pcap"
    cp "$FIX/recorded.pcap" "$f"
    see=$(snstat -z expert --json -r "$f" | jq -r '.notes[] | select(.note == "unreachable") | .see')
    cd "$BATS_TEST_TMPDIR"
    assert_equal "$(bash -c "$see --count")" "1 packet"
    [ ! -e y ]
}

@test "what packets say stands in every form escaped" {
    need python3
    python3 - >"$BATS_TEST_TMPDIR/evil.pcap" <<'PY'
import struct, sys

def tcp(body):
    t = struct.pack(">HHIIBBHHH", 5000, 80, 1, 1, 0x50, 0x18, 1000, 0, 0) + body
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(t), 0, 0, 64, 6, 0, b"\x0a\0\0\1", b"\x0a\0\0\2")
    return b"\2\0\0\0\0\1\2\0\0\0\0\2\x08\0" + ip + t

p = tcp(b"GET / HTTP/1.1\r\nHost: =cmd|'/C calc'!A0\r\nUser-Agent: \x1b[31m\x07<script>\xff\"\r\n\r\n")
sys.stdout.buffer.write(struct.pack("<IHHIIIIIIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1, 1, 0, len(p),
                                    len(p)) + p)
PY
    for form in '' --csv --json; do
        # shellcheck disable=SC2086
        snstat -z http $form -r "$BATS_TEST_TMPDIR/evil.pcap" >"$BATS_TEST_TMPDIR/out"
        run -1 grep -c $'[\x01-\x08\x0b-\x1f]' "$BATS_TEST_TMPDIR/out"
        iconv -f utf-8 -t utf-8 "$BATS_TEST_TMPDIR/out" >/dev/null
    done
    run -0 snstat -z http --csv -r "$BATS_TEST_TMPDIR/evil.pcap"
    assert_output --partial "'=cmd|'/C calc'!A0"
}

@test "flows: the first name that is asked for, and the Community ID" {
    need python3
    run -0 jq -r '.flows[] | select(.name) | "\(.name) \(.named_by)"' \
        < <(snstat -z flows -n 100 --json -r "$FIX/recorded.pcap")
    assert_equal "$(sort <<<"$output")" "example.org dns
no.example.org dns
www.example.org dns"
    for k in 'tls sn.example tls' 'tlsstream stream.example tls' 'quic quic.example tls'; do
        read -r file name by <<<"$k"
        described "$file" | while read -r f; do
            snstat -z flows -n 100 --json -r "$f" |
                jq -e --arg n "$name" --arg b "$by" 'any(.flows[]; .name == $n and .named_by == $b)'
        done
    done
    # By its description: https://github.com/corelight/community-id-spec
    snstat -z flows -n 100 --json -r "$FIX/recorded.pcap" | python3 -c '
import base64, hashlib, ipaddress, json, struct, sys

n = 0
for f in json.load(sys.stdin)["flows"]:
    if "community_id" not in f:
        assert f["ip_proto"] in (1, 58), f
        continue
    ends = sorted((ipaddress.ip_address(f[e]).packed, f[e + "_port"]) for e in "ab")
    text = b"\0\0" + ends[0][0] + ends[1][0] + struct.pack(">BBHH", f["ip_proto"], 0, ends[0][1],
                                                           ends[1][1])
    want = "1:" + base64.b64encode(hashlib.sha1(text).digest()).decode()
    assert f["community_id"] == want, (f, want)
    n += 1
assert n > 5'
}

@test "flows: time-outs" {
    # Two queries of one flow, 200 s apart.
    run -0 snfilter -r "$FIX/recorded.pcap" 'udp port 53558' -w "$BATS_TEST_TMPDIR/a.pcap"
    run -0 snfilter -r "$BATS_TEST_TMPDIR/a.pcap" --shift 200 -w "$BATS_TEST_TMPDIR/b.pcap"
    two=(-r "$BATS_TEST_TMPDIR/a.pcap" -r "$BATS_TEST_TMPDIR/b.pcap")
    count() { snstat -z flows --json "${two[@]}" "$@" | jq .flow_count; }
    assert_equal "$(count)" 1
    assert_equal "$(count --idle-timeout 1m)" 2
    assert_equal "$(count --idle-timeout 201)" 1
    assert_equal "$(count --active-timeout 199)" 2
    assert_equal "$(count --active-timeout 5m)" 1
    run -2 snstat --idle-timeout 0
    assert_line "snstat: --idle-timeout 0: more than no time"
}

@test "every view gives the same for any number of threads" {
    for v in $(snstat --help | sed -n '/^Views:/,$s/^  \([a-z]*\) .*/\1/p'); do
        for f in "$FIX/recorded.pcap" "$FIX/mixed.pcap"; do
            assert_equal "$v $(snstat --jobs 3 -z "$v" --json -r "$f")" \
                "$v $(snstat --jobs 1 -z "$v" --json -r "$f")"
        done
    done
}

# Eight packets; three are of one process, two of another, of three nothing is known.
processes() { # FILE
    python3 - "$1" <<'END'
import struct, sys
def block(kind, body):
    return struct.pack('<II', kind, len(body) + 12) + body + struct.pack('<I', len(body) + 12)
def option(code, text):
    return struct.pack('<HH', code, len(text)) + text + bytes(-len(text) % 4)
who = [b'sn.process pid=1234 uid=1000 user=alice container=0123456789ab name=curl',
       b'sn.process pid=7 uid=0 name=<b>=x y', None, b'a remark']
out = block(0x0a0d0d0a, struct.pack('<IHHq', 0x1a2b3c4d, 1, 0, -1))
out += block(1, struct.pack('<HHI', 1, 0, 0))
for i in range(8):
    n = 60 + 10 * (i % 4)
    data = bytes.fromhex('0200000000020200000000010800450000320001400040110000') + bytes(n - 26)
    comment = who[i % 4 if i < 7 else 0]
    out += block(6, struct.pack('<IIIII', 0, 0, i, n, n) + data + bytes(-n % 4) +
                 (option(1, comment) if comment else b'') + option(0, b''))
open(sys.argv[1], 'wb').write(out)
END
}

@test "processes: packets, bytes and share of each, and of those that are unknown" {
    need python3 jq
    cd "$BATS_TEST_TMPDIR"
    processes a.pcapng
    run -0 snstat --by process -r a.pcapng
    assert_line --regexp '^curl +1234 +alice +0123456789ab +3 +37.5% +210 +35.0%$'
    assert_line --regexp '^<b>=x y +7 +2 +25.0% +140 +23.3%$'
    assert_line --regexp '^unknown +3 +37.5% +250 +41.7%$'
    want='{"name":"curl","pid":1234,"user":"alice","uid":1000,"container":"0123456789ab","packets":3,"bytes":210}
{"name":"<b>=x y","pid":7,"uid":0,"packets":2,"bytes":140}
{"name":"unknown","packets":3,"bytes":250}'
    assert_equal "$(snstat -z processes --json -r a.pcapng | jq -c '.processes[]')" "$want"
    run -0 snstat --by process --csv -r a.pcapng
    assert_line 'curl,1234,alice,1000,0123456789ab,3,210'
    assert_line 'unknown,,,,,3,250'
    # The busiest, and the rest that is known is not unknown.
    run -0 snstat --by process -n 1 -r a.pcapng
    assert_line --regexp '^Process \(1 of 2\) '
    assert_line --regexp '^unknown +3 '
    run -0 snstat --by process -r "$FIX/recorded.pcap"
    assert_line --regexp '^unknown +71 +100.0% '
    run -2 snstat --by process -z hosts -r a.pcapng
    assert_line --partial "doesn't go with -z"
}

@test "processes: on a page, live, and added up" {
    need python3 jq
    cd "$BATS_TEST_TMPDIR"
    processes a.pcapng
    snstat --html a.html -r a.pcapng >out
    grep -q '0123456789ab' a.html
    run -1 grep -q '<b>=x' a.html
    snstat --html b.html -r "$FIX/recorded.pcap" >out
    run -1 grep -q 'unknown.*100' b.html
    run -0 bash -c 'snstat --interval 1s --json --by process -r a.pcapng | jq -c ".processes[0].packets"'
    assert_output 3
    snstat -z all --save all.state -r a.pcapng
    run -0 bash -c 'snstat --by process --json --merge all.state all.state | jq -c "[.processes[].packets]"'
    assert_output '[6,4,6]'
    run -1 snstat --by process --merge <(snstat --save - -r a.pcapng)
    assert_line --partial "was saved without what this view shows"
}

@test "flows: IPFIX's names for what it has names for" {
    need python3
    for f in "$FIX/recorded.pcap" "$FIX/mixed.pcap"; do
        snstat -z flows -n 1000 --json -r "$f" | python3 -c '
import datetime, json, sys
flags = {c: 1 << i for i, c in enumerate("FSRPAUEC")}
n = 0
for f in json.load(sys.stdin)["flows"]:
    x, v = f["ipfix"], 6 if ":" in f["a"] else 4
    start = datetime.datetime.fromisoformat(f["first"][:19] + "+00:00")
    ms = int(start.timestamp()) * 1000 + int(f["first"][20:23])
    want = {f"sourceIPv{v}Address": f["a"], f"destinationIPv{v}Address": f["b"],
            "protocolIdentifier": f["ip_proto"], "flowStartMilliseconds": ms,
            "packetDeltaCount": f["a_to_b"]["packets"],
            "layer2OctetDeltaCount": f["a_to_b"]["bytes"],
            "reversePacketDeltaCount": f["b_to_a"]["packets"],
            "reverseLayer2OctetDeltaCount": f["b_to_a"]["bytes"]}
    if "a_port" in f:
        want.update(sourceTransportPort=f["a_port"], destinationTransportPort=f["b_port"])
    for way, name in ("a_to_b", "tcpControlBits"), ("b_to_a", "reverseTcpControlBits"):
        if "tcp_flags" in f[way]:
            want[name] = sum(flags[c] for c in f[way]["tcp_flags"])
    end = x.pop("flowEndMilliseconds")
    assert x == want, (x, want)
    assert 0 <= end - ms - int(f["duration"] * 1000) <= 1, f
    n += 1
assert n > 5, n'
    done
    run -0 snstat -z flows --csv -r "$FIX/recorded.pcap"
    refute_output --partial ipfix
}
