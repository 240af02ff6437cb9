/* The control protocols of PPP: LCP (RFC 1661) and, in the same messages, IPCP (RFC 1332), IPV6CP
 * (RFC 5072), CCP (RFC 1962), BACP (RFC 2125), MPLSCP and OSICP. Of the last three of these
 * tcpdump knows no option. */
#include "base/hex.h"
#include "dis/link/ppp.h"

enum { HDR = 4 };
enum { VEXT = 0, CONF_REQ = 1, CONF_REJ = 4, PROT_REJ = 8, ECHO_REQ = 9, DISC_REQ = 11 };
enum { TERM_REQ = 5, CODE_REJ = 7, IDENT = 12, TIME_REM = 13 };
enum { CHAP = 0xc223, PAP = 0xc023, EAP = 0xc227, IPHC = 0x61 };
enum {
    LCP_AUTH = 3,
    LCP_PFC = 7,
    LCP_ACFC = 8,
    LCP_ENDPOINT = 19,
    IPCP_COMP = 2,
    IPCP_COMP_MIN = 14
};
enum { ENDPOINT_IP = 2, ENDPOINT_MAC = 3 };

static const struct sn_val codes[] = {
    {0, "Vendor-Extension"}, {1, "Conf-Request"}, {2, "Conf-Ack"},
    {3, "Conf-Nack"},        {4, "Conf-Reject"},  {5, "Term-Request"},
    {6, "Term-Ack"},         {7, "Code-Reject"},  {8, "Prot-Reject"},
    {9, "Echo-Request"},     {10, "Echo-Reply"},  {11, "Disc-Req"},
    {12, "Ident"},           {13, "Time-Rem"},    {14, "Reset-Req"},
    {15, "Reset-Ack"},       {0, NULL},
};
static const struct sn_val algorithms[] = {
    {5, "MD5"}, {128, "MS-CHAPv1"}, {129, "MS-CHAPv2"}, {0, NULL}};
static const struct sn_val qualities[] = {{0xc025, "LQR"}, {0, NULL}};
static const struct sn_val callbacks[] = {{0, "UserAuth"}, {1, "DialString"}, {2, "LocalID"},
                                          {3, "E.164"},    {4, "X.500"},      {6, "CBCP"},
                                          {0, NULL}};
static const struct sn_val classes[] = {{0, "Null"}, {1, "Local"},           {2, "IPv4"},
                                        {3, "MAC"},  {4, "Magic-Num-Block"}, {5, "PSNDN"},
                                        {0, NULL}};
static const struct sn_val compressions[] = {
    {0x2d, "VJ-Comp"}, {IPHC, "IP Header Compression"}, {0, NULL}};
static const struct sn_val suboptions[] = {
    {1, "RTP-Compression"}, {2, "Enhanced RTP-Compression"}, {0, NULL}};
static const struct sn_val deflates[] = {{8, "zlib"}, {0, NULL}};
static const struct sn_val switches[] = {{0, "Disabled"}, {1, "Enabled"}, {0, NULL}};

