/* The comment that says whose packet it is: see sn/process.h. */
#include "sn/process.h"

#include <string.h>

static const char mark[] = "sn.process ";

void sn_process_text(char *to, size_t size, const void *from, size_t n)
{
    const char *p = from;
    size_t i;

    for (i = 0; i < n && i + 1 < size; i++)
        to[i] = (char)(p[i] >= ' ' && p[i] <= '~' ? p[i] : '?');
    to[i] = '\0';
}

void sn_process_put(struct sn_buf *b, const struct sn_process *p)
{
    sn_put_f(b, "%spid=%u uid=%u", mark, p->pid, p->uid);
    if (*p->user)
        sn_put_f(b, " user=%s", p->user);
    if (*p->container)
        sn_put_f(b, " container=%s", p->container);
    sn_put_f(b, " name=%s", p->name);
}

/* What is left of a comment. */
struct words {
    const char *p, *end;
};

/* Whether the next word begins with "KEY="; then *value is what is behind that, n bytes, up to a
 * blank or, with `all`, to the end. */
static bool word(struct words *w, const char *key, bool all, const char **value, size_t *n)
{
    size_t len = strlen(key);
    const char *end = w->end;

    if ((size_t)(w->end - w->p) < len || memcmp(w->p, key, len) != 0)
        return false;
    *value = w->p + len;
    if (!all && !(end = memchr(*value, ' ', (size_t)(w->end - *value))))
        return false;
    *n = (size_t)(end - *value);
    w->p = all ? end : end + 1;
    return true;
}

static bool number(struct words *w, const char *key, uint32_t *to)
{
    const char *p;
    uint64_t v = 0;
    size_t n;

    if (!word(w, key, false, &p, &n) || n == 0 || n > 10)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (p[i] < '0' || p[i] > '9')
            return false;
        v = v * 10 + (uint64_t)(p[i] - '0');
    }
    *to = (uint32_t)v;
    return v <= UINT32_MAX;
}

bool sn_process_parse(struct sn_process *p, const void *comment, size_t n)
{
    size_t len = sizeof mark - 1;
    struct words w = {(const char *)comment, (const char *)comment + n};
    const char *v;

    if (n < len || memcmp(comment, mark, len) != 0)
        return false;
    w.p += len;
    *p = (struct sn_process){.pid = 0};
    if (!number(&w, "pid=", &p->pid) || !number(&w, "uid=", &p->uid))
        return false;
    if (word(&w, "user=", false, &v, &n))
        sn_process_text(p->user, sizeof p->user, v, n);
    if (word(&w, "container=", false, &v, &n))
        sn_process_text(p->container, sizeof p->container, v, n);
    if (!word(&w, "name=", true, &v, &n))
        return false;
    sn_process_text(p->name, sizeof p->name, v, n);
    return true;
}

bool sn_pkt_process(const struct sn_pkt *pkt, struct sn_process *p)
{
    struct sn_opts opts = sn_pkt_opts(pkt);
    struct sn_opt o;

    while (sn_opts_next(&opts, &o))
        if (o.code == SN_OPT_COMMENT && sn_process_parse(p, o.p, o.n))
            return true;
    return false;
}
