/* Looking through: what is behind random headers, at every cut; the kernel's part; parts of an
 * expression. */
#define TEST_ALLOC
#include "test.h"

#include "../diff/wrap.h"
#include "sn/decap.h"

static struct sn_diag diag;

static struct sn_decap *make(const char *expr, uint32_t link, bool look_through)
{
    struct sn_bpf_opts o = {.linktype = link, .look_through = look_through};
    struct sn_decap *l;

    if (sn_decap_new(&l, expr, strlen(expr), &o, &diag) != SN_OK) {
        printf("# %s: %s\n", expr, diag.msg);
        tests_bad = 1;
        return NULL;
    }
    return l;
}

/* Of the inner packet, and nothing that stands around it. */
static const char *const inner[] = {
    "tcp",
    "tcp port 80",
    "port 443",
    "host 10.0.0.1",
    "src host 10.0.0.2 and dst net 192.168.1.0/31",
    "host 2001:db8::1 and port 53",
    "host 2001:db8::1 or host 10.0.0.1 or host 10.0.0.3",
    "icmp6",
    "icmp",
    "sctp dst port 22",
    "portrange 20-60",
    "(tcp or sctp) and (port 80 or port 22)",
    "net 10 and udp port 53",
    "tcp[tcpflags] & tcp-syn != 0",
    "icmp6[0] = 0",
};

/* Likewise, but true around it too. */
static const char *const either[] = {"ip", "ip6", "udp", "proto 17", "ip proto 17", "ip6 proto 17"};

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* The plain language's tcp[…] is IPv4's; what it would say if IPv6 had it too. */
static bool plain(const struct sn_engine *e, const struct wrap *w, uint32_t n)
{
    return sn_engine_run(e, w->buf + WRAP_ROOM - n, n, n) != 0;
}

static struct sn_engine *plain_engine(const char *expr, bool look, bool kernel)
{
    struct sn_bpf_opts o = {.linktype = SN_LINK_ETHERNET, .look_through = look, .kernel = kernel};
    struct sn_arena a;
    struct sn_prog p;
    struct sn_engine *e = NULL;

    sn_arena_init(&a, 1u << 26);
    if (sn_bpf_compile(&p, &a, expr, strlen(expr), &o, &diag) != SN_OK ||
        sn_engine_new(&e, &p, true, &diag) != SN_OK) {
        printf("# %s: %s\n", expr, diag.msg);
        tests_bad = 1;
    }
    sn_arena_free(&a);
    return e;
}

static void check(const char *expr, uint64_t seed, bool got, bool want)
{
    if (got == want)
        return;
    printf("# %s: seed %llu: %d\n", expr, (unsigned long long)seed, got);
    tests_bad = 1;
}

/* Wrapped or not, the verdict on the inner packet stays. Extension headers are themselves looked
 * behind, so the inner packet's verdict comes from look-through with nothing around it, and from
 * the plain language where there are none. */
static void same_inside(const char *expr, bool only_inner)
{
    struct sn_decap *l = make(expr, SN_LINK_ETHERNET, true);
    struct sn_engine *e = plain_engine(expr, false, false);
    bool v4_only = strchr(expr, '[') != NULL;
    struct wrap w;

    for (uint64_t seed = 1; l && e && seed <= 400; seed++) {
        bool want;
        uint16_t type;
        uint32_t n;

        wrap_inner(&w, seed);
        type = w.type;
        n = w.n;
        wrap_ether(&w, 8);
        want = sn_decap_run(l, wrap_at(&w), w.n, w.n);
        if (!w.ext && (!v4_only || type == 0x0800))
            check(expr, seed, want, plain(e, &w, w.n));
        w.n = n;
        w.type = type;
        for (uint32_t depth = wrap_rnd(&w, 6); depth-- > 0;)
            wrap_one(&w);
        wrap_ether(&w, 8);
        if (only_inner || want)
            check(expr, seed, sn_decap_run(l, wrap_at(&w), w.n, w.n), want);
    }
    sn_decap_free(l);
    sn_engine_free(e);
}

TEST(the_inner_packets_verdict)
{
    for (size_t i = 0; i < COUNT(inner); i++)
        same_inside(inner[i], true);
    for (size_t i = 0; i < COUNT(either); i++)
        same_inside(either[i], false);
}

/* Random changes make headers that lie. */
static void damage(struct wrap *w)
{
    for (uint32_t i = wrap_rnd(w, 4); i-- > 0;)
        wrap_at(w)[wrap_rnd(w, w->n)] = (uint8_t)wrap_rnd(w, 256);
}

