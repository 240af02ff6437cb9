/*
 * DNS (RFC 1035, 2136, 6891) over UDP and TCP, and multicast DNS (RFC 6762).
 *
 * A message is walked as tcpdump walks it: what it can't walk behind, it doesn't show. Owner names
 * are read when somebody wants them, otherwise skipped; so are the sections that aren't shown.
 */
#include "dis/app/dns.h"

static const struct sn_val rcodes[] = {
    {0, "NoError"},  {1, "FormErr"},   {2, "ServFail"}, {3, "NXDomain"},   {4, "NotImp"},
    {5, "Refused"},  {6, "YXDomain"},  {7, "YXRRSet"},  {8, "NXRRSet"},    {9, "NotAuth"},
    {10, "NotZone"}, {15, "NoChange"}, {16, "BadVers"}, {23, "BadCookie"}, {0, NULL},
};

#define GROUP(name) SN_FIELD(name, SN_F_GROUP, SN_F_MULTI, NULL)

static const struct sn_field fields[] = {
    [DNS_ID] = SN_UINT("dns.id"),
    [DNS_FLAGS] = SN_UINT("dns.flags"),
    [DNS_QDCOUNT] = SN_UINT("dns.count.queries"),
    [DNS_ANCOUNT] = SN_UINT("dns.count.answers"),
    [DNS_NSCOUNT] = SN_UINT("dns.count.auth_rr"),
    [DNS_ARCOUNT] = SN_UINT("dns.count.add_rr"),
    [DNS_RCODE] = SN_UINTV("dns.flags.rcode", rcodes),
    [DNS_LENGTH] = SN_UINT("dns.length"),
    [DNS_RESPONSE] = SN_BOOL("dns.flags.response"),
    [DNS_OPCODE] = SN_UINT("dns.flags.opcode"),
    [DNS_AA] = SN_BOOL("dns.flags.authoritative"),
    [DNS_TC] = SN_BOOL("dns.flags.truncated"),
    [DNS_RD] = SN_BOOL("dns.flags.recdesired"),
    [DNS_RA] = SN_BOOL("dns.flags.recavail"),
    [DNS_Z] = SN_BOOL("dns.flags.z"),
    [DNS_AD] = SN_BOOL("dns.flags.authenticated"),
    [DNS_CD] = SN_BOOL("dns.flags.checkdisable"),
    [DNS_QUERIES] = GROUP("sn.dns.queries"),
    [DNS_ANSWERS] = GROUP("sn.dns.answers"),
    [DNS_AUTHORITIES] = GROUP("sn.dns.authorities"),
    [DNS_ADDITIONALS] = GROUP("sn.dns.additionals"),
    [DNS_QRY_NAME] = SN_STR("dns.qry.name"),
    [DNS_QRY_TYPE] = SN_UINTV("dns.qry.type", sn_dns_types),
    [DNS_QRY_CLASS] = SN_UINTV("dns.qry.class", sn_dns_classes),
    [DNS_QRY_QU] = SN_BOOL("dns.qry.qu"),
    [DNS_RR_NAME] = SN_STR("dns.resp.name"),
    [DNS_RR_TYPE] = SN_UINTV("dns.resp.type", sn_dns_types),
    [DNS_RR_CLASS] = SN_UINTV("dns.resp.class", sn_dns_classes),
    [DNS_RR_FLUSH] = SN_BOOL("dns.resp.cache_flush"),
    [DNS_RR_TTL] = SN_UINT("dns.resp.ttl"),
    [DNS_RR_LEN] = SN_UINT("dns.resp.len"),
    [DNS_NAME_END] = SN_UINT("sn.dns.name.end"),
    [DNS_A] = SN_IPV4("dns.a"),
    [DNS_AAAA] = SN_IPV6("dns.aaaa"),
    [DNS_NS] = SN_STR("dns.ns"),
    [DNS_CNAME] = SN_STR("dns.cname"),
    [DNS_PTR] = SN_STR("dns.ptr.domain_name"),
    [DNS_DNAME] = SN_STR("dns.dname"),
    [DNS_SOA_MNAME] = SN_STR("dns.soa.mname"),
    [DNS_SOA_RNAME] = SN_STR("dns.soa.rname"),
    [DNS_SOA_SERIAL] = SN_UINT("dns.soa.serial_number"),
    [DNS_SOA_REFRESH] = SN_UINT("dns.soa.refresh_interval"),
    [DNS_SOA_RETRY] = SN_UINT("dns.soa.retry_interval"),
    [DNS_SOA_EXPIRE] = SN_UINT("dns.soa.expire_limit"),
    [DNS_SOA_MINIMUM] = SN_UINT("dns.soa.minimum_ttl"),
    [DNS_MX_PREF] = SN_UINT("dns.mx.preference"),
    [DNS_MX_NAME] = SN_STR("dns.mx.mail_exchange"),
    [DNS_TXT] = SN_FIELD("dns.txt", SN_F_STR, SN_F_MULTI, NULL),
    [DNS_SRV_PRIO] = SN_UINT("dns.srv.priority"),
    [DNS_SRV_WEIGHT] = SN_UINT("dns.srv.weight"),
    [DNS_SRV_PORT] = SN_UINT("dns.srv.port"),
    [DNS_SRV_TARGET] = SN_STR("dns.srv.target"),
    [DNS_A6_PLEN] = SN_UINT("dns.a6.prefix_len"),
    [DNS_A6_SUFFIX] = SN_IPV6("dns.a6.address_suffix"),
    [DNS_A6_PREFIX] = SN_STR("dns.a6.prefix_name"),
    [DNS_URI_PRIO] = SN_UINT("sn.dns.uri.priority"),
    [DNS_URI_WEIGHT] = SN_UINT("sn.dns.uri.weight"),
    [DNS_URI_TARGET] = SN_STR("sn.dns.uri.target"),
    [DNS_TSIG_ALG] = SN_STR("dns.tsig.algorithm_name"),
    [DNS_TSIG_FUDGE] = SN_UINT("dns.tsig.fudge"),
    [DNS_TSIG_MACLEN] = SN_UINT("dns.tsig.mac_size"),
    [DNS_TSIG_ORIGID] = SN_UINT("dns.tsig.original_id"),
    [DNS_TSIG_ERROR] = SN_UINT("dns.tsig.error"),
    [DNS_TSIG_OTHERLEN] = SN_UINT("dns.tsig.other_len"),
    [DNS_DATA] = SN_BYTES("dns.data"),
    [DNS_OPT_SIZE] = SN_UINT("dns.rr.udp_payload_size"),
    [DNS_OPT_RCODE] = SN_UINT("dns.resp.ext_rcode"),
    [DNS_OPT_VERSION] = SN_UINT("dns.resp.edns0_version"),
    [DNS_OPT_Z] = SN_UINT("dns.resp.z"),
    [DNS_OPT_DO] = SN_BOOL("dns.resp.z.do"),
    [DNS_OPT] = GROUP("dns.opt"),
    [DNS_OPT_CODE] = SN_UINTV("dns.opt.code", sn_dns_options),
    [DNS_OPT_LEN] = SN_UINT("dns.opt.len"),
    [DNS_OPT_DATA] = SN_BYTES("dns.opt.data"),
};

