/* LLDP's TLVs of organizations: between lldp.c, which finds them, and lldporg.c. */
#ifndef SN_DIS_LLDP_H
#define SN_DIS_LLDP_H

#include "dis/link/eth.h"

/* Reads the value of a TLV of type 127. */
void sn_lldp_org_dissect(struct sn_dis *d, struct sn_rd *r);

/* The fields of those TLVs, part of the protocol's list. */
#define LLDP_ORG(F)                                                                                \
    F(OUI, "lldp.orgtlv.oui", U24, "Organization Unique Code", .vals = sn_ouis)                    \
    F(SUBTYPE, "sn.lldp.orgtlv.subtype", U8, "Subtype")                                            \
    F(Q_SUBTYPE, "lldp.ieee.802_1.subtype", UINT, "IEEE 802.1 Subtype", .base = SN_HEX)            \
    F(E_SUBTYPE, "lldp.ieee.802_3.subtype", UINT, "IEEE 802.3 Subtype", .base = SN_HEX)            \
    F(MED_SUBTYPE, "lldp.media.subtype", UINT, "Media Subtype", .base = SN_HEX)                    \
    F(MDI_CLASS1, "lldp.ieee.802_3.mdi_power_support.port_class", BOOL, "Port Class", .mask = 1)   \
    F(MDI_SUPPORTED, "lldp.ieee.802_3.mdi_power_support.supported", BOOL, "PSE MDI Power",         \
      .mask = 2)                                                                                   \
    F(MDI_ENABLED, "lldp.ieee.802_3.mdi_power_support.enabled", BOOL, "PSE MDI Power", .mask = 4)  \
    F(MDI_PAIRS, "lldp.ieee.802_3.mdi_power_support.pse_pairs", BOOL, "PSE Pairs Control Ability", \
      .mask = 8)                                                                                   \
    F(CAPS_LLDP, "lldp.media.subtype.caps.llpd", BOOL, "LLDP-MED Capabilities", .mask = 1)         \
    F(CAPS_POLICY, "lldp.media.subtype.caps.network_policy", BOOL, "Network Policy", .mask = 2)    \
    F(CAPS_LOCATION, "lldp.media.subtype.caps.location_id", BOOL, "Location Identification",       \
      .mask = 4)                                                                                   \
    F(CAPS_PSE, "lldp.media.subtype.caps.mdi_pse", BOOL, "Extended Power via MDI-PSE", .mask = 8)  \
    F(CAPS_PD, "lldp.media.subtype.caps.mid_pd", BOOL, "Extended Power via MDI-PD", .mask = 16)    \
    F(CAPS_INVENTORY, "lldp.media.subtype.caps.inventory", BOOL, "Inventory", .mask = 32)          \
    F(PVID, "lldp.ieee.802_1.port_vlan.id", U16, "Port VLAN Identifier")                           \
    F(PP_FLAGS, "lldp.ieee.802_1.port_and_vlan_id_flag", U8, "Flags", .base = SN_HEX)              \
    F(PPVID, "lldp.ieee.802_1.port_proto_vlan.id", U16, "Port and Protocol VLAN Identifier")       \
    F(VID, "lldp.ieee.802_1.vlan.id", U16, "VLAN Identifier")                                      \
    F(VNAME_LEN, "lldp.ieee.802_1.vlan.name_len", U8, "VLAN Name Length")                          \
    F(VNAME, "lldp.ieee.802_1.vlan.name", STR, "VLAN Name")                                        \
    F(PROTO_LEN, "lldp.ieee.802_1.proto.id_length", U8, "Protocol Identity Length")                \
    F(PROTO, "lldp.ieee.802_1.proto.id", BYTES, "Protocol Identity")                               \
    F(Q_AGG, "lldp.ieee.802_1.aggregation_status", U8, "Aggregation Status", .base = SN_HEX)       \
    F(Q_AGG_PORT, "lldp.ieee.802_1.aggregated_port_id", U32, "Aggregated Port Id")                 \
    F(NEG, "lldp.ieee.802_3.mac_phy_auto_neg_status", U8, "Auto-Negotiation Support/Status",       \
      .base = SN_HEX)                                                                              \
    F(PMD, "lldp.ieee.802_3.pmd_auto_neg_advertised_caps", U16,                                    \
      "PMD Auto-Negotiation Advertised Capability", .base = SN_HEX)                                \
    F(MAU, "lldp.ieee.802_3.pmd_mau_type", U16, "Operational MAU Type", .vals = sn_lldp_maus,      \
      .base = SN_HEX)                                                                              \
    F(MDI, "lldp.ieee.802_3.mdi_power_support", U8, "MDI Power Support", .base = SN_HEX)           \
    F(MDI_PAIR, "lldp.ieee.802_3.mdi_pse_pair", U8, "PSE Power Pair", .vals = sn_lldp_pairs)       \
    F(MDI_CLASS, "lldp.ieee.802_3.mdi_power_class", U8, "Power Class", .vals = sn_lldp_powers)     \
    F(AGG, "lldp.ieee.802_3.aggregation_status", U8, "Aggregation Status", .base = SN_HEX)         \
    F(AGG_PORT, "lldp.ieee.802_3.aggregated_port_id", U32, "Aggregated Port Id")                   \
    F(FRAME, "lldp.ieee.802_3.max_frame_size", U16, "Maximum Frame Size")                          \
    F(MED_CAPS, "lldp.media.subtype.caps", U16, "Capabilities", .base = SN_HEX)                    \
    F(MED_CLASS, "lldp.media.subtype.class", U8, "Class Type", .vals = sn_lldp_devices,            \
      .base = SN_HEX)                                                                              \
    F(MED_APP, "lldp.media.app_type", U8, "Application Type", .vals = sn_lldp_apps,                \
      .base = SN_HEX)                                                                              \
    F(MED_FLAGS, "sn.lldp.media.flags", P24, "Flags", .mask = 0xe00000)                            \
    F(MED_VLAN, "lldp.media.vlan_id", P24, "VLAN Id", .mask = 0x1ffe00)                            \
    F(MED_PRIO, "lldp.media.l2_prio", P24, "L2 Priority", .mask = 0x0001c0)                        \
    F(MED_DSCP, "lldp.media.dscp", U24, "DSCP Priority", .mask = 0x00003f)                         \
    F(LOC, "lldp.media.loc.data_format", U8, "Location Data Format", .vals = sn_lldp_locations,    \
      .base = SN_HEX)                                                                              \
    F(LAT_RES, "lldp.media.loc.lat_resolution", P8, "Latitude Resolution", .mask = 0xfc)           \
    F(LAT, "sn.lldp.media.loc.latitude", BYTES, "Latitude", .width = 5, .step = 5)                 \
    F(LON_RES, "lldp.media.loc.long_resolution", P8, "Longitude Resolution", .mask = 0xfc)         \
    F(LON, "sn.lldp.media.loc.longitude", BYTES, "Longitude", .width = 5, .step = 5)               \
    F(ALT_TYPE, "lldp.media.loc.alt_type", P8, "Altitude Type", .mask = 0xf0,                      \
      .vals = sn_lldp_altitudes)                                                                   \
    F(ALT_RES, "sn.lldp.media.loc.alt_resolution", P16, "Altitude Resolution", .mask = 0x0fc0)     \
    F(ALT, "sn.lldp.media.loc.altitude", BYTES, "Altitude", .width = 5, .step = 5)                 \
    F(DATUM, "lldp.media.loc.datum", U8, "Datum", .vals = sn_lldp_datums, .base = SN_HEX)          \
    F(ELIN, "lldp.media.ecs", STR, "ELIN")                                                         \
    F(POWER_TYPE, "sn.lldp.media.power_type", P8, "Power Type", .mask = 0x03)                      \
    F(POWER_SRC, "sn.lldp.media.power_source", P8, "Power Source", .mask = 0x30,                   \
      .vals = sn_lldp_sources)                                                                     \
    F(POWER_PRIO, "lldp.media.power.prio", U8, "Power Priority", .mask = 0x0f,                     \
      .vals = sn_lldp_priorities, .base = SN_HEX)                                                  \
    F(POWER, "lldp.media.power.value", U16, "Power Value")                                         \
    F(HW, "lldp.media.hardware", STR, "Hardware Revision")                                         \
    F(FW, "lldp.media.firmware", STR, "Firmware Revision")                                         \
    F(SW, "lldp.media.software", STR, "Software Revision")                                         \
    F(SERIAL, "lldp.media.sn", STR, "Serial Number")                                               \
    F(MAKER, "lldp.media.manufacturer", STR, "Manufacturer Name")                                  \
    F(MODEL, "lldp.media.model", STR, "Model Name")                                                \
    F(ASSET, "lldp.media.asset", STR, "Asset ID")                                                  \
    F(MUD, "sn.lldp.iana.mud_url", STR, "MUD URL")

