/* The filter compiler: verdicts of expressions on packets made here, errors, limits. */
#define TEST_ALLOC
#include "test.h"

#include "sn/bpf.h"
#include "sn/rd.h"

/* ---- packets ---- */

struct pkt {
    uint8_t b[256];
    uint32_t n;
};

static void add(struct pkt *p, const char *hex)
{
    unsigned v;

    for (; *hex; hex++)
        if (*hex != ' ' && sscanf(hex, "%2x", &v) == 1) {
            p->b[p->n++] = (uint8_t)v;
            hex++;
        }
}

static struct pkt packet(const char *link, const char *net, const char *rest)
{
    struct pkt p = {.n = 0};

    add(&p, link);
    add(&p, net);
    add(&p, rest);
    return p;
}

#define MACS    "0200 0000 0002 0200 0000 0001 "
#define ETH_IP4 MACS "0800"
#define ETH_IP6 MACS "86dd"
#define ETH_ARP MACS "0806"
#define IP4(proto)                                                                                 \
    "4500 0028 0001 0000 40" proto " 0000 0a00 0001 c0a8 0102" /* 10.0.0.1 > 192.168.1.2 */
#define IP4_FRAG(proto) "4500 0028 0001 0010 40" proto " 0000 0a00 0001 c0a8 0102"
#define IP6(next)                                                                                  \
    "6000 0000 0014 " next "40 2001 0db8 0000 0000 0000 0000 0000 0001"                            \
    " 2001 0db8 0000 0000 0000 0000 0000 0002"
#define TCP "c000 0050 0000 0001 0000 0002 5002 0000 0000 0000" /* 49152 > 80, SYN */
#define UDP "0035 c001 000c 0000 dead beef"                     /* 53 > 49153 */

/* ---- running ---- */

static struct sn_diag diag;

/* 1 or 0, the verdict; -1: refused. Optimised and not must agree. */
static int verdict(uint32_t link, const char *expr, const struct pkt *p)
{
    int got[2] = {-1, -1};

    for (int no_opt = 0; no_opt < 2; no_opt++) {
        struct sn_bpf_opts o = {.linktype = link, .no_opt = no_opt};
        struct sn_arena a;
        struct sn_prog prog;
        struct sn_diag vd;

        sn_arena_init(&a, 1u << 24);
        if (sn_bpf_compile(&prog, &a, expr, strlen(expr), &o, &diag) == SN_OK) {
            CHECK(sn_bpf_verify(prog.insn, prog.n, &vd) == SN_OK);
            got[no_opt] = sn_bpf_run(prog.insn, guarded(p->b, p->n), p->n, p->n) != 0;
        } else if (!no_opt && strstr(diag.msg, "rejects all")) {
            got[0] = 0;
        }
        sn_arena_free(&a);
    }
    if (got[0] != got[1]) {
        printf("# %s: optimised %d, not optimised %d\n", expr, got[0], got[1]);
        tests_bad = 1;
    }
    return got[0];
}

static void expect(uint32_t link, const struct pkt *p, int want, const char *expr)
{
    int got = verdict(link, expr, p);

    if (got != want) {
        printf("# %s: %d, want %d%s%s\n", expr, got, want, got < 0 ? ": " : "",
               got < 0 ? diag.msg : "");
        tests_bad = 1;
    }
}

#define YES(p, e) expect(SN_LINK_ETHERNET, &(p), 1, e)
#define NO(p, e)  expect(SN_LINK_ETHERNET, &(p), 0, e)

TEST(everyday_ip4)
{
    struct pkt p = packet(ETH_IP4, IP4("06"), TCP);

    YES(p, "");
    YES(p, "ip");
    YES(p, "tcp");
    NO(p, "udp");
    NO(p, "ip6");
    YES(p, "not arp");
    YES(p, "host 10.0.0.1");
    YES(p, "src host 10.0.0.1");
    NO(p, "dst host 10.0.0.1");
    YES(p, "src or dst 192.168.1.2");
    NO(p, "src and dst 192.168.1.2");
    YES(p, "net 10");
    YES(p, "net 10.0.0.0/8 and net 192.168");
    YES(p, "dst net 192.168.1.0 mask 255.255.255.0");
    YES(p, "port 80");
    YES(p, "tcp dst port 80");
    NO(p, "udp port 80");
    NO(p, "src port 80");
    YES(p, "portrange 79-81");
    NO(p, "portrange 81-90");
    YES(p, "tcp port http");
    YES(p, "ether host 02:00:00:00:00:01");
    YES(p, "ether src 0200.0000.0001");
    YES(p, "ether dst 020000000002");
    NO(p, "ether src 2-0-0-0-0-2");
    NO(p, "broadcast");
    NO(p, "ether multicast");
    YES(p, "ether proto 0x800");
    YES(p, "ether proto \\ip and ip proto \\tcp");
    YES(p, "len <= 54 and greater 54 and less 54");
    YES(p, "tcp[tcpflags] & (tcp-syn|tcp-ack) == tcp-syn");
    YES(p, "tcp[2:2] = 80 and ip[8] > 10");
    YES(p, "ip[(ip[0] & 0xf) << 2 : 2] == 0xc000");
    NO(p, "vlan");
}

