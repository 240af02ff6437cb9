# Times before 1970, after 2038 and after 2106: the same in every form, exact to the nanosecond.
# shellcheck disable=SC2164
load common

setup() {
    need_tool sndump snfilter snstat
    need python3
    cd "$BATS_TEST_TMPDIR"
    python3 - <<'PY'
import struct

TIMES = [-9223372036854775808, -2208988800000000000, -99500000000, -1000000001, -1, 0, 1,
         2147483647999999999, 2147483648000000000, 4294967295999999999, 4294967296000000000,
         9223372036854775807]
DATA = bytes.fromhex("020000000002020000000001080045000014000100004011f6d4c0000201c0000202")

def block(kind, body):
    body += bytes(-len(body) % 4)
    return struct.pack("<II", kind, len(body) + 12) + body + struct.pack("<I", len(body) + 12)

def file(name, resolution, offset, ticks):
    options = struct.pack("<HHB3x", 9, 1, resolution) + struct.pack("<HHq", 14, 8, offset) + bytes(4)
    with open(name, "wb") as f:
        f.write(block(0x0A0D0D0A, struct.pack("<IHHq", 0x1A2B3C4D, 1, 0, -1)))
        f.write(block(1, struct.pack("<HHI", 1, 0, 65535) + options))
        for t in ticks:
            t &= 2**64 - 1
            f.write(block(6, struct.pack("<IIIII", 0, t >> 32, t & 0xFFFFFFFF, len(DATA), len(DATA)) + DATA))

file("edges.pcapng", 9, 0, TIMES)
file("offset.pcapng", 6, -100, [500000, 99999999, 100000000])
with open("want", "w") as f:
    for t in TIMES:
        f.write("%s%d.%09d\n" % ("-" if t < 0 else "", abs(t) // 10**9, abs(t) % 10**9))
PY
}

@test "seconds since 1970, in text, columns, JSON" {
    need jq
    sndump -tt --nano -r edges.pcapng | cut -d' ' -f1 >got
    run diff -u want got
    assert_success
    sndump --no-header --fields frame.time_epoch -r edges.pcapng >got
    run diff -u want got
    assert_success
    sndump --json -r edges.pcapng | jq -r '.frame["frame.time_epoch"]' >got
    run diff -u want got
    assert_success
}

@test "dates in text, columns and JSON are the same moment" {
    sndump -tttt --nano -r edges.pcapng | cut -c1-29 >a
    sndump --no-header --fields frame.time -r edges.pcapng | tr T ' ' | tr -d Z >b
    run diff -u a b
    assert_success
    assert_equal "$(sed -n 3p a)" "1969-12-31 23:58:20.500000000"
    assert_equal "$(sed -n 10p a)" "2106-02-07 06:28:15.999999999"
    assert_equal "$(sndump -t -r edges.pcapng | cut -d' ' -f1 | uniq)" IP
    # What the date says, the clock says too.
    sndump --nano -r edges.pcapng | cut -d' ' -f1 >c
    run diff -u <(cut -c12- a) c
    assert_success
}

@test "an offset of seconds before 1970" {
    run -0 sndump -tt -r offset.pcapng
    assert_line -n 0 --partial -- "-99.500000 IP"
    assert_line -n 1 --partial -- "-0.000001 IP"
    assert_line -n 2 --regexp "^0.000000 IP"
    run -0 sndump -ttt -r offset.pcapng
    assert_line -n 1 --regexp "^ 00:01:39.499999 IP"
    run -0 snfilter -r offset.pcapng --before @-0.000001 --count
    assert_output --partial "1 packet"
}

@test "chosen by time at the edges" {
    count() { snfilter -r edges.pcapng --count "$@" | cut -d' ' -f1; }
    assert_equal "$(count --after @-9223372036.854775808)" 12
    assert_equal "$(count --after 9223372036.854775807)" 1
    assert_equal "$(count --before @-9223372036.854775808)" 0
    assert_equal "$(count --after 2107-01-01)" 1
    assert_equal "$(count --after 2038-01-19T03:14:08Z --before 2106-02-07T06:28:16Z)" 2
    assert_equal "$(count --before 1970-01-01T00:00:00Z)" 5
}

@test "reports: first, last, duration" {
    need jq
    run -0 jq -r '.first, .last, .files[0].first' < <(snstat --json -r edges.pcapng)
    assert_output "1677-09-21T00:12:43.145224192Z
2262-04-11T23:47:16.854775807Z
1677-09-21T00:12:43.145224192Z"
    run -0 snstat --json -r edges.pcapng
    assert_output --partial '"duration":18446744073.709551615,'
    run -0 snstat -r edges.pcapng
    assert_line "Duration       18446744073.709551615 s"
    run -0 snstat -r offset.pcapng
    assert_line "Duration       99.500000000 s"
}
