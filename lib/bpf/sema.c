/* Names, numbers and qualifiers: see sema.h. */
#include <arpa/inet.h>
#include <string.h>

#include "base/hex.h"
#include "sema.h"
#include "sn/rd.h"

static const char *const proto_names[] = {
    [Q_LINK] = "link",    [Q_IP] = "ip",           [Q_ARP] = "arp",        [Q_RARP] = "rarp",
    [Q_SCTP] = "sctp",    [Q_TCP] = "tcp",         [Q_UDP] = "udp",        [Q_ICMP] = "icmp",
    [Q_IGMP] = "igmp",    [Q_IGRP] = "igrp",       [Q_PIM] = "pim",        [Q_VRRP] = "vrrp",
    [Q_CARP] = "carp",    [Q_ATALK] = "atalk",     [Q_AARP] = "aarp",      [Q_DECNET] = "decnet",
    [Q_LAT] = "lat",      [Q_SCA] = "sca",         [Q_MOPRC] = "moprc",    [Q_MOPDL] = "mopdl",
    [Q_IP6] = "ip6",      [Q_ICMP6] = "icmp6",     [Q_AH] = "ah",          [Q_ESP] = "esp",
    [Q_ISO] = "iso",      [Q_ESIS] = "esis",       [Q_ISIS] = "isis",      [Q_CLNP] = "clnp",
    [Q_ISIS_L1] = "l1",   [Q_ISIS_L2] = "l2",      [Q_ISIS_IIH] = "iih",   [Q_ISIS_LSP] = "lsp",
    [Q_ISIS_SNP] = "snp", [Q_ISIS_CSNP] = "csnp",  [Q_ISIS_PSNP] = "psnp", [Q_STP] = "stp",
    [Q_IPX] = "ipx",      [Q_NETBEUI] = "netbeui", [Q_RADIO] = "radio",
};

const char *sn_bp_proto_name(enum proto p)
{
    return p > Q_NONE && p <= Q_RADIO ? proto_names[p] : "";
}

/* ---- hosts and networks ---- */

/* One to four decimal parts; the value is shifted to the top, *bits says how many it has. */
static bool dotted(struct comp *c, const struct tok *t, uint32_t *addr, unsigned *bits)
{
    uint32_t v = 0, part = 0;
    unsigned digits = 0;

    *bits = 0;
    for (uint32_t i = 0; i <= t->n; i++) {
        char ch = i < t->n ? t->s[i] : '.';

        if (ch == '.') {
            v = v << 8 | part;
            *bits += 8;
            part = digits = 0;
            continue;
        }
        if (ch >= '0' && ch <= '9' && digits < 3)
            part = part * 10 + (uint32_t)(ch - '0');
        else
            part = 256;
        digits++;
        if (part > 255) {
            sn_bp_fail(c, SN_ERANGE, t->at, "'%.*s' is no IPv4 address: each part is 0 to 255",
                       (int)(t->n < 60 ? t->n : 60), t->s);
            return false;
        }
    }
    *addr = *bits ? v << (32 - *bits) : 0;
    return true;
}

static uint32_t prefix_mask(unsigned len)
{
    return len == 0 ? 0 : UINT32_MAX << (32 - len);
}

static struct ipaddr *new_addr(struct comp *c, uint32_t a, uint32_t mask)
{
    struct ipaddr *x = BP_NEW(c, struct ipaddr);

    if (x) {
        x->a[0] = a;
        x->mask[0] = mask;
    }
    return x;
}

static void host_bits(struct comp *c, struct span at)
{
    sn_bp_fail(c, SN_ERANGE, at, "the address has bits set outside the network's mask");
}

/* 10.1.2.0/24 and 10.1.2.0 mask 255.255.255.0 */
static void sema_ip4_net(struct comp *c, struct prim *x, struct span at)
{
    uint32_t a, m;
    unsigned bits;

    if (x->q.type != A_NET) {
        sn_bp_fail(c, SN_ESYNTAX, at, "a mask goes with net only, not with host");
        return;
    }
    if (!dotted(c, &x->id, &a, &bits))
        return;
    if (x->form == ID_PREFIX) {
        if (x->id2.num > 32) {
            sn_bp_fail(c, SN_ERANGE, x->id2.at, "an IPv4 prefix length is 0 to 32, not %u",
                       x->id2.num);
            return;
        }
        m = prefix_mask(x->id2.num);
    } else if (!dotted(c, &x->id2, &m, &bits)) {
        return;
    }
    if (a & ~m)
        host_bits(c, at);
    else
        x->ip4 = new_addr(c, a, m);
}

