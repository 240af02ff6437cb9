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
#include "sn/flow.h"
#include "sn/pcap.h"
#include "sn/report.h"

struct sn_stat;

/* What is wanted; what nobody asked for is not computed. The totals always are. */
enum {
    SN_STAT_PROTO = 1, /* the tree of protocols */
    SN_STAT_HOST = 2,
    SN_STAT_CONV = 4,
    SN_STAT_PORT = 8,
    SN_STAT_SIZE = 16,  /* sizes of packets */
    SN_STAT_RATE = 32,  /* packets over time */
    SN_STAT_TOTAL = 64, /* nothing else, if alone */
    SN_STAT_FLOW = 128, /* flows, as lib/flow tracks them */
    SN_STAT_ALL = 127,  /* but for flows */
};

struct sn_stat_opts {
    uint32_t want;      /* SN_STAT_…; 0: all */
    int64_t interval;   /* of the packets over time, ns; 0: a second */
    uint32_t max_hosts; /* 0: 1,048,576 */
    uint32_t max_convs; /* 0: 1,048,576 */
    uint32_t max_flows; /* 0: 1,048,576: tracked at a time, and kept of those that have ended */
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

struct sn_stat_port {
    uint16_t port;
    uint8_t proto;                     /* 6, 17, 132 */
    struct sn_stat_sum sent, received; /* with this source port, with this destination port */
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
#define SN_STAT_STAGES 3
struct sn_stat_part;

SN_API enum sn_err sn_stat_part_new(struct sn_stat_part **out, struct sn_stat *s,
                                    struct sn_diag *d) SN_MUST;
SN_API void sn_stat_part_free(struct sn_stat_part *p);
SN_API void sn_stat_part_begin(struct sn_stat_part *p);

/* The packet's bytes stay as they are until the stages are done. */
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

/* Which are chosen when there are too many, and the order they are in. Of what has the same, those
 * with more bytes come first, then those with more packets. Where there is no such thing (a host's
 * duration), the order is by bytes. */
enum sn_stat_order {
    SN_STAT_BY_BYTES,
    SN_STAT_BY_PACKETS,
    SN_STAT_BY_SENT,            /* bytes sent by the host, from the port, from a to b */
    SN_STAT_BY_RECEIVED,        /* … and the other way */
    SN_STAT_BY_NAME,            /* address, port, or both addresses; smallest first */
    SN_STAT_BY_FIRST,           /* earliest first */
    SN_STAT_BY_DURATION,        /* longest first */
    SN_STAT_BY_RETRANSMISSIONS, /* of flows, most first */
    SN_STAT_ORDERS
};

/* "bytes", "packets", "sent" …; NULL behind the last. */
SN_API const char *sn_stat_order_name(unsigned order);

/* The *n first by `by` in out[], in the order `sort`; *n becomes how many there are. */
SN_API enum sn_err sn_stat_hosts(const struct sn_stat *s, enum sn_stat_order by,
                                 enum sn_stat_order sort, struct sn_stat_host *out, uint32_t *n,
                                 struct sn_diag *d) SN_MUST;
SN_API enum sn_err sn_stat_convs(const struct sn_stat *s, enum sn_stat_order by,
                                 enum sn_stat_order sort, struct sn_stat_conv *out, uint32_t *n,
                                 struct sn_diag *d) SN_MUST;
SN_API enum sn_err sn_stat_ports(const struct sn_stat *s, enum sn_stat_order by,
                                 enum sn_stat_order sort, struct sn_stat_port *out, uint32_t *n,
                                 struct sn_diag *d) SN_MUST;

/* Sizes on the wire, in SN_STAT_SIZES bins: less than 20 bytes, 40, 80 … 5120, and the rest. */
#define SN_STAT_SIZES 10
struct sn_stat_bin {
    struct sn_stat_sum sum;
    uint32_t min, max; /* when there are packets */
};
SN_API const struct sn_stat_bin *sn_stat_sizes(const struct sn_stat *s);
SN_API void sn_stat_size_bounds(unsigned bin, uint32_t *from, uint32_t *to);

/* The interval with the most packets, the first of several. Intervals begin at multiples of their
 * width since 1970, and are twice as wide, and so on, when there are more than a million. False:
 * there is none. */
SN_API bool sn_stat_peak(const struct sn_stat *s, int64_t *from, int64_t *width,
                         struct sn_stat_sum *sum);

/* What one end of a flow sent: see struct sn_flow_side. */
struct sn_stat_way {
    struct sn_stat_sum sum;
    uint64_t payload;
    uint64_t retransmissions, out_of_order, gaps, zero_windows, dup_acks, keep_alives;
    uint64_t
        rtts; /* how often the time to an acknowledgment was measured; 0: the rest is nothing */
    int64_t rtt_min, rtt_sum; /* ns */
    uint8_t flags;            /* SN_TCP_… */
};

struct sn_stat_flow {
    struct sn_stat_addr a, b; /* a sent the first packet */
    uint16_t aport, bport;
    uint8_t proto;
    uint8_t state; /* enum sn_flow_state */
    bool tcp;      /* with ports: what is TCP's counts */
    uint32_t index;
    int64_t first, last; /* time stamps, ns */
    int64_t handshake;   /* ns; -1: unknown */
    struct sn_stat_way a_b, b_a;
};

/* The *n first flows, or TCP connections, by `by` in out[], in the order `sort`; *n becomes how
 * many there are, *all how many there are at all. */
SN_API enum sn_err sn_stat_flows(const struct sn_stat *s, bool tcp, enum sn_stat_order by,
                                 enum sn_stat_order sort, struct sn_stat_flow *out, uint32_t *n,
                                 uint32_t *all, struct sn_diag *d) SN_MUST;

/* All TCP connections together. */
#define SN_STAT_STATES 7
struct sn_stat_tcp {
    uint64_t connections, state[SN_STAT_STATES];         /* by enum sn_flow_state */
    struct sn_stat_way all;                              /* both ways, without flags */
    uint64_t handshakes;                                 /* 0: the rest is nothing */
    int64_t handshake_min, handshake_max, handshake_sum; /* ns */
};
SN_API struct sn_stat_tcp sn_stat_tcp(const struct sn_stat *s);

/* How many different hosts and conversations there are, and what did not fit. */
struct sn_stat_size {
    uint32_t hosts, convs, ports;
    struct sn_stat_sum other_hosts; /* counted once for each end that found no place */
    struct sn_stat_sum other_convs;
};
SN_API struct sn_stat_size sn_stat_size(const struct sn_stat *s);

/* ---- reports ---- */

/* A view: some of the tables, by name. */
struct sn_stat_view {
    const char *name;
    const char *title;     /* what it shows, for --help */
    uint64_t tables;       /* the report's own */
    uint32_t want;         /* SN_STAT_… that it needs */
    enum sn_stat_order by; /* what it is usually ordered by */
};

/* All views; the last has name NULL. The first is the summary. */
SN_API extern const struct sn_stat_view sn_stat_views[];

struct sn_stat_print {
    const struct sn_stat_view *view; /* NULL: the first */
    enum sn_report_form form;
    uint32_t top; /* rows of hosts, conversations, ports */
    enum sn_stat_order by, sort;
    bool bits; /* text: bits instead of bytes in the tables */
};

/* The report as tables (sn/report.h), with what is known of the files where the view has the
 * totals; f NULL: nothing. SN_ENOMEM when it can't be built. */
SN_API enum sn_err sn_stat_report(struct sn_stat *s, const struct sn_facts *f, struct sn_buf *b,
                                  const struct sn_stat_print *o, struct sn_diag *d) SN_MUST;

#endif
