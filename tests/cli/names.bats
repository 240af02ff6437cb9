#!/usr/bin/env bats
# Well-known names mean the same where /etc/services and /etc/protocols are missing.
load common

bare() { # snfilter -d with both files empty, or where they are missing
    if [ ! -e /etc/services ] && [ ! -e /etc/protocols ]; then
        snfilter -d -y EN10MB "$@"
        return
    fi
    # shellcheck disable=SC2016 # the inner shell expands
    unshare "${own[@]}" bash -c '
        for f in /etc/services /etc/protocols; do
            [ ! -e $f ] || mount --bind /dev/null $f || exit 99
        done
        exec snfilter -d -y EN10MB "$@"' bash "$@"
}

setup() {
    need_tool snfilter
    [ "$(id -u)" -eq 0 ] && own=(-m) || own=(-rm)
    [ ! -e /etc/services ] || unshare "${own[@]}" true || skip "no mount namespaces here"
}

@test "names of services and protocols without the system's files" {
    bare 'port nobody-knows-this' && fail "accepted"
    assert_equal "$(bare 'port http')" "$(snfilter -d -y EN10MB 'tcp port 80')"
    assert_equal "$(bare 'port domain')" "$(snfilter -d -y EN10MB 'port 53')"
    assert_equal "$(bare 'port ntp')" "$(snfilter -d -y EN10MB 'udp port 123')"
    assert_equal "$(bare 'ip proto \tcp')" "$(snfilter -d -y EN10MB 'ip proto 6')"
    assert_equal "$(bare 'proto ospf')" "$(snfilter -d -y EN10MB 'proto 89')"
}

@test "they are what the system's files say" {
    [ -e /etc/services ] && [ -e /etc/protocols ] || skip "no /etc/services or /etc/protocols"
    for n in bgp domain ftp http https imaps kerberos ldap mdns microsoft-ds mysql nfs ntp pop3 \
        radius sip smtp snmp ssh submission syslog telnet tftp; do
        assert_equal "$n $(bare port "$n")" "$n $(snfilter -d -y EN10MB port "$n")"
    done
    for n in gre ipv6-icmp ipv6-frag l2tp udplite '\icmp' '\sctp' '\pim'; do
        assert_equal "$n $(bare proto "$n")" "$n $(snfilter -d -y EN10MB proto "$n")"
    done
}
