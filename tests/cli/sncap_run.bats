#!/usr/bin/env bats
# --run: what a command and its children send and receive, and whose each packet is.
# shellcheck disable=SC2016 # programs of other languages
load common
load netns

setup() {
    need python3
    ns_up
    in_ns ip address add 192.0.2.1/24 dev va
    run in_ns "$SN_BIN/sncap" -q -w "$T/try.pcapng" --run true
    [[ $output != *"user notification"* ]] || skip "no user notification of seccomp's here"
}

teardown() {
    ns_down
}

# Runs a Python program as the command; OPTIONS is for sncap. Its packets: $T/a.pcapng.
python() {
    # shellcheck disable=SC2086
    in_ns "$SN_BIN/sncap" ${OPTIONS:-} -w "$T/a.pcapng" --run python3 -c "
import os, socket, sys, threading
def udp(): return socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
$1" 2>"$T/err"
}

# Packets that the expression accepts.
packets() {
    snfilter --count -r "$T/a.pcapng" "$@" | sed 's/ .*//'
}

@test "a command's packets, from the first one of each socket, and nobody else's" {
    # Somebody else, all of the time.
    ns_exec python3 -c '
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", 0))
while True: s.sendto(b"noise", ("127.0.0.1", 9))' 3>&- &
    noise=$!
    # 100 connections as short as they get; and a datagram each from 100 sockets.
    run python '
l = socket.socket(); l.bind(("127.0.0.1", 7777)); l.listen(200)
for i in range(100):
    c = socket.create_connection(("127.0.0.1", 7777)); c.close()
    udp().sendto(b"one", ("127.0.0.1", 7778))'
    kill "$noise"
    assert_success
    assert_equal "$(packets 'tcp[tcpflags] = tcp-syn')" 100
    assert_equal "$(packets 'tcp[tcpflags] & tcp-fin != 0 and src port 7777')" 0
    assert_equal "$(packets 'udp dst port 7778')" 100
    assert_equal "$(packets 'port 9')" 0
    # All of them are labelled, and what was left out is said.
    run -0 sndump --where '!(sn.process.name == "python3")' --count -r "$T/a.pcapng"
    assert_output '0 packets'
    grep -Eq '^[0-9]{3} packets of the processes, [1-9][0-9]* of others or unknown left out$' "$T/err"
    grep -q '^0 packets dropped by kernel' "$T/err"
}

@test "its children, each by its name and number" {
    OPTIONS=--json run python '
pid = os.fork()
if pid == 0:
    os.execvp("sh", ["sh", "-c", "exec python3 -c \"import socket; open(\\\"/proc/self/comm\\\", \\\"w\\\").write(\\\"the child\\\"); socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b\\\"c\\\", (\\\"127.0.0.1\\\", 5001))\""])
udp().sendto(b"p", ("127.0.0.1", 5000))
os.waitpid(pid, 0)
print(os.getpid(), pid)'
    assert_success
    read -r parent child <<<"$output"
    run -0 sndump --no-header --fields udp.dstport,sn.process.name,sn.process.pid,sn.process.uid \
        -r "$T/a.pcapng" 'udp and not icmp'
    assert_line "5000"$'\t'"python3"$'\t'"$parent"$'\t'0
    assert_line "5001"$'\t'"the child"$'\t'"$child"$'\t'0
    run -0 sndump -t --process -r "$T/a.pcapng" 'udp dst port 5001'
    assert_line --regexp "^the child\[$child\] lo .* UDP, length 1$"
    # Without such a comment.
    run -0 sndump -t --process -c 1 -r "$FIX/recorded.pcap"
    assert_output --regexp '^- (ARP|IP)'
    # A filter keeps them.
    snfilter -r "$T/a.pcapng" -w "$T/b.pcapng" 'udp dst port 5000'
    run -0 sndump -t --process -r "$T/b.pcapng"
    assert_line --regexp "^python3\[$parent\] lo "
    grep -q '^{"sockets":2,"owned":4,"unlabelled":0,"others":0,"missed":0}$' "$T/err"
}

