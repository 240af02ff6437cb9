/* What stands in front of IEEE 802.11 frames in captures: radiotap, AVS's header, Prism's, and PPI,
 * which also carries other link types. */
#include "dis/link/dlt.h"
#include "dis/link/wlan.h"

enum { F_SHORT_PREAMBLE = 0x02, F_FCS = 0x10, F_PAD = 0x20 };
/* Bits of the presence words; those from END on are unknown. */
enum {
    B_TSFT,
    B_FLAGS,
    B_RATE,
    B_CHANNEL,
    B_FHSS,
    B_SIGNAL,
    B_NOISE,
    B_QUALITY,
    B_ATTENUATION,
    B_DB_ATTENUATION,
    B_TX_POWER,
    B_ANTENNA,
    B_DB_SIGNAL,
    B_DB_NOISE,
    B_RX_FLAGS,
    B_XCHANNEL = 18,
    B_MCS,
    B_AMPDU,
    B_VHT,
    B_END,
    B_RESET = 29,
    B_MORE = 31,
};
enum { HDR = 8, WORDS_MAX = 32, XCHANNEL_LEN = 8 };

#define RADIOTAP(F)                                                                                \
    F(VERSION, "radiotap.version", U8, "Header revision")                                          \
    F(PAD, "radiotap.pad", U8, "Header pad")                                                       \
    F(LEN, "radiotap.length", LE16, "Header length")                                               \
    F(PRESENT, "radiotap.present.word", UINT, "Present flags word", .base = SN_HEX, .width = 4,    \
      .step = 4, .flags = SN_F_LE | SN_F_MULTI)                                                    \
    F(TSFT, "radiotap.mactime", LE64, "MAC timestamp")                                             \
    F(FLAGS, "radiotap.flags", U8, "Flags", .base = SN_HEX)                                        \
    F(F_CFP_BIT, "radiotap.flags.cfp", BIT8, "CFP", .mask = 0x01)                                  \
    F(F_PREAMBLE_BIT, "radiotap.flags.preamble", BIT8, "Preamble", .mask = 0x02)                   \
    F(F_WEP_BIT, "radiotap.flags.wep", BIT8, "WEP", .mask = 0x04)                                  \
    F(F_FRAG_BIT, "radiotap.flags.frag", BIT8, "Fragmentation", .mask = 0x08)                      \
    F(F_FCS_BIT, "radiotap.flags.fcs", BIT8, "FCS at end", .mask = 0x10)                           \
    F(F_PAD_BIT, "radiotap.flags.datapad", BIT8, "Data Pad", .mask = 0x20)                         \
    F(F_BAD_BIT, "radiotap.flags.badfcs", BIT8, "Bad FCS", .mask = 0x40)                           \
    F(F_GI_BIT, "radiotap.flags.shortgi", BIT8, "Short GI", .mask = 0x80)                          \
    F(RATE, "sn.radiotap.rate", U8, "Data rate in 500 kb/s")                                       \
    F(FREQ, "radiotap.channel.freq", LE16, "Channel frequency", .unit = "MHz")                     \
    F(CHANNEL, "radiotap.channel.flags", LE16, "Channel flags", .base = SN_HEX)                    \
    F(HOPSET, "radiotap.fhss.hopset", U8, "FHSS Hop Set")                                          \
    F(PATTERN, "radiotap.fhss.pattern", U8, "FHSS Pattern")                                        \
    F(SIGNAL, "radiotap.dbm_antsignal", I8, "Antenna signal", .unit = "dBm", .flags = SN_F_MULTI)  \
    F(NOISE, "radiotap.dbm_antnoise", I8, "Antenna noise", .unit = "dBm")                          \
    F(QUALITY, "radiotap.quality", LE16, "Signal Quality")                                         \
    F(ATTENUATION, "radiotap.txattenuation", LE16, "TX attenuation")                               \
    F(DB_ATTENUATION, "radiotap.db_txattenuation", LE16, "TX attenuation", .unit = "dB")           \
    F(TX_POWER, "radiotap.txpower", I8, "Transmit power", .unit = "dBm")                           \
    F(ANTENNA, "radiotap.antenna", U8, "Antenna", .flags = SN_F_MULTI)                             \
    F(DB_SIGNAL, "radiotap.db_antsignal", U8, "dB antenna signal", .unit = "dB")                   \
    F(DB_NOISE, "radiotap.db_antnoise", U8, "dB antenna noise", .unit = "dB")                      \
    F(RX_FLAGS, "radiotap.rxflags", LE16, "RX flags", .base = SN_HEX)                              \
    F(X_FLAGS, "radiotap.xchannel.flags", LE32, "Channel type", .base = SN_HEX)                    \
    F(X_FREQ, "radiotap.xchannel.freq", LE16, "Channel frequency", .unit = "MHz")                  \
    F(X_CHANNEL, "radiotap.xchannel.channel", U8, "Channel number", .pad = 1)                      \
    F(MCS_KNOWN, "radiotap.mcs.known", U8, "Known MCS information", .base = SN_HEX)                \
    F(MCS_FLAGS, "sn.radiotap.mcs.flags", U8, "MCS flags", .base = SN_HEX)                         \
    F(MCS, "radiotap.mcs.index", U8, "MCS index")                                                  \
    F(AMPDU, "radiotap.ampdu.reference", LE32, "A-MPDU reference number")                          \
    F(AMPDU_FLAGS, "radiotap.ampdu.flags", LE16, "A-MPDU flags", .base = SN_HEX, .pad = 2)         \
    F(VHT_KNOWN, "sn.radiotap.vht.known", LE16, "Known VHT information", .base = SN_HEX)           \
    F(VHT_FLAGS, "sn.radiotap.vht.flags", U8, "VHT flags", .base = SN_HEX)                         \
    F(VHT_BW, "radiotap.vht.bw", U8, "Bandwidth", .vals = vht_bandwidths)                          \
    F(VHT_USERS, "sn.radiotap.vht.users", BYTES, NULL, .width = 4, .step = 4)                      \
    F(VHT_CODING, "sn.radiotap.vht.coding", U8, NULL, .base = SN_HEX)                              \
    F(VHT_GROUP, "radiotap.vht.gid", U8, "Group Id")                                               \
    F(VHT_AID, "sn.radiotap.vht.p_aid", LE16, "Partial AID")                                       \
    F(UNKNOWN, "sn.radiotap.unknown_bit", UINT, "Unknown bit")                                     \
    F(NARROW, "sn.radiotap.narrow", UINT, NULL)                                                    \
    F(NARROW_ATTENUATION, "sn.radiotap.narrow.attenuation", U8, NULL)

