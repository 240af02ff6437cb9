/* TCP (RFC 9293). Options are in tcpopt.c. */
#include "dis/transport/tcp.h"
#include "dis/app/stream.h"
#include "dis/net/ip.h"

SN_TABLE(tcp);
SN_FIELD_TABLE(tcp, TCP)

#define HDR          20
#define RST_DATA_MAX 30
#define USUAL        12         /* bytes of the usual options */
#define USUAL_KINDS  0x0101080a /* how they begin */

/* Adds the segment to those that lib/flow looks at. */
static inline void add_segment(struct sn_dis *d, const struct sn_rec *h, struct sn_rec *made,
                               uint32_t len)
{
    if (!d->ip.version || d->nsegment == SN_SEGMENTS_MAX)
        return;
    d->segment[d->nsegment++] = (struct sn_segment){
        .ends = {.src = d->ip.src,
                 .dst = d->ip.dst,
                 .sport = (uint16_t)h[TCP_SPORT].u,
                 .dport = (uint16_t)h[TCP_DPORT].u,
                 .version = d->ip.version,
                 .proto = 6},
        .seq = (uint32_t)h[TCP_SEQ].u,
        .ack = (uint32_t)h[TCP_ACK].u,
        .len = len,
        .window = (uint16_t)h[TCP_WIN].u,
        .flags = (uint8_t)h[TCP_FLAGS].u,
        .layer = (uint8_t)(d->cur - d->layer),
        .made = made,
    };
}

/* Whether the segment, of which all was captured, has the right checksum. */
static void check_sum(struct sn_dis *d, const struct sn_rd *all, uint32_t len)
{
    if (!d->ip.frag && d->ip.version)
        sn_sum_verify(d, all, len, 6, TCP_SUM, TCP_SUM_STATUS, TCP_SUM_RIGHT);
    else
        sn_made(d, TCP_SUM_STATUS, SN_SUM_UNVERIFIED);
}

/* Wireshark shows the number that a quoted segment has as it is, and of IPv4 only once. */
static void quoted_seq(struct sn_dis *d)
{
    struct sn_rec *q = sn_rec_of(d, TCP_SEQ);

    if (!q)
        return;
    if (d->ip.version != 6)
        q->flags |= SN_REC_TEXT;
    sn_rec_made(d, TCP_SEQ_REL, q->u);
}

/* What JSON has beside the header's own fields. The length of a quoted segment is not known, nor
 * that of one whose header is longer. */
static void tcp_more(struct sn_dis *d, const uint32_t *len, bool quoted)
{
    if (quoted)
        quoted_seq(d);
    else
        sn_rec_made(d, TCP_SEQ_REL, sn_u(d, TCP_SEQ));
    sn_rec_made(d, TCP_ACK_REL, sn_u(d, TCP_ACK));
    if (len)
        sn_rec_made(d, TCP_LEN, *len);
    sn_parts(d, TCP_FLAGS, TCP_F_CWR, TCP_F_FIN);
}

/* Two no-operations and a time stamp, as nearly every segment has them (RFC 7323, appendix A), are
 * read at once, unless all fields are wanted. False when the options are others: nothing is read.
 */
static inline bool usual_options(struct sn_dis *d, struct sn_rd *r, uint32_t left)
{
    if (left != USUAL || sn_rd_left(r) < USUAL || sn_be32(r->p) != USUAL_KINDS ||
        d->want & SN_WANT_FIELDS)
        return false;
    sn_note(d, TCP_USUAL, 0);
    sn_rec_uint(d, TCP_OPT_TSVAL, sn_rd_off(r) + 4, 4, sn_be32(r->p + 4));
    sn_rec_uint(d, TCP_OPT_TSECR, sn_rd_off(r) + 8, 4, sn_be32(r->p + 8));
    r->p += USUAL;
    return true;
}

/* Behind all records of the layer: what lib/flow will say of segment number i; `longer`, of a
 * header that is longer than that. */
static void derive(struct sn_dis *d, const struct sn_rd *options, uint32_t n, uint32_t i,
                   bool longer)
{
    struct sn_derived *v;

    if (i == d->nsegment)
        return;
    d->inner = d->segment[i].ends;
    v = sn_derive(d, SN_DERIVED_TCP, TCP_STREAM, &d->inner);
    if (!v)
        return;
    v->longer = longer;
    v->segment = (uint8_t)i;
    v->options = options->p;
    v->noptions = (uint8_t)(sn_rd_left(options) < n ? sn_rd_left(options) : n);
}

