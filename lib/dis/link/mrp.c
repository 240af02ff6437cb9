/*
 * The multiple registration protocol (IEEE 802.1Q 10.8) with which stations and bridges say which
 * VLANs (MVRP) and which groups of addresses (MMRP) they want. A message has vectors of one type: a
 * first value, and what happens to it and to those behind it, three events in a byte.
 */
#include "dis/link/eth.h"

static const struct sn_val vlans[] = {{1, "VLAN Identifier"}, {0, NULL}};
static const struct sn_val groups[] = {{1, "Service Requirement"}, {2, "MAC"}, {0, NULL}};
static const struct sn_val leaves[] = {{0, "Null"}, {1, "Leave All"}, {0, NULL}};
static const struct sn_val happens[] = {{0, "New"}, {1, "JoinIn"}, {2, "In"}, {3, "JoinMt"},
                                        {4, "Mt"},  {5, "Lv"},     {0, NULL}};

#define MRP(F, name, types)                                                                        \
    F(VERSION, name ".protocol_version", U8, "Protocol Version")                                   \
    F(MESSAGE, "sn." name ".message", GROUPS, "Message")                                           \
    F(TYPE, name ".attribute_type", U8, "Attribute Type", .vals = types)                           \
    F(LEN, name ".attribute_length", U8, "Attribute Length")                                       \
    F(VECTOR, "sn." name ".vector", GROUPS, "Vector Attribute")                                    \
    F(HEADER, name ".vector_header", U16, "Vector Header", .base = SN_HEX)                         \
    F(LEAVE_ALL, name ".leave_all_event", UINT, "Leave All Event", .mask = 0xe000, .vals = leaves) \
    F(NUMBER, name ".number_of_values", UINT, "Number of Values", .mask = 0x1fff)                  \
    F(EVENT, name ".three_packed_event", UINTS, "Attribute Event", .vals = happens)                \
    F(END, name ".end_mark", U16, "End Mark", .base = SN_HEX)
#define MVRP(F)                                                                                    \
    MRP(F, "mrp-mvrp", vlans)                                                                      \
    F(VID, "mrp-mvrp.vid", U16, "VLAN ID")
#define MMRP(F)                                                                                    \
    MRP(F, "mrp-mmrp", groups)                                                                     \
    F(MAC, "sn.mrp-mmrp.mac", ETHER, "MAC")
SN_FIELDS(mvrp, MVRP)

/* In its place: */
enum { MAC = VID };
SN_FIELD_TABLE(mmrp, MMRP)

enum { VLAN = 1, GROUP = 2, EVENTS = 6, IN_A_BYTE = 3 };

/* The first value, by its type; then the events, the last byte maybe with fewer. */
static bool values(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t len, uint32_t n)
{
    bool known =
        d->cur->proto == &sn_proto_mvrp ? type == VLAN && len == 2 : type == GROUP && len == 6;
    uint8_t c = 0;

    if (known ? !sn_header(d, r, VID, VID) : !sn_rd_skip(r, len))
        return false;
    for (uint32_t i = 0; i < n; i++) {
        unsigned place = i % IN_A_BYTE;

        if (!place && !sn_rd_u8(r, &c))
            return false;
        sn_rec_uint(d, EVENT, sn_rd_off(r) - 1, 1,
                    place == 0   ? c / (EVENTS * EVENTS)
                    : place == 1 ? c / EVENTS % EVENTS
                                 : c % EVENTS);
    }
    return true;
}

static bool vector(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t len)
{
    struct sn_rec *g = sn_group(d, r, VECTOR, 0);
    uint32_t head;
    bool ok = sn_get(d, r, HEADER, &head);

    if (ok) {
        sn_parts(d, HEADER, LEAVE_ALL, NUMBER);
        ok = values(d, r, type, len, head & mvrp_fields[NUMBER].mask);
    }
    sn_group_end(d, r, g);
    return ok;
}

/* Two zeros end the vectors of a message, and the messages. */
static bool goes_on(const struct sn_rd *r)
{
    return sn_rd_left(r) >= 2 && sn_be16(r->p) != 0;
}

static bool message(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rec *g = sn_group(d, r, MESSAGE, 0);
    uint32_t type, len;
    bool ok = sn_get(d, r, TYPE, &type) && sn_get(d, r, LEN, &len);

    while (ok && goes_on(r))
        ok = vector(d, r, type, len);
    ok = ok && sn_get(d, r, END, NULL);
    sn_group_end(d, r, g);
    return ok;
}

static void mrp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    if (!sn_get(d, r, VERSION, NULL))
        return;
    while (goes_on(r)) {
        if (!message(d, r))
            return;
    }
    if (sn_rd_left(r))
        (void)!sn_get(d, r, END, NULL);
}

const struct sn_proto sn_proto_mvrp = {
    .name = "mrp-mvrp",
    .title = "Multiple VLAN Registration Protocol",
    SN_PROTO_FIELDS(mvrp),
    .more = true,
    .keys = SN_KEYS({.table = &sn_tab_ether, .value = 0x88f5}),
    .dissect = mrp_dissect,
};

const struct sn_proto sn_proto_mmrp = {
    .name = "mrp-mmrp",
    .title = "Multiple MAC Registration Protocol",
    SN_PROTO_FIELDS(mmrp),
    .more = true,
    .keys = SN_KEYS({.table = &sn_tab_ether, .value = 0x88f6}),
    .dissect = mrp_dissect,
};
