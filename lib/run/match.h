/*
 * Conditions on fields (sn/where.h) in the packet loop.
 *
 * A packet is tried by any thread as soon as it is dissected; what that can't decide, since earlier
 * packets tell, is decided in the order of the stream: numbers, answers, what a fragment completes,
 * and the messages that a segment completes.
 */
#ifndef SN_RUN_MATCH_H
#define SN_RUN_MATCH_H

#include "sn/flow.h"
#include "sn/messages.h"
#include "sn/reasm.h"
#include "sn/stream.h"
#include "sn/where.h"

enum match { MATCH_NO, MATCH_YES, MATCH_LATER };

/* The times between packets, for their frames. */
struct sn_times {
    int64_t first, prev, shown; /* of the packet before that was shown */
    bool any, any_shown;
};

/* The next packet of the stream; *fr is its frame. */
void sn_times_next(struct sn_times *t, struct sn_frame *fr);

/* It is shown. */
void sn_times_shown(struct sn_times *t, const struct sn_frame *fr);

/* What spans datagrams. */
struct sn_match_udp {
    struct sn_messages *messages; /* NULL: nothing is put together, and nothing opened */
    struct sn_opener *opener;     /* NULL: nothing is opened */
};

/* Datagrams are opened with secrets (NULL: it isn't). SN_ENOMEM: what was made is freed by
 * sn_match_udp_free(). */
enum sn_err sn_match_udp_init(struct sn_match_udp *u, const struct sn_secrets *secrets,
                              struct sn_diag *d) SN_MUST;
void sn_match_udp_free(struct sn_match_udp *u);

/* What is decided with, by the one thread that sees the packets in their order. */
struct sn_match {
    const struct sn_where_expr *where;
    struct sn_flow *flow;       /* NULL: the caller's tables have seen the packets, also */
    struct sn_streams *streams; /* (NULL: nothing of them is asked) */
    struct sn_match_udp udp;    /* (likewise) */
    struct sn_frags *frags;     /* (NULL: fragments don't wait) */
    uint64_t n;                 /* packets so far */
};

/* Bytes of streams and datagrams that the packets of a piece are given. */
#define MATCH_PARTS_MAX ((size_t)64 << 20)

/* A thread's state. */
struct sn_matcher {
    struct sn_where_eval *eval;
    struct sn_dis *again;  /* for packets that earlier ones tell more about */
    struct sn_arena parts; /* what dissections are given by sn_match_decide() */
    bool ordered, streams;
};

/* What must be wanted of dissections. `whole`: fragments of datagrams wait for each other, which
 * takes that none was left out. */
uint32_t sn_match_want(const struct sn_where_expr *w, const struct sn_secrets *secrets, bool whole);

/* What must be wanted instead when these secrets (NULL: none) open packets inside packets: headers
 * alone don't have them. */
uint32_t sn_match_inside(uint32_t want, const struct sn_secrets *secrets);

/* Whether it asks for what streams put together, or secrets open. */
bool sn_match_streams(const struct sn_where_expr *w, const struct sn_secrets *secrets);

/* With tables of its own, or without. TLS in streams is opened with secrets (NULL: it isn't).
 * SN_ENOMEM. */
enum sn_err sn_match_init(struct sn_match *m, const struct sn_where_expr *w, bool own, bool whole,
                          const struct sn_secrets *secrets, struct sn_diag *d) SN_MUST;
void sn_match_free(struct sn_match *m);

/* o: of the contexts that dissect for it. SN_ENOMEM. */
enum sn_err sn_matcher_init(struct sn_matcher *t, const struct sn_where_expr *w,
                            const struct sn_dis_opts *o, const struct sn_secrets *secrets,
                            struct sn_diag *d) SN_MUST;
void sn_matcher_free(struct sn_matcher *t);

/* Dissections are forgotten: so is what they were given. */
static inline void sn_matcher_reset(struct sn_matcher *t)
{
    if (t->parts.used)
        sn_arena_reset(&t->parts);
}

/* A fragment that completes a datagram is dissected as the whole of it, by d, which had x: that, or
 * x. What the datagram is made of is kept in the arena. */
struct sn_dissection *sn_match_whole(struct sn_frags *frags, struct sn_dis *d,
                                     struct sn_dissection *x, const struct sn_pkt *p,
                                     struct sn_arena *a);

/* Tries a packet. One that doesn't match has to be seen in order nonetheless when
 * sn_match_needs_order() says so. */
enum match sn_match_try(struct sn_matcher *t, const struct sn_dissection *x,
                        const struct sn_frame *fr);

static inline bool sn_match_needs_order(const struct sn_matcher *t, const struct sn_dissection *x)
{
    return t->ordered || x->nmemo || x->npiece || x->sealed || x->whole.ip ||
           (t->streams && x->nsegment);
}

/* Answers the pieces of a packet that was recalled (sn_flow_recall), also those that its answers
 * let find, or that secrets open: by `again`. What they are given is kept in the arena. */
void sn_match_messages(const struct sn_match_udp *u, struct sn_dissection *x, struct sn_dis *again,
                       const struct sn_pkt *p, struct sn_arena *a);

/* Sees a packet in order, which d dissected; whether it matches. Its frame is numbered anew. */
bool sn_match_decide(struct sn_match *m, struct sn_matcher *t, struct sn_dis *d,
                     struct sn_dissection *x, struct sn_frame *fr, enum match tried);

#endif
