#!/usr/bin/env bats
# snstat: its numbers are capinfos' and tshark's, its forms are stable, its errors are clear.
bats_require_minimum_version 1.5.0
load common

setup() {
    need_tool snstat
}

# The fixtures that can be read to their end.
whole() {
    local f
    for f in "$FIX"/*.pcap "$FIX"/*.pcapng "$FIX"/*.gz; do
        case ${f##*/} in
        cut* | empty* | garbage* | huge* | bad* | unknown*) ;;
        dis-* | proto-*) ;; # made of damage, on which tastes differ
        *) echo "$f" ;;
        esac
    done
}

# What tshark says of each file, asked once: its tables in NAME.tables, its packets in NAME.packets.
setup_file() {
    local f name
    command -v tshark >/dev/null || return 0
    for f in $(whole); do
        name=$BATS_FILE_TMPDIR/${f##*/}
        tshark -n -r "$f" -q -z io,phs -z plen,tree -z endpoints,ip -z endpoints,ipv6 -z endpoints,tcp \
            -z endpoints,udp -z endpoints,sctp -z conv,tcp -z conv,udp >"$name.tables" 2>/dev/null
        tshark -n -r "$f" -T fields -E occurrence=f -e frame.time_epoch -e frame.len -e tcp.stream \
            -e tcp.analysis.initial_rtt -e tcp.port >"$name.packets" 2>/dev/null
    done
}

# What tshark says of a file: says FILE tables|packets
says() {
    cat "$BATS_FILE_TMPDIR/${1##*/}.$2"
}

@test "--look-through counts what is behind tags" {
    n=$(snfilter -r "$FIX/mixed.pcap" --count --look-through tcp | grep -o '^[0-9]*')
    [ "$(snstat --json -r "$FIX/mixed.pcap" --look-through tcp | jq .packets)" -eq "$n" ]
    [ "$(snstat --json -r "$FIX/mixed.pcap" tcp | jq .packets)" -lt "$n" ]
}

@test "a conversation's protocol is what stands behind IPv6 extension headers" {
    run -0 snstat -r "$FIX/recorded.pcap"
    assert_line --regexp '^fe80::ff:fe00:1 <-> ff02::16 +icmpv6 '
}

@test "packets, bytes, times and rates are capinfos'" {
    need capinfos jq
    for f in $(whole); do
        want=$(capinfos -TrmQ -S -c -d -u -a -e -y -i -x -z "$f" | tr -d '"' | cut -d, -f2-)
        got=$(snstat --json -r "$f" | jq -r '[.packets, .bytes, .duration, .bytes_per_second,
            .bits_per_second, .average_size, .packets_per_second] | @csv')
        awk -F, -v f="$f" -v want="$want" -v got="$got" 'BEGIN {
            split(want, w); split(got, g)
            # capinfos: packets bytes duration first last bytes/s bits/s size packets/s
            w[4] = w[6]; w[5] = w[7]; w[6] = w[8]; w[7] = w[9]
            for (i = 1; i <= 7; i++) {
                d = w[i] - g[i]
                if (d < 0) d = -d
                if (i <= 2 ? d != 0 : d > 0.01 + w[i] * 1e-3) {
                    print f ": column " i ": want " w[i] ", got " g[i]; exit 1
                }
            }
        }'
    done
}

# tshark's protocol hierarchy as "eth/ip/tcp PACKETS BYTES", without the layer that it makes of a
# packet's comment, and without what is a guess about payload of no meaning, or found by its first
# bytes where tshark doesn't look (DTLS on other ports).
phs() {
    says "$1" tables | awk '/frames:/ {
        match($0, /[^ ]/); d = int((RSTART - 1) / 2); p[d] = $1
        path = p[0]; for (i = 1; i <= d; i++) path = path "/" p[i]
        sub(/^pkt_comment\/?/, "", path); sub("frames:", "", $2); sub("bytes:", "", $3)
        if (path != "" && path !~ /(d?tls|quic|pgsql|data|_ws.short)$/) { n[path] += $2; b[path] += $3 }
    } END { for (path in n) print path, n[path], b[path] }' | sort
}

