/* Names that OpenFlow gives to its numbers, 1.0 and 1.3, as tcpdump shortens them. */
#include "dis/app/openflow.h"

const struct sn_val sn_of1_types[] = {{0, "HELLO"},
                                      {1, "ERROR"},
                                      {2, "ECHO_REQUEST"},
                                      {3, "ECHO_REPLY"},
                                      {4, "VENDOR"},
                                      {5, "FEATURES_REQUEST"},
                                      {6, "FEATURES_REPLY"},
                                      {7, "GET_CONFIG_REQUEST"},
                                      {8, "GET_CONFIG_REPLY"},
                                      {9, "SET_CONFIG"},
                                      {10, "PACKET_IN"},
                                      {11, "FLOW_REMOVED"},
                                      {12, "PORT_STATUS"},
                                      {13, "PACKET_OUT"},
                                      {14, "FLOW_MOD"},
                                      {15, "PORT_MOD"},
                                      {16, "STATS_REQUEST"},
                                      {17, "STATS_REPLY"},
                                      {18, "BARRIER_REQUEST"},
                                      {19, "BARRIER_REPLY"},
                                      {20, "QUEUE_GET_CONFIG_REQUEST"},
                                      {21, "QUEUE_GET_CONFIG_REPLY"},
                                      {0, NULL}};
static const struct sn_val codes1_0[] = {{0, "INCOMPATIBLE"}, {1, "EPERM"}, {0, NULL}};
static const struct sn_val codes1_1[] = {
    {0, "BAD_VERSION"},    {1, "BAD_TYPE"}, {2, "BAD_STAT"}, {3, "BAD_VENDOR"},
    {4, "BAD_SUBTYPE"},    {5, "EPERM"},    {6, "BAD_LEN"},  {7, "BUFFER_EMPTY"},
    {8, "BUFFER_UNKNOWN"}, {0, NULL}};
static const struct sn_val codes1_2[] = {{0, "BAD_TYPE"},     {1, "BAD_LEN"},
                                         {2, "BAD_VENDOR"},   {3, "BAD_VENDOR_TYPE"},
                                         {4, "BAD_OUT_PORT"}, {5, "BAD_ARGUMENT"},
                                         {6, "EPERM"},        {7, "TOO_MANY"},
                                         {8, "BAD_QUEUE"},    {0, NULL}};
static const struct sn_val codes1_3[] = {
    {0, "ALL_TABLES_FULL"}, {1, "OVERLAP"},     {2, "EPERM"}, {3, "BAD_EMERG_TIMEOUT"},
    {4, "BAD_COMMAND"},     {5, "UNSUPPORTED"}, {0, NULL}};
static const struct sn_val codes1_4[] = {{0, "BAD_PORT"}, {1, "BAD_HW_ADDR"}, {0, NULL}};
static const struct sn_val codes1_5[] = {
    {0, "BAD_PORT"}, {1, "BAD_QUEUE"}, {2, "EPERM"}, {0, NULL}};
const struct sn_val sn_of1_errors[] = {
    {0, "HELLO_FAILED"},    {1, "BAD_REQUEST"},     {2, "BAD_ACTION"}, {3, "FLOW_MOD_FAILED"},
    {4, "PORT_MOD_FAILED"}, {5, "QUEUE_OP_FAILED"}, {0, NULL}};
const struct sn_val *const sn_of1_codes[SN_OF1_ERRORS] = {codes1_0, codes1_1, codes1_2,
                                                          codes1_3, codes1_4, codes1_5};
