/*
 * NetFlow, versions 1, 5, 7, 8 (the header alone) and 9 (RFC 3954), and IPFIX (RFC 7011): what
 * routers say of the flows that they saw. A template says how records of data look; it is
 * remembered for later packets of the same exporter. Where one is sent anew the latest counts.
 */
#include "dis/app/cflowfields.h"

enum { V1 = 1, V5 = 5, V7 = 7, V8 = 8, V9 = 9, IPFIX = 10 };
enum { SET_V9 = 0, SET_V9_OPTIONS, SET_TEMPLATES, SET_OPTIONS, SET_DATA = 256 };
enum { SET_HDR = 4, RECORDS_MAX = 64, TEMPLATES_MAX = 64, ANY_PEN = 0x8000 };
#define MS 1000000u
#define S  UINT64_C(1000000000)

const struct sn_val sn_cflow_sets[] = {{SET_V9, "Data Template (V9)"},
                                       {SET_V9_OPTIONS, "Options Template(V9)"},
                                       {SET_TEMPLATES, "Data Template (V10 [IPFIX])"},
                                       {SET_OPTIONS, "Options Template (V10 [IPFIX])"},
                                       {0, NULL}};
const struct sn_val sn_cflow_engines[] = {
    {0, "RP"}, {1, "VIP/Linecard"}, {2, "PFC/DFC"}, {0, NULL}};
const struct sn_val sn_cflow_scopes[] = {{1, "System"}, {2, "Interface"}, {3, "Line Card"},
                                         {4, "Cache"},  {5, "Template"},  {0, NULL}};

SN_FIELD_TABLE(cflow, CFLOW)

/* A packet's header, and the templates in it so far. */
struct packet {
    uint32_t version, domain, seconds;
    uint32_t ntemplate;
    uint16_t id[TEMPLATES_MAX];
    struct sn_cflow_template template[TEMPLATES_MAX];
};

/* ---- headers ---- */

/* A number of so many units of ns as a time, in addition to its field. */
static bool uptime(struct sn_dis *d, struct sn_rd *r)
{
    size_t off = sn_rd_off(r);
    uint32_t v;

    if (!sn_rd_be32(r, &v))
        return false;
    sn_rec_uint(d, CF_SYSUPTIME, off, 4, (uint64_t)v * MS);
    return true;
}

/* The time in seconds, which is field `seconds`, and with `split` nanoseconds behind them. */
static bool stamp(struct sn_dis *d, struct sn_rd *r, unsigned seconds, bool split, uint32_t *s)
{
    size_t off = sn_rd_off(r);
    uint32_t ns = 0;

    if (!sn_get(d, r, seconds, s) || (split && !sn_get(d, r, CF_NSECS, &ns)))
        return false;
    sn_rec_uint(d, CF_TIMESTAMP, off, sn_rd_off(r) - off, *s * S + ns);
    return true;
}

static bool header(struct sn_dis *d, struct sn_rd *r, struct packet *p, uint32_t *count)
{
    uint32_t v = p->version;

    if (v == IPFIX)
        return sn_get(d, r, CF_LEN, count) && stamp(d, r, CF_EXPORTTIME, false, &p->seconds) &&
               sn_get(d, r, CF_SEQUENCE, NULL) && sn_get(d, r, CF_DOMAIN, &p->domain);
    if (!sn_get(d, r, CF_COUNT, count) || !uptime(d, r) ||
        !stamp(d, r, CF_SECS, v != V9, &p->seconds))
        return false;
    if (v == V1)
        return true;
    if (!sn_get(d, r, CF_SEQUENCE, NULL))
        return false;
    if (v == V9)
        return sn_get(d, r, CF_SOURCE_ID, &p->domain);
    if (v == V5)
        return sn_header(d, r, CF_H_ENGINE_TYPE, CF_SAMPLERATE);
    return (v == V7 || (sn_header(d, r, CF_H_ENGINE_TYPE, CF_H_ENGINE_ID) &&
                        sn_header(d, r, CF_AGGMETHOD, CF_AGGVERSION))) &&
           sn_get_bytes(d, r, CF_RESERVED, 4);
}

/* ---- records of fixed form ---- */

/* When a flow began and ended, in milliseconds of the exporter's uptime. */
static bool switched(struct sn_dis *d, struct sn_rd *r)
{
    size_t off = sn_rd_off(r);
    uint32_t first, last;

    if (!sn_rd_be32(r, &first) || !sn_rd_be32(r, &last))
        return false;
    sn_rec_uint(d, CF_TIMEDELTA, off, 8, (uint64_t)(((int64_t)last - first) * MS));
    sn_rec_uint(d, CF_TIMESTART, off, 4, (uint64_t)first * MS);
    sn_rec_uint(d, CF_TIMEEND, off + 4, 4, (uint64_t)last * MS);
    return true;
}

