/* IS-IS: what Wireshark shows of TLVs where tcpdump's text has other words for it, or more or less
 * of it. Each list ends with its value, or where less than one of its parts is left. */
#include "dis/routing/isis.h"

enum { IDS = 6, METRICS = 4, PREFIX = 8, TIME_FLAG = 2, LOCAL_BLOCK = 22 };

static void neighbors(struct sn_dis *d, struct sn_rd *r, bool systems)
{
    const size_t n = systems ? IDS + 1 : IDS;

    while (sn_rd_left(r) >= METRICS + n && sn_header(d, r, NM_DEF, NM_ERROR_IE)) {
        if (systems ? !sn_rd_skip(r, n) : !sn_isis_id(d, r, ES_ID, n))
            return;
    }
}

static void prefixes(struct sn_dis *d, struct sn_rd *r)
{
    while (sn_rd_left(r) >= METRICS + PREFIX && sn_header(d, r, IPM_DEF, IPM_ERROR_IE))
        (void)!sn_rd_skip(r, PREFIX);
}

/* System IDs, when there is nothing else. */
static void ids(struct sn_dis *d, struct sn_rd *r, unsigned field)
{
    bool whole = sn_rd_left(r) % IDS == 0;

    while (whole && sn_rd_left(r) && sn_isis_id(d, r, field, IDS))
        ;
}

static void numbers(struct sn_dis *d, struct sn_rd *r, unsigned field)
{
    while (sn_rd_left(r) >= 2 && sn_get(d, r, field, NULL))
        ;
}

static void instance(struct sn_dis *d, struct sn_rd *r, unsigned field)
{
    if (sn_rd_left(r) >= 2 && sn_get(d, r, field, NULL))
        numbers(d, r, field + 1);
}

static void sum(struct sn_dis *d, struct sn_rd *r, unsigned field, const struct sn_rd *pdu,
                uint32_t total)
{
    uint32_t u;

    if (sn_rd_left(r) != 2 || !sn_get(d, r, field, &u))
        return;
    if (!u)
        sn_made(d, field + 1, SN_SUM_ABSENT);
    else if (sn_rd_left(pdu) < total)
        sn_made(d, field + 1, SN_SUM_UNVERIFIED);
    else
        sn_made(d, field + 1, sn_isis_sum_is_good(pdu->p, total));
}

static void restart(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t flags;

    if (!sn_rd_left(r) || !sn_get(d, r, RS_FLAGS, &flags))
        return;
    sn_parts(d, RS_FLAGS, RS_RR, RS_SA);
    if (!(flags & TIME_FLAG) || sn_rd_left(r) < 2 || !sn_get(d, r, RS_TIME, NULL))
        return;
    if (sn_rd_left(r) >= IDS)
        (void)sn_isis_id(d, r, RS_FOR, IDS);
}

static void adjacency(struct sn_dis *d, struct sn_rd *r)
{
    size_t n = sn_rd_left(r);

    if ((n != 1 && n != 5 && n != 11 && n != 15) || !sn_get(d, r, PTP_STATE, NULL))
        return;
    if (sn_rd_left(r) < 4 || !sn_get(d, r, PTP_LOCAL, NULL))
        return;
    if (sn_rd_left(r) < IDS || !sn_isis_id(d, r, PTP_NBR, IDS))
        return;
    if (sn_rd_left(r) >= 4)
        (void)!sn_get(d, r, PTP_REMOTE, NULL);
}

static void hello(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    switch (type) {
    case 7:
        instance(d, r, IID_IIH);
        break;
    case 148:
        while (sn_rd_left(r) >= 2 && sn_get(d, r, BFD_MT, NULL))
            (void)!sn_get(d, r, BFD_NLPID, NULL);
        break;
    case 211:
        restart(d, r);
        break;
    case 229:
        numbers(d, r, MT_IIH);
        break;
    case 233:
        (void)!sn_get_n(d, r, GLB_IIH, (uint32_t)(sn_rd_left(r) / 16));
        break;
    case 240:
        adjacency(d, r);
        break;
    }
}

static void state(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    uint32_t n;

    switch (type) {
    case 2:
        if (sn_rd_left(r) && sn_get(d, r, IS_VIRTUAL, NULL))
            neighbors(d, r, true);
        break;
    case 3:
        neighbors(d, r, false);
        break;
    case 4:
        ids(d, r, PARTITION_IS);
        break;
    case 7:
        instance(d, r, IID_LSP);
        break;
    case 13:
        if (sn_rd_left(r) && sn_get(d, r, PURGE_N, &n) && sn_rd_left(r) == (size_t)n * IDS)
            ids(d, r, PURGE_ID);
        break;
    case 128:
    case 130:
        prefixes(d, r);
        break;
    case 140:
        if (sn_rd_left(r) >= 16)
            (void)sn_get_bytes(d, r, TE_ID6, 16);
        break;
    case 222:
    case 235:
    case 237:
        if (sn_rd_left(r) >= 2)
            (void)sn_header(d, r, MT_RES, MT_ID);
        break;
    case 229:
        numbers(d, r, MT_LSP);
        break;
    }
}

void sn_isis_fields(struct sn_dis *d, struct sn_rd *r, unsigned kind, uint32_t type,
                    const struct sn_rd *pdu, uint32_t total)
{
    if (type == 12 && (kind == TLV_IIH || kind == TLV_CSNP))
        sum(d, r, kind == TLV_IIH ? SUM_IIH : SUM_CSNP, pdu, total);
    else if (type == 7 && kind == TLV_CSNP)
        instance(d, r, IID_CSNP);
    else if (kind == TLV_IIH)
        hello(d, r, type);
    else if (kind == TLV_LSP)
        state(d, r, type);
}

/* A block of labels: how many, and the first. */
static void local_block(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rec *group = sn_group(d, r, LB, 0);
    uint8_t type, n;

    if (sn_get(d, r, LB_FLAGS, NULL) && sn_get(d, r, LB_RANGE, NULL) && sn_rd_u8(r, &type) &&
        sn_rd_u8(r, &n) && type == 1 && n == 3)
        (void)!sn_get(d, r, LB_LABEL, NULL);
    sn_group_end(d, r, group);
}

void sn_isis_capability(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t n)
{
    struct sn_rd val = sn_inside(r, n);

    (void)!sn_get_bytes(d, r, CAP_DUMP, n);
    if (!(d->want & SN_WANT_FIELDS))
        return;
    if (type == 19)
        (void)!sn_get_n(d, &val, SR_ALGO, n);
    if (type == LOCAL_BLOCK)
        local_block(d, &val);
    for (; type == 23 && n >= 2; n -= 2)
        (void)!(sn_get(d, &val, MSD_TYPE, NULL) && sn_get(d, &val, MSD_VALUE, NULL));
}

void sn_isis_others(struct sn_dis *d, unsigned kind, uint32_t from, bool all)
{
    static const char *const names[] = {"isis.hello.", "isis.lsp.", "isis.csnp."};
    unsigned own = kind == TLV_IIH ? 0 : kind == TLV_LSP ? 1 : 2;

    if (!(d->want & SN_WANT_FIELDS))
        return;
    for (; from < d->nrec; from++) {
        const char *name = d->cur->proto->fields[d->rec[from].field].name;

        for (unsigned i = 0; i < 3; i++) {
            if (all || (i != own && strncmp(name, names[i], strlen(names[i])) == 0))
                d->rec[from].flags |= SN_REC_TEXT;
        }
    }
}
