/* Statistics as bytes: what state.c and statekeys.c share. */
#ifndef STAT_STATE_H
#define STAT_STATE_H

#include "sn/rd.h"
#include "stat/stat.h"

struct state {
    struct sn_stat *stat;
    const struct sn_facts *facts;
    struct sn_buf *out; /* NULL: it is read, */
    struct sn_rd in;    /* from here */
    enum sn_err err;    /* SN_EFORMAT by default */
    uint32_t *node;     /* of the tree, by their number in what is read */
};

/* Parts of items: each is written, or read as long as there are bytes and it can be. */
bool sn_state_bytes(struct state *s, void *v, size_t n);
bool sn_state_u64(struct state *s, uint64_t *v);
bool sn_state_i64(struct state *s, int64_t *v);
bool sn_state_u32(struct state *s, uint32_t *v);
bool sn_state_u16(struct state *s, uint16_t *v);
bool sn_state_u8(struct state *s, uint8_t *v);
bool sn_state_sum(struct state *s, struct sn_stat_sum *v);
bool sn_state_count(struct state *s, uint64_t *v); /* that averages divide by */
bool sn_state_times(struct state *s, struct sn_stat_times *v);
bool sn_state_is_version(uint64_t v); /* of IP */

/* False; the reason is another than bytes that can't be. */
bool sn_state_fail(struct state *s, enum sn_err e);

/* Sections: all items are written, or n of them read. */
bool sn_state_hosts(struct state *s, uint64_t n);
bool sn_state_convs(struct state *s, uint64_t n);
bool sn_state_more_hosts(struct state *s, uint64_t n);
bool sn_state_more_convs(struct state *s, uint64_t n);

#endif
