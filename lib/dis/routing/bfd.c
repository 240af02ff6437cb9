/* BFD: control packets (RFC 5880), over several hops (RFC 5883) and on the links of an aggregate
 * (RFC 7130); packets of its echo function. */
#include "dis/net/ip.h"
#include "dis/transport/udp.h"

enum { CONTROL = 3784, ECHO = 3785, MULTIHOP = 4784, LAG = 6784 };
enum { HDR = 24, FLAG_AUTH = 4, AUTH_FIRST = 1, PASSWORD_AUTH = 1, MD5 = 3, SHA1 = 5 };

static const struct sn_val diags[] = {
    {0, "No Diagnostic"},
    {1, "Control Detection Time Expired"},
    {2, "Echo Function Failed"},
    {3, "Neighbor Signaled Session Down"},
    {4, "Forwarding Plane Reset"},
    {5, "Path Down"},
    {6, "Concatenated Path Down"},
    {7, "Administratively Down"},
    {8, "Reverse Concatenated Path Down"},
    {0, NULL},
};
static const struct sn_val states[] = {
    {0, "AdminDown"}, {1, "Down"}, {2, "Init"}, {3, "Up"}, {0, NULL}};
static const struct sn_val flags0[] = {
    {0x80, "I Hear You"},
    {0x40, "Demand"},
    {0x20, "Poll"},
    {0x10, "Final"},
    {0x08, "Control Plane Independent"},
    {0x04, "Authentication Present"},
    {0x02, "Reserved"},
    {0x01, "Reserved"},
    {0, NULL},
};
static const struct sn_val flags1[] = {
    {0x20, "Poll"},
    {0x10, "Final"},
    {0x08, "Control Plane Independent"},
    {0x04, "Authentication Present"},
    {0x02, "Demand"},
    {0x01, "Multipoint"},
    {0, NULL},
};
static const struct sn_val auths[] = {
    {PASSWORD_AUTH, "Simple Password"}, {2, "Keyed MD5"},
    {MD5, "Meticulous Keyed MD5"},      {4, "Keyed SHA1"},
    {SHA1, "Meticulous Keyed SHA1"},    {0, NULL},
};
static const struct sn_val ports[] = {
    {CONTROL, "Control"}, {MULTIHOP, "Multihop"}, {LAG, "Lag"}, {0, NULL}};

#define BFD(F)                                                                                     \
    F(PORT, "sn.bfd.port", UINT, NULL, .vals = ports)                                              \
    F(VERSION, "bfd.version", P8, "Protocol Version", .mask = 0xe0)                                \
    F(DIAG, "bfd.diag", U8, "Diagnostic Code", .mask = 0x1f, .base = SN_HEX, .vals = diags)        \
    F(STATE, "bfd.sta", P8, "Session State", .mask = 0xc0, .base = SN_HEX, .vals = states)         \
    F(FLAGS0, "bfd.flags", U8, "Message Flags", .base = SN_HEX, .vals = flags0)                    \
    F(FLAGS1, "bfd.flags", U8, "Message Flags", .base = SN_HEX, .vals = flags1)                    \
    F(F0_H, "bfd.flags.h", BOOL, "I hear you", .mask = 0x80)                                       \
    F(F0_D, "bfd.flags.d", BOOL, "Demand", .mask = 0x40)                                           \
    F(F0_P, "bfd.flags.p", BOOL, "Poll", .mask = 0x20)                                             \
    F(F0_F, "bfd.flags.f", BOOL, "Final", .mask = 0x10)                                            \
    F(F1_P, "bfd.flags.p", BOOL, "Poll", .mask = 0x20)                                             \
    F(F1_F, "bfd.flags.f", BOOL, "Final", .mask = 0x10)                                            \
    F(F1_C, "bfd.flags.c", BOOL, "Control Plane Independent", .mask = 0x08)                        \
    F(F1_A, "bfd.flags.a", BOOL, "Authentication Present", .mask = 0x04)                           \
    F(F1_D, "bfd.flags.d", BOOL, "Demand", .mask = 0x02)                                           \
    F(F1_M, "bfd.flags.m", BOOL, "Multipoint", .mask = 0x01)                                       \
    F(MULTIPLIER, "bfd.detect_time_multiplier", U8, "Detect Time Multiplier")                      \
    F(LENGTH, "bfd.message_length", U8, "Message Length")                                          \
    F(MINE, "bfd.my_discriminator", U32, "My Discriminator", .base = SN_HEX)                       \
    F(YOURS, "bfd.your_discriminator", U32, "Your Discriminator", .base = SN_HEX)                  \
    F(TX, "bfd.desired_min_tx_interval", U32, "Desired Min TX Interval", .unit = "us")             \
    F(RX, "bfd.required_min_rx_interval", U32, "Required Min RX Interval", .unit = "us")           \
    F(ECHO_RX, "bfd.required_min_echo_interval", U32, "Required Min Echo Interval", .unit = "us")  \
    F(AUTH, "bfd.auth.type", U8, "Authentication Type", .vals = auths)                             \
    F(AUTH_LEN, "bfd.auth.len", U8, "Authentication Length")                                       \
    F(KEY, "bfd.auth.key", U8, "Authentication Key ID")                                            \
    F(KEY_BAD, "sn.bfd.auth.len.invalid", UINT, NULL)                                              \
    F(PASSWORD, "bfd.auth.password", STR, "Password")                                              \
    F(SEQ, "bfd.auth.seq_num", U32, "Sequence Number", .base = SN_HEX)                             \
    F(SUM, "bfd.checksum", BYTES, "Checksum")                                                      \
    F(DUMP, "sn.bfd.dump", BYTES, NULL)
