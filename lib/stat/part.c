/*
 * Counting by several threads: see sn/stat.h.
 *
 * Sums and the tree of protocols are each thread's own, to be added up. The tables of hosts and
 * conversations there are once: threads fill them one after the other, in the order of the stream,
 * one thread this table while another fills that one.
 */
#include <stdlib.h>

#include "flow/derive.h"
#include "sn/process.h"
#include "stat/stat.h"

/* What looks at packets' contents; and above TCP and UDP. */
#define INSIDE                                                                                     \
    (SN_STAT_PROTO | SN_STAT_HOST | SN_STAT_CONV | SN_STAT_PORT | SN_STAT_FLOW | SN_STAT_VLAN |    \
     SN_STAT_SUMS | STAT_HEARD)
#define DEEP                                                                                       \
    (SN_STAT_PROTO | SN_STAT_DNS | SN_STAT_HTTP | SN_STAT_TLS | SN_STAT_NOTE | SN_STAT_NAME)

/* For this, of TCP and UDP whose payload no protocol has the headers are enough. */
#define PLAIN                                                                                      \
    (SN_STAT_ALL | SN_STAT_VLAN | SN_STAT_DNS | SN_STAT_HTTP | SN_STAT_ARP | SN_STAT_NOTE |        \
     SN_STAT_PROCESS | TRACKED)
#define TRACKED (SN_STAT_FLOW | SN_STAT_TLS | SN_STAT_NAME) /* what follows flows and streams */

static enum sn_err no_memory(struct sn_diag *d)
{
    return sn_fail(d, SN_ENOMEM, "no memory to count packets");
}

enum sn_err sn_stat_part_new(struct sn_stat_part **out, struct sn_stat *s, struct sn_diag *d)
{
    struct sn_dis_opts o = {.want = s->fields.dis | SN_WANT_GUESS |
                                    (s->want & SN_STAT_PROTO ? SN_WANT_MORE : 0u) |
                                    (s->want & DEEP ? 0u : (uint32_t)SN_WANT_SHALLOW)};
    struct sn_dis_opts deep = {.want = s->fields.more};
    struct sn_stat_part *p = calloc(1, sizeof *p);
    enum sn_err e;

    *out = NULL;
    if (!p)
        return no_memory(d);
    p->stat = s;
    p->plain = !(s->want & ~(uint32_t)PLAIN);
    sn_extract_init(&p->extracts);
    if (!sn_stat_tree_init(&p->tree) || !sn_stat_rate_init(&p->rate, s->rate.width)) {
        sn_stat_part_free(p);
        return no_memory(d);
    }
    e = sn_dis_new(&p->dis, &o, d);
    if (!e && s->fields.deep)
        e = sn_dis_new(&p->deep, &deep, d);
    if (e)
        sn_stat_part_free(p);
    else
        *out = p;
    return e;
}

void sn_stat_part_free(struct sn_stat_part *p)
{
    if (!p)
        return;
    sn_dis_free(p->dis);
    sn_dis_free(p->deep);
    sn_stat_tree_free(&p->tree);
    sn_stat_rate_free(&p->rate);
    sn_stat_ports_free(&p->ports);
    free(p->seen);
    free(p->tracked);
    free(p->segments);
    free(p->memos);
    free(p->derived);
    free(p->vlan);
    sn_extract_free(&p->extracts);
    free(p);
}

void sn_stat_part_begin(struct sn_stat_part *p)
{
    p->n = p->ntracked = p->nsegments = p->nmemos = p->nderived = p->repeats.n = p->repeats.at = 0;
    sn_extract_clear(&p->extracts);
}

static void count_totals(struct sn_stat_totals *t, const struct sn_pkt *p)
{
    if (!t->all.packets)
        t->first = t->last = p->ts;
    sn_stat_count(&t->all, p->len);
    t->captured += p->caplen;
    t->cut += p->caplen < p->len;
    if (p->ts < t->first)
        t->first = p->ts;
    if (p->ts > t->last)
        t->last = p->ts;
}

