/* Fields by their table: headers, parts, TLVs, text by fields, cuts; and the registry: keys of any
 * width, claims, forced types, precedence. On protocols made up for it, in a list of their own. */
#include "dis/proto.h"
#include "packet.h"

/* ---- a protocol with one of everything ---- */

static const struct sn_val kinds[] = {{1, "one"}, {2, "two"}, {0, NULL}};

#define TOY(F)                                                                                     \
    F(HIGH, "sn.toy.high", P8, "High bits", .mask = 0xf0)                                          \
    F(LOW, "sn.toy.low", U8, "Low bits", .mask = 0x0f, .scale = 4)                                 \
    F(KIND, "sn.toy.kind", U8, "Kind", .vals = kinds, .pad = 1)                                    \
    F(LITTLE, "sn.toy.little", LE16, "Little-endian")                                              \
    F(SIGNED, "sn.toy.signed", I8, "Signed")                                                       \
    F(WIDE, "sn.toy.wide", U48, "Six bytes", .base = SN_HEX)                                       \
    F(ADDR, "sn.toy.addr", IPV4, "Address")                                                        \
    F(MAC, "sn.toy.mac", ETHER, "Hardware address")                                                \
    F(BIT, "sn.toy.bit", BOOL, "A bit of low", .mask = 4)                                          \
    F(OPT, "sn.toy.opt", UINTS, "Option")                                                          \
    F(OPT_LEN, "sn.toy.opt.len", UINTS, "Its length")                                              \
    F(OPT_DATA, "sn.toy.opt.data", BYTESS, "Its value")                                            \
    F(ITEM, "sn.toy.item", GROUPS, "Item")                                                         \
    F(ITEM_NUMBER, "sn.toy.item.number", U8, "Its number")                                         \
    F(NAME, "sn.toy.name", STR, "Name")
SN_FIELDS(toy, TOY)

enum { TOY_LINK = 147, NAME_LEN = 4 };

static void toy_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    static const struct sn_tlv_form form = {
        .type = 1, .len = 1, .unit = 1, .head = 2, .pad1 = true};
    struct sn_rd opts;
    struct sn_tlv tlv;
    uint32_t i;

    (void)len;
    if (!sn_header(d, r, HIGH, MAC))
        return;
    sn_parts(d, LOW, BIT, BIT);
    if (!sn_rd_sub(r, 5, &opts))
        return;
    while (sn_tlv_next(d, &opts, &form, OPT, OPT_LEN, &tlv))
        if (tlv.len)
            (void)sn_get_upto(d, &tlv.val, OPT_DATA, tlv.len);
    if (opts.stop) {
        sn_stop(r, &opts);
        return;
    }
    for (i = 0; i < 2; i++) {
        struct sn_rec *g = sn_group(d, r, ITEM, i);

        if (!sn_get(d, r, ITEM_NUMBER, NULL))
            return;
        sn_group_end(d, r, g);
    }
    (void)sn_get_upto(d, r, NAME, NAME_LEN);
}

static enum sn_then toy_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), opt = {0}, item = {0};

    sn_put_s(t->b, "TOY");
    sn_say(t, &v, " {}.{} {s:kind-%u} {{{d}}}", HIGH, LOW, KIND, LITTLE);
    sn_say(t, &v, " {} {} {x} {04x}", SIGNED, WIDE, LOW, KIND);
    sn_say(t, &v, " {} {}", ADDR, MAC);
    while (sn_each(&v, OPT, &opt)) {
        sn_say(t, &opt, " opt {}", OPT);
        if (sn_find(&opt, OPT_DATA))
            sn_say(t, &opt, "={:}", OPT_DATA);
    }
    while (sn_each(&v, ITEM, &item))
        sn_say(t, &item, " item {}", ITEM_NUMBER);
    sn_say_padded(t, &v, " \"{}\"", NAME, NAME_LEN);
    return SN_TEXT_DONE;
}

static bool claims_beef(const uint8_t *p, uint32_t caplen, uint32_t len)
{
    return len >= 2 && caplen >= 2 && p[0] == 0xbe && p[1] == 0xef;
}

SN_TABLE(ppid);

/* Protocols that only have a name, for the registry. */
static void none_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)d;
    (void)r;
    (void)len;
}

