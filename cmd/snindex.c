/*
 * snindex: makes, lists and verifies indexes of captures.
 *
 * Each file is a child process's work: it opens the capture and the index, locks itself in, and
 * reads. What the files are called, and that a finished index takes its place, is the parent's.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lock.h"
#include "tool.h"

enum { MAKE, LIST, VERIFY };

struct options {
    uint8_t what;
    bool force, follow;
};

#define AT(member) SN_OPTION_AT(struct options, member)

static const struct sn_option table[] = {
    {"list", NULL, SN_OPTION_SET, AT(what), LIST, .help = "print what the indexes say"},
    {"verify", NULL, SN_OPTION_SET, AT(what), VERIFY,
     .help = "make them anew, compare, and say which are wrong"},
    FLAG("f,force", force, "make indexes anew that fit their captures, too"),
    FLAG("follow", follow,
         "go on: index each file of the directories when it is\nfinished, until Ctrl-C"),
    {"h,help", NULL, SN_OPTION_HELP, .help = "print this and exit"},
    {"version", NULL, SN_OPTION_VERSION, .help = "print the version and exit"},
    {.names = NULL},
};

static const char head[] =
    "usage: snindex [options] file|directory ...\n"
    "Makes FILE.sni, with which snfilter, sndump and snstat read only what a question\n"
    "needs; see snindex(1).\n\n";

/* A file at hand: the child's. */
struct file {
    const struct options *o;
    const char *name, *index;
    bool found; /* in a directory: it may well be no capture */
    int fd;
};

static enum sn_err open_file(const char *name, int *fd, struct sn_diag *d)
{
    struct stat st;

