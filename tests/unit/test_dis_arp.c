/* ARP: every operation, odd lengths and types, every cut. */
#include "packet.h"

#define ARP(hrd, pro, lens, op) ETHER("0806") hrd " " pro " " lens " " op " "
#define ADDRS                   "020000000001 0a000001 000000000000 0a000002"
#define EVEN                    "020000000001 0a000001 0a0000000002 0a000002"

TEST(operations)
{
    CHECK_STR(text_of(ARP("0001", "0800", "0604", "0001") ADDRS, 0),
              "ARP, Request who-has 10.0.0.2 tell 10.0.0.1, length 28");
    CHECK_STR(text_of(ARP("0001", "0800", "0604", "0001") EVEN, 0),
              "ARP, Request who-has 10.0.0.2 (0a:00:00:00:00:02) tell 10.0.0.1, length 28");
    CHECK_STR(text_of(ARP("0001", "0800", "0604", "0002") ADDRS, 0),
              "ARP, Reply 10.0.0.1 is-at 02:00:00:00:00:01, length 28");
    CHECK_STR(text_of(ARP("0001", "0800", "0604", "0003") EVEN, 0),
              "ARP, Reverse Request who-is 0a:00:00:00:00:02 tell 02:00:00:00:00:01, length 28");
    CHECK_STR(text_of(ARP("0001", "0800", "0604", "0004") EVEN, 0),
              "ARP, Reverse Reply 0a:00:00:00:00:02 at 10.0.0.2, length 28");
    CHECK_STR(text_of(ARP("0001", "0800", "0604", "0008") EVEN, 0),
              "ARP, Inverse Request who-is 0a:00:00:00:00:02 tell 02:00:00:00:00:01, length 28");
    CHECK_STR(text_of(ARP("0001", "0800", "0604", "0009") EVEN, 0),
              "ARP, Inverse Reply 02:00:00:00:00:01 at 10.0.0.1, length 28");
    CHECK_STR(text_of(ARP("0001", "0800", "0604", "0007") ADDRS, 0),
              "ARP, Unknown (7) \n"
              "\t0x0000:  0001 0800 0604 0007 0200 0000 0001 0a00  ................\n"
              "\t0x0010:  0001 0000 0000 0000 0a00 0002            ............");
}

TEST(verbose)
{
    CHECK_STR(text_of(ARP("0001", "0800", "0604", "0001") ADDRS, 1),
              "ARP, Ethernet (len 6), IPv4 (len 4), Request who-has 10.0.0.2 tell 10.0.0.1, "
              "length 28");
    CHECK_STR(text_of(ARP("0011", "86dd", "0604", "0002") ADDRS, 1),
              "ARP, Unknown Hardware (17) (len 6), IPv6 (len 4), Reply <wrong proto type> is-at "
              "02:00:00:00:00:01, length 28");
}

TEST(odd_lengths)
{
    CHECK_STR(text_of(ARP("0001", "0800", "0004", "0002") "0a000001 0a000002", 0),
              "ARP, Ethernet (len 0), IPv4 (len 4), length 16");
    CHECK_STR(text_of(ARP("0001", "0800", "0004", "0002") "0a000001 0a000002", 1),
              "ARP, Ethernet (len 0), IPv4 (len 4), Reply 10.0.0.1 is-at <empty>, length 16");
    CHECK_STR(text_of(ARP("0001", "0800", "0203", "0001") "0102 0a0000 0304 0a0001", 1),
              "ARP, Ethernet (len 2), IPv4 (len 3), Request who-has <wrong len> (03:04) tell "
              "<wrong len>, length 18");
    CHECK_STR(text_of(ARP("0001", "0800", "ffff", "0001") ADDRS, 0), " [|arp]");
}

TEST(frame_relay)
{
    CHECK_STR(text_of(ARP("000f", "0800", "0204", "0002") "a25b 0a000001 a25b 0a000002", 0),
              "ARP, Reply 10.0.0.1 is-at DLCI 645, length 20");
    CHECK_STR(text_of(ARP("000f", "0800", "0404", "0002") "16a05cd9 0a000001 00000000 0a000002", 0),
              "ARP, Reply 10.0.0.1 is-at DLCI 740278, length 24");
    CHECK_STR(text_of(ARP("000f", "0800", "0204", "0002") "2322 0a000001 a25b 0a000002", 0),
              "ARP, Reply 10.0.0.1 is-at <Invalid DLCI>, length 20");
    CHECK_STR(text_of(ARP("000f", "0800", "0204", "0002") "2222 0a000001 a25b 0a000002", 0),
              "ARP, Reply 10.0.0.1 is-at <Truncated>, length 20");
}

#define ATM(op)                                                                                    \
    ETHER("0806") "0013 0800 03 02 " op " 04 03 00 04 010203 3132 0a000001 515253 0a000002"

TEST(atm)
{
    CHECK_STR(text_of(ATM("0001"), 0),
              "ARP, Request who-has 10.0.0.2 (51:52:53) tell 10.0.0.1, length 28");
    CHECK_STR(text_of(ATM("0002"), 0), "ARP, Reply 10.0.0.1 is-at 01:02:03,31:32, length 28");
    CHECK_STR(text_of(ATM("0008"), 0),
              "ARP, Inverse Request who-is 51:52:53 tell 01:02:03,31:32, length 28");
    CHECK_STR(text_of(ATM("0009"), 0), "ARP, Inverse Reply 01:02:03,31:32at 10.0.0.1, length 28");
    CHECK_STR(text_of(ATM("000a"), 1),
              "ARP, ATM, IPv4 (len 4/4), NACK Reply for 10.0.0.1, length 28");
    every_cut(ATM("0002"));
}

TEST(json)
{
    const char *j = json_of(ARP("0001", "0800", "0604", "0001") ADDRS);

    CHECK(strstr(j, "\"arp.opcode\":1"));
    CHECK(strstr(j, "\"arp.src.hw_mac\":\"02:00:00:00:00:01\""));
    CHECK(strstr(j, "\"arp.src.proto_ipv4\":\"10.0.0.1\""));
    CHECK(strstr(j, "\"arp.dst.proto_ipv4\":\"10.0.0.2\""));
}

TEST(cuts)
{
    struct packet p = packet(ARP("0001", "0800", "0604", "0001") ADDRS);
    struct sn_text_opts o = {0};

    CHECK_STR(text_cut(&p, 41, &o), " [|arp]");
    CHECK_STR(text_cut(&p, 15, &o), " [|arp]");
    every_cut(ARP("0001", "0800", "0604", "0001") ADDRS);
    every_cut(ARP("0001", "0800", "0604", "0007") ADDRS);
    every_cut(ARP("0001", "0800", "0203", "0001") "0102 0a0000 0304 0a0001");
}

TEST_MAIN
