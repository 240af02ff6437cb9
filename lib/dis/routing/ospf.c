/*
 * OSPF, version 2 (RFC 2328): its packets. What is in an LSA is in ospf2lsa.c, traffic engineering
 * (RFC 3630) in ospfte.c, version 3 in ospf6.c.
 *
 * The records are in the order of tcpdump's text, which a table says.
 */
#include "dis/routing/ospf2.h"

enum { HELLO = 1, DD, REQUEST, UPDATE, ACK };
enum { NONE, SIMPLE, MD5 };
enum { HDR = 24, DIGEST = 16, OPT_LLS = 0x10, EXTENDED = 1, LLS_MD5 = 2 };

const struct sn_val sn_ospf_types[] = {
    {HELLO, "Hello"},        {DD, "Database Description"},
    {REQUEST, "LS-Request"}, {UPDATE, "LS-Update"},
    {ACK, "LS-Ack"},         {0, NULL},
};
const struct sn_val sn_ospf_auths[] = {{NONE, "none"}, {SIMPLE, "simple"}, {MD5, "MD5"}, {0, NULL}};
const struct sn_val sn_ospf_options[] = {
    {1, "MultiTopology"},   {2, "External"}, {4, "Multicast"}, {8, "NSSA"}, {OPT_LLS, "LLS"},
    {32, "Demand Circuit"}, {64, "Opaque"},  {128, "Up/Down"}, {0, NULL},
};
const struct sn_val sn_ospf_dd[] = {
    {4, "Init"}, {2, "More"}, {1, "Master"}, {8, "OOBResync"}, {0, NULL}};
const struct sn_val sn_ospf_lls[] = {
    {EXTENDED, "Extended Options"}, {LLS_MD5, "MD5 Authentication"}, {0, NULL}};
const struct sn_val sn_ospf_lls_bits[] = {{1, "LSDB resync"}, {2, "Restart"}, {0, NULL}};

SN_FIELD_TABLE(ospf, OSPF)

static bool options(struct sn_dis *d, struct sn_rd *r, uint32_t *v)
{
    if (!sn_get(d, r, OPTIONS, v))
        return false;
    sn_parts(d, OPTIONS, OPT_DN, OPT_MT);
    return true;
}

/* What a message begins with: tcpdump reads that in any case, and only then looks for its end. */
static struct sn_rd front(const struct sn_dis *d, const struct sn_rd *r, const struct sn_rd *all)
{
    return sn_wants_values(d) ? *r : *all;
}

/* r goes on behind the front, unless it is cut: then false. */
static bool go_on(struct sn_rd *r, const struct sn_rd *front, bool whole)
{
    if (!whole)
        sn_stop(r, front);
    else if (front->p > r->end)
        *r = (struct sn_rd){.p = r->end, .end = r->end, .start = r->start};
    else
        r->p = front->p;
    return whole;
}

static void hello(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *all)
{
    struct sn_rd f = front(d, r, all);

    if (!go_on(r, &f,
               sn_header(d, &f, HELLO_MASK, HELLO_TIMER) && options(d, &f, NULL) &&
                   sn_header(d, &f, HELLO_PRIO, HELLO_BDR)))
        return;
    if (sn_rd_left(r) || r->cut)
        sn_note(d, HELLO_LIST, 0);
    while ((sn_rd_left(r) || r->cut) && sn_get(d, r, HELLO_NEIGHBOR, NULL))
        ;
}

/* Headers of LSAs. */
static void headers(struct sn_dis *d, struct sn_rd *r, bool all)
{
    struct sn_lsa a;

    while ((all || sn_rd_left(r) || r->cut) && sn_ospf2_lsa_header(d, r, &a))
        sn_group_end(d, r, a.group);
}

static void description(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *all)
{
    struct sn_rd f = front(d, r, all);
    bool flags =
        sn_get(d, &f, DD_MTU, NULL) && options(d, &f, NULL) && sn_get(d, &f, DD_FLAGS, NULL);

    if (flags)
        sn_parts(d, DD_FLAGS, DD_R, DD_MS);
    if (go_on(r, &f, flags && sn_get(d, &f, DD_SEQ, NULL)))
        headers(d, r, false);
}

static void request(struct sn_dis *d, struct sn_rd *r)
{
    while (sn_rd_left(r) || r->cut) {
        uint32_t type, from = d->nrec;
        struct sn_rec *g = sn_group(d, r, LSA, 0);

        if (!sn_get(d, r, REQ_TYPE, &type) || !sn_get(d, r, REQ_ID, NULL) ||
            !sn_get(d, r, REQ_ROUTER, NULL)) {
            sn_text_only(d, from);
            return;
        }
        from = d->nrec;
        if (type >= LSA_OPAQUE_LINK && type <= LSA_OPAQUE_DOMAIN)
            sn_ospf2_opaque(d, (uint32_t)sn_u(d, REQ_ID));
        sn_text_only(d, from);
        sn_group_end(d, r, g);
    }
}

/* r goes on behind the packet: tcpdump reads there when lengths disagree. */
static void update(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t n;

    if (!sn_get(d, r, LSAS, &n))
        return;
    for (uint32_t i = 1; i <= n && sn_ospf2_lsa(d, r, i); i++)
        ;
}

