/* wb, the whiteboard of LBL: what its packets say of pages, and the drawing operations in them. */
#include "dis/proto.h"

enum { PORT = 4567, HDR = 12, PAGE_STATE = 16, MEMBER = 8 };
enum { DRAW, ID, REQUEST_REPAIR, REPAIR, KILL, REQUEST_PAGE, PAGE = 7 };
enum { SKIP = 14, HOLE };

static const struct sn_val types[] = {
    {DRAW, "dop"},    {ID, "id"},     {REQUEST_REPAIR, "rreq"},
    {REPAIR, "rrep"}, {KILL, "kill"}, {REQUEST_PAGE, "preq"},
    {PAGE, "prep"},   {0, NULL},
};
static const struct sn_val ops[] = {
    {2, "RECT"},    {3, "LINE"}, {4, "ML"},      {5, "DEL"},     {6, "XFORM"},
    {7, "ELL"},     {8, "CHAR"}, {9, "STR"},     {10, "NOP"},    {11, "PSCODE"},
    {12, "PSCOMP"}, {13, "REF"}, {SKIP, "SKIP"}, {HOLE, "HOLE"}, {0, NULL},
};

#define WB(F)                                                                                      \
    F(SRC, "sn.wb.source", IPV4, "Source")                                                         \
    F(STAMP, "sn.wb.timestamp", U32, "Timestamp")                                                  \
    F(VERSION, "sn.wb.version", U16, "Version")                                                    \
    F(TYPE, "sn.wb.type", U8, "Type", .vals = types)                                               \
    F(FLAGS, "sn.wb.flags", U8, "Flags", .base = SN_HEX)                                           \
    F(MAX_SLOT, "sn.wb.max_slot", U32, "Highest slot")                                             \
    F(MAX_SITE, "sn.wb.max_page.site", IPV4, "Site of the highest page")                           \
    F(MAX_PAGE, "sn.wb.max_page.id", U32, "Highest page")                                          \
    F(REPAIRED, "sn.wb.repair", IPV4, "Whose operations")                                          \
    F(COUNT, "sn.wb.pages", U32, "Pages")                                                          \
    F(STATE, "sn.wb.state", GROUPS, "State of a page")                                             \
    F(SLOT, "sn.wb.slot", U32, "Slot")                                                             \
    F(SITE, "sn.wb.page.site", IPV4, "Site of the page")                                           \
    F(PAGE_ID, "sn.wb.page.id", U32, "Page")                                                       \
    F(FIRST, "sn.wb.first", U32, "First operation")                                                \
    F(LAST, "sn.wb.last", U32, "Last operation")                                                   \
    F(SITES, "sn.wb.sites", U16, "Sites")                                                          \
    F(RESERVED, "sn.wb.reserved", U16, "Reserved")                                                 \
    F(OF, "sn.wb.member.site", IPV4S, "Site")                                                      \
    F(OFFSET, "sn.wb.member.offset", U32S, "Offset")                                               \
    F(NAME, "sn.wb.name", STR, "Name")                                                             \
    F(OP, "sn.wb.op", GROUPS, "Drawing operation")                                                 \
    F(OP_STAMP, "sn.wb.op.timestamp", U32, "Timestamp")                                            \
    F(OP_LEN, "sn.wb.op.length", U16, "Length")                                                    \
    F(OP_FLAGS, "sn.wb.op.flags", U8, "Flags", .base = SN_HEX)                                     \
    F(OP_TYPE, "sn.wb.op.type", U8, "Type", .vals = ops)                                           \
    F(OP_DATA, "sn.wb.op.data", BYTES, "Data")                                                     \
    F(SKIPPED, "sn.wb.op.skipped", UINT, "Operations left out")                                    \
    F(BEYOND, "sn.wb.beyond", UINT, NULL)                                                          \
    F(DONE, "sn.wb.done", UINT, NULL)
SN_FIELDS(wb, WB)

/* Of what is left out: up to an operation behind the last, or in front of the one that is due. */
enum { PAST_LAST = 1, GOES_BACK };

/* SKIP and HOLE stand for the operations up to the one that their timestamp says. False: that was
 * already. */
static bool skip_ops(struct sn_dis *d, uint32_t *due, uint32_t last)
{
    uint32_t to = (uint32_t)sn_u(d, OP_STAMP);

    sn_rec_made(d, SKIPPED, to - *due + 1);
    if (to < *due || to > last)
        sn_note(d, BEYOND, to < *due ? GOES_BACK : PAST_LAST);
    if (to < *due)
        return false;
    *due = to;
    return true;
}

