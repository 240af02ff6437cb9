#!/usr/bin/env bats
# Sources that are no interfaces, monitor mode.
# shellcheck disable=SC2016 # await evaluates its argument itself
load common
load netns

setup() {
    ns_up
}

teardown() {
    ns_down
}

udp() { # COUNT
    in_ns python3 -c '
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for i in range(int(sys.argv[1])): s.sendto(b"x" * 100, ("127.0.0.1", 9))' "$1"
}

@test "nflog:GROUP: what netfilter logs, as tcpdump reads it" {
    need python3
    in_ns "$SN_BIN/sncap" -D | grep -q "^[0-9]*[.]nflog (Linux netfilter log" || skip "no nflog here"
    in_ns python3 "$BATS_TEST_DIRNAME/nflog.py" || skip "no rules of netfilter here"
    for format in pcap pcapng; do
        capture a -i nflog:5 --format $format -w "$T/a"
        grep -q "listening on nflog:5, link-type NFLOG" "$T/a.err"
        udp 300
        # Each is answered by ICMP: nothing listens there.
        await '[ "$(snfilter --count -r "$T/a" 2>/dev/null)" = "600 packets" ]'
        interrupt
        assert_equal "$status" 0
        assert_equal "$(count_of "$T/a.err" captured) $(count_of "$T/a.err" "dropped by kernel")" "600 0"
        command -v tcpdump >/dev/null || continue
        assert_equal "$(tcpdump -nr "$T/a" 2>/dev/null | grep -c "IP 127.0.0.1.[0-9]* > 127.0.0.1.9: UDP, length 100")" 300
    done
    # With an interface beside it, and cut.
    capture a -i nflog:5 -s 64 -i va -w "$T/a"
    udp 3
    send vb -n 4
    await '[ "$(snfilter --count -r "$T/a" 2>/dev/null)" = "10 packets" ]'
    interrupt
    run -1 in_ns "$SN_BIN/sncap" --jobs 2 -i nflog:5 -w "$T/a"
    assert_output --partial "only interfaces can have several rings"
    run -0 in_ns "$SN_BIN/sncap" -L -i nflog:5
    refute_output --partial SLL
}

@test "a reader of nflog that is too slow: what was lost is counted" {
    need python3
    in_ns python3 "$BATS_TEST_DIRNAME/nflog.py" || skip "no rules of netfilter here"
    capture a -i nflog:5 -B 64 -w "$T/a"
    kill -STOP "$CAP"
    udp 20000
    kill -CONT "$CAP"
    udp 10
    await '[ -n "$(snfilter --count -r "$T/a" 2>/dev/null | grep -v "^0 ")" ]'
    interrupt
    captured=$(count_of "$T/a.err" captured) dropped=$(count_of "$T/a.err" "dropped by kernel")
    assert_equal "$((captured + dropped))" "$(count_of "$T/a.err" received)"
    [ "$dropped" -gt 0 ]
}

@test "no such source, no permission" {
    run -1 in_ns "$SN_BIN/sncap" -i nflog:65536 -w "$T/a"
    assert_output --partial "nflog:65536: no such interface"
    [ -e /dev/usbmon63 ] || run -1 in_ns "$SN_BIN/sncap" -i usbmon63 -w "$T/a"
    assert_output --partial "is the kernel's module usbmon loaded?"
    need setpriv
    [ "$(id -u)" -eq 0 ] || skip "only root can give a capability up"
    run -1 in_ns setpriv --bounding-set=-net_admin --inh-caps=-net_admin "$SN_BIN/sncap" -i nflog:5 -w "$T/a"
    assert_output --partial "the capability CAP_NET_ADMIN is missing"
}

@test "-I: monitor mode, or an error that says that there is none" {
    for how in "-I -i va" "-i va -I" "-i vb -i va --monitor-mode" "-I -i lo -L"; do
        # shellcheck disable=SC2086
        run -1 in_ns "$SN_BIN/sncap" $how -w "$T/a"
        assert_output --regexp "^sncap: (va|lo): not a wireless adapter's interface: it has no monitor mode$"
        [ ! -e "$T/a" ]
    done
}
