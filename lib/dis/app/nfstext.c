/* NFS as text: a line for each thing that was read, in the order of reading. */
#include "dis/app/nfs.h"

const struct sn_val sn_nfs_procs2[] = {
    {0, "null"},  {1, "getattr"},  {2, "setattr"}, {3, "nop"},    {4, "lookup"},   {5, "readlink"},
    {6, "read"},  {7, "nop"},      {8, "write"},   {9, "create"}, {10, "remove"},  {11, "rename"},
    {12, "link"}, {13, "symlink"}, {14, "mkdir"},  {15, "rmdir"}, {16, "readdir"}, {17, "fsstat"},
    {18, "nop"},  {19, "nop"},     {20, "nop"},    {21, "nop"},   {22, "nop"},     {23, "nop"},
    {24, "nop"},  {25, "nop"},     {0, NULL},
};
const struct sn_val sn_nfs_procs3[] = {
    {0, "null"},      {1, "getattr"},  {2, "setattr"},      {3, "lookup"},  {4, "access"},
    {5, "readlink"},  {6, "read"},     {7, "write"},        {8, "create"},  {9, "mkdir"},
    {10, "symlink"},  {11, "mknod"},   {12, "remove"},      {13, "rmdir"},  {14, "rename"},
    {15, "link"},     {16, "readdir"}, {17, "readdirplus"}, {18, "fsstat"}, {19, "fsinfo"},
    {20, "pathconf"}, {21, "commit"},  {25, "nop"},         {0, NULL},
};
const struct sn_val sn_nfs_errors[] = {
    {0, "OK"},
    {1, "Operation not permitted"},
    {2, "No such file or directory"},
    {5, "Input/output error"},
    {6, "Device not configured"},
    {11, "Resource deadlock avoided"},
    {12, "Cannot allocate memory"},
    {13, "Permission denied"},
    {17, "File exists"},
    {18, "Cross-device link"},
    {19, "Operation not supported by device"},
    {20, "Not a directory"},
    {21, "Is a directory"},
    {22, "Invalid argument"},
    {26, "Text file busy"},
    {27, "File too large"},
    {28, "No space left on device"},
    {30, "Read-only file system"},
    {31, "Too many links"},
    {45, "Operation not supported"},
    {62, "Too many levels of symbolic links"},
    {63, "File name too long"},
    {66, "Directory not empty"},
    {69, "Disc quota exceeded"},
    {70, "Stale NFS file handle"},
    {71, "Too many levels of remote in path"},
    {99, "Write cache flushed to disk"},
    {10001, "Illegal NFS file handle"},
    {10002, "Update synchronization mismatch"},
    {10003, "READDIR/READDIRPLUS cookie is stale"},
    {10004, "Operation not supported"},
    {10005, "Buffer or request is too small"},
    {10006, "Unspecified error on server"},
    {10007, "Object of that type not supported"},
    {10008, "Request couldn't be completed in time"},
    {0, NULL},
};
const struct sn_val sn_nfs_types[] = {
    {0, "NON"},       {NFS_REG, "REG"}, {NFS_DIR, "DIR"},   {NFS_BLK, "BLK"},
    {NFS_CHR, "CHR"}, {NFS_LNK, "LNK"}, {NFS_FIFO, "FIFO"}, {0, NULL},
};
const struct sn_val sn_nfs_stables[] = {
    {0, "unstable"}, {1, "datasync"}, {2, "filesync"}, {0, NULL}};
const struct sn_val sn_nfs_creates[] = {
    {0, "Unchecked"}, {1, "Guarded"}, {2, "Exclusive"}, {0, NULL}};
const struct sn_val sn_nfs_sets[] = {
    {0, "no value"}, {1, "value follows"}, {2, "set to client time"}, {0, NULL}};

static const struct sn_val accepts[] = {
    {1, "PROG_UNAVAIL"}, {2, "PROG_MISMATCH"}, {3, "PROC_UNAVAIL"},
    {4, "GARBAGE_ARGS"}, {5, "SYSTEM_ERR"},    {0, NULL},
};
static const struct sn_val access_bits[] = {
    {0x01, "NFS_ACCESS_READ"},
    {0x02, "NFS_ACCESS_LOOKUP"},
    {0x04, "NFS_ACCESS_MODIFY"},
    {0x08, "NFS_ACCESS_EXTEND"},
    {0x10, "NFS_ACCESS_DELETE"},
    {0x20, "NFS_ACCESS_EXECUTE"},
    {0, NULL},
};
enum { ACCESS_ALL = 0x3f };

