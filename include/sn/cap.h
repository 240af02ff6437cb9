/*
 * Capture from live interfaces: what interfaces there are, and PF_PACKET sockets with a
 * memory-mapped ring (packet(7), Documentation/networking/packet_mmap.rst, TPACKET_V3).
 *
 * A struct sn_cap is one socket with its ring and belongs to one thread at a time; several may be
 * used by several threads. Opening needs CAP_NET_RAW; everything after needs no privilege.
 */
#ifndef SN_CAP_H
#define SN_CAP_H

#include "sn/arena.h"
#include "sn/err.h"
#include "sn/pcap.h"

/* ---- interfaces ---- */

#define SN_IFNAME_MAX 16 /* bytes of a name, its NUL included */

enum sn_if_flag {
    SN_IF_UP = 1,
    SN_IF_RUNNING = 2,
    SN_IF_LOOPBACK = 4,
    SN_IF_WIRELESS = 8,
    SN_IF_LINK = 16,       /* connected (wireless: associated) */
    SN_IF_NOLINK = 32,     /* disconnected; neither of the two: not known, or means nothing */
    SN_IF_UNSUPPORTED = 64 /* no link type of its own here: captured cooked */
};

enum sn_if_kind {
    SN_IF_NET,   /* an interface, or "any" */
    SN_IF_NFLOG, /* what netfilter logs to a group: nflog:GROUP */
    SN_IF_USB    /* the events of a USB bus, of all with 0: usbmonN */
};

struct sn_ifaddr {
    uint8_t family; /* AF_INET or AF_INET6 */
    uint8_t prefix; /* bits */
    uint8_t a[16];  /* network order; 4 or 16 bytes */
};

struct sn_if {
    uint32_t index; /* the kernel's; 0 is "any", or no interface */
    char name[SN_IFNAME_MAX];
    uint32_t flags;    /* enum sn_if_flag */
    uint32_t mtu;      /* 0: not known */
    uint32_t largest;  /* bytes of the largest packet, segments that are put together included
                          (GSO, GRO); 0: not known */
    uint32_t linktype; /* of its packets when captured in their own shape */
    uint8_t mac[8], maclen;
    uint16_t arphrd;
    struct sn_ifaddr *addr; /* in the arena */
    uint32_t naddr;
    const char *const *altname; /* its other names, of any length; in the arena */
    uint32_t naltnames;
    enum sn_if_kind kind;
    const char *alias; /* the administrator's words (ip link set … alias), or NULL */
};

/* Every interface of the network namespace and "any", in the order in which `-D` numbers them from
 * 1: up and running before those that are not, loopback and "any" last. */
SN_API enum sn_err sn_if_list(struct sn_if **out, uint32_t *n, struct sn_arena *a,
                              struct sn_diag *d) SN_MUST;

/* The one called `name`, else the one that has it as another name, else the one that it numbers in
 * the list's order from 1, else the one with that index in the kernel, which `index:7` stands for
 * in any case; NULL when there is none. */
SN_API const struct sn_if *sn_if_find(const struct sn_if *list, uint32_t n, const char *name);

/* The same with what is no interface of the list: nflog:GROUP, usbmonN. False: there is none. */
SN_API bool sn_if_choose(struct sn_if *out, const struct sn_if *list, uint32_t n, const char *name);

/* The first that is up and not loopback, NULL when there is none. */
SN_API const struct sn_if *sn_if_default(const struct sn_if *list, uint32_t n);

/* "1.eth0 [Up, Running, Connected] index 2, EN10MB, …", a line; and as a JSON object, a line; the
 * number is the one to choose it by. Nothing from outside is unescaped. */
SN_API void sn_if_put(struct sn_buf *b, uint32_t number, const struct sn_if *ifc);
SN_API void sn_if_put_json(struct sn_buf *b, uint32_t number, const struct sn_if *ifc);

/* All that sn_if_list() finds, so. */
SN_API enum sn_err sn_if_put_list(struct sn_buf *b, bool json, struct sn_diag *d) SN_MUST;

/* The link types that it can be captured with, a line each: "  EN10MB (Ethernet)". */
SN_API void sn_if_put_linktypes(struct sn_buf *b, const struct sn_if *ifc);

/* The link type for an ARPHRD_ number; *cooked when its packets have no header that a capture file
 * could carry. */
