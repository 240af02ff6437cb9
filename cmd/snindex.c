/* snindex: makes, lists and verifies indexes of captures. */
#include <stdio.h>

#include "sn/archive.h"
#include "tool.h"

struct options {
    uint8_t what; /* enum sn_archive_task */
    bool force, follow;
};

#define AT(member) SN_OPTION_AT(struct options, member)

static const struct sn_option table[] = {
    {"list", NULL, SN_OPTION_SET, AT(what), SN_ARCHIVE_LIST, .help = "print what the indexes say"},
    {"verify", NULL, SN_OPTION_SET, AT(what), SN_ARCHIVE_VERIFY,
     .help = "make them anew, compare, and say which are wrong"},
    FLAG("f,force", force, "make indexes anew that fit their captures, too"),
    FLAG("follow", follow,
         "go on: index each file of the directories when it is\nfinished, until Ctrl-C"),
    {"h,help", NULL, SN_OPTION_HELP, .help = "print this and exit"},
    {"version", NULL, SN_OPTION_VERSION, .help = "print the version and exit"},
    {.names = NULL},
};

static const char head[] =
    "usage: snindex [options] file|directory ...\n"
    "Makes FILE.sni, with which snfilter, sndump and snstat read only what a question\n"
    "needs; see snindex(1).\n\n";

static void say(void *ctx, enum sn_archive_what what, const char *name, const struct sn_diag *d)
{
    (void)ctx;
    if (what == SN_ARCHIVE_LEFT_OUT)
        tool_warn("%s: %s; left out", name, d->msg);
    else if (what == SN_ARCHIVE_GROWN)
        tool_warn("%s: the capture has grown since: not compared", name);
    else
        tool_error(name, d);
}

static bool list(void *ctx, const struct sn_buf *text)
{
    (void)ctx;
    fwrite(text->base, 1, sn_buf_len(text), stdout);
    return fflush(stdout) == 0;
}

int main(int argc, char **argv)
{
    struct options o = {0};
    int first = tool_options(table, head, NULL, &o, argc, argv, false);
    struct sn_archive_opts a = {.task = o.what,
                                .force = o.force,
                                .follow = o.follow,
                                .stop = tool_stopping,
                                .say = say,
                                .list = list};

    if (first == argc)
        tool_usage("which files?");
    if (o.follow && o.what != SN_ARCHIVE_MAKE)
        tool_usage("--follow makes indexes: neither --list nor --verify");
    tool_signals(TOOL_STOP);
    return sn_archive_index(&a, (const char *const *)argv + first, (size_t)(argc - first))
               ? TOOL_OK
               : TOOL_FAIL;
}
