/*
 * IPv4 options (RFC 791, 2113).
 *
 * In the records an IP_OPT (its kind, and in n its length) begins each option; what it holds
 * follows. An impossible length is the last record.
 */
#include "dis/net/ip4.h"

enum { EOL = 0, NOP = 1, RR = 7, TS = 68, TRACEROUTE = 82, LSRR = 131, SSRR = 137, RA = 148 };
enum { TS_ONLY = 0, TS_ADDR = 1, TS_PRESPEC = 3 };

/* A recorded or a source route: a pointer and addresses. */
static void route(struct sn_dis *d, struct sn_rd *r, uint8_t kind, uint32_t len)
{
    const uint8_t *option = r->p - 2;
    uint8_t ptr;
    uint32_t at;

    if (len < 3 || !sn_get_u8(d, r, IP_OPT_PTR, &ptr))
        return;
    if (kind != RR && len >= 7) /* where the packet goes in the end */
        d->ip.last = option + len - 4;
    for (at = 3; at < len; at += 4) {
        if (!sn_get_ipv4(d, r, IP_OPT_ADDR))
            return;
    }
}

static void stamps(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint8_t ptr, flg;
    uint32_t at, v;

    if (len < 4 || !sn_get_u8(d, r, IP_OPT_PTR, &ptr) || !sn_rd_u8(r, &flg))
        return;
    sn_rec_uint(d, IP_OPT_OFLW, sn_rd_off(r) - 1, 1, flg >> 4);
    sn_rec_uint(d, IP_OPT_FLG, sn_rd_off(r) - 1, 1, flg & 15);
    flg &= 15;
    if (flg != TS_ONLY && flg != TS_ADDR && flg != TS_PRESPEC)
        return;
    for (at = 4; at < len; at += flg == TS_ONLY ? 4 : 8) {
        if ((flg != TS_ONLY && !sn_get_ipv4(d, r, IP_OPT_TS_ADDR)) ||
            !sn_get_be32(d, r, IP_OPT_TS, &v))
            return;
    }
}

void sn_ip_opts(struct sn_dis *d, struct sn_rd *r, uint32_t size, struct sn_rd *behind)
{
    size_t end = sn_rd_off(r) + size;

    while (sn_rd_left(r) > 0) {
        const uint8_t *at = r->p;
        struct sn_rec *q;
        struct sn_rd in;
        uint8_t kind, len;
        uint16_t v;

        if (!sn_get_u8(d, r, IP_OPT, &kind))
            return;
        q = &d->rec[d->nrec - 1];
        q->n = 1;
        if (kind == EOL)
            return;
        if (kind == NOP)
            continue;
        q->n = 0;
        if (!sn_rd_u8(r, &len)) {
            /* tcpdump takes the byte behind the header for the length, and finds it too long */
            if (r->cut || !sn_rd_peek(behind, 0, &len))
                return;
            q->n = len;
            q->flags |= SN_REC_BAD;
            return;
        }
        q->n = len;
        if (len < 2 || len - 2u > end - sn_rd_off(r)) {
            q->flags |= SN_REC_BAD;
            return;
        }
        if (len - 2u > sn_rd_left(r))
            return;
        in = *r; /* addresses of an odd length reach behind the option, even behind the header */
        in.end = behind->end;
        if (kind == RR || kind == LSRR || kind == SSRR)
            route(d, &in, kind, len);
        else if (kind == TS)
            stamps(d, &in, len);
        else if (kind == RA && len >= 4)
            (void)!sn_get_be16(d, &in, IP_OPT_RA, &v);
        r->p = at + len;
    }
}

/* ---- text ---- */

static const struct sn_val kinds[] = {
    {EOL, "EOL"},
    {NOP, "NOP"},
    {RR, "RR"},
    {TS, "timestamp"},
    {TRACEROUTE, "traceroute"},
    {130, "security"},
    {LSRR, "LSRR"},
    {SSRR, "SSRR"},
    {RA, "RA"},
    {0, NULL},
};

/* " 1.2.3.4, 5.6.7.8": a comma behind each hop that the pointer has passed. False, here and below:
 * cut. */
static bool route_text(struct sn_text *t, uint32_t len, const struct sn_rec *q,
                       const struct sn_rec *end)
{
    uint32_t ptr, at;

    if (len < 3) {
        sn_put_f(t->b, " [bad length %u]", len);
        return true;
    }
    if ((len + 1) & 3)
        sn_put_f(t->b, " [bad length %u]", len);
    if (q == end)
        return false;
    ptr = (uint32_t)q->u - 1;
    if (ptr < 3 || (ptr + 1) & 3 || ptr > len + 1)
        sn_put_f(t->b, " [bad ptr %u]", (unsigned)q->u);
    for (q++, at = 3; q < end; q++, at += 4) {
        sn_put_c(t->b, ' ');
        sn_text_host4(t, (uint32_t)q->u);
        if (ptr > at)
            sn_put_c(t->b, ',');
    }
    return at >= len;
}

