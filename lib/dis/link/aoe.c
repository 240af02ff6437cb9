/* ATA over Ethernet (AoEr11). */
#include "dis/proto.h"

enum { VER_1 = 1, HDR = 10, ATA_HDR = 12, QUERY_HDR = 8, STRING_MAX = 1024 };
enum { MASK_HDR = 4, DIRECTIVE = 8, RESERVE_HDR = 2, ADDRESS = 6 };
enum { LBA_SIZE = 6 };
enum { ATA, QUERY, MASK, RESERVE };

static const struct sn_val flags[] = {
    {8, "Response"}, {4, "Error"}, {2, "MBZ-1"}, {1, "MBZ-0"}, {0, NULL}};
static const struct sn_val errors[] = {{1, "Unrecognized command code"},
                                       {2, "Bad argument parameter"},
                                       {3, "Device unavailable"},
                                       {4, "Config string present"},
                                       {5, "Unsupported version"},
                                       {6, "Target is reserved"},
                                       {0, NULL}};
static const struct sn_val commands[] = {{ATA, "Issue ATA Command"},
                                         {QUERY, "Query Config Information"},
                                         {MASK, "MAC Mask List"},
                                         {RESERVE, "Reserve/Release"},
                                         {0, NULL}};
static const struct sn_val ata_flags[] = {{128, "MBZ-7"}, {64, "Ext48"}, {32, "MBZ-5"},
                                          {16, "Device"}, {8, "MBZ-3"},  {4, "MBZ-2"},
                                          {2, "Async"},   {1, "Write"},  {0, NULL}};
static const struct sn_val config_commands[] = {
    {0, "read config string"}, {1, "test config string"},      {2, "test config string prefix"},
    {3, "set config string"},  {4, "force set config string"}, {0, NULL}};
static const struct sn_val mask_commands[] = {
    {0, "Read Mac Mask List"}, {1, "Edit Mac Mask List"}, {0, NULL}};
static const struct sn_val mask_errors[] = {
    {1, "Unspecified Error"}, {2, "Bad DCmd directive"}, {3, "Mask list full"}, {0, NULL}};
static const struct sn_val directives[] = {{0, "No Directive"},
                                           {1, "Add mac address to mask list"},
                                           {2, "Delete mac address from mask list"},
                                           {0, NULL}};
static const struct sn_val reserve_commands[] = {
    {0, "Read reserve list"}, {1, "Set reserve list"}, {2, "Force set reserve list"}, {0, NULL}};

