/*
 * Indexes of captures: what stands where, so that a question reads only what may answer it.
 *
 * A capture FILE's index is FILE.sni; its format is sn-index(5). It divides the capture into spans
 * of about 1 MiB of packets and says of each where it begins (also where compressed blocks do),
 * when its packets were captured, and, by filters, which addresses, ports, protocols, tags and link
 * addresses occur in it. Such a filter may say of what doesn't occur that it does, rarely, and
 * never the other way round: what is skipped can't match.
 */
#ifndef SN_INDEX_H
#define SN_INDEX_H

#include "sn/bpf.h"
#include "sn/pcap.h"
#include "sn/timeparse.h"

#define SN_INDEX_SUFFIX ".sni"
#define SN_INDEX_PART   ".sni.part" /* one that is being written */

/* ---- making one ---- */

struct sn_indexer;

/* An indexer gathers what passes: first the packets and other records of a capture, in their order,
 * then the index is written. SN_ENOMEM. */
SN_API enum sn_err sn_indexer_new(struct sn_indexer **out, struct sn_diag *d) SN_MUST;

/* A packet of this link type whose record begins `at` bytes from the (decompressed) stream's first
 * and has `size` bytes. Bytes between two records belong to the second, which is then always read.
 * What fails is told by sn_indexer_write. */
SN_API void sn_indexer_packet(struct sn_indexer *x, uint32_t linktype, const struct sn_pkt *p,
                              uint64_t at, uint32_t size);

/* A record that is no packet, and is read whatever the question. */
SN_API void sn_indexer_other(struct sn_indexer *x, uint64_t at, uint32_t size);

/* A compressed block (sn_src_on_block, sn_sink_on_block), told at any time before the end. */
SN_API void sn_indexer_block(struct sn_indexer *x, const struct sn_block *b);

/* All of a batch that was read from r. */
SN_API void sn_indexer_batch(struct sn_indexer *x, const struct sn_reader *r,
                             const struct sn_batch *b);

/* Ends it and writes the index of the file that fd is of, which may be closed and opened again
 * meanwhile but not changed. `whole`: nothing follows the last record. SN_ENOMEM, SN_EIO,
 * SN_ENOSPC. */
SN_API enum sn_err sn_indexer_write(struct sn_indexer *x, int fd, bool whole, struct sn_sink *to,
                                    struct sn_diag *d) SN_MUST;

/* NULL is allowed. */
SN_API void sn_indexer_free(struct sn_indexer *x);

/* Reads the capture that fd is of, from its beginning to its end, and writes its index. A record
 * that is cut by the file's end is left out (a capture may still grow); SN_EFORMAT for damage, and
 * for what is no capture. stop (NULL: never) is asked between batches; true: SN_EUSAGE. */
SN_API enum sn_err sn_index_capture(int fd, const char *name, struct sn_sink *to,
                                    bool (*stop)(void), struct sn_diag *d) SN_MUST;

/* Indexes of an output's files, each made while its file is written, by a thread of its own, and
 * put beside it when it is closed. Who writes waits for nothing: what the thread has not read yet
 * is kept, and of a file of which more than 64 MiB would be, no index is made; nor of one whose
 * writing failed. With `ring` an index is removed with its file. */
struct sn_index_along;
struct sn_output_opts;

/* To be called before the output is made of the options, which it adds itself to (`along`), and
 * freed after the output is closed: that waits for the last index. The thread is started with the
 * first file. failed: no index was made of a file, and why; called by the thread that the output
 * belongs to. SN_ENOMEM. */
SN_API enum sn_err sn_index_along_new(struct sn_index_along **out, struct sn_output_opts *o,
                                      void (*failed)(void *ctx, const char *name,
                                                     const struct sn_diag *d),
                                      void *ctx, struct sn_diag *d) SN_MUST;

/* NULL is allowed. */
SN_API void sn_index_along_free(struct sn_index_along *a);

/* ---- what one says ---- */

struct sn_index;

/* Reads an index. SN_EFORMAT, with the byte, when it isn't what sn-index(5) says. */
SN_API enum sn_err sn_index_read(struct sn_index **out, int fd, struct sn_diag *d) SN_MUST;

/* The same in two steps: its header, which is enough for sn_index_fits and sn_index_facts (and is
 * a hundred bytes or two, whatever the capture's size), and the rest, from the same file.
 */
