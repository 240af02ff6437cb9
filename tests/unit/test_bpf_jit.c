/* The engine against the interpreter. */
#define TEST_ALLOC
#include "test.h"

#include <sys/prctl.h>
#include <sys/wait.h>

#include "../fuzz/bpfgen.h"
#include "sn/engine.h"

#define LEN(a) (sizeof(a) / sizeof *(a))

static uint64_t seed = 1;

static uint32_t rnd(void)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33);
}

static struct sn_engine *engine(struct sn_insn *p, size_t n)
{
    struct sn_prog prog = {p, (uint32_t)n};
    struct sn_engine *e;
    struct sn_diag d = {0};

    CHECK_INT(sn_engine_new(&e, &prog, true, &d), SN_OK);
    CHECK_STR(d.msg, "");
    return e;
}

/* Ethernet, IPv4 or IPv6, TCP or UDP; now and then a byte of something else. */
static void packet(uint8_t *p, size_t n)
{
    static const uint8_t types[4][2] = {{8, 0}, {0x86, 0xdd}, {0x81, 0}, {8, 6}};

    for (size_t i = 0; i < n; i++)
        p[i] = (uint8_t)(rnd() % 3 ? rnd() % 4 : rnd());
    if (n > 23) {
        memcpy(p + 12, types[rnd() % 4], 2);
        p[14] = (uint8_t)(rnd() % 4 ? 0x45 : 0x40 | rnd());
        p[23] = rnd() % 2 ? 6 : 17;
    }
}

static bool agree(const struct sn_engine *e, const struct sn_insn *p, const uint8_t *data,
                  uint32_t caplen, uint32_t len)
{
    uint32_t want = sn_bpf_run(p, data, caplen, len);
    struct sn_pkt k[2] = {{.data = data, .caplen = caplen, .len = len},
                          {.data = data, .caplen = caplen, .len = len}};

    return sn_engine_run(e, data, caplen, len) == want &&
           sn_engine_run_pkts(e, k, 2) == (want ? 2 : 0) && k[0].drop == !want &&
           k[1].drop == !want;
}

TEST(has_machine_code)
{
    struct sn_insn p[] = {{BPF_RET | BPF_K, 0, 0, 5}};
    struct sn_prog prog = {p, 1};
    struct sn_engine *e = engine(p, 1);
    struct sn_diag d;

#if defined __x86_64__
    CHECK_STR(sn_engine_name(e), "x86-64 machine code");
#elif defined __aarch64__
    CHECK_STR(sn_engine_name(e), "AArch64 machine code");
#else
    CHECK_STR(sn_engine_name(e), "interpreter");
#endif
    CHECK_INT(sn_engine_run(e, NULL, 0, 0), 5);
    sn_engine_free(e);
    CHECK_INT(sn_engine_new(&e, &prog, false, &d), SN_OK);
    CHECK_STR(sn_engine_name(e), "interpreter");
    CHECK_INT(sn_engine_run(e, NULL, 0, 0), 5);
    sn_engine_free(e);
    sn_engine_free(NULL);
    p[0].code = 0xffff;
    CHECK_INT(sn_engine_new(&e, &prog, true, &d), SN_EFORMAT);
    CHECK(e == NULL);
}

/* Every instruction alone, on operands that matter. */
TEST(single_instructions)
{
    static const uint32_t v[] = {0,    1,          2,          31,         32,         33, 255,
                                 4096, 0x7fffffff, 0x80000000, 0xffffffff, 0x00ff0000, 14};
    uint8_t bytes[64];
    const uint8_t *data;

    packet(bytes, sizeof bytes);
    data = guarded(bytes, sizeof bytes);
    for (size_t c = 0; c < LEN(gen_codes); c++) {
        for (size_t i = 0; i < LEN(v) * LEN(v); i++) {
            for (size_t j = 0; j < LEN(v); j++) {
                uint32_t a = v[i / LEN(v)], x = v[i % LEN(v)];
                struct sn_insn p[] = {{BPF_LD | BPF_IMM, 0, 0, a},
                                      {BPF_ST, 0, 0, 3},
                                      {BPF_LDX | BPF_IMM, 0, 0, x},
                                      {gen_codes[c], 0, 2, v[j]},
                                      {BPF_ALU | BPF_XOR | BPF_X, 0, 0, 0},
                                      {BPF_RET | BPF_A, 0, 0, 0},
                                      {BPF_RET | BPF_K, 0, 0, 9}};
                struct sn_prog prog = {p, LEN(p)};
                struct sn_engine *e;
                struct sn_diag d;

                if (sn_engine_new(&e, &prog, true, &d) != SN_OK)
                    continue;
                if (!agree(e, p, data, sizeof bytes, v[j])) {
                    printf("# code %#x a %#x x %#x k %#x\n", gen_codes[c], a, x, v[j]);
                    tests_bad = 1;
                }
                sn_engine_free(e);
            }
        }
    }
}

