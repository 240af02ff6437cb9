/* Group records of IGMPv3 and MLDv2: see grouprec.h. */
#include "dis/net/grouprec.h"

static void put_host(struct sn_text *t, const struct group_kind *k, const struct sn_rec *q)
{
    if (k->addr == 4)
        sn_text_host4(t, (uint32_t)q->u);
    else
        sn_text_host6(t, q->p);
}

bool sn_group_sources(struct sn_text *t, const struct group_kind *k, const struct sn_rec *q,
                      const struct sn_rec *end, uint64_t n)
{
    sn_put_lit(t->b, " {");
    for (; n && q < end && q->field == k->source; q++, n--) {
        sn_put_c(t->b, ' ');
        put_host(t, k, q);
    }
    if (!n)
        sn_put_lit(t->b, " }");
    return !n;
}

/* One record from its type on; *at becomes where the next is. SN_TEXT_INNER: go on. */
static enum sn_then put_record(struct sn_text *t, const struct group_kind *k,
                               const struct sn_layer *l, const struct sn_rec *q,
                               const struct sn_rec *end, uint32_t *at)
{
    static const char *const types[] = {NULL, "is_in", "is_ex", "to_in", "to_ex", "allow", "block"};

    if (end - q < 4)
        return SN_TEXT_CUT;
    sn_put_lit(t->b, " [gaddr ");
    put_host(t, k, q + 3);
    if (q->u > 0 && q->u < sizeof types / sizeof types[0])
        sn_put_f(t->b, " %s", types[q->u]);
    else
        sn_put_f(t->b, "  [%s-report-#%u]", k->version, (unsigned)q->u);
    *at += k->record + (uint32_t)q[2].u * k->addr;
    if (l->len < *at) {
        sn_put_f(t->b, " [invalid number of sources %u]", (unsigned)q[2].u);
        return SN_TEXT_DONE;
    }
    if (t->o->verbose == 1)
        sn_put_f(t->b, ", %u source(s)", (unsigned)q[2].u);
    else if (!sn_group_sources(t, k, q + 4, end, q[2].u))
        return SN_TEXT_CUT;
    sn_put_c(t->b, ']');
    return SN_TEXT_INNER;
}

bool sn_group_records(struct sn_text *t, const struct group_kind *k, const struct sn_layer *l,
                      const struct sn_rec *q, uint32_t at)
{
    const struct sn_rec *end = sn_recs(t, l) + l->n;

    if (!q)
        return false;
    sn_put_f(t->b, ", %u group record(s)", (unsigned)q->u);
    if (!t->o->verbose)
        return true;
    for (uint64_t n = q++->u; n; n--) {
        const struct sn_rec *next = q;
        enum sn_then said;

        if (l->len < at + k->record) {
            sn_put_lit(t->b, " [invalid number of groups]");
            return true;
        }
        if (q == end)
            return false;
        for (next++; next < end && next->depth > q->depth; next++)
            ;
        said = put_record(t, k, l, q + 1, next, &at);
        if (said != SN_TEXT_INNER)
            return said == SN_TEXT_DONE;
        q = next;
    }
    return true;
}
