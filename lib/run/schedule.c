/* A piece's way through the callbacks, and whose turn it is: see run.h. */
#include <stdlib.h>

#include "base/relax.h"
#include "run/run.h"

#define SPINS 500 /* some ten microseconds: less than falling asleep and waking up takes */

bool sn_run_schedule_init(struct run *w, unsigned threads)
{
    w->nslots = sn_run_states(threads);
    w->slot = calloc(w->nslots, sizeof *w->slot);
    w->state = calloc(w->nslots, sizeof *w->state);
    for (unsigned i = 0; w->slot && i < w->nslots; i++)
        w->slot[i].p.number = UINT64_MAX; /* no piece's */
    w->order_phase = w->o->stages;
    w->render_phase = w->order_phase + 1;
    w->finish_phase = w->render_phase + 1;
    pthread_cond_init(&w->moved, NULL);
    return w->slot && w->state;
}

void sn_run_schedule_free(struct run *w)
{
    pthread_cond_destroy(&w->moved);
    free(w->slot);
    free(w->state);
}

/* ---- states ---- */

enum sn_err sn_run_new_state(struct run *w, struct sn_diag *d)
{
    void *state = NULL;
    enum sn_err e;

    w->states++; /* now: others make theirs meanwhile */
    pthread_mutex_unlock(&w->lock);
    e = w->ops->begin ? w->ops->begin(w->ctx, &state, d) : SN_OK;
    pthread_mutex_lock(&w->lock);
    if (e)
        w->states--;
    else
        w->state[w->idle_states++] = state;
    return e;
}

void sn_run_end_states(struct run *w)
{
    while (w->idle_states) {
        void *state = w->state[--w->idle_states];

        if (w->ops->end)
            w->ops->end(w->ctx, state);
    }
}

/* ---- waiting; all with the lock ---- */

static void moved(struct run *w)
{
    w->moves++;
    if (w->sleepers)
        pthread_cond_broadcast(&w->moved);
}

/* Until something has moved since `moves` was as many: a moment without sleeping. */
static void wait_for_move(struct run *w, uint64_t moves)
{
    pthread_mutex_unlock(&w->lock);
    for (int i = 0; i < SPINS && w->moves == moves; i++)
        relax();
    pthread_mutex_lock(&w->lock);
    while (w->moves == moves) {
        w->sleepers++;
        pthread_cond_wait(&w->moved, &w->lock);
        w->sleepers--;
    }
}

void sn_run_all_finished(struct run *w)
{
    pthread_mutex_lock(&w->lock);
    while (w->next_piece[w->finish_phase] != w->pieces)
        wait_for_move(w, w->moves);
    pthread_mutex_unlock(&w->lock);
}

/* ---- a piece's way ---- */

static void finish(struct run *w, struct run_slot *s)
{
    if (s->live && !w->failed && w->ops->finish) {
        if (w->o->with_reader)
            sn_run_reader_lock(w);
        if (!w->ops->finish(w->ctx, s->state, &s->p))
            w->failed = true;
        if (w->o->with_reader)
            sn_run_reader_unlock(w);
    }
    sn_run_tick(w);
}

static void order(struct run *w, struct run_slot *s)
{
    if (!w->ops->order)
        return;
    s->live = s->live && !w->enough;
    if (s->live && !w->ops->order(w->ctx, s->state, &s->p))
        w->enough = true;
}

/* What a piece does now. */
static void step(struct run *w, struct run_slot *s)
{
    if (s->phase == w->finish_phase)
        finish(w, s);
    else if (s->phase == w->order_phase)
        order(w, s);
    else if (s->phase == w->render_phase && s->live && w->ops->render)
        w->ops->render(w->ctx, s->state, &s->p);
    else if (s->phase < w->order_phase && s->live)
        w->ops->stage(w->ctx, s->state, &s->p, s->phase);
}

/* Goes on with a piece until another one's turn comes first, or it is finished; with the lock,
 * which is given back meanwhile. */
static void go_on(struct run *w, struct run_slot *s)
{
    s->taken = true;
    while (s->phase <= w->finish_phase &&
           (s->phase == w->render_phase || w->next_piece[s->phase] == s->p.number)) {
        pthread_mutex_unlock(&w->lock);
        step(w, s);
        pthread_mutex_lock(&w->lock);
        if (s->phase++ == w->render_phase)
            continue;
        if (s->phase > w->finish_phase) {
            w->state[w->idle_states++] = s->state;
            sn_run_release(w, s->p.batch);
        }
        w->next_piece[s->phase - 1]++;
        moved(w);
    }
    s->taken = false;
}

/* A piece that waits, and whose turn it is; the last phase first. */
static struct run_slot *waiting(struct run *w)
{
    for (unsigned phase = w->finish_phase + 1; phase--;) {
        uint64_t n = w->next_piece[phase];
        struct run_slot *s = &w->slot[n % w->nslots];

        if (n < w->pieces && !s->taken && s->phase == phase && s->p.number == n)
            return s;
    }
    return NULL;
}

/* A state for one more piece. False: none is idle, and none can be made. */
static bool get_state(struct run *w, void **state)
{
    struct sn_diag d;

    if (!w->idle_states && w->states < w->nslots && !w->no_more_states)
        w->no_more_states = sn_run_new_state(w, &d) != SN_OK;
    if (!w->idle_states)
        return false;
    *state = w->state[--w->idle_states];
    return true;
}

/* Takes the next piece and works on it. False: there is none. */
static bool work(struct run *w, void *state, bool caller)
{
    struct sn_run_piece p;
    struct run_slot *s;
    bool got;

    pthread_mutex_unlock(&w->lock);
    got = sn_run_next_piece(w, caller, &p);
    pthread_mutex_lock(&w->lock);
    if (!got) {
        w->state[w->idle_states++] = state;
        moved(w);
        return false;
    }
    s = &w->slot[p.number % w->nslots];
    *s = (struct run_slot){.p = p, .state = state, .taken = true};
    s->live = !w->enough && !w->failed;
    pthread_mutex_unlock(&w->lock);
    if (s->live)
        w->ops->work(w->ctx, state, &s->p);
    pthread_mutex_lock(&w->lock);
    go_on(w, s);
    return true;
}

void sn_run_pieces(struct run *w, bool caller)
{
    bool more = true;

    pthread_mutex_lock(&w->lock);
    while (more || w->next_piece[w->finish_phase] != w->pieces) {
        struct run_slot *s = waiting(w);
        uint64_t moves = w->moves;
        void *state;

        if (s)
            go_on(w, s);
        else if (more && get_state(w, &state))
            more = work(w, state, caller);
        else
            wait_for_move(w, moves);
    }
    pthread_mutex_unlock(&w->lock);
}