static const struct sn_val vht_bandwidths[] = {
    {0, "20 MHz"},         {1, "40 MHz"},         {2, "20 MHz (L)"},
    {3, "20 MHz (U)"},     {4, "80 MHz"},         {5, "80 MHz (L)"},
    {6, "80 MHz (U)"},     {7, "80 MHz (LL)"},    {8, "80 MHz (LU)"},
    {9, "80 MHz (UL)"},    {10, "80 MHz (UU)"},   {11, "160 MHz"},
    {12, "160 MHz (L)"},   {13, "160 MHz (U)"},   {14, "160 MHz (LL)"},
    {15, "160 MHz (LU)"},  {16, "160 MHz (UL)"},  {17, "160 MHz (UU)"},
    {18, "160 MHz (LLL)"}, {19, "160 MHz (LLU)"}, {20, "160 MHz (LUL)"},
    {21, "160 MHz (UUU)"}, {22, "160 MHz (ULL)"}, {23, "160 MHz (ULU)"},
    {24, "160 MHz (UUL)"}, {25, "160 MHz (UUU)"}, {0, NULL}};
SN_FIELDS(radiotap, RADIOTAP)

/* Where the fields of a bit begin, and of how many bytes their place is a multiple. */
static const struct {
    uint8_t first, last, align;
} bits[B_END] = {
    [B_TSFT] = {TSFT, TSFT, 8},
    [B_FLAGS] = {FLAGS, FLAGS, 1},
    [B_RATE] = {RATE, RATE, 1},
    [B_CHANNEL] = {FREQ, CHANNEL, 2},
    [B_FHSS] = {HOPSET, PATTERN, 1},
    [B_SIGNAL] = {SIGNAL, SIGNAL, 1},
    [B_NOISE] = {NOISE, NOISE, 1},
    [B_QUALITY] = {QUALITY, QUALITY, 2},
    [B_ATTENUATION] = {ATTENUATION, ATTENUATION, 2},
    [B_DB_ATTENUATION] = {DB_ATTENUATION, DB_ATTENUATION, 2},
    [B_TX_POWER] = {TX_POWER, TX_POWER, 1},
    [B_ANTENNA] = {ANTENNA, ANTENNA, 1},
    [B_DB_SIGNAL] = {DB_SIGNAL, DB_SIGNAL, 1},
    [B_DB_NOISE] = {DB_NOISE, DB_NOISE, 1},
    [B_RX_FLAGS] = {RX_FLAGS, RX_FLAGS, 2},
    [B_XCHANNEL] = {X_FLAGS, X_CHANNEL, 4},
    [B_MCS] = {MCS_KNOWN, MCS, 1},
    [B_AMPDU] = {AMPDU, AMPDU_FLAGS, 4},
    [B_VHT] = {VHT_KNOWN, VHT_AID, 2},
};

