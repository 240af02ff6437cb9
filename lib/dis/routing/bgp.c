/*
 * BGP version 4 (RFC 4271): its messages, capabilities (RFC 5492) and notifications. Updates are in
 * bgpattr.c, routes in bgpnlri.c, what is said of them in bgptext.c.
 *
 * A layer is a segment; messages are looked for by their markers, as there is no state from one
 * segment to the next.
 */
#include "dis/routing/bgp.h"

enum { OPEN = 1, UPDATE, NOTIFICATION, KEEPALIVE, REFRESH };
enum { CAP_OPTION = 2, MULTIPROTOCOL = 1, LABELS = 8, RESTART = 64, AS4 = 65, ADD_PATH = 69 };
enum { CEASE = 6, MAX_PREFIXES = 1, SHUTDOWN = 2, RESET = 4 };
enum { HDR = 19, MARKER_SIZE = 16, OPEN_SIZE = 10 };

SN_FIELD_TABLE(bgp, BGP)

/* n families one behind the other. */
static bool families(struct sn_dis *d, struct sn_rd *r, unsigned first, unsigned last, uint32_t n)
{
    for (; n; n--) {
        if (!sn_header(d, r, first, last))
            return false;
    }
    return true;
}

static bool known(uint32_t type)
{
    return type == 2 || type == 128 || type == 71;
}

static bool capability(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t n)
{
    switch (type) {
    case MULTIPROTOCOL:
        if (n < 4) {
            sn_note(d, CAP_SHORT, 4);
            return true;
        }
        return sn_get(d, r, MP_AFI, NULL) && sn_get(d, r, CAP_RES, NULL) &&
               sn_get(d, r, MP_SAFI, NULL);
    case LABELS:
        return families(d, r, ML_AFI, ML_COUNT, n / 4);
    case RESTART:
        if (n < 2) {
            sn_note(d, CAP_SHORT, 2);
            return true;
        }
        return sn_header(d, r, GR_TIMERS, GR_TIME) && families(d, r, GR_AFI, GR_KEPT, (n - 2) / 4);
    case AS4:
        if (n < 4) {
            sn_note(d, CAP_SHORT, 4);
            return true;
        }
        return sn_get(d, r, CAP_AS4, NULL);
    case ADD_PATH:
        if (!families(d, r, AP_AFI, AP_WAY, n / 4))
            return false;
        if (n == 0)
            sn_note(d, CAP_BOGUS, 0);
        if (n % 4)
            sn_note(d, CAP_INVALID, 0);
        return true;
    default:
        if (!known(type))
            sn_note(d, CAP_NONE, type);
        return true;
    }
}

static bool dump(struct sn_dis *d, struct sn_rd r, size_t n, unsigned field)
{
    uint32_t from = d->nrec;
    struct sn_rd in = sn_inside(&r, n);

    (void)!sn_get_bytes(d, &in, field, sn_rd_left(&in));
    sn_text_only(d, from);
    return true;
}

/* In n bytes; the last is read past them as far as it was captured, as tcpdump does. */
static bool capabilities(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    const uint8_t *end = r->p + n;

    while (r->p < end) {
        struct sn_rd val, all;
        uint32_t type, len, from;

        if (!sn_get(d, r, CAP, &type) || !sn_get(d, r, CAP_LEN, &len) || !sn_rd_need(r, len))
            return false;
        all = val = sn_inside(r, len);
        from = d->nrec;
        if (!capability(d, &val, type, len)) {
            sn_stop(r, &val);
            return false;
        }
        if ((type == MULTIPROTOCOL || type == AS4) && len != 4)
            sn_text_only(d, from);
        if (d->rec[d->nrec - 1].field == CAP_SHORT) /* tcpdump leaves the option */
            return true;
        if (d->nrec == from || d->rec[from].flags & SN_REC_TEXT)
            sn_bgp_cap_fields(d, &all, type, len);
        if (len)
            (void)dump(d, *r, len,
                       type == MULTIPROTOCOL || known(type) || type == RESTART || type == AS4 ||
                               type == ADD_PATH || type == LABELS
                           ? DUMP_VV
                           : DUMP_V);
        (void)!sn_rd_skip(r, len);
    }
    return true;
}

/* The values of options are read past the end of the message, as tcpdump does: what was captured
 * is in `behind`. */
