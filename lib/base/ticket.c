/* Tickets: see sn/ticket.h. */
#include "sn/ticket.h"

#include "base/relax.h"

#define SPINS 2000 /* some ten microseconds: less than falling asleep and waking up takes */

void sn_ticket_init(struct sn_ticket *t)
{
    atomic_init(&t->now, 0);
    atomic_init(&t->sleepers, 0);
    pthread_mutex_init(&t->lock, NULL);
    pthread_cond_init(&t->moved, NULL);
}

void sn_ticket_free(struct sn_ticket *t)
{
    pthread_cond_destroy(&t->moved);
    pthread_mutex_destroy(&t->lock);
}

void sn_ticket_wait(struct sn_ticket *t, uint64_t n)
{
    for (int i = 0; i < SPINS; i++) {
        if (atomic_load_explicit(&t->now, memory_order_acquire) == n)
            return;
        relax();
    }
    pthread_mutex_lock(&t->lock);
    atomic_fetch_add(&t->sleepers, 1); /* before `now` is looked at: see sn_ticket_done */
    while (atomic_load(&t->now) != n)
        pthread_cond_wait(&t->moved, &t->lock);
    atomic_fetch_sub(&t->sleepers, 1);
    pthread_mutex_unlock(&t->lock);
}

void sn_ticket_done(struct sn_ticket *t)
{
    atomic_fetch_add(&t->now, 1);
    if (!atomic_load(&t->sleepers)) /* who falls asleep after this has seen the new number */
        return;
    pthread_mutex_lock(&t->lock);
    pthread_cond_broadcast(&t->moved);
    pthread_mutex_unlock(&t->lock);
}
