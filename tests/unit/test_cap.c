/* The capture library's parts that need no interface: link types, tags, netlink, the sandbox. */
#include "test.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/net_tstamp.h>
#include <linux/rtnetlink.h>
#include <pthread.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "cap/cap.h"
#include "cap/netlink.h"
#include "sn/sandbox.h"

static long linktype_of(uint16_t arphrd, bool want_cooked)
{
    bool cooked;
    uint32_t t = sn_if_linktype(arphrd, &cooked);

    return cooked == want_cooked ? (long)t : -1;
}

TEST(link_types)
{
    CHECK_INT(linktype_of(ARPHRD_ETHER, false), 1);
    CHECK_INT(linktype_of(ARPHRD_LOOPBACK, false), 1);
    CHECK_INT(linktype_of(ARPHRD_NONE, false), 101); /* tun */
    CHECK_INT(linktype_of(ARPHRD_IEEE80211, false), 105);
    CHECK_INT(linktype_of(ARPHRD_IEEE80211_PRISM, false), 119);
    CHECK_INT(linktype_of(ARPHRD_IEEE80211_RADIOTAP, false), 127);
    CHECK_INT(linktype_of(ARPHRD_NETLINK, false), 253);
    CHECK_INT(linktype_of(ARPHRD_PPP, true), 276);
    CHECK_INT(linktype_of(ARPHRD_IPGRE, true), 276);
    CHECK_INT(linktype_of(0x7777, true), 276);
}

/* A packet with room in front of it; restored, then compared with what it should have become. */
static void check_restored(uint32_t linktype, const struct cap_meta *m, const char *in, size_t n,
                           const char *want, size_t want_n)
{
    uint8_t buf[128] = {0};
    struct sn_pkt p = {.data = buf + CAP_HEADROOM, .caplen = (uint32_t)n, .len = (uint32_t)n + 7};

    memcpy(buf + CAP_HEADROOM, in, n);
    sn_cap_restore(&p, linktype, m);
    CHECK_INT(p.caplen, want_n);
    CHECK_INT(p.len, want_n + 7);
    CHECK(p.data >= buf);
    CHECK(memcmp(p.data, want, want_n) == 0);
}

#define RESTORED(type, m, in, want)                                                                \
    check_restored((type), (m), (in), sizeof(in) - 1, (want), sizeof(want) - 1)

/* What is behind the outer tag of a cooked packet, by what the kernel says and left in front of the
 * payload. */
static void check_tags(uint16_t said, uint8_t pkttype, const char *payload, size_t n, uint16_t want)
{
    static const uint8_t addr[8] = {2, 0, 0, 0, 0, 1, 0, 0};
    struct cap_meta m = {.protocol = said,
                         .pkttype = pkttype,
                         .addr = addr,
                         .tagged = true,
                         .tpid = 0x88a8,
                         .tci = 0xa05};
    uint8_t buf[CAP_HEADROOM + 4096] = {0};
    struct sn_pkt p = {.data = buf + CAP_HEADROOM, .caplen = (uint32_t)n, .len = (uint32_t)n};

    memcpy(buf + CAP_HEADROOM, payload, n);
    if (n >= 20 && n < 2048 && said == 0x0800 && payload[0] == 0x45 && payload[2] == 8)
        p.caplen = p.len = 2048; /* a packet of the length that looks like an ethertype */
    n = p.caplen;
    sn_cap_restore(&p, SN_LINK_LINUX_SLL2, &m);
    CHECK_INT(p.caplen, n + 24);
    CHECK(memcmp(p.data, "\x88\xa8", 2) == 0 && memcmp(p.data + 20, "\x0a\x05", 2) == 0);
    CHECK_INT(p.data[22] << 8 | p.data[23], want);
    CHECK(memcmp(p.data + 24, buf + CAP_HEADROOM, n) == 0);
}

enum { OUT = PACKET_OUTGOING };

#define TAGS(said, type, payload, want)                                                            \
    check_tags((said), (type), (payload), sizeof(payload) - 1, (want))

