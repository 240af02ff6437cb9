/*
 * Names of services and protocols that everyone uses, for systems without /etc/services and
 * /etc/protocols. What the system says comes first; these agree with Debian's files.
 */
#include <string.h>

#include "sema.h"

struct known {
    char name[14];
    uint8_t ports; /* of a service: PORT_…; none: a protocol */
    uint16_t number;
};

enum { BOTH = PORT_TCP | PORT_UDP | PORT_SCTP };

static const struct known known[] = {
    {"ah", 0, 51},
    {"egp", 0, 8},
    {"eigrp", 0, 88},
    {"esp", 0, 50},
    {"gre", 0, 47},
    {"icmp", 0, 1},
    {"igmp", 0, 2},
    {"igp", 0, 9},
    {"ipip", 0, 94},
    {"ipv6", 0, 41},
    {"ipv6-frag", 0, 44},
    {"ipv6-icmp", 0, 58},
    {"ipv6-nonxt", 0, 59},
    {"ipv6-opts", 0, 60},
    {"ipv6-route", 0, 43},
    {"l2tp", 0, 115},
    {"ospf", 0, 89},
    {"pim", 0, 103},
    {"sctp", 0, 132},
    {"tcp", 0, 6},
    {"udp", 0, 17},
    {"udplite", 0, 136},
    {"vrrp", 0, 112},
    {"bgp", PORT_TCP, 179},
    {"bootpc", PORT_UDP, 68},
    {"bootps", PORT_UDP, 67},
    {"domain", BOTH, 53},
    {"domain-s", BOTH, 853},
    {"ftp", PORT_TCP, 21},
    {"ftp-data", PORT_TCP, 20},
    {"http", PORT_TCP, 80},
    {"https", BOTH, 443},
    {"imap2", PORT_TCP, 143},
    {"imaps", PORT_TCP, 993},
    {"kerberos", BOTH, 88},
    {"ldap", BOTH, 389},
    {"ldaps", BOTH, 636},
    {"mdns", PORT_UDP, 5353},
    {"microsoft-ds", PORT_TCP, 445},
    {"mysql", PORT_TCP, 3306},
    {"netbios-dgm", PORT_UDP, 138},
    {"netbios-ns", PORT_UDP, 137},
    {"nfs", BOTH, 2049},
    {"ntp", PORT_UDP, 123},
    {"pop3", PORT_TCP, 110},
    {"pop3s", PORT_TCP, 995},
    {"postgresql", PORT_TCP, 5432},
    {"radius", BOTH, 1812},
    {"sip", BOTH, 5060},
    {"smtp", PORT_TCP, 25},
    {"snmp", BOTH, 161},
    {"snmp-trap", BOTH, 162},
    {"ssh", PORT_TCP, 22},
    {"submission", PORT_TCP, 587},
    {"syslog", BOTH, 514},
    {"telnet", PORT_TCP, 23},
    {"tftp", PORT_UDP, 69},
};

static const struct known *find(const char *name, bool is_service)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if ((known[i].ports != 0) == is_service && strcmp(known[i].name, name) == 0)
            return &known[i];
    return NULL;
}

bool sn_bp_known_service(const char *name, struct names_port *out)
{
    const struct known *k = find(name, true);

    if (k)
        *out = (struct names_port){.port = k->number, .ports = k->ports};
    return k;
}

bool sn_bp_known_ip_proto(const char *name, uint32_t *out)
{
    const struct known *k = find(name, false);

    if (k)
        *out = k->number;
    return k;
}
