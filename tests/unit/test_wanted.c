/* Values of packets: arrays by themselves, sets of wanted fields, packets made to be slow. */
#define TEST_ALLOC
#include <time.h>

#include "packet.h"
#include "sn/fmt.h"

#ifdef __SANITIZE_ADDRESS__ /* its allocator can't be told to fail */
#define FAILS false
#else
#define FAILS true
#endif

/* ---- packets made by hand ---- */

enum { A, B, MANY, GROUP, NOTE };

#define FIELD(n, t, f)                                                                             \
    {                                                                                              \
        .name = n, .len = sizeof(n) - 1, .type = t, .flags = f                                     \
    }

static const struct sn_field fields[] = {
    [A] = FIELD("x.a", SN_F_UINT, 0),
    [B] = FIELD("x.b", SN_F_UINT, 0),
    [MANY] = FIELD("x.m", SN_F_UINT, SN_F_MULTI),
    [GROUP] = FIELD("x.g", SN_F_GROUP, 0),
    [NOTE] = FIELD("x.n", SN_F_UINT, 0),
};
static const struct sn_proto proto = {.name = "x", .fields = fields, .nfields = 5};

static char *text;
static size_t text_max = 1 << 26;

/* The JSON of a layer with n records, without the frame's. */
static const char *json(const struct sn_rec *r, uint32_t n, enum sn_err *err)
{
    struct sn_layer l = {.proto = &proto, .n = n};
    struct sn_dissection x = {.layer = &l, .rec = r, .nlayer = 1, .nrec = n};
    struct sn_pkt pkt = {.len = 1};
    struct sn_frame fr = {.pkt = &pkt, .number = 1};
    struct sn_fmt *f;
    struct sn_buf b;
    char *at;

    if (!text)
        text = malloc(text_max);
    CHECK(sn_fmt_new(&f, &(struct sn_fmt_opts){.digits = 6}, NULL) == SN_OK);
    sn_buf_fixed(&b, text, text_max - 1);
    if (err)
        fail_alloc_after(*err);
    sn_exporter_find("json")->packet(f, &b, &x, &fr);
    fail_alloc_never();
    sn_fmt_free(f);
    if (err)
        *err = b.err;
    *b.p = '\0';
    at = strstr(text, "},\"x\":");
    return at ? at + 6 : "";
}

static struct sn_rec rec(unsigned field, unsigned depth, uint64_t u)
{
    return (struct sn_rec){.field = (uint16_t)field, .depth = (uint8_t)depth, .u = u};
}

#define JSON(...)                                                                                  \
    json((const struct sn_rec[]){__VA_ARGS__},                                                     \
         sizeof((const struct sn_rec[]){__VA_ARGS__}) / sizeof(struct sn_rec), NULL)

TEST(what_comes_again_is_an_array)
{
    struct sn_rec note = rec(NOTE, 0, 9);

    note.flags = SN_REC_TEXT;
    CHECK_STR(json(NULL, 0, NULL), "{}}\n");
    CHECK_STR(JSON(rec(A, 0, 1), rec(B, 0, 2)), "{\"x.a\":1,\"x.b\":2}}\n");
    CHECK_STR(JSON(rec(A, 0, 1), rec(A, 0, 2)), "{\"x.a\":[1,2]}}\n");
    CHECK_STR(JSON(rec(B, 0, 1), rec(A, 0, 2), rec(B, 0, 3), note, rec(B, 0, 4)),
              "{\"x.b\":[1,3,4],\"x.a\":2}}\n");
    CHECK_STR(JSON(rec(A, 0, 1), rec(MANY, 0, 2)), "{\"x.a\":1,\"x.m\":[2]}}\n");
    CHECK_STR(JSON(rec(MANY, 0, 2), rec(A, 0, 1)), "{\"x.m\":[2],\"x.a\":1}}\n");
    CHECK_STR(JSON(rec(A, 0, 0), rec(MANY, 0, 1), rec(B, 0, 2), rec(MANY, 0, 3)),
              "{\"x.a\":0,\"x.m\":[1,3],\"x.b\":2}}\n");
}

