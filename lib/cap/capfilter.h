/* The insides of a filter that is split between the kernel and this process. */
#ifndef CAP_CAPFILTER_H
#define CAP_CAPFILTER_H

#include "sn/capfilter.h"
#include "sn/look.h"

struct sn_capfilter {
    uint32_t refs; /* atomic */
    struct sn_arena arena;
    char *text;
    size_t n;
    struct sn_bpf_opts o;
    struct sn_prog part; /* for the kernel */
    uint32_t insns;      /* of the whole program */
    bool directed;       /* packets must say which way they went */
    bool whole;          /* the kernel checks everything, */
    int64_t until;       /* but for packets stamped up to then */
    /* The userland filter, for packets that came in and for those that went out; NULL: none. */
    struct sn_look *in, *out;
};

static inline bool capfilter_accepts(const struct sn_capfilter *f, const struct sn_pkt *p)
{
    if (!f || !f->in || (f->whole && p->ts > f->until))
        return true;
    return sn_look_run(p->dir == SN_DIR_OUT ? f->out : f->in, p->data, p->caplen, p->len);
}

#endif
