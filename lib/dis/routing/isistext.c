/* IS-IS: names of its numbers, and what is said of its fields. */
#include "dis/routing/isis.h"

const struct sn_val sn_isis_pdus[] = {
    {15, "L1 Lan IIH"}, {16, "L2 Lan IIH"}, {17, "p2p IIH"}, {18, "L1 LSP"},  {20, "L2 LSP"},
    {24, "L1 CSNP"},    {25, "L2 CSNP"},    {26, "L1 PSNP"}, {27, "L2 PSNP"}, {0, NULL},
};
const struct sn_val sn_isis_circuits[] = {
    {1, "Level 1 only"}, {2, "Level 2 only"}, {3, "Level 1, Level 2"}, {0, NULL}};
const struct sn_val sn_isis_levels[] = {
    {0, "Unused 0x0 (invalid)"}, {1, "L1 IS"}, {2, "Unused 0x2 (invalid)"}, {3, "L2 IS"}, {0, NULL},
};
const struct sn_val sn_isis_tlvs[] = {
    {1, "Area address(es)"},
    {2, "IS Reachability"},
    {3, "ES Neighbor(s)"},
    {4, "Partition DIS"},
    {5, "Prefix Neighbors"},
    {6, "IS Neighbor(s)"},
    {7, "Instance Identifier"},
    {8, "Padding"},
    {9, "LSP entries"},
    {10, "Authentication"},
    {12, "Checksum"},
    {13, "Purge Originator Identifier"},
    {14, "LSP Buffersize"},
    {22, "Extended IS Reachability"},
    {24, "IS Alias ID"},
    {42, "DECnet Phase IV"},
    {66, "Lucent Proprietary"},
    {128, "IPv4 Internal Reachability"},
    {129, "Protocols supported"},
    {130, "IPv4 External Reachability"},
    {131, "Inter-Domain Information Type"},
    {132, "IPv4 Interface address(es)"},
    {133, "IPv4 authentication (deprecated)"},
    {134, "Traffic Engineering Router ID"},
    {135, "Extended IPv4 Reachability"},
    {137, "Hostname"},
    {138, "Shared Risk Link Group"},
    {143, "Multi-Topology-Aware Port Capability"},
    {144, "Multi-Topology Capability"},
    {176, "Nortel Proprietary"},
    {177, "Nortel Proprietary"},
    {211, "Restart Signaling"},
    {222, "Multi Topology IS Reachability"},
    {229, "Multi Topology"},
    {232, "IPv6 Interface address(es)"},
    {235, "Multi-Topology IPv4 Reachability"},
    {236, "IPv6 reachability"},
    {237, "Multi-Topology IP6 Reachability"},
    {240, "Point-to-point Adjacency State"},
    {241, "Hello PDU Sequence Number"},
    {242, "IS-IS Router Capability"},
    {250, "Vendor Private"},
    {0, NULL},
};
const struct sn_val sn_isis_subs[] = {
    {3, "Administrative groups"},
    {4, "Link Local/Remote Identifier"},
    {5, "Link Remote Identifier"},
    {6, "IPv4 interface address"},
    {8, "IPv4 neighbor address"},
    {9, "Maximum link bandwidth"},
    {10, "Reservable link bandwidth"},
    {11, "Unreserved bandwidth"},
    {12, "Bandwidth Constraints (old)"},
    {18, "Traffic Engineering Metric"},
    {19, "Link Attribute"},
    {20, "Link Protection Type"},
    {21, "Interface Switching Capability"},
    {22, "Bandwidth Constraints"},
    {29, "SPB Metric"},
    {32, "LAN Adjacency Segment Identifier"},
    {250, "Reserved for cisco specific extensions"},
    {251, "Reserved for cisco specific extensions"},
    {252, "Reserved for cisco specific extensions"},
    {253, "Reserved for cisco specific extensions"},
    {254, "Reserved for cisco specific extensions"},
    {255, "Reserved for future expansion"},
    {0, NULL},
};
const struct sn_val sn_isis_ip_subs[] = {
    {1, "32-Bit Administrative tag"},
    {2, "64-Bit Administrative tag"},
    {3, "Prefix SID"},
    {117, "Management Prefix Color"},
    {0, NULL},
};
const struct sn_val sn_isis_caps[] = {{2, "SR-Capabilities"}, {0, NULL}};
const struct sn_val sn_isis_auths[] = {
    {1, "simple text password"},
    {3, "Generic Crypto key-id"},
    {54, "HMAC-MD5 password"},
    {255, "Routing Domain private password"},
    {0, NULL},
};
const struct sn_val sn_isis_states[] = {{0, "Up"}, {1, "Initializing"}, {2, "Down"}, {0, NULL}};
const struct sn_val sn_isis_restart[] = {{1, "Restart Request"},
                                         {2, "Restart Acknowledgement"},
                                         {4, "Suppress adjacency advertisement"},
                                         {0, NULL}};
