/*
 * Which processes are watched: see owner.h. Those of a control group are its list; those of a
 * process are found downwards from it, and stay known when the one between them and it has ended.
 * Where the process connector may be listened to (CAP_NET_ADMIN, not in a container), none is
 * missed that was started by one that ended before anybody looked.
 */
#include <arpa/inet.h>
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <linux/cn_proc.h>
#include <linux/connector.h>
#include <linux/filter.h>
#include <linux/netlink.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cap/owner.h"

static bool is_known(const struct tree *t, long pid)
{
    return pid > 0 && pid < PID_LIMIT && t->known[pid / 8] & 1u << pid % 8;
}

static void add_pid(struct tree *t, long pid, uint64_t start)
{
    if (pid <= 0 || pid >= PID_LIMIT || t->n == PIDS_MAX || is_known(t, pid))
        return;
    t->known[pid / 8] |= (uint8_t)(1u << pid % 8);
    t->p[t->n++] = (struct watched){(pid_t)pid, start};
}

static void take_out(struct tree *t, size_t i)
{
    pid_t pid = t->p[i].pid;

    t->known[pid / 8] &= (uint8_t) ~(1u << pid % 8);
    t->p[i] = t->p[--t->n];
}

/* Of a process: when it was started, which tells it from a later one of its number, who did, and
 * whether it has ended, and only its parent hasn't asked for its status yet. */
struct process_stat {
    unsigned long long start;
    long parent;
    char state;
};

static bool has_ended(const struct process_stat *s)
{
    return s->state == 'Z' || s->state == 'X';
}

/* False: it is gone. */
static bool stat_of(long pid, struct process_stat *s)
{
    char path[64], line[1024];
    const char *behind;
    bool ok = false;
    FILE *f;

    snprintf(path, sizeof path, "/proc/%ld/stat", pid);
    if (!(f = fopen(path, "re")))
        return false;
    /* The name, in parentheses, may hold anything. */
    if (fgets(line, sizeof line, f) && (behind = strrchr(line, ')')))
        ok = sscanf(behind,
                    ") %c %ld %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s %*s "
                    "%*s %llu",
                    &s->state, &s->parent, &s->start) == 3;
    fclose(f);
    return ok;
}

/* Not one that has ended: there is no more news of its end, and its number may be another's later.
 */
static void add_process(struct tree *t, long pid)
{
    struct process_stat s;

    if (!is_known(t, pid) && stat_of(pid, &s) && !has_ended(&s))
        add_pid(t, pid, s.start);
}

/* ---- of a process ---- */

/* Those that the threads of a process started. False: this kernel doesn't list them. */
static bool add_children(struct tree *t, pid_t of)
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
            add_process(t, pid);
        fclose(f);
    }
    if (tasks)
        closedir(tasks);
    return known;
}

/* Whether a process that is known started it, or one that started that. */
static bool descends(const struct tree *t, long pid)
{
    struct process_stat s;

    for (int depth = 0; depth < 64 && pid > 1 && !is_known(t, pid) && stat_of(pid, &s); depth++)
        pid = s.parent;
    return is_known(t, pid);
}

static void by_parents(struct tree *t)
{
    DIR *proc = opendir("/proc");
    const struct dirent *e;

    while (proc && (e = readdir(proc)))
        if (isdigit((unsigned char)*e->d_name) && descends(t, strtol(e->d_name, NULL, 10)))
            add_process(t, strtol(e->d_name, NULL, 10));
    if (proc)
        closedir(proc);
}

/* Whether it is still the process that is known. One that is gone is so until its end was heard of,
 * as there may be news of what it started. */
static bool is_still(const struct tree *t, struct watched *p)
{
    struct process_stat s;

    if (!stat_of(p->pid, &s))
        return t->fd >= 0;
    if (!p->start)
        p->start = s.start;
    return p->start == s.start;
}

/* Those that are known already, then down from each; where the kernel has no lists of children, up
 * from every process. */
static void descendants(struct tree *t)
{
    bool lists = false;

    for (size_t i = 0; i < t->n;) {
        if (is_still(t, &t->p[i]))
            i++;
        else
            take_out(t, i);
    }
    add_process(t, t->root);
    for (size_t i = 0; i < t->n; i++)
        lists |= add_children(t, t->p[i].pid);
    if (!lists)
        by_parents(t);
}

/* ---- the process connector ---- */

static void on_event(struct tree *t, const struct proc_event *e)
{
    if (e->what == PROC_EVENT_FORK && is_known(t, e->event_data.fork.parent_tgid) &&
        e->event_data.fork.child_pid == e->event_data.fork.child_tgid)
        add_pid(t, e->event_data.fork.child_pid, 0);
    if (e->what != PROC_EVENT_EXIT || e->event_data.exit.process_pid == t->root ||
        e->event_data.exit.process_pid != e->event_data.exit.process_tgid)
        return;
    for (size_t i = 0; is_known(t, e->event_data.exit.process_pid) && i < t->n; i++)
        if (t->p[i].pid == e->event_data.exit.process_pid)
            take_out(t, i);
}

