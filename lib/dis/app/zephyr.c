/* Zephyr, MIT's notification service: notices of strings, each up to its zero. */
#include "dis/proto.h"

#include <stdlib.h>

enum { SERVACK = 5 };
static const struct sn_val kinds[] = {
    {0, "unsafe"},   {1, "unacked"},  {2, "acked"},      {3, "hm-ack"}, {4, "hm-ctl"},
    {5, "serv-ack"}, {6, "serv-nak"}, {7, "client-ack"}, {8, "stat"},   {0, NULL},
};

#define ZEPHYR(F)                                                                                  \
    F(VERSION, "sn.zephyr.version", STR, "Version")                                                \
    F(FIELDS, "sn.zephyr.fields", STR, "Number of Fields")                                         \
    F(KIND, "sn.zephyr.kind", STR, "Kind")                                                         \
    F(UID, "sn.zephyr.uid", STR, "Unique ID")                                                      \
    F(PORT, "sn.zephyr.port", STR, "Port")                                                         \
    F(AUTH, "sn.zephyr.auth", STR, "Authenticated")                                                \
    F(AUTH_LEN, "sn.zephyr.auth_len", STR, "Length of Authenticator")                              \
    F(AUTH_DATA, "sn.zephyr.auth_data", STR, "Authenticator")                                      \
    F(CLASS, "sn.zephyr.class", STR, "Class")                                                      \
    F(INSTANCE, "sn.zephyr.instance", STR, "Instance")                                             \
    F(OPCODE, "sn.zephyr.opcode", STR, "Opcode")                                                   \
    F(SENDER, "sn.zephyr.sender", STR, "Sender")                                                   \
    F(RECIPIENT, "sn.zephyr.recipient", STR, "Recipient")                                          \
    F(FORMAT, "sn.zephyr.format", STR, "Default Format")                                           \
    F(SUM, "sn.zephyr.checksum", STR, "Checksum")                                                  \
    F(MULTI, "sn.zephyr.multinotice", STR, "Part")                                                 \
    F(MULTI_UID, "sn.zephyr.multinotice_uid", STR, "Unique ID of all Parts")                       \
    F(MESSAGE, "sn.zephyr.message", STRS, "Message")                                               \
    F(REST, "sn.zephyr.rest", BYTES, "Rest")
SN_FIELDS(zephyr, ZEPHYR)

static void zephyr_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    *r = sn_inside(r, len);
    for (unsigned f = VERSION; f <= MULTI_UID; f++) {
        if (!sn_get_strz(d, r, f))
            return;
    }
    while (sn_rd_left(r) && memchr(r->p, 0, sn_rd_left(r)))
        (void)sn_get_strz(d, r, MESSAGE);
    if (sn_rd_left(r))
        (void)sn_get_bytes(d, r, REST, sn_rd_left(r));
}

/* ---- text ---- */

static bool is(const struct sn_view *v, unsigned field, const char *s)
{
    const struct sn_rec *q = sn_find(v, field);

    return q->n == strlen(s) && memcmp(q->p, s, q->n) == 0;
}

/* Numbers are hexadecimal, "0x" or not; what follows them is ignored. */
static int number(const struct sn_rec *q)
{
    char digits[20];
    size_t n = q->n < sizeof digits - 1 ? q->n : sizeof digits - 1;

    memcpy(digits, q->p, n);
    digits[n] = 0;
    return (int)strtol(digits, NULL, 16);
}

static void put_lower(struct sn_text *t, const struct sn_rec *q)
{
    for (uint32_t i = 0; i < q->n; i++) {
        uint8_t c = q->p[i] >= 'A' && q->p[i] <= 'Z' ? (uint8_t)(q->p[i] | 0x20) : q->p[i];

        sn_put_safe(t->b, &c, 1);
    }
}

/* "<CLASS,INSTANCE,RECIPIENT>", three strings from q on; anyone is "*". */
static void put_triple(struct sn_text *t, const struct sn_rec *const q[3])
{
    for (unsigned i = 0; i < 3; i++) {
        sn_put_c(t->b, i ? ',' : '<');
        if (q[i]->n || i < 2)
            sn_put_safe(t->b, q[i]->p, q[i]->n);
        else
            sn_put_c(t->b, '*');
    }
    sn_put_c(t->b, '>');
}

/* The n-th string of the message; NULL: there is none. */
static const struct sn_rec *message(const struct sn_view *v, unsigned n)
{
    for (const struct sn_rec *q = v->rec; q < v->end; q++) {
        if (q->field == MESSAGE && !n--)
            return q;
    }
    return NULL;
}

/* An opcode, and what is said of it. */
struct op {
    const char *name, *says;
};

static const struct op *find_op(const struct sn_view *v, const struct op *ops)
{
    for (; ops->name; ops++) {
        if (is(v, OPCODE, ops->name))
            return ops;
    }
    return NULL;
}

static void subscription_text(struct sn_text *t, const struct sn_view *v, const char *says,
                              bool cut)
{
    const struct sn_rec *const q[3] = {message(v, 0), message(v, 1), message(v, 2)};

    sn_put_s(t->b, says);
    if (number(sn_find(v, KIND)) == SERVACK) /* what there is, is the answer */
        return;
    if (q[2]) {
        sn_put_c(t->b, ' ');
        put_triple(t, q);
    } else if (cut) {
        sn_cut(t);
    }
}

