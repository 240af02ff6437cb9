/* What no protocol answered to: bytes. */
#include "dis/proto.h"

#define DATA(F) F(DATA_DATA, "data.data", BYTES, "Data")
SN_FIELDS(data, DATA)

SN_TABLE(link);

static void data_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    (void)!sn_get_bytes(d, r, DATA_DATA, sn_rd_left(r));
}

/* Only a packet of an unknown link type is printed from here. */
static enum sn_then data_text(struct sn_text *t, const struct sn_layer *l)
{
    if (l->level)
        return SN_TEXT_DONE;
    sn_put_lit(t->b, "UNSUPPORTED");
    t->next--;
    sn_text_dump(t);
    return SN_TEXT_DONE;
}

SN_PROTO(data, "Data", {.table = NULL})
