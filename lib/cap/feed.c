/* Logged packets and USB events as packets of a ring: see feed.h. */
#include "cap/feed.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_log.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include "cap/netlink.h"

enum { LINK_USB = 189, LINK_NFLOG = 239, USB_BUSES = 64 };

/* A block, as ring.c's, with room for what is put in front of a packet; and how much is read at
 * once. */
#define ALIGNED(n) (((size_t)(n) + 15) / 16 * 16) /* TPACKET_ALIGN, of sizes */

enum { BLOCK = 256 << 10, FRONT = 128, READ = 160 << 10, STOP_NS = 100000000 };

struct feed {
    int64_t stopped; /* atomic: when nothing more was wanted; 0: not yet */
    uint8_t *buf;    /* READ bytes; [at, n) are read and in no block yet */
    size_t at, n;
    bool counted;  /* `next` is known */
    uint32_t next; /* the number of the next packet: gaps were lost */
};

/* ---- names ---- */

static void fill_in(struct sn_if *to, enum sn_if_kind kind, const char *name, uint32_t linktype)
{
    *to = (struct sn_if){.kind = kind, .linktype = linktype};
    strlcpy(to->name, name, sizeof to->name);
}

/* The number behind a prefix; an empty one is 0 where that is allowed. */
static bool numbered(const char *name, const char *prefix, bool empty, unsigned long max,
                     unsigned long *v)
{
    size_t n = strlen(prefix);
    char *end;

    if (strncmp(name, prefix, n) != 0)
        return false;
    *v = strtoul(name + n, &end, 10);
    return name[n] ? name[n] >= '0' && name[n] <= '9' && !*end && *v <= max : empty;
}

bool sn_feed_named(struct sn_if *out, const char *name)
{
    unsigned long v;

    if (strcmp(name, "nflog") == 0 || numbered(name, "nflog:", false, UINT16_MAX, &v))
        fill_in(out, SN_IF_NFLOG, name, LINK_NFLOG);
    else if (numbered(name, "usbmon", false, USB_BUSES, &v))
        fill_in(out, SN_IF_USB, name, LINK_USB);
    else
        return false;
    return true;
}

static int open_bus(const char *name)
{
    char path[64];

    snprintf(path, sizeof path, "/dev/%s", name);
    return open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
}

uint32_t sn_feed_list(struct sn_if *out, uint32_t max)
{
    int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
    uint32_t n = 0;
    char path[32];

    if (fd >= 0 && n < max)
        fill_in(&out[n++], SN_IF_NFLOG, "nflog", LINK_NFLOG);
    if (fd >= 0)
        close(fd);
    for (int i = 0; i <= USB_BUSES && n < max; i++) {
        snprintf(path, sizeof path, "/dev/usbmon%d", i);
        if (access(path, F_OK) == 0)
            n += sn_feed_named(&out[n], path + sizeof "/dev/" - 1);
    }
    return n;
}

/* ---- opening ---- */

static void no_answer(void *ctx, uint16_t type, const uint8_t *body, size_t n)
{
    (void)ctx; /* a packet that was logged meanwhile */
    (void)type;
    (void)body;
    (void)n;
}

/* A message that sets one attribute of a group, and the answer. 0, or errno. */
static int configure(int fd, uint16_t group, uint16_t type, const void *value, size_t n)
{
    struct {
        struct nlmsghdr h;
        struct nfgenmsg g;
        struct nlattr a;
        uint8_t value[8];
    } m = {.h = {.nlmsg_type = NFNL_SUBSYS_ULOG << 8 | NFULNL_MSG_CONFIG,
                 .nlmsg_flags = NLM_F_REQUEST | NLM_F_ACK},
           .g = {.res_id = htons(group)},
           .a = {.nla_len = (uint16_t)(sizeof m.a + n), .nla_type = type}};
    uint8_t answer[16384];
    bool done = false;
    int sys = 0;
    ssize_t k;

    memcpy(m.value, value, n);
    m.h.nlmsg_len = (uint32_t)(sizeof m - sizeof m.value + (n + 3) / 4 * 4);
    if (send(fd, &m, m.h.nlmsg_len, 0) < 0)
        return errno;
    while (!done) {
        if ((k = recv(fd, answer, sizeof answer, 0)) < 0)
            return errno;
        sys = sn_nl_walk(answer, (size_t)k, no_answer, NULL, &done);
    }
    return sys;
}

