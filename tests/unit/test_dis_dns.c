/* DNS: requests, responses, each type that is shown, EDNS, names that are wrong, every cut. */
#include "packet.h"

/* UDP with IP and UDP lengths that are wrong on purpose are no use here: every packet says the
 * largest, so that the text begins with "truncated-ip"; only what follows is looked at. */
#define UDP(sport, dport)                                                                          \
    ETHER("0800")                                                                                  \
    "45 00 0400 0001 0000 40 11 0000 0a000001 0a000002 " sport " " dport " 03ec "                  \
    "0000 "
#define WWW           "03 777777 07 6578616d706c65 03 636f6d 00 "
#define ASK           UDP("04d2", "0035") "1234 0100 0001 0000 0000 0000 "
#define ASK_OPT       UDP("04d2", "0035") "1234 0120 0001 0000 0000 0001 " WWW "0001 0001 "
#define TELL(an)      UDP("0035", "04d2") "1234 8180 0001 " an " 0000 0000 " WWW "0001 0001 "
#define RR(type, len) "c00c " type " 0001 0000012c " len " "

/* What DNS says of a packet, up to its length. */
static const char *dns(const char *hex, uint8_t verbose)
{
    static char out[8192];
    const char *s = text_of(hex, verbose), *at = strstr(s, "1234: "), *to;

    at = at ? at + 6 : strstr(s, ".53: ") ? strstr(s, ".53: ") + 5 : s;
    if (strncmp(at, "[no cksum] ", 11) == 0)
        at += 11;
    to = strstr(at, " (996)");
    snprintf(out, sizeof out, "%.*s", (int)(to ? (size_t)(to - at) : strlen(at)), at);
    return out;
}

TEST(requests)
{
    CHECK_STR(dns(ASK WWW "0001 0001", 0), "4660+ A? www.example.com.");
    CHECK_STR(dns(ASK WWW "001c 0003", 0), "4660+ AAAA CHAOS? www.example.com.");
    CHECK_STR(dns(ASK WWW "0041 0007", 0), "4660+ Type65 (Class 7)? www.example.com.");
    CHECK_STR(dns(ASK "00 0002 0001", 0), "4660+ NS? .");
    CHECK_STR(dns(UDP("04d2", "0035") "1234 2890 0001 0001 0002 0003" WWW "0006 0001", 0),
              "4660 update% [b2&3=0x2890] [1a] [2n] [3au] SOA? www.example.com.");
    CHECK_STR(dns(UDP("04d2", "0035") "1234 0800 0002 0000 0000 0000" WWW "0006 0001", 0),
              "4660 inv_q [2q] [0a] SOA? www.example.com. [|domain]");
}

TEST(responses)
{
    CHECK_STR(dns(TELL("0001") RR("0001", "0004") "01020304", 0), "4660 1/0/0 A 1.2.3.4");
    CHECK_STR(dns(TELL("0001") RR("0001", "0004") "01020304", 1),
              "4660 1/0/0 www.example.com. A 1.2.3.4");
    CHECK_STR(dns(TELL("0001") RR("0001", "0004") "01020304", 2),
              "4660 q: A? www.example.com. 1/0/0 www.example.com. A 1.2.3.4");
    CHECK_STR(dns(TELL("0001") RR("0001", "0004") "01020304", 3),
              "4660 q: A? www.example.com. 1/0/0 www.example.com. [5m] A 1.2.3.4");
    CHECK_STR(dns(TELL("0002") RR("0005", "0004") "01 61 c00c" RR("0001", "0004") "01020304", 0),
              "4660 2/0/0 CNAME a.www.example.com., A 1.2.3.4");
    CHECK_STR(dns(UDP("0035", "04d2") "1234 8723 0001 0000 0000 0000" WWW "0001 0001", 0),
              "4660 NXDomain*-|$ 0/0/0");
    CHECK_STR(dns(TELL("0002") RR("0001", "0004") "01020304", 0), "4660 2/0/0 A 1.2.3.4 [|domain]");
}

