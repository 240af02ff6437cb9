/*
 * --print: what is written is printed at the same time, as sndump prints it, by a process of its
 * own that reads a copy of the stream. It is begun before anything is opened, and locks itself in.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "dumprun.h"
#include "sncap.h"

static int ended = -1; /* at its end when the printing process is */

static noreturn void print(const struct options *o)
{
    struct tool_inputs in = {.knows_ifnames = true};
    struct dump_job job = {.in = &in,
                           .dump = {.text = "",
                                    .printer = {.exporter = sn_exporter_find("text"),
                                                .fmt = {.digits = o->output.digits}}}};
    struct pollfd p = {.fd = STDIN_FILENO, .events = POLLIN};
    int n = 0;

    while (poll(&p, 1, -1) < 0 && errno == EINTR)
        ;
    if (ioctl(STDIN_FILENO, FIONREAD, &n) != 0 || n == 0)
        exit(TOOL_OK); /* the capture never began: that was said */
    tool_inputs_check(&in);
    exit(dump_run(&job));
}

void sncap_print_begin(struct options *o)
{
    int data[2], end[2];
    pid_t pid;

    if (pipe2(data, O_CLOEXEC) != 0 || pipe2(end, O_CLOEXEC) != 0 || (pid = fork()) < 0)
        tool_die("can't begin to print: %s", strerror(errno));
    if (pid == 0) {
        close(data[1]);
        close(end[0]);
        dup2(data[0], STDIN_FILENO);
        close(data[0]);
        print(o);
    }
    close(data[0]);
    close(end[1]);
    o->output.copy = true;
    o->output.copy_fd = data[1];
    ended = end[0];
}

void sncap_print_wait(void)
{
    char c;

    while (ended >= 0 && read(ended, &c, 1) < 0 && errno == EINTR)
        ;
}
