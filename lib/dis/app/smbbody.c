/*
 * SMB 2: what is behind the headers (MS-SMB2 2.2.3 to 2.2.44): who agrees on what, who logs in, and
 * what is done with which file. Files are named by 16 bytes that the server gave them.
 */
#include <stdio.h>

#include "dis/app/gss.h"
#include "dis/app/ntlm.h"
#include "dis/app/smb.h"

enum { FILE_ID_SIZE = 16, FIRST_DIALECT_WITH_CONTEXTS = 0x311 };

/* A number that is flags, and these. */
static bool flags(struct sn_dis *d, struct sn_rd *r, unsigned field, unsigned first, unsigned last)
{
    if (!sn_get(d, r, field, NULL))
        return false;
    sn_parts(d, field, first, last);
    return true;
}

static bool attributes(struct sn_dis *d, struct sn_rd *r)
{
    return flags(d, r, ATTR, ATTR_READ_ONLY, ATTR_NO_SCRUB_DATA);
}

/* 16 bytes as Microsoft writes them. */
static bool guid(struct sn_dis *d, struct sn_rd *r, unsigned field)
{
    char text[40];
    const uint8_t *p;
    int n;

    if (!sn_rd_bytes(r, FILE_ID_SIZE, &p))
        return false;
    n = snprintf(text, sizeof text, "%08x-%04x-%04x-%04x-%04x%08x", sn_le32(p), sn_le16(p + 4),
                 sn_le16(p + 6), sn_be16(p + 8), sn_be16(p + 10), sn_be32(p + 12));
    if (d->want & SN_WANT_FIELDS)
        sn_rec_str(d, field, text, (size_t)n);
    return true;
}

/* So many 100 ns since 1601; 0 is shown as 1970. */
static bool when(struct sn_dis *d, struct sn_rd *r, unsigned field)
{
    const uint64_t epoch = UINT64_C(116444736000000000), unit = 100;
    size_t off = sn_rd_off(r);
    uint32_t low, high;
    uint64_t t;

    if (!sn_rd_le32(r, &low) || !sn_rd_le32(r, &high))
        return false;
    t = (uint64_t)high << 32 | low;
    if (!t || (t >= epoch && t - epoch < INT64_MAX / unit))
        sn_rec_uint(d, field, off, 8, t ? (t - epoch) * unit : 0);
    return true;
}

static bool times(struct sn_dis *d, struct sn_rd *r)
{
    return when(d, r, CREATED) && when(d, r, ACCESSED) && when(d, r, WRITTEN) &&
           when(d, r, CHANGED);
}

/* ---- what stands elsewhere in the message ---- */

static bool place(const struct sn_rd *message, uint32_t at, uint32_t n, struct sn_rd *out)
{
    size_t size = (size_t)(message->end - message->p);

    if (at < SN_SMB2_HEADER || at > size || n > size - at)
        return false;
    *out =
        (struct sn_rd){.p = message->p + at, .end = message->p + at + n, .start = message->start};
    return true;
}

/* Where it begins, counted from the header, in `wat` bytes, and how long it is, in `wn`. */
static bool span(struct sn_dis *d, struct sn_rd *r, unsigned wat, unsigned wn, uint32_t *at,
                 uint32_t *n)
{
    size_t off = sn_rd_off(r);
    const uint8_t *p;

    if (!sn_rd_bytes(r, wat + wn, &p))
        return false;
    *at = wat == 4 ? sn_le32(p) : sn_le16(p);
    *n = wn == 4 ? sn_le32(p + wat) : sn_le16(p + wat);
    sn_rec_uint(d, OFFSET, off, wat, *at);
    sn_rec_uint(d, LENGTH, off + wat, wn, *n);
    return true;
}

/* The same, of a string. */
static bool name(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *message, unsigned field)
{
    uint32_t at, n;
    struct sn_rd in;

    if (!span(d, r, 2, 2, &at, &n))
        return false;
    if (n && place(message, at, n, &in))
        sn_rec_utf16(d, field, &in, n);
    else if (!n)
        sn_rec_str(d, field, "", 0);
    return true;
}

static void blob(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *message)
{
    uint32_t at, n;
    struct sn_rd in;

    if (span(d, r, 2, 2, &at, &n) && place(message, at, n, &in))
        sn_next_gss(d, &in);
}

