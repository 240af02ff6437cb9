/* ICMPv6: errors, echo, listener discovery, neighbor discovery with its options, every cut. */
#include "packet.h"

#define IP6(len, nh) "6000 0000 " len " " nh " ff " A(1) A(2)
#define A(n)         "fe80 0000 0000 0000 0000 0000 0000 000" #n " "
#define G16          "ff02 0000 0000 0000 0000 0000 0000 0016 "
#define MSG(len)     ETHER("86dd") IP6(len, "3a")
#define INNER        "6000 0000 000c 11 40 " A(3) A(4) "04d2 162e 000c 0000 61626364"
#define SAYS(rest)   "IP6 fe80::1 > fe80::2: ICMP6, " rest

/* What ICMPv6 says with so many -v. */
static const char *verbose(const char *hex, uint8_t v)
{
    const char *s = strstr(text_of(hex, v), "ICMP6, ");

    return s ? s + 7 : "";
}

TEST(echo)
{
    CHECK_STR(text_of(MSG("0008") "80 00 0000 1234 0005", 0),
              SAYS("echo request, id 4660, seq 5, length 8"));
    CHECK_STR(text_of(MSG("0009") "81 00 0000 1234 0005 61", 0),
              SAYS("echo reply, id 4660, seq 5, length 9"));
    CHECK(strstr(text_of(MSG("0008") "80 00 707f 1234 0005", 1), "[icmp6 sum ok] ICMP6, echo"));
    CHECK(strstr(text_of(MSG("0008") "80 00 0001 1234 0005", 1),
                 "[bad icmp6 cksum 0x0001 -> 0x707f!] ICMP6, echo"));
}

TEST(errors)
{
    CHECK_STR(text_of(MSG("003c") "01 00 0000 00000000" INNER, 0),
              SAYS("destination unreachable, unreachable route fe80::4, length 60"));
    CHECK_STR(text_of(MSG("003c") "01 01 0000 00000000" INNER, 0),
              SAYS("destination unreachable,  unreachable prohibited fe80::4, length 60"));
    CHECK_STR(text_of(MSG("003c") "01 02 0000 00000000" INNER, 0),
              SAYS("destination unreachable, beyond scope fe80::4, source address fe80::3, "
                   "length 60"));
    CHECK_STR(text_of(MSG("003c") "01 04 0000 00000000" INNER, 0),
              SAYS("destination unreachable, unreachable port, fe80::4 udp port 5678, length 60"));
    CHECK_STR(text_of(MSG("003c") "02 00 0000 00000500" INNER, 0),
              SAYS("packet too big, mtu 1280, length 60"));
    CHECK_STR(text_of(MSG("003c") "03 00 0000 00000000" INNER, 0),
              SAYS("time exceeded in-transit for fe80::4, length 60"));
    CHECK_STR(text_of(MSG("003c") "04 01 0000 00000028" INNER, 0),
              SAYS("parameter problem, next header - octet 40, length 60"));
}

/* The port is found behind extension headers, but not in a fragment that isn't the first. */
TEST(ports)
{
#define EXT(nh, ext)                                                                               \
    MSG("0044")                                                                                    \
    "01 04 0000 00000000 6000 0000 0014 " nh " 40 " A(3) A(4) ext "04d2 162e 000c 0000 61626364"
    CHECK_STR(text_of(EXT("00", "11 00 0104 00000000"), 0),
              SAYS("destination unreachable, unreachable port, fe80::4 udp port 5678, length 68"));
    CHECK_STR(text_of(EXT("2c", "06 00 0001 00000001"), 0),
              SAYS("destination unreachable, unreachable port, fe80::4 tcp port 5678, length 68"));
    CHECK_STR(text_of(EXT("2c", "11 00 0008 00000001"), 0),
              SAYS("destination unreachable, unreachable port [|icmp6]"));
    every_cut(EXT("00", "11 00 0104 00000000"));
}

TEST(listeners)
{
    CHECK_STR(text_of(MSG("0018") "83 00 0000 2710 0000" G16, 0),
              SAYS("multicast listener reportmax resp delay: 10000 addr: ff02::16, length 24"));
    CHECK_STR(verbose(MSG("002c") "82 00 0000 ffff 0000" G16 "0a ff 0001" A(5), 2),
              "multicast listener query v2 [max resp delay=8387584] [gaddr ff02::16 sflag "
              "robustness=2 qqi=31744 { fe80::5 }]");
    CHECK_STR(verbose(MSG("002c") "82 00 0000 ffff 0000" G16 "0a ff 0002" A(5), 0),
              "multicast listener query v2 [gaddr ff02::16 [invalid number of sources]], "
              "length 44");
    CHECK_STR(verbose(MSG("002c") "8f 00 0000 0000 0001 03 00 0001" G16 A(5), 1),
              "multicast listener report v2, 1 group record(s) [gaddr ff02::16 to_in, "
              "1 source(s)]");
    CHECK_STR(verbose(MSG("002c") "8f 00 0000 0000 0002 03 00 0001" G16 A(5), 2),
              "multicast listener report v2, 2 group record(s) [gaddr ff02::16 to_in { fe80::5 "
              "}] [invalid number of groups]");
    CHECK_STR(verbose(MSG("0010") "82 00 0000 0005 0000 0000000000000000", 0),
              "multicast listener query unknown-version (len 16) , length 16");
}

