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
    bool asks;   /* only when a key of the protocol for one of the ports claims the bytes too */
};

struct sn_wide {
    uint64_t value;
    uint16_t proto;
};

struct sn_claim {
    bool (*claims)(const uint8_t *p, uint32_t caplen, uint32_t len);
    uint16_t proto;
};

#define SN_CLAIMS_MAX 64

struct sn_lookup {
    const struct sn_answer *page[256]; /* by the key's upper byte */
    struct sn_wide *wide;              /* nwide of them, in order of their values */
    struct sn_claim *claim;            /* nclaim of them, in order of precedence */
    uint64_t *ask; /* by a payload's first byte, of 256: bit i, whether claim i is to be asked */
    uint32_t nwide, nclaim;
};

struct sn_registry {
    const struct sn_proto *const *protos;
    struct sn_lookup table[]; /* SN_NTABLES of them */
};

/* Declares a table in the file of the protocol that looks up what it carries; protos.h makes it
 * known to those who answer. All tables stand one behind the other, wherever they are declared, so
 * that the place of one is known without a list. */
#define SN_TABLE(id)                                                                               \
    const struct sn_table sn_tab_##id __attribute__((section("sn_tables"), used)) = {#id}

/* Where they begin and end: the linker says so. */
extern const struct sn_table sn_tables_begin[] __asm__("__start_sn_tables")
    __attribute__((visibility("hidden")));
extern const struct sn_table sn_tables_end[] __asm__("__stop_sn_tables")
    __attribute__((visibility("hidden")));

#define SN_NTABLES ((size_t)(sn_tables_end - sn_tables_begin))

static inline size_t sn_table_index(const struct sn_table *t)
{
    return (size_t)(t - sn_tables_begin);
}

/* The registry of sn_protos, built by the first call and there as long as the program: of those
 * that tcpdump knows, with SN_WANT_MORE also of others that have a text, with SN_WANT_FIELDS of
 * all, with SN_WANT_HEADERS of those below TCP and UDP and those that carry packets. NULL: no
 * memory. */
const struct sn_registry *sn_registry_shared(uint32_t want);

/* Those above TCP and UDP that packets are inside of, NULL at the end. */
extern const struct sn_proto *const sn_carriers[];

/* Whether the protocol stands above TCP or UDP: it answers to ports, or to nothing (data). */
bool sn_above_ports(const struct sn_proto *p);

/* One of other protocols, all of them. NULL: no memory. */
struct sn_registry *sn_registry_new(const struct sn_proto *const *protos);
void sn_registry_free(struct sn_registry *g);

/* Who answers to a key of more than 16 bits. */
uint16_t sn_registry_wide(const struct sn_lookup *t, uint64_t key);

/* The protocol that has all of table t, when `type` is forced; NULL when none has. */
const struct sn_proto *sn_registry_type(const struct sn_registry *g, const struct sn_table *t,
                                        const char *type);

static inline const struct sn_answer *sn_registry_at(const struct sn_registry *g,
                                                     const struct sn_table *t, uint16_t key)
{
    return &g->table[sn_table_index(t)].page[key >> 8][key & 255];
}

#endif