const struct sn_val sn_isis_mt_flags[] = {
    {0x4000, "ATT bit set"}, {0x8000, "Overload bit set"}, {0, NULL}};
const struct sn_val sn_isis_cap_flags[] = {{1, "S bit"}, {2, "D bit"}, {0, NULL}};
const struct sn_val sn_isis_virtual[] = {{0, "IsNotVirtual"}, {1, "IsVirtual"}, {0, NULL}};
const struct sn_val sn_isis_lan_adj_flags[] = {
    {0x80, "Address family IPv6"},
    {0x40, "Backup"},
    {0x20, "Value"},
    {0x10, "Local significance"},
    {0x08, "Set of adjacencies"},
    {0x04, "Persistent"},
    {0, NULL},
};
const struct sn_val sn_isis_sid_flags[] = {
    {0x80, "Readvertisement"}, {0x40, "Node"},  {0x20, "No-PHP"}, {0x10, "Explicit NULL"},
    {0x08, "Value"},           {0x04, "Local"}, {0, NULL},
};
const struct sn_val sn_isis_algos[] = {{0, "SPF"}, {1, "strict-SPF"}, {0, NULL}};
const struct sn_val sn_isis_link_attrs[] = {
    {1, "Local Protection Available"},
    {2, "Link excluded from local protection path"},
    {4, "Local maintenance required"},
    {0, NULL},
};

const struct sn_val sn_isis_domains[] = {
    {0, "Reserved"}, {1, "Routing-Domain Specific"}, {2, "AS Number Tag"}, {0, NULL}};

#define PUT(name)                                                                                  \
    static void name(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)

/* Of the TLV that q is a record of. */
static unsigned length_of(const struct sn_view *v, const struct sn_rec *q)
{
    return (unsigned)sn_latest(v, sn_before(v, q, TLV), TLV_IIH, LEN_PSNP)->u;
}

PUT(put_tlv)
{
    sn_put_lit(t->b, "\n\t    ");
    sn_put_name(t, sn_isis_tlvs, q->u, "unknown");
    sn_put_f(t->b, " TLV #%u, length: %u", (unsigned)q->u, length_of(v, q));
}

enum { AREA_MAX = 20 };

/* 49.0001: hexadecimal, a point behind the first byte and behind every second one. */
static void put_nsap(struct sn_text *t, const struct sn_rec *q)
{
    if (!q->n || q->n > AREA_MAX)
        sn_put_lit(t->b, "isonsap_string: illegal length");
    if (q->n > AREA_MAX)
        return;
    for (uint32_t i = 0; i < q->n; i++) {
        sn_put_hex_pad(t->b, q->p[i], 2);
        if (i % 2 == 0 && i + 1 < q->n)
            sn_put_c(t->b, '.');
    }
}

PUT(put_area)
{
    (void)v;
    sn_put_f(t->b, "\n\t      Area address (length: %u): ", q->n);
    put_nsap(t, q);
}

PUT(put_snpa)
{
    (void)v;
    sn_put_lit(t->b, "\n\t      SNPA: ");
    for (uint32_t i = 0; i < q->n; i++) {
        if (i == 2 || i == 4)
            sn_put_c(t->b, '.');
        sn_put_hex_pad(t->b, q->p[i], 2);
    }
}

PUT(put_lsp)
{
    const struct sn_rec *sum = sn_find(v, LSP_SUM), *right = sn_find(v, LSP_RIGHT);
    unsigned att = (unsigned)sn_opt(v, LSP_ATT);
    static const char *const kinds[] = {"default ", "delay ", "expense ", "error "};

    if (!right) {
        sn_put_lit(t->b, " (unverified)");
    } else if (sum->flags & SN_REC_BAD) {
        sn_put_f(t->b, " (incorrect should be 0x%04x)", (unsigned)right->u);
    } else {
        sn_put_lit(t->b, " (correct)");
    }
    sn_put_f(t->b, ", PDU length: %u, Flags: [ %s", (unsigned)sn_opt(v, LSP_LEN),
             sn_opt(v, LSP_OL) ? "Overload bit set, " : "");
    for (unsigned i = 0; i < 4; i++)
        sn_put_s(t->b, att & 1u << i ? kinds[i] : "");
    sn_put_f(t->b, "%s%s", att ? "ATT bit set, " : "", sn_opt(v, LSP_P) ? "P bit set, " : "");
    sn_put_name(t, sn_isis_levels, q->u, "Unknown(0x%x)");
    sn_put_lit(t->b, " ]");
}

