/* PPP over Ethernet (RFC 2516): discovery and sessions. */
#include "dis/link/ppp.h"

enum { HDR = 6, PADI = 0x09, SESSION = 0x00, EOL = 0, PADI_MAX = 1484 - HDR };
enum { SHOWN_MAX = 79 }; /* bytes of a tag's value that are looked at, and shown as text */

static const struct sn_val codes[] = {{0x00, ""},     {0x09, "PADI"}, {0x07, "PADO"},
                                      {0x19, "PADR"}, {0x65, "PADS"}, {0xa7, "PADT"},
                                      {0, NULL}};
static const struct sn_val tags[] = {
    {0x0000, "EOL"},
    {0x0101, "Service-Name"},
    {0x0102, "AC-Name"},
    {0x0103, "Host-Uniq"},
    {0x0104, "AC-Cookie"},
    {0x0105, "Vendor-Specific"},
    {0x0110, "Relay-Session-ID"},
    {0x0120, "PPP-Max-Payload"},
    {0x0201, "Service-Name-Error"},
    {0x0202, "AC-System-Error"},
    {0x0203, "Generic-Error"},
    {0, NULL},
};

/* The fields of tags follow in the order of `value`. */
#define PPPOE(F)                                                                                   \
    F(VERSION, "pppoe.version", P8, "Version", .mask = 0xf0)                                       \
    F(TYPE, "pppoe.type", U8, "Type", .mask = 0x0f)                                                \
    F(CODE, "pppoe.code", U8, "Code", .base = SN_HEX, .vals = codes)                               \
    F(SES, "pppoe.session_id", U16, "Session ID", .base = SN_HEX)                                  \
    F(LEN, "pppoe.payload_length", U16, "Payload Length")                                          \
    F(TAGS, "pppoed.tags", GROUP, "PPPoE Tags")                                                    \
    F(TAG, "pppoed.tag", U16S, "Tag", .base = SN_HEX, .vals = tags)                                \
    F(TAGLEN, "pppoed.tag_length", U16S, "Tag Length")                                             \
    F(SERVICE, "pppoed.tags.service_name", STR, "Service-Name")                                    \
    F(AC, "pppoed.tags.ac_name", STR, "AC-Name")                                                   \
    F(UNIQ, "pppoed.tags.host_uniq", BYTES, "Host-Uniq")                                           \
    F(COOKIE, "pppoed.tags.ac_cookie", BYTES, "AC-Cookie")                                         \
    F(VENDOR, "pppoed.tags.vendor_id", U32, "Vendor id")                                           \
    F(UNSPEC, "pppoed.tags.vendor_unspecified", BYTES, "Vendor unspecified")                       \
    F(RELAY, "pppoed.tags.relay_session_id", BYTES, "Relay-Session-Id")                            \
    F(PAYLOAD, "pppoed.tags.max_payload", BYTES, "PPP-Max-Payload")                                \
    F(SERVICE_ERROR, "pppoed.tags.service_name_error", STR, "Service-Name-Error")                  \
    F(AC_ERROR, "pppoed.tags.ac_system_error", STR, "AC-System-Error")                             \
    F(ERROR, "pppoed.tags.generic_error", STR, "Generic-Error")                                    \
    F(UNKNOWN, "pppoed.tag.unknown_data", BYTESS, "Unknown Data")
SN_FIELDS(pppoe, PPPOE)

static const struct {
    uint16_t tag, field;
} value[] = {
    {0x0101, SERVICE},  {0x0102, AC},      {0x0103, UNIQ},   {0x0104, COOKIE},
    {0x0110, RELAY},    {0x0120, PAYLOAD}, {0x0105, VENDOR}, {0x0201, SERVICE_ERROR},
    {0x0202, AC_ERROR}, {0x0203, ERROR},
};

static unsigned value_field(uint32_t tag)
{
    for (size_t i = 0; i < sizeof value / sizeof value[0]; i++) {
        if (value[i].tag == tag)
            return value[i].field;
    }
    return UNKNOWN;
}

/* Whether Wireshark knows a tag: it shows no head of it, only the value. */
static bool is_known(uint32_t tag)
{
    static const uint16_t others[] = {EOL, 0x0106, 0x0107, 0x0108, 0x0109, 0x0111, 0x0112, 0x0121};

    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        if (others[i] == tag)
            return true;
    }
    return value_field(tag) != UNKNOWN;
}

/* The text prints all values alike: each is one record of bytes, behind its length. */
static bool tag_value(struct sn_dis *d, struct sn_rd *r, uint32_t tag, uint32_t n)
{
    unsigned field = value_field(tag);
    struct sn_rd val = *r;

    if (is_known(tag))
        sn_text_only(d, d->nrec - 2);
    if (!sn_rd_need(r, n))
        return false;
    if (n == 0)
        return true;
    if (field != VENDOR || n < 4) {
        if (!sn_get_bytes(d, r, field == VENDOR ? UNSPEC : field, n))
            return false;
        if (field == UNKNOWN && is_known(tag))
            sn_text_last(d);
        return true;
    }
    if (!sn_get_bytes(d, r, UNSPEC, n))
        return false;
    sn_text_last(d);
    if (d->want & SN_WANT_FIELDS) {
        (void)!sn_get(d, &val, VENDOR, NULL);
        if (n > 4)
            (void)!sn_get_bytes(d, &val, UNSPEC, n - 4);
    }
    return true;
}

