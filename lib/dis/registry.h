/*
 * Who answers to what: built once from the list of protocols, then shared by all contexts, which
 * only read it.
 *
 * An answer is a protocol's place in the list plus 1, so that the lower of two answers is the one
 * that has precedence; 0: none.
 */
#ifndef SN_DIS_REGISTRY_H
#define SN_DIS_REGISTRY_H

#include "sn/dis.h"

/* Keys below 65,536 are found at once, those above by search. */
struct sn_answer {
    uint16_t proto;
    uint8_t dir; /* of ports: 0, SN_KEY_DST, SN_KEY_SRC */
};

struct sn_wide {
    uint64_t value;
    uint16_t proto;
};

struct sn_claim {
    bool (*claims)(const uint8_t *p, uint32_t caplen, uint32_t len);
    uint16_t proto;
};

struct sn_lookup {
    const struct sn_answer *page[256]; /* by the key's upper byte */
    struct sn_wide *wide;              /* nwide of them, in order of their values */
    struct sn_claim *claim;            /* nclaim of them, in order of precedence */
    uint32_t nwide, nclaim;
};

struct sn_registry {
    const struct sn_proto *const *protos;
    struct sn_lookup table[SN_TABLES];
};

/* The registry of sn_protos, built by the first call and there as long as the program. NULL: no
 * memory. */
const struct sn_registry *sn_registry_shared(void);

/* One of other protocols. NULL: no memory. */
struct sn_registry *sn_registry_new(const struct sn_proto *const *protos);
void sn_registry_free(struct sn_registry *g);

/* Who answers to a key of more than 16 bits. */
uint16_t sn_registry_wide(const struct sn_lookup *t, uint64_t key);

/* The protocol that has all of table t when `type` is forced; NULL when none has. */
const struct sn_proto *sn_registry_type(const struct sn_registry *g, enum sn_table t,
                                        const char *type);

static inline const struct sn_answer *sn_registry_at(const struct sn_registry *g, enum sn_table t,
                                                     uint16_t key)
{
    return &g->table[t].page[key >> 8][key & 255];
}

#endif