static bool make_room(struct sn_stat_part *p)
{
    uint32_t room = p->room ? 2 * p->room : 64;
    struct seen *more = reallocarray(p->seen, room, sizeof *more);

    if (!more)
        return false;
    p->seen = more;
    p->room = room;
    return true;
}

static struct seen *note(struct sn_stat_part *p, const struct sn_pkt *k, const struct sn_ends *ends)
{
    struct seen *s;

    if (p->n == p->room && !make_room(p))
        return NULL;
    s = &p->seen[p->n++];
    s->reverse = sn_flow_key_make(&s->key, ends);
    s->marked = false;
    s->ts = k->ts;
    s->len = k->len;
    s->conv = sn_dense_hash(&p->stat->convs, &s->key, sizeof s->key);
    return s;
}

/* Takes what a packet says, and counts of it what needs no order. */
static bool take_said(struct sn_stat_part *p, const struct sn_dissection *x, uint32_t len)
{
    uint32_t from = p->extracts.n, kept = from;
    bool wrong = false, ok;

    ok = sn_extract_take(&p->stat->fields, x, &p->extracts);
    for (uint32_t i = from; ok && i < p->extracts.n; i++) {
        const struct extract *a = &p->extracts.v[i];

        if (a->what == EXTRACT_VLAN)
            ok = sn_stat_vlan_add(&p->vlan, (unsigned)a->number[VLAN_ID],
                                  (struct sn_stat_sum){1, len});
        else if (a->what == EXTRACT_SUM)
            wrong = true;
        else
            p->extracts.v[kept++] = *a;
    }
    p->extracts.n = kept;
    p->checksums += wrong;
    return ok;
}

/* What a packet's contents add. */
static bool dissect(struct sn_stat_part *p, const struct sn_pkt *k, uint32_t linktype)
{
    uint32_t want = p->stat->want;
    const struct sn_dissection *x;

    sn_dis_reset(p->dis);
    x = sn_dis_packet(p->dis, linktype, k->data, k->caplen, k->len);
    if (want & SN_STAT_PROTO && !sn_stat_tree_count(&p->tree, x, k->len))
        return false;
    if (p->deep && sn_extract_deep(&p->stat->fields, x)) {
        sn_dis_reset(p->deep);
        x = sn_dis_packet(p->deep, linktype, k->data, k->caplen, k->len);
    }
    if (p->stat->fields.wanted && !take_said(p, x, k->len))
        return false;
    if (want & SN_STAT_PROCESS && !sn_extract_process(k, &p->extracts))
        return false;
    if (want & (SN_STAT_FLOW | STAT_HEARD) && !sn_stat_flow_note(p, k, linktype, x))
        return false;
    if (!x->ends.version)
        return true;
    return sn_stat_measure_ends(p, &x->ends, k->len) &&
           (!(want & (SN_STAT_HOST | SN_STAT_CONV)) || note(p, k, &x->ends) != NULL);
}

/* Leaves a segment to be marked in the order of the stream. */
static void leave_segment(struct seen *s, const struct sn_plain *x)
{
    s->marked = true;
    s->flags = x->flags;
    s->window = x->window;
    s->seq = x->seq;
    s->ack = x->ack;
    s->payload = x->len;
    s->options = x->options;
    s->noptions = x->noptions;
    s->tcp = sn_flow_mark_hash(&s->key);
}

/* The same for a packet whose headers say all, and nothing else: those with tags, or a process, are
 * dissected when these count. False: it is not such a one. */
