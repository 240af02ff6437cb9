#!/usr/bin/env bats
# snfilter: what it keeps, with every option.
# shellcheck disable=SC2002,SC2086,SC2094,SC2164,SC2238
load common

setup() {
    need_tool snfilter
    cd "$BATS_TEST_TMPDIR"
}

# Numbers of packets in files, by snfilter itself (its counting is tested against tcpdump).
packets() {
    snfilter -r "$1" --count | grep -o '^[0-9]*'
}

# The packets' time stamps, one a line.
times() {
    tcpdump -tt -nr "$1" 2>/dev/null | cut -d' ' -f1
}

exprs=(tcp udp 'port 53' 'ip6' 'not ip' 'tcp[tcpflags] & tcp-syn != 0' 'len > 200 and ip' 'arp or icmp'
    'vlan and tcp' 'greater 1000' 'portrange 1000-50000' '')

# Takes the line from $stderr that says what the kernel, or a build with sanitizers, can't lock.
unlocked() {
    stderr=$(grep -v 'could not be given up' <<<"$stderr")
}

@test "keeps what tcpdump keeps, byte for byte" {
    need tcpdump
    for f in mixed us snap68 sll sll2 raw recorded; do
        for e in "${exprs[@]}"; do
            tcpdump -r "$FIX/$f.pcap" -w want "$e" 2>/dev/null || continue
            snfilter -r "$FIX/$f.pcap" -w got "$e"
            cmp want got || fail "$f: $e"
        done
    done
}

@test "passes every format through unchanged when everything matches" {
    for f in us us-swapped ns ns-swapped mixed null-swapped snap68; do
        snfilter -r "$FIX/$f.pcap" | cmp - "$FIX/$f.pcap"
        snfilter 'len >= 0' <"$FIX/$f.pcap" | cmp - "$FIX/$f.pcap"
    done
    for f in ng ng-swapped rich recorded; do
        snfilter -r "$FIX/$f.pcapng" | cmp - "$FIX/$f.pcapng"
        snfilter 'len >= 0' <"$FIX/$f.pcapng" | cmp - "$FIX/$f.pcapng"
    done
}

@test "pcapng keeps its blocks when packets are left out" {
    need tshark
    snfilter -r "$FIX/rich.pcapng" -w out tcp
    fields=(-T fields -e frame.interface_name -e frame.comment -e frame.time_epoch)
    tshark -r out "${fields[@]}" 2>/dev/null >got
    [ -s got ]
    # Each line is one of the input's.
    tshark -r "$FIX/rich.pcapng" "${fields[@]}" 2>/dev/null | grep -Fxf got | diff - got
    grep -q '[a-z]' got
    # Interface statistics stay.
    [ "$(od -An -v -tx4 -w4 out | grep -c 00000005)" -ge 1 ]
}

@test "the expression is the arguments joined, or -F's file" {
    snfilter -r "$FIX/mixed.pcap" udp port 53 >a
    snfilter -r "$FIX/mixed.pcap" 'udp port 53' >b
    printf 'udp\n  port 53\n' >expr
    snfilter -r "$FIX/mixed.pcap" -F expr >c
    snfilter -r "$FIX/mixed.pcap" -F - <expr >d
    cmp a b
    cmp a c
    cmp a d
    [ "$(packets a)" -gt 0 ]
}

@test "-r - and -w - are standard input and output" {
    snfilter -r - -w - tcp <"$FIX/us.pcap" >a
    snfilter -r "$FIX/us.pcap" -w b tcp
    cmp a b
}

@test "gzip input is read by its magic, from pipes too" {
    cp "$FIX/us.pcap.gz" plain.name
    snfilter -r plain.name | cmp - "$FIX/us.pcap"
    cat plain.name | snfilter | cmp - "$FIX/us.pcap"
}

