/*
 * Expressions compiled, and programs made ready to run.
 *
 * The kernel needs another program than packets in memory do (VLAN tags that it keeps apart, cooked
 * headers that are made later), and pcap_setfilter is given a program, not the expression. So it is
 * remembered what text each program of pcap_compile came from, until pcap_freecode; where the
 * instructions are what they were, the text is compiled again for where it is needed.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "compat.h"
#include "sn/bpf.h"
#include "words.h"

#define COMPILE_CAP ((size_t)1 << 30) /* bytes for a program and what it takes to make it */

struct source {
    struct source *next;
    const struct bpf_insn *at; /* the program's instructions, */
    struct bpf_insn *copy;     /* as they were */
    u_int n;
    bool optimized;
    bpf_u_int32 netmask; /* in host order */
    char text[];
};

static struct source *sources;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* ---- where programs come from ---- */

static void forget(const struct bpf_insn *at)
{
    for (struct source **s = &sources, *old; (old = *s);) {
        if (old->at != at) {
            s = &old->next;
            continue;
        }
        *s = old->next;
        free(old->copy);
        free(old);
    }
}

/* Without memory the program has no source, as somebody's own. */
static void remember(const struct bpf_program *prog, const char *text, bool optimized,
                     bpf_u_int32 netmask)
{
    size_t n = strlen(text) + 1, size = prog->bf_len * sizeof *prog->bf_insns;
    struct source *s = malloc(sizeof *s + n);
    struct bpf_insn *copy = malloc(size);

    if (!s || !copy) {
        free(s);
        free(copy);
        return;
    }
    memcpy(copy, prog->bf_insns, size);
    *s = (struct source){.at = prog->bf_insns,
                         .copy = copy,
                         .n = prog->bf_len,
                         .optimized = optimized,
                         .netmask = netmask};
    memcpy(s->text, text, n);
    pthread_mutex_lock(&lock);
    forget(prog->bf_insns);
    s->next = sources;
    sources = s;
    pthread_mutex_unlock(&lock);
}

bool sn_compat_filter_text(const struct bpf_program *prog, char **text, bool *optimized,
                           bpf_u_int32 *netmask)
{
    *text = NULL;
    pthread_mutex_lock(&lock);
    for (const struct source *s = sources; s; s = s->next) {
        if (s->at != prog->bf_insns || s->n != prog->bf_len ||
            memcmp(s->copy, prog->bf_insns, s->n * sizeof *s->copy) != 0)
            continue;
        *text = strdup(s->text);
        *optimized = s->optimized;
        *netmask = s->netmask;
        break;
    }
    pthread_mutex_unlock(&lock);
    return *text != NULL;
}

/* ---- compiling ---- */

/* False: an error is in the handle. */
static bool linktype_of(pcap_t *p, uint32_t *linktype)
{
    int n = sn_compat_linktype(p->dlt);

    *linktype = (uint32_t)n;
    if (n >= 0)
        return true;
    (void)sn_compat_fail(p, "unknown data link type %d (min %d, max %d)", p->dlt, DLT_MATCHING_MIN,
                         DLT_MATCHING_MAX);
    return false;
}

static bool copy_out(struct bpf_program *out, const struct sn_prog *prog)
{
    size_t size = prog->n * sizeof *out->bf_insns;

    _Static_assert(sizeof(struct bpf_insn) == sizeof(struct sn_insn), "one layout");
    if (!(out->bf_insns = malloc(size)))
        return false;
    memcpy(out->bf_insns, prog->insn, size);
    out->bf_len = prog->n;
    return true;
}

int pcap_compile(pcap_t *p, struct bpf_program *out, const char *text, int optimize,
                 bpf_u_int32 netmask)
{
    struct sn_bpf_opts o = {.snaplen = (uint32_t)p->snapshot,
                            .netmask = ntohl(netmask),
                            .no_opt = !optimize,
                            .file = p->file != NULL,
                            .live = !p->file};
    struct sn_prog prog;
    struct sn_arena a;
    struct sn_diag d = {0};
    int r = 0;

    out->bf_len = 0;
    out->bf_insns = NULL;
    if (!p->activated)
        return sn_compat_fail(p, "not-yet-activated pcap_t passed to pcap_compile");
    if (!text)
        text = "";
    if (!p->snapshot)
        return sn_compat_fail(p, "snaplen of 0 rejects all packets");
    if (!linktype_of(p, &o.linktype))
        return PCAP_ERROR;
    /* As the kernel has tags; but a cooked header is seen by those only who get the packet. */
    o.kernel = p->live && o.linktype != SN_LINK_LINUX_SLL && o.linktype != SN_LINK_LINUX_SLL2;
    sn_arena_init(&a, COMPILE_CAP);
    if (sn_bpf_compile(&prog, &a, text, strlen(text), &o, &d)) {
        sn_compat_words(p->errbuf, sizeof p->errbuf, &d, text,
                        pcap_datalink_val_to_description_or_dlt(p->dlt));
        r = PCAP_ERROR;
    } else if (!copy_out(out, &prog)) {
        r = sn_compat_fail(p, "malloc: %s", strerror(ENOMEM));
    } else {
        remember(out, text, optimize != 0, o.netmask);
    }
    sn_arena_free(&a);
    return r;
}

int pcap_compile_nopcap(int snaplen, int dlt, struct bpf_program *out, const char *text,
                        int optimize, bpf_u_int32 netmask)
{
    pcap_t *p = pcap_open_dead(dlt, snaplen);
    int r;

    if (!p)
        return PCAP_ERROR;
    r = pcap_compile(p, out, text, optimize, netmask);
    pcap_close(p);
    return r;
}

void pcap_freecode(struct bpf_program *prog)
{
    prog->bf_len = 0;
    if (!prog->bf_insns)
        return;
    pthread_mutex_lock(&lock);
    forget(prog->bf_insns);
    pthread_mutex_unlock(&lock);
    free(prog->bf_insns);
    prog->bf_insns = NULL;
}

/* ---- running ---- */

int pcap_offline_filter(const struct bpf_program *prog, const struct pcap_pkthdr *h,
                        const u_char *data)
{
    return prog->bf_insns ? (int)bpf_filter(prog->bf_insns, data, h->len, h->caplen) : 0;
}

void sn_compat_filter_free(struct filter *f)
{
    sn_engine_free(f->engine);
    free(f->insns);
    *f = (struct filter){0};
}

bool sn_compat_filter_set(struct filter *f, const struct bpf_program *prog)
{
    struct filter new = {0};
    size_t size;

    if (prog) {
        struct sn_prog s = {.insn = (struct sn_insn *)(void *)prog->bf_insns, .n = prog->bf_len};
        enum sn_err e = sn_engine_new(&new.engine, &s, true, NULL);

        if (e == SN_ENOMEM)
            return false;
        if (e != SN_OK) {
            size = prog->bf_len * sizeof *new.insns;
            if (!(new.insns = malloc(size)))
                return false;
            memcpy(new.insns, prog->bf_insns, size);
        }
    }
    sn_compat_filter_free(f);
    *f = new;
    return true;
}
