/* The interpreter, the verifier and the printed forms of programs. */
#include "test.h"

#include "bpf/insn.h"
#include "bpf/opname.h"
#include "sn/bpf.h"

#define LEN(a) (sizeof(a) / sizeof *(a))

static const uint8_t bytes[] = {0x45, 0x11, 0x22, 0x33, 0x84, 0x55, 0x66, 0x77, 0xf8, 0x99};

/* Runs ld/ldx/alu instructions and returns A. */
static uint32_t value(const struct sn_insn *p, size_t n)
{
    struct sn_insn prog[16];
    struct sn_diag d = {0};

    memcpy(prog, p, n * sizeof *p);
    prog[n] = (struct sn_insn){BPF_RET | BPF_A, 0, 0, 0};
    CHECK(sn_bpf_verify(prog, n + 1, &d) == SN_OK);
    return sn_bpf_run(prog, bytes, sizeof bytes, 1000);
}

#define VALUE(...)                                                                                 \
    value((const struct sn_insn[]){__VA_ARGS__}, LEN(((const struct sn_insn[]){__VA_ARGS__})))

/* A op v, with v as constant and in X; both must agree. */
static uint32_t arith(uint16_t op, uint32_t a, uint32_t v)
{
    uint32_t byx = VALUE({BPF_LD | BPF_IMM, 0, 0, a}, {BPF_LDX | BPF_IMM, 0, 0, v},
                         {BPF_ALU | op | BPF_X, 0, 0, 0});

    if (v < 32 || (op != BPF_LSH && op != BPF_RSH))
        CHECK_INT(VALUE({BPF_LD | BPF_IMM, 0, 0, a}, {BPF_ALU | op | BPF_K, 0, 0, v}), byx);
    return byx;
}

TEST(arithmetic)
{
    CHECK_INT(arith(BPF_ADD, 0xffffffff, 2), 1);
    CHECK_INT(arith(BPF_SUB, 1, 2), 0xffffffff);
    CHECK_INT(arith(BPF_MUL, 0x10000, 0x10001), 0x10000);
    CHECK_INT(arith(BPF_DIV, 0xffffffff, 2), 0x7fffffff);
    CHECK_INT(arith(BPF_MOD, 0xffffffff, 16), 15);
    CHECK_INT(arith(BPF_AND, 0xff0f, 0xff), 0x0f);
    CHECK_INT(arith(BPF_OR, 0xf0, 0x0f), 0xff);
    CHECK_INT(arith(BPF_XOR, 0xff, 0x0f), 0xf0);
    CHECK_INT(arith(BPF_LSH, 1, 31), 0x80000000);
    CHECK_INT(arith(BPF_RSH, 0x80000000, 31), 1);
    CHECK_INT(arith(BPF_LSH, 1, 32), 0);
    CHECK_INT(arith(BPF_RSH, 0xffffffff, 32), 0);
    CHECK_INT(arith(BPF_LSH, 1, 0x80000000), 0);
    CHECK_INT(VALUE({BPF_LD | BPF_IMM, 0, 0, 1}, {BPF_ALU | BPF_NEG, 0, 0, 0}), 0xffffffff);
}

TEST(division_by_zero_rejects)
{
    static const uint16_t op[] = {BPF_DIV, BPF_MOD};

    for (size_t i = 0; i < LEN(op); i++) {
        struct sn_insn p[] = {{BPF_ALU | op[i] | BPF_X, 0, 0, 0}, {BPF_RET | BPF_K, 0, 0, 7}};

        CHECK_INT(sn_bpf_run(p, bytes, sizeof bytes, 0), 0);
    }
}

