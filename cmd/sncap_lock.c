/*
 * Giving privileges up, once the sockets, the directory and the first file are open. That file is
 * -Z's user's to create, unless that is root.
 *
 * Who to become: -Z's user; else, for root, whoever can write the files with no capability left:
 * the owner of the file or directory, or nobody when anybody can or nothing is written. That keeps
 * every file, the first and the later ones, with one owner.
 */
#include <errno.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "lock.h"
#include "sncap.h"

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

static struct sn_drop become_user(const char *name)
{
    const struct passwd *pw;

    if (geteuid() != 0)
        tool_usage("-Z: only root can become another user");
    errno = 0;
    if (!(pw = getpwnam(name)))
        tool_usage("-Z: no such user: '%s'", name);
    return (struct sn_drop){.ids = true, .uid = pw->pw_uid, .gid = pw->pw_gid};
}

/* Whether a user can have later files in a directory. */
static bool may_write(const struct stat *dir, const struct sn_drop *who)
{
    unsigned shift = who->uid == dir->st_uid ? 6 : who->gid == dir->st_gid ? 3 : 0;

    return (dir->st_mode >> shift & 3) == 3;
}

static bool more_files(const struct options *o)
{
    return o->output.file_size || o->output.period || o->record;
}

static struct sn_drop choose_identity(const struct options *o, int dir, const char *pattern)
{
    struct stat in, st;
    struct sn_drop who;

    if (o->user)
        return become_user(o->user);
    if (geteuid() != 0)
        return (struct sn_drop){0};
    if (dir < 0)
        return become_nobody();
    if (fstat(dir, &in) != 0)
        return become(0, 0);
    if (fstatat(dir, pattern, &st, 0) == 0 && S_ISREG(st.st_mode)) {
        who = become(st.st_uid, st.st_gid);
        if (may_write(&in, &who) || (who.uid && !more_files(o)))
            return who;
    }
    return in.st_uid == 0 && in.st_mode & S_IWOTH ? become_nobody() : become(in.st_uid, in.st_gid);
}

static char as_user[64]; /* who we are once privileges are gone */

static void remember_user(void)
{
    const struct passwd *pw = getpwuid(geteuid());

    if (pw)
        snprintf(as_user, sizeof as_user, "%s", pw->pw_name);
    else
        snprintf(as_user, sizeof as_user, "%u", geteuid());
}

int sncap_write_status(const char *what, const struct sn_diag *d)
{
    int status = tool_write_status(what, d);

    if (d->code == SN_EPERM && *as_user)
        tool_warn("tried as user %s, without privileges: choose with -Z a user who may write "
                  "there, or a directory of that user's",
                  as_user);
    return status;
}

/* Whether our root is a user namespace's: some users don't exist in it then. */
static bool in_user_namespace(void)
{
    FILE *f = fopen("/proc/self/uid_map", "re");
    unsigned long inside = 0, outside = 0, count = 0;
    bool whole = !f || (fscanf(f, "%lu %lu %lu", &inside, &outside, &count) == 3 && !inside &&
                        !outside && count >= UINT32_MAX - 1);

    if (f)
        fclose(f);
    return !whole;
}

/* -v says too what was given up. */
static void say(const struct options *o, const struct sn_drop *drop, unsigned left, bool userns)
{
    unsigned ids = SN_PRIV_GROUPS | SN_PRIV_GID | SN_PRIV_UID, all = (SN_PRIV_SECCOMP << 1) - 1;

    if (o->verbose) {
        tool_say_privs("given up or locked", all & ~left & ~(drop->ids ? 0 : ids));
        if (drop->ids && !(left & ids))
            tool_warn("user %u and group %u from here on", drop->uid, drop->gid);
    }
    if (!o->quiet)
        tool_say_privs(userns ? "could not be given up in this user namespace"
                              : "could not be given up",
                       left);
}

void sncap_lock_in(const struct options *o, struct sn_output *out)
{
    const char *pattern;
    struct sn_sandbox box = {.dir = sn_output_dir(out, &pattern)};
    struct sn_drop drop = choose_identity(o, box.dir, pattern);
    bool userns = in_user_namespace();
    unsigned left;
    struct sn_diag d;

    tzset(); /* reads its file while that is allowed */
    if (!o->attempt && (!o->user || !drop.uid))
        (void)!sn_output_create(out, drop.ids ? drop.uid : UINT32_MAX, drop.gid, &d);
    left = sn_priv_drop(&drop);
    remember_user();
    left |= left & SN_PRIV_NEW ? SN_PRIV_LANDLOCK | SN_PRIV_SECCOMP : sn_sandbox_enter(&box);
    say(o, &drop, left, userns);
    if (o->attempt)
        tool_attempt(o->attempt);
}
