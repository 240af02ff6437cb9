/* --exclude-self: the SSH session that we run in, whose packets carry our own output. */
#include <stdlib.h>

#include "sncap.h"

void sncap_exclude_self(struct options *o)
{
    struct sn_ssh_session s = {.client_port = 0};
    struct sn_buf b;

    if (!sn_ssh_session(&s)) {
        tool_warn("--exclude-self: this is no SSH session: nothing is left out");
        return;
    }
    sn_buf_init(&b, SIZE_MAX / 2);
    if (o->expr_len)
        sn_put_f(&b, "%s(%.*s\n) and ", o->look_through ? "look-through " : "", (int)o->expr_len,
                 o->expr);
    o->look_through = false; /* what is left out is the session itself */
    sn_put_f(&b, "not (tcp and host %s and host %s and port %u and port %u)", s.client, s.server,
             s.client_port, s.server_port);
    sn_put_c(&b, '\0');
    if (b.err)
        tool_die("no memory for the filter expression");
    free(o->expr);
    o->expr = b.base;
    o->expr_len = sn_buf_len(&b) - 1;
}
