/*
 * Following files that grow and directories that files come into: see sn/files.h.
 *
 * What wakes a wait is one descriptor, an epoll set of inotify's and of a timer. Events only say
 * that it is time to look; what is true is what the file system says then. So nothing depends on
 * inotify but how soon it is seen, and where it says nothing the timer is enough.
 *
 * A file is left for the next one at a tick of the timer that found it as long as the tick before:
 * whoever rotates may still write to the old file when the new one is there already. Of a directory
 * it is left at once when the next was written to later: who catches up with many needn't wait.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "run/files.h"

#define TICK_NS    250000000L
#define SCAN_TICKS 8 /* a directory is searched so often without an event in it */

/* What is known of a file in the directory. */
struct seen {
    char *name;
    uint64_t dev, ino;
    int64_t size, mtime;
    int64_t first; /* time of its first packet; INT64_MAX: it has none */
};

struct tail {
    struct sn_files_follow o;
    char *name;     /* of the file or directory that is followed */
    bool directory; /* it is one */
    bool ready;     /* the file at hand, the last input, is followed; below: how */
    bool any;       /* there was one */
    bool left;      /* it was made shorter: it begins again */
    bool gone;      /* its name is gone, and that was said */
    char *path;     /* of the file at hand */
    int fd;         /* of the file at hand, the source's */
    uint64_t dev, ino;
    int64_t size; /* of it, at the last tick */
    int dirs[2];  /* that files are opened in later */
    unsigned ndirs;
    int notify, timer, wait;
    int dir_watch, file_watch;
    bool stir;         /* something happened in the directory since it was searched */
    unsigned idle;     /* ticks since then */
    struct seen *seen; /* by name */
    size_t nseen;
    int64_t mark;       /* of the files that were read, the latest: its first packet's time, */
    char *mark_name;    /* and its name; NULL: none was read */
    char *next;         /* the file to be read next, */
    int64_t next_mtime; /* written to then */
    bool fresh;         /* the directory was not searched since the file at hand was begun */
};

/* ---- waking ---- */

static void watch_fd(const struct tail *w, int fd)
{
    struct epoll_event e = {.events = EPOLLIN};

    if (fd >= 0)
        (void)epoll_ctl(w->wait, EPOLL_CTL_ADD, fd, &e);
}

/* Of the file at hand, whose name may be another's by now. */
static void watch_file(struct tail *w)
{
    char path[64];

    if (w->notify < 0)
        return;
    if (w->file_watch >= 0)
        (void)inotify_rm_watch(w->notify, w->file_watch);
    snprintf(path, sizeof path, "/proc/self/fd/%d", w->fd);
    w->file_watch = inotify_add_watch(w->notify, path, IN_MODIFY);
}

/* Takes all events; whether the timer's was among them. */
static bool drain(struct tail *w)
{
    _Alignas(struct inotify_event) char b[4096];
    uint64_t ticks;
    ssize_t n;

    while (w->notify >= 0 && (n = read(w->notify, b, sizeof b)) > 0)
        for (ssize_t at = 0; at < n;) {
            const struct inotify_event *e = (const struct inotify_event *)(const void *)(b + at);

            w->stir |= e->wd == w->dir_watch || e->mask & IN_Q_OVERFLOW;
            at += (ssize_t)(sizeof *e + e->len);
        }
    return read(w->timer, &ticks, sizeof ticks) > 0;
}

/* ---- what is there ---- */

static bool reached(const struct tail *w, int64_t first, const char *name)
{
    if (!w->mark_name)
        return false;
    return first != w->mark ? first < w->mark : strcmp(name, w->mark_name) <= 0;
}

/* The files at hand and before are read: later ones have later first packets. */
static void remember(struct tail *w, int64_t first, const char *name)
{
    char *copy;

    if (first == INT64_MAX || reached(w, first, name))
        return;
    copy = strdup(name);
    if (!copy)
        return;
    free(w->mark_name);
    w->mark_name = copy;
    w->mark = first;
}

static int64_t mtime_of(const struct stat *st)
{
    return st->st_mtim.tv_sec * INT64_C(1000000000) + st->st_mtim.tv_nsec;
}

static int by_name(const void *a, const void *b)
{
    return strcmp(((const struct seen *)a)->name, ((const struct seen *)b)->name);
}

/* When the first packet of a file came, by what is known of it where it is as it was. */
static void look(const struct tail *w, struct seen *s)
{
    const struct seen *old = w->nseen ? bsearch(s, w->seen, w->nseen, sizeof *s, by_name) : NULL;
    struct input in = {.name = s->name, .index = -1};
    struct stat st;

    s->first = INT64_MAX;
    if (stat(s->name, &st) != 0)
        return;
    s->dev = st.st_dev;
    s->ino = st.st_ino;
    s->size = st.st_size;
    s->mtime = mtime_of(&st);
    if (old && old->dev == s->dev && old->ino == s->ino &&
        ((old->mtime == s->mtime && old->size == s->size) ||
         (w->ready && s->dev == w->dev && s->ino == w->ino && old->first != INT64_MAX))) {
        s->first = old->first;
        return;
    }
    if (!sn_input_open(&in))
        return;
    sn_input_look(&in);
    if (in.known)
        s->first = in.first;
    sn_src_close(in.src);
}

