/*
 * What protocols over UDP say in messages that lie in several datagrams (DTLS's handshake, the
 * CRYPTO frames of QUIC): put together from the pieces that dissection finds (struct sn_piece), in
 * whatever order they come. The same for TLS in EAP, whose pieces say nothing but which comes next.
 *
 * Fed in the order of the capture; belongs to one thread at a time. Memory is bounded: of a
 * message, of a stream of messages, and in all; what was seen longest ago makes way.
 */
#ifndef SN_MESSAGES_H
#define SN_MESSAGES_H

#include "sn/arena.h"
#include "sn/dis.h"

#define SN_MESSAGES_MOST (1u << 16) /* bytes of a message, or of a stream in front of its end */

struct sn_messages;

struct sn_messages_opts {
    size_t max_total;     /* bytes held; 0: 16 MiB */
    uint32_t max_streams; /* messages and streams at a time; 0: 8,192 */
};

/* o may be NULL. SN_ENOMEM. */
SN_API enum sn_err sn_messages_new(struct sn_messages **out, const struct sn_messages_opts *o,
                                   struct sn_diag *d) SN_MUST;
SN_API void sn_messages_free(struct sn_messages *s); /* NULL is allowed */

/* Answers the packet's pieces: those that complete a message get it, kept in the arena. Without
 * memory they don't. */
SN_API void sn_messages_packet(struct sn_messages *s, struct sn_dissection *x, struct sn_arena *a);

struct sn_messages_stats {
    size_t held;       /* bytes held now */
    uint64_t complete; /* messages put together */
    uint64_t dropped;  /* messages and streams given up */
};
SN_API struct sn_messages_stats sn_messages_stats(const struct sn_messages *s);

#endif
