/*
 * Expressions compiled, errors included, and programs printed, checked and run. A capture is the
 * first argument: the packets that each filter accepts are counted.
 */
#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "show.h"

static const char *const good[] = {
    "",
    "tcp",
    "ip broadcast",
    "ip multicast",
    "port 53",
    "net 192.0.2.0/24",
    "vlan",
    "icmp or arp",
    "tcp[tcpflags] & (tcp-syn|tcp-fin) != 0",
    "ip6 and not tcp",
    "ether multicast",
    "len > 100",
    "greater 200",
    "host 192.0.2.1 and udp",
    "portrange 1-1024",
    "ip proto 17",
    "not ip",
    "ether[12:2] = 0x800",
    "ip[0] & 0xf != 5",
    "1 = 1",
    "arp or (udp port 53)",
    "net 192.0.2",
    "inbound",
    "pppoes",
    "mpls",
    "ip6 protochain 6",
};

static const char *const bad[] = {
    "tpc port 9",
    "tcp port nosuch",
    "(tcp",
    "tcp)",
    "tcp and",
    "port 99999",
    "ip[20:3]=1",
    "net 10.0.0.1/8",
    "net 1.2.3.4/33",
    "host 300.1.1.1",
    "ether host 1:2:3",
    "ip proto nosuch",
    "ip6 host 1.2.3.4",
    "vlan 5000",
    "mpls 99999999",
    "1/0=1",
    "net nosuch",
    "port 80-90",
    "host",
    "not",
    "tcp or or udp",
    "arp host ::1",
    "ip[0]==0x1ffffffff",
    "llc xx",
    "pppoes 99999",
    "$",
    "esp and ah",
    "fddi",
    "wlan",
    "radio[0]=1",
    "oam",
    "ether src 1.2.3.4",
    "ip6 net 1::/129",
    "action pass",
    "type mgt",
    "ether proto nosuch",
    "gateway 1.2.3.4",
    "vlan abc",
    "dst",
};

static void compile(pcap_t *p, const char *text, bpf_u_int32 netmask)
{
    struct bpf_program prog;
    int r = pcap_compile(p, &prog, text, 1, netmask);

    printf("%s: %d [%s]\n", text ? text : "NULL", r, r ? pcap_geterr(p) : "");
    if (!r)
        pcap_freecode(&prog);
}

static void errors(void)
{
    pcap_t *p = pcap_open_dead(DLT_EN10MB, 65535), *raw = pcap_open_dead(DLT_RAW, 65535);
    pcap_t *none = pcap_open_dead(DLT_EN10MB, 0), *unknown = pcap_open_dead(13, 65535);

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        compile(p, bad[i], 0);
    compile(p, "ip broadcast", PCAP_NETMASK_UNKNOWN);
    compile(p, NULL, 0);
    compile(raw, "ether host 1:2:3:4:5:6", 0);
    compile(raw, "vlan", 0);
    compile(raw, "mpls", 0);
    compile(raw, "ether broadcast", 0);
    compile(none, "tcp", 0);
    compile(unknown, "tcp", 0);
    pcap_close(p);
    pcap_close(raw);
    pcap_close(none);
    pcap_close(unknown);
}

static int accepted(const char *capture, struct bpf_program *prog, const char *text, int optimize)
{
    char errbuf[PCAP_ERRBUF_SIZE] = "";
    pcap_t *p = pcap_open_offline(capture, errbuf);
    struct pcap_pkthdr *h;
    const u_char *data;
    int n = 0, outside = 0;

    if (pcap_compile(p, prog, text, optimize, htonl(0xffffff00))) {
        printf("%s: [%s]\n", text, pcap_geterr(p));
        pcap_close(p);
        return 0;
    }
    while (pcap_next_ex(p, &h, &data) == 1) {
        outside += pcap_offline_filter(prog, h, data) != 0;
        n += bpf_filter(prog->bf_insns, data, h->len, h->caplen) != 0;
    }
    pcap_close(p);
    p = pcap_open_offline(capture, errbuf);
    if (pcap_setfilter(p, prog))
        printf("%s: [%s]\n", text, pcap_geterr(p));
    for (int i = 0; pcap_next_ex(p, &h, &data) == 1; i++)
        outside--;
    printf("%s: %d %s\n", text, n, outside ? "differ" : "");
    pcap_freecode(prog);
    pcap_close(p);
    return n;
}

