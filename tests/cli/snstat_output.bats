#!/usr/bin/env bats
# snstat's output: widths, colours, bars, the page of HTML.
bats_require_minimum_version 1.5.0
load common

setup() {
    need_tool snstat
    unset NO_COLOR COLUMNS
}

# On a terminal of 80 columns (script(1) gives none a size: COLUMNS says it).
on_terminal() {
    TERM=xterm COLUMNS=${COLUMNS:-80} script -qec "$*" /dev/null </dev/null | tr -d '\r'
}

widest() {
    awk '{ if (length > n) n = length } END { print n }'
}

@test "tables are 80 columns wide where there is no terminal, COLUMNS or --width say other" {
    for v in hosts conversations flows ports; do
        got=$(snstat -z "$v" -n 100 -r "$FIX/mixed.pcap")
        [ "$(widest <<<"$got")" -le 80 ]
        [ "$(COLUMNS=60 snstat -z "$v" -n 100 -r "$FIX/mixed.pcap" | widest)" -le 60 ]
        [ "$(snstat --width 70 -z "$v" -n 100 -r "$FIX/mixed.pcap" | widest)" -le 70 ]
    done
    run -0 snstat --width 0 -z flows -n 1 -r "$FIX/mixed.pcap"
    assert_line -n 0 --regexp 'packets ->  bytes ->  packets <-  bytes <-  retrans  +handshake  duration  name$'
    run -0 snstat -z flows -n 1 -r "$FIX/mixed.pcap"
    assert_line "(too narrow for: handshake, duration)"
    run -2 snstat --width wide -r "$FIX/mixed.pcap"
}

@test "whatever the width, every name and number of the first columns is there" {
    want=$(snstat --width 0 -z conversations -n 100 -r "$FIX/mixed.pcap" | sed 1d |
        awk '{ print $1, $2, $3, $4, $5, $6 }')
    for w in 72 80 100; do
        assert_equal "$(snstat --width $w -z conversations -n 100 -r "$FIX/mixed.pcap" |
            awk '/<->/ { on = 1 } on' | tr '\n' ' ' | sed 's/ s /\n/g' |
            awk 'NF { print $1, $2, $3, $4, $5, $6 }')" "$want"
    done
}

@test "colours and bars only on a terminal, or when asked for" {
    run -1 grep $'\e\|█\|#' < <(snstat -r "$FIX/mixed.pcap")
    assert_equal "$(snstat --color=never -r "$FIX/mixed.pcap")" "$(snstat -r "$FIX/mixed.pcap")"
    snstat --color=always -r "$FIX/mixed.pcap" | grep -q $'^\e\[1mPackets\e\[0m  *300$'
    snstat --color=always -z protocols -r "$FIX/mixed.pcap" | grep -q $'^eth .*\e\[36m██*\e\[0m$'
    LC_ALL=C snstat --color=always -z protocols -r "$FIX/mixed.pcap" | grep -q $'^eth .*\e\[36m##*\e\[0m$'
    snstat --color=always -r "$FIX/recorded.pcap" | grep -q $'Over time\e\[0m  *\e\[36m▁▁▁█\e\[0m$'
    NO_COLOR=1 snstat --color=always -r "$FIX/mixed.pcap" | grep -q $'\e\['
    run -2 snstat --color=sometimes -r "$FIX/mixed.pcap"
}

@test "a terminal gets colours and bars, with NO_COLOR bars alone" {
    need_terminal
    got=$(on_terminal "$SN_BIN/snstat" -z protocols -r "$FIX/mixed.pcap")
    grep -q $'\e\[1mProtocol' <<<"$got"
    grep -q $'^eth .*\e\[36m██*\e\[0m$' <<<"$got"
    got=$(NO_COLOR=1 on_terminal "$SN_BIN/snstat" -z protocols -r "$FIX/mixed.pcap")
    run -1 grep $'\e' <<<"$got"
    grep -q '^eth .* ██*$' <<<"$got"
    got=$(on_terminal "$SN_BIN/snstat" --color=never -z protocols -r "$FIX/mixed.pcap")
    run -1 grep $'\e' <<<"$got"
}

