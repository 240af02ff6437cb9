/*
 * A small BPF interpreter for tests: slow, obvious, and curious. It also says why it stopped, and
 * can be asked to change the packet so that the next test goes the other way.
 */
#ifndef TEST_VM_H
#define TEST_VM_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "rng.h"
#include "sn/bpf.h"

struct vm_result {
    uint32_t ret;
    bool outside; /* a load was outside the packet, or a division by zero */
    bool lost;    /* too many steps, or an ancillary load */
};

struct origin { /* where A's value came from: size bytes at off, under mask */
    bool known;
    uint32_t off, size, mask;
};

static bool vm_load(const uint8_t *p, uint32_t caplen, uint64_t off, uint32_t size, uint32_t *v)
{
    if (off + size > caplen)
        return false;
    *v = 0;
    for (uint32_t i = 0; i < size; i++)
        *v = *v << 8 | p[off + i];
    return true;
}

static void vm_patch(uint8_t *p, struct origin o, uint32_t now, uint32_t want)
{
    uint32_t v = (now & ~o.mask) | (want & o.mask), old = 0;

    for (uint32_t i = 0; i < o.size; i++)
        old = old << 8 | p[o.off + i];
    v = (old & ~o.mask) | (want & o.mask);
    for (uint32_t i = 0; i < o.size; i++)
        p[o.off + i] = (uint8_t)(v >> 8 * (o.size - 1 - i));
}

static bool vm_alu(uint16_t code, uint32_t a, uint32_t b, uint32_t *out)
{
    switch (code & 0xf0) {
    case 0x00:
        *out = a + b;
        return true;
    case 0x10:
        *out = a - b;
        return true;
    case 0x20:
        *out = a * b;
        return true;
    case 0x30:
        *out = b ? a / b : 0;
        return b != 0;
    case 0x40:
        *out = a | b;
        return true;
    case 0x50:
        *out = a & b;
        return true;
    case 0x60:
        *out = b < 32 ? a << b : 0;
        return true;
    case 0x70:
        *out = b < 32 ? a >> b : 0;
        return true;
    case 0x80:
        *out = 0u - a;
        return true;
    case 0x90:
        *out = b ? a % b : 0;
        return b != 0;
    default:
        *out = a ^ b;
        return true;
    }
}

static bool vm_test(uint16_t code, uint32_t a, uint32_t b)
{
    switch (code & 0xf0) {
    case 0x10:
        return a == b;
    case 0x20:
        return a > b;
    case 0x30:
        return a >= b;
    default:
        return (a & b) != 0;
    }
}

/* Runs prog; with r, tests whose value is a plain load are made to hold half the time. */
static struct vm_result vm_run(const struct sn_insn *prog, uint32_t n, uint8_t *p, uint32_t caplen,
                               uint32_t len, struct rng *r)
{
    uint32_t a = 0, x = 0, m[16] = {0};
    struct origin o = {false, 0, 0, 0};
    struct vm_result no = {.outside = true}, lost = {.lost = true};
    int steps = 0;

    for (uint32_t pc = 0; pc < n;) {
        const struct sn_insn *i = &prog[pc++];
        uint32_t size = (i->code & 0x18) == 0x10 ? 1 : (i->code & 0x18) == 0x08 ? 2 : 4, b;
        uint64_t off;

        if (++steps > 100000)
            return lost;
        b = i->code & 8 ? x : i->k;
        switch (i->code & 7) {
        case 0:
            switch (i->code & 0xe0) {
            case 0x00:
                a = i->k;
                o.known = false;
                break;
            case 0x60:
                a = m[i->k & 15];
                o.known = false;
                break;
            case 0x80:
                a = len;
                o.known = false;
                break;
            default:
                off = (i->code & 0xe0) == 0x40 ? (uint64_t)x + i->k : i->k;
                if (i->k >= 0xfffff000u)
                    return lost;
                if (!vm_load(p, caplen, off, size, &a))
                    return no;
                o = (struct origin){true, (uint32_t)off, size, UINT32_MAX};
                break;
            }
            break;
        case 1:
            switch (i->code & 0xe0) {
            case 0x00:
                x = i->k;
                break;
            case 0x60:
                x = m[i->k & 15];
                break;
            case 0x80:
                x = len;
                break;
            default:
                if (!vm_load(p, caplen, i->k, 1, &x))
                    return no;
                x = 4 * (x & 15);
                break;
            }
            break;
        case 2:
            m[i->k & 15] = a;
            break;
        case 3:
            m[i->k & 15] = x;
            break;
        case 4:
            if (!vm_alu(i->code, a, b, &a))
                return no;
            if ((i->code & 0xf8) == 0x50)
                o.mask &= i->k;
            else
                o.known = false;
            break;
        case 5:
            if ((i->code & 0xf0) == 0) {
                pc += i->k;
                break;
            }
            if (r && o.known && !vm_test(i->code, a, b) && chance(r, 40)) {
                uint32_t want = (i->code & 0xf0) == 0x20 ? b + 1 : b;

                vm_patch(p, o, a, want);
                if (!vm_load(p, caplen, o.off, o.size, &a))
                    return no;
                a &= o.mask;
            }
            pc += vm_test(i->code, a, b) ? i->jt : i->jf;
            break;
        case 6:
            return (struct vm_result){.ret = (i->code & 0x18) == 0x10 ? a : i->k};
        default:
            if (i->code & 0x80)
                a = x;
            else
                x = a;
            if (i->code & 0x80)
                o.known = false;
            break;
        }
    }
    return lost;
}

#endif
