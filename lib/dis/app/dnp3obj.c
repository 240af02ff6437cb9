/*
 * The objects of DNP3's messages (IEEE 1815): which group and variation, which points, and of each
 * what its variation has, which a table says.
 */
#include <stdio.h>

#include "dis/app/dnp3.h"

const struct sn_val sn_dnp3_prefixes[] = {{0, "None"},
                                          {1, "1-Octet Index Prefix"},
                                          {2, "2-Octet Index Prefix"},
                                          {3, "4-Octet Index Prefix"},
                                          {4, "1-Octet Object Size Prefix"},
                                          {5, "2-Octet Object Size Prefix"},
                                          {6, "4-Octet Object Size Prefix"},
                                          {0, NULL}};
const struct sn_val sn_dnp3_ranges[] = {{0, "8-bit Start and Stop Indices"},
                                        {1, "16-bit Start and Stop Indices"},
                                        {2, "32-bit Start and Stop Indices"},
                                        {3, "8-bit Absolute Address in Range Field"},
                                        {4, "16-bit Absolute Address in Range Field"},
                                        {5, "32-bit Absolute Address in Range Field"},
                                        {6, "No Range Field"},
                                        {7, "8-bit Single Field Quantity"},
                                        {8, "16-bit Single Field Quantity"},
                                        {9, "32-bit Single Field Quantity"},
                                        {11, "Free-format Qualifier"},
                                        {0, NULL}};
const struct sn_val sn_dnp3_operations[] = {{0, "NUL Operation"}, {1, "Pulse On"},
                                            {2, "Pulse Off"},     {3, "Latch On"},
                                            {4, "Latch Off"},     {0, NULL}};
const struct sn_val sn_dnp3_trips[] = {{0, "NUL"}, {1, "Close"}, {2, "Trip"}, {0, NULL}};
const struct sn_val sn_dnp3_statuses[] = {{0, "Req. Accepted/Init/Queued"},
                                          {1, "Req. Not Accepted; Arm-Timer Expired"},
                                          {2, "Req. Not Accepted; No 'SELECT' Received"},
                                          {3, "Req. Not Accepted; Format Err. in Ctl Req."},
                                          {4, "Ctl Oper. Not Supported For This Point"},
                                          {5, "Req. Not Accepted; Ctrl Queue Full/Point Active"},
                                          {6, "Req. Not Accepted; Ctrl Hardware Problems"},
                                          {7, "Req. Not Accepted; Local/Remote switch in Local"},
                                          {8, "Req. Not Accepted; Too many operations"},
                                          {9, "Req. Not Accepted; Insufficient authorization"},
                                          {10, "Req. Not Accepted; Local automation proc active"},
                                          {0, NULL}};
const struct sn_val sn_dnp3_modes[] = {
    {0, "NULL"}, {1, "READ"}, {2, "WRITE"}, {3, "APPEND"}, {0, NULL}};

enum { WRITE_MODE = 2, APPEND_MODE = 3, FILES = 70, STRINGS = 110, STRING_EVENTS = 111 };
enum { POINTS_MAX = 1 << 16 };

/*
 * What a point has, a letter for each: B O C A U the quality of a binary input or output, a
 * counter, an analog input or output; c k a counter of four or two bytes; i h f d an analog value
 * of four or two bytes, float or double; I H F D the same of an output; s its status; o state and
 * status; x a relay's control block; t a time, r one relative to another, y a delay. 1 and 2:
 * packed, so many bits each. "": nothing is known.
 */
