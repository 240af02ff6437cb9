/*
 * What one core does a second, without files and output: ClientHellos to JA4, and bytes of TCP
 * streams put in order.
 *
 *     streambench CAPTURE
 *
 * hello: each packet of the capture, a ClientHello, is dissected for its JA4, which is found.
 * reasm: segments of 1448 bytes of 64 connections in turn; in order, and so that every twentieth
 *     comes behind the next one, or was lost and comes three later.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "sn/pcap.h"
#include "sn/reasm.h"
#include "sn/wanted.h"

enum { RUNS = 9, PACKETS = 100000, CONNS = 64, SEGMENTS = 400000, MSS = 1448 };

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static void die(const char *what, const struct sn_diag *d)
{
    fprintf(stderr, "streambench: %s: %s\n", what, d->msg);
    exit(1);
}

/* Prints what the median of the runs says of `amount`, in units of `unit`. */
static void row(const char *name, double *seconds, double amount, double wanted, const char *unit)
{
    double rate;

    qsort(seconds, RUNS, sizeof *seconds, by_size);
    rate = amount / seconds[RUNS / 2];
    printf("%-12s %12.2f %s a second and core (wanted %.2f)  %s\n", name, rate, unit, wanted,
           rate >= wanted ? "ok" : "SHORT");
}

/* ---- ClientHellos ---- */

static struct sn_pkt pkts[PACKETS];
static uint32_t npkts;

static void load_packets(const char *path)
{
    struct sn_reader *r = NULL;
    struct sn_src *src;
    struct sn_batch b;
    struct sn_diag d;

    sn_batch_init(&b);
    if (sn_src_open(&src, path, &d) || sn_reader_open(&r, src, &d))
        die(path, &d);
    while (npkts < PACKETS && !sn_reader_next(r, &b, &d)) {
        for (uint32_t i = 0; i < b.n && npkts < PACKETS; i++) {
            struct sn_pkt *p = &pkts[npkts];
            uint8_t *mem = malloc(b.pkt[i].caplen);

            if (!mem)
                break;
            *p = b.pkt[i];
            p->data = memcpy(mem, b.pkt[i].data, p->caplen);
            npkts++;
        }
    }
    sn_reader_close(r);
    sn_batch_free(&b);
}

static bool has_ja4(const struct sn_dissection *x)
{
    const struct sn_layer *l = &x->layer[x->nlayer - 1];

    for (uint32_t i = l->n; i-- > 0;) { /* it is the message's last */
        const struct sn_field *f = &l->proto->fields[x->rec[l->first + i].field];

        if (strcmp(f->name, "sn.tls.handshake.ja4") == 0)
            return true;
    }
    return false;
}

static void hellos(void)
{
    static const char *const names[] = {"sn.tls.handshake.ja4"};
    struct sn_dis_opts o = {0};
    struct sn_wanted *w;
    struct sn_dis *dis;
    struct sn_diag d;
    double seconds[RUNS];

    if (sn_wanted_new(&w, names, 1, &d))
        die("wanted", &d);
    o.want = sn_wanted_dis(w);
    if (sn_dis_new(&dis, &o, &d))
        die("a context", &d);
    for (unsigned k = 0; k < RUNS; k++) {
        double from = now();

        for (uint32_t i = 0; i < npkts; i++) {
            const struct sn_pkt *p = &pkts[i];

            sn_dis_reset(dis);
            if (!has_ja4(sn_dis_packet(dis, SN_LINK_ETHERNET, p->data, p->caplen, p->len))) {
                fprintf(stderr, "streambench: packet %u has no JA4\n", i + 1);
                exit(1);
            }
        }
        seconds[k] = now() - from;
    }
    row("hello", seconds, npkts / 1e6, 0.5, "million ClientHellos");
    sn_dis_free(dis);
    sn_wanted_free(w);
}

/* ---- streams ---- */

static uint64_t passed;

static void on_data(void *ctx, struct sn_reasm_stream *s, const uint8_t *p, uint32_t n)
{
    (void)ctx, (void)s, (void)p;
    passed += n;
}

static void on_missing(void *ctx, struct sn_reasm_stream *s, uint32_t n)
{
    (void)ctx, (void)s, (void)n;
}

static void on_end(void *ctx, struct sn_reasm_stream *s, enum sn_reasm_end why)
{
    (void)ctx, (void)s, (void)why;
}

/* The place of a connection's k-th segment in its stream. */
static uint32_t place(uint32_t k, uint32_t late)
{
    uint32_t at = k % 20;

    if (!late || at > late)
        return k;
    return at < late ? k + 1 : k - late;
}

static void streams(const char *name, uint32_t late)
{
    static const uint8_t payload[MSS], address[8] = {10, 0, 0, 1, 10, 0, 0, 2};
    struct sn_reasm_opts o = {.data = on_data, .missing = on_missing, .end = on_end};
    double seconds[RUNS];
    struct sn_diag d;

    for (unsigned k = 0; k < RUNS; k++) {
        struct sn_reasm *r;
        double from = now();

        passed = 0;
        if (sn_reasm_new(&r, &o, &d))
            die("streams", &d);
        for (uint32_t i = 0; i < SEGMENTS; i++) {
            struct sn_segment s = {.len = MSS, .flags = SN_TCP_ACK};

            s.ends = (struct sn_ends){
                .src = address, .dst = address + 4, .version = 4, .proto = 6, .sport = 443};
            s.ends.dport = (uint16_t)(1024 + i % CONNS);
            /* The first segment says where the stream begins. */
            s.seq = 1000 + (i < CONNS ? 0 : place(i / CONNS - 1, late) + 1) * MSS;
            sn_reasm_segment(r, &s, payload, MSS, (int64_t)i * 1000);
        }
        sn_reasm_free(r);
        seconds[k] = now() - from;
        if (passed != (uint64_t)SEGMENTS * MSS)
            fprintf(stderr, "streambench: %s: %ju bytes\n", name, (uintmax_t)passed);
    }
    row(name, seconds, (double)SEGMENTS * MSS / 1e9, 1, "GB of streams");
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: streambench CAPTURE\n", stderr);
        return 2;
    }
    load_packets(argv[1]);
    hellos();
    streams("reasm", 0);
    streams("reasm-late", 1);
    streams("reasm-lost", 3);
    return 0;
}
