/* Network Service Header (RFC 8300). */
#include "dis/net/ip.h"

enum { WORD = 4, HDR = 8, HDR_WORDS = 2, TYPE1_WORDS = 4 };
enum { IPV4 = 1, IPV6, ETHERNET, NESTED, MPLS };

static const struct sn_val flag_bits[] = {{2, "O"}, {0, NULL}};
static const struct sn_val md_types[] = {
    {0, "reserved"}, {1, "1"}, {2, "2"}, {0xf, "experimental"}, {0, NULL}};
static const struct sn_val nexts[] = {
    {IPV4, "IPv4"}, {IPV6, "IPv6"},         {ETHERNET, "Ethernet"}, {4, "NSH"},
    {5, "MPLS"},    {0xfe, "Experiment 1"}, {0xff, "Experiment 2"}, {0, NULL},
};

#define NSH(F)                                                                                     \
    F(VERSION, "nsh.version", P16, "Version", .mask = 0xc000)                                      \
    F(OBIT, "nsh.Obit", P16, "O Bit", .mask = 0x2000)                                              \
    F(CBIT, "nsh.CBit", P16, "C Bit", .mask = 0x1000)                                              \
    F(TTL, "nsh.ttl", P16, "Time to live", .mask = 0xfc0, .base = SN_HEX)                          \
    F(LEN, "nsh.length", U16, "Length", .mask = 0x3f)                                              \
    F(MD4, "sn.nsh.mdtype", P8, "MD Type", .mask = 0x0f, .vals = md_types)                         \
    F(MDTYPE, "nsh.mdtype", U8, "MD Type")                                                         \
    F(NEXT, "nsh.nextproto", U8, "Next Protocol", .vals = nexts)                                   \
    F(SPI, "nsh.spi", U24, "SPI")                                                                  \
    F(SI, "nsh.si", U8, "SI")                                                                      \
    F(CONTEXT, "nsh.contextheader", BYTESS, "Context Header", .width = 4, .step = 4)               \
    F(MD, "sn.nsh.metadata", GROUPS, "Metadata")                                                   \
    F(MD_CLASS, "nsh.metadataclass", U16, "TLV Class")                                             \
    F(MD_TYPE, "nsh.metadatatype", U8, "Type")                                                     \
    F(MD_BIT, "nsh.metadataunassignedbit", P8, "Unassigned Bit", .mask = 0x80, .base = SN_HEX)     \
    F(MD_LEN, "nsh.metadatalen", U8, "Length", .mask = 0x7f, .base = SN_HEX)                       \
    F(MD_DATA, "nsh.metadata", BYTES, "Variable Metadata")
SN_FIELDS(nsh, NSH)

static uint32_t words(uint64_t bytes)
{
    return (uint32_t)(bytes + WORD - 1) / WORD;
}

/* Metadata of variable length, n words. */
static void metadata(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    while (n) {
        struct sn_rec *g = sn_group(d, r, MD, 0);
        bool more = sn_header(d, r, MD_CLASS, MD_LEN);
        uint32_t len = (uint32_t)sn_u(d, MD_LEN);

        n--;
        if (more && words(len) > n)
            more = false;
        else if (more && len)
            more = (sn_rd_left(r) == 0 ? sn_rd_need(r, 1) : sn_get_upto(d, r, MD_DATA, len)) &&
                   sn_rd_skip(r, words(len) * WORD - len);
        sn_group_end(d, r, g);
        if (!more)
            return;
        n -= words(len);
    }
}

static void nsh_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    static const struct sn_proto *const protos[] = {[IPV4] = &sn_proto_ip,
                                                    [IPV6] = &sn_proto_ipv6,
                                                    [ETHERNET] = &sn_proto_eth,
                                                    [NESTED] = &sn_proto_nsh,
                                                    [MPLS] = &sn_proto_mpls};
    uint32_t n;
    uint64_t next;
    struct sn_rd md;

    if (!sn_header(d, r, VERSION, SI))
        return;
    n = (uint32_t)sn_u(d, LEN);
    next = sn_u(d, NEXT);
    if (sn_u(d, VERSION) || n < HDR_WORDS || len < n * WORD) {
        sn_malformed(r);
        return;
    }
    n -= HDR_WORDS;
    md = sn_inside(r, n * WORD);
    if (sn_u(d, MD4) == 1 && n == TYPE1_WORDS)
        (void)sn_get_n(d, &md, CONTEXT, n);
    else if (sn_u(d, MD4) == 2)
        metadata(d, &md, n);
    if (sn_rd_skip(r, n * WORD))
        sn_next_proto(d, next <= MPLS ? protos[next] : NULL, r, len - n * WORD - HDR);
}