/* The metrics other than the default that a router supports. */
static void put_metrics(struct sn_text *t, uint64_t u, const char *indent)
{
    static const char *const names[] = {"Delay", "Expense", "Error"};

    for (unsigned i = 0; i < 3; i++) {
        unsigned m = (unsigned)(u >> (16 - 8 * i)) & 255;

        if (!(m & 0x80))
            sn_put_f(t->b, "%s  %s Metric: %u, %s", indent, names[i], m & 0x3f,
                     m & 0x40 ? "External" : "Internal");
    }
}

PUT(put_neighbor)
{
    bool es = q->field == ES_NEIGHBOR;
    uint64_t m = sn_before(v, q, METRIC1)->u;
    unsigned first = (unsigned)(m >> 24);

    sn_put_s(t->b, es ? "\n\t      ES Neighbor: " : "\n\t      IS Neighbor: ");
    sn_put_mem(t->b, q->p, q->n);
    sn_put_f(t->b, ", Default Metric: %u, %s", first & 0x3f,
             first & 0x40 ? "External" : "Internal");
    put_metrics(t, m, "\n\t\t");
}

PUT(put_block)
{
    unsigned first = (unsigned)(q->u >> 24);

    (void)v;
    sn_put_f(t->b, "\n\t      Metric Block, Default Metric: %u, %s", first & 0x3f,
             first & 0x40 ? "External" : "Internal");
    put_metrics(t, q->u, "\n\t\t");
}

PUT(put_pn_length)
{
    (void)v;
    if (q->u < 2)
        sn_put_f(t->b, "\n\t\tAddress: prefix length %u < 2", (unsigned)q->u);
}

PUT(put_pn_prefix)
{
    sn_put_lit(t->b, "\n\t\tAddress: ");
    put_nsap(t, q);
    sn_put_f(t->b, "/%u", (unsigned)sn_before(v, q, PN_LEN)->u * 4);
}

PUT(put_prefix)
{
    uint64_t m = sn_before(v, q, IP_METRICS)->u;
    uint32_t mask = (uint32_t)q->u, inv = ~mask;
    unsigned first = (unsigned)(m >> 24), bits = 0;

    sn_put_lit(t->b, "\n\t      IPv4 prefix: ");
    while (bits < 32 && mask & (0x80000000u >> bits))
        bits++;
    if (inv & (inv + 1)) {
        sn_text_host4(t, (uint32_t)sn_before(v, q, IP_PREFIX)->u);
        sn_put_lit(t->b, " mask ");
        sn_text_host4(t, mask);
    } else {
        size_t begin = sn_buf_len(t->b), n;

        sn_text_host4(t, (uint32_t)sn_before(v, q, IP_PREFIX)->u);
        n = sn_buf_len(t->b) - begin;
        if (n < 15) {
            t->b->p = t->b->base + begin;
            sn_put_mem(t->b, "               ", 15 - n);
            sn_text_host4(t, (uint32_t)sn_before(v, q, IP_PREFIX)->u);
        }
        sn_put_f(t->b, "/%u", bits);
    }
    sn_put_f(t->b, ", Distribution: %s, Metric: %u, %s", first & 0x80 ? "down" : "up", first & 0x3f,
             first & 0x40 ? "External" : "Internal");
    put_metrics(t, m, "\n\t      ");
}

/* Right-aligned in so many columns. */
static void put_right(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q,
                      size_t width)
{
    static const char blanks[] = "               ";
    size_t begin = sn_buf_len(t->b), n;

    sn_put_value(t, &v->fields[q->field], q);
    n = sn_buf_len(t->b) - begin;
    if (n >= width)
        return;
    t->b->p = t->b->base + begin;
    sn_put_mem(t->b, blanks, width - n);
    sn_put_value(t, &v->fields[q->field], q);
}

