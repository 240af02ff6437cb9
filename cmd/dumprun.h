/* What sndump was asked to do, and the doing of it. */
#ifndef DUMPRUN_H
#define DUMPRUN_H

#include "inputs.h"

struct dump_job {
    struct sn_printer_opts printer; /* filter, watch and stop are filled in */
    struct tool_inputs *in;
    const char *text; /* the filter */
    size_t textlen;
    struct sn_bpf_opts opts; /* … and how it is compiled */
    const char *attempt;     /* --attempt */
    const char *raw;         /* --raw; NULL: the conversation is printed */
    struct sn_keys *keys;    /* -E; NULL: none */
    bool ifnames_known;      /* interfaces of cooked captures are surely this machine's */
};

/* Prints the packets; returns the exit status. */
int dump_run(struct dump_job *j);

#endif
