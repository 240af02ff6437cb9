/* Conditions on fields: every operator and type, every error with its column, any text. */
#define TEST_ALLOC
#include "packet.h"
#include "sn/where.h"

/* ---- a packet made by hand ---- */

#define IP4_UDP(n) "4500 " n " 1234 0000 40 11 0000 c0000201 c0000202 "

/* A query for www.example.org: AAAA. */
#define QUERY                                                                                      \
    ETHER("0800")                                                                                  \
    IP4_UDP("003d")                                                                                \
    "c350 0035 0029 0000 1000 0100 0001 0000 0000 0000 03777777 076578616d706c65 036f7267 00 "     \
    "001c 0001"

/* ACK and data "Hi\0there" with a time stamp option. */
#define DATA                                                                                       \
    ETHER("86dd")                                                                                  \
    "60000000 0028 06 ff 20010db8000000000000000000000001 20010db8000000000000000000000002 "       \
    "1388 1e61 00000064 00000065 8018 0040 0000 0000 0101080a 00000007 00000000 "                  \
    "4869007468657265"

struct given {
    struct packet bytes;
    struct sn_pkt pkt;
    struct sn_iface iface;
};

static void give(struct given *g, const char *hex)
{
    *g = (struct given){.bytes = packet(hex),
                        .iface = {.linktype = SN_LINK_ETHERNET, .name = "eth7"}};
    g->pkt = (struct sn_pkt){.ts = INT64_C(1700000000250000000),
                             .caplen = g->bytes.n,
                             .len = g->bytes.n,
                             .data = g->bytes.b};
}

/* 1: the condition holds, 0: it doesn't; -1: it is wrong, d says why. */
static int holds_for(const struct given *g, const char *text, struct sn_diag *d)
{
    struct sn_frame fr = {.pkt = &g->pkt, .number = 3, .iface = &g->iface};
    struct sn_dis_opts o = {.want = 0};
    struct sn_where_eval *e;
    struct sn_where_expr *w;
    struct sn_dis *dis;
    int yes;

    if (sn_where_new(&w, text, strlen(text), d) != SN_OK)
        return -1;
    o.want = sn_where_dis(w);
    CHECK(sn_dis_new(&dis, &o, NULL) == SN_OK);
    CHECK(sn_where_eval_new(&e, w, NULL) == SN_OK);
    yes = sn_where_match(
        e, sn_dis_packet(dis, g->iface.linktype, g->pkt.data, g->pkt.caplen, g->pkt.len), &fr);
    CHECK(sn_where_err(e) == SN_OK);
    sn_where_eval_free(e);
    sn_where_free(w);
    sn_dis_free(dis);
    return yes;
}

struct row {
    const char *text;
    int want;
};

static void check_rows(const char *hex, const struct row *r)
{
    struct given g;
    struct sn_diag d;

    give(&g, hex);
    for (; r->text; r++) {
        int got = holds_for(&g, r->text, &d);

        if (got == r->want)
            continue;
        printf("# %s: %d, not %d %s\n", r->text, got, r->want, got < 0 ? d.msg : "");
        tests_bad = 1;
    }
}

/* ---- what holds ---- */

TEST(presence_and_logic)
{
    static const struct row rows[] = {
        {"udp", 1},
        {"tcp", 0},
        {"dns", 1},
        {"frame", 1},
        {"ip.src", 1},
        {"ipv6.src", 0},
        {"not tcp", 1},
        {"!tcp", 1},
        {"! ! udp", 1},
        {"udp and dns", 1},
        {"udp && tcp", 0},
        {"tcp or dns", 1},
        {"tcp || icmp", 0},
        {"tcp and tcp or udp", 1},
        {"tcp and (tcp or udp)", 0},
        {"udp or tcp and tcp", 1},
        {"not tcp and udp", 1},
        {"not (tcp or udp)", 0},
        {"((((udp))))", 1},
        {"not dns.qry.name == \"a\"", 1},
        {NULL, 0},
    };

    check_rows(QUERY, rows);
}

