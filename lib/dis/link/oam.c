/* Cells of ATM that operate and maintain circuits (ITU-T I.610), with the cell's header. */
#include "dis/proto.h"

enum { FAULT = 1, PERFORMANCE = 2, ACTIVATION = 8 };
enum { AIS = 0, RDI = 1, LOOPBACK = 8 };
enum { PAYLOAD = 48, ID = 16 };
/* Of the identifiers of a loopback tcpdump prints 12 bytes: of the first, and those from here on.
 */
enum { ID_SHOWN = 12, SOURCE_SHOWN = 13, LOCATION_SHOWN = 1 };
/* That of a defect from here on in the payload, a byte too late. */
enum { DEFECT_SHOWN = 3 };

static const struct sn_val circuits[] = {{3, "OAM F4 (segment)"}, {4, "OAM F4 (end)"}, {0, NULL}};
static const struct sn_val payloads[] = {
    {0, "user data, uncongested, SDU 0"},     {1, "user data, uncongested, SDU 1"},
    {2, "user data, congested, SDU 0"},       {3, "user data, congested, SDU 1"},
    {4, "VCC OAM F5 flow segment"},           {5, "VCC OAM F5 flow end-to-end"},
    {6, "Traffic Control and resource Mgmt"}, {0, NULL},
};
static const struct sn_val cells[] = {{FAULT, "Fault Management"},
                                      {PERFORMANCE, "Performance Management"},
                                      {ACTIVATION, "activate/deactivate"},
                                      {15, "System Management"},
                                      {0, NULL}};
static const struct sn_val faults[] = {
    {AIS, "AIS"}, {RDI, "RDI"}, {4, "Continuity Check"}, {LOOPBACK, "Loopback"}, {0, NULL}};
static const struct sn_val performances[] = {{0, "Forward Monitoring"},
                                             {1, "Backward Reporting"},
                                             {2, "Monitoring and Reporting"},
                                             {0, NULL}};
static const struct sn_val activations[] = {
    {0, "Performance Monitoring"}, {1, "Continuity Check"}, {0, NULL}};

#define OAM(F)                                                                                     \
    F(VPI, "sn.oam.vpi", P32, "VPI", .mask = 0x0ff00000)                                           \
    F(VCI, "sn.oam.vci", P32, "VCI", .mask = 0x000ffff0, .vals = circuits)                         \
    F(TYPE, "sn.oam.payload_type", P32, "Payload type", .mask = 0x0e, .vals = payloads)            \
    F(CLP, "sn.oam.clp", U32, "Cell loss priority", .mask = 0x01)                                  \
    F(CELL, "sn.oam.cell", P8, "Cell type", .mask = 0xf0, .vals = cells)                           \
    F(FUNCTION, "sn.oam.function", U8, "Function type", .mask = 0x0f)                              \
    F(INDICATOR, "sn.oam.loopback.indicator", U8, "Loopback indicator", .mask = 0x01)              \
    F(TAG, "sn.oam.loopback.tag", U32, "Correlation tag", .base = SN_HEX)                          \
    F(LOCATION, "sn.oam.loopback.location", BYTES, "Location", .width = ID, .step = ID)            \
    F(SOURCE, "sn.oam.loopback.source", BYTES, "Source", .width = ID, .step = ID)                  \
    F(FAILURE, "sn.oam.defect.type", U8, "Defect type", .base = SN_HEX)                            \
    F(DEFECT, "sn.oam.defect.location", BYTES, "Defect location", .width = ID, .step = ID)         \
    F(DEFECT_TEXT, "sn.oam.defect.text", BYTES, NULL)                                              \
    F(SUM, "sn.oam.crc", U16, "CRC-10", .mask = 0x03ff, .base = SN_HEX)                            \
    F(SUM_STATUS, "sn.oam.crc.status", UINT, "CRC status")
SN_FIELDS(oam, OAM)

/* CRC-10 (I.610): the remainder of the payload less its last ten bits. */
static uint32_t crc10(const uint8_t *p)
{
    uint32_t crc = 0;

    for (unsigned bit = 0; bit < PAYLOAD * 8 - 10; bit++) {
        uint32_t in = (uint32_t)p[bit / 8] >> (7 - bit % 8) & 1u, out = crc >> 9;

        crc = (crc << 1 & 0x3ff) ^ (in ^ out ? 0x233u : 0);
    }
    return crc;
}

