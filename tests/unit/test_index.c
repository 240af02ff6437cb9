/* lib/index: what an index leaves out can't match, whatever is asked; and none that is wrong is
 * believed. */
#include "test.h"

#include <sys/stat.h>

#include "../diff/wrap.h"

#include "../diff/exprgen.h"
#include "../diff/vm.h"
#include "index/index.h"
#include "sn/decap.h"
#include "sn/rd.h"

/* A file in memory. */
static int file_of(const void *p, size_t n)
{
    int fd = memfd_create("test", MFD_CLOEXEC);

    CHECK(fd >= 0 && write(fd, p, n) == (ssize_t)n);
    return fd;
}

/* ---- one packet ---- */

static struct sn_index *index_of(uint32_t linktype, const uint8_t *p, uint32_t caplen, uint32_t len)
{
    struct sn_pkt k = {.data = p, .caplen = caplen, .len = len, .ts = 1000};
    struct sn_index *i = NULL;
    struct sn_indexer *x;
    struct sn_sink *s = NULL;
    struct sn_buf b;
    int fd = file_of("capture", 7), to;

    sn_buf_init(&b, 1 << 20);
    CHECK(!sn_indexer_new(&x, NULL) && !sn_sink_open_buf(&s, &b, NULL));
    sn_indexer_packet(x, linktype, &k, 24, 16 + caplen);
    CHECK(!sn_indexer_write(x, fd, true, s, NULL) && !sn_sink_close(s, NULL));
    sn_indexer_free(x);
    to = file_of(b.base, sn_buf_len(&b));
    CHECK_INT(sn_index_read(&i, to, NULL), SN_OK);
    CHECK_INT(sn_index_fits(i, fd, NULL), SN_OK);
    close(to);
    close(fd);
    sn_buf_free(&b);
    return i;
}

static unsigned skipped, wrong;

/* The index of a packet that matches must say that it may. */
static void ask(const struct sn_query *q, const char *expr, uint32_t link, const uint8_t *p,
                uint32_t caplen, uint32_t len, bool matches)
{
    struct sn_index *x = index_of(link, p, caplen, len);
    bool time, may = sn_query_may(q, x, 0, &time);

    skipped += !may;
    if (matches && !may && wrong++ < 10) {
        printf("# link type %u: %s: skipped:", link, expr);
        for (uint32_t i = 0; i < caplen && i < 100; i++)
            printf(" %02x", p[i]);
        printf("\n");
    }
    sn_index_free(x);
}

/* A random packet, bent towards the program's tests. */
static uint32_t bent(uint8_t *buf, uint32_t cap, uint32_t *len, const struct sn_prog *p,
                     struct rng *r)
{
    uint32_t caplen = chance(r, 80) ? cap : rnd(r, 80);

    for (uint32_t i = 0; i < cap; i++)
        buf[i] = chance(r, 50) ? 0 : (uint8_t)rnd(r, 256);
    if (chance(r, 50))
        buf[14] = 0x45;
    if (chance(r, 50))
        buf[0] = chance(r, 50) ? 0x45 : 0x60;
    *len = caplen + (chance(r, 20) ? rnd(r, 300) : 0);
    for (unsigned i = 0; i < 3; i++)
        vm_run(p->insn, p->n, buf, caplen, *len, r);
    return caplen;
}

static void random_expression(struct rng *r, const struct linkinfo *l)
{
    const struct sn_bpf_opts o = {.linktype = l->id, .no_lookup = true, .file = chance(r, 50)};
    struct text t = {.n = 0};
    struct sn_query *q;
    struct sn_arena a;
    struct sn_prog p;
    uint8_t buf[160];

    gen_filter(&t, r, l);
    sn_arena_init(&a, 64u << 20);
    if (!sn_bpf_compile(&p, &a, t.s, t.n, &o, NULL)) {
        const struct sn_query_opts qo = {.text = t.s, .n = t.n, .bpf = &o};

        CHECK_INT(sn_query_new(&q, &qo, NULL), SN_OK);
        for (unsigned i = 0; i < 12; i++) {
            uint32_t len, caplen = bent(buf, sizeof buf, &len, &p, r);

            ask(q, t.s, l->id, buf, caplen, len, sn_bpf_run(p.insn, buf, caplen, len) != 0);
        }
        sn_query_free(q);
    }
    sn_arena_free(&a);
}

