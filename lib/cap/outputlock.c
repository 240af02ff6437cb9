/*
 * Giving privileges up once the sockets, the directory and the first file of an output are open:
 * see sn/output.h. That file is the new user's to create, if one was asked for, unless that is
 * root.
 */
#include <pwd.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "sn/output.h"

/* Somebody who can write the files; without any, the metrics. */
static enum sn_err choose_identity(struct sn_drop *who, const struct sn_output_lock *o,
                                   const struct sn_sandbox *box, const char *pattern,
                                   struct sn_diag *d)
{
    struct sn_drop_for f = {
        .user = o->user, .dir = box->dir, .name = pattern, .more_files = o->more_files};

    if (box->dir < 0 && o->metrics) {
        f.dir = box->replace_dir;
        f.name = sn_replace_name(o->metrics);
        f.more_files = true;
    }
    return sn_drop_choose(who, &f, d);
}

static void name_user(char *name, size_t n)
{
    const struct passwd *pw = getpwuid(geteuid());

    if (pw)
        snprintf(name, n, "%s", pw->pw_name);
    else
        snprintf(name, n, "%u", geteuid());
}

enum sn_err sn_output_lock_in(struct sn_output *out, const struct sn_output_lock *o,
                              struct sn_output_locked *done, struct sn_diag *d)
{
    unsigned ids = SN_PRIV_GROUPS | SN_PRIV_GID | SN_PRIV_UID, all = (SN_PRIV_SECCOMP << 1) - 1;
    const char *pattern;
    struct sn_sandbox box = {.dir = sn_output_dir(out, &pattern),
                             .reread = o->reread,
                             .replace = o->metrics != NULL,
                             .replace_dir = o->metrics ? sn_replace_dir(o->metrics) : -1};
    const struct sn_drop *who = &done->who;
    enum sn_err e = choose_identity(&done->who, o, &box, pattern, d);

    if (e)
        return e;
    done->user_namespace = sn_in_user_namespace();
    tzset(); /* reads its file while that is allowed */
    if (!o->no_file && (!o->user || !who->uid))
        (void)!sn_output_create(out, who->ids ? who->uid : UINT32_MAX, who->gid, NULL);
    done->left = sn_priv_drop(who);
    name_user(done->user, sizeof done->user);
    done->left |=
        done->left & SN_PRIV_NEW ? SN_PRIV_LANDLOCK | SN_PRIV_SECCOMP : sn_sandbox_enter(&box);
    done->gone = all & ~done->left & ~(who->ids ? 0 : ids);
    return SN_OK;
}
