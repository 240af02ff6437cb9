/*
 * What is sealed in datagrams, opened with secrets that are logged: QUIC and HTTP/3, DTLS,
 * WireGuard, of any bytes.
 *
 * Input: the server's port (two bytes), then a byte of flags (128: from the server; 16: it is no
 * datagram but of a key log, one or more whole lines), a length (two bytes), and so many bytes.
 * Each datagram is dissected and opened; all records can be read, and the text is printable.
 *
 * It has found: a payload of HTTP/3 that was longer than its frame (planted).
 */
#include "fuzz.h"
#include "reads.h"
#include "sn/flow.h"

#define HEADS 28u

struct all {
    struct sn_dis *first, *again;
    struct sn_secrets *secrets;
    struct sn_opener *opener;
    struct sn_flow *flow;
    struct sn_buf text;
    uint16_t port;
};

/* IP and UDP, and the bytes behind them, which end where memory does. */
static void datagram(struct all *a, bool server, const uint8_t *p, uint32_t n)
{
    static const uint8_t head[HEADS] = {0x45, [8] = 64, 17, [12] = 192, 0, 2, 1, 192, 0, 2, 2};
    uint8_t *b = malloc(HEADS + n);
    struct sn_dissection *x;

    FUZZ_ASSERT(b);
    memcpy(b, head, HEADS);
    memcpy(b + HEADS, p, n);
    fuzz_put16(b + 2, HEADS + n);
    b[15] = server ? 2 : 1;
    b[19] = server ? 1 : 2;
    fuzz_put16(b + (server ? 20 : 22), a->port);
    fuzz_put16(b + (server ? 22 : 20), 50000);
    fuzz_put16(b + 24, 8 + n);
    sn_dis_reset(a->first);
    x = sn_dis_packet(a->first, SN_LINK_RAW, b, HEADS + n, HEADS + n);
    FUZZ_ASSERT(x);
    fuzz_read(x, &a->text);
    sn_flow_recall(a->flow, x);
    if (sn_opener_usable(a->opener))
        fuzz_read(sn_dis_open(a->again, x, b, HEADS + n, HEADS + n, a->opener), &a->text);
    free(b);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    enum { SERVER = 128, LOG = 16 };
    struct sn_dis_opts o = {.want = SN_WANT_FIELDS | SN_WANT_MORE, .max_recs = 4096};
    struct all a = {.port = 0};

    if (n < 2)
        return 0;
    a.port = (uint16_t)(p[0] << 8 | p[1]);
    FUZZ_ASSERT(sn_dis_new(&a.first, &o, NULL) == SN_OK && sn_dis_new(&a.again, &o, NULL) == SN_OK);
    FUZZ_ASSERT(sn_secrets_new(&a.secrets, NULL) == SN_OK);
    FUZZ_ASSERT(sn_opener_new(&a.opener, a.secrets, NULL) == SN_OK);
    FUZZ_ASSERT(sn_flow_new(&a.flow, NULL, NULL) == SN_OK);
    sn_buf_init(&a.text, (size_t)1 << 24);
    for (p += 2, n -= 2; n > 3;) {
        uint32_t len = (uint32_t)p[1] << 8 | p[2];

        len = len < n - 3 ? len : (uint32_t)(n - 3);
        if (p[0] & LOG)
            fuzz_add_secrets(a.secrets, p + 3, len);
        else
            datagram(&a, p[0] & SERVER, p + 3, len);
        p += 3 + len;
        n -= 3 + len;
    }
    sn_buf_free(&a.text);
    sn_flow_free(a.flow);
    sn_opener_free(a.opener);
    sn_secrets_free(a.secrets);
    sn_dis_free(a.first);
    sn_dis_free(a.again);
    return 0;
}
