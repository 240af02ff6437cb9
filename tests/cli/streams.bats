# Protocols over TCP in segments of any size: what fields say of them is the same.
load common

setup() {
    need_tool sndump
    need python3
    T=$BATS_TEST_TMPDIR
}

# talk SIZE HOW FILE: conversations whose turns are cut into segments of SIZE bytes; HOW: whole, swap
# (each two segments), lose (the segment with the middle of each turn).
talk() {
    python3 - "$@" <<'PY'
import struct, sys
size, how = int(sys.argv[1]), sys.argv[2]
def name(s): return b"".join(bytes([len(p)]) + p.encode() for p in s.split(".")) + b"\0"
def query(id, s): m = struct.pack("!6H", id, 0x100, 1, 0, 0, 0) + name(s) + b"\0\1\0\1"; return struct.pack("!H", len(m)) + m
def answer(id, s): m = struct.pack("!6H", id, 0x8180, 1, 1, 0, 0) + name(s) + b"\0\1\0\1\xc0\x0c\0\1\0\1\0\0\0\1\0\4\1\2\3\4"; return struct.pack("!H", len(m)) + m
def kexinit():
    m = b"\x14" + bytes(16) + b"".join(struct.pack("!I", len(s)) + s for s in
        (b"curve25519-sha256", b"ssh-ed25519", b"aes128-ctr", b"aes128-ctr", b"hmac-sha2-256", b"hmac-sha2-256", b"none", b"none", b"", b"")) + bytes(5)
    pad = 8 - (len(m) + 5) % 8 + 4
    while (len(m) + 5 + pad) % 8: pad += 1
    return struct.pack("!IB", len(m) + pad + 1, pad) + m + bytes(pad)
krb = bytes.fromhex("7e0c300aa003020105a10302011e")
ldap = bytes.fromhex("301002010160 0b020103 0404636e3d78 8000".replace(" ", ""))
http = b"POST /one HTTP/1.1\r\nHost: a.example\r\nContent-Length: 11\r\n\r\nhello world" \
       b"GET /two HTTP/1.1\r\nHost: b.example\r\nX: " + b"y" * 300 + b"\r\n\r\n"
reply = b"HTTP/1.1 200 OK\r\nServer: s\r\nContent-Length: 1000\r\n\r\n" + b"z" * 1000 + b"HTTP/1.1 404 Not Found\r\nServer: t\r\nContent-Length: 0\r\n\r\n"
talks = {53: [query(7, "www.example.org") + query(8, "b.example"), answer(7, "www.example.org"), query(9, "c.example")],
         80: [http, reply], 3000: [http, reply], 8080: [http],
         22: [b"SSH-2.0-one\r\n", b"SSH-2.0-two\r\n", kexinit()], 2222: [b"SSH-2.0-one\r\n" + kexinit()],
         389: [ldap], 88: [struct.pack("!I", len(krb)) + krb]}
packets = []
def put(a, sport, dport, seq, ack, flags, data=b""):
    tcp = struct.pack("!HHIIBBHHH", sport, dport, seq, ack, 80, flags, 1000, 0, 0) + data
    ends = bytes((10, 0, 0, 1)), bytes((10, 0, 0, 2))
    packets.append(struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp), 1, 0, 64, 6, 0, *(ends if a else ends[::-1])) + tcp)
