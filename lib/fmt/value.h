/* A field's value as text that programs read. */
#ifndef SN_FMT_VALUE_H
#define SN_FMT_VALUE_H

#include <string.h>

#include "sn/dis.h"

/* The number of a SN_F_FLOAT. */
static inline double sn_field_double(const struct sn_field *f, uint64_t u)
{
    uint32_t half = (uint32_t)u;
    float single;
    double x;

    memcpy(&single, &half, sizeof single);
    memcpy(&x, &u, sizeof x);
    return f->width == 4 ? (double)single : x;
}

/* Appends the value of a record, as tshark -T fields does: numbers as their field's base says,
 * addresses, bytes in hex with `colon` between them (0: nothing; hardware addresses always have
 * colons), times, yes and no as 1 and 0. Strings are appended as they are: they come from outside.
 */
void sn_put_field(struct sn_buf *b, const struct sn_field *f, const struct sn_rec *q, char colon);

/* Bytes of a string's record without the zeros that fill its field up. */
static inline uint32_t sn_str_len(const struct sn_rec *q)
{
    uint32_t n = q->n;

    while (n && !q->p[n - 1])
        n--;
    return n;
}

#endif
