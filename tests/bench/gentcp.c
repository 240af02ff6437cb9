/*
 * TCP flows: handshake with options, rounds of request and answer with delayed acknowledgements,
 * lost segments with SACK and retransmission, FIN or RST.
 */
#include "gen.h"

enum { SYN, SYNACK, EST, REQUEST, ANSWER, FIN0, FIN1, LAST };
enum { F_FIN = 1, F_SYN = 2, F_RST = 4, F_PSH = 8, F_ACK = 16 };

static void new_round(struct tcp *t)
{
    t->want[0] = rnd_log(5, 9);
    t->want[1] = chance(10) ? rnd_log(12, 16) : rnd_log(5, 10);
}

void tcp_new(struct flow *f)
{
    struct tcp *t = &f->tcp;

    t->next[0] = (uint32_t)rnd64();
    t->next[1] = (uint32_t)rnd64();
    t->acked[0] = t->next[0];
    t->acked[1] = t->next[1];
    t->ts0[0] = (uint32_t)rnd64();
    t->ts0[1] = (uint32_t)rnd64();
    t->ts_ok = chance(85);
    t->rst = chance(6);
    t->mss = (uint16_t)(f->v6 ? 1440 : 1460);
    t->rounds = (uint8_t)rnd_log(0, 4);
    new_round(t);
}

static void option_ts(const struct flow *f, struct pkt *p, uint32_t from, int64_t ts)
{
    uint32_t ms = (uint32_t)(ts / 1000000);

    put16(p, 0x080a);
    put32(p, f->tcp.ts0[from] + ms);
    put32(p, f->tcp.phase == SYN ? 0 : f->tcp.ts0[!from] + ms - rnd(30));
}

static void syn_options(const struct flow *f, struct pkt *p, uint32_t from, int64_t ts)
{
    put16(p, 0x0204);
    put16(p, f->tcp.mss);
    put16(p, 0x0402);
    if (f->tcp.ts_ok)
        option_ts(f, p, from, ts);
    else
        put16(p, 0x0101);
    put32(p, 0x01030307);
}

/* One segment; its options depend on the phase. seq is where it begins, n its data. */
static void segment(struct flow *f, struct pkt *p, int64_t ts, uint32_t from, uint32_t flags,
                    uint32_t seq, uint32_t n)
{
    struct tcp *t = &f->tcp;
    bool sack = t->dups && from == 0;
    size_t at;

    ip_begin(p, &f->h[from], &f->h[!from], f->v6, P_TCP);
    at = p->n;
    put16(p, f->h[from].port);
    put16(p, f->h[!from].port);
    put32(p, seq);
    put32(p, flags & F_ACK ? t->acked[!from] : 0);
    put16(p, flags);
    put16(p, flags & F_RST ? 0 : flags & F_SYN ? 64240 : 501 + (f->id & 255) + rnd(4));
    put32(p, 0);
    if (flags & F_SYN) {
        syn_options(f, p, from, ts);
    } else if (t->ts_ok && !(flags & F_RST)) {
        put16(p, 0x0101);
        option_ts(f, p, from, ts);
    }
    if (sack) {
        put32(p, 0x0101050a);
        put32(p, t->hole + t->hole_len);
        put32(p, t->next[1]);
    }
    p->b[at + 12] = (uint8_t)((p->n - at) / 4 << 4);
    put_mem(p, rnd_payload(f->id), n);
    ip_end(p, &f->h[from], f->v6, P_TCP);
    p->inward = from;
}

static void ack(struct flow *f, struct pkt *p, int64_t ts, uint32_t from)
{
    struct tcp *t = &f->tcp;

    if (!t->hole_len)
        t->acked[!from] = t->next[!from];
    segment(f, p, ts, from, F_ACK, t->next[from], 0);
    t->unacked = 0;
}

/* The next data of a side, PSH on the last segment. */
static void data(struct flow *f, struct pkt *p, int64_t ts, uint32_t from)
{
    struct tcp *t = &f->tcp;
    uint32_t most = t->mss - (t->ts_ok ? 12u : 0u);
    uint32_t n = t->want[from] < most ? t->want[from] : most;

    t->want[from] -= n;
    segment(f, p, ts, from, F_ACK | (t->want[from] ? 0 : F_PSH), t->next[from], n);
    t->next[from] += n;
    t->unacked++;
}

/* A round's answer: data, an acknowledgement after two segments or the last, sometimes a loss. */
static void answer(struct flow *f, struct pkt *p, int64_t ts)
{
    struct tcp *t = &f->tcp;
    uint32_t most = t->mss - (t->ts_ok ? 12u : 0u);

    if (t->hole_len && t->dups >= 3) { /* sent again; everything is there now */
        segment(f, p, ts, 1, F_ACK, t->hole, t->hole_len);
        t->hole_len = t->dups = 0;
        t->unacked = 2;
    } else if (t->hole_len && t->unacked) {
        t->dups++;
        ack(f, p, ts, 0);
    } else if (t->unacked >= 2 || (t->unacked && !t->want[1])) {
        ack(f, p, ts, 0);
        if (!t->want[1])
            t->phase = t->rounds-- > 1 ? REQUEST : FIN0;
        if (t->phase == REQUEST)
            new_round(t);
    } else if (!t->hole_len && t->want[1] > 6 * most && chance(2)) {
        t->hole = t->next[1]; /* never captured: lost before us */
        t->hole_len = most;
        t->next[1] += most;
        t->want[1] -= most;
        data(f, p, ts, 1);
    } else {
        data(f, p, ts, 1);
    }
}

bool tcp_step(struct flow *f, struct pkt *p, int64_t ts)
{
    struct tcp *t = &f->tcp;

    switch (t->phase) {
    case SYN:
        segment(f, p, ts, 0, F_SYN, t->next[0]++, 0);
        t->phase = SYNACK;
        return !chance(3); /* nobody answers */
    case SYNACK:
        t->acked[0] = t->next[0];
        segment(f, p, ts, 1, F_SYN | F_ACK, t->next[1]++, 0);
        t->phase = EST;
        return true;
    case EST:
        ack(f, p, ts, 0);
        t->phase = REQUEST;
        return true;
    case REQUEST:
        if (t->want[0]) {
            data(f, p, ts, 0);
        } else {
            ack(f, p, ts, 1);
            t->phase = ANSWER;
        }
        return true;
    case ANSWER:
        answer(f, p, ts);
        return true;
    case FIN0:
        if (t->rst) {
            segment(f, p, ts, 0, F_RST | F_ACK, t->next[0], 0);
            return false;
        }
        segment(f, p, ts, 0, F_FIN | F_ACK, t->next[0]++, 0);
        t->phase = FIN1;
        return true;
    case FIN1:
        t->acked[0] = t->next[0];
        segment(f, p, ts, 1, F_FIN | F_ACK, t->next[1]++, 0);
        t->phase = LAST;
        return true;
    default:
        ack(f, p, ts, 0);
        return false;
    }
}
