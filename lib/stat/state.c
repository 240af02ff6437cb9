/*
 * Statistics as bytes and back: sn-state(5).
 *
 * What is saved is described once: a function for each kind of item names its parts, which are then
 * written or read as the direction says. Bytes from outside go through struct sn_rd alone, and
 * numbers that something depends on are checked before they are used.
 */
#include <stdlib.h>

#include "base/digest.h"
#include "dis/proto.h"
#include "sn/io.h"
#include "stat/state.h"

#define MAGIC   "snstate\n"
#define VERSION 1
#define MAX     ((size_t)4 << 30)
#define STEP    ((size_t)1 << 20)

enum section {
    END,
    TOTALS,
    PROTOS,
    SIZES,
    RATE,
    PORTS,
    HOSTS,
    CONVS,
    FLOWS,
    VLANS,
    VALUES,
    TALKS,
    NOTES,
    MORE_HOSTS,
    MORE_CONVS,
    OTHERS,
};

/* ---- sections: each writes all of the statistics' items, or reads n of them ---- */

static bool do_totals(struct state *s, uint64_t n)
{
    struct sn_stat_totals t = s->out ? s->stat->totals : (struct sn_stat_totals){0};

    if (n != 1 || !sn_state_sum(s, &t.all) || !sn_state_u64(s, &t.captured) ||
        !sn_state_u64(s, &t.cut) || !sn_state_i64(s, &t.first) || !sn_state_i64(s, &t.last))
        return false;
    if (!s->out)
        sn_stat_add_totals(&s->stat->totals, &t);
    return true;
}

static const struct sn_proto *proto_named(const uint8_t *name, size_t n)
{
    for (const struct sn_proto *const *p = sn_protos; *p; p++)
        if (strlen((*p)->name) == n && memcmp((*p)->name, name, n) == 0)
            return *p;
    return NULL;
}

/* A node: its parent's number, name and sums. */
static bool save_node(struct state *s, struct node *v)
{
    uint8_t n = (uint8_t)strlen(v->proto->name);

    return sn_state_u32(s, &v->up) && sn_state_u8(s, &n) &&
           sn_state_bytes(s, (void *)(uintptr_t)v->proto->name, n) && sn_state_sum(s, &v->sum);
}

static unsigned depth_of(const struct tree *t, uint32_t node)
{
    unsigned depth = 0;

    for (; node; node = t->node[node].up)
        depth++;
    return depth;
}

static bool load_node(struct state *s, uint32_t i)
{
    struct tree *t = &s->stat->tree;
    struct sn_stat_sum v = {0};
    const struct sn_proto *p;
    const uint8_t *name;
    uint32_t up = 0;
    uint8_t n = 0;

    if (!sn_state_u32(s, &up) || up >= i || !sn_state_u8(s, &n) || !sn_rd_bytes(&s->in, n, &name) ||
        !sn_state_sum(s, &v))
        return false;
    p = proto_named(name, n);
    if (!p)
        return sn_state_fail(s, SN_EUNSUPPORTED);
    if (depth_of(t, s->node[up]) >= SN_LAYERS_MAX)
        return false;
    s->node[i] = sn_stat_tree_child(t, s->node[up], p);
    if (!s->node[i])
        return sn_state_fail(s, SN_ENOMEM);
    sn_stat_add_sum(&t->node[s->node[i]].sum, v);
    return true;
}

static bool do_protos(struct state *s, uint64_t n)
{
    bool ok = true;

    if (s->out) {
        for (uint32_t i = 1; i < s->stat->tree.n; i++)
            (void)save_node(s, &s->stat->tree.node[i]);
        return true;
    }
    if (n > sn_rd_left(&s->in) / 16)
        return false;
    s->node = calloc((size_t)n + 1, sizeof *s->node);
    if (!s->node)
        return sn_state_fail(s, SN_ENOMEM);
    for (uint32_t i = 1; ok && i <= n; i++)
        ok = load_node(s, i);
    free(s->node);
    s->node = NULL;
    return ok;
}

static bool do_sizes(struct state *s, uint64_t n)
{
    if (n != SN_STAT_SIZES)
        return false;
    for (unsigned i = 0; i < SN_STAT_SIZES; i++) {
        struct sn_stat_bin *to = &s->stat->sizes[i];
        struct sn_stat_bin b = s->out ? *to : (struct sn_stat_bin){.min = 0};

        if (!sn_state_sum(s, &b.sum) || !sn_state_u32(s, &b.min) || !sn_state_u32(s, &b.max))
            return false;
        if (!s->out)
            sn_stat_bin_add(to, &b);
    }
    return true;
}

