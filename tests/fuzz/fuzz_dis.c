/*
 * Dissection of any bytes as any link type, printed every way.
 *
 * Input: link type (two bytes; one that no protocol answers to picks among those that are known),
 * two bytes of options, a code for the type that is forced on TCP and UDP (type_of()),
 * how many bytes more were on the wire (two bytes), then packets, each a length byte (times two)
 * and its bytes; they share one context, so that state between packets is covered: what one asks of
 * those before it is answered, and it is dissected again. Asserted: nothing behind the capture is
 * read, records and layers lie inside it, text is printable ASCII, tabs and newlines, JSON is
 * well-formed, and the text doesn't depend on what else is wanted of the context (but see
 * reads_otherwise()); who claims a payload says so of its first byte.
 *
 * Replayed with --reach, every protocol and every link type that is known must occur.
 *
 * Planted and found: udp.c's checksum without the check that all of the datagram was captured.
 */
#include <string.h>

#include "fuzz.h"
#include "sn/dis.h"
#include "sn/flow.h"
#include "sn/fmt.h"
#include "sn/follow.h"
#include "sn/stream.h"

#define HEAD    7     /* bytes before the packets */
#define UNKNOWN 60000 /* a link type that nobody answers to */
#define MOST    512   /* protocols, link types, forced types */

#define STREAMS 8192u /* bytes that streams may hold */
#define OUT     (1u << 24)

/* ---- is it JSON? ---- */

static const char *skip_string(const char *p, const char *end)
{
    for (p++; p < end && *p != '"'; p++) {
        FUZZ_ASSERT((unsigned char)*p >= 0x20 && *p != 0x7f);
        if (*p == '\\') {
            p++;
            FUZZ_ASSERT(p < end && strchr("\"\\/bfnrtu", *p));
        }
    }
    FUZZ_ASSERT(p < end);
    return p + 1;
}

static const char *skip_value(const char *p, const char *end);

static const char *skip_list(const char *p, const char *end, char close)
{
    if (p < end && *p == close)
        return p + 1;
    for (;;) {
        if (close == '}') {
            FUZZ_ASSERT(p < end && *p == '"');
            p = skip_string(p, end);
            FUZZ_ASSERT(p < end && *p == ':');
            p++;
        }
        p = skip_value(p, end);
        FUZZ_ASSERT(p < end && (*p == ',' || *p == close));
        if (*p++ == close)
            return p;
    }
}

static const char *skip_value(const char *p, const char *end)
{
    size_t n;

    FUZZ_ASSERT(p < end);
    if (*p == '{' || *p == '[')
        return skip_list(p + 1, end, *p == '{' ? '}' : ']');
    if (*p == '"')
        return skip_string(p, end);
    for (n = 0; p + n < end && strchr("0123456789-+.truefalsn", p[n]); n++)
        ;
    FUZZ_ASSERT(n > 0);
    return p + n;
}

/* So many lines, each a value. */
static void check_json(const struct sn_buf *b, unsigned lines)
{
    const char *p = b->base;

    for (; lines; lines--) {
        p = skip_value(p, b->p);
        FUZZ_ASSERT(p < b->p && *p == '\n');
        p++;
    }
    FUZZ_ASSERT(p == b->p);
}

/* ---- the target ---- */

/* What the list of protocols knows, found at the first input, and what of it occurred. */
static struct {
    uint32_t nproto, nlink, ntype;
    uint32_t link[MOST];
    const char *type[MOST];
    bool reached[MOST], had[MOST]; /* protocols, link types */
} known;

static void know_key(const struct sn_key *k)
{
    uint32_t i = 0;

    if (strcmp(k->table->name, "link") == 0 && !k->type) {
        FUZZ_ASSERT(known.nlink + 1 < MOST);
        known.link[known.nlink++] = (uint32_t)k->value;
    }
    while (k->type && i < known.ntype && strcmp(known.type[i], k->type) != 0)
        i++;
    if (k->type && i == known.ntype) {
        FUZZ_ASSERT(known.ntype < MOST);
        known.type[known.ntype++] = k->type;
    }
}