/* ---- negotiation ---- */

static void context(struct sn_dis *d, struct sn_rd *r, uint32_t type)
{
    enum { PREAUTH = 1, ENCRYPTION, NETNAME = 5, SIGNING = 8 };
    uint32_t n;

    if (type == PREAUTH) {
        if (sn_header(d, r, NC_HASHES, NC_SALT_LEN) &&
            sn_get_n(d, r, NC_HASH, (uint32_t)sn_u(d, NC_HASHES)) && sn_u(d, NC_SALT_LEN))
            (void)sn_get_bytes(d, r, NC_SALT, sn_u(d, NC_SALT_LEN));
    } else if (type == ENCRYPTION) {
        if (sn_get(d, r, NC_CIPHERS, &n))
            (void)!sn_get_n(d, r, NC_CIPHER, n);
    } else if (type == SIGNING) {
        if (sn_get(d, r, NC_SIGNERS, &n))
            (void)!sn_get_n(d, r, NC_SIGNER, n);
    } else if (type == NETNAME && sn_rd_left(r)) {
        sn_rec_utf16(d, NC_NETNAME, r, sn_rd_left(r));
    }
}

/* Each begins at a multiple of eight bytes. */
static void contexts(struct sn_dis *d, const struct sn_rd *message, uint32_t at, uint32_t count)
{
    enum { HEAD = 8, RESERVED = 4, ALIGN = 8 };
    size_t size = (size_t)(message->end - message->p);
    uint32_t type, n;

    while (count-- && at >= SN_SMB2_HEADER && at + HEAD <= size) {
        struct sn_rd r = {.p = message->p + at, .end = message->end, .start = message->start};
        struct sn_rec *g = sn_group(d, &r, NC, 0);
        struct sn_rd in;

        (void)!sn_get(d, &r, NC_TYPE, &type);
        (void)!sn_get(d, &r, NC_LEN, &n);
        if (sn_rd_skip(&r, RESERVED) && sn_rd_sub(&r, n, &in))
            context(d, &in, type);
        sn_group_end(d, &r, g);
        at += (HEAD + n + ALIGN - 1) & ~(ALIGN - 1u);
    }
}

static bool capabilities(struct sn_dis *d, struct sn_rd *r)
{
    return flags(d, r, CAPS, CAP_DFS, CAP_ENCRYPTION);
}

static void negotiate_request(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *message)
{
    uint32_t n;

    if (!sn_get(d, r, DIALECTS, &n) || !flags(d, r, SEC_MODE, SM_ENABLED, SM_REQUIRED) ||
        !sn_rd_skip(r, 3) || !capabilities(d, r) || !guid(d, r, CLIENT_GUID) ||
        !sn_header(d, r, NC_OFFSET, NC_COUNT) || !sn_rd_skip(r, 2))
        return;
    (void)!sn_get_n(d, r, DIALECT, n);
    if (sn_u(d, DIALECT) >= FIRST_DIALECT_WITH_CONTEXTS)
        contexts(d, message, (uint32_t)sn_u(d, NC_OFFSET), (uint32_t)sn_u(d, NC_COUNT));
}

static void negotiate_response(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *message)
{
    if (!flags(d, r, SEC_MODE, SM_ENABLED, SM_REQUIRED) || !sn_rd_skip(r, 1) ||
        !sn_get(d, r, DIALECT, NULL) || !sn_get(d, r, NC_COUNT, NULL) || !guid(d, r, SERVER_GUID) ||
        !capabilities(d, r) || !sn_header(d, r, MAX_TRANS, MAX_WRITE) ||
        !when(d, r, CURRENT_TIME) || !when(d, r, BOOT_TIME))
        return;
    blob(d, r, message);
    if (sn_get(d, r, NC_OFFSET, NULL) && sn_u(d, DIALECT) >= FIRST_DIALECT_WITH_CONTEXTS)
        contexts(d, message, (uint32_t)sn_u(d, NC_OFFSET), (uint32_t)sn_u(d, NC_COUNT));
}

/* ---- sessions and trees ---- */