tree() {
    snstat --json -r "$1" | jq -r 'def walk($up): .protocols[]? |
        "\($up)\(.name) \(.packets) \(.bytes)", walk("\($up)\(.name)/"); walk("")' |
        grep -Ev '/(data|d?tls|quic|pgsql) ' | sed 's/^loop/null/' | sort # Wireshark has one name for both
}

@test "the protocols' tree is tshark's" {
    need tshark jq
    for f in $(whole); do
        assert_equal "${f##*/}: $(tree "$f")" "${f##*/}: $(phs "$f")"
    done
}

# The rows of the CSV table whose first column is named so: table FILE NAME
table() {
    snstat --csv -n 100000 -r "$1" | awk -v name="$2," 'index($0, name) == 1, /^$/' | sed '1d;/^$/d'
}

@test "--csv holds what --json holds" {
    need jq
    for f in $(whole); do
        assert_equal "${f##*/} $(table "$f" address)" "${f##*/} $(snstat --json -n 100000 -r "$f" |
            jq -r '.hosts[] | [.address, .sent.packets, .sent.bytes, .received.packets,
                .received.bytes] | join(",")')"
        assert_equal "${f##*/} $(table "$f" a | cut -d, -f1-10)" "${f##*/} $(
            snstat --json -n 100000 -r "$f" | jq -r '.conversations[] | [.a, .a_port, .b, .b_port,
                .ip_proto, .protocol, .a_to_b.packets, .a_to_b.bytes, .b_to_a.packets,
                .b_to_a.bytes] | map(. // "" | tostring) | join(",")'
        )"
        assert_equal "${f##*/} $(table "$f" name)" "${f##*/} $(snstat --json -r "$f" |
            jq -r 'def walk($up): .protocols[]? | "\($up)\(.name),\(.packets),\(.bytes)",
                walk("\($up)\(.name):"); walk("")')"
        assert_equal "${f##*/} $(table "$f" packets | cut -d, -f1-4)" "${f##*/} $(
            snstat --json -r "$f" | jq -r '[.packets, .bytes, .captured_bytes, .cut_packets] |
                join(",")'
        )"
    done
}

@test "--csv of every fixture is what a CSV reader takes: each table as wide as its heading" {
    need python3
    for f in $(whole); do
        snstat --csv -r "$f" >"$BATS_TEST_TMPDIR/csv"
        run -0 python3 - "$BATS_TEST_TMPDIR/csv" <<'PY'
import csv, sys

tables, head = 0, None
for row in csv.reader(open(sys.argv[1], newline=""), strict=True):
    if not row:
        head = None
    elif head is None:
        head, tables = row, tables + 1
        assert len(set(head)) == len(head), head
    else:
        assert len(row) == len(head), (head, row)
assert tables == 16, tables
PY
    done
}

@test "the protocols of a packet as deep as one can be, in every form" {
    need jq python3
    python3 - >"$BATS_TEST_TMPDIR/deep" <<'PY'
import struct, sys

b = b"\2\0\0\0\0\1\2\0\0\0\0\2" + b"\x81\0\0\1" * 80 + b"\x08\0"
sys.stdout.buffer.write(struct.pack("<IHHIIIIIIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1, 1, 0, len(b),
                                    len(b)) + b)
PY
    run -0 jq -r '[.. | .name? // empty] | length' <(snstat --json -r "$BATS_TEST_TMPDIR/deep")
    [ "$output" -gt 60 ]
    assert_equal "$(table "$BATS_TEST_TMPDIR/deep" name | wc -l)" "$output"
    assert_equal "$(snstat -r "$BATS_TEST_TMPDIR/deep" | grep -c 'vlan\|eth')" "$output"
}

@test "sizes are tshark's packet lengths" {
    need tshark jq
    for f in $(whole); do
        assert_equal "${f##*/}: $(snstat -z sizes --json -r "$f" | jq -r '.sizes[] |
            "\(.from) \(.packets) \(.min // "-") \(.max // "-")"')" "${f##*/}: $(
            says "$f" tables | awk '$1 ~ /^[0-9]+-[0-9]+$|^5120$/ {
                split($1, from, "-"); at = $1 == "5120" ? 4 : 2
                print from[1], $at, $at ? $(at + 2) : "-", $at ? $(at + 3) : "-" }'
        )"
    done
}

