/* sndump's work, which sncap --print does too: see dumprun.h. */
#include "dumprun.h"

int dump_run(struct dump_job *j)
{
    struct sn_sandbox box = {.dir = -1};
    struct sn_dump *x;
    struct sn_diag d;

    j->dump.task = j->in->task;
    j->in->text = j->dump.text;
    j->in->textlen = j->dump.n;
    if (j->dump.task.follow)
        tool_signals(TOOL_STOP);
    if (sn_dump_open(&x, &j->dump))
        return j->in->status;
    if (sn_dump_ready(x, &box, &d))
        tool_cannot_follow(&d);
    (void)sn_sandbox_lock_in(&box);
    if (j->attempt)
        tool_attempt(j->attempt);
    sn_dump_run(x);
    sn_dump_close(x);
    return j->in->status;
}