@test "threads, IPv6, echoes, servers, fragments, messages of sendmsg and sendmmsg" {
    run python '
def thread():
    s = udp(); s.sendmsg([b"m"], [], 0, ("127.0.0.1", 6001))
t = threading.Thread(target=thread); t.start(); t.join()
s6 = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
try: s6.sendto(b"six", ("::ffff:127.0.0.1", 6002))
except OSError: pass
big = udp(); big.connect(("127.0.0.1", 6003)); big.send(b"x" * 65000)
server = udp(); server.bind(("", 6004)); client = udp()
client.sendto(b"question", ("192.0.2.1", 6004))
data, peer = server.recvfrom(100); server.sendto(b"answer", peer); client.recv(100)
print(data)'
    assert_success
    assert_output "b'question'"
    for port in 6001 6002 6003 6004; do
        [ "$(packets "udp dst port $port")" -ge 1 ]
    done
    assert_equal "$(packets 'udp src port 6004')" 1
    # The fragments behind the first, where loopback's MTU has it fragment.
    run -0 snfilter --count -r "$T/a.pcapng" 'ip[6:2] & 0x1fff != 0'
    [[ $(in_ns cat /sys/class/net/lo/mtu) -ge 65536 ]] || refute_output '0 packets'
}

@test "the call of bind fails as it would have" {
    run python '
a = udp(); a.bind(("127.0.0.1", 5555))
b = udp()
try: b.bind(("127.0.0.1", 5555))
except OSError as e: print(e.errno)
try: b.bind(("203.0.113.1", 5556))
except OSError as e: print(e.errno)
b.bind(("127.0.0.1", 0)); print(b.getsockname()[1] > 0)
c = socket.socket(socket.AF_UNIX); c.bind(sys.argv[0] if sys.argv[0] != "-c" else "'"$T"'/unix"); c.listen()
d = socket.socket(socket.AF_UNIX); d.connect("'"$T"'/unix"); print("unix")'
    assert_success
    assert_output $'98\n99\nTrue\nunix'
}

@test "its status is ours" {
    for n in 0 1 7 127; do
        run "-$n" in_ns "$SN_BIN/sncap" -q -w "$T/a.pcapng" --run sh -c "exit $n"
        assert_output ''
    done
    run -143 in_ns "$SN_BIN/sncap" -q -w "$T/a.pcapng" --run sh -c 'kill -TERM $$'
    run -127 in_ns "$SN_BIN/sncap" -q -w "$T/a.pcapng" --run no-such-command
    assert_output "sncap: no-such-command: can't be run: No such file or directory"
    # -- ends options in front of it and behind it, and -c doesn't end the command.
    run -0 in_ns "$SN_BIN/sncap" -q -c 1 -w "$T/a.pcapng" udp --run -- python3 -c '
import socket
for i in range(3): socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 9))
print("done")'
    assert_output "done"
    assert_equal "$(packets)" 1
}

@test "it runs without capabilities, without descriptors of ours, as the user who is asked for" {
    need setpriv
    run -0 in_ns "$SN_BIN/sncap" -q -w "$T/a.pcapng" --run sh -c 'grep -E "^Cap|NoNewPrivs" /proc/self/status; ls /proc/self/fd | xargs'
    assert_line --regexp '^CapEff:\s0000000000000000$'
    assert_line --regexp '^CapPrm:\s0000000000000000$'
    assert_line --regexp '^CapBnd:\s0000000000000000$'
    assert_line --regexp '^NoNewPrivs:\s1$'
    assert_line --regexp '^0 1 2 3$' # the last is of ls itself
    [ "$(id -u)" -eq 0 ] || skip "only root can become another user"
    getent passwd nobody >/dev/null || skip "there is no nobody"
    chmod 777 "$T"
    run -0 in_ns "$SN_BIN/sncap" -q -Z nobody -w "$T/b.pcapng" --run sh -c 'id -un; echo $USER'
    assert_output $'nobody\nnobody'
    SUDO_UID=$(id -u nobody) run -0 in_ns "$SN_BIN/sncap" -q -w "$T/c.pcapng" --run id -un
    assert_output nobody
    rm "$T/a.pcapng"
    OPTIONS="-Z nobody" run -0 python 'udp().sendto(b"x", ("127.0.0.1", 9))'
    run -0 sndump --no-header --fields sn.process.user -c 1 -r "$T/a.pcapng"
    assert_line nobody
}

@test "packets on standard output: the command's words go to standard error" {
    in_ns "$SN_BIN/sncap" -q --run python3 -c '
import socket
print("words")
socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b"x", ("127.0.0.1", 9))' >"$T/a.pcapng" 2>"$T/err"
    assert_equal "$(cat "$T/err")" words
    assert_equal "$(packets udp)" 1
}

@test "Ctrl-C is the command's; SIGTERM ends both" {
    ns_exec "$SN_BIN/sncap" -w "$T/a.pcapng" --run sh -c 'trap "echo caught; exit 5" INT TERM; echo ready; while :; do sleep 0.05; done' \
        >"$T/out" 2>"$T/err" 3>&- &
    CAP=$!
    await 'grep -q ready "$T/out"'
    kill -TERM "$CAP"
    status=0
    wait "$CAP" || status=$?
    assert_equal "$status" 143
    await 'grep -q caught "$T/out"'
    ns_exec "$SN_BIN/sncap" -w "$T/a.pcapng" --run sh -c 'echo ready; exec sleep 0.5' >"$T/out2" 2>"$T/err2" 3>&- &
    CAP=$!
    await 'grep -qs ready "$T/out2"'
    interrupt
    assert_equal "$status" 0
}

