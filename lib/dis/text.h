/*
 * For protocol files: how text() renders records.
 *
 * text(t, l) appends what tcpdump prints, from records only, and says what is to be printed next
 * (enum sn_then). Records are asked for by their fields, in a view: the layer's, or a part of it:
 *
 *     struct sn_view v = sn_view(t, l), opt = {0};
 *
 *     sn_say(t, &v, "vrid {}, prio {}", VRID, PRIO);
 *     while (sn_each(&v, OPT, &opt))
 *         sn_say(t, &opt, " {s}", OPT);
 *
 * Where a record that the text asks for (sn_say, sn_num, sn_need) is missing, tcpdump's packet
 * ended: the line ends there with " [|tag]", and whatever the function still appends is taken back.
 * So text() need not ask whether something is there, unless tcpdump does.
 */
#ifndef SN_DIS_TEXT_H
#define SN_DIS_TEXT_H

#include "base/put.h"
#include "sn/dis.h"

struct sn_text {
    struct sn_buf *b;
    const struct sn_dissection *d;
    const struct sn_text_opts *o;
    const struct sn_layer *net; /* the innermost IPv4 or IPv6 layer printed so far */
    const uint8_t *lsrc, *ldst; /* the link layer's addresses, 6 bytes; NULL: it has none */
    const uint8_t *lsrc8;       /* the sender's instead, 8 bytes, on IEEE 1394 */
    const char *tag; /* instead of the protocol's, when text() sets it before SN_TEXT_CUT */
    uint32_t next;   /* the layer to be printed next */
    bool net6;       /* net is IPv6 */
    bool cut;        /* " [|tag]" was printed: the line is over */
    bool jumped;     /* by sn_cut(), not sn_cut_short() */
    bool ended;      /* a record was missing: the line is over at `end` */
    size_t end;
    const char *end_tag; /* t->tag when it ended */
};

/* The TCP segment whose layer l is; NULL when the packet has too many. */
static inline const struct sn_segment *sn_text_segment(const struct sn_text *t,
                                                       const struct sn_layer *l)
{
    uint32_t i, layer = (uint32_t)(l - t->d->layer);

    for (i = 0; i < t->d->nsegment; i++) {
        if (t->d->segment[i].layer == layer)
            return &t->d->segment[i];
    }
    return NULL;
}

/* The layer that is printed next when text() returns; NULL when this is the last. Layers of data
 * are told by sn_is_data(). */
static inline const struct sn_layer *sn_text_next(const struct sn_text *t)
{
    return t->next < t->d->nlayer ? &t->d->layer[t->next] : NULL;
}

static inline bool sn_is_data(const struct sn_layer *l)
{
    return l->proto == &sn_proto_data;
}

/* The layer next to be printed is inside l and some protocol that tcpdump knows claimed it. */
static inline bool sn_text_claimed(const struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_layer *k = sn_text_next(t);

    return k && k->level > l->level && !sn_is_data(k) && !k->proto->more;
}

/* Prints the next layer and all inside it, now. */
void sn_text_inner(struct sn_text *t);

/* Skips the next layer and all inside it. */
void sn_text_skip(struct sn_text *t);

/* Prints what is unknown as tcpdump does: a dump, unless one was asked for anyway. The data is the
 * next layer, which is skipped. */
void sn_text_dump(struct sn_text *t);

/* Bytes in hex as lines of 16, `indent` in front of each: "\n\t    0x0000:  0102 0304". */
void sn_text_hex(struct sn_text *t, const char *indent, const uint8_t *p, size_t n);

/* The same with the characters behind it. */
void sn_text_hex_ascii(struct sn_text *t, const char *indent, const uint8_t *p, size_t n);

/* " (invalid)"; behind it the line is cut when not all of the layer was captured. */
void sn_put_invalid(struct sn_text *t, const struct sn_layer *l);

/* The innermost IP header's addresses, as text. */
void sn_text_src(struct sn_text *t);
void sn_text_dst(struct sn_text *t);
void sn_text_host4(struct sn_text *t, uint32_t addr);
void sn_text_host6(struct sn_text *t, const uint8_t addr[16]);
void sn_text_port(struct sn_text *t, uint16_t port, bool udp);

/* A span of time: "1w2d3h4m5s", "0s". */
void sn_text_period(struct sn_text *t, uint32_t s);

/* An NTP timestamp: "3758096384.500000000 (2019-02-02T11:39:44Z)". */
void sn_text_ntp_time(struct sn_text *t, uint64_t stamp);

/* A fraction of 2^-32 seconds as nanoseconds, by tcpdump's arithmetic. */
unsigned sn_text_ntp_ns(uint32_t fraction);

/* A number of an autonomous system, with -b in two parts. */
void sn_text_as(struct sn_text *t, uint64_t as);

/* The route distinguisher of eight bytes at p (RFC 4364). */
void sn_text_rd(struct sn_text *t, const uint8_t *p);

/* The names of the set bits joined by sep, `none` when there are none. */
void sn_text_bits(struct sn_text *t, const struct sn_val *bits, uint32_t v, const char *sep,
                  const char *none);

