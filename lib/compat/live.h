/* A capture handle's insides: live.c reads, activate.c sets up. */
#ifndef COMPAT_LIVE_H
#define COMPAT_LIVE_H

#include "compat.h"
#include "sn/capfilter.h"

enum { LIVE_BATCH = 64 };

struct live {
    /* What pcap_activate is to do. */
    char *device; /* never NULL */
    int snaplen, timeout, buffer, protocol;
    bool promisc, rfmon, immediate;
    enum sn_stamp stamp;

    /* Once active. */
    struct sn_cap *cap;
    struct sn_monitor *monitor;
    struct sn_if ifc;
    struct sn_arena arena; /* of ifc */
    int wake;              /* an eventfd that pcap_breakloop writes to */
    bool nonblock, gone;   /* gone: the interface is */
    uint64_t ifdrop;       /* the interface's own losses at the beginning */

    struct sn_capfilter *filter; /* of a program whose expression is known; NULL: none */
    char *text;                  /* that expression, and how it was compiled */
    bool optimized;
    bpf_u_int32 netmask;
    int64_t until; /* the handle's filter is run on packets that were stamped before; INT64_MAX:
                      on all */
    struct sn_pkt pkt[LIVE_BATCH];
    uint32_t at, n; /* those that are still to be handed out */
    u_char *kept;   /* the data of a packet that pcap_next returned, when its block went back */
    size_t kept_size;
};

/* The table of an active capture. */
extern const struct handle_ops sn_compat_live_ops;

/* Closes a capture, active or not; the handle stays. */
void sn_compat_live_close(pcap_t *p);

/* What the interface has lost so far, as far as it says. */
uint64_t sn_compat_ifdrop(const char *name);

#endif
