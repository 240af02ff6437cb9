/* DNS's parts: messages (dns.c), names (dnsname.c), resource records (dnsrr.c), EDNS options
 * (dnsopt.c), and their text (dnstext.c); what only fields have of both (dnsfields.c). */
#ifndef SN_DIS_DNS_H
#define SN_DIS_DNS_H

#include "dis/proto.h"

extern const struct sn_val sn_dns_svc_keys[];
extern const struct sn_val sn_dns_types[], sn_dns_classes[], sn_dns_options[], sn_dns_rcodes[];

/* What text has not. */
#define DNS_MORE_ROWS(F)                                                                           \
    F(DNS_ZONES, "dns.count.zones", UINT, "Zones")                                                 \
    F(DNS_PREREQUISITES, "dns.count.prerequisites", UINT, "Prerequisites")                         \
    F(DNS_UPDATES, "dns.count.updates", UINT, "Updates")                                           \
    F(DNS_IN_BITMAP, "sn.dns.bitmap", GROUPS, "Type in a bit map")                                 \
    F(DNS_WKS_ADDRESS, "dns.wks.address", IPV4, "Address")                                         \
    F(DNS_WKS_PROTOCOL, "dns.wks.protocol", U8, "Protocol")                                        \
    F(DNS_WKS_BITS, "dns.wks.bits", U8S, "Bits", .base = SN_HEX)                                   \
    F(DNS_WINS_LOCAL, "dns.wins.local_flag", BIT32, "Local Flag", .mask = 0x1, .step = 4)          \
    F(DNS_WINS_LOOKUP, "dns.wins.lookup_timeout", U32, "Lookup timeout", .unit = "s")              \
    F(DNS_WINS_CACHE, "dns.wins.cache_timeout", U32, "Cache timeout", .unit = "s")                 \
    F(DNS_WINS_SERVERS, "dns.wins.nb_wins_servers", U32, "Number of WINS servers")                 \
    F(DNS_WINS_SERVER, "dns.wins.wins_server", IPV4S, "WINS Server Address")                       \
    F(DNS_WINSR_LOCAL, "dns.winsr.local_flag", BIT32, "Local Flag", .mask = 0x1, .step = 4)        \
    F(DNS_WINSR_LOOKUP, "dns.winsr.lookup_timeout", U32, "Lookup timeout", .unit = "s")            \
    F(DNS_WINSR_CACHE, "dns.winsr.cache_timeout", U32, "Cache timeout", .unit = "s")               \
    F(DNS_WINSR_DOMAIN, "dns.winsr.name_result_domain", STR, "Name Result Domain")                 \
    F(DNS_XPF_VERSION, "dns.xpf.ip_version", UINT, "IP Version")                                   \
    F(DNS_XPF_PROTOCOL, "dns.xpf.protocol", U8, "Protocol")                                        \
    F(DNS_XPF_SRC4, "dns.xpf.source_ipv4", IPV4, "IPv4 Source")                                    \
    F(DNS_XPF_DST4, "dns.xpf.destination_ipv4", IPV4, "IPv4 Destination")                          \
    F(DNS_XPF_SRC6, "dns.xpf.source_ipv6", IPV6, "IPv6 Source")                                    \
    F(DNS_XPF_DST6, "dns.xpf.destination_ipv6", IPV6, "IPv6 Destination")                          \
    F(DNS_XPF_SPORT, "dns.xpf.sport", U16, "Source port")                                          \
    F(DNS_XPF_DPORT, "dns.xpf.dport", U16, "Destination port")                                     \
    F(DNS_TXT_LEN, "dns.txt.length", U8, "TXT Length", .unit = "bytes")                            \
    F(DNS_SPF_LEN, "dns.spf.length", U8, "SPF Length", .unit = "bytes")                            \
    F(DNS_SPF, "dns.spf", STRS, "SPF")                                                             \
    F(DNS_SIG_TYPE, "dns.rrsig.type_covered", U16, "Type Covered", .vals = sn_dns_types)           \
    F(DNS_SIG_ALGORITHM, "dns.rrsig.algorithm", U8, "Algorithm", .vals = sn_dns_algorithms)        \
    F(DNS_SIG_LABELS, "dns.rrsig.labels", U8, "Labels")                                            \
    F(DNS_SIG_TTL, "dns.rrsig.original_ttl", U32, "Original TTL", .unit = "s")                     \
    F(DNS_SIG_END, "dns.rrsig.signature_expiration", TIME, "Signature Expiration")                 \
    F(DNS_SIG_BEGIN, "dns.rrsig.signature_inception", TIME, "Signature Inception")                 \
    F(DNS_SIG_TAG, "dns.rrsig.key_tag", U16, "Key Tag")                                            \
    F(DNS_SIG_SIGNER, "dns.rrsig.signers_name", STR, "Signer's name")                              \
    F(DNS_SIG, "dns.rrsig.signature", BYTES, "Signature")                                          \
    F(DNS_DNSKEY_FLAGS, "dns.dnskey.flags", U16, "Flags", .base = SN_HEX)                          \
    F(DNS_DNSKEY_ZONE, "dns.dnskey.flags.zone_key", BIT16, "Zone Key", .mask = 0x100)              \
    F(DNS_DNSKEY_REVOKED, "dns.dnskey.flags.key_revoked", BIT16, "Key Revoked", .mask = 0x80)      \
    F(DNS_DNSKEY_SEP, "dns.dnskey.flags.secure_entry_point", BIT16, "Key Signing Key", .mask = 1)  \
    F(DNS_DNSKEY_RESERVED, "dns.dnskey.flags.reserved", P16, "Key Signing Key", .base = SN_HEX,    \
      .mask = 0xfe7e)                                                                              \
    F(DNS_DNSKEY_PROTOCOL, "dns.dnskey.protocol", U8, "Protocol")                                  \
    F(DNS_DNSKEY_ALGORITHM, "dns.dnskey.algorithm", U8, "Algorithm", .vals = sn_dns_algorithms)    \
    F(DNS_DNSKEY_ID, "dns.dnskey.key_id", UINT, "Key id")                                          \
    F(DNS_DNSKEY, "dns.dnskey.public_key", BYTES, "Public Key")                                    \
    F(DNS_DS_ID, "dns.ds.key_id", U16, "Key id", .base = SN_HEX)                                   \
    F(DNS_DS_ALGORITHM, "dns.ds.algorithm", U8, "Algorithm", .vals = sn_dns_algorithms)            \
    F(DNS_DS_TYPE, "dns.ds.digest_type", U8, "Digest Type", .vals = sn_dns_hashes)                 \
    F(DNS_DS, "dns.ds.digest", BYTES, "Digest")                                                    \
    F(DNS_NSEC, "dns.nsec.next_domain_name", STR, "Next Domain Name")                              \
    F(DNS_NSEC3_ALGORITHM, "dns.nsec3.algo", U8, "Hash algorithm")                                 \
    F(DNS_NSEC3_FLAGS, "dns.nsec3.flags", U8, "NSEC3 flags")                                       \
    F(DNS_NSEC3_OPTOUT, "dns.nsec3.flags.opt_out", BIT8, "NSEC3 Opt-out flag", .mask = 1)          \
    F(DNS_NSEC3_ITERATIONS, "dns.nsec3.iterations", U16, "NSEC3 iterations")                       \
    F(DNS_NSEC3_SALT_LEN, "dns.nsec3.salt_length", U8, "Salt length", .unit = "bytes")             \
    F(DNS_NSEC3_SALT, "dns.nsec3.salt_value", BYTES, "Salt value")                                 \
    F(DNS_NSEC3_HASH_LEN, "dns.nsec3.hash_length", U8, "Hash length", .unit = "bytes")             \
    F(DNS_NSEC3_HASH, "dns.nsec3.hash_value", STR, "Next hashed owner")                            \
    F(DNS_TLSA_USAGE, "dns.tlsa.certificate_usage", U8, "Certificate Usage")                       \
    F(DNS_TLSA_SELECTOR, "dns.tlsa.selector", U8, "Selector")                                      \
    F(DNS_TLSA_TYPE, "dns.tlsa.matching_type", U8, "Matching Type")                                \
    F(DNS_TLSA, "dns.tlsa.certificate_association_data", BYTES, "Certificate Association Data")    \
    F(DNS_SSHFP_ALGORITHM, "dns.sshfp.algorithm", U8, "Algorithm")                                 \
    F(DNS_SSHFP_TYPE, "dns.sshfp.fingerprint.type", U8, "Fingerprint type")                        \
    F(DNS_SSHFP, "dns.sshfp.fingerprint", BYTES, "Fingerprint")                                    \
    F(DNS_CAA_FLAGS, "dns.caa.flags", U8, "CAA Flags", .base = SN_HEX)                             \
    F(DNS_CAA_CRITICAL, "dns.caa.flags.issuer_critical", BIT8, "Issuer Critical", .mask = 0x80)    \
    F(DNS_CAA_TAG_LEN, "dns.caa.tag_length", U8, "Tag length", .unit = "bytes")                    \
    F(DNS_CAA_TAG, "dns.caa.tag", STR, "Tag")                                                      \
    F(DNS_CAA_VALUE, "dns.caa.value", STR, "Value")                                                \
    F(DNS_CAA_ISSUE, "dns.caa.issue", STR, "Issue")                                                \
    F(DNS_CAA_WILD, "dns.caa.issuewild", STR, "Issue Wildcard")                                    \
    F(DNS_CAA_IODEF, "dns.caa.iodef", STR, "Report URL")                                           \
    F(DNS_CAA_UNKNOWN, "dns.caa.unknown", STR, "Unknown tag")                                      \
    F(DNS_SVCB_PRIORITY, "dns.svcb.svcpriority", U16, "SvcPriority")                               \
    F(DNS_SVCB_TARGET, "dns.svcb.targetname", STR, "TargetName")                                   \
    F(DNS_SVC, "sn.dns.svcb.param", GROUPS, "SvcParam")                                            \
    F(DNS_SVC_KEY, "dns.svcb.svcparam.key", U16, "SvcParamKey", .vals = sn_dns_svc_keys)           \
    F(DNS_SVC_LEN, "dns.svcb.svcparam.value.length", U16, "SvcParamValue length", .unit = "bytes") \
    F(DNS_SVC_VALUE, "dns.svcb.svcparam.value", BYTES, "SvcParamValue")                            \
    F(DNS_SVC_MANDATORY, "dns.svcb.svcparam.mandatory.key", U16S, "Mandatory key",                 \
      .vals = sn_dns_svc_keys)                                                                     \
    F(DNS_SVC_ALPN_LEN, "dns.svcb.svcparam.alpn.length", U8S, "ALPN length", .unit = "bytes")      \
    F(DNS_SVC_ALPN, "dns.svcb.svcparam.alpn", STRS, "ALPN")                                        \
    F(DNS_SVC_PORT, "dns.svcb.svcparam.port", U16, "Port")                                         \
    F(DNS_SVC_IP4, "dns.svcb.svcparam.ipv4hint.ip", IPV4S, "IP")                                   \
    F(DNS_SVC_IP6, "dns.svcb.svcparam.ipv6hint.ip", IPV6S, "IP")                                   \
    F(DNS_SVC_ECH, "dns.svcb.svcparam.echconfig", BYTES, "ECHConfig")                              \
    F(DNS_NAPTR_ORDER, "dns.naptr.order", U16, "Order")                                            \
    F(DNS_NAPTR_PREFERENCE, "dns.naptr.preference", U16, "Preference")                             \
    F(DNS_NAPTR_FLAGS_LEN, "dns.naptr.flags_length", U8, "Flags Length", .unit = "bytes")          \
    F(DNS_NAPTR_FLAGS, "dns.naptr.flags", STR, "Flags")                                            \
    F(DNS_NAPTR_SERVICE_LEN, "dns.naptr.service_length", U8, "Service Length", .unit = "bytes")    \
    F(DNS_NAPTR_SERVICE, "dns.naptr.service", STR, "Service")                                      \
    F(DNS_NAPTR_REGEX_LEN, "dns.naptr.regex_length", U8, "Regex Length", .unit = "bytes")          \
    F(DNS_NAPTR_REGEX, "dns.naptr.regex", STR, "Regex")                                            \
    F(DNS_NAPTR_REPLACEMENT, "dns.naptr.replacement", STR, "Replacement")                          \
    F(DNS_HINFO_CPU_LEN, "dns.hinfo.cpu_length", U8, "CPU Length", .unit = "bytes")                \
    F(DNS_HINFO_CPU, "dns.hinfo.cpu", STR, "CPU")                                                  \
    F(DNS_HINFO_OS_LEN, "dns.hinfo.os_length", U8, "OS Length", .unit = "bytes")                   \
    F(DNS_HINFO_OS, "dns.hinfo.os", STR, "OS")                                                     \
    F(DNS_LOC_VERSION, "dns.loc.version", U8, "Version")                                           \
    F(DNS_LOC_SIZE, "dns.loc.size", U8, "Size")                                                    \
    F(DNS_LOC_HORIZONTAL, "dns.loc.horizontal_precision", U8, "Horizontal Precision")              \
    F(DNS_LOC_VERTICAL, "dns.loc.vertical_precision", U8, "Vertical Precision")                    \
    F(DNS_LOC_LATITUDE, "dns.loc.latitude", U32, "Latitude")                                       \
    F(DNS_LOC_LONGITUDE, "dns.loc.longitude", U32, "Longitude")                                    \
    F(DNS_LOC_ALTITUDE, "dns.loc.altitude", U32, "Altitude")                                       \
    F(DNS_RP_MAILBOX, "dns.rp.mailbox", STR, "Mailbox")                                            \
    F(DNS_RP_TXT, "dns.rp.txt_rr", STR, "TXT RR")                                                  \
    F(DNS_AFSDB_TYPE, "dns.afsdb.subtype", U16, "Subtype")                                         \
    F(DNS_AFSDB, "dns.afsdb.hostname", STR, "Hostname")                                            \
    F(DNS_MB, "dns.mb", STR, "MailBox Domain")                                                     \
    F(DNS_MG, "dns.mg", STR, "Mail Group member")                                                  \
    F(DNS_MINFO_R, "dns.minfo.r", STR, "Responsible Mailbox")                                      \
    F(DNS_MINFO_E, "dns.minfo.e", STR, "Error Mailbox")                                            \
    F(DNS_NULL, "dns.null", BYTES, "Null (data)")                                                  \
    F(DNS_KX_PREFERENCE, "dns.kx.preference", U16, "Preference")                                   \
    F(DNS_KX, "dns.kx.key_exchange", STR, "Key Exchange")                                          \
    F(DNS_CERT_TYPE, "dns.cert.type", U16, "Type")                                                 \
    F(DNS_CERT_TAG, "dns.cert.key_tag", U16, "Key Tag", .base = SN_HEX)                            \
    F(DNS_CERT_ALGORITHM, "dns.cert.algorithm", U8, "Algorithm", .vals = sn_dns_algorithms)        \
    F(DNS_CERT, "dns.cert.certificate", BYTES, "Certificate (or CRL)")                             \
    F(DNS_DHCID, "dns.dhcid.rdata", BYTES, "DHCID Data")                                           \
    F(DNS_EUI48, "dns.eui48", ETHER, "EUI48 Address")                                              \
    F(DNS_CSYNC_SOA, "dns.csync.soa", U32, "SOA")                                                  \
    F(DNS_CSYNC_FLAGS, "dns.csync.flags", U16, "Flags", .base = SN_HEX)                            \
    F(DNS_CSYNC_IMMEDIATE, "dns.csync.flags.immediate", BIT16, "immediate", .mask = 1)             \
    F(DNS_CSYNC_MINIMUM, "dns.csync.flags.soaminimum", BIT16, "soaminimum", .mask = 2)             \
    F(DNS_CSYNC_TYPES, "dns.csync.type_bitmap", BYTES, "Type Bitmap")                              \
    F(DNS_ZONEMD_SERIAL, "dns.zonemd.serial", U32, "Serial")                                       \
    F(DNS_ZONEMD_SCHEME, "dns.zonemd.scheme", U8, "Scheme")                                        \
    F(DNS_ZONEMD_ALGORITHM, "dns.zonemd.hash_algo", U8, "Hash Algorithm")                          \
    F(DNS_ZONEMD, "dns.zonemd.digest", BYTES, "Digest")                                            \
    F(DNS_QRY_NAME_LEN, "dns.qry.name.len", UINT, "Name Length")                                   \
    F(DNS_QRY_LABELS, "dns.count.labels", UINT, "Label Count")                                     \
    F(DNS_OPT_Z_RESERVED, "dns.resp.z.reserved", P16, "Reserved", .base = SN_HEX)                  \
    F(DNS_TSIG_TIME, "dns.tsig.time_signed", TIME, "Time Signed")                                  \
    F(DNS_TSIG_OTHER, "dns.tsig.other_data", BYTES, "Other Data")                                  \
    F(DNS_MD, "dns.md", STR, "Mail Destination")                                                   \
    F(DNS_MF, "dns.mf", STR, "Mail Forwarder")                                                     \
    F(DNS_MR, "dns.mr", STR, "Mail Rename domain")                                                 \
    F(DNS_X25_LEN, "dns.x25.length", U8, "Length", .unit = "bytes")                                \
    F(DNS_X25, "dns.x25.psdn_address", STR, "PSDN-Address")                                        \
    F(DNS_ISDN_LEN, "dns.idsn.length", U8, "Length", .unit = "bytes")                              \
    F(DNS_ISDN, "dns.idsn.address", STR, "ISDN Address")                                           \
    F(DNS_ISDN_SA_LEN, "dns.idsn.sa.length", U8, "SA Length", .unit = "bytes")                     \
    F(DNS_ISDN_SA, "dns.idsn.sa.address", STR, "Sub Address")                                      \
    F(DNS_RT_TYPE, "dns.rt.subtype", U16, "Subtype")                                               \
    F(DNS_RT, "dns.rt.intermediate_host", STR, "Intermediate Hostname")                            \
    F(DNS_NSAP, "dns.nsap.rdata", BYTES, "NSAP Data")                                              \
    F(DNS_NSAP_PTR, "dns.nsap_ptr.owner", STR, "Owner")                                            \
    F(DNS_KEY_FLAGS, "dns.key.flags", U16, "Flags", .base = SN_HEX)                                \
    F(DNS_KEY_AUTH, "dns.key.flags.authentication", BIT16, "Key allowed for authentication",       \
      .mask = 0x8000)                                                                              \
    F(DNS_KEY_CONF, "dns.key.flags.confidentiality", BIT16, "Key allowed for confidentiality",     \
      .mask = 0x4000)                                                                              \
    F(DNS_KEY_REQUIRED, "dns.key.flags.required", BIT16, "Key required", .mask = 0x2000)           \
    F(DNS_KEY_USER, "dns.key.flags.associated_user", BIT16, "Key is associated with a user",       \
      .mask = 0x400)                                                                               \
    F(DNS_KEY_ENTITY, "dns.key.flags.associated_named_entity", BIT16,                              \
      "Key is associated with the named entity", .mask = 0x200)                                    \
    F(DNS_KEY_IPSEC, "dns.key.flags.ipsec", BIT16, "Key use with IPSEC", .mask = 0x80)             \
    F(DNS_KEY_MIME, "dns.key.flags.mime", BIT16, "Key use with MIME security multiparts",          \
      .mask = 0x40)                                                                                \
    F(DNS_KEY_SIGNATORY, "dns.key.flags.signatory", P16, "Signatory", .mask = 0xf)                 \
    F(DNS_KEY_PROTOCOL, "dns.key.protocol", U8, "Protocol")                                        \
    F(DNS_KEY_ALGORITHM, "dns.key.algorithm", U8, "Algorithm", .vals = sn_dns_algorithms)          \
    F(DNS_KEY_ID, "dns.key.key_id", UINT, "Key ID")                                                \
    F(DNS_KEY, "dns.key.public_key", BYTES, "Public Key")                                          \
    F(DNS_PX_PREFERENCE, "dns.px.preference", U16, "Preference")                                   \
    F(DNS_PX_822, "dns.px.map822", STR, "MAP822")                                                  \
    F(DNS_PX_400, "dns.px.map400", STR, "MAP400")                                                  \
    F(DNS_GPOS_LONGITUDE_LEN, "dns.gpos.longitude_length", U8, "Longitude length")                 \
    F(DNS_GPOS_LONGITUDE, "dns.gpos.longitude", STR, "Longitude")                                  \
    F(DNS_GPOS_LATITUDE_LEN, "dns.gpos.latitude_length", U8, "Latitude length")                    \
    F(DNS_GPOS_LATITUDE, "dns.gpos.latitude", STR, "Latitude")                                     \
    F(DNS_GPOS_ALTITUDE_LEN, "dns.gpos.altitude_length", U8, "Altitude length")                    \
    F(DNS_GPOS_ALTITUDE, "dns.gpos.altitude", STR, "Altitude")                                     \
    F(DNS_NXT, "dns.nxt.next_domain_name", STR, "Next Domain Name")                                \
    F(DNS_APL, "sn.dns.apl", GROUPS, "Prefix")                                                     \
    F(DNS_APL_FAMILY, "dns.apl.address_family", U16, "Address Family")                             \
    F(DNS_APL_PREFIX, "dns.apl.coded_prefix", U8, "Prefix Length")                                 \
    F(DNS_APL_NOT, "dns.apl.negation", BIT8, "Negation Flag", .mask = 0x80)                        \
    F(DNS_APL_LEN, "dns.apl.afdlength", U8, "Address Length", .mask = 0x7f, .unit = "bytes")       \
    F(DNS_APL_IP4, "dns.apl.afdpart.ipv4", IPV4, "Address")                                        \
    F(DNS_APL_IP6, "dns.apl.afdpart.ipv6", IPV6, "Address")                                        \
    F(DNS_IPSEC_PRECEDENCE, "dns.ipseckey.gateway_precedence", U8, "Gateway Precedence")           \
    F(DNS_IPSEC_TYPE, "dns.ipseckey.gateway_type", U8, "Gateway Type")                             \
    F(DNS_IPSEC_ALGORITHM, "dns.ipseckey.gateway_algorithm", U8, "Gateway Algorithm")              \
    F(DNS_IPSEC_IP4, "dns.ipseckey.gateway_ipv4", IPV4, "IPv4 Gateway")                            \
    F(DNS_IPSEC_IP6, "dns.ipseckey.gateway_ipv6", IPV6, "IPv6 Gateway")                            \
    F(DNS_IPSEC_NAME, "dns.ipseckey.gateway_dns", STR, "DNS Gateway")                              \
    F(DNS_IPSEC, "dns.ipseckey.public_key", BYTES, "Public Key")                                   \
    F(DNS_HIP_HIT_LEN, "dns.hip.hit.length", U8, "HIT length")                                     \
    F(DNS_HIP_ALGORITHM, "dns.hip.hit.pk.algo", U8, "HIT PK algorithm")                            \
    F(DNS_HIP_PK_LEN, "dns.hip.pk.length", U16, "PK length")                                       \
    F(DNS_HIP_HIT, "dns.hip.hit", BYTES, "Host Identity Tag")                                      \
    F(DNS_HIP_PK, "dns.hip.pk", BYTES, "HIP Public Key")                                           \
    F(DNS_HIP_SERVER, "dns.hip.rendezvous_server", STRS, "Rendezvous Server")                      \
    F(DNS_OPENPGP, "dns.openpgpkey", STR, "OpenPGP Key")                                           \
    F(DNS_NID_PREFERENCE, "dns.ilnp.nid.preference", U16, "Preference")                            \
    F(DNS_NID, "dns.ilnp.nid", BYTES, "NodeID")                                                    \
    F(DNS_L32_PREFERENCE, "dns.ilnp.l32.preference", U16, "Preference")                            \
    F(DNS_L32, "dns.ilnp.l32", IPV4, "Locator32")                                                  \
    F(DNS_L64_PREFERENCE, "dns.ilnp.l64.preference", U16, "Preference")                            \
    F(DNS_L64, "dns.ilnp.l64", BYTES, "Locator64")                                                 \
    F(DNS_LP_PREFERENCE, "dns.ilnp.lp.preference", U16, "Preference")                              \
    F(DNS_LP, "dns.ilnp.lp", STR, "Locator FQDN")                                                  \
    F(DNS_EUI64, "dns.eui64", BYTES, "EUI64 Address", .width = 8, .step = 8)                       \
    F(DNS_TKEY_ALG, "dns.tkey.algo_name", STR, "Algorithm name")                                   \
    F(DNS_TKEY_BEGIN, "dns.tkey.signature_inception", TIME, "Signature Inception")                 \
    F(DNS_TKEY_END, "dns.tkey.signature_expiration", TIME, "Signature Expiration")                 \
    F(DNS_TKEY_MODE, "dns.tkey.mode", U16, "Mode")                                                 \
    F(DNS_TKEY_ERROR, "dns.tkey.error", U16, "Error")                                              \
    F(DNS_TKEY_LEN, "dns.tkey.key_size", U16, "Key Size")                                          \
    F(DNS_TKEY, "dns.tkey.key_data", BYTES, "Key Data")                                            \
    F(DNS_TKEY_OTHER_LEN, "dns.tkey.other_size", U16, "Other Size")                                \
    F(DNS_TKEY_OTHER, "dns.tkey.other_data", BYTES, "Other Data")                                  \
    F(DNS_DAU, "dns.opt.dau", U8S, "DAU", .vals = sn_dns_algorithms)                               \
    F(DNS_DHU, "dns.opt.dhu", U8S, "DHU", .vals = sn_dns_hashes)                                   \
    F(DNS_N3U, "dns.opt.n3u", U8S, "N3U")                                                          \
    F(DNS_ECS_FAMILY, "dns.opt.client.family", U16, "Family")                                      \
    F(DNS_ECS_SOURCE, "dns.opt.client.netmask", U8, "Source Netmask")                              \
    F(DNS_ECS_SCOPE, "dns.opt.client.scope", U8, "Scope Netmask")                                  \
    F(DNS_ECS_IP4, "dns.opt.client.addr4", IPV4, "Client Subnet")                                  \
    F(DNS_ECS_IP6, "dns.opt.client.addr6", IPV6, "Client Subnet")                                  \
    F(DNS_COOKIE_CLIENT, "dns.opt.cookie.client", BYTES, "Client Cookie")                          \
    F(DNS_COOKIE_SERVER, "dns.opt.cookie.server", BYTES, "Server Cookie")                          \
    F(DNS_KEEPALIVE, "dns.opt.edns_tcp_keepalive.timeout", U16, "Timeout")                         \
    F(DNS_PADDING, "dns.opt.padding", BYTES, "Padding")                                            \
    F(DNS_ERROR, "dns.opt.ext_error.info_code", U16, "Info Code")                                  \
    F(DNS_ERROR_TEXT, "dns.opt.ext_error.extra_text", STR, "Extra Text")

