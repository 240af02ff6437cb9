#!/usr/bin/env bats
# Programs of others on libpcap's interface over libsn: each must run, load ours and only ours, and
# print what it prints on libpcap, of files and capturing on a veth pair whose other end is another
# host.
load common
load netns

SYSTEM=/usr/lib/$(uname -m)-linux-gnu/libpcap.so.0.8

setup() {
    COMPAT=$SN_BUILD/compat
    R=$FIX/recorded.pcap
    [ -e "$COMPAT/libpcap.so.0.8" ] || skip "make compat wasn't run"
    [ -e "$SYSTEM" ] || skip "libpcap0.8 is not installed"
    ! sanitized || skip "others' programs have no sanitizers"
    T=$BATS_TEST_TMPDIR
}

teardown() {
    [ -z "${PEER:-}" ] || kill -9 "$PEER" 2>/dev/null || true
    ns_down
}

# Runs a command of the shell on both libraries, each in a folder of its own, and compares all that
# it prints and writes: both COMMAND. The dynamic linker's notes say which library was loaded.
both() {
    local which
    for which in system sn; do
        mkdir -p "$T/$which"
        (
            cd "$T/$which" || exit
            [ "$which" = system ] || export LD_LIBRARY_PATH=$COMPAT LD_DEBUG=libs LD_DEBUG_OUTPUT=$T/loaded
            LANG=C timeout 60 bash -c "$1" >out 2>err </dev/null || echo "status $?" >>out
        )
    done
    grep -hq "calling init: $COMPAT/libpcap.so.0.8" "$T"/loaded.* || {
        cat "$T"/sn/err
        return 1
    }
    run grep -h "calling init: .*/libpcap" "$T"/loaded.*
    refute_output --regexp "init: (/usr)?/lib/"
    rm -f "$T"/loaded.*
    run diff -r "$T/system" "$T/sn"
    assert_output ''
    [ -n "$(find "$T/sn" -type f -size +0)" ]
}

# Two hosts: va is 192.0.2.1 here, vb is 192.0.2.2 and .3 there.
hosts_up() {
    ns_up
    ns_exec unshare -n sleep 900 3>&- </dev/null >/dev/null 2>&1 &
    PEER=$!
    disown "$PEER"
    until [ "$(readlink "/proc/$PEER/ns/net")" != "$(readlink "/proc/$NS/ns/net")" ] &&
        [ "$(cat "/proc/$PEER/comm")" = sleep ]; do sleep 0.01; done
    in_ns ip link set vb netns "$PEER"
    in_ns ip addr add 192.0.2.1/24 dev va
    nsenter -t "$PEER" -n sh -c 'echo 1 >/proc/sys/net/ipv6/conf/all/disable_ipv6
        ip addr add 192.0.2.2/24 dev vb; ip addr add 192.0.2.3/24 dev vb; ip link set vb up; ip link set lo up' \
        2>/dev/null || true
    SEND="nsenter -t $PEER $NS_ENTER $PKTSEND vb -n 6 >/dev/null"
    await 'in_ns ip -o link show va | grep -q "state UP"'
}

# As both, here among the hosts.
both_live() {
    both "nsenter -t $NS $NS_ENTER bash -c '$1'"
}

# ---- files ----

@test "ngrep searches a file" {
    need ngrep
    both "ngrep -q -I $R -W byline '' 'tcp port 7777'; ngrep -q -I $R -O out.pcap ."
}

@test "tcpflow takes connections apart" {
    need tcpflow
    both "tcpflow -r $R -o flows; rm flows/report.xml"
}

@test "tcptrace counts connections" {
    need tcptrace
    both "tcptrace -n $R | grep -v 'elapsed wallclock'"
}

@test "p0f, dnscap, dsniff, sngrep look into a file" {
    need p0f dnscap dsniff sngrep
    both "p0f -r $R | grep -v 'file descriptors'"
    both "dnscap -r $R -g"
    both "dsniff -p $R"
    both "sngrep -N -I $R -O out.pcap | grep -o 'Dialog count: 0' | head -n 1"
}

