/*
 * A command of ours: see owner.h. It runs as another user if need be, without capabilities and
 * without descriptors of ours, behind a seccomp filter that has the kernel ask its listener about
 * the system calls that give sockets an address.
 */
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "cap/owner.h"

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#endif

#define WAIT_KILLABLE (1u << 5) /* SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV */

#define LOAD(member)   BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, member))
#define ASK(call, far) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (call), (far), 0)

/* Calls of other architectures (32-bit programs) pass, and aren't known. A sendto without an
 * address, as send(2) is, gives a socket none. */
static int listen_to_calls(void)
{
    static struct sock_filter code[] = {
        LOAD(arch),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCH, 0, 11),
        LOAD(nr),
        ASK(SYS_connect, 10),
        ASK(SYS_bind, 9),
        ASK(SYS_listen, 8),
        ASK(SYS_sendmsg, 7),
        ASK(SYS_sendmmsg, 6),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_sendto, 0, 4),
        LOAD(args[4]),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 3),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[4]) + 4),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
    };
    struct sock_fprog prog = {sizeof code / sizeof *code, code};
    unsigned how = SECCOMP_FILTER_FLAG_NEW_LISTENER;
    /* A signal while the question is being answered would have the call made twice; before Linux
     * 5.19 it can. */
    int fd = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, how | WAIT_KILLABLE, &prog);

    return fd >= 0 || errno != EINVAL
               ? fd
               : (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, how, &prog);
}

/* What the two processes tell each other before the command runs, by a pipe each way. */
struct word {
    int listener; /* the descriptor's number there */
    int sys;      /* errno when there is none */
};

_Noreturn static void run(int go, int say, const struct sn_owner_opts *o)
{
    struct word w = {.sys = 0};
    sigset_t none;
    char c;

    for (int sig = 1; sig < NSIG; sig++)
        signal(sig, SIG_DFL);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (o->stdout_taken)
        dup2(STDERR_FILENO, STDOUT_FILENO);
    /* We may have become another user: whoever ours is shall be able to look at us. */
    prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
    w.listener = listen_to_calls();
    w.sys = w.listener < 0 ? errno : 0;
    if (write(say, &w, sizeof w) != sizeof w || w.sys || read(go, &c, 1) != 1)
        _exit(127);
    /* The pipe that says why it can't run is closed when it does. */
    if (say != 3 && dup3(say, 3, O_CLOEXEC) < 0)
        _exit(127);
    syscall(SYS_close_range, 4u, ~0u, 0u);
    fcntl(3, F_SETFD, FD_CLOEXEC);
    execvp(o->command[0], o->command);
    w.sys = errno;
    (void)!write(3, &w.sys, sizeof w.sys);
    _exit(127);
}

/* Takes the listener over from the process, which waits. */
static int fetch(struct command *c)
{
    struct word w;

    if (read(c->said, &w, sizeof w) != sizeof w)
        return ECHILD;
    if (w.sys)
        return w.sys;
    c->pidfd = (int)syscall(SYS_pidfd_open, c->pid, 0);
    c->listener = c->pidfd < 0 ? -1 : (int)syscall(SYS_pidfd_getfd, c->pidfd, w.listener, 0);
    if (c->listener < 0)
        return errno;
    fcntl(c->listener, F_SETFD, FD_CLOEXEC);
    return 0;
}

enum sn_err sn_command_start(struct command *c, const struct sn_owner_opts *o, struct sn_diag *d)
{
    int go[2], say[2], sys;

    if (pipe2(go, O_CLOEXEC) != 0 || pipe2(say, O_CLOEXEC) != 0 || (c->pid = fork()) < 0)
        return sn_fail_sys(d, errno, "can't start a process");
    if (c->pid == 0) {
        close(go[1]);
        close(say[0]);
        run(go[0], say[1], o);
    }
    close(go[0]);
    close(say[1]);
    c->go = go[1];
    c->said = say[0];
    sys = fetch(c);
    return sys ? sn_fail_sys(d, sys,
                             "the kernel doesn't tell of its sockets (seccomp's user "
                             "notification)")
               : SN_OK;
}
