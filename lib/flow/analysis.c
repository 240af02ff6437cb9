/*
 * What TCP segments are to those in front of them (RFC 9293), by the rules that Wireshark documents
 * ("TCP Analysis" in its user's guide), and with its names.
 *
 * Numbers wrap round: all comparisons are by difference. The segments that were not acknowledged
 * are kept, up to a number for each direction and of bytes in all.
 */
#include "flow/derive.h"

#include <stdlib.h>

#define UNACKED_MAX  1024u              /* segments of a direction */
#define UNACKED_ALL  ((size_t)64 << 20) /* bytes of all lists */
#define FAST_NS      20000000           /* a fast retransmission comes so soon behind its ACK */
#define REORDER_NS   3000000            /* without a handshake nothing is merely late after that */
#define FLIGHT_MAX   2000000000         /* more bytes can't be in flight */
#define MARK(name)   (1u << (SN_DERIVED_##name - SN_DERIVED_RETRANSMISSION))
#define OPENS_CLOSES (SN_TCP_SYN | SN_TCP_FIN | SN_TCP_RST)

/* Bits of tcp.completeness. */
enum { SAW_SYN = 1, SAW_SYN_ACK = 2, SAW_ACK = 4, SAW_DATA = 8, SAW_FIN = 16, SAW_RST = 32 };

enum { OPTION_END = 0, OPTION_NONE = 1, OPTION_SCALE = 3, OPTION_SACK = 5 };
#define SCALE_MAX 14
#define SACKS_MAX 3

static bool before(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b) < 0;
}

static int64_t since(int64_t ts, int64_t then)
{
    return (int64_t)((uint64_t)ts - (uint64_t)then);
}

/* ---- connections ---- */

void sn_tcp_conn_init(struct sn_tcp_conn *c, uint32_t index, int64_t ts)
{
    memset(c->side, 0, sizeof c->side);
    c->index = index;
    c->first = c->last = ts;
    c->initial_rtt = 0;
    c->syn_at = ts;
    c->complete = 0;
    c->goes_on = false;
    c->side[0].scale = c->side[1].scale = SN_TCP_SCALE_UNKNOWN;
    c->side[0].counts = c->side[1].counts = true;
    c->side[0].window = c->side[1].window = UINT32_MAX;
}

void sn_tcp_conn_free(struct sn_tcp_memory *m, struct sn_tcp_conn *c)
{
    for (unsigned i = 0; i < 2; i++) {
        m->used -= c->side[i].room * sizeof(struct sn_tcp_unacked);
        free(c->side[i].unacked);
    }
}

bool sn_tcp_begins_anew(const struct sn_tcp_look *k)
{
    const struct sn_tcp_side *x = &k->conn->side[k->from];

    return (k->s->flags & (SN_TCP_SYN | SN_TCP_ACK)) == SN_TCP_SYN && x->isn_known &&
           k->s->seq != x->isn;
}

/* ---- what was not acknowledged ---- */

/* One behind the number of the segment's last byte; a SYN or FIN is one. */
static uint32_t end_of(const struct sn_segment *s)
{
    return s->seq + s->len + !!(s->flags & (SN_TCP_SYN | SN_TCP_FIN));
}

static void keep(struct sn_tcp_look *k, struct sn_tcp_side *x)
{
    uint32_t end = end_of(k->s);

    if (end == k->s->seq || x->n == UNACKED_MAX)
        return;
    if (x->n == x->room) {
        uint32_t room = x->room ? x->room * 2 : 4;
        size_t more = (room - x->room) * sizeof *x->unacked;
        struct sn_tcp_unacked *p;

        if (k->memory->used + more > UNACKED_ALL ||
            !(p = reallocarray(x->unacked, room, sizeof *p)))
            return;
        k->memory->used += more;
        x->unacked = p;
        x->room = room;
    }
    x->unacked[x->n++] = (struct sn_tcp_unacked){k->s->seq, end, k->frame, k->ts};
}

