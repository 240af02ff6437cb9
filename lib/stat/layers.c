/*
 * What packets say, counted in the order of the stream: answers find their questions, TLS that
 * spans segments is put together, and what looks wrong is noted.
 */
#include <stdlib.h>

#include "flow/derive.h"
#include "flow/table.h"
#include "stat/stat.h"

#define PENDING_MAX  (1u << 20)
#define PARTS_CAP    ((size_t)64 << 20)
#define MARK_AHEAD   4u /* segments between asking for a place in memory and looking at it */
#define HTTP_PENDING ((uint64_t)1 << 32) /* where DNS has its ID */

enum { CLIENT_HELLO = 1, SERVER_HELLO = 2 };
enum { ARP_REQUEST = 1, ARP_REPLY = 2 };
enum { ICMP_UNREACHABLE = 3, ICMP_EXPIRED = 11, ICMP6_UNREACHABLE = 1, ICMP6_EXPIRED = 3 };

/* A question that awaits its answer. */
struct pending {
    struct pending_key {
        struct sn_flow_key flow;
        uint64_t id;
    } key;
    uint32_t seen; /* the table's */
    uint32_t repeated;
    int64_t ts;
    struct sn_stat_value *about; /* what is asked for; NULL: it found no room */
};

/* Where an IPv4 address was first said to be. */
struct owner {
    uint64_t address;
    uint8_t mac[8];
};

struct layer_memory {
    struct sn_htab pending;
    struct sn_dense owners;
    struct sn_streams *streams; /* NULL: not wanted */
    struct sn_flow *memory;     /* what protocols remember, and TCP segments are to each other */
    struct sn_dis *again;
    struct extract_list extracts; /* of a packet that is dissected again */
    struct sn_arena parts;
};

enum sn_err sn_stat_layers_init(struct sn_stat *s, struct sn_diag *d)
{
    struct sn_dis_opts o = {.want = s->fields.more};
    struct sn_htab_opts t = {.key = sizeof(struct pending_key),
                             .size = sizeof(struct pending),
                             .max = PENDING_MAX,
                             .evict = true,
                             .seed = SN_MIX0};
    struct layer_memory *h = calloc(1, sizeof *h);
    enum sn_err e = SN_OK;

    s->layers = h;
    if (!h || !sn_htab_init(&h->pending, &t) ||
        !sn_dense_init(&h->owners, sizeof(uint64_t), sizeof(struct owner), s->max_flows))
        return sn_fail(d, SN_ENOMEM, "no memory for what packets say");
    sn_extract_init(&h->extracts);
    sn_arena_init(&h->parts, PARTS_CAP);
    if (s->want & (SN_STAT_TLS | SN_STAT_NAME))
        e = sn_streams_new(&h->streams, NULL, d);
    if (!e)
        e = sn_flow_new(&h->memory, NULL, d);
    return e ? e : sn_dis_new(&h->again, &o, d);
}

void sn_stat_layers_free(struct sn_stat *s)
{
    struct layer_memory *h = s->layers;

    if (!h)
        return;
    sn_htab_free(&h->pending);
    sn_dense_free(&h->owners);
    sn_streams_free(h->streams);
    sn_flow_free(h->memory);
    sn_dis_free(h->again);
    sn_extract_free(&h->extracts);
    sn_arena_free(&h->parts);
    free(h);
}

/* ---- questions and answers ---- */

static void add_time(struct sn_stat_times *t, int64_t ns)
{
    sn_stat_add_times(t, &(struct sn_stat_times){.n = 1, .min = ns, .max = ns, .sum = ns});
}

static struct pending_key pending_key(const struct sn_ends *ends, uint64_t id)
{
    struct pending_key k = {.id = id};

    if (ends->version)
        (void)sn_flow_key_make(&k.flow, ends);
    return k;
}

/* True: it was asked already and is still without an answer. */
static bool ask(struct layer_memory *h, const struct sn_ends *ends, uint64_t id, int64_t ts,
                struct sn_stat_value *about)
{
    struct pending_key k = pending_key(ends, id);
    struct pending *p;
    bool known;

    p = sn_htab_at(&h->pending, &k, sizeof k, sizeof *p, &known);
    sn_htab_touch(&h->pending, p, sizeof k);
    if (!known) {
        p->ts = ts;
        p->about = about;
    }
    return known;
}

