#!/usr/bin/env bats
# sncap's interfaces: several at once, namespaces, some that come and go.
# shellcheck disable=SC2016 # await evaluates its argument itself
load common
load netns

setup() {
    ns_up
}

teardown() {
    ns_down
}

another_pair() {
    in_ns ip link add vc type veth peer name vd
    in_ns ip link set vc up
    in_ns ip link set vd up
}

# Time stamps of a pcap file whose packets are $2 long, in order: prints "ordered" or where not.
order() {
    od -An -v -tu4 -w$((16 + $2)) -j24 "$1" | awk '
        { t = $1 * 1000000 + $2 }
        t < last { print "packet " NR " is earlier than the one before"; bad = 1; exit }
        { last = t }
        END { if (!bad) print "ordered" }'
}

@test "several interfaces: pcapng with their names" {
    need tshark
    another_pair
    capture a -i va -i vc -w "$T/a"
    grep -q "listening on va," "$T/a.err"
    grep -q "listening on vc," "$T/a.err"
    send vb -n 30 &
    send vd -n 20
    wait $!
    interrupt
    run -0 bash -c 'tshark -r "$1" -T fields -e frame.interface_name 2>/dev/null | sort | uniq -c | xargs' - "$T/a"
    assert_output "30 va 20 vc"
    assert_equal "$(count_of "$T/a.err" captured)" 50
}

@test "several interfaces merged into one pcap, in the order of time" {
    another_pair
    capture a -i va -i vc --format pcap -w "$T/a"
    for i in 1 2 3; do
        send vb -n 10000 -s 100 &
        send vd -n 10000 -s 100
        wait $!
    done
    interrupt
    assert_equal "$(count_of "$T/a.err" dropped)" 0
    assert_equal "$(packets_in "$T/a")" 60000
    assert_equal "$(order "$T/a" 100)" ordered
}

@test "filter, snap length, link type and promiscuous mode of each interface by position" {
    another_pair
    promiscuous() {
        in_ns ip -d link show "$1" | sed -n 's/.* promiscuity \([0-9]*\).*/\1/p'
    }
    capture a -s 200 -f 'udp port 9' -i va -s 60 -p -i vc -y LINUX_SLL2 -i lo -f icmp -w "$T/a" tcp
    assert_equal "$(promiscuous va) $(promiscuous vc)" "0 1"
    grep -q "listening on va, link-type EN10MB (Ethernet), snapshot length 60 bytes" "$T/a.err"
    grep -q "listening on vc, link-type LINUX_SLL2 (Linux cooked v2), snapshot length 200 bytes" "$T/a.err"
    send vb -n 3 -s 100
    send vb -n 3 -s 100 -t
    send vd -n 4 -s 300
    send lo -n 5
    interrupt
    assert_equal "$status" 0
    for want in va:3:60 vc:4:200 lo:0:; do
        IFS=: read -r name n len <<<"$want"
        snfilter -r "$T/a" -w "$T/one" "ifname $name"
        assert_equal "$name $(snfilter --count -r "$T/one")" "$name $n packets"
        [ -z "$len" ] || sndump -xx -c 1 -r "$T/one" 2>/dev/null | tail -n 1 |
            grep -q "^	0x00$(printf %02x $(((len - 1) / 16 * 16))):"
    done
    # Those without one of their own have the filter behind the options; behind -i alone, as it was.
    capture a -i va -f 'udp port 10' -i vc -w "$T/a" udp
    send vb -n 3
    send vd -n 4
    interrupt
    assert_equal "$(count_of "$T/a.err" captured)" 4
    run -1 in_ns "$SN_BIN/sncap" -i va -f 'udp prot 10' -w "$T/a"
    assert_output --partial "udp prot 10"
    run -2 in_ns "$SN_BIN/sncap" -i va -f udp --exclude-self -w "$T/a"
}

@test "pcap takes no two link types" {
    in_ns ip tuntap add dev tun0 mode tun 2>/dev/null || skip "no tun devices"
    in_ns ip link set tun0 up
    run -2 in_ns "$SN_BIN/sncap" -i va -i tun0 --format pcap -w "$T/a"
    assert_output --partial "va has EN10MB and tun0 has RAW"
    capture a -i va -i tun0 -w "$T/a"
    send vb -n 3
    interrupt
    assert_equal "$(count_of "$T/a.err" captured)" 3
}

