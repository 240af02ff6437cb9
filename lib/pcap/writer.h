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

/* An interface of the section being written. */
struct wiface {
    struct sn_iface pub; /* strings in the writer's arena */
    struct unit unit;
};

struct sn_writer {
    struct sn_sink *sink;
    enum sn_format format;
    bool swap; /* of the file or section being written */

    /* pcap */
    bool nano;
    uint8_t rechdr;
    enum lens lens;
    uint32_t linktype;

    /* pcapng */
    bool like, own;        /* made by sn_writer_open_like; in a section of its own */
    struct wiface *ifaces; /* of the section */
    uint32_t nifaces, ifaces_cap;
    uint32_t base; /* what is subtracted from sn_pkt's interface numbers */
    struct sn_arena arena;

    /* The reader whose batches come now: its interface i is our map[i] (own section), or its
     * section headers and interfaces before `known` were written (copied section). */
    const struct sn_reader *from;
    uint64_t from_born, known;
    uint32_t *map, nmap, map_cap;

    /* Who wants to know where packets lie. */
    void (*on_packet)(void *ctx, const struct sn_position *p);
    void *on_packet_ctx;
    uint64_t reported;
};

/* position.c: tells where a packet will lie. */
void sn_writer_report(struct sn_writer *w, uint64_t at, uint32_t size, uint32_t iface, int64_t ts);

/* encode.c: blocks of our own. */
enum sn_err sn_ng_put_section(struct sn_writer *w, struct sn_diag *d);
enum sn_err sn_ng_put_iface(struct sn_writer *w, const struct sn_iface *f, struct sn_diag *d);
enum sn_err sn_ng_put_packet(struct sn_writer *w, const struct sn_pkt *p, uint32_t iface,
                             struct sn_diag *d);
enum sn_err sn_pcap_put_header(struct sn_writer *w, const struct sn_iface *f, struct sn_diag *d);
enum sn_err sn_pcap_put_packet(struct sn_writer *w, const struct sn_pkt *p, struct sn_diag *d);

/* Remembers an interface of the section being written. */
struct wiface *sn_writer_add_iface(struct sn_writer *w, const struct sn_iface *f,
                                   struct sn_diag *d);

/* For sn_sink_records. */
size_t sn_pcap_whole(void *ctx, uint64_t at, const uint8_t *p, size_t n);
size_t sn_ng_whole(void *ctx, uint64_t at, const uint8_t *p, size_t n);

#endif
