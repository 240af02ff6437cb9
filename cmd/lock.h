/*
 * Locking a tool in before it reads its first byte: see sn/sandbox.h. Everything that the tool will
 * read and write is open by then.
 *
 * The tools that read streams have no privileges to lose, so what a kernel can't lock is not an
 * error, and only said where a tool has an option for such words.
 */
#ifndef TOOL_LOCK_H
#define TOOL_LOCK_H

#include "sn/sandbox.h"
#include "tool.h"

/* Gives up capabilities and the right to gain any, and enters the sandbox. Returns what could not
 * be done (enum sn_priv). */
unsigned tool_lock_in(const struct sn_sandbox *box);

/* "WHAT: capabilities, seccomp" for a set of enum sn_priv; nothing when it is empty. */
void tool_say_privs(const char *what, unsigned set);

/* --attempt: tries what must not work any more, says what came of it, and exits. For tests, and for
 * those who don't believe it. */
noreturn void tool_attempt(const char *what);

#endif