SN_API uint32_t sn_if_linktype(uint16_t arphrd, bool *cooked);

/* Moves the calling thread (and threads that it starts) to another network namespace: a name in
 * /run/netns, a path, or the number of a process in it. Sockets that are open stay where they are.
 * SN_EPERM names the capability. */
SN_API enum sn_err sn_netns_enter(const char *which, struct sn_diag *d) SN_MUST;

/* News of interfaces by a netlink socket: opened while that is allowed, used from then on. One
 * thread at a time. */
struct sn_ifwatch;

struct sn_ifnews {
    uint32_t index;
    char name[SN_IFNAME_MAX];
    uint16_t arphrd;
    bool up, gone;
};

SN_API enum sn_err sn_ifwatch_open(struct sn_ifwatch **out, struct sn_diag *d) SN_MUST;
SN_API int sn_ifwatch_fd(const struct sn_ifwatch *w);

/* The next piece of news, false when there is none. */
SN_API bool sn_ifwatch_next(struct sn_ifwatch *w, struct sn_ifnews *n);

SN_API void sn_ifwatch_close(struct sn_ifwatch *w);

/* Monitor mode: *ifc becomes an interface of the same wireless adapter that hears every frame on
 * its channel, with the radio's header, and is there until it is closed or the program ends; one
 * that is in that mode already stays (then *out is NULL). SN_EUNSUPPORTED where there is no such
 * mode, SN_EPERM without CAP_NET_ADMIN. */
struct sn_monitor;
SN_API enum sn_err sn_monitor_open(struct sn_monitor **out, struct sn_if *ifc,
                                   struct sn_diag *d) SN_MUST;
SN_API void sn_monitor_close(struct sn_monitor *m); /* NULL is allowed */

/* ---- time stamps ---- */

/* Whose clock, by libpcap's names. The host's is Linux's own, in nanoseconds, and every
 * interface's; no interface has a host_… one. `adapter` is the adapter's brought to system time,
 * which no kernel does any more though a driver may say so; `adapter_unsynced` is its clock as it
 * is. */
enum sn_stamp {
    SN_STAMP_HOST,
    SN_STAMP_HOST_LOWPREC,
    SN_STAMP_HOST_HIPREC,
    SN_STAMP_ADAPTER,
    SN_STAMP_ADAPTER_UNSYNCED,
    SN_STAMP_HOST_HIPREC_UNSYNCED,
};
#define SN_NSTAMPS 6

SN_API const char *sn_stamp_name(enum sn_stamp t);
SN_API const char *sn_stamp_text(enum sn_stamp t); /* for people */
SN_API bool sn_stamp_by_name(enum sn_stamp *t, const char *name);

/* The types of a set (bit n: type n), a line each. */
SN_API void sn_stamp_put(struct sn_buf *b, unsigned set);

/* The types that an interface has: bit 1 << t for each. Needs no privilege. */
SN_API enum sn_err sn_stamp_types(unsigned *set, const struct sn_if *ifc,
                                  struct sn_diag *d) SN_MUST;

/* ---- rings ---- */

enum sn_cap_dir { SN_CAP_INOUT, SN_CAP_IN, SN_CAP_OUT };

struct sn_insn;

struct sn_cap_opts {
    uint32_t snaplen;  /* 0: SN_SNAPLEN_DEFAULT */
    uint32_t linktype; /* 0: the interface's own; or SN_LINK_LINUX_SLL2, SN_LINK_LINUX_SLL */
    size_t buffer;     /* bytes of the ring, 0: SN_CAP_BUFFER */
    uint32_t block_ms; /* a packet waits in the ring at most this long; 0: SN_CAP_BLOCK_MS */
    bool immediate; /* a packet can be read at the moment it comes, at a system call each; not with
                       an adapter's time stamps, nor for what is no interface */
    bool promisc;   /* ends with the socket, also when the program is killed */
    enum sn_cap_dir dir;
    bool directions;     /* say which way each packet went */
    enum sn_stamp stamp; /* one of the interface's */
    uint16_t protocol;   /* only packets of this ethertype; 0: all */
    bool hold; /* let nothing in before sn_cap_go: for several sockets that share a fanout group */
    const struct sn_insn *filter; /* compiled with sn_bpf_opts.kernel, or NULL; copied */
    uint32_t nfilter;
    uint32_t seen; /* bytes of a packet that filters run here look at; 0: snaplen */
};

