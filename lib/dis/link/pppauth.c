/* Authentication in PPP: PAP (RFC 1334) and CHAP (RFC 1994). */
#include "dis/link/ppp.h"

enum { HDR = 4 };

/* ---- PAP ---- */

enum { PAP_REQ = 1, PAP_ACK = 2, PAP_NAK = 3 };
static const struct sn_val pap_codes[] = {
    {PAP_REQ, "Auth-Req"}, {PAP_ACK, "Auth-ACK"}, {PAP_NAK, "Auth-NACK"}, {0, NULL}};

#define PAP(F)                                                                                     \
    F(PAP_CODE, "pap.code", U8, "Code", .vals = pap_codes)                                         \
    F(PAP_ID, "pap.identifier", U8, "Identifier")                                                  \
    F(PAP_LEN, "pap.length", U16, "Length")                                                        \
    F(PEER_LEN, "pap.peer_id.length", U8, "Peer-ID-Length")                                        \
    F(PEER, "pap.peer_id", STR, "Peer-ID")                                                         \
    F(PASS_LEN, "pap.password.length", U8, "Password-Length")                                      \
    F(PASS, "pap.password", STR, "Password")                                                       \
    F(PAP_MSG_LEN, "pap.message.length", U8, "Message-Length")                                     \
    F(PAP_MSG, "pap.message", STR, "Message")                                                      \
    F(PAP_STUFF, "pap.stuff", BYTES, "stuff")
SN_FIELDS(pap, PAP)

/* A string behind its length; of one that isn't whole tcpdump prints what there is. */
static bool counted(struct sn_dis *d, struct sn_rd *r, unsigned len, unsigned field)
{
    uint32_t n;

    if (!sn_rd_left(r) || !sn_get(d, r, len, &n))
        return false;
    if (sn_get_upto(d, r, field, n))
        return true;
    sn_text_last(d);
    return false;
}

static void pap_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd body;
    uint64_t n;

    if (!sn_header(d, r, PAP_CODE, PAP_LEN))
        return;
    n = sn_u(d, PAP_LEN);
    if (n < HDR || n > len)
        return;
    body = sn_inside(r, n - HDR);
    if (sn_u(d, PAP_CODE) == PAP_REQ) {
        if (counted(d, &body, PEER_LEN, PEER))
            (void)counted(d, &body, PASS_LEN, PASS);
    } else if (sn_u(d, PAP_CODE) == PAP_ACK || sn_u(d, PAP_CODE) == PAP_NAK) {
        (void)counted(d, &body, PAP_MSG_LEN, PAP_MSG);
    } else if (sn_rd_left(&body) && d->want & SN_WANT_FIELDS) {
        (void)!sn_get_bytes(d, &body, PAP_STUFF, sn_rd_left(&body));
    }
    if (body.stop == SN_STOP_TRUNCATED)
        sn_stop(r, &body);
}

/* Of *left bytes a length and as many as it says; false: that is more than there are. */
static bool counted_text(struct sn_text *t, const struct sn_view *v, const char *before,
                         unsigned len, unsigned field, uint64_t *left)
{
    uint64_t n;

    if (*left < 1 || !sn_need(t, v, len))
        return false;
    n = sn_opt(v, len);
    if (*left - 1 < n)
        return false;
    sn_say_counted(t, v, before, field, n);
    *left -= 1 + n;
    return true;
}

static enum sn_then pap_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t n = sn_opt(&v, PAP_LEN), code = sn_opt(&v, PAP_CODE), left = n - HDR;

    t->tag = t->d->layer[0].proto == &sn_proto_ppphdlc ? "ppp_hdlc" : "ppp";
    if (l->len < 1) {
        sn_put_lit(t->b, "[|pap]");
        return SN_TEXT_DONE;
    }
    if (l->len < HDR) {
        sn_say(t, &v, "[|pap 0x{02x}]", PAP_CODE);
        return SN_TEXT_DONE;
    }
    sn_say(t, &v, "PAP, {s:unknown} (0x{02x})", PAP_CODE, PAP_CODE);
    sn_say(t, &v, ", id {}", PAP_ID);
    if (!sn_need(t, &v, PAP_LEN))
        return SN_TEXT_DONE;
    if (n > l->len)
        sn_say(t, &v, ", length {} > packet size", PAP_LEN);
    else if (n < HDR)
        sn_say(t, &v, ", length {} < PAP header length", PAP_LEN);
    else if ((code == PAP_REQ && n < 6) || ((code == PAP_ACK || code == PAP_NAK) && n < 5))
        sn_put_lit(t->b, "[|pap]");
    else if (code == PAP_REQ && counted_text(t, &v, ", Peer ", PEER_LEN, PEER, &left))
        counted_text(t, &v, ", Name ", PASS_LEN, PASS, &left);
    else if (code == PAP_ACK || code == PAP_NAK)
        counted_text(t, &v, ", Msg ", PAP_MSG_LEN, PAP_MSG, &left);
    return SN_TEXT_DONE;
}

