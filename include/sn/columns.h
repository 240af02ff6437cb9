/*
 * Columns: chosen fields of each packet as one line, tab- or comma-separated.
 *
 * What stands in a field several times is joined in its cell; what isn't there leaves it empty.
 * Numbers and addresses are written as text writes them, so that 0x0800 of eth.type stays that;
 * bytes are hex digits, times seconds since 1970 or ISO 8601, yes and no 1 and 0. Strings from
 * packets keep what is readable of UTF-8: between tabs a backslash, tab, newline or control
 * character becomes \\, \t, \n, \x07; in CSV (RFC 4180) they are quoted, and one that a spreadsheet
 * would take for a formula gets a ' in front.
 */
#ifndef SN_COLUMNS_H
#define SN_COLUMNS_H

#include "sn/visit.h"

#define SN_COLUMNS_FIELDS_MAX 1024 /* columns */

struct sn_columns_opts {
    const char *fields; /* "ip.src,dns.": names, or beginnings with a dot at the end */
    const char *join;   /* what stands between a field's values; NULL: "," */
    bool csv;
    bool no_header;
};

/* Compiled columns: immutable, threads may share them. */
struct sn_columns;

/* SN_EUSAGE: a name that no field has (d->at: which, from 1), none at all, or too many. SN_ENOMEM.
 * The strings of *o are copied. */
SN_API enum sn_err sn_columns_new(struct sn_columns **out, const struct sn_columns_opts *o,
                                  struct sn_diag *d) SN_MUST;
SN_API void sn_columns_free(struct sn_columns *c);

/* The fields they are made of. */
SN_API const struct sn_wanted *sn_columns_wanted(const struct sn_columns *c);

/* Appends the line of the names, unless there is to be none. */
SN_API void sn_columns_header(const struct sn_columns *c, struct sn_buf *b);

/* What one thread needs to write lines. SN_ENOMEM. */
struct sn_cells;
SN_API enum sn_err sn_cells_new(struct sn_cells **out, const struct sn_columns *c,
                                struct sn_diag *d) SN_MUST;
SN_API void sn_cells_free(struct sn_cells *w);

/* Appends a packet's line. b->err says when there was no memory. */
SN_API void sn_cells_line(struct sn_cells *w, struct sn_buf *b, const struct sn_dissection *x,
                          const struct sn_frame *fr);

/* Appends a table of all fields, or of those whose names begin with `prefix` (NULL: all), a line
 * each: name, type, title, values; tab-separated. How many there are. */
SN_API size_t sn_columns_list(struct sn_buf *b, const char *prefix);

#endif
