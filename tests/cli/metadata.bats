# What pcapng says of packets and interfaces: shown, asked for, counted.
load common

setup() {
    need_tool sndump
    T=$BATS_TEST_TMPDIR
}

META=(comment packet_flags packet_flags_direction packet_flags_reception_type
    packet_flags_fcs_length packet_flags_crc_error packet_flags_symbol_error packet_id
    interface_queue interface_id section_number drop_count verdict.hw verdict.ebpf_tc
    verdict.ebpf_xdp p2p_dir time_epoch)

@test "what pcapng says of a packet is the same as in tshark -T fields" {
    need tshark
    local list want=()
    list=$(printf ',frame.%s' "${META[@]}")
    for name in "${META[@]}"; do
        want+=(-e "frame.$name")
    done
    for f in metadata metadata-swapped rich; do
        tshark -n -r "$FIX/$f.pcapng" -T fields -E header=y "${want[@]}" >"$T/want" 2>"$T/err"
        # tshark 4.0 has bytes with blanks, and fields of nothing.
        sed -i 's/01 02/0102/' "$T/want"
        sndump -r "$FIX/$f.pcapng" --fields "${list#,}" >"$T/got"
        run diff -u "$T/want" "$T/got"
        assert_success
    done
}

@test "JSON has comments, flags, interface, hash, queue and verdicts, in either byte order" {
    need jq
    for f in metadata metadata-swapped; do
        run -0 jq -c '.frame | [."frame.comment", ."frame.packet_flags", ."frame.packet_flags_crc_error",
            ."sn.frame.hash", ."sn.frame.hash_algorithm", ."frame.packet_id", ."frame.interface_queue",
            ."frame.interface_name", ."frame.interface_description", ."frame.drop_count",
            ."frame.verdict.ebpf_tc", ."frame.verdict.ebpf_xdp", ."frame.verdict.unknown"]' \
            < <(sndump --json -r "$FIX/$f.pcapng")
        assert_line -n 0 '[["a comment","another \"one\""],16777353,true,["de:ad:be:ef"],[2],"1234605616436508552",3,"eth0","the uplink",7,[2],[-1],["03"]]'
        assert_line -n 1 '[null,2,false,null,null,null,null,"wlan0",null,null,null,null,null]'
    done
}

@test "bytes in front of a frame are not its own, and say where it went" {
    need python3 tshark
    local link first fields=(frame.len frame.cap_len frame.p2p_dir)
    for link in 1 123 201 204 254; do
        for first in 00 01; do
            python3 - "$link" "$first" "$T/$link.pcap" <<'PY'
import struct, sys
link, first = int(sys.argv[1]), bytes.fromhex(sys.argv[2])
frame = first + bytes(2) + first + bytes(20)
open(sys.argv[3], "wb").write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, link)
    + struct.pack("<IIII", 1700000000, 0, len(frame), len(frame) + 9) + frame)
PY
            tshark -n -r "$T/$link.pcap" -T fields "${fields[@]/#/-e}" >"$T/want" 2>"$T/err"
            run -0 sndump -r "$T/$link.pcap" --no-header --fields "$(IFS=,; echo "${fields[*]}")"
            assert_output "$(cat "$T/want")"
        done
    done
}

@test "comments are text from outside: they stay in their string and cell" {
    need python3 jq
    python3 - "$FIX/metadata.pcapng" "$T/odd.pcapng" <<'PY'
import sys
b = open(sys.argv[1], "rb").read()
open(sys.argv[2], "wb").write(b.replace(b"a comment", b"\x1b[31\xff\t\n,\""))
PY
    run -0 jq -r '.frame["frame.comment"][0] // empty | length' < <(sndump --json -r "$T/odd.pcapng")
    assert_output 9
    run -0 sndump -r "$T/odd.pcapng" --no-header -c 1 --fields frame.comment
    refute_output --partial $'\x1b'
    assert_equal "${#lines[@]}" 1
}

@test "inbound and outbound where the file knows" {
    need_tool snfilter
    numbers() { snfilter "${@:3}" -r "$FIX/$1.pcapng" "$2" | sndump --no-header --fields frame.time_epoch | tr '\n' ' '; }
    local one=1700000000.123456789 two=1700000000.000001000 three=1700000000.123457789
    local four=1700000000.123458289
    for f in metadata metadata-swapped; do
        for how in -O --look-through; do
            assert_equal "$(numbers $f inbound $how)" "$one $four "
            assert_equal "$(numbers $f outbound $how)" "$two "
            assert_equal "$(numbers $f 'not inbound' $how)" "$two $three "
            assert_equal "$(numbers $f 'not inbound and not outbound' $how)" "$three "
            assert_equal "$(numbers $f 'ifname wlan0 and outbound' $how)" "$two "
        done
    done
    # Where no packet can say it, that is an error.
    run -1 snfilter -r "$FIX/us.pcap" inbound
    assert_output --partial 'do not say whether they came in or went out'
    # What the header says comes first, and every file is asked by its means.
    run -1 snfilter -r "$FIX/metadata.pcapng" -r "$FIX/us.pcap" inbound -w "$T/o.pcap"
    assert_output --partial 'do not say whether they came in or went out'
}

@test "a pcap file says nothing of the kind" {
    run -0 sndump --json -c 1 -r "$FIX/us.pcap"
    refute_output --partial interface_id
    refute_output --partial section_number
}
