/*
 * Names for numbers, asked of the system once each: hosts (resolver.h), services, protocols; and
 * interfaces, which only takes a socket that is opened at the start, no matter what is allowed
 * later.
 *
 * The caches are of fixed size; a name that doesn't fit replaces the one in its place.
 */
#include <arpa/inet.h>
#include <net/if.h>
#include <netdb.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include "fmt/resolver.h"
#include "sn/fmt.h"

#define PORTS  1024
#define IFACES 64

#define WAIT_MS 5000 /* for a host's name */

struct port {
    uint32_t key; /* port, bit 16: UDP, bit 17: used */
    char name[32];
};

struct iface {
    uint32_t index; /* plus 1; 0: free */
    char name[IF_NAMESIZE];
};

struct sn_fmt_names {
    struct sn_names names;
    struct sn_ifnames ifnames;
    struct resolver *hosts; /* made when first needed */
    unsigned wait_ms;       /* for a host's name */
    struct port ports[PORTS];
    struct iface ifaces[IFACES];
    int fd; /* to ask for interfaces; -1: they have no names */
};

static bool put_found(struct sn_buf *b, const char *name)
{
    sn_put_safe(b, name, strlen(name));
    return *name != '\0';
}

static bool host(struct sn_fmt_names *n, struct sn_buf *b, const uint8_t *addr, uint8_t len)
{
    if (!n->hosts)
        n->hosts = sn_resolver_new();
    return n->hosts && sn_resolver_name(n->hosts, b, addr, len, n->wait_ms);
}

static bool host4(void *ctx, struct sn_buf *b, uint32_t addr)
{
    uint32_t a = htonl(addr);
    uint8_t bytes[4];

    memcpy(bytes, &a, 4);
    return host(ctx, b, bytes, 4);
}

static bool host6(void *ctx, struct sn_buf *b, const uint8_t addr[16])
{
    return host(ctx, b, addr, 16);
}

static bool port(void *ctx, struct sn_buf *b, uint16_t number, bool udp)
{
    struct sn_fmt_names *n = ctx;
    uint32_t key = number | (uint32_t)udp << 16 | 1u << 17;
    struct port *p = &n->ports[(number ^ (unsigned)udp << 9) % PORTS];

    if (p->key != key) {
        const struct servent *s = getservbyport(htons(number), udp ? "udp" : "tcp");

        p->key = key;
        snprintf(p->name, sizeof p->name, "%s", s ? s->s_name : "");
    }
    return put_found(b, p->name);
}

static bool proto(void *ctx, struct sn_buf *b, uint8_t number)
{
    const struct protoent *p = getprotobynumber(number);

    (void)ctx;
    return p && put_found(b, p->p_name);
}

static bool iface(void *ctx, struct sn_buf *b, uint32_t index)
{
    struct sn_fmt_names *n = ctx;
    struct iface *f = &n->ifaces[index % IFACES];
    struct ifreq req = {.ifr_ifindex = (int)index};

    if (index == UINT32_MAX)
        return false;
    if (f->index != index + 1) {
        f->index = index + 1;
        if (ioctl(n->fd, SIOCGIFNAME, &req) != 0)
            req.ifr_name[0] = '\0';
        memcpy(f->name, req.ifr_name, sizeof f->name);
    }
    return put_found(b, f->name);
}

enum sn_err sn_fmt_names_new(struct sn_fmt_names **out, struct sn_diag *d)
{
    struct sn_fmt_names *n = calloc(1, sizeof *n);

    *out = n;
    if (!n)
        return sn_fail(d, SN_ENOMEM, "no memory for names");
    n->wait_ms = WAIT_MS;
    n->fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    n->names =
        (struct sn_names){.ctx = n, .host4 = host4, .host6 = host6, .port = port, .proto = proto};
    n->ifnames = (struct sn_ifnames){.ctx = n, .name = iface};
    return SN_OK;
}

const struct sn_names *sn_fmt_names(const struct sn_fmt_names *n)
{
    return &n->names;
}

const struct sn_ifnames *sn_fmt_ifnames(const struct sn_fmt_names *n)
{
    return &n->ifnames;
}

void sn_fmt_names_wait(struct sn_fmt_names *n, unsigned ms)
{
    n->wait_ms = ms;
}

void sn_fmt_names_settle(struct sn_fmt_names *n, unsigned ms)
{
    if (n->hosts)
        sn_resolver_settle(n->hosts, ms);
}

uint64_t sn_fmt_names_answers(struct sn_fmt_names *n)
{
    return n->hosts ? sn_resolver_answers(n->hosts) : 0;
}

void sn_fmt_names_free(struct sn_fmt_names *n)
{
    if (!n)
        return;
    if (n->fd >= 0)
        close(n->fd);
    sn_resolver_free(n->hosts);
    free(n);
}
