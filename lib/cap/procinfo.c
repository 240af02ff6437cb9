/* Who a process is, as /proc tells: see owner.h. */
#include <ctype.h>
#include <pwd.h>
#include <stdio.h>
#include <string.h>

#include "cap/owner.h"

enum { ID_DIGITS = 64, ID_SHOWN = 12 };

/* Containers' control groups are named by an identifier of 64 hexadecimal digits. */
static void container_of(char to[16], pid_t pid)
{
    char path[64], line[4096];
    size_t n = 0;
    FILE *f;

    to[0] = '\0';
    snprintf(path, sizeof path, "/proc/%d/cgroup", pid);
    if (!(f = fopen(path, "re")))
        return;
    while (!*to && fgets(line, sizeof line, f)) {
        for (const char *p = line; *p && !*to; p++) {
            n = isxdigit((unsigned char)*p) ? n + 1 : 0;
            if (n == ID_DIGITS && !isxdigit((unsigned char)p[1]))
                sn_process_text(to, ID_SHOWN + 1, p + 1 - ID_DIGITS, ID_SHOWN);
        }
    }
    fclose(f);
}

static void user_of(char *to, size_t size, uint32_t uid)
{
    const struct passwd *pw = getpwuid(uid);

    sn_process_text(to, size, pw ? pw->pw_name : "", pw ? strlen(pw->pw_name) : 0);
    for (; *to; to++)
        if (*to == ' ')
            *to = '?';
}

bool sn_process_of(struct sn_process *p, pid_t pid)
{
    char path[64], line[256], name[64] = "";
    bool uid = false;
    FILE *f;

    *p = (struct sn_process){.pid = 0};
    snprintf(path, sizeof path, "/proc/%d/status", pid);
    if (!(f = fopen(path, "re")))
        return false;
    while (!uid && fgets(line, sizeof line, f)) {
        (void)!sscanf(line, "Name:\t%63[^\n]", name);
        (void)!sscanf(line, "Tgid: %u", &p->pid);
        uid = sscanf(line, "Uid: %u", &p->uid) == 1;
    }
    fclose(f);
    if (!uid)
        p->pid = 0;
    sn_process_text(p->name, sizeof p->name, name, strlen(name));
    user_of(p->user, sizeof p->user, p->uid);
    container_of(p->container, pid);
    return uid;
}
