/*
 * sncap's parts: options, messages, privileges, signals. Everything else is the library's
 * (sn/capture.h). Everything that is printed is printed by the main thread.
 */
#ifndef SNCAP_H
#define SNCAP_H

#include "tool.h"

/* ---- options ---- */

#define SNCAP_IFS_MAX 64 /* interfaces at once */
#define SNCAP_NS      INT64_C(1000000000)

enum { SNCAP_LESS = 1, SNCAP_MORE };

struct options {
    struct source_opts { /* what stood behind an -i; else what stands in front of all */
        const char *name;
        const char *filter;
        bool monitor;            /* -I */
        struct sn_cap_opts ring; /* snap length, link type, promiscuous mode */
    } interfaces[SNCAP_IFS_MAX]; /* -i */
    uint32_t ninterfaces;
    const char *filter;    /* -f in front of all */
    bool monitor;          /* -I in front of all */
    const char *expr_file; /* -F */
    char *expr;            /* the filter's text, never NULL */
    size_t expr_len;
    struct sn_capture_opts capture;   /* its ring.linktype only when linktype_given */
    struct sn_output_opts output;     /* its digits are 6 or 9 */
    struct sn_recorder_opts recorder; /* its size is never 0 when there is a recorder */
    bool record;                      /* --recorder */
    struct sn_owner_opts owner;       /* --run, --pid, --cgroup */
    bool owned;                       /* one of them was given */
    const char *trigger;
    int64_t duration; /* --duration, ns; 0: no end */
    uint8_t format;   /* enum sn_format, or none was given */
    bool linktype_given;
    uint8_t says;        /* the last of -q and -v: SNCAP_LESS, SNCAP_MORE; 0: neither */
    bool quiet, verbose; /* the same */
    bool no_opt, look_through;
    enum sn_bpf_image image; /* -d; 0: none */
    bool list, list_types, list_stamps;
    bool json;
    bool fail_on_loss;
    bool print_names, print;
    bool exclude_self;
    bool index;
    const char *netns;
    const char *user;    /* -Z */
    const char *attempt; /* --attempt */
    const char *prometheus;
    int64_t stats; /* --stats, ns; 0: none */
};

/* Reads the command line; what ends the program at once (--help, wrong usage) does. */
void sncap_options(struct options *o, int argc, char **argv);

/* Adds to the filter that the SSH session which we run in is left out. */
void sncap_exclude_self(struct options *o);

/* ---- privileges ---- */

/* Creates the first file, then gives up what opening needed: users, capabilities, files, system
 * calls; says what it could not give up. Exits when -Z can't be obeyed. */
void sncap_lock_in(const struct options *o, struct sn_output *out,
                   const struct sn_replace *metrics);

/* tool_write_status; when the file was refused, says to whom and what to do. */
int sncap_write_status(const char *what, const struct sn_diag *d);

/* ---- printing ---- */

/* --print: begins the printing of what the output will write; waits until all is printed. */
void sncap_print_begin(struct options *o);
void sncap_print_wait(void);

/* ---- messages ---- */

void sncap_print_interfaces(bool json);
void sncap_print_linktypes(const struct sn_if *ifc);
void sncap_print_stamps(const struct sn_if *ifc);
void sncap_say_listening(const struct sn_capture_source *s, const struct options *o);

/* -v: what became of an interface: its rings, and who checks the filter. */
void sncap_say_opened(const struct sn_capture_source *s, uint32_t rings);

/* "recorder: keeping the last …"; and what the recorder does, with the options as context. */
void sncap_say_recorder(const struct options *o);
void sncap_say_wrote(void *ctx, uint64_t packets, int64_t ns, const char *name);
void sncap_say_held_less(void *ctx, int64_t ns, int64_t wanted);
void sncap_say_nothing(void *ctx);

/* Ends the program, with a list of what there is, when the interface has no such time stamps. */
void sncap_check_stamp(const struct sn_if *ifc, enum sn_stamp t);

enum counts_as { COUNTS_LINES, COUNTS_LINE, COUNTS_UPDATE, COUNTS_JSON };

/* Counts on standard error: tcpdump's three lines (and more, when more was lost), one line of them,
 * one that the next overwrites, or a JSON object. */
void sncap_say_counts(const struct sn_capture_counts *c, enum counts_as how, bool last);

/* What --run captured, and left out. */
void sncap_say_owner(const struct sn_owner *w, bool json);

/* ---- signals ---- */

/* SIGINT, SIGTERM by tool_signals, and stop the capture (drain: not the first SIGINT); SIGUSR1,
 * SIGUSR2, SIGHUP are remembered, and wake it. */
void sncap_signals(struct sn_capture *c, bool drain);

/* Whether SIGUSR1, SIGUSR2 or SIGHUP came since the last call for it. */
bool sncap_asked(int sig);

#endif