TEST(never_skips_what_matches)
{
    struct rng r = {2026};

    skipped = wrong = 0;
    for (unsigned i = 0; i < 1200; i++)
        random_expression(&r, &links[i % 2 ? i / 2 % (sizeof links / sizeof *links) : 0]);
    CHECK_INT(wrong, 0);
    CHECK(skipped > 500);
}

TEST(never_skips_what_is_seen_behind_tags_and_in_tunnels)
{
    const struct sn_bpf_opts o = {.linktype = 1, .no_lookup = true, .look_through = true};
    struct rng r = {7};

    skipped = wrong = 0;
    for (unsigned i = 0; i < 300; i++) {
        struct text t = {.n = 0};
        struct sn_decap *l;
        struct sn_query *q;
        struct wrap w;

        gen_expr(&t, &r, W_IP | W_ETHER | W_TUNNEL, 1);
        if (sn_decap_new(&l, t.s, t.n, &o, NULL))
            continue;
        CHECK_INT(sn_query_new(&q, &(struct sn_query_opts){.text = t.s, .n = t.n, .bpf = &o}, NULL),
                  SN_OK);
        for (unsigned k = 0; k < 20; k++) {
            uint32_t caplen;

            wrap_inner(&w, i * 100 + k);
            for (uint32_t depth = rnd(&r, 5); depth-- > 0;)
                wrap_one(&w);
            wrap_ether(&w, 8);
            caplen = chance(&r, 80) ? w.n : rnd(&r, w.n);
            ask(q, t.s, 1, wrap_at(&w), caplen, w.n, sn_decap_run(l, wrap_at(&w), caplen, w.n));
        }
        sn_query_free(q);
        sn_decap_free(l);
    }
    CHECK_INT(wrong, 0);
    CHECK(skipped > 100);
}

/* ---- what is skipped ---- */

static const uint8_t udp[] = {2,    0, 0,  0,  0, 1, 2, 0,  0,  0,  0, 2, 8,  0,
                              0x45, 0, 0,  28, 0, 0, 0, 0,  64, 17, 0, 0, 10, 0,
                              0,    1, 10, 0,  0, 2, 0, 53, 4,  0,  0, 8, 0,  0};

TEST(skips_what_is_not_there)
{
    static const struct {
        const char *expr;
        bool may;
    } rows[] = {
        {"host 10.0.0.1", true},
        {"host 10.0.0.3", false},
        {"net 10.0.0.0/24", true},
        {"net 10.0.0.0/12", true},
        {"net 10.0.1.0/24", false},
        {"net 11.0.0.0/9", false},
        {"net 128.0.0.0/1", true},
        {"port 53", true},
        {"tcp port 53", false},
        {"udp portrange 50-60", true},
        {"udp portrange 2000-60000", false},
        {"port 54", false},
        {"udp", true},
        {"tcp", false},
        {"icmp or arp", false},
        {"ip6", false},
        {"ip6 host 2001:db8::1", false},
        {"vlan", false},
        {"look-through (vlan 7)", false},
        {"ether host 2:0:0:0:0:1", true},
        {"ether host 2:0:0:0:0:9", false},
        {"host 10.0.0.1 and port 54", false},
        {"host 10.0.0.1 or port 54", true},
        {"host 10.0.0.3 or port 54", false},
        {"not host 10.0.0.1", true},
        {"not host 10.0.0.1 and tcp", false},
        {"udp[0:2] = 7", true},
        {"less 1", true},
        {"vlan and host 10.0.0.1", false},
        {"(vlan or udp) and host 10.0.0.9", true},
        {"", true},
    };
    struct sn_index *x = index_of(1, udp, sizeof udp, sizeof udp);
    const struct sn_bpf_opts o = {.linktype = 1, .no_lookup = true};
    bool time;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct sn_query_opts qo = {
            .text = rows[i].expr, .n = strlen(rows[i].expr), .bpf = &o};
        struct sn_query *q;

        CHECK_INT(sn_query_new(&q, &qo, NULL), SN_OK);
        if (sn_query_may(q, x, 0, &time) != rows[i].may) {
            printf("# %s\n", rows[i].expr);
            CHECK(false);
        }
        CHECK(!rows[i].may <= sn_query_narrows(q));
        sn_query_free(q);
    }
    sn_index_free(x);
}

