/* The dissection engine, link layers, IP and UDP: text, records, JSON, limits, every cut. */
#define TEST_ALLOC
#include "dis/proto.h"
#include "packet.h"

#define IP4(len, proto) "45 00 " len " 0001 4000 40 " proto " 0000 0a000001 0a000002 "
#define IP6(len, nh)    "60000000 " len nh "40 " SRC6 DST6
#define SRC6            "fe800000 00000000 00000000 00000001 "
#define DST6            "fe800000 00000000 00000000 00000002 "
#define UDP             "0005 0006 000c 0000 61626364 "
#define UDP_LINE        "IP 10.0.0.1.5 > 10.0.0.2.6: UDP, length 4"

/* The line of a packet of another link type. */
static const char *link_text(uint32_t type, const char *hex, const struct sn_text_opts *o)
{
    static char text[65536];
    struct packet p = packet(hex);
    struct sn_dis *d = packet_context(o, 0);
    struct sn_buf b;

    sn_buf_fixed(&b, text, sizeof text - 1);
    (void)sn_dis_text(sn_dis_packet(d, type, p.b, p.n, p.n), o, &b);
    *b.p = '\0';
    sn_dis_free(d);
    return text;
}

TEST(ethernet)
{
    struct sn_text_opts e = {.link = true}, eq = {.link = true, .quiet = 1};

    CHECK_STR(text_of(ETHER("0800") IP4("0020", "11") UDP, 0), UDP_LINE);
    CHECK_STR(link_text(SN_LINK_ETHERNET, ETHER("0800") IP4("0020", "11") UDP, &e),
              "02:00:00:00:00:01 > 02:00:00:00:00:02, ethertype IPv4 (0x0800), length 46: "
              "10.0.0.1.5 > 10.0.0.2.6: UDP, length 4");
    CHECK_STR(link_text(SN_LINK_ETHERNET, ETHER("8100") "3064 0800" IP4("0020", "11") UDP, &e),
              "02:00:00:00:00:01 > 02:00:00:00:00:02, ethertype 802.1Q (0x8100), length 50: vlan "
              "100, p 1, DEI, ethertype IPv4 (0x0800), 10.0.0.1.5 > 10.0.0.2.6: UDP, length 4");
    CHECK_STR(link_text(SN_LINK_ETHERNET, ETHER("0800") IP4("0020", "11") UDP, &eq),
              "02:00:00:00:00:01 > 02:00:00:00:00:02, IPv4, length 46: "
              "10.0.0.1.5 > 10.0.0.2.6: UDP, length 4");
    CHECK_STR(text_of(ETHER("1234") "6162", 0),
              "02:00:00:00:00:01 > 02:00:00:00:00:02, ethertype Unknown (0x1234), length 16: \n"
              "\t0x0000:  6162                                     ab");
    CHECK_STR(text_of("0200", 0), " [|ether]");
    CHECK_STR(text_of(ETHER("8100") "00", 0), " [|vlan]");
}

TEST(other_links)
{
    struct sn_text_opts o = {0}, e = {.link = true};

    CHECK_STR(link_text(SN_LINK_NULL, "02000000" IP4("0020", "11") UDP, &o), UDP_LINE);
    CHECK_STR(link_text(SN_LINK_NULL, "00000002" IP4("0020", "11") UDP, &o), UDP_LINE);
    CHECK_STR(link_text(SN_LINK_LOOP, "00000002" IP4("0020", "11") UDP, &e),
              "AF IPv4 (2), length 36: 10.0.0.1.5 > 10.0.0.2.6: UDP, length 4");
    CHECK_STR(link_text(SN_LINK_RAW, IP4("0020", "11") UDP, &o), UDP_LINE);
    CHECK_STR(link_text(SN_LINK_RAW, "50", &o), "unknown ip 5");
    CHECK_STR(link_text(SN_LINK_LINUX_SLL,
                        "0004 0001 0006 020000000001 0000 0800" IP4("0020", "11") UDP, &e),
              "Out 02:00:00:00:00:01 ethertype IPv4 (0x0800), length 48: "
              "10.0.0.1.5 > 10.0.0.2.6: UDP, length 4");
    CHECK_STR(link_text(SN_LINK_LINUX_SLL2,
                        "0800 0000 00000007 0001 00 06 020000000001 0000" IP4("0020", "11") UDP,
                        &o),
              "?     In  " UDP_LINE);
    CHECK_STR(link_text(60000, "6162", &o),
              "UNSUPPORTED\n\t0x0000:  6162                                     ab");
    CHECK_STR(
        link_text(SN_LINK_ETHERNET, ETHER("0028") "aaaa03 000000 0800" IP4("0020", "11") UDP, &o),
        UDP_LINE);
}

