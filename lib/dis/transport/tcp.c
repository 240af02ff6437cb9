/* TCP (RFC 9293). Options are in tcpopt.c. */
#include "dis/transport/tcp.h"
#include "dis/net/ip.h"

static const struct sn_field tcp_fields[] = {
    [TCP_SPORT] = SN_UINT("tcp.srcport"),
    [TCP_DPORT] = SN_UINT("tcp.dstport"),
    [TCP_SEQ] = SN_UINT("tcp.seq_raw"),
    [TCP_ACK] = SN_UINT("tcp.ack_raw"),
    [TCP_HLEN] = SN_UINT("tcp.hdr_len"),
    [TCP_FLAGS] = SN_UINT("tcp.flags"),
    [TCP_WIN] = SN_UINT("tcp.window_size_value"),
    [TCP_SUM] = SN_UINT("tcp.checksum"),
    [TCP_URG] = SN_UINT("tcp.urgent_pointer"),
    [TCP_SEQ_REL] = SN_UINT("tcp.seq"),
    [TCP_ACK_REL] = SN_UINT("tcp.ack"),
    [TCP_LEN] = SN_UINT("tcp.len"),
    [TCP_F_CWR] = SN_BOOL("tcp.flags.cwr"),
    [TCP_F_ECE] = SN_BOOL("tcp.flags.ece"),
    [TCP_F_URG] = SN_BOOL("tcp.flags.urg"),
    [TCP_F_ACK] = SN_BOOL("tcp.flags.ack"),
    [TCP_F_PSH] = SN_BOOL("tcp.flags.push"),
    [TCP_F_RST] = SN_BOOL("tcp.flags.reset"),
    [TCP_F_SYN] = SN_BOOL("tcp.flags.syn"),
    [TCP_F_FIN] = SN_BOOL("tcp.flags.fin"),
    [TCP_SUM_STATUS] = SN_UINT("tcp.checksum.status"),
    [TCP_OPT] = SN_FIELD("tcp.option_kind", SN_F_UINT, SN_F_MULTI, NULL),
    [TCP_OPT_LEN] = SN_FIELD("tcp.option_len", SN_F_UINT, SN_F_MULTI, NULL),
    [TCP_OPT_MSS] = SN_UINT("tcp.options.mss_val"),
    [TCP_OPT_WSCALE] = SN_UINT("tcp.options.wscale.shift"),
    [TCP_OPT_SACK_COUNT] = SN_UINT("tcp.options.sack.count"),
    [TCP_OPT_SACK_LE] = SN_FIELD("tcp.options.sack_le", SN_F_UINT, SN_F_MULTI, NULL),
    [TCP_OPT_SACK_RE] = SN_FIELD("tcp.options.sack_re", SN_F_UINT, SN_F_MULTI, NULL),
    [TCP_OPT_ECHO] = SN_UINT("tcp.options.echo_value"),
    [TCP_OPT_TSVAL] = SN_UINT("tcp.options.timestamp.tsval"),
    [TCP_OPT_TSECR] = SN_UINT("tcp.options.timestamp.tsecr"),
    [TCP_OPT_CC] = SN_UINT("tcp.options.cc_value"),
    [TCP_OPT_MD5] = SN_BYTES("tcp.options.md5.digest"),
    [TCP_OPT_SCPS_CAP] = SN_UINT("tcp.options.scps.vector"),
    [TCP_OPT_SCPS_ID] = SN_UINT("tcp.options.scps.binding.id"),
    [TCP_OPT_UTO] = SN_UINT("tcp.options.user_to_val"),
    [TCP_OPT_AO_KEY] = SN_UINT("tcp.options.ao.keyid"),
    [TCP_OPT_AO_NEXT] = SN_UINT("tcp.options.ao.rnextkeyid"),
    [TCP_OPT_AO_MAC] = SN_BYTES("tcp.options.ao.mac"),
    [TCP_OPT_TFO] = SN_BYTES("tcp.options.tfo.cookie"),
    [TCP_OPT_EXP_MAGIC] = SN_UINT("tcp.options.experimental.magic_number"),
    [MP_SUBTYPE] = SN_FIELD("tcp.options.mptcp.subtype", SN_F_UINT, SN_F_MULTI, NULL),
    [MP_VERSION] = SN_FIELD("tcp.options.mptcp.version", SN_F_UINT, SN_F_MULTI, NULL),
    [MP_FLAGS] = SN_FIELD("tcp.options.mptcp.flags", SN_F_UINT, SN_F_MULTI, NULL),
    [MP_KEY] = SN_FIELD("tcp.options.mptcp.sendkey", SN_F_UINT, SN_F_MULTI, NULL),
    [MP_KEY2] = SN_FIELD("tcp.options.mptcp.recvkey", SN_F_UINT, SN_F_MULTI, NULL),
    [MP_BACKUP] = SN_FIELD("tcp.options.mptcp.backup.flag", SN_F_BOOL, SN_F_MULTI, NULL),
    [MP_ID] = SN_FIELD("tcp.options.mptcp.addrid", SN_F_UINT, SN_F_MULTI, NULL),
    [MP_TOKEN] = SN_FIELD("tcp.options.mptcp.recvtok", SN_F_UINT, SN_F_MULTI, NULL),
    [MP_NONCE] = SN_FIELD("tcp.options.mptcp.sendrand", SN_F_UINT, SN_F_MULTI, NULL),
    [MP_HMAC] = SN_FIELD("tcp.options.mptcp.sendtrunchmac", SN_F_UINT, SN_F_MULTI, NULL),
    [MP_HMAC20] = SN_FIELD("tcp.options.mptcp.sendhmac", SN_F_BYTES, SN_F_MULTI, NULL),
    [MP_ACK] = SN_FIELD("tcp.options.mptcp.dataack", SN_F_UINT, SN_F_MULTI, NULL),
    [MP_SEQ] = SN_FIELD("tcp.options.mptcp.dataseqno", SN_F_UINT, SN_F_MULTI, NULL),
    [MP_SUBSEQ] = SN_FIELD("tcp.options.mptcp.subflowseqno", SN_F_UINT, SN_F_MULTI, NULL),
    [MP_LEN] = SN_FIELD("tcp.options.mptcp.datalvllen", SN_F_UINT, SN_F_MULTI, NULL),
    [MP_CSUM] = SN_FIELD("tcp.options.mptcp.checksum", SN_F_UINT, SN_F_MULTI, NULL),
    [MP_ECHO] = SN_FIELD("tcp.options.mptcp.echo", SN_F_UINT, SN_F_MULTI, NULL),
    [MP_ADDR4] = SN_FIELD("tcp.options.mptcp.ipv4", SN_F_IPV4, SN_F_MULTI, NULL),
    [MP_ADDR6] = SN_FIELD("tcp.options.mptcp.ipv6", SN_F_IPV6, SN_F_MULTI, NULL),
    [MP_PORT] = SN_FIELD("tcp.options.mptcp.port", SN_F_UINT, SN_F_MULTI, NULL),
    [TCP_OPT_DATA] = SN_FIELD("tcp.options.unknown.payload", SN_F_BYTES, SN_F_MULTI, NULL),
    [TCP_RST_DATA] = SN_STR("tcp.reset_cause"),
};

