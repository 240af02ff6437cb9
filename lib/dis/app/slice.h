/* Pieces of lines of text, as SDP, SIP and RTSP take them apart. */
#ifndef SN_DIS_SLICE_H
#define SN_DIS_SLICE_H

#include <string.h>
#include <strings.h>

#include "dis/proto.h"

/* n bytes of the packet. */
struct slice {
    const uint8_t *p;
    size_t n;
};

/* Their record, when there are some; r is of the same packet. */
static inline void slice_rec(struct sn_dis *d, const struct sn_rd *r, unsigned field,
                             struct slice x)
{
    if (x.n)
        sn_rec_bytes(d, field, (size_t)(x.p - r->start), x.n, x.p, x.n);
}

/* What is in front of the separator, if it is there, which *x begins behind then. */
static inline struct slice slice_cut(struct slice *x, char separator)
{
    const uint8_t *at = x->n ? memchr(x->p, separator, x->n) : NULL;
    struct slice first = {x->p, at ? (size_t)(at - x->p) : x->n};

    x->p += first.n + (at != NULL);
    x->n -= first.n + (at != NULL);
    return first;
}

/* What is in front of the first of these characters. */
static inline struct slice slice_until(struct slice x, const char *any)
{
    size_t n = 0;

    while (n < x.n && (!x.p[n] || !strchr(any, x.p[n])))
        n++;
    return (struct slice){x.p, n};
}

/* Without its first n bytes. */
static inline struct slice slice_behind(struct slice x, size_t n)
{
    n = n < x.n ? n : x.n;
    return (struct slice){x.p + n, x.n - n};
}

/* The digits it begins with. */
static inline struct slice slice_digits(struct slice x)
{
    size_t n = 0;

    while (n < x.n && x.p[n] >= '0' && x.p[n] <= '9')
        n++;
    return (struct slice){x.p, n};
}

/* Without the blanks around it. */
static inline struct slice slice_trim(struct slice x)
{
    while (x.n && (*x.p == ' ' || *x.p == '\t')) {
        x.p++;
        x.n--;
    }
    while (x.n && (x.p[x.n - 1] == ' ' || x.p[x.n - 1] == '\t'))
        x.n--;
    return x;
}

/* In whatever case. */
static inline bool slice_is(struct slice x, const char *word)
{
    return x.n == strlen(word) && strncasecmp((const char *)x.p, word, x.n) == 0;
}

static inline bool slice_begins(struct slice x, const char *word)
{
    return x.n >= strlen(word) && strncasecmp((const char *)x.p, word, strlen(word)) == 0;
}

/* A decimal number of at most `most`, which is less than UINT32_MAX; more: it is none. */
static inline uint32_t slice_number(struct slice x, uint32_t most)
{
    uint64_t v = 0;

    for (size_t i = 0; i < x.n && v <= most; i++)
        v = x.p[i] >= '0' && x.p[i] <= '9' ? v * 10 + x.p[i] - '0' : UINT64_MAX;
    return x.n && v <= most ? (uint32_t)v : most + 1;
}

/* The record of such a number, when it is one. */
static inline void slice_rec_number(struct sn_dis *d, const struct sn_rd *r, unsigned field,
                                    struct slice x, uint32_t most)
{
    uint32_t v = slice_number(x, most);

    if (v <= most)
        sn_rec_uint(d, field, (size_t)(x.p - r->start), x.n, v);
}

#endif
