/*
 * What is to be known of capture files besides their packets' contents: what capinfos shows.
 *
 *     sn_facts_begin     a file is about to be read
 *     sn_facts_batch     each batch of it as it was read: what its blocks say of interfaces
 *     sn_facts_packets   packets that count, in the order of the stream
 *     sn_facts_end       it has been read: what its header says is copied
 *
 * Batches are passed where the reader may be asked (as a packet loop takes them), packets wherever
 * they are in order; at the end nothing of the reader is kept.
 */
#ifndef SN_FACTS_H
#define SN_FACTS_H

#include "sn/pcap.h"
#include "sn/report.h"

struct sn_facts;

SN_API enum sn_err sn_facts_new(struct sn_facts **out, struct sn_diag *d) SN_MUST;
SN_API void sn_facts_free(struct sn_facts *f);

/* name: for people; copied. */
SN_API enum sn_err sn_facts_begin(struct sn_facts *f, const struct sn_reader *r, const char *name,
                                  struct sn_diag *d) SN_MUST;
SN_API enum sn_err sn_facts_batch(struct sn_facts *f, const struct sn_reader *r,
                                  const struct sn_batch *b, struct sn_diag *d) SN_MUST;
/* Counts those of n packets that are not dropped. */
SN_API enum sn_err sn_facts_packets(struct sn_facts *f, const struct sn_pkt *p, uint32_t n,
                                    struct sn_diag *d) SN_MUST;

/* hash: compute the file's digests; SN_EUNSUPPORTED when it can't be read a second time, which
 * leaves the rest as it should be. */
SN_API enum sn_err sn_facts_end(struct sn_facts *f, const struct sn_reader *r, bool hash,
                                struct sn_diag *d) SN_MUST;

SN_API uint32_t sn_facts_files(const struct sn_facts *f);

/* Adds to a report: files as a table, interfaces and sections each as another; in text one file's
 * facts as lines, several as one table. */
SN_API void sn_facts_report(const struct sn_facts *f, struct sn_report *r);

/* A report of its own, a row for each file: text and CSV are one table, JSON one line a file, with
 * its interfaces and sections. */
SN_API enum sn_err sn_facts_per_file(const struct sn_facts *f, struct sn_buf *b,
                                     enum sn_report_form form, struct sn_diag *d) SN_MUST;

#endif
