/* What the files of IEEE 802.15.4 share: wpan.c has the frame's header, wpanbody.c what follows. */
#ifndef SN_DIS_WPAN_H
#define SN_DIS_WPAN_H

#include "dis/proto.h"

/* What isn't there, and what is wrong, where tcpdump says it. */
enum {
    WPAN_NO_PAN,
    WPAN_NO_ADDRESS,
    WPAN_ARROW,
    WPAN_ARROW_NO_PAN,
    WPAN_BLANK,
    WPAN_IMPLICIT,
    WPAN_ERR_SEQ,
    WPAN_ERR_DST_MODE,
    WPAN_ERR_SRC_MODE,
    WPAN_ERR_COMPRESSION,
    WPAN_ERR_PAN,
    WPAN_ERR_ADDRESS,
    WPAN_ERR_SECURITY,
    WPAN_ERR_COUNTER,
    WPAN_ERR_KEY_SOURCE,
    WPAN_ERR_KEY_INDEX,
    WPAN_ERR_MIC,
    WPAN_ERR_IE,
    WPAN_ERR_IE_DATA,
    WPAN_ERR_TYPE_1,
    WPAN_ERR_TYPE_0,
    WPAN_ERR_BEACON,
    WPAN_ERR_GTS,
    WPAN_ERR_GTS_LIST,
    WPAN_ERR_PENDING,
    WPAN_ERR_PENDING_LIST,
    WPAN_ERR_COMMAND,
    WPAN_BAD_ASSOC,
    WPAN_BAD_ASSOC_RESP,
    WPAN_BAD_DISASSOC,
    WPAN_BAD_REALIGN,
    WPAN_BAD_GTS_REQ,
};

extern const struct sn_val sn_wpan_remarks[], sn_wpan_types[], sn_wpan_modes[], sn_wpan_commands[],
    sn_wpan_headers[], sn_wpan_payloads[];