const struct sn_val sn_of_bsn_subtypes[] = {{0, "SET_IP_MASK"},
                                            {1, "GET_IP_MASK_REQUEST"},
                                            {2, "GET_IP_MASK_REPLY"},
                                            {3, "SET_MIRRORING"},
                                            {4, "GET_MIRRORING_REQUEST"},
                                            {5, "GET_MIRRORING_REPLY"},
                                            {6, "SHELL_COMMAND"},
                                            {7, "SHELL_OUTPUT"},
                                            {8, "SHELL_STATUS"},
                                            {9, "GET_INTERFACES_REQUEST"},
                                            {10, "GET_INTERFACES_REPLY"},
                                            {11, "SET_PKTIN_SUPPRESSION_REQUEST"},
                                            {12, "SET_L2_TABLE_REQUEST"},
                                            {13, "GET_L2_TABLE_REQUEST"},
                                            {14, "GET_L2_TABLE_REPLY"},
                                            {15, "VIRTUAL_PORT_CREATE_REQUEST"},
                                            {16, "VIRTUAL_PORT_CREATE_REPLY"},
                                            {17, "VIRTUAL_PORT_REMOVE_REQUEST"},
                                            {18, "BW_ENABLE_SET_REQUEST"},
                                            {19, "BW_ENABLE_GET_REQUEST"},
                                            {20, "BW_ENABLE_GET_REPLY"},
                                            {21, "BW_CLEAR_DATA_REQUEST"},
                                            {22, "BW_CLEAR_DATA_REPLY"},
                                            {23, "BW_ENABLE_SET_REPLY"},
                                            {24, "SET_L2_TABLE_REPLY"},
                                            {25, "SET_PKTIN_SUPPRESSION_REPLY"},
                                            {26, "VIRTUAL_PORT_REMOVE_REPLY"},
                                            {27, "HYBRID_GET_REQUEST"},
                                            {28, "HYBRID_GET_REPLY"},
                                            {31, "PDU_TX_REQUEST"},
                                            {32, "PDU_TX_REPLY"},
                                            {33, "PDU_RX_REQUEST"},
                                            {34, "PDU_RX_REPLY"},
                                            {35, "PDU_RX_TIMEOUT"},
                                            {0, NULL}};
const struct sn_val sn_of1_capabilities[] = {
    {1, "FLOW_STATS"}, {2, "TABLE_STATS"},  {4, "PORT_STATS"},      {8, "STP"}, {16, "RESERVED"},
    {32, "IP_REASM"},  {64, "QUEUE_STATS"}, {0x80, "ARP_MATCH_IP"}, {0, NULL}};
const struct sn_val sn_of1_action_bits[] = {{1, "OUTPUT"},
                                            {2, "SET_VLAN_VID"},
                                            {4, "SET_VLAN_PCP"},
                                            {8, "STRIP_VLAN"},
                                            {16, "SET_DL_SRC"},
                                            {32, "SET_DL_DST"},
                                            {64, "SET_NW_SRC"},
                                            {0x80, "SET_NW_DST"},
                                            {0x100, "SET_NW_TOS"},
                                            {0x200, "SET_TP_SRC"},
                                            {0x400, "SET_TP_DST"},
                                            {0x800, "ENQUEUE"},
                                            {0, NULL}};
const struct sn_val sn_of1_actions[] = {{0, "OUTPUT"},       {1, "SET_VLAN_VID"},
                                        {2, "SET_VLAN_PCP"}, {3, "STRIP_VLAN"},
                                        {4, "SET_DL_SRC"},   {5, "SET_DL_DST"},
                                        {6, "SET_NW_SRC"},   {7, "SET_NW_DST"},
                                        {8, "SET_NW_TOS"},   {9, "SET_TP_SRC"},
                                        {10, "SET_TP_DST"},  {11, "ENQUEUE"},
                                        {0xffff, "VENDOR"},  {0, NULL}};
const struct sn_val sn_of1_port_config[] = {{1, "PORT_DOWN"},     {2, "NO_STP"},    {4, "NO_RECV"},
                                            {8, "NO_RECV_STP"},   {16, "NO_FLOOD"}, {32, "NO_FWD"},
                                            {64, "NO_PACKET_IN"}, {0, NULL}};
const struct sn_val sn_of1_port_states[] = {{0, "STP_LISTEN"},
                                            {0x100, "STP_LEARN"},
                                            {0x200, "STP_FORWARD"},
                                            {0x300, "STP_BLOCK"},
                                            {0, NULL}};
const struct sn_val sn_of1_port_features[] = {
    {1, "10MB_HD"},   {2, "10MB_FD"},        {4, "100MB_HD"},  {8, "100MB_FD"},  {16, "1GB_HD"},
    {32, "1GB_FD"},   {64, "10GB_FD"},       {0x80, "COPPER"}, {0x100, "FIBER"}, {0x200, "AUTONEG"},
    {0x400, "PAUSE"}, {0x800, "PAUSE_ASYM"}, {0, NULL}};
