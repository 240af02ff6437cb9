/*
 * The frame as a protocol: what is known of a packet besides its bytes.
 *
 * What the options of a pcapng block say is read from the record that the packet came in, which is
 * where its comments stay; a packet without options costs a comparison.
 */
#include "fmt/frame.h"
#include "dis/field.h"

#include <stdlib.h>

static const struct sn_val directions[] = {
    {0, "unknown"}, {1, "inbound"}, {2, "outbound"}, {0, NULL}};
static const struct sn_val receptions[] = {{0, "not specified"}, {1, "unicast"},
                                           {2, "multicast"},     {3, "broadcast"},
                                           {4, "promiscuous"},   {0, NULL}};
static const struct sn_val algorithms[] = {
    {0, "2's complement"}, {1, "XOR"},      {2, "CRC32"}, {3, "MD5"},
    {4, "SHA-1"},          {5, "Toeplitz"}, {0, NULL}};

#define FRAME(F)                                                                                   \
    F(SN_FRAME_NUMBER, "frame.number", UINT, "Frame Number")                                       \
    F(SN_FRAME_EPOCH, "frame.time_epoch", TIME, "Epoch Time")                                      \
    F(SN_FRAME_TIME, "frame.time", TIME, "Arrival Time")                                           \
    F(SN_FRAME_DELTA, "frame.time_delta", SPAN, "Time delta from previous captured frame")         \
    F(SN_FRAME_DELTA_SHOWN, "frame.time_delta_displayed", SPAN,                                    \
      "Time delta from previous displayed frame")                                                  \
    F(SN_FRAME_RELATIVE, "frame.time_relative", SPAN, "Time since first frame")                    \
    F(SN_FRAME_LEN, "frame.len", UINT, "Frame length on the wire", .unit = "bytes")                \
    F(SN_FRAME_CAPLEN, "frame.cap_len", UINT, "Frame length stored into the capture file",         \
      .unit = "bytes")                                                                             \
    F(SN_FRAME_PROTOCOLS, "frame.protocols", STR, "Protocols in frame")                            \
    F(SN_FRAME_INTERFACE, "frame.interface_name", STR, "Interface name")                           \
    F(SN_FRAME_INTERFACE_DESCR, "frame.interface_description", STR, "Interface description")       \
    F(SN_FRAME_INTERFACE_ID, "frame.interface_id", UINT, "Interface id")                           \
    F(SN_FRAME_SECTION, "frame.section_number", UINT, "Section number")                            \
    F(SN_FRAME_COMMENT, "frame.comment", STRS, "Comment")                                          \
    F(SN_FRAME_FLAGS, "frame.packet_flags", UINT, "Packet flags", .width = 4, .base = SN_HEX)      \
    F(SN_FRAME_DIRECTION, "frame.packet_flags_direction", UINT, "Direction", .width = 4,           \
      .base = SN_HEX, .vals = directions)                                                          \
    F(SN_FRAME_RECEPTION, "frame.packet_flags_reception_type", UINT, "Reception type",             \
      .vals = receptions)                                                                          \
    F(SN_FRAME_FCS_LENGTH, "frame.packet_flags_fcs_length", UINT, "FCS length", .unit = "bytes")   \
    F(SN_FRAME_RESERVED, "frame.packet_flags_reserved", UINT, "Reserved")                          \
    F(SN_FRAME_CRC_ERROR, "frame.packet_flags_crc_error", BOOL, "CRC error")                       \
    F(SN_FRAME_TOO_LONG, "frame.packet_flags_packet_too_error", BOOL, "Packet too long error")     \
    F(SN_FRAME_TOO_SHORT, "frame.packet_flags_packet_too_short_error", BOOL,                       \
      "Packet too short error")                                                                    \
    F(SN_FRAME_WRONG_GAP, "frame.packet_flags_wrong_inter_frame_gap_error", BOOL,                  \
      "Wrong interframe gap error")                                                                \
    F(SN_FRAME_UNALIGNED, "frame.packet_flags_unaligned_frame_error", BOOL,                        \
      "Unaligned frame error")                                                                     \
    F(SN_FRAME_START_DELIMITER, "frame.packet_flags_start_frame_delimiter_error", BOOL,            \
      "Start frame delimiter error")                                                               \
    F(SN_FRAME_PREAMBLE, "frame.packet_flags_preamble_error", BOOL, "Preamble error")              \
    F(SN_FRAME_SYMBOL, "frame.packet_flags_symbol_error", BOOL, "Symbol error")                    \
    F(SN_FRAME_P2P_DIR, "frame.p2p_dir", INT, "Point-to-Point Direction")                          \
    F(SN_FRAME_HASH, "sn.frame.hash", BYTESS, "Hash of the frame")                                 \
    F(SN_FRAME_HASH_ALGORITHM, "sn.frame.hash_algorithm", UINTS, "Its algorithm",                  \
      .vals = algorithms)                                                                          \
    F(SN_FRAME_DROPS, "frame.drop_count", UINT, "Drop Count")                                      \
    F(SN_FRAME_PACKET_ID, "frame.packet_id", UINT, "Packet id", .width = 8)                        \
    F(SN_FRAME_QUEUE, "frame.interface_queue", UINT, "Interface queue")                            \
    F(SN_FRAME_VERDICT_HW, "frame.verdict.hw", BYTESS, "Hardware")                                 \
    F(SN_FRAME_VERDICT_TC, "frame.verdict.ebpf_tc", INTS, "eBPF TC")                               \
    F(SN_FRAME_VERDICT_XDP, "frame.verdict.ebpf_xdp", INTS, "eBPF XDP")                            \
    F(SN_FRAME_VERDICT_OTHER, "frame.verdict.unknown", BYTESS, "Unknown")                          \
    F(SN_FRAME_PROCESS_NAME, "sn.process.name", STR, "Process")                                    \
    F(SN_FRAME_PROCESS_PID, "sn.process.pid", UINT, "Its number")                                  \
    F(SN_FRAME_PROCESS_UID, "sn.process.uid", UINT, "Number of its user")                          \
    F(SN_FRAME_PROCESS_USER, "sn.process.user", STR, "Its user")                                   \
    F(SN_FRAME_PROCESS_CONTAINER, "sn.process.container", STR, "Its container")
