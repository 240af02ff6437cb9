/*
 * The sandbox: Landlock (kernel Documentation/userspace-api/landlock.rst) for files, seccomp for
 * system calls. Whatever is not on the list below kills the process.
 */
#include "sn/sandbox.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <linux/sockios.h>
#include <sched.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
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

static bool lock_files(int dir)
{
    /* handled_access_fs, handled_access_net: as much of it as the version has. */
    struct {
        uint64_t fs, net;
    } attr = {0};
    struct landlock_path_beneath_attr beneath = {.parent_fd = dir};
    int abi = (int)syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    int fd;
    bool ok = true;

    if (abi < 1)
        return false;
    attr.fs = handled_files(abi);
    attr.net = abi >= 4 ? 3 : 0; /* bind and connect TCP */
    fd = (int)syscall(SYS_landlock_create_ruleset, &attr, abi >= 4 ? sizeof attr : sizeof attr.fs,
                      0);
    if (fd < 0)
        return false;
    beneath.allowed_access =
        attr.fs & (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG |
                   LANDLOCK_ACCESS_FS_REMOVE_FILE | 1ull << 14);
    if (dir >= 0)
        ok = syscall(SYS_landlock_add_rule, fd, LANDLOCK_RULE_PATH_BENEATH, &beneath, 0) == 0;
    ok = ok && syscall(SYS_landlock_restrict_self, fd, 0) == 0;
    close(fd);
    return ok;
}

/* ---- seccomp ---- */

static const int allowed[] = {
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
    SYS_fstatfs,
    SYS_ppoll,
    SYS_eventfd2,
    /* packet and netlink sockets that are open already */
    SYS_getsockopt,
    SYS_setsockopt,
    SYS_bind,
    SYS_recvfrom,
    SYS_recvmsg,
    SYS_sendto,
    SYS_sendmsg,
    /* memory and threads */
    SYS_brk,
    SYS_munmap,
    SYS_madvise,
    SYS_mremap,
    SYS_futex,
    SYS_set_robust_list,
    SYS_rseq,
    SYS_sched_yield,
    SYS_setpriority,
    SYS_sched_getaffinity,
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

enum { PROGRAM_MAX = 256 };

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

static void build(struct program *p, bool files)
{
    load(p, offsetof(struct seccomp_data, arch));
    op(p, BPF_JMP | BPF_JEQ | BPF_K, ARCH, 1, 0);
    ret(p, SECCOMP_RET_KILL_PROCESS);
    load_nr(p);
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
        allow(p, allowed[i]);
    allow_bits(p, SYS_mmap, 2, PROT_EXEC, false);
    allow_bits(p, SYS_mprotect, 2, PROT_EXEC, false);
    /* clone3's flags can't be looked at; the C library falls back to clone. */
    answer(p, SYS_clone3, ENOSYS);
    allow_bits(p, SYS_clone, 0, CLONE_VM | CLONE_THREAD, true);
    answer(p, SYS_prctl, EINVAL);             /* the C library names memory with it */
    allow_value(p, SYS_ioctl, 1, TCGETS);     /* isatty */
    allow_value(p, SYS_ioctl, 1, 0x802c542a); /* TCGETS2, which newer C libraries use */
    allow_value(p, SYS_ioctl, 1, SIOCGIFNAME);
    /* The C library opens files of its own now and then (how many processors?) and goes on without
     * them; it must not die of it. */
    if (files)
        allow(p, SYS_openat);
    else
        answer(p, SYS_openat, EACCES);
    if (files)
        allow(p, SYS_unlinkat);
    ret(p, SECCOMP_RET_KILL_PROCESS);
}

static bool lock_calls(bool files)
{
    struct program p = {.n = 0};
    struct sock_fprog prog = {.filter = p.i};

    build(&p, files);
    prog.len = p.n;
    return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &prog) == 0;
}

unsigned sn_sandbox_enter(const struct sn_sandbox *s)
{
    unsigned left = 0;

    if (SANITIZED)
        return SN_PRIV_LANDLOCK | SN_PRIV_SECCOMP;
    if (!lock_files(s->dir))
        left |= SN_PRIV_LANDLOCK;
    if (!lock_calls(s->dir >= 0))
        left |= SN_PRIV_SECCOMP;
    return left;
}
