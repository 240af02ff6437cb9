/* What tcpdump says of ISAKMP. */
#include "dis/app/isakmp.h"

enum { AUTH_HDR = 4 };

/* ---- parts ---- */

static void put_bytes(struct sn_text *t, const struct sn_rec *q)
{
    sn_put_hex_bytes(t->b, q->p, q->n, '\0');
}

/* With so many -v or more. */
static bool verbose(const struct sn_text *t, unsigned n)
{
    return t->o->verbose >= n;
}

/* The first ten bytes and the last twenty; all when there are fewer than `whole`. */
static void put_ends(struct sn_text *t, const struct sn_rec *q, uint32_t whole)
{
    uint32_t head = q->n < 10 ? q->n : 10, tail = q->n > 30 ? 20 : q->n - head;

    sn_put_lit(t->b, " data=(");
    sn_put_hex_bytes(t->b, q->p, head, '\0');
    if (q->n >= whole)
        sn_put_lit(t->b, "...");
    sn_put_hex_bytes(t->b, q->p + q->n - tail, tail, '\0');
    sn_put_c(t->b, ')');
}

static void put_raw(struct sn_text *t, const struct sn_rec *q)
{
    if (verbose(t, 3) && q->n) {
        sn_put_c(t->b, ' ');
        put_bytes(t, q);
    }
}

/* Characters, and dots for what is none. */
static void put_dots(struct sn_text *t, const struct sn_rec *q)
{
    for (uint32_t i = 0; i < q->n; i++)
        sn_put_c(t->b, q->p[i] >= ' ' && q->p[i] < 0x7f ? (char)q->p[i] : '.');
}

/* ---- payloads begin and end ---- */

static void put_payload(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    sn_put_f(t->b, "\n%*s(", q->depth * 4 + 4, "");
}

static void put_head(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    unsigned type = q->u & 0xff;

    (void)v;
    if (!(q->u & HEAD_BARE) && type == V2_SA)
        sn_put_lit(t->b, "sa");
    else if (!(q->u & HEAD_BARE) && type == V2_NONCE)
        sn_put_lit(t->b, "nonce");
    else if (!(q->u & HEAD_BARE) && type == V2_NOTIFY)
        sn_put_lit(t->b, "n");
    else
        sn_put_name(t, sn_isakmp_payloads, type, "#%u");
    if (q->u & HEAD_CRITICAL)
        sn_put_lit(t->b, "[C]");
    if (!(q->u & HEAD_BARE))
        sn_put_c(t->b, ':');
}

static void put_end(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    (void)q;
    sn_put_c(t->b, ')');
}

static void put_fail(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    if (q->u == FAIL_ATTR) {
        sn_put_lit(t->b, "[|attr]");
    } else if (q->u == FAIL_MESSAGE || q->u == FAIL_STATUS) {
        if (q->u == FAIL_STATUS)
            sn_put_lit(t->b, " status=(");
        sn_cut(t);
    } else {
        sn_put_lit(t->b, " [|");
        sn_put_name(t, sn_isakmp_payloads, q->u, "#%u");
        sn_put_c(t->b, ']');
    }
}

/* ---- values ---- */

/* Version 2's nonce or proof of identity: all of it, or the ends of the message's rest. */
static void put_secret(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q,
                       const char *what, uint32_t skip)
{
    if (verbose(t, 2)) {
        sn_put_f(t->b, " %s=(", what);
        if (q->n > skip)
            sn_put_hex_bytes(t->b, q->p + skip, q->n - skip, '\0');
        sn_put_lit(t->b, ") ");
    } else {
        put_ends(t, sn_before(v, q, REST), 0);
    }
}

static void put_value(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    unsigned type = (unsigned)sn_before(v, q, PAYLOAD)->u;

    sn_put_s(t->b, type == V1_KE ? " key len=" : type == V1_NONCE ? " n len=" : " len=");
    sn_put_u32(t->b, q->n);
    switch (type) {
    case V1_CERT:
    case V1_CERTREQ:
        sn_put_lit(t->b, " type=");
        sn_put_name(t, sn_isakmp_certs, q->p[0], "#%u");
        break;
    case V2_KE:
        sn_put_lit(t->b, " group=");
        sn_put_name(t, sn_isakmp_groups, sn_before(v, q, DH_GROUP)->u, "#%u");
        break;
    case V2_VID:
        sn_put_lit(t->b, " vid=");
        put_dots(t, q);
        if (q->n <= 4)
            return;
        break;
    case V2_SK:
        if (q->n <= 4)
            return;
        break;
    case V2_AUTH:
        sn_put_lit(t->b, " method=");
        sn_put_name(t, sn_isakmp_auths, sn_before(v, q, AUTH_METHOD)->u, "#%u");
        put_secret(t, v, q, "authdata", AUTH_HDR);
        return;
    case V2_NONCE:
        put_secret(t, v, q, "nonce", 0);
        return;
    case V1_NONCE:
        if (t->o->verbose == 2) {
            sn_put_c(t->b, ' ');
            put_ends(t, sn_before(v, q, REST), 0);
        }
        break;
    case V2_SA:
        return;
    default:
        break;
    }
    put_raw(t, q);
}

