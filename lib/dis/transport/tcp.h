/* TCP's parts: the header (tcp.c) and its options (tcpopt.c). */
#ifndef SN_DIS_TCP_H
#define SN_DIS_TCP_H

#include "dis/proto.h"

/* What lib/flow knows, as enum sn_derived_field has it. */
#define TCP_DERIVED(F)                                                                             \
    F(TCP_STREAM, "tcp.stream", UINT, "Stream index")                                              \
    F(TCP_TIME_RELATIVE, "tcp.time_relative", SPAN, "Time since first frame in this TCP stream")   \
    F(TCP_TIME_DELTA, "tcp.time_delta", SPAN, "Time since previous frame in this TCP stream")      \
    F(TCP_COMPLETENESS, "tcp.completeness", UINT, "Conversation completeness")                     \
    F(TCP_WINDOW, "tcp.window_size", UINT, "Calculated window size", .unit = "bytes")              \
    F(TCP_SCALE, "tcp.window_size_scalefactor", INT, "Window size scaling factor")                 \
    F(TCP_ACKS_FRAME, "tcp.analysis.acks_frame", UINT, "This is an ACK to the segment in frame")   \
    F(TCP_ACK_RTT, "tcp.analysis.ack_rtt", SPAN, "The RTT to ACK the segment was")                 \
    F(TCP_INITIAL_RTT, "tcp.analysis.initial_rtt", SPAN, "iRTT")                                   \
    F(TCP_IN_FLIGHT, "tcp.analysis.bytes_in_flight", UINT, "Bytes in flight", .unit = "bytes")     \
    F(TCP_PUSHED, "tcp.analysis.push_bytes_sent", UINT, "Bytes sent since last PSH flag",          \
      .unit = "bytes")                                                                             \
    F(TCP_RTO, "tcp.analysis.rto", SPAN, "The RTO for this segment was")                           \
    F(TCP_RTO_FRAME, "tcp.analysis.rto_frame", UINT, "RTO based on delta from frame")              \
    F(TCP_DUP_ACK_NUM, "tcp.analysis.duplicate_ack_num", UINT, "Duplicate ACK #")                  \
    F(TCP_DUP_ACK_FRAME, "tcp.analysis.duplicate_ack_frame", UINT,                                 \
      "Duplicate to the ACK in frame")                                                             \
    F(TCP_RETRANSMISSION, "tcp.analysis.retransmission", NONE,                                     \
      "This frame is a (suspected) retransmission")                                                \
    F(TCP_FAST_RETRANSMISSION, "tcp.analysis.fast_retransmission", NONE,                           \
      "This frame is a (suspected) fast retransmission")                                           \
    F(TCP_SPURIOUS_RETRANSMISSION, "tcp.analysis.spurious_retransmission", NONE,                   \
      "This frame is a (suspected) spurious retransmission")                                       \
    F(TCP_OUT_OF_ORDER, "tcp.analysis.out_of_order", NONE,                                         \
      "This frame is a (suspected) out-of-order segment")                                          \
    F(TCP_REUSED_PORTS, "tcp.analysis.reused_ports", NONE,                                         \
      "A connection begins with the ports of an earlier one")                                      \
    F(TCP_LOST_SEGMENT, "tcp.analysis.lost_segment", NONE, "Segments before this are missing")     \
    F(TCP_ACK_LOST_SEGMENT, "tcp.analysis.ack_lost_segment", NONE,                                 \
      "Acknowledges a segment that is missing")                                                    \
    F(TCP_WINDOW_UPDATE, "tcp.analysis.window_update", NONE, "TCP window update")                  \
    F(TCP_WINDOW_FULL, "tcp.analysis.window_full", NONE, "The receiver's window is full now")      \
    F(TCP_KEEP_ALIVE, "tcp.analysis.keep_alive", NONE, "TCP keep-alive segment")                   \
    F(TCP_KEEP_ALIVE_ACK, "tcp.analysis.keep_alive_ack", NONE, "ACK to a TCP keep-alive segment")  \
    F(TCP_ZERO_WINDOW_PROBE, "tcp.analysis.zero_window_probe", NONE, "TCP Zero Window Probe")      \
    F(TCP_ZERO_WINDOW, "tcp.analysis.zero_window", NONE, "TCP Zero Window segment")                \
    F(TCP_ZERO_WINDOW_PROBE_ACK, "tcp.analysis.zero_window_probe_ack", NONE,                       \
      "ACK to a TCP Zero Window Probe")                                                            \
    F(TCP_DUP_ACK, "tcp.analysis.duplicate_ack", NONE, "Duplicate ACK")