static void sema_ip6(struct comp *c, struct prim *x, struct span at)
{
    struct ipaddr *a = BP_NEW(c, struct ipaddr);
    unsigned len = x->form == ID_PREFIX ? x->id2.num : 128;
    char text[64];
    uint8_t b[16];

    if (!a || x->id.n >= sizeof text)
        return;
    memcpy(text, x->id.s, x->id.n);
    text[x->id.n] = '\0';
    if (inet_pton(AF_INET6, text, b) != 1)
        return;
    if (len > 128) {
        sn_bp_fail(c, SN_ERANGE, x->id2.at, "an IPv6 prefix length is 0 to 128, not %u", len);
        return;
    }
    if (x->q.type != A_NET && len != 128) {
        sn_bp_fail(c, SN_ESYNTAX, at, "a prefix length goes with net only, not with host");
        return;
    }
    for (unsigned i = 0; i < 4; i++) {
        unsigned w = len > 32 * i ? len - 32 * i : 0;

        a->a[i] = sn_be32(b + 4 * i);
        a->mask[i] = prefix_mask(w > 32 ? 32 : w);
        if (a->a[i] & ~a->mask[i]) {
            host_bits(c, at);
            return;
        }
    }
    x->ip6 = a;
}

/* A bare number: an address, or a network with its zero bytes left off. */
static void sema_ip4_number(struct comp *c, struct prim *x)
{
    uint32_t v = x->id.num, m = UINT32_MAX;

    if (x->q.type == A_NET)
        while (v && (v & 0xff000000) == 0) {
            v <<= 8;
            m <<= 8;
        }
    x->ip4 = new_addr(c, v, m);
}

static void sema_ip4_dotted(struct comp *c, struct prim *x)
{
    uint32_t a;
    unsigned bits;

    if (dotted(c, &x->id, &a, &bits))
        x->ip4 = new_addr(c, a, prefix_mask(bits));
}

/* A network's name: the number it has in networks(5), zero bytes left off. */
static void sema_net_name(struct comp *c, struct prim *x)
{
    uint32_t v, m = UINT32_MAX;

    if (!sn_bp_network(c, x->id.s, x->id.n, x->id.at, &v)) {
        sn_bp_fail(c, SN_ESYNTAX, x->id.at, "unknown network '%.*s'", (int)x->id.n, x->id.s);
        return;
    }
    while (v && (v & 0xff000000) == 0) {
        v <<= 8;
        m <<= 8;
    }
    x->ip4 = new_addr(c, v, m);
}

static void sema_host_name(struct comp *c, struct prim *x)
{
    if (!sn_bp_host(c, x->id.s, x->id.n, x->id.at, &x->ip4, &x->ip6))
        return;
    if (x->q.proto == Q_IP || x->q.proto == Q_ARP || x->q.proto == Q_RARP)
        x->ip6 = NULL;
    else if (x->q.proto == Q_IP6)
        x->ip4 = NULL;
    if (!x->ip4 && !x->ip6)
        sn_bp_fail(c, SN_ESYNTAX, x->id.at, "host '%.*s' has no %s address", (int)x->id.n, x->id.s,
                   x->q.proto == Q_IP6 ? "IPv6" : "IPv4");
}

static const char *type_word(const struct prim *x)
{
    return x->q.type == A_NET ? "net" : "host";
}

/* Whether an IP address may stand behind these qualifiers. */
static bool host_proto_ok(struct comp *c, const struct prim *x, struct span at)
{
    enum proto p = x->q.proto;

    if (x->q.dir >= D_ADDR1) {
        sn_bp_fail(c, SN_ESYNTAX, at, "addr1 to addr4, ra and ta go with 802.11 addresses only");
        return false;
    }
    if (x->ip6 && p != Q_NONE && p != Q_IP6) {
        sn_bp_fail(c, SN_ESYNTAX, at, "'%s %s' can't have an IPv6 address", sn_bp_proto_name(p),
                   type_word(x));
        return false;
    }
    if (x->ip4 && p != Q_NONE && p != Q_IP && p != Q_ARP && p != Q_RARP) {
        sn_bp_fail(c, SN_ESYNTAX, at, "'%s %s' can't have an IPv4 address", sn_bp_proto_name(p),
                   type_word(x));
        return false;
    }
    return true;
}

