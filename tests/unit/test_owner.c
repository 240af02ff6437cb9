/* Whose packets: the comment that says it, packets' addresses and ports, the table of sockets. */
#include "packet.h"

#include "cap/owner.h"
#include "sn/sn.h"

/* ---- the comment ---- */

static bool parse(struct sn_process *p, const char *text)
{
    return sn_process_parse(p, guarded(text, strlen(text)), strlen(text));
}

TEST(a_comment_is_read_as_it_was_written)
{
    static const struct sn_process all[] = {
        {.pid = 1, .uid = 0, .name = "init"},
        {.pid = 4294967295u, .uid = 4294967294u, .name = "a b=c name=d", .user = "alice"},
        {.pid = 7, .uid = 8, .name = "", .container = "0123456789ab"},
        {.pid = 7,
         .uid = 8,
         .name = "1234567890123456789012345678901",
         .user = "1234567890123456789012345678901",
         .container = "0123456789abcde"}};

    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        char mem[SN_PROCESS_TEXT + 1];
        struct sn_process p;
        struct sn_buf b;

        sn_buf_fixed(&b, mem, SN_PROCESS_TEXT);
        sn_process_put(&b, &all[i]);
        CHECK(b.err == SN_OK);
        *b.p = '\0';
        CHECK(parse(&p, mem));
        CHECK(p.pid == all[i].pid && p.uid == all[i].uid);
        CHECK_STR(p.name, all[i].name);
        CHECK_STR(p.user, all[i].user);
        CHECK_STR(p.container, all[i].container);
    }
}

TEST(what_is_no_such_comment)
{
    static const char *const no[] = {"",
                                     "sn.process",
                                     "sn.process ",
                                     "a sn.process pid=1 uid=1 name=a",
                                     "sn.process pid=1 uid=1",
                                     "sn.process pid=1 uid=1 user=a",
                                     "sn.process pid= uid=1 name=a",
                                     "sn.process pid=x uid=1 name=a",
                                     "sn.process pid=-1 uid=1 name=a",
                                     "sn.process pid=4294967296 uid=1 name=a",
                                     "sn.process pid=99999999999999999999 uid=1 name=a",
                                     "sn.process uid=1 pid=1 name=a"};
    struct sn_process p;

    for (size_t i = 0; i < sizeof no / sizeof *no; i++)
        CHECK(!parse(&p, no[i]));
    /* From outside: nothing of it reaches a terminal. */
    CHECK(parse(&p, "sn.process pid=1 uid=2 user=\x1b[m name=\xff\n"));
    CHECK_STR(p.user, "?[m");
    CHECK_STR(p.name, "??");
}

TEST(a_record_gets_a_comment)
{
    static const uint8_t bytes[] = "0123456789";

    for (uint32_t caplen = 0; caplen < 8; caplen++) {
        for (int dir = 0; dir < 3; dir++) {
            for (size_t n = 0; n < 6; n++) {
                struct sn_pkt p = {.ts = 1000,
                                   .data = bytes,
                                   .caplen = caplen,
                                   .len = caplen,
                                   .dir = (uint8_t)dir};
                uint8_t from[128], to[128];
                struct sn_opts opts;
                struct sn_opt o;
                unsigned comments = 0;
                size_t size;

                sn_rec_put(from, SN_PCAPNG, 6, &p);
                memset(to, 0xee, sizeof to);
                size = sn_rec_commented_size(from, n);
                sn_rec_put_commented(to, from, "abcdef", n);
                CHECK(size % 4 == 0 && to[size] == 0xee);
                CHECK_INT(sn_rec_len(to, SN_PCAPNG), size);
                CHECK(memcmp(to + size - 4, to + 4, 4) == 0);
                sn_rec_get(to, SN_PCAPNG, 6, &p);
                CHECK(p.dir == dir && p.caplen == caplen && memcmp(p.data, bytes, caplen) == 0);
                opts = sn_pkt_opts(&p);
                while (sn_opts_next(&opts, &o)) {
                    if (o.code != SN_OPT_COMMENT)
                        continue;
                    comments++;
                    CHECK(o.n == n && memcmp(o.p, "abcdef", n) == 0);
                }
                CHECK_INT(comments, 1);
            }
        }
    }
}

/* ---- packets ---- */