@test "the rate is what packets are in each interval, the peak the largest" {
    need tshark jq
    for f in $(whole); do
        says "$f" packets | cut -f1,2 >"$BATS_TEST_TMPDIR/packets"
        for width in 1 0.25 3600; do
            got=$(snstat -z rate --json --interval "$width" -r "$f")
            assert_equal "${f##*/}: $(jq -r '.rate[] | select(.packets > 0) |
                "\(.packets) \(.bytes)"' <<<"$got")" "${f##*/}: $(
                python3 -c '
import sys
from decimal import Decimal
n = {}
for line in sys.stdin:
    t, size = line.split("\t")
    at = Decimal(t) // Decimal(sys.argv[1]) - (1 if Decimal(t) < 0 and Decimal(t) % Decimal(sys.argv[1]) else 0)
    p, b = n.get(at, (0, 0))
    n[at] = (p + 1, b + int(size))
for at in sorted(n):
    print(*n[at])' "$width" <"$BATS_TEST_TMPDIR/packets"
            )"
            jq -e '(.rate | map(.packets) | max) == .peak.packets' <<<"$got" >/dev/null ||
                [ "$(jq '.rate | length' <<<"$got")" -eq 0 ]
        done
    done
}

@test "ports are those of the conversations" {
    need jq
    for f in $(whole); do
        assert_equal "${f##*/}: $(snstat -z ports -n 1000000 --sort name --json -r "$f" |
            jq -c '[.ports[] | [.port, .protocol, .sent.packets, .sent.bytes, .received.packets,
                .received.bytes]]')" "${f##*/}: $(snstat -z conversations -n 1000000 --json -r "$f" |
            jq -c '[.conversations[] | select(.protocol == "tcp" or .protocol == "udp") |
                select(.a_port + .b_port > 0) |
                {p: .a_port, q: .protocol, s: .a_to_b, r: .b_to_a},
                {p: .b_port, q: .protocol, s: .b_to_a, r: .a_to_b}] | group_by([.p, .q]) | map([
                .[0].p, .[0].q, (map(.s.packets) | add), (map(.s.bytes) | add),
                (map(.r.packets) | add), (map(.r.bytes) | add)])')"
    done
}

@test "each view holds what the summary says of it" {
    need jq
    f=$FIX/mixed.pcap
    summary=$(snstat --json -r "$f")
    assert_equal "$(jq -c . <<<"$summary")" "$(snstat -z summary --json -r "$f" | jq -c .)"
    for v in protocols hosts conversations ports sizes; do
        assert_equal "$(snstat -z "$v" --json -r "$f" | jq -c ".$v")" "$(jq -c ".$v" <<<"$summary")"
    done
    assert_equal "$(snstat --view file --json -r "$f" | jq -c .)" \
        "$(jq -c 'del(.peak, .notes, .protocols, .host_count, .hosts, .other_hosts, .conversation_count,
            .conversations, .other_conversations, .sizes, .port_count, .ports)' <<<"$summary")"
    run -2 snstat -z nothing -r "$f"
    assert_output --partial "no such view: 'nothing'"
}

@test "--by chooses, --sort orders" {
    need jq
    f=$FIX/mixed.pcap
    all=$(snstat -z hosts -n 1000000 --json -r "$f")
    for by in packets sent received; do
        case $by in
        packets) key='.sent.packets + .received.packets' ;;
        *) key=".$by.bytes" ;;
        esac
        assert_equal "$(snstat -z hosts -n 5 --by "$by" --json -r "$f" |
            jq -c "[.hosts[] | $key]")" "$(jq -c "[.hosts[] | $key] | sort | reverse[:5]" <<<"$all")"
    done
    assert_equal "$(snstat -z hosts -n 5 --by packets --sort bytes --json -r "$f" |
        jq -c '[.hosts[] | .sent.bytes + .received.bytes]')" "$(
        snstat -z hosts -n 5 --by packets --json -r "$f" |
            jq -c '[.hosts[] | .sent.bytes + .received.bytes] | sort | reverse'
    )"
    assert_equal "$(snstat -z conversations -n 7 --by duration --json -r "$f" |
        jq -c '[.conversations[].duration]')" "$(snstat -z conversations -n 100000 --json -r "$f" |
        jq -c '[.conversations[].duration] | sort | reverse[:7]')"
    run -2 snstat --by nothing -r "$f"
    run -2 snstat --interval 0 -r "$f"
}

