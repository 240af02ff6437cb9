/*
 * Classic BPF's instruction codes, as the kernel's <linux/bpf_common.h> and filter.h number them.
 *
 * code = class | size | mode for loads, class | op | source for arithmetic and jumps.
 */
#ifndef SN_BPF_INSN_H
#define SN_BPF_INSN_H

#include <stdint.h>

enum {
    /* classes */
    BPF_LD = 0x00,
    BPF_LDX = 0x01,
    BPF_ST = 0x02,
    BPF_STX = 0x03,
    BPF_ALU = 0x04,
    BPF_JMP = 0x05,
    BPF_RET = 0x06,
    BPF_MISC = 0x07,
    /* sizes of loads */
    BPF_W = 0x00,
    BPF_H = 0x08,
    BPF_B = 0x10,
    /* modes of loads */
    BPF_IMM = 0x00,
    BPF_ABS = 0x20,
    BPF_IND = 0x40,
    BPF_MEM = 0x60,
    BPF_LEN = 0x80,
    BPF_MSH = 0xa0,
    /* arithmetic */
    BPF_ADD = 0x00,
    BPF_SUB = 0x10,
    BPF_MUL = 0x20,
    BPF_DIV = 0x30,
    BPF_OR = 0x40,
    BPF_AND = 0x50,
    BPF_LSH = 0x60,
    BPF_RSH = 0x70,
    BPF_NEG = 0x80,
    BPF_MOD = 0x90,
    BPF_XOR = 0xa0,
    /* jumps */
    BPF_JA = 0x00,
    BPF_JEQ = 0x10,
    BPF_JGT = 0x20,
    BPF_JGE = 0x30,
    BPF_JSET = 0x40,
    /* sources */
    BPF_K = 0x00,
    BPF_X = 0x08,
    BPF_A = 0x10, /* of a return */
    /* miscellaneous */
    BPF_TAX = 0x00,
    BPF_TXA = 0x80,
};

#define BPF_CLASS(code) ((code)&0x07)
#define BPF_SIZE(code)  ((code)&0x18)
#define BPF_MODE(code)  ((code)&0xe0)
#define BPF_OP(code)    ((code)&0xf0)
#define BPF_SRC(code)   ((code)&0x08)

/* Words of scratch memory. */
#define BPF_MEMWORDS 16

/* Absolute loads from here on ask the kernel for facts about the packet (SKF_AD_OFF). */
#define BPF_ANC_OFF 0xfffff000u

/* How often a run may jump back: more than any packet has headers. */
#define BPF_LOOPS_MAX 16384

/* The longest program that the engines take. */
#define BPF_INSNS_MAX (1u << 24)

#endif
