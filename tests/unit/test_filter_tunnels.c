/*
 * Primitives that libpcap lacks, or gets wrong: vxlan, geneve behind headers of variable length,
 * ifindex, protochain. Random packets on several link types, and a plain reading of each to compare
 * with.
 */
#include "sn/bpf.h"
#include "sn/rd.h"
#include "test.h"

static uint64_t seed = 7;

static uint32_t rnd(uint32_t n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % n;
}

/* Link types with what stands in front of IPv4; the two bytes at `type` become IPv6's. */
static const struct {
    uint32_t link;
    const char *hex;
    uint32_t type;
    uint32_t type6;
    uint32_t size; /* of the type */
} fronts[] = {
    {SN_LINK_ETHERNET, "020000000002 020000000001 0800", 12, 0x86dd, 2},
    {SN_LINK_RAW, "", 0, 0, 0},
    {SN_LINK_LINUX_SLL, "0000 0001 0006 0200 0000 0001 0000 0800", 14, 0x86dd, 2},
    {SN_LINK_LINUX_SLL2, "0800 0000 0000 0007 0001 04 06 0200 0000 0001 0000", 0, 0x86dd, 2},
    {117,
     "3d 02 0000 656e3000000000000000000000000000 00000000000000000000000000000000 00000005 "
     "00000006"
     " 00000000 00000000 00000000 00000000 01 000000",
     1, 10, 1},
    {105, "0802 0000 000000000000 000000000000 000000000000 0000 aaaa03000000 0800", 30, 0x86dd, 2},
    {127,
     "0000 0800 00000000 8802 0000 000000000000 000000000000 000000000000 0000 0000"
     " aaaa03000000 0800",
     40, 0x86dd, 2},
};

struct pkt {
    uint8_t b[512];
    uint32_t n;
    uint32_t net; /* where IP begins */
    bool six;
};

static void put(struct pkt *p, uint32_t v, uint32_t size)
{
    while (size-- > 0)
        p->b[p->n++] = (uint8_t)(v >> 8 * size);
}

static void put_front(struct pkt *p, size_t i)
{
    unsigned v;

    for (const char *s = fronts[i].hex; sscanf(s, " %2x", &v) == 1; s += strspn(s, " ") + 2)
        put(p, v, 1);
    p->net = p->n;
    p->six = rnd(2);
    for (uint32_t k = 0; p->six && k < fronts[i].size; k++)
        p->b[fronts[i].type + k] = (uint8_t)(fronts[i].type6 >> 8 * (fronts[i].size - 1 - k));
}

static void put_ip(struct pkt *p, uint8_t proto)
{
    uint32_t options = rnd(3);

    if (p->six) {
        put(p, 0x60000000, 4);
        put(p, 0x00400000u | (uint32_t)proto << 8 | 64, 4);
        for (int i = 0; i < 8; i++)
            put(p, rnd(3), 4);
        return;
    }
    put(p, 0x45 + options, 1);
    put(p, 0, 1);
    put(p, 0, 4);
    put(p, rnd(8) ? 0 : 5, 2); /* a fragment now and then */
    put(p, 64, 1);
    put(p, proto, 1);
    put(p, 0, 2);
    put(p, rnd(3), 4);
    put(p, rnd(3), 4);
    for (uint32_t i = 0; i < options; i++)
        put(p, rnd(300), 4);
}

static bool run(uint32_t link, const char *s, const struct pkt *p, bool no_opt)
{
    struct sn_bpf_opts o = {.linktype = link, .no_opt = no_opt};
    struct sn_arena a;
    struct sn_prog prog;
    struct sn_diag d;
    bool yes = false;

    sn_arena_init(&a, 1u << 24);
    if (sn_bpf_compile(&prog, &a, s, strlen(s), &o, &d) == SN_OK) {
        yes = sn_bpf_run(prog.insn, guarded(p->b, p->n), p->n, p->n) != 0;
    } else {
        printf("# %u: %s: %s\n", link, s, d.msg);
        tests_bad = 1;
    }
    sn_arena_free(&a);
    return yes;
}

static void expect(size_t front, const char *s, const struct pkt *p, bool want)
{
    for (int no_opt = 0; no_opt < 2; no_opt++)
        if (run(fronts[front].link, s, p, no_opt) != want) {
            printf("# link %u: %s: want %d, %s:", fronts[front].link, s, want,
                   no_opt ? "not optimised" : "optimised");
            for (uint32_t i = 0; i < p->n; i++)
                printf("%s%02x", i % 2 ? "" : " ", p->b[i]);
            printf("\n");
            tests_bad = 1;
        }
}

/* Where the transport header is; 0: this fragment hasn't it. */
static uint32_t transport(const struct pkt *p, uint8_t *proto)
{
    const uint8_t *ip = p->b + p->net;

    *proto = ip[p->six ? 6 : 9];
    if (p->six)
        return p->net + 40;
    return sn_be16(ip + 6) & 0x1fff ? 0 : p->net + 4u * (ip[0] & 15);
}

