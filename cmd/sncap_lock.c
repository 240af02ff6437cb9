/* Giving privileges up, and what is said of it: see sncap.h. */
#include "sncap.h"

static char as_user[64]; /* who we are once privileges are gone */

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
static void say(const struct options *o, const struct sn_output_locked *l)
{
    unsigned ids = SN_PRIV_GROUPS | SN_PRIV_GID | SN_PRIV_UID;

    if (o->verbose) {
        tool_say_privs("given up or locked", l->gone);
        if (l->who.ids && !(l->left & ids))
            tool_warn("user %u and group %u from here on", l->who.uid, l->who.gid);
    }
    if (!o->quiet)
        tool_say_privs(l->user_namespace ? "could not be given up in this user namespace"
                                         : "could not be given up",
                       l->left);
}

void sncap_lock_in(const struct options *o, struct sn_output *out, const struct sn_replace *metrics)
{
    struct sn_output_lock lock = {.user = o->user,
                                  .more_files = o->output.file_size || o->output.period ||
                                                o->record || o->index,
                                  .reread = o->index,
                                  .no_file = o->attempt,
                                  .metrics = metrics};
    struct sn_output_locked locked;
    struct sn_diag d;

    if (sn_output_lock_in(out, &lock, &locked, &d) != SN_OK)
        tool_usage("-Z: %s", d.msg);
    memcpy(as_user, locked.user, sizeof as_user);
    say(o, &locked);
    if (o->attempt)
        tool_attempt(o->attempt);
}
