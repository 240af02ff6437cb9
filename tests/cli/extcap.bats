#!/usr/bin/env bats
# The extcap program: what Wireshark asks, and what tshark captures through it.
# shellcheck disable=SC2016 # await evaluates its argument itself
load common
load netns

setup() {
    ns_up
    mkdir "$T/extcap" "$T/home"
    sed "s|@BINDIR@|$SN_BIN|; s|@MANDIR@|/usr/share/man|" "$ROOT/contrib/extcap/sncap" >"$T/extcap/sncap"
    chmod +x "$T/extcap/sncap"
    export HOME=$T/home XDG_CONFIG_HOME=$T/home
    E=$T/extcap/sncap
}

teardown() {
    [ -z "${NAMED:-}" ] || ip netns del "$NAMED"
    [ ! -s "$T/ssh/pid" ] || kill "$(cat "$T/ssh/pid")"
    ns_down
}

# Puts the program where tshark looks. (WIRESHARK_EXTCAP_DIR isn't for root.)
install_extcap() {
    need tshark
    local folder
    folder=$(tshark -G folders 2>/dev/null | sed -n 's/^Extcap path:[[:space:]]*//p')
    [ -d "$folder" ] || skip "tshark has no folder of extcap programs"
    [[ " $NS_ENTER " = *" -m "* ]] || skip "no mount namespaces here"
    in_ns mount --bind "$T/extcap" "$folder"
}

# An sshd of our own, with keys of our own, in the test's network namespace; the program's ssh
# reaches it as box.example, and lands here, as who runs the test.
real_ssh() {
    need ssh ssh-keygen
    local sshd
    sshd=$(PATH=$PATH:/usr/sbin command -v sshd) || skip "sshd is not installed"
    [ "$(id -u)" -ne 0 ] || [ -d /run/sshd ] || mkdir -p /run/sshd
    mkdir -p "$T/ssh" "$T/bin"
    ssh-keygen -q -t ed25519 -N '' -f "$T/ssh/host"
    ssh-keygen -q -t ed25519 -N '' -f "$T/ssh/user"
    cp "$T/ssh/user.pub" "$T/ssh/authorized"
    printf '%s\n' "HostKey $T/ssh/host" "AuthorizedKeysFile $T/ssh/authorized" 'StrictModes no' \
        'ListenAddress 127.0.0.1' 'Port 2222' "PidFile $T/ssh/pid" 'PermitRootLogin yes' \
        'UsePAM no' 'PasswordAuthentication no' "SetEnv PATH=$PATH" 'PrintMotd no' >"$T/ssh/sshd_config"
    in_ns "$sshd" -f "$T/ssh/sshd_config" -E "$T/ssh/log" 3>&-
    await '[ -s "$T/ssh/pid" ]'
    printf '%s\n' 'Host box.example' 'HostName 127.0.0.1' 'Port 2222' "User $(id -un)" \
        "IdentityFile $T/ssh/user" 'IdentitiesOnly yes' "UserKnownHostsFile $T/ssh/known" \
        'StrictHostKeyChecking accept-new' >"$T/ssh/config"
    # The configuration that ssh reads is the user's of /etc/passwd, whatever HOME is.
    printf '#!/bin/bash\nexec -a ssh %s -F %s "$@"\n' "$(command -v ssh)" "$T/ssh/config" >"$T/bin/ssh"
    chmod +x "$T/bin/ssh"
    export T PATH=$T/bin:$PATH
}

# Packets on the wire until the process has ended.
send_until_end() { # PID
    while kill -0 "$1" 2>/dev/null; do
        send vb -n 5
        sleep 0.05
    done
}

# A program named ssh that runs the command here, as sshd would: by a shell, with its words.
fake_ssh() {
    mkdir -p "$T/bin"
    cat >"$T/bin/ssh" <<'END'
#!/bin/sh
echo "$@" >>"$T/ssh.log"
while [ "$1" != -- ]; do shift; done
[ "$2" != gone.example ] || { echo "ssh: no such host" >&2; exit 255; }
exec sh -c "$3"
END
    chmod +x "$T/bin/ssh"
    export T PATH=$T/bin:$PATH
}

@test "tshark lists the interfaces and captures on one, with a filter" {
    install_extcap
    run in_ns tshark -D
    assert_line --regexp '^[0-9]+\. sncap:va \(sncap: va\)$'
    assert_line --regexp '^[0-9]+\. sncap:ssh '
    ns_exec tshark -q -i sncap:va -f 'udp' -c 10 -w "$T/a.pcapng" 2>"$T/err" 3>&- &
    pid=$!
    send_until_end "$pid"
    wait "$pid" || { cat "$T/err" && false; }
    assert_equal "$(sndump -r "$T/a.pcapng" 2>/dev/null | grep -c UDP)" 10
    run tshark -r "$T/a.pcapng" -c 1 -T fields -e frame.interface_name -e frame.encap_type
    assert_output --regexp $'va\t1$'
}

