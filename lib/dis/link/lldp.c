/* Link Layer Discovery Protocol (IEEE 802.1AB). What organizations add to it is in lldporg.c. */
#include "dis/link/lldp.h"
#include "base/hex.h"

enum { TLV_HDR = 2 };
enum { END, CHASSIS_TLV, PORT_TLV, TTL_TLV, DESC_TLV, NAME_TLV, SYSDESC_TLV, CAPS_TLV, MGMT_TLV };
enum { ORG = 127, AF_IP4 = 1, AF_IP6 = 2, AF_802 = 6 };

static const struct sn_val types[] = {{END, "End"},
                                      {CHASSIS_TLV, "Chassis ID"},
                                      {PORT_TLV, "Port ID"},
                                      {TTL_TLV, "Time to Live"},
                                      {DESC_TLV, "Port Description"},
                                      {NAME_TLV, "System Name"},
                                      {SYSDESC_TLV, "System Description"},
                                      {CAPS_TLV, "System Capabilities"},
                                      {MGMT_TLV, "Management Address"},
                                      {ORG, "Organization specific"},
                                      {0, NULL}};
enum { C_MAC = 4, C_ADDR = 5, P_MAC = 3, P_ADDR = 4, ID_LAST = 7 };
static const struct sn_val chassis_types[] = {{1, "Chassis component"},    {2, "Interface alias"},
                                              {3, "Port component"},       {C_MAC, "MAC address"},
                                              {C_ADDR, "Network address"}, {6, "Interface name"},
                                              {ID_LAST, "Local"},          {0, NULL}};
static const struct sn_val port_types[] = {{1, "Interface alias"}, {2, "Port component"},
                                           {P_MAC, "MAC address"}, {P_ADDR, "Network Address"},
                                           {5, "Interface Name"},  {6, "Agent circuit ID"},
                                           {ID_LAST, "Local"},     {0, NULL}};
static const struct sn_val if_types[] = {
    {2, "Interface Index"}, {3, "System Port Number"}, {0, NULL}};
static const struct sn_val capabilities[] = {
    {0x01, "Other"},   {0x02, "Repeater"},     {0x04, "Bridge"},
    {0x08, "WLAN AP"}, {0x10, "Router"},       {0x20, "Telephone"},
    {0x40, "Docsis"},  {0x80, "Station Only"}, {0, NULL}};

SN_FIELD_TABLE(lldp, LLDP)

/* An identifier, whose fields follow `sub`: text, MAC, IPv4, IPv6. */
static void identifier(struct sn_dis *d, struct sn_rd *r, unsigned sub, uint32_t mac, uint32_t addr)
{
    uint32_t type, family;

    if (!sn_get(d, r, sub, &type))
        return;
    if (type == mac)
        (void)!sn_get(d, r, sub + 2, NULL);
    else if (type != addr)
        (void)!sn_get_bytes(d, r, sub + 1, sn_rd_left(r));
    else if (sn_get(d, r, FAMILY, &family) && family == AF_IP4)
        (void)!sn_get(d, r, sub + 3, NULL);
    else if (family == AF_IP6)
        (void)!sn_get(d, r, sub + 4, NULL);
}

static void management(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t len, af, oid;
    struct sn_rd addr;

    if (!sn_get(d, r, MGMT_LEN, &len) || !len || !sn_rd_sub(r, len, &addr) ||
        !sn_get(d, &addr, MGMT_AF, &af))
        return;
    if (af == AF_IP4 || af == AF_IP6)
        (void)!sn_get(d, &addr, af == AF_IP4 ? MGMT_IP4 : MGMT_IP6, NULL);
    else
        (void)!sn_get_bytes(d, &addr, MGMT_HEX, sn_rd_left(&addr));
    if (sn_get(d, r, IF_TYPE, NULL) && sn_get(d, r, IF_NUM, NULL) && sn_get(d, r, OID_LEN, &oid) &&
        oid)
        (void)!sn_get_bytes(d, r, OID, oid);
}

