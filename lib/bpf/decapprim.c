/* Primitives under look-through: of which views each is asked, and copies for them. See decap.h. */
#include "decap.h"
#include "sema.h"

#define BIT(k) (1u << (k))

enum {
    ONLY_SELF = BIT(DECAP_SELF),
    FRAMES = ONLY_SELF | BIT(DECAP_ETHER),
    LAYERS = FRAMES | BIT(DECAP_TYPE) | BIT(DECAP_IP),
    ALL = LAYERS | BIT(DECAP_TRAN),
};

static const struct link type_row = {.id = 0xfffe,
                                     .kind = LK_ETHER,
                                     .mac = MAC_NONE,
                                     .lead = LEAD_NONE,
                                     .type = 0,
                                     .pl = 2,
                                     .nl_nosnap = 3};

const struct link *sn_decap_link(enum decap_kind k, uint32_t self)
{
    switch (k) {
    case DECAP_ETHER:
        return sn_bp_link(SN_LINK_ETHERNET);
    case DECAP_TYPE:
        return &type_row;
    case DECAP_IP:
        return sn_bp_link(SN_LINK_RAW);
    case DECAP_TRAN:
        return sn_bp_link(SN_LINK_IPV4);
    default:
        return sn_bp_link(self);
    }
}

/* Protocols over IPv4 and IPv6 alike. */
static bool over_both(unsigned proto)
{
    return proto == Q_TCP || proto == Q_UDP || proto == Q_SCTP || proto == Q_PIM ||
           proto == Q_ICMP6 || proto == Q_AH || proto == Q_ESP;
}

/* What an arithmetic expression takes from the packet. */
struct takes {
    bool len;
    bool link;  /* bytes of the link layer */
    bool other; /* bytes of headers that only IPv4 has, or IPv6, or neither */
    bool tran;  /* bytes of headers over both */
};

static void find_takes(const struct arith *a, struct takes *t)
{
    if (!a)
        return;
    find_takes(a->l, t);
    find_takes(a->r, t);
    t->len |= a->kind == AR_LEN;
    if (a->kind != AR_LOAD)
        return;
    if (a->proto == Q_LINK || a->proto == Q_RADIO)
        t->link = true;
    else if (over_both(a->proto))
        t->tran = true;
    else
        t->other = true;
}

static struct takes takes_of(const struct prim *x)
{
    struct takes t = {0};

    find_takes(x->l, &t);
    find_takes(x->r, &t);
    return t;
}

static unsigned scope_of_compare(const struct prim *x)
{
    struct takes t = takes_of(x);

    if (t.len || (!t.link && !t.tran && !t.other))
        return ONLY_SELF;
    if (t.link)
        return FRAMES;
    return t.other ? LAYERS : ALL;
}

static unsigned scope_of_id(const struct prim *x)
{
    switch (x->q.type) {
    case A_PORT:
    case A_PORTRANGE:
        return ALL;
    case A_PROTO:
        return x->q.proto == Q_NONE || x->q.proto == Q_IP6 ? ALL : LAYERS;
    case A_GATEWAY:
        return FRAMES;
    default:
        return x->q.proto == Q_LINK ? FRAMES : LAYERS;
    }
}

unsigned sn_decap_scope(const struct prim *x)
{
    switch (x->kind) {
    case P_ID:
        return scope_of_id(x);
    case P_PROTO:
        return over_both(x->q.proto) ? ALL : LAYERS;
    case P_COMPARE:
        return scope_of_compare(x);
    case P_BROADCAST:
    case P_MULTICAST:
        return x->q.proto == Q_IP || x->q.proto == Q_IP6 ? LAYERS : FRAMES;
    case P_BYTE:
        return FRAMES;
    case P_PPPOED:
    case P_LLC:
        return FRAMES | BIT(DECAP_TYPE);
    default:
        return ONLY_SELF;
    }
}

bool sn_look_all_ip6(const struct prim *x)
{
    return x->kind == P_COMPARE && scope_of_compare(x) == ALL;
}

/* For DECAP_TRAN: arithmetic over IPv6's protocols as it is over IPv4 in sn_decap_tran_packet's. */
static struct arith *copy_arith(struct comp *c, const struct arith *a, enum decap_kind k)
{
    struct arith *n = a ? BP_NEW(c, struct arith) : NULL;

    if (!n)
        return NULL;
    *n = *a;
    n->l = copy_arith(c, a->l, k);
    n->r = copy_arith(c, a->r, k);
    if (k == DECAP_TRAN && a->kind == AR_LOAD && a->proto == Q_ICMP6)
        n->proto = Q_ICMP;
    return n;
}

struct prim *sn_decap_copy(struct comp *c, const struct prim *x, enum decap_kind k)
{
    struct prim *n = BP_NEW(c, struct prim);

    if (!n)
        return NULL;
    *n = *x;
    n->l = copy_arith(c, x->l, k);
    n->r = copy_arith(c, x->r, k);
    if (k != DECAP_TRAN)
        return n;
    if (x->kind == P_PROTO && x->q.proto == Q_ICMP6)
        n->q.proto = Q_ICMP;
    if (x->kind == P_ID && x->q.type == A_PROTO)
        n->q.proto = Q_IP;
    return n;
}

/* Whether one of two primitives is in the text. */
static bool says(const char *text, size_t n, uint32_t a, uint32_t b)
{
    struct sn_diag d;
    struct comp c = {.text = text, .n = n, .d = &d};
    struct lex l;
    bool found = false;

    for (sn_bp_lex_start(&l, &c); l.t.kind != T_END && !found; sn_bp_lex_next(&l))
        found = l.t.kind == T_PRIM && (l.t.num == a || l.t.num == b);
    return found;
}

bool sn_decap_asks_interface(const char *text, size_t n)
{
    return says(text, n, P_PF_IFNAME, P_IFINDEX);
}

bool sn_bpf_directed(const char *text, size_t n)
{
    return says(text, n, P_INBOUND, P_OUTBOUND);
}
