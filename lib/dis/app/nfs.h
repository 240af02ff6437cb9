/* NFS, versions 2 and 3: the fields that reading (nfs.c) and text (nfstext.c) share. */
#ifndef DIS_APP_NFS_H
#define DIS_APP_NFS_H

#include "dis/proto.h"

/* NAME_NOTE: the procedure and, from bit 32 on, the version. END1, END2: without so many -v the
 * text ends here. LABEL: what the text says in front of what follows. ATTR_SHOWN: attributes that
 * are shown without -v. Those that end in NOTE, and RD_TEXT, are there for the text. */
#define NFS(F)                                                                                     \
    F(NFS_VERSION, "rpc.programversion", UINT, "Program Version")                                  \
    F(NFS_VERS2, "nfs.procedure_v2", UINT, "V2 Procedure", .vals = sn_nfs_procs2)                  \
    F(NFS_VERS3, "nfs.procedure_v3", UINT, "V3 Procedure", .vals = sn_nfs_procs3)                  \
    F(NFS_VERS4, "nfs.procedure_v4", UINT, "V4 Procedure")                                         \
    F(NFS_NAME_NOTE, "sn.nfs.procedure", UINT, NULL)                                               \
    F(NFS_ACCEPT, "sn.nfs.accept", UINT, NULL)                                                     \
    F(NFS_END1, "sn.nfs.end1", NONE, NULL)                                                         \
    F(NFS_END2, "sn.nfs.end2", NONE, NULL)                                                         \
    F(NFS_CUT, "sn.nfs.cut", UINT, NULL)                                                           \
    F(NFS_CUT_SHORT, "sn.nfs.cut.short", UINT, NULL)                                               \
    F(NFS_SHORT, "sn.nfs.short", UINT, NULL)                                                       \
    F(NFS_STATUS, "nfs.status", U32, "Status", .vals = sn_nfs_errors)                              \
    F(NFS_STATUS2, "nfs.status2", UINT, "Status", .vals = sn_nfs_errors)                           \
    F(NFS_STATUS3, "nfs.status3", UINT, "Status", .vals = sn_nfs_errors)                           \
    F(NFS_FH_LEN, "nfs.fh.length", U32S, "length")                                                 \
    F(NFS_FH, "nfs.fhandle", BYTESS, "FileHandle")                                                 \
    F(NFS_NAME, "nfs.name", STRS, "Name")                                                          \
    F(NFS_NAME_LEN, "rpc.opaque_length", U32S, "length")                                           \
    F(NFS_BAD_LEN, "sn.nfs.name.invalid", NONE, NULL)                                              \
    F(NFS_TARGET, "nfs.symlink.to", STR, "To")                                                     \
    F(NFS_PATH, "nfs.readlink.data", STR, "Data")                                                  \
    F(NFS_ACCESS, "nfs.access_check", U32, "Check access", .base = SN_HEX)                         \
    F(NFS_ACCESS_READ, "nfs.access_read", BOOL, "0x001 READ", .mask = 0x01)                        \
    F(NFS_ACCESS_LOOKUP, "nfs.access_lookup", BOOL, "0x002 LOOKUP", .mask = 0x02)                  \
    F(NFS_ACCESS_MODIFY, "nfs.access_modify", BOOL, "0x004 MODIFY", .mask = 0x04)                  \
    F(NFS_ACCESS_EXTEND, "nfs.access_extend", BOOL, "0x008 EXTEND", .mask = 0x08)                  \
    F(NFS_ACCESS_DELETE, "nfs.access_delete", BOOL, "0x010 DELETE", .mask = 0x10)                  \
    F(NFS_ACCESS_EXECUTE, "nfs.access_execute", BOOL, "0x020 EXECUTE", .mask = 0x20)               \
    F(NFS_RIGHTS, "nfs.access_rights", U32, "Access rights (of requested)", .base = SN_HEX)        \
    F(NFS_OFFSET, "nfs.offset3", U64, "offset")                                                    \
    F(NFS_COUNT, "nfs.count3", U32, "count")                                                       \
    F(NFS_W_OFFSET, "nfs.offset3", U64, "offset")                                                  \
    F(NFS_W_COUNT, "nfs.count3", U32, "count")                                                     \
    F(NFS_W_STABLE, "nfs.write.stable", U32, "Stable", .vals = sn_nfs_stables)                     \
    F(NFS_W_LEN, "rpc.opaque_length", U32S, "length")                                              \
    F(NFS_OFFSET2, "nfs.read.offset", U32, "Offset")                                               \
    F(NFS_COUNT2, "nfs.read.count", U32, "Count")                                                  \
    F(NFS_TOTAL2, "nfs.read.totalcount", U32, "Total Count")                                       \
    F(NFS_W_BEGIN2, "nfs.write.beginoffset", U32, "Begin Offset")                                  \
    F(NFS_W_OFFSET2, "nfs.write.offset", U32, "Offset")                                            \
    F(NFS_W_TOTAL2, "nfs.write.totalcount", U32, "Total Count")                                    \
    F(NFS_W_LEN2, "rpc.opaque_length", U32S, "length")                                             \
    F(NFS_DATA, "nfs.data", BYTES, "Data")                                                         \
    F(NFS_D_COOKIE2, "nfs.readdir.cookie", U32, "Cookie")                                          \
    F(NFS_D_COUNT2, "nfs.readdir.count", U32, "Count")                                             \
    F(NFS_D_COOKIE, "nfs.cookie3", U64, "cookie")                                                  \
    F(NFS_D_VERIFIER, "nfs.verifier", BYTES, "Verifier", .width = 8, .step = 8)                    \
    F(NFS_D_COUNT, "nfs.count3", U32, "count")                                                     \
    F(NFS_D_DIRCOUNT, "nfs.count3_dircount", U32, "dircount")                                      \
    F(NFS_D_MAXCOUNT, "nfs.count3_maxcount", U32, "maxcount")                                      \
    F(NFS_CREATE_MODE, "nfs.createmode", U32, "Create Mode", .vals = sn_nfs_creates)               \
    F(NFS_CREATE_VERIFIER, "nfs.verifier", BYTES, "Verifier", .width = 8, .step = 8)               \
    F(NFS_TYPE, "nfs.type", U32, "Type", .vals = sn_nfs_types)                                     \
    F(NFS_TYPE_NOTE, "sn.nfs.type", UINT, NULL)                                                    \
    F(NFS_SPEC1, "nfs.specdata1", U32S, "specdata1")                                               \
    F(NFS_SPEC2, "nfs.specdata2", U32S, "specdata2")                                               \
    F(NFS_SATTR, "sn.nfs.sattr", GROUP, NULL)                                                      \
    F(NFS_SATTR_NOTE, "sn.nfs.sattr.text", UINT, NULL)                                             \
    F(NFS_SET, "nfs.set_it", U32S, "set_it", .vals = sn_nfs_sets)                                  \
    F(NFS_SET_MODE, "nfs.mode3", U32S, "Mode")                                                     \
    F(NFS_SET_UID, "nfs.uid3", U32, "uid")                                                         \
    F(NFS_SET_GID, "nfs.gid3", U32, "gid")                                                         \
    F(NFS_SET_SIZE, "nfs.set_size", U64, "size")                                                   \
    F(NFS_GUARD, "nfs.sattrguard3", U32, "check")                                                  \
    F(NFS_BEFORE, "sn.nfs.before", GROUPS, NULL)                                                   \
    F(NFS_FOLLOW, "nfs.attributes_follow", U32S, "attributes_follow")                              \
    F(NFS_PRE_SIZE, "nfs.wcc_attr.size", U64S, "size")                                             \
    F(NFS_ATTR, "sn.nfs.attributes", GROUPS, NULL)                                                 \
    F(NFS_ATTR_SHOWN, "sn.nfs.attributes.shown", UINT, NULL)                                       \
    F(NFS_FTYPE3, "nfs.fattr3.type", U32S, "Type", .vals = sn_nfs_types)                           \
    F(NFS_FMODE3, "nfs.mode3", U32S, "Mode")                                                       \
    F(NFS_NLINK3, "nfs.fattr3.nlink", U32S, "nlink")                                               \
    F(NFS_FUID3, "nfs.fattr3.uid", U32S, "uid")                                                    \
    F(NFS_FGID3, "nfs.fattr3.gid", U32S, "gid")                                                    \
    F(NFS_FSIZE3, "nfs.fattr3.size", U64S, "size")                                                 \
    F(NFS_USED3, "nfs.fattr3.used", U64S, "used")                                                  \
    F(NFS_FSID3, "nfs.fattr3.fsid", U64S, "fsid", .base = SN_HEX)                                  \
    F(NFS_FILEID3, "nfs.fattr3.fileid", U64S, "fileid")                                            \
    F(NFS_FTYPE2, "nfs.ftype", U32S, "type", .vals = sn_nfs_types)                                 \
    F(NFS_FMODE2, "nfs.mode", U32S, "mode")                                                        \
    F(NFS_NLINK2, "nfs.fattr.nlink", U32S, "nlink")                                                \
    F(NFS_FUID2, "nfs.fattr.uid", U32S, "uid")                                                     \
    F(NFS_FGID2, "nfs.fattr.gid", U32S, "gid")                                                     \
    F(NFS_FSIZE2, "nfs.fattr.size", U32S, "size")                                                  \
    F(NFS_BLOCKSIZE2, "nfs.fattr.blocksize", U32S, "blocksize")                                    \
    F(NFS_RDEV2, "nfs.fattr.rdev", U32S, "rdev")                                                   \
    F(NFS_BLOCKS2, "nfs.fattr.blocks", U32S, "blocks")                                             \
    F(NFS_FSID2, "nfs.fattr.fsid", U32S, "fsid", .base = SN_HEX)                                   \
    F(NFS_FILEID2, "nfs.fattr.fileid", U32S, "fileid")                                             \
    F(NFS_ATIME, "nfs.atime", TIME, "atime", .flags = SN_F_MULTI)                                  \
    F(NFS_ATIME_S, "nfs.atime.sec", U32S, "seconds")                                               \
    F(NFS_ATIME_N, "nfs.atime.nsec", U32S, "nano seconds")                                         \
    F(NFS_ATIME_U, "nfs.atime.usec", U32S, "micro seconds")                                        \
    F(NFS_MTIME, "nfs.mtime", TIME, "mtime", .flags = SN_F_MULTI)                                  \
    F(NFS_MTIME_S, "nfs.mtime.sec", U32S, "seconds")                                               \
    F(NFS_MTIME_N, "nfs.mtime.nsec", U32S, "nano seconds")                                         \
    F(NFS_MTIME_U, "nfs.mtime.usec", U32S, "micro seconds")                                        \
    F(NFS_CTIME, "nfs.ctime", TIME, "ctime", .flags = SN_F_MULTI)                                  \
    F(NFS_CTIME_S, "nfs.ctime.sec", U32S, "seconds")                                               \
    F(NFS_CTIME_N, "nfs.ctime.nsec", U32S, "nano seconds")                                         \
    F(NFS_CTIME_U, "nfs.ctime.usec", U32S, "micro seconds")                                        \
    F(NFS_LABEL, "sn.nfs.label", UINT, NULL)                                                       \
    F(NFS_HANDLE_FOLLOWS, "nfs.handle_follow", U32S, "handle_follow")                              \
    F(NFS_R_COUNT, "nfs.count3", U32, "count")                                                     \
    F(NFS_R_EOF, "nfs.read.eof", BIT32, "EOF", .step = 4)                                          \
    F(NFS_R_COMMITTED, "nfs.write.committed", U32, "Committed", .vals = sn_nfs_stables)            \
    F(NFS_R_VERIFIER, "nfs.verifier", BYTES, "Verifier", .width = 8, .step = 8)                    \
    F(NFS_RD_VERIFIER, "nfs.verifier", BYTES, "Verifier", .width = 8, .step = 8)                   \
    F(NFS_RD_TEXT, "sn.nfs.readdir", U32, NULL)                                                    \
    F(NFS_RD_TEXT2, "sn.nfs.readdir", U32, NULL)                                                   \
    F(NFS_RD_TEXT3, "sn.nfs.readdir", U32, NULL)                                                   \
    F(NFS_FOLLOWS, "rpc.value_follows", U32S, "Value Follows")                                     \
    F(NFS_ENTRY, "nfs.readdir.entry", GROUPS, "Entry")                                             \
    F(NFS_E_FILEID2, "nfs.readdir.entry.fileid", U32, "File ID")                                   \
    F(NFS_E_NAME2, "nfs.readdir.entry.name", STR, "Name")                                          \
    F(NFS_E_COOKIE2, "nfs.readdir.entry.cookie", U32, "Cookie")                                    \
    F(NFS_E_FILEID3, "nfs.readdir.entry3.fileid", U64, "File ID")                                  \
    F(NFS_E_NAME3, "nfs.readdir.entry3.name", STR, "Name")                                         \
    F(NFS_E_COOKIE3, "nfs.readdir.entry3.cookie", U64, "Cookie")                                   \
    F(NFS_E_FILEIDP, "nfs.readdirplus.entry.fileid", U64, "File ID")                               \
    F(NFS_E_NAMEP, "nfs.readdirplus.entry.name", STR, "Name")                                      \
    F(NFS_E_COOKIEP, "nfs.readdirplus.entry.cookie", U64, "Cookie")                                \
    F(NFS_RD_EOF, "nfs.readdir.eof", U32, "EOF")                                                   \
    F(NFS_TSIZE, "nfs.statfs.tsize", U32, "Transfer Size")                                         \
    F(NFS_BSIZE, "nfs.statfs.bsize", U32, "Block Size")                                            \
    F(NFS_BLOCKS, "nfs.statfs.blocks", U32, "Total Blocks")                                        \
    F(NFS_BFREE, "nfs.statfs.bfree", U32, "Free Blocks")                                           \
    F(NFS_BAVAIL, "nfs.statfs.bavail", U32, "Available Blocks")                                    \
    F(NFS_TBYTES, "nfs.fsstat3_resok.tbytes", U64, "Total bytes")                                  \
    F(NFS_FBYTES, "nfs.fsstat3_resok.fbytes", U64, "Free bytes")                                   \
    F(NFS_ABYTES, "nfs.fsstat3_resok.abytes", U64, "Available free bytes")                         \
    F(NFS_TFILES, "nfs.fsstat3_resok.tfiles", U64, "Total file slots")                             \
    F(NFS_FFILES, "nfs.fsstat3_resok.ffiles", U64, "Free file slots")                              \
    F(NFS_AFILES, "nfs.fsstat3_resok.afiles", U64, "Available free file slots")                    \
    F(NFS_INVARSEC, "nfs.fsstat.invarsec", U32, "invarsec")                                        \
    F(NFS_RTMAX, "nfs.fsinfo.rtmax", U32, "rtmax")                                                 \
    F(NFS_RTPREF, "nfs.fsinfo.rtpref", U32, "rtpref")                                              \
    F(NFS_RTMULT, "nfs.fsinfo.rtmult", U32, "rtmult")                                              \
    F(NFS_WTMAX, "nfs.fsinfo.wtmax", U32, "wtmax")                                                 \
    F(NFS_WTPREF, "nfs.fsinfo.wtpref", U32, "wtpref")                                              \
    F(NFS_WTMULT, "nfs.fsinfo.wtmult", U32, "wtmult")                                              \
    F(NFS_DTPREF, "nfs.fsinfo.dtpref", U32, "dtpref")                                              \
    F(NFS_MAXFILESIZE, "nfs.fsinfo.maxfilesize", U64, "maxfilesize")                               \
    F(NFS_DELTA_S, "sn.nfs.fsinfo.time_delta.sec", U32, NULL)                                      \
    F(NFS_DELTA_N, "sn.nfs.fsinfo.time_delta.nsec", U32, NULL)                                     \
    F(NFS_PROPERTIES, "nfs.fsinfo.properties", U32, "Properties", .base = SN_HEX)                  \
    F(NFS_LINKMAX, "nfs.pathconf.linkmax", U32, "linkmax")                                         \
    F(NFS_NAMEMAX, "nfs.pathconf.name_max", U32, "name_max")                                       \
    F(NFS_NO_TRUNC, "nfs.pathconf.no_trunc", BIT32, "no_trunc", .step = 4)                         \
    F(NFS_CHOWN, "nfs.pathconf.chown_restricted", BIT32, "chown_restricted", .step = 4)            \
    F(NFS_IGNCASE, "nfs.pathconf.case_insensitive", BIT32, "case_insensitive", .step = 4)          \
    F(NFS_KEEPCASE, "nfs.pathconf.case_preserving", BIT32, "case_preserving", .step = 4)
SN_FIELD_NUMBERS(NFS)

enum { NFS_NULL, NFS_GETATTR };
enum { NFS_REG = 1, NFS_DIR, NFS_BLK, NFS_CHR, NFS_LNK, NFS_SOCK, NFS_FIFO };
enum {
    NFS_LABEL_PRE,
    NFS_LABEL_POST,
    NFS_LABEL_ATTR,
    NFS_LABEL_DATTR,
    NFS_LABEL_DIR_ATTR,
    NFS_LABEL_FROM,
    NFS_LABEL_TO,
    NFS_LABEL_FILE,
    NFS_LABEL_DIR,
    NFS_LABEL_ARROW,
    NFS_LABEL_SPACE,
};

/* Names of numbers, and of procedures as tcpdump has them. */
extern const struct sn_val sn_nfs_procs2[], sn_nfs_procs3[], sn_nfs_errors[], sn_nfs_types[],
    sn_nfs_stables[], sn_nfs_creates[], sn_nfs_sets[];

/* A file handle (nfsfh.c), of which tcpdump guesses whose it is. */
void sn_nfs_put_fh(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q);

enum sn_then sn_nfs_text(struct sn_text *t, const struct sn_layer *l);

#endif
