/*
 * Packets whose headers say all: what a dissection says of their layers and ends, without one.
 *
 * Most packets are Ethernet, IP without options or extension headers, and TCP or UDP with a payload
 * that no protocol claims. For statistics only the kinds of their layers and a few numbers matter.
 */
#ifndef SN_DIS_PLAIN_H
#define SN_DIS_PLAIN_H

#include "dis/proto.h"

struct sn_plain {
    struct sn_ends ends; /* whose proto is 6 or 17 */
    bool tagged;         /* a VLAN tag is behind the Ethernet header */
    bool data;           /* a layer of data is the last, unless the context is shallow */
    uint8_t noptions;    /* bytes at options */
    /* Of TCP: as in struct sn_segment, and its options. */
    uint8_t flags;
    uint16_t window;
    uint32_t seq, ack, len, caplen;
    const uint8_t *options, *payload;
};

#define SN_PLAIN_LAYERS 5

/* The place of the layer of TCP or UDP. */
static inline unsigned sn_plain_transport(const struct sn_plain *x)
{
    return x->tagged ? 3 : 2;
}

/* Whether the packet is such a one; then fills *out, which points into it. Else it is to be
 * dissected. d: whose protocols count, without forced ones. */
bool sn_dis_plain(const struct sn_dis *d, uint32_t linktype, const uint8_t *p, uint32_t caplen,
                  uint32_t len, struct sn_plain *out);

/* Where the headers of Ethernet, IP and TCP or UDP begin in the packet, of which p is the first
 * byte. */
static inline void sn_plain_headers(const struct sn_plain *x, const uint8_t *p,
                                    const uint8_t *at[3])
{
    at[0] = p;
    at[1] = x->ends.src - (x->ends.version == 4 ? 12 : 8);
    at[2] = x->ends.dst + (x->ends.version == 4 ? 4 : 16);
}

/* The layers that a dissection of it has, outermost first; returns how many. */
unsigned sn_plain_layers(const struct sn_plain *x, const struct sn_proto *out[SN_PLAIN_LAYERS]);

#endif
