/* LISP's control messages (RFC 6833): map registers and notifies. */
#include "base/hex.h"
#include "dis/proto.h"

enum { REGISTER = 3, NOTIFY = 4, HDR = 16, EID_HDR = 12, LOC_HDR = 8, XTR_ID = 16 };
enum { AFI_IPV4 = 1, AFI_IPV6 = 2 };

static const struct sn_val types[] = {
    {0, "LISP-Reserved"},
    {1, "LISP-Map-Request"},
    {2, "LISP-Map-Reply"},
    {REGISTER, "LISP-Map-Register"},
    {NOTIFY, "LISP-Map-Notify"},
    {8, "LISP-Encapsulated-Contol-Message"},
    {0, NULL},
};
static const struct sn_val register_flags[] = {
    {0x80000, "P-Proxy-Map-Reply"}, {0x40000, "S-LISP-SEC-Capable"}, {0x20000, "I-xTR-ID-Present"},
    {0x10000, "R-Build-For-RTR"},   {1, "M-Want-Map-Notify"},        {0, NULL},
};
static const struct sn_val notify_flags[] = {
    {0x80000, "I-xTR-ID-Present"}, {0x40000, "R-Build-For-RTR"}, {0, NULL}};
static const struct sn_val keys[] = {{0, "None"}, {1, "SHA1"}, {2, "SHA256"}, {0, NULL}};
static const struct sn_val actions[] = {
    {0, "No-Action"}, {1, "Natively-Forward"}, {2, "Send-Map-Request"}, {3, "Drop"}, {0, NULL}};
static const struct sn_val loc_flags[] = {
    {4, "Local-Locator"}, {2, "RLoc-Probed"}, {1, "Reachable"}, {0, NULL}};

/* ALL holds the message, to show what is left of it. */
#define LISP(F)                                                                                    \
    F(TYPE, "lisp.type", P24, "Type", .mask = 0xf00000, .vals = types)                             \
    F(FLAGS, "sn.lisp.flags", U24, "Flags", .mask = 0xfffff, .base = SN_HEX)                       \
    F(COUNT, "lisp.records", U8, "Record Count")                                                   \
    F(NONCE, "lisp.nonce", U64, "Nonce", .base = SN_HEX)                                           \
    F(KEY, "lisp.keyid", U16, "Key ID", .base = SN_HEX, .vals = keys)                              \
    F(AUTH_LEN, "lisp.authlen", U16, "Authentication Data Length")                                 \
    F(AUTH, "lisp.auth", BYTES, "Authentication Data")                                             \
    F(ALL, "sn.lisp", BYTES, NULL)                                                                 \
    F(R_PROXY, "lisp.mreg.flags.pmr", BOOL, "P bit (Proxy-Map-Reply)", .mask = 0x80000)            \
    F(R_SEC, "lisp.mreg.flags.sec", BOOL, "S bit (LISP-SEC capable)", .mask = 0x40000)             \
    F(R_XTR, "lisp.mreg.flags.xtrid", BOOL, "I bit (xTR-ID present)", .mask = 0x20000)             \
    F(R_RTR, "lisp.mreg.flags.rtr", BOOL, "R bit (Built for an RTR)", .mask = 0x10000)             \
    F(R_RESERVED, "lisp.mreg.res", UINT, "Reserved bits", .mask = 0xfffe, .base = SN_HEX)          \
    F(R_NOTIFY, "lisp.mreg.flags.wmn", BOOL, "M bit (Want-Map-Notify)", .mask = 1)                 \
    F(N_XTR, "lisp.mnot.flags.xtrid", BOOL, "I bit (xTR-ID present)", .mask = 0x80000)             \
    F(N_RTR, "lisp.mnot.flags.rtr", BOOL, "R bit (Built for an RTR)", .mask = 0x40000)             \
    F(MAPPING, "lisp.mapping", GROUPS, "Mapping Record")                                           \
    F(M_TTL, "lisp.mapping.ttl", U32, "Record TTL")                                                \
    F(M_COUNT, "lisp.mapping.loccnt", U8, "Locator Count")                                         \
    F(M_MASK, "lisp.mapping.eid.masklen", U8, "EID Mask Length")                                   \
    F(M_ACTION, "lisp.mapping.act", P16, "Action", .mask = 0xe000, .vals = actions)                \
    F(M_AUTH, "lisp.mapping.auth", BIT16, "Authoritative bit", .mask = 0x1000)                     \
    F(M_RES1, "lisp.mapping.res1", U16, "Reserved", .mask = 0x7ff, .base = SN_HEX)                 \
    F(M_RES2, "lisp.mapping.res2", P16, "Reserved", .mask = 0xf000, .base = SN_HEX)                \
    F(M_VERSION, "lisp.mapping.ver", U16, "Mapping Version", .mask = 0xfff)                        \
    F(M_AFI, "lisp.mapping.eid.afi", U16, "EID Prefix AFI")                                        \
    F(M_IPV4, "lisp.mapping.eid.ipv4", IPV4, "EID Prefix")                                         \
    F(M_IPV6, "lisp.mapping.eid.ipv6", IPV6, "EID Prefix")                                         \
    F(LOC, "lisp.loc", GROUPS, "Locator Record")                                                   \
    F(L_PRIO, "lisp.loc.priority", U8, "Priority")                                                 \
    F(L_WEIGHT, "lisp.loc.weight", U8, "Weight")                                                   \
    F(L_MPRIO, "lisp.loc.multicast_priority", U8, "Multicast Priority")                            \
    F(L_MWEIGHT, "lisp.loc.multicast_weight", U8, "Multicast Weight")                              \
    F(L_FLAGS, "lisp.loc.flags", U16, "Flags", .base = SN_HEX)                                     \
    F(L_AFI, "lisp.loc.afi", U16, "AFI")                                                           \
    F(L_IPV4, "sn.lisp.loc.ipv4", IPV4, "Locator")                                                 \
    F(L_IPV6, "sn.lisp.loc.ipv6", IPV6, "Locator")                                                 \
    F(XTR, "lisp.xtrid", BYTES, "xTR-ID", .width = 16, .step = 16)                                 \
    F(SITE, "lisp.siteid", U64, "Site ID")
