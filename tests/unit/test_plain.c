/* lib/dis/plain.c: what it says of packets is what their dissection says, whatever their bytes. */
#include <glob.h>

#include "packet.h"
#include "plain.h"
#include "stat/stat.h"

#define V4(total, proto)                                                                           \
    ETHER("0800") "4500 " total " 0001 4000 40 " proto " 0000 0a000001 0a000002 "
#define V6(length, next)                                                                           \
    ETHER("86dd")                                                                                  \
    "60000000 " length " " next " 40 "                                                             \
    "20010db8000000000000000000000001 20010db8000000000000000000000002 "
#define TCP(size, flags) "c350 c351 00000001 00000002 " size " " flags " 2000 0000 0000 "
#define STAMP            "0101080a 00000001 00000002 "
#define UDP(length)      "c350 c351 " length " 0000 "
#define TAGGED           "020000000002 020000000001 8100 6005 0800 4500 0022 0001 4000 40 11 0000 "

static struct plain_columns columns;

static void plain_columns_end(struct plain_columns *c)
{
    sn_dis_free(c->dis);
    sn_cells_free(c->cells);
    sn_columns_free(c->c);
    sn_buf_free(&c->line);
    sn_buf_free(&c->other);
}

static const char *const plain[] = {
    V4("002c", "06") TCP("50", "18") "00010203",
    V4("0028", "06") TCP("50", "10"),
    V4("0036", "06") TCP("80", "18") STAMP "7f7f",
    V4("0034", "06") TCP("80", "02") "020405b4 01030307 0402 0000",
    V4("0020", "11") UDP("000c") "00010203",
    V4("0022", "11") UDP("000a") "00010203", /* bytes behind the datagram */
    V6("0018", "06") TCP("50", "18") "00010203",
    V6("000c", "11") UDP("000c") "00010203",
    TAGGED "0a000001 0a000002 " UDP("000e") "000102030405",
};

static const char *const others[] = {
    V4("0036", "06") TCP("80", "18") "0101050a 00000001 00000002 7f7f", /* SACK, and a payload */
    V4("002c", "06") "c350 0050 00000001 00000002 50 18 2000 0000 0000 47455420",
    V4("0020", "11") "c350 0035 000c 0000 00010203",
    V4("001c", "01") "0800 0000 0001 0001",
    V4("0052", "11") "c350 12b5 003e 0000 08000000 00000100" /* VXLAN */
    V4("0020", "11") UDP("000c") "00010203",
    ETHER("0806") "0001 0800 06 04 0001 020000000001 0a000001 000000000000 0a000002",
};

/* Every byte with every value, and all of that cut somewhere, and padded. */
static void mutate(const struct packet *from, struct sn_dis *d, bool shallow, unsigned *n)
{
    static uint8_t *end; /* of memory, with an unmapped page behind */
    struct packet p = *from;

    if (!end)
        end = guarded(p.b, sizeof p.b) + sizeof p.b;
    for (uint32_t i = 0; i < p.n; i += TEST_STEP) {
        for (unsigned v = 0; v < 256; v++) {
            uint32_t cut = v % 3 ? p.n : v * 7 % (p.n + 1), more = v % 5 ? p.n - cut : v;
            const char *wrong;
            bool yes;

            p.b[i] = (uint8_t)v;
            memcpy(end - cut, p.b, cut);
            wrong = plain_wrong(d, shallow, SN_LINK_ETHERNET, end - cut, cut, cut + more, &yes);
            CHECK_STR(wrong ? wrong : "", "");
            wrong = shallow
                        ? NULL
                        : plain_line_wrong(&columns, SN_LINK_ETHERNET, end - cut, cut, cut + more);
            CHECK_STR(wrong ? wrong : "", "");
            *n += yes;
        }
        p.b[i] = from->b[i];
    }
}