TEST(everyday_ip6_arp)
{
    struct pkt p = packet(ETH_IP6, IP6("11"), UDP);
    struct pkt a = packet(ETH_ARP,
                          "0001 0800 0604 0001 0200 0000 0001 0a00 0001"
                          " 0000 0000 0000 c0a8 0102",
                          "");

    YES(p, "udp and ip6");
    YES(p, "port 53");
    NO(p, "tcp port 53");
    YES(p, "src host 2001:db8::1");
    YES(p, "net 2001:db8::/32");
    NO(p, "dst net 2001:db9::/32");
    YES(p, "ip6[6] = 17");
    NO(p, "udp[0:2] = 53"); /* the language's udp[…] is IPv4's */
    YES(a, "arp");
    YES(a, "host 10.0.0.1");
    YES(a, "arp src 10.0.0.1 and arp dst host 192.168.1.2");
    NO(a, "ip host 10.0.0.1");
    NO(a, "rarp");
}

TEST(fragments)
{
    struct pkt p = packet(ETH_IP4, IP4_FRAG("06"), TCP);

    YES(p, "tcp");
    NO(p, "port 80");
    NO(p, "tcp[13] != 0 or tcp[13] = 0");
}

TEST(precedence)
{
    struct pkt p = packet(ETH_IP4, IP4("06"), TCP);

    YES(p, "port 80 or 443");
    YES(p, "host 10.0.0.9 or 10.0.0.1");
    YES(p, "not host 10.0.0.9 and 10.0.0.1");
    NO(p, "not (host 10.0.0.9 or 10.0.0.1)");
    YES(p, "port (22 or 80)");
    NO(p, "tcp or udp and arp"); /* equal precedence, left to right */
    YES(p, "udp and arp or tcp");
    YES(p, "1 + 2 * 3 == 7");
    YES(p, "1 | 2 & 2 == 3");
    YES(p, "3 & 1 << 1 == 2");
    YES(p, "2 + 7 % 4 == 5");
    NO(p, "7 % 4 * 2 == 6"); /* 7 % (4 * 2) */
    YES(p, "0xffffffff > 0");
}

TEST(vlan)
{
    struct pkt p = packet(MACS "8100 2005 0800", IP4("06"), TCP);

    YES(p, "vlan");
    YES(p, "vlan 5");
    NO(p, "vlan 6");
    NO(p, "tcp");
    YES(p, "vlan and tcp port 80");
    NO(p, "tcp port 80 and vlan");
    YES(p, "not vlan 6 and ip");
}

TEST(other_links)
{
    struct pkt raw = packet("", IP4("06"), TCP), raw6 = packet("", IP6("06"), TCP);
    struct pkt sll = packet("0000 0001 0006 0200 0000 0001 0000 0800", IP4("06"), TCP);
    struct pkt sll2 = packet("0800 0000 0000 0007 0001 04 06 0200 0000 0001 0000", IP4("06"), TCP);
    struct pkt null = packet("0200 0000", IP4("06"), TCP),
               loop = packet("0000 0002", IP4("06"), TCP);

    expect(SN_LINK_RAW, &raw, 1, "tcp dst port 80 and src 10.0.0.1");
    expect(SN_LINK_RAW, &raw6, 1, "tcp dst port 80 and src 2001:db8::1");
    expect(SN_LINK_LINUX_SLL, &sll, 1, "tcp dst port 80 and inbound");
    expect(SN_LINK_LINUX_SLL2, &sll2, 1, "tcp dst port 80 and outbound and ifindex 7");
    expect(SN_LINK_NULL, &null, 1, "tcp dst port 80 and not ip6");
    expect(SN_LINK_LOOP, &loop, 1, "tcp dst port 80 and not ip6");
}

