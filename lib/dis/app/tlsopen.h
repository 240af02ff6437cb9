/*
 * TLS streams that secrets open (tlsopen.c), which tls.c shows.
 *
 * What decode() appends for each record: its state (enum sn_tls_open), the type of what was inside
 * it, and how many bytes follow, in four, in network order: of an opened record what it held, of
 * handshake messages those that it completes. Application data is inside: there is only how much of
 * it, in four bytes.
 */
#ifndef SN_DIS_TLSOPEN_H
#define SN_DIS_TLSOPEN_H

#include "dis/proto.h"

enum sn_tls_open {
    SN_TLS_CLEAR, /* nothing is to be opened */
    SN_TLS_OPENED,
    SN_TLS_NO_SECRET,
    SN_TLS_NO_HELLO, /* it isn't known what was agreed on */
    SN_TLS_NO_SUITE, /* the cipher suite is none that can be opened */
    SN_TLS_GAP,      /* records in front are missing, too many to go on */
    SN_TLS_FALSE,    /* not what was sealed with this secret */
};

enum { SN_TLS_ENTRY = 6, SN_TLS_STATE_SIZE = 3072 };
enum { SN_TLS_OLD = 0x80 }; /* of a record's first byte: one of version 2, a client's hello */

/* A record of a part of a TLS stream, and the application data that it held. */
struct sn_tls_record {
    enum sn_tls_open how;
    const uint8_t *data; /* n bytes; NULL: none */
    uint32_t n;
};

/* The next record of a part whose inner bytes are as they came (struct sn_streams_opts); *at and
 * *data, 0 at first, say where. False: there are no more. */
bool sn_tls_record_next(const struct sn_stream_part *part, uint32_t *at, uint32_t *data,
                        struct sn_tls_record *r);

/* The parts of a struct sn_stream_kind. */
void *sn_tls_open(const struct sn_stream_side *side);
void sn_tls_decode(void *state, const uint8_t *p, uint32_t n, struct sn_buf *out,
                   struct sn_buf *inside);
uint32_t sn_tls_held(const void *state);
void sn_tls_lost(void *state);
void sn_tls_close(void *state);
const struct sn_proto *sn_tls_inner(void *state, const uint8_t *p, uint32_t n);

/* The protocol inside TLS: by its name in ALPN (n bytes), by the ports, or by its first bytes; of
 * data when nothing tells. */
const struct sn_proto *sn_tls_inner_proto(const char *alpn, size_t nalpn, uint16_t sport,
                                          uint16_t dport, const uint8_t *p, uint32_t n);

/* The mode behind handshake messages in the clear, n bytes of which are at p: what a server's hello
 * agrees on is SN_MODE_TLS_ALPN and SN_MODE_TLS_EXCHANGE of it. */
uint32_t sn_tls_agreed(uint32_t mode, const uint8_t *p, size_t n);

/* The number of the exchange of keys (sn_tls_exchange) whose ends' modes these are, one or the
 * other. */
uint32_t sn_tls_exchange_of(uint32_t modes);

/* What the protocol is called that data is of, whose ends' modes these are, one or the other, when
 * nobody can open it: by what was agreed on, or by the ports. NULL: nothing tells. */
const char *sn_tls_inner_title(uint32_t modes, uint16_t sport, uint16_t dport);

#endif
