/*
 * Packets of captures, printed in any form (sn/fmt.h): filtered and dissected by all processors,
 * numbered and looked up in the order of the stream, rendered by all processors, written in order.
 * The text is the same for any number of threads.
 */
#ifndef SN_PRINTER_H
#define SN_PRINTER_H

#include "sn/filter.h"
#include "sn/fmt.h"
#include "sn/follow.h"
#include "sn/io.h"
#include "sn/secrets.h"
#include "sn/where.h"

struct sn_printer_opts {
    struct sn_fmt_opts fmt; /* names and ifnames are filled in */
    const struct sn_exporter *exporter;
    const char *type;               /* as in struct sn_dis_opts */
    const struct sn_decode *decode; /* likewise, with the next */
    uint32_t ndecode;
    const char *secret;         /* likewise */
    const struct sn_keys *keys; /* likewise */
    struct sn_secrets *secrets; /* of TLS, the caller's, to which those of the input are added;
                                   NULL: those of the input alone */
    struct sn_filter *filter;   /* the caller's; NULL: all packets */
    /* Of these only those that it holds for, the caller's; NULL: all. Text is as if there were no
     * others; other forms know of the earlier packets of a connection that aren't printed, so that
     * they show the numbers that the condition sees. */
    const struct sn_where_expr *where;
    /* Not NULL, the caller's: no packets are printed but a conversation. With `chosen` it is the
     * first that the filter accepts a packet of; packets are not filtered then. */
    const struct sn_follow_opts *follow;
    uint64_t limit;   /* packets to print; 0: all */
    bool count_only;  /* no packet is printed, at the end the number of packets is */
    bool resolve;     /* names for numbers; then one thread prints */
    unsigned threads; /* 0: as many as there are processors */
    int watch;        /* as in struct sn_run_opts */
    void *ctx;
    bool (*stop)(void *ctx); /* as in struct sn_run_ops */
};

struct sn_printer;

/* Asks the system for what it will need: to be made before the program is locked in. SN_ENOMEM,
 * SN_EUSAGE: no protocol is of this type. */
SN_API enum sn_err sn_printer_new(struct sn_printer **out, const struct sn_printer_opts *o,
                                  struct sn_diag *d) SN_MUST;

enum sn_printer_why {
    SN_PRINTER_INPUT,  /* the input ended, or failed when diag.code is set */
    SN_PRINTER_FILTER, /* the filter can't be compiled for a packet (diag) */
    SN_PRINTER_ENOUGH, /* the limit was reached */
    SN_PRINTER_STOP,   /* stop() returned true */
    SN_PRINTER_GONE,   /* the reader of what is watched is gone */
    SN_PRINTER_OUTPUT, /* it can't be written (diag) */
    SN_PRINTER_FAILED, /* for memory (diag) */
};

/* Prints r's packets to sink, behind those of earlier readers; the sink is the caller's. What was
 * read is written when it returns, unless that failed. */
SN_API enum sn_printer_why sn_printer_read(struct sn_printer *p, struct sn_reader *r,
                                           struct sn_sink *sink, struct sn_diag *d) SN_MUST;

/* What comes behind the last packet. */
SN_API enum sn_err sn_printer_end(struct sn_printer *p, struct sn_sink *sink,
                                  struct sn_diag *d) SN_MUST;

/* NULL is allowed. */
SN_API void sn_printer_free(struct sn_printer *p);

#endif
