/*
 * Look-through, inside: the views of a packet, and how an expression is taken apart.
 *
 * A packet is seen as several: as it is, and once for each network layer or frame that stands
 * behind another header. Each such view has a kind, which is a link type to compile for.
 */
#ifndef SN_BPF_DECAP_H
#define SN_BPF_DECAP_H

#include "link.h"
#include "sn/decap.h"
#include "tree.h"

enum decap_kind {
    DECAP_SELF,  /* the packet as it is */
    DECAP_ETHER, /* an Ethernet frame in a tunnel */
    DECAP_TYPE,  /* behind a tag: a type field, then what it says */
    DECAP_IP,    /* an IP packet */
    DECAP_TRAN,  /* what an IPv6 header and its extension headers lead to, as if over IPv4 */
    DECAP_KINDS
};

struct decap_view {
    uint8_t kind;
    const uint8_t *p;
    uint32_t caplen, len;
};

/* One header of a chain that begins with IPv6's (or with AH over IPv4), or what it leads to. */
struct decap_tran {
    uint8_t proto;
    bool last;  /* no extension header */
    bool first; /* not a fragment behind the first: it has ports */
    const uint8_t *p;
    uint32_t caplen, len;
};

/* A header that has a word of its own, and the number in it. */
struct decap_rec {
    uint8_t kind; /* P_VLAN … */
    uint32_t num;
};

struct sn_decap_walk {
    uint32_t depth; /* headers that were looked behind */
    uint32_t nviews, nrecs, ntrans;
    struct decap_view view[SN_DECAP_DEPTH + 1];
    struct decap_rec rec[SN_DECAP_DEPTH + 1];
    struct decap_tran tran[SN_DECAP_DEPTH + 1];
};

/* Finds what there is in a packet beside DECAP_SELF. */
void sn_decap_walk(struct sn_decap_walk *w, const struct link *l, const uint8_t *data,
                   uint32_t caplen, uint32_t len);

/* Whether what is sent to this UDP port is taken for a tunnel. */
bool sn_decap_is_tunnel(uint16_t port);

/* Whether sn_decap_walk knows where the headers are in packets of this link type. */
bool sn_decap_knows(const struct link *l);

/* An IPv4 packet that holds t, for programs of kind DECAP_TRAN; its length. */
#define DECAP_TRAN_MAX 65535u
uint32_t sn_decap_tran_packet(const struct decap_tran *t, uint8_t out[DECAP_TRAN_MAX],
                              uint32_t *len);

/* ICMP and ICMPv6 swap their numbers in such a packet, so that icmp[…] can ask for ICMPv6. */
uint8_t sn_decap_swap_icmp(uint32_t proto);

/* The link type that programs for a kind are compiled for. */
const struct link *sn_decap_link(enum decap_kind k, uint32_t self);

/* The kinds of views that a primitive is asked of, as a set of bits. */
unsigned sn_decap_scope(const struct prim *x);

/* Whether a primitive is about bytes that IPv6 has too but the plain language sees in IPv4 only. */
bool sn_look_all_ip6(const struct prim *x);

/* The primitive as it has to be for programs of a kind: a copy that sema hasn't seen. */
struct prim *sn_decap_copy(struct comp *c, const struct prim *x, enum decap_kind k);

/* Whether the text asks for the interface: ifname, on, ifindex. */
bool sn_decap_asks_interface(const char *text, size_t n);

#endif