#define NAMED(id, ...)                                                                             \
    static const struct sn_proto id = {                                                            \
        .name = #id, .title = #id, .keys = SN_KEYS(__VA_ARGS__), .dissect = none_dissect}

static const struct sn_proto toy = {
    .name = "toy",
    .title = "Toy",
    SN_PROTO_FIELDS(toy),
    .keys = SN_KEYS({.table = &sn_tab_link, .value = TOY_LINK}),
    .dissect = toy_dissect,
    .text = toy_text,
};
NAMED(first, {.table = &sn_tab_udp, .value = 7},
      {.table = &sn_tab_udp, .value = 9, .dir = SN_KEY_DST});
NAMED(beef, {.table = &sn_tab_udp, .claims = claims_beef});
NAMED(second, {.table = &sn_tab_udp, .value = 7}, {.table = &sn_tab_udp, .value = 8},
      {.table = &sn_tab_udp, .type = "second"});
NAMED(wide, {.table = &sn_tab_snap, .value = UINT64_C(0x00000c2000)},
      {.table = &sn_tab_snap, .value = UINT64_C(0x00000c0001)},
      {.table = &sn_tab_ppid, .value = 46});

static const struct sn_proto *const list[] = {&sn_proto_data, &toy,  &first, &beef,
                                              &second,        &wide, NULL};

static struct sn_dis *context(uint32_t want, const char *type)
{
    struct sn_dis_opts o = {.want = want, .protos = list, .type = type};
    struct sn_dis *d;

    if (sn_dis_new(&d, &o, NULL) != SN_OK)
        abort();
    return d;
}

#define HEADER  "a5 01 00 3412 ff 0000deadbeef 0a000001 020000000001 "
#define OPTIONS "00 07 04 6162 "
#define LINE                                                                                       \
    "TOY 10.20 one {4660} -1 0x0000deadbeef 14 0001 10.0.0.1 02:00:00:00:00:01 opt 0 opt 7="       \
    "61:62 item 5 item 6 \"name\""

static const char *toy_line(const struct packet *p, uint32_t n, uint32_t want)
{
    static char text[4096];
    struct sn_dis *d = context(want, NULL);
    struct sn_text_opts o = {0};
    uint8_t *m = guarded(p->b, n);
    struct sn_buf b;

    sn_buf_fixed(&b, text, sizeof text - 1);
    (void)sn_dis_text(sn_dis_packet(d, TOY_LINK, m, n, p->n), &o, &b);
    *b.p = '\0';
    sn_dis_free(d);
    munmap((void *)((uintptr_t)m & ~4095ul), 4096 + (n ? 4096 : 0));
    return text;
}

TEST(everything)
{
    struct packet p = packet(HEADER OPTIONS "05 06 6e616d65");
    struct sn_dis *d = context(SN_WANT_FIELDS, NULL);
    const struct sn_dissection *x = sn_dis_packet(d, TOY_LINK, p.b, p.n, p.n);

    CHECK_STR(toy_line(&p, p.n, 0), LINE);
    CHECK_STR(toy_line(&p, p.n, SN_WANT_FIELDS), LINE);
    CHECK(sn_dis_find(x, "sn.toy.bit")->u == 1);
    CHECK(sn_dis_find(x, "sn.toy.low")->u == 20 && sn_dis_find(x, "sn.toy.low")->off == 0);
    CHECK(sn_dis_find(x, "sn.toy.little")->off == 3 && sn_dis_find(x, "sn.toy.little")->len == 2);
    CHECK((int64_t)sn_dis_find(x, "sn.toy.signed")->u == -1);
    CHECK(sn_dis_find(x, "sn.toy.item.number")->depth == 1);
    sn_dis_free(d);
}

/* At every cut the line is what it was as far as it could be read, then the mark: each sn_say() is
 * printed whole or not at all. */
TEST(cuts)
{
    struct packet p = packet(HEADER OPTIONS "05 06 6e616d65");
    static const struct {
        uint32_t n;
        const char *want;
    } cases[] = {
        {0, "TOY [|toy]"},
        {4, "TOY [|toy]"},
        {5, "TOY 10.20 one {4660} [|toy]"},
        {11, "TOY 10.20 one {4660} [|toy]"},
        {12, "TOY 10.20 one {4660} -1 0x0000deadbeef 14 0001 [|toy]"},
        {21, "TOY 10.20 one {4660} -1 0x0000deadbeef 14 0001 [|toy]"},
    };

    for (unsigned i = 0; i < sizeof cases / sizeof *cases; i++)
        CHECK_STR(toy_line(&p, cases[i].n, 0), cases[i].want);
    for (uint32_t n = 0; n < p.n; n++) {
        const char *got = toy_line(&p, n, 0), *mark = strstr(got, " [|toy]");

        CHECK(mark && mark[7] == '\0');
        CHECK(strncmp(got, LINE, (size_t)(mark - got)) == 0);
    }
}

TEST(wrong_options)
{
    struct packet p = packet(HEADER "07 01 00 00 00 05 06 6e616d65");
    struct sn_dis *d = context(0, NULL);
    const struct sn_dissection *x = sn_dis_packet(d, TOY_LINK, p.b, p.n, p.n);

    CHECK(x->layer[0].flags & SN_LAYER_MALFORMED);
    CHECK(!sn_dis_find(x, "sn.toy.item"));
    sn_dis_free(d);
}

/* Many packets are kept until a reset, and the context says when it is full. */
TEST(kept)
{
    struct packet p = packet(HEADER OPTIONS "05 06 6e616d65");
    struct sn_dis *d = context(0, NULL);
    const struct sn_dissection *x, *first_one = sn_dis_packet(d, TOY_LINK, p.b, p.n, p.n);
    uint32_t n = 1;

    while ((x = sn_dis_packet(d, TOY_LINK, p.b, p.n, p.n)))
        n++;
    CHECK(n >= 256);
    CHECK(sn_dis_find(first_one, "sn.toy.kind")->u == 1);
    CHECK_INT(first_one->nlayer, 1);
    sn_dis_reset(d);
    CHECK(sn_dis_packet(d, TOY_LINK, p.b, p.n, p.n) != NULL);
    sn_dis_free(d);
}

/* ---- the registry ---- */

static const char *by_port(const struct sn_dis *d, uint16_t sport, uint16_t dport, const char *hex)
{
    struct packet p = packet(hex);
    struct sn_rd r = sn_rd_init(p.b, p.n, p.n);
    const struct sn_proto *found = sn_tab_port(d, &sn_tab_udp, sport, dport, &r, p.n);

    return found ? found->name : "none";
}

TEST(precedence)
{
    struct sn_dis *d = context(0, NULL);

    CHECK_STR(by_port(d, 7, 1, "00"), "first");
    CHECK_STR(by_port(d, 1, 8, "00"), "second");
    CHECK_STR(by_port(d, 8, 7, "00"), "first"); /* the first in the list, whichever port */
    CHECK_STR(by_port(d, 1, 9, "00"), "first"); /* as destination alone */
    CHECK_STR(by_port(d, 9, 1, "00"), "none");
    CHECK_STR(by_port(d, 1, 1, "beef"), "beef");
    CHECK_STR(by_port(d, 1, 8, "beef"), "beef");  /* it stands in front of second, */
    CHECK_STR(by_port(d, 1, 7, "beef"), "first"); /* and behind first */
    CHECK_STR(by_port(d, 1, 1, "be"), "none");
    sn_dis_free(d);
}

TEST(wide_keys)
{
    struct sn_dis *d = context(0, NULL);

    CHECK(sn_tab_proto(d, &sn_tab_snap, 0x00000c2000) == &wide);
    CHECK(sn_tab_proto(d, &sn_tab_snap, 0x00000c0001) == &wide);
    CHECK(!sn_tab_proto(d, &sn_tab_snap, 0x00000c0002));
    CHECK(!sn_tab_proto(d, &sn_tab_snap, UINT64_MAX));
    CHECK(!sn_tab_proto(d, &sn_tab_snap, 1));
    CHECK(sn_tab_proto(d, &sn_tab_ppid, 46) == &wide);
    CHECK(!sn_tab_proto(d, &sn_tab_ppid, 0x10000 + 46));
    sn_dis_free(d);
}

TEST(forced_type)
{
    struct sn_dis_opts o = {.protos = list, .type = "third"};
    struct sn_dis *d = context(0, "SECOND");
    struct sn_diag diag;

    CHECK_STR(by_port(d, 7, 7, "beef"), "second");
    CHECK_STR(by_port(d, 1, 1, "00"), "second");
    sn_dis_free(d);
    CHECK_INT(sn_dis_new(&d, &o, &diag), SN_EUSAGE);
    CHECK_STR(diag.msg, "no protocol is of type third");
}

/* Contexts share what is known of the usual list; two threads may ask for it first. */
TEST(shared)
{
    const struct sn_registry *g = sn_registry_shared(SN_WANT_FIELDS);

    CHECK(g && g == sn_registry_shared(SN_WANT_FIELDS));
    CHECK(g->protos == sn_protos);
}

TEST_MAIN
