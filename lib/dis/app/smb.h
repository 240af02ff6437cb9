/* SMB 2 and 3 (MS-SMB2): what the files of it share. */
#ifndef SN_DIS_SMB_H
#define SN_DIS_SMB_H

#include "dis/proto.h"

extern const struct sn_val sn_smb2_commands[], sn_smb2_statuses[], sn_smb2_dialects[],
    sn_smb2_shares[], sn_smb2_contexts[], sn_smb2_oplocks[], sn_smb2_impersonations[],
    sn_smb2_dispositions[], sn_smb2_actions[], sn_smb2_find_levels[], sn_smb2_classes[],
    sn_smb2_file_levels[], sn_smb2_fs_levels[];

#define SMB2(F)                                                                                    \
    F(MESSAGE, "sn.smb2.message", GROUPS, "Message")                                               \
    F(PROTOCOL, "smb2.protocol_id", U32, "ProtocolId", .base = SN_HEX)                             \
    F(HEADER_LEN, "smb2.header_len", LE16, "Header Length", .unit = "bytes")                       \
    F(CHARGE, "smb2.credit.charge", LE16, "Credit Charge")                                         \
    F(CHANNEL, "smb2.channel_sequence", LE16, "Channel Sequence")                                  \
    F(STATUS, "smb2.nt_status", LE32, "NT Status", .base = SN_HEX, .vals = sn_smb2_statuses)       \
    F(COMMAND, "smb2.cmd", LE16, "Command", .vals = sn_smb2_commands)                              \
    F(REQUESTED, "smb2.credits.requested", LE16, "Credits requested")                              \
    F(GRANTED, "smb2.credits.granted", LE16, "Credits granted")                                    \
    F(FLAGS, "smb2.flags", LE32, "Flags", .base = SN_HEX)                                          \
    F(F_RESPONSE, "smb2.flags.response", BIT32, "Response", .mask = 1)                             \
    F(F_ASYNC, "smb2.flags.async", BIT32, "Async command", .mask = 2)                              \
    F(F_CHAINED, "smb2.flags.chained", BIT32, "Chained", .mask = 4)                                \
    F(F_SIGNED, "smb2.flags.signature", BIT32, "Signing", .mask = 8)                               \
    F(F_PRIORITY, "smb2.flags.priority_mask", BOOL, "Priority")                                    \
    F(F_DFS, "smb2.flags.dfs", BIT32, "DFS operation", .mask = 0x10000000)                         \
    F(F_REPLAY, "smb2.flags.replay", BIT32, "Replay operation", .mask = 0x20000000)                \
    F(CHAIN, "smb2.chain_offset", LE32, "Chain Offset", .base = SN_HEX)                            \
    F(ID, "smb2.msg_id", LE64, "Message ID")                                                       \
    F(PROCESS, "smb2.pid", LE32, "Process Id", .base = SN_HEX)                                     \
    F(TREE_ID, "smb2.tid", LE32, "Tree Id", .base = SN_HEX)                                        \
    F(ASYNC_ID, "smb2.aid", LE64, "Async Id", .base = SN_HEX)                                      \
    F(SESSION, "smb2.sesid", LE64, "Session Id", .base = SN_HEX)                                   \
    F(SIGNATURE, "smb2.signature", BYTES, "Signature", .width = 16, .step = 16)                    \
    F(DIALECTS, "smb2.dialect_count", LE16, "Dialect count")                                       \
    F(DIALECT, "smb2.dialect", UINT, "Dialect", .width = 2, .step = 2, .base = SN_HEX,             \
      .vals = sn_smb2_dialects, .flags = SN_F_LE | SN_F_MULTI)                                     \
    F(MAX_TRANS, "smb2.max_trans_size", LE32, "Max Transaction Size", .unit = "bytes")             \
    F(MAX_READ, "smb2.max_read_size", LE32, "Max Read Size", .unit = "bytes")                      \
    F(MAX_WRITE, "smb2.max_write_size", LE32, "Max Write Size", .unit = "bytes")                   \
    F(TREE, "smb2.tree", STR, "Tree")                                                              \
    F(SHARE, "smb2.share_type", U8, "Share Type", .base = SN_HEX, .vals = sn_smb2_shares)          \
    F(FILENAME, "smb2.filename", STR, "Filename")                                                  \
    F(IOCTL, "sn.smb2.ioctl", GROUP, "Ioctl")                                                      \
    F(FUNCTION, "smb2.ioctl.function", LE32, "Function", .base = SN_HEX)                           \
    F(IOCTL_FLAGS, "smb2.ioctl.flags", LE32, "Flags", .base = SN_HEX)                              \
    F(NONCE, "smb2.header.transform.nonce", BYTES, "Nonce", .width = 16, .step = 16)               \
    F(MSG_SIZE, "smb2.header.transform.msg_size", LE32, "Message size", .unit = "bytes")           \
    F(BUFFER_CODE, "smb2.buffer_code", LE16, "StructureSize", .base = SN_HEX)                      \
    F(FIXED_LEN, "smb2.buffer_code.length", UINT, "Fixed Part Length", .mask = 0xfffe)             \
    F(DYNAMIC, "smb2.buffer_code.dynamic", BOOL, "Dynamic Part", .mask = 1)                        \
    F(SEC_MODE, "smb2.sec_mode", U8, "Security mode", .base = SN_HEX)                              \
    F(SM_ENABLED, "smb2.sec_mode.sign_enabled", BOOL, "Signing enabled", .mask = 1)                \
    F(SM_REQUIRED, "smb2.sec_mode.sign_required", BOOL, "Signing required", .mask = 2)             \
    F(CAPS, "smb2.capabilities", LE32, "Capabilities", .base = SN_HEX)                             \
    F(CAP_DFS, "smb2.capabilities.dfs", BOOL, "DFS", .mask = 1)                                    \
    F(CAP_LEASING, "smb2.capabilities.leasing", BOOL, "LEASING", .mask = 2)                        \
    F(CAP_LARGE_MTU, "smb2.capabilities.large_mtu", BOOL, "LARGE MTU", .mask = 4)                  \
    F(CAP_MULTI_CHANNEL, "smb2.capabilities.multi_channel", BOOL, "MULTI CHANNEL", .mask = 8)      \
    F(CAP_PERSISTENT_HANDLES, "smb2.capabilities.persistent_handles", BOOL, "PERSISTENT HANDLES",  \
      .mask = 0x10)                                                                                \
    F(CAP_DIRECTORY_LEASING, "smb2.capabilities.directory_leasing", BOOL, "DIRECTORY LEASING",     \
      .mask = 0x20)                                                                                \
    F(CAP_ENCRYPTION, "smb2.capabilities.encryption", BOOL, "ENCRYPTION", .mask = 0x40)            \
    F(CLIENT_GUID, "smb2.client_guid", STR, "Client Guid")                                         \
    F(SERVER_GUID, "smb2.server_guid", STR, "Server Guid")                                         \
    F(NC_OFFSET, "smb2.negotiate_context.offset", LE32, "NegotiateContextOffset", .base = SN_HEX)  \
    F(NC_COUNT, "smb2.negotiate_context.count", LE16, "NegotiateContextCount")                     \
    F(NC, "sn.smb2.negotiate_context", GROUPS, "Negotiate Context")                                \
    F(NC_TYPE, "smb2.negotiate_context.type", LE16, "Type", .base = SN_HEX,                        \
      .vals = sn_smb2_contexts)                                                                    \
    F(NC_LEN, "smb2.negotiate_context.data_length", LE16, "DataLength")                            \
    F(NC_HASHES, "smb2.negotiate_context.hash_alg_count", LE16, "HashAlgorithmCount")              \
    F(NC_SALT_LEN, "smb2.negotiate_context.salt_length", LE16, "SaltLength")                       \
    F(NC_HASH, "smb2.negotiate_context.hash_algorithm", UINT, "HashAlgorithm", .width = 2,         \
      .step = 2, .base = SN_HEX, .flags = SN_F_LE | SN_F_MULTI)                                    \
    F(NC_SALT, "smb2.negotiate_context.salt", BYTES, "Salt")                                       \
    F(NC_CIPHERS, "smb2.negotiate_context.cipher_count", LE16, "CipherCount")                      \
    F(NC_CIPHER, "smb2.negotiate_context.cipher_id", UINT, "CipherId", .width = 2, .step = 2,      \
      .base = SN_HEX, .flags = SN_F_LE | SN_F_MULTI)                                               \
    F(NC_SIGNERS, "smb2.negotiate_context.signing_alg_count", LE16, "SigningAlgorithmCount")       \
    F(NC_SIGNER, "smb2.negotiate_context.signing_id", UINT, "SigningAlgorithmId", .width = 2,      \
      .step = 2, .base = SN_HEX, .flags = SN_F_LE | SN_F_MULTI)                                    \
    F(NC_NETNAME, "smb2.negotiate_context.netname", STR, "Netname")                                \
    F(CURRENT_TIME, "smb2.current_time", TIME, "Current Time")                                     \
    F(BOOT_TIME, "smb2.boot_time", TIME, "Boot Time")                                              \
    F(REQ_FLAGS, "smb2.ses_req_flags", U8, "Flags")                                                \
    F(RF_BINDING, "smb2.ses_req_flags.session_binding", BOOL, "Session Binding Request",           \
      .mask = 1)                                                                                   \
    F(CHANNEL_TYPE, "smb2.channel", LE32, "Channel", .base = SN_HEX)                               \
    F(PREVIOUS, "smb2.previous_sesid", LE64, "Previous Session Id", .base = SN_HEX)                \
    F(SES_FLAGS, "smb2.session_flags", LE16, "Session Flags", .base = SN_HEX)                      \
    F(SF_GUEST, "smb2.ses_flags.guest", BOOL, "Guest", .mask = 1)                                  \
    F(SF_NULL, "smb2.ses_flags.null", BOOL, "Null", .mask = 2)                                     \
    F(SF_ENCRYPT, "smb2.ses_flags.encrypt", BOOL, "Encrypt", .mask = 4)                            \
    F(OFFSET, "smb2.olb.offset", UINTS, "Blob Offset", .base = SN_HEX)                             \
    F(LENGTH, "smb2.olb.length", UINTS, "Blob Length")                                             \
    F(TC_FLAGS, "smb2.tc.flags", LE16, "Flags", .base = SN_HEX)                                    \
    F(TC_RECONNECT, "smb2.tc.cluster_reconnect", BOOL, "Cluster Reconnect", .mask = 1)             \
    F(TC_REDIRECT, "smb2.tc.redirect_to_owner", BOOL, "Redirect To Owner", .mask = 2)              \
    F(TC_EXTENSION, "smb2.tc.extension_present", BOOL, "Extension Present", .mask = 4)             \
    F(SHARE_FLAGS, "smb2.share_flags", LE32, "Share flags", .base = SN_HEX)                        \
    F(SHF_DFS, "smb2.share_flags.dfs", BOOL, "DFS", .mask = 1)                                     \
    F(SHF_DFS_ROOT, "smb2.share_flags.dfs_root", BOOL, "DFS root", .mask = 2)                      \
    F(SHF_RESTRICT, "smb2.share_flags.restrict_exclusive_opens", BOOL, "Restrict exclusive opens", \
      .mask = 0x100)                                                                               \
    F(SHF_FORCE, "smb2.share_flags.force_shared_delete", BOOL, "Force shared delete",              \
      .mask = 0x200)                                                                               \
    F(SHF_ALLOW, "smb2.share_flags.allow_namespace_caching", BOOL, "Allow namespace caching",      \
      .mask = 0x400)                                                                               \
    F(SHF_ACCESS, "smb2.share_flags.access_based_dir_enum", BOOL, "Access based directory enum",   \
      .mask = 0x800)                                                                               \
    F(SHF_FORCE_LEVELII_OPLOCK, "smb2.share_flags.force_levelii_oplock", BOOL,                     \
      "Force level II oplock", .mask = 0x1000)                                                     \
    F(SHF_ENABLE_HASH_V1, "smb2.share_flags.enable_hash_v1", BOOL, "Enable hash V1",               \
      .mask = 0x2000)                                                                              \
    F(SHF_ENABLE_HASH_V2, "smb2.share_flags.enable_hash_v2", BOOL, "Enable hash V2",               \
      .mask = 0x4000)                                                                              \
    F(SHF_ENCRYPT, "smb2.share_flags.encrypt_data", BOOL, "Encrypted data required",               \
      .mask = 0x8000)                                                                              \
    F(SHF_IDENTITY, "smb2.share_flags.identity_remoting", BOOL, "Identity Remoting",               \
      .mask = 0x40000)                                                                             \
    F(SHF_COMPRESS, "smb2.share_flags.compress_data", BOOL, "Compressed IO", .mask = 0x100000)     \
    F(SHARE_CACHING, "smb2.share.caching", UINT, "Caching policy", .base = SN_HEX)                 \
    F(SHARE_CAPS, "smb2.share_caps", LE32, "Share Capabilities", .base = SN_HEX)                   \
    F(SHC_DFS, "smb2.share_caps.dfs", BOOL, "DFS", .mask = 8)                                      \
    F(SHC_CONTINUOUS, "smb2.share_caps.continuous_availability", BOOL, "CONTINUOUS AVAILABILITY",  \
      .mask = 0x10)                                                                                \
    F(SHC_SCALEOUT, "smb2.share_caps.scaleout", BOOL, "SCALEOUT", .mask = 0x20)                    \
    F(SHC_CLUSTER, "smb2.share_caps.cluster", BOOL, "CLUSTER", .mask = 0x40)                       \
    F(SHC_ASSYMETRIC, "smb2.share_caps.assymetric", BOOL, "ASSYMETRIC", .mask = 0x80)              \
    F(SHC_REDIRECT, "smb2.share_caps.redirect_to_owner", BOOL, "REDIRECT_TO_OWNER", .mask = 0x100) \
    F(OPLOCK, "smb2.create.oplock", U8, "Oplock", .base = SN_HEX, .vals = sn_smb2_oplocks)         \
    F(IMPERSONATION, "smb2.impersonation.level", LE32, "Impersonation level",                      \
      .vals = sn_smb2_impersonations)                                                              \
    F(CREATE_FLAGS, "smb2.create_flags", LE64, "Create Flags", .base = SN_HEX)                     \
    F(ACCESS, "smb.access_mask", LE32, "Access Mask", .base = SN_HEX)                              \
    F(ACC_READ, "smb.access.read", BOOL, "Read", .mask = 1)                                        \
    F(ACC_WRITE, "smb.access.write", BOOL, "Write", .mask = 2)                                     \
    F(ACC_APPEND, "smb.access.append", BOOL, "Append", .mask = 4)                                  \
    F(ACC_READ_EA, "smb.access.read_ea", BOOL, "Read EA", .mask = 8)                               \
    F(ACC_WRITE_EA, "smb.access.write_ea", BOOL, "Write EA", .mask = 0x10)                         \
    F(ACC_EXECUTE, "smb.access.execute", BOOL, "Execute", .mask = 0x20)                            \
    F(ACC_DELETE_CHILD, "smb.access.delete_child", BOOL, "Delete Child", .mask = 0x40)             \
    F(ACC_READ_ATTRIBUTES, "smb.access.read_attributes", BOOL, "Read Attributes", .mask = 0x80)    \
    F(ACC_WRITE_ATTRIBUTES, "smb.access.write_attributes", BOOL, "Write Attributes",               \
      .mask = 0x100)                                                                               \
    F(ACC_DELETE, "smb.access.delete", BOOL, "Delete", .mask = 0x10000)                            \
    F(ACC_READ_CONTROL, "smb.access.read_control", BOOL, "Read Control", .mask = 0x20000)          \
    F(ACC_WRITE_DAC, "smb.access.write_dac", BOOL, "Write DAC", .mask = 0x40000)                   \
    F(ACC_WRITE_OWNER, "smb.access.write_owner", BOOL, "Write Owner", .mask = 0x80000)             \
    F(ACC_SYNCHRONIZE, "smb.access.synchronize", BOOL, "Synchronize", .mask = 0x100000)            \
    F(ACC_SYSTEM_SECURITY, "smb.access.system_security", BOOL, "System Security",                  \
      .mask = 0x1000000)                                                                           \
    F(ACC_MAXIMUM_ALLOWED, "smb.access.maximum_allowed", BOOL, "Maximum Allowed",                  \
      .mask = 0x2000000)                                                                           \
    F(ACC_GENERIC_ALL, "smb.access.generic_all", BOOL, "Generic All", .mask = 0x10000000)          \
    F(ACC_GENERIC_EXECUTE, "smb.access.generic_execute", BOOL, "Generic Execute",                  \
      .mask = 0x20000000)                                                                          \
    F(ACC_GENERIC_WRITE, "smb.access.generic_write", BOOL, "Generic Write", .mask = 0x40000000)    \
    F(ACC_GENERIC_READ, "smb.access.generic_read", BOOL, "Generic Read", .mask = 0x80000000)       \
    F(ATTR, "smb2.file_attribute", LE32, "File Attributes", .base = SN_HEX)                        \
    F(ATTR_READ_ONLY, "smb2.file_attribute.read_only", BOOL, "Read Only", .mask = 1)               \
    F(ATTR_HIDDEN, "smb2.file_attribute.hidden", BOOL, "Hidden", .mask = 2)                        \
    F(ATTR_SYSTEM, "smb2.file_attribute.system", BOOL, "System", .mask = 4)                        \
    F(ATTR_DIRECTORY, "smb2.file_attribute.directory", BOOL, "Directory", .mask = 0x10)            \
    F(ATTR_ARCHIVE, "smb2.file_attribute.archive", BOOL, "Requires archived", .mask = 0x20)        \
    F(ATTR_NORMAL, "smb2.file_attribute.normal", BOOL, "Normal", .mask = 0x80)                     \
    F(ATTR_TEMPORARY, "smb2.file_attribute.temporary", BOOL, "Temporary", .mask = 0x100)           \
    F(ATTR_SPARSE, "smb2.file_attribute.sparse", BOOL, "Sparse", .mask = 0x200)                    \
    F(ATTR_REPARSE, "smb2.file_attribute.reparse", BOOL, "Reparse Point", .mask = 0x400)           \
    F(ATTR_COMPRESSED, "smb2.file_attribute.compressed", BOOL, "Compressed", .mask = 0x800)        \
    F(ATTR_OFFLINE, "smb2.file_attribute.offline", BOOL, "Offline", .mask = 0x1000)                \
    F(ATTR_NOT_CONTENT_INDEXED, "smb2.file_attribute.not_content_indexed", BOOL,                   \
      "Not Content Indexed", .mask = 0x2000)                                                       \
    F(ATTR_ENCRYPTED, "smb2.file_attribute.encrypted", BOOL, "Encrypted", .mask = 0x4000)          \
    F(ATTR_INTEGRITY_STREAM, "smb2.file_attribute.integrity_stream", BOOL, "Integrity Stream",     \
      .mask = 0x8000)                                                                              \
    F(ATTR_NO_SCRUB_DATA, "smb2.file_attribute.no_scrub_data", BOOL, "No Scrub Data",              \
      .mask = 0x20000)                                                                             \
    F(SHARING, "smb.share_access", LE32, "Share Access", .base = SN_HEX)                           \
    F(SHARING_READ, "smb.share.access.read", BOOL, "Read", .mask = 1)                              \
    F(SHARING_WRITE, "smb.share.access.write", BOOL, "Write", .mask = 2)                           \
    F(SHARING_DELETE, "smb.share.access.delete", BOOL, "Delete", .mask = 4)                        \
    F(DISPOSITION, "smb2.create.disposition", LE32, "Disposition", .vals = sn_smb2_dispositions)   \
    F(OPTIONS, "smb.create_options", LE32, "Create Options", .base = SN_HEX)                       \
    F(OPT_DIRECTORY, "smb.nt.create_options.directory", BOOL, "Directory", .mask = 1)              \
    F(OPT_WRITE_THROUGH, "smb.nt.create_options.write_through", BOOL, "Write Through", .mask = 2)  \
    F(OPT_SEQUENTIAL_ONLY, "smb.nt.create_options.sequential_only", BOOL, "Sequential Only",       \
      .mask = 4)                                                                                   \
    F(OPT_INTERMEDIATE_BUFFERING, "smb.nt.create_options.intermediate_buffering", BOOL,            \
      "Intermediate Buffering", .mask = 8)                                                         \
    F(OPT_SYNC_IO_ALERT, "smb.nt.create_options.sync_io_alert", BOOL, "Sync I/O Alert",            \
      .mask = 0x10)                                                                                \
    F(OPT_SYNC_IO_NONALERT, "smb.nt.create_options.sync_io_nonalert", BOOL, "Sync I/O Nonalert",   \
      .mask = 0x20)                                                                                \
    F(OPT_NON_DIRECTORY, "smb.nt.create_options.non_directory", BOOL, "Non-Directory",             \
      .mask = 0x40)                                                                                \
    F(OPT_CREATE_TREE_CONNECTION, "smb.nt.create_options.create_tree_connection", BOOL,            \
      "Create Tree Connection", .mask = 0x80)                                                      \
    F(OPT_COMPLETE_IF_OPLOCKED, "smb.nt.create_options.complete_if_oplocked", BOOL,                \
      "Complete If Oplocked", .mask = 0x100)                                                       \
    F(OPT_NO_EA_KNOWLEDGE, "smb.nt.create_options.no_ea_knowledge", BOOL, "No EA Knowledge",       \
      .mask = 0x200)                                                                               \
    F(OPT_EIGHT_DOT_THREE_ONLY, "smb.nt.create_options.eight_dot_three_only", BOOL, "8.3 Only",    \
      .mask = 0x400)                                                                               \
    F(OPT_RANDOM_ACCESS, "smb.nt.create_options.random_access", BOOL, "Random Access",             \
      .mask = 0x800)                                                                               \
    F(OPT_DELETE_ON_CLOSE, "smb.nt.create_options.delete_on_close", BOOL, "Delete On Close",       \
      .mask = 0x1000)                                                                              \
    F(OPT_OPEN_BY_FILEID, "smb.nt.create_options.open_by_fileid", BOOL, "Open By FileID",          \
      .mask = 0x2000)                                                                              \
    F(OPT_BACKUP_INTENT, "smb.nt.create_options.backup_intent", BOOL, "Backup Intent",             \
      .mask = 0x4000)                                                                              \
    F(OPT_NO_COMPRESSION, "smb.nt.create_options.no_compression", BOOL, "No Compression",          \
      .mask = 0x8000)                                                                              \
    F(OPT_RESERVE_OPFILTER, "smb.nt.create_options.reserve_opfilter", BOOL, "Reserve Opfilter",    \
      .mask = 0x100000)                                                                            \
    F(OPT_OPEN_REPARSE_POINT, "smb.nt.create_options.open_reparse_point", BOOL,                    \
      "Open Reparse Point", .mask = 0x200000)                                                      \
    F(OPT_OPEN_NO_RECALL, "smb.nt.create_options.open_no_recall", BOOL, "Open No Recall",          \
      .mask = 0x400000)                                                                            \
    F(OPT_OPEN_FOR_FREE_SPACE_QUERY, "smb.nt.create_options.open_for_free_space_query", BOOL,      \
      "Open For Free Space query", .mask = 0x800000)                                               \
    F(REP_FLAGS, "smb2.create.rep_flags", U8, "Response Flags", .base = SN_HEX)                    \
    F(REP_REPARSE, "smb2.create.rep_flags.reparse_point", BOOL, "ReparsePoint", .mask = 1)         \
    F(ACTION, "smb2.create.action", LE32, "Create Action", .vals = sn_smb2_actions)                \
    F(CREATED, "smb2.create.time", TIME, "Create")                                                 \
    F(ACCESSED, "smb2.last_access.time", TIME, "Last Access")                                      \
    F(WRITTEN, "smb2.last_write.time", TIME, "Last Write")                                         \
    F(CHANGED, "smb2.last_change.time", TIME, "Last Change")                                       \
    F(EOF_AT, "smb2.eof", LE64, "End Of File")                                                     \
    F(ALLOCATION, "smb2.allocation_size", LE64, "Allocation Size")                                 \
    F(FID, "smb2.fid", STRS, "File Id")                                                            \
    F(CONTEXT, "sn.smb2.create_context", GROUPS, "Chain Element")                                  \
    F(CHAIN_OFFSET, "smb2.create.chain_offset", LE32, "Chain Offset", .base = SN_HEX)              \
    F(TAG, "smb2.tag", STR, "Tag")                                                                 \
    F(MXAC, "smb2.mxac_status", LE32, "Query Status", .base = SN_HEX, .vals = sn_smb2_statuses)    \
    F(QFID, "smb2.qfid_fid", BYTES, "Opaque File ID")                                              \
    F(LEASE_KEY, "smb2.lease.lease_key", STR, "Lease Key")                                         \
    F(LEASE_STATE, "smb2.lease.lease_state", UINT, "Lease State", .width = 4, .step = 4,           \
      .base = SN_HEX, .flags = SN_F_LE | SN_F_MULTI)                                               \
    F(LS_READ, "smb2.lease.lease_state.read_caching", BOOL, "Read Caching", .mask = 1)             \
    F(LS_HANDLE, "smb2.lease.lease_state.handle_caching", BOOL, "Handle Caching", .mask = 2)       \
    F(LS_WRITE, "smb2.lease.lease_state.write_caching", BOOL, "Write Caching", .mask = 4)          \
    F(LEASE_FLAGS, "smb2.lease.lease_flags", LE32, "Lease Flags", .base = SN_HEX)                  \
    F(LF_ACK, "smb2.lease.lease_state.break_ack_required", BOOL, "Break Ack Required", .mask = 1)  \
    F(LF_BREAK, "smb2.lease.lease_state.break_in_progress", BOOL, "Break In Progress", .mask = 2)  \
    F(LF_PARENT, "smb2.lease.lease_state.parent_lease_key_set", BOOL, "Parent Lease Key Set",      \
      .mask = 4)                                                                                   \
    F(LEASE_DURATION, "smb2.lease.lease_duration", LE64, "Lease Duration", .base = SN_HEX)         \
    F(LEASE_PARENT, "smb2.lease.parent_lease_key", STR, "Parent Lease Key")                        \
    F(LEASE_EPOCH, "smb2.lease.lease_oplock", LE16, "Lease Epoch", .base = SN_HEX)                 \
    F(LEASE_RESERVED, "smb2.lease.lease_reserved", LE16, "Lease Reserved", .base = SN_HEX)         \
    F(LEASE_REASON, "smb2.lease.lease_break_reason", LE32, "Lease Break Reason", .base = SN_HEX)   \
    F(LEASE_ACCESS, "smb2.lease.access_mask_hint", LE32, "Access Mask Hint", .base = SN_HEX)       \
    F(LEASE_SHARE, "smb2.lease.share_mask_hint", LE32, "Share Mask Hint", .base = SN_HEX)          \
    F(CLOSE_FLAGS, "smb2.close.flags", LE16, "Close Flags", .base = SN_HEX)                        \
    F(CL_ATTRIB, "smb2.close.pq_attrib", BOOL, "PostQuery Attrib", .mask = 1)                      \
    F(READ_PADDING, "smb2.read_padding", U8, "Padding", .base = SN_HEX)                            \
    F(READ_FLAGS, "smb2.read_flags", U8, "Flags", .base = SN_HEX)                                  \
    F(RD_UNBUFFERED, "smb2.read_flags.unbuffered", BOOL, "Unbuffered", .mask = 1)                  \
    F(RD_COMPRESSED, "smb2.read_flags.compressed", BOOL, "Compressed", .mask = 2)                  \
    F(READ_LEN, "smb2.read_length", LE32, "Read Length")                                           \
    F(FILE_OFFSET, "smb2.file_offset", LE64, "File Offset")                                        \
    F(MIN_COUNT, "smb2.min_count", LE32, "Min Count")                                              \
    F(REMAINING, "smb2.remaining_bytes", LE32, "Remaining Bytes")                                  \
    F(READ_REMAINING, "smb2.read_remaining", LE32, "Read Remaining")                               \
    F(DATA_OFFSET, "smb2.data_offset", LE16, "Data Offset", .base = SN_HEX)                        \
    F(WRITE_LEN, "smb2.write_length", LE32, "Write Length")                                        \
    F(WRITE_FLAGS, "smb2.write.flags", LE32, "Write Flags", .base = SN_HEX)                        \
    F(WR_THROUGH, "smb2.write.flags.write_through", BOOL, "Write through", .mask = 1)              \
    F(WR_UNBUFFERED, "smb2.write.flags.unbuffered", BOOL, "Unbuffered", .mask = 2)                 \
    F(WRITE_COUNT, "smb2.write.count", LE32, "Write Count")                                        \
    F(WRITE_REMAINING, "smb2.write.remaining", LE32, "Write Remaining")                            \
    F(INFO_OFFSET, "smb2.channel_info_offset", LE16, "Channel Info Offset")                        \
    F(INFO_LENGTH, "smb2.channel_info_length", LE16, "Channel Info Length")                        \
    F(LEVEL, "smb2.find.infolevel", U8, "Info Level", .vals = sn_smb2_find_levels)                 \
    F(FIND_FLAGS, "smb2.find.flags", U8, "Find Flags", .base = SN_HEX)                             \
    F(FF_RESTART, "smb2.find.restart_scans", BOOL, "Restart Scans", .mask = 1)                     \
    F(FF_SINGLE, "smb2.find.single_entry", BOOL, "Single Entry", .mask = 2)                        \
    F(FF_INDEX, "smb2.find.index_specified", BOOL, "Index Specified", .mask = 4)                   \
    F(FF_REOPEN, "smb2.find.reopen", BOOL, "Reopen", .mask = 0x10)                                 \
    F(FILE_INDEX, "smb2.file_index", LE32, "File Index", .base = SN_HEX)                           \
    F(OUT_LEN, "smb2.output_buffer_len", LE32, "Output Buffer Length")                             \
    F(PATTERN, "smb2.find.pattern", STR, "Search Pattern")                                         \
    F(FOUND, "sn.smb2.found", GROUPS, "Found")                                                     \
    F(NEXT, "smb2.next_offset", LE32, "Next Offset")                                               \
    F(NAME_LEN, "smb2.filename.len", LE32, "Filename Length")                                      \
    F(EA_SIZE, "smb2.ea_size", LE32, "EA Size")                                                    \
    F(SHORT_LEN, "smb2.short_name_len", U8, "Short Name Length")                                   \
    F(SHORT, "smb2.shortname", STR, "Short Name")                                                  \
    F(FILE_ID, "smb2.file_id", LE64, "File Id", .base = SN_HEX)                                    \
    F(CLASS, "smb2.class", U8, "Class", .base = SN_HEX, .vals = sn_smb2_classes)                   \
    F(FILE_LEVEL, "smb2.file_info.infolevel", U8, "InfoLevel", .base = SN_HEX,                     \
      .vals = sn_smb2_file_levels)                                                                 \
    F(FS_LEVEL, "smb2.fs_info.infolevel", U8, "InfoLevel", .base = SN_HEX,                         \
      .vals = sn_smb2_fs_levels)                                                                   \
    F(SEC_LEVEL, "smb2.sec_info.infolevel", U8, "InfoLevel", .base = SN_HEX)                       \
    F(ANY_LEVEL, "smb2.infolevel", U8, "InfoLevel", .base = SN_HEX)                                \
    F(MAX_RESPONSE, "smb2.max_response_size", LE32, "Max Response Size")                           \
    F(GI_OFFSET, "smb2.getinfo_input_offset", LE16, "Getinfo Input Offset", .base = SN_HEX)        \
    F(GI_SIZE, "smb2.getinfo_input_size", LE32, "Getinfo Input Size")                              \
    F(ADDITIONAL, "smb2.getsetinfo_additional", LE32, "Additional Info", .base = SN_HEX)           \
    F(GI_FLAGS, "smb2.getinfo_flags", LE32, "Flags", .base = SN_HEX)                               \
    F(SI_SIZE, "smb2.setinfo_size", LE32, "Setinfo Size")                                          \
    F(SI_OFFSET, "smb2.setinfo_offset", LE16, "Setinfo Offset", .base = SN_HEX)                    \
    F(SI_RESERVED, "smb2.setinfo_reserved", LE16, "Reserved")                                      \
    F(FN_DEVICE, "smb2.ioctl.function.device", UINT, "Device", .base = SN_HEX, .mask = 0xffff0000) \
    F(FN_ACCESS, "smb2.ioctl.function.access", UINT, "Access", .base = SN_HEX, .mask = 0xc000)     \
    F(FN_FUNCTION, "smb2.ioctl.function.function", UINT, "Function", .base = SN_HEX,               \
      .mask = 0x3ffc)                                                                              \
    F(FN_METHOD, "smb2.ioctl.function.method", UINT, "Method", .base = SN_HEX, .mask = 3)          \
    F(MAX_IN, "smb2.max_ioctl_in_size", LE32, "Max Ioctl In Size")                                 \
    F(MAX_OUT, "smb2.max_ioctl_out_size", LE32, "Max Ioctl Out Size")                              \
    F(IS_FSCTL, "smb2.ioctl.is_fsctl", BOOL, "Is FSCTL", .mask = 1)                                \
    F(NOTIFY_FLAGS, "smb2.notify.flags", LE16, "Notify Flags", .base = SN_HEX)                     \
    F(NF_TREE, "smb2.notify.watch_tree", BOOL, "Watch Tree", .mask = 1)                            \
    F(LOCKS, "smb2.lock_count", LE16, "Lock Count")                                                \
    F(LOCK, "sn.smb2.lock", GROUPS, "Lock Info")                                                   \
    F(LOCK_FLAGS, "smb2.lock_flags", LE32, "Flags", .base = SN_HEX)                                \
    F(LK_SHARED, "smb2.lock_flags.shared", BOOL, "Shared", .mask = 1)                              \
    F(LK_EXCLUSIVE, "smb2.lock_flags.exclusive", BOOL, "Exclusive", .mask = 2)                     \
    F(LK_UNLOCK, "smb2.lock_flags.unlock", BOOL, "Unlock", .mask = 4)                              \
    F(LK_AT_ONCE, "smb2.lock_flags.fail_immediately", BOOL, "Fail Immediately", .mask = 16)        \
    F(LOCK_LEN, "smb2.lock_length", LE64, "Length")                                                \
    F(ERR_CONTEXTS, "smb2.error.context_count", U8, "Error Context Count")                         \
    F(ERR_BYTES, "smb2.error.byte_count", LE32, "Byte Count")                                      \
    F(ERR_DATA, "smb2.error.data", BYTES, "Error Data")                                            \
    F(TCON_FRAME, "smb2.tcon_frame", UINT, "Connected in Frame")                                   \
    F(ACCT, "smb2.acct", STR, "Account")                                                           \
    F(DOMAIN, "smb2.domain", STR, "Domain")                                                        \
    F(HOST, "smb2.host", STR, "Host")                                                              \
    F(AUTH_FRAME, "smb2.auth_frame", UINT, "Authenticated in Frame")                               \
    F(RESPONSE_TO, "smb2.response_to", UINTS, "Response to")                                       \
    F(TIME, "smb2.time", SPANS, "Time from request")
