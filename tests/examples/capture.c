/* Captures N packets that match a filter and writes them to a pcapng file, with the public headers
 * alone: capture INTERFACE FILTER FILE N. Ctrl-C ends it early, and loses nothing. */
#include <signal.h>
#include <sn/sn.h>
#include <stdio.h>
#include <stdlib.h>

static struct sn_capture *capture;

static void stop(int sig)
{
    (void)sig;
    sn_capture_stop(capture);
}

int main(int argc, char **argv)
{
    struct sn_capture_opts co = {.ring.promisc = true};
    struct sn_output_opts oo = {.format = SN_PCAPNG, .digits = 9};
    struct sn_output *out = NULL;
    struct sn_diag d;

    if (argc != 5)
        return 2;
    oo.path = argv[3];
    oo.count = strtoull(argv[4], NULL, 10);
    if (sn_capture_new(&capture, &co, &d) ||
        sn_capture_add_by_name(capture, argv[1], argv[2], &d) || sn_output_new(&out, &oo, &d) ||
        sn_capture_output(capture, out, &d))
        goto failed;
    signal(SIGINT, stop);
    fprintf(stderr, "listening on %s\n", argv[1]);
    if (sn_capture_run(capture, NULL, &d) || sn_output_close(out, &d))
        goto failed;
    sn_capture_close(capture);
    return 0;
failed:
    fprintf(stderr, "%s\n", d.msg);
    return 1;
}
