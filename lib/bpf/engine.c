/*
 * Engines: programs copied, planned, turned to machine code where that works.
 *
 * The code's pages are writable while the code is written and executable afterwards, never both.
 */
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "bpf/insn.h"
#include "bpf/jit.h"
#include "sn/engine.h"

#if defined __x86_64__
#define GENERATE  sn_jit_x64
#define CODE_NAME "x86-64 machine code"
#elif defined __aarch64__
#define GENERATE  sn_jit_a64
#define CODE_NAME "AArch64 machine code"
#endif

typedef uint32_t run_one(const uint8_t *data, uint32_t caplen, uint32_t len);
typedef uint32_t run_row(struct sn_pkt *first, struct sn_pkt *end);

struct sn_engine {
    run_one *one; /* NULL: the interpreter */
    run_row *row;
    void *map; /* the code's pages */
    size_t mapped;
    struct sn_insn insn[]; /* the program, when the interpreter runs it */
};

#ifdef GENERATE
static run_one *as_one(const uint8_t *p)
{
    run_one *f;

    memcpy(&f, &p, sizeof f);
    return f;
}

static run_row *as_row(const uint8_t *p)
{
    run_row *f;

    memcpy(&f, &p, sizeof f);
    return f;
}

/* Makes the pages that hold [c->p, c->end) executable and gives the ones in front back. */
static bool seal(struct sn_engine *e, struct jit_code *c)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t unused = (size_t)(c->p - c->base) / page * page;

    if (unused)
        munmap(c->base, unused);
    e->map = c->base + unused;
    e->mapped = (size_t)(c->end - c->base) - unused;
    __builtin___clear_cache((char *)c->p, (char *)c->end);
    if (mprotect(e->map, e->mapped, PROT_READ | PROT_EXEC) == 0)
        return true;
    munmap(e->map, e->mapped);
    return false;
}

static bool generate(struct sn_engine *e, const struct jit_plan *plan, const uint8_t **where)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    size_t size = (JIT_BYTES_REST + (size_t)plan->n * JIT_BYTES_INSN + page - 1) / page * page;
    struct jit_entry entry;
    struct jit_code c = {0};

    c.base = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                  -1, 0);
    if (c.base == MAP_FAILED)
        return false;
    c.p = c.end = c.base + size;
    if (!GENERATE(&c, plan, where, &entry)) {
        munmap(c.base, size);
        return false;
    }
    if (!seal(e, &c))
        return false;
    e->one = as_one(entry.one);
    e->row = as_row(entry.row);
    return true;
}

/* A jump back, which machine code isn't made for. */
static bool has_loop(const struct sn_prog *p)
{
    for (uint32_t i = 0; i < p->n; i++)
        if (p->insn[i].code == (BPF_JMP | BPF_JA) && (int32_t)p->insn[i].k < 0)
            return true;
    return false;
}

static void compile(struct sn_engine *e, const struct sn_prog *p)
{
    struct jit_plan plan;
    const uint8_t **where;

    if (has_loop(p))
        return;
    if (p->n > JIT_INSNS_MAX || !sn_jit_plan(&plan, p->insn, p->n))
        return;
    where = calloc(p->n, sizeof *where);
    if (where)
        generate(e, &plan, where);
    free(where);
    free(plan.at);
}
#endif

enum sn_err sn_engine_new(struct sn_engine **out, const struct sn_prog *p, bool jit,
                          struct sn_diag *d)
{
    enum sn_err err = sn_bpf_verify(p->insn, p->n, d);
    struct sn_engine *e;

    *out = NULL;
    if (err)
        return err;
    e = calloc(1, sizeof *e + p->n * sizeof *p->insn);
    if (!e)
        return sn_fail(d, SN_ENOMEM, "no memory for a filter program");
    memcpy(e->insn, p->insn, p->n * sizeof *p->insn);
#ifdef GENERATE
    if (jit)
        compile(e, p);
#else
    (void)jit;
#endif
    *out = e;
    return SN_OK;
}

uint32_t sn_engine_run(const struct sn_engine *e, const uint8_t *data, uint32_t caplen,
                       uint32_t len)
{
    return e->one ? e->one(data, caplen, len) : sn_bpf_run(e->insn, data, caplen, len);
}

uint32_t sn_engine_run_pkts(const struct sn_engine *e, struct sn_pkt *p, uint32_t n)
{
    struct sn_batch b = {.pkt = p, .n = n};

    if (!n)
        return 0;
    return e->row ? e->row(p, p + n) : sn_bpf_run_batch(e->insn, &b);
}

uint32_t sn_engine_run_batch(const struct sn_engine *e, struct sn_batch *b)
{
    return sn_engine_run_pkts(e, b->pkt, b->n);
}

const char *sn_engine_name(const struct sn_engine *e)
{
#ifdef GENERATE
    if (e->one)
        return CODE_NAME;
#endif
    (void)e;
    return "interpreter";
}

void sn_engine_free(struct sn_engine *e)
{
    if (!e)
        return;
    if (e->map)
        munmap(e->map, e->mapped);
    free(e);
}
