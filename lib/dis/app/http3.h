/* HTTP/3: streams of QUIC put together (http3open.c), for http3.c. */
#ifndef SN_DIS_HTTP3_H
#define SN_DIS_HTTP3_H

#include "dis/proto.h"

/* What is handed to the dissector is behind a byte that says what it is of. */
enum {
    SN_H3_FRAMES,       /* whole frames of a request, of control, or of a push */
    SN_H3_BYTES,        /* QPACK's instructions, or of a stream that nothing is known of */
    SN_H3_BEGINS = 0x80 /* a unidirectional stream's type is in front */
};

/* The streams of a connection; at most so many bytes of frames wait in each, and in all. */
struct sn_h3s;
enum { SN_H3_FRAME_MAX = 1 << 16, SN_H3_TOTAL = 16 << 20 };

/* A piece of a stream. */
struct sn_h3_piece {
    uint64_t id, off;
    const uint8_t *p;
    uint32_t n;
    bool server; /* it is the sender */
};

void sn_h3_free(struct sn_h3s *h, size_t *held); /* NULL is allowed */

/* Takes a piece to those of *h, which is made when it is NULL. What it completes, behind the byte,
 * is in the arena: *n bytes. NULL: nothing is. *held: bytes that wait in all connections. */
const uint8_t *sn_h3_take(struct sn_h3s **h, size_t *held, const struct sn_h3_piece *piece,
                          struct sn_arena *a, uint32_t *n);

#endif
