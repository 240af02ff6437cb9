/*
 * Multilink Frame Relay (FRF.16): control messages that bundle links, and fragments of frames, of
 * which the first says what is inside.
 */
#include "base/hex.h"
#include "dis/proto.h"

enum { MIN = 4, BEGIN = 4, CONTROL = 7 };
enum { BUNDLE_ID = 1, LINK_ID = 2, MAGIC = 3, MAGIC_LEN = 4 };

static const struct sn_val flags[] = {{4, "Begin"}, {2, "End"}, {1, "Control"}, {0, NULL}};
static const struct sn_val messages[] = {
    {1, "Add Link"},  {2, "Add Link ACK"}, {3, "Add Link Reject"}, {4, "Hello"},
    {5, "Hello ACK"}, {6, "Remove Link"},  {7, "Remove Link ACK"}, {0, NULL}};
static const struct sn_val elements[] = {{BUNDLE_ID, "Bundle ID"},
                                         {LINK_ID, "Link ID"},
                                         {MAGIC, "Magic Number"},
                                         {5, "Timestamp"},
                                         {6, "Vendor Extension"},
                                         {7, "Cause"},
                                         {0, NULL}};

#define MFR(F)                                                                                     \
    F(ALL, "sn.mfr.all", BYTES, NULL)                                                              \
    F(FLAGS, "sn.mfr.flags", P8, "Flags", .mask = 0xe0, .vals = flags)                             \
    F(SEQ, "sn.mfr.sequence", UINT, "Sequence number")                                             \
    F(MESSAGE, "sn.mfr.message", U8, "Message", .vals = messages)                                  \
    F(TYPE, "sn.mfr.ie.type", U8S, "Type", .vals = elements)                                       \
    F(LENGTH, "sn.mfr.ie.length", U8S, "Length")                                                   \
    F(ID, "sn.mfr.ie.id", STRS, "Identifier")                                                      \
    F(MAGIC_NUMBER, "sn.mfr.ie.magic", U32S, "Magic Number", .base = SN_HEX)                       \
    F(RAW, "sn.mfr.ie.raw", BYTESS, NULL)                                                          \
    F(DATA, "sn.mfr.ie.data", BYTESS, "Data")
SN_FIELDS(mfr, MFR)

enum { IE_HDR = 2 };

static void value(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    size_t n = sn_rd_left(r);

    sn_rec_bytes(d, RAW, sn_rd_off(r), n, r->p, n)->flags = SN_REC_TEXT;
    if (type == BUNDLE_ID || type == LINK_ID)
        (void)!sn_get_bytes(d, r, ID, n);
    else if (type == MAGIC && n == MAGIC_LEN)
        (void)!sn_get(d, r, MAGIC_NUMBER, NULL);
    else if (type == MAGIC)
        sn_rec_of(d, LENGTH)->flags |= SN_REC_BAD;
    else
        (void)!sn_get_bytes(d, r, DATA, n);
}

static void control(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t type, n;
    struct sn_rd val;

    if (!sn_get(d, r, MESSAGE, NULL))
        return;
    for (len -= MIN - 1; len > IE_HDR; len -= n) {
        if (!sn_rd_need(r, IE_HDR) || !sn_get(d, r, TYPE, &type) || !sn_get(d, r, LENGTH, &n))
            return;
        if (!type || n <= IE_HDR || !sn_rd_need(r, n - IE_HDR))
            return;
        val = sn_inside(r, n - IE_HDR);
        value(d, &val, type);
        (void)!sn_rd_skip(r, n - IE_HDR);
    }
}

static void mfr_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    size_t off = sn_rd_off(r);
    uint16_t head;

    sn_rec_bytes(d, ALL, off, 0, r->p, sn_rd_left(r))->flags = SN_REC_TEXT;
    if (!d->cur->level)
        d->linklen = d->cur->caplen;
    if (!sn_rd_need(r, 2))
        return;
    if (len < MIN) {
        sn_malformed(r);
        return;
    }
    if (!sn_rd_need(r, MIN) || !sn_get(d, r, FLAGS, NULL) || !sn_rd_be16(r, &head))
        return;
    if (!d->cur->level)
        d->linklen = 0;
    if ((head >> 13) == CONTROL && !(head & 0xff)) {
        if (!d->cur->level)
            d->linklen = MIN - 1;
        control(d, r, len);
        if (!d->cur->level && r->stop && d->want & SN_WANT_VERBOSE)
            d->linklen = d->cur->caplen;
        return;
    }
    sn_rec_uint(d, SEQ, off, 2, (head & 0x1e00u) >> 1 | (head & 0xffu));
    if ((sn_u(d, FLAGS) & (BEGIN | 1)) == BEGIN) {
        if (!d->cur->level)
            d->linklen = 2;
        sn_next_proto(d, &sn_proto_fr, r, len - 2);
    } else {
        sn_next_proto(d, NULL, r, len - 2);
    }
}

/* ---- text ---- */

static void elements_text(struct sn_text *t, const struct sn_view *v)
{
    struct sn_view ie = {0};

    while (sn_each(v, TYPE, &ie)) {
        sn_say(t, &ie, "\n\tIE {s:Unknown} ({}), length {}: ", TYPE, TYPE, LENGTH);
        if (sn_find(&ie, ID))
            sn_say_padded(t, &ie, "{}", ID, 0);
        else if (sn_find(&ie, MAGIC_NUMBER))
            sn_say(t, &ie, "0x{08x}", MAGIC_NUMBER);
        else if (sn_find(&ie, LENGTH)->flags & SN_REC_BAD)
            sn_put_f(t->b, "[IE data length %u != 4] (invalid)",
                     (unsigned)sn_opt(&ie, LENGTH) - IE_HDR);
        if (sn_find(&ie, RAW) && (sn_find(&ie, DATA) || t->o->verbose > 1))
            sn_say(t, &ie, "{D\n\t  }", RAW);
    }
}

static enum sn_then mfr_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (l->len < MIN && l->caplen >= 2) {
        sn_put_f(t->b, "[length %u < 4] (invalid)", l->len);
        return SN_TEXT_DONE;
    }
    if (sn_find(&v, MESSAGE)) {
        sn_say(t, &v, "FRF.16 Control, Flags [{b:none}], {s:Unknown Message (0x%02x)}", FLAGS,
               MESSAGE);
        sn_put_f(t->b, ", length %u", l->len);
        if (!t->o->verbose)
            return SN_TEXT_DONE;
        elements_text(t, &v);
        return l->flags ? SN_TEXT_CUT_SHORT : SN_TEXT_DONE;
    }
    if (!sn_need_short(t, &v, SEQ))
        return SN_TEXT_DONE;
    if (!sn_say(t, &v, "FRF.16 Frag, seq {}, Flags [{b:none}]", SEQ, FLAGS))
        return SN_TEXT_DONE;
    if (sn_opt(&v, FLAGS) & BEGIN && !(sn_opt(&v, FLAGS) & 1)) {
        sn_put_lit(t->b, ", ");
        return SN_TEXT_INNER;
    }
    sn_say(t, &v, "{D\n\t}", ALL);
    return SN_TEXT_DONE;
}

SN_PROTO(mfr, "Multilink Frame Relay", {.table = &sn_tab_link, .value = SN_LINK_MFR})