/* RCODE has the upper bits of an OPT record too; LENGTH stands in front of a message over TCP. The
 * sections are groups; a query's number is 1 when the name could be walked behind. A name is what
 * tcpdump shows of it, without the last dot; NAME_END stands behind one that isn't whole, and
 * behind a string that is cut: see dns_end. */
#define DNS(F)                                                                                     \
    F(DNS_ID, "dns.id", U16, "Transaction ID", .base = SN_HEX, .flags = SN_F_PAIRED)               \
    F(DNS_FLAGS, "dns.flags", U16, "Flags", .base = SN_HEX)                                        \
    F(DNS_QDCOUNT, "dns.count.queries", U16, "Questions")                                          \
    F(DNS_ANCOUNT, "dns.count.answers", U16, "Answer RRs")                                         \
    F(DNS_NSCOUNT, "dns.count.auth_rr", U16, "Authority RRs")                                      \
    F(DNS_ARCOUNT, "dns.count.add_rr", U16, "Additional RRs")                                      \
    F(DNS_RCODE, "dns.flags.rcode", UINT, "Reply code", .vals = sn_dns_rcodes)                     \
    F(DNS_LENGTH, "dns.length", UINT, "Length")                                                    \
    F(DNS_RESPONSE, "dns.flags.response", BIT16, "Response", .mask = 0x8000)                       \
    F(DNS_OPCODE, "dns.flags.opcode", P16, "Opcode", .mask = 0x7800)                               \
    F(DNS_AA, "dns.flags.authoritative", BIT16, "Authoritative", .mask = 0x400)                    \
    F(DNS_TC, "dns.flags.truncated", BIT16, "Truncated", .mask = 0x200)                            \
    F(DNS_RD, "dns.flags.recdesired", BIT16, "Recursion desired", .mask = 0x100)                   \
    F(DNS_RA, "dns.flags.recavail", BIT16, "Recursion available", .mask = 0x80)                    \
    F(DNS_Z, "dns.flags.z", BIT16, "Z", .mask = 0x40)                                              \
    F(DNS_AD, "dns.flags.authenticated", BIT16, "Answer authenticated", .mask = 0x20)              \
    F(DNS_CD, "dns.flags.checkdisable", BIT16, "Non-authenticated data", .mask = 0x10)             \
    F(DNS_QUERIES, "sn.dns.queries", GROUPS, "Queries")                                            \
    F(DNS_ANSWERS, "sn.dns.answers", GROUPS, "Answers")                                            \
    F(DNS_AUTHORITIES, "sn.dns.authorities", GROUPS, "Authoritative nameservers")                  \
    F(DNS_ADDITIONALS, "sn.dns.additionals", GROUPS, "Additional records")                         \
    F(DNS_QRY_NAME, "dns.qry.name", STR, "Name")                                                   \
    F(DNS_QRY_TYPE, "dns.qry.type", U16, "Type", .vals = sn_dns_types)                             \
    F(DNS_QRY_CLASS, "dns.qry.class", U16, "Class", .vals = sn_dns_classes, .base = SN_HEX)        \
    F(DNS_QRY_QU, "dns.qry.qu", BOOL, "\"QU\" question")                                           \
    F(DNS_RR_NAME, "dns.resp.name", STR, "Name")                                                   \
    F(DNS_RR_TYPE, "dns.resp.type", U16, "Type", .vals = sn_dns_types)                             \
    F(DNS_RR_CLASS, "dns.resp.class", U16, "Class", .vals = sn_dns_classes, .base = SN_HEX)        \
    F(DNS_RR_FLUSH, "dns.resp.cache_flush", BOOL, "Cache flush")                                   \
    F(DNS_RR_TTL, "dns.resp.ttl", U32, "Time to live")                                             \
    F(DNS_RR_LEN, "dns.resp.len", U16, "Data length")                                              \
    F(DNS_NAME_END, "sn.dns.name.end", UINT, "End of name")                                        \
    F(DNS_A, "dns.a", IPV4, "Address")                                                             \
    F(DNS_AAAA, "dns.aaaa", IPV6, "AAAA Address")                                                  \
    F(DNS_NS, "dns.ns", STR, "Name Server")                                                        \
    F(DNS_CNAME, "dns.cname", STR, "CNAME")                                                        \
    F(DNS_PTR, "dns.ptr.domain_name", STR, "Domain Name")                                          \
    F(DNS_DNAME, "dns.dname", STR, "Dname")                                                        \
    F(DNS_SOA_MNAME, "dns.soa.mname", STR, "Primary name server")                                  \
    F(DNS_SOA_RNAME, "dns.soa.rname", STR, "Responsible authority's mailbox")                      \
    F(DNS_SOA_SERIAL, "dns.soa.serial_number", U32, "Serial Number")                               \
    F(DNS_SOA_REFRESH, "dns.soa.refresh_interval", U32, "Refresh Interval")                        \
    F(DNS_SOA_RETRY, "dns.soa.retry_interval", U32, "Retry Interval")                              \
    F(DNS_SOA_EXPIRE, "dns.soa.expire_limit", U32, "Expire limit")                                 \
    F(DNS_SOA_MINIMUM, "dns.soa.minimum_ttl", U32, "Minimum TTL")                                  \
    F(DNS_MX_PREF, "dns.mx.preference", U16, "Preference")                                         \
    F(DNS_MX_NAME, "dns.mx.mail_exchange", STR, "Mail Exchange")                                   \
    F(DNS_TXT, "dns.txt", STRS, "TXT")                                                             \
    F(DNS_SRV_PRIO, "dns.srv.priority", U16, "Priority")                                           \
    F(DNS_SRV_WEIGHT, "dns.srv.weight", U16, "Weight")                                             \
    F(DNS_SRV_PORT, "dns.srv.port", U16, "Port")                                                   \
    F(DNS_SRV_TARGET, "dns.srv.target", STR, "Target")                                             \
    F(DNS_A6_PLEN, "dns.a6.prefix_len", U8, "Prefix len")                                          \
    F(DNS_A6_SUFFIX, "dns.a6.address_suffix", IPV6, "Address Suffix")                              \
    F(DNS_A6_PREFIX, "dns.a6.prefix_name", STR, "Prefix name")                                     \
    F(DNS_URI_PRIO, "sn.dns.uri.priority", U16, "Priority")                                        \
    F(DNS_URI_WEIGHT, "sn.dns.uri.weight", U16, "Weight")                                          \
    F(DNS_URI_TARGET, "sn.dns.uri.target", STR, "Target")                                          \
    F(DNS_TSIG_ALG, "dns.tsig.algorithm_name", STR, "Algorithm Name")                              \
    F(DNS_TSIG_FUDGE, "dns.tsig.fudge", U16, "Fudge")                                              \
    F(DNS_TSIG_MACLEN, "dns.tsig.mac_size", U16, "MAC Size")                                       \
    F(DNS_TSIG_ORIGID, "dns.tsig.original_id", U16, "Original Id")                                 \
    F(DNS_TSIG_ERROR, "dns.tsig.error", U16, "Error")                                              \
    F(DNS_TSIG_OTHERLEN, "dns.tsig.other_len", U16, "Other Len")                                   \
    F(DNS_DATA, "dns.data", BYTES, "Data")                                                         \
    F(DNS_OPT_SIZE, "dns.rr.udp_payload_size", U16, "UDP payload size")                            \
    F(DNS_OPT_RCODE, "dns.resp.ext_rcode", UINT, "Higher bits in extended RCODE", .base = SN_HEX)  \
    F(DNS_OPT_VERSION, "dns.resp.edns0_version", UINT, "EDNS0 version")                            \
    F(DNS_OPT_Z, "dns.resp.z", U16, "Z", .base = SN_HEX)                                           \
    F(DNS_OPT_DO, "dns.resp.z.do", BOOL, "DO bit")                                                 \
    F(DNS_OPT, "dns.opt", GROUPS, "Option")                                                        \
    F(DNS_OPT_CODE, "dns.opt.code", U16, "Option Code", .vals = sn_dns_options)                    \
    F(DNS_OPT_LEN, "dns.opt.len", U16, "Option Length")                                            \
    F(DNS_OPT_DATA, "dns.opt.data", BYTES, "Option Data")                                          \
    DNS_MORE_ROWS(F)                                                                               \
    F(DNS_SRV_SERVICE, "dns.srv.service", STR, "Service")                                          \
    F(DNS_SRV_PROTO, "dns.srv.proto", STR, "Protocol")                                             \
    F(DNS_SRV_NAME, "dns.srv.name", STR, "Name")                                                   \
    F(DNS_CONFLICT, "dns.flags.conflict", BIT16, "Conflict", .mask = 0x400)                        \
    F(DNS_TENTATIVE, "dns.flags.tentative", BIT16, "Tentative", .mask = 0x100)                     \
    F(DNS_RESPONSE_TO, "dns.response_to", UINT, "Request In")                                      \
    F(DNS_TIME, "dns.time", SPAN, "Time")
