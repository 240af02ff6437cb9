/* DNP3's fields, for its frames (dnp3.c) and the objects in its messages (dnp3obj.c). */
#ifndef SN_DIS_DNP3_H
#define SN_DIS_DNP3_H

#include "dis/app/stream.h"

extern const struct sn_val sn_dnp3_functions[], sn_dnp3_ranges[], sn_dnp3_prefixes[],
    sn_dnp3_operations[], sn_dnp3_trips[], sn_dnp3_statuses[], sn_dnp3_modes[];

/* Bits of a quality: all the names of one kind, the highest first as Wireshark reads them. */
#define DNP3_QUALITY(F, ID, name, b5, b6, b7)                                                      \
    F(ID##7, "dnp3.al." name ".b7", BIT8, b7, .mask = 0x80, .flags = SN_F_MULTI)                   \
    F(ID##6, "dnp3.al." name ".b6", BIT8, b6, .mask = 0x40, .flags = SN_F_MULTI)                   \
    F(ID##5, "dnp3.al." name ".b5", BIT8, b5, .mask = 0x20, .flags = SN_F_MULTI)                   \
    F(ID##4, "dnp3.al." name ".b4", BIT8, "Local Force", .mask = 0x10, .flags = SN_F_MULTI)        \
    F(ID##3, "dnp3.al." name ".b3", BIT8, "Remote Force", .mask = 0x08, .flags = SN_F_MULTI)       \
    F(ID##2, "dnp3.al." name ".b2", BIT8, "Comm Fail", .mask = 0x04, .flags = SN_F_MULTI)          \
    F(ID##1, "dnp3.al." name ".b1", BIT8, "Restart", .mask = 0x02, .flags = SN_F_MULTI)            \
    F(ID##0, "dnp3.al." name ".b0", BIT8, "Online", .mask = 0x01, .flags = SN_F_MULTI)

#define DNP3_IIN(F, ID, name, title, bit) F(ID, "dnp3.al.iin." name, BIT16, title, .mask = bit)

#define DNP3(F)                                                                                    \
    F(DNP3_FRAME, "sn.dnp3.frame", GROUPS, "Frame")                                                \
    F(DNP3_START, "dnp3.start", U16, "Start Bytes", .base = SN_HEX)                                \
    F(DNP3_LEN, "dnp3.len", U8, "Length")                                                          \
    F(DNP3_CTL, "dnp3.ctl", U8, "Control", .base = SN_HEX)                                         \
    F(DNP3_DIR, "dnp3.ctl.dir", BIT8, "Direction", .mask = 0x80)                                   \
    F(DNP3_PRM, "dnp3.ctl.prm", BIT8, "Primary", .mask = 0x40)                                     \
    F(DNP3_FCB, "dnp3.ctl.fcb", BIT8, "Frame Count Bit", .mask = 0x20)                             \
    F(DNP3_FCV, "dnp3.ctl.fcv", BIT8, "Frame Count Valid", .mask = 0x10)                           \
    F(DNP3_PRIMARY, "dnp3.ctl.prifunc", P8, "Control Function Code", .mask = 0x0f,                 \
      .vals = dnp3_primary)                                                                        \
    F(DNP3_DFC, "dnp3.ctl.dfc", BIT8, "Data Flow Control", .mask = 0x10)                           \
    F(DNP3_SECONDARY, "dnp3.ctl.secfunc", P8, "Control Function Code", .mask = 0x0f,               \
      .vals = dnp3_secondary)                                                                      \
    F(DNP3_DST, "dnp3.dst", LE16, "Destination")                                                   \
    F(DNP3_SRC, "dnp3.src", LE16, "Source")                                                        \
    F(DNP3_ADDR, "dnp3.addr", UINTS, "Address", .width = 2)                                        \
    F(DNP3_CRC, "dnp3.hdr.CRC", LE16, "Data Link Header checksum", .base = SN_HEX)                 \
    F(DNP3_CRC_STATUS, "dnp.hdr.CRC.status", UINT, "Data Link Header Checksum Status")             \
    F(DNP3_CHUNK, "dnp.data_chunk", BYTESS, "Data Chunk")                                          \
    F(DNP3_CHUNK_LEN, "dnp.data_chunk_len", UINTS, "Data Chunk length", .width = 2)                \
    F(DNP3_CHUNK_CRC, "dnp.data_chunk.CRC", U16, "Data Chunk checksum", .base = SN_HEX,            \
      .flags = SN_F_MULTI | SN_F_LE)                                                               \
    F(DNP3_CHUNK_STATUS, "dnp.data_chunk.CRC.status", UINTS, "Data Chunk Checksum Status")         \
    F(DNP3_TR, "dnp3.tr.ctl", U8, "Transport Control", .base = SN_HEX)                             \
    F(DNP3_TR_FIN, "dnp3.tr.fin", BIT8, "Final", .mask = 0x80)                                     \
    F(DNP3_TR_FIR, "dnp3.tr.fir", BIT8, "First", .mask = 0x40)                                     \
    F(DNP3_TR_SEQ, "dnp3.tr.seq", P8, "Sequence", .mask = 0x3f)                                    \
    F(DNP3_FRAGMENT, "dnp3.al.frag_data", BYTES, "DNP3.0 AL Fragment Data")                        \
    F(DNP3_AL, "dnp3.al.ctl", U8, "Application Control", .base = SN_HEX)                           \
    F(DNP3_AL_FIR, "dnp3.al.fir", BIT8, "First", .mask = 0x80)                                     \
    F(DNP3_AL_FIN, "dnp3.al.fin", BIT8, "Final", .mask = 0x40)                                     \
    F(DNP3_AL_CON, "dnp3.al.con", BIT8, "Confirm", .mask = 0x20)                                   \
    F(DNP3_AL_UNS, "dnp3.al.uns", BIT8, "Unsolicited", .mask = 0x10)                               \
    F(DNP3_AL_SEQ, "dnp3.al.seq", P8, "Sequence", .mask = 0x0f)                                    \
    F(DNP3_FUNC, "dnp3.al.func", U8, "Application Layer Function Code", .vals = sn_dnp3_functions) \
    F(DNP3_IIN, "dnp3.al.iin", U16, "Internal Indications", .base = SN_HEX)                        \
    DNP3_IIN(F, DNP3_IIN_RST, "rst", "Device Restart", 0x8000)                                     \
    DNP3_IIN(F, DNP3_IIN_DT, "dt", "Device Trouble", 0x4000)                                       \
    DNP3_IIN(F, DNP3_IIN_DOL, "dol", "Digital Outputs in Local", 0x2000)                           \
    DNP3_IIN(F, DNP3_IIN_TSR, "tsr", "Time Sync Required", 0x1000)                                 \
    DNP3_IIN(F, DNP3_IIN_CLS3, "cls3d", "Class 3 Data Available", 0x0800)                          \
    DNP3_IIN(F, DNP3_IIN_CLS2, "cls2d", "Class 2 Data Available", 0x0400)                          \
    DNP3_IIN(F, DNP3_IIN_CLS1, "cls1d", "Class 1 Data Available", 0x0200)                          \
    DNP3_IIN(F, DNP3_IIN_BMSG, "bmsg", "Broadcast Msg Rx", 0x0100)                                 \
    DNP3_IIN(F, DNP3_IIN_CC, "cc", "Configuration Corrupt", 0x0020)                                \
    DNP3_IIN(F, DNP3_IIN_OAE, "oae", "Operation Already Executing", 0x0010)                        \
    DNP3_IIN(F, DNP3_IIN_EBO, "ebo", "Event Buffer Overflow", 0x0008)                              \
    DNP3_IIN(F, DNP3_IIN_PIOOR, "pioor", "Parameters Invalid or Out of Range", 0x0004)             \
    DNP3_IIN(F, DNP3_IIN_OBJU, "obju", "Requested Objects Unknown", 0x0002)                        \
    DNP3_IIN(F, DNP3_IIN_FCNI, "fcni", "Function Code not implemented", 0x0001)                    \
    F(DNP3_OBJ, "dnp3.al.obj", U16, "Object", .base = SN_HEX, .flags = SN_F_MULTI)                 \
    F(DNP3_PREFIX, "dnp3.al.objq.prefix", P8, "Prefix Code", .mask = 0x70,                         \
      .vals = sn_dnp3_prefixes, .flags = SN_F_MULTI)                                               \
    F(DNP3_RANGE, "dnp3.al.objq.range", U8, "Range Code", .mask = 0x0f, .vals = sn_dnp3_ranges,    \
      .flags = SN_F_MULTI)                                                                         \
    F(DNP3_FIRST, "dnp3.al.range.start", UINTS, "Start")                                           \
    F(DNP3_LAST, "dnp3.al.range.stop", UINTS, "Stop")                                              \
    F(DNP3_ABS, "dnp3.al.range.abs", UINTS, "Address")                                             \
    F(DNP3_QUANTITY, "dnp3.al.range.quantity", UINTS, "Quantity")                                  \
    F(DNP3_INDEX, "dnp3.al.index", UINTS, "Index")                                                 \
    F(DNP3_SIZE, "dnp3.al.size", UINTS, "Size")                                                    \
    F(DNP3_POINT, "dnp3.al.point_index", UINTS, "Point Index", .width = 4)                         \
    F(DNP3_BIT, "dnp3.al.bit", BOOLS, "Value (bit)")                                               \
    F(DNP3_2BIT, "dnp3.al.2bit", UINTS, "Value (two bit)")                                         \
    F(DNP3_STATE, "dnp3.al.bocs", BIT8, "Commanded State", .mask = 0x80, .flags = SN_F_MULTI)      \
    DNP3_QUALITY(F, DNP3_BIQ, "biq", "Chatter Filter", "Reserved", "Point Value")                  \
    DNP3_QUALITY(F, DNP3_BOQ, "boq", "Reserved", "Reserved", "Point Value")                        \
    DNP3_QUALITY(F, DNP3_CTRQ, "ctrq", "Roll-Over", "Discontinuity", "Reserved")                   \
    DNP3_QUALITY(F, DNP3_AIQ, "aiq", "Over-Range", "Reference Check", "Reserved")                  \
    DNP3_QUALITY(F, DNP3_AOQ, "aoq", "Reserved", "Reserved", "Reserved")                           \
    F(DNP3_COUNTER, "dnp3.al.cnt", UINTS, "Counter")                                               \
    F(DNP3_ANALOG, "dnp3.al.ana.int", INTS, "Value", .width = 4)                                   \
    F(DNP3_OUTPUT, "dnp3.al.anaout.int", INTS, "Output Value", .width = 4)                         \
    F(DNP3_FLOAT, "dnp3.al.ana.float", STRS, "Value (float)")                                      \
    F(DNP3_DOUBLE, "dnp3.al.ana.double", STRS, "Value (double)")                                   \
    F(DNP3_OUT_FLOAT, "dnp3.al.anaout.float", STRS, "Output Value (float)")                        \
    F(DNP3_OUT_DOUBLE, "dnp3.al.anaout.double", STRS, "Output (double)")                           \
    F(DNP3_OP, "dnp3.ctl.op", P8, "Operation Type", .mask = 0x0f, .vals = sn_dnp3_operations,      \
      .flags = SN_F_MULTI)                                                                         \
    F(DNP3_CLEAR, "dnp3.ctl.clr", P8, "Queue / Clear Field", .mask = 0x30, .flags = SN_F_MULTI)    \
    F(DNP3_TRIP, "dnp3.ctl.trip", U8, "Trip Control Code", .mask = 0xc0, .vals = sn_dnp3_trips,    \
      .flags = SN_F_MULTI)                                                                         \
    F(DNP3_COUNT, "dnp3.al.count", U8S, "Count")                                                   \
    F(DNP3_ON, "dnp3.al.on_time", U32, "On Time", .flags = SN_F_MULTI | SN_F_LE)                   \
    F(DNP3_OFF, "dnp3.al.off_time", U32, "Off Time", .flags = SN_F_MULTI | SN_F_LE)                \
    F(DNP3_STATUS, "dnp3.al.ctrlstatus", U8, "Control Status", .mask = 0x7f,                       \
      .vals = sn_dnp3_statuses, .flags = SN_F_MULTI)                                               \
    F(DNP3_TIME, "dnp3.al.timestamp", TIME, "Timestamp", .flags = SN_F_MULTI)                      \
    F(DNP3_RELATIVE, "dnp3.al.reltimestamp", SPAN, "Relative Timestamp", .flags = SN_F_MULTI)      \
    F(DNP3_DELAY, "dnp3.al.time_delay", U16, "Time Delay", .flags = SN_F_MULTI | SN_F_LE)          \
    F(DNP3_STRING, "dnp3.al.octet_string", BYTESS, "Octet String")                                 \
    F(DNP3_NAME_OFF, "dnp3.al.file_string_offset", LE16, "File String Offset")                     \
    F(DNP3_NAME_LEN, "dnp3.al.file_string_length", LE16, "File String Length")                     \
    F(DNP3_PERMS, "dnp3.al.file.perms", LE16, "Permissions")                                       \
    F(DNP3_PERM_RO, "dnp3.al.file.perms.read_owner", BIT16, "Read permission for owner",           \
      .mask = 0x100)                                                                               \
    F(DNP3_PERM_WO, "dnp3.al.file.perms.write_owner", BIT16, "Write permission for owner",         \
      .mask = 0x80)                                                                                \
    F(DNP3_PERM_XO, "dnp3.al.file.perms.exec_owner", BIT16, "Execute permission for owner",        \
      .mask = 0x40)                                                                                \
    F(DNP3_PERM_RG, "dnp3.al.file.perms.read_group", BIT16, "Read permission for group",           \
      .mask = 0x20)                                                                                \
    F(DNP3_PERM_WG, "dnp3.al.file.perms.write_group", BIT16, "Write permission for group",         \
      .mask = 0x10)                                                                                \
    F(DNP3_PERM_XG, "dnp3.al.file.perms.exec_group", BIT16, "Execute permission for group",        \
      .mask = 0x08)                                                                                \
    F(DNP3_PERM_RW, "dnp3.al.file.perms.read_world", BIT16, "Read permission for world",           \
      .mask = 0x04)                                                                                \
    F(DNP3_PERM_WW, "dnp3.al.file.perms.write_world", BIT16, "Write permission for world",         \
      .mask = 0x02)                                                                                \
    F(DNP3_PERM_XW, "dnp3.al.file.perms.exec_world", BIT16, "Execute permission for world",        \
      .mask = 0x01)                                                                                \
    F(DNP3_AUTH, "dnp3.al.file.auth", LE32, "File Authentication Key", .base = SN_HEX)             \
    F(DNP3_FILE_SIZE, "dnp3.al.file.size", LE32, "File Size", .base = SN_HEX)                      \
    F(DNP3_MODE, "dnp3.al.file.mode", LE16, "File Control Mode", .vals = sn_dnp3_modes)            \
    F(DNP3_HANDLE, "dnp3.al.file.handle", LE32, "File Handle", .base = SN_HEX)                     \
    F(DNP3_BLOCK, "dnp3.al.file.blocknum", LE32, "File Block Number", .base = SN_HEX,              \
      .mask = 0x7fffffff)                                                                          \
    F(DNP3_LAST_BLOCK, "dnp3.al.file.lastblock", UINT, "File Last Block")                          \
    F(DNP3_MAX_BLOCK, "dnp3.al.file.maxblock", LE16, "File Max Block Size")                        \
    F(DNP3_REQUEST, "dnp3.al.file.reqID", LE16, "File Request Identifier")                         \
    F(DNP3_FILE_STATUS, "dnp3.al.file.status", U8, "File Control Status")                          \
    F(DNP3_FILE_DATA, "dnp3.al.file.data", BYTES, "File Data")                                     \
    F(DNP3_FILE_NAME, "dnp3.al.file_name", STR, "File Name")                                       \
    F(DNP3_UNKNOWN, "dnp3.al.unknown_data_chunk", BYTES, "Unknown Data Chunk")

SN_FIELD_NUMBERS(DNP3)

/* The objects of a message of this function, up to the end of r. */
void sn_dnp3_objects(struct sn_dis *d, struct sn_rd *r, uint32_t function);

#endif