static void discovery(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    struct sn_rd body = *r;
    struct sn_rec *group = sn_group(d, r, TAGS, 0);
    uint32_t tag = 1, len;

    while (tag != EOL && n) {
        if (!sn_rd_need(&body, 4) || !sn_get(d, &body, TAG, &tag) ||
            !sn_get(d, &body, TAGLEN, &len) || !tag_value(d, &body, tag, len))
            break;
        n = n < 4 + len ? 0 : n - 4 - len;
    }
    if (body.stop) /* the text ends there, though nothing is missing of the last tag it has */
        sn_rec_uint(d, TAG, 0, 0, 0)->flags = SN_REC_TEXT | SN_REC_BAD;
    r->p = body.p;
    sn_stop(r, &body);
    sn_group_end(d, r, group);
}

/* Where a dump begins behind the header: tcpdump counts PPP's protocol when something follows it.
 */
static uint32_t dump_from(const struct sn_rd *r, bool session)
{
    enum { PROTOCOL = 2 };
    size_t left = sn_rd_left(r);

    if (!session || (left < PROTOCOL && !r->cut))
        return HDR;
    return left > PROTOCOL ? HDR + PROTOCOL : 0;
}

static void pppoe_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t n, said;
    struct sn_rd body;

    if (len < HDR) {
        sn_malformed(r);
        return;
    }
    if (!sn_rd_need(r, HDR) || !sn_header(d, r, VERSION, LEN))
        return;
    said = (uint32_t)sn_u(d, LEN);
    n = said < len - HDR ? said : len - HDR;
    body = sn_wants_values(d) ? sn_inside(r, n) : *r; /* tcpdump reads on behind its end */
    if (d->cur->level == 0)
        d->linklen = dump_from(r, said && sn_u(d, CODE) == SESSION);
    if (said && sn_u(d, CODE) == SESSION) {
        sn_next_proto(d, &sn_proto_ppp, &body, n);
    } else if (n) {
        discovery(d, &body, n);
        sn_stop(r, &body);
    }
}

/* ---- text ---- */

/* In quotes when most of it can be printed, else in hex. */
static void value_text(struct sn_text *t, const struct sn_rec *q)
{
    size_t shown = q->n < SHOWN_MAX ? q->n : SHOWN_MAX, i, good = 0;

    for (i = 0; i < shown; i++)
        good += q->p[i] >= 0x20 && q->p[i] < 0x7f;
    if (good <= shown - good) {
        sn_put_lit(t->b, " 0x");
        for (i = 0; i < q->n; i++)
            sn_put_f(t->b, "%02X", q->p[i]);
        return;
    }
    sn_put_lit(t->b, " \"");
    for (i = 0; i < shown; i++)
        sn_put_c(t->b, q->p[i] >= 0x20 && q->p[i] < 0x7f ? (char)q->p[i] : '.');
    sn_put_c(t->b, '"');
}

static void tags_text(struct sn_text *t, const struct sn_view *v)
{
    struct sn_view tag = {0};

    while (sn_each(v, TAG, &tag) && !t->ended) {
        const struct sn_rec *len = sn_find(&tag, TAGLEN);

        if (tag.rec->flags & SN_REC_BAD || !len || (len->u && len + 1 == tag.end)) {
            sn_cut(t);
            return;
        }
        sn_say(t, &tag, " [{s:TAG-0x%x}", TAG);
        if (len->u)
            value_text(t, len + 1);
        sn_put_c(t->b, ']');
    }
}

static enum sn_then pppoe_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t code = sn_opt(&v, CODE), n = sn_opt(&v, LEN);

    if (l->len < HDR) {
        sn_put_f(t->b, " (length %u < %u) (invalid)", l->len, HDR);
        return SN_TEXT_DONE;
    }
    if (!sn_need(t, &v, LEN))
        return SN_TEXT_DONE;
    if (sn_opt(&v, VERSION) != 1)
        sn_say(t, &v, " [ver {}]", VERSION);
    if (sn_opt(&v, TYPE) != 1)
        sn_say(t, &v, " [type {}]", TYPE);
    sn_say(t, &v, "PPPoE {s:PAD-%x}", CODE);
    if (code == PADI && n > PADI_MAX)
        sn_say(t, &v, " [len {}!]", LEN);
    if (n > l->len - HDR)
        sn_put_f(t->b, " [len %u > %u!]", (unsigned)n, l->len - HDR);
    if (sn_opt(&v, SES))
        sn_say(t, &v, " [ses 0x{x}]", SES);
    if (n == 0 && code != SESSION)
        return SN_TEXT_DONE;
    if (code == SESSION) {
        sn_put_c(t->b, ' ');
        if (n > 0)
            return SN_TEXT_INNER;
        t->tag = "ppp";
        return SN_TEXT_CUT_SHORT;
    }
    tags_text(t, &v);
    return SN_TEXT_DONE;
}

SN_PROTO(pppoe, "PPP-over-Ethernet", {.table = &sn_tab_ether, .value = 0x8863},
         {.table = &sn_tab_ether, .value = 0x8864}, {.table = &sn_tab_ether, .value = 0x3c12},
         {.table = &sn_tab_ether, .value = 0x3c13},
         {.table = &sn_tab_link, .value = SN_LINK_PPP_ETHER})
