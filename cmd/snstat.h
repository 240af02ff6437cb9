/* snstat's parts: options, and the live view. */
#ifndef SNSTAT_H
#define SNSTAT_H

#include "inputs.h"

struct options {
    struct tool_inputs in;
    struct sn_tally_opts job;
    const char *filter_file;
    const char *attempt; /* --attempt */
    const char *save;    /* --save; NULL: the report is printed */
    bool checksums, by_process, live;
    enum sn_color_when color;
    unsigned width; /* WIDTH_SCREEN: the terminal's */
};

struct run {
    struct options *o;
    struct sn_tally *tally;
    struct sn_live *live;     /* NULL: no live view */
    struct sn_diag live_diag; /* the first thing that went wrong while the screen was there, */
    const char *live_name;    /* with which input */
    bool between;             /* an input is waited for, and no thread works */
    bool done;                /* the live view is to end */
};

/* The live view: makes it, and the terminal's screen; ends the program when that can't be. Called
 * about ten times a second. Reads an input, as sn_tally_opts wants it. Waits until the user leaves;
 * what went wrong is said then, below the screen. */
void snstat_live_new(struct run *r);
bool snstat_live_look(void *run, struct sn_live *l);
bool snstat_live_read(void *run, struct sn_reader *reader, const char *name);
void snstat_live_end(struct run *r);

#endif
