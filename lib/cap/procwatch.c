/*
 * The helper of a capture of processes that run already: see owner.h. Each time that the capture
 * asks, because of a packet of which it doesn't know whose it is, it looks which sockets these
 * processes have open (/proc) and where these are (sock_diag(7)), and tells of them. It never sees
 * a packet.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/capability.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "cap/netlink.h"
#include "cap/owner.h"

enum {
    PIDS_MAX = 65536,
    SOCKETS_MAX = 1 << 18,
    SCAN_EVERY_MS = 10, /* at most so often */
    GONE_CHECK_MS = 200
};

/* A socket that is open, by its number in the kernel. */
struct open_socket {
    uint64_t inode;
    pid_t pid;
};

struct watch {
    int fd, diag;
    pid_t pid;          /* 0: a control group's processes */
    const char *cgroup; /* its folder */
    pid_t pids[PIDS_MAX];
    struct open_socket open[SOCKETS_MAX];
    size_t npids, nopen;
    struct sn_process who; /* of `who_pid`, which was asked for last */
    pid_t who_pid;
    bool gone;       /* the capture is */
    int64_t checked; /* when it was looked last whether what is watched is there, ms */
    struct news news;
};

static void tell(void *ctx, const struct owner_msg *m)
{
    struct watch *w = ctx;

    w->gone |= send(w->fd, m, sizeof *m, MSG_NOSIGNAL) < 0;
}

/* ---- which processes ---- */

static void add_pid(struct watch *w, long pid)
{
    if (pid > 0 && w->npids < PIDS_MAX)
        w->pids[w->npids++] = (pid_t)pid;
}

static long parent_of(long pid)
{
    char path[64], line[512];
    const char *behind;
    long parent = 0;
    FILE *f;

    snprintf(path, sizeof path, "/proc/%ld/stat", pid);
    if (!(f = fopen(path, "re")))
        return 0;
    /* The name, in parentheses, may hold anything. */
    if (fgets(line, sizeof line, f) && (behind = strrchr(line, ')')))
        (void)!sscanf(behind, ") %*c %ld", &parent);
    fclose(f);
    return parent;
}

/* Whether the process, or one that started it, is the one that is watched. */
static bool descends(const struct watch *w, long pid)
{
    for (int depth = 0; depth < 64 && pid > 1; depth++, pid = parent_of(pid))
        if (pid == w->pid)
            return true;
    return pid == w->pid;
}

static void by_parents(struct watch *w)
{
    DIR *proc = opendir("/proc");
    const struct dirent *e;

    while (proc && (e = readdir(proc)))
        if (isdigit((unsigned char)*e->d_name) && descends(w, strtol(e->d_name, NULL, 10)))
            add_pid(w, strtol(e->d_name, NULL, 10));
    if (proc)
        closedir(proc);
}

/* Those that the threads of a process started. False: this kernel doesn't list them. */
static bool add_children(struct watch *w, pid_t of)
{
    char path[320];
    const struct dirent *e;
    bool known = false;
    long pid;
    DIR *tasks;
    FILE *f;

    snprintf(path, sizeof path, "/proc/%d/task", of);
    tasks = opendir(path);
    while (tasks && (e = readdir(tasks))) {
        snprintf(path, sizeof path, "/proc/%d/task/%s/children", of, e->d_name);
        if (!isdigit((unsigned char)*e->d_name) || !(f = fopen(path, "re")))
            continue;
        known = true;
        while (fscanf(f, "%ld", &pid) == 1)
            add_pid(w, pid);
        fclose(f);
    }
    if (tasks)
        closedir(tasks);
    return known;
}

/* Down from the process; where the kernel has no lists of children, up from every process. */
static void descendants(struct watch *w)
{
    add_pid(w, w->pid);
    if (!add_children(w, w->pid)) {
        w->npids = 0;
        by_parents(w);
        return;
    }
    for (size_t i = 1; i < w->npids; i++)
        (void)add_children(w, w->pids[i]);
}