/* The fields of one presence word; `base` is added to its bits when they are unknown. False: what
 * follows can't be found. narrow: as tcpdump reads them, to which TX attenuation is one byte. */
static bool word(struct sn_dis *d, struct sn_rd *r, size_t start, uint32_t present, unsigned base,
                 bool narrow)
{
    for (unsigned i = 0; i < B_RESET; i++) {
        size_t over;

        if (!(present >> i & 1))
            continue;
        if (narrow && !base && i == B_DB_ATTENUATION) {
            if (!sn_get(d, r, NARROW_ATTENUATION, NULL))
                return false;
            continue;
        }
        if (base || i >= B_END || !bits[i].first) {
            sn_note(d, UNKNOWN, i + base);
            return false;
        }
        over = (sn_rd_off(r) - start) % bits[i].align;
        if ((over && !sn_rd_skip(r, bits[i].align - over)) ||
            (i == B_XCHANNEL && !sn_rd_need(r, XCHANNEL_LEN)) ||
            !sn_header(d, r, bits[i].first, bits[i].last))
            return false;
        if (i == B_FLAGS)
            sn_parts(d, FLAGS, F_CFP_BIT, F_GI_BIT);
    }
    return true;
}

/* What a vendor has: OUI, namespace, how many bytes follow, and they. False: they aren't there. */
static bool vendor(struct sn_dis *d, struct sn_rd *r, size_t start)
{
    enum { VENDOR_LEN = 6 };
    size_t pad = (sn_rd_off(r) - start) & 1, n;

    if (sn_rd_left(r) < pad + VENDOR_LEN) {
        sn_note(d, UNKNOWN, UINT32_MAX);
        return true;
    }
    (void)sn_rd_skip(r, pad + VENDOR_LEN);
    n = sn_le16(r->p - 2);
    return n <= sn_rd_left(r) && sn_rd_skip(r, n);
}

