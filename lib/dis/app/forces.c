/*
 * ForCES: how control elements rule forwarding elements (RFC 5810), in SCTP (RFC 5811).
 *
 * What a message holds is said with -vvv only, what is wrong with it always; then the text ends
 * with all of the message in hexadecimal, or right there when it is deep inside.
 */
#include "dis/proto.h"

enum { HDR = 24, TLV = 4, LFB_MIN = 12, DEEPEST = 40 };
enum { ASSOC_SETUP = 1, TEARDOWN, CONFIG, QUERY, EVENT, REDIRECT };
enum { HEARTBEAT = 15, ASSOC_RESPONSE = 17, CONFIG_RESPONSE = 19, QUERY_RESPONSE };
enum { T_REDIRECT = 1, T_RESULT = 0x10, T_REASON, T_LFB = 0x1000 };
enum { PATH = 0x110, KEYINFO, FULL, SPARSE, RESULT, METADATA, PACKET };

static const struct sn_val types[] = {
    {ASSOC_SETUP, "Association Setup"},
    {TEARDOWN, "Association TearDown"},
    {CONFIG, "Config"},
    {QUERY, "Query"},
    {EVENT, "Event Notification"},
    {REDIRECT, "Packet Redirect"},
    {HEARTBEAT, "HeartBeat"},
    {ASSOC_RESPONSE, "Association Response"},
    {CONFIG_RESPONSE, "Config Response"},
    {QUERY_RESPONSE, "Query Response"},
    {0, NULL},
};
static const struct sn_val acks[] = {
    {0, "NoACK"}, {1, "SuccessACK"}, {2, "FailureACK"}, {3, "AlwaysACK"}, {0, NULL}};
static const struct sn_val modes[] = {{0, "EMReserved"},
                                      {1, "execute-all-or-none"},
                                      {2, "execute-until-failure"},
                                      {3, "continue-execute-on-failure"},
                                      {0, NULL}};
static const struct sn_val transactions[] = {{0, "Standalone"}, {1, "2PCtransaction"}, {0, NULL}};
static const struct sn_val phases[] = {{0, "StartofTransaction"},
                                       {1, "MiddleofTransaction"},
                                       {2, "EndofTransaction"},
                                       {3, "abort"},
                                       {0, NULL}};
static const struct sn_val tlvs[] = {
    {0, "Invalid TLV"},
    {T_REDIRECT, "REDIRECT TLV"},
    {T_RESULT, "ASResult TLV"},
    {T_REASON, "ASTreason TLV"},
    {T_LFB, "LFBselect TLV"},
    {PATH, "PATH-DATA TLV"},
    {KEYINFO, "KEYINFO TLV"},
    {FULL, "FULLDATA TLV"},
    {SPARSE, "SPARSEDATA TLV"},
    {RESULT, "RESULT TLV"},
    {METADATA, "METADATA TLV"},
    {PACKET, "REDIRECTDATA TLV"},
    {0, NULL},
};
static const struct sn_val classes[] = {
    {0, "Invalid TLV"}, {1, "FEObj LFB"}, {2, "FEProtoObj LFB"}, {0, NULL}};
static const struct sn_val results[] = {
    {0, "Success "}, {1, "FE ID invalid "}, {2, "permission denied "}, {0, NULL}};
static const struct sn_val reasons[] = {{0, "Normal Teardown"},
                                        {1, "Loss of Heartbeats"},
                                        {2, "Out of bandwidth"},
                                        {3, "Out of Memory"},
                                        {4, "Application Crash"},
                                        {255, "Unknown Teardown reason"},
                                        {0, NULL}};
static const struct sn_val codes[] = {{0, "SUCCESS"},
                                      {1, "INVALID HEADER"},
                                      {2, "LENGTH MISMATCH"},
                                      {3, "VERSION MISMATCH"},
                                      {4, "INVALID DESTINATION PID"},
                                      {5, "LFB UNKNOWN"},
                                      {6, "LFB NOT FOUND"},
                                      {7, "LFB INSTANCE ID NOT FOUND"},
                                      {8, "INVALID PATH"},
                                      {9, "COMPONENT DOES NOT EXIST"},
                                      {10, "EXISTS ALREADY"},
                                      {11, "NOT FOUND"},
                                      {12, "READ ONLY"},
                                      {13, "INVALID ARRAY CREATION"},
                                      {14, "VALUE OUT OF RANGE"},
                                      {15, "CONTENTS TOO LONG"},
                                      {16, "INVALID PARAMETERS"},
                                      {17, "INVALID MESSAGE TYPE"},
                                      {18, "INVALID FLAGS"},
                                      {19, "INVALID TLV"},
                                      {20, "EVENT ERROR"},
                                      {21, "NOT SUPPORTED"},
                                      {22, "MEMORY ERROR"},
                                      {23, "INTERNAL ERROR"},
                                      {255, "UNSPECIFIED ERROR"},
                                      {0, NULL}};