TEST(several_tags_of_cooked_packets)
{
#define IP4 "\x45\0\0\x14\0\1\0\0\x40\x11\x66\xc4\x0a\x09\0\1\x0a\x09\0\2"
    /* Kernels that say what is behind the outer tag. */
    TAGS(0x0800, 0, IP4, 0x0800);
    TAGS(0x8100, 0, "\x0b\x06\x08\0" IP4, 0x8100);
    TAGS(0x88a8, 0, "\x0b\x06\x81\0\x0c\x07\x08\0" IP4, 0x88a8);
    TAGS(0x8100, OUT, "\x0b\x06\x08\0" IP4, 0x8100);
    /* Those that say what is behind all. */
    TAGS(0x0800, 0, "\x0b\x06\x08\0" IP4, 0x8100);
    TAGS(0x0800, 0, "\x45\x06\x08\0" IP4, 0x8100); /* a tag like the beginning of IPv4 */
    TAGS(0x0800, 0, "\x0b\x06\x81\0\x0c\x07\x08\0" IP4, 0x8100);
    TAGS(0x0800, 0, "\x0b\x06\x91\0\x0c\x07\x88\xa8\x0d\x08\x08\0" IP4, 0x8100);
    TAGS(0x86dd, 0, "\x0b\x06\x86\xdd\x60\0\0\0\0\0\x3b\x40", 0x8100);
    TAGS(0x0806, 0, "\x0b\x06\x08\x06\0\1\x08\0\6\4\0\1", 0x8100);
    TAGS(0x0026, 0, "\x0b\x06\0\x26\x42\x42\3", 0x8100); /* a length: 802.2 */
    TAGS(0, 0, "\x0b\x06\x81\0", 0x8100);                /* cut inside the tags */
    /* No tag: nothing looks like one, or the packet is a sound one, or goes out. */
    TAGS(0x0806, 0, "\0\1\x08\0\6\4\0\1", 0x0806);
    TAGS(0x0800, 0, "\x0b\x06\x81\0\x0c\x07\x86\xdd" IP4, 0x0800);
    TAGS(0x0800, 0, "\x45\0\x08\0\0\1\0\0\x40\x11\x5e\xd8\x0a\x09\0\1\x0a\x09\0\2", 0x0800);
    TAGS(0x86dd, 0,
         "\x60\0\x86\xdd\0\0\x3b\x40\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\1"
         "\xfe\x80\0\0\0\0\0\0\0\0\0\0\0\0\0\2",
         0x86dd);
    TAGS(0x0800, OUT, "\x0b\x06\x08\0" IP4, 0x0800);
    TAGS(0x0800, 0, "", 0x0800);
    TAGS(0x0800, 0, "\x0b\x06\x08", 0x0800);
#undef IP4
}

TEST(tags_and_cooked_headers)
{
    static const uint8_t addr[8] = {2, 0, 0, 0, 0, 1, 0, 0};
    struct cap_meta m = {.protocol = 0x0800,
                         .ifindex = 0x01020304,
                         .arphrd = 1,
                         .pkttype = 4,
                         .halen = 6,
                         .addr = addr,
                         .tpid = 0x88a8,
                         .tci = 0xe064};

    RESTORED(SN_LINK_ETHERNET, &m, "ABCDEFabcdef\x08\x00xyz", "ABCDEFabcdef\x08\x00xyz");
    RESTORED(SN_LINK_LINUX_SLL2, &m, "xyz", "\x08\x00\0\0\1\2\3\4\0\1\4\6\2\0\0\0\0\1\0\0xyz");
    RESTORED(SN_LINK_LINUX_SLL, &m, "xyz", "\0\4\0\1\0\6\2\0\0\0\0\1\0\0\x08\x00xyz");
    m.tagged = true;
    RESTORED(SN_LINK_ETHERNET, &m, "ABCDEFabcdef\x08\x00xyz",
             "ABCDEFabcdef\x88\xa8\xe0\x64\x08\x00xyz");
    RESTORED(SN_LINK_ETHERNET, &m, "ABCDEFabcdef", "ABCDEFabcdef\x88\xa8\xe0\x64");
    RESTORED(SN_LINK_ETHERNET, &m, "ABCDEFabcde", "ABCDEFabcde"); /* cut in front of the tag */
    RESTORED(SN_LINK_RAW, &m, "xyz", "xyz");
    RESTORED(SN_LINK_LINUX_SLL2, &m, "xyz",
             "\x88\xa8\0\0\1\2\3\4\0\1\4\6\2\0\0\0\0\1\0\0\xe0\x64\x08\x00xyz");
    RESTORED(253, &m, "", "\0\4\0\1\0\6\2\0\0\0\0\1\0\0\x88\xa8\xe0\x64\x08\x00");
}

