/* Counting: totals, protocol tree, hosts, conversations. See sn/stat.h. */
#include <stdlib.h>

#include "stat/stat.h"

#define MAX_DEFAULT  1048576u
#define NODES_MAX    65536u
#define IPPROTO_TCP_ 6
#define IPPROTO_UDP_ 17

static const struct sn_proto *proto_named(const char *name)
{
    for (size_t i = 0; sn_protos[i]; i++)
        if (strcmp(sn_protos[i]->name, name) == 0)
            return sn_protos[i];
    return NULL;
}

static uint16_t field_named(const struct sn_proto *p, const char *name)
{
    for (uint16_t i = 0; p && i < p->nfields; i++)
        if (p->fields[i].name && strcmp(p->fields[i].name, name) == 0)
            return i;
    return UINT16_MAX;
}

static void find_fields(struct sn_stat *s)
{
    s->ip = proto_named("ip");
    s->ipv6 = proto_named("ipv6");
    s->tcp = proto_named("tcp");
    s->udp = proto_named("udp");
    s->ip_src = field_named(s->ip, "ip.src");
    s->ip_dst = field_named(s->ip, "ip.dst");
    s->ip_proto = field_named(s->ip, "ip.proto");
    s->ip6_src = field_named(s->ipv6, "ipv6.src");
    s->ip6_dst = field_named(s->ipv6, "ipv6.dst");
    s->ip6_nxt = field_named(s->ipv6, "ipv6.nxt");
    s->tcp_src = field_named(s->tcp, "tcp.srcport");
    s->tcp_dst = field_named(s->tcp, "tcp.dstport");
    s->udp_src = field_named(s->udp, "udp.srcport");
    s->udp_dst = field_named(s->udp, "udp.dstport");
}

enum sn_err sn_stat_new(struct sn_stat **out, const struct sn_stat_opts *o, struct sn_diag *d)
{
    struct sn_stat *s = calloc(1, sizeof *s);

    *out = NULL;
    if (!s)
        return sn_fail(d, SN_ENOMEM, "no memory for statistics");
    sn_map_init(&s->hosts, sizeof(struct host_key), sizeof(struct host_val),
                o && o->max_hosts ? o->max_hosts : MAX_DEFAULT);
    sn_map_init(&s->convs, sizeof(struct conv_key), sizeof(struct conv_val),
                o && o->max_convs ? o->max_convs : MAX_DEFAULT);
    s->room = 64;
    s->nnodes = 1;
    s->nodes = calloc(s->room, sizeof *s->nodes);
    if (!s->nodes) {
        sn_stat_free(s);
        return sn_fail(d, SN_ENOMEM, "no memory for statistics");
    }
    find_fields(s);
    *out = s;
    return SN_OK;
}

void sn_stat_free(struct sn_stat *s)
{
    if (!s)
        return;
    sn_map_free(&s->hosts);
    sn_map_free(&s->convs);
    free(s->nodes);
    free(s);
}

const struct sn_stat_totals *sn_stat_totals(const struct sn_stat *s)
{
    return &s->totals;
}

struct sn_stat_size sn_stat_size(const struct sn_stat *s)
{
    return (struct sn_stat_size){.hosts = s->hosts.n,
                                 .convs = s->convs.n,
                                 .other_hosts = s->other_hosts,
                                 .other_convs = s->other_convs};
}

static void add(struct sn_stat_sum *sum, uint64_t bytes)
{
    sum->packets++;
    sum->bytes += bytes;
}

/* The child of node `up` for proto, made when it isn't there; 0 when there is no memory. */
static uint32_t child(struct sn_stat *s, uint32_t up, const struct sn_proto *proto)
{
    uint32_t i;

    for (i = s->nodes[up].child; i; i = s->nodes[i].sibling)
        if (s->nodes[i].proto == proto)
            return i;
    if (s->nnodes == s->room) {
        struct node *n =
            s->room < NODES_MAX ? reallocarray(s->nodes, (size_t)s->room * 2, sizeof *n) : NULL;

        if (!n)
            return 0;
        s->nodes = n;
        s->room *= 2;
    }
    i = s->nnodes++;
    s->nodes[i] = (struct node){.proto = proto, .up = up, .sibling = s->nodes[up].child};
    s->nodes[up].child = i;
    return i;
}

static const struct sn_rec *record(const struct sn_dis *dis, const struct sn_layer *l, uint16_t f)
{
    for (uint32_t i = 0; i < l->n; i++)
        if (dis->rec[l->first + i].field == f)
            return &dis->rec[l->first + i];
    return NULL;
}

/* The two ends of a packet. */
struct ends {
    uint8_t src[16], dst[16];
    uint16_t sport, dport;
    uint8_t family, proto;
};

static void put4(uint8_t out[16], uint64_t a)
{
    for (int i = 0; i < 4; i++)
        out[i] = (uint8_t)(a >> (24 - 8 * i));
}

static bool addresses(const struct sn_stat *s, const struct sn_dis *dis, const struct sn_layer *l,
                      struct ends *e)
{
    bool v4 = l->proto == s->ip;
    const struct sn_rec *src = record(dis, l, v4 ? s->ip_src : s->ip6_src);
    const struct sn_rec *dst = record(dis, l, v4 ? s->ip_dst : s->ip6_dst);
    const struct sn_rec *proto = record(dis, l, v4 ? s->ip_proto : s->ip6_nxt);