@test "softflowd counts flows of a file" {
    need softflowd
    both "softflowd -r $R -n 127.0.0.1:9995 -d"
}

@test "pmacctd counts a file" {
    need pmacctd
    # Long before the time is over the file is at its end: what was counted is printed once.
    printf '%s\n' 'daemonize: false' 'plugins: print' 'print_output: csv' 'print_refresh_time: 60' \
        'aggregate: src_host, dst_host, src_port, dst_port, proto' >"$T/pm.conf"
    both "pmacctd -f $T/pm.conf -I $R 2>/dev/null | sort"
}

@test "darkstat counts packets of a file" {
    need darkstat
    both "darkstat -r $R --no-daemon --export db --local-only 2>/dev/null; wc -c <db"
}

@test "nfpcapd reads the first packet twice" {
    need nfpcapd
    both "nfpcapd -r $R -w . 2>&1 | grep -o 'Processed: [0-9]*'; rm nfcapd.*"
}

@test "tcpprep and tcprewrite change a file" {
    need tcprewrite
    both "tcpprep -a client -i $R -o cache && tcprewrite -i $R -o out.pcap --dstipmap=0.0.0.0/0:10.0.0.1 -c cache"
}

@test "tcpslice finds ends and times in a file by its stream" {
    need tcpslice
    both "tcpslice -R $R; tcpslice -w one +1 +2 $R; tcpslice -w half +0.5 $R; tcpslice -w all $FIX/mixed.pcap
        tcpslice -D -w two $R $FIX/mixed.pcap; tcpslice -w cut $FIX/cut.pcap; tcpslice -w ng $FIX/ng.pcapng"
}

@test "tcpick and tcpstat look into a file" {
    need tcpick tcpstat
    both "tcpick -n -C -yP -r $R | grep -v '^Starting'"
    both "tcpstat -r $R 1; tcpstat -r $R -f tcp -o '%R %n %N %a %T %U %I %b\\n' 0.5"
}

@test "ssldump, ipgrab and nstreams print a file" {
    need ssldump ipgrab nstreams
    both "ssldump -n -r $R; ipgrab -r $R; nstreams -f $R"
}

@test "argus makes flows of a file" {
    need argus ra
    # argus tells of itself in a "man" record, with counts of its own threads that differ by run.
    both "argus -r $R -w flows 2>/dev/null
        ra -nr flows -s proto saddr sport dir daddr dport pkts bytes state - not man; rm flows"
}

@test "ettercap and bittwiste read a file" {
    need ettercap bittwiste
    # Two threads print, and which of them ends first isn't said by the library.
    both "ettercap -T -n -z -r $R 2>&1 | grep -v 'seconds\|niffing\|read completely\|^$' | sort; bittwiste -I $R -O out.pcap -T eth -d 01:02:03:04:05:06"
}

@test "netsniff-ng filters a file" {
    need netsniff-ng
    both "netsniff-ng -i $R -o out.pcap -f 'tcp port 7777' -s 2>&1 | grep -v sec"
}

@test "ndpiReader, adtrace and sniffglue read a file" {
    need ndpiReader adtrace sniffglue
    both "ndpiReader -i $R | grep -v 'throughput\|Memory\|duration\|time\|sec\|Num'"
    # sniffglue locks itself in, and allows the system calls only that libpcap needs, none of the
    # dynamic linker's notes.
    both "adtrace $R; env -u LD_DEBUG sniffglue -n1 -r $R 2>/dev/null"
}