/* A tunnel over UDP to `port` with Ethernet, or what Geneve says, and IPv4 with TCP to 80 or 81. */
static void put_tunnel(struct pkt *p, bool geneve, bool ether)
{
    uint32_t options = geneve ? rnd(3) : 0;

    put_ip(p, rnd(6) ? 17 : 6);
    put(p, 50000, 2);
    put(p, rnd(6) ? (geneve ? 6081 : 4789) : 53, 2);
    put(p, 0, 4);
    if (geneve) {
        put(p, (rnd(8) ? 0 : 0x40) | options, 1);
        put(p, 0, 1);
        put(p, ether ? 0x6558 : 0x0800, 2);
    } else {
        put(p, rnd(8) ? 0x08000000 : 0, 4);
    }
    put(p, 5 + rnd(2), 3);
    put(p, 0, 1);
    for (uint32_t i = 0; i < options; i++)
        put(p, rnd(1000), 4);
    if (ether) {
        for (int i = 0; i < 12; i++)
            put(p, i % 6 ? 0 : 2 + 2 * rnd(2), 1);
        put(p, 0x0800, 2);
    }
    put(p, 0x45000028, 4);
    put(p, 0, 4);
    put(p, 0x40060000, 4);
    put(p, 0x0a000001, 4);
    put(p, 0x0a000002, 4);
    put(p, 40000, 2);
    put(p, 80 + rnd(2), 2);
    while (p->n % 4)
        put(p, 0, 1);
    for (int i = 0; i < 8; i++)
        put(p, 0, 4);
}

static void tunnels_of(size_t front)
{
    static const char *const words[] = {"vxlan", "geneve"};
    bool geneve = rnd(2), ether = !geneve || rnd(2), is, tcp80;
    struct pkt p = {.n = 0};
    char text[100];
    uint32_t udp, inner, vni;
    uint8_t proto;

    put_front(&p, front);
    put_tunnel(&p, geneve, ether);
    udp = transport(&p, &proto);
    is = udp && proto == 17 && sn_be16(p.b + udp + 2) == (geneve ? 6081 : 4789) &&
         (geneve ? (p.b[udp + 8] & 0xc0) == 0 : (p.b[udp + 8] & 8) != 0);
    vni = udp ? sn_be32(p.b + udp + 12) >> 8 : 0;
    inner = udp + 16 + (geneve ? 4u * (p.b[udp + 8] & 0x3f) : 0);
    tcp80 = is && sn_be16(p.b + inner + (ether ? 14 : 0) + 22) == 80;
    expect(front, words[geneve], &p, is);
    expect(front, words[!geneve], &p, false);
    snprintf(text, sizeof text, "%s 5", words[geneve]);
    expect(front, text, &p, is && vni == 5);
    snprintf(text, sizeof text, "%s 5 and tcp dst port 80", words[geneve]);
    expect(front, text, &p, tcp80 && vni == 5);
    snprintf(text, sizeof text, "%s and ip src 10.0.0.1 and not tcp port 80", words[geneve]);
    expect(front, text, &p, is && !tcp80);
    snprintf(text, sizeof text, "%s and ether src 02:00:00:00:00:00", words[geneve]);
    expect(front, text, &p, is && ether && p.b[inner + 6] == 2);
}

TEST(tunnels)
{
    for (int i = 0; i < 120; i++)
        for (size_t k = 0; k < sizeof fronts / sizeof fronts[0]; k++)
            tunnels_of(k);
}

/* Extension headers in any order, then one of a few protocols. */
static void put_chain(struct pkt *p)
{
    static const uint8_t ext[] = {0, 43, 44, 60, 51}, ends[] = {6, 17, 58, 59, 50};
    uint8_t next[6];
    uint32_t n = rnd(5);

    for (uint32_t i = 0; i < n; i++)
        next[i] = p->six ? ext[rnd(5)] : 51;
    next[n] = ends[rnd(5)];
    put_ip(p, next[0]);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t words = next[i] == 44 ? 0 : rnd(3), size = 8 + 8 * words;

        if (next[i] == 51)
            size = 8 + 4 * words;
        put(p, next[i + 1], 1);
        put(p, words, 1);
        for (uint32_t k = 2; k < size; k++)
            put(p, 0xee, 1);
    }
    for (int i = 0; i < 10; i++)
        put(p, 0, 4);
}

static bool chain_has(const struct pkt *p, uint8_t num)
{
    const uint8_t *ip = p->b + p->net;
    uint32_t at = p->six ? 40 : 4u * (ip[0] & 15);
    uint8_t h = ip[p->six ? 6 : 9];

    while (h != num) {
        bool ah = h == 51, ext = p->six && (h == 0 || h == 43 || h == 44 || h == 60);

        if (!ah && !ext)
            return false;
        h = ip[at];
        at += ah ? 8 + 4u * ip[at + 1] : 8 + 8u * ip[at + 1];
    }
    return true;
}

TEST(chains)
{
    static const uint8_t nums[] = {6, 17, 51, 43};

    for (int i = 0; i < 100; i++)
        for (size_t k = 0; k < sizeof fronts / sizeof fronts[0]; k++) {
            struct pkt p = {.n = 0};
            uint8_t num = nums[rnd(4)];
            char text[100];
            bool has;

            put_front(&p, k);
            put_chain(&p);
            has = chain_has(&p, num);
            snprintf(text, sizeof text, "protochain %u", num);
            expect(k, text, &p, has);
            snprintf(text, sizeof text, "ip protochain %u", num);
            expect(k, text, &p, has && !p.six);
            snprintf(text, sizeof text, "not ip6 protochain %u or less 10", num);
            expect(k, text, &p, !(has && p.six));
        }
}

TEST(interface_of_cooked_packets)
{
    for (uint32_t i = 0; i < 50; i++) {
        struct pkt p = {.n = 0};
        uint32_t is = rnd(3);

        put_front(&p, 3);
        put_ip(&p, 17);
        p.b[7] = (uint8_t)is;
        expect(3, "ifindex 1", &p, is == 1);
        expect(3, "ifindex 1 or ifindex 2", &p, is != 0);
        expect(3, "not ifindex 0 and (ip or ip6)", &p, is != 0);
    }
}

TEST_MAIN
