/*
 * IPv6's hop-by-hop and destination options headers (RFC 8200, 2675, 2711, 6275), and what else is
 * in them (RFC 2473, 4782, 5570, 6553, 6621, 6744, 6788, 6971, 7731, 8250, 9268).
 *
 * An OPT6 (its type) begins each option, then its length and value. An option that doesn't fit ends
 * the layer as malformed.
 */
#include "dis/net/ip6.h"

#define OPT6_OF(F, name)                                                                           \
    F(OPT6_NXT, name ".nxt", U8, "Next Header", .vals = sn_ipprotos)                               \
    F(OPT6_LEN, name ".len", U8, "Length")                                                         \
    F(OPT6_BYTES, name ".len_oct", UINT, "Length (octets)", .unit = "bytes")                       \
    F(OPT6, "ipv6.opt.type", U8S, "Type", .base = SN_HEX)                                          \
    F(OPT6_VLEN, "ipv6.opt.length", U8S, "Length", .unit = "bytes")                                \
    F(OPT6_PADN, "ipv6.opt.padn", BYTESS, "PadN")                                                  \
    F(OPT6_UNKNOWN, "ipv6.opt.unknown", BYTESS, "Unknown Data")                                    \
    F(OPT6_RTALERT, "ipv6.opt.router_alert", U16, "Router Alert")                                  \
    F(OPT6_JUMBO, "ipv6.opt.jumbo", U32S, "Payload Length", .unit = "bytes")                       \
    F(OPT6_HOME, "ipv6.opt.mipv6.home_address", IPV6, "MIPv6 Home Address")                        \
    F(OPT6_SUB, "sn.ipv6.opt.sub", U8S, "Option inside the home address option")                   \
    F(OPT6_SUBLEN, "sn.ipv6.opt.sub_length", U8S, "Its length", .unit = "bytes")                   \
    F(OPT6_OVER, "sn.ipv6.opt.over", NONE, NULL)                                                   \
    F(OPT6_TEL, "ipv6.opt.tel", U8, "Tunnel Encapsulation Limit")                                  \
    F(OPT6_DOI, "ipv6.opt.calipso.doi", U32, "CALIPSO Domain of Interpretation")                   \
    F(OPT6_CMPT_LEN, "ipv6.opt.calipso.cmpt.length", U8, "Compartment Length")                     \
    F(OPT6_SENS, "ipv6.opt.calipso.sens_level", U8, "Sensitivity Level")                           \
    F(OPT6_CALIPSO_SUM, "ipv6.opt.calipso.checksum", U16, "Checksum", .base = SN_HEX)              \
    F(OPT6_CMPT, "ipv6.opt.calipso.cmpt_bitmap", BYTES, "Compartment Bitmap")                      \
    F(OPT6_HASH, "ipv6.opt.smf_dpd.hash_bit", BIT8, "H-bit", .mask = 0x80)                         \
    F(OPT6_HAV, "ipv6.opt.smf_dpd.hav", BYTES, "Hash Assist Value")                                \
    F(OPT6_TID_TYPE, "ipv6.opt.smf_dpd.tid_type", P8, "TaggerID Type", .mask = 0x70)               \
    F(OPT6_TID_LEN, "ipv6.opt.smf_dpd.tid_len", U8, "TaggerID Length", .mask = 0xf)                \
    F(OPT6_TAGGER, "ipv6.opt.smf_dpd.tagger_id", BYTES, "TaggerID")                                \
    F(OPT6_IDENT, "ipv6.opt.smf_dpd.ident", BYTES, "Identifier")                                   \
    F(OPT6_DTLR, "ipv6.opt.pdm.scale_dtlr", U8, "Scale DTLR")                                      \
    F(OPT6_DTLS, "ipv6.opt.pdm.scale_dtls", U8, "Scale DTLS")                                      \
    F(OPT6_PSN, "ipv6.opt.pdm.psn_this_pkt", U16, "PSN This Packet")                               \
    F(OPT6_PSN_LAST, "ipv6.opt.pdm.psn_last_recv", U16, "PSN Last Received")                       \
    F(OPT6_DELTA_RECEIVED, "ipv6.opt.pdm.delta_last_recv", U16, "Delta Time Last Received")        \
    F(OPT6_DELTA_SENT, "ipv6.opt.pdm.delta_last_sent", U16, "Delta Time Last Sent")                \
    F(OPT6_QS_FUNC, "ipv6.opt.qs_func", P8, "Function", .mask = 0xf0)                              \
    F(OPT6_QS_RATE, "ipv6.opt.qs_rate", U8, "Rate", .mask = 0xf)                                   \
    F(OPT6_QS_TTL, "ipv6.opt.qs_ttl", U8, "QS TTL")                                                \
    F(OPT6_QS_NONCE, "ipv6.opt.qs_nonce", P32, "QS Nonce", .mask = 0xfffffffc, .base = SN_HEX)     \
    F(OPT6_QS_RESERVED, "ipv6.opt.qs_reserved", U32, "Reserved", .mask = 3, .base = SN_HEX)        \
    F(OPT6_PMTU, "ipv6.opt.pmtu.min", U16, "Minimum Reported PMTU", .unit = "bytes")               \
    F(OPT6_PMTU_BACK, "ipv6.opt.pmtu.rtn", P16, "Return Minimum PMTU", .mask = 0xfffe, .scale = 2) \
    F(OPT6_PMTU_FLAG, "ipv6.opt.pmtu.r_flag", BIT16, "Return Flag", .mask = 1, .step = 2)          \
    F(OPT6_TPF, "ipv6.opt.tpf_information", U32, "TPF Information", .base = SN_HEX)                \
    F(OPT6_RPL, "ipv6.opt.rpl.flag", P8, "Flag", .base = SN_HEX)                                   \
    F(OPT6_RPL_O, "ipv6.opt.rpl.flag.o", BIT8, "Down", .mask = 0x80)                               \
    F(OPT6_RPL_R, "ipv6.opt.rpl.flag.r", BIT8, "Rank Error", .mask = 0x40)                         \
    F(OPT6_RPL_F, "ipv6.opt.rpl.flag.f", BIT8, "Forwarding Error", .mask = 0x20)                   \
    F(OPT6_RPL_RSV, "ipv6.opt.rpl.flag.rsv", U8, "Reserved", .mask = 0x1f, .base = SN_HEX)         \
    F(OPT6_RPL_ID, "ipv6.opt.rpl.instance_id", U8, "RPLInstanceID", .base = SN_HEX)                \
    F(OPT6_RPL_RANK, "ipv6.opt.rpl.sender_rank", U16, "Sender Rank", .base = SN_HEX)               \
    F(OPT6_ILNP, "ipv6.opt.ilnp_nonce", BYTES, "ILNP Nonce")                                       \
    F(OPT6_LIO_LEN, "ipv6.opt.lio.length", U8, "LineIDLen")                                        \
    F(OPT6_LIO, "ipv6.opt.lio.line_id", STR, "Line ID")                                            \
    F(OPT6_MPL, "ipv6.opt.mpl.flag", P8, "Flag", .base = SN_HEX)                                   \
    F(OPT6_MPL_S, "ipv6.opt.mpl.flag.s", P8, "Seed ID Length", .mask = 0xc0)                       \
    F(OPT6_MPL_M, "ipv6.opt.mpl.flag.m", BIT8, "Largest Sequence", .mask = 0x20)                   \
    F(OPT6_MPL_V, "ipv6.opt.mpl.flag.v", BIT8, "Version", .mask = 0x10)                            \
    F(OPT6_MPL_RSV, "ipv6.opt.mpl.flag.rsv", U8, "Reserved", .mask = 0xf, .base = SN_HEX)          \
    F(OPT6_MPL_SEQ, "ipv6.opt.mpl.sequence", U8, "Sequence", .base = SN_HEX)                       \
    F(OPT6_MPL_SEED, "ipv6.opt.mpl.seed_id", BYTES, "Seed ID")                                     \
    F(OPT6_DFF, "ipv6.opt.dff.flags", P8, "Flags", .base = SN_HEX)                                 \
    F(OPT6_DFF_VER, "ipv6.opt.dff.flag.ver", P8, "Version (VER)", .mask = 0xc0)                    \
    F(OPT6_DFF_DUP, "ipv6.opt.dff.flag.dup", BIT8, "Duplicate (DUP)", .mask = 0x20)                \
    F(OPT6_DFF_RET, "ipv6.opt.dff.flag.ret", BIT8, "Return (RET)", .mask = 0x10)                   \
    F(OPT6_DFF_RSV, "ipv6.opt.dff.flag.rsv", U8, "Reserved", .mask = 0xf, .base = SN_HEX)          \
    F(OPT6_DFF_SEQ, "ipv6.opt.dff.sequence_number", U16, "Sequence Number")                        \
    F(OPT6_EXPERIMENTAL, "ipv6.opt.experimental", BYTES, "Experimental Option")                    \
    F(OPT6_MISSING, "ipv6.opt.jumbo.missing", NONE, "A jumbogram lacks the option")                \
    F(OPT6_MISPLACED, "sn.ipv6.opt.twice", BOOL, "Out of place; true: the second of its kind")
