/*
 * libpcap's interface on any bytes. The first byte chooses: a file, opened through a stream in both
 * precisions, filtered on the way, copied to another and asked for everything; an expression; or a
 * program of raw instructions, which is printed, checked, and run if it is valid.
 *
 * A filter that is set accepts what pcap_offline_filter accepts, and a valid program's verdict is
 * the engine's. A call on a handle that has failed fails again or says that it is the end.
 *
 * Planted and found: bpf.c's fetch without the check that `at` isn't behind the packet.
 */
#include <pcap/pcap.h>
#include <string.h>

#include "fuzz.h"

enum { INSNS = 64 };

struct seen {
    unsigned sum, n;
    u_char *dump; /* NULL: no copy is written */
};

static void look(u_char *user, const struct pcap_pkthdr *h, const u_char *data)
{
    struct seen *s = (struct seen *)(void *)user;

    for (bpf_u_int32 i = 0; i < h->caplen; i++)
        s->sum += data[i];
    s->n++;
    if (s->dump)
        pcap_dump(s->dump, h, data);
}

static pcap_t *open_bytes(const uint8_t *p, size_t n, u_int precision)
{
    char errbuf[PCAP_ERRBUF_SIZE] = "";
    FILE *fp = fmemopen((void *)(uintptr_t)p, n, "r");
    pcap_t *h;

    if (!fp)
        return NULL;
    h = pcap_fopen_offline_with_tstamp_precision(fp, precision, errbuf);
    FUZZ_ASSERT(h || errbuf[0]);
    if (!h)
        fclose(fp);
    return h;
}

static void ask(pcap_t *h)
{
    struct pcap_stat st;
    int *list, n = pcap_list_datalinks(h, &list);

    FUZZ_ASSERT(n == 1 && list[0] == pcap_datalink(h));
    pcap_free_datalinks(list);
    FUZZ_ASSERT(pcap_snapshot(h) > 0);
    FUZZ_ASSERT(pcap_stats(h, &st) == PCAP_ERROR && pcap_geterr(h)[0]);
    FUZZ_ASSERT(pcap_inject(h, "x", 1) == PCAP_ERROR);
    FUZZ_ASSERT(pcap_file(h) != NULL);
}

/* How many packets a filter lets through, set and asked packet by packet. */
static void filtered(const uint8_t *p, size_t n, const char *text)
{
    pcap_t *set = open_bytes(p, n, PCAP_TSTAMP_PRECISION_MICRO);
    pcap_t *all = open_bytes(p, n, PCAP_TSTAMP_PRECISION_MICRO);
    struct seen s = {0};
    struct bpf_program prog;
    struct pcap_pkthdr *h;
    const u_char *data;
    unsigned asked = 0;

    FUZZ_ASSERT(set && all);
    if (pcap_compile(set, &prog, text, 1, PCAP_NETMASK_UNKNOWN) == 0) {
        FUZZ_ASSERT(pcap_setfilter(set, &prog) == 0);
        while (pcap_dispatch(set, 3, look, (u_char *)&s) > 0)
            ;
        while (pcap_next_ex(all, &h, &data) == 1)
            asked += pcap_offline_filter(&prog, h, data) != 0;
        FUZZ_ASSERT(s.n == asked);
        pcap_freecode(&prog);
    }
    pcap_close(set);
    pcap_close(all);
}

static void file(const uint8_t *p, size_t n)
{
    pcap_t *h = open_bytes(p, n, PCAP_TSTAMP_PRECISION_NANO);
    struct seen s = {0};
    FILE *null;
    int r;

    if (!h)
        return;
    null = fopen("/dev/null", "w");
    FUZZ_ASSERT(null);
    s.dump = (u_char *)pcap_dump_fopen(h, null);
    r = pcap_loop(h, -1, look, (u_char *)&s);
    FUZZ_ASSERT(r == 0 || (r == PCAP_ERROR && pcap_geterr(h)[0]));
    r = pcap_loop(h, -1, look, (u_char *)&s);
    FUZZ_ASSERT(r == 0 || r == PCAP_ERROR);
    if (s.dump)
        pcap_dump_close((pcap_dumper_t *)s.dump);
    else
        fclose(null);
    ask(h);
    pcap_close(h);
    filtered(p, n, "tcp or udp port 53");
    filtered(p, n, "ether[12:2] > 0x600");
}

/* The first byte is a link type. Words that names of hosts follow are left to fuzz_filter: nobody
 * is to be asked here. */
static void expression(const uint8_t *p, size_t n)
{
    static const char *const asking[] = {"host", "net", "gateway", "src", "dst", "addr"};
    char text[512];
    struct bpf_program prog;
    pcap_t *h;

    if (n < 1 || n > sizeof text)
        return;
    memcpy(text, p + 1, n - 1);
    text[n - 1] = '\0';
    for (size_t i = 0; i < sizeof asking / sizeof *asking; i++)
        if (strstr(text, asking[i]))
            return;
    h = pcap_open_dead(p[0], 65535);
    FUZZ_ASSERT(h);
    if (pcap_compile(h, &prog, text, p[0] & 1, 0) == 0) {
        FUZZ_ASSERT(bpf_validate(prog.bf_insns, (int)prog.bf_len));
        pcap_freecode(&prog);
    } else {
        FUZZ_ASSERT(pcap_geterr(h)[0]);
    }
    pcap_close(h);
}

/* Eight bytes an instruction, then a packet. */
static void program(const uint8_t *p, size_t n)
{
    struct bpf_insn f[INSNS];
    struct bpf_program prog = {.bf_insns = f};
    u_int len = n ? p[0] % INSNS + 1 : 0;
    uint8_t *packet;
    size_t left;

    if (!len || n - 1 < len * sizeof *f)
        return;
    memcpy(f, p + 1, len * sizeof *f);
    left = n - 1 - len * sizeof *f;
    packet = malloc(left + !left); /* exactly that long, for the sanitizer to see */
    FUZZ_ASSERT(packet);
    memcpy(packet, p + 1 + len * sizeof *f, left);
    for (u_int i = 0; i < len; i++)
        FUZZ_ASSERT(strlen(bpf_image(&f[i], (int)i)) < 256);
    prog.bf_len = len;
    if (bpf_validate(f, (int)len)) {
        struct pcap_pkthdr h = {.caplen = (bpf_u_int32)left, .len = (bpf_u_int32)left};

        FUZZ_ASSERT((bpf_filter(f, packet, h.len, h.caplen) != 0) ==
                    (pcap_offline_filter(&prog, &h, packet) != 0));
    }
    free(packet);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    if (n < 2)
        return 0;
    switch (p[0]) {
    case 'e':
        expression(p + 1, n - 1);
        break;
    case 'p':
        program(p + 1, n - 1);
        break;
    default:
        file(p + 1, n - 1);
    }
    return 0;
}
