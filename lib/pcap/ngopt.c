/* pcapng: options copied from one block into another, whose byte order may differ. */
#include "pcap/writer.h"

/* How the bytes of an option's value turn with the byte order. */
enum turn { BYTES, U32, U64, U32S, VERDICT, PEN, TIME };

static enum turn turn_of(enum opt_of of, unsigned code)
{
    static const uint8_t iface[] = {[8] = U64, [10] = U32, [14] = U64, [16] = U64, [17] = U64};
    static const uint8_t packet[] = {
        [2] = U32, [4] = U64, [5] = U64, [6] = U32, [7] = VERDICT, [8] = U32S};
    static const uint8_t stats[] = {
        [2] = TIME, [3] = TIME, [4] = U64, [5] = U64, [6] = U64, [7] = U64, [8] = U64};

    if ((code & 0x7fff) == 2988 || (code & 0x7fff) == 2989) /* of who has an enterprise number */
        return PEN;
    if (code == 19372 || code == 19373)
        return PEN;
    if (of == OPT_OF_IFACE && code < sizeof iface)
        return iface[code];
    if (of == OPT_OF_PACKET && code < sizeof packet)
        return packet[code];
    if (of == OPT_OF_STATS && code < sizeof stats)
        return stats[code];
    return BYTES;
}

static void turn_words(uint8_t *v, size_t n, size_t word)
{
    for (; n >= word; n -= word, v += word)
        for (size_t i = 0; i < word / 2; i++) {
            uint8_t t = v[i];

            v[i] = v[word - 1 - i];
            v[word - 1 - i] = t;
        }
}

static void turn_value(uint8_t *v, size_t n, enum turn how)
{
    switch (how) {
    case U32:
    case PEN:
        turn_words(v, n < 4 ? n : 4, 4);
        break;
    case U64:
        turn_words(v, n < 8 ? n : 8, 8);
        break;
    case U32S:
    case TIME:
        turn_words(v, n, 4);
        break;
    case VERDICT: /* eBPF's are numbers */
        if (n == 9 && (v[0] == 1 || v[0] == 2))
            turn_words(v + 1, 8, 8);
        break;
    case BYTES:
        break;
    }
}

/* Of statistics: a time in another interface's unit. */
static void change_unit(uint8_t *v, const struct opt_copy *how)
{
    uint64_t t = (uint64_t)get32(v, how->to) << 32 | get32(v + 4, how->to);

    t = sn_unit_from_ns(how->unit_to, unit_to_ns(how->unit_from, t));
    set32(v, (uint32_t)(t >> 32), how->to);
    set32(v + 4, (uint32_t)t, how->to);
}

static void copy(struct sn_buf *b, unsigned code, const uint8_t *v, size_t n,
                 const struct opt_copy *how)
{
    enum turn turn = turn_of(how->of, code);
    size_t at = sn_buf_len(b) + 4;

    sn_ng_option(b, (uint16_t)code, v, n, how->to);
    if (b->err)
        return;
    if (how->from != how->to)
        turn_value((uint8_t *)b->base + at, n, turn);
    if (turn == TIME && n == 8 && how->unit_from)
        change_unit((uint8_t *)b->base + at, how);
}

void sn_ng_copy_options(struct sn_buf *b, const uint8_t *p, size_t n, const struct opt_copy *how)
{
    struct sn_rd o = sn_rd_init(p, n, n), v;

    while (sn_rd_left(&o) >= 4) {
        unsigned code = get16(o.p, how->from), len = get16(o.p + 2, how->from);

        if (code == OPT_END || !sn_rd_skip(&o, 4) || !sn_rd_sub(&o, len, &v))
            return;
        if (!how->skip || !how->skip(how->ctx, code, v.p, len))
            copy(b, code, v.p, len, how);
        if (!sn_rd_skip(&o, -len & 3))
            return;
    }
}
