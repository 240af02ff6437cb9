/*
 * The sandbox: Landlock (kernel Documentation/userspace-api/landlock.rst) for files, seccomp for
 * system calls. Whatever is not on the lists below kills the process; but where name services are
 * asked, whose needs nobody knows, what is on another list does.
 */
#include "sn/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <linux/sockios.h>
#include <sched.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#if defined(__x86_64__)
#define ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCH AUDIT_ARCH_AARCH64
#else
#error "seccomp: which architecture is this?"
#endif

/* ---- Landlock ---- */

/* Later versions of the interface know more; what is not handled stays allowed. */
static uint64_t handled_files(int abi)
{
    uint64_t all = (LANDLOCK_ACCESS_FS_MAKE_SYM << 1) - 1;

    if (abi >= 2)
        all |= 1ull << 13; /* REFER */
    if (abi >= 3)
        all |= 1ull << 14; /* TRUNCATE */
    if (abi >= 5)
        all |= 1ull << 15; /* IOCTL_DEV */
    return all;
}

/* What stays allowed of it beneath the directory. */
static uint64_t allowed_beneath(const struct sn_sandbox *s)
{
    uint64_t write =
        LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | 1ull << 14 /* TRUNCATE */;

    if (s->reread)
        write |= LANDLOCK_ACCESS_FS_READ_FILE;
    return LANDLOCK_ACCESS_FS_REMOVE_FILE | (s->remove ? 0 : write);
}

/* Files that come to be read later. */
static bool may_read(int fd, const struct sn_sandbox *s)
{
    struct landlock_path_beneath_attr beneath = {.allowed_access = LANDLOCK_ACCESS_FS_READ_FILE |
                                                                   LANDLOCK_ACCESS_FS_READ_DIR};
    bool ok = true;

    for (unsigned i = 0; i < s->nread_dirs; i++) {
        beneath.parent_fd = s->read_dirs[i];
        ok = ok && syscall(SYS_landlock_add_rule, fd, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) == 0;
    }
    return ok;
}

static bool lock_files(const struct sn_sandbox *s)
{
    /* handled_access_fs, handled_access_net: as much of it as the version has. */
    struct {
        uint64_t fs, net;
    } attr = {0};
    struct landlock_path_beneath_attr beneath = {.parent_fd = s->dir};
    struct landlock_path_beneath_attr replaced = {.parent_fd = s->replace_dir};
    bool names = s->kind == SN_SANDBOX_NAMES;
    int abi = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    int fd;
    bool ok = true;

    if (abi < 1)
        return false;
    attr.fs = handled_files(abi);
    if (names)
        attr.fs &= ~(uint64_t)(LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR);
    attr.net = abi < 4 ? 0 : names ? 1 : 3; /* bind, and connect TCP */
    fd = (int)syscall(SYS_landlock_create_ruleset, &attr, abi >= 4 ? sizeof attr : sizeof attr.fs,
                      0);
    if (fd < 0)
        return false;
    beneath.allowed_access = attr.fs & allowed_beneath(s);
    if (s->dir >= 0)
        ok = syscall(SYS_landlock_add_rule, fd, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) == 0;
    replaced.allowed_access =
        attr.fs & (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |
                   LANDLOCK_ACCESS_FS_REMOVE_FILE);
    if (s->replace)
        ok =
            ok && syscall(SYS_landlock_add_rule, fd, LANDLOCK_RULE_PATH_BENEATH, &replaced, 0) == 0;
    ok = ok && (names || may_read(fd, s)) && syscall(SYS_landlock_restrict_self, fd, 0) == 0;
    close(fd);
    return ok;
}

/* ---- seccomp ---- */

static const int for_all[] = {
    /* output and input */
    SYS_read,
    SYS_write,
    SYS_writev,
    SYS_readv,
    SYS_close,
    SYS_lseek,
    SYS_ftruncate,
    SYS_fcntl,
    SYS_fstat,
    SYS_newfstatat,
    SYS_ppoll,
    /* memory and threads */
    SYS_brk,
    SYS_munmap,
    SYS_madvise,
    SYS_mremap,
    SYS_futex,
    SYS_set_robust_list,
    SYS_rseq,
    SYS_sched_yield,
    SYS_sched_getaffinity,
    SYS_sysinfo, /* qsort: how much it may take */
    SYS_getrandom,
    SYS_exit,
    SYS_exit_group,
    /* signals and time */
    SYS_rt_sigaction,
    SYS_rt_sigprocmask,
    SYS_rt_sigreturn,
    SYS_restart_syscall,
    SYS_getpid,
    SYS_gettid,
    SYS_tgkill,
    SYS_clock_gettime,
    SYS_clock_nanosleep,
    SYS_nanosleep,
    SYS_gettimeofday,
    SYS_uname,
#ifdef SYS_poll
    SYS_poll,
#endif
#ifdef SYS_time
    SYS_time,
#endif
};