TEST(comments_and_lines)
{
    struct pkt p = packet(ETH_IP4, IP4("06"), TCP);

    YES(p, "tcp # the web\n  and port 80 # only\n");
    YES(p, "# nothing\n");
}

/* ---- what vlan and its kin are in other tests; protochain ---- */

TEST(protochain)
{
    /* hop by hop, fragment, AH (two words and a half), then UDP */
    struct pkt p = packet("",
                          "6000 0000 0040 0040 2001 0db8 0000 0000 0000 0000 0000 0001"
                          " 2001 0db8 0000 0000 0000 0000 0000 0002",
                          "2c00 0000 0000 0000 3300 0000 0000 0000 1104 0000 0000 0000 0000 0000"
                          " 0000 0000 0000 0000 0000 0000 " UDP);
    struct pkt v4 = packet("", IP4("33"),
                           "3302 0000 0000 0000 0000 0000 0000 0000"
                           " 1102 0000 0000 0000 0000 0000 0000 0000 " UDP);

    expect(SN_LINK_RAW, &p, 1, "ip6 protochain 17");
    expect(SN_LINK_RAW, &p, 1, "protochain \\udp");
    expect(SN_LINK_RAW, &p, 1, "protochain 51");
    expect(SN_LINK_RAW, &p, 0, "protochain 6");
    expect(SN_LINK_RAW, &p, 0, "ip protochain 17");
    expect(SN_LINK_RAW, &p, 0, "udp");
    expect(SN_LINK_RAW, &v4, 1, "ip protochain 17");
    expect(SN_LINK_RAW, &v4, 0, "ip6 protochain 17");
}

TEST(tunnels)
{
    struct pkt mpls = packet(MACS "8847 0006 4040 000c 8140", IP4("06"), TCP);
    struct pkt pppoe = packet(MACS "8864 1100 0027 0030 0021", IP4("06"), TCP);
    struct pkt vxlan = packet(ETH_IP4, IP4("11"),
                              "c000 12b5 0050 0000 0800 0000 0000 0700 " ETH_IP4 IP4("06") TCP);
    struct pkt geneve = packet(ETH_IP6, IP6("11"),
                               "c000 17c1 0050 0000 0100 0800 0000 0b00 dead beef " IP4("06") TCP);

    YES(pppoe, "pppoes 0x27 and tcp port 80");
    NO(pppoe, "pppoes 5");
    YES(vxlan, "vxlan 7 and ip src 10.0.0.1 and tcp port 80");
    NO(vxlan, "vxlan 8");
    YES(vxlan, "vxlan and ether host 02:00:00:00:00:01");
    YES(geneve, "geneve 11 and tcp dst port 80");
    NO(geneve, "geneve and ether multicast");
    NO(geneve, "geneve 12");
    YES(mpls, "mpls 100 and mpls 200 and tcp port 80");
    NO(mpls, "mpls 101");
    NO(mpls, "mpls 100 and ip");
}

/* ---- for the kernel ---- */

/* Whether the kernel's program for an expression has an instruction. */
static bool kernel_has(uint32_t link, const char *expr, uint16_t code, uint32_t k)
{
    struct sn_bpf_opts o = {.linktype = link, .kernel = true};
    struct sn_arena a;
    struct sn_prog p;
    bool found = false;

    sn_arena_init(&a, 1u << 22);
    CHECK(sn_bpf_compile(&p, &a, expr, strlen(expr), &o, &diag) == SN_OK);
    for (uint32_t i = 0; i < p.n; i++)
        found |= p.insn[i].code == code && p.insn[i].k == k;
    CHECK(p.n > 0 && sn_bpf_verify(p.insn, p.n, NULL) == SN_OK);
    sn_arena_free(&a);
    return found;
}

TEST(kernel)
{
    enum { LD_W = 0x20, LD_H = 0x28, LD_H_X = 0x48 };

    CHECK(kernel_has(SN_LINK_ETHERNET, "vlan", LD_W, 0xfffff030));
    CHECK(kernel_has(SN_LINK_ETHERNET, "vlan 5", LD_W, 0xfffff02c));
    CHECK(kernel_has(SN_LINK_ETHERNET, "vlan and ip", LD_H_X, 12));
    CHECK(!kernel_has(SN_LINK_ETHERNET, "ip", LD_W, 0xfffff030));
    CHECK(kernel_has(SN_LINK_ETHERNET, "inbound", LD_W, 0xfffff004));
    CHECK(kernel_has(SN_LINK_ETHERNET, "ifindex 3", LD_W, 0xfffff008));
    /* Cooked packets come without their header: the network layer is at 0. */
    CHECK(kernel_has(SN_LINK_LINUX_SLL2, "host 10.0.0.1", LD_W, 0xfffff000));
    CHECK(kernel_has(SN_LINK_LINUX_SLL2, "host 10.0.0.1", LD_W, 12));
    CHECK(kernel_has(SN_LINK_LINUX_SLL, "host 10.0.0.1", LD_W, 12));
    CHECK(!kernel_has(SN_LINK_LINUX_SLL2, "ip", LD_H, 0));
    /* No loops there. */
    CHECK(!kernel_has(SN_LINK_RAW, "ip6 protochain 17", 0x05, (uint32_t)-18));
}

