/* Tables of typed columns as text, JSON and CSV; what comes from outside; trees deeper than packets
 * nest; no room. */
#define TEST_ALLOC
#include "sn/report.h"
#include "test.h"

enum { NAME, SENT, RECEIVED, SHARE, RATE, TIME, DURATION, ADDRESS, PORT };

static const struct sn_column columns[] = {
    [NAME] = {.key = "name", .head = "Name", .type = SN_COL_STRING},
    [SENT] = {.key = "bytes.sent", .head = "sent", .type = SN_COL_BYTES},
    [RECEIVED] = {.key = "bytes.received", .type = SN_COL_COUNT},
    [SHARE] = {.head = "share", .type = SN_COL_SHARE},
    [RATE] = {.key = "speed.rate", .head = "rate", .type = SN_COL_RATE},
    [TIME] = {.key = "time", .type = SN_COL_TIME},
    [DURATION] = {.key = "duration", .head = "duration", .type = SN_COL_DURATION},
    [ADDRESS] = {.key = "address", .head = "address", .type = SN_COL_ADDRESS},
    [PORT] = {.key = "port", .head = "port", .type = SN_COL_PORT},
};
static const struct sn_report_table table = {.key = "rows", .col = columns, .ncol = 9};

static const uint8_t ip6[16] = {0xfe, 0x80, [15] = 1}, ip4[4] = {10, 0, 0, 1};

static bool two_rows(void *ctx, struct sn_cell *c, unsigned *depth)
{
    unsigned i = (*(unsigned *)ctx)++;

    *depth = 0;
    c[NAME] = (struct sn_cell){.p = i ? "b" : "long name", .n = i ? 1 : 9};
    c[SENT].u = i ? 7 : 12345;
    c[RECEIVED].u = 2;
    c[SHARE].f = i ? 99.96 : 0.04;
    c[RATE].f = 1.5;
    c[TIME].i = 1700000000000000001;
    c[DURATION].i = i ? -1500000000 : 1;
    c[ADDRESS] = (struct sn_cell){.p = i ? ip4 : ip6, .n = i ? 4 : 16};
    c[PORT] = (struct sn_cell){.u = 80, .none = i == 0};
    return i < 2;
}

static struct sn_buf b;

static const char *report(const struct sn_report_table *t, sn_report_row *row, void *ctx,
                          enum sn_report_form form, uint32_t all)
{
    struct sn_report r;

    sn_buf_free(&b);
    sn_buf_init(&b, 1 << 20);
    sn_report_begin(&r, &b, form);
    sn_report_add(&r, t, row, ctx, 2, all);
    sn_report_end(&r);
    CHECK_INT(b.err, SN_OK);
    sn_put_c(&b, '\0');
    return b.base;
}

TEST(all_types_in_all_forms)
{
    unsigned i = 0;

    CHECK_STR(report(&table, two_rows, &i, SN_REPORT_TEXT, 5),
              "Name (2 of 5)   sent   share  rate  duration  address   port\n"
              "long name      12345    0.0%  1.50   0.000 s  fe80::1       \n"
              "b                  7  100.0%  1.50  -1.500 s  10.0.0.1    80\n");
    i = 0;
    CHECK_STR(report(&table, two_rows, &i, SN_REPORT_JSON, 5),
              "{\"rows\":[{\"name\":\"long name\",\"bytes\":{\"sent\":12345,\"received\":2},"
              "\"speed\":{\"rate\":1.500},\"time\":\"2023-11-14T22:13:20.000000001Z\","
              "\"duration\":0.000000001,\"address\":\"fe80::1\"},"
              "{\"name\":\"b\",\"bytes\":{\"sent\":7,\"received\":2},\"speed\":{\"rate\":1.500},"
              "\"time\":\"2023-11-14T22:13:20.000000001Z\",\"duration\":-1.500000000,"
              "\"address\":\"10.0.0.1\",\"port\":80}]}\n");
    i = 0;
    CHECK_STR(report(&table, two_rows, &i, SN_REPORT_CSV, 5),
              "name,bytes.sent,bytes.received,speed.rate,time,duration,address,port\n"
              "long name,12345,2,1.500,2023-11-14T22:13:20.000000001Z,0.000000001,fe80::1,\n"
              "b,7,2,1.500,2023-11-14T22:13:20.000000001Z,-1.500000000,10.0.0.1,80\n");
}