/* What was asked; counts the answer. */
static void answer(struct layer_memory *h, struct sn_stat_talk *talk, const struct sn_ends *ends,
                   uint64_t id, int64_t ts, struct sn_stat_value *about, bool failure)
{
    struct pending_key k = pending_key(ends, id);
    struct pending *p = sn_htab_get(&h->pending, &k, sizeof k, sizeof *p);
    int64_t ns = p ? (int64_t)((uint64_t)ts - (uint64_t)p->ts) : 0;

    talk->responses++;
    talk->failures += failure;
    if (p && !about)
        about = p->about;
    if (about) {
        about->replies++;
        about->failures += failure;
    }
    if (!p)
        return;
    add_time(&talk->times, ns);
    if (about)
        add_time(&about->times, ns);
    sn_htab_remove(&h->pending, p);
}

static void take_dns(struct sn_stat *s, const struct extract *a, const struct sn_ends *ends,
                     const struct tracked *t)
{
    const struct extract_text *name = &a->text[DNS_NAME];
    bool failure = a->number[DNS_CODE];

    if (!extract_has(a, DNS_ID))
        return;
    if (extract_has(a, DNS_CODE)) {
        s->note[SN_STAT_NOTE_DNS_FAILURE] += failure;
        if (!(s->want & SN_STAT_DNS))
            return;
        (void)sn_values_count(&s->values, SN_STAT_DNS_CODE, NULL, 0, a->number[DNS_CODE], t->len);
        answer(s->layers, &s->dns, ends, a->number[DNS_ID], t->ts,
               name->p ? sn_values_at(&s->values, SN_STAT_DNS_NAME, name->p, name->n, 0) : NULL,
               failure);
        return;
    }
    if (!(s->want & SN_STAT_DNS))
        return;
    s->dns.queries++;
    if (extract_has(a, DNS_TYPE))
        (void)sn_values_count(&s->values, SN_STAT_DNS_TYPE, NULL, 0, a->number[DNS_TYPE], t->len);
    s->dns.repeated +=
        ask(s->layers, ends, a->number[DNS_ID], t->ts,
            name->p ? sn_values_count(&s->values, SN_STAT_DNS_NAME, name->p, name->n, 0, t->len)
                    : NULL);
}

static void count_text(struct sn_stat *s, enum sn_stat_kind kind, const struct extract_text *t,
                       uint32_t len)
{
    if (t->p)
        (void)sn_values_count(&s->values, kind, t->p, t->n, 0, len);
}

static void take_http(struct sn_stat *s, const struct extract *a, const struct sn_ends *ends,
                      const struct tracked *t)
{
    const struct extract_text *host = &a->text[HTTP_HOST];

    if (!(s->want & SN_STAT_HTTP))
        return;
    if (extract_has(a, HTTP_CODE)) {
        (void)sn_values_count(&s->values, SN_STAT_HTTP_CODE, NULL, 0, a->number[HTTP_CODE], t->len);
        count_text(s, SN_STAT_HTTP_SERVER, &a->text[HTTP_SERVER], t->len);
        answer(s->layers, &s->http, ends, HTTP_PENDING, t->ts, NULL, a->number[HTTP_CODE] >= 400);
    } else if (a->text[HTTP_METHOD].p) {
        s->http.queries++;
        count_text(s, SN_STAT_HTTP_METHOD, &a->text[HTTP_METHOD], t->len);
        count_text(s, SN_STAT_HTTP_AGENT, &a->text[HTTP_AGENT], t->len);
        (void)ask(s->layers, ends, HTTP_PENDING, t->ts,
                  host->p
                      ? sn_values_count(&s->values, SN_STAT_HTTP_HOST, host->p, host->n, 0, t->len)
                      : NULL);
    }
}

