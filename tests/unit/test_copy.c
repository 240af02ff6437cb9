/* The copy for a slow reader: lib/cap/copy.c. */
#include "test.h"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "cap/copy.h"

enum { PIECE = 1 << 20 };

static void put(struct copy *c, uint8_t *p, size_t n, uint64_t packets)
{
    struct iovec v[] = {{p, n / 2}, {p + n / 2, n - n / 2}};

    sn_copy_put(c, v, 2, n, packets);
    CHECK(c->at <= c->end && c->end <= c->size && c->end - c->at <= COPY_MAX);
}

TEST(what_is_kept_comes_out_in_order_and_the_rest_is_counted)
{
    static uint8_t piece[PIECE], got[PIECE];
    size_t sent = 0, have = 0;
    struct copy c;
    int fd[2];

    CHECK_INT(pipe(fd), 0);
    sn_copy_init(&c, fd[1]);
    for (; !c.left_out; sent += c.left_out == 0) {
        memset(piece, (int)sent, sizeof piece);
        put(&c, piece, sizeof piece, 7);
    }
    CHECK(sent >= 64 && sent <= 65);
    CHECK_INT(c.left_out, 7);
    fcntl(fd[0], F_SETFL, O_NONBLOCK);
    while (have < sent * PIECE) {
        ssize_t k = read(fd[0], got, sizeof got);

        if (k < 0) {
            sn_copy_push(&c);
            continue;
        }
        for (ssize_t i = 0; i < k; i++, have++)
            if (got[i] != (uint8_t)(have / PIECE)) {
                CHECK_INT(got[i], (uint8_t)(have / PIECE));
                return;
            }
    }
    CHECK(!copy_waits(&c));
    put(&c, piece, 100, 1); /* there is room again */
    CHECK_INT(read(fd[0], got, sizeof got), 100);
    CHECK_INT(c.left_out, 7);
    sn_copy_close(&c);
    CHECK_INT(read(fd[0], got, 1), 0);
    close(fd[0]);
}

TEST(without_a_reader_everything_goes_nowhere)
{
    static uint8_t piece[PIECE];
    struct copy c;
    int fd[2];

    signal(SIGPIPE, SIG_IGN);
    CHECK_INT(pipe(fd), 0);
    sn_copy_init(&c, fd[1]);
    close(fd[0]);
    for (int i = 0; i < 200; i++)
        put(&c, piece, sizeof piece, 1);
    CHECK(!copy_waits(&c) && !c.left_out);
    sn_copy_close(&c);
    sn_copy_init(&c, -1);
    sn_copy_put(&c, NULL, 0, 0, 1);
    sn_copy_close(&c);
    CHECK_INT(c.left_out, 0);
}

TEST_MAIN
