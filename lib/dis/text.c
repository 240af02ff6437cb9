/* The text front: prints layers in order, and what several protocols print alike. */
#include "base/hex.h"
#include "dis/proto.h"

uint32_t sn_text_want(const struct sn_text_opts *o)
{
    return (o->verbose ? SN_WANT_VERBOSE : 0u) | (o->verbose && !o->no_sums ? SN_WANT_SUMS : 0u) |
           (o->quiet ? SN_WANT_SHALLOW : 0u) | (o->more ? SN_WANT_MORE : 0u) |
           (o->mesh ? SN_WANT_MESH : 0u) | SN_WANT_LINE;
}

const char *sn_val_name(const struct sn_val *vals, uint32_t v)
{
    for (; vals && vals->name; vals++) {
        if (vals->v == v)
            return vals->name;
    }
    return NULL;
}

static void end_line(struct sn_text *t, bool jumped)
{
    if (t->ended)
        return;
    t->ended = true;
    t->jumped = jumped;
    t->end = sn_buf_len(t->b);
    t->end_tag = t->tag;
}

void sn_cut(struct sn_text *t)
{
    end_line(t, true);
}

void sn_cut_short(struct sn_text *t)
{
    end_line(t, false);
}

void sn_text_invalid(struct sn_text *t, const struct sn_layer *l)
{
    sn_put_lit(t->b, " (invalid)");
    if (l->caplen < l->len)
        sn_cut(t);
}

void sn_text_cut_inline(struct sn_text *t, const char *tag)
{
    t->ended = t->jumped = false;
    t->b->p = t->b->base + t->end;
    sn_put_s(t->b, tag);
}

/* Takes back what was appended behind the cut, and says that there was one. */
static void cut(struct sn_text *t, const struct sn_layer *l)
{
    const char *tag = t->end_tag ? t->end_tag : l->proto->tag ? l->proto->tag : l->proto->name;

    t->b->p = t->b->base + t->end;
    sn_put_lit(t->b, " [|");
    sn_put_s(t->b, tag);
    sn_put_c(t->b, ']');
    t->end = sn_buf_len(t->b);
    t->cut = true;
}

/* Prints the next layer, and those inside it unless its text did or didn't want to. */
static inline void one(struct sn_text *t)
{
    const struct sn_layer *l = &t->d->layer[t->next++];
    enum sn_then then;

    t->tag = NULL;
    then = l->proto->more ? SN_TEXT_DONE : l->proto->text ? l->proto->text(t, l) : SN_TEXT_INNER;
    if (then == SN_TEXT_CUT || then == SN_TEXT_CUT_SHORT)
        end_line(t, then == SN_TEXT_CUT);
    if (__builtin_expect(t->ended, 0)) {
        if (!t->cut)
            cut(t, l);
        return;
    }
    if (then == SN_TEXT_INNER)
        return;
    while (t->next < t->d->nlayer && t->d->layer[t->next].level > l->level)
        t->next++;
}

void sn_text_inner(struct sn_text *t)
{
    uint32_t first = t->next;
    uint8_t level;

    if (first >= t->d->nlayer)
        return;
    level = t->d->layer[first].level;
    while (!t->cut && t->next < t->d->nlayer &&
           (t->next == first || t->d->layer[t->next].level > level))
        one(t);
}

void sn_text_skip(struct sn_text *t)
{
    uint8_t level;

    if (t->next >= t->d->nlayer)
        return;
    level = t->d->layer[t->next++].level;
    while (t->next < t->d->nlayer && t->d->layer[t->next].level > level)
        t->next++;
}

void sn_text_dump(struct sn_text *t)
{
    const struct sn_layer *l = sn_text_next(t);

    if (!l)
        return;
    if (!t->o->dump && !t->o->quiet && sn_is_data(l) && l->n)
        sn_hex_ascii(t->b, t->d->rec[l->first].p, t->d->rec[l->first].n);
    sn_text_skip(t);
}

/* Takes off what stands between tcpdump's text of TCP and of what is inside. */
static void drop_colon(struct sn_buf *b, size_t at)
{
    size_t n = sn_buf_len(b) - at;

    if (n < 2 || memcmp(b->base + at, ": ", 2) != 0)
        return;
    memmove(b->base + at, b->base + at + 2, n - 2);
    b->p -= 2;
}

/* The packet that WireGuard carried, whose first layer is number i. */
static void put_packet(struct sn_text *end, uint32_t i)
{
    sn_put_lit(end->b, " | ");
    end->next = i;
    sn_text_inner(end);
    if (end->ended)
        end->b->p = end->b->base + end->end;
}

