/* The frame as a protocol: what is known of a packet besides its bytes. */
#include "fmt/frame.h"
#include "dis/field.h"

#define FRAME(F)                                                                                   \
    F(SN_FRAME_NUMBER, "frame.number", UINT, "Frame Number")                                       \
    F(SN_FRAME_EPOCH, "frame.time_epoch", TIME, "Epoch Time")                                      \
    F(SN_FRAME_TIME, "frame.time", TIME, "Arrival Time")                                           \
    F(SN_FRAME_LEN, "frame.len", UINT, "Frame length on the wire", .unit = "bytes")                \
    F(SN_FRAME_CAPLEN, "frame.cap_len", UINT, "Frame length stored into the capture file",         \
      .unit = "bytes")                                                                             \
    F(SN_FRAME_PROTOCOLS, "frame.protocols", STR, "Protocols in frame")                            \
    F(SN_FRAME_INTERFACE, "frame.interface_name", STR, "Interface name")
SN_FIELD_TABLE(frame, FRAME)

const struct sn_proto sn_proto_frame = {.name = "frame", .title = "Frame", SN_PROTO_FIELDS(frame)};

static struct sn_rec number(unsigned field, uint64_t u)
{
    return (struct sn_rec){.field = (uint16_t)field, .flags = SN_REC_MADE, .u = u};
}

static struct sn_rec string(unsigned field, const char *s, size_t n)
{
    return (struct sn_rec){
        .field = (uint16_t)field, .flags = SN_REC_MADE, .n = (uint32_t)n, .p = (const uint8_t *)s};
}

static void put_protocols(struct sn_buf *b, const struct sn_dissection *x)
{
    sn_buf_clear(b);
    for (uint32_t i = 0; i < x->nlayer; i++) {
        if (i)
            sn_put_c(b, ':');
        sn_put_s(b, x->layer[i].proto->name);
    }
}

uint32_t sn_frame_recs(struct sn_rec r[SN_FRAME_FIELDS], struct sn_buf *protocols,
                       const uint64_t *bits, const struct sn_dissection *x,
                       const struct sn_frame *fr)
{
    uint32_t n = 0;

    r[n++] = number(SN_FRAME_NUMBER, fr->number);
    r[n++] = number(SN_FRAME_EPOCH, (uint64_t)fr->pkt->ts);
    r[n++] = number(SN_FRAME_TIME, (uint64_t)fr->pkt->ts);
    r[n++] = number(SN_FRAME_LEN, fr->pkt->len);
    r[n++] = number(SN_FRAME_CAPLEN, fr->pkt->caplen);
    if (!bits || *bits >> SN_FRAME_PROTOCOLS & 1) {
        put_protocols(protocols, x);
        r[n++] = string(SN_FRAME_PROTOCOLS, protocols->base, sn_buf_len(protocols));
    }
    if (fr->ifname)
        r[n++] = string(SN_FRAME_INTERFACE, fr->ifname, strlen(fr->ifname));
    return n;
}
