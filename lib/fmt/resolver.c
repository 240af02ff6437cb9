/* Host names asked for in the background: see resolver.h. */
#include "fmt/resolver.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#include "base/mix.h"

#define SLOTS       8192
#define THREADS     8
#define STACK_BYTES (256u << 10)
#define SILENT_MAX  3 /* waits in vain one after the other; then nobody waits any more */

enum state { FREE, QUEUED, ASKED, KNOWN };

struct slot {
    uint8_t addr[16];
    uint8_t len;
    uint8_t state;
    char *name; /* KNOWN: NULL, there is none */
};

struct resolver {
    pthread_mutex_t lock; /* for all */
    pthread_cond_t wanted, answered;
    struct slot slot[SLOTS];
    uint16_t queue[SLOTS]; /* slots, each at most once */
    unsigned first, queued, asking;
    unsigned threads, users; /* started; those and the owner */
    unsigned silent;
    uint64_t answers;
    bool quit;
};

/* ---- threads ---- */

/* With the lock, which it gives back. */
static void leave(struct resolver *r)
{
    bool last = --r->users == 0;

    pthread_mutex_unlock(&r->lock);
    if (!last)
        return;
    for (unsigned i = 0; i < SLOTS; i++)
        free(r->slot[i].name);
    pthread_cond_destroy(&r->wanted);
    pthread_cond_destroy(&r->answered);
    pthread_mutex_destroy(&r->lock);
    free(r);
}

static char *ask(const uint8_t *addr, uint8_t len)
{
    struct sockaddr_in sin = {.sin_family = AF_INET};
    struct sockaddr_in6 sin6 = {.sin6_family = AF_INET6};
    char name[NI_MAXHOST];
    int e;

    if (len == 4) {
        memcpy(&sin.sin_addr, addr, 4);
        e = getnameinfo((struct sockaddr *)&sin, sizeof sin, name, sizeof name, NULL, 0,
                        NI_NAMEREQD);
    } else {
        memcpy(&sin6.sin6_addr, addr, 16);
        e = getnameinfo((struct sockaddr *)&sin6, sizeof sin6, name, sizeof name, NULL, 0,
                        NI_NAMEREQD);
    }
    return e || !*name ? NULL : strdup(name);
}

static void *worker(void *arg)
{
    struct resolver *r = arg;

    pthread_mutex_lock(&r->lock);
    while (!r->quit) {
        struct slot *s, copy;
        char *name;

        if (!r->queued) {
            pthread_cond_wait(&r->wanted, &r->lock);
            continue;
        }
        s = &r->slot[r->queue[r->first]];
        r->first = (r->first + 1) % SLOTS;
        r->queued--;
        r->asking++;
        s->state = ASKED;
        copy = *s;
        pthread_mutex_unlock(&r->lock);
        name = ask(copy.addr, copy.len);
        pthread_mutex_lock(&r->lock);
        s->name = name; /* a slot that is asked about stays with its address */
        s->state = KNOWN;
        r->asking--;
        r->answers++;
        r->silent = 0;
        pthread_cond_broadcast(&r->answered);
    }
    leave(r);
    return NULL;
}

/* With the lock. As many threads as there are questions, up to a limit; signals are for others. */
static void start_one(struct resolver *r)
{
    pthread_attr_t attr;
    sigset_t all, old;
    pthread_t t;

    if (r->threads == THREADS || r->queued + r->asking <= r->threads)
        return;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    pthread_attr_init(&attr);
    pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attr, STACK_BYTES);
    if (pthread_create(&t, &attr, worker, r) == 0) {
        r->threads++;
        r->users++;
    }
    pthread_attr_destroy(&attr);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
}

/* ---- the owner ---- */

struct resolver *sn_resolver_new(void)
{
    struct resolver *r = calloc(1, sizeof *r);
    pthread_condattr_t attr;

    if (!r)
        return NULL;
    pthread_mutex_init(&r->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&r->wanted, NULL);
    pthread_cond_init(&r->answered, &attr);
    pthread_condattr_destroy(&attr);
    r->users = 1;
    return r;
}

void sn_resolver_free(struct resolver *r)
{
    if (!r)
        return;
    pthread_mutex_lock(&r->lock);
    r->quit = true;
    pthread_cond_broadcast(&r->wanted);
    leave(r);
}

static struct timespec deadline(unsigned ms)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += ms / 1000;
    t.tv_nsec += ms % 1000 * 1000000L;
    if (t.tv_nsec >= 1000000000) {
        t.tv_sec++;
        t.tv_nsec -= 1000000000;
    }
    return t;
}

/* The address's slot, or the one that it could have. */
static struct slot *slot_of(struct resolver *r, const uint8_t *addr, uint8_t len)
{
    return &r->slot[sn_hash_bytes(addr, len, SN_MIX0) % SLOTS];
}

static bool holds(const struct slot *s, const uint8_t *addr, uint8_t len)
{
    return s->state != FREE && s->len == len && memcmp(s->addr, addr, len) == 0;
}

/* False: somebody else's question has the slot. */
static bool put_question(struct resolver *r, struct slot *s, const uint8_t *addr, uint8_t len)
{
    if (s->state == QUEUED || s->state == ASKED)
        return false;
    free(s->name);
    s->name = NULL;
    memcpy(s->addr, addr, len);
    s->len = len;
    s->state = QUEUED;
    r->queue[(r->first + r->queued++) % SLOTS] = (uint16_t)(s - r->slot);
    start_one(r);
    pthread_cond_signal(&r->wanted);
    return true;
}

bool sn_resolver_name(struct resolver *r, struct sn_buf *b, const uint8_t *addr, uint8_t len,
                      unsigned wait_ms)
{
    struct slot *s = slot_of(r, addr, len);
    struct timespec until;
    bool found = false, fresh;

    pthread_mutex_lock(&r->lock);
    fresh = !holds(s, addr, len) && put_question(r, s, addr, len);
    if (fresh && wait_ms && r->silent < SILENT_MAX && r->threads) {
        int e = 0;

        until = deadline(wait_ms);
        while (!e && s->state != KNOWN)
            e = pthread_cond_timedwait(&r->answered, &r->lock, &until);
        r->silent += e == ETIMEDOUT;
    }
    if (holds(s, addr, len) && s->state == KNOWN && s->name) {
        sn_put_safe(b, s->name, strlen(s->name));
        found = true;
    }
    pthread_mutex_unlock(&r->lock);
    return found;
}

void sn_resolver_settle(struct resolver *r, unsigned ms)
{
    struct timespec until = deadline(ms);
    int e = 0;

    pthread_mutex_lock(&r->lock);
    while (!e && r->threads && r->queued + r->asking)
        e = pthread_cond_timedwait(&r->answered, &r->lock, &until);
    pthread_mutex_unlock(&r->lock);
}

uint64_t sn_resolver_answers(struct resolver *r)
{
    uint64_t n;

    pthread_mutex_lock(&r->lock);
    n = r->answers;
    pthread_mutex_unlock(&r->lock);
    return n;
}
