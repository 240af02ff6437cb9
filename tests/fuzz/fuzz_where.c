/*
 * Any text is a condition or an error with a column in it; a condition holds for any packet or
 * doesn't, and says the same of it when asked again, when negated the opposite, and with more
 * dissected than it asked for the same. Input: the text up to a NUL, then a packet.
 *
 * Found: a value given to regexec(3) with no null byte behind it (matches() in whereeval.c).
 */
#include <string.h>

#include "fuzz.h"
#include "sn/where.h"

static bool holds(const struct sn_where_expr *w, uint32_t more, const struct sn_frame *fr)
{
    struct sn_dis_opts o = {.want = more ? sn_where_dis_with(w, more) : sn_where_dis(w)};
    const struct sn_dissection *x;
    struct sn_where_eval *e;
    struct sn_dis *dis;
    bool yes;

    FUZZ_ASSERT(sn_where_eval_new(&e, w, NULL) == SN_OK);
    FUZZ_ASSERT(sn_dis_new(&dis, &o, NULL) == SN_OK);
    x = sn_dis_packet(dis, SN_LINK_ETHERNET, fr->pkt->data, fr->pkt->caplen, fr->pkt->len);
    yes = sn_where_match(e, x, fr);
    FUZZ_ASSERT(sn_where_match(e, x, fr) == yes);
    sn_dis_free(dis);
    sn_where_eval_free(e);
    return yes;
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    const uint8_t *end = n ? memchr(p, '\0', n) : NULL;
    size_t len = end ? (size_t)(end - p) : n, rest = end ? n - len - 1 : 0;
    char negated[4096];
    struct sn_iface iface = {.linktype = SN_LINK_ETHERNET, .name = "eth0"};
    struct sn_pkt pkt = {.ts = 1, .caplen = (uint32_t)rest, .len = (uint32_t)rest};
    struct sn_frame fr = {.pkt = &pkt, .number = 1, .iface = &iface};
    struct sn_where_expr *w;
    struct sn_diag d;
    enum sn_err e;
    bool yes;

    if (len + 8 > sizeof negated || rest > 65536)
        return 0;
    e = sn_where_new(&w, (const char *)p, len, &d);
    FUZZ_ASSERT(!e || e == SN_ESYNTAX || e == SN_EUSAGE);
    FUZZ_ASSERT(!e || (d.where == SN_AT_COLUMN && d.at >= 1 && d.at <= len + 1 && d.span >= 1));
    if (e)
        return 0;
    pkt.data = end ? end + 1 : p;
    yes = holds(w, 0, &fr);
    FUZZ_ASSERT(yes == holds(w, SN_WANT_FIELDS | SN_WANT_VERBOSE | SN_WANT_SUMS, &fr));
    sn_where_free(w);
    len = (size_t)snprintf(negated, sizeof negated, "not (%.*s)", (int)len, (const char *)p);
    if (sn_where_new(&w, negated, len, &d) == SN_OK)
        FUZZ_ASSERT(holds(w, 0, &fr) != yes);
    sn_where_free(w);
    return 0;
}
