/* Mobile IPv6's mobility header (RFC 6275). */
#include "dis/net/ip.h"

enum { BRR, HOTI, COTI, HOT, COT, BU, BA, BE, UNIT = 8 };
enum { PAD1, PADN, REFRESH, ALT_COA, NONCES, AUTH };

static const struct sn_val types[] = {
    {BRR, "BRR"}, {HOTI, "HoTI"}, {COTI, "CoTI"}, {HOT, "HoT"}, {COT, "CoT"},
    {BU, "BU"},   {BA, "BA"},     {BE, "BE"},     {0, NULL},
};

#define MIP6(F)                                                                                    \
    F(NEXT, "mip6.proto", U8, "Payload protocol", .vals = sn_ipprotos)                             \
    F(HLEN, "mip6.hlen", U8, "Header length")                                                      \
    F(TYPE, "mip6.mhtype", U8, "Mobility Header Type", .vals = types)                              \
    F(RESERVED, "mip6.reserved", U8, "Reserved", .base = SN_HEX)                                   \
    F(SUM, "mip6.csum", U16, "Checksum", .base = SN_HEX)                                           \
    F(BRR_RESERVED, "sn.mip6.brr.reserved", U16, "Reserved", .base = SN_HEX)                       \
    F(HOTI_RESERVED, "sn.mip6.hoti.reserved", U16, "Reserved", .base = SN_HEX)                     \
    F(HOTI_COOKIE, "mip6.hoti.cookie", U64, "Home Init Cookie", .base = SN_HEX)                    \
    F(COTI_RESERVED, "sn.mip6.coti.reserved", U16, "Reserved", .base = SN_HEX)                     \
    F(COTI_COOKIE, "mip6.coti.cookie", U64, "Care-of Init Cookie", .base = SN_HEX)                 \
    F(HOT_INDEX, "mip6.hot.nindex", U16, "Home Nonce Index")                                       \
    F(HOT_COOKIE, "mip6.hot.cookie", U64, "Home Init Cookie", .base = SN_HEX)                      \
    F(HOT_TOKEN, "mip6.hot.token", U64, "Home Keygen Token", .base = SN_HEX)                       \
    F(COT_INDEX, "mip6.cot.nindex", U16, "Care-of Nonce Index")                                    \
    F(COT_COOKIE, "mip6.cot.cookie", U64, "Care-of Init Cookie", .base = SN_HEX)                   \
    F(COT_TOKEN, "mip6.hot.token", U64, "Care-of Keygen Token", .base = SN_HEX)                    \
    F(BU_SEQ, "mip6.bu.seqnr", U16, "Sequence number")                                             \
    F(BU_A, "mip6.bu.a_flag", BIT16, "Acknowledge (A) flag", .mask = 0x8000)                       \
    F(BU_H, "mip6.bu.h_flag", BIT16, "Home Registration (H) flag", .mask = 0x4000)                 \
    F(BU_L, "mip6.bu.l_flag", BIT16, "Link-Local Compatibility (L) flag", .mask = 0x2000)          \
    F(BU_K, "mip6.bu.k_flag", BIT16, "Key Management Compatibility (K) flag", .mask = 0x1000)      \
    F(BU_M, "mip6.bu.m_flag", BIT16, "MAP Registration Compatibility (M) flag", .mask = 0x800)     \
    F(BU_R, "mip6.nemo.bu.r_flag", BIT16, "Mobile Router (R) flag", .mask = 0x400)                 \
    F(BU_P, "mip6.bu.p_flag", BIT16, "Proxy Registration (P) flag", .mask = 0x200)                 \
    F(BU_F, "mip6.bu.f_flag", BIT16, "Forcing UDP encapsulation (F) flag", .mask = 0x100)          \
    F(BU_T, "mip6.bu.t_flag", BIT16, "TLV-header format (T) flag", .mask = 0x80)                   \
    F(BU_B, "mip6.bu.b_flag", BIT16, "Bulk-Binding-Update flag (B)", .mask = 0x40, .step = 2)      \
    F(BU_LIFETIME, "mip6.bu.lifetime", U16, "Lifetime")                                            \
    F(BA_STATUS, "mip6.ba.status", U8, "Status")                                                   \
    F(BA_K, "mip6.ba.k_flag", BIT8, "Key Management Compatibility (K) flag", .mask = 0x80)         \
    F(BA_R, "mip6.nemo.ba.r_flag", BIT8, "Mobile Router (R) flag", .mask = 0x40)                   \
    F(BA_P, "mip6.ba.p_flag", BIT8, "Proxy Registration (P) flag", .mask = 0x20)                   \
    F(BA_T, "mip6.ba.t_flag", BIT8, "TLV-header format (T) flag", .mask = 0x10)                    \
    F(BA_B, "mip6.ba.b_flag", BIT8, "Bulk-Binding-Update flag (B)", .mask = 8, .step = 1)          \
    F(BA_SEQ, "mip6.ba.seqnr", U16, "Sequence number")                                             \
    F(BA_LIFETIME, "mip6.ba.lifetime", U16, "Lifetime")                                            \
    F(BE_STATUS, "mip6.be.status", U8, "Status", .pad = 1)                                         \
    F(BE_HOME, "mip6.be.haddr", IPV6, "Home Address")                                              \
    F(OPT, "sn.mip6.option", GROUPS, "Option")                                                     \
    F(OPT_TYPE, "sn.mip6.option.type", U8, "Option Type")                                          \
    F(OPT_LEN, "sn.mip6.option.length", U8, "Length")                                              \
    F(OPT_BEHIND, "sn.mip6.option.behind", NONE, NULL)                                             \
    F(OPT_REFRESH, "mip6.bra.interval", U16, "Refresh interval")                                   \
    F(OPT_COA, "mip6.acoa.acoa", IPV6, "Alternate care-of address")                                \
    F(OPT_HNI, "mip6.ni.hni", U16, "Home nonce index")                                             \
    F(OPT_CNI, "mip6.ni.cni", U16, "Care-of nonce index")                                          \
    F(OPT_AUTH, "mip6.bad.auth", BYTES, "Authenticator")
