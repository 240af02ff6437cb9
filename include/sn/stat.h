/*
 * Statistics of a stream of packets: totals, the tree of protocols, hosts, conversations.
 *
 * Bytes are bytes on the wire (a packet's len), not captured bytes, wherever nothing else is said;
 * that is what capinfos calls "data size" and tshark's hierarchy counts. A host or conversation is
 * taken from the outermost IPv4 or IPv6 header of a packet.
 *
 * Memory is bounded: past the limit of different hosts or conversations further new ones are
 * counted together and told apart in the report, so nothing is lost silently.
 */
#ifndef SN_STAT_H
#define SN_STAT_H

#include "sn/buf.h"
#include "sn/dis.h"
#include "sn/facts.h"
#include "sn/pcap.h"
#include "sn/report.h"

struct sn_stat;

struct sn_stat_opts {
    uint32_t max_hosts; /* 0: 1,048,576 */
    uint32_t max_convs; /* 0: 1,048,576 */
};

struct sn_stat_sum {
    uint64_t packets;
    uint64_t bytes;
};

struct sn_stat_totals {
    struct sn_stat_sum all;
    uint64_t captured;   /* bytes captured */
    uint64_t cut;        /* packets of which fewer bytes were captured than sent */
    int64_t first, last; /* earliest and latest time stamp, ns since 1970; valid when packets > 0 */
};

/* A node of the protocol tree: children follow their parent, deeper by one, largest first. */
struct sn_stat_proto {
    const char *name; /* Wireshark's: "eth", "ip", "tcp" */
    unsigned depth;   /* 0 at the link layer */
    struct sn_stat_sum sum;
};

struct sn_stat_addr {
    uint8_t a[16];
    uint8_t family; /* 4 or 6 */
};

struct sn_stat_host {
    struct sn_stat_addr addr;
    struct sn_stat_sum sent, received;
};

struct sn_stat_conv {
    struct sn_stat_addr a, b;    /* a sent the first packet */
    uint16_t aport, bport;       /* 0 without ports */
    uint8_t proto;               /* IP protocol number; 6 and 17 have ports */
    struct sn_stat_sum a_b, b_a; /* from a to b, from b to a */
    int64_t first, last;         /* time stamps, ns */
};

SN_API enum sn_err sn_stat_new(struct sn_stat **out, const struct sn_stat_opts *o,
                               struct sn_diag *d) SN_MUST;
SN_API void sn_stat_free(struct sn_stat *s);

/*
 * Counting, by one thread or several. Each has a part of its own:
 *
 *     sn_stat_part_begin    a series of neighbouring packets begins
 *     sn_stat_part_packet   each of them: parallel to other threads
 *     sn_stat_stage         for each stage 0 … SN_STAT_STAGES - 1: one thread at a time, in the
 *                           order of the series in the stream; different stages at the same time
 *     …
 *     sn_stat_join          at the end: one thread at a time
 *
 * Numbers don't depend on how the packets are shared.
 */
#define SN_STAT_STAGES 2
struct sn_stat_part;

SN_API enum sn_err sn_stat_part_new(struct sn_stat_part **out, struct sn_stat *s,
                                    struct sn_diag *d) SN_MUST;
SN_API void sn_stat_part_free(struct sn_stat_part *p);
SN_API void sn_stat_part_begin(struct sn_stat_part *p);

/* Nothing of the packet is looked at later. */
SN_API void sn_stat_part_packet(struct sn_stat_part *p, const struct sn_pkt *k, uint32_t linktype);
SN_API void sn_stat_stage(struct sn_stat *s, struct sn_stat_part *p, unsigned stage);

/* SN_ENOMEM when something could not be counted since the part was made. */
SN_API enum sn_err sn_stat_part_err(const struct sn_stat_part *p, struct sn_diag *d) SN_MUST;

/* Adds what the part counted. SN_ENOMEM when the tree of protocols can't grow. */
SN_API enum sn_err sn_stat_join(struct sn_stat *s, const struct sn_stat_part *p,
                                struct sn_diag *d) SN_MUST;

SN_API const struct sn_stat_totals *sn_stat_totals(const struct sn_stat *s);

/* The next node of the protocol tree in print order: *at is 0 for the first. False at the end. */
SN_API bool sn_stat_proto(struct sn_stat *s, uint32_t *at, struct sn_stat_proto *out);

/* The *n busiest by bytes, then packets, in out[]; *n becomes how many there are. */
SN_API enum sn_err sn_stat_hosts(const struct sn_stat *s, struct sn_stat_host *out, uint32_t *n,
                                 struct sn_diag *d) SN_MUST;
SN_API enum sn_err sn_stat_convs(const struct sn_stat *s, struct sn_stat_conv *out, uint32_t *n,
                                 struct sn_diag *d) SN_MUST;

/* How many different hosts and conversations there are, and what did not fit. */
struct sn_stat_size {
    uint32_t hosts, convs;
    struct sn_stat_sum other_hosts; /* counted once for each end that found no place */
    struct sn_stat_sum other_convs;
};
SN_API struct sn_stat_size sn_stat_size(const struct sn_stat *s);

/* The report, with the `top` busiest hosts and conversations, as tables (sn/report.h), and what is
 * known of the files; NULL: nothing. SN_ENOMEM when it can't be built. */
SN_API enum sn_err sn_stat_report(struct sn_stat *s, const struct sn_facts *f, struct sn_buf *b,
                                  enum sn_report_form form, uint32_t top,
                                  struct sn_diag *d) SN_MUST;

#endif
