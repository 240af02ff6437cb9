/*
 * The list of what can be captured on.
 *
 * Interfaces come in the system's order, sorted by how likely somebody wants one: running before
 * up, up before down, connected before not, others before the loopback interface.
 */
#include <errno.h>
#include <ifaddrs.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "compat.h"

#define LIST_CAP ((size_t)64 << 20) /* bytes for the list of interfaces */

void pcap_freealldevs(pcap_if_t *list)
{
    for (pcap_if_t *next; list; list = next) {
        next = list->next;
        for (pcap_addr_t *a = list->addresses, *after; a; a = after) {
            after = a->next;
            free(a->addr);
            free(a->netmask);
            free(a->broadaddr);
            free(a->dstaddr);
            free(a);
        }
        free(list->name);
        free(list->description);
        free(list);
    }
}

/* ---- one device ---- */

static bpf_u_int32 flags_of(const struct sn_if *i)
{
    bpf_u_int32 f = 0;

    if (i->flags & SN_IF_LOOPBACK)
        f |= PCAP_IF_LOOPBACK | PCAP_IF_CONNECTION_STATUS_NOT_APPLICABLE;
    if (i->flags & SN_IF_UP)
        f |= PCAP_IF_UP;
    if (i->flags & SN_IF_RUNNING)
        f |= PCAP_IF_RUNNING;
    if (i->flags & SN_IF_WIRELESS)
        f |= PCAP_IF_WIRELESS;
    if (i->kind == SN_IF_NET && !i->index)
        return PCAP_IF_UP | PCAP_IF_RUNNING | PCAP_IF_CONNECTION_STATUS_NOT_APPLICABLE;
    if (i->kind != SN_IF_NET)
        return f | PCAP_IF_CONNECTION_STATUS_NOT_APPLICABLE;
    if (i->flags & SN_IF_LINK)
        f |= PCAP_IF_CONNECTION_STATUS_CONNECTED;
    else if (i->flags & SN_IF_NOLINK)
        f |= PCAP_IF_CONNECTION_STATUS_DISCONNECTED;
    return f;
}

static const char *description_of(const struct sn_if *i)
{
    if (i->kind == SN_IF_NFLOG)
        return "Linux netfilter log (NFLOG) interface";
    if (i->kind == SN_IF_USB)
        return strcmp(i->name, "usbmon0") == 0 ? "Raw USB traffic, all USB buses"
                                               : "Raw USB traffic, one USB bus";
    return i->index ? i->alias : "Pseudo-device that captures on all interfaces";
}

/* The lower, the more likely. */
static unsigned rank(const pcap_if_t *d)
{
    unsigned r = 0;

    if (!(d->flags & PCAP_IF_RUNNING))
        r |= 32;
    if (!(d->flags & PCAP_IF_UP))
        r |= 16;
    if (!(d->flags & PCAP_IF_WIRELESS) &&
        (d->flags & PCAP_IF_CONNECTION_STATUS) == PCAP_IF_CONNECTION_STATUS_DISCONNECTED)
        r |= 8;
    if (d->flags & PCAP_IF_LOOPBACK)
        r |= 4;
    if (strcmp(d->name, "any") == 0)
        r |= 2;
    return r;
}

static pcap_if_t *add(pcap_if_t **list, const struct sn_if *i)
{
    const char *text = description_of(i);
    pcap_if_t *d = calloc(1, sizeof *d), **at = list;

    if (!d || !(d->name = strdup(i->name)) || (text && !(d->description = strdup(text)))) {
        pcap_freealldevs(d);
        return NULL;
    }
    d->flags = flags_of(i);
    while (*at && rank(*at) <= rank(d))
        at = &(*at)->next;
    d->next = *at;
    *at = d;
    return d;
}

/* ---- addresses ---- */

static size_t size_of(const struct sockaddr *a)
{
    switch (a->sa_family) {
    case AF_INET:
        return sizeof(struct sockaddr_in);
    case AF_INET6:
        return sizeof(struct sockaddr_in6);
    case AF_PACKET:
        return sizeof(struct sockaddr_ll);
    default:
        return 0;
    }
}

/* False: no memory. */
static bool copy_addr(struct sockaddr **to, const struct sockaddr *from)
{
    size_t n = from ? size_of(from) : 0;

    if (!n)
        return true;
    if (!(*to = malloc(n)))
        return false;
    memcpy(*to, from, n);
    return true;
}