TEST(numbers)
{
    static const struct row rows[] = {
        {"udp.dstport == 53", 1},
        {"udp.dstport eq 0x35", 1},
        {"udp.dstport == 065", 1},
        {"udp.dstport == 0b110101", 1},
        {"udp.dstport == '5'", 1},
        {"53 == udp.dstport", 1},
        {"udp.dstport < 53", 0},
        {"udp.dstport <= 53", 1},
        {"udp.dstport > 52", 1},
        {"udp.dstport ge 54", 0},
        {"udp.dstport lt 54", 1},
        {"udp.dstport gt 54", 0},
        {"udp.dstport le 1", 0},
        {"1 < udp.dstport < 54", 1},
        {"1 < udp.dstport < 53 <= udp.srcport", 0},
        {"52 < udp.dstport <= 53 <= udp.srcport", 1},
        {"udp.port == 53", 1},
        {"udp.port != 53", 0},
        {"udp.port ne 54", 1},
        {"udp.port all_ne 54", 1},
        {"udp.port ~= 53", 1},
        {"udp.port !== 53", 1},
        {"udp.port any_ne 53", 1},
        {"udp.port === 53", 0},
        {"udp.port all_eq 53", 0},
        {"udp.port any_eq 53", 1},
        {"all udp.port > 52", 1},
        {"all udp.port > 53", 0},
        {"any udp.port > 53", 1},
        {"any udp.port != 53", 1},
        {"all tcp.port > 0", 0},
        {"tcp.port != 1", 0},
        {"udp.port in {1, 53}", 1},
        {"udp.port in {1..52, 54..100}", 0},
        {"udp.port not in {53}", 0},
        {"udp.port not in {54}", 1},
        {"all udp.port in {53, 50000}", 1},
        {"all udp.port in {53}", 0},
        {"udp.dstport & 1", 1},
        {"udp.dstport & 2", 0},
        {"udp.dstport bitwise_and 4", 1},
        {"udp.dstport & 5 == 5", 1},
        {"udp.dstport + 1 == 54", 1},
        {"udp.dstport - 54 == -1", 1},
        {"udp.dstport - 54 < 0", 1},
        {"udp.dstport * 2 == 106", 1},
        {"udp.dstport / 10 == 5", 1},
        {"udp.dstport % 10 == 3", 1},
        {"udp.dstport / 0 == 5", 0},
        {"ip.proto == \"UDP\"", 1},
        {"ip.proto == UDP", 1},
        {"dns.flags.response == FALSE", 1},
        {"dns.flags.response == 0", 1},
        {"dns.flags.response == true", 0},
        {"udp.checksum.status == \"Not present\"", 1},
        {"udp.srcport == udp.dstport", 0},
        {"udp.srcport > udp.dstport", 1},
        {"frame.number == 3", 1},
        {"ip.ttl - 1 in {63}", 1},
        {NULL, 0},
    };

    check_rows(QUERY, rows);
}

