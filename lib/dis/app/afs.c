/*
 * AFS over Rx: the first packets of calls and replies, read by the tables of operations. There is
 * no RFC; the services are those of Transarc's and OpenAFS's. A reply doesn't say of which
 * operation it is: that is remembered from the call, under its number, service and server.
 */
#include "dis/app/afs.h"

SN_FIELD_TABLE(afs, AFS)

enum { STATUS_LEN = 24, VOLDB_NAME = 65 };

/* n of the field, all or none: tcpdump looks at them as a whole. */
static bool numbers(struct sn_dis *d, struct sn_rd *r, unsigned field, unsigned n)
{
    if (!sn_rd_need(r, (size_t)n * AFS_WORD))
        return false;
    for (unsigned i = 0; i < n; i++)
        (void)!sn_get(d, r, field + i, NULL);
    return true;
}

/* So many bytes behind their number, filled up. Those that are cut are recorded as SN_REC_BAD; of
 * too many there is a record without bytes. */
static bool string(struct sn_dis *d, struct sn_rd *r, unsigned field, uint32_t max)
{
    size_t left, pad;
    uint32_t n;

    if (!sn_rd_need(r, AFS_WORD))
        return false;
    n = sn_be32(r->p);
    (void)sn_rd_skip(r, AFS_WORD);
    left = sn_rd_left(r);
    if (n > max) {
        sn_rec_bytes(d, field, sn_rd_off(r), 0, r->p, 0)->flags = SN_REC_BAD | SN_REC_MADE;
        sn_malformed(r);
        return false;
    }
    if (n > left) {
        sn_rec_bytes(d, field, sn_rd_off(r), left, r->p, left)->flags = SN_REC_BAD;
        return sn_rd_need(r, n);
    }
    (void)sn_get_bytes(d, r, field, n);
    pad = -n & 3;
    r->p += pad < left - n ? pad : left - n;
    return true;
}

/* A string whose characters stand in the lowest bytes of n words. */
static bool vector(struct sn_dis *d, struct sn_rd *r, unsigned field, unsigned n)
{
    const uint8_t *p;
    uint8_t *s;
    unsigned i;

    if (!sn_rd_bytes(r, (size_t)n * AFS_WORD, &p))
        return false;
    s = sn_arena_alloc(&d->arena, n);
    for (i = 0; s && i < n && p[i * AFS_WORD + 3]; i++)
        s[i] = p[i * AFS_WORD + 3];
    sn_rec_bytes(d, field, (size_t)(p - r->start), (size_t)n * AFS_WORD, s, s ? i : 0);
    return true;
}

/* What isn't shown, but looked at. */
static bool skip(struct sn_dis *d, struct sn_rd *r, size_t n)
{
    if (!sn_rd_skip(r, n))
        return false;
    sn_note(d, AFS_SKIPPED, n);
    return true;
}

/* Bytes that tcpdump neither shows nor looks at. */
static void pass(struct sn_rd *r, size_t n)
{
    size_t left = sn_rd_left(r);

    r->p += n < left ? n : left;
}

static bool status(struct sn_dis *d, struct sn_rd *r)
{
    return sn_rd_need(r, STATUS_LEN) && sn_header(d, r, AFS_ST_MASK, AFS_ST_SEGSIZE);
}

static bool acl(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t n;

    return sn_get(d, r, AFS_ACL_SIZE, &n) && sn_get_bytes(d, r, AFS_ACL, n);
}

static bool ticket(struct sn_dis *d, struct sn_rd *r, unsigned field)
{
    uint32_t n;

    if (!sn_get(d, r, AFS_COUNT, &n) || !sn_get_bytes(d, r, field, n))
        return false;
    pass(r, -n & 3);
    return true;
}

static bool volume(struct sn_dis *d, struct sn_rd *r, unsigned name_words)
{
    if (!vector(d, r, AFS_VOL_NAME, name_words) || !sn_get(d, r, AFS_VOL_ID, NULL))
        return false;
    pass(r, AFS_VOLUME_REST);
    return true;
}

static bool callback(struct sn_dis *d, struct sn_rd *r)
{
    return sn_get(d, r, AFS_CB_VERSION, NULL) && sn_get(d, r, AFS_CB_EXPIRES, NULL) &&
           sn_get(d, r, AFS_CB_TYPE, NULL);
}

/* One of a list. */
static bool element(struct sn_dis *d, struct sn_rd *r, const struct sn_afs_item *i)
{
    switch (i->kind) {
    case AFS_K_FIDS:
    case AFS_K_SERVERS:
        return i->kind == AFS_K_FIDS ? numbers(d, r, i->field, 3)
                                     : sn_rd_need(r, 12) && sn_get_n(d, r, i->field, 3);
    case AFS_K_IDS:
        return sn_get(d, r, i->field, NULL);
    case AFS_K_NAMES:
        return vector(d, r, i->field, i->n);
    case AFS_K_CALLBACKS:
        return callback(d, r);
    default:
        return volume(d, r, i->n);
    }
}

static bool list(struct sn_dis *d, struct sn_rd *r, const struct sn_afs_item *i)
{
    uint32_t n;

    if (!sn_get(d, r, AFS_COUNT, &n))
        return false;
    while (n--) {
        if (!element(d, r, i))
            return false;
    }
    return true;
}