#define PPPCP(F)                                                                                   \
    F(ALL, "sn.ppp.all", BYTES, NULL)                                                              \
    F(CODE, "ppp.code", U8, "Code", .vals = codes)                                                 \
    F(ID, "ppp.identifier", U8, "Identifier")                                                      \
    F(LEN, "ppp.length", U16, "Length")                                                            \
    F(MAGIC, "ppp.magic_number", U32, "Magic Number", .base = SN_HEX)                              \
    F(OUI, "ppp.oui", U24, "OUI", .vals = sn_ouis)                                                 \
    F(KIND, "ppp.kind", U8, "Kind")                                                                \
    F(LCP_MAGIC, "lcp.magic_number", U32, "Magic Number", .base = SN_HEX)                          \
    F(REJECTED, "lcp.rej_proto", U16, "Rejected Protocol", .vals = sn_ppp_protocols,               \
      .base = SN_HEX)                                                                              \
    F(SECONDS, "lcp.secs_remaining", U32, "Seconds Remaining")                                     \
    F(MESSAGE, "lcp.message", STR, "Message")                                                      \
    F(DATA, "lcp.data", BYTES, "Data")                                                             \
    F(PPP_DATA, "ppp.data", BYTES, "Data")                                                         \
    F(OPTION, "sn.ppp.option", GROUPS, "Option")                                                   \
    F(RAW, "sn.ppp.option.data", BYTES, NULL)                                                      \
    F(LCP_TYPE, "lcp.opt.type", U8, "Type")                                                        \
    F(LCP_LEN, "lcp.opt.length", U8, "Length")                                                     \
    F(IPCP_TYPE, "ipcp.opt.type", U8, "Type")                                                      \
    F(IPCP_LEN, "ipcp.opt.length", U8, "Length")                                                   \
    F(IP6CP_TYPE, "ipv6cp.opt.type", U8, "Type")                                                   \
    F(IP6CP_LEN, "ipv6cp.opt.length", U8, "Length")                                                \
    F(CCP_TYPE, "ccp.opt.type", U8, "Type")                                                        \
    F(CCP_LEN, "ccp.opt.length", U8, "Length")                                                     \
    F(BACP_TYPE, "bacp.opt.type", U8, "Type")                                                      \
    F(BACP_LEN, "bacp.opt.length", U8, "Length")                                                   \
    F(LCP_OUI, "lcp.opt.oui", U24, "OUI", .vals = sn_ouis)                                         \
    F(MRU, "lcp.opt.mru", U16, "Maximum Receive Unit")                                             \
    F(ACCM, "lcp.opt.asyncmap", U32, "Async Control Character Map", .base = SN_HEX)                \
    F(AUTH, "lcp.opt.auth_protocol", U16, "Authentication Protocol", .vals = sn_ppp_protocols,     \
      .base = SN_HEX)                                                                              \
    F(ALGORITHM, "lcp.opt.algorithm", U8, "Algorithm", .vals = algorithms)                         \
    F(QUALITY, "lcp.opt.quality_protocol", U16, "Quality Protocol", .vals = qualities,             \
      .base = SN_HEX)                                                                              \
    F(OPT_MAGIC, "lcp.opt.magic_number", U32, "Magic Number", .base = SN_HEX)                      \
    F(OPERATION, "lcp.opt.operation", U8, "Operation", .vals = callbacks)                          \
    F(MRRU, "lcp.opt.mrru", U16, "MRRU")                                                           \
    F(CLASS, "lcp.opt.ep_disc_class", U8, "Class", .vals = classes)                                \
    F(CLASS_IP, "lcp.opt.ip_address", IPV4, "IP Address")                                          \
    F(CLASS_MAC, "lcp.opt.802_1_address", ETHER, "IEEE 802.1 Address")                             \
    F(LINK, "lcp.opt.link_discrim", U16, "Link Discriminator", .base = SN_HEX)                     \
    F(SRC, "ipcp.opt.src_address", IPV4, "Source IP Address")                                      \
    F(DST, "ipcp.opt.dst_address", IPV4, "Destination IP Address")                                 \
    F(COMP, "ipcp.opt.compress_proto", U16, "IP Compression Protocol", .vals = compressions,       \
      .base = SN_HEX)                                                                              \
    F(TCP_SPACE, "ipcp.opt.tcp_space", U16, "TCP Space")                                           \
    F(NON_TCP_SPACE, "ipcp.opt.non_tcp_space", U16, "Non TCP Space")                               \
    F(MAX_PERIOD, "ipcp.opt.f_max_period", U16, "F Max Period")                                    \
    F(MAX_TIME, "ipcp.opt.f_max_time", U16, "F Max Time")                                          \
    F(MAX_HEADER, "ipcp.opt.max_header", U16, "Max Header")                                        \
    F(SUB, "ipcp.opt.iphc.type", U8S, "Type", .vals = suboptions)                                  \
    F(SUB_LEN, "ipcp.opt.iphc.length", U8S, "Length")                                              \
    F(MAX_SLOT, "ipcp.opt.max_slot_id", U8, "Max Slot ID")                                         \
    F(COMP_SLOT, "ipcp.opt.comp_slot_id", U8, "Comp Slot ID")                                      \
    F(IP, "ipcp.opt.ip_address", IPV4, "IP Address")                                               \
    F(HOME, "ipcp.opt.mobilenodehomeaddress", IPV4, "Mobile Node's Home Address")                  \
    F(DNS1, "ipcp.opt.pri_dns_address", IPV4, "Primary DNS Address")                               \
    F(NBNS1, "ipcp.opt.pri_nbns_address", IPV4, "Primary NBNS Address")                            \
    F(DNS2, "ipcp.opt.sec_dns_address", IPV4, "Secondary DNS Address")                             \
    F(NBNS2, "ipcp.opt.sec_nbns_address", IPV4, "Secondary NBNS Address")                          \
    F(IFID, "ipv6cp.interface_identifier", BYTES, "Interface Identifier", .width = 8, .step = 8)   \
    F(BSD, "ccp.opt.vd", P8, "Vers/Dict", .base = SN_HEX)                                          \
    F(BSD_VERSION, "ccp.opt.vd.vers", P8, "Vers", .mask = 0xe0)                                    \
    F(BSD_DICT, "ccp.opt.vd.dict", U8, "Dict", .mask = 0x1f)                                       \
    F(MVRCA_FEATURES, "ccp.opt.fe", P8, "Features", .mask = 0xc0)                                  \
    F(MVRCA_PXP, "ccp.opt.p", P8, "Packet by Packet flag", .mask = 0x20, .vals = switches)         \
    F(MVRCA_HISTORY, "ccp.opt.History", U8, "History", .mask = 0x1f)                               \
    F(MVRCA_CONTEXTS, "ccp.opt.contexts", U8, "# Contexts")                                        \
    F(WINDOW, "ccp.opt.window", P8, "Window", .mask = 0xf0)                                        \
    F(METHOD, "ccp.opt.method", U8, "Method", .mask = 0x0f, .vals = deflates)                      \
    F(MBZ, "ccp.opt.mbz", P8, "MBZ", .mask = 0xfc)                                                 \
    F(CHK, "ccp.opt.chk", U8, "Chk", .mask = 0x03)                                                 \
    F(PEER_MAGIC, "bacp.magic_number", U32, "Magic Number", .base = SN_HEX)                        \
    F(OPT_KIND, "lcp.opt.kind", U8, "Kind", .base = SN_HEX)                                        \
    F(OPT_DATA, "lcp.opt.data", BYTES, "Data")                                                     \
    F(OPT_MESSAGE, "lcp.opt.message", BYTES, "Message")                                            \
    F(COMP_DATA, "ipcp.data", BYTES, "Data")
