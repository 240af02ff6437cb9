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
    bool sort;  /* --sort */
    bool no_index, explain, skip_damaged;
    bool follow;                /* --follow */
    struct sn_query_opts query; /* what is wanted of the inputs; text NULL, no times: all */
    struct sn_sort_opts order;
    struct sn_profile profile;
    _Atomic int status; /* of what was merged */
};

/* Rows of an options table, for the inputs at AT(in). */
void tool_input(void *in, const char *name);      /* a file, a directory, "-" */
void tool_input_list(void *in, const char *file); /* the names in it, one a line */
void tool_input_sort(void *in, const char *memory);
#define TOOL_FILE_OPTIONS                                                                          \
    {"r,read",                                                                                     \
     "FILE",                                                                                       \
     SN_OPTION_CALL,                                                                               \
     AT(in),                                                                                       \
     .call = tool_input,                                                                           \
     .help = "read FILE, or the files in a directory, instead of\nstandard input (-); repeat it "  \
             "to read several, one after\nthe other"},                                             \
    {                                                                                              \
        "V", "FILE", SN_OPTION_CALL, AT(in),                                                       \
            .call = tool_input_list, .help = "read the files whose names are in FILE, one a line"  \
    }
#define TOOL_MERGE_OPTION(name)                                                                    \
    {                                                                                              \
        name, NULL, SN_OPTION_SET, AT(in.merge), 1,                                                \
            .help = "read all inputs at once, in the order of time"                                \
    }
#define TOOL_DAMAGE_OPTION                                                                         \
    {                                                                                              \
        "skip-damaged", NULL, SN_OPTION_SET, AT(in.skip_damaged), 1,                               \
            .help = "leave damaged blocks of compressed inputs out, and go on\nbehind them"        \
    }
#define TOOL_FOLLOW_OPTION                                                                         \
    {                                                                                              \
        "follow", NULL, SN_OPTION_SET, AT(in.follow), 1,                                           \
            .help = "at the end of the last FILE wait for more, also when it\nis replaced; of a "  \
                    "directory for later files"                                                    \
    }
#define TOOL_INPUT_OPTIONS TOOL_FILE_OPTIONS, TOOL_MERGE_OPTION("merge"), TOOL_DAMAGE_OPTION
#define TOOL_INDEX_OPTIONS                                                                         \
    {"no-index",                                                                                   \
     NULL,                                                                                         \
     SN_OPTION_SET,                                                                                \
     AT(in.no_index),                                                                              \
     1,                                                                                            \
     .help = "read all of the inputs, also what their indexes tell\nto be of no use"},             \
    {                                                                                              \
        "explain", NULL, SN_OPTION_SET, AT(in.explain), 1,                                         \
            .help = "say what the indexes saved, on standard error"                                \
    }
#define TOOL_SORT_OPTION                                                                           \
    {                                                                                              \
        "sort", "[=MEMORY]", SN_OPTION_CALL, AT(in),                                               \
            .call = tool_input_sort,                                                               \
            .help =                                                                                \
                "the same, also when an input isn't in order: with so much\nmemory (256m), and a " \
                "file in TMPDIR"                                                                   \
    }

/* When all options were read: standard input, when there is no other. Refuses it twice. Makes the
 * file that --sort may need. */
void tool_inputs_check(struct tool_inputs *in);
void tool_inputs_free(struct tool_inputs *in);

/* Before the program is locked in: opens the inputs' indexes, unless nothing can be asked of them.
 */
void tool_inputs_indexes(const struct tool_inputs *in, struct sn_files *f);

/* Before the program is locked in, and the box entered with what this adds to it: --follow, until
 * stop(ctx). Exits on failure. */
void tool_inputs_follow(const struct tool_inputs *in, struct sn_files *f, bool (*stop)(void *ctx),
                        void *ctx, struct sn_sandbox *box);

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
