/*
 * Protocols of text lines: those of HTTP (http.c), RTSP (rtsp.c), SSH (ssh.c), SIP (sip.c), FTP and
 * SMTP (mail.c).
 *
 * A segment is shown as lines when its first line looks like a request or a reply, which is all
 * that is looked for: there is no state from one segment to the next.
 */
#include "dis/app/txt.h"

#include "dis/app/slice.h"

#define TOKEN_MAX 127

enum { MESSAGE, LINE }; /* the first fields of each list: SN_TXT */

enum { HEAD_MAX = 32 << 10, BODY_MAX = 64 << 10 }; /* bytes of a unit that are put together */

/* A word, and what is behind the blanks behind it; 0 when there is none. */
static size_t token(struct sn_rd *r, const uint8_t **p)
{
    size_t n = 0, left = sn_rd_left(r);

    *p = r->p;
    while (n < left && (*p)[n] > ' ' && (*p)[n] < 0x7f && n <= TOKEN_MAX)
        n++;
    if (n == 0 || n > TOKEN_MAX ||
        (n == left ? r->cut : (*p)[n] != ' ' && ((*p)[n] < 9 || (*p)[n] > 13)))
        return 0;
    (void)sn_rd_skip(r, n);
    while (sn_rd_left(r) && *r->p == ' ')
        (void)sn_rd_skip(r, 1);
    return n;
}

static bool digits3(const uint8_t *p, size_t n)
{
    return n == 3 && p[0] >= '0' && p[0] <= '9' && p[1] >= '0' && p[1] <= '9' && p[2] >= '0' &&
           p[2] <= '9';
}

/* The upper-case letter, or its lower case; anything else as it is. */
static bool same_letter(uint8_t c, uint8_t upper)
{
    return c == upper || (upper >= 'A' && upper <= 'Z' && c == (upper | 0x20));
}

/* One of the words, in whatever case; they are each followed by a blank. */
static bool is_command(const char *words, const uint8_t *p, size_t n)
{
    while (*words) {
        size_t len = strcspn(words, " "), i = 0;

        while (len == n && i < n && same_letter(p[i], (uint8_t)words[i]))
            i++;
        if (len == n && i == n)
            return true;
        words += len + 1;
    }
    return false;
}

/* The first line begins with a command, or has a status of three digits as its second word. */
static bool is_message(struct sn_rd r, const char *commands)
{
    const uint8_t *p;
    size_t n = token(&r, &p);

    if (n == 0)
        return false;
    if (is_command(commands, p, n))
        return true;
    n = token(&r, &p);
    return digits3(p, n);
}

bool sn_txt_line(struct sn_dis *d, struct sn_rd *r)
{
    const uint8_t *p = r->p;
    size_t n = 0, left = sn_rd_left(r);

    while (n < left && ((p[n] >= ' ' && p[n] < 0x7f) || p[n] == '\t'))
        n++;
    if (n < left && p[n] == '\r' && n + 1 < left && p[n + 1] != '\n')
        return false;
    if (n < left && p[n] != '\n' && p[n] != '\r')
        return false;
    if (n == left || (p[n] == '\r' && n + 1 == left)) {
        if (r->cut)
            (void)!sn_rd_need(r, left + 1);
        else if (n == left)
            sn_rec_bytes(d, LINE, sn_rd_off(r), n, p, n)->flags = SN_REC_BAD;
        return false;
    }
    sn_rec_bytes(d, LINE, sn_rd_off(r), n, p, n);
    return sn_rd_skip(r, n + (p[n] == '\r' ? 2 : 1));
}

bool sn_txt_next(struct sn_rd *r, struct sn_txt *line)
{
    const uint8_t *p = r->p, *lf = memchr(p, '\n', sn_rd_left(r));
    size_t n = lf ? (size_t)(lf - p) : 0;

    if (!lf)
        return false;
    line->p = p;
    line->n = n && p[n - 1] == '\r' ? n - 1 : n;
    line->end = n + 1 - line->n;
    return sn_rd_skip(r, n + 1);
}

void sn_txt_lines(struct sn_dis *d, struct sn_rd *r, const char *commands)
{
    bool all = d->want & (SN_WANT_VERBOSE | SN_WANT_FIELDS);

    if (commands && !is_message(*r, commands))
        return;
    sn_rec_made(d, MESSAGE, 0)->flags |= SN_REC_TEXT;
    while ((sn_rd_left(r) || r->cut) && sn_txt_line(d, r) && all)
        ;
}

/* The length that a header line says; 0: it says none. */
static uint32_t content_length(const struct sn_txt *l)
{
    static const char name[] = "Content-Length";
    struct slice x = {l->p, l->n}, value = x;
    struct slice is = slice_trim(slice_cut(&value, ':'));
    uint32_t n =
        slice_is(is, name) || slice_is(is, "l") ? slice_number(slice_trim(value), BODY_MAX) : 0;

    return n <= BODY_MAX ? n : 0;
}

uint32_t sn_txt_unit(const uint8_t *p, uint32_t n, bool (*begins)(const struct sn_txt *line))
{
    struct sn_rd r = sn_rd_init(p, n, n);
    struct sn_txt l = {.n = 0};
    uint32_t body = 0;
    bool first = true;

    while (sn_txt_next(&r, &l) && (l.n || first)) {
        if (first && !begins(&l))
            return SN_STREAM_BAD;
        first = false;
        if (!body)
            body = content_length(&l);
    }
    if (first && n && (*p < 'A' || *p > 'Z'))
        return SN_STREAM_BAD;
    if (first || l.n)
        return n > HEAD_MAX ? SN_STREAM_BAD : 0;
    return (uint32_t)sn_rd_off(&r) + body;
}

uint32_t sn_txt_line_unit(const uint8_t *p, uint32_t n)
{
    const uint8_t *lf = memchr(p, '\n', n);
    uint32_t len = lf ? (uint32_t)(lf - p) : n;

    for (uint32_t i = 0; i < len; i++) {
        if ((p[i] < ' ' && p[i] != '\t' && (p[i] != '\r' || i + 1 < len)) || p[i] == 0x7f)
            return SN_STREAM_BAD;
    }
    if (lf)
        return len + 1;
    return n > HEAD_MAX ? SN_STREAM_BAD : 0;
}

enum sn_then sn_txt_plain_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), part = {0};

    for (const char *c = l->proto->name; *c; c++)
        sn_put_c(t->b, (char)(*c - 'a' + 'A'));
    if (!sn_find(&v, MESSAGE))
        return SN_TEXT_DONE;
    if (t->o->verbose)
        sn_put_f(t->b, ", length: %u", l->len);
    while (sn_each(&v, LINE, &part)) {
        sn_put_s(t->b, t->o->verbose ? "\n\t" : ": ");
        sn_put_mem(t->b, part.rec->p, part.rec->n);
        if (part.rec->flags & SN_REC_BAD)
            sn_cut_short(t);
        if (!t->o->verbose || sn_is_cut(t))
            return SN_TEXT_DONE;
    }
    if (l->flags & SN_LAYER_TRUNCATED)
        sn_cut(t);
    return SN_TEXT_DONE;
}

/* A colon stands in front. */
enum sn_then sn_txt_text(struct sn_text *t, const struct sn_layer *l)
{
    sn_put_lit(t->b, ": ");
    return sn_txt_plain_text(t, l);
}
