/*
 * Points in time and lengths of time as people type them.
 *
 * Points: seconds since 1970 with up to nine decimals ("1700000000.25", "@1700000000",
 * "@-99.5" before 1970); ISO 8601
 * ("2024-05-01", "2024-05-01T12:00", "2024-05-01 12:00:03.5Z", "…+02:00"; local time without a
 * zone); "now"; "-1h30m" before now; "+90s" after the first packet.
 * Lengths: numbers with units w, d, h, m (or min), s, ms, us, ns, one after the other ("1h30m");
 * a number alone is seconds, decimals allowed.
 */
#ifndef SN_TIMEPARSE_H
#define SN_TIMEPARSE_H

#include "sn/err.h"

struct sn_when {
    bool from_first; /* ns counts from the first packet, not from 1970 */
    int64_t ns;
};

/* now: the current time in nanoseconds since 1970, for what is relative to it. SN_ESYNTAX or
 * SN_ERANGE with the column. */
SN_API enum sn_err sn_time_parse(struct sn_when *out, const char *text, int64_t now,
                                 struct sn_diag *d) SN_MUST;

/* Nanoseconds; never negative. Fails likewise. */
SN_API enum sn_err sn_duration_parse(int64_t *out, const char *text, struct sn_diag *d) SN_MUST;

#endif
