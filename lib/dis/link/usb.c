/* Linux's usbmon: an event of a USB request, in the byte order of the machine that captured, which
 * is taken for little-endian. What was transferred stands behind it. */
#include "dis/proto.h"

enum { HDR = 48, HDR_MMAPPED = 64, INTERRUPT = 1, TRANSFER_LAST = 3 };

static const struct sn_val transfers[] = {
    {0, "ISOCHRONOUS"}, {INTERRUPT, "INTERRUPT"}, {2, "CONTROL"}, {3, "BULK"}, {0, NULL}};
static const struct sn_val events[] = {
    {'S', "SUBMIT"}, {'C', "COMPLETE"}, {'E', "ERROR"}, {0, NULL}};

#define USB(F)                                                                                     \
    F(URB, "usb.urb_id", LE64, "URB id", .base = SN_HEX)                                           \
    F(EVENT, "sn.usb.event", U8, NULL, .vals = events)                                             \
    F(TRANSFER, "usb.transfer_type", U8, "URB transfer type", .vals = transfers, .base = SN_HEX)   \
    F(ENDPOINT, "usb.endpoint_address", P8, "Endpoint", .base = SN_HEX)                            \
    F(DIRECTION, "usb.endpoint_address.direction", P8, "Direction", .mask = 0x80)                  \
    F(NUMBER, "usb.endpoint_address.number", U8, "Endpoint number", .mask = 0x0f)                  \
    F(DEVICE, "usb.device_address", U8, "Device")                                                  \
    F(BUS, "usb.bus_id", LE16, "URB bus id")                                                       \
    F(SETUP, "sn.usb.setup", U8, NULL)                                                             \
    F(DATA, "sn.usb.data", U8, NULL)                                                               \
    F(SECONDS, "usb.urb_ts_sec", LE64, "URB sec")                                                  \
    F(MICROSECONDS, "usb.urb_ts_usec", LE32, "URB usec")                                           \
    F(STATUS, "usb.urb_status", INT, "URB status", .width = 4, .step = 4, .flags = SN_F_LE)        \
    F(LENGTH, "usb.urb_len", LE32, "URB length", .unit = "bytes")                                  \
    F(DATA_LENGTH, "usb.data_len", LE32, "Data length", .unit = "bytes")                           \
    F(EVENT_CHAR, "usb.urb_type", STR, "URB type")                                                 \
    F(SETUP_CHAR, "usb.setup_flag", STR, "Device setup request")                                   \
    F(DATA_CHAR, "usb.data_flag", STR, "Data")
SN_FIELDS(usb, USB)

/* A character as Wireshark writes it, of a number that was read: 'S', '\0', '\x01'. */
static void character(struct sn_dis *d, unsigned number, unsigned field)
{
    enum { ROOM = 16 };
    struct sn_rec *q = sn_rec_of(d, number);
    char *s = d->want & SN_WANT_FIELDS ? sn_arena_alloc(&d->arena, ROOM) : NULL;
    struct sn_buf b;

    q->flags |= SN_REC_TEXT;
    if (!s)
        return;
    sn_buf_fixed(&b, s, ROOM);
    if (q->u == 0)
        sn_put_lit(&b, "'\\0'");
    else
        sn_put_f(&b, q->u > ' ' && q->u < 0x7f ? "'%c'" : "'\\x%02x'", (int)q->u);
    sn_rec_bytes(d, field, q->off, q->len, s, sn_buf_len(&b));
}

static uint32_t header_size(const struct sn_layer *l)
{
    return l->proto == &sn_proto_usb ? HDR : HDR_MMAPPED;
}

static void usb_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t n = header_size(d->cur);

    d->linklen = n;
    if (!sn_rd_need(r, n)) {
        d->linklen = d->cur->off;
        return;
    }
    (void)sn_header(d, r, URB, DATA_LENGTH);
    character(d, EVENT, EVENT_CHAR);
    character(d, SETUP, SETUP_CHAR);
    character(d, DATA, DATA_CHAR);
    (void)!sn_rd_skip(r, n - (sn_rd_off(r) - d->cur->off));
    sn_next_proto(d, NULL, r, len < n ? 0 : len - n);
}

/* To the device goes what is submitted, from it what is complete; of interrupts the other way
 * round. */
static const char *direction(uint64_t transfer, uint8_t event)
{
    bool submit = event == 'S';

    if (transfer > TRANSFER_LAST || (!submit && event != 'C' && event != 'E'))
        return "";
    return submit == (transfer != INTERRUPT) ? " to" : " from";
}

static enum sn_then usb_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    t->tag = header_size(l) == HDR ? "usb_linux_48_byte" : "usb_linux_64_byte";
    if (!sn_need_short(t, &v, EVENT))
        return SN_TEXT_DONE;
    sn_put_lit(t->b, "USB");
    if (t->o->quiet)
        return SN_TEXT_DONE;
    sn_say(t, &v, " {s: ?} ", TRANSFER);
    sn_say(t, &v, "{s:?}", EVENT);
    sn_put_s(t->b, direction(sn_opt(&v, TRANSFER), (uint8_t)sn_opt(&v, EVENT)));
    sn_put_f(t->b, " %u:%u:%u", (unsigned)sn_opt(&v, BUS), (unsigned)sn_opt(&v, DEVICE),
             (unsigned)sn_opt(&v, ENDPOINT) & 0x7f);
    return SN_TEXT_DONE;
}

SN_PROTO(usb, "USB", {.table = &sn_tab_link, .value = SN_LINK_USB_LINUX})

const struct sn_proto sn_proto_usb_mmapped = {
    .name = "usb",
    .title = "USB",
    SN_PROTO_FIELDS(usb),
    .keys = SN_KEYS({.table = &sn_tab_link, .value = SN_LINK_USB_LINUX_MMAPPED}),
    .dissect = usb_dissect,
    .text = usb_text,
};
