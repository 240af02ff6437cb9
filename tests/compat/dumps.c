/* Files written: a folder to write to is the first argument, a capture the second. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "show.h"

static char path[4096];

static const char *in(const char *folder, const char *name)
{
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void show_open(pcap_t *p, const char *what, pcap_dumper_t *d)
{
    const char *text = strrchr(pcap_geterr(p), '/');

    printf("%s: %s [%s]", what, d ? "open" : "not open", text ? text : pcap_geterr(p));
    if (d)
        printf(" at %ld, %lld", pcap_dump_ftell(d), (long long)pcap_dump_ftell64(d));
    puts("");
}

static void try_append(pcap_t *p, const char *what, const char *name)
{
    pcap_dumper_t *d = pcap_dump_open_append(p, name);

    show_open(p, what, d);
    if (d)
        pcap_dump_close(d);
}

static void put_text(const char *name, const char *text)
{
    FILE *fp = fopen(name, "w");

    if (!fp)
        exit(1);
    fputs(text, fp);
    fclose(fp);
}

static void appending(const char *folder)
{
    pcap_t *p = pcap_open_dead(DLT_EN10MB, 65535), *raw = pcap_open_dead(DLT_RAW, 65535);
    pcap_t *nano = pcap_open_dead_with_tstamp_precision(DLT_EN10MB, 65535, 1);
    pcap_t *other = pcap_open_dead(DLT_EN10MB, 100);

    put_text(in(folder, "text"), "something that is no capture, and long enough");
    try_append(p, "text", path);
    put_text(path, "abc");
    try_append(p, "too short", path);
    put_text(path, "");
    try_append(p, "empty", path);
    unlink(in(folder, "new"));
    try_append(p, "new", path);
    try_append(p, "there", path);
    try_append(raw, "another link type", path);
    try_append(nano, "another precision", path);
    try_append(other, "another snap length", path);
    try_append(p, "folder", folder);
    try_append(p, "no folder", "/nonexistent/x");
    pcap_close(p);
    pcap_close(raw);
    pcap_close(nano);
    pcap_close(other);
}

static void refused(const char *folder)
{
    static const int dlts[] = {9999, -1, 13, DLT_RAW, DLT_ATM_RFC1483, DLT_USER0};

    for (size_t i = 0; i < sizeof dlts / sizeof *dlts; i++) {
        pcap_t *p = pcap_open_dead(dlts[i], 65535);
        pcap_dumper_t *d = pcap_dump_open(p, in(folder, "dlt"));

        printf("%d ", dlts[i]);
        show_open(p, "link type", d);
        if (d)
            pcap_dump_close(d);
        pcap_close(p);
    }
}

static void copying(const char *folder, const char *capture, u_int precision, bool append)
{
    char errbuf[PCAP_ERRBUF_SIZE] = "";
    pcap_t *p = pcap_open_offline_with_tstamp_precision(capture, precision, errbuf);
    pcap_dumper_t *d;
    struct stat st;
    unsigned sum = 0;
    FILE *fp;
    int c;

    in(folder, precision ? "nano" : "micro");
    d = append ? pcap_dump_open_append(p, path) : pcap_dump_open(p, path);
    SHOW(p, pcap_loop(p, 10, pcap_dump, (u_char *)d));
    SHOW(p, pcap_dump_flush(d));
    SHOW(p, (int)pcap_dump_ftell(d));
    SHOW(p, pcap_dump_file(d) != NULL);
    SHOW(p, pcap_loop(p, -1, pcap_dump, (u_char *)d));
    pcap_dump_close(d);
    pcap_close(p);
    if (stat(path, &st) != 0 || !(fp = fopen(path, "r")))
        exit(1);
    while ((c = getc(fp)) != EOF)
        sum = sum * 31 + (unsigned)c;
    fclose(fp);
    printf("%lld bytes, %08x\n", (long long)st.st_size, sum);
}

int main(int argc, char **argv)
{
    pcap_t *p = pcap_open_dead(DLT_EN10MB, 65535);

    if (argc != 3)
        return 2;
    show_open(p, "no name", pcap_dump_open(p, NULL));
    show_open(p, "no folder", pcap_dump_open(p, "/nonexistent/x"));
    show_open(p, "folder", pcap_dump_open(p, argv[1]));
    pcap_close(p);
    appending(argv[1]);
    refused(argv[1]);
    copying(argv[1], argv[2], PCAP_TSTAMP_PRECISION_MICRO, false);
    copying(argv[1], argv[2], PCAP_TSTAMP_PRECISION_MICRO, true);
    copying(argv[1], argv[2], PCAP_TSTAMP_PRECISION_NANO, false);
    return 0;
}