/* A TLV's value as the rest of its text: a new line for the subtype and what it says. */
void sn_lldp_org_text(struct sn_text *t, const struct sn_view *v, const struct sn_rec *raw);

extern const struct sn_val sn_lldp_maus[], sn_lldp_pairs[], sn_lldp_powers[], sn_lldp_devices[],
    sn_lldp_apps[], sn_lldp_locations[], sn_lldp_altitudes[], sn_lldp_datums[], sn_lldp_sources[],
    sn_lldp_priorities[];

/* All fields of the protocol; those below LLDP_BASIC_END are not of organizations. */
#define LLDP_BASIC(F)                                                                              \
    F(TLV, "sn.lldp.tlv", GROUPS, "TLV")                                                           \
    F(TYPE, "lldp.tlv.type", P16, "TLV Type", .mask = 0xfe00, .vals = types)                       \
    F(LEN, "lldp.tlv.len", U16, "TLV Length", .mask = 0x01ff)                                      \
    F(RAW, "sn.lldp.value", BYTES, NULL)                                                           \
    F(CHASSIS, "lldp.chassis.subtype", U8, "Chassis Id Subtype", .vals = chassis_types)            \
    F(CHASSIS_ID, "lldp.chassis.id", BYTES, "Chassis Id")                                          \
    F(CHASSIS_MAC, "lldp.chassis.id.mac", ETHER, "Chassis Id")                                     \
    F(CHASSIS_IP4, "lldp.chassis.id.ip4", IPV4, "Chassis Id")                                      \
    F(CHASSIS_IP6, "lldp.chassis.id.ip6", IPV6, "Chassis Id")                                      \
    F(PORT, "lldp.port.subtype", U8, "Port Id Subtype", .vals = port_types)                        \
    F(PORT_ID, "lldp.port.id", STR, "Port Id")                                                     \
    F(PORT_MAC, "lldp.port.id.mac", ETHER, "Port Id")                                              \
    F(PORT_IP4, "lldp.port.id.ip4", IPV4, "Port Id")                                               \
    F(PORT_IP6, "lldp.port.id.ip6", IPV6, "Port Id")                                               \
    F(FAMILY, "lldp.network_address.subtype", U8, "Network Address family")                        \
    F(TTL, "lldp.time_to_live", U16, "Seconds")                                                    \
    F(DESC, "lldp.port.desc", STR, "Port Description")                                             \
    F(SYSNAME, "lldp.tlv.system.name", STR, "System Name")                                         \
    F(SYSDESC, "lldp.tlv.system.desc", STR, "System Description")                                  \
    F(CAPS, "lldp.tlv.system_cap", U16, "Capabilities", .base = SN_HEX)                            \
    F(CAP_OTHER, "lldp.tlv.system_cap.other", BIT16, "Other", .mask = 0x01)                        \
    F(CAP_REPEATER, "lldp.tlv.system_cap.repeater", BIT16, "Repeater", .mask = 0x02)               \
    F(CAP_BRIDGE, "lldp.tlv.system_cap.bridge", BIT16, "Bridge", .mask = 0x04)                     \
    F(CAP_AP, "lldp.tlv.system_cap.wlan_access_pt", BIT16, "WLAN access point", .mask = 0x08)      \
    F(CAP_ROUTER, "lldp.tlv.system_cap.router", BIT16, "Router", .mask = 0x10)                     \
    F(CAP_PHONE, "lldp.tlv.system_cap.telephone", BIT16, "Telephone", .mask = 0x20)                \
    F(CAP_DOCSIS, "lldp.tlv.system_cap.docsis_cable_device", BIT16, "DOCSIS cable device",         \
      .mask = 0x40)                                                                                \
    F(CAP_STATION, "lldp.tlv.system_cap.station_only", BIT16, "Station only", .mask = 0x80)        \
    F(ENA, "lldp.tlv.enable_system_cap", U16, "Enabled Capabilities", .base = SN_HEX)              \
    F(ENA_OTHER, "lldp.tlv.enable_system_cap.other", BIT16, "Other", .mask = 0x01)                 \
    F(ENA_REPEATER, "lldp.tlv.enable_system_cap.repeater", BIT16, "Repeater", .mask = 0x02)        \
    F(ENA_BRIDGE, "lldp.tlv.enable_system_cap.bridge", BIT16, "Bridge", .mask = 0x04)              \
    F(ENA_AP, "lldp.tlv.enable_system_cap.wlan_access_pt", BIT16, "WLAN access point",             \
      .mask = 0x08)                                                                                \
    F(ENA_ROUTER, "lldp.tlv.enable_system_cap.router", BIT16, "Router", .mask = 0x10)              \
    F(ENA_PHONE, "lldp.tlv.enable_system_cap.telephone", BIT16, "Telephone", .mask = 0x20)         \
    F(ENA_DOCSIS, "lldp.tlv.enable_system_cap.docsis_cable_device", BIT16, "DOCSIS cable device",  \
      .mask = 0x40)                                                                                \
    F(ENA_STATION, "lldp.tlv.enable_system_cap.station_only", BIT16, "Station only", .mask = 0x80) \
    F(MGMT_LEN, "lldp.mgn.address.len", U8, "Address String Length")                               \
    F(MGMT_AF, "lldp.mgn.address.subtype", U8, "Address Subtype")                                  \
    F(MGMT_IP4, "lldp.mgn.addr.ip4", IPV4, "Management Address")                                   \
    F(MGMT_IP6, "lldp.mgn.addr.ip6", IPV6, "Management Address")                                   \
    F(MGMT_HEX, "lldp.mgn.addr.hex", BYTES, "Management Address")                                  \
    F(IF_TYPE, "lldp.mgn.interface.subtype", U8, "Interface Subtype", .vals = if_types)            \
    F(IF_NUM, "lldp.mgn.interface.number", U32, "Interface Number")                                \
    F(OID_LEN, "lldp.mgn.obj.len", U8, "OID String Length")                                        \
    F(OID, "sn.lldp.mgn.obj.id", STR, "Object Identifier")

#define LLDP(F) LLDP_BASIC(F) LLDP_ORG(F)
SN_FIELD_NUMBERS(LLDP)

#endif
