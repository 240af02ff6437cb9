/*
 * NFS, versions 2 (RFC 1094) and 3 (RFC 1813): a table says what each procedure's arguments and
 * results are, in the order in which they are read. tcpdump takes any other version for 2; of
 * version 4 JSON has the procedure alone.
 *
 * Without SN_WANT_FIELDS no more is read than tcpdump shows, and as it reads it: what it doesn't
 * look at can't end a line.
 */
#include "dis/app/nfs.h"

#include "dis/app/rpc.h"

SN_FIELD_TABLE(nfs, NFS)

enum { PROG = 100003, FH2 = 32, PROCS2 = 18, PROCS3 = 22, ENTRIES_MAX = 4096 };

/* What is read next. */
enum op {
    STOP,
    GET,         /* a field */
    RIGHTS,      /* one of access rights */
    STR,         /* a string */
    NAME,        /* a name in a directory */
    OPAQUE,      /* bytes behind their number */
    DATA,        /* those whose number was read as the field */
    FH,          /* a file handle */
    OPT_FH,      /* one that may be missing: then that is all */
    LABEL,       /* nothing: a word of the text */
    NOTE,        /* nothing: a mark for the text */
    WHOLE,       /* nothing: tcpdump looks first whether so many bytes are left */
    ATTR,        /* attributes, */
    ATTR_ALWAYS, /* which are shown without -v, */
    POST,        /* which may be missing, */
    POST_END,    /* and without -v aren't looked at */
    WCC,         /* some of those before, those after */
    SATTR,       /* attributes to be set */
    GUARD,       /* the time of change that they are set for */
    CREATE,      /* how a file is created */
    MKNOD,       /* what a special file is */
    ENTRIES,     /* of a directory */
    FIELDS,      /* what follows only when fields are wanted, */
    TEXT,        /* only when they aren't, and when there are so many bytes */
};

struct step {
    uint8_t op;
    uint8_t field;
};

struct proc {
    const struct step *args, *ok, *failed;
};

#define STEPS(...)                                                                                 \
    (const struct step[])                                                                          \
    {                                                                                              \
        __VA_ARGS__,                                                                               \
        {                                                                                          \
            STOP, 0                                                                                \
        }                                                                                          \
    }
#define G(f)                                                                                       \
    {                                                                                              \
        GET, NFS_##f                                                                               \
    }
#define L(label)                                                                                   \
    {                                                                                              \
        LABEL, NFS_LABEL_##label                                                                   \
    }
#define END(n)                                                                                     \
    {                                                                                              \
        NOTE, NFS_END##n                                                                           \
    }

/* ---- the procedures ---- */

#define FILE_ONLY STEPS({FH, 0})
#define IN_DIR    STEPS({FH, 0}, {NAME, NFS_NAME})
#define RENAME    STEPS({FH, 0}, {NAME, NFS_NAME}, L(ARROW), {FH, 0}, {NAME, NFS_NAME})
#define LINK      STEPS({FH, 0}, L(ARROW), {FH, 0}, {NAME, NFS_NAME})
#define NEW_FILE  STEPS({FH, 0}, {NAME, NFS_NAME}, {FIELDS, 0}, {SATTR, 0})
#define NOTHING   STEPS({FIELDS, 0})

static const struct proc procs2[PROCS2] = {
    [1] = {FILE_ONLY, STEPS({ATTR_ALWAYS, 0}), NOTHING},
    [2] = {STEPS({FH, 0}, {FIELDS, 0}, {SATTR, 0}), STEPS({ATTR_ALWAYS, 0}), NOTHING},
    [4] = {IN_DIR, STEPS({FH, 0}, {ATTR, 0}), NOTHING},
    [5] = {FILE_ONLY, STEPS({STR, NFS_PATH}), NOTHING},
    [6] = {STEPS({FH, 0}, G(OFFSET2), G(COUNT2), {FIELDS, 0}, G(TOTAL2)),
           STEPS({ATTR, 0}, {FIELDS, 0}, {OPAQUE, NFS_DATA}), NOTHING},
    [8] = {STEPS({FH, 0}, G(W_BEGIN2), G(W_OFFSET2), G(W_TOTAL2), G(W_LEN2), {FIELDS, 0},
                 {DATA, NFS_W_LEN2}),
           STEPS({ATTR, 0}), NOTHING},
    [9] = {NEW_FILE, STEPS({FH, 0}, {ATTR, 0}), NOTHING},
    [10] = {IN_DIR, NOTHING, NOTHING},
    [11] = {RENAME, NOTHING, NOTHING},
    [12] = {LINK, NOTHING, NOTHING},
    [13] = {STEPS({FH, 0}, {NAME, NFS_NAME}, L(ARROW), {STR, NFS_TARGET}, {FIELDS, 0}, {SATTR, 0}),
            NOTHING, NOTHING},
    [14] = {NEW_FILE, STEPS({FH, 0}, {ATTR, 0}), NOTHING},
    [15] = {IN_DIR, NOTHING, NOTHING},
    [16] = {STEPS({FH, 0}, G(D_COOKIE2), G(D_COUNT2)), STEPS({ENTRIES, NFS_E_FILEID2}), NOTHING},
    [17] = {FILE_ONLY, STEPS({WHOLE, 20}, G(TSIZE), G(BSIZE), G(BLOCKS), G(BFREE), G(BAVAIL)),
            NOTHING},
};

