/*
 * Connections: what spans packets.
 *
 * Dissection keeps no state; a table of connections sees the packets in the order of the stream and
 * writes what it knows into their dissections (struct sn_segment in sn/dis.h). A table belongs to
 * one thread at a time. Memory is bounded: at the limit a new connection takes the place of one
 * that was not seen for long, and is counted.
 */
#ifndef SN_FLOW_H
#define SN_FLOW_H

#include "sn/dis.h"
#include "sn/pcap.h"

/* ---- which flow ---- */

/* The key of a flow, the same for both directions: of its two ends `a` is the one with the larger
 * port, or with equal ports the larger address. Two keys are equal when all their words are. */
struct sn_flow_key {
    uint64_t a[2], b[2]; /* addresses, as their bytes lie in memory; IPv4: 4 bytes, then zeros */
    uint64_t rest;       /* a's port, b's port: 16 bits each; 16 zeros, IP version, protocol */
};

static inline uint16_t sn_flow_aport(const struct sn_flow_key *k)
{
    return (uint16_t)(k->rest >> 48);
}

static inline uint16_t sn_flow_bport(const struct sn_flow_key *k)
{
    return (uint16_t)(k->rest >> 32);
}

static inline uint8_t sn_flow_version(const struct sn_flow_key *k)
{
    return (uint8_t)(k->rest >> 8);
}

static inline uint8_t sn_flow_proto(const struct sn_flow_key *k)
{
    return (uint8_t)k->rest;
}

/* Makes the key of two ends, whose version is 4 or 6. True: the packet goes from b to a. */
SN_API bool sn_flow_key(struct sn_flow_key *k, const struct sn_ends *ends);

/*
 * A number for the flow that a packet belongs to, the same in both directions: of protocol,
 * addresses and ports for IPv4 and IPv6 (below any VLAN tags; fragments: without ports), of the
 * hardware addresses and the type for other Ethernet frames, of the first bytes for what has
 * neither. The same in every run and on every machine.
 */
SN_API uint64_t sn_flow_hash(uint32_t linktype, const uint8_t *data, uint32_t caplen);

/* ---- connections ---- */

/* What is wanted of a table of connections; what nobody asked for is not computed. */
enum {
    SN_FLOW_STATE = 1, /* what struct sn_flow_conn holds of TCP connections */
    SN_FLOW_SHOWN = 4, /* numbers of TCP relative as Wireshark shows them, for fields */
    SN_FLOW_ALL = 2, /* with SN_FLOW_STATE: also of flows that are not TCP, without what is TCP's */
};

enum sn_flow_state {
    SN_FLOW_UNKNOWN,      /* not TCP, or nothing told yet */
    SN_FLOW_SYN_SENT,     /* a SYN was seen */
    SN_FLOW_SYN_RECEIVED, /* … and the SYN that answers it */
    SN_FLOW_ESTABLISHED,  /* … and the ACK for that, or the capture begins with data */
    SN_FLOW_CLOSING,      /* one end sent FIN */
    SN_FLOW_CLOSED,       /* both did */
    SN_FLOW_RESET,        /* one end sent RST */
};

/* What one end of a connection sent. Times and durations are nanoseconds. */
struct sn_flow_side {
    uint64_t packets, bytes; /* on the wire */
    uint64_t payload;        /* bytes of TCP payload, those sent again included */
    uint32_t isn;            /* the first sequence number: the SYN's, or of the first segment */
    uint32_t next;           /* one behind the highest sequence number sent */
    uint32_t ack;            /* the last acknowledgment */
    uint16_t window;         /* the last window, as it is in the header */
    uint8_t flags;           /* SN_TCP_… of all segments together */
    bool begun;              /* isn and next are known */
    bool acked;              /* ack is known */
    bool timing;             /* rtt_seq and rtt_at are of data that awaits its ACK */
    uint32_t retransmissions, out_of_order, gaps, zero_windows, dup_acks, keep_alives;
    /* The time from data to its acknowledgment, one measure at a time and none of data that was
     * sent again (Karn's algorithm, RFC 6298). */
    uint32_t rtts; /* how many; 0: the next three are nothing */
    int64_t rtt_last, rtt_min, rtt_sum;
    /* For the numbers above. */
    uint32_t rtt_seq, gap_from, gap_to;
    int64_t rtt_at, gap_at;
};

struct sn_flow_conn {
    struct sn_flow_key key;
    uint32_t table;   /* the table's own */
    uint32_t base[2]; /* what a's and b's sequence numbers are shown relative to */
    /* The number by first appearance, from 0: of TCP connections, of UDP flows, of others. As
     * Wireshark's tcp.stream, a SYN with another number, or behind a FIN or RST, begins anew. */
    uint32_t index;
    uint8_t state;  /* enum sn_flow_state */
    bool based;     /* base is known */
    bool b_began;   /* the first packet came from b */
    uint8_t opener; /* who sent the SYN without ACK: 1 a, 2 b, 0 unknown */
    /* The table of a flow without SN_FLOW_STATE and SN_FLOW_SHOWN ends here: 64 bytes. */
    _Alignas(
        8) uint32_t shown[2]; /* what a's and b's are shown relative to by Wireshark's rules … */
    bool shown_known[2];      /* … if it is known */
    /* … and with SN_FLOW_SHOWN here. */
    int64_t first, last;         /* time stamps: earliest, latest, ns since 1970 */
    int64_t syn_at;              /* when, if opener says who */
    int64_t handshake;           /* from the SYN to the ACK of the SYN that answers; -1: unknown */
    struct sn_flow_side side[2]; /* what a sent, what b sent */
};

