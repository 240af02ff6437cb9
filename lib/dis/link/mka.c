/* MACsec Key Agreement (IEEE 802.1X-2010 11.11), in EAPOL: lists of parameters, of which the first
 * has no type, and a check value behind them. */
#include "dis/proto.h"

enum { SET_HDR = 4, ICV = 16, BASIC = 28, PEER = 16, SAK = 40, DATA_KEY = 28, SUITE_KEY = 36 };
enum { LIVE = 1, POTENTIAL, SAK_USE, DISTRIBUTED_SAK, DISTRIBUTED_CAK, KMD, XPN = 8, CHECK = 255 };

static const struct sn_val sets[] = {{LIVE, "Live Peer List Parameter set"},
                                     {POTENTIAL, "Potential Peer List Parameter set"},
                                     {SAK_USE, "MACsec SAK Use parameter set"},
                                     {DISTRIBUTED_SAK, "Distributed SAK parameter set"},
                                     {DISTRIBUTED_CAK, "Distributed CAK parameter set"},
                                     {KMD, "KMD parameter set"},
                                     {7, "Announcement parameter set"},
                                     {XPN, "XPN parameter set"},
                                     {CHECK, "ICV Indicator"},
                                     {0, NULL}};

#define MKA(F)                                                                                     \
    F(VERSION, "mka.version_id", U8, "MKA Version Identifier")                                     \
    F(PRIO, "mka.ks_prio", U8, "Key Server Priority")                                              \
    F(SERVER, "mka.key_server", BIT8, "Key Server", .mask = 0x80)                                  \
    F(DESIRED, "mka.macsec_desired", BIT8, "MACsec Desired", .mask = 0x40)                         \
    F(CAPABILITY, "mka.macsec_capability", P8, "MACsec Capability", .mask = 0x30)                  \
    F(B_LEN, "mka.param_body_length", U16, "Parameter set body length", .mask = 0xfff)             \
    F(SCI, "mka.sci", BYTES, "SCI", .width = 8, .step = 8)                                         \
    F(ACTOR, "mka.actor_mi", BYTES, "Actor Member Identifier", .width = 12, .step = 12)            \
    F(ACTOR_N, "mka.actor_mn", BYTES, "Actor Message Number", .width = 4, .step = 4)               \
    F(AGILITY, "mka.algo_agility", U32, "Algorithm Agility", .base = SN_HEX)                       \
    F(NAME, "mka.cak_name", BYTES, "CAK Name")                                                     \
    F(PADDING, "mka.padding", BYTES, "Padding")                                                    \
    F(SET, "sn.mka.set", GROUPS, "Parameter set")                                                  \
    F(TYPE, "mka.param_set_type", U8, "Parameter set type", .vals = sets)                          \
    F(SSCI, "mka.key_server_ssci", U8, "Key Server SSCI (LSB)", .base = SN_HEX)                    \
    F(LATEST_AN, "mka.latest_key_an", P8, "Latest Key AN", .mask = 0xc0)                           \
    F(LATEST_TX, "mka.latest_key_tx", BIT8, "Latest Key tx", .mask = 0x20)                         \
    F(LATEST_RX, "mka.latest_key_rx", BIT8, "Latest Key rx", .mask = 0x10)                         \
    F(OLD_AN, "mka.old_key_an", P8, "Old Key AN", .mask = 0x0c)                                    \
    F(OLD_TX, "mka.old_key_tx", BIT8, "Old Key tx", .mask = 0x02)                                  \
    F(OLD_RX, "mka.old_key_rx", BIT8, "Old Key rx", .mask = 0x01, .step = 1)                       \
    F(PLAIN_TX, "mka.plain_tx", BIT8, "Plain tx", .mask = 0x80)                                    \
    F(PLAIN_RX, "mka.plain_rx", BIT8, "Plain rx", .mask = 0x40)                                    \
    F(DELAY, "mka.delay_protect", BIT8, "Delay protect", .mask = 0x10)                             \
    F(D_AN, "mka.distributed_an", P8, "Distributed AN", .mask = 0xc0)                              \
    F(OFFSET, "mka.confidentiality_offset", U8, "Confidentiality Offset", .mask = 0x30)            \
    F(SUSPENSION, "mka.suspension_time", U8, "Suspension time")                                    \
    F(LEN, "mka.param_body_length", U16, "Parameter set body length", .mask = 0xfff)               \
    F(PEER_MI, "mka.peer_mi", BYTESS, "Peer Member Identifier", .width = 12, .step = 12)           \
    F(PEER_MN, "mka.peer_mn", BYTESS, "Peer Message Number", .width = 4, .step = 4)                \
    F(LATEST_MI, "mka.latest_key_server_mi", BYTES, "Latest Key: Key Server Member Identifier",    \
      .width = 12, .step = 12)                                                                     \
    F(LATEST_KN, "mka.latest_key_number", BYTES, "Latest Key: Key Number", .width = 4, .step = 4)  \
    F(LATEST_PN, "mka.latest_lowest_acceptable_pn", BYTES, "Latest Key: Lowest Acceptable PN",     \
      .width = 4, .step = 4)                                                                       \
    F(OLD_MI, "mka.old_key_server_mi", BYTES, "Old Key: Key Server Member Identifier",             \
      .width = 12, .step = 12)                                                                     \
    F(OLD_KN, "mka.old_key_number", BYTES, "Old Key: Key Number", .width = 4, .step = 4)           \
    F(OLD_PN, "mka.old_lowest_acceptable_pn", BYTES, "Old Key: Lowest Acceptable PN", .width = 4,  \
      .step = 4)                                                                                   \
    F(KEY_N, "mka.key_number", BYTES, "Key Number", .width = 4, .step = 4)                         \
    F(SUITE, "mka.macsec_cipher_suite", U64, "MACsec Cipher Suite", .base = SN_HEX)                \
    F(WRAP_SAK, "mka.aes_key_wrap_sak", BYTES, "AES Key Wrap of SAK")                              \
    F(WRAP_CAK, "mka.aes_key_wrap_cak", BYTES, "AES Key Wrap of CAK", .width = 24, .step = 24)     \
    F(CAK_NAME, "mka.cak_name", BYTES, "CAK Name")                                                 \
    F(DOMAIN, "mka.kmd", BYTES, "Key Management Domain")                                           \
    F(UNKNOWN, "mka.unknown_param_set", BYTES, "Unknown parameter set")                            \
    F(ICV_VALUE, "mka.icv", BYTES, "Integrity Check Value", .width = ICV, .step = ICV)