@test "-z and a name ending in .gz write gzip" {
    snfilter -z -r "$FIX/us.pcap" | gzip -dc | cmp - "$FIX/us.pcap"
    snfilter --gzip -r "$FIX/us.pcap" -w a.bin
    gzip -dc <a.bin | cmp - "$FIX/us.pcap"
    snfilter -r "$FIX/us.pcap" -w b.gz
    gzip -t b.gz
    snfilter -r b.gz | cmp - "$FIX/us.pcap"
}

@test "gzip is written as BGZF: every tool reads it" {
    for level in 1 2 3 4 6 9; do
        snfilter --compress "gzip:$level" -r "$FIX/us.pcap" -w a.gz
        gzip -dc a.gz | cmp - "$FIX/us.pcap"
        # The extra field of the first block; the empty one at the end.
        [ "$(od -An -tx1 -N16 a.gz)" = ' 1f 8b 08 04 00 00 00 00 00 ff 06 00 42 43 02 00' ]
        [ "$(tail -c 28 a.gz | od -An -v -tx1 | tr -d ' \n')" = \
            1f8b08040000000000ff0600424302001b0003000000000000000000 ]
        snfilter -r a.gz | cmp - "$FIX/us.pcap"
    done
    ! command -v bgzip || bgzip -t a.gz
    ! command -v tcpdump || zcat a.gz | tcpdump -nr - 2>&1 | grep -q '^[0-9]'
    ! command -v tshark || [ "$(tshark -nr a.gz 2>/dev/null | wc -l)" -gt 3 ]
}

@test "levels that there aren't" {
    for bad in gzip:0 gzip:10 gzip: gzip:1x gzip:-1 zstd:20 'zstd: 3' gzipp :1 ''; do
        run snfilter --compress "$bad" -r "$FIX/us.pcap" -w d
        assert_equal "$status" 2
        [ ! -e d ]
    done
    run snfilter --compress gzip:10 -r "$FIX/us.pcap" -w d
    assert_line --index 0 "snfilter: gzip has levels 1 to 9, not '10'"
}

@test "--compress zstd and a name ending in .zst write zstd" {
    run snfilter --compress zstd -r "$FIX/us.pcap" -w a.bin
    [[ $output != *"built without"* ]] || skip "built without zstd"
    assert_success
    snfilter -r a.bin | cmp - "$FIX/us.pcap"
    [ "$(od -An -tx4 -N4 a.bin)" = ' fd2fb528' ]
    snfilter -r "$FIX/us.pcap" -w b.zst
    cmp a.bin b.zst
    snfilter --compress gzip -r "$FIX/us.pcap" -w c.zst
    gzip -dc <c.zst | cmp - "$FIX/us.pcap"
    run snfilter --compress lzma -r "$FIX/us.pcap" -w d
    assert_equal "$status" 2
    assert_line --index 0 "snfilter: --compress takes gzip or zstd, with a level as in gzip:6, not 'lzma'"
}

@test "-c ends after so many packets that were kept" {
    snfilter -r "$FIX/mixed.pcap" -w all tcp
    snfilter -r "$FIX/mixed.pcap" -w some -c 7 tcp
    [ "$(packets some)" -eq 7 ]
    cmp -n "$(stat -c %s some)" all some
    snfilter -r "$FIX/us.pcap" -r "$FIX/us.pcap" -c 50 >two
    [ "$(packets two)" -eq 50 ]
}

@test "--count prints the number and writes nothing, or what -w says" {
    run --separate-stderr snfilter -r "$FIX/us.pcap" --count
    assert_success
    assert_output '40 packets'
    assert_equal "$stderr" ''
    run snfilter -r "$FIX/us.pcap" --count -c 1
    assert_output '1 packet'
    run snfilter -r "$FIX/us.pcap" --count -w out tcp
    assert_output "$(packets out) packets"
}

@test "--count agrees with tcpdump" {
    need tcpdump
    for e in "${exprs[@]}"; do
        want=$(tcpdump -r "$FIX/mixed.pcap" --count "$e" 2>/dev/null | grep -o '^[0-9]*')
        [ "$(snfilter -r "$FIX/mixed.pcap" --count "$e" | grep -o '^[0-9]*')" = "$want" ] || fail "$e"
    done
}

