/*
 * What tests of protocols share: packets written as hex digits, their text, and every cut of them.
 *
 * packet("ffff 0202") makes bytes of hex digits, blanks between them ignored; a later ETHER(type),
 * IP4(proto) … is just more digits in front. text_of() prints as sndump would; every_cut() prints
 * and checks every captured length of a packet, in memory that ends where the capture does.
 */
#ifndef SN_TEST_PACKET_H
#define SN_TEST_PACKET_H

#include "sn/dis.h"
#include "sn/fmt.h"
#include "test.h"

#define ETHER(type) "020000000002 020000000001 " type " "

struct packet {
    uint32_t n;
    uint8_t b[2048];
};

__attribute__((unused)) static struct packet packet(const char *hex)
{
    struct packet p = {0};
    unsigned v = 0, digits = 0;

    for (; *hex; hex++) {
        const char *at = strchr("0123456789abcdef", *hex);

        if (!at)
            continue;
        v = v << 4 | (unsigned)(at - "0123456789abcdef");
        if (++digits % 2 == 0)
            p.b[p.n++] = (uint8_t)v;
    }
    return p;
}

static struct sn_dis *packet_context(const struct sn_text_opts *o, uint32_t more)
{
    struct sn_dis_opts dopts = {.want = sn_text_want(o) | more};
    struct sn_diag diag;
    struct sn_dis *d;

    if (sn_dis_new(&d, &dopts, &diag) != SN_OK)
        abort();
    return d;
}

/* The line of a packet of which n bytes were captured; of the last call only. */
static const char *text_cut(const struct packet *p, uint32_t n, const struct sn_text_opts *o)
{
    static char text[65536];
    struct sn_dis *d = packet_context(o, 0);
    struct sn_buf b;

    sn_buf_fixed(&b, text, sizeof text - 1);
    (void)sn_dis_text(sn_dis_packet(d, SN_LINK_ETHERNET, p->b, n, p->n), o, &b);
    *b.p = '\0';
    sn_dis_free(d);
    return text;
}

/* The line of a packet in hex with so many -v. */
__attribute__((unused)) static const char *text_of(const char *hex, uint8_t verbose)
{
    struct packet p = packet(hex);
    struct sn_text_opts o = {.verbose = verbose};

    return text_cut(&p, p.n, &o);
}

/* The JSON object of a packet in hex. */
__attribute__((unused)) static const char *json_of(const char *hex)
{
    static char text[65536];
    struct packet p = packet(hex);
    struct sn_text_opts o = {.verbose = 1};
    struct sn_dis *d = packet_context(&o, SN_WANT_FIELDS);
    struct sn_pkt pkt = {.data = p.b, .caplen = p.n, .len = p.n};
    struct sn_frame fr = {.pkt = &pkt, .number = 1};
    struct sn_fmt *f;
    struct sn_buf b;

    sn_buf_fixed(&b, text, sizeof text - 1);
    CHECK(sn_fmt_new(&f, &(struct sn_fmt_opts){.digits = 6}, NULL) == SN_OK);
    sn_fmt_json(f, &b, sn_dis_packet(d, SN_LINK_ETHERNET, p.b, p.n, p.n), &fr);
    *b.p = '\0';
    sn_fmt_free(f);
    sn_dis_free(d);
    return text;
}

/* Every captured length: nothing behind the cut is read, every record lies in what was captured,
 * and the text never says more than the whole packet's does. */
__attribute__((unused)) static void every_cut(const char *hex)
{
    static char text[65536];
    struct packet p = packet(hex);
    struct sn_text_opts o = {.verbose = 2};
    struct sn_dis *d = packet_context(&o, SN_WANT_FIELDS);
    const struct sn_dissection *x;
    struct sn_buf b;
    uint32_t n, i;

    for (n = 0; n <= p.n; n++) {
        uint8_t *m = guarded(p.b, n);

        sn_dis_reset(d);
        x = sn_dis_packet(d, SN_LINK_ETHERNET, m, n, p.n);
        for (i = 0; i < x->nrec; i++)
            CHECK((uint64_t)x->rec[i].off + x->rec[i].len <= n);
        for (i = 0; i < x->nlayer; i++)
            CHECK(x->layer[i].off <= n && x->layer[i].off + x->layer[i].caplen <= n);
        for (o.verbose = 0; o.verbose <= 2; o.verbose += 2) {
            sn_buf_fixed(&b, text, sizeof text);
            (void)sn_dis_text(x, &o, &b);
            CHECK(b.err == SN_OK);
        }
        o.verbose = 2;
        munmap((void *)((uintptr_t)m & ~4095ul), 4096 + (n ? 4096 : 0));
    }
    sn_dis_free(d);
}

#endif
