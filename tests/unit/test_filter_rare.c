/*
 * The filter compiler: rare link types and primitives, lists as sets, sizes and times of long
 * lists.
 */
#include <time.h>

#include "sn/bpf.h"
#include "sn/rd.h"
#include "test.h"

#define CAP ((size_t)1 << 30)

static struct sn_diag diag;
static uint64_t seed = 1;

static uint32_t rnd(uint32_t n)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % n;
}

static bool build(struct sn_prog *p, struct sn_arena *a, const struct sn_bpf_opts *o, const char *s)
{
    sn_arena_init(a, CAP);
    if (sn_bpf_compile(p, a, s, strlen(s), o, &diag) == SN_OK)
        return true;
    printf("# %.80s: %s\n", s, diag.msg);
    return false;
}

/* hex: the packet, zeros behind it. Optimised and not must agree. */
static bool says(uint32_t link, const char *s, const char *hex)
{
    uint8_t pkt[256] = {0};
    uint32_t got[2] = {0, 1};
    unsigned v;

    for (uint32_t n = 0; sscanf(hex, " %2x", &v) == 1 && n < sizeof pkt; n++) {
        pkt[n] = (uint8_t)v;
        hex += strspn(hex, " ") + 2;
    }
    for (int no_opt = 0; no_opt < 2; no_opt++) {
        struct sn_bpf_opts o = {.linktype = link, .no_opt = no_opt};
        struct sn_arena a;
        struct sn_prog p;

        if (build(&p, &a, &o, s))
            got[no_opt] = sn_bpf_run(p.insn, pkt, sizeof pkt, sizeof pkt) != 0;
        sn_arena_free(&a);
    }
    CHECK(got[0] == got[1]);
    return got[0] == 1;
}

static bool refused(uint32_t link, const char *s, const char *why)
{
    struct sn_bpf_opts o = {.linktype = link};
    struct sn_arena a;
    struct sn_prog p;
    enum sn_err e;

    sn_arena_init(&a, CAP);
    e = sn_bpf_compile(&p, &a, s, strlen(s), &o, &diag);
    sn_arena_free(&a);
    return e != SN_OK && strstr(diag.msg, why) != NULL;
}

TEST(signalling_in_erf)
{
    const char *msu = "00000000 00000000 00000000 00000000 00000000 0000 3f 85 050040 50";

    CHECK(says(197, "msu and not fisu", msu));
    CHECK(says(197, "sio 0x85", msu));
    CHECK(says(197, "sls 5", "00000000 00000000 00000000 00000000 00000000 0000 3f 85 050040 50"));
    CHECK(!says(197, "lssu", msu));
    CHECK(refused(197, "tcp", "not supported for this link type"));
}

TEST(radio)
{
    CHECK(says(127, "radio[2] = 8 and radio[2:2] = 0x800", "0000 0800 00000000 8000"));
    CHECK(says(127, "radio[radio[2]] = 0x80 and type mgt", "0000 0800 00000000 8000"));
    CHECK(says(163, "radio[0:4] = 0x80211001", "80211001 00000008 8000"));
    CHECK(refused(1, "radio[0] = 1", "'radio' is not supported"));
}

/* link[0] is the packet's first byte; addresses are behind the tag. */
TEST(prepended_dsa)
{
    const char *p = "05000000 020000000001 020000000002 0800 45";

    CHECK(says(282, "link[0] = 5 and byte 9 = 1", p));
    CHECK(says(282, "ether dst 02:00:00:00:00:01 and ether src 02:00:00:00:00:02 and ip", p));
    CHECK(says(1, "link[0] = 5", p));
}

/* The tag is behind LLC and SNAP, the next type behind the tag. */
TEST(tags_in_80211)
{
    const char *p = "0802 0000 000000000000 000000000000 000000000000 0000"
                    " aaaa03 000000 8100 0005 0800 45";

    CHECK(says(105, "vlan", p));
    CHECK(says(105, "vlan 5", p));
    CHECK(says(105, "vlan 5 and ip", p));
    CHECK(!says(105, "vlan 4", p));
    CHECK(!says(105, "ip", p));
}

