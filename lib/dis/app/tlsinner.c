/* What is inside TLS, and which protocol that is: see tlsopen.h. */
#include "dis/app/tlsopen.h"

#include "dis/app/stream.h"

/* IANA's ALPN protocol identifiers. */
static const struct {
    const char *id;
    const struct sn_proto *proto;
} alpns[] = {
    {"h2", &sn_proto_http2},           {"http/1.1", &sn_proto_http_more},
    {"http/1.0", &sn_proto_http_more}, {"http/0.9", &sn_proto_http_more},
    {"mqtt", &sn_proto_mqtt},          {"dot", &sn_proto_dns_tcp},
    {"imap", &sn_proto_imap},          {"pop3", &sn_proto_pop},
    {"smtp", &sn_proto_smtp},          {"postgresql", &sn_proto_pgsql},
    {"sip/2", &sn_proto_sip_more},     {"ftp", &sn_proto_ftp},
    {"grpc-exp", &sn_proto_http2},     {"smb", &sn_proto_nbss},
};

/* Ports that are of TLS from the first byte on. */
static const struct {
    uint16_t port;
    const struct sn_proto *proto;
} ports[] = {
    {443, &sn_proto_http_more}, {465, &sn_proto_smtp},  {636, &sn_proto_ldap},
    {853, &sn_proto_dns_tcp},   {990, &sn_proto_ftp},   {993, &sn_proto_imap},
    {995, &sn_proto_pop},       {3269, &sn_proto_ldap}, {5061, &sn_proto_sip_more},
    {5671, &sn_proto_amqp},     {6380, &sn_proto_resp}, {8443, &sn_proto_http_more},
    {8883, &sn_proto_mqtt},
};

static const struct sn_proto *by_port(uint16_t port)
{
    const struct sn_registry *g = sn_registry_shared(SN_WANT_FIELDS);
    uint16_t i;

    for (size_t k = 0; k < sizeof ports / sizeof ports[0]; k++) {
        if (ports[k].port == port)
            return ports[k].proto;
    }
    i = g ? sn_registry_at(g, &sn_tab_tcp, port)->proto : 0;
    return i ? g->protos[i - 1] : NULL;
}

/* The first that claims the bytes. */
static const struct sn_proto *by_bytes(const uint8_t *p, uint32_t n)
{
    const struct sn_registry *g = sn_registry_shared(SN_WANT_FIELDS);
    const struct sn_lookup *t = g ? &g->table[sn_table_index(&sn_tab_tcp)] : NULL;

    for (uint32_t i = 0; t && i < t->nclaim; i++) {
        if (t->claim[i].claims != sn_tls_claims && t->claim[i].claims(p, n, n))
            return g->protos[t->claim[i].proto - 1];
    }
    return NULL;
}

const struct sn_proto *sn_tls_inner_proto(const char *alpn, size_t nalpn, uint16_t sport,
                                          uint16_t dport, const uint8_t *p, uint32_t n)
{
    const struct sn_proto *found;

    for (size_t i = 0; i < sizeof alpns / sizeof alpns[0]; i++) {
        if (strlen(alpns[i].id) == nalpn && memcmp(alpns[i].id, alpn, nalpn) == 0)
            return alpns[i].proto;
    }
    found = by_bytes(p, n);
    if (!found)
        found = by_port(sport < dport ? sport : dport);
    if (!found)
        found = by_port(sport < dport ? dport : sport);
    return found ? found : &sn_proto_data;
}

bool sn_tls_record_next(const struct sn_stream_part *part, uint32_t *at, uint32_t *data,
                        struct sn_tls_record *r)
{
    enum { DATA = 23 };
    uint32_t left = part->ndecoded - *at, size, n;
    const uint8_t *p = part->decoded + *at;

    if (part->proto != &sn_proto_tls || left < SN_TLS_ENTRY ||
        (size = sn_be32(p + 2)) > left - SN_TLS_ENTRY)
        return false;
    *at += SN_TLS_ENTRY + size;
    *r = (struct sn_tls_record){.how = p[0]};
    if (p[0] != SN_TLS_OPENED || p[1] != DATA || size != 4 || !part->inner)
        return true;
    n = sn_be32(p + SN_TLS_ENTRY);
    if (n > part->inner->n - *data)
        n = part->inner->n - *data;
    r->data = part->inner->p + *data;
    r->n = n;
    *data += n;
    return true;
}
