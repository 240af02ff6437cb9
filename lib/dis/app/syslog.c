/* Syslog over UDP (RFC 3164). */
#include "dis/proto.h"

static const struct sn_val facilities[] = {
    {0, "kernel"},    {1, "user"},    {2, "mail"},    {3, "daemon"},    {4, "auth"},
    {5, "syslog"},    {6, "lpr"},     {7, "news"},    {8, "uucp"},      {9, "cron"},
    {10, "authpriv"}, {11, "ftp"},    {12, "ntp"},    {13, "security"}, {14, "console"},
    {15, "cron"},     {16, "local0"}, {17, "local1"}, {18, "local2"},   {19, "local3"},
    {20, "local4"},   {21, "local5"}, {22, "local6"}, {23, "local7"},   {0, NULL},
};
static const struct sn_val levels[] = {
    {0, "emergency"}, {1, "alert"}, {2, "critical"}, {3, "error"}, {4, "warning"},
    {5, "notice"},    {6, "info"},  {7, "debug"},    {0, NULL},
};

#define SYSLOG(F)                                                                                  \
    F(FACILITY, "syslog.facility", UINT, "Facility", .vals = facilities)                           \
    F(LEVEL, "syslog.level", UINT, "Level", .vals = levels)                                        \
    F(MSG, "syslog.msg", STR, "Message")                                                           \
    F(ALL, "sn.syslog.all", BYTES, NULL)
SN_FIELDS(syslog, SYSLOG)

#define DIGITS_MAX 3

/* "<", a number of up to three digits, ">", the message. tcpdump reads the number to the end of the
 * packet, the rest to that of the datagram. */
static void syslog_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    size_t from = sn_rd_off(r), digits = 0, n;
    struct sn_rd all = *r;
    uint32_t number = 0;
    uint8_t c;

    *r = sn_inside(r, len);
    if (!sn_rd_u8(&all, &c)) {
        sn_stop(r, &all);
        return;
    }
    if (c != '<') {
        sn_malformed(r);
        return;
    }
    for (; sn_rd_u8(&all, &c) && c >= '0' && c <= '9' && digits < DIGITS_MAX; digits++)
        number = number * 10 + c - '0';
    if (all.stop) {
        r->stop = SN_STOP_TRUNCATED;
        return;
    }
    if (c != '>') {
        sn_malformed(r);
        return;
    }
    n = sn_rd_off(&all) - from;
    sn_rec_uint(d, FACILITY, from, n, number >> 3)->flags = n > len ? SN_REC_TEXT : 0;
    sn_rec_uint(d, LEVEL, from, n, number & 7)->flags = n > len ? SN_REC_TEXT : 0;
    (void)sn_rd_skip(r, n < len ? n : len);
    (void)sn_get_bytes(d, r, MSG, sn_rd_left(r));
    sn_rec_bytes(d, ALL, from, sn_rd_off(r) - from, r->start + from, sn_rd_off(r) - from)->flags =
        SN_REC_TEXT;
}

static enum sn_then syslog_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *all;

    if (l->flags & SN_LAYER_MALFORMED && l->caplen) {
        sn_put_lit(t->b, " (invalid)");
        return SN_TEXT_DONE;
    }
    all = sn_need(t, &v, ALL) ? sn_find(&v, ALL) : NULL;
    if (!t->o->verbose)
        sn_say(t, &v, "SYSLOG {s:unknown (%u)}.{s}", FACILITY, LEVEL);
    else
        sn_put_lit(t->b, "SYSLOG");
    sn_put_f(t->b, ", length: %u", l->len);
    if (!t->o->verbose)
        return SN_TEXT_DONE;
    sn_say(t, &v, "\n\tFacility {s:unknown (%u)} ({d}), Severity {s} ({d})", FACILITY, FACILITY,
           LEVEL, LEVEL);
    sn_say(t, &v, "\n\tMsg: {}", MSG);
    if (l->caplen < l->len)
        sn_cut(t);
    if (t->o->verbose > 1 && all)
        sn_text_hex(t, "\n\t", all->p, all->n);
    return SN_TEXT_DONE;
}

SN_PROTO(syslog, "Syslog message", {.table = &sn_tab_udp, .value = 514})
