/* TCP: flags, relative numbers, options, checksums, resets, every cut. */
#include "packet.h"
#include "sn/flow.h"

#define IP4(len, a, b) "45 00 " len " 0001 4000 40 06 0000 " a " " b " "
#define A              "01010101"
#define B              "02020202"
#define LINE           "IP 1.1.1.1.1000 > 2.2.2.2.2000: Flags "
#define PORTS          "03e8 07d0 "
#define SEQ            "00000064 00000005 "
#define HDR(flags)     PORTS SEQ "50" flags " 03e8 0000 0003 "

TEST(flags)
{
    CHECK_STR(text_of(ETHER("0800") IP4("0028", A, B) HDR("02"), 0),
              LINE "[S], seq 100, win 1000, length 0");
    CHECK_STR(text_of(ETHER("0800") IP4("0028", A, B) HDR("ff"), 0),
              LINE "[FSRP.UEW], seq 100, ack 5, win 1000, urg 3, length 0");
    CHECK_STR(text_of(ETHER("0800") IP4("0028", A, B) HDR("00"), 0),
              LINE "[none], win 1000, length 0");
    CHECK_STR(text_of(ETHER("0800") IP4("002a", A, B) HDR("18") "6162", 0),
              LINE "[P.], seq 100:102, ack 5, win 1000, length 2");
    CHECK_STR(
        text_of(ETHER("0800") IP4("0028", A, B) HDR("10"), 2),
        "IP (tos 0x0, ttl 64, id 1, offset 0, flags [DF], proto TCP (6), length 40, bad cksum 0 "
        "(->34ca)!)\n    1.1.1.1.1000 > 2.2.2.2.2000: Flags [.], cksum 0x0000 (incorrect -> "
        "0x99c3), seq 100, ack 5, win 1000, length 0");
}

TEST(bad_header)
{
    CHECK_STR(text_of(ETHER("0800") IP4("0028", A, B) PORTS SEQ "4010 03e8 0000 0003", 0),
              "IP 1.1.1.1.1000 > 2.2.2.2.2000:  tcp 4 [bad hdr length 16 - too short, < 20]");
    CHECK_STR(text_of(ETHER("0800") IP4("0028", A, B) PORTS SEQ "6010 03e8 0000 0003", 0),
              LINE "[.] [bad hdr length 24 - too long, > 20]");
    CHECK_STR(text_of(ETHER("0800") IP4("0016", A, B) "03e8", 0), "IP 1.1.1.1 > 2.2.2.2: [|tcp]");
}

static struct sn_flow *connections(uint32_t max)
{
    struct sn_flow_opts o = {.max_conns = max};
    struct sn_flow *f;

    if (sn_flow_new(&f, &o, NULL) != SN_OK)
        abort();
    return f;
}

/* What the packet's sequence number is shown as. */
static uint32_t sequence(struct sn_dis *d, struct sn_flow *f, const struct packet *p)
{
    struct sn_dissection *x;

    sn_dis_reset(d);
    x = sn_dis_packet(d, SN_LINK_ETHERNET, p->b, p->n, p->n);
    sn_flow_packet(f, x);
    return x->segment[0].relative ? x->segment[0].seq - x->segment[0].seq_base : x->segment[0].seq;
}

/* The lines of several packets in one context. */
static void lines(const char *const *hex, const char *const *want, uint32_t want_abs)
{
    struct sn_text_opts o = {.abs_seq = want_abs};
    struct sn_dis *d = packet_context(&o, 0);
    struct sn_flow *f = connections(0);
    static char text[65536];
    struct sn_buf b;

    for (; *hex; hex++, want++) {
        struct packet p = packet(*hex);
        struct sn_dissection *x;

        sn_buf_fixed(&b, text, sizeof text - 1);
        sn_dis_reset(d);
        x = sn_dis_packet(d, SN_LINK_ETHERNET, p.b, p.n, p.n);
        if (!want_abs)
            sn_flow_packet(f, x);
        (void)sn_dis_text(x, &o, &b);
        *b.p = '\0';
        CHECK_STR(text, *want);
    }
    sn_flow_free(f);
    sn_dis_free(d);
}

