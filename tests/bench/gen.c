/*
 * gen: writes a repeatable capture of mixed traffic to standard output, any size.
 *
 *   gen [-n packets | -b bytes] [-s seed] [-m mixed|tcpudp|addrs|hello] [-c] [-f FORMAT]
 *       [-L LINK] [-S snaplen]
 *
 * Several hundred flows are alive at a time; each packet comes from one of them by chance, and a
 * flow that has ended is replaced by a new one. Hosts follow Zipf's law, sizes are log-uniform up
 * to the link's 1500 bytes: about 40 % of the packets are bare acknowledgements. With -m addrs
 * instead every packet is a datagram from an address of its own, as a scan or a flood with forged
 * senders is; with -m hello, a ClientHello of TLS. What packets carry doesn't compress, as if it
 * were all encrypted; with -c three of four TCP flows carry text, and flows send in bursts, so that
 * it compresses as real captures do.
 */
#include <err.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gen.h"

enum { ALIVE = 400, ZIPF = 4096, NOISE = 1 << 20 };

static uint64_t state[2];
static uint64_t zipf_sum[ZIPF + 1];
static uint8_t noise[NOISE + 65536], text[NOISE + 65536];
static bool clear; /* -c */

/* xorshift128+: public domain, by Vigna. */
uint64_t rnd64(void)
{
    uint64_t a = state[0], b = state[1];

    state[0] = b;
    a ^= a << 23;
    state[1] = a ^ b ^ (a >> 17) ^ (b >> 26);
    return state[1] + b;
}

uint32_t rnd(uint32_t n)
{
    return (uint32_t)(((rnd64() >> 32) * n) >> 32);
}

bool chance(uint32_t percent)
{
    return rnd(100) < percent;
}

uint32_t rnd_log(uint32_t lo, uint32_t hi)
{
    uint32_t bit = lo + rnd(hi - lo);

    return (1u << bit) + rnd(1u << bit);
}

uint32_t rnd_zipf(uint32_t n)
{
    uint64_t x = rnd64() % zipf_sum[n];
    uint32_t lo = 0, hi = n;

    while (hi - lo > 1) {
        uint32_t mid = (lo + hi) / 2;

        if (zipf_sum[mid] <= x)
            lo = mid;
        else
            hi = mid;
    }
    return lo;
}

const uint8_t *rnd_bytes(void)
{
    return noise + rnd(NOISE);
}

const uint8_t *rnd_payload(uint32_t flow)
{
    return clear && flow % 4 ? text + rnd(NOISE) : rnd_bytes();
}

/* Words by Zipf's law, as in pages and logs, among tags and numbers. */
static void write_text(void)
{
    static char words[ZIPF][12];
    size_t at = 0;

    for (uint32_t i = 0; i < ZIPF; i++)
        for (uint32_t j = 0, n = 2 + rnd(9); j < n; j++)
            words[i][j] = "etaoinshrdlucmfwypvbgkjqxz"[rnd(1 + rnd(26))];
    while (at < sizeof text - 64) {
        const char *w = words[rnd_zipf(ZIPF)];
        uint32_t how = rnd(16);
        const char *form = how == 0   ? "<div class=\"%s\">"
                           : how == 1 ? "\"%s\": %u, "
                           : how == 2 ? "%s=%u&"
                                      : "%s ";

        at += (size_t)snprintf((char *)text + at, sizeof text - at, form, w, rnd(100000));
    }
}

static void seed(uint64_t s)
{
    state[0] = s * 0x9e3779b97f4a7c15u + 0x1234567;
    state[1] = ~state[0] ^ 0x2545f4914f6cdd1du;
    for (int i = 0; i < 32; i++)
        rnd64();
    for (uint32_t k = 1; k <= ZIPF; k++)
        zipf_sum[k] = zipf_sum[k - 1] + (1u << 30) / k;
    for (size_t i = 0; i < sizeof noise; i += 8) {
        uint64_t v = rnd64();

        for (size_t j = 0; j < 8; j++)
            noise[i + j] = (uint8_t)(v >> 8 * j);
    }
}

/* How many of 1000 new flows are of which kind. */
static const uint16_t mixed[KINDS] = {480, 90, 70, 250, 40, 40, 30};
static const uint16_t tcpudp[KINDS] = {700, 200, 100, 0, 0, 0, 0};