static bool record(struct sn_dis *d, struct sn_rd *r, uint32_t version)
{
    if (!sn_header(d, r, CF_R_SRC, CF_R_OCTETS) || !switched(d, r) ||
        !sn_header(d, r, CF_R_SPORT, CF_R_DPORT))
        return false;
    if (version == V1)
        return sn_get_bytes(d, r, CF_PADDING, 2) && sn_header(d, r, CF_R_PROTOCOL, CF_R_TOS) &&
               sn_get(d, r, CF_R_TCPFLAGS, NULL) && sn_get_bytes(d, r, CF_PADDING, 3) &&
               sn_get_bytes(d, r, CF_RESERVED, 4);
    if (version == V7 ? !sn_get(d, r, CF_R_EXPORT_FLAGS, NULL) : !sn_get_bytes(d, r, CF_PADDING, 1))
        return false;
    return sn_header(d, r, CF_R_TCPFLAGS, CF_R_DSTMASK) && sn_get_bytes(d, r, CF_PADDING, 2) &&
           (version != V7 || sn_get(d, r, CF_R_ROUTER, NULL));
}

static void records(struct sn_dis *d, struct sn_rd *r, uint32_t version, uint32_t count)
{
    bool ok = version != V8;

    for (uint32_t i = 1; ok && i <= count && i <= RECORDS_MAX; i++) {
        struct sn_rec *g = sn_group(d, r, CF_FLOW, i);

        ok = record(d, r, version);
        sn_group_end(d, r, g);
    }
}

/* ---- templates ---- */

/* What a template of this number is remembered under: templates are an exporter's, which the
 * domain and the port that it sends from tell apart. Its fields have the keys behind this. */
static uint64_t key_of(const struct sn_dis *d, const struct packet *p, uint32_t id)
{
    return (uint64_t)(p->domain ^ (uint32_t)d->ends->sport << 16) << 32 | (uint64_t)id << 16;
}

static void keep(struct sn_dis *d, struct packet *p, uint32_t id, uint64_t *spec, uint32_t n)
{
    uint32_t i = 0;

    sn_remember_list(d, SN_MEMO_CFLOW, key_of(d, p, id), spec, n);
    while (i < p->ntemplate && p->id[i] != id)
        i++;
    if (i == TEMPLATES_MAX)
        return;
    p->id[i] = (uint16_t)id;
    p->template[i] = (struct sn_cflow_template){.field = spec, .n = n};
    p->ntemplate += i == p->ntemplate;
}

static bool find(struct sn_dis *d, const struct packet *p, uint32_t id, struct sn_cflow_template *t)
{
    for (uint32_t i = 0; i < p->ntemplate; i++) {
        if (p->id[i] == id) {
            *t = p->template[i];
            return true;
        }
    }
    t->field = sn_recall_list(d, SN_MEMO_CFLOW, key_of(d, p, id), &t->n);
    return t->field;
}

/* One field: its type, how long its values are, and who defined it. */
static bool field(struct sn_dis *d, struct sn_rd *r, bool ipfix, bool scope, uint64_t *spec)
{
    uint32_t type = 0, len, pen = 0;
    bool foreign = false, ok;

    if (!ipfix) {
        ok = sn_get(d, r, scope ? CF_T_SCOPE : CF_T_TYPE, &type);
        pen = scope ? SN_CFLOW_SCOPE : 0;
    } else {
        struct sn_rd pick = *r;
        uint16_t bits = 0;

        ok = sn_rd_be16(&pick, &bits);
        foreign = bits & ANY_PEN;
        pick.p += ok ? 2 : 0;
        if (ok && foreign && sn_rd_be32(&pick, &pen) && pen == SN_CFLOW_REVERSE)
            pen = 0;
        ok = ok && sn_get(d, r, CF_T_HAS_PEN, NULL) &&
             sn_get(d, r, pen ? CF_T_PEN_IE : CF_T_IE, &type);
    }
    if (!ok || !sn_get(d, r, CF_T_FIELD_LENGTH, &len) || (foreign && !sn_get(d, r, CF_T_PEN, NULL)))
        return false;
    *spec = sn_cflow_spec(pen, (uint16_t)type, (uint16_t)len);
    return true;
}

/* The n fields of a template; those over SN_MEMO_LIST aren't remembered, and then nothing is. */
static bool fields(struct sn_dis *d, struct sn_rd *r, struct packet *p, uint32_t n, uint32_t scopes)
{
    uint64_t *spec = sn_arena_zalloc(&d->arena, SN_MEMO_LIST, sizeof *spec), over;
    uint32_t id = (uint32_t)sn_u(d, CF_T_ID);

    for (uint32_t i = 0; i < n; i++) {
        struct sn_rec *g = sn_group(d, r, CF_T_FIELD, i + 1);
        bool ok = field(d, r, p->version == IPFIX, i < scopes,
                        spec && i < SN_MEMO_LIST ? &spec[i] : &over);

        sn_group_end(d, r, g);
        if (!ok)
            return false;
    }
    if (spec && n <= SN_MEMO_LIST && id >= SET_DATA)
        keep(d, p, id, spec, n);
    return true;
}

