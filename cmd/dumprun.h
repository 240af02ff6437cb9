/* What sndump was asked to do, and the doing of it. */
#ifndef DUMPRUN_H
#define DUMPRUN_H

#include "inputs.h"

struct dump_job {
    struct tool_inputs *in;
    struct sn_dump_opts dump; /* task is filled in */
    const char *attempt;      /* --attempt */
};

/* Prints the packets; returns the exit status. */
int dump_run(struct dump_job *j);

#endif
