/* What the programs that run on both libraries share: each prints what a call returned, and what
 * the handle says then. */
#ifndef COMPAT_SHOW_H
#define COMPAT_SHOW_H

#include <pcap/pcap.h>
#include <stdio.h>

/* Prints an expression, its value and the handle's message. */
#define SHOW(p, call)                                                                              \
    do {                                                                                           \
        int show_ = (call);                                                                        \
        printf("  %s: %d [%s]\n", #call, show_, pcap_geterr(p));                                   \
    } while (0)

/* What every handle can be asked. */
static inline void show_basics(pcap_t *p)
{
    SHOW(p, pcap_datalink(p));
    SHOW(p, pcap_datalink_ext(p));
    SHOW(p, pcap_snapshot(p));
    SHOW(p, pcap_is_swapped(p));
    SHOW(p, pcap_major_version(p));
    SHOW(p, pcap_minor_version(p));
    SHOW(p, pcap_bufsize(p));
    SHOW(p, pcap_fileno(p));
}

/* Counts packets, and ends the loop in front of another one when `stop` of them were counted. */
struct counting {
    pcap_t *p;
    int n, stop;
};

static inline void count_packet(u_char *user, const struct pcap_pkthdr *h, const u_char *data)
{
    struct counting *c = (struct counting *)(void *)user;

    (void)h, (void)data;
    if (++c->n == c->stop)
        pcap_breakloop(c->p);
}

#endif
