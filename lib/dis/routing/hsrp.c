/* HSRP, version 0 (RFC 2281) and, for fields, version 2 (Cisco's own). */
#include "dis/proto.h"

enum { AUTH_SIZE = 8, ADVERTISE = 3 };
/* The groups that versions are told by. */
enum { GROUP_V0 = 0xe0000002, GROUP_V2 = 0xe0000066, GROUP_V2_LAST = 0x66 };
/* Version 2 is made of these, each of a size. */
enum { T_GROUP = 1, T_INTERFACE, T_TEXT, T_MD5 };
enum { N_GROUP = 40, N_INTERFACE = 4, N_TEXT = 8, N_MD5 = 28 };

static const struct sn_val opcodes[] = {{0, "hello"}, {1, "coup"}, {2, "resign"}, {0, NULL}};
static const struct sn_val states[] = {
    {0, "initial"}, {1, "learn"},   {2, "listen"}, {4, "speak"},
    {8, "standby"}, {16, "active"}, {0, NULL},
};

static const struct sn_val states2[] = {{0, "Disabled"}, {1, "Init"},  {2, "Learn"},
                                        {3, "Listen"},   {4, "Speak"}, {5, "Standby"},
                                        {6, "Active"},   {0, NULL}};

static const struct sn_val adv_states[] = {
    {1, "Dormant"}, {2, "Passive"}, {3, "Active"}, {0, NULL}};

#define HSRP(F)                                                                                    \
    F(VERSION, "hsrp.version", U8, "Version")                                                      \
    F(OPCODE, "hsrp.opcode", U8, "Op Code", .vals = opcodes)                                       \
    F(STATE, "hsrp.state", U8, "State", .vals = states)                                            \
    F(HELLO, "hsrp.hellotime", U8, "Hellotime", .unit = "s")                                       \
    F(HOLD, "hsrp.holdtime", U8, "Holdtime", .unit = "s")                                          \
    F(PRIO, "hsrp.priority", U8, "Priority")                                                       \
    F(GROUP, "hsrp.group", U8, "Group")                                                            \
    F(RESERVED, "hsrp.reserved", U8, "Reserved")                                                   \
    F(AUTH, "hsrp.auth_data", STR, "Authentication Data", .width = AUTH_SIZE, .step = AUTH_SIZE)   \
    F(ADDR, "hsrp.virt_ip", IPV4, "Virtual IP Address")                                            \
    F(ADV_TYPE, "hsrp.adv.tlvtype", U16, "Adv type")                                               \
    F(ADV_LEN, "hsrp.adv.tlvlength", U16, "Adv length")                                            \
    F(ADV_STATE, "hsrp.adv.state", U8, "Adv state", .vals = adv_states)                            \
    F(ADV_RES1, "hsrp.adv.reserved1", U8, "Adv reserved1")                                         \
    F(ADV_ACTIVE, "hsrp.adv.activegrp", U16, "Adv active groups")                                  \
    F(ADV_PASSIVE, "hsrp.adv.passivegrp", U16, "Adv passive groups")                               \
    F(ADV_RES2, "hsrp.adv.reserved2", U32, "Adv reserved2")                                        \
    F(TLV, "sn.hsrp2.tlv", GROUPS, "TLV")                                                          \
    F(V2_GROUP, "hsrp2.group_state_tlv", U8, "Group State TLV", .pad = 1)                          \
    F(V2_VERSION, "hsrp2.version", U8, "Version")                                                  \
    F(V2_OPCODE, "hsrp2.opcode", U8, "Op Code", .vals = opcodes)                                   \
    F(V2_STATE, "hsrp2.state", U8, "State", .vals = states2)                                       \
    F(V2_IPVER, "hsrp2.ipversion", U8, "IP Ver.")                                                  \
    F(V2_NUMBER, "hsrp2.group", U16, "Group")                                                      \
    F(V2_ID, "hsrp2.identifier", ETHER, "Identifier")                                              \
    F(V2_PRIO, "hsrp2.priority", U32, "Priority")                                                  \
    F(V2_HELLO, "hsrp2.hellotime", U32, "Hellotime", .unit = "ms")                                 \
    F(V2_HOLD, "hsrp2.holdtime", U32, "Holdtime", .unit = "ms")                                    \
    F(V2_ADDR, "hsrp2.virt_ip", IPV4, "Virtual IP Address")                                        \
    F(V2_ADDR6, "hsrp2.virt_ip_v6", IPV6, "Virtual IPv6 Address")                                  \
    F(V2_IF, "sn.hsrp2.interface_state_tlv", U8, NULL, .pad = 1)                                   \
    F(V2_ACTIVE, "hsrp2.active_groups", U16, "Active Groups")                                      \
    F(V2_PASSIVE, "hsrp2.passive_groups", U16, "Passive Groups")                                   \
    F(V2_TEXT, "hsrp2.text_auth_tlv", U8, "Text Authentication TLV", .pad = 1)                     \
    F(V2_AUTH, "hsrp2.auth_data", STR, "Authentication Data", .width = AUTH_SIZE,                  \
      .step = AUTH_SIZE)                                                                           \
    F(V2_MD5, "hsrp2.md5_auth_tlv", U8, "MD5 Authentication TLV", .pad = 1)                        \
    F(V2_ALGORITHM, "hsrp2.md5_algorithm", U8, "MD5 Algorithm")                                    \
    F(V2_PADDING, "hsrp2.md5_padding", U8, "Padding", .base = SN_HEX)                              \
    F(V2_FLAGS, "hsrp2.md5_flags", U16, "MD5 Flags", .base = SN_HEX)                               \
    F(V2_MD5_ADDR, "hsrp.md5_ip_address", IPV4, "Sender's IP Address")                             \
    F(V2_KEY, "hsrp2.md5_key_id", U32, "MD5 Key ID", .base = SN_HEX)                               \
    F(V2_DIGEST, "hsrp2.md5_auth_data", BYTES, "MD5 Authentication Data", .width = 16, .step = 16)
