/*
 * Whose packets, inside: owner.c compares packets with sockets, sockets.c keeps these, endpoints.c
 * finds a packet's addresses and ports; command.c runs a command, supervise.c answers what the
 * kernel asks about it, in a process of its own that tells the capture by messages; procwatch.c is
 * such a process for what runs already, and news.c has what both hear from the kernel.
 */
#ifndef CAP_OWNER_H
#define CAP_OWNER_H

#include <netinet/in.h>
#include <sys/types.h>

#include "sn/owner.h"
#include "sn/process.h"
#include "sn/record.h"

/* IPv4 addresses are mapped ones (::ffff:0:0/96). */
struct endpoint {
    uint8_t addr[16];
    uint16_t port;
};

/* ---- endpoints.c ---- */

struct endpoints {
    uint8_t proto; /* IPPROTO_TCP, _UDP, _ICMP or _ICMPV6, whose port is the identifier of echoes */
    struct endpoint src, dst;
    bool loopback; /* the cooked header says so */
    bool opens;    /* TCP's SYN is set */
};

/* The first fragments that were seen last: where the ports of later ones are. */
enum { FRAGMENTS = 64 };
struct fragments {
    struct fragment {
        uint32_t id;
        struct endpoints e;
    } f[FRAGMENTS];
    unsigned next;
};

/* False: the packet has none, or they can't be known. Of an ICMP error they are those of the packet
 * that it is about, turned round. */
bool sn_endpoints(struct endpoints *e, struct fragments *f, uint32_t linktype,
                  const struct sn_pkt *p);

/* ---- sockets.c ---- */

enum { OF_IP4 = 1, OF_IP6 = 2 };

/* A socket: all zero where any address or port fits. */
struct owner_socket {
    uint8_t proto;
    uint8_t families;              /* OF_…: of what addresses, where any fits here */
    struct endpoint local, remote; /* the local port is never 0 */
    uint64_t cookie;               /* the kernel's number of it (SO_COOKIE); 0: not known */
};

/* Addresses of this host. */
struct owner_prefix {
    uint8_t addr[16]; /* as in an endpoint */
    uint8_t bits;
};

/* What is asked of a packet. */
struct owner_packet {
    int64_t ts;
    uint8_t proto;
    bool opens; /* TCP's SYN is set */
    bool sent;  /* by the local end */
    struct endpoint local, remote;
};

struct sockets;
struct sockets *sn_sockets_new(void);
void sn_sockets_free(struct sockets *s);

/* Adds a socket, whose packets are those since then; the same one again gets the later process.
 * The oldest that is closed, if there is one, makes room. */
void sn_sockets_add(struct sockets *s, const struct owner_socket *k, const struct sn_process *p,
                    int64_t since);

/* The socket was closed by then. What TCP still has to say is its own, until its port is seen to
 * begin another connection; a later packet of UDP is whoever's. */
void sn_sockets_close(struct sockets *s, uint64_t cookie, int64_t at);

/* The host has these addresses since then, or had them until then: a packet is compared with what
 * they were at its time, however late it is looked at. Before any is told, all are the host's. */
void sn_sockets_host(struct sockets *s, const struct owner_prefix *p, bool has, int64_t at);

/* The process of the socket that fits best; NULL: none does. */
const struct sn_process *sn_sockets_find(struct sockets *s, const struct owner_packet *p);

/* ---- messages, by a socket pair between processes of one program ---- */

enum owner_kind {
    OWNER_GO = 1, /* to the helper: the capture has begun; or, of a watch: look at all sockets */
    OWNER_DONE,   /* from it: it has looked; the first time: it hears what happens from here on */
    OWNER_SOCKET, /* from it: a socket was given an address, at `at` */
    OWNER_CLOSED, /* from it: the socket with this cookie is gone, at `at` */
    OWNER_HOST,   /* from it: `prefix` is of this host, or (`status` is 0) no longer, since `at` */
    OWNER_MISSED, /* from it: the kernel has dropped news of processes, `status` times so far */
    OWNER_EXIT,   /* the command has ended, or couldn't be run: `status`, `why` */
};

struct owner_msg {
    uint32_t kind;
    int32_t status;
    int64_t at;
    struct owner_socket socket;
    struct owner_prefix prefix;
    struct sn_process process;
    char why[128]; /* empty: it ran */
};

/* ---- news.c ---- */

/* What the kernel tells a helper: which sockets are closed, which addresses the host has. */
enum { NEWS_FDS = 2, NEWS_COOKIES = 1 << 16 };
struct news {
    int fd[NEWS_FDS];              /* to wait for; -1: this kernel doesn't tell */
    uint64_t cookie[NEWS_COOKIES]; /* of the sockets that were told of last, by their low digits */
    void (*tell)(void *ctx, const struct owner_msg *m);
    void *ctx;
};

/* Tells the host's addresses, and begins to listen. */
void sn_news_open(struct news *n);

/* The end of this socket is to be told. */
void sn_news_of(struct news *n, uint64_t cookie);

/* Tells what there is to be heard. */
void sn_news_hear(struct news *n);

/* ---- command.c, supervise.c ---- */

/* The helper's part: runs the command when told to, and stays until no process of it is left. */
_Noreturn void sn_owner_supervise(int fd, const struct sn_owner_opts *o);

/* Starts the command, which waits behind its seccomp filter. *listener: where the kernel asks.
 * SN_EIO when that can't be had. */
struct command {
    pid_t pid;
    int pidfd;
    int listener;
    int go;   /* a byte written to it lets the command run */
    int said; /* from it errno is read when it can't be run, and the end when it could */
};
enum sn_err sn_command_start(struct command *c, const struct sn_owner_opts *o,
                             struct sn_diag *d) SN_MUST;

/* ---- proctree.c: the processes that are watched ---- */

enum { PIDS_MAX = 1 << 16, PID_LIMIT = 1 << 22 };
struct tree {
    pid_t root;         /* 0: a control group's processes */
    const char *cgroup; /* its folder */
    struct watched {
        pid_t pid;
        uint64_t start; /* in the kernel's ticks; 0: not looked up yet */
    } p[PIDS_MAX];
    size_t n;
    uint8_t known[PID_LIMIT / 8]; /* a bit for each number, set for those in p */
    int fd;                       /* news of processes; -1: there are none */
    unsigned missed;              /* times that the kernel had no room for news */
};

/* With privileges still. *t is zero. */
void sn_tree_open(struct tree *t, const struct sn_owner_opts *o);
void sn_tree_hear(struct tree *t);
void sn_tree_look(struct tree *t); /* p is up to date */
bool sn_tree_is_gone(const struct tree *t);

/* ---- procwatch.c, procinfo.c ---- */

/* The helper's part for processes that run already. */
_Noreturn void sn_owner_watch(int fd, const struct sn_owner_opts *o);

/* Who process `pid` is, whose number may be a thread's. False: it is gone. */
bool sn_process_of(struct sn_process *p, pid_t pid);

#endif
