/* The insides of a filter that is split between the kernel and this process. */
#ifndef CAP_CAPFILTER_H
#define CAP_CAPFILTER_H

#include "sn/capfilter.h"
#include "sn/decap.h"

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
    int64_t since;       /* from then on, for certain */
    int64_t until;       /* from then on; in between its predecessor's may still come */
    /* The userland filter, for packets that came in and for those that went out; NULL: none. */
    struct sn_decap *in, *out;
};

static inline bool capfilter_accepts(const struct sn_capfilter *f, const struct sn_pkt *p)
{
    if (!f || !f->in || (f->whole && p->ts > f->until))
        return true;
    /* Of a packet that the kernel cut, the filter may look at what is missing. */
    if (f->whole && p->caplen < p->len && (p->ts >= f->since || f->until == INT64_MAX))
        return true;
    return sn_decap_run(p->dir == SN_DIR_OUT ? f->out : f->in, p->data, p->caplen, p->len);
}

#endif
