#!/usr/bin/env bats
# libpcap's interface over libsn, capturing: on veth pairs in a namespace.
load common
load netns

SYSTEM=/usr/lib/$(uname -m)-linux-gnu/libpcap.so.0.8

setup() {
    COMPAT=$SN_BUILD/compat
    TESTS=$SN_BUILD/tests/compat
    [ -e "$COMPAT/libpcap.so.0.8" ] || skip "make compat wasn't run"
    ns_up
}

teardown() {
    ns_down
}

same() {
    [ -e "$SYSTEM" ] || skip "libpcap0.8 is not installed"
    LD_LIBRARY_PATH=$COMPAT in_ns "$TESTS/$1" "${@:2}" >"$T/sn.out"
    in_ns "$TESTS/$1" "${@:2}" >"$T/system.out"
    run diff "$T/system.out" "$T/sn.out"
    assert_output ''
}

@test "captures: modes, waits, breaks, filters, directions, link types, sending" {
    in_ns ip link add down type veth peer name downpeer
    same live
}

@test "captures: set up late or wrongly, sizes sent, written while capturing" {
    same again "$T/written.pcap"
}

@test "captures: a handle that failed is tried again" {
    LD_LIBRARY_PATH=$COMPAT in_ns timeout 20 "$TESTS/again" \
        'ip link add later type veth peer name peer && ip link set peer up' 'ip link set later up' >"$T/sn.out"
    run grep 'activate(p)' "$T/sn.out"
    assert_line --index 0 --partial '-5 [No such device exists]'
    assert_line --index 1 --partial '-9 [That device is not up]'
    assert_line --index 2 --regexp 'activate\(p\): 0 '
    assert_line --index 3 --partial '-4 '
}

@test "devices, their flags and addresses" {
    in_ns ip addr add 192.0.2.1/24 dev va
    in_ns ip link add down type veth peer name downpeer
    same devices bluetooth-monitor nfqueue dbus-system dbus-session
}

@test "an interface disappears below a capture" {
    local make='ip link add gone type veth peer name gonepeer; ip link set gone up'
    for how in '' immediate; do
        in_ns sh -c "$make"
        LD_LIBRARY_PATH=$COMPAT in_ns timeout 20 "$TESTS/gone" 'ip link del gone' $how >"$T/sn.out"
        in_ns sh -c "$make"
        in_ns timeout 20 "$TESTS/gone" 'ip link del gone' $how >"$T/system.out"
        run diff "$T/system.out" "$T/sn.out"
        assert_output ''
    done
}
