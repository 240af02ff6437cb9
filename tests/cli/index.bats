# snindex, and what reads by its indexes: the same comes out as without.
load common

setup() {
    need_tool snindex snfilter sndump
    cd "$BATS_TEST_TMPDIR" || return
    GEN=$SN_BUILD/tests/bench/gen
}

# The same packets and status with an index and without; $explained is what it saved.
same() { # OPTIONS… of snfilter
    local a b
    a=$(snfilter --explain "$@" 2>err | cksum)
    explained=$(grep index: err)
    grep -v index: err >err2 || true
    b=$(snfilter --no-index "$@" 2>err3 | cksum)
    [ "$a" = "$b" ] || fail "differs: $* ($explained)"
    diff err2 err3 || fail "says something else: $*"
}

# What files of every kind that holds the packets of p.pcap are called.
make_all() {
    "$GEN" -b 6000000 >p.pcap
    "$GEN" -b 6000000 -f ng >n.pcapng
    snfilter -r p.pcap -w z.pcap.gz
    gzip -1 -c p.pcap >foreign.pcap.gz
    files=(p.pcap n.pcapng z.pcap.gz foreign.pcap.gz)
    if snfilter --version | grep -q zstd; then
        snfilter -r p.pcap -w z.pcap.zst
        files+=(z.pcap.zst)
    fi
    if command -v bgzip >/dev/null; then
        bgzip -c p.pcap >b.pcap.gz
        files+=(b.pcap.gz)
    fi
    snindex "${files[@]}"
}

@test "what matches is the same, in files of all kinds" {
    make_all
    local f e
    for f in "${files[@]}"; do
        for e in 'host 10.9.9.9' 'sctp' 'arp' 'net 2001:db8::/32 and port 53' 'vlan 7 or port 99' \
            'not port 53'; do
            same -r "$f" "$e"
        done
        same -r "$f" 'sctp'
        [[ $explained =~ 'by filter; '[1-9] ]] || fail "$f: nothing was skipped: $explained"
    done
}

@test "times: only what is in them is read, and what counts from the first packet" {
    make_all
    local f
    for f in "${files[@]}"; do
        same -r "$f" --after 1700000000.05 --before 1700000000.051
        [[ $explained =~ ' '[3-6]' by time' ]] || fail "$f: $explained"
        same -r "$f" --after +0.05 --before +0.051
        [[ $explained =~ ' '[3-6]' by time' ]] || fail "$f: $explained"
    done
    same -r p.pcap -r z.pcap.gz --after +0.05 --before +0.051
    same --merge -r p.pcap -r z.pcap.gz --after 1700000000.05 --before 1700000000.051
}