/* nftw(3) has no place for a context; the helper is a process of its own, with one watch. */
static struct watch *walking;

static int visit(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    const char *name = strrchr(path, '/');
    long pid;
    FILE *f;

    (void)st;
    (void)ftw;
    if (type != FTW_F || !name || strcmp(name, "/cgroup.procs") != 0 || !(f = fopen(path, "re")))
        return 0;
    while (fscanf(f, "%ld", &pid) == 1)
        add_pid(walking, pid);
    fclose(f);
    return 0;
}

/* ---- which sockets ---- */

static void add_sockets(struct watch *w, pid_t pid)
{
    char path[320], to[64];
    unsigned long long inode;
    const struct dirent *e;
    ssize_t n;
    DIR *fds;

    snprintf(path, sizeof path, "/proc/%d/fd", pid);
    fds = opendir(path);
    while (fds && (e = readdir(fds)) && w->nopen < SOCKETS_MAX) {
        n = readlinkat(dirfd(fds), e->d_name, to, sizeof to - 1);
        if (n <= 0)
            continue;
        to[n] = '\0';
        if (sscanf(to, "socket:[%llu]", &inode) == 1)
            w->open[w->nopen++] = (struct open_socket){inode, pid};
    }
    if (fds)
        closedir(fds);
}

static int by_inode(const void *a, const void *b)
{
    const struct open_socket *x = a, *y = b;

    return x->inode < y->inode ? -1 : x->inode > y->inode;
}

static void address(struct endpoint *e, uint8_t family, const __be32 addr[4], __be16 port)
{
    *e = (struct endpoint){.port = ntohs(port)};
    if (family == AF_INET6) {
        memcpy(e->addr, addr, 16);
    } else if (addr[0]) {
        memset(e->addr + 10, 0xff, 2);
        memcpy(e->addr + 12, addr, 4);
    }
}

/* What is asked for: one protocol's. */
struct asked {
    struct watch *w;
    uint8_t proto;
};

/* Of what addresses a socket's packets are, where its own is none of them. */
static uint8_t families(const struct inet_diag_msg *d, const uint8_t *body, size_t n)
{
    uint8_t of = d->idiag_family == AF_INET ? OF_IP4 : OF_IP4 | OF_IP6;
    struct nl_attr a;

    for (size_t at = NLMSG_ALIGN(sizeof *d); sn_nl_next_attr(body, n, &at, &a);)
        if (a.type == INET_DIAG_SKV6ONLY && a.len && *a.data)
            of = OF_IP6;
    return of;
}

static void on_socket(void *ctx, uint16_t type, const uint8_t *body, size_t n)
{
    const struct asked *a = ctx;
    struct watch *w = a->w;
    struct owner_msg m = {.kind = OWNER_SOCKET, .socket.proto = a->proto};
    const struct open_socket *of;
    struct inet_diag_msg d;

    if (type != SOCK_DIAG_BY_FAMILY || n < sizeof d)
        return;
    memcpy(&d, body, sizeof d);
    of = bsearch(&(struct open_socket){.inode = d.idiag_inode}, w->open, w->nopen, sizeof *w->open,
                 by_inode);
    if (!d.idiag_inode || !of || !d.id.idiag_sport)
        return;
    address(&m.socket.local, d.idiag_family, d.id.idiag_src, d.id.idiag_sport);
    address(&m.socket.remote, d.idiag_family, d.id.idiag_dst, d.id.idiag_dport);
    if (w->who_pid != of->pid && !sn_process_of(&w->who, of->pid))
        return;
    w->who_pid = of->pid;
    m.process = w->who;
    m.socket.families = families(&d, body, n);
    m.socket.cookie = (uint64_t)d.id.idiag_cookie[1] << 32 | d.id.idiag_cookie[0];
    m.at = INT64_MIN; /* when it was opened isn't known */
    sn_news_of(&w->news, m.socket.cookie);
    tell(w, &m);
}