TEST(strings_and_bytes)
{
    static const struct row rows[] = {
        {"dns.qry.name == \"www.example.org\"", 1},
        {"dns.qry.name == www.example.org", 1},
        {"dns.qry.name == \"www.ex\\x61mple.\\157rg\"", 1},
        {"dns.qry.name > \"www\"", 1},
        {"dns.qry.name contains \"example\"", 1},
        {"dns.qry.name contains \"EXAMPLE\"", 0},
        {"dns.qry.name contains \"\"", 1},
        {"dns.qry.name contains dns.qry.name", 1},
        {"dns.qry.name matches \"EXAMPLE\\\\.ORG$\"", 1},
        {"dns.qry.name ~ r\"^w{3}\\.(?:ex|ey)\"", 1},
        {"dns.qry.name ~ r\"\\d\"", 0},
        {"dns.qry.name ~ r\"\\D[^\\d]\"", 1},
        {"dns.qry.name ~ \"[]w]{2,3}\"", 1},
        {"dns.qry.name in {\"a\"..\"b\", \"www\"..\"x\"}", 1},
        {"lower(dns.qry.name) == \"www.example.org\"", 1},
        {"upper(dns.qry.name) contains \"EXAM\"", 1},
        {"upper(dns.qry.name)[0:3] == \"WWW\"", 1},
        {"len(dns.qry.name) == 15", 1},
        {"len(upper(dns.qry.name)) == 15", 1},
        {"count(udp.port) == 2", 1},
        {"count(tcp.port) == 0", 0},
        {"len(frame) > 70", 1},
        {"string(udp.dstport) == \"53\"", 1},
        {"string(ip.src) matches \"^192\"", 1},
        {"lower(dns.qry.name) == lower(dns.qry.name)", 1},
        {"dns.qry.name[0:3] == \"www\"", 1},
        {"dns.qry.name[-3:] == \"org\"", 1},
        {"dns.qry.name[0,4-6] == \"wexa\"", 1},
        {"dns.qry.name[100] == \"w\"", 0},
        {"dns.qry.name[-100] == \"w\"", 0},
        {"dns.qry.name[:2] == ww", 1},
        {"eth.src == 02:00:00:00:00:01", 1},
        {"eth.src == 02-00-00-00-00-01", 1},
        {"eth.src == 0200.0000.0001", 1},
        {"eth.src == 020000000001", 1},
        {"eth.src == 2:0:0:0:0:1", 1},
        {"eth.addr == 02:00:00:00:00:02", 1},
        {"eth.src == eth.dst", 0},
        {"eth.src[0:3] == eth.dst[0:3]", 1},
        {"eth.src[5] == :01", 1},
        {"eth.src[5] & 1", 1},
        {"eth.src[0:2] == 0x0200", 1},
        {"eth.src contains 00:01", 1},
        {"frame contains \"example\"", 1},
        {"frame[12:2] == 08:00", 1},
        {"udp contains \"example\"", 1},
        {"udp[0:2] == c3:50", 1},
        {"udp[2:2] + 0 == 53", 1},
        {"ip[8] == 40", 1},
        {"ip.src[0] == c0", 1},
        {"frame.protocols == \"eth:ip:udp:dns\"", 1},
        {"frame.interface_name == \"eth7\"", 1},
        {"sn.frame.hash", 0},
        {NULL, 0},
    };

    check_rows(QUERY, rows);
}

TEST(addresses_and_times)
{
    static const struct row rows4[] = {
        {"ip.src == 192.0.2.1", 1},
        {"ip.src == 192.0.2.0/24", 1},
        {"ip.src == 192.0.3.0/24", 0},
        {"ip.src == 0.0.0.0/0", 1},
        {"ip.src != 192.0.2.0/30", 0},
        {"ip.addr == 192.0.2.2", 1},
        {"ip.addr != 192.0.2.2", 0},
        {"!(ip.addr == 192.0.2.3)", 1},
        {"ip.src < 192.0.2.2", 1},
        {"ip.src in {10.0.0.0/8, 192.0.2.0..192.0.2.1}", 1},
        {"ip.src == ip.dst", 0},
        {"ip.src < ip.dst", 1},
        {"frame.time_epoch == 1700000000.25", 1},
        {"frame.time_epoch > 1700000000", 1},
        {"frame.time < \"2023-11-14T22:13:20.3Z\"", 1},
        {"frame.time > \"2023-11-14T22:13:21Z\"", 0},
        {"frame.time == frame.time_epoch", 1},
        {NULL, 0},
    };
    static const struct row rows6[] = {
        {"ipv6.src == 2001:db8::1", 1},
        {"ipv6.addr == 2001:db8::2", 1},
        {"ipv6.src == 2001:db8::/33", 1},
        {"ipv6.src == 2001:db9::/32", 0},
        {"ipv6.src == 2001:db8::/127", 1},
        {"ipv6.src == ::/0", 1},
        {"ipv6.src > 2001:db8::", 1},
        {"ipv6.src in {2001:db8::1..2001:db8::5}", 1},
        {"ipv6.src == ipv6.dst", 0},
        {"ipv6.src[0:2] == 20:01", 1},
        {"tcp contains \"i\\0t\"", 1},
        {"tcp matches \"THERE$\"", 1},
        {"tcp contains 69:00:74", 1},
        {"tcp[13] & 0x10", 1},
        {"tcp.options.timestamp.tsval == 7", 1},
        {"tcp.flags.ack == TRUE and tcp.flags.syn == FALSE", 1},
        {"tcp.len == 8", 1},
        {"data", 1},
        {NULL, 0},
    };

    check_rows(QUERY, rows4);
    check_rows(DATA, rows6);
}