static void value(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    static const uint8_t strings[] = {
        [DESC_TLV] = DESC, [NAME_TLV] = SYSNAME, [SYSDESC_TLV] = SYSDESC};

    switch (type) {
    case CHASSIS_TLV:
        identifier(d, r, CHASSIS, C_MAC, C_ADDR);
        break;
    case PORT_TLV:
        identifier(d, r, PORT, P_MAC, P_ADDR);
        break;
    case TTL_TLV:
        (void)!sn_get(d, r, TTL, NULL);
        break;
    case DESC_TLV:
    case NAME_TLV:
    case SYSDESC_TLV:
        (void)!sn_get_bytes(d, r, strings[type], sn_rd_left(r));
        break;
    case CAPS_TLV:
        if (!sn_get(d, r, CAPS, NULL))
            break;
        sn_parts(d, CAPS, CAP_OTHER, CAP_STATION);
        if (sn_get(d, r, ENA, NULL))
            sn_parts(d, ENA, ENA_OTHER, ENA_STATION);
        break;
    case MGMT_TLV:
        management(d, r);
        break;
    case ORG:
        sn_lldp_org_dissect(d, r);
        break;
    default:
        break;
    }
}

/* The first three must be these, of two bytes or more: from one that isn't on, Wireshark reads
 * nothing. */
static bool in_order(unsigned i, uint32_t type, uint32_t n)
{
    static const uint8_t first[] = {CHASSIS_TLV, PORT_TLV, TTL_TLV};

    return i >= sizeof first || (type == first[i] && n >= 2);
}

static void lldp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    bool more = true, right = true;
    uint32_t wrong = 0;
    unsigned i = 0;

    while (more && len >= TLV_HDR) {
        uint32_t type, n = 0, first = d->nrec;
        struct sn_rec *group = sn_group(d, r, TLV, 0);
        struct sn_rd val;

        more = sn_header(d, r, TYPE, LEN);
        if (more) {
            type = (uint32_t)sn_u(d, TYPE);
            n = (uint32_t)sn_u(d, LEN);
            if (right && !in_order(i++, type, n)) {
                right = false;
                wrong = first;
            }
            more = sn_rd_sub(r, n, &val) && sn_rd_left(&val) == n && type != END;
            if (!more && type != END)
                sn_text_only(d, first); /* Wireshark looks at a value before it shows its head */
            if (more) {
                sn_rec_bytes(d, RAW, sn_rd_off(&val), 0, val.p, n)->flags = SN_REC_TEXT;
                value(d, &val, type);
            }
        }
        sn_group_end(d, r, group);
        len = len < TLV_HDR + n ? 0 : len - TLV_HDR - n;
    }
    if (!right)
        sn_text_only(d, wrong);
}

/* ---- text ---- */

static bool address_fits(uint32_t af, size_t n)
{
    return n >= (af == AF_IP4 ? 4 : af == AF_IP6 ? 16 : af == AF_802 ? 6 : 0);
}

static bool address_text(struct sn_text *t, uint32_t af, const uint8_t *p)
{
    sn_put_lit(t->b, "AFI ");
    sn_put_name(t, sn_afs, af, "Unknown");
    sn_put_f(t->b, " (%u)", af);
    if (af != AF_IP4 && af != AF_IP6 && af != AF_802) {
        sn_put_lit(t->b, ", no AF printer !");
        return true;
    }
    sn_put_lit(t->b, ": ");
    if (af == AF_IP4)
        sn_text_host4(t, sn_be32(p));
    else if (af == AF_IP6)
        sn_text_host6(t, p);
    else
        sn_put_ether(t->b, p);
    return true;
}

/* A value in characters, up to its first zero. */
static void string_text(struct sn_text *t, const uint8_t *p, size_t n)
{
    sn_put_safe(t->b, p, strnlen((const char *)p, n));
}

/* These return false where the value is too short, which ends the line. */
static bool identifier_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *raw,
                            unsigned sub, uint32_t mac, uint32_t addr)
{
    uint32_t type = raw->p[0];

    if (raw->n < 2)
        return false;
    sn_say(t, v, "\n\t  Subtype {s:Unknown} ({d}): ", (uint16_t)sub, (uint16_t)sub);
    if (type == mac)
        return raw->n >= 7 && sn_say(t, v, "{}", (uint16_t)(sub + 2));
    if (type == addr)
        return raw->n >= 2 && address_fits(raw->p[1], raw->n - 2) &&
               address_text(t, raw->p[1], raw->p + 2);
    if (type >= 1 && type <= ID_LAST)
        string_text(t, raw->p + 1, raw->n - 1);
    else if (t->o->verbose <= 1)
        sn_hex_indent(t->b, "\n\t  ", raw->p, raw->n);
    return true;
}

