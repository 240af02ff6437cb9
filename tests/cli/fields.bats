# sndump --fields: chosen fields as columns.
load common
load mess

setup() {
    need_tool sndump
    T=$BATS_TEST_TMPDIR
}

fields() { sndump -r "$FIX/${2:-proto-dns.pcap}" --fields "$1" "${@:3}"; }

@test "columns are named, tab-separated, empty where there is nothing" {
    run -0 fields frame.number,arp.opcode,udp.dstport,dns.qry.name proto-dns.pcap -c 2
    assert_line -n 0 $'frame.number\tarp.opcode\tudp.dstport\tdns.qry.name'
    assert_line -n 1 --regexp $'^1\t\t[0-9]+\t'
    assert_equal "${#lines[@]}" 3
    run -0 fields frame.number,udp.dstport proto-dns.pcap --no-header -c 1
    assert_output --regexp $'^1\t[0-9]+$'
}

@test "values that come again are joined" {
    run -0 fields ip.src,ip.src proto-icmp.pcap --no-header 'icmp[icmptype] == icmp-unreach'
    assert_line --regexp $'^([0-9.]+),[0-9.]+\t\\1,[0-9.]+$'
    run -0 fields ip.src proto-icmp.pcap --no-header --join ' | ' 'icmp[icmptype] == icmp-unreach'
    assert_line --regexp '^[0-9.]+ \| [0-9.]+$'
    run -0 fields ip.src proto-icmp.pcap --no-header --csv 'icmp[icmptype] == icmp-unreach'
    assert_line --regexp '^"[0-9.]+,[0-9.]+"$'
}

