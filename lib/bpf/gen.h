/*
 * From the tree to the graph. Every generator makes the nodes that lead to t when its condition
 * holds and to f when not, and returns the first of them.
 */
#ifndef SN_BPF_GEN_H
#define SN_BPF_GEN_H

#include "sema.h"

struct gen {
    struct comp *c;
    const struct hdr *h; /* of the primitive at hand */
    struct span at;      /* likewise, for errors */
};

N bp_gen(struct comp *c, struct expr *e);

/* Whether the network protocol is `proto`: an ethertype, or an LLC SAP below 1536. */
N gen_proto_link(struct gen *g, uint32_t proto, N t, N f);

/* IPv4 and IPv6: hosts, ports, protocols. */
N gen_host(struct gen *g, const struct prim *x, N t, N f);
N gen_port(struct gen *g, const struct prim *x, N t, N f);
N gen_proto_num(struct gen *g, enum proto over, uint32_t num, N t, N f);
N gen_proto_name(struct gen *g, enum proto p, N t, N f);

/* The IPv4 fragment at hand is the first: it holds the transport header. */
N gen_first_fragment(struct gen *g, N t, N f);

/* The IPv4 transport header. */
struct at gen_transport(struct gen *g);

/* Link-layer addresses. */
N gen_mac(struct gen *g, const struct prim *x, N t, N f);
N gen_broadcast(struct gen *g, enum proto p, N t, N f);
N gen_multicast(struct gen *g, enum proto p, N t, N f);
N gen_vlan(struct gen *g, const struct prim *x, N t, N f);
N gen_direction(struct gen *g, bool out, N t, N f);
N gen_ifindex(struct gen *g, uint32_t index, N t, N f);

N gen_compare(struct gen *g, const struct prim *x, N t, N f);

V gen_load(struct gen *g, struct at a, uint32_t off, unsigned size);
void gen_unsupported(struct gen *g, const char *what);

#endif