#define AOE(F)                                                                                     \
    F(VERSION, "aoe.version", P8, "Version", .mask = 0xf0)                                         \
    F(FLAGS, "sn.aoe.flags", U8, "Flags", .mask = 0x0f)                                            \
    F(RESPONSE, "aoe.response", BIT8, "Response flag", .mask = 8)                                  \
    F(IS_ERROR, "aoe.flags_error", BIT8, "Error flag", .mask = 4)                                  \
    F(ERROR, "aoe.error", U8, "Error", .vals = errors)                                             \
    F(MAJOR, "aoe.major", U16, "Major", .base = SN_HEX)                                            \
    F(MINOR, "aoe.minor", U8, "Minor", .base = SN_HEX)                                             \
    F(COMMAND, "aoe.cmd", U8, "Command", .vals = commands)                                         \
    F(TAG, "aoe.tag", U32, "Tag", .base = SN_HEX)                                                  \
    F(AFLAGS, "sn.aoe.aflags", U8, "ATA flags", .vals = ata_flags, .base = SN_HEX)                 \
    F(AF_EXT, "aoe.aflags.e", BIT8, "E", .mask = 0x40)                                             \
    F(AF_DEVICE, "aoe.aflags.d", BIT8, "D", .mask = 0x10)                                          \
    F(AF_ASYNC, "aoe.aflags.a", BIT8, "A", .mask = 0x02)                                           \
    F(AF_WRITE, "aoe.aflags.w", BIT8, "W", .mask = 0x01)                                           \
    F(FEATURE, "aoe.err_feature", U8, "Err/Feature", .base = SN_HEX)                               \
    F(SECTORS, "aoe.sector_count", U8, "Sector count")                                             \
    F(ATA_CMD, "aoe.ata.cmd", U8, "ATA command", .base = SN_HEX)                                   \
    F(ATA_STATUS, "aoe.ata.status", UINT, "ATA status", .base = SN_HEX)                            \
    F(LBA_BYTES, "sn.aoe.lba_bytes", BYTES, NULL)                                                  \
    F(RESERVED, "sn.aoe.reserved", U16, "Reserved", .base = SN_HEX)                                \
    F(LBA, "aoe.lba", UINT, "Lba", .base = SN_HEX)                                                 \
    F(BUFFERS, "sn.aoe.buffer_count", U16, "Buffer count")                                         \
    F(FIRMWARE, "sn.aoe.firmware_version", U16, "Firmware version")                                \
    F(MAX_SECTORS, "sn.aoe.sector_count", U8, "Sector count")                                      \
    F(PROTOCOL, "sn.aoe.protocol_version", P8, "AoE version", .mask = 0xf0)                        \
    F(CONFIG_CMD, "sn.aoe.config_cmd", U8, "Config command", .mask = 0x0f,                         \
      .vals = config_commands)                                                                     \
    F(STRING_LEN, "sn.aoe.config_length", U16, "Config string length", .unit = "bytes")            \
    F(STRING, "sn.aoe.config_string", STR, "Config string")                                        \
    F(MASK_CMD, "sn.aoe.mask_cmd", U8, "Mask command", .vals = mask_commands)                      \
    F(MASK_ERROR, "sn.aoe.mask_error", U8, "Mask error", .vals = mask_errors)                      \
    F(DIR_COUNT, "sn.aoe.dir_count", U8, "Directive count")                                        \
    F(DIR, "sn.aoe.dir", GROUPS, "Directive")                                                      \
    F(DIR_CMD, "sn.aoe.dir_cmd", U8, "Directive command", .vals = directives)                      \
    F(DIR_ADDR, "sn.aoe.dir_address", ETHER, "Ethernet address")                                   \
    F(RESERVE_CMD, "sn.aoe.reserve_cmd", U8, "Reserve command", .vals = reserve_commands)          \
    F(MACS, "sn.aoe.mac_count", U8, "Address count")                                               \
    F(MAC, "sn.aoe.mac", ETHER, "Ethernet address", .flags = SN_F_MULTI)
SN_FIELDS(aoe, AOE)

static void ata(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    const uint8_t *p;

    if (len < ATA_HDR || !sn_get(d, r, AFLAGS, NULL))
        return;
    sn_parts(d, AFLAGS, AF_EXT, AF_EXT);
    if (sn_u(d, AFLAGS) & aoe_fields[AF_EXT].mask)
        sn_parts(d, AFLAGS, AF_DEVICE, AF_DEVICE);
    if (sn_u(d, AFLAGS) & aoe_fields[AF_WRITE].mask)
        sn_parts(d, AFLAGS, AF_ASYNC, AF_ASYNC);
    sn_parts(d, AFLAGS, AF_WRITE, AF_WRITE);
    if (!sn_header(d, r, FEATURE, ATA_CMD))
        return;
    if (sn_u(d, RESPONSE) && d->want & SN_WANT_FIELDS)
        sn_rec_of(d, ATA_CMD)->field = ATA_STATUS;
    p = r->p;
    if (sn_get_upto(d, r, LBA_BYTES, LBA_SIZE)) {
        sn_made(d, LBA, (uint64_t)sn_le16(p + 4) << 32 | sn_le32(p));
        (void)!sn_get(d, r, RESERVED, NULL);
    }
    sn_rec_of(d, LBA_BYTES)->flags |= SN_REC_TEXT;
}

