/* VQP, Cisco's VLAN Query Protocol: a switch asks a VMPS for the VLAN of a port (OpenVMPS). */
#include "dis/proto.h"

enum { PORT = 1589, HDR = 8, OBJECT_HDR = 6 };
enum { IP = 0xc01, PORT_NAME, VLAN_NAME, DOMAIN, PACKET, MAC_NULL, MAC = 0xc08 };

static const struct sn_val codes[] = {
    {1, "Request, Join Port"},
    {2, "Response, VLAN"},
    {3, "Request, Reconfirm"},
    {4, "Response, Reconfirm"},
    {0, NULL},
};
static const struct sn_val errors[] = {
    {0, "No error"}, {3, "Access denied"}, {4, "Shutdown port"}, {5, "Wrong VTP domain"}, {0, NULL},
};
static const struct sn_val objects[] = {
    {IP, "Client IP Address"},   {PORT_NAME, "Port Name"},
    {VLAN_NAME, "VLAN Name"},    {DOMAIN, "VTP Domain"},
    {PACKET, "Ethernet Packet"}, {MAC_NULL, "MAC Null"},
    {MAC, "MAC Address"},        {0, NULL},
};

/* Wireshark doesn't know it. */
#define VQP(F)                                                                                     \
    F(VERSION, "sn.vqp.version", U8, "Version")                                                    \
    F(CODE, "sn.vqp.opcode", U8, "Message", .vals = codes)                                         \
    F(ERROR, "sn.vqp.error", U8, "Error Code", .vals = errors)                                     \
    F(COUNT, "sn.vqp.items", U8, "Items")                                                          \
    F(SEQ, "sn.vqp.seq", U32, "Sequence Number", .base = SN_HEX)                                   \
    F(OBJECT, "sn.vqp.object", GROUPS, "Object")                                                   \
    F(TYPE, "sn.vqp.object.type", U32, "Type", .base = SN_HEX, .vals = objects)                    \
    F(LEN, "sn.vqp.object.length", U16, "Length")                                                  \
    F(ADDR, "sn.vqp.ip", IPV4, "Client IP Address")                                                \
    F(NAME, "sn.vqp.name", STR, "Name")                                                            \
    F(ETHER, "sn.vqp.mac", ETHER, "MAC Address")                                                   \
    F(BAD, "sn.vqp.object.length.invalid", UINT, NULL)                                             \
    F(DATA, "sn.vqp.data", BYTES, "Data")
SN_FIELDS(vqp, VQP)

/* The value of an object. False: its length can't be right. */
static bool value(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t len)
{
    uint32_t size = type == IP ? 4 : 6;

    switch (type) {
    case IP:
    case MAC_NULL:
    case MAC:
        if (len != size) {
            sn_note(d, BAD, len);
            return false;
        }
        return sn_get(d, r, type == IP ? ADDR : ETHER, NULL);
    case PORT_NAME:
    case VLAN_NAME:
    case DOMAIN:
        return sn_get_bytes(d, r, NAME, len);
    default:
        return sn_get_bytes(d, r, DATA, len);
    }
}

/* Whether *left, of what the datagram has by its length, is enough for n more. */
static bool fits(struct sn_dis *d, struct sn_rd *r, uint32_t n, uint32_t *left)
{
    if (!sn_rd_need(r, n))
        return false;
    if (*left < n) {
        sn_note(d, BAD, n);
        return false;
    }
    *left -= n;
    return true;
}

/* False: it is the last. */
static bool object(struct sn_dis *d, struct sn_rd *r, uint32_t *left)
{
    uint32_t type, size;

    return fits(d, r, OBJECT_HDR, left) && sn_get(d, r, TYPE, &type) && sn_get(d, r, LEN, &size) &&
           type && size && fits(d, r, size, left) && value(d, r, type, size);
}

static void vqp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t left = len - HDR;
    bool more = true;

    if (!sn_rd_need(r, HDR))
        return;
    if (len < HDR) {
        sn_malformed(r);
        return;
    }
    if (!sn_get(d, r, VERSION, NULL) || sn_u(d, VERSION) != 1 || !sn_header(d, r, CODE, SEQ))
        return;
    for (uint64_t n = sn_u(d, COUNT); n && left && more; n--) {
        struct sn_rec *g = sn_group(d, r, OBJECT, 0);

        more = object(d, r, &left);
        sn_group_end(d, r, g);
    }
}

#define PUT(name)                                                                                  \
    static void name(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)

PUT(put_object)
{
    unsigned type = (unsigned)sn_before(v, q, TYPE)->u;

    sn_put_lit(t->b, "\n\t  ");
    sn_put_name(t, objects, type, "Unknown");
    sn_put_f(t->b, " Object (0x%08x), length %u, value: ", type, (unsigned)q->u);
}

PUT(put_name)
{
    (void)v;
    sn_put_safe(t->b, q->p, strnlen((const char *)q->p, q->n));
}

PUT(put_addr)
{
    (void)v;
    sn_text_host4(t, (uint32_t)q->u);
    sn_put_f(t->b, " (0x%08x)", (unsigned)q->u);
}

/* What is unknown is shown with one -v only. */
PUT(put_data)
{
    if (sn_before(v, q, TYPE)->u == PACKET)
        put_name(t, v, q);
    else if (t->o->verbose == 1)
        sn_text_hex(t, "\n\t    ", q->p, q->n);
}

static const struct sn_line lines[] = {
    [LEN] = {.put = put_object}, [ADDR] = {.put = put_addr},    [NAME] = {.put = put_name},
    [ETHER] = SN_LINE("{}"),     [BAD] = SN_LINE(" (invalid)"), [DATA] = {.put = put_data},
};

static enum sn_then vqp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (l->len < HDR && l->caplen >= HDR) {
        sn_put_lit(t->b, " (invalid)");
        return SN_TEXT_DONE;
    }
    if (!sn_need(t, &v, VERSION))
        return SN_TEXT_DONE;
    if (sn_opt(&v, VERSION) != 1) {
        sn_say(t, &v, "VQP version {} packet not supported", VERSION);
        return SN_TEXT_DONE;
    }
    if (!sn_need(t, &v, SEQ))
        return SN_TEXT_DONE;
    sn_say(t, &v, t->o->verbose ? "\n\tVQPv{}, " : "VQPv{} ", VERSION);
    sn_say(t, &v, "{s:unknown (%u)} Message, error-code {s:unknown} ({d})", CODE, ERROR, ERROR);
    if (t->o->verbose)
        sn_say(t, &v, ", seq 0x{08x}, items {}", SEQ, COUNT);
    sn_put_f(t->b, ", length %u", l->len);
    if (t->o->verbose)
        sn_say_layer(t, l, lines, sizeof lines / sizeof lines[0]);
    return SN_TEXT_DONE;
}

SN_PROTO(vqp, "VLAN Query Protocol", {.table = &sn_tab_udp, .value = PORT})
