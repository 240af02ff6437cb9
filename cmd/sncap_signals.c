/* Signals that only sncap has a use for, and a wait that no signal slips past. */
#include <poll.h>
#include <signal.h>
#include <time.h>

#include "sncap.h"

static volatile sig_atomic_t asked_counts;

static const int mine[] = {SIGINT, SIGTERM, SIGUSR1};

static void on_usr1(int sig)
{
    (void)sig;
    asked_counts = 1;
}

void sncap_signals(void)
{
    struct sigaction sa = {.sa_handler = on_usr1};

    tool_signals(TOOL_STOP);
    sigemptyset(&sa.sa_mask);
    sigaction(SIGUSR1, &sa, NULL);
}

void sncap_wait(int fd, int ms)
{
    struct timespec t = {ms / 1000, ms % 1000 * 1000000L};
    struct pollfd p = {.fd = fd, .events = POLLIN};
    sigset_t block, before;

    sigemptyset(&block);
    for (size_t i = 0; i < sizeof mine / sizeof *mine; i++)
        sigaddset(&block, mine[i]);
    pthread_sigmask(SIG_BLOCK, &block, &before);
    if (!tool_stopping() && !asked_counts)
        ppoll(&p, 1, ms < 0 ? NULL : &t, &before);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}

bool sncap_asked_counts(void)
{
    bool was = asked_counts;

    asked_counts = 0;
    return was;
}
