/*
 * Values that options of several programs have, for rows of their tables (sn/options.h) of the kind
 * SN_OPTION_PARSE. Each says what its member is, which is filled in. SN_EUSAGE, SN_ESYNTAX and
 * SN_ERANGE: the value is wrong; SN_ENOMEM. What members come to own is the caller's.
 */
#ifndef SN_OPTIONVALUES_H
#define SN_OPTIONVALUES_H

#include "sn/fmt.h"
#include "sn/options.h"
#include "sn/recorder.h"
#include "sn/selector.h"
#include "sn/stat.h"
#include "sn/task.h"

/* struct sn_compress: "zstd:9"; without a value gzip. */
SN_API sn_option_parse sn_option_compress;

/* struct sn_selector_opts. A time (sn/timeparse.h) relative to now is so to the time of the call. A
 * sample is "1/N"; the window of duplicates a number of packets or a time, without one 5 packets.
 */
SN_API sn_option_parse sn_option_after, sn_option_before, sn_option_sample;
SN_API sn_option_parse sn_option_dedup, sn_option_duplicates;

/* struct sn_ranges *, which is freed first: "1-100,205,300-". */
SN_API sn_option_parse sn_option_ranges;

/* struct sn_edit: "-1h30m", "[OFFSET:]N"; of the latter there may be SN_CHOPS_MAX. */
SN_API sn_option_parse sn_option_shift, sn_option_chop;

/* "NUMBER:TEXT" is added, in the order of numbers, as struct sn_selector_opts wants them. The text
 * is the value's. All zero: none. */
struct sn_packet_comments {
    struct sn_packet_comment *v;
    size_t n;
};
SN_API sn_option_parse sn_option_packet_comment;

/* struct sn_fmt_opts, without a value, as one more of tcpdump's -x, -X, -A and -t: both kinds of
 * dump win over hexadecimal, that over ASCII, and a second one of a kind shows the link header too;
 * each time is the next of enum sn_time_how. */
SN_API sn_option_parse sn_option_hex, sn_option_hex_ascii, sn_option_ascii, sn_option_time;

/* struct sn_task_opts: to sort, with so much memory ("256m") when it has a value. */
SN_API sn_option_parse sn_option_sort;

/* struct sn_recorder_opts: "64k", "5m" and "1g" are its size, at least 64 KiB and no more than the
 * machine's memory; "30s" and "5min" its time. */
SN_API sn_option_parse sn_option_recorder;

/* The size of a recorder that was given a time alone: a quarter of the machine's memory, at most
 * 1 GiB. */
SN_API uint64_t sn_recorder_default_size(void);

/* const struct sn_stat_view *; enum sn_stat_order, by their names. */
SN_API sn_option_parse sn_option_view, sn_option_order;

/* int64_t, ns: a millisecond at least; more than no time. */
SN_API sn_option_parse sn_option_interval, sn_option_timeout;

#endif
