/*
 * What a sink is made of. The core (sink.c) gathers bytes in buf; a kind of sink sends them on.
 *
 * Invariants: base + len bytes were appended; bytes before base were sent; marked and good are
 * positions counted from the first byte appended, good <= base, good <= marked.
 */
#ifndef IO_SINK_H
#define IO_SINK_H

#include "sn/io.h"

#define SINK_GATHER ((size_t)256 << 10) /* sent on when this much is gathered, as a rule */
#define SINK_LARGE  ((size_t)32 << 10)  /* a piece from here on isn't gathered */
#define SINK_MOST   ((size_t)1 << 20)   /* that sn_sink_reserve gives */

struct sink_kind {
    /* Sends the first n bytes of buf, then the pn bytes at p; *sent says how many on failure. May
     * replace buf by another of the same size. Fills s->diag. */
    enum sn_err (*send)(struct sn_sink *s, size_t n, const void *p, size_t pn, size_t *sent);
    /* Sends nv pieces, `total` bytes, and leaves v as it is; NULL: only send() does. */
    enum sn_err (*sendv)(struct sn_sink *s, struct iovec *v, size_t nv, size_t total, size_t *sent);
    /* Sends all of buf and pushes it through; NULL: sending does. Moves base. */
    enum sn_err (*flush)(struct sn_sink *s);
    /* The bytes behind `at` can't be completed and are to vanish. False: can't be done. NULL too.
     */
    bool (*cut)(struct sn_sink *s, uint64_t at);
    /* What it is sent are blocks: nothing but what was gathered, up to a record's end. */
    bool blocks;
    /* Gives back what it holds. The last of what send may fill s->diag with. */
    enum sn_err (*close)(struct sn_sink *s);
};

struct sn_sink {
    const struct sink_kind *kind;
    uint8_t *buf;
    size_t len, cap;
    size_t gather; /* sent on when this much is gathered; as much as a fresh buffer holds */
    uint64_t base, marked, good;
    bool marks; /* the appended bytes are records: a full disk cuts at one */
    bool cut;   /* that was done, at base */
    enum sn_err err;
    struct sn_diag diag;
    size_t (*whole)(void *ctx, uint64_t at, const uint8_t *p, size_t n);
    void *whole_ctx;
    void (*on_block)(void *ctx, const struct sn_block *b);
    void *on_block_ctx;
    void (*on_data)(void *ctx, const struct iovec *v, size_t n, const struct sn_block *b);
    void *on_data_ctx;
    char *name;
};

/* Sets up what is common; the kind's own struct, of `size` bytes, begins with struct sn_sink. */
struct sn_sink *sn_io_sink_new(const struct sink_kind *kind, size_t size, size_t gather,
                               const char *name);

void sn_io_sink_free(struct sn_sink *s);

#endif
