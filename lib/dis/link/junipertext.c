/* The text of Juniper's captures: juniper.c reads them. */
#include "dis/link/juniper.h"

enum {
    EXT = 0x80,
    NO_L2 = 2,
    IN = 1,
    MEDIA = 3,
    ENCAP = 6,
    TTP_MEDIA = 7,
    TTP_ENCAP = 8,
    NAME = 2
};

static const struct sn_val flags[] = {{EXT, "Ext"},     {0x40, "Filter"}, {0x04, "IIF"},
                                      {NO_L2, "no-L2"}, {IN, "In"},       {0, NULL}};
static const struct sn_val extensions[] = {
    {1, "Device Interface Index"},
    {NAME, "Device Interface Name"},
    {MEDIA, "Device Media Type"},
    {4, "Logical Interface Index"},
    {5, "Logical Unit Number"},
    {ENCAP, "Logical Interface Encapsulation"},
    {TTP_MEDIA, "TTP derived Device Media Type"},
    {TTP_ENCAP, "TTP derived Logical Interface Encapsulation"},
    {0, NULL}};
static const struct sn_val media[] = {
    {1, "Ethernet"},
    {2, "FDDI"},
    {3, "Token-Ring"},
    {4, "PPP"},
    {5, "Frame-Relay"},
    {6, "Cisco-HDLC"},
    {7, "SMDS-DXI"},
    {8, "ATM-PVC"},
    {9, "PPP-CCC"},
    {10, "Frame-Relay-CCC"},
    {11, "IP-over-IP"},
    {12, "GRE"},
    {13, "PIM-Encapsulator"},
    {14, "PIM-Decapsulator"},
    {15, "Cisco-HDLC-CCC"},
    {16, "VLAN-CCC"},
    {17, "Multilink-PPP"},
    {18, "Multilink-FR"},
    {19, "Multilink"},
    {20, "LSI"},
    {22, "ATM-CCC-Cell-Relay"},
    {23, "IPSEC-over-IP"},
    {24, "GGSN"},
    {27, "PPP-TCC"},
    {28, "Frame-Relay-TCC"},
    {29, "Cisco-HDLC-TCC"},
    {30, "Ethernet-CCC"},
    {31, "VPN-Loopback-tunnel"},
    {32, "Extended-VLAN-CCC"},
    {33, "Ethernet-over-ATM"},
    {34, "Monitor"},
    {35, "Ethernet-TCC"},
    {36, "VLAN-TCC"},
    {37, "Extended-VLAN-TCC"},
    {38, "Controller"},
    {39, "Multilink-FR-UNI-NNI"},
    {40, "LinkService"},
    {41, "VPLS"},
    {42, "VLAN-VPLS"},
    {43, "Extended-VLAN-VPLS"},
    {44, "Logical-tunnel"},
    {45, "General-Services"},
    {46, "Ethernet-VPLS-over-ATM"},
    {48, "Extended FR-CCC"},
    {49, "Extended FR-TCC"},
    {50, "Flexible-FrameRelay"},
    {52, "Flexible-Ethernet-Services"},
    {53, "Flow-collection"},
    {56, "PPPoE"},
    {57, "PPP-Subordinate"},
    {59, "Dynamic-Flow-Capture"},
    {60, "PIC Peer"},
    {0, NULL},
};
static const struct sn_val encapsulations[] = {
    {2, "ATM SNAP"},
    {3, "ATM NLPID"},
    {4, "ATM VCMUX"},
    {5, "ATM LLC"},
    {6, "PPP over ATM VCMUX"},
    {7, "PPP over ATM LLC"},
    {8, "PPP over FUNI"},
    {9, "CCC over ATM"},
    {10, "FR NLPID"},
    {11, "FR SNAP"},
    {12, "FR PPP"},
    {13, "FR CCC"},
    {14, "Ethernet"},
    {17, "PPP"},
    {18, "C-HDLC"},
    {19, "PPP CCC"},
    {20, "IPIP"},
    {21, "PIM Null"},
    {22, "GRE NULL"},
    {23, "PPP over GRE"},
    {24, "PIMd"},
    {25, "C-HDLC CCC"},
    {26, "CISCO compatible NLPID"},
    {27, "VLAN CCC"},
    {28, "MLPPP"},
    {29, "MLFR"},
    {30, "LSI Null"},
    {32, "ATM CCC Cell Relay"},
    {33, "Crypto"},
    {34, "GGSN"},
    {35, "ATM VCMUX TCC"},
    {36, "FR TCC"},
    {37, "PPP TCC"},
    {38, "C-HDLC TCC"},
    {39, "Ethernet CCC"},
    {40, "VT"},
    {41, "Ethernet over ATM LLC"},
    {42, "Extended VLAN CCC"},
    {43, "ATM SNAP TCC"},
    {44, "Monitor"},
    {45, "Ethernet TCC"},
    {46, "VLAN TCC"},
    {47, "Extended VLAN TCC"},
    {48, "MFR"},
    {49, "VPLS"},
    {50, "VLAN VPLS"},
    {51, "Extended VLAN VPLS"},
    {52, "General Services"},
    {53, "Ethernet VPLS over ATM LLC"},
    {54, "FR CCC"},
    {55, "MLPPP over ATM LLC"},
    {56, "Ethernet over ATM CCC"},
    {57, "LT VLAN"},
    {58, "Collector"},
    {59, "Aggregator"},
    {60, "LAPD"},
    {61, "PPPoE over ATM LLC"},
    {62, "PPPoE over Ethernet"},
    {63, "PPPoE"},
    {64, ""},
    {65, "C-HDLC via dialer"},
    {0, NULL},
};
static const struct sn_val associations[] = {{1, "ESP ENCR-AUTH"}, {2, "ESP ENCR-AH AUTH"},
                                             {3, "ESP AUTH"},      {4, "AH AUTH"},
                                             {5, "ESP ENCR"},      {0, NULL}};
