/* AFS as text: the same tables that say what is read say what is shown of it. */
#include "dis/app/afs.h"

#include <time.h>

enum { MODES = 07777, BEACON = 10000, ACL_NAME_MAX = 1018, PARTITIONS = 26 };
enum { SET_DATE = 1, SET_OWNER = 2, SET_GROUP = 4, SET_MODE = 8, SET_SEGSIZE = 16, FSYNC = 1024 };

/* Where the text is: the records that are still to come. Cut: " [|fs]" was said instead. */
struct walk {
    struct sn_text *t;
    const struct sn_rec *q, *end;
    const struct sn_field *fields;
    const char *tag;
    bool cut;
};

/* The next record, which must be of the field; NULL: it isn't there. */
static const struct sn_rec *take(struct walk *w, unsigned field)
{
    return w->q < w->end && w->q->field == field ? w->q++ : NULL;
}

/* The same where tcpdump's line ends without it. */
static const struct sn_rec *need(struct walk *w, unsigned field)
{
    const struct sn_rec *q = take(w, field);

    if (!q)
        sn_cut(w->t);
    return q;
}

/* What tcpdump looks at as a whole isn't there. */
static void cut(struct walk *w)
{
    sn_put_f(w->t->b, " [|%s]", w->tag);
    w->cut = true;
}

static bool stopped(const struct walk *w)
{
    return w->cut || sn_is_cut(w->t);
}

static void put_date(struct sn_text *t, int64_t seconds)
{
    char s[32];
    struct tm tm;
    time_t at = (time_t)seconds;

    if (localtime_r(&at, &tm) && strftime(s, sizeof s, " %Y/%m/%d %H:%M:%S", &tm))
        sn_put_s(t->b, s);
}

static void put_quoted(struct sn_text *t, const struct sn_rec *q)
{
    sn_put_lit(t->b, " \"");
    sn_put_safe(t->b, q->p, q->n);
    sn_put_c(t->b, '"');
}

static void number(struct walk *w, const struct sn_afs_item *i)
{
    const struct sn_rec *q = need(w, i->field);

    if (!q)
        return;
    if (i->kind == AFS_K_YESNO) {
        sn_put_f(w->t->b, "%s %s", i->label, q->u ? "yes" : "no");
    } else if (i->kind == AFS_K_DATE) {
        put_date(w->t, (int64_t)q->u);
    } else {
        sn_put_c(w->t->b, ' ');
        if (w->fields[i->field].type == SN_F_INT)
            sn_put_i64(w->t->b, (int64_t)q->u);
        else
            sn_put_u64(w->t->b, q->u);
    }
}

/* Its label stands in front only of a type that has a name. */
static void type(struct walk *w, const struct sn_afs_item *i)
{
    const struct sn_rec *q = need(w, i->field);
    const char *name = q ? sn_val_name(sn_afs_voltypes, (uint32_t)q->u) : NULL;

    if (name)
        sn_put_f(w->t->b, "%s %s", i->label, name);
}

/* Two or three numbers with something between them. */
static void tuple(struct walk *w, const char *before, unsigned field, unsigned step, unsigned n,
                  char between)
{
    for (unsigned k = 0; k < n; k++) {
        const struct sn_rec *q = take(w, field + k * step);

        if (!q) {
            cut(w);
            return;
        }
        if (k)
            sn_put_c(w->t->b, between);
        else
            sn_put_s(w->t->b, before);
        sn_put_u64(w->t->b, q->u);
    }
}

static void string(struct walk *w, unsigned field)
{
    const struct sn_rec *q = need(w, field);

    if (!q)
        return;
    if (!(q->flags & SN_REC_BAD)) {
        put_quoted(w->t, q);
        return;
    }
    if (!(q->flags & SN_REC_MADE)) {
        sn_put_lit(w->t->b, " \"");
        sn_put_safe(w->t->b, q->p, q->n);
    }
    cut(w);
}

static void vector(struct walk *w, unsigned field)
{
    const struct sn_rec *q = take(w, field);

    if (q)
        put_quoted(w->t, q);
    else
        cut(w);
}