static unsigned types_of(uint32_t stamps, uint32_t filters)
{
    struct ethtool_ts_info info = {.so_timestamping = stamps, .rx_filters = filters};

    return sn_cap_stamps_of(&info);
}

TEST(stamp_types)
{
    const unsigned host = 1u << SN_STAMP_HOST, all = 1u << HWTSTAMP_FILTER_ALL;
    enum sn_stamp t;

    CHECK_INT(types_of(0, 0), host);
    CHECK_INT(types_of(SOF_TIMESTAMPING_SOFTWARE | SOF_TIMESTAMPING_RX_SOFTWARE, all), host);
    CHECK_INT(types_of(SOF_TIMESTAMPING_RAW_HARDWARE, all), host | 1u << SN_STAMP_ADAPTER_UNSYNCED);
    CHECK_INT(types_of(SOF_TIMESTAMPING_RAW_HARDWARE, 1u << HWTSTAMP_FILTER_PTP_V2_EVENT), host);
    CHECK_INT(types_of(SOF_TIMESTAMPING_SYS_HARDWARE | SOF_TIMESTAMPING_RAW_HARDWARE, all),
              host | 1u << SN_STAMP_ADAPTER | 1u << SN_STAMP_ADAPTER_UNSYNCED);
    for (int i = 0; i < SN_NSTAMPS; i++)
        CHECK(sn_stamp_by_name(&t, sn_stamp_name((enum sn_stamp)i)) && t == (enum sn_stamp)i);
    CHECK(!sn_stamp_by_name(&t, "adapter "));
}

/* A ring of one block with four packets, as the kernel would leave it; how many it counts. */
static uint64_t unstamped(uint32_t asked_for)
{
    static const uint32_t status[] = {0, TP_STATUS_TS_SOFTWARE,
                                      TP_STATUS_TS_RAW_HARDWARE | TP_STATUS_CSUM_VALID,
                                      TP_STATUS_TS_SYS_HARDWARE};
    static _Alignas(16) uint8_t ring[4096];
    struct tpacket_block_desc *b = (void *)ring;
    struct sn_cap c = {.fd = -1, .linktype = SN_LINK_ETHERNET, .snaplen = 64, .nblocks = 1};
    struct sn_cap_stats st;
    struct sn_pkt p[3];

    c.ring = ring;
    c.block_size = sizeof ring;
    c.stamped = asked_for;
    b->hdr.bh1 = (struct tpacket_hdr_v1){
        .block_status = TP_STATUS_USER, .num_pkts = 4, .offset_to_first_pkt = 128};
    for (int i = 0; i < 4; i++) {
        struct tpacket3_hdr h = {.tp_next_offset = 256,
                                 .tp_sec = 7,
                                 .tp_nsec = (unsigned)i,
                                 .tp_snaplen = 60,
                                 .tp_len = 60,
                                 .tp_status = status[i],
                                 .tp_mac = 128};

        memcpy(ring + 128 + (size_t)i * 256, &h, sizeof h);
    }
    CHECK_INT(sn_cap_next(&c, p, 3), 3);
    CHECK(p[2].ts == INT64_C(7000000002) && p[2].caplen == 60);
    CHECK_INT(sn_cap_next(&c, p, 3), 1);
    CHECK_INT(sn_cap_next(&c, p, 3), 0);
    sn_cap_stats(&c, &st);
    return st.unstamped;
}

