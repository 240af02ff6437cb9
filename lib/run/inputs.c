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

struct input *sn_inputs_push(struct inputs *in, char *name, uint32_t dir)
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
    in->v[in->n] = (struct input){.name = name, .index = -1, .dir = dir};
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

static bool add_found(struct inputs *in, char *path, unsigned char type, unsigned depth);

static bool add_directory(struct inputs *in, const char *path, unsigned depth)
{
    struct dirent **e;
    int n = scandir(path, &e, visible, alphasort), sys = errno;
    bool ok = true;

    if (n < 0 || depth == DEPTH_MAX) {
        char *name = strdup(path);
        struct input *i = name ? sn_inputs_push(in, name, in->dirs) : NULL;

        if (i)
            (void)!sn_fail_sys(&i->diag, n < 0 ? sys : ELOOP, "can't be searched");
        return i != NULL;
    }
    for (int i = 0; i < n; i++) {
        char *name = ok ? join(path, e[i]->d_name) : NULL;

        ok = ok && name && add_found(in, name, e[i]->d_type, depth + 1);
        free(e[i]);
    }
    free(e);
    return ok;
}

static bool ends_with(const char *path, const char *end)
{
    size_t n = strlen(path), k = strlen(end);

    return n > k && strcmp(path + n - k, end) == 0;
}

static bool is_index(const char *path)
{
    return ends_with(path, SN_INDEX_SUFFIX) || ends_with(path, SN_INDEX_PART);
}

static bool is_directory(const char *path, unsigned char type)
{
    struct stat st;

    return type == DT_UNKNOWN ? lstat(path, &st) == 0 && S_ISDIR(st.st_mode) : type == DT_DIR;
}

static bool is_file(const char *path, unsigned char type)
{
    struct stat st;

    return type == DT_REG || stat(path, &st) != 0 || S_ISREG(st.st_mode);
}

/* What was found in a directory, of readdir(3)'s type: files, by links too, and directories, not by
 * links. */
static bool add_found(struct inputs *in, char *path, unsigned char type, unsigned depth)
{
    bool ok = true;

    if (is_directory(path, type))
        ok = add_directory(in, path, depth);
    else if (!is_index(path) && is_file(path, type))
        return sn_inputs_push(in, path, in->dirs) != NULL;
    free(path);
    return ok;
}

bool sn_inputs_add(struct inputs *in, const char *name)
{
    struct stat st;
    char *copy;

    free(in->last);
    in->last = strdup(name);
    if (!in->last)
        return false;
    if (strcmp(name, "-") != 0 && stat(name, &st) == 0 && S_ISDIR(st.st_mode)) {
        size_t before = in->n;
        struct input *none;

        in->dirs++;
        if (!add_directory(in, name, 0))
            return false;
        if (in->n > before)
            return true;
        copy = strdup(name);
        none = copy ? sn_inputs_push(in, copy, 0) : NULL;
        if (none)
            (void)!sn_fail(&none->diag, SN_EUSAGE, "no file is in this directory");
        return none != NULL;
    }
    copy = strdup(name);
    return copy && sn_inputs_push(in, copy, 0);
}

bool sn_input_open(struct input *in)
{
    struct stat st;

    if (in->diag.code || sn_src_open(&in->src, in->name, &in->diag))
        return false;
    if (fstat(sn_src_fd(in->src), &st) == 0) {
        in->dev = st.st_dev;
        in->ino = st.st_ino;
        in->regular = S_ISREG(st.st_mode);
    }
    return true;
}

