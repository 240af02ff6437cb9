/*
 * A set of fields that somebody wants, compiled from their names.
 *
 * It is immutable: threads may share it. A field that several protocols have by the same name
 * ("dns.qry.name" of DNS over UDP, over TCP and mDNS) is in the set for each.
 */
#ifndef SN_WANTED_H
#define SN_WANTED_H

#include "sn/dis.h"

/* What is known of a packet besides its bytes, as a protocol that no key leads to and that isn't in
 * sn_protos[]: "frame.number", "frame.time_epoch", … */
SN_API extern const struct sn_proto sn_proto_frame;
enum {
    SN_FRAME_NUMBER,
    SN_FRAME_EPOCH, /* SN_F_TIME, shown as seconds since 1970 */
    SN_FRAME_TIME,
    SN_FRAME_DELTA,
    SN_FRAME_DELTA_SHOWN,
    SN_FRAME_RELATIVE,
    SN_FRAME_LEN,
    SN_FRAME_CAPLEN,
    SN_FRAME_PROTOCOLS,
    SN_FRAME_INTERFACE,
    /* of a pcapng file's packets */
    SN_FRAME_INTERFACE_DESCR,
    SN_FRAME_INTERFACE_ID,
    SN_FRAME_SECTION,
    SN_FRAME_COMMENT,
    SN_FRAME_FLAGS,
    SN_FRAME_DIRECTION,
    SN_FRAME_RECEPTION,
    SN_FRAME_FCS_LENGTH,
    SN_FRAME_RESERVED,
    SN_FRAME_CRC_ERROR,
    SN_FRAME_TOO_LONG,
    SN_FRAME_TOO_SHORT,
    SN_FRAME_WRONG_GAP,
    SN_FRAME_UNALIGNED,
    SN_FRAME_START_DELIMITER,
    SN_FRAME_PREAMBLE,
    SN_FRAME_SYMBOL,
    SN_FRAME_P2P_DIR,
    SN_FRAME_HASH,
    SN_FRAME_HASH_ALGORITHM,
    SN_FRAME_DROPS,
    SN_FRAME_PACKET_ID,
    SN_FRAME_QUEUE,
    SN_FRAME_VERDICT_HW,
    SN_FRAME_VERDICT_TC,
    SN_FRAME_VERDICT_XDP,
    SN_FRAME_VERDICT_OTHER,
    SN_FRAME_PROCESS_NAME,
    SN_FRAME_PROCESS_PID,
    SN_FRAME_PROCESS_UID,
    SN_FRAME_PROCESS_USER,
    SN_FRAME_PROCESS_CONTAINER,
    SN_FRAME_FIELDS
};

struct sn_wanted;

/* Compiles n names: a field's ("ip.src"), or the beginning of names with a dot at its end ("dns.").
 * SN_EUSAGE for a name that no field has, with the nearest name in the message and which of the
 * names it was, from 1, in d->at (d->where is SN_AT_NONE). SN_ENOMEM. */
SN_API enum sn_err sn_wanted_new(struct sn_wanted **out, const char *const *names, size_t n,
                                 struct sn_diag *d) SN_MUST;
SN_API void sn_wanted_free(struct sn_wanted *w);

/* The fields wanted of a protocol: a bit for each, field i is bit i % 64 of word i / 64. NULL:
 * none, its records need not be made. */
SN_API const uint64_t *sn_wanted_of(const struct sn_wanted *w, const struct sn_proto *p);

/* For each field of a protocol which of the names meant it first, from 1; 0: none did. NULL: no
 * field of it is wanted. */
SN_API const uint16_t *sn_wanted_names(const struct sn_wanted *w, const struct sn_proto *p);

/* The name of a field that the name number `which`, from 1, means; NULL: none. */
SN_API const char *sn_wanted_name(const struct sn_wanted *w, size_t which);

/* Every protocol with fields: the frame is 0, then come those of sn_protos[]; NULL behind them. */
SN_API const struct sn_proto *sn_wanted_proto(size_t i);

/* Whether there is a protocol, or several, of this name, and what must be wanted of a dissection
 * context so that its layers are found. */
SN_API bool sn_wanted_layer(const char *name, uint32_t *want);

/* The fields, NULL behind them, that a name means which no field has by itself: "ip.addr" is ip.src
 * or ip.dst. NULL: it is no such name. Not all of them need be there. */
SN_API const char *const *sn_wanted_either(const char *name);

/* Whether a field is known only when earlier packets were looked at: their numbers and times, and
 * what TCP shows relative to a connection's first segment, or derives from it. */
SN_API bool sn_wanted_ordered(const char *name);

/* Says that neither a field nor a protocol has this name, and which has one most like it. */
SN_API enum sn_err sn_wanted_unknown(const char *name, struct sn_diag *d);

/* What must be wanted of a dissection context, SN_WANT_…: values are then the same as with
 * everything wanted. */
SN_API uint32_t sn_wanted_dis(const struct sn_wanted *w);

#endif