/* Operations: in which messages, and which data they may have with them. */
enum { FULL_OK = 1, SPARSE_OK = 2, RESULT_OK = 4 };
static const struct op {
    const char *name;
    uint8_t message, data;
} ops[] = {
    [1] = {" Set", CONFIG, FULL_OK | SPARSE_OK},
    [2] = {" SetProp", CONFIG, FULL_OK | SPARSE_OK},
    [3] = {" SetResp", CONFIG_RESPONSE, RESULT_OK},
    [4] = {" SetPropResp", CONFIG_RESPONSE, RESULT_OK},
    [5] = {" Del", CONFIG, 0},
    [6] = {" DelResp", CONFIG_RESPONSE, RESULT_OK},
    [7] = {" Get", QUERY, 0},
    [8] = {" GetProp", QUERY, 0},
    [9] = {" GetResp", QUERY_RESPONSE, FULL_OK | SPARSE_OK | RESULT_OK},
    [10] = {" GetPropResp", QUERY_RESPONSE, FULL_OK | RESULT_OK},
    [11] = {" Report", EVENT, FULL_OK | SPARSE_OK},
    [12] = {" Commit", CONFIG, 0},
    [13] = {" RCommit", CONFIG_RESPONSE, RESULT_OK},
    [14] = {" RTRCOMP", CONFIG, 0},
};
enum { NOPS = sizeof ops / sizeof *ops };

#define LFB_OP "forces.lfbselect.tlv.type.operation"
#define FORCES(F)                                                                                  \
    F(VERSION, "forces.flags.version", P8, "Version", .mask = 0xf0)                                \
    F(RSVD, "forces.flags.rsvd", U8, "Rsvd", .mask = 0x0f)                                         \
    F(TYPE, "forces.messagetype", U8, "Message Type", .vals = types)                               \
    F(LENGTH, "forces.length", U16, "Header Length", .scale = 4)                                   \
    F(SOURCE, "forces.sid", IPV4, "Source ID")                                                     \
    F(DESTINATION, "forces.did", IPV4, "Destination ID")                                           \
    F(CORRELATOR, "forces.correlator", U64, "Correlator", .base = SN_HEX)                          \
    F(FLAGS, "forces.Flags", U32, "Flags")                                                         \
    F(F_ACK, "forces.flags.ack", UINT, "ACK indicator", .mask = 0xc0000000, .vals = acks)          \
    F(F_PRIORITY, "forces.flags.pri", UINT, "Priority", .mask = 0x38000000)                        \
    F(F_MODE, "forces.flags.em", UINT, "Execution mode", .mask = 0x00c00000, .vals = modes)        \
    F(F_ATOMIC, "forces.flags.at", UINT, "Atomic Transaction", .mask = 0x00200000,                 \
      .vals = transactions)                                                                        \
    F(F_PHASE, "forces.flags.tp", UINT, "Transaction phase", .mask = 0x00180000, .vals = phases)   \
    F(ALL, "sn.forces.message", BYTES, NULL)                                                       \
    F(HEADER, "sn.forces.header", UINT, NULL)                                                      \
    F(DETAILS, "sn.forces.details", UINT, NULL)                                                    \
    F(WRONG, "sn.forces.wrong", UINT, NULL)                                                        \
    F(LEVEL, "sn.forces.say.verbose", UINTS, NULL)                                                 \
    F(SAY_A, "sn.forces.say.a", UINTS, NULL)                                                       \
    F(SAY_B, "sn.forces.say.b", UINTS, NULL)                                                       \
    F(SAY_C, "sn.forces.say.c", UINTS, NULL)                                                       \
    F(HEX_FRONT, "sn.forces.hex.prefix", UINTS, NULL)                                              \
    F(SAY, "sn.forces.say", STRS, NULL)                                                            \
    F(HEX, "sn.forces.hex", BYTESS, NULL)                                                          \
    F(TOP, "sn.forces.tlv", GROUPS, "TLV")                                                         \
    F(TOP_TYPE, "forces.tlv.type", U16, "Type", .vals = tlvs)                                      \
    F(TOP_LEN, "forces.tlv.length", U16, "Length")                                                 \
    F(AS_RESULT, "forces.teardown.reason", U32, "Association Setup Result", .vals = results)       \
    F(AS_REASON, "forces.astreason.tlv.teardown.reason", U32, "AStreason TLV", .vals = reasons)    \
    F(CLASS, "forces.lfbselect.tlv.type.lfb.classid", IPV4, "Class ID", .vals = classes)           \
    F(INSTANCE, "forces.fbselect.tlv.type.lfb.instanceid", IPV4, "Instance ID")                    \
    F(OP, "sn.forces.operation", GROUPS, "Operation")                                              \
    F(OP_TYPE, LFB_OP ".type", U16, "Type")                                                        \
    F(OP_LEN, LFB_OP ".length", U16, "Length")                                                     \
    F(PATH_DATA, "sn.forces.path", GROUPS, "Path data")                                            \
    F(P_TYPE, LFB_OP ".path.type", U16, "Type", .vals = tlvs)                                      \
    F(P_LEN, LFB_OP ".path.length", U16, "Length")                                                 \
    F(P_FLAGS, LFB_OP ".path.data.flags", U16, "Path Data Flags", .base = SN_HEX)                  \
    F(P_COUNT, LFB_OP ".path.data.IDcount", U16, "Path Data IDcount")                              \
    F(P_ID, LFB_OP ".path.data.IDs", U32S, "Path Data IDs")                                        \
    F(DATA, LFB_OP ".path.data", BYTES, "Data")                                                    \
    F(CODE, "sn.forces.result", U8, "Result", .vals = codes)                                       \
    F(META, "sn.forces.metadata", GROUPS, "Metadata")                                              \
    F(META_ID, "forces.redirect.tlv.meta.data.tlv.meta.data.ilv.id", U32, "Metadata ID",           \
      .base = SN_HEX)                                                                              \
    F(META_LEN, "forces.redirect.tlv.meta.data.tlv.meta.data.ilv.length", U32, "Length")