#define CHANGED STEPS({WCC, 0})
#define CREATED STEPS({OPT_FH, 0}, END(1), {POST, 0}, END(2), L(DIR_ATTR), {WCC, 0}), CHANGED
#define RENAMED STEPS(END(1), L(FROM), {WCC, 0}, L(TO), {WCC, 0})
#define LINKED  STEPS(END(1), L(FILE), L(POST), {POST, 0}, L(DIR), {WCC, 0})

static const struct proc procs3[PROCS3] = {
    [1] = {FILE_ONLY, STEPS({ATTR_ALWAYS, 0}), NOTHING},
    [2] = {STEPS({FH, 0}, {FIELDS, 0}, {SATTR, 0}, {GUARD, 0}), CHANGED, CHANGED},
    [3] = {IN_DIR, STEPS({FH, 0}, {POST_END, 0}, END(2), L(DATTR), {POST, 0}),
           STEPS(END(2), L(DATTR), {POST, 0})},
    [4] = {STEPS({FH, 0}, {RIGHTS, NFS_ACCESS}), STEPS(L(ATTR), {POST, 0}, {RIGHTS, NFS_RIGHTS}),
           STEPS(L(ATTR), {POST_END, 0})},
    [5] = {FILE_ONLY, STEPS({POST, 0}, {STR, NFS_PATH}), STEPS({FIELDS, 0}, {POST, 0})},
    [6] = {STEPS({FH, 0}, G(OFFSET), G(COUNT)),
           STEPS({POST_END, 0}, G(R_COUNT), G(R_EOF), {FIELDS, 0}, {OPAQUE, NFS_DATA}),
           STEPS({POST_END, 0})},
    [7] = {STEPS({FH, 0}, G(W_OFFSET), G(W_COUNT), G(W_STABLE), G(W_LEN), {FIELDS, 0},
                 {DATA, NFS_W_LEN}),
           STEPS({WCC, 0}, G(R_COUNT), END(2), G(R_COMMITTED), G(R_VERIFIER)), CHANGED},
    [8] = {STEPS({FH, 0}, {NAME, NFS_NAME}, {FIELDS, 0}, {CREATE, 0}), CREATED},
    [9] = {NEW_FILE, CREATED},
    [10] = {STEPS({FH, 0}, {NAME, NFS_NAME}, L(ARROW), {SATTR, 0}, {STR, NFS_TARGET},
                  {NOTE, NFS_SATTR_NOTE}),
            CREATED},
    [11] = {STEPS({FH, 0}, {NAME, NFS_NAME}, {MKNOD, 0}), CREATED},
    [12] = {IN_DIR, CHANGED, CHANGED},
    [13] = {IN_DIR, CHANGED, CHANGED},
    [14] = {RENAME, RENAMED, RENAMED},
    [15] = {LINK, LINKED, LINKED},
    [16] = {STEPS({FH, 0}, G(D_COOKIE), G(D_VERIFIER), G(D_COUNT)),
            STEPS(L(POST), {POST_END, 0}, G(RD_VERIFIER), {FIELDS, 0}, {ENTRIES, NFS_E_FILEID3}),
            STEPS(L(POST), {POST_END, 0})},
    [17] = {STEPS({FH, 0}, G(D_COOKIE), G(D_VERIFIER), G(D_DIRCOUNT), END(1), G(D_MAXCOUNT)),
            STEPS(L(POST), {POST_END, 0}, G(RD_VERIFIER), {FIELDS, 0}, {ENTRIES, NFS_E_FILEIDP}),
            STEPS(L(POST), {POST_END, 0})},
    [18] = {FILE_ONLY,
            STEPS(L(POST), {POST, 0}, {WHOLE, 52}, G(TBYTES), G(FBYTES), G(ABYTES), G(TFILES),
                  G(FFILES), G(AFILES), G(INVARSEC)),
            STEPS(L(POST), {POST, 0}, {TEXT, 52}, G(TBYTES), G(FBYTES), G(ABYTES), G(TFILES),
                  G(FFILES), G(AFILES), G(INVARSEC))},
    [19] = {FILE_ONLY,
            STEPS(L(POST), {POST, 0}, {WHOLE, 48}, G(RTMAX), G(RTPREF), G(RTMULT), G(WTMAX),
                  G(WTPREF), G(WTMULT), G(DTPREF), G(MAXFILESIZE), G(DELTA_S), G(DELTA_N),
                  G(PROPERTIES)),
            STEPS(L(POST), {POST_END, 0})},
    [20] = {FILE_ONLY,
            STEPS(L(POST), {POST, 0}, {WHOLE, 24}, G(LINKMAX), G(NAMEMAX), G(NO_TRUNC), G(CHOWN),
                  G(IGNCASE), G(KEEPCASE)),
            STEPS(L(POST), {POST_END, 0})},
    [21] = {STEPS({FH, 0}, G(OFFSET), G(COUNT)), STEPS({WCC, 0}, END(2), G(R_VERIFIER)),
            STEPS({WCC, 0}, {TEXT, 0}, END(2), G(R_VERIFIER))},
};