PUT(put_wide)
{
    bool v6 = q->field == IP6_PREFIX, subs = sn_before(v, q, v6 ? IP6_SUB : EIP_SUB)->u;

    sn_put_s(t->b, v6 ? "\n\t      IPv6 prefix: " : "\n\t      IPv4 prefix: ");
    put_right(t, v, q, v6 ? 0 : 15);
    sn_put_f(t->b, "/%u, Distribution: %s, Metric: %u",
             (unsigned)sn_before(v, q, v6 ? IP6_BITS : EIP_BITS)->u,
             sn_before(v, q, v6 ? IP6_DOWN : EIP_DOWN)->u ? "down" : "up",
             (unsigned)sn_before(v, q, v6 ? IP6_METRIC : EIP_METRIC)->u);
    if (v6)
        sn_put_s(t->b, sn_before(v, q, IP6_EXT)->u ? ", External" : ", Internal");
    if (subs)
        sn_put_lit(t->b, ", sub-TLVs present");
}

PUT(put_wide_subs)
{
    (void)v;
    if (!(q->flags & SN_REC_MADE))
        sn_put_f(t->b, " (%u)", (unsigned)q->u);
}

PUT(put_ext)
{
    (void)v;
    sn_put_f(t->b, ", %ssub-TLVs present", q->u ? "" : "no ");
    if (q->u)
        sn_put_f(t->b, " (%u)", (unsigned)q->u);
}

PUT(put_class)
{
    (void)v;
    sn_te_put_rate(t, "\n\t          TE-Class %u: ", q);
}

PUT(put_bc)
{
    (void)v;
    sn_te_put_rate(t, "\n\t          Bandwidth constraint CT%u: ", q);
}

PUT(put_level)
{
    (void)v;
    sn_te_put_rate(t, "\n\t            priority level %u: ", q);
}

PUT(put_attrs)
{
    (void)v;
    sn_put_lit(t->b, ", [ ");
    sn_text_bits(t, sn_isis_link_attrs, (uint32_t)q->u, ", ", "Unknown");
    sn_put_f(t->b, " ] (0x%04x)", (unsigned)q->u);
}

PUT(put_digest)
{
    sn_put_hex_bytes(t->b, q->p, q->n, 0);
    if (sn_before(v, q, AUTH)->u != 54 || q->n + 1 != length_of(v, q))
        return;
    if (q->n != 16)
        sn_put_lit(t->b, ", (invalid subTLV) ");
    sn_put_lit(t->b, " (unchecked)");
}

PUT(put_nlpid)
{
    sn_put_name(t, sn_nlpids, q->u, "unknown");
    sn_put_f(t->b, " (0x%02x)", (unsigned)q->u);
    if (sn_te_nth(q) + 1 < sn_before(v, q, NLPID_HEAD)->u)
        sn_put_lit(t->b, ", ");
}

PUT(put_mt)
{
    unsigned id = (unsigned)q->u & 0xfff;

    (void)v;
    sn_put_s(t->b, "\n\t      ");
    sn_put_s(t->b, id == 0      ? "IPv4 unicast"
                   : id == 1    ? "In-Band Management"
                   : id == 2    ? "IPv6 unicast"
                   : id == 3    ? "Multicast"
                   : id <= 4094 ? "Reserved for IETF Consensus"
                                : "Development, Experimental or Proprietary");
    sn_put_f(t->b, " Topology (0x%03x), Flags: [", id);
    sn_text_bits(t, sn_isis_mt_flags, (uint32_t)q->u & 0xf000, ", ", "none");
    sn_put_c(t->b, ']');
}

PUT(put_seq)
{
    sn_put_f(t->b, ", seq: 0x%08x, lifetime: %5us", (unsigned)q->u,
             (unsigned)sn_before(v, q, SNP_LIFE)->u);
}

PUT(put_checksum)
{
    unsigned sum = (unsigned)sn_before(v, q, CHECKSUM)->u;

    sn_put_f(t->b, "\n\t      checksum: 0x%04x ", sum);
    if (!sum || !q->u)
        sn_put_lit(t->b, " (unverified)");
    else if (sum == q->u)
        sn_put_lit(t->b, " (correct)");
    else
        sn_put_f(t->b, " (incorrect should be 0x%04x)", (unsigned)q->u);
}

PUT(put_router)
{
    (void)v;
    sn_put_lit(t->b, "\n\t      Router-ID ");
    sn_text_host4(t, (uint32_t)q->u);
}

