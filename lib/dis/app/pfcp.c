/*
 * PFCP, by which mobile networks' control plane tells the user plane what to do with packets (3GPP
 * TS 29.244): the header and the information elements that most messages have, also those inside of
 * others. tcpdump doesn't know it.
 */
#include "dis/app/pfcp.h"

#include "dis/app/mobileid.h"

enum { PORT = 8805, FLAG_SEID = 1, FLAG_FOLLOWED = 4, ENTERPRISES = 0x8000, MHDR = 4 };

SN_FIELD_TABLE(pfcp, PFCP)

/* Elements that are fields one behind the other. Those of flags may end with any byte. */
static const struct {
    uint16_t type, first, last;
} simple[] = {
    {19, PF_CAUSE, PF_CAUSE},
    {20, PF_SPARE_H1, PF_SOURCE_INTERFACE},
    {25, PF_GATE_STATUS_ULGATE, PF_GATE_STATUS_DLGATE},
    {28, PF_QER_CORRELATION_ID, PF_QER_CORRELATION_ID},
    {29, PF_PRECEDENCE, PF_PRECEDENCE},
    {32, PF_TIME_THRESHOLD, PF_TIME_THRESHOLD},
    {35, PF_SUB_TIME_THRESHOLD, PF_SUB_TIME_THRESHOLD},
    {36, PF_INACTIVITY_DETECTION_TIME, PF_INACTIVITY_DETECTION_TIME},
    {37, PF_TRIG_LIUSA, PF_TRIG_REEMR},
    {39, PF_SPARE_B7, PF_REPORT_TYPE_DLDR},
    {40, PF_OFFENDING_IE, PF_OFFENDING_IE},
    {42, PF_SPARE_H1_2, PF_DST_INTERFACE},
    {43, PF_UPF_TREU, PF_UPF_RTTWP},
    {44, PF_APPLY_ACTION_DFRT, PF_APPLY_ACTION_EDRT},
    {46, PF_DL_DATA_NOTIFICATION_DELAY, PF_DL_DATA_NOTIFICATION_DELAY},
    {47, PF_TIMER_UNIT, PF_TIMER_VALUE},
    {48, PF_PACKET_COUNT, PF_PACKET_COUNT},
    {49, PF_SPARE_B7_B5_2, PF_SMREQ_FLAGS_DROBU},
    {50, PF_SPARE_B7_B1, PF_SRRSP_FLAGS_DROBU},
    {52, PF_SEQUENCE_NUMBER, PF_SEQUENCE_NUMBER},
    {53, PF_METRIC, PF_METRIC},
    {55, PF_TIMER_UNIT, PF_TIMER_VALUE},
    {56, PF_PDR_ID, PF_PDR_ID},
    {62, PF_SPARE_B7_B3, PF_MEASUREMENT_METHOD_FLAGS_DURAT},
    {63, PF_USE_IMMER, PF_USE_EVEQU},
    {67, PF_DURATION_MEASUREMENT, PF_DURATION_MEASUREMENT},
    {71, PF_QUOTA_HOLDING_TIME, PF_QUOTA_HOLDING_TIME},
    {74, PF_TIME_QUOTA, PF_TIME_QUOTA},
    {81, PF_URR_ID_FLG, PF_URR_ID},
    {82, PF_URR_ID_FLG, PF_URR_ID},
    {88, PF_BAR_ID, PF_BAR_ID},
    {89, PF_CPF_UIAUR, PF_CPF_LOAD},
    {90, PF_SPARE_H1_3, PF_USAGE_INFORMATION_BEF},
    {95, PF_OUT_HDR_DESC, PF_GTPU_EXT_HDR_DEL_PDU_SESS_CONT},
    {104, PF_UR_SEQN, PF_UR_SEQN},
    {108, PF_FAR_ID_FLG, PF_FAR_ID},
    {109, PF_QER_ID_FLG, PF_QER_ID},
    {110, PF_SPARE_B7_B1_2, PF_OCI_FLAGS_AOCI},
    {113, PF_PDN_TYPE, PF_PDN_TYPE},
    {117, PF_USER_PLANE_INACTIVITY_TIME, PF_USER_PLANE_INACTIVITY_TIME},
    {119, PF_MULTIPLIER_VALUE_DIGITS, PF_MULTIPLIER_EXPONENT},
    {120, PF_URR_ID_FLG, PF_URR_ID},
    {123, PF_SPARE_B7_B1_3, PF_RQI_FLAG},
    {124, PF_SPARE_B7_B6_2, PF_QFI_VALUE},
    {125, PF_QUERY_URR_REFERENCE, PF_QUERY_URR_REFERENCE},
    {138, PF_ETHERTYPE_FILTER_ID, PF_ETHERTYPE_FILTER_ID},
    {148, PF_EVENT_QUOTA, PF_EVENT_QUOTA},
    {149, PF_EVENT_THRESHOLD, PF_EVENT_THRESHOLD},
    {157, PF_AVERAGING_WINDOW, PF_AVERAGING_WINDOW},
    {160, PF_SPARE_H1_4, PF_TGPP_INTERFACE_TYPE},
    {184, PF_SPARE_B7_B2_2, PF_ASRSP_FLAGS_FLAGS_PSREI},
    {158, PF_DLS_PPI, PF_DLS_PPI},
    {257, PF_SST, PF_SD},
};

