/*
 * A capture that another thread steers, for what sncap has no option for:
 *
 *     capturectl IF FILE FILTER MS   (longest wait in the ring), then lines on standard input:
 *     filter EXPRESSION              replaces the filter
 *     inject HEX                     sends a frame
 *     stop                           ends the capture from this thread
 *
 * Answers each line with "ok" or "error: MESSAGE" on standard output.
 */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sn/sn.h"

static struct sn_capture *capture;

static enum sn_err filter(const char *text, struct sn_diag *d)
{
    struct sn_capture_source s = sn_capture_source(capture, 0);
    struct sn_bpf_opts o = {.linktype = s.linktype};
    struct sn_capfilter *f;
    enum sn_err e = sn_capfilter_new(&f, text, strlen(text), &o, d);

    return e == SN_OK ? sn_capture_filter(capture, 0, f, d) : e;
}

static enum sn_err inject(const char *hex, struct sn_diag *d)
{
    uint8_t frame[2048];
    size_t n = 0;

    for (; hex[0] && hex[1] && n < sizeof frame; hex += 2) {
        char byte[3] = {hex[0], hex[1], '\0'};

        frame[n++] = (uint8_t)strtoul(byte, NULL, 16);
    }
    return sn_capture_inject(capture, 0, frame, n, d);
}

static void *steer(void *arg)
{
    static char line[1 << 20];
    struct sn_diag d;

    (void)arg;
    while (fgets(line, sizeof line, stdin)) {
        enum sn_err e = SN_OK;

        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, "filter ", 7) == 0)
            e = filter(line + 7, &d);
        else if (strncmp(line, "inject ", 7) == 0)
            e = inject(line + 7, &d);
        else
            sn_capture_stop(capture);
        if (e == SN_OK)
            puts("ok");
        else
            printf("error: %s\n", d.msg);
        fflush(stdout);
    }
    return NULL;
}

int main(int argc, char **argv)
{
    struct sn_capture_opts co = {.ring.promisc = true};
    struct sn_output_opts oo = {.digits = 6};
    struct sn_output *out;
    struct sn_diag d;
    pthread_t t;

    if (argc != 5)
        return 2;
    co.ring.block_ms = (uint32_t)atoi(argv[4]);
    oo.path = argv[2];
    if (sn_capture_new(&capture, &co, &d) ||
        sn_capture_add_by_name(capture, argv[1], argv[3], &d) || sn_output_new(&out, &oo, &d) ||
        sn_capture_output(capture, out, &d) || pthread_create(&t, NULL, steer, NULL)) {
        fprintf(stderr, "%s\n", d.msg);
        return 1;
    }
    fprintf(stderr, "listening on %s\n", argv[1]);
    if (sn_capture_run(capture, NULL, &d) || sn_output_close(out, &d)) {
        fprintf(stderr, "%s\n", d.msg);
        return 1;
    }
    pthread_join(t, NULL);
    sn_capture_close(capture);
    return 0;
}
