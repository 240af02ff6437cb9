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
    bool code;   /* memory may become executable once it can't be written any more */
    bool again;  /* may be called once more, to give up more */
};

/* From here on: no file is opened (EACCES) but for writing beneath dir; no system call is made that
 * the kind doesn't need (seccomp: the process is killed). Needs no_new_privs.
 * Returns what of SN_PRIV_LANDLOCK and SN_PRIV_SECCOMP the kernel (or a build with sanitizers)
 * does not have. */
SN_API unsigned sn_sandbox_enter(const struct sn_sandbox *s);

/* "groups, user": the words for a set of enum sn_priv. */
SN_API void sn_priv_words(struct sn_buf *b, unsigned set);

#endif