SN_FIELDS(lisp, LISP)

static bool locator(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rec *g = sn_group(d, r, LOC, 0);
    bool right = sn_header(d, r, L_PRIO, L_AFI);
    uint64_t afi = sn_u(d, L_AFI);

    right = right && (afi == AFI_IPV4   ? sn_get(d, r, L_IPV4, NULL)
                      : afi == AFI_IPV6 ? sn_get(d, r, L_IPV6, NULL)
                                        : true);
    sn_group_end(d, r, g);
    return right;
}

static bool mapping(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rec *g = sn_group(d, r, MAPPING, 0);
    bool right = sn_header(d, r, M_TTL, M_AFI);
    uint64_t afi = sn_u(d, M_AFI), n = sn_u(d, M_COUNT);

    right = right && (afi == AFI_IPV4   ? sn_get(d, r, M_IPV4, NULL)
                      : afi == AFI_IPV6 ? sn_get(d, r, M_IPV6, NULL)
                                        : false);
    for (; right && n; n--)
        right = locator(d, r);
    sn_group_end(d, r, g);
    return right;
}

static bool is_map(uint64_t type)
{
    return type == REGISTER || type == NOTIFY;
}

static bool has_xtr(uint64_t type, uint64_t flags)
{
    return flags & (type == REGISTER ? 0x20000 : 0x80000);
}

static void lisp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r;
    uint64_t type, n;

    (void)len;
    if (!sn_header(d, r, TYPE, COUNT))
        return;
    type = sn_u(d, TYPE);
    n = sn_u(d, COUNT);
    sn_rec_bytes(d, ALL, sn_rd_off(&all), 0, all.p, sn_rd_left(&all))->flags = SN_REC_TEXT;
    if (type == REGISTER)
        sn_parts(d, FLAGS, R_PROXY, R_NOTIFY);
    else if (type == NOTIFY)
        sn_parts(d, FLAGS, N_XTR, N_RTR);
    if (!is_map(type) || !sn_header(d, r, NONCE, AUTH_LEN) ||
        !sn_get_upto(d, r, AUTH, sn_u(d, AUTH_LEN)))
        return;
    for (; n && mapping(d, r); n--)
        ;
    if (!n && has_xtr(type, sn_u(d, FLAGS)))
        (void)sn_header(d, r, XTR, SITE);
}

/* ---- text ---- */

static bool put_address(struct sn_text *t, const struct sn_view *v, unsigned afi, const char *fmt)
{
    uint16_t field = (uint16_t)(afi + (sn_opt(v, afi) == AFI_IPV4 ? 1 : 2));

    return sn_say(t, v, fmt, field);
}

static bool known(uint64_t afi)
{
    return afi == AFI_IPV4 || afi == AFI_IPV6;
}