/* ---- version 1 ---- */

static void put_doi(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    if (q->u == DOI_IPSEC)
        sn_put_lit(t->b, " doi=ipsec");
    else
        sn_put_f(t->b, " doi=%u", (unsigned)q->u);
}

/* Behind the domain of interpretation: " proto=" and the name, which only IPsec's has. */
static void put_proto(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    sn_put_lit(t->b, " proto=");
    if (sn_before(v, q, q->field == N1_PROTO ? N1_DOI : D_DOI)->u == DOI_IPSEC)
        sn_put_name(t, v->fields[q->field].vals, q->u, "#%u");
    else
        sn_put_u32(t->b, (uint32_t)q->u);
}

static void put_situation(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    uint32_t sit = sn_be32(q->p);

    sn_put_lit(t->b, " situation=");
    if (sn_before(v, q, SA_DOI)->u != DOI_IPSEC) {
        sn_put_u32(t->b, sit);
        return;
    }
    sn_put_f(t->b, "%s%s%s", sit & 1 ? "identity" : "",
             !(sit & 2) ? ""
             : sit & 1  ? "+secrecy"
                        : "secrecy",
             !(sit & 4) ? ""
             : sit & 3  ? "+integrity"
                        : "integrity");
}

static void put_proposal(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    sn_put_f(t->b, " #%u protoid=", (unsigned)sn_before(v, q, PROP_NUMBER)->u);
    sn_put_name(t, sn_isakmp_protocols, sn_before(v, q, PROP_PROTO)->u, "#%u");
    sn_put_f(t->b, " transform=%u", (unsigned)sn_before(v, q, PROP_COUNT)->u);
    if (q->u)
        sn_put_f(t->b, " len=%u", (unsigned)q->u);
}

static void put_transform1(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    const struct sn_val *names = sn_isakmp_transform_names((unsigned)q->u);

    sn_put_f(t->b, " #%u id=", (unsigned)sn_before(v, q, TRANS_NUMBER)->u);
    sn_put_name(t, names, sn_before(v, q, TRANS_ID)->u, names ? "#%u" : "%u");
    sn_put_c(t->b, ' ');
}

/* A kind of notification is told by the range that its type is in, and by the rest of it; without
 * IPsec's domain two ranges have no names. */
static void put_notify1_type(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    bool ipsec = sn_before(v, q, N1_DOI)->u == DOI_IPSEC;
    unsigned type = (unsigned)q->u, from = 0;

    if (type >= 16384 && type < LIFETIME)
        from = 16384;
    else if (ipsec && type < 32768)
        from = type < 8192 ? 0 : type < 16384 ? 8192 : LIFETIME;
    sn_put_lit(t->b, " type=");
    if (type - from < 8192 && (ipsec || type < LIFETIME) && sn_val_name(sn_isakmp_notes1, type) &&
        (ipsec || type != RESERVED))
        sn_put_s(t->b, sn_val_name(sn_isakmp_notes1, type));
    else
        sn_put_f(t->b, "#%u", type - from);
}

static void put_notify1_data(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    if (verbose(t, 4)) {
        sn_put_lit(t->b, " data=(");
        put_bytes(t, q);
        sn_put_c(t->b, ')');
    } else {
        put_ends(t, q, 0);
    }
}

static void put_attrs(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    sn_put_s(t->b, q->u ? " attrs=(" : ")");
}

static void put_replay(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    sn_put_f(t->b, " status=(replay detection %sabled)", q->u ? "en" : "dis");
}

/* Also those of no bytes. */
static void put_count(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    uint64_t size = sn_before(v, q, D_SPI_SIZE)->u;

    sn_put_f(t->b, " spilen=%u nspi=%u spi=", (unsigned)size, (unsigned)q->u);
    for (uint64_t i = 1; !size && i < q->u; i++)
        sn_put_c(t->b, ',');
}

/* A deletion's SPIs, a comma between them. */
static void put_deleted(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    (void)v;
    if (q[-1].field == D_SPI)
        sn_put_c(t->b, ',');
    put_bytes(t, q);
}