SN_FIELDS(pppcp, PPPCP)

/* An option: its length at least, or exactly, `len`; the fields that its value begins with; how
 * tcpdump prints the first of them. No fields: nothing, or its bytes where the protocol says so. */
struct option {
    uint8_t type, len;
    bool exact;
    uint8_t first, last;
    const char *name, *fmt;
};

/* How long an option may be for Wireshark, which shows no other. */
struct size {
    uint8_t type, least, most;
};

static const struct size lcp_sizes[] = {
    {0, 6, 255},  {1, 4, 4},  {2, 6, 6},    {3, 4, 255},  {4, 4, 255},  {5, 6, 6},    {6, 6, 6},
    {7, 2, 2},    {8, 2, 2},  {9, 3, 3},    {10, 3, 3},   {11, 3, 255}, {13, 3, 255}, {15, 2, 2},
    {16, 2, 2},   {17, 4, 4}, {18, 2, 2},   {19, 3, 255}, {21, 3, 3},   {22, 4, 4},   {23, 4, 4},
    {24, 3, 255}, {25, 3, 3}, {26, 2, 255}, {27, 4, 4},   {28, 7, 255}, {29, 2, 2},   {0, 0, 0}};
static const struct size ipcp_sizes[] = {{1, 10, 10}, {2, 2, 255}, {3, 6, 6},
                                         {4, 6, 6},   {129, 6, 6}, {130, 6, 6},
                                         {131, 6, 6}, {132, 6, 6}, {0, 0, 0}};
static const struct size ip6cp_sizes[] = {{1, 10, 10}, {0, 0, 0}};
static const struct size ccp_sizes[] = {{0, 6, 255},  {1, 2, 255},  {2, 2, 255},  {3, 2, 255},
                                        {16, 2, 255}, {17, 5, 255}, {18, 6, 6},   {19, 3, 255},
                                        {20, 2, 255}, {21, 3, 3},   {23, 6, 6},   {24, 4, 4},
                                        {25, 3, 3},   {26, 4, 4},   {27, 4, 255}, {0, 0, 0}};
static const struct size bacp_sizes[] = {{1, 6, 6}, {0, 0, 0}};

/* A protocol; `unknown` is what it calls an option that its table hasn't,
 * `cut` what it prints where one begins that wasn't captured. */
struct kind {
    const struct sn_proto *proto;
    const struct option *options;
    const struct size *sizes;
    const char *name, *unknown, *cut;
    uint8_t type, len;
};

