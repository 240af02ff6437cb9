/* Interfaces that a running capture loses and gets back: see capture.h. */
#include <poll.h>
#include <string.h>

#include "cap/capture.h"

static bool find(struct sn_capture *c, const char *name, struct sn_if *ifc)
{
    const struct sn_if *one;
    struct sn_arena arena;
    struct sn_if *list;
    bool found = false;
    uint32_t n;

    sn_arena_init(&arena, 64 << 20);
    if (sn_if_list(&list, &n, &arena, NULL) == SN_OK && (one = sn_if_find(list, n, name)) &&
        one->flags & SN_IF_UP) {
        *ifc = *one;
        ifc->addr = NULL;
        ifc->altname = NULL;
        ifc->naddr = ifc->naltnames = 0;
        ifc->alias =
            one->alias ? sn_arena_strndup(&c->arena, one->alias, strlen(one->alias)) : NULL;
        found = true;
    }
    sn_arena_free(&arena);
    return found;
}

enum sn_err sn_capture_wait_for(struct sn_capture *c, const char *name, struct sn_if *ifc,
                                struct sn_diag *d)
{
    struct pollfd p[] = {{.fd = sn_ifwatch_fd(c->watch), .events = POLLIN},
                         {.fd = c->wake, .events = POLLIN},
                         {.fd = watched(c)}};
    struct sn_ifnews news;
    eventfd_t v;

    for (;;) {
        if (find(c, name, ifc))
            return SN_OK;
        if (__atomic_load_n(&c->stopped, __ATOMIC_ACQUIRE))
            return sn_fail(d, SN_EOF, "told to stop");
        if (poll(p, 3, 1000) > 0 && p[2].revents & (POLLERR | POLLHUP))
            return reader_left(d);
        eventfd_read(c->wake, &v);
        while (sn_ifwatch_next(c->watch, &news))
            ;
    }
}

/* What was captured until now is closed off with the interface's statistics. */
static enum sn_err went_away(struct sn_capture *c, struct source *s, struct sn_diag *d)
{
    struct sn_ifstats st = {.iface = (uint32_t)(s - c->sources), .ts = sn_cap_now()};

    s->away = true;
    if (c->o.events.away)
        c->o.events.away(c->o.events.ctx, &s->ifc);
    if (c->out->o.format != SN_PCAPNG || !c->out->w)
        return SN_OK;
    c->out->stats(c->out->stats_ctx, &st);
    return sn_writer_ifstats(c->out->w, &st, d);
}

static enum sn_err bind_again(struct sn_capture *c, struct source *s, const struct sn_ifnews *news,
                              struct sn_diag *d)
{
    struct sn_cap **caps = c->caps + (size_t)(s - c->sources) * c->o.jobs;
    enum sn_err e = SN_OK;

    for (uint32_t i = 0; e == SN_OK && i < c->o.jobs; i++)
        e = sn_cap_attach(caps[i], news, d);
    if (e == SN_ENODEV)
        return SN_OK; /* away again already: there will be news of that */
    if (e != SN_OK)
        return e;
    if (news->index != s->ifc.index) {
        s->ifc.index = news->index;
        sn_loss_begin(&c->loss, news->index);
    }
    s->away = false;
    if (c->o.events.back)
        c->o.events.back(c->o.events.ctx, &s->ifc);
    return SN_OK;
}

/* News of an interface that is back may be heard before its lane has noticed that it was away, so
 * the last news is remembered. */
static enum sn_err hear(struct sn_capture *c, const struct sn_ifnews *news, struct sn_diag *d)
{
    enum sn_err e = SN_OK;

    for (uint32_t i = 0; e == SN_OK && i < c->nsources; i++) {
        struct source *s = &c->sources[i];

        if (strcmp(news->name, s->ifc.name) != 0)
            continue;
        s->last = *news;
        if (s->away && news->up && !news->gone)
            e = bind_again(c, s, news, d);
    }
    return e;
}

enum sn_err sn_capture_watch(struct sn_capture *c, struct sn_diag *d)
{
    struct sn_ifnews news;
    enum sn_err e = SN_OK;

    while (e == SN_OK && sn_ifwatch_next(c->watch, &news))
        if (c->o.keep)
            e = hear(c, &news, d);
    for (uint32_t i = 0; e == SN_OK && i < c->nlanes; i++) {
        struct source *s = &c->sources[source_of(c, i)];

        if (!sn_lane_away(c->lanes[i]) || s->away)
            continue;
        e = went_away(c, s, d);
        if (e == SN_OK && s->last.up && !s->last.gone)
            e = bind_again(c, s, &s->last, d);
    }
    return e;
}
