/* The live view without a screen: frames, keys, filters; and metrics, whose text is read by others.
 */
#include <stdlib.h>

#include "sn/live.h"
#include "sn/metrics.h"
#include "sn/replace.h"
#include "test.h"

static struct sn_buf frame;

static const char *show(struct sn_live *l, unsigned rows, unsigned cols)
{
    struct sn_diag d;

    sn_buf_free(&frame);
    sn_buf_init(&frame, 1 << 20);
    CHECK_INT(sn_live_frame(l, rows, cols, &frame, &d), SN_OK);
    sn_put_c(&frame, '\0');
    return frame.base;
}

/* The line of a frame, from 0. */
static const char *line(const char *text, unsigned n)
{
    static char copy[512];

    while (n-- && (text = strchr(text, '\n')))
        text++;
    snprintf(copy, sizeof copy, "%.*s", text ? (int)strcspn(text, "\n") : 0, text ? text : "");
    return copy;
}

static unsigned lines(const char *s)
{
    unsigned n = 0;

    for (; *s; s++)
        n += *s == '\n';
    return n;
}

/* Two packets of Ethernet, a second apart: 60 bytes of IPv4 and UDP, 60 of what nobody knows. */
static const uint8_t capture[] = {0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
                                  4, 0, 1, 0, 0, 0,
                                  /* 1 */
                                  16, 0, 0, 0, 0, 0, 0, 0, 42, 0, 0, 0, 60, 0, 0, 0, 2, 0, 0, 0, 0,
                                  1, 2, 0, 0, 0, 0, 2, 8, 0, 0x45, 0, 0, 28, 0, 1, 0, 0, 64, 17, 0,
                                  0, 192, 0, 2, 1, 192, 0, 2, 2, 0x12, 0x34, 0, 9, 0, 8, 0, 0,
                                  /* 2 */
                                  17, 0, 0, 0, 0, 0, 0, 0, 14, 0, 0, 0, 60, 0, 0, 0, 2, 0, 0, 0, 0,
                                  1, 2, 0, 0, 0, 0, 2, 0x99, 0x99};

static void type(struct sn_live *l, const char *s)
{
    for (; *s; s++)
        CHECK(sn_live_key(l, *s));
}

static struct sn_live *fresh(void)
{
    struct sn_live_opts o = {.interval = 1000000000, .watch = -1};
    struct sn_live *l = NULL;
    struct sn_diag d;

    CHECK_INT(sn_live_new(&l, &o, &d), SN_OK);
    return l;
}

static void feed(struct sn_live *l, const char *name)
{
    struct sn_reader *r;
    struct sn_src *src;
    struct sn_diag d;

    CHECK_INT(sn_src_open_mem(&src, capture, sizeof capture, "memory", &d), SN_OK);
    CHECK_INT(sn_reader_open(&r, src, &d), SN_OK);
    CHECK_INT(sn_live_read(l, r, name, &d), SN_COUNTER_INPUT);
    CHECK_INT(d.code, SN_OK);
    sn_reader_close(r);
}

TEST(frames)
{
    struct sn_live *l = fresh();

    CHECK(sn_live_changed(l));
    feed(l, "a\033[2Jname");
    /* The first interval is over, with one packet; the second isn't. */
    CHECK_STR(line(show(l, 24, 80), 0),
              "snstat 0:00:01  1 packets/s  480 bit/s  2 packets  a^[[2Jname");
    CHECK(!sn_live_changed(l));
    CHECK_INT(lines(frame.base), 24);
    CHECK_STR(line(frame.base, 23),
              "summary by bytes  Tab view  s sort  t now  f filter  p pause  q quit");
    CHECK(sn_live_key(l, 'x') && sn_live_changed(l));
    for (unsigned rows = 4; rows < 60; rows += 7) {
        for (unsigned cols = 1; cols < 100; cols += 9) {
            const char *p = show(l, rows, cols);

            CHECK_INT(lines(p), rows);
            for (unsigned i = 0; i < rows; i++)
                CHECK(strlen(line(p, i)) <= cols);
        }
    }
    sn_live_ended(l);
    CHECK(strstr(line(show(l, 24, 80), 0), "(ended)"));
    CHECK(sn_live_key(l, '4') && sn_live_key(l, 't')); /* the last interval has no host */
    CHECK(!strstr(show(l, 24, 80), "192.0.2.1"));
    sn_live_free(l);
}

TEST(views_and_orders)
{
    struct sn_live *l = fresh();
    const struct sn_stat_view *v = sn_stat_views;
    char want[64];

    feed(l, "");
    for (; v->name; v++) { /* all of them in turn, and the first again */
        snprintf(want, sizeof want, "%s by ", v->name);
        CHECK(strncmp(line(show(l, 24, 80), 23), want, strlen(want)) == 0);
        CHECK(sn_live_key(l, '\t'));
    }
    CHECK(strncmp(line(show(l, 24, 80), 23), "summary", 7) == 0);
    CHECK(sn_live_key(l, '4'));
    CHECK_STR(line(show(l, 24, 80), 2),
              "Host       packets  bytes  sent packets  bytes  received packets  bytes");
    CHECK_STR(line(frame.base, 3),
              "192.0.2.1        1     60             1     60                 0      0");
    CHECK(sn_live_key(l, 's'));
    CHECK(strncmp(line(show(l, 24, 80), 23), "hosts by packets", 16) == 0);
    CHECK(sn_live_key(l, 't')); /* the last interval that was over had the packet too */
    CHECK(strncmp(line(show(l, 24, 80), 23), "hosts by packets, now", 21) == 0);
    CHECK(strncmp(line(frame.base, 3), "192.0.2.1", 9) == 0);
    CHECK(sn_live_key(l, SN_KEY_LEFT));
    CHECK(strncmp(line(show(l, 24, 80), 23), "protocols", 9) == 0);
    for (unsigned i = 0; i < 100; i++)
        CHECK(sn_live_key(l, SN_KEY_PAGE_DOWN));
    CHECK_INT(lines(show(l, 24, 80)), 24);
    CHECK(sn_live_key(l, SN_KEY_HOME));
    CHECK(!sn_live_key(l, 'q'));
    sn_live_free(l);
}

