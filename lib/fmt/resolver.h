/*
 * Host names asked for in the background: threads that call getnameinfo(3), which may wait for a
 * server as long as it likes, and a cache of fixed size.
 *
 * Threads are started when the first name is wanted. One that hangs in the C library is left
 * behind; what it uses is freed when it comes back.
 */
#ifndef FMT_RESOLVER_H
#define FMT_RESOLVER_H

#include "sn/buf.h"

struct resolver;

/* NULL without memory. */
struct resolver *sn_resolver_new(void);
void sn_resolver_free(struct resolver *r); /* NULL is allowed */

/* Appends the name of an address (4 or 16 bytes), made safe for a terminal. One that isn't known is
 * asked for, and waited for up to so many milliseconds. False: there is none, or not yet, or no
 * memory. */
bool sn_resolver_name(struct resolver *r, struct sn_buf *b, const uint8_t *addr, uint8_t len,
                      unsigned wait_ms);

/* Waits until nothing is asked for any more, up to so many milliseconds. */
void sn_resolver_settle(struct resolver *r, unsigned ms);

/* How many answers have come. */
uint64_t sn_resolver_answers(struct resolver *r);

#endif
