/* Group records of IGMPv3 and MLDv2: see grouprec.h. */
#include "dis/net/grouprec.h"

const struct sn_val sn_group_types[] = {{1, "is_in"}, {2, "is_ex"}, {3, "to_in"}, {4, "to_ex"},
                                        {5, "allow"}, {6, "block"}, {0, NULL}};

/* n bytes that a field, if there is one, shows when all are wanted. */
static bool extra(struct sn_dis *d, struct sn_rd *r, unsigned field, uint32_t n)
{
    return field && n && d->want & SN_WANT_FIELDS ? sn_get_bytes(d, r, field, n) : sn_rd_skip(r, n);
}

bool sn_group_dissect(struct sn_dis *d, struct sn_rd *r, const struct group_kind *k, uint32_t len,
                      uint32_t at)
{
    uint32_t n, sources, aux;

    if (!extra(d, r, k->reserved, 2) || !sn_get(d, r, k->records, &n) ||
        !(d->want & (SN_WANT_VERBOSE | SN_WANT_FIELDS)))
        return true;
    for (; n; n--) {
        struct sn_rec *g;

        if (len < at + k->record) {
            sn_malformed(r);
            return true;
        }
        g = sn_group(d, r, k->group, 0);
        if (!sn_get(d, r, k->type, NULL) || !sn_get(d, r, k->aux, &aux) ||
            !sn_get(d, r, k->nsources, &sources) || !sn_get(d, r, k->maddr, NULL))
            return true;
        at += k->record + sources * k->addr;
        if (len < at) {
            if (sn_wants_values(d))
                (void)sn_get_n(d, r, k->source, sources);
            return false;
        }
        if (!sn_get_n(d, r, k->source, sources))
            return true;
        if (sn_wants_values(d)) { /* tcpdump takes auxiliary data for the next record */
            at += aux * 4;
            if (!extra(d, r, k->data, aux * 4))
                return true;
        }
        sn_group_end(d, r, g);
    }
    return true;
}

/* ---- text ---- */

uint32_t sn_group_code(uint64_t code, unsigned bits)
{
    uint32_t v = (uint32_t)code;

    if (!(v >> (bits + 3)))
        return v;
    return ((v & ((1u << bits) - 1)) | 1u << bits) << ((v >> bits & 7) + 3);
}

/* " { 10.0.0.1 10.0.0.2 }" of n sources. */
static void put_sources(struct sn_text *t, const struct group_kind *k, const struct sn_view *v,
                        uint64_t n)
{
    struct sn_view source = {0};

    sn_put_lit(t->b, " {");
    while (n && sn_say_each(t, v, &source, " {}", k->source))
        n--;
    sn_put_lit(t->b, " }");
}

void sn_group_sources(struct sn_text *t, const struct group_kind *k, const struct sn_layer *l,
                      const struct sn_view *v, uint32_t at)
{
    uint64_t n = sn_num(t, v, k->nsources);

    if (n && l->len < at + n * k->addr)
        sn_put_lit(t->b, " [invalid number of sources]");
    else if (n && t->o->verbose < 2)
        sn_say(t, v, ", {} source(s)", k->nsources);
    else if (n)
        put_sources(t, k, v, n);
}

/* One record; *at becomes where the next is. False: there is none. */
static bool put_record(struct sn_text *t, const struct group_kind *k, const struct sn_layer *l,
                       const struct sn_view *v, uint32_t *at)
{
    uint64_t n, type;

    if (!sn_say(t, v, " [gaddr {}", k->maddr))
        return false;
    type = sn_num(t, v, k->type);
    if (sn_val_name(sn_group_types, (uint32_t)type))
        sn_say(t, v, " {s}", k->type);
    else
        sn_put_f(t->b, "  [%s-report-#%u]", k->version, (unsigned)type);
    n = sn_num(t, v, k->nsources);
    *at += k->record + (uint32_t)n * k->addr;
    if (l->len < *at) {
        sn_say(t, v, " [invalid number of sources {}]", k->nsources);
        return false;
    }
    if (t->o->verbose == 1)
        sn_say(t, v, ", {} source(s)", k->nsources);
    else
        put_sources(t, k, v, n);
    sn_put_c(t->b, ']');
    return true;
}

void sn_group_records(struct sn_text *t, const struct group_kind *k, const struct sn_layer *l,
                      uint32_t at)
{
    struct sn_view v = sn_view(t, l), record = {0};

    if (!sn_say(t, &v, ", {} group record(s)", k->records) || !t->o->verbose)
        return;
    for (uint64_t n = sn_num(t, &v, k->records); n; n--) {
        if (l->len < at + k->record) {
            sn_put_lit(t->b, " [invalid number of groups]");
            return;
        }
        if (!sn_each(&v, k->group, &record))
            sn_cut(t);
        else if (put_record(t, k, l, &record, &at))
            continue;
        return;
    }
}