static const struct option lcp_options[] = {
    {0, 6, false, LCP_OUI, LCP_OUI, "Vend-Ext", ": Vendor: {s:Unknown} ({d})"},
    {1, 4, true, MRU, MRU, "MRU", ": {}"},
    {2, 6, true, ACCM, ACCM, "ACCM", ": {}"},
    {LCP_AUTH, 4, false, AUTH, AUTH, "Auth-Prot", NULL},
    {4, 4, false, QUALITY, QUALITY, "Qual-Prot", ": {s:unknown}"},
    {5, 6, true, OPT_MAGIC, OPT_MAGIC, "Magic-Num", ": {}"},
    {6, 0, false, 0, 0, "deprecated(6)", NULL},
    {LCP_PFC, 0, false, 0, 0, "PFC", NULL},
    {LCP_ACFC, 0, false, 0, 0, "ACFC", NULL},
    {9, 0, false, 0, 0, "FCS-Alt", NULL},
    {10, 0, false, 0, 0, "SDP", NULL},
    {11, 0, false, 0, 0, "Num-Mode", NULL},
    {12, 0, false, 0, 0, "deprecated(12)", NULL},
    {13, 3, false, OPERATION, OPERATION, "Call-Back", ": Callback Operation {s:Unknown} ({d})"},
    {14, 0, false, 0, 0, "deprecated(14)", NULL},
    {15, 0, false, 0, 0, "deprecated(15)", NULL},
    {16, 0, false, 0, 0, "deprecated(16)", NULL},
    {17, 4, true, MRRU, MRRU, "MRRU", ": {}"},
    {18, 0, false, 0, 0, "12-Bit seq #", NULL},
    {LCP_ENDPOINT, 3, false, CLASS, CLASS, "End-Disc", NULL},
    {20, 0, false, 0, 0, "Proprietary", NULL},
    {21, 0, false, 0, 0, "DCE-Id", NULL},
    {22, 0, false, 0, 0, "MP+", NULL},
    {23, 4, true, LINK, LINK, "Link-Disc", ": {}"},
    {24, 0, false, 0, 0, "LCP-Auth-Opt", NULL},
    {25, 0, false, 0, 0, "COBS", NULL},
    {26, 0, false, 0, 0, "Prefix-elision", NULL},
    {27, 0, false, 0, 0, "Multilink-header-Form", NULL},
    {28, 0, false, 0, 0, "I18N", NULL},
    {29, 0, false, 0, 0, "SDL-over-SONET/SDH", NULL},
    {30, 0, false, 0, 0, "PPP-Muxing", NULL},
    {0, 0, false, 0, 0, NULL, NULL},
};

static const struct option ipcp_options[] = {
    {1, 10, true, SRC, DST, "IP-Addrs", ": src {}, dst {}"},
    {IPCP_COMP, 4, false, COMP, COMP, "IP-Comp", ": {s:Unknown} (0x{02x}):"},
    {3, 6, true, IP, IP, "IP-Addr", ": {}"},
    {4, 6, true, HOME, HOME, "Home-Addr", ": {}"},
    {129, 6, true, DNS1, DNS1, "Pri-DNS", ": {}"},
    {130, 6, true, NBNS1, NBNS1, "Pri-NBNS", ": {}"},
    {131, 6, true, DNS2, DNS2, "Sec-DNS", ": {}"},
    {132, 6, true, NBNS2, NBNS2, "Sec-NBNS", ": {}"},
    {0, 0, false, 0, 0, NULL, NULL},
};

static const struct option ip6cp_options[] = {
    {1, 10, true, IFID, IFID, "Interface-ID", NULL},
    {0, 0, false, 0, 0, NULL, NULL},
};

static const struct option ccp_options[] = {
    {0, 0, false, 0, 0, "OUI", NULL},
    {1, 0, false, 0, 0, "Pred-1", NULL},
    {2, 0, false, 0, 0, "Pred-2", NULL},
    {3, 0, false, 0, 0, "Puddle", NULL},
    {16, 0, false, 0, 0, "HP-PPC", NULL},
    {17, 0, false, 0, 0, "Stac-LZS", NULL},
    {18, 0, false, 0, 0, "MPPC", NULL},
    {19, 0, false, 0, 0, "Gand-FZA", NULL},
    {20, 0, false, 0, 0, "V.42bis", NULL},
    {21, 3, false, BSD, BSD_DICT, "BSD-Comp", ": Version: {}, Dictionary Bits: {}"},
    {23, 0, false, 0, 0, "LZS-DCP", NULL},
    {24, 4, false, MVRCA_FEATURES, MVRCA_CONTEXTS, "MVRCA",
     ": Features: {}, PxP: {s:?}, History: {}, #CTX-ID: {}"},
    {25, 0, false, 0, 0, "DEC", NULL},
    {26, 4, false, WINDOW, CHK, "Deflate",
     ": Window: {}K, Method: {s:unknown} (0x{x}), MBZ: {}, CHK: {}"},
    {255, 0, false, 0, 0, "Reserved", NULL},
    {0, 0, false, 0, 0, NULL, NULL},
};

static const struct option bacp_options[] = {
    {1, 6, true, PEER_MAGIC, PEER_MAGIC, "Favored-Peer", ": Magic-Num {}"},
    {0, 0, false, 0, 0, NULL, NULL},
};

static const struct kind kinds[] = {
    {&sn_proto_lcp, lcp_options, lcp_sizes, "LCP", NULL, "[|lcp]", LCP_TYPE, LCP_LEN},
    {&sn_proto_ipcp, ipcp_options, ipcp_sizes, "IPCP", "unknown", "[|ipcp]", IPCP_TYPE, IPCP_LEN},
    {&sn_proto_ipv6cp, ip6cp_options, ip6cp_sizes, "IP6CP", "unknown", "[|ip6cp]", IP6CP_TYPE,
     IP6CP_LEN},
    {&sn_proto_ccp, ccp_options, ccp_sizes, "CCP", "Unknown", "[|ccp]", CCP_TYPE, CCP_LEN},
    {&sn_proto_bacp, bacp_options, bacp_sizes, "BACP", "Unknown", "[|bacp]", BACP_TYPE, BACP_LEN},
    {&sn_proto_mplscp, NULL, NULL, "MPLSCP", NULL, NULL, LCP_TYPE, LCP_LEN},
    {&sn_proto_osicp, NULL, NULL, "OSICP", NULL, NULL, LCP_TYPE, LCP_LEN},
};