/* ---- reading ---- */

static bool wants_fields(const struct sn_dis *d)
{
    return d->want & SN_WANT_FIELDS;
}

/* What isn't there tcpdump looks for before it reads: sn_cut_short(). */
static bool shortly(struct sn_dis *d)
{
    sn_note(d, NFS_SHORT, 1);
    return false;
}

/* Of whole words; the rest, and what fills it up, tcpdump leaves unread. */
static bool file_handle(struct sn_dis *d, struct sn_rd *r, bool v3)
{
    uint32_t n = FH2;

    if (v3 && !sn_get(d, r, NFS_FH_LEN, &n))
        return false;
    if (!wants_fields(d))
        return sn_get_bytes(d, r, NFS_FH, n & ~3u) || shortly(d);
    return sn_get_bytes(d, r, NFS_FH, n) && sn_rd_skip(r, -n & 3);
}

/* A string whose length leaves no room for filling up is said to be invalid. */
static bool string(struct sn_dis *d, struct sn_rd *r, unsigned field)
{
    bool counted = sn_rd_left(r) >= 4;

    if (field != NFS_TARGET)
        sn_note(d, NFS_LABEL, NFS_LABEL_SPACE);
    if (counted && sn_be32(r->p) > UINT32_MAX - 3 && !wants_fields(d)) {
        sn_note(d, NFS_BAD_LEN, 0);
        sn_malformed(r);
        return shortly(d);
    }
    return sn_rpc_opaque(d, r, NFS_NAME_LEN, field) || (counted && shortly(d));
}

/* Seconds and a fraction of `scale` nanoseconds, and the time that they are. */
static bool time_of(struct sn_dis *d, struct sn_rd *r, unsigned time, unsigned fraction,
                    uint32_t scale)
{
    size_t from = sn_rd_off(r);
    uint32_t s, n;

    if (!sn_get(d, r, time + 1, &s) || !sn_get(d, r, fraction, &n))
        return false;
    if (wants_fields(d))
        sn_rec_uint(d, time, from, 8, (uint64_t)s * 1000000000 + (uint64_t)n * scale);
    return true;
}

static bool time2(struct sn_dis *d, struct sn_rd *r, unsigned time)
{
    return time_of(d, r, time, time + 3, 1000);
}

static bool time3(struct sn_dis *d, struct sn_rd *r, unsigned time)
{
    return time_of(d, r, time, time + 2, 1);
}