SN_PROTO(pap, "PPP Password Authentication Protocol", {.table = &sn_tab_ppp, .value = 0xc023})

/* ---- CHAP ---- */

enum { CHALLENGE = 1, RESPONSE = 2, SUCCESS = 3, FAILURE = 4 };
static const struct sn_val chap_codes[] = {{CHALLENGE, "Challenge"},
                                           {RESPONSE, "Response"},
                                           {SUCCESS, "Success"},
                                           {FAILURE, "Fail"},
                                           {0, NULL}};

#define CHAP(F)                                                                                    \
    F(CODE, "chap.code", U8, "Code", .vals = chap_codes)                                           \
    F(ID, "chap.identifier", U8, "Identifier")                                                     \
    F(LEN, "chap.length", U16, "Length")                                                           \
    F(SIZE, "chap.value_size", U8, "Value Size")                                                   \
    F(VALUE, "chap.value", BYTES, "Value")                                                         \
    F(NAME, "chap.name", STR, "Name")                                                              \
    F(MSG, "chap.message", STR, "Message")                                                         \
    F(STUFF, "chap.stuff", BYTES, "Stuff")
SN_FIELDS(chap, CHAP)

static void chap_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint64_t n, code;
    struct sn_rd body;

    (void)len;
    if (!sn_header(d, r, CODE, LEN))
        return;
    n = sn_u(d, LEN);
    code = sn_u(d, CODE);
    if (n < HDR && sn_wants_values(d))
        return;
    /* tcpdump reads on behind its end, and takes what is less than nothing for a lot. */
    body = sn_wants_values(d) ? sn_inside(r, n - HDR) : *r;
    if ((code == CHALLENGE || code == RESPONSE) && counted(d, &body, SIZE, VALUE))
        (void)sn_get_upto(d, &body, NAME, (uint32_t)(n - HDR - 1 - sn_u(d, SIZE)));
    else if (code == SUCCESS || code == FAILURE)
        (void)sn_get_upto(d, &body, MSG, (uint32_t)(n - HDR));
    else if ((code < CHALLENGE || code > FAILURE) && d->want & SN_WANT_FIELDS && sn_rd_left(&body))
        (void)!sn_get_bytes(d, &body, STUFF, sn_rd_left(&body));
    if (body.cut)
        (void)!sn_rd_need(r, n - HDR);
}

static enum sn_then chap_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t n = sn_opt(&v, LEN), code = sn_opt(&v, CODE), size;

    t->tag = t->d->layer[0].proto == &sn_proto_ppphdlc ? "ppp_hdlc" : "ppp";
    if (l->len < 1) {
        sn_put_lit(t->b, "[|chap]");
        return SN_TEXT_DONE;
    }
    if (l->len < HDR) {
        sn_say(t, &v, "[|chap 0x{02x}]", CODE);
        return SN_TEXT_DONE;
    }
    sn_say(t, &v, "CHAP, {s:unknown} (0x{02x})", CODE, CODE);
    sn_say(t, &v, ", id {}", ID);
    if (!sn_need(t, &v, LEN))
        return SN_TEXT_DONE;
    if (code == CHALLENGE || code == RESPONSE) {
        if (l->len - HDR < 1 || !sn_need(t, &v, SIZE))
            return SN_TEXT_DONE;
        size = sn_opt(&v, SIZE);
        if (l->len - HDR - 1 < size)
            return SN_TEXT_DONE;
        sn_say(t, &v, ", Value {}", VALUE);
        if (sn_find(&v, VALUE) && sn_find(&v, VALUE)->n < size)
            sn_cut(t);
        sn_say_counted(t, &v, ", Name ", NAME, (uint32_t)(n - size - HDR - 1));
    } else if (code == SUCCESS || code == FAILURE) {
        sn_say_counted(t, &v, ", Msg ", MSG, (uint32_t)(n - HDR));
    }
    return SN_TEXT_DONE;
}

SN_PROTO(chap, "PPP Challenge Handshake Authentication Protocol",
         {.table = &sn_tab_ppp, .value = 0xc223})