/* Elements that are a time, in seconds. */
static const struct {
    uint16_t type, field;
} times[] = {
    {33, PF_MONITORING_TIME},
    {69, PF_TIME_OF_FIRST_PACKET},
    {70, PF_TIME_OF_LAST_PACKET},
    {75, PF_START_TIME},
    {76, PF_END_TIME},
    {96, PF_RECOVERY_TIME_STAMP},
};

/* Elements that begin with flags, each of which says that something follows. */
struct part {
    uint16_t flag, first, last;
};

static const struct flagged {
    uint16_t type, first, last;
    struct part part[6];
} flagged[] = {
    {31,
     PF_SPARE_B7_B3_2,
     PF_VT_F_TOVOL,
     {{PF_VT_F_TOVOL, PF_VT_TOTAL, PF_VT_TOTAL},
      {PF_VT_F_ULVOL, PF_VT_UP, PF_VT_UP},
      {PF_VT_F_DLVOL, PF_VT_DOWN, PF_VT_DOWN}}},
    {34,
     PF_SPARE_B7_B3_3,
     PF_SUBSEQ_VT_TOVOL_FLG,
     {{PF_SUBSEQ_VT_TOVOL_FLG, PF_SVT_TOTAL, PF_SVT_TOTAL},
      {PF_SUBSEQ_VT_ULVOL_FLG, PF_SVT_UP, PF_SVT_UP},
      {PF_SUBSEQ_VT_DLVOL_FLG, PF_SVT_DOWN, PF_SVT_DOWN}}},
    {66,
     PF_SPARE_B7_B6_3,
     PF_VM_F_TOVOL,
     {{PF_VM_F_TOVOL, PF_VM_TOTAL, PF_VM_TOTAL},
      {PF_VM_F_ULVOL, PF_VM_UP, PF_VM_UP},
      {PF_VM_F_DLVOL, PF_VM_DOWN, PF_VM_DOWN},
      {PF_VM_F_TONOP, PF_VM_TOTAL_N, PF_VM_TOTAL_N},
      {PF_VM_F_ULNOP, PF_VM_UP_N, PF_VM_UP_N},
      {PF_VM_F_DLNOPS, PF_VM_DOWN_N, PF_VM_DOWN_N}}},
    {73,
     PF_SPARE_B7_B3_4,
     PF_VOLUME_QUOTA_FLAGS_TOVOL,
     {{PF_VOLUME_QUOTA_FLAGS_TOVOL, PF_VQ_TOTAL, PF_VQ_TOTAL},
      {PF_VOLUME_QUOTA_FLAGS_ULVOL, PF_VQ_UP, PF_VQ_UP},
      {PF_VOLUME_QUOTA_FLAGS_DLVOL, PF_VQ_DOWN, PF_VQ_DOWN}}},
    {121,
     PF_SPARE_B7_B3_5,
     PF_SUB_VOLUME_QUOTA_FLAGS_TOVOL,
     {{PF_SUB_VOLUME_QUOTA_FLAGS_TOVOL, PF_SVQ_TOTAL, PF_SVQ_TOTAL},
      {PF_SUB_VOLUME_QUOTA_FLAGS_ULVOL, PF_SVQ_UP, PF_SVQ_UP},
      {PF_SUB_VOLUME_QUOTA_FLAGS_DLVOL, PF_SVQ_DOWN, PF_SVQ_DOWN}}},
    {93,
     PF_SPARE_B7_3,
     PF_UE_F_V6,
     {{PF_UE_F_V4, PF_UE_IP4, PF_UE_IP4},
      {PF_UE_F_V6, PF_UE_IP6, PF_UE_IP6},
      {PF_UE_F_V6D, PF_UE_PREFIX_D, PF_UE_PREFIX_D}}},
    {45,
     PF_SPARE_B7_B2_3,
     PF_DL_DATA_SERVICE_INF_PPI,
     {{PF_DL_DATA_SERVICE_INF_PPI, PF_DLS_PPI, PF_DLS_PPI}}},
    {94,
     PF_SPARE_B7_B4,
     PF_PACKET_RATE_ULPR,
     {{PF_PACKET_RATE_ULPR, PF_UL_UNIT, PF_UL_RATE},
      {PF_PACKET_RATE_DLPR, PF_DL_UNIT, PF_DL_RATE}}},
    {97,
     PF_SPARE_B7_B2_4,
     PF_DL_FLOW_LEVEL_MARKING_TTC,
     {{PF_DL_FLOW_LEVEL_MARKING_TTC, PF_TRAFFIC_CLASS, PF_TRAFFIC_MASK}}},
    {133,
     PF_SPARE_B7_B4_2,
     PF_MAC_ADDRESS_FLAGS_SOUR,
     {{PF_MAC_ADDRESS_FLAGS_SOUR, PF_MAC_SOURCE, PF_MAC_SOURCE},
      {PF_MAC_ADDRESS_FLAGS_DEST, PF_MAC_DEST, PF_MAC_DEST}}},
};

