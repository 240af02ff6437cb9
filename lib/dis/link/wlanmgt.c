/* IEEE 802.11's management frames: what they say, and their elements. The subtype is the frame's,
 * in the layer in front. */
#include "dis/link/wlan.h"

enum { ASSOC_REQ, ASSOC_RESP, REASSOC_REQ, REASSOC_RESP, PROBE_REQ, PROBE_RESP };
enum { BEACON = 8, ATIM, DISASSOC, AUTH, DEAUTH, ACTION };
enum { OPEN_SYSTEM = 0, SHARED_KEY = 1, SAE = 3, KEY_2 = 2, KEY_3 = 3 };
enum { STATUS_NA = 108, PROTECTED = 0x40, VERSION = 0x03 };
enum { BA_ACTION = 3, HT_ACTION = 7, MESH_ACTION = 13, MULTIHOP_ACTION, SELF_ACTION };

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
    F(OTHER_ACTION, "sn.wlan.fixed.action_code", UINT, "Action code")                              \
    F(HT_CODE, "wlan.fixed.htact", UINT, "HT Action", .base = SN_HEX)                              \
    F(PUBLIC_CODE, "wlan.fixed.publicact", UINT, "Public Action", .base = SN_HEX)                  \
    F(MESH_CODE, "wlan.fixed.mesh_action", UINT, "Mesh Action code", .base = SN_HEX)               \
    F(MULTIHOP_CODE, "wlan.fixed.multihop_action", UINT, "Multihop Action code", .base = SN_HEX)   \
    F(SELF_CODE, "wlan.fixed.selfprot_action", UINT, "Self-protected Action code", .base = SN_HEX) \
    F(VHT_CODE, "wlan.vht.action", UINT, "VHT Action")                                             \
    F(MESH_EXT, "wlan.fixed.mesh_flags", U8, "Mesh Flags", .base = SN_HEX)                         \
    F(MESH_TTL, "wlan.fixed.mesh_ttl", U8, "Mesh TTL", .base = SN_HEX)                             \
    F(MESH_SEQ, "wlan.fixed.mesh_sequence", LE32, "Sequence Number", .base = SN_HEX)               \
    F(MESH_A4, "wlan.fixed.mesh_addr4", ETHER, "Mesh Extended Address 4")                          \
    F(MESH_A5, "wlan.fixed.mesh_addr5", ETHER, "Mesh Extended Address 5")                          \
    F(MESH_A6, "wlan.fixed.mesh_addr6", ETHER, "Mesh Extended Address 6")                          \
    F(WEP, "sn.wlan.mgt.wep", LE32, NULL)                                                          \
    F(IV, "wlan.wep.iv", UINT, "Initialization Vector", .base = SN_HEX)                            \
    F(TKIP_IV, "wlan.tkip.extiv", STR, "TKIP Ext. Initialization Vector")                          \
    F(CCMP_IV, "wlan.ccmp.extiv", STR, "CCMP Ext. Initialization Vector")                          \
    F(KEY, "wlan.wep.key", UINT, "Key Index")                                                      \
    F(TAG, "sn.wlan.tag", GROUPS, "Tag")                                                           \
    F(TAG_NUM, "wlan.tag.number", U8, "Tag Number")                                                \
    F(TAG_LEN, "wlan.tag.length", U8, "Tag length")                                                \
    F(EXT_LEN, "wlan.ext_tag.length", UINT, "Ext Tag length")                                      \
    F(EXT_NUM, "wlan.ext_tag.number", U8, "Ext Tag Number")                                        \
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
    F(TAG_REASON, "wlan.fixed.reason_code", UINT, "Reason code", .vals = sn_wlan_reasons,          \
      .base = SN_HEX, .flags = SN_F_MULTI)                                                         \
    F(TAG_DATA, "wlan.tag.data", BYTES, "Tag Data")                                                \
    F(TAG_BODY, "sn.wlan.tag.body", BYTES, "Tag body")
SN_FIELDS(wlanmgt, WLANMGT)

enum { PEERING = 117, BEACON_TIMING = 120, PATH_ERROR = 132, EXTENSION = 255 };
enum { SSID_MAX = 32, RATES_MAX = 16, TIM_MAX = 254, CHALLENGE_MAX = 253 };

/* The frame's header, in front of layer l. */
static uint8_t frame_control(const uint8_t *packet, const struct sn_layer *l, unsigned i)
{
    return packet[l[-1].off + (l[-1].proto == &sn_proto_wlan_swapped ? 1 - i : i)];
}

static void tim(struct sn_dis *d, struct sn_rd *r)
{
    if (sn_header(d, r, TIM_COUNT, TIM_CONTROL))
        (void)!sn_get_bytes(d, r, TIM_BITMAP, sn_rd_left(r));
}

