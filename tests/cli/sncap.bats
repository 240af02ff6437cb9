#!/usr/bin/env bats
# sncap on a veth pair. Frames are multiples of four bytes long, so that packets_in can count them.
# shellcheck disable=SC2016 # await evaluates its argument itself
load common
load netns

shopt -s extglob

setup() {
    ns_up
}

teardown() {
    ns_down
}

@test "captures to a file; SIGINT ends it with everything written and three lines" {
    capture a -i va -w "$T/a.pcap"
    send vb -n 1000 -s 100
    interrupt
    assert_equal "$status" 0
    assert_equal "$(grep -v "could not be given up" "$T/a.err")" "sncap: listening on va, link-type EN10MB (Ethernet), snapshot length 262144 bytes
1000 packets captured
1000 packets received by filter
0 packets dropped by kernel"
    assert_equal "$(packets_in "$T/a.pcap")" 1000
}

@test "one packet is singular, SIGTERM ends it too, -q says nothing" {
    capture a -i va -w "$T/a.pcap"
    send vb -n 1 -s 100
    kill -TERM "$CAP"
    wait "$CAP"
    assert_equal "$(tail -n 3 "$T/a.err")" "1 packet captured
1 packet received by filter
0 packets dropped by kernel"
    ns_exec timeout 5 "$SN_BIN/sncap" -q -i va -c 1 -w "$T/q.pcap" 2>"$T/q.err" 3>&- &
    await '[ -s "$T/q.pcap" ]'
    send vb
    wait $!
    assert_equal "$(cat "$T/q.err")" ""
}

@test "-c stops after exactly that many packets, in a burst too" {
    capture a -i va -c 123 -w "$T/a.pcap"
    send vb -n 5000 -s 100
    wait "$CAP"
    assert_equal "$(packets_in "$T/a.pcap")" 123
    assert_equal "$(count_of "$T/a.err" captured)" 123
}

@test "without -w packets go to standard output, as a pcap stream with the kernel's time" {
    ns_exec "$SN_BIN/sncap" -i va -c 2 >"$T/o.pcap" 2>"$T/o.err" 3>&- &
    await 'grep -q listening "$T/o.err"'
    before=$(date +%s)
    send vb -n 2 -s 100
    wait $!
    assert_equal "$(od -An -tx4 -N4 "$T/o.pcap" | tr -d ' ')" a1b2c3d4
    run -0 od -An -tu4 -j24 -N4 "$T/o.pcap"
    [ $((output - before)) -le 3 ]
}

@test "--nano keeps nanoseconds" {
    capture a -i va -c 1 --nano -w "$T/a.pcap"
    send vb -s 100
    wait "$CAP"
    assert_equal "$(od -An -tx4 -N4 "$T/a.pcap" | tr -d ' ')" a1b23c4d
}

@test "-s cuts packets and keeps their true length" {
    capture a -i va -c 1 -s 64 -w "$T/a.pcap"
    send vb -s 1000
    wait "$CAP"
    assert_equal "$(od -An -tu4 -j32 -N8 "$T/a.pcap" | xargs)" "64 1000"
    assert_equal "$(stat -c %s "$T/a.pcap")" 104
}

@test "the bytes are the frame's" {
    frame=ffffffffffff02000000000188b5$(printf '%092d' 7)
    capture a -i va -c 1 -w "$T/a.pcap"
    send vb -x "$frame"
    wait "$CAP"
    assert_equal "$(od -An -v -tx1 -j40 "$T/a.pcap" | tr -d ' \n')" "$frame"
}

@test "VLAN tags that the kernel stripped are back in place" {
    for tag in 81000005 8100e00a 88a80064810000c8; do
        frame=020000000002020000000001${tag}0800$(printf '%0100d' 3)
        capture a -i va -c 1 -w "$T/a.pcap"
        send vb -x "$frame"
        wait "$CAP"
        assert_equal "$(od -An -v -tx1 -j40 "$T/a.pcap" | tr -d ' \n')" "$frame"
    done
}

@test "tagged frames read as tcpdump captured them" {
    command -v tcpdump >/dev/null || skip "no tcpdump"
    ns_exec tcpdump -Z root -U -i va -w "$T/t.pcap" 2>"$T/t.err" 3>&- &
    tcpdump=$!
    await 'grep -q "listening on" "$T/t.err"'
    capture a -i va -w "$T/a.pcap"
    send vb -n 3 -v 5
    send vb -n 3
    send vb -n 3 -t -v 4095 -s 500
    interrupt
    await '[ $(tcpdump -nr "$T/t.pcap" 2>/dev/null | wc -l) = 9 ]'
    kill -INT $tcpdump
    wait $tcpdump || true
    run -0 tcpdump -eXXtnr "$T/t.pcap"
    assert_equal "$(tcpdump -eXXtnr "$T/a.pcap" 2>/dev/null)" "$(tcpdump -eXXtnr "$T/t.pcap" 2>/dev/null)"
}