/* The width, then the intervals. */
static bool do_rate(struct state *s, uint64_t n)
{
    struct rate *r = &s->stat->rate, got;
    int64_t width = r->width, doubled = s->stat->interval;
    bool ok;

    if (!sn_state_i64(s, &width))
        return false;
    if (s->out) {
        for (uint32_t i = 0; i < r->table.live; i++) {
            struct interval *v = sn_dense_entry(&r->table, i, sizeof *v);

            (void)(sn_state_i64(s, &v->number) && sn_state_sum(s, &v->sum));
        }
        return true;
    }
    while (doubled < width && doubled <= INT64_MAX / 2)
        doubled *= 2;
    if (doubled != width)
        return false;
    if (!sn_stat_rate_init(&got, width))
        return sn_state_fail(s, SN_ENOMEM);
    for (ok = true; ok && n; n--) {
        struct interval v = {.number = 0};

        ok = sn_state_i64(s, &v.number) && sn_state_sum(s, &v.sum);
        if (ok && !sn_stat_rate_add(&got, &v))
            ok = sn_state_fail(s, SN_EFORMAT); /* more than there may be */
    }
    if (ok && !sn_stat_rate_join(r, &got))
        ok = sn_state_fail(s, SN_ENOMEM);
    sn_stat_rate_free(&got);
    return ok;
}

static bool port(struct state *s, uint8_t *which, uint16_t *number, struct port *v)
{
    return sn_state_u8(s, which) && *which < PORT_PROTOS && sn_state_u16(s, number) &&
           sn_state_sum(s, &v->sent) && sn_state_sum(s, &v->received);
}

static bool do_ports(struct state *s, uint64_t n)
{
    struct ports *p = &s->stat->ports;
    struct port v = {.sent = {0}};
    uint16_t number = 0;
    uint8_t which;

    for (which = 0; s->out && which < PORT_PROTOS; which++) {
        for (uint32_t k = 0; p->of[which] && k < 65536; k++) {
            number = (uint16_t)k;
            v = p->of[which][k];
            if (v.sent.packets || v.received.packets)
                (void)port(s, &which, &number, &v);
        }
    }
    for (; !s->out && n; n--) {
        if (!port(s, &which, &number, &v))
            return false;
        if (!sn_stat_ports_add(s->stat, which, number, v.sent, v.received))
            return sn_state_fail(s, SN_ENOMEM);
    }
    return true;
}

static bool way(struct state *s, struct sn_stat_way *w)
{
    return sn_state_sum(s, &w->sum) && sn_state_u64(s, &w->payload) &&
           sn_state_u64(s, &w->retransmissions) && sn_state_u64(s, &w->out_of_order) &&
           sn_state_u64(s, &w->gaps) && sn_state_u64(s, &w->zero_windows) &&
           sn_state_u64(s, &w->dup_acks) && sn_state_u64(s, &w->keep_alives) &&
           sn_state_count(s, &w->rtts) && sn_state_i64(s, &w->rtt_min) &&
           sn_state_i64(s, &w->rtt_sum) && sn_state_u8(s, &w->flags);
}

static bool address(struct state *s, struct sn_stat_addr *a)
{
    return sn_state_bytes(s, a->a, sizeof a->a) && sn_state_u8(s, &a->family) &&
           sn_state_is_version(a->family);
}

/* The name, and what it was asked with. */
static bool flow_name(struct state *s, struct sn_stat_flow *f)
{
    const uint8_t *text;

    if (!sn_state_u8(s, &f->named_by) || f->named_by >= SN_STAT_KINDS || !sn_state_u8(s, &f->nname))
        return false;
    if (s->out) {
        sn_put_mem(s->out, f->name, f->nname);
        return true;
    }
    if (!sn_rd_bytes(&s->in, f->nname, &text))
        return false;
    f->name =
        f->nname ? sn_arena_strndup(&s->stat->values.texts, (const char *)text, f->nname) : NULL;
    if (!f->name)
        f->nname = 0;
    return true;
}

static bool flow(struct state *s, struct sn_stat_flow *f)
{
    uint8_t tcp = f->tcp;

    if (!address(s, &f->a) || !address(s, &f->b) || !sn_state_u16(s, &f->aport) ||
        !sn_state_u16(s, &f->bport) || !sn_state_u8(s, &f->proto) || !sn_state_u8(s, &f->state) ||
        f->state >= SN_STAT_STATES || !sn_state_u8(s, &tcp) || tcp > 1 ||
        !sn_state_u32(s, &f->index) || !sn_state_i64(s, &f->first) || !sn_state_i64(s, &f->last) ||
        !sn_state_i64(s, &f->handshake) || !way(s, &f->a_b) || !way(s, &f->b_a) || !flow_name(s, f))
        return false;
    f->tcp = tcp;
    return true;
}

