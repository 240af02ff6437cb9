/*
 * NetFlow as tcpdump says it with -T cnfp: versions 1, 5 and 6, in which it takes four bytes for
 * the number of records and has its own ideas of their size. For fields it is what cflow.c reads.
 */
#include "dis/app/cflowfields.h"

enum { V1 = 1, V5 = 5, V6 = 6, HDR1 = 16, HDR5 = 24, RECORD1 = 48, RECORD5 = 52, TCP = 6 };
#define MS 1000000u

static void span(struct sn_dis *d, struct sn_rd *r, unsigned field)
{
    size_t off = sn_rd_off(r);
    uint32_t ms = 0;

    (void)sn_rd_be32(r, &ms);
    sn_rec_uint(d, field, off, 4, (uint64_t)ms * MS);
}

static void record(struct sn_dis *d, struct sn_rd *r, uint32_t version)
{
    (void)!sn_header(d, r, CF_R_SRC, CF_R_OCTETS);
    span(d, r, CF_TIMESTART);
    span(d, r, CF_TIMEEND);
    (void)!sn_header(d, r, CF_R_SPORT, CF_R_DPORT);
    (void)!sn_rd_skip(r, 1);
    if (version != V1) {
        (void)!sn_header(d, r, CF_R_TCPFLAGS, CF_R_DSTMASK);
        (void)!sn_get_bytes(d, r, CF_PADDING, 2);
    } else if (sn_rd_skip(r, 1) && sn_header(d, r, CF_R_PROTOCOL, CF_R_TOS)) {
        (void)!sn_get(d, r, CF_R_TCPFLAGS, NULL);
    }
}

void sn_cnfp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t version, count = 0;
    size_t off = sn_rd_off(r) + 2, size;
    struct sn_rd pick;

    if (sn_wants_values(d)) {
        sn_proto_cflow.dissect(d, r, len);
        return;
    }
    if (!sn_get(d, r, CF_VERSION, &version) || (version != V1 && version != V5 && version != V6) ||
        !sn_rd_need(r, (version == V1 ? HDR1 : HDR5) - 2u))
        return;
    pick = *r;
    (void)sn_rd_be32(&pick, &count);
    sn_rec_uint(d, CF_COUNT, off, 4, count);
    (void)!sn_rd_skip(r, 2);
    span(d, r, CF_SYSUPTIME);
    (void)!sn_header(d, r, CF_SECS, CF_NSECS);
    if (version != V1 && (!sn_get(d, r, CF_SEQUENCE, NULL) || !sn_rd_skip(r, 4)))
        return;
    size = version == V1 ? RECORD1 : RECORD5;
    for (; count && sn_rd_need(r, size); count--) {
        struct sn_rec *g = sn_group(d, r, CF_FLOW, 0);
        struct sn_rd in = *r;

        record(d, &in, version);
        (void)!sn_rd_skip(r, size);
        sn_group_end(d, r, g);
    }
}

static void put_span(struct sn_text *t, const struct sn_view *v, unsigned field)
{
    uint64_t ms = sn_opt(v, field) / MS;

    sn_put_f(t->b, "%u.%03u", (unsigned)(ms / 1000), (unsigned)(ms % 1000));
}

/* An end of a flow: address, mask, AS, port; version 1 has the first and the last. */
static void end_text(struct sn_text *t, const struct sn_view *v, uint64_t version,
                     const uint16_t f[4])
{
    sn_say(t, v, "{}", f[0]);
    if (version != V1)
        sn_say(t, v, "/{}:{}", f[1], f[2]);
    sn_say(t, v, ":{}", f[3]);
}

static void flow_text(struct sn_text *t, const struct sn_view *v, uint64_t version)
{
    static const char letters[] = "FSRPAU";
    uint64_t flags = sn_opt(v, CF_R_TCPFLAGS);
    const struct sn_rec *pad = sn_find(v, CF_PADDING);

    sn_put_lit(t->b, "\n  started ");
    put_span(t, v, CF_TIMESTART);
    sn_put_lit(t->b, ", last ");
    put_span(t, v, CF_TIMEEND);
    sn_put_lit(t->b, "\n    ");
    end_text(t, v, version, (const uint16_t[]){CF_R_SRC, CF_R_SRCMASK, CF_R_SRCAS, CF_R_SPORT});
    sn_put_lit(t->b, " > ");
    end_text(t, v, version, (const uint16_t[]){CF_R_DST, CF_R_DSTMASK, CF_R_DSTAS, CF_R_DPORT});
    sn_say(t, v, " >> {}\n    {} ", CF_R_NEXTHOP, CF_R_PROTOCOL);
    if (sn_opt(v, CF_R_PROTOCOL) == TCP && flags) {
        for (unsigned i = 0; letters[i]; i++) {
            if (flags >> i & 1)
                sn_put_c(t->b, letters[i]);
        }
        sn_put_c(t->b, ' ');
    }
    sn_say(t, v, "tos {d}, {} ({} octets) ", CF_R_TOS, CF_R_PACKETS, CF_R_OCTETS);
    if (version == V6 && pad && pad->n >= 2)
        sn_put_f(t->b, "(%u<>%u encaps)", pad->p[0], pad->p[1]);
}

enum sn_then sn_cnfp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), flow = {0};
    uint64_t version = sn_opt(&v, CF_VERSION), count = sn_opt(&v, CF_COUNT);

    if (!sn_find(&v, CF_SYSUPTIME)) {
        if (!sn_find(&v, CF_VERSION) || version == V1 || version == V5 || version == V6)
            return SN_TEXT_CUT;
        sn_put_f(t->b, "NetFlow v%x", (unsigned)version);
        return SN_TEXT_DONE;
    }
    sn_put_f(t->b, "NetFlow v%x, ", (unsigned)version);
    put_span(t, &v, CF_SYSUPTIME);
    sn_say(t, &v, " uptime, {}.", CF_SECS);
    sn_put_f(t->b, "%09u, ", (unsigned)sn_opt(&v, CF_NSECS));
    if (version != V1)
        sn_say(t, &v, "#{}, ", CF_SEQUENCE);
    sn_put_f(t->b, "%2u recs", (unsigned)count);
    for (; sn_each(&v, CF_FLOW, &flow); count--)
        flow_text(t, &flow, version);
    return count ? SN_TEXT_CUT : SN_TEXT_DONE;
}