/* Of the volume database, with room for i->n servers. */
static bool entry(struct sn_dis *d, struct sn_rd *r, const struct sn_afs_item *i)
{
    bool uuids = i->kind == AFS_K_ENTRY_U;
    size_t size = uuids ? AFS_UUID_LEN : AFS_WORD, unique = uuids ? (size_t)i->n * AFS_WORD : 0;
    uint32_t n;

    if (!vector(d, r, i->field, VOLDB_NAME) || (i->n == 8 && !skip(d, r, AFS_WORD)) ||
        !sn_get(d, r, AFS_VL_NSERVERS, &n))
        return false;
    if (n > i->n)
        n = i->n;
    for (uint32_t k = 0; k < n; k++) {
        if (uuids ? !sn_get_bytes(d, r, AFS_VL_UUID, AFS_UUID_LEN)
                  : !sn_get(d, r, AFS_VL_SERVER, NULL))
            return false;
    }
    return skip(d, r, (i->n - n) * size + unique) && sn_get_n(d, r, AFS_VL_PART, i->n) &&
           skip(d, r, (size_t)i->n * AFS_WORD) && sn_get(d, r, AFS_VL_RW, NULL) &&
           sn_get(d, r, AFS_VL_RO, NULL) && sn_get(d, r, AFS_VL_BK, NULL);
}

static bool item(struct sn_dis *d, struct sn_rd *r, const struct sn_afs_item *i)
{
    switch ((enum sn_afs_kind)i->kind) {
    case AFS_K_WORD:
        return true;
    case AFS_K_NUM:
    case AFS_K_HIDDEN:
    case AFS_K_DATE:
    case AFS_K_YESNO:
    case AFS_K_TYPE:
        return sn_get64(d, r, i->field, NULL);
    case AFS_K_FID:
        return numbers(d, r, i->field, 3);
    case AFS_K_SERVER:
        return sn_rd_need(r, 12) && sn_get_n(d, r, i->field, 3);
    case AFS_K_PAIR:
        return numbers(d, r, i->field, 2);
    case AFS_K_STR:
        return string(d, r, i->field, i->n);
    case AFS_K_VEC:
        return vector(d, r, i->field, i->n);
    case AFS_K_STATUS:
        return status(d, r);
    case AFS_K_ACL:
        return acl(d, r);
    case AFS_K_UUID:
        return sn_get_bytes(d, r, i->field, AFS_UUID_LEN);
    case AFS_K_TICKET:
        return ticket(d, r, i->field);
    case AFS_K_FIDS:
    case AFS_K_IDS:
    case AFS_K_NAMES:
    case AFS_K_SERVERS:
    case AFS_K_CALLBACKS:
    case AFS_K_VOLUMES:
        return list(d, r, i);
    case AFS_K_ENTRY:
    case AFS_K_ENTRY_U:
        return entry(d, r, i);
    case AFS_K_END:
        break;
    }
    return false;
}

/* A call's number, which service of which server it is for. */
static uint64_t memo_key(const struct sn_dis *d, const struct sn_rx *x)
{
    int order = memcmp(d->ip.src, d->ip.dst, d->ip.version == 4 ? 4 : 16);
    bool up = x->reply ? order < 0 : order > 0;

    return (uint64_t)x->call << 32 | (uint64_t)x->service << 16 | (x->port & 0xfu) << 1 | up;
}

static void items(struct sn_dis *d, struct sn_rd *r, const struct sn_afs_item *i)
{
    while (i && item(d, r, i))
        i++;
}

enum { OP_MAX = 66000 }; /* what is above must be encrypted: it is for the text only */

static void afs_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rx x = sn_rx_of(d);
    unsigned service = sn_afs_service_of(x.port);
    const struct sn_afs_op *op;
    uint64_t code;

    (void)len;
    if (!d->ip.version)
        return;
    if (!x.reply) {
        const uint8_t *p;

        if (!sn_rd_need(r, AFS_WORD))
            return;
        p = r->p;
        code = sn_be32(p);
        op = sn_afs_op(&service, (uint32_t)code);
        (void)sn_get(d, r, AFS_OP_FS + service, NULL);
        if (code > OP_MAX)
            sn_text_last(d);
        sn_remember_ring(d, SN_MEMO_RX, memo_key(d, &x), code);
        items(d, r, op ? op->call : NULL);
        return;
    }
    if (!sn_recall_ring(d, SN_MEMO_RX, memo_key(d, &x), &code))
        return;
    op = sn_afs_op(&service, (uint32_t)code);
    sn_rec_made(d, AFS_OP_FS + service, code);
    if (code > OP_MAX)
        sn_text_last(d);
    if (x.abort)
        (void)sn_get(d, r, AFS_ERR_FS + service, NULL);
    else
        items(d, r, op ? op->reply : NULL);
}

const struct sn_proto sn_proto_afs = {
    .name = "afs",
    .tag = "rx",
    .title = "Andrew File System (AFS)",
    SN_PROTO_FIELDS(afs),
    .dissect = afs_dissect,
    .text = sn_afs_text,
};
