/* snfilter's files: see filterfiles.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "filterfiles.h"

enum { SPARE_FDS = 32 };

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
static void remember_place(struct filter_files *f)
{
    const char *slash = strrchr(f->out, '/');
    char *dir = slash ? strndup(f->out, (size_t)(slash - f->out) + 1) : strdup(".");

    f->base = slash ? slash + 1 : f->out;
    f->dir = dir ? open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;
    free(dir);
}

/* Whether a file is among the inputs: it would be emptied before it is read. */
static bool is_read(const struct filter_job *j, int fd)
{
    struct stat out, in;

    if (fstat(fd, &out) != 0 || !S_ISREG(out.st_mode))
        return false;
    for (size_t i = 0; i < j->nin; i++) {
        int failed = strcmp(j->in[i], "-") == 0 ? fstat(STDIN_FILENO, &in) : stat(j->in[i], &in);

        if (!failed && in.st_ino == out.st_ino && in.st_dev == out.st_dev)
            return true;
    }
    return false;
}

static void open_output(struct filter_files *f, const struct filter_job *j)
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
    } else if (is_read(j, f->fd)) {
        (void)!sn_fail(&f->diag, SN_EUSAGE, "is read, too: choose another file to write to");
        close(f->fd);
        f->fd = -1;
    }
}

void filter_files_open(struct filter_files *f, const struct filter_job *j)
{
    bool any = false;

    *f = (struct filter_files){.nin = j->nin, .out = j->out, .fd = -1, .dir = -1};
    raise_limit(j->nin);
    f->in = calloc(j->nin, sizeof *f->in);
    if (!f->in)
        tool_die("no memory");
    for (size_t i = 0; i < j->nin; i++)
        any |= sn_src_open(&f->in[i].src, j->in[i], &f->in[i].diag) == SN_OK;
    if (f->out && any)
        open_output(f, j);
}

enum sn_err filter_files_take(struct filter_files *f, size_t i, struct sn_src **src,
                              struct sn_diag *d)
{
    *src = f->in[i].src;
    f->in[i].src = NULL;
    if (*src)
        return SN_OK;
    *d = f->in[i].diag;
    return d->code;
}

static void forget_place(struct filter_files *f)
{
    if (f->dir >= 0)
        close(f->dir);
    f->dir = -1;
}

enum sn_err filter_files_begin(struct filter_files *f, struct sn_sink **sink, struct sn_diag *d)
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
static bool still_there(const struct filter_files *f)
{
    struct stat mine, there;

    return fstat(f->fd, &mine) == 0 && fstatat(f->dir, f->base, &there, AT_SYMLINK_NOFOLLOW) == 0 &&
           mine.st_ino == there.st_ino && mine.st_dev == there.st_dev;
}

void filter_files_close(struct filter_files *f)
{
    if (f->dir >= 0 && still_there(f))
        (void)unlinkat(f->dir, f->base, 0);
    forget_place(f);
    if (f->fd >= 0)
        close(f->fd);
    for (size_t i = 0; i < f->nin; i++)
        sn_src_close(f->in[i].src);
    free(f->in);
}
