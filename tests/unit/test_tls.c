/* lib/dis: TLS's secrets, and keys and records by published examples. */
#include "test.h"

#include "base/hex.h"
#include "dis/app/tlskeys.h"
#include "sn/buf.h"

#define RANDOM           "cb34ecb1e78163ba1c38c6dacb196a6dffa21a8d9912ec18a2ef6283024dece7"
#define HANDSHAKE_SECRET "b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21"

static size_t unhex(uint8_t *to, const char *s)
{
    size_t n = 0;

    for (; s[0] && s[1]; s += 2)
        to[n++] = (uint8_t)(sn_hex_digit(s[0]) << 4 | sn_hex_digit(s[1]));
    return n;
}

/* ---- logs ---- */

static enum sn_err add(struct sn_secrets *s, const char *text, struct sn_diag *d)
{
    size_t n = strlen(text);

    return sn_secrets_add(s, (const char *)guarded(text, n), n, d);
}

TEST(a_log_is_read)
{
    uint8_t random[32], want[48];
    const struct sn_secret *q;
    struct sn_secrets *s;
    struct sn_diag d;

    unhex(random, RANDOM);
    unhex(want, HANDSHAKE_SECRET);
    CHECK_INT(sn_secrets_new(&s, &d), SN_OK);
    CHECK(!sn_secret_find(s, SN_SECRET_MASTER, random));
    CHECK_INT(add(s,
                  "# a comment\n\nEXPORTER_SECRET what ever\r\n"
                  "CLIENT_HANDSHAKE_TRAFFIC_SECRET " RANDOM " " HANDSHAKE_SECRET "\r\n"
                  "  SERVER_TRAFFIC_SECRET_0\t" RANDOM " " HANDSHAKE_SECRET,
                  &d),
              SN_OK);
    CHECK_INT(sn_secrets_count(s), 2);
    q = sn_secret_find(s, SN_SECRET_CLIENT_HANDSHAKE, random);
    CHECK(q && q->n == 32 && memcmp(q->bytes, want, 32) == 0);
    CHECK(sn_secret_find(s, SN_SECRET_SERVER_TRAFFIC, random));
    CHECK(!sn_secret_find(s, SN_SECRET_CLIENT_TRAFFIC, random));
    random[31]++;
    CHECK(!sn_secret_find(s, SN_SECRET_CLIENT_HANDSHAKE, random));
    sn_secrets_free(s);
}

/* X25519's example (RFC 7748 6.1): Alice's keys. */
TEST(keys_of_wireguard_are_found_by_the_public_one)
{
    static const char private[] = "dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCo=",
                      public[] = "8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a";
    uint8_t key[32];
    char log[512];
    struct sn_secrets *s;
    struct sn_diag d;

    snprintf(log, sizeof log,
             "LOCAL_STATIC_PRIVATE_KEY = %s\n LOCAL_EPHEMERAL_PRIVATE_KEY=%s\r\n"
             "PRESHARED_KEY  =  %s\nPRESHARED_KEY = %s\nANOTHER_KEY = %s\n",
             private, private, private, private, private);
    unhex(key, public);
    CHECK_INT(sn_secrets_new(&s, &d), SN_OK);
    CHECK_INT(sn_secrets_keylog(s), SN_KEYLOG_TLS);
    CHECK_INT(add(s, log, &d), SN_OK);
    CHECK_INT(sn_secrets_count(s), 3);
    CHECK_INT(sn_secrets_keylog(s), SN_KEYLOG_WIREGUARD);
    CHECK(sn_secret_static(s, 0) && !sn_secret_static(s, 1));
    CHECK(sn_secret_psk(s, 0) && !sn_secret_psk(s, 1));
    if (sn_secrets_usable()) {
        CHECK(sn_secret_find(s, SN_SECRET_WG_STATIC, key) == sn_secret_static(s, 0));
        CHECK(sn_secret_find(s, SN_SECRET_WG_EPHEMERAL, key));
    }
    CHECK_INT(add(s, "PRESHARED_KEY = dwdtCnMYpX08FsFyUbJmRd9ML4frwJkqsXf7pR25LCo", &d),
              SN_EFORMAT);
    CHECK_INT(add(s, "REMOTE_STATIC_PUBLIC_KEY", &d), SN_EFORMAT);
    CHECK_INT(add(s, "CLIENT_HANDSHAKE_TRAFFIC_SECRET " RANDOM " " HANDSHAKE_SECRET, &d), SN_OK);
    CHECK_INT(sn_secrets_keylog(s), SN_KEYLOG_TLS);
    sn_secrets_free(s);
}