/* Who is identified in version 1. */
static void put_id1(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    static const uint8_t least[] = {0, 4, 0, 0, 8, 16, 32, 8, 32};
    unsigned type = (unsigned)sn_before(v, q, ID_TYPE)->u;
    unsigned need = type < sizeof least ? least[type] : 0;

    sn_put_f(t->b, " len=%u", q->n);
    if (q->n < need) {
        sn_put_f(t->b, " [bad: < %u]", need);
    } else if (type == 2 || type == 3) {
        sn_put_c(t->b, ' ');
        sn_put_safe(t->b, q->p, q->n);
    } else if (need == 4 || need == 8) {
        sn_put_c(t->b, ' ');
        sn_text_host4(t, sn_be32(q->p));
        if (need == 8) {
            sn_put_c(t->b, type == 4 ? '/' : '-');
            if (type == 4)
                sn_put_ipv4(t->b, q->p + 4);
            else
                sn_text_host4(t, sn_be32(q->p + 4));
        }
    } else if (need) {
        sn_put_c(t->b, ' ');
        sn_text_host6(t, q->p);
        if (type == 6) {
            sn_put_lit(t->b, "/0x");
            sn_put_hex_bytes(t->b, q->p + 16, 16, '\0');
        } else if (type == 8) {
            sn_put_c(t->b, '-');
            sn_text_host6(t, q->p + 16);
        }
    } else {
        put_raw(t, q);
    }
}

/* ---- version 2 ---- */

static void put_transform2(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    static const struct sn_val *const all[] = {NULL,           sn_isakmp_ciphers, sn_isakmp_prfs,
                                               sn_isakmp_macs, sn_isakmp_groups,  sn_isakmp_esns};
    unsigned type = (unsigned)sn_before(v, q, TF_TYPE)->u;
    const struct sn_val *names = type < sizeof all / sizeof all[0] ? all[type] : NULL;

    sn_put_f(t->b, " #%u type=", (unsigned)(q->u >> 32));
    sn_put_name(t, sn_isakmp_transforms, type, "#%u");
    sn_put_lit(t->b, " id=");
    sn_put_name(t, names, (uint32_t)q->u, names ? "#%u" : "%u");
    sn_put_c(t->b, ' ');
}

const char *sn_isakmp_id2_kind(unsigned type)
{
    static const char *const kinds[] = {[1] = "ipv4", [2] = "fqdn", [3] = "rfc822", [5] = "ipv6",
                                        [9] = "dn",   [10] = "gn",  [11] = "keyid"};

    return type < sizeof kinds / sizeof kinds[0] ? kinds[type] : NULL;
}

static void put_id2(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    unsigned type = (unsigned)sn_before(v, q, ID2_TYPE)->u;
    const char *kind = sn_isakmp_id2_kind(type);

    if (!kind)
        return;
    sn_put_f(t->b, " %s:", kind);
    if (type == 2 || type == 3)
        put_dots(t, q);
    else
        put_bytes(t, q);
}

static void put_notify2_type(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    unsigned type = (unsigned)q->u;

    sn_put_lit(t->b, " prot_id=");
    sn_put_name(t, sn_isakmp_protocols, sn_before(v, q, N_PROTO)->u, "#%u");
    sn_put_f(t->b, " type=%u(", type);
    sn_put_name(t, sn_isakmp_notes2, type,
                type < 8192    ? "error"
                : type < 16384 ? "private-error"
                : type < 40960 ? "status"
                               : "private-status");
    sn_put_c(t->b, ')');
}

static void put_notify2_data(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    if (verbose(t, 4))
        put_notify1_data(t, v, q);
    else if (sn_before(v, q, N_TYPE)->u == COOKIE)
        put_ends(t, q, 30);
}

/* ---- attributes ---- */

static void put_attr(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    static const struct sn_isakmp_attr none, key_length = {.name = "keylen"};
    unsigned kind = q->field - ATTR_VALUE;
    const struct sn_rec *len = sn_before(v, q, kind + ATTR_LEN);
    const struct sn_rec *group = sn_before(v, q, kind);
    unsigned type = (unsigned)group->u;
    const struct sn_isakmp_attr *a = &none;

    if (kind == IKE_ATTR || kind == LIFE_IKE || kind == LIFE_IPSEC)
        a = sn_isakmp_ike_attr(type);
    else if (kind == IPSEC_ATTR)
        a = sn_isakmp_ipsec_attr(type);
    else if (kind == IKE2_ATTR && type == KEY_LENGTH && sn_before(v, q, TF_TYPE)->u == ENCRYPTION)
        a = &key_length;
    sn_put_lit(t->b, "(type=");
    if (a->name)
        sn_put_s(t->b, a->name);
    else
        sn_put_f(t->b, "#%u", type);
    if (len > group) {
        sn_put_f(t->b, " len=%u value=", q->n);
        put_bytes(t, q);
    } else {
        sn_put_lit(t->b, " value=");
        sn_put_name(t, a->vals, sn_be16(q->p), "%04x");
    }
    sn_put_c(t->b, ')');
}

/* ---- the message ---- */