/* An RSVP Path message whose sender sends 125000 bytes a second, at its peak as much as it likes.
 */
#define TSPEC                                                                                      \
    ETHER("0800")                                                                                  \
    "4500 0040 1234 0000 40 2e 0000 c0000201 c0000202 1001 0000 4000 002c 0024 0c02 0000 0007 "    \
    "0100 0006 7f00 0005 47f42400 44bb8000 7f800000 00000014 000005dc"

TEST(floats)
{
    static const struct row rows[] = {
        {"rsvp.tspec.token_bucket_rate", 1},
        {"rsvp.tspec.token_bucket_rate == 125000", 1},
        {"rsvp.tspec.token_bucket_rate == 1.25e5", 1},
        {"rsvp.tspec.token_bucket_rate > 124999.5", 1},
        {"rsvp.tspec.token_bucket_rate < 125000", 0},
        {"rsvp.tspec.token_bucket_rate > -1.5", 1},
        {"rsvp.tspec.token_bucket_size in {1000 .. 2000.5}", 1},
        {"rsvp.tspec.token_bucket_size in {1, 2}", 0},
        {"rsvp.tspec.peak_data_rate > 1e30", 1},
        {"string(rsvp.tspec.token_bucket_rate) == \"125000\"", 1},
        {"string(rsvp.tspec.peak_data_rate) == \"inf\"", 1},
        {NULL, 0},
    };

    const char *json = json_of(TSPEC);

    check_rows(TSPEC, rows);
    CHECK(strstr(json, "\"rsvp.tspec.token_bucket_rate\":[125000]"));
    CHECK(strstr(json, "\"rsvp.tspec.peak_data_rate\":[\"inf\"]"));
}

/* ---- what is wrong ---- */

