/* What protocols over TCP share: see stream.h. */
#include "dis/app/stream.h"

bool sn_unit_next(struct sn_rd *r, uint32_t (*unit)(const uint8_t *p, uint32_t n), struct sn_rd *in)
{
    uint32_t left = (uint32_t)sn_rd_left(r), n = left ? unit(r->p, left) : 0;

    if (!n || n == SN_STREAM_BAD || (n > left && !r->cut))
        return false;
    (void)!sn_rd_sub(r, n, in);
    return true;
}

bool sn_unit_or_tls(struct sn_dis *d, struct sn_rd *r,
                    uint32_t (*unit)(const uint8_t *p, uint32_t n), struct sn_rd *in)
{
    uint32_t left = (uint32_t)sn_rd_left(r);

    if (!left || !sn_tls_begins(r->p, left))
        return sn_unit_next(r, unit, in);
    sn_next_proto(d, &sn_proto_tls, r, left);
    return false;
}

void sn_put_first_line(struct sn_text *t, const struct sn_rec *q)
{
    uint32_t n = 0;

    while (n < q->n && q->p[n] != '\n' && q->p[n] != '\r')
        n++;
    sn_put_safe(t->b, q->p, n);
}
