/* lib/flow: the state of connections, what protocols remember of flows, limits. */
#define TEST_ALLOC
#include "test.h"

#include "sn/flow.h"

#define MS INT64_C(1000000)

static const uint8_t addr_a[4] = {10, 0, 0, 1}, addr_b[4] = {10, 0, 0, 2};

struct given {
    struct sn_flow *f;
    struct sn_flow_seen seen;
    struct sn_segment s;
};

static void begin(struct given *t, struct sn_flow_opts o)
{
    o.want |= SN_FLOW_STATE;
    CHECK(sn_flow_new(&t->f, &o, NULL) == SN_OK);
}

/* A segment from a (port 1000) or b (port 80), at `ms`; returns what it is. */
static uint32_t segment(struct given *t, bool from_b, uint8_t flags, uint32_t seq, uint32_t ack,
                        uint32_t len, int64_t ms)
{
    struct sn_dissection x = {.segment = &t->s, .nsegment = 1};
    struct sn_pkt p = {.ts = ms * MS, .len = 54 + len};
    struct sn_flow_seen seen[SN_SEGMENTS_MAX];

    t->s = (struct sn_segment){.ends = {addr_a, addr_b, 1000, 80, 4, 6},
                               .seq = seq,
                               .ack = ack,
                               .len = len,
                               .window = 100,
                               .flags = flags};
    if (from_b)
        t->s.ends = (struct sn_ends){addr_b, addr_a, 80, 1000, 4, 6};
    CHECK_INT(sn_flow_track(t->f, &x, &p, seen), 1);
    t->seen = seen[0];
    return seen[0].what;
}

enum { A, B };
enum { S = SN_TCP_SYN, K = SN_TCP_ACK, F = SN_TCP_FIN, R = SN_TCP_RST };

static void handshake(struct given *t, uint32_t isn_a, uint32_t isn_b, int64_t ms)
{
    CHECK_INT(segment(t, A, S, isn_a, 0, 0, ms), SN_FLOW_NEW);
    CHECK_INT(t->seen.conn->state, SN_FLOW_SYN_SENT);
    CHECK_INT(segment(t, B, S | K, isn_b, isn_a + 1, 0, ms + 10), 0);
    CHECK_INT(t->seen.conn->state, SN_FLOW_SYN_RECEIVED);
    CHECK_INT(segment(t, A, K, isn_a + 1, isn_b + 1, 0, ms + 15), 0);
    CHECK_INT(t->seen.conn->state, SN_FLOW_ESTABLISHED);
    CHECK_INT(t->seen.conn->handshake, 15 * MS);
}

TEST(whole_connection)
{
    const struct sn_flow_conn *c;
    struct given t;

    begin(&t, (struct sn_flow_opts){0});
    handshake(&t, 1000, 5000, 100);
    CHECK_INT(segment(&t, A, K, 1001, 5001, 10, 120), 0);
    CHECK(t.s.relative && t.s.seq - t.s.seq_base == 1);
    CHECK_INT(segment(&t, B, K, 5001, 1011, 0, 127), 0);
    CHECK_INT(t.seen.rtt, 7 * MS);
    CHECK_INT(segment(&t, B, K, 5001, 1011, 300, 130), 0);
    CHECK_INT(segment(&t, A, K, 1011, 5301, 0, 131), 0);
    CHECK_INT(t.seen.rtt, 1 * MS);
    CHECK_INT(segment(&t, A, F | K, 1011, 5301, 0, 140), 0);
    CHECK_INT(t.seen.conn->state, SN_FLOW_CLOSING);
    CHECK_INT(segment(&t, B, F | K, 5301, 1012, 0, 150), 0);
    c = t.seen.conn;
    CHECK_INT(c->state, SN_FLOW_CLOSED);
    CHECK(t.seen.from_b == (sn_flow_aport(&c->key) == 1000));
    /* a is the end with the larger port: 1000 */
    CHECK_INT(c->side[0].packets, 5);
    CHECK_INT(c->side[0].bytes, 5 * 54 + 10);
    CHECK_INT(c->side[1].payload, 300);
    CHECK_INT(c->side[1].flags, S | K | F);
    CHECK_INT(c->side[0].rtts, 1);
    CHECK_INT(c->side[0].rtt_min, 7 * MS);
    CHECK_INT(c->first, 100 * MS);
    CHECK_INT(c->last, 150 * MS);
    CHECK(!c->b_began);
    sn_flow_free(t.f);
}

