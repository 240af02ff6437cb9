/* Strings from outside in cells of tables. */
#include "fmt/csv.h"
#include "base/put.h"

static bool is_formula(uint8_t c)
{
    return c == '=' || c == '+' || c == '-' || c == '@' || c == '\t' || c == '\r';
}

/* Whether the character of len bytes at p may be seen: no control character but tab and newline. */
static bool is_seen(const uint8_t *p, size_t len)
{
    if (len == 1)
        return (*p >= 0x20 && *p != 0x7f) || *p == '\t' || *p == '\n';
    return len > 2 || (len == 2 && (p[0] != 0xc2 || p[1] >= 0xa0));
}

/* Puts the characters from p on that are shown as they are, printable ASCII but c. Returns where
 * another begins. */
static const uint8_t *put_plain(struct sn_buf *b, const uint8_t *p, const uint8_t *end, uint8_t c)
{
    const uint8_t *q = p;

    while (q < end && *q >= 0x20 && *q < 0x7f && *q != c)
        q++;
    sn_put_mem(b, p, (size_t)(q - p));
    return q;
}

static bool is_quoted(const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (p[i] == ',' || p[i] == '"' || p[i] < 0x20)
            return true;
    }
    return false;
}

void sn_put_csv(struct sn_buf *b, const void *s, size_t n, bool guard)
{
    const uint8_t *p = s, *end = p + n;
    bool quoted = is_quoted(s, n);

    if (quoted)
        sn_put_c(b, '"');
    if (guard && n && is_formula(*p))
        sn_put_c(b, '\'');
    while ((p = put_plain(b, p, end, '"')) < end) {
        size_t len = sn_utf8_len(p, (size_t)(end - p));

        if (*p == '"')
            sn_put_c(b, '"');
        if (is_seen(p, len))
            sn_put_mem(b, p, len);
        else
            sn_put_lit(b, "\xef\xbf\xbd");
        p += len ? len : 1;
    }
    if (quoted)
        sn_put_c(b, '"');
}

void sn_put_tsv(struct sn_buf *b, const void *s, size_t n)
{
    /* Those that tshark has. */
    static const char letter[128] = {
        ['\b'] = 'b', ['\f'] = 'f', ['\n'] = 'n', ['\r'] = 'r', ['\t'] = 't', ['\\'] = '\\'};
    const uint8_t *p = s, *end = p + n;

    while ((p = put_plain(b, p, end, '\\')) < end) {
        size_t len = sn_utf8_len(p, (size_t)(end - p));

        if (*p < sizeof letter && letter[*p])
            sn_put_f(b, "\\%c", letter[*p]);
        else if (is_seen(p, len))
            sn_put_mem(b, p, len);
        else
            sn_put_f(b, "\\x%02x", *p);
        p += len && is_seen(p, len) ? len : 1;
    }
}