const struct sn_val sn_of1_ports[] = {{0xff00, "MAX"},        {0xfff8, "IN_PORT"},
                                      {0xfff9, "TABLE"},      {0xfffa, "NORMAL"},
                                      {0xfffb, "FLOOD"},      {0xfffc, "ALL"},
                                      {0xfffd, "CONTROLLER"}, {0xfffe, "LOCAL"},
                                      {0xffff, "NONE"},       {0, NULL}};
const struct sn_val sn_of1_wildcards[] = {
    {1, "IN_PORT"},       {2, "DL_VLAN"},   {4, "DL_SRC"},
    {8, "DL_DST"},        {16, "DL_TYPE"},  {32, "NW_PROTO"},
    {64, "TP_SRC"},       {0x80, "TP_DST"}, {0x100000, "DL_VLAN_PCP"},
    {0x200000, "NW_TOS"}, {0, NULL}};
const struct sn_val sn_of1_flow_flags[] = {
    {1, "SEND_FLOW_REM"}, {2, "CHECK_OVERLAP"}, {4, "EMERG"}, {0, NULL}};
const struct sn_val sn_of1_commands[] = {{0, "ADD"},    {1, "MODIFY"},        {2, "MODIFY_STRICT"},
                                         {3, "DELETE"}, {4, "DELETE_STRICT"}, {0, NULL}};
const struct sn_val sn_of1_removed[] = {
    {0, "IDLE_TIMEOUT"}, {1, "HARD_TIMEOUT"}, {2, "DELETE"}, {0, NULL}};
const struct sn_val sn_of_port_reasons[] = {{0, "ADD"}, {1, "DELETE"}, {2, "MODIFY"}, {0, NULL}};
const struct sn_val sn_of1_in_reasons[] = {{0, "NO_MATCH"}, {1, "ACTION"}, {0, NULL}};
const struct sn_val sn_of_fragments[] = {
    {0, "FRAG_NORMAL"}, {1, "FRAG_DROP"}, {2, "FRAG_REASM"}, {0, NULL}};
const struct sn_val sn_of1_stats[] = {{0, "DESC"}, {1, "FLOW"},  {2, "AGGREGATE"},   {3, "TABLE"},
                                      {4, "PORT"}, {5, "QUEUE"}, {0xffff, "VENDOR"}, {0, NULL}};
const struct sn_val sn_of1_tables[] = {{0xfe, "EMERG"}, {0xff, "ALL"}, {0, NULL}};
const struct sn_val sn_of1_properties[] = {{0, "NONE"}, {1, "MIN_RATE"}, {0, NULL}};
const struct sn_val sn_of_versions[] = {{1, "1.0"}, {2, "1.1"}, {3, "1.2"}, {4, "1.3"},
                                        {5, "1.4"}, {6, "1.5"}, {0, NULL}};
const struct sn_val sn_of4_types[] = {{0, "HELLO"},
                                      {1, "ERROR"},
                                      {2, "ECHO_REQUEST"},
                                      {3, "ECHO_REPLY"},
                                      {4, "EXPERIMENTER"},
                                      {5, "FEATURES_REQUEST"},
                                      {6, "FEATURES_REPLY"},
                                      {7, "GET_CONFIG_REQUEST"},
                                      {8, "GET_CONFIG_REPLY"},
                                      {9, "SET_CONFIG"},
                                      {10, "PACKET_IN"},
                                      {11, "FLOW_REMOVED"},
                                      {12, "PORT_STATUS"},
                                      {13, "PACKET_OUT"},
                                      {14, "FLOW_MOD"},
                                      {15, "GROUP_MOD"},
                                      {16, "PORT_MOD"},
                                      {17, "TABLE_MOD"},
                                      {18, "MULTIPART_REQUEST"},
                                      {19, "MULTIPART_REPLY"},
                                      {20, "BARRIER_REQUEST"},
                                      {21, "BARRIER_REPLY"},
                                      {22, "QUEUE_GET_CONFIG_REQUEST"},
                                      {23, "QUEUE_GET_CONFIG_REPLY"},
                                      {24, "ROLE_REQUEST"},
                                      {25, "ROLE_REPLY"},
                                      {26, "GET_ASYNC_REQUEST"},
                                      {27, "GET_ASYNC_REPLY"},
                                      {28, "SET_ASYNC"},
                                      {29, "METER_MOD"},
                                      {0, NULL}};