for port, turns in talks.items():
    put(True, 5000, port, 0, 0, 2); put(False, port, 5000, 0, 1, 18)
    seq = {True: 1, False: 1}
    for i, turn in enumerate(turns):
        a = i % 2 == 0
        first = len(packets)
        for o in range(0, len(turn), size):
            put(a, *((5000, port) if a else (port, 5000)), seq[a] + o, seq[not a], 16, turn[o:o + size])
        mine = packets[first:]
        if how == "swap":
            mine = [p for k in range(0, len(mine), 2) for p in mine[k:k + 2][::-1]]
        if how == "lose" and len(mine) > 2:
            del mine[len(mine) // 2]
        packets[first:] = mine
        seq[a] += len(turn)
        put(not a, *((port, 5000) if a else (5000, port)), seq[not a], seq[a], 16)
with open(sys.argv[3], "wb") as f:
    f.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101))
    for i, p in enumerate(packets):
        f.write(struct.pack("<IIII", i // 1000, i % 1000, len(p), len(p)) + p)
PY
}

# What each connection says, one value a line, in order.
values() {
    sndump -r "$1" --json | jq -r 'select(.tcp) | (.tcp."tcp.stream" | tostring) as $s |
        [to_entries[] | select(.key | test("^(dns|http|ssh|ldap|kerberos)(:|$)")) | .value | .. | objects | to_entries[] |
         select(.key | test("^(dns.id|dns.qry.name|dns.a|http.request.uri|http.host|http.response.code|http.server|ssh.protocol|ssh.kex.hassh|ldap.name|kerberos.msg_type)$")) |
         $s + " " + .key + " " + (.value | tostring)] | .[]'
}

@test "in segments of any size, and out of order" {
    need jq
    talk 100000 whole "$T/whole.pcap"
    values "$T/whole.pcap" >"$T/want"
    run -0 cat "$T/want"
    for line in '0 dns.qry.name b.example' '0 dns.a' '1 http.host ["b.example"]' '1 http.response.code 404' \
        '2 http.host ["a.example"]' '4 ssh.protocol SSH-2.0-two' '5 ssh.kex.hassh' '6 ldap.name cn=x' '7 kerberos.msg_type [30]'; do
        assert_line --partial "$line"
    done
    for size in 1 7 64; do
        for how in whole swap; do
            talk $size $how "$T/cut.pcap"
            # some are known by what they begin with, which must come first and in one segment
            local all='.'
            [ $size -ge 64 ] && [ $how = whole ] || all='^[0134] '
            values "$T/cut.pcap" | grep "$all" >"$T/got"
            run diff <(grep "$all" "$T/want") "$T/got"
            assert_success
        done
    done
}

@test "what is missing is said, and text knows nothing of it" {
    talk 10 lose "$T/lose.pcap"
    run -0 sndump -r "$T/lose.pcap" --fields tcp.stream,sn.tcp.reassembled.missing --no-header \
        --where 'tcp.stream == 0 and tcp.srcport == 5000 and tcp.len > 0'
    assert_line $'0\t10'
    if type tcpdump; then
        tcpdump -nr "$T/lose.pcap" >"$T/want" 2>"$T/err"
        run -0 diff "$T/want" <(sndump -r "$T/lose.pcap")
    fi
}

@test "-T PROTOCOL:PORT: another port's payload is the protocol's" {
    need jq
    talk 100000 whole "$T/whole.pcap"
    run -0 sndump -r "$T/whole.pcap" -t -T http:3000 'port 3000 and greater 200'
    assert_line --partial 'HTTP: POST /one HTTP/1.1'
    run -0 sndump -r "$T/whole.pcap" -t 'port 3000 and greater 200'
    refute_output --partial HTTP
    # TCP's, UDP's or both; the last colon counts; several
    run -0 sndump -r "$FIX/recorded.pcap" -T ntp:7777 -T DNS:9999 --fields frame.protocols --no-header 'udp port 9999'
    assert_output --partial ':udp:dns'
    talk 7 swap "$T/cut.pcap"
    sndump -r "$T/cut.pcap" -T http:3000 --json 'port 3000' | jq -r '.http."http.request.uri" // empty' >"$T/got"
    assert_equal "$(cat "$T/got")" "/one
/two"
    for wrong in 'htp:3000' 'http:' 'http:0' 'http:99999' 'ip:4' ':5'; do
        run -2 sndump -r "$T/whole.pcap" -T "$wrong"
    done
    run -2 sndump -r "$T/whole.pcap" -T htp:3000
    assert_output --partial 'did you mean http?'
}

# heads FILE TURN...: a connection to port 80 (or $PORT); a turn is a segment, from the server when it begins
# with "<", of Python's escapes; "!" ends the server's stream, "-" loses what it begins.
heads() {
    python3 - "$@" <<'PY'
import os, struct, sys
port = int(os.environ.get("PORT", 80))
out, seq, n = open(sys.argv[1], "wb"), {0: 1, 1: 1}, 0
out.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101))
def put(server, flags, data):
    global n
    ports = (port, 5000) if server else (5000, port)
    tcp = struct.pack("!HHIIBBHHH", *ports, seq[server], seq[1 - server], 80, flags, 1000, 0, 0) + data
    ends = (b"\n\0\0\2", b"\n\0\0\1") if server else (b"\n\0\0\1", b"\n\0\0\2")
    p = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp), 1, 0, 64, 6, 0, *ends) + tcp
    n += 1
    out.write(struct.pack("<IIII", n, 0, len(p), len(p)) + p)