TEST(errors_name_their_column)
{
    static const struct {
        const char *text;
        enum sn_err err;
        unsigned col, span;
        const char *msg; /* a part of it */
    } rows[] = {
        {"", SN_ESYNTAX, 1, 1, "no expression"},
        {"   ", SN_ESYNTAX, 4, 1, "no expression"},
        {"tcpp", SN_EUSAGE, 1, 4, "did you mean tcp?"},
        {"tpc.port == 1", SN_EUSAGE, 1, 8, "did you mean tcp.port?"},
        {"udp and dns.qry.nam == 1", SN_EUSAGE, 9, 11, "did you mean dns.qry.name?"},
        {"1", SN_EUSAGE, 1, 1, "no field or protocol"},
        {"1 == 1", SN_EUSAGE, 1, 1, "no field or protocol"},
        {"\"a\" == \"a\"", SN_ESYNTAX, 1, 3, "a field or protocol is expected"},
        {"udp.port ==", SN_ESYNTAX, 12, 1, "is expected"},
        {"udp.port == 65536", SN_EUSAGE, 13, 5, "16 bits"},
        {"udp.port == -1", SN_EUSAGE, 13, 2, "below 0"},
        {"udp.port == abc", SN_EUSAGE, 13, 3, "a number is expected"},
        {"udp.port == 08", SN_EUSAGE, 13, 2, "a number is expected"},
        {"udp.port == 99999999999999999999", SN_EUSAGE, 13, 20, "a number is expected"},
        {"ip.proto == nothing", SN_EUSAGE, 13, 7, "neither a number nor the name"},
        {"dns.flags.response == maybe", SN_EUSAGE, 23, 5, "TRUE, FALSE"},
        {"ip.src == 1.2.3", SN_EUSAGE, 11, 5, "an IPv4 address or a net"},
        {"ip.src == 1.2.3.4/33", SN_EUSAGE, 11, 10, "an IPv4 address or a net"},
        {"ip.src == ::1", SN_EUSAGE, 11, 3, "an IPv4 address or a net"},
        {"ipv6.src == 1.2.3.4/x", SN_EUSAGE, 13, 9, "an IPv6 address or a net"},
        {"eth.src == 00:11", SN_EUSAGE, 12, 5, "eth.src has 6 bytes"},
        {"eth.src == 00:1g", SN_EUSAGE, 12, 5, "bytes are expected"},
        {"eth.src == \"ab\"", SN_EUSAGE, 12, 4, "bytes are expected"},
        {"rsvp.flowspec.rate > fast", SN_EUSAGE, 22, 4, "a number is expected here: 0.5"},
        {"rsvp.flowspec.rate > 1x", SN_EUSAGE, 22, 2, "a number is expected here: 0.5"},
        {"frame.time > yesterday", SN_EUSAGE, 14, 9, "a time is expected"},
        {"udp.port contains 1", SN_EUSAGE, 10, 8, "only strings and bytes"},
        {"udp.port matches \"1\"", SN_EUSAGE, 10, 7, "string(FIELD)"},
        {"dns.qry.name matches abc", SN_ESYNTAX, 22, 3, "in quotes"},
        {"dns.qry.name matches \"(\"", SN_EUSAGE, 22, 3, "not a regular expression"},
        {"dns.qry.name matches r\"(a)\\1\"", SN_EUSAGE, 22, 8, "refers back"},
        {"dns.qry.name matches \"a{9999}\"", SN_EUSAGE, 22, 9, "repeats more"},
        {"dns.qry.name matches \"(a{90}){90}\"", SN_EUSAGE, 22, 13, "repeats more"},
        {"ip.src == udp.port", SN_EUSAGE, 11, 8, "an IPv4 address is expected here"},
        {"udp.port in 53", SN_ESYNTAX, 13, 2, "{ is expected"},
        {"udp.port in {}", SN_ESYNTAX, 14, 1, "a value is expected"},
        {"udp.port in {1 2}", SN_ESYNTAX, 16, 1, "a comma or }"},
        {"udp.port in {9..1}", SN_EUSAGE, 17, 1, "ends before it begins"},
        {"udp.port in {1..}", SN_ESYNTAX, 17, 1, "last value"},
        {"udp.port not 1", SN_ESYNTAX, 14, 1, "'in' is expected"},
        {"udp udp", SN_ESYNTAX, 5, 3, "'and', 'or' or the end"},
        {"(udp", SN_ESYNTAX, 5, 1, ") is expected"},
        {"udp)", SN_ESYNTAX, 4, 1, "'and', 'or' or the end"},
        {"udp and", SN_ESYNTAX, 8, 1, "is expected"},
        {"not", SN_ESYNTAX, 4, 1, "is expected"},
        {"any udp", SN_ESYNTAX, 8, 1, "a comparison"},
        {"eth.src[0]", SN_ESYNTAX, 11, 1, "a comparison"},
        {"udp.port[0] == 1", SN_EUSAGE, 1, 8, "no bytes to choose"},
        {"eth.src[x] == 1", SN_ESYNTAX, 9, 1, "bytes are chosen as"},
        {"eth.src[0:0] == 1", SN_ESYNTAX, 9, 3, "bytes are chosen as"},
        {"eth.src[1-] == 1", SN_ESYNTAX, 9, 2, "bytes are chosen as"},
        {"eth.src[0 == 1", SN_ESYNTAX, 11, 2, "] is expected"},
        {"length(udp) == 1", SN_ESYNTAX, 1, 6, "no such function"},
        {"lower(udp.port) == \"1\"", SN_EUSAGE, 7, 8, "takes strings"},
        {"len(udp.port) == 1", SN_EUSAGE, 5, 8, "takes strings and bytes"},
        {"len(count(udp.port)) == 1", SN_EUSAGE, 11, 8, "one number already"},
        {"string(udp) == \"1\"", SN_EUSAGE, 8, 3, "takes a field"},
        {"len(nothing) == 1", SN_EUSAGE, 5, 7, "no field or protocol"},
        {"dns.qry.name + 1 == 1", SN_EUSAGE, 1, 12, "no number"},
        {"udp.port + udp.port == 1", SN_ESYNTAX, 12, 8, "no number"},
        {"udp.port + == 1", SN_ESYNTAX, 12, 2, "a number is expected"},
        {"udp.port = 1", SN_ESYNTAX, 10, 1, "no such sign"},
        {"udp.port == \"1", SN_ESYNTAX, 13, 1, "quote doesn't end"},
        {"dns.qry.name == \"\\q\"", SN_ESYNTAX, 18, 2, "no such escape"},
        {"udp.port == 'ab'", SN_ESYNTAX, 13, 4, "one character"},
        {"udp | tcp", SN_ESYNTAX, 5, 1, "no such sign"},
        {NULL, SN_OK, 0, 0, NULL},
    };

    for (size_t i = 0; rows[i].text; i++) {
        struct sn_where_expr *w;
        struct sn_diag d;
        enum sn_err e = sn_where_new(&w, rows[i].text, strlen(rows[i].text), &d);

        if (e == rows[i].err && d.where == SN_AT_COLUMN && d.at == rows[i].col &&
            d.span == rows[i].span && strstr(d.msg, rows[i].msg))
            continue;
        tests_bad = 1;
        if (!e)
            sn_where_free(w);
        printf("# %s: %d, column %u + %u: %s\n", rows[i].text, e, e ? (unsigned)d.at : 0,
               e ? d.span : 0, e ? d.msg : "");
    }
}

