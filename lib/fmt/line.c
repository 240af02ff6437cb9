/* A packet as tcpdump prints it: number, time, the dissection's line, a dump. */
#include <stdlib.h>
#include <time.h>

#include "base/hex.h"
#include "fmt/fmt.h"
#include "sn/process.h"

enum sn_err sn_fmt_new(struct sn_fmt **out, const struct sn_fmt_opts *o, struct sn_diag *d)
{
    struct sn_fmt *f = calloc(1, sizeof *f);
    enum sn_err e;

    *out = NULL;
    if (!f)
        return sn_fail(d, SN_ENOMEM, "no memory for a formatter");
    e = sn_visit_new(&f->visit, d);
    if (!e)
        e = sn_ek_new(&f->ek, d);
    if (!e && o->columns)
        e = sn_cells_new(&f->cells, o->columns, d);
    if (e) {
        sn_fmt_free(f);
        return e;
    }
    f->o = *o;
    f->zone_from = INT64_MIN / 2;
    tzset();
    *out = f;
    return SN_OK;
}

void sn_fmt_free(struct sn_fmt *f)
{
    if (f) {
        sn_visit_free(f->visit);
        sn_ek_free(f->ek);
        sn_cells_free(f->cells);
    }
    free(f);
}

void sn_fmt_hex(struct sn_buf *b, const uint8_t *p, size_t n)
{
    sn_hex(b, p, n);
}

void sn_fmt_hex_ascii(struct sn_buf *b, const uint8_t *p, size_t n)
{
    sn_hex_ascii(b, p, n);
}

void sn_fmt_ascii(struct sn_buf *b, const uint8_t *p, size_t n)
{
    size_t i;

    if (n >= b->cap || !sn_buf_room(b, n + 1))
        return;
    *b->p++ = '\n';
    for (i = 0; i < n; i++) {
        uint8_t c = p[i];

        if (c != '\r')
            *b->p++ = (c >= 0x20 && c < 0x7f) || c == '\n' || c == '\t' ? (char)c : '.';
        else if (i + 2 < n && p[i + 1] != '\n') /* nothing in front of a newline or at the end */
            *b->p++ = '.';
    }
}

static void dump(const struct sn_fmt *f, struct sn_buf *b, const struct sn_pkt *p, uint32_t from)
{
    if (f->o.dump_link)
        from = 0;
    if (from >= p->caplen)
        return;
    switch (f->o.dump) {
    case SN_DUMP_HEX:
        sn_hex(b, p->data + from, p->caplen - from);
        break;
    case SN_DUMP_BOTH:
        sn_hex_ascii(b, p->data + from, p->caplen - from);
        break;
    case SN_DUMP_ASCII:
        sn_fmt_ascii(b, p->data + from, p->caplen - from);
        break;
    }
}

/* The number, at least five wide, and two blanks. */
static void put_number(struct sn_buf *b, uint64_t n)
{
    uint64_t v;

    for (v = n; v < 10000; v = v ? v * 10 : 10)
        sn_put_c(b, ' ');
    sn_put_u64(b, n);
    sn_put_lit(b, "  ");
}

/* What tcpdump says instead of a packet whose record has impossible lengths. */
static void invalid(struct sn_buf *b, const struct sn_pkt *p)
{
    const char *sep = "";

    sn_put_lit(b, "[Invalid header:");
    if (p->caplen == 0) {
        sn_put_lit(b, " caplen==0");
        sep = ",";
    }
    if (p->len == 0) {
        sn_put_f(b, "%s len==0", sep);
        sep = ",";
    } else if (p->len < p->caplen) {
        sn_put_f(b, "%s len(%u) < caplen(%u)", sep, p->len, p->caplen);
        sep = ",";
    }
    if (p->caplen > SN_SNAPLEN_DEFAULT) {
        sn_put_f(b, "%s caplen(%u) > %u", sep, p->caplen, SN_SNAPLEN_DEFAULT);
        sep = ",";
    }
    if (p->len > SN_SNAPLEN_DEFAULT)
        sn_put_f(b, "%s len(%u) > %u", sep, p->len, SN_SNAPLEN_DEFAULT);
    sn_put_lit(b, "]\n");
}

static void put_process(struct sn_buf *b, const struct sn_pkt *p)
{
    struct sn_process of;

    if (sn_pkt_process(p, &of))
        sn_put_f(b, "%s[%u] ", of.name, of.pid);
    else
        sn_put_lit(b, "- ");
}

void sn_fmt_text(struct sn_fmt *f, struct sn_buf *b, const struct sn_dissection *d,
                 const struct sn_frame *fr)
{
    const struct sn_pkt *p = fr->pkt;
    uint32_t from;

    if (f->o.number)
        put_number(b, fr->number);
    if (__builtin_expect(fmt_impossible(p), 0)) {
        invalid(b, p);
        return;
    }
    if (f->o.time != SN_TIME_NONE) {
        sn_fmt_pkt_time(f, b, fr);
        sn_put_c(b, ' ');
    }
    if (__builtin_expect(f->o.process, 0))
        put_process(b, p);
    from = sn_dis_text(d, &f->o.text, b);
    if (__builtin_expect(f->o.dump, 0))
        dump(f, b, p, from);
    sn_put_c(b, '\n');
}
