/* Derived fields: what derive.c and analysis.c share. */
#ifndef SN_FLOW_DERIVE_H
#define SN_FLOW_DERIVE_H

#include "base/mix.h"
#include "flow/flow.h"
#include "flow/key.h"

/* A segment whose bytes were not acknowledged yet. */
struct sn_tcp_unacked {
    uint32_t seq, end; /* the first byte's number, one behind the last's; a SYN or FIN is one */
    uint64_t frame;
    int64_t at;
};

/* What one end of a connection sent. */
struct sn_tcp_side {
    uint32_t isn;          /* of the SYN; of the first segment, less 1 */
    uint32_t next;         /* one behind the highest number sent, */
    uint32_t due;          /* … and so that all in front of it was seen */
    uint32_t ack;          /* the last header's */
    uint32_t window;       /* likewise, as it stands there; UINT32_MAX: none was seen */
    uint32_t pushed;       /* bytes since the last segment with PSH */
    uint32_t sacked;       /* bytes that the last segment's SACK blocks have (RFC 2018) */
    uint32_t dup_acks;     /* … or SN_TCP_BEYOND */
    uint32_t marks;        /* of the last segment */
    uint64_t next_frame;   /* the packet that `next` is of, */
    int64_t next_at;       /* and its time */
    uint64_t ack_frame;    /* the first packet with this ack */
    int64_t ack_at;        /* the time of the last one */
    int16_t scale;         /* of its windows; SN_TCP_SCALE_… */
    bool isn_known, begun; /* begun: next and due are known */
    bool counts;           /* bytes in flight can be told */
    bool push;             /* the last segment with payload had PSH */
    bool syn;              /* the window is a SYN's */
    bool beyond;           /* since its last ACK the other end acknowledged what was not seen */
    /* What wasn't acknowledged, oldest first. */
    struct sn_tcp_unacked *unacked;
    uint32_t n, room;
};

enum { SN_TCP_SCALE_UNKNOWN = -1, SN_TCP_SCALE_NONE = -2 };

struct sn_tcp_conn {
    struct sn_flow_key key;
    uint32_t seen; /* the table's */
    uint32_t index;
    int64_t first, last;
    int64_t syn_at;      /* the last SYN's */
    int64_t initial_rtt; /* 0: unknown */
    uint8_t complete;    /* tcp.completeness */
    bool goes_on;        /* a segment of it was seen before */
    struct sn_tcp_side side[2];
};

/* Bytes that the lists of all connections take. */
struct sn_tcp_memory {
    size_t used;
};

/* A segment that is looked at: of it, numbers, length, window and flags. */
struct sn_tcp_look {
    struct sn_derived *v; /* for sn_tcp_analyse() */
    const struct sn_segment *s;
    const uint8_t *options;
    uint8_t noptions;
    struct sn_tcp_conn *conn;
    struct sn_tcp_memory *memory;
    int64_t ts;
    uint64_t frame;
    bool from;   /* which side's */
    bool reused; /* it begins a connection between the ends of an earlier one */
    /* what is found */
    uint32_t marks; /* 1 << (enum sn_derived_field - SN_DERIVED_RETRANSMISSION) */
    uint64_t acks_frame, rto_frame, dup_frame;
    int64_t ack_rtt, rto;
    uint8_t complete; /* of the connection before this segment */
    bool beyond;      /* it acknowledges what was not seen */
    uint32_t dup_num, in_flight, pushed;
};

static inline void sn_derived_put(struct sn_derived *v, unsigned field, uint64_t u)
{
    v->rec[v->n++] =
        (struct sn_rec){.field = (uint16_t)(v->first + field), .flags = SN_REC_MADE, .u = u};
}

void sn_tcp_conn_init(struct sn_tcp_conn *c, uint32_t index, int64_t ts);
void sn_tcp_conn_free(struct sn_tcp_memory *m, struct sn_tcp_conn *c);

/* Whether the segment begins another connection between the same ends. */
bool sn_tcp_begins_anew(const struct sn_tcp_look *k);

/* What the segment is in its connection, as records of k->v. */
void sn_tcp_analyse(struct sn_tcp_look *k);

/* The same of a segment that an ICMP message quotes, which counts as seen but is not analysed. */
void sn_tcp_quoted(struct sn_tcp_look *k);

/* The same, only k->marks. What is remembered is less: one of the two for all of a connection. */
void sn_tcp_mark(struct sn_tcp_look *k);

/* The hash of a key for sn_flow_mark(). */
static inline uint64_t sn_flow_mark_hash(const struct sn_flow_key *key)
{
    return sn_hash_words(key, sizeof *key, SN_MIX0);
}

/* What sn_flow_derive() finds unusual of a segment, alone, as k->marks: of k are given s, options,
 * ts and from; `hash` is the key's. For contexts that never see sn_flow_derive(). Without memory
 * there are no marks. */
void sn_flow_mark(struct sn_flow *f, const struct sn_flow_key *key, uint64_t hash,
                  struct sn_tcp_look *k);

/* Tells the processor that a key will soon be asked for. */
void sn_flow_mark_prefetch(const struct sn_flow *f, uint64_t hash);

#endif
