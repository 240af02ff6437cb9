/*
 * DNP3 (IEEE 1815) over TCP and UDP: frames with checksums, each with a piece of a message. A
 * message that is in one frame is read; of others the pieces are shown.
 */
#include "dis/app/dnp3.h"

static const struct sn_val dnp3_primary[] = {{0, "Reset of Remote Link"},
                                             {1, "Reset of User Process"},
                                             {2, "Test Function For Link"},
                                             {3, "User Data"},
                                             {4, "Unconfirmed User Data"},
                                             {9, "Request Link Status"},
                                             {0, NULL}};
static const struct sn_val dnp3_secondary[] = {{0, "ACK"},
                                               {1, "NACK"},
                                               {11, "Status of Link"},
                                               {14, "Link Service Not Functioning"},
                                               {15, "Link Service Not Used or Implemented"},
                                               {0, NULL}};

const struct sn_val sn_dnp3_functions[] = {
    {0, "Confirm"},
    {1, "Read"},
    {2, "Write"},
    {3, "Select"},
    {4, "Operate"},
    {5, "Direct Operate"},
    {6, "Direct Operate No Ack"},
    {7, "Immediate Freeze"},
    {8, "Immediate Freeze No Ack"},
    {9, "Freeze and Clear"},
    {10, "Freeze and Clear No ACK"},
    {11, "Freeze With Time"},
    {12, "Freeze With Time No ACK"},
    {13, "Cold Restart"},
    {14, "Warm Restart"},
    {15, "Initialize Data"},
    {16, "Initialize Application"},
    {17, "Start Application"},
    {18, "Stop Application"},
    {19, "Save Configuration"},
    {20, "Enable Spontaneous Messages"},
    {21, "Disable Spontaneous Messages"},
    {22, "Assign Classes"},
    {23, "Delay Measurement"},
    {24, "Record Current Time"},
    {25, "Open File"},
    {26, "Close File"},
    {27, "Delete File"},
    {28, "Get File Info"},
    {29, "Authenticate File"},
    {30, "Abort File"},
    {31, "Activate Config"},
    {32, "Authentication Request"},
    {33, "Authentication Error"},
    {129, "Response"},
    {130, "Unsolicited Response"},
    {131, "Authentication Response"},
    {0, NULL},
};

SN_FIELD_TABLE(dnp3, DNP3)

enum { PORT = 20000, HEADER = 8, CHUNK = 16, RESPONSE = 129 };

/* ---- frames ---- */

/* The checksum of n bytes, 1 when it is what the two bytes behind them say, else 0. */
static uint64_t verified(const uint8_t *p, size_t n)
{
    uint32_t crc = 0;

    for (size_t i = 0; i < n; i++) {
        crc ^= p[i];
        for (unsigned bit = 0; bit < 8; bit++)
            crc = crc & 1 ? crc >> 1 ^ 0xa6bc : crc >> 1;
    }
    return (~crc & 0xffff) == sn_le16(p + n);
}

/* The length counts from the control byte on, without checksums. */
static uint32_t dnp3_unit(const uint8_t *p, uint32_t n)
{
    uint32_t data;

    if (n && (p[0] != 0x05 || (n > 1 && p[1] != 0x64) || (n > 2 && p[2] < 5)))
        return SN_STREAM_BAD;
    if (n < 3)
        return 0;
    data = p[2] - 5u;
    return HEADER + 2 + data + 2 * ((data + CHUNK - 1) / CHUNK);
}

static const struct sn_stream_kind dnp3_stream = {.unit = dnp3_unit};

static bool dnp3_claims(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    return len > HEADER && caplen >= HEADER + 2 && p[0] == 0x05 && p[1] == 0x64 && p[2] >= 5 &&
           verified(p, HEADER);
}

static bool header(struct sn_dis *d, struct sn_rd *r)
{
    const uint8_t *p = r->p;
    bool primary;
    unsigned function;

    if (!sn_header(d, r, DNP3_START, DNP3_CTL))
        return false;
    primary = sn_u(d, DNP3_CTL) & 0x40;
    function = primary ? DNP3_PRIMARY : DNP3_SECONDARY;
    sn_parts(d, DNP3_CTL, DNP3_DIR, DNP3_PRM);
    sn_parts(d, DNP3_CTL, primary ? DNP3_FCB : DNP3_DFC, function);
    if (!(d->want & SN_WANT_FIELDS))
        sn_note(d, function, sn_u(d, DNP3_CTL) & 15);
    if (!sn_get(d, r, DNP3_DST, NULL) || !sn_get(d, r, DNP3_SRC, NULL))
        return false;
    sn_made(d, DNP3_ADDR, sn_u(d, DNP3_DST));
    sn_made(d, DNP3_ADDR, sn_u(d, DNP3_SRC));
    if (!sn_get(d, r, DNP3_CRC, NULL))
        return false;
    sn_made(d, DNP3_CRC_STATUS, verified(p, HEADER));
    return true;
}

