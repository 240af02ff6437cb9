#!/usr/bin/env bats
# TLS decrypted with the secrets that programs logged, on what tests/fixtures/record-tls recorded.
load common

setup() {
    need_tool sndump snfilter
    T=$BATS_TEST_TMPDIR
    C=$FIX/tls.pcap
    K=$FIX/tls.keys
}

need_crypto() {
    "$SN_BIN/sndump" --version | grep -q libcrypto || skip "built without libcrypto"
}

fields() { # LIST [OPTION]…
    sndump -r "$C" --no-header --fields "$@"
}

@test "every version and cipher is opened" {
    need_crypto
    fields http.request.uri --keylog "$K" | grep . >"$T/asked"
    run -0 cat "$T/asked"
    assert_equal "${#lines[@]}" 20
    for v in 13 12 11 10; do
        assert_line --regexp "^/$v"
    done
    # each page holds its own name
    fields data.text.lines,http.response.code,data.data --keylog "$K" 2>/dev/null >"$T/all" ||
        fields http.response.code --keylog "$K" >"$T/all"
    assert_equal "$(grep -c 200 "$T/all")" 20
    # nothing that could not be opened
    run -0 bash -c "'$SN_BIN/sndump' -r '$C' --keylog '$K' --no-header \
        --fields sn.tls.record.decryption | tr , '\n' | sort -u"
    assert_output $'\n1'
}