static enum sn_then invalid(struct sn_text *t)
{
    sn_put_lit(t->b, " (invalid)");
    return SN_TEXT_DONE;
}

/* What -vvv says of n words; false: they are wrong. */
static bool metadata_text(struct sn_text *t, const struct sn_view *v, uint32_t n)
{
    struct sn_view md = {0};
    uint64_t len;

    if (sn_opt(v, MD4) == 1 && n != TYPE1_WORDS) {
        sn_put_lit(t->b, " (invalid length for the MD type)");
        return false;
    }
    for (unsigned i = 0; i < n && sn_opt(v, MD4) == 1 && !sn_is_cut(t); i++) {
        if (!sn_each(v, CONTEXT, &md)) {
            sn_cut(t);
            break;
        }
        sn_put_f(t->b, "\n        Context[%02u]: ", i);
        sn_say(t, &md, "0x{}", CONTEXT);
    }
    while (n && sn_opt(v, MD4) == 2 && !sn_is_cut(t)) {
        (void)sn_each(v, MD, &md);
        sn_say(t, &md, "\n        TLV Class {}, Type {}, Len {d}", MD_CLASS, MD_TYPE, MD_LEN);
        len = sn_opt(&md, MD_LEN);
        n--;
        if (words(len) > n) {
            sn_put_lit(t->b, " (length too big)");
            return false;
        }
        n -= words(len);
        if (len) {
            sn_put_lit(t->b, "\n            Value: ");
            if (sn_find(&md, MD_DATA))
                sn_say(t, &md, "0x{:}", MD_DATA);
            if (!sn_find(&md, MD_DATA) || sn_find(&md, MD_DATA)->n < len)
                sn_cut(t);
        }
    }
    return true;
}

static enum sn_then nsh_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint32_t n = (uint32_t)sn_opt(&v, LEN);
    uint8_t verbose = t->o->verbose;

    if (l->len < HDR) {
        sn_put_f(t->b, " (packet length %u < %u)", l->len, HDR);
        return invalid(t);
    }
    (void)sn_need(t, &v, NEXT);
    sn_put_lit(t->b, "NSH, ");
    if (verbose > 1)
        sn_say(t, &v, "ver {}, ", VERSION);
    if (sn_opt(&v, VERSION))
        return SN_TEXT_DONE;
    sn_put_lit(t->b, "flags [");
    sn_text_bits(t, flag_bits, (uint32_t)sn_opt(&v, OBIT) << 1, "", "none");
    sn_put_lit(t->b, "], ");
    if (verbose > 2)
        sn_say(t, &v, "TTL {d}, length {}, md type {s:unknown (0x%02x)}, ", TTL, LEN, MD4);
    if (verbose > 1)
        sn_say(t, &v, "next-protocol {s:unknown (0x%02x)}, ", NEXT);
    if (l->len < n * WORD) {
        sn_put_f(t->b, " (too many headers for packet length %u)", l->len);
        return invalid(t);
    }
    sn_say(t, &v, "service-path-id 0x{06x}, ", SPI);
    sn_say(t, &v, "service-index 0x{x}", SI);
    if (n < HDR_WORDS) {
        sn_put_lit(t->b, " (less than two headers)");
        return invalid(t);
    }
    if (verbose > 2 && !metadata_text(t, &v, n - HDR_WORDS))
        return invalid(t);
    if (l->caplen < n * WORD)
        return SN_TEXT_CUT;
    sn_put_s(t->b, verbose ? "\n    " : ": ");
    if (sn_text_claimed(t, l) && sn_opt(&v, NEXT) <= ETHERNET)
        return SN_TEXT_INNER;
    sn_put_lit(t->b, "ERROR: unknown-next-protocol");
    return SN_TEXT_DONE;
}

SN_PROTO(nsh, "Network Service Header", {.table = &sn_tab_ether, .value = 0x894f})