@test "tshark shows what is wrong with a filter" {
    install_extcap
    run in_ns timeout 60 tshark -i sncap:va -f 'tpc port 9' -c 1 -w "$T/a.pcapng"
    assert_failure
    assert_output --partial "unknown word 'tpc'"
    run in_ns "$E" --extcap-interface=sncap:va '--extcap-capture-filter=tpc'
    assert_line --index 0 "sncap: filter: column 1: unknown word 'tpc'; did you mean 'tcp'?"
    run in_ns "$E" --extcap-interface=sncap:va '--extcap-capture-filter=tcp port 9'
    assert_output ''
    assert_success
    run in_ns "$E" --extcap-interface sncap:ssh --extcap-capture-filter 'port ('
    assert_output --partial 'sncap: filter: column'
}

@test "answers: link types, options, and nothing for strangers" {
    run in_ns "$E" --extcap-dlts --extcap-interface sncap:va
    assert_output 'dlt {number=1}{name=EN10MB}{display=EN10MB}'
    run in_ns "$E" --extcap-dlts --extcap-interface=sncap:any
    assert_output 'dlt {number=276}{name=LINUX_SLL2}{display=LINUX_SLL2}'
    run "$E" --extcap-config --extcap-interface sncap:va
    for option in look-through snaplen no-promiscuous-mode time-stamp-precision time-stamp-type comment; do
        assert_output --partial "{call=--$option}"
    done
    refute_output --partial remote
    # Each option's number is its own.
    numbers=$(sed -nE 's/^arg \{number=([0-9]+)\}.*/\1/p' <<<"$output")
    assert_equal "$numbers" "$(seq 0 "$(($(wc -l <<<"$numbers") - 1))")"
    for bad in eth0 sncap: ''; do
        run -1 "$E" --extcap-dlts --extcap-interface "$bad"
        assert_output "sncap: no such interface: '$bad'"
    done
    run -1 "$E"
    run -1 "$E" --capture --extcap-interface sncap:va
    assert_output 'sncap: --capture needs --fifo'
    run -1 "$E" --capture --extcap-interface sncap:va --no-such-thing 1
    assert_output "sncap: no such option: '--no-such-thing'"
}

# Captures into a FIFO until five packets were sent, then asks it to stop: extcap ARGUMENT…; the
# file is $T/got.
through() {
    # An earlier capture's words would be taken for this one's, and packets be sent too early.
    rm -f "$T/fifo" "$T/err"
    mkfifo "$T/fifo"
    cat "$T/fifo" >"$T/got" 3>&- &
    local reader=$!
    ns_exec "$E" --capture --fifo "$T/fifo" "$@" 2>"$T/err" 3>&- &
    CAP=$!
    await 'grep -qs "listening on" "$T/err"'
    send vb -n 5
    await '[ "$(snfilter --count -r "$T/got" 2>/dev/null)" = "5 packets" ]'
    kill -TERM "$CAP"
    status=0
    wait "$CAP" || status=$?
    wait "$reader"
}

@test "options: snap length, direction, time stamps, a comment; losses at the end" {
    through --extcap-interface sncap:va --snaplen 60 --direction in --time-stamp-precision nano \
        --no-promiscuous-mode --look-through --comment "what it's for"
    assert_equal "$status" 0
    # An interface statistics block of no losses ends the file: pcapng's type 5.
    run python3 - "$T/got" <<'END'
import struct, sys
data, at, kinds, comment = open(sys.argv[1], 'rb').read(), 0, [], b"what it's for"
while at < len(data):
    kind, size = struct.unpack_from('<II', data, at)
    kinds.append(kind)
    if kind == 6: assert struct.unpack_from('<I', data, at + 20)[0] <= 60
    at += size
assert at == len(data)
print(hex(kinds[0]), kinds.count(6), kinds[-1], comment in data)
END
    assert_output '0xa0d0d0a 5 5 True'
}

