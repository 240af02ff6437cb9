/* The indexes of an archive: see sn/archive.h. What the files are called, and that a finished index
 * takes its place, is the parent's; everything that reads a byte is a child's. */
#include "sn/archive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sn/files.h"
#include "sn/sandbox.h"

/* What a child says of its file by its exit status. */
enum done { DONE, FAILED, NOTHING };

/* A capture at hand. */
struct job {
    const struct sn_archive_opts *o;
    const char *name;
    char *index, *part; /* its index; the same while it is made */
    bool found;         /* in a directory: it may well be no capture */
    int fd;             /* of the capture, the child's */
    int old, to;        /* its index, and the one that is made; -1: there is none */
};

static bool stopped(const struct sn_archive_opts *o)
{
    return o->stop && o->stop();
}

static enum done failed(const struct sn_archive_opts *o, const char *name, const struct sn_diag *d)
{
    o->say(o->ctx, SN_ARCHIVE_FAILED, name, d);
    return FAILED;
}

static enum done failed_sys(const struct sn_archive_opts *o, const char *name, int sys,
                            const char *what)
{
    struct sn_diag d;

    (void)!sn_fail_sys(&d, sys, "%s", what);
    return failed(o, name, &d);
}

static void no_memory(const struct sn_archive_opts *o)
{
    struct sn_diag d;

    (void)!sn_fail(&d, SN_ENOMEM, "no memory");
    (void)failed(o, NULL, &d);
}

/* ---- the child ---- */

/* Whether the index, where there is one, fits, and nothing was appended since. */
static bool fits(const struct job *j)
{
    struct sn_index *x = NULL;
    struct sn_diag d;
    bool yes = j->old >= 0 && sn_index_read(&x, j->old, &d) == SN_OK &&
               sn_index_fits(x, j->fd, &d) == SN_OK;
    uint64_t stored = yes ? sn_index_facts(x).stored : 0;
    struct stat st;

    sn_index_free(x);
    return yes && fstat(j->fd, &st) == 0 && (uint64_t)st.st_size == stored;
}

static enum done make(const struct job *j)
{
    const struct sn_archive_opts *o = j->o;
    struct sn_sink *sink;
    struct sn_diag d;

    if (!o->force && fits(j))
        return NOTHING;
    if (sn_sink_open_fd(&sink, j->to, true, j->index, &d))
        return failed(o, j->index, &d);
    if (sn_index_capture(j->fd, j->name, sink, o->stop, &d)) {
        if (stopped(o))
            return FAILED;
        if (!j->found || d.where != SN_AT_BYTE || d.at != 0)
            return failed(o, j->name, &d);
        o->say(o->ctx, SN_ARCHIVE_LEFT_OUT, j->name, &d);
        return NOTHING;
    }
    return sn_sink_close(sink, &d) ? failed(o, j->index, &d) : DONE;
}

static enum done list(const struct job *j, const struct sn_index *x)
{
    struct sn_diag d;
    struct sn_buf b;

    sn_buf_init(&b, (size_t)1 << 30);
    sn_index_put(&b, x, j->name);
    if (b.err) {
        (void)!sn_fail(&d, SN_ENOMEM, "no memory for the list");
        return failed(j->o, NULL, &d);
    }
    return j->o->list(j->o->ctx, &b) ? DONE : FAILED;
}

/* The index made anew, in `made`, against the `size` bytes that are stored, for which `stored` has
 * room. */
static enum done compare(const struct job *j, struct sn_buf *made, char *stored, size_t size)
{
    struct sn_sink *sink;
    struct sn_diag d;

    if (!stored || sn_sink_open_buf(&sink, made, &d)) {
        (void)!sn_fail(&d, SN_ENOMEM, "no memory to verify %s", j->index);
        return failed(j->o, NULL, &d);
    }
    if (sn_index_capture(j->fd, j->name, sink, j->o->stop, &d) || sn_sink_close(sink, &d))
        return failed(j->o, j->name, &d);
    if (sn_buf_len(made) == size && pread(j->old, stored, size, 0) == (ssize_t)size &&
        memcmp(stored, made->base, size) == 0)
        return DONE;
    (void)!sn_fail(&d, SN_EFORMAT, "it isn't what the capture holds");
    return failed(j->o, j->index, &d);
}

