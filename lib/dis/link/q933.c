/*
 * Signalling of Frame Relay (ITU-T Q.933, ANSI T1.617): asks for the state of permanent virtual
 * circuits, and says it. The names of messages are Q.931's.
 */
#include "dis/proto.h"

static const struct sn_val messages[] = {
    {0x00, "ESC to National"}, {0x01, "Alert"},        {0x02, "Call proceeding"},
    {0x03, "Progress"},        {0x05, "Setup"},        {0x07, "Connect"},
    {0x0f, "Connect ACK"},     {0x45, "Disconnect"},   {0x46, "Restart"},
    {0x4d, "Release"},         {0x4e, "Restart ACK"},  {0x5a, "Release Complete"},
    {0x75, "Status Enquiry"},  {0x7d, "Status Reply"}, {0, NULL},
};

/* Information elements, of ANSI and of ITU-T; those of other codesets have no names. */
static const struct sn_val elements[] = {
    {0x01, "ANSI Report Type"},  {0x03, "ANSI Link Verify"},
    {0x07, "ANSI PVC Status"},   {0x19, "ANSI Link Verify"},
    {0x51, "CCITT Report Type"}, {0x53, "CCITT Link Verify"},
    {0x57, "CCITT PVC Status"},  {0, NULL},
};
static const struct sn_val reports[] = {
    {0, "Full Status"}, {1, "Link verify"}, {2, "Async PVC Status"}, {0, NULL}};

enum { REPORT_IE = 1, VERIFY_IE = 3, CIRCUIT_IE = 7, T1617_VERIFY_IE = 0x19, ITU = 0x50 };
enum { ANSI = 5, SHIFTS = 0x80, LOCKING = 0x90, NON_LOCKING = 0x98, ANSI_SHIFT = 0x95 };
enum { NEW = 8, ACTIVE = 2 };

/* HEAD is there when all of the head is: the octet that changes the codeset, if it may be one.
 * BEHIND is the byte behind it, which tcpdump takes for a call reference of one byte when it
 * asks whether that is 0. DATA
 * is a value that Wireshark has no more of, OTHER one that it has. */
#define Q933(F)                                                                                    \
    F(DISC, "q933.disc", U8, "Protocol discriminator", .base = SN_HEX)                             \
    F(REF_LEN, "q933.call_ref_len", U8, "Call reference value length", .mask = 0x0f)               \
    F(REF_FLAG, "q933.call_ref_flag", BOOL, "Call reference flag")                                 \
    F(REF, "q933.call_ref", BYTES, "Call reference value")                                         \
    F(REF_TEXT, "sn.q933.call_ref", BYTES, NULL)                                                   \
    F(BEHIND, "sn.q933.behind", UINT, NULL)                                                        \
    F(MESSAGE, "q933.message_type", U8, "Message type", .base = SN_HEX, .vals = messages)          \
    F(SHIFT, "q933.locking_shift_to_codeset", P8, "Locking shift to codeset", .mask = 0x07)        \
    F(SHIFT_ONE, "q933.non_locking_shift_to_codeset", P8, "Non-locking shift to codeset",          \
      .mask = 0x07)                                                                                \
    F(HEAD, "sn.q933.shift", UINT, NULL)                                                           \
    F(ELEMENT, "q933.information_element", U8S, "Information element", .base = SN_HEX,             \
      .vals = elements)                                                                            \
    F(CODESET, "sn.q933.codeset", UINTS, NULL)                                                     \
    F(LENGTH, "q933.length", U8S, "Length")                                                        \
    F(REPORT, "q933.report_type", U8S, "Report type", .vals = reports)                             \
    F(TX, "q933.link_verification.txseq", U8S, "TX Sequence")                                      \
    F(RX, "q933.link_verification.rxseq", U8S, "RX Sequence")                                      \
    F(CIRCUIT, "q933.dlci", UINTS, "DLCI")                                                         \
    F(STATUS, "q933.status", UINTS, "Status", .mask = 0x0e)                                        \
    F(VALUE, "sn.q933.value", BYTESS, NULL)                                                        \
    F(DATA, "q933.data", BYTESS, "Data")                                                           \
    F(OTHER, "sn.q933.data", BYTESS, NULL)
SN_FIELDS(q933, Q933)

/* The number of a circuit by its three, four or five octets less the last, which is its state. The
 * longest is put together as tcpdump and Wireshark do. False: an extension bit is wrong. */
static bool circuit(const uint8_t *p, uint32_t n, uint32_t *dlci)
{
    if (n < 3 || n > 5 || p[0] & 0x80 || !(p[n - 1] & 0x80))
        return false;
    for (uint32_t i = 1; i + 1 < n; i++) {
        if (!(p[i] & 0x80) != (i + 2 < n))
            return false;
    }
    *dlci = (p[0] & 0x3fu) << 4 | (p[1] & 0x78u) >> 3;
    if (n == 4)
        *dlci = *dlci << 6 | (p[2] & 0x7eu) >> 1;
    else if (n == 5)
        *dlci = *dlci << 13 | (p[2] & 0x7fu) | (p[3] & 0x7eu) >> 1;
    return true;
}

