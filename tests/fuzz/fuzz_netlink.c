/*
 * Any bytes as a datagram from the kernel's rtnetlink: as lists of interfaces and addresses, as
 * news, as counters. Bodies and attributes lie inside it, names end, and what is kept
 * points to memory of its own: the datagram is gone when it is looked at.
 *
 * Planted and found: links.c without the test that a name in the news fits its place (by a seed);
 * netlink.c without the test that an attribute ends inside its message (by fuzzing from nothing, in
 * less than a minute). Found unplanted: an error number without a positive counterpart was negated.
 */
#include <string.h>

#include "cap/links.h"
#include "cap/loss.h"
#include "fuzz.h"

struct all {
    const uint8_t *p; /* the datagram, of n bytes */
    size_t n;
    struct links links;
};

static void check_attrs(const uint8_t *body, size_t n)
{
    struct loss_counts c;
    struct nl_attr a;
    size_t at = 0;

    while (sn_nl_next_attr(body, n, &at, &a)) {
        FUZZ_ASSERT(a.data >= body && a.data <= body + n);
        FUZZ_ASSERT(a.len <= (size_t)(body + n - a.data));
        (void)sn_loss_counters(&c, &a);
    }
}

static void on_message(void *ctx, uint16_t type, const uint8_t *body, size_t n)
{
    struct all *x = ctx;
    struct sn_ifnews news;

    FUZZ_ASSERT(body >= x->p && body <= x->p + x->n && n <= (size_t)(x->p + x->n - body));
    check_attrs(body, n);
    if (sn_links_news(&news, type, body, n))
        FUZZ_ASSERT(memchr(news.name, 0, sizeof news.name));
    sn_links_on_link(&x->links, type, body, n);
    sn_links_on_addr(&x->links, type, body, n);
}

static void check_links(const struct links *l)
{
    uint32_t i;

    FUZZ_ASSERT(l->n <= l->cap);
    for (i = 0; i < l->n; i++) {
        const struct sn_if *f = &l->ifs[i];

        FUZZ_ASSERT(memchr(f->name, 0, sizeof f->name));
        FUZZ_ASSERT(f->maclen <= sizeof f->mac);
        FUZZ_ASSERT(f->addr || !f->naddr);
        FUZZ_ASSERT(!f->alias || strlen(f->alias) < 65536);
        FUZZ_ASSERT(sn_if_find(l->ifs, l->n, f->name));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct sn_arena arena;
    struct all x = {.n = n, .links = {.arena = &arena}};
    uint8_t *copy = malloc(n + !n); /* exactly n bytes, so that sanitizers see the end */
    bool done = false;

    FUZZ_ASSERT(copy);
    if (n)
        memcpy(copy, p, n);
    x.p = copy;
    sn_arena_init(&arena, 16u << 20);
    (void)sn_nl_walk(copy, n, on_message, &x, &done);
    free(copy);
    check_links(&x.links);
    sn_arena_free(&arena);
    return 0;
}