#define HDR          20
#define RST_DATA_MAX 30

/* Adds the segment to those that lib/flow looks at. */
static void add_segment(struct sn_dis *d, const uint8_t *p, struct sn_rec *made, uint32_t len)
{
    if (!d->ip.version || d->nsegment == SN_SEGMENTS_MAX)
        return;
    d->segment[d->nsegment++] = (struct sn_segment){
        .ends = {.src = d->ip.src,
                 .dst = d->ip.dst,
                 .sport = sn_be16(p),
                 .dport = sn_be16(p + 2),
                 .version = d->ip.version,
                 .proto = 6},
        .seq = sn_be32(p + 4),
        .ack = sn_be32(p + 8),
        .len = len,
        .window = sn_be16(p + 14),
        .flags = p[13],
        .layer = (uint8_t)(d->cur - d->layer),
        .made = made,
    };
}

/* Whether the segment, of which all was captured, has the right checksum. */
static void check_sum(struct sn_dis *d, struct sn_rec *h, const struct sn_rd *all, uint32_t len)
{
    if (d->ip.frag || !d->ip.version || sn_rd_left(all) < len)
        return;
    h[TCP_SUM].n = sn_sum_fold(sn_sum_add(sn_sum_pseudo(d, 6, len), all->p, len));
    h[TCP_SUM].flags = (uint8_t)(SN_REC_CHECKED | (h[TCP_SUM].n ? SN_REC_BAD : 0));
}

/* What JSON has beside the header's own fields. */
static void tcp_more(struct sn_dis *d, const struct sn_rec *h, uint32_t len)
{
    unsigned i;

    sn_rec_made(d, TCP_SEQ_REL, h[TCP_SEQ].u);
    sn_rec_made(d, TCP_ACK_REL, h[TCP_ACK].u);
    sn_rec_made(d, TCP_LEN, len);
    for (i = TCP_F_CWR; i <= TCP_F_FIN; i++)
        sn_rec_made(d, i, h[TCP_FLAGS].u >> (TCP_F_FIN - i) & 1);
    if (h[TCP_SUM].flags & SN_REC_CHECKED)
        sn_rec_made(d, TCP_SUM_STATUS, !h[TCP_SUM].n);
}

