/*
 * GTP version 2, which sets mobile networks' tunnels up (3GPP TS 29.274): the header and the
 * information elements that most messages have, also those inside of others. tcpdump doesn't know
 * it.
 */
#include "dis/app/gtpv2.h"

#include "dis/app/mobileid.h"

enum { HAS_TEID = 8, PIGGYBACKED = 0x10, IE_HDR = 4 };

SN_FIELD_TABLE(gtpv2, GTPV2)

/* Elements, by number, that are fields one behind the other. */
struct fixed {
    uint8_t type;
    uint16_t first, last;
};

static const struct fixed simple[] = {
    {3, RECOVERY, RECOVERY},
    {72, AMBR_UP, AMBR_DOWN},
    {73, EBI_SPARE, EBI},
    {82, RAT, RAT},
    {94, CHARGING_ID, CHARGING_ID},
    {95, CHARGING, CHARGING},
    {97, BEARER_PPC, BEARER_VB},
    {99, PDN_SPARE, PDN_TYPE},
    {100, PTI, PTI},
    {111, PTMSI, PTMSI},
    {112, PTMSI_SIG, PTMSI_SIG},
    {113, HOPS, HOPS},
    {126, UDP_PORT, UDP_PORT},
    {127, APN_RESTRICTION, APN_RESTRICTION},
    {128, SELECTION, SELECTION},
    {131, CHANGE_REPORT, CHANGE_REPORT},
    {135, NODE_TYPE, NODE_TYPE},
    {144, RFSP, RFSP},
    {146, CSG_UCIUHC, CSG_UCICSG},
    {148, CMI_SPARE, CMI},
    {149, SERVICE, SERVICE},
    {150, DETACH, DETACH},
    {154, DELAY_UNIT, THROTTLE},
    {155, ARP_PCI, ARP_PVI},
    {156, TIMER_UNIT, TIMER},
    {157, LAPI, LAPI},
    {161, MMBR_UP, MMBR_DOWN},
    {178, PRA_ID, PRA_ID},
    {182, METRIC, METRIC},
    {186, EBI_SPARE, EBI},
    {202, UPF_SPARE, UPF_DCNR},
};

/* ---- elements with a form of their own ---- */

static void imsi(struct sn_dis *d, struct sn_rd *r)
{
    sn_mobile_subscriber(d, r, IMSI);
}

static void cause(struct sn_dis *d, struct sn_rd *r)
{
    if (sn_header(d, r, CAUSE, CAUSE_CS) && sn_rd_left(r) >= IE_HDR)
        (void)(sn_get(d, r, CAUSE_IE, NULL) && sn_get(d, r, IE_LEN, NULL) &&
               sn_get(d, r, CAUSE_SPARE2, NULL) && sn_get(d, r, INSTANCE, NULL));
}

static void apn(struct sn_dis *d, struct sn_rd *r)
{
    sn_mobile_labels(d, r, APN);
}

static void fqdn(struct sn_dis *d, struct sn_rd *r)
{
    sn_mobile_labels(d, r, FQDN);
}

static void address(struct sn_dis *d, struct sn_rd *r)
{
    sn_mobile_address(d, r, IP4, IP6);
}

static void mei(struct sn_dis *d, struct sn_rd *r)
{
    sn_mobile_digits(d, r, MEI);
}

static void msisdn(struct sn_dis *d, struct sn_rd *r)
{
    sn_mobile_number(d, r, MSISDN, COUNTRY);
}

static void ldn(struct sn_dis *d, struct sn_rd *r)
{
    (void)sn_get_bytes(d, r, LDN, sn_rd_left(r));
}

/* Bits, eight a byte, as many as there are. */
static void indication(struct sn_dis *d, struct sn_rd *r)
{
    unsigned field = IND_DAF;
    uint8_t bits;

    while (field <= IND_EMCI && sn_rd_left(r) && sn_rd_u8(r, &bits)) {
        for (int i = 7; i >= 0 && field <= IND_EMCI; i--, field++)
            sn_rec_uint(d, field, sn_rd_off(r) - 1, 1, bits >> i & 1);
    }
}

static void paa(struct sn_dis *d, struct sn_rd *r)
{
    enum { V4 = 1, V6 = 2, BOTH = 3 };
    uint64_t type;

    if (!sn_get(d, r, PAA_TYPE, NULL))
        return;
    type = sn_u(d, PAA_TYPE);
    if ((type == V6 || type == BOTH) &&
        (!sn_get(d, r, PAA_LEN, NULL) || !sn_get(d, r, PAA_IP6, NULL)))
        return;
    if (type == V4 || type == BOTH)
        (void)sn_get(d, r, PAA_IP4, NULL);
}

/* Rates of 40 bits each. */
static void rates(struct sn_dis *d, struct sn_rd *r, unsigned first)
{
    enum { RATES = 4, RATE = 5 };

    for (unsigned i = 0; i < RATES && sn_mobile_uint(d, r, first + i, RATE); i++)
        ;
}

static void bearer_qos(struct sn_dis *d, struct sn_rd *r)
{
    if (sn_header(d, r, QOS_PCI, QOS_QCI))
        rates(d, r, QOS_MBR_UP);
}

static void flow_qos(struct sn_dis *d, struct sn_rd *r)
{
    if (sn_get(d, r, FLOW_QCI, NULL))
        rates(d, r, FLOW_MBR_UP);
}

static void network(struct sn_dis *d, struct sn_rd *r)
{
    (void)sn_mobile_network(d, r, MCC);
}