static bool is_ether_proto(const struct prim *x)
{
    return x->q.proto == Q_LINK;
}

static void sema_ether_name(struct comp *c, struct prim *x)
{
    x->sub = ID_MAC;
    if (!sn_bp_ether_host(c, x->id.s, x->id.n, x->id.at, x->mac))
        sn_bp_fail(c, SN_ESYNTAX, x->id.at, "unknown Ethernet host '%.*s' (looked up in ethers(5))",
                   (int)x->id.n, x->id.s);
}

/* xx:xx:xx:xx:xx:xx and its kin: the lexer has checked the form. */
static void sema_mac(struct comp *c, struct prim *x)
{
    const struct tok *t = &x->id;
    bool bytes = false; /* one or two digits a group */
    unsigned k = 0, half = 0;

    x->sub = ID_MAC;
    if (x->q.proto != Q_LINK || (x->q.type != A_NONE && x->q.type != A_HOST)) {
        sn_bp_fail(c, SN_ESYNTAX, t->at,
                   "an Ethernet address needs 'ether' or 'wlan' in front, as in 'ether host'");
        return;
    }
    for (uint32_t i = 0; i < t->n; i++)
        bytes |= t->s[i] == ':' || t->s[i] == '-';
    if (!bytes)
        for (uint32_t i = 0, dots = 0; i < t->n; i++)
            if (t->s[i] == '.' && ++dots == 5)
                bytes = true;
    for (uint32_t i = 0; i < t->n && k < 6; i++) {
        char ch = t->s[i];

        if (ch == ':' || ch == '-' || ch == '.') {
            k += bytes;
            half = bytes ? 0 : half;
        } else {
            x->mac[k] = (uint8_t)((uint32_t)x->mac[k] << 4 | (unsigned)sn_hex_digit(ch));
            if (!bytes && ++half % 2 == 0)
                k++;
        }
    }
}

static void sema_arcnet(struct comp *c, struct prim *x)
{
    x->sub = ID_ARCNET;
    if (x->q.proto != Q_LINK || (x->q.type != A_NONE && x->q.type != A_HOST)) {
        sn_bp_fail(c, SN_ESYNTAX, x->id.at, "an ARCnet address needs 'link' in front");
        return;
    }
    for (uint32_t i = 1; i < x->id.n; i++)
        x->lo = x->lo << 4 | (unsigned)sn_hex_digit(x->id.s[i]);
}

/* area.node */
static void sema_decnet(struct comp *c, struct prim *x)
{
    uint32_t v[2] = {0, 0};
    unsigned part = 0;
    bool ok = x->id.kind == T_HID || x->id.kind == T_ID;

    x->sub = ID_DECNET;
    for (uint32_t i = 0; ok && i < x->id.n; i++) {
        char ch = x->id.s[i];

        if (ch == '.')
            ok = ++part < 2 && i > 0 && i + 1 < x->id.n;
        else if (ch >= '0' && ch <= '9' && v[part] < 10000)
            v[part] = v[part] * 10 + (uint32_t)(ch - '0');
        else
            ok = false;
    }
    if (!ok || part != 1) {
        sn_bp_fail(c, SN_ESYNTAX, x->id.at, "a DECnet address is AREA.NODE, such as 10.123");
        return;
    }
    if (v[0] > 63 || v[1] > 1023) {
        sn_bp_fail(c, SN_ERANGE, x->id.at, "a DECnet area is 0 to 63, a node 0 to 1023");
        return;
    }
    x->lo = v[0] << 10 | v[1];
}