/* An element of the vendors whose elements have a known layout says its data under a name of our
 * own. For others it is all that follows the OUI. */
static void vendor(struct sn_dis *d, struct sn_rd *r)
{
    static const uint32_t known[] = {0x00037f, 0x000512, 0x00090f, 0x000b86, 0x000c42, 0x000ce6,
                                     0x000fac, 0x001392, 0x001977, 0x001f32, 0x004096, 0x005043,
                                     0x0050f2, 0x00904c, 0x00a0f8, 0x506f9a, 0x5c5b35, 0x6a5c35};
    uint32_t oui;
    size_t n, off;

    if (!sn_get(d, r, OUI, &oui))
        return;
    off = sn_rd_off(r);
    n = sn_rd_left(r);
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (known[i] != oui)
            continue;
        if (sn_get(d, r, VENDOR_TYPE, NULL))
            (void)!sn_get_bytes(d, r, TAG_BODY, n - 1);
        return;
    }
    if (sn_get(d, r, VENDOR_TYPE, NULL) && sn_rd_skip(r, n - 1))
        sn_rec_bytes(d, VENDOR, off, n, r->start + off, n);
}

/* Nobody knows what elements of this number hold, or what those without bytes would. */
static bool no_layout(uint32_t type, uint32_t n)
{
    enum { EMPTY, ANY = UINT8_MAX };
    static const struct {
        uint8_t from, to, most;
    } ranges[] = {{1, 1, EMPTY},     {4, 4, ANY},       {5, 5, EMPTY},     {11, 13, EMPTY},
                  {17, 31, ANY},     {36, 36, EMPTY},   {38, 44, EMPTY},   {46, 47, EMPTY},
                  {49, 49, ANY},     {50, 52, EMPTY},   {57, 58, ANY},     {59, 60, EMPTY},
                  {67, 68, EMPTY},   {73, 73, ANY},     {77, 82, ANY},     {84, 84, EMPTY},
                  {86, 89, ANY},     {92, 92, EMPTY},   {94, 97, ANY},     {98, 98, EMPTY},
                  {99, 100, ANY},    {101, 102, EMPTY}, {103, 103, ANY},   {104, 106, EMPTY},
                  {109, 109, ANY},   {110, 110, EMPTY}, {112, 112, ANY},   {113, 113, EMPTY},
                  {115, 116, ANY},   {118, 120, EMPTY}, {121, 124, ANY},   {125, 125, EMPTY},
                  {128, 129, ANY},   {133, 133, EMPTY}, {134, 136, ANY},   {137, 138, EMPTY},
                  {139, 139, ANY},   {140, 140, EMPTY}, {141, 142, ANY},   {143, 148, EMPTY},
                  {149, 149, ANY},   {150, 153, EMPTY}, {155, 156, ANY},   {157, 163, EMPTY},
                  {164, 166, ANY},   {168, 169, EMPTY}, {170, 171, ANY},   {172, 173, EMPTY},
                  {174, 176, ANY},   {177, 177, EMPTY}, {178, 183, ANY},   {184, 184, EMPTY},
                  {186, 189, ANY},   {196, 196, EMPTY}, {197, 198, ANY},   {200, 200, ANY},
                  {201, 201, EMPTY}, {202, 206, ANY},   {216, 216, EMPTY}, {218, 219, ANY},
                  {221, 221, EMPTY}, {227, 227, ANY},   {228, 229, EMPTY}, {231, 231, EMPTY},
                  {237, 239, ANY},   {240, 240, EMPTY}, {241, 243, ANY},   {244, 244, EMPTY},
                  {245, 254, ANY}};

    for (size_t i = 0; i < sizeof ranges / sizeof ranges[0] && ranges[i].from <= type; i++) {
        if (type <= ranges[i].to)
            return n <= ranges[i].most;
    }
    return false;
}

/* Whether elements are read as Wireshark does: not where a line is made of them, too. */
static bool alone(const struct sn_dis *d)
{
    return sn_wants_values(d) && (d->want & (SN_WANT_LINE | SN_WANT_HEADERS)) != SN_WANT_LINE;
}

/* Path errors of the mesh (802.11-2012, 8.4.2.117): why, for each target. False: it was cut. */
static bool path_error(struct sn_dis *d, struct sn_rd *r)
{
    enum { HEAD = 2, TARGET = 11, EXTERNAL = 0x40 };
    const uint8_t *p;
    unsigned count;

    if (!sn_rd_bytes(r, HEAD, &p))
        return false;
    for (count = p[1]; count; count--) {
        size_t n = TARGET + (sn_rd_left(r) && r->p[0] & EXTERNAL ? 6 : 0);

        if (!sn_rd_bytes(r, n + 2, &p))
            return false;
        sn_rec_uint(d, TAG_REASON, sn_rd_off(r) - 2, 2, sn_le16(p + n));
    }
    return true;
}

