/*
 * Time per packet of the engine and of the interpreter against libpcap's pcap_offline_filter, on
 * filters from trivial to long, each compiled by its own compiler.
 *
 *     bpfbench CAPTURE
 *
 * The first packets of the capture, cut to 192 bytes, lie one after the other in memory. They are
 * too many for a processor to learn their branches by heart. The runs of the three take turns; each
 * figure is the median. libpcap is loaded when it is there; verdicts must agree.
 */
#include <dlfcn.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>

#include "sn/sn.h"

#define PACKETS 16384
#define SNAP    192
#define RUNS    21

static const char *const filters[] = {
    "ip",
    "tcp",
    "ip6",
    "len > 500",
    "host 10.0.0.7",
    "udp port 53",
    "port 443",
    "portrange 8000-9000",
    "net 10.1.0.0/16 and not port 22",
    "tcp[tcpflags] & (tcp-syn|tcp-fin) != 0",
    "vlan and ip",
    "ip6 and tcp port 443",
    "ether[0] & 1 = 0 and ip[8] + ip[9] * 2 > 100",
    "icmp or arp or udp port 123",
    "tcp port 80 and (((ip[2:2] - ((ip[0]&0xf)<<2)) - ((tcp[12]&0xf0)>>2)) != 0)",
    "host 10.0.0.1 or 10.0.0.2 or 10.0.0.3 or 10.0.0.4 or 10.0.0.5 or 10.0.0.6 or 10.0.0.8",
    "port 1 or 22 or 25 or 110 or 123 or 143 or 389 or 636 or 993 or 3306 or 5432",
    "HOSTS", /* a hundred */
};

#define FILTERS (sizeof filters / sizeof *filters)

static struct sn_pkt pkts[PACKETS];
static uint32_t npkts;

/* ---- libpcap, as its manual describes it ---- */

struct their_program {
    unsigned n;
    void *insns;
};

struct their_header {
    struct timeval ts;
    uint32_t caplen, len;
};

static struct {
    void *(*open_dead)(int linktype, int snaplen);
    int (*compile)(void *p, struct their_program *f, const char *s, int optimize, uint32_t mask);
    int (*filter)(const struct their_program *f, const struct their_header *h, const uint8_t *p);
    void *handle;
} pcap;

static bool find(void *lib, const char *name, void *to)
{
    void *p = dlsym(lib, name);

    memcpy(to, &p, sizeof p);
    return p != NULL;
}

static bool load_rival(void)
{
    void *lib = dlopen("libpcap.so.0.8", RTLD_NOW);

    if (!lib)
        lib = dlopen("libpcap.so.1", RTLD_NOW);
    if (!lib || !find(lib, "pcap_open_dead", &pcap.open_dead) ||
        !find(lib, "pcap_compile", &pcap.compile) ||
        !find(lib, "pcap_offline_filter", &pcap.filter))
        return false;
    pcap.handle = pcap.open_dead(1, SN_SNAPLEN_DEFAULT);
    return pcap.handle != NULL;
}

/* ---- packets ---- */

static void die(const char *what, const struct sn_diag *d)
{
    fprintf(stderr, "bpfbench: %s: %s\n", what, d->msg);
    exit(1);
}

static void load_packets(const char *path)
{
    uint8_t *mem = malloc((size_t)PACKETS * SNAP);
    struct sn_reader *r = NULL;
    struct sn_src *src;
    struct sn_batch b;
    struct sn_diag d;

    sn_batch_init(&b);
    if (!mem || sn_src_open(&src, path, &d) || sn_reader_open(&r, src, &d))
        die(path, &d);
    while (npkts < PACKETS && !sn_reader_next(r, &b, &d)) {
        for (uint32_t i = 0; i < b.n && npkts < PACKETS; i++) {
            struct sn_pkt *p = &pkts[npkts++];

            *p = b.pkt[i];
            p->caplen = p->caplen < SNAP ? p->caplen : SNAP;
            memcpy(mem, p->data, p->caplen);
            p->data = mem;
            mem += p->caplen;
        }
    }
    sn_reader_close(r);
    sn_batch_free(&b);
}

/* ---- measuring ---- */

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(double *v)
{
    qsort(v, RUNS, sizeof *v, by_size);
    return v[RUNS / 2] / npkts;
}

