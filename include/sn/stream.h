/*
 * What protocols over TCP say in units that span segments (TLS records and handshake messages): a
 * connection in which such a protocol was found is followed from there on, in both directions, and
 * each segment gets the units that it completes, to be dissected again (sn_dis_again).
 *
 * Fed in the order of the capture; belongs to one thread at a time. Memory is bounded: of a
 * connection by what its protocol allows a unit and a message to have, and in all. What is given up
 * for a limit, a gap or nonsense is told in the part of the next segment; a stream goes on at a
 * segment that begins with a unit.
 */
#ifndef SN_STREAM_H
#define SN_STREAM_H

#include "sn/arena.h"
#include "sn/dis.h"
#include "sn/pcap.h"
#include "sn/secrets.h"

struct sn_streams;

struct sn_streams_opts {
    size_t max_total;   /* bytes held of incomplete units and messages; 0: 64 MiB */
    uint32_t max_conns; /* connections; 0: 65,536 */
    /* A unit is given to the segment that brings the end of what belongs to it (an HTTP head at
     * the end of its body, unless its protocol gives it at once), as tshark does; else to the one
     * that brings its own end. */
    bool at_end;
    const struct sn_secrets *secrets; /* what TLS is opened with, the caller's; NULL: nothing */
    bool as_bytes;                    /* what is inside is no protocol, but bytes as they come */
};

/* o may be NULL. SN_ENOMEM. */
SN_API enum sn_err sn_streams_new(struct sn_streams **out, const struct sn_streams_opts *o,
                                  struct sn_diag *d) SN_MUST;
SN_API void sn_streams_free(struct sn_streams *s); /* NULL is allowed */

/* Gives the packet's segments their parts, which are kept in the arena. Without memory a segment
 * has none. */
SN_API void sn_streams_packet(struct sn_streams *s, struct sn_dissection *x, const struct sn_pkt *p,
                              struct sn_arena *a);

struct sn_streams_stats {
    size_t held;      /* bytes held now */
    uint64_t dropped; /* bytes given up */
    uint64_t missing; /* bytes that are not in the capture */
};
SN_API struct sn_streams_stats sn_streams_stats(const struct sn_streams *s);

#endif
