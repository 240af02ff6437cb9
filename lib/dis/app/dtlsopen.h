/* DTLS's records opened with secrets that were logged (dtlsopen.c), for dtls.c. */
#ifndef SN_DIS_DTLSOPEN_H
#define SN_DIS_DTLSOPEN_H

#include "dis/app/tlskeys.h"
#include "dis/proto.h"

enum { SN_DTLS_CID = 25 }; /* the type of records with a connection ID (RFC 9146) */

/* Of a handshake message: n bytes of its body from `off` on; `total` of the whole. */
struct sn_dtls_piece {
    const uint8_t *p;
    uint32_t type, off, n, total;
    bool sealed; /* it was opened: the handshake is another one in the same connection */
};

/* Learns from it, for a context that opens packets (sn_dis_open()). */
void sn_dtls_learn(struct sn_dis *d, const struct sn_dtls_piece *m);

/* What a sealed record says: `first` of it is the type of what is inside. NULL: there is no secret,
 * or it isn't known yet. */
const struct sn_opened *sn_dtls_opened(struct sn_dis *d, const struct sn_tls_sealed *r);

#endif