static void forget_seen(struct tail *w)
{
    for (size_t i = 0; i < w->nseen; i++)
        free(w->seen[i].name);
    free(w->seen);
    w->seen = NULL;
    w->nseen = 0;
}

static struct seen *look_at_all(const struct tail *w, struct inputs *found)
{
    struct seen *now = calloc(found->n + 1, sizeof *now);

    for (size_t i = 0; now && i < found->n; i++) {
        now[i].name = found->v[i].name;
        found->v[i].name = NULL;
        if (found->v[i].diag.code)
            now[i].first = INT64_MAX;
        else
            look(w, &now[i]);
    }
    return now;
}

/* Searches the directory: which file is next, and when did that at hand begin? */
static void search(struct tail *w)
{
    struct inputs found = {0};
    const struct seen *next = NULL;
    struct seen *now = sn_inputs_add(&found, w->name) ? look_at_all(w, &found) : NULL;
    size_t n = found.n;

    w->stir = false;
    w->idle = 0;
    sn_inputs_free(&found);
    if (!now)
        return; /* without memory; it is tried again */
    forget_seen(w);
    qsort(now, n, sizeof *now, by_name);
    w->seen = now;
    w->nseen = n;
    for (size_t i = 0; i < n; i++)
        if (w->ready && now[i].dev == w->dev && now[i].ino == w->ino && !w->left)
            remember(w, now[i].first, now[i].name);
    for (size_t i = 0; i < n; i++)
        if (now[i].first != INT64_MAX && !reached(w, now[i].first, now[i].name) &&
            (!next || now[i].first < next->first ||
             (now[i].first == next->first && strcmp(now[i].name, next->name) < 0)))
            next = &now[i];
    free(w->next);
    w->next = next ? strdup(next->name) : NULL;
    w->next_mtime = next ? next->mtime : 0;
}

/* Whether another file has the name of the one at hand. */
static bool replaced(struct tail *w, bool tick)
{
    struct stat st;

    if (stat(w->name, &st) == 0) {
        w->gone = false;
        return st.st_dev != w->dev || st.st_ino != w->ino;
    }
    if (tick && !w->gone) {
        w->gone = true;
        w->o.say(w->o.ctx, w->name, "is gone; waiting for another");
    }
    return false;
}

static enum sn_src_more more(void *ctx)
{
    struct tail *w = ctx;
    bool tick = drain(w), still;
    struct stat st;
    int64_t at;

    if (w->o.stop(w->o.ctx))
        return SN_SRC_END;
    at = lseek(w->fd, 0, SEEK_CUR);
    if (fstat(w->fd, &st) != 0 || at < 0)
        return SN_SRC_END;
    if (st.st_size < at) {
        w->left = true;
        w->o.say(w->o.ctx, w->path, "was made shorter while it was read: packets may be missing");
        return SN_SRC_END;
    }
    still = st.st_size == w->size;
    if (tick)
        w->size = st.st_size;
    if (st.st_size > at)
        return SN_SRC_MORE;
    w->idle += tick;
    if (!w->directory)
        return replaced(w, tick) && tick && still ? SN_SRC_END : SN_SRC_WAIT;
    if (w->fresh || (tick && (w->stir || w->idle >= SCAN_TICKS)))
        search(w);
    w->fresh = false;
    return w->next && ((tick && still) || mtime_of(&st) < w->next_mtime) ? SN_SRC_END : SN_SRC_WAIT;
}

/* ---- the next file ---- */

/* The name of the file that is next. NULL: there is none yet. */
static char *find(struct tail *w)
{
    struct stat st;
    char *next;

    if (!w->directory) {
        if (stat(w->name, &st) != 0 || S_ISDIR(st.st_mode) ||
            (w->any && !w->left && st.st_dev == w->dev && st.st_ino == w->ino))
            return NULL;
        return strdup(w->name);
    }
    if (w->stir || !w->nseen || ++w->idle >= SCAN_TICKS)
        search(w);
    next = w->next;
    w->next = NULL;
    return next;
}

/* Waits for a tick or an event. False: it is to be waited no longer. */
static bool wait_a_bit(struct tail *w, int watch)
{
    struct pollfd p[] = {{.fd = w->wait, .events = POLLIN}, {.fd = watch}};

    if (w->o.stop(w->o.ctx))
        return false;
    if (poll(p, 2, -1) > 0) {
        if (p[1].revents & (POLLERR | POLLHUP))
            return false;
        drain(w);
    }
    return !w->o.stop(w->o.ctx);
}

bool sn_tail_more(struct tail *w, struct inputs *in, size_t i, int watch)
{
    struct input *k;
    char *name;

    if (i < in->n)
        return true;
    if (w->any && !w->ready)
        return false; /* the last one is a pipe, which has ended */
    while (!(name = find(w)))
        if (!wait_a_bit(w, watch))
            return false;
    if (w->any && !w->directory)
        w->o.say(w->o.ctx, name,
                 w->left ? "is read again from its beginning" : "is another file now: it is read");
    k = sn_inputs_push(in, name, w->directory ? in->dirs + 1 : 0);
    if (!k)
        return false;
    (void)!sn_input_open(k);
    return true;
}

