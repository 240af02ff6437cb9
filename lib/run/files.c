/* A program's files: see sn/files.h. */
#include "run/files.h"

#include <errno.h>
#include <fcntl.h>
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
    int dir; /* of a new output's name; -1: it isn't new, or was begun */
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
    f->fd = f->dir = -1;
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

bool sn_files_read(const struct sn_files *f, int fd)
{
    return sn_inputs_have(&f->in, fd);
}

enum sn_err sn_files_merge(struct sn_files *f, struct sn_profile *p,
                           const struct sn_merge_events *events, struct sn_diag *d)
{
    return sn_inputs_merge(&f->in, p, events, d);
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
    sn_inputs_free(&f->in);
    free(f);
}
