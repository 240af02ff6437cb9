/* IGMP: queries and reports of the three versions, lengths that are wrong, every cut. */
#include "packet.h"

#define MSG(len) ETHER("0800") "45 00 " len " 0001 0000 40 02 0000 0a000001 e0000016 "
#define GROUP    "ef010203 "
#define SAYS(s)  "IP 10.0.0.1 > 224.0.0.22: igmp " s

TEST(queries)
{
    CHECK_STR(text_of(MSG("001c") "11 00 0000" GROUP, 0), SAYS("query v1 [gaddr 239.1.2.3]"));
    CHECK_STR(text_of(MSG("001c") "11 05 0000 00000000", 0), SAYS("query v2 [max resp time 5]"));
    CHECK_STR(text_of(MSG("0020") "11 ff 0000" GROUP "02 7d 0000", 0),
              SAYS("query v3 [max resp time 52m54s] [gaddr 239.1.2.3]"));
    CHECK_STR(text_of(MSG("0024") "11 64 0000" GROUP "02 7d 0001 0a010101", 0),
              SAYS("query v3 [gaddr 239.1.2.3, 1 source(s)]"));
    CHECK(strstr(text_of(MSG("0024") "11 64 0000" GROUP "02 7d 0001 0a010101", 2),
                 "igmp query v3 [gaddr 239.1.2.3 { 10.1.1.1 }] bad igmp cksum 0!"));
    CHECK_STR(text_of(MSG("0020") "11 64 0000" GROUP "02 7d 0001", 0),
              SAYS("query v3 [gaddr 239.1.2.3 [invalid number of sources]]"));
}

TEST(reports)
{
    CHECK_STR(text_of(MSG("001c") "12 00 0000" GROUP, 0), SAYS("v1 report 239.1.2.3"));
    CHECK_STR(text_of(MSG("001d") "16 00 0000" GROUP "00", 0), SAYS("v2 report 239.1.2.3"));
    CHECK_STR(text_of(MSG("001d") "12 00 0000" GROUP "00", 0), SAYS("v1 report 239.1.2.3 [len 9]"));
    CHECK_STR(text_of(MSG("001c") "17 00 0000" GROUP, 0), SAYS("leave 239.1.2.3"));
    CHECK(strstr(text_of(MSG("0028") "22 00 0000 0000 0002 04 00 0001" GROUP "0a010101", 2),
                 "igmp v3 report, 2 group record(s) [gaddr 239.1.2.3 to_ex { 10.1.1.1 }] [invalid "
                 "number of groups]"));
    CHECK_STR(text_of(MSG("001c") "22 00 0000 00000000", 0), SAYS("v3 report [invalid len 8]"));
    CHECK(strstr(json_of(MSG("0028") "22 00 0000 0000 0001 04 00 0001" GROUP "0a010101"),
                 "\"igmp.maddr\":\"239.1.2.3\""));
}

TEST(cuts)
{
    every_cut(MSG("0024") "11 64 0000" GROUP "02 7d 0001 0a010101");
    every_cut(MSG("0028") "22 00 0000 0000 0002 04 00 0001" GROUP "0a010101");
    every_cut(MSG("001c") "16 00 0000" GROUP);
}

TEST_MAIN