/* The locators of a mapping; false: nothing follows. */
static bool locators_text(struct sn_text *t, const struct sn_view *m, size_t *at)
{
    struct sn_view loc = {0};

    for (uint64_t i = sn_opt(m, M_COUNT); i; i--) {
        (void)sn_each(m, LOC, &loc);
        if (!sn_need_short(t, &loc, L_AFI))
            return false;
        *at += LOC_HDR;
        if (t->o->verbose)
            sn_put_lit(t->b, "\n       ");
        if (known(sn_opt(&loc, L_AFI))) {
            if (!sn_need_short(t, &loc, L_AFI + (sn_opt(&loc, L_AFI) == AFI_IPV4 ? 1 : 2)) ||
                !put_address(t, &loc, L_AFI, " LOC {}"))
                return false;
            *at += sn_opt(&loc, L_AFI) == AFI_IPV4 ? 4 : 16;
        }
        if (t->o->verbose) {
            sn_say(t, &loc,
                   "\n          Priority/Weight {}/{}, Multicast Priority/Weight {}/{}, flags [",
                   L_PRIO, L_WEIGHT, L_MPRIO, L_MWEIGHT);
            sn_text_bits(t, loc_flags, (uint32_t)sn_opt(&loc, L_FLAGS), ", ", "none");
            sn_put_lit(t->b, "],");
        }
    }
    return true;
}

/* The mappings; *at becomes the offset behind them. False: the message ends in a wrong one. */
static bool mappings_text(struct sn_text *t, const struct sn_view *v, size_t *at)
{
    struct sn_view m = {0};

    for (uint64_t i = sn_opt(v, COUNT); i && *at < t->d->layer[t->next - 1].len; i--) {
        (void)sn_each(v, MAPPING, &m);
        if (!sn_need_short(t, &m, M_AFI))
            return false;
        *at += EID_HDR;
        sn_put_c(t->b, '\n');
        if (t->o->verbose) {
            sn_say(t, &m, "      Record TTL {},", M_TTL);
            sn_put_s(t->b, sn_opt(&m, M_AUTH) ? " Authoritative," : " Non-Authoritative,");
            sn_say(t, &m, " {s:unknown}, Map Version: {},", M_ACTION, M_VERSION);
        }
        if (!known(sn_opt(&m, M_AFI)))
            return false;
        if (!put_address(t, &m, M_AFI, " EID {}/"))
            return false;
        sn_say(t, &m, "{}, {} locator(s)", M_MASK, M_COUNT);
        *at += sn_opt(&m, M_AFI) == AFI_IPV4 ? 4 : 16;
        if (!locators_text(t, &m, at))
            return false;
    }
    return true;
}

static enum sn_then lisp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t type = sn_opt(&v, TYPE), flags = sn_opt(&v, FLAGS);
    const struct sn_rec *all = sn_find(&v, ALL), *auth = sn_find(&v, AUTH);
    size_t at = HDR + sn_opt(&v, AUTH_LEN);

    if (l->caplen < HDR)
        return SN_TEXT_CUT_SHORT;
    sn_say(t, &v, "{s:unknown-type-%u},", TYPE);
    if (!is_map(type))
        return SN_TEXT_DONE;
    if (t->o->verbose) {
        sn_put_lit(t->b, " flags [");
        sn_text_bits(t, type == REGISTER ? register_flags : notify_flags, (uint32_t)flags, ", ",
                     "none");
        sn_put_lit(t->b, "],\n   ");
    }
    sn_say(t, &v, " {} record(s),", COUNT);
    if (t->o->verbose)
        sn_say(t, &v, " Authentication {s:unknown-type},", KEY);
    if (t->o->verbose && auth && auth->n)
        sn_hex_indent(t->b, "\n    Authentication-Data: ", auth->p, auth->n);
    if (t->o->verbose && sn_opt(&v, AUTH_LEN) > (auth ? auth->n : 0))
        return SN_TEXT_CUT;
    if (!sn_opt(&v, COUNT)) {
        sn_put_lit(t->b, " (invalid)");
        return SN_TEXT_DONE;
    }
    if (!mappings_text(t, &v, &at))
        return SN_TEXT_DONE;
    if (has_xtr(type, flags)) {
        if (!sn_find(&v, SITE)) {
            sn_put_lit(t->b, " (invalid)");
            return SN_TEXT_DONE;
        }

        sn_hex_indent(t->b, "\n    xTR-ID: ", sn_find(&v, XTR)->p, XTR_ID);
        sn_say(t, &v, "\n    SITE-ID: {}", SITE);
    } else if (at < all->n) {
        sn_hex_indent(t->b, "\n    Data: ", all->p + at, all->n - at);
    }
    return SN_TEXT_DONE;
}

SN_PROTO(lisp, "Locator/ID Separation Protocol", {.table = &sn_tab_udp, .value = 4342})
