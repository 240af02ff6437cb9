/* The flight recorder's memory (lib/cap/history.c): the last records, whole, each at most once.
 */
#define TEST_ALLOC
#include "test.h"

#include "cap/history.h"

#define MS INT64_C(1000000)

static uint8_t data[70000], room[300000];
static struct sn_diag d;

/* Record number `seq`, captured at `ts`, of n bytes in memory; seq is in its first bytes. */
static size_t record(uint8_t *to, enum sn_format f, uint32_t seq, int64_t ts, uint32_t n)
{
    struct sn_pkt p = {.ts = ts, .data = data, .caplen = n, .len = n};

    memcpy(data, &seq, sizeof seq);
    sn_rec_put(to, f, 9, &p);
    return sn_rec_size(f, &p);
}

static uint32_t seq_of(const uint8_t *p, enum sn_format f)
{
    uint32_t seq;

    memcpy(&seq, p + (f == SN_PCAP ? 16 : 28), sizeof seq);
    return seq;
}

static void put(struct history *h, uint32_t seq, int64_t ts, uint32_t n)
{
    struct sn_chunk c = {.data = room, .packets = 1, .latest = ts};

    c.used = record(room, h->format, seq, ts, n);
    CHECK(sn_history_put(h, &c, &d) == SN_OK);
    CHECK(!c.used && !c.packets);
}

/* What must always hold; the first and the number of what is held. */
static uint32_t check(const struct history *h, uint32_t *count)
{
    uint64_t bytes = 0, have = 0;
    uint32_t first = 0, n = 0;
    bool due_is_there = !h->due;

    for (const struct sn_chunk *c = h->spare; c; c = c->next)
        have += c->size;
    for (const struct sn_chunk *c = h->first; c; c = c->next) {
        uint64_t packets = 0;

        for (size_t at = c == h->first ? h->at : 0, len; at < c->used; at += len) {
            uint32_t seq = seq_of(c->data + at, h->format);

            first = n ? first : seq;
            CHECK(seq == first + n);
            len = sn_rec_len(c->data + at, h->format);
            bytes += len;
            packets++;
            n++;
        }
        CHECK(c->packets == packets);
        CHECK(packets > 0);
        CHECK(c->next || c == h->last);
        have += c->size;
        due_is_there |= c == h->due;
    }
    CHECK(due_is_there);
    CHECK(!h->open || h->due == h->last);
    CHECK(h->bytes == bytes);
    CHECK(h->packets == n);
    CHECK(h->have == have);
    CHECK(have <= h->room || (h->first == h->last && !h->spare));
    *count = n;
    return first;
}

TEST(the_last_bytes_are_kept)
{
    struct history h;
    uint32_t n;

    sn_history_init(&h, SN_PCAP, 9, 64 << 10, 0);
    for (uint32_t i = 0; i < 100000; i++)
        put(&h, i, i * MS, 100);
    sn_history_trim(&h, 0);
    CHECK_INT(check(&h, &n), 100000 - (64 << 10) / 116);
    CHECK_INT(n, (64 << 10) / 116);
    CHECK_INT(h.overwritten, 100000 - n);
    CHECK_INT(h.lost, (100000 - n - 1) * MS);
    sn_history_free(&h);
}

TEST(the_last_time_is_kept)
{
    struct history h;
    uint32_t n;

    sn_history_init(&h, SN_PCAPNG, 9, 64 << 20, 1000 * MS);
    for (uint32_t i = 0; i < 100000; i++) {
        put(&h, i, i * MS, 1000);
        sn_history_age(&h, i * MS);
        CHECK(h.have <= 4 * h.block);
    }
    sn_history_trim(&h, 100100 * MS);
    CHECK_INT(check(&h, &n), 99100);
    CHECK_INT(n, 900);
    CHECK_INT(h.overwritten, 99100);
    CHECK(h.lost == INT64_MIN);
    CHECK_INT(sn_history_oldest(&h), 99100 * MS);
    sn_history_trim(&h, INT64_MAX / 2);
    CHECK_INT(check(&h, &n), 0);
    CHECK_INT(n, 0);
    sn_history_free(&h);
}

TEST(one_record_is_kept_whatever_its_size)
{
    struct history h;
    uint32_t n;

    sn_history_init(&h, SN_PCAP, 9, 64 << 10, 0);
    put(&h, 1, 0, 60);
    put(&h, 2, 0, 69999);
    sn_history_trim(&h, 0);
    CHECK_INT(check(&h, &n), 2);
    CHECK_INT(n, 1);
    put(&h, 3, 0, 60);
    sn_history_trim(&h, 0);
    CHECK_INT(check(&h, &n), 3);
    sn_history_free(&h);
}

