/*
 * The insides of readers and writers of captures.
 *
 * A reader walks a buffer record by record. The stream is never rewound: what is left behind the
 * last whole record moves to the front of the next batch's buffer.
 */
#ifndef PCAP_PCAP_H
#define PCAP_PCAP_H

#include <pthread.h>
#include <stdatomic.h>

#include "sn/arena.h"
#include "sn/pcap.h"
#include "sn/rd.h"

#define READ_SIZE ((size_t)256 << 10) /* bytes asked for by one read */
#define HEADROOM  ((size_t)64 << 10)  /* in front of them, for what the batch before left */
#define BLOCK_MAX (SN_CAPLEN_MAX + (16u << 20)) /* a longer pcapng block is damage */
#define IFACE_MAX (1u << 20)
#define PARTS_MAX 64 /* kinds of captures appended to each other in a pcap file */

#define PCAP_HEADER 24
#define PCAP_RECORD 16 /* the header in front of each packet; 24 in Kuznetzov's variant */
#define EPB_RECORD  28
#define SPB_RECORD  12
#define NG_MIN      12 /* type, length, length again */

#define BYTE_ORDER_MAGIC 0x1a2b3c4du

enum {
    NG_SHB = 0x0a0d0d0a,
    NG_IDB = 1,
    NG_PB = 2,
    NG_SPB = 3,
    NG_NRB = 4,
    NG_ISB = 5,
    NG_EPB = 6,
    NG_JOURNAL = 9,
    NG_DSB = 10,
    NG_CUSTOM = 0xbad,
    NG_CUSTOM_ONCE = 0x40000bad
};
enum {
    OPT_END = 0,
    OPT_COMMENT = 1,
    SHB_HARDWARE = 2,
    SHB_OS = 3,
    SHB_APPL = 4,
    IF_NAME = 2,
    IF_DESCR = 3,
    IF_SPEED = 8,
    IF_TSRESOL = 9,
    IF_FILTER = 11,
    IF_OS = 12,
    IF_TSOFFSET = 14,
    IF_HARDWARE = 15,
    ISB_RECEIVED = 4,
    ISB_DELIVERED = 8
};

/* A time stamp's unit: ns = raw * mul, or raw / div, or raw / 2^shift seconds; then + offset. */
struct unit {
    uint64_t mul, div; /* 0: not by this */
    uint8_t shift;
    uint64_t offset; /* nanoseconds, modulo 2^64 */
};

/* A block as it was read. */
struct raw_block {
    const uint8_t *p; /* NULL: none */
    uint32_t n;
    bool swap;
};

struct iface {
    struct sn_iface pub;
    struct unit unit;
    struct raw_block block, section; /* pcapng: that describe it, and its section */
};

/* A Section Header or Interface Description Block as it was read, or another block from before the
 * first packet: what a file needs that begins in the middle. */
enum head_kind { HEAD_SECTION, HEAD_IFACE, HEAD_OTHER };

struct head {
    uint64_t off;
    const uint8_t *raw;
    uint32_t len;
    uint32_t iface; /* of a section: how many interfaces came before; of an interface: its index */
    enum head_kind kind;
    bool swap;
};

/* The order of caplen and len in pcap records of old versions. */
enum lens { LENS_NORMAL, LENS_SWAPPED, LENS_MAYBE };

/* How pcap's records are written. */
struct pcap_kind {
    bool swap; /* the byte order is not ours */
    bool nano;
    uint8_t rechdr;
    enum lens lens;
};

/* A pcap file, or one of several that were appended to each other. */
struct pcap_part {
    struct pcap_kind kind;
    uint32_t snap;  /* UINT32_MAX: unlimited */
    uint32_t iface; /* of its packets */
    bool recode;    /* its records are not like those of the first */
};

struct sn_reader {
    struct sn_src *src;
    enum sn_format format;
    bool swap;     /* pcapng: the current section's byte order is not ours */
    uint64_t born; /* tells it from an earlier reader at the same address */

    /* pcap: the first header, and how its records are written, for writers, who may ask while
     * others read on; and the part being read. */
    uint8_t header[PCAP_HEADER];
    struct pcap_kind kind;
    struct pcap_part part;

    /* pcapng */
    struct raw_block section;
    uint32_t section_iface; /* the section's first interface, */
    uint64_t known;         /* and how far `heads` go */
    struct head *heads;
    uint32_t nheads, heads_cap;

    struct iface **ifaces;
    uint32_t nifaces, ifaces_cap;
    struct sn_section *sections;
    uint32_t nsections, sections_cap;
    struct sn_arena arena; /* of interfaces and heads */