TEST(groups_are_objects)
{
    CHECK_STR(JSON(rec(A, 0, 1), rec(GROUP, 0, 0), rec(B, 1, 2), rec(A, 1, 3), rec(B, 1, 4)),
              "{\"x.a\":1,\"x.g\":{\"x.b\":[2,4],\"x.a\":3}}}\n");
    CHECK_STR(JSON(rec(GROUP, 0, 0), rec(A, 1, 2), rec(GROUP, 0, 1), rec(A, 0, 3)),
              "{\"x.g\":[{\"x.a\":2},{}],\"x.a\":3}}\n");
    CHECK_STR(JSON(rec(GROUP, 0, 0), rec(GROUP, 1, 0), rec(A, 2, 1), rec(A, 2, 2), rec(GROUP, 1, 0),
                   rec(A, 2, 3), rec(GROUP, 0, 0)),
              "{\"x.g\":[{\"x.g\":[{\"x.a\":[1,2]},{\"x.a\":3}]},{}]}}\n");
}

/* As many records as a packet may have, in every shape that makes searches long. */
TEST(hostile_packets_take_no_longer)
{
    enum { N = 65536 };
    static struct sn_rec r[N];
    clock_t from = clock();

    for (unsigned i = 0; i < N; i++)
        r[i] = rec(i % 3, 0, i);
    CHECK(strncmp(json(r, N, NULL), "{\"x.a\":[0,3,", 12) == 0);
    for (unsigned i = 0; i < N; i++)
        r[i] = rec(i < 3 ? 2 - i : i % 2 ? A : GROUP, 0, i);
    CHECK(strstr(json(r, N, NULL), ",65535]"));
    for (unsigned i = 0; i < N; i++)
        r[i] = rec(i % 2 ? A : GROUP, i % 2, i);
    CHECK(strstr(json(r, N, NULL), ",{\"x.a\":65535}]"));
    for (unsigned i = 0; i < N; i++)
        r[i] = rec(GROUP, i % 60, i);
    CHECK(strstr(json(r, N, NULL), "{}}}"));
    CHECK((double)(clock() - from) / CLOCKS_PER_SEC < 2);
}

TEST(no_memory_is_an_error)
{
    struct sn_rec r[] = {rec(A, 0, 1), rec(A, 0, 2)};
    enum sn_err e = SN_OK; /* the next allocation fails */

    json(r, 1, &e);
    CHECK_INT(e, FAILS ? SN_ENOMEM : SN_OK);
    for (long k = 0; k < 8; k++) {
        struct sn_visit *w;

        fail_alloc_after(k);
        e = sn_visit_new(&w, NULL);
        fail_alloc_never();
        CHECK(e == SN_OK ? w != NULL : e == SN_ENOMEM && !w);
        sn_visit_free(w);
    }
}

/* ---- sets of fields ---- */

static struct sn_wanted *set(const char *a, const char *b)
{
    const char *names[] = {a, b};
    struct sn_wanted *w = NULL;
    struct sn_diag d = {.msg = ""};

    if (sn_wanted_new(&w, names, b ? 2 : 1, &d) != SN_OK) {
        printf("# %s\n", d.msg);
        CHECK(false);
    }
    return w;
}

static const struct sn_proto *named(const char *name)
{
    for (const struct sn_proto *const *p = sn_protos; *p; p++)
        if (strcmp((*p)->name, name) == 0)
            return *p;
    abort();
}

static unsigned bits(const struct sn_wanted *w, const char *name)
{
    const struct sn_proto *p = named(name);
    const uint64_t *b = sn_wanted_of(w, p);
    unsigned n = 0;

    for (unsigned i = 0; b && i < p->nfields; i++)
        n += (unsigned)(b[i / 64] >> i % 64 & 1);
    return n;
}

