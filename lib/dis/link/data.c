/* What no protocol answered to: bytes. */
#include "base/hex.h"
#include "dis/proto.h"

#define DATA(F) F(DATA_DATA, "data.data", BYTES, "Data")
SN_FIELDS(data, DATA)

SN_TABLE(link);

static void data_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    (void)!sn_get_bytes(d, r, DATA_DATA, sn_rd_left(r));
}

/* Only a packet of an unknown link type is printed from here: dumped, also when a dump follows. */
static enum sn_then data_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *q = sn_find(&v, DATA_DATA);

    if (l->level)
        return SN_TEXT_DONE;
    sn_put_lit(t->b, "UNSUPPORTED");
    if (q)
        sn_hex_ascii(t->b, q->p, q->n);
    return SN_TEXT_DONE;
}

SN_PROTO(data, "Data", {.table = NULL})