    *fd = open(name, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (*fd < 0)
        return sn_fail_sys(d, errno, "can't be opened");
    if (fstat(*fd, &st) != 0 || !S_ISREG(st.st_mode))
        return sn_fail(d, SN_EUSAGE, "is no regular file");
    return SN_OK;
}

static noreturn void fail(const char *name, const struct sn_diag *d)
{
    tool_error(name, d);
    exit(TOOL_FAIL);
}

static void lock_in(void)
{
    struct sn_sandbox box = {.kind = SN_SANDBOX_STREAM, .dir = -1};

    (void)tool_lock_in(&box);
}

/* Whether the index, where there is one, fits. */
static bool fits(const struct file *f, int index)
{
    struct sn_index *x = NULL;
    struct sn_diag d;
    bool yes =
        index >= 0 && sn_index_read(&x, index, &d) == SN_OK && sn_index_fits(x, f->fd, &d) == SN_OK;
    uint64_t stored = yes ? sn_index_facts(x).stored : 0;
    struct stat st;

    sn_index_free(x);
    return yes && fstat(f->fd, &st) == 0 && (uint64_t)st.st_size == stored;
}

static void make(const struct file *f, int old, int to)
{
    struct sn_sink *sink;
    struct sn_diag d;

    lock_in();
    if (!f->o->force && fits(f, old))
        exit(TOOL_USAGE); /* nothing to do: for the parent that is no failure */
    if (sn_sink_open_fd(&sink, to, true, f->index, &d))
        fail(f->index, &d);
    if (sn_index_capture(f->fd, f->name, sink, tool_stopping, &d)) {
        if (tool_stopping())
            exit(TOOL_FAIL);
        if (f->found && d.where == SN_AT_BYTE && d.at == 0) {
            tool_warn("%s: %s; left out", f->name, d.msg);
            exit(TOOL_USAGE);
        }
        fail(f->name, &d);
    }
    if (sn_sink_close(sink, &d))
        fail(f->index, &d);
    exit(TOOL_OK);
}

/* ---- --list ---- */

static void put_time(struct sn_buf *b, int64_t ns)
{
    sn_put_seconds(b, ns);
}

static void put_span(struct sn_buf *b, uint32_t i, const struct sn_index_span *s)
{
    sn_put_f(b, "  %u\t%llu+%llu", i, (unsigned long long)s->at, (unsigned long long)s->size);
    sn_put_f(b, "\tbyte %llu+%llu\t", (unsigned long long)s->entry, (unsigned long long)s->skip);
    if (s->packets) {
        put_time(b, s->min);
        sn_put_c(b, '-');
        put_time(b, s->max);
    }
    sn_put_f(b, "\t%u packets\t%llu bytes\tfilter %u", s->packets, (unsigned long long)s->wire,
             s->filter);
    if (s->open)
        sn_put_f(b, "\topen %x", s->open);
    if (s->always)
        sn_put_f(b, "\talways");
    sn_put_c(b, '\n');
}

static void list(const struct file *f, int index)
{
    struct sn_index_facts a;
    struct sn_index *x;
    struct sn_diag d;
    struct sn_buf b;

    lock_in();
    if (sn_index_read(&x, index, &d) || sn_index_fits(x, f->fd, &d))
        fail(f->index, &d);
    a = sn_index_facts(x);
    sn_buf_init(&b, (size_t)1 << 30);
    sn_put_f(&b, "%s: %llu packets, %llu bytes, ", f->name, (unsigned long long)a.packets,
             (unsigned long long)a.wire);
    if (a.packets) {
        put_time(&b, a.min);
        sn_put_c(&b, '-');
        put_time(&b, a.max);
        sn_put_s(&b, ", ");
    }
    sn_put_f(&b, "%s; index %llu bytes (%.2f %% of %llu), %u spans%s\n",
             a.codec ? a.codec : "not compressed", (unsigned long long)a.size,
             a.bytes ? 100.0 * (double)a.size / (double)a.bytes : 0.0, (unsigned long long)a.bytes,
             a.spans, a.sorted ? "" : ", packets not in order of time");
    for (uint32_t i = 0; i < a.spans; i++) {
        struct sn_index_span s = sn_index_span(x, i);

        put_span(&b, i, &s);
    }
    if (b.err)
        tool_die("no memory for the list");
    fwrite(b.base, 1, sn_buf_len(&b), stdout);
    exit(fflush(stdout) == 0 ? TOOL_OK : TOOL_FAIL);
}

/* ---- --verify ---- */

/* The index made anew, in memory, against what is stored; of a capture that has grown, as much as
 * was there. */
static void verify(const struct file *f, int index)
{
    struct sn_index_facts a;
    struct sn_sink *sink;
    struct sn_index *x;
    struct sn_diag d;
    struct sn_buf b;
    struct stat st;
    char *stored;

    lock_in();
    if (sn_index_read(&x, index, &d) || sn_index_fits(x, f->fd, &d))
        fail(f->index, &d);
    a = sn_index_facts(x);
    if (fstat(f->fd, &st) != 0 || (uint64_t)st.st_size != a.stored) {
        tool_warn("%s: the capture has grown since: not compared", f->index);
        exit(TOOL_OK);
    }
    sn_buf_init(&b, (size_t)2 << 30);
    stored = malloc((size_t)a.size);
    if (!stored || sn_sink_open_buf(&sink, &b, &d))
        tool_die("no memory to verify %s", f->index);
    if (sn_index_capture(f->fd, f->name, sink, tool_stopping, &d) || sn_sink_close(sink, &d))
        fail(f->name, &d);
    if (sn_buf_len(&b) != a.size || pread(index, stored, (size_t)a.size, 0) != (ssize_t)a.size ||
        memcmp(stored, b.base, (size_t)a.size) != 0)
        tool_die("%s: it isn't what the capture holds", f->index);
    exit(TOOL_OK);
}

/* ---- the parent ---- */

static int wait_for(pid_t child)
{
    int status;

    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return TOOL_FAIL;
    return WIFEXITED(status) ? WEXITSTATUS(status) : TOOL_FAIL;
}

static noreturn void work(struct file *f, int index, int to)
{
    struct sn_diag d;

    if (open_file(f->name, &f->fd, &d))
        fail(f->name, &d);
    if (f->o->what == MAKE)
        make(f, index, to);
    if (index < 0)
        tool_die("%s: there is no index", f->index);
    if (f->o->what == LIST)
        list(f, index);
    verify(f, index);
    exit(TOOL_OK);
}

/* Makes the index under a name of its own first; the name is `made`. */
static int in_child(struct file *f, const char *made)
{
    int index = open(f->index, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY), to = -1, status;
    struct sn_diag d;
    pid_t child;

    if (f->o->what == MAKE) {
        to = open(made, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
        if (to < 0) {
            (void)!sn_fail_sys(&d, errno, "can't be created");
            tool_error(made, &d);
            return TOOL_FAIL;
        }
    }
    fflush(stdout);
    child = fork();
    if (child == 0)
        work(f, index, to);
    if (to >= 0)
        close(to);
    if (index >= 0)
        close(index);
    if (child < 0) {
        tool_warn("can't start a process: %s", strerror(errno));
        return TOOL_FAIL;
    }
    status = wait_for(child);
    if (f->o->what != MAKE)
        return status;
    if (status == TOOL_OK && rename(made, f->index) == 0)
        return TOOL_OK;
    if (status == TOOL_OK)
        tool_warn("%s: can't be put in place: %s", f->index, strerror(errno));
    (void)unlink(made);
    return status == TOOL_USAGE ? TOOL_OK : TOOL_FAIL;
}

static int one_file(const struct options *o, const char *name, bool found)
{
    char *index = NULL, *made = NULL;
    int status;

    if (asprintf(&index, "%s%s", name, SN_INDEX_SUFFIX) < 0 ||
        asprintf(&made, "%s%s", name, SN_INDEX_PART) < 0)
        tool_die("no memory");
    status = in_child(&(struct file){.o = o, .name = name, .index = index, .found = found}, made);
    free(made);
    free(index);
    return status;
}

static bool ends_with(const char *s, const char *end)
{
    size_t n = strlen(s), k = strlen(end);

    return n >= k && strcmp(s + n - k, end) == 0;
}

static bool is_ours(const char *name)
{
    return ends_with(name, SN_INDEX_SUFFIX) || ends_with(name, SN_INDEX_PART);
}

/* ---- --follow ---- */

struct follow {
    int fd;      /* inotify's */
    char **dirs; /* by watch descriptor */
    int ndirs;
};

static void watch(struct follow *f, const char *dir)
{
    int wd = inotify_add_watch(f->fd, dir, IN_CLOSE_WRITE | IN_MOVED_TO | IN_ONLYDIR);

    if (wd < 0)
        tool_die("%s: can't be followed: %s", dir, strerror(errno));
    if (wd >= f->ndirs) {
        f->dirs = reallocarray(f->dirs, (size_t)wd + 1, sizeof *f->dirs);
        if (!f->dirs)
            tool_die("no memory");
        while (f->ndirs <= wd)
            f->dirs[f->ndirs++] = NULL;
    }
    free(f->dirs[wd]);
    f->dirs[wd] = strdup(dir);
    if (!f->dirs[wd])
        tool_die("no memory");
}

static void finished(const struct follow *f, const struct options *o, const struct inotify_event *e)
{
    char *name;

    if (e->wd < 0 || e->wd >= f->ndirs || !f->dirs[e->wd] || !e->len || e->mask & IN_ISDIR ||
        e->name[0] == '.' || is_ours(e->name))
        return;
    if (asprintf(&name, "%s/%s", f->dirs[e->wd], e->name) < 0)
        tool_die("no memory");
    (void)one_file(o, name, true);
    free(name);
}

/* Until a signal. What fails was said, and is no reason to end. */
static void go_on(const struct follow *f, const struct options *o)
{
    _Alignas(struct inotify_event) char b[16384];
    const struct inotify_event *e;

    while (!tool_stopping()) {
        ssize_t n = read(f->fd, b, sizeof b);

        if (n < 0 && errno != EINTR)
            tool_die("can't follow: %s", strerror(errno));
        for (ssize_t at = 0; at < n && !tool_stopping(); at += (ssize_t)(sizeof *e + e->len)) {
            e = (const struct inotify_event *)(const void *)(b + at);
            finished(f, o, e);
        }
    }
}

static void follow_start(struct follow *f, char *const *dirs)
{
    *f = (struct follow){.fd = inotify_init1(IN_CLOEXEC)};
    if (f->fd < 0)
        tool_die("can't follow: %s", strerror(errno));
    for (; *dirs; dirs++)
        watch(f, *dirs);
}

static void follow_end(struct follow *f)
{
    close(f->fd);
    for (int i = 0; i < f->ndirs; i++)
        free(f->dirs[i]);
    free(f->dirs);
}

/* ---- the whole ---- */

static int all_files(const struct options *o, const char *const *names, size_t n)
{
    struct sn_files *files;
    int status = TOOL_OK;
    struct sn_diag d;

    if (sn_files_open(&files, names, n, NULL, &d))
        tool_die("%s", d.msg);
    for (size_t i = 0; i < sn_files_count(files) && !tool_stopping(); i++)
        if (!is_ours(sn_files_name(files, i)))
            status |= one_file(o, sn_files_name(files, i), sn_files_found(files, i));
    sn_files_close(files);
    return status;
}

int main(int argc, char **argv)
{
    struct options o = {0};
    int first = tool_options(table, head, NULL, &o, argc, argv, false), status;
    const char **names;
    struct follow f;
    size_t n = 0;

    if (first == argc)
        tool_usage("which files?");
    if (o.follow && o.what != MAKE)
        tool_usage("--follow makes indexes: neither --list nor --verify");
    tool_signals(TOOL_STOP);
    if (o.follow)
        follow_start(&f, argv + first);
    names = calloc((size_t)(argc - first), sizeof *names);
    if (!names)
        tool_die("no memory");
    for (int i = first; i < argc; i++)
        names[n++] = argv[i];
    status = all_files(&o, names, n);
    free(names);
    if (o.follow) {
        go_on(&f, &o);
        follow_end(&f);
    }
    return status;
}