@test "TCP connections are tshark's streams, handshakes take as long" {
    need tshark jq
    for f in $(whole); do
        [ "${f##*/}" != snap68.pcap ] || continue # tshark has no stream for headers that are cut
        says "$f" packets | awk -F'\t' '$5 != "" { print $3 "\t" $4 }' >"$BATS_TEST_TMPDIR/tcp"
        got=$(snstat -z tcp -n 100000 --json -r "$f")
        assert_equal "${f##*/}: $(jq .tcp.connections <<<"$got")" "${f##*/}: $(
            cut -f1 "$BATS_TEST_TMPDIR/tcp" | sort -nu | wc -l
        )"
        assert_equal "${f##*/}: $(jq -r '.flows[].handshake_rtt | select(. != null)' <<<"$got" |
            awk '{ printf "%.9f\n", $1 }' | sort)" "${f##*/}: $(
            awk -F'\t' '$2 != "" && !seen[$1]++ { printf "%.9f\n", $2 }' "$BATS_TEST_TMPDIR/tcp" | sort
        )"
    done
}

@test "flows hold every packet that conversations hold" {
    need jq
    for f in "$FIX"/mixed.pcap "$FIX"/recorded.pcap; do
        assert_equal "${f##*/}: $(snstat -z flows -n 1000000 --json -r "$f" | jq -c '.flows |
            [map(.a_to_b.packets + .b_to_a.packets), map(.a_to_b.bytes + .b_to_a.bytes)] |
            map(add)')" "${f##*/}: $(snstat -z conversations -n 1000000 --json -r "$f" |
            jq -c '.conversations | [map(.a_to_b.packets + .b_to_a.packets),
            map(.a_to_b.bytes + .b_to_a.bytes)] | map(add)')"
    done
}

@test "every view is the same for any number of threads, at the limits too" {
    [ -x "$SN_BUILD/tests/bench/gen" ]
    "$SN_BUILD/tests/bench/gen" -n 30000 >"$BATS_TEST_TMPDIR/gen"
    for v in summary protocols hosts conversations ports sizes rate flows tcp; do
        for limit in 1000000 64; do
            want=$(snstat -z "$v" -n 50 --csv --max-flows "$limit" --jobs 1 -r "$BATS_TEST_TMPDIR/gen")
            for jobs in 2 3; do
                assert_equal "$v $(snstat -z "$v" -n 50 --csv --max-flows "$limit" --jobs $jobs \
                    -r "$BATS_TEST_TMPDIR/gen" | md5sum)" "$v $(md5sum <<<"$want")"
                # But for the name of the file.
                assert_equal "$v $(snstat -z "$v" -n 50 --csv --max-flows "$limit" --jobs $jobs \
                    <"$BATS_TEST_TMPDIR/gen" | md5sum)" \
                    "$v $(sed "s: -r $BATS_TEST_TMPDIR/gen::; s:$BATS_TEST_TMPDIR/gen:standard input:" \
                        <<<"$want" | md5sum)"
            done
        done
    done
}

@test "tcp lists who retransmits most" {
    need jq
    "$SN_BUILD/tests/bench/gen" -n 30000 >"$BATS_TEST_TMPDIR/gen"
    run -0 snstat -z tcp -n 1000000 --json -r "$BATS_TEST_TMPDIR/gen"
    jq -e '[.flows[] | .a_to_b.retransmissions + .b_to_a.retransmissions] |
        . == (sort | reverse) and .[0] > 0' <<<"$output"
    jq -e '([.flows[] | .a_to_b.retransmissions + .b_to_a.retransmissions] | add) ==
        .tcp.retransmissions and (.flows | length) == .tcp.connections' <<<"$output"
    jq -e '[.tcp | .unknown, .syn_sent, .syn_received, .established, .closing, .closed, .reset] |
        add' <<<"$output" >"$BATS_TEST_TMPDIR/states"
    assert_equal "$(cat "$BATS_TEST_TMPDIR/states")" "$(jq .tcp.connections <<<"$output")"
}