#define HOPOPTS(F) OPT6_OF(F, "ipv6.hopopts")
#define DSTOPTS(F) OPT6_OF(F, "ipv6.dstopts")
SN_FIELDS(hopopts, HOPOPTS)
SN_FIELD_TABLE(dstopts, DSTOPTS)

enum { PAD1 = 0, PADN = 1, RTALERT = 5, JUMBO = 0xc2, HOME = 0xc9 };
enum { TEL = 4, CALIPSO = 7, SMF_DPD = 8, PDM = 15, QS = 0x26, PMTU = 0x30, TPF = 0x41 };
enum { RPL = 0x63, MPL = 0x6d, ILNP = 0x8b, LIO = 0x8c, DFF = 0xee, EXPERIMENTAL = 0x1e };

/* Options inside the home address option: types and lengths. */
static bool sub_options(struct sn_dis *d, struct sn_rd *r)
{
    uint8_t type, len;

    while (sn_rd_left(r) > 0) {
        struct sn_rd at = *r;

        if (!sn_rd_u8(r, &type) || (type != PAD1 && (!sn_rd_u8(r, &len) || !sn_rd_skip(r, len))))
            return false;
        (void)sn_get(d, &at, OPT6_SUB, NULL);
        if (type != PAD1)
            sn_note(d, OPT6_SUBLEN, len);
    }
    return true;
}

