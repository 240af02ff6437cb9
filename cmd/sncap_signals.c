/* Signals that only sncap has a use for. */
#include <signal.h>

#include "sncap.h"

/* Those that are only remembered, and whether they came. */
static const int kept[] = {SIGUSR1, SIGUSR2, SIGHUP};
enum { KEPT = sizeof kept / sizeof *kept };
static volatile sig_atomic_t came[KEPT];
static struct sn_capture *capture;

static void remember(int sig)
{
    for (int i = 0; i < KEPT; i++)
        if (kept[i] == sig)
            came[i] = 1;
    sn_capture_wake(capture);
}

static void stop(void)
{
    sn_capture_stop(capture);
}

void sncap_signals(struct sn_capture *c, bool drain)
{
    struct sigaction sa = {.sa_handler = remember}, before;

    capture = c;
    tool_signals(drain ? TOOL_DRAIN : TOOL_STOP);
    tool_on_stop(stop);
    sigemptyset(&sa.sa_mask);
    for (int i = 0; i < KEPT; i++) {
        /* Whoever made us immune to hang-ups (nohup) wants no new file for one. */
        if (kept[i] == SIGHUP && sigaction(SIGHUP, NULL, &before) == 0 &&
            before.sa_handler == SIG_IGN)
            continue;
        sigaction(kept[i], &sa, NULL);
    }
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
