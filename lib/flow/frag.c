/*
 * Fragments of IP datagrams: see sn/reasm.h.
 *
 * Every fragment begins at a multiple of 8 bytes and all but the last have such a length, so what
 * is there of a datagram is a bit for each 8 bytes. Incomplete datagrams are in a list by the time
 * of their first fragment, which is also the order in which they make way.
 */
#include <stdlib.h>

#include "flow/list.h"
#include "flow/table.h"
#include "sn/rd.h"
#include "sn/reasm.h"

#define DATAGRAMS  4096u
#define TOTAL      ((size_t)32 << 20)
#define TIMEOUT_NS (INT64_C(60) * 1000000000)
#define IP_MAX     65535u
#define BLOCKS     ((IP_MAX + 8) / 8)
#define HEAD_MAX   256u /* of IPv6 headers in front of the fragment header; more are not kept */

enum { HOP_BY_HOP = 0, ROUTING = 43, FRAGMENT = 44, DESTINATION = 60 };

/* ---- reading ---- */

static bool read4(struct sn_frag *f, struct sn_rd *r)
{
    const uint8_t *p = r->p, *head;
    uint32_t hlen = (p[0] & 15u) * 4, total, frag;

    if (hlen < 20 || !sn_rd_bytes(r, hlen, &head))
        return false;
    total = sn_be16(p + 2);
    frag = sn_be16(p + 6);
    if (!(frag & 0x3fff) || total < hlen)
        return false;
    *f = (struct sn_frag){.version = 4,
                          .proto = p[9],
                          .head = head,
                          .headlen = hlen,
                          .id = sn_be16(p + 4),
                          .off = (frag & 0x1fff) * 8,
                          .more = frag & 0x2000,
                          .len = total - hlen};
    return true;
}

static bool read6(struct sn_frag *f, struct sn_rd *r)
{
    const uint8_t *p = r->p, *x;
    uint32_t payload = sn_be16(p + 4), next = 6, frag;
    uint8_t kind = p[6], len;

    if (!sn_rd_skip(r, 40))
        return false;
    while (kind == HOP_BY_HOP || kind == ROUTING || kind == DESTINATION) {
        next = (uint32_t)(r->p - p);
        if (!sn_rd_u8(r, &kind) || !sn_rd_u8(r, &len) || !sn_rd_skip(r, len * 8u + 6))
            return false;
    }
    if (kind != FRAGMENT || !sn_rd_bytes(r, 8, &x) || payload + 40u < (uint32_t)(r->p - p))
        return false;
    frag = sn_be16(x + 2);
    *f = (struct sn_frag){.version = 6,
                          .proto = x[0],
                          .head = p,
                          .headlen = (uint32_t)(x - p),
                          .next = next,
                          .id = sn_be32(x + 4),
                          .off = frag & 0xfff8,
                          .more = frag & 1,
                          .len = payload + 40u - (uint32_t)(r->p - p)};
    return true;
}

bool sn_frag_read(struct sn_frag *f, const uint8_t *p, uint32_t n)
{
    struct sn_rd r = sn_rd_init(p, n, n);
    bool ok = false;

    if (n >= 20 && p[0] >> 4 == 4)
        ok = read4(f, &r);
    else if (n >= 40 && p[0] >> 4 == 6)
        ok = read6(f, &r);
    if (!ok)
        return false;
    f->p = r.p;
    f->n = sn_rd_left(&r) < f->len ? (uint32_t)sn_rd_left(&r) : f->len;
    return true;
}

/* ---- datagrams ---- */

struct frag_key {
    uint64_t src[2], dst[2];
    uint64_t rest; /* version, protocol for IPv4, identification */
};

struct datagram {
    struct sn_link age;
    struct frag_key key;
    int64_t first;
    uint32_t have;  /* blocks */
    uint32_t total; /* bytes of the fragmented part; 0: its last fragment wasn't seen */
    uint32_t end;   /* where the farthest fragment ends */
    uint32_t room;  /* bytes at buf */
    uint8_t *buf;
    uint32_t headlen, next;
    uint8_t proto;
    bool has_head; /* of the fragment at 0 */
    bool dropped;  /* all of its fragments are dropped, those to come too */
    uint8_t head[HEAD_MAX];
    uint64_t there[(BLOCKS + 63) / 64];
};

struct entry {
    struct frag_key key;
    uint32_t seen; /* the table's */
    struct datagram *datagram;
};

struct sn_frags {
    struct sn_frags_opts o;
    struct sn_htab table;
    struct sn_link age;
    uint8_t *out;     /* the last whole datagram, */
    uint32_t headlen; /* … and the headers in front of what was fragmented */
    struct sn_frags_stats stats;
};

static bool has(const struct datagram *g, uint32_t block)
{
    return g->there[block / 64] >> block % 64 & 1;
}

static void free_datagram(struct sn_frags *f, struct datagram *g)
{
    sn_list_remove(&g->age);
    f->stats.held--;
    f->stats.bytes -= sizeof *g + g->room;
    free(g->buf);
    free(g);
}