TEST(empty_tables)
{
    unsigned i = 2;

    CHECK_STR(report(&table, two_rows, &i, SN_REPORT_TEXT, 5), "");
    i = 2;
    CHECK_STR(report(&table, two_rows, &i, SN_REPORT_JSON, 5), "{\"rows\":[]}\n");
    i = 2;
    CHECK_STR(report(&table, two_rows, &i, SN_REPORT_CSV, 5),
              "name,bytes.sent,bytes.received,speed.rate,time,duration,address,port\n");
}

/* ---- fitted text ---- */

struct wide {
    unsigned i, rows;
};

static bool wide_rows(void *ctx, struct sn_cell *c, unsigned *depth)
{
    static const char *const names[] = {"a", "a name of many words that is long", "b"};
    struct wide *w = ctx;

    *depth = 0;
    if (w->i == w->rows)
        return false;
    c[0] = (struct sn_cell){.p = names[w->i % 3], .n = (uint32_t)strlen(names[w->i % 3])};
    c[1].u = 800 >> w->i;
    c[2].u = 7;
    c[3].f = 1;
    w->i++;
    return true;
}

static const struct sn_column wide_columns[] = {
    {.key = "name", .head = "Name", .type = SN_COL_STRING},
    {.key = "bytes", .head = "bytes", .type = SN_COL_BYTES},
    {.key = "packets", .head = "packets sent", .type = SN_COL_COUNT},
    {.key = "rate", .head = "rate", .type = SN_COL_RATE},
};
static const struct sn_report_table wide_table = {.key = "wide", .col = wide_columns, .ncol = 4};

static const char *styled(const struct sn_report_table *t, sn_report_row *row, void *ctx,
                          struct sn_report_style style)
{
    struct sn_report r;

    sn_buf_free(&b);
    sn_buf_init(&b, 1 << 20);
    sn_report_begin(&r, &b, SN_REPORT_TEXT);
    r.style = style;
    sn_report_add(&r, t, row, ctx, 0, 0);
    sn_report_end(&r);
    CHECK_INT(b.err, SN_OK);
    sn_put_c(&b, '\0');
    return b.base;
}

TEST(fits_the_width)
{
    struct wide w = {.rows = 3};

    CHECK_STR(styled(&wide_table, wide_rows, &w, (struct sn_report_style){.width = 60}),
              "Name                               bytes  packets sent  rate\n"
              "a                                    800             7  1.00\n"
              "a name of many words that is long    400             7  1.00\n"
              "b                                    200             7  1.00\n");
    w.i = 0;
    CHECK_STR(styled(&wide_table, wide_rows, &w, (struct sn_report_style){.width = 40}),
              "                           packets\n"
              "Name                bytes     sent  rate\n"
              "a                     800        7  1.00\n"
              "a name of many words that is long\n"
              "                      400        7  1.00\n"
              "b                     200        7  1.00\n");
    w.i = 0;
    CHECK_STR(styled(&wide_table, wide_rows, &w, (struct sn_report_style){.width = 25}),
              "Name                bytes\n"
              "a                     800\n"
              "a name of many words that\n"
              "  is long\n"
              "                      400\n"
              "b                     200\n"
              "(too narrow for: packets sent,\n  rate)\n");
}

static bool command_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    static const char command[] = "snfilter -r a.pcap 'tcp port 443'";
    unsigned i = (*(unsigned *)ctx)++;

    (void)depth;
    c[0] = (struct sn_cell){.p = i ? "b" : "a", .n = 1};
    c[1].u = 12345;
    c[2] = (struct sn_cell){.p = command, .n = i ? 0 : (uint32_t)strlen(command)};
    return i < 2;
}