SN_FIELD_TABLE(frame, FRAME)

const struct sn_proto sn_proto_frame = {.name = "frame", .title = "Frame", SN_PROTO_FIELDS(frame)};

void sn_frame_init(struct frame_recs *f)
{
    *f = (struct frame_recs){.n = 0};
    sn_buf_init(&f->protocols, SN_FRAME_PROTOCOLS_MAX);
}

void sn_frame_free(struct frame_recs *f)
{
    sn_buf_free(&f->protocols);
    free(f->r);
}

static bool grow(struct frame_recs *f)
{
    uint32_t room = f->room ? f->room * 2 : SN_FRAME_FIELDS;
    struct sn_rec *r = reallocarray(f->r, room, sizeof *r);

    if (!r) {
        f->failed = true;
        return false;
    }
    f->r = r;
    f->room = room;
    return true;
}

static struct sn_rec *add(struct frame_recs *f, unsigned field)
{
    if (f->n == f->room && !grow(f))
        return NULL;
    f->r[f->n] = (struct sn_rec){.field = (uint16_t)field, .flags = SN_REC_MADE};
    return &f->r[f->n++];
}

static void number(struct frame_recs *f, unsigned field, uint64_t u)
{
    struct sn_rec *r = add(f, field);

    if (r)
        r->u = u;
}

static void bytes(struct frame_recs *f, unsigned field, const void *p, size_t n)
{
    struct sn_rec *r = add(f, field);

    if (!r)
        return;
    r->p = p;
    r->n = (uint32_t)n;
}

static void string(struct frame_recs *f, unsigned field, const char *s)
{
    if (s)
        bytes(f, field, s, strlen(s));
}

