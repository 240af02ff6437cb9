/* A program's files: see sn/files.h. */
#include "run/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SPARE_FDS = 32 };

struct sn_files {
    struct inputs in;
    const char *out; /* NULL: none */
    int fd;          /* of the output; -1: see diag */
    int watch;       /* the same, also when it was begun; or standard output */
    struct sn_diag diag;
    int written, index; /* the output to be read again, and its index; -1: none is asked for */
    struct tail *tail;  /* NULL: no input is waited for */
    int dir;            /* of a new output's name; -1: it isn't new, or was begun */
    const char *base;
};

/* Many inputs are open at once. */
static void raise_limit(size_t files)
{
    struct rlimit l;

    if (getrlimit(RLIMIT_NOFILE, &l) != 0 || l.rlim_cur >= files + SPARE_FDS)
        return;
    l.rlim_cur = l.rlim_max;
    (void)setrlimit(RLIMIT_NOFILE, &l);
}

/* The directory of a file that was just made, so that its name can be taken back. */
static void remember_place(struct sn_files *f)
{
    const char *slash = strrchr(f->out, '/');
    char *dir = slash ? strndup(f->out, (size_t)(slash - f->out) + 1) : strdup(".");

    f->base = slash ? slash + 1 : f->out;
    f->dir = dir ? open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
    free(dir);
}

static void open_output(struct sn_files *f)
{
    enum { HOW = O_WRONLY | O_CREAT | O_CLOEXEC | O_NOCTTY };

    if (strcmp(f->out, "-") == 0)
        return;
    f->fd = open(f->out, HOW | O_EXCL, 0666);
    if (f->fd >= 0)
        remember_place(f);
    else if (errno == EEXIST)
        f->fd = open(f->out, HOW, 0666);
    if (f->fd < 0) {
        (void)!sn_fail_sys(&f->diag, errno, "can't be created");
    } else if (sn_inputs_have(&f->in, f->fd)) {
        (void)!sn_fail(&f->diag, SN_EUSAGE, "is read, too: choose another file to write to");
        close(f->fd);
        f->fd = -1;
    }
}

enum sn_err sn_files_open(struct sn_files **out, const char *const *in, size_t n,
                          const char *output, struct sn_diag *d)
{
    struct sn_files *f = calloc(1, sizeof *f);
    bool ok = f != NULL, any;

    *out = NULL;
    for (size_t i = 0; ok && i < n; i++)
        ok = sn_inputs_add(&f->in, in[i]);
    if (!ok) {
        if (f)
            sn_inputs_free(&f->in);
        free(f);
        return sn_fail(d, SN_ENOMEM, "no memory for the files");
    }
    f->out = output;
    f->fd = f->dir = f->written = f->index = -1;
    raise_limit(f->in.n);
    any = sn_inputs_open(&f->in);
    if (output && any)
        open_output(f);
    f->watch = output && strcmp(output, "-") != 0 ? f->fd : STDOUT_FILENO;
    *out = f;
    return SN_OK;
}

size_t sn_files_count(const struct sn_files *f)
{
    return f->in.n;
}

const char *sn_files_name(const struct sn_files *f, size_t i)
{
    const char *name = f->in.v[i].name;

    return strcmp(name, "-") == 0 ? "standard input" : name;
}

bool sn_files_found(const struct sn_files *f, size_t i)
{
    return f->in.v[i].dir != 0;
}

enum sn_err sn_files_look(struct sn_files *f, struct sn_profile *p, struct sn_diag *d)
{
    return sn_inputs_look(&f->in, p, d);
}

void sn_files_skip_damage(struct sn_files *f,
                          void (*fn)(void *ctx, const char *name, uint64_t at, uint64_t n),
                          void *ctx)
{
    for (size_t i = 0; i < f->in.n; i++)
        if (f->in.v[i].src)
            sn_src_skip_damage(f->in.v[i].src, fn, ctx);
}

void sn_files_indexes(struct sn_files *f)
{
    raise_limit(2 * f->in.n);
    sn_inputs_indexes(&f->in);
}

enum sn_err sn_files_narrow(struct sn_files *f, struct sn_query *q, bool ordered,
                            void (*warn)(void *ctx, const char *index, const struct sn_diag *d),
                            void *ctx, struct sn_skipped *sum, struct sn_diag *d)
{
    return sn_inputs_narrow(&f->in, q, ordered, warn, ctx, sum, d);
}

/* What would be read again as soon as it is written. */
static bool writes_to_itself(const struct sn_files *f)
{
    const char *slash = f->out ? strrchr(f->out, '/') : NULL;
    char *dir = slash ? strndup(f->out, (size_t)(slash - f->out) + 1) : strdup(".");
    int fd = f->out && strcmp(f->out, "-") != 0 && dir ? open(dir, O_PATH | O_CLOEXEC) : -1;
    bool same = fd >= 0 && sn_tail_is(f->tail, fd);

    if (fd >= 0)
        close(fd);
    free(dir);
    return same;
}

enum sn_err sn_files_follow(struct sn_files *f, const struct sn_files_follow *o, struct sn_diag *d)
{
    enum sn_err e = sn_tail_new(&f->tail, &f->in, o, d);

