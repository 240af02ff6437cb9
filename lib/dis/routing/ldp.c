/*
 * LDP: the Label Distribution Protocol (RFC 5036), with pseudowires (RFC 4447) and restart (RFC
 * 3478, RFC 3479). What is said of its fields is in ldptext.c.
 *
 * A layer is a datagram or segment of one PDU or more. Records stand in the order in which their
 * text does; what tcpdump leaves unread, and Wireshark doesn't, is behind a record HIDE.
 */
#include "dis/routing/ldp.h"

enum { PORT = 646, VERSION_1 = 1, PDU_HEAD = 10, MSG_HEAD = 8, TLV_HEAD = 4 };
enum { ID_SIZE = 4, AF_IP4 = 1, AF_IP6 = 2 };

SN_FIELD_TABLE(ldp, LDP)

/* What the text dumps: n bytes, or as many as there are. */
static void dump(struct sn_dis *d, const struct sn_rd *r, size_t n, unsigned field)
{
    uint32_t from = d->nrec;
    struct sn_rd in = sn_inside(r, n);

    (void)!sn_get_bytes(d, &in, field, sn_rd_left(&in));
    sn_text_only(d, from);
}

/* Goes n bytes on; that not all of them are there tcpdump notices when it reads what follows. */
static void skip(struct sn_rd *r, size_t n)
{
    r->p += sn_rd_left(r) < n ? sn_rd_left(r) : n;
}

/* A length n that should be `least`. */
static void too_short(struct sn_dis *d, uint32_t n, uint32_t least)
{
    sn_note(d, TLV_SHORT, (uint64_t)n << 32 | least);
    sn_note(d, INVALID, 0);
}

static bool prefix(struct sn_dis *d, struct sn_rd *r, bool v6, uint32_t left)
{
    uint32_t bits, n;

    if (!left) {
        sn_malformed(r);
        return false;
    }
    if (!sn_get(d, r, FEC_LEN, &bits))
        return false;
    left--;
    n = (bits + 7) / 8;
    if (bits > (v6 ? 128 : 32)) {
        sn_note(d, PREFIX_BAD, v6 ? 6 : 4);
        return true;
    }
    if (n > left) {
        sn_malformed(r);
        return false;
    }
    return sn_get_prefix(d, r, v6 ? PREFIX6 : PREFIX4, bits);
}

/* The value of an interface parameter, which some read beyond their length. */
static bool parameter_value(struct sn_dis *d, struct sn_rd *r, uint32_t id, uint32_t n)
{
    switch (id) {
    case PAR_MTU:
        return sn_get(d, r, PW_MTU, NULL);
    case PAR_TEXT:
        return sn_get_bytes(d, r, PW_TEXT, n);
    case PAR_VCCV:
        if (!sn_get(d, r, CC, NULL) || !sn_get(d, r, CV, NULL))
            return false;
        sn_parts(d, CC, CC_CW, CC_TTL);
        sn_parts(d, CV, CV_ICMP, CV_BFD4);
        return true;
    case PAR_VLAN:
        dump(d, r, n, DUMP_PAR);
        return n < 2 || sn_get(d, r, PW_VLAN, NULL);
    default:
        dump(d, r, n, DUMP_PAR);
        return true;
    }
}

static bool parameter(struct sn_dis *d, struct sn_rd *r, uint32_t *left)
{
    struct sn_rec *g;
    struct sn_rd val;
    uint32_t id, n;
    bool ok = true;

    if (!sn_rd_need(r, 2))
        return false;
    g = sn_group(d, r, PAR, 0);
    if (r->p[1] < 2 || r->p[1] > *left) {
        *left = 0;
        sn_note(d, HIDE, 0);
    }
    (void)!sn_get(d, r, PAR_ID, &id);
    (void)!sn_get(d, r, PAR_LEN, &n);
    if (*left) {
        val = *r;
        *left -= n;
        ok = parameter_value(d, &val, id, n - 2) && sn_rd_skip(r, n - 2);
        if (val.stop)
            sn_stop(r, &val);
    }
    sn_group_end(d, r, g);
    return ok;
}

