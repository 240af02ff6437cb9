/* A connection as a conversation: see sn/follow.h. */
#include "sn/follow.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/put.h"
#include "dis/app/tlsopen.h"
#include "sn/reasm.h"
#include "sn/terminal.h"

#define LINE     16                  /* bytes of a line in hexadecimal */
#define HELD_MAX ((size_t)256 << 10) /* of TLS that may still turn out to be opened */
#define RULE     "==================================================================="

/* What is known of the connection's TLS. */
enum tls { TLS_NONE, TLS_MAYBE, TLS_OPENED, TLS_SEALED };

struct sn_follow {
    struct sn_follow_opts o;
    uint8_t tls;        /* enum tls */
    struct sn_buf held; /* TLS_MAYBE: turns as they would be shown, each behind struct turn */
    struct sn_reasm *reasm;
    bool known; /* which is followed */
    bool found;
    bool b_began;   /* node 0 is what sn_flow_key() calls b */
    uint32_t at[2]; /* bytes that each node has sent */
    /* While a packet is looked at. */
    struct sn_buf *b;
    struct sn_diag diag;
};

/* ---- text ---- */

static void put_end(struct sn_buf *b, const struct sn_ends *e, bool dst)
{
    const uint8_t *p = dst ? e->dst : e->src;

    if (e->version == 6) {
        sn_put_c(b, '[');
        sn_put_ipv6(b, p);
        sn_put_c(b, ']');
    } else {
        sn_put_f(b, "%u.%u.%u.%u", p[0], p[1], p[2], p[3]);
    }
    sn_put_f(b, ":%u\n", dst ? e->dport : e->sport);
}

static void put_head(struct sn_follow *f, const struct sn_ends *e)
{
    const char *proto = f->o.udp ? "udp" : "tcp";

    sn_put_lit(f->b, "\n" RULE "\n");
    sn_put_f(f->b, "Follow: %s,%s\nFilter: %s.stream eq %u\nNode 0: ", proto,
             f->o.form == SN_FOLLOW_HEX ? "hex" : "ascii", proto, f->o.number);
    put_end(f->b, e, false);
    sn_put_lit(f->b, "Node 1: ");
    put_end(f->b, e, true);
}

static char shown(uint8_t c)
{
    return c >= 0x20 && c < 0x7f ? (char)c : '.';
}

static void put_hex_line(struct sn_buf *b, uint32_t at, const uint8_t *p, uint32_t n)
{
    sn_put_f(b, "%08X ", at);
    for (uint32_t i = 0; i < LINE; i++) {
        sn_put_s(b, i == LINE / 2 ? "  " : " ");
        if (i < n)
            sn_put_hex_pad(b, p[i], 2);
        else
            sn_put_lit(b, "  ");
    }
    sn_put_lit(b, "  ");
    for (uint32_t i = 0; i < n; i++) {
        if (i == LINE / 2)
            sn_put_c(b, ' ');
        sn_put_c(b, shown(p[i]));
    }
    sn_put_c(b, '\n');
}

/* Lines end where they end; a carriage return goes no further than its line. */
static void put_ascii(struct sn_buf *b, const uint8_t *p, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++) {
        bool line_end = p[i] == '\n' || (p[i] == '\r' && i + 1 < n && p[i + 1] == '\n');

        sn_put_c(b, line_end ? (char)p[i] : shown(p[i]));
    }
}

/* A turn: n bytes of a node. */
static void put_turn(struct sn_follow *f, unsigned node, const uint8_t *p, uint32_t n)
{
    struct sn_buf *b = f->b;

    if (f->o.color)
        sn_put_color(b, node ? SN_COLOR_BLUE : SN_COLOR_RED);
    if (f->o.form == SN_FOLLOW_ASCII) {
        sn_put_f(b, "%s%u\n", node ? "\t" : "", n);
        put_ascii(b, p, n);
        sn_put_c(b, '\n');
    }
    for (uint32_t i = 0; i < n && f->o.form == SN_FOLLOW_HEX; i += LINE) {
        if (node)
            sn_put_c(b, '\t');
        put_hex_line(b, f->at[node] + i, p + i, n - i < LINE ? n - i : LINE);
    }
    if (f->o.color)
        sn_put_color(b, SN_COLOR_PLAIN);
}

static void sent(struct sn_follow *f, unsigned node, const uint8_t *p, uint32_t n)
{
    if (!f->o.side[0])
        put_turn(f, node, p, n);
    else if (!f->diag.code)
        (void)!sn_sink_write(f->o.side[node], (const char *)p, n, &f->diag);
    f->at[node] += n;
}

