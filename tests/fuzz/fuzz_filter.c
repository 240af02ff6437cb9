/*
 * Any string compiles for any link type to a program that verifies, or to an error with a column;
 * the optimised program says of a packet what the unoptimised one says. Input: link type, flags,
 * the expression up to a NUL or the end, then a packet. With flag 2 what follows is a seed instead:
 * for an expression of the grammar and for packets bent towards its tests.
 *
 * Planted and found: a masked test (x & m) == k that is shortened by known bits which contradict k
 * (opt_thread.c without the check in unmask()).
 */
#include <string.h>

#include "../diff/exprgen.h"
#include "../diff/vm.h"
#include "fuzz.h"

static const uint16_t types[] = {1,   1,   1,   101, 113, 276, 0,   105, 127, 119, 192, 163, 9,
                                 103, 104, 107, 117, 123, 140, 7,   10,  6,   122, 228, 229, 134,
                                 226, 240, 100, 8,   165, 281, 300, 114, 108, 109, 129, 139, 999};

static bool has_ancillary(const struct sn_prog *p)
{
    for (uint32_t i = 0; i < p->n; i++)
        if ((p->insn[i].code & 7) == 0 && p->insn[i].k >= 0xfffff000u)
            return true;
    return false;
}

static void agree(const struct sn_prog *a, const struct sn_prog *b, const uint8_t *p, size_t n)
{
    uint8_t buf[2048];
    uint32_t len = n < sizeof buf ? (uint32_t)n : (uint32_t)sizeof buf;
    struct vm_result x, y;

    if (len)
        memcpy(buf, p, len);
    x = vm_run(a->insn, a->n, buf, len, len, NULL);
    y = vm_run(b->insn, b->n, buf, len, len, NULL);
    if (x.outside || y.outside || x.lost || y.lost)
        return;
    FUZZ_ASSERT((x.ret != 0) == (y.ret != 0));
}

/* Both programs on packets that their own tests shaped. */
static void agree_on_random(const struct sn_prog *a, const struct sn_prog *b, struct rng *r)
{
    for (int i = 0; i < 8; i++) {
        uint8_t buf[300];

        for (size_t k = 0; k < sizeof buf; k++)
            buf[k] = (uint8_t)(chance(r, 50) ? 0 : rnd(r, 256));
        vm_run(b->insn, b->n, buf, sizeof buf, sizeof buf, r);
        if (i & 1)
            vm_run(a->insn, a->n, buf, sizeof buf, sizeof buf, r);
        agree(a, b, buf, sizeof buf);
    }
}

static void from_seed(const uint8_t *p, size_t n)
{
    struct sn_bpf_opts o = {.no_lookup = true};
    const struct linkinfo *l = &links[p[0] % (sizeof links / sizeof links[0])];
    struct sn_prog fast, slow;
    struct rng r = {.s = 1};
    struct text t = {.n = 0};
    struct sn_arena a;
    struct sn_diag d;

    for (size_t i = 0; i < n; i++)
        r.s = (r.s ^ p[i]) * 1099511628211u;
    gen_filter(&t, &r, l);
    o.linktype = l->id;
    sn_arena_init(&a, 64u << 20);
    if (sn_bpf_compile(&fast, &a, t.s, t.n, &o, &d) == SN_OK) {
        o.no_opt = true;
        FUZZ_ASSERT(sn_bpf_compile(&slow, &a, t.s, t.n, &o, &d) == SN_OK);
        FUZZ_ASSERT(sn_bpf_verify(fast.insn, fast.n, NULL) == SN_OK);
        agree_on_random(&fast, &slow, &r);
    }
    sn_arena_free(&a);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct sn_bpf_opts o = {.no_lookup = true};
    struct sn_prog fast, slow;
    const char *text;
    size_t len;
    struct sn_arena a;
    struct sn_diag d = {0};
    enum sn_err e;

    if (n < 2)
        return 0;
    if (p[1] & 2) {
        from_seed(p, n);
        return 0;
    }
    o.linktype = types[p[0] % (sizeof types / sizeof types[0])];
    o.kernel = p[1] & 1;
    text = (const char *)p + 2;
    len = strnlen(text, n - 2);
    if (len > 4000)
        return 0;
    sn_arena_init(&a, 64u << 20);
    e = sn_bpf_compile(&fast, &a, text, len, &o, &d);
    if (e) {
        FUZZ_ASSERT(d.code == e && d.msg[0]);
        FUZZ_ASSERT(d.where == SN_AT_COLUMN ? d.at >= 1 && d.at <= len + 1 : e == SN_ENOMEM);
        FUZZ_ASSERT(e != SN_EFORMAT); /* a pass broke the program */
    } else {
        FUZZ_ASSERT(sn_bpf_verify(fast.insn, fast.n, NULL) == SN_OK);
        o.no_opt = true;
        e = sn_bpf_compile(&slow, &a, text, len, &o, &d);
        FUZZ_ASSERT(e == SN_OK || e == SN_ERANGE); /* more scratch words are needed */
        if (e == SN_OK) {
            FUZZ_ASSERT(sn_bpf_verify(slow.insn, slow.n, NULL) == SN_OK);
            if (!has_ancillary(&fast) && !has_ancillary(&slow))
                agree(&fast, &slow, (const uint8_t *)text + len, n - 2 - len);
        }
    }
    sn_arena_free(&a);
    return 0;
}