static void with_flags(struct sn_dis *d, struct sn_rd *r, const struct flagged *f)
{
    if (!sn_header(d, r, f->first, f->last))
        return;
    for (unsigned i = 0; i < sizeof f->part / sizeof f->part[0] && f->part[i].flag; i++) {
        if (sn_u(d, f->part[i].flag) && !sn_header(d, r, f->part[i].first, f->part[i].last))
            return;
    }
}

/* ---- elements with a form of their own ---- */

/* A length, and as many bytes. */
static bool counted(struct sn_dis *d, struct sn_rd *r, unsigned len, unsigned field)
{
    uint32_t n;

    return sn_get(d, r, len, &n) && sn_get_bytes(d, r, field, n);
}

static void fteid(struct sn_dis *d, struct sn_rd *r)
{
    if (!sn_header(d, r, PF_FTEID_FLG_SPARE, PF_F_TEID_FLAGS_V4))
        return;
    if (sn_u(d, PF_F_TEID_FLAGS_CH)) {
        if (sn_u(d, PF_F_TEID_FLAGS_CH_ID))
            (void)sn_get(d, r, PF_CHOOSE_ID, NULL);
        return;
    }
    if (sn_get(d, r, PF_TEID, NULL) &&
        (!sn_u(d, PF_F_TEID_FLAGS_V4) || sn_get(d, r, PF_TEID_IP4, NULL)) &&
        sn_u(d, PF_F_TEID_FLAGS_V6))
        (void)sn_get(d, r, PF_TEID_IP6, NULL);
}

static void fseid(struct sn_dis *d, struct sn_rd *r)
{
    if (sn_header(d, r, PF_SPARE_B7_2, PF_F_SEID_FLAGS_V6) && sn_get64(d, r, PF_SEID, NULL) &&
        (!sn_u(d, PF_F_SEID_FLAGS_V4) || sn_get(d, r, PF_FSEID_IP4, NULL)) &&
        sn_u(d, PF_F_SEID_FLAGS_V6))
        (void)sn_get(d, r, PF_FSEID_IP6, NULL);
}

/* A name as labels, or as it is. */
static void name(struct sn_dis *d, struct sn_rd *r, unsigned field)
{
    if (sn_rd_left(r) && *r->p < ' ')
        sn_mobile_labels(d, r, field);
    else
        (void)sn_get_bytes(d, r, field, sn_rd_left(r));
}

static void instance(struct sn_dis *d, struct sn_rd *r)
{
    name(d, r, PF_NETWORK_INSTANCE);
}

static void apn(struct sn_dis *d, struct sn_rd *r)
{
    name(d, r, PF_APN);
}

static void application(struct sn_dis *d, struct sn_rd *r)
{
    (void)sn_get_bytes(d, r, PF_APPLICATION, sn_rd_left(r));
}

