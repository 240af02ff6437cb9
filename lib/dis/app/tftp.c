/* TFTP (RFC 1350) and its options (RFC 2347). Data comes from other ports, which it doesn't name:
 * what goes to the port that asked for it is of the transfer. tcpdump doesn't know that.
 */
#include "dis/app/tftp.h"

enum { RRQ = 1, WRQ, DATA, ACK, ERROR, OACK };
enum { PORT = 69, HEAD = 4 };

static const struct sn_val ops[] = {
    {RRQ, "RRQ"},     {WRQ, "WRQ"},   {DATA, "DATA"}, {ACK, "ACK"},
    {ERROR, "ERROR"}, {OACK, "OACK"}, {0, NULL},
};
static const struct sn_val errors[] = {
    {0, "EUNDEF"}, {1, "ENOTFOUND"}, {2, "EACCESS"}, {3, "ENOSPACE"}, {4, "EBADOP"},
    {5, "EBADID"}, {6, "EEXISTS"},   {7, "ENOUSER"}, {0, NULL},
};

#define TFTP(F)                                                                                    \
    F(OP, "tftp.opcode", U16, "Opcode", .vals = ops)                                               \
    F(SOURCE, "tftp.source_file", STR, "Source File")                                              \
    F(DESTINATION, "tftp.destination_file", STR, "DESTINATION File")                               \
    F(MODE, "tftp.type", STR, "Type")                                                              \
    F(OPTION, "sn.tftp.option", GROUPS, "Option")                                                  \
    F(NAME, "tftp.option.name", STR, "Option name")                                                \
    F(VALUE, "tftp.option.value", STR, "Option value")                                             \
    F(BLOCK, "tftp.block", U16, "Block")                                                           \
    F(CODE, "tftp.error.code", U16, "Error code", .vals = errors)                                  \
    F(MESSAGE, "tftp.error.message", STR, "Error message")
SN_FIELDS(tftp, TFTP)

static void options(struct sn_dis *d, struct sn_rd *r)
{
    bool more = sn_rd_left(r) || r->cut;

    while (more) {
        struct sn_rec *g = sn_group(d, r, OPTION, 0);

        more = sn_get_strz(d, r, NAME) && (sn_rd_left(r) || r->cut) && sn_get_strz(d, r, VALUE) &&
               (sn_rd_left(r) || r->cut);
        sn_group_end(d, r, g);
    }
}

/* ---- transfers ----
 *
 * The file's name is in the request only; it is left under the port that asked for it, as numbers
 * of eight bytes, the last of which has a zero. */

static uint64_t key_of(uint16_t port)
{
    return (uint64_t)port << 16;
}

/* A name that is too long for it is left as none. */
static void begin(struct sn_dis *d, unsigned name)
{
    const struct sn_rec *q = sn_rec_of(d, name);
    bool fits = q->n < SN_MEMO_LIST * sizeof(uint64_t);
    uint32_t n = fits ? q->n / 8 + 1 : 1;
    uint64_t *word = sn_arena_zalloc(&d->arena, n, sizeof *word);

    if (!word)
        return;
    if (fits)
        memcpy(word, q->p, q->n);
    sn_remember_list(d, SN_MEMO_TFTP, key_of(d->ends->sport), word, n);
}

/* The name, n numbers long; NULL: neither port has asked for a file, or that isn't known yet. */
static const uint64_t *file(struct sn_dis *d, uint16_t sport, uint16_t dport, uint32_t *n)
{
    uint32_t nfrom, nto;
    const uint64_t *from = sn_recall_list(d, SN_MEMO_TFTP, key_of(sport), &nfrom),
                   *to = sn_recall_list(d, SN_MEMO_TFTP, key_of(dport), &nto);

    if (from || to)
        *n = to ? nto : nfrom;
    return to ? to : from;
}

