/* The state of a TCP connection (RFC 9293), as someone who sees its segments pass can know it. */
#include "flow/flow.h"

#define REORDER_NS                                                                                 \
    3000000 /* longer than this nothing is merely out of order, without a handshake */

/* Sequence numbers wrap round: a is in front of b. */
static bool before(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b) < 0;
}

/* Time stamps come from outside: their difference may overflow. */
static int64_t since(int64_t ts, int64_t then)
{
    return (int64_t)((uint64_t)ts - (uint64_t)then);
}

/* Neither opens, closes nor resets. */
static bool is_plain(const struct sn_segment *s)
{
    return !(s->flags & (SN_TCP_SYN | SN_TCP_FIN | SN_TCP_RST));
}

bool sn_conn_begins_anew(const struct sn_flow_conn *c, unsigned from, const struct sn_segment *s)
{
    const struct sn_flow_side *x = &c->side[from];

    return (s->flags & (SN_TCP_SYN | SN_TCP_ACK)) == SN_TCP_SYN && x->begun &&
           (s->seq != x->isn || c->state >= SN_FLOW_CLOSING);
}

static void next_state(struct sn_flow_conn *c, unsigned from, const struct sn_segment *s,
                       int64_t ts)
{
    if (s->flags & SN_TCP_RST) {
        c->state = SN_FLOW_RESET;
    } else if (s->flags & SN_TCP_FIN) {
        c->state = c->side[!from].flags & SN_TCP_FIN ? SN_FLOW_CLOSED : (uint8_t)SN_FLOW_CLOSING;
    } else if (s->flags & SN_TCP_SYN) {
        if (!(s->flags & SN_TCP_ACK) && c->state == SN_FLOW_UNKNOWN) {
            c->state = SN_FLOW_SYN_SENT;
            c->opener = (uint8_t)(from + 1);
            c->syn_at = ts;
        } else if (s->flags & SN_TCP_ACK && c->state <= SN_FLOW_SYN_SENT) {
            c->state = SN_FLOW_SYN_RECEIVED;
        }
    } else if (c->state == SN_FLOW_SYN_RECEIVED && c->opener == from + 1) {
        c->state = SN_FLOW_ESTABLISHED;
        c->handshake = since(ts, c->syn_at);
    } else if (c->state < SN_FLOW_ESTABLISHED && c->state != SN_FLOW_SYN_SENT) {
        c->state = SN_FLOW_ESTABLISHED;
    }
}

/* A segment whose first byte is in front of what comes next: of a gap, or sent again. Only one gap
 * is known, the last; what fills a part of it leaves the part in front. */
static uint32_t late(const struct sn_flow_conn *c, struct sn_flow_side *x, uint32_t seq,
                     uint32_t end, int64_t ts)
{
    int64_t limit = c->handshake > 0 ? c->handshake : REORDER_NS;
    bool fills = x->gap_from != x->gap_to && !before(seq, x->gap_from) && !before(x->gap_to, end);

    if (fills && seq == x->gap_from)
        x->gap_from = end;
    else if (fills)
        x->gap_to = seq;
    if (fills && since(ts, x->gap_at) < limit) {
        x->out_of_order++;
        return SN_FLOW_OUT_OF_ORDER;
    }
    x->timing = false; /* which of the two would be acknowledged? */
    x->retransmissions++;
    return SN_FLOW_RETRANSMISSION;
}

/* Where the segment stands among those of its sender. */
static uint32_t place(const struct sn_flow_conn *c, struct sn_flow_side *x,
                      const struct sn_segment *s, int64_t ts)
{
    bool fin = s->flags & SN_TCP_FIN, syn = s->flags & SN_TCP_SYN;
    uint32_t end = s->seq + s->len + syn + fin, what = 0;

    if (!x->begun) {
        x->begun = true;
        x->isn = x->next = s->seq;
    }
    if (s->len <= 1 && is_plain(s) && s->seq == x->next - 1) {
        x->keep_alives++;
        return SN_FLOW_KEEP_ALIVE;
    }
    if (end == s->seq || s->flags & SN_TCP_RST)
        return 0;
    if (before(s->seq, x->next)) {
        what = late(c, x, s->seq, end, ts);
    } else if (s->seq != x->next) {
        x->gaps++;
        x->gap_from = x->next;
        x->gap_to = s->seq;
        x->gap_at = ts;
        what = SN_FLOW_GAP;
    }
    if (!before(x->next, end))
        return what;
    x->next = end;
    if (s->len && !x->timing && !(what & SN_FLOW_RETRANSMISSION)) {
        x->timing = true;
        x->rtt_seq = end;
        x->rtt_at = ts;
    }
    return what;
}

/* What the segment tells the other end, y. */
static uint32_t acknowledge(struct sn_flow_side *x, struct sn_flow_side *y,
                            const struct sn_segment *s, int64_t ts, int64_t *rtt)
{
    uint32_t what = 0;

    if (s->window == 0 && is_plain(s)) {
        x->zero_windows++;
        what |= SN_FLOW_ZERO_WINDOW;
    }
    if (s->flags & SN_TCP_ACK) {
        if (x->acked && s->ack == x->ack && s->window == x->window && !s->len && is_plain(s) &&
            y->begun && before(s->ack, y->next)) {
            x->dup_acks++;
            what |= SN_FLOW_DUP_ACK;
        }
        if (y->timing && !before(s->ack, y->rtt_seq)) {
            y->timing = false;
            *rtt = y->rtt_last = since(ts, y->rtt_at);
            y->rtt_min = !y->rtts || *rtt < y->rtt_min ? *rtt : y->rtt_min;
            y->rtt_sum = (int64_t)((uint64_t)y->rtt_sum + (uint64_t)*rtt);
            y->rtts++;
        }
        x->ack = s->ack;
        x->acked = true;
    }
    x->window = s->window;
    return what;
}

void sn_conn_segment(struct sn_flow_conn *c, unsigned from, const struct sn_segment *s, int64_t ts,
                     struct sn_flow_seen *seen)
{
    struct sn_flow_side *x = &c->side[from], *y = &c->side[!from];

    x->payload += s->len;
    seen->what |= place(c, x, s, ts);
    seen->what |= acknowledge(x, y, s, ts, &seen->rtt);
    next_state(c, from, s, ts);
    x->flags |= s->flags;
}