@test "any: cooked v2, with the interface's number" {
    another_pair
    capture a -i any -w "$T/a" udp
    assert_equal "$(od -An -tu4 -j20 -N4 "$T/a" | xargs)" 276
    send vb -n 1 -s 100
    send vd -n 1 -s 100
    interrupt
    assert_equal "$(count_of "$T/a.err" captured)" 4
    assert_equal "$(od -An -tx1 -j40 -N2 "$T/a" | tr -d ' ')" 0800
    assert_equal "$(od -An -tx1 -j47 -N1 "$T/a" | xargs)" \
        "$(printf %02x "$(in_ns cat /sys/class/net/vb/ifindex 2>/dev/null || in_ns ip -o link show vb | cut -d: -f1)")"
}

# Sends a UDP packet out of va behind these tags: send_tagged 88a80a05 81000b06 ...
send_tagged() {
    send va -x "ffffffffffff020000000001$(printf '%s' "$@")0800$ip"
}

@test "any: frames with several tags, as they were" {
    ip=4500002400010000401166b40a0900010a090002c35000090010000030313233343536373839
    capture a -i any -Q in -w "$T/a" 'look-through (udp port 9)'
    send_tagged 81000005
    send_tagged 88a80a05 81000b06
    send_tagged 88a80a05 81000b06 81000c07
    send_tagged 91000a05 81000b06
    interrupt
    assert_equal "$(count_of "$T/a.err" captured)" 4
    run -0 snfilter --count -r "$T/a" 'look-through (udp port 9 and host 10.9.0.1)'
    assert_output "4 packets"
    # What is behind the cooked header, whose first two bytes are the outer tag's ethertype.
    run bash -c 'sndump -t -xx -r "$0" 2>/dev/null | sed -n "s/.*0x0010: *0001 0000 //p; s/.*0x0020: *//p" |
        cut -d " " -f 1-6 | paste -d " " - -' "$T/a"
    [[ ${lines[0]} == "0005 0800 4500"* ]]
    [[ ${lines[1]} == "0a05 8100 0b06 0800 4500"* ]]
    [[ ${lines[2]} == "0a05 8100 0b06 8100 0c07 0800"* ]]
    [[ ${lines[3]} == "0a05 8100 0b06 0800 4500"* ]]
}

@test "an interface is found by all its names, by its number and by its index" {
    long=$(printf 'x%.0s' {1..127})
    in_ns ip link property add dev va altname uplink altname "$long" 2>/dev/null ||
        skip "no alternative names here"
    index=$(in_ns ip -o link show va | cut -d: -f1)
    number=$(in_ns "$SN_BIN/sncap" -D | sed -n 's/\([0-9]*\)\.va .*/\1/p')
    in_ns "$SN_BIN/sncap" -D | grep -q "^$number.va .*, altname uplink, altname $long$"
    in_ns "$SN_BIN/sncap" -D --json | grep -q "\"name\":\"va\",\"altnames\":\[\"uplink\",\"$long\"\]"
    for name in va uplink "$long" "$number" "index:$index"; do
        run -0 in_ns "$SN_BIN/sncap" -L -i "$name"
        assert_line --index 0 --partial " va "
    done
    in_ns ip link set va name renamed1
    in_ns ip link add name va index 4711 type dummy 2>/dev/null || in_ns ip link add name va index 4711 type veth peer name vz
    run -0 in_ns "$SN_BIN/sncap" -L -i 4711
    assert_line --index 0 --partial " va "
    run -1 in_ns "$SN_BIN/sncap" -L -i 4712
    run -1 in_ns "$SN_BIN/sncap" -L -i uplin
    if [ "$(id -u)" -eq 0 ]; then
        run -0 "$SN_BIN/sncap" --netns "$NS" -L -i "$long"
        assert_line --index 0 --partial " renamed1 "
    fi
    capture a -i uplink -w "$T/a"
    send vb -n 3
    interrupt
    assert_equal "$(count_of "$T/a.err" captured)" 3
}

@test "-y captures an Ethernet interface cooked; -L lists what there is" {
    capture a -i va -y LINUX_SLL -c 1 -w "$T/a" udp
    send vb -s 100
    wait "$CAP"
    assert_equal "$(od -An -tu4 -j20 -N4 "$T/a" | xargs)" 113
    assert_equal "$(od -An -tx1 -j54 -N3 "$T/a" | tr -d ' ')" 080045
    run -0 in_ns "$SN_BIN/sncap" -i va -L
    assert_output "Data link types for va (use option -y to set):
  EN10MB (Ethernet)
  LINUX_SLL (Linux cooked v1)
  LINUX_SLL2 (Linux cooked v2)"
    run -1 in_ns "$SN_BIN/sncap" -i va -y RAW -w "$T/a"
    assert_output --partial "can't deliver that link type, only EN10MB, LINUX_SLL2 and LINUX_SLL"
}