/* The same whatever the sequence numbers are; they wrap. */
static void loss(uint32_t isn)
{
    struct given t;

    begin(&t, (struct sn_flow_opts){0});
    handshake(&t, isn, 5000, 0);
    CHECK_INT(segment(&t, A, K, isn + 1, 5001, 100, 20), 0);
    CHECK_INT(segment(&t, A, K, isn + 301, 5001, 100, 21), SN_FLOW_GAP);
    CHECK_INT(segment(&t, B, K, 5001, isn + 101, 0, 22), 0);
    CHECK_INT(t.seen.rtt, 2 * MS);
    CHECK_INT(segment(&t, B, K, 5001, isn + 101, 0, 23), SN_FLOW_DUP_ACK);
    /* within the 15 ms of the handshake, later than that */
    CHECK_INT(segment(&t, A, K, isn + 101, 5001, 100, 24), SN_FLOW_OUT_OF_ORDER);
    CHECK_INT(segment(&t, A, K, isn + 201, 5001, 100, 40), SN_FLOW_RETRANSMISSION);
    CHECK_INT(segment(&t, A, K, isn + 1, 5001, 100, 41), SN_FLOW_RETRANSMISSION);
    CHECK_INT(segment(&t, B, K, 5001, isn + 401, 0, 42), 0);
    CHECK_INT(t.seen.rtt, -1); /* of data that was sent again */
    CHECK_INT(segment(&t, A, K, isn + 400, 5001, 1, 50), SN_FLOW_KEEP_ALIVE);
    CHECK_INT(segment(&t, A, K, isn + 399, 5001, 10, 51), SN_FLOW_RETRANSMISSION);
    CHECK_INT(t.seen.conn->side[0].next, isn + 409);
    CHECK_INT(t.seen.conn->side[0].retransmissions, 3);
    CHECK_INT(t.seen.conn->side[0].out_of_order, 1);
    CHECK_INT(t.seen.conn->side[0].gaps, 1);
    CHECK_INT(t.seen.conn->side[1].dup_acks, 1);
    sn_flow_free(t.f);
}

TEST(loss_and_order)
{
    loss(1000);
    for (uint32_t back = 0; back < 420; back += 7)
        loss(UINT32_MAX - back);
}

TEST(windows)
{
    struct sn_dissection x = {.nsegment = 1};
    struct sn_pkt p = {.ts = 0, .len = 54};
    struct sn_flow_seen seen[SN_SEGMENTS_MAX];
    struct given t;

    begin(&t, (struct sn_flow_opts){0});
    handshake(&t, 1, 1, 0);
    t.s.window = 0;
    x.segment = &t.s;
    CHECK_INT(sn_flow_track(t.f, &x, &p, seen), 1);
    CHECK_INT(seen[0].what, SN_FLOW_ZERO_WINDOW);
    t.s.flags = R | K;
    CHECK_INT(sn_flow_track(t.f, &x, &p, seen), 1);
    CHECK_INT(seen[0].what, 0);
    CHECK_INT(seen[0].conn->state, SN_FLOW_RESET);
    sn_flow_free(t.f);
}

static void count_ended(void *ctx, const struct sn_flow_conn *c)
{
    uint64_t *packets = ctx;

    *packets += c->side[0].packets + c->side[1].packets;
}

/* A SYN with another number, or behind the end of a connection, begins another one. */
TEST(ends_met_again)
{
    uint64_t packets = 0;
    struct given t;

    begin(&t, (struct sn_flow_opts){.ctx = &packets, .ended = count_ended});
    handshake(&t, 1000, 5000, 0);
    CHECK_INT(segment(&t, A, S, 1000, 0, 0, 20), SN_FLOW_RETRANSMISSION);
    CHECK_INT(t.seen.conn->index, 0);
    CHECK_INT(packets, 0);
    handshake(&t, 2000, 6000, 100);
    CHECK_INT(t.seen.conn->index, 1);
    CHECK_INT(packets, 4);
    CHECK_INT(segment(&t, B, R, 6001, 0, 0, 130), 0);
    CHECK_INT(segment(&t, A, S, 2000, 0, 0, 200), SN_FLOW_NEW);
    CHECK_INT(t.seen.conn->index, 2);
    CHECK_INT(packets, 8);
    sn_flow_free(t.f);
    CHECK_INT(packets, 9);
}

TEST(begins_in_the_middle)
{
    struct given t;

    begin(&t, (struct sn_flow_opts){0});
    CHECK_INT(segment(&t, B, K, 777, 999, 50, 0), SN_FLOW_NEW);
    CHECK_INT(t.seen.conn->state, SN_FLOW_ESTABLISHED);
    CHECK_INT(t.seen.conn->handshake, -1);
    CHECK(t.seen.conn->b_began);
    CHECK_INT(segment(&t, A, K, 999, 827, 0, 5), 0);
    CHECK_INT(t.seen.rtt, 5 * MS);
    sn_flow_free(t.f);
}

