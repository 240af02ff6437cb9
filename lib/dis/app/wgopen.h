/* WireGuard's messages opened with keys that were logged (wgopen.c), for wireguard.c. */
#ifndef SN_DIS_WGOPEN_H
#define SN_DIS_WGOPEN_H

#include "dis/app/wgcrypt.h"
#include "dis/proto.h"

enum { SN_WG_INITIATION = 1, SN_WG_RESPONSE, SN_WG_COOKIE_REPLY, SN_WG_DATA };
enum { SN_WG_TIMESTAMP = 12 };

/* Where a message's parts are. */
enum {
    SN_WG_SENDER = 4,
    SN_WG_INITIATION_EPHEMERAL = 8,
    SN_WG_INITIATION_STATIC = 40,
    SN_WG_INITIATION_STAMP = 88,
    SN_WG_INITIATION_MAC1 = 116,
    SN_WG_INITIATION_SIZE = 148,
    SN_WG_RESPONSE_RECEIVER = 8,
    SN_WG_RESPONSE_EPHEMERAL = 12,
    SN_WG_RESPONSE_EMPTY = 44,
    SN_WG_RESPONSE_MAC1 = 60,
    SN_WG_RESPONSE_SIZE = 92,
    SN_WG_DATA_RECEIVER = 4,
    SN_WG_DATA_COUNTER = 8,
    SN_WG_DATA_PACKET = 16,
};

/* What keys tell of a handshake's message: what struct sn_opened points to then. */
struct sn_wg_said {
    bool ephemeral_private; /* the ephemeral private key is known */
    bool receiver;          /* whose message it is, by mac1: the public key */
    bool receiver_private;  /* … whose private key is known */
    bool sender;            /* the static key was opened */
    bool sender_known, sender_private;
    bool stamp; /* the timestamp was opened */
    bool tried; /* of a response: the initiation was opened … */
    bool ok;    /* … and so is this */
    uint8_t receiver_key[SN_WG_KEY], sender_key[SN_WG_KEY];
    uint8_t stamp_bytes[SN_WG_TIMESTAMP];
};

/* What a message of len bytes says: a struct sn_wg_said, or the packet inside. Its `first` is false
 * when the session's keys are known, but don't open it. NULL: nothing is known of it. */
const struct sn_opened *sn_wg_opened(struct sn_dis *d, const uint8_t *p, uint32_t len);

#endif