@test "a VLAN tag is kept in cooked captures too, incoming and outgoing" {
    capture a -i any -w "$T/a.pcap"
    send vb -v 5 -s 100
    interrupt
    assert_equal "$(count_of "$T/a.err" captured)" 2
    for at in 40 162; do # 8100, …, then the tag's rest and the IP header
        assert_equal "$(od -An -tx1 -j$at -N2 "$T/a.pcap" | tr -d ' ')" 8100
        assert_equal "$(od -An -tx1 -j$((at + 20)) -N5 "$T/a.pcap" | tr -d ' ')" 0005080045
    done
}

@test "loopback packets are captured once" {
    for i in lo any; do
        capture a -i $i -w "$T/a.pcap"
        send lo -n 10 -s 100
        interrupt
        assert_equal "$(count_of "$T/a.err" captured)" 10
    done
}

@test "-Q keeps one direction" {
    for dir in in:7 out:3 inout:10; do
        capture a -i va -Q ${dir%:*} -w "$T/a.pcap"
        send vb -n 7
        send va -n 3
        interrupt
        assert_equal "$(count_of "$T/a.err" captured)" ${dir#*:}
        assert_equal "$(count_of "$T/a.err" received)" ${dir#*:}
    done
}

@test "raw IP devices: tun" {
    in_ns ip tuntap add dev tun0 mode tun 2>/dev/null || skip "no tun devices"
    in_ns ip link set tun0 up
    capture a -i tun0 -w "$T/a.pcap"
    grep -q "listening on tun0, link-type RAW (Raw IP)" "$T/a.err"
    interrupt
    assert_equal "$(od -An -tu4 -j20 -N4 "$T/a.pcap" | xargs)" 101
}

@test "-i takes a number of -D; -D is tcpdump's, and more" {
    run -0 in_ns "$SN_BIN/sncap" -D
    [[ ${lines[0]} == 1.v?' [Up, Running, Connected] index '[0-9]*', EN10MB, '??:??:??:??:??:?? ]]
    n=$(sed -n 's/^\([0-9]*\)\.va .*/\1/p' <<<"$output")
    capture a -i "$n" -c 1 -w "$T/a.pcap"
    grep -q "listening on va," "$T/a.err"
    send vb
    wait "$CAP"
    in_ns ip addr add 10.9.0.1/24 dev va
    run -0 in_ns "$SN_BIN/sncap" -D
    assert_line --partial ", 10.9.0.1/24"
    command -v tcpdump >/dev/null || skip "no tcpdump"
    want=$(in_ns tcpdump -D | grep -E '\.(va|vb|lo|any) ')
    output=$(grep -E '\.(va|vb|lo|any) ' <<<"$output")
    assert_equal "${output//\] index*([!$'\n'])/]}" "$want"
}

@test "without -i: the first that is up and not loopback" {
    in_ns ip link del va
    run -1 in_ns "$SN_BIN/sncap" -w "$T/a.pcap"
    assert_output --partial "no interface is up but loopback"
    in_ns ip link add br0 type bridge
    in_ns ip link set br0 up
    capture a -w "$T/a.pcap"
    grep -q "listening on br0," "$T/a.err"
    interrupt
}

@test "promiscuous mode lasts as long as the capture, and -p leaves it off" {
    mode() {
        in_ns ip -d link show va | sed -n 's/.* promiscuity \([0-9]*\).*/\1/p'
    }
    capture a -i va -w "$T/a.pcap"
    assert_equal "$(mode)" 1
    kill -KILL "$CAP"
    wait "$CAP" || true
    await '[ "$(mode)" = 0 ]'
    capture a -p -i va -w "$T/a.pcap"
    assert_equal "$(mode)" 0
    interrupt
}

@test "the filter is in place before the socket is bound" {
    ns_exec "$PKTSEND" vb -n 100000000 >/dev/null 3>&- &
    sender=$!
    for ((i = 0; i < 10; i++)); do
        capture a -i va -w "$T/a.pcap" tcp
        interrupt
        assert_equal "$(count_of "$T/a.err" received)" 0
    done
    kill $sender
}

@test "a filter keeps what it matches" {
    capture a -i va -w "$T/a.pcap" tcp and port 50001
    send vb -n 10 -t
    send vb -n 10
    interrupt
    assert_equal "$(count_of "$T/a.err" captured)" 1
    assert_equal "$(count_of "$T/a.err" received)" 1
}

@test "an error in the filter names the column" {
    run -1 in_ns "$SN_BIN/sncap" -i va -w "$T/a.pcap" 'tcp and porf 80'
    assert_line --index 0 --partial "sncap: filter: column 9"
    [ ! -e "$T/a.pcap" ]
}

@test "a filter that is checked here sees more than the snap length keeps" {
    capture a -i va -s 20 --look-through -w "$T/a.pcap" 'udp port 9'
    send vb -n 5 -s 60
    interrupt
    run -0 "$SN_BIN/sndump" -r "$T/a.pcap" --fields frame.cap_len,frame.len --no-header
    assert_output "$(yes $'20\t60' | head -n 5)"
}

@test "SIGUSR1 prints the counts and goes on" {
    capture a -i va -w "$T/a.pcap"
    send vb -n 5
    await '[ $(stat -c %s "$T/a.pcap") -ge 314 ]'
    kill -USR1 "$CAP"
    await 'grep -q captured "$T/a.err"'
    assert_equal "$(tail -n 1 "$T/a.err")" \
        "sncap: 5 packets captured, 5 packets received by filter, 0 packets dropped by kernel"
    send vb -n 5
    interrupt
    assert_equal "$(count_of "$T/a.err" captured)" 10
}

@test "-z writes gzip" {
    capture a -i va -z -w "$T/a.pcap.gz"
    send vb -n 1000 -s 100
    interrupt
    assert_equal "$status" 0
    gzip -dc "$T/a.pcap.gz" >"$T/a.pcap"
    assert_equal "$(packets_in "$T/a.pcap")" 1000
}

@test "--format pcapng" {
    capture a -i va --format pcapng -w "$T/a.pcapng"
    send vb -n 3 -s 101
    interrupt
    assert_equal "$(od -An -tx4 -N4 "$T/a.pcapng" | tr -d ' ')" 0a0d0d0a
    command -v tcpdump >/dev/null || skip "no tcpdump"
    assert_equal "$(tcpdump -nr "$T/a.pcapng" 2>/dev/null | wc -l)" 3
}

@test "files written from the ring and streams written from copies are the same, tags and all" {
    capture a -i va -w "$T/a.pcap" udp or vlan
    pids=$CAP
    capture b -i va --format pcapng -w "$T/b.pcapng" udp or vlan
    pids+=" $CAP"
    ns_exec "$SN_BIN/sncap" -i va udp or vlan >"$T/c.pcap" 2>"$T/c.err" 3>&- &
    pids+=" $!"
    await 'grep -q listening "$T/c.err"'
    for size in 60 61 62 63 1501; do
        send vb -n 2000 -s $size
        send vb -n 50 -s $size -v 7
    done
    # shellcheck disable=SC2086
    kill -INT $pids
    # shellcheck disable=SC2086
    wait $pids
    for f in "$T/a.pcap" "$T/b.pcapng" "$T/c.pcap"; do
        sndump -t -xx -r "$f" >"$f.txt"
    done
    assert_equal "$(grep -c '^IP\|^[a-z0-9]' "$T/a.pcap.txt")" 10250
    cmp "$T/a.pcap.txt" "$T/b.pcapng.txt"
    cmp "$T/a.pcap.txt" "$T/c.pcap.txt"
}

@test "a capture that was stopped goes on with what the ring held" {
    capture a -B 2048 -i va -w "$T/a.pcap"
    kill -STOP "$CAP"
    send vb -n 2300 -s 500
    kill -CONT "$CAP"
    send vb -n 700 -s 500
    interrupt
    assert_equal "$status" 0
    assert_equal "$(packets_in "$T/a.pcap") $(count_of "$T/a.err" dropped)" "3000 0"
}

@test "standard output that is a terminal is refused" {
    need_terminal
    run in_ns script -qec "$SN_BIN/sncap -i va -c 1" /dev/null
    assert_equal "$status" 2
    assert_output --partial "won't write packets to a terminal"
}

@test "a missing interface is named, and -D suggested" {
    run -1 in_ns "$SN_BIN/sncap" -i eth77 -w "$T/a.pcap"
    assert_output "sncap: eth77: no such interface; 'sncap -D' lists them"
    [ ! -e "$T/a.pcap" ]
}

@test "an interface that is down is an error" {
    in_ns ip link set va down
    run -1 in_ns "$SN_BIN/sncap" -i va -w "$T/a.pcap"
    assert_output --partial "the interface is down"
}

@test "the interface goes down or away: what there was is written, then the error" {
    for how in "set va down:went down" "del va:disappeared"; do
        capture a -i va -w "$T/a.pcap"
        send vb -n 10 -s 100
        # shellcheck disable=SC2086
        in_ns ip link ${how%:*}
        status=0; wait "$CAP" || status=$?
    assert_equal "$status" 1
        assert_equal "$(packets_in "$T/a.pcap")" 10
        grep -q "sncap: va: the interface ${how#*:}" "$T/a.err"
        assert_equal "$(count_of "$T/a.err" captured)" 10
        in_ns ip link set va up || true
    done
}

@test "without CAP_NET_RAW it says which capability is missing" {
    command -v setpriv >/dev/null || skip "no setpriv"
    run -1 in_ns setpriv --bounding-set=-net_raw --inh-caps=-net_raw "$SN_BIN/sncap" -i va -w "$T/a.pcap"
    assert_output --partial "CAP_NET_RAW"
    assert_output --partial "setcap cap_net_raw=ep"
    [ ! -e "$T/a.pcap" ]
}

@test "an output that can't be created is an error" {
    run -1 in_ns "$SN_BIN/sncap" -i va -w "$T/none/a.pcap"
    assert_output --partial "$T/none/a.pcap: can't be created: No such file or directory"
}

@test "a full disk ends it with an error and a file of whole packets" {
    mkdir "$T/full"
    ns_tmpfs 256k "$T/full"
    capture a -i va -w "$T/full/a.pcap"
    send vb -n 5000 -s 100
    status=0; wait "$CAP" || status=$?
    assert_equal "$status" 1
    grep -q "sncap: $T/full/a.pcap: .*No space left on device" "$T/a.err"
    in_ns cp "$T/full/a.pcap" "$T/copy.pcap"
    written=$(packets_in "$T/copy.pcap")
    [ "$written" -gt 0 ]
    assert_equal "$(count_of "$T/a.err" captured)" "$written"
}

@test "a reader that leaves ends it quietly" {
    ns_exec bash -c '"$1" -q -i va | head -c 24 >/dev/null; echo ${PIPESTATUS[0]} >"$2"' - \
        "$SN_BIN/sncap" "$T/st" 3>&- 2>"$T/err" &
    for ((i = 0; i < 50; i++)); do
        send vb
        [ ! -s "$T/st" ] || break
        sleep 0.05
    done
    wait $!
    assert_equal "$(cat "$T/st")" 0
    assert_equal "$(cat "$T/err")" ""
}

@test "-d prints the program without privileges" {
    run -0 "$SN_BIN/sncap" -y EN10MB -ddd ip
    assert_line --index 0 4
    run -0 "$SN_BIN/sncap" -y EN10MB -d ip
    assert_line --index 0 --partial "(000) ldh"
}

@test "wrong usage is status 2" {
    run -2 "$SN_BIN/sncap" --nonsense
    run -2 "$SN_BIN/sncap" -c 0
    run -2 "$SN_BIN/sncap" -y NOTHING
    run -2 "$SN_BIN/sncap" -w "$T/a.pcap" -z gzip
    assert_output --partial "-z takes no command"
}

@test "a filter too long for the kernel: a coarser one there, sncap checks the rest" {
    { printf 'udp and (port 50000' && printf ' or port %d' {50002..50998..2} {2..4000..2} && printf ')'; } >"$T/ports"
    ns_exec "$SN_BIN/sncap" -v -i va -w "$T/a.pcap" -F "$T/ports" 2>"$T/a.err" 3>&- &
    CAP=$!
    for _ in $(seq 3000); do
        grep -q "listening on" "$T/a.err" && break
        sleep 0.02
    done
    send vb -n 1000 -s 100
    interrupt
    assert_equal "$status" 0
    run -0 cat "$T/a.err"
    assert_output --regexp "sncap: va: the filter has [0-9]+ instructions, the kernel takes 4096: it checks a coarser one, sncap the rest"
    assert_equal "$(packets_in "$T/a.pcap")" 500
}

@test "-v says rings, who checks the filter, what was given up; without it none of that" {
    run -0 in_ns "$SN_BIN/sncap" --verbose -i va --jobs 2 -B 4096 --duration 10ms -w "$T/a" tcp
    assert_line "sncap: va: 2 rings of 32 blocks of 128 KiB, handed over after 10 ms at the latest"
    assert_line --regexp "sncap: va: the filter has [0-9]+ instructions, the kernel checks all of it"
    assert_line --regexp "sncap: given up or locked: .*no_new_privs"
    run -0 in_ns "$SN_BIN/sncap" -v -i va --duration 10ms -w "$T/a" 'look-through (tcp)'
    assert_line --regexp "sncap: va: the filter looks through headers: the kernel checks a coarser one of [0-9]+ instructions, sncap the rest"
    run -0 in_ns "$SN_BIN/sncap" -v -i va --duration 10ms -w "$T/a"
    refute_output --partial "filter has"
    for quiet in "" "-v -q"; do
        # shellcheck disable=SC2086
        run -0 in_ns "$SN_BIN/sncap" $quiet -i va --duration 10ms -w "$T/a" tcp
        refute_output --regexp "ring|filter has|given up or locked"
    done
    run -0 in_ns "$SN_BIN/sncap" -q -v -i va --duration 10ms -w "$T/a" tcp
    assert_output --partial "filter has"
}

@test "a split filter is not said without -v" {
    printf 'port 1' >"$T/ports"
    printf ' or port %d' {3..9000..2} >>"$T/ports"
    run -0 in_ns "$SN_BIN/sncap" -i va --duration 10ms -w "$T/a" -F "$T/ports"
    refute_output --partial "coarser"
    run -0 in_ns "$SN_BIN/sncap" -v -i va --duration 10ms -w "$T/a" -F "$T/ports"
    assert_output --partial "it checks a coarser one, sncap the rest"
}

@test "inbound and outbound beside what sncap itself has to check" {
    printf ' or port %d' {3..9000..2} >"$T/ports" # too long for the kernel
    for way in "" "-z"; do                        # written from the ring, and by a thread
        rm -f "$T"/*.pcap*
        capture a -i va $way -w "$T/in.pcap" 'inbound and look-through (udp and vlan 5)'
        capture b -i va $way -w "$T/out.pcap" 'look-through (udp) and outbound'
        capture c -i va $way -w "$T/long.pcap" "inbound and (port 1 $(cat "$T/ports"))"
        send vb -n 10 -s 100 -v 5
        send vb -n 20 -s 100
        send va -n 40 -s 100 -v 5
        send va -n 80 -s 100
        # shellcheck disable=SC2046 # several
        kill -INT $(jobs -p)
        wait
        assert_equal "$(snfilter --count -r "$T"/in.pcap*)" "10 packets"
        assert_equal "$(snfilter --count -r "$T"/out.pcap*)" "120 packets"
        assert_equal "$(snfilter --count -r "$T"/long.pcap*)" "20 packets"
    done
    capture a -i any -w "$T/any.pcap" 'inbound and look-through (udp and vlan 5)'
    send vb -n 10 -s 100 -v 5
    interrupt
    assert_equal "$(snfilter --count -r "$T/any.pcap" -- 'inbound')" "10 packets"
}

@test "--look-through: all of the filter looks through, but not --exclude-self" {
    capture a -i va --look-through -w "$T/a.pcap" 'udp and not vlan 6'
    send vb -n 10 -s 100 -v 5
    send vb -n 20 -s 100 -v 6
    send vb -n 40 -s 100
    interrupt
    assert_equal "$(packets_in "$T/a.pcap")" 50
    assert_equal "$("$SN_BIN/sncap" -y EN10MB -d --look-through 'tcp')" "$("$SN_BIN/sncap" -y EN10MB -d 'look-through (tcp)')"
    refute [ "$("$SN_BIN/sncap" -y EN10MB -d --look-through 'tcp')" = "$("$SN_BIN/sncap" -y EN10MB -d 'tcp')" ]
    export SSH_CONNECTION="192.0.2.1 50000 192.0.2.2 22"
    capture a -i va --look-through --exclude-self -w "$T/b.pcap" 'udp and not vlan 6'
    send vb -n 10 -s 100 -v 5
    send vb -n 20 -s 100 -v 6
    interrupt
    assert_equal "$(packets_in "$T/b.pcap")" 10
}

@test "look-through: the kernel lets tagged packets pass, sncap decides" {
    capture a -i va -w "$T/a.pcap" 'look-through (udp and not vlan 6)'
    send vb -n 10 -s 100 -v 5
    send vb -n 20 -s 100 -v 6
    send vb -n 40 -s 100
    interrupt
    assert_equal "$status" 0
    assert_equal "$(packets_in "$T/a.pcap")" 50
}
