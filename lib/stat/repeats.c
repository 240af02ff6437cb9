/*
 * Packets that repeat one of the few in front of them, byte for byte.
 *
 * Each thread compares the packets of its series, first by a tag of some of their bytes. Those at
 * the beginning of a series are compared with the last ones of the series in front of it, which are
 * kept for that, in the order of the stream.
 */
#include <stdlib.h>

#include "sn/rd.h"
#include "stat/stat.h"

/* Of the lengths, the bytes behind the link-layer header (an IP header's ID and checksum are there)
 * and the last ones: packets of a stream differ in it. */
static uint64_t tag_of(const struct sn_pkt *k)
{
    uint64_t tag = (uint64_t)k->caplen << 32 | k->len;

    if (k->caplen >= 48)
        tag ^= sn_mix(sn_word(k->data + 16) ^ SN_MIX0, sn_word(k->data + 40) ^ SN_MIX1);
    if (k->caplen >= 8)
        tag ^= sn_word(k->data + k->caplen - 8);
    return tag;
}

static bool same(const struct repeat *a, const struct repeat *b)
{
    return a->tag == b->tag && a->caplen == b->caplen && a->len == b->len &&
           memcmp(a->data, b->data, a->caplen) == 0;
}

static bool repeats_one(const struct repeats *r, const struct repeat *x)
{
    uint32_t n = r->n < REPEAT_WINDOW ? r->n : REPEAT_WINDOW;

    for (uint32_t i = 0; i < n; i++) {
        if (same(&r->last[i], x))
            return true;
    }
    return false;
}

void sn_stat_repeats_note(struct sn_stat_part *p, const struct sn_pkt *k)
{
    struct repeats *r = &p->repeats;
    struct repeat x = {.data = k->data, .caplen = k->caplen, .len = k->len, .tag = tag_of(k)};
    bool like = false;

    for (uint32_t i = 0; i < REPEAT_WINDOW; i++)
        like |= r->tag[i] == x.tag;
    if (__builtin_expect(like, 0))
        x.seen = repeats_one(r, &x);
    r->found += x.seen;
    if (r->n < REPEAT_WINDOW)
        r->first[r->n] = x;
    r->last[r->at] = x;
    r->tag[r->at] = x.tag;
    r->n++;
    r->at = r->at + 1 == REPEAT_WINDOW ? 0 : r->at + 1;
}

/* A copy that stays; without memory one that is like no packet. */
static void keep(struct repeat_kept *to, const struct repeat *x)
{
    if (to->room < x->caplen) {
        uint8_t *more = realloc(to->bytes, x->caplen);

        if (!more) {
            to->x = (struct repeat){.len = 0, .caplen = 1};
            return;
        }
        to->bytes = more;
        to->room = x->caplen;
    }
    if (x->caplen)
        memcpy(to->bytes, x->data, x->caplen);
    to->x = *x;
    to->x.data = to->bytes;
}

/* What is found is the part's: another one may be joined at the same time. */
void sn_stat_repeats_stage(struct sn_stat *s, struct sn_stat_part *p)
{
    struct repeats *r = &p->repeats;
    uint32_t n = r->n < REPEAT_WINDOW ? r->n : REPEAT_WINDOW;

    for (uint32_t i = 0; i < n; i++) {
        bool seen = r->first[i].seen;

        for (uint32_t k = 0; k < s->nkept && k < REPEAT_WINDOW - i && !seen; k++)
            seen = same(&s->kept[(s->kept_at + s->nkept - 1 - k) % REPEAT_WINDOW].x, &r->first[i]);
        r->found += seen && !r->first[i].seen;
    }
    for (uint32_t i = r->n - n; i < r->n; i++) {
        keep(&s->kept[(s->kept_at + s->nkept) % REPEAT_WINDOW], &r->last[i % REPEAT_WINDOW]);
        if (s->nkept < REPEAT_WINDOW)
            s->nkept++;
        else
            s->kept_at = (s->kept_at + 1) % REPEAT_WINDOW;
    }
}

void sn_stat_repeats_free(struct sn_stat *s)
{
    for (unsigned i = 0; i < REPEAT_WINDOW; i++)
        free(s->kept[i].bytes);
}