/* The options, of which the header has `left` bytes. False: the layer stops. */
static bool tcp_options(struct sn_dis *d, struct sn_rd *r, uint32_t left)
{
    struct sn_rd opts;

    if (left == 0 || d->want & (SN_WANT_SHALLOW | SN_WANT_HEADERS) || usual_options(d, r, left))
        return true;
    (void)!sn_rd_sub(r, left, &opts);
    if (!sn_tcp_opts(d, &opts, r, left)) {
        sn_stop(r, &opts);
        return false;
    }
    if (!opts.cut || opts.end != r->end)
        return true;
    r->stop = SN_STOP_TRUNCATED; /* behind an end-of-options mark */
    return false;
}

/* What lib/flow made of the segment's stream: its units are dissected instead of the payload. */
static void stream_part(struct sn_dis *d, const struct sn_stream_part *part)
{
    struct sn_rd rd = sn_rd_init(part->p, part->n, part->n);

    if (part->whole)
        sn_made(d, TCP_REASM_LEN, part->whole);
    if (part->missing)
        sn_made(d, TCP_REASM_MISSING, part->missing);
    if (part->dropped)
        sn_made(d, TCP_REASM_DROPPED, part->dropped);
    d->part = part;
    if (part->n)
        sn_next_proto(d, part->proto, &rd, part->n);
}

static bool is_of_stream(const struct sn_dis *d, const struct sn_proto *p)
{
    return p && p->stream && (p->more || d->want & SN_WANT_FIELDS);
}

/* The payload of len bytes of segment number `i` of the packet. In text, what tcpdump knows is of
 * no stream: it says what the segment alone has. The TLS that may follow in the same connection,
 * where that protocol asked for it, is a layer behind it there, else in its place. */
static void payload(struct sn_dis *d, const struct sn_rec *h, const struct sn_rd *r, uint32_t len,
                    uint32_t i)
{
    uint16_t sport = (uint16_t)h[TCP_SPORT].u, dport = (uint16_t)h[TCP_DPORT].u;
    const struct sn_proto *p = sn_tab_port(d, &sn_tab_tcp, sport, dport, r, len);
    const struct sn_stream_part *part = NULL;
    bool known = p && !p->more;
    bool tls = known && sn_tls_claims(r->p, (uint32_t)sn_rd_left(r), len);
    bool whole = is_of_stream(d, p), line = d->want & SN_WANT_LINE;

    d->part = NULL;
    if (i < d->nsegment) {
        struct sn_segment *s = &d->segment[i];

        s->payload = r->p;
        s->caplen = (uint32_t)sn_rd_left(r) < len ? (uint32_t)sn_rd_left(r) : len;
        s->proto = tls ? &sn_proto_tls : whole ? p : NULL;
        if (d->first && i < d->first->nsegment)
            part = d->first->segment[i].part;
        if (part && (!known || part->proto != p || whole)) {
            if (known && part->proto != p && !whole && (line || part->proto != &sn_proto_tls))
                sn_next_proto(d, p, r, len);
            stream_part(d, part);
            return;
        }
    }
    if (tls ? line : p || sn_wants_data(d))
        sn_next_proto(d, p, r, len);
    if (tls)
        sn_next_proto(d, &sn_proto_tls, r, len);
}

/* A segment without payload ends a stream that a unit waited for. */
static void stream_end(struct sn_dis *d, uint32_t i)
{
    const struct sn_stream_part *part =
        d->first && i < d->first->nsegment ? d->first->segment[i].part : NULL;

    if (part)
        stream_part(d, part);
}

/* A connection to the port of a protocol whose streams are put together: they begin here, whatever
 * order the segments behind come in. */
static void begin_stream(struct sn_dis *d, const struct sn_rec *h, uint32_t i)
{
    struct sn_rd none = sn_rd_init(NULL, 0, 0);
    const struct sn_proto *p =
        sn_tab_port(d, &sn_tab_tcp, (uint16_t)h[TCP_SPORT].u, (uint16_t)h[TCP_DPORT].u, &none, 0);

    if (i < d->nsegment && is_of_stream(d, p))
        d->segment[i].proto = p;
}