@test "--html writes one page with every view, and the text as always" {
    cd "$BATS_TEST_TMPDIR"
    run -0 snstat --html page.html -n 3 -r "$FIX/recorded.pcap"
    assert_output "$(snstat -n 3 -r "$FIX/recorded.pcap")"
    for key in protocols hosts conversations ports sizes flows files; do
        grep -q "<table data-key=\"$key\"" page.html
    done
    grep -q 'class="curve" data-from="[0-9.]*" data-width="1000.000000" data-bytes="[0-9,]*"' page.html
    run -1 grep -i 'http:\|https:\|//\|url(' \
        <(sed 's|http://www.w3.org/2000/svg||; s|^ *// .*||' page.html)
    run -0 snstat --html - -r "$FIX/recorded.pcap"
    assert_line -n 0 "<!doctype html>"
    refute_line --regexp '^Packets  '
    run --separate-stderr snstat --html /nonexistent/page -r "$FIX/recorded.pcap"
    assert_failure 1
    assert_equal "$stderr" "snstat: /nonexistent/page: can't be created: No such file or directory"
}

@test "what packets and files say is text in the page" {
    python3 - "$BATS_TEST_TMPDIR/hostile.pcapng" <<'PY'
import struct, sys

def option(code, value):
    return struct.pack("<HH", code, len(value)) + value + b"\0" * (-len(value) % 4)

def block(kind, body):
    return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)

evil = b'</dd><script>alert(1)</script><img src=x onerror=alert(2)>"\'&'
with open(sys.argv[1], "wb") as f:
    f.write(block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1) + option(1, evil) + option(0, b"")))
    f.write(block(1, struct.pack("<HHI", 1, 0, 65535) + option(2, evil) + option(3, evil) + option(0, b"")))
    f.write(block(6, struct.pack("<IIIII", 0, 0, 0, 14, 14) + bytes(14) + b"\0\0"))
PY
    run -0 snstat --html - -r "$BATS_TEST_TMPDIR/hostile.pcapng"
    assert_output --partial "&lt;script&gt;alert(1)&lt;/script&gt;"
    refute_output --partial "<script>alert"
    refute_output --partial "<img"
    assert_equal "$(grep -c '<script' <<<"$output")" 1
}

# A copy of a page with a script of ours that its policy lets run, and one that it doesn't.
with_script() { # PAGE SCRIPT
    python3 - "$1" "$2" <<'END'
import base64, hashlib, sys
page, script = (open(f, encoding="utf-8").read() for f in sys.argv[1:])
hash = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
assert page.count("script-src 'sha256-") == 1 and page.count("<script") == 1
page = page.replace("script-src '", f"script-src 'sha256-{hash}' '")
end = page.index("</body>")
print(page[:end] + f"<script>window.foreign = 1</script><script>{script}</script>" + page[end:])
END
}

