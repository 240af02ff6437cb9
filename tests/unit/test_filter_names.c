/* Look-ups of the filter compiler: the C library's functions are replaced, so that the tests know
 * who was asked, and can be slow. */
#include <netdb.h>
#include <netinet/in.h>
#include <time.h>

#include "test.h"

#include "sn/bpf.h"

static int asked;

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **out)
{
    struct sockaddr_in *sa = calloc(1, sizeof *sa);
    struct addrinfo *ai = calloc(1, sizeof *ai);

    (void)service;
    (void)hints;
    __atomic_add_fetch(&asked, 1, __ATOMIC_SEQ_CST);
    if (strcmp(name, "slow.test") == 0)
        nanosleep(&(struct timespec){1, 0}, NULL);
    if (!sa || !ai || strcmp(name, "gone.test") == 0) {
        free(sa);
        free(ai);
        return EAI_NONAME;
    }
    sa->sin_family = AF_INET;
    sa->sin_addr.s_addr = htonl(0x0a000007);
    ai->ai_family = AF_INET;
    ai->ai_addr = (struct sockaddr *)sa;
    ai->ai_addrlen = sizeof *sa;
    *out = ai;
    return 0;
}

void freeaddrinfo(struct addrinfo *ai)
{
    free(ai->ai_addr);
    free(ai);
}

int getservbyname_r(const char *name, const char *proto, struct servent *se, char *buf, size_t n,
                    struct servent **out)
{
    (void)buf;
    (void)n;
    __atomic_add_fetch(&asked, 1, __ATOMIC_SEQ_CST);
    *out = NULL;
    if (strcmp(name, "tcponly") == 0 && strcmp(proto, "tcp") == 0) {
        se->s_port = htons(77);
        *out = se;
    }
    return 0;
}

static struct sn_diag d;

static enum sn_err compile(const char *s, uint32_t ms, bool no_lookup, uint32_t *n)
{
    struct sn_bpf_opts o = {.linktype = SN_LINK_ETHERNET, .lookup_ms = ms, .no_lookup = no_lookup};
    struct sn_arena a;
    struct sn_prog p;
    enum sn_err e;

    sn_arena_init(&a, 1u << 22);
    e = sn_bpf_compile(&p, &a, s, strlen(s), &o, &d);
    *n = p.n;
    sn_arena_free(&a);
    return e;
}

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

TEST(numbers_ask_nobody)
{
    uint32_t n;

    asked = 0;
    CHECK(compile("host 10.0.0.1 and port 80 or net 10/8 or ip proto 6 or portrange 1-2 or "
                  "ether host 1:2:3:4:5:6 or ether proto \\ip or 2001:db8::1 = 1",
                  0, false, &n) != SN_OK); /* an address is no number */
    CHECK(compile("host 10.0.0.1 and port 80 or net 10.0.0.0/8 or ip proto 6 or portrange 1-2 or "
                  "ether host 1:2:3:4:5:6 or ether proto \\ip or host 2001:db8::1",
                  0, false, &n) == SN_OK);
    CHECK_INT(asked, 0);
}

TEST(names)
{
    uint32_t n, m;

    CHECK(compile("host here.test", 0, false, &n) == SN_OK);
    CHECK(compile("host 10.0.0.7", 0, false, &m) == SN_OK);
    CHECK_INT(n, m);
    CHECK(compile("host gone.test", 0, false, &n) == SN_ESYNTAX);
    CHECK_STR(d.msg, "unknown host 'gone.test': Name or service not known");
    CHECK_INT(d.at, 6);
    CHECK_INT(d.span, 9);
    CHECK(compile("port tcponly", 0, false, &n) == SN_OK);
    CHECK(compile("tcp port 77", 0, false, &m) == SN_OK);
    CHECK_INT(n, m);
    CHECK(compile("udp port tcponly", 0, false, &n) == SN_ESYNTAX);
    CHECK_STR(d.msg, "'tcponly' is a tcp port, not udp");
}

TEST(not_allowed)
{
    uint32_t n;

    asked = 0;
    CHECK(compile("host here.test", 0, true, &n) == SN_EUNSUPPORTED);
    CHECK_STR(d.msg, "'here.test' is a name: look-ups are not allowed here");
    CHECK_INT(asked, 0);
}

TEST(too_slow)
{
    double from = now();
    uint32_t n;

    CHECK(compile("tcp or host slow.test", 100, false, &n) == SN_EIO);
    CHECK(now() - from < 0.8);
    CHECK_STR(d.msg, "looking up 'slow.test' took longer than 0.1 seconds");
    CHECK_INT(d.at, 13);
    nanosleep(&(struct timespec){1, 200000000}, NULL); /* the thread ends and frees its request */
}

static enum sn_err names_of(struct sn_bpf_names **names, const char *s, uint32_t ms)
{
    struct sn_bpf_opts o = {.linktype = SN_LINK_ETHERNET, .lookup_ms = ms};

    return sn_bpf_names_new(names, s, strlen(s), &o, &d);
}

/* Looked up once, compiled for many link types; an expression with other names asks nobody. */
TEST(beforehand)
{
    static const char text[] = "(host here.test or port tcponly) and not portrange tcponly-tcponly";
    struct sn_bpf_opts o = {0};
    struct sn_bpf_names *names;
    struct sn_arena a;
    struct sn_prog p;
    int before;

    asked = 0;
    CHECK(names_of(&names, text, 0) == SN_OK);
    before = asked;
    CHECK(before > 0);
    o.names = names;
    for (o.linktype = 0; o.linktype < 300; o.linktype++) {
        sn_arena_init(&a, 1u << 22);
        (void)!sn_bpf_compile(&p, &a, text, sizeof text - 1, &o, &d);
        sn_arena_free(&a);
    }
    o.linktype = SN_LINK_ETHERNET;
    sn_arena_init(&a, 1u << 22);
    CHECK(sn_bpf_compile(&p, &a, text, sizeof text - 1, &o, &d) == SN_OK);
    CHECK(sn_bpf_compile(&p, &a, "port other", 10, &o, &d) == SN_EUNSUPPORTED);
    CHECK_STR(d.msg, "'other' was not looked up beforehand");
    CHECK_INT(asked, before);
    sn_arena_free(&a);
    sn_bpf_names_free(names);
    CHECK(names_of(&names, "tcp and host gone.test", 0) == SN_ESYNTAX);
    CHECK_STR(d.msg, "unknown host 'gone.test': Name or service not known");
    CHECK_INT(d.at, 14);
    CHECK(names_of(&names, "tcp and", 0) == SN_ESYNTAX);
    CHECK(names_of(&names, "host slow.test", 50) == SN_EIO);
    nanosleep(&(struct timespec){1, 200000000}, NULL);
}

TEST_MAIN
