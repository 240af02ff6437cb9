/*
 * Turns: threads that work at the same time but do one step of their work one after the other, in
 * the order of numbers that they got elsewhere.
 *
 *     n = …;                    each number 0, 1, 2, … is had by one thread
 *     sn_turn_wait(&t, n);      returns when all lower numbers are done
 *     …                         what only one may do, in order
 *     sn_turn_done(&t);
 */
#ifndef SN_TURN_H
#define SN_TURN_H

#include <pthread.h>
#include <stdatomic.h>

#include "sn/err.h"

struct sn_turn {
    _Atomic uint64_t now;  /* the number whose turn it is */
    _Atomic unsigned idle; /* threads that sleep */
    pthread_mutex_t lock;
    pthread_cond_t moved;
};

SN_API void sn_turn_init(struct sn_turn *t);
SN_API void sn_turn_free(struct sn_turn *t);

/* Waits a moment without sleeping, then sleeps. What was done in earlier turns is visible. */
SN_API void sn_turn_wait(struct sn_turn *t, uint64_t n);
SN_API void sn_turn_done(struct sn_turn *t);

#endif