@test "Perl's Net::Pcap and Ruby's pcaprub read and filter" {
    perl -MNet::Pcap -e 1 2>/dev/null || skip "libnet-pcap-perl is not installed"
    cat >"$T/read.pl" <<'END'
use Net::Pcap;
my ($err, $filter);
my $p = Net::Pcap::open_offline($ARGV[0], \$err);
Net::Pcap::compile($p, \$filter, "tcp port 7777", 1, 0);
Net::Pcap::setfilter($p, $filter);
Net::Pcap::loop($p, -1, sub {
    my ($u, $h, $d) = @_;
    print map({ "$_=$h->{$_} " } sort keys %$h), length $d, "\n";
}, 0);
print join(" ", Net::Pcap::datalink($p), Net::Pcap::snapshot($p), Net::Pcap::is_swapped($p)), "\n";
END
    both "perl $T/read.pl $R"
    ruby -rpcaprub -e 1 2>/dev/null || return 0
    both "ruby -rpcaprub -e 'p = PCAPRUB::Pcap.open_offline(%q($R)); p.setfilter(%q(udp))
        p.each_packet { |k| puts [k.time, k.microsec, k.length, k.caplen, k.data.bytes.sum].join(%q( )) }
        puts p.datalink, p.snapshot'"
}

@test "python3-pcapy and scapy read and filter" {
    /usr/bin/python3 -c 'import pcapy' 2>/dev/null || skip "python3-pcapy is not installed"
    both "/usr/bin/python3 -c '
import pcapy
r = pcapy.open_offline(\"$R\")
r.setfilter(\"tcp\")
while True:
    h, d = r.next()
    if h is None: break
    print(h.getts(), h.getlen(), h.getcaplen(), len(d))
print(r.datalink())'"
}

# ---- captures ----

@test "arping finds a host" {
    need arping
    hosts_up
    both_live 'arping -c 2 -i va 192.0.2.2 | sed "s/time=.*//; /rtt/d"'
}

@test "arp-scan finds hosts" {
    need arp-scan
    hosts_up
    both_live 'arp-scan -q -I va 192.0.2.0/29 | grep "^192" | cut -f 1,2'
}

@test "nmap finds hosts and ports" {
    need nmap
    hosts_up
    both_live 'nmap -sn -n 192.0.2.0/29 | grep -v "Starting\|done\|latency"'
    both_live 'nmap -sS -n -p 1-20 192.0.2.2 | grep -v "Starting\|done\|latency"'
}

@test "hping3 gets answers" {
    need hping3
    hosts_up
    both_live 'hping3 -I va -c 2 -i u10000 -S -p 9 192.0.2.2 2>/dev/null | sed "s/rtt=.*//; s/id=[0-9]*//"'
}

@test "tcpdump and dumpcap capture what is sent" {
    need tcpdump dumpcap
    hosts_up
    # shellcheck disable=SC2016 # it gets its word below
    local wait='until grep -q "$1" notes; do sleep 0.01; done'
    both_live ": >notes; tcpdump -i va -U -nnqt -c 6 udp port 9 2>notes & ${wait/\$1/listening}; $SEND; wait; cut -d, -f 1 notes | head -n 1; rm notes"
    both_live ": >notes; tcpdump -i any -nnqt -c 6 udp port 9 2>notes & ${wait/\$1/listening}; $SEND; wait; rm notes"
    both_live ": >notes; dumpcap -q -i va -P -w f.pcap -f \"udp port 9\" -c 6 2>notes & ${wait/\$1/File:}; $SEND; wait; tcpdump -ntqr f.pcap 2>/dev/null; rm notes f.pcap"
}

# Sends again and again, until the program ends that is to get it: the packets are alike.
again_until() {
    echo "until [ -e done ]; do $1; sleep 0.05; done & $2; touch done; wait; rm -f done"
}

@test "tshark captures what is sent" {
    need tshark
    hosts_up
    both_live "$(again_until "$SEND" "tshark -i va -n -f \"udp port 9\" -c 6 -T fields -e ip.src -e udp.dstport 2>/dev/null")"
}

@test "netsniff-ng captures what is sent" {
    need netsniff-ng tcpdump
    hosts_up
    both_live "$(again_until "$SEND" "netsniff-ng -i va -f \"udp port 9\" -n 6 -o f.pcap -s >/dev/null 2>&1; tcpdump -ntqr f.pcap 2>/dev/null; rm f.pcap")"
}

