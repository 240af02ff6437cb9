/*
 * Look-through: expressions that see behind VLAN tags, MPLS labels, PPPoE and tunnels, and behind
 * IPv6 extension headers. See "LOOKING THROUGH" in sn-filter(7) for what such an expression means.
 *
 * sn_bpf_compile makes a program of such an expression that accepts whatever the expression does,
 * and besides every packet with a header to look behind (never fewer: negations too). That program
 * is for the kernel, or for a first sieve; the verdict on what it accepts is sn_decap_run's. (On
 * packets captured whole, that is; the program rejects where the headers are cut.)
 */
#ifndef SN_DECAP_H
#define SN_DECAP_H

#include "sn/bpf.h"
#include "sn/engine.h"

struct sn_decap;

/* Headers (tags, labels, tunnels, IPv6 extension headers) that are looked behind in one packet. */
#define SN_DECAP_DEPTH 32

/* Whether the expression looks through anything: all of it (o.look_through), or a part of it by its
 * words. False for what can't be parsed. */
SN_API bool sn_decap_used(const char *text, size_t n, const struct sn_bpf_opts *o);

/* Compiles an expression for sn_decap_run, whether or not it looks through anything; o.kernel is
 * taken to be false. Fails as sn_bpf_compile does. */
SN_API enum sn_err sn_decap_new(struct sn_decap **out, const char *text, size_t n,
                                const struct sn_bpf_opts *o, struct sn_diag *d) SN_MUST;

/* The verdict on one packet of o.linktype. Threads may share one. */
SN_API bool sn_decap_run(const struct sn_decap *l, const uint8_t *data, uint32_t caplen,
                         uint32_t len);

/* As sn_engine_run_pkts. */
SN_API uint32_t sn_decap_run_pkts(const struct sn_decap *l, struct sn_pkt *p, uint32_t n);

/* The engine of the packets that have nothing to look behind. */
SN_API const struct sn_engine *sn_decap_engine(const struct sn_decap *l);

/* NULL is allowed. */
SN_API void sn_decap_free(struct sn_decap *l);

/* Writes to out (caplen bytes of room) the packet as it were without its outermost VLAN tags, MPLS
 * labels and PPPoE header; *out_caplen and *out_len are its lengths then. False: it has none, or
 * the link type is none that can have them. */
SN_API bool sn_decap_untag(uint32_t linktype, const uint8_t *data, uint32_t caplen, uint32_t len,
                           uint8_t *out, uint32_t *out_caplen, uint32_t *out_len);

#endif
