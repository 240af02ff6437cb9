/* Rotation and the recorder on chunks made by hand, files in a directory of their own. */
#include "test.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include "sn/sn.h"

#define MS INT64_C(1000000)

static struct sn_diag d;
static char dir[64], path[512];
static char closed[64][64];
static int nclosed, nopened;

static void on_opened(void *ctx, const char *name, const struct sn_sink *sink)
{
    (void)ctx;
    CHECK(name && sink);
    nopened++;
}

static void on_closed(void *ctx, const char *name)
{
    (void)ctx;
    snprintf(closed[nclosed++ % 64], sizeof *closed, "%s", name + strlen(dir) + 1);
}

static const char *in_dir(const char *name)
{
    snprintf(path, sizeof path, "%s/%s", dir, name);
    return path;
}

/* One packet of 84 bytes, a record of 100, captured at ts. */
static struct sn_chunk one(int64_t ts)
{
    static uint8_t mem[128], data[84];
    struct sn_pkt p = {.ts = ts, .data = data, .caplen = sizeof data, .len = sizeof data};

    sn_rec_put(mem, SN_PCAP, 9, &p);
    return (struct sn_chunk){
        .data = mem, .size = 100, .used = sn_rec_size(SN_PCAP, &p), .packets = 1, .latest = ts};
}

static struct sn_output *begin(struct sn_output_opts o, const char *name)
{
    static const struct sn_iface ifc = {.linktype = SN_LINK_ETHERNET, .digits = 9};
    struct sn_output *out = NULL;

    snprintf(dir, sizeof dir, "/tmp/test_output.XXXXXX");
    CHECK(mkdtemp(dir) != NULL);
    nclosed = nopened = 0;
    o.path = in_dir(name);
    o.digits = 9;
    o.events = (struct sn_output_events){.opened = on_opened, .closed = on_closed};
    CHECK(sn_output_new(&out, &o, &d) == SN_OK);
    CHECK(sn_output_open(out, &ifc, 1, &d) == SN_OK);
    return out;
}

static void end(struct sn_output *out)
{
    CHECK(sn_output_close(out, &d) == SN_OK);
}

/* Bytes of a file, -1 when it isn't there. */
static long size_of(const char *name)
{
    struct stat st;

    return stat(in_dir(name), &st) == 0 ? (long)st.st_size : -1;
}

/* Removes the directory; how many files were in it. */
static int clean(void)
{
    DIR *f = opendir(dir);
    struct dirent *e;
    int n = 0;

    while (f && (e = readdir(f)))
        n += e->d_name[0] != '.' && unlink(in_dir(e->d_name)) == 0;
    if (f)
        closedir(f);
    CHECK(rmdir(dir) == 0);
    return n;
}

static void put(struct sn_output *out, int n)
{
    for (int i = 0; i < n && !sn_output_full(out); i++) {
        struct sn_chunk c = one(i * MS);

        CHECK(sn_output_write(out, &c, &d) == SN_OK);
    }
}

TEST(files_by_size)
{
    struct sn_output *out = begin((struct sn_output_opts){.file_size = 24 + 300}, "a.gz");
    uint64_t unwritten;

    put(out, 10);
    CHECK_INT(sn_output_packets(out, &unwritten), 10);
    CHECK_INT(unwritten, 0);
    end(out);
    CHECK_INT(nopened, 4);
    CHECK_INT(nclosed, 4);
    CHECK_STR(closed[0], "a.gz");
    CHECK_STR(closed[1], "a1.gz"); /* numbers go in front of what says the compression */
    CHECK_INT(size_of("a.gz"), 324);
    CHECK_INT(size_of("a3.gz"), 124);
    CHECK_INT(clean(), 4);
}

TEST(a_ring_of_files)
{
    struct sn_output *out = begin((struct sn_output_opts){.file_size = 24 + 100, .ring = 10}, "a");

    put(out, 25);
    end(out);
    CHECK_STR(closed[0], "a0");
    CHECK_STR(closed[24], "a4");
    CHECK_INT(nclosed, 25);
    CHECK_INT(clean(), 10);
}

TEST(limits)
{
    struct sn_output *out = begin((struct sn_output_opts){.count = 7}, "a");

    put(out, 20);
    CHECK(sn_output_full(out));
    end(out);
    CHECK_INT(size_of("a"), 24 + 700);
    clean();
    out = begin((struct sn_output_opts){.max_bytes = 24 + 599}, "a");
    put(out, 20);
    CHECK(sn_output_full(out));
    end(out);
    CHECK_INT(size_of("a"), 24 + 500);
    clean();
}

