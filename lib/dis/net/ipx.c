/* Novell's IPX, with its service advertising (SAP) and routing (RIP) protocols. */
#include "dis/proto.h"

enum { HDR = 30, SERVICE = 64, NAME = 48, ROUTE = 8, SERVICES_MAX = 8, ROUTES_MAX = 50 };
enum { NCP = 0x451, SAP, RIP, NETBIOS = 0x455, DIAGS, EIGRP = 0x85be, NWLINK = 0x553 };

static const struct sn_val sockets[] = {{NCP, "NCP"},
                                        {SAP, "SAP"},
                                        {RIP, "RIP"},
                                        {NETBIOS, "NetBIOS"},
                                        {DIAGS, "Diagnostic"},
                                        {EIGRP, "EIGRP"},
                                        {NWLINK, "NWLink datagram"},
                                        {0, NULL}};

#define IPX(F)                                                                                     \
    F(CHECKSUM, "ipx.checksum", U16, "Checksum", .base = SN_HEX)                                   \
    F(LEN, "ipx.len", U16, "Length", .unit = "bytes")                                              \
    F(HOPS, "ipx.hops", U8, "Transport Control (Hops)")                                            \
    F(TYPE, "ipx.packet_type", U8, "Packet Type", .base = SN_HEX)                                  \
    F(DNET, "ipx.dst.net", IPXNET, "Destination Network")                                          \
    F(DNODE, "ipx.dst.node", ETHER, "Destination Node")                                            \
    F(DSOCKET, "ipx.dst.socket", U16, "Destination Socket", .base = SN_HEX, .vals = sockets)       \
    F(SNET, "ipx.src.net", IPXNET, "Source Network")                                               \
    F(SNODE, "ipx.src.node", ETHER, "Source Node")                                                 \
    F(SSOCKET, "ipx.src.socket", U16, "Source Socket", .base = SN_HEX, .vals = sockets)
SN_FIELDS(ipx, IPX)
SN_TABLE(ipx);

/* What is inside is as long as IPX says, not the frame; but it is read as far as it was captured,
 * as tcpdump does. */
static void ipx_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint64_t n;

    (void)len;
    if (!sn_header_of(d, r, ipx_fields, SSOCKET))
        return;
    n = sn_u(d, LEN);
    if (n < HDR) {
        sn_malformed(r);
        return;
    }
    sn_next(d, &sn_tab_ipx, sn_u(d, DSOCKET), r, (uint32_t)n - HDR);
}

static enum sn_then ipx_text(struct sn_text *t, const struct sn_layer *l)
{
    static const struct sn_val names[] = {{NCP, " ipx-ncp %u"},
                                          {NETBIOS, " ipx-netbios %u"},
                                          {DIAGS, " ipx-diags %u"},
                                          {NWLINK, " ipx-nwlink-dgm %u"},
                                          {0, NULL}};
    struct sn_view v = sn_view(t, l);
    uint64_t len = sn_opt(&v, LEN), socket = sn_opt(&v, DSOCKET);
    const char *name = sn_val_name(names, (uint32_t)socket);

    if (!t->o->link)
        sn_put_lit(t->b, "IPX ");
    if (!sn_need(t, &v, SSOCKET))
        return SN_TEXT_DONE;
    sn_say(t, &v, "{08x}.{}.{04x} > {08x}.{}.{04x}:", SNET, SNODE, SSOCKET, DNET, DNODE, DSOCKET);
    if (len < HDR) {
        sn_put_f(t->b, " [length %u < %u]", (unsigned)len, HDR);
        sn_put_lit(t->b, " (invalid)");
        return SN_TEXT_DONE;
    }
    if (sn_text_claimed(t, l)) {
        sn_put_c(t->b, ' ');
        return SN_TEXT_INNER;
    }
    if (name)
        sn_put_f(t->b, name, (unsigned)len - HDR);
    else
        sn_put_f(t->b, " ipx-#%x %u", (unsigned)socket, (unsigned)len - HDR);
    return SN_TEXT_DONE;
}

