/* TLS's parts: records (tls.c), of DTLS (dtls.c), handshake messages (tlshs.c; of version 2:
 * tlsold.c), the exchange of keys in them (tlskex.c), fingerprints (tlsja.c), QUIC's parameters
 * (tlsquic.c), certificates (x509.c) and their status (ocsp.c). */
#ifndef SN_DIS_TLS_H
#define SN_DIS_TLS_H

#include "dis/proto.h"

extern const struct sn_val sn_tls_versions[], sn_tls_ciphers[], sn_tls_groups[];
extern const struct sn_val sn_x509_versions[];
extern const struct sn_val sn_tls_messages[], sn_tls_extensions[], sn_tls_alerts[];
extern const struct sn_val sn_tls_openings[];

/* A record, a message, an extension and their like are groups. */
#define TLS_ROWS(F, P, O)                                                                          \
    F(TLS_RECORD, P ".record", GROUPS, "Record Layer")                                             \
    F(TLS_TYPE, P ".record.content_type", U8, "Content Type")                                      \
    F(TLS_OPAQUE, O ".record.opaque_type", U8, "Opaque Type")                                      \
    F(TLS_VERSION, P ".record.version", U16, "Version", .base = SN_HEX, .vals = sn_tls_versions)   \
    F(TLS_LENGTH, P ".record.length", U16, "Length", .unit = "bytes")                              \
    F(TLS_MISSING, "sn." P ".record.missing", UINT, "Bytes of the record in other segments",       \
      .unit = "bytes")                                                                             \
    F(TLS_PIECE, "sn." P ".handshake.piece", UINT,                                                 \
      "Bytes of a message that other records complete", .unit = "bytes")                           \
    F(TLS_CCS, P ".change_cipher_spec", NONE, "Change Cipher Spec Message")                        \
    F(TLS_ALERT, P ".alert_message", NONE, "Alert Message")                                        \
    F(TLS_LEVEL, P ".alert_message.level", U8, "Level")                                            \
    F(TLS_DESC, P ".alert_message.desc", U8, "Description", .vals = sn_tls_alerts)                 \
    F(TLS_DATA, P ".app_data", BYTES, "Encrypted Application Data")                                \
    F(TLS_HANDSHAKE, P ".handshake", GROUPS, "Handshake Protocol")                                 \
    F(HS_TYPE, P ".handshake.type", U8, "Handshake Message Type", .vals = sn_tls_messages)         \
    F(HS_LENGTH, P ".handshake.length", U24, "Length", .unit = "bytes")                            \
    F(HS_VERSION, P ".handshake.version", U16, "Version", .base = SN_HEX, .vals = sn_tls_versions) \
    F(HS_RANDOM, P ".handshake.random", BYTES, "Random")                                           \
    F(HS_RANDOM_TIME, P ".handshake.random_time", TIME, "GMT Unix Time")                           \
    F(HS_RANDOM_BYTES, P ".handshake.random_bytes", BYTES, "Random Bytes")                         \
    F(HS_SID_LEN, P ".handshake.session_id_length", U8, "Session ID Length", .unit = "bytes")      \
    F(HS_SID, P ".handshake.session_id", BYTES, "Session ID")                                      \
    F(HS_SUITES_LEN, P ".handshake.cipher_suites_length", U16, "Cipher Suites Length",             \
      .unit = "bytes")                                                                             \
    F(HS_SUITE, P ".handshake.ciphersuite", U16S, "Cipher Suite", .base = SN_HEX,                  \
      .vals = sn_tls_ciphers)                                                                      \
    F(SPECS_LEN, O ".handshake.cipher_spec_len", U16, "Cipher Spec Length", .unit = "bytes")       \
    F(CHALLENGE_LEN, O ".handshake.challenge_length", U16, "Challenge Length", .unit = "bytes")    \
    F(SPEC, O ".handshake.cipherspec", U24S, "Cipher Spec", .base = SN_HEX)                        \
    F(CHALLENGE, O ".handshake.challenge", NONE, "Challenge")                                      \
    F(HS_COMPS_LEN, P ".handshake.comp_methods_length", U8, "Compression Methods Length",          \
      .unit = "bytes")                                                                             \
    F(HS_COMP, P ".handshake.comp_method", U8S, "Compression Method")                              \
    F(HS_EXTS_LEN, P ".handshake.extensions_length", U16, "Extensions Length", .unit = "bytes")    \
    F(HS_EXT, "sn." P ".handshake.extension", GROUPS, "Extension")                                 \
    F(EXT_TYPE, P ".handshake.extension.type", U16, "Type", .vals = sn_tls_extensions)             \
    F(EXT_LEN, P ".handshake.extension.len", U16, "Length", .unit = "bytes")                       \
    F(EXT_DATA, P ".handshake.extension.data", BYTES, "Data")                                      \
    F(SNI_LIST_LEN, P ".handshake.extensions_server_name_list_len", U16,                           \
      "Server Name list length", .unit = "bytes")                                                  \
    F(SNI_TYPE, P ".handshake.extensions_server_name_type", U8S, "Server Name Type")               \
    F(SNI_LEN, P ".handshake.extensions_server_name_len", U16S, "Server Name length",              \
      .unit = "bytes")                                                                             \
    F(SNI, P ".handshake.extensions_server_name", STRS, "Server Name")                             \
    F(GROUPS_LEN, P ".handshake.extensions_supported_groups_length", U16,                          \
      "Supported Groups List Length", .unit = "bytes")                                             \
    F(SUPPORTED_GROUP, P ".handshake.extensions_supported_group", U16S, "Supported Group",         \
      .base = SN_HEX, .vals = sn_tls_groups)                                                       \
    F(POINTS_LEN, P ".handshake.extensions_ec_point_formats_length", U8,                           \
      "EC point formats Length", .unit = "bytes")                                                  \
    F(POINT, P ".handshake.extensions_ec_point_format", U8S, "EC point format")                    \
    F(SIGS_LEN, P ".handshake.sig_hash_alg_len", U16, "Signature Hash Algorithms Length",          \
      .unit = "bytes")                                                                             \
    F(SIG, P ".handshake.sig_hash_alg", U16S, "Signature Algorithm", .base = SN_HEX)               \
    F(SIG_HASH, P ".handshake.sig_hash_hash", U8S, "Signature Hash Algorithm Hash")                \
    F(SIG_SIG, P ".handshake.sig_hash_sig", U8S, "Signature Hash Algorithm Signature")             \
    F(ALPN_LEN, P ".handshake.extensions_alpn_len", U16, "ALPN Extension Length", .unit = "bytes") \
    F(ALPN_STR_LEN, P ".handshake.extensions_alpn_str_len", U8S, "ALPN string length",             \
      .unit = "bytes")                                                                             \
    F(ALPN, P ".handshake.extensions_alpn_str", STRS, "ALPN Next Protocol")                        \
    F(ALPS_LEN, P ".handshake.extensions_alps_len", U16, "ALPS Extension Length", .unit = "bytes") \
    F(ALPS_STR_LEN, P ".handshake.extensions_alps_alpn_str_len", U8S, "Supported ALPN Length",     \
      .unit = "bytes")                                                                             \
    F(ALPS, P ".handshake.extensions_alps_alpn_str", STRS, "Supported ALPN")                       \
    F(VERSIONS_LEN, P ".handshake.extensions.supported_versions_len", U8,                          \
      "Supported Versions length", .unit = "bytes")                                                \
    F(SUPPORTED_VERSION, P ".handshake.extensions.supported_version", U16S, "Supported Version",   \
      .base = SN_HEX, .vals = sn_tls_versions)                                                     \
    F(SHARES_LEN, P ".handshake.extensions_key_share_client_length", U16,                          \
      "Client Key Share Length", .unit = "bytes")                                                  \
    F(SHARE, "sn." P ".handshake.key_share", GROUPS, "Key Share Entry")                            \
    F(SHARE_GROUP, P ".handshake.extensions_key_share_group", U16, "Group", .vals = sn_tls_groups) \
    F(SHARE_LEN, P ".handshake.extensions_key_share_key_exchange_length", U16,                     \
      "Key Exchange Length", .unit = "bytes")                                                      \
    F(SHARE_KEY, P ".handshake.extensions_key_share_key_exchange", BYTES, "Key Exchange")          \
    F(SHARE_SELECTED, P ".handshake.extensions_key_share_selected_group", U16, "Selected Group",   \
      .vals = sn_tls_groups)                                                                       \
    F(STATUS_TYPE, P ".handshake.extensions_status_request_type", U8, "Certificate Status Type")   \
    F(STATUS_LEN, P ".handshake.ocsp_response_len", U24, "OCSP Response Length", .unit = "bytes")  \
    F(STATUS_IDS_LEN, P ".handshake.extensions_status_request_responder_ids_len", U16,             \
      "Responder ID list Length", .unit = "bytes")                                                 \
    F(STATUS_EXTS_LEN, P ".handshake.extensions_status_request_exts_len", U16,                     \
      "Request Extensions Length", .unit = "bytes")                                                \
    F(PSK_MODES_LEN, P ".extension.psk_ke_modes_length", U8, "PSK Key Exchange Modes Length",      \
      .unit = "bytes")                                                                             \
    F(PSK_MODE, P ".extension.psk_ke_mode", U8S, "PSK Key Exchange Mode")                          \
    F(RENEG_LEN, P ".handshake.extensions_reneg_info_len", U8,                                     \
      "Renegotiation info extension length", .unit = "bytes")                                      \
    F(RENEG, P ".handshake.extensions_reneg_info", BYTES, "Renegotiation info")                    \
    F(SIZE_LIMIT, P ".record_size_limit", U16, "Record Size Limit", .unit = "bytes")               \
    F(HEARTBEAT, P ".handshake.extension.heartbeat.mode", U8, "Mode")                              \
    F(COOKIE_LEN, P ".handshake.extensions.cookie_len", U16, "Cookie length", .unit = "bytes")     \
    F(COOKIE, P ".handshake.extensions.cookie", BYTES, "Cookie")                                   \
    F(COMPRESS_LEN, P ".compress_certificate.algorithms_length", U8, "Algorithms Length",          \
      .unit = "bytes")                                                                             \
    F(COMPRESS, P ".compress_certificate.algorithm", U16S, "Algorithm")                            \
    F(IDENTITIES_LEN, P ".handshake.extensions.psk.identities.length", U16, "Identities Length",   \
      .unit = "bytes")                                                                             \
    F(IDENTITY_LEN, P ".handshake.extensions.psk.identity.identity_length", U16S,                  \
      "Identity Length", .unit = "bytes")                                                          \
    F(IDENTITY, P ".handshake.extensions.psk.identity.identity", BYTESS, "Identity")               \
    F(IDENTITY_AGE, P ".handshake.extensions.psk.identity.obfuscated_ticket_age", U32S,            \
      "Obfuscated Ticket Age")                                                                     \
    F(BINDERS_LEN, P ".handshake.extensions.psk.binders_len", U16, "PSK Binders length",           \
      .unit = "bytes")                                                                             \
    F(IDENTITY_SELECTED, P ".handshake.extensions.psk.identity.selected", U16,                     \
      "Selected Identity")                                                                         \
    F(EARLY_MAX, P ".early_data.max_early_data_size", U32, "Maximum Early Data Size",              \
      .unit = "bytes")                                                                             \
    F(PADDING, P ".handshake.extensions_padding_data", BYTES, "Padding Data")                      \
    F(EXT_OTHER, "sn." P ".handshake.extension.data", BYTES, "Data")                               \
    F(CID_LEN, P ".connection_id_length", U8, "Connection ID length", .unit = "bytes")             \
    F(CID, P ".connection_id", BYTES, "Connection ID")                                             \
    F(MAX_FRAGMENT, P ".handshake.max_fragment_length", U8, "Maximum Fragment Length")             \
    F(CERT_KINDS_LEN, P ".handshake.cert_type.types_len", U8, "Certificate Type List Length",      \
      .unit = "bytes")                                                                             \
    F(CERT_KIND, P ".handshake.cert_type.type", U8S, "Certificate Type", .base = SN_HEX)           \
    F(NPN_LEN, P ".handshake.extensions_npn_str_len", U8S, "Protocol string length",               \
      .unit = "bytes")                                                                             \
    F(NPN, P ".handshake.extensions_npn", STRS, "Next Protocol")                                   \
    F(ESNI_SUITE, P ".esni.suite", U16, "Cipher Suite", .base = SN_HEX, .vals = sn_tls_ciphers)    \
    F(ESNI_DIGEST_LEN, P ".esni.record_digest_length", U16, "Record Digest Length",                \
      .unit = "bytes")                                                                             \
    F(ESNI_DIGEST, P ".esni.record_digest", BYTES, "Record Digest")                                \
    F(ESNI_NAME_LEN, P ".esni.encrypted_sni_length", U16, "Encrypted SNI Length", .unit = "bytes") \
    F(ESNI_NAME, P ".esni.encrypted_sni", BYTES, "Encrypted SNI")                                  \
    F(ESNI_NONCE, P ".esni.nonce", BYTES, "Nonce")                                                 \
    F(JA3_FULL, P ".handshake.ja3_full", STR, "JA3 Fullstring")                                    \
    F(JA3, P ".handshake.ja3", STR, "JA3")                                                         \
    F(JA3S_FULL, P ".handshake.ja3s_full", STR, "JA3S Fullstring")                                 \
    F(JA3S, P ".handshake.ja3s", STR, "JA3S")                                                      \
    F(JA4, "sn." P ".handshake.ja4", STR, "JA4")                                                   \
    F(TICKET_HINT, P ".handshake.session_ticket_lifetime_hint", U32,                               \
      "Session Ticket Lifetime Hint", .unit = "s")                                                 \
    F(TICKET_AGE, P ".handshake.session_ticket_age_add", U32, "Session Ticket Age Add")            \
    F(TICKET_NONCE_LEN, P ".handshake.session_ticket_nonce_length", U8,                            \
      "Session Ticket Nonce Length", .unit = "bytes")                                              \
    F(TICKET_NONCE, P ".handshake.session_ticket_nonce", BYTES, "Session Ticket Nonce")            \
    F(TICKET_LEN, P ".handshake.session_ticket_length", U16, "Session Ticket Length",              \
      .unit = "bytes")                                                                             \
    F(TICKET, P ".handshake.session_ticket", BYTES, "Session Ticket")                              \
    F(CURVE_TYPE, P ".handshake.server_curve_type", U8, "Curve Type", .base = SN_HEX)              \
    F(CURVE, P ".handshake.server_named_curve", U16, "Named Curve", .base = SN_HEX,                \
      .vals = sn_tls_groups)                                                                       \
    F(POINT_LEN, P ".handshake.server_point_len", U8, "Pubkey Length", .unit = "bytes")            \
    F(SERVER_POINT, P ".handshake.server_point", BYTES, "Pubkey")                                  \
    F(SIG_LEN, P ".handshake.sig_len", U16, "Signature Length", .unit = "bytes")                   \
    F(SIGNATURE, P ".handshake.sig", BYTES, "Signature")                                           \
    KEY_ROWS(F, P)                                                                                 \
    F(CERT_TYPES, P ".handshake.cert_types_count", U8, "Certificate types count")                  \
    F(CERT_TYPE, P ".handshake.cert_type", U8S, "Certificate type")                                \
    F(DNAMES_LEN, P ".handshake.dnames_len", U16, "Distinguished Names Length", .unit = "bytes")   \
    F(DNAME_LEN, P ".handshake.dname_len", U16S, "Distinguished Name Length", .unit = "bytes")     \
    F(VERIFY_LEN, P ".handshake.client_cert_vrfy.sig_len", U16, "Signature length",                \
      .unit = "bytes")                                                                             \
    F(VERIFY, P ".handshake.client_cert_vrfy.sig", BYTES, "Signature")                             \
    F(SCTS_LEN, P ".sct.scts_length", U16, "Serialized SCT List Length", .unit = "bytes")          \
    F(SCT_ENTRY, "sn." P ".sct", GROUPS, "Signed Certificate Timestamp")                           \
    F(SCT_LEN, P ".sct.sct_length", U16, "Serialized SCT Length", .unit = "bytes")                 \
    F(SCT_VERSION, P ".sct.sct_version", U8, "SCT Version")                                        \
    F(SCT_LOG, P ".sct.sct_logid", BYTES, "Log ID", .width = 32, .step = 32)                       \
    F(SCT_TIME, P ".sct.sct_timestamp", TIME, "Timestamp", .width = 8, .step = 8)                  \
    F(SCT_EXTS_LEN, P ".sct.sct_extensions_length", U16, "Extensions length", .unit = "bytes")     \
    F(SCT_SIG_LEN, P ".sct.sct_signature_length", U16, "Signature Length", .unit = "bytes")        \
    F(SCT_SIG, P ".sct.sct_signature", BYTES, "Signature")                                         \
    F(VERIFY_DATA, P ".handshake.verify_data", NONE, "Verify Data")                                \
    F(UPDATE_REQUEST, P ".handshake.key_update.request_update", U8, "Key Update Request")          \
    F(CONTEXT_LEN, P ".handshake.certificate_request_context_length", U8,                          \
      "Certificate Request Context Length", .unit = "bytes")                                       \
    F(CONTEXT, P ".handshake.certificate_request_context", BYTES, "Certificate Request Context")   \
    F(CERTS_LEN, P ".handshake.certificates_length", U24, "Certificates Length", .unit = "bytes")  \
    F(CERT_LEN, P ".handshake.certificate_length", U24S, "Certificate Length", .unit = "bytes")    \
    F(CERT, P ".handshake.certificate", BYTESS, "Certificate")                                     \
    QUIC_PARAMETER_ROWS(F, P)                                                                      \
    X509_ROWS(F)                                                                                   \
    OCSP_ROWS(F)

