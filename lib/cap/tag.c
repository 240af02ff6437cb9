/*
 * What the kernel took from a frame is put back: 802.1Q tags, and the header of cooked packets.
 *
 * Everything happens in place, in the room in front of the packet. Cooked headers: LINKTYPE_
 * LINUX_SLL, LINUX_SLL2 and NETLINK as tcpdump.org describes them. A tagged cooked packet says the
 * tag's ethertype and carries the rest of the tag in front of its payload.
 */
#include <string.h>

#include "cap/cap.h"

enum { LINK_NETLINK = 253, MACS = 12 };

static void put16(uint8_t *p, uint16_t v)
{
    p[0] = (uint8_t)(v >> 8);
    p[1] = (uint8_t)v;
}

static void put32(uint8_t *p, uint32_t v)
{
    put16(p, (uint16_t)(v >> 16));
    put16(p + 2, (uint16_t)v);
}

uint32_t sn_cap_cooked_header(uint32_t linktype)
{
    switch (linktype) {
    case SN_LINK_LINUX_SLL:
    case LINK_NETLINK:
        return 16;
    case SN_LINK_LINUX_SLL2:
        return 20;
    default:
        return 0;
    }
}

static uint8_t *prepend(struct sn_pkt *p, uint32_t n)
{
    uint8_t *to = (uint8_t *)(uintptr_t)p->data - n;

    p->data = to;
    p->caplen += n;
    p->len += n;
    return to;
}

static void tag_ethernet(struct sn_pkt *p, const struct cap_meta *m)
{
    uint8_t *to = prepend(p, 4);

    memmove(to, to + 4, MACS);
    put16(to + MACS, m->tpid);
    put16(to + MACS + 2, m->tci);
}

static void cook_sll(struct sn_pkt *p, const struct cap_meta *m, uint16_t protocol)
{
    uint8_t *to = prepend(p, 16);

    put16(to, m->pkttype);
    put16(to + 2, m->arphrd);
    put16(to + 4, m->halen);
    memcpy(to + 6, m->addr, 8);
    put16(to + 14, protocol);
}

static void cook_sll2(struct sn_pkt *p, const struct cap_meta *m, uint16_t protocol)
{
    uint8_t *to = prepend(p, 20);

    put16(to, protocol);
    put16(to + 2, 0);
    put32(to + 4, m->ifindex);
    put16(to + 8, m->arphrd);
    to[10] = m->pkttype;
    to[11] = m->halen;
    memcpy(to + 12, m->addr, 8);
}

void sn_cap_restore(struct sn_pkt *p, uint32_t linktype, const struct cap_meta *m)
{
    uint32_t header = sn_cap_cooked_header(linktype);
    uint16_t protocol = m->protocol;

    if (m->tagged && linktype == SN_LINK_ETHERNET && p->caplen >= MACS)
        tag_ethernet(p, m);
    if (!header)
        return;
    if (m->tagged) {
        uint8_t *to = prepend(p, 4);

        put16(to, m->tci);
        put16(to + 2, protocol);
        protocol = m->tpid;
    }
    if (header == 20)
        cook_sll2(p, m, protocol);
    else
        cook_sll(p, m, protocol);
}
