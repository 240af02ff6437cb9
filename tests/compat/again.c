/*
 * Captures on va that are set up late or wrongly, with frames from vb: what each setting returns
 * before and after activation, sizes that are sent, counts, writing while capturing, precision,
 * time-outs; a file to write is the argument. With two, which are commands that make an interface
 * "later" and set it up: a handle that failed and is tried again.
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <unistd.h>

#include "show.h"

static pcap_t *sender;

static void send_frames(int n, int size)
{
    u_char frame[1514] = {255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0, 1, 0x88, 0xb5};

    for (int i = 0; i < n; i++) {
        frame[20] = (u_char)i;
        if (pcap_sendpacket(sender, frame, size))
            printf("not sent: %s\n", pcap_geterr(sender));
    }
}

static void use_filter(pcap_t *p)
{
    struct bpf_program prog;

    SHOW(p, pcap_compile(p, &prog, "ether proto 0x88b5", 1, PCAP_NETMASK_UNKNOWN));
    SHOW(p, pcap_setfilter(p, &prog));
    pcap_freecode(&prog);
}

static void settings(pcap_t *p)
{
    char errbuf[PCAP_ERRBUF_SIZE] = "";

    SHOW(p, pcap_set_snaplen(p, -1));
    SHOW(p, pcap_set_promisc(p, 2));
    SHOW(p, pcap_set_rfmon(p, 0));
    SHOW(p, pcap_set_timeout(p, 5));
    SHOW(p, pcap_set_buffer_size(p, 0));
    SHOW(p, pcap_set_tstamp_type(p, PCAP_TSTAMP_HOST_LOWPREC));
    SHOW(p, pcap_set_tstamp_type(p, PCAP_TSTAMP_HOST));
    SHOW(p, pcap_set_tstamp_precision(p, PCAP_TSTAMP_PRECISION_NANO));
    SHOW(p, pcap_get_tstamp_precision(p));
    SHOW(p, pcap_set_immediate_mode(p, 0));
    SHOW(p, pcap_set_protocol_linux(p, 0));
    SHOW(p, pcap_can_set_rfmon(p));
    SHOW(p, pcap_getnonblock(p, errbuf));
    SHOW(p, pcap_setnonblock(p, 1, errbuf));
    SHOW(p, pcap_getnonblock(p, errbuf));
    SHOW(p, pcap_setnonblock(p, 0, errbuf));
}

static void stamps(const char *device)
{
    char errbuf[PCAP_ERRBUF_SIZE] = "";
    pcap_t *p = pcap_create(device, errbuf);
    int *types = NULL, n = pcap_list_tstamp_types(p, &types);

    printf("%s: %d types\n", device ? device : "NULL", n);
    for (int i = 0; i < n; i++)
        printf("  %d\n", types[i]);
    pcap_free_tstamp_types(types);
    for (int t = -1; t < 6; t++)
        SHOW(p, pcap_set_tstamp_type(p, t));
    SHOW(p, pcap_can_set_rfmon(p));
    pcap_close(p);
}

/* An interface that isn't there, then is down, then up: after each failure the handle is tried
 * again. (libpcap doesn't survive that.) */
static void again(const char *make, const char *up)
{
    char errbuf[PCAP_ERRBUF_SIZE] = "";
    pcap_t *p = pcap_create("later", errbuf), *other;

    SHOW(p, pcap_activate(p));
    SHOW(p, pcap_datalink(p));
    SHOW(p, pcap_set_snaplen(p, 77));
    other = pcap_open_live("later", 100, 0, 10, errbuf);
    printf("  %d [%s]\n", other != NULL, errbuf);
    if (system(make) != 0)
        exit(1);
    SHOW(p, pcap_activate(p));
    other = pcap_open_live("later", 100, 0, 10, errbuf);
    printf("  %d [%s]\n", other != NULL, errbuf);
    if (other)
        pcap_close(other);
    if (system(up) != 0)
        exit(1);
    SHOW(p, pcap_activate(p));
    SHOW(p, pcap_snapshot(p));
    SHOW(p, pcap_activate(p));
    SHOW(p, pcap_datalink(p));
    pcap_close(p);
}

static void open_live(const char *device, int snaplen, int promisc, int ms)
{
    char errbuf[PCAP_ERRBUF_SIZE] = "untouched";
    pcap_t *p = pcap_open_live(device, snaplen, promisc, ms, errbuf);

    printf("%s, %d, %d, %d: %d [%s]\n", device ? device : "NULL", snaplen, promisc, ms, p != NULL,
           errbuf);
    if (!p)
        return;
    SHOW(p, pcap_snapshot(p));
    SHOW(p, pcap_datalink(p));
    SHOW(p, pcap_getnonblock(p, errbuf));
    SHOW(p, pcap_get_tstamp_precision(p));
    SHOW(p, pcap_is_swapped(p));
    SHOW(p, pcap_major_version(p));
    SHOW(p, pcap_minor_version(p));
    SHOW(p, pcap_datalink_ext(p));
    SHOW(p, pcap_set_datalink(p, DLT_RAW));
    SHOW(p, pcap_set_datalink(p, pcap_datalink(p)));
    SHOW(p, pcap_get_required_select_timeout(p) != NULL);
    pcap_close(p);
}

