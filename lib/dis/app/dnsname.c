/*
 * Domain names (RFC 1035 4.1.4), with the bit labels of RFC 2673.
 *
 * A pointer must lead to before the name it is in, and each further one to before the last, so that
 * names end. What is kept of a name is bounded: of labels 255 bytes, as tcpdump shows, of bit
 * labels what the buffer holds; behind a pointer so many labels are looked at.
 */
#include "dis/app/dns.h"

#define CHARS_MAX  255
#define TEXT_MAX   2048
#define LABELS_MAX 512
#define BIT_LABEL  1
#define BIT_TEXT   80 /* the longest bit label as text */

const char sn_dns_root[] = "<Root>";

/* A name being read. */
struct name {
    struct sn_rd r;
    uint8_t text[TEXT_MAX];
    size_t n;     /* bytes of text */
    size_t place; /* bytes of the packet up to the end or the first pointer; 0: not known yet */
    uint32_t max; /* a pointer must be below */
    uint32_t chars;
    uint32_t labels; /* behind a pointer */
    uint8_t elt;
    bool dot; /* the text ends with a dot */
    bool jumped;
};

bool sn_dns_skip(struct sn_rd *r)
{
    uint8_t b, bits;

    while (sn_rd_u8(r, &b)) {
        if (b == 0)
            return true;
        if (b >= 0xc0) {
            (void)!sn_rd_skip(r, 1); /* tcpdump misses its second half behind the name */
            return true;
        }
        if ((b & 0xc0) == 0x40) {
            if (b != (0x40 | BIT_LABEL) || !sn_rd_u8(r, &bits))
                return false;
            b = (uint8_t)(bits ? (bits + 7) / 8 : 32);
        } else if (b & 0x80) {
            return false;
        }
        if (!sn_rd_skip(r, b))
            return false;
    }
    return false;
}

static void put_dot(struct name *a)
{
    a->dot = a->chars <= CHARS_MAX;
    if (a->dot) {
        a->text[a->n++] = '.';
        a->chars++;
    }
}

static enum dns_end plain_label(struct name *a, uint8_t len)
{
    size_t show = a->chars < CHARS_MAX ? CHARS_MAX - a->chars : 0, left = sn_rd_left(&a->r);

    if (show > len)
        show = len;
    a->dot = false;
    if (left < show) {
        memcpy(a->text + a->n, a->r.p, left);
        a->n += left;
        (void)!sn_rd_need(&a->r, show);
        return DNS_END_IN_LABEL;
    }
    memcpy(a->text + a->n, a->r.p, show);
    a->n += show;
    a->chars += len;
    put_dot(a);
    return sn_rd_skip(&a->r, len) ? 0 : DNS_END_CUT;
}

/* "\[xabc/10]" */
static enum dns_end bit_label(struct name *a)
{
    struct sn_buf b;
    uint8_t bits, byte;
    unsigned left;

    if (!sn_rd_u8(&a->r, &bits))
        return DNS_END_CUT;
    a->dot = false;
    sn_buf_fixed(&b, (char *)a->text + a->n, TEXT_MAX - a->n);
    sn_put_lit(&b, "\\[x");
    for (left = bits ? bits : 256; left; left -= left < 8 ? left : 8) {
        if (!sn_rd_u8(&a->r, &byte))
            break;
        if (left > 4)
            sn_put_hex_pad(&b, byte & (left < 8 ? 0xffu << (8 - left) & 0xff : 0xff), 2);
        else
            sn_put_hex(&b, (uint64_t)(byte >> 4) & (0xfu << (4 - left)));
    }
    if (!left)
        sn_put_f(&b, "/%u]", bits ? bits : 256u);
    a->n += sn_buf_len(&b);
    if (left)
        return DNS_END_IN_BITS;
    put_dot(a);
    return 0;
}

/* What a label's first byte already says against it. */
static enum dns_end refuse(struct name *a, uint8_t b)
{
    a->elt = b & 0x3f;
    if ((b & 0xc0) == 0x80)
        return DNS_END_BAD_TYPE;
    if ((b & 0xc0) != 0x40)
        return 0;
    if (a->elt != BIT_LABEL)
        return DNS_END_ELT;
    return sn_rd_need(&a->r, 1) ? 0 : DNS_END_CUT;
}

/* Goes where a pointer leads; *b becomes the byte there. */
static enum dns_end follow(struct name *a, const struct dns_msg *m, uint8_t *b)
{
    uint32_t to;
    uint8_t low;

