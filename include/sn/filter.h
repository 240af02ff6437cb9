/*
 * A filter expression applied to a stream: compiled for each link type that the stream brings.
 *
 * One thread owns the filter and calls everything but sn_filter_apply, which threads may call at
 * the same time on batches of their own.
 */
#ifndef SN_FILTER_H
#define SN_FILTER_H

#include "sn/bpf.h"
#include "sn/engine.h"

struct sn_filter;

/* The engine of each interface, as known when a batch was prepared; the filter's. */
struct sn_filter_set;

#define SN_LINK_ANY UINT32_MAX

/* text is copied. o.linktype: compile for this one whatever the interfaces say, at once; or
 * SN_LINK_ANY. Names are looked up now, and nobody is asked later. Fails as sn_bpf_compile does,
 * for SN_LINK_ANY only where the link type doesn't matter. */
SN_API enum sn_err sn_filter_new(struct sn_filter **out, const char *text, size_t n,
                                 const struct sn_bpf_opts *o, struct sn_diag *d) SN_MUST;

/* The same, but of an expression that is blank *out becomes NULL: it accepts every packet, and
 * costs nothing. */
SN_API enum sn_err sn_filter_unless_blank(struct sn_filter **out, const char *text, size_t n,
                                          const struct sn_bpf_opts *o, struct sn_diag *d) SN_MUST;

/* Says that the batches from here on come from r, and compiles for its first interface, where it
 * has one yet, so that wrong expressions are found before the first packet. */
SN_API enum sn_err sn_filter_input(struct sn_filter *f, const struct sn_reader *r,
                                   struct sn_diag *d) SN_MUST;

/* Compiles what the packets of b need and don't have yet. Fails as
 * sn_bpf_compile does; sn_filter_failed then says for which packet. Packets before that one can
 * still be filtered with *set. */
SN_API enum sn_err sn_filter_prepare(struct sn_filter *f, const struct sn_batch *b,
                                     const struct sn_filter_set **set, struct sn_diag *d) SN_MUST;

/* The same as the packet loop takes a batch (sn/run.h): *set is what its pieces are given. On
 * failure the batch ends in front of the packet. f NULL accepts everything, and *set is NULL. */
SN_API enum sn_err sn_filter_take(struct sn_filter *f, struct sn_batch *b, const void **set,
                                  struct sn_diag *d) SN_MUST;

/* The packet that no program could be made for: its number in the batch, its interface's link
 * type. */
SN_API uint32_t sn_filter_failed(const struct sn_filter *f, uint32_t *linktype);

/* Sets drop on what the filter rejects in the batch that was prepared; returns how many packets it
 * accepted. Meta blocks and packets already dropped are left alone. */
SN_API uint32_t sn_filter_apply(const struct sn_filter_set *set, struct sn_batch *b);

/* How many packets of a batch were dropped by sn_filter_apply (all that are dropped) though the
 * filter accepts them without their outermost VLAN tags, MPLS labels and PPPoE header. 0 for
 * filters that look through those. */
SN_API uint32_t sn_filter_hidden(const struct sn_filter_set *set, const struct sn_batch *b);

/* The engine of the program compiled first, NULL before. */
SN_API const struct sn_engine *sn_filter_engine(const struct sn_filter *f);

/* Whether its expression is empty: it accepts every packet. */
SN_API bool sn_filter_is_empty(const struct sn_filter *f);

/* What it was made with, with the names that were looked up; as long as the filter. */
SN_API const struct sn_bpf_opts *sn_filter_opts(const struct sn_filter *f);

/* Frees the filter and its sets. NULL is allowed. */
SN_API void sn_filter_free(struct sn_filter *f);

#endif