static void take_tls(struct sn_stat *s, const struct extract *a, uint32_t len)
{
    if (!(s->want & SN_STAT_TLS) || !extract_has(a, TLS_TYPE))
        return;
    if (a->number[TLS_TYPE] == CLIENT_HELLO) {
        s->tls.queries++;
        count_text(s, SN_STAT_TLS_SERVER, &a->text[TLS_NAME], len);
        count_text(s, SN_STAT_TLS_CLIENT, &a->text[TLS_JA4], len);
    } else if (a->number[TLS_TYPE] == SERVER_HELLO) {
        unsigned version = extract_has(a, TLS_SUPPORTED) ? TLS_SUPPORTED : TLS_VERSION;

        s->tls.responses++;
        (void)sn_values_count(&s->values, SN_STAT_TLS_VERSION, NULL, 0, a->number[version], len);
        if (extract_has(a, TLS_CIPHER))
            (void)sn_values_count(&s->values, SN_STAT_TLS_CIPHER, NULL, 0, a->number[TLS_CIPHER],
                                  len);
    }
}

/* ---- ARP ---- */

/* Whether the address was said to be elsewhere. */
static bool conflicts(struct layer_memory *h, uint64_t address, const struct extract_text *mac)
{
    struct owner *o;
    bool known;

    o = sn_dense_at(&h->owners, &address, sn_dense_hash(&h->owners, &address, sizeof address),
                    sizeof address, sizeof *o, &known);
    if (!o)
        return false;
    if (!known)
        memcpy(o->mac, mac->p, 6);
    return memcmp(o->mac, mac->p, 6) != 0;
}

static void take_arp(struct sn_stat *s, const struct extract *a, uint32_t len)
{
    uint64_t op = a->number[ARP_OP], sender = a->number[ARP_SENDER];
    const struct extract_text *mac = &a->text[ARP_MAC];
    struct sn_stat_value *v;
    bool conflict;

    s->arp.queries += op == ARP_REQUEST;
    s->arp.responses += op == ARP_REPLY;
    if (!extract_has(a, ARP_SENDER) || !sender || mac->n != 6)
        return;
    s->arp.repeated += extract_has(a, ARP_TARGET) && sender == a->number[ARP_TARGET];
    conflict = conflicts(s->layers, sender, mac);
    s->arp.failures += conflict;
    s->note[SN_STAT_NOTE_ARP_CONFLICT] += conflict;
    v = sn_values_count(&s->values, SN_STAT_ARP_ADDRESS, mac->p, mac->n, sender, len);
    if (!v)
        return;
    v->replies += op == ARP_REPLY;
    v->failures += conflict;
}

/* ---- notes ---- */

static void take_icmp(struct sn_stat *s, const struct extract *a)
{
    bool six = a->what == EXTRACT_ICMP6;
    uint64_t type = a->number[ICMP_TYPE];

    s->note[SN_STAT_NOTE_UNREACHABLE] += type == (six ? ICMP6_UNREACHABLE : ICMP_UNREACHABLE);
    s->note[SN_STAT_NOTE_EXPIRED] += type == (six ? ICMP6_EXPIRED : ICMP_EXPIRED);
}

static void add_marks(struct sn_stat *s, uint32_t marks)
{
    for (; marks; marks &= marks - 1)
        s->note[SN_STAT_NOTE_TCP + __builtin_ctz(marks)]++;
}

static void note_segments(struct sn_stat *s, const struct sn_dissection *x, int64_t ts)
{
    for (uint32_t i = 0; i < x->nsegment; i++)
        s->note[SN_STAT_NOTE_RESET] += (x->segment[i].flags & SN_TCP_RST) != 0;
    for (uint32_t i = 0; i < x->nderived; i++) {
        const struct sn_derived *v = &x->derived[i];
        struct sn_tcp_look k = {
            .s = &x->segment[v->segment], .options = v->options, .noptions = v->noptions, .ts = ts};
        struct sn_flow_key key;

        k.from = sn_flow_key_make(&key, &v->ends);
        sn_flow_mark(s->layers->memory, &key, sn_flow_mark_hash(&key), &k);
        add_marks(s, k.marks);
    }
}

static void mark_one(struct sn_stat *s, const struct seen *x)
{
    struct sn_segment segment;
    struct sn_tcp_look k = {.s = &segment,
                            .options = x->options,
                            .noptions = x->noptions,
                            .ts = x->ts,
                            .from = x->reverse};

    segment.seq = x->seq;
    segment.ack = x->ack;
    segment.len = x->payload;
    segment.window = x->window;
    segment.flags = x->flags;
    s->note[SN_STAT_NOTE_RESET] += (x->flags & SN_TCP_RST) != 0;
    sn_flow_mark(s->layers->memory, &x->key, x->tcp, &k);
    add_marks(s, k.marks);
}

