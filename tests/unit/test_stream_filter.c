/* A filter on streams whose interfaces differ. */
#define TEST_ALLOC
#include "test.h"

#include "sn/filter.h"

/* pcapng, native byte order: sections, interfaces and packets one after the other. */
struct ng {
    uint8_t b[65536];
    size_t n;
};

static void put(struct ng *g, const void *p, size_t n)
{
    memcpy(g->b + g->n, p, n);
    g->n += n;
}

static void put32(struct ng *g, uint32_t v)
{
    put(g, &v, 4);
}

static void section(struct ng *g)
{
    put32(g, 0x0a0d0d0a);
    put32(g, 28);
    put32(g, 0x1a2b3c4d);
    put32(g, 1);
    put32(g, UINT32_MAX);
    put32(g, UINT32_MAX);
    put32(g, 28);
}

static void iface(struct ng *g, uint32_t linktype)
{
    put32(g, 1);
    put32(g, 20);
    put32(g, linktype);
    put32(g, 0);
    put32(g, 20);
}

/* An IPv4 packet of TCP or UDP with the header that its link type has. */
static void packet(struct ng *g, uint32_t number, uint32_t linktype, uint8_t proto)
{
    uint8_t p[64] = {0}, *ip = p;

    if (linktype == SN_LINK_ETHERNET) {
        p[12] = 8;
        ip = p + 14;
    } else if (linktype == SN_LINK_LINUX_SLL) {
        p[14] = 8;
        ip = p + 16;
    }
    ip[0] = 0x45;
    ip[9] = proto;
    put32(g, 6);
    put32(g, 32 + sizeof p);
    put32(g, number);
    put32(g, 0);
    put32(g, 0);
    put32(g, sizeof p);
    put32(g, sizeof p);
    put(g, p, sizeof p);
    put32(g, 32 + sizeof p);
}

static struct sn_reader *reader(const struct ng *g)
{
    struct sn_reader *r;
    struct sn_src *src;
    struct sn_diag d;

    CHECK_INT(sn_src_open_mem(&src, g->b, g->n, "memory", &d), SN_OK);
    CHECK_INT(sn_reader_open(&r, src, &d), SN_OK);
    return r;
}

static struct sn_filter *filter(const char *text, uint32_t linktype)
{
    struct sn_bpf_opts o = {.linktype = linktype};
    struct sn_filter *f;
    struct sn_diag d = {0};

    CHECK_INT(sn_filter_new(&f, text, strlen(text), &o, &d), SN_OK);
    CHECK_STR(d.msg, "");
    return f;
}

/* The verdicts on the packets of g, "+" and "-"; ends at the first that can't be filtered. */
static const char *verdicts(struct sn_filter *f, const struct ng *g, struct sn_diag *d)
{
    struct sn_reader *r = reader(g);
    static char out[1024];
    const struct sn_filter_set *set;
    struct sn_batch b;
    uint32_t type, n = 0;
    enum sn_err e = SN_OK;

    e = sn_filter_input(f, r, d);
    sn_batch_init(&b);
    while (!e && !sn_reader_next(r, &b, d)) {
        uint32_t accepted, plus = 0;

        e = sn_filter_prepare(f, &b, &set, d);
        if (e)
            b.n = sn_filter_failed(f, &type);
        accepted = sn_filter_apply(set, &b);
        for (uint32_t i = 0; i < b.n; i++) {
            if (b.pkt[i].meta)
                continue;
            out[n++] = b.pkt[i].drop ? '-' : '+';
            plus += !b.pkt[i].drop;
        }
        CHECK_INT(accepted, plus);
    }
    if (e)
        out[n++] = '!';
    out[n] = '\0';
    sn_batch_free(&b);
    sn_reader_close(r);
    return out;
}

TEST(link_types_mixed)
{
    static struct ng g;
    struct sn_filter *f = filter("tcp", SN_LINK_ANY);
    struct sn_diag d;

    section(&g);
    iface(&g, SN_LINK_ETHERNET);
    packet(&g, 0, SN_LINK_ETHERNET, 6);
    packet(&g, 0, SN_LINK_ETHERNET, 17);
    iface(&g, SN_LINK_RAW);
    packet(&g, 1, SN_LINK_RAW, 6);
    packet(&g, 0, SN_LINK_ETHERNET, 6);
    packet(&g, 1, SN_LINK_RAW, 17);
    iface(&g, SN_LINK_ETHERNET);
    iface(&g, SN_LINK_LINUX_SLL);
    packet(&g, 3, SN_LINK_LINUX_SLL, 6);
    packet(&g, 2, SN_LINK_ETHERNET, 6);
    packet(&g, 2, SN_LINK_ETHERNET, 17);
    section(&g);
    iface(&g, SN_LINK_RAW);
    packet(&g, 0, SN_LINK_RAW, 6);
    CHECK(sn_filter_engine(f) == NULL);
    CHECK_STR(verdicts(f, &g, &d), "+-++-++-+");
    CHECK(sn_filter_engine(f) != NULL);
    CHECK_STR(verdicts(f, &g, &d), "+-++-++-+"); /* a second input */
    sn_filter_free(f);
}

