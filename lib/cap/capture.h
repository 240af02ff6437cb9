/*
 * The insides of a capture: capture.c opens and counts, watch_if.c follows interfaces that go away,
 * loop.c runs it.
 *
 * Invariant: a source's rings are caps[source * jobs] and what follows; its lanes likewise, once
 * the capture runs.
 */
#ifndef CAP_CAPTURE_H
#define CAP_CAPTURE_H

#include <pthread.h>
#include <unistd.h>

#include "cap/lane.h"
#include "cap/loss.h"
#include "cap/output.h"
#include "sn/capture.h"
#include "sn/owner.h"

#define SOURCES_MAX 1024

struct source {
    struct sn_if ifc;
    struct sn_cap_opts ring;
    uint32_t linktype;           /* as captured */
    struct sn_capfilter *filter; /* NULL: none */
    bool away;                   /* the interface is down or gone; with keep */
    struct sn_ifnews last;       /* news of it */
};

struct sn_capture {
    struct sn_capture_opts o;
    struct sn_arena arena;
    struct source *sources;
    struct sn_cap **caps;
    uint32_t nsources;
    struct sn_ifwatch *watch;
    struct loss loss;
    int wake;     /* eventfd: lanes, sn_capture_stop and sn_capture_wake write to it */
    bool stopped; /* atomic: sn_capture_stop was called */
    bool woken;   /* atomic: sn_capture_wake was called */
    struct sn_output *out;
    struct sn_recorder *rec;
    struct sn_owner *owner; /* whose packets are written; NULL: all are */
    int64_t next_tick;
    int64_t next_losses;  /* when it is looked again whether there are losses to be told of, */
    uint64_t losses_told; /* downstream, in a stream of pcapng */

    pthread_mutex_t lock;   /* guards the lanes' beginning and filters against sn_capture_filter */
    struct sn_lane **lanes; /* NULL before the capture runs */
    uint32_t nlanes;        /* started */
    struct sn_merge *merge;
};

static inline uint32_t source_of(const struct sn_capture *c, uint32_t lane)
{
    return lane / c->o.jobs;
}

/* The descriptor whose reader is watched, -1: none. */
static inline int watched(const struct sn_capture *c)
{
    return c->out && c->out->w ? c->out->fd : c->o.to_stdout ? STDOUT_FILENO : -1;
}

static inline enum sn_err reader_left(struct sn_diag *d)
{
    return sn_fail(d, SN_EPIPE, "nobody reads the output any more");
}

/* watch_if.c: hears what became of interfaces, and binds those that are back. */
enum sn_err sn_capture_watch(struct sn_capture *c, struct sn_diag *d) SN_MUST;

/* owner.c: what the loop asks of an owner. */
int sn_owner_fd(
    const struct sn_owner *o);          /* readable when there is news; -1: no owner, or no more */
void sn_owner_go(struct sn_owner *o);   /* the capture has begun */
bool sn_owner_look(struct sn_owner *o); /* takes the news; whether its command has ended */

/* The records of `in` (NULL: no new ones) that are the owner's, each with its process, and those of
 * earlier ones of which that is known only now; valid until the next call. NULL: none. */
enum sn_err sn_owner_pick(struct sn_owner *o, const struct sn_capture *c, const struct sn_chunk *in,
                          const struct sn_chunk **out, struct sn_diag *d) SN_MUST;

/* Whether records wait until it is known whose they are; `ready`: until the next call only. */
bool sn_owner_holds(const struct sn_owner *o, bool ready);

/* When the capture ends, the command having ended. */
int64_t sn_owner_until(const struct sn_owner *o, int64_t now);

#endif
