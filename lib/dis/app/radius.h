/* RADIUS' attributes as a table. */
#ifndef SN_DIS_RADIUS_H
#define SN_DIS_RADIUS_H

#include "dis/proto.h"

struct radius_attr {
    const char *label;         /* tcpdump's; NULL: none */
    const struct sn_val *vals; /* names of its values */
    uint16_t field;            /* 0: none of its own */
    char format;               /* how tcpdump prints it, see radius.c */
};

/* An attribute of a vendor. */
struct radius_vendor_attr {
    uint32_t vendor;
    uint16_t field;
    uint8_t type;
};

extern const struct radius_attr sn_radius_attrs[256];
extern const struct radius_vendor_attr sn_radius_vendor_attrs[]; /* the last has type 0 */
extern const struct sn_val sn_radius_vendors[];

/* Whether a vendor's attributes are defined in dictionaries that everybody has, so that one which
 * is not in the table above isn't unknown for that reason. */
bool sn_radius_is_defined(uint32_t vendor);

/* Number, name behind "radius.", type, tcpdump's label, format and names of values. */
#define ATTRIBUTES(A, F)                                                                           \
    A(F, 1, "User_Name", STR, "User-Name", 's', NULL)                                              \
    A(F, 4, "NAS_IP_Address", IPV4, "NAS-IP-Address", 'i', NULL)                                   \
    A(F, 5, "NAS_Port", U32, "NAS-Port", 'l', NULL)                                                \
    A(F, 6, "Service_Type", U32, "Service-Type", 'v', services)                                    \
    A(F, 7, "Framed_Protocol", U32, "Framed-Protocol", 'v', framings)                              \
    A(F, 8, "Framed-IP-Address", IPV4, "Framed-IP-Address", 'f', NULL)                             \
    A(F, 9, "Framed_IP_Netmask", IPV4, "Framed-IP-Netmask", 'i', NULL)                             \
    A(F, 10, "Framed_Routing", U32, "Framed-Routing", 'v', routings)                               \
    A(F, 11, "Filter_Id", STR, "Filter-Id", 's', NULL)                                             \
    A(F, 12, "Framed_MTU", U32, "Framed-MTU", 'l', NULL)                                           \
    A(F, 13, "Framed_Compression", U32, "Framed-Compression", 'v', compressions)                   \
    A(F, 14, "Login-IP-Host", IPV4, "Login-IP-Host", 'f', NULL)                                    \
    A(F, 15, "Login_Service", U32, "Login-Service", 'v', logins)                                   \
    A(F, 16, "Login_TCP_Port", U32, "Login-TCP-Port", 'l', NULL)                                   \
    A(F, 17, "Old_Password", STR, "Unassigned", '-', NULL)                                         \
    A(F, 18, "Reply_Message", STR, "Reply-Message", 's', NULL)                                     \
    A(F, 19, "Callback_Number", STR, "Callback-Number", 's', NULL)                                 \
    A(F, 20, "Callback_Id", STR, "Callback-Id", 's', NULL)                                         \
    A(F, 22, "Framed_Route", STR, "Framed-Route", 's', NULL)                                       \
    A(F, 24, "State", BYTES, "State", 's', NULL)                                                   \
    A(F, 25, "Class", BYTES, "Class", 's', NULL)                                                   \
    A(F, 27, "Session_Timeout", U32, "Session-Timeout", 't', NULL)                                 \
    A(F, 28, "Idle_Timeout", U32, "Idle-Timeout", 't', NULL)                                       \
    A(F, 29, "Termination_Action", U32, "Termination-Action", 'v', terminations)                   \
    A(F, 30, "Called_Station_Id", STR, "Called-Station-Id", 's', NULL)                             \
    A(F, 31, "Calling_Station_Id", STR, "Calling-Station-Id", 's', NULL)                           \
    A(F, 32, "NAS_Identifier", STR, "NAS-Identifier", 's', NULL)                                   \
    A(F, 33, "Proxy_State", BYTES, "Proxy-State", 's', NULL)                                       \
    A(F, 34, "Login_LAT_Service", STR, "Login-LAT-Service", 's', NULL)                             \
    A(F, 35, "Login_LAT_Node", STR, "Login-LAT-Node", 's', NULL)                                   \
    A(F, 36, "Login_LAT_Group", BYTES, "Login-LAT-Group", 's', NULL)                               \
    A(F, 37, "Framed_AppleTalk_Link", U32, "Framed-AppleTalk-Link", 'l', NULL)                     \
    A(F, 38, "Framed_AppleTalk_Network", U32, "Framed-AppleTalk-Network", 'l', NULL)               \
    A(F, 39, "Framed_AppleTalk_Zone", STR, "Framed-AppleTalk-Zone", 's', NULL)                     \
    A(F, 40, "Acct_Status_Type", U32, "Acct-Status-Type", 'v', statuses)                           \
    A(F, 41, "Acct_Delay_Time", U32, "Acct-Delay-Time", 't', NULL)                                 \
    A(F, 42, "Acct_Input_Octets", U32, "Acct-Input-Octets", 'l', NULL)                             \
    A(F, 43, "Acct_Output_Octets", U32, "Acct-Output-Octets", 'l', NULL)                           \
    A(F, 44, "Acct_Session_Id", STR, "Acct-Session-Id", 's', NULL)                                 \
    A(F, 45, "Acct_Authentic", U32, "Acct-Authentic", 'v', authentics)                             \
    A(F, 46, "Acct_Session_Time", U32, "Acct-Session-Time", 't', NULL)                             \
    A(F, 47, "Acct_Input_Packets", U32, "Acct-Input-Packets", 'l', NULL)                           \
    A(F, 48, "Acct_Output_Packets", U32, "Acct-Output-Packets", 'l', NULL)                         \
    A(F, 49, "Acct_Terminate_Cause", U32, "Acct-Terminate-Cause", 'v', causes)                     \
    A(F, 50, "Acct_Multi_Session_Id", STR, "Acct-Multi-Session-Id", 's', NULL)                     \
    A(F, 51, "Acct_Link_Count", U32, "Acct-Link-Count", 'l', NULL)                                 \
    A(F, 52, "Acct_Input_Gigawords", U32, "Acct-Input-Gigawords", 'l', NULL)                       \
    A(F, 53, "Acct_Output_Gigawords", U32, "Acct-Output-Gigawords", 'l', NULL)                     \
    A(F, 57, "Ingress_Filters", U32, "Ingress-Filters", 'v', filters)                              \
    A(F, 59, "User_Priority_Table", BYTES, "User-Priority-Table", '-', NULL)                       \
    A(F, 60, "CHAP_Challenge", BYTES, "CHAP-Challenge", 's', NULL)                                 \
    A(F, 61, "NAS_Port_Type", U32, "NAS-Port-Type", 'v', ports)                                    \
    A(F, 62, "Port_Limit", U32, "Port-Limit", 'l', NULL)                                           \
    A(F, 63, "Login_LAT_Port", STR, "Login-LAT-Port", 's', NULL)                                   \
    A(F, 64, "Tunnel_Type", U32, "Tunnel-Type", 'e', tunnels)                                      \
    A(F, 65, "Tunnel_Medium_Type", U32, "Tunnel-Medium-Type", 'e', media)                          \
    A(F, 66, "Tunnel_Client_Endpoint", STR, "Tunnel-Client-Endpoint", 'T', NULL)                   \
    A(F, 67, "Tunnel_Server_Endpoint", STR, "Tunnel-Server-Endpoint", 'T', NULL)                   \
    A(F, 68, "Acct_Tunnel_Connection", STR, "Acct-Tunnel-Connection", 's', NULL)                   \
    A(F, 70, "ARAP_Password", BYTES, "ARAP-Password", 'r', NULL)                                   \
    A(F, 71, "ARAP_Features", BYTES, "ARAP-Features", 'R', NULL)                                   \
    A(F, 72, "ARAP_Zone_Access", U32, "ARAP-Zone-Access", 'v', zones)                              \
    A(F, 73, "ARAP_Security", U32, "ARAP-Security", 's', NULL)                                     \
    A(F, 74, "ARAP_Security_Data", STR, "ARAP-Security-Data", 's', NULL)                           \
    A(F, 75, "Password_Retry", U32, "Password-Retry", 'l', NULL)                                   \
    A(F, 76, "Prompt", U32, "Prompt", 'v', prompts)                                                \
    A(F, 77, "Connect_Info", STR, "Connect-Info", 's', NULL)                                       \
    A(F, 78, "Configuration_Token", STR, "Configuration-Token", 's', NULL)                         \
    A(F, 80, "Message_Authenticator", BYTES, "Message-Authenticator", 's', NULL)                   \
    A(F, 81, "Tunnel_Private_Group_Id", STR, "Tunnel-Private-Group-ID", 'T', NULL)                 \
    A(F, 82, "Tunnel_Assignment_Id", STR, "Tunnel-Assignment-ID", 'T', NULL)                       \
    A(F, 83, "Tunnel_Preference", U32, "Tunnel-Preference", 'e', NULL)                             \
    A(F, 84, "ARAP_Challenge_Response", BYTES, "ARAP-Challenge-Response", 'C', NULL)               \
    A(F, 85, "Acct_Interim_Interval", U32, "Acct-Interim-Interval", 't', NULL)                     \
    A(F, 86, "Acct_Tunnel_Packets_Lost", U32, "Acct-Tunnel-Packets-Lost", 'l', NULL)               \
    A(F, 87, "NAS_Port_Id", STR, "NAS-Port-Id", 's', NULL)                                         \
    A(F, 88, "Framed_Pool", STR, "Framed-Pool", 's', NULL)                                         \
    A(F, 89, "Chargeable_User_Identity", STR, "CUI", 's', NULL)                                    \
    A(F, 90, "Tunnel_Client_Auth_Id", STR, "Tunnel-Client-Auth-ID", 'T', NULL)                     \
    A(F, 91, "Tunnel_Server_Auth_Id", STR, "Tunnel-Server-Auth-ID", 'T', NULL)                     \
    A(F, 92, "NAS_Filter_Rule", STR, "NAS-Filter-Rule", 's', NULL)                                 \
    A(F, 94, "Originating_Line_Info", STR, "Originating-Line-Info", '-', NULL)                     \
    A(F, 95, "NAS_IPv6_Address", IPV6, "NAS-IPv6-Address", '6', NULL)                              \
    A(F, 96, "Framed_Interface_Id", BYTES, "Framed-Interface-ID", '-', NULL)                       \
    A(F, 97, "Framed_IPv6_Prefix", BYTES, "Framed-IPv6-Prefix", 'p', NULL)                         \
    A(F, 98, "Login_IPv6_Host", IPV6, "Login-IPv6-Host", '6', NULL)                                \
    A(F, 99, "Framed_IPv6_Route", STR, "Framed-IPv6-Route", 's', NULL)                             \
    A(F, 100, "Framed_IPv6_Pool", STR, "Framed-IPv6-Pool", 's', NULL)                              \
    A(F, 101, "Error_Cause", U32, "Error-Cause", 'E', errors)                                      \
    A(F, 102, "EAP_Key_Name", STR, "EAP-Key-Name", '-', NULL)                                      \
    A(F, 123, "Delegated_IPv6_Prefix", BYTES, "Delegated-IPv6-Prefix", 'p', NULL)                  \
    A(F, 124, "MIP6_Feature_Vector", BYTES, "MIP6-Feature-Vector", 'M', NULL)                      \
    A(F, 125, "MIP6_Home_Link_Prefix", BYTES, "MIP6-Home-Link-Prefix", 'h', NULL)                  \
    A(F, 127, "Location_Information", BYTES, "Location-Information", 'L', NULL)                    \
    A(F, 128, "Location_Data", BYTES, "Location-Data", 'D', NULL)                                  \
    A(F, 129, "Basic_Location_Policy_Rules", BYTES, "Basic-Location-Policy-Rules", 'B', NULL)      \
    A(F, 130, "Extended_Location_Policy_Rules", STR, NULL, '-', NULL)                              \
    A(F, 131, "Location_Capable", U32, NULL, '-', NULL)                                            \
    A(F, 132, "Requested_Location_Info", U32, NULL, '-', NULL)                                     \
    A(F, 133, "Framed_Management", U32, NULL, '-', NULL)                                           \
    A(F, 134, "Management_Transport_Protection", U32, NULL, '-', NULL)                             \
    A(F, 135, "Management_Policy_Id", STR, NULL, '-', NULL)                                        \
    A(F, 136, "Management_Privilege_Level", U32, NULL, '-', NULL)                                  \
    A(F, 137, "PKM_SS_Cert", BYTES, NULL, '-', NULL)                                               \
    A(F, 138, "PKM_CA_Cert", BYTES, NULL, '-', NULL)                                               \
    A(F, 139, "PKM_Config_Settings", BYTES, NULL, '-', NULL)                                       \
    A(F, 140, "PKM_Cryptosuite_List", BYTES, NULL, '-', NULL)                                      \
    A(F, 141, "PKM_SAID", U32, NULL, '-', NULL)                                                    \
    A(F, 142, "PKM_SA_Descriptor", BYTES, NULL, '-', NULL)                                         \
    A(F, 143, "PKM_Auth_Key", BYTES, NULL, '-', NULL)                                              \
    A(F, 144, "DS_Lite_Tunnel_Name", STR, NULL, '-', NULL)                                         \
    A(F, 145, "Mobile_Node_Identifier", BYTES, NULL, '-', NULL)                                    \
    A(F, 146, "Service_Selection", STR, NULL, '-', NULL)                                           \
    A(F, 147, "PMIP6_Home_LMA_IPv6_Address", IPV6, NULL, '-', NULL)                                \
    A(F, 148, "PMIP6_Visited_LMA_IPv6_Address", IPV6, NULL, '-', NULL)                             \
    A(F, 149, "PMIP6_Home_LMA_IPv4_Address", IPV4, NULL, '-', NULL)                                \
    A(F, 150, "PMIP6_Visited_LMA_IPv4_Address", IPV4, NULL, '-', NULL)                             \
    A(F, 2, "User_Password_encrypted", BYTES, "User-Password", '-', NULL)                          \
    A(F, 69, "Tunnel_Password_encrypted", BYTES, "Tunnel-Password", 'g', NULL)                     \
    A(F, 79, "eap_fragment", BYTES, "EAP-Message", 'a', NULL)                                      \
    A(F, 126, "Multi_Link_Flag", U32, "Operator-Name", 'o', NULL)                                  \
    A(F, 151, "PMIP6_Home_HN_Prefix", BYTES, NULL, '-', NULL)                                      \
    A(F, 152, "PMIP6_Visited_HN_Prefix", BYTES, NULL, '-', NULL)                                   \
    A(F, 170, "Route_IPv6_Information", BYTES, NULL, '-', NULL)                                    \
    A(F, 250, "Char_Noecho", U32, NULL, '-', NULL)                                                 \
    A(F, 153, "PMIP6_Home_Interface_ID", BYTES, NULL, '-', NULL)                                   \
    A(F, 154, "PMIP6_Visited_Interface_ID", BYTES, NULL, '-', NULL)                                \
    A(F, 155, "PMIP6_Home_IPv4_HoA", BYTES, NULL, '-', NULL)                                       \
    A(F, 156, "PMIP6_Visited_IPv4_HoA", BYTES, NULL, '-', NULL)                                    \
    A(F, 157, "PMIP6_Home_DHCP4_Server_Address", IPV4, NULL, '-', NULL)                            \
    A(F, 158, "PMIP6_Visited_DHCP4_Server_Address", IPV4, NULL, '-', NULL)                         \
    A(F, 159, "PMIP6_Home_DHCP6_Server_Address", IPV6, NULL, '-', NULL)                            \
    A(F, 160, "PMIP6_Visited_DHCP6_Server_Address", IPV6, NULL, '-', NULL)                         \
    A(F, 161, "PMIP6_Home_IPv4_Gateway", IPV4, NULL, '-', NULL)                                    \
    A(F, 162, "PMIP6_Visited_IPv4_Gateway", IPV4, NULL, '-', NULL)                                 \
    A(F, 163, "EAP_Lower_Layer", U32, NULL, '-', NULL)                                             \
    A(F, 164, "GSS_Acceptor_Service_Name", STR, NULL, '-', NULL)                                   \
    A(F, 165, "GSS_Acceptor_Host_Name", STR, NULL, '-', NULL)                                      \
    A(F, 166, "GSS_Acceptor_Service_Specifics", STR, NULL, '-', NULL)                              \
    A(F, 167, "GSS_Acceptor_Realm_Name", STR, NULL, '-', NULL)                                     \
    A(F, 168, "Framed_IPv6_Address", IPV6, NULL, '-', NULL)                                        \
    A(F, 169, "DNS_Server_IPv6_Address", IPV6, NULL, '-', NULL)                                    \
    A(F, 171, "Delegated_IPv6_Prefix_Pool", STR, NULL, '-', NULL)                                  \
    A(F, 172, "Stateful_IPv6_Address_Pool", STR, NULL, '-', NULL)                                  \
    A(F, 206, "Digest_Response", STR, NULL, '-', NULL)                                             \
    A(F, 207, "Digest_Attributes", BYTES, NULL, '-', NULL)

