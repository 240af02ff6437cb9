/*
 * Whose packets: a capture of what certain processes send and receive.
 *
 * For a command that is started here the kernel asks before each of its system calls that give a
 * socket an address (seccomp's user notification), so that its sockets are known before their first
 * packet. A helper process answers: it runs the command, as the user that is asked for, and stays
 * behind when the capture gives up its privileges. What it tells of sockets is compared with the
 * addresses and ports of packets; those of no socket of the command are left out, the others get a
 * comment that names the process (sn/process.h).
 *
 * Of processes that run already, the sockets that are open are looked for when there is a packet
 * that might be theirs, and packets wait until that was done: a socket that is open for a moment
 * only may have been missed. Looking at other users' processes needs CAP_SYS_PTRACE.
 *
 *     sn_owner_start          with privileges still
 *     sn_capture_owner        before sn_capture_run, which lets the command run
 *     sn_owner_wait, sn_owner_free
 *
 * A socket has its packets from its first address on until the kernel says that it is gone, some
 * ten milliseconds after its end at most; then its port may be anybody's.
 *
 * What it can't know: sockets that were handed to the command or made by io_uring, packets of raw
 * sockets, other network namespaces than the capture's, and which of several sockets that share a
 * port (SO_REUSEPORT) a packet is for.
 */
#ifndef SN_OWNER_H
#define SN_OWNER_H

#include "sn/capture.h"
#include "sn/sandbox.h"

struct sn_owner;

/* One of the first three. */
struct sn_owner_opts {
    char *const *command; /* its name and arguments, with a NULL behind them */
    uint32_t pid;         /* a process that runs, and those that it has started or will; 0: none */
    const char *cgroup;   /* the folder of a control group, with those beneath it */
    const char *user;     /* that it runs as; NULL: who called sudo(8), else who we are */
    bool stdout_taken;    /* our standard output is for packets: the command's is standard error */
};

/* Starts the helper; the command waits. SN_EUSAGE: there is no such process or control group. */
SN_API enum sn_err sn_owner_start(struct sn_owner **out, const struct sn_owner_opts *o,
                                  struct sn_diag *d) SN_MUST;

/* The capture writes what is the owner's, and ends soon after the command. Its output must be
 * pcapng, and its rings must say the direction of packets (SN_EUSAGE). The owner must outlive it.
 */
SN_API enum sn_err sn_capture_owner(struct sn_capture *c, struct sn_owner *o,
                                    struct sn_diag *d) SN_MUST;

struct sn_owner_counts {
    uint64_t owned;      /* packets that were written */
    uint64_t others;     /* of other processes, or of whom it isn't known */
    uint64_t unlabelled; /* of the owned, those whose process wasn't there any more to be asked */
    uint64_t sockets;    /* of the command */
    uint64_t missed;     /* times that the kernel had no room for its news of processes: what
                            was started then by one that has ended may be among the others */
};
SN_API void sn_owner_counts(const struct sn_owner *o, struct sn_owner_counts *c);

/* Appends them as words, or as a JSON object. */
SN_API void sn_owner_counts_put(struct sn_buf *b, const struct sn_owner_counts *c, bool json);

/* Waits for the command to end; a signal's handler that makes `go_on` (NULL: always true) false
 * ends the wait, and has the command terminated. Its exit status as a shell has it (128 and the
 * number of the signal that ended it; 127: no such command), and why it couldn't be run or watched.
 */
SN_API int sn_owner_wait(struct sn_owner *o, bool (*go_on)(void), struct sn_diag *d);

/* NULL is allowed. */
SN_API void sn_owner_free(struct sn_owner *o);

#endif