static enum done verify(const struct job *j, const struct sn_index *x)
{
    struct sn_index_facts a = sn_index_facts(x);
    enum done done;
    struct sn_buf made;
    struct stat st;
    char *stored;

    if (fstat(j->fd, &st) != 0 || (uint64_t)st.st_size != a.stored) {
        j->o->say(j->o->ctx, SN_ARCHIVE_GROWN, j->index, NULL);
        return DONE;
    }
    sn_buf_init(&made, (size_t)2 << 30);
    stored = malloc((size_t)a.size);
    done = compare(j, &made, stored, (size_t)a.size);
    free(stored);
    sn_buf_free(&made);
    return done;
}

static enum sn_err open_capture(struct job *j, struct sn_diag *d)
{
    struct stat st;

    j->fd = open(j->name, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (j->fd < 0)
        return sn_fail_sys(d, errno, "can't be opened");
    if (fstat(j->fd, &st) != 0 || !S_ISREG(st.st_mode))
        return sn_fail(d, SN_EUSAGE, "is no regular file");
    return SN_OK;
}

/* The process ends behind it, and frees what is left. */
static enum done work(struct job *j)
{
    static const struct sn_sandbox box = {.kind = SN_SANDBOX_STREAM, .dir = -1};
    struct sn_index *x;
    struct sn_diag d;

    if (open_capture(j, &d))
        return failed(j->o, j->name, &d);
    if (j->o->task != SN_ARCHIVE_MAKE && j->old < 0) {
        (void)!sn_fail(&d, SN_EUSAGE, "there is no index");
        return failed(j->o, j->index, &d);
    }
    (void)sn_sandbox_lock_in(&box);
    if (j->o->task == SN_ARCHIVE_MAKE)
        return make(j);
    if (sn_index_read(&x, j->old, &d) || sn_index_fits(x, j->fd, &d))
        return failed(j->o, j->index, &d);
    return j->o->task == SN_ARCHIVE_LIST ? list(j, x) : verify(j, x);
}

/* ---- the parent ---- */

static enum done wait_for(pid_t child)
{
    int status;

    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return FAILED;
    if (!WIFEXITED(status))
        return FAILED;
    return WEXITSTATUS(status) == DONE ? DONE : WEXITSTATUS(status) == NOTHING ? NOTHING : FAILED;
}

static enum done in_child(struct job *j)
{
    pid_t child = fork();