static void sema_host(struct comp *c, struct prim *x, struct span at)
{
    if (x->q.proto == Q_DECNET) {
        if (x->q.type == A_NET)
            sn_bp_fail(c, SN_ESYNTAX, at, "'decnet net' is not supported");
        else
            sema_decnet(c, x);
        return;
    }
    x->sub = ID_HOST;
    switch (x->id.kind) {
    case T_EID:
        sema_mac(c, x);
        return;
    case T_AID:
        sema_arcnet(c, x);
        return;
    case T_ID:
        if (is_ether_proto(x) && x->q.type != A_NET) {
            sema_ether_name(c, x);
            return;
        }
        if (x->q.type == A_NET)
            sema_net_name(c, x);
        else
            sema_host_name(c, x);
        break;
    case T_NUM:
        sema_ip4_number(c, x);
        break;
    case T_HID6:
        sema_ip6(c, x, at);
        break;
    default:
        if (x->form == ID_PLAIN)
            sema_ip4_dotted(c, x);
        else
            sema_ip4_net(c, x, at);
        break;
    }
    if (!c->err)
        host_proto_ok(c, x, x->id.at);
}

/* ---- ports ---- */

static uint8_t ports_of(enum proto p)
{
    switch (p) {
    case Q_TCP:
        return PORT_TCP;
    case Q_UDP:
        return PORT_UDP;
    case Q_SCTP:
        return PORT_SCTP;
    case Q_NONE:
        return PORT_TCP | PORT_UDP | PORT_SCTP;
    default:
        return 0;
    }
}

static void port_range(struct comp *c, struct span at)
{
    sn_bp_fail(c, SN_ERANGE, at, "a port is 0 to 65535");
}

/* Digits and dashes only. */
static bool is_numeric(const char *s, size_t n)
{
    size_t i = 0;

    while (i < n && (s[i] == '-' || (s[i] >= '0' && s[i] <= '9')))
        i++;
    return i == n;
}

/* A number or a name; *ports is narrowed to the protocols that know the name. */
static bool one_port(struct comp *c, const char *s, size_t n, struct span at, uint32_t *port,
                     uint8_t *ports)
{
    struct names_port found;
    uint32_t v = 0;
    size_t i = 0;

    while (i < n && s[i] >= '0' && s[i] <= '9' && v <= 65535)
        v = v * 10 + (uint32_t)(s[i++] - '0');
    if (n > 0 && i == n) {
        *port = v;
        return v <= 65535;
    }
    if (is_numeric(s, n))
        return false; /* a range, perhaps, but no name */
    if (!sn_bp_service(c, s, n, at, &found))
        return false;
    *port = found.port;
    *ports = found.ports;
    return true;
}

static void swap_range(struct prim *x)
{
    if (x->lo > x->hi) {
        uint32_t lo = x->lo;

        x->lo = x->hi;
        x->hi = lo;
    }
}

/* Narrows the protocols to those that the name has and the qualifier allows. */
static void port_protos(struct comp *c, struct prim *x, uint8_t named)
{
    uint8_t all = PORT_TCP | PORT_UDP | PORT_SCTP;

    if (named == all)
        return;
    if (!(x->ports & named)) {
        sn_bp_fail(c, SN_ESYNTAX, x->id.at, "'%.*s' is a %s port, not %s", (int)x->id.n, x->id.s,
                   named == PORT_TCP   ? "tcp"
                   : named == PORT_UDP ? "udp"
                                       : "sctp",
                   sn_bp_proto_name(x->q.proto));
        return;
    }
    x->ports &= named;
}

static void sema_port_name(struct comp *c, struct prim *x)
{
    const char *s = x->id.s;
    uint8_t all = PORT_TCP | PORT_UDP | PORT_SCTP, a = all, b = all;

    if (one_port(c, s, x->id.n, x->id.at, &x->lo, &a)) {
        x->hi = x->lo;
        port_protos(c, x, a);
        return;
    }
    /* Names may hold a '-' too: any that leaves a port on both sides will do. */
    for (uint32_t i = 1; x->q.type == A_PORTRANGE && i + 1 < x->id.n; i++) {
        a = b = all;
        if (s[i] == '-' && one_port(c, s, i, x->id.at, &x->lo, &a) &&
            one_port(c, s + i + 1, x->id.n - i - 1, x->id.at, &x->hi, &b)) {
            swap_range(x);
            port_protos(c, x, a == b ? a : all);
            return;
        }
    }
    if (c->err)
        return;
    if (!is_numeric(s, x->id.n))
        sn_bp_fail(c, SN_ESYNTAX, x->id.at, "unknown port%s '%.*s'",
                   x->q.type == A_PORTRANGE ? " range" : "", (int)x->id.n, s);
    else if (x->q.type == A_PORT && memchr(s, '-', x->id.n))
        sn_bp_fail(c, SN_ESYNTAX, x->id.at, "'%.*s' is no port; a range needs 'portrange'",
                   (int)x->id.n, s);
    else
        port_range(c, x->id.at);
}