@test "what is inside is the same as tshark has" {
    need_crypto
    need tshark
    local f list=tls.record.content_type,tls.handshake.type,tls.handshake.extensions_alpn_str
    list+=,tls.handshake.sig_hash_alg,tls.handshake.length,tls.handshake.certificate_length
    list+=,tls.handshake.session_ticket_nonce,tls.handshake.session_ticket,tls.alert_message.desc
    list+=,tls.handshake.key_update.request_update,tls.app_data,http.request.uri,http.host
    list+=,http2.type,http2.headers.path,http2.headers.status,smtp.response.code
    for f in ${list//,/ }; do
        set -- "$@" -e "$f"
    done
    tshark -r "$C" -o "tls.keylog_file:$K" -d tcp.port==4433,tls -d tcp.port==4434,tls \
        -d tcp.port==4435,tls -Y 'tcp.stream != 14' -T fields "$@" 2>/dev/null >"$T/want"
    # it knows all ciphers but ARIA
    fields "$list" --keylog "$K" --where 'tcp.stream != 14' >"$T/got"
    run -0 python3 - "$T/want" "$T/got" <<'PY'
import re, sys
def rows(name):
    return [re.sub(r"\b0x0*(?=[0-9a-f])", "0x", l) for l in open(name)]
want, got = (rows(n) for n in sys.argv[1:])
assert len(want) == len(got), (len(want), len(got))
same = sum(a == b for a, b in zip(want, got))
for n, (a, b) in enumerate(zip(want, got), 1):
    if a != b:
        print(n, a, b)
assert same == len(want)
PY
}

@test "replies inside TLS say which packet has their request" {
    need_crypto
    fields tcp.stream,frame.number,http.request,http.request_in --keylog "$K" |
        awk -F'\t' '$3 { asked[$1] = $2 } $4 { n++; if ($4 == asked[$1]) right++ }
                 END { print n, right }' >"$T/replies"
    run -0 cat "$T/replies"
    assert_output "20 20"
}

@test "HTTP/2, SMTP and PostgreSQL that go over to TLS, early data, key updates, another handshake" {
    need_crypto
    run -0 bash -c "'$SN_BIN/sndump' -r '$C' --keylog '$K' --no-header \
        --fields http2.headers.path,http2.headers.status | tr -d '\t' | grep ."
    assert_output $'/h2-one\n200\n/h2-two\n200'
    run -0 bash -c "'$SN_BIN/sndump' -r '$C' --keylog '$K' --no-header --fields pgsql.query,pgsql.tag |
        tr -d '\t' | grep ."
    assert_output $'SELECT hidden\nSELECT 0'
    run -0 bash -c "'$SN_BIN/sndump' -r '$C' --keylog '$K' -t 'port 4435 or port 4434'"
    assert_output --partial 'TLS KeyUpdate'
    assert_output --partial 'TLS EndOfEarlyData'
    assert_output --partial 'TLS ServerHello TLS 1.2 TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384, Certificate'
    run -0 bash -c "'$SN_BIN/sndump' -r '$C' --keylog '$K' --no-header --fields data.data 'port 4434' |
        grep . | xxd -r -p"
    assert_output $'one\neno\ntwo\nowt\nthree\neerht\none\neno\ntwo\nowt\nthree\neerht'
    run -0 bash -c "'$SN_BIN/sndump' -r '$C' --keylog '$K' --no-header --fields data.data 'port 4435' |
        grep . | xxd -r -p"
    assert_output 'early words'
}

@test "text gets more behind its lines, nothing else" {
    need_crypto
    run -0 sndump -t -r "$C" --keylog "$K" 'port 25'
    assert_output --partial '| TLS data 44 | SMTP: mail FROM:<a@example.org>'
    sndump -r "$C" >"$T/want"
    sndump -r "$C" --keylog "$K" | sed 's/ | .*//' >"$T/got"
    diff "$T/want" "$T/got"
}

@test "secrets in a pcapng are used without being asked for" {
    need_crypto
    for spelling in "$K" "tls,$K"; do
        snfilter -r "$C" --inject-secrets "$spelling" -w "$T/c.pcapng"
        sndump -r "$T/c.pcapng" --json >"$T/got"
        sndump -r "$C" --keylog "$K" --json >"$T/want"
        grep -q h2-two "$T/want"
        diff <(jq -c 'del(.frame)' "$T/want") <(jq -c 'del(.frame)' "$T/got")
    done
    # through a pipe, and by programs of others
    run -0 bash -c "'$SN_BIN/snfilter' -r '$T/c.pcapng' | '$SN_BIN/snfilter' --where \
        'http2.headers.path == \"/h2-two\"' | '$SN_BIN/sndump' -t | wc -l"
    assert_output 1
    need tshark
    run -0 tshark -r "$T/c.pcapng" -Y 'http2.headers.path == "/h2-two"' -T fields -e http2.headers.path
    assert_output --partial /h2-two
}

@test "each of several files gets the secrets, in front of its packets" {
    need_crypto
    snfilter -r "$C" --inject-secrets "$K" --file-packets 200 -w "$T/part.pcapng"
    n=0
    for f in "$T"/part*; do
        run -0 python3 - "$f" "$K" <<'PY'
import struct, sys
b, keys, at, seen = open(sys.argv[1], "rb").read(), open(sys.argv[2], "rb").read(), 0, []
while at < len(b):
    kind, n = struct.unpack_from("<II", b, at)
    seen.append(kind)
    if kind == 10:
        assert struct.unpack_from("<II", b, at + 8) == (0x544c534b, len(keys))
        assert b[at + 16:at + 16 + len(keys)] == keys
    at += n
assert seen.count(10) == 1 and seen.index(10) < seen.index(6), seen[:5]
PY
        n=$((n + 1))
    done
    [ "$n" -ge 3 ]
}

@test "conditions see into TLS" {
    need_crypto
    run -0 bash -c "'$SN_BIN/snfilter' -r '$C' --keylog '$K' --where 'http.request.uri == \"/11\"' |
        '$SN_BIN/sndump' | wc -l"
    assert_output 1
    # as text, which is made of the packet with what is in front of it
    run -0 sndump -t -r "$C" --keylog "$K" --where 'http.request.uri == "/11"'
    assert_output --partial '| HTTP GET https://www.example.org/11'
    run -0 sndump -r "$C" --keylog "$K" --no-header --fields http.request.uri --where 'http.host'
    assert_equal "${#lines[@]}" 20
    for jobs in 1 3; do
        run -0 sndump --jobs $jobs -r "$C" --keylog "$K" --count --where 'tls.handshake.type == 24'
        assert_output '4 packets'
    done
}

@test "--stream shows what was inside" {
    need_crypto
    stream() { sndump -r "$C" --keylog "$1" --stream "${@:2}"; }
    run -0 stream "$K" 'port 25'
    assert_output --partial 'Subject: secret'
    assert_output --partial STARTTLS
    run -0 stream "$K" 'port 4434'
    assert_equal "$(grep -cE '^(one|two|three|eno|owt|eerht)$' <<<"$output")" 6
    run -0 stream "$K" 'port 4433'
    assert_line '13-TLS_AES_128_GCM_SHA256'
    refute_output --partial example.org.e # nothing of the handshake
    stream "$K" 24 --raw "$T/early"
    assert_equal "$(cat "$T/early.0")" 'early words'
    # without its secrets it is as it was
    sed -E 's/^([A-Z_0-9]+ )../\1ff/' "$K" >"$T/others"
    diff <(stream "$T/others" 'port 4433') <(sndump -r "$C" --stream 'port 4433')
    sed 's/..$/00/' "$K" >"$T/wrong"
    diff <(stream "$T/wrong" 'port 4433') <(sndump -r "$C" --stream 'port 4433')
    need tshark
    tshark -r "$C" -o "tls.keylog_file:$K" -d tcp.port==4433,tls -q -z follow,tls,ascii,0 2>/dev/null |
        sed '/^Follow/d;/^Node/d;s/^\t//' >"$T/want" # it takes the ends for each other
    diff "$T/want" <(stream "$K" 0 | sed '/^Follow/d;/^Node/d;s/^\t//')
}

@test "what can't be opened says why" {
    need_crypto
    # other secrets for the same connections
    sed 's/..$/00/' "$K" >"$T/wrong"
    run -0 bash -c "'$SN_BIN/sndump' -r '$C' --keylog '$T/wrong' --no-header \
        --fields sn.tls.record.decryption,http.request.uri | tr -d '\t' | tr , '\n' | sort -u"
    refute_line 1
    assert_line 6
    # none
    grep -v "^CLIENT_RANDOM" "$K" >"$T/half"
    run -0 bash -c "'$SN_BIN/sndump' -r '$C' --keylog '$T/half' --no-header \
        --fields sn.tls.record.decryption,http.request.uri | sort -u"
    assert_line --regexp '^2'
    refute_output --partial /12
    assert_output --partial /13
    # from the middle on
    snfilter -r "$C" --packets 12- -w "$T/middle.pcap"
    run -0 bash -c "'$SN_BIN/sndump' -r '$T/middle.pcap' --keylog '$K' --no-header \
        --fields sn.tls.record.decryption tcp port 4433 | head -n 6 | sort -u"
    refute_line 1
}

@test "behind a gap decryption goes on" {
    need_crypto
    for uri in /13-TLS_AES_128_GCM_SHA256 /12-ECDHE-ECDSA-AES128-GCM-SHA256 /12-mac-then-encrypt; do
        n=$(fields http.request.uri --keylog "$K" | grep -nx "$uri" | cut -d: -f1)
        stream=$(fields tcp.stream --keylog "$K" --where "http.request.uri == \"$uri\"")
        # all but the record of the client's Finished, or the request itself
        for lost in $((n - 1)) "$n"; do
            snfilter -r "$C" --packets "1-$((lost - 1)),$((lost + 1))-" -w "$T/gap.pcap"
            run -0 sndump -r "$T/gap.pcap" --keylog "$K" --no-header \
                --fields sn.tls.record.decryption --where "tcp.stream == $stream"
            refute_output --partial 6
            refute_output --partial 5
            # close notify of the client, which is the last thing it says
            run -0 sndump -r "$T/gap.pcap" --keylog "$K" --count \
                --where "tcp.stream == $stream && tls.alert_message.desc == 0"
            assert_output --regexp '^[12] packet'
        done
    done
}

@test "segments in pieces, repeated and in another order" {
    need_crypto
    need python3
    fields http.request.uri,http2.headers.path --keylog "$K" | tr -d '\t' | grep . | sort >"$T/want"
    for f in reordered twice; do
        python3 - "$C" "$T/$f.pcap" $f <<'PY'
import struct, sys
b = open(sys.argv[1], "rb").read()
head, at, records = b[:24], 24, []
while at < len(b):
    n = struct.unpack_from("<I", b, at + 8)[0]
    records.append(b[at:at + 16 + n])
    at += 16 + n
if sys.argv[3] == "twice":
    records = [r for x in records for r in (x, x)]
else:
    # each with payload changes places with the one behind it, when both go the same way
    for i in range(len(records) - 1):
        a, c = records[i], records[i + 1]
        if a[42:54] == c[42:54] and len(a) > 16 + 66 and len(c) > 16 + 66:
            records[i], records[i + 1] = c, a
open(sys.argv[2], "wb").write(head + b"".join(records))
PY
        sndump -r "$T/$f.pcap" --keylog "$K" --no-header --fields http.request.uri,http2.headers.path |
            tr -d '\t' | grep . | sort >"$T/got"
        diff "$T/want" "$T/got"
    done
}

@test "errors name the file and the line" {
    need_crypto
    printf 'CLIENT_RANDOM 00\n' >"$T/bad"
    run -1 sndump -r "$C" --keylog "$T/bad"
    assert_output --regexp '^sndump: .*/bad: line 1: '
    run -1 snfilter -r "$C" --inject-secrets "$T/bad" -w "$T/out"
    assert_output --regexp '^snfilter: .*/bad: line 1: '
    [ ! -e "$T/out" ]
    run -1 sndump -r "$C" --keylog "$T/none"
    assert_output --partial none
    run -2 snfilter -r "$C" --keylog "$K" tcp
    assert_output --partial 'add a condition'
    run -2 snfilter -r "$C" --inject-secrets "$K" --format pcap -w "$T/out"
    assert_output --partial "pcap can't hold secrets"
}

@test "without libcrypto --keylog is an error that says so" {
    "$SN_BIN/sndump" --version | grep -q libcrypto && skip "built with libcrypto"
    run -2 sndump -r "$C" --keylog "$K"
    assert_output --partial 'no libcrypto'
}
