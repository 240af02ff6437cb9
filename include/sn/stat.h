/*
 * Statistics of a stream of packets: totals, the tree of protocols, hosts, conversations.
 *
 * Bytes are bytes on the wire (a packet's len), not captured bytes, wherever nothing else is said;
 * that is what capinfos calls "data size" and tshark's hierarchy counts. A host or conversation is
 * taken from the outermost IPv4 or IPv6 header of a packet.
 *
 * Memory is bounded: past the limit of different hosts or conversations the busiest of further ones
 * are estimated (struct sn_stat_size), and the report says so.
 */
#ifndef SN_STAT_H
#define SN_STAT_H

#include "sn/buf.h"
#include "sn/dis.h"
#include "sn/facts.h"
#include "sn/flow.h"
#include "sn/io.h"
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
    SN_STAT_ALL = 127,  /* but for flows and what follows */
    SN_STAT_VLAN = 256,
    SN_STAT_DNS = 512, /* what is said, counted by its values */
    SN_STAT_HTTP = 1024,
    SN_STAT_TLS = 2048, /* of QUIC and DTLS, too */
    SN_STAT_ARP = 4096,
    SN_STAT_NOTE = 8192,     /* what looks wrong */
    SN_STAT_SUMS = 16384,    /* … and wrong checksums */
    SN_STAT_NAME = 32768,    /* the names of flows */
    SN_STAT_PROCESS = 65536, /* whose packets they are (sn/process.h) */
};

struct sn_stat_opts {
    uint32_t want;      /* SN_STAT_…; 0: all */
    int64_t interval;   /* of the packets over time, ns; 0: a second */
    uint32_t max_hosts; /* 0: 1,048,576 */
    uint32_t max_convs; /* 0: 1,048,576 */
    uint32_t max_flows; /* 0: 1,048,576: tracked at a time, and kept of those that have ended */
    /* ns; 0: none. A flow ends when nothing came for so long, or after so long, and what follows is
     * another flow. */
    int64_t idle, active;
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
#define SN_STAT_STAGES 4
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
    SN_STAT_BY_FAILURES,        /* of what is asked for, most first */
    SN_STAT_ORDERS
};

/* "bytes", "packets", "sent" …; NULL behind the last. */
SN_API const char *sn_stat_order_name(unsigned order);

/* The *n first by `by` in out[], in the order `sort`; *n becomes how many there are. */
SN_API enum sn_err sn_stat_hosts(struct sn_stat *s, enum sn_stat_order by, enum sn_stat_order sort,
                                 struct sn_stat_host *out, uint32_t *n, struct sn_diag *d) SN_MUST;
SN_API enum sn_err sn_stat_convs(const struct sn_stat *s, enum sn_stat_order by,
                                 enum sn_stat_order sort, struct sn_stat_conv *out, uint32_t *n,
                                 struct sn_diag *d) SN_MUST;
SN_API enum sn_err sn_stat_ports(struct sn_stat *s, enum sn_stat_order by, enum sn_stat_order sort,
                                 struct sn_stat_port *out, uint32_t *n, struct sn_diag *d) SN_MUST;

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
    const char *name; /* the first that is asked for in it, any bytes; NULL: none */
    uint8_t nname;    /* bytes */
    uint8_t named_by; /* enum sn_stat_kind: SN_STAT_DNS_NAME, …HTTP_HOST or …TLS_SERVER */
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

/* ---- what is said ---- */

enum sn_stat_kind {
    SN_STAT_DNS_NAME,
    SN_STAT_DNS_TYPE, /* number: of the query's type */
    SN_STAT_DNS_CODE, /* number: of the response */
    SN_STAT_HTTP_HOST,
    SN_STAT_HTTP_METHOD,
    SN_STAT_HTTP_CODE,
    SN_STAT_HTTP_AGENT,
    SN_STAT_HTTP_SERVER,
    SN_STAT_TLS_SERVER,  /* the name that a client asks for */
    SN_STAT_TLS_VERSION, /* that a server chose */
    SN_STAT_TLS_CIPHER,
    SN_STAT_TLS_CLIENT,  /* JA4 */
    SN_STAT_ARP_ADDRESS, /* number: an IPv4 address; text: the hardware address that it is at */
    /* number: its user's and, in the lower half, its own; text: its name, its user's and its
     * container's, each with a NUL behind it */
    SN_STAT_PROCESS_NAME,
    SN_STAT_KINDS
};

