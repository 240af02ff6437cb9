/*
 * IPv4 options (RFC 791, 2113).
 *
 * In the records an IP_OPT (its kind) begins each option, an IP_OPT_LEN with its length follows
 * unless that was cut, and what it holds. An impossible length is the last record.
 */
#include "dis/net/ip4.h"

enum { EOL = 0, NOP = 1, RR = 7, TS = 68, TRACEROUTE = 82, LSRR = 131, SSRR = 137, RA = 148 };
enum { TS_ONLY = 0, TS_ADDR = 1, TS_PRESPEC = 3 };

/* A recorded or a source route: a pointer and addresses. */
static void route(struct sn_dis *d, struct sn_rd *r, uint8_t kind, uint32_t len)
{
    const uint8_t *option = r->p - 2;

    if (len < 3 || !sn_get(d, r, IP_OPT_PTR, NULL))
        return;
    if (kind != RR && len >= 7) /* where the packet goes in the end */
        d->ip.last = option + len - 4;
    for (uint32_t at = 3; at < len && sn_get(d, r, IP_OPT_ADDR, NULL); at += 4)
        ;
}

static void stamps(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint64_t flg;

    if (!sn_header(d, r, IP_OPT_PTR, IP_OPT_PTR))
        return;
    if (len < 4) {
        if (len < 3)
            sn_text_last(d);
        return;
    }
    if (!sn_header(d, r, IP_OPT_OFLW, IP_OPT_FLG))
        return;
    flg = sn_u(d, IP_OPT_FLG);
    if (flg != TS_ONLY && flg != TS_ADDR && flg != TS_PRESPEC)
        return;
    for (uint32_t at = 4; at < len; at += flg == TS_ONLY ? 4 : 8) {
        if ((flg != TS_ONLY && !sn_get(d, r, IP_OPT_TS_ADDR, NULL)) ||
            !sn_get(d, r, IP_OPT_TS, NULL))
            return;
    }
}

/* The length of the option that q begins; false: the options end here. */
static bool length(struct sn_dis *d, struct sn_rd *r, struct sn_rec *q, size_t end,
                   const struct sn_rd *behind, uint8_t *len)
{
    /* tcpdump takes the byte behind the header for a length that isn't in it, and finds it too long
     */
    bool inside = sn_rd_u8(r, len);

    if (!inside &&
        (r->cut || !sn_rd_peek(&(struct sn_rd){.p = behind->p, .end = behind->end}, 0, len)))
        return false;
    if (inside)
        sn_rec_uint(d, IP_OPT_LEN, sn_rd_off(r) - 1, 1, *len);
    else
        sn_note(d, IP_OPT_LEN, *len);
    if (!inside || *len < 2 || *len - 2u > end - sn_rd_off(r)) {
        q->flags |= SN_REC_BAD;
        return false;
    }
    return *len - 2u <= sn_rd_left(r);
}

/* The kinds that Wireshark has fields of. */
static bool is_known(uint8_t kind)
{
    switch (kind) {
    case RR:
    case 11: /* MTU probe */
    case 12: /* MTU reply */
    case 25: /* quick start */
    case TS:
    case TRACEROUTE:
    case 130: /* security */
    case LSRR:
    case 133: /* extended security */
    case 134: /* CIPSO */
    case 136: /* stream */
    case SSRR:
    case RA:
    case 149: /* selective directed broadcast */
        return true;
    default:
        return false;
    }
}

bool sn_ip_last(struct sn_rd r, const uint8_t **last)
{
    uint8_t kind, len;

    while (sn_rd_u8(&r, &kind) && kind != EOL) {
        if (kind == NOP)
            continue;
        if (!sn_rd_u8(&r, &len))
            return !r.cut;
        if (len < 2 || len - 2u > sn_rd_left(&r))
            return !r.cut;
        if ((kind == LSRR || kind == SSRR) && len >= 7 && r.p[0] > 3 && r.p[0] < len)
            *last = r.p + len - 2 - 4;
        r.p += len - 2;
    }
    return !r.stop || !r.cut;
}