static const char *text_of_end(const struct endpoint *e)
{
    static char text[4][64];
    static unsigned next;
    char *t = text[next++ % 4];
    static const uint8_t mapped[12] = {[10] = 0xff, [11] = 0xff};

    if (memcmp(e->addr, mapped, 12) == 0)
        snprintf(t, 64, "%u.%u.%u.%u:%u", e->addr[12], e->addr[13], e->addr[14], e->addr[15],
                 e->port);
    else
        snprintf(t, 64, "%x..%x:%u", e->addr[0], e->addr[15], e->port);
    return t;
}

static struct fragments fragments;

/* "PROTO SOURCE > DESTINATION", or "-". */
static const char *ends(uint32_t linktype, const char *hex)
{
    static char text[160];
    struct packet p = packet(hex);
    struct sn_pkt pkt = {.data = guarded(p.b, p.n), .caplen = p.n, .len = p.n};
    struct endpoints e;

    if (!sn_endpoints(&e, &fragments, linktype, &pkt))
        return "-";
    snprintf(text, sizeof text, "%u %s > %s%s%s", e.proto, text_of_end(&e.src), text_of_end(&e.dst),
             e.loopback ? " lo" : "", e.opens ? " opens" : "");
    /* Every cut of it: no read past the end, and the same or nothing. */
    for (uint32_t n = 0; n < p.n; n++) {
        struct endpoints c;

        pkt.data = guarded(p.b, n);
        pkt.caplen = n;
        if (sn_endpoints(&c, &fragments, linktype, &pkt))
            CHECK(c.proto == e.proto && c.src.port == e.src.port && c.dst.port == e.dst.port);
    }
    return text;
}

#define IP4(frag, proto) "4500 0000 1234 " frag " 40 " proto " 0000 c0000201 c0000202 "
#define IP6(next)        "60000000 0000 " next " 40 " A6 "01 " A6 "02 "
#define A6               "20010db80000000000000000000000"
#define UDP              "0035 1f90 0000 0000"
#define V4               "192.0.2.1:53 > 192.0.2.2:8080"
#define V6               "20..1:53 > 20..2:8080"

TEST(addresses_and_ports)
{
    CHECK_STR(ends(1, ETHER("0800") IP4("0000", "11") UDP), "17 " V4);
    CHECK_STR(ends(1, ETHER("8100 0001 0800") IP4("0000", "06") UDP), "6 " V4);
    CHECK_STR(ends(1, ETHER("88a8 0001 8100 0002 86dd") IP6("11") UDP), "17 " V6);
    CHECK_STR(ends(101, IP4("4000", "11") UDP), "17 " V4);
    CHECK_STR(ends(101, IP6("11") UDP), "17 " V6);
    CHECK_STR(ends(113, "0000 0304 0006 0000000000000000 0800" IP4("0000", "11") UDP),
              "17 " V4 " lo");
    CHECK_STR(ends(276, "0800 0000 00000002 0001 00 06 0000000000000000" IP4("0000", "11") UDP),
              "17 " V4);
    CHECK_STR(ends(276, "86dd 0000 00000001 0304 00 06 0000000000000000" IP6("11") UDP),
              "17 " V6 " lo");
    /* Options, extension headers. */
    CHECK_STR(ends(101, "4600 0000 0000 0000 40 11 0000 c0000201 c0000202 01010101" UDP), "17 " V4);
    CHECK_STR(ends(101, IP6("00") "3c 00 000000000000 11 01 0000000000000000000000000000" UDP),
              "17 " V6);
    /* Echoes have one number. */
    CHECK_STR(ends(101, IP4("0000", "01") "0800 0000 0007 0001"), "1 192.0.2.1:7 > 192.0.2.2:7");
    CHECK_STR(ends(101, IP6("3a") "8100 0000 0007 0001"), "58 20..1:7 > 20..2:7");
    /* An error: the packet that it is about, turned round. */
    CHECK_STR(ends(101, "4500 0000 0000 0000 40 01 0000 0a000001 c0000201 0303 0000 00000000" IP4(
                            "0000", "11") UDP),
              "17 192.0.2.2:8080 > 192.0.2.1:53");
}