    if (!sn_rd_u8(&a->r, &low))
        return DNS_END_CUT;
    if (!a->jumped)
        a->place = sn_rd_off(&a->r);
    a->jumped = true;
    to = (*b & 0x3fu) << 8 | low;
    if (to >= a->max)
        return DNS_END_BAD_PTR;
    a->max = to;
    a->r = m->all;
    return sn_rd_skip(&a->r, to) && sn_rd_u8(&a->r, b) ? 0 : DNS_END_CUT;
}

static enum dns_end labels(struct name *a, const struct dns_msg *m, uint8_t b)
{
    enum dns_end end;

    if (b >= 0xc0 && !sn_rd_need(&a->r, 1))
        return DNS_END_CUT;
    for (;;) {
        end = refuse(a, b);
        if (end)
            return end;
        if (!b || !sn_rd_left(&a->r))
            return a->chars > CHARS_MAX ? DNS_END_LONG : 0;
        if ((a->jumped && ++a->labels > LABELS_MAX) || a->n + BIT_TEXT > TEXT_MAX)
            return DNS_END_LONG;
        if (b >= 0xc0) {
            end = follow(a, m, &b);
            if (end)
                return end;
            continue;
        }
        end = b & 0x40 ? bit_label(a) : plain_label(a, b);
        if (end)
            return end;
        if (!sn_rd_u8(&a->r, &b))
            return DNS_END_CUT;
    }
}

void sn_dns_name(struct sn_dis *d, const struct sn_rd *r, const struct dns_msg *m, unsigned field)
{
    struct name a;
    size_t off = sn_rd_off(r), len;
    enum dns_end end;
    struct sn_rec *q;
    uint8_t *text, b;

    a.r = *r;
    a.n = a.place = 0;
    a.max = (uint32_t)(off - sn_rd_off(&m->all));
    a.chars = a.labels = a.elt = 0;
    a.dot = a.jumped = false;
    if (!sn_rd_u8(&a.r, &b)) {
        q = sn_rec_bytes(d, field, off, 0, sn_dns_root, 0);
        q->flags = SN_REC_BAD;
        sn_note(d, m->end, DNS_END_CUT | DNS_END_DOTLESS);
        return;
    }
    if (b == 0) {
        sn_rec_bytes(d, field, off, 1, sn_dns_root, sizeof sn_dns_root - 1);
        return;
    }
    end = labels(&a, m, b);
    len = (a.jumped ? a.place : sn_rd_off(&a.r)) - off;
    if (!end && !a.dot)
        end = DNS_END_NO_DOT;
    a.n -= a.dot;
    text = sn_arena_alloc(&d->arena, a.n);
    if (!text) {
        d->cur->flags |= SN_LAYER_FULL;
        a.n = 0;
    } else {
        memcpy(text, a.text, a.n);
    }
    q = sn_rec_bytes(d, field, off, len, text, a.n);
    if (__builtin_expect(end, 0)) {
        q->flags = end < DNS_END_NO_DOT ? SN_REC_BAD : 0;
        sn_note(d, m->end, end | (a.dot ? 0 : DNS_END_DOTLESS) | (uint32_t)a.elt << DNS_END_TYPE);
    }
}

bool sn_dns_put_name(struct sn_text *t, const struct sn_rec *q, const struct sn_rec *end)
{
    const struct sn_rec *e = q + 1 < end && sn_dns_is_end(q + 1) ? q + 1 : NULL;

    if (q->p != (const uint8_t *)sn_dns_root)
        sn_put_safe(t->b, q->p, q->n);
    if (__builtin_expect(!e, 1)) {
        sn_put_c(t->b, '.');
        return true;
    }
    if (!(e->u & DNS_END_DOTLESS))
        sn_put_c(t->b, '.');
    switch (e->u & 0xff) {
    case DNS_END_BAD_PTR:
        sn_put_lit(t->b, "<BAD PTR>");
        return false;
    case DNS_END_BAD_TYPE:
        sn_put_lit(t->b, "<BAD LABEL TYPE>");
        return false;
    case DNS_END_ELT:
        sn_put_f(t->b, "<ELT %u>", (unsigned)(e->u >> DNS_END_TYPE));
        return false;
    case DNS_END_LONG:
        sn_put_lit(t->b, "<DOMAIN NAME TOO LONG>");
        return true;
    case DNS_END_NO_DOT:
        return true;
    default:
        t->jumped = (e->u & 0xff) == DNS_END_IN_BITS; /* what tcpdump has not looked ahead for */
        return false;
    }
}

void sn_dns_say_name(struct sn_text *t, const struct sn_view *v, unsigned field)
{
    const struct sn_rec *q = sn_find(v, field);

    if (sn_is_cut(t) || (q && sn_dns_put_name(t, q, v->end)))
        return;
    if (q && t->jumped)
        sn_cut(t);
    else
        sn_cut_short(t);
}