/* ---- sets ---- */

static uint32_t rnd_state = 1;

static uint32_t rnd(uint32_t n)
{
    rnd_state = rnd_state * 1664525 + 1013904223;
    return (uint32_t)((uint64_t)(rnd_state >> 8) * n >> 24);
}

static struct sn_prog build(struct sn_arena *a, const char *s, bool no_opt)
{
    struct sn_bpf_opts o = {.linktype = SN_LINK_ETHERNET, .no_opt = no_opt};
    struct sn_prog p = {NULL, 0};

    if (sn_bpf_compile(&p, a, s, strlen(s), &o, &diag) != SN_OK) {
        printf("# %.60s: %s\n", s, diag.msg);
        tests_bad = 1;
    }
    return p;
}

/* A list of hosts, nets or ports as one search finds what the list one by one finds. */
TEST(sets)
{
    static char text[65536];

    for (int round = 0; round < 60; round++) {
        static const char *const dir[] = {"", "src ", "dst "};
        bool port = round % 3 == 0, neg = round % 7 == 0;
        size_t n = 0;
        struct sn_arena a, b;
        struct sn_prog fast, slow;

        for (uint32_t i = 0, k = 1 + rnd(60); i < k; i++) {
            n += (size_t)snprintf(text + n, sizeof text - n, "%s%s%s",
                                  i == 0 ? ""
                                  : neg  ? " and "
                                         : " or ",
                                  neg ? "not " : "", dir[round % 2]);
            if (port)
                n += (size_t)snprintf(text + n, sizeof text - n, "portrange %u-%u", rnd(64),
                                      rnd(64));
            else if (rnd(4) == 0)
                n += (size_t)snprintf(text + n, sizeof text - n, "net 10.0.%u.0/%u", rnd(4) * 4,
                                      22 + rnd(3));
            else
                n += (size_t)snprintf(text + n, sizeof text - n, "host 10.0.%u.%u", rnd(4),
                                      rnd(256));
        }
        sn_arena_init(&a, 1u << 26);
        sn_arena_init(&b, 1u << 26);
        fast = build(&a, text, false);
        slow = build(&b, text, true);
        for (int i = 0; i < 500 && fast.n && slow.n; i++) {
            struct pkt p = packet(i % 4 ? ETH_IP4 : ETH_ARP, IP4("06"), TCP);

            for (uint32_t k = 26; k < 34; k++)
                p.b[k] = (uint8_t)(k % 4 == 2   ? 10
                                   : k % 4 == 3 ? 0
                                   : k % 4 == 0 ? rnd(5)
                                                : rnd(256));
            p.b[34] = p.b[36] = 0;
            p.b[35] = (uint8_t)rnd(70);
            p.b[37] = (uint8_t)rnd(70);
            memcpy(p.b + 38, p.b + 30, 4);
            if (sn_bpf_run(fast.insn, p.b, p.n, p.n) != sn_bpf_run(slow.insn, p.b, p.n, p.n)) {
                printf("# differs: %s\n", text);
                tests_bad = 1;
                break;
            }
        }
        sn_arena_free(&a);
        sn_arena_free(&b);
    }
}

/* Tests that a packet takes: the logarithm, not the size. */
static unsigned steps(const struct sn_prog *p, const struct pkt *k)
{
    unsigned n = 0;
    uint32_t a = 0;

    for (uint32_t i = 0; i < p->n && (p->insn[i].code & 7) != 6; i++, n++) {
        const struct sn_insn *x = &p->insn[i];

        if (x->code == 0x20)
            a = sn_be32(k->b + x->k);
        else if (x->code == 0x28)
            a = sn_be16(k->b + x->k);
        else if (x->code == 0x05)
            i += x->k;
        else if (x->code == 0x15)
            i += a == x->k ? x->jt : x->jf;
        else if (x->code == 0x35)
            i += a >= x->k ? x->jt : x->jf;
        else
            return 1000000;
    }
    return n;
}