TEST(loads)
{
    CHECK_INT(VALUE({BPF_LD | BPF_W | BPF_ABS, 0, 0, 6}), 0x6677f899);
    CHECK_INT(VALUE({BPF_LD | BPF_H | BPF_ABS, 0, 0, 8}), 0xf899);
    CHECK_INT(VALUE({BPF_LD | BPF_B | BPF_ABS, 0, 0, 9}), 0x99);
    CHECK_INT(VALUE({BPF_LDX | BPF_IMM, 0, 0, 4}, {BPF_LD | BPF_W | BPF_IND, 0, 0, 1}), 0x556677f8);
    CHECK_INT(VALUE({BPF_LDX | BPF_IMM, 0, 0, 4}, {BPF_LD | BPF_H | BPF_IND, 0, 0, 1}), 0x5566);
    CHECK_INT(VALUE({BPF_LDX | BPF_IMM, 0, 0, 4}, {BPF_LD | BPF_B | BPF_IND, 0, 0, 1}), 0x55);
    CHECK_INT(VALUE({BPF_LDX | BPF_MSH | BPF_B, 0, 0, 4}, {BPF_MISC | BPF_TXA, 0, 0, 0}), 16);
    CHECK_INT(VALUE({BPF_LD | BPF_W | BPF_LEN, 0, 0, 0}), 1000);
    CHECK_INT(VALUE({BPF_LDX | BPF_W | BPF_LEN, 0, 0, 0}, {BPF_MISC | BPF_TXA, 0, 0, 0}), 1000);
}

TEST(scratch_memory)
{
    CHECK_INT(VALUE({BPF_LD | BPF_IMM, 0, 0, 5}, {BPF_ST, 0, 0, 15}, {BPF_LD | BPF_IMM, 0, 0, 6},
                    {BPF_LD | BPF_MEM, 0, 0, 15}),
              5);
    CHECK_INT(VALUE({BPF_LDX | BPF_IMM, 0, 0, 5}, {BPF_STX, 0, 0, 0}, {BPF_LDX | BPF_IMM, 0, 0, 6},
                    {BPF_LDX | BPF_MEM, 0, 0, 0}, {BPF_MISC | BPF_TXA, 0, 0, 0}),
              5);
    CHECK_INT(VALUE({BPF_LD | BPF_IMM, 0, 0, 9}, {BPF_MISC | BPF_TAX, 0, 0, 0},
                    {BPF_LD | BPF_IMM, 0, 0, 1}, {BPF_ALU | BPF_ADD | BPF_X, 0, 0, 0}),
              10);
}

/* An absolute or indexed load at the last possible place works, one byte on it rejects. */
TEST(load_bounds)
{
    static const struct {
        uint16_t code;
        uint32_t size;
    } load[] = {
        {BPF_LD | BPF_W | BPF_ABS, 4},  {BPF_LD | BPF_H | BPF_ABS, 2},
        {BPF_LD | BPF_B | BPF_ABS, 1},  {BPF_LD | BPF_W | BPF_IND, 4},
        {BPF_LD | BPF_H | BPF_IND, 2},  {BPF_LD | BPF_B | BPF_IND, 1},
        {BPF_LDX | BPF_MSH | BPF_B, 1},
    };

    for (uint32_t caplen = 0; caplen <= sizeof bytes; caplen++) {
        const uint8_t *g = guarded(bytes, caplen);

        for (size_t i = 0; i < LEN(load); i++) {
            bool ind = BPF_MODE(load[i].code) == BPF_IND;

            for (uint32_t at = 0; at <= sizeof bytes; at++) {
                struct sn_insn p[] = {{BPF_LDX | BPF_IMM, 0, 0, ind ? at / 2 : 7},
                                      {load[i].code, 0, 0, ind ? at - at / 2 : at},
                                      {BPF_RET | BPF_K, 0, 0, 1}};

                CHECK_INT(sn_bpf_run(p, g, caplen, 10), at + load[i].size <= caplen);
            }
        }
    }
}

