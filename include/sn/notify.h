/*
 * Telling the service manager how a service is doing: sd_notify(3)'s protocol, which is datagrams
 * to the socket that $NOTIFY_SOCKET names. Needs no library of systemd's.
 */
#ifndef SN_NOTIFY_H
#define SN_NOTIFY_H

#include "sn/err.h"

struct sn_notify {
    int fd; /* -1: nobody wants to know */
};

/* Connects to the socket that the environment names, if it does: before the program gives up the
 * right to open sockets. An address that can't be reached is an error. */
SN_API enum sn_err sn_notify_open(struct sn_notify *n, struct sn_diag *d) SN_MUST;

/* Sends assignments, one a line, as sd_notify(3) lists them: "READY=1\nSTATUS=listening". The whole
 * is cut to what one datagram may hold (4 KiB). Never waits: a manager that doesn't read misses it.
 */
SN_API void sn_notify_send(const struct sn_notify *n, const char *fmt, ...) SN_PRINTF(2, 3);

/* "RELOADING=1", with the time that the manager asks for; "READY=1" must follow. */
SN_API void sn_notify_reloading(const struct sn_notify *n);

SN_API void sn_notify_close(struct sn_notify *n);

#endif
