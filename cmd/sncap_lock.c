/*
 * Giving privileges up, once the sockets, the directory and the first file are open. That file is
 * -Z's user's to create, unless that is root.
 */
#include <pwd.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "sncap.h"

static bool more_files(const struct options *o)
{
    return o->output.file_size || o->output.period || o->record || o->index;
}

/* Somebody who can write the files; without any, the metrics. */
static struct sn_drop choose_identity(const struct options *o, const struct sn_sandbox *box,
                                      const char *pattern)
{
    struct sn_drop_for f = {
        .user = o->user, .dir = box->dir, .name = pattern, .more_files = more_files(o)};
    struct sn_drop who;
    struct sn_diag d;

    if (box->dir < 0 && box->replace) {
        const char *slash = strrchr(o->prometheus, '/');

        f.dir = box->replace_dir;
        f.name = slash ? slash + 1 : o->prometheus;
        f.more_files = true;
    }
    if (sn_drop_choose(&who, &f, &d) != SN_OK)
        tool_usage("-Z: %s", d.msg);
    return who;
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

void sncap_lock_in(const struct options *o, struct sn_output *out, const struct sn_replace *metrics)
{
    const char *pattern;
    struct sn_sandbox box = {.dir = sn_output_dir(out, &pattern),
                             .reread = o->index,
                             .replace = metrics != NULL,
                             .replace_dir = metrics ? sn_replace_dir(metrics) : -1};
    struct sn_drop drop = choose_identity(o, &box, pattern);
    bool userns = sn_in_user_namespace();
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
