/* Lists of ICMPv6's fields that no text shows: options of neighbor discovery, and what messages
 * have besides; RPL's fields. They are parts of the list in icmp6.h. */
#ifndef SN_DIS_ICMP6_FIELDS_H
#define SN_DIS_ICMP6_FIELDS_H

#define ICMP6_OPT_ROWS(F)                                                                          \
    F(ICMP6_OPT_SRC_LINK, "icmpv6.opt.src_linkaddr", HW, "Source Link-layer address")              \
    F(ICMP6_OPT_DST_LINK, "icmpv6.opt.target_linkaddr", HW, "Target Link-layer address")           \
    F(ICMP6_OPT_SHORTCUT, "icmpv6.opt.nbma.shortcut_limit", U8, "Shortcut Limit")                  \
    F(ICMP6_OPT_ADDRESS, "icmpv6.opt.ipv6_address", IPV6S, "IPv6 Address")                         \
    F(ICMP6_OPT_PAD_LEN, "icmpv6.opt.cga.pad_length", U8, "Pad Length", .unit = "bytes")           \
    F(ICMP6_OPT_CGA, "icmpv6.opt.cga", BYTES, "CGA")                                               \
    F(ICMP6_OPT_CGA_MODIFIER, "icmpv6.opt.cga.modifier", BYTES, "Modifier", .width = 16,           \
      .step = 16)                                                                                  \
    F(ICMP6_OPT_CGA_PREFIX, "icmpv6.opt.cga.subnet_prefix", BYTES, "Subnet Prefix", .width = 8,    \
      .step = 8)                                                                                   \
    F(ICMP6_OPT_CGA_COUNT, "icmpv6.opt.cga.count", BYTES, "Count", .width = 1, .step = 1)          \
    F(ICMP6_OPT_CGA_EXT_TYPE, "icmpv6.opt.cga.ext_type", U16S, "Ext Type")                         \
    F(ICMP6_OPT_CGA_EXT_LEN, "icmpv6.opt.cga.ext_length", U16S, "Ext Length", .unit = "bytes")     \
    F(ICMP6_OPT_CGA_EXT, "icmpv6.opt.cga.ext_data", BYTESS, "Ext Data")                            \
    F(ICMP6_OPT_RSA_HASH, "icmpv6.opt.rsa.key_hash", BYTES, "Key Hash", .width = 16, .step = 16)   \
    F(ICMP6_OPT_TIME, "icmpv6.opt.timestamp", TIME, "Timestamp")                                   \
    F(ICMP6_OPT_NONCE, "icmpv6.opt.nonce", BYTES, "Nonce")                                         \
    F(ICMP6_OPT_NAME_TYPE, "icmpv6.opt.name_type", U8, "Name Type")                                \
    F(ICMP6_OPT_NAME_X501, "icmpv6.opt.name_x501", BYTES, "DER Encoded X.501 Name")                \
    F(ICMP6_OPT_NAME_FQDN, "icmpv6.opt.name_type.fqdn", STR, "FQDN")                               \
    F(ICMP6_OPT_IPA_CODE, "icmpv6.opt.ipa.option_code", U8, "Option-code")                         \
    F(ICMP6_OPT_IPA_LEN, "icmpv6.opt.ipa.prefix_len", U8, "Prefix Length", .pad = 4)               \
    F(ICMP6_OPT_IPA, "icmpv6.opt.ipa.ipv6_address", IPV6, "IPv6 Address")                          \
    F(ICMP6_OPT_NRPI_CODE, "icmpv6.opt.nrpi.option_code", U8, "Option-code")                       \
    F(ICMP6_OPT_NRPI_LEN, "icmpv6.opt.nrpi.prefix_len", U8, "Prefix Length", .pad = 4)             \
    F(ICMP6_OPT_NRPI, "icmpv6.opt.nrpi.prefix", IPV6, "Prefix")                                    \
    F(ICMP6_OPT_LLA_CODE, "icmpv6.opt.lla.option_code", U8, "Option-code")                         \
    F(ICMP6_OPT_LLA, "icmpv6.opt.lla.bytes", BYTES, "Link-Layer Address")                          \
    F(ICMP6_OPT_NAACK_CODE, "icmpv6.opt.naack.option_code", U8, "Option-Code")                     \
    F(ICMP6_OPT_NAACK_STATUS, "icmpv6.opt.naack.status", U8, "Status")                             \
    F(ICMP6_OPT_NAACK, "icmpv6.opt.naack.supplied_ncoa", IPV6, "Supplied NCoA")                    \
    F(ICMP6_OPT_MAP_DISTANCE, "icmpv6.opt.map.distance", P8, "Distance", .mask = 0xf0)             \
    F(ICMP6_OPT_MAP_PREF, "icmpv6.opt.map.preference", U8, "Preference", .mask = 0xf)              \
    F(ICMP6_OPT_MAP_FLAGS, "icmpv6.opt.map.flag", P8, "Flag", .base = SN_HEX)                      \
    F(ICMP6_OPT_MAP_R, "icmpv6.opt.map.flag.r", BIT8, "RCoA Flag", .mask = 0x80)                   \
    F(ICMP6_OPT_MAP_RSV, "icmpv6.opt.map.flag.reserved", U8, "Reserved", .mask = 0x7f)             \
    F(ICMP6_OPT_MAP_LIFETIME, "icmpv6.opt.map.valid_lifetime", U32, "Valid Lifetime", .unit = "s") \
    F(ICMP6_OPT_MAP, "icmpv6.opt.map.global_address", IPV6, "Global Address")                      \
    F(ICMP6_OPT_EFO, "icmpv6.opt.efo", P16, "Flags Expansion Option", .base = SN_HEX)              \
    F(ICMP6_OPT_EFO_M, "icmpv6.opt.efo.m", BIT16, "Managed address configuration", .mask = 0x8000) \
    F(ICMP6_OPT_EFO_O, "icmpv6.opt.efo.o", BIT16, "Other configuration", .mask = 0x4000)           \
    F(ICMP6_OPT_EFO_H, "icmpv6.opt.efo.h", BIT16, "Home Agent", .mask = 0x2000)                    \
    F(ICMP6_OPT_EFO_PRF, "icmpv6.opt.efo.prf", P16, "Prf (Default Router Preference)",             \
      .mask = 0x1800)                                                                              \
    F(ICMP6_OPT_EFO_P, "icmpv6.opt.efo.p", BIT16, "Proxy", .mask = 0x400)                          \
    F(ICMP6_OPT_EFO_RSV, "icmpv6.opt.efo.rsv", U16, "Reserved", .mask = 0x2ff)                     \
    F(ICMP6_OPT_HKR_PAD_LEN, "icmpv6.opt.hkr.pad_length", U8, "Pad Length", .unit = "bytes")       \
    F(ICMP6_OPT_HKR_AT, "icmpv6.opt.hkr.at", P8, "AT", .mask = 0xf0)                               \
    F(ICMP6_OPT_HKR_RSV, "icmpv6.opt.hkr.reserved", U8, "Reserved", .mask = 0xf)                   \
    F(ICMP6_OPT_HKR_LIFETIME, "icmpv6.opt.hkr.lifetime", U16, "Padding", .unit = "s")              \
    F(ICMP6_OPT_HKR_PUBLIC, "icmpv6.opt.hkr.encryption_public_key", BYTES,                         \
      "Handover Key Encryption Public Key")                                                        \
    F(ICMP6_OPT_HKR_KEY, "icmpv6.opt.hkr.encrypted_handover_key", BYTES, "Encrypted Handover Key") \
    F(ICMP6_OPT_HKR_PAD, "icmpv6.opt.hkr.padding", BYTES, "Padding")                               \
    F(ICMP6_OPT_HAI_CODE, "icmpv6.opt.hai.option_code", U8, "Option-Code")                         \
    F(ICMP6_OPT_HAI_LEN, "icmpv6.opt.hai.length", U8, "HAI-Length", .unit = "bytes")               \
    F(ICMP6_OPT_HAI, "icmpv6.opt.hai.value", BYTES, "HAI-Value")                                   \
    F(ICMP6_OPT_MN_CODE, "icmpv6.opt.mn.option_code", U8, "Option-Code")                           \
    F(ICMP6_OPT_MN_LEN, "icmpv6.opt.mn.length", U8, "MN-Length", .unit = "bytes")                  \
    F(ICMP6_OPT_MN, "icmpv6.opt.mn.value", BYTES, "MN-Value")                                      \
    F(ICMP6_OPT_PS_HASH, "icmpv6.opt.ps.key_hash", BYTES, "Key Hash", .width = 16, .step = 16)     \
    F(ICMP6_OPT_ARO_STATUS, "icmpv6.opt.aro.status", U8, "Status", .pad = 3)                       \
    F(ICMP6_OPT_ARO_LIFETIME, "icmpv6.opt.aro.registration_lifetime", U16,                         \
      "Registration  Lifetime", .unit = "minutes")                                                 \
    F(ICMP6_OPT_ARO, "icmpv6.opt.aro.eui64", HW, "EUI-64", .width = 8, .step = 8)                  \
    F(ICMP6_OPT_6CO_LEN, "icmpv6.opt.6co.context_length", U8, "Context Length")                    \
    F(ICMP6_OPT_6CO_FLAGS, "icmpv6.opt.6co.flag", P8, "Flag", .base = SN_HEX)                      \
    F(ICMP6_OPT_6CO_C, "icmpv6.opt.6co.flag.c", BIT8, "Compression Flag", .mask = 0x10)            \
    F(ICMP6_OPT_6CO_CID, "icmpv6.opt.6co.flag.cid", P8, "CID", .mask = 0xf)                        \
    F(ICMP6_OPT_6CO_RSV, "icmpv6.opt.6co.flag.reserved", U8, "Reserved", .mask = 0xe0, .pad = 2)   \
    F(ICMP6_OPT_6CO_LIFETIME, "icmpv6.opt.6co.valid_lifetime", U16, "Lifetime", .unit = "minutes") \
    F(ICMP6_OPT_6CO, "icmpv6.opt.6co.context_prefix", IPV6, "Context Prefix")                      \
    F(ICMP6_OPT_ABRO_LOW, "icmpv6.opt.abro.version_low", U16, "Version Low")                       \
    F(ICMP6_OPT_ABRO_HIGH, "icmpv6.opt.abro.version_high", U16, "Version")                         \
    F(ICMP6_OPT_ABRO_LIFETIME, "icmpv6.opt.abro.valid_lifetime", U16, "Valid Lifetime",            \
      .unit = "minutes")                                                                           \
    F(ICMP6_OPT_ABRO, "icmpv6.opt.abro.6lbr_address", IPV6, "6LBR Address")                        \
    F(ICMP6_OPT_6CIO_RSV1, "icmpv6.opt.6cio.unassigned1", P16, "Unassigned", .base = SN_HEX,       \
      .mask = 0xfffe)                                                                              \
    F(ICMP6_OPT_6CIO_G, "icmpv6.opt.6cio.flag_g", U16, "G", .base = SN_HEX, .mask = 0x1)           \
    F(ICMP6_OPT_6CIO_RSV2, "icmpv6.opt.6cio.unassigned2", U32, "Unassigned", .base = SN_HEX)       \
    F(ICMP6_OPT_PORTAL, "icmpv6.opt.captive_portal", STR, "Captive Portal")                        \
    F(ICMP6_OPT_PREF64_LIFETIME, "icmpv6.opt.pref64.scaled_lifetime", P16, "Scaled Lifetime",      \
      .mask = 0xfff8)                                                                              \
    F(ICMP6_OPT_PREF64_PLC, "icmpv6.opt.pref64.plc", U16, "PLC (Prefix Length Code)",              \
      .base = SN_HEX, .mask = 0x7)                                                                 \
    F(ICMP6_OPT_PREF64, "icmpv6.opt.pref64.prefix", IPV6, "Prefix")