SN_PROTO(ipx, "Internetwork Packet eXchange", {.table = &sn_tab_llc, .value = 0xe0},
         {.table = &sn_tab_gre, .value = 0x8137})

/* The same behind an ethertype, which tcpdump says. */
static enum sn_then ipx_ether_text(struct sn_text *t, const struct sn_layer *l)
{
    sn_put_lit(t->b, "(NOV-ETHII) ");
    return ipx_text(t, l);
}

const struct sn_proto sn_proto_ipx_ether = {
    .name = "ipx",
    .title = "Internetwork Packet eXchange",
    SN_PROTO_FIELDS(ipx),
    .keys = SN_KEYS({.table = &sn_tab_ether, .value = 0x8137}),
    .dissect = ipx_dissect,
    .text = ipx_ether_text,
};

/* ---- SAP ---- */

enum { QUERY = 1, RESPONSE, NEAREST_QUERY, NEAREST_RESPONSE };
static const struct sn_val sap_types[] = {{QUERY, "ipx-sap-req"},
                                          {RESPONSE, "ipx-sap-resp"},
                                          {NEAREST_QUERY, "ipx-sap-nearest-req"},
                                          {NEAREST_RESPONSE, "ipx-sap-nearest-resp"},
                                          {0, NULL}};

#define IPXSAP(F)                                                                                  \
    F(SAP_TYPE, "ipxsap.packet_type", U16, "Packet Type", .vals = sap_types)                       \
    F(SERVER, "ipxsap.server", GROUPS, "Server")                                                   \
    F(SERVER_TYPE, "ipxsap.server.type", U16, "Server Type", .base = SN_HEX)                       \
    F(SERVER_NAME, "ipxsap.server.name", STR, "Server Name")                                       \
    F(SERVER_NET, "ipxsap.server.network", IPXNET, "Network")                                      \
    F(SERVER_NODE, "ipxsap.server.node", ETHER, "Node")                                            \
    F(SERVER_SOCKET, "ipxsap.server.socket", U16, "Socket", .base = SN_HEX)                        \
    F(SERVER_HOPS, "ipxsap.server.intermediate_networks", U16, "Intermediate Networks")
SN_FIELDS(ipxsap, IPXSAP)

static bool is_sap_query(uint64_t type)
{
    return type == QUERY || type == NEAREST_QUERY;
}

static bool server(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rec *g = sn_group(d, r, SERVER, 0);
    bool ok = sn_get(d, r, SERVER_TYPE, NULL) && sn_get_upto(d, r, SERVER_NAME, NAME) &&
              sn_header(d, r, SERVER_NET, SERVER_HOPS);

    sn_group_end(d, r, g);
    return ok;
}

static void ipxsap_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t type;

    if (!sn_get(d, r, SAP_TYPE, &type))
        return;
    if (is_sap_query(type))
        (void)!sn_get(d, r, SERVER_TYPE, NULL);
    else if (type == RESPONSE || type == NEAREST_RESPONSE)
        for (uint32_t at = 2, i = 0; i < SERVICES_MAX && at < len && server(d, r); i++)
            at += SERVICE;
}

/* Whether what IPX says to be there is less than n bytes, and that this was said. */
static bool too_short(struct sn_text *t, const struct sn_layer *l, uint32_t n)
{
    if (l->len >= n || l->caplen < n)
        return false;
    sn_put_f(t->b, " [length %u < %u]", l->len, n);
    sn_put_lit(t->b, " (invalid)");
    return true;
}

/* `left` bytes are from here to the end, by IPX. */
static void server_text(struct sn_text *t, const struct sn_view *s, uint32_t left)
{
    if (left < 2 + NAME) {
        sn_say(t, s, " {04x} ''", SERVER_TYPE);
        sn_put_lit(t->b, " (invalid)");
        return;
    }
    sn_say(t, s, " {04x} '", SERVER_TYPE);
    sn_say_padded(t, s, "{}'", SERVER_NAME, NAME);
    if (sn_need(t, s, SERVER_NODE) && left < SERVICE - 4) {
        sn_put_lit(t->b, " (invalid)");
        return;
    }
    sn_say(t, s, " addr {08x}.{}", SERVER_NET, SERVER_NODE);
    if (sn_need(t, s, SERVER_HOPS) && left < SERVICE)
        sn_put_lit(t->b, " (invalid)");
}

