/* What snfilter was asked to do, and the doing of it. */
#ifndef FILTERRUN_H
#define FILTERRUN_H

#include "inputs.h"

enum compress { COMPRESS_DEFAULT, COMPRESS_GZIP, COMPRESS_ZSTD };

/* A comment for a packet, by its number. */
struct filter_comment {
    uint64_t number;
    const char *text;
};

struct filter_job {
    /* input */
    struct tool_inputs *in;

    /* the filter */
    const char *text;
    size_t textlen;
    struct sn_bpf_opts opts; /* linktype: SN_LINK_ANY, or what -y says */

    /* what else is left out */
    struct sn_when after, before;
    bool invert, has_after, has_before, by_flow, dedup;
    uint32_t dedup_packets;
    int64_t dedup_ns;
    uint64_t sample;           /* one in so many; 0, 1: all */
    struct sn_ranges *packets; /* numbers; NULL: all */
    uint64_t limit;            /* packets to keep; 0: all */

    /* what is changed of the packets */
    struct sn_edit edit;
    struct filter_comment *comments; /* in the order of packets */
    size_t ncomments;
    const char **section_comments;
    size_t nsection_comments;
    bool edits, no_comments, no_section_comments;

    /* output */
    const char *out;              /* NULL: none, the packets are only counted */
    const char *attempt;          /* --attempt */
    struct sn_series_opts series; /* with split: several files */
    enum sn_format format;
    enum compress compress;
    unsigned threads; /* 0: as many as there are processors */
    uint8_t digits;   /* of time stamps: 6 or 9; 0: the most that an input has */
    bool has_format, split, count, verbose;
};

/* snfilter_edit.c: options that change packets and split the output;
 * true: it was one of them. */
enum {
    FILTER_PACKETS = 512,
    FILTER_SHIFT,
    FILTER_CHOP,
    FILTER_LENGTHS,
    FILTER_PACKET_COMMENT,
    FILTER_CAPTURE_COMMENT,
    FILTER_NO_PACKET_COMMENTS,
    FILTER_NO_CAPTURE_COMMENTS,
    FILTER_RING,
    FILTER_SPLIT_PACKETS,
};
bool filter_edit_option(struct filter_job *j, int c, const char *value);
void filter_edit_check(struct filter_job *j);
void filter_edit_free(struct filter_job *j);

/* Says which value of which option can't be read. */
noreturn void filter_bad_value(const char *option, const char *value, const struct sn_diag *d);

/* Filters all inputs; returns the exit status. */
int filter_run(const struct filter_job *j);

#endif
