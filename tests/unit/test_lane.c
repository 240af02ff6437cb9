/* Lanes and their merge on rings in memory: by a thread, directly, with filters. */
#include "test.h"

#include <poll.h>
#include <sys/eventfd.h>

#include "cap/lane.h"
#include "ring.h"

static struct sn_diag d;

/* Fills block i of a ring with n packets of second `sec`, and hands it over. */
static void fill(struct ring *r, uint32_t i, uint32_t sec, uint32_t n)
{
    begin_block(r, i % BLOCKS, sec);
    put_packets(r, i % BLOCKS, n);
    retire(r, i % BLOCKS, 0);
}

static struct sn_lane *start(struct ring *r, enum sn_format f, bool is_direct,
                             struct sn_capfilter *filter)
{
    struct sn_lane_opts o = {.cap = &r->c,
                             .filter = filter,
                             .format = f,
                             .digits = 9,
                             .direct = is_direct,
                             .iface = f == SN_PCAPNG ? 3 : 0,
                             .wake = eventfd(0, EFD_NONBLOCK),
                             .tick_ms = 1,
                             .queue_max = 1 << 20};
    struct sn_lane *l = NULL;

    CHECK(sn_lane_start(&l, &o, &d) == SN_OK);
    return l;
}

static void done(struct sn_lane *l)
{
    int wake = l->o.wake;

    sn_lane_free(l);
    close(wake);
}

/* The packets of a chunk: their records, laid out one behind the other. */
static uint32_t read_chunk(const struct sn_chunk *c, enum sn_format f, struct sn_pkt *p)
{
    static uint8_t mem[4096];
    uint32_t n = 0;

    for (size_t at = 0; at < sn_chunk_end(c);) {
        const uint8_t *rec = sn_chunk_rec(c, at);
        size_t len = sn_rec_len(rec, f), k = 0;

        for (uint32_t i = 0; c->v && i < c->each; i++) {
            const struct iovec *v = &c->v[at * c->each + i];

            memcpy(mem + k, v->iov_base, v->iov_len);
            k += v->iov_len;
        }
        CHECK(!c->v || k == len);
        sn_rec_get(c->v ? mem : rec, f, 9, &p[n++]);
        at = sn_chunk_next(c, at, len);
    }
    CHECK_INT(n, c->packets);
    return n;
}

/* Takes chunks until n packets came or a second has passed; they are seconds `sec` on. */
static void expect(struct sn_lane *l, uint32_t n, int64_t sec, uint32_t per_block)
{
    struct sn_pkt p[512];
    uint32_t got = 0;

    for (int tries = 0; got < n && tries < 1000; tries++) {
        struct sn_chunk *c = sn_lane_take(l);

        if (!c) {
            poll(NULL, 0, 1);
            continue;
        }
        for (uint32_t i = 0, k = read_chunk(c, l->o.format, p); i < k; i++, got++) {
            CHECK_INT(p[i].ts, (sec + got / per_block) * S + got % per_block);
            CHECK_INT(p[i].caplen, 60);
            CHECK_INT(p[i].iface, l->o.iface);
        }
        sn_lane_give(l, c);
    }
    CHECK_INT(got, n);
}

TEST(a_thread_and_direct_bring_the_same)
{
    for (int how = 0; how < 4; how++) {
        static struct ring r;
        struct sn_lane *l;

        init(&r);
        for (uint32_t i = 0; i < 8; i++)
            fill(&r, i, 10 + i, 5);
        l = start(&r, how & 1 ? SN_PCAPNG : SN_PCAP, how & 2, NULL);
        CHECK(sn_lane_is_direct(l) == ((how & 2) != 0));
        expect(l, 40, 10, 5);
        for (uint32_t i = 8; i < 3 * BLOCKS; i++) {
            fill(&r, i, 10 + i, 3);
            expect(l, 3, 10 + i, 3);
        }
        CHECK(!sn_lane_done(l));
        for (int tries = 0; sn_lane_seen(l) < 10 * (int64_t)S && tries < 1000; tries++) {
            CHECK(!sn_lane_take(l));
            poll(NULL, 0, 1);
        }
        CHECK(sn_lane_seen(l) > 10 * (int64_t)S);
        CHECK(!sn_lane_away(l) && sn_lane_failed(l, NULL) == SN_OK);
        begin_block(&r, 0, 200); /* the next is empty */
        sn_lane_stop(l, false);
        for (int tries = 0; !sn_lane_done(l) && tries < 3000; tries++) {
            CHECK(!sn_lane_take(l));
            poll(NULL, 0, 1);
        }
        CHECK(sn_lane_done(l));
        CHECK(sn_lane_seen(l) == INT64_MAX);
        done(l);
    }
}

