/*
 * What a terminal shows: whether to colour, how wide it is, and the sequences that colour (ECMA-48,
 * SGR). A program asks before it locks itself in.
 */
#ifndef SN_TERMINAL_H
#define SN_TERMINAL_H

#include "sn/buf.h"

enum sn_color_when { SN_COLOR_AUTO, SN_COLOR_ALWAYS, SN_COLOR_NEVER };

/* Whether to colour what is written to fd. AUTO: to a terminal, unless NO_COLOR is set and not
 * empty (https://no-color.org), or TERM is "dumb" or missing. */
SN_API bool sn_color_use(enum sn_color_when when, int fd);

/* The columns of the terminal at fd; of what is none, COLUMNS of the environment when that is a
 * number, else 80. */
SN_API unsigned sn_terminal_width(int fd);

/* Whether the environment says that text is UTF-8 (LC_ALL, else LC_CTYPE, else LANG). */
SN_API bool sn_terminal_utf8(void);

enum sn_color {
    SN_COLOR_PLAIN, /* back to how it was */
    SN_COLOR_BOLD,
    SN_COLOR_DIM,
    SN_COLOR_RED,
    SN_COLOR_GREEN,
    SN_COLOR_YELLOW,
    SN_COLOR_BLUE,
    SN_COLOR_CYAN,
    SN_COLORS
};

/* Appends the sequence that begins the colour; SN_COLOR_PLAIN ends any. */
SN_API void sn_put_color(struct sn_buf *b, enum sn_color c);

#endif