void sn_stat_mark(struct sn_stat *s, const struct sn_stat_part *p, uint32_t i, uint32_t n)
{
    for (; i < n; i++) {
        if (i + MARK_AHEAD < p->n && p->seen[i + MARK_AHEAD].marked)
            sn_flow_mark_prefetch(s->layers->memory, p->seen[i + MARK_AHEAD].tcp);
        if (p->seen[i].marked)
            mark_one(s, &p->seen[i]);
    }
}

/* ---- a packet ---- */

/* Keeps the first name that is asked for in a flow. */
static void name_flow(struct sn_stat *s, const struct extract *a, const struct sn_flow_conn *c)
{
    const struct extract_text *t = a->what == EXTRACT_DNS    ? &a->text[DNS_NAME]
                                   : a->what == EXTRACT_HTTP ? &a->text[HTTP_HOST]
                                                             : &a->text[TLS_NAME];
    struct name_key k;
    struct name *v;
    bool known;

    if (!c || !t->p || !t->n)
        return;
    k = (struct name_key){.flow = c->key, .index = c->index};
    v = sn_dense_at(&s->names, &k, sn_dense_hash(&s->names, &k, sizeof k), sizeof k, sizeof *v,
                    &known);
    if (!v || known)
        return;
    v->text = sn_arena_strndup(&s->values.texts, (const char *)t->p, t->n);
    v->n = v->text ? t->n : 0;
    v->kind = a->what == EXTRACT_DNS    ? SN_STAT_DNS_NAME
              : a->what == EXTRACT_HTTP ? SN_STAT_HTTP_HOST
                                        : SN_STAT_TLS_SERVER;
}

static void take_one(struct sn_stat *s, const struct extract *a, const struct sn_dissection *x,
                     const struct tracked *t)
{
    const struct sn_ends *ends =
        a->segment && a->segment <= x->nsegment ? &x->segment[a->segment - 1].ends : &t->ends;

    switch ((enum extract_what)a->what) {
    case EXTRACT_DNS:
        take_dns(s, a, ends, t);
        break;
    case EXTRACT_HTTP:
        take_http(s, a, ends, t);
        break;
    case EXTRACT_TLS:
        take_tls(s, a, t->len);
        break;
    case EXTRACT_ARP:
        take_arp(s, a, t->len);
        break;
    case EXTRACT_ICMP:
    case EXTRACT_ICMP6:
        take_icmp(s, a);
        break;
    case EXTRACT_VLAN:
    case EXTRACT_SUM:
        break; /* need no order: counted by each thread */
    case EXTRACT_PROCESS:
        break; /* counted already, with what was said first */
    }
}

static void take_process(struct sn_stat *s, const struct extract *a, uint32_t len)
{
    const struct extract_text *names = &a->text[PROCESS_NAMES];

    if (a->what == EXTRACT_PROCESS)
        (void)sn_values_count(&s->values, SN_STAT_PROCESS_NAME, names->p, names->n,
                              a->number[PROCESS_USER] << 32 | a->number[PROCESS_ID], len);
}

/* Whether earlier packets tell more about this one: its segments complete what they began, or what
 * they left is asked for. */
static bool told_more(struct layer_memory *h, const struct tracked *t, struct sn_dissection *x)
{
    struct sn_pkt k = {.ts = t->ts, .data = t->data, .caplen = t->caplen, .len = t->len};
    static const struct sn_layer whole, fragment = {.frag = true};
    struct sn_layer layer[SN_LAYERS_MAX];

    if (!h->streams || !(x->nsegment | x->nmemo))
        return false;
    for (uint32_t i = 0; i < x->nsegment; i++)
        layer[x->segment[i].layer] = t->frag >> i & 1 ? fragment : whole;
    sn_arena_reset(&h->parts);
    x->layer = layer;
    sn_streams_packet(h->streams, x, &k, &h->parts);
    x->layer = NULL;
    sn_flow_recall(h->memory, x);
    return sn_dis_has_answers(x);
}

