/* Sockets between virtual machines and their host (Linux: vsockmon). */
#include "dis/link/eth.h"

enum { VIRTIO = 2, PAYLOAD_OP = 4, HDR = 32 };
static const struct sn_val ops[] = {{0, "UNKNOWN"}, {1, "CONNECT"},          {2, "DISCONNECT"},
                                    {3, "CONTROL"}, {PAYLOAD_OP, "PAYLOAD"}, {0, NULL}};
static const struct sn_val transports[] = {
    {0, "UNKNOWN"}, {1, "NO_INFO"}, {VIRTIO, "VIRTIO"}, {0, NULL}};
static const struct sn_val types[] = {{1, "STREAM"}, {0, NULL}};
static const struct sn_val virtio_ops[] = {
    {0, "INVALID"}, {1, "REQUEST"},       {2, "RESPONSE"},       {3, "RST"}, {4, "SHUTDOWN"},
    {5, "RW"},      {6, "CREDIT UPDATE"}, {7, "CREDIT REQUEST"}, {0, NULL}};

#define VSOCK(F)                                                                                   \
    F(SRC, "vsock.src_cid", LE64, "Source cid")                                                    \
    F(DST, "vsock.dst_cid", LE64, "Destination cid")                                               \
    F(SPORT, "vsock.src_port", LE32, "Source port")                                                \
    F(DPORT, "vsock.dst_port", LE32, "Destination port")                                           \
    F(OP, "vsock.op", LE16, "Operation", .vals = ops)                                              \
    F(TRANS, "vsock.trans", LE16, "Transport", .vals = transports)                                 \
    F(TRANS_LEN, "vsock.trans_len", LE16, "Transport length", .pad = 2)                            \
    F(V_SRC, "vsock.virtio.src_cid", LE64, "Source cid")                                           \
    F(V_DST, "vsock.virtio.dst_cid", LE64, "Destination cid")                                      \
    F(V_SPORT, "vsock.virtio.src_prot", LE32, "Source port")                                       \
    F(V_DPORT, "vsock.virtio.dst_prot", LE32, "Destination port")                                  \
    F(V_LEN, "vsock.virtio.len", LE32, "Length")                                                   \
    F(V_TYPE, "vsock.virtio.type", LE16, "Type", .vals = types)                                    \
    F(V_OP, "vsock.virtio.op", LE16, "Operation", .vals = virtio_ops)                              \
    F(V_FLAGS, "vsock.virtio.flags", LE32, "Flags", .base = SN_HEX)                                \
    F(V_ALLOC, "vsock.virtio.buf_alloc", LE32, "Buf alloc")                                        \
    F(V_CREDIT, "vsock.virtio.fwd_cnt", LE32, "Fwd cnt")                                           \
    F(PAYLOAD, "vsock.payload", BYTES, "Payload")
SN_FIELDS(vsock, VSOCK)

static void vsock_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{

    (void)len;
    d->linklen = d->cur->caplen;
    if (!sn_rd_need(r, HDR) || !sn_header(d, r, SRC, TRANS_LEN))
        return;
    d->linklen = HDR;
    /* As tcpdump has it, whatever the transport's length says. */
    if (sn_u(d, TRANS) == VIRTIO && !sn_header(d, r, V_SRC, V_CREDIT))
        return;
    if (sn_rd_left(r))
        (void)!sn_get_bytes(d, r, PAYLOAD, sn_rd_left(r));
}

static enum sn_then vsock_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *payload = sn_find(&v, PAYLOAD);
    bool virtio = sn_opt(&v, TRANS) == VIRTIO, cut = virtio && !sn_find(&v, V_CREDIT);

    if (!sn_need_short(t, &v, TRANS_LEN))
        return SN_TEXT_DONE;
    sn_say(t, &v, "{s:Invalid transport (%u)}", TRANS);
    if (t->o->verbose) {
        if (virtio && !cut) {
            sn_say(t, &v, " (len {}, type {s:Invalid type (%u)}, op {s:Invalid op (%u)}, ", V_LEN,
                   V_TYPE, V_OP);
            sn_say(t, &v, "flags {x}, buf_alloc {}, fwd_cnt {})", V_FLAGS, V_ALLOC, V_CREDIT);
        }
        if (!cut)
            sn_put_lit(t->b, "\n\t");
    } else {
        sn_put_c(t->b, ' ');
    }
    sn_say(t, &v, "{}.{} > {}.{} {s: invalid op (%u)}", SRC, SPORT, DST, DPORT, OP);
    sn_put_f(t->b, ", length %u", l->caplen);
    if (t->o->verbose && (cut || (t->o->verbose > 1 && !payload && sn_opt(&v, OP) == PAYLOAD_OP)))
        return SN_TEXT_CUT_SHORT;
    if (t->o->verbose > 1 && payload && sn_opt(&v, OP) == PAYLOAD_OP) {
        sn_put_c(t->b, '\n');
        sn_text_hex(t, "\t", payload->p, payload->n);
    }
    return SN_TEXT_DONE;
}

SN_PROTO(vsock, "Linux VSOCK", {.table = &sn_tab_link, .value = SN_LINK_VSOCK})
