/* lib/run/task.c, rewrite.c, dump.c and tally.c: inputs read, written again, printed and counted as
 * a program does, and what is told of it. */
#include "test.h"

#include <fcntl.h>

#include "captures.h"
#include "sn/dump.h"
#include "sn/rewrite.h"
#include "sn/tally.h"

/* What was told, one letter an event; opening, the indexes' sum and the output's begin aside. */
static char told[64];

static void event(void *ctx, const struct sn_task_event *e)
{
    static const char letters[] = {
        [SN_TASK_FAILED] = 'F',          [SN_TASK_LEFT_OUT] = 'L',  [SN_TASK_DAMAGED] = 'D',
        [SN_TASK_DISORDER] = 'O',        [SN_TASK_LOSSES] = 'l',    [SN_TASK_FOLLOWED] = 'f',
        [SN_TASK_INDEX] = 'i',           [SN_TASK_FILTER] = 'x',    [SN_TASK_FOLLOW] = 'w',
        [SN_TASK_MIXED] = 'm',           [SN_TASK_UNWRITTEN] = 'U', [SN_TASK_UNINDEXED] = 'u',
        [SN_TASK_NO_CONVERSATION] = 'n',
    };
    size_t n = strlen(told);

    (void)ctx;
    if (e->what == SN_TASK_FAILED || e->what == SN_TASK_FILTER || e->what == SN_TASK_UNWRITTEN)
        CHECK(e->diag && e->diag->code && e->diag->msg[0]);
    if (e->what == SN_TASK_BEGUN)
        CHECK(e->sink != NULL);
    if (e->what < sizeof letters && letters[e->what] && n + 1 < sizeof told) {
        told[n] = letters[e->what];
        told[n + 1] = '\0';
    }
}

static bool never(void *ctx)
{
    (void)ctx;
    return false;
}

/* A task with these inputs, up to a NULL. */
static struct sn_task_opts task_of(const char *const *names)
{
    struct sn_task_opts o = {.stop = never, .event = event};

    for (; *names; names++)
        CHECK_INT(sn_strings_add(&o.inputs, *names, NULL), SN_OK);
    told[0] = '\0';
    return o;
}

static char dir[] = "/tmp/sn-task-XXXXXX";

static void file(const char *name, const void *p, size_t n)
{
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

    CHECK(fd >= 0 && write(fd, p, n) == (ssize_t)n);
    close(fd);
}

/* Two captures of two packets each, and what is none. */
static void enter(void)
{
    struct cap c;

    memcpy(strrchr(dir, '-'), "-XXXXXX", 7);
    CHECK(mkdtemp(dir) && chdir(dir) == 0);
    pcap_begin(&c, false, 0xa1b2c3d4, 65535, 1);
    pcap_pkt(&c, 1000, 5, 60, 60);
    pcap_pkt(&c, 1004, 5, 60, 60);
    file("a.pcap", c.p, c.n);
    pcap_begin(&c, false, 0xa1b2c3d4, 65535, 1);
    pcap_pkt(&c, 1002, 5, 60, 60);
    pcap_pkt(&c, 1001, 5, 70, 70);
    file("b.pcap", c.p, c.n);
    file("c.txt", "no capture, but a text", 22);
}