TEST(isis_types_have_no_names)
{
    CHECK(refused(1, "isis proto \\tcp", "unknown IS-IS protocol 'tcp'"));
    CHECK(says(1, "isis proto 20", "000000000000 000000000000 0040 fefe03 83 000000 14"));
}

/* Behind a byte of padding on Cisco HDLC, as CLNP, ES-IS and IS-IS themselves are. */
TEST(isis_on_hdlc)
{
    CHECK(says(104, "isis and csnp", "0f00 fefe 00 83 000000 18"));
    CHECK(says(104, "lsp and not csnp", "0f00 fefe 00 83 000000 14"));
    CHECK(!says(104, "lsp", "0f00 fefe 00 83 000012 00"));
    CHECK(refused(1, "isis proto 32", "0 to 31, not 32"));
    CHECK(says(1, "isis proto 31", "000000000000 000000000000 0040 fefe03 83 000000 1f"));
}

TEST(newer_words)
{
    CHECK(says(117, "reason dummynet", "3d02 00 0f"));
    CHECK(says(117, "action dummynet and not action nat64", "3d02 0b"));
    CHECK(says(117, "action nodummynet", "3d02 0c"));
    CHECK(says(117, "action nat64", "3d02 0d"));
    CHECK(says(117, "action nonat64", "3d02 0e"));
    CHECK(says(1, "llc dm", "000000000000 000000000000 0003 4242 0f"));
    CHECK(says(1, "llc dm and llc u", "000000000000 000000000000 0003 4242 1f"));
    CHECK(!says(1, "llc dm", "000000000000 000000000000 0003 4242 43"));
}

/* The tag's first two bits: 0 to the processor, 1 from it, 3 from port to port. */
TEST(direction_in_tags)
{
    static const char *const tags[] = {"02", "42", "82", "c2"};
    char dsa[100], edsa[100];

    for (unsigned i = 0; i < 4; i++) {
        snprintf(dsa, sizeof dsa, "000000000000 000000000000 %s000000 0800 45", tags[i]);
        snprintf(edsa, sizeof edsa, "000000000000 000000000000 dada 0000 %s000000 0800 45",
                 tags[i]);
        CHECK(says(284, "inbound", dsa) == (i == 0));
        CHECK(says(284, "outbound and ip", dsa) == (i == 1));
        CHECK(says(285, "inbound and ip", edsa) == (i == 0));
        CHECK(says(285, "outbound", edsa) == (i == 1));
    }
    CHECK(says(8, "outbound", "01"));
    CHECK(says(8, "inbound", "00"));
    CHECK(!says(8, "inbound or outbound", "02"));
}

/* Between the LLC addresses and the Ethernet types there is nothing. */
TEST(types_that_are_none)
{
    CHECK(refused(1, "link proto 1500", "1500 is neither an Ethernet type"));
    CHECK(refused(1, "ether proto 256", "256 is neither an Ethernet type"));
    CHECK(refused(113, "link proto 1000", "neither an Ethernet type"));
    CHECK(says(1, "link proto 1501", "000000000000 000000000000 05dd"));
    CHECK(says(1, "link proto 255", "000000000000 000000000000 0003 ff"));
}

static uint32_t count_of(const struct sn_bpf_opts *o, const char *s, uint16_t code, uint32_t k)
{
    struct sn_arena a;
    struct sn_prog p = {NULL, 0};
    uint32_t n = 0;

    if (build(&p, &a, o, s))
        for (uint32_t i = 0; i < p.n; i++)
            n += p.insn[i].code == code && p.insn[i].k == k;
    sn_arena_free(&a);
    return n;
}

/* What packets don't say: the kernel knows it, or the caller, or nobody. */
TEST(direction_from_outside)
{
    struct sn_bpf_opts live = {.linktype = 1, .live = true}, in = {.linktype = 1}, out = in;

    in.dir = SN_DIR_IN;
    out.dir = SN_DIR_OUT;
    CHECK(count_of(&live, "inbound", 0x20, 0xfffff004) == 1);
    CHECK(count_of(&live, "tcp and ifindex 3", 0x20, 0xfffff008) == 1);
    CHECK(refused(1, "inbound", "do not say whether they came in"));
    CHECK(count_of(&in, "inbound and ip", 0x15, 0x800) == 1);
    CHECK(count_of(&in, "outbound or ip", 0x15, 0x800) == 1);
    CHECK(count_of(&out, "outbound and ip", 0x15, 0x800) == 1);
    CHECK(count_of(&out, "inbound and ip", 0x15, 0x800) == 0);
    /* Where they say it, they are believed. */
    in.linktype = SN_LINK_LINUX_SLL;
    CHECK(count_of(&in, "outbound", 0x28, 0) == 1);
}

