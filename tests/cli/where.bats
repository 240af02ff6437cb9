# --where: packets chosen by their fields, as Wireshark's display filters do.
load common

setup() {
    need_tool sndump snfilter
    T=$BATS_TEST_TMPDIR
}

# The conditions that both know: CONDITION a line.
conditions() {
    cat <<'LIST'
tcp
not tcp
tcp or udp and ip
(tcp or udp) and ip
! tcp && ! udp || icmp
dns and ip
icmp and udp
tcp.dstport
tcp.port == 7777
tcp.port != 7777
tcp.port ~= 7777
tcp.port === 7777
tcp.port !== 7777
tcp.port not in {80, 443}
tcp.port in {80, 443, 7000..8000}
all tcp.port > 1024
any tcp.port == 7777
udp.port == 53
tcp.flags & 0x02
tcp.flags & 2 == 2
tcp.flags & 0x12 == 0x12
tcp.srcport == 7777 and tcp.flags & 0x10
tcp.flags.syn == 1 and tcp.flags.ack == 0
tcp.flags.fin == True
tcp.dstport == 7777 and !(tcp.flags.push == 1)
tcp.window_size_value > 60
tcp.len > 0 and tcp.len < 1000
tcp.seq == 1
tcp.seq == 0
tcp.seq > 1000
tcp.ack == 1 && tcp.len == 0
tcp.options.mss_val == 1460
tcp.options.timestamp.tsval > 0
tcp[13] & 2
tcp[13] == 02
tcp contains "a"
udp contains 07:65:78
udp.length > 30
ip.proto == 6
ip.proto == "TCP"
ip.proto == UDP
ip.src == 192.0.2.0/24
ip.addr == 192.0.2.1
ip.addr != 192.0.2.1
!(ip.addr == 192.0.2.1)
ip.src > 192.0.2.1
ip.src == ip.dst
ip.src in {192.0.2.2..192.0.2.9, 10.0.0.0/8}
ip.id == 0
ip.len % 2 == 1
ip.ttl == 0x40
ip.ttl == 0100
ip.ttl == 0b1000000
ip.ttl == 'A'
ip[8] == 40
ipv6.src == 2001:db8::/32
ipv6.addr == 2001:db8::1
ipv6.src < 2001:db8::2
ipv6.hlim == 255
eth.dst == ff:ff:ff:ff:ff:ff
eth.addr == ff-ff-ff-ff-ff-ff
eth.src[0:3] == 02:00:00
eth.dst[1-2] == ff:ff
eth.dst[0,5] == ff:ff
frame.len in {1..70, 80}
frame.len lt 60 or frame.len ge 5000
frame.len + 1 == 43
frame.len - 2 > 60
frame.cap_len == frame.len
frame.number in {3..9}
frame.time_epoch > 1700000000
frame.time > "2020-01-01 00:00:00"
frame[0:2] == 02:00
frame contains "example"
frame.protocols contains "dns"
frame.protocols matches "^eth:.*dns$"
arp.opcode == reply
arp.src.proto_ipv4 == 192.0.2.1
icmp.type == 3
icmpv6.type in {135, 136}
dns.qry.name == www.example.org
dns.qry.name contains "no."
dns.qry.name matches "EXAMPLE\\.ORG"
dns.qry.name ~ "^(www|mx)\\."
dns.qry.type == 28
dns.flags.response == TRUE
dns.flags.rcode == 3
upper(dns.qry.name) contains "EXAM"
lower(dns.qry.name) == "www.example.org"
len(dns.qry.name) > 11
count(ip.src) > 1
string(tcp.dstport) matches "^7"
LIST
}

# Lines "CONDITION'S NUMBER PACKET'S NUMBER" for each that tshark finds in a capture, in one run.
wireshark() { # CAPTURE
    {
        echo 'local out = io.open(os.getenv("OUT"), "w")'
        conditions | sed 's/[\\"]/\\&/g' | awk '{
            printf "do local t = Listener.new(\"frame\", \"%s\")\n", $0
            printf "function t.packet(p) out:write(\"%d \", p.number, \"\\n\") end end\n", NR }'
    } >"$T/taps.lua"
    OUT=$T/found tshark -q -n -r "$1" -X "lua_script:$T/taps.lua" >"$T/log" 2>&1
}

@test "the same packets as Wireshark's display filters find" {
    need tshark
    local name n
    [ "$(conditions | wc -l)" -ge 60 ]
    for name in recorded.pcap mixed.pcap; do
        wireshark "$FIX/$name"
        [ -s "$T/found" ] || skip "tshark has no Lua here"
        sndump -r "$FIX/$name" --no-header --fields frame.time_epoch,frame.len >"$T/all"
        n=0
        while IFS= read -r condition; do
            n=$((n + 1))
            awk -v n=$n 'NR == FNR { if ($1 == n) found[$2]; next } FNR in found' "$T/found" "$T/all" \
                >"$T/want"
            snfilter -r "$FIX/$name" --where "$condition" |
                sndump --no-header --fields frame.time_epoch,frame.len >"$T/got"
            cmp -s "$T/want" "$T/got" || echo "$name: $condition"
        done < <(conditions) >"$T/other"
        run cat "$T/other"
        assert_output ""
    done
}