SN_FIELDS(forces, FORCES)

/* ---- what is said ---- */

/* In front of each line of a dump; those behind them: as many blanks as the number says. */
enum { ERROR_DUMP, BAD_DATA, ILV_DATA, PACKET_DATA, ID_DATA, PREFIXES };
static const char *const prefixes[PREFIXES] = {"\n\t[", "Bad Data val\n\t  [", "\t\t[", "\n\t\t",
                                               "\t\t\tID Data["};

/* Instead of how many -v: only when there are fewer than three. */
enum { BELOW_BODY = 0x100 };

/* A format with three numbers at most, said with so many -v. The numbers stand in front of it. */
static void say(struct sn_dis *d, unsigned verbose, const char *fmt, uint32_t a, uint32_t b,
                uint32_t c)
{
    sn_note(d, SAY_A, a);
    sn_note(d, SAY_B, b);
    sn_note(d, SAY_C, c);
    sn_note(d, LEVEL, verbose);
    sn_rec_bytes(d, SAY, 0, 0, fmt, strlen(fmt))->flags = SN_REC_MADE | SN_REC_TEXT;
}

/* Blanks, then a name. */
static void say_name(struct sn_dis *d, unsigned indent, const struct sn_val *names, uint32_t u,
                     const char *unknown)
{
    const char *name = sn_val_name(names, u);

    say(d, 3, "%*s", indent, 0, 0);
    say(d, 3, name ? name : unknown, u, 0, 0);
}

static void dump(struct sn_dis *d, unsigned verbose, unsigned prefix, const uint8_t *p, size_t n)
{
    sn_note(d, HEX_FRONT, prefix);
    sn_note(d, LEVEL, verbose);
    sn_rec_bytes(d, HEX, 0, 0, p, n)->flags = SN_REC_TEXT;
}

/* The message as it is, behind what is wrong with it. Nothing more is read. */
static bool wrong(struct sn_dis *d, const struct sn_rd *all)
{
    dump(d, 0, ERROR_DUMP, all->p, sn_rd_left(all));
    say(d, 0, "\n\t]", 0, 0, 0);
    sn_note(d, WRONG, 0);
    return false;
}

/* ---- data ---- */

/* Up to a multiple of four. */
static uint32_t padded(uint32_t n)
{
    return (n + 3) & ~3U;
}

/* A TLV of len bytes; r goes on behind its padding. */
static struct sn_rd inside(struct sn_rd *r, uint32_t len)
{
    struct sn_rd in = sn_inside(r, len);

    (void)sn_rd_skip(r, padded(len));
    return in;
}

static bool bad_data(struct sn_dis *d, const struct sn_rd *r)
{
    dump(d, 0, BAD_DATA, r->p, sn_rd_left(r));
    say(d, 0, "]\n", 0, 0, 0);
    return false;
}

/* A type and a length in front of r; false: they aren't there, or the length is wrong. */
static bool head_of(struct sn_rd *r, uint32_t *type, uint32_t *len)
{
    *type = *len = 0;
    if (sn_rd_left(r) < TLV)
        return false;
    *type = sn_be16(r->p);
    *len = sn_be16(r->p + 2);
    return *len >= TLV && *len <= sn_rd_left(r) && padded(*len) <= sn_rd_left(r);
}