static bool owner2(struct sn_dis *d, struct sn_rd *r)
{
    return sn_get(d, r, NFS_FTYPE2, NULL) && sn_get(d, r, NFS_FMODE2, NULL) &&
           sn_get(d, r, NFS_NLINK2, NULL) && sn_get(d, r, NFS_FUID2, NULL) &&
           sn_get(d, r, NFS_FGID2, NULL);
}

static bool owner3(struct sn_dis *d, struct sn_rd *r)
{
    return sn_get(d, r, NFS_FTYPE3, NULL) && sn_get(d, r, NFS_FMODE3, NULL) &&
           sn_get(d, r, NFS_NLINK3, NULL) && sn_get(d, r, NFS_FUID3, NULL) &&
           sn_get(d, r, NFS_FGID3, NULL);
}

static bool more2(struct sn_dis *d, struct sn_rd *r)
{
    return sn_header(d, r, NFS_BLOCKSIZE2, NFS_FILEID2) && time2(d, r, NFS_ATIME) &&
           time2(d, r, NFS_MTIME) && time2(d, r, NFS_CTIME);
}

static bool more3(struct sn_dis *d, struct sn_rd *r)
{
    return sn_get64(d, r, NFS_USED3, NULL) && sn_get(d, r, NFS_SPEC1, NULL) &&
           sn_get(d, r, NFS_SPEC2, NULL) && sn_get64(d, r, NFS_FSID3, NULL) &&
           sn_get64(d, r, NFS_FILEID3, NULL) && time3(d, r, NFS_ATIME) && time3(d, r, NFS_MTIME) &&
           time3(d, r, NFS_CTIME);
}

/* Attributes aren't whole. Where the call failed tcpdump doesn't mind. */
static bool cut(const struct sn_dis *d, struct sn_rd *r)
{
    if (!wants_fields(d) && sn_u(d, NFS_STATUS))
        r->stop = SN_STOP_NONE;
    return false;
}

/* With fewer -v than `least` tcpdump doesn't look at what is cut: it goes on, and finds nothing.
 * `how`: NFS_CUT or NFS_CUT_SHORT. */
static bool skip(struct sn_dis *d, struct sn_rd *r, unsigned how, unsigned least)
{
    if (wants_fields(d))
        return false;
    sn_note(d, how, least);
    r->p = r->end;
    r->stop = SN_STOP_NONE;
    return true;
}

/* Those that are shown without -v are never shown whole. */
static bool attr(struct sn_dis *d, struct sn_rd *r, bool v3)
{
    struct sn_rec *g = sn_group(d, r, NFS_ATTR, 0);
    bool always = sn_rec_of(d, NFS_ATTR_SHOWN), ok = v3 ? owner3(d, r) : owner2(d, r);

    if (!ok && v3 && !always)
        ok = sn_u(d, NFS_STATUS) ? cut(d, r) : skip(d, r, NFS_CUT_SHORT, 1);
    else if (!ok)
        (void)shortly(d);
    else if (ok && !sn_get64(d, r, v3 ? NFS_FSIZE3 : NFS_FSIZE2, NULL))
        ok = !always && skip(d, r, NFS_CUT, 1);
    else if (ok && (!always || wants_fields(d)) && !(v3 ? more3(d, r) : more2(d, r)))
        ok = sn_u(d, NFS_STATUS) ? cut(d, r) : skip(d, r, NFS_CUT, 2);
    sn_group_end(d, r, g);
    return ok;
}

static bool post(struct sn_dis *d, struct sn_rd *r, bool end)
{
    uint32_t follows;

    if (!sn_get(d, r, NFS_FOLLOW, &follows))
        return false;
    if (end)
        sn_note(d, NFS_END1, 0);
    return !follows || attr(d, r, true);
}

static bool wcc(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rec *g;
    uint32_t follows;
    bool ok;

    sn_note(d, NFS_LABEL, NFS_LABEL_PRE);
    g = sn_group(d, r, NFS_BEFORE, 0);
    ok = sn_get(d, r, NFS_FOLLOW, &follows);
    if (ok && follows)
        ok = (sn_get64(d, r, NFS_PRE_SIZE, NULL) && time3(d, r, NFS_MTIME) &&
              time3(d, r, NFS_CTIME)) ||
             shortly(d) || cut(d, r);
    sn_group_end(d, r, g);
    if (!ok)
        return false;
    sn_note(d, NFS_LABEL, NFS_LABEL_POST);
    return post(d, r, true);
}