static const struct sn_val codes4_0[] = {{0, "INCOMPATIBLE"}, {1, "EPERM"}, {0, NULL}};
static const struct sn_val codes4_1[] = {{0, "BAD_VERSION"},
                                         {1, "BAD_TYPE"},
                                         {2, "BAD_MULTIPART"},
                                         {3, "BAD_EXPERIMENTER"},
                                         {4, "BAD_EXP_TYPE"},
                                         {5, "EPERM"},
                                         {6, "BAD_LEN"},
                                         {7, "BUFFER_EMPTY"},
                                         {8, "BUFFER_UNKNOWN"},
                                         {9, "BAD_TABLE_ID"},
                                         {10, "IS_SLAVE"},
                                         {11, "BAD_PORT"},
                                         {12, "BAD_PACKET"},
                                         {13, "MULTIPART_BUFFER_OVERFLOW"},
                                         {0, NULL}};
static const struct sn_val codes4_2[] = {{0, "BAD_TYPE"},
                                         {1, "BAD_LEN"},
                                         {2, "BAD_EXPERIMENTER"},
                                         {3, "BAD_EXP_TYPE"},
                                         {4, "BAD_OUT_PORT"},
                                         {5, "BAD_ARGUMENT"},
                                         {6, "EPERM"},
                                         {7, "TOO_MANY"},
                                         {8, "BAD_QUEUE"},
                                         {9, "BAD_OUT_GROUP"},
                                         {10, "MATCH_INCONSISTENT"},
                                         {11, "UNSUPPORTED_ORDER"},
                                         {12, "BAD_TAG"},
                                         {13, "BAD_SET_TYPE"},
                                         {14, "BAD_SET_LEN"},
                                         {15, "BAD_SET_ARGUMENT"},
                                         {0, NULL}};
static const struct sn_val codes4_3[] = {{0, "UNKNOWN_INST"},
                                         {1, "UNSUP_INST"},
                                         {2, "BAD_TABLE_ID"},
                                         {3, "UNSUP_METADATA"},
                                         {4, "UNSUP_METADATA_MASK"},
                                         {5, "BAD_EXPERIMENTER"},
                                         {6, "BAD_EXP_TYPE"},
                                         {7, "BAD_LEN"},
                                         {8, "EPERM"},
                                         {0, NULL}};
static const struct sn_val codes4_4[] = {{0, "BAD_TYPE"},
                                         {1, "BAD_LEN"},
                                         {2, "BAD_TAG"},
                                         {3, "BAD_DL_ADDR_MASK"},
                                         {4, "BAD_NW_ADDR_MASK"},
                                         {5, "BAD_WILDCARDS"},
                                         {6, "BAD_FIELD"},
                                         {7, "BAD_VALUE"},
                                         {8, "BAD_MASK"},
                                         {9, "BAD_PREREQ"},
                                         {10, "DUP_FIELD"},
                                         {11, "EPERM"},
                                         {0, NULL}};
static const struct sn_val codes4_5[] = {{0, "UNKNOWN"},     {1, "TABLE_FULL"}, {2, "BAD_TABLE_ID"},
                                         {3, "OVERLAP"},     {4, "EPERM"},      {5, "BAD_TIMEOUT"},
                                         {6, "BAD_COMMAND"}, {7, "BAD_FLAGS"},  {0, NULL}};