/* False: the presence words alone don't fit. */
static bool fields(struct sn_dis *d, struct sn_rd *r, size_t start, bool narrow)
{
    enum { TO_OURS = 1, TO_VENDOR };
    uint32_t words[WORDS_MAX], n = 0;
    unsigned base = 0;
    bool ours = true;

    do {
        if (!sn_get(d, r, PRESENT, &words[n]))
            return false;
    } while (words[n++] >> B_MORE && n < WORDS_MAX);
    for (uint32_t i = 0; i < n && (!ours || word(d, r, start, words[i], base, narrow)); i++) {
        uint32_t change = words[i] >> B_RESET & 3;

        base = change ? 0 : base + 32;
        if (change == TO_VENDOR && !vendor(d, r, start))
            break;
        if (change == TO_OURS || change == TO_VENDOR)
            ours = change == TO_OURS;
    }
    return true;
}

/* All of them again, for the text alone. */
static void narrow_fields(struct sn_dis *d, const struct sn_rd *r, size_t start, uint32_t n)
{
    struct sn_rd header = sn_inside(r, n - 4);
    uint32_t first = d->nrec;

    sn_note(d, NARROW, 0);
    (void)fields(d, &header, start, true);
    if (header.stop)
        sn_note(d, UNKNOWN, UINT32_MAX);
    sn_text_only(d, first);
}

static void radiotap_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    size_t start = sn_rd_off(r);
    struct sn_rd header;
    uint32_t n;

    d->linklen = (uint32_t)(start + sn_rd_left(r));
    if (!sn_rd_need(r, HDR) || !sn_header(d, r, VERSION, LEN))
        return;
    n = (uint32_t)sn_u(d, LEN);
    if (n < HDR || !sn_rd_need(r, n - 4)) {
        sn_malformed(r);
        return;
    }
    header = sn_inside(r, n - 4);
    if (!fields(d, &header, start, false)) {
        sn_malformed(r);
        return;
    }
    if (header.stop)
        sn_note(d, UNKNOWN, UINT32_MAX);
    if (sn_u(d, PRESENT) >> B_DB_ATTENUATION & 1)
        narrow_fields(d, r, start, n);
    (void)!sn_rd_skip(r, n - 4);
    sn_wlan_next(d, r, len < n ? 0 : len - n, sn_u(d, FLAGS) & F_FCS);
}

bool sn_radiotap_pads(const struct sn_dis *d)
{
    const struct sn_layer *l = d->cur - 1;

    if (d->cur == d->layer || l->proto != &sn_proto_radiotap)
        return false;
    for (uint32_t i = l->first; i < l->first + l->n; i++) {
        if (d->rec[i].field == FLAGS)
            return d->rec[i].u & F_PAD;
    }
    return false;
}

/* ---- text ---- */

static void channel_text(struct sn_text *t, uint64_t freq, uint64_t f, bool mcs)
{
    const char *width = f & 0x4000 ? "/10Mhz" : f & 0x8000 ? "/5Mhz" : "";

    sn_put_f(t->b, "%u MHz", (unsigned)freq);
    if (mcs)
        sn_put_lit(t->b, " 11n");
    else if ((f & 0x880) == 0x880)
        sn_put_lit(t->b, " FHSS");
    if (!mcs && (f & 0x140) == 0x140)
        sn_put_f(t->b, " 11a%s", width);
    if (!mcs && ((f & 0xc0) == 0xc0 || (f & 0x480) == 0x480))
        sn_put_f(t->b, " 11g%s", width);
    else if (!mcs && (f & 0xa0) == 0xa0)
        sn_put_lit(t->b, " 11b");
    if (f & 0x10 && !mcs)
        sn_put_lit(t->b, " Turbo");
    if (f & 0x10000)
        sn_put_lit(t->b, " ht/20");
    else if (f & 0x40000)
        sn_put_lit(t->b, " ht/40-");
    else if (f & 0x20000)
        sn_put_lit(t->b, " ht/40+");
    sn_put_c(t->b, ' ');
}

static void flags_text(struct sn_text *t, uint64_t f)
{
    static const struct sn_val names[] = {{0x01, "cfp "},     {F_SHORT_PREAMBLE, "short preamble "},
                                          {0x04, "wep "},     {0x08, "fragmented "},
                                          {0x40, "bad-fcs "}, {0, NULL}};

    for (const struct sn_val *n = names; n->name; n++)
        sn_put_s(t->b, f & n->v ? n->name : "");
}

