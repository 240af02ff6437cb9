/*
 * What the files of OpenFlow share: its fields, and how a body is read so that the text needs no
 * more than the records in their order.
 *
 * Fields of both versions stand in one list, since a TCP segment may hold messages of several.
 * Those named sn.openflow.line and the like are for the text: where a line begins, and what is
 * said of the record in front of them.
 */
#ifndef SN_DIS_OPENFLOW_H
#define SN_DIS_OPENFLOW_H

#include "dis/proto.h"

enum { SN_OF1_ERRORS = 6, SN_OF4_ERRORS = 14 };

extern const struct sn_val sn_of_versions[], sn_of_experimenters[], sn_of_bsn_subtypes[],
    sn_of_port_reasons[], sn_of_fragments[];
extern const struct sn_val sn_of1_types[], sn_of1_errors[], sn_of1_capabilities[],
    sn_of1_action_bits[], sn_of1_actions[], sn_of1_port_config[], sn_of1_port_states[],
    sn_of1_port_features[], sn_of1_ports[], sn_of1_wildcards[], sn_of1_flow_flags[],
    sn_of1_commands[], sn_of1_removed[], sn_of1_in_reasons[], sn_of1_stats[], sn_of1_tables[],
    sn_of1_properties[], sn_of1_more[], sn_of1_buffers[], sn_of1_queues[], sn_of1_vlans[],
    sn_of1_mirror_stages[], sn_of1_bsn_actions[], sn_of1_on_off[];
extern const struct sn_val sn_of4_types[], sn_of4_errors[], sn_of4_capabilities[],
    sn_of4_port_config[], sn_of4_port_states[], sn_of4_port_features[], sn_of4_ports[],
    sn_of4_roles[], sn_of4_miss[], sn_of4_in_bits[], sn_of4_port_bits[], sn_of4_version_bits[],
    sn_of4_elements[], sn_of4_tables[];
/* The names of an error's codes, by its type. */
extern const struct sn_val *const sn_of1_codes[SN_OF1_ERRORS];
extern const struct sn_val *const sn_of4_codes[SN_OF4_ERRORS];

