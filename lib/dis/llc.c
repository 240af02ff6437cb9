/* IEEE 802.2 LLC and SNAP. */
#include "dis/eth.h"

enum { LLC_DSAP, LLC_SSAP, LLC_CTRL };

static const struct sn_field llc_fields[] = {
    [LLC_DSAP] = SN_UINT("llc.dsap"),
    [LLC_SSAP] = SN_UINT("llc.ssap"),
    [LLC_CTRL] = SN_UINT("llc.control"),
};

static void llc_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint8_t dsap, ssap;

    (void)len;
    if (!sn_get_u8(d, r, LLC_DSAP, &dsap) || !sn_get_u8(d, r, LLC_SSAP, &ssap))
        return;
}

const struct sn_proto sn_proto_llc = {
    .name = "llc",
    .title = "Logical-Link Control",
    .fields = llc_fields,
    .nfields = SN_NFIELDS(llc_fields),
    .dissect = llc_dissect,
};