/* Of a vendor (RFC 2548): its number, the attribute's, name behind "radius.", type. */
#define VENDOR_ATTRIBUTES(A, F)                                                                    \
    A(F, CISCO, 1, "Cisco_AVPair", STR)                                                            \
    A(F, CISCO, 2, "Cisco_NAS_Port", STR)                                                          \
    A(F, MICROSOFT, 1, "MS_CHAP_Response", BYTES)                                                  \
    A(F, MICROSOFT, 2, "MS_CHAP_Error", STR)                                                       \
    A(F, MICROSOFT, 3, "MS_CHAP_CPW_1", BYTES)                                                     \
    A(F, MICROSOFT, 4, "MS_CHAP_CPW_2", BYTES)                                                     \
    A(F, MICROSOFT, 5, "MS_CHAP_LM_Enc_PW", BYTES)                                                 \
    A(F, MICROSOFT, 6, "MS_CHAP_NT_Enc_PW", BYTES)                                                 \
    A(F, MICROSOFT, 7, "MS_MPPE_Encryption_Policy", U32)                                           \
    A(F, MICROSOFT, 8, "MS_MPPE_Encryption_Types", U32)                                            \
    A(F, MICROSOFT, 9, "MS_RAS_Vendor", U32)                                                       \
    A(F, MICROSOFT, 10, "MS_CHAP_Domain", STR)                                                     \
    A(F, MICROSOFT, 11, "MS_CHAP_Challenge", BYTES)                                                \
    A(F, MICROSOFT, 12, "MS_CHAP_MPPE_Keys", BYTES)                                                \
    A(F, MICROSOFT, 13, "MS_BAP_Usage", U32)                                                       \
    A(F, MICROSOFT, 14, "MS_Link_Utilization_Threshold", U32)                                      \
    A(F, MICROSOFT, 15, "MS_Link_Drop_Time_Limit", U32)                                            \
    A(F, MICROSOFT, 16, "MS_MPPE_Send_Key", BYTES)                                                 \
    A(F, MICROSOFT, 17, "MS_MPPE_Recv_Key", BYTES)                                                 \
    A(F, MICROSOFT, 18, "MS_RAS_Version", STR)                                                     \
    A(F, MICROSOFT, 19, "MS_Old_ARAP_Password", BYTES)                                             \
    A(F, MICROSOFT, 20, "MS_New_ARAP_Password", BYTES)                                             \
    A(F, MICROSOFT, 21, "MS_ARAP_PW_Change_Reason", U32)                                           \
    A(F, MICROSOFT, 22, "MS_Filter", BYTES)                                                        \
    A(F, MICROSOFT, 23, "MS_Acct_Auth_Type", U32)                                                  \
    A(F, MICROSOFT, 24, "MS_Acct_EAP_Type", U32)                                                   \
    A(F, MICROSOFT, 25, "MS_CHAP2_Response", BYTES)                                                \
    A(F, MICROSOFT, 26, "MS_CHAP2_Success", BYTES)                                                 \
    A(F, MICROSOFT, 27, "MS_CHAP2_CPW", BYTES)                                                     \
    A(F, MICROSOFT, 28, "MS_Primary_DNS_Server", IPV4)                                             \
    A(F, MICROSOFT, 29, "MS_Secondary_DNS_Server", IPV4)                                           \
    A(F, MICROSOFT, 30, "MS_Primary_NBNS_Server", IPV4)                                            \
    A(F, MICROSOFT, 31, "MS_Secondary_NBNS_Server", IPV4)