/* " TS{TS+ADDR 9@1.2.3.4 ^ }": the caret stands where the next one goes. */
static bool stamps_text(struct sn_text *t, uint32_t len, const struct sn_rec *q,
                        const struct sn_rec *end)
{
    static const char *const flgs[] = {"TSONLY", "TS+ADDR", NULL, "PRESPEC"};
    const char *sep = " ";
    uint32_t ptr, at = 0, hop, flg;
    unsigned oflw;

    if (len < 4 || end - q < 3) {
        sn_put_f(t->b, "[bad length %u]", len);
        return true;
    }
    ptr = (uint32_t)q[0].u - 1;
    oflw = (unsigned)q[1].u;
    flg = (uint32_t)q[2].u;
    hop = flg == TS_ONLY ? 4 : 8;
    sn_put_lit(t->b, " TS{");
    if ((len - 4) & (hop - 1))
        sn_put_f(t->b, "[bad length %u]", len);
    if (ptr < 4 || (ptr - 4) & (hop - 1) || ptr > len + 1)
        sn_put_f(t->b, "[bad ptr %u]", (unsigned)q[0].u);
    if (flg > TS_PRESPEC || !flgs[flg]) {
        sn_put_f(t->b, "[bad ts type %u]", flg);
    } else {
        sn_put_s(t->b, flgs[flg]);
        for (q += 3, at = 4; q < end && at < len; q++, at += hop) {
            const struct sn_rec *addr = hop == 8 ? q++ : NULL;

            if (q >= end)
                return false;
            sn_put_f(t->b, "%s%u@", ptr == at ? " ^ " : sep, (unsigned)q->u);
            if (addr)
                sn_text_host4(t, (uint32_t)addr->u);
        }
    }
    if (at && at < len)
        return false;
    if (ptr == at)
        sn_put_lit(t->b, " ^ ");
    if (oflw)
        sn_put_f(t->b, " [%u hops not recorded]} ", oflw);
    else
        sn_put_c(t->b, '}');
    return true;
}

static bool option_text(struct sn_text *t, const struct sn_rec *q, const struct sn_rec *end)
{
    switch (q->u) {
    case RR:
    case LSRR:
    case SSRR:
        return route_text(t, q->n, q + 1, end);
    case TS:
        return stamps_text(t, q->n, q + 1, end);
    case RA:
        if (q->n < 4)
            sn_put_f(t->b, " [bad length %u]", q->n);
        else if (q + 1 < end && q[1].u)
            sn_put_f(t->b, " value %u", (unsigned)q[1].u);
        break;
    }
    return true;
}

/* The options end before the header does; q is the last record. */
static enum sn_then opts_cut(struct sn_text *t, const struct sn_layer *l, const struct sn_rec *q,
                             const char *sep, bool whole)
{
    if (whole) {
        sn_put_s(t->b, sep);
        return SN_TEXT_CUT;
    }
    if (q->n == 0)
        return SN_TEXT_CUT;
    sn_put_lit(t->b, " [truncated-option])");
    sn_ip_sum_text(t, &sn_recs(t, l)[IP_SUM]);
    sn_put_lit(t->b, ")\n    ");
    sn_text_addrs(t);
    sn_put_lit(t->b, ": ");
    return SN_TEXT_CUT_SHORT;
}

enum sn_then sn_ip_opts_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_recs(t, l), *end = q + l->n, *next;
    uint32_t hlen = (uint32_t)q[IP_HLEN].u, seen = 20, avail = l->caplen < hlen ? l->caplen : hlen;
    const char *sep = "";

    sn_put_lit(t->b, ", options (");
    while (q < end && q->field != IP_OPT)
        q++;
    for (; q < end && q->field == IP_OPT; q = next) {
        const char *name = sn_val_name(kinds, (uint32_t)q->u);

        for (next = q + 1; next < end && next->field > IP_OPT; next++)
            ;
        sn_put_s(t->b, sep);
        sep = ",";
        if (name)
            sn_put_s(t->b, name);
        else
            sn_put_f(t->b, "unknown %u", (unsigned)q->u);
        seen += q->n;
        if (q->flags & SN_REC_BAD) {
            sn_put_f(t->b, " [bad length %u]", q->n);
            seen = hlen;
        } else if (q->n == 0 || seen > avail) {
            return opts_cut(t, l, q, sep, false);
        } else if (q->n > 1 && !option_text(t, q, next)) {
            return opts_cut(t, l, q, sep, false);
        } else if (q->u == EOL) {
            seen = hlen;
        }
    }
    if (seen < hlen)
        return opts_cut(t, l, q, sep, true);
    sn_put_c(t->b, ')');
    return SN_TEXT_INNER;
}