/* ---- records by their fields ---- */

/* Some of a layer's records, one behind the other. */
struct sn_view {
    const struct sn_rec *rec, *end;
    const struct sn_field *fields;
};

/* All of a layer's. */
static inline struct sn_view sn_view(const struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = t->d->rec + l->first;

    return (struct sn_view){.rec = q, .end = q + l->n, .fields = l->proto->fields};
}

/* Out of line part of sn_find. */
const struct sn_rec *sn_find_slowly(const struct sn_view *v, unsigned field);

/* The first record of a field; NULL when there is none. */
static inline const struct sn_rec *sn_find(const struct sn_view *v, unsigned field)
{
    const struct sn_rec *q = v->rec + field; /* a fixed header's are where their numbers say */

    if (__builtin_expect(q < v->end && q->field == field && !q->depth &&
                             !(v->fields[field].flags & SN_F_MULTI),
                         1))
        return q;
    return sn_find_slowly(v, field);
}

/* The records of the fixed header that a layer begins with (sn_header_of), fields 0 to `last`,
 * indexed by the fields; NULL when it wasn't whole. */
static inline const struct sn_rec *sn_header_recs(const struct sn_view *v, unsigned last)
{
    bool whole = v->rec + last < v->end && v->rec[last].field == last;

    return __builtin_expect(whole, 1) ? v->rec : NULL;
}

/* The next part of v that begins with a record of `field`: that and what follows, up to the next of
 * them, or where a group ends. `part` begins as zeros. False: there are no more. */
bool sn_each(const struct sn_view *v, unsigned field, struct sn_view *part);

/* sn_each() and sn_say() of one field: the next part is printed as fmt says. Where a part is
 * missing the line is cut, and this is false: for as many as a count says. */
bool sn_say_each(struct sn_text *t, const struct sn_view *v, struct sn_view *part, const char *fmt,
                 unsigned field);

/* sn_say() of one string of n bytes, {}, that ends at its first zero: cut right behind it when
 * neither that nor all of it was captured. */
void sn_say_padded(struct sn_text *t, const struct sn_view *v, const char *fmt, unsigned field,
                   size_t n);

/* A field of n bytes, {}: cut behind those that were captured (sn_get_upto) when they are fewer. */
void sn_say_upto(struct sn_text *t, const struct sn_view *v, unsigned field, size_t n);

/* sn_say() of one string that ends at its zero (sn_get_strz), {}: cut behind the text when that
 * wasn't captured. False: it was cut. */
bool sn_say_strz(struct sn_text *t, const struct sn_view *v, const char *fmt, unsigned field);

/* The same when tcpdump sees it coming; nothing is said of one that isn't there. */
bool sn_say_strz_short(struct sn_text *t, const struct sn_view *v, const char *fmt, unsigned field);

/* The rest of v from the first record of `field` on; empty when there is none. */
struct sn_view sn_from(const struct sn_view *v, unsigned field);

/* Ends the line with " [|tag]", t->tag or the protocol's, here: a record is missing. What is
 * appended afterwards is taken back. A dump of the packet begins at its first byte, as tcpdump's
 * does when a read fails. */
void sn_cut(struct sn_text *t);

/* The same when tcpdump sees it coming: the dump begins behind the link header. */
void sn_cut_short(struct sn_text *t);

/* " (invalid)" behind what can't be right in layer l, and where that wasn't all captured the cut
 * that tcpdump notices then. */
void sn_text_invalid(struct sn_text *t, const struct sn_layer *l);

/* Takes the end of the line back: `tag` stands in its place, and the line goes on. */
void sn_text_cut_inline(struct sn_text *t, const char *tag);

/* Takes a cut back: the line goes on where it ended. For a packet in a packet, behind its "
 * [|tag]", and for parts of a message that tcpdump goes on behind. */
static inline void sn_uncut(struct sn_text *t)
{
    if (t->ended)
        t->b->p = t->b->base + t->end;
    t->cut = t->ended = t->jumped = false;
}

/* Whether the line has ended so: a loop may stop. */
static inline bool sn_is_cut(const struct sn_text *t)
{
    return t->ended;
}

/* A field's number; where there is none the line is cut, and this is 0. */
static inline uint64_t sn_num(struct sn_text *t, const struct sn_view *v, unsigned field)
{
    const struct sn_rec *q = sn_find(v, field);

    if (__builtin_expect(q != NULL, 1))
        return q->u;
    sn_cut(t);
    return 0;
}

/* A field's number without cutting the line; 0 when there is none. */
static inline uint64_t sn_opt(const struct sn_view *v, unsigned field)
{
    const struct sn_rec *q = sn_find(v, field);

    return q ? q->u : 0;
}

/* Whether the checksum in a field was verified, and is wrong. */
static inline bool sn_sum_is_bad(const struct sn_view *v, unsigned field)
{
    const struct sn_rec *q = sn_find(v, field);

    return q && q->flags & SN_REC_BAD;
}

/* Whether a field is there; when not, the line is cut. */
static inline bool sn_need(struct sn_text *t, const struct sn_view *v, unsigned field)
{
    if (sn_find(v, field))
        return true;
    sn_cut(t);
    return false;
}

