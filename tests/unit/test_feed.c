/* Sources that are no interfaces: lib/cap/feed.c with made-up messages. */
#include "test.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_log.h>
#include <linux/netlink.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cap/feed.h"

/* A ring that is fed from one end of a pair of sockets. */
static struct sn_cap *open_feed(enum sn_if_kind kind, uint32_t snaplen, int *to)
{
    struct sn_cap *c = calloc(1, sizeof *c);
    struct sn_cap_opts o = {.buffer = 1 << 20};
    int fd[2];

    CHECK_INT(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, fd), 0);
    fcntl(fd[0], F_SETFL, O_NONBLOCK);
    c->kind = kind;
    c->linktype = kind == SN_IF_USB ? 189 : 239;
    c->snaplen = snaplen;
    CHECK_INT(sn_feed_open_fd(c, fd[0], &o, NULL), SN_OK);
    *to = fd[1];
    return c;
}

/* A logged packet: its number, and n bytes; appended to m. */
static size_t logged(uint8_t *m, uint32_t seq, size_t n)
{
    struct nlmsghdr h = {.nlmsg_len = (uint32_t)(sizeof h + 4 + 8 + 4 + n),
                         .nlmsg_type = NFNL_SUBSYS_ULOG << 8 | NFULNL_MSG_PACKET};
    struct nfgenmsg g = {.nfgen_family = AF_INET, .res_id = htons(5)};
    struct nlattr s = {8, NFULA_SEQ}, p = {(uint16_t)(4 + n), NFULA_PAYLOAD};
    size_t at = sizeof h;

    seq = htonl(seq);
    memset(m, 0, sizeof h + 16 + n + 3);
    memcpy(m, &h, sizeof h);
    memcpy(m + at, &g, sizeof g), at += 4;
    memcpy(m + at, &s, sizeof s), memcpy(m + at + 4, &seq, sizeof seq), at += 8;
    memcpy(m + at, &p, sizeof p), at += 4;
    memset(m + at, 'x', n);
    return (at + n + 3) / 4 * 4;
}

TEST(logged_packets_and_those_that_were_lost)
{
    static uint8_t m[160 << 10];
    struct sn_cap_stats st;
    struct sn_pkt p[64];
    struct sn_cap *c;
    size_t n = 0;
    int to;

    c = open_feed(SN_IF_NFLOG, 100, &to);
    CHECK_INT(sn_cap_next(c, p, 64), 0);
    CHECK(sn_cap_settled(c, 77) == 77);
    for (uint32_t i = 0; i < 3; i++)
        n += logged(m + n, 10 + i, 50 + i);
    CHECK_INT(send(to, m, n, 0), (long)n);
    CHECK_INT(sn_cap_next(c, p, 64), 3);
    for (uint32_t i = 0; i < 3; i++) {
        CHECK_INT(p[i].len, 16 + 50 + i);
        CHECK_INT(p[i].caplen, 16 + 50 + i);
        CHECK_INT(p[i].data[0], AF_INET);
        CHECK_INT(p[i].data[p[i].caplen - 1], 'x');
        CHECK(p[i].ts > 0);
        memset(sn_cap_front(&p[i]), 0xee, SN_CAP_FRONT);
    }
    CHECK_INT(sn_cap_next(c, p, 64), 0);
    n = logged(m, 13, 500);
    n += logged(m + n, 20, 1); /* six are missing */
    CHECK_INT(send(to, m, n, 0), (long)n);
    CHECK_INT(sn_cap_next(c, p, 1), 1);
    CHECK(p->caplen == 100 && p->len == 516);
    CHECK_INT(sn_cap_next(c, p, 1), 1);
    sn_cap_stats(c, &st);
    CHECK(st.received == 5 + 6 && st.dropped == 6);
    close(to);
    sn_cap_close(c);
}

TEST(more_than_a_block_and_what_is_cut)
{
    static uint8_t m[160 << 10];
    struct sn_pkt p[64];
    size_t n = 0, got = 0, k;
    uint32_t sent = 0;
    struct sn_cap *c;
    int to, size = 1 << 20;

    c = open_feed(SN_IF_NFLOG, 262144, &to);
    setsockopt(to, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    while (n + 64 < 100000)
        n += logged(m + n, sent++, 1);
    for (int i = 0; i < 2; i++)
        CHECK_INT(send(to, m, n, 0), (long)n);
    while ((k = sn_cap_next(c, p, 64)))
        got += k;
    CHECK_INT(got, 2 * sent);
    /* Cut anywhere: nothing behind the end is read. */
    n = logged(m, 1, 20);
    for (size_t cut = 0; cut < n; cut++) {
        CHECK_INT(send(to, m, cut, 0), (long)cut);
        if (cut)
            CHECK_INT(sn_cap_next(c, p, 64), 0);
    }
    sn_cap_stop(c);
    usleep(150000);
    CHECK_INT(send(to, m, n, 0), (long)n);
    CHECK_INT(sn_cap_next(c, p, 64), 0);
    close(to);
    sn_cap_close(c);
}

TEST(usb_events)
{
    uint8_t e[FEED_USB_HEADER + 10] = {0};
    int64_t sec = 1700000000;
    int32_t usec = 250000;
    uint32_t urb = 64, there = 10;
    struct sn_pkt p;
    struct sn_cap *c;
    int to;

    c = open_feed(SN_IF_USB, 262144, &to);
    memcpy(e + 16, &sec, 8);
    memcpy(e + 24, &usec, 4);
    memcpy(e + 32, &urb, 4);
    memcpy(e + 36, &there, 4);
    CHECK_INT(send(to, e, sizeof e, 0), sizeof e);
    CHECK_INT(sn_cap_next(c, &p, 1), 1);
    CHECK(p.caplen == 58 && p.len == 48 + 64);
    CHECK(p.ts == 1700000000250000000);
    for (size_t cut = 1; cut < FEED_USB_HEADER; cut++) {
        CHECK_INT(send(to, e, cut, 0), (long)cut);
        CHECK_INT(sn_cap_next(c, &p, 1), 0);
    }
    close(to);
    sn_cap_close(c);
}

TEST(names)
{
    struct sn_if i;

    CHECK(sn_feed_named(&i, "nflog") && i.kind == SN_IF_NFLOG && i.linktype == 239);
    CHECK(sn_feed_named(&i, "nflog:65535") && strcmp(i.name, "nflog:65535") == 0);
    CHECK(!sn_feed_named(&i, "nflog:65536") && !sn_feed_named(&i, "nflog:"));
    CHECK(!sn_feed_named(&i, "nflog5") && !sn_feed_named(&i, "nflog:-1"));
    CHECK(sn_feed_named(&i, "usbmon0") && i.kind == SN_IF_USB && i.linktype == 189);
    CHECK(!sn_feed_named(&i, "usbmon") && !sn_feed_named(&i, "usbmonx"));
    CHECK(!sn_feed_named(&i, "eth0") && !sn_feed_named(&i, ""));
}

TEST_MAIN
