/* What packets say: see extract.h. */
#include "stat/extract.h"

#include <stdlib.h>

#include "dis/proto.h"
#include "sn/process.h"
#include "sn/stat.h"

#define TEXTS_CAP ((size_t)16 << 20)
#define TEXT      0x10 /* a slot of a text, not of a number */
#define NAMED     (SN_STAT_DNS | SN_STAT_NOTE)
#define DEEP                                                                                       \
    (SN_STAT_DNS | SN_STAT_HTTP | SN_STAT_TLS | SN_STAT_NAME) /* what only all fields have */

/* Which field goes where, and what it is looked for. */
static const struct {
    const char *field;
    uint8_t what, slot;
    uint32_t want; /* SN_STAT_…: any of them */
} rows[] = {
    {"dns.id", EXTRACT_DNS, DNS_ID, NAMED},
    {"dns.flags.rcode", EXTRACT_DNS, DNS_CODE, NAMED},
    {"dns.qry.type", EXTRACT_DNS, DNS_TYPE, SN_STAT_DNS},
    {"dns.qry.name", EXTRACT_DNS, TEXT | DNS_NAME, SN_STAT_DNS | SN_STAT_NAME},
    {"http.response.code", EXTRACT_HTTP, HTTP_CODE, SN_STAT_HTTP},
    {"http.request.method", EXTRACT_HTTP, TEXT | HTTP_METHOD, SN_STAT_HTTP},
    {"http.host", EXTRACT_HTTP, TEXT | HTTP_HOST, SN_STAT_HTTP | SN_STAT_NAME},
    {"http.user_agent", EXTRACT_HTTP, TEXT | HTTP_AGENT, SN_STAT_HTTP},
    {"http.server", EXTRACT_HTTP, TEXT | HTTP_SERVER, SN_STAT_HTTP},
    {"tls.handshake.type", EXTRACT_TLS, TLS_TYPE, SN_STAT_TLS},
    {"tls.handshake.version", EXTRACT_TLS, TLS_VERSION, SN_STAT_TLS},
    {"tls.handshake.extensions.supported_version", EXTRACT_TLS, TLS_SUPPORTED, SN_STAT_TLS},
    {"tls.handshake.ciphersuite", EXTRACT_TLS, TLS_CIPHER, SN_STAT_TLS},
    {"tls.handshake.extensions_server_name", EXTRACT_TLS, TEXT | TLS_NAME,
     SN_STAT_TLS | SN_STAT_NAME},
    {"sn.tls.handshake.ja4", EXTRACT_TLS, TEXT | TLS_JA4, SN_STAT_TLS},
    {"dtls.handshake.type", EXTRACT_TLS, TLS_TYPE, SN_STAT_TLS},
    {"dtls.handshake.version", EXTRACT_TLS, TLS_VERSION, SN_STAT_TLS},
    {"dtls.handshake.extensions.supported_version", EXTRACT_TLS, TLS_SUPPORTED, SN_STAT_TLS},
    {"dtls.handshake.ciphersuite", EXTRACT_TLS, TLS_CIPHER, SN_STAT_TLS},
    {"dtls.handshake.extensions_server_name", EXTRACT_TLS, TEXT | TLS_NAME,
     SN_STAT_TLS | SN_STAT_NAME},
    {"arp.opcode", EXTRACT_ARP, ARP_OP, SN_STAT_ARP | SN_STAT_NOTE},
    {"arp.src.proto_ipv4", EXTRACT_ARP, ARP_SENDER, SN_STAT_ARP | SN_STAT_NOTE},
    {"arp.dst.proto_ipv4", EXTRACT_ARP, ARP_TARGET, SN_STAT_ARP | SN_STAT_NOTE},
    {"arp.src.hw_mac", EXTRACT_ARP, TEXT | ARP_MAC, SN_STAT_ARP | SN_STAT_NOTE},
    {"icmp.type", EXTRACT_ICMP, ICMP_TYPE, SN_STAT_NOTE},
    {"icmpv6.type", EXTRACT_ICMP6, ICMP_TYPE, SN_STAT_NOTE},
    {"vlan.id", EXTRACT_VLAN, VLAN_ID, SN_STAT_VLAN},
    {"ip.checksum", EXTRACT_SUM, 0, SN_STAT_SUMS},
    {"tcp.checksum", EXTRACT_SUM, 0, SN_STAT_SUMS},
    {"udp.checksum", EXTRACT_SUM, 0, SN_STAT_SUMS},
    {"icmp.checksum", EXTRACT_SUM, 0, SN_STAT_SUMS},
    {"icmpv6.checksum", EXTRACT_SUM, 0, SN_STAT_SUMS},
};