static void status(struct walk *w)
{
    static const struct {
        uint16_t bit;
        uint8_t field;
        const char *fmt;
    } parts[] = {
        {SET_OWNER, AFS_ST_OWNER - AFS_ST_MASK, " owner %u"},
        {SET_GROUP, AFS_ST_GROUP - AFS_ST_MASK, " group %u"},
        {SET_MODE, AFS_ST_MODE - AFS_ST_MASK, " mode %o"},
        {SET_SEGSIZE, AFS_ST_SEGSIZE - AFS_ST_MASK, " segsize %u"},
    };
    const struct sn_rec *q = take(w, AFS_ST_MASK);

    if (!q || w->end - q <= AFS_ST_SEGSIZE - AFS_ST_MASK) {
        cut(w);
        return;
    }
    w->q = q + 1 + AFS_ST_SEGSIZE - AFS_ST_MASK;
    if (q->u)
        sn_put_lit(w->t->b, " StoreStatus");
    if (q->u & SET_DATE) {
        sn_put_lit(w->t->b, " date");
        put_date(w->t, (int64_t)q[AFS_ST_DATE - AFS_ST_MASK].u);
    }
    for (size_t k = 0; k < sizeof parts / sizeof parts[0]; k++) {
        uint64_t u = q[parts[k].field].u;

        if (q->u & parts[k].bit)
            sn_put_f(w->t->b, parts[k].fmt, (unsigned)(parts[k].bit == SET_MODE ? u & MODES : u));
    }
    if (q->u & FSYNC)
        sn_put_lit(w->t->b, " fsync");
}

/* ---- access rights: "2\n1\nname rights\n..." ---- */

struct chars {
    const uint8_t *p, *end;
};

static void blanks(struct chars *c)
{
    while (c->p < c->end && (*c->p == ' ' || (*c->p >= 9 && *c->p <= 13)))
        c->p++;
}

/* A decimal number behind blanks, as scanf(3) reads an int. */
static bool decimal(struct chars *c, int *v)
{
    uint64_t u = 0;
    const uint8_t *digits;
    bool minus;

    blanks(c);
    minus = c->p < c->end && *c->p == '-';
    if (c->p < c->end && (*c->p == '-' || *c->p == '+'))
        c->p++;
    for (digits = c->p; c->p < c->end && *c->p >= '0' && *c->p <= '9'; c->p++)
        u = u > INT64_MAX / 10 - 1 ? INT64_MAX : u * 10 + (*c->p - '0');
    *v = (int)(uint32_t)(minus ? 0 - u : u);
    return c->p > digits;
}

/* So many names with their rights, "+{name rl}". */
static bool rights(struct sn_text *t, struct chars *c, int n, const char *before)
{
    static const struct {
        uint8_t bit;
        char letter;
    } letters[] = {{1, 'r'}, {8, 'l'}, {4, 'i'}, {16, 'd'}, {2, 'w'}, {32, 'k'}, {64, 'a'}};

    for (; n > 0; n--) {
        const uint8_t *name;
        size_t len = 0;
        int v;

        blanks(c);
        for (name = c->p; c->p < c->end && len < ACL_NAME_MAX && *c->p != ' ' && *c->p &&
                          (*c->p < 9 || *c->p > 13);
             len++)
            c->p++;
        if (!len || !decimal(c, &v))
            return false;
        sn_put_s(t->b, before);
        sn_put_safe(t->b, name, len);
        sn_put_c(t->b, ' ');
        for (size_t k = 0; k < sizeof letters / sizeof letters[0]; k++) {
            if (v & letters[k].bit)
                sn_put_c(t->b, letters[k].letter);
        }
        sn_put_c(t->b, '}');
    }
    return true;
}

static void acl(struct walk *w)
{
    const struct sn_rec *q;
    struct chars c;
    int positive, negative;

    if (!need(w, AFS_ACL_SIZE))
        return;
    q = take(w, AFS_ACL);
    if (!q) {
        cut(w);
        return;
    }
    c = (struct chars){q->p, q->p + strnlen((const char *)q->p, q->n)};
    if (decimal(&c, &positive) && decimal(&c, &negative) && rights(w->t, &c, positive, " +{"))
        (void)rights(w->t, &c, negative, " -{");
}

/* ---- lists ---- */

/* Words of 32, 16 and 16 bits, then bytes, each in a word of its own. */
static void put_uuid(struct sn_text *t, const uint8_t *p)
{
    sn_put_f(t->b, " %08x%04x%04x", sn_be32(p), sn_be32(p + 4), sn_be32(p + 8));
    for (unsigned i = 3; i < AFS_UUID_LEN / AFS_WORD; i++)
        sn_put_f(t->b, "%02x", p[i * AFS_WORD + 3]);
}

