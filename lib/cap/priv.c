/* Giving privileges up, in the order that leaves none behind: see sn/sandbox.h. */
#include <errno.h>
#include <grp.h>
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sn/sandbox.h"

/* Whether any capability that a program could gain again is left out of reach is up to
 * no_new_privs; the bounding set is emptied where that is allowed all the same. */
static void empty_bounding_set(void)
{
    unsigned long cap = 0;

    while (cap <= 63 && prctl(PR_CAPBSET_DROP, cap, 0, 0, 0) == 0)
        cap++; /* fails where it isn't allowed, and behind the last */
}

static bool drop_caps(void)
{
    struct __user_cap_header_struct h = {.version = _LINUX_CAPABILITY_VERSION_3};
    struct __user_cap_data_struct none[2] = {{0}}, now[2] = {{0}};

    (void)prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    if (syscall(SYS_capset, &h, none) != 0 || syscall(SYS_capget, &h, now) != 0)
        return false;
    return !now[0].permitted && !now[1].permitted && !now[0].effective && !now[1].effective;
}

static unsigned drop_ids(const struct sn_drop *want)
{
    gid_t gid = want->gid;
    uid_t uid = want->uid, r, e, s;
    unsigned left = 0;

    if (setgroups(1, &gid) != 0)
        left |= SN_PRIV_GROUPS;
    if (setresgid(gid, gid, gid) != 0)
        left |= SN_PRIV_GID;
    if (setresuid(uid, uid, uid) != 0 || getresuid(&r, &e, &s) != 0 || r != uid || e != uid ||
        s != uid)
        left |= SN_PRIV_UID;
    return left;
}

unsigned sn_priv_drop(const struct sn_drop *want)
{
    unsigned left = 0;

    empty_bounding_set();
    if (want->ids)
        left |= drop_ids(want);
    if (!drop_caps())
        left |= SN_PRIV_CAPS;
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        left |= SN_PRIV_NEW;
    return left;
}

void sn_priv_words(struct sn_buf *b, unsigned set)
{
    static const char *const words[] = {
        "supplementary groups", "group",    "user",   "capabilities",
        "no_new_privs",         "Landlock", "seccomp"};
    bool any = false;

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!(set >> i & 1))
            continue;
        sn_put_s(b, any ? ", " : "");
        sn_put_s(b, words[i]);
        any = true;
    }
}