TEST(typed_filters)
{
    struct sn_live *l = fresh();

    type(l, "fudx");
    CHECK_STR(line(show(l, 24, 80), 23), "filter: udx_  ");
    CHECK(sn_live_key(l, SN_KEY_ENTER));
    CHECK(strncmp(line(show(l, 24, 80), 23), "filter: udx_  column 1: ", 24) == 0);
    CHECK(sn_live_key(l, SN_KEY_BACKSPACE));
    type(l, "p");
    CHECK(sn_live_key(l, SN_KEY_ENTER));
    CHECK(strstr(line(show(l, 24, 80), 23), "q quit  udp"));
    feed(l, "");
    CHECK(strstr(line(show(l, 24, 80), 0), "  1 packets"));
    type(l, "f port 1\033");
    CHECK(sn_live_key(l, SN_KEY_ESCAPE)); /* nothing has changed */
    CHECK(strstr(line(show(l, 24, 80), 23), "q quit  udp"));
    type(l, "fq"); /* no key, but a letter */
    for (unsigned i = 0; i < 600; i++)
        CHECK(sn_live_key(l, 'q'));
    for (unsigned i = 0; i < 600; i++)
        CHECK(sn_live_key(l, SN_KEY_BACKSPACE));
    CHECK(sn_live_key(l, SN_KEY_ENTER));
    feed(l, "");
    CHECK(strstr(line(show(l, 24, 80), 0), "  2 packets"));
    sn_live_free(l);
}

TEST(held)
{
    struct sn_live *l = fresh();

    CHECK(sn_live_key(l, '2')); /* the view file */
    feed(l, "");
    CHECK_STR(line(show(l, 24, 80), 2), "Packets        2");
    CHECK(sn_live_key(l, 'p'));
    feed(l, "");
    CHECK(strstr(line(show(l, 24, 80), 0), "(paused)"));
    CHECK(sn_live_key(l, 'p'));
    CHECK_STR(line(show(l, 24, 80), 2), "Packets        4");
    sn_live_free(l);
}

TEST(metrics_escape_labels)
{
    struct sn_buf b;

    sn_buf_init(&b, 1 << 16);
    sn_metric(&b, "m_total", SN_METRIC_COUNTER, "What it is.");
    sn_metric_value(&b, "m_total", "l", "a\"b\\c\nd\x1b\xff", 9, 7);
    sn_metric(&b, "t", SN_METRIC_GAUGE, "When.");
    sn_metric_seconds(&b, "t", -1500000000);
    sn_put_c(&b, '\0');
    CHECK_STR(b.base, "# HELP m_total What it is.\n# TYPE m_total counter\n"
                      "m_total{l=\"a\\\"b\\\\c\\nd\xef\xbf\xbd\xef\xbf\xbd\"} 7\n"
                      "# HELP t When.\n# TYPE t gauge\nt -1.500000000\n");
    sn_buf_free(&b);
}

TEST(files_are_replaced_as_a_whole)
{
    char dir[] = "/tmp/sn-replace-XXXXXX", path[64], text[16] = "";
    struct sn_replace *r = NULL;
    struct sn_diag d;
    struct sn_buf b;
    FILE *f, *old;

    CHECK(mkdtemp(dir) != NULL);
    snprintf(path, sizeof path, "%s/m", dir);
    CHECK_INT(sn_replace_open(&r, dir, &d), SN_OK); /* a file of that name: refused when written */
    sn_buf_init(&b, 64);
    sn_put_lit(&b, "one\n");
    CHECK(sn_replace_write(r, &b, &d) != SN_OK);
    sn_replace_close(r);
    CHECK_INT(sn_replace_open(&r, "a/", &d), SN_EUSAGE);
    CHECK_INT(sn_replace_open(&r, path, &d), SN_OK);
    CHECK_INT(sn_replace_write(r, &b, &d), SN_OK);
    old = fopen(path, "r");
    sn_buf_clear(&b);
    sn_put_lit(&b, "two\n");
    CHECK_INT(sn_replace_write(r, &b, &d), SN_OK);
    sn_replace_close(r);
    f = fopen(path, "r");
    CHECK(f && fgets(text, sizeof text, f));
    CHECK_STR(text, "two\n");
    CHECK(old && fgets(text, sizeof text, old)); /* who had it open still has it */
    CHECK_STR(text, "one\n");
    fclose(f);
    fclose(old);
    CHECK_INT(unlink(path), 0);
    CHECK_INT(rmdir(dir), 0); /* nothing was left */
    sn_buf_free(&b);
}

TEST_MAIN
