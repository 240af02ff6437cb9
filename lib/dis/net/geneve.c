/* Geneve (RFC 8926). */
#include "dis/link/eth.h"

enum { HDR = 8, OPT_HDR = 4, WORD = 4, TEB = 0x6558 };
static const struct sn_val flag_bits[] = {{0x80, "O"},  {0x40, "C"}, {0x20, "R1"},
                                          {0x10, "R2"}, {8, "R3"},   {4, "R4"},
                                          {2, "R5"},    {1, "R6"},   {0, NULL}};

/* The name of the class of an option (IANA): tcpdump knows some of them. */
static const char *class_name(uint64_t c)
{
    static const char *const linux_and_more[] = {
        "Linux",
        "Open vSwitch",
        "Open Virtual Networking (OVN)",
        "In-band Network Telemetry (INT)",
        "VMware",
    };

    if (c >= 0x100 && c - 0x100 < sizeof linux_and_more / sizeof *linux_and_more)
        return linux_and_more[c - 0x100];
    return c < 0x100 ? "Standard" : c >= 0xfff0 ? "Experimental" : "Unknown";
}

#define GENEVE(F)                                                                                  \
    F(VERSION, "geneve.version", P8, "Version", .mask = 0xc0)                                      \
    F(OPTS_LEN, "geneve.option.length", U8, "Length of options", .mask = 0x3f, .scale = 4,         \
      .unit = "bytes")                                                                             \
    F(FLAGS, "geneve.flags", P8, "Flags", .base = SN_HEX)                                          \
    F(OAM, "geneve.flags.oam", BIT8, "Operations, Administration and Management Frame",            \
      .mask = 0x80)                                                                                \
    F(CRITICAL, "geneve.flags.critical", BIT8, "Critical Options Present", .mask = 0x40)           \
    F(FLAGS_RSVD, "geneve.flags.reserved", BIT8, "Reserved", .mask = 0x3f, .step = 1)              \
    F(TYPE, "geneve.proto_type", U16, "Protocol Type", .base = SN_HEX, .vals = sn_ethertypes)      \
    F(VNI, "geneve.vni", U24, "Virtual Network Identifier (VNI)", .base = SN_HEX)                  \
    F(RESERVED, "geneve.reserved", U8, "Reserved", .base = SN_HEX)                                 \
    F(OPT, "sn.geneve.option", GROUPS, "Option")                                                   \
    F(OPT_CLASS, "geneve.option.class", U16, "Class", .base = SN_HEX)                              \
    F(OPT_TYPE, "geneve.option.type", P8, "Type", .base = SN_HEX)                                  \
    F(OPT_CRITICAL, "geneve.option.type.critical", BIT8, "Critical Option", .mask = 0x80,          \
      .step = 1)                                                                                   \
    F(OPT_FLAGS, "geneve.option.flags", P8, "Flags", .mask = 0xe0, .base = SN_HEX)                 \
    F(OPT_LEN, "sn.geneve.option.data_length", U8, "Length", .mask = 0x1f, .scale = 4,             \
      .unit = "bytes")                                                                             \
    F(OPT_DATA, "geneve.option.unknown.data", BYTES, "Unknown Option Data")                        \
    F(OPT_SIZE, "geneve.option.length", UINT, "Length", .unit = "bytes")
SN_FIELDS(geneve, GENEVE)

/* The options; false: not all were captured. */
static void options(struct sn_dis *d, struct sn_rd *r, uint32_t left)
{
    while (left >= OPT_HDR) {
        struct sn_rec *g = sn_group(d, r, OPT, 0);
        bool more = sn_header(d, r, OPT_CLASS, OPT_LEN);
        uint32_t n = (uint32_t)sn_u(d, OPT_LEN);

        if (more && d->want & SN_WANT_FIELDS)
            sn_rec_uint(d, OPT_SIZE, sn_rd_off(r) - 1, 1, n + OPT_HDR);
        left -= OPT_HDR;
        if (more && n > left)
            sn_malformed(r);
        else if (more && n)
            more = sn_get_bytes(d, r, OPT_DATA, n);
        sn_group_end(d, r, g);
        if (!more || r->stop)
            return;
        left -= n;
    }
}

