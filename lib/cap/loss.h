/*
 * What was lost in front of the packet sockets, by the kernel's own counters.
 *
 * Documentation/networking/statistics.rst and struct rtnl_link_stats64 say what they hold:
 * rx_missed_errors, rx_fifo_errors and rx_over_errors are packets for which the adapter had no
 * room, and which no socket can have seen. rx_dropped mixes three kinds: what the stack had no use
 * for after the packet sockets had got it, what some drivers drop for want of room, and what a
 * full backlog queue lost. The last is also in /proc/net/softnet_stat, for all interfaces together;
 * so as much of it is an interface's as the others' rx_dropped doesn't explain.
 */
#ifndef CAP_LOSS_H
#define CAP_LOSS_H

#include "cap/netlink.h"

/* An interface's counters. */
struct loss_counts {
    uint32_t index;
    uint64_t missed, dropped;
};

/* Invariant: `base` is how the counters of the interfaces were that existed when the loss began to
 * be counted, or were begun later; interfaces that are not in it began with 0. */
struct loss {
    int fd;      /* netlink, to ask */
    int softnet; /* /proc/net/softnet_stat; -1: can't be read */
    struct loss_list {
        struct loss_counts *v;
        size_t n, cap;
        bool failed; /* some are missing */
    } base, now;
    uint32_t softnet_last; /* the kernel's counters have 32 bits */
    uint64_t backlog;      /* packets that full backlogs lost since then */
};

/* Needs no privilege; what it needs later is open then. */
enum sn_err sn_loss_open(struct loss *l, struct sn_diag *d) SN_MUST;
void sn_loss_close(struct loss *l);

/* An interface is captured from now on: unless it was there before, what it lost until now is not
 * counted. */
void sn_loss_begin(struct loss *l, uint32_t index);

/* Reads the counters. */
void sn_loss_update(struct loss *l);

/* What the set of interfaces lost since it began, by the last update; index 0 in the set: all that
 * there are. SN_UNKNOWN in `missed`: not known. */
struct loss_sum {
    uint64_t missed;  /* no room in the adapter */
    uint64_t backlog; /* no room in the backlog: at least so many */
    uint64_t unclear; /* of the rest of rx_dropped nothing says whether they were captured */
};
struct loss_sum sn_loss_of(const struct loss *l, const uint32_t *index, size_t n);

/* ---- for the above, and tests ---- */

/* Packets lost before any socket, of IFLA_STATS64's counters; *dropped is rx_dropped. False: the
 * attribute is too short. */
bool sn_loss_counters(struct loss_counts *c, const struct nl_attr *a);

/* The sum of the second column of softnet_stat's text. */
uint32_t sn_loss_softnet(const char *text, size_t n);

#endif