/* Times from a question to its answer, ns. */
struct sn_stat_times {
    uint64_t n; /* 0: the rest is nothing */
    int64_t min, max, sum;
};

struct sn_stat_value {
    uint8_t kind;               /* enum sn_stat_kind */
    uint32_t n;                 /* bytes of text */
    const char *text;           /* any bytes, as long as the statistics are; a NUL is behind them */
    uint64_t number;            /* 0 without a number */
    struct sn_stat_sum sum;     /* packets that say it; of a name or host: that ask for it */
    uint64_t replies;           /* answers about it; of an ARP address: replies that say it */
    uint64_t failures;          /* … of these, answers that are errors; of an ARP address: packets
                                   that say it though another hardware address had it before */
    struct sn_stat_times times; /* of the answers */
};

/* The *n first by `by`, in the order `sort`; *n becomes how many there are. `by` may be bytes,
 * packets, name, duration (the average time) or failures; what else there is means packets. */
SN_API enum sn_err sn_stat_values(const struct sn_stat *s, enum sn_stat_kind kind,
                                  enum sn_stat_order by, enum sn_stat_order sort,
                                  struct sn_stat_value *out, uint32_t *n,
                                  struct sn_diag *d) SN_MUST;

/* How many different values of a kind there are, and the packets of those that found no room. */
SN_API uint32_t sn_stat_value_count(const struct sn_stat *s, enum sn_stat_kind kind,
                                    struct sn_stat_sum *other);

/* Packets whose process is known, also of processes that found no room. */
SN_API struct sn_stat_sum sn_stat_processes(const struct sn_stat *s);

/* The name of a value's number, such as "NXDomain"; NULL: it has none. */
SN_API const char *sn_stat_value_name(const struct sn_stat_value *v);

/* Questions and answers of a protocol. */
struct sn_stat_talk {
    uint64_t queries, responses, failures;
    uint64_t repeated;   /* DNS: queries that were sent again before an answer came */
    uint64_t unanswered; /* of DNS: queries that have no response, as far as is remembered */
    struct sn_stat_times times;
};
SN_API struct sn_stat_talk sn_stat_dns(const struct sn_stat *s);
SN_API struct sn_stat_talk sn_stat_http(const struct sn_stat *s);

/* TLS: hellos of clients and servers. */
SN_API struct sn_stat_talk sn_stat_tls(const struct sn_stat *s);

/* ARP: requests and replies; failures are packets that say an address is at another hardware
 * address than before; repeated are gratuitous ones. */
SN_API struct sn_stat_talk sn_stat_arp(const struct sn_stat *s);

/* A VLAN by its ID, from 0 to 4095: packets with a tag of it, one of several or the only one. */
SN_API struct sn_stat_sum sn_stat_vlan(const struct sn_stat *s, unsigned id);

/* ---- what looks wrong ---- */

enum sn_stat_note {
    SN_STAT_NOTE_CUT,
    SN_STAT_NOTE_BACKWARDS, /* older than the packet in front of it */
    SN_STAT_NOTE_LOST,      /* packets that the capture says were lost */
    SN_STAT_NOTE_DUPLICATE, /* the same bytes as one of the five packets in front of it */
    SN_STAT_NOTE_TCP, /* what Wireshark's analysis says of segments, by enum sn_derived_field */
    SN_STAT_NOTE_TCP_END = SN_STAT_NOTE_TCP + SN_DERIVED_TCP_FIELDS - SN_DERIVED_RETRANSMISSION - 1,
    SN_STAT_NOTE_RESET,
    SN_STAT_NOTE_DNS_FAILURE,
    SN_STAT_NOTE_ARP_CONFLICT,
    SN_STAT_NOTE_UNREACHABLE,
    SN_STAT_NOTE_EXPIRED,
    SN_STAT_NOTE_CHECKSUM,
    SN_STAT_NOTES
};

