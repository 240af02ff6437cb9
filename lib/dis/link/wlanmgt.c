/* IEEE 802.11's management frames: what they say, and their elements. The subtype is the frame's,
 * in the layer in front. */
#include "dis/link/wlan.h"

enum { ASSOC_REQ, ASSOC_RESP, REASSOC_REQ, REASSOC_RESP, PROBE_REQ, PROBE_RESP };
enum { BEACON = 8, ATIM, DISASSOC, AUTH, DEAUTH, ACTION };
enum { OPEN_SYSTEM = 0, SHARED_KEY = 1, KEY_2 = 2, KEY_3 = 3 };
enum { STATUS_NA = 108, PROTECTED = 0x40 };
enum { HT_ACTION = 7, MESH_ACTION = 13, MULTIHOP_ACTION, SELF_ACTION };

static const struct sn_val subtypes[] = {{ASSOC_REQ, "Assoc Request"},
                                         {ASSOC_RESP, "Assoc Response"},
                                         {REASSOC_REQ, "ReAssoc Request"},
                                         {REASSOC_RESP, "ReAssoc Response"},
                                         {PROBE_REQ, "Probe Request"},
                                         {PROBE_RESP, "Probe Response"},
                                         {BEACON, "Beacon"},
                                         {ATIM, "ATIM"},
                                         {DISASSOC, "Disassociation"},
                                         {AUTH, "Authentication"},
                                         {DEAUTH, "DeAuthentication"},
                                         {ACTION, "Action"},
                                         {0, NULL}};
static const struct sn_val algorithms[] = {
    {OPEN_SYSTEM, "Open System"}, {SHARED_KEY, "Shared Key"}, {2, "EAP"}, {0, NULL}};
static const struct sn_val categories[] = {{0, "Spectrum Management"},
                                           {1, "QoS"},
                                           {2, "DLS"},
                                           {3, "BA"},
                                           {HT_ACTION, "HT"},
                                           {MESH_ACTION, "MeshAction"},
                                           {MULTIHOP_ACTION, "MultiohopAction"},
                                           {SELF_ACTION, "SelfprotectAction"},
                                           {127, "Vendor"},
                                           {0, NULL}};
static const struct sn_val ba_actions[] = {
    {0, "ADDBA Request"}, {1, "ADDBA Response"}, {2, "DELBA"}, {0, NULL}};
static const struct sn_val ht_actions[] = {{0, "TxChWidth"}, {1, "MIMOPwrSave"}, {0, NULL}};
static const struct sn_val multihop_actions[] = {
    {0, "Proxy Update"}, {1, "Proxy Update Confirmation"}, {0, NULL}};
static const struct sn_val mesh_actions[] = {{0, "MeshLink"},
                                             {1, "HWMP"},
                                             {2, "Gate Announcement"},
                                             {3, "Congestion Control"},
                                             {4, "MCCA Setup Request"},
                                             {5, "MCCA Setup Reply"},
                                             {6, "MCCA Advertisement Request"},
                                             {7, "MCCA Advertisement"},
                                             {8, "MCCA Teardown"},
                                             {9, "TBTT Adjustment Request"},
                                             {10, "TBTT Adjustment Response"},
                                             {0, NULL}};
static const struct sn_val self_actions[] = {{1, "Peering Open"},          {2, "Peering Confirm"},
                                             {3, "Peering Close"},         {4, "Group Key Inform"},
                                             {5, "Group Key Acknowledge"}, {0, NULL}};

