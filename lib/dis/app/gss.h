/* What GSS-API (RFC 2743) carries and protects in other protocols. */
#ifndef SN_DIS_GSS_H
#define SN_DIS_GSS_H

#include "dis/proto.h"

/* A layer for the NTLM message or Kerberos's AP-REQ, AP-REP or error in a security blob, which is
 * SPNEGO's (RFC 4178) or the mechanism's own; if it has one. */
void sn_next_gss(struct sn_dis *d, const struct sn_rd *blob);

/* How a message is protected. */
enum sn_gss_wrap {
    SN_GSS_UNKNOWN, /* not by Kerberos, or in a way that isn't read */
    SN_GSS_SIGNED,
    SN_GSS_SEALED, /* encrypted */
};

/* Looks at a token that wraps a message (RFC 1964 1.2.2, RFC 4121 4.2.6.2); *plain becomes the
 * message when it is signed alone, maybe with padding behind it. */
enum sn_gss_wrap sn_gss_unwrap(const struct sn_rd *token, struct sn_rd *plain);

#endif
