# Network namespaces for the capture tests: everything happens in one of our own, where we are root
# (a user namespace lends that where we aren't).
#   setup() { ns_up; }  teardown() { ns_down; }
# ns_up makes va and vb, the two ends of a veth pair; in_ns runs a command beside them.

# shellcheck disable=SC2016 # await evaluates its argument itself
PKTSEND=$SN_BUILD/tests/cli/pktsend

# The same in place of the shell that calls it: for the background, so that $! is the command.
ns_exec() {
    # shellcheck disable=SC2086
    exec nsenter -t "$NS" $NS_ENTER "$@"
}

in_ns() {
    # shellcheck disable=SC2086
    nsenter -t "$NS" $NS_ENTER "$@"
}

ns_up() {
    local how=-nm
    NS_ENTER="-n -m"
    if [ "$(id -u)" -ne 0 ]; then
        how=-Urnm NS_ENTER="-U -n -m --preserve-credentials"
    fi
    # In a chroot that is no mount point there are no mount namespaces; only ns_tmpfs misses them.
    if [ "$how" = -nm ] && ! unshare -m true 2>/dev/null; then
        how=-n NS_ENTER=-n
    fi
    # shellcheck disable=SC2086
    unshare $how true 2>/dev/null || skip "no network namespaces here"
    unshare $how sleep "${NS_SECONDS:-900}" 3>&- </dev/null >/dev/null 2>&1 &
    NS=$!
    disown "$NS"
    until [ "$(readlink "/proc/$NS/ns/net")" != "$(readlink /proc/self/ns/net)" ] &&
        [ "$(cat "/proc/$NS/comm")" = sleep ]; do sleep 0.01; done
    in_ns sh -c 'for f in default all; do echo 1 >/proc/sys/net/ipv6/conf/$f/disable_ipv6; done' ||
        true # no IPv6 here: nothing to switch off
    in_ns ip link set lo up
    in_ns ip link add va type veth peer name vb
    in_ns ip link set va up
    in_ns ip link set vb up
    T=$BATS_TEST_TMPDIR
}

ns_down() {
    [ -z "${NS:-}" ] || kill -9 "$NS" 2>/dev/null || true
}

# A small file system of its own, to be filled: ns_tmpfs SIZE FOLDER.
ns_tmpfs() {
    [[ " $NS_ENTER " = *" -m "* ]] || skip "no mount namespaces here"
    in_ns mount -t tmpfs -o "size=$1" none "$2"
}

# Starts sncap beside the test: capture NAME ARGUMENT...; its words go to $T/NAME.err.
capture() {
    local name=$1
    shift
    rm -f "$T/$name.err"
    ns_exec "$SN_BIN/sncap" "$@" 2>"$T/$name.err" 3>&- &
    CAP=$!
    await 'grep -q "listening on" "$T/'"$name"'.err"' || {
        cat "$T/$name.err" >&2
        return 1
    }
}

# Waits for a condition: as long as a busy machine may need, which costs time only where it fails.
await() {
    local i
    for ((i = 0; i < 3000; i++)); do
        if eval "$1"; then return 0; fi
        sleep 0.01
    done
    echo "never came true: $1" >&2
    return 1
}

# Ends the capture as Ctrl-C does; leaves its status in $status.
interrupt() {
    kill -INT "$CAP"
    status=0
    wait "$CAP" || status=$?
}

# Sends, and waits until the packets are where they go to: on a busy machine they may lie in a
# processor's backlog (softnet_stat's 12th column) after the sender has ended.
send() {
    local i
    in_ns "$PKTSEND" "$@" >/dev/null
    for ((i = 0; i < 200; i++)); do
        awk '$12 ~ /[1-9a-f]/ { exit 1 }' /proc/net/softnet_stat && break
        sleep 0.01
    done
}

# A number from the closing lines: count_of FILE captured|received|dropped
count_of() {
    sed -n "s/^\([0-9]*\) packets\{0,1\} $2.*/\1/p" "$1" | tail -n 1
}

# How many packets a pcap file without compression holds, and whether it ends with a whole one.
packets_in() {
    od -An -v -tu4 -w4 "$1" | awk 'NR <= 6 { next }
        skip > 0 { skip--; next }
        { word++ }
        word == 3 { len = $1 }
        word == 4 { word = 0; n++; exit_unaligned = len % 4; skip = len / 4 }
        exit_unaligned { print "unaligned"; exit }
        END { if (!exit_unaligned) print n + 0 (skip || word ? " cut" : "") }'
}
