/*
 * Linked into the programs for `make coverage` in the place of the sandbox: a program that is
 * locked in can't write down at its end what ran. As with sanitizers it is said to be missing.
 */
#include "sn/sandbox.h"

unsigned __wrap_sn_sandbox_enter(const struct sn_sandbox *s);
unsigned __wrap_sn_sandbox_lock_in(const struct sn_sandbox *s);

unsigned __wrap_sn_sandbox_enter(const struct sn_sandbox *s)
{
    (void)s;
    return SN_PRIV_LANDLOCK | SN_PRIV_SECCOMP;
}

unsigned __wrap_sn_sandbox_lock_in(const struct sn_sandbox *s)
{
    return __wrap_sn_sandbox_enter(s);
}