TEST(names_become_bits)
{
    struct sn_wanted *w = set("ip.src", "dns.");

    CHECK_INT(bits(w, "ip"), 1);
    CHECK_INT(bits(w, "dns"), named("dns")->nfields);
    CHECK(bits(w, "mdns") > 10);
    CHECK(!sn_wanted_of(w, named("tcp")) && !sn_wanted_of(w, &sn_proto_frame));
    CHECK(!sn_wanted_of(w, &proto));
    sn_wanted_free(w);
    w = set("frame.number", NULL);
    CHECK_INT(*sn_wanted_of(w, &sn_proto_frame), 1 << SN_FRAME_NUMBER);
    CHECK(!sn_wanted_of(w, named("ip")));
    sn_wanted_free(w);
    CHECK(sn_wanted_new(&w, NULL, 0, NULL) == SN_OK);
    CHECK(!sn_wanted_of(w, named("ip")));
    sn_wanted_free(w);
    sn_wanted_free(NULL);
}

TEST(unknown_names_are_errors)
{
    static const struct {
        const char *name, *want;
    } cases[] = {
        {"ip.scr", "no field is called ip.scr; did you mean ip.src?"},
        {"IP.SRC", "no field is called IP.SRC; did you mean ip.src?"},
        {"tcp.dstprt", "no field is called tcp.dstprt; did you mean tcp.dstport?"},
        {"frame.nummer", "no field is called frame.nummer; did you mean frame.number?"},
        {"dns", "no field is called dns; dns. means all that begin so"},
        {"\x1b[2Jip.src", "no field is called ^[[2Jip.src; did you mean ip.src?"},
    };
    struct sn_wanted *w;
    struct sn_diag d;
    char long_name[1000];

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *names[] = {"ip.dst", cases[i].name};

        CHECK_INT(sn_wanted_new(&w, names, 2, &d), SN_EUSAGE);
        CHECK_STR(d.msg, cases[i].want);
        CHECK_INT(d.at, 2);
        CHECK(!w);
    }
    memset(long_name, 'x', sizeof long_name - 1);
    long_name[sizeof long_name - 1] = '\0';
    CHECK_INT(sn_wanted_new(&w, &(const char *){long_name}, 1, &d), SN_EUSAGE);
    CHECK(strncmp(d.msg, "no field is called xxx", 22) == 0 && !strstr(d.msg, "mean"));
    for (unsigned i = 0; i < 3; i++)
        CHECK_INT(sn_wanted_new(&w,
                                &(const char *){i == 0   ? ""
                                                : i == 1 ? "."
                                                         : "nix."},
                                1, NULL),
                  SN_EUSAGE);
}

static uint32_t flags(const char *name)
{
    struct sn_wanted *w = set(name, NULL);
    uint32_t f = sn_wanted_dis(w);

    sn_wanted_free(w);
    return f;
}

TEST(dissection_does_what_is_wanted)
{
    const uint32_t prints = SN_WANT_NO_JA3 | SN_WANT_NO_JA4, none = prints | SN_WANT_NO_SEQ;
    const uint32_t all = SN_WANT_FIELDS | SN_WANT_VERBOSE | none;
    const uint32_t few = SN_WANT_LINE | SN_WANT_HEADERS | SN_WANT_VERBOSE | none;
    const uint32_t every = (all & ~none) | prints | SN_WANT_SUMS | SN_WANT_DERIVED;

    CHECK_INT(flags("ip.src"), few);
    CHECK_INT(flags("ip.dst"), few);
    CHECK_INT(flags("eth.type"), few);
    CHECK_INT(flags("erspan.spanid"), all | SN_WANT_HEADERS | SN_WANT_LINE);
    CHECK_INT(flags("nfs.procedure_v3"), all);
    CHECK_INT(flags("tcp.dstport"), few);
    CHECK_INT(flags("frame.len"), few);
    CHECK_INT(flags("ip.flags.df"), all | SN_WANT_HEADERS | SN_WANT_LINE);
    CHECK_INT(flags("frame.protocols"), all);
    CHECK_INT(flags("tcp.options.mss_val"), all);
    CHECK_INT(flags("dns.qry.name"), all);
    CHECK_INT(flags("data.data"), all);
    CHECK_INT(flags("ip.checksum.status"), all | SN_WANT_SUMS | SN_WANT_HEADERS | SN_WANT_LINE);
    CHECK_INT(flags("tcp."), every);
    CHECK_INT(flags("tcp.window_size_value"), few);
    CHECK_INT(flags("tcp.stream"), all | SN_WANT_DERIVED);
    CHECK_INT(flags("frame.time_delta"), few);
    CHECK_INT(flags("tcp.seq"), (few | SN_WANT_FIELDS) & ~(uint32_t)SN_WANT_NO_SEQ);
    CHECK_INT(flags("tls.handshake.ja3s"), all & ~(uint32_t)SN_WANT_NO_JA3);
    CHECK_INT(flags("sn.tls.handshake.ja4"), all & ~(uint32_t)SN_WANT_NO_JA4);
}

