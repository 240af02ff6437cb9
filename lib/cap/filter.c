/*
 * The kernel's filter: the caller's program (classic BPF) behind a few instructions of our own.
 *
 * In front of it: on loopback, where every packet is seen going out and coming in, the outgoing one
 * is left out; `-Q out` keeps the outgoing alone. Incoming-only is a socket option.
 */
#include <errno.h>
#include <linux/filter.h>
#include <linux/if_packet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "cap/cap.h"

enum { PREFIX_MAX = 5, LOOPBACK_INDEX = 1 };

#define LOAD(what)                                                                                 \
    ((struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (uint32_t)(SKF_AD_OFF + (what))))
#define JEQ(k, jt, jf) ((struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (k), (jt), (jf)))
#define RET(k)         ((struct sock_filter)BPF_STMT(BPF_RET | BPF_K, (k)))

static uint32_t prefix(struct sock_filter *p, const struct sn_cap *c)
{
    uint32_t n = 0;

    if (c->dir == SN_CAP_OUT) {
        p[n++] = LOAD(SKF_AD_PKTTYPE);
        p[n++] = JEQ(PACKET_OUTGOING, 1, 0);
        p[n++] = RET(0);
    } else if (c->ifindex == 0 && c->dir == SN_CAP_INOUT) {
        p[n++] = LOAD(SKF_AD_IFINDEX);
        p[n++] = JEQ(LOOPBACK_INDEX, 0, 3);
        p[n++] = LOAD(SKF_AD_PKTTYPE);
        p[n++] = JEQ(PACKET_OUTGOING, 0, 1);
        p[n++] = RET(0);
    }
    return n;
}

static enum sn_err attach(struct sn_cap *c, const struct sock_fprog *prog, struct sn_diag *d)
{
    if (setsockopt(c->fd, SOL_SOCKET, SO_ATTACH_FILTER, prog, sizeof *prog) == 0)
        return SN_OK;
    if (errno == ENOMEM)
        return sn_fail(d, SN_ERANGE, "the kernel doesn't take a filter of %u instructions",
                       prog->len);
    return sn_fail_sys(d, errno, "can't attach the filter");
}

/* Without a filter `seen` bytes of every packet are given. */
static enum sn_err build(struct sn_cap *c, const struct sn_insn *filter, uint32_t nfilter,
                         uint32_t seen, struct sock_fprog *out, struct sn_diag *d)
{
    size_t n = (size_t)nfilter + PREFIX_MAX + 1;
    struct sock_filter *p;

    if (n > BPF_MAXINSNS)
        return sn_fail(d, SN_ERANGE, "the kernel doesn't take a filter of %u instructions",
                       nfilter);
    if (!(p = calloc(n, sizeof *p)))
        return sn_fail(d, SN_ENOMEM, "no memory for the filter");
    n = c->prefix = prefix(p, c);
    if (nfilter)
        memcpy(p + n, filter, nfilter * sizeof *p);
    else
        p[n] = RET(seen);
    n += nfilter ? nfilter : 1;
    *out = (struct sock_fprog){.len = (unsigned short)n, .filter = p};
    return SN_OK;
}

static enum sn_err ignore_outgoing(const struct sn_cap *c, bool before, struct sn_diag *d)
{
    int on = c->dir == SN_CAP_IN || (c->loopback && c->dir == SN_CAP_INOUT);

    if (on != before && setsockopt(c->fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof on) != 0)
        return sn_fail_sys(d, errno, "can't leave outgoing packets out");
    return SN_OK;
}

enum sn_err sn_cap_filter(struct sn_cap *c, const struct sn_cap_opts *o, struct sn_diag *d)
{
    enum sn_err e;

    c->dir = o->dir;
    if ((e = build(c, o->filter, o->nfilter, o->seen ? o->seen : c->snaplen, &c->filter, d)) !=
        SN_OK)
        return e;
    return ignore_outgoing(c, false, d);
}

enum sn_err sn_cap_set_filter(struct sn_cap *c, const struct sn_insn *filter, uint32_t n,
                              struct sn_diag *d)
{
    return sn_cap_filter_replace(c, filter, n, c->snaplen, false, d);
}

enum sn_err sn_cap_set_dir(struct sn_cap *c, enum sn_cap_dir dir, struct sn_diag *d)
{
    bool ignored = c->dir == SN_CAP_IN || (c->loopback && c->dir == SN_CAP_INOUT);
    enum sn_cap_dir before = c->dir;
    uint32_t prefix_before = c->prefix;
    struct sock_fprog prog;
    enum sn_err e;

    if (c->feed)
        return sn_fail(d, SN_EUNSUPPORTED, "packets have no direction there");
    c->dir = dir;
    e = build(c, (const struct sn_insn *)(const void *)(c->filter.filter + prefix_before),
              c->filter.len - prefix_before, 0, &prog, d);
    if (e == SN_OK && (e = attach(c, &prog, d)) == SN_OK) {
        free(c->filter.filter);
        c->filter = prog;
        return ignore_outgoing(c, ignored, d);
    }
    if (e != SN_OK) {
        c->dir = before;
        c->prefix = prefix_before;
    }
    return e;
}

enum sn_err sn_cap_filter_replace(struct sn_cap *c, const struct sn_insn *filter, uint32_t nfilter,
                                  uint32_t seen, bool directions, struct sn_diag *d)
{
    struct sock_fprog prog;
    enum sn_err e;

    if (c->feed)
        return nfilter ? sn_fail(d, SN_ERANGE, "no filter in the kernel here") : SN_OK;
    e = build(c, filter, nfilter, seen, &prog, d);
    if (e != SN_OK)
        return e;
    if ((e = attach(c, &prog, d)) != SN_OK) {
        free(prog.filter);
        return e;
    }
    free(c->filter.filter);
    c->filter = prog;
    if (directions)
        __atomic_store_n(&c->directions, true, __ATOMIC_RELAXED);
    return SN_OK;
}

enum sn_err sn_cap_filter_attach(struct sn_cap *c, struct sn_diag *d)
{
    return attach(c, &c->filter, d);
}

enum sn_err sn_cap_filter_none(struct sn_cap *c, struct sn_diag *d)
{
    struct sock_filter none = RET(0);
    struct sock_fprog prog = {.len = 1, .filter = &none};

    return attach(c, &prog, d);
}