PUT(put_sr)
{
    static const struct sn_val flags[] = {{0x80, "ipv4"}, {0x40, "ipv6"}, {0, NULL}};

    sn_put_lit(t->b, ", Flags [");
    sn_text_bits(t, flags, (uint32_t)sn_before(v, q, SR_FLAGS)->u, ", ", "None");
    sn_put_f(t->b, "], Range %u", (unsigned)q->u);
}

PUT(put_sid)
{
    unsigned flags = (unsigned)sn_before(v, q, SID_FLAGS)->u;
    unsigned algo = (unsigned)sn_before(v, q, SID_ALGO)->u;

    sn_put_lit(t->b, ", Flags [");
    sn_text_bits(t, sn_isis_sid_flags, flags, ", ", "None");
    sn_put_lit(t->b, "], Algo ");
    sn_put_name(t, sn_isis_algos, algo, "Unknown");
    sn_put_f(t->b, " (%u), %s %u", algo, flags & 8 ? "label" : "index", (unsigned)q->u);
}

PUT(put_instance)
{
    unsigned n = (unsigned)sn_before(v, q, ITID_COUNT)->u;

    sn_put_f(t->b, "\n\t      Instance ID: %u, ITIDs(%u)%s ", (unsigned)q->u, n, n ? ":" : "");
}

PUT(put_itid)
{
    const struct sn_rec *first = sn_before(v, q, INSTANCE);

    sn_put_u32(t->b, (uint32_t)q->u);
    if (q - first < (ptrdiff_t)sn_before(v, first, ITID_COUNT)->u)
        sn_put_lit(t->b, ", ");
}

PUT(put_dump)
{
    (void)v;
    if (t->o->verbose < 2)
        sn_put_value_as(t, "D\n\t\t", NULL, q);
}

PUT(put_fixed)
{
    bool known = sn_val_name(sn_isis_pdus, (uint32_t)sn_opt(v, TYPE_ALL));

    if (!known || t->o->verbose >= 2)
        sn_put_value_as(t, "D\n\t  ", NULL, q);
    if (!known)
        sn_say(t, v, "{D\n\t}", ALL);
}

PUT(put_hold)
{
    bool p2p = sn_opt(v, TYPE_ALL) == 17;

    sn_put_lit(t->b, "\n\t  source-id: ");
    sn_put_mem(t->b, sn_find(v, IIH_SRC)->p, sn_find(v, IIH_SRC)->n);
    sn_put_f(t->b, "%s holding time: %us, Flags: [", p2p ? "," : ", ", (unsigned)sn_opt(v, HOLD));
    sn_put_name(t, sn_isis_circuits, q->u, "unknown circuit type 0x%02x");
    sn_put_c(t->b, ']');
}

PUT(put_lan)
{
    sn_put_lit(t->b, "\n\t  lan-id:    ");
    sn_put_mem(t->b, q->p, q->n);
    sn_put_f(t->b, ", Priority: %u, PDU length: %u", (unsigned)sn_opt(v, PRIO),
             (unsigned)sn_opt(v, IIH_LEN));
}

PUT(put_snp)
{
    const struct sn_rec *n = sn_find(v, CSNP_LEN);

    sn_put_lit(t->b, "\n\t  source-id:    ");
    sn_put_mem(t->b, q->p, q->n);
    sn_put_f(t->b, ", PDU length: %u", (unsigned)(n ? n : sn_find(v, PSNP_LEN))->u);
}

PUT(put_lsp_id)
{
    sn_put_lit(t->b, "\n\t  lsp-id: ");
    sn_put_mem(t->b, sn_find(v, LSP_ID)->p, sn_find(v, LSP_ID)->n);
    sn_put_f(t->b, ", seq: 0x%08x, lifetime: %5us\n\t  chksum: 0x%04x",
             (unsigned)sn_opt(v, LSP_SEQ), (unsigned)sn_opt(v, LIFE), (unsigned)q->u);
}

PUT(put_fixed_bad)
{
    sn_put_f(t->b, "%sbogus fixed header length %u should be %u",
             sn_opt(v, TYPE_ALL) >= 26 ? "- " : ", ", (unsigned)sn_opt(v, HLEN), (unsigned)q->u);
    sn_say(t, v, "{D\n\t}", ALL);
}

PUT(put_pdu_short)
{
    sn_put_f(t->b, " [packet length %u < %u] (invalid)", (unsigned)q->u, (unsigned)sn_opt(v, HLEN));
}