static const struct kind *kind_of(const struct sn_layer *l)
{
    const struct kind *k = kinds;

    while (k->proto != l->proto)
        k++;
    return k;
}

static const struct option *option_of(const struct kind *k, uint64_t type)
{
    const struct option *o = k->options;

    while (o->name && o->type != type)
        o++;
    return o->name ? o : NULL;
}

/* Whether an option of n bytes that are left is one that Wireshark shows. */
static bool is_shown(const struct kind *k, uint32_t type, uint32_t len, uint32_t n)
{
    const struct size *s = k->sizes;

    while (s->least && s->type != type)
        s++;
    return s->least && len >= s->least && len <= s->most && len <= n;
}

/* What is left of an option that may be of any length. */
static void rest(struct sn_dis *d, struct sn_rd *r, const struct option *o)
{
    size_t n = sn_rd_left(r);

    if (!n || !(d->want & SN_WANT_FIELDS))
        return;
    if (o->first == OPERATION)
        (void)!sn_get_bytes(d, r, OPT_MESSAGE, n);
    else if (o->first == AUTH || o->first == LCP_OUI)
        (void)!sn_get_bytes(d, r, OPT_DATA, n);
    else if (o->first == COMP && sn_u(d, COMP) != IPHC)
        (void)!sn_get_bytes(d, r, COMP_DATA, n);
}

/* Behind the fields of an option that leads to others by its value. */
static void option_rest(struct sn_dis *d, struct sn_rd *r, const struct option *o)
{
    uint32_t len;

    if (o->first == AUTH && sn_u(d, AUTH) == CHAP) {
        (void)!sn_get(d, r, ALGORITHM, NULL);
    } else if (o->first == CLASS) {
        if (sn_u(d, CLASS) == ENDPOINT_IP)
            (void)!sn_get(d, r, CLASS_IP, NULL);
        else if (sn_u(d, CLASS) == ENDPOINT_MAC)
            (void)!sn_get(d, r, CLASS_MAC, NULL);
        else if (sn_rd_left(r) && d->want & SN_WANT_FIELDS)
            (void)!sn_get_bytes(d, r, OPT_DATA, sn_rd_left(r));
    } else if (o->first == COMP && sn_u(d, COMP) == IPHC) {
        if (!sn_header(d, r, TCP_SPACE, MAX_HEADER))
            return;
        while (sn_rd_left(r) && sn_get(d, r, SUB, NULL) && sn_get(d, r, SUB_LEN, &len) &&
               len >= 2 && sn_rd_skip(r, len - 2))
            ;
    } else if (o->first == COMP && sn_u(d, COMP) == 0x2d) {
        (void)!sn_header(d, r, MAX_SLOT, COMP_SLOT);
    } else if (o->first == LCP_OUI) {
        (void)!sn_get(d, r, OPT_KIND, NULL);
    }
    rest(d, r, o);
}

/* One option of n bytes that are left; returns how many it has, 0: there can be no other behind it.
 * Its value may be longer than that: tcpdump only minds the length of all, `most`. */
static uint32_t option(struct sn_dis *d, struct sn_rd *r, const struct kind *k, uint32_t n,
                       uint32_t most)
{
    struct sn_rec *group;
    const struct option *o;
    uint32_t type = 0, len = 0, from = d->nrec;
    struct sn_rd val;

    if (sn_rd_left(r) >= 2 && r->p[1] > most)
        return 0;
    group = sn_group(d, r, OPTION, 0);
    if (sn_get(d, r, k->type, &type) && sn_get(d, r, k->len, &len) && len >= 2) {
        o = option_of(k, type);
        val = sn_inside(r, len - 2);
        sn_rec_bytes(d, RAW, sn_rd_off(r), 0, val.p, sn_rd_left(&val))->flags = SN_REC_TEXT;
        if (o && o->last && len >= o->len && sn_header(d, &val, o->first, o->last))
            option_rest(d, &val, o);
        if (!sn_rd_skip(r, len - 2))
            r->p = r->end;
    }
    if (!is_shown(k, type, len, n))
        sn_text_only(d, from);
    if (len > n)
        len = 0;
    sn_group_end(d, r, group);
    return len < 2 ? 0 : len;
}

/* The data behind a message's own fields: of what LCP's codes say, and of all others. */
static unsigned data_field(uint64_t code)
{
    if (code == IDENT || code == TIME_REM)
        return MESSAGE;
    return code >= PROT_REJ && code <= DISC_REQ ? DATA : PPP_DATA;
}