#define WLANMGT(F)                                                                                 \
    F(TIMESTAMP, "wlan.fixed.timestamp", LE64, "Timestamp")                                        \
    F(INTERVAL, "wlan.fixed.beacon", LE16, "Beacon Interval")                                      \
    F(CAPS, "wlan.fixed.capabilities", LE16, "Capabilities Information", .base = SN_HEX)           \
    F(CAP_ESS, "wlan.fixed.capabilities.ess", BIT16, "ESS capabilities", .mask = 0x0001)           \
    F(CAP_IBSS, "wlan.fixed.capabilities.ibss", BIT16, "IBSS status", .mask = 0x0002)              \
    F(CAP_PRIVACY, "wlan.fixed.capabilities.privacy", BIT16, "Privacy", .mask = 0x0010)            \
    F(LISTEN, "wlan.fixed.listen_ival", LE16, "Listen Interval", .base = SN_HEX)                   \
    F(CURRENT, "wlan.fixed.current_ap", ETHER, "Current AP")                                       \
    F(STATUS, "wlan.fixed.status_code", LE16, "Status code", .vals = sn_wlan_statuses,             \
      .base = SN_HEX)                                                                              \
    F(AID, "wlan.fixed.aid", LE16, "Association ID", .mask = 0x3fff, .base = SN_HEX)               \
    F(REASON, "wlan.fixed.reason_code", LE16, "Reason code", .vals = sn_wlan_reasons,              \
      .base = SN_HEX)                                                                              \
    F(ALGORITHM, "wlan.fixed.auth.alg", LE16, "Authentication Algorithm", .vals = algorithms)      \
    F(TRANSACTION, "wlan.fixed.auth_seq", LE16, "Authentication SEQ", .base = SN_HEX)              \
    F(CATEGORY, "wlan.fixed.category_code", U8, "Category code", .vals = categories)               \
    F(ACTION_CODE, "wlan.fixed.action_code", U8, "Action code")                                    \
    F(WEP, "sn.wlan.mgt.wep", LE32, NULL)                                                          \
    F(TAG, "sn.wlan.tag", GROUPS, "Tag")                                                           \
    F(TAG_NUM, "wlan.tag.number", U8, "Tag Number")                                                \
    F(TAG_LEN, "wlan.tag.length", U8, "Tag length")                                                \
    F(SSID, "wlan.ssid", BYTES, "SSID")                                                            \
    F(RATES, "wlan.supported_rates", U8S, "Supported Rates", .base = SN_HEX)                       \
    F(CHANNEL, "wlan.ds.current_channel", U8, "Current Channel")                                   \
    F(TIM_COUNT, "wlan.tim.dtim_count", U8, "DTIM count")                                          \
    F(TIM_PERIOD, "wlan.tim.dtim_period", U8, "DTIM period")                                       \
    F(TIM_CONTROL, "wlan.tim.bmapctl", U8, "Bitmap control", .base = SN_HEX)                       \
    F(TIM_BITMAP, "wlan.tim.partial_virtual_bitmap", BYTES, "Partial Virtual Bitmap")              \
    F(CHALLENGE, "wlan.tag.challenge_text", BYTES, "Challenge Text")                               \
    F(COUNTRY, "wlan.country_info.code", STR, "Code")                                              \
    F(ERP, "wlan.erp_info", U8, "ERP Information", .base = SN_HEX)                                 \
    F(EXT_RATES, "wlan.extended_supported_rates", U8S, "Extended Supported Rates", .base = SN_HEX) \
    F(OUI, "wlan.tag.oui", U24, "OUI", .vals = sn_ouis)                                            \
    F(VENDOR_TYPE, "wlan.tag.vendor.oui.type", U8, "Vendor Specific OUI Type")                     \
    F(VENDOR, "wlan.tag.vendor.data", BYTES, "Vendor Specific Data")                               \
    F(TAG_DATA, "wlan.tag.data", BYTES, "Tag Data")
SN_FIELDS(wlanmgt, WLANMGT)

enum { SSID_MAX = 32, RATES_MAX = 16, TIM_MAX = 254, CHALLENGE_MAX = 253 };

/* The frame's header, in front of layer l. */
static uint8_t frame_control(const uint8_t *packet, const struct sn_layer *l, unsigned i)
{
    return packet[l[-1].off + i];
}

static void tim(struct sn_dis *d, struct sn_rd *r)
{
    if (sn_header(d, r, TIM_COUNT, TIM_CONTROL))
        (void)!sn_get_bytes(d, r, TIM_BITMAP, sn_rd_left(r));
}

static void tag(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    uint32_t n = (uint32_t)sn_rd_left(r);

    switch (type) {
    case 0:
        (void)!sn_get_bytes(d, r, SSID, n);
        break;
    case 1:
        (void)!sn_get_n(d, r, RATES, n);
        break;
    case 3:
        if (n == 1)
            (void)!sn_get(d, r, CHANNEL, NULL);
        break;
    case 5:
        tim(d, r);
        break;
    case 7:
        (void)!sn_get_upto(d, r, COUNTRY, 2);
        break;
    case 16:
        (void)!sn_get_bytes(d, r, CHALLENGE, n);
        break;
    case 42:
        (void)!sn_get(d, r, ERP, NULL);
        break;
    case 50:
        (void)!sn_get_n(d, r, EXT_RATES, n);
        break;
    case 221:
        if (sn_header(d, r, OUI, VENDOR_TYPE))
            (void)!sn_get_bytes(d, r, VENDOR, sn_rd_left(r));
        break;
    default:
        (void)!sn_get_bytes(d, r, TAG_DATA, n);
        break;
    }
}

/* An element of this type and length can't be; nothing behind it is read. */
static bool too_long(uint32_t type, uint32_t n)
{
    return (type == 0 && n > SSID_MAX) || (type == 1 && n > RATES_MAX) ||
           (type == 5 && n > TIM_MAX) || (type == 16 && n > CHALLENGE_MAX);
}