static bool template(struct sn_dis *d, struct sn_rd *r, struct packet *p, uint32_t set)
{
    uint32_t n, scopes = 0;

    if (!sn_get(d, r, CF_T_ID, NULL))
        return false;
    if (set == SET_V9_OPTIONS) {
        if (!sn_get(d, r, CF_T_SCOPE_LENGTH, &scopes) || !sn_get(d, r, CF_T_LENGTH, &n))
            return false;
        scopes /= 4;
        n = scopes + n / 4;
    } else if (set == SET_OPTIONS) {
        if (!sn_get(d, r, CF_T_TOTAL, &n) || (n && !sn_get(d, r, CF_T_SCOPES, &scopes)))
            return false;
    } else if (!sn_get(d, r, CF_T_COUNT, &n)) {
        return false;
    }
    return fields(d, r, p, n, scopes);
}

/* ---- sets ---- */

static void templates(struct sn_dis *d, struct sn_rd *r, struct packet *p, uint32_t set)
{
    bool ok = true;

    for (uint32_t i = 1; ok && sn_rd_left(r) >= SET_HDR; i++) {
        struct sn_rec *g = sn_group(d, r, CF_TEMPLATE, i);

        ok = template(d, r, p, set);
        sn_group_end(d, r, g);
        /* what is left of version 9's is padding, however much */
        if (set == SET_V9_OPTIONS && sn_rd_left(r) < 6)
            break;
    }
    if (ok && sn_rd_left(r) && !r->cut)
        (void)sn_get_bytes(d, r, CF_PADDING, sn_rd_left(r));
}

static bool set(struct sn_dis *d, struct sn_rd *r, struct packet *p)
{
    struct sn_cflow_template t;
    uint32_t id = 0, len = 0;
    struct sn_rd body;

    if (!sn_header(d, r, CF_SET_ID, CF_SET_LENGTH))
        return false;
    id = (uint32_t)sn_u(d, CF_SET_ID);
    len = (uint32_t)sn_u(d, CF_SET_LENGTH);
    if (len < SET_HDR) {
        sn_malformed(r);
        return false;
    }
    body = sn_inside(r, len - SET_HDR);
    if (id >= SET_DATA && find(d, p, id, &t))
        sn_cflow_records(d, &body, &t, p->version == IPFIX, p->seconds);
    else if (id <= SET_OPTIONS && (id >= SET_TEMPLATES) == (p->version == IPFIX))
        templates(d, &body, p, id);
    if (body.stop)
        sn_stop(r, &body);
    return !r->stop && sn_rd_skip(r, len - SET_HDR);
}

static void cflow_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct packet *p = sn_arena_zalloc(&d->arena, 1, sizeof *p);
    uint32_t count;
    bool ok;

    (void)len;
    if (!p || !sn_get(d, r, CF_VERSION, &p->version) || !header(d, r, p, &count))
        return;
    if (p->version < V9) {
        records(d, r, p->version, count);
        return;
    }
    ok = true;
    for (uint32_t i = 1; ok && sn_rd_left(r) >= SET_HDR; i++) {
        struct sn_rec *g = sn_group(d, r, CF_SET, i);

        ok = set(d, r, p);
        sn_group_end(d, r, g);
    }
}

static bool cflow_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    uint32_t version = caplen >= 2 ? sn_be16(p) : 0;

    (void)len;
    return version == V1 || version == V5 || (version >= V7 && version <= IPFIX);
}

enum { PORT = 2055, OTHER_PORT = 9996, IPFIX_PORT = 4739 };

const struct sn_proto sn_proto_cflow = {
    .name = "cflow",
    .title = "Cisco NetFlow/IPFIX",
    SN_PROTO_FIELDS(cflow),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = PORT, .claims = cflow_claims},
                    {.table = &sn_tab_udp, .value = OTHER_PORT, .claims = cflow_claims},
                    {.table = &sn_tab_udp, .value = IPFIX_PORT, .claims = cflow_claims}),
    .more = true,
    .dissect = cflow_dissect,
};

/* As tcpdump says it, when it is told to. */
const struct sn_proto sn_proto_cnfp = {
    .name = "cnfp",
    .title = "Cisco NetFlow",
    SN_PROTO_FIELDS(cflow),
    .keys = SN_KEYS({.table = &sn_tab_udp, .type = "cnfp"}),
    .dissect = sn_cnfp_dissect,
    .text = sn_cnfp_text,
};