TEST(another_input_has_other_interfaces)
{
    static struct ng a, b;
    struct sn_filter *f = filter("udp", SN_LINK_ANY);
    struct sn_diag d;

    section(&a);
    iface(&a, SN_LINK_ETHERNET);
    packet(&a, 0, SN_LINK_ETHERNET, 17);
    section(&b);
    iface(&b, SN_LINK_RAW);
    packet(&b, 0, SN_LINK_RAW, 17);
    CHECK_STR(verdicts(f, &a, &d), "+");
    CHECK_STR(verdicts(f, &b, &d), "+");
    CHECK_STR(verdicts(f, &a, &d), "+");
    sn_filter_free(f);
}

TEST(many_interfaces)
{
    static struct ng g;
    struct sn_filter *f = filter("udp", SN_LINK_ANY);
    char want[256];
    struct sn_diag d;

    section(&g);
    for (uint32_t i = 0; i < 200; i++) {
        uint32_t type = i % 3 ? SN_LINK_ETHERNET : SN_LINK_RAW;

        iface(&g, type);
        packet(&g, i, type, i % 5 ? 17 : 6);
        want[i] = i % 5 ? '+' : '-';
    }
    want[200] = '\0';
    CHECK_STR(verdicts(f, &g, &d), want);
    sn_filter_free(f);
}

TEST(one_link_type_for_all)
{
    static struct ng g;
    struct sn_filter *f = filter("udp", SN_LINK_RAW);
    struct sn_diag d;

    section(&g);
    iface(&g, SN_LINK_ETHERNET);
    packet(&g, 0, SN_LINK_RAW, 17);
    packet(&g, 0, SN_LINK_ETHERNET, 17);
    CHECK(sn_filter_engine(f) != NULL);
    CHECK_STR(verdicts(f, &g, &d), "+-");
    sn_filter_free(f);
}

TEST(expressions_that_fail)
{
    static struct ng g;
    struct sn_bpf_opts o = {.linktype = SN_LINK_ETHERNET};
    struct sn_filter *f;
    struct sn_diag d;
    uint32_t type = 0;

    CHECK_INT(sn_filter_new(&f, "tcp or", 6, &o, &d), SN_ESYNTAX);
    CHECK(f == NULL);
    section(&g);
    iface(&g, SN_LINK_ETHERNET);
    iface(&g, SN_LINK_RAW);
    packet(&g, 0, SN_LINK_ETHERNET, 17);
    packet(&g, 0, SN_LINK_ETHERNET, 6);
    packet(&g, 1, SN_LINK_RAW, 17);
    f = filter("ether host 00:00:00:00:00:00", SN_LINK_ANY);
    CHECK_STR(verdicts(f, &g, &d), "++!");
    CHECK(d.where == SN_AT_COLUMN);
    sn_filter_failed(f, &type);
    CHECK_INT(type, SN_LINK_RAW);
    g.n = 0;
    section(&g);
    iface(&g, SN_LINK_RAW);
    packet(&g, 0, SN_LINK_RAW, 17);
    CHECK_STR(verdicts(f, &g, &d), "!"); /* before the first packet */
    sn_filter_free(f);
    sn_filter_free(NULL);
}

#ifndef __SANITIZE_ADDRESS__
TEST(memory_is_short)
{
    static struct ng g;
    struct sn_bpf_opts o = {.linktype = SN_LINK_ANY};
    struct sn_filter *f;
    struct sn_diag d;
    long k = 0;

    section(&g);
    iface(&g, SN_LINK_ETHERNET);
    iface(&g, SN_LINK_RAW);
    packet(&g, 0, SN_LINK_ETHERNET, 17);
    packet(&g, 1, SN_LINK_RAW, 17);
    for (bool ok = false; !ok; k++) {
        const struct sn_filter_set *set;
        struct sn_reader *r = reader(&g);
        struct sn_batch b;
        enum sn_err e;

        sn_batch_init(&b);
        CHECK_INT(sn_reader_next(r, &b, &d), SN_OK);
        fail_alloc_after(k);
        e = sn_filter_new(&f, "udp", 3, &o, &d);
        if (!e)
            e = sn_filter_input(f, r, &d);
        if (!e)
            e = sn_filter_prepare(f, &b, &set, &d);
        fail_alloc_never();
        ok = e == SN_OK;
        CHECK(ok || e == SN_ENOMEM);
        if (ok)
            CHECK_INT(sn_filter_apply(set, &b), 2);
        sn_filter_free(f);
        sn_batch_free(&b);
        sn_reader_close(r);
    }
    CHECK(k > 8);
}
#endif

TEST(a_blank_expression_is_no_filter)
{
    const struct sn_bpf_opts o = {.linktype = SN_LINK_ANY};
    struct sn_filter *f;

    CHECK_INT(sn_filter_unless_blank(&f, "", 0, &o, NULL), SN_OK);
    CHECK(!f);
    CHECK_INT(sn_filter_unless_blank(&f, " \t\n", 3, &o, NULL), SN_OK);
    CHECK(!f);
    CHECK_INT(sn_filter_unless_blank(&f, "tcp\n", 4, &o, NULL), SN_OK);
    CHECK(f && !sn_filter_is_empty(f));
    sn_filter_free(f);
    CHECK_INT(sn_filter_unless_blank(&f, "tcp or\n", 7, &o, NULL), SN_ESYNTAX);
    CHECK(!f);
}

TEST_MAIN