static void tags(struct sn_dis *d, struct sn_rd *r)
{
    while (sn_rd_left(r) || r->cut) {
        struct sn_rec *group = sn_group(d, r, TAG, 0);
        uint32_t type, n;
        struct sn_rd val;
        bool whole = sn_get(d, r, TAG_NUM, &type) && sn_get(d, r, TAG_LEN, &n) &&
                     sn_rd_need(r, n) && sn_rd_sub(r, n, &val);

        if (whole && too_long(type, n)) {
            sn_malformed(r);
            whole = false;
        }
        if (whole)
            tag(d, &val, type);
        sn_group_end(d, r, group);
        if (!whole)
            return;
    }
}

static void wlanmgt_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint8_t subtype = frame_control(r->start, d->cur, 0) >> 4;
    bool ok = true;

    (void)len;
    if (frame_control(r->start, d->cur, 1) & PROTECTED) {
        if (sn_get(d, r, WEP, NULL))
            sn_text_last(d);
        return;
    }
    switch (subtype) {
    case BEACON:
    case PROBE_RESP:
        ok = sn_rd_need(r, 12) && sn_header(d, r, TIMESTAMP, CAPS);
        break;
    case ASSOC_REQ:
        ok = sn_rd_need(r, 4) && sn_get(d, r, CAPS, NULL) && sn_get(d, r, LISTEN, NULL);
        break;
    case REASSOC_REQ:
        ok = sn_rd_need(r, 10) && sn_get(d, r, CAPS, NULL) && sn_get(d, r, LISTEN, NULL) &&
             sn_get(d, r, CURRENT, NULL);
        break;
    case ASSOC_RESP:
    case REASSOC_RESP:
        ok = sn_rd_need(r, 6) && sn_get(d, r, CAPS, NULL) && sn_get(d, r, STATUS, NULL) &&
             sn_get(d, r, AID, NULL);
        break;
    case AUTH:
        ok = sn_rd_need(r, 6) && sn_get(d, r, ALGORITHM, NULL) && sn_get(d, r, TRANSACTION, NULL) &&
             sn_get(d, r, STATUS, NULL);
        break;
    case DISASSOC:
    case DEAUTH:
        (void)!sn_get(d, r, REASON, NULL);
        return;
    case ACTION:
        (void)(sn_rd_need(r, 2) && sn_header(d, r, CATEGORY, ACTION_CODE));
        return;
    case PROBE_REQ:
        break;
    default:
        return;
    }
    if (ok && subtype != AUTH && subtype != PROBE_REQ)
        sn_parts(d, CAPS, CAP_ESS, CAP_PRIVACY);
    if (ok)
        tags(d, r);
}

/* ---- text ---- */

static void ssid_text(struct sn_text *t, const struct sn_view *v)
{
    const struct sn_rec *q = sn_find(v, SSID);

    if (!q)
        return;
    sn_put_lit(t->b, " (");
    sn_put_safe(t->b, q->p, strnlen((const char *)q->p, q->n));
    sn_put_c(t->b, ')');
}

static void rates_text(struct sn_text *t, const struct sn_view *v)
{
    struct sn_view tag_view = {0}, rate = {0};
    const char *before = " [";

    while (sn_each(v, TAG, &tag_view) &&
           !(sn_opt(&tag_view, TAG_NUM) == 1 && sn_find(&tag_view, RATES)))
        ;
    while (sn_each(&tag_view, RATES, &rate)) {
        sn_put_s(t->b, before);
        sn_wlan_put_rate(t, (uint32_t)rate.rec->u & 0x7f);
        if (rate.rec->u & 0x80)
            sn_put_c(t->b, '*');
        before = " ";
    }
    if (*before != '\0' && before[1] == '\0')
        sn_put_lit(t->b, " Mbit]");
}

static void channel_text(struct sn_text *t, const struct sn_view *v)
{
    if (sn_find(v, CHANNEL))
        sn_say(t, v, " CH: {}", CHANNEL);
    if (sn_opt(v, CAPS) & 0x10)
        sn_put_lit(t->b, ", PRIVACY");
}

static void status_text(struct sn_text *t, const struct sn_view *v)
{
    uint64_t status = sn_opt(v, STATUS);

    sn_put_name(t, sn_wlan_statuses, status, status < STATUS_NA ? "Reserved" : "n/a");
}