/* Sockets that are open already, and sncap's writer. */
static const int for_capture[] = {
    SYS_getsockopt, SYS_setsockopt, SYS_bind,    SYS_recvfrom, SYS_recvmsg,
    SYS_sendto,     SYS_sendmsg,    SYS_fstatfs, SYS_eventfd2, SYS_setpriority,
};

static const int for_streams[] = {SYS_pread64, SYS_eventfd2};

/* To read files that come later. */
static const int for_following[] = {SYS_getdents64, SYS_inotify_add_watch, SYS_inotify_rm_watch};

/* To lock in once more. */
static const int for_again[] = {SYS_seccomp, SYS_landlock_create_ruleset, SYS_landlock_add_rule,
                                SYS_landlock_restrict_self};

/* What asking for names never needs. */
static const int never[] = {
    /* other programs and processes */
    SYS_execve,
    SYS_execveat,
    SYS_ptrace,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_pidfd_open,
    SYS_pidfd_getfd,
    SYS_kill,
#ifdef SYS_fork
    SYS_fork,
    SYS_vfork,
#endif
    /* other worlds */
    SYS_chroot,
    SYS_pivot_root,
    SYS_mount,
    SYS_umount2,
    SYS_move_mount,
    SYS_open_tree,
    SYS_fsopen,
    SYS_unshare,
    SYS_setns,
    SYS_open_by_handle_at,
    /* the kernel */
    SYS_bpf,
    SYS_perf_event_open,
    SYS_userfaultfd,
    SYS_io_uring_setup,
    SYS_keyctl,
    SYS_add_key,
    SYS_request_key,
    SYS_init_module,
    SYS_finit_module,
    SYS_delete_module,
    SYS_kexec_load,
    SYS_reboot,
    SYS_personality,
};

enum { PROGRAM_MAX = 256, LIST_MAX = 80 };

struct program {
    struct sock_filter i[PROGRAM_MAX];
    unsigned short n;
};

static void op(struct program *p, uint16_t code, uint32_t k, uint8_t jt, uint8_t jf)
{
    p->i[p->n++] = (struct sock_filter){.code = code, .jt = jt, .jf = jf, .k = k};
}

static void load(struct program *p, size_t off)
{
    op(p, BPF_LD | BPF_W | BPF_ABS, (uint32_t)off, 0, 0);
}

static void ret(struct program *p, uint32_t what)
{
    op(p, BPF_RET | BPF_K, what, 0, 0);
}

static size_t arg(int i)
{
    return offsetof(struct seccomp_data, args) + (size_t)i * 8; /* the low half: little endian */
}

static void load_nr(struct program *p)
{
    load(p, offsetof(struct seccomp_data, nr));
}

static void allow(struct program *p, int nr)
{
    op(p, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)nr, 0, 1);
    ret(p, SECCOMP_RET_ALLOW);
}

static void answer(struct program *p, int nr, int err)
{
    op(p, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)nr, 0, 1);
    ret(p, SECCOMP_RET_ERRNO | (uint32_t)err);
}

/* Allowed when none of these bits is set in argument i (set: when all of them are). */
static void allow_bits(struct program *p, int nr, int i, uint32_t bits, bool set)
{
    op(p, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)nr, 0, 4);
    load(p, arg(i));
    op(p, BPF_ALU | BPF_AND | BPF_K, bits, 0, 0);
    op(p, BPF_JMP | BPF_JEQ | BPF_K, set ? bits : 0, 0, 1);
    ret(p, SECCOMP_RET_ALLOW);
    load_nr(p);
}

/* Allowed when argument i is exactly this. */
static void allow_value(struct program *p, int nr, int i, uint32_t value)
{
    op(p, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)nr, 0, 3);
    load(p, arg(i));
    op(p, BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1);
    ret(p, SECCOMP_RET_ALLOW);
    load_nr(p);
}

/* Several system calls. The kernel runs a new filter on each one that there is, so they are
 * searched for rather than asked for one after the other. */
struct list {
    int nr[LIST_MAX];
    size_t n;
};

static void add(struct list *l, const int *nr, size_t n)
{
    for (size_t i = 0; i < n && l->n < LIST_MAX; i++)
        l->nr[l->n++] = nr[i];
}

#define ADD(l, array) add((l), (array), sizeof(array) / sizeof *(array))

static int by_number(const void *a, const void *b)
{
    return *(const int *)a - *(const int *)b;
}

/* To instruction `hit` when the number is one of these, else to the one behind it. */
static void search(struct program *p, const int *nr, size_t n, unsigned hit)
{
    size_t left = n / 2;

    if (n == 1) {
        op(p, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)nr[0], (uint8_t)(hit - p->n - 1),
           (uint8_t)(hit - p->n));
        return;
    }
    op(p, BPF_JMP | BPF_JGE | BPF_K, (uint32_t)nr[left], (uint8_t)(2 * left - 1), 0);
    search(p, nr, left, hit);
    search(p, nr + left, n - left, hit);
}

