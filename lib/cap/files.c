/* Names, opening and closing of capture files: see sn/output.h. */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "cap/output.h"

/* Room that a full disk must have again before the next file is begun. */
enum { ROOM_AGAIN = 1 << 20 };

/* The last multiple of the period, counted from midnight here, that is not after t. */
static int64_t slot_begin(int64_t t, int64_t length)
{
    time_t sec = (time_t)(t / OUTPUT_NS);
    struct tm tm;
    int64_t offset;

    localtime_r(&sec, &tm);
    offset = (int64_t)tm.tm_gmtoff * OUTPUT_NS;
    return (t + offset) / length * length - offset;
}

static bool has_conversions(const char *pattern)
{
    return strchr(pattern, '%') != NULL;
}

/* Digits that the numbers of files are padded to. */
static int width(uint64_t files)
{
    int n = 1;

    for (files = files ? files - 1 : 0; files >= 10; files /= 10)
        n++;
    return n;
}

/* The number behind a name: tcpdump's habit. With files (and ring) every file has one, from 0, as
 * wide as the largest; else the second file is 1. The first of a plain name has none. */
static void put_number(struct sn_buf *b, const struct sn_output *out, bool named_by_time)
{
    uint64_t limit = out->o.ring ? out->o.ring : out->o.file_size ? out->o.files : 0;

    if (named_by_time)
        return;
    if (limit)
        sn_put_u64_pad(b, out->number % limit, (unsigned)width(limit));
    else if (out->number)
        sn_put_u64(b, out->number);
}

/* Whether the last file's name tells the same time: two in one minute, when names tell minutes. */
static bool taken(struct sn_output *out, const char *stamped)
{
    bool same = strcmp(out->stamped, stamped) == 0;

    strlcpy(out->stamped, stamped, sizeof out->stamped);
    return same;
}

/* Length of a suffix that says the compression and that numbers go in front of. */
static size_t suffix(const char *name)
{
    size_t n = strlen(name);

    if (n > 3 && strcmp(name + n - 3, ".gz") == 0)
        return 3;
    return n > 4 && strcmp(name + n - 4, ".zst") == 0 ? 4 : 0;
}

static enum sn_err make_name(struct sn_output *out, int64_t when, char *name, size_t n,
                             struct sn_diag *d)
{
    char stamped[NAME_MAX + 1];
    time_t sec = (time_t)(when / OUTPUT_NS);
    struct sn_buf b;
    struct tm tm;
    size_t len, tail;

    localtime_r(&sec, &tm);
    if (has_conversions(out->pattern))
        len = strftime(stamped, sizeof stamped, out->pattern, &tm);
    else
        len = strlcpy(stamped, out->pattern, sizeof stamped);
    if (!len || len >= sizeof stamped || strchr(stamped, '/'))
        return sn_fail(d, SN_EUSAGE, "not a usable file name");
    tail = suffix(stamped);
    sn_buf_fixed(&b, name, n - 1);
    sn_put_mem(&b, stamped, len - tail);
    put_number(&b, out, has_conversions(out->pattern) && !out->o.file_size && !taken(out, stamped));
    sn_put_mem(&b, stamped + len - tail, tail);
    *b.p = '\0';
    return b.err ? sn_fail(d, SN_EUSAGE, "the file's name is too long") : SN_OK;
}

/* ring with names by time: the file that was begun `ring` files ago goes. */
static void forget_oldest(struct sn_output *out, const char *name)
{
    char **slot;

    if (!out->kept)
        return;
    slot = &out->kept[out->number % out->o.ring];
    if (*slot && strcmp(*slot, name) != 0)
        unlinkat(out->dir, *slot, 0);
    free(*slot);
    *slot = strdup(name);
}

static enum sn_err remember_name(struct sn_output *out, const char *name, struct sn_diag *d)
{
    size_t dir = (size_t)(out->pattern - out->o.path);
    size_t n = dir + strlen(name) + 1;

    free(out->name);
    if (!(out->name = malloc(n)))
        return sn_fail(d, SN_ENOMEM, "no memory for a file's name");
    snprintf(out->name, n, "%.*s%s", (int)dir, out->o.path, name);
    return SN_OK;
}

/* The name of the next file, which is remembered. */
static enum sn_err next_name(struct sn_output *out, char *name, size_t n, struct sn_diag *d)
{
    int64_t now = sn_cap_now(), when = now;
    enum sn_err e;

    if (out->o.period) {
        int64_t begin = slot_begin(now, out->o.period);

        out->until = begin + out->o.period;
        when = out->number ? begin : now;
    }
    if ((e = make_name(out, when, name, n, d)) != SN_OK ||
        (e = remember_name(out, name, d)) != SN_OK)
        return e;
    forget_oldest(out, name);
    return SN_OK;
}

/* Without O_CREAT where a file is: in directories like /tmp that alone may be forbidden. */
enum sn_err sn_file_create(struct sn_output *out, uint32_t uid, uint32_t gid, struct sn_diag *d)
{
    enum { HOW = O_WRONLY | O_CLOEXEC | O_NOCTTY };
    char name[NAME_MAX + 1];
    enum sn_err e = next_name(out, name, sizeof name, d);

