/* The formatter's inside. */
#ifndef SN_FMT_FMT_H
#define SN_FMT_FMT_H

#include "sn/fmt.h"

/* Local time is asked of the system once for each stretch of ZONE_STEP seconds: offsets change on
 * quarters of an hour. */
#define ZONE_STEP 900

struct sn_ek; /* ek.c */
enum sn_err sn_ek_new(struct sn_ek **out, struct sn_diag *d) SN_MUST;
void sn_ek_free(struct sn_ek *k);

/* columns.c: whether plain packets need no dissection (then *framed: whether something of the frame
 * is wanted), and the line of one. */
bool sn_columns_plain(const struct sn_columns *c, bool *framed);
void sn_cells_plain(struct sn_cells *w, struct sn_buf *b, const struct sn_plain *x,
                    const struct sn_frame *fr);

struct sn_fmt {
    struct sn_fmt_opts o;
    struct sn_visit *visit;
    struct sn_ek *ek;
    struct sn_cells *cells; /* NULL: no columns */
    int64_t zone_from;      /* gmtoff holds for [zone_from, zone_from + ZONE_STEP) */
    long gmtoff;
    int64_t sec; /* when the second that `text` shows began, in nanoseconds */
    char text[40];
    uint8_t textlen; /* 0: no second yet */
};

/* tcpdump prints no time for such a packet. */
static inline bool fmt_impossible(const struct sn_pkt *p)
{
    return p->caplen == 0 || p->len < p->caplen || p->len > SN_SNAPLEN_DEFAULT;
}

#endif
