/* lib/bpf: Wireshark's display filters get the expression that does the same; odd blanks and signs
 * are read or named. */
#include "test.h"

#include "sn/sn.h"

#include "bpf/hintwords.c" /* the table */

static struct sn_diag d;

static enum sn_err compile(const void *text, size_t n)
{
    struct sn_bpf_opts o = {.linktype = SN_LINK_ETHERNET, .no_lookup = true};
    struct sn_arena a;
    struct sn_prog p;
    enum sn_err e;

    sn_arena_init(&a, 64 << 20);
    e = sn_bpf_compile(&p, &a, text, n, &o, &d);
    sn_arena_free(&a);
    return e;
}

static const char *message(const char *text)
{
    return compile(guarded(text, strlen(text)), strlen(text)) ? d.msg : "";
}

/* What the message says the expression is here. */
static void becomes(const char *filter, const char *want)
{
    const char *msg = message(filter), *here = strstr(msg, "here it is: ");

    CHECK_STR(here ? here + 12 : msg, want);
    CHECK_INT(compile(want, strlen(want)), SN_OK);
}

TEST(comparisons)
{
    becomes("ip.addr == 10.0.0.1", "host 10.0.0.1");
    becomes("ip.addr==10.0.0.0/8", "net 10.0.0.0/8");
    becomes("ip.src eq 10.0.0.1 && tcp.dstport==443", "src host 10.0.0.1 && tcp dst port 443");
    becomes("ip.dst != 10.0.0.1 or ipv6.addr == fe80::1", "not dst host 10.0.0.1 or host fe80::1");
    becomes("!(ip.addr == \"10.0.0.1\" || arp)", "!(host 10.0.0.1 || arp)");
    becomes("eth.addr == 02:00:00:00:00:01", "ether host 02:00:00:00:00:01");
    becomes("eth.type == 0x88cc", "ether proto 0x88cc");
    becomes("host 10.0.0.1 and tcp.port==80", "host 10.0.0.1 and tcp port 80");
    becomes("tcp.port in {80, 443, 8000..8010}",
            "(tcp port 80 or tcp port 443 or tcp portrange 8000-8010)");
    becomes("udp.port in {53 5353}", "(udp port 53 or udp port 5353)");
    becomes("tcp.srcport >= 1024", "tcp src portrange 1024-65535");
    becomes("tcp.port > 65534", "tcp port 65535");
    becomes("tcp.port < 1024", "tcp portrange 0-1023");
    becomes("udp.dstport <= 0", "udp dst port 0");
    becomes("tcp.flags.syn == 1 and tcp.flags.ack == 0",
            "tcp[tcpflags] & tcp-syn != 0 and tcp[tcpflags] & tcp-ack = 0");
    becomes("tcp.flags.reset==True", "tcp[tcpflags] & tcp-rst != 0");
    becomes("tcp.flags.fin ne 1", "tcp[tcpflags] & tcp-fin = 0");
    becomes("ip.flags.df == 0", "ip[6] & 0x40 = 0");
    becomes("frame.len gt 1000", "len > 1000");
    becomes("ip.ttl in {1 3..5}", "(ip[8] = 1 or (ip[8] >= 3 and ip[8] <= 5))");
    becomes("tcp.len > 0", "ip[2:2] - ((ip[0] & 0xf) << 2) - ((tcp[12] & 0xf0) >> 2) > 0");
    becomes("vlan.id == 7 and ip.proto == 17", "vlan 7 and ip proto 17");
    becomes("ip.addr\xc2\xa0==\xc2\xa0"
            "10.0.0.1",
            "host 10.0.0.1");
}

TEST(protocols)
{
    becomes("http", "tcp port 80");
    becomes("!(arp or icmp or dns)", "!(arp or icmp or port 53)");
    becomes("ipv6 and not icmpv6", "ip6 and not icmp6");
    becomes("tls || quic", "tcp port 443 || udp port 443");
    becomes("ip.addr", "ip");
    becomes("tcp.flags.syn", "tcp");
    becomes("icmpv6.type == 135", "icmp6[0] = 135");
}

static void none(const char *filter, const char *want, uint32_t column)
{
    CHECK_STR(message(filter), want);
    CHECK_INT(d.at, column);
}

