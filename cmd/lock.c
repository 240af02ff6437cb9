/* Locking a tool in: see lock.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

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
    char *const argv[] = {(char *)"true", NULL};
    char path[64];
    int fd = -1;

    snprintf(path, sizeof path, "/tmp/.%s-attempt", getprogname());
    if (strcmp(what, "open") == 0)
        fd = open("/etc/passwd", O_RDONLY | O_CLOEXEC);
    else if (strcmp(what, "create") == 0)
        fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
    else if (strcmp(what, "socket") == 0)
        fd = socket(AF_INET, SOCK_STREAM, 0);
    else if (strcmp(what, "exec") == 0)
        execv("/bin/true", argv);
    else
        tool_usage("--attempt takes open, create, socket or exec, not '%s'", what);
    if (fd >= 0)
        tool_die("attempt: %s: done", what);
    tool_die("attempt: %s: %s", what, strerror(errno));
}