TEST(depth_is_bounded)
{
    static char text[SN_WHERE_LEN_MAX + 2];
    struct sn_where_expr *w;
    struct sn_diag d;

    memset(text, '(', 1000);
    CHECK(sn_where_new(&w, text, 1000, &d) == SN_ESYNTAX && strcmp(d.msg, "too deep") == 0);
    memset(text, '!', 1000);
    CHECK(sn_where_new(&w, text, 1000, &d) == SN_ESYNTAX && strcmp(d.msg, "too deep") == 0);
    for (size_t i = 0; i + 4 < 1000; i += 4)
        memcpy(text + i, "len(", 4);
    CHECK(sn_where_new(&w, text, 996, &d) == SN_ESYNTAX && strcmp(d.msg, "too deep") == 0);
    memset(text, ' ', sizeof text);
    CHECK(sn_where_new(&w, text, sizeof text, &d) == SN_EUSAGE);
    memcpy(text, "udp", 3);
    CHECK(sn_where_new(&w, text, SN_WHERE_LEN_MAX, &d) == SN_OK);
    sn_where_free(w);
}

/* ---- what it says it needs ---- */

static bool is_ordered(const char *text, uint32_t *want)
{
    struct sn_where_expr *w;
    bool ordered;

    CHECK(sn_where_new(&w, text, strlen(text), NULL) == SN_OK);
    ordered = sn_where_ordered(w);
    *want = sn_where_dis(w);
    CHECK(sn_where_dis_with(w, 0) ==
          (*want & ~(uint32_t)(SN_WANT_HEADERS | SN_WANT_LINE | SN_WANT_NO_JA3 | SN_WANT_NO_JA4 |
                               SN_WANT_NO_SEQ)));
    CHECK(sn_where_dis_with(w, *want) == *want);
    sn_where_free(w);
    return ordered;
}

