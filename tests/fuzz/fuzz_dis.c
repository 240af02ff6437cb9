/*
 * Dissection of any bytes as any link type, printed every way.
 *
 * Input: link type (an index into `links`), options, how many bytes more were on the wire (two
 * bytes), then packets, each a length byte (times two) and its bytes; they share one context, so
 * that state between packets is covered. Asserted: nothing behind the capture is read, records and
 * layers lie inside it, text is printable ASCII, tabs and newlines, JSON is well-formed, and the
 * text doesn't depend on what else is wanted of the context.
 *
 * Planted and found: udp.c's checksum without the check that all of the datagram was captured.
 */
#include <string.h>

#include "fuzz.h"
#include "sn/dis.h"
#include "sn/flow.h"
#include "sn/fmt.h"

static const uint32_t links[] = {SN_LINK_ETHERNET,  SN_LINK_NULL,       SN_LINK_RAW, SN_LINK_LOOP,
                                 SN_LINK_LINUX_SLL, SN_LINK_LINUX_SLL2, 60000};

#define OUT (1u << 24)

/* ---- is it JSON? ---- */

static const char *skip_string(const char *p, const char *end)
{
    for (p++; p < end && *p != '"'; p++) {
        FUZZ_ASSERT((unsigned char)*p >= 0x20 && *p != 0x7f);
        if (*p == '\\') {
            p++;
            FUZZ_ASSERT(p < end && strchr("\"\\/bfnrtu", *p));
        }
    }
    FUZZ_ASSERT(p < end);
    return p + 1;
}

static const char *skip_value(const char *p, const char *end);

static const char *skip_list(const char *p, const char *end, char close)
{
    if (p < end && *p == close)
        return p + 1;
    for (;;) {
        if (close == '}') {
            FUZZ_ASSERT(p < end && *p == '"');
            p = skip_string(p, end);
            FUZZ_ASSERT(p < end && *p == ':');
            p++;
        }
        p = skip_value(p, end);
        FUZZ_ASSERT(p < end && (*p == ',' || *p == close));
        if (*p++ == close)
            return p;
    }
}

static const char *skip_value(const char *p, const char *end)
{
    size_t n;

    FUZZ_ASSERT(p < end);
    if (*p == '{' || *p == '[')
        return skip_list(p + 1, end, *p == '{' ? '}' : ']');
    if (*p == '"')
        return skip_string(p, end);
    for (n = 0; p + n < end && strchr("0123456789-.truefalsn", p[n]); n++)
        ;
    FUZZ_ASSERT(n > 0);
    return p + n;
}

/* ---- the target ---- */

static void check_records(const struct sn_dissection *d, uint32_t caplen)
{
    uint32_t i;

    for (i = 0; i < d->nrec; i++)
        FUZZ_ASSERT((uint64_t)d->rec[i].off + d->rec[i].len <= caplen);
    for (i = 0; i < d->nlayer; i++) {
        const struct sn_layer *l = &d->layer[i];

        FUZZ_ASSERT((uint64_t)l->first + l->n <= d->nrec);
        FUZZ_ASSERT((uint64_t)l->off + l->caplen <= caplen);
    }
}

static void check_text(const struct sn_buf *b)
{
    const char *p;

    for (p = b->base; p < b->p; p++)
        FUZZ_ASSERT((*p >= 0x20 && *p < 0x7f) || *p == '\n' || *p == '\t');
}

static const struct sn_iface iface = {.name = "\x1b[31m", .section = 1};

/* The packet both ways: with what the text needs, and with everything. */
static void one(struct sn_dis *const d[2], struct sn_flow *const flow[2], struct sn_fmt *f,
                struct sn_buf b[3], uint32_t link, const uint8_t *p, uint32_t n, uint32_t more)
{
    struct sn_pkt pkt = {.ts = 1700000000123456789, .data = p, .caplen = n, .len = n + more};
    struct sn_frame fr = {.pkt = &pkt, .number = 1, .iface = &iface};
    struct sn_dissection *x = NULL;
    unsigned i;

    for (i = 0; i < 2; i++) {
        sn_buf_clear(&b[i]);
        sn_dis_reset(d[i]);
        x = sn_dis_packet(d[i], link, p, n, n + more);
        check_records(x, n);
        sn_flow_packet(flow[i], x);
        sn_fmt_text(f, &b[i], x, &fr);
        FUZZ_ASSERT(!b[i].err);
        check_text(&b[i]);
    }
    FUZZ_ASSERT(sn_buf_len(&b[0]) == sn_buf_len(&b[1]) &&
                memcmp(b[0].base, b[1].base, sn_buf_len(&b[0])) == 0);
    sn_buf_clear(&b[2]);
    sn_fmt_json(f, &b[2], x, &fr);
    FUZZ_ASSERT(!b[2].err && b[2].p[-1] == '\n');
    FUZZ_ASSERT(skip_value(b[2].base, b[2].p) == b[2].p - 1);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct sn_fmt_opts o = {.digits = 6};
    struct sn_dis_opts dopts = {.max_recs = 2048};
    struct sn_dis *d[2];
    struct sn_flow *flow[2];
    struct sn_fmt *f;
    struct sn_buf b[3];
    uint32_t link, more;

    if (n < 4)
        return 0;
    link = links[p[0] % (sizeof links / sizeof *links)];
    o.text = (struct sn_text_opts){.verbose = p[1] & 3,
                                   .link = p[1] >> 2 & 1,
                                   .quiet = p[1] >> 3 & 1,
                                   .abs_seq = p[1] >> 4 & 1,
                                   .no_sums = p[1] >> 5 & 1};
    o.dump = p[1] >> 6;
    o.text.dump = o.dump == SN_DUMP_HEX || o.dump == SN_DUMP_BOTH;
    more = (uint32_t)p[2] << 8 | p[3];
    dopts.want = sn_text_want(&o.text);
    FUZZ_ASSERT(sn_dis_new(&d[0], &dopts, NULL) == SN_OK);
    dopts.want |= SN_WANT_FIELDS;
    FUZZ_ASSERT(sn_dis_new(&d[1], &dopts, NULL) == SN_OK);
    for (unsigned i = 0; i < 2; i++)
        FUZZ_ASSERT(sn_flow_new(&flow[i], &(struct sn_flow_opts){.max_conns = 1024}, NULL) ==
                    SN_OK);
    FUZZ_ASSERT(sn_fmt_new(&f, &o, NULL) == SN_OK);
    for (unsigned i = 0; i < 3; i++)
        sn_buf_init(&b[i], OUT);
    p += 4;
    n -= 4;
    while (n > 0) {
        uint32_t k = p[0] * 2u < n - 1 ? p[0] * 2u : (uint32_t)(n - 1);
        uint8_t *m = malloc(k + !k); /* exactly so long, for the sanitizer to see its end */

        FUZZ_ASSERT(m);
        memcpy(m, p + 1, k);
        one(d, flow, f, b, link, m, k, more);
        free(m);
        p += k + 1;
        n -= k + 1;
    }
    for (unsigned i = 0; i < 3; i++)
        sn_buf_free(&b[i]);
    sn_dis_free(d[0]);
    sn_dis_free(d[1]);
    sn_fmt_free(f);
    sn_flow_free(flow[0]);
    sn_flow_free(flow[1]);
    return 0;
}
