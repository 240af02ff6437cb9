/* What a capture writes when it is of certain processes: see sn/owner.h. */
#include "cap/owner.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "base/mix.h"
#include "cap/capture.h"

/* After the command's end, for what its last packets are answered with. */
#define LINGER (200 * LANE_MS)

/* For so long a conversation that was nobody's isn't asked about again. */
#define FOREIGN INT64_C(1000000000)

enum { CHUNK_FIRST = 256 << 10, HELD_MAX = 64 << 20, STRANGERS = 4096 };

struct sn_owner {
    int fd; /* of the helper; -1: it is gone */
    struct sockets *sockets;
    struct fragments fragments;
    struct sn_chunk chunk; /* what is left of the last one */
    struct sn_owner_counts counts;
    /* Of processes that run already: packets wait, in order, while a helper looks at sockets. */
    bool watch;
    struct sn_chunk held;
    bool asking; /* the helper was asked to look, at `asked` */
    int64_t asked;
    int64_t looked;   /* sockets that were open then are known; INT64_MAX: it is no use asking */
    struct stranger { /* conversations that were nobody's then, by a hash of them */
        uint64_t hash;
        int64_t at;
    } strangers[STRANGERS];
    bool ended; /* the command has: */
    int status;
    char why[128];
};

static bool is_control_group(const char *folder)
{
    int fd = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
    bool is = fd >= 0 && faccessat(fd, "cgroup.procs", R_OK, 0) == 0;

    if (fd >= 0)
        close(fd);
    return is;
}

/* ---- messages ---- */

static void take_exit(struct sn_owner *o, const struct owner_msg *m)
{
    o->ended = true;
    o->status = m->status;
    memcpy(o->why, m->why, sizeof o->why);
    o->why[sizeof o->why - 1] = '\0';
}

/* Time stamps may be of microseconds. */
static int64_t whole_us(int64_t at)
{
    return at - at % 1000;
}

/* One message, without or with waiting. False: none. */
static bool take_message(struct sn_owner *o, bool wait)
{
    struct owner_msg m;
    ssize_t n;

    if (o->fd < 0)
        return false;
    n = recv(o->fd, &m, sizeof m, wait ? 0 : MSG_DONTWAIT);
    if (n < 0)
        return false;
    if (n != sizeof m) { /* the helper is gone */
        close(o->fd);
        o->fd = -1;
        o->asking = false;
        o->looked = INT64_MAX;
        if (!o->ended)
            take_exit(o, &(struct owner_msg){.status = 1, .why = "the helper process has died"});
        return false;
    }
    if (m.kind == OWNER_EXIT)
        take_exit(o, &m);
    if (m.kind == OWNER_DONE) {
        o->asking = false;
        o->looked = o->asked;
    }
    if (m.kind == OWNER_MISSED)
        o->counts.missed = (uint64_t)m.status;
    if (m.kind == OWNER_CLOSED)
        sn_sockets_close(o->sockets, m.socket.cookie, m.at);
    if (m.kind == OWNER_HOST)
        sn_sockets_host(o->sockets, &m.prefix, m.status, m.status ? whole_us(m.at) : m.at);
    if (m.kind == OWNER_SOCKET) {
        o->counts.sockets++;
        sn_sockets_add(o->sockets, &m.socket, &m.process, whole_us(m.at));
    }
    return true;
}

/* Waits until the helper hears what happens. When it can't it is gone, as it may be later. */
static void wait_for_helper(struct sn_owner *o)
{
    o->asking = true;
    while (o->asking && (take_message(o, true) || errno == EINTR))
        ;
}

/* ---- its begin ---- */

enum sn_err sn_owner_start(struct sn_owner **out, const struct sn_owner_opts *o, struct sn_diag *d)
{
    struct sn_owner *w = calloc(1, sizeof *w);
    int fd[2];
    pid_t pid;

    *out = NULL;
    if ((o->pid && kill((pid_t)o->pid, 0) != 0 && errno == ESRCH) ||
        (o->cgroup && !is_control_group(o->cgroup))) {
        free(w);
        return sn_fail(d, SN_EUSAGE, "there is no such %s", o->pid ? "process" : "control group");
    }
    if (!w || !(w->sockets = sn_sockets_new())) {
        free(w);
        return sn_fail(d, SN_ENOMEM, "no memory for the sockets of a command");
    }
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, fd) != 0)
        pid = -1;
    else if ((pid = fork()) < 0)
        close(fd[0]), close(fd[1]);
    if (pid < 0) {
        int sys = errno;

        sn_sockets_free(w->sockets);
        free(w);
        return sn_fail_sys(d, sys, "can't start a helper process");
    }
    if (pid == 0) {
        close(fd[0]);
        if (o->command)
            sn_owner_supervise(fd[1], o);
        sn_owner_watch(fd[1], o);
    }
    close(fd[1]);
    w->fd = fd[0];
    w->watch = !o->command;
    w->looked = w->asked = INT64_MIN;
    if (w->watch)
        wait_for_helper(w);
    *out = w;
    return SN_OK;
}