static const struct {
    const char *text;
    uint8_t verbose;
} labels[] = {
    [NFS_LABEL_PRE] = {" PRE:", 2},
    [NFS_LABEL_POST] = {" POST:", 1},
    [NFS_LABEL_ATTR] = {" attr:", 1},
    [NFS_LABEL_DATTR] = {" post dattr:", 2},
    [NFS_LABEL_DIR_ATTR] = {" dir attr:", 2},
    [NFS_LABEL_FROM] = {" from:", 1},
    [NFS_LABEL_TO] = {" to:", 1},
    [NFS_LABEL_FILE] = {" file", 1},
    [NFS_LABEL_DIR] = {" dir:", 1},
    [NFS_LABEL_ARROW] = {" ->", 0},
    [NFS_LABEL_SPACE] = {" ", 0},
};

#define PUT(name)                                                                                  \
    static void name(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)

PUT(put_name)
{
    (void)v;
    sn_put_c(t->b, ' ');
    sn_put_name(t, q->u >> 32 == 3 ? sn_nfs_procs3 : sn_nfs_procs2, q->u & UINT32_MAX, "proc-%u");
}

PUT(put_status)
{
    (void)v;
    if (!q->u)
        return;
    sn_put_lit(t->b, " ERROR: ");
    sn_put_name(t, sn_nfs_errors, q->u, "unk %u");
}

PUT(put_accept)
{
    (void)v;
    sn_put_c(t->b, ' ');
    sn_put_name(t, accepts, q->u, "ar_stat %u");
}

PUT(put_label)
{
    (void)v;
    if (t->o->verbose >= labels[q->u].verbose)
        sn_put_s(t->b, labels[q->u].text);
}

/* tcpdump looks at it with so many -v. */
PUT(put_cut)
{
    (void)v;
    if (t->o->verbose >= q->u)
        sn_cut(t);
}

PUT(put_cut_short)
{
    (void)v;
    if (t->o->verbose >= q->u)
        sn_cut_short(t);
}

PUT(put_access)
{
    (void)v;
    if (q->u)
        sn_put_c(t->b, ' ');
    if (q->u & ~(uint64_t)ACCESS_ALL)
        sn_put_f(t->b, "%04x", (unsigned)q->u);
    else if (q->u == ACCESS_ALL)
        sn_put_lit(t->b, "NFS_ACCESS_FULL");
    else
        sn_text_bits(t, access_bits, (uint32_t)q->u, "|", "");
}

static uint64_t before(const struct sn_view *v, const struct sn_rec *q, unsigned field)
{
    const struct sn_rec *p = sn_before(v, q, field);

    return p ? p->u : 0;
}

PUT(put_write)
{
    sn_put_f(t->b, " %u (%u) bytes @ ", (unsigned)q->u, (unsigned)before(v, q, NFS_W_COUNT));
    sn_put_u64(t->b, before(v, q, NFS_W_OFFSET));
    if (!t->o->verbose)
        return;
    sn_put_lit(t->b, " <");
    sn_put_name(t, sn_nfs_stables, before(v, q, NFS_W_STABLE), "#%d");
    sn_put_c(t->b, '>');
}

/* " 512 bytes @ 5": cookies are signed. */
PUT(put_readdir)
{
    sn_put_f(t->b, " %u bytes @ ", (unsigned)q->u);
    sn_put_i64(t->b, (int64_t)before(v, q, NFS_D_COOKIE));
    if (q->field == NFS_D_COUNT && t->o->verbose)
        sn_say(t, v, " verf {}", NFS_D_VERIFIER);
}

/* ---- attributes ---- */

static void put_time(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q,
                     unsigned second, unsigned fraction)
{
    sn_put_f(t->b, " %u.%06u", (unsigned)before(v, q, second), (unsigned)before(v, q, fraction));
}

static bool attr_shown(const struct sn_text *t, const struct sn_view *v)
{
    return t->o->verbose || sn_find(v, NFS_ATTR_SHOWN);
}

static void put_owner(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q,
                      unsigned type)
{
    const struct sn_rec *p = sn_before(v, q, type);

    if (!attr_shown(t, v) || !sn_before(v, q, NFS_ATTR))
        return;
    sn_put_c(t->b, ' ');
    sn_put_name(t, sn_nfs_types, p->u, "unk-ft %u ");
    sn_put_f(t->b, " %o ids %d/%d", (unsigned)p[1].u, (int)p[3].u, (int)p[4].u);
}

PUT(put_owner2)
{
    put_owner(t, v, q, NFS_FTYPE2);
}

PUT(put_owner3)
{
    put_owner(t, v, q, NFS_FTYPE3);
}

PUT(put_size)
{
    if (!attr_shown(t, v))
        return;
    sn_put_lit(t->b, " sz ");
    sn_put_u64(t->b, q->u);
}

