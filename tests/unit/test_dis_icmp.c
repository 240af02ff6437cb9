/* ICMP: every type, errors with the packet in error and extensions, every cut. */
#include "packet.h"

#define IP4(len, proto, a, b) "45 00 " len " 0001 0000 40 " proto " 0000 " a " " b " "
#define OUTER(len)            ETHER("0800") IP4(len, "01", "0a000001", "0a000002")
#define INNER                 IP4("0020", "11", "01020304", "05060708") "04d2 162e 000c 0000 61626364"
#define SAYS(rest)            "IP 10.0.0.1 > 10.0.0.2: ICMP " rest

TEST(echo)
{
    CHECK_STR(text_of(OUTER("001c") "08 00 0000 1234 0005", 0),
              SAYS("echo request, id 4660, seq 5, length 8"));
    CHECK_STR(text_of(OUTER("001d") "00 00 0000 1234 0005 61", 0),
              SAYS("echo reply, id 4660, seq 5, length 9"));
}

TEST(unreachable)
{
    CHECK_STR(text_of(OUTER("003c") "03 00 0000 00000000" INNER, 0),
              SAYS("net 5.6.7.8 unreachable, length 40"));
    CHECK_STR(text_of(OUTER("003c") "03 02 0000 00000000" INNER, 0),
              SAYS("5.6.7.8 protocol 17 unreachable, length 40"));
    CHECK_STR(text_of(OUTER("003c") "03 03 0000 00000000" INNER, 0),
              SAYS("5.6.7.8 udp port 5678 unreachable, length 40"));
    CHECK_STR(text_of(OUTER("003c") "03 04 0000 000005dc" INNER, 0),
              SAYS("5.6.7.8 unreachable - need to frag (mtu 1500), length 40"));
    CHECK_STR(text_of(OUTER("003c") "03 04 0000 00000000" INNER, 0),
              SAYS("5.6.7.8 unreachable - need to frag, length 40"));
    CHECK_STR(text_of(OUTER("003c") "03 0d 0000 00000000" INNER, 0),
              SAYS("host 5.6.7.8 unreachable - admin prohibited filter, length 40"));
    CHECK_STR(text_of(OUTER("003c") "03 10 0000 00000000" INNER, 0),
              SAYS("5.6.7.8 unreachable - #16, length 40"));
}

TEST(other_errors)
{
    CHECK_STR(text_of(OUTER("003c") "05 01 0000 0a000009" INNER, 0),
              SAYS("redirect 5.6.7.8 to host 10.0.0.9, length 40"));
    CHECK_STR(text_of(OUTER("003c") "05 02 0000 0a000009" INNER, 0),
              SAYS("redirect-tos 5.6.7.8 to net 10.0.0.9, length 40"));
    CHECK_STR(text_of(OUTER("003c") "05 04 0000 0a000009" INNER, 0),
              SAYS("redirect-#4 5.6.7.8 to 10.0.0.9, length 40"));
    CHECK_STR(text_of(OUTER("003c") "0b 01 0000 00000000" INNER, 0),
              SAYS("ip reassembly time exceeded, length 40"));
    CHECK_STR(text_of(OUTER("003c") "0c 00 0000 07000000" INNER, 0),
              SAYS("parameter problem - octet 7, length 40"));
    CHECK_STR(text_of(OUTER("003c") "04 00 0000 00000000" INNER, 0),
              SAYS("source quench, length 40"));
}