void sn_tail_take(struct tail *w, struct inputs *in, size_t i)
{
    const struct sn_src_follow f = {.more = more, .ctx = w, .fd = w->wait};
    struct input *k = &in->v[i];
    struct stat st;

    if (k->dir && w->directory && k->known)
        remember(w, k->first, k->name);
    if (i + 1 < in->n)
        return;
    w->any = w->fresh = true;
    w->left = false;
    free(w->next);
    w->next = NULL;
    w->ready = k->src && fstat(sn_src_fd(k->src), &st) == 0 && S_ISREG(st.st_mode);
    free(w->path);
    w->path = strdup(k->name);
    if (!w->path)
        w->ready = false;
    if (!w->ready)
        return;
    w->fd = sn_src_fd(k->src);
    w->dev = k->dev;
    w->ino = k->ino;
    w->size = -1;
    watch_file(w);
    sn_src_follow(k->src, &f);
}

/* ---- the whole ---- */

/* A directory that files are opened in later. */
static void add_dir(struct tail *w, const char *path)
{
    int fd = path ? open(path, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;

    if (fd >= 0)
        w->dirs[w->ndirs++] = fd;
}

/* The directory of a file's name, and of what it is a link to. */
static void add_dirs_of(struct tail *w, const char *name)
{
    char *target = realpath(name, NULL), *copy = strdup(name);
    char *slash = copy ? strrchr(copy, '/') : NULL;

    if (slash)
        slash[1] = '\0';
    add_dir(w, slash ? copy : ".");
    if (target && (slash = strrchr(target, '/'))) {
        slash[1] = '\0';
        add_dir(w, target);
    }
    free(target);
    free(copy);
}

static bool open_waits(struct tail *w)
{
    const struct itimerspec every = {.it_interval.tv_nsec = TICK_NS, .it_value.tv_nsec = TICK_NS};

    w->wait = epoll_create1(EPOLL_CLOEXEC);
    w->timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    if (w->wait < 0 || w->timer < 0 || timerfd_settime(w->timer, 0, &every, NULL) != 0)
        return false;
    w->notify = inotify_init1(IN_NONBLOCK | IN_CLOEXEC); /* the timer does without it */
    watch_fd(w, w->timer);
    watch_fd(w, w->notify);
    if (w->notify >= 0 && w->directory)
        w->dir_watch =
            inotify_add_watch(w->notify, w->name, IN_MODIFY | IN_CREATE | IN_MOVED_TO | IN_ONLYDIR);
    return true;
}

enum sn_err sn_tail_new(struct tail **out, struct inputs *in, const struct sn_files_follow *o,
                        struct sn_diag *d)
{
    struct tail *w;
    struct stat st;

    *out = NULL;
    if (!in->last || strcmp(in->last, "-") == 0)
        return sn_fail(d, SN_EUSAGE, "only a file or a directory can be followed");
    w = calloc(1, sizeof *w);
    if (!w)
        return sn_fail(d, SN_ENOMEM, "no memory to follow a file");
    w->notify = w->timer = w->wait = w->dir_watch = w->file_watch = -1;
    w->o = *o;
    w->name = strdup(in->last);
    w->directory = stat(in->last, &st) == 0 && S_ISDIR(st.st_mode);
    if (!w->name || !open_waits(w)) {
        int sys = errno;

        sn_tail_free(w);
        return sn_fail_sys(d, sys, "a file can't be followed");
    }
    if (w->directory)
        add_dir(w, w->name);
    else
        add_dirs_of(w, w->name);
    if (in->n &&
        (w->directory ? !in->v[in->n - 1].dir
                      : in->v[in->n - 1].diag.code && in->v[in->n - 1].diag.sys == ENOENT)) {
        if (!w->directory)
            o->say(o->ctx, w->name, "isn't there yet; waiting for it");
        sn_input_free(&in->v[--in->n]); /* it will be there */
    }
    *out = w;
    return SN_OK;
}

const int *sn_tail_dirs(const struct tail *w, unsigned *n)
{
    *n = w->ndirs;
    return w->dirs;
}

bool sn_tail_is(const struct tail *w, int dir)
{
    struct stat a, b;

    return w->directory && w->ndirs && fstat(w->dirs[0], &a) == 0 && fstat(dir, &b) == 0 &&
           a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

void sn_tail_free(struct tail *w)
{
    const int fds[] = {w ? w->notify : -1, w ? w->timer : -1, w ? w->wait : -1};

    if (!w)
        return;
    for (size_t i = 0; i < sizeof fds / sizeof *fds; i++)
        if (fds[i] >= 0)
            close(fds[i]);
    for (unsigned i = 0; i < w->ndirs; i++)
        close(w->dirs[i]);
    forget_seen(w);
    free(w->next);
    free(w->mark_name);
    free(w->path);
    free(w->name);
    free(w);
}