#define FROM_A(seq, ack, rest) ETHER("0800") IP4("0028", A, B) "0001 0002 " seq ack rest
#define FROM_B(seq, ack, rest) ETHER("0800") IP4("0034", B, A) "0002 0001 " seq ack rest

TEST(relative)
{
    const char *const in[] = {
        FROM_A("000003e8", "00000000", "5002 0001 0000 0000"),
        FROM_B("00001388", "000003e9", "8012 0001 0000 0000 01010402 01010101 01010101"),
        FROM_A("000003e9", "00001389", "5010 0001 0000 0000"),
        FROM_B("00001389", "000003e9", "8010 0001 0000 0000 0101050a 000003ed 000003f3"),
        FROM_A("000003e8", "00000000", "5004 0001 0000 0000"),
        FROM_B("00002000", "00001001", "8012 0001 0000 0000 01010101 01010101 01010101"),
        FROM_A("00001001", "00002001", "5010 0001 0000 0000"),
        NULL,
    };
    const char *const want[] = {
        "IP 1.1.1.1.1 > 2.2.2.2.2: Flags [S], seq 1000, win 1, length 0",
        "IP 2.2.2.2.2 > 1.1.1.1.1: Flags [S.], seq 5000, ack 1001, win 1, options "
        "[nop,nop,sackOK,nop,nop,nop,nop,nop,nop,nop,nop], length 0",
        "IP 1.1.1.1.1 > 2.2.2.2.2: Flags [.], ack 1, win 1, length 0",
        "IP 2.2.2.2.2 > 1.1.1.1.1: Flags [.], ack 1, win 1, options [nop,nop,sack 1 {5:11}], "
        "length 0",
        "IP 1.1.1.1.1 > 2.2.2.2.2: Flags [R], seq 1000, win 1, length 0",
        "IP 2.2.2.2.2 > 1.1.1.1.1: Flags [S.], seq 8192, ack 4097, win 1, options "
        "[nop,nop,nop,nop,nop,nop,nop,nop,nop,nop,nop,nop], length 0",
        "IP 1.1.1.1.1 > 2.2.2.2.2: Flags [.], ack 1, win 1, length 0",
    };
    const char *const want_abs[] = {
        want[0],
        want[1],
        "IP 1.1.1.1.1 > 2.2.2.2.2: Flags [.], ack 5001, win 1, length 0",
        "IP 2.2.2.2.2 > 1.1.1.1.1: Flags [.], ack 1001, win 1, options [nop,nop,sack 1 "
        "{1005:1011}], "
        "length 0",
        want[4],
        want[5],
        "IP 1.1.1.1.1 > 2.2.2.2.2: Flags [.], ack 8193, win 1, length 0",
    };

    lines(in, want, 0);
    lines(in, want_abs, 1);
}

/* More connections than are remembered: numbers may be absolute again, nothing else happens. */
TEST(many_connections)
{
    struct sn_text_opts o = {0};
    struct sn_dis *d = packet_context(&o, 0);
    struct sn_flow *f = connections(1024);
    struct packet p = packet(ETHER("0800") IP4("0028", A, B) HDR("10"));
    uint32_t i;

    for (i = 0; i < 100000; i++) {
        p.b[26] = (uint8_t)(i >> 16);
        p.b[27] = (uint8_t)(i >> 8);
        p.b[28] = (uint8_t)i;
        (void)sequence(d, f, &p);
    }
    /* The last one is still known. */
    CHECK_INT(sequence(d, f, &p), 0);
    sn_flow_free(f);
    sn_dis_free(d);
}

/* As long as there is room for it no connection is forgotten, wherever its hash puts it. */
TEST(no_connection_forgotten)
{
    struct sn_text_opts o = {0};
    struct sn_dis *d = packet_context(&o, 0);
    struct sn_flow *f = connections(0);
    struct packet p = packet(ETHER("0800") IP4("0028", A, B) HDR("10"));
    uint32_t i, known = 0;

    for (i = 0; i < 40000; i++) {
        p.b[27] = (uint8_t)(i % 20000 >> 8);
        p.b[28] = (uint8_t)(i % 20000);
        known += sequence(d, f, &p) == 0;
    }
    CHECK_INT(known, 20000);
    sn_flow_free(f);
    sn_dis_free(d);
}

