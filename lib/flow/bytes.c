/* Bytes of streams: see bytes.h. */
#include "flow/bytes.h"

#include <stdlib.h>
#include <string.h>

#define ROOM_MIN  2048u
#define SPARE_MAX (64u << 10)

void sn_bytes_all_free(struct sn_bytes_all *a)
{
    free(a->spare[0].p);
    free(a->spare[1].p);
}

/* Gives back the room of what is empty: most streams hold nothing between segments. */
void sn_bytes_clear(struct sn_bytes_all *a, struct sn_bytes *b)
{
    a->held -= b->n;
    b->n = 0;
    for (unsigned i = 0; i < 2; i++) {
        struct sn_bytes old = a->spare[i];

        if (b->room <= old.room || b->room > SPARE_MAX)
            continue;
        a->spare[i] = *b;
        *b = old;
    }
    free(b->p);
    *b = (struct sn_bytes){0};
}

void sn_bytes_cut(struct sn_bytes_all *a, struct sn_bytes *b, uint32_t n)
{
    if (n == b->n) {
        sn_bytes_clear(a, b);
        return;
    }
    b->n -= n;
    a->held -= n;
    if (n)
        memmove(b->p, b->p + n, b->n);
}

bool sn_bytes_append(struct sn_bytes_all *a, struct sn_bytes *b, const uint8_t *p, uint32_t n)
{
    if (n > UINT32_MAX / 4 - b->n || a->held + n > a->max)
        return false;
    if (!b->p) { /* the larger one is first */
        *b = a->spare[0];
        a->spare[0] = a->spare[1];
        a->spare[1] = (struct sn_bytes){0};
    }
    if (b->room - b->n < n) {
        uint32_t room = (b->n + n) * 2 < ROOM_MIN ? ROOM_MIN : (b->n + n) * 2;
        uint8_t *more = realloc(b->p, room);

        if (!more)
            return false;
        b->p = more;
        b->room = room;
    }
    memcpy(b->p + b->n, p, n);
    b->n += n;
    a->held += n;
    return true;
}
