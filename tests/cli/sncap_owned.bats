#!/usr/bin/env bats
# --run, --pid, --cgroup: what isn't of the processes is never said to be theirs.
# shellcheck disable=SC2016 # programs of other languages
load common
load netns

setup() {
    need python3
    ns_up
    in_ns ip address add 192.0.2.1/24 dev va
}

teardown() {
    ns_down
}

# What the programs below begin with.
PRELUDE='
import ctypes, os, socket, struct, sys, time
def udp(family=socket.AF_INET): return socket.socket(family, socket.SOCK_DGRAM)
def wait_for(path):
    while not os.path.exists(path): time.sleep(0.005)
def touch(path): open(path, "w").close()
T = os.environ["T"]
'

# Runs a Python program as the command. Its packets: $T/a.pcapng.
python() {
    in_ns env "T=$T" "$SN_BIN/sncap" -w "$T/a.pcapng" --run python3 -c "$PRELUDE$1" 2>"$T/err"
}

# The same with another one beside it, which is nobody's business.
beside() {
    T=$T ns_exec python3 -c "$PRELUDE$1" >"$T/beside" 2>&1 3>&- 9>&- &
    BESIDE=$!
}

# Whether the process connector may be listened to.
has_connector() {
    python3 -c '
import socket
socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, 11).bind((0, 1))' 2>/dev/null
}

# Packets that the expression accepts.
packets() {
    snfilter --count -r "$T/a.pcapng" "$@" | sed 's/ .*//'
}

@test "a port that the command gave back is whoever takes it next's" {
    # The same port, the same peer: only the end of the command's socket tells.
    beside '
wait_for(T + "/closed")
u = udp(); u.bind(("127.0.0.1", 5555)); u.connect(("127.0.0.1", 5556)); u.send(b"another")
l = socket.socket(); l.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); l.bind(("127.0.0.1", 5557)); l.listen()
c = socket.create_connection(l.getsockname()); a, _ = l.accept(); c.send(b"another"); a.recv(7)
touch(T + "/done")'
    run python '
u = udp(); u.bind(("127.0.0.1", 5555)); u.connect(("127.0.0.1", 5556)); u.send(b"mine"); u.close()
l = socket.socket(); l.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1); l.bind(("127.0.0.1", 5557)); l.listen()
c = socket.create_connection(l.getsockname()); a, _ = l.accept(); l.close()
time.sleep(0.2)
touch(T + "/closed"); wait_for(T + "/done")
# What it accepted before lives on.
c.send(b"still mine"); a.recv(10)'
    assert_success
    assert_equal "$(packets 'udp dst port 5556 and udp[4:2] = 12')" 1
    assert_equal "$(packets 'udp dst port 5556 and udp[4:2] = 15')" 0
    assert_equal "$(packets 'tcp dst port 5557 and tcp[tcpflags] = tcp-syn')" 1
    assert_equal "$(packets 'tcp dst port 5557 and ip[2:2] = 62')" 1 # still mine
    assert_equal "$(packets 'tcp dst port 5557 and ip[2:2] = 59')" 0 # another
}

@test "packets to other hosts' addresses are not those of a socket that listens on all of ours" {
    # As a router or a switch sees them, on the wire to us; then one to an address that we get later.
    # Who answers a bind has heard before what the kernel said until then.
    beside '
import subprocess
def sent_to(dst):
    b = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 30, 1, 0, 64, 17, 0, socket.inet_aton("198.51.100.2"), socket.inet_aton(dst))
    s = sum(struct.unpack("!10H", b)); s = (s >> 16) + (s & 0xffff); s += s >> 16
    b = b[:10] + struct.pack("!H", ~s & 0xffff) + b[12:] + struct.pack("!HHHH", 4000, 5555, 10, 0) + b"hi"
    w = socket.socket(socket.AF_PACKET, socket.SOCK_RAW); w.bind(("vb", 0))
    w.send(b"\xff" * 6 + b"\2" * 6 + b"\x08\x00" + b)
def address(verb):
    subprocess.run(["ip", "address", verb, "192.0.2.77/24", "dev", "va"])
    touch(T + "/" + verb); wait_for(T + "/heard-" + verb)
