/* RADIUS' attributes: what tcpdump calls them and how it prints them (RFC 2865 and others). */
#include "dis/app/radius.h"

static const struct sn_val services[] = {{1, "Login"},
                                         {2, "Framed"},
                                         {3, "Callback Login"},
                                         {4, "Callback Framed"},
                                         {5, "Outbound"},
                                         {6, "Administrative"},
                                         {7, "NAS Prompt"},
                                         {8, "Authenticate Only"},
                                         {9, "Callback NAS Prompt"},
                                         {10, "Call Check"},
                                         {11, "Callback Administrative"},
                                         {12, "Voice"},
                                         {13, "Fax"},
                                         {14, "Modem Relay"},
                                         {15, "IAPP-Register"},
                                         {16, "IAPP-AP-Check"},
                                         {17, "Authorize Only"},
                                         {18, "Framed-Management"},
                                         {19, "Additional-Authorization"},
                                         {0, NULL}};
static const struct sn_val framings[] = {{1, "PPP"},
                                         {2, "SLIP"},
                                         {3, "ARAP"},
                                         {4, "Gandalf proprietary"},
                                         {5, "Xylogics IPX/SLIP"},
                                         {6, "X.75 Synchronous"},
                                         {7, "GPRS PDP Context"},
                                         {0, NULL}};
static const struct sn_val routings[] = {
    {0, "None"}, {1, "Send"}, {2, "Listen"}, {3, "Send&Listen"}, {0, NULL}};
static const struct sn_val compressions[] = {
    {0, "None"}, {1, "VJ TCP/IP"}, {2, "IPX"}, {3, "Stac-LZS"}, {0, NULL}};
static const struct sn_val logins[] = {{0, "Telnet"},
                                       {1, "Rlogin"},
                                       {2, "TCP Clear"},
                                       {3, "PortMaster(proprietary)"},
                                       {4, "LAT"},
                                       {5, "X.25-PAD"},
                                       {6, "X.25-T3POS"},
                                       {7, "Unassigned"},
                                       {8, "TCP Clear Quiet"},
                                       {0, NULL}};
static const struct sn_val terminations[] = {{0, "Default"}, {1, "RADIUS-Request"}, {0, NULL}};
static const struct sn_val statuses[] = {{1, "Start"},
                                         {2, "Stop"},
                                         {3, "Interim-Update"},
                                         {4, "Unassigned"},
                                         {5, "Unassigned"},
                                         {6, "Unassigned"},
                                         {7, "Accounting-On"},
                                         {8, "Accounting-Off"},
                                         {9, "Tunnel-Start"},
                                         {10, "Tunnel-Stop"},
                                         {11, "Tunnel-Reject"},
                                         {12, "Tunnel-Link-Start"},
                                         {13, "Tunnel-Link-Stop"},
                                         {14, "Tunnel-Link-Reject"},
                                         {15, "Failed"},
                                         {0, NULL}};
static const struct sn_val authentics[] = {
    {1, "RADIUS"}, {2, "Local"}, {3, "Remote"}, {4, "Diameter"}, {0, NULL}};
static const struct sn_val causes[] = {{1, "User Request"},
                                       {2, "Lost Carrier"},
                                       {3, "Lost Service"},
                                       {4, "Idle Timeout"},
                                       {5, "Session Timeout"},
                                       {6, "Admin Reset"},
                                       {7, "Admin Reboot"},
                                       {8, "Port Error"},
                                       {9, "NAS Error"},
                                       {10, "NAS Request"},
                                       {11, "NAS Reboot"},
                                       {12, "Port Unneeded"},
                                       {13, "Port Preempted"},
                                       {14, "Port Suspended"},
                                       {15, "Service Unavailable"},
                                       {16, "Callback"},
                                       {17, "User Error"},
                                       {18, "Host Request"},
                                       {19, "Supplicant Restart"},
                                       {20, "Reauthentication Failure"},
                                       {21, "Port Reinitialized"},
                                       {22, "Port Administratively Disabled"},
                                       {23, "Lost Power"},
                                       {0, NULL}};
