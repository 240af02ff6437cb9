/*
 * A live view of a stream for a screen of text, without the screen: what stands on it follows from
 * what was counted and which keys were pressed. The program owns the terminal, passes keys, and
 * shows frames.
 *
 *     sn_live_new; for each input sn_live_read, which calls o.look now and then:
 *         sn_live_key for what was pressed; when sn_live_changed, sn_live_frame
 *
 * What comes from packets is ASCII on it, as in every report; the rest is ASCII, or UTF-8 where the
 * style says so, and the sequences of sn/terminal.h where it has colours.
 */
#ifndef SN_LIVE_H
#define SN_LIVE_H

#include "sn/meter.h"

/* Keys that are no characters. */
enum {
    SN_KEY_UP = 0x10000,
    SN_KEY_DOWN,
    SN_KEY_LEFT,
    SN_KEY_RIGHT,
    SN_KEY_PAGE_UP,
    SN_KEY_PAGE_DOWN,
    SN_KEY_HOME,
    SN_KEY_ENTER,
    SN_KEY_BACKSPACE,
    SN_KEY_ESCAPE,
};

struct sn_live;

struct sn_live_opts {
    struct sn_stat_opts stat;   /* want is chosen by the live view */
    struct sn_stat_print print; /* view, by, sort, style to begin with; its width is the frame's */
    int64_t interval;           /* ns: of rates and their history */
    bool look_through;          /* filters' */
    struct sn_fmt_names *names; /* of print.style.names, which may come later; NULL: none */
    int watch;                  /* as in struct sn_run_opts */
    void *ctx;
    bool (*stop)(void *ctx); /* as in struct sn_run_ops */
    /* Called about ten times a second. False: end. */
    bool (*look)(void *ctx, struct sn_live *l);
};

SN_API enum sn_err sn_live_new(struct sn_live **out, const struct sn_live_opts *o,
                               struct sn_diag *d) SN_MUST;
SN_API void sn_live_free(struct sn_live *l);

/* The filter to begin with, the caller's, and its text; what is typed later replaces it. */
SN_API void sn_live_filter(struct sn_live *l, struct sn_filter *f, const char *text);

/* Reads r to its end, or to what else ends it: the result is sn_meter_read()'s. name: for people.
 */
SN_API enum sn_counter_why sn_live_read(struct sn_live *l, struct sn_reader *r, const char *name,
                                        struct sn_diag *d) SN_MUST;

/* Nothing more will be read: the frame says so. */
SN_API void sn_live_ended(struct sn_live *l);

/* A key was pressed: a character (ASCII), or one of those above. False: the user wants to leave. */
SN_API bool sn_live_key(struct sn_live *l, int key);

/* Whether a frame would differ from the last one. */
SN_API bool sn_live_changed(const struct sn_live *l);

/* Appends `rows` lines (at least 4), each of at most `cols` columns, with a newline after each. */
SN_API enum sn_err sn_live_frame(struct sn_live *l, unsigned rows, unsigned cols, struct sn_buf *b,
                                 struct sn_diag *d) SN_MUST;

#endif
