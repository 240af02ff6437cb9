/* Reports' insides: how values are written, and the forms that are files of their own. */
#ifndef FMT_REPORT_H
#define FMT_REPORT_H

#include <strings.h>

#include "sn/report.h"

#define CELLS_MAX ((size_t)1 << 30) /* bytes of a table's text */

/* Appends a value as people read it: what comes from outside without control characters. */
void sn_report_text(struct sn_buf *b, const struct sn_column *col, const struct sn_cell *c);

/* The same; an address by its name where the report has one. */
void sn_report_value(const struct sn_report *r, struct sn_buf *b, const struct sn_column *col,
                     const struct sn_cell *c);

/* Whether values of the column are numbers: flush right. */
bool sn_report_is_number(const struct sn_column *col);

/* Whether a column's numbers add up, so that bars of them say something: not lengths or limits. */
static inline bool sn_report_is_sum(const struct sn_column *col)
{
    return col->type == SN_COL_BYTES && col->head && strncasecmp(col->head, "bytes", 5) == 0;
}

/* reporttext.c */
void sn_report_text_table(struct sn_report *r, const struct sn_report_table *t, sn_report_row *row,
                          void *ctx, uint32_t shown, uint32_t all);
void sn_report_text_record(struct sn_report *r, const struct sn_report_table *t,
                           const struct sn_cell *cell);

/* reporthtml.c */
void sn_report_html_begin(struct sn_report *r);
void sn_report_html_table(struct sn_report *r, const struct sn_report_table *t, sn_report_row *row,
                          void *ctx, uint32_t shown, uint32_t all);
void sn_report_html_record(struct sn_report *r, const struct sn_report_table *t,
                           const struct sn_cell *cell);
void sn_report_html_end(struct sn_report *r);

#endif