/* What keys are made of, beside points on curves. */
#define KEY_ROWS(F, P)                                                                             \
    F(P_LEN, P ".handshake.p_len", U16, "p Length", .unit = "bytes")                               \
    F(P_VALUE, P ".handshake.p", BYTES, "p")                                                       \
    F(G_LEN, P ".handshake.g_len", U16, "g Length", .unit = "bytes")                               \
    F(G_VALUE, P ".handshake.g", BYTES, "g")                                                       \
    F(YS_LEN, P ".handshake.ys_len", U16, "Pubkey Length", .unit = "bytes")                        \
    F(YS, P ".handshake.ys", BYTES, "Pubkey")                                                      \
    F(YC_LEN, P ".handshake.yc_len", U16, "Pubkey Length", .unit = "bytes")                        \
    F(YC, P ".handshake.yc", BYTES, "Pubkey")                                                      \
    F(CLIENT_POINT_LEN, P ".handshake.client_point_len", U8, "Pubkey Length", .unit = "bytes")     \
    F(CLIENT_POINT, P ".handshake.client_point", BYTES, "Pubkey")                                  \
    F(MODULUS_LEN, P ".handshake.modulus_len", U16, "Modulus Length", .unit = "bytes")             \
    F(MODULUS, P ".handshake.modulus", BYTES, "Modulus")                                           \
    F(EXPONENT_LEN, P ".handshake.exponent_len", U16, "Exponent Length", .unit = "bytes")          \
    F(EXPONENT, P ".handshake.exponent", BYTES, "Exponent")                                        \
    F(EPMS_LEN, P ".handshake.epms_len", U16, "Encrypted PreMaster length", .unit = "bytes")       \
    F(EPMS, P ".handshake.epms", BYTES, "Encrypted PreMaster")                                     \
    F(HINT_LEN, P ".handshake.hint_len", U16, "Hint Length", .unit = "bytes")                      \
    F(HINT, P ".handshake.hint", BYTES, "Hint")                                                    \
    F(PSK_NAME_LEN, P ".handshake.identity_len", U16, "Identity Length", .unit = "bytes")          \
    F(PSK_NAME, P ".handshake.identity", BYTES, "Identity")