#define OF_HEX .base = SN_HEX
#define OPENFLOW(F)                                                                                \
    F(MSG, "sn.openflow.message", GROUPS, "Message")                                               \
    F(LINE, "sn.openflow.line", UINTS, NULL)                                                       \
    F(LINE2, "sn.openflow.line.verbose", UINTS, NULL)                                              \
    F(BITS, "sn.openflow.bits", UINTS, NULL)                                                       \
    F(BITS2, "sn.openflow.bits.verbose", UINTS, NULL)                                              \
    F(INVALID, "sn.openflow.invalid", UINTS, NULL)                                                 \
    F(BOGUS, "sn.openflow.bogus", UINTS, NULL)                                                     \
    F(BOGUS2, "sn.openflow.bogus.verbose", UINTS, NULL)                                            \
    F(NO_BITS, "sn.openflow.flags.bad", UINTS, NULL)                                               \
    F(MATCHED, "sn.openflow.matched", UINTS, NULL)                                                 \
    F(BAD_WILDCARDS, "sn.openflow.wildcards.bad", UINTS, NULL)                                     \
    F(DATA_LEN, "sn.openflow.data.length", UINTS, NULL)                                            \
    F(FRAME, "sn.openflow.frame", UINTS, NULL)                                                     \
    F(UNSEEN, "sn.openflow.unseen", UINTS, NULL)                                                   \
    F(END, "sn.openflow.end", UINT, NULL)                                                          \
    F(VERSION, "openflow.version", U8, "Version", OF_HEX, .vals = sn_of_versions)                  \
    F(TYPE, "openflow_1_0.type", U8, "Type", .vals = sn_of1_types)                                 \
    F(LENGTH, "openflow.length", U16, "Length")                                                    \
    F(XID, "openflow.xid", U32, "Transaction ID")                                                  \
    F(OTHER_VERSION, "openflow.version", U8, "Version", .mask = 0x7f, OF_HEX)                      \
    F(SAID_VERSION, "sn.openflow.version", UINTS, NULL, .vals = sn_of_versions)                    \
    F(OTHER_TYPE, "sn.openflow.type", U8, "Type")                                                  \
    F(OTHER_LENGTH, "sn.openflow.length", U16, "Length")                                           \
    F(OTHER_XID, "sn.openflow.xid", U32, "Transaction ID")                                         \
    F(V5_VERSION, "openflow_v5.version", U8, "Version", OF_HEX, .vals = sn_of_versions)            \
    F(V5_TYPE, "openflow_v5.type", U8, "Type")                                                     \
    F(V5_LENGTH, "openflow_v5.length", U16, "Length")                                              \
    F(V5_XID, "openflow_v5.xid", U32, "Transaction ID")                                            \
    F(V6_VERSION, "openflow_v6.version", U8, "Version", OF_HEX, .vals = sn_of_versions)            \
    F(V6_TYPE, "openflow_v6.type", U8, "Type")                                                     \
    F(V6_LENGTH, "openflow_v6.length", U16, "Length")                                              \
    F(V6_XID, "openflow_v6.xid", U32, "Transaction ID")                                            \
    F(DATA, "sn.openflow.data", BYTES, "Data")                                                     \
    F(ERROR, "sn.openflow.error.type", U16, "Type", .vals = sn_of1_errors)                         \
    F(CODE, "sn.openflow.error.code", U16, "Code")                                                 \
    F(VENDOR, "sn.openflow.vendor", U32, "Vendor", OF_HEX)                                         \
    F(CONFIG, "openflow.config_flags", U16, "Config flags", OF_HEX, .vals = sn_of_fragments)       \
    F(MISS, "openflow.miss_send_len", U16, "Max bytes of packet", OF_HEX)                          \
    F(DPID, "openflow.datapath_id", U64, "Datapath unique ID", OF_HEX)                             \
    F(N_BUFFERS, "openflow.n_buffers", U32, "n_buffers")                                           \
    F(N_TABLES, "openflow.n_tables", U8, "n_tables")                                               \
    F(CAPABILITIES, "openflow.capabilities", U32, "capabilities", OF_HEX,                          \
      .vals = sn_of1_capabilities)                                                                 \
    F(ACTIONS, "openflow.actions", U32, "actions", OF_HEX, .vals = sn_of1_action_bits)             \
    F(PORT, "sn.openflow.port", GROUPS, "Port")                                                    \
    F(PORT_NO, "openflow.port_no", U16, "Port number", .vals = sn_of1_ports)                       \
    F(PORT_HW, "openflow.hw_add", ETHER, "HW Address")                                             \
    F(PORT_NAME, "openflow.port_name", STR, "Port Name")                                           \
    F(PORT_CONFIG, "openflow.port_config", U32, "Config flags", OF_HEX,                            \
      .vals = sn_of1_port_config)                                                                  \
    F(PORT_STATE, "openflow.port_state", U32, "State flags", OF_HEX)                               \
    F(PORT_CURR, "openflow.port_curr", U32, "Current features", OF_HEX,                            \
      .vals = sn_of1_port_features)                                                                \
    F(PORT_ADVERTISED, "openflow.port_advertised", U32, "Advertised features", OF_HEX,             \
      .vals = sn_of1_port_features)                                                                \
    F(PORT_SUPPORTED, "openflow.port_supported", U32, "Features supported", OF_HEX,                \
      .vals = sn_of1_port_features)                                                                \
    F(PORT_PEER, "openflow.port_peer", U32, "Features advertised by peer", OF_HEX,                 \
      .vals = sn_of1_port_features)                                                                \
    F(BUFFER_ID, "openflow.buffer_id", U32, "Buffer Id", OF_HEX, .vals = sn_of1_buffers)           \
    F(OUT_BUFFER_ID, "openflow.buffer_id", U32, "Buffer Id", OF_HEX)                               \
    F(TOTAL_LEN, "openflow.total_len", U16, "Total length")                                        \
    F(IN_PORT, "openflow.in_port", U16, "In port", .vals = sn_of1_ports)                           \
    F(IN_REASON, "openflow.reason", U8, "Reason", .vals = sn_of1_in_reasons)                       \
    F(REMOVED, "openflow.reason", U8, "Reason", .vals = sn_of1_removed)                            \
    F(PORT_REASON, "openflow.reason", U8, "Reason", .vals = sn_of_port_reasons)                    \
    F(ACTIONS_LEN, "openflow.actions_len", U16, "Actions length")                                  \
    F(WILDCARDS, "openflow.wildcards", U32, "Wildcards", OF_HEX, .vals = sn_of1_wildcards)         \
    F(M_IN_PORT, "openflow.in_port", U16, "In port", .vals = sn_of1_ports)                         \
    F(M_DL_SRC, "openflow.eth_src", ETHER, "Ethernet source address")                              \
    F(M_DL_DST, "openflow.eth_dst", ETHER, "Ethernet destination address")                         \
    F(M_DL_VLAN, "openflow.dl_vlan", U16, "Input VLAN id", .vals = sn_of1_vlans)                   \
    F(M_DL_PCP, "openflow.dl_vlan_pcp", U8, "Input VLAN priority", .pad = 1)                       \
    F(M_DL_TYPE, "openflow.ofp_match.dl_type", U16, "Dl type", OF_HEX)                             \
    F(M_NW_TOS, "openflow.ofp_match.tos", U8, "IP ToS", OF_HEX)                                    \
    F(M_NW_PROTO, "openflow.ofp_match.nw_proto", U8, "IP protocol", .pad = 2)                      \
    F(M_NW_SRC, "openflow.ofp_match.source_addr", IPV4, "Source Address")                          \
    F(M_NW_DST, "openflow.ofp_match.dest_addr", IPV4, "Destination Address")                       \
    F(M_TP_SRC, "openflow.ofp_match.source_port", U16, "Source Port")                              \
    F(M_TP_DST, "openflow.ofp_match.dest_port", U16, "Destination Port")                           \
    F(COOKIE, "openflow.cookie", U64, "Cookie", OF_HEX)                                            \
    F(COMMAND, "openflow.command", U16, "Command", .vals = sn_of1_commands)                        \
    F(IDLE, "openflow.idle_timeout", U16, "Idle time-out")                                         \
    F(HARD, "openflow.hard_timeout", U16, "hard time-out")                                         \
    F(PRIORITY, "openflow.priority", U16, "Priority")                                              \
    F(OUT_PORT, "openflow.out_port", U16, "Out port", .vals = sn_of1_ports)                        \
    F(FLOW_FLAGS, "openflow.flags", U16, "Flags", OF_HEX, .vals = sn_of1_flow_flags)               \
    F(F_BUFFER_ID, "openflow.buffer_id", U32, "Buffer Id", OF_HEX, .vals = sn_of1_buffers)         \
    F(SECONDS, "sn.openflow.duration_sec", U32, "Duration", .unit = "s")                           \
    F(NANOSECONDS, "sn.openflow.duration_nsec", U32, "Duration", .unit = "ns")                     \
    F(PACKETS, "sn.openflow.packet_count", U64, "Packet count")                                    \
    F(BYTES, "sn.openflow.byte_count", U64, "Byte count")                                          \
    F(ACTION, "sn.openflow.action", GROUPS, "Action")                                              \
    F(A_TYPE, "openflow.action_typ", U16, "Actions type", .vals = sn_of1_actions)                  \
    F(A_LEN, "openflow.action_len", U16, "Action length")                                          \
    F(A_PORT, "openflow.output_port", U16, "Output port", .vals = sn_of1_ports)                    \
    F(A_MAX_LEN, "openflow.max_len", U16, "Max length")                                            \
    F(A_VID, "sn.openflow.action.vlan_vid", U16, "VLAN id", .vals = sn_of1_vlans)                  \
    F(A_PCP, "sn.openflow.action.vlan_pcp", U8, "VLAN priority")                                   \
    F(A_DL_ADDR, "sn.openflow.action.dl_addr", ETHER, "Ethernet address")                          \
    F(A_NW_ADDR, "sn.openflow.action.nw_addr", IPV4, "IP address")                                 \
    F(A_NW_TOS, "sn.openflow.action.nw_tos", U8, "IP ToS", OF_HEX)                                 \
    F(A_TP_PORT, "sn.openflow.action.tp_port", U16, "Port")                                        \
    F(A_QUEUE, "sn.openflow.action.queue_id", U32, "Queue", .vals = sn_of1_queues)                 \
    F(A_SUBTYPE, "sn.openflow.action.subtype", U32, "Subtype", .vals = sn_of1_bsn_actions)         \
    F(A_DEST_PORT, "sn.openflow.action.dest_port", U32, "Destination port")                        \
    F(A_VLAN_TAG, "sn.openflow.action.vlan_tag", U32, "VLAN tag", OF_HEX)                          \
    F(A_STAGE, "sn.openflow.action.copy_stage", U8, "Copy stage", .vals = sn_of1_mirror_stages)    \
    F(PM_CONFIG, "sn.openflow.port_mod.config", U32, "Config", OF_HEX, .vals = sn_of1_port_config) \
    F(PM_MASK, "sn.openflow.port_mod.mask", U32, "Mask", OF_HEX, .vals = sn_of1_port_config)       \
    F(PM_ADVERTISE, "sn.openflow.port_mod.advertise", U32, "Advertise", OF_HEX,                    \
      .vals = sn_of1_port_features)                                                                \
    F(STATS, "openflow.stats.type", U16, "Type", .vals = sn_of1_stats)                             \
    F(STATS_FLAGS, "openflow.flags", U16, "Flags", OF_HEX, .vals = sn_of1_more)                    \
    F(TABLE_ID, "openflow.table_id", U8, "Table Id", .vals = sn_of1_tables)                        \
    F(S_OUT_PORT, "openflow.out_port", U16, "Out port", .vals = sn_of1_ports)                      \
    F(QUEUE_ID, "sn.openflow.queue_id", U32, "Queue", .vals = sn_of1_queues)                       \
    F(STAT, "sn.openflow.stat", GROUPS, "Statistics")                                              \
    F(MFR, "sn.openflow.stat.mfr_desc", STR, "Manufacturer")                                       \
    F(HW, "sn.openflow.stat.hw_desc", STR, "Hardware")                                             \
    F(SW, "sn.openflow.stat.sw_desc", STR, "Software")                                             \
    F(SERIAL, "sn.openflow.stat.serial_num", STR, "Serial number")                                 \
    F(DP, "sn.openflow.stat.dp_desc", STR, "Datapath")                                             \
    F(S_LENGTH, "sn.openflow.stat.length", U16, "Length")                                          \
    F(S_TABLE, "sn.openflow.stat.table_id", U8, "Table", .vals = sn_of1_tables)                    \
    F(S_SECONDS, "sn.openflow.stat.duration_sec", U32, "Duration", .unit = "s")                    \
    F(S_NANOSECONDS, "sn.openflow.stat.duration_nsec", U32, "Duration", .unit = "ns")              \
    F(S_PRIORITY, "sn.openflow.stat.priority", U16, "Priority")                                    \
    F(S_IDLE, "sn.openflow.stat.idle_timeout", U16, "Idle time-out")                               \
    F(S_HARD, "sn.openflow.stat.hard_timeout", U16, "Hard time-out", .pad = 6)                     \
    F(S_COOKIE, "sn.openflow.stat.cookie", U64, "Cookie", OF_HEX)                                  \
    F(S_PACKETS, "sn.openflow.stat.packet_count", U64, "Packet count")                             \
    F(S_BYTES, "sn.openflow.stat.byte_count", U64, "Byte count")                                   \
    F(S_FLOWS, "sn.openflow.stat.flow_count", U32, "Flow count", .pad = 4)                         \
    F(T_TABLE, "sn.openflow.stat.table.table_id", U8, "Table", .pad = 3, .vals = sn_of1_tables)    \
    F(T_WILDCARDS, "sn.openflow.stat.wildcards", U32, "Wildcards", OF_HEX,                         \
      .vals = sn_of1_wildcards)                                                                    \
    F(TABLE_NAME, "sn.openflow.stat.name", STR, "Name")                                            \
    F(MAX_ENTRIES, "sn.openflow.stat.max_entries", U32, "Entries at most")                         \
    F(ACTIVE, "sn.openflow.stat.active_count", U32, "Active entries")                              \
    F(LOOKUPS, "sn.openflow.stat.lookup_count", U64, "Lookups")                                    \
    F(MATCHES, "sn.openflow.stat.matched_count", U64, "Matches")                                   \
    F(SQ_PORT, "sn.openflow.stat.queue.port_no", U16, "Port number", .pad = 2,                     \
      .vals = sn_of1_ports)                                                                        \
    F(S_PORT, "sn.openflow.stat.port_no", U16, "Port number", .pad = 6, .vals = sn_of1_ports)      \
    F(RX_PACKETS, "sn.openflow.stat.rx_packets", U64, NULL)                                        \
    F(TX_PACKETS, "sn.openflow.stat.tx_packets", U64, NULL)                                        \
    F(RX_BYTES, "sn.openflow.stat.rx_bytes", U64, NULL)                                            \
    F(TX_BYTES, "sn.openflow.stat.tx_bytes", U64, NULL)                                            \
    F(RX_DROPPED, "sn.openflow.stat.rx_dropped", U64, NULL)                                        \
    F(TX_DROPPED, "sn.openflow.stat.tx_dropped", U64, NULL)                                        \
    F(RX_ERRORS, "sn.openflow.stat.rx_errors", U64, NULL)                                          \
    F(TX_ERRORS, "sn.openflow.stat.tx_errors", U64, NULL)                                          \
    F(RX_FRAME_ERR, "sn.openflow.stat.rx_frame_err", U64, NULL)                                    \
    F(RX_OVER_ERR, "sn.openflow.stat.rx_over_err", U64, NULL)                                      \
    F(RX_CRC_ERR, "sn.openflow.stat.rx_crc_err", U64, NULL)                                        \
    F(COLLISIONS, "sn.openflow.stat.collisions", U64, NULL)                                        \
    F(S_QUEUE_ID, "sn.openflow.stat.queue_id", U32, "Queue")                                       \
    F(Q_TX_BYTES, "sn.openflow.stat.queue.tx_bytes", U64, NULL)                                    \
    F(Q_TX_PACKETS, "sn.openflow.stat.queue.tx_packets", U64, NULL)                                \
    F(Q_TX_ERRORS, "sn.openflow.stat.queue.tx_errors", U64, NULL)                                  \
    F(Q_PORT, "sn.openflow.queue.port", U16, "Port", .vals = sn_of1_ports)                         \
    F(QUEUE, "sn.openflow.queue", GROUPS, "Queue")                                                 \
    F(Q_ID, "sn.openflow.queue.queue_id", U32, "Queue")                                            \
    F(Q_LEN, "sn.openflow.queue.len", U16, "Length")                                               \
    F(PROPERTY, "sn.openflow.queue.property", GROUPS, "Property")                                  \
    F(P_TYPE, "sn.openflow.queue.property.type", U16, "Type", .vals = sn_of1_properties)           \
    F(P_LEN, "sn.openflow.queue.property.len", U16, "Length")                                      \
    F(P_RATE, "sn.openflow.queue.property.rate", U16, "Rate")                                      \
    F(BSN, "sn.openflow.bsn.subtype", U32, "Subtype", .vals = sn_of_bsn_subtypes)                  \
    F(BSN_INDEX, "sn.openflow.bsn.index", U8, "Index", .pad = 3)                                   \
    F(BSN_MASK, "sn.openflow.bsn.mask", IPV4, "Mask")                                              \
    F(BSN_MIRROR, "sn.openflow.bsn.report_mirror_ports", U8, "Report mirror ports",                \
      .vals = sn_of1_on_off)                                                                       \
    F(BSN_VPORT, "sn.openflow.bsn.vport_no", U32, "Virtual port")                                  \
    F(BSN_SERVICE, "sn.openflow.bsn.service", U32, "Service")                                      \
    F(BSN_DATA, "sn.openflow.bsn.data", STR, "Data")                                               \
    F(BSN_STATUS, "sn.openflow.bsn.status", U32, "Status", OF_HEX)                                 \
    F(V4_VERSION, "openflow_v4.version", U8, "Version", OF_HEX, .vals = sn_of_versions)            \
    F(V4_TYPE, "openflow_v4.type", U8, "Type", .vals = sn_of4_types)                               \
    F(V4_LENGTH, "openflow_v4.length", U16, "Length")                                              \
    F(V4_XID, "openflow_v4.xid", U32, "Transaction ID")                                            \
    F(ELEMENT, "sn.openflow_v4.hello_element", GROUPS, "Element")                                  \
    F(E_TYPE, "openflow_v4.hello_element.type", U16, "Type", .vals = sn_of4_elements)              \
    F(E_LENGTH, "openflow_v4.hello_element.length", U16, "Length")                                 \
    F(E_BITMAP, "sn.openflow_v4.hello_element.version.bitmap", P32, "Bitmap", OF_HEX,              \
      .vals = sn_of4_version_bits)                                                                 \
    F(E_BITMAP_BYTES, "openflow_v4.hello_element.version.bitmap", BYTES, "Bitmap")                 \
    F(V4_ERROR, "openflow_v4.error.type", U16, "Type", .vals = sn_of4_errors)                      \
    F(V4_CODE, "openflow_v4.error.code", U16, "Code")                                              \
    F(V4_ECHO, "openflow_v4.echo.data", BYTES, "Data")                                             \
    F(V4_ERROR_DATA, "sn.openflow_v4.error.data", BYTES, "Data")                                   \
    F(V4_ERROR_TEXT, "openflow_v4.error.data", STR, "Data")                                        \
    F(V4_ERROR_OWNER, "openflow_v4.error.experimenter", U32, "Experimenter", OF_HEX)               \
    F(QUOTED, "sn.openflow_v4.error.message", GROUP, "Message")                                    \
    F(Q_VERSION, "openflow_v4.version", U8, "Version", OF_HEX, .vals = sn_of_versions)             \
    F(Q_TYPE, "openflow_v4.type", U8, "Type", .vals = sn_of4_types)                                \
    F(Q_LENGTH, "openflow_v4.length", U16, "Length")                                               \
    F(Q_XID, "openflow_v4.xid", U32, "Transaction ID")                                             \
    F(Q_BODY, "openflow_v4.error.data.body", BYTES, "Body")                                        \
    F(EXPERIMENTER, "openflow_v4.experimenter.experimenter", U32, "Experimenter", OF_HEX)          \
    F(EXP_TYPE, "openflow_v4.experimenter.exp_type", U32, "Experimenter type", OF_HEX)             \
    F(V4_DPID, "openflow_v4.switch_features.datapath_id", U64, "datapath_id", OF_HEX)              \
    F(V4_N_BUFFERS, "openflow_v4.switch_features.n_buffers", U32, "n_buffers")                     \
    F(V4_N_TABLES, "openflow_v4.switch_features.n_tables", U8, "n_tables")                         \
    F(AUXILIARY, "openflow_v4.switch_features.auxiliary_id", U8, "auxiliary_id")                   \
    F(FEATURES_PAD, "openflow_v4.switch_features.pad", U16, "Pad", OF_HEX)                         \
    F(V4_CAPABILITIES, "openflow_v4.switch_features.capabilities", U32, "capabilities", OF_HEX,    \
      .vals = sn_of4_capabilities)                                                                 \
    F(RESERVED, "openflow_v4.switch_features_reserved", U32, "Reserved", OF_HEX)                   \
    F(V4_CONFIG, "openflow_v4.switch_config.flags", U16, "Flags", OF_HEX, .vals = sn_of_fragments) \
    F(V4_MISS, "openflow_v4.switch_config.miss_send_len", U16, "Miss send length",                 \
      .vals = sn_of4_miss)                                                                         \
    F(V4_PORT_REASON, "openflow_v4.port_status.reason", U8, "Reason", .vals = sn_of_port_reasons)  \
    F(V4_PORT_NO, "openflow_v4.port.port_no", U32, "Port no", .pad = 4, .vals = sn_of4_ports)      \
    F(V4_PORT_HW, "openflow_v4.port.hw_addr", ETHER, "Hw addr", .pad = 2)                          \
    F(V4_PORT_NAME, "openflow_v4.port.name", STR, "Name")                                          \
    F(V4_PORT_CONFIG, "openflow_v4.port.config", U32, "Config", OF_HEX,                            \
      .vals = sn_of4_port_config)                                                                  \
    F(V4_PORT_STATE, "openflow_v4.port.sate", U32, "State", OF_HEX, .vals = sn_of4_port_states)    \
    F(V4_PORT_CURR, "openflow_v4.port.current", U32, "Current", OF_HEX,                            \
      .vals = sn_of4_port_features)                                                                \
    F(V4_PORT_ADVERTISED, "openflow_v4.port.advertised", U32, "Advertised", OF_HEX,                \
      .vals = sn_of4_port_features)                                                                \
    F(V4_PORT_SUPPORTED, "openflow_v4.port.supported", U32, "Supported", OF_HEX,                   \
      .vals = sn_of4_port_features)                                                                \
    F(V4_PORT_PEER, "openflow_v4.port.peer", U32, "Peer", OF_HEX, .vals = sn_of4_port_features)    \
    F(V4_CURR_SPEED, "openflow_v4.port.curr_speed", U32, "Curr speed")                             \
    F(V4_MAX_SPEED, "openflow_v4.port.max_speed", U32, "Max speed")                                \
    F(V4_PM_PORT, "openflow_v4.portmod.port_no", U32, "Port no", .pad = 4, .vals = sn_of4_ports)   \
    F(V4_PM_HW, "openflow_v4.portmod.hw_addr", ETHER, "Hw addr", .pad = 2)                         \
    F(V4_PM_CONFIG, "openflow_v4.portmod.config", U32, "Config", OF_HEX,                           \
      .vals = sn_of4_port_config)                                                                  \
    F(V4_PM_MASK, "openflow_v4.portmod.mask", U32, "Mask", OF_HEX, .vals = sn_of4_port_config)     \
    F(V4_PM_ADVERTISE, "openflow_v4.portmod.advertise", U32, "Advertise", OF_HEX,                  \
      .vals = sn_of4_port_features)                                                                \
    F(TM_TABLE, "openflow_v4.tablemod.table_id", U8, "Table ID", .pad = 3, .vals = sn_of4_tables)  \
    F(TM_CONFIG, "sn.openflow_v4.tablemod.config", U32, "Config", OF_HEX)                          \
    F(V4_Q_PORT, "openflow_v4.queue_get_config_request.port", U32, "Port", .vals = sn_of4_ports)   \
    F(ROLE_ASKED, "openflow_v4.role_request.role", U32, "Role", OF_HEX, .pad = 4,                  \
      .vals = sn_of4_roles)                                                                        \
    F(GENERATION_ASKED, "openflow_v4.role_request.generation_id", U64, "Generation ID", OF_HEX)    \
    F(ROLE, "openflow_v4.role_reply.role", U32, "Role", OF_HEX, .pad = 4, .vals = sn_of4_roles)    \
    F(GENERATION, "openflow_v4.role_reply.generation_id", U64, "Generation ID", OF_HEX)            \
    F(IN_MASTER, "openflow_v4.async_config.packet_in_mask.master", U32, NULL, OF_HEX,              \
      .vals = sn_of4_in_bits)                                                                      \
    F(IN_SLAVE, "openflow_v4.async_config.packet_in_mask.slave", U32, NULL, OF_HEX,                \
      .vals = sn_of4_in_bits)                                                                      \
    F(PORT_MASTER, "openflow_v4.async_config.port_status_mask.master", U32, NULL, OF_HEX,          \
      .vals = sn_of4_port_bits)                                                                    \
    F(PORT_SLAVE, "openflow_v4.async_config.port_status_mask.slave", U32, NULL, OF_HEX,            \
      .vals = sn_of4_port_bits)                                                                    \
    F(REMOVED_MASTER, "openflow_v4.async_config.flow_removed_mask.master", U32, NULL, OF_HEX,      \
      .vals = sn_of4_port_bits)                                                                    \
    F(REMOVED_SLAVE, "openflow_v4.async_config.flow_removed_mask.slave", U32, NULL, OF_HEX,        \
      .vals = sn_of4_port_bits)
