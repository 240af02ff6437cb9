/* How mobile networks' protocols write subscribers, networks and names of access points: GTP and
 * PFCP (3GPP TS 23.003). */
#ifndef DIS_APP_MOBILEID_H
#define DIS_APP_MOBILEID_H

#include "dis/proto.h"

/* Decimal digits, two a byte, the lower half first, up to a half of all ones. */
void sn_mobile_digits(struct sn_dis *d, const struct sn_rd *r, unsigned field);

/* A subscriber's identity: field `first`, the same once more, and the country's code. */
void sn_mobile_subscriber(struct sn_dis *d, const struct sn_rd *r, unsigned first);

/* A subscriber's number: that, and the country's code, which is its first digits. */
void sn_mobile_number(struct sn_dis *d, const struct sn_rd *r, unsigned number, unsigned country);

/* Three bytes that name a network: fields `country` and the one behind it. */
bool sn_mobile_network(struct sn_dis *d, struct sn_rd *r, unsigned country);

/* The rest as labels, as DNS has them, dots between. */
void sn_mobile_labels(struct sn_dis *d, struct sn_rd *r, unsigned field);

/* The next n bytes, at most 8, as a number. */
bool sn_mobile_uint(struct sn_dis *d, struct sn_rd *r, unsigned field, unsigned n);

/* An address that has four or sixteen bytes. */
void sn_mobile_address(struct sn_dis *d, struct sn_rd *r, unsigned v4, unsigned v6);

/* What summer adds, behind a time zone's byte. */
void sn_mobile_summer(struct sn_dis *d, struct sn_rd *r, unsigned field);

/* Seconds since 1900 as a time. */
bool sn_mobile_time(struct sn_dis *d, struct sn_rd *r, unsigned field);

/* How a protocol's information elements look: four bytes, of which fields `first` to `last` are
 * made, a value, and in some elements others. */
struct sn_mobile_form {
    uint16_t group, first, last; /* group: the field for a whole element */
    uint16_t type, len;          /* of the fields from first to last, what the element is */
    bool (*is_group)(uint32_t type);
    void (*value)(struct sn_dis *d, struct sn_rd *r, uint32_t type);
};

/* Reads all elements, those in others too. */
void sn_mobile_elements(struct sn_dis *d, struct sn_rd *r, const struct sn_mobile_form *form);

#endif
