/* Options of RPL's messages (RFC 6550, RFC 6997), and metrics in them (RFC 6551): what fields show
 * besides the bytes. */
#include "dis/net/icmp6.h"

enum { METRICS = 2, ROUTE, CONFIG, TARGET, TRANSIT, SOLICITED, PREFIX, DESCRIPTOR, DISCOVERY };
enum { NODE_STATE = 1, ENERGY, HOPS, THROUGHPUT, LATENCY, QUALITY, ETX, COLOR };

/* ---- metrics ---- */

/* A node's state and attributes, and TLVs behind it. */
static void node_state(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t n;

    if (!sn_header(d, r, RPL_NSA, RPL_NSA_O))
        return;
    while (sn_rd_left(r) && sn_header(d, r, RPL_NSA_TLV, RPL_NSA_TLV_TYPE) &&
           sn_get(d, r, RPL_NSA_TLV_LEN, &n) && sn_get_bytes(d, r, RPL_NSA_TLV_DATA, n))
        ;
}

/* The objects of one metric: all that is in r. */
static void objects(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    static const struct {
        uint16_t reserved, first, last;
    } rows[] = {
        [ENERGY] = {0, RPL_NE, RPL_NE_ENERGY},
        [HOPS] = {0, RPL_HP, RPL_HP_COUNT},
        [THROUGHPUT] = {0, RPL_THROUGHPUT, RPL_THROUGHPUT},
        [LATENCY] = {0, RPL_LATENCY, RPL_LATENCY},
        [QUALITY] = {RPL_LQL_RSV, RPL_LQL, RPL_LQL_COUNTER},
        [ETX] = {0, RPL_ETX, RPL_ETX},
        [COLOR] = {RPL_LC_RSV, RPL_LC, RPL_LC},
    };

    if (type == NODE_STATE)
        node_state(d, r);
    if (type < ENERGY || type > COLOR ||
        (rows[type].reserved && !sn_get(d, r, rows[type].reserved, NULL)))
        return;
    while (sn_rd_left(r) && sn_header(d, r, rows[type].first, rows[type].last))
        ;
}

static void metrics(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t type, len;
    struct sn_rd in;

    while (sn_rd_left(r) && sn_get(d, r, RPL_METRIC, &type) &&
           sn_header(d, r, RPL_METRIC_FLAGS, RPL_METRIC_PREC) &&
           sn_get(d, r, RPL_METRIC_LEN, &len)) {
        in = sn_inside(r, len);
        objects(d, &in, type);
        if (!sn_rd_skip(r, len))
            return;
    }
}

/* ---- options ---- */

/* A prefix behind its length in bits: as much of it as there is. */
static void prefix(struct sn_dis *d, struct sn_rd *r, unsigned len, unsigned field)
{
    uint64_t bits = sn_u(d, len), room = 8 * (uint64_t)sn_rd_left(r);

    if (bits > 128)
        bits = 128;
    if (bits)
        (void)sn_get_prefix(d, r, field, (unsigned)(bits < room ? bits : room));
}

/* A route that was found on demand: its addresses are whole only when none of them is compressed.
 */
static void discovery(struct sn_dis *d, struct sn_rd *r, bool reply)
{
    if (!sn_header(d, r, RPL_RDO_REPLY, RPL_RDO_COMPR) ||
        !(reply ? sn_header(d, r, RPL_RDO_LIFETIME, RPL_RDO_LIFETIME) &&
                      sn_get(d, r, RPL_RDO_NH, NULL)
                : sn_header(d, r, RPL_RDO_LIFETIME, RPL_RDO_RANK)) ||
        sn_u(d, RPL_RDO_COMPR) || !sn_get(d, r, RPL_RDO_TARGET, NULL))
        return;
    (void)sn_get_n(d, r, RPL_RDO_ADDR, (uint32_t)sn_rd_left(r) / 16);
}

void sn_rpl_option(struct sn_dis *d, struct sn_rd r, uint32_t type, bool reply)
{
    switch (type) {
    case METRICS:
        metrics(d, &r);
        break;
    case ROUTE:
        if (sn_header(d, &r, RPL_ROUTE_LEN, RPL_ROUTE_LIFETIME))
            prefix(d, &r, RPL_ROUTE_LEN, RPL_ROUTE_PREFIX);
        break;
    case CONFIG:
        (void)sn_header(d, &r, RPL_CONFIG_FLAGS, RPL_CONFIG_UNIT);
        break;
    case TARGET:
        if (sn_rd_skip(&r, 1) && sn_get(d, &r, RPL_TARGET_LEN, NULL))
            prefix(d, &r, RPL_TARGET_LEN, RPL_TARGET);
        break;
    case TRANSIT:
        if (sn_header(d, &r, RPL_TRANSIT_FLAGS, RPL_TRANSIT_LIFETIME) && sn_rd_left(&r))
            (void)sn_get(d, &r, RPL_TRANSIT_PARENT, NULL);
        break;
    case SOLICITED:
        (void)sn_header(d, &r, RPL_SOLICITED_INSTANCE, RPL_SOLICITED_VERSION);
        break;
    case PREFIX:
        (void)sn_header(d, &r, RPL_PREFIX_LEN, RPL_PREFIX);
        break;
    case DESCRIPTOR:
        (void)sn_get(d, &r, RPL_DESCRIPTOR, NULL);
        break;
    case DISCOVERY:
        discovery(d, &r, reply);
        break;
    default:
        if (type > DISCOVERY)
            (void)!sn_get_bytes(d, &r, ICMP6_DATA, sn_rd_left(&r));
        break;
    }
}