TEST(queries)
{
    CHECK_STR(text_of(OUTER("002c") "09 00 0000 02 02 0708 0a000007 80000000 0a000008 00000005", 0),
              SAYS("router advertisement lifetime 30:00 2: {10.0.0.7 2147483648} {10.0.0.8 5}, "
                   "length 24"));
    CHECK_STR(text_of(OUTER("001c") "09 00 0000 01 03 ffff", 0),
              SAYS("router advertisement lifetime 18:12:15 1: [size 3], length 8"));
    CHECK_STR(text_of(OUTER("0028") "0e 00 0000 0007 0008 01 12 a8 fb 80000001 05265bff", 0),
              SAYS("time stamp reply id 7 seq 8: org 05:00:00.123, recv 596:31:23.649, xmit "
                   "23:59:59.999, length 20"));
    CHECK_STR(text_of(OUTER("0020") "12 00 0000 0007 0008 ffffff00", 0),
              SAYS("address mask is 0xffffff00, length 12"));
    CHECK_STR(text_of(OUTER("001c") "2a 00 0000 00000000", 0), SAYS("type-#42, length 8"));
}

/* 128 bytes of the packet in error, then two MPLS labels of which the first is shown. */
#define PAD16 "00000000000000000000000000000000 "
#define PAD96 PAD16 PAD16 PAD16 PAD16 PAD16 PAD16
#define EXTENDED(sum)                                                                              \
    OUTER("00ac") "0b 00 0000 00000000" INNER PAD96 "20 00 " sum " 000c 01 01 00064205 000c8106"

TEST(extension)
{
    CHECK(strstr(text_of(EXTENDED("1bd5"), 1),
                 "\tICMP Multi-Part extension v2, checksum 0x1bd5 (correct), length 16\n"
                 "\t  MPLS Stack Entry Object (1), Class-Type: 1, length 12\n"
                 "\t    label 100, tc 1, ttl 5"));
    CHECK(!strstr(text_of(EXTENDED("1bd6"), 1), "extension"));
    CHECK(strstr(json_of(EXTENDED("1bd5")), "\"icmp.mpls.label\":100"));
    every_cut(EXTENDED("1bd5"));
}

TEST(verbose)
{
    const char *s = text_of(OUTER("003c") "03 03 0000 00000000" INNER, 1);

    CHECK(strstr(s, "unreachable, length 40 (wrong icmp cksum 0 (->"));
    CHECK(strstr(s, "\n\tIP (tos 0x0, ttl 64, id 1, offset 0, flags [none], proto UDP (17)"));
    s = text_of(OUTER("0020") "04 00 0000 00000000 45 00 0003", 1);
    CHECK(strstr(s, "source quench, length 12 (wrong icmp cksum 0 (->b6fc)!)\n\t [|icmp]"));
}

TEST(json)
{
    const char *j = json_of(OUTER("001d") "08 00 0000 1234 0005 61");

    CHECK(strstr(j, "\"icmp.type\":8"));
    CHECK(strstr(j, "\"icmp.ident\":4660"));
    CHECK(strstr(j, "\"icmp.seq_le\":1280"));
    j = json_of(OUTER("003c") "03 03 0000 00000000" INNER);
    CHECK(strstr(j, "\"ip:2\""));
    CHECK(strstr(j, "\"udp.dstport\":5678"));
    CHECK(!strstr(j, "icmp.inner"));
}

TEST(cuts)
{
    struct packet p = packet(OUTER("003c") "03 03 0000 00000000" INNER);
    struct sn_text_opts o = {0};

    CHECK_STR(text_cut(&p, 35, &o), "IP 10.0.0.1 > 10.0.0.2:  [|icmp]");
    CHECK_STR(text_cut(&p, 65, &o), "IP 10.0.0.1 > 10.0.0.2:  [|icmp]");
    CHECK_STR(text_cut(&p, 66, &o), SAYS("5.6.7.8 udp port 5678 unreachable, length 40"));
    every_cut(OUTER("003c") "03 03 0000 00000000" INNER);
    every_cut(OUTER("003c") "05 01 0000 0a000009" INNER);
    every_cut(OUTER("002c") "09 00 0000 02 02 0708 0a000007 80000000 0a000008 00000005");
    every_cut(OUTER("0028") "0e 00 0000 0007 0008 0112a8fb 80000001 05265bff");
}

TEST_MAIN