wait_for(T + "/ready")
for dst in "203.0.113.9", "192.0.2.77", "192.0.2.1", "127.0.0.5", "255.255.255.255", "224.0.0.1": sent_to(dst)
address("add")
sent_to("192.0.2.77")
address("del")
for i in range(3): sent_to("192.0.2.77")
touch(T + "/done")'
    run python '
u = udp(); u.bind(("", 5555)); touch(T + "/ready")
for verb in "add", "del": wait_for(T + "/" + verb); udp().bind(("127.0.0.1", 0)); touch(T + "/heard-" + verb)
wait_for(T + "/done")'
    assert_success
    assert_equal "$(packets 'dst host 203.0.113.9')" 0
    for dst in 192.0.2.1 192.0.2.77 255.255.255.255 224.0.0.1; do
        assert_equal "$dst $(packets "dst host $dst")" "$dst 1"
    done
}

@test "a socket for one of IPv4 and IPv6 has not the other's packets" {
    [ "$(in_ns cat /proc/sys/net/ipv6/conf/lo/disable_ipv6 2>/dev/null)" = 0 ] ||
        in_ns sh -c 'echo 0 >/proc/sys/net/ipv6/conf/lo/disable_ipv6' || skip "no IPv6 here"
    beside '
four = udp(); four.bind(("0.0.0.0", 5555))
only = udp(socket.AF_INET6); only.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1); only.bind(("::", 5556))
wait_for(T + "/ready")
udp().sendto(b"x", ("127.0.0.1", 5555)); udp(socket.AF_INET6).sendto(b"x", ("::1", 5556))
udp().sendto(b"x", ("127.0.0.1", 5556)); udp(socket.AF_INET6).sendto(b"x", ("::1", 5555))
udp().sendto(b"x", ("127.0.0.1", 5557)); udp(socket.AF_INET6).sendto(b"x", ("::1", 5557))
touch(T + "/done")'
    run python '
only = udp(socket.AF_INET6); only.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1); only.bind(("::", 5555))
four = udp(); four.bind(("0.0.0.0", 5556))
both = udp(socket.AF_INET6); both.bind(("::", 5557))
touch(T + "/ready"); wait_for(T + "/done")'
    assert_success
    assert_equal "$(packets 'ip and dst port 5555') $(packets 'ip6 and dst port 5555')" '0 1'
    assert_equal "$(packets 'ip and dst port 5556') $(packets 'ip6 and dst port 5556')" '1 0'
    assert_equal "$(packets 'ip and dst port 5557') $(packets 'ip6 and dst port 5557')" '1 1'
}

@test "a socket in another network namespace has not the packets of its twin here" {
    beside '
u = udp(); u.bind(("127.0.0.1", 5555))
wait_for(T + "/ready"); udp().sendto(b"x", ("127.0.0.1", 5555)); touch(T + "/done")'
    run python '
if ctypes.CDLL(None).unshare(0x10000000 | 0x40000000) != 0: sys.exit(77)
u = udp(); u.bind(("127.0.0.1", 5555))
touch(T + "/ready"); wait_for(T + "/done")'
    [ "$status" -ne 77 ] || skip "no user namespaces here"
    assert_success
    assert_equal "$(packets)" 0
}

@test "signals in the middle of a call: it is made once" {
    run python '
import signal
signal.signal(signal.SIGALRM, lambda *a: None)
signal.siginterrupt(signal.SIGALRM, False)
signal.setitimer(signal.ITIMER_REAL, 0.0002, 0.0002)
for i in range(1000):
    u = udp(); u.bind(("127.0.0.1", 0)); u.sendto(b"x", ("127.0.0.1", 9)); u.close()
signal.setitimer(signal.ITIMER_REAL, 0, 0)
print("done")'
    assert_success
    assert_output "done"
    assert_equal "$(packets 'udp dst port 9')" 1000
}

# ---- of processes that run already ----

# A control group of version 2, wherever it is mounted, else in the test's own namespace.
control_group() {
    [ "$(id -u)" -eq 0 ] || skip "needs root"
    local top
    top=$(awk '$3 == "cgroup2" { print $2; exit }' /proc/mounts)
    [ -n "$top" ] || skip "no control groups of version 2 here"
    GROUP=$(mktemp -d "$top/sn-test-XXXXXX") || skip "no control group can be made here"
}