TEST(what_opens_a_connection)
{
    CHECK_STR(ends(101, IP4("0000", "06") "0035 1f90 00000000 00000000 5002 0000 0000 0000"),
              "6 " V4 " opens");
    CHECK_STR(ends(101, IP6("06") "0035 1f90 00000000 00000000 5012 0000 0000 0000"),
              "6 " V6 " opens");
    CHECK_STR(ends(101, IP4("0000", "06") "0035 1f90 00000000 00000000 5011 0000 0000 0000"),
              "6 " V4);
    CHECK_STR(ends(101, IP4("0000", "11") "0035 1f90 00000000 00000000 5002"), "17 " V4);
}

TEST(what_has_none)
{
    CHECK_STR(ends(1, ETHER("0806") "0001080006040001"), "-");
    CHECK_STR(ends(101, "5500 0000"), "-");
    CHECK_STR(ends(101, "4400 0000 0000 0000 40 11 0000 c0000201 c0000202" UDP), "-");
    CHECK_STR(ends(101, IP4("0000", "2f") UDP), "-");
    CHECK_STR(ends(105, IP4("0000", "11") UDP), "-");
    CHECK_STR(ends(101, IP4("0000", "01") "0500 0000 0007 0001"), "-");
    CHECK_STR(ends(101, ""), "-");
}

TEST(later_fragments_have_the_ports_of_the_first)
{
    CHECK_STR(ends(101, "4500 0000 7777 0001 40 11 0000 c0000201 c0000202 00000000"), "-");
    CHECK_STR(ends(101, "4500 0000 7777 2000 40 11 0000 c0000201 c0000202" UDP), "17 " V4);
    CHECK_STR(ends(101, "4500 0000 7777 0001 40 11 0000 c0000201 c0000202"), "17 " V4);
    CHECK_STR(ends(101, "4500 0000 7778 0001 40 11 0000 c0000201 c0000202"), "-");
    CHECK_STR(ends(101, IP6("2c") "11 00 0001 00000009" UDP), "17 " V6);
    CHECK_STR(ends(101, IP6("2c") "11 00 0008 00000009 00000000"), "17 " V6);
}

/* ---- sockets ---- */

static struct endpoint at(uint8_t host, uint16_t port)
{
    struct endpoint e = {.port = port};

    if (host)
        memcpy(e.addr, (uint8_t[16]){[10] = 0xff, 0xff, 192, 0, 2, host}, 16);
    return e;
}

enum { WHEN = 1000 };

static void add(struct sockets *s, struct endpoint local, struct endpoint remote, uint32_t pid)
{
    struct owner_socket k = {
        .proto = 6, .families = OF_IP4, .local = local, .remote = remote, .cookie = pid};

    sn_sockets_add(s, &k, &(struct sn_process){.pid = pid}, WHEN);
}

static uint32_t ask(struct sockets *s, const struct owner_packet *p)
{
    const struct sn_process *found = sn_sockets_find(s, p);

    return found ? found->pid : 0;
}

static uint32_t find(struct sockets *s, struct endpoint local, struct endpoint remote)
{
    return ask(s, &(struct owner_packet){.ts = WHEN, .proto = 6, .local = local, .remote = remote});
}

TEST(the_socket_that_fits_best)
{
    struct sockets *s = sn_sockets_new();
    struct endpoint other = at(3, 7);

    CHECK_INT(find(s, at(1, 80), other), 0);
    add(s, at(0, 80), at(0, 0), 10);
    add(s, at(1, 80), at(2, 99), 11);
    CHECK_INT(find(s, at(1, 80), other), 10);
    CHECK_INT(find(s, at(9, 80), other), 10);
    CHECK_INT(find(s, at(1, 80), at(2, 99)), 11);
    CHECK_INT(find(s, at(1, 81), other), 0);
    CHECK_INT(find(s, at(2, 99), at(1, 80)), 0);
    CHECK(!sn_sockets_find(s, &(struct owner_packet){.ts = WHEN, .proto = 17, .local = at(1, 80)}));
    /* One that is only for a peer, and one of another address of ours. */
    add(s, at(0, 5000), at(2, 99), 12);
    CHECK_INT(find(s, at(1, 5000), at(2, 99)), 12);
    CHECK_INT(find(s, at(1, 5000), at(2, 98)), 0);
    add(s, at(4, 6000), at(0, 0), 13);
    CHECK_INT(find(s, at(1, 6000), other), 0);
    CHECK_INT(find(s, at(4, 6000), other), 13);
    /* The same again is a later process's. */
    sn_sockets_add(
        s, &(struct owner_socket){.proto = 6, .families = OF_IP4, .local = at(0, 80), .cookie = 10},
        &(struct sn_process){.pid = 14}, WHEN);
    CHECK_INT(find(s, at(1, 80), other), 14);
    sn_sockets_free(s);
}

