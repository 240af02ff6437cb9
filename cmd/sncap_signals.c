/* Signals that only sncap has a use for, and a wait that no signal slips past. */
#include <poll.h>
#include <signal.h>
#include <time.h>

#include "sncap.h"

/* Those that are only remembered, and whether they came. */
static const int kept[] = {SIGUSR1, SIGUSR2, SIGHUP};
enum { KEPT = sizeof kept / sizeof *kept };
static volatile sig_atomic_t came[KEPT];

static void remember(int sig)
{
    for (int i = 0; i < KEPT; i++)
        if (kept[i] == sig)
            came[i] = 1;
}

void sncap_signals(void)
{
    struct sigaction sa = {.sa_handler = remember}, before;

    tool_signals(TOOL_STOP);
    sigemptyset(&sa.sa_mask);
    for (int i = 0; i < KEPT; i++) {
        /* Whoever made us immune to hang-ups (nohup) wants no new file for one. */
        if (kept[i] == SIGHUP && sigaction(SIGHUP, NULL, &before) == 0 &&
            before.sa_handler == SIG_IGN)
            continue;
        sigaction(kept[i], &sa, NULL);
    }
}

/* The first time that tool_stopping() was seen ends a wait; the end takes several. */
static bool stop_seen;

static bool any_came(void)
{
    bool any = tool_stopping() && !stop_seen;

    for (int i = 0; i < KEPT; i++)
        any |= came[i];
    stop_seen = tool_stopping();
    return any;
}

bool sncap_wait(int fd, int other, int64_t ns)
{
    struct timespec t = {ns / 1000000000, ns % 1000000000};
    struct pollfd p[] = {{.fd = fd, .events = POLLIN}, {.fd = other, .events = POLLIN}};
    sigset_t block, before;

    sigemptyset(&block);
    sigaddset(&block, SIGINT);
    sigaddset(&block, SIGTERM);
    for (int i = 0; i < KEPT; i++)
        sigaddset(&block, kept[i]);
    pthread_sigmask(SIG_BLOCK, &block, &before);
    if (!any_came())
        ppoll(p, 2, ns < 0 ? NULL : &t, &before);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return p[0].revents & POLLERR;
}

bool sncap_asked(int sig)
{
    for (int i = 0; i < KEPT; i++) {
        if (kept[i] == sig && came[i]) {
            came[i] = 0;
            return true;
        }
    }
    return false;
}
