#!/usr/bin/env bats
# snfilter, sndump and snstat lock themselves in before they read the first byte.
# shellcheck disable=SC2016,SC2164
load common

setup() {
    for t in snfilter sndump snstat; do need_tool $t; done
    cd "$BATS_TEST_TMPDIR"
}

# Whether everything can be locked here.
locks() {
    ! "$SN_BIN/snfilter" -v --count -r "$FIX/us.pcap" 2>&1 | grep -q "could not be given up"
}

# What came of trying WHAT with a tool: attempt WHAT TOOL ARGUMENT...
attempt() {
    local what=$1
    shift
    run --separate-stderr "$@" --attempt "$what"
}

@test "no file can be opened or created, no socket opened, no program run" {
    locks || skip "no Landlock and seccomp: the kernel's, or a build with sanitizers"
    for tool in "snfilter -r $FIX/us.pcap" "snfilter -r $FIX/us.pcap -w out" "sndump -r $FIX/us.pcap" \
        "snstat -r $FIX/us.pcap" "snstat --prometheus metrics -r $FIX/us.pcap"; do
        for what in open create; do
            # shellcheck disable=SC2086
            attempt $what $tool
            assert_equal "$status" 1
            assert_equal "$stderr" "${tool%% *}: attempt: $what: Permission denied"
            assert_output ''
        done
        for what in socket exec; do # SIGSYS
            # shellcheck disable=SC2086
            attempt $what $tool
            assert_equal "$status" 159
        done
    done
    attempt nothing sndump -r "$FIX/us.pcap"
    assert_equal "$status" 2
    rm -f out
}

@test "before the first byte: input that is no capture, or never comes, doesn't matter" {
    locks || skip "no Landlock and seccomp: the kernel's, or a build with sanitizers"
    mkfifo never
    for tool in snfilter sndump snstat; do
        for input in "$FIX/garbage.pcap" never; do
            run timeout 10 $tool -r "$input" --attempt open
            assert_output "$tool: attempt: open: Permission denied"
        done
    done
}

@test "with --resolve what name services need stays, but nothing is written and no program run" {
    locks || skip "no Landlock and seccomp: the kernel's, or a build with sanitizers"
    for tool in sndump snstat; do
        for what in open socket; do
            attempt $what $tool --resolve -r "$FIX/us.pcap"
            assert_equal "$stderr" "$tool: attempt: $what: done"
        done
        attempt create $tool --resolve -r "$FIX/us.pcap"
        assert_equal "$stderr" "$tool: attempt: create: Permission denied"
        attempt exec $tool --resolve -r "$FIX/us.pcap"
        assert_equal "$status" 159
    done
}

@test "names in a filter are looked up before" {
    [ -e /etc/services ] && [ -e /etc/protocols ] || skip "no /etc/services or /etc/protocols"
    for tool in "sndump -c 1" snstat snfilter; do
        # shellcheck disable=SC2086
        run -0 $tool -r "$FIX/mixed.pcap" 'host localhost or port domain or ip proto \udp or port http'
    done
    run -0 snfilter -d -r "$FIX/us.pcap" 'host localhost and port domain'
    # A link type that comes in the middle of the stream gets its program too.
    run -0 snfilter --count -r "$FIX/us.pcap" -r "$FIX/sll2.pcap" -r "$FIX/raw.pcap" \
        'port domain or not host localhost'
}

@test "an output that was there is touched, and a new one stays, only when there is something to write" {
    echo precious >there
    run -1 snfilter -r "$FIX/garbage.pcap" -w there
    assert_equal "$(cat there)" precious
    run -1 snfilter -r "$FIX/garbage.pcap" -w new
    assert [ ! -e new ]
    mkdir d
    run -1 snfilter -r "$FIX/raw.pcap" -w d/new ether host 02:00:00:00:00:01
    assert [ ! -e d/new ]
    run -0 snfilter -r "$FIX/us.pcap" -w there
    cmp there "$FIX/us.pcap"
    ln -s d/behind link
    run -0 snfilter -r "$FIX/us.pcap" -w link
    cmp d/behind "$FIX/us.pcap"
    run -0 snfilter -r "$FIX/us.pcap" -w d/new.gz
    gzip -dc d/new.gz | cmp - "$FIX/us.pcap"
    run -0 bash -c 'snfilter -r "$FIX/us.pcap" -w >(cat >through); wait $!'
    for _ in $(seq 100); do cmp -s through "$FIX/us.pcap" && break; sleep 0.02; done
    cmp through "$FIX/us.pcap"
}

@test "several inputs: FIFOs written one after the other, one that isn't there, many" {
    mkfifo a b
    { cat "$FIX/us.pcap" >a && cat "$FIX/us.pcap" >b; } 3>&- &
    run -0 timeout 20 snfilter --count -r a -r b
    assert_output "80 packets"
    wait
    run -1 snfilter --count -r "$FIX/us.pcap" -r none -r "$FIX/us.pcap"
    assert_output "snfilter: none: can't be opened: No such file or directory
80 packets"
    args=()
    for _ in $(seq 300); do args+=(-r "$FIX/us.pcap"); done
    run -0 bash -c 'ulimit -Sn 64; snfilter --count "$@"' - "${args[@]}"
    assert_output "12000 packets"
}

@test "as a user, and as root of a user namespace" {
    chmod 755 .
    if [ "$(id -u)" -eq 0 ] && command -v setpriv >/dev/null; then
        cp "$SN_BIN"/sn* "$FIX/us.pcap" .
        chmod a+r us.pcap
        mkdir -m 777 u
        run -0 setpriv --reuid 1234 --regid 1234 --clear-groups ./snfilter -v -r us.pcap -w u/out
        ! locks || refute_output --partial "could not be given up"
        cmp u/out us.pcap
        run -0 setpriv --reuid 1234 --regid 1234 --clear-groups ./sndump -c 1 -r us.pcap
    fi
    unshare -Ur true 2>/dev/null || skip "no user namespaces here"
    run -0 unshare -Ur snfilter -r "$FIX/us.pcap" -w out
    cmp out "$FIX/us.pcap"
    run -0 unshare -Ur snstat -r "$FIX/us.pcap"
}

@test "snfilter -v says what a kernel can't lock; the others go on in silence" {
    need valgrind # which has neither Landlock nor seccomp
    locks || skip "no Landlock and seccomp: the kernel's, or a build with sanitizers"
    valgrind -q --log-file=log snfilter --version || skip "valgrind can't run what this compiler made"
    run -0 valgrind -q --log-file=log snfilter -v --count -r "$FIX/us.pcap"
    assert_line "snfilter: could not be given up: Landlock, seccomp"
    assert_line "40 packets"
    run -0 valgrind -q --log-file=log sndump --count -r "$FIX/us.pcap"
    assert_output "40 packets"
}
