/* What a terminal shows: see sn/terminal.h. */
#include "sn/terminal.h"

#include <stdlib.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define WIDTH_DEFAULT 80
#define WIDTH_MIN     20
#define WIDTH_MAX     10000

bool sn_color_use(enum sn_color_when when, int fd)
{
    const char *no = getenv("NO_COLOR"), *term = getenv("TERM");

    if (when != SN_COLOR_AUTO)
        return when == SN_COLOR_ALWAYS;
    return !(no && *no) && term && strcmp(term, "dumb") != 0 && isatty(fd);
}

unsigned sn_terminal_width(int fd)
{
    const char *columns = getenv("COLUMNS"), *why;
    struct winsize ws;
    long long n;

    if (ioctl(fd, TIOCGWINSZ, &ws) == 0 && ws.ws_col)
        return ws.ws_col < WIDTH_MIN ? WIDTH_MIN : ws.ws_col;
    n = columns ? strtonum(columns, WIDTH_MIN, WIDTH_MAX, &why) : 0;
    return n ? (unsigned)n : WIDTH_DEFAULT;
}

bool sn_terminal_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    const char *v = NULL;

    for (size_t i = 0; i < 3 && !(v && *v); i++)
        v = getenv(names[i]);
    return v && (strcasestr(v, "UTF-8") || strcasestr(v, "UTF8"));
}

void sn_put_color(struct sn_buf *b, enum sn_color c)
{
    static const char *const sgr[SN_COLORS] = {
        [SN_COLOR_PLAIN] = "0", [SN_COLOR_BOLD] = "1",   [SN_COLOR_DIM] = "2",
        [SN_COLOR_RED] = "31",  [SN_COLOR_GREEN] = "32", [SN_COLOR_YELLOW] = "33",
        [SN_COLOR_BLUE] = "34", [SN_COLOR_CYAN] = "36",
    };

    sn_put_lit(b, "\033[");
    sn_put_s(b, sgr[c]);
    sn_put_c(b, 'm');
}