TEST(ipv4)
{
    CHECK_STR(
        text_of(ETHER("0800") IP4("0020", "11") UDP, 2),
        "IP (tos 0x0, ttl 64, id 1, offset 0, flags [DF], proto UDP (17), length 32, bad cksum 0 "
        "(->26ca)!)\n    10.0.0.1.5 > 10.0.0.2.6: [no cksum] UDP, length 4");
    CHECK_STR(text_of(ETHER("0800") IP4("0014", "63"), 0),
              "IP 10.0.0.1 > 10.0.0.2:  ip-proto-99 0");
    CHECK_STR(text_of(ETHER("0800") IP4("0000", "11") UDP, 0), "IP bad-len 0");
    CHECK_STR(text_of(ETHER("0800") IP4("07d0", "11") UDP, 0),
              "IP truncated-ip - 1968 bytes missing! 10.0.0.1.5 > 10.0.0.2.6: UDP, length 4");
    CHECK_STR(text_of(ETHER("0800") "65", 0), "IP6, wrong link-layer encapsulation (invalid)");
    CHECK_STR(text_of(ETHER("0800") "45", 0), "IP  [|ip]");
    CHECK_STR(
        text_of(ETHER("0800") "46000024 00012000 40110000 0a000001 0a000002 94040001" UDP, 1),
        "IP (tos 0x0, ttl 64, id 1, offset 0, flags [+], proto UDP (17), length 36, options (RA "
        "value 1), bad cksum 0 (->b1c0)!)\n    10.0.0.1.5 > 10.0.0.2.6: UDP, length 4");
}

TEST(ipv6)
{
    CHECK_STR(
        text_of(ETHER("86dd") IP6("000c", "11") UDP, 1),
        "IP6 (hlim 64, next-header UDP (17) payload length: 12) fe80::1.5 > fe80::2.6: [bad udp "
        "cksum 0x0000 -> 0x3e00!] UDP, length 4");
    CHECK_STR(text_of(ETHER("86dd") IP6("0014", "00") "1100 050200000100" UDP, 1),
              "IP6 (hlim 64, next-header Options (0) payload length: 20) fe80::1 > fe80::2: HBH "
              "(rtalert: 0x0000) (padn) 5 > 6: [bad udp cksum 0x0000 -> 0x3e00!] UDP, length 4");
    CHECK_STR(text_of(ETHER("86dd") IP6("0014", "2c") "11 00 0001 00000005" UDP, 0),
              "IP6 fe80::1 > fe80::2: frag (0|12) 5 > 6: UDP, length 4");
    CHECK_STR(text_of(ETHER("86dd") IP6("0014", "2c") "11 00 0008 00000005" UDP, 1),
              "IP6 (hlim 64, next-header Fragment (44) payload length: 20) fe80::1 > fe80::2: frag "
              "(0x00000005:8|12)");
    CHECK_STR(
        text_of(ETHER("86dd") IP6("0024", "2b") "11 02 00 01 00000000" DST6 UDP, 0),
        "IP6 fe80::1 > fe80::2: RT6 (len=2, type=0 [Deprecated], segleft=1, [0]fe80::2) 5 > 6: "
        "UDP, length 4");
    CHECK_STR(text_of(ETHER("86dd") IP6("0000", "3b"), 0), "IP6 fe80::1 > fe80::2: no next header");
}

TEST(udp)
{
    CHECK_STR(text_of(ETHER("0800") IP4("0020", "11") "0005 0006 0007 0000 61626364", 0),
              "IP 10.0.0.1.5 > 10.0.0.2.6: truncated-udplength 7");
    CHECK_STR(text_of(ETHER("0800") IP4("0020", "11") "0005 0006 000e 0000 61626364", 0),
              "IP 10.0.0.1.5 > 10.0.0.2.6: UDP, bad length 6 > 4");
    CHECK_STR(text_of(ETHER("0800") IP4("001a", "11") "0005 0006 000e", 0),
              "IP 10.0.0.1.5 > 10.0.0.2.6: truncated-udp 6");
}