    if (e)
        return e;
    if (writes_to_itself(f))
        return sn_fail(d, SN_EUSAGE, "the output is in the directory that is followed");
    if (f->out && f->fd < 0 && !f->diag.code) /* there was no input yet */
        open_output(f);
    f->watch = f->out && strcmp(f->out, "-") != 0 ? f->fd : STDOUT_FILENO;
    return SN_OK;
}

bool sn_files_follows(const struct sn_files *f, int dir)
{
    return f->tail && sn_tail_is(f->tail, dir);
}

const int *sn_files_followed(const struct sn_files *f, unsigned *n)
{
    *n = 0;
    return f->tail ? sn_tail_dirs(f->tail, n) : NULL;
}

bool sn_files_more(struct sn_files *f, size_t i)
{
    return f->tail ? sn_tail_more(f->tail, &f->in, i, f->watch) : i < f->in.n;
}

bool sn_files_read(const struct sn_files *f, int fd)
{
    return sn_inputs_have(&f->in, fd);
}

enum sn_err sn_files_merge(struct sn_files *f, struct sn_profile *p,
                           const struct sn_merge_events *events, struct sn_diag *d)
{
    return sn_inputs_merge(&f->in, p, events, d);
}

enum sn_err sn_files_sort(struct sn_files *f, const struct sn_sort_opts *o, struct sn_diag *d)
{
    struct sn_src *merged = f->in.v[0].src;

    return sn_sort_open(&f->in.v[0].src, merged, o, d);
}

bool sn_files_first(const struct sn_files *f, size_t i, int64_t *ts)
{
    *ts = f->in.v[i].first;
    return f->in.v[i].known;
}

int sn_files_dir(const struct sn_files *f)
{
    return f->dir;
}

int sn_files_watched(const struct sn_files *f)
{
    return f->watch;
}

enum sn_err sn_files_take(struct sn_files *f, size_t i, struct sn_src **src, struct sn_diag *d)
{
    if (f->tail)
        sn_tail_take(f->tail, &f->in, i);
    *src = f->in.v[i].src;
    f->in.v[i].src = NULL;
    if (*src) {
        sn_src_watch(*src, f->watch);
        return SN_OK;
    }
    *d = f->in.v[i].diag;
    return d->code;
}

static void forget_place(struct sn_files *f)
{
    if (f->dir >= 0)
        close(f->dir);
    f->dir = -1;
}

enum sn_err sn_files_begin(struct sn_files *f, struct sn_sink **sink, struct sn_diag *d)
{
    struct stat st;
    int fd = f->fd;

    if (strcmp(f->out, "-") == 0)
        return sn_sink_open(sink, "-", d);
    if (fd < 0) {
        *d = f->diag;
        return d->code;
    }
    forget_place(f);
    f->fd = -1;
    if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && ftruncate(fd, 0) != 0) {
        int sys = errno;

        close(fd);
        return sn_fail_sys(d, sys, "can't be emptied");
    }
    return sn_sink_open_fd(sink, fd, true, f->out, d);
}

enum sn_err sn_files_index_output(struct sn_files *f, struct sn_diag *d)
{
    enum { HOW = O_CLOEXEC | O_NOCTTY | O_NONBLOCK };
    char *name = NULL;
    struct stat st;

    if (f->fd < 0) /* of what can't be opened it is said why when it is begun */
        return strcmp(f->out, "-") == 0 ? sn_fail(d, SN_EUSAGE, "only a file has an index") : SN_OK;
    f->written = open(f->out, O_RDONLY | HOW);
    if (f->written < 0)
        return sn_fail_sys(d, errno, "can't be read again for its index");
    if (fstat(f->written, &st) != 0 || !S_ISREG(st.st_mode))
        return sn_fail(d, SN_EUSAGE, "is no regular file, and can't have an index");
    if (asprintf(&name, "%s%s", f->out, SN_INDEX_SUFFIX) < 0)
        return sn_fail(d, SN_ENOMEM, "no memory for the name of the index");
    f->index = open(name, O_WRONLY | O_CREAT | O_TRUNC | HOW, 0666);
    free(name);
    return f->index < 0 ? sn_fail_sys(d, errno, "its index can't be created") : SN_OK;
}

enum sn_err sn_files_write_index(struct sn_files *f, bool (*stop)(void), struct sn_diag *d)
{
    struct sn_sink *s;
    int fd = f->index;
    enum sn_err e, c;

    if (fd < 0)
        return SN_OK;
    f->index = -1;
    e = sn_sink_open_fd(&s, fd, true, f->out, d);
    if (e)
        return e;
    e = sn_index_capture(f->written, f->out, s, stop, d);
    c = sn_sink_close(s, e ? NULL : d);
    return e ? e : c;
}

/* Whether the name still stands for the file that was made. */
static bool still_there(const struct sn_files *f)
{
    struct stat mine, there;

    return fstat(f->fd, &mine) == 0 && fstatat(f->dir, f->base, &there, AT_SYMLINK_NOFOLLOW) == 0 &&
           mine.st_ino == there.st_ino && mine.st_dev == there.st_dev;
}

void sn_files_close(struct sn_files *f)
{
    if (!f)
        return;
    if (f->dir >= 0 && still_there(f))
        (void)unlinkat(f->dir, f->base, 0);
    forget_place(f);
    if (f->fd >= 0)
        close(f->fd);
    if (f->written >= 0)
        close(f->written);
    if (f->index >= 0)
        close(f->index);
    sn_tail_free(f->tail);
    sn_inputs_free(&f->in);
    free(f);
}