static void geneve_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t size, type;
    struct sn_rd opts;

    if (!sn_header(d, r, VERSION, RESERVED) || sn_u(d, VERSION))
        return;
    size = (uint32_t)sn_u(d, OPTS_LEN);
    type = (uint32_t)sn_u(d, TYPE);
    len = len < HDR + size ? 0 : len - HDR - size;
    opts = sn_inside(r, size);
    options(d, &opts, size);
    if (!sn_rd_skip(r, size))
        return;
    sn_next_proto(d, type == TEB ? &sn_proto_eth : sn_tab_proto(d, &sn_tab_ether, type), r, len);
}

/* ", options [class Linux (0x100) type 0x1 len 4]" */
static void options_text(struct sn_text *t, const struct sn_view *v, uint32_t left)
{
    struct sn_view opt = {0};
    const struct sn_rec *data;
    const char *sep = "";
    uint32_t n;

    sn_put_lit(t->b, ", options [");
    if (!t->o->verbose) {
        sn_put_f(t->b, "%u bytes]", left);
        return;
    }
    for (; left > 0 && !sn_is_cut(t); left -= n + OPT_HDR, sep = ", ") {
        sn_put_s(t->b, sep);
        (void)sn_each(v, OPT, &opt);
        if (!sn_need(t, &opt, OPT_CLASS))
            return;
        sn_put_f(t->b, "class %s", class_name(sn_opt(&opt, OPT_CLASS)));
        sn_say(t, &opt, " (0x{x})", OPT_CLASS);
        sn_say(t, &opt, sn_opt(&opt, OPT_CRITICAL) ? " type 0x{x}(C)" : " type 0x{x}", OPT_TYPE);
        n = (uint32_t)sn_num(t, &opt, OPT_LEN);
        sn_put_f(t->b, " len %u", n + OPT_HDR);
        if (n + OPT_HDR > left) {
            sn_put_lit(t->b, " [bad length]");
            break;
        }
        data = sn_find(&opt, OPT_DATA);
        if (data && t->o->verbose > 1)
            sn_put_lit(t->b, " data");
        for (uint32_t i = 0; data && t->o->verbose > 1 && i < data->n; i += WORD) {
            sn_put_c(t->b, ' ');
            sn_put_hex_bytes(t->b, data->p + i, WORD, 0);
        }
    }
    sn_put_c(t->b, ']');
}

static enum sn_then geneve_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint32_t size = (uint32_t)sn_opt(&v, OPTS_LEN);

    sn_put_lit(t->b, "Geneve");
    if (l->len < HDR) {
        sn_put_f(t->b, " [length %u < %u] (invalid)", l->len, HDR);
        return SN_TEXT_DONE;
    }
    if (sn_need_short(t, &v, RESERVED) && sn_opt(&v, VERSION)) {
        sn_say(t, &v, " ERROR: unknown-version {}", VERSION);
        return SN_TEXT_DONE;
    }
    sn_put_lit(t->b, ", Flags [");
    sn_text_bits(t, flag_bits, (uint32_t)sn_opt(&v, FLAGS), "", "none");
    sn_put_c(t->b, ']');
    sn_say(t, &v, ", vni 0x{x}", VNI);
    if (sn_num(t, &v, RESERVED))
        sn_say(t, &v, ", rsvd 0x{x}", RESERVED);
    if (t->o->link)
        sn_say(t, &v, ", proto {s:unknown} (0x{04x})", TYPE, TYPE);
    if (l->len < HDR + size && !sn_is_cut(t)) {
        sn_put_f(t->b, " truncated-geneve - %u bytes missing", HDR + size - l->len);
        return SN_TEXT_DONE;
    }
    if (l->caplen < HDR + size)
        return SN_TEXT_CUT_SHORT;
    if (size)
        options_text(t, &v, size);
    sn_put_s(t->b, t->o->verbose ? "\n\t" : ": ");
    if (sn_text_claimed(t, l))
        return SN_TEXT_INNER;
    sn_say(t, &v, "geneve-proto-0x{x}", TYPE);
    return SN_TEXT_DONE;
}

SN_PROTO(geneve, "Generic Network Virtualization Encapsulation",
         {.table = &sn_tab_udp, .value = 6081})
