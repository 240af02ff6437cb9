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

static void say(struct sn_buf *b, uint64_t n, const char *what, const char *lost)
{
    if (!n)
        return;
    if (sn_buf_len(b))
        sn_put_c(b, '\n');
    sn_put_f(b, "%llu %s%s %s", (unsigned long long)n, what, n == 1 ? "" : "s", lost);
}

void sn_losses_put(struct sn_buf *b, const struct sn_losses *l)
{
    say(b, l->digits, "packet", "lost the nanoseconds of their time");
    say(b, l->no_time, "packet", "without a time got that of 1970-01-01");
    say(b, l->cut, "packet", "longer than the snap length that their capture says: cut to it");
    say(b, l->comments, "packet", "lost their comments");
    say(b, l->flags, "packet", "lost their flags (direction, reception, errors)");
    say(b, l->options, "packet", "lost other options (hash, drops, queue, verdict)");
    say(b, l->extra, "packet", "lost interface index, protocol and direction of a modified pcap");
    say(b, l->names, "block", "of name resolution left out");
    say(b, l->secrets, "block", "of decryption secrets left out");
    say(b, l->stats, "block", "of interface statistics left out");
    say(b, l->blocks, "block", "of other kinds left out");
    say(b, l->interfaces, "interface", "lost name and description");
    say(b, l->sections, "section", "lost their comments");
    say(b, l->snaplens, "interface", "got the snap length of the others, as libpcap demands");
}