static void message(struct sn_dis *d, struct sn_rd *r, uint64_t code)
{
    if (code == PROT_REJ && !sn_get(d, r, REJECTED, NULL))
        return;
    if (code >= ECHO_REQ && code <= TIME_REM && !sn_get(d, r, LCP_MAGIC, NULL))
        return;
    if (code == TIME_REM && !sn_get(d, r, SECONDS, NULL))
        return;
    if (code == VEXT && (!sn_header(d, r, MAGIC, OUI) || !sn_get(d, r, KIND, NULL)))
        return;
    if (sn_rd_left(r))
        (void)!sn_get_bytes(d, r, data_field(code), sn_rd_left(r));
}

static void pppcp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    const struct kind *k = kind_of(d->cur);
    struct sn_rd body;
    uint64_t code;
    uint32_t n, one;

    sn_rec_bytes(d, ALL, sn_rd_off(r), 0, r->p, sn_rd_left(r))->flags = SN_REC_TEXT;
    if (len < HDR)
        sn_malformed(r);
    if (len < HDR || !sn_header(d, r, CODE, LEN))
        return;
    n = (uint32_t)sn_u(d, LEN);
    if (n < HDR || n > len)
        return;
    n -= HDR;
    body = sn_inside(r, n);
    code = sn_u(d, CODE);
    if (code < CONF_REQ || code > CONF_REJ) {
        if (n > 2 && (code == PROT_REJ || (code == IDENT && n > 4)))
            body = sn_inside(r, n + 4); /* tcpdump shows that many more */
        message(d, &body, code);
    } else if (k->options) {
        body = *r;
        for (; n; n -= one < n ? one : n) {
            one = option(d, &body, k, n, (uint32_t)sn_u(d, LEN));
            if (!one)
                break;
        }
    }
    sn_stop(r, &body);
}

/* ---- text ---- */

/* False: no option may follow. */
static bool suboptions_text(struct sn_text *t, const struct sn_view *v, uint32_t n)
{
    const struct sn_layer *l = &t->d->layer[t->next - 1];
    struct sn_view sub = {0};

    sn_put_f(t->b, "\n\t      Suboptions, length %u", n);
    while (n >= 2) {
        uint32_t len;

        if (!sn_each(v, SUB, &sub) || !sn_find(&sub, SUB_LEN)) {
            sn_put_lit(t->b, "[|ipcp]");
            return false;
        }
        len = (uint32_t)sn_opt(&sub, SUB_LEN);

        if (!sn_say(t, &sub, "\n\t\t{s:Unknown} Suboption #{d}, length {}", SUB, SUB, SUB_LEN))
            return false;
        if (len < 2)
            return false;
        if (len > n) {
            sn_put_f(t->b, " [remaining suboptions length %u < %u] (invalid)", n, len);
            if (sub.rec->off + len > l->off + l->caplen)
                sn_put_lit(t->b, "[|ipcp]");
            return false;
        }
        n -= len;
    }
    return true;
}

/* The value of an option that can't be printed by a format; false: what it holds is missing. */
static void special_text(struct sn_text *t, const struct sn_view *v, const struct option *o,
                         const struct sn_rec *raw, uint64_t len)
{
    uint64_t u = sn_opt(v, o->first);

    if (o->first == AUTH) {
        sn_put_lit(t->b, ": ");
        sn_put_name(t, sn_ppp_protocols, u, "Unknown Auth Proto (0x04x)");
        if (u == CHAP && len > 4)
            sn_say(t, v, ", {s:Unknown Auth Alg %u}", ALGORITHM);
        else if (u == CHAP)
            sn_cut(t);
        else if (u != PAP && u != EAP)
            sn_hex(t->b, raw->p - 2, raw->n + 2u);
    } else if (o->first == CLASS) {
        if (u == ENDPOINT_IP && len != 7)
            sn_put_lit(t->b, " (length bogus, should be = 7)");
        else if (u == ENDPOINT_MAC && len != 9)
            sn_put_lit(t->b, " (length bogus, should be = 9)");
        else if (u == ENDPOINT_IP)
            sn_say(t, v, ": IPv4 {}", CLASS_IP);
        else if (u == ENDPOINT_MAC)
            sn_say(t, v, ": MAC {}", CLASS_MAC);
        else
            sn_say(t, v, ": {s:Unknown class %u}", CLASS);
    } else if (o->first == IFID) {
        sn_put_f(t->b, ": %04x:%04x:%04x:%04x", sn_be16(raw->p), sn_be16(raw->p + 2),
                 sn_be16(raw->p + 4), sn_be16(raw->p + 6));
    }
}