/* What a record says is what the packet has there. */
TEST(records)
{
    struct packet p = packet(ETHER("0800") IP4("0020", "11") UDP);
    struct sn_text_opts o = {0};
    struct sn_dis *d = packet_context(&o, SN_WANT_FIELDS);
    const struct sn_dissection *x;
    const struct sn_rec *q;

    x = sn_dis_packet(d, SN_LINK_ETHERNET, p.b, p.n, p.n);
    CHECK_INT(x->nlayer, 4);
    CHECK_STR(x->layer[1].proto->name, "ip");
    CHECK_INT(x->layer[1].off, 14);
    CHECK_INT(x->layer[1].level, 1);
    q = sn_dis_find(x, "ip.src");
    CHECK(q && q->u == 0x0a000001 && q->off == 26 && q->len == 4);
    q = sn_dis_find(x, "udp.dstport");
    CHECK(q && q->u == 6 && q->off == 36 && q->len == 2);
    q = sn_dis_find(x, "data.data");
    CHECK(q && q->n == 4 && memcmp(q->p, "abcd", 4) == 0);
    CHECK(!sn_dis_find(x, "tcp.srcport"));
    sn_dis_free(d);
}

/* What nobody answers to above UDP is a layer of its own unless only the line is wanted. */
TEST(line_only)
{
    struct packet p = packet(ETHER("0800") IP4("0020", "11") UDP);
    struct sn_text_opts o = {0};
    struct sn_dis *d = packet_context(&o, 0);
    const struct sn_dissection *x;

    x = sn_dis_packet(d, SN_LINK_ETHERNET, p.b, p.n, p.n);
    CHECK_INT(x->nlayer, 3);
    sn_dis_want(d, 0);
    x = sn_dis_packet(d, SN_LINK_ETHERNET, p.b, p.n, p.n);
    CHECK_INT(x->nlayer, 4);
    CHECK_STR(x->layer[3].proto->name, "data");
    sn_dis_want(d, SN_WANT_LINE | SN_WANT_FIELDS);
    x = sn_dis_packet(d, SN_LINK_ETHERNET, p.b, p.n, p.n);
    CHECK_INT(x->nlayer, 4);
    sn_dis_free(d);
}

/* Against the sum of words that RFC 1071 describes, at every length and with carries. */
TEST(checksums)
{
    uint8_t m[160];
    size_t n, i;

    for (i = 0; i < sizeof m; i++)
        m[i] = (uint8_t)(i % 5 == 4 ? i * 37 : 0xff);
    for (n = 0; n <= sizeof m; n++) {
        uint32_t sum = 0;

        for (i = 0; i < n; i++)
            sum += i % 2 ? m[i] : (uint32_t)m[i] << 8;
        CHECK_INT(sn_sum_fold(sn_sum_add(0, m, n)), sn_sum_fold(sum));
    }
    memset(m, 0, sizeof m);
    CHECK_INT(sn_sum_fold(sn_sum_add(0, m, sizeof m)), 0xffff);
}

TEST(json)
{
    CHECK_STR(
        json_of(ETHER("0800") IP4("0020", "11") UDP),
        "{\"frame\":{\"frame.number\":1,\"frame.time_epoch\":\"0.000000000\",\"frame.time\":"
        "\"1970-01-01T00:00:00.000000000Z\",\"frame.time_delta\":\"0.000000000\","
        "\"frame.time_delta_displayed\":\"0.000000000\",\"frame.time_relative\":\"0.000000000\","
        "\"frame.len\":46,\"frame.cap_len\":46,"
        "\"frame.protocols\":\"eth:ip:udp:data\"},"
        "\"eth\":{\"eth.dst\":\"02:00:00:00:00:02\",\"eth.src\":\"02:00:00:00:00:01\","
        "\"eth.type\":2048},"
        "\"ip\":{\"ip.version\":4,\"ip.hdr_len\":20,\"ip.dsfield\":0,\"ip.len\":32,\"ip.id\":1,"
        "\"ip.flags\":2,\"ip.frag_offset\":0,\"ip.ttl\":64,\"ip.proto\":17,\"ip.checksum\":0,"
        "\"ip.src\":\"10.0.0.1\",\"ip.dst\":\"10.0.0.2\",\"ip.dsfield.dscp\":0,"
        "\"ip.dsfield.ecn\":0,\"ip.flags.rb\":false,\"ip.flags.df\":true,\"ip.flags.mf\":false,"
        "\"ip.checksum.status\":0,"
        "\"ip.checksum_calculated\":9930},"
        "\"udp\":{\"udp.srcport\":5,\"udp.dstport\":6,\"udp.length\":12,\"udp.checksum\":0,\"udp."
        "checksum.status\":3},"
        "\"data\":{\"data.data\":\"61:62:63:64\"}}\n");
    CHECK(strstr(json_of(ETHER("0800") IP4("0034", "04") IP4("0020", "11") UDP),
                 "\"ip:2\":{\"ip.version\":4"));
    CHECK(strstr(json_of(ETHER("0800") "45"), "\"ip\":{\"_malformed\":true,\"ip.version\":4"));
}