/* Mesh peering management, which says by the frame's action what it holds. False: it was cut. */
static bool peering(struct sn_dis *d, const struct sn_rd *r)
{
    enum { OPEN = 1, CONFIRM, CLOSE, WITH_PEER = 8, PMK = 16, REASON_AT = 4 };
    uint64_t code = sn_u(d, CATEGORY) % 0x80 == SELF_ACTION ? sn_u(d, SELF_CODE) : 0;
    size_t n = sn_rd_left(r), at = n == WITH_PEER || n == WITH_PEER + PMK ? 6 : REASON_AT;

    if (code == CLOSE && n >= at + 2)
        sn_rec_uint(d, TAG_REASON, sn_rd_off(r) + at, 2, sn_le16(r->p + at));
    return code && code <= CLOSE && n >= (code == OPEN ? 4 : 6);
}

static void tag(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    uint32_t n = (uint32_t)sn_rd_left(r);

    if (!n && alone(d) && no_layout(type, n)) {
        (void)!sn_get_bytes(d, r, TAG_DATA, n);
        return;
    }
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
    case 47:
        if (n == 1)
            (void)!sn_get(d, r, ERP, NULL);
        break;
    case 50:
        (void)!sn_get_n(d, r, EXT_RATES, n);
        break;
    case 221:
        vendor(d, r);
        break;
    case EXTENSION:
        if (sn_get(d, r, EXT_NUM, NULL)) {
            sn_made(d, EXT_LEN, n - 1);
            (void)!sn_get_bytes(d, r, TAG_BODY, n - 1);
        }
        break;
    default:
        (void)!sn_get_bytes(d, r, no_layout(type, n) ? TAG_DATA : TAG_BODY, n);
        break;
    }
}

/* An element of this type and length can't be; nothing behind it is read. */
static bool too_long(uint32_t type, uint32_t n)
{
    return (type == 0 && n > SSID_MAX) || (type == 1 && n > RATES_MAX) ||
           (type == 5 && n > TIM_MAX) || (type == 16 && n > CHALLENGE_MAX);
}

/* An element by what its type says. False: those behind it aren't shown, since it is too short for
 * what it holds. */
static bool element(struct sn_dis *d, struct sn_rd *r, uint32_t type, bool ssid_before)
{
    struct sn_rd val = *r;

    if (!alone(d)) {
        tag(d, r, type);
        return true;
    }
    if (type == 0 && ssid_before) {
        (void)!sn_get_bytes(d, r, TAG_DATA, sn_rd_left(r));
        return true;
    }
    tag(d, r, type);
    if (type == PEERING)
        return peering(d, &val);
    if (type == BEACON_TIMING) /* a byte, and six for each neighbour */
        return !sn_rd_left(&val) || sn_rd_left(&val) % 6 == 1;
    return type != PATH_ERROR || path_error(d, &val);
}

static void tags(struct sn_dis *d, struct sn_rd *r)
{
    bool ssid = false;

    while (sn_rd_left(r) || r->cut) {
        struct sn_rec *group = sn_group(d, r, TAG, 0);
        uint32_t type, n;
        struct sn_rd val;
        bool whole = sn_get(d, r, TAG_NUM, &type) && sn_get(d, r, TAG_LEN, &n) &&
                     sn_rd_need(r, n) && sn_rd_sub(r, n, &val);

        if (whole && type == EXTENSION && n)
            sn_text_last(d);
        if (whole && too_long(type, n)) {
            sn_malformed(r);
            whole = false;
        }
        if (whole) {
            whole = element(d, &val, type, ssid);
            ssid |= type == 0;
        }
        sn_group_end(d, r, group);
        if (!whole)
            return;
    }
}

/* What stands in front of the elements in the actions of meshes. False: it was cut, or another's
 * action, of which nothing more is known. */
