/* What an output could not hold: counted, and said in words. See sn/pcap.h. */
#include "pcap/writer.h"

void sn_losses_add(struct sn_losses *a, const struct sn_losses *b)
{
    uint64_t *to = (uint64_t *)a;
    const uint64_t *from = (const uint64_t *)b;

    for (size_t i = 0; i < sizeof *a / sizeof *to; i++)
        to[i] += from[i];
}

/* Which kinds of options a packet has. */
static bool note(void *ctx, unsigned code, const uint8_t *v, size_t n)
{
    bool *has = ctx;

    (void)v;
    (void)n;
    has[code == OPT_COMMENT ? 0 : code == 2 ? 1 : 2] = true;
    return true;
}

void sn_losses_packet(struct sn_losses *l, const struct sn_reader *r, const struct sn_pkt *p)
{
    const uint8_t *rec = p->data - p->rechdr;
    const struct iface *f = r->ifaces[p->iface];
    bool has[3] = {false}, swap = f->section.swap;
    uint32_t type, at;

    if (r->format == SN_PCAP) {
        l->extra += p->reclen > PCAP_RECORD && r->kind.rechdr > PCAP_RECORD && !p->iface;
        return;
    }
    type = get32(rec, swap);
    if (type == NG_SPB) {
        l->no_time++;
        return;
    }
    at = EPB_RECORD + get32(rec + 20, swap);
    at += -at & 3;
    if (type == NG_PB && get16(rec + 10, swap) != UINT16_MAX)
        has[2] = true;
    if (at + 4 < p->reclen) {
        struct opt_copy how = {.from = swap, .skip = note, .ctx = has};

        sn_ng_copy_options(NULL, rec + at, p->reclen - 4 - at, &how);
    }
    l->comments += has[0];
    l->flags += has[1];
    l->options += has[2];
}

/* Whether an option of an interface says what pcap's header doesn't. */
static bool describes(void *ctx, unsigned code, const uint8_t *v, size_t n)
{
    (void)v;
    (void)n;
    if (code != IF_TSRESOL && code != IF_TSOFFSET)
        *(bool *)ctx = true;
    return true;
}

static bool is_comment(void *ctx, unsigned code, const uint8_t *v, size_t n)
{
    (void)v;
    (void)n;
    if (code == OPT_COMMENT)
        *(bool *)ctx = true;
    return true;
}

void sn_losses_block(struct sn_losses *l, const struct sn_reader *r, const uint8_t *p, uint64_t off)
{
    bool swap = sn_reader_section_at(r, off)->swap, yes = false;
    struct opt_copy how = {.from = swap, .ctx = &yes};
    uint32_t n;

    if (get32(p, false) == NG_SHB) {
        n = get32(p + 4, swap);
        how.skip = is_comment;
        sn_ng_copy_options(NULL, p + 24, n - 28, &how);
        l->sections += yes;
        return;
    }
    n = get32(p + 4, swap);
    switch (get32(p, swap)) {
    case NG_IDB:
        how.skip = describes;
        sn_ng_copy_options(NULL, p + 16, n - 20, &how);
        l->interfaces += yes;
        break;
    case NG_NRB:
        l->names++;
        break;
    case NG_DSB:
        l->secrets++;
        break;
    case NG_ISB:
        l->stats++;
        break;
    default:
        l->blocks++;
        break;
    }
}

static void put(struct sn_buf *b, uint64_t n, const char *before, const char *what)
{
    if (n)
        sn_put_f(b, "%s%s%llu %s%s", sn_buf_len(b) ? "; " : "lost: ", before, (unsigned long long)n,
                 what, n == 1 ? "" : "s");
}

static void put_line(struct sn_buf *b, uint64_t n, const char *what, const char *happened)
{
    if (n)
        sn_put_f(b, "%s%llu %s%s %s", sn_buf_len(b) ? "\n" : "", (unsigned long long)n, what,
                 n == 1 ? "" : "s", happened);
}

void sn_losses_put(struct sn_buf *b, const struct sn_losses *l)
{
    put(b, l->digits, "nanoseconds (or less) of the time of ", "packet");
    put(b, l->comments, "comments of ", "packet");
    put(b, l->flags, "flags (direction, reception, errors) of ", "packet");
    put(b, l->options, "other options (hash, drops, queue, verdict) of ", "packet");
    put(b, l->extra, "interface index, protocol and direction of ", "packet");
    put(b, l->interfaces, "description of ", "interface");
    put(b, l->sections, "comments of ", "section");
    put(b, l->names, "name resolution in ", "block");
    put(b, l->secrets, "decryption secrets in ", "block");
    put(b, l->stats, "interface statistics in ", "block");
    put(b, l->blocks, "", "block");
    put_line(b, l->no_time, "packet", "without a time got that of 1970-01-01 00:00");
    put_line(b, l->cut, "packet", "cut to the snap length that the header of the input says");
    put_line(b, l->snaplens, "interface", "got the snap length of the others, as libpcap demands");
}
