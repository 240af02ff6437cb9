/* Names of ISAKMP's numbers, and what is known of version 1's attributes (RFC 2407, 2409, 7296). */
#include "dis/app/isakmp.h"

const struct sn_val sn_isakmp_payloads[] = {
    {0, "none"},   {1, "sa"},      {2, "p"},      {3, "t"},       {4, "ke"},       {5, "id"},
    {6, "cert"},   {7, "cr"},      {8, "hash"},   {9, "sig"},     {10, "nonce"},   {11, "n"},
    {12, "d"},     {13, "vid"},    {14, "pay14"}, {15, "pay15"},  {16, "pay16"},   {17, "pay17"},
    {18, "pay18"}, {19, "pay19"},  {20, "pay20"}, {21, "pay21"},  {22, "pay22"},   {23, "pay23"},
    {24, "pay24"}, {25, "pay25"},  {26, "pay26"}, {27, "pay27"},  {28, "pay28"},   {29, "pay29"},
    {30, "pay30"}, {31, "pay31"},  {32, "pay32"}, {33, "v2sa"},   {34, "v2ke"},    {35, "v2IDi"},
    {36, "v2IDr"}, {37, "v2cert"}, {38, "v2cr"},  {39, "v2auth"}, {40, "v2nonce"}, {41, "v2n"},
    {42, "v2d"},   {43, "v2vid"},  {44, "v2TSi"}, {45, "v2TSr"},  {46, "v2e"},     {47, "v2cp"},
    {48, "v2eap"}, {0, NULL},
};
const struct sn_val sn_isakmp_exchanges[] = {
    {0, "none"},        {1, "base"},        {2, "ident"},         {3, "auth"},
    {4, "agg"},         {5, "inf"},         {32, "oakley-quick"}, {33, "oakley-newgroup"},
    {34, "ikev2_init"}, {35, "ikev2_auth"}, {36, "child_sa"},     {37, "inf2"},
    {0, NULL},
};
const struct sn_val sn_isakmp_protocols[] = {
    {1, "isakmp"}, {2, "ipsec-ah"}, {3, "ipsec-esp"}, {4, "ipcomp"}, {0, NULL}};
const struct sn_val sn_isakmp_transforms[] = {{1, "encr"}, {2, "prf"}, {3, "integ"},
                                              {4, "dh"},   {5, "esn"}, {0, NULL}};
const struct sn_val sn_isakmp_ciphers[] = {
    {1, "1des-iv64"}, {2, "1des"},     {3, "3des"},  {4, "rc5"},       {5, "idea"},
    {6, "cast"},      {7, "blowfish"}, {8, "3idea"}, {9, "1des-iv32"}, {10, "rc4"},
    {11, "null"},     {12, "aes"},     {0, NULL},
};
const struct sn_val sn_isakmp_prfs[] = {
    {1, "hmac-md5"}, {2, "hmac-sha"}, {3, "hmac-tiger"}, {4, "aes128_xcbc"}, {0, NULL}};
const struct sn_val sn_isakmp_macs[] = {{1, "hmac-md5"}, {2, "hmac-sha"}, {3, "dec-mac"},
                                        {4, "kpdk-md5"}, {5, "aes-xcbc"}, {0, NULL}};
const struct sn_val sn_isakmp_groups[] = {
    {1, "modp768"},     {2, "modp1024"},    {3, "EC2N 2^155"},  {4, "EC2N 2^185"},
    {5, "modp1536"},    {6, "iana-grp06"},  {7, "iana-grp07"},  {8, "iana-grp08"},
    {9, "iana-grp09"},  {10, "iana-grp10"}, {11, "iana-grp11"}, {12, "iana-grp12"},
    {13, "iana-grp13"}, {14, "modp2048"},   {15, "modp3072"},   {16, "modp4096"},
    {17, "modp6144"},   {18, "modp8192"},   {0, NULL},
};
const struct sn_val sn_isakmp_esns[] = {{0, "no-esn"}, {1, "esn"}, {0, NULL}};
const struct sn_val sn_isakmp_notes2[] = {
    {1, "unsupported_critical_payload"},
    {4, "invalid_ike_spi"},
    {5, "invalid_major_version"},
    {7, "invalid_syntax"},
    {9, "invalid_message_id"},
    {11, "invalid_spi"},
    {14, "no_protocol_chosen"},
    {17, "invalid_ke_payload"},
    {24, "authentication_failed"},
    {34, "single_pair_required"},
    {35, "no_additional_sas"},
    {36, "internal_address_failure"},
    {37, "failed:cp_required"},
    {39, "invalid_selectors"},
    {16384, "initial_contact"},
    {16385, "set_window_size"},
    {16386, "additional_ts_possible"},
    {16387, "ipcomp_supported"},
    {16388, "nat_detection_source_ip"},
    {16389, "nat_detection_destination_ip"},
    {16390, "cookie"},
    {16391, "use_transport_mode"},
    {16392, "http_cert_lookup_supported"},
    {16393, "rekey_sa"},
    {16394, "tfc_padding_not_supported"},
    {16395, "non_first_fragment_also"},
    {0, NULL},
};
const struct sn_val sn_isakmp_auths[] = {
    {0, "invalid"}, {1, "rsasig"}, {2, "shared-secret"}, {3, "dsssig"}, {0, NULL}};
