/*
 * What the code generators share: the plan of a program, and memory that code is written to.
 *
 * Jumps of a filter program only go forward. Code is therefore written from its end to its start:
 * when a jump is written its target has an address already, so one pass finds the shortest form of
 * every jump. A generator's functions read bottom-up: what is pushed first runs last.
 */
#ifndef SN_BPF_JIT_H
#define SN_BPF_JIT_H

#include <string.h>

#include "bpf/insn.h"
#include "sn/bpf.h"

/* Programs above this are left to the interpreter. */
#define JIT_INSNS_MAX (1u << 20)

/* `needs` of an instruction from which on every path rejects. */
#define JIT_REJECTS UINT32_MAX

/* What the plan says of an instruction. */
struct jit_insn {
    uint32_t needs;  /* no path from here accepts unless caplen is at least this */
    uint32_t check;  /* a load: compare caplen with this first; 0: known to be there */
    uint32_t xcheck; /* an indexed load: compare caplen with X + this first; 0: known */
    bool reached;    /* from the program's start */
    bool raw;        /* a load, or a test of what it loaded: bytes stay in packet order */
    uint8_t size;    /* a raw test: the bytes of the load */
};

struct jit_plan {
    const struct sn_insn *p;
    struct jit_insn *at; /* n of them */
    uint32_t n;
    bool zero_a, zero_x; /* some path reads the register's initial 0 */
};

/* Fills plan for the verified program p; false when memory is short. at is the caller's to free. */
bool sn_jit_plan(struct jit_plan *plan, const struct sn_insn *p, uint32_t n);

/* Room for code, [base, end), filled downwards: [p, end) is written. */
struct jit_code {
    uint8_t *base, *p, *end;
    bool full; /* something did not fit; nothing more is written */
};

static inline void sn_jit_push(struct jit_code *c, const void *bytes, size_t n)
{
    if ((size_t)(c->p - c->base) < n || c->full) {
        c->full = true;
        return;
    }
    c->p -= n;
    memcpy(c->p, bytes, n);
}

/* What a generator makes of a plan: one packet, and a row of packets. */
struct jit_entry {
    const uint8_t *one; /* uint32_t one(const uint8_t *data, uint32_t caplen, uint32_t len) */
    const uint8_t *row; /* uint32_t row(struct sn_pkt *first, struct sn_pkt *end) */
};

/* Bytes of code that an instruction takes at most, in both forms together, and a program's rest. */
#define JIT_BYTES_INSN 160
#define JIT_BYTES_REST 1024

struct jit_gen {
    struct jit_code *c;
    const struct jit_plan *plan;
    const struct jit_machine *m;
    const uint8_t **where; /* each instruction's code */
    bool row;              /* else one packet */
    const uint8_t *reject; /* goes on with the verdict 0 */
    const uint8_t *accept; /* a row: goes on with the packet accepted */
};

/*
 * What is written for each kind of instruction. A test sets the processor's flags, from which the
 * condition `op` (BPF_JEQ, …; !op is `not`) is taken by what is written before it.
 */
struct jit_machine {
    void (*load_packet)(struct jit_gen *g, const struct sn_insn *p, const struct jit_insn *at);
    void (*load_other)(struct jit_gen *g, const struct sn_insn *p); /* IMM, MEM, LEN */
    void (*store)(struct jit_gen *g, bool x, uint32_t word);
    void (*alu)(struct jit_gen *g, const struct sn_insn *p);
    void (*move)(struct jit_gen *g, bool to_x);
    void (*clear)(struct jit_gen *g, bool x);
    void (*go_on)(struct jit_gen *g, const uint8_t *to); /* unless that is next anyway */
    void (*test)(struct jit_gen *g, const struct sn_insn *p, uint32_t k);
    void (*branch)(struct jit_gen *g, uint32_t op, const uint8_t *yes, const uint8_t *no);
    void (*decide)(struct jit_gen *g, uint32_t op, bool inverted); /* a row: the verdict, no jump */
    void (*ret)(struct jit_gen *g, const struct sn_insn *p);       /* not a constant in a row */
};

/* Writes the program, down to its first instruction; continue above. */
void sn_jit_body(struct jit_gen *g);

/* Where each instruction's code begins is kept in where (n of them). False when c is full. */
bool sn_jit_x64(struct jit_code *c, const struct jit_plan *plan, const uint8_t **where,
                struct jit_entry *out);
bool sn_jit_a64(struct jit_code *c, const struct jit_plan *plan, const uint8_t **where,
                struct jit_entry *out);

/* Bytes that a load reads. */
static inline uint32_t sn_jit_size(uint32_t code)
{
    return BPF_SIZE(code) == BPF_W ? 4 : BPF_SIZE(code) == BPF_H ? 2 : 1;
}

static inline bool sn_jit_is_load(uint32_t code)
{
    uint32_t mode = BPF_MODE(code);

    return BPF_CLASS(code) <= BPF_LDX && (mode == BPF_ABS || mode == BPF_IND || mode == BPF_MSH);
}

/* A constant as the bytes of a load of that size have it in memory order. */
static inline uint32_t sn_jit_swap(uint32_t k, uint32_t size)
{
    return size == 4 ? __builtin_bswap32(k) : size == 2 ? __builtin_bswap16((uint16_t)k) : k;
}

#endif