@test "--invert keeps the rest" {
    all=$(packets "$FIX/mixed.pcap")
    a=$(snfilter -r "$FIX/mixed.pcap" --count tcp)
    b=$(snfilter -r "$FIX/mixed.pcap" --count --invert tcp)
    [ $((${a% *} + ${b% *})) -eq "$all" ]
    snfilter -r "$FIX/mixed.pcap" --invert tcp >x
    snfilter -r "$FIX/mixed.pcap" 'not tcp' | cmp - x
    snfilter -r "$FIX/rich.pcapng" --invert 'len > 100000' | cmp - "$FIX/rich.pcapng"
}

@test "--after and --before keep a span of time, its end left out" {
    need tcpdump
    times "$FIX/us.pcap" >t
    from=$(sed -n 10p t) to=$(sed -n 30p t)
    snfilter -r "$FIX/us.pcap" --after "$from" --before "$to" -w out
    times out | diff - <(awk -v a="$from" -v b="$to" '$1 >= a && $1 < b' t)
    iso=$(date -u -d "@$from" +%Y-%m-%dT%H:%M:%S.%6NZ)
    snfilter -r "$FIX/us.pcap" --after "$iso" --before "@$to" | cmp - out
    snfilter -r "$FIX/us.pcap" --after "${iso%Z}" --before "$to" | cmp - out # TZ is UTC
    [ "$(snfilter -r "$FIX/us.pcap" --count --after -1h)" = '0 packets' ]
    [ "$(snfilter -r "$FIX/us.pcap" --count --before now)" = '40 packets' ]
}

@test "--after and --before relative to the first packet, not the first that matches" {
    need tcpdump
    times "$FIX/mixed.pcap" >t
    first=$(head -1 t)
    want=$(tcpdump -tt -nr "$FIX/mixed.pcap" udp 2>/dev/null |
        awk -v f="$first" '{ d = $1 - f } d >= 0.0005 && d < 0.0012' | wc -l)
    [ "$want" -gt 0 ]
    run snfilter -r "$FIX/mixed.pcap" --count --after +500us --before +1200us udp
    assert_output "$want packets"
}

@test "--sample takes the first of each N that match" {
    need tcpdump
    times <(snfilter -r "$FIX/mixed.pcap" tcp) | awk 'NR % 3 == 1' >want
    snfilter -r "$FIX/mixed.pcap" --sample 1/3 -w out tcp
    times out | diff - want
    snfilter -r "$FIX/us.pcap" --sample 1/1 | cmp - "$FIX/us.pcap"
}

@test "--by-flow keeps flows whole, in both directions" {
    need tcpdump
    "$SN_BUILD/tests/bench/gen" -n 3000 >f
    snfilter -r f -w out --sample 1/4 --by-flow 'tcp and not vlan'
    # A line for each flow: its ends in order.
    ends() {
        tcpdump -nr "$1" 'tcp and not vlan' 2>/dev/null |
            awk '{ a = $3; b = $5; sub(/:$/, "", b); print a < b ? a " " b : b " " a }' | sort
    }
    ends out >got
    [ -s got ]
    # Each flow in the output is there with all its packets.
    ends f | grep -Fxf <(sort -u got) >want
    cmp want got
    all=$(ends f | uniq | wc -l) some=$(uniq got | wc -l)
    [ "$some" -gt $((all / 10)) ] && [ "$some" -lt $((all / 2)) ]
    snfilter -r f --sample 1/4 --by-flow 'tcp and not vlan' | cmp - out
}