static const struct sn_val filters[] = {{1, "Enabled"}, {2, "Disabled"}, {0, NULL}};
static const struct sn_val ports[] = {{0, "Async"},
                                      {1, "Sync"},
                                      {2, "ISDN Sync"},
                                      {3, "ISDN Async V.120"},
                                      {4, "ISDN Async V.110"},
                                      {5, "Virtual"},
                                      {6, "PIAFS"},
                                      {7, "HDLC Clear Channel"},
                                      {8, "X.25"},
                                      {9, "X.75"},
                                      {10, "G.3 Fax"},
                                      {11, "SDSL"},
                                      {12, "ADSL-CAP"},
                                      {13, "ADSL-DMT"},
                                      {14, "ISDN-DSL"},
                                      {15, "Ethernet"},
                                      {16, "xDSL"},
                                      {17, "Cable"},
                                      {18, "Wireless - Other"},
                                      {19, "Wireless - IEEE 802.11"},
                                      {20, "Token-Ring"},
                                      {21, "FDDI"},
                                      {22, "Wireless - CDMA200"},
                                      {23, "Wireless - UMTS"},
                                      {24, "Wireless - 1X-EV"},
                                      {25, "IAPP"},
                                      {26, "FTTP"},
                                      {27, "Wireless - IEEE 802.16"},
                                      {28, "Wireless - IEEE 802.20"},
                                      {29, "Wireless - IEEE 802.22"},
                                      {30, "PPPoA"},
                                      {31, "PPPoEoA"},
                                      {32, "PPPoEoE"},
                                      {33, "PPPoEoVLAN"},
                                      {34, "PPPoEoQinQ"},
                                      {35, "xPON"},
                                      {36, "Wireless - XGP"},
                                      {37, "WiMAX Pre-Release 8 IWK Function"},
                                      {38, "WIMAX-WIFI-IWK"},
                                      {39, "WIMAX-SFF"},
                                      {40, "WIMAX-HA-LMA"},
                                      {41, "WIMAX-DHCP"},
                                      {42, "WIMAX-LBS"},
                                      {43, "WIMAX-WVS"},
                                      {0, NULL}};
static const struct sn_val zones[] = {{1, "Only access to dfl zone"},
                                      {2, "Use zone filter inc."},
                                      {3, "Not used"},
                                      {4, "Use zone filter exc."},
                                      {0, NULL}};
static const struct sn_val prompts[] = {{0, "No Echo"}, {1, "Echo"}, {0, NULL}};
static const struct sn_val tunnels[] = {{1, "PPTP"},  {2, "L2F"},       {3, "L2TP"},
                                        {4, "ATMP"},  {5, "VTP"},       {6, "AH"},
                                        {7, "IP-IP"}, {8, "MIN-IP-IP"}, {9, "ESP"},
                                        {10, "GRE"},  {11, "DVS"},      {12, "IP-in-IP Tunneling"},
                                        {13, "VLAN"}, {0, NULL}};
static const struct sn_val media[] = {
    {1, "IPv4"},       {2, "IPv6"},          {3, "NSAP"},
    {4, "HDLC"},       {5, "BBN 1822"},      {6, "802"},
    {7, "E.163"},      {8, "E.164"},         {9, "F.69"},
    {10, "X.121"},     {11, "IPX"},          {12, "Appletalk"},
    {13, "Decnet IV"}, {14, "Banyan Vines"}, {15, "E.164 with NSAP subaddress"},
    {0, NULL}};
static const struct sn_val errors[] = {{201, "Residual Session Context Removed"},
                                       {202, "Invalid EAP Packet (Ignored)"},
                                       {401, "Unsupported Attribute"},
                                       {402, "Missing Attribute"},
                                       {403, "NAS Identification Mismatch"},
                                       {404, "Invalid Request"},
                                       {405, "Unsupported Service"},
                                       {406, "Unsupported Extension"},
                                       {407, "Invalid Attribute Value"},
                                       {501, "Administratively Prohibited"},
                                       {502, "Request Not Routable (Proxy)"},
                                       {503, "Session Context Not Found"},
                                       {504, "Session Context Not Removable"},
                                       {505, "Other Proxy Processing Error"},
                                       {506, "Resources Unavailable"},
                                       {507, "Request Initiated"},
                                       {508, "Multiple Session Selection Unsupported"},
                                       {509, "Location Info Required"},
                                       {0, NULL}};
const struct sn_val sn_radius_vendors[] = {{0, "IETF (reserved)"},
                                           {5, "ACC"},
                                           {9, "Cisco"},
                                           {11, "Hewlett Packard"},
                                           {42, "Sun Microsystems"},
                                           {61, "Merit"},
                                           {74, "AT&T"},
                                           {161, "Motorola"},
                                           {166, "Shiva"},
                                           {193, "Ericsson AB"},
                                           {255, "Cisco VPN 5000"},
                                           {307, "Livingston"},
                                           {311, "Microsoft"},
                                           {429, "3Com"},
                                           {529, "Ascend"},
                                           {1584, "Bay Networks"},
                                           {1991, "Foundry"},
                                           {2180, "Versanet"},
                                           {2352, "Redback"},
                                           {2636, "Juniper Networks"},
                                           {2637, "Aptis"},
                                           {2937, "Deutsche Telekom AG"},
                                           {3054, "Ixia Communications"},
                                           {3076, "Cisco VPN 3000"},
                                           {3085, "CoSine Communications"},
                                           {3199, "Shasta"},
                                           {3224, "Netscreen"},
                                           {3309, "Nomadix"},
                                           {3414, "T-Mobile"},
                                           {3561, "The Broadband Forum"},
                                           {3902, "ZTE"},
                                           {4329, "Siemens"},
                                           {4491, "CableLabs"},
                                           {4874, "Unisphere Networks"},
                                           {5263, "Cisco BBSM"},
                                           {5535, "3rd Generation Partnership Project 2 (3GPP2)"},
                                           {5806, "SK Telecom"},
                                           {5925, "ipUnplugged"},
                                           {5948, "Issanni Communications"},
                                           {5951, "Netscaler"},
                                           {6490, "T-Mobile"},
                                           {6618, "Quintum"},
                                           {6728, "Interlink"},
                                           {7951, "CNCTC"},
                                           {8164, "Starent Networks"},
                                           {8744, "Colubris"},
                                           {10415, "3GPP"},
                                           {10529, "Gemtek-Systems"},
                                           {10704, "Barracuda Networks"},
                                           {10923, "Ericsson AB - Packet Core Networks"},
                                           {11665, "dacom"},
                                           {11862, "Columbia University"},
                                           {12356, "Fortinet"},
                                           {12951, "Verizon Wireless"},
                                           {13745, "Plixer"},
                                           {14122, "Wi-Fi Alliance"},
                                           {16787, "T-Systems Nova"},
                                           {20942, "China Telecom - Guangzhou Research Institute"},
                                           {26866, "Gigamon Systems"},
                                           {0, NULL}};

