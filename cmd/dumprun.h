/* What sndump was asked to do, and the doing of it. */
#ifndef DUMPRUN_H
#define DUMPRUN_H

#include "filter.h"
#include "inputs.h"

struct dump_job {
    struct tool_filter filter;
    struct sn_fmt_opts fmt; /* names and ifnames are filled in */
    struct tool_inputs *in;
    const char *attempt; /* --attempt */
    const char *type;    /* -T; NULL: none */
    const char *secret;  /* -M; NULL: none */
    const struct sn_exporter *exporter;
    bool count_only, resolve;
    bool ifnames_known; /* interfaces of cooked captures are surely this machine's */
    uint64_t limit;     /* -c; 0: none */
    unsigned threads;   /* 0: as many as there are processors */
};

/* Prints the packets; returns the exit status. */
int dump_run(struct dump_job *j);

#endif
