/*
 * Packets as records of a capture file, in native byte order: what chunks of a live capture hold
 * (sn/lane.h). pcap's records, or pcapng's Enhanced Packet Blocks, with flags where a packet's
 * `dir` is known.
 *
 * The records are ones that this library made: they are trusted. Bytes from outside are read by
 * sn_reader. `digits` are those of the time stamps below the second, 6 or 9.
 */
#ifndef SN_RECORD_H
#define SN_RECORD_H

#include "sn/pcap.h"

/* Bytes of a packet's record; caplen and dir decide. */
SN_API size_t sn_rec_size(enum sn_format f, const struct sn_pkt *p);

/* Writes them. */
SN_API void sn_rec_put(uint8_t *to, enum sn_format f, uint8_t digits, const struct sn_pkt *p);

/* Bytes of the record at p, and when its packet was captured, ns since 1970. */
SN_API size_t sn_rec_len(const uint8_t *p, enum sn_format f);
SN_API int64_t sn_rec_ts(const uint8_t *p, enum sn_format f, uint8_t digits);

/* The packet of the record at p; its data stay where they are. */
SN_API void sn_rec_get(const uint8_t *p, enum sn_format f, uint8_t digits, struct sn_pkt *out);

/* Bytes of a pcapng record with a comment of n bytes (at most 65535) added to it; and that record,
 * made of the one at p, which it doesn't overlap. */
SN_API size_t sn_rec_commented_size(const uint8_t *p, size_t n);
SN_API void sn_rec_put_commented(uint8_t *to, const uint8_t *p, const char *comment, size_t n);

#endif