static bool query(struct sn_dis *d, struct sn_rd *r, const struct dns_msg *m)
{
    struct sn_rec *g = sn_group(d, r, DNS_QUERIES, 0);
    uint16_t type, class;

    if (m->queries)
        sn_dns_name(d, r, m, DNS_QRY_NAME);
    g->n = sn_dns_skip(r);
    if (!g->n || !sn_get_be16(d, r, DNS_QRY_TYPE, &type) || !sn_rd_be16(r, &class))
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
    if (d->want & SN_WANT_FIELDS)
        sn_rec_uint(d, DNS_OPT_DO, o + 6, 2, p[6] >> 7);
}

static bool resource(struct sn_dis *d, struct sn_rd *r, const struct dns_msg *m, unsigned section)
{
    struct sn_rec *g = sn_group(d, r, section, 0);
    const uint8_t *p;
    uint16_t type, class, len;
    size_t o;

    if (m->names)
        sn_dns_name(d, r, m, DNS_RR_NAME);
    if (!sn_dns_skip(r) || !sn_rd_bytes(r, 10, &p))
        return false;
    o = sn_rd_off(r) - 10;
    type = sn_be16(p);
    class = sn_be16(p + 2);
    len = sn_be16(p + 8);
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
        if (!resource(d, r, m, field)) {
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

static void flags(struct sn_dis *d, size_t o, unsigned f)
{
    sn_rec_uint(d, DNS_RESPONSE, o, 2, f >> 15);
    sn_rec_uint(d, DNS_OPCODE, o, 2, f >> 11 & 15);
    sn_rec_uint(d, DNS_AA, o, 2, f >> 10 & 1);
    sn_rec_uint(d, DNS_TC, o, 2, f >> 9 & 1);
    sn_rec_uint(d, DNS_RD, o, 2, f >> 8 & 1);
    sn_rec_uint(d, DNS_RA, o, 2, f >> 7 & 1);
    sn_rec_uint(d, DNS_Z, o, 2, f >> 6 & 1);
    sn_rec_uint(d, DNS_AD, o, 2, f >> 5 & 1);
    sn_rec_uint(d, DNS_CD, o, 2, f >> 4 & 1);
}

static void body(struct sn_dis *d, struct sn_rd *r, const struct dns_msg *m, const uint8_t *h)
{
    uint16_t n;
    bool response = h[2] & 0x80, rest = d->want & (SN_WANT_FIELDS | SN_WANT_VERBOSE);

    for (n = sn_be16(h + 4); n && sn_rd_left(r); n--) {
        if (!query(d, r, m)) {
            d->depth = 0;
            return;
        }
    }
    if (n) {
        (void)!sn_rd_need(r, 1);
        return;
    }
    if (response)
        d->rec[d->cur->first + DNS_RCODE].u = rcode(*r, h);
    if ((response || rest) && section(d, r, m, DNS_ANSWERS, sn_be16(h + 6)) && rest &&
        section(d, r, m, DNS_AUTHORITIES, sn_be16(h + 8)))
        (void)section(d, r, m, DNS_ADDITIONALS, sn_be16(h + 10));
}

static void message(struct sn_dis *d, struct sn_rd *r, bool mdns)
{
    struct dns_msg m = {
        .all = *r, .mdns = mdns, .end = DNS_NAME_END, .classes = mdns ? 0x7fff : 0xffff};
    size_t o = sn_rd_off(r);
    uint8_t tmp[DNS_HDR];
    const uint8_t *h = sn_fixed(r, DNS_HDR, tmp);
    struct sn_rec *q = sn_fixed_recs(d);

    q = sn_fill(q, DNS_ID, o, 2, sn_be16(h));
    q = sn_fill(q, DNS_FLAGS, o + 2, 2, sn_be16(h + 2));
    q = sn_fill(q, DNS_QDCOUNT, o + 4, 2, sn_be16(h + 4));
    q = sn_fill(q, DNS_ANCOUNT, o + 6, 2, sn_be16(h + 6));
    q = sn_fill(q, DNS_NSCOUNT, o + 8, 2, sn_be16(h + 8));
    q = sn_fill(q, DNS_ARCOUNT, o + 10, 2, sn_be16(h + 10));
    if (!sn_fixed_end(d, r, q))
        return;
    sn_rec_uint(d, DNS_RCODE, o + 3, 1, h[3] & 15);
    if (d->want & SN_WANT_FIELDS)
        flags(d, o + 2, sn_be16(h + 2));
    m.names = d->want & (SN_WANT_FIELDS | SN_WANT_VERBOSE);
    m.queries = m.names || !(h[2] & 0x80);
    body(d, r, &m, h);
}

static void udp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    message(d, r, false);
}

static void mdns_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    message(d, r, true);
}