static const struct {
    uint8_t group, variation;
    char parts[6];
} kinds[] = {
    {1, 1, "1"},    {1, 2, "B"},    {2, 1, "B"},    {2, 2, "Bt"},   {2, 3, "Br"},   {3, 1, "2"},
    {3, 2, "B"},    {4, 1, "B"},    {4, 2, "Bt"},   {10, 1, "1"},   {10, 2, "O"},   {11, 1, "O"},
    {11, 2, "Ot"},  {12, 1, "x"},   {13, 1, "o"},   {13, 2, "ot"},  {20, 1, "Cc"},  {20, 2, "Ck"},
    {20, 3, "Cc"},  {20, 4, "Ck"},  {20, 5, "c"},   {20, 6, "k"},   {20, 7, "c"},   {20, 8, "k"},
    {21, 1, "Cc"},  {21, 2, "Ck"},  {21, 5, "Cct"}, {21, 6, "Ckt"}, {21, 9, "c"},   {21, 10, "k"},
    {22, 1, "Cc"},  {22, 2, "Ck"},  {22, 5, "Cct"}, {22, 6, "Ckt"}, {23, 1, "Cc"},  {23, 2, "Ck"},
    {23, 5, "Cct"}, {23, 6, "Ckt"}, {30, 1, "Ai"},  {30, 2, "Ah"},  {30, 3, "i"},   {30, 4, "h"},
    {30, 5, "Af"},  {30, 6, "Ad"},  {31, 7, "Af"},  {31, 8, "Ad"},  {32, 1, "Ai"},  {32, 2, "Ah"},
    {32, 3, "Ait"}, {32, 4, "Aht"}, {32, 5, "Af"},  {32, 6, "Ad"},  {32, 7, "Aft"}, {32, 8, "Adt"},
    {33, 5, "Af"},  {33, 6, "Ad"},  {33, 7, "Aft"}, {33, 8, "Adt"}, {34, 1, "h"},   {34, 2, "i"},
    {34, 3, "f"},   {40, 1, "UI"},  {40, 2, "UH"},  {40, 3, "UF"},  {40, 4, "UD"},  {41, 1, "Is"},
    {41, 2, "Hs"},  {41, 3, "Fs"},  {41, 4, "Ds"},  {42, 1, "UI"},  {42, 2, "UH"},  {42, 3, "UIt"},
    {42, 4, "UHt"}, {42, 5, "UF"},  {42, 6, "UD"},  {42, 7, "UFt"}, {42, 8, "UDt"}, {43, 1, "sI"},
    {43, 2, "sH"},  {43, 3, "sIt"}, {43, 4, "sHt"}, {43, 5, "sF"},  {43, 6, "sD"},  {43, 7, "sFt"},
    {43, 8, "sDt"}, {50, 1, "t"},   {50, 3, "t"},   {51, 1, "t"},   {52, 2, "y"},   {80, 1, "1"},
};

static const char *parts_of(uint32_t group, uint32_t variation)
{
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        if (kinds[i].group == group && kinds[i].variation == variation)
            return kinds[i].parts;
    }
    return "";
}

/* ---- values ---- */

/* The next n bytes as a number, the lowest first. */
static bool little(struct sn_rd *r, unsigned n, uint64_t *v)
{
    const uint8_t *p;

    *v = 0;
    if (!sn_rd_bytes(r, n, &p))
        return false;
    *v = sn_le_n(p, n);
    return true;
}

static bool number(struct sn_dis *d, struct sn_rd *r, unsigned field, unsigned n, bool is_signed)
{
    size_t off = sn_rd_off(r);
    uint64_t v;

    if (!little(r, n, &v))
        return false;
    if (is_signed)
        v = (uint64_t)((int64_t)(v << (64 - 8 * n)) >> (64 - 8 * n));
    sn_rec_uint(d, field, off, n, v);
    return true;
}

static bool real(struct sn_dis *d, struct sn_rd *r, unsigned field, unsigned n)
{
    char text[32];
    uint64_t v;
    uint32_t v4;
    double x;
    float x4;
    int len;

    if (!little(r, n, &v))
        return false;
    v4 = (uint32_t)v;
    memcpy(&x4, &v4, sizeof x4);
    memcpy(&x, &v, sizeof x);
    len = n == 4 ? snprintf(text, sizeof text, "%.6g", (double)x4)
                 : snprintf(text, sizeof text, "%.15g", x);
    if (len > 0)
        sn_rec_str(d, field, text, (size_t)len);
    return true;
}

/* Milliseconds since 1970, in 48 bits; none when nanoseconds in 64 bits can't say it. */
static bool time(struct sn_dis *d, struct sn_rd *r)
{
    size_t off = sn_rd_off(r);
    uint64_t v;

    if (!little(r, 6, &v))
        return false;
    if (v <= INT64_MAX / 1000000)
        sn_rec_uint(d, DNP3_TIME, off, 6, v * 1000000);
    return true;
}

static bool relative(struct sn_dis *d, struct sn_rd *r)
{
    size_t off = sn_rd_off(r);
    uint64_t v;

    if (!little(r, 2, &v))
        return false;
    sn_rec_uint(d, DNP3_RELATIVE, off, 2, v * 1000000);
    return true;
}

static bool quality(struct sn_dis *d, struct sn_rd *r, unsigned first)
{
    size_t off = sn_rd_off(r);
    uint8_t v;

    if (!sn_rd_u8(r, &v))
        return false;
    for (unsigned i = 0; i < 8; i++)
        sn_rec_uint(d, first + i, off, 1, v >> (7 - i) & 1);
    return true;
}

/* The upper bit beside a status. */
static bool state(struct sn_dis *d, struct sn_rd *r)
{
    size_t off = sn_rd_off(r);
    uint8_t v = 0;

    if (!sn_rd_peek(r, 0, &v) || !sn_get(d, r, DNP3_STATUS, NULL))
        return false;
    sn_rec_uint(d, DNP3_STATE, off, 1, v >> 7);
    return true;
}