struct sn_flow_opts {
    /* Connections remembered, a power of two or rounded up to one; 0: 1,048,576. Each takes 64
     * bytes, with SN_FLOW_SHOWN 80, with SN_FLOW_STATE sizeof(struct sn_flow_conn). */
    uint32_t max_conns;
    uint32_t want; /* SN_FLOW_… */
    /* With SN_FLOW_STATE, ns, 0: none: a flow ends when no packet came for longer than idle, or
     * when it is longer than active, and the next packet begins another. */
    int64_t idle, active;
    uint32_t max_memos; /* values remembered (sn_flow_recall); 0: 65,536. Rounded up likewise */
    /* With SN_FLOW_STATE: a connection is forgotten, for another, for its successor with the same
     * ends, or since the table is freed. May be NULL. */
    void *ctx;
    void (*ended)(void *ctx, const struct sn_flow_conn *c);
};

struct sn_flow;

/* SN_ENOMEM. */
SN_API enum sn_err sn_flow_new(struct sn_flow **out, const struct sn_flow_opts *o,
                               struct sn_diag *d) SN_MUST;
SN_API void sn_flow_free(struct sn_flow *f);

/* Looks up the connections of a packet's TCP segments and fills in what their numbers are shown
 * relative to. */
SN_API void sn_flow_packet(struct sn_flow *f, struct sn_dissection *x);

/* Makes the records of fields that follow from earlier packets (struct sn_derived in sn/dis.h),
 * with Wireshark's values; every packet counts as a frame, also one that has none. At most 262,144
 * TCP connections, as many UDP flows and 65,536 requests are remembered, and 64 MiB of what TCP
 * segments were not acknowledged. Without memory fields are missing. */
SN_API void sn_flow_derive(struct sn_flow *f, struct sn_dissection *x, const struct sn_pkt *p);

/* The same of requests and replies that only streams see (sn_streams_packet() has seen the packet):
 * a request in several segments is where it ends, and those inside TLS are found. */
SN_API void sn_flow_deals(struct sn_flow *f, const struct sn_dissection *x, const struct sn_pkt *p);

/* What a packet is in its connection. */
enum {
    SN_FLOW_NEW = 1,            /* the first packet of a connection */
    SN_FLOW_RETRANSMISSION = 2, /* bytes that were seen, or of a gap and late */
    SN_FLOW_OUT_OF_ORDER = 4,   /* fills a gap within the time of the handshake (or 3 ms) */
    SN_FLOW_GAP = 8,            /* the bytes in front of it were not seen yet */
    SN_FLOW_ZERO_WINDOW = 16,   /* its sender takes no more */
    SN_FLOW_DUP_ACK = 32,       /* acknowledges the same again while data is under way */
    SN_FLOW_KEEP_ALIVE = 64,    /* at most a byte, one in front of what comes next */
};

struct sn_flow_seen {
    const struct sn_flow_conn *conn; /* valid until the next packet; NULL: forgotten already */
    bool from_b;
    uint32_t what; /* SN_FLOW_NEW … */
    int64_t rtt;   /* between the data that this packet acknowledges and it; -1: not measured */
};

/* With SN_FLOW_STATE: the same as sn_flow_packet(), and counts the packet in the state of its
 * connections: one for each TCP segment, or, without those and with SN_FLOW_ALL, the flow of its
 * ends. Returns how many, and fills seen[]. */
SN_API uint32_t sn_flow_track(struct sn_flow *f, struct sn_dissection *x, const struct sn_pkt *p,
                              struct sn_flow_seen seen[SN_SEGMENTS_MAX]);

/* With SN_FLOW_STATE: the next connection that is remembered, in no order; *at is 0 for the first.
 * NULL at the end. */
SN_API const struct sn_flow_conn *sn_flow_next(const struct sn_flow *f, uint32_t *at);

struct sn_flow_stats {
    uint32_t conns;           /* remembered now */
    uint32_t tcp, udp, other; /* indexes given, with SN_FLOW_STATE */
    uint64_t conns_forgotten; /* for want of room */
    uint32_t memos;           /* remembered now */
    uint64_t memos_forgotten; /* for want of room */
};
SN_API struct sn_flow_stats sn_flow_stats(const struct sn_flow *f);

/* ---- what protocols remember ---- */

/* Remembers what the packet leaves for later ones, and answers what it asks of earlier ones, in the
 * order in which it does: see struct sn_memo in sn/dis.h. A value replaces the one that was left
 * before under the same key between the same hosts. Not so in a ring: a search goes round it from
 * the value that was found last, and ends at the first of the key. Without memory nothing is
 * remembered. */
SN_API void sn_flow_recall(struct sn_flow *f, struct sn_dissection *x);

#endif