TEST(the_oldest_socket_makes_room)
{
    struct sockets *s = sn_sockets_new();

    for (uint32_t i = 0; i < (1 << 16) + 10; i++)
        sn_sockets_add(s,
                       &(struct owner_socket){.proto = 6,
                                              .local = at(1, (uint16_t)(1 + i % 65535)),
                                              .remote = at(2, (uint16_t)(1 + i / 65535))},
                       &(struct sn_process){.pid = 100 + i}, WHEN);
    CHECK_INT(find(s, at(1, 1), at(2, 1)), 0);
    CHECK_INT(find(s, at(1, 10), at(2, 1)), 0);
    CHECK_INT(find(s, at(1, 11), at(2, 1)), 110);
    CHECK_INT(find(s, at(1, 1), at(2, 2)), 100 + 65535);
    sn_sockets_free(s);
}

TEST(one_that_is_closed_makes_room_first)
{
    struct sockets *s = sn_sockets_new();

    for (uint32_t i = 0; i < 1 << 16; i++)
        add(s, at(1, (uint16_t)(1 + i % 65535)), at(2, (uint16_t)(1 + i / 65535)), 100 + i);
    sn_sockets_close(s, 120, WHEN);
    add(s, at(1, 7), at(2, 7), 7);
    CHECK_INT(find(s, at(1, 7), at(2, 7)), 7);
    CHECK_INT(find(s, at(1, 1), at(2, 1)), 100);
    CHECK_INT(find(s, at(1, 21), at(2, 1)), 0);
    sn_sockets_free(s);
}

TEST(a_socket_has_its_time)
{
    struct sockets *s = sn_sockets_new();
    struct owner_packet p = {.proto = 17, .local = at(1, 53), .remote = at(2, 99)};
    struct owner_socket k = {.proto = 17, .families = OF_IP4, .local = at(0, 53), .cookie = 5};

    sn_sockets_add(s, &k, &(struct sn_process){.pid = 1}, WHEN);
    sn_sockets_close(s, 5, WHEN + 10);
    sn_sockets_close(s, 5, WHEN + 20);
    sn_sockets_close(s, 0, 0);
    for (int64_t ts = WHEN - 1; ts < WHEN + 15; ts++) {
        p.ts = ts;
        CHECK_INT(ask(s, &p), ts >= WHEN && ts <= WHEN + 10);
    }
    /* Whoever has the port next. */
    k.cookie = 6;
    sn_sockets_add(s, &k, &(struct sn_process){.pid = 2}, WHEN + 12);
    p.ts = WHEN + 13;
    CHECK_INT(ask(s, &p), 2);
    p.ts = WHEN + 9;
    CHECK_INT(ask(s, &p), 1);
    sn_sockets_free(s);
}

TEST(connections_outlive_their_sockets_until_there_is_another)
{
    struct endpoint none = {.port = 0};

    for (int accepted = 0; accepted < 2; accepted++) {
        struct sockets *s = sn_sockets_new();
        struct owner_packet p = {
            .ts = WHEN + 9, .proto = 6, .local = at(1, 80), .remote = at(2, 99)};

        add(s, at(1, 80), accepted ? none : p.remote, 1);
        sn_sockets_close(s, 1, WHEN + 5);
        CHECK_INT(ask(s, &p), 1);
        /* Who calls at a port where nobody listens says nothing about it. */
        p.opens = true;
        CHECK_INT(ask(s, &p), 0);
        p.opens = false;
        CHECK_INT(ask(s, &p), accepted);
        p.opens = p.sent = true;
        CHECK_INT(ask(s, &p), 0);
        p.opens = p.sent = false;
        CHECK_INT(ask(s, &p), 0);
        sn_sockets_free(s);
    }
}

