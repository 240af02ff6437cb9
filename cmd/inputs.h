/* What the tools that read have in common about their inputs: -r, -V, and taking one after the
 * other. */
#ifndef TOOL_INPUTS_H
#define TOOL_INPUTS_H

#include "tool.h"

struct tool_inputs {
    const char **name;
    size_t n, cap;
    char *lists[16]; /* texts that names are in */
    size_t nlists;
    bool merge; /* --merge */
    struct sn_profile profile;
    _Atomic int status; /* of what was merged */
};

/* -r NAME: a file, a directory, "-". */
void tool_input(struct tool_inputs *in, const char *name);

/* -V FILE: the names in it, one a line. */
void tool_input_list(struct tool_inputs *in, const char *file);

/* When all options were read: standard input, when there is no other. Refuses it twice. */
void tool_inputs_check(struct tool_inputs *in);
void tool_inputs_free(struct tool_inputs *in);

/* After the program was locked in: looks at the inputs, for p unless that is NULL, and makes one of
 * them when --merge says so. Exits on failure. */
void tool_inputs_look(struct tool_inputs *in, struct sn_files *f, struct sn_profile *p);

/* Takes an input and opens it, with signals as they are for it. NULL: it was said why, and *status
 * has TOOL_FAIL if that is a failure; what is no capture and was only found in a directory isn't.
 */
struct sn_reader *tool_input_open(struct sn_files *f, size_t i, int *status);

/* Says what an output could not hold. */
void tool_losses(const char *name, const struct sn_losses *l);

#endif