SN_FIELDS(mka, MKA)

/* Bytes that fill up a set of n to a multiple of four. */
static void padding(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    uint32_t pad = (4 - n % 4) % 4;

    if (pad && sn_rd_left(r) >= pad)
        (void)sn_get_bytes(d, r, PADDING, pad);
}

static bool basic(struct sn_dis *d, struct sn_rd *r)
{
    uint64_t n;

    if (!sn_header(d, r, VERSION, B_LEN))
        return false;
    n = sn_u(d, B_LEN);
    if (n < BASIC || !sn_header(d, r, SCI, AGILITY) ||
        (n > BASIC && !sn_get_bytes(d, r, NAME, n - BASIC)))
        return false;
    padding(d, r, (uint32_t)n);
    return true;
}

/* The two bytes behind a set's type, of which some kinds use the first, and its length. */
static bool head(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    struct sn_rd second = *r;

    if (type == LIVE && sn_u(d, VERSION) >= 3)
        (void)!sn_get(d, &second, SSCI, NULL);
    else if (type == SAK_USE)
        (void)sn_header(d, &second, LATEST_AN, DELAY);
    else if (type == DISTRIBUTED_SAK)
        (void)sn_header(d, &second, D_AN, OFFSET);
    else if (type == XPN)
        (void)!sn_get(d, &second, SUSPENSION, NULL);
    return sn_rd_skip(r, 1) && sn_get(d, r, LEN, NULL);
}

static void distributed_sak(struct sn_dis *d, struct sn_rd *r, size_t n)
{
    if (n < DATA_KEY || !sn_header(d, r, KEY_N, n < SUITE_KEY ? KEY_N : SUITE))
        return;
    (void)sn_get_bytes(d, r, WRAP_SAK, sn_rd_left(r));
}

static void body(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    size_t n = sn_rd_left(r);

    switch (type) {
    case LIVE:
    case POTENTIAL:
        while (sn_rd_left(r) >= PEER && sn_header(d, r, PEER_MI, PEER_MN))
            ;
        break;
    case SAK_USE:
        if (n >= SAK)
            (void)sn_header(d, r, LATEST_MI, OLD_PN);
        break;
    case DISTRIBUTED_SAK:
        distributed_sak(d, r, n);
        break;
    case DISTRIBUTED_CAK:
        if (n > 24 && sn_header(d, r, WRAP_CAK, WRAP_CAK))
            (void)sn_get_bytes(d, r, CAK_NAME, sn_rd_left(r));
        break;
    case KMD:
        (void)sn_get_bytes(d, r, DOMAIN, n);
        break;
    case XPN:
        if (n >= 8 && sn_header(d, r, LATEST_PN, LATEST_PN))
            (void)sn_header(d, r, OLD_PN, OLD_PN);
        break;
    default:
        if (n)
            (void)sn_get_bytes(d, r, UNKNOWN, n);
        break;
    }
}

static void mka_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    if (!basic(d, r))
        return;
    while (sn_rd_left(r) > ICV) {
        struct sn_rec *group = sn_group(d, r, SET, 0);
        struct sn_rd val = {0};
        uint32_t type;
        bool ok = sn_get(d, r, TYPE, &type) && head(d, r, type);

        if (ok && type != CHECK) {
            ok = sn_rd_sub(r, sn_u(d, LEN), &val);
            if (ok)
                body(d, &val, type);
            if (ok)
                padding(d, r, (uint32_t)sn_u(d, LEN));
        }
        sn_group_end(d, r, group);
        if (!ok)
            return;
    }
    (void)sn_header(d, r, ICV_VALUE, ICV_VALUE);
}

/* EAPOL hands it on. */
const struct sn_proto sn_proto_mka = {
    .name = "mka",
    .title = "MACsec Key Agreement",
    SN_PROTO_FIELDS(mka),
    .more = true,
    .dissect = mka_dissect,
};