static bool add_address(pcap_if_t *d, const struct ifaddrs *from)
{
    pcap_addr_t *a, **at = &d->addresses;

    if (!from->ifa_addr || !size_of(from->ifa_addr))
        return true;
    if (!(a = calloc(1, sizeof *a)))
        return false;
    while (*at)
        at = &(*at)->next;
    *at = a;
    return copy_addr(&a->addr, from->ifa_addr) && copy_addr(&a->netmask, from->ifa_netmask) &&
           (!(from->ifa_flags & IFF_BROADCAST) || copy_addr(&a->broadaddr, from->ifa_broadaddr)) &&
           (!(from->ifa_flags & IFF_POINTOPOINT) || copy_addr(&a->dstaddr, from->ifa_dstaddr));
}

static bool add_addresses(pcap_if_t *list)
{
    struct ifaddrs *all;
    bool ok = true;

    if (getifaddrs(&all) != 0)
        return false;
    for (const struct ifaddrs *a = all; a && ok; a = a->ifa_next)
        for (pcap_if_t *d = list; d && ok; d = d->next)
            if (strcmp(d->name, a->ifa_name) == 0)
                ok = add_address(d, a);
    freeifaddrs(all);
    return ok;
}

/* ---- the list ---- */

static int by_index(const void *a, const void *b)
{
    const struct sn_if *x = a, *y = b;

    if ((x->kind != SN_IF_NET) != (y->kind != SN_IF_NET))
        return x->kind != SN_IF_NET ? 1 : -1;
    if (!x->index != !y->index)
        return !x->index ? 1 : -1;
    return (x->index > y->index) - (x->index < y->index);
}

int pcap_findalldevs(pcap_if_t **out, char *errbuf)
{
    struct sn_arena a;
    struct sn_if *list;
    struct sn_diag d = {0};
    uint32_t n = 0;
    bool ok = true;

    *out = NULL;
    sn_arena_init(&a, LIST_CAP);
    if (sn_if_list(&list, &n, &a, &d)) {
        sn_compat_say(errbuf, "%s", d.msg);
        sn_arena_free(&a);
        return PCAP_ERROR;
    }
    qsort(list, n, sizeof *list, by_index);
    for (uint32_t i = 0; ok && i < n; i++)
        ok = add(out, &list[i]) != NULL;
    sn_arena_free(&a);
    if (ok && add_addresses(*out))
        return 0;
    sn_compat_say(errbuf, "malloc: %s", strerror(errno));
    pcap_freealldevs(*out);
    *out = NULL;
    return PCAP_ERROR;
}

char *pcap_lookupdev(char *errbuf)
{
    static _Thread_local char name[IF_NAMESIZE];
    pcap_if_t *list;

    if (pcap_findalldevs(&list, errbuf) != 0)
        return NULL;
    if (list && !(list->flags & PCAP_IF_LOOPBACK))
        strlcpy(name, list->name, sizeof name);
    else
        name[0] = '\0';
    pcap_freealldevs(list);
    if (name[0])
        return name;
    sn_compat_say(errbuf, "no suitable device found");
    return NULL;
}

/* ---- a network ---- */

/* What an ioctl says of a device's IPv4; network order. */
static bool ask(int fd, unsigned long what, const char *device, bpf_u_int32 *v)
{
    struct ifreq req = {0};
    struct sockaddr_in sin;

    req.ifr_addr.sa_family = AF_INET;
    strlcpy(req.ifr_name, device, sizeof req.ifr_name);
    if (ioctl(fd, what, &req) != 0)
        return false;
    memcpy(&sin, &req.ifr_addr, sizeof sin);
    *v = sin.sin_addr.s_addr;
    return true;
}

int pcap_lookupnet(const char *device, bpf_u_int32 *net, bpf_u_int32 *mask, char *errbuf)
{
    int fd, r = PCAP_ERROR;

    *net = *mask = 0;
    if (!device || strcmp(device, "any") == 0 || strncmp(device, "usbmon", 6) == 0 ||
        strncmp(device, "nflog", 5) == 0)
        return 0;
    if ((fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) < 0) {
        sn_compat_say(errbuf, "socket: %s", strerror(errno));
        return PCAP_ERROR;
    }
    if (!ask(fd, SIOCGIFADDR, device, net)) {
        if (errno == EADDRNOTAVAIL)
            sn_compat_say(errbuf, "%s: no IPv4 address assigned", device);
        else
            sn_compat_say(errbuf, "SIOCGIFADDR: %s: %s", device, strerror(errno));
    } else if (!ask(fd, SIOCGIFNETMASK, device, mask)) {
        sn_compat_say(errbuf, "SIOCGIFNETMASK: %s: %s", device, strerror(errno));
    } else {
        *net &= *mask;
        r = 0;
    }
    close(fd);
    return r;
}