TEST(last_words_have_their_own_line)
{
    static const struct sn_column col[] = {
        {.key = "n", .head = "What", .type = SN_COL_STRING},
        {.key = "p", .head = "packets", .type = SN_COL_COUNT},
        {.key = "c", .head = "to see them", .type = SN_COL_STRING},
    };
    static const struct sn_report_table t = {.key = "t", .col = col, .ncol = 3};
    unsigned i = 0;

    CHECK_STR(styled(&t, command_row, &i, (struct sn_report_style){.width = 40}),
              "What  packets\n"
              "a       12345\n"
              "    snfilter -r a.pcap 'tcp port 443'\n"
              "b       12345\n");
    i = 0;
    CHECK_STR(styled(&t, command_row, &i, (struct sn_report_style){.width = 60}),
              "What  packets  to see them\n"
              "a       12345  snfilter -r a.pcap 'tcp port 443'\n"
              "b       12345  \n");
}

TEST(no_width_is_lost_at_any)
{
    for (unsigned width = 1; width < 100; width++) {
        struct wide w = {.rows = 3};

        CHECK(strstr(styled(&wide_table, wide_rows, &w, (struct sn_report_style){.width = width}),
                     "400") != NULL);
    }
}

TEST(bars)
{
    struct wide w = {.rows = 3};

    CHECK_STR(
        styled(&wide_table, wide_rows, &w, (struct sn_report_style){.width = 72, .bars = true}),
        "Name                               bytes  packets sent  rate\n"
        "a                                    800             7  1.00  ##########\n"
        "a name of many words that is long    400             7  1.00  #####\n"
        "b                                    200             7  1.00  ##\n");
    w.i = 0;
    CHECK_STR(
        styled(&wide_table, wide_rows, &w,
               (struct sn_report_style){.width = 72, .bars = true, .utf8 = true, .color = true}) +
            strlen("\033[1mName                               bytes  packets sent  rate\033[0m\n") +
            strlen("a                                    800             7  1.00  \033[36m"),
        "\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\u2588\033[0m\n"
        "a name of many words that is long    400             7  1.00  "
        "\033[36m\u2588\u2588\u2588\u2588\u2588\033[0m\n"
        "b                                    200             7  1.00  "
        "\033[36m\u2588\u2588\u258c\033[0m\n");
}

static bool series_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    static const uint64_t v[] = {0, 1, 4, 8};

    (void)depth;
    c[0] = (struct sn_cell){.p = v, .n = 4};
    return (*(unsigned *)ctx)++ == 0;
}

TEST(series)
{
    static const struct sn_column col[] = {
        {.key = "s", .head = "Over time", .type = SN_COL_SERIES}};
    static const struct sn_report_table t = {.col = col, .ncol = 1, .shape = SN_REPORT_RECORD};
    unsigned i = 0;

    CHECK_STR(styled(&t, series_row, &i, (struct sn_report_style){.bars = true, .utf8 = true}),
              "Over time       \u2582\u2585\u2588\n");
    i = 0;
    CHECK_STR(styled(&t, series_row, &i, (struct sn_report_style){.bars = true, .width = 17}),
              "Over time      .#\n");
    i = 0;
    CHECK_STR(styled(&t, series_row, &i, (struct sn_report_style){.width = 80}), "");
    i = 0;
    CHECK_STR(report(&t, series_row, &i, SN_REPORT_JSON, 0), "{}\n");
    i = 0;
    CHECK_STR(report(&t, series_row, &i, SN_REPORT_CSV, 0), "");
    i = 0;
    CHECK(strstr(report(&t, series_row, &i, SN_REPORT_HTML, 0), "data-s=\"0,1,4,8\""));
}

/* ---- names from outside ---- */

struct name {
    const char *s;
    size_t n;
    bool done;
};

static bool one_name(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct name *x = ctx;
    bool more = !x->done;

    (void)depth;
    x->done = true;
    c[0] = (struct sn_cell){.p = x->s, .n = (uint32_t)x->n};
    c[1].i = -1;
    return more;
}