static bool value_text(struct sn_text *t, const struct sn_view *v, const struct option *o,
                       const struct sn_rec *raw, uint64_t len)
{
    uint16_t fields[5];
    size_t n = 0;

    if (o->first == OPERATION)
        sn_put_lit(t->b, ": ");
    if (!sn_find(v, o->last) && o->first == IFID)
        sn_put_s(t->b, "[|ip6cp]");
    else
        (void)sn_need(t, v, o->last);
    if (!sn_find(v, o->last))
        return false;
    if (!o->fmt) {
        special_text(t, v, o, raw, len);
        return o->first != CLASS || !((sn_opt(v, CLASS) == ENDPOINT_IP && len != 7) ||
                                      (sn_opt(v, CLASS) == ENDPOINT_MAC && len != 9));
    }
    for (unsigned f = o->first == BSD ? BSD_VERSION : o->first; f <= o->last; f++) {
        fields[n++] = (uint16_t)f;
        if (f == METHOD || f == LCP_OUI || f == OPERATION || f == COMP)
            fields[n++] = (uint16_t)f;
    }
    (void)sn_say_fields(t, v, o->fmt, fields, n);
    if (o->first == COMP && sn_opt(v, COMP) == IPHC) {
        if (len < IPCP_COMP_MIN) {
            sn_put_f(t->b, " (length bogus, should be >= %u)", IPCP_COMP_MIN);
            return false;
        }
        if (!sn_find(v, MAX_HEADER) || (len > IPCP_COMP_MIN && raw->n < IPCP_COMP_MIN)) {
            sn_put_lit(t->b, "[|ipcp]");
            return false;
        }
        sn_say(t, v, "\n\t    TCP Space {}, non-TCP Space {}, maxPeriod {}, maxTime {}, maxHdr {}",
               TCP_SPACE, NON_TCP_SPACE, MAX_PERIOD, MAX_TIME, MAX_HEADER);
        if (len > IPCP_COMP_MIN)
            return suboptions_text(t, v, (uint32_t)len - IPCP_COMP_MIN);
    }
    return true;
}

/* LCP's options that have no value. */
static bool is_compression(const struct kind *k, const struct option *o)
{
    return o && k->options == lcp_options && (o->type == LCP_PFC || o->type == LCP_ACFC);
}

/* Returns whether another may follow. */
static bool option_text(struct sn_text *t, const struct kind *k, const struct sn_view *v,
                        uint32_t left)
{
    const struct option *o = option_of(k, sn_opt(v, k->type));
    const struct sn_rec *raw = sn_find(v, RAW);
    uint64_t len = sn_opt(v, k->len);

    if (!sn_find(v, k->len) && k->cut) {
        sn_put_s(t->b, k->cut);
        return false;
    }
    if (!sn_need(t, v, k->len))
        return false;
    if (o || k->unknown) {
        sn_put_f(t->b, "\n\t  %s", o ? o->name : k->unknown);
        sn_say(t, v, " Option (0x{02x}), length {}", k->type, k->len);
    } else {
        sn_say(t, v, "\n\tunknown LCP option 0x{02x}", k->type);
    }
    if (len < 2) {
        sn_put_s(t->b, o || k->unknown ? " (length bogus, should be >= 2)" : "");
        return false;
    }
    if (o && o->len && (o->exact ? len != o->len : len < o->len)) {
        sn_put_f(t->b, " (length bogus, should be %s %u)", o->exact ? "=" : ">=", o->len);
        if (o->type > (k->options == lcp_options ? 3 : 1) &&
            (k->options == lcp_options || k->options == ipcp_options))
            return false; /* tcpdump goes on behind the others */
    } else if (o && o->last) {
        if (!value_text(t, v, o, raw, len))
            return false;
        if (t->o->verbose > 1)
            sn_hex_indent(t->b, "\n\t    ", raw->p, raw->n);
    } else if ((o || k->unknown) && (t->o->verbose > 1 || !is_compression(k, o))) {
        sn_hex_indent(t->b, "\n\t    ", raw->p, raw->n);
    }
    if (len > left)
        sn_put_f(t->b, " [remaining options length %u < %u] (invalid)", left, (unsigned)len);
    return len <= left;
}

static void options_text(struct sn_text *t, const struct kind *k, const struct sn_view *v,
                         uint32_t left)
{
    struct sn_view opt = {0};

    while (left && sn_each(v, OPTION, &opt) && option_text(t, k, &opt, left) && !t->ended)
        left -= (uint32_t)sn_opt(&opt, k->len);
}

static void magic_text(struct sn_text *t, const struct sn_view *v)
{
    sn_say(t, v, "\n\t  Magic-Num {}", sn_opt(v, CODE) == VEXT ? MAGIC : LCP_MAGIC);
}

/* n bytes, or when `all` is not NULL all or none. */
static void data_text(struct sn_text *t, const struct kind *all, const char *indent,
                      const struct sn_view *v, uint32_t n)
{
    const struct sn_rec *q = sn_find(v, DATA);

    q = q ? q : sn_find(v, PPP_DATA);
    if (q && (q->n == n || !all))
        sn_hex_indent(t->b, indent, q->p, q->n);
    else if (all)
        sn_put_f(t->b, "[|%s]", all->name);
}

