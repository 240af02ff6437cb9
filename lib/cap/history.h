/*
 * The packets of the last moments, in memory: what the flight recorder holds.
 *
 * Records go in at one end; the oldest leave at the other, whole ones only. They leave because they
 * are too old, because there are newer ones to keep instead, or because they are due: those at the
 * front that are to be written now. What is due is never given up for newer records.
 *
 * The records are copies, in blocks that are allocated as they are needed. All blocks together
 * never have more than `keep` bytes and two blocks, except for one record that alone is larger. (A
 * block ends where the next record doesn't fit: of very large ones somewhat less may be held.)
 *
 * Invariants: `at` is the offset of the oldest record in the first block; `due` is NULL or one of
 * the blocks, and everything from the first to it is due, nothing behind it; while `open`, nothing
 * is held that isn't due; each block's `packets` and the sums count what is still held.
 */
#ifndef CAP_HISTORY_H
#define CAP_HISTORY_H

#include "sn/lane.h"
#include "sn/record.h"

struct history {
    enum sn_format format;
    uint8_t digits;
    uint64_t keep; /* bytes of records, at most; the newest record is kept whatever its size */
    int64_t span;  /* ns that a record is kept; 0: as long as there is room */

    size_t block;  /* bytes of a block */
    uint64_t room; /* bytes that all blocks may have */
    uint64_t have; /* and have, the spare ones included */
    struct sn_chunk *first, *last, *spare;
    struct sn_chunk *due;
    size_t at;
    bool open;   /* what is put is due at once */
    bool sealed; /* the next record begins a block: the last one is due, and it isn't */

    uint64_t bytes, packets; /* of the records that are held */
    uint64_t overwritten;    /* packets that left without having been due */
    int64_t lost; /* the latest time stamp of those that left for want of room since the last time
                     that something became due; INT64_MIN: none did */
};

void sn_history_init(struct history *h, enum sn_format format, uint8_t digits, uint64_t keep,
                     int64_t span);
void sn_history_free(struct history *h);

/* Appends the records at the front of `from` and takes them from it: as many as there is room for,
 * which is fewer than all only while some are due. SN_ENOMEM when the system has no memory for even
 * one. */
enum sn_err sn_history_put(struct history *h, struct sn_chunk *from, struct sn_diag *d) SN_MUST;

/* Gives up what is older than h->span at `now`, in whole blocks: cheap, and early enough. */
void sn_history_age(struct history *h, int64_t now);

/* Gives up exactly what is too old at `now`, or too much. Does nothing while anything is due. */
void sn_history_trim(struct history *h, int64_t now);

/* When the oldest packet was captured; only when there is one. */
int64_t sn_history_oldest(const struct history *h);

/* Everything that is held is due; when `open`, what is put later, too, until it is closed. */
void sn_history_mark(struct history *h, bool open);
void sn_history_close(struct history *h);

/* The oldest records that are due, NULL when none are: in *view, valid until the next call. */
struct sn_chunk *sn_history_due(const struct history *h, struct sn_chunk *view);

/* They were written: they leave. */
void sn_history_wrote(struct history *h);

#endif
