/* What libpcap says of an expression that can't be compiled. */
#ifndef COMPAT_WORDS_H
#define COMPAT_WORDS_H

#include "sn/err.h"

/* Writes libpcap's message for what sn_bpf_compile said of a text, for packets of a link type
 * with this description. */
void sn_compat_words(char *out, size_t size, const struct sn_diag *d, const char *text,
                     const char *link);

#endif