static bool in_time(const struct sn_index *x, const struct sn_when *from, const struct sn_when *to,
                    bool started)
{
    struct sn_query *q;
    bool time, may;

    CHECK_INT(sn_query_new(&q, &(struct sn_query_opts){.from = from, .to = to}, NULL), SN_OK);
    CHECK(sn_query_narrows(q));
    if (started)
        sn_query_start(q, 400);
    may = sn_query_may(q, x, 0, &time);
    CHECK(may || time);
    sn_query_free(q);
    return may;
}

TEST(times)
{
    struct sn_index *x = index_of(1, udp, sizeof udp, sizeof udp); /* at 1000 */

    CHECK(in_time(x, &(struct sn_when){.ns = 1000}, NULL, false));
    CHECK(!in_time(x, &(struct sn_when){.ns = 1001}, NULL, false));
    CHECK(in_time(x, NULL, &(struct sn_when){.ns = 1001}, false));
    CHECK(!in_time(x, NULL, &(struct sn_when){.ns = 1000}, false));
    CHECK(in_time(x, &(struct sn_when){.ns = 601, .from_first = true}, NULL, false));
    CHECK(in_time(x, &(struct sn_when){.ns = 601, .from_first = true}, NULL, true)); /* the first */
    CHECK(in_time(x, &(struct sn_when){.ns = 600, .from_first = true}, NULL, true));
    CHECK(in_time(x, &(struct sn_when){.ns = INT64_MAX, .from_first = true}, NULL, true));
    sn_index_free(x);
}

/* ---- damage ---- */

static void put_index(struct sn_buf *b, int fd)
{
    struct sn_indexer *x;
    struct sn_sink *s = NULL;

    sn_buf_init(b, 1 << 20);
    CHECK(!sn_indexer_new(&x, NULL) && !sn_sink_open_buf(&s, b, NULL));
    for (uint32_t i = 0; i < 3; i++) {
        struct sn_pkt k = {.data = udp, .caplen = sizeof udp, .len = sizeof udp, .ts = i};

        sn_indexer_packet(x, 1, &k, 24 + i * 1000000, 1000000);
    }
    CHECK(!sn_indexer_write(x, fd, true, s, NULL) && !sn_sink_close(s, NULL));
    sn_indexer_free(x);
}

TEST(damage_is_noticed)
{
    int fd = file_of("capture", 7), to;
    struct sn_index *x;
    struct sn_buf b;
    uint8_t *p;
    size_t n;

    put_index(&b, fd);
    n = sn_buf_len(&b);
    p = (uint8_t *)b.base;
    for (size_t cut = 0; cut <= n + 1; cut++) { /* cut at every byte, and one too many */
        to = file_of(p, cut < n ? cut : n);
        if (cut > n)
            CHECK(write(to, "", 1) == 1);
        CHECK_INT(sn_index_read(&x, to, NULL), cut == n ? SN_OK : SN_EFORMAT);
        sn_index_free(x);
        close(to);
    }
    for (size_t bit = 0; bit < 8 * n; bit += TEST_STEP) {
        p[bit / 8] = (uint8_t)(p[bit / 8] ^ 1 << bit % 8);
        to = file_of(p, n);
        CHECK_INT(sn_index_read(&x, to, NULL), SN_EFORMAT);
        close(to);
        p[bit / 8] = (uint8_t)(p[bit / 8] ^ 1 << bit % 8);
    }
    sn_buf_free(&b);
    close(fd);
}