static void put_protocols(struct sn_buf *b, const struct sn_dissection *x)
{
    sn_buf_clear(b);
    for (uint32_t i = 0; i < x->nlayer; i++) {
        if (i)
            sn_put_c(b, ':');
        sn_put_s(b, x->layer[i].proto->name);
    }
}

static void add_flags(struct frame_recs *f, uint32_t flags)
{
    number(f, SN_FRAME_FLAGS, flags);
    number(f, SN_FRAME_DIRECTION, flags & 3);
    number(f, SN_FRAME_RECEPTION, flags >> 2 & 7);
    number(f, SN_FRAME_FCS_LENGTH, flags >> 5 & 15);
    number(f, SN_FRAME_RESERVED, flags >> 9 & 0x7f);
    for (unsigned i = 0; i <= SN_FRAME_SYMBOL - SN_FRAME_CRC_ERROR; i++)
        number(f, SN_FRAME_CRC_ERROR + i, flags >> (24 + i) & 1);
}

/* A verdict's first byte says whose it is. */
static void add_verdict(struct frame_recs *f, const struct sn_opt *o)
{
    struct sn_opt value = {.p = o->p + 1, .n = (uint16_t)(o->n - 1), .swap = o->swap};
    unsigned field = *o->p == 1   ? SN_FRAME_VERDICT_TC
                     : *o->p == 2 ? SN_FRAME_VERDICT_XDP
                     : *o->p == 0 ? SN_FRAME_VERDICT_HW
                                  : SN_FRAME_VERDICT_OTHER;
    bool is_number = field == SN_FRAME_VERDICT_TC || field == SN_FRAME_VERDICT_XDP;
    uint64_t v;

    if (!is_number)
        bytes(f, field, value.p, value.n);
    else if (sn_opt_uint(&value, 8, &v))
        number(f, field, v);
}

static void add_process(struct frame_recs *f, const struct sn_process *p)
{
    string(f, SN_FRAME_PROCESS_NAME, p->name);
    number(f, SN_FRAME_PROCESS_PID, p->pid);
    number(f, SN_FRAME_PROCESS_UID, p->uid);
    string(f, SN_FRAME_PROCESS_USER, *p->user ? p->user : NULL);
    string(f, SN_FRAME_PROCESS_CONTAINER, *p->container ? p->container : NULL);
}

static void add_option(struct frame_recs *f, const struct sn_opt *o)
{
    uint64_t v;

    switch (o->code) {
    case SN_OPT_COMMENT:
        bytes(f, SN_FRAME_COMMENT, o->p, o->n);
        break;
    case SN_OPT_FLAGS:
        if (sn_opt_uint(o, 4, &v))
            add_flags(f, (uint32_t)v);
        break;
    case SN_OPT_HASH:
        if (!o->n)
            break;
        bytes(f, SN_FRAME_HASH, o->p + 1, o->n - 1u);
        number(f, SN_FRAME_HASH_ALGORITHM, *o->p);
        break;
    case SN_OPT_PACKETID:
        if (sn_opt_uint(o, 8, &v))
            number(f, SN_FRAME_PACKET_ID, v);
        break;
    case SN_OPT_QUEUE:
        if (sn_opt_uint(o, 4, &v))
            number(f, SN_FRAME_QUEUE, v);
        break;
    case SN_OPT_VERDICT:
        if (o->n)
            add_verdict(f, o);
        break;
    }
}

/* What only pcapng files say. */
static void add_pcapng(struct frame_recs *f, const struct sn_frame *fr)
{
    struct sn_opts opts = sn_pkt_opts(fr->pkt);
    enum sn_dir dir = sn_pkt_dir(fr->pkt);
    struct sn_opt o;
    uint64_t drops;

    string(f, SN_FRAME_INTERFACE_DESCR, fr->iface->descr);
    number(f, SN_FRAME_INTERFACE_ID, fr->pkt->iface);
    number(f, SN_FRAME_SECTION, fr->iface->section);
    while (sn_opts_next(&opts, &o))
        add_option(f, &o);
    if (dir != SN_DIR_UNKNOWN)
        number(f, SN_FRAME_P2P_DIR, dir == SN_DIR_IN);
    if (sn_pkt_drops(fr->pkt, &drops))
        number(f, SN_FRAME_DROPS, drops);
    if (sn_pkt_process(fr->pkt, &f->process))
        add_process(f, &f->process);
}