/* QUIC's transport parameters (RFC 9000 18): a group each. */
#define QUIC_PARAMETER_ROWS(F, P)                                                                  \
    F(QP, "sn." P ".quic.parameter", GROUPS, "Parameter")                                          \
    F(QP_TYPE, P ".quic.parameter.type", UINT, "Type", .base = SN_HEX)                             \
    F(QP_LEN, P ".quic.parameter.length", UINT, "Length", .unit = "bytes")                         \
    F(QP_ORIGINAL, P ".quic.parameter.original_destination_connection_id", BYTES,                  \
      "original_destination_connection_id")                                                        \
    F(QP_IDLE, P ".quic.parameter.max_idle_timeout", UINT, "max_idle_timeout", .unit = "ms")       \
    F(QP_RESET, P ".quic.parameter.stateless_reset_token", BYTES, "stateless_reset_token")         \
    F(QP_UDP_MAX, P ".quic.parameter.max_udp_payload_size", UINT, "max_udp_payload_size",          \
      .unit = "bytes")                                                                             \
    F(QP_MAX_DATA, P ".quic.parameter.initial_max_data", UINT, "initial_max_data",                 \
      .unit = "bytes")                                                                             \
    F(QP_BIDI_LOCAL, P ".quic.parameter.initial_max_stream_data_bidi_local", UINT,                 \
      "initial_max_stream_data_bidi_local", .unit = "bytes")                                       \
    F(QP_BIDI_REMOTE, P ".quic.parameter.initial_max_stream_data_bidi_remote", UINT,               \
      "initial_max_stream_data_bidi_remote", .unit = "bytes")                                      \
    F(QP_UNI, P ".quic.parameter.initial_max_stream_data_uni", UINT,                               \
      "initial_max_stream_data_uni", .unit = "bytes")                                              \
    F(QP_STREAMS_BIDI, P ".quic.parameter.initial_max_streams_bidi", UINT,                         \
      "initial_max_streams_bidi")                                                                  \
    F(QP_STREAMS_UNI, P ".quic.parameter.initial_max_streams_uni", UINT,                           \
      "initial_max_streams_uni")                                                                   \
    F(QP_ACK_EXPONENT, P ".quic.parameter.ack_delay_exponent", UINT, "ack_delay_exponent")         \
    F(QP_ACK_DELAY, P ".quic.parameter.max_ack_delay", UINT, "max_ack_delay", .unit = "ms")        \
    F(QP_CIDS, P ".quic.parameter.active_connection_id_limit", UINT, "Active Connection ID Limit") \
    F(QP_SOURCE, P ".quic.parameter.initial_source_connection_id", BYTES,                          \
      "Initial Source Connection ID")                                                              \
    F(QP_RETRY, P ".quic.parameter.retry_source_connection_id", BYTES,                             \
      "Retry Source Connection ID")                                                                \
    F(QP_DATAGRAM, P ".quic.parameter.max_datagram_frame_size", UINT, "max_datagram_frame_size",   \
      .unit = "bytes")                                                                             \
    F(QP_LOSS_BITS, P ".quic.parameter.loss_bits", UINT, "loss_bits")                              \
    F(QP_MIN_ACK, P ".quic.parameter.min_ack_delay", UINT, "min_ack_delay", .unit = "us")          \
    F(QP_RTT, P ".quic.parameter.google.initial_rtt", UINT, "Google Initial RTT", .unit = "us")    \
    F(QP_OPTIONS, P ".quic.parameter.google.connection_options", BYTES,                            \
      "Google Connection options")                                                                 \
    F(QP_GOOGLE_VERSION, P ".quic.parameter.google.quic_version", U32, "Google QUIC version",      \
      .base = SN_HEX)                                                                              \
    F(QP_AGENT, P ".quic.parameter.google.user_agent", STR, "Google UserAgent")                    \
    F(QP_CHOSEN, P ".quic.parameter.vi.chosen_version", U32, "Chosen Version", .base = SN_HEX)     \
    F(QP_OTHER, P ".quic.parameter.vi.other_version", U32S, "Other Version", .base = SN_HEX)       \
    F(QP_VALUE, "sn." P ".quic.parameter.value", BYTES, "Value of an unknown parameter")

