/* OpenFlow 1.3 (Open Networking Foundation, TS-006): the messages that tcpdump looks into; of the
 * others only the header is shown. */
#include "dis/app/openflow.h"

enum { VERSION_BITMAP = 1, ELEMENT_MIN = 4, BITMAP_ELEMENT = 8 };
enum { HELLO_FAILED = 0, EXPERIMENTERS = 0xffff }; /* errors */

/* What a HELLO says of its sender. */
static bool hello(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    bool more = n > 0;

    while (more) {
        struct sn_rec *g;
        uint32_t type, len;

        if (n < ELEMENT_MIN)
            return sn_of_invalid(d, r, 1);
        g = sn_group(d, r, ELEMENT, 0);
        more = sn_of_line(d, r, 1, E_TYPE, &type) && sn_get(d, r, E_LENGTH, &len);
        if (more && (len < ELEMENT_MIN || len > n)) {
            more = !sn_of_invalid(d, r, 1);
        } else if (more) {
            struct sn_rd v = sn_of_part(r, len - ELEMENT_MIN);

            if (type == VERSION_BITMAP && len != BITMAP_ELEMENT) {
                sn_note(d, BOGUS, 0);
            } else if (type == VERSION_BITMAP && sn_get(d, &v, E_BITMAP, NULL)) {
                sn_note(d, BITS, E_BITMAP);
                (void)sn_get_bytes(d, &v, E_BITMAP_BYTES, 4);
            }
            n -= len;
            more = n > 0 && !r->stop;
        }
        sn_group_end(d, r, g);
    }
    return true;
}

/* So many bytes that nobody explains. */
static bool data(struct sn_dis *d, struct sn_rd *r, uint32_t n, unsigned field)
{
    if (n)
        sn_note(d, DATA_LEN, n);
    return sn_of_data(d, r, field);
}

static bool echo(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    return data(d, r, n, V4_ECHO);
}

/* What comes with an error, as fields: why there is no hello, or the message that was wrong. */
static void error_fields(struct sn_dis *d, struct sn_rd r, uint32_t type)
{
    struct sn_rec *g;

    if (type == HELLO_FAILED) {
        (void)sn_get_bytes(d, &r, V4_ERROR_TEXT, sn_rd_left(&r));
    } else if (type == EXPERIMENTERS) {
        (void)!sn_get(d, &r, V4_ERROR_OWNER, NULL);
    } else {
        g = sn_group(d, &r, QUOTED, 0);
        if (sn_header(d, &r, Q_VERSION, Q_XID))
            (void)sn_get_bytes(d, &r, Q_BODY, sn_rd_left(&r));
        sn_group_end(d, &r, g);
    }
}

static bool error(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    struct sn_rd said;
    uint32_t type, first;

    if (!sn_of_line(d, r, 1, V4_ERROR, &type) || !sn_get(d, r, V4_CODE, NULL))
        return false;
    said = *r;
    first = d->nrec;
    (void)data(d, r, n - 4, V4_ERROR_DATA);
    if (sn_rd_left(&said) && (type < SN_OF4_ERRORS || type == EXPERIMENTERS)) {
        sn_text_only(d, first);
        error_fields(d, said, type);
    }
    return true;
}

static bool experimenter(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    return sn_of_line(d, r, 1, EXPERIMENTER, NULL) && sn_get(d, r, EXP_TYPE, NULL) &&
           data(d, r, n - 8, DATA);
}

static bool features(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    (void)n;
    return sn_of_line(d, r, 1, V4_DPID, NULL) && sn_header(d, r, V4_N_BUFFERS, FEATURES_PAD) &&
           sn_of_bits(d, r, 1, V4_CAPABILITIES) && sn_get(d, r, RESERVED, NULL);
}

static bool config(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    (void)n;
    return sn_of_line(d, r, 1, V4_CONFIG, NULL) && sn_get(d, r, V4_MISS, NULL);
}

static bool port_status(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    struct sn_rec *g;
    bool ok;

    (void)n;
    if (!sn_of_line(d, r, 1, V4_PORT_REASON, NULL) || !sn_rd_skip(r, 7))
        return false;
    g = sn_group(d, r, PORT, 0);
    ok = sn_of_line(d, r, 2, V4_PORT_NO, NULL) && sn_of_get(d, r, V4_PORT_HW, NULL) &&
         sn_of_name(d, r, V4_PORT_NAME, 16);
    for (unsigned f = V4_PORT_CONFIG; ok && f <= V4_PORT_PEER; f++)
        ok = sn_of_bits2(d, r, 3, f);
    ok = ok && sn_of_line2(d, r, 3, V4_CURR_SPEED) && sn_of_line2(d, r, 3, V4_MAX_SPEED);
    sn_group_end(d, r, g);
    return ok;
}

static bool port_mod(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    (void)n;
    return sn_of_line(d, r, 1, V4_PM_PORT, NULL) && sn_of_get(d, r, V4_PM_HW, NULL) &&
           sn_of_bits(d, r, 2, V4_PM_CONFIG) && sn_of_bits(d, r, 2, V4_PM_MASK) &&
           sn_of_bits(d, r, 2, V4_PM_ADVERTISE);
}

static bool table_mod(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    (void)n;
    return sn_of_line(d, r, 1, TM_TABLE, NULL) && sn_get(d, r, TM_CONFIG, NULL);
}

static bool queue_request(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    (void)n;
    return sn_of_line(d, r, 1, V4_Q_PORT, NULL);
}

static bool role_request(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    (void)n;
    return sn_of_line(d, r, 1, ROLE_ASKED, NULL) && sn_get(d, r, GENERATION_ASKED, NULL);
}

static bool role_reply(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    (void)n;
    return sn_of_line(d, r, 1, ROLE, NULL) && sn_get(d, r, GENERATION, NULL);
}

static bool async(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    (void)n;
    for (unsigned f = IN_MASTER; f <= REMOVED_SLAVE; f++) {
        if (!sn_of_bits(d, r, 1, f))
            return false;
    }
    return true;
}

const struct sn_of_body sn_of4_bodies[SN_OF4_TYPES] = {
    [0] = {0, false, hello},         [1] = {4, false, error},         [2] = {0, false, echo},
    [3] = {0, false, echo},          [4] = {8, false, experimenter},  [5] = {0, true, NULL},
    [6] = {24, true, features},      [7] = {0, true, NULL},           [8] = {4, true, config},
    [9] = {4, true, config},         [12] = {72, true, port_status},  [16] = {32, true, port_mod},
    [17] = {8, true, table_mod},     [20] = {0, true, NULL},          [21] = {0, true, NULL},
    [22] = {8, true, queue_request}, [24] = {16, true, role_request}, [25] = {16, true, role_reply},
    [26] = {0, true, NULL},          [27] = {24, true, async},        [28] = {24, true, async},
};
