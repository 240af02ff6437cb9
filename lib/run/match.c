/* Conditions on fields in the packet loop: see match.h. */
#include "run/match.h"

#include "dis/secrets.h"

#include <string.h>

void sn_times_next(struct sn_times *t, struct sn_frame *fr)
{
    uint64_t ts = (uint64_t)fr->pkt->ts;

    if (!t->any)
        t->first = t->prev = fr->pkt->ts;
    t->any = true;
    fr->delta = (int64_t)(ts - (uint64_t)t->prev);
    fr->relative = (int64_t)(ts - (uint64_t)t->first);
    fr->delta_shown = t->any_shown ? (int64_t)(ts - (uint64_t)t->shown) : 0;
    t->prev = fr->pkt->ts;
}

void sn_times_shown(struct sn_times *t, const struct sn_frame *fr)
{
    t->shown = fr->pkt->ts;
    t->any_shown = true;
}

uint32_t sn_match_inside(uint32_t want, const struct sn_secrets *secrets)
{
    bool packets = secrets && sn_secrets_usable() && sn_secret_static(secrets, 0);

    return packets ? (want & ~(uint32_t)(SN_WANT_HEADERS | SN_WANT_LINE)) | SN_WANT_FIELDS : want;
}

bool sn_match_streams(const struct sn_where_expr *w, const struct sn_secrets *secrets)
{
    return !(sn_match_inside(sn_where_dis(w), secrets) & SN_WANT_HEADERS);
}

uint32_t sn_match_want(const struct sn_where_expr *w, const struct sn_secrets *secrets, bool whole)
{
    return sn_match_inside(sn_where_dis(w), secrets) | (whole ? SN_WANT_WHOLE : 0);
}

enum sn_err sn_match_udp_init(struct sn_match_udp *u, const struct sn_secrets *secrets,
                              struct sn_diag *d)
{
    enum sn_err e = sn_messages_new(&u->messages, NULL, d);

    return e || !secrets ? e : sn_opener_new(&u->opener, secrets, d);
}

void sn_match_udp_free(struct sn_match_udp *u)
{
    sn_messages_free(u->messages);
    sn_opener_free(u->opener);
}

enum sn_err sn_match_init(struct sn_match *m, const struct sn_where_expr *w, bool own, bool whole,
                          const struct sn_secrets *secrets, struct sn_diag *d)
{
    struct sn_flow_opts flow = {.want = SN_FLOW_SHOWN};
    struct sn_streams_opts streams = {.secrets = secrets, .at_end = true};
    enum sn_err e;

    *m = (struct sn_match){.where = w};
    if (!own)
        return SN_OK;
    e = sn_flow_new(&m->flow, &flow, d);
    if (!e && sn_match_streams(w, secrets))
        e = sn_streams_new(&m->streams, &streams, d);
    if (!e && sn_match_streams(w, secrets))
        e = sn_match_udp_init(&m->udp, secrets, d);
    if (!e && whole)
        e = sn_frags_new(&m->frags, NULL, d);
    return e;
}

void sn_match_free(struct sn_match *m)
{
    sn_flow_free(m->flow);
    sn_streams_free(m->streams);
    sn_match_udp_free(&m->udp);
    sn_frags_free(m->frags);
}

enum sn_err sn_matcher_init(struct sn_matcher *t, const struct sn_where_expr *w,
                            const struct sn_dis_opts *o, const struct sn_secrets *secrets,
                            struct sn_diag *d)
{
    enum sn_err e = sn_where_eval_new(&t->eval, w, d);

    t->ordered = sn_where_ordered(w);
    t->streams = sn_match_streams(w, secrets);
    sn_arena_init(&t->parts, MATCH_PARTS_MAX);
    return e ? e : sn_dis_new(&t->again, o, d);
}

void sn_matcher_free(struct sn_matcher *t)
{
    sn_where_eval_free(t->eval);
    sn_dis_free(t->again);
    sn_arena_free(&t->parts);
}

static bool asks(const struct sn_dissection *x)
{
    for (uint32_t i = 0; i < x->nmemo; i++) {
        if (x->memo[i].asks || x->memo[i].opens)
            return true;
    }
    return false;
}

enum match sn_match_try(struct sn_matcher *t, const struct sn_dissection *x,
                        const struct sn_frame *fr)
{
    if (t->ordered || x->whole.ip || x->sealed || asks(x))
        return MATCH_LATER;
    return sn_where_match(t->eval, x, fr) ? MATCH_YES : MATCH_NO;
}

