/* What snfilter was asked to do, and the doing of it. */
#ifndef FILTERRUN_H
#define FILTERRUN_H

#include "inputs.h"

struct filter_job {
    struct tool_inputs *in;

    /* the filter */
    const char *text;
    size_t textlen;
    struct sn_bpf_opts opts; /* linktype: SN_LINK_ANY, or what -y says */

    /* which packets, and how they are changed: filter, edit, comments, watch and stop are filled in
     */
    struct sn_selector_opts select;
    struct sn_edit edit;
    struct sn_ranges *packets; /* numbers; NULL: all */
    struct sn_packet_comment *comments;
    size_t ncomments;
    const char **section_comments;
    size_t nsection_comments;
    char *keylog; /* --inject-secrets; NULL: none */
    size_t nkeylog;
    bool edits, no_comments, no_section_comments;

    /* output */
    const char *out;              /* NULL: none, the packets are only counted */
    const char *attempt;          /* --attempt */
    struct sn_series_opts series; /* with split: several files; its compress counts without, too */
    enum sn_format format;
    uint8_t digits; /* of time stamps: 6 or 9; 0: the most that an input has */
    bool has_format, split, count, verbose, index;
};

/* snfilter_edit.c: rows of the options table, for a struct filter_job. */
void filter_packets(void *job, const char *value);
void filter_shift(void *job, const char *value);
void filter_chop(void *job, const char *value);
void filter_packet_comment(void *job, const char *value);
void filter_capture_comment(void *job, const char *value);
void filter_inject_secrets(void *job, const char *value);

/* What options say together. */
void filter_edit_check(struct filter_job *j);
void filter_edit_free(struct filter_job *j);

/* Says which value of which option can't be read. */
noreturn void filter_bad_value(const char *option, const char *value, const struct sn_diag *d);

/* Filters all inputs; returns the exit status. */
int filter_run(const struct filter_job *j);

#endif