    if (e != SN_OK)
        return e;
    out->fd = openat(out->dir, name, HOW);
    if (out->fd < 0 && errno == ENOENT) {
        out->fd = openat(out->dir, name, HOW | O_CREAT | O_EXCL, 0666);
        if (out->fd >= 0 && uid != UINT32_MAX)
            (void)!fchown(out->fd, uid, gid); /* where it can't be, it is who is writing */
    }
    out->created = out->fd >= 0;
    return out->created ? SN_OK : sn_fail_sys(d, errno, "can't be created");
}

/* Goes on with the file that was created. */
static enum sn_err empty_created(struct sn_output *out, struct sn_diag *d)
{
    struct stat st;

    out->created = false;
    if (fstat(out->fd, &st) != 0 || !S_ISREG(st.st_mode) || ftruncate(out->fd, 0) == 0)
        return SN_OK;
    (void)!sn_fail_sys(d, errno, "can't be emptied");
    close(out->fd);
    return d->code;
}

static enum sn_err open_fd(struct sn_output *out, struct sn_diag *d)
{
    char name[NAME_MAX + 1];
    enum sn_err e;

    if (out->created)
        return empty_created(out, d);
    if ((e = next_name(out, name, sizeof name, d)) != SN_OK)
        return e;
    out->fd = openat(out->dir, name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666);
    return out->fd < 0 ? sn_fail_sys(d, errno, "can't be created") : SN_OK;
}

enum sn_err sn_file_try(const struct sn_output *out, struct sn_diag *d)
{
    struct stat st;
    int fd;

    if (fstatat(out->dir, out->pattern, &st, 0) == 0)
        return SN_OK;
    fd = openat(out->dir, ".", O_TMPFILE | O_WRONLY | O_CLOEXEC, 0600);
    if (fd >= 0)
        close(fd);
    /* Other errors say that this file system has no files without a name. */
    else if (errno == EACCES || errno == EROFS)
        return sn_fail_sys(d, errno, "can't be created");
    return SN_OK;
}

static enum sn_err compress(struct sn_output *out, struct sn_diag *d)
{
    if (out->o.compress == SN_OUTPUT_GZIP)
        return sn_sink_gzip(&out->sink, out->sink, 1, d);
    if (out->o.compress == SN_OUTPUT_ZSTD)
        return sn_sink_zstd(&out->sink, out->sink, 1, d);
    return SN_OK;
}

enum sn_err sn_file_open(struct sn_output *out, struct sn_diag *d)
{
    bool file = out->dir >= 0;
    enum sn_err e;

    if (!file)
        out->fd = STDOUT_FILENO;
    else if ((e = open_fd(out, d)) != SN_OK)
        return e;
    if ((e = sn_sink_open_fd(&out->sink, out->fd, file, sn_output_name(out), d)) != SN_OK)
        return e;
    if (out->o.events.opened)
        out->o.events.opened(out->o.events.ctx, out->name, out->sink);
    out->number++;
    if ((e = compress(out, d)) != SN_OK)
        return e;
    if ((e = sn_writer_open(&out->w, out->sink, out->o.format, out->ifs, out->nifs, d)) != SN_OK)
        return e;
    out->sink = sn_writer_sink(out->w);
    out->bytes += sn_sink_count(out->sink);
    out->fresh = true;
    return sn_writer_flush(out->w, d);
}

static enum sn_err put_stats(struct sn_output *out, struct sn_diag *d)
{
    enum sn_err e = SN_OK;

    for (uint32_t i = 0; e == SN_OK && out->stats && i < out->nifs; i++) {
        struct sn_ifstats s = {.iface = i, .ts = sn_cap_now()};

        out->stats(out->stats_ctx, &s);
        e = sn_writer_ifstats(out->w, &s, d);
    }
    return e;
}

enum sn_err sn_file_close(struct sn_output *out, struct sn_diag *d)
{
    enum sn_err e, closed;
    struct sn_diag later;

    if (!out->w)
        return SN_OK;
    e = put_stats(out, d);
    closed = sn_writer_close(out->w, e == SN_OK ? d : &later);
    out->w = NULL;
    out->sink = NULL;
    if (out->o.events.closed)
        out->o.events.closed(out->o.events.ctx, out->name);
    return e == SN_OK ? closed : e;
}

bool sn_file_wait_room(struct sn_output *out)
{
    const struct sn_output_events *ev = &out->o.events;
    struct statvfs st;

    if (ev->full)
        ev->full(ev->ctx, out->name);
    for (;;) {
        if (fstatvfs(out->dir, &st) != 0)
            return false;
        if ((uint64_t)st.f_bavail * st.f_frsize >= ROOM_AGAIN)
            return true;
        if (ev->go_on && !ev->go_on(ev->ctx))
            return false;
        usleep(200000); /* a signal ends it early */
    }
}