#define OPTS(off, bytes) ETHER("0800") IP4("0034", A, B) PORTS SEQ off "02 03e8 0000 0003 " bytes
#define SAYS(opts)       LINE "[S], seq 100, win 1000, options [" opts

TEST(options)
{
    CHECK_STR(text_of(OPTS("80", "080a 00000001 00000002 0402"), 0),
              SAYS("TS val 1 ecr 2,sackOK], length 0"));
    CHECK_STR(text_of(OPTS("80", "0101080a 00000001 ffffffff"), 0),
              SAYS("nop,nop,TS val 1 ecr 4294967295], length 0"));
    CHECK(strstr(json_of(OPTS("80", "0101080a 00000001 ffffffff")),
                 "\"tcp.option_kind\":[1,1,8],\"tcp.option_len\":[10],"));
    CHECK_STR(text_of(OPTS("80", "0101080b 00000001 ffffffff"), 0), SAYS("nop,nop,[bad opt]]"));
}

TEST(options_odd)
{
    CHECK_STR(text_of(OPTS("80", "020405b4 01030307 01010101"), 0),
              SAYS("mss 1460,nop,wscale 7,nop,nop,nop,nop], length 0"));
    CHECK_STR(text_of(OPTS("80", "1c048005 fd086162 63646566"), 0),
              SAYS("uto 0x8005 983160,unknown-253 0x616263646566], length 0"));
    CHECK_STR(text_of(OPTS("80", "02ff05b4 01030307 01010101"), 0), SAYS("[bad opt]"));
    CHECK_STR(text_of(OPTS("80", "01010101 01030307 01010102"), 0),
              SAYS("nop,nop,nop,nop,nop,wscale 7,nop,nop,nop, [|tcp]"));
    CHECK_STR(text_of(OPTS("80", "1e0c0181 00000000 00000001"), 0),
              SAYS("mptcp 12 capable v1 csum {0x1}], length 0"));
    CHECK_STR(text_of(OPTS("80", "fe0cf989 01020304 05060708"), 0),
              SAYS("exp-tfo cookie 0102030405060708], length 0"));
}

TEST(reset_data)
{
    CHECK(strstr(text_of(ETHER("0800") IP4("002c", A, B) HDR("04") "6e6f1b0a", 1),
                 ", seq 100:104, win 1000, length 4 [RST no^[^J]"));
}

TEST(json)
{
    const char *j = json_of(OPTS("80", "020405b4 01030307 01010101"));

    CHECK(strstr(j, "\"tcp.seq_raw\":100,\"tcp.ack_raw\":5,\"tcp.hdr_len\":32,\"tcp.flags\":2,"));
    CHECK(strstr(j, "\"tcp.flags.syn\":true"));
    CHECK(strstr(j, "\"tcp.option_kind\":[2,1,3,1,1,1,1],\"tcp.option_len\":[4,3],"
                    "\"tcp.options.mss_val\":1460,\"tcp.options.wscale.shift\":7}"));
}

TEST(cuts)
{
    every_cut(OPTS("80", "020405b4 01030307 01010101"));
    every_cut(OPTS("80", "0101080a 00000001 00000002"));
    every_cut(OPTS("80", "1e0c0181 00000000 00000001"));
    every_cut(OPTS("80", "fe0cf989 01020304 05060708"));
    every_cut(OPTS("80", "1d0c0102 01020304 05060708"));
    every_cut(ETHER("0800") IP4("0054", A, B) PORTS SEQ
              "f010 03e8 0000 0003 1312" SEQ SEQ "0101 05120000 00000000 00010000 00020000 0003");
    every_cut(ETHER("0800") IP4("002c", A, B) HDR("04") "6e6f1b0a");
}

TEST_MAIN
