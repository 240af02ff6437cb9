/* Interfaces, addresses and news out of rtnetlink(7)'s messages: see links.h. */
#include "cap/links.h"

#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <string.h>
#include <sys/socket.h>

/* Since Linux 5.5. */
enum { PROP_LIST = 52, ALT_IFNAME = 53 };

struct sn_if *sn_links_add(struct links *l)
{
    if (l->n == l->cap) {
        uint32_t cap = l->cap ? l->cap * 2 : 16;
        struct sn_if *more = SN_NEWN(l->arena, struct sn_if, cap);

        if (!more) {
            l->nomem = true;
            return NULL;
        }
        if (l->n)
            memcpy(more, l->ifs, l->n * sizeof *more);
        l->ifs = more;
        l->cap = cap;
    }
    return &l->ifs[l->n++];
}

static void at_least(uint32_t *v, uint32_t n)
{
    *v = n > *v ? n : *v;
}

static void add_altname(struct links *l, struct sn_if *ifc, const struct nl_attr *a)
{
    const char **more = SN_NEWN(l->arena, const char *, ifc->naltnames + 1);
    char *name =
        sn_arena_strndup(l->arena, (const char *)a->data, strnlen((const char *)a->data, a->len));

    if (!more || !name) {
        l->nomem = true;
        return;
    }
    if (ifc->naltnames)
        memcpy(more, ifc->altname, ifc->naltnames * sizeof *more);
    more[ifc->naltnames++] = name;
    ifc->altname = more;
}

static void add_altnames(struct links *l, struct sn_if *ifc, const struct nl_attr *list)
{
    struct nl_attr a;

    for (size_t at = 0; sn_nl_next_attr(list->data, list->len, &at, &a);)
        if (a.type == ALT_IFNAME)
            add_altname(l, ifc, &a);
}

static void link_attr(struct links *l, struct sn_if *ifc, const struct nl_attr *a)
{
    size_t n;

    switch (a->type) {
    case IFLA_IFNAME:
        n = strnlen((const char *)a->data, a->len);
        if (n < sizeof ifc->name)
            memcpy(ifc->name, a->data, n);
        break;
    case IFLA_MTU:
        ifc->mtu = nl_u32(a);
        at_least(&ifc->largest, ifc->mtu);
        break;
    case IFLA_GSO_MAX_SIZE:
    case IFLA_GRO_MAX_SIZE:
        at_least(&ifc->largest, nl_u32(a));
        break;
    case IFLA_ADDRESS:
        if (a->len <= sizeof ifc->mac) {
            memcpy(ifc->mac, a->data, a->len);
            ifc->maclen = (uint8_t)a->len;
        }
        break;
    case PROP_LIST:
        add_altnames(l, ifc, a);
        break;
    case IFLA_IFALIAS:
        n = strnlen((const char *)a->data, a->len);
        ifc->alias = sn_arena_strndup(l->arena, (const char *)a->data, n);
        break;
    }
}

void sn_links_on_link(void *ctx, uint16_t type, const uint8_t *body, size_t n)
{
    struct links *l = ctx;
    struct ifinfomsg m;
    struct nl_attr a;
    struct sn_if *ifc;
    bool cooked;

    if (type != RTM_NEWLINK || n < sizeof m || !(ifc = sn_links_add(l)))
        return;
    memcpy(&m, body, sizeof m);
    *ifc = (struct sn_if){.index = (uint32_t)m.ifi_index, .arphrd = m.ifi_type};
    for (size_t at = NLMSG_ALIGN(sizeof m); sn_nl_next_attr(body, n, &at, &a);)
        link_attr(l, ifc, &a);
    ifc->linktype = sn_if_linktype(ifc->arphrd, &cooked);
    ifc->flags |= m.ifi_flags & IFF_UP ? SN_IF_UP : 0;
    ifc->flags |= m.ifi_flags & IFF_RUNNING ? SN_IF_RUNNING : 0;
    ifc->flags |= m.ifi_flags & IFF_LOOPBACK ? SN_IF_LOOPBACK : 0;
    ifc->flags |= cooked ? SN_IF_UNSUPPORTED : 0;
}

static void add_addr(struct links *l, uint32_t index, const struct sn_ifaddr *addr)
{
    for (uint32_t i = 0; i < l->n; i++) {
        struct sn_if *ifc = &l->ifs[i];
        struct sn_ifaddr *more;

        if (ifc->index != index)
            continue;
        if (!(more = SN_NEWN(l->arena, struct sn_ifaddr, ifc->naddr + 1))) {
            l->nomem = true;
            return;
        }
        if (ifc->naddr)
            memcpy(more, ifc->addr, ifc->naddr * sizeof *more);
        more[ifc->naddr++] = *addr;
        ifc->addr = more;
        return;
    }
}

void sn_links_on_addr(void *ctx, uint16_t type, const uint8_t *body, size_t n)
{
    struct sn_ifaddr addr = {0};
    struct ifaddrmsg m;
    struct nl_attr a;
    bool have = false;

    if (type != RTM_NEWADDR || n < sizeof m)
        return;
    memcpy(&m, body, sizeof m);
    addr.family = m.ifa_family;
    addr.prefix = m.ifa_prefixlen;
    for (size_t at = NLMSG_ALIGN(sizeof m); sn_nl_next_attr(body, n, &at, &a);) {
        /* On point-to-point links ADDRESS is the peer's and LOCAL ours; IPv6 has ADDRESS alone. */
        if (a.len > sizeof addr.a || !(a.type == IFA_LOCAL || (a.type == IFA_ADDRESS && !have)))
            continue;
        memcpy(addr.a, a.data, a.len);
        have = true;
    }
    if (have && (m.ifa_family == AF_INET || m.ifa_family == AF_INET6))
        add_addr(ctx, m.ifa_index, &addr);
}

bool sn_links_news(struct sn_ifnews *news, uint16_t type, const uint8_t *body, size_t n)
{
    struct ifinfomsg m;
    struct nl_attr a;

    if ((type != RTM_NEWLINK && type != RTM_DELLINK) || n < sizeof m)
        return false;
    memcpy(&m, body, sizeof m);
    *news = (struct sn_ifnews){.index = (uint32_t)m.ifi_index,
                               .arphrd = m.ifi_type,
                               .up = m.ifi_flags & IFF_UP,
                               .gone = type == RTM_DELLINK};
    for (size_t at = NLMSG_ALIGN(sizeof m); sn_nl_next_attr(body, n, &at, &a);)
        if (a.type == IFLA_IFNAME && a.len && a.len <= sizeof news->name)
            memcpy(news->name, a.data, a.len - 1);
    return true;
}