@test "--cgroup: those of a control group, of one beneath it, and who is moved there; not who left" {
    control_group
    mkdir "$GROUP/beneath"
    program='
u = udp(); u.bind(("127.0.0.1", 0)); touch(T + "/ready" + sys.argv[1])
for line in sys.stdin:
    w = udp(); w.sendto(b"x", ("127.0.0.1", int(line))); wait_for(T + "/heard" + line.strip()); w.close(); u.sendto(b"x", ("127.0.0.1", int(line))); touch(T + "/sent" + line.strip())'
    for i in 1 2 3; do
        mkfifo "$T/in$i"
        T=$T ns_exec python3 -c "$PRELUDE$program" $i <"$T/in$i" 3>&- &
        declare "P$i=$!"
    done
    exec 7>"$T/in1" 8>"$T/in2" 9>"$T/in3"
    await '[ -e "$T/ready1" ] && [ -e "$T/ready2" ] && [ -e "$T/ready3" ]'
    # shellcheck disable=SC2154 # declared above
    echo "$P1" >"$GROUP/cgroup.procs" && echo "$P2" >"$GROUP/beneath/cgroup.procs"
    capture a --cgroup "$GROUP" -w "$T/a.pcapng" 7>&- 8>&- 9>&-
    : >"$T/heard6003"
    echo 6001 >&7 && echo 6002 >&8 && echo 6003 >&9
    await '[ "$(packets "udp dst port 6001 or udp dst port 6002")" = 2 ]'
    touch "$T/heard6001" "$T/heard6002"
    await '[ -e "$T/sent6001" ] && [ -e "$T/sent6002" ] && [ -e "$T/sent6003" ]'
    await '[ "$(packets "udp dst port 6001 or udp dst port 6002")" = 4 ]'
    assert_equal "$(packets 'port 6003')" 0
    # shellcheck disable=SC2154
    echo "$P3" >"$GROUP/cgroup.procs" && echo "$P2" >"$(dirname "$GROUP")/cgroup.procs"
    # Of a conversation that was nobody's it isn't asked again within a second: other ports.
    : >"$T/heard7002"
    echo 7003 >&9 && echo 7002 >&8
    await '[ "$(packets "udp dst port 7003")" -ge 1 ]'
    : >"$T/heard7003"
    await '[ -e "$T/sent7003" ] && [ -e "$T/sent7002" ]'
    # The socket of before was the group's when it was seen; the new one isn't.
    [ "$(packets 'udp dst port 7002')" -le 1 ]
    exec 7>&- 8>&- 9>&-
    wait "$P1" "$P2" "$P3"
    # The group goes, and the capture ends.
    rmdir "$GROUP/beneath" "$GROUP"
    status=0
    wait "$CAP" || status=$?
    assert_equal "$status" 0
    run -1 in_ns timeout 60 "$SN_BIN/sncap" --cgroup /tmp -w "$T/b.pcapng"
    assert_output --partial 'there is no such control group'
}

@test "--pid: a process whose parent has ended, and one that was started by such a one" {
    # In our own network namespace: the process connector may be out of reach from another.
    [ "$(id -u)" -eq 0 ] || skip "needs root"
    mkfifo "$T/lines"
    T=$T python3 -c "$PRELUDE"'
print("ready", flush=True)
for line in sys.stdin:
    # Two forks, as daemons do; the one between ends at once.
    pid = os.fork()
    if pid == 0:
        if os.fork() == 0:
            u = udp(); u.bind(("127.0.0.1", 0)); wait_for(T + "/orphans")
            u.sendto(b"x", ("127.0.0.1", 5001))
            if os.fork() == 0:
                w = udp(); w.sendto(b"x", ("127.0.0.1", 5002)); wait_for(T + "/over"); os._exit(0)
            wait_for(T + "/over")
        os._exit(0)
    os.waitpid(pid, 0); print("forked", flush=True)' <"$T/lines" >"$T/process" 3>&- &
    process=$!
    exec 9>"$T/lines"
    await 'grep -q ready "$T/process"'
    sncap -i lo --pid "$process" -w "$T/a.pcapng" 2>"$T/a.err" 3>&- 9>&- &
    CAP=$!
    await 'grep -q "listening on" "$T/a.err"'
    echo fork >&9
    await 'grep -q forked "$T/process"'
    # Where the process connector may not be listened to, this isn't known.
    if ! has_connector; then
        exec 9>&-
        skip "no process connector here"
    fi
    : >"$T/orphans"
    await '[ "$(packets "udp dst port 5001")" = 1 ] && [ "$(packets "udp dst port 5002")" = 1 ]' || {
        # The kernel drops news of processes where it is short of memory.
        cat "$T/a.err" /proc/net/netlink
        sndump --process -r "$T/a.pcapng"
        ps -eo pid,ppid,lstart,args
        return 1
    }
    : >"$T/over"
    exec 9>&-
    wait "$CAP"
}

