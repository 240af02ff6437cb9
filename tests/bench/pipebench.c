/*
 * How bytes get into a pipe fastest: write(2) or vmsplice(2). A child reads 256 KiB at a time and
 * throws them away; the pipe has 1 MiB; each block is filled (copied from a warm buffer, as packets
 * are from a ring) before it is sent.
 *
 *     pipebench [MIB [RUNS]]
 *
 * write: from one buffer, used again and again.
 * vmsplice-fresh: each block in pages of its own, which are unmapped once they are in the pipe: the
 *     only way that is right whatever reads (one that splices pages on, as pv and tee(2) users do,
 *     would see a buffer change that is used again).
 * vmsplice-reuse: blocks in turn from buffers of twice the pipe's size: right for readers that
 * copy.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK = 256 << 10, PIPE = 1 << 20, BLOCKS = 2 * PIPE / BLOCK };

static uint8_t packets[BLOCK];

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static uint8_t *map(size_t n)
{
    uint8_t *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (p == MAP_FAILED)
        exit(1);
    return p;
}

static void splice_all(int fd, uint8_t *p)
{
    struct iovec v = {p, BLOCK};

    while (v.iov_len) {
        ssize_t k = vmsplice(fd, &v, 1, 0);

        if (k < 0)
            exit(1);
        v.iov_base = (uint8_t *)v.iov_base + k;
        v.iov_len -= (size_t)k;
    }
}

static void by_write(int fd, size_t blocks)
{
    uint8_t *p = map(BLOCK);

    while (blocks--) {
        memcpy(p, packets, BLOCK);
        for (size_t at = 0; at < BLOCK;) {
            ssize_t k = write(fd, p + at, BLOCK - at);

            if (k < 0)
                exit(1);
            at += (size_t)k;
        }
    }
}

static void by_fresh(int fd, size_t blocks)
{
    while (blocks--) {
        uint8_t *p = map(BLOCK);

        memcpy(p, packets, BLOCK);
        splice_all(fd, p);
        munmap(p, BLOCK);
    }
}

static void by_reuse(int fd, size_t blocks)
{
    uint8_t *p = map((size_t)BLOCK * BLOCKS);

    for (size_t i = 0; i < blocks; i++) {
        memcpy(p + i % BLOCKS * BLOCK, packets, BLOCK);
        splice_all(fd, p + i % BLOCKS * BLOCK);
    }
}

/* GB/s, the reader's time included. */
static double measure(void (*send)(int fd, size_t blocks), size_t blocks)
{
    static uint8_t sink[BLOCK];
    int fds[2];
    double from;
    pid_t pid;

    if (pipe(fds) != 0 || fcntl(fds[1], F_SETPIPE_SZ, PIPE) < 0 || (pid = fork()) < 0)
        exit(1);
    if (pid == 0) {
        close(fds[1]);
        while (read(fds[0], sink, sizeof sink) > 0)
            ;
        _exit(0);
    }
    close(fds[0]);
    from = now();
    send(fds[1], blocks);
    close(fds[1]);
    waitpid(pid, NULL, 0);
    return (double)blocks * BLOCK / 1e9 / (now() - from);
}

static int by_value(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return *x < *y ? -1 : *x > *y;
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*send)(int fd, size_t blocks);
    } ways[] = {{"write", by_write}, {"vmsplice-fresh", by_fresh}, {"vmsplice-reuse", by_reuse}};
    enum { WAYS = sizeof ways / sizeof *ways, RUNS_MAX = 99 };
    size_t blocks = (argc > 1 ? (size_t)atoi(argv[1]) : 2048) << 20 >> 18;
    int runs = argc > 2 ? atoi(argv[2]) : 5;
    static double v[WAYS][RUNS_MAX];

    if (runs < 1 || runs > RUNS_MAX)
        return 2;
    memset(packets, 'x', sizeof packets);
    for (int r = 0; r < runs; r++)
        for (size_t i = 0; i < WAYS; i++)
            v[i][r] = measure(ways[i].send, blocks);
    for (size_t i = 0; i < WAYS; i++) {
        qsort(v[i], (size_t)runs, sizeof **v, by_value);
        printf("pipe-%-15s %6.2f GB/s\n", ways[i].name, v[i][runs / 2]);
    }
    return 0;
}
