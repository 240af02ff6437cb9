/* AFS: what calls carry over Rx, service by service. Tables of operations (afsops.c) say what is
 * read (afs.c) and shown (afstext.c). */
#ifndef DIS_APP_AFS_H
#define DIS_APP_AFS_H

#include "dis/app/rx.h"

/* SKIPPED: bytes that the text doesn't show, but looks at. The codes of services and of their
 * errors stand in the order of enum sn_afs_service. */
#define AFS(F)                                                                                     \
    F(AFS_OP_FS, "afs.fs.opcode", U32, "Operation")                                                \
    F(AFS_OP_CB, "afs.cb.opcode", U32, "Operation")                                                \
    F(AFS_OP_PT, "afs.prot.opcode", U32, "Operation")                                              \
    F(AFS_OP_VLDB, "afs.vldb.opcode", U32, "Operation")                                            \
    F(AFS_OP_KAUTH, "afs.kauth.opcode", U32, "Operation")                                          \
    F(AFS_OP_VOL, "afs.vol.opcode", U32, "Operation")                                              \
    F(AFS_OP_BOS, "afs.bos.opcode", U32, "Operation")                                              \
    F(AFS_OP_UBIK, "afs.ubik.opcode", U32, "Operation")                                            \
    F(AFS_ERR_FS, "afs.fs.errcode", I32, "Error Code", .vals = sn_afs_errors)                      \
    F(AFS_ERR_CB, "afs.cb.errcode", I32, "Error Code")                                             \
    F(AFS_ERR_PT, "afs.prot.errcode", I32, "Error Code")                                           \
    F(AFS_ERR_VLDB, "afs.vldb.errcode", I32, "Error Code")                                         \
    F(AFS_ERR_KAUTH, "afs.kauth.errcode", I32, "Error Code")                                       \
    F(AFS_ERR_VOL, "afs.vol.errcode", I32, "Error Code")                                           \
    F(AFS_ERR_BOS, "afs.bos.errcode", I32, "Error Code")                                           \
    F(AFS_ERR_UBIK, "sn.afs.ubik.errcode", I32, NULL)                                              \
    F(AFS_SKIPPED, "sn.afs.skipped", UINT, NULL)                                                   \
    F(AFS_COUNT, "sn.afs.count", U32S, NULL)                                                       \
    F(AFS_FID_VOL, "afs.fs.fid.volume", U32S, "FileID (Volume)")                                   \
    F(AFS_FID_VNODE, "afs.fs.fid.vnode", U32S, "FileID (VNode)")                                   \
    F(AFS_FID_UNIQ, "afs.fs.fid.uniq", U32S, "FileID (Uniqifier)")                                 \
    F(AFS_CB_VOL, "afs.cb.fid.volume", U32S, "FileID (Volume)")                                    \
    F(AFS_CB_VNODE, "afs.cb.fid.vnode", U32S, "FileID (VNode)")                                    \
    F(AFS_CB_UNIQ, "afs.cb.fid.uniq", U32S, "FileID (Uniqifier)")                                  \
    F(AFS_CB_VERSION, "afs.cb.callback.version", I32, "Version", .flags = SN_F_MULTI)              \
    F(AFS_CB_EXPIRES, "sn.afs.cb.callback.expires", I32, NULL, .flags = SN_F_MULTI)                \
    F(AFS_CB_TYPE, "afs.cb.callback.type", U32S, "Type")                                           \
    F(AFS_OFFSET, "afs.fs.offset", U32, "Offset")                                                  \
    F(AFS_LENGTH, "afs.fs.length", U32, "Length")                                                  \
    F(AFS_FLENGTH, "afs.fs.flength", U32, "FLength")                                               \
    F(AFS_OFFSET64, "afs.fs.offset64", U64, "Offset64")                                            \
    F(AFS_LENGTH64, "afs.fs.length64", U64, "Length64")                                            \
    F(AFS_FLENGTH64, "afs.fs.flength64", U64, "FLength64")                                         \
    F(AFS_FS_NAME, "afs.fs.name", STR, "Name")                                                     \
    F(AFS_FS_OLDNAME, "afs.fs.oldname", STR, "Old Name")                                           \
    F(AFS_FS_NEWNAME, "afs.fs.newname", STR, "New Name")                                           \
    F(AFS_FS_LINK, "afs.fs.symlink.name", STR, "Symlink Name")                                     \
    F(AFS_FS_CONTENT, "afs.fs.symlink.content", STR, "Symlink Content")                            \
    F(AFS_FS_VOLID, "afs.fs.volid", U32, "Volume ID")                                              \
    F(AFS_FS_VOLNAME, "afs.fs.volname", STR, "Volume Name")                                        \
    F(AFS_FS_TIME, "sn.afs.fs.time", I32, NULL)                                                    \
    F(AFS_FS_ADDR, "sn.afs.fs.addr", U32, NULL)                                                    \
    F(AFS_ST_MASK, "afs.fs.status.mask", U32, "Mask", .base = SN_HEX)                              \
    F(AFS_ST_DATE, "sn.afs.fs.status.date", I32, NULL)                                             \
    F(AFS_ST_OWNER, "afs.fs.status.owner", U32, "Owner")                                           \
    F(AFS_ST_GROUP, "afs.fs.status.group", U32, "Group")                                           \
    F(AFS_ST_MODE, "afs.fs.status.mode", U32, "Unix Mode")                                         \
    F(AFS_ST_SEGSIZE, "afs.fs.status.segsize", U32, "Segment Size")                                \
    F(AFS_ACL_SIZE, "afs.fs.acl.datasize", U32, "ACL Size")                                        \
    F(AFS_ACL, "sn.afs.fs.acl", BYTES, NULL)                                                       \
    F(AFS_UUID, "sn.afs.uuid", BYTESS, NULL)                                                       \
    F(AFS_PT_ID, "afs.prot.id", I32, "ID", .flags = SN_F_MULTI)                                    \
    F(AFS_PT_OLDID, "afs.prot.oldid", I32, "Old ID")                                               \
    F(AFS_PT_NEWID, "afs.prot.newid", I32, "New ID")                                               \
    F(AFS_PT_UID, "afs.prot.uid", I32, "User ID")                                                  \
    F(AFS_PT_GID, "afs.prot.gid", I32, "Group ID")                                                 \
    F(AFS_PT_FLAG, "afs.prot.flag", I32, "Flag", .base = SN_HEX)                                   \
    F(AFS_PT_POS, "afs.prot.pos", I32, "Position")                                                 \
    F(AFS_PT_NAME, "afs.prot.name", STRS, "Name")                                                  \
    F(AFS_PT_MAXUID, "afs.prot.maxuid", I32, "Maximum User ID")                                    \
    F(AFS_PT_MAXGID, "afs.prot.maxgid", I32, "Maximum Group ID")                                   \
    F(AFS_VL_ID, "afs.vldb.id", I32, "Volume ID")                                                  \
    F(AFS_VL_TYPE, "afs.vldb.type", U32, "Volume Type", .base = SN_HEX, .vals = sn_afs_voltypes)   \
    F(AFS_VL_NAME, "afs.vldb.name", STR, "Volume Name")                                            \
    F(AFS_VL_BUMP, "afs.vldb.bump", I32, "Bumped Volume ID")                                       \
    F(AFS_VL_NEW, "sn.afs.vldb.newvol", U32, NULL)                                                 \
    F(AFS_VL_INDEX, "afs.vldb.index", I32, "Volume Index")                                         \
    F(AFS_VL_COUNT, "afs.vldb.count", I32, "Volume Count")                                         \
    F(AFS_VL_NEXT, "afs.vldb.nextindex", I32, "Next Volume Index")                                 \
    F(AFS_VL_NSERVERS, "afs.vldb.numservers", U32, "Number of Servers")                            \
    F(AFS_VL_SERVER, "afs.vldb.server", IPV4S, "Server")                                           \
    F(AFS_VL_UUID, "afs.vldb.serveruuid", BYTESS, "Server UUID")                                   \
    F(AFS_VL_PART, "sn.afs.vldb.partition", U32S, NULL)                                            \
    F(AFS_VL_RW, "afs.vldb.rwvol", U32, "Read-Write Volume ID")                                    \
    F(AFS_VL_RO, "afs.vldb.rovol", U32, "Read-Only Volume ID")                                     \
    F(AFS_VL_BK, "afs.vldb.bkvol", U32, "Backup Volume ID")                                        \
    F(AFS_KA_NAME, "afs.kauth.name", STR, "Name")                                                  \
    F(AFS_KA_PRINC, "afs.kauth.princ", STR, "Principal")                                           \
    F(AFS_KA_REALM, "afs.kauth.realm", STR, "Realm")                                               \
    F(AFS_KA_DOMAIN, "afs.kauth.domain", STR, "Domain")                                            \
    F(AFS_KA_TICKET, "afs.kauth.data", STR, "Data")                                                \
    F(AFS_KA_KVNO, "afs.kauth.kvno", I32, "Key Version Number")                                    \
    F(AFS_VOL_ID, "afs.vol.id", U32S, "Volume ID")                                                 \
    F(AFS_VOL_NAME, "afs.vol.name", STRS, "Volume Name")                                           \
    F(AFS_VOL_U, "sn.afs.vol.value", U32S, NULL)                                                   \
    F(AFS_VOL_I, "sn.afs.vol.number", I32, NULL)                                                   \
    F(AFS_VOL_DATE, "sn.afs.vol.date", I32, NULL, .flags = SN_F_MULTI)                             \
    F(AFS_VOL_SERVER, "sn.afs.vol.server", U32S, NULL)                                             \
    F(AFS_BOS_TYPE, "afs.bos.type", STR, "Type")                                                   \
    F(AFS_BOS_INSTANCE, "afs.bos.instance", STR, "Instance")                                       \
    F(AFS_BOS_STATUS, "afs.bos.status", I32, "Status")                                             \
    F(AFS_BOS_NUMBER, "afs.bos.number", I32, "Number")                                             \
    F(AFS_BOS_USER, "afs.bos.user", STR, "User")                                                   \
    F(AFS_BOS_KVNO, "afs.bos.kvno", I32, "Key Version Number")                                     \
    F(AFS_BOS_CELL, "afs.bos.cell", STR, "Cell")                                                   \
    F(AFS_BOS_HOST, "afs.bos.host", STR, "Host")                                                   \
    F(AFS_BOS_PATH, "afs.bos.path", STR, "Path")                                                   \
    F(AFS_BOS_SIZE, "sn.afs.bos.size", I32, NULL)                                                  \
    F(AFS_BOS_FLAGS, "afs.bos.flags", I32, "Flags")                                                \
    F(AFS_BOS_DATE, "afs.bos.date", I32, "Date")                                                   \
    F(AFS_BOS_CMD, "afs.bos.cmd", STR, "Command")                                                  \
    F(AFS_BOS_FILE, "afs.bos.file", STR, "File")                                                   \
    F(AFS_UB_STATE, "afs.ubik.state", U32, "State", .base = SN_HEX)                                \
    F(AFS_UB_START, "sn.afs.ubik.votestart", I32, NULL)                                            \
    F(AFS_UB_EPOCH, "sn.afs.ubik.epoch", U32S, NULL)                                               \
    F(AFS_UB_COUNTER, "afs.ubik.version.counter", U32S, "Counter")                                 \
    F(AFS_UB_SITE, "sn.afs.ubik.site", U32, NULL)                                                  \
    F(AFS_UB_FILE, "afs.ubik.file", I32, "File")                                                   \
    F(AFS_UB_POS, "afs.ubik.position", I32, "Position")                                            \
    F(AFS_UB_LOCK, "afs.ubik.locktype", U32, "Lock Type")                                          \
    F(AFS_UB_LENGTH, "afs.ubik.length", I32, "Length")