TEST(types)
{
    CHECK_STR(dns(TELL("0001") RR("001c", "0010") "20010db8 00000000 00000000 00000001", 0),
              "4660 1/0/0 AAAA 2001:db8::1");
    CHECK_STR(dns(TELL("0001") RR("000f", "0004") "000a c00c", 0),
              "4660 1/0/0 MX www.example.com. 10");
    CHECK_STR(dns(TELL("0001") RR("0010", "0008") "02 6869 04 61220aff", 0),
              "4660 1/0/0 TXT \"hi\" \"a\"^JM-^?\"");
    CHECK_STR(dns(TELL("0001") RR("0021", "0008") "0001 0002 0050 c00c", 0),
              "4660 1/0/0 SRV www.example.com.:80 1 2");
    CHECK_STR(dns(TELL("0001") RR("0006", "0018") "c00c c00c 00000001 00000002 00000003 00000004 "
                                                  "00000005",
                  1),
              "4660 1/0/0 www.example.com. SOA www.example.com. www.example.com. 1 2 3 4 5");
    CHECK_STR(dns(TELL("0001") RR("0006", "0000"), 0), "4660 1/0/0 SOA");
    CHECK_STR(dns(TELL("0001") RR("0026", "000b") "40 0101010101010101 c00c", 0),
              "4660 1/0/0 A6 64 ::101:101:101:101 www.example.com.");
    CHECK_STR(dns(TELL("0001") RR("0100", "0008") "0001 0002 68692121", 0),
              "4660 1/0/0 URI 1 2 hi!!");
    CHECK_STR(
        dns(TELL("0001") RR("00fa", "0014") "c00c 000000000001 012c 0002 aabb 04d2 0000 0000", 1),
        "4660 1/0/0 www.example.com. TSIG www.example.com. fudge=300 maclen=2 origid=1234 "
        "error=0 otherlen=0");
    CHECK_STR(dns(TELL("0001") RR("002e", "0002") "abcd", 0), "4660 1/0/0 RRSIG");
}

#define OPT(ttl, len) "00 0029 04d0 " ttl " " len " "
#define OPT_SAYS      "4660+ [1au] A? www.example.com. ar: . OPT UDPsize=1232"

TEST(edns)
{
    CHECK_STR(dns(ASK_OPT OPT("00008000", "0000"), 2), OPT_SAYS " DO");
    CHECK_STR(dns(ASK_OPT OPT("00000000", "000c") "000a 0008 6162636465666768", 2),
              OPT_SAYS " [COOKIE 6162636465666768]");
    CHECK_STR(dns(ASK_OPT OPT("00000000", "000b") "0008 0007 0001 18 00 010203", 2),
              OPT_SAYS " [ECS 1.2.3.0/24/0]");
    CHECK_STR(dns(ASK_OPT OPT("00000000", "000b") "0008 0007 0001 21 00 010203", 2),
              OPT_SAYS " [ECS  (invalid)]");
    CHECK_STR(dns(ASK_OPT OPT("00000000", "0010") "0005 0003 050811 000c 0001 00 000e 0000", 2),
              OPT_SAYS " [DAU RSASHA1 RSASHA256 Alg_17,PADDING (1),KEY-TAG]");
    CHECK_STR(dns(UDP("0035", "04d2") "1234 8180 0001 0000 0000 0001" WWW
                                      "0001 0001" OPT("01000000", "0000"),
                  0),
              "4660 BadVers 0/0/1");
}

