/*
 * A packet socket without a ring: each packet can be read at the moment it comes, by a system call
 * of its own. A ring's block is handed over when it is full or its time is up.
 *
 * A packet is put into a block of our own memory as the kernel would have, so that everything else
 * is as with a ring. Only one is read at a time: what waits stays in the socket, and the descriptor
 * readable.
 */
#include <errno.h>
#include <linux/if_packet.h>
#include <poll.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <time.h>

#include "cap/cap.h"

/* Bytes of a block, which holds the largest packet; in front of a packet; where the block's only
 * packet begins; and where the sockaddr_ll is behind its header. */
enum { BLOCK = 320 << 10, BLOCKS = 2, FRONT = 128, FIRST = 64 };

#define ALIGNED(n) (((size_t)(n) + TPACKET_ALIGNMENT - 1) / TPACKET_ALIGNMENT * TPACKET_ALIGNMENT)

_Static_assert(sizeof(struct tpacket_block_desc) <= FIRST, "a block's header fits in front");
_Static_assert(ALIGNED(sizeof(struct tpacket3_hdr)) + sizeof(struct sockaddr_ll) + CAP_HEADROOM +
                       SN_CAP_FRONT <=
                   FRONT,
               "and what is put in front of a packet");

enum sn_err sn_cap_socket_open(struct sn_cap *c, const struct sn_cap_opts *o, struct sn_diag *d)
{
    size_t buffer = o->buffer ? o->buffer : SN_CAP_BUFFER;
    int one = 1, bytes = buffer < INT32_MAX / 2 ? (int)buffer : INT32_MAX / 2;
    void *p;

    if (setsockopt(c->fd, SOL_PACKET, PACKET_AUXDATA, &one, sizeof one) != 0 ||
        setsockopt(c->fd, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof one) != 0)
        return sn_fail_sys(d, errno, "the kernel doesn't say what it knows of a packet");
    if (setsockopt(c->fd, SOL_SOCKET, SO_RCVBUFFORCE, &bytes, sizeof bytes) != 0)
        (void)setsockopt(c->fd, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    c->block_size = BLOCK;
    c->nblocks = BLOCKS;
    c->ring_size = (size_t)BLOCK * BLOCKS;
    p = mmap(NULL, c->ring_size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED)
        return sn_fail(d, SN_ENOMEM, "no memory for packets");
    c->ring = p;
    c->fill = sn_cap_socket_fill;
    return SN_OK;
}

/* What the kernel says beside the packet's bytes. */
static void note(struct tpacket3_hdr *h, struct msghdr *m)
{
    struct tpacket_auxdata aux;
    struct timespec t;

    for (struct cmsghdr *k = CMSG_FIRSTHDR(m); k; k = CMSG_NXTHDR(m, k)) {
        if (k->cmsg_level == SOL_SOCKET && k->cmsg_type == SO_TIMESTAMPNS) {
            memcpy(&t, CMSG_DATA(k), sizeof t);
            h->tp_sec = (uint32_t)t.tv_sec;
            h->tp_nsec = (uint32_t)t.tv_nsec;
        } else if (k->cmsg_level == SOL_PACKET && k->cmsg_type == PACKET_AUXDATA) {
            memcpy(&aux, CMSG_DATA(k), sizeof aux);
            h->tp_len = aux.tp_len;
            h->tp_status = aux.tp_status;
            h->hv1.tp_vlan_tci = aux.tp_vlan_tci;
            h->hv1.tp_vlan_tpid = aux.tp_vlan_tpid;
        }
    }
}

/* An error stays with the socket, for sn_cap_error: reading would take it away. */
static bool readable(const struct sn_cap *c)
{
    struct pollfd p = {.fd = c->fd, .events = POLLIN};

    return poll(&p, 1, 0) > 0 && (p.revents & (POLLIN | POLLERR)) == POLLIN;
}

void sn_cap_socket_fill(struct sn_cap *c)
{
    struct tpacket_block_desc *b = (void *)(c->ring + (size_t)c->cur * BLOCK);
    struct tpacket3_hdr *h = (void *)((uint8_t *)b + FIRST);
    struct sockaddr_ll *ll = (void *)((uint8_t *)h + ALIGNED(sizeof *h));
    struct iovec v = {.iov_base = (uint8_t *)h + FRONT, .iov_len = BLOCK - FIRST - FRONT};
    union {
        struct cmsghdr align;
        uint8_t room[256];
    } control;
    struct msghdr m = {.msg_name = ll,
                       .msg_namelen = sizeof *ll,
                       .msg_iov = &v,
                       .msg_iovlen = 1,
                       .msg_control = &control,
                       .msg_controllen = sizeof control};
    ssize_t n;

    if (!readable(c))
        return;
    memset(b, 0, FIRST + FRONT);
    if ((n = recvmsg(c->fd, &m, MSG_DONTWAIT)) < 0)
        return;
    h->tp_mac = FRONT;
    h->tp_snaplen = h->tp_len = (uint32_t)n;
    note(h, &m);
    b->hdr.bh1.offset_to_first_pkt = FIRST;
    b->hdr.bh1.blk_len = (uint32_t)(FIRST + FRONT + n);
    b->hdr.bh1.num_pkts = 1;
    b->hdr.bh1.ts_first_pkt.ts_sec = h->tp_sec;
    b->hdr.bh1.ts_first_pkt.ts_nsec = h->tp_nsec;
    __atomic_store_n(&b->hdr.bh1.block_status, TP_STATUS_USER | TP_STATUS_BLK_TMO,
                     __ATOMIC_RELEASE);
}