/* Takes out what this acknowledges; the oldest segment that ends there is the one acknowledged. */
static void acknowledge(struct sn_tcp_look *k, struct sn_tcp_side *y)
{
    uint32_t ack = k->s->ack, n = 0;

    for (uint32_t i = 0; i < y->n; i++) {
        struct sn_tcp_unacked *u = &y->unacked[i];

        if (ack == u->end && !k->acks_frame) {
            k->acks_frame = u->frame;
            k->ack_rtt = since(k->ts, u->at);
        } else if (before(u->seq, ack) && before(ack, u->end)) {
            u->seq = ack;
        }
        if (before(ack, u->end))
            y->unacked[n++] = *u;
    }
    y->n = n;
}

/* Bytes in flight behind this segment, and since the last PSH. */
static void count_flight(struct sn_tcp_look *k, struct sn_tcp_side *x, uint32_t sacked)
{
    uint32_t first, last, flight, push = k->s->flags & SN_TCP_PSH;

    if (!k->s->len || !x->n || !x->counts)
        return;
    first = x->unacked[0].seq - x->isn;
    last = x->unacked[0].end - x->isn;
    for (uint32_t i = 1; i < x->n; i++) {
        uint32_t seq = x->unacked[i].seq - x->isn, end = x->unacked[i].end - x->isn;

        first = seq < first ? seq : first;
        last = end > last ? end : last;
    }
    flight = last - first - sacked;
    if (flight > 0 && flight < FLIGHT_MAX)
        k->in_flight = flight - !!(k->s->flags & (SN_TCP_SYN | SN_TCP_FIN));
    x->pushed = x->push ? k->s->len : x->pushed + k->s->len;
    x->push = push;
    k->pushed = x->pushed;
}

/* ---- what the segment is ---- */

/* Whether it repeats the last one of its sender, which expects nothing new. */
static bool repeats(const struct sn_tcp_look *k, const struct sn_tcp_side *x)
{
    const struct sn_segment *s = k->s;

    return !s->len && x->begun && s->seq == x->next && s->ack == x->ack &&
           !(s->flags & OPENS_CLOSES);
}

/* A window in bytes, of which the scale is known. */
static uint32_t window_bytes(const struct sn_tcp_side *y)
{
    return y->window << (y->syn || y->scale < 0 ? 0 : y->scale);
}

/* What it says by its number and payload. */
static void mark_bytes(struct sn_tcp_look *k, struct sn_tcp_side *x, const struct sn_tcp_side *y)
{
    const struct sn_segment *s = k->s;
    bool plain = !(s->flags & OPENS_CLOSES);

    if (!s->window && plain)
        k->marks |= MARK(ZERO_WINDOW);
    if (x->begun && before(x->next, s->seq) && !(s->flags & SN_TCP_RST)) {
        k->marks |= MARK(LOST_SEGMENT);
        x->counts = false;
    }
    if (s->len <= 1 && x->begun && s->seq == x->next - 1 && plain)
        k->marks |= MARK(KEEP_ALIVE);
    if (s->len && y->scale != SN_TCP_SCALE_UNKNOWN && plain &&
        s->seq + s->len == y->ack + window_bytes(y))
        k->marks |= MARK(WINDOW_FULL);
}

/* What it says without payload, by its window and acknowledgment. */
static void mark_ack(struct sn_tcp_look *k, struct sn_tcp_side *x, struct sn_tcp_side *y)
{
    const struct sn_segment *s = k->s;
    bool plain = !(s->flags & OPENS_CLOSES);

    if (repeats(k, x) && s->window && s->window != x->window)
        k->marks |= MARK(WINDOW_UPDATE);
    if (!s->len && x->begun && s->seq == x->next && plain && !s->window && !x->window &&
        y->marks & MARK(ZERO_WINDOW_PROBE) && s->ack == x->ack) {
        k->marks |= MARK(ZERO_WINDOW_PROBE_ACK);
        return;
    }
    if (!repeats(k, x) || !s->window || s->window != x->window)
        return;
    if (y->marks & MARK(KEEP_ALIVE)) {
        k->marks |= MARK(KEEP_ALIVE_ACK);
        return;
    }
    k->dup_num = ++x->dup_acks;
    k->dup_frame = x->ack_frame;
    k->marks |= MARK(DUP_ACK);
}

/* The time that a retransmission took: since the oldest segment that wasn't acknowledged, or since
 * the highest number was sent. */
