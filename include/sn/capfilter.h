/*
 * A filter for a live capture, split between the kernel and this process.
 *
 * The kernel takes programs of up to SN_BPF_KERNEL_MAX instructions that jump forward only, and
 * can't look through headers (sn/decap.h). What is beyond that is split: the kernel gets a coarser
 * program that accepts at least what the expression does, and the userland filter checks the whole
 * expression on what came through.
 *
 * Filters are counted references: threads may share one.
 */
#ifndef SN_CAPFILTER_H
#define SN_CAPFILTER_H

#include "sn/bpf.h"
#include "sn/cap.h"

struct sn_capfilter;

/* Compiles text (n bytes, copied) for rings of o.linktype. Of o are used: linktype, snaplen,
 * netmask, no_opt, look_through, and has_iface, ifindex, ifname when all packets are one
 * interface's. Fails as sn_bpf_compile does. */
SN_API enum sn_err sn_capfilter_new(struct sn_capfilter **out, const char *text, size_t n,
                                    const struct sn_bpf_opts *o, struct sn_diag *d) SN_MUST;

/* Puts the kernel's part into options for sn_cap_open: filter, nfilter, and directions where it
 * needs them. */
SN_API void sn_capfilter_set(const struct sn_capfilter *f, struct sn_cap_opts *o);

/* After sn_cap_open failed with SN_ERANGE: the kernel shall get nothing, the userland filter checks
 * everything. Call sn_capfilter_set again. */
SN_API enum sn_err sn_capfilter_all_userland(struct sn_capfilter *f, struct sn_diag *d) SN_MUST;

/* Whether there is a userland filter; the instructions of the whole program, and of the part that
 * the kernel gets. */
SN_API bool sn_capfilter_userland(const struct sn_capfilter *f);
SN_API uint32_t sn_capfilter_insns(const struct sn_capfilter *f, uint32_t *in_kernel);

/* The userland filter's verdict on a packet; true when there is none. f may be NULL. */
SN_API bool sn_capfilter_accepts(const struct sn_capfilter *f, const struct sn_pkt *p);

/* Gives a ring this filter instead of the one it has: what arrives from now on is checked by it in
 * the kernel. What is in the ring already is what the filter before accepted; so the userland
 * filter checks the whole expression on packets that were stamped before now (on all of them, when
 * the ring's time stamps are not the host's). Call it before sn_lane_filter, from any thread.
 * A filter is for as many rings as it is given to at one time, not for later ones. */
SN_API enum sn_err sn_capfilter_attach(struct sn_capfilter *f, struct sn_cap *const *c, uint32_t n,
                                       struct sn_diag *d) SN_MUST;

/* Another reference; gives one back, the last frees it. NULL is allowed. */
SN_API struct sn_capfilter *sn_capfilter_ref(struct sn_capfilter *f);
SN_API void sn_capfilter_free(struct sn_capfilter *f);

#endif