/* Sorts the list. */
static void if_any(struct program *p, struct list *l, uint32_t then)
{
    qsort(l->nr, l->n, sizeof *l->nr, by_number);
    search(p, l->nr, l->n, p->n + 2 * (unsigned)l->n - 1);
    ret(p, then);
}

/* Threads, but no processes. clone3's flags can't be looked at; the C library falls back to clone.
 */
static void threads(struct program *p)
{
    answer(p, SYS_clone3, ENOSYS);
    allow_bits(p, SYS_clone, 0, CLONE_VM | CLONE_THREAD, true);
}

static void for_names(struct program *p)
{
    struct list l = {.n = 0};

#ifdef __X32_SYSCALL_BIT
    op(p, BPF_JMP | BPF_JSET | BPF_K, __X32_SYSCALL_BIT, 0, 1);
    ret(p, SECCOMP_RET_KILL_PROCESS);
#endif
    ADD(&l, never);
    if_any(p, &l, SECCOMP_RET_KILL_PROCESS);
    threads(p);
    op(p, BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 1, 0);
    ret(p, SECCOMP_RET_ALLOW);
    ret(p, SECCOMP_RET_KILL_PROCESS);
}

static void memory(struct program *p, bool code)
{
    allow_bits(p, SYS_mmap, 2, PROT_EXEC, false);
    allow_bits(p, SYS_mprotect, 2, PROT_EXEC, false);
    if (code)
        allow_value(p, SYS_mprotect, 2, PROT_READ | PROT_EXEC);
}

/* The C library opens files of its own now and then (how many processors?) and goes on without
 * them; it must not die of it. */
static void files(struct program *p, const struct sn_sandbox *s)
{
    if ((s->dir >= 0 && !s->remove) || s->replace || s->nread_dirs)
        allow(p, SYS_openat);
    else
        answer(p, SYS_openat, EACCES);
    if (s->dir >= 0 || s->replace)
        allow(p, SYS_unlinkat);
    if (s->replace || s->reread)
        allow(p, SYS_renameat);
    if (s->reread)
        allow(p, SYS_pread64);
}

static void terminal(struct program *p)
{
    static const uint32_t calls[] = {TCSETS, TCSETSW, TCSETSF, TIOCGWINSZ, TCFLSH};

    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        allow_value(p, SYS_ioctl, 1, calls[i]);
}

static void build(struct program *p, const struct sn_sandbox *s)
{
    struct list l = {.n = 0};

    load(p, offsetof(struct seccomp_data, arch));
    op(p, BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0);
    ret(p, SECCOMP_RET_KILL_PROCESS);
    load_nr(p);
    if (s->kind == SN_SANDBOX_NAMES) {
        for_names(p);
        return;
    }
    ADD(&l, for_all);
    if (s->kind == SN_SANDBOX_CAPTURE)
        ADD(&l, for_capture);
    else
        ADD(&l, for_streams);
    if (s->again)
        ADD(&l, for_again);
    if (s->nread_dirs)
        ADD(&l, for_following);
    if_any(p, &l, SECCOMP_RET_ALLOW);
    memory(p, s->code);
    threads(p);
    answer(p, SYS_prctl, EINVAL);             /* the C library names memory with it */
    allow_value(p, SYS_ioctl, 1, TCGETS);     /* isatty */
    allow_value(p, SYS_ioctl, 1, 0x802c542a); /* TCGETS2, which newer C libraries use */
    allow_value(p, SYS_ioctl, 1, SIOCGIFNAME);
    if (s->terminal)
        terminal(p);
    files(p, s);
    ret(p, SECCOMP_RET_KILL_PROCESS);
}

static bool lock_calls(const struct sn_sandbox *s)
{
    struct program p = {.n = 0};
    struct sock_fprog prog = {.filter = p.i};

    build(&p, s);
    prog.len = p.n;
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &prog) == 0;
}

unsigned sn_sandbox_enter(const struct sn_sandbox *s)
{
    unsigned left = 0;

    if (SANITIZED)
        return SN_PRIV_LANDLOCK | SN_PRIV_SECCOMP;
    if (!lock_files(s))
        left |= SN_PRIV_LANDLOCK;
    if (!lock_calls(s))
        left |= SN_PRIV_SECCOMP;
    return left;
}

unsigned sn_sandbox_lock_in(const struct sn_sandbox *s)
{
    static const struct sn_drop same_user;
    unsigned left = sn_priv_drop(&same_user);

    if (left & SN_PRIV_NEW)
        return left | SN_PRIV_LANDLOCK | SN_PRIV_SECCOMP;
    return left | sn_sandbox_enter(s);
}

bool sn_sandbox_attempt(const char *what, int *sys)
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
        return false;
    *sys = fd < 0 ? errno : 0;
    return true;
}
