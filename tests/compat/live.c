/*
 * A capture on va, with packets sent from vb, the ends of a veth pair: modes, waits and their ends,
 * filters, directions, link types, counts. What takes time is only said where it is bounded.
 */
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <unistd.h>

#include "show.h"

static pcap_t *breaking;
static pcap_t *sender;

static pcap_t *open_device(const char *device, int ms, int immediate)
{
    char errbuf[PCAP_ERRBUF_SIZE] = "";
    pcap_t *p = pcap_create(device, errbuf);

    pcap_set_snaplen(p, 65535);
    pcap_set_timeout(p, ms);
    pcap_set_immediate_mode(p, immediate);
    if (pcap_activate(p) < 0) {
        printf("%s: %s\n", device, pcap_geterr(p));
        exit(1);
    }
    return p;
}

static void send_frames(pcap_t *p, int n)
{
    u_char frame[60] = {255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0, 1, 0x88, 0xb5};

    for (int i = 0; i < n; i++) {
        frame[20] = (u_char)i;
        if (pcap_sendpacket(p, frame, sizeof frame))
            printf("not sent: %s\n", pcap_geterr(p));
    }
}

/* Waits until packets can be read, then reads: `want` of them, or what comes in a while. */
static int gather(pcap_t *p, int want)
{
    struct pollfd fd = {.fd = pcap_get_selectable_fd(p), .events = POLLIN};
    struct counting c = {.p = p};

    while (c.n < want && poll(&fd, 1, 3000) > 0)
        if (pcap_dispatch(p, -1, count_packet, (u_char *)&c) < 0)
            break;
    return c.n;
}

static void activations(void)
{
    static const struct {
        const char *device;
        int snaplen, promisc, ms, immediate, buffer;
    } tries[] = {
        {"va", 65535, 1, 10, 0, 0},    {"va", 0, 0, 0, 1, 0},     {"va", 1 << 20, 0, 10, 0, 100},
        {"lo", 96, 0, 10, 0, 1 << 20}, {"any", 100, 1, 10, 0, 0}, {"va:1", 100, 0, 10, 0, 0},
        {"down", 100, 0, 10, 0, 0},
    };

    for (size_t i = 0; i < sizeof tries / sizeof *tries; i++) {
        char errbuf[PCAP_ERRBUF_SIZE] = "";
        pcap_t *p = pcap_create(tries[i].device, errbuf);
        int *list = NULL, n;

        printf("%s:\n", tries[i].device);
        pcap_set_snaplen(p, tries[i].snaplen);
        pcap_set_promisc(p, tries[i].promisc);
        pcap_set_timeout(p, tries[i].ms);
        pcap_set_immediate_mode(p, tries[i].immediate);
        if (tries[i].buffer)
            pcap_set_buffer_size(p, tries[i].buffer);
        n = pcap_activate(p);
        printf("  %d [%s]\n", n, n < 0 ? pcap_statustostr(n) : pcap_geterr(p));
        SHOW(p, pcap_datalink(p));
        SHOW(p, pcap_snapshot(p));
        SHOW(p, pcap_get_selectable_fd(p) > 2);
        SHOW(p, pcap_fileno(p) > 2);
        SHOW(p, pcap_file(p) != NULL);
        SHOW(p, pcap_getnonblock(p, errbuf));
        SHOW(p, pcap_can_set_rfmon(p));
        n = pcap_list_datalinks(p, &list);
        for (int l = 0; l < n; l++)
            printf("  %d\n", list[l]);
        pcap_free_datalinks(list);
        pcap_close(p);
    }
}

static void break_it(int signal)
{
    (void)signal;
    pcap_breakloop(breaking);
}

/* Sent late enough that the other thread waits, as a rule; if not the result is the same. */
static void *break_from_thread(void *p)
{
    usleep(20000);
    pcap_breakloop(p);
    return NULL;
}

static void *signal_from_thread(void *main_thread)
{
    usleep(20000);
    pthread_kill(*(pthread_t *)main_thread, SIGUSR1);
    return NULL;
}

