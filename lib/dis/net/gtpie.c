/* GTP version 1: information elements of control messages (3GPP TS 29.060), and names of what is in
 * them. */
#include "dis/app/mobileid.h"
#include "dis/net/gtp.h"

enum { TLV = 128, IES_MAX = 256, V4 = 4, V6 = 16 };

const struct sn_val sn_gtp_causes[] = {
    {0, "Request IMSI"},
    {1, "Request IMEI"},
    {2, "Request IMSI and IMEI"},
    {3, "No identity needed"},
    {4, "MS refuses"},
    {5, "MS is not GPRS responding"},
    {6, "Reactivation Requested"},
    {7, "PDP address inactivity timer expires"},
    {59, "System failure"},
    {60, "The transmit buffers are becoming full"},
    {61, "The receive buffers are becoming full"},
    {62, "Another node is about to go down"},
    {63, "This node is about to go down"},
    {128, "Request accepted"},
    {129, "New PDP type due to network preference"},
    {130, "New PDP type due to single address bearer only"},
    {177, "CDR decoding error"},
    {192, "Non-existent"},
    {193, "Invalid message format"},
    {194, "IMSI not known"},
    {195, "MS is GPRS detached"},
    {196, "MS is not GPRS responding"},
    {197, "MS refuses"},
    {198, "Version not supported"},
    {199, "No resource available"},
    {200, "Service not supported"},
    {201, "Mandatory IE incorrect"},
    {202, "Mandatory IE missing"},
    {203, "Optional IE incorrect"},
    {204, "System failure"},
    {205, "Roaming restriction"},
    {206, "P-TMSI signature mismatch"},
    {207, "GPRS connection suspended"},
    {208, "Authentication failure"},
    {209, "User authentication failed"},
    {210, "Context not found"},
    {211, "All PDP dynamic addresses are occupied"},
    {212, "No memory is available"},
    {213, "Relocation failure"},
    {215, "Semantic error in the TFT operation"},
    {216, "Syntactic error in the TFT operation"},
    {217, "Semantic errors in packet filter(s)"},
    {218, "Syntactic errors in packet filter(s)"},
    {219, "Missing or unknown APN"},
    {221, "PDP context without TFT already activated"},
    {222, "APN access denied - no subscription"},
    {223, "APN Restriction type incompatibility with currently active PDP Contexts"},
    {224, "MS MBMS Capabilities Insufficient"},
    {225, "Invalid Correlation-ID"},
    {226, "MBMS Bearer Context Superseded"},
    {227, "Bearer Control Mode violation"},
    {228, "Collision with network initiated request"},
    {229, "APN Congestion"},
    {230, "Bearer handling not supported"},
    {231, "Target access restricted for the subscriber"},
    {232, "UE is temporarily not reachable due to power saving"},
    {233, "Relocation failure due to NAS message redirection"},
    {252, "Request related to possibly duplicated packets already fulfilled"},
    {253, "Request already fulfilled"},
    {254, "Sequence numbers of released/cancelled packets IE incorrect"},
    {255, "Request not fulfilled"},
    {0, NULL}};

const struct sn_val sn_gtp_rats[] = {
    {1, "UTRAN"},   {2, "GERAN"},          {3, "WLAN"},
    {4, "GAN"},     {5, "HSPA Evolution"}, {6, "EUTRAN (WB-E-UTRAN)"},
    {7, "Virtual"}, {8, "EUTRAN-NB-IoT"},  {0, NULL}};

/* How many bytes a value of a type below 128 has; 0: nobody knows. */
static uint32_t fixed_length(uint32_t type)
{
    static const uint8_t lengths[] = {
        [1] = 1,  [2] = 8,  [3] = 6,  [4] = 4,  [5] = 4,  [8] = 1,  [9] = 28, [11] = 1, [12] = 3,
        [13] = 1, [14] = 1, [15] = 1, [16] = 4, [17] = 4, [18] = 5, [19] = 1, [20] = 1, [21] = 1,
        [22] = 9, [23] = 1, [24] = 1, [25] = 2, [26] = 2, [27] = 2, [28] = 2, [29] = 1, [127] = 4};

    return type < sizeof lengths ? lengths[type] : 0;
}