/* One message whose length stands in front of it; others aren't looked into. */
static void tcp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rec *q;
    uint16_t n;

    if (!sn_rd_be16(r, &n))
        return;
    if (n + 2u == len)
        message(d, r, false);
    q = sn_rec_uint(d, DNS_LENGTH, d->cur->off, 2, n);
    if (n + 2u != len)
        q->flags = SN_REC_BAD;
}

const struct sn_proto sn_proto_dns = {
    .name = "dns",
    .tag = "domain",
    .title = "Domain Name System",
    .fields = fields,
    .nfields = SN_NFIELDS(fields),
    .keys = SN_KEYS({.table = SN_TAB_UDP, .value = 53}, {.table = SN_TAB_UDP, .type = "domain"}),
    .dissect = udp_dissect,
    .text = sn_dns_text,
};

const struct sn_proto sn_proto_dns_tcp = {
    .name = "dns",
    .tag = "domain",
    .title = "Domain Name System",
    .fields = fields,
    .nfields = SN_NFIELDS(fields),
    .keys = SN_KEYS({.table = SN_TAB_TCP, .value = 53}, {.table = SN_TAB_TCP, .type = "domain"}),
    .dissect = tcp_dissect,
    .text = sn_dns_text,
};

const struct sn_proto sn_proto_mdns = {
    .name = "mdns",
    .tag = "domain",
    .title = "Multicast Domain Name System",
    .fields = fields,
    .nfields = SN_NFIELDS(fields),
    .keys = SN_KEYS({.table = SN_TAB_UDP, .value = 5353}),
    .dissect = mdns_dissect,
    .text = sn_dns_text,
};