static bool part(struct sn_dis *d, struct sn_rd *r, char letter)
{
    switch (letter) {
    case 'B':
        return quality(d, r, DNP3_BIQ7);
    case 'O':
        return quality(d, r, DNP3_BOQ7);
    case 'C':
        return quality(d, r, DNP3_CTRQ7);
    case 'A':
        return quality(d, r, DNP3_AIQ7);
    case 'U':
        return quality(d, r, DNP3_AOQ7);
    case 'c':
    case 'k':
        return number(d, r, DNP3_COUNTER, letter == 'c' ? 4 : 2, false);
    case 'i':
    case 'h':
        return number(d, r, DNP3_ANALOG, letter == 'i' ? 4 : 2, true);
    case 'I':
    case 'H':
        return number(d, r, DNP3_OUTPUT, letter == 'I' ? 4 : 2, true);
    case 'f':
        return real(d, r, DNP3_FLOAT, 4);
    case 'd':
        return real(d, r, DNP3_DOUBLE, 8);
    case 'F':
        return real(d, r, DNP3_OUT_FLOAT, 4);
    case 'D':
        return real(d, r, DNP3_OUT_DOUBLE, 8);
    case 't':
        return time(d, r);
    case 'r':
        return relative(d, r);
    case 'y':
        return sn_get(d, r, DNP3_DELAY, NULL);
    case 's':
        return sn_get(d, r, DNP3_STATUS, NULL);
    case 'o':
        return state(d, r);
    default: /* x */
        return sn_header(d, r, DNP3_OP, DNP3_STATUS);
    }
}

/* ---- files ---- */

static bool file_command(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t len, mode;
    struct sn_rd ahead = *r;
    bool writes;

    if (!sn_rd_skip(&ahead, 20) || sn_rd_left(&ahead) < 2)
        return sn_rd_need(r, 22);
    mode = sn_le16(ahead.p);
    writes = mode == WRITE_MODE || mode == APPEND_MODE;
    if (!sn_get(d, r, DNP3_NAME_OFF, NULL) || !sn_get(d, r, DNP3_NAME_LEN, &len))
        return false;
    if (!writes) {
        (void)sn_rd_skip(r, 8);
    } else {
        (void)time(d, r);
        if (sn_get(d, r, DNP3_PERMS, NULL))
            sn_parts(d, DNP3_PERMS, DNP3_PERM_RO, DNP3_PERM_XW);
    }
    if (!sn_get(d, r, DNP3_AUTH, NULL))
        return false;
    if (!(writes ? sn_get(d, r, DNP3_FILE_SIZE, NULL) : sn_rd_skip(r, 4)))
        return false;
    return sn_get(d, r, DNP3_MODE, NULL) && sn_get(d, r, DNP3_MAX_BLOCK, NULL) &&
           sn_get(d, r, DNP3_REQUEST, NULL) && (!len || sn_get_bytes(d, r, DNP3_FILE_NAME, len));
}

static bool file_block(struct sn_dis *d, struct sn_rd *r, uint32_t variation)
{
    size_t off;
    uint8_t top = 0;

    if (!sn_get(d, r, DNP3_HANDLE, NULL))
        return false;
    off = sn_rd_off(r);
    if (!sn_rd_peek(r, 3, &top) || !sn_get(d, r, DNP3_BLOCK, NULL))
        return false;
    sn_rec_uint(d, DNP3_LAST_BLOCK, off, 4, top >> 7);
    if (variation == 6)
        return sn_get(d, r, DNP3_FILE_STATUS, NULL);
    return !sn_rd_left(r) || sn_get_bytes(d, r, DNP3_FILE_DATA, sn_rd_left(r));
}

static bool file(struct sn_dis *d, struct sn_rd *r, uint32_t variation)
{
    switch (variation) {
    case 3:
        return file_command(d, r);
    case 4:
        return sn_get(d, r, DNP3_HANDLE, NULL) && sn_get(d, r, DNP3_FILE_SIZE, NULL) &&
               sn_get(d, r, DNP3_MAX_BLOCK, NULL) && sn_get(d, r, DNP3_REQUEST, NULL) &&
               sn_get(d, r, DNP3_FILE_STATUS, NULL);
    case 5:
    case 6:
        return file_block(d, r, variation);
    default:
        return !sn_rd_left(r) || sn_get_bytes(d, r, DNP3_UNKNOWN, sn_rd_left(r));
    }
}

/* ---- points ---- */

/* Which points: n of them from `first` on. */
struct points {
    uint32_t group, variation, prefix, range;
    uint64_t first, n;
};