@test "--dedup leaves out what repeats one of the packets before" {
    head -c 24 "$FIX/us.pcap" >head
    tail -c +25 "$FIX/us.pcap" >records
    first=$(($(od -An -tu4 -j8 -N4 records) + 16))
    head -c "$first" records >one
    tail -c +$((first + 1)) records >rest
    cat head one one one rest >doubled
    [ "$(packets doubled)" -eq 42 ]
    snfilter -r doubled --dedup | cmp - "$FIX/us.pcap"
    cat head records one >far # 39 packets between
    [ "$(snfilter -r far --dedup --count)" = '41 packets' ]
    [ "$(snfilter -r far --dedup=39 --count)" = '41 packets' ]
    [ "$(snfilter -r far --dedup=40 --count)" = '40 packets' ]
    [ "$(snfilter -r far --dedup=0ns --count)" = '40 packets' ]
    [ "$(snfilter -r doubled --dedup=10ms --count)" = '40 packets' ]
    # The rest of it.
    snfilter -r doubled --duplicates | cmp - <(cat head one one)
    [ "$(snfilter -r far --duplicates=39 --count)" = '0 packets' ]
    [ "$(snfilter -r far --duplicates=40 --count)" = '1 packet' ]

}

@test "--format converts, and says when it can't" {
    need tcpdump
    snfilter -r "$FIX/us.pcap" --format pcapng -w a.pcapng
    [ "$(od -An -tx4 -N4 a.pcapng)" = ' 0a0d0d0a' ]
    snfilter -r a.pcapng --format pcap | cmp - "$FIX/us.pcap"
    snfilter -r "$FIX/ns.pcap" --format pcapng | snfilter --format pcap | cmp - "$FIX/ns.pcap"
    snfilter -r "$FIX/us.pcap" --format pcap | cmp - "$FIX/us.pcap"
    run snfilter -r "$FIX/us.pcap" -r "$FIX/raw.pcap" -w out
    assert_failure 1
    assert_output --regexp "^snfilter: out: .*link type.*--format pcapng"
    [ "$(packets out)" -eq 40 ]
    snfilter -r "$FIX/us.pcap" -r "$FIX/raw.pcap" --format pcapng -w both udp
    [ "$(packets both)" -eq $(($(snfilter -r "$FIX/us.pcap" udp | snfilter --count | grep -o '^[0-9]*') + \
        $(snfilter -r "$FIX/raw.pcap" udp | snfilter --count | grep -o '^[0-9]*'))) ]
}

@test "several files are read in order; one that can't be read is reported" {
    snfilter -r "$FIX/us.pcap" -r "$FIX/mixed.pcap" -w out tcp
    snfilter -r "$FIX/us.pcap" tcp >want
    snfilter -r "$FIX/mixed.pcap" tcp | tail -c +25 >>want
    cmp out want
    run --separate-stderr snfilter -r none -r "$FIX/us.pcap" -w out tcp
    assert_failure 1
    assert_equal "$stderr" "snfilter: none: can't be opened: No such file or directory"
    snfilter -r "$FIX/us.pcap" tcp | cmp - out
}

@test "interfaces of different link types have their own programs" {
    need tcpdump
    gen=$SN_BUILD/tests/bench/gen
    "$gen" -n 40 -f ng >eth.ng
    "$gen" -n 40 -f ng -L 276 >sll2.ng
    cat eth.ng sll2.ng eth.ng >all.ng
    want=$(($(snfilter -r eth.ng --count udp | grep -o '^[0-9]*') * 2 + \
        $(snfilter -r sll2.ng --count udp | grep -o '^[0-9]*')))
    run snfilter -r all.ng --count udp
    assert_output "$want packets"
    # What has no meaning for the second: everything before is written, then the place.
    run --separate-stderr snfilter -r all.ng -w out 'ether host 02:00:00:00:00:01'
    assert_failure 1
    [ "$(packets out)" -eq "$(snfilter -r eth.ng --count 'ether host 02:00:00:00:00:01' | grep -o '^[0-9]*')" ]
    assert_regex "$stderr" "snfilter: all.ng: byte [0-9]+: a packet of link type LINUX_SLL2 can't be filtered so"
}

