/* HTTP/1's parts: heads (http.c), bodies (httpbody.c) and the names of status codes (httpcode.c).
 */
#ifndef SN_DIS_HTTP_H
#define SN_DIS_HTTP_H

#include "dis/app/stream.h"

extern const struct sn_val sn_http_codes[];

/* A stream's mode: its last request has a response without a body. */
enum { SN_HTTP_HEAD = SN_MODE_OWN, SN_HTTP_CONNECT = SN_MODE_OWN << 1 };

/* The decimal number behind blanks; UINT32_MAX also for what is more. */
uint32_t sn_http_number(const uint8_t *p, size_t n);

/* The parts of struct sn_stream_kind of the body behind the n bytes of a head at p, and of the body
 * itself when they are there too. */
bool sn_http_body_begins(struct sn_stream_tail *t, uint32_t peer_mode, const uint8_t *p,
                         uint32_t n);
uint32_t sn_http_body(struct sn_stream_tail *t, const uint8_t *p, uint32_t n);

/* Bytes of the unit that begins with n bytes at p, of which the head has so many: of a head alone,
 * or also the body, when that is dissected and not too large; 0: more are needed to tell. */
uint32_t sn_http_kept(const uint8_t *p, uint32_t head, uint32_t n);

/* Queues what the whole body of the head of n bytes at p holds, if anybody reads it. */
void sn_http_inside(struct sn_dis *d, const uint8_t *p, uint32_t n, struct sn_rd *body);

#endif