PUT(put_short)
{
    static const char *const why[] = {
        " (> remaining tlv length)",
        "\n\t        Remaining data in TLV shorter than a subTLV header",
        " (remaining data in subTLVs shorter than the current subTLV)",
        "\n\t        Remaining data in subTLVs shorter than a subTLV header",
    };

    (void)v;
    sn_put_s(t->b, why[q->u]);
}

PUT(put_string)
{
    (void)v;
    if (q->field == HOSTNAME)
        sn_put_lit(t->b, "\n\t      Hostname: ");
    sn_put_safe(t->b, q->p, strnlen((const char *)q->p, q->n));
}

PUT(put_srlg)
{
    (void)v;
    sn_put_s(t->b, q->u & 1 ? ", Flags: [numbered]" : ", Flags: [unnumbered]");
}

PUT(put_tag32)
{
    (void)v;
    sn_put_f(t->b, ", 0x%08x (=%u)", (unsigned)q->u, (unsigned)q->u);
}

static const struct sn_line lines[] = {
    [HEADER] = SN_LINE_V(2, false, "{D\n\t}"),
    [FIXED] = {.put = put_fixed},
    [FIXED_BAD] = {.put = put_fixed_bad},
    [PDU_SHORT] = {.put = put_pdu_short},
    [CIRCUIT_ALL] = {.put = put_hold},
    [LAN] = {.put = put_lan},
    [LOCAL_ID] = SN_LINE("\n\t  circuit-id: 0x{02x}, PDU length: {}", LOCAL_ID, IIH_LEN),
    [LSP_SUM] = {.put = put_lsp_id},
    [LSP_TYPE] = {.put = put_lsp},
    [SNP_SRC] = {.put = put_snp},
    [CSNP_START] = SN_LINE("\n\t  start lsp-id: {}"),
    [CSNP_END] = SN_LINE("\n\t  end lsp-id:   {}"),
    [TLV] = {.put = put_tlv},
    [AREA] = {.put = put_area},
    [PN_METRICS] = {.put = put_block},
    [PN_LEN] = {.put = put_pn_length},
    [PN_PREFIX] = {.put = put_pn_prefix},
    [OLD_SHORT] = SN_LINE("short IPv4 Reachability ({} vs 12)"),
    [SNPA] = {.put = put_snpa},
    [VIRTUAL] = SN_LINE("\n\t      {s:bogus virtual flag 0x%02x}"),
    [NEIGHBOR] = {.put = put_neighbor},
    [ES_NEIGHBOR] = {.put = put_neighbor},
    [EXT_NEIGHBOR] = SN_LINE("\n\t      IS Neighbor: {}"),
    [EXT_METRIC] = SN_LINE(", Metric: {}"),
    [EXT_SUBS] = {.put = put_ext},
    [SUB_LEN] = SN_LINE("\n\t        {s:unknown} subTLV #{}, length: {}", SUB, SUB, SUB_LEN),
    [SUB_SHORT] = {.put = put_short},
    [SUB_DUMP] = SN_LINE("{D\n\t\t    }"),
    [CAP_SHORT] = SN_LINE(" [object length {} < 5] (invalid)"),
    [AUTH_DUMP] = SN_LINE("{D\n\t\t  }"),
    [CAP_DUMP] = SN_LINE("{D\n\t\t}"),
    [SUB_U32] = SN_LINE(", {}"),
    [SUB_IF] = SN_LINE(", {}"),
    [SUB_NBR] = SN_LINE(", {}"),
    [SUB_RATE] = SN_LINE(", {M} Mbps"),
    [SUB_CLASS] = {.put = put_class},
    [SUB_MODEL] = SN_LINE("\n\t        Bandwidth Constraints Model ID: {s:unknown} ({})"),
    [SUB_BC] = {.put = put_bc},
    [SUB_TE] = SN_LINE(", {}"),
    [SUB_ATTR] = {.put = put_attrs},
    [SUB_PRIO] = SN_LINE(", {b:none}, Priority {}", SUB_PROT, SUB_PRIO),
    [SUB_PID] = SN_LINE(", LM: {}, P: {}, P-ID: {}", SUB_LM, SUB_P, SUB_PID),
    [SUB_ENC] = SN_LINE("\n\t          Interface Switching Capability:{s:Unknown}, LSP Encoding: "
                        "{s:Unknown}\n\t          Max LSP Bandwidth:",
                        SUB_SWITCH, SUB_ENC),
    [SUB_LEVEL] = {.put = put_level},
    [ADJ_FLAGS] = SN_LINE("\n\t          Flags: [{b:none}]"),
    [ADJ_WEIGHT] = SN_LINE("\n\t          Weight: {d}"),
    [ADJ_ID] = SN_LINE("\n\t          Neighbor System-ID: {}"),
    [ADJ_BAD] = SN_LINE(" (invalid)"),
    [ADJ_WHOLE] = SN_LINE("\n\t          Label: {}"),
    [ADJ_NUMBER] = SN_LINE("\n\t          Index: {}"),
    [IP_MASK] = {.put = put_prefix},
    [EIP_PREFIX] = {.put = put_wide},
    [IP6_PREFIX] = {.put = put_wide},
    [EIP_SUBS] = {.put = put_wide_subs},
    [IP6_SUBS] = {.put = put_wide_subs},
    [IP_BAD] = SN_LINE("\n\t      IPv4 prefix: bad bit length {}"),
    [IP6_BAD] = SN_LINE("\n\t      IPv6 prefix: bad bit length {}"),
    [IP_PAST] = SN_LINE(" [remaining tlv length {} < {}] (invalid)", IP_LEFT, IP_PAST),
    [IPSUB_LEN] =
        SN_LINE("\n\t        {s:unknown} subTLV #{}, length: {}", IPSUB, IPSUB, IPSUB_LEN),
    [IPSUB_CUT] = SN_LINE(" [|isis]"),
    [TAG32] = {.put = put_tag32},
    [TAG64] = SN_LINE(", {}"),
    [SID_VALUE] = {.put = put_sid},
    [IPSUB_DUMP] = SN_LINE("{D\n\t\t    }"),
    [MTP_ID] = SN_LINE("\n\t       RES: {}, MTID(s): {}", MTP_RES, MTP_ID),
    [MTP_SUB_LEN] =
        SN_LINE("\n\t       {s:unknown} subTLV #{d}, length: {}", MTP_SUB, MTP_SUB, MTP_SUB_LEN),
    [MTC_ID] = SN_LINE("\n\t      O: {d}, RES: {}, MTID(s): {}", MTC_O, MTC_RES, MTC_ID),
    [MTC_SUB_LEN] =
        SN_LINE("\n\t      {s:unknown} subTLV #{d}, length: {}", MTC_SUB, MTC_SUB, MTC_SUB_LEN),
    [SPB_SHORT] = {.put = sn_isis_put_spb_short},
    [MCID_DIGEST] = {.put = sn_isis_put_mcid},
    [SPB_D] = SN_LINE("\n\t        RES: {} V: {} A: {} D: {}", SPB_RES, SPB_V, SPB_A, SPB_D),
    [SPB_DIGEST] = {.put = sn_isis_put_spb_digest},
    [SPB_ECT] = SN_LINE("\n\t           ECT: {}"),
    [SPB_M] = SN_LINE(" BVID: {d}, U:{d} M:{d} ", SPB_BVID, SPB_U, SPB_M),
    [SPB_ROOT] = {.put = sn_isis_put_spb_root},
    [SPB_COST] = SN_LINE(", Path Cost: {08x}"),
    [SPB_PRIO] = SN_LINE(", Prio: {d}"),
    [SPB_TREES] = SN_LINE("\n\t        RES: {}, V: {d}, SPSource-ID: {d}, No of Trees: {x}",
                          SPB_SRC_RES, SPB_SRC_V, SPB_SOURCE, SPB_TREES),
    [TREE_SPVID] =
        SN_LINE("\n\t         U:{d}, M:{d}, A:{d}, RES:{d}, ECT: {08x}, BVID: {}, SPVID: {}",
                TREE_U, TREE_M, TREE_A, TREE_RES, TREE_ECT, TREE_BVID, TREE_SPVID),
    [SPBM_MAC] = {.put = sn_isis_put_bmac},
    [SPBM_BASE] = SN_LINE(", RES: {}, VID: {}", SPBM_RES, SPBM_VID),
    [ISID] =
        SN_LINE("\n\t        T: {d}, R: {d}, RES: {d}, ISID: {d}", ISID_T, ISID_R, ISID_RES, ISID),
    [IF6_IIH] = SN_LINE("\n\t      IPv6 interface address: {}"),
    [IF6_LSP] = SN_LINE("\n\t      IPv6 interface address: {}"),
    [AUTH] = SN_LINE("\n\t      {s:unknown Authentication type 0x%02x}: "),
    [AUTH_TEXT] = {.put = put_string},
    [AUTH_KEY] = SN_LINE("{}, password: "),
    [AUTH_DIGEST] = {.put = put_digest},
    [STATE] = SN_LINE("\n\t      Adjacency State: {s:unknown} ({})"),
    [EXT_LOCAL] = SN_LINE("\n\t      Extended Local circuit-ID: 0x{08x}"),
    [P2P_NBR] = SN_LINE("\n\t      Neighbor System-ID: {}"),
    [EXT_NBR] = SN_LINE("\n\t      Neighbor Extended Local circuit-ID: 0x{08x}"),
    [NLPID_HEAD] = SN_LINE("\n\t      NLPID(s): "),
    [NLPID_IIH] = {.put = put_nlpid},
    [NLPID_LSP] = {.put = put_nlpid},
    [TE_ID] = SN_LINE("\n\t      Traffic Engineering Router ID: {}"),
    [IF_IIH] = SN_LINE("\n\t      IPv4 interface address: {}"),
    [IF_LSP] = SN_LINE("\n\t      IPv4 interface address: {}"),
    [HOSTNAME] = {.put = put_string},
    [PARTITION] = SN_LINE("\n\t      {}"),
    [IIH_SEQ] = SN_LINE("\n\t      Sequence number: {}"),
    [POI_NONE] = SN_LINE(" No system IDs supplied"),
    [MT_BAD] = SN_LINE("\n\t      invalid MT-ID"),
    [DOMAIN_TYPE] = SN_LINE("\n\t      Inter-Domain Information Type: {s:Unknown (0x%02x)}"),
    [DOMAIN_AS] = SN_LINE("AS Number: {}"),
    [DOMAIN_DATA] = SN_LINE("{D\n\t      }"),
    [SRLG_NBR] = SN_LINE("\n\t      IS Neighbor: {}"),
    [SRLG_FLAGS] = {.put = put_srlg},
    [SRLG_IF] = SN_LINE("\n\t      IPv4 interface address: {}"),
    [SRLG_NBR_IF] = SN_LINE("\n\t      IPv4 neighbor address: {}"),
    [SRLG] = SN_LINE("\n\t      Link-ID: 0x{08x}"),
    [SNP_ID] = SN_LINE("\n\t      lsp-id: {}"),
    [SNP_SEQ] = {.put = put_seq},
    [SNP_SUM] = SN_LINE(", chksum: {}"),
    [CHECKSUM_RIGHT] = {.put = put_checksum},
    [POI] = SN_LINE("\n\t      Purge Originator System-ID: {}"),
    [POI_FROM] = SN_LINE("\n\t      Received from System-ID: {}"),
    [BUFFER] = SN_LINE("\n\t      LSP Buffersize: {}"),
    [RESTART] = SN_LINE("\n\t      Flags [{b:none}]"),
    [RESTART_TIME] = SN_LINE(", Remaining holding time {}s"),
    [RESTART_FOR] = SN_LINE(", for {}"),
    [MT] = {.put = put_mt},
    [CAP_ROUTER] = {.put = put_router},
    [CAP_FLAGS] = SN_LINE(", Flags [{b:none}]"),
    [CAP_LEN] = SN_LINE("\n\t\t{s:unknown} subTLV #{}, length: {}", CAP, CAP, CAP_LEN),
    [SR_RANGE] = {.put = put_sr},
    [SR_DUMP] = SN_LINE("{D\n\t\t  }"),
    [SR_BAD] = SN_LINE(", Unknown SID length{}"),
    [SR_SID] = SN_LINE(", SID value {}"),
    [INSTANCE] = {.put = put_instance},
    [ITID] = {.put = put_itid},
    [VENDOR] = SN_LINE("\n\t      Vendor: {s:Unknown} ({})", VENDOR, VENDOR),
    [DUMP_V] = {.put = put_dump},
    [DUMP_VV] = SN_LINE_V(2, false, "{D\n\t      }"),
};

void sn_isis_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (sn_say_lines(t, &v, lines, sizeof lines / sizeof lines[0]) &&
        l->flags & (SN_LAYER_TRUNCATED | SN_LAYER_MALFORMED))
        sn_cut_short(t);
}
