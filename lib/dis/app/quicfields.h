/* The fields of QUIC's packets and frames. */
#ifndef SN_DIS_QUICFIELDS_H
#define SN_DIS_QUICFIELDS_H

#include "dis/proto.h"

#define QUIC(F)                                                                                    \
    F(Q_LEN, "quic.packet_length", UINT, "Packet Length", .unit = "bytes")                         \
    F(Q_FORM, "quic.header_form", P8, "Header Form", .mask = 0x80)                                 \
    F(Q_FIXED, "quic.fixed_bit", BIT8, "Fixed Bit", .mask = 0x40)                                  \
    F(Q_SPIN, "quic.spin_bit", BIT8, "Spin Bit", .mask = 0x20)                                     \
    F(Q_TYPE, "quic.long.packet_type", P8, "Packet Type", .mask = 0x30, .vals = quic_types)        \
    F(Q_TYPE2, "quic.long.packet_type_v2", P8, "Packet Type", .mask = 0x30, .vals = quic_types2)   \
    F(Q_UNUSED, "quic.vn.unused", UINT, "Unused", .base = SN_HEX)                                  \
    F(Q_RESERVED, "quic.long.reserved", UINT, "Reserved")                                          \
    F(Q_PNLEN, "quic.packet_number_length", UINT, "Packet Number Length")                          \
    F(Q_VERSION, "quic.version", U32, "Version", .base = SN_HEX, .vals = quic_versions)            \
    F(Q_DCIL, "quic.dcil", U8, "Destination Connection ID Length")                                 \
    F(Q_DCID, "quic.dcid", BYTES, "Destination Connection ID")                                     \
    F(Q_SCIL, "quic.scil", U8, "Source Connection ID Length")                                      \
    F(Q_SCID, "quic.scid", BYTES, "Source Connection ID")                                          \
    F(Q_SUPPORTED, "quic.supported_version", U32S, "Supported Version", .base = SN_HEX,            \
      .vals = quic_versions)                                                                       \
    F(Q_TOKEN_LEN, "quic.token_length", UINT, "Token Length", .unit = "bytes")                     \
    F(Q_TOKEN, "quic.token", BYTES, "Token")                                                       \
    F(Q_ODCIL, "quic.odcil", U8, "Original Destination Connection ID Length")                      \
    F(Q_ODCID, "quic.odcid", BYTES, "Original Destination Connection ID")                          \
    F(Q_RETRY_TOKEN, "quic.retry_token", BYTES, "Retry Token")                                     \
    F(Q_RETRY_TAG, "quic.retry_integrity_tag", BYTES, "Retry Integrity Tag")                       \
    F(Q_LENGTH, "quic.length", UINT, "Length", .unit = "bytes")                                    \
    F(Q_PN, "quic.packet_number", UINT, "Packet Number")                                           \
    F(Q_PAYLOAD, "quic.payload", BYTES, "Payload")                                                 \
    F(Q_REMAINING, "quic.remaining_payload", BYTES, "Remaining Payload")                           \
    F(Q_FRAME, "quic.frame", GROUPS, "Frame")                                                      \
    F(Q_FRAME_TYPE, "quic.frame_type", UINT, "Frame Type", .base = SN_HEX, .vals = quic_frames)    \
    F(Q_PADDING, "quic.padding_length", UINT, "Padding Length", .unit = "bytes")                   \
    F(Q_ACK_LARGEST, "quic.ack.largest_acknowledged", UINT, "Largest Acknowledged")                \
    F(Q_ACK_DELAY, "quic.ack.ack_delay", UINT, "ACK Delay")                                        \
    F(Q_ACK_COUNT, "quic.ack.ack_range_count", UINT, "ACK Range Count")                            \
    F(Q_ACK_FIRST, "quic.ack.first_ack_range", UINT, "First ACK Range")                            \
    F(Q_ACK_GAP, "quic.ack.gap", UINTS, "Gap")                                                     \
    F(Q_ACK_RANGE, "quic.ack.ack_range", UINTS, "ACK Range")                                       \
    F(Q_ACK_ECT0, "quic.ack.ect0_count", UINT, "ECT(0) Count")                                     \
    F(Q_ACK_ECT1, "quic.ack.ect1_count", UINT, "ECT(1) Count")                                     \
    F(Q_ACK_CE, "quic.ack.ecn_ce_count", UINT, "ECN-CE Count")                                     \
    F(Q_CRYPTO_OFF, "quic.crypto.offset", UINT, "Offset")                                          \
    F(Q_CRYPTO_LEN, "quic.crypto.length", UINT, "Length", .unit = "bytes")                         \
    F(Q_CRYPTO_DATA, "quic.crypto.crypto_data", NONE, "Crypto Data")                               \
    F(Q_CLOSE, "quic.cc.error_code", UINT, "Error code")                                           \
    F(Q_CLOSE_APP, "quic.cc.error_code.app", UINT, "Application Error code")                       \
    F(Q_CLOSE_FRAME, "quic.cc.frame_type", UINT, "Frame Type")                                     \
    F(Q_REASON_LEN, "quic.cc.reason_phrase.length", UINT, "Reason phrase Length", .unit = "bytes") \
    F(Q_REASON, "quic.cc.reason_phrase", STR, "Reason phrase")                                     \
    F(Q_SHORT_RESERVED, "quic.short.reserved", UINT, "Reserved")                                   \
    F(Q_KEY_PHASE, "quic.key_phase", BOOL, "Key Phase Bit")                                        \
    F(Q_PROTECTED, "quic.protected_payload", BYTES, "Protected Payload")                           \
    F(Q_STREAM_FIN, "quic.stream.fin", BIT8, "Fin", .mask = 0x01)                                  \
    F(Q_STREAM_LEN, "quic.stream.len", BIT8, "Len(gth)", .mask = 0x02)                             \
    F(Q_STREAM_OFF, "quic.stream.off", BIT8, "Off(set)", .mask = 0x04)                             \
    F(Q_STREAM_ID, "quic.stream.stream_id", UINT, "Stream ID")                                     \
    F(Q_STREAM_INITIATOR, "quic.stream.initiator", UINT, "Stream initiator", .vals = quic_ends)    \
    F(Q_STREAM_DIR, "quic.stream.direction", UINT, "Stream direction", .vals = quic_directions)    \
    F(Q_STREAM_OFFSET, "quic.stream.offset", UINT, "Offset")                                       \
    F(Q_STREAM_LENGTH, "quic.stream.length", UINT, "Length", .unit = "bytes")                      \
    F(Q_STREAM_DATA, "quic.stream_data", BYTES, "Stream Data")                                     \
    F(Q_RSTS_ID, "quic.rsts.stream_id", UINT, "Stream ID")                                         \
    F(Q_RSTS_ERROR, "quic.rsts.application_error_code", UINT, "Application Error code")            \
    F(Q_RSTS_SIZE, "quic.rsts.final_size", UINT, "Final Size", .unit = "bytes")                    \
    F(Q_SS_ID, "quic.ss.stream_id", UINT, "Stream ID")                                             \
    F(Q_SS_ERROR, "quic.ss.application_error_code", UINT, "Application Error code")                \
    F(Q_NT_LEN, "quic.nt.length", UINT, "(Token) Length", .unit = "bytes")                         \
    F(Q_NT_TOKEN, "quic.nt.token", BYTES, "Token")                                                 \
    F(Q_MD, "quic.md.maximum_data", UINT, "Maximum Data")                                          \
    F(Q_MSD_ID, "quic.msd.stream_id", UINT, "Stream ID")                                           \
    F(Q_MSD, "quic.msd.maximum_stream_data", UINT, "Maximum Stream Data")                          \
    F(Q_MS, "quic.ms.max_streams", UINT, "Max Streams")                                            \
    F(Q_SB, "quic.sb.stream_data_limit", UINT, "Stream Data Limit")                                \
    F(Q_SDB_ID, "quic.sdb.stream_id", UINT, "Stream ID")                                           \
    F(Q_SIB, "quic.sib.stream_limit", UINT, "Stream Limit")                                        \
    F(Q_NCI_SEQ, "quic.nci.sequence", UINT, "Sequence")                                            \
    F(Q_NCI_RETIRE, "quic.nci.retire_prior_to", UINT, "Retire Prior To")                           \
    F(Q_NCI_LEN, "quic.nci.connection_id.length", U8, "Connection ID Length")                      \
    F(Q_NCI_ID, "quic.nci.connection_id", BYTES, "Connection ID")                                  \
    F(Q_NCI_TOKEN, "quic.nci.stateless_reset_token", BYTES, "Stateless Reset Token")               \
    F(Q_RCI_SEQ, "quic.rci.sequence", UINT, "Sequence")                                            \
    F(Q_CHALLENGE, "quic.path_challenge.data", BYTES, "Data")                                      \
    F(Q_RESPONSE, "quic.path_response.data", BYTES, "Data")                                        \
    F(Q_DG_LEN, "quic.dg.length", UINT, "Datagram Length", .unit = "bytes")                        \
    F(Q_DG, "quic.dg", BYTES, "Datagram")                                                          \
    F(Q_AF_SEQ, "quic.af.sequence_number", UINT, "Sequence Number")                                \
    F(Q_AF_THRESHOLD, "quic.af.ack_eliciting_threshold", UINT, "Ack-Eliciting Threshold")          \
    F(Q_AF_DELAY, "quic.af.request_max_ack_delay", UINT, "Request Max Ack Delay", .unit = "us")    \
    F(Q_AF_RESERVED, "quic.af.reserved", UINT, "Reserved")                                         \
    F(Q_AF_ORDER, "quic.af.ignore_order", BOOL, "Ignore Order")                                    \
    F(Q_AF_CE, "quic.af.ignore_ce", BOOL, "Ignore CE")                                             \
    F(Q_TS, "quic.ts", UINT, "Time Stamp")
SN_FIELD_NUMBERS(QUIC)

#endif