/* One drawing operation, which is filled up to four bytes; false: nothing follows. */
static bool operation(struct sn_dis *d, struct sn_rd *r, uint32_t *due, uint32_t last)
{
    struct sn_rec *g = sn_group(d, r, OP, 0);
    bool more = sn_header(d, r, OP_STAMP, OP_TYPE);
    uint64_t type = sn_u(d, OP_TYPE);
    uint32_t n = (uint32_t)sn_u(d, OP_LEN);

    if (more && (type == SKIP || type == HOLE))
        more = skip_ops(d, due, last);
    if (more && n && sn_get_upto(d, r, OP_DATA, n) && sn_rd_left(r))
        (void)sn_rd_skip(r, -n & 3);
    sn_group_end(d, r, g);
    return more;
}

static void operations(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t due, last;

    if (!sn_header(d, r, SITE, LAST) || !sn_in_detail(d))
        return;
    last = (uint32_t)sn_u(d, LAST);
    for (due = (uint32_t)sn_u(d, FIRST); due <= last; due++) {
        if (!operation(d, r, &due, last))
            return;
    }
    sn_note(d, DONE, 0);
}

/* The sites that have drawn on a page. */
static bool members(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    while (n--) {
        if (!sn_get(d, r, OF, NULL) || !sn_get(d, r, OFFSET, NULL))
            return false;
    }
    return true;
}

/* The head of a page's state. */
static bool state(struct sn_dis *d, struct sn_rd *r)
{
    return sn_header(d, r, SLOT, PAGE_ID) && sn_header(d, r, SITES, RESERVED);
}

static void id(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t n, head = PAGE_STATE + HDR;

    if (!sn_header(d, r, MAX_SLOT, MAX_PAGE) || !state(d, r))
        return;
    n = (uint32_t)sn_u(d, SITES);
    if (len - head < n * MEMBER) {
        sn_malformed(r);
        return;
    }
    if (members(d, r, n))
        (void)sn_get_upto(d, r, NAME, len - head - n * MEMBER);
}

/* What is on some pages. Of how many sites there are, tcpdump reads the upper byte only. */
static void pages(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t count;
    bool more = true;

    if (!sn_get(d, r, COUNT, &count))
        return;
    while (more && count--) {
        struct sn_rec *g = sn_group(d, r, STATE, 0);

        more =
            state(d, r) && members(d, r, (uint32_t)sn_u(d, SITES) >> (sn_wants_values(d) ? 0 : 8));
        sn_group_end(d, r, g);
    }
    if (more)
        sn_note(d, DONE, 0);
}

/* Whether a message of len bytes, header included, can be of this type. */
static bool fits(uint64_t type, uint32_t len)
{
    static const uint8_t least[] = {
        [DRAW] = 16,   [ID] = 28,           [REQUEST_REPAIR] = 20,
        [REPAIR] = 20, [REQUEST_PAGE] = 16, [PAGE] = 4,
    };

    return len >= HDR + (type < sizeof least ? least[type] : 0u);
}

static void wb_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    if (len < HDR || !sn_header(d, r, SRC, FLAGS) || !fits(sn_u(d, TYPE), len)) {
        if (!r->stop)
            sn_malformed(r);
        return;
    }
    switch (sn_u(d, TYPE)) {
    case DRAW:
        operations(d, r);
        break;
    case ID:
        id(d, r, len - HDR);
        break;
    case REQUEST_REPAIR:
        if (sn_get(d, r, REPAIRED, NULL))
            (void)sn_header(d, r, SITE, LAST);
        break;
    case REPAIR:
        if (sn_get(d, r, REPAIRED, NULL))
            operations(d, r);
        break;
    case REQUEST_PAGE:
        (void)sn_header(d, r, SITE, LAST);
        break;
    case PAGE:
        pages(d, r);
        break;
    default:
        break;
    }
}

/* ---- text ---- */

