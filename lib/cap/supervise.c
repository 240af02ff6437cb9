/*
 * The helper of a capture of a command: see owner.h. It answers what the kernel asks before a
 * process of the command gives a socket an address, and has told the capture of that socket before
 * the process goes on.
 *
 * A socket without a port is given one here, as the kernel would have a moment later; a call of
 * bind(2) is made here, so that its outcome is known. For that the socket is borrowed from the
 * process, and given back at once.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <pwd.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cap/cap.h"
#include "cap/owner.h"

#ifndef IPPROTO_MPTCP
#define IPPROTO_MPTCP 262
#endif
#ifndef SO_NETNS_COOKIE
#define SO_NETNS_COOKIE 71 /* since Linux 5.14 */
#endif

union address {
    struct sockaddr sa;
    struct sockaddr_in in;
    struct sockaddr_in6 in6;
    struct sockaddr_storage all;
};

enum { TOLD = 256 };

struct helper {
    int fd; /* to the capture; -1: it has ended */
    struct command command;
    struct seccomp_notif_sizes sizes;
    struct seccomp_notif *ask; /* sizes.seccomp_notif bytes */
    struct seccomp_notif_resp *answer;
    /* What was told last, by the local port: a socket that sends again isn't news. */
    struct told {
        uint32_t thread;
        struct owner_socket socket;
    } told[TOLD];
    bool ended;     /* the command itself */
    uint64_t netns; /* ours, by its cookie; 0: this kernel has none */
    struct news news;
};

static void tell(void *ctx, const struct owner_msg *m)
{
    struct helper *h = ctx;

    if (h->fd >= 0 && send(h->fd, m, sizeof *m, MSG_NOSIGNAL) < 0) {
        close(h->fd);
        h->fd = -1;
    }
}

_Noreturn static void give_up(struct helper *h, int status, const char *why)
{
    struct owner_msg m = {.kind = OWNER_EXIT, .status = status};

    snprintf(m.why, sizeof m.why, "%s", why);
    tell(h, &m);
    _exit(0);
}

/* ---- sockets ---- */

/* False: not of IP. An address that fits all is left zero. */
static bool endpoint_of(struct endpoint *e, const union address *a)
{
    static const uint8_t mapped[12] = {[10] = 0xff, 0xff};

    *e = (struct endpoint){.port = 0};
    if (a->sa.sa_family == AF_INET) {
        e->port = ntohs(a->in.sin_port);
        if (!a->in.sin_addr.s_addr)
            return true;
        memcpy(e->addr, mapped, sizeof mapped);
        memcpy(e->addr + 12, &a->in.sin_addr, 4);
        return true;
    }
    if (a->sa.sa_family != AF_INET6)
        return false;
    e->port = ntohs(a->in6.sin6_port);
    memcpy(e->addr, &a->in6.sin6_addr, 16);
    return true;
}

static int option(int fd, int name)
{
    int v = -1;
    socklen_t n = sizeof v;

    return getsockopt(fd, SOL_SOCKET, name, &v, &n) == 0 ? v : -1;
}

static uint64_t cookie(int fd, int name)
{
    uint64_t v = 0;
    socklen_t n = sizeof v;

    return getsockopt(fd, SOL_SOCKET, name, &v, &n) == 0 ? v : 0;
}

/* Its packets pass where we capture. */
static bool is_near(const struct helper *h, int fd)
{
    return cookie(fd, SO_NETNS_COOKIE) == h->netns;
}

/* Of what addresses its packets are, where its own is none of them. */
static uint8_t families(int fd)
{
    int only6 = 0;
    socklen_t n = sizeof only6;

    if (option(fd, SO_DOMAIN) == AF_INET)
        return OF_IP4;
    (void)getsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &only6, &n);
    return only6 ? OF_IP6 : OF_IP4 | OF_IP6;
}

/* The protocol that its packets have; 0: its packets have no ports. */
static uint8_t protocol(int fd)
{
    int family = option(fd, SO_DOMAIN), proto = option(fd, SO_PROTOCOL), type = option(fd, SO_TYPE);

    if ((family != AF_INET && family != AF_INET6) || (type != SOCK_STREAM && type != SOCK_DGRAM))
        return 0;
    if (proto == IPPROTO_MPTCP)
        proto = IPPROTO_TCP;
    return proto == IPPROTO_TCP || proto == IPPROTO_UDP || proto == IPPROTO_ICMP ||
                   proto == IPPROTO_ICMPV6
               ? (uint8_t)proto
               : 0;
}

/* An address in the memory of the process. */
static bool fetch_address(const struct helper *h, uint64_t at, uint64_t n, union address *a)
{
    struct iovec here = {a, n < sizeof *a ? n : sizeof *a};
    struct iovec there = {(void *)(uintptr_t)at, here.iov_len};

    return process_vm_readv((pid_t)h->ask->pid, &here, 1, &there, 1, 0) == (ssize_t)here.iov_len &&
           here.iov_len >= sizeof a->sa.sa_family;
}

