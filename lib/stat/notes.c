/* What looks wrong: how much of it there is, and how to see the packets. */
#include "stat/facts.h"
#include "stat/report.h"

uint64_t sn_stat_note(const struct sn_stat *s, const struct sn_facts *f, enum sn_stat_note note)
{
    uint64_t n = s->note[note];

    if (note == SN_STAT_NOTE_CUT)
        n += s->totals.cut;
    for (uint32_t i = 0; f && i < f->n; i++) {
        if (note == SN_STAT_NOTE_BACKWARDS)
            n += f->file[i].backwards;
        else if (note == SN_STAT_NOTE_LOST)
            n += sn_stat_file_lost(&f->file[i]);
    }
    return n;
}

/* ---- the table ---- */

#define AT_TCP(field) (SN_STAT_NOTE_TCP + SN_DERIVED_##field - SN_DERIVED_RETRANSMISSION)
#define TCP(field, name, text)                                                                     \
    [AT_TCP(field)] = {"tcp_" name, "TCP " text, "snfilter --where tcp.analysis." name, NULL}

static const struct {
    const char *key, *what;
    const char *see;  /* a program and what it is to be told; NULL: there is nothing to be seen */
    const char *more; /* behind the inputs; NULL: nothing */
} notes[SN_STAT_NOTES] = {
    [SN_STAT_NOTE_CUT] = {"cut", "cut packets", "snfilter --where 'frame.cap_len < frame.len'",
                          NULL},
    [SN_STAT_NOTE_BACKWARDS] = {"backwards", "time going backwards", "sndump -ttt",
                                "| grep '^ *-'"},
    [SN_STAT_NOTE_LOST] = {"lost", "packets lost by the capture", "snstat -z file", NULL},
    [SN_STAT_NOTE_DUPLICATE] = {"duplicates", "duplicates of packets just before",
                                "snfilter --duplicates", NULL},
    TCP(RETRANSMISSION, "retransmission", "retransmissions"),
    TCP(FAST_RETRANSMISSION, "fast_retransmission", "fast retransmissions"),
    TCP(SPURIOUS_RETRANSMISSION, "spurious_retransmission", "spurious retransmissions"),
    TCP(OUT_OF_ORDER, "out_of_order", "segments out of order"),
    TCP(REUSED_PORTS, "reused_ports", "ports used again"),
    TCP(LOST_SEGMENT, "lost_segment", "segments behind some that were not captured"),
    TCP(ACK_LOST_SEGMENT, "ack_lost_segment", "ACKs of segments that were not captured"),
    TCP(WINDOW_UPDATE, "window_update", "window updates"),
    TCP(WINDOW_FULL, "window_full", "full windows"),
    TCP(KEEP_ALIVE, "keep_alive", "keep-alives"),
    TCP(KEEP_ALIVE_ACK, "keep_alive_ack", "ACKs of keep-alives"),
    TCP(ZERO_WINDOW_PROBE, "zero_window_probe", "probes of zero windows"),
    TCP(ZERO_WINDOW, "zero_window", "zero windows"),
    TCP(ZERO_WINDOW_PROBE_ACK, "zero_window_probe_ack", "ACKs of probes of zero windows"),
    TCP(DUP_ACK, "duplicate_ack", "duplicate ACKs"),
    [SN_STAT_NOTE_RESET] = {"tcp_resets", "TCP resets", "snfilter --where 'tcp.flags.reset == 1'",
                            NULL},
    [SN_STAT_NOTE_DNS_FAILURE] = {"dns_failures", "DNS failures",
                                  "snfilter --where 'dns.flags.rcode > 0 && !icmp && !icmpv6'",
                                  NULL},
    [SN_STAT_NOTE_ARP_CONFLICT] = {"arp_conflicts", "ARP: an address at several hosts",
                                   "snstat -z arp --by failures", NULL},
    [SN_STAT_NOTE_UNREACHABLE] = {"unreachable", "ICMP unreachable",
                                  "snfilter --where 'icmp.type == 3 || icmpv6.type == 1'", NULL},
    [SN_STAT_NOTE_EXPIRED] = {"expired", "ICMP time exceeded (TTL)",
                              "snfilter --where 'icmp.type == 11 || icmpv6.type == 3'", NULL},
    [SN_STAT_NOTE_CHECKSUM] = {"checksums", "wrong checksums",
                               "snfilter --where 'ip.checksum.status == 0 || "
                               "tcp.checksum.status == 0 || udp.checksum.status == 0 || "
                               "icmp.checksum.status == 0 || icmpv6.checksum.status == 0'",
                               NULL},
};

