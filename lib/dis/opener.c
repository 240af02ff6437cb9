/* What opens datagrams with secrets that were logged: see opener.h. */
#include "dis/opener.h"

#include <stdlib.h>

#include "dis/proto.h"

enum sn_err sn_opener_new(struct sn_opener **out, const struct sn_secrets *secrets,
                          struct sn_diag *d)
{
    struct sn_opener *o = calloc(1, sizeof *o);

    *out = o;
    if (!o)
        return sn_fail(d, SN_ENOMEM, "no memory for connections");
    o->secrets = secrets;
    return SN_OK;
}

void sn_opener_free(struct sn_opener *o)
{
    if (!o)
        return;
    sn_quics_free(o->quics);
    sn_dtlss_free(o->dtlss);
    sn_wgs_free(o->wgs);
    free(o);
}

bool sn_opener_usable(const struct sn_opener *o)
{
    return o && sn_secrets_usable() && sn_secrets_count(o->secrets);
}

struct sn_opened *sn_opened_room(struct sn_dis *d)
{
    if (!d->opened)
        d->opened = sn_arena_zalloc(&d->arena, SN_OPENED_MAX, sizeof *d->opened);
    return d->opened && d->nopened < SN_OPENED_MAX ? &d->opened[d->nopened] : NULL;
}

const struct sn_opened *sn_opened_at(const struct sn_dis *d, const uint8_t *at)
{
    for (uint32_t i = 0; d->first && i < d->first->nopened; i++) {
        if (d->first->opened[i].at == at)
            return &d->first->opened[i];
    }
    return NULL;
}