/* One attribute to be set, when it is. */
static bool set(struct sn_dis *d, struct sn_rd *r, unsigned field)
{
    uint32_t it;

    return sn_get(d, r, NFS_SET, &it) && (!it || sn_get64(d, r, field, NULL));
}

/* tcpdump reads the four bytes of version 2. */
static bool set_size(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t it;

    if (wants_fields(d))
        return set(d, r, NFS_SET_SIZE);
    return sn_get(d, r, NFS_SET, &it) && (!it || sn_rd_skip(r, 4));
}

static bool set_time(struct sn_dis *d, struct sn_rd *r, unsigned time)
{
    uint32_t how;

    return sn_get(d, r, NFS_SET, &how) && (how != 2 || time3(d, r, time));
}

static bool sattr(struct sn_dis *d, struct sn_rd *r, bool v3)
{
    struct sn_rec *g = sn_group(d, r, NFS_SATTR, 0);
    bool ok;

    if (v3)
        ok = set(d, r, NFS_SET_MODE) && set(d, r, NFS_SET_UID) && set(d, r, NFS_SET_GID) &&
             set_size(d, r) && set_time(d, r, NFS_ATIME) && set_time(d, r, NFS_MTIME);
    else
        ok = sn_get(d, r, NFS_FMODE2, NULL) && sn_get(d, r, NFS_FUID2, NULL) &&
             sn_get(d, r, NFS_FGID2, NULL) && sn_get(d, r, NFS_FSIZE2, NULL) &&
             time2(d, r, NFS_ATIME) && time2(d, r, NFS_MTIME);
    sn_group_end(d, r, g);
    return ok;
}

static bool create(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t mode;

    if (!sn_get(d, r, NFS_CREATE_MODE, &mode))
        return false;
    return mode < 2 ? sattr(d, r, true) : sn_get64(d, r, NFS_CREATE_VERIFIER, NULL);
}

/* tcpdump reads attributes whatever the type is. */
static bool mknod(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t type;

    if (!sn_get(d, r, NFS_TYPE, &type))
        return false;
    if (wants_fields(d) && (type < NFS_BLK || type == NFS_LNK || type > NFS_FIFO))
        return true;
    if (!sattr(d, r, true))
        return false;
    sn_note(d, NFS_TYPE_NOTE, type);
    sn_note(d, NFS_END1, 0);
    if ((type == NFS_BLK || type == NFS_CHR) &&
        (!sn_get(d, r, NFS_SPEC1, NULL) || !sn_get(d, r, NFS_SPEC2, NULL)))
        return false;
    sn_note(d, NFS_SATTR_NOTE, 0);
    return true;
}

static bool guard(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t check;

    return sn_get(d, r, NFS_GUARD, &check) && (!check || time3(d, r, NFS_CTIME));
}

static bool optional_handle(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t follows;

    return sn_get(d, r, NFS_HANDLE_FOLLOWS, &follows) && (!follows || file_handle(d, r, true));
}

/* An entry: fields `first` (its number), then its name and cookie. */
static bool entry(struct sn_dis *d, struct sn_rd *r, unsigned first)
{
    struct sn_rec *g = sn_group(d, r, NFS_ENTRY, 0);
    bool ok = sn_get64(d, r, first, NULL) && sn_rpc_opaque(d, r, NFS_NAME_LEN, first + 1) &&
              sn_get64(d, r, first + 2, NULL);

    if (ok && first == NFS_E_FILEIDP)
        ok = post(d, r, false) && optional_handle(d, r);
    sn_group_end(d, r, g);
    return ok;
}

/* Of version 2 tcpdump shows the first three words, as what they aren't. */
static bool entries(struct sn_dis *d, struct sn_rd *r, unsigned first)
{
    uint32_t more = 1;

    if (!wants_fields(d))
        return sn_get(d, r, NFS_RD_TEXT, NULL) && sn_get(d, r, NFS_RD_TEXT2, NULL) &&
               sn_get(d, r, NFS_RD_TEXT3, NULL);
    for (unsigned i = 0; i < ENTRIES_MAX; i++) {
        if (!sn_get(d, r, NFS_FOLLOWS, &more))
            return false;
        if (!more)
            return sn_get(d, r, NFS_RD_EOF, NULL);
        if (!entry(d, r, first))
            return false;
    }
    return true;
}

static bool data(struct sn_dis *d, struct sn_rd *r, unsigned length)
{
    uint32_t n = (uint32_t)sn_u(d, length);

    return sn_get_bytes(d, r, NFS_DATA, n);
}