/* Takes the records of one block that is due; they must be those behind *written. */
static void write_one(struct history *h, uint32_t *written)
{
    struct sn_chunk view, *c = sn_history_due(h, &view);
    uint64_t n = 0;

    if (!c)
        return;
    for (size_t at = 0; at < c->used; at += sn_rec_len(c->data + at, h->format), n++) {
        uint32_t seq = seq_of(c->data + at, h->format);

        CHECK(seq >= *written);
        CHECK(h->open || n == 0 || seq == *written);
        CHECK(sn_rec_ts(c->data + at, h->format, 9) <= c->latest);
        *written = seq + 1;
    }
    CHECK(c->packets == n);
    sn_history_wrote(h);
}

/* A chunk of some records; those that there is no room for are put when there is. */
static uint32_t put_some(struct history *h, uint32_t seq, uint32_t *written)
{
    struct sn_chunk c = {.data = room};

    for (uint32_t n = (uint32_t)rand() % 50 + 1; n && c.used < sizeof room - sizeof data; n--) {
        uint32_t size = (uint32_t)rand() % 20 ? (uint32_t)rand() % 1500 : (uint32_t)rand() % 69000;

        c.latest = seq * MS;
        c.used += record(room + c.used, h->format, seq++, c.latest, size + 4);
        c.packets++;
    }
    while (c.used) {
        uint64_t overwritten = h->overwritten;
        bool due = h->due || h->open;

        CHECK(sn_history_put(h, &c, &d) == SN_OK);
        CHECK(due ? h->overwritten == overwritten : !c.used);
        CHECK(!c.used == !c.packets);
        if (c.used)
            write_one(h, written);
    }
    return seq;
}

/* Everything in any order: nothing is written twice, nothing vanishes uncounted. */
static void anything(enum sn_format f, uint64_t keep, int64_t span)
{
    uint32_t seq = 0, written = 0, n, first;
    uint64_t out = 0;
    struct history h;

    sn_history_init(&h, f, 9, keep, span);
    for (int i = 0; i < 20000; i++) {
        uint32_t before = written;

        switch (rand() % 8) {
        case 0:
            if (!h.due && !h.open)
                sn_history_mark(&h, rand() % 2);
            break;
        case 1:
            sn_history_close(&h);
            break;
        case 2:
            sn_history_trim(&h, seq * MS);
            CHECK(h.due || h.bytes <= keep || h.packets == 1);
            break;
        case 3:
            sn_history_age(&h, seq * MS);
            break;
        case 4:
            write_one(&h, &written);
            break;
        default:
            seq = put_some(&h, seq, &written);
        }
        first = check(&h, &n);
        CHECK(!n || first + n == seq);
        CHECK(!n || first >= written);
        CHECK(written >= before);
        out = seq - n - h.overwritten;
        CHECK(out <= written);
        CHECK(h.overwritten + out + n == seq);
    }
    CHECK(out > 1000);
    CHECK(h.overwritten > 1000);
    sn_history_free(&h);
    CHECK(h.have == 0);
}

TEST(any_order)
{
    srand(1);
    anything(SN_PCAP, 64 << 10, 0);
    anything(SN_PCAPNG, 1000000, 0);
    anything(SN_PCAP, 3 << 20, 200 * MS);
}

TEST(without_memory_the_oldest_make_room)
{
#ifndef __SANITIZE_ADDRESS__
    struct history h;
    struct sn_chunk c = {.data = room, .packets = 1};
    uint32_t n;

    sn_history_init(&h, SN_PCAP, 9, 10 << 20, 0);
    for (uint32_t i = 0; i < 10000; i++) {
        if (i == 5000)
            fail_alloc_after(0);
        put(&h, i, i, 1000);
    }
    CHECK_INT(check(&h, &n), 10000 - n);
    CHECK(n > 4000);
    sn_history_mark(&h, false);
    c.used = record(room, SN_PCAP, 1, 1, 1000);
    CHECK(sn_history_put(&h, &c, &d) == SN_OK);
    CHECK(c.packets == 1);
    fail_alloc_never();
    sn_history_free(&h);
    sn_history_init(&h, SN_PCAP, 9, 10 << 20, 0);
    fail_alloc_after(0);
    CHECK(sn_history_put(&h, &c, &d) == SN_ENOMEM);
    fail_alloc_never();
    sn_history_free(&h);
#endif
}

TEST_MAIN
