/* The JSON writer's parts that aren't hot. See sn/json.h. */
#include "sn/json.h"

#include <math.h>

void sn_json_key_any(struct sn_json *j, const void *key, size_t n)
{
    sn_json_check(j, sn_json_in_object(j) && !j->keyed);
    if (j->more)
        sn_put_c(j->b, ',');
    sn_put_json_str(j->b, key, n);
    sn_put_c(j->b, ':');
    j->keyed = true;
}

void sn_json_double(struct sn_json *j, double v, unsigned digits)
{
    if (!isfinite(v)) {
        sn_json_null(j);
        return;
    }
    sn_json_raw(j);
    sn_put_f(j->b, "%.*f", (int)digits, v);
}

void sn_json_seconds(struct sn_json *j, int64_t ns)
{
    sn_json_raw(j);
    sn_put_seconds(j->b, ns);
}
