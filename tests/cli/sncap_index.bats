#!/usr/bin/env bats
# sncap --index: each file's index stands beside it once it is closed, and is snindex's.
# shellcheck disable=SC2016 # await evaluates its argument itself
load common
load netns

setup() {
    need_tool snindex
    ns_up
    mkdir "$T/d"
}

teardown() {
    ns_down
}

# Every capture in $T/d has an index that fits, of all that it holds; there is nothing else.
all_indexed() {
    local f n=0
    for f in "$T"/d/*; do
        case $f in
        *.sni) [ -e "${f%.sni}" ] || fail "${f##*/}: of no capture" ;;
        *.part) fail "${f##*/}: left over" ;;
        *) snindex --verify "$f" || fail "${f##*/}: not what snindex makes" ;;
        esac
        n=$((n + 1))
    done
    echo "$n"
}

@test "--index: beside a file of any kind, the same as snindex makes" {
    local f
    for f in a.pcap a.pcap.gz a.pcap.zst; do
        [[ $f != *zst ]] || "$SN_BIN/sncap" --version | grep -q zstd || continue
        capture a -i va -w "$T/d/$f" --index
        send vb -n 4000 -s 1000
        interrupt
        assert_equal "$status" 0
        all_indexed
        run --separate-stderr snfilter -r "$T/d/$f" --count --explain 'host 203.0.113.77'
        assert_output "0 packets"
        [[ $stderr == *"1 of 1 files have one"* ]]
        [[ $stderr =~ ' '[3-9]' by filter' ]]
        run snfilter -r "$T/d/$f" --count
        assert_output "4000 packets"
    done
}

@test "--index with pcapng, statistics at its end, and with several rings" {
    capture a -i va --jobs 2 --format pcapng -w "$T/d/a.pcapng.gz" --index
    send vb -n 3000 -s 900
    interrupt
    all_indexed
    capture a -i va -i vb -c 2000 -w "$T/d/b.pcapng" --index
    send vb -n 3000 -s 900
    wait "$CAP"
    all_indexed
}

@test "--index with -C: of each file, over older ones" {
    capture a -i va -C 100k -W 3 -w "$T/d/a.pcap.gz" --index
    send vb -n 1500 -s 1000
    interrupt
    assert_equal "$(all_indexed)" 6
}

@test "--index with --ring: it goes with its file" {
    capture a -i va -C 100k --ring 2 -w "$T/d/a.%s.pcap" --index
    send vb -n 500 -s 1000
    await '[ "$(ls "$T"/d/*.sni | wc -l)" -ge 1 ]'
    first=$(date +%s)
    await '[ "$(date +%s)" -gt "$first" ]'
    send vb -n 1000 -s 1000
    interrupt
    assert_equal "$(all_indexed)" 4
}

@test "--index: killed in the middle, no index is there that is wrong" {
    capture a -i va -w "$T/d/a.pcap.gz" --index
    send vb -n 2000 -s 1000
    interrupt
    capture a -i va -w "$T/d/a.pcap.gz" --index
    send vb -n 3000 -s 700
    await '[ "$(snfilter -r "$T/d/a.pcap.gz" --count 2>/dev/null)" = "3000 packets" ]'
    kill -KILL "$CAP"
    wait "$CAP" || true
    [ ! -e "$T/d/a.pcap.gz.sni" ]
    run snfilter -r "$T/d/a.pcap.gz" --count
    assert_output --partial "3000 packets"
}

@test "--index: a full disk, said; none is made of the file that is cut" {
    ns_tmpfs 1m "$T/d"
    capture a -i va -w "$T/d/a.pcap" --index
    send vb -n 3000 -s 1000
    status=0
    wait "$CAP" || status=$?
    assert_equal "$status" 1
    grep -q "a.pcap: no index was written: the file is not complete (snindex makes one)" "$T/a.err"
    run in_ns ls "$T/d"
    assert_output a.pcap
}

@test "--index: what can't have one is told" {
    run "$SN_BIN/sncap" --index
    assert_failure 2
    assert_line --partial "--index, --print and --print-names need -w FILE"
    run in_ns "$SN_BIN/sncap" -i va -c 1 -w /dev/null --index
    assert_failure 1
    assert_output --partial "is no regular file, and can't have an index"
}

@test "--index: as a user without privileges, in a directory of that user's" {
    [ "$(id -u)" -eq 0 ] || skip "only root changes users"
    chown nobody "$T/d"
    chmod 755 "$BATS_TEST_TMPDIR" "$BATS_RUN_TMPDIR" "$BATS_FILE_TMPDIR" "${BATS_TEST_TMPDIR%/*}" || true
    capture a -i va -Z nobody -w "$T/d/a.pcap.gz" --index
    send vb -n 2000 -s 1000
    interrupt
    assert_equal "$status" 0
    assert_equal "$(stat -c %U "$T/d/a.pcap.gz.sni")" nobody
    assert_equal "$(all_indexed)" 2
}