TEST(hostile_names)
{
    static const struct sn_column col[] = {
        {.key = "n", .head = "N", .type = SN_COL_STRING},
        {.key = "d", .type = SN_COL_DURATION},
    };
    static const struct sn_report_table t = {.key = "t", .col = col, .ncol = 2};
    static const struct {
        const char *s, *csv, *json, *text;
    } cases[] = {
        {"plain", "plain", "\"plain\"", "plain"},
        {"", "", "\"\"", ""},
        {"a,b", "\"a,b\"", "\"a,b\"", "a,b"},
        {"say \"x\"", "\"say \"\"x\"\"\"", "\"say \\\"x\\\"\"", "say \"x\""},
        {"a\r\nb", "\"a\xef\xbf\xbd\nb\"", "\"a\\r\\nb\"", "a^M^Jb"},
        {"=1+2", "'=1+2", "\"=1+2\"", "=1+2"},
        {"+1", "'+1", "\"+1\"", "+1"},
        {"-1", "'-1", "\"-1\"", "-1"},
        {"@A1", "'@A1", "\"@A1\"", "@A1"},
        {"\t=1", "\"'\t=1\"", "\"\\t=1\"", "^I=1"},
        {"=HYPERLINK(\"x\",1)", "\"'=HYPERLINK(\"\"x\"\",1)\"", "\"=HYPERLINK(\\\"x\\\",1)\"",
         "=HYPERLINK(\"x\",1)"},
        {"\x1b[2J", "\"\xef\xbf\xbd[2J\"", "\"\\u001b[2J\"", "^[[2J"},
        {"\xff\x9b", "\xef\xbf\xbd\xef\xbf\xbd", "\"\xef\xbf\xbd\xef\xbf\xbd\"", "M-^?M-^["},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t n = strlen(cases[i].s);
        struct name x = {.s = (const char *)guarded(cases[i].s, n), .n = n};
        char want[256];

        snprintf(want, sizeof want, "n,d\n%s,-0.000000001\n", cases[i].csv);
        CHECK_STR(report(&t, one_name, &x, SN_REPORT_CSV, 0), want);
        x.done = false;
        snprintf(want, sizeof want, "{\"t\":[{\"n\":%s,\"d\":-0.000000001}]}\n", cases[i].json);
        CHECK_STR(report(&t, one_name, &x, SN_REPORT_JSON, 0), want);
        x.done = false;
        snprintf(want, sizeof want, "N\n%s\n", cases[i].text);
        CHECK_STR(report(&t, one_name, &x, SN_REPORT_TEXT, 0), want);
    }
}

TEST(hostile_names_are_text_in_html)
{
    static const struct sn_column col[] = {{.key = "n", .head = "N", .type = SN_COL_STRING}};
    static const struct sn_report_table t = {.key = "t", .col = col, .ncol = 1};
    static const struct {
        const char *s, *html;
    } cases[] = {
        {"plain", "plain"},
        {"</td><script>alert(1)</script>", "&lt;/td&gt;&lt;script&gt;alert(1)&lt;/script&gt;"},
        {"\" onload='x' &amp;", "&quot; onload=&#39;x&#39; &amp;amp;"},
        {"a\nb\x1b[2J\x7f", "a\xef\xbf\xbd"
                            "b\xef\xbf\xbd[2J\xef\xbf\xbd"},
        {"\xc3\xa9\xff\xc2\x9b", "\xc3\xa9\xef\xbf\xbd\xef\xbf\xbd"},
        {"x\xe2\x80\xae"
         "cod.exe",
         "x\xef\xbf\xbd"
         "cod.exe"}, /* U+202E turns what follows */
        {"\xe2\x82\xac", "\xe2\x82\xac"},
    };

    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        size_t n = strlen(cases[i].s);
        struct name x = {.s = (const char *)guarded(cases[i].s, n), .n = n};
        const char *page = report(&t, one_name, &x, SN_REPORT_HTML, 0);
        const char *row = strstr(page, "<tbody>\n<tr><td>");
        char want[256];

        CHECK(row != NULL);
        snprintf(want, sizeof want, "<tbody>\n<tr><td>%s</td></tr>\n</tbody>", cases[i].html);
        CHECK(row && strncmp(row, want, strlen(want)) == 0);
    }
}

/* ---- trees and records ---- */

struct walk {
    const unsigned *depth;
    unsigned n, at;
};

static bool tree_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct walk *w = ctx;

    if (w->at == w->n)
        return false;
    *depth = w->depth[w->at];
    c[0] = (struct sn_cell){.p = &"abcdefgh"[w->at++ % 8], .n = 1};
    return true;
}

