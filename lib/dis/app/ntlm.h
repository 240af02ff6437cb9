/* NTLM's messages (ntlm.c), and the strings of Windows' protocols. */
#ifndef SN_DIS_NTLM_H
#define SN_DIS_NTLM_H

#include "dis/proto.h"

/* A layer for the NTLM message in a security blob (SPNEGO's, RFC 4178, or itself), if it has one.
 */
void sn_next_ntlm(struct sn_dis *d, const struct sn_rd *blob);

/* The next n bytes, UTF-16 with the lower byte first, as a string of UTF-8. */
void sn_rec_utf16(struct sn_dis *d, unsigned field, struct sn_rd *r, size_t n);

#endif