/* The rate of an index in tenths of Mb/s (IEEE 802.11n); 0: unknown. */
static uint32_t mcs_rate(uint32_t mcs, bool wide, bool short_gi)
{
    static const uint16_t narrow[] = {65, 130, 195, 260, 390, 520, 585, 650};
    static const uint16_t broad[] = {135, 270, 405, 540, 810, 1080, 1215, 1350};
    static const uint16_t unequal[] = {
        390,  520,  650,  585,  780,  975,  520,  650,  650,  780,  910,  910,  1040, 780,  975,
        975,  1170, 1365, 1365, 1560, 650,  780,  910,  780,  910,  1040, 1170, 1040, 1170, 1300,
        1300, 1430, 975,  1170, 1365, 1170, 1365, 1560, 1755, 1560, 1755, 1950, 1950, 2145};
    uint32_t rate;

    if (mcs < 32)
        rate = (wide ? broad : narrow)[mcs % 8] * (mcs / 8 + 1u);
    else if (mcs == 32 && wide)
        rate = 60;
    else if (mcs > 32 && mcs < 33 + sizeof unequal / sizeof *unequal)
        rate = wide ? unequal[mcs - 33] * 27u / 13 : unequal[mcs - 33];
    else
        return 0;
    return short_gi ? (rate * 10 + 4) / 9 : rate;
}

static void mcs_text(struct sn_text *t, const struct sn_view *v)
{
    static const char *const widths[] = {"20 MHz ", "40 MHz ", "20 MHz (L) ", "20 MHz (U) "};
    uint64_t known = sn_opt(v, MCS_KNOWN), f = sn_opt(v, MCS_FLAGS);
    uint32_t rate = mcs_rate((uint32_t)sn_opt(v, MCS), (f & 3) == 1, f & 4);

    if (known & 0x02 && known & 0x05 && rate)
        sn_put_f(t->b, "%u.%u Mb/s ", rate / 10, rate % 10);
    if (known & 0x02)
        sn_say(t, v, "MCS {} ", MCS);
    if (known & 0x01)
        sn_put_s(t->b, widths[f & 3]);
    if (known & 0x04)
        sn_put_s(t->b, f & 0x04 ? "short GI " : "long GI ");
    if (known & 0x08)
        sn_put_s(t->b, f & 0x08 ? "greenfield " : "mixed ");
    if (known & 0x10)
        sn_put_s(t->b, f & 0x10 ? "LDPC FEC " : "BCC FEC ");
    if (known & 0x20)
        sn_put_f(t->b, "RX-STBC%u ", (unsigned)f >> 5 & 3);
}

static void vht_text(struct sn_text *t, const struct sn_view *v)
{
    uint64_t known = sn_opt(v, VHT_KNOWN), coding = sn_opt(v, VHT_CODING);
    const struct sn_rec *users = sn_find(v, VHT_USERS);

    for (unsigned i = 0; i < 4; i++) {
        if (users->p[i] & 15)
            sn_put_f(t->b, "User %u MCS %u %s FEC ", i, users->p[i] >> 4,
                     coding >> i & 1 ? "LDPC" : "BCC");
    }
    if (known & 0x0040) {
        sn_put_name(t, vht_bandwidths, sn_opt(v, VHT_BW) & 0x1f, "unknown (%u)");
        sn_put_c(t->b, ' ');
    }
    if (known & 0x0004)
        sn_put_s(t->b, sn_opt(v, VHT_FLAGS) & 0x04 ? "short GI " : "long GI ");
}

/* The fields that are printed by a format. */
static const struct {
    uint16_t field;
    const char *fmt;
} says[] = {
    {TSFT, "{}us tsft "},        {SIGNAL, "{}dBm signal "},     {NOISE, "{}dBm noise "},
    {QUALITY, "{} sq "},         {TX_POWER, "{}dBm tx power "}, {ANTENNA, "antenna {} "},
    {DB_SIGNAL, "{}dB signal "}, {DB_NOISE, "{}dB noise "},
};

