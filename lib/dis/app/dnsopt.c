/* The text of EDNS options (RFC 6891, 6975, 7314, 7828, 7830, 7871, 7873, 8145). */
#include "dis/app/dns.h"

enum {
    OPT_DAU = 5,
    OPT_DHU,
    OPT_N3U,
    OPT_ECS,
    OPT_EXPIRE,
    OPT_COOKIE,
    OPT_KEEPALIVE,
    OPT_PADDING,
    OPT_CHAIN,
    OPT_KEY_TAG,
};

static void put_algorithms(struct sn_text *t, const struct sn_val *names, const struct sn_rec *q)
{
    uint32_t i;

    for (i = 0; i < q->n; i++) {
        sn_put_c(t->b, ' ');
        sn_put_name(t, names, q->p[i], "Alg_%u");
    }
}

static bool put_subnet(struct sn_text *t, const struct sn_rec *q)
{
    uint8_t a[16] = {0};
    unsigned family, bits;

    if (q->n < 4)
        return false;
    family = sn_be16(q->p);
    bits = family == 1 ? 32 : 128;
    if ((family != 1 && family != 2) || q->p[2] > bits || q->p[3] > bits ||
        q->n - 4 != (q->p[2] + 7u) / 8)
        return false;
    memcpy(a, q->p + 4, q->n - 4);
    if (family == 1)
        sn_put_ipv4(t->b, a);
    else
        sn_put_ipv6(t->b, a);
    sn_put_f(t->b, "/%u/%u", q->p[2], q->p[3]);
    return true;
}

static bool put_key_tags(struct sn_text *t, const struct sn_rec *q)
{
    uint32_t i;

    if (q->n % 2)
        return false;
    for (i = 0; i < q->n; i += 2)
        sn_put_f(t->b, "%s%u", i ? " " : "", sn_be16(q->p + i));
    return true;
}

/* What an option with data says behind its name and a blank; false when it isn't valid. */
static bool put_value(struct sn_text *t, uint64_t code, const struct sn_view *v)
{
    const struct sn_rec *q = sn_find(v, DNS_OPT_DATA), *name;

    switch (code) {
    case OPT_ECS:
        return put_subnet(t, q);
    case OPT_EXPIRE:
        if (q->n == 4)
            sn_put_f(t->b, "%u sec", sn_be32(q->p));
        return q->n == 4;
    case OPT_KEEPALIVE:
        if (q->n == 2)
            sn_put_f(t->b, "%u.%u sec", sn_be16(q->p) / 10u, sn_be16(q->p) % 10u);
        return q->n == 2;
    case OPT_COOKIE:
        if (q->n != 8 && (q->n < 16 || q->n > 40))
            return false;
        sn_put_hex_bytes(t->b, q->p, 8, '\0');
        if (q->n > 8)
            sn_put_c(t->b, ' ');
        sn_put_hex_bytes(t->b, q->p + 8, q->n - 8, '\0');
        return true;
    case OPT_PADDING:
        sn_put_f(t->b, "(%u)", q->n);
        return true;
    case OPT_CHAIN:
        name = sn_find(v, DNS_DATA);
        if (name)
            (void)sn_dns_put_name(t, name, v->end);
        return true;
    case OPT_KEY_TAG:
        return put_key_tags(t, q);
    default:
        break;
    }
    sn_put_hex_bytes(t->b, q->p, q->n, '\0');
    return true;
}

/* Of DNSSEC: for signing, for digests of keys, for hashing names. */
static const struct sn_val nsec3_hashes[] = {{1, "SHA-1"}, {0, NULL}};
static const struct sn_val *const algorithms[] = {sn_dns_algorithms, sn_dns_hashes, nsec3_hashes};

static void put_option(struct sn_text *t, const struct sn_view *v)
{
    const struct sn_rec *data = sn_find(v, DNS_OPT_DATA);
    uint64_t code = sn_opt(v, DNS_OPT_CODE);

    if (sn_need_short(t, v, DNS_OPT_CODE))
        sn_say(t, v, "{s:Opt%u}", DNS_OPT_CODE);
    if (!data) {
        sn_cut_short(t);
    } else if (code >= OPT_DAU && code <= OPT_N3U) {
        put_algorithms(t, algorithms[code - OPT_DAU], data);
    } else if (data->n) {
        sn_put_c(t->b, ' ');
        if (!put_value(t, code, v))
            sn_put_lit(t->b, " (invalid)");
    }
}

void sn_dns_put_options(struct sn_text *t, const struct sn_view *rr)
{
    struct sn_view opt = {0};

    for (const char *sep = " ["; !sn_is_cut(t) && sn_each(rr, DNS_OPT, &opt); sep = ",") {
        sn_put_s(t->b, sep);
        put_option(t, &opt);
    }
    sn_put_c(t->b, ']');
}
