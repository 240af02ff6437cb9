/*
 * The Multipath TCP option (RFC 6824, 8684).
 *
 * Records: MP_SUBTYPE first, then what the subtype holds. An option of a length that doesn't go
 * with its subtype and the segment's flags is malformed; what was read until then stays.
 */
#include "dis/transport/tcp.h"

enum { CAPABLE, JOIN, DSS, ADD_ADDR, REM_ADDR, PRIO, FAIL, FAST_CLOSE, UNKNOWN };

enum { DSS_ACK = 1, DSS_ACK8 = 2, DSS_SEQ = 4, DSS_SEQ8 = 8, DSS_FIN = 16, CSUM = 0x80 };

/* 4 or 8 bytes as one number. */
static bool number(struct sn_dis *d, struct sn_rd *r, unsigned field, bool wide)
{
    size_t n = wide ? 8 : 4, o = sn_rd_off(r);
    const uint8_t *p;

    if (!sn_rd_bytes(r, n, &p))
        return false;
    sn_rec_uint(d, field, o, n, wide ? sn_be64(p) : sn_be32(p));
    return true;
}

/* A field of the lower bits of the first byte, which was read. */
static void first_byte(struct sn_dis *d, struct sn_rd *r, unsigned field)
{
    r->p--;
    (void)sn_get(d, r, field, NULL);
}

/* Flags that stand beside the subtype: Wireshark's number of them has it too. */
static void backup(struct sn_dis *d, struct sn_rd *r)
{
    first_byte(d, r, MP_FLAGS);
    first_byte(d, r, MP_BACKUP);
}

/* Version 0 has the address's family where version 1 has the echo flag. */
static void family_or_echo(struct sn_dis *d, struct sn_rd *r)
{
    first_byte(d, r, MP_IPVER);
    if (sn_u(d, MP_IPVER) == 4 || sn_u(d, MP_IPVER) == 6)
        return;
    sn_text_last(d);
    first_byte(d, r, MP_ECHO);
}

static bool capable(struct sn_dis *d, struct sn_rd *r, uint32_t len, uint8_t flags)
{
    bool syn = flags & SN_TCP_SYN, ack = flags & SN_TCP_ACK;

    if (!((len == 4 || len == 12) && syn) && !((len == 20 || len == 22) && !syn && ack))
        return false;
    first_byte(d, r, MP_VERSION);
    if (!sn_get(d, r, MP_FLAGS, NULL))
        return false;
    if (sn_u(d, MP_VERSION) > 1 || len == 4)
        return true;
    return sn_get(d, r, MP_KEY, NULL) && (len == 12 || sn_get(d, r, MP_KEY2, NULL));
}

static bool join(struct sn_dis *d, struct sn_rd *r, uint32_t len, uint8_t flags)
{
    bool syn = flags & SN_TCP_SYN, ack = flags & SN_TCP_ACK;

    if (len == 24 && ack)
        return sn_rd_skip(r, 1) && sn_get_bytes(d, r, MP_HMAC20, 20);
    if (!(len == 12 && syn) && !(len == 16 && syn && ack))
        return false;
    backup(d, r);
    return sn_get(d, r, MP_ID, NULL) && sn_get(d, r, len == 12 ? MP_TOKEN : MP_HMAC, NULL) &&
           sn_get(d, r, MP_NONCE, NULL);
}

static bool dss(struct sn_dis *d, struct sn_rd *r, uint8_t flags)
{
    uint32_t bits;

    if (flags & SN_TCP_SYN || !sn_get(d, r, MP_FLAGS, &bits) ||
        (bits & DSS_ACK && !number(d, r, MP_ACK, bits & DSS_ACK8)) ||
        (bits & DSS_SEQ &&
         (!number(d, r, MP_SEQ, bits & DSS_SEQ8) || !sn_header(d, r, MP_SUBSEQ, MP_LEN))))
        return false;
    if (bits & DSS_SEQ && sn_rd_left(r) >= 2)
        (void)sn_get(d, r, MP_CSUM, NULL);
    return sn_rd_left(r) == 0;
}

static bool add_addr(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    bool v6 = len >= 20;
    uint32_t rest = len - (v6 ? 20 : 8);

    if (len < 8 || (rest != 0 && rest != 2 && rest != 8 && rest != 10))
        return false;
    family_or_echo(d, r);
    return sn_get(d, r, MP_ID, NULL) && sn_get(d, r, v6 ? MP_ADDR6 : MP_ADDR4, NULL) &&
           (!(rest & 2) || sn_get(d, r, MP_PORT, NULL)) &&
           (!(rest & 8) || sn_get(d, r, MP_HMAC, NULL));
}

static bool rem_addr(struct sn_dis *d, struct sn_rd *r)
{
    do {
        if (!sn_get(d, r, MP_ID, NULL))
            return false;
    } while (sn_rd_left(r) > 0);
    return true;
}

static bool prio(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    if (len > 4)
        return false;
    backup(d, r);
    return len == 3 || sn_get(d, r, MP_ID, NULL);
}

/* 12 bytes: subtype, flags, and a number of 8. */
static bool wide(struct sn_dis *d, struct sn_rd *r, uint32_t len, unsigned field)
{
    return len == 12 && sn_rd_skip(r, 1) && number(d, r, field, true);
}