/* Where the socket is, with a port: gives it one if need be. */
static bool local_of(int fd, struct endpoint *e)
{
    union address a = {.all = {0}};
    socklen_t n = sizeof a;
    int off = 0;

    if (getsockname(fd, &a.sa, &n) != 0 || !endpoint_of(e, &a))
        return false;
    if (e->port)
        return true;
    (void)setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &off, sizeof off);
    n = a.sa.sa_family == AF_INET ? sizeof a.in : sizeof a.in6;
    if (bind(fd, &a.sa, n) != 0)
        return false;
    n = sizeof a;
    return getsockname(fd, &a.sa, &n) == 0 && endpoint_of(e, &a) && e->port;
}

/* The call of bind, made for the process. */
static int bind_for(struct helper *h, int fd)
{
    const __u64 *arg = h->ask->data.args;
    union address a = {.all = {0}};

    if (!fetch_address(h, arg[1], arg[2], &a))
        return EFAULT;
    return bind(fd, &a.sa, (socklen_t)arg[2]) == 0 ? 0 : errno;
}

/* Where connect goes to; nowhere for other calls, and for what isn't an address of one peer. */
static bool remote_of(const struct helper *h, struct endpoint *e)
{
    const struct seccomp_data *call = &h->ask->data;
    union address a = {.all = {0}};

    *e = (struct endpoint){.port = 0};
    if (call->nr != SYS_connect)
        return true;
    if (!fetch_address(h, call->args[1], call->args[2], &a) || !endpoint_of(e, &a))
        return false; /* AF_UNSPEC, which ends a connection, among them */
    if (memcmp(e->addr, (uint8_t[16]){0}, sizeof e->addr) == 0)
        *e = (struct endpoint){.port = 0}; /* the kernel takes another instead */
    return true;
}

/* The descriptor that the call is about, from the process. */
static int borrow(const struct helper *h, uint64_t number)
{
    char path[64], line[128];
    long leader = (long)h->ask->pid;
    int pidfd, fd;
    FILE *f;

    snprintf(path, sizeof path, "/proc/%ld/status", leader); /* of a thread */
    f = fopen(path, "re");
    while (f && fgets(line, sizeof line, f) && sscanf(line, "Tgid: %ld", &leader) != 1)
        ;
    if (f)
        fclose(f);
    pidfd = (int)syscall(SYS_pidfd_open, leader, 0);
    fd = pidfd < 0 ? -1 : (int)syscall(SYS_pidfd_getfd, pidfd, (int)number, 0);
    if (pidfd >= 0)
        close(pidfd);
    return fd;
}

/* ---- what the kernel asks ---- */

static bool same_end(const struct endpoint *a, const struct endpoint *b)
{
    return a->port == b->port && memcmp(a->addr, b->addr, sizeof a->addr) == 0;
}

/* Whether the same thread's same socket was told of. */
static bool was_told(struct helper *h, const struct owner_socket *s)
{
    struct told *t = &h->told[s->local.port % TOLD];

    if (h->ask->data.nr != SYS_bind && t->thread == h->ask->pid && t->socket.cookie == s->cookie &&
        same_end(&t->socket.local, &s->local) && same_end(&t->socket.remote, &s->remote))
        return true;
    *t = (struct told){h->ask->pid, *s};
    return false;
}

/* Looks at the socket, and tells of it. True: the call was made here, with this result. */
static bool look(struct helper *h, int fd, int *result)
{
    struct owner_msg m = {.kind = OWNER_SOCKET};
    bool made = h->ask->data.nr == SYS_bind;

    m.socket.proto = protocol(fd);
    if (!m.socket.proto || !is_near(h, fd))
        return false;
    if (made && (*result = bind_for(h, fd)) != 0)
        return true;
    if (!remote_of(h, &m.socket.remote) || !local_of(fd, &m.socket.local))
        return made;
    if (m.socket.proto == IPPROTO_ICMP || m.socket.proto == IPPROTO_ICMPV6)
        m.socket.remote = (struct endpoint){.port = 0}; /* echoes have one number */
    m.socket.families = families(fd);
    m.socket.cookie = cookie(fd, SO_COOKIE);
    if (was_told(h, &m.socket))
        return made;
    sn_news_of(&h->news, m.socket.cookie);
    m.at = sn_cap_now();
    (void)sn_process_of(&m.process, (pid_t)h->ask->pid);
    tell(h, &m);
    return made;
}

static void answer(struct helper *h)
{
    int result = 0, fd;
    bool made = false;

    memset(h->ask, 0, h->sizes.seccomp_notif);
    if (ioctl(h->command.listener, SECCOMP_IOCTL_NOTIF_RECV, h->ask) != 0)
        return; /* a signal, or the process is gone */
    fd = borrow(h, h->ask->data.args[0]);
    /* The number may be another process's by now. */
    if (fd >= 0 && ioctl(h->command.listener, SECCOMP_IOCTL_NOTIF_ID_VALID, &h->ask->id) == 0)
        made = look(h, fd, &result);
    if (fd >= 0)
        close(fd);
    memset(h->answer, 0, h->sizes.seccomp_notif_resp);
    h->answer->id = h->ask->id;
    h->answer->error = -result;
    h->answer->flags = made ? 0 : (uint32_t)SECCOMP_USER_NOTIF_FLAG_CONTINUE;
    (void)ioctl(h->command.listener, SECCOMP_IOCTL_NOTIF_SEND, h->answer);
}

