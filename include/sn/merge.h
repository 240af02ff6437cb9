/*
 * Several captures as one stream in the order of time.
 *
 * Packets of the same time come in the order of the inputs. The stream is a capture of its own, for
 * sn_reader_open: pcap when all inputs are, of one link type, else pcapng with one section (as
 * sn_writer_open_all makes it). An input that is not in order of time itself is merged by what it
 * brings next, as mergecap does, and that is told.
 */
#ifndef SN_MERGE_H
#define SN_MERGE_H

#include "sn/pcap.h"

struct sn_merge_input {
    struct sn_src *src; /* the merge's from here on, also on failure */
    const char *name;   /* for the events; must outlive the stream */
    bool found;         /* it was found in a directory: it may well be no capture */
    bool known;         /* it was added to the profile, and its first packet's time is known: */
    int64_t first;      /* it isn't opened before that is reached; INT64_MAX: no packet */
};

/* Called from inside reads of the stream. */
struct sn_merge_events {
    void *ctx;
    /* An input could not be read, or read on; the others are. */
    void (*failed)(void *ctx, const struct sn_merge_input *in, const struct sn_diag *d);
    /* At an input's end: so many packets were earlier than the one before. */
    void (*disorder)(void *ctx, const char *name, uint64_t packets);
    /* At the stream's end, where there are any. */
    void (*losses)(void *ctx, const struct sn_losses *l);
};

/* profile is completed, and must outlive the stream. */
SN_API enum sn_err sn_merge_open(struct sn_src **out, const struct sn_merge_input *in, size_t n,
                                 struct sn_profile *profile, const struct sn_merge_events *events,
                                 struct sn_diag *d) SN_MUST;

#endif