static void tcp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint8_t tmp[HDR];
    struct sn_rd all = *r, opts;
    size_t o = sn_rd_off(r);
    const uint8_t *p = sn_fixed(r, HDR, tmp);
    struct sn_rec *h = sn_fixed_recs(d), *q = h;
    uint32_t hlen = (p[12] >> 4) * 4u;

    q = sn_fill(q, TCP_SPORT, o, 2, sn_be16(p));
    q = sn_fill(q, TCP_DPORT, o + 2, 2, sn_be16(p + 2));
    q = sn_fill(q, TCP_SEQ, o + 4, 4, sn_be32(p + 4));
    q = sn_fill(q, TCP_ACK, o + 8, 4, sn_be32(p + 8));
    q = sn_fill(q, TCP_HLEN, o + 12, 1, hlen);
    q = sn_fill(q, TCP_FLAGS, o + 12, 2, sn_be16(p + 12) & 0xfff);
    q = sn_fill(q, TCP_WIN, o + 14, 2, sn_be16(p + 14));
    q = sn_fill(q, TCP_SUM, o + 16, 2, sn_be16(p + 16));
    q = sn_fill(q, TCP_URG, o + 18, 2, sn_be16(p + 18));
    sn_ends_ports(d, 6, sn_be16(p), sn_be16(p + 2));
    if (!sn_fixed_end(d, r, q))
        return;
    if (hlen < HDR) {
        sn_malformed(r);
        return;
    }
    if (hlen > len) {
        add_segment(d, p, NULL, 0);
        sn_malformed(r);
        return;
    }
    if (d->want & SN_WANT_SUMS)
        check_sum(d, h, &all, len);
    len -= hlen;
    add_segment(d, p, d->want & SN_WANT_FIELDS ? &d->rec[d->nrec] : NULL, len);
    if (__builtin_expect(d->want & SN_WANT_FIELDS, 0))
        tcp_more(d, h, len);
    if (hlen > HDR && !(d->want & SN_WANT_SHALLOW) && !sn_tcp_usual_opts(d, r, hlen - HDR)) {
        (void)!sn_rd_sub(r, hlen - HDR, &opts);
        if (!sn_tcp_opts(d, &opts, r, hlen - HDR)) {
            sn_stop(r, &opts);
            return;
        }
        if (opts.cut && opts.end == r->end) { /* behind an end-of-options mark */
            r->stop = SN_STOP_TRUNCATED;
            return;
        }
    }
    if (len == 0 || d->want & SN_WANT_SHALLOW)
        return;
    if (p[13] & TH_RST && d->want & SN_WANT_VERBOSE) {
        size_t n = sn_rd_left(r) < RST_DATA_MAX ? sn_rd_left(r) : RST_DATA_MAX;

        (void)!sn_get_bytes(d, r, TCP_RST_DATA, n);
        return;
    }
    sn_next_port(d, SN_TAB_TCP, sn_be16(p), sn_be16(p + 2), r, len);
}

/* ---- text ---- */

