/* Entering a network namespace, named as ip-netns(8) does, by path, or by a process in it. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sn/cap.h"

/* Where we are already, nobody needs a privilege to enter. */
static bool is_ours(int fd)
{
    struct stat there, here;

    return fstat(fd, &there) == 0 && stat("/proc/self/ns/net", &here) == 0 &&
           there.st_dev == here.st_dev && there.st_ino == here.st_ino;
}

enum sn_err sn_netns_enter(const char *which, struct sn_diag *d)
{
    char path[256];
    int fd, sys;

    if (strchr(which, '/'))
        snprintf(path, sizeof path, "%s", which);
    else if (which[0] && which[strspn(which, "0123456789")] == '\0')
        snprintf(path, sizeof path, "/proc/%s/ns/net", which);
    else
        snprintf(path, sizeof path, "/run/netns/%s", which);
    if ((fd = open(path, O_RDONLY | O_CLOEXEC)) < 0)
        return sn_fail_sys(d, errno, "no such network namespace (%s)", path);
    sys = is_ours(fd) || setns(fd, CLONE_NEWNET) == 0 ? 0 : errno;
    close(fd);
    if (sys == EPERM)
        return sn_fail(d, SN_EPERM, "no permission to enter it: CAP_SYS_ADMIN is needed");
    return sys ? sn_fail_sys(d, sys, "can't enter it") : SN_OK;
}
