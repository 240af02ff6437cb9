/* Connections of packets in the order of the stream: see sn/flow.h. */
#include <stdlib.h>

#include "flow/key.h"
#include "flow/table.h"

#define CONNS_MAX (1u << 20)

/* A connection: one cache line. */
struct conn {
    struct sn_flow_key key;
    uint32_t seen;   /* the table's */
    uint32_t sa, sb; /* what a's and b's sequence numbers are shown relative to */
    uint32_t pad[3];
};

struct sn_flow {
    struct sn_htab conns;
};

bool sn_flow_key(struct sn_flow_key *k, const struct sn_ends *ends)
{
    return sn_flow_key_make(k, ends);
}

enum sn_err sn_flow_new(struct sn_flow **out, const struct sn_flow_opts *o, struct sn_diag *d)
{
    struct sn_flow *f = calloc(1, sizeof *f);
    struct sn_htab_opts t = {.key = sizeof(struct sn_flow_key),
                             .size = sizeof(struct conn),
                             .max = o && o->max_conns ? o->max_conns : CONNS_MAX,
                             .evict = true,
                             .seed = SN_MIX0};

    *out = NULL;
    if (!f || !sn_htab_init(&f->conns, &t)) {
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
    sn_htab_free(&f->conns);
    free(f);
}

/* What a segment's numbers are shown relative to, by tcpdump's rules: the numbers of the first
 * segment of the connection that acknowledges, or of the last SYN that does. */
static inline void show_relative(struct sn_flow *f, struct sn_segment *s)
{
    struct sn_flow_key k;
    bool reverse = sn_flow_key_make(&k, &s->ends);
    bool known;
    struct conn *c = sn_htab_at(&f->conns, &k, sizeof k, sizeof *c, &known);

    s->relative = known && !(s->flags & SN_TCP_SYN);
    if (!s->relative) {
        c->sa = reverse ? s->ack - 1 : s->seq;
        c->sb = reverse ? s->seq : s->ack - 1;
    }
    sn_htab_touch(&f->conns, c, sizeof k);
    s->seq_base = reverse ? c->sb : c->sa;
    s->ack_base = reverse ? c->sa : c->sb;
}

void sn_flow_packet(struct sn_flow *f, struct sn_dissection *x)
{
    for (uint32_t i = 0; i < x->nsegment; i++) {
        struct sn_segment *s = &x->segment[i];

        if (!(s->flags & SN_TCP_ACK))
            continue;
        show_relative(f, s);
        if (s->made && s->relative) {
            s->made[0].u = s->seq - s->seq_base;
            s->made[1].u = s->ack - s->ack_base;
        }
    }
}
