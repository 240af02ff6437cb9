/*
 * NTLM's messages (MS-NLMP 2.2.1): who logs in where, and the names of the server. They are found
 * in the security blobs of other protocols (gss.c).
 */
#include "dis/app/ntlm.h"

static const struct sn_val types[] = {
    {1, "NTLMSSP_NEGOTIATE"}, {2, "NTLMSSP_CHALLENGE"}, {3, "NTLMSSP_AUTH"}, {0, NULL}};

#define NTLMSSP(F)                                                                                 \
    F(IDENTIFIER, "ntlmssp.identifier", STR, "NTLMSSP identifier")                                 \
    F(TYPE, "ntlmssp.messagetype", LE32, "NTLM Message Type", .base = SN_HEX, .vals = types)       \
    F(TARGET, "ntlmssp.challenge.target_name", STR, "Target Name")                                 \
    F(FLAGS, "ntlmssp.negotiateflags", LE32, "Negotiate Flags", .base = SN_HEX)                    \
    F(CHALLENGE, "ntlmssp.ntlmserverchallenge", BYTES, "NTLM Server Challenge")                    \
    F(NB_COMPUTER, "ntlmssp.challenge.target_info.nb_computer_name", STR, "NetBIOS Computer Name") \
    F(NB_DOMAIN, "ntlmssp.challenge.target_info.nb_domain_name", STR, "NetBIOS Domain Name")       \
    F(DNS_COMPUTER, "ntlmssp.challenge.target_info.dns_computer_name", STR, "DNS Computer Name")   \
    F(DNS_DOMAIN, "ntlmssp.challenge.target_info.dns_domain_name", STR, "DNS Domain Name")         \
    F(DNS_TREE, "ntlmssp.challenge.target_info.dns_tree_name", STR, "DNS Tree Name")               \
    F(DOMAIN, "ntlmssp.auth.domain", STR, "Domain name")                                           \
    F(USER, "ntlmssp.auth.username", STR, "User name")                                             \
    F(HOST, "ntlmssp.auth.hostname", STR, "Host name")
SN_FIELDS(ntlmssp, NTLMSSP)

enum { M_CHALLENGE = 2, M_AUTH };

static uint8_t *put_utf8(uint8_t *o, uint32_t c)
{
    if (c < 0x80) {
        *o++ = (uint8_t)c;
    } else if (c < 0x800) {
        *o++ = (uint8_t)(0xc0 | c >> 6);
        *o++ = (uint8_t)(0x80 | (c & 0x3f));
    } else if (c < 0x10000) {
        *o++ = (uint8_t)(0xe0 | c >> 12);
        *o++ = (uint8_t)(0x80 | (c >> 6 & 0x3f));
        *o++ = (uint8_t)(0x80 | (c & 0x3f));
    } else {
        *o++ = (uint8_t)(0xf0 | c >> 18);
        *o++ = (uint8_t)(0x80 | (c >> 12 & 0x3f));
        *o++ = (uint8_t)(0x80 | (c >> 6 & 0x3f));
        *o++ = (uint8_t)(0x80 | (c & 0x3f));
    }
    return o;
}

void sn_rec_utf16(struct sn_dis *d, unsigned field, struct sn_rd *r, size_t n)
{
    enum { REPLACEMENT = 0xfffd };
    size_t off = sn_rd_off(r);
    const uint8_t *p;
    uint8_t *text, *o;

    if (!sn_rd_bytes(r, n, &p) || !(text = sn_arena_alloc(&d->arena, n / 2 * 3 + 1)))
        return;
    o = text;
    for (size_t i = 0; i + 1 < n; i += 2) {
        uint32_t c = sn_le16(p + i), low = i + 3 < n ? sn_le16(p + i + 2) : 0;

        if (c >= 0xd800 && c < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
            c = 0x10000 + ((c & 0x3ff) << 10 | (low & 0x3ff));
            i += 2;
        } else if (c >= 0xd800 && c < 0xe000) {
            c = REPLACEMENT;
        }
        o = put_utf8(o, c);
    }
    sn_rec_bytes(d, field, off, n, text, (size_t)(o - text));
}

/* Of a string: its length, the room it has, and where it is, counted from the signature. */
static bool place(struct sn_rd *r, const struct sn_rd *all, struct sn_rd *out)
{
    size_t size = (size_t)(all->end - all->p);
    uint16_t n, room;
    uint32_t at;

    if (!sn_rd_le16(r, &n) || !sn_rd_le16(r, &room) || !sn_rd_le32(r, &at))
        return false;
    if (at > size || n > size - at)
        *out = (struct sn_rd){.p = all->end, .end = all->end, .start = all->start};
    else
        *out = (struct sn_rd){.p = all->p + at, .end = all->p + at + n, .start = all->start};
    return true;
}

/* An empty one is shown as Wireshark shows it. */
static bool name(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *all, unsigned field)
{
    struct sn_rd in;

    if (!place(r, all, &in))
        return false;
    if (sn_rd_left(&in))
        sn_rec_utf16(d, field, &in, sn_rd_left(&in));
    else
        sn_rec_bytes(d, field, 0, 0, "NULL", 4)->flags = SN_REC_MADE;
    return true;
}

static void target_info(struct sn_dis *d, struct sn_rd *r)
{
    uint16_t type, n;
    struct sn_rd in;

    while (sn_rd_le16(r, &type) && sn_rd_le16(r, &n) && type && sn_rd_sub(r, n, &in)) {
        if (type <= DNS_TREE - NB_COMPUTER + 1 && sn_rd_left(&in))
            sn_rec_utf16(d, NB_COMPUTER + type - 1U, &in, sn_rd_left(&in));
    }
}

static void challenge(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *all)
{
    enum { RESERVED = 8 };
    struct sn_rd in;

    if (name(d, r, all, TARGET) && sn_get(d, r, FLAGS, NULL) && sn_get_bytes(d, r, CHALLENGE, 8) &&
        sn_rd_skip(r, RESERVED) && place(r, all, &in))
        target_info(d, &in);
}

static void auth(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *all)
{
    enum { RESPONSES = 16, SESSION_KEY = 8 };
    bool named;

    named = sn_rd_skip(r, RESPONSES) && name(d, r, all, DOMAIN) && name(d, r, all, USER) &&
            name(d, r, all, HOST);
    if (named)
        sn_smb2_login(d, sn_rec_of(d, USER), sn_rec_of(d, DOMAIN), sn_rec_of(d, HOST));
    if (named && sn_rd_skip(r, SESSION_KEY))
        (void)!sn_get(d, r, FLAGS, NULL);
}

static void ntlmssp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    const struct sn_rd all = *r;
    uint32_t type;

    (void)len;
    if (!sn_get_strz(d, r, IDENTIFIER) || !sn_get(d, r, TYPE, &type))
        return;
    if (type == M_CHALLENGE)
        challenge(d, r, &all);
    else if (type == M_AUTH)
        auth(d, r, &all);
    else
        (void)!sn_get(d, r, FLAGS, NULL);
}

static enum sn_then ntlmssp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (sn_find(&v, TYPE))
        sn_say(t, &v, "{s:NTLMSSP %u}", TYPE);
    if (sn_find(&v, TARGET))
        sn_say(t, &v, " {}", TARGET);
    if (sn_find(&v, HOST))
        sn_say(t, &v, " {}\\{} from {}", DOMAIN, USER, HOST);
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_ntlmssp = {
    .name = "ntlmssp",
    .title = "NTLM Secure Service Provider",
    SN_PROTO_FIELDS(ntlmssp),
    .more = true,
    .dissect = ntlmssp_dissect,
    .text = ntlmssp_text,
};