TEST(any_address_is_one_of_the_host_and_of_the_socket_s_kind)
{
    struct sockets *s = sn_sockets_new();
    struct owner_prefix net = {.bits = 120}, one = {.bits = 128}, odd = {.bits = 124};
    struct endpoint six = {.addr = {0x20, 1}, .port = 80};

    add(s, at(0, 80), at(0, 0), 1);
    CHECK_INT(find(s, at(9, 80), at(2, 99)), 1);
    memcpy(one.addr, at(1, 0).addr, 16);
    sn_sockets_host(s, &one, true, 0);
    CHECK_INT(find(s, at(1, 80), at(2, 99)), 1);
    CHECK_INT(find(s, at(9, 80), at(2, 99)), 0);
    memcpy(net.addr, at(1, 0).addr, 16);
    net.addr[15] = 0;
    sn_sockets_host(s, &net, true, 0);
    CHECK_INT(find(s, at(9, 80), at(2, 99)), 1);
    sn_sockets_host(s, &net, false, WHEN - 1);
    sn_sockets_host(s, &net, false, WHEN - 1);
    CHECK_INT(find(s, at(9, 80), at(2, 99)), 0);
    memcpy(odd.addr, at(16, 0).addr, 16);
    sn_sockets_host(s, &odd, true, 0);
    CHECK_INT(find(s, at(31, 80), at(2, 99)), 1);
    CHECK_INT(find(s, at(32, 80), at(2, 99)), 0);
    sn_sockets_host(s, &(struct owner_prefix){.bits = 0}, true, 0);
    CHECK_INT(find(s, six, at(2, 99)), 0);
    CHECK_INT(find(s, at(32, 80), at(2, 99)), 1);
    for (uint32_t i = 0; i < 1000; i++) {
        one.addr[14] = (uint8_t)(i >> 8);
        one.addr[13] = (uint8_t)i;
        sn_sockets_host(s, &one, true, 0);
    }
    CHECK_INT(find(s, at(1, 80), at(2, 99)), 1);
    sn_sockets_free(s);
}

TEST(an_address_is_the_host_s_for_a_time)
{
    struct sockets *s = sn_sockets_new();
    struct owner_prefix one = {.bits = 128}, other = {.bits = 128};
    struct owner_packet p = {.proto = 6, .local = at(1, 53), .remote = at(2, 99)};

    memcpy(one.addr, at(1, 0).addr, 16);
    memcpy(other.addr, at(3, 0).addr, 16);
    add(s, at(0, 53), at(0, 0), 1);
    sn_sockets_host(s, &other, true, 0);
    sn_sockets_host(s, &one, true, WHEN + 10);
    sn_sockets_host(s, &one, false, WHEN + 20);
    sn_sockets_host(s, &one, true, WHEN + 30);
    for (p.ts = WHEN; p.ts < WHEN + 40; p.ts++)
        CHECK_INT(ask(s, &p), (p.ts >= WHEN + 10 && p.ts <= WHEN + 20) || p.ts >= WHEN + 30);
    /* Those that are gone are forgotten at last, those that are there never. */
    other.addr[12] = 10;
    for (uint32_t i = 0; i < 5000; i++) {
        other.addr[14] = (uint8_t)(i >> 8);
        other.addr[13] = (uint8_t)i;
        sn_sockets_host(s, &other, true, WHEN + 40 + i);
        sn_sockets_host(s, &other, false, WHEN + 41 + i);
    }
    CHECK_INT(ask(s, &p), 1);
    p.local = at(3, 53);
    CHECK_INT(ask(s, &p), 1);
    sn_sockets_free(s);
}

TEST(counts_in_words_and_in_json)
{
    struct sn_owner_counts c = {.owned = 1, .others = 2, .unlabelled = 3, .sockets = 4};
    char mem[256];
    struct sn_buf b;

    sn_buf_fixed(&b, mem, sizeof mem - 1);
    sn_owner_counts_put(&b, &c, false);
    *b.p = '\0';
    CHECK_STR(mem, "1 packets of the processes, 2 of others or unknown left out");
    sn_buf_clear(&b);
    sn_owner_counts_put(&b, &c, true);
    *b.p = '\0';
    CHECK_STR(mem, "{\"sockets\":4,\"owned\":1,\"unlabelled\":3,\"others\":2,\"missed\":0}");
    c.missed = 5;
    sn_buf_clear(&b);
    sn_owner_counts_put(&b, &c, false);
    *b.p = '\0';
    CHECK_STR(mem, "1 packets of the processes, 2 of others or unknown left out (the kernel "
                   "dropped news of processes 5 times)");
}

TEST_MAIN