static void take_time(struct sn_tcp_look *k, const struct sn_tcp_side *x)
{
    k->rto = since(k->ts, x->n ? x->unacked[0].at : x->next_at);
    k->rto_frame = x->n ? x->unacked[0].frame : x->next_frame;
}

/* What carries bytes that are not new was sent again, or comes late. */
static void mark_again(struct sn_tcp_look *k, const struct sn_tcp_side *x,
                       const struct sn_tcp_side *y)
{
    const struct sn_segment *s = k->s;
    int64_t limit = k->conn->initial_rtt ? k->conn->initial_rtt : REORDER_NS;
    uint32_t end = end_of(s);
    bool old = x->begun && before(s->seq, x->next);

    if ((!s->len && !(s->flags & (SN_TCP_SYN | SN_TCP_FIN))) || k->marks & MARK(KEEP_ALIVE))
        return;
    if (s->len > 1 && s->seq == x->next - 1)
        old = false;
    if (s->len && y->ack && !before(y->ack, s->seq + s->len)) {
        k->marks |= MARK(SPURIOUS_RETRANSMISSION) | MARK(RETRANSMISSION);
    } else if (!old) {
        return;
    } else if (y->dup_acks >= 2 && y->ack == s->seq && since(k->ts, y->ack_at) < FAST_NS) {
        k->marks |= MARK(FAST_RETRANSMISSION) | MARK(RETRANSMISSION);
    } else if (since(k->ts, x->next_at) < limit && x->next != end) {
        k->marks |= MARK(OUT_OF_ORDER);
    } else {
        k->marks |= MARK(RETRANSMISSION);
        take_time(k, x);
    }
}

/* It acknowledges more than was seen of the other end. What follows a gap that was seen is said
 * each time, other bytes once until the other end acknowledges something. */
static void mark_beyond(struct sn_tcp_look *k, struct sn_tcp_side *y)
{
    bool gap = before(y->due, y->next);

    k->beyond = true;
    if (gap || (!y->beyond && !y->dup_acks))
        k->marks |= MARK(ACK_LOST_SEGMENT);
    if (gap) {
        y->due = y->next;
    } else {
        y->beyond = true;
        y->dup_acks = 0;
    }
}

static void mark(struct sn_tcp_look *k, struct sn_tcp_side *x, struct sn_tcp_side *y)
{
    const struct sn_segment *s = k->s;

    if (s->len == 1 && x->begun && s->seq == x->next && !y->window) {
        k->marks |= MARK(ZERO_WINDOW_PROBE);
    } else {
        mark_bytes(k, x, y);
        mark_ack(k, x, y);
    }
    if (s->ack != x->ack) {
        x->ack_frame = k->frame;
        x->dup_acks = 0;
        x->beyond = false;
    }
    if (y->begun && before(y->due, s->ack) && s->flags & SN_TCP_ACK)
        mark_beyond(k, y);
    mark_again(k, x, y);
}

/* ---- what is remembered ---- */

static void remember(struct sn_tcp_look *k, struct sn_tcp_side *x)
{
    const struct sn_segment *s = k->s;
    bool probe = k->marks & MARK(ZERO_WINDOW_PROBE);
    uint32_t end = end_of(s);

    if ((!x->begun || before(x->next, end)) && !probe) {
        x->next = end;
        x->next_frame = k->frame;
        x->next_at = k->ts;
    }
    if ((!x->begun || s->seq == x->due) && !probe)
        x->due = x->next;
    x->begun = true;
    x->window = s->window;
    x->syn = s->flags & SN_TCP_SYN;
    x->ack = s->ack;
    x->ack_at = k->ts;
    x->marks = k->marks;
}

/* An answer to the other end's SYN with another number than the one before: that connection came to
 * nothing. */
static void begin_side_anew(struct sn_tcp_look *k, struct sn_tcp_side *x)
{
    if ((k->s->flags & (SN_TCP_SYN | SN_TCP_ACK)) != (SN_TCP_SYN | SN_TCP_ACK) || !x->isn_known ||
        k->s->seq == x->isn)
        return;
    x->isn_known = x->begun = false;
    k->marks |= MARK(REUSED_PORTS);
}