/* Which fields an element is, one behind the other; 0 for length: its length is no field. */
static const struct plain {
    uint8_t type;
    uint16_t length, first, last;
} plain[] = {
    {1, 0, GTP_CAUSE, GTP_CAUSE},
    {4, 0, GTP_TLLI, GTP_TLLI},
    {5, 0, GTP_PTMSI, GTP_PTMSI},
    {8, 0, GTP_REORDER, GTP_REORDER},
    {9, 0, GTP_RAND, GTP_KC},
    {11, 0, GTP_MAP_CAUSE, GTP_MAP_CAUSE},
    {12, 0, GTP_PTMSI_SIG, GTP_PTMSI_SIG},
    {13, 0, GTP_MS_VALID, GTP_MS_VALID},
    {14, 0, GTP_RECOVERY, GTP_RECOVERY},
    {15, 0, GTP_SELECTION, GTP_SELECTION},
    {16, 0, GTP_TEID_DATA, GTP_TEID_DATA},
    {17, 0, GTP_TEID_CP, GTP_TEID_CP},
    {18, 0, GTP_NSAPI, GTP_TEID_II},
    {19, 0, GTP_TEARDOWN, GTP_TEARDOWN},
    {20, 0, GTP_NSAPI, GTP_NSAPI},
    {21, 0, GTP_RANAP, GTP_RANAP},
    {26, 0, GTP_CHARGING, GTP_CHARGING_R},
    {27, 0, GTP_TRACE_REF, GTP_TRACE_REF},
    {28, 0, GTP_TRACE_TYPE, GTP_TRACE_TYPE},
    {29, 0, GTP_MS_REASON, GTP_MS_REASON},
    {127, 0, GTP_CHARGING_ID, GTP_CHARGING_ID},
    {135, GTP_QOS_LENGTH, GTP_QOS_PRIORITY, GTP_QOS_ERRONEOUS},
    {148, GTP_EXT_LENGTH, GTP_FLAG_DUAL, GTP_FLAG_PPC},
    {149, GTP_EXT_LENGTH, GTP_APN_RESTRICTION, GTP_APN_RESTRICTION},
    {151, GTP_EXT_LENGTH, GTP_RAT, GTP_RAT},
    {163, GTP_EXT_LENGTH, GTP_HOPS, GTP_HOPS},
    {181, GTP_EXT_LENGTH, GTP_CHANGE_REPORT, GTP_CHANGE_REPORT},
    {182, GTP_EXT_LENGTH, GTP_DIRECT_EI, GTP_DIRECT_DTI},
    {184, GTP_EXT_LENGTH, GTP_CONTROL_MODE, GTP_CONTROL_MODE},
    {191, GTP_EXT_LENGTH, GTP_ARP_PCI, GTP_ARP_PVI},
    {193, GTP_EXT_LENGTH, GTP_EXT_UASI, GTP_EXT_UNAUTH},
    {198, GTP_EXT_LENGTH, GTP_AMBR_UP, GTP_AMBR_DOWN},
};

/* ---- elements with a form of their own ---- */

static void imsi(struct sn_dis *d, struct sn_rd *r)
{
    sn_mobile_subscriber(d, r, GTP_IMSI);
}

static void routing_area(struct sn_dis *d, struct sn_rd *r)
{
    if (sn_mobile_network(d, r, GTP_RAI_MCC))
        (void)sn_header(d, r, GTP_LAC, GTP_RAC);
}

/* What a subscriber's device is addressed by: of one family, or of both. */
static void user_address(struct sn_dis *d, struct sn_rd *r)
{
    if (!sn_header(d, r, GTP_USER_ORG, GTP_USER_TYPE))
        return;
    if (sn_rd_left(r) == V4 || sn_rd_left(r) == V4 + V6)
        (void)sn_get(d, r, GTP_USER_IP4, NULL);
    if (sn_rd_left(r) == V6)
        (void)sn_get(d, r, GTP_USER_IP6, NULL);
}

static void apn(struct sn_dis *d, struct sn_rd *r)
{
    sn_mobile_labels(d, r, GTP_APN);
}

static void fqdn(struct sn_dis *d, struct sn_rd *r)
{
    sn_mobile_labels(d, r, GTP_FQDN);
}

static void node_address(struct sn_dis *d, struct sn_rd *r)
{
    sn_mobile_address(d, r, GTP_GSN_IP4, GTP_GSN_IP6);
}

static void charging_address(struct sn_dis *d, struct sn_rd *r)
{
    sn_mobile_address(d, r, GTP_CHARGING_IP4, GTP_CHARGING_IP6);
}

static void msisdn(struct sn_dis *d, struct sn_rd *r)
{
    if (sn_header(d, r, GTP_EXTENSION, GTP_NUMBER_PLAN))
        sn_mobile_number(d, r, GTP_MSISDN, GTP_COUNTRY);
}

