/*
 * DNS (RFC 1035, 2136, 6891) over UDP and TCP, multicast DNS (RFC 6762) and LLMNR (RFC 4795).
 *
 * A message is walked as tcpdump walks it: what it can't walk behind, it doesn't show. Owner names
 * are read when somebody wants them, otherwise skipped; so are the sections that aren't shown.
 */
#include "dis/app/dns.h"

SN_FIELD_TABLE(dns, DNS)

/* How long the name just read is, and of how many labels: Wireshark says 0 for a single letter. */
static void name_counts(struct sn_dis *d)
{
    const struct sn_rec *q = sn_rec_of(d, DNS_QRY_NAME);
    uint32_t labels = 1, n;

    if (!q || q->flags)
        return;
    n = q->n > 1 ? q->n : 0;
    for (uint32_t i = 0; i < n; i++)
        labels += q->p[i] == '.';
    sn_rec_made(d, DNS_QRY_NAME_LEN, n);
    sn_rec_made(d, DNS_QRY_LABELS, n ? labels : 0);
}

static bool query(struct sn_dis *d, struct sn_rd *r, const struct dns_msg *m)
{
    struct sn_rec *g = sn_group(d, r, DNS_QUERIES, 0);
    uint16_t class;

    if (m->queries) {
        sn_dns_name(d, r, m, DNS_QRY_NAME);
        if (d->want & SN_WANT_FIELDS)
            name_counts(d);
    }
    g->u = sn_dns_skip(r);
    if (!g->u || !sn_get(d, r, DNS_QRY_TYPE, NULL) || !sn_rd_be16(r, &class))
        return false;
    sn_rec_uint(d, DNS_QRY_CLASS, sn_rd_off(r) - 2, 2, class & m->classes);
    if (m->mdns)
        sn_rec_uint(d, DNS_QRY_QU, sn_rd_off(r) - 2, 2, class >> 15);
    sn_group_end(d, r, g);
    return true;
}

/* The class and TTL of an OPT record are other things (RFC 6891 6.1.3). */
static void opt_header(struct sn_dis *d, size_t o, const uint8_t *p, uint16_t size)
{
    sn_rec_uint(d, DNS_OPT_SIZE, o + 2, 2, size);
    sn_rec_uint(d, DNS_OPT_RCODE, o + 4, 1, p[4]);
    sn_rec_uint(d, DNS_OPT_VERSION, o + 5, 1, p[5]);
    sn_rec_uint(d, DNS_OPT_Z, o + 6, 2, sn_be16(p + 6));
    if (d->want & SN_WANT_FIELDS) {
        sn_rec_uint(d, DNS_OPT_DO, o + 6, 2, p[6] >> 7);
        sn_rec_uint(d, DNS_OPT_Z_RESERVED, o + 6, 2, sn_be16(p + 6) & 0x7fff);
    }
}

/* The owner of a service in three parts, as far as it has them: "_service._proto.name". */
static void service_name(struct sn_dis *d, struct sn_rec *q)
{
    const uint8_t *p = q->p, *end = p + q->n, *dot;

    q->flags |= SN_REC_TEXT;
    for (unsigned field = DNS_SRV_SERVICE; field <= DNS_SRV_NAME; field++, p = dot + 1) {
        dot = field < DNS_SRV_NAME ? memchr(p, '.', (size_t)(end - p)) : NULL;
        sn_rec_str(d, field, p, (size_t)((dot ? dot : end) - p));
        if (!dot)
            return;
    }
}

