/* How the tools meet SIGINT, SIGTERM and SIGPIPE: see tool.h. */
#include <signal.h>
#include <unistd.h>

#include "tool.h"

static volatile sig_atomic_t stopping, asked;
static enum tool_on_int on_int;
static void (*on_stop)(void);

static void handle(int sig)
{
    if (asked) {
        signal(sig, SIG_DFL);
        raise(sig); /* delivered when this handler returns */
        return;
    }
    asked = 1;
    if (sig != SIGTERM && on_int != TOOL_STOP)
        return;
    stopping = 1;
    if (on_stop)
        on_stop();
}

void tool_on_stop(void (*fn)(void))
{
    on_stop = fn;
}

void tool_signals(enum tool_on_int mode)
{
    static bool handled;
    struct sigaction sa = {.sa_handler = handle};

    on_int = mode;
    if (handled)
        return;
    handled = true;
    sigemptyset(&sa.sa_mask);
    sigaction(SIGINT, &sa, NULL);
    sigaction(SIGTERM, &sa, NULL);
    signal(SIGPIPE, SIG_IGN);
}

bool tool_stopping(void)
{
    return stopping;
}

bool tool_stop(void *ctx)
{
    (void)ctx;
    return stopping;
}

void tool_signals_for(const struct sn_src *src)
{
    tool_signals(sn_src_is_pipe(src) ? TOOL_DRAIN : TOOL_STOP);
}
