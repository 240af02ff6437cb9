/*
 * ZMTP/1.0, ZeroMQ's transport (rfc.zeromq.org/spec/13): frames of a length, flags and a body. No
 * port tells it. Over PGM each datagram begins with where the first frame begins in it.
 */
#include "dis/proto.h"

enum { LONG = 0xff, NO_FRAME = 0xffff, SHOWN = 128 };

#define ZMTP1(F)                                                                                   \
    F(OFFSET, "sn.zmtp1.offset", U16, "Offset of the first frame", .base = SN_HEX)                 \
    F(EXCEEDS, "sn.zmtp1.offset.exceeds", UINT, NULL)                                              \
    F(PART, "sn.zmtp1.part.length", UINT, NULL)                                                    \
    F(PART_CAPTURED, "sn.zmtp1.part.captured", UINT, NULL)                                         \
    F(PART_BYTES, "sn.zmtp1.part", BYTES, "Part of a frame")                                       \
    F(FRAME, "sn.zmtp1.frame", GROUPS, "Frame")                                                    \
    F(LEN8, "sn.zmtp1.length", U8, "Length")                                                       \
    F(LEN64_FOLLOWS, "sn.zmtp1.length.long", UINTS, NULL)                                          \
    F(LEN64, "sn.zmtp1.length", U64, "Length")                                                     \
    F(CAPTURED, "sn.zmtp1.captured", UINTS, NULL)                                                  \
    F(FLAGS, "sn.zmtp1.flags", U8, "Flags", .base = SN_HEX)                                        \
    F(BODY, "sn.zmtp1.body", BYTES, "Body")
SN_FIELDS(zmtp1, ZMTP1)

/* Its flags and its body, which have `declared` bytes together. False: they aren't all there; they
 * are cut when they aren't among the `beyond` bytes that were captured behind r either. */
static bool content(struct sn_dis *d, struct sn_rd *r, uint64_t declared, size_t beyond)
{
    size_t left = sn_rd_left(r);
    struct sn_rd all = *r;

    if (!declared)
        return true;
    all.end += beyond;
    if (!sn_rd_need(&all, 1)) {
        sn_stop(r, &all);
        return false;
    }
    if (declared > left)
        sn_note(d, CAPTURED, left);
    (void)sn_get(d, &all, FLAGS, NULL);
    (void)sn_rd_skip(r, left > 0);
    if (declared <= left)
        return declared == 1 || sn_get_bytes(d, r, BODY, (size_t)declared - 1);
    if (left > 1)
        (void)sn_get_bytes(d, r, BODY, left - 1);
    return declared - left <= beyond ? false : sn_rd_need(r, 1);
}

static void frames(struct sn_dis *d, struct sn_rd *r, size_t beyond)
{
    bool more = true;

    while (more && sn_rd_left(r)) {
        struct sn_rec *g = sn_group(d, r, FRAME, 0);
        uint64_t declared = *r->p;

        if (declared != LONG) {
            more = sn_get(d, r, LEN8, NULL);
        } else {
            sn_note(d, LEN64_FOLLOWS, 0);
            more = sn_rd_skip(r, 1) && sn_get64(d, r, LEN64, &declared);
        }
        more = more && content(d, r, declared, beyond);
        sn_group_end(d, r, g);
    }
}

static void zmtp1_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    frames(d, r, 0);
}

/* In a datagram of PGM, of len bytes by its header, the rest of an earlier frame may come first. */
static void datagram_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t offset;
    struct sn_rd in;
    size_t left;

    if (!sn_get(d, r, OFFSET, &offset))
        return;
    if (offset != NO_FRAME && offset + 2 > len) {
        sn_note(d, EXCEEDS, 0);
        sn_malformed(r);
        return;
    }
    len -= 2; /* as tcpdump has it: a length without room for the offset is a very large one */
    in = sn_inside(r, len);
    if (offset == NO_FRAME)
        offset = len;
    if (offset) {
        sn_note(d, PART, offset);
        left = sn_rd_left(&in) < offset ? sn_rd_left(&in) : offset;
        if (left < offset)
            sn_note(d, PART_CAPTURED, left);
        (void)sn_get_bytes(d, &in, PART_BYTES, left);
    }
    frames(d, &in, (size_t)(r->end - in.end));
    sn_stop(r, &in);
}

/* ---- text ---- */

#define PUT(name)                                                                                  \
    static void name(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)

/* The first bytes in hex; with -vv all of them. */
static void put_first(struct sn_text *t, const struct sn_rec *q, const char *of)
{
    uint32_t n = t->o->verbose < 2 && q->n > SHOWN ? SHOWN : q->n;

    sn_put_f(t->b, ", first %u byte(s)%s:", n, of);
    sn_text_hex_ascii(t, "\n\t ", q->p, n);
}

PUT(put_part_bytes)
{
    (void)v;
    if (q->n > 1)
        put_first(t, q, "");
}

PUT(put_flags)
{
    (void)v;
    sn_put_f(t->b, ", flags 0x%02x", (unsigned)q->u);
    if (!t->o->verbose)
        return;
    for (unsigned bit = 0x80; bit; bit >>= 1) {
        sn_put_s(t->b, bit == 0x80 ? " (" : "|");
        sn_put_s(t->b, !(q->u & bit) ? "-" : bit == 1 ? "MORE" : "MBZ");
    }
    sn_put_c(t->b, ')');
}

PUT(put_body)
{
    (void)v;
    put_first(t, q, " of body");
}

static const struct sn_line lines[] = {
    [OFFSET] = SN_LINE("\n\t frame offset 0x{04x}"),
    [EXCEEDS] = SN_LINE(" (exceeds datagram declared length)"),
    [PART] = SN_LINE("\n\t frame intermediate part, {} bytes"),
    [PART_CAPTURED] = SN_LINE(" ({} captured)"),
    [PART_BYTES] = {.put = put_part_bytes, .verbose = 1},
    [LEN8] = SN_LINE("\n\t frame flags+body  (8-bit) length {}"),
    [LEN64_FOLLOWS] = SN_LINE("\n\t frame flags+body (64-bit) length"),
    [LEN64] = SN_LINE(" {}"),
    [CAPTURED] = SN_LINE(" ({} captured)"),
    [FLAGS] = {.put = put_flags},
    [BODY] = {.put = put_body, .verbose = 1},
};

static enum sn_then zmtp1_text(struct sn_text *t, const struct sn_layer *l)
{
    sn_put_lit(t->b, ": ZMTP/1.0");
    sn_say_layer(t, l, lines, sizeof lines / sizeof lines[0]);
    return SN_TEXT_DONE;
}

static enum sn_then datagram_text(struct sn_text *t, const struct sn_layer *l)
{
    sn_say_layer(t, l, lines, sizeof lines / sizeof lines[0]);
    return SN_TEXT_DONE;
}

SN_PROTO(zmtp1, "ZeroMQ Message Transport Protocol 1.0", {.table = &sn_tab_tcp, .type = "zmtp1"})

const struct sn_proto sn_proto_zmtp1_datagram = {
    .name = "zmtp1",
    .title = "ZeroMQ Message Transport Protocol 1.0",
    SN_PROTO_FIELDS(zmtp1),
    .dissect = datagram_dissect,
    .text = datagram_text,
};
