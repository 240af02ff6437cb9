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

#include "cap/filename.h"
#include "cap/output.h"

/* Room that a full disk must have again before the next file is begun. */
enum { ROOM_AGAIN = 1 << 20 };

/* ring with names by time: the file that was begun `ring` files ago goes. */
static void forget_oldest(struct sn_output *out, const char *name)
{
    char **slot;

    if (!out->kept)
        return;
    slot = &out->kept[out->number % out->o.ring];
    if (*slot && strcmp(*slot, name) != 0) {
        unlinkat(out->dir, *slot, 0);
        if (out->o.along.removed)
            out->o.along.removed(out->o.along.ctx, *slot);
    }
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
    struct filename as = {
        .pattern = out->pattern,
        .number = out->number,
        .limit = out->o.ring        ? out->o.ring
                 : out->o.file_size ? out->o.files
                                    : 0,
        .by_size = out->o.file_size,
        .stamped = out->stamped,
    };
    enum sn_err e;

    if (out->o.period) {
        int64_t begin = sn_slot_begin(now, out->o.period);

        out->until = begin + out->o.period;
        when = out->number ? begin : now;
    }
    if ((e = sn_filename(&as, when, name, n, d)) != SN_OK ||
        (e = remember_name(out, name, d)) != SN_OK)
        return e;
    forget_oldest(out, name);
    return SN_OK;
}

/* How files are opened. */
static int how(const struct sn_output *out)
{
    return (out->o.along.begin ? O_RDWR : O_WRONLY) | O_CLOEXEC | O_NOCTTY;
}

/* Without O_CREAT where a file is: in directories like /tmp that alone may be forbidden. */
enum sn_err sn_file_create(struct sn_output *out, uint32_t uid, uint32_t gid, struct sn_diag *d)
{
    char name[NAME_MAX + 1];
    enum sn_err e = next_name(out, name, sizeof name, d);

    if (e != SN_OK)
        return e;
    out->fd = openat(out->dir, name, how(out));
    if (out->fd < 0 && errno == ENOENT) {
        out->fd = openat(out->dir, name, how(out) | O_CREAT | O_EXCL, 0666);
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
    out->fd = openat(out->dir, name, how(out) | O_CREAT | O_TRUNC, 0666);
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

/* Lets who reads along know of the file that was opened. */
static enum sn_err begin_along(struct sn_output *out, struct sn_diag *d)
{
    const struct sn_output_along *a = &out->o.along;
    struct stat st;

    if (fstat(out->fd, &st) != 0 || !S_ISREG(st.st_mode))
        return sn_fail(d, SN_EUSAGE, "is no regular file, and can't have an index");
    out->again = fcntl(out->fd, F_DUPFD_CLOEXEC, 0);
    if (out->again < 0)
        return sn_fail_sys(d, errno, "can't be read again for its index");
    a->begin(a->ctx, out->dir, out->name + (out->pattern - out->o.path));
    return SN_OK;
}

static void end_along(struct sn_output *out, bool whole)
{
    if (out->again < 0)
        return;
    out->o.along.end(out->o.along.ctx, whole ? out->again : -1);
    close(out->again);
    out->again = -1;
}

/* What is written to the file that is open. */
static enum sn_err begin_stream(struct sn_output *out, struct sn_diag *d)
{
    bool file = out->dir >= 0;
    enum sn_err e;

    if ((e = sn_sink_open_fd(&out->sink, out->fd, file, sn_output_name(out), d)) != SN_OK)
        return e;
    if (out->o.events.opened)
        out->o.events.opened(out->o.events.ctx, out->name, out->sink);
    out->number++;
    if ((e = sn_sink_compress_as(&out->sink, &out->o.compress, d)) != SN_OK)
        return e;
    if (out->again >= 0)
        sn_sink_on_data(out->sink, out->o.along.data, out->o.along.ctx);
    if ((e = sn_writer_open(&out->w, out->sink, out->o.format, out->ifs, out->nifs, d)) != SN_OK)
        return e;
    out->sink = sn_writer_sink(out->w);
    out->bytes += sn_sink_count(out->sink);
    out->fresh = true;
    return sn_writer_flush(out->w, d);
}

enum sn_err sn_file_open(struct sn_output *out, struct sn_diag *d)
{
    enum sn_err e = SN_OK;

    if (out->dir < 0)
        out->fd = STDOUT_FILENO;
    else if ((e = open_fd(out, d)) != SN_OK)
        return e;
    if (out->dir >= 0 && out->o.along.begin && (e = begin_along(out, d)) != SN_OK) {
        close(out->fd);
        return e;
    }
    e = begin_stream(out, d);
    if (e != SN_OK && !out->w)
        end_along(out, false);
    return e;
}

enum sn_err sn_file_stats(struct sn_output *out, struct sn_diag *d)
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
    e = sn_file_stats(out, d);
    closed = sn_writer_close(out->w, e == SN_OK ? d : &later);
    out->w = NULL;
    out->sink = NULL;
    end_along(out, e == SN_OK && closed == SN_OK);
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