#define SN_CAP_BUFFER   (8u << 20)
#define SN_CAP_BLOCK_MS 10u

struct sn_cap;

/* Opens a socket on one interface: the ring first, then the filter, then the bind, so that no
 * packet that the filter would reject is ever in the ring. On loopback each packet is seen once.
 * An adapter's time stamps are switched on where they aren't, which needs CAP_NET_ADMIN, and stay
 * so when the socket is closed: other programs may rely on them by then. SN_EPERM without
 * CAP_NET_RAW, SN_ENODEV, SN_ERANGE when the kernel can't take such a long filter (run it on the
 * packets yourself then), SN_ENOMEM for a ring that large, SN_EIO. */
SN_API enum sn_err sn_cap_open(struct sn_cap **out, const struct sn_if *ifc,
                               const struct sn_cap_opts *o, struct sn_diag *d) SN_MUST;

/* The link type of its packets. */
SN_API uint32_t sn_cap_linktype(const struct sn_cap *c);

/* Joins sockets on one interface (opened with `hold`) so that each packet goes to one of them: the
 * packets of a flow to the same one, unless its ring is full. */
SN_API enum sn_err sn_cap_share(struct sn_cap *const *c, uint32_t n, struct sn_diag *d) SN_MUST;

/* Lets packets in, after `hold`. */
SN_API enum sn_err sn_cap_go(struct sn_cap *c, struct sn_diag *d) SN_MUST;

/* For poll(2): readable when a block of packets is ready, POLLERR when sn_cap_error has news. */
SN_API int sn_cap_fd(const struct sn_cap *c);

/* Up to max packets that are ready, in the order of arrival, 0 when none is. Time stamps are
 * nanoseconds of the clock that was asked for; VLAN tags that the kernel stripped are back in
 * place; cooked packets have their header; caplen is cut to the snap length. `iface` is left alone.
 * The data are in the ring and stay valid until the next call. */
SN_API uint32_t sn_cap_next(struct sn_cap *c, struct sn_pkt *p, uint32_t max);

/* The same with all that the kernel gave, which may be more than the snap length: a filter that is
 * run here (sn_capfilter_accepts) is asked first, then what it accepts is cut. */
SN_API uint32_t sn_cap_next_seen(struct sn_cap *c, struct sn_pkt *p, uint32_t max);
SN_API void sn_cap_cut(const struct sn_cap *c, struct sn_pkt *p);

/* Packets that sn_cap_next would return without giving up those that it returned last. */
SN_API uint32_t sn_cap_left(const struct sn_cap *c);

/* Gives back what sn_cap_next returned last, where nothing is left of that block: the descriptor is
 * readable then only if there is more. sn_cap_next does the same, later. */
SN_API void sn_cap_done(struct sn_cap *c);

/* The SN_CAP_FRONT bytes in front of p->data, a packet that the last sn_cap_next returned: the
 * caller's to write to, so that a record's header and the packet lie in one piece. */
#define SN_CAP_FRONT 28
static inline uint8_t *sn_cap_front(const struct sn_pkt *p)
{
    return (uint8_t *)(uintptr_t)p->data - SN_CAP_FRONT;
}

/* Asked with the time (ns) when sn_cap_next has returned 0: how long to leave the ring alone before
 * poll(2), ns. A busy ring is read with far less work some blocks at a time; at most 8 ms, and 0
 * when packets come slowly or the ring has few blocks (below 2 MiB); an eighth of it may fill up
 * meanwhile. */
SN_API int64_t sn_cap_rest(struct sn_cap *c, int64_t now);

/* Whether a quarter of the ring or more waits to be read: it is being read slowly. */
SN_API bool sn_cap_filling(const struct sn_cap *c);

/* The packets that sn_cap_next returned last stay valid over further calls of it, until
 * sn_cap_unkeep, which another thread may call. False: these are only a part of what was ready, or
 * none, or others are kept. */
SN_API bool sn_cap_keep(struct sn_cap *c) SN_MUST;
SN_API void sn_cap_unkeep(struct sn_cap *c);

