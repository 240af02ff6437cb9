/* Look-ups in the system's databases: services, protocols, networks, ethers, hosts. */
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
        if (!service(name, "sctp", &out->port))
            return false;
        out->ports = PORT_SCTP;
        return true;
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

    (void)c;
    if (!copy_name(name, s, n) || getprotobyname_r(name, &pe, buf, sizeof buf, &found) != 0 ||
        !found)
        return false;
    *out = (uint32_t)found->p_proto;
    return true;
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
