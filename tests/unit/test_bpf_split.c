/* Programs made short enough for the kernel: whatever they accepted is accepted still. */
#define TEST_ALLOC
#include "test.h"

#include "../fuzz/bpfgen.h"
#include "sn/rd.h"

static uint64_t seed = 5;

static uint32_t rnd(void)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33);
}

static struct sn_arena arena;

static struct sn_prog split(const struct sn_prog *p, uint32_t max, bool *whole)
{
    struct sn_prog q = {0};
    struct sn_diag d = {0};

    CHECK_INT(sn_bpf_split(&q, &arena, p, max, whole, &d), SN_OK);
    CHECK_STR(d.msg, "");
    CHECK(q.n <= max || *whole);
    CHECK_INT(sn_bpf_verify(q.insn, q.n, &d), SN_OK);
    return q;
}

/* An expression of n hosts of 10.0.0.0/14, or a part of one. */
static struct sn_prog hosts(uint32_t n, const char *rest)
{
    size_t room = 64 + (size_t)n * 24;
    char *text = malloc(room), *p = text;
    struct sn_bpf_opts o = {.linktype = SN_LINK_ETHERNET};
    struct sn_prog prog = {0};
    struct sn_diag d = {0};

    if (!text)
        abort();
    p += sprintf(p, "(host 10.1.2.3");
    for (uint32_t i = 1; i < n; i++)
        p += sprintf(p, " or 10.%u.%u.%u", rnd() % 4, rnd() % 256, rnd() % 256);
    p += sprintf(p, ")%s", rest);
    CHECK_INT(sn_bpf_compile(&prog, &arena, text, (size_t)(p - text), &o, &d), SN_OK);
    CHECK_STR(d.msg, "");
    free(text);
    return prog;
}

static void packet(uint8_t *p, uint32_t src, uint32_t dst)
{
    memset(p, 0, 64);
    p[12] = 8;
    p[14] = 0x45;
    p[23] = 6;
    p[36] = 0;
    p[37] = 80;
    for (int i = 0; i < 4; i++) {
        p[26 + i] = (uint8_t)(src >> (24 - 8 * i));
        p[30 + i] = (uint8_t)(dst >> (24 - 8 * i));
    }
}

/* How many of 10,000 packets from 10.0.0.0/12 to elsewhere p and q accept. */
static void compare(const struct sn_prog *p, const struct sn_prog *q, uint32_t *np, uint32_t *nq)
{
    *np = *nq = 0;
    for (uint32_t i = 0; i < 10000; i++) {
        uint8_t pkt[64];
        bool a, b;

        packet(pkt, 0x0a000000 | rnd() % (1 << 20), 0xc0000000 | rnd() % 1000);
        if (i % 10 == 0)
            packet(pkt, 0xc0a80000 | rnd() % 1000, 0x0a010203);
        a = sn_bpf_run(p->insn, pkt, 64, 64);
        b = sn_bpf_run(q->insn, pkt, 64, 64);
        CHECK(!a || b);
        *np += a;
        *nq += b;
    }
}

TEST(short_programs_stay)
{
    struct sn_insn insn[] = {{BPF_RET | BPF_K, 0, 0, 1}};
    struct sn_prog p = {insn, 1}, q;
    struct sn_diag d;
    bool whole;

    sn_arena_init(&arena, (size_t)256 << 20);
    q = split(&p, 4, &whole);
    CHECK(whole && q.insn == insn && q.n == 1);
    p = hosts(50, "");
    CHECK_INT(sn_bpf_split(&q, &arena, &p, 3, &whole, &d), SN_EUSAGE);
    sn_arena_free(&arena);
}

TEST(jumps_back_are_taken_out)
{
    static const char text[] = "ip6 protochain 17";
    struct sn_bpf_opts o = {.linktype = SN_LINK_ETHERNET};
    struct sn_prog p, q;
    struct sn_diag d;
    bool whole;

    for (uint32_t max = SN_BPF_KERNEL_MAX; max; max = max > 8 ? 8 : 0) {
        uint8_t pkt[80] = {[12] = 0x86, 0xdd, [20] = 0, [54] = 60, [62] = 17};

        sn_arena_init(&arena, 1 << 24);
        CHECK_INT(sn_bpf_compile(&p, &arena, text, strlen(text), &o, &d), SN_OK);
        q = split(&p, max, &whole);
        CHECK(!whole);
        for (uint32_t i = 0; i < q.n; i++)
            CHECK(q.insn[i].code != (BPF_JMP | BPF_JA) || (int32_t)q.insn[i].k >= 0);
        CHECK(sn_bpf_run(p.insn, pkt, sizeof pkt, sizeof pkt) != 0);
        CHECK_INT(sn_bpf_run(q.insn, pkt, sizeof pkt, sizeof pkt), SN_SNAPLEN_DEFAULT);
        pkt[13] = 0; /* not IPv6 */
        CHECK(sn_bpf_run(p.insn, pkt, sizeof pkt, sizeof pkt) == 0);
        CHECK(sn_bpf_run(q.insn, pkt, sizeof pkt, sizeof pkt) == 0);
        sn_arena_free(&arena);
    }
}

