/* Handles that were not activated, that packets never come from, and devices that can't be opened.
 */
#include <stdlib.h>
#include <unistd.h>

#include "show.h"

static void never_called(u_char *user, const struct pcap_pkthdr *h, const u_char *data)
{
    (void)user, (void)h, (void)data;
    puts("a packet");
}

static void properties(pcap_t *p)
{
    char errbuf[PCAP_ERRBUF_SIZE] = "";

    show_basics(p);
    SHOW(p, pcap_get_selectable_fd(p));
    SHOW(p, pcap_get_tstamp_precision(p));
    SHOW(p, pcap_getnonblock(p, errbuf));
    SHOW(p, pcap_setnonblock(p, 0, errbuf));
    SHOW(p, pcap_file(p) != NULL);
    SHOW(p, pcap_get_required_select_timeout(p) != NULL);
    SHOW(p, pcap_can_set_rfmon(p));
}

static void use(pcap_t *p)
{
    struct bpf_program prog = {0};
    struct pcap_pkthdr *h, one;
    struct pcap_stat st;
    const u_char *data;

    SHOW(p, pcap_loop(p, 1, never_called, NULL));
    SHOW(p, pcap_dispatch(p, 1, never_called, NULL));
    SHOW(p, pcap_next(p, &one) != NULL);
    SHOW(p, pcap_next_ex(p, &h, &data));
    SHOW(p, pcap_stats(p, &st));
    SHOW(p, pcap_inject(p, "x", 1));
    SHOW(p, pcap_setdirection(p, PCAP_D_IN));
    SHOW(p, pcap_set_datalink(p, DLT_EN10MB));
    SHOW(p, pcap_set_datalink(p, DLT_DOCSIS));
    SHOW(p, pcap_compile(p, &prog, "tcp port 80", 1, 0));
    SHOW(p, pcap_setfilter(p, &prog));
    pcap_freecode(&prog);
    SHOW(p, pcap_setfilter(p, NULL));
    SHOW(p, pcap_dump_open(p, "/dev/null") != NULL);
}

static void set(pcap_t *p)
{
    SHOW(p, pcap_set_snaplen(p, 100));
    SHOW(p, pcap_set_promisc(p, 1));
    SHOW(p, pcap_set_rfmon(p, 0));
    SHOW(p, pcap_set_timeout(p, 10));
    SHOW(p, pcap_set_buffer_size(p, 10000));
    SHOW(p, pcap_set_buffer_size(p, -4));
    SHOW(p, pcap_set_tstamp_type(p, PCAP_TSTAMP_HOST));
    SHOW(p, pcap_set_tstamp_type(p, 77));
    SHOW(p, pcap_set_tstamp_precision(p, PCAP_TSTAMP_PRECISION_NANO));
    SHOW(p, pcap_set_tstamp_precision(p, 7));
    SHOW(p, pcap_set_immediate_mode(p, 1));
    SHOW(p, pcap_set_protocol_linux(p, 0x800));
}

static void absent(const char *device)
{
    char errbuf[PCAP_ERRBUF_SIZE] = "";
    pcap_t *p = pcap_create(device, errbuf);

    printf("%s: %d [%s]\n", device, p != NULL, errbuf);
    SHOW(p, pcap_activate(p));
    pcap_close(p);
    p = pcap_open_live(device, 100, 1, 10, errbuf);
    printf("%d [%s]\n", p != NULL, errbuf);
}

int main(void)
{
    char errbuf[PCAP_ERRBUF_SIZE] = "";
    pcap_t *p = pcap_open_dead(DLT_EN10MB, 65535);

    puts("dead:");
    properties(p);
    use(p);
    set(p);
    pcap_close(p);
    p = pcap_create("lo", errbuf);
    puts("created:");
    properties(p);
    use(p);
    set(p);
    pcap_close(p);
    absent("nosuchdev");
    absent("averylongdevicename-that-is-too-long");
    absent("");
    absent("nflog:x");
    absent("nflog:99999");
    absent("1");
    p = pcap_create("lo", errbuf);
    SHOW(p, pcap_set_rfmon(p, 1));
    SHOW(p, pcap_activate(p));
    pcap_close(p);
    if (getuid() != 0 || (setgid(65534) == 0 && setuid(65534) == 0)) {
        absent("lo");
        absent("nosuchdev");
    }
    return 0;
}