bool sn_inputs_open(struct inputs *in)
{
    bool any = false;

    for (size_t i = 0; i < in->n; i++)
        any |= sn_input_open(&in->v[i]);
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

static void forget_index(struct input *in)
{
    sn_index_free(in->x);
    in->x = NULL;
}

void sn_input_free(struct input *in)
{
    sn_src_close(in->src);
    if (in->index >= 0)
        close(in->index);
    forget_index(in);
    free(in->name);
}

void sn_inputs_free(struct inputs *in)
{
    if (in->merged) {
        sn_inputs_free(in->merged);
        free(in->merged);
    }
    for (size_t i = 0; i < in->n; i++)
        sn_input_free(&in->v[i]);
    free(in->last);
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

/* The index's header, if it fits. */
static enum sn_err open_index(struct input *in, struct sn_diag *d)
{
    enum sn_err e = in->x ? SN_OK : sn_index_open(&in->x, in->index, d);

    if (!e && (e = sn_index_fits(in->x, sn_src_fd(in->src), d)) != SN_OK)
        forget_index(in);
    return e;
}

/* By its index, which tells what the first packets would: the header, and the first one's time. */
static enum sn_err look_at_index(struct input *in, struct sn_profile *p, bool *done,
                                 struct sn_diag *d)
{
    struct sn_index_facts f;
    struct sn_reader *r;
    struct sn_src *src;
    enum sn_err e = SN_OK;

    *done = false;
    if (in->index < 0 || !in->src || open_index(in, NULL))
        return SN_OK;
    f = sn_index_facts(in->x);
    if (!f.header || !f.packets || sn_src_open_mem(&src, f.header, 24, in->name, NULL) ||
        sn_reader_open(&r, src, NULL))
        return SN_OK;
    *done = !sn_reader_snaplen(r) || f.largest <= sn_reader_snaplen(r);
    if (*done && p)
        e = sn_profile_add(p, r, d);
    sn_reader_close(r);
    in->known |= *done;
    in->first = f.first;
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
    bool done;
    off_t at;

    e = look_at_index(in, p, &done, d);
    if (e || done)
        return e;
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

void sn_input_look(struct input *in)
{
    (void)!look_at(in, NULL, NULL);
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

/* ---- by an index ---- */

static char *index_name(const struct input *in)
{
    size_t n = strlen(in->name) + sizeof SN_INDEX_SUFFIX;
    char *name = malloc(n);

    if (name)
        snprintf(name, n, "%s%s", in->name, SN_INDEX_SUFFIX);
    return name;
}

void sn_inputs_indexes(struct inputs *in)
{
    enum { HOW = O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY };

    for (size_t i = 0; i < in->n; i++) {
        struct input *k = &in->v[i];
        char *name;

        if (!k->src || strcmp(k->name, "-") == 0 || !k->regular)
            continue;
        name = index_name(k);
        k->index = name ? open(name, HOW) : -1;
        free(name);
    }
}

/* An index that is being made, or whose making was interrupted, is empty. */
static bool is_empty(int fd)
{
    struct stat st;

    return fstat(fd, &st) == 0 && !st.st_size;
}

/* Reads as much of an input's index as the query needs. SN_OK with in->x NULL: there is none that
 * can be used. */
static enum sn_err read_index(struct input *in, const struct sn_query *q,
                              void (*warn)(void *ctx, const char *index, const struct sn_diag *d),
                              void *ctx, struct sn_diag *d)
{
    enum sn_err e = in->x ? SN_OK : open_index(in, d);
    char *name;

    if (!e && !sn_query_rules_out(q, in->x) && (e = sn_index_load(in->x, in->index, d)) != SN_OK)
        forget_index(in);
    if (!e || e == SN_ENOMEM)
        return e;
    name = index_name(in);
    if (name && warn && !is_empty(in->index))
        warn(ctx, name, d);
    free(name);
    return SN_OK;
}

/* Narrows an input by its index. */
static enum sn_err narrow(struct input *in, const struct sn_query *q, bool ordered,
                          struct sn_skipped *sum, struct sn_diag *d)
{
    struct sn_index_facts f = sn_index_facts(in->x);
    uint64_t left_out = sum->left_out;
    enum sn_err e;

    sum->indexed++;
    if (ordered && !f.sorted)
        return SN_OK;
    e = sn_query_narrow(q, in->x, &in->src, sum, d);
    sum->whole += f.bytes && sum->left_out - left_out >= f.bytes - f.bytes / 100;
    return e;
}

enum sn_err sn_inputs_narrow(struct inputs *in, struct sn_query *q, bool ordered,
                             void (*warn)(void *ctx, const char *index, const struct sn_diag *d),
                             void *ctx, struct sn_skipped *sum, struct sn_diag *d)
{
    enum sn_err e = SN_OK;

    for (size_t i = 0; i < in->n && !e; i++) {
        struct input *k = &in->v[i];

        sum->files++;
        if (k->index < 0 || !k->src)
            continue;
        e = read_index(k, q, warn, ctx, d);
        if (k->x && i == 0 && !ordered && sn_index_facts(k->x).packets)
            sn_query_start(q, sn_index_facts(k->x).first);
        if (k->x)
            e = narrow(k, q, ordered, sum, d);
        forget_index(k);
        close(k->index);
        k->index = -1;
    }
    return e;
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
        one = sn_inputs_push(in, name, 0);
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