/* Places of each kind that the flags say, in this order. */
static void location(struct sn_dis *d, struct sn_rd *r)
{
    static const struct {
        uint16_t flag, mcc, first, last;
    } kinds[] = {
        {ULI_CGI, CGI_MCC, CGI_LAC, CGI_CI},         {ULI_SAI, SAI_MCC, SAI_LAC, SAI_SAC},
        {ULI_RAI, RAI_MCC, RAI_LAC, RAI_RAC},        {ULI_TAI, TAI_MCC, TAI_TAC, TAI_TAC},
        {ULI_ECGI, ECGI_MCC, ECGI_SPARE, ECGI_CELL}, {ULI_LAI, LAI_MCC, LAI_LAC, LAI_LAC},
    };

    if (!sn_header(d, r, ULI_FLAGS, ULI_CGI))
        return;
    for (unsigned i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (sn_u(d, kinds[i].flag) && (!sn_mobile_network(d, r, kinds[i].mcc) ||
                                       !sn_header(d, r, kinds[i].first, kinds[i].last)))
            return;
    }
}

static void fteid(struct sn_dis *d, struct sn_rd *r)
{
    if (!sn_header(d, r, FTEID_V4, FTEID_KEY))
        return;
    if (sn_u(d, FTEID_V4) && !sn_get(d, r, FTEID_IP4, NULL))
        return;
    if (sn_u(d, FTEID_V6))
        (void)sn_get(d, r, FTEID_IP6, NULL);
}

static void time_zone(struct sn_dis *d, struct sn_rd *r)
{
    sn_mobile_summer(d, r, DST);
}

static void trace(struct sn_dis *d, struct sn_rd *r)
{
    if (sn_mobile_network(d, r, MCC))
        (void)sn_get(d, r, TRACE_ID, NULL);
}

static void guti(struct sn_dis *d, struct sn_rd *r)
{
    if (sn_mobile_network(d, r, MCC))
        (void)sn_header(d, r, MME_GROUP, MTMSI);
}

static void connection_set(struct sn_dis *d, struct sn_rd *r)
{
    enum { V4 = 0, V6 = 1 };

    if (!sn_header(d, r, CSID_TYPE, CSID_COUNT))
        return;
    if (sn_u(d, CSID_TYPE) == V4 ? !sn_get(d, r, CSID_IP4, NULL)
                                 : sn_u(d, CSID_TYPE) != V6 || !sn_get(d, r, CSID_IP6, NULL))
        return;
    (void)sn_get_n(d, r, CSID, (uint32_t)sn_u(d, CSID_COUNT));
}

static void uli_time(struct sn_dis *d, struct sn_rd *r)
{
    (void)sn_mobile_time(d, r, ULI_TIME);
}

static void usage(struct sn_dis *d, struct sn_rd *r)
{
    if (sn_header(d, r, RUDR_FLAGS, RUDR_EBI) && sn_mobile_time(d, r, RUDR_START) &&
        sn_mobile_time(d, r, RUDR_END))
        (void)sn_header(d, r, RUDR_DL, RUDR_UL);
}

static void private(struct sn_dis *d, struct sn_rd *r)
{
    if (sn_get(d, r, ENTERPRISE, NULL) && sn_rd_left(r))
        (void)sn_get_bytes(d, r, PROPRIETARY, sn_rd_left(r));
}

static const struct {
    uint8_t type;
    void (*read)(struct sn_dis *d, struct sn_rd *r);
} special[] = {
    {1, imsi},        {2, cause},       {71, apn},
    {74, address},    {75, mei},        {76, msisdn},
    {77, indication}, {79, paa},        {80, bearer_qos},
    {81, flow_qos},   {83, network},    {86, location},
    {87, fteid},      {114, time_zone}, {115, trace},
    {117, guti},      {120, network},   {132, connection_set},
    {136, fqdn},      {151, ldn},       {170, uli_time},
    {201, usage},     {255, private},
};

/* ---- elements ---- */

/* Bearer contexts, PDN connections and others hold elements. */
static bool is_group(uint32_t type)
{
    static const uint8_t groups[] = {93, 109, 180, 181, 191, 195};

    return type <= UINT8_MAX && memchr(groups, (int)type, sizeof groups);
}

static void value(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    for (unsigned i = 0; i < sizeof simple / sizeof simple[0]; i++) {
        if (simple[i].type == type) {
            (void)sn_header(d, r, simple[i].first, simple[i].last);
            return;
        }
    }
    for (unsigned i = 0; i < sizeof special / sizeof special[0]; i++) {
        if (special[i].type == type) {
            special[i].read(d, r);
            return;
        }
    }
}

static const struct sn_mobile_form form = {.group = IE,
                                           .first = IE_TYPE,
                                           .last = INSTANCE,
                                           .type = IE_TYPE,
                                           .len = IE_LEN,
                                           .is_group = is_group,
                                           .value = value};

static void gtpv2_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd body;
    uint64_t flags;

    (void)len;
    if (!sn_header(d, r, FLAGS, LENGTH))
        return;
    flags = sn_u(d, FLAGS);
    body = sn_inside(r, sn_u(d, LENGTH));
    if (!sn_rd_skip(r, sn_u(d, LENGTH)))
        r->p = r->end;
    if ((!(flags & HAS_TEID) || sn_get(d, &body, TEID, NULL)) && sn_header(d, &body, SEQ, SPARE))
        sn_mobile_elements(d, &body, &form);
    if (body.stop)
        sn_stop(r, &body);
    else if (flags & PIGGYBACKED && sn_rd_left(r) >= IE_HDR)
        sn_next_proto(d, &sn_proto_gtpv2, r, (uint32_t)sn_rd_left(r));
}

const struct sn_proto sn_proto_gtpv2 = {
    .name = "gtpv2",
    .title = "GPRS Tunneling Protocol V2",
    SN_PROTO_FIELDS(gtpv2),
    .more = true,
    .dissect = gtpv2_dissect,
};