/* Of certificates: a group each, by names that are the same in all protocols. */
#define X509_ROWS(F)                                                                               \
    F(X_CERT, "sn.x509.certificate", GROUPS, "Certificate's contents")                             \
    F(X_SUBJECT, "sn.x509.subject", STR, "Subject (RFC 4514)")                                     \
    F(X_ISSUER, "sn.x509.issuer", STR, "Issuer (RFC 4514)")                                        \
    F(X_BEFORE, "sn.x509.not_before", TIME, "Not valid before")                                    \
    F(X_AFTER, "sn.x509.not_after", TIME, "Not valid after")                                       \
    F(X_VERSION, "x509af.version", UINT, "version", .vals = sn_x509_versions)                      \
    F(X_SERIAL, "x509af.serialNumber", BYTES, "serialNumber")                                      \
    F(X_ALGORITHM, "x509af.algorithm.id", STRS, "Algorithm Id")                                    \
    F(X_UTC, "x509af.utcTime", STRS, "utcTime")                                                    \
    F(X_OID, "x509if.oid", STRS, "Object Id")                                                      \
    F(X_COUNTRY, "x509sat.CountryName", STRS, "CountryName")                                       \
    F(X_PRINTABLE, "x509sat.printableString", STRS, "printableString")                             \
    F(X_PLAIN_PRINTABLE, "x509sat.PrintableString", STRS, "PrintableString")                       \
    F(X_UTF8, "x509sat.uTF8String", STRS, "uTF8String")                                            \
    F(X_TELETEX, "x509sat.teletexString", STRS, "teletexString")                                   \
    F(X_EXTENSION, "x509af.extension.id", STRS, "Extension Id")                                    \
    F(X_DNS, "x509ce.dNSName", STRS, "dNSName")                                                    \
    F(X_MAIL, "x509ce.rfc822Name", STRS, "rfc822Name")                                             \
    F(X_IP4, "x509ce.IPAddress.ipv4", IPV4S, "iPAddress")                                          \
    F(X_IP6, "x509ce.IPAddress.ipv6", IPV6S, "iPAddress")