/* The numbers that the sides begin with. */
static void begin_numbers(struct sn_tcp_look *k, struct sn_tcp_side *x, struct sn_tcp_side *y)
{
    const struct sn_segment *s = k->s;

    begin_side_anew(k, x);
    if (s->flags & SN_TCP_ACK)
        y->counts = true;
    if (!x->isn_known) {
        x->isn = s->flags & SN_TCP_SYN ? s->seq : s->seq - 1;
        x->isn_known = true;
    }
    if (!y->isn_known && s->flags & SN_TCP_ACK) {
        y->isn = s->ack - 1;
        y->isn_known = true;
    }
}

/* Windows are scaled when both ends say by how much. Who says nothing the first time settles that
 * for both; repeated, it is no news, though the other end may have said its scale again since. */
static void learn_scale(const struct sn_tcp_look *k, struct sn_tcp_side *x, struct sn_tcp_side *y,
                        int16_t scale)
{
    if (scale < 0 && x->scale != SN_TCP_SCALE_UNKNOWN)
        return;
    x->scale = scale;
    if (scale < 0 || (k->s->flags & SN_TCP_ACK && y->scale == SN_TCP_SCALE_NONE))
        x->scale = y->scale = SN_TCP_SCALE_NONE;
}

/* The bytes in the first SACK blocks. */
static uint32_t sack_blocks(struct sn_rd *r)
{
    uint32_t left, right, sum = 0;

    for (unsigned n = 0; n < SACKS_MAX && sn_rd_be32(r, &left) && sn_rd_be32(r, &right); n++)
        sum += right - left;
    return sum;
}

/* Window scale (RFC 7323) and SACK (RFC 2018). */
static void read_options(const struct sn_tcp_look *k, struct sn_tcp_side *x, struct sn_tcp_side *y)
{
    struct sn_rd r = sn_rd_init(k->options, k->noptions, k->noptions), value;
    int16_t scale = SN_TCP_SCALE_NONE;
    uint8_t kind, len, shift;

    x->sacked = 0;
    while (sn_rd_u8(&r, &kind) && kind != OPTION_END) {
        if (kind == OPTION_NONE)
            continue;
        if (!sn_rd_u8(&r, &len) || len < 2 || !sn_rd_sub(&r, len - 2u, &value))
            break;
        if (kind == OPTION_SCALE && sn_rd_u8(&value, &shift))
            scale = (int16_t)(shift < SCALE_MAX ? shift : SCALE_MAX);
        else if (kind == OPTION_SACK)
            x->sacked = sack_blocks(&value);
    }
    if (k->s->flags & SN_TCP_SYN)
        learn_scale(k, x, y, scale);
}

/* How much of a connection was seen, before this segment; where that begins a connection in place
 * of another one, with it. The first segment counts only when it is a SYN, a quoted SYN only when
 * it is the first, what is quoted has no data, and a FIN has an acknowledgment: as Wireshark
 * counts. */
static void complete(struct sn_tcp_look *k)
{
    struct sn_tcp_conn *c = k->conn;
    const struct sn_segment *s = k->s;
    unsigned syn = s->flags & (SN_TCP_SYN | SN_TCP_ACK);
    bool goes_on = c->goes_on, quoted = k->v && k->v->quoted; /* marks alone have no v */

    k->complete = k->reused ? SAW_SYN : c->complete;
    c->goes_on = true;
    if (syn == SN_TCP_SYN) {
        if (!quoted || !goes_on)
            c->complete |= SAW_SYN;
        c->syn_at = k->ts;
    } else if (!goes_on) {
        return;
    } else if (syn == (SN_TCP_SYN | SN_TCP_ACK)) {
        c->complete |= SAW_SYN_ACK;
    } else if (syn == SN_TCP_ACK) {
        c->complete |= s->len && !quoted ? SAW_DATA : SAW_ACK;
        if (c->complete & SAW_SYN && !c->initial_rtt)
            c->initial_rtt = since(k->ts, c->syn_at);
    }
    if ((s->flags & (SN_TCP_FIN | SN_TCP_ACK)) == (SN_TCP_FIN | SN_TCP_ACK))
        c->complete |= SAW_FIN;
    if (s->flags & SN_TCP_RST)
        c->complete |= SAW_RST;
}

