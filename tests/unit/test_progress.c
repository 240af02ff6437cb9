/* How far the reading of a file has come, in words. */
#include "sn/progress.h"
#include "test.h"

static const char *progress(uint64_t at, uint64_t size, int64_t ns)
{
    static char mem[128];
    struct sn_buf b;

    sn_buf_fixed(&b, mem, sizeof mem - 1);
    sn_put_progress(&b, at, size, ns);
    *b.p = '\0';
    return mem;
}

TEST(progress_in_words)
{
    CHECK_STR(progress(0, 999, 0), "0 B of 999 B");
    CHECK_STR(progress(0, 1000, 1000000000), "0 B of 1.0 kB");
    CHECK_STR(progress(1500000000, 4000000000, 1000000000), "1.5 GB of 4.0 GB, 1.5 GB/s, 2 s left");
    CHECK_STR(progress(100, 100, 1000000000), "100 B of 100 B, 100 B/s, 0 s left");
    CHECK_STR(progress(1000000, 91000000, 1000000000),
              "1.0 MB of 91.0 MB, 1.0 MB/s, 1 min 30 s left");
    CHECK_STR(progress(1000000, 7801000000, 1000000000),
              "1.0 MB of 7.8 GB, 1.0 MB/s, 2 h 10 min left");
    CHECK_STR(progress(UINT64_MAX, UINT64_MAX, 1),
              "18447 PB of 18447 PB, 18446744073710 PB/s, 0 s left");
}

TEST_MAIN