/* Names that never end, lead nowhere, or are too long. */
TEST(names)
{
    static const char as[] = "01 61 01 61 01 61 01 61 01 61 01 61 01 61 01 61 ";
    char hex[4096] = ASK;
    const char *s;
    int i;

    CHECK_STR(dns(ASK "c00c 0001 0001", 0), "4660+ A? <BAD PTR> [|domain]");
    CHECK_STR(dns(ASK "01 61 c00c 0001 0001", 0), "4660+ A? a.<BAD PTR> [|domain]");
    CHECK_STR(dns(ASK "ffff 0001 0001", 0), "4660+ A? <BAD PTR> [|domain]");
    CHECK_STR(dns(TELL("0001") RR("0005", "0004") "80 616263", 0),
              "4660 1/0/0 CNAME <BAD LABEL TYPE> [|domain]");
    CHECK_STR(dns(TELL("0001") RR("0005", "0004") "42 616263", 0),
              "4660 1/0/0 CNAME <ELT 2> [|domain]");
    CHECK_STR(dns(TELL("0001") RR("0005", "0005") "41 0a abcd 00", 0),
              "4660 1/0/0 CNAME \\[xabc/10].");
    for (i = 0; i < 17; i++)
        strcat(hex, as);
    s = dns(strcat(hex, "00 0001 0001"), 0);
    CHECK_INT(strlen(s), strlen("4660+ A? ") + 256 + strlen("<DOMAIN NAME TOO LONG>"));
    CHECK(strstr(s, ".a.a.<DOMAIN NAME TOO LONG>"));
}

TEST(multicast)
{
    const char *s = text_of(UDP("14e9", "14e9") "0000 8400 0001 0001 0000 0000" WWW
                                                "000c 8001" RR("000c", "0002") "c00c",
                            2);

    CHECK(strstr(s, "0*- q: PTR (QU)? www.example.com. 1/0/0 www.example.com. PTR www"));
    s = text_of(UDP("14e9", "14e9") "0000 8400 0000 0001 0000 0000" WWW
                                    "0001 8001 00000078 0004 01020304",
                0);
    CHECK(strstr(s, "0*- [0q] 1/0/0 (Cache flush) A 1.2.3.4"));
}

#define TCP(len)                                                                                   \
    ETHER("0800")                                                                                  \
    "45 00 " len " 0001 0000 40 06 0000 0a000001 0a000002 "                                        \
    "04d2 0035 00000001 00000001 5018 03e8 0000 0000 "

TEST(tcp)
{
    CHECK(strstr(text_of(TCP("004b") "0021 1234 0100 0001 0000 0000 0000" WWW "0001 0001", 0),
                 ", length 35 4660+ A? www.example.com. (33)"));
    CHECK(strstr(text_of(TCP("004b") "0022 1234 0100 0001 0000 0000 0000" WWW "0001 0001", 0),
                 ", length 35 [prefix length(34) != length(33)] (invalid)"));
    CHECK(strstr(text_of(TCP("0029") "00", 0), " [DNS over TCP: length 1 < 2] (invalid)"));
    CHECK(strstr(text_of(TCP("002c") "0002 1234", 0), " domain [length 2 < 12] (invalid)"));
}

TEST(json)
{
    const char *j =
        json_of(TELL("0002") RR("0005", "0004") "01 61 c00c" RR("0001", "0004") "01020304");

    CHECK(strstr(j, "\"dns.id\":4660"));
    CHECK(strstr(
        j, "\"sn.dns.queries\":[{\"dns.qry.name\":\"www.example.com\",\"dns.qry.name.len\":15,"
           "\"dns.count.labels\":3,\"dns.qry.type\":1"));
    CHECK(strstr(j, "\"sn.dns.answers\":[{\"dns.resp.name\":\"www.example.com\""));
    CHECK(strstr(j, "\"dns.cname\":\"a.www.example.com\""));
    CHECK(strstr(j, "\"dns.a\":\"1.2.3.4\""));
}

TEST(cuts)
{
    every_cut(ASK WWW "0001 0001");
    every_cut(ASK_OPT OPT("00008000", "000c") "000a 0008 6162636465666768");
    every_cut(TELL("0002") RR("0005", "0004") "01 61 c00c" RR("0001", "0004") "01020304");
    every_cut(TELL("0001") RR("0010", "0008") "02 6869 04 61220aff");
    every_cut(TELL("0001") RR("0021", "0008") "0001 0002 0050 c00c");
    every_cut(TELL("0001") RR("0026", "000b") "40 0101010101010101 c00c");
    every_cut(TELL("0001") RR("00fa", "0014") "c00c 000000000001 012c 0002 aabb 04d2 0000 0000");
    every_cut(TCP("004b") "0021 1234 0100 0001 0000 0000 0000" WWW "0001 0001");
}

TEST_MAIN