/* Whole packets, numbered, and handed over at once rather than after a second. */
static int join(int fd, uint16_t group)
{
    struct nfulnl_msg_config_cmd bind = {.command = NFULNL_CFG_CMD_BIND};
    struct nfulnl_msg_config_mode mode = {.copy_range = htonl(UINT16_MAX),
                                          .copy_mode = NFULNL_COPY_PACKET};
    uint32_t size = htonl(128 << 10), timeout = htonl(1), many = htonl(64);
    uint16_t flags = htons(NFULNL_CFG_F_SEQ);
    int sys;

    if ((sys = configure(fd, group, NFULA_CFG_CMD, &bind, sizeof bind)) != 0 ||
        (sys = configure(fd, group, NFULA_CFG_MODE, &mode, sizeof mode)) != 0 ||
        (sys = configure(fd, group, NFULA_CFG_FLAGS, &flags, sizeof flags)) != 0)
        return sys;
    (void)configure(fd, group, NFULA_CFG_NLBUFSIZ, &size, sizeof size); /* only faster */
    (void)configure(fd, group, NFULA_CFG_TIMEOUT, &timeout, sizeof timeout);
    (void)configure(fd, group, NFULA_CFG_QTHRESH, &many, sizeof many);
    return 0;
}

static enum sn_err open_nflog(int *fd, uint16_t group, size_t buffer, struct sn_diag *d)
{
    int one = 1, bytes = (int)buffer, sys;

    *fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
    if (*fd < 0)
        return sn_fail_sys(d, errno, "can't open a netfilter socket");
    if (setsockopt(*fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes) != 0)
        (void)setsockopt(*fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    (void)setsockopt(*fd, SOL_NETLINK, NETLINK_NO_ENOBUFS, &one, sizeof one); /* we count */
    sys = join(*fd, group);
    if (!sys && fcntl(*fd, F_SETFL, O_NONBLOCK) == 0)
        return SN_OK;
    close(*fd);
    if (sys == EPERM)
        return sn_fail(d, SN_EPERM,
                       "no permission to read what netfilter logs: the capability "
                       "CAP_NET_ADMIN is missing");
    if (sys == EBUSY)
        return sn_fail(d, SN_EIO, "another program reads this group");
    return sn_fail_sys(d, sys, "can't read what netfilter logs");
}

static enum sn_err open_usb(int *fd, const char *name, struct sn_diag *d)
{
    *fd = open_bus(name);
    if (*fd >= 0)
        return SN_OK;
    if (errno == ENOENT)
        return sn_fail(d, SN_ENODEV, "no such USB bus here: is the kernel's module usbmon loaded?");
    return sn_fail_sys(d, errno, "can't be opened");
}

enum sn_err sn_feed_open_fd(struct sn_cap *c, int fd, const struct sn_cap_opts *o,
                            struct sn_diag *d)
{
    size_t buffer = o->buffer ? o->buffer : SN_CAP_BUFFER;
    void *p;

    c->fd = fd;
    c->block_ms = o->block_ms ? o->block_ms : SN_CAP_BLOCK_MS;
    c->block_size = BLOCK;
    c->nblocks = buffer / BLOCK < 4 ? 4 : (uint32_t)(buffer / BLOCK);
    c->ring_size = (size_t)c->nblocks * BLOCK;
    p = mmap(NULL, c->ring_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED || !(c->feed = calloc(1, sizeof *c->feed)))
        return sn_fail(d, SN_ENOMEM, "no memory for a ring");
    c->ring = p;
    c->fill = sn_feed_fill;
    if (!(c->feed->buf = malloc(READ)))
        return sn_fail(d, SN_ENOMEM, "no memory for a ring");
    return SN_OK;
}

enum sn_err sn_feed_open(struct sn_cap *c, const struct sn_cap_opts *o, struct sn_diag *d)
{
    unsigned long group = 0;
    enum sn_err e;
    int fd;

