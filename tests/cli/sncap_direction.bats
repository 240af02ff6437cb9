# sncap --format pcapng: which way packets went, as the kernel tells it.
# shellcheck disable=SC2016 # await evaluates its argument itself
load common
load netns

setup() {
    need_tool sncap sndump snfilter
    ns_up
}

teardown() { ns_down; }

# Two packets that va gets, three that it sends.
directed() {
    capture a -w "$T/a.pcapng" -c 5 "$@"
    send vb -n 2
    send va -n 3
    wait "$CAP"
    sndump -r "$T/a.pcapng" --no-header --fields frame.packet_flags_direction | tr '\n' ' '
}

DIRECTIONS="0x00000001 0x00000001 0x00000002 0x00000002 0x00000002 "

@test "pcapng says the direction of each packet, pcap doesn't" {
    assert_equal "$(directed -i va --format pcapng)" "$DIRECTIONS"
    assert_equal "$(snfilter -r "$T/a.pcapng" outbound | sndump --count)" "3 packets"
    assert_equal "$(snfilter -r "$T/a.pcapng" 'inbound and udp' | sndump --count)" "2 packets"
    if command -v tshark >/dev/null; then
        assert_equal "$(tshark -r "$T/a.pcapng" -T fields -e frame.packet_flags_direction \
            2>"$T/err" | tr '\n' ' ')" "$DIRECTIONS"
    fi
    directed -i va
    run -0 sndump -r "$T/a.pcapng" --json
    refute_output --partial packet_flags
}

@test "with filters, several threads, tags, any, --look-through, a snap length" {
    assert_equal "$(directed -i va --format pcapng udp)" "$DIRECTIONS"
    assert_equal "$(directed -i va --format pcapng --look-through udp)" "$DIRECTIONS"
    assert_equal "$(directed -i va --format pcapng --look-through 'inbound or udp')" "$DIRECTIONS"
    assert_equal "$(directed -i va --format pcapng -s 33)" "$DIRECTIONS"
    assert_equal "$(directed -i va --format pcapng --jobs 2 | tr ' ' '\n' | sort | tr -d '\n')" \
        "$(tr ' ' '\n' <<<"$DIRECTIONS" | sort | tr -d '\n')"
    capture a -i va -w "$T/a.pcapng" -c 2 --format pcapng
    send vb -n 1 -v 7
    send va -n 1 -v 7
    wait "$CAP"
    assert_equal "$(sndump -r "$T/a.pcapng" --no-header --fields frame.p2p_dir,vlan.id | tr '\t\n' '  ')" "1 7 0 7 "
}

@test "down a pipe, where the filter asks for it" {
    ns_exec sh -c "sncap -i va -c 5 --format pcapng 2>$T/p.err | snfilter outbound >$T/o" 3>&- &
    CAP=$!
    await 'grep -q "listening on" "$T/p.err"'
    send vb -n 2
    send va -n 3
    wait "$CAP"
    assert_equal "$(sndump -r "$T/o" --count)" "3 packets"
}