static bool range(struct sn_dis *d, struct sn_rd *r, struct points *p)
{
    static const uint8_t bytes[] = {1, 2, 4, 1, 2, 4, 0, 1, 2, 4, 0, 1};
    unsigned n = p->range < sizeof bytes ? bytes[p->range] : 0;
    unsigned field = p->range < 3 ? DNP3_FIRST : p->range < 6 ? DNP3_ABS : DNP3_QUANTITY;
    uint64_t last;

    if (p->range == 6)
        return true;
    if (!n || !number(d, r, field, n, false))
        return false;
    last = sn_u(d, field);
    if (field == DNP3_QUANTITY) {
        p->n = last;
    } else if (field == DNP3_ABS) {
        p->first = last;
        p->n = 1;
    } else {
        p->first = last;
        if (!number(d, r, DNP3_LAST, n, false))
            return false;
        last = sn_u(d, DNP3_LAST);
        p->n = last < p->first ? 0 : last - p->first + 1;
    }
    return true;
}

static bool packed(struct sn_dis *d, struct sn_rd *r, const struct points *p, unsigned bits)
{
    for (uint64_t i = 0; i < p->n && i < POINTS_MAX; i++) {
        unsigned at = (unsigned)(i * bits % 8);
        size_t off = sn_rd_off(r);
        uint8_t v = 0;

        if (!sn_rd_peek(r, 0, &v))
            return false;
        sn_rec_made(d, DNP3_POINT, p->first + i);
        sn_rec_uint(d, bits == 1 ? DNP3_BIT : DNP3_2BIT, off, 1,
                    (unsigned)v >> at & ((1u << bits) - 1));
        if (at + bits == 8 || i + 1 == p->n)
            (void)sn_rd_skip(r, 1);
    }
    return true;
}

/* What stands in front of a point, or its number. *size: of the object, when that says it. */
static bool prefix(struct sn_dis *d, struct sn_rd *r, const struct points *p, uint64_t i,
                   uint64_t *size)
{
    static const uint8_t bytes[] = {0, 1, 2, 4, 1, 2, 4, 0};
    unsigned n = bytes[p->prefix];

    if (!n) {
        sn_rec_made(d, DNP3_POINT, p->first + i);
        return true;
    }
    if (!number(d, r, p->prefix < 4 ? DNP3_INDEX : DNP3_SIZE, n, false))
        return false;
    if (p->prefix >= 4)
        *size = sn_u(d, DNP3_SIZE);
    return true;
}

static bool point(struct sn_dis *d, struct sn_rd *r, const struct points *p, uint64_t i)
{
    const char *parts = parts_of(p->group, p->variation);
    uint64_t size = 0;
    struct sn_rd in;

    if (!prefix(d, r, p, i, &size))
        return false;
    if (p->group == FILES) {
        if (size > sn_rd_left(r) || !sn_rd_sub(r, (size_t)size, &in))
            return sn_rd_need(r, (size_t)size);
        return file(d, &in, p->variation);
    }
    if (p->group == STRINGS || p->group == STRING_EVENTS)
        return p->variation && sn_get_bytes(d, r, DNP3_STRING, p->variation);
    if (!*parts) {
        if (sn_rd_left(r))
            (void)sn_get_bytes(d, r, DNP3_UNKNOWN, sn_rd_left(r));
        return false;
    }
    while (*parts && part(d, r, *parts))
        parts++;
    return !*parts;
}

/* Without `data`, only which points are meant. */
static bool object(struct sn_dis *d, struct sn_rd *r, bool data)
{
    struct points p = {0};
    const char *parts;
    uint32_t id;

    if (!sn_get(d, r, DNP3_OBJ, &id) || !sn_header(d, r, DNP3_PREFIX, DNP3_RANGE))
        return false;
    p.group = id >> 8;
    p.variation = id & 255;
    p.prefix = (uint32_t)sn_u(d, DNP3_PREFIX);
    p.range = (uint32_t)sn_u(d, DNP3_RANGE);
    if (!range(d, r, &p))
        return false;
    parts = parts_of(p.group, p.variation);
    if (data && (*parts == '1' || *parts == '2'))
        return packed(d, r, &p, (unsigned)(*parts - '0'));
    for (uint64_t i = 0; i < p.n && sn_rd_left(r); i++) {
        uint64_t size;

        if (!data && !p.prefix)
            return true;
        if (data || p.group == FILES ? !point(d, r, &p, i) : !prefix(d, r, &p, i, &size))
            return false;
    }
    return true;
}

/* Functions whose requests name points only. */
static bool names_only(uint32_t function)
{
    enum { READ = 1, FREEZE = 7, FREEZE_AT = 12, ENABLE = 20, ASSIGN = 22 };

    return function == READ || (function >= FREEZE && function <= FREEZE_AT) ||
           (function >= ENABLE && function <= ASSIGN);
}

void sn_dnp3_objects(struct sn_dis *d, struct sn_rd *r, uint32_t function)
{
    while (sn_rd_left(r) && object(d, r, !names_only(function)))
        ;
}
