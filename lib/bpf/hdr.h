/*
 * Where the headers of a packet are, at one point of an expression.
 *
 * vlan, mpls, pppoes, geneve and vxlan move them for all that stands behind in the text. Each
 * such step makes a new struct hdr; sema hangs the one that holds on every primitive, so later
 * stages may visit primitives in any order.
 */
#ifndef SN_BPF_HDR_H
#define SN_BPF_HDR_H

#include "graph.h"
#include "link.h"

/* A place in the packet: base + k, or k alone. */
struct at {
    V base;
    uint32_t k;
    bool known;
};

struct hdr {
    const struct link *link; /* the rule by which protocols are recognised here */
    struct at link0;         /* link header */
    struct at type;          /* type field */
    struct at pl;            /* behind the link header */
    uint32_t nl, nl_nosnap;  /* network header, from pl on */
    bool lane;               /* SunATM behind `lane`: LE control frames are no Ethernet */
    bool geneve;             /* link0 is there only when the tunnel carries Ethernet: not at pl */
    bool pad_def;            /* pl is the variable `pad`, to be defined for data frames */
    uint32_t pad;
    bool cooked;  /* the kernel's view of a Linux cooked packet: type is ancillary */
    uint8_t mpls; /* labels so far */
    uint8_t vlan; /* tags so far */
};

/* SKF_AD_… of <linux/filter.h>: what the kernel knows of a packet beside its bytes. */
enum {
    AD = 0xfffff000,
    AD_PROTOCOL = AD + 0,
    AD_PKTTYPE = AD + 4,
    AD_IFINDEX = AD + 8,
    AD_VLAN_TAG = AD + 44,
    AD_VLAN_PRESENT = AD + 48,
};

/* Whether the next tag may be one that the kernel took out of the packet. */
bool sn_bp_vlan_beside(const struct comp *c, const struct hdr *h);

/* The outermost headers of the link type. NULL after an error. */
const struct hdr *sn_bp_hdr_first(struct comp *c);

/* What has to be defined before anything else, for leads whose length takes a test to find. */
N sn_bp_hdr_entry(struct comp *c, N entry);

/* The place off bytes behind a. */
struct at sn_bp_at(struct at a, uint32_t off);

/* size bytes, off bytes behind a. A place that isn't known is an error at `where`. */
V sn_bp_field(struct comp *c, struct at a, uint32_t off, unsigned size, struct span where);

/* The network header. */
struct at sn_bp_net(const struct hdr *h);

#endif