#define TCP(F)                                                                                     \
    F(TCP_SPORT, "tcp.srcport", U16, "Source Port", .flags = SN_F_PAIRED)                          \
    F(TCP_DPORT, "tcp.dstport", U16, "Destination Port")                                           \
    F(TCP_SEQ, "tcp.seq_raw", U32, "Sequence Number (raw)", .flags = SN_F_PAIRED)                  \
    F(TCP_ACK, "tcp.ack_raw", U32, "Acknowledgment number (raw)", .flags = SN_F_PAIRED)            \
    F(TCP_HLEN, "tcp.hdr_len", P8, "Header Length", .mask = 0xf0, .scale = 4, .unit = "bytes",     \
      .flags = SN_F_PAIRED)                                                                        \
    F(TCP_FLAGS, "tcp.flags", U16, "Flags", .mask = 0x0fff, .base = SN_HEX)                        \
    F(TCP_WIN, "tcp.window_size_value", U16, "Window")                                             \
    F(TCP_SUM, "tcp.checksum", U16, "Checksum", .base = SN_HEX)                                    \
    F(TCP_URG, "tcp.urgent_pointer", U16, "Urgent Pointer")                                        \
    F(TCP_USUAL, "sn.tcp.options.usual", NONE, "No options but two NOPs and a timestamp")          \
    F(TCP_OPT_TSVAL, "tcp.options.timestamp.tsval", U32, "Timestamp value")                        \
    F(TCP_OPT_TSECR, "tcp.options.timestamp.tsecr", U32, "Timestamp echo reply")                   \
    F(TCP_SEQ_REL, "tcp.seq", UINT, "Sequence Number")                                             \
    F(TCP_ACK_REL, "tcp.ack", UINT, "Acknowledgment Number")                                       \
    F(TCP_LEN, "tcp.len", UINT, "TCP Segment Len", .unit = "bytes")                                \
    F(TCP_F_CWR, "tcp.flags.cwr", BOOL, "Congestion Window Reduced", .mask = 0x80)                 \
    F(TCP_F_ECE, "tcp.flags.ece", BOOL, "ECN-Echo", .mask = 0x40)                                  \
    F(TCP_F_URG, "tcp.flags.urg", BOOL, "Urgent", .mask = 0x20)                                    \
    F(TCP_F_ACK, "tcp.flags.ack", BOOL, "Acknowledgment", .mask = 0x10)                            \
    F(TCP_F_PSH, "tcp.flags.push", BOOL, "Push", .mask = 0x08)                                     \
    F(TCP_F_RST, "tcp.flags.reset", BOOL, "Reset", .mask = 0x04)                                   \
    F(TCP_F_SYN, "tcp.flags.syn", BOOL, "Syn", .mask = 0x02)                                       \
    F(TCP_F_FIN, "tcp.flags.fin", BOOL, "Fin", .mask = 0x01)                                       \
    F(TCP_SUM_STATUS, "tcp.checksum.status", UINT, "Checksum Status")                              \
    F(TCP_SUM_RIGHT, "tcp.checksum_calculated", U16, "Calculated Checksum", .base = SN_HEX)        \
    F(TCP_OPT, "tcp.option_kind", U8S, "Kind")                                                     \
    F(TCP_OPT_LEN, "tcp.option_len", U8S, "Length", .unit = "bytes")                               \
    F(TCP_OPT_MSS, "tcp.options.mss_val", U16, "MSS Value", .unit = "bytes")                       \
    F(TCP_OPT_WSCALE, "tcp.options.wscale.shift", U8, "Shift count")                               \
    F(TCP_OPT_SACK_COUNT, "tcp.options.sack.count", UINT, "TCP SACK Count")                        \
    F(TCP_OPT_SACK_LE, "sn.tcp.options.sack_le_raw", U32S, "TCP SACK Left Edge (raw)")             \
    F(TCP_OPT_SACK_RE, "sn.tcp.options.sack_re_raw", U32S, "TCP SACK Right Edge (raw)")            \
    F(TCP_OPT_SACK_LE_REL, "tcp.options.sack_le", UINTS, "TCP SACK Left Edge")                     \
    F(TCP_OPT_SACK_RE_REL, "tcp.options.sack_re", UINTS, "TCP SACK Right Edge")                    \
    F(TCP_OPT_ECHO, "tcp.options.echo_value", U32, "TCP Echo Option")                              \
    F(TCP_OPT_CC, "tcp.options.cc_value", U32, "TCP CC Option")                                    \
    F(TCP_OPT_MD5, "tcp.options.md5.digest", BYTES, "MD5 digest", .width = 16, .step = 16)         \
    F(TCP_OPT_MD5_RIGHT, "sn.tcp.options.md5.valid", BOOL, "MD5 digest is valid")                  \
    F(TCP_OPT_SCPS_CAP, "tcp.options.scps.vector", U8, "TCP SCPS Capabilities Vector",             \
      .base = SN_HEX)                                                                              \
    F(TCP_OPT_SCPS_ID, "tcp.options.scps.binding.id", U8, "Binding Space (Community) ID")          \
    F(TCP_OPT_UTO, "tcp.options.user_to_val", U16, "User Timeout")                                 \
    F(TCP_OPT_AO_KEY, "tcp.options.ao.keyid", U8, "AO KeyID")                                      \
    F(TCP_OPT_AO_NEXT, "tcp.options.ao.rnextkeyid", U8, "AO RNextKeyID")                           \
    F(TCP_OPT_AO_MAC, "tcp.options.ao.mac", BYTES, "AO MAC")                                       \
    F(TCP_OPT_TFO, "tcp.options.tfo.cookie", BYTES, "Fast Open Cookie")                            \
    F(TCP_OPT_EXP_MAGIC, "tcp.options.experimental.exid", U16, "Magic Number", .base = SN_HEX)     \
    F(MP_SUBTYPE, "tcp.options.mptcp.subtype", U8S, "Multipath TCP subtype", .mask = 0xf0)         \
    F(MP_VERSION, "tcp.options.mptcp.version", U8S, "Multipath TCP version", .mask = 0x0f)         \
    F(MP_FLAGS, "tcp.options.mptcp.flags", U8S, "Multipath TCP flags", .base = SN_HEX)             \
    F(MP_KEY, "tcp.options.mptcp.sendkey", U64S, "Multipath TCP Sender's Key")                     \
    F(MP_KEY2, "tcp.options.mptcp.recvkey", U64S, "Multipath TCP Receiver's Key")                  \
    F(MP_BACKUP, "tcp.options.mptcp.backup.flag", BOOLS, "Backup flag", .width = 1, .step = 1,     \
      .mask = 1)                                                                                   \
    F(MP_ID, "tcp.options.mptcp.addrid", U8S, "Multipath TCP Address ID")                          \
    F(MP_TOKEN, "tcp.options.mptcp.recvtok", U32S, "Multipath TCP Receiver's Token")               \
    F(MP_NONCE, "tcp.options.mptcp.sendrand", U32S, "Multipath TCP Sender's Random Number")        \
    F(MP_HMAC, "tcp.options.mptcp.sendtrunchmac", U64S, "Sender's Truncated HMAC")                 \
    F(MP_HMAC20, "tcp.options.mptcp.sendhmac", BYTESS, "Multipath TCP Sender's HMAC")              \
    F(MP_ACK, "tcp.options.mptcp.rawdataack", UINTS, "Original MPTCP Data ACK")                    \
    F(MP_SEQ, "tcp.options.mptcp.rawdataseqno", UINTS, "Data Sequence Number")                     \
    F(MP_SUBSEQ, "tcp.options.mptcp.subflowseqno", U32S, "Subflow Sequence Number")                \
    F(MP_LEN, "tcp.options.mptcp.datalvllen", U16S, "Data-level Length", .unit = "bytes")          \
    F(MP_CSUM, "sn.tcp.options.mptcp.checksum", U16S, "Checksum", .base = SN_HEX)                  \
    F(MP_IPVER, "tcp.options.mptcp.ipver", U8S, "IP version", .mask = 0x0f)                        \
    F(MP_ECHO, "tcp.options.mptcp.echo", U8S, "Multipath TCP Address Echo", .mask = 0x01)          \
    F(MP_ADDR4, "tcp.options.mptcp.ipv4", IPV4S, "Advertised IPv4 Address")                        \
    F(MP_ADDR6, "tcp.options.mptcp.ipv6", IPV6S, "Advertised IPv6 Address")                        \
    F(MP_PORT, "tcp.options.mptcp.port", U16S, "Advertised port")                                  \
    F(TCP_OPT_DATA, "tcp.options.unknown.payload", BYTESS, "Payload")                              \
    F(TCP_RST_DATA, "tcp.reset_cause", STR, "Reset cause")                                         \
    F(TCP_REASM_LEN, "tcp.reassembled.length", UINT, "Reassembled TCP length", .unit = "bytes")    \
    F(TCP_REASM_MISSING, "sn.tcp.reassembled.missing", UINT,                                       \
      "Bytes of the stream that are not in the capture", .unit = "bytes")                          \
    F(TCP_REASM_DROPPED, "sn.tcp.reassembled.dropped", UINT, "Bytes of incomplete units given up", \
      .unit = "bytes")                                                                             \
    TCP_DERIVED(F)
SN_FIELD_NUMBERS(TCP)

/* Reads the options, of which the header has `left` bytes; behind is what follows the header.
 * False: the layer stops. */
bool sn_tcp_opts(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *behind, uint32_t left);

/* Whether a segment, all of whose len bytes are at p, was signed with the context's secret:
 * what its digest of 16 bytes says (RFC 2385). */
bool sn_tcp_signed(const struct sn_dis *d, const uint8_t *p, uint32_t len, const uint8_t *digest);

/* Reads what stands behind kind and length of a Multipath TCP option of len bytes in a
 * segment with these flags; false: it isn't right. */
bool sn_mptcp(struct sn_dis *d, struct sn_rd *r, uint32_t len, uint8_t flags);

/* " 12 capable v1 {0x1}" of an option of len bytes. */
void sn_mptcp_text(struct sn_text *t, uint32_t len, const struct sn_view *v);

/* ", options [mss 1460,nop]". False: what is wrong with them was said, and nothing is to
 * follow. */
bool sn_tcp_opts_text(struct sn_text *t, const struct sn_layer *l);

#endif
