/* IS-IS: what sub-TLVs say of a link to a neighbor, as Wireshark's fields where tcpdump reads
 * otherwise: groups (RFC 5305, RFC 7308), addresses (RFC 6119), segments (RFC 8667), delays and
 * bandwidths (RFC 8570). */
#include "dis/routing/isis.h"

enum {
    SUB_GROUP = 3,
    SUB_IF6 = 12,
    SUB_NBR6,
    SUB_EXT_GROUPS,
    SUB_MSD,
    SUB_ADJ_SID = 31,
    SUB_DELAY = 33,
    SUB_DELAYS,
    SUB_VARIATION,
    SUB_LOSS,
    SUB_RESIDUAL,
    SUB_AVAILABLE,
    SUB_UTILIZED,
};

/* The bits of a group, each by its value. */
static void group(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t v;

    if (!sn_rd_be32(r, &v))
        return;
    for (unsigned i = 0; i < 32; i++) {
        if (v >> i & 1)
            sn_made(d, GROUP_BIT, UINT32_C(1) << i);
    }
}

static bool flags(struct sn_dis *d, struct sn_rd *r)
{
    if (!sn_get(d, r, DELAY_FLAGS, NULL))
        return false;
    sn_parts(d, DELAY_FLAGS, DELAY_A, DELAY_A);
    return true;
}

static void segment(struct sn_dis *d, struct sn_rd *r)
{
    if (!sn_get(d, r, PTP_FLAGS, NULL))
        return;
    sn_parts(d, PTP_FLAGS, PTP_F, PTP_S);
    if (!sn_get(d, r, PTP_WEIGHT, NULL))
        return;
    if (sn_rd_left(r) == 3)
        (void)!sn_get(d, r, ADJ_LABEL, NULL);
    else if (sn_rd_left(r) == 4)
        (void)!sn_get(d, r, ADJ_INDEX, NULL);
}

/* Whether a sub-TLV has its fields where the text's are read. */
static bool is_known(uint32_t type)
{
    static const uint64_t known = UINT64_C(1) << 4 | UINT64_C(1) << 6 | UINT64_C(0xf) << 8 |
                                  UINT64_C(1) << 18 | UINT64_C(1) << 22 | UINT64_C(1) << 29 |
                                  UINT64_C(1) << 32;

    return type < 64 && known >> type & 1;
}

static void value(struct sn_dis *d, struct sn_rd r, uint32_t type)
{
    switch (type) {
    case SUB_GROUP:
        group(d, &r);
        break;
    case SUB_IF6:
    case SUB_NBR6:
        (void)!sn_get64(d, &r, type == SUB_IF6 ? IF6 : NBR6, NULL);
        break;
    case SUB_EXT_GROUPS:
        (void)!sn_get_n(d, &r, EXT_GROUPS, (uint32_t)(sn_rd_left(&r) / 4));
        break;
    case SUB_MSD:
        while (sn_rd_left(&r) && sn_get(d, &r, MSD_TYPE, NULL) && sn_get(d, &r, MSD_VALUE, NULL))
            ;
        break;
    case SUB_ADJ_SID:
        segment(d, &r);
        break;
    case SUB_DELAY:
        (void)(flags(d, &r) && sn_get(d, &r, DELAY, NULL));
        break;
    case SUB_DELAYS:
        (void)(flags(d, &r) && sn_header(d, &r, DELAY_MIN, DELAY_MAX));
        break;
    case SUB_VARIATION:
        (void)!sn_header(d, &r, VARIATION_GAP, VARIATION);
        break;
    case SUB_LOSS:
        (void)(flags(d, &r) && sn_get(d, &r, LOSS, NULL));
        break;
    case SUB_RESIDUAL:
    case SUB_AVAILABLE:
    case SUB_UTILIZED:
        (void)!sn_get(d, &r, RESIDUAL + type - SUB_RESIDUAL, NULL);
        break;
    default:
        (void)!sn_get_bytes(d, &r, SUB_VALUE, sn_rd_left(&r));
        break;
    }
}

void sn_isis_link(struct sn_dis *d, struct sn_rd r, uint32_t type)
{
    struct sn_rec *q;

    if (is_known(type))
        return;
    q = sn_group(d, &r, LINK_SUB, type);
    value(d, r, type);
    r.p = r.end;
    sn_group_end(d, &r, q);
}
