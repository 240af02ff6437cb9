/* EAP in mobile networks: identities that name a subscriber, and the attributes of EAP-SIM, EAP-AKA
 * and EAP-AKA'. */
#include "dis/app/slice.h"
#include "dis/link/eap.h"

/* ---- identities ---- */

enum { CODE_MAX = 999 }; /* of a country or a network */

/* Where a subscriber is at home, as the realm of an identity says. */
struct home {
    uint32_t mcc, mnc;
};

/* Passes a word, in whatever case. */
static bool word(struct sn_rd *r, const char *w)
{
    size_t n = strlen(w);
    const uint8_t *p;

    return sn_rd_bytes(r, n, &p) && strncasecmp((const char *)p, w, n) == 0;
}

/* A label's digits, as far as they go. */
static uint32_t label(struct sn_rd *r)
{
    enum { MOST = 10000 };
    bool digits = true;
    uint32_t v = 0;

    while (sn_rd_left(r) && *r->p != '.') {
        digits = digits && *r->p >= '0' && *r->p <= '9';
        if (digits && v < MOST)
            v = v * 10 + *r->p - '0';
        (void)sn_rd_skip(r, 1);
    }
    return v;
}

static bool realm(struct sn_rd r, struct home *h)
{
    if (!word(&r, "@wlan.mnc"))
        return false;
    h->mnc = label(&r);
    if (!word(&r, ".mcc"))
        return false;
    h->mcc = label(&r);
    return word(&r, ".3gppnetwork.org") && !sn_rd_left(&r);
}

/* How many digits of a subscriber's number are the network's, those behind the country's at p: two
 * or three. The realm has the same, always as three. 0: that isn't known. */
static size_t network_digits(const uint8_t *p, size_t n, const struct home *h)
{
    if (n >= 2 && h->mnc == slice_number((struct slice){p, 2}, CODE_MAX))
        return 2;
    return n >= 3 && h->mnc == slice_number((struct slice){p, 3}, CODE_MAX) ? 3 : 0;
}

/* Records a subscriber's number, n bytes at p. Returns how many digits the network has, as above.
 */
static size_t subscriber(struct sn_dis *d, const uint8_t *p, size_t n, size_t off,
                         const struct home *h)
{
    enum { COUNTRY = 3 };
    size_t numeric = 0, digits;

    if (!n)
        return 0;
    sn_rec_bytes(d, E_IMSI, off, n, p, n);
    sn_rec_bytes(d, E_ASSOC_IMSI, off, n, p, n);
    while (numeric < n && p[numeric] >= '0' && p[numeric] <= '9')
        numeric++;
    if (numeric < COUNTRY)
        return 0;
    sn_rec_uint(d, E_IMSI_MCC, off, COUNTRY, slice_number((struct slice){p, COUNTRY}, CODE_MAX));
    digits = network_digits(p + COUNTRY, numeric - COUNTRY, h);
    if (digits)
        sn_rec_uint(d, E_IMSI_MNC, off + COUNTRY, digits,
                    slice_number((struct slice){p + COUNTRY, digits}, CODE_MAX));
    return digits;
}

static const char *kind_of(uint8_t prefix)
{
    static const char *const kinds[] = {
        "EAP-AKA Permanent",       "EAP-SIM Permanent",       "EAP-AKA Pseudonym",
        "EAP-SIM Pseudonym",       "EAP-AKA Reauth ID",       "EAP-SIM Reauth ID",
        "EAP-AKA Prime Permanent", "EAP-AKA Prime Pseudonym", "EAP-AKA Prime Reauth ID"};

    if (prefix == 'a')
        return "Anonymous Identity";
    return prefix >= '0' && prefix <= '8' ? kinds[prefix - '0'] : "Unknown";
}