TEST(a_log_is_read_from_a_file)
{
    static const char log[] = "CLIENT_HANDSHAKE_TRAFFIC_SECRET " RANDOM " " HANDSHAKE_SECRET "\n";
    int fd = memfd_create("log", MFD_CLOEXEC);
    struct sn_secrets *s = NULL;
    char path[64], *text = NULL;
    struct sn_diag d;
    size_t n = 0;

    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    CHECK(write(fd, log, sizeof log - 1) == sizeof log - 1);
    CHECK_INT(sn_secrets_read(&s, path, NULL, NULL, &d), SN_OK);
    CHECK_INT(sn_secrets_count(s), 1);
    CHECK_INT(sn_secrets_read(&s, path, &text, &n, &d), SN_OK);
    CHECK(text && n == sizeof log - 1);
    CHECK_STR(text, log);
    free(text);
    CHECK(write(fd, "CLIENT_RANDOM x", 15) == 15);
    CHECK_INT(sn_secrets_read(&s, path, &text, &n, &d), SN_EFORMAT);
    CHECK_INT(sn_secrets_read(&s, "/nowhere/log", NULL, NULL, &d), SN_EIO);
    sn_secrets_free(s);
    close(fd);
}

TEST(a_bad_line_is_named)
{
    static const char *const bad[] = {
        "CLIENT_RANDOM " RANDOM " " HANDSHAKE_SECRET, /* a master secret is longer */
        "CLIENT_TRAFFIC_SECRET_0 " RANDOM,
        "CLIENT_TRAFFIC_SECRET_0 " RANDOM "00 " HANDSHAKE_SECRET,
        "CLIENT_TRAFFIC_SECRET_0 " RANDOM " " HANDSHAKE_SECRET " more",
        "CLIENT_TRAFFIC_SECRET_0 " RANDOM " " HANDSHAKE_SECRET "0",
        "CLIENT_TRAFFIC_SECRET_0 " RANDOM " zz",
        "CLIENT_TRAFFIC_SECRET_0",
        "-----BEGIN PRIVATE KEY",
        "\x7f"
        "ELF",
    };
    struct sn_secrets *s;
    struct sn_diag d;
    char text[512];

    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        CHECK_INT(sn_secrets_new(&s, &d), SN_OK);
        (void)snprintf(text, sizeof text,
                       "SERVER_TRAFFIC_SECRET_0 " RANDOM " " HANDSHAKE_SECRET "\n%s\n", bad[i]);
        if (i == 7) { /* looks like a label: skipped, as unknown ones are */
            CHECK_INT(add(s, text, &d), SN_OK);
        } else {
            CHECK_INT(add(s, text, &d), SN_EFORMAT);
            CHECK(strncmp(d.msg, "line 2: ", 8) == 0);
        }
        CHECK_INT(sn_secrets_count(s), 1);
        sn_secrets_free(s);
    }
}

