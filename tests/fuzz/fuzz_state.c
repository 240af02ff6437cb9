/*
 * Any bytes are saved statistics or an error; what was read is reported in every form, and when it
 * is saved and read once more, the same. Input: what is saved without the checksum, which is put
 * behind it here.
 *
 * Planted and found: a kind of value that is not checked (value() in state.c).
 */
#include <string.h>

#include "base/digest.h"
#include "fuzz.h"
#include "sn/stat.h"

#define ROOM 65536

static struct sn_stat *statistics(void)
{
    const struct sn_stat_view *v = sn_stat_views;
    struct sn_stat_opts o = {.max_hosts = 64, .max_convs = 64, .max_flows = 64};
    struct sn_stat *s;

    while (v[1].name)
        v++;
    o.want = v->want;
    FUZZ_ASSERT(sn_stat_new(&s, &o, NULL) == SN_OK);
    return s;
}

static void report(struct sn_stat *s)
{
    struct sn_stat_print o = {.top = 5};
    struct sn_buf b;

    for (o.view = sn_stat_views; o.view->name; o.view++) {
        for (o.form = SN_REPORT_TEXT; o.form <= SN_REPORT_CSV; o.form++) {
            sn_buf_init(&b, (size_t)1 << 28);
            FUZZ_ASSERT(sn_stat_report(s, NULL, &b, &o, NULL) == SN_OK);
            sn_buf_free(&b);
        }
    }
}

static void again(struct sn_stat *s)
{
    struct sn_stat *t = statistics(), *u = statistics();
    struct sn_buf b, c;

    sn_buf_init(&b, (size_t)1 << 28);
    sn_buf_init(&c, (size_t)1 << 28);
    sn_stat_save(s, NULL, &b);
    FUZZ_ASSERT(sn_stat_load(t, b.base, sn_buf_len(&b), NULL) == SN_OK);
    sn_stat_save(t, NULL, &c);
    FUZZ_ASSERT(sn_stat_load(u, c.base, sn_buf_len(&c), NULL) == SN_OK);
    FUZZ_ASSERT(sn_buf_len(&b) == sn_buf_len(&c));
    sn_buf_free(&b);
    sn_buf_free(&c);
    sn_stat_free(t);
    sn_stat_free(u);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct sn_stat *s = statistics();
    uint8_t b[ROOM + DIGEST_SHA256];
    struct sn_diag d = {.code = SN_OK};
    struct digest g;
    enum sn_err e;

    if (n > ROOM)
        n = ROOM;
    if (n)
        memcpy(b, p, n);
    sn_digest_init(&g, DIGEST_SHA256);
    sn_digest_add(&g, b, n);
    sn_digest_end(&g, b + n);
    e = sn_stat_load(s, b, n + sizeof g.h, &d);
    FUZZ_ASSERT(e == d.code);
    FUZZ_ASSERT(!e || (d.where == SN_AT_BYTE && d.at <= n + sizeof g.h) || e == SN_EUSAGE);
    if (!e) {
        again(s);
        report(s);
    }
    sn_stat_free(s);
    return 0;
}