/* What follows the fixed header h of hlen bytes: options, then len bytes of payload. */
static void behind_header(struct sn_dis *d, struct sn_rd *r, const struct sn_rec *h, uint32_t hlen,
                          uint32_t len)
{
    uint32_t number = d->nsegment;
    bool fields = d->want & SN_WANT_FIELDS, quoted = fields && sn_is_quoted(d);
    struct sn_rd all = *r, options = *r;

    all.p -= HDR;
    add_segment(d, h, fields && !quoted ? &d->rec[d->nrec] : NULL, len);
    if (__builtin_expect(fields, 0))
        tcp_more(d, quoted ? NULL : &len, quoted);
    else if (d->want & SN_WANT_HEADERS && sn_is_quoted(d))
        quoted_seq(d);
    if (d->want & SN_WANT_SUMS)
        check_sum(d, &all, len + hlen);
    if (fields && !len && h[TCP_FLAGS].u & SN_TCP_SYN)
        begin_stream(d, h, number);
    if (fields && !len && h[TCP_FLAGS].u & SN_TCP_FIN)
        stream_end(d, number);
    if (!tcp_options(d, r, hlen - HDR) || len == 0 || d->want & SN_WANT_SHALLOW)
        ;
    else if (d->want & SN_WANT_HEADERS)
        sn_next_port(d, &sn_tab_tcp, (uint16_t)h[TCP_SPORT].u, (uint16_t)h[TCP_DPORT].u, r, len);
    else if (h[TCP_FLAGS].u & SN_TCP_RST && d->want & SN_WANT_VERBOSE)
        (void)sn_get_bytes(d, r, TCP_RST_DATA,
                           sn_rd_left(r) < RST_DATA_MAX ? sn_rd_left(r) : RST_DATA_MAX);
    else if (d->want & (SN_WANT_FIELDS | SN_WANT_MORE))
        payload(d, h, r, len, number);
    else
        sn_next_port(d, &sn_tab_tcp, (uint16_t)h[TCP_SPORT].u, (uint16_t)h[TCP_DPORT].u, r, len);
    if (__builtin_expect(d->want & SN_WANT_DERIVED, 0))
        derive(d, &options, hlen - HDR, number, false);
}

/* A header of more bytes than the segment's len: what there is of it, when fields are wanted. */
static void longer_header(struct sn_dis *d, struct sn_rd *r, const struct sn_rec *h, uint32_t len)
{
    uint32_t number = d->nsegment;
    struct sn_rd all = *r, options = *r, rest = *r;

    add_segment(d, h, NULL, 0);
    if (d->want & SN_WANT_FIELDS) {
        tcp_more(d, NULL, sn_is_quoted(d));
        all.p -= HDR;
        if (d->want & SN_WANT_SUMS)
            check_sum(d, &all, len);
        (void)tcp_options(d, &rest, (uint32_t)h[TCP_HLEN].u - HDR);
    }
    sn_malformed(r);
    if (d->want & SN_WANT_DERIVED)
        derive(d, &options, 0, number, true);
}

static void tcp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    const struct sn_rec *h = sn_header_of(d, r, tcp_fields, TCP_URG);
    uint32_t hlen;

    if (!h) {
        sn_ends_ports(d, 6, (uint16_t)sn_u(d, TCP_SPORT), (uint16_t)sn_u(d, TCP_DPORT));
        if (sn_wants_values(d) && sn_is_quoted(d))
            quoted_seq(d);
        return;
    }
    sn_ends_ports(d, 6, (uint16_t)h[TCP_SPORT].u, (uint16_t)h[TCP_DPORT].u);
    hlen = (uint32_t)h[TCP_HLEN].u;
    if (hlen < HDR) {
        sn_malformed(r);
    } else if (hlen > len) {
        longer_header(d, r, h, len);
    } else {
        behind_header(d, r, h, hlen, len - hlen);
    }
}

/* ---- text ---- */

/* "Flags [P.]" */
static char *put_flags(char *o, unsigned flags)
{
    static const char letters[] = "FSRP.UEW";
    char *first;
    unsigned i;

    if (flags == SN_TCP_ACK)
        return put_lit(o, "Flags [.]");
    if (flags == (SN_TCP_ACK | SN_TCP_PSH))
        return put_lit(o, "Flags [P.]");
    o = first = put_lit(o, "Flags [");
    for (i = 0; i < 8; i++) {
        *o = letters[i];
        o += flags >> i & 1;
    }
    if (o == first)
        o = put_lit(o, "none");
    return put_lit(o, "]");
}

/* The header was cut, or is impossible. */
static enum sn_then tcp_bad(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    if (!sn_find(v, TCP_DPORT)) {
        sn_text_addrs(t);
        sn_put_c(t->b, ':');
        return SN_TEXT_CUT_SHORT;
    }
    sn_text_ends(t, (uint16_t)sn_num(t, v, TCP_SPORT), (uint16_t)sn_num(t, v, TCP_DPORT), 6);
    if (!sn_find(v, TCP_URG))
        return SN_TEXT_CUT_SHORT;
    sn_put_f(t->b, " tcp %d", (int)(l->len - (uint32_t)sn_num(t, v, TCP_HLEN)));
    sn_say(t, v, " [bad hdr length {} - too short, < 20]", TCP_HLEN);
    return SN_TEXT_DONE;
}

static void tcp_quiet(struct sn_text *t, const struct sn_layer *l, uint32_t hlen)
{
    sn_put_lit(t->b, "tcp ");
    sn_put_u32(t->b, l->len - hlen);
    if (hlen > l->len)
        sn_put_f(t->b, " [bad hdr length %u - too long, > %u]", hlen, l->len);
}