TEST(offsets_do_not_wrap)
{
    static const uint32_t far[] = {0xffffffff, 0xfffffffe, 0xfffffffc, 0xfffff000, 0x80000000};
    static const uint16_t size[] = {BPF_W, BPF_H, BPF_B};

    for (size_t i = 0; i < LEN(far); i++) {
        for (size_t j = 0; j < LEN(size); j++) {
            struct sn_insn p[] = {{BPF_LDX | BPF_IMM, 0, 0, 8},
                                  {BPF_LD | size[j] | BPF_IND, 0, 0, far[i]},
                                  {BPF_RET | BPF_K, 0, 0, 1}};
            struct sn_insn q[] = {{BPF_LD | size[j] | BPF_ABS, 0, 0, far[i]},
                                  {BPF_RET | BPF_K, 0, 0, 1}};

            CHECK_INT(sn_bpf_run(p, bytes, sizeof bytes, 10), 0);
            CHECK_INT(sn_bpf_run(q, bytes, sizeof bytes, 10), 0);
        }
    }
}

TEST(jumps)
{
    static const struct {
        uint16_t op;
        uint32_t a, v;
        bool yes;
    } j[] = {
        {BPF_JEQ, 5, 5, true},   {BPF_JEQ, 5, 6, false},          {BPF_JGT, 6, 5, true},
        {BPF_JGT, 5, 5, false},  {BPF_JGT, 0x80000000, 1, true},  {BPF_JGE, 5, 5, true},
        {BPF_JGE, 4, 5, false},  {BPF_JGE, 1, 0x80000000, false}, {BPF_JSET, 6, 2, true},
        {BPF_JSET, 5, 2, false}, {BPF_JSET, 5, 0, false},
    };

    for (size_t i = 0; i < LEN(j); i++) {
        for (uint16_t src = BPF_K; src <= BPF_X; src = (uint16_t)(src + BPF_X)) {
            struct sn_insn p[] = {{BPF_LD | BPF_IMM, 0, 0, j[i].a},
                                  {BPF_LDX | BPF_IMM, 0, 0, j[i].v},
                                  {BPF_JMP | j[i].op | src, 1, 0, j[i].v},
                                  {BPF_RET | BPF_K, 0, 0, 0},
                                  {BPF_JMP | BPF_JA, 0, 0, 1},
                                  {BPF_RET | BPF_K, 0, 0, 0},
                                  {BPF_RET | BPF_K, 0, 0, 96}};

            CHECK_INT(sn_bpf_run(p, bytes, sizeof bytes, 0), j[i].yes ? 96 : 0);
        }
    }
}

TEST(batch_marks_and_counts)
{
    struct sn_insn p[] = {{BPF_LD | BPF_B | BPF_ABS, 0, 0, 0},
                          {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0x45},
                          {BPF_RET | BPF_K, 0, 0, 1},
                          {BPF_RET | BPF_K, 0, 0, 0}};
    struct sn_pkt k[] = {
        {.data = bytes, .caplen = 4, .len = 4},
        {.data = bytes + 1, .caplen = 4, .len = 4},
        {.data = bytes + 1, .reclen = 4, .meta = true},
        {.data = bytes, .caplen = 4, .len = 4, .drop = true},
        {.data = bytes, .caplen = 0, .len = 4},
        {.data = bytes, .caplen = 1, .len = 4},
    };
    static const bool drop[] = {false, true, false, true, true, false};
    struct sn_batch b = {.pkt = k, .n = LEN(k)};

    CHECK_INT(sn_bpf_run_batch(p, &b), 2);
    for (size_t i = 0; i < LEN(k); i++)
        CHECK_INT(k[i].drop, drop[i]);
}