/* Whether packets were seen before, by their hash or by who numbered them (RFC 6621). */
static void smf_dpd(struct sn_dis *d, struct sn_rd *v)
{
    struct sn_rd all = *v;

    if (!sn_get(d, v, OPT6_HASH, NULL))
        return;
    if (sn_u(d, OPT6_HASH)) {
        (void)sn_get_bytes(d, &all, OPT6_HAV, sn_rd_left(&all));
        return;
    }
    if (sn_header(d, v, OPT6_TID_TYPE, OPT6_TID_LEN) &&
        (!sn_u(d, OPT6_TID_TYPE) || sn_get_bytes(d, v, OPT6_TAGGER, sn_u(d, OPT6_TID_LEN) + 1)))
        (void)sn_get_bytes(d, v, OPT6_IDENT, sn_rd_left(v));
}

/* An option that is for one purpose, and that tcpdump doesn't know. False: it is none of these. */
static bool special(struct sn_dis *d, struct sn_rd *v, uint8_t type)
{
    static const struct {
        uint8_t type, first, last;
    } fixed[] = {{TEL, OPT6_TEL, OPT6_TEL},
                 {PDM, OPT6_DTLR, OPT6_DELTA_SENT},
                 {QS, OPT6_QS_FUNC, OPT6_QS_RESERVED},
                 {PMTU, OPT6_PMTU, OPT6_PMTU_FLAG},
                 {TPF, OPT6_TPF, OPT6_TPF},
                 {RPL, OPT6_RPL, OPT6_RPL_RANK},
                 {DFF, OPT6_DFF, OPT6_DFF_SEQ}};
    static const uint8_t seeds[] = {0, 2, 8, 16};

    for (unsigned i = 0; i < sizeof fixed / sizeof *fixed; i++) {
        if (fixed[i].type == type) {
            (void)sn_header(d, v, fixed[i].first, fixed[i].last);
            return true;
        }
    }
    if (type == CALIPSO) {
        if (sn_header(d, v, OPT6_DOI, OPT6_CALIPSO_SUM) && sn_u(d, OPT6_CMPT_LEN))
            (void)sn_get_bytes(d, v, OPT6_CMPT, 4 * sn_u(d, OPT6_CMPT_LEN));
    } else if (type == MPL) {
        if (sn_header(d, v, OPT6_MPL, OPT6_MPL_SEQ) && sn_u(d, OPT6_MPL_S))
            (void)sn_get_bytes(d, v, OPT6_MPL_SEED, seeds[sn_u(d, OPT6_MPL_S)]);
    } else if (type == LIO) {
        if (sn_get(d, v, OPT6_LIO_LEN, NULL) && sn_u(d, OPT6_LIO_LEN))
            (void)sn_get_bytes(d, v, OPT6_LIO, sn_u(d, OPT6_LIO_LEN));
    } else if (type == SMF_DPD) {
        smf_dpd(d, v);
    } else if (type == ILNP || (type & 0x1f) == EXPERIMENTAL) {
        (void)sn_get_bytes(d, v, type == ILNP ? OPT6_ILNP : OPT6_EXPERIMENTAL, sn_rd_left(v));
    } else {
        return false;
    }
    return true;
}