@test "sndump --where prints what snfilter --where passes on" {
    while IFS= read -r condition; do
        for f in recorded.pcap mixed.pcap; do
            snfilter -r "$FIX/$f" --where "$condition" | sndump -e -# >"$T/want"
            sndump -e -# -r "$FIX/$f" --where "$condition" >"$T/got"
            cmp -s "$T/want" "$T/got" || echo "$f: $condition"
        done
    done < <(conditions | awk 'NR % 4 == 1') >"$T/other"
    run cat "$T/other"
    assert_output ""
}

@test "any number of threads, pieces of a pipe, all forms" {
    local c='tcp.seq == 1 or dns.flags.response == 1'
    for form in '' --json '--fields frame.number,tcp.seq'; do
        # shellcheck disable=SC2086
        sndump --jobs 1 -r "$FIX/recorded.pcap" --where "$c" $form >"$T/one"
        # shellcheck disable=SC2086
        sndump --jobs 4 -r "$FIX/recorded.pcap" --where "$c" $form >"$T/four"
        # shellcheck disable=SC2086
        dd if="$FIX/recorded.pcap" bs=700 status=none | sndump --where "$c" $form >"$T/pipe"
        [ -s "$T/one" ]
        cmp "$T/one" "$T/four"
        cmp "$T/one" "$T/pipe"
    done
    snfilter --jobs 1 -r "$FIX/recorded.pcap" --where "$c" >"$T/one"
    snfilter --jobs 4 -r "$FIX/recorded.pcap" --where "$c" >"$T/four"
    cmp "$T/one" "$T/four"
}

@test "only what matches is numbered and counted" {
    run -0 sndump -# -t -c 2 -r "$FIX/recorded.pcap" --where 'tcp.flags.syn == 1'
    assert_equal "${#lines[@]}" 2
    assert_line -n 0 --regexp '^ +1  IP .*\[S\]'
    assert_line -n 1 --regexp '^ +2  IP .*\[S\.\]'
    run -0 sndump --count -r "$FIX/recorded.pcap" --where 'tcp.flags.syn == 1'
    assert_output '4 packets'
    run -0 snfilter --count -r "$FIX/recorded.pcap" --where 'tcp.flags.syn == 1'
    assert_output '4 packets'
    run -0 snfilter --count --invert -r "$FIX/recorded.pcap" --where 'tcp.flags.syn == 1'
    assert_output '67 packets'
    run -0 snfilter --count -r "$FIX/recorded.pcap" --where 'tcp.flags.syn == 1' ip
    assert_output '2 packets'
    run -0 snfilter --count --invert -r "$FIX/recorded.pcap" --where 'tcp.flags.syn == 1' ip
    assert_output '69 packets'
    run -0 snfilter --count -c 3 -r "$FIX/recorded.pcap" --where tcp
    assert_output '3 packets'
}

@test "numbers of TCP are those that are shown" {
    run -0 sndump -r "$FIX/recorded.pcap" --no-header --fields tcp.seq --where 'tcp.seq == 12'
    assert_line -n 0 12
    [ "$(printf '%s\n' "${lines[@]}" | sort -u)" = 12 ]
}

@test "what is wrong is shown" {
    run -1 sndump -r "$FIX/recorded.pcap" --where 'udp and tpc.port == 1'
    assert_line -n 0 'sndump: --where: column 9: no field or protocol is called tpc.port; did you mean tcp.port?'
    assert_line -n 1 'udp and tpc.port == 1'
    assert_line -n 2 '        ^~~~~~~~'
    run -1 snfilter -r "$FIX/recorded.pcap" --where 'ip.src == 1.2.3'
    assert_line -n 0 'snfilter: --where: column 11: an IPv4 address or a net is expected here'
    run -1 snfilter -r "$FIX/recorded.pcap" --where ''
    assert_line -n 0 'snfilter: --where: column 1: there is no expression'
}

@test "the zeros that fill a string's field up are not part of it" {
    printf '%b' '\xd4\xc3\xb2\xa1\x02\x00\x04\x00\x00\x00\x00\x00\x00\x00\x00\x00\xff\xff\x00\x00\x01\x00\x00\x00' \
        '\x01\x00\x00\x00\x00\x00\x00\x00\x3e\x00\x00\x00\x3e\x00\x00\x00' \
        '\x02\x00\x00\x00\x00\x02\x02\x00\x00\x00\x00\x01\x08\x00\x45\x00\x00\x30\x00\x07\x00\x00' \
        '\x40\x11\x90\xb3\x0a\x00\x00\x01\xe0\x00\x00\x02\x07\xc1\x07\xc1\x00\x1c\x76\xed\x00\x00' \
        '\x10\x01\x03\x78\x01\x00\x63\x69\x73\x63\x6f\x00\x00\x00\x0a\x00\x00\xfe' >"$T/hsrp.pcap"
    run -0 sndump -r "$T/hsrp.pcap" --where 'hsrp.auth_data == "cisco"' --fields hsrp.auth_data --no-header
    assert_output cisco
    run -0 sndump -r "$T/hsrp.pcap" --json
    assert_output --partial '"hsrp.auth_data":"cisco",'
}
