/* lib/flow: fields that follow from earlier packets. */
#include "test.h"

#include "sn/flow.h"

#define MS INT64_C(1000000)

static const uint8_t addr_a[4] = {10, 0, 0, 1}, addr_b[4] = {10, 0, 0, 2};

enum { A, B };
enum { S = SN_TCP_SYN, K = SN_TCP_ACK, F = SN_TCP_FIN, R = SN_TCP_RST, P = SN_TCP_PSH };

struct given {
    struct sn_flow *f;
    struct sn_rec rec[SN_DERIVED_TCP_FIELDS];
    struct sn_derived v;
    struct sn_layer layer;
    uint16_t window;
    const uint8_t *options;
    uint8_t noptions;
};

static void begin(struct given *t)
{
    *t = (struct given){.window = 100};
    CHECK(sn_flow_new(&t->f, NULL, NULL) == SN_OK);
}

static struct sn_ends ends(bool from_b, uint8_t proto)
{
    return from_b ? (struct sn_ends){addr_b, addr_a, 80, 1000, 4, proto}
                  : (struct sn_ends){addr_a, addr_b, 1000, 80, 4, proto};
}

static void look(struct given *t, struct sn_segment *s, int64_t ms)
{
    struct sn_pkt p = {.ts = ms * MS};
    struct sn_dissection x = {
        .rec = t->rec, .segment = s, .nsegment = s != NULL, .derived = &t->v, .nderived = 1};

    t->layer = (struct sn_layer){0};
    t->v.rec = t->rec;
    t->v.layer = &t->layer;
    t->v.n = 0;
    sn_flow_derive(t->f, &x, &p);
    CHECK_INT(t->layer.n, t->v.n);
}

static void segment(struct given *t, bool from_b, uint8_t flags, uint32_t seq, uint32_t ack,
                    uint32_t len, int64_t ms)
{
    struct sn_segment s = {.ends = ends(from_b, 6),
                           .seq = seq,
                           .ack = ack,
                           .len = len,
                           .window = t->window,
                           .flags = flags};

    t->v = (struct sn_derived){
        .ends = s.ends, .kind = SN_DERIVED_TCP, .options = t->options, .noptions = t->noptions};
    look(t, &s, ms);
}

/* A field's value; -1: it isn't there. */
static int64_t value(const struct given *t, unsigned field)
{
    for (unsigned i = 0; i < t->v.n; i++) {
        if (t->rec[i].field == field)
            return (int64_t)t->rec[i].u;
    }
    return -1;
}

#define HAS(field)  (value(&t, SN_DERIVED_##field) >= 0)
#define IS(field)   value(&t, SN_DERIVED_##field)
#define ONLY(field) CHECK(HAS(field) && marks(&t) == 1)

static unsigned marks(const struct given *t)
{
    unsigned n = 0;

    for (unsigned i = 0; i < t->v.n; i++)
        n += t->rec[i].field >= SN_DERIVED_RETRANSMISSION;
    return n;
}

static void handshake(struct given *t, int64_t ms)
{
    segment(t, A, S, 1000, 0, 0, ms);
    segment(t, B, S | K, 5000, 1001, 0, ms + 10);
    segment(t, A, K, 1001, 5001, 0, ms + 15);
}

TEST(whole_connection)
{
    struct given t;

    begin(&t);
    segment(&t, A, S, 1000, 0, 0, 100);
    CHECK_INT(IS(STREAM), 0);
    CHECK_INT(IS(RELATIVE), 0);
    CHECK_INT(IS(COMPLETENESS), 0);
    CHECK(!HAS(SCALE) && !HAS(ACKS_FRAME) && !marks(&t));
    segment(&t, B, S | K, 5000, 1001, 0, 110);
    CHECK_INT(IS(ACKS_FRAME), 1);
    CHECK_INT(IS(ACK_RTT), 10 * MS);
    CHECK_INT(IS(COMPLETENESS), 1);
    segment(&t, A, K, 1001, 5001, 0, 115);
    CHECK_INT(IS(INITIAL_RTT), 15 * MS);
    CHECK_INT(IS(DELTA), 5 * MS);
    CHECK_INT(IS(SCALE), -2);
    segment(&t, A, K, 1001, 5001, 10, 120);
    segment(&t, A, K | P, 1011, 5001, 20, 121);
    CHECK_INT(IS(IN_FLIGHT), 30);
    CHECK_INT(IS(PUSHED), 30);
    CHECK_INT(IS(COMPLETENESS), 15);
    segment(&t, B, K, 5001, 1031, 0, 131);
    CHECK_INT(IS(ACKS_FRAME), 5);
    CHECK_INT(IS(ACK_RTT), 10 * MS);
    segment(&t, A, F | K, 1031, 5001, 0, 140);
    segment(&t, B, F | K, 5001, 1032, 0, 150);
    CHECK_INT(IS(RELATIVE), 50 * MS);
    CHECK_INT(IS(COMPLETENESS), 31);
    CHECK_INT(marks(&t), 0);
    sn_flow_free(t.f);
}