SN_FIELDS(mip6, MIP6)

/* The fields of each message, and how many bytes it has at least. */
static const struct {
    uint8_t first, last, min;
} messages[] = {
    [BRR] = {BRR_RESERVED, BRR_RESERVED, 8},   [HOTI] = {HOTI_RESERVED, HOTI_COOKIE, 16},
    [COTI] = {COTI_RESERVED, COTI_COOKIE, 16}, [HOT] = {HOT_INDEX, HOT_TOKEN, 24},
    [COT] = {COT_INDEX, COT_TOKEN, 24},        [BU] = {BU_SEQ, BU_LIFETIME, 12},
    [BA] = {BA_STATUS, BA_LIFETIME, 12},       [BE] = {BE_STATUS, BE_HOME, 24},
};

/* The options, of which the header has `left` bytes. An option is printed when the byte behind it
 * was captured. */
static void options(struct sn_dis *d, struct sn_rd *r, size_t left)
{
    static const uint8_t values[][2] = {[REFRESH] = {OPT_REFRESH, OPT_REFRESH},
                                        [ALT_COA] = {OPT_COA, OPT_COA},
                                        [NONCES] = {OPT_HNI, OPT_CNI}};
    uint32_t type, n;
    bool more = true;

    while (more && left && sn_rd_left(r)) {
        struct sn_rec *g = sn_group(d, r, OPT, 0);
        uint32_t first;
        struct sn_rd v;

        more = sn_get(d, r, OPT_TYPE, &type);
        n = 1;
        if (more && type != PAD1) {
            more = left > 1 && sn_get(d, r, OPT_LEN, &n);
            v = type == AUTH ? sn_inside(r, n) : *r; /* tcpdump doesn't mind the length */
            n += 2;
        }
        if (more && n <= left && sn_rd_left(r) > (type == PAD1 ? 0 : n - 2))
            sn_note(d, OPT_BEHIND, 0);
        first = d->nrec;
        if (more && type >= REFRESH && type <= NONCES)
            (void)sn_header(d, &v, values[type][0], values[type][1]);
        else if (more && type == AUTH && sn_rd_left(&v))
            (void)sn_get_bytes(d, &v, OPT_AUTH, sn_rd_left(&v));
        if (more && n > left) /* Wireshark does mind */
            sn_text_only(d, first);
        more = more && n <= left && sn_rd_skip(r, type == PAD1 ? 0 : n - 2);
        left -= n < left ? n : left;
        sn_group_end(d, r, g);
    }
}

static void mip6_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint64_t type;
    size_t size;

    (void)len;
    if (!sn_header(d, r, NEXT, SUM))
        return;
    type = sn_u(d, TYPE);
    size = (sn_u(d, HLEN) + 1) * UNIT;
    if (type > BE)
        return;
    if (size < messages[type].min) {
        sn_malformed(r);
        return;
    }
    if (sn_header(d, r, messages[type].first, messages[type].last) &&
        d->want & (SN_WANT_VERBOSE | SN_WANT_FIELDS))
        options(d, r, size - messages[type].min);
}

/* ---- text ---- */

/* An option in the last `left` bytes; false: the line is cut there. */
static bool option_text(struct sn_text *t, const struct sn_view *o, uint32_t left)
{
    static const struct {
        const char *name;
        uint8_t min;
    } known[] = {[REFRESH] = {"refresh", 4},
                 [ALT_COA] = {"altcoa", 18},
                 [NONCES] = {"ni", 6},
                 [AUTH] = {"auth", 12}};
    uint64_t type = sn_opt(o, OPT_TYPE);

    if (!sn_find(o, OPT_BEHIND))
        return false;
    if (type >= REFRESH && type <= AUTH && left < known[type].min) {
        sn_put_f(t->b, "(%s: trunc)", known[type].name);
        return false;
    }
    switch (type) {
    case PAD1:
        sn_put_lit(t->b, "(pad1)");
        break;
    case PADN:
        sn_put_lit(t->b, "(padn)");
        break;
    case REFRESH:
        if (sn_need(t, o, OPT_REFRESH))
            sn_put_f(t->b, "(refresh: %u)", 4 * (unsigned)sn_opt(o, OPT_REFRESH));
        break;
    case ALT_COA:
        sn_say(t, o, "(alt-CoA: {})", OPT_COA);
        break;
    case NONCES:
        sn_say(t, o, "(ni: ho=0x{04x} co=0x{04x})", OPT_HNI, OPT_CNI);
        break;
    case AUTH:
        sn_put_lit(t->b, "(auth)");
        break;
    default:
        sn_say(t, o, "(type-0x{02x}: len={})", OPT_TYPE, OPT_LEN);
        break;
    }
    return !sn_is_cut(t);
}