/* The value of one option, of `len` bytes in v. */
static bool value(struct sn_dis *d, struct sn_rd *v, uint8_t type, uint8_t len, uint32_t *jumbo)
{
    uint32_t option = d->nrec - 2, u;

    switch (type) {
    case RTALERT:
        return len == 2 && sn_get(d, v, OPT6_RTALERT, NULL);
    case JUMBO:
        if (len != 4 || !sn_get(d, v, OPT6_JUMBO, &u))
            return false;
        if (!*jumbo) /* the first one counts, even when it says 0 */
            *jumbo = u ? u : 1;
        return true;
    case HOME:
        if (len < 16 || !sn_get(d, v, OPT6_HOME, NULL))
            return false;
        if (d->want & SN_WANT_FIELDS) /* which checksums cover (RFC 6275); tcpdump doesn't know */
            d->ip.src = v->p - 16;
        if (!sub_options(d, v))
            d->rec[option].flags |= SN_REC_BAD;
        return true;
    case PADN:
        return sn_get_bytes(d, v, OPT6_PADN, len);
    default:
        return special(d, v, type) || sn_get_bytes(d, v, OPT6_UNKNOWN, len);
    }
}

/* The options of a header; false when one doesn't fit. */
static bool options(struct sn_dis *d, struct sn_rd *r, uint32_t *jumbo)
{
    uint8_t type, len;

    while (sn_rd_left(r) > 0) {
        struct sn_rd at = *r, v;

        if (!sn_rd_u8(r, &type) || (type != PAD1 && !sn_rd_u8(r, &len)))
            return false;
        if (type != PAD1 && len > sn_rd_left(r)) {
            if (sn_wants_values(d) && sn_header(d, &at, OPT6, OPT6_VLEN))
                sn_note(d, OPT6_OVER, 0);
            return false;
        }
        (void)sn_get(d, &at, OPT6, NULL);
        if (type == PAD1)
            continue;
        (void)sn_get(d, &at, OPT6_VLEN, NULL);
        (void)!sn_rd_sub(r, len, &v);
        if (!value(d, &v, type, len, jumbo))
            return false;
    }
    return true;
}