@test "--bits shows bits in tables of text only" {
    bytes=$(snstat --width 0 -z hosts -n 1 -r "$FIX/mixed.pcap" | awk 'NR == 2 { print $3 }')
    run -0 snstat --width 0 -z hosts -n 1 --bits -r "$FIX/mixed.pcap"
    assert_line --index 0 --regexp 'packets +bits'
    [ "$(awk 'NR == 2 { print $3 }' <<<"$output")" -eq $((8 * bytes)) ]
    assert_equal "$(snstat --json --bits -r "$FIX/mixed.pcap")" "$(snstat --json -r "$FIX/mixed.pcap")"
}

@test "hosts are tshark's endpoints" {
    need tshark jq
    for f in $(whole); do
        says "$f" tables | sed -n '/^IP.* Endpoints$/,/^===/p' |
            awk 'NF == 7 && $2 ~ /^[0-9]+$/ { print $1, $2, $3, $4, $5, $6, $7 }' |
            sort >"$BATS_TEST_TMPDIR/want"
        snstat -n 100000 --json -r "$f" | jq -r '.hosts[] | "\(.address) \(.sent.packets +
            .received.packets) \(.sent.bytes + .received.bytes) \(.sent.packets) \(.sent.bytes
            ) \(.received.packets) \(.received.bytes)"' | sort >"$BATS_TEST_TMPDIR/got"
        run diff "$BATS_TEST_TMPDIR/want" "$BATS_TEST_TMPDIR/got"
        assert_success
    done
}

@test "ports are tshark's endpoints, added up" {
    need tshark jq
    for f in $(whole); do
        [ "${f##*/}" != snap68.pcap ] || continue # cut headers have no endpoints there
        says "$f" tables | sed -n '/^[TUS].* Endpoints$/,/^===/p' | awk '
            / Endpoints$/ { v = tolower($1) }
            NF >= 8 && $2 ~ /^[0-9]+$/ { p = v " " $2; for (i = 5; i <= 8; i++) n[p, i] += $i; port[p] }
            END { for (p in port) print p, n[p, 5], n[p, 6], n[p, 7], n[p, 8] }' |
            sort >"$BATS_TEST_TMPDIR/want"
        snstat -z ports -n 100000 --json -r "$f" | jq -r '.ports[] | "\(.protocol) \(.port) \(
            .sent.packets) \(.sent.bytes) \(.received.packets) \(.received.bytes)"' |
            sort >"$BATS_TEST_TMPDIR/got"
        run diff "$BATS_TEST_TMPDIR/want" "$BATS_TEST_TMPDIR/got"
        assert_success
    done
}

@test "conversations are tshark's" {
    need tshark jq
    f=$FIX/mixed.pcap
    says "$f" tables | awk '$2 == "<->" {
        n = $0; gsub(/ (bytes|kB|MB)/, "", n); split(n, w, " +"); print w[1], w[3], w[8] }' |
        sort >"$BATS_TEST_TMPDIR/want"
    snstat -n 100000 --json -r "$f" | jq -r '.conversations[] | select(.a_port) |
        "\(.a):\(.a_port) \(.b):\(.b_port) \(.a_to_b.packets + .b_to_a.packets)"' |
        sort >"$BATS_TEST_TMPDIR/got"
    # Which end tshark puts first depends on ports; ours is the sender of the first packet.
    norm() { awk '{ if ($1 > $2) { t = $1; $1 = $2; $2 = t } print }' "$1" | sort; }
    assert_equal "$(norm "$BATS_TEST_TMPDIR/got")" "$(norm "$BATS_TEST_TMPDIR/want")"
}

# Of capinfos' long report: the values behind a heading.
capinfos_says() {
    sed -n "s/^ *$1[:=] *//p; s/^ *$1 *[:=] *//p" "$BATS_TEST_TMPDIR/capinfos" | uniq
}