/* An element for a pseudowire; `left` bytes of the TLV follow its type. */
static bool pseudowire(struct sn_dis *d, struct sn_rd *r, uint32_t left)
{
    uint32_t info;

    if (left < 7) {
        too_short(d, left, 7);
        return true;
    }
    if (sn_rd_left(r) >= 3 && r->p[2] && left < 11) {
        too_short(d, left, 11);
        return true;
    }
    if (!sn_header(d, r, PW_WORD, PW_GROUP))
        return false;
    info = (uint32_t)sn_u(d, PW_INFO);
    if (!info)
        return true;
    if (!sn_get(d, r, PW_ID, NULL))
        return false;
    left -= 11;
    if (info < ID_SIZE) {
        sn_note(d, PW_BAD, 0);
        return true;
    }
    info -= ID_SIZE;
    if (left < info) {
        too_short(d, left, info);
        return true;
    }
    while (info > 2) {
        if (!parameter(d, r, &info))
            return false;
    }
    return true;
}

/* An element of a FEC TLV of which n bytes are left; *more: where it ends is known. */
static bool fec_value(struct sn_dis *d, struct sn_rd *r, uint32_t n, bool *more)
{
    uint32_t type, family;

    *more = false;
    if (!sn_get(d, r, FEC_TYPE, &type))
        return false;
    n--;
    switch (type) {
    case PREFIX:
        if (n < 2) {
            too_short(d, n, 2);
            return true;
        }
        if (!sn_get(d, r, FEC_FAMILY, &family))
            return false;
        *more = family == AF_IP4 || family == AF_IP6;
        if (*more)
            return prefix(d, r, family == AF_IP6, n - 2);
        sn_note(d, PREFIX_NONE, family);
        return true;
    case HOST:
        if (n >= 7 && sn_get(d, r, FEC_FAMILY, &family) && sn_get(d, r, FEC_LEN, NULL)) {
            *more = family == AF_IP4 || (family == AF_IP6 && n >= 19);
            if (*more)
                (void)!sn_get(d, r, family == AF_IP4 ? HOST4 : HOST6, NULL);
        }
        return true;
    case PW:
        *more = true;
        return pseudowire(d, r, n);
    default:
        *more = type == WILDCARD;
        return true;
    }
}

/* Of several elements tcpdump shows the first. */
static bool fec(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    struct sn_rd rest = sn_inside(r, n);
    bool first = true, more = true, ok;

    do {
        struct sn_rec *g = sn_group(d, r, FEC, 0);

        if (!first)
            sn_note(d, HIDE, 0);
        /* what tcpdump reads of the first may lie behind the TLV */
        ok = fec_value(d, first ? r : &rest, first ? n : (uint32_t)sn_rd_left(&rest), &more);
        sn_group_end(d, first ? r : &rest, g);
        if (first && !ok)
            return false;
        if (first)
            rest.p = r->p < rest.end ? r->p : rest.end;
        first = false;
    } while (ok && more && sn_rd_left(&rest));
    return true;
}

static bool addresses(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    uint32_t family;

    if (!sn_get(d, r, FAMILY, &family))
        return false;
    n -= 2;
    if (family == AF_IP4)
        return sn_get_n(d, r, ADDR4, n / 4);
    return family != AF_IP6 || sn_get_n(d, r, ADDR6, n / 16);
}

/* TLVs by type: how short they may be for tcpdump, and the fields in a row that they have. */
static const struct form {
    uint16_t type, least, first, last;
    bool unread; /* tcpdump dumps it */
} forms[] = {
    {FEC_TLV, 1, 0, 0, false},
    {ADDRESSES_TLV, 2, 0, 0, false},
    {HOPS_TLV, 1, HOPS, HOPS, true},
    {PATH_TLV, 0, 0, 0, true},
    {0x200, 4, LABEL, LABEL, false},
    {0x201, 4, ATM_V, ATM_VCI, true},
    {0x202, 4, FR_LEN, FR_DLCI, true},
    {0x300, 8, FATAL, STATUS_ID, false},
    {0x301, 4, EXT_STATUS, EXT_STATUS, true},
    {RETURNED_PDU, 10, RET_VERSION, RET_SPACE, true},
    {0x303, 8, RET_U, RET_ID, true},
    {0x400, 4, HOLD, HELLO_RES, false},
    {0x401, 4, TRANSPORT4, TRANSPORT4, false},
    {0x402, 4, CONF_SEQ, CONF_SEQ, false},
    {0x403, 16, TRANSPORT6, TRANSPORT6, false},
    {0x500, 8, SESS_VERSION, SESS_PDU, false},
    {0x501, 4, ATM_MERGE, ATM_DIR, true},
    {0x502, 4, FR_MERGE, FR_DIR, true},
    {0x503, 12, FT_FLAGS, FT_RECOVERY, false},
    {0x600, 4, REQUEST_ID, REQUEST_ID, true},
    {0x601, 2, MTU, MTU, false},
    {0x96a, 4, PW_STATUS, PW_STATUS, true},
    {VENDORS, 4, VENDOR, VENDOR, true},
    {EXPERIMENTS, 4, EXPERIMENT, EXPERIMENT, true},
};