/* OCSP's requests and responses; one of each certificate is a group. */
#define OCSP_ROWS(F)                                                                               \
    F(OCSP_RESULT, "ocsp.responseStatus", UINT, "responseStatus")                                  \
    F(OCSP_TYPE, "ocsp.responseType.id", STR, "ResponseType Id")                                   \
    F(OCSP_RESPONDER, "ocsp.responderID", UINT, "responderID")                                     \
    F(OCSP_NAME, "ocsp.byName", UINT, "byName")                                                    \
    F(OCSP_KEY, "ocsp.byKey", BYTES, "byKey")                                                      \
    F(OCSP_PRODUCED, "ocsp.producedAt", TIME, "producedAt")                                        \
    F(OCSP_RESPONSES, "ocsp.responses", UINT, "responses")                                         \
    F(OCSP_SINGLE, "sn.ocsp.response", GROUPS, "SingleResponse")                                   \
    F(OCSP_ISSUER_NAME, "ocsp.issuerNameHash", BYTES, "issuerNameHash")                            \
    F(OCSP_ISSUER_KEY, "ocsp.issuerKeyHash", BYTES, "issuerKeyHash")                               \
    F(OCSP_SERIAL, "ocsp.serialNumber", BYTES, "serialNumber")                                     \
    F(OCSP_STATUS, "ocsp.certStatus", UINT, "certStatus")                                          \
    F(OCSP_REVOKED, "ocsp.revocationTime", TIME, "revocationTime")                                 \
    F(OCSP_REASON, "ocsp.revocationReason", UINT, "revocationReason")                              \
    F(OCSP_THIS, "ocsp.thisUpdate", TIME, "thisUpdate")                                            \
    F(OCSP_NEXT, "ocsp.nextUpdate", TIME, "nextUpdate")                                            \
    F(OCSP_EXTENSION, "pkix1explicit.id", STRS, "Id")                                              \
    F(OCSP_SIGNATURE, "ocsp.signature", BYTES, "signature")                                        \
    F(OCSP_CERTS, "ocsp.certs", UINT, "certs")                                                     \
    F(OCSP_REQUESTOR, "ocsp.requestorName", UINT, "requestorName")                                 \
    F(OCSP_REQUESTS, "ocsp.requestList", UINT, "requestList")                                      \
    F(OCSP_REQUEST, "sn.ocsp.request", GROUPS, "Request")                                          \
    F(OCSP_REQUEST_EXTS, "ocsp.requestExtensions", UINT, "requestExtensions")                      \
    F(OCSP_ONE_REQUEST_EXTS, "ocsp.singleRequestExtensions", UINT, "singleRequestExtensions")      \
    F(OCSP_RESPONSE_EXTS, "ocsp.responseExtensions", UINT, "responseExtensions")                   \
    F(OCSP_SINGLE_EXTS, "ocsp.singleExtensions", UINT, "singleExtensions")                         \
    F(OCSP_NONCE, "ocsp.ReOcspNonce", BYTES, "ReOcspNonce")