/* What is wrong with a length, of which the head alone takes `least` bytes. */
static const char *fault(uint32_t len, uint32_t least, uint32_t left)
{
    return left < least  ? "Error: Invalid total length"
           : len < least ? "Error: xLV too short"
           : len > left  ? "Error: xLV too long"
                         : "Error: data padding missing";
}

static bool ilvs(struct sn_dis *d, struct sn_rd *r, unsigned indent)
{
    enum { ILV = 8 };
    uint32_t type, len, left = (uint32_t)sn_rd_left(r);

    if (left < ILV) {
        say(d, 0, "Error: BAD SPARSEDATA-TLV!\n", 0, 0, 0);
        return false;
    }
    for (; left; left = (uint32_t)sn_rd_left(r)) {
        if (!sn_rd_be32(r, &type) || !sn_rd_be32(r, &len)) {
            say(d, 0, "Error: Invalid total length, rlen %u\n", left, 0, 0);
            return false;
        }
        if (len < ILV || len > left || padded(len) > left) {
            say(d, 0, fault(len, ILV, left), 0, 0, 0);
            say(d, 0, ", rlen %u\n", left, 0, 0);
            return false;
        }
        say(d, 3, "\n%*s", indent, 0, 0);
        say(d, 3, "ILV: type %x length %u\n", type, len, 0);
        if (len > ILV)
            dump(d, 3, ILV_DATA, r->p, len - ILV);
        (void)sn_rd_skip(r, padded(len) - ILV);
    }
    return true;
}

/* FULLDATA and its like, of n bytes behind the head. */
static bool data(struct sn_dis *d, struct sn_rd *r, unsigned indent, uint32_t type, uint32_t n,
                 unsigned allowed)
{
    static const uint8_t kinds[] = {
        [FULL - KEYINFO] = FULL_OK, [SPARSE - KEYINFO] = SPARSE_OK, [RESULT - KEYINFO] = RESULT_OK};
    unsigned kind = kinds[type - KEYINFO];
    uint32_t pad = padded(n) - n, code;

    say_name(d, indent, tlvs, type, "");
    say(d, 3, pad ? " (Length %u DataLen %u pad %u Bytes)\n" : " (Length %u DataLen %u Bytes)\n",
        n + TLV, n, pad);
    if (!(kind & allowed))
        say(d, 0, "Illegal DATA encoding for type 0x%x programmed %x got %x\n", type, kind,
            allowed);
    if (type == FULL) {
        say(d, 3, "%*s[", indent + 1, 0, 0);
        dump(d, 3, PREFIXES + indent + 1, r->p, sn_rd_left(r));
        say(d, 3, "\n%*s]", indent + 1, 0, 0);
        if (n)
            (void)sn_get_bytes(d, r, DATA, n);
    } else if (type == SPARSE) {
        return ilvs(d, r, indent + 1);
    } else if (type == RESULT) {
        if (padded(n) != 4) {
            say(d, 0, "illegal RESULT-TLV: %u bytes!\n", padded(n), 0, 0);
            return false;
        }
        (void)sn_get(d, r, CODE, &code);
        if (!sn_val_name(codes, code)) {
            say(d, 0, "illegal reserved result code: 0x%x!\n", code, 0, 0);
            return false;
        }
        say(d, 3, "%*s  Result: ", indent, 0, 0);
        say(d, 3, sn_val_name(codes, code), 0, 0, 0);
        say(d, 3, " (code 0x%x)\n", code, 0, 0);
    }
    return true;
}

static bool paths(struct sn_dis *d, struct sn_rd *r, unsigned indent, unsigned allowed);

/* What follows the identifiers. */
static bool content(struct sn_dis *d, struct sn_rd *r, unsigned indent, unsigned allowed)
{
    uint32_t type, len, n;
    struct sn_rd in;
    bool ok;

    if (!sn_rd_left(r))
        return true;
    if (!head_of(r, &type, &len)) {
        n = (uint32_t)sn_rd_left(r);
        say(d, 0, fault(len, TLV, n) + strlen("Error: "), 0, 0, 0);
        say(d, 0, " Outstanding bytes %u for TLV type 0x%x TLV len %u\n", n, type, len);
        return len ? bad_data(d, r) : paths(d, r, indent + 2, allowed);
    }
    if (type < PATH || type > RESULT) {
        say(d, 0, "Invalid path data content type 0x%x len %u\n", type, len, 0);
        return bad_data(d, r);
    }
    if (type == PATH) {
        in = inside(r, len);
        ok = paths(d, &in, indent + 3, allowed);
    } else {
        (void)sn_rd_sub(r, padded(len), &in);
        (void)sn_rd_skip(&in, TLV);
        ok = data(d, &in, indent + 3, type, len - TLV, allowed);
    }
    return ok && paths(d, r, indent + 2, allowed);
}