static void message_text(struct sn_text *t, const struct kind *k, const struct sn_view *v,
                         uint32_t n)
{
    uint64_t code = sn_opt(v, CODE);
    const struct sn_rec *all = sn_find(v, ALL);
    const struct sn_rec *q = sn_find(v, MESSAGE);

    if (code == PROT_REJ && n >= 2) {
        if (sn_say(t, v, "\n\t  Rejected {s:unknown} Protocol (0x{04x})", REJECTED, REJECTED) &&
            n > 2) {
            sn_put_lit(t->b, "\n\t  Rejected Packet");
            data_text(t, NULL, "\n\t    ", v, n - 2);
        }
    } else if (code >= ECHO_REQ && code <= DISC_REQ && n >= 4) {
        magic_text(t, v);
        if (n > 4 && !t->ended) {
            sn_put_lit(t->b, "\n\t  -----trailing data-----");
            data_text(t, k, "\n\t  ", v, n - 4);
        }
    } else if (code == IDENT && n >= 4) {
        magic_text(t, v);
        if (n > 4 && !t->ended) {
            sn_put_lit(t->b, "\n\t  Message\n\t    ");
            if (q)
                sn_put_safe(t->b, q->p, q->n);
            if (!q || q->n < n)
                sn_put_f(t->b, "[|%s]", k->name);
        }
    } else if (code == TIME_REM && n >= 8) {
        magic_text(t, v);
        sn_say(t, v, ", Seconds-Remaining {}s", SECONDS);
    } else if (code == VEXT && n >= 7) {
        magic_text(t, v);
        sn_say(t, v, " Vendor: {s:Unknown} ({d})", OUI, OUI);
    } else if (code > TIME_REM && t->o->verbose <= 1) {
        sn_hex_indent(t->b, "\n\t  ", all->p - 2, (all->n < n + HDR ? all->n : n + HDR) + 2u);
    }
}

static enum sn_then pppcp_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct kind *k = kind_of(l);
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *all = sn_find(&v, ALL);
    uint64_t n = sn_opt(&v, LEN), code = sn_opt(&v, CODE);

    sn_put_f(t->b, "%s, ", k->name);
    if (l->len < HDR || !sn_find(&v, ID)) {
        sn_put_f(t->b, "[|%s]", k->name);
        return SN_TEXT_DONE;
    }
    sn_say(t, &v, "{s:Unknown Opcode} (0x{02x}), id {}", CODE, CODE, ID);
    sn_put_f(t->b, ", length %u", l->len + 2);
    t->tag = t->d->layer[0].proto == &sn_proto_ppphdlc ? "ppp_hdlc" : "ppp";
    if (!t->o->verbose || !sn_need(t, &v, LEN))
        return SN_TEXT_DONE;
    sn_say(t, &v, "\n\tencoded length {}", LEN);
    if (n < HDR || n > l->len) {
        if (n < HDR)
            sn_put_lit(t->b, " (< 4))");
        else
            sn_put_f(t->b, " (> packet length %u))", l->len);
        return SN_TEXT_DONE;
    }
    sn_put_f(t->b, " (=Option(s) length %u)", (unsigned)n - HDR);
    if (n == HDR)
        return SN_TEXT_DONE;
    if (t->o->verbose > 1)
        sn_hex(t->b, all->p - 2, 6);
    if (code < CONF_REQ || code > CONF_REJ)
        message_text(t, k, &v, (uint32_t)n - HDR);
    else if (k->options)
        options_text(t, k, &v, (uint32_t)n - HDR);
    return SN_TEXT_DONE;
}

#define CONTROL_PROTO(id, heading, number)                                                         \
    const struct sn_proto sn_proto_##id = {                                                        \
        .name = #id,                                                                               \
        .title = heading,                                                                          \
        SN_PROTO_FIELDS(pppcp),                                                                    \
        .keys = SN_KEYS({.table = &sn_tab_ppp, .value = number}),                                  \
        .dissect = pppcp_dissect,                                                                  \
        .text = pppcp_text,                                                                        \
    };

CONTROL_PROTO(lcp, "PPP Link Control Protocol", 0xc021)
CONTROL_PROTO(ipcp, "PPP IP Control Protocol", 0x8021)
CONTROL_PROTO(ipv6cp, "PPP IPv6 Control Protocol", 0x8057)
CONTROL_PROTO(ccp, "PPP Compression Control Protocol", 0x80fd)
CONTROL_PROTO(bacp, "PPP Bandwidth Allocation Control Protocol", 0xc02b)
CONTROL_PROTO(mplscp, "PPP MPLS Control Protocol", 0x8281)
CONTROL_PROTO(osicp, "PPP OSI Control Protocol", 0x8023)