static void forget(void *ctx, void *entry)
{
    struct sn_frags *f = ctx;
    struct entry *e = entry;

    f->stats.forgotten++;
    free_datagram(f, e->datagram);
}

static void remove_datagram(struct sn_frags *f, struct datagram *g)
{
    sn_htab_remove(&f->table, sn_htab_get(&f->table, &g->key, sizeof g->key, sizeof(struct entry)));
    free_datagram(f, g);
}

static struct datagram *oldest(const struct sn_frags *f)
{
    return f->age.prev == &f->age ? NULL : sn_list_of(f->age.prev, struct datagram, age);
}

static void expire(struct sn_frags *f, int64_t ts)
{
    struct datagram *g;

    while ((g = oldest(f)) && ts > g->first &&
           (uint64_t)ts - (uint64_t)g->first > (uint64_t)f->o.timeout_ns) {
        f->stats.expired += !g->dropped;
        remove_datagram(f, g);
    }
}

/* Other datagrams make way until all take no more than they may. */
static void keep_limit(struct sn_frags *f, const struct datagram *but)
{
    struct datagram *g;

    while (f->stats.bytes > f->o.max_total && (g = oldest(f)) && g != but) {
        f->stats.forgotten++;
        remove_datagram(f, g);
    }
}

static struct frag_key key_of(const struct sn_frag *in)
{
    struct frag_key k = {.rest = (uint64_t)in->id << 16 | in->version};
    bool v6 = in->version == 6;

    memcpy(k.src, in->head + (v6 ? 8 : 12), v6 ? 16 : 4);
    memcpy(k.dst, in->head + (v6 ? 24 : 16), v6 ? 16 : 4);
    if (!v6)
        k.rest |= (uint64_t)in->proto << 8;
    return k;
}

/* The datagram of a fragment, a new one if need be; NULL without memory. */
static struct datagram *datagram_of(struct sn_frags *f, const struct sn_frag *in, int64_t ts)
{
    struct frag_key k = key_of(in);
    bool known;
    struct entry *e = sn_htab_at(&f->table, &k, sizeof k, sizeof *e, &known);
    struct datagram *g;

    if (known)
        return e->datagram;
    sn_htab_touch(&f->table, e, sizeof k);
    e->datagram = g = calloc(1, sizeof *g);
    if (!g) {
        sn_htab_remove(&f->table, e);
        return NULL;
    }
    g->key = k;
    g->first = ts;
    sn_list_add(&f->age, &g->age);
    f->stats.held++;
    f->stats.bytes += sizeof *g;
    return g;
}

/* Room for n bytes of the fragmented part. */
static bool make_room(struct sn_frags *f, struct datagram *g, uint32_t n)
{
    uint32_t room = g->room ? g->room : 2048;
    uint8_t *p;

    while (room < n)
        room *= 2;
    if (room == g->room)
        return true;
    p = realloc(g->buf, room);
    if (!p)
        return false;
    f->stats.bytes += room - g->room;
    g->buf = p;
    g->room = room;
    return true;
}

/* How many blocks of a fragment are there already. */
static uint32_t overlap(const struct datagram *g, uint32_t first, uint32_t end)
{
    uint32_t n = 0;

    for (uint32_t i = first; i < end; i++)
        n += has(g, i);
    return n;
}

/* Copies what isn't there yet. */
static void fill(struct datagram *g, const struct sn_frag *in, uint32_t first, uint32_t end)
{
    for (uint32_t i = first; i < end; i++) {
        uint32_t at = (i - first) * 8, n = in->len - at < 8 ? in->len - at : 8;

        if (has(g, i))
            continue;
        memcpy(g->buf + (size_t)i * 8, in->p + at, n);
        g->there[i / 64] |= UINT64_C(1) << i % 64;
        g->have++;
    }
}

/* Gives up a datagram and what will come of it; its memory is free, its place stays until the time
 * is over. */
static enum sn_frag_result drop(struct sn_frags *f, struct datagram *g)
{
    f->stats.overlaps += !g->dropped;
    g->dropped = true;
    free(g->buf);
    f->stats.bytes -= g->room;
    g->buf = NULL;
    g->room = 0;
    return SN_FRAG_DROPPED;
}

static enum sn_frag_result bad(struct sn_frags *f)
{
    f->stats.bad++;
    return SN_FRAG_DROPPED;
}

/* A fragment's end contradicts another's. */
static bool contradicts(const struct datagram *g, const struct sn_frag *in)
{
    uint32_t end = in->off + in->len;

    if (!in->more)
        return g->total ? end != g->total : end < g->end;
    return g->total && end > g->total;
}

static void take_head(struct datagram *g, const struct sn_frag *in)
{
    memcpy(g->head, in->head, in->headlen);
    g->headlen = in->headlen;
    g->next = in->next;
    g->proto = in->proto;
    g->has_head = true;
}

static enum sn_frag_result place(struct sn_frags *f, struct datagram *g, const struct sn_frag *in)
{
    uint32_t end = in->off + in->len, first = in->off / 8, last = (end + 7) / 8, there;

