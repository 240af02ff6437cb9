/* What OSI's protocols share: addresses, the checksum, options. */
#ifndef SN_DIS_ISO_H
#define SN_DIS_ISO_H

#include "dis/proto.h"

/* An address of a network service access point, n bytes at p: "49.0001.1111". */
void sn_put_nsap(struct sn_buf *b, const uint8_t *p, size_t n);

/* The checksum of ISO 8473, 9542 and 10589 over n bytes at p, of which it has two at `at`, which
 * count as zeros. */
uint16_t sn_iso_sum(const uint8_t *p, size_t n, size_t at);

/* "(unverified)", "(correct)" or "(incorrect should be 0x1234)" of a checksum of the n bytes that a
 * record of them holds; it isn't verified when it is 0 or when not all were captured. */
void sn_iso_sum_text(struct sn_text *t, const struct sn_rec *all, uint64_t sum, size_t n,
                     size_t at);

/* Names of network layer protocol identifiers, and of options. */
extern const struct sn_val sn_nlpids[];
extern const struct sn_val sn_iso_options[];

/* The options of r as groups of a type, a length and a value, each a field of the protocol. */
void sn_iso_get_options(struct sn_dis *d, struct sn_rd *r, unsigned group, unsigned type,
                        unsigned len, unsigned value);

#endif
