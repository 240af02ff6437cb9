/*
 * RSVP: the Resource Reservation Protocol (RFC 2205), with refresh reduction (RFC 2961), traffic
 * engineering (RFC 3209), GMPLS (RFC 3473), fast reroute (RFC 4090) and multicast (RFC 4875).
 * Objects are in rsvpobj.c, what is said of them in rsvptext.c.
 *
 * Records stand in the order in which their text does; what tcpdump leaves unread, and Wireshark
 * doesn't, is behind a record HIDE.
 */
#include <md5.h>

#include "dis/routing/rsvp.h"

enum { PROTO = 46, BUNDLE = 12 };

SN_FIELD_TABLE(rsvp, RSVP)

/* HMAC-MD5 (RFC 2104) with the secret of the message without its checksum and digest. */
void sn_rsvp_digest(const struct sn_dis *d, const uint8_t *msg, uint32_t n, size_t at,
                    uint8_t digest[RSVP_DIGEST])
{
    static const uint8_t zeros[RSVP_DIGEST];
    enum { BLOCK = 64, SUM_AT = 2, SUM_END = 4 };
    uint8_t key[BLOCK] = {0}, pad[BLOCK];
    size_t size = strlen(d->secret);
    MD5_CTX md5;

    if (size > BLOCK) {
        MD5Init(&md5);
        MD5Update(&md5, (const uint8_t *)d->secret, size);
        MD5Final(key, &md5);
    } else {
        memcpy(key, d->secret, size);
    }
    for (size_t i = 0; i < BLOCK; i++)
        pad[i] = key[i] ^ 0x36;
    MD5Init(&md5);
    MD5Update(&md5, pad, BLOCK);
    MD5Update(&md5, msg, SUM_AT);
    MD5Update(&md5, zeros, SUM_END - SUM_AT);
    MD5Update(&md5, msg + SUM_END, at - SUM_END);
    MD5Update(&md5, zeros, RSVP_DIGEST);
    MD5Update(&md5, msg + at + RSVP_DIGEST, n - at - RSVP_DIGEST);
    MD5Final(digest, &md5);
    for (size_t i = 0; i < BLOCK; i++)
        pad[i] = key[i] ^ 0x5c;
    MD5Init(&md5);
    MD5Update(&md5, pad, BLOCK);
    MD5Update(&md5, digest, RSVP_DIGEST);
    MD5Final(digest, &md5);
}

/* A field that says which message this is. */
static void kind(struct sn_dis *d)
{
    static const uint8_t kinds[] = {
        [1] = IS_PATH,      [2] = IS_RESV,   [3] = IS_PERR,      [4] = IS_RERR,    [5] = IS_PTEAR,
        [6] = IS_RTEAR,     [7] = IS_CONF,   [10] = IS_TEARCONF, [12] = IS_BUNDLE, [13] = IS_ACK,
        [15] = IS_SREFRESH, [20] = IS_HELLO, [21] = IS_NOTIFY,
    };
    uint64_t type = sn_u(d, TYPE);

    if (type < sizeof kinds && kinds[type])
        sn_made(d, kinds[type], 1);
}

/* A message's head, of a message that may be `most` bytes long; false: there is no going on. */
static bool head(struct sn_dis *d, struct sn_rd *r, unsigned indent, uint32_t most)
{
    uint64_t n;

    if (!sn_header(d, r, VERSION, LENGTH))
        return false;
    if (sn_u(d, VERSION) != RSVP_VERSION) {
        sn_note(d, BAD_VERSION, 0);
        return false;
    }
    kind(d);
    sn_note(d, HEAD, indent);
    n = sn_u(d, LENGTH);
    if (n < RSVP_HEAD)
        sn_note(d, MSG_SHORT, n);
    else if (n > most)
        sn_note(d, MSG_LONG, most);
    return n >= RSVP_HEAD && n <= most;
}

/* The messages of a bundle (RFC 2961). */
static void bundle(struct sn_dis *d, struct sn_rd *r, uint32_t left)
{
    bool more = true;

    while (more && left) {
        struct sn_rec *g = sn_group(d, r, MSG, 0);
        uint32_t n = 0;

        more = head(d, r, 2, left);
        if (more) {
            n = (uint32_t)sn_u(d, LENGTH);
            more = sn_rsvp_objects(d, r, n - RSVP_HEAD, 4);
        }
        sn_group_end(d, r, g);
        left -= n;
    }
}

static void rsvp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t n;

    (void)len;
    if (!head(d, r, 0, UINT16_MAX) || !(d->want & (SN_WANT_FIELDS | SN_WANT_VERBOSE)))
        return;
    n = (uint32_t)sn_u(d, LENGTH) - RSVP_HEAD;
    if (sn_u(d, TYPE) == BUNDLE) {
        bundle(d, r, n);
    } else if (sn_val_name(sn_rsvp_messages, (uint32_t)sn_u(d, TYPE))) {
        (void)!sn_rsvp_objects(d, r, n, 2);
    } else {
        struct sn_rd in = sn_inside(r, n);

        sn_rec_bytes(d, DUMP, sn_rd_off(&in), 0, in.p, sn_rd_left(&in))->flags = SN_REC_TEXT;
        sn_note(d, HIDE, 0);
        (void)!sn_rsvp_objects(d, &in, n, 2);
    }
}

const struct sn_proto sn_proto_rsvp = {
    .name = "rsvp",
    .title = "Resource ReserVation Protocol",
    SN_PROTO_FIELDS(rsvp),
    .keys = SN_KEYS({.table = &sn_tab_ipproto, .value = PROTO}),
    .dissect = rsvp_dissect,
    .text = sn_rsvp_text,
};
