/* The strings of Windows' protocols (ntlm.c). */
#ifndef SN_DIS_NTLM_H
#define SN_DIS_NTLM_H

#include "dis/proto.h"

/* The next n bytes, UTF-16 with the lower byte first, as a string of UTF-8. */
void sn_rec_utf16(struct sn_dis *d, unsigned field, struct sn_rd *r, size_t n);

#endif
