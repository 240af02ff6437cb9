/*
 * A ticket lock whose tickets come from elsewhere: threads that work at the same time do one step
 * of their work one after the other, in the order of their numbers.
 *
 *     n = …;                      each number 0, 1, 2, … belongs to one thread
 *     sn_ticket_wait(&t, n);      returns when all lower numbers are done
 *     …                           what only one thread may do at a time, in order
 *     sn_ticket_done(&t);
 */
#ifndef SN_TICKET_H
#define SN_TICKET_H

#include <pthread.h>
#include <stdatomic.h>

#include "sn/err.h"

struct sn_ticket {
    _Atomic uint64_t now;      /* the number being served */
    _Atomic unsigned sleepers; /* threads that wait asleep */
    pthread_mutex_t lock;
    pthread_cond_t moved;
};

SN_API void sn_ticket_init(struct sn_ticket *t);
SN_API void sn_ticket_free(struct sn_ticket *t);

/* Waits a moment without sleeping, then sleeps. What was done under lower numbers is visible. */
SN_API void sn_ticket_wait(struct sn_ticket *t, uint64_t n);
SN_API void sn_ticket_done(struct sn_ticket *t);

#endif