/* What a client asks the server. */
static void client_text(struct sn_text *t, const struct sn_view *v, bool cut)
{
    static const struct op subscriptions[] = {
        {"SUBSCRIBE", " sub"},
        {"UNSUBSCRIBE", " unsub"},
        {"SUBSCRIBE_NODEFS", " unsub-nodefs"}, /* as tcpdump calls it */
        {NULL, NULL},
    };
    static const struct op others[] = {
        {"GIMME", " ret"},
        {"GIMMEDEFS", " gimme-defs"},
        {"CLEARSUB", " clear-subs"},
        {NULL, NULL},
    };
    const struct op *o;

    if ((o = find_op(v, subscriptions)) != NULL) {
        subscription_text(t, v, o->says, cut);
    } else if ((o = find_op(v, others)) != NULL) {
        sn_put_s(t->b, o->says);
    } else {
        sn_put_c(t->b, ' ');
        put_lower(t, sn_find(v, OPCODE));
    }
}

/* Notices to the service itself. False: it is none. */
static bool control_text(struct sn_text *t, const struct sn_view *v, bool cut)
{
    static const struct op realm[] = {
        {"ADD_SUBSCRIBE", " realm add-subs"},
        {"REQ_SUBSCRIBE", " realm req-subs"},
        {"RLM_SUBSCRIBE", " realm rlm-sub"},
        {"RLM_UNSUBSCRIBE", " realm rlm-unsub"},
        {NULL, NULL},
    };
    static const struct op login[] = {
        {"USER_FLUSH", " flush_locs"},
        {"NONE", " set-exposure none"},
        {"OPSTAFF", " set-exposure opstaff"},
        {"REALM-VISIBLE", " set-exposure realm-visible"},
        {"REALM-ANNOUNCED", " set-exposure realm-announced"},
        {"NET-VISIBLE", " set-exposure net-visible"},
        {"NET-ANNOUNCED", " set-exposure net-announced"},
        {NULL, NULL},
    };
    static const struct op locate[] = {
        {"USER_HIDE", " hide"}, {"USER_UNHIDE", " unhide"}, {NULL, NULL}};
    static const struct op stats[] = {{"GIMMESTATS", " get-client-stats"}, {NULL, NULL}};
    const struct op *o = NULL;

    if (is(v, CLASS, "ZEPHYR_CTL") && is(v, INSTANCE, "CLIENT")) {
        client_text(t, v, cut);
        return true;
    }
    if (is(v, CLASS, "ZEPHYR_ADMIN")) {
        sn_put_lit(t->b, " zephyr-admin ");
        put_lower(t, sn_find(v, OPCODE));
        return true;
    }
    if (is(v, CLASS, "HM_CTL") || is(v, CLASS, "WG_CTL")) {
        sn_put_s(t->b, is(v, CLASS, "HM_CTL") ? " hm_ctl " : " wg_ctl ");
        put_lower(t, sn_find(v, INSTANCE));
        sn_put_c(t->b, ' ');
        put_lower(t, sn_find(v, OPCODE));
        return true;
    }
    if (is(v, CLASS, "USER_LOCATE")) {
        if ((o = find_op(v, locate)) == NULL)
            sn_say(t, v, " locate {}", INSTANCE);
    } else if (is(v, CLASS, "ZEPHYR_CTL") && is(v, INSTANCE, "REALM")) {
        o = find_op(v, realm);
    } else {
        if (is(v, CLASS, "HM_STAT") && is(v, INSTANCE, "HMST_CLIENT"))
            o = find_op(v, stats);
        else if (is(v, CLASS, "LOGIN"))
            o = find_op(v, login);
        if (!o)
            return false;
    }
    if (o)
        sn_put_s(t->b, o->says);
    return true;
}

static void notice_text(struct sn_text *t, const struct sn_view *v, bool cut)
{
    const struct sn_rec *to[3] = {sn_find(v, CLASS), sn_find(v, INSTANCE), sn_find(v, RECIPIENT)};
    const struct sn_rec *answer = message(v, 0);
    int kind = number(sn_find(v, KIND));

    sn_put_c(t->b, ' ');
    sn_put_name(t, kinds, (uint32_t)kind, "type %d");
    if (kind == SERVACK && !answer && cut)
        sn_cut(t);
    if (kind == SERVACK && answer && !(answer->n == 4 && memcmp(answer->p, "SENT", 4) == 0)) {
        sn_put_c(t->b, '/');
        put_lower(t, answer);
    }
    if (sn_find(v, SENDER)->n)
        sn_say(t, v, " {}", SENDER);
    if (control_text(t, v, cut))
        return;
    sn_put_lit(t->b, " to ");
    put_triple(t, to);
    if (sn_find(v, OPCODE)->n)
        sn_say(t, v, " op {}", OPCODE);
}

/* What isn't Zephyr's at all shows nothing, however little of it there is. */
static enum sn_then zephyr_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *last = sn_find(&v, MULTI_UID), *version = sn_find(&v, VERSION);

    if (version && !(version->flags & SN_REC_BAD) &&
        (version->n < 4 || memcmp(version->p, "ZEPH", 4) != 0))
        return SN_TEXT_DONE;
    if (!last || last->flags & SN_REC_BAD) {
        if (l->caplen < l->len)
            return SN_TEXT_CUT;
        sn_put_lit(t->b, " (invalid)");
        return SN_TEXT_DONE;
    }
    sn_put_lit(t->b, " zephyr");
    if (version->n >= 7 && memcmp(version->p + 4, "0.2", 3) == 0) {
        notice_text(t, &v, l->caplen < l->len);
    } else {
        sn_put_lit(t->b, " v");
        sn_put_safe(t->b, version->p + 4, version->n - 4);
    }
    return SN_TEXT_DONE;
}

SN_PROTO(zephyr, "Zephyr", {.table = &sn_tab_udp, .value = 2103},
         {.table = &sn_tab_udp, .value = 2104})