static bool resource(struct sn_dis *d, struct sn_rd *r, const struct dns_msg *m, unsigned section)
{
    struct sn_rec *g = sn_group(d, r, section, 0);
    const uint8_t *p;
    uint16_t type, class, len;
    uint32_t name = d->nrec;
    size_t o;

    if (m->names)
        sn_dns_name(d, r, m, DNS_RR_NAME);
    if (!sn_dns_skip(r) || !sn_rd_bytes(r, 10, &p))
        return false;
    o = sn_rd_off(r) - 10;
    type = sn_be16(p);
    class = sn_be16(p + 2);
    len = sn_be16(p + 8);
    if (type == DNS_T_SRV && d->want & SN_WANT_FIELDS && name < d->nrec && sn_rd_left(r) >= len)
        service_name(d, &d->rec[name]); /* of one that isn't whole it is the text's alone */
    sn_rec_uint(d, DNS_RR_TYPE, o, 2, type);
    if (m->mdns)
        sn_rec_uint(d, DNS_RR_FLUSH, o + 2, 2, class >> 15);
    if (type == DNS_T_OPT) {
        opt_header(d, o, p, class & m->classes);
    } else {
        sn_rec_uint(d, DNS_RR_CLASS, o + 2, 2, class & m->classes);
        sn_rec_uint(d, DNS_RR_TTL, o + 4, 4, sn_be32(p + 4));
    }
    sn_rec_uint(d, DNS_RR_LEN, o + 8, 2, len);
    if (!sn_rd_need(r, len)) {
        d->rec[d->nrec - 1].flags |= SN_REC_BAD;
        return false;
    }
    sn_dns_rdata(d, r, m, type, len);
    (void)sn_rd_skip(r, len);
    sn_group_end(d, r, g);
    return true;
}

static bool section(struct sn_dis *d, struct sn_rd *r, const struct dns_msg *m, unsigned field,
                    uint16_t count)
{
    for (; count && sn_rd_left(r); count--) {
        uint32_t first = d->nrec;

        if (!resource(d, r, m, field)) {
            sn_text_only(d, first); /* a part of one is no field */
            d->depth = 0;
            return false;
        }
    }
    return count == 0 || sn_rd_need(r, 1);
}

/* Skips a section's records; false when it can't, or at an OPT record, the upper bits of the
 * response code in which *opt becomes, when there is opt. */
static bool skip_section(struct sn_rd *r, uint16_t count, unsigned *opt)
{
    uint16_t type, len;
    uint8_t code;

    for (; count; count--) {
        if (!sn_dns_skip(r) || !sn_rd_be16(r, &type))
            return false;
        if (opt && type == DNS_T_OPT) {
            if (sn_rd_skip(r, 2) && sn_rd_u8(r, &code))
                *opt = (unsigned)code << 4;
            return false;
        }
        if (!sn_rd_skip(r, 6) || !sn_rd_be16(r, &len) || !sn_rd_skip(r, len))
            return false;
    }
    return true;
}

/* The response code of a message whose answers begin at r. */
static unsigned rcode(struct sn_rd r, const uint8_t *h)
{
    unsigned opt = 0;

    if (sn_be16(h + 10) && skip_section(&r, sn_be16(h + 6), NULL) &&
        skip_section(&r, sn_be16(h + 8), NULL))
        (void)skip_section(&r, sn_be16(h + 10), &opt);
    return (h[3] & 15u) | opt;
}

static void body(struct sn_dis *d, struct sn_rd *r, const struct dns_msg *m, const uint8_t *h)
{
    uint16_t n;
    bool response = h[2] & 0x80, rest = d->want & (SN_WANT_FIELDS | SN_WANT_VERBOSE);

    for (n = sn_be16(h + 4); n && sn_rd_left(r); n--) {
        uint32_t first = d->nrec;

        if (!query(d, r, m)) {
            sn_text_only(d, first);
            d->depth = 0;
            return;
        }
    }
    if (n) {
        (void)!sn_rd_need(r, 1);
        return;
    }
    if (response)
        sn_rec_of(d, DNS_RCODE)->u = rcode(*r, h);
    if ((response || rest) && section(d, r, m, DNS_ANSWERS, sn_be16(h + 6)) && rest &&
        section(d, r, m, DNS_AUTHORITIES, sn_be16(h + 8)))
        (void)section(d, r, m, DNS_ADDITIONALS, sn_be16(h + 10));
}

