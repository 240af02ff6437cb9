/*
 * What looks through is compiled from any string and run on any packet and each of its cuts: the
 * program for the kernel accepts whatever look-through accepts, taking tags off makes a packet
 * shorter, and a packet whose cut is looked at doesn't have its other bytes read. Input: flags, the
 * expression up to a NUL or the end, then a packet.
 *
 * Planted and found: decapgen.c without the test that the IPv4 header is there as a whole, so that
 * the kernel's program rejected cut packets for a load outside.
 */
#include <string.h>

#include "fuzz.h"
#include "sn/decap.h"

static const uint16_t types[] = {1, 1, 1, 1, 101, 113, 276, 0, 9, 104, 6, 240};

/* The verdict with other bytes behind the packet: the engine's machine code isn't instrumented. */
static bool with_behind(const struct sn_decap *l, const uint8_t *p, uint32_t n, int byte)
{
    uint8_t *q = malloc(n + 64u);
    bool r;

    FUZZ_ASSERT(q);
    memset(q, byte, n + 64u);
    if (n)
        memcpy(q, p, n);
    r = sn_decap_run(l, q, n, n);
    free(q);
    return r;
}

/* A copy that the sanitizer guards. */
static uint8_t *copy(const uint8_t *p, size_t n)
{
    uint8_t *q = malloc(n + !n);

    FUZZ_ASSERT(q);
    if (n)
        memcpy(q, p, n);
    return q;
}

static void one(const struct sn_decap *l, const struct sn_engine *kernel, uint32_t linktype,
                const uint8_t *p, uint32_t n)
{
    uint8_t *data = copy(p, n), *out = copy(p, n);
    uint32_t caplen, len;

    if (sn_decap_run(l, data, n, n))
        FUZZ_ASSERT(sn_engine_run(kernel, data, n, n) != 0);
    FUZZ_ASSERT(with_behind(l, p, n, 0) == with_behind(l, p, n, 0xff));
    sn_decap_run(l, data, n, n + 100);
    if (sn_decap_untag(linktype, data, n, n, out, &caplen, &len))
        FUZZ_ASSERT(caplen < n && len == caplen);
    free(data);
    free(out);
}

static void run(const struct sn_bpf_opts *o, const char *text, size_t len, const uint8_t *p,
                uint32_t n)
{
    struct sn_engine *kernel;
    struct sn_decap *l;
    struct sn_arena a;
    struct sn_prog prog;
    struct sn_diag d;
    enum sn_err e = sn_decap_new(&l, text, len, o, &d), k;

    sn_arena_init(&a, 64u << 20);
    k = sn_bpf_compile(&prog, &a, text, len, o, &d);
    if (e == SN_OK && k == SN_OK) {
        FUZZ_ASSERT(sn_engine_new(&kernel, &prog, false, &d) == SN_OK);
        for (uint32_t i = 0, step = 1 + n / 64; i <= n; i += i < 64 ? 1 : step)
            one(l, kernel, o->linktype, p, i);
        one(l, kernel, o->linktype, p, n);
        sn_engine_free(kernel);
    }
    sn_arena_free(&a);
    sn_decap_free(l);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct sn_bpf_opts o = {.no_lookup = true};
    size_t len, at;

    if (n < 2)
        return 0;
    o.linktype = types[p[0] % (sizeof types / sizeof types[0])];
    o.look_through = p[1] & 1;
    len = strnlen((const char *)p + 2, n - 2);
    at = 2 + len + (2 + len < n);
    if (len <= 1000 && n - at <= 4000)
        run(&o, (const char *)p + 2, len, p + at, (uint32_t)(n - at));
    return 0;
}