static void put_more(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q,
                     unsigned fraction)
{
    sn_put_lit(t->b, " a/m/ctime");
    for (unsigned f = NFS_ATIME_S; f <= NFS_CTIME_S; f += NFS_MTIME_S - NFS_ATIME_S)
        put_time(t, v, q, f, f + fraction);
}

PUT(put_more2)
{
    if (t->o->verbose < 2 || sn_find(v, NFS_ATTR_SHOWN))
        return;
    sn_put_f(t->b, " nlink %u rdev 0x%x fsid 0x%x nodeid 0x%x", (unsigned)before(v, q, NFS_NLINK2),
             (unsigned)before(v, q, NFS_RDEV2), (unsigned)before(v, q, NFS_FSID2),
             (unsigned)before(v, q, NFS_FILEID2));
    put_more(t, v, q, 2);
}

/* Those that there were before are shown by their size and times. */
PUT(put_more3)
{
    const struct sn_rec *attr = sn_before(v, q, NFS_ATTR), *old = sn_before(v, q, NFS_BEFORE);

    if (t->o->verbose < 2 || sn_find(v, NFS_ATTR_SHOWN))
        return;
    if (old > attr || !attr) {
        sn_put_lit(t->b, " sz ");
        sn_put_u64(t->b, before(v, q, NFS_PRE_SIZE));
        sn_put_lit(t->b, " mtime");
        put_time(t, v, q, NFS_MTIME_S, NFS_MTIME_N);
        sn_put_lit(t->b, " ctime");
        put_time(t, v, q, NFS_CTIME_S, NFS_CTIME_N);
        return;
    }
    sn_put_f(t->b, " nlink %u rdev %u/%u fsid ", (unsigned)before(v, q, NFS_NLINK3),
             (unsigned)before(v, q, NFS_SPEC1), (unsigned)before(v, q, NFS_SPEC2));
    sn_put_hex(t->b, before(v, q, NFS_FSID3));
    sn_put_lit(t->b, " fileid ");
    sn_put_hex(t->b, before(v, q, NFS_FILEID3));
    put_more(t, v, q, 1);
}

PUT(put_type)
{
    (void)v;
    sn_put_c(t->b, ' ');
    sn_put_name(t, sn_nfs_types, q->u, "unk-ft %u");
}

/* Of a special file that is made; attributes have the same field. */
PUT(put_spec)
{
    if (t->o->verbose && sn_find(v, NFS_TYPE_NOTE))
        sn_put_f(t->b, " %u/%u", (unsigned)before(v, q, NFS_SPEC1), (unsigned)q->u);
}

PUT(put_sattr)
{
    static const struct {
        const char *fmt;
        uint16_t field;
    } set[] = {{" mode %o", NFS_SET_MODE}, {" uid %u", NFS_SET_UID}, {" gid %u", NFS_SET_GID}};

    (void)q;
    for (size_t i = 0; t->o->verbose && i < sizeof set / sizeof set[0]; i++) {
        const struct sn_rec *p = sn_find(v, set[i].field);

        if (p)
            sn_put_f(t->b, set[i].fmt, (unsigned)p->u);
    }
    if (t->o->verbose > 1 && sn_find(v, NFS_ATIME_N)) {
        sn_put_lit(t->b, " atime");
        put_time(t, v, q, NFS_ATIME_S, NFS_ATIME_N);
    }
    if (t->o->verbose > 1 && sn_find(v, NFS_MTIME_N)) {
        sn_put_lit(t->b, " mtime");
        put_time(t, v, q, NFS_MTIME_S, NFS_MTIME_N);
    }
}

/* ---- results ---- */

PUT(put_eof)
{
    (void)v;
    if (q->u)
        sn_put_s(t->b, q->field == NFS_R_EOF ? " EOF" : " eof");
}

PUT(put_verifier)
{
    (void)v;
    sn_put_lit(t->b, " verf ");
    sn_put_hex(t->b, sn_be64(q->p));
}

PUT(put_fsstat)
{
    (void)q;
    sn_say(t, v, " tbytes {} fbytes {} abytes {}", NFS_TBYTES, NFS_FBYTES, NFS_ABYTES);
    if (t->o->verbose)
        sn_say(t, v, " tfiles {} ffiles {} afiles {} invar {}", NFS_TFILES, NFS_FFILES, NFS_AFILES,
               NFS_INVARSEC);
}

PUT(put_fsinfo)
{
    sn_say(t, v, " rtmax {} rtpref {} wtmax {} wtpref {} dtpref {}", NFS_RTMAX, NFS_RTPREF,
           NFS_WTMAX, NFS_WTPREF, NFS_DTPREF);
    if (!t->o->verbose)
        return;
    sn_say(t, v, " rtmult {} wtmult {} maxfsz {} delta", NFS_RTMULT, NFS_WTMULT, NFS_MAXFILESIZE);
    put_time(t, v, q, NFS_DELTA_S, NFS_DELTA_N);
    sn_put_c(t->b, ' ');
}

