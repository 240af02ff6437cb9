/* A file written as a whole: see sn/replace.h. */
#include "sn/replace.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct sn_replace {
    int dir;
    int there; /* a device, FIFO or socket of this name, which is written to; -1: none */
    char name[NAME_MAX + 1], fresh[NAME_MAX + 1];
};

/* What isn't a file can't be replaced by one: root would lose /dev/null. */
static bool open_there(struct sn_replace *r)
{
    struct stat st;

    if (fstatat(r->dir, r->name, &st, 0) != 0 || S_ISREG(st.st_mode) || S_ISDIR(st.st_mode))
        return true;
    r->there = openat(r->dir, r->name, O_WRONLY | O_CLOEXEC | O_NOCTTY);
    return r->there >= 0;
}

enum sn_err sn_replace_open(struct sn_replace **out, const char *path, struct sn_diag *d)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    struct sn_replace *r;
    char *dir;

    *out = NULL;
    if (!*name || strlen(name) > NAME_MAX - strlen("..tmp"))
        return sn_fail(d, SN_EUSAGE, "a file is expected");
    r = calloc(1, sizeof *r);
    dir = slash ? strndup(path, (size_t)(slash - path) + 1) : strdup(".");
    if (!r || !dir) {
        free(r);
        free(dir);
        return sn_fail(d, SN_ENOMEM, "no memory for a file's name");
    }
    snprintf(r->name, sizeof r->name, "%s", name);
    snprintf(r->fresh, sizeof r->fresh, ".%.*s.tmp", NAME_MAX - 5, name);
    r->there = -1;
    r->dir = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);
    free(dir);
    if (r->dir < 0 || !open_there(r)) {
        int sys = errno;

        sn_replace_close(r);
        return sn_fail_sys(d, sys, "can't be created");
    }
    *out = r;
    return SN_OK;
}

const char *sn_replace_name(const struct sn_replace *r)
{
    return r->name;
}

int sn_replace_dir(const struct sn_replace *r)
{
    return r->dir;
}

static bool write_all(int fd, const struct sn_buf *b)
{
    for (const char *p = b->base; p < b->p;) {
        ssize_t n = write(fd, p, (size_t)(b->p - p));

        if (n < 0 && errno != EINTR)
            return false;
        p += n > 0 ? n : 0;
    }
    return true;
}

enum sn_err sn_replace_write(struct sn_replace *r, const struct sn_buf *b, struct sn_diag *d)
{
    int fd, sys = 0;

    if (b->err)
        return sn_fail(d, b->err, "no memory for the file's text");
    if (r->there >= 0)
        return write_all(r->there, b) ? SN_OK : sn_fail_sys(d, errno, "can't be written");
    (void)unlinkat(r->dir, r->fresh, 0); /* one that a program left which was killed */
    fd = openat(r->dir, r->fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0)
        return sn_fail_sys(d, errno, "can't be created");
    if (!write_all(fd, b))
        sys = errno;
    if (close(fd) != 0 && !sys)
        sys = errno;
    if (!sys && renameat(r->dir, r->fresh, r->dir, r->name) != 0)
        sys = errno;
    if (!sys)
        return SN_OK;
    (void)unlinkat(r->dir, r->fresh, 0);
    return sn_fail_sys(d, sys, "can't be written");
}

void sn_replace_close(struct sn_replace *r)
{
    if (!r)
        return;
    if (r->there >= 0)
        close(r->there);
    if (r->dir >= 0)
        close(r->dir);
    free(r);
}