@test "a bridge" {
    another_pair
    in_ns ip link add br0 type bridge
    in_ns ip link set va master br0
    in_ns ip link set vc master br0
    in_ns ip link set br0 up
    capture a -i br0 -w "$T/a" udp
    sleep 0.2
    send vb -n 10
    interrupt
    assert_equal "$(count_of "$T/a.err" captured)" 10
}

@test "--netns: by process, by path, by name" {
    [ "$(id -u)" -eq 0 ] || skip "only root can enter a namespace"
    for where in "$NS" "/proc/$NS/ns/net"; do
        run -0 "$SN_BIN/sncap" --netns "$where" -D
        assert_line --partial ".va [Up"
        "$SN_BIN/sncap" --netns "$where" -q -i va -c 3 -w "$T/a" 3>&- &
        await '[ -s "$T/a" ]'
        send vb -n 3 -s 100
        wait $!
        assert_equal "$(packets_in "$T/a")" 3
        rm "$T/a"
    done
    run -1 "$SN_BIN/sncap" --netns no-such-name -D
    assert_output --partial "no-such-name: no such network namespace (/run/netns/no-such-name)"
}

@test "--wait: an interface that is not there yet" {
    ns_exec "$SN_BIN/sncap" --wait -i vx -c 5 -w "$T/a" 2>"$T/a.err" 3>&- &
    await 'grep -q "vx: not there or not up: waiting for it" "$T/a.err"'
    in_ns ip link add vx type veth peer name vy
    in_ns ip link set vy up
    sleep 0.1
    run ! grep -q listening "$T/a.err"
    in_ns ip link set vx up
    await 'grep -q listening "$T/a.err"'
    send vy -n 5 -s 100
    wait $!
    assert_equal "$(packets_in "$T/a")" 5
}

@test "--wait: an interface that goes down, or away, and comes back" {
    capture a --wait -i va -w "$T/a"
    send vb -n 5 -s 100
    in_ns ip link set va down
    await 'grep -q "va: went away: waiting for it" "$T/a.err"'
    in_ns ip link set va up
    await 'grep -q "va: is back" "$T/a.err"'
    send vb -n 6 -s 100
    in_ns ip link del va
    await '[ "$(grep -c "va: went away" "$T/a.err")" = 2 ]'
    in_ns ip link add va type veth peer name vb
    in_ns ip link set vb up
    in_ns ip link set va up
    await '[ "$(grep -c "va: is back" "$T/a.err")" = 2 ]'
    send vb -n 7 -s 100
    interrupt
    assert_equal "$status" 0
    assert_equal "$(packets_in "$T/a")" 18
    assert_equal "$(in_ns ip -d link show va | sed -n 's/.* promiscuity \([0-9]*\).*/\1/p')" 0
}

@test "--wait: an interface that is away for a moment only" {
    capture a --wait -i va -i lo --format pcap -w "$T/a" udp
    for round in 1 2 3 4; do
        in_ns sh -c 'ip link set va down; ip link set va up'
        await '[ "$(grep -c "va: is back" "$T/a.err")" = $((2 * round - 1)) ]'
        send vb -n 5 -s 100
        in_ns sh -c 'ip link del va; ip link add va type veth peer name vb
            ip link set vb up; ip link set va up'
        await '[ "$(grep -c "va: is back" "$T/a.err")" = $((2 * round)) ]'
        send vb -n 5 -s 100
    done
    interrupt
    assert_equal "$status" 0
    assert_equal "$(packets_in "$T/a")" 40
    assert_equal "$(grep -c "va: went away" "$T/a.err")" 8
}

@test "--wait: an interface comes back while a slow reader has not had what was before" {
    mkfifo "$T/fifo"
    (while [ "$(head -c 100000 | wc -c)" -gt 0 ]; do sleep 0.1; done) <"$T/fifo" 3>&- &
    ns_exec "$SN_BIN/sncap" --wait -i va >"$T/fifo" 2>"$T/a.err" 3>&- &
    CAP=$!
    await 'grep -q "listening on" "$T/a.err"'
    send vb -n 10000 -s 1400
    in_ns ip link set va down
    await 'grep -q "va: went away" "$T/a.err"'
    in_ns ip link set va up
    await 'grep -q "va: is back" "$T/a.err"'
    kill -USR1 $CAP
    await 'grep -q "received by filter" "$T/a.err"'
    kill -9 $CAP
}