void sn_stat_take_layers(struct sn_stat *s, const struct sn_stat_part *p, const struct tracked *t,
                         uint32_t from, struct sn_dissection *x, const struct sn_flow_seen *seen,
                         uint32_t n)
{
    struct layer_memory *h = s->layers;
    const struct extract *a = p->extracts.v + from;
    uint32_t count = t->extracts - from;

    if (s->want & SN_STAT_NOTE && !t->plain)
        note_segments(s, x, t->ts);
    x->nderived = 0; /* they have no records */
    for (uint32_t i = 0; s->want & SN_STAT_PROCESS && i < count; i++)
        take_process(s, &a[i], t->len);
    if (told_more(h, t, x)) {
        sn_extract_clear(&h->extracts);
        (void)sn_extract_take(&s->fields, sn_dis_again(h->again, x, t->data, t->caplen, t->len),
                              &h->extracts);
        a = h->extracts.v;
        count = h->extracts.n;
    }
    for (uint32_t i = 0; i < count; i++) {
        uint32_t flow = a[i].segment ? a[i].segment - 1u : 0;

        if (s->want & SN_STAT_NAME && a[i].what <= EXTRACT_TLS && flow < n)
            name_flow(s, &a[i], seen[flow].conn);
        take_one(s, &a[i], x, t);
    }
}

/* ---- VLANs ---- */

bool sn_stat_vlan_add(struct sn_stat_sum **vlan, unsigned id, struct sn_stat_sum sum)
{
    if (!*vlan)
        *vlan = calloc(STAT_VLANS, sizeof **vlan);
    if (!*vlan)
        return false;
    (*vlan)[id % STAT_VLANS].packets += sum.packets;
    (*vlan)[id % STAT_VLANS].bytes += sum.bytes;
    return true;
}

bool sn_stat_vlan_join(struct sn_stat_sum **vlan, const struct sn_stat_sum *from)
{
    bool ok = true;

    for (unsigned i = 0; from && ok && i < STAT_VLANS; i++)
        if (from[i].packets)
            ok = sn_stat_vlan_add(vlan, i, from[i]);
    return ok;
}

/* ---- what was taken ---- */

struct sn_stat_talk sn_stat_dns(const struct sn_stat *s)
{
    struct sn_stat_talk t = s->dns;

    t.unanswered = t.queries - t.repeated - t.times.n;
    return t;
}

struct sn_stat_talk sn_stat_http(const struct sn_stat *s)
{
    return s->http;
}

struct sn_stat_talk sn_stat_tls(const struct sn_stat *s)
{
    return s->tls;
}

struct sn_stat_talk sn_stat_arp(const struct sn_stat *s)
{
    return s->arp;
}

struct sn_stat_sum sn_stat_vlan(const struct sn_stat *s, unsigned id)
{
    return s->vlan && id < STAT_VLANS ? s->vlan[id] : (struct sn_stat_sum){0};
}

uint32_t sn_stat_value_count(const struct sn_stat *s, enum sn_stat_kind kind,
                             struct sn_stat_sum *other)
{
    if (other)
        *other = s->values.other[kind];
    return s->values.count[kind];
}

struct sn_stat_sum sn_stat_processes(const struct sn_stat *s)
{
    const struct sn_dense *t = &s->values.table;
    struct sn_stat_sum sum = s->values.other[SN_STAT_PROCESS_NAME];

    for (uint32_t i = 0; i < t->live; i++) {
        const struct value *v = sn_dense_entry(t, i, sizeof *v);

        if (v->pub.kind == SN_STAT_PROCESS_NAME)
            sn_stat_add_sum(&sum, v->pub.sum);
    }
    return sum;
}

const char *sn_stat_value_name(const struct sn_stat_value *v)
{
    switch ((enum sn_stat_kind)v->kind) {
    case SN_STAT_DNS_TYPE:
        return sn_extract_name(EXTRACT_DNS, DNS_TYPE, v->number);
    case SN_STAT_DNS_CODE:
        return sn_extract_name(EXTRACT_DNS, DNS_CODE, v->number);
    case SN_STAT_HTTP_CODE:
        return sn_extract_name(EXTRACT_HTTP, HTTP_CODE, v->number);
    case SN_STAT_TLS_VERSION:
        return sn_extract_name(EXTRACT_TLS, TLS_VERSION, v->number);
    case SN_STAT_TLS_CIPHER:
        return sn_extract_name(EXTRACT_TLS, TLS_CIPHER, v->number);
    default:
        return NULL;
    }
}
