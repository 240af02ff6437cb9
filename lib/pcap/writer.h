/*
 * The insides of writers.
 *
 * A pcapng writer is in a section of its own (interfaces that it described, native byte order) or,
 * when it passes another file's blocks through, in a copy of that file's section. Files that follow
 * each other in one output begin a section each.
 */
#ifndef PCAP_WRITER_H
#define PCAP_WRITER_H

#include "pcap/pcap.h"

/* An interface of the section being written; what it has in the arena is the writer's. */
struct wiface {
    struct sn_iface pub;
    struct unit unit;
    struct raw_block block, section; /* as it was described elsewhere */
    uint32_t used_by;                /* the section, by number, that used it last */
};

/* A reader whose interface i is our map[i]. */
struct wsource {
    const struct sn_reader *from;
    uint64_t born;
    uint32_t *map, nmap, map_cap;
    const uint8_t *section; /* of the interface mapped last, */
    uint32_t section_no;    /* and its number */
};

#define WSOURCE_BITS 8

struct sn_writer {
    struct sn_sink *sink;
    enum sn_format format;

    /* pcap */
    struct pcap_kind kind;
    uint32_t linktype;

    /* pcapng */
    bool swap;      /* of the section being written */
    bool like, own; /* made by sn_writer_open_like; in a section of its own */
    bool all;       /* made by sn_writer_open_all */
    bool no_comments, no_section_comments;
    const char *const *comments; /* for each packet */
    size_t ncomments;
    bool linktypes; /* there are several */
    bool snaplens;  /* every interface gets `snaplen`, while there is one link type */
    uint32_t snaplen;
    uint8_t digits;                     /* 0: each interface's */
    const struct sn_sections *sections; /* whose comments are in the section header */
    struct wiface *ifaces;              /* of the section */
    uint32_t nifaces, ifaces_cap;
    uint32_t base; /* what is subtracted from sn_pkt's interface numbers */
    struct sn_arena arena;

    /* Of a copied section: the reader whose batches come now, whose section headers and interfaces
     * before `known` were written. */
    const struct sn_reader *from;
    uint64_t from_born, known;

    /* Of our own section: the readers whose batches came, and the one whose come now. */
    struct wsource **sources, *source;
    uint32_t nsources, sources_cap;
    uint32_t nsections;                /* that were counted */
    uint32_t hint[1u << WSOURCE_BITS]; /* by a reader's address, where it may be in sources */
    struct sn_buf scratch;
    struct sn_losses losses;

    /* Who wants to know where packets lie. */
    void (*on_packet)(void *ctx, const struct sn_position *p);
    void *on_packet_ctx;
    uint64_t reported;
};

/* position.c: tells where a packet will lie. */
void sn_writer_report(struct sn_writer *w, uint64_t at, uint32_t size, uint32_t iface, int64_t ts);

/* encode.c: blocks of our own. */
enum sn_err sn_ng_put_section(struct sn_writer *w, const struct sn_writer_opts *o,
                              struct sn_diag *d);
enum sn_err sn_ng_put_iface(struct sn_writer *w, const struct sn_iface *f, struct sn_diag *d);
enum sn_err sn_ng_put_packet(struct sn_writer *w, const struct sn_pkt *p, uint32_t iface,
                             struct sn_diag *d);
enum sn_err sn_pcap_put_header(struct sn_writer *w, const struct sn_iface *f, struct sn_diag *d);
enum sn_err sn_pcap_put_packet(struct sn_writer *w, const struct sn_pkt *p, struct sn_diag *d);

/* Remembers an interface of the section being written. */
struct wiface *sn_writer_add_iface(struct sn_writer *w, const struct sn_iface *f,
                                   struct sn_diag *d);

/* Blocks with options, gathered in a buffer: begun, and ended with their length and written. */
struct sn_buf sn_ng_block(uint32_t type, bool swap);
enum sn_err sn_ng_put_block(struct sn_writer *w, struct sn_buf *b, bool options, struct sn_diag *d);
void sn_ng_option(struct sn_buf *b, uint16_t code, const void *v, size_t n, bool swap);

/* ngopt.c: options copied from a block into another of perhaps another byte order. */
enum opt_of { OPT_OF_SECTION, OPT_OF_IFACE, OPT_OF_PACKET, OPT_OF_STATS, OPT_OF_OTHER };
struct opt_copy {
    enum opt_of of;
    bool from, to;                          /* swap */
    const struct unit *unit_from, *unit_to; /* of statistics' times */
    /* Whether an option is left out; n bytes at v are its value. */
    bool (*skip)(void *ctx, unsigned code, const uint8_t *v, size_t n);
    void *ctx;
};
void sn_ng_copy_options(struct sn_buf *b, const uint8_t *p, size_t n, const struct opt_copy *how);

/* ngcopy.c: what a pcapng reader brought into our own section; or, packets, into the copy of its
 * section. */
uint32_t sn_writer_snaplen(struct sn_writer *w, const struct sn_iface *f); /* that it gets */
enum sn_err sn_ng_copy_iface(struct sn_writer *w, const struct iface *f, struct sn_diag *d);
enum sn_err sn_ng_copy_packet(struct sn_writer *w, const struct sn_reader *r,
                              const struct sn_pkt *p, uint32_t id, struct sn_diag *d);
enum sn_err sn_ng_copy_block(struct sn_writer *w, const struct sn_reader *r, const uint8_t *p,
                             uint32_t n, uint64_t off, struct sn_diag *d);

/* A time in a unit. SN_ERANGE when that can't tell it. */
enum sn_err sn_ng_time(const struct unit *u, int64_t ts, uint64_t *raw, struct sn_diag *d);

/* What pcap can't hold of a packet or a block. */
void sn_losses_packet(struct sn_losses *l, const struct sn_reader *r, const struct sn_pkt *p);
void sn_losses_block(struct sn_losses *l, const struct sn_reader *r, const uint8_t *p,
                     uint64_t off);

/* profile.c: whether the section's header is among those looked at; and their headers' options
 * copied. */
bool sn_sections_have(const struct sn_sections *s, const struct raw_block *shb);
const struct raw_block *sn_sections_at(const struct sn_sections *s, size_t i);

/* Of the section that the block at `off` is in: its byte order and its first interface. */
const struct head *sn_reader_section_at(const struct sn_reader *r, uint64_t off);

/* source.c: takes a reader's batches for those that come now; *fresh: none of its came before. Then
 * describes what it has of interfaces and was not mapped yet. */
enum sn_err sn_writer_source(struct sn_writer *w, const struct sn_reader *r, bool *fresh,
                             struct sn_diag *d);
enum sn_err sn_writer_map(struct sn_writer *w, const struct sn_reader *r, struct sn_diag *d);
void sn_writer_free_sources(struct sn_writer *w);

/* For sn_sink_records. */
size_t sn_pcap_whole(void *ctx, uint64_t at, const uint8_t *p, size_t n);
size_t sn_ng_whole(void *ctx, uint64_t at, const uint8_t *p, size_t n);

#endif