/* However deep a packet nests, the engine stops. */
TEST(limits)
{
    struct sn_text_opts o = {0};
    struct sn_dis *d = packet_context(&o, SN_WANT_FIELDS);
    const struct sn_dissection *x;
    static uint8_t p[65535];
    uint32_t i;

    for (i = 0; i + 20 <= sizeof p; i += 20) {
        uint32_t n = (uint32_t)sizeof p - i;
        const uint8_t h[20] = {0x45, 0, (uint8_t)(n >> 8), (uint8_t)n, 0, 0, 0, 0, 64, 4};

        memcpy(p + i, h, 20);
    }
    x = sn_dis_packet(d, SN_LINK_RAW, p, sizeof p, sizeof p);
    CHECK_INT(x->nlayer, SN_LAYERS_MAX);
    CHECK(x->layer[SN_LAYERS_MAX - 1].flags & SN_LAYER_FULL);
    sn_dis_free(d);
}

TEST(no_memory)
{
    struct sn_dis_opts o = {0};
    struct sn_diag diag;
    struct sn_dis *d = NULL;
    enum sn_err e;
    long n = 0;

    do {
        fail_alloc_after(n++);
        e = sn_dis_new(&d, &o, &diag);
        fail_alloc_never();
    } while (e == SN_ENOMEM && n < 10000);
    CHECK_INT(e, SN_OK);
    sn_dis_free(d);
}

TEST(cuts)
{
    every_cut(ETHER("0800") IP4("0020", "11") UDP);
    every_cut(ETHER("8100") "3064 88a8 0005 0800" IP4("0020", "11") UDP);
    every_cut(ETHER("0028") "aaaa03 000000 0800" IP4("0020", "11") UDP);
    every_cut(ETHER("0010") "1020af 810100 61626364656667");
    every_cut(ETHER(
        "0800") "4d000040 00010000 40110000 0a000001 0a000002"
                "07070401020304 440c0d3101020304 00000009 83070401020304 94040001 010000" UDP);
    every_cut(ETHER("86dd") IP6("0014", "00") "1100 050200000100" UDP);
    every_cut(ETHER("86dd") IP6("0024", "3c") "1102 c910" SRC6 "00000000" UDP);
    every_cut(ETHER("86dd") IP6("0034", "2b") "2c 02 04 01 00000007" DST6
                                              "11 00 0001 00000005" UDP);
}

static bool host4(void *ctx, struct sn_buf *b, uint32_t addr)
{
    (void)ctx;
    sn_put_s(b, addr & 1 ? "ns.example.org" : "dotless");
    return true;
}

/* -N: names of hosts end at the first dot; numbers and other names stay as they are. */
TEST(short_names)
{
    static const struct sn_names names = {.host4 = host4};
    struct sn_text_opts o = {.names = &names};
    struct packet p = packet(ETHER("0800") "45000020 00010000 401166ca 0a000001 0a000002" UDP);

    CHECK_STR(text_cut(&p, p.n, &o), "IP ns.example.org.5 > dotless.6: UDP, length 4");
    o.no_domain = true;
    CHECK_STR(text_cut(&p, p.n, &o), "IP ns.5 > dotless.6: UDP, length 4");
    o.names = NULL;
    CHECK_STR(text_cut(&p, p.n, &o), "IP 10.0.0.1.5 > 10.0.0.2.6: UDP, length 4");
}

TEST_MAIN
