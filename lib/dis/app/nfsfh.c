/*
 * NFS file handles. What is in them is the server's affair; tcpdump guesses by their bytes which
 * system made them, and shows the file system's device and the file's number. Others are shown
 * whole.
 */
#include "dis/app/nfs.h"

enum {
    WORD = 4,
    SHOWN_MAX = 32,  /* bytes of a handle that nobody knows */
    LEAST = 16,      /* bytes that a guess needs, … */
    LEAST_LATE = 24, /* … a file's number of 64 bits, */
    LEAST_NAME = 28, /* and a name */
    NAME = 1,        /* where that stands */
    NAME_END = 14,
    FID_10 = 10, /* lengths of the file's identifier */
    FID_12 = 12,
    FID_8 = 8 << 16, /* with what is behind */
};

struct guess {
    uint32_t major, minor, file;
    bool named; /* by the file system's name instead */
};

static bool zeros(const uint8_t *p, unsigned from, unsigned to)
{
    while (from < to && !p[from])
        from++;
    return from == to;
}

/* VMS: a name, then zeros. */
static bool by_name(const uint8_t *p, uint32_t n, struct guess *g)
{
    unsigned i = NAME;

    while (i < NAME_END && p[i] >= 0x20 && p[i] < 0x7f)
        i++;
    if (n < LEAST_NAME || i == NAME || !zeros(p, i, NAME_END))
        return false;
    g->named = true;
    g->file = (uint32_t)sn_be16(p + 26) << 16 | sn_le16(p + 22);
    return true;
}

/* A device as two bytes at `dev`, the file's number at `file`; le: of a little-endian system. */
static bool by_device(const uint8_t *p, unsigned dev, unsigned file, bool le, struct guess *g)
{
    g->major = p[le ? dev + 1 : dev];
    g->minor = p[le ? dev : dev + 1];
    g->file = le ? sn_le32(p + file) : sn_be32(p + file);
    return true;
}

/* A device of 32 bits in front, so many of which are its minor number. */
static bool by_wide_device(uint32_t dev, unsigned minor_bits, uint32_t file, struct guess *g)
{
    g->major = dev >> minor_bits;
    g->minor = dev & ((1u << minor_bits) - 1);
    g->file = file;
    return true;
}

/* A device of 16 bits in front, little-endian. */
static bool small_device(const uint8_t *p, uint32_t n, struct guess *g)
{
    if (zeros(p, 6, 8))
        return by_device(p, 0, 12, true, g);
    if (n >= LEAST_LATE && !p[21] && !p[23])
        return by_device(p, 0, 4, true, g);
    return p[9] == FID_10 && by_wide_device(sn_be32(p), 18, sn_be32(p + 12), g);
}

static bool known(const uint8_t *p, uint32_t n, struct guess *g)
{
    if (n < LEAST)
        return false;
    if (zeros(p, 0, 4))
        return by_device(p, 6, 12, false, g);
    if (zeros(p, 0, 2) && p[4] && !p[5] && sn_le16(p + 8) == FID_12)
        return by_wide_device(sn_le32(p), 20, sn_le32(p + 12), g);
    if (zeros(p, 0, 2))
        return by_device(p, 2, sn_be32(p + 4) == FID_8 ? 8 : 12, false, g);
    if (zeros(p, 2, 4))
        return small_device(p, n, g);
    if (sn_be16(p + 8) == FID_10)
        return by_wide_device(sn_be32(p), zeros(p, 4, 8) ? 24 : 18, sn_be32(p + 12), g);
    if (sn_le16(p + 8) == FID_12)
        return by_wide_device(sn_le32(p), 20, sn_le32(p + 12), g);
    return by_name(p, n, g);
}

/* -u: in words. */
static void put_raw(struct sn_text *t, const struct sn_rec *q)
{
    sn_put_lit(t->b, " fh[");
    for (uint32_t i = 0; i + WORD <= q->n; i += WORD)
        sn_put_f(t->b, i ? ":%x" : "%x", sn_be32(q->p + i));
    sn_put_c(t->b, ']');
}

/* Up to its first blank or zero, at most a byte for each word of the handle. */
static void put_name(struct sn_text *t, const uint8_t *p, uint32_t words)
{
    uint32_t n = 0;

    while (n < words && p[NAME + n] && p[NAME + n] != ' ')
        n++;
    sn_put_safe(t->b, p + NAME, n);
}

void sn_nfs_put_fh(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    static const char unknown[] = "Unknown";
    uint32_t words = q->n / WORD, n = words * WORD;
    struct guess g = {0};

    (void)v;
    if (t->o->raw_handles) {
        put_raw(t, q);
        return;
    }
    sn_put_lit(t->b, " fh ");
    if (known(q->p, n, &g)) {
        if (g.named)
            put_name(t, q->p, words);
        else
            sn_put_f(t->b, "%u,%u", g.major, g.minor);
        sn_put_f(t->b, "/%u", g.file);
        return;
    }
    sn_put_mem(t->b, unknown, words < sizeof unknown - 1 ? words : sizeof unknown - 1);
    sn_put_c(t->b, '/');
    for (uint32_t i = 0; i < n && i < SHOWN_MAX; i++)
        sn_put_f(t->b, "%02X", q->p[i]);
}