static const struct form *form_of(uint32_t type)
{
    static const struct form unknown = {.unread = true};

    if (type >= VENDORS)
        type = type < EXPERIMENTS ? VENDORS : EXPERIMENTS;
    for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++) {
        if (forms[i].type == type)
            return &forms[i];
    }
    return &unknown;
}

/* Ranges of labels, eight bytes each. */
static void ranges(struct sn_dis *d, struct sn_rd *r, unsigned first, unsigned last)
{
    while (sn_rd_left(r) >= 8 && sn_header(d, r, first, last))
        ;
}

/* What stands behind the fixed fields of a TLV, for nobody's text. */
static void value_rest(struct sn_dis *d, struct sn_rd *r, const struct form *f)
{
    switch (f->type) {
    case 0x300:
        (void)!sn_get(d, r, STATUS_MSG, NULL);
        break;
    case 0x500:
        if (sn_rd_left(r) >= LSR_SIZE)
            (void)!sn_header(d, r, SESS_LSR, SESS_SPACE);
        break;
    case 0x501:
        ranges(d, r, ATM_MIN_VPI, ATM_MAX_VCI);
        break;
    case 0x502:
        ranges(d, r, FR_RANGE_LEN, FR_MAX);
        break;
    case 0x503:
        sn_parts(d, FT_FLAGS, FT_R, FT_L);
        break;
    case 0x96a:
        sn_parts(d, PW_STATUS, PW_DOWN, PW_PSN_OUT);
        break;
    case PATH_TLV:
        (void)!sn_get_n(d, r, PATH, (uint32_t)sn_rd_left(r) / 4);
        break;
    case VENDORS:
    case EXPERIMENTS:
        if (sn_rd_left(r))
            (void)!sn_get_bytes(d, r, DATA, sn_rd_left(r));
        break;
    case 0:
        if (sn_rd_left(r))
            (void)!sn_get_bytes(d, r, VALUE, sn_rd_left(r));
        break;
    default:
        break;
    }
}

/* The value of n bytes, which r has, and perhaps more behind it. */
static bool value(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t n)
{
    const struct form *f = form_of(type);
    struct sn_rd in = sn_inside(r, n);

    if (f->unread)
        dump(d, r, n, DUMP_V);
    if (n < f->least) {
        if (!f->unread) {
            too_short(d, n, f->least);
        }
        return true;
    }
    if (f->type == FEC_TLV)
        return fec(d, r, n);
    if (f->type == ADDRESSES_TLV)
        return addresses(d, r, n);
    if (!f->first || sn_header(d, &in, f->first, f->last))
        value_rest(d, &in, f);
    else if (!f->unread)
        sn_stop(r, &in);
    return !r->stop;
}

/* The TLVs of a message of which `left` bytes are left. False: r has stopped. */
static bool tlvs(struct sn_dis *d, struct sn_rd *r, uint32_t left)
{
    while (left >= TLV_HEAD) {
        struct sn_rec *g;
        struct sn_rd val;
        uint32_t n;
        bool past, ok;

        if (!sn_rd_need(r, TLV_HEAD))
            return false;
        g = sn_group(d, r, TLV, 0);
        n = sn_be16(r->p + 2);
        left -= TLV_HEAD;
        past = n > left;
        if (past) {
            sn_note(d, TLV_PAST, 0);
            sn_note(d, HIDE, 0);
        }
        (void)!sn_header(d, r, TLV_U, TLV_LEN);
        if (!past) {
            val = *r;
            ok = value(d, &val, (uint32_t)sn_u(d, TLV_TYPE), n);
            if (!ok)
                sn_stop(r, &val);
            else
                skip(r, n);
        }
        sn_group_end(d, r, g);
        if (past || !ok)
            return past;
        left -= n;
    }
    return true;
}

