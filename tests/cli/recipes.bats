#!/usr/bin/env bats
# sn-pipelines(7): each recipe is run as it is written, beside traffic, on files of the names that it
# has. Live ones are ended by Ctrl-C as soon as what they are for has happened.
# shellcheck disable=SC2016 # await evaluates its argument itself
load common
load netns

PAGE=$ROOT/man/sn-pipelines.7

setup() {
    need python3
    ns_up
    in_ns ip link set va down
    in_ns ip link set va name eth0
    in_ns ip address add 192.0.2.1/24 dev eth0
    in_ns ip link set eth0 up
    mkdir "$T/bin" "$T/work"
    cd "$T/work" || return 1
    files
    programs
    export PATH=$T/bin:$PATH T NS SN_BIN
}

teardown() {
    [ -z "${TRAFFIC:-}" ] || kill "$TRAFFIC" 2>/dev/null || true
    ns_down
}

# The files of the recipes.
files() {
    local ago
    python3 - "$FIX/recorded.pcap" capture.pcap <<'END'
import ssl, struct, sys
hello = ssl.MemoryBIO()
tls = ssl.create_default_context().wrap_bio(ssl.MemoryBIO(), hello, server_hostname='www.example.org')
try: tls.do_handshake()
except ssl.SSLWantReadError: pass
data = hello_bytes = hello.read()
tcp = struct.pack('>HHIIBBHHH', 40000, 443, 1, 1, 0x50, 0x18, 1000, 0, 0) + data
ip = struct.pack('>BBHHHBBHII', 0x45, 0, 20 + len(tcp), 1, 0, 64, 6, 0, 0xc0000201, 0xc0000202) + tcp
eth = bytes(12) + b'\x08\0' + ip
# The answer, a second later.
data = b'\x16\3\3\0\x2a\2\0\0\x26\3\3' + bytes(32) + b'\0\x13\1\0'
tcp = struct.pack('>HHIIBBHHH', 443, 40000, 1, 1 + len(hello_bytes), 0x50, 0x18, 1000, 0, 0) + data
ip = struct.pack('>BBHHHBBHII', 0x45, 0, 20 + len(tcp), 1, 0, 64, 6, 0, 0xc0000202, 0xc0000201) + tcp
answer = bytes(12) + b'\x08\0' + ip
old = open(sys.argv[1], 'rb').read()
sec, = struct.unpack_from('<I', old, 24)
packets = ((sec + 4, eth), (sec + 5, answer))
open(sys.argv[2], 'wb').write(old + b''.join(
    struct.pack('<IIII', t, 0, len(p), len(p)) + p for t, p in packets))
END
    cp "$FIX/recorded.pcap" a.pcap
    snfilter -r a.pcap --shift 0.5s -w b.pcap
    cp "$FIX/recorded.pcapng" capture.pcapng
    mkdir archive
    ago=$(($(date +%s) - $(date -d 2026-11-23T19:56:34Z +%s) - 60))
    if [ "$ago" -ge 0 ]; then ago=+$ago; fi
    snfilter -r a.pcap --shift "${ago#+}s" -w archive/recent.pcap.gz
    cp a.pcap archive/old.pcap
}

# What stands for programs that the recipes name and that can't be here.
programs() {
    printf '#!/bin/sh\nshift\nexec "$@"\n' >"$T/bin/ssh"                     # ssh HOST COMMAND
    printf '#!/bin/sh\nexec sndump -c 3 >wireshark\n' >"$T/bin/wireshark"    # reads for a while
    printf '#!/bin/sh\necho %s\n' "$NS" >"$T/bin/docker"                     # a container's process
    # A server of the name that is asked for.
    printf '#!/bin/sh\nexec python3 -c "\nimport socket\nl = socket.socket(); l.bind((\\"127.0.0.1\\", 0)); l.listen()\nsocket.create_connection(l.getsockname()).send(b\\"GET\\")"\n' >"$T/bin/curl"
    chmod +x "$T/bin"/*
}

# Recorded packets, again and again, into the other end of eth0.
traffic() {
    ns_exec python3 - "$FIX/recorded.pcap" 3>&- <<'END' &
import socket, struct, sys, time
data, at, packets = open(sys.argv[1], 'rb').read(), 24, []
while at < len(data):
    n, = struct.unpack_from('<I', data, at + 8)
    packets.append(data[at + 16:at + 16 + n])
    at += 16 + n
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(('vb', 0))
while True:
    for p in packets:
        if len(p) <= 1514: s.send(p)
    time.sleep(0.02)
END
    TRAFFIC=$!
}

# The commands below a heading that begins with these words.
recipe() {
    awk -v title=".Ss $1" '
        /^[.]Ss / { here = index($0, title) == 1 }
        here && /^[.]Ed/ { exit }
        here && inside { gsub(/\\e/, "\\"); print }
        here && /^[.]Bd/ { inside = 1 }' "$PAGE"
}

# Runs one until the condition is true or it ends: try HEADING CONDITION. Its words: out, err.
try() {
    local i
    recipe "$1" >recipe.sh
    [ -s recipe.sh ] || { echo "no recipe: $1" >&2 && return 1; }
    rm -f out err
    # A session of its own: Ctrl-C goes to all of it.
    # shellcheck disable=SC2086
    setsid nsenter -t "$NS" $NS_ENTER bash -c 'trap - INT; cd "$T/work" && . ./recipe.sh' >out 2>err 3>&- &
    local pid=$!
    for ((i = 0; i < 2000; i++)); do
        if eval "$2" 2>/dev/null || ! kill -0 "$pid" 2>/dev/null; then break; fi
        sleep 0.01
    done
    kill -INT -- "-$pid" 2>/dev/null || true
    for ((i = 0; i < 1000; i++)); do
        if ! kill -0 "$pid" 2>/dev/null; then break; fi
        sleep 0.01
    done
    kill -9 -- "-$pid" 2>/dev/null || true # it hangs
    wait "$pid" || true
    eval "$2" || {
        echo "'$1' didn't bring about: $2" >&2
        cat recipe.sh err >&2
        return 1
    }
    echo "$1" >>tried
}

lines() { # FILE N: it has at least so many
    [ "$(wc -l <"$1")" -ge "$2" ]
}

count() { # FILE [EXPRESSION]
    snfilter --count -r "$@" 2>/dev/null | sed 's/ .*//'
}