bool sn_mptcp(struct sn_dis *d, struct sn_rd *r, uint32_t len, uint8_t flags)
{
    uint32_t subtype;

    if (!sn_get(d, r, MP_SUBTYPE, &subtype))
        return false;
    switch (subtype) {
    case CAPABLE:
        return capable(d, r, len, flags);
    case JOIN:
        return join(d, r, len, flags);
    case DSS:
        return dss(d, r, flags);
    case ADD_ADDR:
        return add_addr(d, r, len);
    case REM_ADDR:
        return rem_addr(d, r);
    case PRIO:
        return prio(d, r, len);
    case FAIL:
        return wide(d, r, len, MP_SEQ);
    case FAST_CLOSE:
        return wide(d, r, len, MP_KEY2);
    default:
        return true;
    }
}

/* ---- text ---- */

/* What an option of a wrong length lacks isn't said. */
static void say(struct sn_text *t, const struct sn_view *v, const char *fmt, uint16_t field)
{
    if (sn_find(v, field))
        sn_say(t, v, fmt, field);
}

static void capable_text(struct sn_text *t, const struct sn_view *v)
{
    if (!sn_find(v, MP_FLAGS))
        return;
    if (sn_opt(v, MP_VERSION) > 1) {
        sn_say(t, v, " Unknown Version ({})", MP_VERSION);
        return;
    }
    sn_say(t, v, " v{}", MP_VERSION);
    if (sn_opt(v, MP_FLAGS) & CSUM)
        sn_put_lit(t->b, " csum");
    if (!sn_find(v, MP_KEY))
        return;
    sn_say(t, v, " {{0x{x}", MP_KEY);
    say(t, v, ",0x{x}", MP_KEY2);
    sn_put_c(t->b, '}');
}

static void dss_text(struct sn_text *t, const struct sn_view *v)
{
    uint64_t bits = sn_opt(v, MP_FLAGS);

    if (bits & DSS_FIN)
        sn_put_lit(t->b, " fin");
    if (bits & DSS_ACK) {
        sn_put_lit(t->b, " ack ");
        say(t, v, "{}", MP_ACK);
    }
    if (bits & DSS_SEQ && (!(bits & DSS_ACK) || sn_find(v, MP_ACK))) {
        sn_put_lit(t->b, " seq ");
        say(t, v, "{}", MP_SEQ);
    }
    say(t, v, " subseq {}", MP_SUBSEQ);
    say(t, v, " len {}", MP_LEN);
    say(t, v, " csum 0x{x}", MP_CSUM);
}

static void join_text(struct sn_text *t, const struct sn_view *v)
{
    if (sn_opt(v, MP_BACKUP))
        sn_put_lit(t->b, " backup");
    say(t, v, " id {}", MP_ID);
    say(t, v, " token 0x{x}", MP_TOKEN);
    say(t, v, " hmac 0x{x}", MP_HMAC);
    say(t, v, " hmac 0x{}", MP_HMAC20);
    say(t, v, " nonce 0x{x}", MP_NONCE);
}

static void add_addr_text(struct sn_text *t, const struct sn_view *v)
{
    static const struct sn_val echo[] = {
        {0, "v1"}, {1, "v1-echo"}, {4, "v0-ip4"}, {6, "v0-ip6"}, {0, NULL}};

    if (sn_find(v, MP_IPVER)) {
        sn_put_c(t->b, ' ');
        sn_put_name(t, echo, sn_opt(v, MP_IPVER), "[bad version/echo]");
    }
    say(t, v, " id {}", MP_ID);
    say(t, v, " {}", MP_ADDR4);
    say(t, v, " {}", MP_ADDR6);
    say(t, v, ":{}", MP_PORT);
    say(t, v, " hmac 0x{x}", MP_HMAC);
}

void sn_mptcp_text(struct sn_text *t, uint32_t len, const struct sn_view *v)
{
    static const char *const names[] = {"capable", "join", "dss",        "add-addr", "rem-addr",
                                        "prio",    "fail", "fast-close", "unknown"};
    uint64_t type = sn_opt(v, MP_SUBTYPE);
    struct sn_view id = {0};

    if (!sn_find(v, MP_SUBTYPE))
        return;
    sn_put_f(t->b, " %u %s", len, names[type > UNKNOWN ? UNKNOWN : type]);
    switch (type) {
    case CAPABLE:
        capable_text(t, v);
        break;
    case JOIN:
        join_text(t, v);
        break;
    case DSS:
        dss_text(t, v);
        break;
    case ADD_ADDR:
        add_addr_text(t, v);
        break;
    case REM_ADDR:
        for (const char *fmt = " id {}"; sn_each(v, MP_ID, &id); fmt = " {}")
            sn_say(t, &id, fmt, MP_ID);
        break;
    case PRIO:
        if (sn_find(v, MP_BACKUP))
            sn_put_s(t->b, sn_opt(v, MP_BACKUP) ? " backup" : " non-backup");
        say(t, v, " id {}", MP_ID);
        break;
    case FAIL:
        say(t, v, " seq {}", MP_SEQ);
        break;
    case FAST_CLOSE:
        say(t, v, " key 0x{x}", MP_KEY2);
        break;
    }
}
