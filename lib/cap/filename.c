/* Names of files that follow one another: see filename.h. */
#include "cap/filename.h"

#include <string.h>
#include <time.h>

#include "sn/buf.h"

#define NS INT64_C(1000000000)

int64_t sn_slot_begin(int64_t t, int64_t length)
{
    int64_t sec = t / NS - (t % NS < 0), past;
    time_t clock = (time_t)sec;
    struct tm tm;

    localtime_r(&clock, &tm);
    past = (t + (int64_t)tm.tm_gmtoff * NS) % length;
    return t - past - (past < 0 ? length : 0);
}

static bool has_conversions(const char *pattern)
{
    return strchr(pattern, '%') != NULL;
}

/* Digits that the numbers of files are padded to. */
static int width(uint64_t files)
{
    int n = 1;

    for (files = files ? files - 1 : 0; files >= 10; files /= 10)
        n++;
    return n;
}

/* The number behind a name: tcpdump's habit. With files (and ring) every file has one, from 0, as
 * wide as the largest; else the second file is 1. The first of a plain name has none. */
static void put_number(struct sn_buf *b, const struct filename *f, bool named_by_time)
{
    if (named_by_time)
        return;
    if (f->limit)
        sn_put_u64_pad(b, f->number % f->limit, (unsigned)width(f->limit));
    else if (f->number)
        sn_put_u64(b, f->number);
}

/* Whether the last file's name tells the same time: two in one minute, when names tell minutes. */
static bool taken(const struct filename *f, const char *stamped)
{
    bool same = strcmp(f->stamped, stamped) == 0;

    strlcpy(f->stamped, stamped, NAME_MAX + 1);
    return same;
}

/* Length of a suffix that says the compression and that numbers go in front of. */
static size_t suffix(const char *name)
{
    size_t n = strlen(name);

    if (n > 3 && strcmp(name + n - 3, ".gz") == 0)
        return 3;
    return n > 4 && strcmp(name + n - 4, ".zst") == 0 ? 4 : 0;
}

enum sn_err sn_filename(const struct filename *f, int64_t when, char *name, size_t n,
                        struct sn_diag *d)
{
    char stamped[NAME_MAX + 1];
    time_t sec = (time_t)(when / NS);
    struct sn_buf b;
    struct tm tm;
    size_t len, tail;

    localtime_r(&sec, &tm);
    if (has_conversions(f->pattern))
        len = strftime(stamped, sizeof stamped, f->pattern, &tm);
    else
        len = strlcpy(stamped, f->pattern, sizeof stamped);
    if (!len || len >= sizeof stamped || strchr(stamped, '/'))
        return sn_fail(d, SN_EUSAGE, "not a usable file name");
    tail = suffix(stamped);
    sn_buf_fixed(&b, name, n - 1);
    sn_put_mem(&b, stamped, len - tail);
    put_number(&b, f, has_conversions(f->pattern) && !f->by_size && !taken(f, stamped));
    sn_put_mem(&b, stamped + len - tail, tail);
    *b.p = '\0';
    return b.err ? sn_fail(d, SN_EUSAGE, "the file's name is too long") : SN_OK;
}
