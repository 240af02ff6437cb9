#!/usr/bin/env bats
# sncap's time stamp types. No interface here has an adapter's, so a library that is preloaded makes
# the driver say that it has.
# shellcheck disable=SC2016 # await evaluates its argument itself
load common
load netns

setup() {
    ns_up
}

teardown() {
    ns_down
}

# What an adapter that does HOW makes of it: with_adapter HOW COMMAND...
with_adapter() {
    local how=$1
    shift
    in_ns env "HWSTAMP=$how" "LD_PRELOAD=$SN_BUILD/tests/cli/hwstamp.so" "$@"
}

@test "-J lists them as tcpdump does" {
    run -0 in_ns "$SN_BIN/sncap" -J -i va
    assert_output "Time stamp types for va (use option -j to set):
  host (Host)"
    run -0 in_ns "$SN_BIN/sncap" --list-time-stamp-types -i any
    assert_line "  host (Host)"
    sanitized && skip "a library can't be preloaded with sanitizers"
    run -0 with_adapter all "$SN_BIN/sncap" -J -i va
    assert_output "Time stamp types for va (use option -j to set):
  host (Host)
  adapter_unsynced (Adapter, not synced with system time)"
    need tcpdump
    assert_output "$(with_adapter all tcpdump -J -i va 2>&1)"
}

@test "a type that the interface doesn't have is refused, with those it has" {
    for type in adapter adapter_unsynced host_lowprec host_hiprec host_hiprec_unsynced; do
        run -1 in_ns "$SN_BIN/sncap" -j $type -i va -c 1 -w "$T/a"
        assert_output "sncap: va: it has no time stamps of type $type
Time stamp types for va (use option -j to set):
  host (Host)"
    done
    run -2 in_ns "$SN_BIN/sncap" -j sundial -i va -w "$T/a"
    assert_line "sncap: no such time stamp type: 'sundial'; -J lists those of an interface"
    assert [ ! -e "$T/a" ]
    run -2 in_ns "$SN_BIN/sncap" -j adapter_unsynced --recorder 1m -i va -w "$T/a"
    assert_line "sncap: --recorder goes by the host's clock: it doesn't go with -j adapter_unsynced"
}

@test "-j host is the default" {
    capture a -i va -j host --format pcapng -c 1 -w "$T/a"
    send vb -n 1 -s 100
    wait "$CAP"
    refute grep -q "time stamps" "$T/a.err" "$T/a"
}

@test "an adapter's are named, and packets that lack them are counted" {
    sanitized && skip "a library can't be preloaded with sanitizers"
    export HWSTAMP=all LD_PRELOAD=$SN_BUILD/tests/cli/hwstamp.so
    capture a -i va --time-stamp-type adapter_unsynced --format pcapng -w "$T/a"
    send vb -n 3 -s 100
    interrupt
    unset LD_PRELOAD
    assert_equal "$status" 0
    run -0 cat "$T/a.err"
    assert_line "sncap: listening on va, link-type EN10MB (Ethernet), snapshot length 262144 bytes, time stamps adapter_unsynced"
    assert_line "3 packets received without the adapter's time stamp, with the host's"
    need capinfos
    run -0 capinfos "$T/a"
    assert_output --partial "time stamps: adapter_unsynced (Adapter, not synced with system time)"
}

@test "an adapter that is switched on is left alone; one that can't be is said" {
    sanitized && skip "a library can't be preloaded with sanitizers"
    run -0 with_adapter on "$SN_BIN/sncap" -q -j adapter_unsynced -i va --duration 10ms -w "$T/a"
    run -1 with_adapter eperm "$SN_BIN/sncap" -j adapter_unsynced -i va -w "$T/a"
    assert_output "sncap: va: no permission to switch the adapter's time stamps on: the capability CAP_NET_ADMIN is missing"
    run -1 with_adapter some "$SN_BIN/sncap" -j adapter_unsynced -i va -w "$T/a"
    assert_output "sncap: va: the adapter doesn't stamp every packet"
}

@test "clocks that are ahead: nothing waits for them, ends early or begins files" {
    sanitized && skip "a library can't be preloaded with sanitizers"
    export HWSTAMP=all HWSTAMP_SHIFT=-3600 LD_PRELOAD=$SN_BUILD/tests/cli/hwstamp.so
    for jobs in 1 2; do
        capture a -i va -j adapter_unsynced --jobs $jobs --duration 20s -G 1h -w "$T/a"
        send vb -n 3 -s 100
        if [ $jobs = 1 ]; then # --jobs writes what it merged at once, not when the hour has passed
            await '[ "$(packets_in "$T/a")" = 3 ]'
        else
            await '[ "$(stat -c %s "$T/a")" = 372 ]'
        fi
        interrupt
        assert_equal "$status" 0
        assert_equal "$(count_of "$T/a.err" captured)" 3
        assert_equal "$(find "$T" -name 'a*' ! -name '*.err' | wc -l)" 1
        rm "$T/a"
    done
}