/* What can't be true is an error where that is plain to see, and else never true. */
TEST(contradictions)
{
    static const char *const plain[] = {"arp and tcp",           "tcp and vlan",
                                        "tcp and udp",           "ip and icmp6",
                                        "vlan 5 and ip and ip6", "tcp and not ip and not ip6"};

    for (size_t i = 0; i < sizeof plain / sizeof plain[0]; i++) {
        struct sn_bpf_opts o = {.linktype = 1, .no_opt = true};
        struct sn_arena a;
        struct sn_prog p;

        CHECK(refused(1, plain[i], "rejects all packets"));
        CHECK(build(&p, &a, &o, plain[i]));
        sn_arena_free(&a);
    }
    CHECK(!says(1, "ip[9] = 6 and ah", "00"));
    CHECK(says(1, "not (arp and tcp)", "00"));
}

/* A protocol that the family doesn't have is never found, and no error. */
TEST(chains_over_the_other_family)
{
    CHECK(!says(SN_LINK_IPV4, "ip6 protochain 6", "45000000 00000000 0006"));
    CHECK(!says(SN_LINK_IPV6, "ip protochain 6", "60000000 00000640"));
}

/* ---- lists ---- */

#define TEXT_MAX 2000000
static char text[TEXT_MAX];

typedef uint32_t put_fn(char *s, size_t room, uint32_t i);

static void list(put_fn *put, uint32_t n, const char *joined_by)
{
    size_t at = 0;

    for (uint32_t i = 0; i < n; i++) {
        at += (size_t)snprintf(text + at, sizeof text - at, "%s", i ? joined_by : "");
        at += put(text + at, sizeof text - at, i);
    }
    CHECK(at + 1 < sizeof text);
}

static uint32_t put_mac(char *s, size_t room, uint32_t i)
{
    (void)i;
    return (uint32_t)snprintf(s, room, "ether host 02:%02x:00:00:0%x:%02x", rnd(3), rnd(2),
                              rnd(16));
}

static uint32_t put_mixed(char *s, size_t room, uint32_t i)
{
    switch (i % 5) {
    case 0:
        return (uint32_t)snprintf(s, room, "ip proto %u", rnd(256));
    case 1:
        return (uint32_t)snprintf(s, room, "ether src 02:00:00:00:00:%02x", rnd(16));
    case 2:
        return (uint32_t)snprintf(s, room, "src host 10.0.0.%u", rnd(256));
    case 3:
        return (uint32_t)snprintf(s, room, "proto %u", rnd(256));
    default:
        return (uint32_t)snprintf(s, room, "ether[0] = %u", 64 + rnd(100));
    }
}

static void random_frame(uint8_t *p, uint32_t n, bool wlan)
{
    for (uint32_t i = 0; i < n; i++)
        p[i] = (uint8_t)rnd(3);
    for (uint32_t i = wlan ? 4 : 0; i < 30; i += 6) {
        p[i] = 2;
        p[i + 5] = (uint8_t)rnd(16);
        p[i + 2] = p[i + 3] = 0;
    }
    if (wlan) {
        p[0] = (uint8_t)(rnd(4) << 2 | rnd(16) << 4);
        p[1] = (uint8_t)rnd(4);
        return;
    }
    p[12] = rnd(4) ? 8 : 0x86;
    p[13] = p[12] == 8 ? 0 : 0xdd;
    p[20] = rnd(2) ? 44 : (uint8_t)rnd(256);
    p[23] = (uint8_t)rnd(256);
    p[26] = 10;
    p[27] = p[28] = 0;
    p[54] = (uint8_t)rnd(256);
}