void sn_tree_hear(struct tree *t)
{
    _Alignas(struct nlmsghdr) uint8_t buf[4096];
    struct proc_event e;
    ssize_t n;

    while (t->fd >= 0 &&
           ((n = recv(t->fd, buf, sizeof buf, MSG_DONTWAIT)) > 0 || (n < 0 && errno == ENOBUFS))) {
        const size_t head = NLMSG_HDRLEN + sizeof(struct cn_msg);

        t->missed += n < 0;
        if (n < 0 || (size_t)n < head + sizeof e)
            continue;
        memcpy(&e, buf + head, sizeof e);
        on_event(t, &e);
    }
}

#define EVENT_AT(member)                                                                           \
    (uint32_t)(NLMSG_HDRLEN + sizeof(struct cn_msg) + offsetof(struct proc_event, member))

/* Only what on_event() wants comes through: on a busy machine there is news of threads, names,
 * users and sessions, too, and where there is no more room for it, that of a child is lost. */
static void want_forks_and_ends(int fd)
{
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, EVENT_AT(what)), /* which makes network order of it */
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htonl(PROC_EVENT_FORK), 0, 4),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, EVENT_AT(event_data.fork.child_pid)),
        BPF_STMT(BPF_MISC | BPF_TAX, 0),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, EVENT_AT(event_data.fork.child_tgid)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_X, 0, 5, 6), /* a process, or a thread */
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, htonl(PROC_EVENT_EXIT), 0, 5),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, EVENT_AT(event_data.exit.process_pid)),
        BPF_STMT(BPF_MISC | BPF_TAX, 0),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, EVENT_AT(event_data.exit.process_tgid)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_X, 0, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
        BPF_STMT(BPF_RET | BPF_K, 0),
    };
    struct sock_fprog prog = {sizeof code / sizeof *code, code};

    (void)setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &prog, sizeof prog);
}

static int listen_here(void)
{
    struct sockaddr_nl addr = {.nl_family = AF_NETLINK, .nl_groups = CN_IDX_PROC};
    struct {
        struct nlmsghdr h;
        uint8_t cn[sizeof(struct cn_msg)];
        uint32_t op;
    } req = {.h = {.nlmsg_len = sizeof req, .nlmsg_type = NLMSG_DONE}, .op = PROC_CN_MCAST_LISTEN};
    const struct cn_msg cn = {.id = {CN_IDX_PROC, CN_VAL_PROC}, .len = sizeof req.op};
    int fd = socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC, NETLINK_CONNECTOR), size = 8 << 20;

    if (fd < 0)
        return -1;
    memcpy(req.cn, &cn, sizeof cn);
    (void)setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size);
    want_forks_and_ends(fd);
    if (bind(fd, (struct sockaddr *)&addr, sizeof addr) == 0 && send(fd, &req, sizeof req, 0) >= 0)
        return fd;
    close(fd);
    return -1;
}

/* The connector is in the first network namespace only, which we may have left. */
static int listen_to_processes(void)
{
    int fd = listen_here(), here, first;

    if (fd >= 0)
        return fd;
    here = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
    first = open("/proc/1/ns/net", O_RDONLY | O_CLOEXEC);
    if (here >= 0 && first >= 0 && setns(first, CLONE_NEWNET) == 0) {
        fd = listen_here();
        if (setns(here, CLONE_NEWNET) != 0)
            _exit(1); /* nothing that is seen from there is what was asked for */
    }
    if (here >= 0)
        close(here);
    if (first >= 0)
        close(first);
    return fd;
}

/* ---- both ---- */

/* nftw(3) has no place for a context; the helper is a process of its own, with one watch. */
static struct tree *walking;

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
        add_pid(walking, pid, 0);
    fclose(f);
    return 0;
}

void sn_tree_open(struct tree *t, const struct sn_owner_opts *o)
{
    t->root = (pid_t)o->pid;
    t->cgroup = o->cgroup;
    t->fd = t->root ? listen_to_processes() : -1;
    if (t->root)
        descendants(t);
}

void sn_tree_look(struct tree *t)
{
    sn_tree_hear(t);
    if (t->root) {
        descendants(t);
        return;
    }
    while (t->n)
        take_out(t, t->n - 1);
    walking = t;
    (void)nftw(t->cgroup, visit, 16, FTW_PHYS);
}

bool sn_tree_is_gone(const struct tree *t)
{
    return t->root ? kill(t->root, 0) != 0 && errno == ESRCH : access(t->cgroup, F_OK) != 0;
}
