/* HSRP, version 0 (RFC 2281). */
#include "dis/proto.h"

enum { AUTH_SIZE = 8 };

static const struct sn_val opcodes[] = {{0, "hello"}, {1, "coup"}, {2, "resign"}, {0, NULL}};
static const struct sn_val states[] = {
    {0, "initial"}, {1, "learn"},   {2, "listen"}, {4, "speak"},
    {8, "standby"}, {16, "active"}, {0, NULL},
};

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
    F(ADDR, "hsrp.virt_ip", IPV4, "Virtual IP Address")
SN_FIELDS(hsrp, HSRP)

static void hsrp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    if (sn_get(d, r, VERSION, NULL) && !sn_u(d, VERSION))
        (void)sn_header(d, r, OPCODE, ADDR);
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

SN_PROTO(hsrp, "Cisco Hot Standby Router Protocol", {.table = &sn_tab_udp, .value = 1985})
