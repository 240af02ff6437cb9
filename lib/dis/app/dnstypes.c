/* Names of DNS's numbers, as tcpdump writes them; the frequent types first. */
#include "dis/app/dns.h"

const struct sn_val sn_dns_types[] = {
    {1, "A"},         {28, "AAAA"},  {12, "PTR"},     {5, "CNAME"},     {41, "OPT"},
    {6, "SOA"},       {2, "NS"},     {15, "MX"},      {16, "TXT"},      {33, "SRV"},
    {3, "MD"},        {4, "MF"},     {7, "MB"},       {8, "MG"},        {9, "MR"},
    {10, "NULL"},     {11, "WKS"},   {13, "HINFO"},   {14, "MINFO"},    {17, "RP"},
    {18, "AFSDB"},    {19, "X25"},   {20, "ISDN"},    {21, "RT"},       {22, "NSAP"},
    {23, "NSAP_PTR"}, {24, "SIG"},   {25, "KEY"},     {26, "PX"},       {27, "GPOS"},
    {29, "LOC"},      {30, "NXT"},   {31, "EID"},     {32, "NIMLOC"},   {34, "ATMA"},
    {35, "NAPTR"},    {36, "KX"},    {37, "CERT"},    {38, "A6"},       {39, "DNAME"},
    {40, "SINK"},     {42, "APL"},   {43, "DS"},      {44, "SSHFP"},    {45, "IPSECKEY"},
    {46, "RRSIG"},    {47, "NSEC"},  {48, "DNSKEY"},  {99, "SPF"},      {100, "UINFO"},
    {101, "UID"},     {102, "GID"},  {103, "UNSPEC"}, {104, "UNSPECA"}, {249, "TKEY"},
    {250, "TSIG"},    {251, "IXFR"}, {252, "AXFR"},   {253, "MAILB"},   {254, "MAILA"},
    {255, "ANY"},     {256, "URI"},  {0, NULL},
};

const struct sn_val sn_dns_classes[] = {
    {1, "IN"}, {3, "CHAOS"}, {4, "HS"}, {255, "ANY"}, {0, NULL},
};

const struct sn_val sn_dns_options[] = {
    {1, "LLQ"},      {2, "UL"},          {3, "NSID"},        {5, "DAU"},
    {6, "DHU"},      {7, "N3U"},         {8, "ECS"},         {9, "EXPIRE"},
    {10, "COOKIE"},  {11, "KEEPALIVE"},  {12, "PADDING"},    {13, "CHAIN"},
    {14, "KEY-TAG"}, {16, "CLIENT-TAG"}, {17, "SERVER-TAG"}, {0, NULL},
};

const struct sn_val sn_dns_algorithms[] = {
    {0, "DELETE"},
    {1, "RSAMD5"},
    {2, "DH"},
    {3, "DS"},
    {5, "RSASHA1"},
    {6, "DSA-NSEC3-SHA1"},
    {7, "RSASHA1-NSEC3-SHA1"},
    {8, "RSASHA256"},
    {10, "RSASHA512"},
    {12, "ECC-GOST"},
    {13, "ECDSAP256SHA256"},
    {14, "ECDSAP384SHA384"},
    {15, "ED25519"},
    {16, "ED448"},
    {252, "INDIRECT"},
    {253, "PRIVATEDNS"},
    {254, "PRIVATEOID"},
    {0, NULL},
};

const struct sn_val sn_dns_hashes[] = {
    {1, "SHA-1"}, {2, "SHA-256"}, {3, "GOST_R_34.11-94"}, {4, "SHA-384"}, {0, NULL},
};

const struct sn_val sn_dns_rcodes[] = {
    {0, "NoError"},  {1, "FormErr"},   {2, "ServFail"}, {3, "NXDomain"},   {4, "NotImp"},
    {5, "Refused"},  {6, "YXDomain"},  {7, "YXRRSet"},  {8, "NXRRSet"},    {9, "NotAuth"},
    {10, "NotZone"}, {15, "NoChange"}, {16, "BadVers"}, {23, "BadCookie"}, {0, NULL},
};
