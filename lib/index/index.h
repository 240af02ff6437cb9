/*
 * The insides of indexes: keys, filters, and the layout of the file (sn-index(5)).
 *
 * A key is a kind and a value of up to 128 bits, hashed to 64 bits. Keys of a span that are of one
 * class are kept together: a class that has too many of them is left open, which means that any key
 * of it may be there.
 */
#ifndef INDEX_INDEX_H
#define INDEX_INDEX_H

#include "sn/index.h"

#define INDEX_VERSION   2u
#define INDEX_HEADER    160u
#define INDEX_LEAD      24u /* bytes of pcap's file header */
#define INDEX_SPAN      64u
#define INDEX_BLOCK     32u /* bytes of a filter's block */
#define INDEX_SPAN_SIZE ((uint64_t)1 << 20)
#define INDEX_SAMPLE    4096u /* bytes at the file's beginning and end that are compared */
#define INDEX_MOST      ((uint64_t)2 << 30)

enum { INDEX_SORTED = 1, INDEX_OPEN_END = 2, INDEX_ALWAYS = 4 };
enum { SPAN_OPEN = 0xff, SPAN_ALWAYS = 0x100 };

extern const uint8_t sn_index_magic[8];

enum key_kind {
    KEY_IP4 = 1, /* an address */
    KEY_IP6,     /* likewise */
    KEY_IP4_24,  /* its first 24 bits, */
    KEY_IP6_64,  /* and so on */
    KEY_IP6_48,
    KEY_IP4_16,
    KEY_IP4_8,
    KEY_IP6_32,
    KEY_PORT,  /* IP protocol * 65536 + port */
    KEY_PORTS, /* IP protocol * 256 + port / 256 */
    KEY_ETHERTYPE,
    KEY_IPPROTO,
    KEY_TAG,     /* enum tag_kind * 2^32 + number */
    KEY_TAG_ANY, /* enum tag_kind */
    KEY_MAC,     /* 48 bits */
    KEY_KINDS
};

enum tag_kind { TAG_VLAN = 1, TAG_MPLS, TAG_PPPOE, TAG_VXLAN, TAG_GENEVE };

/* Bits of a span's open classes. */
enum key_class {
    CLASS_HOST,
    CLASS_NET,
    CLASS_WIDE_NET,
    CLASS_PORT,
    CLASS_PORTS,
    CLASS_PROTO,
    CLASS_TAG,
    CLASS_MAC,
    KEY_CLASSES
};

static const uint8_t key_class[KEY_KINDS] = {
    [KEY_IP4] = CLASS_HOST,       [KEY_IP6] = CLASS_HOST,        [KEY_IP4_24] = CLASS_NET,
    [KEY_IP6_64] = CLASS_NET,     [KEY_IP6_48] = CLASS_NET,      [KEY_IP4_16] = CLASS_WIDE_NET,
    [KEY_IP4_8] = CLASS_WIDE_NET, [KEY_IP6_32] = CLASS_WIDE_NET, [KEY_PORT] = CLASS_PORT,
    [KEY_PORTS] = CLASS_PORTS,    [KEY_ETHERTYPE] = CLASS_PROTO, [KEY_IPPROTO] = CLASS_PROTO,
    [KEY_TAG] = CLASS_TAG,        [KEY_TAG_ANY] = CLASS_TAG,     [KEY_MAC] = CLASS_MAC,
};

static inline uint64_t key_mix(uint64_t x)
{
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
    x = (x ^ x >> 27) * 0x94d049bb133111ebu;
    x ^= x >> 31;
    return x + !x;
}

static inline uint64_t key_hash(enum key_kind k, uint64_t lo)
{
    return key_mix(lo ^ (uint64_t)k << 56);
}

/* Of 128 bits, in the order of bytes hi, lo; prefixes have zeros behind them. */
static inline uint64_t key_hash2(enum key_kind k, uint64_t hi, uint64_t lo)
{
    return key_mix(hi ^ key_mix(lo ^ (uint64_t)k << 56));
}

/* The block of a filter of n blocks, and the bit in its word i, from 0 to 7, for a key. */
static inline uint32_t filter_block(uint64_t h, uint32_t n)
{
    return (uint32_t)((h >> 32) * n >> 32);
}

static inline unsigned filter_bit(uint64_t h, unsigned i)
{
    return h * 0x9e3779b97f4a7c15u >> (24 + 5 * i) & 31;
}

/* Whether the filter, n blocks at p, may hold the key. No block holds none. */
bool sn_index_filter_has(const uint8_t *p, uint32_t n, uint64_t h);
void sn_index_filter_add(uint8_t *p, uint32_t n, uint64_t h);

/* Calls add for each key of a packet. False: the packet may match what has no key here, whatever is
 * asked (its link type isn't known to the walk). */
struct key_sink {
    void (*add)(struct key_sink *s, enum key_kind k, uint64_t h);
};
bool sn_index_keys(struct key_sink *s, uint32_t linktype, const uint8_t *data, uint32_t caplen,
                   uint32_t len);

struct sn_index {
    uint8_t *p; /* the file, or its first bytes alone: */
    bool loaded;
    uint64_t size, have; /* the file's; bytes at p */
    uint32_t largest;
    const uint8_t *lead_bytes; /* NULL: they aren't stored */
    uint32_t flags, nspans, codec;
    uint64_t stored, tail_at, tail_entry, tail_skip, lead, packets, wire;
    int64_t mtime, first, min, max;
    uint32_t head_crc, tail_crc;
    uint32_t *filter_at; /* of each span, in blocks */
};

/* The check sums of a file's first and last bytes, of the first `size`. SN_EIO. */
enum sn_err sn_index_sample(int fd, uint64_t size, uint32_t *head, uint32_t *tail,
                            struct sn_diag *d) SN_MUST;

/* Whether 24 bytes are pcap's file header. */
bool sn_index_is_pcap(const uint8_t *p);

/* Which file, as it is now, an index is of. */
struct identity {
    uint64_t size;
    int64_t mtime; /* ns */
    uint32_t head, tail, codec;
    uint8_t lead[INDEX_LEAD]; /* the first bytes, decompressed; 0: they are not pcap's header */
};
enum sn_err sn_index_identify(int fd, struct identity *id, struct sn_diag *d) SN_MUST;

/* All that the reader brings; SN_EOF at its end, SN_EUSAGE when stop (NULL: never) said so. */
enum sn_err sn_indexer_read(struct sn_indexer *x, struct sn_reader *r, bool (*stop)(void),
                            struct sn_diag *d) SN_MUST;

/* sn_indexer_write, of a file that was identified. */
enum sn_err sn_indexer_put(struct sn_indexer *x, const struct identity *id, bool whole,
                           struct sn_sink *to, struct sn_diag *d) SN_MUST;

/* A span's filter. */
const uint8_t *sn_index_filter(const struct sn_index *x, uint32_t i);

/* Where what follows the last span begins. */
struct sn_index_span sn_index_tail(const struct sn_index *x);

#endif