const struct sn_val sn_isakmp_id_types[] = {{1, "IPv4"},      {2, "FQDN"},      {3, "user FQDN"},
                                            {4, "IPv4net"},   {5, "IPv6"},      {6, "IPv6net"},
                                            {7, "IPv4range"}, {8, "IPv6range"}, {9, "ASN1 DN"},
                                            {10, "ASN1 GN"},  {11, "keyid"},    {0, NULL}};
const struct sn_val sn_isakmp_certs[] = {
    {0, "none"},     {1, "pkcs7"}, {2, "pgp"}, {3, "dns"},  {4, "x509sign"},  {5, "x509ke"},
    {6, "kerberos"}, {7, "crl"},   {8, "arl"}, {9, "spki"}, {10, "x509attr"}, {0, NULL}};
const struct sn_val sn_isakmp_notes1[] = {{1, "INVALID-PAYLOAD-TYPE"},
                                          {2, "DOI-NOT-SUPPORTED"},
                                          {3, "SITUATION-NOT-SUPPORTED"},
                                          {4, "INVALID-COOKIE"},
                                          {5, "INVALID-MAJOR-VERSION"},
                                          {6, "INVALID-MINOR-VERSION"},
                                          {7, "INVALID-EXCHANGE-TYPE"},
                                          {8, "INVALID-FLAGS"},
                                          {9, "INVALID-MESSAGE-ID"},
                                          {10, "INVALID-PROTOCOL-ID"},
                                          {11, "INVALID-SPI"},
                                          {12, "INVALID-TRANSFORM-ID"},
                                          {13, "ATTRIBUTES-NOT-SUPPORTED"},
                                          {14, "NO-PROPOSAL-CHOSEN"},
                                          {15, "BAD-PROPOSAL-SYNTAX"},
                                          {16, "PAYLOAD-MALFORMED"},
                                          {17, "INVALID-KEY-INFORMATION"},
                                          {18, "INVALID-ID-INFORMATION"},
                                          {19, "INVALID-CERT-ENCODING"},
                                          {20, "INVALID-CERTIFICATE"},
                                          {21, "CERT-TYPE-UNSUPPORTED"},
                                          {22, "INVALID-CERT-AUTHORITY"},
                                          {23, "INVALID-HASH-INFORMATION"},
                                          {24, "AUTHENTICATION-FAILED"},
                                          {25, "INVALID-SIGNATURE"},
                                          {26, "ADDRESS-NOTIFICATION"},
                                          {27, "NOTIFY-SA-LIFETIME"},
                                          {28, "CERTIFICATE-UNAVAILABLE"},
                                          {29, "UNSUPPORTED-EXCHANGE-TYPE"},
                                          {30, "UNEQUAL-PAYLOAD-LENGTHS"},
                                          {8192, "RESERVED"},
                                          {16384, "CONNECTED"},
                                          {24576, "RESPONDER-LIFETIME"},
                                          {24577, "REPLAY-STATUS"},
                                          {24578, "INITIAL-CONTACT"},
                                          {0, NULL}};

/* ---- version 1: transforms ---- */

static const struct sn_val ike_transforms[] = {{1, "ike"}, {0, NULL}};
static const struct sn_val ah_transforms[] = {{1, "(reserved)"}, {2, "md5"},      {3, "sha"},
                                              {4, "1des"},       {5, "sha2-256"}, {6, "sha2-384"},
                                              {7, "sha2-512"},   {0, NULL}};
static const struct sn_val esp_transforms[] = {
    {1, "1des-iv64"}, {2, "1des"},     {3, "3des"},  {4, "rc5"},       {5, "idea"},
    {6, "cast"},      {7, "blowfish"}, {8, "3idea"}, {9, "1des-iv32"}, {10, "rc4"},
    {11, "null"},     {12, "aes"},     {0, NULL}};
static const struct sn_val ipcomp_transforms[] = {
    {1, "oui"}, {2, "deflate"}, {3, "lzs"}, {0, NULL}};

const struct sn_val *sn_isakmp_transform_names(unsigned proto)
{
    static const struct sn_val *const names[] = {NULL, ike_transforms, ah_transforms,
                                                 esp_transforms, ipcomp_transforms};

    return proto < sizeof names / sizeof names[0] ? names[proto] : NULL;
}

/* ---- version 1: attributes ---- */

