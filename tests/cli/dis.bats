# What sndump prints: as recorded in tests/golden/dis, as tcpdump prints it, and as valid JSON.
load common

setup() {
    need_tool sndump
    T=$BATS_TEST_TMPDIR
}

@test "text and JSON are as recorded" {
    "$ROOT/tests/golden/dis/make" "$T"
    for f in "$ROOT"/tests/golden/dis/*.txt "$ROOT"/tests/golden/dis/*.json; do
        run diff -u "$f" "$T/${f##*/}"
        assert_success
    done
}

@test "the fixtures are what their script makes" {
    need python3
    "$FIX/make-dis" "$T"
    for f in "$FIX"/dis-*.pcap; do
        run cmp "$f" "$T/${f##*/}"
        assert_success
    done
}

@test "JSON is valid, one object a line, no key twice" {
    need python3
    for f in "$FIX"/dis-*.pcap "$FIX"/mixed.pcap "$FIX"/rich.pcapng "$FIX"/snap68.pcap; do
        sndump --json -r "$f" >"$T/json"
        run -0 python3 - "$T/json" <<'PY'
import json, sys

def object(pairs):
    keys = [k for k, _ in pairs]
    assert len(keys) == len(set(keys)), keys
    return dict(pairs)

for n, line in enumerate(open(sys.argv[1], encoding="utf-8"), 1):
    p = json.loads(line, object_pairs_hook=object)
    assert p["frame"]["frame.number"] == n
    for name in p["frame"]["frame.protocols"].split(":"):
        assert name in p, name
PY
        assert_equal "$(wc -l <"$T/json")" "$(sndump --count -r "$f" | cut -d' ' -f1)"
    done
}

@test "no byte of a packet reaches the terminal as it is" {
    need python3
    for f in "$FIX"/dis-*.pcap "$FIX"/mixed.pcap; do
        for o in -vv -A -X; do
            run bash -c 'sndump "$1" -r "$2" 2>/dev/null | LC_ALL=C grep -c "[^ -~	]"' - "$o" "$f"
            assert_output 0
        done
    done
}

# The same lines as Debian's tcpdump, for each set of flags given.
same_as_tcpdump() { # FILE FLAGS…
    local f=$1 flags
    shift
    for flags; do
        # shellcheck disable=SC2086
        tcpdump -n -# $flags -r "$f" >"$T/want" 2>"$T/err" || true
        # shellcheck disable=SC2086
        sndump -n -# $flags -r "$f" >"$T/got"
        diff "$T/want" "$T/got" >"$T/diff" && continue
        echo "${f##*/} $flags"
        head -n 20 "$T/diff"
        return 1
    done
}

the_tcpdump() {
    need tcpdump
    tcpdump --version 2>&1 | grep -q '^tcpdump version 4\.99\.3' || skip "tcpdump is not 4.99.3"
}

@test "same as tcpdump, all flags" {
    the_tcpdump
    for f in "$FIX"/dis-*.pcap; do
        same_as_tcpdump "$f" "" -e -v -vv -vvv -q -qq "-e -q" "-e -v" -S "-S -vv" -K "-K -v" -x -xx -X \
            -XX -A -AA "-x -e" "-x -X" "-A -x" -t -tt -ttt -tttt -ttttt "--nano -tt" "--micro" "-H" \
            -b -N "-s 40" "-T domain" "-T Domain -vX" "-T domain -q" "-c 3" "--time-stamp-precision=nano -ttt"
    done
}

@test "same as tcpdump in another time zone" {
    the_tcpdump
    for TZ in America/St_Johns Asia/Kolkata Europe/Berlin Pacific/Chatham; do
        export TZ
        same_as_tcpdump "$FIX/dis-eth.pcap" "" -tttt
    done
}

@test "same as tcpdump, packets cut at every length" {
    the_tcpdump
    need python3
    "$FIX/make-dis" "$T" --cuts
    for f in "$T"/dis-*.pcap; do
        same_as_tcpdump "$f" -t "-t -e -vv" "-t -x" "-t -e -q"
    done
}