/* "Flags [P.]" */
static char *put_flags(char *o, unsigned flags)
{
    static const char letters[] = "FSRP.UEW";
    char *first;
    unsigned i;

    if (flags == TH_ACK)
        return put_lit(o, "Flags [.]");
    if (flags == (TH_ACK | TH_PSH))
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
static enum sn_then tcp_bad(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_recs(t, l);

    if (l->n <= TCP_DPORT) {
        sn_text_addrs(t);
        sn_put_c(t->b, ':');
        return SN_TEXT_CUT_SHORT;
    }
    sn_text_ends(t, (uint16_t)q[TCP_SPORT].u, (uint16_t)q[TCP_DPORT].u, 6);
    if (l->n < TCP_FIXED)
        return SN_TEXT_CUT_SHORT;
    sn_put_f(t->b, " tcp %d [bad hdr length %u - too short, < %d]",
             (int)(l->len - (uint32_t)q[TCP_HLEN].u), (unsigned)q[TCP_HLEN].u, HDR);
    return SN_TEXT_DONE;
}

static enum sn_then tcp_quiet(struct sn_text *t, const struct sn_layer *l, uint32_t hlen)
{
    sn_put_lit(t->b, "tcp ");
    sn_put_u32(t->b, l->len - hlen);
    if (hlen > l->len)
        sn_put_f(t->b, " [bad hdr length %u - too long, > %u]", hlen, l->len);
    return SN_TEXT_DONE;
}

static void tcp_sum_text(struct sn_text *t, const struct sn_rec *sum)
{
    if (!(sum->flags & SN_REC_CHECKED))
        return;
    sn_put_lit(t->b, ", cksum 0x");
    sn_put_hex_pad(t->b, sum->u, 4);
    if (!(sum->flags & SN_REC_BAD)) {
        sn_put_lit(t->b, " (correct)");
        return;
    }
    sn_put_lit(t->b, " (incorrect -> 0x");
    sn_put_hex_pad(t->b, sn_sum_should((uint16_t)sum->u, (uint16_t)sum->n), 4);
    sn_put_c(t->b, ')');
}

/* " [RST+ connection refu]" */
static void rst_text(struct sn_text *t, const struct sn_layer *l, uint32_t len)
{
    const struct sn_rec *q = sn_rec_find(t, l, TCP_RST_DATA);
    uint32_t i, n = q ? q->n : 0;

    sn_put_s(t->b, l->caplen - (uint32_t)sn_recs(t, l)[TCP_HLEN].u >= len ? " [RST" : " [!RST");
    if (len > RST_DATA_MAX)
        sn_put_c(t->b, '+');
    sn_put_c(t->b, ' ');
    for (i = 0; i < n; i++)
        sn_put_safe(t->b, q->p + i, 1);
    sn_put_c(t->b, ']');
}

/* ", seq 1:1449, ack 1, win 501, urg 1" */
static void tcp_numbers(struct sn_text *t, const struct sn_layer *l, uint32_t len)
{
    const struct sn_rec *q = sn_recs(t, l);
    const struct sn_segment *s = sn_text_segment(t, l);
    unsigned flags = (unsigned)q[TCP_FLAGS].u & 0xff;
    uint32_t seq = (uint32_t)q[TCP_SEQ].u, ack = (uint32_t)q[TCP_ACK].u;
    char *o = t->b->p;

    if (s && s->relative) {
        seq -= s->seq_base;
        ack -= s->ack_base;
    }
    if (t->o->verbose > 1 || len > 0 || flags & (TH_SYN | TH_FIN | TH_RST)) {
        o = put_lit(o, ", seq ");
        o = put_u32(o, seq);
        if (len > 0) {
            *o++ = ':';
            o = put_u32(o, seq + len);
        }
    }
    if (flags & TH_ACK) {
        o = put_lit(o, ", ack ");
        o = put_u32(o, ack);
    }
    o = put_lit(o, ", win ");
    o = put_u32(o, (uint32_t)q[TCP_WIN].u);
    if (flags & TH_URG) {
        o = put_lit(o, ", urg ");
        o = put_u32(o, (uint32_t)q[TCP_URG].u);
    }
    t->b->p = o;
}

static enum sn_then tcp_text(struct sn_text *t, const struct sn_layer *l)
{
    const struct sn_rec *q = sn_recs(t, l);
    uint32_t hlen, len;
    enum sn_then said;

    if (__builtin_expect(l->n < TCP_FIXED || q[TCP_HLEN].u < HDR, 0))
        return tcp_bad(t, l);
    sn_text_ends(t, (uint16_t)q[TCP_SPORT].u, (uint16_t)q[TCP_DPORT].u, 6);
    hlen = (uint32_t)q[TCP_HLEN].u;
    if (t->o->quiet)
        return tcp_quiet(t, l, hlen);
    if (!sn_buf_room(t->b, 160))
        return SN_TEXT_DONE;
    t->b->p = put_flags(t->b->p, (unsigned)q[TCP_FLAGS].u);
    if (__builtin_expect(hlen > l->len, 0)) {
        sn_put_f(t->b, " [bad hdr length %u - too long, > %u]", hlen, l->len);
        return SN_TEXT_DONE;
    }
    len = l->len - hlen;
    if (t->o->verbose && !t->o->no_sums)
        tcp_sum_text(t, &q[TCP_SUM]);
    if (!sn_buf_room(t->b, 128))
        return SN_TEXT_DONE;
    tcp_numbers(t, l, len);
    if (hlen > HDR) {
        said = sn_tcp_opts_text(t, l);
        if (said != SN_TEXT_INNER)
            return said;
    }
    if (!sn_buf_room(t->b, 32))
        return SN_TEXT_DONE;
    t->b->p = put_u32(put_lit(t->b->p, ", length "), len);
    if (__builtin_expect(len && l->caplen < hlen, 0)) {
        sn_put_f(t->b, " [remaining caplen(%u) < header length(%u)]", l->caplen, hlen);
        return SN_TEXT_CUT;
    }
    if (len && t->o->verbose && q[TCP_FLAGS].u & TH_RST)
        rst_text(t, l, len);
    return SN_TEXT_INNER;
}

const struct sn_proto sn_proto_tcp = {
    .name = "tcp",
    .title = "Transmission Control Protocol",
    .fields = tcp_fields,
    .nfields = SN_NFIELDS(tcp_fields),
    .keys = SN_KEYS({.table = SN_TAB_IPPROTO, .value = 6}),
    .dissect = tcp_dissect,
    .text = tcp_text,
};
