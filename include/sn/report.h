/*
 * Reports: tables of columns with types, as text, JSON, CSV or HTML.
 *
 * A report is a series of tables written one after another into a text buffer:
 *
 *     sn_report_begin(&r, &b, SN_REPORT_CSV);
 *     sn_report_add(&r, &hosts, next_host, ctx);
 *     sn_report_end(&r);
 *
 * A table has columns and a function that fills the cells of one row after another. What a column
 * is called and where it is shown is in struct sn_column; how a value is written follows from its
 * type. One row of cells, described once, is all forms:
 *
 * Text: aligned columns under their headings (numbers flush right), an empty line in front of a
 * table. A record, which has one row, is a line for each heading instead; a column without a
 * heading goes on in the line. A table too wide for the style's width has its headings in several
 * lines, a last column of strings below each row, long names on a line of their own; the columns
 * that still don't fit are left out, and named below it.
 *
 * JSON: one object on one line. A table is an array of objects under its key, a record's members
 * stand in the report's object itself. A key with a dot ("sent.bytes") is a member of an object
 * ("sent"), which neighbours with the same first part share. A cell that isn't there is left out.
 *
 * CSV (RFC 4180, but with lines that end in a newline alone): a line of keys and a line for each
 * row, an empty line between tables. A tree's first column holds the whole path ("eth:ip:tcp").
 * A string that begins with = + - @, tab or carriage return, which spreadsheets would take for a
 * formula, gets a ' in front; what isn't UTF-8, and control characters but tab and newline, become
 * U+FFFD.
 *
 * HTML: one page that needs nothing else, begun and ended like the others: tables that sort, search
 * and can be narrowed to a span of time, packets over time (the table whose key is "rate") as a
 * curve. It may be shown to anybody: what comes from outside is text in it, never markup.
 *
 * Errors stick in the buffer: check its err at the end.
 */
#ifndef SN_REPORT_H
#define SN_REPORT_H

#include "sn/buf.h"
#include "sn/json.h"

enum sn_column_type {
    SN_COL_COUNT,    /* u */
    SN_COL_BYTES,    /* u */
    SN_COL_PORT,     /* u */
    SN_COL_INT,      /* i */
    SN_COL_SHARE,    /* f, in percent */
    SN_COL_RATE,     /* f, by the second; an average as well */
    SN_COL_TIME,     /* i, nanoseconds since 1970 */
    SN_COL_DURATION, /* i, nanoseconds */
    SN_COL_SPAN,     /* u, nanoseconds between any two times */
    SN_COL_ADDRESS,  /* p, n: 4 or 16 bytes, of IPv4 or IPv6 */
    SN_COL_STRING,   /* p, n: any bytes, also from outside */
    SN_COL_BOOL,     /* u; in text yes or no */
    /* p: n numbers (uint64_t), drawn where there are bars, or as a curve in HTML; else not shown */
    SN_COL_SERIES,
};

struct sn_column {
    const char *key;    /* in JSON and CSV; NULL: not there */
    const char *head;   /* in text; NULL: not there, or with before or after: in the same line */
    const char *before; /* text in front of the value and behind it; NULL: none */
    const char *after;
    uint8_t type;   /* enum sn_column_type */
    uint8_t digits; /* of a duration in text; 0: 3 */
    bool hide_zero; /* text: not shown when u is 0 */
    bool json;      /* a key that is in JSON alone */
};

struct sn_cell {
    union {
        uint64_t u;
        int64_t i;
        double f;
        const void *p; /* valid until the next row is asked for */
    };
    uint32_t n;
    bool none; /* there is no value */
};

enum sn_report_shape {
    SN_REPORT_LIST,
    SN_REPORT_TREE, /* rows have a depth: children follow their parent, deeper by one */
    SN_REPORT_RECORD,
};

#define SN_COLUMNS_MAX 48

struct sn_report_table {
    const char *key; /* in JSON; of a tree's children as well; a record has none */
    const struct sn_column *col;
    uint8_t ncol;  /* at most SN_COLUMNS_MAX */
    uint8_t shape; /* enum sn_report_shape */
};

/* Fills the table's cells (all zero before) with the next row, and *depth for a tree. False: there
 * is none any more. */
typedef bool sn_report_row(void *ctx, struct sn_cell *cell, unsigned *depth);

enum sn_report_form { SN_REPORT_TEXT, SN_REPORT_JSON, SN_REPORT_CSV, SN_REPORT_HTML };

struct sn_names; /* sn/dis.h */

/* What people see. All zero: as wide as it becomes, plain. */
struct sn_report_style {
    unsigned width; /* columns of the screen, which tables are fitted to; 0: without limit */
    bool color;     /* headings and bars */
    bool bars;      /* behind rows that leave room for it; series as lines of bars */
    bool utf8;      /* bars of eighths, not of # */
    /* Of addresses: instead of them in text and HTML, beside them in JSON ("address_name" for
     * "address"). NULL: none. */
    const struct sn_names *names;
};

struct sn_report {
    struct sn_buf *b;
    struct sn_json j;
    enum sn_report_form form;
    bool any;  /* a table was written */
    bool open; /* HTML: a list of records' values is open */
    bool bits; /* the caller's: text has bits where a table's heading says bytes */
    struct sn_report_style style; /* the caller's */
};

SN_API void sn_report_begin(struct sn_report *r, struct sn_buf *b, enum sn_report_form form);

/* Appends a table. shown and all: how many rows of how many there are, said in the text's first
 * heading, "Host (10 of 123)", when they differ. */
SN_API void sn_report_add(struct sn_report *r, const struct sn_report_table *t, sn_report_row *row,
                          void *ctx, uint32_t shown, uint32_t all);
SN_API void sn_report_end(struct sn_report *r);

#endif
