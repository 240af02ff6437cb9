/* Secrets of TLS connections and WireGuard's keys (sn/secrets.h): looking them up. */
#ifndef SN_DIS_SECRETS_H
#define SN_DIS_SECRETS_H

#include "sn/secrets.h"

enum { SN_TLS_RANDOM = 32, SN_TLS_SECRET_MAX = 48 };

/* What a line of a key log is of: its label. */
enum sn_secret_kind {
    SN_SECRET_MASTER, /* CLIENT_RANDOM: the master secret, up to TLS 1.2 */
    SN_SECRET_CLIENT_EARLY,
    SN_SECRET_CLIENT_HANDSHAKE,
    SN_SECRET_SERVER_HANDSHAKE,
    SN_SECRET_CLIENT_TRAFFIC,
    SN_SECRET_SERVER_TRAFFIC,
    SN_SECRET_WG_STATIC,    /* the `random` of WireGuard's is the public key */
    SN_SECRET_WG_EPHEMERAL, /* … */
    SN_SECRET_WG_PSK,       /* … and of a preshared key the key itself */
};

/* n bytes: 48 of a master secret, else as many as the hash of the cipher suite has; 32 of a private
 * or preshared key of WireGuard, none when only the public key is known. */
struct sn_secret {
    uint8_t random[SN_TLS_RANDOM];
    uint8_t kind, n;
    uint8_t bytes[SN_TLS_SECRET_MAX];
};

/* The secret of this kind of the connection whose client's hello has this random number; the one
 * added last when there are several; NULL: there is none. */
const struct sn_secret *sn_secret_find(const struct sn_secrets *s, enum sn_secret_kind kind,
                                       const uint8_t random[SN_TLS_RANDOM]);

/* WireGuard's static keys, and its preshared keys, by their number from 0 on; NULL: there are no
 * more. At most SN_WG_LIST_MAX of either are listed. */
enum { SN_WG_LIST_MAX = 1024 };
const struct sn_secret *sn_secret_static(const struct sn_secrets *s, uint32_t i);
const struct sn_secret *sn_secret_psk(const struct sn_secrets *s, uint32_t i);

#endif