/* The table grows, and what comes again takes the place of what was there. */
TEST(many_secrets)
{
    static char text[5000 * 200];
    struct sn_secrets *s;
    struct sn_diag d;
    uint8_t random[32] = {0};
    size_t n = 0;

    for (unsigned i = 0; i < 5000; i++)
        n += (size_t)snprintf(text + n, sizeof text - n, "SERVER_TRAFFIC_SECRET_0 %064x %064x\n",
                              i % 2500, i);
    CHECK_INT(sn_secrets_new(&s, &d), SN_OK);
    CHECK_INT(sn_secrets_add(s, text, n, &d), SN_OK);
    CHECK_INT(sn_secrets_count(s), 2500);
    for (unsigned i = 0; i < 2500; i++) {
        const struct sn_secret *q;

        random[30] = (uint8_t)(i >> 8);
        random[31] = (uint8_t)i;
        q = sn_secret_find(s, SN_SECRET_SERVER_TRAFFIC, random);
        CHECK(q && (q->bytes[30] << 8 | q->bytes[31]) == (int)(i + 2500));
    }
    sn_secrets_free(s);
}

/* ---- keys ---- */

#ifdef HAVE_CRYPTO
static void check_hex(const uint8_t *p, size_t n, const char *want)
{
    char text[512];
    struct sn_buf b;

    sn_buf_fixed(&b, text, sizeof text);
    sn_put_hex_bytes(&b, p, n, 0);
    sn_put_c(&b, '\0');
    CHECK_STR(text, want);
}

/* The examples for P_SHA256 that implementers agreed on, and one for TLS 1.0. */
TEST(pseudorandom_function)
{
    uint8_t secret[16], seed[16], out[100];

    unhex(secret, "9bbe436ba940f017b17652849a71db35");
    unhex(seed, "a0ba9f936cda311827a6f796ffd5198c");
    CHECK(sn_tls_prf(SN_TLS_1_2, SN_TLS_SHA256, secret, 16, "test label", seed, 16, out, 100));
    check_hex(
        out, 100,
        "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9c9a46b4e"
        "14baf9af0fa022f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d122ee42c5"
        "a72e5a5110fff70187347b66");
    CHECK(sn_tls_prf(SN_TLS_1_0, SN_TLS_SHA256, (const uint8_t *)"secret", 6, "label",
                     (const uint8_t *)"seed", 4, out, 20));
    check_hex(out, 20, "b5baf4722b91851a8816d22ebd8c1d8cc2e94d55");
}

/* RFC 8448 3: the client's handshake keys, and its Finished opened with them. */
TEST(tls13_example)
{
    static const char sealed[] =
        "170303003575ec4dc238cce60b298044a71e219c56cc77b0517fe9b93c7a4bfc44d"
        "87f38f80338ac98fc46deb384bd1caeacab6867d726c40546";
    struct sn_tls_terms t = {.version = SN_TLS_1_3, .suite = 0x1301};
    uint8_t secret[32], out[32], record[64], plain[64];
    struct sn_tls_key *k;
    size_t n = unhex(record, sealed);
    uint32_t len;

    unhex(secret, HANDSHAKE_SECRET);
    CHECK(sn_tls_expand(SN_TLS_SHA256, secret, "key", out, 16));
    check_hex(out, 16, "dbfaa693d1762c5b666af5d950258d01");
    CHECK(sn_tls_expand(SN_TLS_SHA256, secret, "iv", out, 12));
    check_hex(out, 12, "5bd3c71b836e0b76bb73265f");
    k = sn_tls_key13(&t, secret, 32);
    CHECK(k);
    CHECK(sn_tls_key_open(k, guarded(record, n), (uint32_t)n, 0, plain, &len));
    check_hex(plain, len,
              "14000020a8ec436d677634ae525ac1fcebe11a039ec17694fac6e98527b642f2edd5ce6116");
    CHECK(!sn_tls_key_open(k, record, (uint32_t)n, 0, plain, &len)); /* not the next one */
    sn_tls_key_free(k);

    /* Not one bit may be different, nor any byte missing. */
    for (size_t i = 0; i < n; i++) {
        k = sn_tls_key13(&t, secret, 32);
        record[i] ^= 1;
        CHECK(!sn_tls_key_open(k, guarded(record, n), (uint32_t)n, 0, plain, &len));
        record[i] ^= 1;
        CHECK(!sn_tls_key_open(k, guarded(record, i), (uint32_t)i, 0, plain, &len));
        sn_tls_key_free(k);
    }
}
#endif

TEST_MAIN
