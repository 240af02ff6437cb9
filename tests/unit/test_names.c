/* Names of hosts, services, protocols and interfaces: each is asked for once, escaped, and may be
 * missing. The system's answers are this file's. */
#define TEST_ALLOC
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <unistd.h>

#include "sn/fmt.h"
#include "test.h"

static _Atomic unsigned asked; /* how often the system was */
static _Atomic bool silent;    /* it doesn't answer */

int getnameinfo(const struct sockaddr *sa, socklen_t salen, char *host, socklen_t hostlen,
                char *serv, socklen_t servlen, int flags)
{
    const struct sockaddr_in *v4 = (const void *)sa;
    const struct sockaddr_in6 *v6 = (const void *)sa;

    (void)serv;
    (void)servlen;
    asked++;
    while (silent)
        (void)usleep(1000);
    if (!(flags & NI_NAMEREQD))
        return EAI_FAIL;
    if (sa->sa_family == AF_INET6 && salen == sizeof *v6) {
        snprintf(host, hostlen, "six-%u", v6->sin6_addr.s6_addr[15]);
        return 0;
    }
    if (sa->sa_family != AF_INET || salen != sizeof *v4 || ntohl(v4->sin_addr.s_addr) == 1) {
        snprintf(host, hostlen, "left behind");
        return EAI_NONAME;
    }
    snprintf(host, hostlen, "four\x1b-%u", (unsigned)ntohl(v4->sin_addr.s_addr));
    return 0;
}

struct servent *getservbyport(int number, const char *proto)
{
    static char name[64];
    static struct servent s = {.s_name = name};

    asked++;
    if (ntohs((uint16_t)number) == 1)
        return NULL;
    snprintf(name, sizeof name, "%s-%u-%s", proto, ntohs((uint16_t)number),
             "a name that is far too long to be kept");
    return &s;
}

struct protoent *getprotobynumber(int number)
{
    static char name[] = "OSPF";
    static struct protoent p = {.p_name = name};

    return number == 89 ? &p : NULL;
}

static struct sn_fmt_names *fresh(struct sn_buf *b, char *mem, size_t n)
{
    struct sn_fmt_names *names;

    sn_buf_fixed(b, mem, n);
    asked = 0;
    if (sn_fmt_names_new(&names, NULL) != SN_OK)
        abort();
    return names;
}

static const char *taken(struct sn_buf *b)
{
    static char s[256];

    snprintf(s, sizeof s, "%.*s", (int)sn_buf_len(b), b->base);
    sn_buf_clear(b);
    return s;
}

TEST(hosts)
{
    static const uint8_t six[16] = {0xfe, 0x80, [15] = 7};
    char mem[256];
    struct sn_buf b;
    struct sn_fmt_names *n = fresh(&b, mem, sizeof mem);
    const struct sn_names *names = sn_fmt_names(n);

    for (unsigned i = 0; i < 3; i++) {
        CHECK(names->host4(names->ctx, &b, 0x0a000001));
        CHECK_STR(taken(&b), "four^[-167772161");
        CHECK(names->host6(names->ctx, &b, six));
        CHECK_STR(taken(&b), "six-7");
        CHECK(!names->host4(names->ctx, &b, 1));
        CHECK_STR(taken(&b), "");
    }
    CHECK_INT(asked, 3);
    sn_fmt_names_free(n);
}

/* More hosts than are remembered: each still gets its name. */
TEST(many_hosts)
{
    char mem[256], want[32];
    struct sn_buf b;
    struct sn_fmt_names *n = fresh(&b, mem, sizeof mem);
    const struct sn_names *names = sn_fmt_names(n);

    for (unsigned round = 0; round < 2; round++) {
        for (uint32_t a = 2; a < 10002; a++) {
            snprintf(want, sizeof want, "four^[-%u", a);
            CHECK(names->host4(names->ctx, &b, a));
            CHECK_STR(taken(&b), want);
        }
    }
    CHECK(asked > 10000 && asked <= 20000);
    sn_fmt_names_free(n);
}

/* A server that doesn't answer is waited for no longer than asked, and after a few times not at
 * all; when it does, names are there. */
