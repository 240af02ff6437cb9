/* HTTP/2's compressed headers (hpack.c), which http2.c shows. */
#ifndef SN_DIS_HTTP2_H
#define SN_DIS_HTTP2_H

#include "dis/proto.h"

enum {
    SN_H2_DATA,
    SN_H2_HEADERS,
    SN_H2_PRIORITY,
    SN_H2_RST,
    SN_H2_SETTINGS,
    SN_H2_PUSH,
    SN_H2_PING,
    SN_H2_GOAWAY,
    SN_H2_WINDOW,
    SN_H2_CONTINUATION,
};
enum {
    SN_H2_END_STREAM = 1,
    SN_H2_ACK = 1,
    SN_H2_END_HEADERS = 4,
    SN_H2_PADDED = 8,
    SN_H2_PRIORITIZED = 0x20
};
enum { SN_H2_HEAD = 9, SN_H2_PREFACE = 24 };

/* Whether a unit is the first one of a client: what a connection begins with. */
bool sn_h2_is_preface(const uint8_t *p, uint32_t n);

/* The fragment of a header block in a frame of n bytes: where, and how many bytes. False: it has
 * none, or can't be right. */
bool sn_h2_fragment(const uint8_t *p, uint32_t n, const uint8_t **at, uint32_t *len);

/* The parts of a struct sn_stream_kind. What is appended, for each header block that ends: how many
 * bytes follow, in four; then for each header the lengths of name and value, in two each, and they
 * themselves; all in network order. */
/* Browsers let a server's table have the 64 KiB that SN_H2_TABLE_MAX allows. */
enum { SN_H2_TABLE_MAX = 65536, SN_H2_STATE_SIZE = 8192 };
void *sn_h2_open(const struct sn_stream_side *side);
void sn_h2_decode(void *state, const uint8_t *p, uint32_t n, struct sn_buf *out,
                  struct sn_buf *inside);
uint32_t sn_h2_held(const void *state);
void sn_h2_close(void *state);

#endif