/* The flags, without those that have a meaning only in a response, when it is a query. */
static void flags(struct sn_dis *d, bool response)
{
    static const struct {
        uint8_t first, last;
        bool always;
    } runs[] = {{DNS_RESPONSE, DNS_OPCODE, true},
                {DNS_AA, DNS_AA, false},
                {DNS_TC, DNS_RD, true},
                {DNS_RA, DNS_RA, false},
                {DNS_Z, DNS_Z, true},
                {DNS_AD, DNS_AD, false},
                {DNS_CD, DNS_CD, true}};

    for (unsigned i = 0; i < sizeof runs / sizeof *runs; i++) {
        if (response || runs[i].always ||
            (runs[i].first == DNS_AD && sn_u(d, DNS_FLAGS) & dns_fields[DNS_AD].mask))
            sn_parts(d, DNS_FLAGS, runs[i].first, runs[i].last);
    }
}

/* Some of the bits are others' (RFC 4795 2.1.1). */
static void llmnr_flags(struct sn_dis *d)
{
    sn_parts(d, DNS_FLAGS, DNS_RESPONSE, DNS_OPCODE);
    sn_parts(d, DNS_FLAGS, DNS_CONFLICT, DNS_CONFLICT);
    sn_parts(d, DNS_FLAGS, DNS_TC, DNS_TC);
    sn_parts(d, DNS_FLAGS, DNS_TENTATIVE, DNS_TENTATIVE);
}

enum kind { PLAIN, MDNS, LLMNR };

/* The header is at h, and at offset o of the packet. */
static void all_flags(struct sn_dis *d, size_t o, const uint8_t *h, enum kind kind)
{
    sn_rec_uint(d, DNS_RCODE, o + 3, 1, h[3] & 15)->flags = h[2] & 0x80 ? 0 : SN_REC_TEXT;
    if (kind == LLMNR)
        llmnr_flags(d);
    else
        flags(d, h[2] & 0x80);
}

/* A dynamic update's sections have other names (RFC 2136 2.2). */
static void update_counts(struct sn_dis *d)
{
    static const uint16_t names[][2] = {
        {DNS_QDCOUNT, DNS_ZONES}, {DNS_ANCOUNT, DNS_PREREQUISITES}, {DNS_NSCOUNT, DNS_UPDATES}};
    enum { UPDATE = 5 };

    if (!(d->want & SN_WANT_FIELDS) || sn_u(d, DNS_OPCODE) != UPDATE)
        return;
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        struct sn_rec *q = sn_rec_of(d, names[i][0]);

        q->flags |= SN_REC_TEXT;
        sn_rec_uint(d, names[i][1], q->off, q->len, q->u);
    }
}

static void message(struct sn_dis *d, struct sn_rd *r, enum kind kind)
{
    struct dns_msg m = {.all = *r,
                        .mdns = kind == MDNS,
                        .end = DNS_NAME_END,
                        .classes = kind == MDNS ? 0x7fff : 0xffff};
    const uint8_t *h = r->p;
    size_t o = sn_rd_off(r);

    if (!sn_header_of(d, r, dns_fields, DNS_ARCOUNT)) {
        if (d->want & SN_WANT_FIELDS && sn_rec_of(d, DNS_FLAGS))
            all_flags(d, o, h, kind);
        return;
    }
    all_flags(d, o, h, kind);
    update_counts(d);
    m.names = d->want & (SN_WANT_FIELDS | SN_WANT_VERBOSE);
    m.queries = m.names || !(h[2] & 0x80);
    body(d, r, &m, h);
}

/* Behind all records: a query waits for its response. */
static void derive(struct sn_dis *d)
{
    enum { RETRY = 5 };
    struct sn_derived *v;

    if (!(d->want & SN_WANT_DERIVED) || !sn_rec_of(d, DNS_ARCOUNT))
        return;
    v = sn_derive_deal(d, DNS_RESPONSE_TO, sn_u(d, DNS_ID),
                       sn_u(d, DNS_FLAGS) & dns_fields[DNS_RESPONSE].mask);
    if (v) {
        v->renews = true;
        v->retry = RETRY;
    }
}

static void udp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    message(d, r, PLAIN);
    derive(d);
}

static void mdns_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    message(d, r, MDNS);
    derive(d);
}