/* The data of all chunks, without their checksums, which are 16 bytes long but for the last; the
 * first byte of the first is the transport's. */
static bool chunks(struct sn_dis *d, struct sn_rd *r, size_t n, struct sn_rd *out)
{
    uint8_t *all = sn_arena_alloc(&d->arena, n ? n : 1);
    const uint8_t *p;
    size_t at = 0;

    while (all && at < n) {
        size_t k = n - at < CHUNK ? n - at : CHUNK, off = sn_rd_off(r);

        if (!sn_rd_bytes(r, k, &p))
            return false;
        memcpy(all + at, p, k);
        sn_rec_bytes(d, DNP3_CHUNK, off, k, p, k);
        sn_made(d, DNP3_CHUNK_LEN, k);
        if (!sn_get(d, r, DNP3_CHUNK_CRC, NULL))
            return false;
        sn_made(d, DNP3_CHUNK_STATUS, verified(p, k));
        at += k;
    }
    if (all)
        *out = sn_rd_init(all, (uint32_t)n, (uint32_t)n);
    return all;
}

static void application(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t function;

    if (!sn_get(d, r, DNP3_AL, NULL))
        return;
    sn_parts(d, DNP3_AL, DNP3_AL_FIR, DNP3_AL_SEQ);
    if (!sn_get(d, r, DNP3_FUNC, &function))
        return;
    if (function >= RESPONSE) {
        if (!sn_get(d, r, DNP3_IIN, NULL))
            return;
        sn_parts(d, DNP3_IIN, DNP3_IIN_RST, DNP3_IIN_FCNI);
    }
    sn_dnp3_objects(d, r, function);
}

static void frame(struct sn_dis *d, struct sn_rd *r)
{
    struct sn_rd data;
    size_t n;

    if (!header(d, r))
        return;
    n = (size_t)sn_u(d, DNP3_LEN) - 5;
    if (!n || !chunks(d, r, n, &data) || !sn_get(d, &data, DNP3_TR, NULL))
        return;
    sn_parts(d, DNP3_TR, DNP3_TR_FIN, DNP3_TR_SEQ);
    if ((sn_u(d, DNP3_TR) & 0xc0) == 0xc0)
        application(d, &data);
    else if (sn_rd_left(&data) && !(sn_u(d, DNP3_TR) & 0x80))
        (void)sn_get_bytes(d, &data, DNP3_FRAGMENT, sn_rd_left(&data));
}

static void dnp3_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd in;

    (void)len;
    while (sn_unit_next(r, dnp3_unit, &in)) {
        struct sn_rec *g = sn_group(d, &in, DNP3_FRAME, 0);

        frame(d, &in);
        in.p = in.end;
        sn_group_end(d, &in, g);
    }
}

static enum sn_then dnp3_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), p = {0};
    const char *sep = "DNP3 ";

    for (; sn_each(&v, DNP3_FRAME, &p); sep = ", ") {
        sn_put_s(t->b, sep);
        sn_say(t, &p, "{} > {}", DNP3_SRC, DNP3_DST);
        if (sn_find(&p, DNP3_FUNC))
            sn_say(t, &p, " {s:function %u}", DNP3_FUNC);
        else if (sn_find(&p, DNP3_PRIMARY))
            sn_say(t, &p, " {s:function %u}", DNP3_PRIMARY);
        else if (sn_find(&p, DNP3_SECONDARY))
            sn_say(t, &p, " {s:function %u}", DNP3_SECONDARY);
    }
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_dnp3 = {
    .name = "dnp3",
    .title = "Distributed Network Protocol 3.0",
    SN_PROTO_FIELDS(dnp3),
    .keys = SN_KEYS({.table = &sn_tab_tcp, .value = PORT},
                    {.table = &sn_tab_tcp, .claims = dnp3_claims, .first = 5, .last = 5},
                    {.table = &sn_tab_udp, .value = PORT},
                    {.table = &sn_tab_udp, .claims = dnp3_claims, .first = 5, .last = 5}),
    .more = true,
    .stream = &dnp3_stream,
    .dissect = dnp3_dissect,
    .text = dnp3_text,
};
