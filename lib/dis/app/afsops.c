/* AFS: the operations of its services, and what tcpdump shows of their calls and replies. */
#include "dis/app/afs.h"

/* An item: its label, its kind, its first field, and a number that the kind needs. */
#define ITEM(l, kind, f, n)                                                                        \
    {                                                                                              \
        l, AFS_K_##kind, f, n                                                                      \
    }
#define NUM(l, f)      ITEM(l, NUM, AFS_##f, 0)
#define DATE(l, f)     ITEM(l, DATE, AFS_##f, 0)
#define YESNO(l, f)    ITEM(l, YESNO, AFS_##f, 0)
#define TYPE(l, f)     ITEM(l, TYPE, AFS_##f, 0)
#define FID(l, f)      ITEM(l, FID, AFS_##f, 0)
#define FIDS(l, f)     ITEM(l, FIDS, AFS_##f, 0)
#define IDS(l, f)      ITEM(l, IDS, AFS_##f, 0)
#define UUID(l, f)     ITEM(l, UUID, AFS_##f, 0)
#define STR(l, f, n)   ITEM(l, STR, AFS_##f, n)
#define VEC(l, f, n)   ITEM(l, VEC, AFS_##f, n)
#define NAMES(l, f, n) ITEM(l, NAMES, AFS_##f, n)
#define WORD(l)        ITEM(l, WORD, 0, 0)
#define PAIR(l)        ITEM(l, PAIR, AFS_UB_EPOCH, 0)
#define STATUS()       ITEM("", STATUS, AFS_ST_MASK, 0)
#define ACL()          ITEM("", ACL, AFS_ACL, 0)
#define CALLBACKS()    ITEM("", CALLBACKS, AFS_CB_VERSION, 0)
#define SERVER()       ITEM("", SERVER, AFS_VOL_SERVER, 0)
#define SERVERS()      ITEM("", SERVERS, AFS_VOL_SERVER, 0)
#define VOLUMES()      ITEM("", VOLUMES, AFS_VOL_NAME, 32)
#define ENTRY(n)       ITEM("", ENTRY, AFS_VL_NAME, n)
#define ENTRY_U()      ITEM("", ENTRY_U, AFS_VL_NAME, 13)
#define TICKET()       ITEM("", TICKET, AFS_KA_TICKET, 0)

#define ITEMS(...)                                                                                 \
    (const struct sn_afs_item[])                                                                   \
    {                                                                                              \
        __VA_ARGS__,                                                                               \
        {                                                                                          \
            NULL, AFS_K_END, 0, 0                                                                  \
        }                                                                                          \
    }

const struct sn_val sn_afs_errors[] = {
    {101, "salvage volume"},
    {102, "no such vnode"},
    {103, "no such volume"},
    {104, "volume exist"},
    {105, "no service"},
    {106, "volume offline"},
    {107, "voline online"},
    {108, "diskfull"},
    {109, "diskquota exceeded"},
    {110, "volume busy"},
    {111, "volume moved"},
    {112, "AFS IO error"},
    {0xffffff9c, "restarting fileserver"},
    {0, NULL},
};
const struct sn_val sn_afs_voltypes[] = {
    {0, "read-write"}, {1, "read-only"}, {2, "backup"}, {0, NULL}};