static bool do_flows(struct state *s, uint64_t n)
{
    struct sn_stat_flow f = {.proto = 0}, *all;
    uint32_t count;

    for (; !s->out && n; n--) {
        if (!flow(s, &f))
            return false;
        sn_stat_flow_add(s->stat, &f);
    }
    if (!s->out)
        return true;
    all = sn_stat_flow_records(s->stat, false, &count);
    for (uint32_t i = 0; all && i < count; i++)
        (void)flow(s, &all[i]);
    if (!all)
        s->out->err = SN_ENOMEM;
    free(all);
    return true;
}

static bool do_vlans(struct state *s, uint64_t n)
{
    struct sn_stat_sum *all = s->stat->vlan, v = {0};
    uint16_t id = 0;

    for (uint32_t i = 0; s->out && all && i < STAT_VLANS; i++) {
        id = (uint16_t)i;
        if (all[i].packets)
            (void)(sn_state_u16(s, &id) && sn_state_sum(s, &all[i]));
    }
    for (; !s->out && n; n--) {
        if (!sn_state_u16(s, &id) || id >= STAT_VLANS || !sn_state_sum(s, &v))
            return false;
        if (!sn_stat_vlan_add(&s->stat->vlan, id, v))
            return sn_state_fail(s, SN_ENOMEM);
    }
    return true;
}

static bool value(struct state *s, struct sn_stat_value *v)
{
    uint8_t n = (uint8_t)v->n;
    const uint8_t *text;

    if (!sn_state_u8(s, &v->kind) || v->kind >= SN_STAT_KINDS || !sn_state_u8(s, &n))
        return false;
    if (s->out) {
        sn_put_mem(s->out, v->text, n);
    } else {
        if (!sn_rd_bytes(&s->in, n, &text) || (v->kind == SN_STAT_ARP_ADDRESS && n != 6))
            return false;
        v->text = (const char *)text;
        v->n = n;
    }
    return sn_state_u64(s, &v->number) && sn_state_sum(s, &v->sum) &&
           sn_state_u64(s, &v->replies) && sn_state_u64(s, &v->failures) &&
           sn_state_times(s, &v->times);
}

static bool do_values(struct state *s, uint64_t n)
{
    struct values *all = &s->stat->values;
    struct sn_stat_value v = {.n = 0};

    for (uint32_t i = 0; s->out && i < all->table.live; i++)
        (void)value(s,
                    &((struct value *)sn_dense_entry(&all->table, i, sizeof(struct value)))->pub);
    for (; !s->out && n; n--) {
        if (!value(s, &v))
            return false;
        sn_values_add(all, &v);
    }
    return true;
}

static bool do_talks(struct state *s, uint64_t n)
{
    struct sn_stat *t = s->stat;
    struct sn_stat_talk *all[] = {&t->dns, &t->http, &t->tls, &t->arp};

    if (n != sizeof all / sizeof *all)
        return false;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        struct sn_stat_talk v = s->out ? *all[i] : (struct sn_stat_talk){0};

        if (!sn_state_u64(s, &v.queries) || !sn_state_u64(s, &v.responses) ||
            !sn_state_u64(s, &v.failures) || !sn_state_u64(s, &v.repeated) ||
            !sn_state_times(s, &v.times))
            return false;
        if (s->out)
            continue;
        all[i]->queries += v.queries;
        all[i]->responses += v.responses;
        all[i]->failures += v.failures;
        all[i]->repeated += v.repeated;
        sn_stat_add_times(&all[i]->times, &v.times);
    }
    return true;
}

/* Also what the files tell: it is the statistics' from then on. Cut packets are in the totals. */
static bool do_notes(struct state *s, uint64_t n)
{
    if (n != SN_STAT_NOTES)
        return false;
    for (unsigned i = 0; i < SN_STAT_NOTES; i++) {
        uint64_t v = s->out && i != SN_STAT_NOTE_CUT
                         ? sn_stat_note(s->stat, s->facts, (enum sn_stat_note)i)
                         : 0;

        if (!sn_state_u64(s, &v))
            return false;
        if (!s->out && i != SN_STAT_NOTE_CUT)
            s->stat->note[i] += v;
    }
    return true;
}