TEST(sent_again)
{
    struct given t;

    begin(&t);
    handshake(&t, 0);
    segment(&t, A, K, 1001, 5001, 10, 20);
    segment(&t, A, K, 1001, 5001, 10, 300);
    ONLY(RETRANSMISSION);
    CHECK_INT(IS(RTO), 280 * MS);
    CHECK_INT(IS(RTO_FRAME), 4);
    segment(&t, A, K, 1021, 5001, 10, 301);
    ONLY(LOST_SEGMENT);
    CHECK(!HAS(IN_FLIGHT));
    segment(&t, A, K, 1011, 5001, 10, 302); /* within the handshake's time */
    ONLY(OUT_OF_ORDER);
    segment(&t, B, K, 5001, 1031, 0, 303);
    segment(&t, A, K, 1011, 5001, 10, 304);
    CHECK(HAS(SPURIOUS_RETRANSMISSION) && HAS(RETRANSMISSION));
    sn_flow_free(t.f);
}

TEST(fast_retransmission)
{
    struct given t;

    begin(&t);
    handshake(&t, 0);
    for (uint32_t i = 0; i < 4; i++)
        segment(&t, A, K, 1001 + i * 10, 5001, 10, 20);
    segment(&t, B, K, 5001, 1011, 0, 30);
    for (uint32_t i = 1; i <= 3; i++) {
        segment(&t, B, K, 5001, 1011, 0, 30 + i);
        ONLY(DUP_ACK);
        CHECK_INT(IS(DUP_ACK_NUM), i);
        CHECK_INT(IS(DUP_ACK_FRAME), 8);
    }
    segment(&t, A, K, 1011, 5001, 10, 40);
    CHECK(HAS(FAST_RETRANSMISSION) && HAS(RETRANSMISSION));
    sn_flow_free(t.f);
}

TEST(lost_segments)
{
    struct given t;

    begin(&t);
    handshake(&t, 0);
    segment(&t, B, K, 5001, 1101, 0, 20);
    ONLY(ACK_LOST_SEGMENT);
    segment(&t, B, K, 5001, 1201, 0, 21); /* said once */
    CHECK_INT(marks(&t), 0);
    sn_flow_free(t.f);
}

TEST(windows)
{
    struct given t;

    begin(&t);
    handshake(&t, 0);
    segment(&t, A, K, 1001, 5001, 100, 20);
    ONLY(WINDOW_FULL);
    t.window = 0;
    segment(&t, B, K, 5001, 1101, 0, 21);
    ONLY(ZERO_WINDOW);
    t.window = 100;
    segment(&t, A, K, 1101, 5001, 1, 22);
    ONLY(ZERO_WINDOW_PROBE);
    t.window = 0;
    segment(&t, B, K, 5001, 1101, 0, 23);
    CHECK(HAS(ZERO_WINDOW_PROBE_ACK) && HAS(ZERO_WINDOW));
    t.window = 100;
    segment(&t, B, K, 5001, 1101, 0, 24);
    ONLY(WINDOW_UPDATE);
    segment(&t, A, K, 1100, 5001, 0, 25);
    ONLY(KEEP_ALIVE);
    segment(&t, B, K, 5001, 1101, 0, 26);
    ONLY(KEEP_ALIVE_ACK);
    sn_flow_free(t.f);
}

TEST(scaled_windows_and_sack)
{
    static const uint8_t scale[] = {1, 3, 3, 7}, sack[] = {1, 1, 5, 10, 0, 0, 4, 0, 0, 0, 4, 10};
    struct given t;

    begin(&t);
    t.options = scale;
    t.noptions = sizeof scale;
    segment(&t, A, S, 1000, 0, 0, 0);
    CHECK_INT(IS(WINDOW), 100);
    segment(&t, B, S | K, 5000, 1001, 0, 1);
    t.noptions = 0;
    segment(&t, A, K, 1001, 5001, 0, 2);
    CHECK_INT(IS(WINDOW), 100 << 7);
    CHECK_INT(IS(SCALE), 128);
    segment(&t, A, K, 1001, 5001, 10, 3);
    segment(&t, A, K, 1011, 5001, 20, 3);
    t.options = sack;
    t.noptions = sizeof sack;
    segment(&t, B, K, 5001, 1001, 0, 4);
    t.noptions = 0;
    segment(&t, A, K, 1031, 5001, 20, 5);
    CHECK_INT(IS(IN_FLIGHT), 40); /* ten were received */
    sn_flow_free(t.f);
}

TEST(ports_reused)
{
    struct given t;

    begin(&t);
    handshake(&t, 0);
    segment(&t, A, S, 1000, 0, 0, 20);
    CHECK_INT(IS(STREAM), 0); /* the same SYN again */
    segment(&t, A, S, 9000, 0, 0, 100);
    CHECK_INT(IS(STREAM), 1);
    CHECK_INT(IS(RELATIVE), 0);
    ONLY(REUSED_PORTS);
    sn_flow_free(t.f);
}