/* Packets with such a note; with the facts of the files where these tell, f NULL: nothing. */
SN_API uint64_t sn_stat_note(const struct sn_stat *s, const struct sn_facts *f,
                             enum sn_stat_note note);

/* ---- saved statistics ---- */

/*
 * What statistics hold, as bytes that other statistics can be made of or added to: sn-state(5). The
 * sums of parts of a capture are those of the whole, exactly for packets, bytes, protocols, hosts,
 * ports, conversations, sizes and intervals, as long as tables have room; what depends on the order
 * of packets across the parts is not: see struct sn_stat_parts.
 */
SN_API void sn_stat_save(struct sn_stat *s, const struct sn_facts *f, struct sn_buf *b);

/* Adds what was saved. SN_EFORMAT and SN_ETRUNC, with the byte, for what is no such thing or
 * damaged: then nothing is added unless the bytes were made to deceive. SN_EUNSUPPORTED: of another
 * version, or a protocol in it is unknown. SN_EUSAGE: it doesn't hold what is wanted here, or its
 * intervals are others. SN_ENOMEM. */
SN_API enum sn_err sn_stat_load(struct sn_stat *s, const void *p, size_t n,
                                struct sn_diag *d) SN_MUST;

/* The same of all that a source brings, to its end. */
SN_API enum sn_err sn_stat_load_src(struct sn_stat *s, struct sn_src *src,
                                    struct sn_diag *d) SN_MUST;

struct sn_stat_parts {
    uint32_t parts; /* that were added; 0: the rest is nothing */
    /* Conversations of TCP that are in several, and their packets: by at most so many the numbers
     * of retransmissions, segments out of order, gaps, duplicate ACKs, keep-alives and round trips
     * may be off. A flow that goes on in another part is two. */
    uint64_t convs, packets;
};
SN_API struct sn_stat_parts sn_stat_parts(const struct sn_stat *s);

/* How many different hosts and conversations there are. When a table is full (packets in other_…
 * > 0) these are estimates, with a standard error of 0.81 %; further ones are among the busiest
 * with what was counted of them since they were last among the busiest, of which at most missed_…
 * bytes are not in it. */
struct sn_stat_size {
    uint32_t hosts, convs, ports;
    struct sn_stat_sum other_hosts; /* counted once for each end that found no place */
    struct sn_stat_sum other_convs;
    uint64_t missed_hosts, missed_convs;
};
SN_API struct sn_stat_size sn_stat_size(struct sn_stat *s);

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
    bool bits;                    /* text: bits instead of bytes in the tables */
    struct sn_report_style style; /* of text */
    int64_t from, width;       /* ns; width above 0: said in front, the interval that was counted */
    const char *const *inputs; /* names of what was read, for commands that show packets */
    size_t ninputs;
};

/* The report as tables (sn/report.h), with what is known of the files where the view has the
 * totals; f NULL: nothing. HTML has the tables of all views. SN_ENOMEM when it can't be built. */
SN_API enum sn_err sn_stat_report(struct sn_stat *s, const struct sn_facts *f, struct sn_buf *b,
                                  const struct sn_stat_print *o, struct sn_diag *d) SN_MUST;

/* The totals, the protocols, and how many hosts and conversations there are as metrics
 * (sn/metrics.h) whose names begin with snstat_. lost: packets; SN_UNKNOWN: not known. */
SN_API void sn_stat_metrics(struct sn_stat *s, uint64_t lost, struct sn_buf *b);

/* SN_STAT_… that a page of HTML shows. */
SN_API uint32_t sn_stat_page_want(void);

#endif