static void query(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t n;

    if (len >= QUERY_HDR && sn_header(d, r, BUFFERS, CONFIG_CMD) && sn_get(d, r, STRING_LEN, &n) &&
        n && n <= STRING_MAX && n <= len - QUERY_HDR)
        (void)!sn_get_upto(d, r, STRING, n);
}

static void mask(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t n;

    if (len < MASK_HDR || !sn_rd_skip(r, 1) || !sn_get(d, r, MASK_CMD, NULL) ||
        !sn_get(d, r, MASK_ERROR, NULL) || !sn_get(d, r, DIR_COUNT, &n) ||
        len - MASK_HDR < n * DIRECTIVE)
        return;
    for (; n && !r->stop; n--) {
        struct sn_rec *group = sn_group(d, r, DIR, 0);

        (void)(sn_rd_skip(r, 1) && sn_header(d, r, DIR_CMD, DIR_ADDR));
        sn_group_end(d, r, group);
    }
}

static void reserve(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t n;

    if (len >= RESERVE_HDR && (len - RESERVE_HDR) % ADDRESS == 0 &&
        sn_get(d, r, RESERVE_CMD, NULL) && sn_get(d, r, MACS, &n) &&
        n * ADDRESS == len - RESERVE_HDR)
        (void)!sn_get_n(d, r, MAC, n);
}

static void aoe_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    if (len < 1 || !sn_header(d, r, VERSION, FLAGS) || sn_u(d, VERSION) != VER_1 || len < HDR)
        return;
    sn_rec_made(d, RESPONSE, sn_u(d, FLAGS) >> 3);
    sn_rec_made(d, IS_ERROR, sn_u(d, FLAGS) >> 2 & 1);
    if (!sn_get(d, r, ERROR, NULL))
        return;
    if (!sn_u(d, IS_ERROR))
        sn_text_last(d);
    if (!sn_header(d, r, MAJOR, TAG))
        return;
    len -= HDR;
    switch (sn_u(d, COMMAND)) {
    case ATA:
        ata(d, r, len);
        break;
    case QUERY:
        query(d, r, len);
        break;
    case MASK:
        mask(d, r, len);
        break;
    case RESERVE:
        reserve(d, r, len);
        break;
    default:
        break;
    }
}

/* ---- text: false where the message is too short ---- */

static bool ata_text(struct sn_text *t, const struct sn_view *v, uint32_t len)
{
    const struct sn_rec *lba = sn_find(v, LBA_BYTES);

    if (len < ATA_HDR)
        return false;
    sn_say(t, v, "\n\tAFlags: [{b:none}]", AFLAGS);
    sn_say(t, v, ", Err/Feature: {d}", FEATURE);
    sn_say(t, v, ", Sector Count: {}", SECTORS);
    sn_say(t, v, ", Cmd/Status: {d}", sn_find(v, ATA_STATUS) ? ATA_STATUS : ATA_CMD);
    if (!sn_need(t, v, LBA_BYTES))
        return true;
    for (unsigned i = 0; i < lba->n; i++)
        sn_put_f(t->b, i ? ", lba%u: %u" : "\n\tlba%u: %u", i, lba->p[i]);
    if (sn_need(t, v, RESERVED) && len > ATA_HDR)
        sn_put_f(t->b, "\n\tData: %u bytes", len - ATA_HDR);
    return true;
}

static bool query_text(struct sn_text *t, const struct sn_view *v, uint32_t len)
{
    uint32_t n;

    if (len < QUERY_HDR)
        return false;
    sn_say(t, v, "\n\tBuffer Count: {}", BUFFERS);
    sn_say(t, v, ", Firmware Version: {}", FIRMWARE);
    sn_say(t, v, ", Sector Count: {}", MAX_SECTORS);
    sn_say(t, v, ", AoE: {}, CCmd: {s:Unknown (0x02x)}", PROTOCOL, CONFIG_CMD);
    n = (uint32_t)sn_num(t, v, STRING_LEN);
    if (t->ended)
        return true;
    if (n > STRING_MAX || n > len - QUERY_HDR)
        return false;
    if (n) {
        sn_say(t, v, "\n\tConfig String (length {}): ", STRING_LEN);
        sn_say_upto(t, v, STRING, n);
    }
    return true;
}

