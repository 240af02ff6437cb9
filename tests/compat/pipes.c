/*
 * Captures that come through pipes: a capture is the first argument. A child writes it, whole, in
 * pieces, up to a point, or not at all; descriptors, waits, ends, and what the stream has read.
 */
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "show.h"

static u_char *all;
static size_t size;

static void load(const char *name)
{
    FILE *fp = fopen(name, "r");

    if (!fp || !(all = malloc(1 << 20)))
        exit(1);
    size = fread(all, 1, 1 << 20, fp);
    fclose(fp);
}

/* The end to read from of a pipe that a child writes the capture's first n bytes to, in pieces. */
static FILE *piped(size_t n, size_t piece)
{
    int fds[2];

    if (pipe(fds) != 0)
        exit(1);
    fflush(stdout);
    if (fork() == 0) {
        close(fds[0]);
        for (size_t at = 0; at < n; at += piece)
            if (write(fds[1], all + at, n - at < piece ? n - at : piece) < 0)
                break;
        _exit(0);
    }
    close(fds[1]);
    return fdopen(fds[0], "r");
}

static void read_all(pcap_t *p)
{
    struct counting c = {.p = p};
    struct pcap_pkthdr *h = NULL, one;
    const u_char *data = NULL;

    SHOW(p, pcap_get_selectable_fd(p) == fileno(pcap_file(p)));
    SHOW(p, pcap_fileno(p) == fileno(pcap_file(p)));
    SHOW(p, pcap_next(p, &one) != NULL);
    SHOW(p, pcap_dispatch(p, 3, count_packet, (u_char *)&c));
    SHOW(p, pcap_dispatch(p, 0, count_packet, (u_char *)&c));
    SHOW(p, pcap_next_ex(p, &h, &data));
    SHOW(p, pcap_next_ex(p, &h, &data));
    SHOW(p, pcap_next(p, &one) != NULL);
    SHOW(p, pcap_dispatch(p, 0, count_packet, (u_char *)&c));
    SHOW(p, pcap_loop(p, 0, count_packet, (u_char *)&c));
    printf("  %d counted, end %d\n", c.n, feof(pcap_file(p)) != 0);
}

static void whole(size_t n, size_t piece)
{
    char errbuf[PCAP_ERRBUF_SIZE] = "";
    FILE *fp = piped(n, piece);
    pcap_t *p = pcap_fopen_offline(fp, errbuf);

    printf("%zu bytes: %d [%s]\n", n == size ? 0 : n, p != NULL, errbuf);
    if (p) {
        read_all(p);
        pcap_close(p);
    } else {
        fclose(fp);
    }
    wait(NULL);
}

/* The capture begins behind something that the stream was asked for first. */
static void behind(void)
{
    char errbuf[PCAP_ERRBUF_SIZE] = "";
    FILE *fp;
    pcap_t *p;

    memmove(all + 5, all, size);
    memcpy(all, "line\n", 5);
    fp = piped(size + 5, size + 5);
    for (int i = 0; i < 5; i++)
        (void)getc(fp);
    memmove(all, all + 5, size);
    p = pcap_fopen_offline(fp, errbuf);
    printf("behind a line: %d [%s]\n", p != NULL, errbuf);
    if (p) {
        read_all(p);
        pcap_close(p);
    }
    wait(NULL);
}

/* A packet is there when it was written, though the writer goes on later. */
static void as_written(void)
{
    char errbuf[PCAP_ERRBUF_SIZE] = "";
    u_int at = sizeof(struct pcap_file_header), caplen;
    struct pcap_pkthdr *h;
    const u_char *data;
    struct pollfd fd;
    int fds[2];
    FILE *fp;
    pcap_t *p;

    if (pipe(fds) != 0 || write(fds[1], all, at) != (ssize_t)at || !(fp = fdopen(fds[0], "r")))
        exit(1);
    p = pcap_fopen_offline(fp, errbuf);
    printf("packet by packet: %d [%s]\n", p != NULL, errbuf);
    fd = (struct pollfd){.fd = pcap_get_selectable_fd(p), .events = POLLIN};
    SHOW(p, poll(&fd, 1, 0));
    for (int i = 0; i < 3; i++) {
        memcpy(&caplen, all + at + 8, sizeof caplen);
        if (write(fds[1], all + at, caplen + 16) < 0)
            exit(1);
        at += caplen + 16;
        SHOW(p, poll(&fd, 1, 1000));
        SHOW(p, pcap_next_ex(p, &h, &data));
        printf("  %u of %u\n", h->caplen, h->len);
    }
    SHOW(p, poll(&fd, 1, 0));
    close(fds[1]);
    SHOW(p, pcap_next_ex(p, &h, &data));
    pcap_close(p);
}

/* "-" is standard input, which stays open. */
static void standard_input(void)
{
    char errbuf[PCAP_ERRBUF_SIZE] = "";
    FILE *fp = piped(size, size);
    struct counting c = {0};
    pcap_t *p;

    dup2(fileno(fp), 0);
    fclose(fp);
    p = pcap_open_offline("-", errbuf);
    printf("standard input: %d [%s]\n", p != NULL, errbuf);
    SHOW(p, pcap_fileno(p));
    SHOW(p, pcap_file(p) == stdin);
    SHOW(p, pcap_loop(p, -1, count_packet, (u_char *)&c));
    pcap_close(p);
    printf("  %d counted, %d\n", c.n, getchar());
    p = pcap_open_offline("-", errbuf);
    printf("again: %d [%s]\n", p != NULL, errbuf);
    wait(NULL);
}

static void no_files(void)
{
    static const char *const names[] = {"", "/", "/nonexistent/x", "/dev/null", "nosuchfile"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char errbuf[PCAP_ERRBUF_SIZE] = "";
        pcap_t *p = pcap_open_offline(names[i], errbuf);

        printf("'%s': %d [%s]\n", names[i], p != NULL, errbuf);
        p = pcap_open_offline_with_tstamp_precision(names[i], 7, errbuf);
        printf("'%s': %d [%s]\n", names[i], p != NULL, errbuf);
    }
}

int main(int argc, char **argv)
{
    if (argc != 2)
        return 2;
    signal(SIGPIPE, SIG_IGN);
    load(argv[1]);
    whole(size, size);
    whole(size, 7);
    whole(0, 1);
    for (size_t n = 1; n < 60; n += 11)
        whole(n, 3);
    whole(size - 1, size);
    behind();
    if (all[0] == 0xd4) /* pcap, in the usual order */
        as_written();
    standard_input();
    no_files();
    free(all);
    return 0;
}
