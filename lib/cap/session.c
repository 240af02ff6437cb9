/*
 * The SSH session that this program runs in: see sn/cap.h. SSH_CONNECTION says its addresses and
 * ports. sudo(8) takes it out of the environment, so the processes that started us are asked too,
 * where we may.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sn/cap.h"

enum { ENVIRON_MAX = 1 << 20, ANCESTORS = 16 };

/* The value in a process's environment, to be freed; NULL when it isn't there or not to be had. */
static char *from_environ(long pid, const char *name)
{
    size_t n, len = strlen(name);
    char path[64], *buf = malloc(ENVIRON_MAX), *found = NULL;
    FILE *f;

    snprintf(path, sizeof path, "/proc/%ld/environ", pid);
    f = buf ? fopen(path, "re") : NULL;
    n = f ? fread(buf, 1, ENVIRON_MAX - 1, f) : 0;
    if (f)
        fclose(f);
    if (n)
        buf[n] = '\0';
    for (size_t at = 0; at < n && !found; at += strlen(buf + at) + 1)
        if (strncmp(buf + at, name, len) == 0 && buf[at + len] == '=')
            found = strdup(buf + at + len + 1);
    free(buf);
    return found;
}

static long parent_of(long pid)
{
    char path[64];
    long parent = 0;
    FILE *f;

    snprintf(path, sizeof path, "/proc/%ld/stat", pid);
    if (!(f = fopen(path, "re")))
        return 0;
    if (fscanf(f, "%*d (%*[^)]) %*c %ld", &parent) != 1)
        parent = 0;
    fclose(f);
    return parent;
}

static char *ssh_connection(void)
{
    const char *own = getenv("SSH_CONNECTION");
    long pid = getppid();
    char *found = NULL;

    if (own)
        return strdup(own);
    for (int i = 0; i < ANCESTORS && pid > 1 && !found; i++, pid = parent_of(pid))
        found = from_environ(pid, "SSH_CONNECTION");
    return found;
}

/* An address as the filter language writes it: without a zone. */
static void cut_zone(char *address)
{
    address[strcspn(address, "%")] = '\0';
}

bool sn_ssh_session(struct sn_ssh_session *s)
{
    char *ssh = ssh_connection();
    bool ok = ssh && sscanf(ssh, "%63s %u %63s %u", s->client, &s->client_port, s->server,
                            &s->server_port) == 4;

    free(ssh);
    cut_zone(s->client);
    cut_zone(s->server);
    return ok;
}

void sn_ssh_exclude(struct sn_buf *b, const struct sn_ssh_session *s, const char *expr, size_t n,
                    bool look_through)
{
    if (n)
        sn_put_f(b, "%s(%.*s\n) and ", look_through ? "look-through " : "", (int)n, expr);
    sn_put_f(b, "not (tcp and host %s and host %s and port %u and port %u)", s->client, s->server,
             s->client_port, s->server_port);
}
