/* RIPng (RFC 2080). */
#include "dis/proto.h"

enum { REQUEST = 1, RESPONSE, ENTRY_SIZE = 20, INFINITE = 16 };
static const struct sn_val commands[] = {{REQUEST, "Request"}, {RESPONSE, "Response"}, {0, NULL}};

#define RIPNG(F)                                                                                   \
    F(COMMAND, "ripng.cmd", U8, "Command", .vals = commands)                                       \
    F(VERSION, "ripng.version", U8, "Version")                                                     \
    F(RESERVED, "ripng.reserved", BYTES, "Reserved", .width = 2, .step = 2)                        \
    F(ENTRY, "sn.ripng.rte", GROUPS, "Route Table Entry")                                          \
    F(PREFIX, "ripng.rte.ipv6_prefix", IPV6, "IPv6 Prefix")                                        \
    F(TAG, "ripng.rte.route_tag", U16, "Route Tag", .base = SN_HEX)                                \
    F(LEN, "ripng.rte.prefix_length", U8, "Prefix Length")                                         \
    F(METRIC, "ripng.rte.metric", U8, "Metric")
SN_FIELDS(ripng, RIPNG)

static void ripng_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint64_t command;

    (void)len;
    if (!sn_header(d, r, COMMAND, RESERVED))
        return;
    command = sn_u(d, COMMAND);
    if ((sn_u(d, VERSION) != 1 || (command != REQUEST && command != RESPONSE)) &&
        !(d->want & SN_WANT_FIELDS))
        return;
    while (sn_rd_left(r) || r->cut) {
        struct sn_rec *g = sn_group(d, r, ENTRY, 0);
        bool ok = sn_header(d, r, PREFIX, METRIC);

        sn_group_end(d, r, g);
        if (!ok)
            return;
    }
}

/* Entries; a separator stands in front of each before it is looked at. */
static void put_entries(struct sn_text *t, const struct sn_view *v, uint32_t n)
{
    struct sn_view e = {0};

    for (; n && !sn_is_cut(t); n--) {
        sn_put_s(t->b, t->o->verbose > 1 ? "\n\t" : " ");
        if (!sn_each(v, PREFIX, &e)) {
            sn_cut(t);
            return;
        }
        sn_say(t, &e, "{}/{}", PREFIX, LEN);
        if (sn_num(t, &e, TAG))
            sn_put_f(t->b, " [%u]", (unsigned)sn_opt(&e, TAG));
        if (sn_num(t, &e, METRIC) && sn_opt(v, COMMAND) == RESPONSE)
            sn_say(t, &e, " ({})", METRIC);
    }
}

static enum sn_then ripng_text(struct sn_text *t, const struct sn_layer *l)
{
    static const uint8_t any[16];
    struct sn_view v = sn_view(t, l);
    uint64_t command = sn_opt(&v, COMMAND);
    uint32_t n = l->len < 4 ? 0 : l->len - 4;

    if (!sn_need(t, &v, VERSION))
        return SN_TEXT_DONE;
    if (sn_opt(&v, VERSION) != 1) {
        sn_say(t, &v, " [vers {}] (invalid)", VERSION);
        return SN_TEXT_DONE;
    }
    if (command != REQUEST && command != RESPONSE) {
        sn_say(t, &v, " ripng-{d} ?? ", COMMAND);
        sn_put_f(t->b, "%u (invalid)", l->len);
        return SN_TEXT_DONE;
    }
    if (l->len < 4) {
        sn_put_lit(t->b, " (invalid)");
        return SN_TEXT_DONE;
    }
    if (command == REQUEST && n == ENTRY_SIZE) {
        if (sn_num(t, &v, METRIC) == INFINITE && !memcmp(sn_find(&v, PREFIX)->p, any, 16)) {
            sn_put_lit(t->b, " ripng-req dump");
            return SN_TEXT_DONE;
        }
    }
    sn_put_f(t->b, command == REQUEST ? " ripng-req %u" : " ripng-resp %u", n / ENTRY_SIZE);
    if (n % ENTRY_SIZE)
        sn_put_f(t->b, "[%u]", l->len);
    sn_put_c(t->b, ':');
    put_entries(t, &v, n / ENTRY_SIZE);
    if (n % ENTRY_SIZE)
        sn_put_lit(t->b, " (invalid)");
    return SN_TEXT_DONE;
}

SN_PROTO(ripng, "RIPng", {.table = &sn_tab_udp, .value = 521})