static void sema_port(struct comp *c, struct prim *x)
{
    const char *word = x->q.type == A_PORT ? "port" : "portrange";

    x->sub = ID_PORT;
    x->ports = ports_of(x->q.proto);
    if (!x->ports) {
        sn_bp_fail(c, SN_ESYNTAX, x->id.at, "'%s' goes with tcp, udp and sctp only, not with %s",
                   word, sn_bp_proto_name(x->q.proto));
        return;
    }
    if (x->q.dir >= D_ADDR1) {
        sn_bp_fail(c, SN_ESYNTAX, x->id.at,
                   "addr1 to addr4, ra and ta go with 802.11 addresses only");
        return;
    }
    if (x->id.kind == T_NUM) {
        x->lo = x->hi = x->id.num;
        if (x->lo > 65535)
            port_range(c, x->id.at);
    } else if (x->id.kind == T_ID) {
        sema_port_name(c, x);
    } else {
        sn_bp_fail(c, SN_ESYNTAX, x->id.at, "'%s' needs a port number or name, not an address",
                   word);
    }
}

/* ---- protocols ---- */

static const struct {
    const char *s;
    uint16_t num;
} ether_protos[] = {
    {"aarp", ET_AARP},   {"arp", ET_ARP},          {"atalk", ET_ATALK}, {"decnet", ET_DECNET},
    {"ip", ET_IP},       {"ip6", ET_IP6},          {"lat", ET_LAT},     {"loopback", ET_LOOPBACK},
    {"mopdl", ET_MOPDL}, {"moprc", ET_MOPRC},      {"rarp", ET_RARP},   {"sca", ET_SCA},
    {"lldp", ET_LLDP},   {"slow", ET_SLOW},        {"iso", SAP_ISO},    {"stp", SAP_STP},
    {"ipx", SAP_IPX},    {"netbeui", SAP_NETBEUI},
};

static const struct {
    const char *s;
    uint8_t num;
} iso_protos[] = {{"clnp", 0x81}, {"esis", 0x82}, {"isis", 0x83}};

bool sn_bp_is_name(const struct tok *t, const char *s)
{
    return strlen(s) == t->n && strncasecmp(t->s, s, t->n) == 0;
}

static bool named_proto(struct comp *c, const struct prim *x, uint32_t *out)
{
    switch (x->q.proto) {
    case Q_LINK:
        for (size_t i = 0; i < sizeof ether_protos / sizeof ether_protos[0]; i++)
            if (sn_bp_is_name(&x->id, ether_protos[i].s)) {
                *out = ether_protos[i].num;
                return true;
            }
        return false;
    case Q_ISO:
        for (size_t i = 0; i < sizeof iso_protos / sizeof iso_protos[0]; i++)
            if (sn_bp_is_name(&x->id, iso_protos[i].s)) {
                *out = iso_protos[i].num;
                return true;
            }
        return false;
    case Q_ISIS: /* its PDU types have no names here */
        return false;
    default:
        return sn_bp_ip_proto(c, x->id.s, x->id.n, x->id.at, out);
    }
}

static void sema_proto(struct comp *c, struct prim *x)
{
    enum proto p = x->q.proto;
    bool chain = x->q.type == A_PROTOCHAIN;
    uint32_t max = p == Q_LINK ? 65535 : p == Q_ISIS ? 31 : 255;

    x->sub = chain ? ID_PROTOCHAIN : ID_PROTO;
    if (p != Q_NONE && p != Q_IP && p != Q_IP6 &&
        (chain || (p != Q_LINK && p != Q_ISO && p != Q_ISIS))) {
        sn_bp_fail(c, SN_ESYNTAX, x->id.at, "'%s' has no protocols above it to choose from with %s",
                   sn_bp_proto_name(p), chain ? "protochain" : "proto");
        return;
    }
    if (x->id.kind == T_NUM) {
        x->lo = x->id.num;
    } else if (x->id.kind != T_ID) {
        sn_bp_fail(c, SN_ESYNTAX, x->id.at,
                   "'proto' needs a protocol number or name, not an address");
        return;
    } else if (!named_proto(c, x, &x->lo)) {
        sn_bp_fail(c, SN_ESYNTAX, x->id.at, "unknown %s protocol '%.*s'",
                   p == Q_LINK   ? "Ethernet"
                   : p == Q_ISO  ? "ISO"
                   : p == Q_ISIS ? "IS-IS"
                                 : "IP",
                   (int)x->id.n, x->id.s);
        return;
    }
    if (x->lo > max)
        sn_bp_fail(c, SN_ERANGE, x->id.at, "this protocol number is 0 to %u, not %u", max, x->lo);
}

