/*
 * One capture as a stream in the order of time, with bounded memory.
 *
 * The capture is read to its end before the first packet comes out. What doesn't fit in memory is
 * put in order piece by piece, written to a scratch file, and merged from there. Packets of the
 * same time keep their order. The stream is a capture of the same format (as sn_writer_open_like
 * makes it): blocks that aren't packets come first, in their order, statistics last. What was wrong
 * with the input is told at the stream's end, behind all of its packets.
 */
#ifndef SN_SORT_H
#define SN_SORT_H

#include "sn/pcap.h"

#define SN_SORT_MEMORY ((size_t)256 << 20)

struct sn_sort_opts {
    size_t memory; /* bytes for packets; 0: SN_SORT_MEMORY. A larger packet takes what it needs */
    int scratch;   /* an empty file, read and written; -1: none, and then all must fit. The
                      stream's from here on, also on failure */
};

/* An empty file without a name, in the directory that the environment's TMPDIR names, or in
 * /var/tmp. SN_EIO. */
SN_API enum sn_err sn_sort_scratch(int *fd, struct sn_diag *d) SN_MUST;

/* `in` is the stream's from here on, also on failure. Its beginning is read at once. A capture of
 * several sections, or one to which another was appended, is made one by sn_merge_open first:
 * reading it fails with SN_EUNSUPPORTED. */
SN_API enum sn_err sn_sort_open(struct sn_src **out, struct sn_src *in,
                                const struct sn_sort_opts *o, struct sn_diag *d) SN_MUST;

#endif
