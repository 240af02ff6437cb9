/*
 * A set of wanted fields inside: a hash table of protocols by address, at most half full.
 */
#ifndef FMT_WANTED_H
#define FMT_WANTED_H

#include "dis/proto.h"
#include "sn/wanted.h"

/* A wanted field of a header. */
struct wanted_head {
    uint16_t field, name; /* as in `name` of the row */
    uint16_t at;          /* where it is in the header */
};

/* What is wanted of a protocol. */
struct wanted_row {
    const struct sn_proto *proto;
    uint64_t *bits; /* NULL: nothing */
    bool headers; /* all of it stands in the fixed header that its layers begin with: the record of
                     field i is the layer's record i, if it is there at all */
    uint16_t nhead; /* then these, but for those that replace one that is in the header */
    const struct wanted_head *head;
    uint16_t *name; /* for each field which of the names meant it first, from 1; 0: none */
};

struct sn_wanted {
    struct wanted_row *row;
    uint32_t mask; /* rows minus 1 */
    uint64_t *bits;
    uint16_t *names;
    struct wanted_head *heads;
    uint32_t want;
};

/* Where a protocol's row is, or would be. */
static inline uint32_t wanted_place(const struct sn_wanted *w, const struct sn_proto *p)
{
    uint64_t h = (uint64_t)(uintptr_t)p * 0x9e3779b97f4a7c15;
    uint32_t i = (uint32_t)(h >> 32) & w->mask;

    while (w->row[i].proto && w->row[i].proto != p)
        i = (i + 1) & w->mask;
    return i;
}

/* What is wanted of a protocol; NULL: nothing. */
static inline const struct wanted_row *wanted_row(const struct sn_wanted *w,
                                                  const struct sn_proto *p)
{
    const struct wanted_row *r = &w->row[wanted_place(w, p)];

    return r->bits ? r : NULL;
}

#endif
