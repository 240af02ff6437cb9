/* What opens datagrams with secrets that were logged (sn/dis.h): a part for each protocol. */
#ifndef SN_DIS_OPENER_H
#define SN_DIS_OPENER_H

#include "dis/secrets.h"
#include "sn/dis.h"

struct sn_quics;
struct sn_dtlss;
struct sn_wgs;

struct sn_opener {
    const struct sn_secrets *secrets;
    /* Each begins when it is needed, and is freed with the whole. */
    struct sn_quics *quics;
    struct sn_dtlss *dtlss;
    struct sn_wgs *wgs;
};

void sn_quics_free(struct sn_quics *q); /* NULL is allowed */
void sn_dtlss_free(struct sn_dtlss *s); /* NULL is allowed */
void sn_wgs_free(struct sn_wgs *w);     /* NULL is allowed */

/* Where what was opened of the current packet is noted; NULL: no room. It counts from d->nopened++
 * on. */
struct sn_opened *sn_opened_room(struct sn_dis *d);

/* What was opened earlier of the packet that begins at `at`; NULL: nothing. */
const struct sn_opened *sn_opened_at(const struct sn_dis *d, const uint8_t *at);

#endif