SN_FIELD_NUMBERS(SMB2)

enum {
    SN_SMB2_NEGOTIATE,
    SN_SMB2_SESSION_SETUP,
    SN_SMB2_TREE_CONNECT = 3,
    SN_SMB2_CREATE = 5,
    SN_SMB2_CLOSE,
    SN_SMB2_FLUSH,
    SN_SMB2_READ,
    SN_SMB2_WRITE,
    SN_SMB2_LOCK,
    SN_SMB2_IOCTL,
    SN_SMB2_FIND = 14,
    SN_SMB2_NOTIFY,
    SN_SMB2_GET_INFO,
    SN_SMB2_SET_INFO,
    SN_SMB2_BREAK
};
enum { SN_SMB2_HEADER = 64 };

/* What is behind the header of a message, which is `message` as a whole (smbbody.c). */
void sn_smb2_body(struct sn_dis *d, struct sn_rd *r, bool response, const struct sn_rd *message);

/* ---- what later messages are told of earlier ones (smbmemo.c) ---- */

/* A client connects to a tree, whose name is the latest record; a server says that it did. */
void sn_smb2_connecting(struct sn_dis *d);
void sn_smb2_connected(struct sn_dis *d);

/* Fields of the tree that the message's number is of, and of whom the session is. */
void sn_smb2_tree(struct sn_dis *d);
void sn_smb2_session(struct sn_dis *d);

/* The session is somebody's from now on. */
void sn_smb2_authenticated(struct sn_dis *d);

/* A kind of answer that a request asks for, and that a response to it has; 0: nobody knows. */
void sn_smb2_asks(struct sn_dis *d, uint32_t kind);
uint32_t sn_smb2_asked(struct sn_dis *d);

#endif