/* What several take. */
static const struct sn_afs_item a_file[] = {FID("", FID_VOL), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item a_name[] = {
    FID("", FID_VOL), STR("", FS_NAME, 256), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item a_new_file[] = {
    FID("", FID_VOL), STR("", FS_NAME, 256), STATUS(), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item new_file[] = {FID(" new", FID_VOL), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item fs_volid[] = {NUM(" volid", FS_VOLID), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item files[] = {FIDS("", FID_VOL), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item pt_id[] = {NUM(" id", PT_ID), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item pt_ids[] = {IDS("", PT_ID), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item pt_uid_gid[] = {
    NUM(" uid", PT_UID), NUM(" gid", PT_GID), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item pt_names[] = {NAMES("", PT_NAME, 64), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item pt_labelled_ids[] = {IDS(" ids:", PT_ID), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item vldb_new[] = {VEC("", VL_NAME, 65), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item vldb_id_type[] = {
    NUM(" volid", VL_ID), TYPE(" type", VL_TYPE), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item vldb_entry[] = {ENTRY(8), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item vldb_entry_n[] = {ENTRY(13), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item vldb_name[] = {STR("", VL_NAME, 65), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item vldb_entry_u[] = {ENTRY_U(), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item vldb_replace[] = {
    NUM(" volid", VL_ID), TYPE(" type", VL_TYPE), VEC("", VL_NAME, 65), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item vldb_index[] = {NUM(" index", VL_INDEX), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item vldb_entries_n[] = {
    NUM(" count", VL_COUNT), NUM(" nextindex", VL_NEXT), ENTRY(13), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item principal[] = {
    STR(" principal", KA_PRINC, 64), STR("", KA_REALM, 64), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item ticket[] = {
    NUM(" kvno", KA_KVNO),           STR(" domain", KA_DOMAIN, 64), TICKET(),
    STR(" principal", KA_PRINC, 64), STR("", KA_REALM, 64),         {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item vol_trans[] = {NUM(" trans", VOL_U), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item vol_number[] = {NUM("", VOL_U), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item vol_some_tid[] = {WORD(" tid"), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item volumes[] = {VOLUMES(), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item vol_tid[] = {NUM(" tid", VOL_U), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item vol_part_id[] = {
    NUM(" partid", VOL_U), NUM(" volid", VOL_ID), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item instance[] = {STR("", BOS_INSTANCE, 256), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item instance_status[] = {
    STR("", BOS_INSTANCE, 256), NUM(" status", BOS_STATUS), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item bos_number[] = {NUM("", BOS_NUMBER), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item bos_user[] = {STR("", BOS_USER, 256), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item bos_kvno[] = {NUM("", BOS_KVNO), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item bos_host[] = {STR("", BOS_HOST, 256), {NULL, AFS_K_END, 0, 0}};
static const struct sn_afs_item a_tid[] = {PAIR(" tid"), {NULL, AFS_K_END, 0, 0}};

/* fs: file server. */
static const struct sn_afs_op fs_ops[] = {
    {130, "fetch-data", ITEMS(FID("", FID_VOL), NUM(" offset", OFFSET), NUM(" length", LENGTH)),
     NULL},
    {131, "fetch-acl", a_file, ITEMS(ACL())},
    {132, "fetch-status", a_file, NULL},
    {133, "store-data",
     ITEMS(FID("", FID_VOL), STATUS(), NUM(" offset", OFFSET), NUM(" length", LENGTH),
           NUM(" flen", FLENGTH)),
     NULL},
    {134, "store-acl", ITEMS(FID("", FID_VOL), ACL()), NULL},
    {135, "store-status", ITEMS(FID("", FID_VOL), STATUS()), NULL},
    {136, "remove-file", a_name, NULL},
    {137, "create-file", a_new_file, new_file},
    {138, "rename",
     ITEMS(FID(" old", FID_VOL), STR("", FS_OLDNAME, 256), FID(" new", FID_VOL),
           STR("", FS_NEWNAME, 256)),
     NULL},
    {139, "symlink",
     ITEMS(FID("", FID_VOL), STR("", FS_LINK, 256), STR(" link to", FS_CONTENT, 256)), NULL},
    {140, "link", ITEMS(FID("", FID_VOL), STR("", FS_NAME, 256), FID(" link to", FID_VOL)), NULL},
    {141, "makedir", a_new_file, new_file},
    {142, "rmdir", a_name, NULL},
    {143, "oldsetlock", a_file, NULL},
    {144, "oldextlock", a_file, NULL},
    {145, "oldrellock", a_file, NULL},
    {146, "get-stats", NULL, NULL},
    {147, "give-cbs", NULL, NULL},
    {148, "get-vlinfo", ITEMS(STR("", FS_VOLNAME, 256)), NULL},
    {149, "get-vlstats", fs_volid, NULL},
    {150, "set-vlstats", fs_volid, NULL},
    {151, "get-rootvl", NULL, ITEMS(STR(" root volume", FS_VOLNAME, 256))},
    {152, "check-token", NULL, NULL},
    {153, "get-time", NULL, ITEMS(DATE("", FS_TIME))},
    {154, "nget-vlinfo", ITEMS(STR(" volname", FS_VOLNAME, 256)), NULL},
    {155, "bulk-stat", files, NULL},
    {156, "setlock", a_file, NULL},
    {157, "extlock", a_file, NULL},
    {158, "rellock", a_file, NULL},
    {159, "xstat-ver", NULL, NULL},
    {160, "get-xstat", NULL, NULL},
    {161, "dfs-lookup", NULL, NULL},
    {162, "dfs-flushcps", NULL, NULL},
    {163, "dfs-symlink", NULL, NULL},
    {220, "residency", NULL, NULL},
    {65536, "inline-bulk-status", files, NULL},
    {65537, "fetch-data-64",
     ITEMS(FID("", FID_VOL), NUM(" offset", OFFSET64), NUM(" length", LENGTH64)), NULL},
    {65538, "store-data-64",
     ITEMS(FID("", FID_VOL), STATUS(), NUM(" offset", OFFSET64), NUM(" length", LENGTH64),
           NUM(" flen", FLENGTH64)),
     NULL},
    {65539, "give-up-all-cbs", NULL, NULL},
    {65540, "get-caps", NULL, NULL},
    {65541, "cb-rx-conn-addr", ITEMS(NUM(" addr", FS_ADDR)), NULL},
    {0, NULL, NULL, NULL},
};

/* cb: callbacks, which the cache manager answers. */
static const struct sn_afs_op cb_ops[] = {
    {204, "callback", ITEMS(FIDS("", CB_VOL), CALLBACKS()), NULL},
    {205, "initcb", NULL, NULL},
    {206, "probe", NULL, NULL},
    {207, "getlock", NULL, NULL},
    {208, "getce", NULL, NULL},
    {209, "xstatver", NULL, NULL},
    {210, "getxstat", NULL, NULL},
    {211, "initcb2", NULL, NULL},
    {212, "whoareyou", NULL, NULL},
    {213, "initcb3", NULL, ITEMS(UUID("", UUID))},
    {214, "probeuuid", ITEMS(UUID(" afsuuid", UUID)), NULL},
    {215, "getsrvprefs", NULL, NULL},
    {216, "getcellservdb", NULL, NULL},
    {217, "getlocalcell", NULL, NULL},
    {218, "getcacheconf", NULL, NULL},
    {65536, "getce64", NULL, NULL},
    {65537, "getcellbynum", NULL, NULL},
    {65538, "tellmeaboutyourself", NULL, NULL},
    {0, NULL, NULL, NULL},
};

/* pt: protection. */
static const struct sn_afs_op pt_ops[] = {
    {500, "new-user", ITEMS(STR("", PT_NAME, 64), NUM(" id", PT_ID), NUM(" oldid", PT_OLDID)),
     NULL},
    {501, "where-is-it", pt_id, NULL},
    {502, "dump-entry", ITEMS(NUM(" pos", PT_POS)), NULL},
    {503, "add-to-group", pt_uid_gid, NULL},
    {504, "name-to-id", pt_names, pt_labelled_ids},
    {505, "id-to-name", pt_labelled_ids, pt_names},
    {506, "delete", pt_id, NULL},
    {507, "remove-from-group", pt_uid_gid, NULL},
    {508, "get-cps", pt_id, pt_ids},
    {509, "new-entry", ITEMS(STR("", PT_NAME, 64), NUM(" flag", PT_FLAG), NUM(" oid", PT_OLDID)),
     NULL},
    {510, "list-max", NULL, ITEMS(NUM(" maxuid", PT_MAXUID), NUM(" maxgid", PT_MAXGID))},
    {511, "set-max", ITEMS(NUM(" id", PT_ID), NUM(" gflag", PT_FLAG)), NULL},
    {512, "list-entry", pt_id, NULL},
    {513, "change-entry",
     ITEMS(NUM(" id", PT_ID), STR("", PT_NAME, 64), NUM(" oldid", PT_OLDID),
           NUM(" newid", PT_NEWID)),
     NULL},
    {514, "list-elements", pt_id, pt_ids},
    {515, "same-mbr-of", pt_uid_gid, NULL},
    {516, "set-fld-sentry", NULL, NULL},
    {517, "list-owned", pt_id, pt_ids},
    {518, "get-cps2", pt_id, pt_ids},
    {519, "get-host-cps", pt_id, pt_ids},
    {520, "update-entry", ITEMS(NUM(" id", PT_ID), STR("", PT_NAME, 64)), NULL},
    {521, "list-entries", NULL, NULL},
    {530, "list-super-groups", pt_id, NULL},
    {0, NULL, NULL, NULL},
};

/* vldb: volume location database. */
static const struct sn_afs_op vldb_ops[] = {
    {501, "create-entry", vldb_new, NULL},
    {502, "delete-entry", vldb_id_type, NULL},
    {503, "get-entry-by-id", vldb_id_type, vldb_entry},
    {504, "get-entry-by-name", vldb_name, vldb_entry},
    {505, "get-new-volume-id", ITEMS(NUM(" bump", VL_BUMP)), ITEMS(NUM(" newvol", VL_NEW))},
    {506, "replace-entry", vldb_replace, NULL},
    {507, "update-entry", vldb_id_type, NULL},
    {508, "setlock", vldb_id_type, NULL},
    {509, "releaselock", vldb_id_type, NULL},
    {510, "list-entry", vldb_index,
     ITEMS(NUM(" count", VL_COUNT), NUM(" nextindex", VL_NEXT), ENTRY(8))},
    {511, "list-attrib", NULL, NULL},
    {512, "linked-list", NULL, NULL},
    {513, "get-stats", NULL, NULL},
    {514, "probe", NULL, NULL},
    {515, "get-addrs", NULL, NULL},
    {516, "change-addr", NULL, NULL},
    {517, "create-entry-n", vldb_new, NULL},
    {518, "get-entry-by-id-n", vldb_id_type, vldb_entry_n},
    {519, "get-entry-by-name-n", vldb_name, vldb_entry_n},
    {520, "replace-entry-n", vldb_replace, NULL},
    {521, "list-entry-n", vldb_index, vldb_entries_n},
    {522, "list-attrib-n", NULL, NULL},
    {523, "linked-list-n", NULL, NULL},
    {524, "update-entry-by-name", vldb_name, NULL},
    {525, "create-entry-u", NULL, NULL},
    {526, "get-entry-by-id-u", NULL, vldb_entry_u},
    {527, "get-entry-by-name-u", vldb_name, vldb_entry_u},
    {528, "replace-entry-u", NULL, NULL},
    {529, "list-entry-u", NULL, vldb_entries_n},
    {530, "list-attrib-u", NULL, NULL},
    {531, "linked-list-u", NULL, NULL},
    {532, "regaddr", NULL, NULL},
    {533, "get-addrs-u", NULL, NULL},
    {534, "list-attrib-n2", NULL, NULL},
    {0, NULL, NULL, NULL},
};

/* kauth: authentication. */
static const struct sn_afs_op kauth_ops[] = {
    {1, "auth-old", principal, NULL},
    {2, "change-pw", principal, NULL},
    {3, "get-ticket-old", ticket, NULL},
    {4, "set-pw",
     ITEMS(STR(" principal", KA_PRINC, 64), STR("", KA_REALM, 64), NUM(" kvno", KA_KVNO)), NULL},
    {5, "set-fields", principal, NULL},
    {6, "create-user", principal, NULL},
    {7, "delete-user", principal, NULL},
    {8, "get-entry", principal, NULL},
    {9, "list-entry", NULL, NULL},
    {10, "get-stats", NULL, NULL},
    {11, "debug", NULL, NULL},
    {12, "get-pw", ITEMS(STR(" name", KA_NAME, 64)), NULL},
    {13, "get-random-key", NULL, NULL},
    {14, "unlock", principal, NULL},
    {15, "lock-status", principal, NULL},
    {21, "authenticate", principal, NULL},
    {22, "authenticate-v2", principal, NULL},
    {23, "get-ticket", ticket, NULL},
    {0, NULL, NULL, NULL},
};

/* vol: volume server. */
static const struct sn_afs_op vol_ops[] = {
    {100, "create-volume",
     ITEMS(NUM(" partition", VOL_U), STR(" name", VOL_NAME, 256), NUM(" type", VOL_U),
           NUM(" parent", VOL_U)),
     ITEMS(NUM(" volid", VOL_ID), NUM(" trans", VOL_U))},
    {101, "delete-volume", vol_trans, NULL},
    {102, "restore", ITEMS(NUM(" totrans", VOL_U), NUM(" flags", VOL_U)), NULL},
    {103, "forward",
     ITEMS(NUM(" fromtrans", VOL_U), DATE(" fromdate", VOL_DATE), SERVER(),
           NUM(" desttrans", VOL_I)),
     NULL},
    {104, "end-trans", vol_trans, vol_number},
    {105, "clone",
     ITEMS(NUM(" trans", VOL_U), NUM(" purgevol", VOL_U), NUM(" newtype", VOL_U),
           STR(" newname", VOL_NAME, 256)),
     ITEMS(NUM(" newvol", VOL_ID))},
    {106, "set-flags", ITEMS(NUM(" trans", VOL_U), NUM(" flags", VOL_U)), NULL},
    {107, "get-flags", vol_trans, vol_number},
    {108, "trans-create",
     ITEMS(NUM(" vol", VOL_ID), NUM(" partition", VOL_U), NUM(" flags", VOL_U)), vol_trans},
    {109, "dump", ITEMS(NUM(" fromtrans", VOL_U), DATE(" fromdate", VOL_DATE)), NULL},
    {110, "get-nth-volume", ITEMS(NUM(" index", VOL_U)),
     ITEMS(NUM(" volume", VOL_ID), NUM(" partition", VOL_U))},
    {111, "set-forwarding", ITEMS(NUM(" tid", VOL_U), NUM(" newsite", VOL_U)), NULL},
    {112, "get-name", vol_some_tid, ITEMS(STR("", VOL_NAME, 256))},
    {113, "get-status", vol_some_tid,
     ITEMS(NUM(" volid", VOL_ID), NUM(" nextuniq", VOL_U), NUM(" type", VOL_U),
           NUM(" parentid", VOL_U), NUM(" clone", VOL_U), NUM(" backup", VOL_U),
           NUM(" restore", VOL_U), NUM(" maxquota", VOL_U), NUM(" minquota", VOL_U),
           NUM(" owner", VOL_U), DATE(" create", VOL_DATE), DATE(" access", VOL_DATE),
           DATE(" update", VOL_DATE), DATE(" expire", VOL_DATE), DATE(" backup", VOL_DATE),
           DATE(" copy", VOL_DATE))},
    {114, "sig-restore",
     ITEMS(STR(" name", VOL_NAME, 256), NUM(" type", VOL_U), NUM(" pid", VOL_U),
           NUM(" cloneid", VOL_U)),
     NULL},
    {115, "list-partitions", NULL, NULL},
    {116, "list-volumes", ITEMS(NUM(" partition", VOL_U), NUM(" flags", VOL_U)), volumes},
    {117, "set-id-types",
     ITEMS(NUM(" tid", VOL_U), STR(" name", VOL_NAME, 256), NUM(" type", VOL_U), NUM(" pid", VOL_U),
           NUM(" clone", VOL_U), NUM(" backup", VOL_U)),
     NULL},
    {118, "monitor", NULL, NULL},
    {119, "partition-info", ITEMS(STR(" name", VOL_NAME, 256)), NULL},
    {120, "reclone", vol_tid, NULL},
    {121, "list-one-volume", vol_part_id, volumes},
    {122, "nuke", vol_part_id, NULL},
    {123, "set-date", ITEMS(NUM(" tid", VOL_U), DATE(" date", VOL_DATE)), NULL},
    {124, "x-list-volumes", vol_part_id, NULL},
    {125, "x-list-one-volume", vol_part_id, NULL},
    {126, "set-info", vol_tid, NULL},
    {127, "x-list-partitions", NULL, NULL},
    {128, "forward-multiple",
     ITEMS(NUM(" fromtrans", VOL_U), DATE(" fromdate", VOL_DATE), SERVERS()), NULL},
    {65536, "convert-ro", vol_part_id, NULL},
    {65537, "get-size", NULL, NULL},
    {65538, "dump-v2",
     ITEMS(NUM(" fromtrans", VOL_U), DATE(" fromdate", VOL_DATE), NUM(" flags", VOL_U)), NULL},
    {0, NULL, NULL, NULL},
};

/* bos: basic overseer. */
static const struct sn_afs_op bos_ops[] = {
    {80, "create-bnode", ITEMS(STR(" type", BOS_TYPE, 256), STR(" instance", BOS_INSTANCE, 256)),
     NULL},
    {81, "delete-bnode", instance, NULL},
    {82, "set-status", instance_status, NULL},
    {83, "get-status", instance, NULL},
    {84, "enumerate-instance", bos_number, NULL},
    {85, "get-instance-info", instance, NULL},
    {86, "get-instance-parm", ITEMS(STR("", BOS_INSTANCE, 256), NUM(" num", BOS_NUMBER)), NULL},
    {87, "add-superuser", bos_user, NULL},
    {88, "delete-superuser", bos_user, NULL},
    {89, "list-superusers", bos_number, NULL},
    {90, "list-keys", bos_number, NULL},
    {91, "add-key", bos_kvno, NULL},
    {92, "delete-key", bos_kvno, NULL},
    {93, "set-cell-name", ITEMS(STR("", BOS_CELL, 256)), NULL},
    {94, "get-cell-name", NULL, NULL},
    {95, "get-cell-host", bos_number, NULL},
    {96, "add-cell-host", bos_host, NULL},
    {97, "delete-cell-host", bos_host, NULL},
    {98, "set-t-status", instance_status, NULL},
    {99, "shutdown-all", NULL, NULL},
    {100, "restart-all", NULL, NULL},
    {101, "startup-all", NULL, NULL},
    {102, "set-noauth-flag", NULL, NULL},
    {103, "re-bozo", NULL, NULL},
    {104, "restart", instance, NULL},
    {105, "start-bozo-install",
     ITEMS(STR("", BOS_PATH, 256), NUM(" size", BOS_SIZE), NUM(" flags", BOS_FLAGS),
           NUM(" date", BOS_DATE)),
     NULL},
    {106, "uninstall", ITEMS(STR("", BOS_PATH, 256)), NULL},
    {107, "get-dates", NULL, NULL},
    {108, "exec", ITEMS(STR("", BOS_CMD, 256)), NULL},
    {109, "prune", NULL, NULL},
    {110, "set-restart-time", NULL, NULL},
    {111, "get-restart-time", NULL, NULL},
    {112, "start-bozo-log", ITEMS(STR("", BOS_FILE, 256)), NULL},
    {113, "wait-all", NULL, NULL},
    {114, "get-instance-strings", instance, NULL},
    {115, "get-restricted", NULL, NULL},
    {116, "set-restricted", NULL, NULL},
    {0, NULL, NULL, NULL},
};

/* ubik: the protocol of replicated databases. */
static const struct sn_afs_op ubik_ops[] = {
    {10000, "vote-beacon",
     ITEMS(YESNO(" syncsite", UB_STATE), DATE(" votestart", UB_START), PAIR(" dbversion"),
           PAIR(" tid")),
     NULL},
    {10001, "vote-debug-old", NULL, NULL},
    {10002, "vote-sdebug-old", NULL, NULL},
    {10003, "vote-getsyncsite", ITEMS(NUM(" site", UB_SITE)), NULL},
    {10004, "vote-debug", NULL, NULL},
    {10005, "vote-sdebug", NULL, NULL},
    {10006, "vote-xdebug", NULL, NULL},
    {10007, "vote-xsdebug", NULL, NULL},
    {20000, "disk-begin", a_tid, NULL},
    {20001, "disk-commit", a_tid, NULL},
    {20002, "disk-lock",
     ITEMS(PAIR(" tid"), NUM(" file", UB_FILE), NUM(" pos", UB_POS), NUM(" length", UB_LENGTH),
           {"", AFS_K_HIDDEN, AFS_UB_LOCK, 0}),
     NULL},
    {20003, "disk-write", ITEMS(PAIR(" tid"), NUM(" file", UB_FILE), NUM(" pos", UB_POS)), NULL},
    {20004, "disk-getversion", NULL, ITEMS(PAIR(" dbversion"))},
    {20005, "disk-getfile", ITEMS(NUM(" file", UB_FILE)), NULL},
    {20006, "disk-sendfile",
     ITEMS(NUM(" file", UB_FILE), NUM(" length", UB_LENGTH), PAIR(" dbversion")), NULL},
    {20007, "disk-abort", a_tid, NULL},
    {20008, "disk-releaselocks", a_tid, NULL},
    {20009, "disk-truncate", ITEMS(PAIR(" tid"), NUM(" file", UB_FILE), NUM(" length", UB_LENGTH)),
     NULL},
    {20010, "disk-probe", a_tid, NULL},
    {20011, "disk-writev", NULL, NULL},
    {20012, "disk-interfaceaddr", ITEMS(PAIR(" tid"), PAIR(" oldversion"), PAIR(" newversion")),
     NULL},
    {20013, "disk-setversion", NULL, NULL},
    {0, NULL, NULL, NULL},
};

const struct sn_afs_ops sn_afs_services[AFS_SERVICES] = {
    [AFS_FS] = {"fs", fs_ops, false, false},         [AFS_CB] = {"cb", cb_ops, false, false},
    [AFS_PT] = {"pt", pt_ops, true, true},           [AFS_VLDB] = {"vldb", vldb_ops, true, true},
    [AFS_KAUTH] = {"kauth", kauth_ops, true, false}, [AFS_VOL] = {"vol", vol_ops, false, false},
    [AFS_BOS] = {"bos", bos_ops, false, false},      [AFS_UBIK] = {"ubik", ubik_ops, false, false},
};

unsigned sn_afs_service_of(uint16_t port)
{
    static const uint8_t of[] = {AFS_FS,    AFS_CB,  AFS_PT,       AFS_VLDB,
                                 AFS_KAUTH, AFS_VOL, AFS_SERVICES, AFS_BOS};
    unsigned i = port - (unsigned)SN_RX_PORT_FIRST;

    return i < sizeof of ? of[i] : AFS_SERVICES;
}

static const struct sn_afs_op *find(unsigned service, uint32_t code)
{
    const struct sn_afs_op *op = sn_afs_services[service].ops;

    while (op->name && op->code != code)
        op++;
    return op->name ? op : NULL;
}

const struct sn_afs_op *sn_afs_op(unsigned *service, uint32_t code)
{
    const struct sn_afs_op *op = sn_afs_services[*service].ubik ? find(AFS_UBIK, code) : NULL;

    if (op)
        *service = AFS_UBIK;
    return op ? op : find(*service, code);
}
