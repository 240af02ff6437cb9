/* lib/pcap: what is no capture is named, and shown. */
#include "test.h"

#include "pcap/guess.h"

static char text[300];

static const char *guess(const void *p, size_t n)
{
    struct sn_buf b;

    sn_buf_fixed(&b, text, sizeof text - 1);
    sn_pcap_guess(&b, guarded(p, n), n);
    *b.p = '\0';
    CHECK(!b.err && sn_buf_len(&b) < 240); /* fits a message */
    return text;
}

static bool says(const void *p, size_t n, const char *what)
{
    return strstr(guess(p, n), what) != NULL;
}

#define SAYS(bytes, what) CHECK(says(bytes, sizeof(bytes) - 1, what))

TEST(formats)
{
    SAYS("snoop\0\0\0\0\0\0\2", "snoop capture; 'editcap -F pcapng FILE OUT' converts it");
    SAYS("GMBU\0\1\2\0", "Network Monitor 2");
    SAYS("RTSS\1\1\1\1", "Network Monitor 1");
    SAYS("+---------+---------------+----------+\r\n", "K12 text");
    SAYS("btsnoop\0\0\0\0\1", "btsnoop");
    SAYS("iptrace 2.0", "iptrace");
    SAYS("\x1c\0\1\xac\0\2\0\4", "IXIA");
    SAYS("PK\3\4", "zip archive; 'unzip -p FILE' unpacks it");
    SAYS("\n\r\r\n\x1c\0\0\0ABCD", "begins like pcapng, but has 41 42 43 44 for its byte order");
    SAYS("\r\n\r\r\r\n\x1c\0\0\0", "pcapng, damaged: its line ends were changed");
    SAYS("\n\r\n\x1c\0\0\0", "pcapng, damaged");
    SAYS("\xff\xfeh\0i\0", "UTF-16");
}

/* Records of Endace's: a time, a type, flags, sizes. */
static size_t record(uint8_t *to, unsigned type, unsigned size, unsigned wire)
{
    memset(to, 0, size);
    to[7] = 0x65; /* seconds, in 2023 */
    to[8] = (uint8_t)type;
    to[10] = (uint8_t)(size >> 8);
    to[11] = (uint8_t)size;
    to[14] = (uint8_t)(wire >> 8);
    to[15] = (uint8_t)wire;
    return size;
}

TEST(erf_has_no_magic)
{
    uint8_t p[4096];
    size_t n = 0;

    CHECK(says(p, record(p, 2, 80, 60), "ERF"));
    for (unsigned i = 0; i < 6; i++)
        n += record(p + n, 2 | (i & 1) << 7, 80 + 8 * i, 60 + 8 * i);
    CHECK(says(p, n, "ERF"));
    CHECK(says(p, n - 5, "ERF"));
    CHECK(!says(p, 79, "ERF")); /* not one whole record */
    record(p + 80, 0, 80, 60);
    CHECK(!says(p, n, "ERF"));
    record(p, 2, 15, 60);
    CHECK(!says(p, n, "ERF"));
}

TEST(hex_dumps)
{
    SAYS("0000  02 00 00 00 00 02 02 00  00 00\n", "'text2pcap FILE OUT'");
    SAYS("000000 02 00 00 00 00 02 02 00\r\n000008 00\r\n", "'text2pcap FILE OUT'");
    SAYS("a frame:\n\n00000000  02 00 00 00 00 02 02 00  |........|\n", "'text2pcap FILE OUT'");
    SAYS("00000000: 0200 0000 0002 0200  ........\n", "'xxd -r FILE | od -Ax -tx1 -v |");
    SAYS("00000000: 0a0d 0d0a 1c00 0000  ........\n", "hex dump of one; 'xxd -r FILE OUT'");
    SAYS("00000000: d4c3 b2a1 0200 0400  ........\n", "hex dump of one; 'xxd -r FILE OUT'");
    SAYS("0000000 d4 c3 b2 a1 02 00 04 00\n", "hex dump of one; \"sed");
    SAYS("0000000 0d0a 0a0d 001c 0000\n", "16-bit words");
    SAYS("0a0d0d0a1c0000004d3c2b1a01000000\nffff\n", "'xxd -r -p FILE OUT'");
    SAYS("12:00:00.0 IP 10.0.0.1 > 10.0.0.2: x\n\t0x0000:  4500 0023 0001\n",
         "text2pcap -l 101 - OUT\"");
    SAYS("12:00:00.0 IP 10.0.0.1 > 10.0.0.2: x\n\t0x0000:  0200 0000 0001\n",
         "| text2pcap - OUT\"");
    /* … and what only looks a little like one. */
    SAYS("0000 bytes were written\n", "but text, which begins \"0000 bytes were written\"");
    SAYS("2023 11 14 22 13\n", "but text, which");
    SAYS("deadbeef\n", "but text, which");
}

TEST(text_is_shown)
{
    static const char head[] = "Last login: today\r\n\n", magic[] = "\xd4\xc3\xb2\xa1\2\0\4\0";
    char p[100] = "", want[100];
    size_t n = sizeof head - 1;

    SAYS("tcpdump: eth0: No such device exists\nmore",
         "text, which begins \"tcpdump: eth0: No such device exists\"");
    SAYS("\n\n  <html>", "text, which begins \"<html>\"");
    SAYS("\x1b[31mred\x1b[m alert", "text, which begins \".[31mred.[m alert\"");
    SAYS("caf\xc3\xa9 au lait", "text, which begins \"caf.. au lait\"");
    SAYS("\1\2\3hello\xff", ": it begins with the bytes 01 02 03 68, as text \"...hello.\"");
    memcpy(p, head, n);
    memcpy(p + n, magic, sizeof magic - 1);
    snprintf(want, sizeof want, "\"Last login: today\" stands in front of one; 'tail -c +%zu FILE'",
             n + 1);
    CHECK(says(p, sizeof p, want));
    memset(p, 'x', sizeof p);
    CHECK(says(p, sizeof p, "xxx\" …"));
}

/* Whatever the bytes, nothing outside of them is read, and the message fits. */
TEST(any_bytes)
{
    static const char seeds[] = "0000: 0a0d 0d0a\n\t0x0000:  4500\nsnoop\0\xd4\xc3\xb2\xa1\n\r\r\n";
    uint8_t p[80];
    uint32_t x = 1;

    for (unsigned i = 0; i < 20000; i++) {
        size_t n = 4 + i % 70, from = i % 40;

        for (size_t k = 0; k < n; k++) {
            x = x * 1664525 + 1013904223;
            p[k] = (x >> 24) % 5 ? (uint8_t)seeds[(from + k) % (sizeof seeds - 1)]
                                 : (uint8_t)(x >> 16);
        }
        CHECK(guess(p, n)[0] != '\0');
    }
}

TEST_MAIN