TEST(failing_allocations)
{
    for (long k = 0; k < 7; k++) {
        struct sn_wanted *w;
        enum sn_err e;

        fail_alloc_after(k);
        e = sn_wanted_new(&w, &(const char *){"ip.src"}, 1, NULL);
        fail_alloc_never();
        CHECK_INT(e, FAILS && k < 5 ? SN_ENOMEM : SN_OK);
        sn_wanted_free(w);
    }
}

/* A name that a table has twice is one field in two layouts of a header, which exclude each other
 * (tests/proto/run looks for keys that come twice): its values are of one type. */
TEST(names_have_one_type)
{
    for (const struct sn_proto *const *p = sn_protos; *p; p++) {
        for (unsigned i = 0; i < (*p)->nfields; i++) {
            CHECK_INT((*p)->fields[i].len, strlen((*p)->fields[i].name));
            for (unsigned j = 0; j < i; j++) {
                if (strcmp((*p)->fields[i].name, (*p)->fields[j].name) == 0 &&
                    (*p)->fields[i].type != (*p)->fields[j].type) {
                    printf("# %s is of two types\n", (*p)->fields[i].name);
                    CHECK(false);
                }
            }
        }
    }
}

/* ---- sets and packets ---- */

/* A DNS query over IPv4 and UDP for a.b, type A. */
static const char query[] = "020000000001020000000002 0800"
                            "45000031000100004011 0000 0a000001 0a000002"
                            "10000035001d0000 1234 0100 0001000000000000 0161 0162 00 0001 0001"
                            "000000000000";

static const char *only(const char *a, const char *b)
{
    static char out[4096];
    struct packet p = packet(query);
    struct sn_wanted *w = set(a, b);
    struct sn_dis_opts o = {.want = sn_wanted_dis(w)};
    struct sn_pkt pkt = {.data = p.b, .caplen = p.n, .len = p.n};
    struct sn_frame fr = {.pkt = &pkt, .number = 1};
    struct sn_dis *d;
    struct sn_fmt *f;
    struct sn_buf buf;

    CHECK(sn_dis_new(&d, &o, NULL) == SN_OK);
    CHECK(sn_fmt_new(&f, &(struct sn_fmt_opts){.wanted = w}, NULL) == SN_OK);
    sn_buf_fixed(&buf, out, sizeof out - 1);
    sn_fmt_json(f, &buf, sn_dis_packet(d, SN_LINK_ETHERNET, p.b, p.n, p.n), &fr);
    *buf.p = '\0';
    sn_fmt_free(f);
    sn_dis_free(d);
    sn_wanted_free(w);
    return out;
}

TEST(only_wanted_values_are_visited)
{
    CHECK_STR(only("ip.src", "udp.dstport"),
              "{\"ip\":{\"ip.src\":\"10.0.0.1\"},\"udp\":{\"udp.dstport\":53}}\n");
    CHECK_STR(only("frame.number", "tcp.dstport"), "{\"frame\":{\"frame.number\":1}}\n");
    CHECK_STR(only("frame.protocols", "arp."),
              "{\"frame\":{\"frame.protocols\":\"eth:ip:udp:dns\"}}\n");
    CHECK_STR(only("dns.qry.name", NULL),
              "{\"dns\":{\"sn.dns.queries\":[{\"dns.qry.name\":\"a.b\"}]}}\n");
    CHECK(
        strstr(only("sn.dns.queries", NULL), "[{\"dns.qry.name\":\"a.b\",\"dns.qry.name.len\":3,"));
    CHECK_STR(only("ipv6.", NULL), "{}\n");
}

TEST_MAIN