@test "an interface of another network namespace" {
    [ "$(id -u)" -eq 0 ] || skip "needs root"
    need ip
    NAMED=sn-extcap-$$
    ip netns add "$NAMED" || { NAMED= && skip "no named network namespaces here"; }
    ip link add "x$$" netns "$NAMED" type veth peer name "y$$" netns "$NAMED"
    run "$E" --extcap-interfaces
    assert_line "interface {value=sncap:$NAMED/x$$}{display=sncap: x$$, not up, in namespace $NAMED}"
    run "$E" --extcap-dlts --extcap-interface "sncap:$NAMED/x$$"
    assert_output 'dlt {number=1}{name=EN10MB}{display=EN10MB}'
    ip netns exec "$NAMED" ip link set "x$$" up
    ip netns exec "$NAMED" ip link set "y$$" up
    mkfifo "$T/fifo"
    "$E" --capture --fifo "$T/fifo" --extcap-interface "sncap:$NAMED/x$$" \
        --extcap-capture-filter 'ether proto 0x88b5' 2>"$T/err" 3>&- &
    pid=$!
    cat "$T/fifo" >"$T/got" 3>&- &
    await 'grep -q "listening on" "$T/err"'
    ip netns exec "$NAMED" python3 -c '
import socket, sys
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind((sys.argv[1], 0))
s.send(b"\xff" * 6 + b"\x02" * 6 + b"\x88\xb5" + b"x" * 50)' "y$$"
    await '[ "$(snfilter --count -r "$T/got" 2>/dev/null)" = "1 packet" ]'
    kill "$pid"
    wait "$pid"
}

@test "another machine by ssh: listed, chosen by its options, captured, stopped with its counts" {
    fake_ssh
    mkdir -p "$T/home/sn"
    printf '# hosts\nbox.example\n  gone.example   \n-oProxyCommand=x\n' >"$T/home/sn/extcap-hosts"
    run in_ns "$E" --extcap-interfaces
    assert_line 'interface {value=sncap:ssh://box.example/va}{display=sncap: va, on box.example}'
    refute_output --partial ProxyCommand
    run in_ns "$E" --extcap-config --extcap-interface sncap:ssh
    assert_line --partial '{call=--remote-host}'
    reload=$(sed -nE 's/^arg \{number=([0-9]+)\}.*reload=true.*/\1/p' <<<"$output")
    run in_ns "$E" --extcap-config --extcap-interface sncap:ssh --remote-host box.example \
        --extcap-reload-option remote-interface
    assert_line "value {arg=$reload}{value=va}{display=va}{default=false}"
    run in_ns "$E" --extcap-config --extcap-interface sncap:ssh --remote-host -oProxyCommand=x \
        --extcap-reload-option remote-interface
    refute_output --partial value
    through --extcap-interface sncap:ssh --remote-host box.example --remote-port 2222 \
        --remote-username "it's me" --remote-interface va --extcap-capture-filter 'udp and not port 1'
    assert_equal "$status" 0
    grep -q -- "-p 2222 -l it's me -- box.example" "$T/ssh.log"
    grep -q '^5 packets captured' "$T/err"
    through --extcap-interface sncap:ssh://box.example/va --comment 'over there'
    assert_equal "$status" 0
    # What fails over there is heard here, and ends it.
    mkfifo "$T/fifo2"
    cat "$T/fifo2" >/dev/null 3>&- &
    run -1 in_ns "$E" --capture --fifo "$T/fifo2" --extcap-interface sncap:ssh://box.example/none
    assert_output --partial 'sncap: none: no such interface'
}

@test "another machine by a real ssh: listed, captured, stopped with its counts, and nothing stays there" {
    real_ssh
    mkdir -p "$T/home/sn"
    echo box.example >"$T/home/sn/extcap-hosts"
    run in_ns "$E" --extcap-interfaces
    assert_line 'interface {value=sncap:ssh://box.example/va}{display=sncap: va, on box.example}'
    run in_ns "$E" --extcap-dlts --extcap-interface sncap:ssh://box.example/va
    assert_output 'dlt {number=1}{name=EN10MB}{display=EN10MB}'
    through --extcap-interface sncap:ssh://box.example/va --extcap-capture-filter "udp and not (port 1 or host 10.9.0.77)"
    assert_equal "$status" 0
    grep -q '^5 packets captured' "$T/err"
    # By its options, a key among them, with a comment.
    through --extcap-interface sncap:ssh --remote-host box.example --remote-port 2222 --remote-interface va \
        --sshkey "$T/ssh/user" --comment "it's there" --extcap-capture-filter 'udp'
    assert_equal "$status" 0
    grep -q '^5 packets captured' "$T/err"
    run in_ns "$E" --capture --fifo /dev/null --extcap-interface sncap:ssh://box.example/none
    assert_failure
    assert_output --partial 'sncap: none: no such interface'
    # The connection is cut: what runs over there ends, too.
    mkfifo "$T/fifo3"
    cat "$T/fifo3" >"$T/got3" 3>&- &
    ns_exec "$E" --capture --fifo "$T/fifo3" --extcap-interface sncap:ssh://box.example/va 2>"$T/err3" 3>&- &
    CAP=$!
    await 'grep -qs "listening on" "$T/err3"'
    there=$(pgrep -f 'sncap --exclude-self .*-i va')
    [ -n "$there" ]
    kill -KILL "$(pgrep -f "^ssh -F $T/ssh/config")"
    wait "$CAP" || true
    for pid in $there; do await '! kill -0 '"$pid"' 2>/dev/null'; done
}