for turn in sys.argv[2:]:
    server = turn[0] in "<!-"
    data = turn[server:].encode().decode("unicode_escape").encode("latin1")
    if turn[0] != "-":
        put(int(server), 17 if turn[0] == "!" else 24, data)
    seq[int(server)] += len(data)
PY
}

# codes: what sndump says of a capture: packet, code, length of what was put together.
codes() {
    sndump --fields frame.number,http.response.code,tcp.reassembled.length --no-header -r "$1" |
        awk -F'\t' '$2 { print $1, $2, $3 }'
}

@test "an HTTP head is told where its body ends, as by tshark" {
    local get='GET / HTTP/1.1\r\nHost: a\r\n\r\n'

    heads "$T/counted" "$get" '<HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc' \
        '<defHTTP/1.1 404 No\r\nContent-Length: 1\r\n\r\nx' "$get"
    assert_equal "$(codes "$T/counted")" "3 200,404 44"

    heads "$T/chunked" "$get" '<HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n1' \
        '<0\r\n0123456789abcdef\r' '<\n0\r\n' '<\r\n' "$get"
    assert_equal "$(codes "$T/chunked")" "5 200 86"
    heads "$T/trailer" "$get" '<HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nA: b\r\n' '<C: d\r\n\r\n'
    assert_equal "$(codes "$T/trailer")" "3 200 64"

    heads "$T/fin" "$get" '<HTTP/1.0 200 OK\r\n\r\nabc' '<def' '!'
    assert_equal "$(codes "$T/fin")" "4 200 25"

    heads "$T/head" 'HEAD / HTTP/1.1\r\n\r\n' '<HTTP/1.1 200 OK\r\nContent-Length: 600\r\n\r\n' "$get" \
        '<HTTP/1.1 304 No\r\nContent-Length: 600\r\n\r\n' "$get" '<HTTP/1.1 404 No\r\nContent-Length: 1\r\n\r\nx'
    assert_equal "$(codes "$T/head")" "$(printf '2 200 \n4 304 \n6 404 ')"

    # the time of a response is that of its end
    run -0 sndump -r "$T/counted" --fields frame.number,http.request_in,http.time --no-header
    assert_line $'3\t1\t2.000000000'

    # what is lost of a body doesn't lose its head
    heads "$T/lost" "$get" '<HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc' '-def' '<ghi' "$get" \
        '<HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n'
    run codes "$T/lost"
    assert_output --partial '5 200,404'
    if type tshark >/dev/null 2>&1; then
        for f in counted chunked fin head; do
            tshark -n -r "$T/$f" -T fields -e frame.number -e http.response.code -e tcp.reassembled.length \
                2>/dev/null | awk -F'\t' '$2 { print $1, $2, $3 }' >"$T/theirs"
            assert_equal "$(codes "$T/$f")" "$(cat "$T/theirs")"
        done
    fi
}

@test "a reply in several segments is to its call" {
    local zeros='\0\0\0\0' zeros16

    zeros16=$zeros$zeros$zeros$zeros
    # GETATTR of a handle of four bytes; the attributes are in the second segment
    PORT=2049 heads "$T/nfs" \
        "\x80\0\0\x30\0\0\0\x09$zeros\0\0\0\x02\0\x01\x86\xa3\0\0\0\x03\0\0\0\x01$zeros16\0\0\0\x04abcd" \
        "<\x80\0\0\x70\0\0\0\x09\0\0\0\x01$zeros16" "<$zeros\0\0\0\x01$zeros16$zeros16$zeros16$zeros16$zeros16"
    run -0 sndump -r "$T/nfs" --fields frame.number,rpc.procedure,nfs.fattr3.type --no-header
    assert_line $'3\t1\t1'
}

# The packets of tests/proto/tlsstream.txt, whose messages lie in several segments: tls FILE.
tls() {
    PYTHONPATH=$ROOT/tests/proto PYTHONDONTWRITEBYTECODE=1 python3 - "$ROOT/tests/proto/tlsstream.txt" "$1" <<'PY'
import sys
import protofile as pf
file = pf.File(sys.argv[1])
with open(sys.argv[2], "wb") as f:
    f.write(pf.capture(file.link, [(p.bytes, p.wire()) for p in file.packets]))
PY
}