SN_FIELD_NUMBERS(DNS)

/* How a name ended when it didn't end with an empty label: the low byte of NAME_END. The lower
 * values make the message unreadable from there on. */
enum dns_end {
    DNS_END_CUT = 1,  /* behind a whole label */
    DNS_END_IN_LABEL, /* within a label */
    DNS_END_IN_BITS,  /* within a bit label */
    DNS_END_BAD_PTR,
    DNS_END_BAD_TYPE,
    DNS_END_ELT,
    DNS_END_LONG,   /* longer than 255 bytes: the rest isn't shown */
    DNS_END_NO_DOT, /* nothing is wrong, but the last dot isn't shown */
};

enum {
    DNS_T_A = 1,
    DNS_T_NS = 2,
    DNS_T_CNAME = 5,
    DNS_T_SOA = 6,
    DNS_T_PTR = 12,
    DNS_T_MX = 15,
    DNS_T_TXT = 16,
    DNS_T_AAAA = 28,
    DNS_T_SRV = 33,
    DNS_T_A6 = 38,
    DNS_T_DNAME = 39,
    DNS_T_OPT = 41,
    DNS_T_UNSPECA = 104,
    DNS_T_TSIG = 250,
    DNS_T_URI = 256,
};

/* What else NAME_END holds: the last dot isn't shown; the type of an extended label. */
enum { DNS_END_DOTLESS = 0x100, DNS_END_TYPE = 16 };