/* The same when tcpdump sees it coming. */
static inline bool sn_need_short(struct sn_text *t, const struct sn_view *v, unsigned field)
{
    if (sn_find(v, field))
        return true;
    sn_cut_short(t);
    return false;
}

/*
 * Appends text in which each pair of braces is the value of the next field:
 *
 *     {}       as its table says: decimal, 0x… (SN_HEX), an address, bytes in hex, an escaped
 * string {x}      hexadecimal without 0x; {04x}: at least four digits; {d}: decimal {s}      the
 * name of the number; the number when it has none {s:F}    the same, but F for a number without a
 * name, F a format of printf(3) with one %u or %x
 *     {:}      bytes in hex with colons; {n}: how many bytes
 *     {b:none} the names of the bits that are set, ", " between them; {b|:none}: "|" or whatever
 *     {a}      a number as an IPv4 address
 *     {t}      a span of time in seconds (sn_text_period)
 *     {D\n\t}   bytes dumped in hexadecimal, "\n\t" in front of each line
 *     {M}      IEEE 754 bytes per second as megabits: 1000.000
 *
 * A brace that is to be printed is doubled. All fields are looked for first: when one is missing
 * nothing is appended and the line is cut, as by one ND_PRINT of tcpdump. False: it was cut.
 */
#define sn_say(t, v, fmt, ...)                                                                     \
    sn_say_fields(t, v, fmt, (const uint16_t[]){__VA_ARGS__},                                      \
                  sizeof((const uint16_t[]){__VA_ARGS__}) / sizeof(uint16_t))
bool sn_say_fields(struct sn_text *t, const struct sn_view *v, const char *fmt,
                   const uint16_t *fields, size_t n);

/*
 * Text by a table: for protocols whose line says their records in the order in which they were
 * read. The table is indexed by the field; a row stands for the last of the fields that its text
 * names, so that nothing is said unless all were read:
 *
 *     static const struct sn_line lines[] = {
 *         [DEAD] = SN_LINE("\n\t  Hello {}s, Dead {}s", HELLO, DEAD),
 *         [FLAGS] = SN_LINE(", flags [{b:none}]"),
 *     };
 *     sn_say_lines(t, &v, lines, sizeof lines / sizeof lines[0]);
 *
 * Fields without a row say nothing.
 */
struct sn_line {
    const char *fmt;  /* as sn_say() */
    uint8_t n;        /* fields that fmt names; 0: the record's, however often */
    uint8_t verbose;  /* only with so many -v … */
    bool ends;        /* … and without them the line ends in front of it */
    uint16_t with[8]; /* the fields, each the latest record of it up to this one */
    /* Instead of fmt: q is the record, v all that is shown. */
    void (*put)(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q);
};

#define SN_LINE(format, ...)                                                                       \
    {                                                                                              \
        .fmt = format, .n = sizeof((const uint16_t[]){0, ##__VA_ARGS__}) / sizeof(uint16_t) - 1,   \
        .with = {                                                                                  \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }
/* With n times -v only; with `ends` true the line ends there without them. */
#define SN_LINE_V(least, stop, format, ...)                                                        \
    {                                                                                              \
        .fmt = format, .verbose = least, .ends = stop,                                             \
        .n = sizeof((const uint16_t[]){0, ##__VA_ARGS__}) / sizeof(uint16_t) - 1, .with = {        \
            __VA_ARGS__                                                                            \
        }                                                                                          \
    }

/* False: the line ended early, for want of -v or because it was cut. */
bool sn_say_lines(struct sn_text *t, const struct sn_view *v, const struct sn_line *lines,
                  size_t n);

/* sn_say_lines() of all of a layer, and " [|tag]" where the reader stopped. */
void sn_say_layer(struct sn_text *t, const struct sn_layer *l, const struct sn_line *lines,
                  size_t n);

/* sn_say_lines() of a layer without what tcpdump leaves unread: a record of field `hide` hides all
 * that is behind it in its group. True: the reader stopped, and the line is yet to be cut. */
bool sn_say_layer_but(struct sn_text *t, const struct sn_layer *l, const struct sn_line *lines,
                      size_t n, unsigned hide);

/* The latest record of a field up to q, which is one of v's; NULL when there is none. */
const struct sn_rec *sn_before(const struct sn_view *v, const struct sn_rec *q, unsigned field);

/* The same of several fields that follow each other, from `first` to `last`: those of one meaning
 * that Wireshark has several names for. */
const struct sn_rec *sn_latest(const struct sn_view *v, const struct sn_rec *q, unsigned first,
                               unsigned last);

/* The name of a number, or printf's fmt of it (one %u or %x). */
void sn_put_name(struct sn_text *t, const struct sn_val *vals, uint64_t u, const char *fmt);

/* A record's value as sn_say() writes it for what stands between braces: "M". */
void sn_put_value_as(struct sn_text *t, const char *spec, const struct sn_field *f,
                     const struct sn_rec *q);

/* A record's value as {} has it. */
void sn_put_value(struct sn_text *t, const struct sn_field *f, const struct sn_rec *q);

#endif