TEST(the_kernel_never_rejects_what_is_accepted)
{
    static const char *const more[] = {"not tcp",
                                       "not (tcp or port 53)",
                                       "not tcp port 80 and not host 10.0.0.1",
                                       "vlan",
                                       "not vlan 100",
                                       "mpls 17 or vxlan 7",
                                       "len > 100 and not geneve",
                                       "not tcp[13] & 2 = 0",
                                       "ether src 02:00:00:00:00:09",
                                       "ether[0] = 2 or vlan 999"};
    struct wrap w;

    for (size_t i = 0; i < COUNT(inner) + COUNT(either) + COUNT(more); i++) {
        const char *expr = i < COUNT(inner) ? inner[i]
                           : i < COUNT(inner) + COUNT(either)
                               ? either[i - COUNT(inner)]
                               : more[i - COUNT(inner) - COUNT(either)];
        struct sn_decap *l = make(expr, SN_LINK_ETHERNET, true);
        struct sn_engine *k = plain_engine(expr, true, false);

        for (uint64_t seed = 1; l && k && seed <= 300; seed++) {
            uint32_t n;

            wrap_inner(&w, seed);
            for (uint32_t depth = wrap_rnd(&w, 4); depth-- > 0;)
                wrap_one(&w);
            wrap_ether(&w, 8);
            damage(&w);
            n = wrap_rnd(&w, 3) ? w.n : wrap_rnd(&w, w.n + 1);
            if (sn_decap_run(l, wrap_at(&w), n, n))
                check(expr, seed, sn_engine_run(k, wrap_at(&w), n, n) != 0, true);
        }
        sn_decap_free(l);
        sn_engine_free(k);
    }
}

TEST(every_cut)
{
    struct sn_decap *l =
        make("port 443 or not tcp[13] = 2 and not vlan 101 or mpls 17", SN_LINK_ETHERNET, true);
    struct wrap w;
    uint8_t out[WRAP_ROOM];

    for (uint64_t seed = 1; l && seed <= 60; seed++) {
        wrap_inner(&w, seed);
        for (uint32_t depth = 1 + wrap_rnd(&w, 5); depth-- > 0;)
            wrap_one(&w);
        wrap_ether(&w, 8);
        damage(&w);
        for (uint32_t n = 0; n <= w.n; n++) {
            uint8_t *p = guarded(wrap_at(&w), n);
            uint32_t caplen, len;

            sn_decap_run(l, p, n, w.n);
            sn_decap_run(l, p, n, 0);
            if (sn_decap_untag(SN_LINK_ETHERNET, p, n, w.n, out, &caplen, &len))
                CHECK(caplen < n && len == w.n - (n - caplen));
            munmap(p - ((uintptr_t)p & 4095), n ? 8192 : 4096);
        }
    }
    sn_decap_free(l);
}

/* ---- parts of an expression ---- */

static bool verdict(const char *expr, const struct wrap *w, bool look)
{
    struct sn_decap *l = make(expr, SN_LINK_ETHERNET, look);
    bool r = l && sn_decap_run(l, w->buf + WRAP_ROOM - w->n, w->n, w->n);

    sn_decap_free(l);
    return r;
}

/* TCP from 10.0.0.1 to port 80, behind a tag, in VXLAN, behind two tags. */
static void nested(struct wrap *w)
{
    memset(w, 0, sizeof *w);
    w->seed = 1;
    wrap_zero(w, 6);
    wrap_be16(w, 0x5002);
    wrap_zero(w, 8);
    wrap_be16(w, 80);
    wrap_be16(w, 1024);
    do {
        w->n = 20;
        wrap_ip4(w, 6, 0x0a000001, 0xc0a80101);
    } while (w->n != 40);
    w->type = 0x0800;
    wrap_be16(w, w->type);
    wrap_be16(w, 300);
    w->type = 0x8100;
    wrap_vxlan(w);
    wrap_be16(w, w->type);
    wrap_be16(w, 200);
    w->type = 0x8100;
    wrap_be16(w, w->type);
    wrap_be16(w, 100);
    w->type = 0x88a8;
    wrap_ether(w, 8);
}

#define LOOKS(e) CHECK(verdict(e, &w, true))
#define HIDES(e) CHECK(!verdict(e, &w, true))