static void rules(struct sn_dis *d, struct sn_rd *r)
{
    (void)sn_get_bytes(d, r, PF_RULES, sn_rd_left(r));
}

static void policy(struct sn_dis *d, struct sn_rd *r)
{
    (void)counted(d, r, PF_POLICY_LEN, PF_POLICY);
}

static void flow(struct sn_dis *d, struct sn_rd *r)
{
    if (sn_header(d, r, PF_FLOW_SPARE, PF_FLOW_DIR))
        (void)counted(d, r, PF_FLOW_LEN, PF_FLOW_DESC);
}

static void filter(struct sn_dis *d, struct sn_rd *r)
{
    static const struct part parts[] = {
        {PF_SDF_FILTER_TTC, PF_TRAFFIC_CLASS, PF_TRAFFIC_MASK},
        {PF_SDF_FILTER_SPI, PF_SPI, PF_SPI},
        {PF_SDF_FILTER_FL, PF_FLOW_LABEL_SPARE, PF_FLOW_LABEL},
        {PF_SDF_FILTER_BID, PF_SDF_ID, PF_SDF_ID},
    };

    if (!sn_header(d, r, PF_SPARE_H1_5, PF_SDF_FILTER_FD) || !sn_get(d, r, PF_SDF_SPARE, NULL) ||
        (sn_u(d, PF_SDF_FILTER_FD) && !counted(d, r, PF_FLOW_LEN, PF_FLOW_DESC)))
        return;
    for (unsigned i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        if (sn_u(d, parts[i].flag) && !sn_header(d, r, parts[i].first, parts[i].last))
            return;
    }
}

static void node(struct sn_dis *d, struct sn_rd *r)
{
    enum { V4, V6, FQDN };

    if (!sn_header(d, r, PF_NODE_SPARE, PF_NODE_TYPE))
        return;
    if (sn_u(d, PF_NODE_TYPE) == V4)
        (void)sn_get(d, r, PF_NODE_IP4, NULL);
    else if (sn_u(d, PF_NODE_TYPE) == V6)
        (void)sn_get(d, r, PF_NODE_IP6, NULL);
    else if (sn_u(d, PF_NODE_TYPE) == FQDN)
        sn_mobile_labels(d, r, PF_NODE_FQDN);
}

/* What the bits of its description say, from the uppermost byte on. */
static void outer(struct sn_dis *d, struct sn_rd *r)
{
    enum { GTP = 0x0300, UDP = 0x0c00, V4 = 0x1500, V6 = 0x2a00 };
    uint32_t what;

    if (!sn_get(d, r, PF_OHC_DESC, &what) || (what & GTP && !sn_get(d, r, PF_OHC_TEID, NULL)) ||
        (what & V4 && !sn_get(d, r, PF_OHC_IP4, NULL)) ||
        (what & V6 && !sn_get(d, r, PF_OHC_IP6, NULL)))
        return;
    if (what & UDP)
        (void)sn_get(d, r, PF_OHC_PORT, NULL);
}

static void redirect(struct sn_dis *d, struct sn_rd *r)
{
    if (sn_header(d, r, PF_REDIRECT_SPARE, PF_REDIRECT_TYPE))
        (void)counted(d, r, PF_REDIRECT_LEN, PF_REDIRECT);
}

/* Rates of 40 bits, up and down. */
static void mbr(struct sn_dis *d, struct sn_rd *r)
{
    if (sn_mobile_uint(d, r, PF_UL_MBR, 5))
        (void)sn_mobile_uint(d, r, PF_DL_MBR, 5);
}

static void gbr(struct sn_dis *d, struct sn_rd *r)
{
    if (sn_mobile_uint(d, r, PF_UL_GBR, 5))
        (void)sn_mobile_uint(d, r, PF_DL_GBR, 5);
}

static void marking(struct sn_dis *d, struct sn_rd *r)
{
    (void)sn_header(d, r, PF_TRAFFIC_CLASS, PF_TRAFFIC_MASK);
}

/* The next value of a user's, as long as it says. False: it isn't whole. */
static bool user_part(struct sn_dis *d, struct sn_rd *r, unsigned len, struct sn_rd *part)
{
    uint32_t n;

    return sn_get(d, r, len, &n) && sn_rd_sub(r, n, part);
}

