/* What the parts of a ring share. */
#ifndef CAP_CAP_H
#define CAP_CAP_H

#include <linux/ethtool.h>
#include <linux/filter.h>

#include "sn/cap.h"
#include "sn/rd.h"

/*
 * Invariants: blocks [0, nblocks) lie one after the other in `ring`; `cur` is the block that is
 * read or waited for. Either one block is held and has `left` packets from `at` on, or several are
 * whose packets were all handed out.
 */
struct sn_cap {
    int fd;
    enum sn_if_kind kind;
    struct feed *feed;              /* feed.c's, for what is no interface */
    void (*fill)(struct sn_cap *c); /* fills the block at cur with what is there; NULL: the kernel
                                       does */
    uint32_t ifindex;               /* atomic: sn_cap_attach changes it */
    uint16_t arphrd;
    bool promisc;
    enum sn_cap_dir dir;
    char name[SN_IFNAME_MAX];
    uint32_t linktype;
    uint32_t snaplen;
    uint32_t block_ms;
    uint8_t *ring;
    size_t ring_size;
    uint32_t block_size, nblocks;
    uint32_t cur;
    bool held;     /* the block at cur is ours; */
    uint32_t left; /* packets of it, from at on, are not read yet */
    const uint8_t *at, *end;
    const uint8_t *fetched; /* up to here, into our cache */
    uint32_t kept_at;       /* sn_cap_keep: the block that is not to be read again, */
    bool kept;              /* atomic: when there is one */
    uint32_t filled;        /* blocks taken since `rested` that were full, not timed out */
    int64_t rested;         /* when sn_cap_rest was asked last */
    bool directions;        /* atomic: packets say which way they went */
    uint32_t stamped;   /* tp_status of a packet with the time stamp that was asked for; 0: any */
    uint64_t unstamped; /* atomic: packets without it; the reading thread counts */
    struct sn_cap_stats stats;
    bool loopback;
    uint16_t protocol;        /* ethertype; 0: all */
    uint32_t prefix;          /* instructions of our own in front of the filter */
    struct sock_fprog filter; /* what is attached, or will be by sn_cap_go; malloc'ed */
};

/* ring.c */
enum sn_err sn_cap_ring_open(struct sn_cap *c, const struct sn_cap_opts *o, uint32_t largest,
                             struct sn_diag *d) SN_MUST;
void sn_cap_geometry(struct sn_cap *c, size_t buffer, uint32_t largest);
void sn_cap_ring_close(struct sn_cap *c);

/* socket.c: the same without a ring of the kernel's; fills the block at cur with a packet. */
enum sn_err sn_cap_socket_open(struct sn_cap *c, const struct sn_cap_opts *o,
                               struct sn_diag *d) SN_MUST;
void sn_cap_socket_fill(struct sn_cap *c);

/* filter.c: builds c->filter, the caller's program behind what direction and loopback ask for;
 * attaches it, or another in its place, or what lets nothing in. */
enum sn_err sn_cap_filter(struct sn_cap *c, const struct sn_cap_opts *o, struct sn_diag *d) SN_MUST;
enum sn_err sn_cap_filter_replace(struct sn_cap *c, const struct sn_insn *filter, uint32_t nfilter,
                                  uint32_t seen, bool directions, struct sn_diag *d) SN_MUST;
enum sn_err sn_cap_filter_none(struct sn_cap *c, struct sn_diag *d) SN_MUST;
enum sn_err sn_cap_filter_attach(struct sn_cap *c, struct sn_diag *d) SN_MUST;

/* stamp.c: has the socket get this type of time stamps; the types that a driver's answer means. */
enum sn_err sn_cap_stamp_ask(struct sn_cap *c, enum sn_stamp t, struct sn_diag *d) SN_MUST;
unsigned sn_cap_stamps_of(const struct ethtool_ts_info *info);

/* sn_cap_cut where it is called for each packet. */
static inline void cap_cut(const struct sn_cap *c, struct sn_pkt *p)
{
    if (p->caplen > c->snaplen)
        p->caplen = c->snaplen;
}

/* Bytes of the header that a cooked link type has, 0 for the others. */
uint32_t sn_cap_cooked_header(uint32_t linktype);

/* What the kernel says about a packet beside its bytes. */
struct cap_meta {
    uint16_t protocol; /* host order */
    uint32_t ifindex;
    uint16_t arphrd;
    uint8_t pkttype, halen;
    const uint8_t *addr; /* 8 bytes */
    bool tagged;
    uint16_t tpid, tci;
};

/* tag.c: puts a stripped VLAN tag back, and the cooked header in front. There is room for
 * CAP_HEADROOM bytes in front of p->data, which moves down. */
#define CAP_HEADROOM 24
void sn_cap_restore(struct sn_pkt *p, uint32_t linktype, const struct cap_meta *m);

#endif