static void session_request(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *message)
{
    enum { SPAN = 4 };
    struct sn_rd at;

    if (!flags(d, r, REQ_FLAGS, RF_BINDING, RF_BINDING) ||
        !flags(d, r, SEC_MODE, SM_ENABLED, SM_REQUIRED) || !capabilities(d, r) ||
        !sn_get(d, r, CHANNEL_TYPE, NULL))
        return;
    at = *r;
    if (sn_rd_skip(r, SPAN))
        (void)!sn_get64(d, r, PREVIOUS, NULL);
    blob(d, &at, message);
}

static void session_response(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *message)
{
    if (!sn_u(d, STATUS))
        sn_smb2_authenticated(d);
    if (flags(d, r, SES_FLAGS, SF_GUEST, SF_ENCRYPT))
        blob(d, r, message);
}

static void tree_request(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *message)
{
    if (flags(d, r, TC_FLAGS, TC_RECONNECT, TC_EXTENSION))
        (void)name(d, r, message, TREE);
    sn_smb2_connecting(d);
}

static void tree_response(struct sn_dis *d, struct sn_rd *r)
{
    enum { CACHING = 0x30 };

    if (!sn_get(d, r, SHARE, NULL))
        return;
    if (!sn_u(d, STATUS))
        sn_smb2_connected(d);
    if (!sn_rd_skip(r, 1) || !flags(d, r, SHARE_FLAGS, SHF_DFS, SHF_COMPRESS))
        return;
    sn_made(d, SHARE_CACHING, sn_u(d, SHARE_FLAGS) & CACHING);
    if (flags(d, r, SHARE_CAPS, SHC_DFS, SHC_REDIRECT))
        (void)flags(d, r, ACCESS, ACC_READ, ACC_GENERIC_READ);
}

/* ---- files ---- */

static void lease(struct sn_dis *d, struct sn_rd *r)
{
    enum { VERSION_1 = 32 };
    bool more = sn_rd_left(r) > VERSION_1;

    if (!guid(d, r, LEASE_KEY) || !flags(d, r, LEASE_STATE, LS_READ, LS_WRITE) ||
        !flags(d, r, LEASE_FLAGS, LF_ACK, LF_PARENT) || !sn_get64(d, r, LEASE_DURATION, NULL))
        return;
    if (more && guid(d, r, LEASE_PARENT))
        (void)sn_header(d, r, LEASE_EPOCH, LEASE_RESERVED);
}

/* What a file is opened with, or was. */
static void create_context(struct sn_dis *d, struct sn_rd *r, const uint8_t tag[4], bool response)
{
    if (memcmp(tag, "MxAc", 4) == 0 && response) {
        if (sn_get(d, r, MXAC, NULL))
            (void)flags(d, r, ACCESS, ACC_READ, ACC_GENERIC_READ);
    } else if (memcmp(tag, "QFid", 4) == 0 && response) {
        (void)sn_get_bytes(d, r, QFID, sn_rd_left(r));
    } else if (memcmp(tag, "RqLs", 4) == 0) {
        lease(d, r);
    } else if (memcmp(tag, "DHnQ", 4) == 0 && !response) {
        (void)guid(d, r, FID);
    } else if (memcmp(tag, "DHnC", 4) == 0) {
        (void)guid(d, r, FID);
    }
}

/* One: where the next is, where its tag and its data are, counted from here. */
static uint32_t create_element(struct sn_dis *d, struct sn_rd r, bool response)
{
    const struct sn_rd all = r;
    size_t size = sn_rd_left(&r);
    uint32_t next = 0, tag, ntag, at, n;
    struct sn_rec *g = sn_group(d, &r, CONTEXT, 0);

    if (sn_get(d, &r, CHAIN_OFFSET, &next) && span(d, &r, 2, 4, &tag, &ntag) &&
        span(d, &r, 2, 4, &at, &n) && ntag == 4 && tag <= size && size - tag >= 4) {
        sn_rec_bytes(d, TAG, (size_t)(all.p - all.start) + tag, 4, all.p + tag, 4);
        if (n && at <= size && n <= size - at) {
            struct sn_rd in = {.p = all.p + at, .end = all.p + at + n, .start = all.start};

            create_context(d, &in, all.p + tag, response);
        }
    }
    sn_group_end(d, &r, g);
    return next;
}