static void location(struct sn_dis *d, struct sn_rd *r)
{
    static const struct {
        uint16_t mcc, last;
    } kinds[] = {{GTP_CGI_MCC, GTP_CI}, {GTP_SAI_MCC, GTP_SAC}, {GTP_RAI_MCC, GTP_RAC}};
    uint32_t kind;

    if (!sn_get(d, r, GTP_PLACE, &kind) || kind >= sizeof kinds / sizeof kinds[0])
        return;
    if (sn_mobile_network(d, r, kinds[kind].mcc) && sn_get(d, r, GTP_LAC, NULL))
        (void)sn_get(d, r, kinds[kind].last, NULL);
}

static void time_zone(struct sn_dis *d, struct sn_rd *r)
{
    sn_mobile_summer(d, r, GTP_ZONE_DST);
}

static void imei(struct sn_dis *d, struct sn_rd *r)
{
    sn_mobile_digits(d, r, GTP_IMEI);
}

static void network(struct sn_dis *d, struct sn_rd *r)
{
    (void)sn_mobile_network(d, r, GTP_MCC);
}

static void private(struct sn_dis *d, struct sn_rd *r)
{
    if (sn_get(d, r, GTP_ENTERPRISE, NULL) && sn_rd_left(r))
        (void)sn_get_bytes(d, r, GTP_ENTERPRISE_VALUE, sn_rd_left(r));
}

/* Protocol configuration options: only their length is said. */
static void options(struct sn_dis *d, struct sn_rd *r)
{
    (void)d;
    (void)r;
}

static const struct special {
    uint8_t type;
    uint16_t length;
    void (*read)(struct sn_dis *d, struct sn_rd *r);
} special[] = {
    {2, 0, imsi},
    {3, 0, routing_area},
    {128, GTP_LENGTH, user_address},
    {131, GTP_APN_LENGTH, apn},
    {132, GTP_LENGTH, options},
    {133, GTP_GSN_LENGTH, node_address},
    {134, GTP_LENGTH, msisdn},
    {152, GTP_EXT_LENGTH, location},
    {153, GTP_EXT_LENGTH, time_zone},
    {154, GTP_EXT_LENGTH, imei},
    {164, GTP_EXT_LENGTH, network},
    {190, GTP_FQDN_LENGTH, fqdn},
    {251, GTP_EXT_LENGTH, charging_address},
    {255, GTP_EXT_LENGTH, private},
};

/* ---- elements ---- */

/* The field that an element's length is; 0: none. */
static unsigned length_field(uint32_t type)
{
    for (unsigned i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        if (plain[i].type == type)
            return plain[i].length;
    }
    for (unsigned i = 0; i < sizeof special / sizeof special[0]; i++) {
        if (special[i].type == type)
            return special[i].length;
    }
    return 0;
}

static void value(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    for (unsigned i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        if (plain[i].type == type)
            (void)sn_header(d, r, plain[i].first, plain[i].last);
    }
    for (unsigned i = 0; i < sizeof special / sizeof special[0]; i++) {
        if (special[i].type == type)
            special[i].read(d, r);
    }
}

/* One element. False: it is cut, or how long it is isn't known. */
static bool element(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    static const uint8_t shown[] = {184, 189, 190, 191, 193, 194, 195, 198};
    struct sn_rd body;
    uint32_t len;
    uint16_t n;

    if (memchr(shown, (int)type, sizeof shown))
        sn_rec_uint(d, GTP_IE_ID, sn_rd_off(r) - 1, 1, type);
    if (type < TLV) {
        len = fixed_length(type);
        if (!len)
            return false;
    } else {
        unsigned field = length_field(type);

        if (!sn_rd_be16(r, &n))
            return false;
        len = n;
        if (field)
            sn_rec_uint(d, field, sn_rd_off(r) - 2, 2, len);
    }
    body = sn_inside(r, len);
    value(d, &body, type);
    return sn_rd_skip(r, len);
}

void sn_gtp_elements(struct sn_dis *d, struct sn_rd *r)
{
    bool ok = true;
    uint8_t type;

    for (unsigned i = 0; ok && i < IES_MAX && sn_rd_left(r); i++) {
        struct sn_rec *g = sn_group(d, r, GTP_IE, i);

        ok = sn_rd_u8(r, &type) && element(d, r, type);
        sn_group_end(d, r, g);
    }
}