static void sizes(void)
{
    static const int sizes[] = {1, 13, 14, 15, 60, 1514, 1515, 1518, 1519, 9000, 70000};
    static u_char frame[70000] = {255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0, 1, 0x81};
    struct pcap_stat st;

    for (int tagged = 0; tagged < 2; tagged++) {
        frame[12] = tagged ? 0x81 : 0x88;
        frame[13] = tagged ? 0 : 0xb5;
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
            printf("%d:\n", sizes[i]);
            SHOW(sender, pcap_inject(sender, frame, (size_t)sizes[i]));
            SHOW(sender, pcap_sendpacket(sender, frame, sizes[i]));
        }
    }
    SHOW(sender, pcap_inject(sender, frame, (size_t)1 << 31));
    SHOW(sender, pcap_inject(sender, NULL, 60));
    SHOW(sender, pcap_sendpacket(sender, frame, 0));
    SHOW(sender, pcap_stats(sender, &st));
}

static int until(pcap_t *p, int want, pcap_handler fn, u_char *user)
{
    struct pollfd fd = {.fd = pcap_get_selectable_fd(p), .events = POLLIN};
    int n = 0, r;

    while (n < want && poll(&fd, 1, 3000) > 0) {
        if ((r = pcap_dispatch(p, want - n, fn, user)) < 0)
            break;
        n += r;
    }
    return n;
}

static void to_file(u_char *user, const struct pcap_pkthdr *h, const u_char *data)
{
    if (h->ts.tv_sec < 1000000000 || h->ts.tv_usec < 0 || h->ts.tv_usec > 999999999)
        puts("no time");
    printf("  %u of %u, %d\n", h->caplen, h->len, data[20]);
    pcap_dump(user, h, data);
}

/* Captured, cut, written, and read again. */
static void writing(u_int precision, int snaplen, int immediate, const char *path)
{
    char errbuf[PCAP_ERRBUF_SIZE] = "";
    pcap_t *p = pcap_create("va", errbuf);
    struct pcap_pkthdr *h;
    const u_char *data;
    struct pcap_stat st;
    pcap_dumper_t *d;
    struct stat file;

    settings(p);
    SHOW(p, pcap_set_tstamp_precision(p, (int)precision));
    SHOW(p, pcap_set_snaplen(p, snaplen));
    SHOW(p, pcap_set_immediate_mode(p, immediate));
    SHOW(p, pcap_activate(p));
    settings(p);
    use_filter(p);
    SHOW(p, pcap_stats(p, &st));
    printf("  %u, %u, %u\n", st.ps_recv, st.ps_drop, st.ps_ifdrop);
    d = pcap_dump_open(p, path);
    send_frames(3, 60);
    send_frames(2, 1000);
    SHOW(p, until(p, 2, to_file, (u_char *)d));
    SHOW(p, pcap_dump_flush(d));
    SHOW(p, stat(path, &file) == 0 ? (int)file.st_size : -1);
    SHOW(p, until(p, 3, to_file, (u_char *)d));
    pcap_dump_close(d);
    SHOW(p, pcap_stats(p, &st));
    printf("  %u, %u, %u\n", st.ps_recv, st.ps_drop, st.ps_ifdrop);
    SHOW(p, pcap_setdirection(p, PCAP_D_OUT));
    send_frames(2, 60);
    SHOW(p, pcap_setnonblock(p, 1, errbuf));
    SHOW(p, pcap_dispatch(p, 0, to_file, NULL));
    SHOW(p, pcap_next_ex(p, &h, &data));
    pcap_close(p);
    p = pcap_open_offline_with_tstamp_precision(path, precision, errbuf);
    show_basics(p);
    while (pcap_next_ex(p, &h, &data) == 1)
        printf("  %u of %u\n", h->caplen, h->len);
    pcap_close(p);
}

/* select(2) with and without something to read. */
static void selects(void)
{
    char errbuf[PCAP_ERRBUF_SIZE] = "";
    pcap_t *p = pcap_open_live("va", 100, 0, 20, errbuf);
    struct counting c = {.p = p};
    int fd = pcap_get_selectable_fd(p);

    use_filter(p);
    SHOW(p, pcap_setnonblock(p, 1, errbuf));
    for (int i = 0; i < 3; i++) {
        struct timeval wait = {.tv_sec = i == 1 ? 3 : 0, .tv_usec = 1000};
        fd_set set;

        FD_ZERO(&set);
        FD_SET(fd, &set);
        if (i == 1)
            send_frames(4, 60);
        SHOW(p, select(fd + 1, &set, NULL, NULL, &wait));
        SHOW(p, pcap_dispatch(p, -1, count_packet, (u_char *)&c));
    }
    printf("  %d counted\n", c.n);
    pcap_close(p);
}

int main(int argc, char **argv)
{
    char errbuf[PCAP_ERRBUF_SIZE] = "";

    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc == 3)
        again(argv[1], argv[2]);
    if (argc != 2)
        return argc == 3 ? 0 : 2;
    sender = pcap_open_live("vb", 100, 0, 10, errbuf);
    stamps("va");
    stamps("lo");
    stamps("any");
    stamps("nosuchdev");
    stamps(NULL);
    open_live("va", 0, 0, 0);
    open_live("va", -5, 1, -5);
    open_live("va", 0x7fffffff, 7, 0x7fffffff);
    open_live("lo", 1, 1, 1);
    open_live("any", 100, 0, 10);
    open_live("any", 100, 1, 10);
    open_live(NULL, 100, 0, 10);
    open_live("nosuchdev", 100, 0, 10);
    sizes();
    writing(PCAP_TSTAMP_PRECISION_MICRO, 100, 0, argv[1]);
    writing(PCAP_TSTAMP_PRECISION_NANO, 30, 0, argv[1]);
    writing(PCAP_TSTAMP_PRECISION_MICRO, 100, 1, argv[1]);
    selects();
    pcap_close(sender);
    return 0;
}