@test "what files are is what capinfos says: format, link type, precision, order, interfaces" {
    need capinfos jq
    for f in $(whole); do
        capinfos "$f" >"$BATS_TEST_TMPDIR/capinfos"
        snstat --json -n 0 -r "$f" >"$BATS_TEST_TMPDIR/json"
        says() { jq -r "$1" "$BATS_TEST_TMPDIR/json"; }
        case $(capinfos_says 'File type') in
        *pcapng*) assert_equal "$f $(says '.files[0].format')" "$f pcapng" ;;
        *) assert_equal "$f $(says '.files[0].format')" "$f pcap" ;;
        esac
        case $(capinfos_says 'File type') in
        *gzip*) assert_equal "$(says '.files[0].compression')" gzip ;;
        *) assert_equal "$(says '.files[0].compression')" null ;;
        esac
        assert_equal "$f $(says '.files[0].size') bytes" "$f $(stat -c %s "$f") bytes"
        case $(capinfos_says 'File timestamp precision') in
        per-packet*) assert_equal "$(says '.files[0].precision')" "differs by interface" ;;
        *) assert_equal "$f $(says '.files[0].precision')" \
            "$f $(capinfos_says 'File timestamp precision' | sed 's/ (.*//')" ;;
        esac
        case $(capinfos_says 'Strict time order') in
        True) assert_equal "$f $(says '.files[0].sorted')" "$f true" ;;
        False) assert_equal "$f $(says '.files[0].sorted')" "$f false" ;;
        esac
        # pcap's one interface is in newer reports only.
        [[ $(capinfos_says 'File type') == *pcapng* ]] || continue
        assert_equal "$f $(says '[.interfaces[].packets] | map(tostring) | join(" ")')" \
            "$f $(sed -n '/^Interface/,$s/^ *Number of packets = //p' "$BATS_TEST_TMPDIR/capinfos" |
                tr '\n' ' ' | sed 's/ $//')"
        for pair in Name:name Description:description Hardware:hardware Speed:speed \
            'Filter string:filter' 'Operating system:os' Comment:comment \
            'Time ticks per second:ticks_per_second' 'Timestamp offset:time_offset' \
            'BPF filter length:filter_instructions'; do
            assert_equal "$f ${pair%:*} $(sed -n "s/^  *${pair%:*} = //p" "$BATS_TEST_TMPDIR/capinfos")" \
                "$f ${pair%:*} $(says ".interfaces[] | .${pair#*:} // empty")"
        done
        for pair in 'Capture hardware:hardware' 'Capture oper-sys:os' \
            'Capture application:application' 'Capture comment:comment'; do
            assert_equal "$f ${pair%:*} $(sed -n "s/^${pair%:*}: *//p" "$BATS_TEST_TMPDIR/capinfos")" \
                "$f ${pair%:*} $(says ".sections[] | .${pair#*:} // empty")"
        done
    done
}

@test "what statistics blocks say of losses, in every form; names, secrets, comments" {
    need jq
    for f in metadata metadata-swapped; do
        run -0 jq -c '.files[0] | [.received, .dropped_interface, .dropped_system,
            .lost_between_packets, .commented_packets, .secrets, .names.ipv4, .names.ipv6,
            .sorted]' < <(snstat --json -r "$FIX/$f.pcapng")
        assert_output '[10,4,2,7,1,1,1,0,false]'
        run -0 jq -c '.interfaces[] | [.received, .dropped_interface, .accepted, .dropped_system,
            .delivered, .statistics_blocks]' < <(snstat --json -r "$FIX/$f.pcapng")
        assert_line -n 0 '[10,4,9,2,3,2]'
        assert_line -n 1 '[null,null,null,null,null,0]'
        run -0 snstat -n 0 -r "$FIX/$f.pcapng"
        assert_line "Received       10"
        assert_line "Dropped        4 by the interface"
        assert_line "Dropped        2 by the system"
        assert_line "Interface      0 eth0, the uplink"
        assert_line "  Comment      of the section^Jand more of it"
    done
}

@test "--hash: the digests of the file as it is stored" {
    need jq
    for f in us.pcap us.pcap.gz ng.pcapng; do
        run -0 jq -r '.files[0] | .sha256, .sha1' < <(snstat --json --hash -r "$FIX/$f")
        assert_line -n 0 "$(sha256sum <"$FIX/$f" | cut -d' ' -f1)"
        assert_line -n 1 "$(sha1sum <"$FIX/$f" | cut -d' ' -f1)"
    done
    run -0 grep SHA < <(snstat --hash <"$FIX/us.pcap")
    run -1 snstat --hash < <(cat "$FIX/us.pcap")
    assert_output --partial "it can't be read again for a hash"
    assert_line "Packets        40"
}