static void leave(void)
{
    static const char *const names[] = {"a.pcap", "b.pcap", "c.txt", "out", "out.sni", "page"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        (void)unlink(names[i]);
    CHECK(chdir("/") == 0 && rmdir(dir) == 0);
}

/* ---- the task ---- */

static bool task_failed; /* what sn_task_failed() said at the end of the last one */

/* The times of all packets, in the order they come. */
static const char *times_of(struct sn_task_opts o)
{
    static char text[256];
    struct sn_sandbox box = {.dir = -1};
    struct sn_batch b;
    struct sn_reader *r;
    struct sn_task *t;
    struct sn_buf to;

    sn_buf_fixed(&to, text, sizeof text - 1);
    sn_batch_init(&b);
    CHECK_INT(sn_task_open(&t, &o, NULL), SN_OK);
    CHECK_INT(sn_task_ready(t, NULL, &box, NULL), SN_OK);
    CHECK_INT(sn_task_begin(t, NULL, NULL), SN_OK);
    while ((r = sn_task_next(t))) {
        while (sn_reader_next(r, &b, NULL) == SN_OK)
            for (uint32_t i = 0; i < b.n; i++)
                sn_put_f(&to, "%lld ", (long long)(b.pkt[i].ts / 1000000000));
        sn_put_f(&to, "%s ", sn_task_name(t));
        sn_reader_close(r);
    }
    *to.p = '\0';
    sn_batch_free(&b);
    task_failed = sn_task_failed(t);
    sn_task_close(t);
    sn_strings_free(&o.inputs);
    return text;
}

TEST(inputs_in_turn)
{
    enter();
    CHECK_STR(times_of(task_of((const char *[]){"a.pcap", "none", "b.pcap", NULL})),
              "1000 1004 a.pcap 1002 1001 b.pcap ");
    CHECK_STR(told, "F");
    CHECK(task_failed);
    CHECK_STR(times_of(task_of((const char *[]){".", NULL})),
              "1000 1004 ./a.pcap 1002 1001 ./b.pcap ");
    CHECK_STR(told, "L");
    CHECK(!task_failed);
    leave();
}

TEST(inputs_merged_and_sorted)
{
    struct sn_task_opts o;

    enter();
    o = task_of((const char *[]){"a.pcap", "b.pcap", NULL});
    o.merge = true;
    CHECK_STR(times_of(o), "1000 1002 1001 1004 what is merged ");
    CHECK_STR(told, "O");
    o = task_of((const char *[]){"a.pcap", "b.pcap", NULL});
    o.sort = true;
    CHECK_STR(times_of(o), "1000 1001 1002 1004 what is merged ");
    CHECK_STR(told, "");
    o = task_of((const char *[]){"a.pcap", "none", NULL});
    o.merge = true;
    CHECK_STR(times_of(o), "1000 1004 what is merged ");
    CHECK_STR(told, "F");
    CHECK(!task_failed);
    leave();
}

TEST(standard_input_cannot_be_followed)
{
    struct sn_task_opts o = task_of((const char *[]){"-", NULL});
    struct sn_sandbox box = {.dir = -1};
    struct sn_task *t;

    o.follow = true;
    CHECK_INT(sn_task_open(&t, &o, NULL), SN_OK);
    CHECK_INT(sn_task_ready(t, NULL, &box, NULL), SN_EUSAGE);
    sn_task_close(t);
    sn_strings_free(&o.inputs);
}

/* ---- writing again ---- */

/* Filters the files named, up to a NULL, into "out"; how many packets it has kept, -1: it could not
 * be opened. */
static long long rewrite(const char *const *names, struct sn_rewrite_opts o, const char *filter)
{
    long long kept = -1;
    struct sn_rewrite *w;

    o.task = task_of(names);
    o.task.output = "out";
    o.text = filter;
    o.n = strlen(filter);
    o.bpf.linktype = SN_LINK_ANY;
    if (sn_rewrite_open(&w, &o) == SN_OK) {
        sn_rewrite_run(w);
        kept = (long long)sn_rewrite_counts(w).kept;
        sn_rewrite_close(w);
    }
    sn_strings_free(&o.task.inputs);
    return kept;
}

static bool same(const char *a, const char *b)
{
    char *x, *y;
    size_t n, m;
    bool yes = false;

    if (sn_src_text(&x, &n, a, NULL))
        return false;
    if (!sn_src_text(&y, &m, b, NULL)) {
        yes = n == m && memcmp(x, y, n) == 0;
        free(y);
    }
    free(x);
    return yes;
}

TEST(written_again)
{
    struct sn_rewrite_opts o = {.format = SN_REWRITE_AS_READ};
    const char *const a[] = {"a.pcap", NULL};

    enter();
    CHECK_INT(rewrite(a, o, ""), 2);
    CHECK(same("a.pcap", "out"));
    CHECK_INT(rewrite((const char *[]){"a.pcap", "none", "b.pcap", NULL}, o, "len > 65"), 1);
    CHECK_STR(told, "F");
    o.index = true;
    CHECK_INT(rewrite(a, o, ""), 2);
    CHECK(access("out.sni", F_OK) == 0);
    CHECK_STR(told, "");
    leave();
}

TEST(an_output_that_is_not_begun_is_as_it_was)
{
    struct sn_rewrite_opts o = {.format = SN_REWRITE_AS_READ};

    enter();
    CHECK_INT(rewrite((const char *[]){"c.txt", NULL}, o, ""), 0);
    CHECK_STR(told, "F");
    CHECK(access("out", F_OK) != 0);
    CHECK_INT(rewrite((const char *[]){"a.pcap", NULL}, o, "tcp or or"), -1);
    CHECK_STR(told, "x");
    CHECK(access("out", F_OK) != 0);
    file("out", "before", 6);
    CHECK_INT(rewrite((const char *[]){"c.txt", NULL}, o, ""), 0);
    CHECK(!same("out", "c.txt") && access("out", F_OK) == 0);
    leave();
}

TEST(several_files)
{
    struct sn_rewrite_opts o = {.format = SN_REWRITE_AS_READ, .series.packets = 1};

    enter();
    CHECK(sn_rewrite_splits(&o));
    CHECK_INT(rewrite((const char *[]){"a.pcap", NULL}, o, ""), 2);
    CHECK_STR(told, "");
    CHECK(unlink("out") == 0 && unlink("out1") == 0);
    leave();
}

/* ---- printing ---- */

/* Prints the files named, up to a NULL, to the file "out"; whether they could be opened. */
static bool dump(const char *const *names, struct sn_dump_opts o, const char *filter)
{
    struct sn_sandbox box = {.dir = -1};
    int before, fd;
    struct sn_dump *x;
    bool ok;

    fflush(stdout);
    before = dup(STDOUT_FILENO);
    fd = open("out", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    CHECK(before >= 0 && fd >= 0 && dup2(fd, STDOUT_FILENO) >= 0);
    o.task = task_of(names);
    o.printer.exporter = sn_exporter_find("text");
    o.text = filter;
    o.n = strlen(filter);
    o.bpf.linktype = SN_LINK_ANY;
    ok = sn_dump_open(&x, &o) == SN_OK;
    if (ok && sn_dump_ready(x, &box, NULL) == SN_OK)
        sn_dump_run(x);
    CHECK(!ok || box.code == (*filter != '\0'));
    sn_dump_close(x);
    sn_strings_free(&o.task.inputs);
    CHECK(dup2(before, STDOUT_FILENO) >= 0);
    close(before);
    close(fd);
    return ok;
}

/* The number that a file begins with. */
static int number_in(const char *name)
{
    char *text;
    size_t n;
    int number;

    CHECK_INT(sn_src_text(&text, &n, name, NULL), SN_OK);
    number = atoi(text);
    free(text);
    return number;
}

TEST(printed)
{
    struct sn_follow_opts f = {.number = 7};
    struct sn_dump_opts o = {.printer.count_only = true};

    enter();
    CHECK(dump((const char *[]){"a.pcap", "none", "b.pcap", NULL}, o, ""));
    CHECK_STR(told, "F");
    CHECK_INT(number_in("out"), 4);
    CHECK(dump((const char *[]){"a.pcap", "b.pcap", NULL}, o, "len > 65"));
    CHECK_STR(told, "");
    CHECK_INT(number_in("out"), 1);
    CHECK(!dump((const char *[]){"a.pcap", NULL}, o, "tcp or or"));
    CHECK_STR(told, "x");
    o.printer.count_only = false;
    o.printer.follow = &f;
    CHECK(dump((const char *[]){"a.pcap", NULL}, o, ""));
    CHECK_STR(told, "n");
    o.raw = "/nowhere/raw";
    CHECK(!dump((const char *[]){"a.pcap", NULL}, o, ""));
    CHECK_STR(told, "F");
    leave();
}

/* ---- counting ---- */

/* Counts, and writes a page; whether it could be opened. */
static bool tally(const char *const *names, struct sn_tally_opts o, const char *filter)
{
    struct sn_sandbox box = {.dir = -1};
    struct sn_tally *t;
    bool ok;

    o.task = task_of(names);
    o.task.output = "out";
    o.print.top = SN_TALLY_TOP;
    o.text = filter;
    o.n = strlen(filter);
    o.bpf.linktype = SN_LINK_ANY;
    ok = sn_tally_open(&t, &o) == SN_OK;
    if (ok) {
        CHECK((sn_tally_filter(t) != NULL) == (*filter != '\0') && !sn_tally_names(t));
        CHECK_INT(sn_tally_ready(t, &box, NULL), SN_OK);
        CHECK(box.code == (*filter != '\0'));
        sn_tally_read(t);
        sn_tally_finish(t);
        sn_tally_close(t);
    }
    sn_strings_free(&o.task.inputs);
    return ok;
}

static uint64_t saved_packets(const char *name)
{
    uint64_t packets = 0;
    struct sn_stat *s;
    struct sn_src *src = NULL;

    CHECK(!sn_stat_new(&s, &(struct sn_stat_opts){.want = sn_stat_views->want}, NULL));
    CHECK(!sn_src_open(&src, name, NULL) && !sn_stat_load_src(s, src, NULL));
    packets = sn_stat_totals(s)->all.packets;
    sn_src_close(src);
    sn_stat_free(s);
    return packets;
}

TEST(counted)
{
    const char *const both[] = {"a.pcap", "b.pcap", NULL};
    struct sn_tally_opts o = {.page = "page"};

    enter();
    CHECK(tally(both, o, "") && access("page", F_OK) == 0);
    CHECK_STR(told, "");
    CHECK_INT(saved_packets("out"), 4);
    CHECK(rename("out", "c.txt") == 0);
    o.page = NULL;
    CHECK(tally(both, o, "len > 65"));
    CHECK_INT(saved_packets("out"), 1);
    CHECK(rename("out", "a.pcap") == 0);
    o.states = true;
    CHECK(tally((const char *[]){"a.pcap", "c.txt", "b.pcap", NULL}, o, ""));
    CHECK_STR(told, "F");
    CHECK_INT(saved_packets("out"), 5);
    leave();
}

TEST(what_cannot_be_counted)
{
    struct sn_tally_opts o = {.page = NULL};

    enter();
    CHECK(tally((const char *[]){"c.txt", NULL}, o, ""));
    CHECK_STR(told, "F");
    CHECK(access("out", F_OK) != 0);
    CHECK(!tally((const char *[]){"a.pcap", NULL}, o, "tcp or or"));
    CHECK_STR(told, "x");
    o.page = "/nowhere/page";
    CHECK(!tally((const char *[]){"a.pcap", NULL}, o, ""));
    CHECK_STR(told, "F");
    leave();
}

TEST_MAIN
