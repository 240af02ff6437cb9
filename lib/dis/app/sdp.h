/* Bodies of messages that describe a session (sdp.c). */
#ifndef SN_DIS_SDP_H
#define SN_DIS_SDP_H

#include "dis/proto.h"

/* What r has left is the body of a message whose content type is `type` (NULL: it says none): when
 * that is SDP's it is dissected next. */
void sn_sdp_body(struct sn_dis *d, const struct sn_rec *type, const struct sn_rd *r);

#endif
