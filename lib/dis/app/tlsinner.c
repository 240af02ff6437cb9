/* What is inside TLS, and which protocol that is: see tlsopen.h. */
#include "dis/app/tlsopen.h"

#include "dis/app/stream.h"
#include "dis/app/tls.h"

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
        const struct sn_proto *proto = g->protos[t->claim[i].proto - 1];

        if (proto != &sn_proto_tls && t->claim[i].claims(p, n, n))
            return proto;
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

/* ---- what can't be opened ---- */

static const char http[] = "Hypertext Transfer Protocol";

/* Names of ALPN that say a protocol; with * at the end all that begin so. */
static const struct {
    const char *id, *title;
} agreed[] = {{"http/1.1", http},
              {"h2*", "HyperText Transfer Protocol 2"},
              {"stun.*", "Session Traversal Utilities for NAT"}};
enum { EXCHANGE_SHIFT = 20, ALPN_SHIFT = 28 };
_Static_assert(SN_MODE_TLS_EXCHANGE >> EXCHANGE_SHIFT == SN_TLS_EXCHANGES - 1, "see tls.h");

static bool is_id(const char *id, const uint8_t *p, size_t n)
{
    size_t len = strlen(id);

    if (id[len - 1] == '*')
        return n >= len - 1 && memcmp(p, id, len - 1) == 0;
    return n == len && memcmp(p, id, n) == 0;
}

/* The number from 1 on of the first name of a list in `agreed`; 0: it's none of them. */
static uint32_t agreed_number(struct sn_rd *r)
{
    const uint8_t *p;
    uint8_t n;

    if (!sn_rd_skip(r, 2) || !sn_rd_u8(r, &n) || !sn_rd_bytes(r, n, &p))
        return 0;
    for (uint32_t i = 0; i < sizeof agreed / sizeof agreed[0]; i++) {
        if (is_id(agreed[i].id, p, n))
            return i + 1;
    }
    return 0;
}

uint32_t sn_tls_agreed(uint32_t mode, const uint8_t *p, size_t n)
{
    enum {
        SERVER_HELLO = 2,
        HEAD = 4,
        BEFORE_SESSION = 2 + 32,
        SUITE_AND_METHOD = 3,
        ALPN_TYPE = 16
    };
    struct sn_rd r = sn_rd_init(p, n, n), ext;
    uint16_t type, len;
    uint8_t id;

    if (!n || *p != SERVER_HELLO)
        return mode;
    mode &= ~(uint32_t)(SN_MODE_TLS_ALPN | SN_MODE_TLS_EXCHANGE);
    if (!sn_rd_skip(&r, HEAD))
        return mode;
    mode |= sn_tls_exchange(r) << EXCHANGE_SHIFT;
    if (!sn_rd_skip(&r, BEFORE_SESSION) || !sn_rd_u8(&r, &id) ||
        !sn_rd_skip(&r, (size_t)id + SUITE_AND_METHOD + 2))
        return mode;
    while (sn_rd_be16(&r, &type) && sn_rd_be16(&r, &len) && sn_rd_sub(&r, len, &ext)) {
        if (type == ALPN_TYPE)
            return mode | agreed_number(&ext) << ALPN_SHIFT;
    }
    return mode;
}

/* Ports whose connections are TLS, then those whose connections go over to it. */
static const struct {
    uint16_t port;
    const char *title;
} titles[] = {
    {443, http},
    {465, "Simple Mail Transfer Protocol"},
    {636, "Lightweight Directory Access Protocol"},
    {802, "Modbus/TCP"},
    {853, "Domain Name System"},
    {993, "Internet Message Access Protocol"},
    {995, "Post Office Protocol"},
    {1300, "Q.931"},
    {2221, "EtherNet/IP (Industrial Protocol)"},
    {2443, "Skinny Client Control Protocol"},
    {3389, "TPKT - ISO on TCP - RFC1006"},
    {3496, "DoIP (ISO13400) Protocol"},
    {5061, "Session Initiation Protocol"},
    {5671, "Advanced Message Queuing Protocol"},
    {5684, "Constrained Application Protocol"},
    {5868, "Diameter Protocol"},
    {8883, "MQ Telemetry Transport Protocol"},
    {11207, "Couchbase Protocol"},
    {19999, "Distributed Network Protocol 3.0"},
    {27017, "Mongo Wire Protocol"},
    {324, "RPKI-Router Protocol"},
    {21, "File Transfer Protocol (FTP)"},
    {25, "Simple Mail Transfer Protocol"},
    {110, "Post Office Protocol"},
    {143, "Internet Message Access Protocol"},
    {389, "Lightweight Directory Access Protocol"},
    {587, "Simple Mail Transfer Protocol"},
    {3306, "MySQL Protocol"},
    {5222, "XMPP Protocol"},
    {5432, "PostgreSQL"},
};

static const char *title_of(uint16_t port)
{
    for (size_t i = 0; i < sizeof titles / sizeof titles[0]; i++) {
        if (titles[i].port == port)
            return titles[i].title;
    }
    return NULL;
}

uint32_t sn_tls_exchange_of(uint32_t modes)
{
    return (modes & SN_MODE_TLS_EXCHANGE) >> EXCHANGE_SHIFT;
}

const char *sn_tls_inner_title(uint32_t modes, uint16_t sport, uint16_t dport)
{
    uint32_t alpn = (modes & SN_MODE_TLS_ALPN) >> ALPN_SHIFT;
    const char *title;

    if (alpn && alpn <= sizeof agreed / sizeof agreed[0])
        return agreed[alpn - 1].title;
    title = title_of(sport);
    return title ? title : title_of(dport);
}

/* ---- what was opened ---- */

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
