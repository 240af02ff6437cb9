/* What stands in front of packets that were captured inside a machine, and says of what family they
 * are: OpenBSD's packet filter (PFLOG) and IPsec (ENC), Solaris (IPNET), Linux's netfilter (NFLOG).
 */
#include "dis/link/eth.h"

static const struct sn_val families[] = {{2, "IPv4"},  {10, "IPv6"}, {24, "IPv6"},
                                         {28, "IPv6"}, {30, "IPv6"}, {0, NULL}};

static bool is_ipv6(uint64_t family)
{
    return family == 24 || family == 28 || family == 30;
}

/* Hands on what is of a family: IPv4, IPv6, or unknown. */
static void by_family(struct sn_dis *d, const struct sn_rd *r, uint32_t len, bool ip4, bool ip6)
{
    d->linklen = (uint32_t)sn_rd_off(r);
    sn_next_proto(d, ip4 || ip6 ? sn_tab_proto(d, &sn_tab_ether, ip4 ? 0x0800 : 0x86dd) : NULL, r,
                  len);
}

/* ---- PFLOG ---- */

enum { PF_MIN = 45, PF_FULL = 64, NAME = 16, NO_RULESET = -1 };
static const struct sn_val actions[] = {
    {0, "pass"},  {1, "block"},          {2, "scrub"},   {4, "nat"},
    {5, "nonat"}, {6, "binat"},          {7, "nobinat"}, {8, "rdr"},
    {9, "nordr"}, {10, "synproxy-drop"}, {0, NULL}};
/* What tcpdump calls them: 3 it has no name for, and 4 has that of 3. */
static const struct sn_val reasons[] = {{0, "0(match)"},
                                        {1, "1(bad-offset)"},
                                        {2, "2(fragment)"},
                                        {4, "3(short)"},
                                        {5, "5(memory)"},
                                        {6, "6(bad-timestamp)"},
                                        {7, "7(congestion)"},
                                        {8, "8(ip-option)"},
                                        {9, "9(proto-cksum)"},
                                        {10, "10(state-mismatch)"},
                                        {11, "11(state-insert)"},
                                        {12, "12(state-limit)"},
                                        {13, "13(src-limit)"},
                                        {14, "14(synproxy)"},
                                        {0, NULL}};
static const struct sn_val directions[] = {{0, "in/out"}, {1, "in"}, {2, "out"}, {0, NULL}};

#define PFLOG(F)                                                                                   \
    F(PF_LEN, "pflog.length", U8, "Header Length")                                                 \
    F(PF_AF, "pflog.af", U8, "Address Family", .vals = families)                                   \
    F(PF_ACTION, "pflog.action", U8, "Action", .vals = actions)                                    \
    F(PF_REASON, "pflog.reason", U8, "Reason", .vals = reasons)                                    \
    F(PF_IF, "pflog.ifname", STR, "Interface", .width = NAME, .step = NAME)                        \
    F(PF_RULESET, "pflog.ruleset", STR, "Ruleset", .width = NAME, .step = NAME)                    \
    F(PF_RULE, "pflog.rulenr", U32, "Rule Number")                                                 \
    F(PF_SUB, "pflog.subrulenr", I32, "Sub Rule Number")                                           \
    F(PF_UID, "pflog.uid", I32, "UID")                                                             \
    F(PF_PID, "pflog.pid", I32, "PID")                                                             \
    F(PF_RULE_UID, "pflog.rule_uid", I32, "Rule UID")                                              \
    F(PF_RULE_PID, "pflog.rule_pid", I32, "Rule PID")                                              \
    F(PF_DIR, "pflog.dir", U8, "Direction", .vals = directions)
SN_FIELDS(pflog, PFLOG)

static void pflog_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    size_t from = sn_rd_off(r);
    struct sn_rd header;
    uint32_t n;

    d->linklen = d->cur->caplen;
    if (!sn_get(d, r, PF_LEN, &n))
        return;
    if (n < PF_MIN) {
        sn_note(d, PF_LEN, n);
        if (n < d->linklen)
            d->linklen = n;
        return;
    }
    n = (n + 3) & ~3u;
    if (!sn_rd_need(r, n - 1))
        return;
    d->linklen = n;
    if (!sn_wants_values(d) && !sn_rd_need(r, PF_FULL - 1))
        return;
    header = *r; /* whatever its length, tcpdump reads all of it */
    (void)sn_header(d, &header, PF_AF, PF_DIR);
    (void)!sn_rd_skip(r, from + n - sn_rd_off(r));
    by_family(d, r, len < n ? 0 : len - n, sn_u(d, PF_AF) == 2, is_ipv6(sn_u(d, PF_AF)));
}