/* A path of n bytes behind its head. */
static bool path(struct sn_dis *d, struct sn_rd *r, unsigned indent, unsigned allowed)
{
    enum { KEY = 1, RANGE = 2, APPEND = 4, SELECTED = 12 };
    uint32_t flags, count, id;

    if (!sn_get(d, r, P_FLAGS, &flags) || !sn_get(d, r, P_COUNT, &count)) {
        say(d, 0, " [|forces]", 0, 0, 0);
        return false;
    }
    say(d, 3, "\n%*s", indent, 0, 0);
    say(d, 3, "Pathdata: Flags 0x%x ID count %u\n", flags, count, 0);
    if (sn_rd_left(r) < count * 4) {
        say(d, 0, "\t\t\ttruncated IDs expected %uB got %uB\n", count * 4, (uint32_t)sn_rd_left(r),
            0);
        dump(d, 0, ID_DATA, r->p, sn_rd_left(r));
        say(d, 0, "]\n", 0, 0, 0);
        return false;
    }
    if (flags & KEY && flags & RANGE) {
        say(d, 0, "\t\t\tIllegal to have both Table ranges and keys\n", 0, 0, 0);
        return false;
    }
    if (flags & APPEND)
        say(d, 3, "%*sTABLE APPEND\n", indent, 0, 0);
    for (uint32_t i = 1; i <= count && sn_get(d, r, P_ID, &id); i++) {
        say(d, 3, "%*s", indent, 0, 0);
        say(d, 3, "ID#%02u: %u\n", i, id, 0);
    }
    if (flags & (KEY | RANGE)) {
        if (sn_rd_left(r) < SELECTED) {
            say(d, 0, "pathlength %u with key/range too short %u\n", (uint32_t)sn_rd_left(r),
                SELECTED, 0);
            return false;
        }
        if (flags & RANGE) {
            say(d, 3, "%*s", indent, 0, 0);
            say(d, 3, "Table range: [%u,%u]\n", sn_be32(r->p + 4), sn_be32(r->p + 8), 0);
        }
        (void)sn_rd_skip(r, SELECTED);
    }
    /* What is wrong with it says nothing of the path beside this. */
    (void)content(d, r, indent - 1, allowed);
    return true;
}

/* Paths one behind the other, whatever their types say. */
static bool paths(struct sn_dis *d, struct sn_rd *r, unsigned indent, unsigned allowed)
{
    bool ok = true;

    while (ok && sn_rd_left(r)) {
        struct sn_rec *g;
        uint32_t type, len;
        struct sn_rd in;

        if (!head_of(r, &type, &len)) {
            say(d, 0, "\n\t\tMessy PATHDATA TLV header, type (0x%x)\n\t\texcess of %u Bytes ", type,
                (uint32_t)sn_rd_left(r) - len, 0);
            return false;
        }
        if (d->depth > DEEPEST)
            return false;
        in = inside(r, len);
        g = sn_group(d, &in, PATH_DATA, 0);
        (void)sn_header(d, &in, P_TYPE, P_LEN);
        say_name(d, indent, tlvs, type, "#%u");
        say(d, 3, ", length %u (data encapsulated %u Bytes)", len, len - TLV, 0);
        ok = path(d, &in, indent + 1, allowed);
        sn_group_end(d, &in, g);
    }
    return ok;
}

/* ---- operations ---- */

enum { LFB_INDENT = 9 };

/* What isn't understood of an operation, as bytes. */
static void op_dump(struct sn_dis *d, unsigned indent, const uint8_t *p, size_t n)
{
    say(d, 3, "%*sData[", indent, 0, 0);
    dump(d, 3, PREFIXES + indent, p, n);
    say(d, 3, "\n%*s]\n", indent, 0, 0);
}