/* What is claimed begins with a byte that its key names. */
static void check_claims(const uint8_t *p, uint32_t n)
{
    for (uint32_t i = 0; n && i < known.nproto; i++) {
        for (const struct sn_key *k = sn_protos[i]->keys; k && k->table; k++) {
            if (k->claims && k->last && (*p < k->first || *p > k->last))
                FUZZ_ASSERT(!k->claims(p, n, n));
        }
    }
}

static void know(void)
{
    for (; sn_protos[known.nproto]; known.nproto++) {
        const struct sn_key *k = sn_protos[known.nproto]->keys;

        FUZZ_ASSERT(known.nproto < MOST);
        for (; k && k->table; k++)
            know_key(k);
    }
    known.link[known.nlink++] = UNKNOWN;
}

static uint32_t link_of(uint32_t number)
{
    uint32_t i = 0;

    FUZZ_ASSERT(known.nlink);
    while (i < known.nlink && known.link[i] != number)
        i++;
    i = i < known.nlink ? i : number % known.nlink;
    known.had[i] = true;
    return known.link[i];
}

/* By its letters as the digits of a number, of which eight bits remain; 0: none. */
static const char *type_of(uint8_t code)
{
    for (uint32_t i = 0; i < known.ntype; i++) {
        uint8_t c = 0;

        for (const char *p = known.type[i]; *p; p++)
            c = (uint8_t)(c * 33 + (uint8_t)*p);
        if (c == code)
            return known.type[i];
    }
    return NULL;
}

unsigned fuzz_unreached(void)
{
    unsigned n = 0;

    for (uint32_t i = 0; i < known.nproto; i++) {
        bool is = known.reached[i];

        /* Some are listed twice, for their precedence. */
        for (uint32_t k = 0; k < known.nproto && !is; k++)
            is = known.reached[k] && sn_protos[k] == sn_protos[i];
        /* Without secrets nothing is opened that has it: fuzz_opener. */
        is |= strcmp(sn_protos[i]->name, "http3") == 0;
        if (!is)
            printf("not ok no input reaches %s (%s)\n", sn_protos[i]->name,
                   sn_protos[i]->title ? sn_protos[i]->title : "");
        n += !is;
    }
    for (uint32_t i = 0; i + 1 < known.nlink; i++) { /* but the unknown one */
        if (!known.had[i])
            printf("not ok no input has link type %u\n", known.link[i]);
        n += !known.had[i];
    }
    return n;
}

static void check_layers(const struct sn_dissection *d, const uint8_t *p)
{
    for (uint32_t i = 0; i < d->nlayer; i++) {
        const struct sn_layer *l = &d->layer[i];

        if (i && (strcmp(d->layer[i - 1].proto->name, "tcp") == 0 ||
                  strcmp(d->layer[i - 1].proto->name, "udp") == 0))
            check_claims(p + l->off, l->caplen);
    }
}

static void check_records(const struct sn_dissection *d, uint32_t caplen)
{
    uint32_t i, k;

    for (i = 0; i < d->nlayer; i++) {
        const struct sn_layer *l = &d->layer[i];
        const struct sn_rec *q = d->rec + l->first;

        FUZZ_ASSERT((uint64_t)l->first + l->n <= d->nrec);
        for (k = 0; k < l->n; k++)
            FUZZ_ASSERT((uint64_t)q[k].off + q[k].len <= caplen);
        FUZZ_ASSERT((uint64_t)l->off + l->caplen <= caplen);
        for (k = 0; k < known.nproto && sn_protos[k] != l->proto; k++)
            ;
        FUZZ_ASSERT(k < known.nproto);
        known.reached[k] = true;
    }
}

static void check_text(const struct sn_buf *b)
{
    const char *p;

    for (p = b->base; p < b->p; p++)
        FUZZ_ASSERT((*p >= 0x20 && *p < 0x7f) || *p == '\n' || *p == '\t');
}