/* Asked after sn_cap_next returned 0 and with the time (ns since 1970) from before that call: every
 * packet that was stamped before the time returned here has been read, but for one that the kernel
 * was just about to store. `now` itself: nothing is in the ring. Exact however late the kernel
 * hands a block over; packets with other time stamps than the kernel's own don't count. */
SN_API int64_t sn_cap_settled(const struct sn_cap *c, int64_t now);

/* Gives the ring another filter, made as sn_cap_opts.filter (n = 0: everything passes); what is in
 * the ring stays. Any thread. SN_ERANGE when the kernel doesn't take it. See sn_capfilter_attach
 * for expressions. */
SN_API enum sn_err sn_cap_set_filter(struct sn_cap *c, const struct sn_insn *filter, uint32_t n,
                                     struct sn_diag *d) SN_MUST;

/* Changes which way packets must go to be let in from now on. SN_EUNSUPPORTED where they go no
 * way. */
SN_API enum sn_err sn_cap_set_dir(struct sn_cap *c, enum sn_cap_dir dir, struct sn_diag *d) SN_MUST;

/* Changes one cooked link type into the other, for packets that sn_cap_next returns from now on; a
 * filter for the old one must be replaced. SN_EUNSUPPORTED: it isn't cooked, or to be. */
SN_API enum sn_err sn_cap_set_linktype(struct sn_cap *c, uint32_t linktype,
                                       struct sn_diag *d) SN_MUST;

/* Lets no further packet in. What is in the ring stays to be read: until sn_cap_settled says that
 * nothing is left, some milliseconds later. */
SN_API void sn_cap_stop(struct sn_cap *c);

/* sn_cap_opts.block_ms as it is in force; the ring's blocks, and the bytes of one. */
SN_API uint32_t sn_cap_block_ms(const struct sn_cap *c);
SN_API uint32_t sn_cap_blocks(const struct sn_cap *c, uint32_t *size);

/* What the socket has to report: SN_OK for nothing, SN_ENODEV when the interface went down or
 * away. */
SN_API enum sn_err sn_cap_error(struct sn_cap *c, struct sn_diag *d) SN_MUST;

/* Binds it to the interface as it is there now, after that was away; its link type must be what it
 * was. Needs no privilege. Another thread may be reading meanwhile. */
SN_API enum sn_err sn_cap_attach(struct sn_cap *c, const struct sn_ifnews *ifc,
                                 struct sn_diag *d) SN_MUST;

struct sn_cap_stats {
    uint64_t received; /* passed the kernel's filter, the dropped ones included */
    uint64_t dropped;  /* of those, lost because the ring was full */
    /* Handed out with the host's time stamp though an adapter's was asked for. Packets that go out
     * never have an adapter's. */
    uint64_t unstamped;
};

/* Since the opening; the kernel's 32-bit counters are summed up, so call it at least once in
 * 2^32 packets. */
SN_API void sn_cap_stats(struct sn_cap *c, struct sn_cap_stats *s);

/* Sends a packet of n bytes, its link-layer header included, out of the ring's interface: as
 * pcap_inject does. The ring itself doesn't get it, other sockets do. Any thread; needs no
 * privilege, but sn_sandbox_enter forbids it. SN_EUNSUPPORTED where there is no one interface or
 * its packets are captured cooked, SN_ERANGE for more than the MTU allows, SN_ENODEV, SN_EIO. */
SN_API enum sn_err sn_cap_inject(struct sn_cap *c, const void *p, size_t n,
                                 struct sn_diag *d) SN_MUST;

SN_API void sn_cap_close(struct sn_cap *c);

/* Nanoseconds since 1970 by the clock of the host's time stamps. */
SN_API int64_t sn_cap_now(void);

/* ---- where we run ---- */

/* An SSH session, by its addresses and TCP ports, for a filter to leave it out. */
struct sn_ssh_session {
    char client[64], server[64];
    unsigned client_port, server_port;
};

/* The one that this process, or one that started it, runs in. False: none, or it can't be told. */
SN_API bool sn_ssh_session(struct sn_ssh_session *s);

/* Appends a filter that accepts what an expression of n bytes (0: everything) does, with
 * look_through behind tags and tunnels too, but for the session itself. */
SN_API void sn_ssh_exclude(struct sn_buf *b, const struct sn_ssh_session *s, const char *expr,
                           size_t n, bool look_through);

#endif
