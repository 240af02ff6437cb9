/* A field's value as text that programs read. */
#include "fmt/value.h"
#include "base/put.h"
#include "sn/fmt.h"

/* In hexadecimal as many digits as the field, or the part of it that its mask says, has bytes for.
 */
static void put_number(struct sn_buf *b, const struct sn_field *f, uint64_t u)
{
    unsigned bits = (unsigned)__builtin_popcount(f->mask);
    unsigned digits = f->mask ? (bits + 7) / 8 * 2 : f->width ? f->width * 2u : 2;

    if (f->base != SN_HEX) {
        sn_put_u64(b, u);
        return;
    }
    while (digits < 16 && u >> (4 * digits))
        digits++;
    sn_put_lit(b, "0x");
    sn_put_hex_pad(b, u, digits);
}

void sn_put_field(struct sn_buf *b, const struct sn_field *f, const struct sn_rec *q, char colon)
{
    switch (f->type) {
    case SN_F_UINT:
        put_number(b, f, q->u);
        break;
    case SN_F_INT:
        sn_put_i64(b, (int64_t)q->u);
        break;
    case SN_F_IPV4:
        if (sn_buf_room(b, 16))
            b->p = put_ipv4(b->p, (uint32_t)q->u);
        break;
    case SN_F_IPV6:
        sn_put_ipv6(b, q->p);
        break;
    case SN_F_ETHER:
        sn_put_hex_bytes(b, q->p, q->n, ':');
        break;
    case SN_F_BYTES:
        sn_put_hex_bytes(b, q->p, q->n, colon);
        break;
    case SN_F_STR:
        sn_put_mem(b, q->p, sn_str_len(q));
        break;
    case SN_F_TIME:
        if (f == &sn_proto_frame.fields[SN_FRAME_EPOCH])
            sn_put_seconds(b, (int64_t)q->u);
        else
            sn_fmt_iso8601(b, (int64_t)q->u);
        break;
    case SN_F_SPAN:
        sn_put_seconds(b, (int64_t)q->u);
        break;
    case SN_F_IPXNET:
        sn_put_f(b, "0x%08x", (unsigned)q->u);
        break;
    case SN_F_FLOAT:
        sn_put_f(b, f->width == 4 ? "%.6g" : "%.15g", sn_field_double(f, q->u));
        break;
    case SN_F_BOOL:
        sn_put_c(b, q->u ? '1' : '0');
        break;
    default: /* being there is all it says */
        sn_put_c(b, '1');
        break;
    }
}
