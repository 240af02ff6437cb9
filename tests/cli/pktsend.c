/*
 * Sends frames on an interface: what the capture tests need, and no more.
 *
 *     pktsend IF [-n COUNT] [-s BYTES] [-r PER_SECOND] [-v VLAN] [-t] [-x HEX] [-S SEED]
 *
 * Without -x: UDP packets 10.9.0.1 port 50000 + i % 1000 > 10.9.0.2 port 9, i counting from -S in
 * the first four bytes of the payload; BYTES long altogether. -t: TCP instead. -v: tagged 802.1Q.
 * -x: these bytes, as they are. On a raw IP interface (-R) frames have no Ethernet header.
 * Prints the number of frames that the kernel took.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { FRAME_MAX = 9000 };

struct shape {
    size_t size;
    int vlan; /* -1: none */
    int tcp, raw;
    size_t hex; /* bytes given by -x */
};

static void put16(uint8_t *p, unsigned v)
{
    p[0] = (uint8_t)(v >> 8);
    p[1] = (uint8_t)v;
}

static unsigned checksum(const uint8_t *p, size_t n)
{
    unsigned long sum = 0;

    for (size_t i = 0; i + 1 < n; i += 2)
        sum += (unsigned)p[i] << 8 | p[i + 1];
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return (unsigned)~sum & 0xffff;
}

/* Fills f, returns its length. */
static size_t build(uint8_t *f, const struct shape *s, uint32_t i)
{
    static const uint8_t macs[] = {2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1};
    static const uint8_t addrs[] = {10, 9, 0, 1, 10, 9, 0, 2};
    uint8_t *p = f, *ip;
    size_t l4 = s->tcp ? 20 : 8, n;

    if (!s->raw) {
        memcpy(p, macs, sizeof macs);
        p += sizeof macs;
        if (s->vlan >= 0) {
            put16(p, ETH_P_8021Q);
            put16(p + 2, (unsigned)s->vlan);
            p += 4;
        }
        put16(p, ETH_P_IP);
        p += 2;
    }
    ip = p;
    n = (size_t)(ip - f) + 20 + l4 + 4;
    n = s->size > n ? s->size : n;
    memset(ip, 0, n - (size_t)(ip - f));
    ip[0] = 0x45;
    put16(ip + 2, (unsigned)(n - (size_t)(ip - f)));
    ip[8] = 64;
    ip[9] = s->tcp ? IPPROTO_TCP : IPPROTO_UDP;
    memcpy(ip + 12, addrs, sizeof addrs);
    put16(ip + 10, checksum(ip, 20));
    put16(ip + 20, 50000 + i % 1000);
    put16(ip + 22, 9);
    if (s->tcp)
        ip[32] = 0x50;
    else
        put16(ip + 24, (unsigned)(n - (size_t)(ip - f) - 20));
    put16(ip + 20 + l4, i >> 16);
    put16(ip + 22 + l4, i & 0xffff);
    return n;
}

static size_t unhex(uint8_t *f, const char *s)
{
    size_t n = 0;

    while (n < FRAME_MAX && sscanf(s, "%2hhx", &f[n]) == 1) {
        n++;
        s += 2;
        if (!s[0] || !s[1])
            break;
    }
    return n;
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int send_one(int fd, const struct sockaddr_ll *to, const uint8_t *f, size_t n)
{
    while (sendto(fd, f, n, 0, (const struct sockaddr *)to, sizeof *to) < 0) {
        if (errno != ENOBUFS && errno != EAGAIN && errno != EINTR)
            return -1;
        usleep(50);
    }
    return 0;
}

/* A link that just came up drops what is sent before the kernel has noticed: waited for, but not
 * for long where there never will be one. */
static void await_link(int fd, const char *name)
{
    struct ifreq req = {0};

    strncpy(req.ifr_name, name, sizeof req.ifr_name - 1);
    for (int i = 0; i < 2000 && ioctl(fd, SIOCGIFFLAGS, &req) == 0 && req.ifr_flags & IFF_UP &&
                    !(req.ifr_flags & IFF_RUNNING);
         i++)
        usleep(1000);
}

int main(int argc, char **argv)
{
    struct shape s = {.vlan = -1};
    struct sockaddr_ll to = {.sll_family = AF_PACKET}; /* the kernel reads the protocol */
    uint8_t frame[FRAME_MAX];
    unsigned long count = 1, sent = 0;
    uint32_t seed = 0;
    double rate = 0, start;
    int c, fd;

    while ((c = getopt(argc, argv, "n:s:r:v:tRx:S:")) != -1) {
        switch (c) {
        case 'n':
            count = strtoul(optarg, NULL, 10);
            break;
        case 's':
            s.size = strtoul(optarg, NULL, 10);
            s.size = s.size > FRAME_MAX ? FRAME_MAX : s.size;
            break;
        case 'r':
            rate = strtod(optarg, NULL);
            break;
        case 'v':
            s.vlan = atoi(optarg);
            break;
        case 't':
            s.tcp = 1;
            break;
        case 'R':
            s.raw = 1;
            break;
        case 'x':
            s.hex = unhex(frame, optarg);
            break;
        case 'S':
            seed = (uint32_t)strtoul(optarg, NULL, 10);
            break;
        default:
            return 2;
        }
    }
    if (optind >= argc || !(to.sll_ifindex = (int)if_nametoindex(argv[optind]))) {
        fprintf(stderr, "pktsend: which interface?\n");
        return 2;
    }
    fd = socket(PF_PACKET, SOCK_RAW, 0);
    if (fd < 0) {
        perror("pktsend");
        return 1;
    }
    await_link(fd, argv[optind]);
    start = now();
    for (; sent < count; sent++) {
        size_t n = s.hex ? s.hex : build(frame, &s, seed + (uint32_t)sent);

        while (rate > 0 && (double)sent / rate > now() - start)
            usleep(200);
        if (send_one(fd, &to, frame, n) != 0) {
            perror("pktsend");
            break;
        }
    }
    printf("%lu\n", sent);
    return sent < count;
}
