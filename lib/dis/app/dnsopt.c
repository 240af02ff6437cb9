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
        const char *name = sn_val_name(names, q->p[i]);

        if (name)
            sn_put_f(t->b, " %s", name);
        else
            sn_put_f(t->b, " Alg_%u", q->p[i]);
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
static bool put_value(struct sn_text *t, uint64_t code, const struct sn_rec *q,
                      const struct sn_rec *end)
{
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
        if (q + 1 < end)
            (void)sn_dns_put_name(t, q + 1, end);
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

static bool put_option(struct sn_text *t, const struct sn_rec *q, const struct sn_rec *end)
{
    const char *name;

    if (q == end)
        return false;
    name = sn_val_name(sn_dns_options, (uint32_t)q->u);
    if (name)
        sn_put_s(t->b, name);
    else
        sn_put_f(t->b, "Opt%u", (unsigned)q->u);
    if (end - q < 3)
        return false;
    if (q[0].u >= OPT_DAU && q[0].u <= OPT_N3U) {
        put_algorithms(t, algorithms[q[0].u - OPT_DAU], q + 2);
    } else if (q[2].n) {
        sn_put_c(t->b, ' ');
        if (!put_value(t, q[0].u, q + 2, end))
            sn_put_lit(t->b, " (invalid)");
    }
    return true;
}

bool sn_dns_put_options(struct sn_text *t, const struct sn_rec *q, const struct sn_rec *end)
{
    const struct sn_rec *next;

    sn_put_lit(t->b, " [");
    for (; q < end; q = next) {
        for (next = q + 1; next < end && next->depth > q->depth; next++)
            ;
        if (!put_option(t, q + 1, next))
            return false;
        if (next < end)
            sn_put_c(t->b, ',');
    }
    sn_put_c(t->b, ']');
    return true;
}