/* One instruction of each kind, some that are none, and loads of what only the kernel knows. */
static void images(void)
{
    static const u_short codes[] = {
        0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x0c, 0x14, 0x15, 0x16,  0x1c,
        0x1d, 0x20, 0x24, 0x25, 0x28, 0x2c, 0x2d, 0x30, 0x34, 0x35, 0x3c, 0x3d,  0x40,
        0x44, 0x45, 0x48, 0x4c, 0x4d, 0x50, 0x54, 0x5c, 0x60, 0x61, 0x63, 0x64,  0x6c,
        0x74, 0x7c, 0x80, 0x81, 0x84, 0x87, 0x94, 0x9c, 0xa4, 0xac, 0xb1, 0xffff};
    static const u_int ks[] = {0, 12, 0x800, 0xfffff000, 0xfffff004, 0xfffff02c, 0xfffff030};

    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        for (size_t k = 0; k < sizeof ks / sizeof *ks; k++) {
            struct bpf_insn insn = BPF_JUMP(codes[i], ks[k], 2, 3);

            if (codes[i] != 0x81) /* libpcap knows the length in X no more */
                puts(bpf_image(&insn, (int)(i * k)));
        }
}

static void checked(const char *what, const struct bpf_insn *f, int n)
{
    printf("%s: %d\n", what, bpf_validate(f, n) != 0);
}

static void checks(void)
{
    struct bpf_insn f[] = {BPF_STMT(BPF_RET | BPF_K, 1), BPF_STMT(BPF_RET | BPF_K, 1)};

    checked("nothing", f, 0);
    checked("return", f, 1);
    f[0] = (struct bpf_insn)BPF_STMT(BPF_ALU | BPF_DIV | BPF_K, 0);
    checked("division by zero", f, 2);
    f[0] = (struct bpf_insn)BPF_STMT(BPF_LD | BPF_MEM, 16);
    checked("memory outside", f, 2);
    f[0] = (struct bpf_insn)BPF_STMT(BPF_LD | BPF_MEM, 3);
    checked("memory not stored", f, 2);
    f[0] = (struct bpf_insn)BPF_STMT(BPF_ALU | BPF_LSH | BPF_K, 40);
    checked("a long shift", f, 2);
    f[0] = (struct bpf_insn)BPF_STMT(BPF_JMP | BPF_JA, (bpf_u_int32)-1);
    checked("a jump back", f, 2);
    f[0] = (struct bpf_insn)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 1, 0, 5);
    checked("a jump outside", f, 2);
    f[0] = (struct bpf_insn)BPF_STMT(BPF_LD | BPF_IMM, 1);
    checked("no return", f, 1);
    f[0] = (struct bpf_insn)BPF_STMT(0xff, 1);
    checked("no instruction", f, 2);
}

/* What bpf_validate takes, also where the fast engines don't. */
static void odd_programs(const char *capture)
{
    struct bpf_insn memory[] = {BPF_STMT(BPF_LD | BPF_MEM, 3),
                                BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1),
                                BPF_STMT(BPF_RET | BPF_K, 1), BPF_STMT(BPF_RET | BPF_K, 0)};
    struct bpf_program prog = {4, memory};
    char errbuf[PCAP_ERRBUF_SIZE] = "";
    pcap_t *p = pcap_open_offline(capture, errbuf);
    struct counting c = {.p = p};

    SHOW(p, pcap_setfilter(p, &prog));
    SHOW(p, pcap_loop(p, -1, count_packet, (u_char *)&c));
    pcap_close(p);
    printf("%u %d\n", bpf_filter(NULL, (const u_char *)"x", 1, 1),
           pcap_offline_filter(&(struct bpf_program){0}, &(struct pcap_pkthdr){.caplen = 1},
                               (const u_char *)"x"));
}

int main(int argc, char **argv)
{
    struct bpf_program prog;

    if (argc != 2)
        return 2;
    errors();
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        for (int optimize = 0; optimize < 2; optimize++)
            (void)accepted(argv[1], &prog, good[i], optimize);
    images();
    checks();
    odd_programs(argv[1]);
    return 0;
}