/* Names of two values: whether tcpdump knows the element, and whether Wireshark does in this set.
 */
static bool is_known(uint32_t type, uint32_t codeset)
{
    return (codeset == 0 || codeset == ANSI) && sn_val_name(elements, type);
}

static bool is_shown(uint32_t type, uint32_t codeset)
{
    return is_known(type, codeset) && type != T1617_VERIFY_IE && (type >= ITU) == (codeset == 0);
}

static void value(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t codeset)
{
    uint32_t first = d->nrec, n = (uint32_t)sn_rd_left(r), dlci;
    struct sn_rd all = *r;
    size_t off = sn_rd_off(r);
    const uint8_t *p = r->p;

    if (is_known(type, codeset)) {
        uint32_t kind = type == T1617_VERIFY_IE ? VERIFY_IE : type % ITU;

        if (kind == REPORT_IE) {
            (void)!sn_get(d, r, REPORT, NULL);
        } else if (kind == VERIFY_IE && n >= 2) {
            (void)!sn_header(d, r, TX, RX);
        } else if (kind == CIRCUIT_IE && circuit(p, n, &dlci)) {
            sn_rec_uint(d, CIRCUIT, off, n - 1, dlci);
            sn_rec_uint(d, STATUS, off + n - 1, 1, (p[n - 1] & 0x0e) >> 1);
        }
    }
    if (!is_shown(type, codeset))
        sn_text_only(d, first);
    (void)!sn_get_bytes(d, &all, VALUE, n);
    sn_text_last(d);
    if (!is_shown(type, codeset) && d->want & SN_WANT_FIELDS)
        sn_rec_bytes(d, is_known(type, codeset) || codeset ? DATA : OTHER, off, n, p, n);
}

/* The head of a message. False: it was cut. */
static bool head(struct sn_dis *d, struct sn_rd *r, size_t end, uint32_t *codeset)
{
    const uint8_t *p;
    uint32_t n;
    uint8_t shift = 0, behind;
    size_t off;

    if (!sn_get(d, r, DISC, NULL) || !sn_get(d, r, REF_LEN, &n) || !sn_rd_need(r, (size_t)n + 1))
        return false;
    off = sn_rd_off(r);
    if (n && sn_rd_bytes(r, n, &p)) {
        sn_rec_bytes(d, REF_TEXT, off, n, p, n)->flags = SN_REC_TEXT;
        if (d->want & SN_WANT_FIELDS) {
            sn_rec_uint(d, REF_FLAG, off, 1, p[0] >> 7);
            sn_rec_bytes(d, REF, off, n, p, n);
        }
    }
    if (!sn_get(d, r, MESSAGE, NULL))
        return false;
    *codeset = 0;
    if (sn_rd_off(r) < end && !sn_rd_peek(r, 0, &shift))
        return false;
    if ((shift & 0xf0) == LOCKING) {
        *codeset = shift & 7;
        (void)!sn_get(d, r, shift < NON_LOCKING ? SHIFT : SHIFT_ONE, NULL);
    }
    if ((shift & 0xf0) == LOCKING)
        (void)!sn_rd_skip(r, 1);
    sn_note(d, HEAD, shift);
    if (n == 1 && sn_rd_peek(&(struct sn_rd){.p = r->p, .end = r->end}, 0, &behind))
        sn_note(d, BEHIND, behind);
    return true;
}

/* The elements. Between them a shift to another codeset may stand, which a non-locking one changes
 * for one element only; Wireshark looks for it in the head alone. */
static void q933_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    size_t end = sn_rd_off(r) + len;
    uint32_t codeset, back, type, n;
    struct sn_rd val;
    uint8_t first;

    if (!head(d, r, end, &codeset))
        return;
    back = (sn_u(d, HEAD) & 0xf8) == NON_LOCKING ? 0 : codeset;
    for (bool once = back != codeset; sn_rd_off(r) < end;) {
        if (!once && !sn_wants_values(d))
            codeset = back;
        once = false;
        if (sn_rd_peek(r, 0, &first) && first & SHIFTS) {
            (void)!sn_rd_skip(r, 1);
            if ((first & 0xf0) == LOCKING && !sn_wants_values(d)) {
                once = first >= NON_LOCKING;
                back = once ? codeset : first & 7u;
                codeset = first & 7;
            }
            continue;
        }
        if (!sn_rd_need(r, 2) || !sn_get(d, r, ELEMENT, &type) || !sn_get(d, r, LENGTH, &n))
            return;
        if (codeset)
            sn_note(d, CODESET, codeset);
        if (!type || !n || !sn_rd_need(r, n))
            return;
        val = sn_inside(r, n);
        value(d, &val, type, codeset);
        (void)!sn_rd_skip(r, n);
    }
}

