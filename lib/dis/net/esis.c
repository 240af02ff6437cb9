/* ES-IS (ISO 9542). */
#include "base/hex.h"
#include "dis/net/iso.h"

enum { HDR = 9, MIN = 11, SUM_AT = 7, ESH = 2, ISH = 4, REDIRECT = 6, TIME = 198, PROTOCOLS = 129 };

static const struct sn_val types[] = {
    {ESH, "ESH"}, {ISH, "ISH"}, {REDIRECT, "redirect"}, {0, NULL}};

/* ALL holds the message for its checksum, REST what is shown in bytes. */
#define ESIS(F)                                                                                    \
    F(NLPI, "esis.nlpi", U8, "Network Layer Protocol Identifier", .base = SN_HEX)                  \
    F(LEN, "esis.length", U8, "PDU Length")                                                        \
    F(VERSION, "esis.ver", U8, "Version")                                                          \
    F(RESERVED, "esis.res", U8, "Reserved(==0)")                                                   \
    F(TYPE, "esis.type", U8, "PDU Type", .mask = 0x1f, .vals = types)                              \
    F(HOLDING, "esis.htime", U16, "Holding Time", .unit = "s")                                     \
    F(SUM, "esis.chksum", U16, "Checksum", .base = SN_HEX)                                         \
    F(ALL, "sn.esis", BYTES, NULL)                                                                 \
    F(COUNT, "esis.number_of_source_addresses", U8, "Number of Source Addresses")                  \
    F(SAL, "esis.sal", U8S, "SAL")                                                                 \
    F(SA, "sn.esis.sa", BYTESS, "SA")                                                              \
    F(DAL, "esis.dal", U8, "DAL")                                                                  \
    F(DA, "sn.esis.da", BYTES, "DA")                                                               \
    F(BSNPAL, "esis.bsnpal", U8, "BSNPAL")                                                         \
    F(BSNPA, "sn.esis.bsnpa", HW, "BSNPA")                                                         \
    F(NETL, "esis.netl", U8, "NETL")                                                               \
    F(NET, "sn.esis.net", BYTES, "NET")                                                            \
    F(OPT, "sn.esis.option", GROUPS, "Option")                                                     \
    F(O_TYPE, "sn.esis.option.type", U8, "Type", .vals = sn_iso_options)                           \
    F(O_LEN, "sn.esis.option.length", U8, "Length")                                                \
    F(O_VALUE, "sn.esis.option.value", BYTES, "Value")                                             \
    F(REST, "sn.esis.rest", BYTES, NULL)
SN_FIELDS(esis, ESIS)

/* An address of which a byte says the length. */
static bool address(struct sn_dis *d, struct sn_rd *r, unsigned len, unsigned field)
{
    uint32_t n;

    return sn_get(d, r, len, &n) && sn_get_bytes(d, r, field, n);
}

static void esis_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r, body;
    uint32_t n, size;
    bool right = true;

    if (!sn_header(d, r, NLPI, SUM))
        return;
    size = (uint32_t)sn_u(d, LEN);
    sn_rec_bytes(d, ALL, sn_rd_off(&all), 0, all.p, sn_rd_left(&all))->flags = SN_REC_TEXT;
    if (size > len || size < MIN) {
        sn_malformed(r);
        return;
    }
    body = sn_inside(r, size - HDR);
    switch (sn_u(d, TYPE)) {
    case REDIRECT:
        right = address(d, &body, DAL, DA) && address(d, &body, BSNPAL, BSNPA) &&
                address(d, &body, NETL, NET);
        break;
    case ESH:
        right = sn_get(d, &body, COUNT, &n);
        while (right && n--)
            right = address(d, &body, SAL, SA);
        break;
    case ISH:
        right = address(d, &body, NETL, NET);
        break;
    default:
        sn_rec_bytes(d, REST, sn_rd_off(r), 0, r->p, sn_rd_left(r))->flags = SN_REC_TEXT;
        return;
    }
    if (right)
        sn_iso_get_options(d, &body, OPT, O_TYPE, O_LEN, O_VALUE);
    sn_stop(r, &body);
}

/* ---- text ---- */

/* Whether an address with its length, fields len and len + 1, lies in the *left bytes of the
 * message; first, as tcpdump does, whether it was captured. */