bool sn_tftp_goes_on(struct sn_dis *d, const struct sn_rd *r, uint32_t len, uint16_t sport,
                     uint16_t dport)
{
    uint32_t n;

    return (d->want & (SN_WANT_FIELDS | SN_WANT_LINE)) == SN_WANT_FIELDS && len >= HEAD &&
           sn_rd_left(r) >= 2 && !r->p[0] && r->p[1] >= DATA && r->p[1] <= OACK &&
           file(d, sport, dport, &n);
}

/* Of which file it is. Both directions call it the destination, as Wireshark does. */
static void go_on(struct sn_dis *d)
{
    uint32_t n;
    const uint64_t *name = file(d, d->ends->sport, d->ends->dport, &n);
    size_t len = name ? strnlen((const char *)name, n * sizeof *name) : 0;

    if (len)
        sn_rec_str(d, DESTINATION, name, len);
}

static void tftp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t op;

    *r = sn_inside(r, len);
    if (!sn_get(d, r, OP, &op))
        return;
    if (op >= DATA && op <= OACK && d->want & SN_WANT_FIELDS)
        go_on(d);
    if (op == RRQ || op == WRQ) {
        if (sn_get_strz(d, r, op == RRQ ? SOURCE : DESTINATION) && sn_get_strz(d, r, MODE))
            options(d, r);
        if (d->want & SN_WANT_FIELDS && !(d->want & SN_WANT_HEADERS) && sn_rec_of(d, MODE) &&
            d->ends->dport == PORT)
            begin(d, op == RRQ ? SOURCE : DESTINATION);
    } else if (op == OACK) {
        options(d, r);
    } else if (op == DATA || op == ACK) {
        (void)sn_get(d, r, BLOCK, NULL);
    } else if (op == ERROR && sn_get(d, r, CODE, NULL)) {
        (void)sn_get_strz(d, r, MESSAGE);
    }
}

/* False: the line is cut. When the string was on the wire, none of it is shown as an empty one. */
static bool string_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v,
                        const char *fmt, unsigned field)
{
    if (!sn_find(v, field) && l->caplen < l->len && !sn_is_cut(t))
        sn_put_s(t->b, fmt[1] == '"' ? " \"\"" : " ");
    return sn_need_short(t, v, field) && sn_say_strz_short(t, v, fmt, field);
}

/* Those that aren't empty. */
static void options_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    struct sn_view o = {0};

    while (sn_each(v, OPTION, &o)) {
        for (unsigned f = NAME; f <= VALUE; f++) {
            const struct sn_rec *q = sn_find(&o, f);

            if (!q && l->caplen >= l->len)
                return;
            if (!q || q->n)
                (void)sn_say_strz_short(t, &o, " {}", f);
            else if (q->flags & SN_REC_BAD)
                sn_cut(t);
        }
    }
}

static enum sn_then tftp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t op;

    sn_put_f(t->b, "TFTP, length %u", l->len);
    if (l->len < 2)
        return SN_TEXT_CUT_SHORT;
    op = sn_num(t, &v, OP);
    sn_say(t, &v, ", {s:tftp-#%u}", OP);
    if (op == RRQ || op == WRQ) {
        if (string_text(t, l, &v, " \"{}\"", op == RRQ ? SOURCE : DESTINATION) &&
            string_text(t, l, &v, " {}", MODE))
            options_text(t, l, &v);
    } else if (op == OACK) {
        options_text(t, l, &v);
    } else if (op == DATA || op == ACK) {
        if (l->len < 4)
            sn_cut_short(t);
        sn_say(t, &v, " block {}", BLOCK);
    } else if (op == ERROR) {
        if (l->len < 4)
            sn_cut_short(t);
        sn_say(t, &v, " {s:tftp-err-#%u \"}", CODE);
        string_text(t, l, &v, " \"{}\"", MESSAGE);
    }
    return SN_TEXT_DONE;
}

SN_PROTO(tftp, "Trivial File Transfer Protocol", {.table = &sn_tab_udp, .value = 69},
         {.table = &sn_tab_udp, .type = "tftp"})
