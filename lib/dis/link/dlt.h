/* Headers that say by libpcap's own numbers (DLT) what link type follows. */
#ifndef SN_DIS_LINK_DLT_H
#define SN_DIS_LINK_DLT_H

#include "dis/proto.h"
#include "dis/text.h"

/* The protocol of a DLT; NULL: unknown. */
const struct sn_proto *sn_dlt_proto(const struct sn_dis *d, uint32_t dlt);

/* libpcap's name of it, "UNKNOWN" for what it has none for. */
const char *sn_dlt_name(uint32_t dlt);

/* Bytes of the link header that follows, for -x: tcpdump counts them twice. */
uint32_t sn_dlt_linklen(const struct sn_proto *p);

#endif