@test "--per-file: a row for each file" {
    need jq
    run -0 snstat --per-file -r "$FIX/us.pcap.gz"
    assert_equal "${#lines[@]}" 2
    assert_line -n 1 --regexp "us.pcap.gz +pcap +EN10MB +40 +17952 +2023-11-14T"
    run -0 snstat --per-file --json -r "$FIX/us.pcap.gz"
    assert_equal "${#lines[@]}" 1
    assert_equal "$(jq -r '[.packets, .bytes, .compression, .interfaces[0].packets] | join(" ")' \
        <<<"$output")" "40 17952 gzip 40"
    run -0 snstat --per-file --csv -r "$FIX/us.pcap.gz"
    assert_equal "${#lines[@]}" 2
    three=(-r "$FIX/us.pcap" -r "$FIX/metadata.pcapng" -r "$FIX/ns.pcap")
    run -0 jq -r '[.packets, .format, .precision, (.interfaces | length), (.sections | length)] |
        join(" ")' < <(snstat --per-file --json "${three[@]}")
    assert_output "40 pcap microseconds 1 0
4 pcapng differs by interface 2 1
40 pcap nanoseconds 1 0"
    run -0 jq -r '.packets, (.files | length), ([.files[].packets] | add), (.interfaces | length)' \
        < <(snstat --json "${three[@]}")
    assert_output "84
3
84
4"
    run -0 snstat --per-file "${three[@]}"
    assert_equal "${#lines[@]}" 4
}

@test "the table" {
    cd "$FIX"
    run snstat -n 3 -r mixed.pcap
    assert_success
    assert_output "$(cat "$ROOT/tests/golden/snstat-mixed.txt")"
}

@test "the object" {
    need jq
    # shellcheck disable=SC2016
    cd "$FIX"
    run bash -c 'snstat -n 2 --json -r "$0" | jq .' mixed.pcap
    assert_success
    assert_output "$(cat "$ROOT/tests/golden/snstat-mixed.json")"
}

@test "a stream, a compressed stream and a filter" {
    a=$(snstat <"$FIX/us.pcap" | grep -v '^File\|^Format')
    assert_equal "$(snstat -r - <"$FIX/us.pcap.gz" | grep -v '^File\|^Format')" "$a"
    assert_equal "$(snstat tcp <"$FIX/ng.pcapng" | head -n 1)" \
        "$(snfilter -r "$FIX/ng.pcapng" tcp | snstat | head -n 1)"
    echo udp >"$BATS_TEST_TMPDIR/f"
    assert_equal "$(snstat -F "$BATS_TEST_TMPDIR/f" -r "$FIX/mixed.pcap" | head -n 1)" \
        "Packets        25"
}

@test "no packet at all is not an error" {
    # shellcheck disable=SC2016
    run bash -c 'snfilter -r "$0" "less 1" | snstat' "$FIX/us.pcap"
    assert_success
    assert_line --index 0 "Packets        0"
}

@test "a cut capture: what was whole is counted, then the error" {
    run --separate-stderr snstat -r "$FIX/cut.pcap"
    assert_failure 1
    assert_line --index 0 "Packets        29"
    [[ $stderr == "snstat: $FIX/cut.pcap: byte "*"cut"* ]]
}

@test "errors and usage" {
    run --separate-stderr snstat -r /nonexistent
    assert_failure 1
    assert_equal "$stderr" "snstat: /nonexistent: can't be opened: No such file or directory"
    run --separate-stderr snstat -r "$FIX/garbage.pcap"
    assert_failure 1
    assert_equal "$output" ""
    run --separate-stderr snstat -r "$FIX/us.pcap" 'tpc'
    assert_failure 1
    assert_equal "$output" ""
    [[ $stderr == "snstat: filter: column 1: "* ]]
    run --separate-stderr snstat -n x
    assert_failure 2
    [[ $stderr == "snstat: -n takes a number from 0 to 1000000, not 'x'"* ]]
    run --separate-stderr snstat --bogus
    assert_failure 2
    [[ $stderr == "snstat: no such option: '--bogus'"* ]]
    # shellcheck disable=SC2016
    run --separate-stderr bash -c 'snstat -r "$0" >/dev/full' "$FIX/us.pcap"
    assert_failure 1
    [[ $stderr == "snstat: standard output: "*"No space left on device" ]]
}
