/* Hex dumps in tcpdump's shape: each line begins with "\n\t". */
#ifndef SN_BASE_HEX_H
#define SN_BASE_HEX_H

#include "sn/buf.h"

void sn_hex(struct sn_buf *b, const uint8_t *p, size_t n);
/* With something else in front of each line. */
void sn_hex_indent(struct sn_buf *b, const char *indent, const uint8_t *p, size_t n);
void sn_hex_ascii(struct sn_buf *b, const uint8_t *p, size_t n);

#endif