@test "-y compiles for another link type than the input's" {
    # Raw IP, called Ethernet.
    { head -c 20 "$FIX/raw.pcap"; printf '\1\0\0\0'; tail -c +25 "$FIX/raw.pcap"; } >wrong
    run snfilter -r wrong --count -y RAW tcp
    assert_output "$(snfilter -r "$FIX/raw.pcap" --count tcp)"
    run snfilter -r wrong --count -y dlt_raw tcp
    assert_success
}

@test "-d, -dd and -ddd print the program as tcpdump prints its own" {
    need tcpdump
    for e in '' ip arp ip6 'ip or arp' 'ether[6:4] = 0x12345678' 'len > 100' 'ip[8] < 5'; do
        for d in -d -dd -ddd; do
            diff <(snfilter $d -y EN10MB "$e") <(tcpdump -y EN10MB $d "$e" 2>/dev/null) || fail "$d $e"
        done
    done
    run snfilter -d -s 96 ip
    assert_line '(002) ret      #96'
}

@test "-d without an input is for Ethernet, else for the input's link type" {
    diff <(snfilter -d tcp) <(snfilter -d -y EN10MB tcp)
    diff <(snfilter -d -r "$FIX/sll.pcap" tcp) <(snfilter -d -y LINUX_SLL tcp)
    run diff <(snfilter -d tcp) <(snfilter -d -y RAW tcp)
    assert_failure
}

@test "-O leaves the program as it was generated, with the same verdicts" {
    [ "$(snfilter -d -O 'tcp port 80 or udp port 53' | wc -l)" -gt \
        "$(snfilter -d 'tcp port 80 or udp port 53' | wc -l)" ]
    for e in "${exprs[@]}"; do
        snfilter -r "$FIX/mixed.pcap" -O "$e" | cmp - <(snfilter -r "$FIX/mixed.pcap" "$e")
    done
}

@test "--jobs: any number of threads writes the same" {
    "$SN_BUILD/tests/bench/gen" -n 30000 >big
    [ "$(stat -c %s big)" -gt 5000000 ]
    for o in '' '--sample 1/7' '--sample 1/3 --by-flow' '--dedup' '-c 5000' '--invert' '--after +200ms'; do
        snfilter --jobs 1 -r big -w want $o udp
        for n in 2 3 8; do
            snfilter --jobs $n -r big -w got $o udp
            cmp want got || fail "--jobs $n $o"
        done
    done
    snfilter -r big --format pcapng -w big.ng
    snfilter --jobs 1 -r big.ng -w want tcp
    snfilter --jobs 3 -r big.ng -w got tcp
    cmp want got
    cut=$(($(stat -c %s big) - 7))
    head -c $cut big >cut
    for n in 1 2 4; do
        run --separate-stderr snfilter --jobs $n -r cut -w got$n
        assert_failure 1
        assert_regex "$stderr" '^snfilter: cut: byte [0-9]+: cut short: '
        cmp got1 got$n
    done
    run --separate-stderr snfilter --jobs 2 -v -r big -w /dev/null udp
    unlocked
    assert_regex "${stderr%%$'\n'*}" '^snfilter: 30000 packets read, [0-9]+ kept; .*, 2 threads$'
}

@test "-v says what was read and kept" {
    run --separate-stderr snfilter -v -r "$FIX/us.pcap" -w /dev/null
    unlocked
    assert_equal "${stderr%%;*}" 'snfilter: 40 packets read, 40 kept'
    run --separate-stderr snfilter --verbose -r "$FIX/rich.pcapng" -w /dev/null -c 3
    unlocked
    assert_regex "$stderr" '^snfilter: [0-9]+ packets read, 3 kept; '
}

@test "-l, -n and -U change nothing" {
    snfilter -lnU -r "$FIX/us.pcap" tcp | cmp - <(snfilter -r "$FIX/us.pcap" tcp)
}

