/* A program's inputs: directories searched, files looked at and put in order. See sn/files.h. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "run/files.h"

#define DEPTH_MAX 64 /* directories in each other */

static struct input *push(struct inputs *in, char *name, uint32_t dir)
{
    if (in->n == in->cap) {
        size_t cap = in->cap ? 2 * in->cap : 8;
        struct input *v = reallocarray(in->v, cap, sizeof *v);

        if (!v) {
            free(name);
            return NULL;
        }
        in->v = v;
        in->cap = cap;
    }
    in->v[in->n] = (struct input){.name = name, .dir = dir};
    return &in->v[in->n++];
}

static char *join(const char *dir, const char *name)
{
    size_t n = strlen(dir), all = n + strlen(name) + 2;
    char *s = malloc(all);

    while (n > 1 && dir[n - 1] == '/')
        n--;
    if (s)
        snprintf(s, all, "%.*s%s%s", (int)n, dir, n && dir[n - 1] == '/' ? "" : "/", name);
    return s;
}

static int visible(const struct dirent *e)
{
    return e->d_name[0] != '.';
}

static bool add_found(struct inputs *in, char *path, unsigned depth);

static bool add_directory(struct inputs *in, const char *path, unsigned depth)
{
    struct dirent **e;
    int n = scandir(path, &e, visible, alphasort), sys = errno;
    bool ok = true;

    if (n < 0 || depth == DEPTH_MAX) {
        char *name = strdup(path);
        struct input *i = name ? push(in, name, in->dirs) : NULL;

        if (i)
            (void)!sn_fail_sys(&i->diag, n < 0 ? sys : ELOOP, "can't be searched");
        return i != NULL;
    }
    for (int i = 0; i < n; i++) {
        char *name = ok ? join(path, e[i]->d_name) : NULL;

        ok = ok && name && add_found(in, name, depth + 1);
        free(e[i]);
    }
    free(e);
    return ok;
}

/* What was found in a directory: files, by links too, and directories, not by links. */
static bool add_found(struct inputs *in, char *path, unsigned depth)
{
    struct stat st;
    bool ok = true;

    if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode))
        ok = add_directory(in, path, depth);
    else if (stat(path, &st) != 0 || S_ISREG(st.st_mode))
        return push(in, path, in->dirs) != NULL;
    free(path);
    return ok;
}

bool sn_inputs_add(struct inputs *in, const char *name)
{
    struct stat st;
    char *copy;

    if (strcmp(name, "-") != 0 && stat(name, &st) == 0 && S_ISDIR(st.st_mode)) {
        size_t before = in->n;
        struct input *none;

        in->dirs++;
        if (!add_directory(in, name, 0))
            return false;
        if (in->n > before)
            return true;
        copy = strdup(name);
        none = copy ? push(in, copy, 0) : NULL;
        if (none)
            (void)!sn_fail(&none->diag, SN_EUSAGE, "no file is in this directory");
        return none != NULL;
    }
    copy = strdup(name);
    return copy && push(in, copy, 0);
}

bool sn_inputs_open(struct inputs *in)
{
    bool any = false;

    for (size_t i = 0; i < in->n; i++) {
        struct input *k = &in->v[i];
        struct stat st;

        if (!k->diag.code)
            any |= sn_src_open(&k->src, k->name, &k->diag) == SN_OK;
        if (k->src && fstat(sn_src_fd(k->src), &st) == 0) {
            k->dev = st.st_dev;
            k->ino = st.st_ino;
        }
    }
    return any;
}

bool sn_inputs_have(const struct inputs *in, int fd)
{
    struct stat st;

    if (fstat(fd, &st) != 0 || !S_ISREG(st.st_mode))
        return false;
    for (; in; in = in->merged)
        for (size_t i = 0; i < in->n; i++)
            if (in->v[i].ino == st.st_ino && in->v[i].dev == st.st_dev)
                return true;
    return false;
}

void sn_inputs_free(struct inputs *in)
{
    if (in->merged) {
        sn_inputs_free(in->merged);
        free(in->merged);
    }
    for (size_t i = 0; i < in->n; i++) {
        sn_src_close(in->v[i].src);
        free(in->v[i].name);
    }
    free(in->v);
}