static void opt6_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    bool hop = d->cur->proto == &sn_proto_hopopts;
    struct sn_rd opts, body;
    uint32_t size, units, jumbo = 0;
    uint8_t nh;

    if (hop && (d->ip.hopopts || d->cur->off != d->ip.off + 40)) {
        sn_note(d, OPT6_MISPLACED, d->ip.hopopts);
        sn_malformed(r);
        return;
    }
    if (!sn_get(d, r, OPT6_NXT, NULL))
        return;
    nh = (uint8_t)sn_u(d, OPT6_NXT);
    sn_ends_proto(d, nh);
    if (!sn_get(d, r, OPT6_LEN, &units)) {
        sn_text_last(d);
        return;
    }
    size = (units + 1) * 8;
    sn_made(d, OPT6_BYTES, size);
    if (!sn_rd_need(r, size - 2) || !sn_rd_sub(r, size - 2, &opts)) {
        if (sn_wants_values(d)) {
            opts = *r;
            (void)options(d, &opts, &jumbo);
        }
        return;
    }
    if (!options(d, &opts, &jumbo)) {
        sn_malformed(r);
        if (hop)
            return;
    }
    if (hop)
        d->ip.hopopts = true;
    if (hop && d->ip.plen == 0) {
        if (jumbo < 65536) {
            sn_rec_made(d, OPT6_MISSING, 0);
            return;
        }
        len = jumbo;
    }
    body = sn_inside(r, len < size ? 0 : len - size);
    sn_ip6_next(d, nh, &body, len < size ? 0 : len - size);
}

/* ---- text ---- */

/* Whether an option's length doesn't go with its type: its value is missing. */
static bool impossible(const struct sn_view *v)
{
    uint64_t type = sn_opt(v, OPT6);

    return (type == RTALERT && !sn_find(v, OPT6_RTALERT)) ||
           (type == JUMBO && !sn_find(v, OPT6_JUMBO)) || (type == HOME && !sn_find(v, OPT6_HOME));
}

/* "(rtalert: trunc)" or "(rtalert: invalid len 1)": the header holds only `left` bytes from the
 * option on. */
static void impossible_text(struct sn_text *t, const struct sn_view *v, uint32_t left)
{
    uint64_t type = sn_opt(v, OPT6);

    sn_put_f(t->b, "(%s: ", type == RTALERT ? "rtalert" : type == JUMBO ? "jumbo" : "homeaddr");
    if (left < (type == RTALERT ? 4u : type == JUMBO ? 6u : 18u))
        sn_put_lit(t->b, "trunc)");
    else
        sn_say(t, v, "invalid len {})", OPT6_VLEN);
}

static void jumbo_option_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v,
                              bool seen)
{
    sn_say(t, v, "(jumbo: {}", OPT6_JUMBO);
    sn_put_s(t->b, seen                            ? " - already seen) "
                   : l->proto != &sn_proto_hopopts ? " - not a hop-by-hop option) "
                   : sn_ip6_plen(t)                ? " - payload len != 0) "
                   : sn_opt(v, OPT6_JUMBO) < 65536 ? " - < 65536) "
                                                   : ") ");
}

/* The home address and the options inside; false when one of these doesn't fit. */
static bool home_text(struct sn_text *t, const struct sn_view *v)
{
    struct sn_view sub = {0};

    sn_say(t, v, "(homeaddr: {}", OPT6_HOME);
    while (sn_each(v, OPT6_SUB, &sub)) {
        if (sn_opt(&sub, OPT6_SUB) == PAD1)
            sn_put_lit(t->b, ", pad1");
        else if (sn_opt(&sub, OPT6_SUB) == PADN)
            sn_put_lit(t->b, ", padn");
        else
            sn_say(t, &sub, ", sopt_type 0x{02x}: len={}", OPT6_SUB, OPT6_SUBLEN);
    }
    if (v->rec->flags & SN_REC_BAD)
        return false;
    sn_put_c(t->b, ')');
    return true;
}

/* One option; whether it was right. */
static bool option_text(struct sn_text *t, const struct sn_view *v, const struct sn_layer *l,
                        bool *jumbo)
{
    struct sn_view all = sn_view(t, l);

    if (impossible(v)) {
        impossible_text(t, v, l->off + ((uint32_t)sn_opt(&all, OPT6_LEN) + 1) * 8 - v->rec->off);
        return false;
    }
    switch (sn_opt(v, OPT6)) {
    case PAD1:
        sn_put_lit(t->b, "(pad1)");
        return true;
    case PADN:
        sn_put_lit(t->b, "(padn)");
        return true;
    case RTALERT:
        return sn_say(t, v, "(rtalert: 0x{04x}) ", OPT6_RTALERT);
    case JUMBO:
        jumbo_option_text(t, l, v, *jumbo);
        *jumbo = true;
        return true;
    case HOME:
        return home_text(t, v);
    default:
        return sn_say(t, v, "(opt_type 0x{02x}: len={})", OPT6, OPT6_VLEN);
    }
}

