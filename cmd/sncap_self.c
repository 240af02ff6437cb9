/*
 * --exclude-self: the SSH session that we run in, whose packets carry our own output.
 *
 * SSH_CONNECTION says its addresses and ports. sudo(8) takes it out of the environment, so the
 * processes that started us are asked too, where we may.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "sncap.h"

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

/* An address of SSH_CONNECTION's as the filter language writes it: without a zone. */
static void cut_zone(char *address)
{
    address[strcspn(address, "%")] = '\0';
}

void sncap_exclude_self(struct options *o)
{
    char client[64], server[64], *ssh = ssh_connection();
    unsigned cport, sport;
    struct sn_buf b;

    if (!ssh || sscanf(ssh, "%63s %u %63s %u", client, &cport, server, &sport) != 4) {
        tool_warn("--exclude-self: this is no SSH session: nothing is left out");
        free(ssh);
        return;
    }
    free(ssh);
    cut_zone(client);
    cut_zone(server);
    sn_buf_init(&b, SIZE_MAX / 2);
    if (o->expr_len)
        sn_put_f(&b, "%s(%.*s\n) and ", o->look_through ? "look-through " : "", (int)o->expr_len,
                 o->expr);
    o->look_through = false; /* what is left out is the session itself */
    sn_put_f(&b, "not (tcp and host %s and host %s and port %u and port %u)", client, server, cport,
             sport);
    sn_put_c(&b, '\0');
    if (b.err)
        tool_die("no memory for the filter expression");
    o->expr = b.base;
    o->expr_len = sn_buf_len(&b) - 1;
}