/* A UDP datagram from the k-th address of 10.0.0.0/8. */
static void from_new_address(struct pkt *p, uint32_t k)
{
    struct host from = {.mac = {2, 0, 0, 0, 0, 1}, .port = 32768, .ttl = 64};
    struct host to = {.mac = {2, 0, 0, 0, 0, 2}, .ip = {192, 0, 2, 1}, .port = 9};

    k++;
    memcpy(from.ip, (uint8_t[]){10, (uint8_t)(k >> 16), (uint8_t)(k >> 8), (uint8_t)k}, 4);
    p->vlan = 0;
    p->inward = true;
    ip_begin(p, &from, &to, false, P_UDP);
    put16(p, from.port);
    put16(p, to.port);
    put32(p, 0);
    put_mem(p, rnd_bytes(), 16);
    ip_end(p, &from, false, P_UDP);
}

static enum kind pick(const uint16_t *mix)
{
    uint32_t x = rnd(1000), k = 0;

    while (k + 1 < KINDS && x >= mix[k])
        x -= mix[k++];
    return (enum kind)k;
}

static void usage(void)
{
    fputs("usage: gen [-n packets | -b bytes] [-s seed] [-m mixed|tcpudp|addrs|hello] [-c]\n"
          "           [-S snaplen] [-f us|ns|us-swapped|ns-swapped|ng|ng-swapped|ng-rich] [-L "
          "LINKTYPE number]\n",
          stderr);
    exit(2);
}

static unsigned long long number(const char *s)
{
    char *end;
    unsigned long long v = strtoull(s, &end, 10);

    if (*s < '0' || *s > '9')
        usage();
    if (*end == 'k' || *end == 'K')
        v *= 1000, end++;
    else if (*end == 'm' || *end == 'M')
        v *= 1000000, end++;
    else if (*end == 'g' || *end == 'G')
        v *= 1000000000, end++;
    if (*end)
        usage();
    return v;
}

static void format(struct out_opts *o, const char *s)
{
    o->ng = strncmp(s, "ng", 2) == 0;
    o->nano = o->ng || strncmp(s, "ns", 2) == 0;
    o->swapped = strstr(s, "-swapped") != NULL;
    o->comments = strcmp(s, "ng-rich") == 0;
    if (!o->ng && strncmp(s, "ns", 2) != 0 && strncmp(s, "us", 2) != 0)
        usage();
}

int main(int argc, char **argv)
{
    static struct flow flows[ALIVE], *f = flows;
    static struct pkt p;
    struct out_opts o = {.link = 1, .snaplen = 262144};
    unsigned long long packets = 0, bytes = 0, n = 0, s = 1;
    const uint16_t *mix = mixed;
    void (*alone)(struct pkt * p, uint32_t k) = NULL; /* packets that are no flow's */
    int64_t ts = 1700000000000000000;
    int c;

    while ((c = getopt(argc, argv, "n:b:s:m:cf:L:S:")) != -1)
        switch (c) {
        case 'n':
            packets = number(optarg);
            break;
        case 'b':
            bytes = number(optarg);
            break;
        case 's':
            s = number(optarg);
            break;
        case 'm':
            alone = strcmp(optarg, "addrs") == 0   ? from_new_address
                    : strcmp(optarg, "hello") == 0 ? hello_packet
                                                   : NULL;
            mix = strcmp(optarg, "tcpudp") == 0 ? tcpudp : mixed;
            if (!alone && mix == mixed && strcmp(optarg, "mixed") != 0)
                usage();
            break;
        case 'c':
            clear = true;
            break;
        case 'f':
            format(&o, optarg);
            break;
        case 'L':
            o.link = (uint32_t)number(optarg);
            break;
        case 'S':
            o.snaplen = (uint32_t)number(optarg);
            break;
        default:
            usage();
        }
    if (optind != argc)
        usage();
    if (!packets && !bytes)
        packets = 1000000;

    seed(s);
    if (clear)
        write_text();
    out_begin(&o);
    for (int i = 0; !alone && i < ALIVE; i++)
        flow_new(&flows[i], pick(mix));
    while ((!packets || n < packets) && (!bytes || out_bytes() < bytes)) {
        /* Short captures begin with few flows, so that they hold whole ones. */
        bool more;

        if (!clear || chance(2))
            f = &flows[rnd(n < 50 * ALIVE - 200 ? 4 + (uint32_t)n / 50 : ALIVE)];
        ts += 2000 + rnd(4000);
        if (chance(3))
            ts += rnd(120000);
        if (alone)
            alone(&p, (uint32_t)n);
        more = alone || flow_step(f, &p, ts);
        n += out_packet(&p, ts);
        if (!more)
            flow_new(f, pick(mix));
    }
    out_end(ts);
    return 0;
}