/* All options; without -v only what is wrong with one. Returns whether they were right. */
static bool options_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), opt = {0};
    bool jumbo = false;

    while (sn_each(&v, OPT6, &opt) && !sn_find(&opt, OPT6_OVER)) {
        if ((t->o->verbose || impossible(&opt)) && !option_text(t, &opt, l, &jumbo))
            return false;
    }
    if (l->flags & SN_LAYER_MALFORMED)
        return false;
    if (t->o->verbose)
        sn_put_c(t->b, ' ');
    return true;
}

/* How long a jumbogram is, and how many bytes it lacks: not said when another header like this one
 * follows. */
static uint32_t jumbo_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_layer *next = sn_text_next(t);
    struct sn_view v = sn_view(t, l);
    uint32_t len = (uint32_t)sn_opt(&v, OPT6_JUMBO);

    if (len > l->len && !(next && next->proto == &sn_proto_hopopts))
        sn_put_f(t->b, "truncated-ip6 - %u bytes missing!", len - l->len);
    return len;
}

static const char no_jumbo[] = "[No valid Jumbo Payload Hop-by-Hop option found] (invalid)";

/* A header that is cut, or wrong (`whole`); a jumbogram without its option on top of that. */
static enum sn_then opt6_cut(struct sn_text *t, const struct sn_layer *l, bool whole)
{
    struct sn_view v = sn_view(t, l);

    if (l->proto != &sn_proto_hopopts)
        return SN_TEXT_CUT_SHORT;
    sn_put_lit(t->b, " [|hbhopt]");
    if (!sn_ip6_plen(t) && (!whole || sn_opt(&v, OPT6_JUMBO) <= 65535))
        sn_put_s(t->b, no_jumbo);
    return SN_TEXT_DONE;
}

static enum sn_then opt6_text(struct sn_text *t, const struct sn_layer *l)
{
    bool hop = l->proto == &sn_proto_hopopts;
    struct sn_view v = sn_view(t, l);
    uint32_t size, len = l->len;

    if (sn_find(&v, OPT6_MISPLACED)) {
        sn_put_lit(t->b, "[The Hop-by-Hop Options header ");
        sn_put_s(t->b,
                 sn_opt(&v, OPT6_MISPLACED) ? "was already found" : "don't follow the IPv6 header");
        sn_put_lit(t->b, "] (invalid)");
        return SN_TEXT_DONE;
    }
    if (!sn_find(&v, OPT6_LEN))
        return SN_TEXT_CUT;
    size = ((uint32_t)sn_opt(&v, OPT6_LEN) + 1) * 8;
    if (l->caplen < size)
        return opt6_cut(t, l, false);
    sn_put_s(t->b, hop ? "HBH " : "DSTOPT ");
    /* tcpdump looks at destination options only to print them. */
    if ((hop || t->o->verbose) && !options_text(t, l))
        return opt6_cut(t, l, true);
    if (sn_find(&v, OPT6_MISSING)) {
        sn_put_s(t->b, no_jumbo);
        return SN_TEXT_DONE;
    }
    if (hop && !sn_ip6_plen(t))
        len = jumbo_text(t, l);
    return sn_ip6_payload_text(t, l, true, sn_opt(&v, OPT6_NXT), len - size);
}

const struct sn_proto sn_proto_hopopts = {
    .name = "ipv6.hopopts",
    .tag = "hbhopt",
    .title = "IPv6 Hop-by-Hop Options",
    SN_PROTO_FIELDS(hopopts),
    .keys = SN_KEYS({.table = &sn_tab_ip6ext, .value = SN_IP6_HOPOPTS}),
    .dissect = opt6_dissect,
    .text = opt6_text,
};

const struct sn_proto sn_proto_dstopts = {
    .name = "ipv6.dstopts",
    .tag = "dstopt",
    .title = "IPv6 Destination Options",
    SN_PROTO_FIELDS(dstopts),
    .keys = SN_KEYS({.table = &sn_tab_ip6ext, .value = SN_IP6_DSTOPTS}),
    .dissect = opt6_dissect,
    .text = opt6_text,
};