TEST(loops)
{
    /* Skips zero bytes from X on; an endless loop ends by itself. */
    struct sn_insn p[] = {
        {BPF_LDX | BPF_IMM, 0, 0, 0},           {BPF_LD | BPF_B | BPF_IND, 0, 0, 0},
        {BPF_JMP | BPF_JEQ | BPF_K, 0, 4, 0},   {BPF_MISC | BPF_TXA, 0, 0, 0},
        {BPF_ALU | BPF_ADD | BPF_K, 0, 0, 1},   {BPF_MISC | BPF_TAX, 0, 0, 0},
        {BPF_JMP | BPF_JA, 0, 0, (uint32_t)-6}, {BPF_RET | BPF_K, 0, 0, 7}};
    struct sn_insn forever[] = {{BPF_JMP | BPF_JA, 0, 0, (uint32_t)-1}, {BPF_RET | BPF_K, 0, 0, 7}};
    static const uint8_t zeros[8] = {0}, some[] = {0, 0, 0, 5};
    struct sn_diag d;

    CHECK(sn_bpf_verify(p, LEN(p), &d) == SN_OK);
    CHECK_INT(sn_bpf_run(p, some, 4, 4), 7);
    CHECK_INT(sn_bpf_run(p, zeros, 8, 8), 0);
    CHECK(sn_bpf_verify(forever, 2, &d) == SN_OK);
    CHECK_INT(sn_bpf_run(forever, zeros, 8, 8), 0);
}

static void refused(const struct sn_insn *p, size_t n, const char *want)
{
    struct sn_diag d = {0};

    CHECK_INT(sn_bpf_verify(p, n, &d), SN_EFORMAT);
    CHECK_STR(d.msg, want);
}

#define REFUSED(want, ...)                                                                         \
    refused((const struct sn_insn[]){__VA_ARGS__}, LEN(((const struct sn_insn[]){__VA_ARGS__})),   \
            want)
#define RET0                                                                                       \
    {                                                                                              \
        BPF_RET | BPF_K, 0, 0, 0                                                                   \
    }

TEST(verifier_refuses)
{
    struct sn_diag d = {0};

    CHECK_INT(sn_bpf_verify(NULL, 0, &d), SN_EFORMAT);
    CHECK_STR(d.msg, "an empty program");
    CHECK_INT(sn_bpf_verify(NULL, (size_t)BPF_INSNS_MAX + 1, &d), SN_EFORMAT);
    CHECK_STR(d.msg, "a program of 16777217 instructions; at most 16777216 are possible");
    REFUSED("instruction 0: unknown code 0xff", {0xff, 0, 0, 0}, RET0);
    REFUSED("instruction 0: unknown code 0x106", {0x106, 0, 0, 0}, RET0);
    REFUSED("instruction 1 (ld): loads from outside of scratch memory", {BPF_ST, 0, 0, 0},
            {BPF_LD | BPF_MEM, 0, 0, 16}, RET0);
    REFUSED("instruction 0 (ldx): loads from outside of scratch memory",
            {BPF_LDX | BPF_MEM, 0, 0, 0xffffffff}, RET0);
    REFUSED("instruction 0 (st): stores outside of scratch memory", {BPF_ST, 0, 0, 16}, RET0);
    REFUSED("instruction 0 (stx): stores outside of scratch memory", {BPF_STX, 0, 0, 16}, RET0);
    REFUSED("instruction 0 (div): division by zero", {BPF_ALU | BPF_DIV | BPF_K, 0, 0, 0}, RET0);
    REFUSED("instruction 0 (mod): division by zero", {BPF_ALU | BPF_MOD | BPF_K, 0, 0, 0}, RET0);
    REFUSED("instruction 0 (lsh): shift by more than 31 bits",
            {BPF_ALU | BPF_LSH | BPF_K, 0, 0, 32}, RET0);
    REFUSED("instruction 0 (rsh): shift by more than 31 bits",
            {BPF_ALU | BPF_RSH | BPF_K, 0, 0, 32}, RET0);
    REFUSED("instruction 0 (ja): jumps behind the end", {BPF_JMP | BPF_JA, 0, 0, 1}, RET0);
    REFUSED("instruction 0 (ja): jumps back beyond the beginning",
            {BPF_JMP | BPF_JA, 0, 0, 0xfffffffe}, RET0);
    REFUSED("instruction 3 (ja): jumps back to where more is stored", {BPF_JMP | BPF_JEQ, 2, 0, 0},
            {BPF_ST, 0, 0, 0}, {BPF_LD | BPF_MEM, 0, 0, 0}, {BPF_JMP | BPF_JA, 0, 0, 0xfffffffe},
            RET0);
    REFUSED("instruction 0 (jeq): jumps behind the end", {BPF_JMP | BPF_JEQ, 1, 0, 0}, RET0);
    REFUSED("instruction 0 (jset): jumps behind the end", {BPF_JMP | BPF_JSET, 0, 1, 0}, RET0);
    REFUSED("instruction 1 (tax): the last instruction must be a return", RET0,
            {BPF_MISC | BPF_TAX, 0, 0, 0});
}