static const struct sn_val ggsn_protocols[] = {{1, "Null"}, {2, "IPv4"}, {6, "IPv6"}, {0, NULL}};

static void put_extension(struct sn_text *t, const struct sn_view *e)
{
    uint64_t type = sn_opt(e, J_EXT_TYPE), value = sn_opt(e, J_EXT_VALUE);

    if (!sn_find(e, J_EXT_VALUE))
        return;
    sn_put_lit(t->b, "\n\t  ");
    sn_put_name(t, extensions, type, "Unknown");
    sn_say(t, e, " Extension TLV #{}, length {}, value ", J_EXT_TYPE, J_EXT_LEN);
    if (sn_opt(e, J_EXT_LEN) > 4 || type == NAME)
        return;
    if (type == MEDIA || type == TTP_MEDIA || type == ENCAP || type == TTP_ENCAP) {
        sn_put_name(t, type == MEDIA || type == TTP_MEDIA ? media : encapsulations, value,
                    "Unknown");
        sn_put_f(t->b, " (%u)", (unsigned)value);
    } else {
        sn_put_u64(t->b, value);
    }
}

/* The header's flags and extensions. Returns whether the line goes on. */
static bool put_header(struct sn_text *t, const struct sn_view *v)
{
    bool verbose = t->o->verbose > 1;
    struct sn_view e = {0};

    if (t->o->link)
        sn_put_s(t->b, sn_opt(v, J_IN) ? " In " : "Out ");
    if (verbose) {
        sn_put_lit(t->b, "\n\tJuniper PCAP Flags [");
        sn_text_bits(t, flags, (uint32_t)sn_opt(v, J_FLAGS), ", ", "none");
        sn_put_c(t->b, ']');
    }
    if (!(sn_opt(v, J_FLAGS) & EXT))
        return true;
    if (!sn_need(t, v, J_EXT_TOTAL))
        return false;
    if (verbose)
        sn_say(t, v, ", PCAP Extension(s) total length {}", J_EXT_TOTAL);
    if (!sn_find(v, J_EXT_WHOLE)) {
        sn_cut(t);
        return false;
    }
    while (verbose && sn_each(v, J_EXT_TYPE, &e))
        put_extension(t, &e);
    if (sn_find(v, J_EXT_SHORT)) {
        const struct sn_rec *n = NULL;

        for (e = (struct sn_view){0}; sn_each(v, J_EXT_TYPE, &e);)
            n = sn_find(&e, J_EXT_LEN);
        sn_put_f(t->b, " [extension_length %u < %u] (invalid)", (unsigned)sn_opt(v, J_EXT_SHORT),
                 n ? (unsigned)n->u + 2 : 0);
        return false;
    }
    if (verbose)
        sn_put_lit(t->b, "\n\t-----original packet-----\n\t");
    return true;
}

