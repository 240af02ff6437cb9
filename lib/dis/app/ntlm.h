/* The strings of Windows' protocols (ntlm.c). */
#ifndef SN_DIS_NTLM_H
#define SN_DIS_NTLM_H

#include "dis/proto.h"

/* The next n bytes, UTF-16 with the lower byte first, as a string of UTF-8. */
void sn_rec_utf16(struct sn_dis *d, unsigned field, struct sn_rd *r, size_t n);

/* Who logs in, by the layer of NTLM's at hand: what SMB shows of the session if the login is for
 * one (smbmemo.c). */
void sn_smb2_login(struct sn_dis *d, const struct sn_rec *user, const struct sn_rec *domain,
                   const struct sn_rec *host);

#endif