static bool mesh_fixed(struct sn_dis *d, struct sn_rd *r, uint64_t category, uint64_t code)
{
    enum { OPEN = 1, CONFIRM, TBTT_RESPONSE = 10 };
    uint32_t flags;

    switch (category) {
    case MESH_ACTION:
        return code != TBTT_RESPONSE || sn_rd_skip(r, 2);
    case SELF_ACTION:
        if (code != OPEN && code != CONFIRM)
            return true;
        if (!sn_get(d, r, CAPS, NULL))
            return false;
        sn_parts(d, CAPS, CAP_ESS, CAP_PRIVACY);
        return code == OPEN || sn_get(d, r, AID, NULL);
    case MULTIHOP_ACTION:
        if (!sn_get(d, r, MESH_EXT, &flags) || !sn_get(d, r, MESH_TTL, NULL) ||
            !sn_get(d, r, MESH_SEQ, NULL))
            return false;
        if (flags % 4 == 1)
            return sn_get(d, r, MESH_A4, NULL);
        return flags % 4 != 2 || (sn_get(d, r, MESH_A5, NULL) && sn_get(d, r, MESH_A6, NULL));
    default:
        return false;
    }
}

/* Each category has its own name for the code of an action, or the codes below a limit have the
 * name that all share; the record of that is the text's. */
static void action(struct sn_dis *d, struct sn_rd *r)
{
    static const struct {
        uint8_t category, below;
        uint16_t field;
    } names[] = {{0, 0xff, 0},
                 {1, 5, OTHER_ACTION},
                 {2, 3, OTHER_ACTION},
                 {BA_ACTION, 3, OTHER_ACTION},
                 {4, 0, PUBLIC_CODE},
                 {5, 0xff, 0},
                 {6, 0xff, 0},
                 {HT_ACTION, 0, HT_CODE},
                 {8, 0xff, 0},
                 {9, 0, PUBLIC_CODE},
                 {10, 0xff, 0},
                 {11, 0xff, 0},
                 {12, 0xff, 0},
                 {MESH_ACTION, 0, MESH_CODE},
                 {MULTIHOP_ACTION, 0, MULTIHOP_CODE},
                 {SELF_ACTION, 0, SELF_CODE},
                 {17, 0xff, 0},
                 {21, 0, VHT_CODE}};
    uint64_t category = sn_u(d, CATEGORY), code = sn_u(d, ACTION_CODE);
    unsigned field = OTHER_ACTION;
    struct sn_rd rest;

    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (names[i].category != (category & 0x7f))
            continue;
        if (category <= 0x80 + BA_ACTION || category == 0x80 + MESH_ACTION ||
            category == 0x80 + SELF_ACTION)
            field = code < names[i].below || names[i].below == 0xff ? 0 : names[i].field;
    }
    if (field) {
        sn_text_last(d);
        sn_rec_uint(d, field, sn_rd_off(r) - 1, 1, code);
    }
    if ((category & 0x7f) == BA_ACTION && (code == 1 || code == 2) && sn_rd_left(r) >= 4) {
        (void)sn_rd_skip(r, code == 1 ? 1 : 2);
        (void)!sn_get(d, r, code == 1 ? STATUS : REASON, NULL);
    }
    rest = *r;
    if (mesh_fixed(d, &rest, category & 0x7f, code))
        tags(d, &rest);
}

static void body(struct sn_dis *d, struct sn_rd *r)
{
    uint8_t subtype = frame_control(r->start, d->cur, 0) >> 4;
    struct sn_rd rest;
    bool ok = true;
    uint32_t first;

    if (frame_control(r->start, d->cur, 1) & PROTECTED) {
        sn_wlan_wep(d, r, &(struct sn_wlan_wep){WEP, IV, TKIP_IV, CCMP_IV, KEY});
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
        rest = sn_get(d, r, REASON, NULL) ? *r : (struct sn_rd){0};
        if (sn_wants_values(d))
            tags(d, &rest);
        return;
    case ACTION:
        if (sn_rd_need(r, 2) && sn_header(d, r, CATEGORY, ACTION_CODE) && sn_wants_values(d))
            action(d, r);
        return;
    case PROBE_REQ:
        break;
    default:
        return;
    }
    if (ok && subtype != AUTH && subtype != PROBE_REQ)
        sn_parts(d, CAPS, CAP_ESS, CAP_PRIVACY);
    first = d->nrec;
    if (ok)
        tags(d, r);
    if (subtype == AUTH && sn_u(d, ALGORITHM) == SAE) /* it has fields of its own there */
        sn_text_only(d, first);
}

static void wlanmgt_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    body(d, r);
    if (frame_control(r->start, d->cur, 0) & VERSION)
        sn_text_only(d, d->cur->first);
}

static void keydata_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
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
    } known[] = {{BA_ACTION, ba_actions},
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
        sn_wlan_wep_text(t, &v, WEP);
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

/* The elements that a key frame of EAPOL hands over. */
const struct sn_proto sn_proto_wlan_keydata = {
    .name = "wlan.keydata",
    .title = "IEEE 802.11 Key Data",
    SN_PROTO_FIELDS(wlanmgt),
    .dissect = keydata_dissect,
    .more = true,
};
