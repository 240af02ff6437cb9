/* The packets of the last moments: see history.h. */
#include "cap/history.h"

#include <stdlib.h>
#include <string.h>

enum {
    BLOCK_MIN = 64 << 10,
    BLOCK_MAX = 4 << 20,
    BLOCKS = 32, /* that a history has, about */
    SPARES = 2,
};

void sn_history_init(struct history *h, enum sn_format format, uint8_t digits, uint64_t keep,
                     int64_t span)
{
    uint64_t block = keep / BLOCKS;

    block = block < BLOCK_MIN ? BLOCK_MIN : block > BLOCK_MAX ? BLOCK_MAX : block;
    *h = (struct history){.format = format,
                          .digits = digits,
                          .keep = keep,
                          .span = span,
                          .block = (size_t)block,
                          .room = keep + 2 * block,
                          .lost = INT64_MIN};
}

static void block_free(struct history *h, struct sn_chunk *c)
{
    h->have -= c->size;
    free(c->data);
    free(c);
}

void sn_history_free(struct history *h)
{
    struct sn_chunk *c;

    while ((c = h->first)) {
        h->first = c->next;
        block_free(h, c);
    }
    while ((c = h->spare)) {
        h->spare = c->next;
        block_free(h, c);
    }
}

/* Keeps an empty block for later, when it is one of the usual and there are few. */
static void retire(struct history *h, struct sn_chunk *c)
{
    int n = 0;

    for (const struct sn_chunk *s = h->spare; s; s = s->next)
        n++;
    if (c->size != h->block || n >= SPARES) {
        block_free(h, c);
        return;
    }
    c->next = h->spare;
    h->spare = c;
}

/* The first block leaves with what it holds. */
static void drop_first(struct history *h)
{
    struct sn_chunk *c = h->first;

    h->bytes -= c->used - h->at;
    h->packets -= c->packets;
    h->at = 0;
    h->first = c->next;
    if (!h->first)
        h->last = NULL;
    if (h->due == c)
        h->due = NULL;
    h->sealed &= h->last != NULL;
    retire(h, c);
}

static void give_up_first(struct history *h)
{
    h->overwritten += h->first->packets;
    if (h->first->latest > h->lost)
        h->lost = h->first->latest;
    drop_first(h);
}

/* A block of at least n bytes: a spare one, a new one, or, when there is no room for another, the
 * oldest. NULL when nothing may be given up for it. */
static struct sn_chunk *find_block(struct history *h, size_t n)
{
    size_t size = n > h->block ? n : h->block;
    struct sn_chunk *c;

    for (;;) {
        if ((c = h->spare) && c->size >= n) {
            h->spare = c->next;
            return c;
        }
        if (c && h->have + size > h->room) {
            h->spare = c->next;
            block_free(h, c);
            continue;
        }
        if (!h->first || h->have + size <= h->room) {
            c = calloc(1, sizeof *c);
            if (c && (c->data = malloc(size))) {
                c->size = size;
                h->have += size;
                return c;
            }
            free(c);
        }
        if (!h->first || h->due)
            return NULL;
        give_up_first(h);
    }
}

static struct sn_chunk *push_block(struct history *h, size_t n)
{
    struct sn_chunk *c = find_block(h, n);

    if (!c)
        return NULL;
    c->next = NULL;
    c->used = 0;
    c->packets = 0;
    c->latest = INT64_MIN;
    if (h->last)
        h->last->next = c;
    else
        h->first = c;
    h->last = c;
    h->sealed = false;
    return c;
}

/* As many whole records from p on, of n bytes, as fit into `room`. */
static size_t fitting(const struct history *h, const uint8_t *p, size_t n, size_t room,
                      uint64_t *packets)
{
    size_t at = 0;

    *packets = 0;
    while (at < n) {
        size_t len = sn_rec_len(p + at, h->format);

        if (at + len > room)
            break;
        at += len;
        ++*packets;
    }
    return at;
}

/* Too much is held even without the first block. */
static bool first_is_superfluous(const struct history *h)
{
    return !h->due && h->first != h->last && h->bytes - (h->first->used - h->at) >= h->keep;
}

enum sn_err sn_history_put(struct history *h, struct sn_chunk *from, struct sn_diag *d)
{
    while (from->used) {
        size_t n = from->used, len = sn_rec_len(from->data, h->format);
        uint64_t packets = from->packets;
        struct sn_chunk *c = h->last;

        if (!c || h->sealed || c->size - c->used < len) {
            if (!(c = push_block(h, len)))
                return h->due ? SN_OK : sn_fail(d, SN_ENOMEM, "no memory to record into");
        }
        if (n > c->size - c->used)
            n = fitting(h, from->data, n, c->size - c->used, &packets);
        memcpy(c->data + c->used, from->data, n);
        c->used += n;
        c->packets += packets;
        if (from->latest > c->latest)
            c->latest = from->latest;
        h->bytes += n;
        h->packets += packets;
        from->data += n;
        from->used -= n;
        from->packets -= packets;
        if (h->open)
            h->due = h->last;
        while (first_is_superfluous(h))
            give_up_first(h);
    }
    return SN_OK;
}

static void drop_old(struct history *h)
{
    h->overwritten += h->first->packets;
    drop_first(h);
}

void sn_history_age(struct history *h, int64_t now)
{
    while (h->span && !h->due && h->first && h->first->latest < now - h->span)
        drop_old(h);
}

/* The oldest record leaves. */
static void drop_record(struct history *h, size_t n)
{
    h->at += n;
    h->bytes -= n;
    h->packets--;
    h->overwritten++;
    if (!--h->first->packets)
        drop_first(h);
}

void sn_history_trim(struct history *h, int64_t now)
{
    sn_history_age(h, now);
    while (!h->due && h->first) {
        const uint8_t *p = h->first->data + h->at;
        int64_t ts = sn_rec_ts(p, h->format, h->digits);
        bool old = h->span && ts < now - h->span;

        if (!old && (h->bytes <= h->keep || h->packets == 1))
            break;
        if (!old && ts > h->lost)
            h->lost = ts;
        drop_record(h, sn_rec_len(p, h->format));
    }
}

int64_t sn_history_oldest(const struct history *h)
{
    return sn_rec_ts(h->first->data + h->at, h->format, h->digits);
}

void sn_history_mark(struct history *h, bool open)
{
    h->due = h->last;
    h->lost = INT64_MIN;
    h->open = true;
    if (!open)
        sn_history_close(h);
}

void sn_history_close(struct history *h)
{
    h->sealed = h->open && h->last;
    h->open = false;
}

struct sn_chunk *sn_history_due(const struct history *h, struct sn_chunk *view)
{
    const struct sn_chunk *c = h->first;

    if (!h->due)
        return NULL;
    *view = (struct sn_chunk){.data = c->data + h->at,
                              .size = c->used - h->at,
                              .used = c->used - h->at,
                              .packets = c->packets,
                              .latest = c->latest};
    return view;
}

void sn_history_wrote(struct history *h)
{
    drop_first(h);
}