static void breaks(pcap_t *p)
{
    struct sigaction sa = {.sa_handler = break_it};
    struct counting c = {.p = p, .stop = 2};
    struct pcap_pkthdr *h;
    const u_char *data;
    pthread_t t, self = pthread_self();

    breaking = p;
    sigaction(SIGUSR1, &sa, NULL);
    pthread_create(&t, NULL, break_from_thread, p);
    SHOW(p, pcap_loop(p, -1, count_packet, (u_char *)&c));
    pthread_join(t, NULL);
    pthread_create(&t, NULL, signal_from_thread, &self);
    SHOW(p, pcap_next_ex(p, &h, &data));
    pthread_join(t, NULL);
    send_frames(sender, 5);
    SHOW(p, pcap_loop(p, -1, count_packet, (u_char *)&c));
    SHOW(p, pcap_loop(p, 3, count_packet, (u_char *)&c));
    printf("  %d counted\n", c.n);
}

static void nonblocking(pcap_t *p)
{
    char errbuf[PCAP_ERRBUF_SIZE] = "";
    struct pollfd fd = {.fd = pcap_get_selectable_fd(p), .events = POLLIN};
    struct counting c = {.p = p};
    struct pcap_pkthdr *h;
    const u_char *data;
    struct timeval tv = {.tv_sec = 3};
    fd_set set;

    SHOW(p, pcap_setnonblock(p, 1, errbuf));
    SHOW(p, pcap_getnonblock(p, errbuf));
    SHOW(p, pcap_dispatch(p, -1, count_packet, (u_char *)&c));
    SHOW(p, pcap_next_ex(p, &h, &data));
    SHOW(p, poll(&fd, 1, 0));
    send_frames(sender, 3);
    SHOW(p, poll(&fd, 1, 3000));
    SHOW(p, pcap_dispatch(p, 1, count_packet, (u_char *)&c));
    SHOW(p, poll(&fd, 1, 0));
    SHOW(p, pcap_dispatch(p, 2, count_packet, (u_char *)&c));
    SHOW(p, poll(&fd, 1, 0));
    send_frames(sender, 2);
    FD_ZERO(&set);
    FD_SET(fd.fd, &set);
    SHOW(p, select(fd.fd + 1, &set, NULL, NULL, &tv));
    SHOW(p, pcap_next_ex(p, &h, &data));
    printf("  %u of %u, %02x %02x\n", h->caplen, h->len, data[12], data[20]);
    SHOW(p, pcap_next_ex(p, &h, &data));
    printf("  %u of %u, %02x %02x\n", h->caplen, h->len, data[12], data[20]);
    SHOW(p, pcap_next_ex(p, &h, &data));
    SHOW(p, pcap_setnonblock(p, 0, errbuf));
}

static void set_filter(pcap_t *p, const char *text)
{
    struct bpf_program prog;

    SHOW(p, pcap_compile(p, &prog, text, 1, 0));
    SHOW(p, pcap_setfilter(p, &prog));
    pcap_freecode(&prog);
}

static void filters(pcap_t *p)
{
    struct bpf_insn own[] = {BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 20),
                             BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 1, 0, 1),
                             BPF_STMT(BPF_RET | BPF_K, 65535), BPF_STMT(BPF_RET | BPF_K, 0)};
    struct bpf_program prog = {4, own};

    set_filter(p, "ether[20] = 2");
    send_frames(sender, 5);
    printf("  %d\n", gather(p, 1));
    send_frames(sender, 5);
    set_filter(p, "ether[20] = 3 or ether[20] = 4");
    send_frames(sender, 5);
    printf("  %d\n", gather(p, 2));
    SHOW(p, pcap_setfilter(p, &prog));
    send_frames(sender, 5);
    printf("  %d\n", gather(p, 1));
    prog.bf_len = 3;
    own[2].code = 0xff;
    SHOW(p, pcap_setfilter(p, &prog));
    SHOW(p, pcap_setfilter(p, NULL));
    set_filter(p, "ether proto 0x88b5");
}