TEST(random_programs)
{
    for (int round = 0; round < 6000; round++) {
        uint8_t bytes[2048], pkt[96];
        struct gen_bytes g = {bytes, sizeof bytes};
        struct sn_insn p[GEN_MAX + 16];
        struct sn_engine *e;
        uint32_t n;

        for (size_t i = 0; i < sizeof bytes; i++)
            bytes[i] = (uint8_t)rnd();
        bytes[1] = (uint8_t)(rnd() % (rnd() % 4 ? 24 : 256));
        bytes[0] &= rnd() % 8 ? 0xfd : 0xff;
        n = gen_prog(&g, p, GEN_MAX);
        e = engine(p, n);
        for (int k = 0; k < 40; k++) {
            uint32_t caplen = rnd() % 3 ? sizeof pkt : rnd() % sizeof pkt;

            packet(pkt, sizeof pkt);
            if (!agree(e, p, pkt, caplen, rnd() % 2000)) {
                printf("# round %d differs\n", round);
                tests_bad = 1;
            }
        }
        sn_engine_free(e);
    }
}

/* `tcp port 80` with its shared loads: checks are merged, and every capture length is right. */
TEST(every_capture_length)
{
    static struct sn_insn p[] = {
        {0x28, 0, 0, 12},     {0x15, 0, 6, 0x86dd}, {0x30, 0, 0, 20},   {0x15, 0, 15, 6},
        {0x28, 0, 0, 54},     {0x15, 12, 0, 80},    {0x28, 0, 0, 56},   {0x15, 10, 11, 80},
        {0x15, 0, 10, 0x800}, {0x30, 0, 0, 23},     {0x15, 0, 8, 6},    {0x28, 0, 0, 20},
        {0x45, 6, 0, 0x1fff}, {0xb1, 0, 0, 14},     {0x48, 0, 0, 14},   {0x15, 2, 0, 80},
        {0x48, 0, 0, 16},     {0x15, 0, 1, 80},     {0x6, 0, 0, 65535}, {0x6, 0, 0, 0},
    };
    struct sn_engine *e = engine(p, LEN(p));

    for (int round = 0; round < 200; round++) {
        uint8_t pkt[80];

        packet(pkt, sizeof pkt);
        pkt[20] = rnd() % 2 ? 6 : 0;
        pkt[21] = 0;
        memcpy(pkt + (rnd() % 2 ? 54 : 56), "\0\x50", 2);
        memcpy(pkt + 14 + (pkt[14] & 15) * 4 % 60 + (rnd() % 2 ? 0 : 2), "\0\x50", 2);
        for (uint32_t caplen = 0; caplen <= sizeof pkt; caplen++) {
            const uint8_t *g = round < 4 ? guarded(pkt, caplen) : pkt;

            CHECK(agree(e, p, g, caplen, sizeof pkt));
        }
    }
    sn_engine_free(e);
}

/* Jumps over more code than the short forms of jumps reach: 128 bytes on x86-64, 1 MiB on AArch64.
 */