int sn_owner_fd(const struct sn_owner *o)
{
    return o ? o->fd : -1;
}

bool sn_owner_look(struct sn_owner *o)
{
    while (take_message(o, false))
        ;
    return o->ended;
}

void sn_owner_go(struct sn_owner *o)
{
    struct owner_msg m = {.kind = OWNER_GO};

    (void)!send(o->fd, &m, sizeof m, MSG_NOSIGNAL);
    o->asking = o->watch && o->fd >= 0;
    o->asked = sn_cap_now();
}

/* ---- packets ---- */

/* Of the ends of a packet, only ours can be the command's: which one that is, its direction says;
 * on loopback both are. */
static const struct sn_process *find(const struct sn_owner *o, const struct endpoints *e,
                                     const struct sn_pkt *p, bool loopback)
{
    const struct sn_process *found = NULL;
    struct owner_packet q = {.ts = p->ts,
                             .proto = e->proto,
                             .opens = e->opens,
                             .sent = true,
                             .local = e->src,
                             .remote = e->dst};

    loopback |= e->loopback;
    if (loopback || p->dir != SN_DIR_IN)
        found = sn_sockets_find(o->sockets, &q);
    q.sent = false;
    q.local = e->dst;
    q.remote = e->src;
    if (!found && (loopback || p->dir != SN_DIR_OUT))
        found = sn_sockets_find(o->sockets, &q);
    return found;
}

/* Room for n bytes more. */
static uint8_t *room(struct sn_chunk *c, size_t n)
{
    size_t size = c->size ? c->size : CHUNK_FIRST;
    uint8_t *p;

    while (size - c->used < n)
        size *= 2;
    if (size == c->size)
        return c->data + c->used;
    if (!(p = realloc(c->data, size)))
        return NULL;
    c->data = p;
    c->size = size;
    return c->data + c->used;
}

/* Adds the record with its process. */
static bool keep(struct sn_owner *o, const uint8_t *rec, const struct sn_process *who)
{
    char mem[SN_PROCESS_TEXT];
    struct sn_buf text;
    size_t n;
    uint8_t *to;

    sn_buf_fixed(&text, mem, sizeof mem);
    if (who->pid)
        sn_process_put(&text, who);
    n = who->pid ? sn_rec_commented_size(rec, sn_buf_len(&text)) : sn_rec_len(rec, SN_PCAPNG);
    if (!(to = room(&o->chunk, n)))
        return false;
    if (who->pid)
        sn_rec_put_commented(to, rec, text.base, sn_buf_len(&text));
    else
        memcpy(to, rec, n);
    o->chunk.used += n;
    o->chunk.packets++;
    o->counts.owned++;
    o->counts.unlabelled += !who->pid;
    return true;
}

/* Whose the record's packet is; *hash of its addresses and ports, 0 when it has none. */
static const struct sn_process *of_record(struct sn_owner *o, const struct sn_capture *c,
                                          const uint8_t *rec, struct sn_pkt *p, uint64_t *hash)
{
    const struct source *s;
    struct endpoints e;

    sn_rec_get(rec, SN_PCAPNG, c->out->o.digits, p);
    s = &c->sources[p->iface < c->nsources ? p->iface : 0];
    *hash = 0;
    if (!sn_endpoints(&e, &o->fragments, s->linktype, p))
        return NULL;
    *hash = sn_hash_bytes(&e.dst, sizeof e.dst, sn_hash_bytes(&e.src, sizeof e.src, e.proto));
    *hash |= 1;
    return find(o, &e, p, s->ifc.flags & SN_IF_LOOPBACK);
}

/* Whether it is settled that the packet is nobody's: by the sockets that are known, or because the
 * conversation was just a moment ago. */
static bool is_strange(struct sn_owner *o, const struct sn_pkt *p, uint64_t hash)
{
    struct stranger *s = &o->strangers[hash >> 32 & (STRANGERS - 1)];

    if (!o->watch || !hash || (s->hash == hash && p->ts < s->at + FOREIGN))
        return true;
    if (p->ts > o->looked && o->held.used < HELD_MAX)
        return false;
    *s = (struct stranger){hash, p->ts};
    return true;
}