SN_FIELD_NUMBERS(OPENFLOW)

enum { BSN_VENDOR = 0x5c16c7 };

/* A message's body: how long it is without the header, and who reads it. That returns false when
 * the reader stopped. */
struct sn_of_body {
    uint16_t least; /* bytes */
    bool exact;     /* neither more */
    bool (*read)(struct sn_dis *d, struct sn_rd *r, uint32_t type);
};

/* By the type of a message; NULL reads: tcpdump doesn't look inside. */
enum { SN_OF1_TYPES = 22, SN_OF4_TYPES = 30 };
extern const struct sn_of_body sn_of1_bodies[SN_OF1_TYPES];
extern const struct sn_of_body sn_of4_bodies[SN_OF4_TYPES];

/* A field, and what is behind it that none describes: that may be missing. */
bool sn_of_get(struct sn_dis *d, struct sn_rd *r, unsigned field, uint32_t *v);

/* A reader over the next n bytes, which r skips; when they aren't all there r stops behind them. */
struct sn_rd sn_of_part(struct sn_rd *r, size_t n);

/* A field that begins a line, so many blanks from its tab. */
bool sn_of_line(struct sn_dis *d, struct sn_rd *r, unsigned indent, unsigned field, uint32_t *v);

/* One whose bits have names. */
bool sn_of_bits(struct sn_dis *d, struct sn_rd *r, unsigned indent, unsigned field);

/* The same two for what is said with -vv. */
bool sn_of_line2(struct sn_dis *d, struct sn_rd *r, unsigned indent, unsigned field);
bool sn_of_bits2(struct sn_dis *d, struct sn_rd *r, unsigned indent, unsigned field);

/* A string of n bytes that ends at its first zero. */
bool sn_of_name(struct sn_dis *d, struct sn_rd *r, unsigned field, size_t n);

/* All that is left as bytes. */
bool sn_of_data(struct sn_dis *d, struct sn_rd *r, unsigned field);

/* What is here can't be right, which is said with so many times -v; r goes to its end. */
bool sn_of_invalid(struct sn_dis *d, struct sn_rd *r, unsigned verbose);

#endif