/* ---- TLS ---- */

struct turn {
    uint32_t node, n;
};

/* It isn't opened: what was held is shown as it was sent. */
static void show_held(struct sn_follow *f)
{
    const char *p = f->held.base, *end = f->held.p;
    struct turn t;

    f->tls = TLS_SEALED;
    for (; (size_t)(end - p) > sizeof t; p += t.n) {
        memcpy(&t, p, sizeof t);
        p += sizeof t;
        sent(f, t.node, (const uint8_t *)p, t.n);
    }
    sn_buf_free(&f->held);
}

static void forget_held(struct sn_follow *f)
{
    f->tls = TLS_OPENED;
    sn_buf_free(&f->held);
}

/* A note in the place of bytes. */
static void put_note(struct sn_follow *f, unsigned node, const char *what)
{
    if (f->o.side[0])
        return;
    if (f->o.form == SN_FOLLOW_ASCII) {
        put_turn(f, node, (const uint8_t *)what, (uint32_t)strlen(what));
    } else {
        sn_put_s(f->b, node ? "\t" : "");
        sn_put_s(f->b, what);
        sn_put_c(f->b, '\n');
    }
}

/* What secrets made of the records that a segment completes. */
static void opened(struct sn_follow *f, const struct sn_stream_part *part, unsigned node)
{
    uint32_t at = 0, data = 0;
    struct sn_tls_record r;

    while (sn_tls_record_next(part, &at, &data, &r)) {
        if (r.how == SN_TLS_OPENED && f->tls == TLS_MAYBE)
            forget_held(f);
        else if (r.how != SN_TLS_CLEAR && f->tls == TLS_MAYBE)
            show_held(f);
        if (f->tls != TLS_OPENED)
            continue;
        if (r.n)
            sent(f, node, r.data, r.n);
        else if (r.how > SN_TLS_OPENED)
            put_note(f, node, "[a record that can't be decrypted]");
    }
}

/* Whether TLS begins with this segment, or goes on, that secrets may open. */
static bool is_tls(const struct sn_follow *f, const struct sn_segment *g)
{
    return f->o.secrets && sn_secrets_count(f->o.secrets) &&
           (g->proto == &sn_proto_tls || (g->part && g->part->proto == &sn_proto_tls));
}

/* ---- TCP ---- */

static void on_data(void *ctx, struct sn_reasm_stream *s, const uint8_t *p, uint32_t n)
{
    struct sn_follow *f = ctx;
    struct turn t = {.node = s->from_b != f->b_began, .n = n};

    if (f->tls == TLS_MAYBE) {
        if (sn_buf_room(&f->held, sizeof t + n)) {
            sn_put_mem(&f->held, &t, sizeof t);
            sn_put_mem(&f->held, p, n);
            return;
        }
        show_held(f);
    }
    if (n && f->tls != TLS_OPENED)
        sent(f, t.node, p, n);
}

static void on_missing(void *ctx, struct sn_reasm_stream *s, uint32_t n)
{
    struct sn_follow *f = ctx;
    unsigned node = s->from_b != f->b_began;
    char mem[64];

    if (f->tls == TLS_MAYBE)
        show_held(f);
    (void)snprintf(mem, sizeof mem, "[%u bytes missing in capture file]", n);
    put_note(f, node, mem);
    if (f->o.form != SN_FOLLOW_ASCII && !f->o.side[0])
        f->at[node] += n;
}

static void on_end(void *ctx, struct sn_reasm_stream *s, enum sn_reasm_end why)
{
    (void)ctx;
    (void)s;
    (void)why;
}

/* ---- packets ---- */

void sn_follow_choose(struct sn_follow *f, const struct sn_dissection *x)
{
    for (uint32_t i = 0; i < x->nderived && !f->known; i++) {
        const struct sn_derived *v = &x->derived[i];

        if (v->kind == SN_DERIVED_DEAL || !v->n || v->quoted)
            continue;
        f->known = true;
        f->o.udp = v->kind == SN_DERIVED_UDP;
        f->o.number = (uint32_t)v->rec->u;
    }
}

/* Whether it is the connection that is followed; the first packet of it says who is node 0. */
static bool is_followed(struct sn_follow *f, const struct sn_derived *v)
{
    struct sn_flow_key k;

    if (!f->known || v->kind != (f->o.udp ? SN_DERIVED_UDP : SN_DERIVED_TCP) || !v->n ||
        v->quoted || v->layer->frag || v->rec->u != f->o.number)
        return false;
    if (f->found)
        return true;
    f->found = true;
    f->b_began = sn_flow_key(&k, &v->ends);
    if (!f->o.side[0])
        put_head(f, &v->ends);
    return true;
}