@test "--wait: news of interfaces are lost, and asked for again" {
    capture a --wait -i va -w "$T/a" udp
    kill -STOP $CAP
    yes "$(printf 'link set lo mtu 1400\nlink set lo mtu 1500')" | head -n 2000 >"$T/batch"
    in_ns sh -c "ip link del va; ip -batch '$T/batch'; ip link add va type veth peer name vb
        ip link set vb up; ip link set va up; ip -batch '$T/batch'"
    kill -CONT $CAP
    await 'grep -q "va: is back" "$T/a.err"'
    send vb -n 5 -s 100
    interrupt
    assert_equal "$status" 0
    assert_equal "$(packets_in "$T/a")" 5
}

@test "one of several goes away without --wait: the end, with everything written" {
    another_pair
    capture a -i va -i vc --format pcap -w "$T/a"
    send vb -n 5 -s 100
    send vd -n 5 -s 100
    in_ns ip link del vc
    status=0
    wait "$CAP" || status=$?
    assert_equal "$status" 1
    grep -q "sncap: vc: the interface disappeared" "$T/a.err"
    assert_equal "$(packets_in "$T/a")" 10
}

@test "--exclude-self leaves the SSH session out, and nothing else" {
    export SSH_CONNECTION="10.9.0.1 50003 10.9.0.2 9"
    for filter in "" "tcp or udp"; do
        # shellcheck disable=SC2086
        capture a -i va --exclude-self -w "$T/a" $filter
        send vb -t -n 10 -s 100
        send vb -n 10 -s 100
        interrupt
        assert_equal "$(count_of "$T/a.err" captured)" 19
    done
    unset SSH_CONNECTION
    run -0 in_ns env -u SSH_CONNECTION SSH_CONNECTION= "$SN_BIN/sncap" -i va --exclude-self --duration 50ms -w "$T/a"
    assert_output --partial "this is no SSH session: nothing is left out"
}

@test "a filter that is too long for the kernel is run all the same" {
    filter="udp port 50001"
    for ((i = 1; i < 2500; i++)); do
        filter+=" or (host 10.7.$((i / 250)).$((i % 250)) and ether[$((i % 90 + 20)):4] = $((i * 7919)))"
    done
    echo "$filter" >"$T/filter"
    capture a -i va -F "$T/filter" -w "$T/a"
    send vb -n 1000 -s 100
    interrupt
    assert_equal "$(packets_in "$T/a")" 1
    assert_equal "$(count_of "$T/a.err" captured)" 1
}

@test "zstd, by option and by name" {
    need zstd
    "$SN_BIN/sncap" --version | grep -q zstd || skip "built without zstd"
    capture a -i va --compress zstd -w "$T/a"
    send vb -n 1000 -s 100
    interrupt
    capture b -i va -w "$T/b.zst"
    send vb -n 1000 -s 100
    interrupt
    zstd -qdc "$T/a" >"$T/a.pcap"
    zstd -qdc "$T/b.zst" >"$T/b.pcap"
    assert_equal "$(packets_in "$T/a.pcap") $(packets_in "$T/b.pcap")" "1000 1000"
}

@test "--jobs: several rings, every packet once, in the order of time" {
    capture a -i va --jobs 3 -w "$T/a" udp
    for i in 1 2 3; do
        send vb -n 10000 -s 100 -S "$i"0000 &
        send vb -n 10000 -s 100 -t
        wait $!
    done
    interrupt
    assert_equal "$(count_of "$T/a.err" captured)" 30000
    assert_equal "$(packets_in "$T/a")" 30000
    assert_equal "$(order "$T/a" 100)" ordered
    # The counter in each packet's payload, once each.
    assert_equal "$(od -An -v -tx1 -w116 -j24 "$T/a" | cut -d' ' -f60-63 | sort -u | wc -l)" 30000
}

@test "--jobs uses its rings, and -c and the counts are of all of them" {
    capture a -i va --jobs 2 -c 500 -w "$T/a"
    assert_equal "$(in_ns grep -c . /proc/net/packet)" 3
    send vb -n 5000 -s 100
    wait "$CAP"
    assert_equal "$(packets_in "$T/a")" 500
}
