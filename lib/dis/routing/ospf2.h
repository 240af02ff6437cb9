/* What the files of OSPF version 2 share, and what they have of version 3. */
#ifndef SN_DIS_OSPF2_H
#define SN_DIS_OSPF2_H

#include "dis/routing/ospf.h"

enum { LSA_ROUTER = 1, LSA_NETWORK, LSA_SUMMARY, LSA_ASBR, LSA_EXTERNAL, LSA_GROUP, LSA_NSSA };
enum { LSA_OPAQUE_LINK = 9, LSA_OPAQUE_AREA, LSA_OPAQUE_DOMAIN };
/* Types of opaque LSAs. */
enum {
    OSPF_OPAQUE_TE = 1,
    OSPF_OPAQUE_GRACE = 3,
    OSPF_OPAQUE_RI,
    OSPF_OPAQUE_PREFIX = 7,
    OSPF_OPAQUE_LINK,
};

/* An LSA whose header was read. */
struct sn_lsa {
    struct sn_rec *group;
    uint32_t type, opaque; /* opaque: its type */
    uint32_t len;          /* without the header */
};

/* What the text says of a wrong length, with the numbers a and b. */
enum sn_ospf_note {
    OSPF_REMAINING_LS,
    OSPF_REMAINING_TLV,
    OSPF_BOGUS,
    OSPF_BOGUS_LS,
    OSPF_BOGUS_PADDED,
    OSPF_NOT_4,
    OSPF_NOT_1,
    OSPF_TLV_NOT_4,
    OSPF_INVALID,
    OSPF_SUB_NOT,
    OSPF_SUB_NOT_4_OR_8,
    OSPF_SUB_NOT_N4,
    OSPF_SUB_SHORT,
    OSPF_BC_NOT_N4,
    OSPF_BC_LONG,
};
void sn_ospf_note(struct sn_dis *d, enum sn_ospf_note what, uint32_t a, uint32_t b);

/* Nothing is said of what was cut: false. */
static inline bool sn_ospf_silent(struct sn_rd *r)
{
    r->stop = SN_STOP_NONE;
    return false;
}

/* Type and number of an opaque LSA by its ID. */
void sn_ospf2_opaque(struct sn_dis *d, uint32_t id);

/* A header, the beginning of a group that the caller ends. False: it was cut or is wrong. */
bool sn_ospf2_lsa_header(struct sn_dis *d, struct sn_rd *r, struct sn_lsa *a);

/* The whole LSA number i of an update; r may go on behind the packet. False: no more can follow. */
bool sn_ospf2_lsa(struct sn_dis *d, struct sn_rd *r, uint32_t i);

/* TLVs of an opaque LSA of len bytes, by its opaque type. False: tcpdump gives up the LSA. */
bool sn_ospf_te(struct sn_dis *d, struct sn_rd *r, uint32_t len);

/* "[len 44], Router-ID 1.1.1.1, Area 0.0.0.1" */
void sn_ospf_head_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v);

/* The designated router and the one behind it, unless there is none. */
void sn_ospf_put_dr(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q);
void sn_ospf_put_bdr(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q);

/* All behind "OSPFv2, Hello, length 44". */
void sn_ospf2_text(struct sn_text *t, const struct sn_layer *l);

/* Version 3 behind the part of the header that both have; and its text. */
void sn_ospf6(struct sn_dis *d, struct sn_rd *r, uint32_t len);
enum sn_then sn_ospf6_text(struct sn_text *t, const struct sn_layer *l);

#endif