@test "a process that outlives the command isn't waited for, and keeps its sockets" {
    start=$SECONDS
    run -0 python '
if os.fork() == 0:
    os.setsid()
    import time
    time.sleep(1)
    s = udp(); s.sendto(b"late", ("127.0.0.1", 9))
    open("'"$T"'/late", "w").write("sent")
    os._exit(0)'
    await '[ -s "$T/late" ]'
}

@test "another network namespace: its packets aren't the capture's" {
    OPTIONS=-v run python '
udp().sendto(b"here", ("127.0.0.1", 5001))
import ctypes
if ctypes.CDLL(None).unshare(0x10000000 | 0x40000000) == 0:
    try: udp().sendto(b"there", ("127.0.0.1", 5002))
    except OSError as e: print("unreachable")'
    assert_success
    assert_equal "$(packets 'udp dst port 5001')" 1
    assert_equal "$(packets 'udp dst port 5002')" 0
}

@test "what --run doesn't go with" {
    run -2 in_ns "$SN_BIN/sncap" --format pcap -w "$T/a" --run true
    assert_output --partial 'need pcapng'
    run -2 in_ns "$SN_BIN/sncap" -w "$T/a" --run
    assert_output --partial "option '--run' needs a value"
    run -2 in_ns "$SN_BIN/sncap" -w "$T/a" --run=true
    assert_output --partial '--run takes the arguments behind it'
}

# A process beside the test that sends a datagram to port 5001 and one over a connection at each line
# that is written to fd 9; its number is in $PROCESS.
process() {
    mkfifo "$T/lines"
    ns_exec python3 -c '
import os, socket, sys, time
u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); u.bind(("127.0.0.1", 0))
l = socket.socket(); l.bind(("127.0.0.1", 0)); l.listen()
c = socket.create_connection(l.getsockname()); a = l.accept()[0]
print("ready", flush=True)
for line in sys.stdin:
    if line.startswith("fork") and os.fork() == 0:
        u = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        u.sendto(b"child", ("127.0.0.1", 5002)); time.sleep(3); os._exit(0)
    u.sendto(b"x", ("127.0.0.1", 5001))
    c.send(b"y"); a.recv(1)
    print("sent", flush=True)' <"$T/lines" >"$T/process" 3>&- &
    PROCESS=$!
    exec 9>"$T/lines"
    await 'grep -q ready "$T/process"'
}

@test "--pid: what a process that runs already sends and receives, its children's too" {
    process
    ns_exec python3 -c '
import socket, time
while True:
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.sendto(b"noise", ("127.0.0.1", 9))
    time.sleep(0.005)' 3>&- 9>&- &
    noise=$!
    capture a --pid "$PROCESS" -w "$T/a.pcapng" 9>&-
    echo line >&9
    echo fork >&9
    await '[ "$(grep -c sent "$T/process")" = 2 ]'
    # Its connection of before, its socket of before, that of its child.
    await '[ "$(packets "udp dst port 5001")" = 2 ] && [ "$(packets "udp dst port 5002")" = 1 ] && [ "$(packets tcp)" -ge 4 ]'
    kill "$noise"
    exec 9>&-
    # It ends, and the capture does.
    status=0
    wait "$CAP" || status=$?
    assert_equal "$status" 0
    assert_equal "$(packets 'port 9')" 0
    run -0 sndump --where "!(sn.process.name == \"python3\")" --count -r "$T/a.pcapng"
    assert_output --partial '0 packets'
    run -0 sndump --no-header --fields sn.process.pid -c 1 -r "$T/a.pcapng" 'udp dst port 5001'
    assert_line "$PROCESS"
    # In the order of time.
    run -0 --separate-stderr sndump --no-header --fields frame.time_epoch -r "$T/a.pcapng"
    assert_equal "$(sort <<<"$output")" "$output"
}

@test "--pid, --cgroup: what isn't there, and what they don't go with" {
    run -1 in_ns "$SN_BIN/sncap" --cgroup "$T/none" -w "$T/a.pcapng"
    assert_output --partial 'there is no such control group'
    run -2 in_ns "$SN_BIN/sncap" --pid 1 --run true
    assert_output --partial "don't go together"
    run -2 in_ns "$SN_BIN/sncap" --pid 0
}