TEST(packets_without_the_stamp_that_was_asked_for)
{
    CHECK_INT(unstamped(0), 0);
    CHECK_INT(unstamped(TP_STATUS_TS_RAW_HARDWARE), 3);
    CHECK_INT(unstamped(TP_STATUS_TS_SYS_HARDWARE), 3);
}

static void count(void *ctx, uint16_t type, const uint8_t *body, size_t n)
{
    struct nl_attr a;
    size_t at = 0;

    (void)type;
    ++*(int *)ctx;
    while (sn_nl_next_attr(body, n, &at, &a))
        *(int *)ctx += 100 + (int)nl_u32(&a);
}

TEST(netlink_messages_cut_anywhere)
{
    struct {
        struct nlmsghdr h;
        struct rtattr a;
        uint32_t v;
        struct rtattr b;
        uint16_t w, pad;
        struct nlmsghdr done;
    } m = {.h = {.nlmsg_len = offsetof(__typeof__(m), done), .nlmsg_type = RTM_NEWLINK},
           .a = {.rta_len = 8, .rta_type = 1},
           .v = 7,
           .b = {.rta_len = 6, .rta_type = 2},
           .w = 3,
           .done = {.nlmsg_len = sizeof(struct nlmsghdr), .nlmsg_type = NLMSG_DONE}};

    for (size_t n = 0; n <= sizeof m; n++) {
        int seen = 0;
        bool done = false;

        CHECK_INT(sn_nl_walk(guarded(&m, n), n, count, &seen, &done), 0);
        CHECK_INT(seen, n >= m.h.nlmsg_len ? 211 : 0);
        CHECK_INT(done, n == sizeof m);
    }
    m.a.rta_len = 3; /* shorter than itself: the walk ends */
    for (int again = 0; again < 2; again++, m.a.rta_len = 200) {
        int seen = 0;
        bool done;

        CHECK_INT(sn_nl_walk(guarded(&m, sizeof m), sizeof m, count, &seen, &done), 0);
        CHECK_INT(seen, 1);
    }
}

TEST(interfaces)
{
    const struct sn_if *lo;
    struct sn_arena a;
    struct sn_if *list;
    char number[16];
    uint32_t n;

    sn_arena_init(&a, 16 << 20);
    CHECK(sn_if_list(&list, &n, &a, NULL) == SN_OK);
    lo = sn_if_find(list, n, "lo");
    CHECK(lo && lo->flags & SN_IF_LOOPBACK && lo->index == 1 && lo->linktype == 1);
    CHECK(sn_if_find(list, n, "any") && sn_if_find(list, n, "any")->index == 0);
    snprintf(number, sizeof number, "%d", (int)(lo - list) + 1);
    CHECK(sn_if_find(list, n, number) == lo);
    CHECK(!sn_if_find(list, n, "0") && !sn_if_find(list, n, "99999") && !sn_if_find(list, n, ""));
    sn_arena_free(&a);
}

/* What a child that has locked itself in gets for it: its exit status, or 1000 + the signal. With
 * a directory, which is /tmp, when box.dir is 0; `then`: locked in a second time. */
static int locked_in_twice(int (*attempt)(int dir), struct sn_sandbox box,
                           const struct sn_sandbox *then)
{
    int st = 0;
    pid_t pid = fork();

    if (pid == 0) {
        struct sn_drop keep = {0};

        if (box.dir == 0)
            box.dir = open("/tmp", O_RDONLY | O_DIRECTORY);
        if (sn_priv_drop(&keep) || sn_sandbox_enter(&box) || (then && sn_sandbox_enter(then)))
            _exit(200);
        _exit(attempt(box.dir));
    }
    waitpid(pid, &st, 0);
    return WIFSIGNALED(st) ? 1000 + WTERMSIG(st) : WEXITSTATUS(st);
}