/* One record, in the order of the packet. */
static void field_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q,
                       uint64_t present)
{
    bool mcs = present >> B_MCS & 1;
    struct sn_view one = {.rec = q, .end = v->end, .fields = v->fields};

    for (size_t i = 0; i < sizeof says / sizeof says[0]; i++) {
        if (says[i].field == q->field)
            sn_say(t, &one, says[i].fmt, q->field);
    }
    if (q->field == FLAGS)
        flags_text(t, q->u);
    else if (q->field == NARROW_ATTENUATION)
        sn_put_f(t->b, "%ddB tx attenuation ", -(int8_t)q->u);
    else if (q->field == ATTENUATION) /* tcpdump takes both for numbers with a sign */
        sn_put_f(t->b, "%d tx power ", -(int16_t)q->u);
    else if (q->field == RATE && q->u >> 4 == 8)
        sn_put_f(t->b, "MCS %u ", (unsigned)q->u & 0x7f);
    else if (q->field == RATE)
        sn_put_f(t->b, "%u.%u Mb/s ", (unsigned)q->u / 2, (unsigned)q->u % 2 * 5);
    else if (q->field == CHANNEL && !(present >> B_XCHANNEL & 1))
        channel_text(t, sn_opt(v, FREQ), q->u, mcs);
    else if (q->field == X_CHANNEL)
        channel_text(t, sn_opt(v, X_FREQ), sn_opt(v, X_FLAGS), mcs);
    else if (q->field == PATTERN)
        sn_say(t, v, "fhset {} fhpat {} ", HOPSET, PATTERN);
    else if (q->field == MCS)
        mcs_text(t, v);
    else if (q->field == VHT_AID)
        vht_text(t, v);
    else if (q->field == UNKNOWN && q->u == UINT32_MAX)
        sn_put_lit(t->b, " [|802.11_radio]");
    else if (q->field == UNKNOWN)
        sn_put_f(t->b, "[bit %u] ", (unsigned)q->u);
}

static enum sn_then radiotap_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *again = sn_find(&v, NARROW);
    uint64_t present = sn_opt(&v, PRESENT);

    t->tag = "802.11_radio";
    if (!sn_find(&v, LEN) || l->flags)
        return SN_TEXT_CUT_SHORT;
    if (again)
        v.rec = again;
    for (const struct sn_rec *q = v.rec; q < v.end; q++)
        field_text(t, &v, q, present);
    return SN_TEXT_INNER;
}

SN_PROTO(radiotap, "IEEE 802.11 Radiotap Capture header",
         {.table = &sn_tab_link, .value = SN_LINK_RADIOTAP})

/* ---- headers of which tcpdump prints nothing ---- */

#define AVS(F)                                                                                     \
    F(A_MAGIC, "sn.avs.magic", U32, "Magic", .base = SN_HEX)                                       \
    F(A_LEN, "sn.avs.length", U32, "Header length")
SN_FIELDS(avs, AVS)

enum { PRISM_LEN = 144, AVS_LEN = 8, AVS_MAGIC = 0x80211000 };

static void avs_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t n;

    d->linklen = d->cur->off + d->cur->caplen;
    if (!sn_rd_need(r, AVS_LEN) || !sn_header(d, r, A_MAGIC, A_LEN))
        return;
    n = (uint32_t)sn_u(d, A_LEN);
    if (n < AVS_LEN ? sn_malformed(r), true : !sn_rd_skip(r, n - AVS_LEN))
        return;
    sn_wlan_next(d, r, len < n ? 0 : len - n, false);
}

static enum sn_then avs_text(struct sn_text *t, const struct sn_layer *l)
{
    (void)t;
    return l->flags ? SN_TEXT_CUT_SHORT : SN_TEXT_INNER;
}

