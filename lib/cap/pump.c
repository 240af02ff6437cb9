/* A thread that empties a ring into the lane's queue: see lane.h. */
#include <poll.h>
#include <signal.h>

#include "cap/lane.h"

/* Waits for packets or for word from the taking thread. False when the interface is gone. */
static bool wait_for_packets(struct sn_lane *l)
{
    struct pollfd fds[] = {{.fd = sn_cap_fd(l->o.cap), .events = POLLIN},
                           {.fd = l->stop, .events = POLLIN}};
    int64_t rest = sn_cap_rest(l->o.cap, sn_cap_now());
    struct timespec t = {.tv_nsec = rest};
    bool ok = true;
    eventfd_t v;

    if (rest ? ppoll(fds + 1, 1, &t, NULL) <= 0 : poll(fds, 2, l->o.tick_ms) <= 0)
        return true;
    if (fds[1].revents)
        eventfd_read(l->stop, &v);
    if (fds[0].revents & POLLERR) {
        ok = sn_lane_trouble(l);
        lane_poke(l->o.wake);
    }
    return ok;
}

/* Copies everything that is ready. False when the lane can't go on. */
static bool drain(struct sn_lane *l)
{
    struct sn_pkt p;

    /* One at a time: header, data, header … is how they lie in memory, and is read fastest. */
    for (;;) {
        sn_lane_look_for_filter(l);
        if (!sn_cap_next_seen(l->o.cap, &p, 1))
            return true;
        if (!sn_lane_append(l, &p))
            return false;
    }
}

bool sn_lane_copy(struct sn_lane *l, const bool *go_on)
{
    int64_t now = sn_cap_now(), seen = INT64_MIN;
    bool alive = true, stopping, quitting;
    struct sn_pkt p;

    while (alive && __atomic_load_n(go_on, __ATOMIC_RELAXED) && seen == INT64_MIN) {
        sn_lane_look_for_filter(l);
        if (sn_cap_next_seen(l->o.cap, &p, 1))
            alive = sn_lane_append(l, &p);
        else
            seen = sn_cap_settled(l->o.cap, now) - LANE_MOMENT;
    }
    sn_lane_hand_over(l, seen, &stopping, &quitting);
    return alive;
}

/* The ring's last packets: until nothing is left in it, and nothing can be on its way there. */
static void drain_rest(struct sn_lane *l)
{
    int64_t begun = sn_cap_now(), now, settled;
    bool stopping, quitting;

    do {
        poll(NULL, 0, (int)(LANE_TICK / LANE_MS));
        now = sn_cap_now();
        if (!drain(l))
            return;
        settled = sn_cap_settled(l->o.cap, now);
        sn_lane_hand_over(l, settled - LANE_MOMENT, &stopping, &quitting);
    } while (settled < now && now < begun + LANE_REST && !quitting);
}

void *sn_lane_pump(void *arg)
{
    struct sn_lane *l = arg;
    bool stopping, quitting;

    for (;;) {
        int64_t now = sn_cap_now();
        bool alive = drain(l);

        sn_lane_hand_over(l, sn_cap_settled(l->o.cap, now) - LANE_MOMENT, &stopping, &quitting);
        if (!alive || quitting)
            break;
        if (stopping || !wait_for_packets(l)) {
            sn_cap_stop(l->o.cap);
            drain_rest(l);
            break;
        }
    }
    pthread_mutex_lock(&l->lock);
    sn_lane_publish(l);
    l->seen = INT64_MAX;
    l->ended = true;
    pthread_mutex_unlock(&l->lock);
    lane_poke(l->o.wake);
    return NULL;
}

enum sn_err sn_lane_thread(struct sn_lane *l, void *(*fn)(void *), struct sn_diag *d)
{
    sigset_t all, before;
    int sys;

    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before); /* signals go to the program's threads */
    sys = pthread_create(&l->thread, NULL, fn, l);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (sys)
        return sn_fail_sys(d, sys, "can't start a thread");
    l->started = true;
    return SN_OK;
}