/* Those that are asked for, or granted. */
static void rights(struct sn_dis *d, unsigned whole)
{
    uint64_t v = sn_u(d, whole);

    for (unsigned f = NFS_ACCESS_READ; f <= NFS_ACCESS_EXECUTE; f++) {
        if (v & d->cur->proto->fields[f].mask)
            sn_made(d, f, 1);
    }
}

static bool step(struct sn_dis *d, struct sn_rd *r, const struct step *s, bool v3)
{
    switch ((enum op)s->op) {
    case GET:
        return sn_get64(d, r, s->field, NULL);
    case RIGHTS:
        if (!sn_get(d, r, s->field, NULL))
            return false;
        rights(d, s->field);
        return true;
    case STR:
    case NAME:
        return string(d, r, s->field);
    case OPAQUE:
        return sn_rpc_opaque(d, r, NFS_NAME_LEN, s->field);
    case DATA:
        return data(d, r, s->field);
    case FH:
        return file_handle(d, r, v3);
    case OPT_FH:
        return optional_handle(d, r);
    case LABEL:
    case NOTE:
        sn_note(d, s->op == LABEL ? NFS_LABEL : s->field, s->field);
        return true;
    case ATTR_ALWAYS:
        sn_note(d, NFS_ATTR_SHOWN, 0);
        return attr(d, r, v3);
    case ATTR:
        return attr(d, r, v3);
    case POST:
    case POST_END:
        return post(d, r, s->op == POST_END);
    case WCC:
        return wcc(d, r);
    case SATTR:
        return sattr(d, r, v3);
    case GUARD:
        return guard(d, r);
    case CREATE:
        return create(d, r);
    case MKNOD:
        return mknod(d, r);
    case ENTRIES:
        return entries(d, r, s->field);
    case FIELDS:
        return wants_fields(d);
    case WHOLE:
        return wants_fields(d) || sn_rd_need(r, s->field) || shortly(d);
    case TEXT:
        return !wants_fields(d) && sn_rd_left(r) >= s->field;
    case STOP:
        break;
    }
    return false;
}

static void steps(struct sn_dis *d, struct sn_rd *r, const struct step *s, bool v3)
{
    while (s && step(d, r, s, v3)) {
        if (s->op == OPT_FH && !sn_u(d, NFS_HANDLE_FOLLOWS) && !wants_fields(d))
            return;
        s++;
    }
}

static void results(struct sn_dis *d, struct sn_rd *r, const struct proc *p, const struct sn_rpc *m)
{
    bool v3 = m->vers == 3;
    uint32_t status;

    if (m->accept != SN_RPC_SUCCESS) {
        sn_note(d, NFS_ACCEPT, m->accept);
        return;
    }
    if (!sn_get(d, r, NFS_STATUS, &status))
        return;
    sn_made(d, v3 ? NFS_STATUS3 : NFS_STATUS2, status);
    steps(d, r, status ? p->failed : p->ok, v3);
}

static void nfs_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rpc m = sn_rpc_of(d);
    bool v3 = m.vers == 3;
    const struct proc *p;

    (void)len;
    if (m.lost)
        sn_note(d, NFS_SHORT, m.lost == SN_RPC_LOST_SHORT);
    sn_made(d, NFS_VERSION, m.vers);
    if (wants_fields(d) && m.vers == 4)
        sn_made(d, NFS_VERS4, m.proc);
    if (wants_fields(d) && (m.vers < 2 || m.vers > 3))
        return;
    sn_note(d, NFS_NAME_NOTE, (uint64_t)m.vers << 32 | m.proc);
    sn_made(d, v3 ? NFS_VERS3 : NFS_VERS2, m.proc);
    if (m.proc >= (v3 ? PROCS3 : PROCS2))
        return;
    p = v3 ? &procs3[m.proc] : &procs2[m.proc];
    if (!p->args)
        return;
    if (m.reply)
        results(d, r, p, &m);
    else
        steps(d, r, p->args, v3);
}

const struct sn_proto sn_proto_nfs = {
    .name = "nfs",
    .title = "Network File System",
    SN_PROTO_FIELDS(nfs),
    .keys = SN_KEYS({.table = &sn_tab_rpc, .value = PROG}),
    .dissect = nfs_dissect,
    .text = sn_nfs_text,
};
