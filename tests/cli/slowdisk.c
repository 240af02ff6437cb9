/*
 * To be preloaded into sncap: a disk that stalls. SLOWDISK="TIMES MS": the first TIMES writes of
 * more than 32 KiB take MS milliseconds longer.
 */
#include <poll.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

__attribute__((visibility("default"))) ssize_t writev(int fd, const struct iovec *v, int n)
{
    const char *how = getenv("SLOWDISK");
    size_t bytes = 0;
    static int count;
    char *ms;

    for (int i = 0; i < n; i++)
        bytes += v[i].iov_len;
    if (how && bytes > 32 << 10 && count++ < strtol(how, &ms, 10))
        poll(NULL, 0, atoi(ms));
    return syscall(SYS_writev, fd, v, n);
}
