/* Interfaces that come and go, and what --wait makes of it. */
#include "sncap_run.h"

static void find(struct sncap *s, const char *name, struct sn_if *ifc, bool *found)
{
    const struct sn_if *one;
    struct sn_arena arena;
    struct sn_if *list;
    uint32_t n;

    *found = false;
    sn_arena_init(&arena, 64 << 20);
    if (sn_if_list(&list, &n, &arena, NULL) == SN_OK && (one = sn_if_find(list, n, name)) &&
        one->flags & SN_IF_UP) {
        *ifc = *one;
        ifc->addr = NULL;
        ifc->naddr = 0;
        ifc->alias =
            one->alias ? sn_arena_strndup(&s->arena, one->alias, strlen(one->alias)) : NULL;
        *found = true;
    }
    sn_arena_free(&arena);
}

bool sncap_wait_for(struct sncap *s, const char *name, struct sn_if *ifc)
{
    struct sn_ifnews news;
    bool found;

    if (!s->o.quiet)
        tool_warn("%s: not there or not up: waiting for it", name);
    for (;;) {
        find(s, name, ifc, &found);
        if (found || tool_stopping())
            return found;
        sncap_wait(sn_ifwatch_fd(s->watch), -1, 1000 * SNCAP_MS);
        while (sn_ifwatch_next(s->watch, &news))
            ;
    }
}

/* What was captured until now is closed off with the interface's statistics. */
static enum sn_err say_away(struct sncap *s, struct source *src, struct sn_diag *d)
{
    struct sn_ifstats st = {.iface = (uint32_t)(src - s->sources), .ts = sncap_now()};

    src->away = true;
    if (!s->o.quiet)
        tool_warn("%s: went away: waiting for it", src->ifc.name);
    if (s->o.format != SN_PCAPNG || !s->out.w)
        return SN_OK;
    s->out.stats(s->out.ctx, &st);
    return sn_writer_ifstats(s->out.w, &st, d);
}

static enum sn_err bind_again(struct sncap *s, uint32_t source, const struct sn_ifnews *news,
                              struct sn_diag *d)
{
    struct source *src = &s->sources[source];
    enum sn_err e = SN_OK;

    for (uint32_t i = 0; e == SN_OK && i < s->nlanes; i++)
        if (s->lanes[i].source == source)
            e = sn_cap_attach(s->lanes[i].cap, news, d);
    if (e == SN_ENODEV)
        return SN_OK; /* away again already: there will be news of that */
    if (e != SN_OK)
        return e;
    if (news->index != src->ifc.index) {
        src->ifc.index = news->index;
        src->lost = sn_ifwatch_lost(s->watch, news->index);
    }
    src->away = false;
    if (!s->o.quiet)
        tool_warn("%s: is back", src->ifc.name);
    return SN_OK;
}

/* News of an interface that is back may be heard before its lane has noticed that it was away, so
 * the last news is remembered. */
static enum sn_err hear(struct sncap *s, const struct sn_ifnews *news, struct sn_diag *d)
{
    enum sn_err e = SN_OK;

    for (uint32_t i = 0; e == SN_OK && i < s->nsources; i++) {
        struct source *src = &s->sources[i];

        if (strcmp(news->name, src->ifc.name) != 0)
            continue;
        src->last = *news;
        if (src->away && news->up && !news->gone)
            e = bind_again(s, i, news, d);
    }
    return e;
}

enum sn_err sncap_watch(struct sncap *s, struct sn_diag *d)
{
    struct sn_ifnews news;
    enum sn_err e = SN_OK;

    while (e == SN_OK && sn_ifwatch_next(s->watch, &news))
        if (s->o.wait)
            e = hear(s, &news, d);
    for (uint32_t i = 0; e == SN_OK && i < s->nlanes; i++) {
        struct source *src = &s->sources[s->lanes[i].source];

        if (!sncap_lane_away(&s->lanes[i]) || src->away)
            continue;
        e = say_away(s, src, d);
        if (e == SN_OK && src->last.up && !src->last.gone)
            e = bind_again(s, s->lanes[i].source, &src->last, d);
    }
    return e;
}
