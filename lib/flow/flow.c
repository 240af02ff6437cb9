/* Connections of packets in the order of the stream. */
#include "sn/flow.h"

#include <stdlib.h>

#include "flow/conns.h"

#define CONNS_MAX (1u << 20)

struct sn_flow {
    struct sn_conns *conns;
};

enum sn_err sn_flow_new(struct sn_flow **out, const struct sn_flow_opts *o, struct sn_diag *d)
{
    struct sn_flow *f = calloc(1, sizeof *f);

    *out = NULL;
    if (f)
        f->conns = sn_conns_new(o && o->max_conns ? o->max_conns : CONNS_MAX);
    if (!f || !f->conns) {
        free(f);
        return sn_fail(d, SN_ENOMEM, "no memory for connections");
    }
    *out = f;
    return SN_OK;
}

void sn_flow_free(struct sn_flow *f)
{
    if (!f)
        return;
    sn_conns_free(f->conns);
    free(f);
}

void sn_flow_packet(struct sn_flow *f, struct sn_dissection *x)
{
    for (uint32_t i = 0; i < x->nsegment; i++) {
        struct sn_segment *s = &x->segment[i];
        struct sn_conn_base base;

        if (!(s->flags & SN_TCP_ACK))
            continue;
        s->relative =
            sn_conns_base(f->conns, &s->ends, s->seq, s->ack, s->flags & SN_TCP_SYN, &base);
        s->seq_base = base.seq;
        s->ack_base = base.ack;
        if (s->made && s->relative) {
            s->made[0].u = s->seq - base.seq;
            s->made[1].u = s->ack - base.ack;
        }
    }
}
