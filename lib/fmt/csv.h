/* Strings from outside in cells of tables. */
#ifndef SN_FMT_CSV_H
#define SN_FMT_CSV_H

#include "sn/buf.h"

/* Appends a cell of CSV (RFC 4180), quoted when it must be; what isn't UTF-8 or is a control
 * character becomes U+FFFD. guard: a ' in front of what a spreadsheet would take for a formula. */
void sn_put_csv(struct sn_buf *b, const void *s, size_t n, bool guard);

/* Appends a cell between tabs: tab, newline, carriage return, form feed, backspace, backslash as
 * \t, \n, \r, \f, \b, \\, other control characters and what isn't UTF-8 as \x07. */
void sn_put_tsv(struct sn_buf *b, const void *s, size_t n);

#endif
