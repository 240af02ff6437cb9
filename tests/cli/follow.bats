# sndump --stream: a connection as a conversation.
load common
load mess

setup() {
    need_tool sndump
    T=$BATS_TEST_TMPDIR
}

stream() { sndump -r "$FIX/recorded.pcap" --stream "$@"; }

@test "what both ends sent, in order" {
    run -0 stream 'port 80 or port 7777'
    assert_line -n 1 'Follow: tcp,ascii'
    assert_line -n 2 'Filter: tcp.stream eq 0'
    assert_line -n 3 --regexp '^Node 0: [0-9a-f.:]+:[0-9]+$'
    assert_equal "$output" "$(stream 0)"
    run -0 stream udp:0
    assert_line -n 1 'Follow: udp,ascii'
}

@test "the same as tshark -z follow" {
    need tshark python3
    for seed in 3 4 5; do
        mess "$seed" "$T/$seed.pcap"
    done
    for f in "$FIX/recorded.pcap" "$T"/[0-9].pcap; do
        for which in tcp,ascii,0 tcp,hex,0 tcp,ascii,1 tcp,hex,1 udp,hex,0 udp,ascii,0; do
            IFS=, read -r proto form number <<<"$which"
            # a gap is no bytes of a dump
            [ "$proto,$form" = tcp,ascii ] || [ "$f" = "$FIX/recorded.pcap" ] || continue
            tshark -n -q -r "$f" -z "follow,$which" 2>"$T/err" | python3 -c '
import re, sys
text = re.sub(rb"\r(?!\n)", b".", sys.stdin.buffer.read())
# its note of what is missing ends with a null byte
def note(m): return b"%d\n%s" % (int(m[1]) - 1, m[2])
sys.stdout.buffer.write(re.sub(rb"(\d+)\n(\[\d+ bytes missing in capture file\])\.", note, text))' >"$T/want"
            [ "$proto" = tcp ] || number=udp:$number
            [ "$form" = hex ] && form=--hex || form=
            sndump -r "$f" --stream "$number" ${form:+"$form"} >"$T/got"
            run diff "$T/want" "$T/got"
            assert_success
        done
    done
    run -0 sndump -r "$T/3.pcap" --stream 0
    assert_output --partial 'bytes missing in capture file]'
}

@test "two colours on a terminal, or when they are asked for" {
    local red=$'\e[31m' blue=$'\e[34m' plain=$'\e[0m'
    sndump -r "$FIX/recorded.pcap" --stream 'port 7777' >"$T/plain"
    run -1 grep -cF "$red" "$T/plain"
    sndump -r "$FIX/recorded.pcap" --stream 'port 7777' --color=always >"$T/coloured"
    grep -qF "$red" "$T/coloured"
    grep -qF "$blue" "$T/coloured"
    sed -e "s/\x1b\[[0-9]*m//g" "$T/coloured" | diff - "$T/plain"
    run -2 sndump -r "$FIX/recorded.pcap" --stream 0 --color=perhaps
    if type script; then
        script -qec "TERM=xterm sndump -r '$FIX/recorded.pcap' --stream 0" /dev/null </dev/null | grep -qF "$red"
        run -1 grep -qF "$red" <(NO_COLOR=1 script -qec "TERM=xterm sndump -r '$FIX/recorded.pcap' --stream 0" /dev/null </dev/null)
    fi
}

@test "each side to a file, with any number of threads" {
    need python3
    for jobs in 1 3; do
        run -0 stream 'port 7777' --raw "$T/side" --jobs "$jobs"
        assert_output ''
        stream 'port 7777' --hex | python3 -c '
import sys
sides = [b"", b""]
for line in list(sys.stdin)[6:-1]:
    node = line.startswith("\t")
    sides[node] += bytes.fromhex(line.strip()[8:58])
for i in 0, 1:
    open(sys.argv[1] + str(i), "wb").write(sides[i])' "$T/want."
        cmp "$T/side.0" "$T/want.0"
        cmp "$T/side.1" "$T/want.1"
        [ -s "$T/side.0" ]
    done
    run -1 stream 0 --raw "$T/no/such/folder"
    assert_output --partial "$T/no/such/folder.0: can't be created"
}

@test "nothing from a packet reaches the terminal as it is" {
    need python3
    python3 - "$T/evil.pcap" <<'PY'
import struct, sys
evil = bytes(range(256)) + b"\x1b[2Jline\rover\r\n\xc2\x9b31m"
udp = struct.pack("!HHHH", 1, 2, 8 + len(evil), 0) + evil
ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0, bytes((1, 2, 3, 4)), bytes((5, 6, 7, 8))) + udp
with open(sys.argv[1], "wb") as f:
    f.write(struct.pack("<IHHiIIIIIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101, 0, 0, len(ip), len(ip)) + ip)
PY
    sndump -r "$T/evil.pcap" --stream udp:0 >"$T/out"
    run -1 grep -aP '[^\x20-\x7e\r\t]|\r.' "$T/out"
}

@test "what isn't there, and what doesn't go together" {
    run -1 stream 99
    assert_output 'sndump: --stream: no connection of TCP has the number 99'
    run -1 stream udp:99
    assert_output --partial 'no flow of UDP has the number 99'
    run -1 stream 'udp port 9'
    assert_output --partial 'no packet of TCP or UDP is accepted'
    run -1 stream 'prt 9'
    assert_output --partial "unknown word 'prt'"
    run -2 stream 'port 9' tcp
    run -2 stream 0 --json
    run -2 sndump -r "$FIX/recorded.pcap" --hex
    assert_output --partial -- '--hex without --stream'
}
