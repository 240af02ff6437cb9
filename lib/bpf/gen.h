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

N sn_bp_gen(struct comp *c, struct expr *e);

/* Whether the network protocol is `proto`: an ethertype, or an LLC SAP below 1536. */
N sn_gen_proto_link(struct gen *g, uint32_t proto, N t, N f);

/* IPv4 and IPv6: hosts, ports, protocols. */
N sn_gen_host(struct gen *g, const struct prim *x, N t, N f);
N sn_gen_port(struct gen *g, const struct prim *x, N t, N f);
N sn_gen_proto_num(struct gen *g, enum proto over, uint32_t num, N t, N f);
N sn_gen_proto_name(struct gen *g, enum proto p, N t, N f);

N sn_gen_protochain(struct gen *g, const struct prim *x, N t, N f);

/* The IPv4 transport header. */
struct at sn_gen_transport(struct gen *g);

/* IPv4's protocol where the fragment at hand is the first and so holds the transport header, else
 * no protocol's number. */
V sn_gen_ip4_proto(struct gen *g);
uint32_t sn_gen_ip_proto_of(enum proto p);

/* A condition over IPv4 or IPv6: `fn` gets the place of the transport header and its protocol (as
 * sn_gen_ip4_proto has it). */
typedef N ip_fn(struct gen *g, struct at tran, V proto, const struct prim *x, N t, N f);
N sn_gen_any_ip(struct gen *g, ip_fn *fn, const struct prim *x, N t, N f);

/* proto is one of x->ports. */
N sn_gen_port_protos(struct gen *g, V proto, const struct prim *x, N t, N f);

/* Sets (sn_gen_set.c): whether x may be part of one; whether two that may be can share one and,
 * being of one kind, look at the same bytes; n of them that do. */
bool sn_gen_can_join(const struct prim *x);
bool sn_gen_same_kind(const struct prim *a, const struct prim *b);
N sn_gen_set(struct gen *g, const struct prim *const *x, uint32_t n, N t, N f);

/* Link-layer addresses. */
N sn_gen_mac(struct gen *g, const struct prim *x, N t, N f);
N sn_gen_broadcast(struct gen *g, enum proto p, N t, N f);
N sn_gen_multicast(struct gen *g, enum proto p, N t, N f);
N sn_gen_vlan(struct gen *g, const struct prim *x, N t, N f);
N sn_gen_direction(struct gen *g, bool out, N t, N f);
N sn_gen_ifindex(struct gen *g, uint32_t index, N t, N f);

/* 802.11 (gen_wlan.c). */
N sn_gen_wlan_data(struct gen *g, N t, N f);
N sn_gen_wlan_mac(struct gen *g, enum dir d, const struct prim *x, N t, N f);
N sn_gen_wlan_multicast(struct gen *g, N t, N f);
N sn_gen_wlan_type(struct gen *g, const struct prim *x, N t, N f);
N sn_gen_wlan_dir(struct gen *g, const struct prim *x, N t, N f);

/* Six bytes at an offset from the link header: x's address, or one of its set. */
N sn_gen_mac_at(struct gen *g, uint32_t off, const struct prim *x, N t, N f);
N sn_gen_macs_at(struct gen *g, uint32_t off, const struct prim *x, N t, N f);

/* Tunnels (gen_tunnel.c). */
N sn_gen_mpls(struct gen *g, const struct prim *x, N t, N f);
N sn_gen_mpls_link(struct gen *g, uint32_t proto, N t, N f);
N sn_gen_pppoes(struct gen *g, const struct prim *x, N t, N f);
N sn_gen_geneve(struct gen *g, const struct prim *x, N t, N f);
N sn_gen_vxlan(struct gen *g, const struct prim *x, N t, N f);

/* Look-through's test for anything to look behind (decapgen.c); x->num: IPv6 is that too. */
N sn_gen_encaps(struct gen *g, const struct prim *x, N t, N f);

/* Link types with primitives of their own (gen_special.c). */
N sn_gen_llc_prim(struct gen *g, const struct prim *x, N t, N f);
N sn_gen_atm(struct gen *g, enum atm_kind k, N t, N f);
N sn_gen_atm_field(struct gen *g, const struct prim *x, N t, N f);
N sn_gen_mtp2(struct gen *g, unsigned which, N t, N f);
N sn_gen_mtp3_field(struct gen *g, const struct prim *x, N t, N f);
N sn_gen_pf(struct gen *g, const struct prim *x, N t, N f);
N sn_gen_decnet(struct gen *g, const struct prim *x, N t, N f);
N sn_gen_mac8(struct gen *g, enum dir d, uint32_t addr, N t, N f);

/* v op num, where op is a token. */
N sn_gen_relop(struct gen *g, unsigned op, V v, uint32_t num, N t, N f);

N sn_gen_compare(struct gen *g, const struct prim *x, N t, N f);

V sn_gen_load(struct gen *g, struct at a, uint32_t off, unsigned size);
void sn_gen_unsupported(struct gen *g, const char *what);

#endif
