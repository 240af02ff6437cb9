/* What the tools that read have in common: options about their inputs, and what is said of a task
 * (sn/task.h). */
#ifndef TOOL_INPUTS_H
#define TOOL_INPUTS_H

#include "tool.h"

struct tool_inputs {
    struct sn_task_opts task; /* what options fill in */
    char *lists[16];          /* texts that names of inputs are in */
    size_t nlists;
    bool explain;
    const char *text; /* the filter, for messages */
    size_t textlen;
    bool knows_ifnames; /* interfaces of cooked captures are surely this machine's */
    bool any_format;    /* --format was not given, and may help */
    _Atomic int status; /* of what was told */
};

/* Rows of an options table, for the inputs at AT(in). */
void tool_input_list(void *in, const char *file); /* the names in it, one a line */
#define TOOL_FILE_OPTIONS                                                                          \
    {"r,read", "FILE", SN_OPTION_STRINGS, AT(in.task.inputs),                                      \
     .help = "read FILE, or the files in a directory, instead of\nstandard input (-); repeat it "  \
             "to read several, one after\nthe other"},                                             \
    {                                                                                              \
        "V", "FILE", SN_OPTION_CALL, AT(in),                                                       \
            .call = tool_input_list, .help = "read the files whose names are in FILE, one a line"  \
    }
#define TOOL_MERGE_OPTION(name)                                                                    \
    {                                                                                              \
        name, NULL, SN_OPTION_SET, AT(in.task.merge), 1,                                           \
            .help = "read all inputs at once, in the order of time"                                \
    }
#define TOOL_DAMAGE_OPTION                                                                         \
    {                                                                                              \
        "skip-damaged", NULL, SN_OPTION_SET, AT(in.task.skip_damaged), 1,                          \
            .help = "leave damaged blocks of compressed inputs out, and go on\nbehind them"        \
    }
#define TOOL_FOLLOW_OPTION                                                                         \
    {                                                                                              \
        "follow", NULL, SN_OPTION_SET, AT(in.task.follow), 1,                                      \
            .help = "at the end of the last FILE wait for more, also when it\nis replaced; of a "  \
                    "directory for later files"                                                    \
    }
#define TOOL_INPUT_OPTIONS TOOL_FILE_OPTIONS, TOOL_MERGE_OPTION("merge"), TOOL_DAMAGE_OPTION
#define TOOL_INDEX_OPTIONS                                                                         \
    {"no-index",                                                                                   \
     NULL,                                                                                         \
     SN_OPTION_SET,                                                                                \
     AT(in.task.no_index),                                                                         \
     1,                                                                                            \
     .help = "read all of the inputs, also what their indexes tell\nto be of no use"},             \
    {                                                                                              \
        "explain", NULL, SN_OPTION_SET, AT(in.explain), 1,                                         \
            .help = "say what the indexes saved, on standard error"                                \
    }
#define TOOL_SORT_OPTION                                                                           \
    {                                                                                              \
        "sort", "[=MEMORY]", SN_OPTION_PARSE, AT(in.task),                                         \
            .parse = sn_option_sort,                                                               \
            .help =                                                                                \
                "the same, also when an input isn't in order: with so much\nmemory (256m), and a " \
                "file in TMPDIR"                                                                   \
    }

/* When all options were read: standard input, when there is no other. Refuses it twice. */
void tool_inputs_check(struct tool_inputs *in);
void tool_inputs_free(struct tool_inputs *in);

/* Says what the task tells, the inputs as context, and remembers in their status whether it is a
 * failure. */
void tool_event(void *in, const struct sn_task_event *e);

/* Ends the program for what sn_task_ready() says. */
noreturn void tool_cannot_follow(const struct sn_diag *d);

#endif