# The numbers of the packets that have a field: by what is shown, and by conditions in each form.
by_field() {
    sndump -r "$1" --fields "frame.number,$2" --no-header | awk -F '\t' '$2 != "" { print $1 }'
}
by_where() { # FILE FIELD JOBS
    sndump -r "$1" --jobs "$3" --where "$2" --fields frame.time_epoch --no-header >"$T/fields"
    sndump -r "$1" --jobs "$3" --where "$2" -tt | cut -d' ' -f1 >"$T/text"
    snfilter -r "$1" --jobs "$3" --where "$2" | sndump -tt | cut -d' ' -f1 >"$T/filter"
    sed 's/000$//' "$T/fields" | cmp - "$T/text"
    cmp "$T/text" "$T/filter"
    sndump -r "$1" --count --where "$2" | grep -q "^$(wc -l <"$T/text") packets\?\$"
    awk -F. '{ print $1 * 1000 + $2 + 1 }' "$T/text"
}

@test "--where sees what streams put together, as fields do, in sndump and in snfilter" {
    local cut=0
    for how in '7 whole' '64 swap' '30 lose' '100000 whole'; do
        # shellcheck disable=SC2086
        talk $how "$T/cut.pcap"
        for field in dns.qry.name http.host http.response.code ssh.protocol ssh.kex.hassh ldap.name kerberos.msg_type; do
            by_field "$T/cut.pcap" $field >"$T/want"
            cut=$((cut + $(wc -l <"$T/want")))
            by_where "$T/cut.pcap" $field 1 | diff "$T/want" -
            by_where "$T/cut.pcap" $field 4 | diff "$T/want" -
        done
    done
    [ "$cut" -gt 50 ]
    talk 7 whole "$T/cut.pcap"
    # What a value says, and what it doesn't; text says it with --more.
    run -0 snfilter -r "$T/cut.pcap" --where 'http.request.uri == "/two" and http.host contains "b.ex"' --count
    assert_output "2 packets" # ports 80, 8080
    tls "$T/tls.pcap"
    sndump -r "$T/tls.pcap" --more -S -tt >"$T/all"
    sndump -r "$T/tls.pcap" --more -S -tt --where 'tls.handshake.extensions_server_name' >"$T/got"
    grep -q 'TLS.*ClientHello' "$T/got"
    grep -Fxf "$T/got" "$T/all" | diff - "$T/got"
    # A capture filter leaves some segments out: then there is nothing to put together.
    run -0 snfilter -r "$T/cut.pcap" --where 'http.host' --count 'greater 1000'
    assert_output "0 packets"
}

@test "--where sees datagrams that fragments complete, as fields do" {
    python3 - "$T/frag.pcap" <<'PY'
import struct, sys
name = b"".join(bytes([len(p)]) + p for p in (b"x" * 60, b"y" * 60, b"example")) + b"\0"
dns = struct.pack("!6H", 7, 0x100, 1, 0, 0, 0) + name + b"\0\1\0\1"
udp = struct.pack("!HHHH", 5000, 53, 8 + len(dns), 0) + dns
cut = [(o, udp[o:o + 48]) for o in range(0, len(udp), 48)]
def ip(o, p, ident): return struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(p), ident, (0x2000 if o + len(p) < len(udp) else 0) | o // 8, 64, 17, 0,
                                        bytes((10, 0, 0, 1)), bytes((10, 0, 0, 2))) + p
packets = [ip(o, p, 1) for o, p in cut] + [ip(o, p, 2) for o, p in cut[::-1]] + [ip(o, p, 3) for o, p in cut[:-1]]
with open(sys.argv[1], "wb") as f:
    f.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101))
    for i, p in enumerate(packets):
        f.write(struct.pack("<IIII", i // 1000, i % 1000, len(p), len(p)) + p)
PY
    for field in dns.qry.name udp.dstport; do
        by_field "$T/frag.pcap" $field >"$T/want"
        [ "$(wc -l <"$T/want")" = 2 ]
        by_where "$T/frag.pcap" $field 1 | diff "$T/want" -
        by_where "$T/frag.pcap" $field 4 | diff "$T/want" -
    done
}