static enum sn_then pflog_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (l->flags)
        return SN_TEXT_CUT_SHORT;
    if (!sn_find(&v, PF_AF)) {
        sn_put_lit(t->b, "[pflog: invalid header length!]");
        return SN_TEXT_DONE;
    }
    if (t->o->link || !sn_text_claimed(t, l)) {
        if ((int64_t)sn_opt(&v, PF_SUB) == NO_RULESET) {
            sn_say(t, &v, "rule {}/", PF_RULE);
        } else {
            sn_say(t, &v, "rule {}.", PF_RULE);
            sn_say_padded(t, &v, "{}", PF_RULESET, 0);
            sn_put_f(t->b, ".%u/", (unsigned)sn_opt(&v, PF_SUB));
        }
        sn_say(t, &v, "{s:unkn(%u)}: {s:unkn(%u)} {s:unkn(%u)} on ", PF_REASON, PF_ACTION, PF_DIR);
        sn_say_padded(t, &v, "{}: ", PF_IF, 0);
    }
    if (!sn_text_claimed(t, l))
        sn_text_dump(t);
    return SN_TEXT_INNER;
}

SN_PROTO(pflog, "OpenBSD Packet Filter log file", {.table = &sn_tab_link, .value = SN_LINK_PFLOG})

/* ---- ENC ---- */

enum { ENC_HDR = 12, CONFIDENTIAL = 0x0400, AUTHENTIC = 0x0800 };

/* In the byte order of the machine that captured: this one's, tcpdump supposes. */
#define ENC(F)                                                                                     \
    F(ENC_AF, "enc.af", LE32, "Address Family", .vals = families)                                  \
    F(ENC_SPI, "enc.spi", U32, "SPI", .base = SN_HEX)                                              \
    F(ENC_FLAGS, "enc.flags", LE32, "Flags", .base = SN_HEX)
SN_FIELDS(enc, ENC)

static void enc_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint64_t af;

    if (!sn_rd_need(r, ENC_HDR) || !sn_header(d, r, ENC_AF, ENC_FLAGS))
        return;
    af = sn_u(d, ENC_AF);
    if (af > UINT16_MAX)
        af = __builtin_bswap32((uint32_t)af);
    by_family(d, r, len < ENC_HDR ? 0 : len - ENC_HDR, af == 2, is_ipv6(af));
}

static enum sn_then enc_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t f = sn_opt(&v, ENC_FLAGS);

    if (!sn_need_short(t, &v, ENC_FLAGS))
        return SN_TEXT_DONE;
    if (sn_opt(&v, ENC_AF) > UINT16_MAX)
        f = __builtin_bswap32((uint32_t)f);
    if (!f) {
        sn_put_lit(t->b, "(unprotected): ");
    } else {
        sn_put_c(t->b, '(');
        if (f & AUTHENTIC)
            sn_put_s(t->b, f == AUTHENTIC ? "authentic): " : "authentic,");
        f &= ~(uint64_t)AUTHENTIC;
        if (f & CONFIDENTIAL)
            sn_put_s(t->b, f == CONFIDENTIAL ? "confidential): " : "confidential,");
    }
    sn_say(t, &v, "SPI 0x{08x}: ", ENC_SPI);
    return SN_TEXT_INNER;
}

SN_PROTO(enc, "Encapsulating IPsec header", {.table = &sn_tab_link, .value = SN_LINK_ENC})

/* ---- IPNET and NFLOG: a family, and a line of the same form ---- */

/* "family IPv4 (2), length 44: ", with -q "IPv4, length 44: ". */
static void family_text(struct sn_text *t, uint32_t len, uint64_t family,
                        const struct sn_val *names, const char *unknown)
{
    const char *name = sn_val_name(names, (uint32_t)family);

    if (!t->o->quiet)
        sn_put_f(t->b, "family %s (%u)", name ? name : "Unknown", (unsigned)family);
    else if (name)
        sn_put_s(t->b, name);
    else
        sn_put_f(t->b, unknown, (unsigned)family);
    sn_put_f(t->b, ", length %u: ", len);
}

enum { IPNET_HDR = 24 };
static const struct sn_val ipnet_families[] = {{2, "IPv4"}, {26, "IPv6"}, {0, NULL}};

#define IPNET(F)                                                                                   \
    F(N_VERSION, "ipnet.version", U8, "Header version")                                            \
    F(N_FAMILY, "ipnet.family", U8, "Address family", .vals = ipnet_families)                      \
    F(N_TYPE, "ipnet.htype", U16, "Hook type")                                                     \
    F(N_LEN, "ipnet.pktlen", U32, "Data length")                                                   \
    F(N_IF, "ipnet.ifindex", U32, "Interface index")                                               \
    F(N_GROUP, "ipnet.grifindex", U32, "Group interface index")                                    \
    F(N_SRC, "ipnet.zsrc", U32, "Source Zone ID")                                                  \
    F(N_DST, "ipnet.zdst", U32, "Destination Zone ID")
