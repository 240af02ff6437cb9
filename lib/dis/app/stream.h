/* For protocols over TCP whose messages span segments (struct sn_stream_kind). */
#ifndef SN_DIS_STREAM_H
#define SN_DIS_STREAM_H

#include "dis/proto.h"

/* Bits of a stream's `mode` (struct sn_stream_part) that TLS has; a protocol's own begin with
 * SN_MODE_OWN. */
enum {
    SN_MODE_TLS_CLEAR = 1,    /* a handshake began */
    SN_MODE_TLS_CHANGED = 2,  /* the cipher was changed */
    SN_MODE_TLS_FINISHED = 4, /* a handshake record came behind that: not version 1.3 */
    SN_MODE_OWN = 16,
    SN_MODE_TLS_EXCHANGE = 63 << 20, /* how keys are exchanged (sn_tls_exchange) */
    SN_MODE_TLS_ALPN = 3 << 28,      /* the protocol inside that a server agreed on (tlsinner.c) */
};

/* Whether TLS records begin here, in a connection that began with something else. */
bool sn_tls_begins(const uint8_t *p, uint32_t n);

/* The same for a payload of len bytes of which caplen were captured, and surer: what it begins with
 * is a message that exists. */
bool sn_tls_claims(const uint8_t *p, uint32_t caplen, uint32_t len);

/* The parts of a struct sn_stream_kind of TLS. */
uint32_t sn_tls_unit(const uint8_t *p, uint32_t n);
uint32_t sn_tls_body(uint32_t *mode, const uint8_t *p, uint32_t n);
uint32_t sn_tls_piece(const uint8_t *p, uint32_t n);

/* … and for other protocols, whose connections go over to TLS (its `next`). */
const struct sn_proto *sn_tls_next(const uint8_t *p, uint32_t n);

/* The next whole unit, as unit() finds it (struct sn_stream_kind), or what was captured of it, into
 * *in; r is moved behind it. False: there is none. */
bool sn_unit_next(struct sn_rd *r, uint32_t (*unit)(const uint8_t *p, uint32_t n),
                  struct sn_rd *in);

/* The same, but TLS that begins there is queued, with all behind it, and ends the units. */
bool sn_unit_or_tls(struct sn_dis *d, struct sn_rd *r,
                    uint32_t (*unit)(const uint8_t *p, uint32_t n), struct sn_rd *in);

/* Whether the innermost segment comes from this port; false as well when both ends have it. */
static inline bool sn_is_from(const struct sn_dis *d, uint16_t port)
{
    const struct sn_ends *e = d->nsegment ? &d->segment[d->nsegment - 1].ends : d->ends;

    return e->sport == port && e->dport != port;
}

/* Whether it goes to this port. */
static inline bool sn_is_to(const struct sn_dis *d, uint16_t port)
{
    const struct sn_ends *e = d->nsegment ? &d->segment[d->nsegment - 1].ends : d->ends;

    return e->dport == port;
}

/* A key of a connection for sn_remember(): its ports, whichever way. */
static inline uint64_t sn_conn_key(const struct sn_dis *d)
{
    const struct sn_ends *e = d->nsegment ? &d->segment[d->nsegment - 1].ends : d->ends;
    uint32_t lo = e->sport < e->dport ? e->sport : e->dport;

    return (uint64_t)lo << 16 | (e->sport ^ e->dport ^ lo);
}

/* A stream's mode in front of what is dissected; 0 when it is none of a followed stream. */
static inline uint32_t sn_stream_mode(const struct sn_dis *d)
{
    return d->part ? d->part->mode : 0;
}

/* Whether what is dissected was inside TLS. */
static inline bool sn_is_in_tls(const struct sn_dis *d)
{
    for (uint32_t i = 0; i < d->nlayer; i++) {
        if (d->layer[i].proto == &sn_proto_tls)
            return true;
    }
    return false;
}

/* A string that is not the packet's, but is said by len bytes at off. */
static inline void sn_rec_word(struct sn_dis *d, unsigned field, size_t off, size_t len,
                               const char *word)
{
    sn_rec_bytes(d, field, off, len, word, strlen(word));
}

/* Appends a string up to the end of its first line, escaped. */
void sn_put_first_line(struct sn_text *t, const struct sn_rec *q);

#endif