static const struct sn_val codes4_6[] = {{0, "GROUP_EXISTS"},
                                         {1, "INVALID_GROUP"},
                                         {2, "WEIGHT_UNSUPPORTED"},
                                         {3, "OUT_OF_GROUPS"},
                                         {4, "OUT_OF_BUCKETS"},
                                         {5, "CHAINING_UNSUPPORTED"},
                                         {6, "WATCH_UNSUPPORTED"},
                                         {7, "LOOP"},
                                         {8, "UNKNOWN_GROUP"},
                                         {9, "CHAINED_GROUP"},
                                         {10, "BAD_TYPE"},
                                         {11, "BAD_COMMAND"},
                                         {12, "BAD_BUCKET"},
                                         {13, "BAD_MATCH"},
                                         {14, "EPERM"},
                                         {0, NULL}};
static const struct sn_val codes4_7[] = {{0, "BAD_PORT"},   {1, "BAD_HW_ADDR"},
                                         {2, "BAD_CONFIG"}, {3, "BAD_ADVERTISE"},
                                         {4, "EPERM"},      {0, NULL}};
static const struct sn_val codes4_8[] = {
    {0, "BAD_TABLE"}, {1, "BAD_CONFIG"}, {2, "EPERM"}, {0, NULL}};
static const struct sn_val codes4_9[] = {
    {0, "BAD_PORT"}, {1, "BAD_QUEUE"}, {2, "EPERM"}, {0, NULL}};
static const struct sn_val codes4_10[] = {
    {0, "BAD_FLAGS"}, {1, "BAD_LEN"}, {2, "EPERM"}, {0, NULL}};
static const struct sn_val codes4_11[] = {{0, "STALE"}, {1, "UNSUP"}, {2, "BAD_ROLE"}, {0, NULL}};
static const struct sn_val codes4_12[] = {
    {0, "UNKNOWN"},     {1, "METER_EXISTS"},   {2, "INVALID_METER"},  {3, "UNKNOWN_METER"},
    {4, "BAD_COMMAND"}, {5, "BAD_FLAGS"},      {6, "BAD_RATE"},       {7, "BAD_BURST"},
    {8, "BAD_BAND"},    {9, "BAD_BAND_VALUE"}, {10, "OUT_OF_METERS"}, {11, "OUT_OF_BANDS"},
    {0, NULL}};
static const struct sn_val codes4_13[] = {{0, "BAD_TABLE"}, {1, "BAD_METADATA"}, {2, "BAD_TYPE"},
                                          {3, "BAD_LEN"},   {4, "BAD_ARGUMENT"}, {5, "EPERM"},
                                          {0, NULL}};
const struct sn_val sn_of4_errors[] = {{0, "HELLO_FAILED"},
                                       {1, "BAD_REQUEST"},
                                       {2, "BAD_ACTION"},
                                       {3, "BAD_INSTRUCTION"},
                                       {4, "BAD_MATCH"},
                                       {5, "FLOW_MOD_FAILED"},
                                       {6, "GROUP_MOD_FAILED"},
                                       {7, "PORT_MOD_FAILED"},
                                       {8, "TABLE_MOD_FAILED"},
                                       {9, "QUEUE_OP_FAILED"},
                                       {10, "SWITCH_CONFIG_FAILED"},
                                       {11, "ROLE_REQUEST_FAILED"},
                                       {12, "METER_MOD_FAILED"},
                                       {13, "TABLE_FEATURES_FAILED"},
                                       {0xffff, "EXPERIMENTER"},
                                       {0, NULL}};
const struct sn_val *const sn_of4_codes[SN_OF4_ERRORS] = {
    codes4_0, codes4_1, codes4_2, codes4_3,  codes4_4,  codes4_5,  codes4_6,
    codes4_7, codes4_8, codes4_9, codes4_10, codes4_11, codes4_12, codes4_13};
const struct sn_val sn_of4_capabilities[] = {
    {1, "FLOW_STATS"}, {2, "TABLE_STATS"},  {4, "PORT_STATS"},       {8, "GROUP_STATS"},
    {32, "IP_REASM"},  {64, "QUEUE_STATS"}, {0x100, "PORT_BLOCKED"}, {0, NULL}};
const struct sn_val sn_of4_port_config[] = {
    {1, "PORT_DOWN"}, {4, "NO_RECV"}, {32, "NO_FWD"}, {64, "NO_PACKET_IN"}, {0, NULL}};
const struct sn_val sn_of4_port_states[] = {
    {1, "LINK_DOWN"}, {2, "BLOCKED"}, {4, "LIVE"}, {0, NULL}};