/* ---- the rest ---- */

static void sema_gateway(struct comp *c, struct prim *x)
{
    x->sub = ID_GATEWAY;
    if (x->q.proto != Q_NONE && x->q.proto != Q_IP && x->q.proto != Q_ARP && x->q.proto != Q_RARP) {
        sn_bp_fail(c, SN_ESYNTAX, x->id.at,
                   "'gateway' goes with ip, arp and rarp only, not with %s",
                   sn_bp_proto_name(x->q.proto));
        return;
    }
    if (x->id.kind != T_ID) {
        sn_bp_fail(c, SN_ESYNTAX, x->id.at, "'gateway' needs a host name, not a number");
        return;
    }
    if (!sn_bp_host(c, x->id.s, x->id.n, x->id.at, &x->ip4, &x->ip6))
        return;
    x->ip6 = NULL;
    if (!x->ip4)
        sn_bp_fail(c, SN_ESYNTAX, x->id.at, "host '%.*s' has no IPv4 address", (int)x->id.n,
                   x->id.s);
    else
        sema_ether_name(c, x);
    x->sub = ID_GATEWAY;
}

void sn_bp_sema_id(struct comp *c, struct prim *x, struct span at)
{
    switch (x->q.type) {
    case A_NONE:
    case A_HOST:
    case A_NET:
        sema_host(c, x, at);
        break;
    case A_PORT:
    case A_PORTRANGE:
        sema_port(c, x);
        break;
    case A_PROTO:
    case A_PROTOCHAIN:
        sema_proto(c, x);
        break;
    case A_GATEWAY:
        sema_gateway(c, x);
        break;
    default:
        break;
    }
}

static void sema_arith(struct sema *s, struct arith *a)
{
    if (!a)
        return;
    sema_arith(s, a->l);
    sema_arith(s, a->r);
    a->hdr = s->hdr;
}

static void sema_prim(struct sema *s, struct prim *x, struct span at)
{
    x->hdr = s->hdr;
    switch (x->kind) {
    case P_ID:
        sn_bp_sema_id(s->c, x, at);
        break;
    case P_COMPARE:
        sema_arith(s, x->l);
        sema_arith(s, x->r);
        break;
    case P_BYTE:
        if (x->num2 > 255)
            sn_bp_fail(s->c, SN_ERANGE, x->id2.at, "a byte value is 0 to 255, not %u", x->num2);
        break;
    case P_VLAN:
        sn_bp_sema_vlan(s, x, at);
        break;
    case P_MPLS:
        sn_bp_sema_mpls(s, x, at);
        break;
    case P_PPPOES:
        sn_bp_sema_pppoes(s, x);
        break;
    case P_VXLAN:
        sn_bp_sema_vxlan(s, x);
        break;
    case P_GENEVE:
        sn_bp_sema_geneve(s, x);
        break;
    case P_ATM:
        if (x->sub == ATM_LANE)
            sn_bp_sema_lane(s);
        break;
    default:
        sn_bp_sema_words(s->c, x);
        break;
    }
}

static void visit(struct sema *s, struct expr *e)
{
    if (s->c->err)
        return;
    if (e->kind == E_PRIM) {
        const struct hdr *outer = s->hdr;

        if (e->p->through)
            s->hdr = s->first;
        if (!e->p->never)
            sema_prim(s, e->p, e->at);
        if (e->p->through)
            s->hdr = outer;
        return;
    }
    for (struct expr *k = e->kid; k; k = k->next)
        visit(s, k);
}

void sn_bp_sema(struct comp *c, struct expr *e)
{
    struct sema s = {.c = c, .hdr = sn_bp_hdr_first(c)};

    s.first = s.hdr;
    if (e && !c->err)
        visit(&s, e);
}