TEST(nothing_stands_for_it)
{
    none("tcp.stream eq 3",
         "'tcp.stream' belongs to Wireshark's display filters, and nothing here stands for it", 1);
    none("ip and http.host contains \"x\"",
         "'http.host' belongs to Wireshark's display filters, and nothing here stands for it; "
         "'tcp port 80' accepts all packets of that kind",
         8);
    none("tcp contains \"GET\"",
         "'contains' belongs to Wireshark's display filters, and nothing here stands for it", 5);
    none("frame.time >= \"2024-01-01\"",
         "'frame.time' belongs to Wireshark's display filters; snfilter chooses by time with "
         "--after and --before",
         1);
    none("tcp.port == http",
         "'tcp.port' belongs to Wireshark's display filters, and nothing here stands for it", 1);
}

TEST(other_errors_stay)
{
    CHECK_STR(message("tpc"), "unknown word 'tpc'; did you mean 'tcp'?");
    CHECK_STR(message("foo.bar"),
              "'foo.bar' needs a qualifier in front, such as host, net, port or proto");
    CHECK_STR(message("host"), "the expression ends where an address or name is expected");
    CHECK(!strstr(message("(host dns and ("), "Wireshark"));
}

/* Every row is an expression of its own, or with a value. */
TEST(the_table)
{
    for (size_t i = 0; i < sizeof hints / sizeof *hints; i++) {
        const struct hint *h = &hints[i];
        const char *value = h->kind == HINT_WORD ? "" : " == 1";
        char text[100];

        if (h->kind == HINT_QUAL)
            value = strstr(h->name, "eth.") && strcmp(h->name, "eth.type") != 0
                        ? " == 02:00:00:00:00:01"
                    : strstr(h->here, "host") ? " == 10.0.0.1"
                                              : " == 1";
        if (strstr(h->name, "wlan") || strstr(h->name, "frame.interface"))
            continue; /* not on Ethernet */
        snprintf(text, sizeof text, "%s%s", h->name, value);
        CHECK(strstr(message(text), "here it is: "));
        if (strstr(d.msg, "here it is: ")) {
            snprintf(text, sizeof text, "%s", strstr(d.msg, "here it is: ") + 12);
            CHECK_INT(compile(text, strlen(text)), SN_OK);
            if (d.msg[0] && compile(text, strlen(text)))
                printf("# %s: %s: %s\n", h->name, text, d.msg);
        }
    }
}

TEST(blanks_and_signs)
{
    CHECK_STR(message("host\xc2\xa0"
                      "10.0.0.1"),
              "");
    CHECK_STR(message("\xef\xbb\xbftcp\xe2\x80\x89or\xe2\x80\xafudp\xe2\x80\x8b"), "");
    CHECK_STR(message("\xe2\x80\x9ctcp\xe2\x80\x9d"),
              "unexpected character U+201C, a quotation mark; expressions have none");
    CHECK_INT(d.span, 3);
    CHECK_STR(message("\"tcp\""),
              "unexpected character '\"', a quotation mark; expressions have none");
    CHECK_STR(message("portrange 80\xe2\x80\x93"
                      "90"),
              "unexpected character U+2013, a dash; write '-'");
    CHECK_STR(message("len \xe2\x89\xa5 5"),
              "unexpected character U+2265, a comparison; write '>='");
    CHECK_STR(message("tcp \xe2\x82\xac"), "unexpected character U+20AC");
    CHECK_STR(message("tcp\xff"), "unexpected byte 0xff");
    CHECK_STR(message("tcp \xe2\x80"), "unexpected byte 0xe2");
}

/* Any bytes: the message is one, nothing outside the text is read. */
TEST(any_bytes)
{
    static const char *const words[] = {"ip.addr", "==",  "in",   "{80 443",  "}",    "http",
                                        "\"",      "..",  "tcp.", "!",        "(",    "10.0.0.1",
                                        "and",     "eq",  "a.b",  "\xc2\xa0", "\xe2", "tcp.port",
                                        ",",       "not", "<=",   "[",        "0..9", "len"};
    uint32_t x = 7;

    for (unsigned i = 0; i < 20000; i++) {
        char text[200] = "";
        size_t n = 0;

        for (unsigned k = 0; k < 6; k++) {
            x = x * 1664525 + 1013904223;
            n += (size_t)snprintf(text + n, sizeof text - n, "%s%s",
                                  words[(x >> 20) % (sizeof words / sizeof *words)],
                                  x >> 31 ? " " : "");
        }
        if (compile(guarded(text, n), n))
            CHECK(d.msg[0] && strlen(d.msg) < sizeof d.msg);
    }
}

TEST_MAIN
