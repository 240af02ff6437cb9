/* lib/base: digests, of the examples in FIPS 180-4 and of every length around a block. */
#include "test.h"

#include "base/digest.h"
#include "sn/buf.h"

static void check(unsigned len, const void *p, size_t n, size_t step, const char *want)
{
    uint8_t out[DIGEST_SHA256];
    const uint8_t *q = p;
    char text[128];
    struct digest s;
    struct sn_buf b;

    sn_digest_init(&s, len);
    for (size_t i = 0; i < n; i += step)
        sn_digest_add(&s, q + i, step < n - i ? step : n - i);
    sn_digest_end(&s, out);
    sn_buf_fixed(&b, text, sizeof text);
    sn_put_hex_bytes(&b, out, len, 0);
    sn_put_c(&b, '\0');
    CHECK_STR(text, want);
}

TEST(examples)
{
    static const char two[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
    static char a[1000000];

    memset(a, 'a', sizeof a);
    check(DIGEST_SHA256, "", 0, 1,
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    check(DIGEST_SHA1, "", 0, 1, "da39a3ee5e6b4b0d3255bfef95601890afd80709");
    for (size_t step = 1; step < 60; step += 7) {
        check(DIGEST_SHA256, "abc", 3, step,
              "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        check(DIGEST_SHA1, "abc", 3, step, "a9993e364706816aba3e25717850c26c9cd0d89d");
        check(DIGEST_SHA256, two, 56, step,
              "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
        check(DIGEST_SHA1, two, 56, step, "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
    }
    check(DIGEST_SHA256, a, sizeof a, 100,
          "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
    check(DIGEST_SHA1, a, sizeof a, 997, "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
}

/* The same whatever the pieces, for every length around a block's end. */
TEST(pieces)
{
    uint8_t p[200], one[DIGEST_SHA256], two[DIGEST_SHA256];
    struct digest s;

    for (size_t i = 0; i < sizeof p; i++)
        p[i] = (uint8_t)(i * 7);
    for (size_t n = 0; n < sizeof p; n++) {
        sn_digest_init(&s, DIGEST_SHA256);
        sn_digest_add(&s, guarded(p, n), n);
        sn_digest_end(&s, one);
        sn_digest_init(&s, DIGEST_SHA256);
        sn_digest_add(&s, p, n / 3);
        sn_digest_add(&s, p + n / 3, n - n / 3);
        sn_digest_end(&s, two);
        CHECK(memcmp(one, two, sizeof one) == 0);
    }
}

TEST_MAIN
