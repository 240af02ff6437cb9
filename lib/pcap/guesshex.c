/* Hex dumps told from other text by their first lines. */
#include "base/hex.h"
#include "pcap/guess.h"

#define BYTES 8 /* that are read of a dump: enough for a capture's first ones */

/* A line of the text. */
struct line {
    const char *p, *end;
};

static bool next_line(const char **at, const char *end, struct line *l)
{
    const char *nl;

    if (*at >= end)
        return false;
    nl = memchr(*at, '\n', (size_t)(end - *at));
    *l = (struct line){*at, nl ? nl : end};
    *at = nl ? nl + 1 : end;
    if (l->end > l->p && l->end[-1] == '\r')
        l->end--;
    return true;
}

static unsigned digits(const struct line *l)
{
    unsigned n = 0;

    while (l->p + n < l->end && sn_hex_digit(l->p[n]) >= 0)
        n++;
    return n;
}

static bool skip(struct line *l, const char *s)
{
    size_t n = strlen(s);

    if ((size_t)(l->end - l->p) < n || memcmp(l->p, s, n) != 0)
        return false;
    l->p += n;
    return true;
}

static void blanks(struct line *l)
{
    while (l->p < l->end && (*l->p == ' ' || *l->p == '\t'))
        l->p++;
}

/* Groups of hex digits, `each` in one, into out; how many bytes. */
static unsigned groups(struct line *l, unsigned each, uint8_t out[BYTES])
{
    unsigned n = 0;

    for (;;) {
        blanks(l);
        if (digits(l) != each)
            return n;
        for (unsigned i = 0; i < each; i += 2, l->p += 2)
            if (n < BYTES)
                out[n++] = (uint8_t)((unsigned)sn_hex_digit(l->p[0]) << 4 |
                                     (unsigned)sn_hex_digit(l->p[1]));
        if (n == BYTES)
            return n;
    }
}

static bool is_capture(const uint8_t b[BYTES], unsigned n)
{
    return n >= 4 && (sn_pcap_is_magic(b) || get32(b, false) == NG_SHB);
}

/* "00000000: 0a0d 0d0a", "000000 0a 0d", "00000000  0a 0d 0d", of offset 0. */
static enum hexdump offset_line(struct line l)
{
    unsigned n = digits(&l), each;
    uint8_t b[BYTES];
    bool colon;

    if (n < 3 || n > 16)
        return HEX_NONE;
    for (unsigned i = 0; i < n; i++)
        if (l.p[i] != '0')
            return HEX_NONE;
    l.p += n;
    colon = skip(&l, ":");
    if (l.p == l.end || (*l.p != ' ' && *l.p != '\t'))
        return HEX_NONE;
    blanks(&l);
    each = digits(&l);
    if (each != 2 && each != 4)
        return HEX_NONE;
    n = groups(&l, each, b);
    if (n < 4)
        return HEX_NONE;
    if (each == 4 && !colon)
        return HEX_WORDS;
    if (is_capture(b, n))
        return each == 2 ? HEX_BYTES_OF_CAPTURE : HEX_OF_CAPTURE;
    return each == 2 ? HEX_BYTES : HEX_GROUPS;
}

/* tcpdump: "\t0x0000:  4500 0023". */
static enum hexdump tcpdump_line(struct line l)
{
    uint8_t b[BYTES];

    if (l.p == l.end || (*l.p != '\t' && *l.p != ' '))
        return HEX_NONE;
    blanks(&l);
    if (!skip(&l, "0x0000:") || groups(&l, 4, b) < 2)
        return HEX_NONE;
    return b[0] >> 4 == 4 || b[0] >> 4 == 6 ? HEX_TCPDUMP_IP : HEX_TCPDUMP;
}

/* Nothing but digits, 16 or more. */
static enum hexdump plain_line(const struct line *l)
{
    unsigned n = digits(l);

    return n >= 16 && n % 2 == 0 && l->p + n == l->end ? HEX_PLAIN : HEX_NONE;
}

enum hexdump sn_guess_hexdump(const uint8_t *p, size_t n)
{
    const char *at = (const char *)p, *end = at + n;
    enum hexdump how = HEX_NONE;
    struct line l;

    for (unsigned i = 0; i < 8 && how == HEX_NONE && next_line(&at, end, &l); i++) {
        how = offset_line(l);
        if (how == HEX_NONE)
            how = tcpdump_line(l);
        if (how == HEX_NONE && i == 0)
            how = plain_line(&l);
    }
    return how;
}