TEST(words_ask_for_any_layer)
{
    struct wrap w;

    nested(&w);
    LOOKS("tcp dst port 80 and vlan 100 and vlan 200 and vlan 300");
    LOOKS("vlan 300 and vlan 100");
    HIDES("vlan 400");
    LOOKS("vxlan 7 and udp and tcp");
    HIDES("vxlan 8");
    HIDES("geneve or mpls or pppoes");
    LOOKS("ether src 02:00:00:00:00:09 and ether src 02:00:00:00:00:08");
    LOOKS("ether[11] = 9 and ether[11] = 8");
    HIDES("ether[11] = 7");
    HIDES("not tcp port 80");
    LOOKS("not tcp port 81");
    LOOKS("not (tcp port 81 or tcp port 82) and not host 10.0.0.2 and host 10.0.0.1");
    HIDES("not tcp port 81 and not host 10.0.0.1");
    LOOKS("greater 100 and len > 100");
    HIDES("len < 80");
}

TEST(parts_outside_keep_their_meaning)
{
    struct wrap w;

    nested(&w);
    CHECK(verdict("look-through (tcp port 80)", &w, false));
    CHECK(!verdict("look-through (tcp port 80) and tcp", &w, false));
    CHECK(!verdict("tcp", &w, false));
    CHECK(verdict("not tcp and look-through (tcp)", &w, false));
    CHECK(verdict("vlan 100 and look-through (tcp) and vlan 200", &w, false));
    CHECK(!verdict("vlan 200 and look-through (tcp) and vlan 100", &w, false));
    CHECK(verdict("look-through (vlan 200) and vlan 100", &w, false));
    CHECK(verdict("udp or (look-through (host 10.0.0.1) and not arp)", &w, false));
    CHECK(verdict("not (tcp or not look-through (tcp))", &w, false));
}

TEST(names_called_look_through)
{
    struct sn_bpf_opts o = {.linktype = SN_LINK_ETHERNET};

    CHECK(sn_decap_used("tcp and look-through (ip)", 25, &o));
    CHECK(!sn_decap_used("host look-through", 17, &o));
    CHECK(!sn_decap_used("tcp", 3, &o));
    CHECK(!sn_decap_used("look-through (", 14, &o));
}

TEST(other_link_types)
{
    struct wrap w;
    struct sn_decap *raw = make("ether src 02:00:00:00:00:09 and tcp port 80", SN_LINK_RAW, true);
    struct sn_bpf_opts o = {.linktype = SN_LINK_ETHERNET, .look_through = true};
    struct sn_decap *none = NULL;
    uint32_t n;

    nested(&w);
    n = w.n - 14 - 8; /* the outer IP packet */
    CHECK(raw && sn_decap_run(raw, w.buf + WRAP_ROOM - n, n, n));
    CHECK(raw && !sn_decap_run(raw, w.buf + WRAP_ROOM - 40, 40, 40));
    sn_decap_free(raw);
    CHECK(sn_decap_new(&none, "fisu", 4, &o, &diag) == SN_EUNSUPPORTED);
}

TEST(untag)
{
    struct wrap w;
    uint8_t out[WRAP_ROOM];
    uint32_t caplen, len;

    nested(&w);
    CHECK(sn_decap_untag(SN_LINK_ETHERNET, wrap_at(&w), w.n, w.n + 5, out, &caplen, &len));
    CHECK(caplen == w.n - 8 && len == w.n - 3);
    CHECK(memcmp(out, wrap_at(&w), 12) == 0);
    CHECK(memcmp(out + 14, wrap_at(&w) + 22, caplen - 14) == 0);
    CHECK(out[12] == (out[14] >> 4 == 4 ? 0x08 : 0x86));
    CHECK(!sn_decap_untag(SN_LINK_ETHERNET, out, caplen, len, w.buf, &caplen, &len));
}

TEST(out_of_memory)
{
    static const char expr[] = "vlan 5 and look-through (port 80 or tcp[13] = 2) and not arp";
    struct sn_bpf_opts o = {.linktype = SN_LINK_ETHERNET};
    struct sn_decap *l;
    long k;

    for (k = 0; k < 2000; k++) {
        enum sn_err e;

        fail_alloc_after(k);
        e = sn_decap_new(&l, expr, strlen(expr), &o, &diag);
        fail_alloc_never();
        CHECK(e == SN_OK || e == SN_ENOMEM);
        sn_decap_free(l);
        if (e == SN_OK)
            break;
    }
    CHECK(k < 2000);
}

TEST_MAIN
