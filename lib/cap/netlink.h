/* Talking rtnetlink(7): dumps and the walk over attributes. */
#ifndef CAP_NETLINK_H
#define CAP_NETLINK_H

#include <string.h>

#include "sn/err.h"

/* A socket that listens to the multicast groups in `groups` (RTMGRP_…, 0: none). */
enum sn_err sn_nl_open(int *fd, uint32_t groups, struct sn_diag *d) SN_MUST;

/* Called with each message: its type and what follows the netlink header. */
typedef void nl_fn(void *ctx, uint16_t type, const uint8_t *body, size_t n);

/* Asks for everything of a kind (RTM_GETLINK, RTM_GETADDR), which then comes in messages. False:
 * errno says why. */
bool sn_nl_ask(int fd, uint16_t what) SN_MUST;

/* Hands each answer to what was asked to fn, until its end. Returns an errno, or 0. */
int sn_nl_answers(int fd, nl_fn *fn, void *ctx);

/* Asks, and hands each answer to fn. */
enum sn_err sn_nl_dump(int fd, uint16_t what, nl_fn *fn, void *ctx, struct sn_diag *d) SN_MUST;

/* Hands each message of a datagram to fn. *done when it ends a dump; the kernel's errno, or 0. */
int sn_nl_walk(const uint8_t *p, size_t n, nl_fn *fn, void *ctx, bool *done);

struct nl_attr {
    uint16_t type;
    size_t len;
    const uint8_t *data;
};

/* The attribute at *at, which moves behind it; false at the end. */
bool sn_nl_next_attr(const uint8_t *body, size_t n, size_t *at, struct nl_attr *a);

static inline uint32_t nl_u32(const struct nl_attr *a)
{
    uint32_t v = 0;

    memcpy(&v, a->data, a->len < sizeof v ? a->len : sizeof v);
    return v;
}

#endif