SN_FIELDS(ipnet, IPNET)

static void ipnet_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    if (sn_rd_need(r, IPNET_HDR) && sn_header(d, r, N_VERSION, N_DST))
        by_family(d, r, len < IPNET_HDR ? 0 : len - IPNET_HDR, sn_u(d, N_FAMILY) == 2,
                  sn_u(d, N_FAMILY) == 26);
}

static enum sn_then ipnet_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (!sn_need_short(t, &v, N_DST))
        return SN_TEXT_DONE;
    if (t->o->link || !sn_text_claimed(t, l)) {
        sn_say(t, &v, "{} > {}, ", N_SRC, N_DST);
        family_text(t, l->len, sn_opt(&v, N_FAMILY), ipnet_families, "Unknown Ethertype (0x%04x)");
    }
    if (!sn_text_claimed(t, l))
        sn_text_dump(t);
    return SN_TEXT_INNER;
}

SN_PROTO(ipnet, "Solaris IPNET", {.table = &sn_tab_link, .value = SN_LINK_IPNET})

enum { NFLOG_HDR = 4, TLV_HDR = 4, PAYLOAD = 9 };

static const struct sn_val nflog_families[] = {{2, "IPv4"}, {10, "IPv6"}, {0, NULL}};

#define NFLOG(F)                                                                                   \
    F(L_FAMILY, "nflog.family", U8, "Family", .vals = nflog_families)                              \
    F(L_VERSION, "nflog.version", U8, "Version")                                                   \
    F(L_RES, "nflog.res_id", U16, "Resource id")                                                   \
    F(L_LEN, "nflog.tlv_length", UINT, "Length", .flags = SN_F_MULTI)                              \
    F(L_TYPE, "nflog.tlv_type", UINT, "Type", .base = SN_HEX, .flags = SN_F_MULTI)
SN_FIELDS(nflog, NFLOG)

static void nflog_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t left;
    uint64_t family;
    uint16_t n, type = 0;
    size_t off;

    d->linklen = d->cur->caplen;
    if (!sn_rd_need(r, NFLOG_HDR) || !sn_header(d, r, L_FAMILY, L_RES))
        return;
    if (sn_u(d, L_VERSION)) {
        d->linklen = NFLOG_HDR;
        return;
    }
    for (left = len < NFLOG_HDR ? 0 : len - NFLOG_HDR; left; left -= n) {
        off = sn_rd_off(r);
        d->linklen = (uint32_t)off;
        if (left < TLV_HDR || !sn_rd_need(r, TLV_HDR) || !sn_rd_le16(r, &n) ||
            !sn_rd_le16(r, &type)) {
            sn_malformed(r);
            return;
        }
        sn_rec_uint(d, L_LEN, off, 2, n);
        sn_rec_uint(d, L_TYPE, off + 2, 2, type);
        n = (uint16_t)((n + 3) & ~3);
        if (type == PAYLOAD && n >= TLV_HDR && n <= left && sn_rd_left(r) + TLV_HDR >= n) {
            left -= TLV_HDR;
            break;
        }
        if (n < TLV_HDR || n > left || !sn_rd_skip(r, n - TLV_HDR)) {
            sn_malformed(r);
            return;
        }
    }
    family = sn_u(d, L_FAMILY);
    by_family(d, r, left, family == 2, family == 10);
}

static enum sn_then nflog_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_layer *k = sn_text_next(t);
    bool known = sn_text_claimed(t, l);

    if (!sn_need_short(t, &v, L_RES))
        return SN_TEXT_DONE;
    if (sn_opt(&v, L_VERSION)) {
        sn_say(t, &v, "version {} (unknown)", L_VERSION);
        return SN_TEXT_DONE;
    }
    if (t->o->link || (!known && !l->flags)) {
        uint32_t len = t->o->link ? l->len : NFLOG_HDR + (k && k->level > l->level ? k->len : 0);

        sn_say(t, &v, "version {}, resource ID {}, ", L_VERSION, L_RES);
        family_text(t, len, sn_opt(&v, L_FAMILY), nflog_families, "Unknown NFLOG (0x%02x)");
    }
    if (l->flags)
        return SN_TEXT_CUT_SHORT;
    if (!known)
        sn_text_dump(t);
    return SN_TEXT_INNER;
}

SN_PROTO(nflog, "Linux Netfilter NFLOG", {.table = &sn_tab_link, .value = SN_LINK_NFLOG})
