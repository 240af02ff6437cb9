#!/usr/bin/env bats
# What sncap gives up once its sockets are open.
# shellcheck disable=SC2016 # await evaluates its argument itself
load common
load netns

setup() {
    ns_up
    mkdir "$T/d"
    chmod 755 "$T/d"
    [ "$(id -u)" -ne 0 ] || chmod 711 "$BATS_RUN_TMPDIR" "$BATS_RUN_TMPDIR"/test "$BATS_TEST_TMPDIR" 2>/dev/null || true
}

teardown() {
    ns_down
}

status_of() {
    sed -n "s/^$2:[[:space:]]*//p" "/proc/$1/status" | tr '\t' ' '
}

need_root() {
    [ "$(id -u)" -eq 0 ] || skip "only root can become somebody else"
}

@test "no capability, no new privileges, a seccomp filter on every thread" {
    unlocked && skip "no sandbox with sanitizers"
    capture a -i va -w "$T/d/a"
    for t in /proc/"$CAP"/task/*; do
        assert_equal "$(sed -n 's/^Cap\(Prm\|Eff\|Amb\|Inh\):\t//p' "$t/status" | sort -u)" 0000000000000000
        assert_equal "$(sed -n 's/^NoNewPrivs:\t//p' "$t/status")" 1
        assert_equal "$(sed -n 's/^Seccomp:\t//p' "$t/status")" 2
    done
    interrupt
}

@test "in a directory of root's it stays root, without capabilities, and without groups" {
    need_root
    capture a -i va -w "$T/d/a"
    assert_equal "$(status_of "$CAP" Uid)" "0 0 0 0"
    assert_equal "$(status_of "$CAP" Groups | xargs)" 0
    interrupt
}

@test "it becomes the owner of the directory that it writes to" {
    need_root
    chown 1234:2345 "$T/d"
    capture a -i va -C 10k -w "$T/d/a"
    assert_equal "$(status_of "$CAP" Uid)" "1234 1234 1234 1234"
    assert_equal "$(status_of "$CAP" Gid)" "2345 2345 2345 2345"
    assert_equal "$(status_of "$CAP" Groups | xargs)" 2345
    send vb -n 300 -s 100
    interrupt
    assert_equal "$status" 0
    assert_equal "$(stat -c %u "$T"/d/* | sort -u)" 1234
    assert_equal "$(find "$T/d" -type f | wc -l)" 4
}

@test "it becomes nobody when it writes to a pipe, or the user behind sudo" {
    need_root
    need pgrep
    for who in "65534:" "4321:SUDO_UID=4321 SUDO_GID=4321"; do
        rm -f "$T/a.err"
        # shellcheck disable=SC2086
        ns_exec env ${who#*:} "$SN_BIN/sncap" -i va 2>"$T/a.err" 3>&- | cat >/dev/null &
        await 'grep -qs "listening on" "$T/a.err"'
        pid=$(pgrep -x sncap | while read -r p; do
            [ "$(readlink "/proc/$p/ns/net")" != "$(readlink "/proc/$NS/ns/net")" ] || echo "$p"; done)
        assert_equal "$(status_of "$pid" Uid | cut -d' ' -f1)" "${who%%:*}"
        kill -INT "$pid"
        wait
        rm "$T/a.err"
    done
}

@test "-Z becomes that user; later files in a directory whose path it can't walk" {
    need_root
    id games >/dev/null 2>&1 || skip "no user to become"
    mkdir -p "$T/locked/d"
    chown games "$T/locked/d"
    chmod 700 "$T/locked"
    capture a -i va -Z games -C 10k -w "$T/locked/d/a"
    assert_equal "$(status_of "$CAP" Uid | cut -d' ' -f1)" "$(id -u games)"
    send vb -n 300 -s 100
    interrupt
    assert_equal "$status" 0
    assert_equal "$(stat -c %U "$T"/locked/d/* | sort -u)" games
    assert_equal "$(find "$T/locked/d" -type f | wc -l)" 4
    run -2 in_ns "$SN_BIN/sncap" -i va -Z no-such-user -w "$T/d/a"
    assert_output --partial "no such user: 'no-such-user'"
    run -1 in_ns "$SN_BIN/sncap" -i va -Z games -w "$T/d/a"
    assert_output --partial "$T/d/a: can't be created: Permission denied"
    assert_output --partial "tried as user games, without privileges: choose with -Z a user"
}

@test "root overwrites every file: its own in another user's folder, and other users'" {
    need_root
    mkdir -m 700 "$T/home"
    chown 1234:2345 "$T/home"
    for how in "" "-Z root" "--format pcapng"; do
        printf 'what was there, longer than a header' >"$T/home/x"
        chown 0:0 "$T/home/x"
        chmod 600 "$T/home/x"
        # shellcheck disable=SC2086
        capture a -i va $how -w "$T/home/x"
        send vb -n 3 -s 100
        interrupt
        assert_equal "$status" 0
        assert_equal "$(snfilter --count -r "$T/home/x")" "3 packets"
        assert_equal "$(stat -c %u "$T/home/x")" 0
    done
    # Nothing of root's is left in the process; later files are the folder's owner's.
    capture a -i va -C 10k -w "$T/home/x"
    assert_equal "$(status_of "$CAP" Uid)" "1234 1234 1234 1234"
    send vb -n 300 -s 100
    interrupt
    assert_equal "$status" 0
    assert_equal "$(stat -c %u "$T"/home/x?)" "$(printf '1234\n1234\n1234')"
    # A new file is the owner's at once; with -Z root it is root's.
    capture a -i va -w "$T/home/new"
    assert_equal "$(stat -c %u:%g "$T/home/new")" 1234:2345
    interrupt
    capture a -i va -Z root -w "$T/home/roots"
    assert_equal "$(stat -c %u:%a "$T/home/roots")" 0:644
    interrupt
    assert_equal "$status" 0
}

@test "with CAP_NET_RAW alone it works" {
    need_root
    need setpriv
    mkdir "$T/u"
    chown 1234 "$T/u"
    cp "$SN_BIN/sncap" "$T/u/sncap"
    ns_exec setpriv --reuid 1234 --regid 1234 --clear-groups --inh-caps=+net_raw --ambient-caps=+net_raw \
        --bounding-set=-all,+net_raw "$T/u/sncap" -i va -c 3 -w "$T/u/a" 2>"$T/a.err" 3>&- &
    CAP=$!
    await 'grep -q "listening on" "$T/a.err"'
    assert_equal "$(status_of "$CAP" CapEff)" 0000000000000000
    send vb -n 3 -s 100
    wait "$CAP"
    assert_equal "$(packets_in "$T/u/a")" 3
}

@test "it can't open a file, create one elsewhere, open a socket, run a program" {
    unlocked && skip "no sandbox with sanitizers"
    for what in open create; do
        run -1 in_ns "$SN_BIN/sncap" -q -i va -w "$T/d/a" --attempt $what
        assert_output "sncap: attempt: $what: Permission denied"
    done
    for what in socket exec; do # SIGSYS
        run in_ns "$SN_BIN/sncap" -q -i va -w "$T/d/a" --attempt $what
        assert_equal "$status" 159
    done
    attempt() {
        run in_ns bash -c '"$@" | cat; exit ${PIPESTATUS[0]}' - "$SN_BIN/sncap" -q -i va --attempt "$1"
    }
    for what in open create; do # without a directory nothing is opened at all
        attempt $what
        assert_equal "$status" 1
        assert_output --partial "Permission denied"
    done
    for what in socket exec; do
        attempt $what
        assert_equal "$status" 159
    done
}

@test "in a user namespace it says what it could not give up, and goes on" {
    unshare -Ur true 2>/dev/null || skip "no user namespaces here"
    run unshare -Urn bash -c 'ip link set lo up; "$1" -i lo --duration 200ms | cat >/dev/null; exit ${PIPESTATUS[0]}' - "$SN_BIN/sncap"
    assert_equal "$status" 0
    assert_line --partial "could not be given up in this user namespace: supplementary groups"
    assert_line "0 packets captured"
}

@test "tcpdump's -z COMMAND is explained, not obeyed" {
    run -2 in_ns "$SN_BIN/sncap" -i va -w "$T/d/a" -G 1 -z gzip
    assert_output --partial "-z takes no command: it compresses with gzip while writing"
}
