/* Whom to become, and where we are: see sn/sandbox.h. */
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "sn/sandbox.h"

enum { NOBODY = 65534 };

static struct sn_drop become(uint32_t uid, uint32_t gid)
{
    const struct passwd *pw = getpwuid(uid);

    return (struct sn_drop){.ids = true, .uid = uid, .gid = pw ? pw->pw_gid : gid};
}

/* The user behind sudo, else nobody. */
static struct sn_drop become_nobody(void)
{
    const char *uid = getenv("SUDO_UID"), *gid = getenv("SUDO_GID"), *why = NULL;
    uint32_t u = uid ? (uint32_t)strtonum(uid, 1, UINT32_MAX - 1, &why) : NOBODY;
    uint32_t g = gid && !why ? (uint32_t)strtonum(gid, 1, UINT32_MAX - 1, &why) : NOBODY;

    return why ? become(NOBODY, NOBODY) : become(u, g);
}

static enum sn_err become_user(struct sn_drop *who, const char *name, struct sn_diag *d)
{
    const struct passwd *pw;

    if (geteuid() != 0)
        return sn_fail(d, SN_EUSAGE, "only root can become another user");
    pw = getpwnam(name);
    if (!pw)
        return sn_fail(d, SN_EUSAGE, "no such user: '%s'", name);
    *who = (struct sn_drop){.ids = true, .uid = pw->pw_uid, .gid = pw->pw_gid};
    return SN_OK;
}

/* Whether a user can have later files in a directory. */
static bool may_write(const struct stat *dir, const struct sn_drop *who)
{
    unsigned shift = who->uid == dir->st_uid ? 6 : who->gid == dir->st_gid ? 3 : 0;

    return (dir->st_mode >> shift & 3) == 3;
}

static struct sn_drop owner(const struct sn_drop_for *f)
{
    struct stat in, st;
    struct sn_drop who;

    if (f->dir < 0)
        return become_nobody();
    if (fstat(f->dir, &in) != 0)
        return become(0, 0);
    if (fstatat(f->dir, f->name, &st, 0) == 0 && S_ISREG(st.st_mode)) {
        who = become(st.st_uid, st.st_gid);
        if (may_write(&in, &who) || (who.uid && !f->more_files))
            return who;
    }
    return in.st_uid == 0 && in.st_mode & S_IWOTH ? become_nobody() : become(in.st_uid, in.st_gid);
}

enum sn_err sn_drop_choose(struct sn_drop *who, const struct sn_drop_for *f, struct sn_diag *d)
{
    *who = (struct sn_drop){0};
    if (f->user)
        return become_user(who, f->user, d);
    if (geteuid() == 0)
        *who = owner(f);
    return SN_OK;
}

bool sn_in_user_namespace(void)
{
    FILE *f = fopen("/proc/self/uid_map", "re");
    unsigned long inside = 0, outside = 0, count = 0;
    bool whole = !f || (fscanf(f, "%lu %lu %lu", &inside, &outside, &count) == 3 && !inside &&
                        !outside && count >= UINT32_MAX - 1);

    if (f)
        fclose(f);
    return !whole;
}