static void user(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rd part;

    if (!sn_header(d, r, PF_SPARE_B7_4, PF_USER_ID_FLAGS_IMSIF))
        return;
    if (sn_u(d, PF_USER_ID_FLAGS_IMSIF)) {
        if (!user_part(d, r, PF_IMSI_LEN, &part))
            return;
        sn_mobile_subscriber(d, &part, PF_IMSI);
    }
    if (sn_u(d, PF_USER_ID_FLAGS_IMEIF)) {
        if (!user_part(d, r, PF_IMEI_LEN, &part))
            return;
        sn_mobile_digits(d, &part, PF_IMEI);
    }
    if (sn_u(d, PF_USER_ID_FLAGS_MSISDNF)) {
        if (!user_part(d, r, PF_MSISDN_LEN, &part))
            return;
        sn_mobile_number(d, &part, PF_MSISDN, PF_COUNTRY);
    }
    if (sn_u(d, PF_USER_ID_FLAGS_NAIF))
        (void)counted(d, r, PF_NAI_LEN, PF_NAI);
}

static const struct {
    uint16_t type;
    void (*read)(struct sn_dis *d, struct sn_rd *r);
} special[] = {
    {21, fteid},   {22, instance}, {23, filter}, {24, application}, {26, mbr},  {27, gbr},
    {30, marking}, {38, redirect}, {41, policy}, {57, fseid},       {60, node}, {84, outer},
    {92, flow},    {106, rules},   {107, rules}, {141, user},       {159, apn},
};

/* ---- elements ---- */

static bool is_group(uint32_t type)
{
    static const uint8_t groups[] = {51, 54, 58,  59,  68,  77,  78,  79,  80,  83,  85, 86,
                                     87, 99, 105, 127, 128, 129, 130, 132, 142, 143, 147};

    return (type >= 1 && type <= 18) ||
           (type <= UINT8_MAX && memchr(groups, (int)type, sizeof groups));
}

static void value(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    if (type & ENTERPRISES) {
        if (sn_get(d, r, PF_IE_ENTERPRISE, NULL) && sn_rd_left(r))
            (void)sn_get_bytes(d, r, PF_IE_BYTES, sn_rd_left(r));
        return;
    }
    for (unsigned i = 0; i < sizeof simple / sizeof simple[0]; i++) {
        if (simple[i].type == type)
            (void)sn_header(d, r, simple[i].first, simple[i].last);
    }
    for (unsigned i = 0; i < sizeof times / sizeof times[0]; i++) {
        if (times[i].type == type)
            (void)sn_mobile_time(d, r, times[i].field);
    }
    for (unsigned i = 0; i < sizeof flagged / sizeof flagged[0]; i++) {
        if (flagged[i].type == type)
            with_flags(d, r, &flagged[i]);
    }
    for (unsigned i = 0; i < sizeof special / sizeof special[0]; i++) {
        if (special[i].type == type)
            special[i].read(d, r);
    }
}

static const struct sn_mobile_form form = {.group = PF_IE,
                                           .first = PF_IE_TYPE,
                                           .last = PF_IE_LEN,
                                           .type = PF_IE_TYPE,
                                           .len = PF_IE_LEN,
                                           .is_group = is_group,
                                           .value = value};

static void pfcp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd body;
    uint64_t flags;

    (void)len;
    if (!sn_header(d, r, PF_FLAGS, PF_LENGTH))
        return;
    flags = sn_u(d, PF_FLAGS);
    body = sn_inside(r, sn_u(d, PF_LENGTH));
    if (!sn_rd_skip(r, sn_u(d, PF_LENGTH)))
        r->p = r->end;
    if ((!(flags & FLAG_SEID) || sn_get64(d, &body, PF_SEID, NULL)) &&
        sn_header(d, &body, PF_SEQ, PF_SPARE_OCTET))
        sn_mobile_elements(d, &body, &form);
    if (body.stop)
        sn_stop(r, &body);
    else if (flags & FLAG_FOLLOWED && sn_rd_left(r) >= MHDR)
        sn_next_proto(d, &sn_proto_pfcp, r, (uint32_t)sn_rd_left(r));
}

const struct sn_proto sn_proto_pfcp = {
    .name = "pfcp",
    .title = "Packet Forwarding Control Protocol",
    SN_PROTO_FIELDS(pfcp),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = PORT}),
    .more = true,
    .dissect = pfcp_dissect,
};