/* Bytes in front of a link type's packets that say something of them, and that Wireshark doesn't
 * count as theirs. */
static uint32_t pseudo_header(const struct sn_frame *fr)
{
    switch (fr->iface ? fr->iface->linktype : SN_LINK_NULL) {
    case SN_LINK_SUNATM:
    case SN_LINK_BLUETOOTH_HCI_H4_WITH_PHDR:
    case SN_LINK_BLUETOOTH_LINUX_MONITOR:
        return 4;
    case SN_LINK_PPP_WITH_DIR:
        return 1;
    default:
        return 0;
    }
}

/* The direction, where such bytes tell it: a packet that came in is 1. */
static void add_pseudo_direction(struct frame_recs *f, const struct sn_frame *fr, uint32_t n)
{
    const uint8_t *p = fr->pkt->data;

    if (fr->pkt->caplen < n)
        return;
    if (fr->iface->linktype == SN_LINK_BLUETOOTH_HCI_H4_WITH_PHDR)
        number(f, SN_FRAME_P2P_DIR, p[3] & 1);
    else if (fr->iface->linktype == SN_LINK_PPP_WITH_DIR)
        number(f, SN_FRAME_P2P_DIR, !p[0]);
}

/* What every frame has. */
static void add_always(struct frame_recs *f, const struct sn_frame *fr, uint32_t pseudo)
{
    const struct sn_pkt *k = fr->pkt;
    const uint64_t value[] = {[SN_FRAME_NUMBER] = fr->number,
                              [SN_FRAME_EPOCH] = (uint64_t)k->ts,
                              [SN_FRAME_TIME] = (uint64_t)k->ts,
                              [SN_FRAME_DELTA] = (uint64_t)fr->delta,
                              [SN_FRAME_DELTA_SHOWN] = (uint64_t)fr->delta_shown,
                              [SN_FRAME_RELATIVE] = (uint64_t)fr->relative,
                              [SN_FRAME_LEN] = k->len < pseudo ? 0 : k->len - pseudo,
                              [SN_FRAME_CAPLEN] = k->caplen < pseudo ? 0 : k->caplen - pseudo};

    if (!f->room && !grow(f)) /* the first time it has room for more than these */
        return;
    f->n = sizeof value / sizeof *value;
    for (unsigned i = 0; i < f->n; i++)
        f->r[i] = (struct sn_rec){.field = (uint16_t)i, .flags = SN_REC_MADE, .u = value[i]};
}

void sn_frame_recs(struct frame_recs *f, const uint64_t *bits, const struct sn_dissection *x,
                   const struct sn_frame *fr)
{
    uint32_t pseudo = pseudo_header(fr);

    f->n = 0;
    f->failed = false;
    add_always(f, fr, pseudo);
    if (!bits || *bits >> SN_FRAME_PROTOCOLS & 1) {
        put_protocols(&f->protocols, x);
        f->failed |= f->protocols.err != SN_OK;
        bytes(f, SN_FRAME_PROTOCOLS, f->protocols.base, sn_buf_len(&f->protocols));
    }
    if (!fr->iface)
        return;
    string(f, SN_FRAME_INTERFACE,
           !fr->iface->name && fr->iface->section ? "unknown" : fr->iface->name);
    if (fr->iface->section && (!bits || *bits >> (SN_FRAME_INTERFACE + 1)))
        add_pcapng(f, fr);
    if (pseudo && (!fr->iface->section || sn_pkt_dir(fr->pkt) == SN_DIR_UNKNOWN))
        add_pseudo_direction(f, fr, pseudo);
}