/* While nobody takes, a direct lane's guard copies what fills the ring. */
TEST(a_guard_empties_the_ring_while_nobody_takes)
{
    static struct ring r;
    struct sn_chunk *c;
    struct sn_lane *l;
    struct sn_pkt p[64];

    init(&r);
    l = start(&r, SN_PCAP, true, NULL);
    fill(&r, 0, 100, 4);
    c = sn_lane_take(l);
    CHECK(c && c->v && c->packets == 4);
    for (uint32_t i = 1; i < BLOCKS; i++)
        fill(&r, i, 100 + i, 4);
    for (int tries = 0; tries < 2000; tries++) {
        if (__atomic_load_n(&head(&r, BLOCKS - 1)->block_status, __ATOMIC_ACQUIRE) ==
            TP_STATUS_KERNEL)
            break;
        poll(NULL, 0, 1);
    }
    CHECK_INT(head(&r, 0)->block_status & TP_STATUS_USER, TP_STATUS_USER); /* still ours */
    CHECK_INT(c ? read_chunk(c, SN_PCAP, p) : 0, 4);
    CHECK_INT(p[3].ts, 100 * (int64_t)S + 3);
    expect(l, 4 * (BLOCKS - 1), 101, 4);
    CHECK(sn_lane_is_direct(l)); /* the ring dropped nothing */
    done(l);
}

static struct sn_capfilter *filter(const char *text)
{
    struct sn_bpf_opts o = {.linktype = SN_LINK_ETHERNET};
    struct sn_capfilter *f = NULL;

    CHECK(sn_capfilter_new(&f, text, strlen(text), &o, &d) == SN_OK);
    return f;
}

/* Blocks hold bytes i + 1, so that filters can tell them apart. */
TEST(userland_filters)
{
    for (int is_direct = 0; is_direct < 2; is_direct++) {
        static struct ring r;
        struct sn_capfilter *f = filter("ether[20] = 2"), *g = filter("ether[20] > 5");
        struct sn_lane *l;

        CHECK(!sn_capfilter_userland(f)); /* the kernel takes it all */
        CHECK(sn_capfilter_all_userland(f, &d) == SN_OK);
        CHECK(sn_capfilter_all_userland(g, &d) == SN_OK);
        init(&r);
        l = start(&r, SN_PCAP, is_direct, f);
        for (uint32_t i = 0; i < 4; i++)
            fill(&r, i, i, 3);
        expect(l, 3, 1, 3);
        sn_lane_filter(l, g);
        sn_capfilter_free(f);
        sn_capfilter_free(g);
        for (uint32_t i = 4; i < 7; i++)
            fill(&r, i, i, 2);
        expect(l, 4, 5, 2);
        sn_lane_filter(l, NULL);
        fill(&r, 7, 7, 2);
        expect(l, 2, 7, 2);
        done(l);
    }
}