static void create_contexts(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *message,
                            bool response)
{
    enum { HEAD = 16 };
    uint32_t at, n, next;
    struct sn_rd in;

    if (!span(d, r, 4, 4, &at, &n) || !n || !place(message, at, n, &in))
        return;
    while (sn_rd_left(&in) >= HEAD) {
        next = create_element(d, in, response);
        if (next < HEAD || next > sn_rd_left(&in))
            return;
        in.p += next;
    }
}

static void create_request(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *message)
{
    if (sn_rd_skip(r, 1) && sn_get(d, r, OPLOCK, NULL) && sn_get(d, r, IMPERSONATION, NULL) &&
        sn_get64(d, r, CREATE_FLAGS, NULL) && sn_rd_skip(r, 8) &&
        flags(d, r, ACCESS, ACC_READ, ACC_GENERIC_READ) && attributes(d, r) &&
        flags(d, r, SHARING, SHARING_READ, SHARING_DELETE) && sn_get(d, r, DISPOSITION, NULL) &&
        flags(d, r, OPTIONS, OPT_DIRECTORY, OPT_OPEN_FOR_FREE_SPACE_QUERY) &&
        name(d, r, message, FILENAME))
        create_contexts(d, r, message, false);
}

static void create_response(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *message)
{
    if (sn_get(d, r, OPLOCK, NULL) && flags(d, r, REP_FLAGS, REP_REPARSE, REP_REPARSE) &&
        sn_get(d, r, ACTION, NULL) && times(d, r) && sn_get64(d, r, ALLOCATION, NULL) &&
        sn_get64(d, r, EOF_AT, NULL) && attributes(d, r) && sn_rd_skip(r, 4) && guid(d, r, FID))
        create_contexts(d, r, message, true);
}

static void close_file(struct sn_dis *d, struct sn_rd *r, bool response)
{
    if (!flags(d, r, CLOSE_FLAGS, CL_ATTRIB, CL_ATTRIB) || !sn_rd_skip(r, 4))
        return;
    if (!response)
        (void)guid(d, r, FID);
    else if (times(d, r) && sn_get64(d, r, ALLOCATION, NULL) && sn_get64(d, r, EOF_AT, NULL))
        (void)attributes(d, r);
}

static void read_file(struct sn_dis *d, struct sn_rd *r, bool response)
{
    uint32_t at, n;

    if (!response) {
        if (sn_get(d, r, READ_PADDING, NULL) &&
            flags(d, r, READ_FLAGS, RD_UNBUFFERED, RD_COMPRESSED) && sn_get(d, r, READ_LEN, NULL) &&
            sn_get64(d, r, FILE_OFFSET, NULL) && guid(d, r, FID) && sn_get(d, r, MIN_COUNT, NULL) &&
            sn_get(d, r, CHANNEL_TYPE, NULL) && sn_get(d, r, REMAINING, NULL))
            (void)span(d, r, 2, 2, &at, &n);
        return;
    }
    if (sn_rd_left(r) < 10)
        return;
    sn_rec_uint(d, OFFSET, sn_rd_off(r), 1, *r->p);
    (void)sn_rd_skip(r, 2);
    sn_rec_uint(d, LENGTH, sn_rd_off(r), 4, sn_le32(r->p));
    (void)sn_rd_skip(r, 4);
    (void)!sn_get(d, r, READ_REMAINING, NULL);
}

static void write_file(struct sn_dis *d, struct sn_rd *r, bool response)
{
    uint32_t at, n;

    if (response) {
        if (sn_rd_skip(r, 2) && sn_header(d, r, WRITE_COUNT, WRITE_REMAINING))
            (void)sn_header(d, r, INFO_OFFSET, INFO_LENGTH);
        return;
    }
    if (sn_header(d, r, DATA_OFFSET, WRITE_LEN) && sn_get64(d, r, FILE_OFFSET, NULL) &&
        guid(d, r, FID) && sn_get(d, r, CHANNEL_TYPE, NULL) && sn_get(d, r, REMAINING, NULL) &&
        span(d, r, 2, 2, &at, &n))
        (void)flags(d, r, WRITE_FLAGS, WR_THROUGH, WR_UNBUFFERED);
}