static uint32_t engine_pass(const struct sn_engine *e)
{
    return sn_engine_run_pkts(e, pkts, npkts);
}

static uint32_t rival_pass(const struct their_program *f)
{
    uint32_t n = 0;

    for (uint32_t i = 0; i < npkts; i++) {
        struct their_header h = {.caplen = pkts[i].caplen, .len = pkts[i].len};

        n += pcap.filter(f, &h, pkts[i].data) != 0;
    }
    return n;
}

static void undrop(void)
{
    for (uint32_t i = 0; i < npkts; i++)
        pkts[i].drop = false;
}

struct row {
    double ours, plain, theirs; /* ns a packet: engine, interpreter, libpcap */
    uint32_t insns, accepted;
};

static struct sn_engine *engine(const char *text, bool jit, uint32_t *n)
{
    struct sn_bpf_opts o = {.linktype = SN_LINK_ETHERNET};
    struct sn_engine *e;
    struct sn_arena a;
    struct sn_prog p;
    struct sn_diag d;

    sn_arena_init(&a, (size_t)64 << 20);
    if (sn_bpf_compile(&p, &a, text, strlen(text), &o, &d) || sn_engine_new(&e, &p, jit, &d))
        die(text, &d);
    *n = p.n;
    sn_arena_free(&a);
    return e;
}

static struct row measure(const char *text)
{
    double ours[RUNS], plain[RUNS], theirs[RUNS] = {0};
    struct their_program f;
    struct row r = {0};
    struct sn_engine *fast = engine(text, true, &r.insns), *slow = engine(text, false, &r.insns);

    if (pcap.handle && pcap.compile(pcap.handle, &f, text, 1, 0) != 0) {
        fprintf(stderr, "bpfbench: libpcap doesn't take: %s\n", text);
        exit(1);
    }
    for (int i = 0; i < RUNS; i++) {
        uint32_t a, b, c;
        double t[4];

        undrop();
        t[0] = now();
        a = engine_pass(fast);
        t[1] = now();
        undrop();
        t[2] = now();
        b = engine_pass(slow);
        plain[i] = now() - t[2];
        undrop();
        t[2] = now();
        c = pcap.handle ? rival_pass(&f) : a;
        t[3] = now();
        ours[i] = t[1] - t[0];
        theirs[i] = t[3] - t[2];
        if (a != b || a != c) {
            fprintf(stderr, "bpfbench: %u, %u, %u accepted: %s\n", a, b, c, text);
            exit(1);
        }
        r.accepted = a;
    }
    sn_engine_free(fast);
    sn_engine_free(slow);
    r.ours = median(ours);
    r.plain = median(plain);
    r.theirs = median(theirs);
    return r;
}

static const char *hosts(void)
{
    static char text[4096] = "host 10.0.1.1";

    for (int i = 2; i <= 100; i++)
        snprintf(text + strlen(text), sizeof text - strlen(text), " or 10.0.1.%d", i);
    return text;
}

int main(int argc, char **argv)
{
    double sum = 0, best = 0;

    if (argc != 2) {
        fprintf(stderr, "usage: bpfbench CAPTURE\n");
        return 2;
    }
    load_packets(argv[1]);
    if (!load_rival())
        printf("             libpcap is not there: no ratios\n");
    printf("engine       ns a packet:  machine code  interpreter  libpcap   ratio\n");
    for (size_t i = 0; i < FILTERS; i++) {
        bool list = strcmp(filters[i], "HOSTS") == 0;
        struct row r = measure(list ? hosts() : filters[i]);
        double ratio = r.theirs / r.ours;

        printf("  %-36.36s %15.2f %12.2f %8.2f %7.2f\n", list ? "100 hosts" : filters[i], r.ours,
               r.plain, r.theirs, ratio);
        sum += log(ratio);
        best = ratio > best ? ratio : best;
    }
    if (pcap.handle) {
        double mean = exp(sum / (double)FILTERS);

        printf("engine       geometric mean %.2f (wanted 3)  best %.2f (wanted 8)  %s\n", mean,
               best, mean >= 3 && best >= 8 ? "ok" : "SHORT");
    }
    return 0;
}