static enum sn_then ipxsap_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), s = {0};
    uint64_t type;

    t->tag = "ipx";
    if (too_short(t, l, 2))
        return SN_TEXT_DONE;
    type = sn_num(t, &v, SAP_TYPE);
    sn_say(t, &v, "{s:ipx-sap-?%x}", SAP_TYPE);
    if (is_sap_query(type)) {
        sn_say(t, &v, " {04x}", SERVER_TYPE);
    } else if (type == RESPONSE || type == NEAREST_RESPONSE) {
        for (uint32_t at = 2, i = 0; at < l->len && i < SERVICES_MAX && !sn_is_cut(t);
             at += SERVICE, i++) {
            if (sn_each(&v, SERVER, &s))
                server_text(t, &s, l->len - at);
            else
                sn_cut(t);
        }
    }
    return SN_TEXT_DONE;
}

SN_PROTO(ipxsap, "Service Advertisement Protocol", {.table = &sn_tab_ipx, .value = SAP})

/* ---- RIP ---- */

static const struct sn_val rip_types[] = {{1, "ipx-rip-req"}, {2, "ipx-rip-resp"}, {0, NULL}};

#define IPXRIP(F)                                                                                  \
    F(RIP_TYPE, "ipxrip.packet_type", U16, "Packet Type", .vals = rip_types)                       \
    F(RIP_REQUEST, "ipxrip.request", BOOL, "Request")                                              \
    F(RIP_RESPONSE, "ipxrip.response", BOOL, "Response")                                           \
    F(VECTOR, "sn.ipxrip.route", GROUPS, "Route")                                                  \
    F(VECTOR_NET, "ipxrip.route_vector", IPXNET, "Route Vector")                                   \
    F(VECTOR_HOPS, "ipxrip.hops", U16, "Hops")                                                     \
    F(VECTOR_TICKS, "ipxrip.ticks", U16, "Ticks")
SN_FIELDS(ipxrip, IPXRIP)

static void ipxrip_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t type;
    bool ok = true;

    if (!sn_get(d, r, RIP_TYPE, &type))
        return;
    if (type != 1 && type != 2)
        return;
    sn_made(d, type == 1 ? RIP_REQUEST : RIP_RESPONSE, 1);
    for (uint32_t at = 2; ok && at + ROUTE <= len; at += ROUTE) {
        struct sn_rec *g = sn_group(d, r, VECTOR, 0);

        ok = sn_header(d, r, VECTOR_NET, VECTOR_TICKS);
        sn_group_end(d, r, g);
    }
}

static enum sn_then ipxrip_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), one = {0};
    uint64_t type;

    t->tag = "ipx";
    if (too_short(t, l, 2))
        return SN_TEXT_DONE;
    type = sn_num(t, &v, RIP_TYPE);
    sn_say(t, &v, "{s:ipx-rip-?%x}", RIP_TYPE);
    if (type != 1 && type != 2)
        return SN_TEXT_DONE;
    for (uint32_t at = 2, i = 0; at < l->len && i < ROUTES_MAX && !sn_is_cut(t); at += ROUTE, i++) {
        if (l->len - at < ROUTE) {
            sn_put_lit(t->b, " (invalid)");
            break;
        }
        if (sn_each(&v, VECTOR, &one))
            sn_say(t, &one, " {08x}/{}.{}", VECTOR_NET, VECTOR_HOPS, VECTOR_TICKS);
        else
            sn_cut(t);
        if (type == 1)
            break;
    }
    return SN_TEXT_DONE;
}

SN_PROTO(ipxrip, "IPX Routing Information Protocol", {.table = &sn_tab_ipx, .value = RIP})