/* What is to be said behind tcpdump's line: of what it doesn't know, and of what was inside TLS,
 * DTLS and WireGuard. */
static void put_more(struct sn_text *t)
{
    const struct sn_layer *tls = NULL;
    struct sn_text end = *t;
    size_t at;

    for (uint32_t i = 0; i < t->d->nlayer; i++) {
        const struct sn_layer *l = &t->d->layer[i];

        end.cut = end.ended = false;
        if (i && l[-1].proto == &sn_proto_wg && !sn_is_data(l)) {
            put_packet(&end, i);
            continue;
        }
        if (l->proto == &sn_proto_tls || l->proto == &sn_proto_dtls)
            tls = l;
        else if (tls && l->level <= tls->level)
            tls = NULL;
        if ((!l->proto->more && !tls) || !l->proto->text)
            continue;
        end.next = i + 1;
        sn_put_lit(t->b, " | ");
        at = sn_buf_len(t->b);
        (void)l->proto->text(&end, l);
        if (end.ended)
            t->b->p = t->b->base + end.end;
        if (!l->proto->more)
            drop_colon(t->b, at);
    }
}

uint32_t sn_dis_text(const struct sn_dissection *x, const struct sn_text_opts *o, struct sn_buf *b)
{
    struct sn_text t = {.b = b, .d = x, .o = o};

    while (!t.cut && t.next < x->nlayer)
        one(&t);
    if (t.cut)
        b->p = b->base + t.end;
    if (__builtin_expect(o->more, 0))
        put_more(&t);
    return t.jumped ? 0 : x->linklen;
}

/* Cuts a name that begins at `from` at its first dot, with -N. */
static void cut_domain(struct sn_text *t, size_t from)
{
    const char *name = t->b->base + from;
    char *dot = t->o->no_domain ? memchr(name, '.', sn_buf_len(t->b) - from) : NULL;

    if (dot)
        t->b->p = dot;
}

void sn_text_host4(struct sn_text *t, uint32_t addr)
{
    const struct sn_names *n = t->o->names;
    size_t from = sn_buf_len(t->b);

    if (n && n->host4 && n->host4(n->ctx, t->b, addr)) {
        cut_domain(t, from);
        return;
    }
    if (sn_buf_room(t->b, 16))
        t->b->p = put_ipv4(t->b->p, addr);
}

void sn_text_host6(struct sn_text *t, const uint8_t addr[16])
{
    const struct sn_names *n = t->o->names;
    size_t from = sn_buf_len(t->b);

    if (n && n->host6 && n->host6(n->ctx, t->b, addr))
        cut_domain(t, from);
    else
        sn_put_ipv6(t->b, addr);
}

void sn_text_port(struct sn_text *t, uint16_t port, bool udp)
{
    const struct sn_names *n = t->o->names;

    if (!n || !n->port || !n->port(n->ctx, t->b, port, udp))
        sn_put_u32(t->b, port);
}

void sn_text_bits(struct sn_text *t, const struct sn_val *bits, uint32_t v, const char *sep,
                  const char *none)
{
    bool any = false;

    for (; bits->name; bits++) {
        if ((v & bits->v) != bits->v)
            continue;
        if (any)
            sn_put_s(t->b, sep);
        sn_put_s(t->b, bits->name);
        any = true;
    }
    if (!any)
        sn_put_s(t->b, none);
}

void sn_text_as(struct sn_text *t, uint64_t as)
{
    if (t->o->as_dot && as > UINT16_MAX)
        sn_put_f(t->b, "%u.%u", (unsigned)(as >> 16), (unsigned)as & 0xffff);
    else
        sn_put_u64(t->b, as);
}

void sn_text_rd(struct sn_text *t, const uint8_t *p)
{
    switch (sn_be16(p)) {
    case 0:
        sn_put_f(t->b, "%u:%u (= ", sn_be16(p + 2), (unsigned)sn_be32(p + 4));
        sn_put_ipv4(t->b, p + 4);
        sn_put_c(t->b, ')');
        break;
    case 1:
        sn_put_ipv4(t->b, p + 2);
        sn_put_f(t->b, ":%u", sn_be16(p + 6));
        break;
    case 2:
        sn_text_as(t, sn_be32(p + 2));
        sn_put_f(t->b, ":%u (", sn_be16(p + 6));
        sn_put_ipv4(t->b, p + 2);
        sn_put_f(t->b, ":%u)", sn_be16(p + 6));
        break;
    default:
        sn_put_lit(t->b, "unknown RD format");
        break;
    }
}