    if (!src || !dst)
        return false;
    e->family = v4 ? 4 : 6;
    e->proto = proto ? (uint8_t)proto->u : 0;
    if (v4) {
        put4(e->src, src->u);
        put4(e->dst, dst->u);
    } else {
        memcpy(e->src, src->p, 16);
        memcpy(e->dst, dst->p, 16);
    }
    return true;
}

/* "ipv6.hopopts" and the like are parts of ipv6, not protocols. */
static bool is_part(const struct sn_layer *l)
{
    return strchr(l->proto->name, '.');
}

/* What an IPv6 extension header says comes behind it. */
static uint8_t next_header(const struct sn_dis *dis, const struct sn_layer *l, uint8_t otherwise)
{
    for (uint32_t i = 0; i < l->n; i++) {
        const struct sn_rec *rec = &dis->rec[l->first + i];
        const char *name =
            rec->field < l->proto->nfields ? l->proto->fields[rec->field].name : NULL;
        const char *dot = name ? strrchr(name, '.') : NULL;

        if (dot && strcmp(dot, ".nxt") == 0)
            return (uint8_t)rec->u;
    }
    return otherwise;
}

/* Addresses of the outermost IP header, ports of the transport header right inside it. */
static bool find_ends(const struct sn_stat *s, const struct sn_dis *dis, struct ends *e)
{
    uint32_t i = 0;

    while (i < dis->nlayer && dis->layer[i].proto != s->ip && dis->layer[i].proto != s->ipv6)
        i++;
    if (i == dis->nlayer || !addresses(s, dis, &dis->layer[i], e))
        return false;
    for (i++; i < dis->nlayer; i++) {
        const struct sn_layer *l = &dis->layer[i];
        bool tcp = l->proto == s->tcp;
        const struct sn_rec *sport, *dport;

        if (l->proto == s->ip || l->proto == s->ipv6)
            break;
        if (is_part(l))
            e->proto = next_header(dis, l, e->proto);
        if (!tcp && l->proto != s->udp)
            continue;
        sport = record(dis, l, tcp ? s->tcp_src : s->udp_src);
        dport = record(dis, l, tcp ? s->tcp_dst : s->udp_dst);
        e->proto = tcp ? IPPROTO_TCP_ : IPPROTO_UDP_;
        e->sport = sport ? (uint16_t)sport->u : 0;
        e->dport = dport ? (uint16_t)dport->u : 0;
        break;
    }
    return true;
}

static void count_host(struct sn_stat *s, const uint8_t *a, uint8_t family, bool sent,
                       uint64_t bytes)
{
    struct host_key k = {.family = family};
    struct host_val *v;

    memcpy(k.a, a, sizeof k.a);
    v = sn_map_at(&s->hosts, &k);
    add(!v ? &s->other_hosts : sent ? &v->sent : &v->received, bytes);
}

static void count_conv(struct sn_stat *s, const struct ends *e, const struct sn_pkt *p)
{
    struct conv_key k = {.family = e->family, .proto = e->proto};
    int c = memcmp(e->src, e->dst, 16);
    bool swap = c > 0 || (c == 0 && e->sport > e->dport);
    struct conv_val *v;

    memcpy(k.lo, swap ? e->dst : e->src, 16);
    memcpy(k.hi, swap ? e->src : e->dst, 16);
    k.loport = swap ? e->dport : e->sport;
    k.hiport = swap ? e->sport : e->dport;
    v = sn_map_at(&s->convs, &k);
    if (!v) {
        add(&s->other_convs, p->len);
        return;
    }
    if (!v->lo_hi.packets && !v->hi_lo.packets) {
        v->first = v->last = p->ts;
        v->hi_began = swap;
    }
    add(swap ? &v->hi_lo : &v->lo_hi, p->len);
    if (p->ts < v->first)
        v->first = p->ts;
    if (p->ts > v->last)
        v->last = p->ts;
}

static void count_totals(struct sn_stat_totals *t, const struct sn_pkt *p)
{
    if (!t->all.packets)
        t->first = t->last = p->ts;
    add(&t->all, p->len);
    t->captured += p->caplen;
    t->cut += p->caplen < p->len;
    if (p->ts < t->first)
        t->first = p->ts;
    if (p->ts > t->last)
        t->last = p->ts;
}

enum sn_err sn_stat_add(struct sn_stat *s, const struct sn_pkt *p, const struct sn_dis *dis,
                        struct sn_diag *d)
{
    struct ends e = {0};
    uint32_t at = 0;

    count_totals(&s->totals, p);
    for (uint32_t i = 0; i < dis->nlayer; i++) {
        if (is_part(&dis->layer[i]))
            continue;
        at = child(s, at, dis->layer[i].proto);
        if (!at)
            return sn_fail(d, SN_ENOMEM, "no memory for the tree of protocols");
        add(&s->nodes[at].sum, p->len);
    }
    if (!find_ends(s, dis, &e))
        return SN_OK;
    count_host(s, e.src, e.family, true, p->len);
    count_host(s, e.dst, e.family, false, p->len);
    count_conv(s, &e, p);
    return SN_OK;
}
