/*
 * Whose packets, inside: owner.c compares packets with sockets, sockets.c keeps these, endpoints.c
 * finds a packet's addresses and ports; command.c runs a command, supervise.c answers what the
 * kernel asks about it, in a process of its own that tells the capture by messages.
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

/* A socket: all zero where any address or port fits. */
struct owner_socket {
    uint8_t proto;
    struct endpoint local, remote; /* the local port is never 0 */
};

struct sockets;
struct sockets *sn_sockets_new(void);
void sn_sockets_free(struct sockets *s);

/* Adds a socket; the same one again gets the later process. The oldest makes room. */
void sn_sockets_add(struct sockets *s, const struct owner_socket *k, const struct sn_process *p);

/* The process of the socket that fits best; NULL: none does. */
const struct sn_process *sn_sockets_find(const struct sockets *s, uint8_t proto,
                                         const struct endpoint *local,
                                         const struct endpoint *remote);

/* ---- messages, by a socket pair between processes of one program ---- */

enum owner_kind {
    OWNER_GO = 1, /* to the helper: the capture has begun; or, of a watch: look at all sockets */
    OWNER_DONE,   /* from it: it has looked */
    OWNER_SOCKET, /* from it: a socket was given an address */
    OWNER_EXIT,   /* the command has ended, or couldn't be run: `status`, `why` */
};

struct owner_msg {
    uint32_t kind;
    int32_t status;
    struct owner_socket socket;
    struct sn_process process;
    char why[128]; /* empty: it ran */
};

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

/* ---- procwatch.c, procinfo.c ---- */

/* The helper's part for processes that run already. */
_Noreturn void sn_owner_watch(int fd, const struct sn_owner_opts *o);

/* Who process `pid` is, whose number may be a thread's. False: it is gone. */
bool sn_process_of(struct sn_process *p, pid_t pid);

#endif