static void directions(pcap_t *p)
{
    SHOW(p, pcap_setdirection(p, PCAP_D_IN));
    send_frames(p, 2);
    send_frames(sender, 3);
    printf("  %d\n", gather(p, 3));
    SHOW(p, pcap_setdirection(p, (pcap_direction_t)9));
    SHOW(p, pcap_setdirection(p, PCAP_D_INOUT));
    send_frames(sender, 3);
    printf("  %d\n", gather(p, 3));
}

static void sending(pcap_t *p)
{
    static const u_char frame[2000] = {255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0, 1, 0x88, 0xb5};

    SHOW(p, pcap_inject(p, frame, 60));
    SHOW(p, pcap_sendpacket(p, frame, 60));
    SHOW(p, pcap_inject(p, frame, 2000));
    SHOW(p, pcap_inject(p, frame, 5));
    SHOW(p, pcap_inject(p, frame, 0));
    SHOW(p, pcap_sendpacket(p, frame, -1));
}

static void cooked(void)
{
    pcap_t *p = open_device("any", 50, 1);
    struct pcap_pkthdr *h;
    const u_char *data;

    SHOW(p, pcap_inject(p, "x", 1));
    set_filter(p, "ether proto 0x88b5");
    SHOW(p, pcap_set_datalink(p, DLT_LINUX_SLL2));
    set_filter(p, "ether proto 0x88b5");
    send_frames(sender, 1);
    for (int i = 0; i < 2; i++) {
        SHOW(p, pcap_next_ex(p, &h, &data));
        printf("  %u of %u, %02x%02x, type %d\n", h->caplen, h->len, data[0], data[1], data[10]);
    }
    SHOW(p, pcap_set_datalink(p, DLT_LINUX_SLL));
    send_frames(sender, 1);
    SHOW(p, pcap_next_ex(p, &h, &data));
    printf("  %u of %u, %02x%02x, type %d\n", h->caplen, h->len, data[14], data[15], data[1]);
    pcap_close(p);
}

/* A packet is there long before the minute that others may wait for more. */
static void immediate(void)
{
    pcap_t *p = open_device("va", 60000, 1);
    struct pollfd fd = {.fd = pcap_get_selectable_fd(p), .events = POLLIN};
    struct counting c = {.p = p};
    char errbuf[PCAP_ERRBUF_SIZE] = "";
    struct pcap_stat st;
    struct pcap_pkthdr *h;
    const u_char *data;

    set_filter(p, "ether proto 0x88b5");
    SHOW(p, pcap_setnonblock(p, 1, errbuf));
    SHOW(p, pcap_dispatch(p, -1, count_packet, (u_char *)&c));
    send_frames(sender, 4);
    SHOW(p, poll(&fd, 1, 3000));
    SHOW(p, pcap_next_ex(p, &h, &data));
    printf("  %u of %u, %02x\n", h->caplen, h->len, data[20]);
    SHOW(p, poll(&fd, 1, 0));
    SHOW(p, pcap_dispatch(p, 1, count_packet, (u_char *)&c));
    SHOW(p, pcap_dispatch(p, -1, count_packet, (u_char *)&c));
    SHOW(p, poll(&fd, 1, 0));
    SHOW(p, pcap_stats(p, &st));
    printf("  %u, %u\n", st.ps_recv, st.ps_drop);
    pcap_close(p);
}

int main(void)
{
    pcap_t *p;
    struct pcap_stat st;

    setvbuf(stdout, NULL, _IOLBF, 0);
    activations();
    sender = open_device("vb", 100, 0);
    p = open_device("va", 100, 0);
    breaks(p);
    nonblocking(p);
    filters(p);
    SHOW(p, pcap_stats(p, &st));
    printf("  %u, %u\n", st.ps_drop, st.ps_ifdrop);
    directions(p);
    sending(p);
    SHOW(p, pcap_set_snaplen(p, 5));
    SHOW(p, pcap_activate(p));
    SHOW(p, pcap_set_datalink(p, DLT_DOCSIS));
    pcap_close(p);
    cooked();
    immediate();
    pcap_close(sender);
    return 0;
}
