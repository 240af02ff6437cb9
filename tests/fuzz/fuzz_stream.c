/*
 * What protocols over TCP say in units that span segments, of any bytes.
 *
 * Input: the server's port (two bytes), then segments: a byte of flags (128: from the server; 64:
 * it isn't in the capture; 32: it comes twice; 16: it is no segment but of a key log, one or more
 * whole lines), a length, and so many bytes. Each is dissected, given its part of the stream and
 * dissected again; its text is printable, and all records can be read.
 */
#include "fuzz.h"
#include "reads.h"
#include "sn/stream.h"

#define HEADS 40u
#define HELD  ((size_t)64 << 10)

struct all {
    struct sn_dis *first, *again;
    struct sn_streams *streams;
    struct sn_secrets *secrets;
    struct sn_buf text;
    uint16_t port;
    uint32_t seq[2];
    int64_t ts;
};

/* IP and TCP, and the bytes behind them, which end where memory does. */
static uint8_t *packet(struct all *a, bool server, const uint8_t *p, uint32_t n)
{
    static const uint8_t head[HEADS] = {0x45, [8] = 64, 6, [12] = 192, 0,           2,          1,
                                        192,  0,        2, 2,          [32] = 0x50, SN_TCP_ACK, 1};
    uint8_t *b = malloc(HEADS + n);

    FUZZ_ASSERT(b);
    memcpy(b, head, HEADS);
    fuzz_put16(b + 2, HEADS + n);
    b[15] = server ? 2 : 1;
    b[19] = server ? 1 : 2;
    fuzz_put16(b + (server ? 20 : 22), a->port);
    fuzz_put16(b + (server ? 22 : 20), 50000);
    fuzz_put16(b + 24, a->seq[server] >> 16);
    fuzz_put16(b + 26, a->seq[server]);
    fuzz_put16(b + 28, a->seq[!server] >> 16);
    fuzz_put16(b + 30, a->seq[!server]);
    memcpy(b + HEADS, p, n);
    return b;
}

static void segment(struct all *a, bool server, const uint8_t *p, uint32_t n)
{
    uint8_t *b = packet(a, server, p, n);
    struct sn_pkt pkt = {.ts = a->ts++, .data = b, .caplen = HEADS + n, .len = HEADS + n};
    struct sn_dissection *x;
    struct sn_arena arena;

    sn_arena_init(&arena, (size_t)1 << 20);
    sn_dis_reset(a->first);
    x = sn_dis_packet(a->first, SN_LINK_RAW, b, pkt.caplen, pkt.len);
    FUZZ_ASSERT(x);
    fuzz_read(x, &a->text);
    sn_streams_packet(a->streams, x, &pkt, &arena);
    FUZZ_ASSERT(sn_streams_stats(a->streams).held <= HELD);
    if (sn_dis_has_answers(x))
        fuzz_read(sn_dis_again(a->again, x, b, pkt.caplen, pkt.len), &a->text);
    sn_arena_free(&arena);
    free(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    enum { SERVER = 128, LOST = 64, TWICE = 32, LOG = 16 };
    struct sn_dis_opts o = {.want = SN_WANT_FIELDS | SN_WANT_MORE, .max_recs = 4096};
    struct sn_streams_opts limits = {.max_total = HELD, .max_conns = 16, .at_end = n % 2};
    struct all a = {.seq = {1000, 2000}};

    if (n < 2)
        return 0;
    a.port = (uint16_t)(p[0] << 8 | p[1]);
    FUZZ_ASSERT(sn_dis_new(&a.first, &o, NULL) == SN_OK && sn_dis_new(&a.again, &o, NULL) == SN_OK);
    FUZZ_ASSERT(sn_secrets_new(&a.secrets, NULL) == SN_OK);
    limits.secrets = a.secrets;
    FUZZ_ASSERT(sn_streams_new(&a.streams, &limits, NULL) == SN_OK);
    sn_buf_init(&a.text, (size_t)1 << 24);
    for (p += 2, n -= 2; n > 2;) {
        uint32_t len = p[1] < n - 2 ? p[1] : (uint32_t)(n - 2);
        bool server = p[0] & SERVER;

        if (p[0] & LOG) {
            fuzz_add_secrets(a.secrets, p + 2, len);
            p += 2 + len;
            n -= 2 + len;
            continue;
        }
        for (int times = p[0] & LOST ? 0 : p[0] & TWICE ? 2 : 1; times; times--)
            segment(&a, server, p + 2, len);
        a.seq[server] += len;
        p += 2 + len;
        n -= 2 + len;
    }
    sn_buf_free(&a.text);
    sn_streams_free(a.streams);
    sn_secrets_free(a.secrets);
    sn_dis_free(a.first);
    sn_dis_free(a.again);
    return 0;
}