#define ROWS (sizeof rows / sizeof *rows)

_Static_assert(ROWS <= EXTRACT_FIELDS_MAX, "");

void sn_extract_init(struct extract_list *l)
{
    *l = (struct extract_list){.n = 0};
    sn_arena_init(&l->texts, TEXTS_CAP);
}

void sn_extract_clear(struct extract_list *l)
{
    if (l->n)
        sn_arena_reset(&l->texts);
    l->n = 0;
}

void sn_extract_free(struct extract_list *l)
{
    sn_arena_free(&l->texts);
    free(l->v);
}

/* The set of the fields that are looked for; NULL when there are none. */
static enum sn_err make_set(struct sn_wanted **set, uint8_t *row, uint32_t want, struct sn_diag *d)
{
    const char *names[ROWS];
    size_t n = 0;

    for (size_t i = 0; i < ROWS; i++) {
        if (!(rows[i].want & want))
            continue;
        if (row)
            row[n] = (uint8_t)i;
        names[n++] = rows[i].field;
    }
    return n ? sn_wanted_new(set, names, n, d) : SN_OK;
}

enum sn_err sn_extract_fields_init(struct extract_fields *f, uint32_t want, struct sn_diag *d)
{
    enum sn_err e = make_set(&f->wanted, f->row, want, d);

    if (want & DEEP)
        f->dis = SN_WANT_MORE;
    if (want & SN_STAT_NOTE)
        f->dis |= SN_WANT_DERIVED;
    if (want & SN_STAT_SUMS)
        f->dis |= SN_WANT_SUMS | SN_WANT_VERBOSE;
    f->more = f->dis | SN_WANT_FIELDS | SN_WANT_VERBOSE;
    return e ? e : make_set(&f->deep, NULL, want & DEEP, d);
}

void sn_extract_fields_free(struct extract_fields *f)
{
    sn_wanted_free(f->wanted);
    sn_wanted_free(f->deep);
}

static const struct sn_field *field_of(const char *name)
{
    const struct sn_proto *p;

    for (size_t i = 0; (p = sn_wanted_proto(i)); i++)
        for (unsigned f = 0; f < p->nfields; f++)
            if (p->fields[f].name && strcmp(p->fields[f].name, name) == 0)
                return &p->fields[f];
    return NULL;
}

const char *sn_extract_name(unsigned what, unsigned number, uint64_t v)
{
    const struct sn_field *f = NULL;

    for (size_t i = 0; i < ROWS && !f; i++)
        if (rows[i].what == what && rows[i].slot == number)
            f = field_of(rows[i].field);
    for (const struct sn_val *n = f ? f->vals : NULL; n && n->name; n++)
        if (n->v == v)
            return n->name;
    return NULL;
}

/* ---- a packet ---- */

static struct extract *more(struct extract_list *l, unsigned what, unsigned segment)
{
    if (l->n == l->room) {
        uint32_t room = l->room ? 2 * l->room : 64;
        struct extract *s = reallocarray(l->v, room, sizeof *s);

        if (!s)
            return NULL;
        l->v = s;
        l->room = room;
    }
    l->v[l->n] = (struct extract){.what = (uint8_t)what, .segment = (uint8_t)segment};
    return &l->v[l->n++];
}