TEST(no_more_is_dissected_than_needed)
{
    uint32_t want;

    CHECK(!is_ordered("ip.src == 1.2.3.4 and tcp.port == 80 and udp", &want));
    CHECK(want & SN_WANT_HEADERS && !(want & SN_WANT_FIELDS));
    CHECK(!is_ordered("ip and dns", &want));
    CHECK(!(want & SN_WANT_HEADERS));
    CHECK(!is_ordered("tls", &want));
    CHECK(want & SN_WANT_FIELDS);
    CHECK(is_ordered("udp or tcp.seq == 1", &want));
    CHECK(is_ordered("frame.number > 5", &want));
}

/* ---- any text ---- */

TEST(every_truncation)
{
    static const char text[] =
        "not (tcp.port in {80, 443..500} or ip.addr == 10.0.0.0/8) && dns.qry.name ~ \"a\\x41\" "
        "and eth.src[0:3,-1] == 00:11:22:33 or all len(frame) & 0x0f === 1 and r\"x\" == "
        "lower(dns.qry.name) and frame.time > \"2024-01-01\" and 'a' < ip.ttl <= 64";
    struct sn_where_expr *w;

    for (size_t n = 0; n < sizeof text; n++) {
        const char *cut = (const char *)guarded(text, n);
        struct sn_diag d = {.code = SN_OK};
        enum sn_err e = sn_where_new(&w, cut, n, &d);

        CHECK(e == SN_OK || (d.where == SN_AT_COLUMN && d.at >= 1 && d.at <= n + 1));
        sn_where_free(w);
    }
}

TEST(random_tokens)
{
    static const char *const tokens[] = {
        "tcp",      "udp.port",   "ip.src",  "dns.qry.name",
        "eth.addr", "frame.time", "1",       "0x10",
        "1..9",     "::1",        "1.2.3.4", "\"a\"",
        "r\"b\"",   "'c'",        "(",       ")",
        "{",        "}",          "[",       "]",
        ",",        "==",         "!=",      "===",
        "~",        "contains",   "matches", "in",
        "not",      "and",        "or",      "any",
        "all",      "&",          "-",       "/",
        "len",      "count",      "..",      "<",
        "!",        "string",     "lower",   "00:11",
        "1-2",      "0:3",        "frame",   "tls",
    };
    uint32_t seed = 1, compiled = 0;
    struct given g;

    give(&g, QUERY);
    for (unsigned round = 0; round < 20000; round++) {
        char text[256] = "";
        struct sn_diag d;

        for (uint32_t i = 0, n = 1 + round % 12; i < n; i++) {
            seed = seed * 1664525 + 1013904223;
            strcat(text, tokens[(seed >> 8) % (sizeof tokens / sizeof tokens[0])]);
            strcat(text, " ");
        }
        compiled += holds_for(&g, text, &d) >= 0;
    }
    CHECK(compiled > 100);
}

TEST(without_memory)
{
    static const char text[] = "dns.qry.name ~ \"a\" and lower(dns.qry.name)[0,2] == \"b\"";
    struct sn_where_expr *w = NULL;
    struct sn_where_eval *e = NULL;
    struct sn_diag d;
    unsigned k = 0;

#ifdef __SANITIZE_ADDRESS__ /* its allocator can't be told to fail */
    return;
#endif
    for (enum sn_err err = SN_ENOMEM; err; k++) {
        fail_alloc_after(k);
        err = sn_where_new(&w, text, sizeof text - 1, &d);
        fail_alloc_never();
        CHECK(err == SN_OK || err == SN_ENOMEM || err == SN_EUSAGE); /* regcomp(3) says why */
    }
    CHECK(k > 3);
    for (enum sn_err err = SN_ENOMEM; err; k++) {
        fail_alloc_after(k % 64);
        err = sn_where_eval_new(&e, w, &d);
        fail_alloc_never();
        CHECK(err == SN_OK || err == SN_ENOMEM);
    }
    sn_where_eval_free(e);
    sn_where_free(w);
}

TEST_MAIN