#define ICMP6_MORE_ROWS(F)                                                                         \
    F(ICMP6_RESERVED, "icmpv6.reserved", BYTESS, "Reserved")                                       \
    F(ICMP6_LENGTH, "icmpv6.length", U8, "Length of original datagram", .unit = "8 bytes")         \
    F(ICMP6_NA_RSV, "icmpv6.nd.na.flag.rsv", P32, "Reserved", .mask = 0x1fffffff)                  \
    F(ICMP6_MLD_CODE, "icmpv6.mld.maximum_response_code", UINT, "Maximum Response Code",           \
      .unit = "ms")                                                                                \
    F(ICMP6_MLD_RSV, "icmpv6.mld.flag.reserved", P8, "Reserved", .mask = 0xf0)                     \
    F(ICMP6_MLD_S, "icmpv6.mld.flag.s", BIT8, "Suppress Router-Side Processing", .mask = 0x8)      \
    F(ICMP6_MLD_QRV, "icmpv6.mld.flag.qrv", P8, "QRV (Querier's Robustness Variable)",             \
      .mask = 0x7)                                                                                 \
    F(ICMP6_MLD_AUX_DATA, "icmpv6.mldr.mar.auxiliary_data", BYTES, "Auxiliary Data")               \
    F(ICMP6_HA_M, "icmpv6.mip6.flag.m", BIT16, "Managed address configuration", .mask = 0x8000)    \
    F(ICMP6_HA_O, "icmpv6.mip6.flag.o", BIT16, "Other configuration", .mask = 0x4000)              \
    F(ICMP6_HA_RSV, "icmpv6.mip6.flag.rsv", P16, "Reserved", .mask = 0x3fff)                       \
    F(ICMP6_NI_G, "icmpv6.ni.flag.g", BIT16, "Global-scope addresses", .mask = 0x20)               \
    F(ICMP6_NI_S, "icmpv6.ni.flag.s", BIT16, "Site-local addresses", .mask = 0x10)                 \
    F(ICMP6_NI_L, "icmpv6.ni.flag.l", BIT16, "Link-local addresses", .mask = 0x8)                  \
    F(ICMP6_NI_C, "icmpv6.ni.flag.c", BIT16, "Compression", .mask = 0x4)                           \
    F(ICMP6_NI_A, "icmpv6.ni.flag.a", BIT16, "Unicast Addresses", .mask = 0x2)                     \
    F(ICMP6_NI_T, "icmpv6.ni.flag.t", BIT16, "Truncated", .mask = 0x1)                             \
    F(ICMP6_NI_RSV, "icmpv6.ni.flag.rsv", P16, "Reserved", .base = SN_HEX, .mask = 0xffc0)         \
    F(ICMP6_NI_FQDN, "icmpv6.ni.query.subject_fqdn", STR, "FQDN subject")                          \
    F(ICMP6_NI_NODE, "icmpv6.ni.reply.node_name", STRS, "Name Node")                               \
    F(ICMP6_NI_ADDR4, "icmpv6.ni.reply.ipv4_address", IPV4S, "IPv4 Node address")                  \
    F(ICMP6_RR_T, "icmpv6.rr.flag.t", BIT8, "Test Command", .mask = 0x80)                          \
    F(ICMP6_RR_R, "icmpv6.rr.flag.r", BIT8, "Result requested", .mask = 0x40)                      \
    F(ICMP6_RR_A, "icmpv6.rr.flag.a", BIT8, "All Interfaces", .mask = 0x20)                        \
    F(ICMP6_RR_S, "icmpv6.rr.flag.s", BIT8, "Site-specific", .mask = 0x10)                         \
    F(ICMP6_RR_P, "icmpv6.rr.flag.p", BIT8, "Processed previously", .mask = 0x8)                   \
    F(ICMP6_RR_RSV, "icmpv6.rr.flag.rsv", P8, "Reserved", .mask = 0x7)                             \
    F(ICMP6_RR_RM_FLAGS, "icmpv6.rr.rm.flag", U16S, "Flags", .base = SN_HEX)                       \
    F(ICMP6_RR_RM_ORDINAL, "icmpv6.rr.rm.ordinal", U8S, "Ordinal", .base = SN_HEX)                 \
    F(ICMP6_RR_RM_LEN, "icmpv6.rr.rm.matchedlen", U8S, "MatchedLen")                               \
    F(ICMP6_RR_RM_INDEX, "icmpv6.rr.rm.interfaceindex", U32S, "InterfaceIndex")                    \
    F(ICMP6_RR_RM_PREFIX, "icmpv6.rr.rm.matchedprefix", IPV6S, "MatchedPrefix")                    \
    F(ICMP6_RR_RM_B, "icmpv6.rr.rm.flag.b", BIT16, "Bounds", .mask = 0x2, .flags = SN_F_MULTI)     \
    F(ICMP6_RR_RM_F, "icmpv6.rr.rm.flag.f", BIT16, "Forbidden", .mask = 0x1, .flags = SN_F_MULTI)  \
    F(ICMP6_RR_RM_RSV, "icmpv6.rr.rm.flag.reserved", P16, "Reserved", .mask = 0xfffc,              \
      .flags = SN_F_MULTI)                                                                         \
    F(ICMP6_RR_MASK_L, "icmpv6.rr.pco.up.flagmask.l", BIT8, "On-link flag(L)", .mask = 0x80,       \
      .flags = SN_F_MULTI)                                                                         \
    F(ICMP6_RR_MASK_A, "icmpv6.rr.pco.up.flagmask.a", BIT8,                                        \
      "Autonomous address-configuration flag(A)", .mask = 0x40, .flags = SN_F_MULTI)               \
    F(ICMP6_RR_MASK_RSV, "icmpv6.rr.pco.up.flagmask.reserved", P8, "Reserved", .mask = 0x3f,       \
      .flags = SN_F_MULTI)                                                                         \
    F(ICMP6_RR_USE_V, "icmpv6.rr.pco.up.flag.v", BIT32, "Decrement valid lifetime",                \
      .mask = 0x80000000, .flags = SN_F_MULTI)                                                     \
    F(ICMP6_RR_USE_P, "icmpv6.rr.pco.up.flag.p", BIT32, "Decrement preferred lifetime",            \
      .mask = 0x40000000, .flags = SN_F_MULTI)                                                     \
    F(ICMP6_RR_USE_RSV, "icmpv6.rr.pco.up.flag.reserved", P32, "Reserved", .mask = 0x3fffffff,     \
      .flags = SN_F_MULTI)                                                                         \
    F(ICMP6_SEND_ID, "icmpv6.send.identifier", U16, "Identifier")                                  \
    F(ICMP6_SEND_ALL, "icmpv6.send.all_components", U16, "All Components")                         \
    F(ICMP6_SEND_COMPONENT, "icmpv6.send.component", U16, "Component")                             \
    F(ICMP6_FMIP_SUBTYPE, "icmpv6.fmip6.subtype", U8, "Subtype")                                   \
    F(ICMP6_FMIP_HI_FLAGS, "icmpv6.fmip6.hi.flag", P8, "Flag", .base = SN_HEX)                     \
    F(ICMP6_FMIP_S, "icmpv6.fmip6.hi.flag.s", BIT8, "Assigned address configuration",              \
      .mask = 0x80)                                                                                \
    F(ICMP6_FMIP_U, "icmpv6.fmip6.hi.flag.a", BIT8, "Buffer", .mask = 0x40)                        \
    F(ICMP6_FMIP_RSV, "icmpv6.fmip6.hi.flag.reserved", U8, "Reserved", .mask = 0x3f)               \
    F(ICMP6_FMIP_ID, "icmpv6.fmip6.identifier", U16, "Identifier", .base = SN_HEX)                 \
    F(ICMP6_MRD_INTERVAL, "icmpv6.mcast_ra.query_interval", U16, "Query Interval", .unit = "s")    \
    F(ICMP6_MRD_ROBUSTNESS, "icmpv6.mcast_ra.robustness_variable", U16, "Robustness Variable")     \
    F(ICMP6_ILNP_LOCS, "icmpv6.ilnp.nb_locs", U8, "Num of Locs")                                   \
    F(ICMP6_ILNP_LOCATOR, "icmpv6.ilnp.nb_locator", U64S, "Locator", .base = SN_HEX)               \
    F(ICMP6_ILNP_PREF, "icmpv6.ilnp.nb_preference", U16S, "Preference")                            \
    F(ICMP6_ILNP_LIFETIME, "icmpv6.ilnp.nb_lifetime", U16S, "Lifetime", .unit = "s")               \
    F(ICMP6_DA_STATUS, "icmpv6.6lowpannd.da.status", U8, "Status")                                 \
    F(ICMP6_DA_RSV, "icmpv6.6lowpannd.da.rsv", U8, "Reserved")                                     \
    F(ICMP6_DA_LIFETIME, "icmpv6.6lowpannd.da.lifetime", U16, "Lifetime", .unit = "minutes")       \
    F(ICMP6_DA_EUI64, "icmpv6.6lowpannd.da.eui64", HW, "EUI-64", .width = 8, .step = 8)            \
    F(ICMP6_DA_ADDR, "icmpv6.6lowpannd.da.reg_addr", IPV6, "Registered Address")                   \
    F(ICMP6_MPL_MIN, "icmpv6.mpl.seed_info.min_sequence", U8, "MinSequence")                       \
    F(ICMP6_MPL_BM_LEN, "icmpv6.mpl.seed_info.bm_len", P8, "Buffered Messages Length",             \
      .mask = 0xfc)                                                                                \
    F(ICMP6_MPL_S, "icmpv6.mpl.seed_info.s", U8, "Seed ID Length", .mask = 0x3)                    \
    F(ICMP6_EXT_SEQ, "icmpv6.ext.echo.seq", U8, "Sequence number")                                 \
    F(ICMP6_EXT_REQ_RSV, "icmpv6.ext.echo.req.res", P8, "Reserved", .base = SN_HEX, .mask = 0xfe)  \
    F(ICMP6_EXT_REQ_L, "icmpv6.ext.echo.req.local", BIT8, "Local bit", .step = 1, .mask = 0x1)     \
    F(ICMP6_EXT_STATE, "icmpv6.ext.echo.rsp.state", P8, "State", .mask = 0xe0)                     \
    F(ICMP6_EXT_RSV, "icmpv6.ext.echo.rsp.res", P8, "Reserved", .base = SN_HEX, .mask = 0x18)      \
    F(ICMP6_EXT_ACTIVE, "icmpv6.ext.echo.rsp.active", BIT8, "Active bit", .mask = 0x4)             \
    F(ICMP6_EXT_IPV4, "icmpv6.ext.echo.rsp.ipv4", BIT8, "IPv4 bit", .mask = 0x2)                   \
    F(ICMP6_EXT_IPV6, "icmpv6.ext.echo.rsp.ipv6", BIT8, "IPv6 bit", .step = 1, .mask = 0x1)