/* `rest` bytes of its block follow behind it. */
static bool operation(struct sn_dis *d, struct sn_rd *r, uint32_t type, uint32_t len,
                      uint32_t message, size_t rest)
{
    enum { PATH_MIN = 8, PRIVATE = 0x8000 };
    const uint8_t *p = r->p;
    size_t n = padded(len);

    (void)sn_header(d, r, OP_TYPE, OP_LEN);
    if (type & PRIVATE) {
        say(d, 3, "%*sOper TLV ", LFB_INDENT + 1, 0, 0);
        say(d, 3, "Invalid OPTLV(0x%x) length %u\n", type, len, 0);
        op_dump(d, LFB_INDENT + 1, r->p, sn_rd_left(r));
        return true;
    }
    if (type >= NOPS || !ops[type].name || ops[type].message != message) {
        say(d, BELOW_BODY, "\n", 0, 0, 0);
        say(d, 0, "\t\tINValid oper-TLV type 0x%x length %u for this ForCES message\n", type, len,
            0);
        op_dump(d, LFB_INDENT, p, n + rest);
        return true;
    }
    say(d, 3, "%*sOper TLV ", LFB_INDENT + 1, 0, 0);
    say(d, 3, ops[type].name, 0, 0, 0);
    say(d, 3, "(0x%x) length %u\n", type, len, 0);
    if (len - TLV < PATH_MIN) {
        say(d, 0, "\t\tOper TLV ", 0, 0, 0);
        say(d, 0, ops[type].name, 0, 0, 0);
        say(d, 0, "(0x%x) length %u\n", type, len, 0);
        say(d, 0, "\t\tTruncated data size %u minimum required %u\n", len - TLV, PATH_MIN, 0);
        op_dump(d, LFB_INDENT, r->p, sn_rd_left(r));
        return true;
    }
    /* What is wrong with a path says nothing of the next operation. */
    (void)paths(d, r, LFB_INDENT + 2, ops[type].data);
    return true;
}

/* A logical function block and what is done to it. */
static bool lfb(struct sn_dis *d, struct sn_rd *r, uint32_t message, const struct sn_rd *all)
{
    uint32_t type, len, n = (uint32_t)sn_rd_left(r);
    bool ok = true;

    if (n <= LFB_MIN) {
        say(d, 0, "\n\t\ttruncated lfb selector: %u bytes missing! ", LFB_MIN - n, 0, 0);
        return wrong(d, all);
    }
    (void)sn_header(d, r, CLASS, INSTANCE);
    say(d, 3, "\n", 0, 0, 0);
    say_name(d, LFB_INDENT, classes, (uint32_t)sn_u(d, CLASS), "#%d");
    say(d, 3, "(Classid %x) instance %x\n", (uint32_t)sn_u(d, CLASS), (uint32_t)sn_u(d, INSTANCE),
        0);
    while (ok && sn_rd_left(r)) {
        struct sn_rec *g;
        struct sn_rd in;

        if (!head_of(r, &type, &len)) {
            say(d, 0, "\n\t\tMessy oper TLV header, type (0x%x)\n\t\texcess of %u Bytes ", type,
                (uint32_t)sn_rd_left(r) - len, 0);
            return wrong(d, all);
        }
        in = inside(r, len);
        g = sn_group(d, &in, OP, 0);
        ok = operation(d, &in, type, len, message, sn_rd_left(r));
        sn_group_end(d, &in, g);
    }
    return ok;
}

/* ---- the other bodies ---- */

static bool association(struct sn_dis *d, struct sn_rd *r, uint32_t message,
                        const struct sn_rd *all)
{
    enum { RESULT_MAX = 3, REASON_MAX = 255 };
    bool result = message == ASSOC_RESPONSE;
    uint32_t n = (uint32_t)sn_rd_left(r), u;

    if (n != 4) {
        say(d, 0,
            result ? "illegal ASRresult-TLV: %u bytes!\n" : "illegal ASTresult-TLV: %u bytes!\n", n,
            0, 0);
        return wrong(d, all);
    }
    (void)sn_get(d, r, result ? AS_RESULT : AS_REASON, &u);
    if (u > (result ? RESULT_MAX : REASON_MAX)) {
        say(d, 0,
            result ? "illegal ASRresult result code: %u!\n"
                   : "illegal ASTresult result code: %u!\n",
            u, 0, 0);
        return wrong(d, all);
    }
    say(d, 3, result ? "\n" : "Teardown reason:\n", 0, 0, 0);
    if (result)
        say_name(d, LFB_INDENT, results, u, "Unknown ");
    else
        say_name(d, LFB_INDENT, reasons, u, "Unknown Teardown reason");
    say(d, 3, "(%x)\n", u, 0, 0);
    say(d, 3, "%*s", LFB_INDENT, 0, 0);
    return true;
}

static void metadata(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t len, n, id;

    say(d, 0, "\n%*s", LFB_INDENT + 2, 0, 0);
    say(d, 0, "METADATA length %u\n", (uint32_t)sn_rd_left(r), 0, 0);
    while (sn_rd_left(r) >= 8) {
        struct sn_rec *g = sn_group(d, r, META, 0);
        bool ok;

        (void)sn_header(d, r, META_ID, META_LEN);
        id = (uint32_t)sn_u(d, META_ID);
        len = (uint32_t)sn_u(d, META_LEN);
        ok = len >= 8 && len - 8 <= sn_rd_left(r) && padded(len - 8) <= sn_rd_left(r);
        if (ok) {
            say(d, 0, "%*s", LFB_INDENT + 2, 0, 0);
            say(d, 0, "MetaID 0x%x length %u\n", id, len, 0);
            if (len > 8)
                dump(d, 3, ILV_DATA, r->p, len - 8);
            say(d, 3, " ]\n", 0, 0, 0);
            n = padded(len - 8);
            (void)sn_rd_skip(r, n < sn_rd_left(r) ? n : sn_rd_left(r));
        }
        sn_group_end(d, r, g);
        if (!ok)
            return;
    }
}