/* ---- records ---- */

static void put_window(struct sn_tcp_look *k, const struct sn_tcp_side *x)
{
    bool syn = k->s->flags & SN_TCP_SYN, scaled = !syn && x->scale >= 0 && !k->v->longer;
    int32_t scale = x->scale;

    sn_derived_put(k->v, SN_DERIVED_WINDOW, (uint32_t)k->s->window << (scaled ? scale : 0));
    if (!syn)
        sn_derived_put(k->v, SN_DERIVED_SCALE, (uint64_t)(scale < 0 ? scale : 1 << scale));
}

/* What every segment has. */
static void put_usual(struct sn_tcp_look *k, const struct sn_tcp_side *x)
{
    sn_derived_put(k->v, SN_DERIVED_STREAM, k->conn->index);
    sn_derived_put(k->v, SN_DERIVED_RELATIVE, (uint64_t)since(k->ts, k->conn->first));
    sn_derived_put(k->v, SN_DERIVED_DELTA, (uint64_t)since(k->ts, k->conn->last));
    sn_derived_put(k->v, SN_DERIVED_COMPLETENESS, k->complete);
    put_window(k, x);
}

static void put(struct sn_tcp_look *k, const struct sn_tcp_side *x)
{
    struct sn_derived *v = k->v;

    put_usual(k, x);
    if (k->acks_frame)
        sn_derived_put(v, SN_DERIVED_ACKS_FRAME, k->acks_frame);
    if (k->ack_rtt)
        sn_derived_put(v, SN_DERIVED_ACK_RTT, (uint64_t)k->ack_rtt);
    if (k->conn->initial_rtt && (k->acks_frame || k->pushed || k->marks || k->beyond))
        sn_derived_put(v, SN_DERIVED_INITIAL_RTT, (uint64_t)k->conn->initial_rtt);
    if (k->in_flight) {
        sn_derived_put(v, SN_DERIVED_IN_FLIGHT, k->in_flight);
        sn_derived_put(v, SN_DERIVED_PUSHED, k->pushed);
    }
    if (k->rto) {
        sn_derived_put(v, SN_DERIVED_RTO, (uint64_t)k->rto);
        sn_derived_put(v, SN_DERIVED_RTO_FRAME, k->rto_frame);
    }
    if (k->dup_num) {
        sn_derived_put(v, SN_DERIVED_DUP_ACK_NUM, k->dup_num);
        sn_derived_put(v, SN_DERIVED_DUP_ACK_FRAME, k->dup_frame);
    }
    for (uint32_t left = k->marks; left; left &= left - 1)
        sn_derived_put(v, SN_DERIVED_RETRANSMISSION + (unsigned)__builtin_ctz(left), 0);
}

/* Of options, only a SYN's matter for it. */
void sn_tcp_mark(struct sn_tcp_look *k)
{
    struct sn_tcp_side *x = &k->conn->side[k->from], *y = &k->conn->side[!k->from];

    if (k->reused)
        k->marks |= MARK(REUSED_PORTS);
    begin_numbers(k, x, y);
    if (k->s->flags & SN_TCP_SYN)
        read_options(k, x, y);
    complete(k);
    mark(k, x, y);
    remember(k, x);
}

void sn_tcp_quoted(struct sn_tcp_look *k)
{
    struct sn_tcp_side *x = &k->conn->side[k->from], *y = &k->conn->side[!k->from];

    if (k->v->quoted && k->s->flags & SN_TCP_SYN)
        read_options(k, x, y);
    complete(k);
    put_usual(k, x);
    k->conn->last = k->ts;
}

void sn_tcp_analyse(struct sn_tcp_look *k)
{
    struct sn_tcp_side *x = &k->conn->side[k->from], *y = &k->conn->side[!k->from];

    if (k->reused)
        k->marks |= MARK(REUSED_PORTS);
    begin_numbers(k, x, y);
    read_options(k, x, y);
    complete(k);
    mark(k, x, y);
    keep(k, x);
    remember(k, x);
    acknowledge(k, y);
    count_flight(k, x, y->sacked);
    put(k, x);
    k->conn->last = k->ts;
}