void sn_ip_opts(struct sn_dis *d, struct sn_rd *r, uint32_t size, struct sn_rd *behind)
{
    size_t end = sn_rd_off(r) + size;

    while (sn_rd_left(r) > 0) {
        uint32_t first = d->nrec;
        const uint8_t *at = r->p;
        uint8_t kind = *at, len;
        struct sn_rd in;

        (void)sn_get(d, r, IP_OPT, NULL);
        if (kind == EOL)
            return;
        if (kind == NOP)
            continue;
        if (!length(d, r, &d->rec[d->nrec - 1], end, behind, &len)) {
            sn_text_only(d, first);
            return;
        }
        if (!is_known(kind))
            sn_text_only(d, first);
        in = *r; /* addresses of an odd length reach behind the option, even behind the header */
        in.end = behind->end;
        if (kind == RR || kind == LSRR || kind == SSRR)
            route(d, &in, kind, len);
        else if (kind == TS)
            stamps(d, &in, len);
        else if (kind == RA && len >= 4)
            (void)sn_get(d, &in, IP_OPT_RA, NULL);
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
static bool route_text(struct sn_text *t, uint32_t len, const struct sn_view *v)
{
    uint32_t ptr = (uint32_t)sn_opt(v, IP_OPT_PTR) - 1, at = 3;
    struct sn_view hop = {0};

    if (len < 3 || (len + 1) & 3)
        sn_put_f(t->b, " [bad length %u]", len);
    if (len < 3)
        return true;
    if (!sn_find(v, IP_OPT_PTR))
        return false;
    if (ptr < 3 || (ptr + 1) & 3 || ptr > len + 1)
        sn_say(t, v, " [bad ptr {}]", IP_OPT_PTR);
    for (; sn_each(v, IP_OPT_ADDR, &hop); at += 4)
        sn_say(t, &hop, ptr > at ? " {}," : " {}", IP_OPT_ADDR);
    return at >= len;
}

/* "9@1.2.3.4 ^ 10@5.6.7.8" from the hop at byte 4 on; *at becomes where they end. The caret stands
 * where the next one goes. False: cut. */
static bool hops_text(struct sn_text *t, uint32_t len, const struct sn_view *v, uint32_t ptr,
                      uint32_t *at)
{
    uint32_t size = sn_opt(v, IP_OPT_FLG) == TS_ONLY ? 4 : 8;
    struct sn_view hop = {0}, addr = {0};

    for (*at = 4; *at < len; *at += size) {
        bool has = size == 4 || sn_each(v, IP_OPT_TS_ADDR, &addr);

        if (!sn_each(v, IP_OPT_TS, &hop))
            return !has && *at >= len;
        sn_put_s(t->b, ptr == *at ? " ^ " : " ");
        sn_say(t, &hop, "{}@", IP_OPT_TS);
        if (size == 8)
            sn_say(t, &addr, "{}", IP_OPT_TS_ADDR);
    }
    return true;
}

/* " TS{TS+ADDR 9@1.2.3.4 ^ }" */
static bool stamps_text(struct sn_text *t, uint32_t len, const struct sn_view *v)
{
    static const char *const flgs[] = {"TSONLY", "TS+ADDR", NULL, "PRESPEC"};
    uint32_t ptr = (uint32_t)sn_opt(v, IP_OPT_PTR) - 1, at = 0;
    uint64_t flg = sn_opt(v, IP_OPT_FLG);
    uint32_t odd = flg == TS_ONLY ? 3 : 7;

    if (len < 4 || !sn_find(v, IP_OPT_FLG)) {
        sn_put_f(t->b, "[bad length %u]", len);
        return true;
    }
    sn_put_lit(t->b, " TS{");
    if ((len - 4) & odd)
        sn_put_f(t->b, "[bad length %u]", len);
    if (ptr < 4 || (ptr - 4) & odd || ptr > len + 1)
        sn_say(t, v, "[bad ptr {}]", IP_OPT_PTR);
    if (flg > TS_PRESPEC || !flgs[flg])
        sn_say(t, v, "[bad ts type {d}]", IP_OPT_FLG);
    else
        sn_put_s(t->b, flgs[flg]);
    if (flg <= TS_PRESPEC && flgs[flg] && !hops_text(t, len, v, ptr, &at))
        return false;
    if (ptr == at)
        sn_put_lit(t->b, " ^ ");
    if (sn_opt(v, IP_OPT_OFLW))
        sn_say(t, v, " [{} hops not recorded]}} ", IP_OPT_OFLW);
    else
        sn_put_c(t->b, '}');
    return true;
}

static bool option_text(struct sn_text *t, const struct sn_view *v, uint32_t len)
{
    switch (sn_opt(v, IP_OPT)) {
    case RR:
    case LSRR:
    case SSRR:
        return route_text(t, len, v);
    case TS:
        return stamps_text(t, len, v);
    case RA:
        if (len < 4)
            sn_put_f(t->b, " [bad length %u]", len);
        else if (sn_opt(v, IP_OPT_RA))
            sn_say(t, v, " value {}", IP_OPT_RA);
        break;
    }
    return true;
}

/* An option was cut behind its length: tcpdump goes on with the addresses, then stops. */
static void option_cut(struct sn_text *t, const struct sn_view *v)
{
    sn_put_lit(t->b, " [truncated-option])");
    sn_ip_sum_text(t, v);
    sn_put_lit(t->b, ")\n    ");
    sn_text_addrs(t);
    sn_put_lit(t->b, ": ");
    sn_cut_short(t);
}

void sn_ip_opts_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), opt = {0};
    uint32_t hlen = (uint32_t)sn_opt(&v, IP_HLEN), avail = l->caplen < hlen ? l->caplen : hlen;
    uint32_t seen = 20, len;
    const char *sep = "";

    sn_put_lit(t->b, ", options (");
    for (; seen < hlen && sn_each(&v, IP_OPT, &opt); sep = ",") {
        uint64_t kind = opt.rec->u;
        bool bad = opt.rec->flags & SN_REC_BAD;

        sn_put_s(t->b, sep);
        sn_put_name(t, kinds, kind, "unknown %u");
        len = kind <= NOP ? 1 : (uint32_t)sn_opt(&opt, IP_OPT_LEN);
        seen = bad || kind == EOL ? hlen : seen + len;
        if (bad)
            sn_put_f(t->b, " [bad length %u]", len);
        else if (!len)
            sn_cut(t);
        else if (kind > NOP && (seen > avail || !option_text(t, &opt, len)))
            option_cut(t, &v);
    }
    if (seen < hlen) {
        sn_put_s(t->b, sep);
        sn_cut(t);
    }
    sn_put_c(t->b, ')');
}