static void put_cookie(struct sn_text *t, const struct sn_view *v)
{
    if (sn_find(v, J_COOKIE))
        sn_say(t, v, ", cookie 0x{}", J_COOKIE);
    sn_put_lit(t->b, ": ");
    if (sn_find(v, J_CONTROL))
        sn_say(t, v, "control-word {} ", J_CONTROL);
}

/* With -e: what the cards' own headers say. */
static void put_card(struct sn_text *t, const struct sn_view *v, uint32_t link)
{
    const struct sn_rec *w = sn_find(v, J_WORDS), *c = sn_find(v, J_COOKIE);

    switch (link) {
    case SN_LINK_JUNIPER_MLPPP:
    case SN_LINK_JUNIPER_MLFR:
    case SN_LINK_JUNIPER_MFR:
        if (c && (c->n < 4 || sn_be32(c->p) != 1) &&
            !(link == SN_LINK_JUNIPER_MFR && c->p[0] == 0x47))
            sn_say(t, v, link == SN_LINK_JUNIPER_MLPPP ? "Bundle-ID {}: " : "Bundle-ID {}, ",
                   J_BUNDLE);
        break;
    case SN_LINK_JUNIPER_GGSN:
        sn_put_lit(t->b, "proto ");
        sn_put_name(t, ggsn_protocols, sn_opt(v, J_GGSN_PROTO), "Unknown");
        sn_say(t, v, " ({}), vlan {}: ", J_GGSN_PROTO, J_VLAN);
        break;
    case SN_LINK_JUNIPER_SERVICES:
        if (sn_need(t, v, J_WORDS))
            sn_put_f(t->b, "service-id %u flags 0x%02x service-set-id 0x%04x iif %u: ", w->p[0],
                     w->p[1], sn_be16(w->p + 2), (unsigned)sn_be32(w->p + 4) & 0xffffff);
        break;
    case SN_LINK_JUNIPER_MONITOR:
        if (sn_need(t, v, J_WORDS))
            sn_put_f(t->b, "service-id %u, iif %u, pkt-type %u: ", (unsigned)sn_be32(w->p + 4),
                     sn_be16(w->p + 2), w->p[0]);
        break;
    default:
        break;
    }
}

/* "ES SA, index 1, ttl 64 type ESP AUTH (3), spi 7, Tunnel 10.0.0.1 > 10.0.0.2, length 32" */
static enum sn_then encrypted_text(struct sn_text *t, const struct sn_layer *l,
                                   const struct sn_view *v)
{
    const struct sn_layer *k = sn_text_next(t);
    uint32_t len = l->len - (uint32_t)sn_opt(v, J_HLEN);

    if (!sn_need(t, v, J_TYPE))
        return SN_TEXT_DONE;
    if (!sn_val_name(associations, (uint32_t)sn_opt(v, J_TYPE))) {
        sn_say(t, v, "ES Invalid type {}", J_TYPE);
        sn_put_f(t->b, ", length %u", len);
        return SN_TEXT_DONE;
    }
    if (sn_opt(v, J_TYPE) >= 3 && !sn_need(t, v, J_DST))
        return SN_TEXT_DONE;
    if (!t->o->link)
        return SN_TEXT_INNER;
    sn_say(t, v, "ES SA, index {}, ttl {} type ", J_SA, J_TTL);
    sn_put_name(t, associations, sn_opt(v, J_TYPE), "Unknown");
    sn_say(t, v, " ({})", J_TYPE);
    if (sn_find(v, J_DST)) {
        sn_say(t, v, ", spi {}, Tunnel {} > {}", J_SPI, J_SRC, J_DST);
        len = k ? k->len : 0;
    }
    sn_put_f(t->b, ", length %u\n", len);
    return SN_TEXT_INNER;
}