enum { N_KEY, N_WHAT, N_PACKETS, N_SHARE, N_SEE };

static const struct sn_column note_columns[] = {
    [N_KEY] = {.key = "note", .type = SN_COL_STRING},
    [N_WHAT] = {.head = "What looks wrong", .type = SN_COL_STRING},
    [N_PACKETS] = {.key = "packets", .head = "packets", .type = SN_COL_COUNT},
    [N_SHARE] = {.head = "share", .type = SN_COL_SHARE},
    [N_SEE] = {.key = "see", .head = "to see them", .type = SN_COL_STRING},
};

#define SHARE_SUMMARY 1.0 /* percent of packets: what is usual in TCP is said of more alone */

/* Whether there is enough of it to be told at a glance. */
static bool matters(const struct source *s, unsigned note, uint64_t n)
{
    bool usual =
        note >= SN_STAT_NOTE_TCP && note <= SN_STAT_NOTE_TCP_END && note != AT_TCP(ZERO_WINDOW);

    return n && (s->all_notes || !usual || percent(n, s->totals->all.packets) >= SHARE_SUMMARY);
}

#define INPUTS_MAX 4 /* that a command names; of more none, so that it stays readable */

/* A word for a shell. */
static void put_word(struct sn_buf *b, const char *s)
{
    if (!s[strspn(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./+:@%-")]) {
        sn_put_s(b, s);
        return;
    }
    sn_put_c(b, '\'');
    for (; *s; s++) {
        if (*s == '\'')
            sn_put_lit(b, "'\\''");
        else
            sn_put_c(b, *s);
    }
    sn_put_c(b, '\'');
}

/* The command, with what was read unless that was standard input. */
static void set_see(struct source *s, struct sn_cell *c, unsigned note)
{
    struct sn_buf *b = &s->see;

    sn_buf_clear(b);
    sn_put_s(b, notes[note].see);
    for (size_t i = 0; i < s->ninputs && s->ninputs <= INPUTS_MAX; i++) {
        if (strcmp(s->inputs[i], "-") == 0)
            continue;
        sn_put_lit(b, " -r ");
        put_word(b, s->inputs[i]);
    }
    if (notes[note].more) {
        sn_put_c(b, ' ');
        sn_put_s(b, notes[note].more);
    }
    c->p = b->base;
    c->n = (uint32_t)sn_buf_len(b);
    c->none = b->err != SN_OK;
}

static bool note_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct source *s = ctx;
    uint64_t n = 0;

    (void)depth;
    while (s->at < SN_STAT_NOTES) {
        n = sn_stat_note(s->stat, s->facts, (enum sn_stat_note)s->at);
        if (matters(s, s->at, n))
            break;
        s->at++;
    }
    if (s->at == SN_STAT_NOTES)
        return false;
    set_str(&c[N_KEY], notes[s->at].key);
    set_str(&c[N_WHAT], notes[s->at].what);
    c[N_PACKETS].u = n;
    c[N_SHARE].f = percent(n, s->totals->all.packets);
    set_see(s, &c[N_SEE], s->at);
    s->at++;
    return true;
}

const struct table sn_stat_table_notes = {{.key = "notes", COLUMNS(note_columns)}, note_row};