const struct sn_proto sn_proto_avs = {
    .name = "avs",
    .tag = "802.11_radio_avs",
    .title = "AVS WLAN Capture header",
    SN_PROTO_FIELDS(avs),
    .keys = SN_KEYS({.table = &sn_tab_link, .value = SN_LINK_AVS}),
    .dissect = avs_dissect,
    .text = avs_text,
};

/* Prism's, in whose place AVS's may stand. */
static void prism_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    d->linklen = d->cur->off + d->cur->caplen;
    if (!sn_rd_need(r, 4))
        return;
    if (sn_be32(r->p) == AVS_MAGIC + 1 || sn_be32(r->p) == AVS_MAGIC + 2) /* its versions */
        sn_next_proto(d, &sn_proto_avs, r, len);
    else if (sn_rd_skip(r, PRISM_LEN))
        sn_wlan_next(d, r, len < PRISM_LEN ? 0 : len - PRISM_LEN, false);
}

const struct sn_proto sn_proto_prism = {
    .name = "prism",
    .title = "Prism capture header",
    SN_PROTO_FIELDS(avs),
    .keys = SN_KEYS({.table = &sn_tab_link, .value = SN_LINK_PRISM}),
    .dissect = prism_dissect,
    .text = avs_text,
};

/* ---- PPI ---- */

#define PPI(F)                                                                                     \
    F(P_VERSION, "ppi.version", U8, "Version")                                                     \
    F(P_FLAGS, "ppi.flags", U8, "Flags", .base = SN_HEX)                                           \
    F(P_LEN, "ppi.length", LE16, "Header length")                                                  \
    F(P_DLT, "ppi.dlt", LE32, "DLT")
SN_FIELDS(ppi, PPI)

enum { PPI_MAX = 65532 };

static bool ppi_length_right(uint64_t n)
{
    return n >= HDR && n <= PPI_MAX;
}

static void ppi_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    const struct sn_proto *p;
    uint32_t n;

    d->linklen = d->cur->off + d->cur->caplen;
    if (!sn_rd_need(r, HDR) || !sn_header(d, r, P_VERSION, P_DLT))
        return;
    n = (uint32_t)sn_u(d, P_LEN);
    if (!ppi_length_right(n) ? sn_malformed(r), true : !sn_rd_skip(r, n - HDR))
        return;
    p = sn_dlt_proto(d, (uint32_t)sn_u(d, P_DLT));
    d->linklen = (uint32_t)sn_rd_off(r) + sn_dlt_linklen(p);
    sn_next_proto(d, p, r, len < n ? 0 : len - n);
}

static void ppi_header(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    const char *name = sn_dlt_name((uint32_t)sn_opt(v, P_DLT));

    if (t->o->quiet)
        sn_put_s(t->b, name);
    else
        sn_put_f(t->b, "V.%u DLT %s (%u) len %u", (unsigned)sn_opt(v, P_VERSION), name,
                 (unsigned)sn_opt(v, P_DLT), (unsigned)sn_opt(v, P_LEN));
    sn_put_f(t->b, ", length %u: ", l->len);
}

static enum sn_then ppi_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    bool known = sn_text_claimed(t, l);

    if (sn_find(&v, P_DLT) && !ppi_length_right(sn_opt(&v, P_LEN))) {
        sn_put_f(t->b, " [length %u < %u or > %u] (invalid)", (unsigned)sn_opt(&v, P_LEN), HDR,
                 PPI_MAX);
        return SN_TEXT_DONE;
    }
    if (l->flags)
        return SN_TEXT_CUT_SHORT;
    if (t->o->link || !known)
        ppi_header(t, l, &v);
    if (!known)
        sn_text_dump(t);
    return SN_TEXT_INNER;
}

SN_PROTO(ppi, "PPI Packet Header", {.table = &sn_tab_link, .value = SN_LINK_PPI})