TEST(sets_become_coarser)
{
    static const char *const rest[] = {"", " and tcp port 80", " and not tcp port 443"};

    for (int i = 0; i < 3; i++) {
        struct sn_prog p, q;
        uint32_t np, nq;
        bool whole;

        sn_arena_init(&arena, (size_t)256 << 20);
        p = hosts(600, rest[i]);
        q = split(&p, p.n / 3, &whole);
        CHECK(!whole);
        compare(&p, &q, &np, &nq);
        CHECK(np >= 1000);
        /* Most of what doesn't match is still refused: 10.0.0.0/14's other addresses apart. */
        CHECK(nq < 1000 + 4500);
        q = split(&p, 100, &whole);
        compare(&p, &q, &np, &nq);
        split(&p, 20, &whole);
        split(&p, 4, &whole);
        sn_arena_free(&arena);
    }
}

TEST(any_program)
{
    for (int round = 0; round < 3000; round++) {
        uint8_t bytes[4096], pkt[96];
        struct gen_bytes g = {bytes, sizeof bytes};
        struct sn_insn insn[GEN_MAX + 16];
        struct sn_prog p = {insn, 0}, q;
        bool whole;

        for (size_t i = 0; i < sizeof bytes; i++)
            bytes[i] = (uint8_t)rnd();
        bytes[0] &= 0xfb;
        p.n = gen_prog(&g, insn, GEN_MAX);
        sn_arena_init(&arena, 1 << 20);
        q = split(&p, 4 + rnd() % 60, &whole);
        for (int k = 0; k < 40; k++) {
            uint32_t caplen = rnd() % 3 ? sizeof pkt : rnd() % sizeof pkt;

            for (size_t i = 0; i < sizeof pkt; i++)
                pkt[i] = (uint8_t)(rnd() % 2 ? rnd() % 4 : rnd());
            if (sn_bpf_run(p.insn, pkt, caplen, 100) && !sn_bpf_run(q.insn, pkt, caplen, 100)) {
                printf("# round %d\n", round);
                tests_bad = 1;
            }
        }
        sn_arena_free(&arena);
    }
}

/* Random searches and chains on one value: regions of every shape. */
TEST(any_region)
{
    for (int round = 0; round < 2000; round++) {
        static const uint16_t op[] = {BPF_JEQ, BPF_JGT, BPF_JGE};
        struct sn_insn insn[400];
        uint32_t n = 60 + rnd() % 300, i;
        struct sn_prog p = {insn, n + 3}, q;
        bool whole;

        insn[0] = (struct sn_insn){BPF_LD | BPF_B | BPF_ABS, 0, 0, 0};
        for (i = 1; i < n; i++) {
            uint32_t left = n + 2 - i;

            insn[i] = (struct sn_insn){(uint16_t)(BPF_JMP | op[rnd() % 3]), 0, 0, rnd() % 256};
            insn[i].jt = (uint8_t)(rnd() % 4 ? rnd() % (left < 40 ? left : 40) : 0);
            insn[i].jf = (uint8_t)(rnd() % 4 ? 0 : rnd() % (left < 200 ? left : 200));
            if (rnd() % 50 == 0)
                insn[i] = (struct sn_insn){BPF_LD | BPF_B | BPF_ABS, 0, 0, rnd() % 3};
            if (rnd() % 50 == 0)
                insn[i] = (struct sn_insn){BPF_JMP | BPF_JA, 0, 0, rnd() % 3 % left};
        }
        insn[n] = (struct sn_insn){BPF_RET | BPF_K, 0, 0, rnd() % 2};
        insn[n + 1] = (struct sn_insn){BPF_RET | BPF_K, 0, 0, 1};
        insn[n + 2] = (struct sn_insn){BPF_RET | BPF_K, 0, 0, 0};
        sn_arena_init(&arena, 1 << 20);
        q = split(&p, 4 + rnd() % 60, &whole);
        for (uint32_t v = 0; v < 256; v++) {
            uint8_t pkt[3] = {(uint8_t)v, (uint8_t)rnd(), (uint8_t)rnd()};

            if (sn_bpf_run(p.insn, pkt, 3, 3) && !sn_bpf_run(q.insn, pkt, 3, 3)) {
                printf("# round %d value %u\n", round, v);
                tests_bad = 1;
            }
        }
        sn_arena_free(&arena);
    }
}

#ifndef __SANITIZE_ADDRESS__
TEST(memory_is_short)
{
    struct sn_prog p, q;
    struct sn_diag d;
    bool whole;
    long k = 0;

    sn_arena_init(&arena, (size_t)256 << 20);
    p = hosts(100, "");
    for (;; k++) {
        enum sn_err e;

        fail_alloc_after(k);
        e = sn_bpf_split(&q, &arena, &p, 60, &whole, &d);
        fail_alloc_never();
        if (e == SN_OK)
            break;
        CHECK_INT(e, SN_ENOMEM);
    }
    CHECK(k > 3);
    sn_arena_free(&arena);
}
#endif

TEST_MAIN