static const struct sn_line lines[] = {
    [PAYLOAD] = {.put = put_payload},
    [HEAD] = {.put = put_head},
    [END] = {.put = put_end},
    [FAIL] = {.put = put_fail},
    [VALUE] = {.put = put_value},
    [SA_DOI] = {.put = put_doi},
    [SITUATION] = {.put = put_situation},
    [SA_IDENT] = SN_LINE(" ident={}", SA_DOI), /* the wrong number */
    [PROP_LEN] = {.put = put_proposal},
    [SPI] = SN_LINE(" spi={}"),
    [TRANS_PROTO] = {.put = put_transform1},
    [TF_NUMBER] = {.put = put_transform2},
    [OTHER_ATTR + ATTR_VALUE] = {.put = put_attr},
    [IKE_ATTR + ATTR_VALUE] = {.put = put_attr},
    [IPSEC_ATTR + ATTR_VALUE] = {.put = put_attr},
    [IKE2_ATTR + ATTR_VALUE] = {.put = put_attr},
    [LIFE_IKE + ATTR_VALUE] = {.put = put_attr},
    [LIFE_IPSEC + ATTR_VALUE] = {.put = put_attr},
    [KE_SHORT] = SN_LINE(" len={} < 8"),
    [ID_PORT] = SN_LINE(" idtype={s:#%u} protoid={} port={}", ID_TYPE, ID_PROTO, ID_PORT),
    [ID_TEXT] = {.put = put_id1},
    [ID2_TEXT] = {.put = put_id2},
    [N1_DOI] = {.put = put_doi},
    [N1_PROTO] = {.put = put_proto},
    [N1_TYPE] = {.put = put_notify1_type},
    [N1_REST] = {.put = put_notify1_data},
    [N1_ATTRS] = {.put = put_attrs},
    [N1_REPLAY] = {.put = put_replay},
    [N_TYPE] = {.put = put_notify2_type},
    [N_REST] = {.put = put_notify2_data},
    [D_DOI] = {.put = put_doi},
    [D_PROTO] = {.put = put_proto},
    [D_COUNT] = {.put = put_count},
    [D_SPI] = {.put = put_deleted},
};

static void put_flags(struct sn_text *t, unsigned flags, bool v2)
{
    if (!flags)
        return;
    sn_put_c(t->b, '[');
    if (v2)
        sn_put_f(t->b, "%s%s%s", flags & 8 ? "I" : "", flags & 16 ? "V" : "",
                 flags & 32 ? "R" : "");
    else
        sn_put_f(t->b, "%s%s", flags & 1 ? "E" : "", flags & 2 ? "C" : "");
    sn_put_c(t->b, ']');
}

/* What stands in front of the exchange's name. */
static void put_phase(struct sn_text *t, const struct sn_view *v, bool v2)
{
    static const char *const roles[] = {"?", "I", "R"};
    bool second = sn_opt(v, MSG_ID) != 0;

    if (v2)
        sn_put_s(t->b, second ? " child_sa  " : " parent_sa ");
    else
        sn_put_f(t->b, " phase %s %s ", second ? "2/others" : "1", roles[sn_opt(v, ROLE)]);
}

static void put_payloads(struct sn_text *t, struct sn_view v)
{
    const struct sn_rec *silence = sn_find(&v, SILENCE);

    if (silence)
        v.end = silence;
    (void)sn_say_lines(t, &v, lines, sizeof lines / sizeof lines[0]);
}

enum sn_then sn_isakmp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    unsigned major, flags;

    if (!sn_need_short(t, &v, LENGTH))
        return SN_TEXT_DONE;
    major = (unsigned)sn_opt(&v, MAJOR);
    flags = (unsigned)sn_opt(&v, FLAGS);
    sn_put_lit(t->b, "isakmp");
    if (verbose(t, 1))
        sn_say(t, &v, " {d}.{d} msgid {08x}", MAJOR, MINOR, MSG_ID);
    if (verbose(t, 2))
        sn_say(t, &v, " cookie {}->{}", ISPI, RSPI);
    sn_put_c(t->b, ':');
    if (major != 1 && major != 2)
        return SN_TEXT_DONE;
    put_phase(t, &v, major == 2);
    sn_say(t, &v, "{s:#%u}", EXCHANGE);
    put_flags(t, flags, major == 2);
    if (!verbose(t, 1))
        return SN_TEXT_DONE;
    sn_put_c(t->b, ':');
    if (flags & ENCRYPTED)
        sn_say(t, &v, " [encrypted {s:#%u}]", NEXT);
    else
        put_payloads(t, v);
    if (sn_opt(&v, LENGTH) != l->len)
        sn_put_f(t->b, " (len mismatch: isakmp %u/ip %u)", (unsigned)sn_opt(&v, LENGTH), l->len);
    return SN_TEXT_DONE;
}
