/*
 * A dissected packet as values in order: what JSON, columns and other exporters are made from.
 *
 * sn_visit() walks the frame and then each layer, and calls back for its values and groups of
 * values in the order in which they first come. No field comes twice in a layer or group: one that
 * stands there several times is an array, and so is one marked SN_F_MULTI even when it is there
 * once. Records for a protocol's text only (SN_REC_TEXT) are left out. A walk is linear in the
 * packet's records, times the depth of groups, whatever they are.
 *
 * A visit (struct sn_visit) belongs to one thread; it holds memory, up to four bytes for each
 * record of the largest packet, and nothing of the packets.
 */
#ifndef SN_VISIT_H
#define SN_VISIT_H

#include "sn/dis.h"
#include "sn/pcap.h"
#include "sn/wanted.h"

/* Where a packet stands: what its bytes don't say. */
struct sn_frame {
    const struct sn_pkt *pkt;
    uint64_t number;              /* from 1 */
    const struct sn_iface *iface; /* NULL: unknown */
    int64_t since; /* -ttt, -ttttt: the time that the packet's is shown relative to; 0: its
                      own */
    /* Since the packet before, the one before that is shown, the first; ns. */
    int64_t delta, delta_shown, relative;
};

/* All are called with the ctx of sn_visit(), and none may be NULL. */
struct sn_visitor {
    /* A layer begins; nth is 2 for the second of its protocol's name, and so on. The frame comes
     * first, as a layer of sn_proto_frame. */
    void (*layer)(void *ctx, const struct sn_layer *l, unsigned nth);
    void (*layer_end)(void *ctx);
    /* The values or groups up to array_end are all of field f, one at least. */
    void (*array)(void *ctx, const struct sn_field *f);
    void (*array_end)(void *ctx);
    /* What comes up to group_end belongs to the group. */
    void (*group)(void *ctx, const struct sn_field *f, const struct sn_rec *q);
    void (*group_end)(void *ctx);
    /* A value in an array. */
    void (*value)(void *ctx, const struct sn_field *f, const struct sn_rec *q);
    /* n values, each the only one of its field; fields is the table of the layer's protocol. */
    void (*values)(void *ctx, const struct sn_field *fields, const struct sn_rec *q, uint32_t n);
};

struct sn_visit;

SN_API enum sn_err sn_visit_new(struct sn_visit **out, struct sn_diag *d) SN_MUST;
SN_API void sn_visit_free(struct sn_visit *w);

/* Walks a packet. With a set of fields only these are visited: a group when it is wanted (then all
 * of it) or holds what is, a layer when it holds something. wanted NULL: everything. SN_ENOMEM
 * before or between callbacks. */
SN_API enum sn_err sn_visit(struct sn_visit *w, const struct sn_visitor *v, void *ctx,
                            const struct sn_wanted *wanted, const struct sn_dissection *x,
                            const struct sn_frame *fr) SN_MUST;

#endif
