/* Sun RPC, and what it carries. */
#ifndef DIS_APP_RPC_H
#define DIS_APP_RPC_H

#include "dis/proto.h"

/* Reply status of a call that the server took (RFC 5531, section 9). */
enum { SN_RPC_SUCCESS };

/* Whether what is inside couldn't be found, and whether tcpdump sees that coming (sn_cut_short). */
enum sn_rpc_lost { SN_RPC_FOUND, SN_RPC_LOST, SN_RPC_LOST_SHORT };

/* What a layer right inside an RPC layer is told by it. */
struct sn_rpc {
    bool reply;
    enum sn_rpc_lost lost;
    uint32_t vers, proc;
    uint32_t accept; /* replies: what became of the call; SN_RPC_SUCCESS when that was cut */
};

/* Of the RPC layer right outside the current one. */
struct sn_rpc sn_rpc_of(const struct sn_dis *d);

/* Bytes that are filled up to a multiple of four (RFC 4506), recorded behind their number n: the
 * length field, if it is to be recorded, is `len_field`. Without SN_WANT_FIELDS only the bytes. */
bool sn_rpc_opaque(struct sn_dis *d, struct sn_rd *r, unsigned len_field, unsigned field);

#endif