SN_FIELD_NUMBERS(AFS)

enum sn_afs_service {
    AFS_FS,
    AFS_CB,
    AFS_PT,
    AFS_VLDB,
    AFS_KAUTH,
    AFS_VOL,
    AFS_BOS,
    AFS_UBIK, /* inside of three others */
    AFS_SERVICES,
};

/* Something that is read, and shown behind its label. Those marked with * are looked at as a whole:
 * the text goes on behind " [|fs]" when they are cut. */
enum sn_afs_kind {
    AFS_K_END,
    AFS_K_WORD,      /* nothing: the label alone */
    AFS_K_NUM,       /* a number */
    AFS_K_HIDDEN,    /* one that isn't shown */
    AFS_K_DATE,      /* seconds since 1970 */
    AFS_K_YESNO,     /* a number that is 0 or not */
    AFS_K_TYPE,      /* a type of volume; an unknown one isn't shown */
    AFS_K_FID,       /* * of a file, fields from `field` on */
    AFS_K_STR,       /* * of at most n bytes, behind their number */
    AFS_K_VEC,       /* * a string, a character in each of n words */
    AFS_K_STATUS,    /* * of a file that is stored */
    AFS_K_ACL,       /* * access rights as text, behind its length */
    AFS_K_UUID,      /* * in eleven words */
    AFS_K_PAIR,      /* * an epoch and a counter */
    AFS_K_SERVER,    /* * three numbers */
    AFS_K_FIDS,      /* so many files, */
    AFS_K_IDS,       /* numbers, */
    AFS_K_NAMES,     /* * names of n words, */
    AFS_K_SERVERS,   /* servers, */
    AFS_K_CALLBACKS, /* promises of callbacks */
    AFS_K_VOLUMES,   /* and volumes, */
    AFS_K_TICKET,    /* * bytes behind their number, not shown */
    AFS_K_ENTRY,     /* an entry of the volume database, for n servers: 8, 13 */
    AFS_K_ENTRY_U,   /* the same, for 13 servers by their UUIDs */
};

struct sn_afs_item {
    const char *label;
    uint8_t kind;
    uint8_t field;
    uint16_t n;
};

struct sn_afs_op {
    uint32_t code;
    const char *name;                       /* NULL: the last one */
    const struct sn_afs_item *call, *reply; /* NULL: nothing is shown */
};

struct sn_afs_ops {
    const char *name; /* of the service, also its tag */
    const struct sn_afs_op *ops;
    bool ubik;  /* ubik's operations too */
    bool empty; /* a reply without anything in it is one */
};
extern const struct sn_afs_ops sn_afs_services[AFS_SERVICES];
extern const struct sn_val sn_afs_errors[], sn_afs_voltypes[];

/* Sizes; behind a volume's number there is more about it, which isn't shown. */
enum { AFS_WORD = 4, AFS_UUID_LEN = 44, AFS_VOLUME_REST = 21 * 4 };

/* The service at a port; AFS_SERVICES: none. */
unsigned sn_afs_service_of(uint16_t port);

/* The operation and its service: `service`, or ubik. Without an operation of this code NULL. */
const struct sn_afs_op *sn_afs_op(unsigned *service, uint32_t code);

enum sn_then sn_afs_text(struct sn_text *t, const struct sn_layer *l);

#endif