    if (child == 0)
        _exit((int)work(j));
    return child < 0 ? failed_sys(j->o, NULL, errno, "can't start a process") : wait_for(child);
}

static void close_file(int fd)
{
    if (fd >= 0)
        close(fd);
}

/* Makes the index under a name of its own first. */
static bool one_job(struct job *j)
{
    bool makes = j->o->task == SN_ARCHIVE_MAKE;
    enum done done;

    j->old = open(j->index, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (makes)
        j->to = open(j->part, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (makes && j->to < 0)
        done = failed_sys(j->o, j->part, errno, "can't be created");
    else
        done = in_child(j);
    close_file(j->to);
    close_file(j->old);
    if (makes && j->to >= 0 && (done != DONE || rename(j->part, j->index) != 0)) {
        if (done == DONE)
            done = failed_sys(j->o, j->index, errno, "can't be put in place");
        (void)unlink(j->part);
    }
    return done != FAILED;
}

static bool one_file(const struct sn_archive_opts *o, const char *name, bool found)
{
    struct job j = {.o = o, .name = name, .found = found, .fd = -1, .to = -1};
    bool ok = asprintf(&j.index, "%s%s", name, SN_INDEX_SUFFIX) >= 0;

    if (ok && asprintf(&j.part, "%s%s", name, SN_INDEX_PART) < 0) {
        free(j.index);
        ok = false;
    }
    if (!ok) {
        no_memory(o);
        return false;
    }
    ok = one_job(&j);
    free(j.part);
    free(j.index);
    return ok;
}

static bool ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), k = strlen(end);

    return n >= k && strcmp(s + n - k, end) == 0;
}

static bool is_index(const char *name)
{
    return ends_with(name, SN_INDEX_SUFFIX) || ends_with(name, SN_INDEX_PART);
}

static bool all_files(const struct sn_archive_opts *o, const char *const *names, size_t n)
{
    struct sn_files *files;
    struct sn_diag d;
    bool ok = true;

    if (sn_files_open(&files, names, n, NULL, &d)) {
        (void)failed(o, NULL, &d);
        return false;
    }
    for (size_t i = 0; i < sn_files_count(files) && !stopped(o); i++)
        if (!is_index(sn_files_name(files, i)))
            ok &= one_file(o, sn_files_name(files, i), sn_files_found(files, i));
    sn_files_close(files);
    return ok;
}

/* ---- following ---- */

struct follow {
    int fd;            /* inotify's */
    const char **dirs; /* by watch descriptor */
    int ndirs;
};

static bool watch(struct follow *f, const struct sn_archive_opts *o, const char *dir)
{
    int wd = inotify_add_watch(f->fd, dir, IN_CLOSE_WRITE | IN_MOVED_TO | IN_ONLYDIR);
    const char **dirs;

    if (wd < 0) {
        (void)failed_sys(o, dir, errno, "can't be followed");
        return false;
    }
    if (wd >= f->ndirs) {
        dirs = reallocarray(f->dirs, (size_t)wd + 1, sizeof *dirs);
        if (!dirs) {
            no_memory(o);
            return false;
        }
        f->dirs = dirs;
        while (f->ndirs <= wd)
            f->dirs[f->ndirs++] = NULL;
    }
    f->dirs[wd] = dir;
    return true;
}

static void finished(const struct follow *f, const struct sn_archive_opts *o,
                     const struct inotify_event *e)
{
    char *name;

    if (e->wd < 0 || e->wd >= f->ndirs || !f->dirs[e->wd] || !e->len || e->mask & IN_ISDIR ||
        e->name[0] == '.' || is_index(e->name))
        return;
    if (asprintf(&name, "%s/%s", f->dirs[e->wd], e->name) < 0) {
        no_memory(o);
        return;
    }
    (void)one_file(o, name, true);
    free(name);
}

/* Until it is to stop. What fails was told, and is no reason to end. */
static bool go_on(const struct follow *f, const struct sn_archive_opts *o)
{
    _Alignas(struct inotify_event) char b[16384];
    const struct inotify_event *e;

    while (!stopped(o)) {
        ssize_t n = read(f->fd, b, sizeof b);

        if (n < 0 && errno != EINTR) {
            (void)failed_sys(o, NULL, errno, "can't follow");
            return false;
        }
        for (ssize_t at = 0; at < n && !stopped(o); at += (ssize_t)(sizeof *e + e->len)) {
            e = (const struct inotify_event *)(const void *)(b + at);
            finished(f, o, e);
        }
    }
    return true;
}

/* What is finished from here on is heard of, also while the files that are there are read. */
static bool follow(const struct sn_archive_opts *o, const char *const *names, size_t n)
{
    struct follow f = {.fd = inotify_init1(IN_CLOEXEC)};
    bool ok = f.fd >= 0;

    if (!ok)
        (void)failed_sys(o, NULL, errno, "can't follow");
    for (size_t i = 0; ok && i < n; i++)
        ok = watch(&f, o, names[i]);
    if (ok) {
        ok = all_files(o, names, n);
        ok &= go_on(&f, o);
    }
    close_file(f.fd);
    free(f.dirs);
    return ok;
}

bool sn_archive_index(const struct sn_archive_opts *o, const char *const *names, size_t n)
{
    return o->follow ? follow(o, names, n) : all_files(o, names, n);
}
