/* stub */
#include "dis/link/wlan.h"
bool sn_radiotap_pads(const struct sn_dis *d)
{
    (void)d;
    return false;
}
