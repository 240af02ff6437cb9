/* What snfilter was asked to do, and the doing of it. */
#ifndef FILTERRUN_H
#define FILTERRUN_H

#include "inputs.h"

enum compress { COMPRESS_DEFAULT, COMPRESS_GZIP, COMPRESS_ZSTD };

struct filter_job {
    /* input */
    struct tool_inputs *in;

    /* the filter */
    const char *text;
    size_t textlen;
    struct sn_bpf_opts opts; /* linktype: SN_LINK_ANY, or what -y says */
    bool invert;

    /* what else is left out */
    struct sn_when after, before;
    bool has_after, has_before;
    uint64_t sample; /* one in so many; 0, 1: all */
    bool by_flow;
    bool dedup;
    uint32_t dedup_packets;
    int64_t dedup_ns;
    uint64_t limit; /* packets to keep; 0: all */

    /* output */
    const char *out; /* NULL: none, the packets are only counted */
    bool has_format;
    enum sn_format format;
    uint8_t digits; /* of time stamps: 6 or 9; 0: the most that an input has */
    enum compress compress;
    bool count;
    bool verbose;
    const char *attempt; /* --attempt */

    unsigned threads; /* 0: as many as there are processors */
};

/* Filters all inputs; returns the exit status. */
int filter_run(const struct filter_job *j);

#endif