/* Those without a field of their own. */
#define BARE_ATTRIBUTES(B)                                                                         \
    B(3, "CHAP-Password", '-')                                                                     \
    B(21, "Unassigned", '-')                                                                       \
    B(23, "Framed-IPX-Network", 'x')                                                               \
    B(26, "Vendor-Specific", 'V')                                                                  \
    B(54, "Unassigned", '-')                                                                       \
    B(55, "Event-Timestamp", 'd')                                                                  \
    B(56, "Egress-VLANID", '1')                                                                    \
    B(58, "Egress-VLAN-Name", '2')                                                                 \
    B(93, "Unassigned", '-')                                                                       \
    B(103, "Digest-Response", 's')                                                                 \
    B(104, "Digest-Realm", 's')                                                                    \
    B(105, "Digest-Nonce", 's')                                                                    \
    B(106, "Digest-Response-Auth", 's')                                                            \
    B(107, "Digest-Nextnonce", 's')                                                                \
    B(108, "Digest-Method", 's')                                                                   \
    B(109, "Digest-URI", 's')                                                                      \
    B(110, "Digest-Qop", 's')                                                                      \
    B(111, "Digest-Algorithm", 's')                                                                \
    B(112, "Digest-Entity-Body-Hash", 's')                                                         \
    B(113, "Digest-CNonce", 's')                                                                   \
    B(114, "Digest-Nonce-Count", 's')                                                              \
    B(115, "Digest-Username", 's')                                                                 \
    B(116, "Digest-Opaque", 's')                                                                   \
    B(117, "Digest-Auth-Param", 's')                                                               \
    B(118, "Digest-AKA-Auts", 's')                                                                 \
    B(119, "Digest-Domain", 's')                                                                   \
    B(120, "Digest-Stale", 's')                                                                    \
    B(121, "Digest-HA1", 's')                                                                      \
    B(122, "SIP-AOR", 's')

#define ROW(F, n, name, t, heading, how, names)                                                    \
    [n] = {.field = ATTR_##n, .label = heading, .format = how, .vals = names},
#define BARE(n, heading, how) [n] = {.label = heading, .format = how},
const struct radius_attr sn_radius_attrs[256] = {ATTRIBUTES(ROW, ) BARE_ATTRIBUTES(BARE)};

#define VENDOR_ROW(F, who, n, ...) {.vendor = RADIUS_##who, .type = n, .field = ATTR_##who##_##n},
const struct radius_vendor_attr sn_radius_vendor_attrs[] = {VENDOR_ATTRIBUTES(VENDOR_ROW, ){0}};

bool sn_radius_is_defined(uint32_t vendor)
{
    static const uint16_t defined[] = {
        4,     5,     9,     11,    43,    52,    61,    64,    66,    94,    117,   161,   166,
        171,   193,   255,   266,   272,   307,   311,   318,   388,   429,   529,   562,   594,
        674,   762,   800,   831,   838,   841,   890,   969,   1076,  1195,  1584,  1588,  1768,
        1872,  1916,  1958,  1966,  1991,  2004,  2011,  2180,  2334,  2352,  2356,  2440,  2454,
        2636,  2979,  3041,  3076,  3085,  3199,  3224,  3309,  3375,  3551,  3561,  3902,  4329,
        4453,  4491,  4735,  4846,  4874,  5089,  5263,  5468,  5535,  5567,  5597,  5624,  5925,
        5948,  6431,  6504,  6527,  6618,  7000,  7064,  7119,  7146,  7262,  7751,  8164,  8741,
        8744,  9148,  9694,  10055, 10415, 10529, 10923, 11344, 12356, 12394, 12740, 12951, 13209,
        14122, 14179, 14436, 14501, 14525, 14529, 14559, 14823, 14895, 14988, 15004, 15983, 16313,
        16445, 16459, 16787, 16924, 17163, 18681, 19211, 19220, 19382, 21074, 21274, 22736, 24023,
        24757, 25053, 25065, 25178, 25461, 25506, 25622, 27030, 27262, 27880, 29671, 34536, 35265,
        35987, 40676, 41482, 49426};

    for (size_t i = 0; i < sizeof defined / sizeof defined[0]; i++) {
        if (defined[i] == vendor)
            return true;
    }
    return false;
}
