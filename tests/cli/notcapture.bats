# What isn't a capture: named, shown, and made one by the command that the message has.
# shellcheck disable=SC2164
load common

setup() {
    need_tool sndump
    cd "$BATS_TEST_TMPDIR"
}

# The command in the message about a file, run; then what it made is read.
convert() {
    local message command
    run --separate-stderr sndump -r "$1"
    assert_failure 1
    assert_equal "$output" ""
    message=$stderr
    command=$(sed -n "s/.*; [\"']\(.*\)[\"'] [a-z].*/\1/p" <<<"$message" | sed "s/FILE/$1/; s/OUT/out/")
    [ -n "$command" ] || fail "no command: $message"
    rm -f out
    sh -c "$command" >log 2>&1 || fail "$command: $(cat log)"
    sndump --count -r out
}

@test "what editcap writes, its command turns back" {
    need editcap
    for f in snoop netmon1 netmon2 k12text lanalyzer ngsniffer ngwsniffer_2_0 visual 5views; do
        editcap -F $f "$FIX/us.pcap" "file.$f" 2>/dev/null || continue
        assert_equal "$f $(convert "file.$f")" "$f 40 packets"
    done
}

@test "hex dumps of a capture, their commands turn back" {
    need xxd od
    xxd "$FIX/us.pcap" >dump.xxd
    xxd -p "$FIX/us.pcap" >dump.plain
    od -Ax -tx1 -v "$FIX/us.pcap" >dump.od
    od -tx1 -v "$FIX/us.pcap" >dump.od8
    assert_equal "$(convert dump.xxd) $(convert dump.plain) $(convert dump.od) $(convert dump.od8)" \
        "40 packets 40 packets 40 packets 40 packets"
    if command -v hexdump >/dev/null; then
        hexdump -C -v "$FIX/us.pcap" >canonical
        hexdump -v "$FIX/us.pcap" >words
        assert_equal "$(convert canonical) $(convert words)" "40 packets 40 packets"
    fi
}

@test "packets in hex, their commands make a capture of" {
    need text2pcap xxd
    for how in -x -X; do
        sndump $how -r "$FIX/us.pcap" ip >"printed$how"
        assert_equal "$(convert "printed$how")" "$(sndump --count -r "$FIX/us.pcap" ip)"
        sndump $how $how -r "$FIX/us.pcap" >"linked$how"
        sed -i "s/^[^\t].*/packet/" "linked$how"
        if [ $how = -x ]; then
            assert_equal "$(convert "linked$how")" "40 packets"
        fi
    done
    printf '0000  02 00 00 00 00 02 02 00 00 00 00 01 08 00 45 00\n0010  00 14\n' >bytes
    assert_equal "$(convert bytes)" "1 packet"
    xxd -r <<<'0000: 02 00 00 00 00 02 02 00 00 00 00 01 08 00 45 00' | xxd >groups
    assert_equal "$(convert groups)" "1 packet"
}

@test "a banner in front of a capture, an error message instead of one" {
    { printf '*** Welcome to host ***\n\n' && cat "$FIX/us.pcap"; } >banner
    run -1 sndump -r banner
    assert_output "sndump: banner: byte 0: not a capture from its beginning: \"*** Welcome to host ***\" stands in front of one; 'tail -c +26 FILE' leaves that out"
    assert_equal "$(tail -c +26 banner | sndump --count)" "40 packets"
    for tool in sndump snfilter snstat; do
        need_tool $tool
        run -1 $tool < <(echo 'tcpdump: eth0: You do not have permission to capture on that device')
        assert_output --partial 'not a capture but text, which begins "tcpdump: eth0: You do not have permission to capture on'
    done
    # In compressed data too.
    echo 'No such file' | gzip >message.gz
    run -1 sndump -r message.gz
    assert_output --partial 'text, which begins "No such file"'
}