/* ---- the command ---- */

/* Becomes the user that the command runs as, and gives every capability up. */
static bool become(struct helper *h, const struct sn_owner_opts *o)
{
    struct sn_drop none = {.ids = false}, who = {.ids = false};
    const char *uid = getenv("SUDO_UID"), *why = NULL;
    const struct passwd *pw = NULL;

    if (o->user && !(pw = getpwnam(o->user)))
        give_up(h, 1, "no such user");
    if (!o->user && uid && geteuid() == 0)
        pw = getpwuid((uid_t)strtonum(uid, 0, UINT32_MAX - 1, &why));
    if (pw && pw->pw_uid != geteuid()) {
        who = (struct sn_drop){.ids = true, .uid = pw->pw_uid, .gid = pw->pw_gid};
        if (initgroups(pw->pw_name, pw->pw_gid) != 0 || setresgid(who.gid, who.gid, who.gid) != 0 ||
            setresuid(who.uid, who.uid, who.uid) != 0)
            return false;
        setenv("HOME", pw->pw_dir, 1);
        setenv("USER", pw->pw_name, 1);
        setenv("LOGNAME", pw->pw_name, 1);
    }
    return !(sn_priv_drop(&none) & (SN_PRIV_CAPS | SN_PRIV_NEW));
}

/* The command itself has ended, or is about to. */
static void reap(struct helper *h)
{
    struct owner_msg m = {.kind = OWNER_EXIT};
    int st = 0, sys;

    while (waitpid(h->command.pid, &st, 0) < 0 && errno == EINTR)
        ;
    h->ended = true;
    m.status = WIFSIGNALED(st) ? 128 + WTERMSIG(st) : WEXITSTATUS(st);
    if (read(h->command.said, &sys, sizeof sys) == sizeof sys)
        snprintf(m.why, sizeof m.why, "can't be run: %s", strerror(sys));
    tell(h, &m);
}

/* Whoever reads our streams shall not wait for processes that the command left behind. */
static void let_go(void)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);

    for (int fd = 0; null >= 0 && fd <= STDERR_FILENO; fd++)
        dup2(null, fd);
}

static void serve(struct helper *h)
{
    struct owner_msg m;

    for (;;) {
        struct pollfd p[] = {{.fd = h->command.listener, .events = POLLIN},
                             {.fd = h->ended ? -1 : h->command.pidfd, .events = POLLIN},
                             {.fd = h->fd, .events = POLLIN},
                             {.fd = h->news.fd[0], .events = POLLIN},
                             {.fd = h->news.fd[1], .events = POLLIN}};

        if (poll(p, sizeof p / sizeof *p, -1) < 0)
            continue;
        sn_news_hear(&h->news);
        if (p[1].revents) {
            reap(h);
            let_go();
        }
        if (p[2].revents && recv(h->fd, &m, sizeof m, MSG_DONTWAIT) <= 0) {
            close(h->fd); /* the capture was told to end */
            h->fd = -1;
            if (!h->ended)
                syscall(SYS_pidfd_send_signal, h->command.pidfd, SIGTERM, NULL, 0);
        }
        if (p[0].revents & POLLIN)
            answer(h);
        else if (p[0].revents) /* no process is left behind the filter */
            break;
    }
    if (!h->ended)
        reap(h);
}

static uint64_t our_netns(void)
{
    int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    uint64_t c = fd < 0 ? 0 : cookie(fd, SO_NETNS_COOKIE);

    if (fd >= 0)
        close(fd);
    return c;
}

_Noreturn void sn_owner_supervise(int fd, const struct sn_owner_opts *o)
{
    static struct helper h; /* large; the process is its own */
    struct owner_msg m;
    struct sn_diag d;

    h.fd = fd;
    h.netns = our_netns();
    h.news.tell = tell;
    h.news.ctx = &h;
    signal(SIGINT, SIG_IGN); /* the terminal's are for the command */
    signal(SIGQUIT, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    signal(SIGCHLD, SIG_DFL);
    if (!become(&h, o))
        give_up(&h, 1, "privileges could not be given up");
    if (syscall(SYS_seccomp, SECCOMP_GET_NOTIF_SIZES, 0, &h.sizes) != 0 ||
        !(h.ask = calloc(1, h.sizes.seccomp_notif)) ||
        !(h.answer = calloc(1, h.sizes.seccomp_notif_resp)))
        give_up(&h, 1, "the kernel has no user notification of seccomp's");
    if (recv(fd, &m, sizeof m, 0) != sizeof m)
        _exit(0); /* the capture never began */
    sn_news_open(&h.news);
    if (sn_command_start(&h.command, o, &d) != SN_OK)
        give_up(&h, 1, d.msg);
    if (write(h.command.go, "", 1) == 1)
        serve(&h);
    _exit(0);
}
