/*
 * Bytes that grow and are cut from the front, of many streams that mostly have none: bounded in
 * all, and room that one has no more use for is the next one's.
 */
#ifndef SN_FLOW_BYTES_H
#define SN_FLOW_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sn_bytes {
    uint8_t *p;
    uint32_t n, room;
};

/* What they share; zeros but for max at first. */
struct sn_bytes_all {
    size_t held, max;         /* bytes of all, and of whatever else the owner counts */
    struct sn_bytes spare[2]; /* empty, the larger one first */
};

void sn_bytes_all_free(struct sn_bytes_all *a);

/* False: they are too many, or there is no memory. */
bool sn_bytes_append(struct sn_bytes_all *a, struct sn_bytes *b, const uint8_t *p, uint32_t n);

void sn_bytes_clear(struct sn_bytes_all *a, struct sn_bytes *b);

/* Takes away the first n. */
void sn_bytes_cut(struct sn_bytes_all *a, struct sn_bytes *b, uint32_t n);

#endif