struct all {
    struct sn_dis *d[2], *again[2];
    struct sn_flow *flow[2];
    struct sn_streams *streams;
    struct sn_follow *follow[2];
    struct sn_arena parts;
    struct sn_fmt *f;
    struct sn_buf b[3];
    bool few;       /* records: what is left out isn't the same in both contexts */
    bool no_text;   /* the second context is as for JSON alone, where more is looked into */
    bool otherwise; /* a packet in front was read otherwise, and may have left something */
};

static const struct sn_iface iface = {.name = "\x1b[31m", .section = 1};

/* Whether a field of the layer has a value from `first` to `last`. */
static bool has_value(const struct sn_dissection *x, const struct sn_layer *l, const char *field,
                      uint64_t first, uint64_t last)
{
    for (uint32_t i = l->first; i < l->first + l->n; i++) {
        const char *name = l->proto->fields[x->rec[i].field].name;

        if (name && strcmp(name, field) == 0 && x->rec[i].u >= first && x->rec[i].u <= last)
            return true;
    }
    return false;
}

/* Whether the layer has a value with which tcpdump reads it otherwise. */
static bool has_otherwise(const struct sn_dissection *x, const struct sn_layer *l)
{
    return has_value(x, l, "ip.len", 0, 0) ||              /* the kernel fills it in later */
           has_value(x, l, "ospf.packet_length", 0, 43) || /* less than what a hello begins with */
           has_value(x, l, "pflog.length", 0, 60) ||       /* less than what is read in any case */
           has_value(x, l, "wpan.aux_sec.key_id_mode", 3, 3) || /* inside the key source */
           has_value(x, l, "sn.wb.type", 7, 7) ||               /* its count of sites */
           has_value(x, l, "gre.flags.version", 1, 7) ||        /* what makes it PPTP's */
           /* groups' auxiliary data, and more sources than there is room for */
           has_value(x, l, "igmp.aux_data_len", 1, UINT8_MAX) ||
           has_value(x, l, "igmp.num_src", l->len / 4, UINT16_MAX) ||
           has_value(x, l, "icmpv6.mldr.mar.aux_data_len", 1, UINT8_MAX) ||
           has_value(x, l, "icmpv6.mldr.mar.nb_sources", l->len / 16, UINT16_MAX) ||
           /* what checksums cover (RFC 6275 11.3.1): tcpdump's don't */
           has_value(x, l, "ipv6.opt.mipv6.home_address", 0, UINT64_MAX) ||
           has_value(x, l, "chap.length", 0, l->len - 1) ||
           has_value(x, l, "pppoe.payload_length", 0, l->len - 7);
}

/* Whether what it is a reply to was found in a ring, as tcpdump finds it: of several requests with
 * the same key maybe an older one, where fields are of the latest. */
static bool found_in_ring(const struct sn_dissection *x)
{
    for (uint32_t i = 0; i < x->nmemo; i++) {
        if (x->memo[i].ring && x->memo[i].asks && x->memo[i].found)
            return true;
    }
    return false;
}

/* Whether what is read for fields, by the specification, isn't what is read for the text, as
 * tcpdump does: some protocols; and what is inside when the length outside says that it ends
 * before. */
static bool reads_otherwise(const struct sn_dissection *x)
{
    static const char *const names[] = {"aodv", "cnfp", "egp", "nfs", "olsr",
                                        "pgm",  "q933", "rpc", "rtcp"};
    bool udp = false, ipv6 = false;

    for (uint32_t i = 0; i < x->nlayer; i++) {
        const struct sn_layer *l = &x->layer[i];

        for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
            if (strcmp(l->proto->name, names[k]) == 0)
                return true;
        }
        if (ipv6 && strcmp(l->proto->name, "ospf") == 0) /* version 3's authentication */
            return true;
        if (has_otherwise(x, l))
            return true;
        /* Tunnels that tcpdump doesn't know are looked into for fields only. */
        if ((l->proto->more && !l->proto->text) || l->caplen > l->len ||
            (udp && l->len + 8 < l[-1].len))
            return true;
        udp = strcmp(l->proto->name, "udp") == 0;
        ipv6 = strcmp(l->proto->name, "ipv6") == 0;
    }
    return false;
}

