/* TLS's parts: records (tls.c), handshake messages (tlshs.c), fingerprints (tlsja.c). */
#ifndef SN_DIS_TLS_H
#define SN_DIS_TLS_H

#include "dis/proto.h"

extern const struct sn_val sn_tls_versions[], sn_tls_ciphers[], sn_tls_groups[];
extern const struct sn_val sn_tls_messages[], sn_tls_extensions[], sn_tls_alerts[];

/* A record, a message, an extension and their like are groups. */
#define TLS(F)                                                                                     \
    F(TLS_RECORD, "tls.record", GROUPS, "Record Layer")                                            \
    F(TLS_TYPE, "tls.record.content_type", U8, "Content Type")                                     \
    F(TLS_VERSION, "tls.record.version", U16, "Version", .base = SN_HEX, .vals = sn_tls_versions)  \
    F(TLS_LENGTH, "tls.record.length", U16, "Length", .unit = "bytes")                             \
    F(TLS_MISSING, "sn.tls.record.missing", UINT, "Bytes of the record in other segments",         \
      .unit = "bytes")                                                                             \
    F(TLS_CCS, "tls.change_cipher_spec", NONE, "Change Cipher Spec Message")                       \
    F(TLS_ALERT, "tls.alert_message", NONE, "Alert Message")                                       \
    F(TLS_LEVEL, "tls.alert_message.level", U8, "Level")                                           \
    F(TLS_DESC, "tls.alert_message.desc", U8, "Description", .vals = sn_tls_alerts)                \
    F(TLS_DATA, "tls.app_data", BYTES, "Encrypted Application Data")                               \
    F(TLS_HANDSHAKE, "tls.handshake", GROUPS, "Handshake Protocol")                                \
    F(HS_TYPE, "tls.handshake.type", U8, "Handshake Message Type", .vals = sn_tls_messages)        \
    F(HS_LENGTH, "tls.handshake.length", U24, "Length", .unit = "bytes")                           \
    F(HS_VERSION, "tls.handshake.version", U16, "Version", .base = SN_HEX,                         \
      .vals = sn_tls_versions)                                                                     \
    F(HS_RANDOM, "tls.handshake.random", BYTES, "Random")                                          \
    F(HS_RANDOM_TIME, "tls.handshake.random_time", TIME, "GMT Unix Time")                          \
    F(HS_RANDOM_BYTES, "tls.handshake.random_bytes", BYTES, "Random Bytes")                        \
    F(HS_SID_LEN, "tls.handshake.session_id_length", U8, "Session ID Length", .unit = "bytes")     \
    F(HS_SID, "tls.handshake.session_id", BYTES, "Session ID")                                     \
    F(HS_SUITES_LEN, "tls.handshake.cipher_suites_length", U16, "Cipher Suites Length",            \
      .unit = "bytes")                                                                             \
    F(HS_SUITE, "tls.handshake.ciphersuite", U16S, "Cipher Suite", .base = SN_HEX,                 \
      .vals = sn_tls_ciphers)                                                                      \
    F(HS_COMPS_LEN, "tls.handshake.comp_methods_length", U8, "Compression Methods Length",         \
      .unit = "bytes")                                                                             \
    F(HS_COMP, "tls.handshake.comp_method", U8S, "Compression Method")                             \
    F(HS_EXTS_LEN, "tls.handshake.extensions_length", U16, "Extensions Length", .unit = "bytes")   \
    F(HS_EXT, "sn.tls.handshake.extension", GROUPS, "Extension")                                   \
    F(EXT_TYPE, "tls.handshake.extension.type", U16, "Type", .vals = sn_tls_extensions)            \
    F(EXT_LEN, "tls.handshake.extension.len", U16, "Length", .unit = "bytes")                      \
    F(EXT_DATA, "tls.handshake.extension.data", BYTES, "Data")                                     \
    F(SNI_LIST_LEN, "tls.handshake.extensions_server_name_list_len", U16,                          \
      "Server Name list length", .unit = "bytes")                                                  \
    F(SNI_TYPE, "tls.handshake.extensions_server_name_type", U8S, "Server Name Type")              \
    F(SNI_LEN, "tls.handshake.extensions_server_name_len", U16S, "Server Name length",             \
      .unit = "bytes")                                                                             \
    F(SNI, "tls.handshake.extensions_server_name", STRS, "Server Name")                            \
    F(GROUPS_LEN, "tls.handshake.extensions_supported_groups_length", U16,                         \
      "Supported Groups List Length", .unit = "bytes")                                             \
    F(SUPPORTED_GROUP, "tls.handshake.extensions_supported_group", U16S, "Supported Group",        \
      .base = SN_HEX, .vals = sn_tls_groups)                                                       \
    F(POINTS_LEN, "tls.handshake.extensions_ec_point_formats_length", U8,                          \
      "EC point formats Length", .unit = "bytes")                                                  \
    F(POINT, "tls.handshake.extensions_ec_point_format", U8S, "EC point format")                   \
    F(SIGS_LEN, "tls.handshake.sig_hash_alg_len", U16, "Signature Hash Algorithms Length",         \
      .unit = "bytes")                                                                             \
    F(SIG, "tls.handshake.sig_hash_alg", U16S, "Signature Algorithm", .base = SN_HEX)              \
    F(SIG_HASH, "tls.handshake.sig_hash_hash", U8S, "Signature Hash Algorithm Hash")               \
    F(SIG_SIG, "tls.handshake.sig_hash_sig", U8S, "Signature Hash Algorithm Signature")            \
    F(ALPN_LEN, "tls.handshake.extensions_alpn_len", U16, "ALPN Extension Length",                 \
      .unit = "bytes")                                                                             \
    F(ALPN_STR_LEN, "tls.handshake.extensions_alpn_str_len", U8S, "ALPN string length",            \
      .unit = "bytes")                                                                             \
    F(ALPN, "tls.handshake.extensions_alpn_str", STRS, "ALPN Next Protocol")                       \
    F(ALPS_LEN, "tls.handshake.extensions_alps_len", U16, "ALPS Extension Length",                 \
      .unit = "bytes")                                                                             \
    F(ALPS_STR_LEN, "tls.handshake.extensions_alps_alpn_str_len", U8S, "Supported ALPN Length",    \
      .unit = "bytes")                                                                             \
    F(ALPS, "tls.handshake.extensions_alps_alpn_str", STRS, "Supported ALPN")                      \
    F(VERSIONS_LEN, "tls.handshake.extensions.supported_versions_len", U8,                         \
      "Supported Versions length", .unit = "bytes")                                                \
    F(SUPPORTED_VERSION, "tls.handshake.extensions.supported_version", U16S, "Supported Version",  \
      .base = SN_HEX, .vals = sn_tls_versions)                                                     \
    F(SHARES_LEN, "tls.handshake.extensions_key_share_client_length", U16,                         \
      "Client Key Share Length", .unit = "bytes")                                                  \
    F(SHARE, "sn.tls.handshake.key_share", GROUPS, "Key Share Entry")                              \
    F(SHARE_GROUP, "tls.handshake.extensions_key_share_group", U16, "Group",                       \
      .vals = sn_tls_groups)                                                                       \
    F(SHARE_LEN, "tls.handshake.extensions_key_share_key_exchange_length", U16,                    \
      "Key Exchange Length", .unit = "bytes")                                                      \
    F(SHARE_KEY, "tls.handshake.extensions_key_share_key_exchange", BYTES, "Key Exchange")         \
    F(SHARE_SELECTED, "tls.handshake.extensions_key_share_selected_group", U16, "Selected Group",  \
      .vals = sn_tls_groups)                                                                       \
    F(STATUS_TYPE, "tls.handshake.extensions_status_request_type", U8, "Certificate Status Type")  \
    F(STATUS_IDS_LEN, "tls.handshake.extensions_status_request_responder_ids_len", U16,            \
      "Responder ID list Length", .unit = "bytes")                                                 \
    F(STATUS_EXTS_LEN, "tls.handshake.extensions_status_request_exts_len", U16,                    \
      "Request Extensions Length", .unit = "bytes")                                                \
    F(PSK_MODES_LEN, "tls.extension.psk_ke_modes_length", U8, "PSK Key Exchange Modes Length",     \
      .unit = "bytes")                                                                             \
    F(PSK_MODE, "tls.extension.psk_ke_mode", U8S, "PSK Key Exchange Mode")                         \
    F(RENEG_LEN, "tls.handshake.extensions_reneg_info_len", U8,                                    \
      "Renegotiation info extension length", .unit = "bytes")                                      \
    F(RENEG, "tls.handshake.extensions_reneg_info", BYTES, "Renegotiation info")                   \
    F(SIZE_LIMIT, "tls.record_size_limit", U16, "Record Size Limit", .unit = "bytes")              \
    F(HEARTBEAT, "tls.handshake.extension.heartbeat.mode", U8, "Mode")                             \
    F(COOKIE_LEN, "tls.handshake.extensions.cookie_len", U16, "Cookie length", .unit = "bytes")    \
    F(COOKIE, "tls.handshake.extensions.cookie", BYTES, "Cookie")                                  \
    F(COMPRESS_LEN, "tls.compress_certificate.algorithms_length", U8, "Algorithms Length",         \
      .unit = "bytes")                                                                             \
    F(COMPRESS, "tls.compress_certificate.algorithm", U16S, "Algorithm")                           \
    F(EARLY_MAX, "tls.early_data.max_early_data_size", U32, "Maximum Early Data Size",             \
      .unit = "bytes")                                                                             \
    F(PADDING, "tls.handshake.extensions_padding_data", BYTES, "Padding Data")                     \
    F(JA3_FULL, "tls.handshake.ja3_full", STR, "JA3 Fullstring")                                   \
    F(JA3, "tls.handshake.ja3", STR, "JA3")                                                        \
    F(JA3S_FULL, "tls.handshake.ja3s_full", STR, "JA3S Fullstring")                                \
    F(JA3S, "tls.handshake.ja3s", STR, "JA3S")                                                     \
    F(JA4, "sn.tls.handshake.ja4", STR, "JA4")                                                     \
    F(TICKET_HINT, "tls.handshake.session_ticket_lifetime_hint", U32,                              \
      "Session Ticket Lifetime Hint", .unit = "s")                                                 \
    F(TICKET_LEN, "tls.handshake.session_ticket_length", U16, "Session Ticket Length",             \
      .unit = "bytes")                                                                             \
    F(TICKET, "tls.handshake.session_ticket", BYTES, "Session Ticket")                             \
    F(CERTS_LEN, "tls.handshake.certificates_length", U24, "Certificates Length", .unit = "bytes") \
    F(CERT_LEN, "tls.handshake.certificate_length", U24S, "Certificate Length", .unit = "bytes")   \
    F(CERT, "tls.handshake.certificate", BYTESS, "Certificate")
SN_FIELD_NUMBERS(TLS)

/* Reads a handshake message's body, all that r holds. */
void sn_tls_message(struct sn_dis *d, struct sn_rd *r, uint32_t type);

/* Records the fingerprints of the message that the records from number `from` on are of. */
void sn_tls_ja_client(struct sn_dis *d, uint32_t from);
void sn_tls_ja_server(struct sn_dis *d, uint32_t from);

/* Whether a number is one of those that clients send for servers to ignore (RFC 8701). */
static inline bool sn_tls_is_grease(uint64_t v)
{
    return (v & 0x0f0f) == 0x0a0a && v >> 8 == (v & 0xff);
}

#endif
