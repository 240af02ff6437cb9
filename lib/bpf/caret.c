/* An error under its expression: the line it is on, and a caret line below. */
#include "sn/bpf.h"

static void put_plain(struct sn_buf *b, unsigned char ch)
{
    sn_put_c(b, ch >= ' ' && ch != 0x7f ? (char)ch : ' ');
}

void sn_bpf_caret(struct sn_buf *b, const char *text, size_t n, const struct sn_diag *d)
{
    size_t at, from, to, span;

    if (d->where != SN_AT_COLUMN || d->at == 0)
        return;
    at = d->at - 1 < n ? (size_t)d->at - 1 : n;
    for (from = at; from > 0 && text[from - 1] != '\n'; from--)
        ;
    for (to = at; to < n && text[to] != '\n'; to++)
        ;
    for (size_t i = from; i < to; i++)
        put_plain(b, (unsigned char)text[i]);
    sn_put_c(b, '\n');
    /* Columns are bytes; the bytes of a UTF-8 character behind its first take no room. */
    for (size_t i = from; i < at; i++)
        if (((unsigned char)text[i] & 0xc0) != 0x80)
            sn_put_c(b, ' ');
    sn_put_c(b, '^');
    span = d->span ? d->span : 1;
    for (size_t i = at + 1; i < at + span && i < to; i++)
        if (((unsigned char)text[i] & 0xc0) != 0x80)
            sn_put_c(b, '~');
    sn_put_c(b, '\n');
}
