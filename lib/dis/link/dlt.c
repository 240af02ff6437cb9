/* Link types by libpcap's own numbers: see dlt.h. */
#include "dis/link/dlt.h"
#include "sn/linktype.h"

/* A few DLTs are other numbers in files. */
static uint32_t link_of(uint32_t dlt)
{
    static const struct {
        uint8_t dlt, link;
    } map[] = {
        {11, SN_LINK_ATM_RFC1483}, {12, SN_LINK_RAW},      {15, SN_LINK_SLIP_BSDOS},
        {16, SN_LINK_PPP_BSDOS},   {19, SN_LINK_ATM_CLIP},
    };

    for (size_t i = 0; i < sizeof map / sizeof *map; i++) {
        if (dlt == map[i].dlt)
            return map[i].link;
        if (dlt == map[i].link)
            return UINT32_MAX;
    }
    return dlt;
}

const struct sn_proto *sn_dlt_proto(const struct sn_dis *d, uint32_t dlt)
{
    return sn_tab_proto(d, &sn_tab_link, link_of(dlt));
}

const char *sn_dlt_name(uint32_t dlt)
{
    /* From one to the next: libpcap 1.10.3 has no names for these. */
    static const uint16_t unnamed[] = {2,   3,   112, 112, 118, 118, 125, 125,
                                       128, 128, 147, 162, 203, 207, 210, 212,
                                       217, 218, 252, 252, 270, 270, 290, UINT16_MAX};
    uint32_t link = link_of(dlt);
    const struct sn_linktype *type = sn_linktype_by_id(link);

    for (size_t i = 0; i < sizeof unnamed / sizeof *unnamed; i += 2) {
        if (link >= unnamed[i] && link <= unnamed[i + 1])
            return "UNKNOWN";
    }
    return type ? type->name : "UNKNOWN";
}

uint32_t sn_dlt_linklen(const struct sn_proto *p)
{
    enum { ETHER = 14, FAMILY = 4 };

    if (p == &sn_proto_eth)
        return 2 * ETHER;
    return p == &sn_proto_null ? 2 * FAMILY : 0;
}