enum { RADIUS_CISCO = 9, RADIUS_MICROSOFT = 311 };

#define RADIUS_ATTR_FIELD(F, n, name, t, ...) F(ATTR_##n, "radius." name, t, NULL)
#define RADIUS_VENDOR_FIELD(F, vendor, n, name, t)                                                 \
    F(ATTR_##vendor##_##n, "radius." name, t, NULL, .flags = SN_F_MULTI)
#define RADIUS_TAG(F, n, name) F(TAG_##n, "radius." name ".tag", U8, "Tag", .base = SN_HEX)
#define RADIUS(F)                                                                                  \
    F(CODE, "radius.code", U8, "Code", .vals = sn_radius_codes)                                    \
    F(ID, "radius.id", U8, "Identifier", .base = SN_HEX)                                           \
    F(LENGTH, "radius.length", U16, "Length")                                                      \
    F(AUTH, "radius.authenticator", BYTES, "Authenticator", .width = 16, .step = 16)               \
    F(REQUEST, "radius.req", BOOL, "Request")                                                      \
    F(RESPONSE, "radius.rsp", BOOL, "Response")                                                    \
    F(AVP, "sn.radius.attribute", GROUPS, "Attribute")                                             \
    F(TYPE, "radius.avp.type", U8, "Type")                                                         \
    F(LEN, "radius.avp.length", U8, "Length")                                                      \
    F(VALUE, "sn.radius.value", BYTES, "Value")                                                    \
    F(UNKNOWN, "radius.Unknown_Attribute", BYTES, "Unknown-Attribute")                             \
    F(CHAP_PASSWORD, "radius.CHAP_Password", BYTES, "CHAP-Password")                               \
    F(CHAP_IDENT, "radius.CHAP_Ident", U8, "CHAP Ident", .base = SN_HEX)                           \
    F(CHAP_STRING, "radius.CHAP_String", BYTES, "CHAP String")                                     \
    F(TIMESTAMP, "radius.Event_Timestamp", TIME, "Event-Timestamp")                                \
    F(VLAN_TAG, "radius.egress_vlanid_tag", P32, "Tag", .mask = 0xff000000, .base = SN_HEX)        \
    F(VLAN_PAD, "radius.egress_vlanid_pad", P32, "Pad", .mask = 0x00fff000, .base = SN_HEX)        \
    F(VLAN_ID, "radius.egress_vlanid", U32, "Vlan ID", .mask = 0x00000fff)                         \
    F(VLAN_NAME_TAG, "radius.egress_vlan_name_tag", U8, "Tag", .base = SN_HEX)                     \
    F(VLAN_NAME, "radius.egress_vlan_name", STR, "Vlan Name")                                      \
    F(EXT_TYPE, "radius.avp.extended_type", U8, "Extended Type")                                   \
    F(EXT_MORE, "radius.avp.extended_more", BOOL, "Extended More", .width = 1, .step = 1,          \
      .mask = 0x80)                                                                                \
    F(EXT_FRAG, "radius.Frag_Status", U32, "Frag-Status", .vals = sn_radius_fragments)             \
    F(EXT_PROXY_STATE, "radius.Proxy_State_Length", U32, "Proxy-State-Length")                     \
    F(EXT_RESPONSE, "radius.Response_Length", U32, "Response-Length")                              \
    F(EXT_CODE, "radius.Original_Packet_Code", U32, "Original-Packet-Code")                        \
    F(VENDOR, "radius.avp.vendor_id", U32, "Vendor ID")                                            \
    F(VENDOR_TYPE, "radius.avp.vendor_type", U8S, "Type")                                          \
    F(VENDOR_LEN, "radius.avp.vendor_len", U8S, "Length")                                          \
    F(VENDOR_UNKNOWN, "radius.Unknown_Attribute", BYTESS, "Unknown-Attribute")                     \
    RADIUS_TAG(F, 64, "Tunnel_Type")                                                               \
    RADIUS_TAG(F, 65, "Tunnel_Medium_Type")                                                        \
    RADIUS_TAG(F, 66, "Tunnel_Client_Endpoint")                                                    \
    RADIUS_TAG(F, 67, "Tunnel_Server_Endpoint")                                                    \
    RADIUS_TAG(F, 69, "Tunnel_Password")                                                           \
    RADIUS_TAG(F, 81, "Tunnel_Private_Group_Id")                                                   \
    RADIUS_TAG(F, 82, "Tunnel_Assignment_Id")                                                      \
    RADIUS_TAG(F, 83, "Tunnel_Preference")                                                         \
    RADIUS_TAG(F, 90, "Tunnel_Client_Auth_Id")                                                     \
    RADIUS_TAG(F, 91, "Tunnel_Server_Auth_Id")                                                     \
    ATTRIBUTES(RADIUS_ATTR_FIELD, F)                                                               \
    VENDOR_ATTRIBUTES(RADIUS_VENDOR_FIELD, F)
extern const struct sn_val sn_radius_codes[], sn_radius_fragments[];
SN_FIELD_NUMBERS(RADIUS)

#endif
