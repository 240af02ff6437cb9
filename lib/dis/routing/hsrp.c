/* HSRP, version 0 (RFC 2281). */
#include "dis/proto.h"

enum { AUTH_SIZE = 8, ADVERTISE = 3 };

static const struct sn_val opcodes[] = {{0, "hello"}, {1, "coup"}, {2, "resign"}, {0, NULL}};
static const struct sn_val states[] = {
    {0, "initial"}, {1, "learn"},   {2, "listen"}, {4, "speak"},
    {8, "standby"}, {16, "active"}, {0, NULL},
};

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
    F(ADV_RES2, "hsrp.adv.reserved2", U32, "Adv reserved2")
SN_FIELDS(hsrp, HSRP)

/* An advertisement says how many groups an interface has in which state (Cisco's own). The text
 * takes it for a message like the others. */
static void hsrp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd line;
    uint32_t op, first;

    (void)len;
    if (!sn_get(d, r, VERSION, NULL) || sn_u(d, VERSION) || !sn_get(d, r, OPCODE, &op)) {
        if (r->stop)
            sn_text_only(d, d->cur->first);
        return;
    }
    if (op != ADVERTISE || !(d->want & SN_WANT_FIELDS)) {
        if (!sn_header(d, r, STATE, ADDR))
            sn_text_only(d, d->cur->first);
        return;
    }
    line = *r;
    first = d->nrec;
    (void)sn_header(d, &line, STATE, ADDR);
    sn_text_only(d, first);
    (void)sn_header(d, r, ADV_TYPE, ADV_RES2);
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