static int locked_in(int (*attempt)(int dir), bool with_dir)
{
    return locked_in_twice(attempt, (struct sn_sandbox){.dir = with_dir ? 0 : -1}, NULL);
}

static int read_file(int dir)
{
    (void)dir;
    return open("/etc/passwd", O_RDONLY) < 0 ? errno : 0;
}

static int write_elsewhere(int dir)
{
    (void)dir;
    return open("/dev/null", O_WRONLY) < 0 ? errno : 0;
}

static int create_and_remove(int dir)
{
    const char *name = "sn-test-cap-sandbox";
    int fd = openat(dir, name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

    return fd < 0 || write(fd, "x", 1) != 1 || unlinkat(dir, name, 0) != 0 ? errno : 0;
}

static int new_socket(int dir)
{
    (void)dir;
    return socket(AF_INET, SOCK_DGRAM, 0) < 0 ? errno : 0;
}

static int run_program(int dir)
{
    (void)dir;
    execl("/bin/true", "true", (char *)NULL);
    return errno;
}

static int new_process(int dir)
{
    (void)dir;
    return fork() < 0 ? errno : 0;
}

static int executable_memory(int dir)
{
    (void)dir;
    return mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) ==
           MAP_FAILED;
}

static void *page(void)
{
    return mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

static int code(int dir)
{
    (void)dir;
    return mprotect(page(), 4096, PROT_READ | PROT_EXEC) != 0 ? errno : 0;
}

static int code_that_can_be_written(int dir)
{
    (void)dir;
    return mprotect(page(), 4096, PROT_READ | PROT_WRITE | PROT_EXEC) != 0 ? errno : 0;
}

static int use_socket(int dir)
{
    int v;
    socklen_t n = sizeof v;

    (void)dir;
    return getsockopt(0, SOL_SOCKET, SO_ERROR, &v, &n) != 0 ? errno : 0;
}

static int remove_file(int dir)
{
    return unlinkat(dir, "sn-test-cap-sandbox", 0) != 0 ? errno : 0;
}

static char elsewhere[] = "/var/tmp/sn-test-cap-XXXXXX"; /* a file that is there */

static int remove_elsewhere(int dir)
{
    (void)dir;
    return unlinkat(AT_FDCWD, elsewhere, 0) != 0 ? errno : 0;
}

static int create(int dir)
{
    (void)dir;
    return openat(AT_FDCWD, "/tmp/sn-test-cap-sandbox", O_WRONLY | O_CREAT, 0600) < 0 ? errno : 0;
}

static void *nothing(void *arg)
{
    return arg;
}

static int new_thread(int dir)
{
    pthread_t t;

    (void)dir;
    return pthread_create(&t, NULL, nothing, NULL) || pthread_join(t, NULL);
}

TEST(a_session_is_left_out)
{
    static const struct sn_ssh_session s = {"10.0.0.1", "fe80::1", 50000, 22};
    static const char rest[] =
        "not (tcp and host 10.0.0.1 and host fe80::1 and port 50000 and port 22)";
    char mem[256], want[256];
    struct sn_buf b;

    sn_buf_fixed(&b, mem, sizeof mem - 1);
    sn_ssh_exclude(&b, &s, "ignored", 0, true);
    *b.p = '\0';
    CHECK_STR(mem, rest);
    sn_buf_clear(&b);
    sn_ssh_exclude(&b, &s, "tcp or udp # both", 17, false);
    *b.p = '\0';
    snprintf(want, sizeof want, "(tcp or udp # both\n) and %s", rest);
    CHECK_STR(mem, want);
    sn_buf_clear(&b);
    sn_ssh_exclude(&b, &s, "tcp or udp", 10, true);
    *b.p = '\0';
    snprintf(want, sizeof want, "look-through (tcp or udp\n) and %s", rest);
    CHECK_STR(mem, want);
}

TEST(sandbox)
{
    if (locked_in(read_file, false) == 200)
        return; /* a kernel without Landlock, or a build with sanitizers */
    CHECK_INT(locked_in(read_file, false), EACCES);
    CHECK_INT(locked_in(read_file, true), EACCES);
    CHECK_INT(locked_in(write_elsewhere, true), EACCES);
    CHECK_INT(locked_in(create_and_remove, true), 0);
    CHECK_INT(locked_in(new_socket, true), 1000 + SIGSYS);
    CHECK_INT(locked_in(run_program, true), 1000 + SIGSYS);
    CHECK_INT(locked_in(new_process, true), 1000 + SIGSYS);
    CHECK_INT(locked_in(executable_memory, true), 1000 + SIGSYS);
    CHECK_INT(locked_in(code, true), 1000 + SIGSYS);
    CHECK_INT(locked_in(new_thread, true), 0);
    CHECK(locked_in(use_socket, true) < 1000);
}

/* Streams: no sockets, nothing is opened; code only where it was asked for, and not writable. */
TEST(sandbox_for_streams)
{
    struct sn_sandbox box = {.kind = SN_SANDBOX_STREAM, .dir = -1};
    struct sn_sandbox last = box;

    if (locked_in(read_file, false) == 200)
        return;
    close(mkstemp(elsewhere));
    CHECK_INT(locked_in_twice(read_file, box, NULL), EACCES);
    CHECK_INT(locked_in_twice(write_elsewhere, box, NULL), EACCES);
    CHECK_INT(locked_in_twice(new_socket, box, NULL), 1000 + SIGSYS);
    CHECK_INT(locked_in_twice(use_socket, box, NULL), 1000 + SIGSYS);
    CHECK_INT(locked_in_twice(run_program, box, NULL), 1000 + SIGSYS);
    CHECK_INT(locked_in_twice(new_process, box, NULL), 1000 + SIGSYS);
    CHECK_INT(locked_in_twice(remove_elsewhere, box, NULL), 1000 + SIGSYS);
    CHECK_INT(locked_in_twice(code, box, NULL), 1000 + SIGSYS);
    CHECK_INT(locked_in_twice(new_thread, box, NULL), 0);
    box.code = true;
    CHECK_INT(locked_in_twice(code, box, NULL), 0);
    CHECK_INT(locked_in_twice(code_that_can_be_written, box, NULL), 1000 + SIGSYS);
    CHECK_INT(locked_in_twice(executable_memory, box, NULL), 1000 + SIGSYS);
    box.dir = 0;
    box.remove = box.again = true;
    CHECK_INT(locked_in_twice(remove_file, box, NULL), ENOENT);
    CHECK_INT(locked_in_twice(remove_elsewhere, box, NULL), EACCES);
    CHECK_INT(locked_in_twice(create, box, NULL), EACCES);
    CHECK_INT(locked_in_twice(code, box, NULL), 0);
    CHECK_INT(locked_in_twice(code, box, &last), 1000 + SIGSYS);
    CHECK_INT(locked_in_twice(remove_file, box, &last), 1000 + SIGSYS);
    CHECK_INT(locked_in_twice(new_thread, box, &last), 0);
    unlink(elsewhere);
}

/* Names: files are read, sockets opened; nothing is written, no program run. */
TEST(sandbox_for_names)
{
    struct sn_sandbox box = {.kind = SN_SANDBOX_NAMES, .dir = -1};

    if (locked_in(read_file, false) == 200)
        return;
    CHECK_INT(locked_in_twice(read_file, box, NULL), 0);
    CHECK_INT(locked_in_twice(new_socket, box, NULL), 0);
    CHECK_INT(locked_in_twice(new_thread, box, NULL), 0);
    CHECK_INT(locked_in_twice(write_elsewhere, box, NULL), EACCES);
    CHECK_INT(locked_in_twice(create, box, NULL), EACCES);
    CHECK_INT(locked_in_twice(run_program, box, NULL), 1000 + SIGSYS);
    CHECK_INT(locked_in_twice(new_process, box, NULL), 1000 + SIGSYS);
}

TEST_MAIN