/* Where what goes in is, and what comes out: what stands first in the message. */
static void in_and_out(struct sn_dis *d, struct sn_rd in, bool response)
{
    enum { OUT_BEHIND = 12, OUT_BEHIND_RESPONSE = 8 };
    uint32_t at, n;
    struct sn_rd out = in;
    bool swapped;

    out.p += response ? OUT_BEHIND_RESPONSE : OUT_BEHIND;
    swapped = sn_le32(out.p) < sn_le32(in.p);
    (void)span(d, swapped ? &out : &in, 4, 4, &at, &n);
    (void)span(d, swapped ? &in : &out, 4, 4, &at, &n);
}

/* What a client asks of a file, or a pipe; an error has nothing of it. tshark has the flags of a
 * response under the name of the header's. */
static void control(struct sn_dis *d, struct sn_rd *r, bool response)
{
    enum { LEAST = 46, SPAN = 8 };
    struct sn_rec *g;

    if (sn_rd_left(r) < LEAST)
        return;
    g = sn_group(d, r, IOCTL, 0);
    if (sn_rd_skip(r, 2) && flags(d, r, FUNCTION, FN_DEVICE, FN_METHOD) && guid(d, r, FID)) {
        in_and_out(d, *r, response);
        (void)sn_rd_skip(r, SPAN);
        if (!response)
            (void)!sn_get(d, r, MAX_IN, NULL);
        (void)sn_rd_skip(r, SPAN);
        if (!response && sn_get(d, r, MAX_OUT, NULL))
            (void)flags(d, r, IOCTL_FLAGS, IS_FSCTL, IS_FSCTL);
        else if (response)
            (void)!sn_get(d, r, FLAGS, NULL);
    }
    sn_group_end(d, r, g);
}

/* ---- directories ---- */

enum { DIRECTORY = 1, FULL, BOTH, NAMES_ONLY = 12, ID_BOTH = 37, ID_FULL };

static void found(struct sn_dis *d, struct sn_rd *r, uint32_t level, uint32_t *next)
{
    enum { SHORT_ROOM = 24 };
    bool both = level == BOTH || level == ID_BOTH, id = level == ID_BOTH || level == ID_FULL;
    struct sn_rd name;
    uint32_t n, nshort;

    if (!sn_get(d, r, NEXT, next) || !sn_get(d, r, FILE_INDEX, NULL))
        return;
    if (level != NAMES_ONLY && (!times(d, r) || !sn_get64(d, r, EOF_AT, NULL) ||
                                !sn_get64(d, r, ALLOCATION, NULL) || !attributes(d, r)))
        return;
    if (!sn_get(d, r, NAME_LEN, &n) ||
        (level != DIRECTORY && level != NAMES_ONLY && !sn_get(d, r, EA_SIZE, NULL)))
        return;
    if (both) {
        if (!sn_get(d, r, SHORT_LEN, &nshort) || !sn_rd_skip(r, 1) ||
            !sn_rd_sub(r, SHORT_ROOM, &name))
            return;
        if (nshort && nshort <= SHORT_ROOM)
            sn_rec_utf16(d, SHORT, &name, nshort);
    }
    if (id && (!sn_rd_skip(r, both ? 2 : 4) || !sn_get64(d, r, FILE_ID, NULL)))
        return;
    if (n && n <= sn_rd_left(r))
        sn_rec_utf16(d, FILENAME, r, n);
}

static void find_response(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *message)
{
    uint32_t level = (uint32_t)sn_u(d, LEVEL), at, n, next;
    struct sn_rd in;

    if (!span(d, r, 2, 4, &at, &n) || !place(message, at, n, &in))
        return;
    if (level != DIRECTORY && level != FULL && level != BOTH && level != NAMES_ONLY &&
        level != ID_BOTH && level != ID_FULL)
        return;
    do {
        struct sn_rd one = in;
        struct sn_rec *g = sn_group(d, &one, FOUND, 0);

        next = 0;
        found(d, &one, level, &next);
        sn_group_end(d, &one, g);
        if (next > sn_rd_left(&in))
            return;
        in.p += next;
    } while (next);
}

