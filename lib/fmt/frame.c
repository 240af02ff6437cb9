/* The frame as a protocol: what is known of a packet besides its bytes. */
#include "sn/wanted.h"

#define FIELD(n, t)                                                                                \
    {                                                                                              \
        .name = n, .len = sizeof(n) - 1, .type = t                                                 \
    }

static const struct sn_field fields[] = {
    [SN_FRAME_NUMBER] = FIELD("frame.number", SN_F_UINT),
    [SN_FRAME_EPOCH] = FIELD("frame.time_epoch", SN_F_TIME),
    [SN_FRAME_TIME] = FIELD("frame.time", SN_F_TIME),
    [SN_FRAME_LEN] = FIELD("frame.len", SN_F_UINT),
    [SN_FRAME_CAPLEN] = FIELD("frame.cap_len", SN_F_UINT),
    [SN_FRAME_PROTOCOLS] = FIELD("frame.protocols", SN_F_STR),
    [SN_FRAME_INTERFACE] = FIELD("frame.interface_name", SN_F_STR),
};

const struct sn_proto sn_proto_frame = {
    .name = "frame",
    .title = "Frame",
    .fields = fields,
    .nfields = SN_FRAME_FIELDS,
};