TEST(silent_server)
{
    char mem[256];
    struct sn_buf b;
    struct sn_fmt_names *n = fresh(&b, mem, sizeof mem);
    const struct sn_names *names = sn_fmt_names(n);

    silent = true;
    sn_fmt_names_wait(n, 20);
    for (uint32_t a = 2; a < 200; a++)
        CHECK(!names->host4(names->ctx, &b, a));
    CHECK(sn_fmt_names_answers(n) == 0);
    sn_fmt_names_settle(n, 20);
    CHECK_INT(asked, 8); /* one by each thread */
    silent = false;
    sn_fmt_names_settle(n, 60000);
    CHECK(sn_fmt_names_answers(n) == 198);
    for (uint32_t a = 2; a < 200; a++) {
        CHECK(names->host4(names->ctx, &b, a));
        sn_buf_clear(&b);
    }
    CHECK_INT(asked, 198);
    sn_fmt_names_free(n);
}

/* Without waiting, what is asked for twice is asked once; freed while a server is silent. */
TEST(never_waits)
{
    char mem[256];
    struct sn_buf b;
    struct sn_fmt_names *n = fresh(&b, mem, sizeof mem);
    const struct sn_names *names = sn_fmt_names(n);

    silent = true;
    sn_fmt_names_wait(n, 0);
    CHECK(!names->host4(names->ctx, &b, 7));
    CHECK(!names->host4(names->ctx, &b, 7));
    silent = false;
    sn_fmt_names_settle(n, 60000);
    CHECK(names->host4(names->ctx, &b, 7));
    CHECK_INT(asked, 1);
    silent = true;
    CHECK(!names->host4(names->ctx, &b, 8));
    sn_fmt_names_free(n);
    silent = false;
}

TEST(ports)
{
    char mem[256];
    struct sn_buf b;
    struct sn_fmt_names *n = fresh(&b, mem, sizeof mem);
    const struct sn_names *names = sn_fmt_names(n);

    for (unsigned i = 0; i < 2; i++) {
        CHECK(names->port(names->ctx, &b, 53, true));
        CHECK_STR(taken(&b), "udp-53-a name that is far too l");
        CHECK(names->port(names->ctx, &b, 53, false));
        CHECK_STR(taken(&b), "tcp-53-a name that is far too l");
        CHECK(!names->port(names->ctx, &b, 1, false));
        CHECK_INT(asked, 3);
    }
    /* In the place of another. */
    CHECK(names->port(names->ctx, &b, 53 + 1024, false));
    CHECK_STR(taken(&b), "tcp-1077-a name that is far too");
    CHECK(names->port(names->ctx, &b, 53, false));
    CHECK_STR(taken(&b), "tcp-53-a name that is far too l");
    CHECK_INT(asked, 5);
    sn_fmt_names_free(n);
}

TEST(protocols_and_interfaces)
{
    char mem[256], lo[IF_NAMESIZE];
    struct sn_buf b;
    struct sn_fmt_names *n = fresh(&b, mem, sizeof mem);
    const struct sn_names *names = sn_fmt_names(n);
    const struct sn_ifnames *ifs = sn_fmt_ifnames(n);

    CHECK(names->proto(names->ctx, &b, 89));
    CHECK_STR(taken(&b), "OSPF");
    CHECK(!names->proto(names->ctx, &b, 200));
    for (unsigned i = 0; i < 2 && if_indextoname(1, lo); i++) {
        CHECK(ifs->name(ifs->ctx, &b, 1));
        CHECK_STR(taken(&b), lo);
    }
    for (unsigned i = 0; i < 2; i++)
        CHECK(!ifs->name(ifs->ctx, &b, 4000000));
    CHECK(!ifs->name(ifs->ctx, &b, UINT32_MAX));
    CHECK_STR(taken(&b), "");
    sn_fmt_names_free(n);
    sn_fmt_names_free(NULL);
}

#ifndef __SANITIZE_ADDRESS__ /* which has allocators of its own */
TEST(no_memory)
{
    char mem[256];
    struct sn_buf b;
    struct sn_fmt_names *n = fresh(&b, mem, sizeof mem), *none = n;
    const struct sn_names *names = sn_fmt_names(n);

    fail_alloc_after(0);
    CHECK(sn_fmt_names_new(&none, NULL) == SN_ENOMEM);
    CHECK(!none);
    CHECK(!names->host4(names->ctx, &b, 2));
    fail_alloc_never();
    CHECK(names->host4(names->ctx, &b, 2));
    sn_fmt_names_free(n);
}
#endif

TEST_MAIN