/* Takes one record in. False in *settled: the helper has to look first. */
static enum sn_err take_record(struct sn_owner *o, const struct sn_capture *c, const uint8_t *rec,
                               bool *settled, struct sn_diag *d)
{
    const struct sn_process *who;
    struct sn_pkt p;
    uint64_t hash;

    *settled = true;
    who = of_record(o, c, rec, &p, &hash);
    if (who)
        return keep(o, rec, who) ? SN_OK : sn_fail(d, SN_ENOMEM, "no memory for packets");
    *settled = is_strange(o, &p, hash);
    o->counts.others += *settled;
    return SN_OK;
}

/* Packets that waited, as far as it is known whose they are. */
static enum sn_err settle(struct sn_owner *o, const struct sn_capture *c, struct sn_diag *d)
{
    enum sn_err e = SN_OK;
    bool settled = true;
    size_t at = 0;

    while (e == SN_OK && settled && at < o->held.used) {
        const uint8_t *rec = o->held.data + at;

        e = take_record(o, c, rec, &settled, d);
        if (e == SN_OK && settled)
            at += sn_rec_len(rec, SN_PCAPNG);
    }
    if (!settled && !o->asking)
        sn_owner_go(o);
    o->held.used -= at;
    if (at && o->held.used)
        memmove(o->held.data, o->held.data + at, o->held.used);
    return e;
}

static enum sn_err hold(struct sn_owner *o, const struct sn_chunk *in, struct sn_diag *d)
{
    uint8_t *to = room(&o->held, in->used);

    if (!to)
        return sn_fail(d, SN_ENOMEM, "no memory for packets");
    memcpy(to, in->data, in->used);
    o->held.used += in->used;
    o->held.latest = in->latest;
    return SN_OK;
}

enum sn_err sn_owner_pick(struct sn_owner *o, const struct sn_capture *c, const struct sn_chunk *in,
                          const struct sn_chunk **out, struct sn_diag *d)
{
    enum sn_err e = SN_OK;
    bool settled;

    (void)sn_owner_look(o);
    o->chunk.used = 0;
    o->chunk.packets = 0;
    o->chunk.latest = in ? in->latest : o->held.latest;
    if (o->watch) {
        if (in)
            e = hold(o, in, d);
        if (e == SN_OK)
            e = settle(o, c, d);
    }
    for (size_t at = 0; e == SN_OK && !o->watch && in && at < in->used;
         at += sn_rec_len(in->data + at, SN_PCAPNG))
        e = take_record(o, c, in->data + at, &settled, d);
    *out = o->chunk.packets ? &o->chunk : NULL;
    return e;
}

bool sn_owner_holds(const struct sn_owner *o, bool ready)
{
    return o && o->held.used && (!ready || !o->asking);
}

int64_t sn_owner_until(const struct sn_owner *o, int64_t now)
{
    return !o->ended ? INT64_MAX : o->counts.sockets ? now + LINGER : now;
}

/* ---- its end ---- */

enum sn_err sn_capture_owner(struct sn_capture *c, struct sn_owner *o, struct sn_diag *d)
{
    if (!c->o.ring.directions)
        return sn_fail(d, SN_EUSAGE, "the packets of processes need their directions: pcapng");
    c->owner = o;
    return SN_OK;
}

void sn_owner_counts(const struct sn_owner *o, struct sn_owner_counts *c)
{
    *c = o->counts;
}

void sn_owner_counts_put(struct sn_buf *b, const struct sn_owner_counts *c, bool json)
{
    if (json)
        sn_put_f(b,
                 "{\"sockets\":%llu,\"owned\":%llu,\"unlabelled\":%llu,\"others\":%llu,"
                 "\"missed\":%llu}",
                 (unsigned long long)c->sockets, (unsigned long long)c->owned,
                 (unsigned long long)c->unlabelled, (unsigned long long)c->others,
                 (unsigned long long)c->missed);
    else
        sn_put_f(b, "%llu packets of the processes, %llu of others or unknown left out",
                 (unsigned long long)c->owned, (unsigned long long)c->others);
    if (!json && c->missed)
        sn_put_f(b, " (the kernel dropped news of processes %llu times)",
                 (unsigned long long)c->missed);
}

int sn_owner_wait(struct sn_owner *o, bool (*go_on)(void), struct sn_diag *d)
{
    if (o->watch)
        return 0;
    while (!o->ended && (!go_on || go_on()))
        if (!take_message(o, true) && o->fd >= 0 && errno != EINTR)
            break;
    if (!o->ended)
        return 128 + SIGTERM; /* the helper sees that we leave, and has it terminated */
    if (*o->why)
        (void)!sn_fail(d, SN_EIO, "%s", o->why);
    return o->status;
}

void sn_owner_free(struct sn_owner *o)
{
    if (!o)
        return;
    if (o->fd >= 0)
        close(o->fd);
    free(o->chunk.data);
    free(o->held.data);
    sn_sockets_free(o->sockets);
    free(o);
}