/* TLS's own, when secrets open it. */
#define TLS_OWN(F)                                                                                 \
    F(TLS_STATE, "sn.tls.record.decryption", UINT, "Decryption", .vals = sn_tls_openings)          \
    F(TLS_INNER, "tls.app_data_proto", STR, "Application Data Protocol")
#define TLS(F) TLS_ROWS(F, "tls", "tls") TLS_OWN(F)

/* DTLS has the same fields under names of its own, and these. */
#define DTLS_OWN(F)                                                                                \
    F(DTLS_EPOCH, "dtls.record.epoch", U16, "Epoch")                                               \
    F(DTLS_SEQ, "dtls.record.sequence_number", U48, "Sequence Number")                             \
    F(DTLS_MSG_SEQ, "dtls.handshake.message_seq", U16, "Message Sequence")                         \
    F(DTLS_FRAG_OFF, "dtls.handshake.fragment_offset", U24, "Fragment Offset")                     \
    F(DTLS_FRAG_LEN, "dtls.handshake.fragment_length", U24, "Fragment Length", .unit = "bytes")    \
    F(DTLS_COOKIE_LEN, "dtls.handshake.cookie_length", U8, "Cookie Length", .unit = "bytes")       \
    F(DTLS_COOKIE, "dtls.handshake.cookie", BYTES, "Cookie")                                       \
    F(DTLS_SPECIAL, "dtls.record.special_type", U8, "Special Type")                                \
    F(DTLS_CID, "dtls.record.connection_id", BYTES, "Connection ID")                               \
    F(DTLS_CONTENT, "dtls.enc_content", BYTES, "Encrypted Record Content")                         \
    F(DTLS_INNER, "dtls.app_data_proto", STR, "Application Data Protocol")