/* What tcpdump doesn't look into. */
static void unread(struct sn_dis *d, struct sn_rd r, uint32_t type, uint32_t n)
{
    struct sn_rd in = sn_inside(&r, n);

    sn_note(d, HIDE, 0);
    if (type >= VENDORS) {
        if (n >= 4 && sn_get(d, &in, type < EXPERIMENTS ? MSG_VENDOR : MSG_EXPERIMENT, NULL))
            (void)tlvs(d, &in, n - 4);
    } else if (type >= REQUEST && type <= ABORT) {
        (void)tlvs(d, &in, n);
    }
}

static bool known(uint32_t type)
{
    return sn_val_name(sn_ldp_messages, type) && type != REQUEST && type != RELEASE &&
           type != ABORT;
}

/* A message; false: r has stopped, or there is no going on. */
static bool message(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t type, n;
    struct sn_rd body;

    if (!sn_header(d, r, MSG_U, MSG_LEN))
        return false;
    type = (uint32_t)sn_u(d, MSG_TYPE);
    n = (uint32_t)sn_u(d, MSG_LEN);
    if (n < ID_SIZE) {
        if (sn_rd_need(r, ID_SIZE))
            sn_note(d, MSG_SHORT, 0);
        return false;
    }
    if (!sn_get(d, r, MSG_ID, NULL))
        return false;
    /* tcpdump asks for so many bytes from the head on */
    if (n > MSG_HEAD && !sn_rd_need(r, n - MSG_HEAD))
        return false;
    body = *r;
    if (known(type)) {
        if (!tlvs(d, &body, n - ID_SIZE)) {
            sn_stop(r, &body);
            return false;
        }
        dump(d, r, n, DUMP_VV);
    } else {
        dump(d, r, n - ID_SIZE, DUMP_V_MSG);
        dump(d, r, n, DUMP_VV);
        unread(d, *r, type, n - ID_SIZE);
    }
    skip(r, n - ID_SIZE);
    return true;
}

/* The next PDU; false: r has stopped, or there is no going on. */
/* Of another version, whose records begin at `from`, only tcpdump says something. */
static bool pdu(struct sn_dis *d, struct sn_rd *r, uint32_t from)
{
    uint64_t left;

    if (!sn_header(d, r, VERSION, SPACE))
        return false;
    if (sn_u(d, VERSION) != VERSION_1) {
        sn_text_only(d, from);
        sn_note(d, BAD_VERSION, 0);
        return false;
    }
    left = sn_u(d, PDU_LEN);
    if (left < LSR_SIZE) {
        sn_note(d, PDU_SHORT, 0);
        return false;
    }
    sn_note(d, HEAD, 0);
    sn_note(d, BODY, 0);
    /* where the last message is longer than the PDU tcpdump takes what follows for messages too */
    for (left -= LSR_SIZE; left; left -= sn_u(d, MSG_LEN) + 4) {
        struct sn_rec *g = sn_group(d, r, MSG, 0);
        bool ok = message(d, r);

        sn_group_end(d, r, g);
        if (!ok)
            return false;
    }
    return true;
}

static void ldp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    bool more = true;

    while (more && len) {
        uint32_t n, from = d->nrec;
        struct sn_rec *g = sn_group(d, r, PDU, 0);
        struct sn_rd in = *r;

        /* so few bytes tcpdump doesn't look at, though a keepalive has no more */
        if (len <= PDU_HEAD + MSG_HEAD)
            sn_note(d, HIDE, 0);
        more = pdu(d, len <= PDU_HEAD + MSG_HEAD ? &in : r, from);
        n = (uint32_t)sn_u(d, PDU_LEN) + 4;
        if (more && n > len) {
            sn_note(d, REMAINING, (uint64_t)len << 32 | n);
            sn_note(d, INVALID, 0);
            more = false;
        }
        sn_group_end(d, r, g);
        len -= more ? n : 0;
        if (in.p > r->p)
            r->p = in.p;
    }
}

const struct sn_proto sn_proto_ldp = {
    .name = "ldp",
    .title = "Label Distribution Protocol",
    SN_PROTO_FIELDS(ldp),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = PORT}, {.table = &sn_tab_tcp, .value = PORT}),
    .dissect = ldp_dissect,
    .text = sn_ldp_text,
};