/* Link-local signaling behind the packet (RFC 5613). tcpdump knows no padding of its values. */
static void signaling(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t words, type, len;
    struct sn_rd body, val;

    if (!sn_get(d, r, LLS_SUM, NULL) || !sn_get(d, r, LLS_LEN, &words))
        return;
    body = sn_inside(r, words * 4 >= 4 ? words * 4 - 4 : 0);
    while (sn_rd_left(&body) || body.cut) {
        if (!sn_get(d, &body, LLS_TLV, &type) || !sn_get(d, &body, LLS_TLV_LEN, &len)) {
            sn_stop(r, &body);
            return;
        }
        (void)sn_rd_sub(&body, len, &val);
        if ((type == EXTENDED && !sn_get(d, &val, LLS_OPTIONS, NULL)) ||
            (type == LLS_MD5 && (!sn_get(d, &val, LLS_SEQ, NULL) ||
                                 !sn_get_bytes(d, &val, LLS_AUTH, sn_rd_left(&val))))) {
            sn_stop(r, &val);
            return;
        }
        if (val.cut && type == LLS_MD5) /* nothing is said of that */
            return;
    }
}

static bool authentication(struct sn_dis *d, struct sn_rd *r)
{
    if (!sn_rd_need(r, 8))
        return false;
    sn_note(d, OSPF_AUTH_TEXT, 0);
    switch (sn_u(d, OSPF_AUTH)) {
    case NONE:
        return sn_get_bytes(d, r, OSPF_AUTH_NONE, 8);
    case SIMPLE:
        return sn_get_upto(d, r, OSPF_PASSWORD, 8);
    case MD5:
        return sn_rd_skip(r, 2) && sn_header(d, r, OSPF_KEY, OSPF_CSN);
    default:
        return sn_rd_skip(r, 8);
    }
}

static void is_message(struct sn_dis *d, uint64_t type)
{
    if (type >= HELLO && type <= ACK)
        sn_made(d, OSPF_IS_HELLO + (unsigned)type - HELLO, 1);
}

static void message(struct sn_dis *d, struct sn_rd *r, struct sn_rd *all, uint64_t type)
{
    is_message(d, type);
    switch (type) {
    case HELLO:
        hello(d, r, all);
        break;
    case DD:
        description(d, r, all);
        break;
    case REQUEST:
        request(d, r);
        break;
    case UPDATE:
        update(d, all);
        break;
    default:
        headers(d, all, true);
        break;
    }
}

static void version2(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *start, uint32_t len)
{
    uint64_t type = sn_u(d, OSPF_MSG), n = sn_u(d, OSPF_LEN);
    uint32_t from = d->nrec - 1;
    struct sn_rd body, all, behind = *start;

    if (sn_u(d, OSPF_VERSION) != 2) { /* nothing more is known of other versions */
        (void)(type >= HELLO && type <= ACK && authentication(d, r));
        sn_text_only(d, from);
        is_message(d, type);
        return;
    }
    if (type < HELLO || type > ACK || !authentication(d, r))
        return;
    if (sn_u(d, OSPF_AUTH) > MD5)
        return;
    all = *r;
    body = sn_inside(r, n < HDR ? 0 : (n < len ? n : len) - HDR);
    message(d, &body, &all, type);
    sn_stop(r, type >= UPDATE ? &all : &body);
    if (!sn_rd_skip(&behind, n))
        return;
    if (sn_u(d, OSPF_AUTH) == MD5) {
        (void)sn_get_upto(d, &behind, OSPF_CRYPT, sn_u(d, OSPF_KEYLEN));
    }
    if (len <= n)
        return;
    if ((type == HELLO || type == DD) && sn_u(d, OPTIONS) & OPT_LLS && !r->stop) {
        const struct sn_rd block = behind;

        from = d->nrec;
        signaling(d, &behind);
        if (d->want & SN_WANT_FIELDS) {
            sn_text_only(d, from);
            sn_ospf_signaling(d, block, false);
        }
        sn_stop(r, &behind);
    }
}

static void ospf_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd start = *r;
    uint8_t auth;

    if (d->ip.version == 6) {
        if (sn_header(d, r, OSPF_VERSION, OSPF_SUM) && sn_in_detail(d))
            sn_ospf6(d, r, len);
        return;
    }
    if (!sn_rd_peek(r, HDR - 9, &auth))
        return;
    if (auth == MD5 && !r->p[HDR - 10]) {
        /* A digest of 16 bytes isn't the packet's. */
        r->end = sn_rd_left(r) > DIGEST ? r->end - DIGEST : r->p;
        len -= DIGEST;
        sn_note(d, OSPF_DIGEST, DIGEST);
    }
    if (sn_header(d, r, OSPF_VERSION, OSPF_AUTH) && sn_in_detail(d))
        version2(d, r, &start, len);
}

static enum sn_then ospf_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t type = sn_opt(&v, OSPF_MSG);
    uint32_t len = l->len;

    if (t->net6)
        return sn_ospf6_text(t, l);
    t->tag = "ospf2";
    /* tcpdump doesn't count the digest, nor read in it. */
    len -= (uint32_t)sn_opt(&v, OSPF_DIGEST);
    sn_say(t, &v, "OSPFv{}, {s:unknown LS-type %u}, length ", OSPF_VERSION, OSPF_MSG);
    sn_put_u32(t->b, len);
    if (!t->o->verbose || type < HELLO || type > ACK)
        return SN_TEXT_DONE;
    if (sn_opt(&v, OSPF_LEN) != len)
        sn_say(t, &v, " [len {}]", OSPF_LEN);
    sn_ospf2_text(t, l);
    if (sn_opt(&v, OSPF_VERSION) != 2 && sn_opt(&v, OSPF_AUTH) <= MD5)
        sn_say(t, &v, " ospf [version {}]", OSPF_VERSION);
    return SN_TEXT_DONE;
}

SN_PROTO(ospf, "Open Shortest Path First", {.table = &sn_tab_ipproto, .value = OSPF_PROTO})