static void tcp_sum_text(struct sn_text *t, const struct sn_view *v)
{
    const struct sn_rec *sum = sn_find(v, TCP_SUM);

    if (!(sum->flags & SN_REC_CHECKED))
        return;
    sn_put_lit(t->b, ", cksum 0x");
    sn_put_hex_pad(t->b, sum->u, 4);
    if (sum->flags & SN_REC_BAD)
        sn_say(t, v, " (incorrect -> 0x{04x})", TCP_SUM_RIGHT);
    else
        sn_put_lit(t->b, " (correct)");
}

/* " [RST+ connection refu]" */
static void rst_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v,
                     uint32_t len)
{
    const struct sn_rec *q = sn_find(v, TCP_RST_DATA);
    uint32_t i, n = q ? q->n : 0;

    sn_put_s(t->b, l->caplen - (uint32_t)sn_num(t, v, TCP_HLEN) >= len ? " [RST" : " [!RST");
    if (len > RST_DATA_MAX)
        sn_put_c(t->b, '+');
    sn_put_c(t->b, ' ');
    for (i = 0; i < n; i++)
        sn_put_safe(t->b, q->p + i, 1);
    sn_put_c(t->b, ']');
}

/* ", seq 1:1449, ack 1, win 501, urg 1" */
static void tcp_numbers(struct sn_text *t, const struct sn_layer *l, const struct sn_rec *h,
                        uint32_t len)
{
    const struct sn_segment *s = sn_text_segment(t, l);
    unsigned flags = (unsigned)h[TCP_FLAGS].u & 0xff;
    uint32_t seq = (uint32_t)h[TCP_SEQ].u, ack = (uint32_t)h[TCP_ACK].u;
    char *o = t->b->p;

    if (s && s->relative) {
        seq -= s->seq_base;
        ack -= s->ack_base;
    }
    if (t->o->verbose > 1 || len > 0 || flags & (SN_TCP_SYN | SN_TCP_FIN | SN_TCP_RST)) {
        o = put_lit(o, ", seq ");
        o = put_u32(o, seq);
        if (len > 0) {
            *o++ = ':';
            o = put_u32(o, seq + len);
        }
    }
    if (flags & SN_TCP_ACK) {
        o = put_lit(o, ", ack ");
        o = put_u32(o, ack);
    }
    o = put_lit(o, ", win ");
    o = put_u32(o, (uint32_t)h[TCP_WIN].u);
    if (flags & SN_TCP_URG) {
        o = put_lit(o, ", urg ");
        o = put_u32(o, (uint32_t)h[TCP_URG].u);
    }
    t->b->p = o;
}

static enum sn_then tcp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *h = sn_header_recs(&v, TCP_URG);
    uint32_t hlen, len;
    unsigned flags;

    if (__builtin_expect(!h || h[TCP_HLEN].u < HDR, 0))
        return tcp_bad(t, l, &v);
    hlen = (uint32_t)h[TCP_HLEN].u;
    sn_text_ends(t, (uint16_t)h[TCP_SPORT].u, (uint16_t)h[TCP_DPORT].u, 6);
    if (t->o->quiet) {
        tcp_quiet(t, l, hlen);
        return SN_TEXT_DONE;
    }
    if (!sn_buf_room(t->b, 160))
        return SN_TEXT_DONE;
    flags = (unsigned)h[TCP_FLAGS].u;
    t->b->p = put_flags(t->b->p, flags);
    if (__builtin_expect(hlen > l->len, 0)) {
        sn_put_f(t->b, " [bad hdr length %u - too long, > %u]", hlen, l->len);
        return SN_TEXT_DONE;
    }
    len = l->len - hlen;
    if (t->o->verbose && !t->o->no_sums)
        tcp_sum_text(t, &v);
    if (!sn_buf_room(t->b, 128))
        return SN_TEXT_DONE;
    tcp_numbers(t, l, h, len);
    if (hlen > HDR && !sn_tcp_opts_text(t, l))
        return SN_TEXT_DONE;
    if (!sn_buf_room(t->b, 32))
        return SN_TEXT_DONE;
    t->b->p = put_u32(put_lit(t->b->p, ", length "), len);
    if (__builtin_expect(len && l->caplen < hlen, 0)) {
        sn_put_f(t->b, " [remaining caplen(%u) < header length(%u)]", l->caplen, hlen);
        return SN_TEXT_CUT;
    }
    if (len && t->o->verbose && flags & SN_TCP_RST)
        rst_text(t, l, &v, len);
    return SN_TEXT_INNER;
}

SN_PROTO(tcp, "Transmission Control Protocol", {.table = &sn_tab_ipproto, .value = 6})
