/* Protocols of text lines: what is taken for a message, lines that end early, every cut. */
#include "packet.h"

#define TCP(port)                                                                                  \
    ETHER("0800")                                                                                  \
    "45 00 " LEN " 0001 0000 40 06 0000 0a000001 0a000002 " port " 270f 00000001 00000001 5018 "   \
    "03e8 0000 0000 "
#define LEN  "0038"
#define GET  "474554202f780d0a413a620d0a0d0a00" /* GET /x, A: b, an empty line, a zero */
#define CODE "485454502f312e31203230300d0a4141" /* HTTP/1.1 200, and the start of a line */
#define SSH  "5353482d322e30206162630d0a000000" /* SSH-2.0 abc */

static const char *says(const char *hex, uint8_t verbose)
{
    const char *s = strstr(text_of(hex, verbose), ", length 16");

    return s ? s + 11 : "";
}

TEST(messages)
{
    CHECK_STR(says(TCP("0050") GET, 0), ": HTTP: GET /x");
    CHECK_STR(says(TCP("0050") CODE, 0), ": HTTP: HTTP/1.1 200");
    CHECK_STR(says(TCP("0050") SSH, 0), ": HTTP");
    CHECK_STR(says(TCP("022a") GET, 0), ": RTSP");
    CHECK_STR(says(TCP("022a") CODE, 0), ": RTSP: HTTP/1.1 200");
    CHECK_STR(says(TCP("0015") SSH, 0), ": FTP: SSH-2.0 abc");
    CHECK_STR(says(TCP("0019") SSH, 0), ": SMTP: SSH-2.0 abc");
    CHECK_STR(says(TCP("0016") SSH, 0), ": SSH: SSH-2.0 abc");
    CHECK_STR(says(TCP("0016") GET, 0), "");
}

TEST(verbose)
{
    CHECK_STR(says(TCP("0050") GET, 1), ": HTTP, length: 16\n\tGET /x\n\tA:b\n\t");
    CHECK_STR(says(TCP("0050") CODE, 1), ": HTTP, length: 16\n\tHTTP/1.1 200\n\tAA [|http]");
}

TEST(json)
{
    CHECK(strstr(json_of(TCP("0050") GET), "\"http.request.method\":\"GET\""));
}

TEST(cuts)
{
    struct packet p = packet(TCP("0050") GET);
    struct sn_text_opts o = {0};

    CHECK(strstr(text_cut(&p, 60, &o), ": HTTP [|http]"));
    every_cut(TCP("0050") GET);
    every_cut(TCP("0050") CODE);
    every_cut(TCP("0016") SSH);
    every_cut(TCP("0015") CODE);
}

TEST_MAIN