#define ICMP6_RPL_ROWS(F)                                                                          \
    F(RPL_DIS_FLAGS, "icmpv6.rpl.dis.flags", U8, "Flags")                                          \
    F(RPL_DIO_INSTANCE, "icmpv6.rpl.dio.instance", U8, "RPLInstanceID")                            \
    F(RPL_DIO_VERSION, "icmpv6.rpl.dio.version", U8, "Version")                                    \
    F(RPL_DIO_RANK, "icmpv6.rpl.dio.rank", U16, "Rank")                                            \
    F(RPL_DIO_FLAGS, "icmpv6.rpl.dio.flag", U8S, "Flags", .base = SN_HEX)                          \
    F(RPL_DIO_DTSN, "icmpv6.rpl.dio.dtsn", U8,                                                     \
      "Destination Advertisement Trigger Sequence Number (DTSN)")                                  \
    F(RPL_DIO_DAG, "icmpv6.rpl.dio.dagid", IPV6, "DODAGID")                                        \
    F(RPL_DIO_G, "icmpv6.rpl.dio.flag.g", BIT8, "Grounded (G)", .mask = 0x80)                      \
    F(RPL_DIO_0, "icmpv6.rpl.dio.flag.0", BIT8, "Zero", .mask = 0x40)                              \
    F(RPL_DIO_MOP, "icmpv6.rpl.dio.flag.mop", P8, "Mode of Operation (MOP)", .base = SN_HEX,       \
      .mask = 0x38)                                                                                \
    F(RPL_DIO_PREF, "icmpv6.rpl.dio.flag.preference", P8, "DODAG Preference", .mask = 0x7)         \
    F(RPL_DAO_INSTANCE, "icmpv6.rpl.dao.instance", U8, "RPLInstanceID")                            \
    F(RPL_DAO_FLAGS, "icmpv6.rpl.dao.flag", U8, "Flags", .base = SN_HEX)                           \
    F(RPL_DAO_SEQ, "icmpv6.rpl.dao.sequence", U8, "DAO Sequence")                                  \
    F(RPL_DAO_DAG, "icmpv6.rpl.dao.dodagid", IPV6, "DODAGID")                                      \
    F(RPL_DAO_K, "icmpv6.rpl.dao.flag.k", BIT8, "DAO-ACK Request (K)", .mask = 0x80)               \
    F(RPL_DAO_D, "icmpv6.rpl.dao.flag.d", BIT8, "DODAGID Present (D)", .mask = 0x40)               \
    F(RPL_DAO_RSV, "icmpv6.rpl.dao.flag.rsv", P8, "Reserved", .mask = 0x3f)                        \
    F(RPL_ACK_INSTANCE, "icmpv6.rpl.daoack.instance", U8, "RPLInstanceID")                         \
    F(RPL_ACK_FLAGS, "icmpv6.rpl.daoack.flag", U8, "Flag", .base = SN_HEX)                         \
    F(RPL_ACK_SEQ, "icmpv6.rpl.daoack.sequence", U8, "DAO-ACK Sequence")                           \
    F(RPL_ACK_STATUS, "icmpv6.rpl.daoack.status", U8, "Status")                                    \
    F(RPL_ACK_DAG, "icmpv6.rpl.daoack.dodagid", IPV6, "DODAGID")                                   \
    F(RPL_ACK_D, "icmpv6.rpl.daoack.flag.d", BIT8, "DODAGID Present (D)", .mask = 0x80)            \
    F(RPL_ACK_RSV, "icmpv6.rpl.daoack.flag.rsv", P8, "Reserved", .mask = 0x7f)                     \
    F(RPL_CC_INSTANCE, "icmpv6.rpl.cc.instance", U8, "RPLInstanceID")                              \
    F(RPL_CC_FLAGS, "icmpv6.rpl.cc.flag", P8, "Flag", .base = SN_HEX)                              \
    F(RPL_CC_R, "icmpv6.rpl.cc.flag.r", BIT8, "Response (R)", .mask = 0x80)                        \
    F(RPL_CC_RSV, "icmpv6.rpl.cc.flag.rsv", U8, "Reserved", .mask = 0x7f)                          \
    F(RPL_CC_NONCE, "icmpv6.rpl.cc.nonce", U16, "CC Nonce", .base = SN_HEX)                        \
    F(RPL_CC_DAG, "icmpv6.rpl.cc.dodagid", IPV6, "DODAGID")                                        \
    F(RPL_CC_COUNTER, "icmpv6.rpl.cc.destination_counter", U32, "Destination Counter")             \
    F(RPL_DRO_INSTANCE, "icmpv6.rpl.p2p.dro.instance", U8, "RPLInstanceID")                        \
    F(RPL_DRO_VERSION, "icmpv6.rpl.p2p.dro.version", U8, "Version")                                \
    F(RPL_DRO_FLAGS, "icmpv6.rpl.p2p.dro.flag", P16, "Flags", .base = SN_HEX)                      \
    F(RPL_DRO_STOP, "icmpv6.rpl.p2p.dro.flag.stop", BIT16, "Stop", .mask = 0x8000)                 \
    F(RPL_DRO_ACK, "icmpv6.rpl.p2p.dro.flag.ack", BIT16, "Ack", .mask = 0x4000)                    \
    F(RPL_DRO_SEQ, "icmpv6.rpl.p2p.dro.flag.seq", P16, "Seq", .mask = 0x3000)                      \
    F(RPL_DRO_RSV, "icmpv6.rpl.p2p.dro.flag.reserved", U16, "Reserved", .mask = 0xfff)             \
    F(RPL_DRO_DAG, "icmpv6.rpl.p2p.dro.dagid", IPV6, "DODAGID")                                    \
    F(RPL_DROACK_FLAGS, "icmpv6.rpl.p2p.droack.flag", P16, "Flags", .base = SN_HEX)                \
    F(RPL_DROACK_SEQ, "icmpv6.rpl.p2p.droack.flag.seq", P16, "Seq", .mask = 0xc000)                \
    F(RPL_DROACK_RSV, "icmpv6.rpl.p2p.droack.flag.reserved", U16, "Reserved", .mask = 0x3fff)      \
    F(RPL_SEC_FLAGS, "icmpv6.rpl.secure.flag", U8S, "Flags", .base = SN_HEX)                       \
    F(RPL_SEC_ALGORITHM, "icmpv6.rpl.secure.algorithm", U8, "Algorithm")                           \
    F(RPL_SEC_KIM, "icmpv6.rpl.secure.kim", P8, "Key Identifier Mode (KIM)", .mask = 0xc0)         \
    F(RPL_SEC_LEVEL, "icmpv6.rpl.secure.lvl", P8, "Security Level (LVL)", .mask = 0x7)             \
    F(RPL_SEC_RSV, "icmpv6.rpl.secure.rsv", P8, "Reserved", .mask = 0x38)                          \
    F(RPL_SEC_COUNTER, "icmpv6.rpl.secure.counter", U32, "Counter")                                \
    F(RPL_SEC_T, "icmpv6.rpl.secure.flag.t", BIT8, "Counter is Time (T)", .mask = 0x80)            \
    F(RPL_SEC_T_RSV, "icmpv6.rpl.secure.flag.rsv", P8, "Reserved", .mask = 0x7f)                   \
    F(RPL_OPT, "icmpv6.rpl.opt.type", U8, "Type", .vals = sn_rpl_options)                          \
    F(RPL_OPT_LEN, "icmpv6.rpl.opt.length", U8, "Length", .unit = "bytes")                         \
    F(RPL_ROUTE_LEN, "icmpv6.rpl.opt.route.prefix_length", U8, "Prefix Length")                    \
    F(RPL_ROUTE_FLAGS, "icmpv6.rpl.opt.route.flag", P8, "Flag", .base = SN_HEX)                    \
    F(RPL_ROUTE_PREF, "icmpv6.rpl.opt.route.pref", P8, "Preference", .mask = 0x18)                 \
    F(RPL_ROUTE_RSV, "icmpv6.rpl.opt.route.reserved", U8, "Reserved", .mask = 0xe7)                \
    F(RPL_ROUTE_LIFETIME, "icmpv6.rpl.opt.route.lifetime", U32, "Route Lifetime", .unit = "s")     \
    F(RPL_ROUTE_PREFIX, "icmpv6.rpl.opt.route.prefix", IPV6, "Prefix")                             \
    F(RPL_CONFIG_FLAGS, "icmpv6.rpl.opt.config.flag", P8, "Flag", .base = SN_HEX)                  \
    F(RPL_CONFIG_RSV, "icmpv6.rpl.opt.config.reserved", P8, "Reserved", .mask = 0xf0)              \
    F(RPL_CONFIG_AUTH, "icmpv6.rpl.opt.config.auth", BIT8, "Authentication Enabled", .mask = 0x8)  \
    F(RPL_CONFIG_PCS, "icmpv6.rpl.opt.config.pcs", U8, "Path Control Size", .mask = 0x7)           \
    F(RPL_CONFIG_DOUBLE, "icmpv6.rpl.opt.config.interval_double", U8, "DIOIntervalDoublings")      \
    F(RPL_CONFIG_MIN, "icmpv6.rpl.opt.config.interval_min", U8, "DIOIntervalMin")                  \
    F(RPL_CONFIG_REDUNDANCY, "icmpv6.rpl.opt.config.redundancy", U8, "DIORedundancyConstant")      \
    F(RPL_CONFIG_MAX_INC, "icmpv6.rpl.opt.config.max_rank_inc", U16, "MaxRankInc")                 \
    F(RPL_CONFIG_MIN_INC, "icmpv6.rpl.opt.config.min_hop_rank_inc", U16, "MinHopRankInc")          \
    F(RPL_CONFIG_OCP, "icmpv6.rpl.opt.config.ocp", U16, "OCP (Objective Code Point)")              \
    F(RPL_CONFIG_RSV2, "icmpv6.rpl.opt.config.rsv", U8, "Reserved")                                \
    F(RPL_CONFIG_LIFETIME, "icmpv6.rpl.opt.config.def_lifetime", U8, "Default Lifetime")           \
    F(RPL_CONFIG_UNIT, "icmpv6.rpl.opt.config.lifetime_unit", U16, "Lifetime Unit", .unit = "s")   \
    F(RPL_TARGET_LEN, "icmpv6.rpl.opt.target.prefix_length", U8, "Target Length")                  \
    F(RPL_TARGET, "icmpv6.rpl.opt.target.prefix", IPV6, "Target")                                  \
    F(RPL_TRANSIT_FLAGS, "icmpv6.rpl.opt.transit.flag", P8, "Flags", .base = SN_HEX)               \
    F(RPL_TRANSIT_E, "icmpv6.rpl.opt.transit.flag.e", BIT8, "External", .mask = 0x80)              \
    F(RPL_TRANSIT_RSV, "icmpv6.rpl.opt.transit.flag.rsv", U8, "Reserved", .mask = 0x7f)            \
    F(RPL_TRANSIT_CONTROL, "icmpv6.rpl.opt.transit.pathctl", U8, "Path Control")                   \
    F(RPL_TRANSIT_SEQ, "icmpv6.rpl.opt.transit.pathseq", U8, "Path Sequence")                      \
    F(RPL_TRANSIT_LIFETIME, "icmpv6.rpl.opt.transit.pathlifetime", U8, "Path Lifetime")            \
    F(RPL_TRANSIT_PARENT, "icmpv6.rpl.opt.transit.parent", IPV6, "Parent Address")                 \
    F(RPL_SOLICITED_INSTANCE, "icmpv6.rpl.opt.solicited.instance", U8, "Instance")                 \
    F(RPL_SOLICITED_FLAGS, "icmpv6.rpl.opt.solicited.flag", P8, "Flag", .base = SN_HEX)            \
    F(RPL_SOLICITED_V, "icmpv6.rpl.opt.solicited.flag.v", BIT8, "Version predicate", .mask = 0x80) \
    F(RPL_SOLICITED_I, "icmpv6.rpl.opt.solicited.flag.i", BIT8, "InstanceID predicate",            \
      .mask = 0x40)                                                                                \
    F(RPL_SOLICITED_D, "icmpv6.rpl.opt.solicited.flag.d", BIT8, "DODAGID predicate", .mask = 0x20) \
    F(RPL_SOLICITED_RSV, "icmpv6.rpl.opt.solicited.flag.rsv", U8, "Reserved", .mask = 0x1f)        \
    F(RPL_SOLICITED_DAG, "icmpv6.rpl.opt.solicited.dodagid", IPV6, "DODAGID")                      \
    F(RPL_SOLICITED_VERSION, "icmpv6.rpl.opt.solicited.version", U8, "Version")                    \
    F(RPL_PREFIX_LEN, "icmpv6.rpl.opt.prefix.length", U8, "Prefix Length")                         \
    F(RPL_PREFIX_FLAGS, "icmpv6.rpl.opt.prefix.flag", P8, "Flag", .base = SN_HEX)                  \
    F(RPL_PREFIX_L, "icmpv6.rpl.opt.prefix.flag.l", BIT8, "On Link", .mask = 0x80)                 \
    F(RPL_PREFIX_A, "icmpv6.rpl.opt.config.flag.a", BIT8, "Auto Address Config", .mask = 0x40)     \
    F(RPL_PREFIX_R, "icmpv6.rpl.opt.config.flag.r", BIT8, "Router Address", .mask = 0x20)          \
    F(RPL_PREFIX_RSV, "icmpv6.rpl.opt.config.flag.rsv", U8, "Reserved", .mask = 0x1f)              \
    F(RPL_PREFIX_VALID, "icmpv6.rpl.opt.prefix.valid_lifetime", U32, "Valid Lifetime",             \
      .unit = "s")                                                                                 \
    F(RPL_PREFIX_PREFERRED, "icmpv6.rpl.opt.prefix.preferred_lifetime", U32, "Preferred Lifetime", \
      .unit = "s", .pad = 4)                                                                       \
    F(RPL_PREFIX, "icmpv6.rpl.opt.prefix", IPV6, "Destination Prefix")                             \
    F(RPL_DESCRIPTOR, "icmpv6.rpl.opt.targetdesc.descriptor", U32, "Descriptor", .base = SN_HEX)   \
    F(RPL_RDO_REPLY, "icmpv6.rpl.opt.routediscovery.flag.reply", BIT8, "Reply", .mask = 0x80)      \
    F(RPL_RDO_HOP, "icmpv6.rpl.opt.routediscovery.flag.hopbyhop", BIT8, "Hop-by-Hop",              \
      .mask = 0x40)                                                                                \
    F(RPL_RDO_ROUTES, "icmpv6.rpl.opt.routediscovery.flag.numofroutes", P8, "Number of Routes",    \
      .mask = 0x30)                                                                                \
    F(RPL_RDO_COMPR, "icmpv6.rpl.opt.routediscovery.flag.compr", U8, "Compr", .mask = 0xf)         \
    F(RPL_RDO_LIFETIME, "icmpv6.rpl.opt.routediscovery.lifetime", P8, "Lifetime", .mask = 0xc0)    \
    F(RPL_RDO_RANK, "icmpv6.rpl.opt.routediscovery.maxrank", U8, "MaxRank", .mask = 0x3f)          \
    F(RPL_RDO_NH, "icmpv6.rpl.opt.routediscovery.nh", U8, "NH", .mask = 0x3f)                      \
    F(RPL_RDO_TARGET, "icmpv6.rpl.opt.routediscovery.targetaddr", IPV6, "Target Address")          \
    F(RPL_RDO_ADDR, "icmpv6.rpl.opt.routediscovery.addrvec.addr", IPV6S, "Address")                \
    F(RPL_METRIC, "icmpv6.rpl.opt.metric.type", U8S, "Routing Metric/Constraint Type")             \
    F(RPL_METRIC_FLAGS, "icmpv6.rpl.opt.metric.flags", P16, "Flags", .base = SN_HEX,               \
      .flags = SN_F_MULTI)                                                                         \
    F(RPL_METRIC_RSV, "icmpv6.rpl.opt.metric.reserved", P16, "Reserved Flags", .base = SN_HEX,     \
      .mask = 0xf800, .flags = SN_F_MULTI)                                                         \
    F(RPL_METRIC_P, "icmpv6.rpl.opt.metric.flag.p", BIT16, "Flag P", .mask = 0x400,                \
      .flags = SN_F_MULTI)                                                                         \
    F(RPL_METRIC_C, "icmpv6.rpl.opt.metric.flag.c", BIT16, "Flag C", .mask = 0x200,                \
      .flags = SN_F_MULTI)                                                                         \
    F(RPL_METRIC_O, "icmpv6.rpl.opt.metric.flag.o", BIT16, "Flag O", .mask = 0x100,                \
      .flags = SN_F_MULTI)                                                                         \
    F(RPL_METRIC_R, "icmpv6.rpl.opt.metric.flag.r", BIT16, "Flag R", .mask = 0x80,                 \
      .flags = SN_F_MULTI)                                                                         \
    F(RPL_METRIC_A, "icmpv6.rpl.opt.metric.flag.a", P16, "A Field", .base = SN_HEX, .mask = 0x70,  \
      .flags = SN_F_MULTI)                                                                         \
    F(RPL_METRIC_PREC, "icmpv6.rpl.opt.metric.prec", U16S, "Precedence field", .base = SN_HEX,     \
      .mask = 0xf)                                                                                 \
    F(RPL_METRIC_LEN, "icmpv6.rpl.opt.metric.length", U8S, "Metric Length", .unit = "bytes")       \
    F(RPL_NSA, "icmpv6.rpl.opt.metric.nsa.object", P16, "Node State and Attribute Object",         \
      .base = SN_HEX, .flags = SN_F_MULTI)                                                         \
    F(RPL_NSA_RSV, "icmpv6.rpl.opt.metric.nsa.object.reserved", P16, "Reserved field",             \
      .base = SN_HEX, .mask = 0xff00, .flags = SN_F_MULTI)                                         \
    F(RPL_NSA_FLAGS, "icmpv6.rpl.opt.metric.nsa.object.flags", P16, "Flags", .base = SN_HEX,       \
      .mask = 0xfc, .flags = SN_F_MULTI)                                                           \
    F(RPL_NSA_A, "icmpv6.rpl.opt.metric.nsa.object.flag.a", BIT16, "Flag A", .mask = 0x2,          \
      .flags = SN_F_MULTI)                                                                         \
    F(RPL_NSA_O, "icmpv6.rpl.opt.metric.nsa.object.flag.o", U16S, "Flag O", .mask = 0x1)           \
    F(RPL_NSA_TLV, "icmpv6.rpl.opt.metric.nsa.object.opttlv.object", P8,                           \
      "Node State and Attribute Optional TLV", .flags = SN_F_MULTI)                                \
    F(RPL_NSA_TLV_TYPE, "icmpv6.rpl.opt.metric.nsa.object.opttlv.object.type", U8S,                \
      "Node State and Attribute Optional TLV Type")                                                \
    F(RPL_NSA_TLV_LEN, "icmpv6.rpl.opt.metric.nsa.object.opttlv.object.length", U8S,               \
      "Node State and Attribute Optional TLV Length", .unit = "bytes")                             \
    F(RPL_NSA_TLV_DATA, "icmpv6.rpl.opt.metric.nsa.object.opttlv.object.data", BYTESS, "Raw Data") \
    F(RPL_NE, "icmpv6.rpl.opt.metric.ne.object", P16, "Node Energy Object", .base = SN_HEX,        \
      .flags = SN_F_MULTI)                                                                         \
    F(RPL_NE_FLAGS, "icmpv6.rpl.opt.metric.ne.object.flags", P16, "Flags field", .base = SN_HEX,   \
      .mask = 0xf000, .flags = SN_F_MULTI)                                                         \
    F(RPL_NE_I, "icmpv6.rpl.opt.metric.ne.object.flag.i", BIT16, "Flag I", .mask = 0x800,          \
      .flags = SN_F_MULTI)                                                                         \
    F(RPL_NE_TYPE, "icmpv6.rpl.opt.metric.ne.object.type", P16, "Type", .base = SN_HEX,            \
      .mask = 0x600, .flags = SN_F_MULTI)                                                          \
    F(RPL_NE_E, "icmpv6.rpl.opt.metric.ne.object.flag.e", BIT16, "Flag E", .mask = 0x100,          \
      .flags = SN_F_MULTI)                                                                         \
    F(RPL_NE_ENERGY, "icmpv6.rpl.opt.metric.ne.object.energy", U16S, "Energy", .base = SN_HEX,     \
      .mask = 0xff)                                                                                \
    F(RPL_HP, "icmpv6.rpl.opt.metric.hp.object", P16, "Hop Count Object", .base = SN_HEX,          \
      .flags = SN_F_MULTI)                                                                         \
    F(RPL_HP_RSV, "icmpv6.rpl.opt.metric.hp.object.reserved", P16, "Reserved field",               \
      .base = SN_HEX, .mask = 0xf000, .flags = SN_F_MULTI)                                         \
    F(RPL_HP_FLAGS, "icmpv6.rpl.opt.metric.hp.object.flags", P16, "Flags", .base = SN_HEX,         \
      .mask = 0xf00, .flags = SN_F_MULTI)                                                          \
    F(RPL_HP_COUNT, "icmpv6.rpl.opt.metric.hp.object.hp", U16S, "Hop Count", .mask = 0xff)         \
    F(RPL_THROUGHPUT, "icmpv6.rpl.opt.metric.lt.object.lt", U32S, "Link Throughput")               \
    F(RPL_LATENCY, "icmpv6.rpl.opt.metric.ll.object.ll", U32S, "Link Latency")                     \
    F(RPL_LQL_RSV, "icmpv6.rpl.opt.metric.lql.object.res", U8S, "Reserved field", .base = SN_HEX,  \
      .mask = 0)                                                                                   \
    F(RPL_LQL, "icmpv6.rpl.opt.metric.lql.object", P8, "Link Quality Level Object",                \
      .base = SN_HEX, .flags = SN_F_MULTI)                                                         \
    F(RPL_LQL_VALUE, "icmpv6.rpl.opt.metric.lql.object.val", P8, "Val(ue)", .base = SN_HEX,        \
      .mask = 0xe0, .flags = SN_F_MULTI)                                                           \
    F(RPL_LQL_COUNTER, "icmpv6.rpl.opt.metric.lql.object.counter", U8S, "Counter", .mask = 0x1f)   \
    F(RPL_ETX, "icmpv6.rpl.opt.metric.etx.object.etx", U16S, "ETX")                                \
    F(RPL_LC_RSV, "icmpv6.rpl.opt.metric.lc.object.res", U8S, "Reserved field", .base = SN_HEX,    \
      .mask = 0)                                                                                   \
    F(RPL_LC, "icmpv6.rpl.opt.metric.lc.object.lc", U16, "Link Color", .base = SN_HEX,             \
      .mask = 0xffc0, .flags = SN_F_MULTI)

#endif