TEST(same_as_dissected)
{
    plain_columns(&columns);
    for (unsigned shallow = 0; shallow < 2; shallow++) {
        struct sn_dis *d = plain_context(shallow);

        for (size_t i = 0; i < sizeof plain / sizeof *plain; i++) {
            struct packet p = packet(plain[i]);
            unsigned n = 0;
            bool yes;

            CHECK(!plain_wrong(d, shallow, SN_LINK_ETHERNET, p.b, p.n, p.n, &yes));
            CHECK(yes);
            mutate(&p, d, shallow, &n);
            CHECK(n > 64 * p.n / TEST_STEP); /* not all that is odd is left to dissection */
        }
        sn_dis_free(d);
    }
    plain_columns_end(&columns);
}

TEST(left_to_dissection)
{
    struct sn_dis *d = plain_context(false);

    plain_columns(&columns);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        struct packet p = packet(others[i]);
        unsigned n = 0;
        bool yes;

        CHECK(!plain_wrong(d, false, SN_LINK_ETHERNET, p.b, p.n, p.n, &yes));
        CHECK(!yes);
        mutate(&p, d, false, &n);
    }
    sn_dis_free(d);
    plain_columns_end(&columns);
}

/* ---- statistics ---- */

static void count(struct sn_stat *s, struct sn_stat_part *part, struct sn_reader *r)
{
    struct sn_batch b = {0};

    while (sn_reader_next(r, &b, NULL) == SN_OK) {
        sn_stat_part_begin(part);
        for (uint32_t i = 0; i < b.n; i++) {
            if (!b.pkt[i].meta)
                sn_stat_part_packet(part, &b.pkt[i], sn_reader_iface(r, b.pkt[i].iface)->linktype);
        }
        for (unsigned i = 0; i < SN_STAT_STAGES; i++)
            sn_stat_stage(s, part, i);
    }
    sn_batch_free(&b);
}

/* A view of a file, counted with every packet dissected or not. False: it can't be read. */
static bool view_of(struct sn_buf *out, const char *path, const struct sn_stat_view *view,
                    bool dissected)
{
    struct sn_stat_print print = {.view = view, .form = SN_REPORT_CSV, .top = 1000000};
    struct sn_stat_opts o = {.want = view->want};
    struct sn_stat_part *part;
    struct sn_reader *r;
    struct sn_src *src;
    struct sn_stat *s;

    if (sn_src_open(&src, path, NULL) != SN_OK || sn_reader_open(&r, src, NULL) != SN_OK)
        return false;
    sn_buf_init(out, 1 << 24);
    CHECK(sn_stat_new(&s, &o, NULL) == SN_OK);
    CHECK(sn_stat_part_new(&part, s, NULL) == SN_OK);
    part->plain &= !dissected;
    count(s, part, r);
    CHECK(sn_stat_join(s, part, NULL) == SN_OK);
    CHECK(sn_stat_report(s, NULL, out, &print, NULL) == SN_OK);
    sn_put_c(out, '\0');
    sn_stat_part_free(part);
    sn_stat_free(s);
    sn_reader_close(r);
    return true;
}

static unsigned same_views(const char *path)
{
    unsigned n = 0;

    for (const struct sn_stat_view *v = sn_stat_views; v->name; v++) {
        struct sn_buf got, want;

        if (!view_of(&got, path, v, false))
            break;
        CHECK(view_of(&want, path, v, true));
        CHECK_STR(got.base, want.base);
        n += strstr(got.base, "eth") != NULL;
        sn_buf_free(&got);
        sn_buf_free(&want);
    }
    return n;
}

/* Of every capture that the tests have. */
TEST(counted_as_dissected)
{
    unsigned n = 0;
    glob_t g;

    CHECK(glob("tests/fixtures/*.pcap*", 0, NULL, &g) == 0);
    for (size_t i = 0; i < g.gl_pathc; i += TEST_STEP)
        n += same_views(g.gl_pathv[i]);
    CHECK(n > 10 / TEST_STEP);
    globfree(&g);
}

TEST_MAIN