#define WPAN(F)                                                                                    \
    F(REMARK, "sn.wpan.remark", UINT, NULL, .vals = sn_wpan_remarks)                               \
    F(FCF, "wpan.fcf", UINT, "Frame Control Field", .base = SN_HEX)                                \
    F(FRAME_TYPE, "wpan.frame_type", UINT, "Frame Type", .mask = 0x0007, .vals = sn_wpan_types,    \
      .base = SN_HEX)                                                                              \
    F(SECURITY, "wpan.security", BOOL, "Security Enabled", .mask = 0x0008)                         \
    F(PENDING, "wpan.pending", BOOL, "Frame Pending", .mask = 0x0010)                              \
    F(ACK_REQUEST, "wpan.ack_request", BOOL, "Acknowledge Request", .mask = 0x0020)                \
    F(COMPRESSION, "wpan.pan_id_compression", BOOL, "PAN ID Compression", .mask = 0x0040)          \
    F(SUPPRESSED, "wpan.seqno_suppression", BOOL, "Sequence Number Suppression", .mask = 0x0100)   \
    F(HAS_IE, "wpan.ie_present", BOOL, "Information Elements Present", .mask = 0x0200)             \
    F(DST_MODE, "wpan.dst_addr_mode", UINT, "Destination Addressing Mode", .mask = 0x0c00,         \
      .vals = sn_wpan_modes, .base = SN_HEX)                                                       \
    F(VERSION, "wpan.version", UINT, "Frame Version", .mask = 0x3000)                              \
    F(SRC_MODE, "wpan.src_addr_mode", UINT, "Source Addressing Mode", .mask = 0xc000,              \
      .vals = sn_wpan_modes, .base = SN_HEX)                                                       \
    F(SEQ, "wpan.seq_no", U8, "Sequence Number")                                                   \
    F(NO_SEQ, "sn.wpan.no_seq", UINT, NULL)                                                        \
    F(DST_PAN, "wpan.dst_pan", LE16, "Destination PAN", .base = SN_HEX)                            \
    F(DST16, "wpan.dst16", LE16, "Destination", .base = SN_HEX)                                    \
    F(DST64, "wpan.dst64", HW, "Destination")                                                      \
    F(SRC_PAN, "wpan.src_pan", LE16, "Source PAN", .base = SN_HEX)                                 \
    F(SRC16, "wpan.src16", LE16, "Source", .base = SN_HEX)                                         \
    F(SRC64, "wpan.src64", HW, "Extended Source")                                                  \
    F(SEC_CTL, "wpan.aux_sec.security_control_field", U8, "Security Control Field",                \
      .base = SN_HEX)                                                                              \
    F(SEC_LEVEL, "wpan.aux_sec.sec_level", UINT, "Security Level", .mask = 0x07, .base = SN_HEX)   \
    F(KEY_MODE, "wpan.aux_sec.key_id_mode", UINT, "Key Identifier Mode", .mask = 0x18,             \
      .base = SN_HEX)                                                                              \
    F(NO_COUNTER, "wpan.aux_sec.frame_counter_suppression", BOOL, "Frame Counter Suppression",     \
      .mask = 0x20)                                                                                \
    F(ASN, "wpan.aux_sec.asn_in_nonce", BOOL, "ASN in Nonce", .mask = 0x40)                        \
    F(COUNTER, "wpan.aux_sec.frame_counter", LE32, "Frame Counter")                                \
    F(KEY4, "sn.wpan.key_source4", LE32, NULL)                                                     \
    F(KEY8, "wpan.aux_sec.key_source.bytes", BYTES, "Key Source")                                  \
    F(KEY_INDEX, "wpan.aux_sec.key_index", U8, "Key Index", .base = SN_HEX)                        \
    F(MIC, "wpan.mic", BYTES, "Decrypted MIC")                                                     \
    F(FCS, "wpan.fcs", LE16, "FCS", .base = SN_HEX)                                                \
    F(FCS_RIGHT, "sn.wpan.fcs_right", UINT, NULL, .base = SN_HEX)                                  \
    F(FCS_OK, "wpan.fcs_ok", BOOL, "FCS Valid")                                                    \
    F(HIE, "wpan.header_ie_tlv", UINT, "IE Header", .base = SN_HEX, .width = 2, .step = 2,         \
      .flags = SN_F_LE | SN_F_MULTI)                                                               \
    F(PIE, "wpan.payload_ie_tlv", UINT, "IE Header", .base = SN_HEX, .width = 2, .step = 2,        \
      .flags = SN_F_LE | SN_F_MULTI)                                                               \
    F(IE_DATA, "sn.wpan.ie_data", BYTES, "IE Data", .flags = SN_F_MULTI)                           \
    F(SUPERFRAME, "sn.wpan.superframe", LE16, "Superframe Specification", .base = SN_HEX)          \
    F(BEACON_ORDER, "wpan.beacon_order", UINT, "Beacon Interval", .mask = 0x000f)                  \
    F(SUPER_ORDER, "wpan.superframe_order", UINT, "Superframe Interval", .mask = 0x00f0)           \
    F(CAP, "wpan.cap", UINT, "Final CAP Slot", .mask = 0x0f00)                                     \
    F(BATTERY, "wpan.battery_ext", BOOL, "Battery Extension", .mask = 0x1000)                      \
    F(COORDINATOR, "wpan.bcn_coord", BOOL, "PAN Coordinator", .mask = 0x4000)                      \
    F(PERMIT, "wpan.assoc_permit", BOOL, "Association Permit", .mask = 0x8000)                     \
    F(GTS, "sn.wpan.gts", U8, NULL, .base = SN_HEX)                                                \
    F(GTS_COUNT, "wpan.gts.count", UINT, "GTS Descriptor Count", .mask = 0x07)                     \
    F(GTS_PERMIT, "wpan.gts.permit", BOOL, "GTS Permit", .mask = 0x80)                             \
    F(GTS_DIRS, "sn.wpan.gts.directions", U8, "GTS Directions", .base = SN_HEX)                    \
    F(GTS_ADDR, "wpan.gts.address", UINT, "Address", .base = SN_HEX, .width = 2, .step = 2,        \
      .flags = SN_F_LE | SN_F_MULTI)                                                               \
    F(GTS_SLOT, "sn.wpan.gts.slot", U8, "GTS slot", .base = SN_HEX, .flags = SN_F_MULTI)           \
    F(GTS_END, "sn.wpan.gts.end", UINT, NULL)                                                      \
    F(PENDINGS, "sn.wpan.pending_addresses", U8, "Pending Addresses", .base = SN_HEX)              \
    F(PENDING16, "wpan.pending16", UINT, "Pending Address", .base = SN_HEX, .width = 2, .step = 2, \
      .flags = SN_F_LE | SN_F_MULTI)                                                               \
    F(PENDING64, "wpan.pending64", HW, "Pending Address", .flags = SN_F_MULTI)                     \
    F(COMMAND, "wpan.cmd", U8, "Command Identifier", .vals = sn_wpan_commands, .base = SN_HEX)     \
    F(CMD_DATA, "sn.wpan.cmd_data", BYTES, "Command Data")                                         \
    F(CINFO, "sn.wpan.cinfo", U8, "Capability Information", .base = SN_HEX)                        \
    F(C_ALT, "wpan.cinfo.alt_coord", BOOL, "Alternate PAN Coordinator", .mask = 0x01)              \
    F(C_SECURITY, "wpan.cinfo.sec_capable", BOOL, "Security Capability", .mask = 0x40)             \
    F(ASSOC_ADDR, "wpan.asoc.addr", LE16, "Short Address", .base = SN_HEX)                         \
    F(ASSOC_STATUS, "wpan.assoc.status", U8, "Association Status", .base = SN_HEX)                 \
    F(REASON, "wpan.disassoc.reason", U8, "Disassociation Reason", .base = SN_HEX)                 \
    F(R_PAN, "wpan.realign.pan", LE16, "PAN ID", .base = SN_HEX)                                   \
    F(R_COORD, "wpan.realign.addr", LE16, "Coordinator Short Address", .base = SN_HEX)             \
    F(R_CHANNEL, "wpan.realign.channel", U8, "Logical Channel")                                    \
    F(R_ADDR, "sn.wpan.realign.short_addr", LE16, "Short Address", .base = SN_HEX)                 \
    F(R_PAGE, "wpan.realign.channel_page", U8, "Channel Page")                                     \
    F(GTS_REQ, "sn.wpan.gtsreq", U8, "GTS Characteristics", .base = SN_HEX)                        \
    F(GR_LENGTH, "wpan.gtsreq.length", UINT, "GTS Length", .mask = 0x0f)                           \
    F(GR_DIR, "wpan.gtsreq.direction", BOOL, "GTS Direction", .mask = 0x10)                        \
    F(GR_TYPE, "wpan.gtsreq.type", BOOL, "Characteristic Type", .mask = 0x20)

SN_FIELD_NUMBERS(WPAN)

/* A remark for the text; false, for errors, behind which nothing is read. */
bool sn_wpan_remark(struct sn_dis *d, unsigned remark);

/* An address of eight bytes, which come last byte first. */
bool sn_wpan_eui64(struct sn_dis *d, struct sn_rd *r, unsigned field);

/* What a frame has behind its header; false: it is wrong, or was cut. */
bool sn_wpan_elements(struct sn_dis *d, struct sn_rd *r);
bool sn_wpan_beacon(struct sn_dis *d, struct sn_rd *r);
bool sn_wpan_command(struct sn_dis *d, struct sn_rd *r);

/* The lines of these records. */
void sn_wpan_put_ie(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q);
void sn_wpan_put_body(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q);
void sn_wpan_put_hw(struct sn_buf *b, const uint8_t *p);

#endif