    /* What was read and not delivered: [pos, end) of buf, when held; else keepn bytes in keep. */
    uint8_t *buf, *keep;
    size_t size, pos, end, keepn, keepcap;
    size_t need;              /* the record that begins there needs so many bytes */
    uint64_t off;             /* of the first of these bytes in the stream, */
    _Atomic uint64_t skipped; /* not counting bytes that an index left out in front of them; threads
                                 that fetch look at it while another takes */
    bool held, eof;
    bool fresh;   /* not walked since they were read */
    bool started; /* a batch was delivered */

    enum sn_split split;
    _Atomic uint64_t pieces; /* that were handed out */
    _Atomic bool stopped;
    /* Of a plain file, READ_SIZE bytes each, from split_at to split_end. */
    uint64_t split_at, split_end;
    /* Of a stream: who reads has set `reading` under the lock, and the source and what is said of
     * its end are its alone. */
    pthread_mutex_t lock;
    pthread_cond_t read;      /* reading ended */
    bool reading, waiting;    /* … and has to wait first */
    bool ahead;               /* a piece can be had without reading: it has been read */
    int wake;                 /* an eventfd, readable when stopped; -1: none */
    struct sn_diag read_diag; /* of the error that the source ended with */
    bool read_failed;

    enum sn_err err; /* sticks */
    struct sn_diag diag;
};

/* What a walk found: everything before `stop` was delivered; the record there needs `need` bytes,
 * or is damaged (err, diag). */
struct walked {
    const uint8_t *stop;
    size_t need;
    enum sn_err err;
};

static inline uint16_t get16(const uint8_t *p, bool swap)
{
    uint16_t v;

    memcpy(&v, p, sizeof v);
    return swap ? __builtin_bswap16(v) : v;
}

static inline uint32_t get32(const uint8_t *p, bool swap)
{
    uint32_t v;

    memcpy(&v, p, sizeof v);
    return swap ? __builtin_bswap32(v) : v;
}

static inline void set16(uint8_t *p, uint16_t v, bool swap)
{
    v = swap ? __builtin_bswap16(v) : v;
    memcpy(p, &v, sizeof v);
}

static inline void set32(uint8_t *p, uint32_t v, bool swap)
{
    v = swap ? __builtin_bswap32(v) : v;
    memcpy(p, &v, sizeof v);
}

/* raw.c: a pcap's file header (24 bytes) taken in, and its records walked. */
enum sn_err sn_pcap_header(struct sn_reader *r, const uint8_t *p, struct sn_diag *d);
bool sn_pcap_is_magic(const uint8_t *p);
bool sn_pcap_is_header(const uint8_t *p); /* by 8 bytes */
struct walked sn_pcap_walk(struct sn_reader *r, struct sn_batch *b, const uint8_t *p,
                           const uint8_t *end, uint64_t off, struct sn_diag *d);

/* ng.c: pcapng blocks walked; with b NULL up to the first packet or second section, for what
 * precedes the packets. */
struct walked sn_ng_walk(struct sn_reader *r, struct sn_batch *b, const uint8_t *p,
                         const uint8_t *end, uint64_t off, struct sn_diag *d);

/* ngiface.c */
enum sn_err sn_ng_section(struct sn_reader *r, const uint8_t *p, uint32_t len, uint64_t off,
                          struct sn_diag *d);
enum sn_err sn_ng_iface(struct sn_reader *r, const uint8_t *p, uint32_t len, uint64_t off,
                        struct sn_diag *d);
enum sn_err sn_ng_head(struct sn_reader *r, const uint8_t *p, uint32_t len, uint64_t off,
                       enum head_kind kind, bool swap, struct sn_diag *d);
struct iface *sn_reader_add_iface(struct sn_reader *r, struct sn_diag *d);
struct unit sn_unit_of_digits(unsigned digits);

static inline bool same_kind(const struct pcap_kind *a, const struct pcap_kind *b)
{
    return a->swap == b->swap && a->nano == b->nano && a->rechdr == b->rechdr && a->lens == b->lens;
}

static inline int64_t unit_to_ns(const struct unit *u, uint64_t raw)
{
    uint64_t ns;

    if (u->mul) {
        ns = raw * u->mul;
    } else if (u->div) {
        ns = raw / u->div;
    } else {
        uint64_t frac = raw & ((1ull << u->shift) - 1);

        ns = (raw >> u->shift) * 1000000000u;
        ns += (uint64_t)((unsigned __int128)frac * 1000000000u >> u->shift);
    }
    return (int64_t)(ns + u->offset);
}

uint64_t sn_unit_from_ns(const struct unit *u, int64_t ts);

#endif