static bool fits(struct sn_text *t, const struct sn_view *v, unsigned len, uint32_t *left,
                 const char *message)
{
    const struct sn_layer *l = &t->d->layer[t->next - 1];
    struct sn_view all = sn_view(t, l);
    uint64_t at = sn_opt(&all, LEN) - *left, n = sn_opt(v, len);

    if (l->caplen <= at || (*left >= 1 && l->caplen - at - 1 < n)) {
        sn_cut_short(t);
        return false;
    }
    if (*left < 1 || *left - 1 < n) {
        sn_put_f(t->b, ", bad %s/li", message);
        return false;
    }
    *left -= (uint32_t)n + 1;
    return true;
}

static void put_address(struct sn_text *t, const struct sn_view *v, unsigned field)
{
    sn_put_nsap(t->b, sn_find(v, field)->p, sn_find(v, field)->n);
}

/* The addresses of a message whose length leaves *n bytes; false: that is all of the line. */
static bool hello_text(struct sn_text *t, const struct sn_view *v, uint64_t type, uint32_t *n)
{
    struct sn_view sa = {0};

    if (type == ISH) {
        if (!fits(t, v, NETL, n, "ish"))
            return false;
        sn_say(t, v, "\n\t  NET (length: {}): ", NETL);
        put_address(t, v, NET);
        return true;
    }
    if (*n < 1) {
        sn_put_lit(t->b, ", bad esh/li");
        return false;
    }
    --*n;
    if (!sn_say(t, v, "\n\t  Number of Source Addresses: {}", COUNT))
        return false;
    for (uint64_t i = sn_opt(v, COUNT); i; i--) {
        (void)sn_each(v, SAL, &sa);
        if (!fits(t, &sa, SAL, n, "esh"))
            return false;
        sn_say(t, &sa, "\n\t  NET (length: {}): ", SAL);
        put_address(t, &sa, SA);
    }
    return true;
}

/* tcpdump forgets to count the length of the last address. */
static bool redirect_text(struct sn_text *t, const struct sn_view *v, uint32_t *n)
{
    const struct sn_rec *snpa = sn_find(v, BSNPA);

    if (!fits(t, v, DAL, n, "redirect"))
        return false;
    sn_put_lit(t->b, "\n\t  ");
    put_address(t, v, DA);
    if (!fits(t, v, BSNPAL, n, "redirect") || !fits(t, v, NETL, n, "redirect"))
        return false;
    ++*n;
    sn_say(t, v, "\n\t  SNPA (length: {}): ", BSNPAL);
    if (snpa->n)
        sn_put_hex_bytes(t->b, snpa->p, snpa->n, ':');
    else
        sn_put_lit(t->b, "<empty>");
    if (sn_opt(v, NETL)) {
        sn_say(t, v, "\n\t  NET (length: {}) ", NETL);
        put_address(t, v, NET);
    }
    return true;
}

/* Whether an option is one of this protocol's. */
static bool is_known(uint8_t type)
{
    return type == PROTOCOLS || type == 195 || type == 197 || type == TIME || type >= 205;
}

/* The value of an option, of whose len bytes n at p were captured. */
static void value_text(struct sn_text *t, uint8_t type, const uint8_t *p, uint32_t len, uint32_t n)
{
    if (type == PROTOCOLS) {
        for (uint32_t i = 0; i < n; i++) {
            sn_put_name(t, sn_nlpids, p[i], "unknown");
            sn_put_f(t->b, " (0x%02x)%s", p[i], i + 1 < len ? ", " : "");
        }
    } else if (type == TIME && len != 2) {
        sn_put_lit(t->b, "(bad length)");
    } else if (type == TIME && n == 2) {
        sn_put_f(t->b, "%us", p[0] << 8 | p[1]);
    } else if (type != TIME) {
        if (n)
            sn_hex_indent(t->b, "\n\t  ", p, n);
    }
    if (n < len && (type == PROTOCOLS || (type == TIME && len == 2)))
        sn_cut(t); /* of the others there is as much as was captured */
    else if (t->o->verbose > 1 && n && type != PROTOCOLS)
        sn_hex_indent(t->b, "\n\t  ", p, n);
}

