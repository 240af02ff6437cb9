/* QUIC's parts: packets (quic.c), frames (quicframe.c), versions (quicversion.c), the protection of
 * Initial packets (quiccrypt.c) and that of later ones (quicopen.c). */
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

/* Whether a payload of UDP may be a packet of QUIC's, one with a short header too. */
bool sn_quic_looks(const struct sn_rd *r, uint32_t len);

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
    static const uint64_t most[] = {0x3f, 0x3fff, 0x3fffffff, 0x3fffffffffffffff};
    const uint8_t *p;
    uint8_t first;
    size_t n;

    if (!sn_rd_peek(r, 0, &first))
        return false;
    n = (size_t)1 << (first >> 6);
    if (!sn_rd_bytes(r, n, &p))
        return false;
    *v = sn_be_n(p, n) & most[first >> 6];
    return true;
}

/* A number and its record. */
bool sn_quic_rec(struct sn_dis *d, struct sn_rd *r, unsigned field, uint64_t *v);

/* ---- frames ---- */

enum { SN_QUIC_PIECES = 64, SN_QUIC_STREAMS = 8 };

/* A piece of what CRYPTO frames or STREAM frames carry. */
struct sn_quic_piece {
    uint64_t off;
    uint32_t n;
    const uint8_t *p;
};

struct sn_quic_pieces {
    struct sn_quic_piece v[SN_QUIC_PIECES];
    unsigned n;
    struct sn_quic_piece stream[SN_QUIC_STREAMS]; /* of STREAM frames, nstream of them */
    uint64_t id[SN_QUIC_STREAMS];
    unsigned nstream;
};

/* A packet's frames, all that r holds, up to one that isn't known. */
void sn_quic_frames(struct sn_dis *d, struct sn_rd *r, struct sn_quic_pieces *c);

/* Google's own versions have other frames. They are not shown, only TLS's messages in them. */
bool sn_quic_is_google(uint32_t version);
void sn_quic_google_frames(uint32_t version, struct sn_rd *r, struct sn_quic_pieces *c);

/* What the pieces make, by themselves or with those of other packets: a layer of TLS, if messages
 * are whole. `stream` tells one connection's from another's. */
void sn_quic_together(struct sn_dis *d, const struct sn_quic_pieces *c, uint64_t stream);

/* ---- packets that logged secrets open ---- */

/* An Initial packet that was opened. */
struct sn_quic_initial {
    const struct sn_quic_cid *cid; /* the client's first */
    uint64_t stream;               /* the number of the connection's CRYPTO frames */
    uint32_t version;
    uint8_t nid; /* bytes of the ID that the sender wants packets to have */
    bool server; /* it is the sender */
    bool token;  /* there is one: it goes on with what was retried */
};

/* Learns from it, for a context that opens packets (sn_dis_open()); c: its CRYPTO frames. */
void sn_quic_learn(struct sn_dis *d, const struct sn_quic_initial *in,
                   const struct sn_quic_pieces *c);

enum sn_quic_kind { SN_QUIC_EARLY, SN_QUIC_HANDSHAKE, SN_QUIC_SHORT };

/* What a packet says. Of a short header `in` has no headlen, and len are all its bytes. NULL: there
 * is no secret, or it isn't known yet. */
const struct sn_opened *sn_quic_opened(struct sn_dis *d, const struct sn_quic_sealed *in,
                                       enum sn_quic_kind kind);

/* What the STREAM frames of an opened packet complete of HTTP/3: layers. */
void sn_quic_streams(struct sn_dis *d, const struct sn_opened *o, const struct sn_quic_pieces *c);

#endif