TEST(quoted)
{
    struct given t;

    begin(&t);
    handshake(&t, 0);
    t.v = (struct sn_derived){.ends = ends(A, 6), .kind = SN_DERIVED_TCP, .quoted = true};
    look(&t, &(struct sn_segment){.ends = t.v.ends, .seq = 7, .flags = S}, 20);
    CHECK_INT(t.v.n, 5); /* not analysed, but a SYN with another number begins anew */
    CHECK_INT(IS(STREAM), 1);
    CHECK_INT(IS(DELTA), 0);
    CHECK_INT(IS(COMPLETENESS), 1);
    segment(&t, A, K, 1001, 5001, 10, 21);
    CHECK_INT(IS(STREAM), 1);
    CHECK_INT(IS(DELTA), 1 * MS);
    sn_flow_free(t.f);
}

TEST(many_unacknowledged)
{
    struct given t;

    begin(&t);
    handshake(&t, 0);
    for (uint32_t i = 0; i < 3000; i++)
        segment(&t, A, K, 1001 + i, 5001, 1, 20);
    CHECK_INT(IS(IN_FLIGHT), 1024);
    segment(&t, B, K, 5001, 4001, 0, 30);
    segment(&t, A, K, 4001, 5001, 1, 31);
    CHECK_INT(IS(IN_FLIGHT), 1);
    sn_flow_free(t.f);
}

TEST(udp)
{
    struct given t;

    begin(&t);
    for (int i = 0; i < 2; i++) {
        t.v = (struct sn_derived){.ends = ends(i, 17), .kind = SN_DERIVED_UDP, .empty = !i};
        look(&t, NULL, 100 + i);
        CHECK_INT(IS(STREAM), 0);
        CHECK_INT(IS(DELTA), i ? 1 * MS : -1);
    }
    t.v = (struct sn_derived){.ends = ends(A, 17), .kind = SN_DERIVED_UDP};
    t.v.ends.sport = 7;
    look(&t, NULL, 200);
    CHECK_INT(IS(STREAM), 1);
    sn_flow_free(t.f);
}

static void deal(struct given *t, uint64_t key, bool reply, bool renews, int64_t ms)
{
    t->v = (struct sn_derived){.ends = ends(reply, 17),
                               .kind = SN_DERIVED_DEAL,
                               .key = key,
                               .reply = reply,
                               .renews = renews};
    look(t, NULL, ms);
}

TEST(deals)
{
    struct given t;

    for (int renews = 0; renews < 2; renews++) {
        begin(&t);
        deal(&t, 7, true, renews, 1);
        CHECK_INT(t.v.n, 0);
        deal(&t, 7, false, renews, 2);
        deal(&t, 8, false, renews, 3);
        deal(&t, 7, false, renews, 4);
        deal(&t, 7, true, renews, 9);
        CHECK_INT(value(&t, SN_DEAL_REQUEST), renews ? 4 : 2);
        CHECK_INT(value(&t, SN_DEAL_TIME), (renews ? 5 : 7) * MS);
        deal(&t, 7, true, renews, 10);
        CHECK_INT(t.v.n, 0); /* answered */
        deal(&t, 8, true, renews, 11);
        CHECK_INT(value(&t, SN_DEAL_REQUEST), 3);
        sn_flow_free(t.f);
    }
}

/* A reply that says that another will come leaves the request where it was; its packet can be left
 * for others to name. */
TEST(interim_replies)
{
    struct sn_memo left = {.key = 1, .stamps = true}, asked = {.key = 1, .asks = true};
    struct sn_dissection x = {.ends = ends(A, 6), .memo = &left, .nmemo = 1};
    struct given t;

    begin(&t);
    deal(&t, 7, false, true, 1);
    for (int i = 2; i < 4; i++) {
        t.v = (struct sn_derived){.ends = ends(B, 17),
                                  .kind = SN_DERIVED_DEAL,
                                  .key = 7,
                                  .reply = true,
                                  .interim = i == 2};
        look(&t, NULL, i);
        CHECK_INT(value(&t, SN_DEAL_REQUEST), 1);
    }
    deal(&t, 7, true, true, 4);
    CHECK_INT(t.v.n, 0);
    sn_flow_recall(t.f, &x);
    x.memo = &asked;
    sn_flow_recall(t.f, &x);
    CHECK(asked.found);
    CHECK_INT(asked.value, 4);
    sn_flow_free(t.f);
}

/* Of several derived fields of a layer, what there is stands behind the layer's own records. */
TEST(no_gaps)
{
    struct sn_rec rec[5] = {{.u = 1}, {0}, {0}, {.u = 4}, {.u = 5}};
    struct sn_layer layer = {.first = 0, .n = 1};
    struct sn_derived none = {.rec = rec + 1, .layer = &layer},
                      two = {.rec = rec + 3, .layer = &layer, .n = 2};
    struct sn_dissection x = {.rec = rec};

    sn_derived_attach(&x, &none);
    sn_derived_attach(&x, &two);
    CHECK_INT(layer.n, 3);
    CHECK(two.rec == rec + 1);
    CHECK_INT(rec[1].u, 4);
    CHECK_INT(rec[2].u, 5);
}

TEST_MAIN