static void llmnr_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    message(d, r, LLMNR);
    derive(d);
}

/* Whether a payload from and to other ports can only be a message: a query for one name, or a
 * response to one. */
static bool udp_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    enum { OPCODE = 0x78, MOST_ANSWERS = 100, MOST_OTHERS = 10 };
    unsigned questions, answers, authorities;

    (void)len;
    if (caplen <= DNS_HDR || p[2] & OPCODE || sn_be16(p + 10) > MOST_OTHERS)
        return false;
    questions = sn_be16(p + 4);
    answers = sn_be16(p + 6);
    authorities = sn_be16(p + 8);
    if (p[2] & 0x80)
        return questions <= 1 && answers <= MOST_ANSWERS && authorities <= MOST_OTHERS;
    return questions == 1 && !answers && !authorities;
}

/* A message with its length in front. */
static uint32_t tcp_unit(const uint8_t *p, uint32_t n)
{
    return n < 2 ? 0 : 2u + sn_be16(p);
}

static const struct sn_stream_kind tcp_stream = {.unit = tcp_unit};

/* The first of several messages, of which r is behind the length of n bytes; then the others. */
static void first_message(struct sn_dis *d, struct sn_rd *r, uint16_t n)
{
    struct sn_rd in = sn_inside(r, n), rest = *r;

    message(d, &in, PLAIN);
    if (in.stop)
        sn_stop(r, &in);
    if (sn_rd_skip(&rest, n) && sn_rd_left(&rest))
        sn_next_proto(d, d->cur->proto, &rest, (uint32_t)sn_rd_left(&rest));
}

/* One message whose length stands in front of it; for fields, all messages. */
static void tcp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rec *q;
    uint16_t n;

    if (!sn_rd_be16(r, &n))
        return;
    if (n + 2u == len)
        message(d, r, PLAIN);
    else if (d->want & SN_WANT_FIELDS && n + 2u < len)
        first_message(d, r, n);
    q = sn_rec_uint(d, DNS_LENGTH, d->cur->off, 2, n);
    if (n + 2u != len)
        q->flags = SN_REC_BAD;
    derive(d);
}

const struct sn_proto sn_proto_dns = {
    .name = "dns",
    .tag = "domain",
    .title = "Domain Name System",
    SN_PROTO_FIELDS(dns),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = 53}, {.table = &sn_tab_udp, .type = "domain"}),
    .dissect = udp_dissect,
    .text = sn_dns_text,
};

const struct sn_proto sn_proto_dns_tcp = {
    .name = "dns",
    .tag = "domain",
    .title = "Domain Name System",
    SN_PROTO_FIELDS(dns),
    .keys = SN_KEYS({.table = &sn_tab_tcp, .value = 53}, {.table = &sn_tab_tcp, .type = "domain"}),
    .stream = &tcp_stream,
    .dissect = tcp_dissect,
    .text = sn_dns_text,
};

const struct sn_proto sn_proto_mdns = {
    .name = "mdns",
    .tag = "domain",
    .title = "Multicast Domain Name System",
    SN_PROTO_FIELDS(dns),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = 5353}),
    .dissect = mdns_dissect,
    .text = sn_dns_text,
};

static enum sn_then more_text(struct sn_text *t, const struct sn_layer *l)
{
    sn_put_s(t->b, l->proto == &sn_proto_llmnr ? "LLMNR " : "DNS ");
    return sn_dns_text(t, l);
}

const struct sn_proto sn_proto_llmnr = {
    .name = "llmnr",
    .tag = "domain",
    .title = "Link-local Multicast Name Resolution",
    SN_PROTO_FIELDS(dns),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = 5355}),
    .more = true,
    .dissect = llmnr_dissect,
    .text = more_text,
};

const struct sn_proto sn_proto_dns_more = {
    .name = "dns",
    .tag = "domain",
    .title = "Domain Name System",
    SN_PROTO_FIELDS(dns),
    .keys = SN_KEYS({.table = &sn_tab_udp, .claims = udp_claims}),
    .more = true,
    .dissect = udp_dissect,
    .text = more_text,
};