SN_FIELDS(bfd, BFD)

static void authentication(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t type, n, digest;

    if (!sn_rd_need(r, 4) || !sn_get(d, r, AUTH, &type) || !sn_get(d, r, AUTH_LEN, &n) ||
        !sn_get(d, r, KEY, NULL))
        return;
    if (type == PASSWORD_AUTH) {
        if (n < 4 || n > 19)
            sn_note(d, KEY_BAD, n);
        else
            (void)!sn_get_upto(d, r, PASSWORD, n - 3);
        return;
    }
    if (type < PASSWORD_AUTH || type > SHA1)
        return;
    digest = type <= MD5 ? 16 : 20;
    if (n != digest + 8)
        sn_note(d, KEY_BAD, n);
    else if (sn_rd_skip(r, 1) && sn_get(d, r, SEQ, NULL))
        (void)!sn_get_bytes(d, r, SUM, digest);
}

static void control(struct sn_dis *d, struct sn_rd *r, struct sn_rd *all)
{
    uint64_t version;
    uint32_t from;

    if (!sn_header(d, r, VERSION, DIAG)) {
        sn_text_only(d, d->cur->first);
        return;
    }
    version = sn_u(d, VERSION);
    if (version > 1) {
        (void)!sn_get_bytes(d, all, DUMP, sn_rd_left(all));
        if (!sn_wants_values(d)) /* to Wireshark all are like version 1 */
            return;
    }
    if ((version && !sn_get(d, r, STATE, NULL)) || !sn_get(d, r, version ? FLAGS1 : FLAGS0, NULL)) {
        sn_text_only(d, d->cur->first);
        return;
    }
    if (version)
        sn_parts(d, FLAGS1, F1_P, F1_M);
    else
        sn_parts(d, FLAGS0, F0_H, F0_F);
    if (!sn_header(d, r, MULTIPLIER, ECHO_RX)) { /* nothing of it is a field */
        sn_text_only(d, d->cur->first);
        return;
    }
    from = d->nrec;
    if (sn_u(d, version ? FLAGS1 : FLAGS0) & FLAG_AUTH)
        authentication(d, r);
    if (!version) /* which has no such flag */
        sn_text_only(d, from);
}

static void bfd_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd all = *r, echo = sn_inside(r, len);
    uint16_t sport, port = 0;

    if (d->cur > d->layer && d->cur[-1].proto == &sn_proto_udp)
        (void)sn_ports_near(d, &sport, &port);
    sn_note(d, PORT, port);
    if (port == CONTROL || port == MULTIHOP || port == LAG)
        control(d, r, &all);
    else if (port == ECHO)
        (void)!sn_get_bytes(d, &echo, DUMP, sn_rd_left(&echo));
}

static void put_interval(struct sn_text *t, const char *name, const struct sn_rec *q)
{
    sn_put_f(t->b, "\n\t  %s %4u ms", name, (unsigned)(q->u / 1000));
}

#define PUT(name)                                                                                  \
    static void name(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)

PUT(put_tx)
{
    (void)v;
    put_interval(t, "Desired min Tx Interval:   ", q);
}

PUT(put_rx)
{
    (void)v;
    put_interval(t, "Required min Rx Interval:  ", q);
}

PUT(put_echo)
{
    (void)v;
    put_interval(t, "Required min Echo Interval:", q);
}