@test "the page works in a browser: sorts, searches, narrows to a time, folds, fits a phone, is dark" {
    need python3
    chrome=$(command -v chromium-headless-shell || command -v chromium || command -v google-chrome) ||
        skip "no Chromium"
    cd "$BATS_TEST_TMPDIR"
    snstat --interval 100ms --html page.html -r "$FIX/recorded.pcap" >/dev/null
    with_script page.html "$ROOT/tests/cli/page.js" >looked.html
    look() { # SCREEN OPTION…
        timeout 120 "$chrome" --headless --no-sandbox --disable-gpu --user-data-dir="$PWD/profile" \
            "${@:2}" --dump-dom "file://$PWD/looked.html" 2>err >dom || { cat err && return 1; }
        assert_equal "$1: $(grep -o 'data-wrong="[^"]*"' dom)" "$1: data-wrong=\"[]\""
        assert_equal "$(grep -o 'data-screen="[^"]*"' dom)" "data-screen=\"$1\""
    }
    look 1280 --window-size=1280,900
    look '360 dark' --window-size=360,640 --blink-settings=preferredColorScheme=0
}

@test "a long file's progress stands on the terminal while it is read, and not in the report" {
    need_terminal
    [ -x "$SN_BUILD/tests/bench/gen" ]
    "$SN_BUILD/tests/bench/gen" -n 20000 >"$BATS_TEST_TMPDIR/gen"
    for _ in $(seq 30); do cat "$BATS_TEST_TMPDIR/gen"; done >"$BATS_TEST_TMPDIR/long"
    # As slow as a test machine may be or not: what is there is whole, and is cleared at the end.
    got=$(on_terminal "$SN_BIN/snstat --jobs 1 -z flows -n 0 -r $BATS_TEST_TMPDIR/long >/dev/null")
    [ -z "$got" ] || grep -q $'^[0-9.]* [kMG]*B of [0-9.]* MB, [0-9.]* [kMG]*B/s, .* left\e\[K' <<<"$got"
    run -0 --separate-stderr snstat -z file -r "$BATS_TEST_TMPDIR/gen"
    assert_equal "$stderr" ""
}

@test "--resolve: names of hosts, escaped, in every form" {
    need jq
    need_tool snstat
    # Names from a file of hosts: the system's own, where there are no mount namespaces.
    name=$(getent hosts 127.0.0.1 | awk '{ print $2; exit }')
    [ -n "$name" ] || skip "the system has no name for 127.0.0.1"
    python3 - >"$BATS_TEST_TMPDIR/lo.pcap" <<'PY'
import struct, sys
ip = bytes.fromhex("450000200001000040110000" "7f000001" "c0000201" "12340035000c0000") + b"x" * 4
b = b"\2\0\0\0\0\1\2\0\0\0\0\2\x08\0" + ip
sys.stdout.buffer.write(struct.pack("<IHHIIIIIIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1, 1, 0, len(b),
                                    len(b)) + b)
PY
    run -0 timeout 60 snstat --resolve -z hosts -r "$BATS_TEST_TMPDIR/lo.pcap"
    assert_line --regexp "^$name  "
    run -0 timeout 60 snstat --resolve -z conversations -r "$BATS_TEST_TMPDIR/lo.pcap"
    assert_line --regexp "^$name:4660 <-> "
    run -0 timeout 60 snstat --resolve -z hosts --json -r "$BATS_TEST_TMPDIR/lo.pcap"
    assert_equal "$(jq -r '.hosts[] | select(.address == "127.0.0.1").address_name' <<<"$output")" "$name"
    run -0 timeout 60 snstat --resolve --html - -r "$BATS_TEST_TMPDIR/lo.pcap"
    assert_output --partial "<td>$name</td>"
    run -0 snstat -z hosts -r "$BATS_TEST_TMPDIR/lo.pcap"
    refute_output --partial "$name"
}

@test "a hostile name in DNS or HTTP reaches no form as it is" {
    need jq
    python3 - >"$BATS_TEST_TMPDIR/evil.pcap" <<'PY'
import struct, sys

evil = [b"=cmd|' /C calc'!A0", b"<script>alert(1)</script>", b"\x1b]0;owned\x07\x9b2J", b'"><img src=x>']

def eth(ip):
    return b"\2\0\0\0\0\1\2\0\0\0\0\2\x08\0" + ip

def ip(proto, body):
    return struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(body), 1, 0, 64, proto, 0, b"\n\0\0\1", b"\n\0\0\2") + body

def dns(name):
    q = struct.pack(">HHHHHH", 1, 0x100, 1, 0, 0, 0) + bytes([len(name)]) + name + b"\0\0\1\0\1"
    return eth(ip(17, struct.pack(">HHHH", 5353 + 1, 53, 8 + len(q), 0) + q))

def http(name, port):
    text = b"GET /" + name.replace(b" ", b"") + b" HTTP/1.1\r\nHost: " + name + b"\r\nUser-Agent: " + name + b"\r\n\r\n"
    return eth(ip(6, struct.pack(">HHIIBBHHH", port, 80, 1, 1, 0x50, 0x18, 1000, 0, 0) + text))

out = sys.stdout.buffer
out.write(struct.pack("<IHHIIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1))
for i, name in enumerate(evil):
    for p in dns(name), http(name, 1000 + i):
        out.write(struct.pack("<IIII", 1, i, len(p), len(p)) + p)
PY
    f=$BATS_TEST_TMPDIR/evil.pcap
    snstat --html - -r "$f" >"$BATS_TEST_TMPDIR/html"
    for form in --width=0 --json --csv "--color=always --width=80"; do
        for v in dns http all; do
            # shellcheck disable=SC2086
            snstat $form -z $v -r "$f" >>"$BATS_TEST_TMPDIR/${form%%[= ]*}"
        done
    done
    for form in --width --json --csv html; do # control characters, and C1's as one byte and as two
        run -1 env LC_ALL=C grep -a -P '[\x00-\x08\x0b-\x1f\x7f]|(?<![\xc2-\xf4\x80-\xbf])[\x80-\xbf]|\xc2[\x80-\x9f]' \
            "$BATS_TEST_TMPDIR/$form"
    done
    # Ours colour, and nothing else.
    run -1 grep -a -P '\e(?!\[[0-9]*m)' "$BATS_TEST_TMPDIR/--color"
    grep -q 'alert(1)' "$BATS_TEST_TMPDIR/html"
    run -1 grep '<script>alert\|<img' "$BATS_TEST_TMPDIR/html"
    run -1 grep -E '(^|,)"?[=+@]' "$BATS_TEST_TMPDIR/--csv"
    grep -q "'=cmd" "$BATS_TEST_TMPDIR/--csv"
    jq -e . "$BATS_TEST_TMPDIR/--json" >/dev/null
}
