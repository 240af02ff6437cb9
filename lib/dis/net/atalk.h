/* AppleTalk: how the files that print it write addresses. */
#ifndef SN_DIS_ATALK_H
#define SN_DIS_ATALK_H

#include "dis/proto.h"

/* "12.34": a network and a node. */
void sn_atalk_put_addr(struct sn_text *t, unsigned net, unsigned node);

#endif
