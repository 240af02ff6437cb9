/*
 * Putting together again: the byte streams of TCP connections, and fragmented IP datagrams.
 *
 * Both are fed in the order of the capture, belong to one thread at a time, and are bounded: in
 * connections or datagrams, in bytes held for each and in all, and in time, by the packets' time
 * stamps. What is given up for a limit is reported. Callbacks must not call back.
 */
#ifndef SN_REASM_H
#define SN_REASM_H

#include "sn/dis.h"
#include "sn/flow.h"

/* ---- TCP ---- */

/* One direction of a connection. */
struct sn_reasm_stream {
    struct sn_flow_key key;
    bool from_b;  /* what b sends */
    bool started; /* a SYN was seen; otherwise the capture began in the middle */
    uint64_t at;  /* bytes reported so far, the missing ones included */
    void *user;   /* the callbacks' own, NULL at first; freed by end(), if need be */
};

enum sn_reasm_end {
    SN_REASM_FIN,   /* the sender closed it */
    SN_REASM_RST,   /* one end reset the connection */
    SN_REASM_ANEW,  /* another connection between the same ends began */
    SN_REASM_IDLE,  /* nothing came for idle_ns */
    SN_REASM_FULL,  /* it made way for another connection */
    SN_REASM_FREED, /* sn_reasm_free() */
};

struct sn_reasm_opts {
    uint32_t max_conns; /* connections, a power of two or rounded up to one; 0: 65,536 */
    uint32_t max_held;  /* bytes held of a stream until a gap is filled; 0: 1 MiB */
    size_t max_total;   /* … of all streams; 0: 64 MiB */
    int64_t idle_ns;    /* 0: 10 minutes */
    bool by_ack;        /* a gap is given up when the other end acknowledges bytes behind it */
    void *ctx;
    /* The next n bytes of a stream, in order, each byte once. p is valid during the call. */
    void (*data)(void *ctx, struct sn_reasm_stream *s, const uint8_t *p, uint32_t n);
    /* The next n bytes are not there: never seen, or not captured. */
    void (*missing)(void *ctx, struct sn_reasm_stream *s, uint32_t n);
    /* Nothing more comes; the last call for a stream. */
    void (*end)(void *ctx, struct sn_reasm_stream *s, enum sn_reasm_end why);
};

/* Bytes are held with 64 more for each piece, and at most so many pieces of a stream. */
#define SN_REASM_PIECES_MAX 4096

struct sn_reasm;

/* All three callbacks must be there. SN_ENOMEM. */
SN_API enum sn_err sn_reasm_new(struct sn_reasm **out, const struct sn_reasm_opts *o,
                                struct sn_diag *d) SN_MUST;
SN_API void sn_reasm_free(struct sn_reasm *r); /* reports what is held, and ends */

/* A segment whose payload of s->len bytes, of which n were captured, is at p; NULL is allowed for
 * none. A stream begins at its SYN, or at the first segment seen; what is in front of that, and
 * what lies more than a window (2^30) behind, is left out. Where segments overlap the first one
 * seen counts. Without memory to hold a segment it is as if it had not been captured. */
SN_API void sn_reasm_segment(struct sn_reasm *r, const struct sn_segment *s, const uint8_t *p,
                             uint32_t n, int64_t ts);

/* The same for each TCP segment of a dissected packet that is not a fragment. */
SN_API void sn_reasm_packet(struct sn_reasm *r, const struct sn_dissection *x,
                            const struct sn_pkt *p);

/* … for segment number i alone. */
SN_API void sn_reasm_one(struct sn_reasm *r, const struct sn_dissection *x, uint32_t i,
                         const struct sn_pkt *p);

/* The stream of one direction of the connection between these ends, begun or not; NULL: it has no
 * such connection. */
SN_API const struct sn_reasm_stream *sn_reasm_find(const struct sn_reasm *r,
                                                   const struct sn_ends *ends, bool from_b);

/* Gives up the gaps in what src sends to dst: what is held behind them is passed on. */
SN_API void sn_reasm_skip(struct sn_reasm *r, const struct sn_ends *ends);

struct sn_reasm_stats {
    uint32_t conns;     /* now */
    size_t held;        /* bytes held now, with 64 more for each piece */
    uint64_t missing;   /* bytes reported as missing */
    uint64_t repeated;  /* bytes that came again */
    uint64_t forgotten; /* connections that made way for others */
    uint64_t expired;   /* … that were idle */
    uint64_t outside;   /* segments more than a window away */
};
SN_API struct sn_reasm_stats sn_reasm_stats(const struct sn_reasm *r);

/* ---- IP ---- */

/* A fragment: of IPv4 (RFC 791), or of IPv6 (RFC 8200 4.5). */
struct sn_frag {
    const uint8_t *head;    /* what is in front of the fragmented part */
    const uint8_t *p;       /* the fragment's part, n bytes of which were captured */
    uint32_t headlen;       /* IPv4: the header; IPv6: up to the fragment header */
    uint32_t next;          /* IPv6: where in head the number of the next header is */
    uint32_t n, len;        /* captured; by the header's length */
    uint32_t id, off;       /* off: of its part, in bytes, a multiple of 8 */
    bool more;              /* it is not the last */
    uint8_t version, proto; /* proto: what the fragmented part begins with */
};

/* Reads the IP header at p, of which n bytes were captured. False: no fragment, or its headers are
 * not all there. */
SN_API bool sn_frag_read(struct sn_frag *f, const uint8_t *p, uint32_t n);

struct sn_frags;

struct sn_frags_opts {
    uint32_t max_datagrams; /* incomplete ones, a power of two or rounded up to one; 0: 4096 */
    size_t max_total;       /* bytes held; 0: 32 MiB */
    int64_t timeout_ns;     /* from the first fragment seen; 0: 60 s, as in RFC 8200 */
};

enum sn_frag_result {
    SN_FRAG_HELD,    /* more are needed */
    SN_FRAG_WHOLE,   /* the datagram is complete */
    SN_FRAG_DROPPED, /* the fragment is of no use: see struct sn_frags_stats */
};

/* SN_ENOMEM. */
SN_API enum sn_err sn_frags_new(struct sn_frags **out, const struct sn_frags_opts *o,
                                struct sn_diag *d) SN_MUST;
SN_API void sn_frags_free(struct sn_frags *f);

/* Adds a fragment. SN_FRAG_WHOLE: *packet is the datagram with its IP header, as if it had never
 * been fragmented (link type SN_LINK_RAW), *len bytes, valid until the next call. Of overlapping
 * fragments the first one counts in IPv4; in IPv6 the datagram is dropped with all its fragments
 * (RFC 5722), but for exact repetitions. */
SN_API enum sn_frag_result sn_frags_add(struct sn_frags *f, const struct sn_frag *in, int64_t ts,
                                        const uint8_t **packet, uint32_t *len);

/* Of the datagram completed last: bytes of headers in front of what was fragmented. */
SN_API uint32_t sn_frags_headlen(const struct sn_frags *f);

struct sn_frags_stats {
    uint32_t held;      /* incomplete datagrams now */
    size_t bytes;       /* that they take */
    uint64_t whole;     /* datagrams completed */
    uint64_t expired;   /* datagrams given up: for the time, */
    uint64_t forgotten; /* … for want of room, */
    uint64_t overlaps;  /* … for overlaps (IPv6) */
    uint64_t bad;       /* fragments with impossible offsets or lengths */
    uint64_t cut;       /* fragments that were not captured whole */
};
SN_API struct sn_frags_stats sn_frags_stats(const struct sn_frags *f);

#endif
