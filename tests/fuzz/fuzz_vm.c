/*
 * Any program that the verifier passes runs on any packet, and the engine agrees with the
 * interpreter: on one packet, on a row of packets, and on every shorter capture of the packet's
 * first bytes. What sn_bpf_split makes of the program is valid and accepts whatever it accepts.
 * Programs come as raw instructions (most of them invalid, to be refused) or are
 * generated from the bytes (bpfgen.h; all of them valid).
 *
 * Planted and found: jit_x64.c without the comparison of shifts by X with 32 (`lsh x` by more than
 * 31); jitplan.c taking the larger of two ways' needs at a branch instead of the smaller.
 */
#include "bpfgen.h"
#include "fuzz.h"
#include "sn/engine.h"

static uint8_t *copy(const uint8_t *p, size_t n)
{
    uint8_t *q = malloc(n + !n);

    FUZZ_ASSERT(q);
    if (n)
        memcpy(q, p, n);
    return q;
}

static void compare(const struct sn_engine *e, const struct sn_insn *p, const struct sn_insn *part,
                    const uint8_t *data, uint32_t caplen, uint32_t len)
{
    struct sn_pkt k[3] = {{.data = data, .caplen = caplen, .len = len},
                          {.data = data, .caplen = caplen, .len = len, .drop = true},
                          {.data = data, .caplen = caplen, .len = len}};
    uint32_t want = sn_bpf_run(p, data, caplen, len);

    FUZZ_ASSERT(sn_engine_run(e, data, caplen, len) == want);
    FUZZ_ASSERT(!want || sn_bpf_run(part, data, caplen, len));
    FUZZ_ASSERT(sn_engine_run_pkts(e, k, 3) == (want ? 2 : 0));
    FUZZ_ASSERT(k[0].drop == !want && k[1].drop && k[2].drop == !want);
}

int LLVMFuzzerTestOneInput(const uint8_t *in, size_t n)
{
    struct gen_bytes g = {in, n};
    struct sn_insn p[GEN_MAX + 16];
    struct sn_prog prog = {.insn = p};
    struct sn_prog part;
    struct sn_engine *e;
    struct sn_arena a;
    struct sn_diag d;
    bool whole, raw = gen_u8(&g) == 'r';
    uint32_t len;

    if (raw) {
        prog.n = gen_u8(&g) % 64;
        for (uint32_t i = 0; i < prog.n; i++) {
            p[i].code = (uint16_t)(gen_u8(&g) | (gen_u8(&g) & 1) << 8);
            p[i].jt = (uint8_t)gen_u8(&g);
            p[i].jf = (uint8_t)gen_u8(&g);
            p[i].k = gen_u32(&g);
        }
    } else {
        prog.n = gen_prog(&g, p, GEN_MAX);
    }
    len = gen_u32(&g);
    if (sn_engine_new(&e, &prog, true, &d) != SN_OK) {
        FUZZ_ASSERT(raw);
        return 0;
    }
    sn_arena_init(&a, 1 << 20);
    FUZZ_ASSERT(sn_bpf_split(&part, &a, &prog, 4 + len % 61, &whole, &d) == SN_OK);
    FUZZ_ASSERT(whole || part.n <= 4 + len % 61);
    FUZZ_ASSERT(sn_bpf_verify(part.insn, part.n, &d) == SN_OK);
    for (size_t i = 0, step = 1 + g.left / 64; i <= g.left; i += i < 64 ? 1 : step) {
        uint8_t *data = copy(g.p, i);

        compare(e, p, part.insn, data, (uint32_t)i, len);
        free(data);
    }
    sn_arena_free(&a);
    sn_engine_free(e);
    return 0;
}
