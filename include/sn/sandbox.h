/*
 * Giving up what is no longer needed: users, capabilities, files, system calls.
 *
 * Each function does as much as the system allows and returns what it could not do, for the caller
 * to say; nothing here fails halfway in silence. Call them before threads are started: what they
 * change is inherited by threads started later.
 */
#ifndef SN_SANDBOX_H
#define SN_SANDBOX_H

#include "sn/buf.h"
#include "sn/err.h"

enum sn_priv {
    SN_PRIV_GROUPS = 1,    /* supplementary groups */
    SN_PRIV_GID = 2,       /* the group */
    SN_PRIV_UID = 4,       /* the user */
    SN_PRIV_CAPS = 8,      /* capabilities */
    SN_PRIV_NEW = 16,      /* no_new_privs */
    SN_PRIV_LANDLOCK = 32, /* files */
    SN_PRIV_SECCOMP = 64,  /* system calls */
};

struct sn_drop {
    bool ids; /* become uid and gid below */
    uint32_t uid, gid;
};

/* What a program that will write files must still be able to do. */
struct sn_drop_for {
    const char *user; /* that was asked for; NULL: nobody was */
    int dir;          /* of the files, opened; -1: none is written */
    const char *name; /* the first one's, in dir */
    bool more_files;  /* others will follow it */
};

/*
 * Whom to become: the user that was asked for; else, for root, whoever can write the files with no
 * capability left: the owner of the file or directory, or nobody (behind sudo, who called it) when
 * anybody can or nothing is written. That keeps every file, the first and the later ones, with one
 * owner. Others stay who they are. SN_EUSAGE: there is no such user, or only root could.
 */
SN_API enum sn_err sn_drop_choose(struct sn_drop *who, const struct sn_drop_for *f,
                                  struct sn_diag *d) SN_MUST;

/* Whether our root is a user namespace's: some users don't exist in it then. */
SN_API bool sn_in_user_namespace(void);

/* Groups, group, user (real, effective, saved), then every capability, then no_new_privs. Groups
 * are given up only when ids are, or the process may. Returns a set of enum sn_priv. */
SN_API unsigned sn_priv_drop(const struct sn_drop *want);

enum sn_sandbox_kind {
    SN_SANDBOX_CAPTURE, /* packet and netlink sockets that are open are read, files written */
    SN_SANDBOX_STREAM,  /* what is open is read and written */
    /* The same, and name services are asked, which takes files and sockets: anything may be read,
     * any server connected to; nothing is written but what is open, and no program run. */
    SN_SANDBOX_NAMES,
};

struct sn_sandbox {
    enum sn_sandbox_kind kind;
    int dir;     /* files may be created, truncated and removed beneath this directory; -1: none */
    bool remove; /* only removed */
    bool reread; /* and read, and be given other names in it */
    bool code;   /* memory may become executable once it can't be written any more */
    bool again;  /* may be called once more, to give up more */
    /* Files may be made and replaced by others in this directory, with sn_replace_write(). */
    bool replace;
    int replace_dir;
    /* Beneath these directories files may be opened to be read, and watched (inotify). */
    const int *read_dirs;
    unsigned nread_dirs;
    bool terminal; /* terminals that are open may be asked for their size, and set up */
};

/* From here on: no file is opened (EACCES) but what the members above allow; no system call is made
 * that the kind doesn't need (seccomp: the process is killed). Needs no_new_privs. Returns what of
 * SN_PRIV_LANDLOCK and SN_PRIV_SECCOMP the kernel (or a build with sanitizers) does not have. */
SN_API unsigned sn_sandbox_enter(const struct sn_sandbox *s);

/* Both at once, for a program that stays who it is: gives up capabilities and the right to gain
 * any, then enters the sandbox, unless that right could not be given up. Returns what could not be
 * done.
 */
SN_API unsigned sn_sandbox_lock_in(const struct sn_sandbox *s);

/* "groups, user": the words for a set of enum sn_priv. */
SN_API void sn_priv_words(struct sn_buf *b, unsigned set);

/* Tries what must not work any more, to show that it doesn't: to "open" a file, "create" one, open
 * a "socket", or "exec" a program. *sys: errno, 0 when it worked. False: it is none of these words.
 */
SN_API bool sn_sandbox_attempt(const char *what, int *sys);

#endif
