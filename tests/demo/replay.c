/*
 * replay: sends the packets of a capture on an interface, so many in a second.
 *
 *   replay -i INTERFACE [-r PACKETS-PER-SECOND] FILE
 *
 * The frames leave as they are in the file; what is longer than the interface takes is an error.
 */
#include <arpa/inet.h>
#include <err.h>
#include <net/if.h>
#include <netpacket/packet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "sn/sn.h"

static int open_on(const char *name)
{
    struct sockaddr_ll to = {.sll_family = AF_PACKET};
    int fd = socket(AF_PACKET, SOCK_RAW, 0);

    if (fd < 0)
        err(1, "packet socket");
    to.sll_ifindex = (int)if_nametoindex(name);
    if (!to.sll_ifindex || bind(fd, (struct sockaddr *)&to, sizeof to) != 0)
        err(1, "%s", name);
    return fd;
}

static void pause_until(struct timespec *next, long gap)
{
    next->tv_nsec += gap;
    next->tv_sec += next->tv_nsec / 1000000000;
    next->tv_nsec %= 1000000000;
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, next, NULL);
}

static unsigned long send_all(int fd, struct sn_reader *r, long gap, const char *name)
{
    struct sn_batch b;
    struct sn_diag d;
    struct timespec next;
    unsigned long sent = 0;
    enum sn_err e;

    clock_gettime(CLOCK_MONOTONIC, &next);
    sn_batch_init(&b);
    while (!(e = sn_reader_next(r, &b, &d)))
        for (uint32_t i = 0; i < b.n; i++) {
            if (b.pkt[i].meta)
                continue;
            if (write(fd, b.pkt[i].data, b.pkt[i].caplen) < 0)
                err(1, "packet %lu", sent + 1);
            sent++;
            if (gap)
                pause_until(&next, gap);
        }
    if (e != SN_EOF)
        errx(1, "%s: %s", name, d.msg);
    sn_batch_free(&b);
    return sent;
}

int main(int argc, char **argv)
{
    const char *interface = NULL, *why = NULL;
    struct sn_reader *r;
    struct sn_src *src;
    struct sn_diag d;
    long rate = 0;
    int c, fd;

    while ((c = getopt(argc, argv, "i:r:")) != -1) {
        if (c == 'i')
            interface = optarg;
        else if (c == 'r')
            rate = (long)strtonum(optarg, 0, 1000000, &why);
        if (c == '?' || why)
            return 2;
    }
    if (!interface || argc - optind != 1)
        errx(2, "usage: replay -i INTERFACE [-r PACKETS-PER-SECOND] FILE");
    fd = open_on(interface);
    if (sn_src_open(&src, argv[optind], &d) || sn_reader_open(&r, src, &d))
        errx(1, "%s: %s", argv[optind], d.msg);
    printf("%lu packets sent on %s\n", send_all(fd, r, rate ? 1000000000 / rate : 0, argv[optind]),
           interface);
    sn_reader_close(r);
    close(fd);
    return 0;
}