static bool redirect(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *all)
{
    uint32_t type, len, n = (uint32_t)sn_rd_left(r);

    if (n <= 8) {
        say(d, 0, "\n\t\ttruncated Redirect TLV: %u bytes missing! ", 8 - n, 0, 0);
        return wrong(d, all);
    }
    while (sn_rd_left(r)) {
        struct sn_rd in;

        if (!head_of(r, &type, &len)) {
            say(d, 0, "Bad Redirect data\n\n\t\tMessy Redirect TLV header, type (0x%x)\n", type, 0,
                0);
            say(d, 0, "\t\texcess of %u Bytes ", (uint32_t)sn_rd_left(r) - len, 0, 0);
            return wrong(d, all);
        }
        in = inside(r, len);
        (void)sn_rd_skip(&in, TLV);
        if (type == METADATA) {
            metadata(d, &in);
        } else if (type == PACKET) {
            say(d, 0, "\n%*s", LFB_INDENT + 2, 0, 0);
            say(d, 0, "Redirect Data length %u\n", len - TLV, 0, 0);
            say(d, 3, "\t\t[", 0, 0, 0);
            dump(d, 3, PACKET_DATA, in.p, len - TLV);
            say(d, 3, "\n\t\t]", 0, 0, 0);
        } else {
            say(d, 0, "Unknown REDIRECT TLV 0x%x len %u\n", type, len, 0);
            return false;
        }
    }
    return true;
}

/* ---- messages ---- */

/* Each top level TLV. */
static void body(struct sn_dis *d, struct sn_rd *r, uint32_t message, const struct sn_rd *all)
{
    uint32_t type, len;
    bool ok = true;

    if (sn_rd_left(r) <= TLV && (message == ASSOC_SETUP || message == HEARTBEAT))
        return;
    if (sn_rd_left(r) <= TLV || message == HEARTBEAT) {
        say(d, 0,
            message == HEARTBEAT ? "<0x1>Illegal Top level TLV!\n"
                                 : "\tTop level TLV Data missing!\n",
            0, 0, 0);
        (void)wrong(d, all);
        return;
    }
    while (ok && sn_rd_left(r)) {
        struct sn_rec *g;
        struct sn_rd in;

        if (!head_of(r, &type, &len)) {
            say(d, 0, "\tMess TopTLV header: min %u, total %u advertised %u ", TLV,
                (uint32_t)sn_rd_left(r), len);
            (void)wrong(d, all);
            return;
        }
        if (!type || !sn_val_name(tlvs, type)) {
            say(d, 0, "\n\tInvalid ForCES Top TLV type=0x%x", type, 0, 0);
            (void)wrong(d, all);
            return;
        }
        in = inside(r, len);
        g = sn_group(d, &in, TOP, 0);
        (void)sn_header(d, &in, TOP_TYPE, TOP_LEN);
        say(d, 3, "\t", 0, 0, 0);
        say(d, 3, sn_val_name(tlvs, type), 0, 0, 0);
        say(d, 3, ", length %u (data length %u Bytes)", len, len - TLV, 0);
        if (message == TEARDOWN || message == ASSOC_RESPONSE)
            ok = association(d, &in, message, all);
        else if (message == REDIRECT)
            ok = redirect(d, &in, all);
        else
            ok = lfb(d, &in, message, all);
        sn_group_end(d, &in, g);
    }
}

static void forces_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r;
    uint32_t type, n;

    if (len < HDR || !sn_header(d, r, VERSION, FLAGS))
        return;
    sn_parts(d, FLAGS, F_ACK, F_PHASE);
    sn_rec_bytes(d, ALL, sn_rd_off(&all), sn_rd_left(&all), all.p, sn_rd_left(&all))->flags =
        SN_REC_TEXT;
    type = (uint32_t)sn_u(d, TYPE);
    n = (uint32_t)sn_u(d, LENGTH);
    if (type == 18) {
        say(d, 0, "\n\tUnknown ForCES message type=0x%x", type, 0, 0);
        (void)wrong(d, &all);
    } else if (!sn_val_name(types, type)) {
        say(d, 0, "Invalid ForCES message type %u\n", type, 0, 0);
        (void)wrong(d, &all);
    } else {
        sn_note(d, HEADER, 0);
        if (n != len) {
            say(d, 0, "Illegal ForCES pkt len - min %u, total recvd %u, advertised %u ", HDR, len,
                n);
            (void)wrong(d, &all);
            return;
        }
        sn_note(d, DETAILS, 0);
        body(d, r, type, &all);
    }
}