/* A new filter that the kernel checks is checked here only on what it found in the ring. */
TEST(a_replaced_filter_checks_what_was_in_the_ring)
{
    static struct ring r;
    struct sn_capfilter *f = filter("ether[20] = 9");
    struct sn_pkt old = {.ts = sn_cap_now() - S, .data = r.mem, .caplen = 60, .len = 60},
                  later = old;
    struct sn_cap *cap = &r.c;

    init(&r);
    CHECK(sn_capfilter_attach(f, &cap, 1, &d) != SN_OK); /* no socket */
    f->until = sn_cap_now() + LANE_MOMENT;
    later.ts = f->until + 1;
    CHECK(sn_capfilter_userland(f));
    CHECK(!sn_capfilter_accepts(f, &old));
    CHECK(sn_capfilter_accepts(f, &later));
    old.caplen = later.caplen = 20; /* byte 20 was seen by the kernel alone */
    CHECK(!sn_capfilter_accepts(f, &old));
    later.ts = f->since;
    CHECK(sn_capfilter_accepts(f, &later));
    old.caplen = 60;
    r.mem[20] = 9;
    CHECK(sn_capfilter_accepts(f, &old));
    CHECK(sn_capfilter_accepts(NULL, &old));
    sn_capfilter_free(f);
}

static void merge_lanes(bool adapter)
{
    static struct ring a, b;
    struct sn_lane *lanes[2];
    const struct sn_chunk *c;
    struct sn_merge *m;
    struct sn_pkt p[64];
    uint32_t n = 0, k;
    int64_t last = 0;

    init(&a);
    init(&b);
    for (uint32_t i = 0; i < 10; i++) { /* odd and even seconds */
        fill(&a, i, 2 * i + 1, 2);
        fill(&b, i, 2 * i + 2, 2);
    }
    lanes[0] = start(&a, SN_PCAP, false, NULL);
    lanes[1] = start(&b, SN_PCAP, false, NULL);
    CHECK(sn_merge_new(&m, lanes, 2, adapter, &d) == SN_OK);
    for (int tries = 0; tries < 3000 && !sn_merge_done(m); tries++) {
        CHECK(sn_merge_next(m, &c, &d) == SN_OK);
        for (uint32_t i = 0, got = c ? read_chunk(c, SN_PCAP, p) : 0; i < got; i++, n++) {
            CHECK(adapter || p[i].ts >= last);
            last = p[i].ts;
        }
        for (k = 0; n == 40 && k < 2; k++)
            sn_lane_stop(lanes[k], false);
        poll(NULL, 0, 1);
    }
    CHECK_INT(n, 40);
    CHECK(sn_merge_done(m) && !sn_merge_waiting(m));
    sn_merge_free(m);
    done(lanes[0]);
    done(lanes[1]);
}

TEST(merged_in_the_order_of_time)
{
    merge_lanes(false);
    merge_lanes(true);
}

/* What is younger than the other lane's horizon waits. */
TEST(a_merge_waits_for_older_packets)
{
    static struct ring a, b;
    struct sn_lane *lanes[2];
    const struct sn_chunk *c;
    struct sn_merge *m;
    uint64_t n = 0;

    init(&a);
    init(&b);
    begin_block(&b, 0, 50); /* the kernel's still */
    put_packets(&b, 0, 1);
    fill(&a, 0, 60, 3);
    lanes[0] = start(&a, SN_PCAP, false, NULL);
    lanes[1] = start(&b, SN_PCAP, false, NULL);
    CHECK(sn_merge_new(&m, lanes, 2, false, &d) == SN_OK);
    for (int tries = 0; tries < 1000 && !sn_merge_waiting(m); tries++) {
        CHECK(sn_merge_next(m, &c, &d) == SN_OK && !c);
        poll(NULL, 0, 1);
    }
    CHECK(sn_merge_waiting(m));
    retire(&b, 0, TP_STATUS_BLK_TMO);
    begin_block(&b, 1, 70);
    for (int tries = 0; tries < 1000 && n < 4; tries++) {
        CHECK(sn_merge_next(m, &c, &d) == SN_OK);
        if (c && !n)
            CHECK_INT(sn_rec_ts(c->data, SN_PCAP, 9), 50 * (int64_t)S);
        n += c ? c->packets : 0;
        poll(NULL, 0, 1);
    }
    CHECK_INT(n, 4);
    sn_merge_free(m);
    done(lanes[0]);
    done(lanes[1]);
}

TEST_MAIN