@test "--pid: ends after the process, whatever others send meanwhile" {
    mkfifo "$T/lines"
    T=$T ns_exec cat <"$T/lines" >/dev/null 3>&- &
    process=$!
    exec 9>"$T/lines"
    # Each of its conversations is new, so that it has to be asked whose it is.
    beside '
r = udp(); r.bind(("127.0.0.1", 5555))
while not os.path.exists(T + "/over"):
    s = udp(); s.sendto(b"x", ("127.0.0.1", 5555)); s.close(); r.recv(1)'
    capture a --pid "$process" -w "$T/a.pcapng" 9>&-
    exec 9>&-
    await '! kill -0 "$CAP" 2>/dev/null'
    : >"$T/over"
    wait "$CAP" "$BESIDE"
    assert_equal "$(packets udp)" 0
}

@test "--pid: news of processes that the kernel had no room for is counted" {
    [ "$(id -u)" -eq 0 ] && has_connector || skip "needs root, and the process connector"
    sleep 600 3>&- &
    process=$!
    sncap -i lo --pid "$process" -w "$T/a.pcapng" 2>"$T/a.err" 3>&- &
    CAP=$!
    await 'grep -q "listening on" "$T/a.err"'
    helper=$(pgrep -P "$CAP")
    kill -STOP "$helper"
    dash -c 'i=0; while [ $i -lt 14000 ]; do (:); i=$((i + 1)); done'
    kill -CONT "$helper"
    kill "$process"
    wait "$CAP"
    run -0 cat "$T/a.err"
    assert_output --partial '(the kernel dropped news of processes 1 times)'
}

@test "--pid: a socket that was handed over is its; of several that have it, one is named, the same each time" {
    mkfifo "$T/lines"
    T=$T ns_exec python3 -c "$PRELUDE"'
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.bind(T + "/unix")
touch(T + "/ready")
_, fds, _, _ = socket.recv_fds(s, 1, 1); u = socket.socket(fileno=fds[0])
child = os.fork()
if child == 0:
    for line in sys.stdin:
        try: u.send(b"x")
        except OSError: u.send(b"x") # the answer to the one before: nobody listens
        touch(T + "/sent")
    os._exit(0)
open(T + "/child", "w").write(str(child))
os.wait()' <"$T/lines" 3>&- &
    process=$!
    exec 9>"$T/lines"
    await '[ -e "$T/ready" ]'
    capture a --pid "$process" -w "$T/a.pcapng" 9>&-
    T=$T in_ns python3 -c "$PRELUDE"'
u = udp(); u.connect(("127.0.0.1", 5001))
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM); s.connect(T + "/unix"); socket.send_fds(s, [b"x"], [u.fileno()])' 9>&-
    for i in 1 2 3; do
        echo line >&9
        await '[ -e "$T/sent" ]' && rm "$T/sent"
    done
    await '[ "$(packets "udp dst port 5001")" = 3 ]'
    run -0 --separate-stderr sndump --no-header --fields sn.process.pid -r "$T/a.pcapng" 'udp dst port 5001'
    # The lowest number, which the younger has when numbers began again from below.
    assert_equal "$(sort -u <<<"$output")" "$(printf '%s\n' "$process" "$(cat "$T/child")" | sort -n | head -n 1)"
    exec 9>&-
    wait "$CAP"
}