TEST(long_programs)
{
    enum { N = 50000 };
    static struct sn_insn p[2 * N + 2];
    struct sn_engine *e;
    uint8_t pkt[4];

    p[0] = (struct sn_insn){BPF_LD | BPF_W | BPF_ABS, 0, 0, 0};
    for (uint32_t i = 0; i < N; i++) {
        p[1 + 2 * i] = (struct sn_insn){BPF_JMP | BPF_JEQ | BPF_K, 0, 1, i * 3 + 0x01020304};
        p[2 + 2 * i] = (struct sn_insn){BPF_RET | BPF_K, 0, 0, i + 1};
    }
    p[2 * N + 1] = (struct sn_insn){BPF_RET | BPF_K, 0, 0, 0};
    e = engine(p, LEN(p));
    CHECK(strcmp(sn_engine_name(e), "interpreter") != 0);
    for (uint32_t i = 0; i < 3 * N; i += i < 200 || i > 3 * N - 200 ? 1 : 997) {
        uint32_t v = __builtin_bswap32(i + 0x01020304);

        memcpy(pkt, &v, 4);
        CHECK(agree(e, p, pkt, 4, 4));
        CHECK(agree(e, p, pkt, 3, 4));
    }
    sn_engine_free(e);
}

TEST(row_skips_meta_and_dropped)
{
    static struct sn_insn p[] = {{BPF_LD | BPF_B | BPF_ABS, 0, 0, 0},
                                 {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0x45},
                                 {BPF_RET | BPF_K, 0, 0, 1},
                                 {BPF_RET | BPF_K, 0, 0, 0}};
    static const uint8_t yes[1] = {0x45}, no[1] = {0x46};
    struct sn_pkt k[] = {
        {.data = no, .meta = true},  {.data = yes, .caplen = 1},
        {.data = no, .caplen = 1},   {.data = yes, .caplen = 1, .drop = true},
        {.data = yes, .caplen = 0},  {.data = yes, .caplen = 1},
        {.data = yes, .meta = true},
    };
    static const bool drop[] = {false, false, true, true, true, false, false};
    struct sn_batch b = {.pkt = k, .n = LEN(k)};
    struct sn_engine *e = engine(p, LEN(p));

    CHECK_INT(sn_engine_run_batch(e, &b), 2);
    for (size_t i = 0; i < LEN(k); i++)
        CHECK_INT(k[i].drop, drop[i]);
    b.n = 0;
    CHECK_INT(sn_engine_run_batch(e, &b), 0);
    sn_engine_free(e);
}

/* Where memory that was written can't become executable, the interpreter does the work. */
TEST(no_executable_memory)
{
    static struct sn_insn p[] = {{BPF_LD | BPF_B | BPF_ABS, 0, 0, 0}, {BPF_RET | BPF_A, 0, 0, 0}};
    static const uint8_t data[1] = {77};
    int status = -1;
    pid_t pid = fork();

    if (pid == 0) {
        struct sn_engine *e;

        if (prctl(65 /* PR_SET_MDWE */, 1 /* refuse exec gain */, 0, 0, 0) != 0)
            _exit(0); /* older kernels can't refuse it */
        e = engine(p, LEN(p));
        CHECK_STR(sn_engine_name(e), "interpreter");
        CHECK_INT(sn_engine_run(e, data, 1, 1), 77);
        fflush(stdout);
        _exit(tests_bad);
    }
    CHECK(pid > 0 && waitpid(pid, &status, 0) == pid);
    CHECK_INT(status, 0);
}

#ifndef __SANITIZE_ADDRESS__
/* Without memory for the plan the engine interprets; without memory for itself it fails. */
TEST(memory_is_short)
{
    static struct sn_insn p[] = {{BPF_LD | BPF_B | BPF_ABS, 0, 0, 0},
                                 {BPF_ST, 0, 0, 0},
                                 {BPF_LD | BPF_MEM, 0, 0, 0},
                                 {BPF_RET | BPF_A, 0, 0, 0}};
    static const uint8_t data[1] = {77};
    struct sn_prog prog = {p, LEN(p)};
    uint32_t interpreted = 0;

    for (long k = 0;; k++) {
        struct sn_engine *e;
        struct sn_diag d;
        enum sn_err err;

        fail_alloc_after(k);
        err = sn_engine_new(&e, &prog, true, &d);
        fail_alloc_never();
        if (err) {
            CHECK_INT(err, SN_ENOMEM);
            CHECK(e == NULL);
            continue;
        }
        CHECK_INT(sn_engine_run(e, data, 1, 1), 77);
        if (strcmp(sn_engine_name(e), "interpreter") != 0) {
            sn_engine_free(e);
            break;
        }
        sn_engine_free(e);
        interpreted++;
    }
    CHECK(interpreted >= 3);
}
#endif

TEST_MAIN