/* The parts of an identity of n bytes at p, whose user has `user` of them. */
static void parts(struct sn_dis *d, const uint8_t *p, size_t n, size_t user, size_t off,
                  const struct home *h)
{
    size_t hidden = *p == 'a' ? 0 : 1, digits = 0; /* anonymous ones have no prefix */
    const char quoted[] = {'\'', (char)*p, '\''}, *kind = kind_of(*p);

    if (*p > ' ' && *p < 0x7f)
        sn_rec_str(d, E_PREFIX, quoted, sizeof quoted);
    sn_rec_str(d, E_KIND, kind, strlen(kind));
    sn_rec_bytes(d, E_FULL, off + hidden, n - hidden, p + hidden, n - hidden);
    if (*p == '0' || *p == '1' || *p == '6')
        digits = subscriber(d, p + 1, user - 1, off + 1, h);
    else if (user > hidden)
        sn_rec_bytes(d, E_IDENTITY, off + hidden, user - hidden, p + hidden, user - hidden);
    if (!digits && h->mnc > 99)
        digits = 3;
    sn_rec_uint(d, E_MCC, off, n, h->mcc);
    if (digits)
        sn_rec_uint(d, E_MNC, off, n, h->mcc * (digits == 2 ? 100 : 1000) + h->mnc);
}

void sn_eap_identity(struct sn_dis *d, struct sn_rd *r, size_t n)
{
    struct sn_rd all = sn_inside(r, n);
    size_t off = sn_rd_off(r);
    const uint8_t *p = r->p, *at;
    struct home h;

    if (!sn_get_bytes(d, r, E_IDENTITY, n) || !sn_wants_values(d))
        return;
    at = memchr(p, '@', n);
    if (!at || at == p)
        return;
    if (!sn_rd_skip(&all, (size_t)(at - p)) || !realm(all, &h))
        return;
    sn_text_last(d);
    parts(d, p, n, (size_t)(at - p), off, &h);
}

/* ---- attributes ---- */

enum { AT_NOTIFICATION = 12, AT_IDENTITY = 14, AT_CLIENT_ERROR_CODE = 22 };
enum { UNIT = 4, HEAD = 2 };
enum {
    RESERVED = SIM_RESERVED - SIM_SUB,
    TYPE = SIM_TYPE - SIM_SUB,
    LEN = SIM_LEN - SIM_SUB,
    VALUE = SIM_VALUE - SIM_SUB,
    NOTIFICATION = SIM_NOTIFICATION - SIM_SUB,
    ERROR = SIM_ERROR - SIM_SUB
};

static bool attribute(struct sn_dis *d, struct sn_rd *r, unsigned sub)
{
    uint32_t type, len, n;
    struct sn_rd v;

    if (!sn_get(d, r, sub + TYPE, &type) || (sn_rd_left(r) && !*r->p) ||
        !sn_get(d, r, sub + LEN, &len) || !sn_rd_sub(r, len * UNIT - HEAD, &v) || v.cut)
        return false;
    if (type == AT_NOTIFICATION || type == AT_CLIENT_ERROR_CODE)
        return sn_get(d, &v, sub + (type == AT_NOTIFICATION ? NOTIFICATION : ERROR), NULL);
    if (type != AT_IDENTITY)
        return sn_get_bytes(d, &v, sub + VALUE, sn_rd_left(&v));
    if (!sn_get(d, &v, E_ACTUAL_LEN, &n) || n > sn_rd_left(&v))
        return false;
    if (n)
        sn_eap_identity(d, &v, n);
    return !sn_rd_left(&v) || sn_get_bytes(d, &v, E_PADDING, sn_rd_left(&v));
}

void sn_eap_attributes(struct sn_dis *d, struct sn_rd *r, unsigned sub)
{
    bool more = sn_get(d, r, sub + RESERVED, NULL);

    while (more && sn_rd_left(r)) {
        struct sn_rec *g = sn_group(d, r, E_ATTRIBUTE, 0);

        more = attribute(d, r, sub);
        sn_group_end(d, r, g);
    }
}