TEST(of_another_capture)
{
    int fd = file_of("capture", 7), other = file_of("another", 7), to;
    struct timespec then[2] = {{.tv_sec = 1000}, {.tv_sec = 1000}};
    struct sn_diag d;
    struct sn_index *x;
    struct sn_buf b;

    CHECK(futimens(fd, then) == 0 && futimens(other, then) == 0);
    put_index(&b, fd);
    to = file_of(b.base, sn_buf_len(&b));
    CHECK_INT(sn_index_read(&x, to, NULL), SN_OK);
    CHECK_INT(sn_index_fits(x, fd, NULL), SN_OK);
    CHECK_INT(sn_index_fits(x, other, &d), SN_EFORMAT);
    CHECK_STR(d.msg, "it is the index of another capture");
    CHECK(write(fd, "more", 4) == 4); /* it has grown */
    CHECK_INT(sn_index_fits(x, fd, NULL), SN_OK);
    CHECK(ftruncate(fd, 7) == 0);
    CHECK_INT(sn_index_fits(x, fd, &d), SN_EFORMAT);
    CHECK_STR(d.msg, "the capture was changed since the index was made");
    CHECK(ftruncate(fd, 6) == 0);
    CHECK_INT(sn_index_fits(x, fd, &d), SN_EFORMAT);
    CHECK_STR(d.msg, "the capture is shorter than when the index was made");
    sn_index_free(x);
    sn_buf_free(&b);
    close(to);
    close(fd);
    close(other);
}

TEST(many_addresses_leave_their_class_open_and_the_filter_small)
{
    uint8_t p[sizeof udp];
    const struct sn_bpf_opts o = {.linktype = 1, .no_lookup = true};
    int fd = file_of("capture", 7), to;
    struct sn_index_span s;
    struct sn_indexer *x;
    struct sn_query *q;
    struct sn_index *i;
    struct sn_sink *k = NULL;
    struct sn_buf b;
    bool time;

    memcpy(p, udp, sizeof p);
    sn_buf_init(&b, 1 << 20);
    CHECK(!sn_indexer_new(&x, NULL) && !sn_sink_open_buf(&k, &b, NULL));
    for (uint32_t n = 0; n < 10000; n++) {
        struct sn_pkt pkt = {.data = p, .caplen = sizeof p, .len = sizeof p, .ts = n};

        p[28] = (uint8_t)(n >> 8); /* of 10.0.x.y only: 40 nets */
        p[29] = (uint8_t)n;
        sn_indexer_packet(x, 1, &pkt, 24 + n * 58ull, 58);
    }
    CHECK(!sn_indexer_write(x, fd, true, k, NULL) && !sn_sink_close(k, NULL));
    sn_indexer_free(x);
    to = file_of(b.base, sn_buf_len(&b));
    CHECK_INT(sn_index_read(&i, to, NULL), SN_OK);
    s = sn_index_span(i, 0);
    CHECK_INT(s.packets, 10000);
    CHECK_INT(s.open, 1 << CLASS_HOST);
    CHECK(sn_buf_len(&b) < 580024 / 200);
    CHECK_INT(
        sn_query_new(&q, &(struct sn_query_opts){.text = "host 1.2.3.4", .n = 12, .bpf = &o}, NULL),
        SN_OK);
    CHECK(sn_query_may(q, i, 0, &time));
    sn_query_free(q);
    CHECK_INT(sn_query_new(
                  &q, &(struct sn_query_opts){.text = "net 1.2.3.0/24", .n = 14, .bpf = &o}, NULL),
              SN_OK);
    CHECK(!sn_query_may(q, i, 0, &time));
    sn_query_free(q);
    sn_index_free(i);
    sn_buf_free(&b);
    close(to);
    close(fd);
}

TEST_MAIN