@test "ngrep, ipgrab and Net::Pcap capture what is sent" {
    need ngrep ipgrab
    hosts_up
    both_live "$(again_until "$SEND" "ngrep -q -d va -n 1 . udp port 9 | head -n 3; ipgrab -i va -c 1 udp 2>/dev/null | grep port")"
    perl -MNet::Pcap -e 1 2>/dev/null || return 0
    cat >"$T/capture.pl" <<'END'
use Net::Pcap;
my ($err, $filter, %stats);
my $p = Net::Pcap::open_live("va", 60, 1, 100, \$err);
Net::Pcap::compile($p, \$filter, "udp port 9", 1, 0);
Net::Pcap::setfilter($p, $filter);
Net::Pcap::loop($p, 3, sub { print "$_[1]->{caplen} $_[2]\n" =~ s/[^ -~\n]//gr }, 0);
Net::Pcap::stats($p, \%stats);
print join(" ", sort keys %stats), " $stats{ps_drop}\n";
END
    both_live "$(again_until "$SEND" "perl $T/capture.pl | cut -c 1-2")"
}

@test "iftop and nethogs see who sends" {
    need iftop
    hosts_up
    both_live "$(again_until "$SEND" "iftop -t -s 2 -n -N -i va 2>/dev/null | grep -o \"10[.]9[.]0[.][0-9]\" | sort -u")"
    command -v nethogs >/dev/null || return 0
    both_live "$(again_until "$SEND" "nethogs -t -C -c 3 va 2>/dev/null | grep -c Refreshing")"
}

@test "tcptraceroute and lft send and see answers" {
    need tcptraceroute lft
    hosts_up
    both_live "tcptraceroute -n -i va -q 1 -m 2 192.0.2.2 9 2>/dev/null | sed \"s/[0-9.]* ms//\""
    both_live "lft -n -D va -d 9 192.0.2.2 2>&1 | grep -o \"\\[target.*\\] 192[^ ]*\""
}

@test "tcpreplay sends a file" {
    need tcpreplay tcpdump
    hosts_up
    both_live "tcpreplay -q -t -i va $R 2>&1 | grep packets:"
}

@test "python3-pcapy captures, filters and sends" {
    /usr/bin/python3 -c 'import pcapy' 2>/dev/null || skip "python3-pcapy is not installed"
    hosts_up
    cat >"$T/capture.py" <<'END'
import os, pcapy
r = pcapy.open_live("va", 65535, 1, 50)
r.setfilter("udp")
os.system(os.environ["SEND"])
for i in range(6):
    header, data = r.next()
    print(header.getlen(), len(data))
print(r.datalink(), r.getnet(), r.getmask())
r.sendpacket(b"\xff" * 60)
END
    export SEND
    both_live "/usr/bin/python3 $T/capture.py"
}

@test "scapy captures, filters and sends through the library" {
    /usr/bin/python3 -c 'import scapy' 2>/dev/null || skip "python3-scapy is not installed"
    hosts_up
    cat >"$T/capture.py" <<'END'
import os
from scapy.all import *
conf.use_pcap = True
conf.verb = 0
got = sniff(iface="va", filter="udp", count=6, timeout=20,
            started_callback=lambda: os.system(os.environ["SEND"]))
print([len(p) for p in got])
answer = srp1(Ether(dst="ff:ff:ff:ff:ff:ff") / ARP(pdst="192.0.2.2"), iface="va", timeout=20)
print(answer.psrc)
END
    export SEND
    both_live "/usr/bin/python3 $T/capture.py 2>/dev/null"
}
