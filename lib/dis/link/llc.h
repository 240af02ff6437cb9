/* What 802.2 LLC shares with the protocols that carry SNAP without it, or know of its control
 * field. */
#ifndef SN_DIS_LLC_H
#define SN_DIS_LLC_H

#include "dis/link/eth.h"

enum { SN_SNAP_HDR = 5 };

/* A protocol's fields of a SNAP header: the type when the organization has ethertypes, else the
 * protocol identifier, Cisco's by its own name. */
struct sn_snap_fields {
    uint8_t oui, type, pid, cisco, apple;
    uint8_t others; /* the first of nine other organizations'; 0: they are as pid */
};

/* The header, whose fields are these, and what is inside; `len` of both. Bridged frames stand
 * behind `pad` bytes. False: it was cut. */
bool sn_snap_dissect(struct sn_dis *d, struct sn_rd *r, const struct sn_snap_fields *f,
                     uint32_t pad, uint32_t len);

/* The header of layer l, `len` bytes behind it, and whether it is all there is to say: what is
 * inside isn't known. Returns what is to be printed next. */
enum sn_then sn_snap_text(struct sn_text *t, const struct sn_layer *l,
                          const struct sn_snap_fields *f, uint32_t len, bool *unknown);

/* Cisco's number of what the current layer is, by the LLC header in front of it; 0: it has none. */
uint16_t sn_llc_cisco_pid(const struct sn_dis *d);

#endif
