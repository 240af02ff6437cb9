/* QUIC's parts: packets and frames (quic.c), versions (quicversion.c), the protection of Initial
 * packets (quiccrypt.c). */
#ifndef SN_DIS_QUIC_H
#define SN_DIS_QUIC_H

#include "dis/proto.h"

enum { SN_QUIC_V2 = 0x6b3343cf };
/* Google's: its own handshake, or TLS, in packets like a draft's. */
enum { SN_QUIC_Q050 = 0x51303530, SN_QUIC_T050 = 0x54303530, SN_QUIC_T051 = 0x54303531 };
enum { SN_QUIC_CID_MAX = 20, SN_QUIC_SALT = 20 };

/* The draft that a version is, or is like: 34 of version 1, more of later ones; 0: not known. */
unsigned sn_quic_draft(uint32_t version);

/* The salt of a known version's Initial packets, of SN_QUIC_SALT bytes. */
const uint8_t *sn_quic_salt(uint32_t version);

/* Whether a payload of UDP is QUIC's for earlier packets between the same hosts and ports were. */
bool sn_quic_goes_on(struct sn_dis *d, const struct sn_rd *r);

/* A client's first Destination Connection ID, which Initial packets of both ends are protected
 * with. */
struct sn_quic_cid {
    uint8_t n, id[SN_QUIC_CID_MAX];
};

/* An Initial packet with its protection: `head` is at its first byte, of which headlen are in front
 * of the packet number, and len behind that. */
struct sn_quic_sealed {
    const uint8_t *head;
    uint32_t headlen, len;
    uint32_t version;
    bool cut; /* not all of it was captured: only the header's protection can be taken off */
};

/* What it says: the first byte, the packet number of pnlen bytes, the payload. */
struct sn_quic_opened {
    bool unmasked; /* the first byte and the number are known */
    uint8_t first, pnlen;
    uint32_t number;
    const uint8_t *p;
    uint32_t n;
};

/* Takes the protection off (RFC 9001 5, RFC 9369 3.3) of what the client or the server sent. False:
 * it was not protected so, or was damaged, or there is no libcrypto; the header's protection may be
 * off all the same. The payload is valid as long
 * as the packet's records are. */
bool sn_quic_open(struct sn_dis *d, const struct sn_quic_sealed *in, const struct sn_quic_cid *cid,
                  bool server, struct sn_quic_opened *out);

/* A number of 1, 2, 4 or 8 bytes (RFC 9000 16). */
static inline bool sn_quic_number(struct sn_rd *r, uint64_t *v)
{
    const uint8_t *p;
    uint8_t first;
    size_t n;

    if (!sn_rd_peek(r, 0, &first))
        return false;
    n = (size_t)1 << (first >> 6);
    if (!sn_rd_bytes(r, n, &p))
        return false;
    *v = first & 0x3f;
    for (size_t i = 1; i < n; i++)
        *v = *v << 8 | p[i];
    return true;
}

#endif