static void uuid(struct walk *w, unsigned field)
{
    const struct sn_rec *q = take(w, field);

    if (q)
        put_uuid(w->t, q->p);
    else
        cut(w);
}

static void element(struct walk *w, const struct sn_afs_item *i)
{
    static const struct sn_afs_item version = {"", AFS_K_NUM, AFS_CB_VERSION, 0},
                                    expires = {"", AFS_K_DATE, AFS_CB_EXPIRES, 0},
                                    volid = {"", AFS_K_NUM, AFS_VOL_ID, 0};

    switch (i->kind) {
    case AFS_K_FIDS:
        tuple(w, " fid ", i->field, 1, 3, '/');
        break;
    case AFS_K_SERVERS:
        tuple(w, " server ", i->field, 0, 3, ':');
        break;
    case AFS_K_IDS:
        number(w, i);
        break;
    case AFS_K_NAMES:
        vector(w, i->field);
        break;
    case AFS_K_CALLBACKS:
        sn_put_lit(w->t->b, " ver");
        number(w, &version);
        sn_put_lit(w->t->b, " expires");
        number(w, &expires);
        (void)need(w, AFS_CB_TYPE);
        break;
    default:
        sn_put_lit(w->t->b, " name");
        vector(w, i->field);
        if (w->cut)
            break;
        sn_put_lit(w->t->b, " volid");
        number(w, &volid);
        sn_put_lit(w->t->b, " type");
    }
}

static void list(struct walk *w, const struct sn_afs_item *i)
{
    const struct sn_rec *count = need(w, AFS_COUNT);
    bool commas = i->kind == AFS_K_FIDS || i->kind == AFS_K_SERVERS || i->kind == AFS_K_VOLUMES;

    if (!count)
        return;
    if (i->kind == AFS_K_CALLBACKS && count->u)
        sn_put_c(w->t->b, ';');
    else if (i->kind != AFS_K_CALLBACKS && !count->u)
        sn_put_lit(w->t->b, " <none!>");
    for (uint64_t k = 0; k < count->u && !stopped(w); k++) {
        if (k && commas)
            sn_put_c(w->t->b, ',');
        element(w, i);
    }
}

/* ---- the volume database ---- */

static void partition(struct sn_text *t, uint64_t u)
{
    if (u <= PARTITIONS)
        sn_put_f(t->b, " %c", 'a' + (int)u);
    else
        sn_put_f(t->b, " %u", (unsigned)u);
}

static void servers(struct walk *w, const struct sn_afs_item *i, uint64_t n)
{
    sn_put_lit(w->t->b, " servers");
    for (uint64_t k = 0; k < n && k < i->n && !w->cut; k++) {
        if (i->kind == AFS_K_ENTRY_U) {
            sn_put_lit(w->t->b, " afsuuid");
            uuid(w, AFS_VL_UUID);
        } else {
            const struct sn_rec *q = take(w, AFS_VL_SERVER);

            if (!q) {
                cut(w);
                break;
            }
            sn_put_c(w->t->b, ' ');
            sn_text_host4(w->t, (uint32_t)q->u);
        }
    }
}

static void skipped(struct walk *w)
{
    if (!w->cut && !take(w, AFS_SKIPPED))
        cut(w);
}

static void entry(struct walk *w, const struct sn_afs_item *i)
{
    static const struct sn_afs_item ids[] = {{" rwvol", AFS_K_NUM, AFS_VL_RW, 0},
                                             {" rovol", AFS_K_NUM, AFS_VL_RO, 0},
                                             {" backup", AFS_K_NUM, AFS_VL_BK, 0}};
    const struct sn_rec *n;

    vector(w, i->field);
    if (i->n == 8)
        skipped(w);
    if (w->cut)
        return;
    sn_put_lit(w->t->b, " numservers");
    n = need(w, AFS_VL_NSERVERS);
    if (!n)
        return;
    sn_put_f(w->t->b, " %u", (unsigned)n->u);
    servers(w, i, n->u);
    skipped(w);
    if (w->cut)
        return;
    sn_put_lit(w->t->b, " partitions");
    for (unsigned k = 0; k < i->n && !sn_is_cut(w->t); k++) {
        const struct sn_rec *q = need(w, AFS_VL_PART);

        if (q && k < n->u)
            partition(w->t, q->u);
    }
    skipped(w);
    for (size_t k = 0; k < 3 && !stopped(w); k++) {
        sn_put_s(w->t->b, ids[k].label);
        number(w, &ids[k]);
    }
}