static const struct sn_val ike_ciphers[] = {{1, "1des"}, {2, "idea"}, {3, "blowfish"}, {4, "rc5"},
                                            {5, "3des"}, {6, "cast"}, {7, "aes"},      {0, NULL}};
static const struct sn_val ike_hashes[] = {{1, "md5"},      {2, "sha1"},     {3, "tiger"},
                                           {4, "sha2-256"}, {5, "sha2-384"}, {6, "sha2-512"},
                                           {0, NULL}};
static const struct sn_val ike_auths[] = {{1, "preshared"},       {2, "dss"},
                                          {3, "rsa sig"},         {4, "rsa enc"},
                                          {5, "rsa enc revised"}, {0, NULL}};
static const struct sn_val ike_group_types[] = {{1, "MODP"}, {2, "ECP"}, {3, "EC2N"}, {0, NULL}};
static const struct sn_val life_types[] = {{1, "sec"}, {2, "kb"}, {0, NULL}};
static const struct sn_val modes[] = {{1, "tunnel"}, {2, "transport"}, {0, NULL}};
static const struct sn_val ipsec_auths[] = {
    {1, "hmac-md5"}, {2, "hmac-sha1"}, {3, "1des-mac"}, {4, "keyed"}, {0, NULL}};
/* Without the last one of version 2. */
static const struct sn_val dh_groups[] = {
    {1, "modp768"},     {2, "modp1024"},    {3, "EC2N 2^155"},  {4, "EC2N 2^185"},
    {5, "modp1536"},    {6, "iana-grp06"},  {7, "iana-grp07"},  {8, "iana-grp08"},
    {9, "iana-grp09"},  {10, "iana-grp10"}, {11, "iana-grp11"}, {12, "iana-grp12"},
    {13, "iana-grp13"}, {14, "modp2048"},   {15, "modp3072"},   {16, "modp4096"},
    {17, "modp6144"},   {0, NULL}};

const struct sn_isakmp_attr *sn_isakmp_ike_attr(unsigned type)
{
    static const struct sn_isakmp_attr attrs[] = {
        {NULL, NULL, 0, OCTETS},
        {"enc", ike_ciphers, IKE_CIPHER, 2},
        {"hash", ike_hashes, IKE_HASH, 2},
        {"auth", ike_auths, IKE_AUTH, 2},
        {"group desc", dh_groups, IKE_GROUP, 2},
        {"group type", ike_group_types, IKE_GROUP_TYPE, 2},
        {"group prime", NULL, IKE_PRIME, OCTETS},
        {"group gen1", NULL, IKE_GENERATOR_ONE, OCTETS},
        {"group gen2", NULL, IKE_GENERATOR_TWO, OCTETS},
        {"group curve A", NULL, IKE_CURVE_A, OCTETS},
        {"group curve B", NULL, IKE_CURVE_B, OCTETS},
        {"lifetype", life_types, IKE_LIFE_TYPE, 2},
        {"lifeduration", NULL, IKE_LIFE, ANY_LENGTH},
        {"prf", NULL, IKE_PRF, OCTETS},
        {"keylen", NULL, IKE_KEY_LEN, 2},
        {"field", NULL, IKE_FIELD_SIZE, OCTETS},
        {"order", NULL, IKE_ORDER, OCTETS},
        {NULL, NULL, IKE_BLOCK_SIZE, OCTETS},
        [20] = {NULL, NULL, IKE_ASYMMETRIC, 2},
    };

    return &attrs[type < sizeof attrs / sizeof attrs[0] ? type : 0];
}

const struct sn_isakmp_attr *sn_isakmp_ipsec_attr(unsigned type)
{
    static const struct sn_isakmp_attr attrs[] = {
        {NULL, NULL, 0, OCTETS},
        {"lifetype", life_types, IPSEC_LIFE_TYPE, 2},
        {"life", NULL, IPSEC_LIFE, ANY_LENGTH},
        {"group desc", dh_groups, IPSEC_GROUP, 2},
        {"enc mode", modes, IPSEC_MODE, 2},
        {"auth", ipsec_auths, IPSEC_AUTH, 2},
        {"keylen", NULL, IPSEC_KEY_LEN, 2},
        {"rounds", NULL, IPSEC_ROUNDS, 2},
        {"dictsize", NULL, IPSEC_DICT, 2},
        {"privalg", NULL, IPSEC_COMPRESSION, OCTETS},
        {NULL, NULL, IPSEC_ECN, 2},
        {NULL, NULL, IPSEC_LONG_NUMBERS, 2},
        {NULL, NULL, IPSEC_AUTH_KEY_LEN, 2},
        {NULL, NULL, IPSEC_SIGNATURE, OCTETS},
        {NULL, NULL, IPSEC_ADDRESSES, 2},
        {NULL, NULL, IPSEC_DIRECTION, 2},
    };

    return &attrs[type < sizeof attrs / sizeof attrs[0] ? type : 0];
}