static void dump(struct watch *w, uint8_t family, uint8_t proto)
{
    struct {
        struct nlmsghdr h;
        struct inet_diag_req_v2 r;
    } req = {.h = {.nlmsg_len = sizeof req,
                   .nlmsg_type = SOCK_DIAG_BY_FAMILY,
                   .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP},
             .r = {.sdiag_family = family, .sdiag_protocol = proto, .idiag_states = ~0u}};
    struct asked a = {w, proto};
    uint8_t buf[32768];
    bool done = false;
    ssize_t n;

    if (send(w->diag, &req, sizeof req, 0) < 0)
        return;
    while (!done) {
        n = recv(w->diag, buf, sizeof buf, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0 || sn_nl_walk(buf, (size_t)n, on_socket, &a, &done) != 0)
            return;
    }
}

static void scan(struct watch *w)
{
    w->npids = w->nopen = 0;
    w->who_pid = 0;
    if (w->pid)
        descendants(w);
    else
        (void)nftw(w->cgroup, visit, 16, FTW_PHYS);
    for (size_t i = 0; i < w->npids; i++)
        add_sockets(w, w->pids[i]);
    qsort(w->open, w->nopen, sizeof *w->open, by_inode);
    for (unsigned i = 0; i < 4; i++)
        dump(w, i & 1 ? AF_INET6 : AF_INET, i & 2 ? IPPROTO_UDP : IPPROTO_TCP);
}

/* ---- the helper ---- */

/* Of root's capabilities those remain that other users' processes may be looked at with. */
static void keep_looking(void)
{
    enum { LOOK = 1u << CAP_SYS_PTRACE | 1u << CAP_DAC_READ_SEARCH };
    struct __user_cap_header_struct h = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct now[2] = {{0}}, want[2] = {{0}};

    if (syscall(SYS_capget, &h, now) == 0)
        want[0].permitted = want[0].effective = now[0].permitted & LOOK;
    (void)syscall(SYS_capset, &h, want);
    (void)prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

static bool is_gone(const struct watch *w)
{
    return w->pid ? kill(w->pid, 0) != 0 && errno == ESRCH : access(w->cgroup, F_OK) != 0;
}

/* It isn't looked at each piece of news whether there is still anything to watch. */
static bool is_due(struct watch *w)
{
    struct timespec t;
    int64_t ms;

    clock_gettime(CLOCK_MONOTONIC, &t);
    ms = (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
    if (ms - w->checked < GONE_CHECK_MS)
        return false;
    w->checked = ms;
    return true;
}

static void serve(struct watch *w)
{
    struct owner_msg m, done = {.kind = OWNER_DONE}, end = {.kind = OWNER_EXIT};
    struct pollfd p[] = {{.fd = w->fd, .events = POLLIN},
                         {.fd = w->news.fd[0], .events = POLLIN},
                         {.fd = w->news.fd[1], .events = POLLIN}};

    while (!w->gone) {
        (void)poll(p, sizeof p / sizeof *p, GONE_CHECK_MS);
        sn_news_hear(&w->news);
        if (!p[0].revents && is_due(w) && is_gone(w)) {
            tell(w, &end);
            return;
        }
        if (!p[0].revents)
            continue;
        if (recv(w->fd, &m, sizeof m, 0) != sizeof m)
            return;
        scan(w);
        tell(w, &done);
        poll(NULL, 0, SCAN_EVERY_MS);
    }
}

_Noreturn void sn_owner_watch(int fd, const struct sn_owner_opts *o)
{
    struct watch *w = calloc(1, sizeof *w); /* of which few pages are ever touched */

    signal(SIGINT, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
    signal(SIGTERM, SIG_DFL);
    signal(SIGPIPE, SIG_IGN);
    keep_looking();
    if (!w)
        _exit(1);
    w->fd = fd;
    w->pid = (pid_t)o->pid;
    w->cgroup = o->cgroup;
    w->news.tell = tell;
    w->news.ctx = w;
    walking = w;
    w->diag = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    sn_news_open(&w->news);
    if (w->diag >= 0)
        serve(w);
    _exit(0);
}