/* ---- looking ---- */

/* Reads up to the first packets. */
static enum sn_err first_packets(struct input *in, struct sn_reader *r, struct sn_profile *p,
                                 struct sn_diag *d)
{
    struct sn_batch b;
    enum sn_err e = SN_OK;

    sn_batch_init(&b);
    in->known = true;
    in->first = INT64_MAX;
    while (in->first == INT64_MAX && sn_reader_next(r, &b, NULL) == SN_OK) {
        for (uint32_t i = 0; i < b.n && in->first == INT64_MAX; i++)
            if (!b.pkt[i].meta)
                in->first = b.pkt[i].ts;
    }
    if (p)
        e = sn_profile_add(p, r, d);
    if (p && !e)
        sn_profile_packets(p, r, &b);
    sn_batch_free(&b);
    return e;
}

/* Through a source of its own, so that the input's begins where it did. */
static enum sn_err look_at(struct input *in, struct sn_profile *p, struct sn_diag *d)
{
    int fd = in->src ? sn_src_fd(in->src) : -1;
    struct sn_reader *r;
    struct sn_src *src;
    enum sn_err e = SN_OK;
    struct stat st;
    off_t at;

    if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) ||
        (at = lseek(fd, 0, SEEK_CUR)) < 0 || sn_src_open_fd(&src, fd, false, in->name, NULL))
        return SN_OK;
    if (!sn_reader_open(&r, src, NULL)) {
        e = first_packets(in, r, p, d);
        sn_reader_close(r);
    }
    (void)!lseek(fd, at, SEEK_SET);
    return e;
}

/* Files of one directory by their first packets, then by name. */
static int by_first(const void *va, const void *vb)
{
    const struct input *a = va, *b = vb;
    int64_t x = a->known ? a->first : INT64_MAX, y = b->known ? b->first : INT64_MAX;

    if (x != y)
        return x < y ? -1 : 1;
    return strcmp(a->name, b->name);
}

enum sn_err sn_inputs_look(struct inputs *in, struct sn_profile *p, struct sn_diag *d)
{
    for (size_t i = 0; i < in->n; i++) {
        enum sn_err e = p || in->v[i].dir ? look_at(&in->v[i], p, d) : SN_OK;

        if (e)
            return e;
    }
    for (size_t i = 0, n; i < in->n; i += n) {
        for (n = 1; in->v[i].dir && i + n < in->n && in->v[i + n].dir == in->v[i].dir; n++)
            ;
        if (n > 1)
            qsort(&in->v[i], n, sizeof in->v[i], by_first);
    }
    return SN_OK;
}

/* ---- all as one ---- */

/* What can be merged of the inputs; the others are told. */
static size_t collect(struct inputs *in, struct sn_merge_input *to,
                      const struct sn_merge_events *events)
{
    size_t n = 0;

    for (size_t i = 0; i < in->n; i++) {
        struct input *k = &in->v[i];

        to[n] = (struct sn_merge_input){
            .src = k->src,
            .name = strcmp(k->name, "-") == 0 ? "standard input" : k->name,
            .found = k->dir,
            .known = k->known,
            .first = k->first,
        };
        k->src = NULL;
        if (to[n].src)
            n++;
        else
            events->failed(events->ctx, &to[n], &k->diag);
    }
    return n;
}

enum sn_err sn_inputs_merge(struct inputs *in, struct sn_profile *p,
                            const struct sn_merge_events *events, struct sn_diag *d)
{
    struct sn_merge_input *all = calloc(in->n + 1, sizeof *all);
    struct inputs *old = malloc(sizeof *old);
    char *name = strdup("what is merged");
    struct input *one = NULL;
    enum sn_err e;

    if (all && old && name) {
        *old = *in;
        *in = (struct inputs){.merged = old};
        one = push(in, name, 0);
        name = NULL;
    } else {
        free(old);
    }
    if (!one) {
        free(all);
        free(name);
        return sn_fail(d, SN_ENOMEM, "no memory to merge the inputs");
    }
    one->known = true;
    e = sn_merge_open(&one->src, all, collect(old, all, events), p, events, d);
    free(all);
    return e;
}