static const struct sn_column tree_columns[] = {{.key = "n", .head = "N", .type = SN_COL_STRING}};
static const struct sn_report_table tree = {
    .key = "t", .col = tree_columns, .ncol = 1, .shape = SN_REPORT_TREE};

TEST(trees)
{
    static const unsigned depth[] = {0, 1, 2, 2, 1, 0, 1, 0};
    struct walk w = {.depth = depth, .n = 8};

    CHECK_STR(report(&tree, tree_row, &w, SN_REPORT_TEXT, 0),
              "N\na\n  b\n    c\n    d\n  e\nf\n  g\nh\n");
    w.at = 0;
    CHECK_STR(report(&tree, tree_row, &w, SN_REPORT_JSON, 0),
              "{\"t\":[{\"n\":\"a\",\"t\":[{\"n\":\"b\",\"t\":[{\"n\":\"c\"},{\"n\":\"d\"}]},"
              "{\"n\":\"e\"}]},{\"n\":\"f\",\"t\":[{\"n\":\"g\"}]},{\"n\":\"h\"}]}\n");
    w.at = 0;
    CHECK_STR(report(&tree, tree_row, &w, SN_REPORT_CSV, 0),
              "n\na\na:b\na:b:c\na:b:d\na:e\nf\nf:g\nh\n");
}

/* Packets nest 64 layers deep: as many levels of objects and arrays. */
TEST(deep_trees)
{
    unsigned depth[64];
    struct walk w = {.depth = depth, .n = 64};
    const char *s;
    long open = 0;

    for (unsigned i = 0; i < 64; i++)
        depth[i] = i;
    for (s = report(&tree, tree_row, &w, SN_REPORT_JSON, 0); *s; s++)
        open += (*s == '{' || *s == '[') - (*s == '}' || *s == ']');
    CHECK_INT(open, 0);
    w.at = 0;
    s = report(&tree, tree_row, &w, SN_REPORT_CSV, 0);
    CHECK(strstr(s, ":f:g:h\n") && !strstr(s, "::"));
}

static bool record_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    uint64_t *v = ctx;

    (void)depth;
    c[0].u = v[0];
    c[1].u = v[1];
    c[2].f = 2.5;
    return v[2]++ == 0;
}

TEST(records)
{
    static const struct sn_column col[] = {
        {.key = "all", .head = "All", .type = SN_COL_COUNT},
        {.key = "cut", .before = " (", .after = " cut)", .type = SN_COL_COUNT, .hide_zero = true},
        {.key = "rate", .head = "Rate", .after = " packets/s", .type = SN_COL_RATE},
    };
    static const struct sn_report_table t = {.col = col, .ncol = 3, .shape = SN_REPORT_RECORD};
    uint64_t v[3] = {5, 0, 0};

    CHECK_STR(report(&t, record_row, v, SN_REPORT_TEXT, 0),
              "All            5\nRate           2.50 packets/s\n");
    memcpy(v, (uint64_t[]){5, 1, 0}, sizeof v);
    CHECK_STR(report(&t, record_row, v, SN_REPORT_TEXT, 0),
              "All            5 (1 cut)\nRate           2.50 packets/s\n");
    v[2] = 0;
    CHECK_STR(report(&t, record_row, v, SN_REPORT_JSON, 0),
              "{\"all\":5,\"cut\":1,\"rate\":2.500}\n");
    v[2] = 0;
    CHECK_STR(report(&t, record_row, v, SN_REPORT_CSV, 0), "all,cut,rate\n5,1,2.500\n");
}

TEST(no_room_is_an_error)
{
    static const unsigned depth[] = {0, 1, 2, 2, 1, 0, 1, 0};

    for (unsigned form = SN_REPORT_TEXT; form <= SN_REPORT_CSV; form++) {
        for (size_t n = 0; n < 8; n++) {
            struct walk w = {.depth = depth, .n = 8};
            struct sn_report r;
            struct sn_buf small;
            char mem[8];

            sn_buf_fixed(&small, mem, n);
            sn_report_begin(&r, &small, (enum sn_report_form)form);
            sn_report_add(&r, &tree, tree_row, &w, 0, 0);
            sn_report_end(&r);
            CHECK_INT(small.err, SN_ENOMEM);
        }
    }
}

TEST_MAIN
