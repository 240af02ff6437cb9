/*
 * Values that packets say, counted: names, types, versions, addresses and the like, each of a kind.
 *
 * Up to a limit of values, and of bytes of their texts; what finds no room is counted by kind.
 */
#ifndef STAT_VALUES_H
#define STAT_VALUES_H

#include "flow/dense.h"
#include "sn/arena.h"
#include "sn/stat.h"

struct value {
    uint64_t hash[2]; /* the key */
    struct sn_stat_value pub;
};

struct values {
    struct sn_dense table;
    struct sn_arena texts;
    uint64_t seed[2];
    uint32_t count[SN_STAT_KINDS];
    struct sn_stat_sum other[SN_STAT_KINDS]; /* packets of what found no room */
};

/* False without memory. */
bool sn_values_init(struct values *v, uint32_t max);
void sn_values_free(struct values *v);

/* The value of a kind with these bytes and this number; NULL when there is no room for it. */
struct sn_stat_value *sn_values_at(struct values *v, enum sn_stat_kind kind, const void *text,
                                   uint32_t n, uint64_t number);

/* Counts a packet of len bytes for it. */
struct sn_stat_value *sn_values_count(struct values *v, enum sn_stat_kind kind, const void *text,
                                      uint32_t n, uint64_t number, uint32_t len);

/* Adds what was counted elsewhere. */
void sn_values_add(struct values *v, const struct sn_stat_value *o);

#endif
