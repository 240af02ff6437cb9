/*
 * The key of a flow, made in registers: no part of it is stored alone just to be loaded with the
 * rest. See struct sn_flow_key.
 */
#ifndef SN_FLOW_KEY_H
#define SN_FLOW_KEY_H

#include <string.h>

#include "sn/flow.h"

static inline void sn_flow_address(uint64_t w[2], const uint8_t *p, bool v6)
{
    uint32_t v;

    if (v6) {
        memcpy(w, p, 16);
        return;
    }
    memcpy(&v, p, 4);
    w[0] = v;
    w[1] = 0;
}

/* True when the packet goes from b to a. */
static inline bool sn_flow_key_make(struct sn_flow_key *k, const struct sn_ends *e)
{
    uint32_t ports = (uint32_t)e->sport << 16 | e->dport;
    uint32_t turned = ports << 16 | ports >> 16;
    bool v6 = e->version == 6, reverse = ports < turned;

    if (ports == turned)
        reverse = memcmp(e->src, e->dst, v6 ? 16 : 4) < 0;
    sn_flow_address(k->a, reverse ? e->dst : e->src, v6);
    sn_flow_address(k->b, reverse ? e->src : e->dst, v6);
    k->rest = (uint64_t)(reverse ? turned : ports) << 32 | (uint32_t)e->version << 8 | e->proto;
    return reverse;
}

#endif
