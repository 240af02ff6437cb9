/* Types that all of TCP and UDP can be taken for: the keys of protocols that have one. */
#include <stdlib.h>
#include <strings.h>

#include "dis/proto.h"

enum { TYPES_MAX = 64 };

static int by_name(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Each once, in order. */
static size_t all_types(const char *type[TYPES_MAX])
{
    size_t n = 0, kept = 0;

    for (const struct sn_proto *const *p = sn_protos; *p; p++) {
        for (const struct sn_key *k = (*p)->keys; k && k->table; k++) {
            if (k->type && n < TYPES_MAX)
                type[n++] = k->type;
        }
    }
    qsort(type, n, sizeof *type, by_name);
    for (size_t i = 0; i < n; i++) {
        if (!kept || strcmp(type[kept - 1], type[i]) != 0)
            type[kept++] = type[i];
    }
    return kept;
}

enum sn_err sn_dis_type(const char **out, const char *word, struct sn_diag *d)
{
    const char *type[TYPES_MAX];
    size_t n = all_types(type);
    char list[256];
    struct sn_buf b;

    for (size_t i = 0; i < n; i++) {
        if (strcasecmp(word, type[i]) == 0) {
            *out = type[i];
            return SN_OK;
        }
    }
    sn_buf_fixed(&b, list, sizeof list - 1);
    for (size_t i = 0; i < n; i++)
        sn_put_f(&b, "%s%s", i ? ", " : "", type[i]);
    *b.p = '\0';
    return sn_fail(d, SN_EUSAGE, "no protocol is of type %.32s; there are %s", word, list);
}

/* ---- PROTOCOL:PORT ---- */

static bool goes_over(const struct sn_proto *p, const struct sn_table *t)
{
    for (const struct sn_key *k = p->keys; k && k->table; k++) {
        if (k->table == t)
            return true;
    }
    return false;
}

/* The protocol of that name over TCP or UDP: rather one that tcpdump knows. */
static const struct sn_proto *over(const struct sn_table *t, const char *name, size_t n)
{
    const struct sn_proto *found = NULL;

    for (const struct sn_proto *const *p = sn_protos; *p; p++) {
        if (strlen((*p)->name) == n && strncasecmp((*p)->name, name, n) == 0 && goes_over(*p, t) &&
            (!found || (found->more && !(*p)->more)))
            found = *p;
    }
    return found;
}

/* A name that begins as this one; NULL: none. */
static const char *like(const char *name, size_t n)
{
    for (; n; n--) {
        for (const struct sn_proto *const *p = sn_protos; *p; p++) {
            if (strncasecmp((*p)->name, name, n) == 0 &&
                (goes_over(*p, &sn_tab_tcp) || goes_over(*p, &sn_tab_udp)))
                return (*p)->name;
        }
    }
    return NULL;
}

enum sn_err sn_dis_decode(struct sn_decode *out, const char *word, struct sn_diag *d)
{
    const char *colon = strrchr(word, ':'), *bad = "", *near;
    size_t n = colon ? (size_t)(colon - word) : strlen(word);

    *out = (struct sn_decode){.tcp = over(&sn_tab_tcp, word, n), .udp = over(&sn_tab_udp, word, n)};
    if (colon)
        out->port = (uint16_t)strtonum(colon + 1, 1, UINT16_MAX, &bad);
    if (bad)
        return sn_fail(d, SN_EUSAGE, "PROTOCOL:PORT is expected, not %.64s", word);
    if (out->tcp || out->udp)
        return SN_OK;
    near = like(word, n);
    if (near)
        return sn_fail(d, SN_EUSAGE, "no protocol over TCP or UDP is called %.*s; did you mean %s?",
                       (int)(n < 32 ? n : 32), word, near);
    return sn_fail(d, SN_EUSAGE, "no protocol over TCP or UDP is called %.*s",
                   (int)(n < 32 ? n : 32), word);
}
