/* lib/run/archive.c: indexes of files and directories, made, kept, listed and verified. */
#include "test.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "captures.h"
#include "sn/archive.h"

/* What was told, one letter an event; children tell it too. */
static int told;

static void say(void *ctx, enum sn_archive_what what, const char *name, const struct sn_diag *d)
{
    (void)ctx;
    CHECK(what == SN_ARCHIVE_FAILED || name);
    CHECK((what == SN_ARCHIVE_GROWN) == !d);
    CHECK(write(told, &"FLG"[what], 1) == 1);
}

static bool list(void *ctx, const struct sn_buf *text)
{
    (void)ctx;
    return write(told, text->base, sn_buf_len(text)) > 0;
}

/* Does it with the file or directory in the test's directory; what was told. */
static const char *index_of(struct sn_archive_opts o, const char *name, bool *ok)
{
    static char text[4096];
    ssize_t n;

    told = memfd_create("told", MFD_CLOEXEC);
    o.say = say;
    o.list = list;
    *ok = sn_archive_index(&o, &name, 1);
    n = pread(told, text, sizeof text - 1, 0);
    text[n < 0 ? 0 : n] = '\0';
    close(told);
    return text;
}

static void file(const char *name, const void *p, size_t n, bool append)
{
    int fd = open(name, O_WRONLY | O_CREAT | O_CLOEXEC | (append ? O_APPEND : O_TRUNC), 0600);

    CHECK(fd >= 0 && write(fd, p, n) == (ssize_t)n);
    close(fd);
}

static void enter(void)
{
    char dir[] = "/tmp/sn-archive-XXXXXX";

    CHECK(mkdtemp(dir) && chdir(dir) == 0);
}

static void leave(void)
{
    char dir[256];

    (void)unlink("a.pcap");
    (void)unlink("a.pcap.sni");
    (void)unlink("b.txt");
    CHECK(getcwd(dir, sizeof dir) && chdir("/") == 0 && rmdir(dir) == 0);
}

static struct cap capture(void)
{
    struct cap c = {.n = 0};

    pcap_begin(&c, false, 0xa1b2c3d4, 65535, 1);
    pcap_pkt(&c, 1000, 5, 60, 60);
    pcap_pkt(&c, 1001, 6, 60, 60);
    return c;
}

TEST(made_listed_and_verified)
{
    struct cap c = capture();
    struct stat first, second;
    bool ok;

    enter();
    file("a.pcap", c.p, c.n, false);
    CHECK_STR(index_of((struct sn_archive_opts){.task = SN_ARCHIVE_VERIFY}, "a.pcap", &ok), "F");
    CHECK(!ok);
    CHECK_STR(index_of((struct sn_archive_opts){0}, "a.pcap", &ok), "");
    CHECK(ok && stat("a.pcap.sni", &first) == 0 && access("a.pcap.sni.part", F_OK) != 0);
    CHECK_STR(index_of((struct sn_archive_opts){0}, "a.pcap", &ok), "");
    CHECK(ok && stat("a.pcap.sni", &second) == 0 && first.st_ino == second.st_ino);
    CHECK_STR(index_of((struct sn_archive_opts){.force = true}, "a.pcap", &ok), "");
    CHECK(ok && stat("a.pcap.sni", &second) == 0);
    CHECK_STR(index_of((struct sn_archive_opts){.task = SN_ARCHIVE_VERIFY}, "a.pcap", &ok), "");
    CHECK(ok);
    CHECK(strncmp(index_of((struct sn_archive_opts){.task = SN_ARCHIVE_LIST}, "a.pcap", &ok),
                  "a.pcap: 2 packets, 120 bytes, 1000.00000", 40) == 0);
    CHECK(ok);
    leave();
}

TEST(what_has_grown_or_is_wrong_is_told)
{
    struct cap c = capture();
    uint8_t byte;
    bool ok;
    int fd;

    enter();
    file("a.pcap", c.p, c.n, false);
    CHECK_STR(index_of((struct sn_archive_opts){0}, "a.pcap", &ok), "");
    file("a.pcap", c.p + c.begin[1], c.end[1] - c.begin[1], true);
    CHECK_STR(index_of((struct sn_archive_opts){.task = SN_ARCHIVE_VERIFY}, "a.pcap", &ok), "G");
    CHECK(ok);
    CHECK_STR(index_of((struct sn_archive_opts){0}, "a.pcap", &ok), "");
    CHECK_STR(index_of((struct sn_archive_opts){.task = SN_ARCHIVE_VERIFY}, "a.pcap", &ok), "");
    CHECK(ok);
    fd = open("a.pcap.sni", O_RDWR | O_CLOEXEC);
    CHECK(pread(fd, &byte, 1, 100) == 1);
    byte ^= 1;
    CHECK(pwrite(fd, &byte, 1, 100) == 1);
    close(fd);
    CHECK_STR(index_of((struct sn_archive_opts){.task = SN_ARCHIVE_VERIFY}, "a.pcap", &ok), "F");
    CHECK(!ok);
    leave();
}

static bool at_once(void)
{
    return true;
}

TEST(directories)
{
    struct cap c = capture();
    bool ok;

    enter();
    file("a.pcap", c.p, c.n, false);
    file("b.txt", "no capture, but a text", 22, false);
    CHECK_STR(index_of((struct sn_archive_opts){.stop = at_once, .follow = true}, ".", &ok), "");
    CHECK(ok && access("a.pcap.sni", F_OK) != 0);
    CHECK_STR(index_of((struct sn_archive_opts){0}, ".", &ok), "L");
    CHECK(ok && access("a.pcap.sni", F_OK) == 0 && access("b.txt.sni", F_OK) != 0);
    CHECK_STR(index_of((struct sn_archive_opts){0}, "b.txt", &ok), "F");
    CHECK(!ok);
    CHECK_STR(index_of((struct sn_archive_opts){.follow = true}, "a.pcap", &ok), "F");
    CHECK(!ok);
    leave();
}

TEST_MAIN