TEST(lazy_files_begin_with_the_first_packet)
{
    struct sn_output *out = begin((struct sn_output_opts){.lazy = true}, "a");

    CHECK_INT(nopened, 0);
    CHECK(sn_output_flush(out, &d) == SN_OK);
    put(out, 3);
    end(out);
    CHECK_INT(size_of("a"), 24 + 300);
    CHECK_INT(clean(), 1);
}

TEST(files_by_time)
{
    int64_t hour = 3600 * INT64_C(1000000000), now = sn_cap_now();
    struct sn_output *out = begin((struct sn_output_opts){.period = hour, .files = 2}, "a");

    CHECK(sn_output_tick(out, now, &d) == SN_OK);
    CHECK_INT(nclosed, 0);
    CHECK(sn_output_tick(out, now + hour, &d) == SN_OK);
    CHECK_INT(nclosed, 1);
    CHECK(!sn_output_full(out));
    CHECK(sn_output_tick(out, now + 2 * hour, &d) == SN_OK);
    CHECK(sn_output_full(out)); /* two files were wanted */
    end(out);
    CHECK_INT(clean(), 2);
}

TEST(names_that_cannot_be)
{
    static const char *const bad[] = {"/tmp/", "/tmp/%Y/a", "/nonexistent/a"};

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct sn_output_opts o = {.path = bad[i]};
        struct sn_output *out;

        CHECK(sn_output_new(&out, &o, &d) != SN_OK);
    }
}

/* ---- the recorder ---- */

static uint64_t wrote[8];
static int nwrote, nnothing;

static void on_wrote(void *ctx, uint64_t packets, int64_t ns, const char *name)
{
    (void)ctx;
    CHECK(ns >= 0 && name);
    wrote[nwrote++ % 8] = packets;
}

static void on_nothing(void *ctx)
{
    (void)ctx;
    nnothing++;
}

static void record(struct sn_recorder *r, int n)
{
    for (int i = 0; i < n; i++) {
        struct sn_chunk c = one(sn_cap_now());

        CHECK(sn_recorder_step(r, &c, &d) == SN_OK);
    }
}

TEST(dumps_on_demand)
{
    struct sn_output *out = begin((struct sn_output_opts){.lazy = true}, "a");
    struct sn_recorder_opts o = {.size = 64 << 10,
                                 .events = {.wrote = on_wrote, .nothing = on_nothing}};
    uint64_t overwritten, held;
    struct sn_recorder *r;

    nwrote = nnothing = 0;
    CHECK(sn_recorder_new(&r, &o, out, &d) == SN_OK);
    CHECK_INT(nopened, 0);
    CHECK(sn_recorder_ask(r, &d) == SN_OK);
    CHECK(sn_recorder_due(r) <= sn_cap_now());
    CHECK(sn_recorder_tick(r, sn_cap_now(), &d) == SN_OK);
    CHECK_INT(nnothing, 1);
    record(r, 5000);
    sn_recorder_count(r, &overwritten, &held);
    CHECK_INT(overwritten + held, 5000);
    CHECK_INT(held, (64 << 10) / 100);
    CHECK(sn_recorder_ask(r, &d) == SN_OK);
    CHECK(sn_recorder_tick(r, sn_cap_now() + MS, &d) == SN_OK);
    while (sn_recorder_busy(r))
        CHECK(sn_recorder_step(r, NULL, &d) == SN_OK);
    CHECK_INT(nwrote, 1);
    CHECK_INT(wrote[0], held);
    record(r, 7);
    CHECK(sn_recorder_finish(r, &d) == SN_OK);
    CHECK_INT(nwrote, 2);
    CHECK_INT(wrote[1], 7);
    sn_recorder_free(r);
    end(out);
    CHECK_INT(nclosed, 2);
    CHECK_INT(clean(), 2);
}

TEST(a_capture_that_cannot_be)
{
    struct sn_capture_opts o = {.jobs = SN_CAPTURE_JOBS_MAX + 1};
    struct sn_capture *c = NULL;

    CHECK(sn_capture_new(&c, &o, &d) == SN_EUSAGE);
    o.jobs = 0;
    CHECK(sn_capture_new(&c, &o, &d) == SN_OK);
    CHECK(sn_capture_run(c, NULL, &d) == SN_EUSAGE); /* nothing to read, nowhere to write */
    CHECK(sn_capture_filter(c, 0, NULL, &d) == SN_EUSAGE);
    CHECK(sn_capture_inject(c, 0, "", 0, &d) == SN_EUSAGE);
    CHECK(sn_capture_add_by_name(c, "no-such-if", NULL, &d) == SN_ENODEV);
    sn_capture_stop(c);
    sn_capture_close(c);
    sn_capture_close(NULL);
}

TEST_MAIN