static bool mask_text(struct sn_text *t, const struct sn_view *v, uint32_t len)
{
    struct sn_view dir = {0};
    uint64_t n;

    if (len < MASK_HDR)
        return false;
    sn_say(t, v, "\n\tMCmd: {s:Unknown (0x%02x)}", MASK_CMD);
    sn_say(t, v, ", MError: {s:Unknown (0x%02x)}", MASK_ERROR);
    sn_say(t, v, ", Dir Count: {}", DIR_COUNT);
    n = sn_opt(v, DIR_COUNT);
    if (!t->ended && len - MASK_HDR < n * DIRECTIVE)
        return false;
    for (; n && !t->ended; n--) {
        if (!sn_each(v, DIR, &dir)) {
            sn_cut(t);
            break;
        }
        sn_say(t, &dir, "\n\t DCmd: {s:Unknown (0x%02x)}", DIR_CMD);
        sn_say(t, &dir, ", Ethernet Address: {}", DIR_ADDR);
    }
    return true;
}

static bool reserve_text(struct sn_text *t, const struct sn_view *v, uint32_t len)
{
    struct sn_view mac = {0};
    uint64_t n;

    if (len < RESERVE_HDR || (len - RESERVE_HDR) % ADDRESS)
        return false;
    sn_say(t, v, "\n\tRCmd: {s:Unknown (0x%02x)}", RESERVE_CMD);
    sn_say(t, v, ", NMacs: {}", MACS);
    n = sn_opt(v, MACS);
    if (!t->ended && len - RESERVE_HDR != n * ADDRESS)
        return false;
    for (uint64_t i = 0; i < n && !t->ended; i++) {
        if (!sn_each(v, MAC, &mac)) {
            sn_cut(t);
            break;
        }
        sn_put_f(t->b, "\n\tEthernet Address %u: ", (unsigned)i);
        sn_say(t, &mac, "{}", MAC);
    }
    return true;
}

static bool body_text(struct sn_text *t, const struct sn_view *v, uint32_t len)
{
    switch (sn_opt(v, COMMAND)) {
    case ATA:
        return ata_text(t, v, len);
    case QUERY:
        return query_text(t, v, len);
    case MASK:
        return mask_text(t, v, len);
    case RESERVE:
        return reserve_text(t, v, len);
    default:
        return true;
    }
}

static enum sn_then aoe_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    sn_put_f(t->b, "AoE length %u", l->len);
    if (l->len) {
        sn_say(t, &v, ", Ver {}", VERSION);
        if (t->ended || sn_opt(&v, VERSION) != VER_1)
            return SN_TEXT_DONE;
    }
    if (l->len < HDR) {
        sn_text_invalid(t, l);
        return SN_TEXT_DONE;
    }
    sn_put_lit(t->b, ", Flags: [");
    sn_text_bits(t, flags, (uint32_t)sn_opt(&v, FLAGS), ", ", "none");
    sn_put_c(t->b, ']');
    if (!t->o->verbose)
        return SN_TEXT_DONE;
    if (sn_opt(&v, IS_ERROR))
        sn_say(t, &v, "\n\tError: {s:Invalid (%u)}", ERROR);
    sn_say(t, &v, "\n\tMajor: 0x{04x}", MAJOR);
    sn_say(t, &v, ", Minor: 0x{02x}", MINOR);
    sn_say(t, &v, ", Command: {s:Unknown (0x%02x)}", COMMAND);
    sn_say(t, &v, ", Tag: {}", TAG);
    if (!t->ended && !body_text(t, &v, l->len - HDR))
        sn_text_invalid(t, l);
    return SN_TEXT_DONE;
}

SN_PROTO(aoe, "ATAoverEthernet", {.table = &sn_tab_ether, .value = 0x88a2})