    if (o->hold)
        return sn_fail(d, SN_EUNSUPPORTED, "only interfaces can have several rings");
    if (o->nfilter)
        return sn_fail(d, SN_ERANGE, "no filter in the kernel here");
    (void)numbered(c->name, "nflog:", false, UINT16_MAX, &group);
    e = c->kind == SN_IF_USB
            ? open_usb(&fd, c->name, d)
            : open_nflog(&fd, (uint16_t)group, o->buffer ? o->buffer : SN_CAP_BUFFER, d);
    return e == SN_OK ? sn_feed_open_fd(c, fd, o, d) : e;
}

void sn_feed_close(struct sn_cap *c)
{
    if (c->feed)
        free(c->feed->buf);
    free(c->feed);
}

/* ---- filling a block ---- */

struct filling {
    struct sn_cap *c;
    uint8_t *block;
    size_t used;
};

/* Appends a packet of which n bytes are there. False: the block is full. */
static bool append(struct filling *f, const uint8_t *p, size_t n, size_t len, int64_t ns)
{
    struct tpacket3_hdr *h = (void *)(f->block + f->used);
    size_t step = ALIGNED(FRONT + n);

    if (f->used + step > BLOCK)
        return false;
    memset(h, 0, FRONT);
    h->tp_mac = FRONT;
    h->tp_snaplen = (uint32_t)n;
    h->tp_len = (uint32_t)len;
    h->tp_sec = (uint32_t)(ns / 1000000000);
    h->tp_nsec = (uint32_t)(ns % 1000000000);
    h->tp_next_offset = (uint32_t)step;
    memcpy(f->block + f->used + FRONT, p, n);
    f->used += step;
    ((struct tpacket_block_desc *)f->block)->hdr.bh1.num_pkts++;
    return true;
}

/* Numbers tell what was lost on the way. */
static void count(struct sn_cap *c, const uint8_t *p, size_t n)
{
    struct feed *x = c->feed;
    uint64_t lost = 0;
    struct nl_attr a;
    uint32_t seq;

    for (size_t at = sizeof(struct nfgenmsg); sn_nl_next_attr(p, n, &at, &a);) {
        if (a.type != NFULA_SEQ || a.len != sizeof seq)
            continue;
        memcpy(&seq, a.data, sizeof seq);
        seq = ntohl(seq);
        lost = x->counted && (int32_t)(seq - x->next) > 0 ? seq - x->next : 0;
        x->counted = true;
        x->next = seq + 1;
    }
    __atomic_fetch_add(&c->stats.received, lost + 1, __ATOMIC_RELAXED);
    __atomic_fetch_add(&c->stats.dropped, lost, __ATOMIC_RELAXED);
}

/* The messages of a datagram. False: some are left for the next block. */
static bool take_messages(struct filling *f, int64_t now)
{
    struct feed *x = f->c->feed;
    struct nlmsghdr h;

    while (x->n - x->at >= sizeof h) {
        const uint8_t *p = x->buf + x->at + sizeof h;
        size_t n;

        memcpy(&h, x->buf + x->at, sizeof h);
        if (h.nlmsg_len < sizeof h || h.nlmsg_len > x->n - x->at)
            break;
        n = h.nlmsg_len - sizeof h;
        if (h.nlmsg_type == (NFNL_SUBSYS_ULOG << 8 | NFULNL_MSG_PACKET) &&
            n >= sizeof(struct nfgenmsg)) {
            if (!append(f, p, n, n, now))
                return false;
            count(f->c, p, n);
        }
        n = (h.nlmsg_len + (size_t)3) / 4 * 4;
        x->at += n < x->n - x->at ? n : x->n - x->at;
    }
    x->at = x->n = 0;
    return true;
}

static uint64_t host_number(const uint8_t *p, size_t n)
{
    uint64_t v = 0;
    uint32_t w;

    if (n == 8) {
        memcpy(&v, p, n);
        return v;
    }
    memcpy(&w, p, sizeof w);
    return w;
}

/* An event: the header has its own time, and how long the data were. */
static bool take_event(struct filling *f)
{
    struct feed *x = f->c->feed;
    size_t len;
    int64_t ns;

    if (x->n >= FEED_USB_HEADER) {
        ns = (int64_t)(host_number(x->buf + 16, 8) % UINT32_MAX) * 1000000000 +
             (int64_t)(host_number(x->buf + 24, 4) % 1000000) * 1000;
        len = FEED_USB_HEADER + host_number(x->buf + 32, 4);
        if (!append(f, x->buf, x->n, len > x->n ? len : x->n, ns))
            return false;
        __atomic_fetch_add(&f->c->stats.received, 1, __ATOMIC_RELAXED);
    }
    x->at = x->n = 0;
    return true;
}

/* Reads once. False: nothing is there. */
static bool receive(const struct sn_cap *c, int64_t now)
{
    struct feed *x = c->feed;
    int64_t stopped = __atomic_load_n(&x->stopped, __ATOMIC_ACQUIRE);
    ssize_t k;

    if (stopped && now > stopped + STOP_NS)
        return false;
    while ((k = read(c->fd, x->buf, READ)) < 0 && errno == EINTR)
        ;
    x->n = k > 0 ? (size_t)k : 0;
    return x->n > 0;
}

void sn_feed_fill(struct sn_cap *c)
{
    struct filling f = {.c = c, .block = c->ring + (size_t)c->cur * BLOCK};
    struct tpacket_block_desc *b = (void *)f.block;
    int64_t now = sn_cap_now();
    bool whole = true;

    memset(b, 0, sizeof *b);
    f.used = ALIGNED(sizeof *b);
    b->hdr.bh1.offset_to_first_pkt = (uint32_t)f.used;
    while (whole && (c->feed->n || receive(c, now)))
        whole = c->kind == SN_IF_USB ? take_event(&f) : take_messages(&f, now);
    if (!b->hdr.bh1.num_pkts)
        return;
    b->hdr.bh1.blk_len = (uint32_t)f.used;
    b->hdr.bh1.ts_first_pkt.ts_sec = (uint32_t)(now / 1000000000);
    b->hdr.bh1.ts_first_pkt.ts_nsec = (uint32_t)(now % 1000000000);
    __atomic_store_n(&b->hdr.bh1.block_status, TP_STATUS_USER | TP_STATUS_BLK_TMO,
                     __ATOMIC_RELEASE);
}

void sn_feed_stop(struct sn_cap *c)
{
    __atomic_store_n(&c->feed->stopped, sn_cap_now(), __ATOMIC_RELEASE);
}