@test "--look-through and its word find what is behind tags" {
    plain=$(snfilter -r "$FIX/mixed.pcap" --count 'tcp or (vlan and tcp)')
    [ "$(snfilter -r "$FIX/mixed.pcap" --count tcp)" != "$plain" ]
    [ "$(snfilter -r "$FIX/mixed.pcap" --count --look-through tcp)" = "$plain" ]
    [ "$(snfilter -r "$FIX/mixed.pcap" --count 'look-through (tcp)')" = "$plain" ]
    [ "$(snfilter -r "$FIX/mixed.pcap" --count --invert --look-through 'not tcp')" = "$plain" ]
    # Order doesn't matter.
    [ "$(snfilter -r "$FIX/mixed.pcap" --count --look-through 'tcp and vlan')" = \
        "$(snfilter -r "$FIX/mixed.pcap" --count 'vlan and tcp')" ]
}

@test "-v says how many packets tags alone kept from matching" {
    hidden=$(snfilter -r "$FIX/mixed.pcap" --count 'vlan and tcp' | grep -o '^[0-9]*')
    run --separate-stderr snfilter -v -r "$FIX/mixed.pcap" -w /dev/null tcp
    assert_regex "$stderr" "$hidden packets didn't match for their VLAN, MPLS or PPPoE headers alone"
    run --separate-stderr snfilter -v -r "$FIX/mixed.pcap" -w /dev/null 'tcp or vlan'
    refute_regex "$stderr" 'headers alone'
    run --separate-stderr snfilter -v -r "$FIX/mixed.pcap" -w /dev/null --look-through tcp
    refute_regex "$stderr" 'headers alone'
}

@test "-O: where only the optimiser finds room for the arithmetic, it is used" {
    run -0 snfilter -O -y FRELAY -d 'geneve 2 and (igmp[18] <= udp[ether[41]] or src or dst host 2001:db8::2 and vrrp)'
    sums=$(for i in {1..20}; do printf '(ip[%d] * tcp[%d]) + (' "$i" "$i"; done)
    for o in "" -O; do
        # shellcheck disable=SC2086
        run -1 snfilter $o -d "${sums}ip[3]$(printf ')%.0s' {1..20}) = 3"
        assert_line --index 0 "snfilter: filter: column 1: the arithmetic needs more than 16 scratch words at a time"
    done
}

@test "direction and interface: asked of the kernel in -d -y, an error where packets don't say" {
    run snfilter -d -y EN10MB inbound
    assert_line --index 0 '(000) ld       [type]'
    run snfilter -d -y EN10MB 'ifindex 3'
    assert_line --index 0 '(000) ld       [ifidx]'
    run -1 snfilter -r "$FIX/mixed.pcap" --count inbound
    assert_line --index 0 "snfilter: filter: column 1: packets of this link type do not say whether \
they came in or went out"
    run -1 snfilter -r "$FIX/mixed.pcap" --count 'tcp or ifindex 3'
    assert_line --index 0 "snfilter: filter: column 8: packets of this link type do not say which \
interface they passed"
}

@test "ifname and ifindex ask for pcapng's interfaces" {
    need tshark
    tshark -r "$FIX/rich.pcapng" -T fields -e frame.interface_id -e frame.interface_name 2>/dev/null >t
    while read -r id name; do
        want=$(awk -v n="$name" '$2 == n' t | wc -l)
        [ "$(snfilter -r "$FIX/rich.pcapng" --count "ifname $name" | grep -o '^[0-9]*')" -eq "$want" ]
        [ "$(snfilter -r "$FIX/rich.pcapng" --count "not ifindex $id" | grep -o '^[0-9]*')" -eq \
            $(($(wc -l <t) - $(awk -v i="$id" '$1 == i' t | wc -l))) ]
    done < <(sort -u t)
    [ "$(snfilter -r "$FIX/rich.pcapng" --count 'ifname nosuch')" = '0 packets' ]
    run snfilter -r "$FIX/mixed.pcap" --count 'ifname eth0'
    assert_failure
}