#define DTLS(F) TLS_ROWS(F, "dtls", "sn.dtls") DTLS_OWN(F)
SN_FIELD_NUMBERS(DTLS)

/* They stand where DTLS has its own. */
enum { TLS_STATE = DTLS_EPOCH, TLS_INNER };

/* What the certificate that r holds says. */
void sn_x509(struct sn_dis *d, struct sn_rd *r);

/* Records of the attributes of a name (RFC 5280 4.1.2.4), all that r holds. */
void sn_x509_name(struct sn_dis *d, struct sn_rd *r);

/* What a SEQUENCE's contents say: an algorithm; extensions. For tables (ber.h), whatever the tag.
 */
void sn_x509_algorithm(struct sn_dis *d, struct sn_rd *val, uint8_t tag);

/* A response of OCSP that r holds. */
void sn_ocsp_response(struct sn_dis *d, struct sn_rd *r);

/* The same, or a request: a layer of its own, of TLS's fields. */
void sn_ocsp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len);

/* QUIC's transport parameters, all that r holds. */
void sn_tls_quic_parameters(struct sn_dis *d, struct sn_rd *r);

/* A list of signed certificate timestamps (RFC 6962 3.3), all that r holds. */
void sn_tls_scts(struct sn_dis *d, struct sn_rd *r);