static void same_text(const struct sn_buf *a, const struct sn_buf *b)
{
    bool same = sn_buf_len(a) == sn_buf_len(b) && memcmp(a->base, b->base, sn_buf_len(a)) == 0;

    if (!same)
        fprintf(stderr, "without fields: %.*swith: %.*s", (int)sn_buf_len(a), a->base,
                (int)sn_buf_len(b), b->base);
    FUZZ_ASSERT(same);
}

/* What follows from the packets in front: fields, units of streams, a conversation. Whether there
 * is some of it. */
static bool look_back(struct all *a, struct sn_dissection *x, const struct sn_pkt *p)
{
    bool any = false;
    struct sn_diag d;

    sn_flow_derive(a->flow[1], x, p);
    sn_arena_reset(&a->parts);
    sn_streams_packet(a->streams, x, p, &a->parts);
    FUZZ_ASSERT(sn_streams_stats(a->streams).held <= STREAMS);
    for (unsigned i = 0; i < 2; i++) {
        sn_buf_clear(&a->b[2]);
        FUZZ_ASSERT(sn_follow_packet(a->follow[i], x, p, &a->b[2], &d) == SN_OK);
        for (const char *s = a->b[2].base; s < a->b[2].p; s++)
            FUZZ_ASSERT((*s >= 0x20 && *s < 0x7f) || *s == '\n' || *s == '\t' ||
                        (*s == '\r' && s[1] == '\n'));
    }
    for (uint32_t i = 0; i < x->nsegment; i++)
        any |= x->segment[i].part != NULL;
    return any;
}

/* The packet both ways: with what the text needs, and with everything, or what JSON alone needs. */
static void one(struct all *a, uint32_t link, const uint8_t *p, uint32_t n, uint32_t more)
{
    struct sn_pkt pkt = {.ts = 1700000000123456789, .data = p, .caplen = n, .len = n + more};
    struct sn_frame fr = {.pkt = &pkt, .number = 1, .iface = &iface};
    struct sn_dissection *x = NULL;
    bool otherwise = a->few || a->otherwise, parts;
    unsigned i;

    for (i = 0; i < 2; i++) {
        sn_buf_clear(&a->b[i]);
        sn_dis_reset(a->d[i]);
        x = sn_dis_packet(a->d[i], link, p, n, n + more);
        check_records(x, n);
        check_layers(x, p);
        sn_flow_packet(a->flow[i], x);
        sn_flow_recall(a->flow[i], x);
        otherwise |= found_in_ring(x);
        parts = i && look_back(a, x, &pkt);
        otherwise |= parts;
        if (sn_dis_has_answers(x)) {
            x = sn_dis_again(a->again[i], x, p, n, n + more);
            if (!parts) /* whose records lie in them */
                check_records(x, n);
        }
        a->otherwise |= reads_otherwise(x);
        if (i && a->no_text)
            break;
        sn_fmt_text(a->f, &a->b[i], x, &fr);
        FUZZ_ASSERT(!a->b[i].err);
        check_text(&a->b[i]);
    }
    if (!otherwise && !a->otherwise && !a->no_text)
        same_text(&a->b[0], &a->b[1]);
    sn_buf_clear(&a->b[2]);
    sn_fmt_json(a->f, &a->b[2], x, &fr);
    FUZZ_ASSERT(!a->b[2].err);
    check_json(&a->b[2], 1);
    sn_buf_clear(&a->b[2]);
    sn_fmt_ek(a->f, &a->b[2], x, &fr);
    FUZZ_ASSERT(!a->b[2].err);
    check_json(&a->b[2], 2);
}

/* For all ESP; NULL without libcrypto. Made once: ciphers are looked up by their names. */
static const struct sn_keys *keys(void)
{
    static struct sn_keys *made;

    if (!made && sn_keys_new(&made, "aes128:0x01", NULL) != SN_OK)
        return NULL;
    return made;
}

