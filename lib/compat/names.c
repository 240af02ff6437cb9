/* Look-up of names: hosts, networks, services, protocols, Ethernet addresses. */
#include <arpa/inet.h>
#include <ctype.h>
#include <netdb.h>
#include <netinet/ether.h>
#include <pcap/namedb.h>
#include <stdlib.h>
#include <string.h>

#include "compat.h"

/* ---- hosts and networks ---- */

/* Addresses in host order, in memory that the next call uses again. */
bpf_u_int32 **pcap_nametoaddr(const char *name)
{
    struct hostent *h = gethostbyname(name);

    if (!h || h->h_addrtype != AF_INET)
        return NULL;
    for (char **a = h->h_addr_list; *a; a++) {
        bpf_u_int32 v;

        memcpy(&v, *a, sizeof v);
        v = ntohl(v);
        memcpy(*a, &v, sizeof v);
    }
    return (bpf_u_int32 **)(void *)h->h_addr_list;
}

struct addrinfo *pcap_nametoaddrinfo(const char *name)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_protocol = IPPROTO_TCP}, *list;

    return getaddrinfo(name, NULL, &hints, &list) == 0 ? list : NULL;
}

bpf_u_int32 pcap_nametonetaddr(const char *name)
{
    char buf[1024];
    struct netent net, *found;
    int why;

    return getnetbyname_r(name, &net, buf, sizeof buf, &found, &why) == 0 && found ? found->n_net
                                                                                   : 0;
}

/* ---- services ---- */

/* The port of a name or number with a protocol; -1: there is none. */
static int port_of(const char *name, int type, int protocol)
{
    struct addrinfo hints = {.ai_socktype = type, .ai_protocol = protocol}, *list;
    int port = -1;

    if (getaddrinfo(NULL, name, &hints, &list) != 0)
        return -1;
    for (const struct addrinfo *a = list; a && port < 0; a = a->ai_next) {
        if (a->ai_family == AF_INET)
            port = ntohs(((const struct sockaddr_in *)(const void *)a->ai_addr)->sin_port);
        else if (a->ai_family == AF_INET6)
            port = ntohs(((const struct sockaddr_in6 *)(const void *)a->ai_addr)->sin6_port);
    }
    freeaddrinfo(list);
    return port;
}

int pcap_nametoport(const char *name, int *port, int *proto)
{
    int tcp = port_of(name, SOCK_STREAM, IPPROTO_TCP), udp = port_of(name, SOCK_DGRAM, IPPROTO_UDP);

    if (tcp < 0 && udp < 0)
        return 0;
    *port = tcp >= 0 ? tcp : udp;
    *proto = tcp < 0 ? IPPROTO_UDP : udp == tcp ? PROTO_UNDEF : IPPROTO_TCP;
    return 1;
}

int pcap_nametoportrange(const char *name, int *port1, int *port2, int *proto)
{
    const char *dash = strchr(name, '-');
    int second = PROTO_UNDEF, ok = 0;
    char *first;

    if (!dash || !(first = strndup(name, (size_t)(dash - name))))
        return 0;
    if (pcap_nametoport(first, port1, proto) && pcap_nametoport(dash + 1, port2, &second)) {
        if (*proto != second)
            *proto = PROTO_UNDEF;
        ok = 1;
    }
    free(first);
    return ok;
}

/* ---- protocols ---- */

int pcap_nametoproto(const char *name)
{
    char buf[1024];
    struct protoent p, *found;

    return getprotobyname_r(name, &p, buf, sizeof buf, &found) == 0 && found ? found->p_proto
                                                                             : PROTO_UNDEF;
}

struct eproto {
    const char *s;
    u_short p;
};

/* Ethertypes by name, ended by a row without; programs may read it. */
PCAP_API struct eproto eproto_db[];
struct eproto eproto_db[] = {
    {"aarp", 0x80f3},  {"arp", 0x0806},   {"atalk", 0x809b}, {"decnet", 0x6003},
    {"ip", 0x0800},    {"ip6", 0x86dd},   {"lat", 0x6004},   {"loopback", 0x9000},
    {"mopdl", 0x6001}, {"moprc", 0x6002}, {"rarp", 0x8035},  {"sca", 0x6007},
    {NULL, 0},
};

int pcap_nametoeproto(const char *name)
{
    for (const struct eproto *e = eproto_db; e->s; e++)
        if (strcmp(e->s, name) == 0)
            return e->p;
    return PROTO_UNDEF;
}

/* Service access points of IEEE 802.2. */
int pcap_nametollc(const char *name)
{
    static const struct eproto saps[] = {
        {"iso", 0xfe}, {"stp", 0x42}, {"ipx", 0xe0}, {"netbeui", 0xf0}};

    for (size_t i = 0; i < sizeof saps / sizeof *saps; i++)
        if (strcmp(saps[i].s, name) == 0)
            return saps[i].p;
    return PROTO_UNDEF;
}

/* ---- Ethernet addresses ---- */

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (tolower((unsigned char)c) - 'a' + 10) & 15;
}

/* Six bytes of one or two digits, with ':', '-', '.' or nothing between them. */
u_char *pcap_ether_aton(const char *s)
{
    u_char *a = calloc(1, ETHER_ADDR_LEN);

    for (int i = 0; a && *s && i < ETHER_ADDR_LEN; i++) {
        if (strchr(":-.", *s))
            s++;
        if (!isxdigit((unsigned char)*s))
            break;
        a[i] = (u_char)digit(*s++);
        if (isxdigit((unsigned char)*s))
            a[i] = (u_char)(a[i] << 4 | digit(*s++));
    }
    return a;
}

u_char *pcap_ether_hostton(const char *name)
{
    struct ether_addr e;
    u_char *a;

    if (ether_hostton(name, &e) != 0 || !(a = malloc(ETHER_ADDR_LEN)))
        return NULL;
    memcpy(a, e.ether_addr_octet, ETHER_ADDR_LEN);
    return a;
}

/* "0:1:2:3:4:5 name". False: the line is none. */
static bool parse_line(const char *s, struct pcap_etherent *e)
{
    int n = 0;
    size_t len;

    memset(e, 0, sizeof *e);
    s += strspn(s, " \t");
    while (isxdigit((unsigned char)*s) && n < ETHER_ADDR_LEN) {
        e->addr[n] = (u_char)digit(*s++);
        if (isxdigit((unsigned char)*s))
            e->addr[n] = (u_char)(e->addr[n] << 4 | digit(*s++));
        n++;
        if (*s != ':')
            break;
        s++;
    }
    if (!n || !isspace((unsigned char)*s))
        return false;
    s += strspn(s, " \t");
    len = strcspn(s, " \t\r\n#");
    if (len >= sizeof e->name)
        len = sizeof e->name - 1;
    memcpy(e->name, s, len);
    return len > 0;
}

struct pcap_etherent *pcap_next_etherent(FILE *fp)
{
    static struct pcap_etherent e;
    char *line = NULL;
    size_t size = 0;
    bool found = false;

    while (!found && getline(&line, &size, fp) > 0)
        found = parse_line(line, &e);
    free(line);
    return found ? &e : NULL;
}