static bool capabilities_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *raw)
{
    if (raw->n < 4)
        return false;
    sn_put_lit(t->b, "\n\t  System  Capabilities [");
    sn_text_bits(t, capabilities, (uint32_t)sn_opt(v, CAPS), ", ", "none");
    sn_say(t, v, "] ({})\n\t  Enabled Capabilities [", CAPS);
    sn_text_bits(t, capabilities, (uint32_t)sn_opt(v, ENA), ", ", "none");
    sn_say(t, v, "] ({})", ENA);
    return true;
}

static bool management_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *raw)
{
    uint32_t len = raw->p[0], left;
    const uint8_t *oid;

    if (!len || raw->n < 1 + len)
        return false;
    if (!address_fits(raw->p[1], len - 1))
        return false;
    sn_say(t, v, "\n\t  Management Address length {}, ", MGMT_LEN);
    address_text(t, raw->p[1], raw->p + 2);
    left = raw->n - 1 - len;
    if (left < 5 || !sn_find(v, IF_NUM))
        return false;
    sn_say(t, v, "\n\t  {s:Unknown} Interface Numbering ({d}): {}", IF_TYPE, IF_TYPE, IF_NUM);
    left -= 5;
    if (left && sn_opt(v, OID_LEN)) {
        if (left < 1 + sn_opt(v, OID_LEN))
            return false;
        sn_say(t, v, "\n\t  OID length {}", OID_LEN);
        oid = raw->p + 1 + len + 5 + 1;
        sn_put_safe(t->b, oid, strnlen((const char *)oid, sn_opt(v, OID_LEN)));
    }
    return true;
}

static bool value_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *raw)
{
    switch (sn_opt(v, TYPE)) {
    case CHASSIS_TLV:
        return identifier_text(t, v, raw, CHASSIS, C_MAC, C_ADDR);
    case PORT_TLV:
        return identifier_text(t, v, raw, PORT, P_MAC, P_ADDR);
    case TTL_TLV:
        return raw->n >= 2 && sn_say(t, v, ": TTL {}s", TTL);
    case DESC_TLV:
    case NAME_TLV:
        sn_put_lit(t->b, ": ");
        string_text(t, raw->p, raw->n);
        return true;
    case SYSDESC_TLV:
        sn_put_lit(t->b, "\n\t  ");
        string_text(t, raw->p, raw->n);
        return true;
    case CAPS_TLV:
        return capabilities_text(t, v, raw);
    case MGMT_TLV:
        return management_text(t, v, raw);
    case ORG:
        if (raw->n < 4 && raw->n != 3)
            return false;
        sn_lldp_org_text(t, v, raw);
        return true;
    default:
        if (t->o->verbose <= 1)
            sn_hex_indent(t->b, "\n\t  ", raw->p, raw->n);
        return true;
    }
}

/* The next TLV; false: it is the last. */
static bool tlv_text(struct sn_text *t, const struct sn_view *v)
{
    const struct sn_rec *raw = sn_find(v, RAW);
    uint64_t type = sn_opt(v, TYPE);

    if (!sn_need_short(t, v, LEN))
        return false;
    if (t->o->verbose)
        sn_say(t, v, "\n\t{s:Unknown} TLV ({d}), length {}", TYPE, TYPE, LEN);
    if (type == END || (!raw && sn_opt(v, LEN))) {
        if (type != END)
            sn_cut_short(t);
        return false;
    }
    if (!raw->n)
        return false;
    if (!t->o->verbose && type == NAME_TLV) {
        sn_put_lit(t->b, ": ");
        string_text(t, raw->p, raw->n);
    } else if (t->o->verbose) {
        if (!value_text(t, v, raw)) {
            sn_cut_short(t);
            return false;
        }
        if (t->o->verbose > 1)
            sn_hex_indent(t->b, "\n\t  ", raw->p, raw->n);
    }
    return true;
}

static enum sn_then lldp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), tlv = {0};
    uint32_t left = l->len;

    sn_put_f(t->b, "LLDP, length %u", l->len);
    while (left >= TLV_HDR && !t->ended) {
        if (!sn_each(&v, TLV, &tlv)) {
            sn_cut_short(t);
            break;
        }
        if (!tlv_text(t, &tlv))
            break;
        left -= left < TLV_HDR + sn_opt(&tlv, LEN) ? left : TLV_HDR + (uint32_t)sn_opt(&tlv, LEN);
    }
    return SN_TEXT_DONE;
}

SN_PROTO(lldp, "Link Layer Discovery Protocol", {.table = &sn_tab_ether, .value = 0x88cc})