/* A list as sets finds what it finds one by one. */
static void same_as_plain(uint32_t link, put_fn *put, uint32_t n, bool neg)
{
    struct sn_bpf_opts o = {.linktype = link}, plain = {.linktype = link, .no_opt = true};
    struct sn_arena a, b;
    struct sn_prog p, q;
    uint32_t yes = 0;

    list(put, n, neg ? " and not " : " or ");
    if (build(&p, &a, &o, text) && build(&q, &b, &plain, text)) {
        CHECK(p.n < q.n);
        for (int i = 0; i < 3000; i++) {
            uint8_t f[64];
            bool got;

            random_frame(f, sizeof f, link == 105);
            got = sn_bpf_run(p.insn, f, sizeof f, sizeof f) != 0;
            yes += got;
            if (got != (sn_bpf_run(q.insn, f, sizeof f, sizeof f) != 0)) {
                printf("# differs: %.200s\n", text);
                tests_bad = 1;
                break;
            }
        }
        sn_arena_free(&b);
    }
    CHECK(yes > 0 || neg);
    sn_arena_free(&a);
}

TEST(sets_of_macs_and_protocols)
{
    for (int round = 0; round < 10; round++) {
        same_as_plain(SN_LINK_ETHERNET, put_mac, 2 + rnd(30), round & 1);
        same_as_plain(105, put_mac, 2 + rnd(30), round & 1);
        same_as_plain(SN_LINK_ETHERNET, put_mixed, 4 + rnd(40), round & 1);
    }
}

static uint32_t put_any_mac(char *s, size_t room, uint32_t i)
{
    return (uint32_t)snprintf(s, room, "ether host 02:%02x:%02x:%02x:%02x:%02x", rnd(256), i & 255,
                              rnd(256), rnd(256), i >> 8);
}

static uint32_t put_src_dst(char *s, size_t room, uint32_t i)
{
    return (uint32_t)snprintf(s, room, "%s host %u.%u.%u.%u", rnd(2) ? "src" : "dst", 1 + rnd(200),
                              rnd(256), rnd(256), i & 255);
}

static uint32_t put_pair(char *s, size_t room, uint32_t i)
{
    return (uint32_t)snprintf(s, room, "(src host 10.%u.%u.%u and dst port %u)", rnd(256), rnd(256),
                              i & 255, rnd(65536));
}

static uint32_t put_bytes(char *s, size_t room, uint32_t i)
{
    (void)i;
    return (uint32_t)snprintf(s, room, "tcp[%u:2] = %u", rnd(8), rnd(65536));
}

static uint32_t put_some(char *s, size_t room, uint32_t i)
{
    switch (rnd(4)) {
    case 0:
        return (uint32_t)snprintf(s, room, "host 10.%u.%u.%u", rnd(256), rnd(256), i & 255);
    case 1:
        return (uint32_t)snprintf(s, room, "net %u.%u.0.0/16", 1 + rnd(200), rnd(256));
    case 2:
        return (uint32_t)snprintf(s, room, "port %u", rnd(65536));
    default:
        return (uint32_t)snprintf(s, room, "dst net 172.16.%u.0/24", rnd(256));
    }
}

/* Twenty thousand terms take no more than a few seconds, whatever they are (on a busy machine with
 * sanitizers; about one on a quiet one), and so many instructions each. */
static void long_list(put_fn *put, uint32_t n, const char *joined_by, uint32_t each)
{
    struct sn_bpf_opts o = {.linktype = SN_LINK_ETHERNET};
    struct sn_arena a;
    struct sn_prog p;
    clock_t before;

    list(put, n, joined_by);
    before = clock();
    if (build(&p, &a, &o, text))
        CHECK(p.n < n * each);
    else
        tests_bad = 1;
    CHECK(clock() - before < 30 * CLOCKS_PER_SEC);
    sn_arena_free(&a);
}

TEST(long_lists)
{
    long_list(put_any_mac, 20000, " or ", 10);
    long_list(put_any_mac, 20000, " and not ", 10);
    long_list(put_src_dst, 20000, " or ", 3);
    long_list(put_some, 20000, " or ", 4);
    long_list(put_bytes, 20000, " or ", 4);
    long_list(put_pair, 10000, " or ", 25);
    long_list(put_pair, 10000, " and not ", 25);
}

TEST_MAIN