TEST(verifier_follows_scratch_memory)
{
    /* Stored on one of two paths only. */
    REFUSED("instruction 2 (ld): loads scratch memory that no store has filled",
            {BPF_JMP | BPF_JEQ, 1, 0, 0}, {BPF_ST, 0, 0, 3}, {BPF_LD | BPF_MEM, 0, 0, 3}, RET0);
    REFUSED("instruction 1 (ldx): loads scratch memory that no store has filled", {BPF_ST, 0, 0, 2},
            {BPF_LDX | BPF_MEM, 0, 0, 3}, RET0);
    {
        /* Stored before the paths part; the return in between belongs to neither. */
        struct sn_insn p[] = {
            {BPF_JMP | BPF_JEQ, 0, 1, 0}, {BPF_ST, 0, 0, 3},          {BPF_ST, 0, 0, 3},
            {BPF_JMP | BPF_JEQ, 1, 0, 0}, {BPF_RET | BPF_K, 0, 0, 1}, {BPF_LD | BPF_MEM, 0, 0, 3},
            {BPF_RET | BPF_A, 0, 0, 0}};
        struct sn_diag d = {0};

        CHECK_INT(sn_bpf_verify(p, LEN(p), &d), SN_OK);
        CHECK_STR(d.msg, "");
    }
}

/* libpcap's bpf_image() of every instruction with k = 12, jt = 3, jf = 5 at number 7. */
static const struct {
    uint16_t code;
    const char *text;
} image[] = {
    {0x00, "ld       #0xc"},
    {0x01, "ldx      #0xc"},
    {0x02, "st       M[12]"},
    {0x03, "stx      M[12]"},
    {0x04, "add      #12"},
    {0x05, "ja       20"},
    {0x06, "ret      #12"},
    {0x07, "tax      "},
    {0x0c, "add      x"},
    {0x14, "sub      #12"},
    {0x15, "jeq      #0xc             jt 11\tjf 13"},
    {0x16, "ret      "},
    {0x1c, "sub      x"},
    {0x1d, "jeq      x                jt 11\tjf 13"},
    {0x20, "ld       [12]"},
    {0x24, "mul      #12"},
    {0x25, "jgt      #0xc             jt 11\tjf 13"},
    {0x28, "ldh      [12]"},
    {0x2c, "mul      x"},
    {0x2d, "jgt      x                jt 11\tjf 13"},
    {0x30, "ldb      [12]"},
    {0x34, "div      #12"},
    {0x35, "jge      #0xc             jt 11\tjf 13"},
    {0x3c, "div      x"},
    {0x3d, "jge      x                jt 11\tjf 13"},
    {0x40, "ld       [x + 12]"},
    {0x44, "or       #0xc"},
    {0x45, "jset     #0xc             jt 11\tjf 13"},
    {0x48, "ldh      [x + 12]"},
    {0x4c, "or       x"},
    {0x4d, "jset     x                jt 11\tjf 13"},
    {0x50, "ldb      [x + 12]"},
    {0x54, "and      #0xc"},
    {0x5c, "and      x"},
    {0x60, "ld       M[12]"},
    {0x61, "ldx      M[12]"},
    {0x64, "lsh      #12"},
    {0x6c, "lsh      x"},
    {0x74, "rsh      #12"},
    {0x7c, "rsh      x"},
    {0x80, "ld       #pktlen"},
    {0x84, "neg      "},
    {0x87, "txa      "},
    {0x94, "mod      #12"},
    {0x9c, "mod      x"},
    {0xa4, "xor      #0xc"},
    {0xac, "xor      x"},
    {0xb1, "ldxb     4*([12]&0xf)"},
};