/* ---- text ---- */

/* Who has an address. */
static const char *owner(uint32_t u)
{
    enum { CES = 0xfffffffd, FES, EVERYBODY };

    if (u >= CES)
        return u == CES ? "AllCEsBroadcast" : u == FES ? "AllFEsBroadcast" : "AllBroadcast";
    if (u >= 0xfffffff0)
        return "ForCESreserved";
    return u >> 30 == 0   ? "FE"
           : u >> 30 == 1 ? "CE"
           : u >> 30 == 2 ? "ForCESreserved"
                          : "AllMulticast";
}

/* The header, and its flags bit by bit. */
static void details(struct sn_text *t, const struct sn_view *v)
{
    uint32_t from = (uint32_t)sn_opt(v, SOURCE), to = (uint32_t)sn_opt(v, DESTINATION);
    unsigned f = (unsigned)sn_opt(v, FLAGS);

    if (!t->o->verbose)
        return;
    sn_say(t, v, "\n\tForCES Version {} len ", VERSION);
    sn_put_f(t->b, "%uB flags 0x%08x \n\tSrcID 0x%x(%s) DstID 0x%x(%s) Correlator ",
             (unsigned)sn_opt(v, LENGTH), f, from, owner(from), to, owner(to));
    sn_say(t, v, "0x{x}", CORRELATOR);
    if (t->o->verbose < 2)
        return;
    sn_put_f(t->b, "\n\tForCES flags:\n\t  %s(0x%x), prio=%u, %s(0x%x),\n\t  ",
             sn_val_name(acks, f >> 30), f >> 30, f >> 27 & 7, sn_val_name(modes, f >> 22 & 3),
             f >> 22 & 3);
    sn_put_f(t->b, "%s(0x%x), %s(0x%x)\n", sn_val_name(transactions, f >> 21 & 1), f >> 21 & 1,
             sn_val_name(phases, f >> 19 & 3), f >> 19 & 3);
    sn_put_f(t->b, "\t  Extra flags: rsv(b5-7) 0x%x rsv(b13-31) 0x%x\n", f >> 24 & 7, f & 0x7ffff);
}

/* A number that stands in front of what is said. */
static unsigned number(const struct sn_view *v, const struct sn_rec *q, unsigned field)
{
    return (unsigned)sn_before(v, q, field)->u;
}

static void put_dump(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    char blanks[16 + PREFIXES + 3 * (DEEPEST + 8)];
    unsigned n = number(v, q, HEX_FRONT);

    if (n < PREFIXES) {
        sn_text_hex(t, prefixes[n], q->p, q->n);
        return;
    }
    blanks[0] = '\n';
    memset(blanks + 1, ' ', n - PREFIXES);
    blanks[1 + n - PREFIXES] = '\0';
    sn_text_hex(t, blanks, q->p, q->n);
}

static bool is_said(const struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    unsigned level = number(v, q, LEVEL);

    return level == BELOW_BODY ? t->o->verbose < 3 : t->o->verbose >= level;
}

static void put_said(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)
{
    const char *fmt = (const char *)q->p;

    if (q->field == HEADER)
        sn_say(t, v, "\n\tForCES {s} ", TYPE);
    else if (q->field == DETAILS)
        details(t, v);
    else if (q->field == HEX && is_said(t, v, q))
        put_dump(t, v, q);
    else if (q->field == SAY && is_said(t, v, q) && strstr(fmt, "%*s"))
        sn_put_f(t->b, fmt, (int)number(v, q, SAY_A), "");
    else if (q->field == SAY && is_said(t, v, q))
        sn_put_f(t->b, fmt, number(v, q, SAY_A), number(v, q, SAY_B), number(v, q, SAY_C));
}

static enum sn_then forces_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *all = sn_find(&v, ALL);

    if (!sn_need_short(t, &v, ALL))
        return SN_TEXT_DONE;
    for (const struct sn_rec *q = v.rec; q < v.end; q++)
        put_said(t, &v, q);
    if (t->o->verbose > 3 && sn_find(&v, DETAILS) && !sn_find(&v, WRONG)) {
        sn_put_lit(t->b, "\n\t  Raw ForCES message\n\t [");
        sn_text_hex(t, "\n\t ", all->p, all->n);
        sn_put_lit(t->b, "\n\t ]");
    }
    return SN_TEXT_DONE;
}

SN_PROTO(forces, "Forwarding and Control Element Separation Protocol",
         {.table = &sn_tab_sctp, .value = 21}, {.table = &sn_tab_sctp, .value = 22},
         {.table = &sn_tab_sctp, .value = 23})