    there = overlap(g, first, last);
    if (there && g->buf && in->version == 6) {
        if (there == last - first && !contradicts(g, in) &&
            memcmp(g->buf + in->off, in->p, in->len) == 0)
            return SN_FRAG_HELD; /* repeated */
        return drop(f, g);
    }
    if (contradicts(g, in))
        return in->version == 6 ? drop(f, g) : bad(f);
    if (!make_room(f, g, end))
        return SN_FRAG_DROPPED;
    if (!in->off && !g->has_head)
        take_head(g, in);
    if (!in->more)
        g->total = end;
    if (end > g->end)
        g->end = end;
    fill(g, in, first, last);
    return g->total && g->has_head && g->have == (g->total + 7) / 8 ? SN_FRAG_WHOLE : SN_FRAG_HELD;
}

static uint16_t header_sum(const uint8_t *p, uint32_t n)
{
    uint32_t sum = 0;

    for (uint32_t i = 0; i < n; i += 2)
        sum += sn_be16(p + i);
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return (uint16_t)~sum;
}

static void put16(uint8_t *p, uint32_t v)
{
    p[0] = (uint8_t)(v >> 8);
    p[1] = (uint8_t)v;
}

/* Writes a datagram in one piece: head, with what it says of fragments taken out, and n bytes. */
static enum sn_frag_result write_whole(struct sn_frags *f, const struct sn_frag *in,
                                       const uint8_t **packet, uint32_t *len)
{
    bool v6 = in->version == 6;
    uint8_t *o = f->out;

    *len = in->headlen + in->len;
    if (*len > IP_MAX + (v6 ? 40 : 0))
        return bad(f);
    memcpy(o, in->head, in->headlen);
    memcpy(o + in->headlen, in->p, in->len);
    f->headlen = in->headlen;
    if (v6) {
        put16(o + 4, *len - 40);
        o[in->next] = in->proto;
    } else {
        put16(o + 2, *len);
        put16(o + 6, 0);
        put16(o + 10, 0);
        put16(o + 10, header_sum(o, in->headlen));
    }
    *packet = o;
    f->stats.whole++;
    return SN_FRAG_WHOLE;
}

/* All of g as one fragment. */
static struct sn_frag all_of(const struct datagram *g, uint8_t version)
{
    return (struct sn_frag){.version = version,
                            .head = g->head,
                            .headlen = g->headlen,
                            .next = g->next,
                            .proto = g->proto,
                            .p = g->buf,
                            .len = g->total};
}

static bool is_bad(const struct sn_frag *in)
{
    return in->off + in->len > IP_MAX || !in->len || (in->more && in->len % 8) ||
           in->headlen > HEAD_MAX;
}

enum sn_frag_result sn_frags_add(struct sn_frags *f, const struct sn_frag *in, int64_t ts,
                                 const uint8_t **packet, uint32_t *len)
{
    enum sn_frag_result e;
    struct sn_frag all;
    struct datagram *g;

    expire(f, ts);
    if (is_bad(in))
        return bad(f);
    if (in->n < in->len) {
        f->stats.cut++;
        return SN_FRAG_DROPPED;
    }
    if (!in->off && !in->more) /* whole by itself: RFC 6946 */
        return write_whole(f, in, packet, len);
    if (!(g = datagram_of(f, in, ts)))
        return SN_FRAG_DROPPED;
    if (g->dropped)
        return SN_FRAG_DROPPED;
    e = place(f, g, in);
    keep_limit(f, g);
    if (e == SN_FRAG_WHOLE) {
        all = all_of(g, in->version);
        e = write_whole(f, &all, packet, len);
        remove_datagram(f, g);
    }
    return e;
}

enum sn_err sn_frags_new(struct sn_frags **out, const struct sn_frags_opts *o, struct sn_diag *d)
{
    struct sn_frags *f = calloc(1, sizeof *f);
    struct sn_htab_opts t = {.key = sizeof(struct frag_key),
                             .size = sizeof(struct entry),
                             .max = o && o->max_datagrams ? o->max_datagrams : DATAGRAMS,
                             .evict = true,
                             .seed = SN_MIX0,
                             .ctx = f,
                             .forget = forget};

    *out = NULL;
    if (f)
        f->out = malloc(HEAD_MAX + IP_MAX);
    if (!f || !f->out || !sn_htab_init(&f->table, &t)) {
        if (f)
            free(f->out);
        free(f);
        return sn_fail(d, SN_ENOMEM, "no memory for fragments");
    }
    if (o)
        f->o = *o;
    f->o.max_total = f->o.max_total ? f->o.max_total : TOTAL;
    f->o.timeout_ns = f->o.timeout_ns ? f->o.timeout_ns : TIMEOUT_NS;
    sn_list_init(&f->age);
    *out = f;
    return SN_OK;
}

void sn_frags_free(struct sn_frags *f)
{
    struct datagram *g;

    if (!f)
        return;
    while ((g = oldest(f)))
        remove_datagram(f, g);
    sn_htab_free(&f->table);
    free(f->out);
    free(f);
}

uint32_t sn_frags_headlen(const struct sn_frags *f)
{
    return f->headlen;
}

struct sn_frags_stats sn_frags_stats(const struct sn_frags *f)
{
    return f->stats;
}