struct sn_dissection *sn_match_whole(struct sn_frags *frags, struct sn_dis *d,
                                     struct sn_dissection *x, const struct sn_pkt *k,
                                     struct sn_arena *a)
{
    struct sn_whole w = x->whole;
    struct sn_dissection *whole;
    const uint8_t *packet;
    struct sn_frag f;
    uint32_t n, head;
    uint8_t *p;

    if (!sn_frag_read(&f, w.ip, w.caplen) ||
        sn_frags_add(frags, &f, k->ts, &packet, &n) != SN_FRAG_WHOLE)
        return x;
    head = sn_frags_headlen(frags);
    w.n = n - head;
    p = sn_arena_alloc(a, w.n ? w.n : 1);
    if (!p)
        return x;
    memcpy(p, packet + head, w.n);
    w.p = p;
    whole = sn_dis_whole(d, x->linktype, k->data, k->caplen, k->len, &w);
    return whole ? whole : x;
}

/* Whether the packet can be read further than when its pieces were noted; with secrets, whether it
 * is of what they open. */
static bool opened(const struct sn_dissection *x, bool secrets)
{
    if (secrets && x->sealed)
        return true;
    for (uint32_t i = 0; i < x->nmemo; i++) {
        if (x->memo[i].opens && (x->memo[i].found || (secrets && !x->memo[i].asks)))
            return true;
    }
    return false;
}

/* What was found in y, another dissection of the packet. */
static void keep_pieces(struct sn_dissection *x, const struct sn_dissection *y, struct sn_arena *a)
{
    struct sn_piece *p = y->npiece ? sn_arena_alloc(a, y->npiece * sizeof *p) : NULL;

    if (!p)
        return;
    memcpy(p, y->piece, y->npiece * sizeof *p);
    x->piece = p;
    x->npiece = y->npiece;
}

static void keep_opened(struct sn_dissection *x, const struct sn_dissection *y, struct sn_arena *a)
{
    struct sn_opened *o = y->nopened ? sn_arena_alloc(a, y->nopened * sizeof *o) : NULL;
    uint8_t *p;

    if (!o)
        return;
    x->opened = o;
    x->nopened = 0;
    for (uint32_t i = 0; i < y->nopened; i++) {
        p = sn_arena_alloc(a, y->opened[i].n ? y->opened[i].n : 1);
        if (!p)
            return;
        memcpy(p, y->opened[i].p, y->opened[i].n);
        *o = y->opened[i];
        o++->p = p;
        x->nopened++;
    }
}

void sn_match_messages(const struct sn_match_udp *u, struct sn_dissection *x, struct sn_dis *again,
                       const struct sn_pkt *k, struct sn_arena *a)
{
    bool secrets = sn_opener_usable(u->opener);
    const struct sn_dissection *y;

    if (opened(x, secrets)) {
        y = secrets ? sn_dis_open(again, x, k->data, k->caplen, k->len, u->opener)
                    : sn_dis_again(again, x, k->data, k->caplen, k->len);
        keep_pieces(x, y, a);
        keep_opened(x, y, a);
    }
    sn_messages_packet(u->messages, x, a);
}

bool sn_match_decide(struct sn_match *m, struct sn_matcher *t, struct sn_dis *d,
                     struct sn_dissection *x, struct sn_frame *fr, enum match tried)
{
    const struct sn_dissection *known;

    fr->number = ++m->n;
    if (m->frags && x->whole.ip)
        x = sn_match_whole(m->frags, d, x, fr->pkt, &t->parts);
    if (m->flow && t->ordered) {
        sn_flow_packet(m->flow, x);
        sn_flow_derive(m->flow, x, fr->pkt);
    }
    if (m->flow && x->nmemo)
        sn_flow_recall(m->flow, x);
    if (m->streams)
        sn_streams_packet(m->streams, x, fr->pkt, &t->parts);
    if (m->streams && m->flow && t->ordered)
        sn_flow_deals(m->flow, x, fr->pkt);
    if (m->udp.messages)
        sn_match_messages(&m->udp, x, t->again, fr->pkt, &t->parts);
    known = x;
    if (sn_dis_has_answers(x)) {
        if (tried != MATCH_LATER && !t->streams)
            return tried == MATCH_YES;
        known = sn_dis_again(t->again, x, fr->pkt->data, fr->pkt->caplen, fr->pkt->len);
    } else if (tried != MATCH_LATER) {
        return tried == MATCH_YES;
    }
    return sn_where_match(t->eval, known, fr);
}