PUT(put_pathconf)
{
    static const char *const words[] = {"notrunc", "chownres", "igncase", "keepcase"};

    (void)q;
    sn_say(t, v, " linkmax {} namemax {}", NFS_LINKMAX, NFS_NAMEMAX);
    for (unsigned i = 0; i < 4; i++) {
        sn_put_c(t->b, ' ');
        sn_put_s(t->b, sn_opt(v, NFS_NO_TRUNC + i) ? words[i] : "");
    }
}

static const struct sn_line lines[] = {
    [NFS_NAME_NOTE] = {.put = put_name},
    [NFS_ACCEPT] = {.put = put_accept},
    [NFS_END1] = SN_LINE_V(1, true, ""),
    [NFS_END2] = SN_LINE_V(2, true, ""),
    [NFS_STATUS] = {.put = put_status},
    [NFS_FH] = {.put = sn_nfs_put_fh},
    [NFS_CUT] = {.put = put_cut},
    [NFS_CUT_SHORT] = {.put = put_cut_short},
    [NFS_LABEL] = {.put = put_label},
    [NFS_NAME] = SN_LINE("\"{}\""),
    [NFS_BAD_LEN] = SN_LINE("[cannot pad to 32-bit boundaries] (invalid)"),
    [NFS_TARGET] = SN_LINE("\"{}\""),
    [NFS_PATH] = SN_LINE("\"{}\""),
    [NFS_ACCESS] = {.put = put_access},
    [NFS_COUNT] = SN_LINE(" {} bytes @ {}", NFS_COUNT, NFS_OFFSET),
    [NFS_W_LEN] = {.put = put_write},
    [NFS_COUNT2] = SN_LINE(" {} bytes @ {}", NFS_COUNT2, NFS_OFFSET2),
    [NFS_W_LEN2] =
        SN_LINE(" {} ({}) bytes @ {} ({})", NFS_W_LEN2, NFS_W_TOTAL2, NFS_W_OFFSET2, NFS_W_BEGIN2),
    [NFS_D_COUNT2] = SN_LINE(" {} bytes @ {}", NFS_D_COUNT2, NFS_D_COOKIE2),
    [NFS_D_COUNT] = {.put = put_readdir},
    [NFS_D_DIRCOUNT] = {.put = put_readdir},
    [NFS_D_MAXCOUNT] = SN_LINE(" max {} verf {}", NFS_D_MAXCOUNT, NFS_D_VERIFIER),
    [NFS_TYPE_NOTE] = {.put = put_type},
    [NFS_SPEC2] = {.put = put_spec},
    [NFS_SATTR_NOTE] = {.put = put_sattr},
    [NFS_FGID2] = {.put = put_owner2},
    [NFS_FSIZE2] = {.put = put_size},
    [NFS_CTIME_U] = {.put = put_more2},
    [NFS_FGID3] = {.put = put_owner3},
    [NFS_FSIZE3] = {.put = put_size},
    [NFS_CTIME_N] = {.put = put_more3},
    [NFS_RIGHTS] = SN_LINE(" c {04x}"),
    [NFS_R_COUNT] = SN_LINE(" {} bytes"),
    [NFS_R_EOF] = {.put = put_eof},
    [NFS_R_COMMITTED] = SN_LINE(" <{s:#%d}>"),
    [NFS_R_VERIFIER] = {.put = put_verifier},
    [NFS_RD_VERIFIER] = SN_LINE(" verf {}"),
    [NFS_RD_TEXT2] = SN_LINE(" offset 0x{x} size {} ", NFS_RD_TEXT, NFS_RD_TEXT2),
    [NFS_RD_TEXT3] = {.put = put_eof},
    [NFS_BAVAIL] = SN_LINE(" tsize {} bsize {} blocks {} bfree {} bavail {}", NFS_TSIZE, NFS_BSIZE,
                           NFS_BLOCKS, NFS_BFREE, NFS_BAVAIL),
    [NFS_INVARSEC] = {.put = put_fsstat},
    [NFS_PROPERTIES] = {.put = put_fsinfo},
    [NFS_KEEPCASE] = {.put = put_pathconf},
};

enum sn_then sn_nfs_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (!sn_say_lines(t, &v, lines, sizeof lines / sizeof lines[0]) ||
        !(l->flags & (SN_LAYER_TRUNCATED | SN_LAYER_MALFORMED)))
        return SN_TEXT_DONE;
    return sn_opt(&v, NFS_SHORT) ? SN_TEXT_CUT_SHORT : SN_TEXT_CUT;
}