static struct sn_text_opts text_opts(uint8_t a, uint8_t b, bool forced)
{
    return (struct sn_text_opts){.verbose = a & 3,
                                 .link = a >> 2 & 1,
                                 .quiet = a >> 3 & 1,
                                 .abs_seq = a >> 4 & 1,
                                 .no_sums = a >> 5 & 1,
                                 .dump = a >> 6 == SN_DUMP_HEX || a >> 6 == SN_DUMP_BOTH,
                                 .hex = a >> 6 == SN_DUMP_HEX,
                                 .more = b & 1,
                                 .as_dot = b >> 1 & 1,
                                 .mesh = b >> 2 & 1,
                                 .raw_handles = b >> 3 & 1,
                                 .forced = forced};
}

static void begin(struct all *a, const uint8_t *p)
{
    struct sn_fmt_opts o = {.digits = 6, .dump = p[2] >> 6};
    struct sn_dis_opts dopts = {.max_recs = 2048, .keys = keys(), .type = type_of(p[4])};
    struct sn_flow_opts fopts = {.max_conns = 1024, .max_memos = 1024};
    struct sn_streams_opts sopts = {.max_total = STREAMS, .max_conns = 16};

    a->few = p[3] & 32;
    a->no_text = p[3] & 64;
    a->otherwise = false;
    if (a->few)
        dopts.max_recs = 256;
    if (p[3] & 16)
        dopts.secret = "secret";
    o.text = text_opts(p[2], p[3], dopts.type != NULL);
    dopts.want = sn_text_want(&o.text);
    for (unsigned i = 0; i < 2; i++) {
        FUZZ_ASSERT(sn_dis_new(&a->d[i], &dopts, NULL) == SN_OK);
        FUZZ_ASSERT(sn_dis_new(&a->again[i], &dopts, NULL) == SN_OK);
        FUZZ_ASSERT(sn_flow_new(&a->flow[i], &fopts, NULL) == SN_OK);
        dopts.want = a->no_text ? sn_exporter_find("json")->want(&o)
                                : dopts.want | SN_WANT_FIELDS | SN_WANT_DERIVED;
        fopts.want |= SN_FLOW_SHOWN;
    }
    FUZZ_ASSERT(sn_streams_new(&a->streams, &sopts, NULL) == SN_OK);
    for (unsigned i = 0; i < 2; i++)
        FUZZ_ASSERT(sn_follow_new(&a->follow[i], &(struct sn_follow_opts){.udp = i}, NULL) ==
                    SN_OK);
    sn_arena_init(&a->parts, 1 << 20);
    FUZZ_ASSERT(sn_fmt_new(&a->f, &o, NULL) == SN_OK);
    for (unsigned i = 0; i < 3; i++)
        sn_buf_init(&a->b[i], OUT);
}

static void end(struct all *a)
{
    for (unsigned i = 0; i < 3; i++)
        sn_buf_free(&a->b[i]);
    sn_fmt_free(a->f);
    sn_streams_free(a->streams);
    sn_arena_free(&a->parts);
    for (unsigned i = 0; i < 2; i++) {
        sn_follow_free(a->follow[i]);
        sn_dis_free(a->d[i]);
        sn_dis_free(a->again[i]);
        sn_flow_free(a->flow[i]);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    struct all a;
    uint32_t link, more;

    if (!known.nproto)
        know();
    if (n < HEAD)
        return 0;
    link = link_of((uint32_t)p[0] << 8 | p[1]);
    more = (uint32_t)p[5] << 8 | p[6];
    begin(&a, p);
    p += HEAD;
    n -= HEAD;
    for (unsigned i = 0; n > 0 && i < 64; i++) {
        uint32_t k = p[0] * 2u < n - 1 ? p[0] * 2u : (uint32_t)(n - 1);
        uint8_t *m = malloc(k + !k); /* exactly so long, for the sanitizer to see its end */

        FUZZ_ASSERT(m);
        memcpy(m, p + 1, k);
        one(&a, link, m, k, more);
        free(m);
        p += k + 1;
        n -= k + 1;
    }
    end(&a);
    return 0;
}