static void options_text(struct sn_text *t, const struct sn_view *v, uint32_t left)
{
    struct sn_view o = {0};

    while (left && !sn_is_cut(t)) {
        uint32_t n = 1;

        if (!sn_each(v, OPT, &o) || !option_text(t, &o, left)) {
            sn_cut_short(t);
            return;
        }
        if (sn_opt(&o, OPT_TYPE) != PAD1)
            n = (uint32_t)sn_opt(&o, OPT_LEN) + 2;
        left -= n < left ? n : left;
    }
}

static void cookie_text(struct sn_text *t, const struct sn_view *v, const char *what,
                        uint16_t field)
{
    if (!sn_need(t, v, field))
        return;
    sn_put_f(t->b, " %s=%08x:%08x", what, (unsigned)(sn_opt(v, field) >> 32),
             (unsigned)sn_opt(v, field));
}

static void update_text(struct sn_text *t, const struct sn_view *v, uint64_t type)
{
    if (type == BU) {
        sn_say(t, v, " seq#={}", BU_SEQ);
        if (sn_need_short(t, v, BU_A) &&
            (sn_opt(v, BU_A) | sn_opt(v, BU_H) | sn_opt(v, BU_L) | sn_opt(v, BU_K)))
            sn_put_f(t->b, " %s%s%s%s", sn_opt(v, BU_A) ? "A" : "", sn_opt(v, BU_H) ? "H" : "",
                     sn_opt(v, BU_L) ? "L" : "", sn_opt(v, BU_K) ? "K" : "");
    } else {
        sn_say(t, v, " status={}", BA_STATUS);
        if (sn_num(t, v, BA_K))
            sn_put_lit(t->b, " K");
        sn_say(t, v, " seq#={}", BA_SEQ);
    }
    if (sn_need(t, v, type == BU ? BU_LIFETIME : BA_LIFETIME))
        sn_put_f(t->b, " lifetime=%u",
                 4 * (unsigned)sn_opt(v, type == BU ? BU_LIFETIME : BA_LIFETIME));
}

static void message_text(struct sn_text *t, const struct sn_view *v, uint64_t type)
{
    bool home = type == HOTI || type == HOT;

    switch (type) {
    case BRR:
        break;
    case HOTI:
    case COTI:
        if (t->o->verbose)
            cookie_text(t, v, home ? "Home Init Cookie" : "Care-of Init Cookie",
                        home ? HOTI_COOKIE : COTI_COOKIE);
        break;
    case HOT:
    case COT:
        sn_say(t, v, " nonce id=0x{x}", home ? HOT_INDEX : COT_INDEX);
        if (t->o->verbose) {
            cookie_text(t, v, home ? "Home Init Cookie" : "Care-of Init Cookie",
                        home ? HOT_COOKIE : COT_COOKIE);
            cookie_text(t, v, home ? "Home Keygen Token" : "Care-of Keygen Token",
                        home ? HOT_TOKEN : COT_TOKEN);
        }
        break;
    case BE:
        sn_say(t, v, " status={}", BE_STATUS);
        sn_say(t, v, " homeaddr {}", BE_HOME);
        break;
    default:
        update_text(t, v, type);
        break;
    }
}

static enum sn_then mip6_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t type = sn_opt(&v, TYPE);
    uint32_t size = ((uint32_t)sn_opt(&v, HLEN) + 1) * UNIT;

    if (!sn_need_short(t, &v, HLEN) || !sn_need(t, &v, TYPE))
        return SN_TEXT_DONE;
    if (type <= BE && size < messages[type].min) {
        sn_put_f(t->b, "(header length %u is too small for type %u)", size, (unsigned)type);
        return SN_TEXT_CUT_SHORT;
    }
    sn_say(t, &v, "mobility: {s:type-#%u}", TYPE);
    if (type > BE) {
        sn_say(t, &v, " len={}", HLEN);
        return SN_TEXT_DONE;
    }
    message_text(t, &v, type);
    if (t->o->verbose && !sn_is_cut(t))
        options_text(t, &v, size - messages[type].min);
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_mip6 = {
    .name = "mip6",
    .tag = "mobility",
    .title = "Mobile IPv6",
    SN_PROTO_FIELDS(mip6),
    .keys =
        SN_KEYS({.table = &sn_tab_ipproto, .value = 135}, {.table = &sn_tab_ipproto, .value = 62}),
    .dissect = mip6_dissect,
    .text = mip6_text,
};