SN_API enum sn_err sn_index_open(struct sn_index **out, int fd, struct sn_diag *d) SN_MUST;
SN_API enum sn_err sn_index_load(struct sn_index *x, int fd, struct sn_diag *d) SN_MUST;

/* Whether it is the index of the capture that fd is of, as that is now: SN_OK, also when the
 * capture has grown since; SN_EFORMAT and a message that says why not. */
SN_API enum sn_err sn_index_fits(const struct sn_index *x, int fd, struct sn_diag *d) SN_MUST;

struct sn_index_facts {
    uint64_t stored;         /* bytes of the file */
    uint64_t bytes;          /* of them decompressed, up to the last packet's end */
    uint64_t packets, wire;  /* … and their bytes when they were captured */
    int64_t first, min, max; /* times: of the first packet, the earliest, the latest */
    uint64_t size;           /* of the index */
    uint32_t spans;
    bool sorted;       /* packets are in order of time */
    bool whole;        /* nothing follows the last span */
    const char *codec; /* as sn_src_codec */
    uint32_t largest;  /* record without pcap's record header */
    /* The 24 bytes of pcap's header that the capture begins with; NULL: it begins otherwise. The
     * index's. */
    const uint8_t *header;
};
SN_API struct sn_index_facts sn_index_facts(const struct sn_index *x);

struct sn_index_span {
    uint64_t at, size;    /* in the decompressed stream */
    uint64_t entry, skip; /* decompression begins at this byte of the file; so many bytes of what
                             comes out are not the span's */
    uint64_t wire;
    int64_t min, max;
    uint32_t packets;
    uint32_t filter; /* bytes */
    uint8_t open; /* kinds of keys that its filter doesn't know, a set of bits; see sn-index(5) */
    bool always;  /* it is read whatever the question */
};
SN_API struct sn_index_span sn_index_span(const struct sn_index *x, uint32_t i);

/* Appends all of that as text: a line for the capture, which is called `name`, and one for each
 * span. */
SN_API void sn_index_put(struct sn_buf *b, const struct sn_index *x, const char *name);

/* NULL is allowed. */
SN_API void sn_index_free(struct sn_index *x);

/* ---- asking ---- */

struct sn_query;

/* What packets are wanted: all conditions hold. */
struct sn_query_opts {
    const char *text; /* a filter expression of n bytes; NULL: any packet */
    size_t n;
    const struct sn_bpf_opts *bpf;   /* with `names`, when the expression has some */
    const struct sn_when *from, *to; /* not before `from`, before `to`; NULL: any time */
};

/* What a span must hold for a packet of it to be wanted. What can't be told from an index may
 * always be; so a query is never too narrow. SN_ENOMEM. */
SN_API enum sn_err sn_query_new(struct sn_query **out, const struct sn_query_opts *o,
                                struct sn_diag *d) SN_MUST;

/* Whether it can skip anything at all. */
SN_API bool sn_query_narrows(const struct sn_query *q);

/* The time of the stream's first packet, which times may count from. Until it is known such times
 * skip nothing. */
SN_API void sn_query_start(struct sn_query *q, int64_t first);

/* Whether a packet of the span may be wanted; and if not, whether that is for its time. */
SN_API bool sn_query_may(const struct sn_query *q, const struct sn_index *x, uint32_t i,
                         bool *time);

/* NULL is allowed. */
SN_API void sn_query_free(struct sn_query *q);

/* What was skipped, summed up. */
struct sn_skipped {
    uint64_t files, indexed, whole; /* looked at; with an index; skipped but for their headers */
    uint64_t spans, by_time, by_filter; /* of those with an index: all, and skipped for … */
    uint64_t bytes, left_out;           /* decompressed: all, and skipped */
};

/* Whether by its header alone no packet of the capture is wanted, for its times; then, if the
 * header has what is in front of the packets, sn_query_narrow needs no more of the index. */
SN_API bool sn_query_rules_out(const struct sn_query *q, const struct sn_index *x);

/* Puts in front of *src, a capture's source from which nothing was read yet, one that leaves out
 * the spans which q doesn't want; leaves *src alone where there are none. Adds to `sum`.
 * SN_ENOMEM: *src may be closed, and is NULL then. */
SN_API enum sn_err sn_query_narrow(const struct sn_query *q, const struct sn_index *x,
                                   struct sn_src **src, struct sn_skipped *sum,
                                   struct sn_diag *d) SN_MUST;

#endif
