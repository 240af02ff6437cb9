/* Spans of time as tcpdump writes them. */
#include "dis/proto.h"

void sn_text_period(struct sn_text *t, uint32_t s)
{
    static const struct {
        char unit;
        uint32_t secs;
    } units[] = {{'y', 31536000}, {'w', 604800}, {'d', 86400}, {'h', 3600}, {'m', 60}, {'s', 1}};
    unsigned i;

    if (s == 0)
        sn_put_lit(t->b, "0s");
    for (i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (s >= units[i].secs) {
            sn_put_u32(t->b, s / units[i].secs);
            sn_put_c(t->b, units[i].unit);
            s %= units[i].secs;
        }
    }
}