TEST(ten_thousand_hosts)
{
    size_t n = 0, cap = 400000;
    char *s = malloc(cap);
    struct sn_bpf_opts o = {.linktype = SN_LINK_ETHERNET};
    struct sn_arena a;
    struct sn_prog p = {NULL, 0};
    unsigned most = 0;

    for (uint32_t i = 0; i < 10000; i++)
        n += (size_t)snprintf(s + n, cap - n, "%shost 10.%u.%u.%u", i ? " or " : "", i % 7,
                              i / 256 % 256, i % 256);
    sn_arena_init(&a, 32u << 20);
    CHECK(sn_bpf_compile(&p, &a, s, n, &o, &diag) == SN_OK);
    for (uint32_t i = 0; i < 1000 && p.n; i++) {
        struct pkt k = packet(ETH_IP4, IP4("06"), TCP);
        unsigned used;

        k.b[26] = k.b[30] = 10;
        for (int j = 27; j < 34; j += 4)
            for (int m = 0; m < 3; m++)
                k.b[j + m] = (uint8_t)rnd(m ? 256 : 8);
        used = steps(&p, &k);
        most = used > most ? used : most;
    }
    CHECK(most > 20 && most < 100);
    sn_arena_free(&a);
    free(s);
}

TEST(three_thousand_ip6_hosts)
{
    size_t n = 0, cap = 200000;
    char *s = malloc(cap);
    struct sn_bpf_opts o = {.linktype = SN_LINK_ETHERNET};
    struct pkt k = packet(ETH_IP6, IP6("06"), TCP);
    struct sn_arena a;
    struct sn_prog p = {NULL, 0};

    for (uint32_t i = 0; i < 3000; i++)
        n += (size_t)snprintf(s + n, cap - n, "%shost 2001:db8:%x::%x", i ? " or " : "", i % 13,
                              i + 2);
    sn_arena_init(&a, 32u << 20);
    CHECK(sn_bpf_compile(&p, &a, s, n, &o, &diag) == SN_OK);
    CHECK(p.n > 3000 && p.n < 40000);
    CHECK(sn_bpf_run(p.insn, k.b, k.n, k.n) != 0);
    k.b[53] = 3;
    k.b[43] = 1; /* 2001:db8:1::3 is the second */
    CHECK(sn_bpf_run(p.insn, k.b, k.n, k.n) != 0);
    k.b[43] = 2;
    CHECK(sn_bpf_run(p.insn, k.b, k.n, k.n) == 0);
    sn_arena_free(&a);
    free(s);
}

/* ---- limits ---- */

static enum sn_err compile_n(const char *s, size_t n, size_t cap)
{
    struct sn_bpf_opts o = {.linktype = SN_LINK_ETHERNET};
    struct sn_arena a;
    struct sn_prog prog;
    enum sn_err r;

    sn_arena_init(&a, cap);
    r = sn_bpf_compile(&prog, &a, s, n, &o, &diag);
    sn_arena_free(&a);
    return r;
}

TEST(depth)
{
    static const char *const units[] = {"(", "not ", "-", "1+(", "ip[", "tcp or not(", "@("};

    for (size_t u = 0; u < sizeof units / sizeof units[0]; u++) {
        size_t k = strlen(units[u]), n = 100000 * k;
        char *s = malloc(n);

        for (size_t i = 0; i < n; i++)
            s[i] = units[u][i % k] == '@' ? ' ' : units[u][i % k];
        if (units[u][0] == '@')
            memcpy(s, "port ", 5); /* a list of ports, opened again and again */
        CHECK(compile_n(s, n, 1u << 26) != SN_OK);
        CHECK(strstr(diag.msg, "deep") != NULL);
        free(s);
    }
}

TEST(out_of_memory)
{
    static const char expr[] = "tcp port 80 or (host 10.0.0.1 and ip[ip[0]:2] = len - 5)";
    long k;

    for (size_t cap = 0; cap < 65536; cap += 64) {
        enum sn_err r = compile_n(expr, strlen(expr), cap);

        CHECK(r == SN_OK || r == SN_ENOMEM);
    }
    for (k = 0; k < 1000; k++) {
        enum sn_err r;

        fail_alloc_after(k);
        r = compile_n(expr, strlen(expr), 1u << 24);
        fail_alloc_never();
        CHECK(r == SN_OK || r == SN_ENOMEM);
        if (r == SN_OK)
            break;
    }
    CHECK(k < 1000);
}

TEST_MAIN
