/* sd_notify(3)'s protocol: one datagram for each message, never waited for. See sn/notify.h. */
#include "sn/notify.h"

#include <errno.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

enum { MESSAGE_MAX = 4096 };

enum sn_err sn_notify_open(struct sn_notify *n, struct sn_diag *d)
{
    const char *path = getenv("NOTIFY_SOCKET");
    struct sockaddr_un to = {.sun_family = AF_UNIX};
    size_t len = path ? strlen(path) : 0;
    int sys;

    n->fd = -1;
    if (!len)
        return SN_OK;
    if ((*path != '/' && *path != '@') || len >= sizeof to.sun_path)
        return sn_fail(d, SN_EUSAGE, "NOTIFY_SOCKET names no socket of this machine");
    memcpy(to.sun_path, path, len);
    if (*path == '@') /* an abstract address: no file */
        to.sun_path[0] = '\0';
    n->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (n->fd < 0)
        return sn_fail_sys(d, errno, "no socket to notify the service manager");
    if (connect(n->fd, (struct sockaddr *)&to,
                (socklen_t)(offsetof(struct sockaddr_un, sun_path) + len)) == 0)
        return SN_OK;
    sys = errno;
    sn_notify_close(n);
    return sn_fail_sys(d, sys, "can't reach the service manager at NOTIFY_SOCKET");
}

void sn_notify_send(const struct sn_notify *n, const char *fmt, ...)
{
    char msg[MESSAGE_MAX];
    va_list ap;
    int len;

    if (n->fd < 0)
        return;
    va_start(ap, fmt);
    len = vsnprintf(msg, sizeof msg, fmt, ap);
    va_end(ap);
    if (len > 0)
        (void)!send(n->fd, msg, len < MESSAGE_MAX ? (size_t)len : MESSAGE_MAX - 1, MSG_NOSIGNAL);
}

void sn_notify_reloading(const struct sn_notify *n)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    sn_notify_send(n, "RELOADING=1\nMONOTONIC_USEC=%lld",
                   (long long)t.tv_sec * 1000000 + t.tv_nsec / 1000);
}

void sn_notify_close(struct sn_notify *n)
{
    if (n->fd >= 0)
        close(n->fd);
    n->fd = -1;
}