TEST(other_flows)
{
    uint8_t dst[4] = {10, 0, 0, 9};
    struct sn_dissection x = {.ends = {addr_a, dst, 53, 53, 4, 17}};
    struct sn_flow_seen seen[SN_SEGMENTS_MAX];
    struct sn_pkt p = {.ts = 1, .len = 100};
    struct sn_flow_stats st;
    uint32_t at = 0, n = 0;
    struct given t;

    begin(&t, (struct sn_flow_opts){.want = SN_FLOW_ALL});
    for (int i = 0; i < 2; i++) {
        CHECK_INT(sn_flow_track(t.f, &x, &p, seen), 1);
        CHECK_INT(seen[0].what, i ? 0 : SN_FLOW_NEW);
    }
    dst[3]++;
    CHECK_INT(sn_flow_track(t.f, &x, &p, seen), 1);
    CHECK_INT(seen[0].conn->index, 1);
    x.ends.proto = 1;
    CHECK_INT(sn_flow_track(t.f, &x, &p, seen), 1);
    CHECK_INT(seen[0].conn->index, 0);
    st = sn_flow_stats(t.f);
    CHECK(st.conns == 3 && st.udp == 2 && st.other == 1 && st.tcp == 0);
    for (const struct sn_flow_conn *c; (c = sn_flow_next(t.f, &at)); n++)
        CHECK_INT(c->side[0].packets + c->side[1].packets,
                  sn_flow_proto(&c->key) == 17 && c->index == 0 ? 2 : 1);
    CHECK_INT(n, 3);
    x.ends.version = 0;
    CHECK_INT(sn_flow_track(t.f, &x, &p, seen), 0);
    sn_flow_free(t.f);
}

TEST(limits)
{
    uint8_t src[4] = {10};
    struct sn_dissection x = {.ends = {src, addr_b, 53, 53, 4, 17}};
    struct sn_flow_seen seen[SN_SEGMENTS_MAX];
    struct sn_pkt p = {.len = 100};
    struct sn_flow_stats st;
    uint64_t packets = 0;
    struct given t;

    begin(&t, (struct sn_flow_opts){
                  .want = SN_FLOW_ALL, .max_conns = 1024, .ctx = &packets, .ended = count_ended});
    for (uint32_t i = 0; i < 10000; i++) {
        src[2] = (uint8_t)(i >> 8);
        src[3] = (uint8_t)i;
        CHECK_INT(sn_flow_track(t.f, &x, &p, seen), 1);
        CHECK_INT(seen[0].what, SN_FLOW_NEW);
        CHECK_INT(seen[0].conn->index, i);
    }
    st = sn_flow_stats(t.f);
    CHECK(st.conns <= 1024 && st.conns + st.conns_forgotten == 10000);
    CHECK_INT(packets, st.conns_forgotten);
    sn_flow_free(t.f);
    CHECK_INT(packets, 10000);
}

/* Leaves, or asks for, one value; whether it was found. */
static bool memo(struct sn_flow *f, uint16_t dport, struct sn_memo *m)
{
    struct sn_dissection x = {.ends = {addr_a, addr_b, 900, dport, 4, 17}, .memo = m, .nmemo = 1};

    sn_flow_recall(f, &x);
    return m->found;
}

static bool recall(struct sn_flow *f, unsigned kind, uint64_t key, uint32_t last, uint64_t *value)
{
    struct sn_memo m = {.kind = (uint8_t)kind, .key = key, .last = last, .asks = true};
    bool found = memo(f, 2050, &m); /* the ports don't matter */

    *value = m.value;
    return found;
}

/* last: of a kind that is asked for its last so many. */
static void leave(struct sn_flow *f, unsigned kind, uint64_t key, uint32_t last, uint64_t value)
{
    struct sn_memo m = {.kind = (uint8_t)kind, .key = key, .last = last, .value = value};

    CHECK(!memo(f, 2049, &m));
}