static bool opening(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *behind)
{
    uint32_t type, n, left;

    if (!sn_rd_need(r, OPEN_SIZE) || !sn_header(d, r, VERSION, ID) ||
        !sn_get(d, r, OPTS_LEN, &left))
        return false;
    while (left) {
        struct sn_rd val = *behind;

        if (!sn_rd_need(r, 2))
            return false;
        (void)!sn_get(d, r, OPTION, &type);
        n = r->p[0];
        if (left < 2 || n > left - 2) {
            (void)!sn_get(d, r, OPTION_LEN_PAST, NULL);
            return true;
        }
        (void)!sn_get(d, r, OPTION_LEN, NULL);
        val.p = r->p;
        if (type != CAP_OPTION)
            sn_note(d, OPTION_NONE, 0);
        else if (!capabilities(d, &val, n))
            sn_note(d, CAPS_CUT, 0);
        r->p += n < sn_rd_left(r) ? n : sn_rd_left(r);
        left -= 2 + n;
    }
    return true;
}

/* RFC 9003: why the session ends. */
static bool communication(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rd all = *r;
    uint32_t n;

    if (!sn_get(d, r, COMM_LEN, &n))
        return false;
    if (n == 0) {
        sn_note(d, COMM_BAD, 0);
        all = *r;
    } else if (n > sn_rd_left(r)) {
        sn_note(d, COMM_BAD, 1);
    } else {
        (void)!sn_get_bytes(d, r, COMM, n);
        all = *r;
    }
    if (sn_rd_left(r))
        (void)!sn_get_bytes(d, &all, COMM_DATA, sn_rd_left(&all));
    return true;
}

/* behind: how many bytes were captured. */
static bool notification(struct sn_dis *d, struct sn_rd *r, size_t behind)
{
    uint32_t major, minor;

    if (sn_rd_left(r) < 2 && behind >= 2) /* what isn't of the message says nothing */
        return true;
    if (!sn_rd_need(r, 2) || !sn_get(d, r, ERROR, &major))
        return false;
    (void)!sn_get(d, r, major <= 7 ? SUB + major : SUB, &minor);
    if (major != CEASE)
        return true;
    if (minor == MAX_PREFIXES && sn_rd_left(r) >= 7)
        return sn_header(d, r, CEASE_AFI, CEASE_MAX);
    if ((minor == SHUTDOWN || minor == RESET) && sn_rd_left(r))
        return communication(d, r);
    return true;
}

/* False: r has stopped. */
static bool message(struct sn_dis *d, struct sn_rd *r, uint32_t type, const struct sn_rd *all,
                    const struct sn_rd *behind)
{
    switch (type) {
    case OPEN:
        return opening(d, r, behind);
    case UPDATE:
        sn_bgp_update(d, r, (uint32_t)sn_rd_left(r));
        return !r->stop;
    case NOTIFICATION:
        return notification(d, r, sn_rd_left(behind));
    case KEEPALIVE:
        return true;
    case REFRESH:
        return (sn_rd_left(r) < 4 && sn_rd_left(behind) >= 4) ||
               (sn_header(d, r, REFRESH_AFI, REFRESH_SAFI) &&
                dump(d, *all, sn_rd_left(all), DUMP_ALL));
    default:
        return dump(d, *all, sn_rd_left(all), NO_DECODER);
    }
}

/* The next marker. False: there is none. *skipped: it wasn't right here. */
static bool find(struct sn_rd *r, bool *skipped)
{
    for (; sn_rd_left(r) >= MARKER_SIZE; (void)!sn_rd_skip(r, 1)) {
        size_t n = 0;

        while (n < MARKER_SIZE && r->p[n] == 0xff)
            n++;
        if (n == MARKER_SIZE)
            return true;
        *skipped = true;
    }
    return false;
}

static void bgp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    bool skipped = false;

    (void)len;
    while (find(r, &skipped)) {
        struct sn_rd all = *r, body, behind;
        uint32_t n, type;

        if (!sn_rd_need(r, HDR)) {
            sn_note(d, MESSAGE_CUT, 0);
            return;
        }
        (void)!sn_get_bytes(d, r, MARKER, MARKER_SIZE);
        (void)!sn_get(d, r, LENGTH, &n);
        (void)!sn_get(d, r, TYPE, &type);
        if (skipped)
            sn_note(d, SKIPPED, 0);
        skipped = false;
        if (n < HDR) {
            sn_note(d, SHORT, n);
            return;
        }
        if (n - HDR > sn_rd_left(r)) {
            sn_note(d, TAIL, type);
            return;
        }
        sn_note(d, MESSAGE, 0);
        behind = *r;
        (void)!sn_rd_sub(r, n - HDR, &body);
        all = sn_inside(&all, n);
        if (!message(d, &body, type, &all, &behind)) {
            d->depth = 0;
            sn_note(d, MESSAGE_CUT, 0);
            continue;
        }
    }
}

static enum sn_then bgp_text(struct sn_text *t, const struct sn_layer *l)
{
    sn_put_lit(t->b, ": BGP");
    if (t->o->verbose)
        sn_bgp_text(t, l);
    return SN_TEXT_DONE;
}

SN_PROTO(bgp, "Border Gateway Protocol", {.table = &sn_tab_tcp, .value = 179})
