/*
 * Look-ups in the system's databases: services, protocols, networks, ethers, hosts.
 *
 * Small systems have no /etc/services and /etc/protocols; the names that everyone uses are known
 * without. What the system says comes first.
 */
#include <netdb.h>
#include <netinet/ether.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>

#include "sema.h"
#include "sn/rd.h"

#define NAME_LONG 256

static bool copy_name(char buf[NAME_LONG], const char *s, size_t n)
{
    if (n == 0 || n >= NAME_LONG || memchr(s, '\0', n))
        return false;
    memcpy(buf, s, n);
    buf[n] = '\0';
    return true;
}

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

static const struct known *find_known(const char *name, bool is_service)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if ((known[i].ports != 0) == is_service && strcmp(known[i].name, name) == 0)
            return &known[i];
    return NULL;
}

static bool service(const char *name, const char *proto, uint16_t *port)
{
    struct servent se, *found;
    char buf[4096];

    if (getservbyname_r(name, proto, &se, buf, sizeof buf, &found) != 0 || !found)
        return false;
    *port = ntohs((uint16_t)found->s_port);
    return true;
}

bool bp_service(struct comp *c, const char *s, size_t n, struct names_port *out)
{
    char name[NAME_LONG];
    uint16_t udp, tcp;
    bool has_tcp, has_udp;

    (void)c;
    if (!copy_name(name, s, n))
        return false;
    has_tcp = service(name, "tcp", &tcp);
    has_udp = service(name, "udp", &udp);
    if (!has_tcp && !has_udp) {
        const struct known *k;

        out->ports = PORT_SCTP;
        if (service(name, "sctp", &out->port))
            return true;
        k = find_known(name, true);
        if (k)
            *out = (struct names_port){.port = k->number, .ports = k->ports};
        return k;
    }
    out->port = has_tcp ? tcp : udp;
    if (has_tcp && has_udp && tcp == udp)
        out->ports = PORT_TCP | PORT_UDP | PORT_SCTP;
    else
        out->ports = has_tcp ? PORT_TCP : PORT_UDP;
    return true;
}

bool bp_ip_proto(struct comp *c, const char *s, size_t n, uint32_t *out)
{
    struct protoent pe, *found;
    char name[NAME_LONG], buf[4096];
    const struct known *k;

    (void)c;
    if (!copy_name(name, s, n))
        return false;
    if (getprotobyname_r(name, &pe, buf, sizeof buf, &found) == 0 && found) {
        *out = (uint32_t)found->p_proto;
        return true;
    }
    k = find_known(name, false);
    if (k)
        *out = k->number;
    return k;
}

bool bp_network(struct comp *c, const char *s, size_t n, uint32_t *out)
{
    struct netent ne, *found;
    char name[NAME_LONG], buf[4096];
    int h;

    (void)c;
    if (!copy_name(name, s, n) || getnetbyname_r(name, &ne, buf, sizeof buf, &found, &h) != 0 ||
        !found)
        return false;
    *out = found->n_net;
    return true;
}

bool bp_ether_host(struct comp *c, const char *s, size_t n, uint8_t mac[6])
{
    struct ether_addr ea;
    char name[NAME_LONG];

    (void)c;
    if (!copy_name(name, s, n) || ether_hostton(name, &ea) != 0)
        return false;
    memcpy(mac, ea.ether_addr_octet, 6);
    return true;
}

static bool add_addr(struct comp *c, const struct sockaddr *sa, struct ipaddr **ip4,
                     struct ipaddr **ip6)
{
    struct ipaddr *x = BP_NEW(c, struct ipaddr), **list;
    int words = sa->sa_family == AF_INET ? 1 : 4;

    if (!x)
        return false;
    if (words == 1) {
        struct sockaddr_in in;

        memcpy(&in, sa, sizeof in);
        x->a[0] = ntohl(in.sin_addr.s_addr);
        list = ip4;
    } else {
        struct sockaddr_in6 in6;

        memcpy(&in6, sa, sizeof in6);
        for (int i = 0; i < 4; i++)
            x->a[i] = sn_be32(in6.sin6_addr.s6_addr + 4 * i);
        list = ip6;
    }
    for (int i = 0; i < words; i++)
        x->mask[i] = UINT32_MAX;
    while (*list)
        list = &(*list)->next;
    *list = x;
    return true;
}

bool bp_host(struct comp *c, const char *s, size_t n, struct span at, struct ipaddr **ip4,
             struct ipaddr **ip6)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *list;
    char name[NAME_LONG];
    int r;

    *ip4 = *ip6 = NULL;
    if (!copy_name(name, s, n)) {
        bp_fail(c, SN_ESYNTAX, at, "this host name is too long");
        return false;
    }
    r = getaddrinfo(name, NULL, &hints, &list);
    if (r != 0) {
        bp_fail(c, SN_ESYNTAX, at, "unknown host '%s': %s", name, gai_strerror(r));
        return false;
    }
    for (const struct addrinfo *ai = list; ai; ai = ai->ai_next)
        if ((ai->ai_family == AF_INET || ai->ai_family == AF_INET6) &&
            !add_addr(c, ai->ai_addr, ip4, ip6))
            break;
    freeaddrinfo(list);
    return !c->err;
}