/* An alert: what it says, unless it is encrypted. */
void sn_tls_alert(struct sn_dis *d, struct sn_rd *r);

/* Appends what the records of a layer say in short, with DTLS too. */
enum sn_then sn_tls_text(struct sn_text *t, const struct sn_layer *l);

/* Whether n bytes begin with a client's hello of version 2. */
bool sn_tls_is_old_hello(const uint8_t *p, size_t n);

/* Reads the record that such a hello is. */
void sn_tls_old_hello(struct sn_dis *d, struct sn_rd *r);

/* How a server's hello, of which r is behind the message's head, lets keys be exchanged: a number
 * below SN_TLS_EXCHANGES that stands for it. 0: not known, or as in version 1.3. */
uint32_t sn_tls_exchange(struct sn_rd r);
#define SN_TLS_EXCHANGES 64

/* Keys that a server or a client gives, in an exchange of that number. */
void sn_tls_server_key(struct sn_dis *d, struct sn_rd *r, uint32_t exchange);
void sn_tls_client_key(struct sn_dis *d, struct sn_rd *r, uint32_t exchange);

/* An algorithm of signatures and its two halves. */
bool sn_tls_algorithm(struct sn_dis *d, struct sn_rd *r);

/* Reads a handshake message's body, all that r holds, in an exchange of that number. */
void sn_tls_message(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t exchange);

/* Records the fingerprints of the message that the records from number `from` on are of. */
void sn_tls_ja_client(struct sn_dis *d, uint32_t from);
void sn_tls_ja_server(struct sn_dis *d, uint32_t from);

/* Whether a number is one of those that clients send for servers to ignore (RFC 8701). */
static inline bool sn_tls_is_grease(uint64_t v)
{
    return (v & 0x0f0f) == 0x0a0a && v >> 8 == (v & 0xff);
}

#endif
