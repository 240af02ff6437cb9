#!/usr/bin/env bats
# libpcap's interface over libsn: our own programs print the same on both libraries, others' run.
load common

SYSTEM=/usr/lib/$(uname -m)-linux-gnu/libpcap.so.0.8

setup() {
    COMPAT=$SN_BUILD/compat
    TESTS=$SN_BUILD/tests/compat
    [ -e "$COMPAT/libpcap.so.0.8" ] || skip "make compat wasn't run"
    cd "$BATS_TEST_TMPDIR" || return 1
}

need_system() {
    [ -e "$SYSTEM" ] || skip "libpcap0.8 is not installed"
}

# Runs a program on our library; one that isn't built with sanitizers gets their run time.
on_sn() {
    if sanitized; then
        LD_PRELOAD=$("${CC:-gcc}" -print-file-name=libasan.so) ASAN_OPTIONS=detect_leaks=0 \
            LD_LIBRARY_PATH=$COMPAT "$@"
    else
        "$COMPAT/sn-compat" "$@"
    fi
}

# Both print the same: same PROGRAM ARGUMENT…
same() {
    need_system
    LD_LIBRARY_PATH=$COMPAT "$TESTS/$1" "${@:2}" >sn.out
    "$TESTS/$1" "${@:2}" >system.out
    run diff system.out sn.out
    assert_output ''
}

@test "exports libpcap 1.10.3's 96 symbols, and nothing else" {
    need_system
    nm -D --defined-only "$COMPAT/libpcap.so.0.8" | awk '{ print $3 }' | sort >sn.out
    nm -D --defined-only "$SYSTEM" | awk '{ print $3 }' | sort >system.out
    assert_equal "$(wc -l <sn.out)" 96
    run diff system.out sn.out
    assert_output ''
    run readelf -d "$COMPAT/libpcap.so.0.8"
    assert_output --partial 'soname: [libpcap.so.0.8]'
}

@test "structures have the sizes and offsets of libpcap's headers" {
    [ -e /usr/include/pcap/pcap.h ] || skip "libpcap-dev is not installed"
    gcc -o abi -I/usr/include "$ROOT/tests/compat/abi.c"
    ./abi >system.out
    "$TESTS/abi" >sn.out
    run diff system.out sn.out
    assert_output ''
}

@test "headers have the constants of libpcap's" {
    [ -e /usr/include/pcap/pcap.h ] || skip "libpcap-dev is not installed"
    for h in pcap/pcap.h pcap/namedb.h pcap/sll.h pcap/usb.h pcap/nflog.h pcap/vlan.h pcap/ipnet.h \
        pcap/can_socketcan.h; do
        for i in /usr/include "$ROOT/lib/compat/include"; do
            echo "#include <$h>" | gcc -I"$i" -dM -E - |
                grep -E '#define (DLT|PCAP|BPF|SLL|LINUX_SLL|URB|NFULA|VLAN|IPH|IPNET|CANFD|LT)_[A-Z0-9_]+ ' |
                grep -vE '_DEF|PCAP_(API|NORETURN|AVAILABLE|SRC|OPENFLAG|SAMP|BUF_SIZE|BEGIN|END)' | sort >"${i//\//_}"
        done
        # Numbers may be written in other ways; names may not be missing.
        run comm -23 <(awk '{ print $2 }' _usr_include | sort -u) \
            <(awk '{ print $2 }' "${ROOT//\//_}_lib_compat_include" | sort -u)
        assert_output ''
    done
}

@test "files: every call on handles of files, the packets, and the refusals" {
    same offline "$FIX"/{us,us-swapped,ns,ns-swapped,cut,cut-header,garbage,empty,mixed,snap68}.pcap \
        "$FIX"/{loop,unknown-link,raw,sll,sll2,null}.pcap "$FIX"/{ng,ng-swapped,cut,rich}.pcapng
}