static void find_request(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *message)
{
    uint32_t level;

    if (!sn_get(d, r, LEVEL, &level))
        return;
    sn_smb2_asks(d, level);
    if (flags(d, r, FIND_FLAGS, FF_RESTART, FF_REOPEN) && sn_get(d, r, FILE_INDEX, NULL) &&
        guid(d, r, FID) && name(d, r, message, PATTERN))
        (void)!sn_get(d, r, OUT_LEN, NULL);
}

/* ---- information ---- */

/* A class, and what of it, which have fields of their own. */
static unsigned level_of(uint32_t class)
{
    enum { FILES = 1, FILE_SYSTEMS, SECURITY };

    return class == FILES          ? FILE_LEVEL
           : class == FILE_SYSTEMS ? FS_LEVEL
           : class == SECURITY     ? SEC_LEVEL
                                   : ANY_LEVEL;
}

/* In a response, as its request had them; of a directory there is no class. */
static void asked_class(struct sn_dis *d)
{
    uint32_t asked = sn_smb2_asked(d);

    if (!asked)
        return;
    if (sn_u(d, COMMAND) == SN_SMB2_FIND) {
        sn_made(d, LEVEL, asked);
        return;
    }
    sn_made(d, CLASS, asked >> 8);
    sn_made(d, level_of(asked >> 8), asked & UINT8_MAX);
}

static bool class_and_level(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t class, level;

    if (!sn_get(d, r, CLASS, &class) || !sn_get(d, r, level_of(class), &level))
        return false;
    sn_smb2_asks(d, class << 8 | level);
    return true;
}

static void get_info(struct sn_dis *d, struct sn_rd *r, bool response)
{
    uint32_t at, n;

    if (response)
        (void)span(d, r, 2, 4, &at, &n);
    else if (class_and_level(d, r) && sn_get(d, r, MAX_RESPONSE, NULL) &&
             sn_get(d, r, GI_OFFSET, NULL) && sn_rd_skip(r, 2) &&
             sn_header(d, r, GI_SIZE, GI_FLAGS))
        (void)guid(d, r, FID);
}

static void set_info(struct sn_dis *d, struct sn_rd *r)
{
    if (class_and_level(d, r) && sn_header(d, r, SI_SIZE, SI_RESERVED) &&
        sn_get(d, r, ADDITIONAL, NULL))
        (void)guid(d, r, FID);
}

/* ---- the rest ---- */

static void notify(struct sn_dis *d, struct sn_rd *r, bool response)
{
    uint32_t at, n;

    if (response)
        (void)span(d, r, 2, 4, &at, &n);
    else if (flags(d, r, NOTIFY_FLAGS, NF_TREE, NF_TREE) && sn_get(d, r, OUT_LEN, NULL))
        (void)guid(d, r, FID);
}

static void lock(struct sn_dis *d, struct sn_rd *r)
{
    enum { ELEMENT = 24, RESERVED = 4 };
    uint32_t n;

    if (!sn_get(d, r, LOCKS, &n) || !sn_rd_skip(r, 4) || !guid(d, r, FID))
        return;
    while (n-- && sn_rd_left(r) >= ELEMENT) {
        struct sn_rec *g = sn_group(d, r, LOCK, 0);

        (void)!sn_get64(d, r, FILE_OFFSET, NULL);
        (void)!sn_get64(d, r, LOCK_LEN, NULL);
        (void)flags(d, r, LOCK_FLAGS, LK_SHARED, LK_AT_ONCE);
        (void)sn_rd_skip(r, RESERVED);
        sn_group_end(d, r, g);
    }
}

/* That of a file, by its length, or of a lease, which a server begins. */
static void break_lease(struct sn_dis *d, struct sn_rd *r)
{
    enum { OPLOCK_SIZE = 24, NOTIFICATION = 44 };
    uint64_t size = sn_u(d, BUFFER_CODE);

    if (size == OPLOCK_SIZE) {
        if (sn_get(d, r, OPLOCK, NULL) && sn_rd_skip(r, 5))
            (void)guid(d, r, FID);
        return;
    }
    if (size == NOTIFICATION ? !sn_get(d, r, LEASE_EPOCH, NULL) : !sn_rd_skip(r, 2))
        return;
    if (!flags(d, r, LEASE_FLAGS, LF_ACK, LF_PARENT) || !guid(d, r, LEASE_KEY) ||
        !flags(d, r, LEASE_STATE, LS_READ, LS_WRITE))
        return;
    if (size == NOTIFICATION && flags(d, r, LEASE_STATE, LS_READ, LS_WRITE))
        (void)sn_header(d, r, LEASE_REASON, LEASE_SHARE);
    else if (size != NOTIFICATION)
        (void)!sn_get64(d, r, LEASE_DURATION, NULL);
}

