/* Locking a tool in: see lock.h. */
#include <stdlib.h>
#include <string.h>

#include "lock.h"

unsigned tool_lock_in(const struct sn_sandbox *box)
{
    static const struct sn_drop same_user;
    unsigned left = sn_priv_drop(&same_user);

    if (left & SN_PRIV_NEW)
        return left | SN_PRIV_LANDLOCK | SN_PRIV_SECCOMP;
    return left | sn_sandbox_enter(box);
}

void tool_say_privs(const char *what, unsigned set)
{
    char mem[256];
    struct sn_buf b;

    sn_buf_fixed(&b, mem, sizeof mem - 1);
    sn_priv_words(&b, set);
    *b.p = '\0';
    if (set)
        tool_warn("%s: %s", what, mem);
}

void tool_attempt(const char *what)
{
    int sys;

    if (!sn_sandbox_attempt(what, &sys))
        tool_usage("--attempt takes open, create, socket or exec, not '%s'", what);
    tool_die("attempt: %s: %s", what, sys ? strerror(sys) : "done");
}
