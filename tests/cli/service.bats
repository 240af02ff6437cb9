#!/usr/bin/env bats
# sncap as a service: what it tells the service manager, and the unit's file.
# shellcheck disable=SC2016 # await evaluates its argument itself
load common
load netns

setup() {
    T=$BATS_TEST_TMPDIR
}

teardown() {
    ns_down
}

# A service manager's socket: what arrives, a datagram a line, goes to $T/notes.
manager() { # ADDRESS
    python3 -u -c '
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1].replace("@", "\0", 1))
print("bound", flush=True)
while True:
    print(s.recv(65536).decode().replace("\n", ";"), flush=True)
' "$1" >"$T/notes" 3>&- &
    MANAGER=$!
    await 'grep -q bound "$T/notes"'
}

@test "says that it is ready, reloading, and stopping" {
    need python3
    ns_up
    # An abstract address is the network namespace's, so a file.
    manager "$T/socket"
    NOTIFY_SOCKET=$T/socket capture a -i va -w "$T/a.pcap"
    await 'grep -q "^READY=1;STATUS=capturing$" "$T/notes"'
    kill -HUP "$CAP"
    await '[ "$(tail -n 1 "$T/notes")" = READY=1 ]'
    interrupt
    assert_equal "$status" 0
    await 'grep -q STOPPING "$T/notes"'
    kill "$MANAGER"
    run cat "$T/notes"
    assert_line --index 1 'READY=1;STATUS=capturing'
    assert_line --index 2 --regexp '^RELOADING=1;MONOTONIC_USEC=[0-9]{6,}$'
    assert_line --index 3 READY=1
    assert_line --index 4 STOPPING=1
    assert_equal "${#lines[@]}" 5
}

@test "is ready, and says so, while it waits for an interface" {
    need python3
    ns_up
    manager "$T/socket"
    NOTIFY_SOCKET=$T/socket ns_exec "$SN_BIN/sncap" --wait -i later -w "$T/a.pcap" 2>"$T/err" 3>&- &
    CAP=$!
    await 'grep -q "^READY=1;STATUS=waiting for later$" "$T/notes"'
    in_ns ip link add later type veth peer name other
    in_ns ip link set later up
    await 'grep -q "^READY=1;STATUS=capturing$" "$T/notes"'
    interrupt
    kill "$MANAGER"
}

@test "an abstract address is one, a socket that nobody has is only warned of" {
    need python3
    ns_up
    NS_ENTER=${NS_ENTER/-n/}
    [ "$(id -u)" -eq 0 ] || skip "needs root"
    manager "@sn-test-$$"
    NOTIFY_SOCKET=@sn-test-$$ capture a -i lo -w "$T/a.pcap"
    await 'grep -q "^READY=1;STATUS=capturing$" "$T/notes"'
    interrupt
    kill "$MANAGER"
    for bad in "$T/none" vsock:2:1234 "/$(head -c 200 /dev/zero | tr '\0' x)"; do
        NOTIFY_SOCKET=$bad capture a -i lo -w "$T/a.pcap"
        interrupt
        assert_equal "$status" 0
        grep -q '^sncap: .*NOTIFY_SOCKET' "$T/a.err"
    done
}

@test "the unit is valid, and hardened" {
    need systemd-analyze
    sed "s|@BINDIR@|$SN_BIN|" "$ROOT/contrib/systemd/sncap@.service.in" >"$T/sncap@.service"
    cp "$T/sncap@.service" "$T/sncap@eth0.service"
    # That a page of the manual isn't installed is nothing the unit could help.
    run env MANPATH="$ROOT/man" systemd-analyze verify "$T/sncap@eth0.service"
    refute_line --regexp "^sncap@.*(Unknown|Invalid|Failed|not executable|ignoring)"
    run systemd-analyze security --offline=yes --threshold=20 "$T/sncap@.service"
    assert_success
    assert_output --partial 'Overall exposure level'
    run systemd-analyze security --offline=yes --threshold=5 "$T/sncap@.service"
    assert_failure
}

@test "what the unit runs is a command line that sncap takes" {
    ns_up
    unit=$ROOT/contrib/systemd/sncap@.service.in
    # As the manager would: the settings' defaults, then %% and the variables, split at blanks.
    mapfile -t settings < <(sed -nE 's/^Environment="?([^"]*)"?$/\1/p' "$unit" | sed 's/%%/%/g')
    assert_equal "${#settings[@]}" 3
    command=$(sed -n 's/^ExecStart=//p' "$unit")
    command=${command/@BINDIR@/$SN_BIN} command=${command/"%I"/va}
    mkdir "$T/state"
    # shellcheck disable=SC2034 # the command has them
    local STATE_DIRECTORY=$T/state "${settings[@]}"
    eval "set -- $command"
    shift
    capture a "$@"
    send vb -n 5
    interrupt
    assert_equal "$status" 0
    assert_equal "$(count_of "$T/a.err" captured)" 5
    run ls "$T/state"
    assert_output --regexp '^[0-9]{8}-[0-9]{6}\.pcapng[0-9]*\.gz$'
}

@test "the unit reloads by a signal, without programs that a small system lacks" {
    command=$(sed -n 's/^ExecReload=//p' "$ROOT/contrib/systemd/sncap@.service.in")
    sh -c 'trap "echo >\"$1\"; exit" HUP; : >"$2"; while :; do sleep 0.05; done' - "$T/heard" "$T/waits" 3>&- &
    MAINPID=$!
    await '[ -e "$T/waits" ]'
    PATH=/nowhere MAINPID=$MAINPID eval "$command"
    await '[ -e "$T/heard" ]'
}

@test "users and folders are as systemd's programs read them" {
    need systemd-sysusers systemd-tmpfiles
    [ "$(id -u)" -eq 0 ] || skip "needs root"
    mkdir -p "$T/root/etc" "$T/root/var/lib"
    echo 'root:x:0:0:root:/root:/bin/sh' >"$T/root/etc/passwd"
    echo 'root:x:0:' >"$T/root/etc/group"
    run systemd-sysusers --root="$T/root" "$ROOT/contrib/systemd/sncap.sysusers"
    assert_success
    grep -q '^_sncap:.*:/var/lib/sncap:/usr/sbin/nologin$' "$T/root/etc/passwd"
    run systemd-tmpfiles --create --root="$T/root" "$ROOT/contrib/systemd/sncap.tmpfiles"
    assert_success
    assert_equal "$(stat -c %a "$T/root/var/lib/sncap")" 750
    assert [ -d "$T/root/etc/sncap" ]
}

@test "the alert rules are about metrics that sncap writes" {
    need python3
    ns_up
    rules=$ROOT/contrib/prometheus/sncap.rules.yml
    capture a -i va --prometheus "$T/sncap.prom" -w "$T/a.pcap"
    interrupt
    # Those of the expression, its parentheses taken apart.
    run python3 - "$rules" "$T/sncap.prom" <<'END'
import re, sys
pattern = re.search(r'__name__=~"([^"]*)"', open(sys.argv[1]).read()).group(1)
names = re.findall(r'^# TYPE (\S+) counter', open(sys.argv[2]).read(), re.M)
found = [n for n in names if re.fullmatch(pattern, n)]
print(len(found), pattern.count('|') + 1)
END
    assert_success
    # What an interface loses may not be known on a veth pair.
    assert_output --regexp '^[34] 4$'
    ! command -v promtool >/dev/null || promtool check rules "$rules"
}