SN_FIELDS(hsrp, HSRP)

/* One part of a message of version 2; false: it is none, or cut. */
static bool tlv(struct sn_dis *d, struct sn_rd *r)
{
    static const struct part {
        uint8_t size, first, last;
    } parts[] = {[T_GROUP] = {N_GROUP, V2_GROUP, V2_HOLD},
                 [T_INTERFACE] = {N_INTERFACE, V2_IF, V2_PASSIVE},
                 [T_TEXT] = {N_TEXT, V2_TEXT, V2_AUTH},
                 [T_MD5] = {N_MD5, V2_MD5, V2_DIGEST}};
    const uint8_t *p = r->p;
    struct sn_rec *g;
    bool whole;

    if (!sn_rd_need(r, 2) || !p[0] || p[0] >= sizeof parts / sizeof *parts ||
        p[1] != parts[p[0]].size)
        return false;
    g = sn_group(d, r, TLV, 0);
    whole = sn_header(d, r, parts[p[0]].first, parts[p[0]].last);
    if (whole && p[0] == T_GROUP) { /* its address has room for one of IPv6 */
        struct sn_rd addr = *r;
        uint64_t version = sn_u(d, V2_IPVER);

        whole = version != 6 ? version != 4 || sn_get(d, &addr, V2_ADDR, NULL)
                             : sn_get(d, &addr, V2_ADDR6, NULL);
        whole = sn_rd_skip(r, 16) && whole;
    }
    sn_group_end(d, r, g);
    return whole;
}

/* The group that the message was sent to; 0: none of HSRP's. */
static uint32_t group_of(const struct sn_dis *d)
{
    static const uint8_t v6[16] = {0xff, 0x02, [15] = GROUP_V2_LAST};

    if (d->ip.version == 6)
        return memcmp(d->ip.dst, v6, sizeof v6) == 0 ? GROUP_V2 : 0;
    return d->ip.version == 4 ? sn_be32(d->ip.dst) : 0;
}

/* An advertisement says how many groups an interface has in which state (Cisco's own). The text
 * takes it for a message like the others. One that ends in the middle of its header is none to
 * Wireshark, unless that is where the capture was cut. */
static void version0(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rd line;
    uint32_t op, first;

    if (!sn_get(d, r, VERSION, NULL) || sn_u(d, VERSION) || !sn_get(d, r, OPCODE, &op)) {
        if (r->stop == SN_STOP_MALFORMED)
            sn_text_only(d, d->cur->first);
        return;
    }
    if (op != ADVERTISE || !(d->want & SN_WANT_FIELDS)) {
        if (!sn_header(d, r, STATE, ADDR) && r->stop == SN_STOP_MALFORMED)
            sn_text_only(d, d->cur->first);
        return;
    }
    line = *r;
    first = d->nrec;
    (void)sn_header(d, &line, STATE, ADDR);
    sn_text_only(d, first);
    (void)sn_header(d, r, ADV_TYPE, ADV_RES2);
}

/* For fields the group that it was sent to says the version, and without one it is no HSRP; the
 * text asks the first byte. */
static void hsrp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r;
    uint32_t to = group_of(d);

    (void)len;
    version0(d, r);
    if (!(d->want & SN_WANT_FIELDS) || to == GROUP_V0)
        return;
    sn_text_only(d, d->cur->first);
    while (to == GROUP_V2 && sn_rd_left(&all) && tlv(d, &all))
        ;
}

static enum sn_then hsrp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    sn_say(t, &v, "HSRPv{}", VERSION);
    if (sn_opt(&v, VERSION))
        return SN_TEXT_DONE;
    sn_put_c(t->b, '-');
    sn_say(t, &v, "{s:unknown (%u)} ", OPCODE);
    sn_put_f(t->b, "%u: ", l->len);
    sn_say(t, &v, "state={s:Unknown (%u)} ", STATE);
    sn_say(t, &v, "group={} ", GROUP);
    if (sn_num(t, &v, RESERVED))
        sn_say(t, &v, "[reserved={}!] ", RESERVED);
    sn_say(t, &v, "addr={}", ADDR);
    if (!t->o->verbose)
        return SN_TEXT_DONE;
    sn_say(t, &v, " hellotime={t} holdtime={t} priority={}", HELLO, HOLD, PRIO);
    sn_say_padded(t, &v, " auth=\"{}\"", AUTH, AUTH_SIZE);
    return SN_TEXT_DONE;
}

SN_PROTO(hsrp, "Cisco Hot Standby Router Protocol",
         {.table = &sn_tab_udp, .dir = SN_KEY_DST, .value = 1985})
