/* Records of NetFlow 9 and IPFIX, as their template says: values of information elements. */
#include "dis/app/cflowfields.h"

enum { LONG_FOLLOWS = 255, FLOWS_MAX = 1024 };
#define US 1000u
#define MS 1000000u
#define S  UINT64_C(1000000000)

/* Elements that are more than their field. */
enum {
    FLAGS = 6,
    LAST_SWITCHED = 21,
    FIRST_SWITCHED = 22,
    LABEL_FIRST = 70,
    LABEL_LAST = 79,
    FORWARDING = 89,
    APPLICATION = 95,
    ICMP6 = 139,
    START_S = 150,
    END_DELTA = 159,
    INIT_TIME = 160,
    DURATION_MS = 161,
    DURATION_US = 162
};

/* A record's times of beginning and end: what was said of them in which unit. */
struct times {
    uint64_t at[2];   /* ns */
    uint32_t pair[2]; /* which elements of beginning and end belong together; 0: none yet */
};

/* Where a value stands. */
struct place {
    const uint8_t *p;
    size_t off;
    uint32_t len;
};

/* In what units a time counts. */
enum unit { UNIT_S, UNIT_MS, UNIT_NTP, UNIT_AGO };

static enum unit unit_of(uint32_t type)
{
    switch (type) {
    case 152:
    case 153:
    case INIT_TIME:
    case 258:
    case 269:
    case 272:
    case 323:
    case 359:
    case 360:
        return UNIT_MS;
    case 154:
    case 155:
    case 156:
    case 157:
    case 268:
    case 270:
    case 271:
    case 273:
    case 324:
    case 325:
        return UNIT_NTP;
    case 158:
    case END_DELTA:
        return UNIT_AGO;
    default:
        return UNIT_S;
    }
}

/* A time of day in nanoseconds; false: it has too few bytes. */
static bool time_of(uint32_t type, const struct place *v, uint32_t exported, uint64_t *ns)
{
    enum unit unit = unit_of(type);
    bool wide = unit == UNIT_MS || unit == UNIT_NTP;

    if (v->len < (wide ? 8 : 4))
        return false;
    if (unit == UNIT_NTP)
        *ns = sn_ntp_to_ns(sn_be_n(v->p, 8));
    else if (unit == UNIT_MS)
        *ns = sn_be_n(v->p, 8) * MS;
    else if (unit == UNIT_AGO)
        *ns = exported * S - sn_be_n(v->p, 4) * US;
    else
        *ns = sn_be_n(v->p, 4) * S;
    return true;
}

/* When both are known, how long the flow took as well. */
static void note_time(struct sn_dis *d, struct times *t, uint32_t type, uint64_t ns, size_t off)
{
    bool end = type == LAST_SWITCHED || (type != FIRST_SWITCHED && type % 2);

    t->at[end] = ns;
    t->pair[end] = type / 2 + (type == LAST_SWITCHED);
    if (t->pair[0] == t->pair[1])
        sn_rec_uint(d, CF_TIMEDELTA, off, 0, t->at[1] - t->at[0]);
}

static void flags(struct sn_dis *d, const struct place *v)
{
    uint32_t n = v->len > 2 ? 2 : v->len;
    uint64_t bits = sn_be_n(v->p, n);
    const struct sn_field *f = d->cur->proto->fields;

    sn_rec_uint(d, CF_TCPFLAGS, v->off, n, bits);
    for (unsigned i = n > 1 ? CF_FLAGS_ZERO : CF_FLAGS_RESERVED8; i <= CF_FLAGS_FIN; i++) {
        if (n == 1 || i != CF_FLAGS_RESERVED8)
            sn_rec_uint(d, i, v->off, n, (bits & f[i].mask) >> __builtin_ctz(f[i].mask));
    }
}

static void label(struct sn_dis *d, const struct place *v)
{
    uint64_t bits = sn_be_n(v->p, v->len > 3 ? 3 : v->len);

    if (v->len != 3)
        return;
    sn_rec_uint(d, CF_MPLS_LABEL, v->off, 3, bits >> 4);
    sn_rec_uint(d, CF_MPLS_EXP, v->off, 3, bits >> 1 & 7);
    sn_rec_uint(d, CF_MPLS_BOS, v->off, 3, bits & 1);
}

/* A value of one of those elements; false: it is an ordinary one. */
static bool special(struct sn_dis *d, const struct place *v, uint32_t type)
{
    static const uint16_t codes[] = {CF_FORWARDING_UNKNOWN, CF_FORWARDING_FORWARD,
                                     CF_FORWARDING_DROP, CF_FORWARDING_CONSUME};

    if (type >= LABEL_FIRST && type <= LABEL_LAST) {
        label(d, v);
    } else if (!v->len) {
        return false;
    } else if (type == FLAGS) {
        flags(d, v);
    } else if (type == FORWARDING) {
        uint8_t status = v->p[v->len < 4 ? v->len - 1 : 3];

        sn_rec_uint(d, CF_FORWARDING_STATUS, v->off, v->len, status >> 6);
        sn_rec_uint(d, codes[status >> 6], v->off, v->len, status & 0x3f);
    } else if (type == APPLICATION) {
        sn_rec_uint(d, CF_APPL_ID_CLASSIFICATION_ENGINE_ID, v->off, 1, *v->p);
        sn_rec_bytes(d, CF_APPL_SELECTOR, v->off + 1, v->len - 1, v->p + 1, v->len - 1);
    } else if (type == ICMP6) {
        sn_rec_uint(d, CF_ICMP_IPV6_TYPE, v->off, 1, *v->p);
        if (v->len > 1)
            sn_rec_uint(d, CF_ICMP_IPV6_CODE, v->off + 1, 1, v->p[1]);
    } else {
        return false;
    }
    return true;
}