/* ---- calls and replies ---- */

static void item(struct walk *w, const struct sn_afs_item *i)
{
    if (i->kind != AFS_K_TYPE && i->kind != AFS_K_YESNO)
        sn_put_s(w->t->b, i->label);
    switch ((enum sn_afs_kind)i->kind) {
    case AFS_K_NUM:
    case AFS_K_DATE:
    case AFS_K_YESNO:
        number(w, i);
        break;
    case AFS_K_HIDDEN:
        (void)need(w, i->field);
        break;
    case AFS_K_TYPE:
        type(w, i);
        break;
    case AFS_K_FID:
        tuple(w, " fid ", i->field, 1, 3, '/');
        break;
    case AFS_K_SERVER:
        tuple(w, " server ", i->field, 0, 3, ':');
        break;
    case AFS_K_PAIR:
        tuple(w, " ", i->field, 1, 2, '.');
        break;
    case AFS_K_STR:
        string(w, i->field);
        break;
    case AFS_K_VEC:
        vector(w, i->field);
        break;
    case AFS_K_STATUS:
        status(w);
        break;
    case AFS_K_ACL:
        acl(w);
        break;
    case AFS_K_UUID:
        uuid(w, i->field);
        break;
    case AFS_K_TICKET:
        if (need(w, AFS_COUNT) && !take(w, i->field))
            cut(w);
        break;
    case AFS_K_ENTRY:
    case AFS_K_ENTRY_U:
        entry(w, i);
        break;
    case AFS_K_WORD:
    case AFS_K_END:
        break;
    default:
        list(w, i);
    }
}

/* An abort's code. A beacon is answered by one: the time until which the vote is for the asker. */
static void error(struct walk *w, unsigned service, uint64_t code)
{
    bool vote = service == AFS_UBIK && code == BEACON;
    const struct sn_rec *q;

    if (service != AFS_FS)
        sn_put_s(w->t->b, vote ? " vote yes until" : " errcode");
    q = need(w, AFS_ERR_FS + service);
    if (!q)
        return;
    if (vote) {
        put_date(w->t, (int64_t)q->u);
    } else if (service == AFS_FS) {
        sn_put_lit(w->t->b, " error ");
        sn_put_name(w->t, sn_afs_errors, q->u, "#%d");
    } else {
        sn_put_c(w->t->b, ' ');
        sn_put_i64(w->t->b, (int64_t)q->u);
    }
}

/* Of the records in front: what kind of message it is. */
static void message(struct walk *w, unsigned outer, const struct sn_rec *code, bool reply,
                    bool abort)
{
    unsigned service = outer;
    const struct sn_afs_op *op = sn_afs_op(&service, (uint32_t)code->u);
    const struct sn_afs_item *i = NULL;

    sn_put_f(w->t->b, " %s%s", sn_afs_services[outer].name, service == AFS_UBIK ? " ubik" : "");
    sn_put_s(w->t->b, reply ? " reply " : " call ");
    if (op)
        sn_put_s(w->t->b, op->name);
    else
        sn_put_f(w->t->b, "op#%u", (unsigned)code->u);
    w->tag = sn_afs_services[service].name;
    if (abort)
        error(w, service, code->u);
    else if (reply && service == AFS_UBIK && code->u == BEACON)
        sn_put_lit(w->t->b, " vote no");
    else if (op)
        i = reply ? op->reply : op->call;
    for (; i && i->label && !stopped(w); i++)
        item(w, i);
}

enum sn_then sn_afs_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    struct walk w = {.t = t, .q = v.rec, .end = v.end, .fields = v.fields};
    struct sn_rx x = sn_rx_text(t, l);
    const struct sn_rec *code = w.q < w.end && w.q->field <= AFS_OP_UBIK ? w.q++ : NULL;

    if (code)
        message(&w, sn_afs_service_of(x.port), code, x.reply, x.abort);
    else if (!x.reply)
        sn_cut(t);
    return SN_TEXT_DONE;
}