static bool set_text(struct extract_list *l, struct extract_text *t, const struct sn_rec *q)
{
    if (t->p)
        return true;
    t->n = q->n < EXTRACT_TEXT_MAX ? q->n : EXTRACT_TEXT_MAX;
    t->p = (const uint8_t *)sn_arena_strndup(&l->texts, (const char *)q->p, t->n);
    return t->p;
}

struct place {
    unsigned segment; /* see struct extract */
    bool quoted;      /* in an ICMP error: it was said before, but a wrong checksum is one */
};

static bool take_layer(const struct extract_fields *f, const struct sn_dissection *x,
                       const struct sn_layer *l, const uint16_t *names, struct place at,
                       struct extract_list *to)
{
    struct extract *s = NULL;

    for (uint32_t i = l->first; i < l->first + l->n; i++) {
        const struct sn_rec *q = &x->rec[i];
        unsigned name = names[q->field], row, slot;

        if (!name || q->flags & SN_REC_TEXT)
            continue;
        row = f->row[name - 1];
        slot = rows[row].slot;
        if (rows[row].what == EXTRACT_SUM ? !(q->flags & SN_REC_BAD) : at.quoted)
            continue;
        if (!s || s->what != rows[row].what) {
            s = more(to, rows[row].what, at.segment);
            if (!s)
                return false;
        }
        if (slot & TEXT) {
            if (!set_text(to, &s->text[slot - TEXT], q))
                return false;
        } else if (!extract_has(s, slot)) {
            s->number[slot] = q->u;
            s->numbers |= (uint8_t)(1u << slot);
        }
    }
    return true;
}

bool sn_extract_process(const struct sn_pkt *k, struct extract_list *l)
{
    const char *names[3];
    struct sn_process p;
    struct extract *s;
    size_t n = 0;
    char *to;

    if (!sn_pkt_process(k, &p))
        return true;
    s = more(l, EXTRACT_PROCESS, 0);
    to = s ? sn_arena_alloc(&l->texts, sizeof p) : NULL;
    if (!to)
        return false;
    names[0] = p.name;
    names[1] = p.user;
    names[2] = p.container;
    for (unsigned i = 0; i < 3; i++) {
        size_t size = strlen(names[i]) + 1;

        memcpy(to + n, names[i], size);
        n += size;
    }
    s->text[PROCESS_NAMES] = (struct extract_text){(const uint8_t *)to, (uint32_t)n};
    s->number[PROCESS_ID] = p.pid;
    s->number[PROCESS_USER] = p.uid;
    return true;
}

bool sn_extract_deep(const struct extract_fields *f, const struct sn_dissection *x)
{
    for (uint32_t i = 0; f->deep && i < x->nlayer; i++)
        if (sn_wanted_names(f->deep, x->layer[i].proto))
            return true;
    return false;
}

/* What hosts ask each other tells nothing of servers. */
static bool among_neighbours(const struct sn_proto *p)
{
    return p == &sn_proto_mdns || p == &sn_proto_llmnr;
}

bool sn_extract_take(const struct extract_fields *f, const struct sn_dissection *x,
                     struct extract_list *l)
{
    struct place at = {.segment = 0};

    for (uint32_t i = 0; i < x->nlayer; i++) {
        const struct sn_layer *layer = &x->layer[i];
        const uint16_t *names = sn_wanted_names(f->wanted, layer->proto);

        while (at.segment < x->nsegment && x->segment[at.segment].layer < i)
            at.segment++;
        if (names && !among_neighbours(layer->proto) && !take_layer(f, x, layer, names, at, l))
            return false;
        at.quoted |= layer->proto == &sn_proto_icmp || layer->proto == &sn_proto_icmp6;
    }
    return true;
}