static enum sn_then unknown_text(struct sn_text *t, const struct sn_layer *l,
                                 const struct sn_view *v, uint32_t link)
{
    const struct sn_rec *c = sn_find(v, J_COOKIE);

    switch (link) {
    case SN_LINK_JUNIPER_MFR:
        if (c && c->p[0] == 0x47)
            break;
        __attribute__((fallthrough));
    case SN_LINK_JUNIPER_MLFR:
        sn_say(t, v, "unknown protocol {}", J_PROTO);
        sn_put_f(t->b, ", length %u", l->len - (uint32_t)sn_opt(v, J_HLEN));
        break;
    case SN_LINK_JUNIPER_GGSN:
        if (!t->o->link)
            sn_say(t, v, "unknown GGSN proto ({})", J_GGSN_PROTO);
        break;
    case SN_LINK_JUNIPER_PPPOE_ATM:
        sn_say(t, v, "unknown ethertype {}", J_PROTO);
        break;
    default:
        return l->flags ? SN_TEXT_CUT : SN_TEXT_DONE;
    }
    return SN_TEXT_DONE;
}

/* Behind the header, when the frame has its own. */
static enum sn_then frame_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v,
                               const struct sn_juniper_kind *k)
{
    if (k->card && !sn_need(t, v, J_COOKIE_LEN))
        return SN_TEXT_DONE;
    if (k->card && t->o->link) {
        sn_put_f(t->b, "%s-PIC", k->card);
        sn_say(t, v, ", cookie-len {}", J_COOKIE_LEN);
    }
    if (sn_opt(v, J_COOKIE_LEN) > SN_JUNIPER_COOKIE_MAX) {
        sn_put_lit(t->b, " (invalid)");
        return SN_TEXT_DONE;
    }
    if (sn_opt(v, J_COOKIE_LEN) && !sn_need(t, v, J_COOKIE))
        return SN_TEXT_DONE;
    if (k->card && t->o->link)
        put_cookie(t, v);
    if (!sn_need(t, v, J_HLEN))
        return SN_TEXT_DONE;
    if (t->o->link) {
        sn_say(t, v, "hlen {}, proto ", J_HLEN);
        sn_put_f(t->b, "0x%04x, ", (unsigned)sn_opt(v, J_PROTO));
        put_card(t, v, k->link);
    }
    if (k->link == SN_LINK_JUNIPER_ES)
        return encrypted_text(t, l, v);
    return sn_text_claimed(t, l) ? SN_TEXT_INNER : unknown_text(t, l, v, k->link);
}

enum sn_then sn_juniper_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_juniper_kind *k = sn_juniper_kind(t->d->linktype);
    struct sn_view v = sn_view(t, l);

    t->tag = k->tag;
    if (!sn_need(t, &v, J_MAGIC))
        return SN_TEXT_DONE;
    if (!sn_find(&v, J_FLAGS)) {
        sn_put_lit(t->b, "no magic-number found!");
        return SN_TEXT_DONE;
    }
    if (!put_header(t, &v))
        return SN_TEXT_DONE;
    if (!sn_opt(&v, J_NO_L2))
        return frame_text(t, l, &v, k);
    if (t->o->link)
        sn_put_lit(t->b, "no-L2-hdr, ");
    if (!sn_need(t, &v, J_FAMILY))
        return SN_TEXT_DONE;
    if (sn_text_claimed(t, l))
        return SN_TEXT_INNER;
    sn_put_lit(t->b, "no IP-hdr found!");
    return SN_TEXT_DONE;
}