@test "files: what is damaged, cut or odd is read as far, and said in the same words" {
    need python3
    mkdir damaged
    "$ROOT/tests/compat/make-damaged" damaged
    same damage damaged/*
}

@test "files: a length that is damage ends the reading" {
    # libpcap goes on behind the record's header, with what isn't a record any more.
    LD_LIBRARY_PATH=$COMPAT run -0 "$TESTS/offline" "$FIX/huge-record.pcap"
    assert_line --partial '[invalid packet capture length 2147483647, bigger than snaplen of 262144]'
}

@test "files: packets of gzip and zstd are those of the file" {
    # Of us.pcap's 40 packets, in two precisions.
    LD_LIBRARY_PATH=$COMPAT "$TESTS/offline" "$FIX/us.pcap" | grep -m 80 ' of ' >plain
    LD_LIBRARY_PATH=$COMPAT "$TESTS/offline" "$FIX/us.pcap.gz" | grep -m 80 ' of ' >gz
    cmp plain gz
    need zstd
    nm "$SN_LIB/libsn.a" 2>/dev/null | grep -q ' U ZSTD_' || skip "built without zstd"
    zstd -q -o us.zst "$FIX/us.pcap"
    LD_LIBRARY_PATH=$COMPAT "$TESTS/offline" us.zst | grep -m 80 ' of ' >zst
    cmp plain zst
}

@test "pipes: whole, in pieces, cut, packet by packet, standard input" {
    same pipes "$FIX/us.pcap"
    same pipes "$FIX/ng.pcapng"
}

@test "files written, and appended to" {
    mkdir out
    same dumps out "$FIX/mixed.pcap"
    same odd out "$FIX"/{us,us-swapped,ns,ns-swapped,cut,raw}.pcap "$FIX/ng.pcapng" "$FIX/us.pcap.gz"
}

@test "filters: errors, verdicts, images, checks" {
    same filters "$FIX/mixed.pcap"
}

@test "names and numbers" {
    same tables
}

@test "handles that aren't activated, or never bring packets" {
    same handles
}

@test "a program is built against the installed folder, shared and static" {
    ln -s "$COMPAT" dir
    export PKG_CONFIG_PATH=$COMPAT
    mapfile -t flags < <(link_flags)
    # shellcheck disable=SC2046 # words wanted
    "${CC:-gcc}" "${flags[@]}" -o shared "$ROOT/tests/compat/tables.c" $(pkg-config --cflags --libs libpcap)
    LD_LIBRARY_PATH=$COMPAT run -0 ./shared
    assert_line '1 EN10MB, Ethernet'
    # shellcheck disable=SC2046
    "${CC:-gcc}" "${flags[@]}" -o static "$ROOT/tests/compat/tables.c" $(pkg-config --cflags libpcap) \
        "$COMPAT/libpcap.a" $(pkg-config --static --libs libpcap | sed 's/-lpcap//')
    run -0 ./static
    assert_line '1 EN10MB, Ethernet'
    run readelf -d static
    refute_output --partial 'libpcap'
}

@test "sn-compat says why it can't" {
    ! sanitized || skip "the script runs no sanitizers"
    run -2 "$COMPAT/sn-compat"
    assert_output --partial usage
    run -1 "$COMPAT/sn-compat" nosuchprogram
    assert_output 'sn-compat: nosuchprogram: not found'
    echo 'int main(void) { return 0; }' >s.c
    gcc -static -o s s.c || skip "no static C library"
    run -1 "$COMPAT/sn-compat" ./s
    assert_output --partial 'statically linked'
}

@test "tcpdump reads, filters and writes as on libpcap" {
    need tcpdump
    need_system
    for f in mixed.pcap ng.pcapng ns.pcap sll2.pcap; do
        on_sn tcpdump -ennr "$FIX/$f" 'ip or ip6' >sn.out 2>sn.err
        tcpdump -ennr "$FIX/$f" 'ip or ip6' >system.out 2>system.err
        cmp sn.out system.out
        cmp sn.err system.err
    done
    on_sn tcpdump -r "$FIX/mixed.pcap" -w sn.pcap tcp
    tcpdump -r "$FIX/mixed.pcap" -w system.pcap tcp
    cmp sn.pcap system.pcap
    run on_sn tcpdump -r "$FIX/cut.pcap" -w /dev/null
    assert_output --partial 'truncated dump file; tried to read 1168 captured bytes, only got 657'
    on_sn tcpdump -nr "$FIX/us.pcap.gz" >sn.out
    tcpdump -nr "$FIX/us.pcap" >system.out
    cmp sn.out system.out
}

@test "our library, and only ours, is the one that programs load" {
    need tcpdump
    ! sanitized || skip "the script runs no sanitizers"
    LD_DEBUG=libs run "$COMPAT/sn-compat" tcpdump --version
    assert_output --partial "$COMPAT/libpcap.so.0.8"
    refute_output --partial 'calling init: /lib/'"$(uname -m)"'-linux-gnu/libpcap'
    assert_output --partial '(sn '
}
