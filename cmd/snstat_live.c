/* --live: the library's live view on a terminal, by ncurses. */
#include "snstat.h"

#ifdef HAVE_NCURSESW
#include <locale.h>
#include <ncurses.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define INTERVAL INT64_C(1000000000) /* ns */
#define LOOK_MS  100

static FILE *keys;
static SCREEN *screen;

static void leave(void)
{
    if (!isendwin())
        endwin();
}

/* Everything that ncurses opens is open before the program locks itself in. */
void snstat_live_new(struct run *r)
{
    const struct sn_tally_opts *j = &r->o->job;
    struct sn_live_opts lo = {.stat = j->stat,
                              .print = j->print,
                              .interval = j->stat.interval ? j->stat.interval : INTERVAL,
                              .look_through = j->bpf.look_through,
                              .names = sn_tally_names(r->tally),
                              .watch = STDOUT_FILENO,
                              .ctx = r,
                              .stop = tool_stop,
                              .look = snstat_live_look};
    struct sn_diag d;

    if (!isatty(STDOUT_FILENO) || !(keys = fopen("/dev/tty", "r")))
        tool_usage("--live needs a terminal");
    setlocale(LC_CTYPE, "");
    if (lo.names)
        lo.print.style.names = sn_fmt_names(lo.names);
    if (sn_live_new(&r->live, &lo, &d))
        tool_fail(NULL, &d);
    sn_live_filter(r->live, sn_tally_filter(r->tally), j->text);
    screen = newterm(NULL, stdout, keys);
    if (!screen)
        tool_die("--live: this terminal isn't known: TERM is '%s'",
                 getenv("TERM") ? getenv("TERM") : "");
    atexit(leave);
    signal(SIGTSTP, SIG_IGN); /* to stop would take a system call that is locked away */
    cbreak();
    noecho();
    nodelay(stdscr, TRUE);
    keypad(stdscr, TRUE);
    set_escdelay(25);
    curs_set(0);
    if (lo.print.style.color && start_color() == OK) {
        use_default_colors();
        for (short c = 1; c < 8; c++)
            init_pair(c, c, -1);
    }
}

/* A sequence "\033[36m" as ncurses has it. */
static void set_look(int sgr)
{
    if (sgr == 0)
        attrset(A_NORMAL);
    else if (sgr == 1)
        attron(A_BOLD);
    else if (sgr == 2)
        attron(A_DIM);
    else if (sgr >= 30 && sgr < 38)
        attron(COLOR_PAIR(sgr - 30));
}

static void draw_line(int row, const char *p, const char *end)
{
    move(row, 0);
    attrset(A_NORMAL);
    while (p < end) {
        const char *esc = memchr(p, '\033', (size_t)(end - p)), *to = esc ? esc : end;

        addnstr(p, (int)(to - p));
        p = to;
        if (p < end) {
            set_look((int)strtol(p + 2, NULL, 10));
            p = memchr(p, 'm', (size_t)(end - p));
            p = p ? p + 1 : end;
        }
    }
    attrset(A_NORMAL);
    clrtoeol();
}

static bool draw(struct run *r)
{
    int rows = getmaxy(stdscr), cols = getmaxx(stdscr), row = 0;
    struct sn_diag d;
    struct sn_buf b;
    enum sn_err e;

    sn_buf_init(&b, (size_t)16 << 20);
    e = sn_live_frame(r->live, rows < 4 ? 4 : (unsigned)rows, (unsigned)cols, &b, &d);
    for (const char *p = b.base, *nl; !e && p < b.p && row < rows; p = nl + 1) {
        nl = memchr(p, '\n', (size_t)(b.p - p));
        draw_line(row++, p, nl);
    }
    sn_buf_free(&b);
    refresh();
    if (e) {
        r->live_diag = d;
        r->o->in.status |= TOOL_FAIL;
        r->done = true;
    }
    return !e;
}

static int key_of(int c)
{
    static const struct {
        int curses, key;
    } known[] = {
        {KEY_UP, SN_KEY_UP},       {KEY_DOWN, SN_KEY_DOWN},     {KEY_LEFT, SN_KEY_LEFT},
        {KEY_RIGHT, SN_KEY_RIGHT}, {KEY_PPAGE, SN_KEY_PAGE_UP}, {KEY_NPAGE, SN_KEY_PAGE_DOWN},
        {KEY_HOME, SN_KEY_HOME},   {KEY_ENTER, SN_KEY_ENTER},   {'\n', SN_KEY_ENTER},
        {'\r', SN_KEY_ENTER},      {27, SN_KEY_ESCAPE},         {KEY_BACKSPACE, SN_KEY_BACKSPACE},
        {'\b', SN_KEY_BACKSPACE},  {127, SN_KEY_BACKSPACE},
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].curses == c)
            return known[i].key;
    return c < 0x80 ? c : 0;
}

bool snstat_live_look(void *ctx, struct sn_live *l)
{
    struct run *r = ctx;
    bool resized = false;

    for (int c; (c = getch()) != ERR;) {
        int key = key_of(c);

        resized |= c == KEY_RESIZE;
        if (key && !sn_live_key(l, key)) {
            r->done = true;
            return false;
        }
    }
    return !(resized || sn_live_changed(l)) || draw(r);
}

bool snstat_live_read(void *run, struct sn_reader *reader, const char *name)
{
    struct run *r = run;
    struct sn_diag d;

    tool_signals(TOOL_STOP); /* who interrupts us doesn't want to wait for who writes to us */
    (void)!sn_live_read(r->live, reader, name, &d);
    r->between = true;
    if (d.code && !r->live_diag.code) {
        r->live_diag = d;
        r->live_name = name;
    }
    if (d.code)
        r->o->in.status |= TOOL_FAIL;
    return !d.code;
}

void snstat_live_end(struct run *r)
{
    const struct timespec look = {.tv_nsec = LOOK_MS * 1000000L};

    sn_live_ended(r->live);
    while (!r->done && !tool_stopping() && snstat_live_look(r, r->live))
        (void)nanosleep(&look, NULL);
    leave();
    delscreen(screen);
    fclose(keys);
    sn_live_free(r->live);
    if (r->live_diag.code)
        tool_error(r->live_name, &r->live_diag);
}

#else

void snstat_live_new(struct run *r)
{
    (void)r;
    tool_usage("--live: this program was built without ncurses");
}

bool snstat_live_look(void *run, struct sn_live *l)
{
    (void)run;
    (void)l;
    return false;
}

bool snstat_live_read(void *run, struct sn_reader *reader, const char *name)
{
    (void)run;
    (void)reader;
    (void)name;
    return false;
}

void snstat_live_end(struct run *r)
{
    (void)r;
}
#endif