static void segment(struct sn_follow *f, const struct sn_dissection *x, const struct sn_derived *v,
                    const struct sn_pkt *p)
{
    const struct sn_segment *g = &x->segment[v->segment];
    struct sn_flow_key k;

    if (f->tls == TLS_NONE && is_tls(f, g)) {
        f->tls = TLS_MAYBE;
        sn_buf_init(&f->held, HELD_MAX);
    }
    sn_reasm_one(f->reasm, x, v->segment, p);
    if (f->tls != TLS_NONE && g->part)
        opened(f, g->part, sn_flow_key(&k, &v->ends) != f->b_began);
}

/* The payload of a datagram, by both lengths. */
static void datagram(struct sn_follow *f, const struct sn_derived *v, const struct sn_pkt *p)
{
    struct sn_rd r = sn_rd_init(p->data + v->layer->off, v->layer->caplen, v->layer->caplen);
    struct sn_flow_key k;
    uint16_t len;

    if (!sn_rd_skip(&r, 4) || !sn_rd_be16(&r, &len) || !sn_rd_skip(&r, 2) || len < 8)
        return;
    len = (uint16_t)(len - 8u);
    sent(f, sn_flow_key(&k, &v->ends) != f->b_began, r.p,
         sn_rd_left(&r) < len ? (uint32_t)sn_rd_left(&r) : len);
}

enum sn_err sn_follow_packet(struct sn_follow *f, const struct sn_dissection *x,
                             const struct sn_pkt *p, struct sn_buf *b, struct sn_diag *d)
{
    f->b = b;
    for (uint32_t i = 0; i < x->nderived; i++) {
        const struct sn_derived *v = &x->derived[i];

        if (!is_followed(f, v))
            continue;
        if (f->o.udp)
            datagram(f, v, p);
        else
            segment(f, x, v, p);
    }
    f->b = NULL;
    if (f->diag.code)
        *d = f->diag;
    return f->diag.code;
}

enum sn_err sn_follow_end(struct sn_follow *f, struct sn_buf *b, struct sn_diag *d)
{
    if (!f->known)
        return sn_fail(d, SN_EUSAGE, "no packet of TCP or UDP is accepted");
    if (!f->found)
        return sn_fail(d, SN_EUSAGE, "no %s the number %u",
                       f->o.udp ? "flow of UDP has" : "connection of TCP has", f->o.number);
    f->b = b;
    sn_reasm_free(f->reasm);
    f->reasm = NULL;
    if (f->tls == TLS_MAYBE)
        show_held(f);
    if (!f->o.side[0])
        sn_put_lit(b, RULE "\n");
    f->b = NULL;
    if (f->diag.code)
        *d = f->diag;
    return f->diag.code;
}

/* ---- the whole ---- */

bool sn_follow_number(struct sn_follow_opts *o, const char *word)
{
    bool udp = strncmp(word, "udp:", 4) == 0;
    const char *bad;

    o->udp = udp;
    o->number = (uint32_t)strtonum(word + (udp ? 4 : 0), 0, UINT32_MAX, &bad);
    return !bad;
}

uint32_t sn_follow_want(void)
{
    return SN_WANT_FIELDS | SN_WANT_DERIVED;
}

enum sn_err sn_follow_new(struct sn_follow **out, const struct sn_follow_opts *o, struct sn_diag *d)
{
    struct sn_follow *f = calloc(1, sizeof *f);
    struct sn_reasm_opts r = {.max_conns = 1,
                              .by_ack = true,
                              .idle_ns = INT64_MAX,
                              .ctx = f,
                              .data = on_data,
                              .missing = on_missing,
                              .end = on_end};
    enum sn_err e;

    *out = NULL;
    if (!f)
        return sn_fail(d, SN_ENOMEM, "no memory to follow a connection");
    f->o = *o;
    f->known = !o->chosen;
    e = sn_reasm_new(&f->reasm, &r, d);
    if (e)
        free(f);
    else
        *out = f;
    return e;
}

void sn_follow_free(struct sn_follow *f)
{
    struct sn_buf b;

    if (!f)
        return;
    sn_buf_init(&b, 0); /* what is held is of no use */
    f->b = &b;
    sn_reasm_free(f->reasm);
    sn_buf_free(&b);
    sn_buf_free(&f->held);
    free(f);
}
