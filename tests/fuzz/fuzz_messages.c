/*
 * Messages in pieces, of any order, size and overlap, beside the plainest way to put them together.
 *
 * Input: pieces of five bytes: whose (4 bits: the key, 1 bit: the direction, 1 bit: it was told by
 * the packet itself), offset (two bytes), length (two bytes). Keys below 8 are messages of known
 * lengths, the others streams whose first bytes say them. A message that comes out is what the
 * plain way has; nothing that is whole there is held back; memory stays below the limit.
 *
 * It has found: bytes behind a message that weren't moved to the front with the ranges they are in.
 */
#include <string.h>

#include "fuzz.h"
#include "sn/messages.h"

enum { KEYS = 16, WIDTH = 4096, LIMIT = 1 << 20 };

/* What is known of a stream, from its beginning. */
struct plain {
    bool have[WIDTH];
    uint32_t base;
};

struct all {
    struct sn_messages *messages;
    struct plain plain[KEYS][2];
    uint8_t bytes[KEYS][WIDTH]; /* of both directions */
    bool unsure[KEYS][2];       /* too many gaps: it was given up */
};

static uint32_t total_of(unsigned key)
{
    return key < KEYS / 2 ? 100 + key * 300 : 0;
}

/* Streams are of messages of some lengths. */
static void fill(struct all *a)
{
    for (unsigned k = 0; k < KEYS; k++) {
        for (unsigned i = 0; i < WIDTH; i++)
            a->bytes[k][i] = (uint8_t)(i * 7 + (i >> 8) + k);
        for (unsigned at = 0; !total_of(k) && at + 4 < WIDTH;) {
            unsigned len = (at * 13 + k * 50) % 600;

            memcpy(a->bytes[k] + at, (uint8_t[]){1, 0, (uint8_t)(len >> 8), (uint8_t)len}, 4);
            at += 4 + len;
        }
    }
}

/* Bytes of whole messages behind the base. */
static uint32_t whole(const struct all *a, unsigned key, const struct plain *p)
{
    uint32_t have = p->base, at = p->base, total = total_of(key);

    while (have < WIDTH && p->have[have])
        have++;
    if (total)
        return have >= total ? total : 0;
    while (have - at >= 4) {
        const uint8_t *m = a->bytes[key] + at;
        uint32_t len = 4 + ((uint32_t)m[2] << 8 | m[3]);

        if (len > have - at)
            break;
        at += len;
    }
    return at - p->base;
}

static void one(struct all *a, const uint8_t *p, struct sn_arena *arena)
{
    static const uint8_t addr[2][4] = {{10, 0, 0, 1}, {10, 0, 0, 2}};
    unsigned key = p[0] & 15, back = p[0] >> 4 & 1;
    struct plain *m = &a->plain[key][back];
    uint32_t off = ((uint32_t)p[1] << 8 | p[2]) % WIDTH;
    uint32_t n = ((uint32_t)p[3] << 8 | p[4]) % (WIDTH - off) + 1, want;
    struct sn_piece piece = {.key = key, .off = off, .n = n, .total = total_of(key)};
    struct sn_dissection x = {.piece = &piece, .npiece = 1};
    uint64_t dropped = sn_messages_stats(a->messages).dropped;
    uint8_t *copy;

    if (piece.total && (off >= piece.total || n > piece.total - off))
        return;
    copy = malloc(n);
    FUZZ_ASSERT(copy);
    memcpy(copy, a->bytes[key] + off, n);
    piece.p = copy;
    piece.done = !piece.total && p[0] & 32;
    x.ends = (struct sn_ends){.src = addr[back], .dst = addr[!back], .version = 4, .proto = 17};
    x.ends.sport = back ? 2 : 1;
    x.ends.dport = back ? 1 : 2;
    sn_messages_packet(a->messages, &x, arena);
    FUZZ_ASSERT(sn_messages_stats(a->messages).held <= LIMIT);
    free(copy);
    if (sn_messages_stats(a->messages).dropped != dropped)
        a->unsure[key][back] = true; /* it begins again with the next piece */
    if (a->unsure[key][back])
        return;
    if (piece.done) {
        if (off <= m->base && off + n > m->base)
            m->base = off + n;
        return;
    }
    memset(m->have + off, 1, n);
    want = whole(a, key, m);
    FUZZ_ASSERT(piece.nwhole == want);
    FUZZ_ASSERT(!want || memcmp(piece.whole, a->bytes[key] + m->base, want) == 0);
    if (want && piece.total)
        memset(m, 0, sizeof *m);
    else
        m->base += want;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct sn_messages_opts o = {.max_total = LIMIT, .max_streams = 1024};
    struct all *a = calloc(1, sizeof *a);
    struct sn_arena arena;

    FUZZ_ASSERT(a && sn_messages_new(&a->messages, &o, NULL) == SN_OK);
    fill(a);
    sn_arena_init(&arena, (size_t)1 << 24);
    for (; n >= 5; p += 5, n -= 5) {
        one(a, p, &arena);
        sn_arena_reset(&arena);
    }
    sn_arena_free(&arena);
    sn_messages_free(a->messages);
    free(a);
    return 0;
}
