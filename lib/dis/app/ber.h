/*
 * ASN.1's basic encoding (X.690) read by tables: a row says what an element of a tag is, and what
 * is inside it.
 */
#ifndef SN_DIS_BER_H
#define SN_DIS_BER_H

#include "dis/proto.h"

enum sn_ber_kind {
    SN_BER_INSIDE, /* elements, by the table `inside` */
    SN_BER_ITEMS,  /* the same; the field is a number: how many elements there are */
    SN_BER_GROUP,  /* the same; the field is a group */
    SN_BER_UINT,   /* a number; of more than eight bytes: none */
    SN_BER_BOOL,
    SN_BER_BYTES, /* or a string; nothing when it is empty */
    SN_BER_BITS,  /* a string of bits, without the byte in front that says how many don't count */
    SN_BER_TIME,  /* "20150119225500Z" */
    SN_BER_OID,   /* "1.2.840" */
    SN_BER_CALL,  /* `call` reads it, whatever it is */
};

/* Rows stand in the order of the elements: an element is of the first row of its tag behind the one
 * that was found last, or else of the first of all. */
struct sn_ber {
    uint8_t tag;  /* the whole first byte */
    uint8_t kind; /* enum sn_ber_kind */
    bool wrapped; /* what is meant is the one element inside (an explicit tag) */
    uint16_t field;
    uint16_t choice; /* not 0: another field, a number in front: the low five bits of the tag */
    const struct sn_ber *inside;
    void (*call)(struct sn_dis *d, struct sn_rd *val, uint8_t tag);
};
#define SN_BER_END                                                                                 \
    {                                                                                              \
        .tag = 0, .kind = SN_BER_CALL                                                              \
    }

/* An element's head: its tag and a reader over its value, which r skips. False: there is none, or
 * it isn't whole. */
bool sn_ber_next(struct sn_rd *r, uint8_t *tag, struct sn_rd *val);

/* All elements of r by a table that ends with SN_BER_END; those that it lacks are skipped. */
void sn_ber_read(struct sn_dis *d, struct sn_rd *r, const struct sn_ber *rows);

/* An OBJECT IDENTIFIER as "1.2.840". */
void sn_ber_oid(struct sn_dis *d, unsigned field, const struct sn_rd *val);

/* GeneralizedTime or UTCTime in whole seconds of UTC, as nanoseconds since 1970. False: it is
 * neither. */
bool sn_ber_time(const struct sn_rd *val, int64_t *ns);

/* How many bytes the element that p begins with has, head included; 0: it can't be told. */
size_t sn_ber_size(const uint8_t *p, size_t n);

#endif