enum { DNS_HDR = 12, DNS_CLASS_IN = 1 };

extern const struct sn_val sn_dns_algorithms[], sn_dns_hashes[];
extern const char sn_dns_root[]; /* the value of a record for the empty name */

/* A message being read. */
struct dns_msg {
    struct sn_rd all; /* from the header on: what pointers refer to */
    uint16_t end;     /* the field of records behind names that aren't whole */
    uint16_t classes; /* the bits that are a class: one isn't in multicast DNS */
    bool mdns;
    bool names;   /* owner names are wanted, not skipped */
    bool queries; /* the queries' names are */
};

/* A record that says how the name in front ended. */
static inline bool sn_dns_is_end(const struct sn_rec *q)
{
    return (q->flags & (SN_REC_MADE | SN_REC_TEXT)) == (SN_REC_MADE | SN_REC_TEXT);
}

/* Moves behind a name. False when it can't be. */
bool sn_dns_skip(struct sn_rd *r);

/* A record of the name that begins at r, and one of how it ended when not well. r doesn't move. */
void sn_dns_name(struct sn_dis *d, const struct sn_rd *r, const struct dns_msg *m, unsigned field);

/* Records of the data of a resource record: len bytes at r, all captured. r doesn't move. */
void sn_dns_rdata(struct sn_dis *d, const struct sn_rd *r, const struct dns_msg *m, uint16_t type,
                  uint16_t len);

/* The same of types that no text shows, when all fields are wanted. False: it is no such type. */
bool sn_dns_more_rdata(struct sn_dis *d, const struct sn_rd *r, const struct dns_msg *m,
                       uint16_t type, uint16_t len);

/* What an EDNS option's data say in detail, all that r holds. */
void sn_dns_more_option(struct sn_dis *d, struct sn_rd *r, uint32_t code);

/* Appends the name of record q; false when it can't be read to its end. */
bool sn_dns_put_name(struct sn_text *t, const struct sn_rec *q, const struct sn_rec *end);

/* Appends the name in a field; the line is cut when there is none, or it can't be read. */
void sn_dns_say_name(struct sn_text *t, const struct sn_view *v, unsigned field);

/* The field of types whose data is a name. */
unsigned sn_dns_name_field(uint32_t type);

/* Appends the EDNS options in a resource record. */
void sn_dns_put_options(struct sn_text *t, const struct sn_view *rr);

enum sn_then sn_dns_text(struct sn_text *t, const struct sn_layer *l);

#endif
