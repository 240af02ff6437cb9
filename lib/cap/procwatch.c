/*
 * The helper of a capture of processes that run already: see owner.h. Each time that the capture
 * asks, because of a packet of which it doesn't know whose it is, it looks which sockets these
 * processes have open (/proc) and where these are (sock_diag(7)), and tells of them. It never sees
 * a packet.
 */
#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
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
    struct tree tree;
    struct open_socket open[SOCKETS_MAX];
    size_t nopen;
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

static int by_inode_and_pid(const void *a, const void *b)
{
    const struct open_socket *x = a, *y = b;
    int c = by_inode(a, b);

    return c ? c : x->pid < y->pid ? -1 : x->pid > y->pid;
}

/* One entry for each socket: of several processes that have it, the one with the lowest number. */
static void sort(struct watch *w)
{
    size_t n = 0;

    qsort(w->open, w->nopen, sizeof *w->open, by_inode_and_pid);
    for (size_t i = 0; i < w->nopen; i++)
        if (!n || w->open[i].inode != w->open[n - 1].inode)
            w->open[n++] = w->open[i];
    w->nopen = n;
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

    if (send(w->diag, &req, sizeof req, 0) >= 0)
        (void)sn_nl_answers(w->diag, on_socket, &a);
}

static void scan(struct watch *w)
{
    w->nopen = 0;
    w->who_pid = 0;
    sn_tree_look(&w->tree);
    for (size_t i = 0; i < w->tree.n; i++)
        add_sockets(w, w->tree.p[i].pid);
    sort(w);
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
    struct owner_msg missed = {.kind = OWNER_MISSED};
    struct pollfd p[] = {{.fd = w->fd, .events = POLLIN},
                         {.fd = w->news.fd[0], .events = POLLIN},
                         {.fd = w->news.fd[1], .events = POLLIN},
                         {.fd = w->tree.fd, .events = POLLIN}};

    tell(w, &done); /* what is started from here on isn't missed */
    while (!w->gone) {
        (void)poll(p, sizeof p / sizeof *p, GONE_CHECK_MS);
        sn_news_hear(&w->news);
        sn_tree_hear(&w->tree);
        if ((unsigned)missed.status != w->tree.missed) {
            missed.status = (int32_t)w->tree.missed;
            tell(w, &missed);
        }
        if (p[0].revents) {
            if (recv(w->fd, &m, sizeof m, 0) != sizeof m)
                return;
            scan(w);
            tell(w, &done);
            poll(NULL, 0, SCAN_EVERY_MS);
        }
        /* Others' traffic makes the capture ask all the time. */
        if (is_due(w) && sn_tree_is_gone(&w->tree)) {
            tell(w, &end);
            return;
        }
    }
}

_Noreturn void sn_owner_watch(int fd, const struct sn_owner_opts *o)
{
    struct watch *w = calloc(1, sizeof *w); /* of which few pages are ever touched */

    signal(SIGINT, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
    signal(SIGTERM, SIG_DFL);
    signal(SIGPIPE, SIG_IGN);
    if (!w)
        _exit(1);
    sn_tree_open(&w->tree, o);
    keep_looking();
    w->fd = fd;
    w->news.tell = tell;
    w->news.ctx = w;
    w->diag = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
    sn_news_open(&w->news);
    if (w->diag >= 0)
        serve(w);
    _exit(0);
}
