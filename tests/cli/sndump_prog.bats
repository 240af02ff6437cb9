# sndump as a program: input and output, status, signals, options.
# shellcheck disable=SC2016 # the inner shells expand
load common

setup() {
    need_tool sndump
    T=$BATS_TEST_TMPDIR
}

@test "--look-through finds what is behind tags" {
    n=$(snfilter -r "$FIX/mixed.pcap" --count --look-through tcp | grep -o '^[0-9]*')
    [ "$n" -gt "$(sndump -r "$FIX/mixed.pcap" --count tcp 2>/dev/null | grep -o '^[0-9]*')" ]
    [ "$(sndump -r "$FIX/mixed.pcap" --count --look-through tcp 2>/dev/null | grep -o '^[0-9]*')" -eq "$n" ]
    [ "$(sndump -r "$FIX/mixed.pcap" -t --look-through tcp | wc -l)" -ge "$n" ]
}

@test "reads standard input, a file, and gzip by its magic" {
    sndump -r "$FIX/us.pcap" >"$T/want"
    assert [ -s "$T/want" ]
    for f in us.pcap us-swapped.pcap us.pcap.gz; do
        sndump -r "$FIX/$f" | cmp - "$T/want"
        sndump <"$FIX/$f" | cmp - "$T/want"
        sndump -r - <"$FIX/$f" | cmp - "$T/want"
    done
}

@test "-c stops, --count counts, filters select" {
    assert_equal "$(sndump -c 7 -r "$FIX/mixed.pcap" | grep -c '^[0-9]')" 7
    run -0 sndump --count -r "$FIX/mixed.pcap"
    assert_output "300 packets"
    run -0 sndump --count -c 1 -r "$FIX/mixed.pcap"
    assert_output "1 packet"
    run -0 sndump --count -r "$FIX/mixed.pcap" 'greater 65000'
    assert_output "0 packets"
    echo tcp >"$T/filter"
    assert_equal "$(sndump -F "$T/filter" -r "$FIX/mixed.pcap")" "$(sndump -r "$FIX/mixed.pcap" tcp)"
}

@test "a fraction of more than a second is printed as it is in the file, as tcpdump does" {
    for f in us.pcap us-swapped.pcap ns.pcap; do
        { head -c 28 "$FIX/$f" && printf 0000 && tail -c +33 "$FIX/$f"; } >"$T/odd.pcap"
        sec=$(sndump -tt -c 1 -r "$FIX/$f" | cut -d. -f1)
        us=808464432
        [ "$f" != ns.pcap ] || us=808464
        run -0 sndump -tt -c 1 -r "$T/odd.pcap"
        assert_output --regexp "^$sec\.$us IP"
        ! command -v tcpdump >/dev/null || assert_output "$(tcpdump -n -tt -c 1 -r "$T/odd.pcap" 2>/dev/null)"
    done
    # Where times are computed with, it counts.
    printf '%s\n' "$(sndump --json -c 1 -r "$T/odd.pcap")" | grep -q '"frame.time_epoch":"[0-9]*\.808464432"'
}

@test "a cut capture prints its whole packets, then says where it ends" {
    run -1 --separate-stderr sndump -t -r "$FIX/cut.pcap"
    assert [ "${#lines[@]}" -gt 10 ]
    assert_regex "$stderr" "^sndump: .*cut\.pcap: byte [0-9]+: "
    sndump -t -r "$FIX/us.pcap" | head -n "${#lines[@]}" >"$T/want"
    printf '%s\n' "${lines[@]}" | cmp - "$T/want"
}

@test "bad input, bad options, bad filters" {
    run -1 --separate-stderr sndump -r /nonexistent
    assert_regex "$stderr" "^sndump: /nonexistent: .*No such file"
    run -1 --separate-stderr sndump -r "$FIX/garbage.pcap"
    assert_regex "$stderr" "^sndump: .*garbage.pcap: "
    run -1 --separate-stderr sndump </dev/null
    assert_regex "$stderr" "^sndump: standard input: "
    run -1 --separate-stderr sndump -r "$FIX/us.pcap" tpc
    assert_regex "$stderr" "^sndump: filter: column 1: "
    for o in -c0 -cx --time-stamp-precision=pico --frobnicate -P; do
        run -2 --separate-stderr sndump "$o"
        assert_regex "$stderr" "^sndump: "
    done
}

@test "a reader that leaves ends it quietly" {
    run -0 --separate-stderr bash -c \
        'sndump -r "$1" | head -n 1 >/dev/null; exit "${PIPESTATUS[0]}"' - "$FIX/mixed.pcap"
    assert_equal "$stderr" ""
}

@test "a full disk is said" {
    [ -w /dev/full ] || skip "no /dev/full"
    run -1 --separate-stderr bash -c 'sndump -r "$1" >/dev/full' - "$FIX/mixed.pcap"
    assert_regex "$stderr" "^sndump: standard output: "
}

@test "times are those of TZ" {
    assert_equal "$(TZ=UTC sndump -c 1 -r "$FIX/dis-raw.pcap" | cut -d' ' -f1)" 22:13:20.000000
    assert_equal "$(TZ=Asia/Kolkata sndump -tttt -c 1 -r "$FIX/dis-raw.pcap" | cut -d' ' -f1,2)" \
        "2023-11-15 03:43:20.000000"
}

@test "options that change nothing are accepted" {
    sndump -r "$FIX/mixed.pcap" >"$T/want"
    sndump -n -nn -l -U -f -p -r "$FIX/mixed.pcap" | cmp - "$T/want"
}