PUT(put_detection)
{
    unsigned n = (unsigned)sn_before(v, q, MULTIPLIER)->u;

    sn_put_f(t->b, "\n\tDetection Timer Multiplier: %u (%u ms Detection time), BFD Length: %u", n,
             n * (unsigned)sn_opt(v, TX) / 1000, (unsigned)q->u);
}

PUT(put_digest)
{
    sn_put_s(t->b, sn_opt(v, AUTH) <= MD5 ? "\n\t  Digest: " : "\n\t  Hash: ");
    sn_put_hex_bytes(t->b, q->p, q->n, 0);
}

PUT(put_password)
{
    (void)v;
    sn_put_lit(t->b, ", Password: ");
    sn_put_safe(t->b, q->p, q->n);
}

static const struct sn_line lines[] = {
    [LENGTH] = {.put = put_detection},
    [YOURS] = SN_LINE("\n\tMy Discriminator: {}, Your Discriminator: {}", MINE, YOURS),
    [TX] = {.put = put_tx},
    [RX] = {.put = put_rx},
    [ECHO_RX] = {.put = put_echo},
    [AUTH_LEN] = SN_LINE("\n\tAuthentication: {s:Unknown} ({}), length: {}", AUTH, AUTH, AUTH_LEN),
    [KEY] = SN_LINE("\n\t  Auth Key ID: {}"),
    [KEY_BAD] = SN_LINE("[invalid length {}]"),
    [PASSWORD] = {.put = put_password},
    [SEQ] = SN_LINE(", Sequence Number: 0x{08x}"),
    [SUM] = {.put = put_digest},
};

static void control_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    bool v1 = sn_opt(v, VERSION) == 1, verbose = t->o->verbose;

    sn_say(t, v, "BFDv{}, ", VERSION);
    if (verbose) {
        sn_put_f(t->b, "length: %u\n\t", l->len);
    }
    if (v1)
        sn_say(t, v, "{s}, State {s}, ", PORT, STATE);
    else
        sn_put_lit(t->b, "Control, ");
    sn_say(t, v, "Flags: [{b:none}]", v1 ? FLAGS1 : FLAGS0);
    if (!verbose) {
        sn_put_f(t->b, ", length: %u", l->len);
        return;
    }
    sn_say(t, v, ", Diagnostic: {s:unknown} (0x{02x})", DIAG, DIAG);
    sn_say_layer(t, l, lines, sizeof lines / sizeof lines[0]);
}

static enum sn_then bfd_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    if (sn_opt(&v, PORT) == ECHO) {
        sn_put_f(t->b, "BFD, Echo, length: %u", l->len);
        if (t->o->verbose)
            sn_say(t, &v, "{D\n\t}", DUMP);
        return SN_TEXT_DONE;
    }
    if (!sn_val_name(ports, (uint32_t)sn_opt(&v, PORT))) {
        sn_put_f(t->b, "BFD, unknown (%u), length: %u", (unsigned)sn_opt(&v, PORT), l->len);
        return SN_TEXT_DONE;
    }
    if (l->caplen < HDR) {
        sn_cut(t);
        return SN_TEXT_DONE;
    }
    if (sn_num(t, &v, VERSION) <= 1) {
        control_text(t, l, &v);
    } else {
        sn_say(t, &v, "BFDv{}, Control, length: ", VERSION);
        sn_put_u32(t->b, l->len);
        if (t->o->verbose)
            sn_say(t, &v, "{D\n\t}", DUMP);
    }
    return SN_TEXT_DONE;
}

SN_PROTO(bfd, "Bidirectional Forwarding Detection Control Message",
         {.table = &sn_tab_udp, .dir = SN_KEY_DST, .value = CONTROL},
         {.table = &sn_tab_udp, .dir = SN_KEY_DST, .value = ECHO},
         {.table = &sn_tab_udp, .dir = SN_KEY_DST, .value = MULTIHOP},
         {.table = &sn_tab_udp, .dir = SN_KEY_DST, .value = LAG})

/* From the first of the ports that RFC 5881 has for it, which for tcpdump is another protocol's. */
const struct sn_proto sn_proto_bfd_more = {
    .name = "bfd",
    .title = "Bidirectional Forwarding Detection Control Message",
    SN_PROTO_FIELDS(bfd),
    .keys = SN_KEYS({.table = &sn_tab_udp, .dir = SN_KEY_DST, .value = CONTROL},
                    {.table = &sn_tab_udp, .dir = SN_KEY_DST, .value = MULTIHOP},
                    {.table = &sn_tab_udp, .dir = SN_KEY_DST, .value = LAG}),
    .more = true,
    .dissect = bfd_dissect,
};