/* What found no room, and of how many parts it is. */
static bool do_others(struct state *s, uint64_t n)
{
    struct sn_stat *t = s->stat;
    struct sn_stat_sum *all[3 + SN_STAT_KINDS] = {&t->other_hosts, &t->other_convs,
                                                  &t->other_flows};
    struct sn_stat_parts parts = s->out ? t->parts : (struct sn_stat_parts){0};

    for (unsigned k = 0; k < SN_STAT_KINDS; k++)
        all[3 + k] = &t->values.other[k];
    if (n < 3 || n > sizeof all / sizeof *all) /* fewer: of an earlier program */
        return false;
    for (size_t i = 0; i < n; i++) {
        struct sn_stat_sum v = s->out ? *all[i] : (struct sn_stat_sum){0};

        if (!sn_state_sum(s, &v))
            return false;
        if (!s->out)
            sn_stat_add_sum(all[i], v);
    }
    if (!sn_state_u32(s, &parts.parts) || !sn_state_u64(s, &parts.convs) ||
        !sn_state_u64(s, &parts.packets))
        return false;
    if (s->out)
        return true;
    t->parts.parts += parts.parts ? parts.parts : 1;
    t->parts.convs += parts.convs;
    t->parts.packets += parts.packets;
    return true;
}

static uint32_t count_vlans(const struct sn_stat *s)
{
    uint32_t n = 0;

    for (uint32_t i = 0; s->vlan && i < STAT_VLANS; i++)
        n += s->vlan[i].packets != 0;
    return n;
}

static uint32_t count_flows(const struct sn_stat *s)
{
    bool wanted = s->want & SN_STAT_FLOW;

    return s->nended + (wanted && s->flow ? sn_flow_stats(s->flow).conns : 0);
}

/* How many items a section has. */
static uint64_t items(struct sn_stat *s, enum section which)
{
    switch (which) {
    case PROTOS:
        return s->tree.n - 1;
    case SIZES:
        return SN_STAT_SIZES;
    case RATE:
        return s->rate.table.live;
    case PORTS:
        return sn_stat_size(s).ports;
    case HOSTS:
        return s->hosts.live;
    case CONVS:
        return s->convs.live;
    case FLOWS:
        return count_flows(s);
    case VLANS:
        return count_vlans(s);
    case VALUES:
        return s->values.table.live;
    case TALKS:
        return 4;
    case NOTES:
        return SN_STAT_NOTES;
    case MORE_HOSTS:
        return s->more_hosts.n;
    case MORE_CONVS:
        return s->more_convs.n;
    case OTHERS:
        return 3 + SN_STAT_KINDS;
    default:
        return 1;
    }
}

static const struct {
    bool (*items)(struct state *s, uint64_t n);
    uint32_t want; /* SN_STAT_…: any of these; 0: always */
} sections[] = {
    [TOTALS] = {do_totals, 0},
    [PROTOS] = {do_protos, SN_STAT_PROTO},
    [SIZES] = {do_sizes, SN_STAT_SIZE},
    [RATE] = {do_rate, SN_STAT_RATE},
    [PORTS] = {do_ports, SN_STAT_PORT},
    [HOSTS] = {sn_state_hosts, SN_STAT_HOST},
    [CONVS] = {sn_state_convs, SN_STAT_CONV},
    [FLOWS] = {do_flows, SN_STAT_FLOW},
    [VLANS] = {do_vlans, SN_STAT_VLAN},
    [VALUES] = {do_values, STAT_HEARD},
    [TALKS] = {do_talks, STAT_HEARD},
    [NOTES] = {do_notes, SN_STAT_NOTE},
    [MORE_HOSTS] = {sn_state_more_hosts, SN_STAT_HOST},
    [MORE_CONVS] = {sn_state_more_convs, SN_STAT_CONV},
    [OTHERS] = {do_others, 0},
};

#define SECTIONS (sizeof sections / sizeof *sections)

static bool has_section(const struct sn_stat *s, enum section which)
{
    if ((which == MORE_HOSTS && !s->more_hosts.max) || (which == MORE_CONVS && !s->more_convs.max))
        return false;
    return !sections[which].want || sections[which].want & s->want;
}

/* ---- the whole ---- */

void sn_stat_save(struct sn_stat *stat, const struct sn_facts *f, struct sn_buf *b)
{
    struct state s = {.stat = stat, .facts = f, .out = b};
    uint8_t sha[DIGEST_SHA256], section;
    size_t from = sn_buf_len(b);
    uint32_t version = VERSION, want = stat->want;
    struct digest d;

    sn_stat_settle(stat);
    sn_put_mem(b, MAGIC, sizeof MAGIC - 1);
    (void)(sn_state_u32(&s, &version) && sn_state_u32(&s, &want) &&
           sn_state_i64(&s, &stat->interval));
    for (section = TOTALS; section < SECTIONS; section++) {
        uint64_t n = items(stat, section);

        if (!has_section(stat, section))
            continue;
        (void)(sn_state_u8(&s, &section) && sn_state_u64(&s, &n) && sections[section].items(&s, n));
    }
    section = END;
    (void)sn_state_u8(&s, &section);
    if (b->err)
        return;
    sn_digest_init(&d, DIGEST_SHA256);
    sn_digest_add(&d, (const uint8_t *)b->base + from, sn_buf_len(b) - from);
    sn_digest_end(&d, sha);
    sn_put_mem(b, sha, sizeof sha);
}