static void oam_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd cell;
    uint64_t type;

    (void)len;
    if (!sn_header(d, r, VPI, CLP))
        return;
    cell = *r;
    if (!sn_header(d, r, CELL, FUNCTION))
        return;
    type = sn_u(d, FUNCTION);
    if (!sn_rd_need(&cell, PAYLOAD - 2)) {
        sn_stop(r, &cell);
        return;
    }
    if (sn_u(d, CELL) == FAULT && type == LOOPBACK && !sn_header(d, r, INDICATOR, SOURCE))
        return;
    if (sn_u(d, CELL) == FAULT && (type == AIS || type == RDI)) {
        if (!sn_header(d, r, FAILURE, DEFECT))
            return;
        sn_rec_bytes(d, DEFECT_TEXT, 0, 0, cell.p + DEFECT_SHOWN, ID)->flags = SN_REC_TEXT;
    }
    *r = cell;
    if (!sn_rd_need(r, PAYLOAD) || !sn_rd_skip(r, PAYLOAD - 2) || !sn_get(d, r, SUM, NULL))
        return;
    sn_rec_made(d, SUM_STATUS, crc10(cell.p) == sn_u(d, SUM));
}

/* ---- text ---- */

/* Words in hex, a blank behind each. */
static void put_words(struct sn_text *t, const char *front, const uint8_t *p, size_t n)
{
    sn_put_s(t->b, front);
    for (size_t i = 0; i < n; i++)
        sn_put_f(t->b, i % 2 ? "%02x " : "%02x", p[i]);
}

static void cell_text(struct sn_text *t, const struct sn_view *v)
{
    uint64_t cell = sn_opt(v, CELL), type = sn_opt(v, FUNCTION);
    const struct sn_val *names = cell == FAULT         ? faults
                                 : cell == PERFORMANCE ? performances
                                 : cell == ACTIVATION  ? activations
                                                       : NULL;

    sn_say(t, v, "\n\tcell-type {s:unknown} ({}), func-type ", CELL, CELL);
    sn_put_name(t, names, type, names ? "none" : "unknown");
    sn_say(t, v, " ({})", FUNCTION);
    if (cell == FAULT && type == LOOPBACK && sn_need(t, v, SOURCE)) {
        sn_put_lit(t->b, "\n\tLoopback-Indicator ");
        sn_put_s(t->b, sn_opt(v, INDICATOR) ? "Request" : "Reply");
        sn_say(t, v, ", Correlation-Tag {}", TAG);
        put_words(t, "\n\tLocation-ID ", sn_find(v, LOCATION)->p + LOCATION_SHOWN, ID_SHOWN);
        put_words(t, "\n\tSource-ID   ", sn_find(v, LOCATION)->p + SOURCE_SHOWN, ID_SHOWN);
    }
    if (cell == FAULT && (type == AIS || type == RDI) && sn_need(t, v, DEFECT)) {
        sn_say(t, v, "\n\tFailure-type {}", FAILURE);
        put_words(t, "\n\tLocation-ID ", sn_find(v, DEFECT_TEXT)->p, ID);
    }
    if (sn_need(t, v, SUM)) {
        sn_say(t, v, "\n\tcksum 0x{03x} (", SUM);
        sn_put_s(t->b, sn_opt(v, SUM_STATUS) ? "correct)" : "incorrect)");
    }
}

static enum sn_then oam_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (!sn_need(t, &v, FUNCTION))
        return SN_TEXT_DONE;
    sn_say(t, &v, "{s:OAM F5}, vpi {}, vci {d}, payload [ {s:Unknown} ], clp {}", VCI, VPI, VCI,
           TYPE, CLP);
    sn_put_f(t->b, ", length %u", l->len);
    if (t->o->verbose)
        cell_text(t, &v);
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_oam = {
    .name = "sn.oam",
    .tag = "oam",
    .title = "ATM OAM cell",
    SN_PROTO_FIELDS(oam),
    .dissect = oam_dissect,
    .text = oam_text,
};