/* Of an authentication by key, the challenge; and the status, but of a request. */
static void auth_text(struct sn_text *t, const struct sn_view *v)
{
    uint64_t algorithm = sn_opt(v, ALGORITHM), n = sn_opt(v, TRANSACTION);

    if (!sn_need_short(t, v, STATUS))
        return;
    sn_say(t, v, " ({s:Reserved})-{x}", ALGORITHM, TRANSACTION);
    if (algorithm == SHARED_KEY && (n == KEY_2 || n == KEY_3)) {
        sn_put_lit(t->b, " [Challenge Text] ");
        if (n == KEY_3)
            status_text(t, v);
        return;
    }
    sn_put_lit(t->b, ": ");
    if (n % 2)
        status_text(t, v);
}

static void reason_text(struct sn_text *t, const struct sn_view *v, const uint8_t *sender)
{
    if (!sn_need_short(t, v, REASON))
        return;
    if (sender && !t->o->link) {
        sn_put_lit(t->b, " (");
        sn_put_ether(t->b, sender);
        sn_put_c(t->b, ')');
    }
    sn_say(t, v, ": {s:Reserved}", REASON);
}

static void action_text(struct sn_text *t, const struct sn_view *v, const uint8_t *sender)
{
    static const struct {
        uint8_t category;
        const struct sn_val *names;
    } known[] = {{3, ba_actions},
                 {HT_ACTION, ht_actions},
                 {MULTIHOP_ACTION, multihop_actions},
                 {MESH_ACTION, mesh_actions},
                 {SELF_ACTION, self_actions}};
    const struct sn_val *names = NULL;

    if (!sn_need_short(t, v, ACTION_CODE))
        return;
    if (!t->o->link) {
        sn_put_lit(t->b, " (");
        sn_put_ether(t->b, sender);
        sn_put_c(t->b, ')');
    }
    sn_say(t, v, ": {s:Reserved(%u)} ", CATEGORY);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (known[i].category == sn_opt(v, CATEGORY))
            names = known[i].names;
    }
    sn_put_name(t, names, sn_opt(v, ACTION_CODE), "Act#%u");
}

/* What the kinds of frames say; elements that weren't whole end the line behind it. */
static enum sn_then wlanmgt_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), frame = sn_view(t, &l[-1]);
    uint8_t subtype = sn_wlan_subtype(&frame);
    const uint8_t *sender = sn_wlan_sender(&frame);
    bool protected = sn_wlan_flags(&frame) & PROTECTED;

    t->tag = "802.11";
    if (!sn_val_name(subtypes, subtype)) {
        sn_put_f(t->b, "Unhandled Management subtype(%x)", subtype);
    } else {
        sn_put_s(t->b, sn_val_name(subtypes, subtype));
    }
    if (protected) {
        if (sn_need_short(t, &v, WEP))
            sn_put_f(t->b, " IV:%3x Pad %x KeyID %x", (unsigned)sn_opt(&v, WEP) & 0xffffff,
                     (unsigned)sn_opt(&v, WEP) >> 24 & 0x3f, (unsigned)sn_opt(&v, WEP) >> 30);
        return SN_TEXT_DONE;
    }
    switch (subtype) {
    case BEACON:
    case PROBE_RESP:
        if (!sn_need_short(t, &v, CAPS))
            break;
        ssid_text(t, &v);
        rates_text(t, &v);
        if (subtype == BEACON)
            sn_put_s(t->b, sn_opt(&v, CAPS) & 1 ? " ESS" : " IBSS");
        channel_text(t, &v);
        break;
    case ASSOC_REQ:
    case REASSOC_REQ:
        if (!sn_need_short(t, &v, subtype == ASSOC_REQ ? LISTEN : CURRENT))
            break;
        ssid_text(t, &v);
        if (subtype == ASSOC_REQ)
            rates_text(t, &v);
        else
            sn_say(t, &v, " AP : {}", CURRENT);
        break;
    case ASSOC_RESP:
    case REASSOC_RESP:
        if (!sn_need_short(t, &v, AID))
            break;
        sn_put_f(t->b, " AID(%x) :%s: ", (unsigned)sn_opt(&v, AID),
                 sn_opt(&v, CAPS) & 0x10 ? " PRIVACY " : "");
        status_text(t, &v);
        break;
    case PROBE_REQ:
        ssid_text(t, &v);
        rates_text(t, &v);
        break;
    case AUTH:
        auth_text(t, &v);
        break;
    case DISASSOC:
    case DEAUTH:
        reason_text(t, &v, subtype == DEAUTH ? sender : NULL);
        break;
    case ACTION:
        action_text(t, &v, sender);
        break;
    default:
        break;
    }
    return l->flags && !t->ended ? SN_TEXT_CUT_SHORT : SN_TEXT_DONE;
}

const struct sn_proto sn_proto_wlanmgt = {
    .name = "wlan.mgt",
    .title = "IEEE 802.11 Wireless Management",
    SN_PROTO_FIELDS(wlanmgt),
    .dissect = wlanmgt_dissect,
    .text = wlanmgt_text,
};