static void operations_text(struct sn_text *t, const struct sn_view *v)
{
    struct sn_view op = {0};
    uint64_t beyond = 0;

    if (!t->o->verbose || sn_is_cut(t))
        return;
    sn_put_lit(t->b, " <");
    while (beyond != GOES_BACK && sn_each(v, OP, &op) && sn_say(t, &op, " {s:dop-%u!}", OP_TYPE)) {
        const struct sn_rec *skipped = sn_find(&op, SKIPPED);

        beyond = sn_opt(&op, BEYOND);
        if (skipped)
            sn_put_u32(t->b, (uint32_t)skipped->u);
        sn_put_s(t->b, beyond ? "[|]" : "");
    }
    if (beyond != GOES_BACK && sn_need(t, v, DONE))
        sn_put_lit(t->b, " >");
}

static void members_text(struct sn_text *t, const struct sn_view *v, uint64_t n)
{
    struct sn_view member = {0};
    char c = '<';

    for (; n && !sn_is_cut(t); n--, c = ',') {
        if (!sn_each(v, OF, &member) || !sn_need(t, &member, OFFSET)) {
            sn_cut(t);
            return;
        }
        sn_put_c(t->b, c);
        sn_say(t, &member, "{}:{}", OF, OFFSET);
    }
}

static void id_text(struct sn_text *t, const struct sn_view *v, const struct sn_layer *l)
{
    uint64_t n;
    uint32_t head = HDR + HDR + PAGE_STATE;

    if (!sn_say(t, v, " {}/{}:{} (max {}/{}:{}) ", SLOT, SITE, PAGE_ID, MAX_SLOT, MAX_SITE,
                MAX_PAGE))
        return;
    n = sn_opt(v, SITES);
    if (!sn_need(t, v, RESERVED))
        return;
    if (l->len - head < n * MEMBER) {
        sn_put_lit(t->b, " (invalid)");
        return;
    }
    members_text(t, v, n);
    sn_put_lit(t->b, "> \"");
    if (sn_is_cut(t))
        return;
    sn_say_padded(t, v, "{}", NAME, l->len - head - n * MEMBER);
    sn_put_c(t->b, '"');
}

static void pages_text(struct sn_text *t, const struct sn_view *v)
{
    struct sn_view state = {0};

    if (!sn_need(t, v, COUNT))
        return;
    while (!sn_is_cut(t) && sn_each(v, STATE, &state)) {
        sn_say(t, &state, " {}/{}:{}", SLOT, SITE, PAGE_ID);
        if (sn_need(t, &state, RESERVED))
            members_text(t, &state, sn_opt(&state, SITES) >> 8);
        sn_put_c(t->b, '>');
    }
    (void)sn_need(t, v, DONE);
}

static enum sn_then wb_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (l->len < HDR) {
        sn_put_lit(t->b, " (invalid)");
        return SN_TEXT_DONE;
    }
    if (!sn_need(t, &v, FLAGS))
        return SN_TEXT_DONE;
    sn_put_s(t->b, sn_opt(&v, FLAGS) ? "*" : "");
    sn_say(t, &v, " wb-{s:%u!}", TYPE);
    sn_put_s(t->b,
             sn_val_name(types, (uint32_t)sn_opt(&v, TYPE)) && sn_opt(&v, TYPE) != KILL ? ":" : "");
    if (!fits(sn_opt(&v, TYPE), l->len)) {
        sn_put_lit(t->b, " (invalid)");
        return SN_TEXT_DONE;
    }
    switch (sn_opt(&v, TYPE)) {
    case DRAW:
        sn_say(t, &v, " {}:{}<{}:{}>", SITE, PAGE_ID, FIRST, LAST);
        operations_text(t, &v);
        break;
    case ID:
        id_text(t, &v, l);
        break;
    case REQUEST_REPAIR:
        sn_say(t, &v, " please repair {} {}:{}<{}:{}>", REPAIRED, SITE, PAGE_ID, FIRST, LAST);
        break;
    case REPAIR:
        sn_say(t, &v, " for {} {}:{}<{}:{}>", REPAIRED, SITE, PAGE_ID, FIRST, LAST);
        operations_text(t, &v);
        break;
    case KILL:
        break;
    case REQUEST_PAGE:
        if (sn_say(t, &v, " need {}/{}:{}", FIRST, SITE, PAGE_ID))
            (void)sn_need(t, &v, LAST);
        break;
    case PAGE:
        pages_text(t, &v);
        break;
    default:
        sn_put_lit(t->b, " (invalid)");
        break;
    }
    return SN_TEXT_DONE;
}

SN_PROTO(wb, "LBL whiteboard", {.table = &sn_tab_udp, .type = "wb"},
         {.table = &sn_tab_udp, .dir = SN_KEY_DST, .value = PORT})