/* Values that belong together are found whole, or not at all. */
TEST(lists_of_memos)
{
    uint64_t left[3] = {11, 12, 13}, found[SN_MEMO_LIST] = {0};
    struct sn_memo leaves = {.kind = 4, .key = 70, .list = left, .nlist = 3};
    struct sn_memo asks = {.kind = 4, .key = 70, .asks = true, .list = found};
    struct given t;

    begin(&t, (struct sn_flow_opts){.max_memos = 1024});
    CHECK(!memo(t.f, 1, &asks));
    CHECK(!memo(t.f, 1, &leaves));
    CHECK(memo(t.f, 1, &asks) && asks.nlist == 3);
    CHECK(memcmp(found, left, sizeof left) == 0);
    leaves.nlist = 0;
    asks.found = false;
    CHECK(!memo(t.f, 1, &leaves));
    CHECK(memo(t.f, 1, &asks) && asks.nlist == 0);
    leaves.nlist = 3;
    CHECK(!memo(t.f, 1, &leaves));
    leave(t.f, 5, 72, 0, 1); /* another kind doesn't count */
    asks.found = false;
    CHECK(memo(t.f, 1, &asks));
    for (uint64_t i = 0; i < 100000; i++)
        leave(t.f, 5, i, 0, i);
    asks.found = false;
    CHECK(!memo(t.f, 1, &asks));
    sn_flow_free(t.f);
}

TEST(memos)
{
    struct given t;
    uint64_t v;

    begin(&t, (struct sn_flow_opts){.max_memos = 1024});
    CHECK(!recall(t.f, 4, 7, 0, &v));
    leave(t.f, 4, 7, 0, 41);
    CHECK(recall(t.f, 4, 7, 0, &v) && v == 41);
    leave(t.f, 1, 7, 1, 42);
    CHECK(recall(t.f, 1, 7, 1, &v) && v == 42);
    CHECK(!recall(t.f, 2, 7, 0, &v));
    CHECK(!recall(t.f, 1, 8, 0, &v));
    leave(t.f, 1, 8, 1, 43);
    leave(t.f, 2, 9, 1, 44); /* another kind doesn't count */
    CHECK(!recall(t.f, 1, 7, 1, &v));
    CHECK(recall(t.f, 1, 7, 2, &v) && v == 42);
    leave(t.f, 1, 7, 1, 45);
    CHECK(recall(t.f, 1, 7, 1, &v) && v == 45);
    for (uint64_t i = 0; i < 5000; i++)
        leave(t.f, 3, i, 64, i);
    CHECK(recall(t.f, 3, 4999, 64, &v) && v == 4999);
    CHECK_INT(sn_flow_stats(t.f).memos + sn_flow_stats(t.f).memos_forgotten, 5004);
    CHECK(sn_flow_stats(t.f).memos <= 1024);
    sn_flow_free(t.f);
}

/* In a ring the older value stays, and is found first unless the last search ended behind it. */
TEST(memos_in_a_ring)
{
    struct sn_memo in = {.kind = 1, .ring = true}, out = {.kind = 1, .ring = true, .asks = true};
    struct given t;
    uint64_t v;

    begin(&t, (struct sn_flow_opts){0});
    CHECK(!memo(t.f, 2049, &out));
    for (in.key = 0; in.key < 3; in.key++) {
        in.value = 10 + in.key;
        CHECK(!memo(t.f, 2049, &in));
    }
    in.key = 1;
    in.value = 21;
    CHECK(!memo(t.f, 2049, &in));
    CHECK(!recall(t.f, 1, 1, 0, &v));
    out.key = 1;
    CHECK(memo(t.f, 2049, &out) && out.value == 11);
    out.key = 2;
    CHECK(memo(t.f, 2049, &out) && out.value == 12);
    out.key = 1;
    CHECK(memo(t.f, 2049, &out) && out.value == 21);
    in.key = 9;
    for (int i = 0; i < SN_MEMO_RING - 1; i++)
        CHECK(!memo(t.f, 2049, &in));
    out.key = 2;
    out.found = false;
    CHECK(!memo(t.f, 2049, &out));
    out.key = 1;
    CHECK(memo(t.f, 2049, &out) && out.value == 21);
    sn_flow_free(t.f);
}

TEST(without_memory)
{
#ifndef __SANITIZE_ADDRESS__
    struct sn_flow *f;
    struct sn_diag d;
    uint64_t v;

    for (long i = 0; i < 2; i++) {
        fail_alloc_after(i);
        CHECK_INT(sn_flow_new(&f, NULL, &d), SN_ENOMEM);
        CHECK(!f);
    }
    fail_alloc_after(2);
    CHECK_INT(sn_flow_new(&f, NULL, &d), SN_OK);
    leave(f, 1, 7, 0, 42);
    fail_alloc_never();
    CHECK(!recall(f, 1, 7, 0, &v));
    leave(f, 1, 7, 0, 42);
    CHECK(recall(f, 1, 7, 0, &v) && v == 42);
    sn_flow_free(f);
#endif
}

TEST_MAIN
