/*
 * Files of other kinds that captures are appended to, and odd things that are written: a folder for
 * what is written is the first argument, captures to append to follow.
 */
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "show.h"

static char path[4096];

static void copy(const char *from, const char *to, long cut)
{
    FILE *in = fopen(from, "r"), *out = fopen(to, "w");
    int c;

    if (!in || !out)
        exit(1);
    while ((c = getc(in)) != EOF)
        putc(c, out);
    fclose(in);
    fclose(out);
    if (cut && truncate(to, cut) != 0)
        exit(1);
}

static void checksum(const char *name)
{
    unsigned sum = 0;
    FILE *fp = fopen(name, "r");
    long n = 0;
    int c;

    while (fp && (c = getc(fp)) != EOF) {
        sum = sum * 31 + (unsigned)c;
        n++;
    }
    printf("  %ld bytes, %08x\n", n, sum);
    if (fp)
        fclose(fp);
}

/* What the message says of the file, without the folder. */
static const char *message(pcap_t *p)
{
    const char *text = strrchr(pcap_geterr(p), '/');

    return text ? text : pcap_geterr(p);
}

static void put_packets(pcap_dumper_t *d)
{
    static const u_char data[100] = {1, 2, 3};
    struct pcap_pkthdr h[] = {
        {.ts = {1, 2}, .caplen = 0, .len = 0},
        {.ts = {-1, -1}, .caplen = 60, .len = 60},
        {.ts = {0x7fffffff, 999999999}, .caplen = 60, .len = 1500},
        {.ts = {1, 5000000}, .caplen = 100, .len = 50},
    };

    for (size_t i = 0; i < sizeof h / sizeof *h; i++)
        pcap_dump((u_char *)d, &h[i], data);
}

static void append(pcap_t *p, const char *from, long cut)
{
    pcap_dumper_t *d;

    copy(from, path, cut);
    d = pcap_dump_open_append(p, path);
    printf("%s, %ld: %d [%s]\n", strrchr(from, '/') + 1, cut, d != NULL, message(p));
    if (d) {
        printf("  at %ld\n", pcap_dump_ftell(d));
        put_packets(d);
        printf("  at %ld\n", pcap_dump_ftell(d));
        pcap_dump_close(d);
    }
    checksum(path);
}

/* The largest that libpcap writes of each, and more. */
static void sizes(int snaplen)
{
    pcap_t *p = pcap_open_dead(DLT_EN10MB, snaplen);
    pcap_dumper_t *d = pcap_dump_open(p, path);
    FILE *fp;

    printf("snap length %d: %d, %d [%s]\n", snaplen, pcap_snapshot(p), d != NULL, pcap_geterr(p));
    if (d) {
        put_packets(d);
        SHOW(p, pcap_dump_flush(d));
        pcap_dump_close(d);
    }
    checksum(path);
    fp = fopen(path, "w");
    if (!fp)
        exit(1);
    fputs("before", fp);
    d = pcap_dump_fopen(p, fp);
    printf("on a stream: %d at %ld, %d\n", d != NULL, d ? pcap_dump_ftell(d) : 0,
           d && pcap_dump_file(d) == fp);
    if (d)
        pcap_dump_close(d);
    checksum(path);
    pcap_close(p);
}

static void nowhere(void)
{
    char errbuf[PCAP_ERRBUF_SIZE] = "";
    pcap_t *p = pcap_open_dead(DLT_EN10MB, 100), *created = pcap_create("lo", errbuf);
    pcap_dumper_t *d = pcap_dump_open(p, "/dev/full");
    FILE *fp = fopen("/dev/null", "r");

    printf("full: %d [%s]\n", d != NULL, pcap_geterr(p));
    if (d) {
        put_packets(d);
        SHOW(p, pcap_dump_flush(d));
        pcap_dump_close(d);
    }
    d = pcap_dump_fopen(p, fp);
    printf("not to be written: %d [%s]\n", d != NULL, pcap_geterr(p));
    printf("append, no name: %d [%s]\n", pcap_dump_open_append(p, NULL) != NULL, pcap_geterr(p));
    printf("append, no device: %d [%s]\n", pcap_dump_open_append(created, path) != NULL,
           message(created));
    unlink(path);
    d = pcap_dump_open_append(created, path);
    printf("append, no device: %d [%s]\n", d != NULL, message(created));
    if (d)
        pcap_dump_close(d);
    checksum(path);
    printf("append, full: %d [%s]\n", pcap_dump_open_append(p, "/dev/full") != NULL,
           pcap_geterr(p));
    pcap_close(created);
    pcap_close(p);
}

int main(int argc, char **argv)
{
    pcap_t *micro = pcap_open_dead(DLT_EN10MB, 65535);
    pcap_t *nano =
        pcap_open_dead_with_tstamp_precision(DLT_EN10MB, 262144, PCAP_TSTAMP_PRECISION_NANO);

    if (argc < 3)
        return 2;
    snprintf(path, sizeof path, "%s/odd", argv[1]);
    for (int i = 2; i < argc; i++) {
        static const long cuts[] = {0, 1, 4, 8, 20, 24, 30, 41, 100};

        for (size_t c = 0; c < sizeof cuts / sizeof *cuts; c++) {
            append(micro, argv[i], cuts[c]);
            append(nano, argv[i], cuts[c]);
        }
    }
    sizes(0);
    sizes(-1);
    sizes(1);
    sizes(0x7fffffff);
    nowhere();
    pcap_close(micro);
    pcap_close(nano);
    return 0;
}