@test "sndump prints the same" {
    make_all
    local f
    for f in "${files[@]}"; do
        diff <(sndump -#tttt -r "$f" 'tcp port 22 or arp') \
            <(sndump --no-index -#tttt -r "$f" 'tcp port 22 or arp')
    done
}

@test "snstat counts the same" {
    make_all
    local f e
    for f in "${files[@]}"; do
        for e in sctp 'tcp port 22 or arp'; do
            diff <(snstat -r "$f" "$e") <(snstat --no-index -r "$f" "$e")
            diff <(snstat --per-file --hash -r "$f" "$e") \
                <(snstat --no-index --per-file --hash -r "$f" "$e")
        done
    done
}

@test "an index takes less than half a percent, also of a scan" {
    local mode
    for mode in mixed addrs; do
        "$GEN" -m $mode -b 6000000 >x.pcap
        snindex x.pcap
        [ "$(stat -c %s x.pcap.sni)" -lt 30000 ]
    done
}

@test "directories: made, found, and not taken for captures" {
    mkdir -p day/hour
    cp "$FIX/recorded.pcap" day/a.pcap
    cp "$FIX/recorded.pcapng" day/hour/b.pcapng
    snindex day
    [ -f day/a.pcap.sni ] && [ -f day/hour/b.pcapng.sni ]
    run --separate-stderr snfilter -r day --count 'udp port 53'
    assert_output "12 packets"
    [ -z "$stderr" ]
    run --separate-stderr snfilter -r day --count --explain 'host 203.0.113.77'
    assert_output "0 packets"
    [[ $stderr == "snfilter: index: 2 of 2 files have one;"* ]]
}

@test "xz and lz4 are read, also by an index; cut and damaged ones are told" {
    "$GEN" -b 3000000 >p.pcap
    local kind cut
    for kind in xz lz4; do
        need $kind
        snfilter --version | grep -q ", $kind" || skip "built without $kind"
        $kind -1 -q -c p.pcap >z
        snfilter -r z | cmp p.pcap -
        snfilter <z | cmp p.pcap -
        snindex -f z
        same -r z sctp
        [[ $explained =~ 'by filter; '[1-9] ]]
        cat z z >twice
        run snfilter -r twice --count
        assert_output "$(($(snfilter -r p.pcap --count | cut -d' ' -f1) * 2)) packets"
        for cut in 1 5 11 100 100000 $(($(stat -c %s z) - 1)); do
            head -c "$cut" z >c
            run snfilter -r c --count
            assert_failure 1
        done
        cp z d
        printf 'xxxxxxxx' | dd of=d bs=1 seek=500000 conv=notrunc status=none
        run snfilter -r d --count
        assert_failure 1
        assert_output --partial "damaged"
    done
}

@test "an index that fits is left alone, unless -f" {
    cp "$FIX/recorded.pcap" a.pcap
    snindex a.pcap
    local before
    before=$(stat -c %i a.pcap.sni)
    snindex a.pcap
    [ "$(stat -c %i a.pcap.sni)" = "$before" ]
    snindex -f a.pcap
    snindex --verify a.pcap
    [ ! -e a.pcap.sni.part ]
}

@test "stale, foreign, damaged, missing: said, and all is read" {
    cp "$FIX/recorded.pcap" a.pcap
    "$GEN" -n 500 >b.pcap
    snindex a.pcap b.pcap
    local all
    all=$(snfilter --no-index -r a.pcap --count udp)

    touch -d 2001-01-01 a.pcap
    run snfilter -r a.pcap --count udp
    assert_output "snfilter: a.pcap.sni: the capture was changed since the index was made; it is not used (snindex makes a new one)
$all"
    run snindex --verify a.pcap
    assert_failure 1

    cp b.pcap.sni a.pcap.sni
    run snfilter -r a.pcap --count udp
    assert_line --partial "a.pcap.sni: "
    assert_line "$all"

    local at
    for at in 150 200; do # in the header, and behind it
        snindex -f a.pcap
        printf x | dd of=a.pcap.sni bs=1 seek=$at conv=notrunc status=none
        run snfilter -r a.pcap --count udp
        assert_line --partial "the index is damaged: it"
        assert_line --partial "s check sum is wrong"
        assert_line "$all"
    done

    rm a.pcap.sni
    run snfilter -r a.pcap --count udp
    assert_output "$all"
    run snindex --list a.pcap
    assert_failure 1
    assert_output "snindex: a.pcap.sni: there is no index"
}

@test "a capture that grows: what is new is read" {
    "$GEN" -b 3000000 >all.pcap
    head -c 1500000 all.pcap >a.pcap
    snindex a.pcap # its last packet is cut
    same -r a.pcap sctp
    [ -s err3 ]
    cp all.pcap now.pcap
    cat now.pcap >a.pcap # grows in place
    same -r a.pcap 'tcp'
    same -r a.pcap 'host 10.9.9.9'
    [[ $explained =~ 'by filter; '[1-9] ]]
    run snfilter -r a.pcap --count --before 1700000000.0001
    refute_output --partial "not used"
}

@test "where a cut capture is cut is told the same" {
    "$GEN" -b 5000000 >p.pcap
    head -c 4000000 p.pcap >cut.pcap
    gzip -1 -c p.pcap | head -c 3000000 >cut.pcap.gz
    run snindex cut.pcap cut.pcap.gz
    assert_success
    same -r cut.pcap 'host 10.9.9.9'
    same -r cut.pcap.gz 'host 10.9.9.9'
}

@test "what is no capture, and damage: no index" {
    echo hello >a.txt
    run snindex a.txt
    assert_failure 1
    assert_output --partial "snindex: a.txt: byte 0: not a capture"
    [ ! -e a.txt.sni ] && [ ! -e a.txt.sni.part ]
    run snindex "$FIX/../fixtures/no-such-file"
    assert_failure 1
    run snindex
    assert_failure 2
}

@test "appended captures are indexed, and read the same" {
    "$GEN" -b 2500000 >a.pcap
    "$GEN" -b 2500000 -f ns >b.pcap
    "$GEN" -b 2500000 -f us-swapped >c.pcap
    cat a.pcap b.pcap c.pcap >all.pcap
    snindex all.pcap
    same -r all.pcap 'host 10.9.9.9'
    same -r all.pcap 'arp'
    same -r all.pcap --after 1700000000.01 --before 1700000000.011
}

# Where the block begins that holds this byte, and its size.
block_at() { # FILE BYTE
    python3 - "$@" <<'END'
import struct, sys
b, want, at = open(sys.argv[1], "rb").read(), int(sys.argv[2]), 0
size = lambda at: struct.unpack_from("<H", b, at + 16)[0] + 1
while at + size(at) <= want:
    at += size(at)
print(at, size(at))
END
}

wait_for() { # FILE
    until [ -e "$1" ]; do sleep 0.02; done
}

@test "--follow: each file is indexed when it is finished" {
    mkdir day
    "$GEN" -n 2000 >day/old.pcap
    snindex --follow day 3>&- 2>said &
    local pid=$!
    wait_for day/old.pcap.sni
    "$GEN" -n 1000 >day/new.pcap
    wait_for day/new.pcap.sni
    "$GEN" -n 1000 >moved.pcap
    mv moved.pcap day/
    wait_for day/moved.pcap.sni
    echo hello >day/text
    "$GEN" -n 10 >day/last.pcap
    wait_for day/last.pcap.sni
    kill -INT $pid
    wait $pid
    snindex --verify day/*.pcap
    [ ! -e day/text.sni ]
    grep -q 'day/text: not a capture.*left out' said
}

@test "snfilter --index: beside what is written, and the same as snindex makes" {
    "$GEN" -b 3000000 >p.pcap
    local f
    for f in a.pcap a.pcap.gz; do
        snfilter -r p.pcap -w "$f" --index tcp
        snindex --verify "$f"
        same -r "$f" sctp
    done
    snfilter -w a.pcap --index <p.pcap # over an older one
    snindex --verify a.pcap
    run snfilter -r p.pcap --index udp
    assert_failure 2
    assert_line "snfilter: --index goes with one file to write: add '-w FILE'"
    run snfilter -r p.pcap --count --index udp
    assert_failure 2
    run snfilter -r p.pcap -w /dev/null --index udp
    assert_failure 1
    assert_output "snfilter: /dev/null: is no regular file, and can't have an index"
}

@test "snfilter --index: killed while it writes, no index is there that is wrong" {
    "$GEN" -b 3000000 >p.pcap
    mkfifo in
    snfilter -r p.pcap -w a.pcap --index
    snfilter -r in -w a.pcap --index 3>&- &
    local pid=$!
    exec 4>in
    head -c 1000000 p.pcap >&4
    until [ "$(stat -c %s a.pcap)" -gt 500000 ] && [ "$(stat -c %s a.pcap)" -lt 1000001 ]; do
        sleep 0.02
    done
    kill -KILL $pid
    exec 4>&-
    wait $pid || true
    run --separate-stderr snfilter -r a.pcap --count --explain udp
    [[ $stderr == *"0 of 1 files have one"* ]]
}

@test "killed at any moment: an index is whole or not there" {
    "$GEN" -b 6000000 >p.pcap
    local t status
    for t in 0.001 0.005 0.01 0.02 0.04; do
        status=0
        timeout -s KILL $t snindex -f p.pcap 3>&- || status=$?
        [ ! -e p.pcap.sni ] || snindex --list p.pcap >/dev/null
        rm -f p.pcap.sni
    done
    snindex p.pcap
    snindex --verify p.pcap
}

@test "a full disk: said, and no index" {
    "$GEN" -b 6000000 >p.pcap
    (
        trap '' XFSZ
        ulimit -f 8
        run snindex p.pcap
        assert_failure 1
        assert_output --partial "p.pcap.sni: "
    )
    [ ! -e p.pcap.sni ] && [ ! -e p.pcap.sni.part ]
}

@test "--skip-damaged: damage costs its block, and that is said" {
    need python3
    "$GEN" -b 2000000 >p.pcap
    snfilter -r p.pcap -w z.pcap.gz
    sndump -S -tttt -xx -r p.pcap >want
    local at size all byte
    all=$(snfilter -r p.pcap --count) all=${all% packets}
    read -r at size < <(block_at z.pcap.gz 900000)
    # Magic number, length, deflate's data, check sum, length of what comes out.
    for byte in 0 2 16 17 20 1000 $((size - 9)) $((size - 7)) $((size - 3)); do
        cp z.pcap.gz d.pcap.gz
        printf '\x5a' | dd of=d.pcap.gz bs=1 seek=$((at + byte)) conv=notrunc status=none
        run snfilter -r d.pcap.gz --count
        assert_failure 1
        run --separate-stderr snfilter -r d.pcap.gz --count --skip-damaged
        assert_failure 1
        [[ $stderr =~ ^"snfilter: d.pcap.gz: byte $at: damaged: "[0-9]+" compressed bytes are left out"$ ]]
        [ "${output% packets}" -gt $((all - 2000)) ] && [ "${output% packets}" -lt "$all" ]
        # Nothing is invented: what came out is the capture's, in order.
        snfilter -r d.pcap.gz --skip-damaged 2>/dev/null | sndump -S -tttt -xx -r - >got
        assert_equal "$(diff want got | grep -c '^>')" 0
    done
}

@test "--skip-damaged: a file that is cut inside a block is still cut" {
    "$GEN" -b 600000 >p.pcap
    snfilter -r p.pcap -w z.pcap.gz
    head -c 200000 z.pcap.gz >d.pcap.gz
    run --separate-stderr snfilter -r d.pcap.gz --count --skip-damaged
    assert_failure 1
    [[ $stderr == *"cut short"* ]]
}