/* ---- text ---- */

/* What a known element says, `front` before it. */
static void value_text(struct sn_text *t, const struct sn_view *ie, const char *front)
{
    static const char *const states[] = {"Inactive", "Active"};
    uint64_t type = sn_opt(ie, ELEMENT), status = sn_opt(ie, STATUS) << 1;
    uint32_t kind = type == T1617_VERIFY_IE ? VERIFY_IE : (uint32_t)type % ITU;

    if (kind == REPORT_IE) {
        if (t->o->verbose)
            sn_say(t, ie, "{s:unknown} ({d})", REPORT, REPORT);
        return;
    }
    sn_put_s(t->b, front);
    if (kind == VERIFY_IE && sn_find(ie, TX))
        sn_put_f(t->b, "TX Seq: %3d, RX Seq: %3d", (int)sn_opt(ie, TX), (int)sn_opt(ie, RX));
    else if (kind == VERIFY_IE)
        sn_put_lit(t->b, "Invalid LINK VERIFY IE");
    else if (!sn_find(ie, CIRCUIT))
        sn_put_lit(t->b, "Invalid DLCI in PVC STATUS IE");
    else
        sn_put_f(t->b, "DLCI %u: status %s%s", (unsigned)sn_opt(ie, CIRCUIT),
                 status & NEW ? "New, " : "", states[(status & ACTIVE) != 0]);
}

/* The elements. Returns whether the line goes on. */
static bool elements_text(struct sn_text *t, const struct sn_view *v)
{
    struct sn_view ie = {0};

    while (sn_each(v, ELEMENT, &ie)) {
        bool known = is_known((uint32_t)sn_opt(&ie, ELEMENT), (uint32_t)sn_opt(&ie, CODESET));

        if (t->o->verbose) {
            sn_put_lit(t->b, "\n\t");
            sn_put_s(t->b,
                     known ? sn_val_name(elements, (uint32_t)sn_opt(&ie, ELEMENT)) : "unknown");
            sn_put_f(t->b, " IE (0x%02x), length %u: ", (unsigned)sn_opt(&ie, ELEMENT),
                     (unsigned)sn_opt(&ie, LENGTH));
        }
        if (!sn_opt(&ie, ELEMENT) || !sn_opt(&ie, LENGTH))
            return false;
        if (!sn_find(&ie, VALUE))
            return true;
        if (known)
            value_text(t, &ie, t->o->verbose ? "" : ", ");
        else if (t->o->verbose)
            sn_say(t, &ie, "{D\n\t}", VALUE);
        if (known && t->o->verbose > 1)
            sn_say(t, &ie, "{D\n\t  }", VALUE);
    }
    return true;
}

static enum sn_then q933_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint32_t shift = (uint32_t)sn_opt(&v, HEAD);
    uint32_t codeset = (shift & 0xf0) == LOCKING ? shift & 7 : 0;

    sn_put_s(t->b, t->o->link ? "" : "Q.933, ");
    if (!sn_find(&v, HEAD)) {
        sn_put_f(t->b, "length %u", l->len - 1);
        return SN_TEXT_CUT_SHORT;
    }
    sn_put_f(t->b, "%s, codeset %u", shift == ANSI_SHIFT ? "ANSI" : "CCITT", codeset);
    if (sn_opt(&v, REF_LEN) == 1 && !sn_need(t, &v, BEHIND))
        return SN_TEXT_DONE;
    if (sn_opt(&v, REF_LEN) > 1 || sn_opt(&v, BEHIND))
        sn_say(t, &v, ", Call Ref: 0x{}", REF_TEXT);
    if (t->o->verbose) {
        sn_say(t, &v, ", {s:unknown message} (0x{02x})", MESSAGE, MESSAGE);
        sn_put_f(t->b, ", length %u", l->len - 1);
    } else {
        sn_say(t, &v, ", {s:unknown message 0x%02x}", MESSAGE);
    }
    if (!elements_text(t, &v))
        return SN_TEXT_DONE;
    if (!t->o->verbose)
        sn_put_f(t->b, ", length %u", l->len - 1);
    return l->flags ? SN_TEXT_CUT_SHORT : SN_TEXT_DONE;
}

const struct sn_proto sn_proto_q933 = {
    .name = "q933",
    .tag = "q.933",
    .title = "Q.933",
    SN_PROTO_FIELDS(q933),
    .keys = SN_KEYS({.table = &sn_tab_nlpid, .value = 0x08}),
    .dissect = q933_dissect,
    .text = q933_text,
};
