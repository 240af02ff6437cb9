/*
 * What the kernel took from a frame is put back: 802.1Q tags, and the header of cooked packets.
 *
 * Everything happens in place, in the room in front of the packet. Cooked headers: LINKTYPE_
 * LINUX_SLL, LINUX_SLL2 and NETLINK as tcpdump.org describes them. A tagged cooked packet says the
 * tag's ethertype and carries the rest of the tag in front of its payload.
 *
 * Of a cooked packet with several tags that comes in, the kernel takes the outer tag off and leaves
 * the others in front of the payload. It says the ethertype behind the outer tag, or (6.10 and
 * later, and what that was ported back to) behind the innermost one: then whether tags are there is
 * seen by the payload, and what the second tag's ethertype was is lost, so it is 802.1Q. Of one
 * that goes out such a kernel leaves no inner tag.
 */
#include <string.h>

#include "cap/cap.h"

enum { LINK_NETLINK = 253, MACS = 12, TAG = 4, TAGS_MAX = 8, OUTGOING = 4 };
enum { TYPE_IPV4 = 0x0800, TYPE_IPV6 = 0x86dd, TYPE_VLAN = 0x8100 };

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

static uint16_t get16(const uint8_t *p)
{
    return (uint16_t)(p[0] << 8 | p[1]);
}

static bool is_tag(uint16_t type)
{
    return type == TYPE_VLAN || type == 0x88a8 || type == 0x9100 || type == 0x9200 ||
           type == 0x9300;
}

/* Whether the payload is a sound IPv4 or IPv6 header: what would be ethertypes of tags may also be
 * its total length or flow label. */
static bool is_ip(const struct sn_pkt *p, uint16_t type)
{
    const uint8_t *d = p->data;
    uint32_t sum = 0;

    if (type == TYPE_IPV6)
        return p->caplen >= 40 && d[0] >> 4 == 6 && get16(d + 4) + 40u <= p->len;
    if (type != TYPE_IPV4 || p->caplen < 20 || d[0] >> 4 != 4 || (d[0] & 15) < 5 ||
        p->caplen < (d[0] & 15) * 4u || get16(d + 2) > p->len)
        return false;
    for (uint32_t i = 0; i < (d[0] & 15) * 4u; i += 2)
        sum += get16(d + i);
    return (sum & 0xffff) + (sum >> 16) == 0xffff;
}

/* What the outer tag says is behind it. */
static uint16_t behind_tag(const struct sn_pkt *p, const struct cap_meta *m)
{
    if (m->protocol == 0) /* the kernel found no end of the tags */
        return TYPE_VLAN;
    if (is_tag(m->protocol) || m->pkttype == OUTGOING || is_ip(p, m->protocol))
        return m->protocol;
    for (uint32_t at = 0; at < TAGS_MAX * TAG && at + TAG <= p->caplen; at += TAG) {
        uint16_t type = get16(p->data + at + 2);

        if (type == m->protocol)
            return TYPE_VLAN;
        if (!is_tag(type))
            break;
    }
    return m->protocol;
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
        uint16_t behind = behind_tag(p, m);
        uint8_t *to = prepend(p, TAG);

        put16(to, m->tci);
        put16(to + 2, behind);
        protocol = m->tpid;
    }
    if (header == 20)
        cook_sll2(p, m, protocol);
    else
        cook_sll(p, m, protocol);
}