/* Magic, version, checksum. */
static enum sn_err check(const uint8_t *p, size_t n, struct sn_diag *d)
{
    size_t magic = sizeof MAGIC - 1;
    uint8_t sha[DIGEST_SHA256];
    struct digest g;

    if (memcmp(p, MAGIC, n < magic ? n : magic) != 0 || !n)
        return sn_fail_at(d, SN_EFORMAT, 0, "no saved statistics: they begin otherwise");
    if (n < magic + 4)
        return sn_fail_at(d, SN_ETRUNC, n, "cut: the head is not whole");
    if (sn_le32(p + magic) != VERSION)
        return sn_fail_at(d, SN_EUNSUPPORTED, magic, "statistics of version %u, not %d",
                          sn_le32(p + magic), VERSION);
    if (n < magic + 16 + sizeof sha)
        return sn_fail_at(d, SN_ETRUNC, n, "cut: the end with the checksum is missing");
    sn_digest_init(&g, DIGEST_SHA256);
    sn_digest_add(&g, p, n - sizeof sha);
    sn_digest_end(&g, sha);
    if (memcmp(sha, p + n - sizeof sha, sizeof sha) != 0)
        return sn_fail_at(d, SN_EFORMAT, n - sizeof sha, "damaged or cut: the checksum is another");
    return SN_OK;
}

static enum sn_err damaged(const struct state *s, struct sn_diag *d)
{
    uint64_t at = sn_rd_off(&s->in);

    if (s->err == SN_ENOMEM)
        return sn_fail(d, SN_ENOMEM, "no memory for saved statistics");
    if (s->err == SN_EUNSUPPORTED)
        return sn_fail_at(d, SN_EUNSUPPORTED, at, "a protocol that is not known here");
    return sn_fail_at(d, SN_EFORMAT, at, "saved statistics that can't be");
}

enum sn_err sn_stat_load(struct sn_stat *stat, const void *p, size_t n, struct sn_diag *d)
{
    struct state s = {.stat = stat, .err = SN_EFORMAT};
    uint8_t section = END, last = END;
    enum sn_err e = check(p, n, d);
    int64_t interval = 0;
    uint32_t want = 0;
    uint64_t items = 0;

    if (e)
        return e;
    s.in = sn_rd_init(p, n - DIGEST_SHA256, n - DIGEST_SHA256);
    if (!sn_rd_skip(&s.in, sizeof MAGIC - 1 + 4) || !sn_state_u32(&s, &want) ||
        !sn_state_i64(&s, &interval))
        return damaged(&s, d);
    if ((want & stat->want) != stat->want)
        return sn_fail(d, SN_EUSAGE, "was saved without what this view shows");
    if (stat->want & SN_STAT_RATE && interval != stat->interval)
        return sn_fail(d, SN_EUSAGE, "was saved with other intervals (--interval)");
    if (!sn_stat_set_apart(stat))
        return sn_fail(d, SN_ENOMEM, "no memory for saved statistics");
    stat->unsettled = true;
    for (;;) {
        if (!sn_state_u8(&s, &section))
            return damaged(&s, d);
        if (section == END)
            break;
        if (section <= last || section >= SECTIONS || !sn_state_u64(&s, &items) ||
            !sections[section].items(&s, items))
            return damaged(&s, d);
        last = section;
    }
    return last == OTHERS && !sn_rd_left(&s.in) ? SN_OK : damaged(&s, d);
}

enum sn_err sn_stat_load_src(struct sn_stat *s, struct sn_src *src, struct sn_diag *d)
{
    enum sn_err e = SN_OK;
    struct sn_buf b;
    size_t n;

    sn_buf_init(&b, MAX);
    do {
        if (!sn_buf_room(&b, STEP)) {
            e = sn_fail(d, SN_ENOMEM, "no memory for saved statistics");
            break;
        }
        e = sn_src_read(src, b.p, STEP, &n, d);
        b.p += e ? 0 : n;
    } while (!e);
    if (e == SN_EOF)
        e = sn_stat_load(s, b.base, sn_buf_len(&b), d);
    sn_buf_free(&b);
    return e;
}