const struct sn_val sn_of4_port_features[] = {{1, "10MB_HD"},
                                              {2, "10MB_FD"},
                                              {4, "100MB_HD"},
                                              {8, "100MB_FD"},
                                              {16, "1GB_HD"},
                                              {32, "1GB_FD"},
                                              {64, "10GB_FD"},
                                              {0x80, "40GB_FD"},
                                              {0x100, "100GB_FD"},
                                              {0x200, "1TB_FD"},
                                              {0x400, "OTHER"},
                                              {0x800, "COPPER"},
                                              {0x1000, "FIBER"},
                                              {0x2000, "AUTONEG"},
                                              {0x4000, "PAUSE"},
                                              {0x8000, "PAUSE_ASYM"},
                                              {0, NULL}};
const struct sn_val sn_of4_ports[] = {{0xffffff00, "MAX"},        {0xfffffff8, "IN_PORT"},
                                      {0xfffffff9, "TABLE"},      {0xfffffffa, "NORMAL"},
                                      {0xfffffffb, "FLOOD"},      {0xfffffffc, "ALL"},
                                      {0xfffffffd, "CONTROLLER"}, {0xfffffffe, "LOCAL"},
                                      {0xffffffff, "ANY"},        {0, NULL}};
const struct sn_val sn_of4_roles[] = {
    {0, "NOCHANGE"}, {1, "EQUAL"}, {2, "MASTER"}, {3, "SLAVE"}, {0, NULL}};
const struct sn_val sn_of4_miss[] = {{0xffe5, "MAX"}, {0xffff, "NO_BUFFER"}, {0, NULL}};
const struct sn_val sn_of4_in_bits[] = {
    {1, "NO_MATCH"}, {2, "ACTION"}, {4, "INVALID_TTL"}, {0, NULL}};
const struct sn_val sn_of4_port_bits[] = {{1, "ADD"}, {2, "DELETE"}, {4, "MODIFY"}, {0, NULL}};
const struct sn_val sn_of4_version_bits[] = {{1 << 0, "1.0"}, {1 << 1, "1.1"}, {1 << 2, "1.2"},
                                             {1 << 3, "1.3"}, {1 << 4, "1.4"}, {1 << 5, "1.5"},
                                             {0, NULL}};
const struct sn_val sn_of_experimenters[] = {
    {0x4f4e4600, "ONF Extensions"},
    {0xff000001, "Budapest University of Technology and Economics"},
    {0xff000002, "NoviFlow"},
    {0xff000003, "L3+ Extensions, Vendor Neutral"},
    {0xff000004, "L4-L7 Extensions"},
    {0xff000005, "Wireless and Mobility Extensions"},
    {0xff000006, "Forwarding Abstractions Extensions"},
    {0xff000007, "Optical Transport Extensions"},
    {0xff000008, "Network Benchmarking Lab, NCTU"},
    {0xff000009, "Mobile Packet Core Extensions"},
    {0xff00000a, "MPLS-TP OpenFlow Extensions for SPTN"},
    {0, NULL}};
const struct sn_val sn_of1_more[] = {{1, "MORE"}, {0, NULL}};
const struct sn_val sn_of1_buffers[] = {{0xffffffff, "NONE"}, {0, NULL}};
const struct sn_val sn_of1_queues[] = {{0xffffffff, "ALL"}, {0, NULL}};
const struct sn_val sn_of1_vlans[] = {{0xffff, "NONE"}, {0, NULL}};
const struct sn_val sn_of1_mirror_stages[] = {{0, "INGRESS"}, {1, "EGRESS"}, {0, NULL}};
const struct sn_val sn_of1_bsn_actions[] = {
    {1, "MIRROR"}, {2, "SET_TUNNEL_DST"}, {4, "CHECKSUM"}, {0, NULL}};
const struct sn_val sn_of1_on_off[] = {{0, "OFF"}, {1, "ON"}, {0, NULL}};
const struct sn_val sn_of4_elements[] = {{1, "VERSIONBITMAP"}, {0, NULL}};
const struct sn_val sn_of4_tables[] = {{0xff, "ALL"}, {0, NULL}};