/* The options in the last n bytes. They are walked here once more, since tcpdump doesn't go on
 * behind a list of protocols: it takes the list for the next option. */
static void options_text(struct sn_text *t, const struct sn_view *v, uint32_t n)
{
    const struct sn_rec *all = sn_find(v, ALL);
    uint32_t at = (uint32_t)sn_opt(v, LEN) - n + (sn_opt(v, TYPE) == REDIRECT);

    while (n && !sn_is_cut(t)) {
        uint32_t len, have;
        uint8_t type;

        if (n < 2) {
            sn_put_lit(t->b, ", bad opts/li");
            return;
        }
        if (at + 2 > all->n) {
            sn_cut_short(t);
            return;
        }
        type = all->p[at];
        len = all->p[at + 1];
        at += 2;
        n -= 2;
        if (len > n) {
            sn_put_f(t->b, ", opt (%u) too long", type);
            return;
        }
        n -= len;
        have = all->n - at < len ? (uint32_t)(all->n - at) : len;
        sn_put_lit(t->b, "\n\t  ");
        sn_put_name(t, sn_iso_options, is_known(type) ? type : 0, "Unknown");
        sn_put_f(t->b, " Option #%u, length %u, value: ", type, len);
        value_text(t, type, all->p + at, len, have);
        at += type == PROTOCOLS ? 0 : len;
    }
}

static void put_all(struct sn_text *t, const struct sn_rec *all)
{
    for (size_t i = 0; i < all->n; i++)
        sn_put_f(t->b, "%02X", all->p[i]);
}

/* Whether the header is right: what is wrong with it is said. */
static bool header_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    uint32_t size = (uint32_t)sn_opt(v, LEN);

    if (sn_opt(v, VERSION) != 1)
        sn_say(t, v, " version {} packet not supported", VERSION);
    else if (size > l->len)
        sn_put_f(t->b, " length indicator(%u) > PDU size (%u)!", size, l->len);
    else if (size < MIN) {
        sn_say(t, v, " length indicator {} < min PDU size:", LEN);
        put_all(t, sn_find(v, ALL));
    } else
        return true;
    return false;
}

static enum sn_then esis_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t type = sn_opt(&v, TYPE);
    uint32_t n = (uint32_t)sn_opt(&v, LEN) - HDR;
    const struct sn_rec *rest = sn_find(&v, REST);

    if (!t->o->link)
        sn_put_lit(t->b, "ES-IS");
    if (l->len <= 2) {
        sn_put_s(t->b, t->o->quiet ? "bad pkt!" : "no header at all!");
        return SN_TEXT_DONE;
    }
    if (!sn_need_short(t, &v, SUM) || !header_text(t, l, &v))
        return SN_TEXT_DONE;
    sn_put_s(t->b, t->o->link ? "" : ", ");
    if (!t->o->verbose)
        sn_say(t, &v, "{s:unknown type (%u)}, ", TYPE);
    sn_put_f(t->b, "length %u", l->len);
    if (!t->o->verbose)
        return SN_TEXT_DONE;
    sn_say(t, &v, "\n\t{s:unknown type: %u} ({d}), v: {}, checksum: 0x{04x} ", TYPE, TYPE, VERSION,
           SUM);
    sn_iso_sum_text(t, sn_find(&v, ALL), sn_opt(&v, SUM), sn_opt(&v, LEN), SUM_AT);
    sn_say(t, &v, ", holding time: {}s, length indicator: {}", HOLDING, LEN);
    if (t->o->verbose > 1)
        sn_hex_indent(t->b, "\n\t", sn_find(&v, ALL)->p, HDR);
    if (rest) {
        if (l->len > HDR && t->o->verbose == 1)
            sn_hex_indent(t->b, "\n\t  ", rest->p, rest->n);
        return SN_TEXT_DONE;
    }
    if (type == REDIRECT ? redirect_text(t, &v, &n) : hello_text(t, &v, type, &n))
        options_text(t, &v, n);
    return SN_TEXT_DONE;
}

SN_PROTO(esis, "ISO 9542 ESIS Routeing Information Exchange Protocol",
         {.table = &sn_tab_nlpid, .value = 0x82})
