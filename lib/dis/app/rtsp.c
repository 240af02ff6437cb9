/*
 * RTSP (RFC 2326): the lines that tcpdump prints, and as fields what is asked for and where it will
 * be sent. What a server says it sends by RTP is expected from there on.
 */
#include "dis/app/rtp.h"
#include "dis/app/sdp.h"
#include "dis/app/slice.h"
#include "dis/app/stream.h"
#include "dis/app/txt.h"

#define RTSP(F)                                                                                    \
    SN_TXT(F, "rtsp")                                                                              \
    F(METHOD, "rtsp.method", STR, "Method")                                                        \
    F(URL, "rtsp.url", STR, "URL")                                                                 \
    F(STATUS, "rtsp.status", UINT, "Status")                                                       \
    F(SESSION, "rtsp.session", STR, "Session")                                                     \
    F(TRANSPORT, "rtsp.transport", STR, "Transport")                                               \
    F(CONTENT_TYPE, "rtsp.content-type", STR, "Content-type")                                      \
    F(CONTENT_LENGTH, "rtsp.content-length", UINT, "Content-length", .unit = "bytes")
SN_FIELDS(rtsp, RTSP)

enum { CONTENT_MAX = 100000000 }; /* bytes that a length says, at most */

static const char commands[] = "OPTIONS DESCRIBE ANNOUNCE GET_PARAMETER SET_PARAMETER SETUP "
                               "PLAY PAUSE RECORD REDIRECT TEARDOWN ";

/* "client_port=4588-4589", behind the equals sign: RTP's port is the first. */
static void expect(struct sn_dis *d, const uint8_t *addr, struct slice ports, bool sealed)
{
    uint32_t port = slice_number(slice_cut(&ports, '-'), UINT16_MAX);

    if (port && port <= UINT16_MAX && d->ip.version)
        sn_rtp_expect(d, d->ip.version, addr, (uint16_t)port, sealed);
}

/* "RTP/AVP;unicast;client_port=4588-4589;server_port=6256-6257", as a server answers. */
static void transport(struct sn_dis *d, struct slice x)
{
    struct slice how = slice_cut(&x, ';');
    bool sealed = slice_begins(how, "RTP/SAVP");

    if (!slice_begins(how, "RTP/") || slice_is(how, "RTP/AVP/TCP"))
        return;
    while (x.n) {
        struct slice value = slice_cut(&x, ';'), name = slice_cut(&value, '=');

        if (slice_is(name, "client_port"))
            expect(d, d->ip.dst, value, sealed);
        else if (slice_is(name, "server_port"))
            expect(d, d->ip.src, value, sealed);
    }
}

static void header(struct sn_dis *d, const struct sn_rd *r, struct slice x, bool reply)
{
    static const struct {
        const char *name;
        uint16_t field;
    } headers[] = {{"Session", SESSION},
                   {"Transport", TRANSPORT},
                   {"Content-Type", CONTENT_TYPE},
                   {"Content-Length", CONTENT_LENGTH}};
    struct slice name = slice_trim(slice_cut(&x, ':'));

    x = slice_trim(x);
    for (size_t i = 0; i < sizeof headers / sizeof headers[0]; i++) {
        if (!slice_is(name, headers[i].name))
            continue;
        if (headers[i].field == CONTENT_LENGTH) {
            slice_rec_number(d, r, CONTENT_LENGTH, x, CONTENT_MAX);
            return;
        }
        slice_rec(d, r, headers[i].field, x);
        if (headers[i].field == TRANSPORT && reply)
            transport(d, x);
    }
}

/* The first line; false: it is neither a request nor a reply. */
static bool first_line(struct sn_dis *d, const struct sn_rd *r, struct slice x, bool *reply)
{
    struct slice word = slice_cut(&x, ' ');

    *reply = slice_begins(word, "RTSP/");
    if (*reply) {
        slice_rec_number(d, r, STATUS, slice_cut(&x, ' '), 999);
        return true;
    }
    slice_rec(d, r, METHOD, word);
    slice_rec(d, r, URL, slice_cut(&x, ' '));
    return slice_begins(x, "RTSP/");
}

static void message(struct sn_dis *d, struct sn_rd r)
{
    struct sn_txt l;
    bool reply;

    if (!sn_txt_next(&r, &l) || !first_line(d, &r, (struct slice){l.p, l.n}, &reply))
        return;
    while (sn_txt_next(&r, &l) && l.n)
        header(d, &r, (struct slice){l.p, l.n}, reply);
    if (!(d->want & SN_WANT_LINE))
        sn_sdp_body(d, sn_rec_of(d, CONTENT_TYPE), &r);
}

/* A request says the version behind its URL. */
static bool begins(const struct sn_txt *l)
{
    struct slice x = {l->p, l->n};

    if (slice_begins(x, "RTSP/"))
        return true;
    (void)slice_cut(&x, ' ');
    (void)slice_cut(&x, ' ');
    return slice_begins(x, "RTSP/");
}

static uint32_t rtsp_unit(const uint8_t *p, uint32_t n)
{
    return sn_txt_unit(p, n, begins);
}

/* What is sent between the messages in the same connection (10.12) is none. */
static const struct sn_stream_kind rtsp_stream = {.unit = rtsp_unit, .loose = true};

static void rtsp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = sn_inside(r, len), one;

    sn_txt_lines(d, r, commands);
    if (!(d->want & SN_WANT_FIELDS) || !sn_rec_of(d, MESSAGE) ||
        !sn_unit_next(&all, rtsp_unit, &one))
        return;
    message(d, one);
    if (!(d->want & SN_WANT_LINE) && sn_rd_left(&all) &&
        rtsp_unit(all.p, (uint32_t)sn_rd_left(&all)) != SN_STREAM_BAD)
        sn_next_proto(d, &sn_proto_rtsp, &all, (uint32_t)sn_rd_left(&all));
}

const struct sn_proto sn_proto_rtsp = {
    .name = "rtsp",
    .title = "Real Time Streaming Protocol",
    SN_PROTO_FIELDS(rtsp),
    .keys = SN_KEYS({.table = &sn_tab_tcp, .value = 554}, {.table = &sn_tab_tcp, .value = 8554}),
    .dissect = rtsp_dissect,
    .text = sn_txt_text,
    .stream = &rtsp_stream,
};