static const char *printed(const struct sn_prog *p, enum sn_bpf_image how)
{
    static char mem[1 << 16];
    struct sn_buf b;

    sn_buf_fixed(&b, mem, sizeof mem - 1);
    sn_bpf_print(&b, p, how);
    *b.p = '\0';
    return mem;
}

TEST(images)
{
    struct sn_insn p[8] = {{BPF_RET | BPF_K, 0, 0, 0}};
    struct sn_prog prog = {p, LEN(p)};
    size_t known = 0;

    for (size_t i = 0; i < LEN(image); i++) {
        const char *last;

        p[7] = (struct sn_insn){image[i].code, 3, 5, 12};
        last = strstr(printed(&prog, SN_BPF_IMAGE), "(007) ") + 6;
        CHECK(strlen(last) == strlen(image[i].text) + 1);
        CHECK(!strncmp(last, image[i].text, strlen(image[i].text)));
    }
    for (uint32_t code = 0; code < 0x10000; code++)
        known += sn_bpf_opname(code) != NULL;
    CHECK_INT(known, LEN(image) + 1); /* libpcap's image doesn't know ldx #pktlen */
}

TEST(images_of_odd_operands)
{
    struct sn_insn p[] = {
        {BPF_LD | BPF_B | BPF_ABS, 0, 0, 0xfffff030},
        {BPF_LD | BPF_H | BPF_ABS, 0, 0, 0xfffff02c},
        {BPF_LD | BPF_W | BPF_ABS, 0, 0, 0xfffff000},
        {BPF_LD | BPF_H | BPF_ABS, 0, 0, 0xfffff03c},
        {BPF_LD | BPF_H | BPF_ABS, 0, 0, 0xfffff040},
        {BPF_LD | BPF_B | BPF_IND, 0, 0, 0xffffffff},
        {BPF_LDX | BPF_W | BPF_LEN, 0, 0, 0},
        {BPF_JMP | BPF_JEQ | BPF_K, 255, 0, 0xffffffff},
        {BPF_RET | BPF_K, 0, 0, 262144},
        {0xee, 1, 2, 3},
    };
    struct sn_prog prog = {p, LEN(p)};

    CHECK_STR(printed(&prog, SN_BPF_IMAGE), "(000) ldb      [vlanp]\n"
                                            "(001) ldh      [vlan_tci]\n"
                                            "(002) ld       [proto]\n"
                                            "(003) ldh      [vlan_tpid]\n"
                                            "(004) ldh      [-4032]\n"
                                            "(005) ldb      [x + -1]\n"
                                            "(006) ldx      #pktlen\n"
                                            "(007) jeq      #0xffffffff      jt 263\tjf 8\n"
                                            "(008) ret      #262144\n"
                                            "(009) unimp    0xee\n");
    prog.insn = p + 7;
    prog.n = 2;
    CHECK_STR(printed(&prog, SN_BPF_C), "{ 0x15, 255, 0, 0xffffffff },\n"
                                        "{ 0x6, 0, 0, 0x00040000 },\n");
    CHECK_STR(printed(&prog, SN_BPF_DECIMAL), "2\n21 255 0 4294967295\n6 0 0 262144\n");
}

TEST_MAIN