/* An ordinary one, by the type of its field. Values may have fewer bytes than their type: then they
 * are small numbers, or none. Of those that have more, the first ones count. */
static void ordinary(struct sn_dis *d, const struct place *v, unsigned field)
{
    const struct sn_field *f = &d->cur->proto->fields[field];
    uint32_t most = f->width > 4 ? 8 : 4;
    uint64_t u = sn_be_n(v->p, v->len < most ? v->len : most);

    switch (f->type) {
    case SN_F_IPV4:
        if (v->len >= 4)
            sn_rec_uint(d, field, v->off, 4, u);
        return;
    case SN_F_IPV6:
    case SN_F_ETHER:
        if (v->len >= f->width)
            sn_rec_bytes(d, field, v->off, f->width, v->p, f->width);
        return;
    case SN_F_BYTES:
        sn_rec_bytes(d, field, v->off, v->len, v->p, v->len);
        return;
    case SN_F_STR:
        sn_rec_bytes(d, field, v->off, v->len, v->p, strnlen((const char *)v->p, v->len));
        return;
    case SN_F_BOOL:
        u = u != 0;
        break;
    case SN_F_INT:
        u = v->len < 4 ? (uint64_t)sn_be_int(v->p, v->len) : (uint64_t)(int32_t)u;
        break;
    default:
        break;
    }
    sn_rec_uint(d, field, v->off, v->len, u);
}

/* What the scope of an option is, in NetFlow 9. */
static void scope(struct sn_dis *d, const struct place *v, uint32_t type)
{
    static const uint16_t scopes[] = {0,
                                      CF_SCOPE_SYSTEM,
                                      CF_SCOPE_INTERFACE,
                                      CF_SCOPE_LINECARD,
                                      CF_SCOPE_CACHE,
                                      CF_SCOPE_TEMPLATE};

    ordinary(d, v, type < sizeof scopes / sizeof *scopes && type ? scopes[type] : CF_UNKNOWN);
}

static void element(struct sn_dis *d, const struct place *v, uint32_t type, bool ipfix,
                    uint32_t exported, struct times *t)
{
    unsigned field = sn_cflow_element(type);
    uint64_t ns;

    if (special(d, v, type))
        return;
    if (!field) {
        ordinary(d, v, ipfix ? CF_ENTERPRISE : CF_UNKNOWN);
    } else if (type == LAST_SWITCHED || type == FIRST_SWITCHED || type == DURATION_MS ||
               type == DURATION_US) {
        if (v->len < 4)
            return;
        ns = sn_be_n(v->p, 4) * (type == DURATION_US ? US : MS);
        sn_rec_uint(d, type <= FIRST_SWITCHED ? field : CF_TIMEDELTA, v->off, 4, ns);
        if (type <= FIRST_SWITCHED)
            note_time(d, t, type, ns, v->off);
    } else if (d->cur->proto->fields[field].type == SN_F_TIME) {
        if (!time_of(type, v, exported, &ns))
            return;
        sn_rec_uint(d, field, v->off, v->len, ns);
        if (type >= START_S && type <= END_DELTA)
            note_time(d, t, type, ns, v->off);
    } else {
        ordinary(d, v, field);
    }
}

/* How long a value is whose template leaves it open. */
static bool length(struct sn_dis *d, struct sn_rd *r, uint32_t *len)
{
    if (!sn_get(d, r, CF_STRING_SHORT, len))
        return false;
    return *len != LONG_FOLLOWS || sn_get(d, r, CF_STRING_LONG, len);
}

static bool record(struct sn_dis *d, struct sn_rd *r, const struct sn_cflow_template *t, bool ipfix,
                   uint32_t exported)
{
    struct times times = {0};

    for (uint32_t i = 0; i < t->n; i++) {
        uint32_t type = t->field[i] >> 16 & UINT16_MAX, len = t->field[i] & UINT16_MAX;
        uint32_t enterprise = (uint32_t)(t->field[i] >> 32);
        struct place v;

        if (ipfix && len == SN_CFLOW_ANY && !length(d, r, &len))
            return false;
        v = (struct place){.off = sn_rd_off(r), .len = len};
        if (!sn_rd_bytes(r, len, &v.p))
            return false;
        if (enterprise == SN_CFLOW_SCOPE)
            scope(d, &v, type);
        else if (enterprise)
            ordinary(d, &v, CF_ENTERPRISE);
        else
            element(d, &v, type, ipfix, exported, &times);
    }
    return true;
}

void sn_cflow_records(struct sn_dis *d, struct sn_rd *r, const struct sn_cflow_template *t,
                      bool ipfix, uint32_t exported)
{
    uint32_t least = 0;
    bool ok = true;

    for (uint32_t i = 0; i < t->n; i++) {
        uint32_t len = t->field[i] & UINT16_MAX;

        least += ipfix && len == SN_CFLOW_ANY ? 1 : len;
    }
    for (uint32_t i = 1; ok && least && sn_rd_left(r) >= least && i <= FLOWS_MAX; i++) {
        struct sn_rec *g = sn_group(d, r, CF_FLOW, i);

        ok = record(d, r, t, ipfix, exported);
        sn_group_end(d, r, g);
    }
    if (ok && least && sn_rd_left(r) && !r->cut)
        (void)sn_get_bytes(d, r, CF_PADDING, sn_rd_left(r));
}