@test "fields of headers are the same, whether packets are dissected for others or not" {
    local list=frame.number,frame.time_delta,frame.len,eth.dst,eth.src,eth.type,ip.hdr_len
    list=$list,ip.dsfield,ip.len,ip.id,ip.flags,ip.frag_offset,ip.ttl,ip.proto,ip.checksum,ip.src,ip.dst
    list=$list,ipv6.tclass,ipv6.flow,ipv6.plen,ipv6.nxt,ipv6.hlim,ipv6.src,ipv6.dst,tcp.srcport
    list=$list,tcp.dstport,tcp.seq_raw,tcp.ack_raw,tcp.hdr_len,tcp.flags,tcp.window_size_value
    list=$list,tcp.checksum,tcp.urgent_pointer,udp.srcport,udp.dstport,udp.length,udp.checksum,ip.src
    for f in "$FIX"/*.pcap "$FIX"/*.pcapng; do
        for form in --csv --join=/; do
            for some in "$list" "${list#*,*,*,}"; do # with and without the frame's
                sndump -r "$f" "$form" --fields "$some" >"$T/got" 2>"$T/err" || true
                # Which protocols there are only a dissection of all of it says.
                sndump -r "$f" "$form" --fields "$some,frame.protocols" 2>"$T/err" | sed 's/[\t,][^\t,]*$//' >"$T/want"
                run diff -u "$T/want" "$T/got"
                assert_success
            done
        done
    done
    run -0 bash -c "sndump -r $FIX/mixed.pcap --fields ip.src,tcp.dstport -c 7 | wc -l"
    assert_output 8
}

@test "the number of a segment in an ICMP error is only tcp.seq, whatever else is asked for" {
    {
        printf '\xd4\xc3\xb2\xa1\2\0\4\0\0\0\0\0\0\0\0\0\0\0\4\0\1\0\0\0'
        printf '\0\0\0\0\0\0\0\0\x46\0\0\0\x46\0\0\0'
        printf '\2\0\0\0\0\2\2\0\0\0\0\1\x08\0'
        printf '\x45\0\0\x38\0\1\0\0\x40\1\0\0\xc0\0\2\1\xc0\0\2\2\3\1\0\0\0\0\0\0'
        printf '\x45\0\0\x28\0\1\0\0\x40\6\0\0\xc0\0\2\2\xc0\0\2\1\xc3\x50\0\x50\0\0\0\7'
    } >"$T/error.pcap"
    run -0 sndump -r "$T/error.pcap" --no-header --fields tcp.dstport,tcp.seq_raw
    assert_output $'80\t'
    run -0 sndump -r "$T/error.pcap" --no-header --fields tcp.dstport,tcp.seq_raw,tcp.seq
    assert_output $'80\t\t7'
}

@test "the same as tshark -T fields" {
    need tshark
    local list=frame.number,frame.time_epoch,frame.len,eth.src,eth.type,ip.src,ip.dst,ip.id,ip.ttl
    list=$list,ip.proto,ip.flags,udp.srcport,udp.dstport,tcp.srcport,tcp.dstport,tcp.hdr_len
    list=$list,tcp.flags,tcp.window_size_value,dns.id,dns.qry.name,dns.qry.type,arp.opcode
    list=$list,arp.src.proto_ipv4
    for f in recorded.pcap mixed.pcap; do
        tshark -n -r "$FIX/$f" -T fields -E header=y -E occurrence=a ${list:+-e ${list//,/ -e }} \
            >"$T/want" 2>"$T/err"
        fields "$list" "$f" >"$T/got"
        run diff -u "$T/want" "$T/got"
        assert_success
    done
}

@test "what follows from earlier packets is what tshark says" {
    need tshark python3
    local list=frame.number,frame.time_delta,frame.time_delta_displayed,frame.time_relative,tcp.stream
    list=$list,tcp.time_relative,tcp.time_delta,udp.stream,udp.time_relative,udp.time_delta
    list=$list,tcp.window_size,tcp.window_size_scalefactor,dns.response_to,dns.time,http.request_in
    for what in acks_frame ack_rtt initial_rtt bytes_in_flight push_bytes_sent rto rto_frame \
        duplicate_ack_num duplicate_ack_frame retransmission fast_retransmission \
        spurious_retransmission out_of_order reused_ports lost_segment ack_lost_segment \
        window_update window_full keep_alive keep_alive_ack zero_window_probe zero_window \
        zero_window_probe_ack; do
        list=$list,tcp.analysis.$what
    done
    for seed in {1..12}; do
        mess "$seed" "$T/$seed.pcap"
    done
    for f in "$FIX/recorded.pcap" "$T"/[0-9]*.pcap; do
        tshark -n -r "$f" -T fields -E header=y -E occurrence=a -e ${list//,/ -e } >"$T/want" 2>"$T/err"
        sndump -r "$f" --fields "$list" >"$T/got"
        run diff -u "$T/want" "$T/got"
        assert_success
    done
    run -0 sndump -r "$T/1.pcap" --json tcp
    assert_output --partial '"tcp.stream":2'
}

@test "streams have the same numbers whatever is asked for, and with any number of threads" {
    sndump -r "$FIX/recorded.pcap" --json | jq -r '.tcp."tcp.stream" // ""' >"$T/want"
    for jobs in 1 3; do
        sndump --jobs $jobs -r "$FIX/recorded.pcap" --fields tcp.stream --no-header >"$T/got"
        run diff "$T/want" "$T/got"
        assert_success
    done
    run -0 sndump -r "$FIX/recorded.pcap" --where 'tcp.stream == 1 and frame.time_delta < 10' --fields tcp.stream --no-header
    assert_line -n 0 1
    refute_line 0
    run -0 sndump -r "$FIX/recorded.pcap" --where 'tcp.analysis.ack_rtt > 1us' --count
    refute_output '0 packets'
    run -1 sndump -r "$FIX/recorded.pcap" --where 'tcp.analysis.ack_rtt > soon'
    assert_output --partial 'seconds are expected here'
    snfilter -r "$FIX/recorded.pcap" --where 'tcp.stream == 1' >"$T/one.pcap"
    run -0 sndump -r "$T/one.pcap" --fields tcp.stream --no-header
    assert_line -n 0 0
    refute_line 1
}

@test "--ek is what tshark -T ek writes, as far as it goes" {
    need tshark python3
    for f in recorded.pcap mixed.pcap proto-icmp.pcap; do
        tshark -n -r "$FIX/$f" -T ek -o ip.check_checksum:TRUE >"$T/want" 2>"$T/err"
        sndump --ek -r "$FIX/$f" >"$T/got"
        run -0 python3 - "$T/want" "$T/got" <<'PY'
import json, sys
# Ours names no layer twice and none inside another; checksums of TCP and UDP are verified.
# What is relative to a connection and how options are listed differs too.
OTHER = ("frame_protocols", "checksum_status", "_tclass", "_option_kind", "_option_len", "_seq", "_ack",
         "_sack_le", "_sack_re", "_mpls_label", "_mpls_exp", "_mpls_s", "_mpls_ttl", "_ext_ctype",
         "_ext_data", "_pref_level")
want, got = ([json.loads(line) for line in open(p, encoding="utf-8")] for p in sys.argv[1:])
assert want[0::2] == got[0::2], "the action lines"
compared = 0
for w, g in zip(want[1::2], got[1::2], strict=True):
    assert w["timestamp"] == g["timestamp"]
    assert all(isinstance(v, (str, bool, list, type(None))) for o in g["layers"].values()
               for x in (o if isinstance(o, list) else [o]) for v in x.values()), g
    for name, layer in g["layers"].items():
        other = w["layers"].get(name)
        if not isinstance(layer, dict) or not isinstance(other, dict):
            continue
        for key, value in layer.items():
            if key in other and not key.endswith(OTHER):
                compared += 1
                assert value == other[key], (key, value, other[key])
assert compared > 100, compared
PY
    done
}

@test "strings from packets stay in their cells" {
    need python3
    python3 - "$T/odd.pcap" <<'PY'
import struct, sys
def packet(text):
    name = bytes([len(text)]) + text + b"\0"
    dns = struct.pack(">6H", 1, 0, 1, 0, 0, 0) + name + struct.pack(">2H", 1, 1)
    udp = struct.pack(">4H", 5000, 53, 8 + len(dns), 0) + dns
    ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 1, 0, 64, 17, 0, b"\x0a\0\0\1", b"\x0a\0\0\2")
    return ip + udp
with open(sys.argv[1], "wb") as f:
    f.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101))
    for text in b"a\tb\nc", b'=1+1,"x"', b"\x1b[31m\xff", "é".encode(), b"\r\f\b\\\x07":
        p = packet(text)
        f.write(struct.pack("<IIII", 0, 0, len(p), len(p)) + p)
PY
    sndump -r "$T/odd.pcap" --no-header --fields dns.qry.name >"$T/tsv"
    printf '%s\n' 'a\tb\nc' '=1+1,"x"' '\x1b[31m\xff' é '\r\f\b\\\x07' | diff - "$T/tsv"
    sndump -r "$T/odd.pcap" --csv --fields dns.qry.name,dns.id >"$T/csv"
    run -0 python3 - "$T/csv" <<'PY'
import csv, sys
rows = list(csv.reader(open(sys.argv[1], newline="", encoding="utf-8")))
assert rows[0] == ["dns.qry.name", "dns.id"], rows
assert [r[0] for r in rows[1:]] == ["a\tb\nc", "'=1+1,\"x\"", "\ufffd[31m\ufffd", "é",
                                   "'\ufffd\ufffd\ufffd\\\ufffd"], rows
assert all(r[1] == "0x0001" for r in rows[1:]), rows
PY
}

@test "beginnings mean all fields that begin so, in JSON too" {
    run -0 fields arp. proto-arp.pcap -c 1
    assert_line -n 0 --partial $'arp.hw.type\tarp.proto.type\tarp.hw.size'
    run -0 fields ip.src,frame.number recorded.pcap --json -c 1
    assert_output --regexp '^\{"frame":\{"frame.number":1\}(,"ip":\{"ip.src":"[0-9.]+"\})?\}$'
}

@test "wrong names and combinations are errors" {
    run -2 --separate-stderr fields ip.sr
    assert_equal "${stderr_lines[0]}" \
        "sndump: --fields: no field is called ip.sr; did you mean ip.src?"
    run -2 --separate-stderr fields ip
    assert_equal "${stderr_lines[0]}" \
        "sndump: --fields: no field is called ip; ip. means all that begin so"
    run -2 --separate-stderr fields ,
    assert_equal "${stderr_lines[0]}" "sndump: --fields: no field is named"
    run -2 --separate-stderr sndump --csv -r "$FIX/mixed.pcap"
    assert_equal "${stderr_lines[0]}" "sndump: --csv without --fields"
    run -2 --separate-stderr sndump --list-fields nothing
    assert_equal "${stderr_lines[0]}" "sndump: no field begins with nothing"
}

@test "--list-fields says name, type, meaning and values" {
    run -0 sndump --list-fields arp.op
    assert_output --regexp $'^arp.opcode\tunsigned16\tOpcode\t1 [a-zA-Z]+, 2 '
    run -0 bash -c "set -o pipefail; sndump --list-fields | cut -f 1 | sort | uniq -d"
    assert_output ""
}