#define MAC_OPT    "01 01 020000000005 "
#define MTU_OPT    "05 01 0000 000005dc "
#define PREFIX_OPT "03 04 40 c0 00278d00 00093a80 00000000 20010db8000000000000000000000000 "

TEST(neighbors)
{
    CHECK_STR(text_of(MSG("0020") "87 00 0000 00000000" A(9) MAC_OPT, 0),
              SAYS("neighbor solicitation, who has fe80::9, length 32"));
    CHECK_STR(verbose(MSG("0020") "87 00 0000 00000000" A(9) MAC_OPT, 1),
              "neighbor solicitation, length 32, who has fe80::9\n"
              "\t  source link-address option (1), length 8 (1): 02:00:00:00:00:05");
    CHECK_STR(verbose(MSG("0018") "88 00 0000 60000000" A(9), 1),
              "neighbor advertisement, length 24, tgt is fe80::9, Flags [solicited, override]");
    CHECK_STR(verbose(MSG("0028") "89 00 0000 00000000" A(9) A(7), 0),
              "redirect, fe80::7 to fe80::9, length 40");
    CHECK_STR(verbose(MSG("0018") "85 00 0000 00000000 01 00 020000000005 0102030405060708", 1),
              "router solicitation, length 24 [|icmp6]");
}

#define RA(len) MSG(len) "86 00 0000 40 c8 0708 00007530 000003e8 "
#define RA_SAYS(len)                                                                               \
    "router advertisement, length " len "\n\thop limit 64, Flags [managed, other stateful], "      \
    "pref high, router lifetime 1800s, reachable time 30000ms, retrans timer 1000ms\n"

TEST(router_options)
{
    CHECK_STR(verbose(RA("0038") PREFIX_OPT MTU_OPT, 1),
              RA_SAYS("56") "\t  prefix info option (3), length 32 (4): 2001:db8::/64, Flags "
                            "[onlink, auto], valid time 2592000s, pref. time 604800s\n"
                            "\t  mtu option (5), length 8 (1):  1500");
    CHECK_STR(verbose(RA("0018") MTU_OPT, 2), RA_SAYS("24") "\t  mtu option (5), length 8 (1): "
                                                            " 1500\n\t    0x0000:  0000 0000 05dc");
    CHECK_STR(verbose(RA("0020") "18 02 30 10 ffffffff 20010db800010000", 1),
              RA_SAYS("32") "\t  route info option (24), length 16 (2):  2001:db8:1::/48, "
                            "pref=rsv, lifetime=infinity");
    CHECK_STR(verbose(RA("0028") "19 03 0000 0000012c" A(8), 1),
              RA_SAYS("40") "\t  rdnss option (25), length 24 (3):  lifetime 300s, addr: fe80::8");
    CHECK_STR(verbose(RA("0020") "1f 02 0000 00000258 02 6869 00 01 61 00 00", 1),
              RA_SAYS("32") "\t  dnssl option (31), length 16 (2):  lifetime 600s, domain(s): hi. "
                            "a.");
    CHECK_STR(verbose(RA("0020") "c8 01 010203040506" MTU_OPT, 1),
              RA_SAYS("32") "\t  unknown option (200), length 8 (1): \n"
                            "\t  0x0000:  0102 0304 0506");
}

TEST(mobile)
{
    CHECK_STR(verbose(MSG("0018") "91 00 0000 0007 0000" A(9), 1),
              "ha discovery reply, length 24, id 0x0007, fe80::9");
    CHECK_STR(verbose(MSG("0008") "92 00 0000 0007 0000", 0),
              "mobile router solicitation, id 0x0007, length 8");
    CHECK_STR(verbose(MSG("0010") "93 00 0000 0007 c000" MTU_OPT, 1),
              "mobile router advertisement, length 16, id 0x0007 MO\n"
              "\t  mtu option (5), length 8 (1):  1500");
}

TEST(json)
{
    const char *j = json_of(RA("0038") PREFIX_OPT MTU_OPT);

    CHECK(strstr(j, "\"icmpv6.type\":134"));
    CHECK(strstr(j, "\"icmpv6.opt.prefix\":\"2001:db8::\""));
    CHECK(strstr(j, "\"icmpv6.opt.mtu\":1500"));
    j = json_of(MSG("003c") "01 04 0000 00000000" INNER);
    CHECK(strstr(j, "\"udp.dstport\":5678"));
    CHECK(!strstr(j, "icmpv6.inner"));
}

TEST(cuts)
{
    every_cut(MSG("003c") "01 04 0000 00000000" INNER);
    every_cut(MSG("002c") "82 00 0000 ffff 0000" G16 "0a ff 0001" A(5));
    every_cut(MSG("002c") "8f 00 0000 0000 0002 03 00 0001" G16 A(5));
    every_cut(RA("0038") PREFIX_OPT MTU_OPT);
    every_cut(RA("0028") "19 03 0000 0000012c" A(8));
    every_cut(RA("0020") "1f 02 0000 00000258 02 6869 00 01 61 00 00");
    every_cut(RA("0020") "18 02 30 10 ffffffff 20010db800010000");
    every_cut(MSG("0028") "89 00 0000 00000000" A(9) A(7) MAC_OPT "04 01 000000000000");
    every_cut(MSG("0018") "91 00 0000 0007 0000" A(9));
}

TEST_MAIN