@test "recipes of files" {
    try "Who talked to whom" 'grep -q "192.0.2.1.*<->" out'
    # The old file's packets aren't among them.
    run -0 snstat -r archive/old.pcap --json -z file
    refute_output ''
    try "A host in a month" '[ "$(count found.pcap)" -gt 0 ] && [ "$(count found.pcap "not host 192.0.2.1")" = 0 ]'
    try "Names that DNS" 'grep -q "no.example.org.*3" out'
    try "Who asks for which" 'grep -q "[1-9] www.example.org" out && ! grep -q " $" out'
    try "Servers that TLS" 'grep -q "^192.0.2.2.www.example.org$" out'
    try "TLS hand-shakes" 'lines out 2 && ! lines out 3 && grep -q "192.0.2.2.*1.0000" out'
    try "Connections that retransmit" 'grep -qi retrans out'
    try "Round trips" 'lines flows.csv 3 && grep -q 7777 flows.csv'
    try "How much traffic" 'lines out 5'
    try "Headers without" '[ "$(count headers.pcap)" = "$(count capture.pcap)" ] && [ "$(count headers.pcap "greater 2000")" -gt 0 ] && [ "$(stat -c %s headers.pcap)" -lt 9000 ]'
    try "Two machines" '[ "$(count both.pcapng)" = "$((2 * $(count a.pcap)))" ]'
    # Each packet beside its twin: of the same time now.
    run -0 sndump --no-header --fields frame.time_epoch -r both.pcapng
    assert_equal "$(sort -u <<<"$output" | wc -l)" "$(sndump --no-header --fields frame.time_epoch -r a.pcap | sort -u | wc -l)"
    try "Each packet once" '[ "$(count once.pcap)" -gt 0 ]'
    if command -v tcpdump >/dev/null; then try "A file of pcapng" 'lines out 10'; fi
    try "Packets for Elasticsearch" 'grep -q "\"layers\"" bulk.aa'
}

@test "recipes of live captures" {
    traffic
    try "What happens on" 'lines out 5'
    try "A remote host" 'lines wireshark 3'
    try "The moment before" 'ls ./*.pcapng.gz && [ "$(count ./2*.pcapng.gz)" -gt 0 ]'
    try "The last day" '[ "$(stat -c %s archive/2*.gz)" -gt 500 ]'
    [ "$(count archive/2*.gz)" -gt 0 ]
    try "Each new connection" 'lines out 2 && ! grep -v "Flags\|tcp" out'
    try "One connection in two" '[ "$(stat -c %s sample.pcap)" -gt 500 ]'
    [ "$(count sample.pcap)" -gt 0 ]
    if command -v jq >/dev/null; then try "The busiest addresses" 'lines out 1'; fi
    if [ "$(id -u)" -eq 0 ]; then
        try "All packets of one container" '[ "$(stat -c %s web.pcapng)" -gt 500 ]'
        [ "$(count web.pcapng)" -gt 0 ]
    fi
    try "What a program" 'grep -q "^[0-9:.]* python3\[[0-9]*\] .*127.0.0.1" out && grep -q "^python3 .*100.0%" out'
}

@test "each recipe of the page is tried" {
    # The first words of the headings, from here.
    grep -E '^ +(if .*)?try "' "$BATS_TEST_FILENAME" | sed 's/.*try "\([^"]*\)".*/\1/' >tried
    grep '^[.]Ss ' "$PAGE" | sed 's/^[.]Ss //' >headings
    [ "$(wc -l <headings)" -ge 20 ]
    while read -r heading; do
        found=
        while read -r words; do
            [[ $heading != "$words"* ]] || found=1
        done <tried
        assert_equal "$heading: ${found:-not tried}" "$heading: 1"
    done <headings
}