static bool plainly(struct sn_stat_part *p, const struct sn_pkt *k, uint32_t linktype, bool *ok)
{
    uint32_t want = p->stat->want;
    struct sn_process who;
    struct sn_plain x;
    struct seen *s;
    bool mark;

    if (!p->plain || !sn_dis_plain(p->dis, linktype, k->data, k->caplen, k->len, &x) ||
        (x.tagged && want & SN_STAT_VLAN) || (want & SN_STAT_PROCESS && sn_pkt_process(k, &who)))
        return false;
    mark = want & SN_STAT_NOTE && x.ends.proto == 6;
    sn_stat_count(
        &p->kind[x.tagged << 3 | (x.ends.version == 6) << 2 | (x.ends.proto == 17) << 1 | x.data],
        k->len);
    *ok = sn_stat_measure_ends(p, &x.ends, k->len) &&
          (!(want & TRACKED) || sn_stat_flow_plain(p, k, linktype, &x));
    if (!*ok || !(mark || want & (SN_STAT_HOST | SN_STAT_CONV)))
        return true;
    s = note(p, k, &x.ends);
    *ok = s;
    if (s && mark)
        leave_segment(s, &x);
    return true;
}

static bool join_kinds(struct tree *t, const struct sn_stat_part *p)
{
    const struct sn_proto *layer[SN_PLAIN_LAYERS];
    bool ok = true;

    for (unsigned i = 0; i < PLAIN_KINDS && ok && p->stat->want & SN_STAT_PROTO; i++) {
        struct sn_plain x = {.tagged = i & 8,
                             .ends = {.version = i & 4 ? 6 : 4, .proto = i & 2 ? 17 : 6},
                             .data = i & 1};

        if (p->kind[i].packets)
            ok = sn_stat_tree_add(t, layer, sn_plain_layers(&x, layer), p->kind[i]);
    }
    return ok;
}

void sn_stat_part_packet(struct sn_stat_part *p, const struct sn_pkt *k, uint32_t linktype)
{
    bool ok = true;

    count_totals(&p->totals, k);
    if (p->stat->want & SN_STAT_NOTE)
        sn_stat_repeats_note(p, k);
    if (!sn_stat_measure(p, k))
        p->failed = true;
    if (p->stat->want & INSIDE && !plainly(p, k, linktype, &ok))
        ok = dissect(p, k, linktype);
    p->failed |= !ok;
}

/* ---- in order ---- */

void sn_stat_stage(struct sn_stat *s, struct sn_stat_part *p, unsigned stage)
{
    if (stage == 0 && s->want & SN_STAT_HOST && !(s->want & SN_STAT_CONV))
        sn_stat_stage_hosts(s, p);
    else if (stage == 1 && s->want & SN_STAT_CONV)
        sn_stat_stage_convs(s, p);
    else if (stage == 2 && s->want & (SN_STAT_FLOW | STAT_HEARD))
        sn_stat_flow_stage(s, p);
    else if (stage == 3 && s->want & SN_STAT_NOTE)
        sn_stat_repeats_stage(s, p);
}

/* ---- the end ---- */

enum sn_err sn_stat_part_err(const struct sn_stat_part *p, struct sn_diag *d)
{
    return p->failed ? no_memory(d) : SN_OK;
}

void sn_stat_add_totals(struct sn_stat_totals *t, const struct sn_stat_totals *o)
{
    if (!o->all.packets)
        return;
    if (!t->all.packets || o->first < t->first)
        t->first = o->first;
    if (!t->all.packets || o->last > t->last)
        t->last = o->last;
    t->all.packets += o->all.packets;
    t->all.bytes += o->all.bytes;
    t->captured += o->captured;
    t->cut += o->cut;
}

enum sn_err sn_stat_join(struct sn_stat *s, const struct sn_stat_part *p, struct sn_diag *d)
{
    bool ok = sn_stat_tree_join(&s->tree, &p->tree) && join_kinds(&s->tree, p) &&
              sn_stat_measure_join(s, p) && sn_stat_vlan_join(&s->vlan, p->vlan);

    s->unsettled = true;
    sn_stat_add_totals(&s->totals, &p->totals);
    s->note[SN_STAT_NOTE_CHECKSUM] += p->checksums;
    s->note[SN_STAT_NOTE_DUPLICATE] += p->repeats.found;
    return ok ? SN_OK : no_memory(d);
}