static void failed(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t n;

    if (!sn_get(d, r, ERR_CONTEXTS, NULL) || !sn_rd_skip(r, 1) || !sn_get(d, r, ERR_BYTES, &n))
        return;
    if (!n || n > sn_rd_left(r)) /* a byte is there in place of nothing */
        n = sn_rd_left(r) != 0;
    if (n)
        (void)sn_get_bytes(d, r, ERR_DATA, n);
}

static bool is_failure(const struct sn_dis *d)
{
    enum { PENDING = 0x103, NOTHING_MORE = 0x80000006u, GO_ON = 0xc0000016u };
    uint32_t status = (uint32_t)sn_u(d, STATUS);

    return status == PENDING || status == NOTHING_MORE || (status >> 30 == 3 && status != GO_ON);
}

static void request(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *message)
{
    switch (sn_u(d, COMMAND)) {
    case SN_SMB2_NEGOTIATE:
        negotiate_request(d, r, message);
        break;
    case SN_SMB2_SESSION_SETUP:
        session_request(d, r, message);
        break;
    case SN_SMB2_TREE_CONNECT:
        tree_request(d, r, message);
        break;
    case SN_SMB2_CREATE:
        create_request(d, r, message);
        break;
    case SN_SMB2_FIND:
        find_request(d, r, message);
        break;
    case SN_SMB2_SET_INFO:
        set_info(d, r);
        break;
    case SN_SMB2_FLUSH:
        if (sn_rd_skip(r, 6))
            (void)guid(d, r, FID);
        break;
    case SN_SMB2_LOCK:
        lock(d, r);
        break;
    default:
        break;
    }
}

static void response(struct sn_dis *d, struct sn_rd *r, const struct sn_rd *message)
{
    switch (sn_u(d, COMMAND)) {
    case SN_SMB2_NEGOTIATE:
        negotiate_response(d, r, message);
        break;
    case SN_SMB2_SESSION_SETUP:
        session_response(d, r, message);
        break;
    case SN_SMB2_TREE_CONNECT:
        tree_response(d, r);
        break;
    case SN_SMB2_CREATE:
        create_response(d, r, message);
        break;
    case SN_SMB2_FIND:
        find_response(d, r, message);
        break;
    default:
        break;
    }
}

/* Those that are alike in both directions. */
static void either(struct sn_dis *d, struct sn_rd *r, bool reply)
{
    switch (sn_u(d, COMMAND)) {
    case SN_SMB2_CLOSE:
        close_file(d, r, reply);
        break;
    case SN_SMB2_READ:
        read_file(d, r, reply);
        break;
    case SN_SMB2_WRITE:
        write_file(d, r, reply);
        break;
    case SN_SMB2_IOCTL:
        control(d, r, reply);
        break;
    case SN_SMB2_NOTIFY:
        notify(d, r, reply);
        break;
    case SN_SMB2_GET_INFO:
        get_info(d, r, reply);
        break;
    case SN_SMB2_BREAK:
        break_lease(d, r);
        break;
    default:
        break;
    }
}

void sn_smb2_body(struct sn_dis *d, struct sn_rd *r, bool is_response, const struct sn_rd *message)
{
    uint64_t command = sn_u(d, COMMAND);

    if (is_response &&
        (command == SN_SMB2_FIND || command == SN_SMB2_GET_INFO || command == SN_SMB2_SET_INFO))
        asked_class(d);
    if (!flags(d, r, BUFFER_CODE, FIXED_LEN, DYNAMIC))
        return;
    if (is_response && is_failure(d)) {
        failed(d, r);
        return;
    }
    either(d, r, is_response);
    if (is_response)
        response(d, r, message);
    else
        request(d, r, message);
}
