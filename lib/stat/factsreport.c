/* The tables of what is known of capture files: see sn/facts.h. */
#include "stat/facts.h"

#include <stddef.h>

#define TEXT_ROOM 256

/* What tables are made from, and how far the one that is being written has come. */
struct source {
    const struct sn_facts *facts;
    uint32_t from, to; /* files */
    uint32_t file, at;
    char types[TEXT_ROOM], precision[TEXT_ROOM], sha256[2 * DIGEST_SHA256], sha1[2 * DIGEST_SHA1];
};

static void set_str(struct sn_cell *c, const char *s)
{
    c->none = !s || !*s;
    c->p = s;
    c->n = s ? (uint32_t)strlen(s) : 0;
}

static void set_known(struct sn_cell *c, uint64_t v)
{
    c->u = v;
    c->none = v == SN_UNKNOWN;
}

static void set_some(struct sn_cell *c, uint64_t v)
{
    c->u = v;
    c->none = !v;
}

static void set_hex(struct sn_cell *c, char *room, const uint8_t *p, size_t n)
{
    static const char digits[] = "0123456789abcdef";

    for (size_t i = 0; i < n; i++) {
        room[2 * i] = digits[p[i] >> 4];
        room[2 * i + 1] = digits[p[i] & 15];
    }
    c->p = room;
    c->n = (uint32_t)(2 * n);
}

static void put_link_type(struct sn_buf *b, uint32_t id)
{
    const struct sn_linktype *t = sn_linktype_by_id(id);

    if (t)
        sn_put_s(b, t->name);
    else
        sn_put_u32(b, id);
}

/* Whether an interface in front of number i has the same link type. */
static bool had_type(const struct fact_file *k, uint32_t i)
{
    for (uint32_t j = 0; j < i && j < 64; j++)
        if (k->iface[j].pub.linktype == k->iface[i].pub.linktype)
            return true;
    return false;
}

/* "EN10MB", "EN10MB, RAW", and so on while there is room. */
static void set_link_types(struct sn_cell *c, char *room, const struct fact_file *k)
{
    struct sn_buf b;

    sn_buf_fixed(&b, room, TEXT_ROOM);
    for (uint32_t i = 0; i < k->nifaces && sn_buf_len(&b) < TEXT_ROOM - 64; i++) {
        if (had_type(k, i))
            continue;
        if (sn_buf_len(&b))
            sn_put_lit(&b, ", ");
        put_link_type(&b, k->iface[i].pub.linktype);
    }
    c->p = room;
    c->n = (uint32_t)sn_buf_len(&b);
    c->none = !c->n;
}

/* "microseconds", "2^-10 s". */
static void put_precision(struct sn_buf *b, const struct sn_iface *f)
{
    static const char *const names[] = {
        "seconds", [3] = "milliseconds", [6] = "microseconds", [9] = "nanoseconds"};
    unsigned v = f->section ? f->tsresol : f->digits, k = v & 0x7f;

    if (v & 0x80)
        sn_put_f(b, "2^-%u s", k);
    else if (k < sizeof names / sizeof *names && names[k])
        sn_put_s(b, names[k]);
    else
        sn_put_f(b, "10^-%u s", k);
}

static void set_precision(struct sn_cell *c, char *room, const struct fact_file *k)
{
    struct sn_buf b;

    sn_buf_fixed(&b, room, TEXT_ROOM);
    if (k->nifaces)
        put_precision(&b, &k->iface[0].pub);
    for (uint32_t i = 1; i < k->nifaces; i++) {
        const struct sn_iface *f = &k->iface[i].pub;

        if (f->digits == k->iface[0].pub.digits && f->tsresol == k->iface[0].pub.tsresol)
            continue;
        sn_buf_clear(&b);
        sn_put_lit(&b, "differs by interface");
        break;
    }
    c->p = room;
    c->n = (uint32_t)sn_buf_len(&b);
    c->none = !c->n;
}

static uint64_t ticks(const struct sn_iface *f)
{
    unsigned v = f->section ? f->tsresol : f->digits;
    uint64_t n = 1;

    if (v & 0x80)
        return (uint64_t)1 << (v & 0x3f);
    for (unsigned i = 0; i < v; i++)
        n *= 10;
    return n;
}

/* What all interfaces have; none when they differ, or any length goes. */
static void set_snaplen(struct sn_cell *c, const struct fact_file *k)
{
    c->none = !k->nifaces;
    c->u = k->nifaces ? k->iface[0].pub.snaplen : 0;
    for (uint32_t i = 0; i < k->nifaces; i++)
        c->none |= k->iface[i].pub.snaplen != c->u || !c->u || c->u == UINT32_MAX;
}

/* The sum of what interfaces say of their losses; none when none says it. */
static void set_sum(struct sn_cell *c, const struct fact_file *k, size_t member)
{
    c->none = true;
    for (uint32_t i = 0; i < k->nifaces; i++) {
        const struct fact_iface *f = &k->iface[i];
        uint64_t v;

        memcpy(&v, (const char *)&f->stats + member, sizeof v);
        if (!f->blocks || v == SN_UNKNOWN)
            continue;
        c->u += v;
        c->none = false;
    }
}

#define SET_SUM(c, k, m) set_sum((c), (k), offsetof(struct sn_ifstats, m))

/* ---- files ---- */

enum {
    F_NAME,
    F_SIZE,
    F_FORMAT,
    F_CODEC,
    F_TYPES,
    F_SNAPLEN,
    F_CUT_MIN,
    F_CUT_MAX,
    F_PRECISION,
    F_PACKETS,
    F_BYTES,
    F_CAPTURED,
    F_CUT,
    F_FIRST,
    F_LAST,
    F_DURATION,
    F_PPS,
    F_BPS,
    F_BITS,
    F_AVERAGE,
    F_SORTED,
    F_IFACES,
    F_SECTIONS,
    F_COMMENTED,
    F_NAMES4,
    F_NAMES6,
    F_SECRETS,
    F_RECEIVED,
    F_DROPPED_IF,
    F_DROPPED_OS,
    F_LOST,
    F_SHA256,
    F_SHA1,
    F_COLUMNS
};

/* In text the totals of one file are the report's. */
static const struct sn_column file_columns[F_COLUMNS] = {
    [F_NAME] = {.key = "file", .head = "File", .type = SN_COL_STRING},
    [F_SIZE] = {.key = "size", .before = " (", .after = " bytes)", .type = SN_COL_BYTES},
    [F_FORMAT] = {.key = "format", .head = "Format", .type = SN_COL_STRING},
    [F_CODEC] = {.key = "compression", .before = ", ", .type = SN_COL_STRING},
    [F_TYPES] = {.key = "link_types", .head = "Link type", .type = SN_COL_STRING},
    [F_SNAPLEN] = {.key = "snaplen", .head = "Snap length", .type = SN_COL_BYTES},
    [F_CUT_MIN] = {.key = "cut_min", .head = "Cut to", .after = " bytes", .type = SN_COL_BYTES},
    [F_CUT_MAX] = {.key = "cut_max", .before = ", up to ", .type = SN_COL_BYTES},
    [F_PRECISION] = {.key = "precision", .head = "Precision", .type = SN_COL_STRING},
    [F_PACKETS] = {.key = "packets", .type = SN_COL_COUNT},
    [F_BYTES] = {.key = "bytes", .type = SN_COL_BYTES},
    [F_CAPTURED] = {.key = "captured_bytes", .type = SN_COL_BYTES},
    [F_CUT] = {.key = "cut_packets", .type = SN_COL_COUNT},
    [F_FIRST] = {.key = "first", .type = SN_COL_TIME},
    [F_LAST] = {.key = "last", .type = SN_COL_TIME},
    [F_DURATION] = {.key = "duration", .type = SN_COL_SPAN},
    [F_PPS] = {.key = "packets_per_second", .type = SN_COL_RATE},
    [F_BPS] = {.key = "bytes_per_second", .type = SN_COL_RATE},
    [F_BITS] = {.key = "bits_per_second", .type = SN_COL_RATE},
    [F_AVERAGE] = {.key = "average_size", .type = SN_COL_RATE},
    [F_SORTED] = {.key = "sorted", .head = "In time order", .type = SN_COL_BOOL},
    [F_IFACES] = {.key = "interface_count", .type = SN_COL_COUNT},
    [F_SECTIONS] = {.key = "section_count", .type = SN_COL_COUNT},
    [F_COMMENTED] = {.key = "commented_packets",
                     .head = "Commented",
                     .after = " packets",
                     .type = SN_COL_COUNT,
                     .hide_zero = true},
    [F_NAMES4] = {.key = "names.ipv4",
                  .head = "IPv4 names",
                  .type = SN_COL_COUNT,
                  .hide_zero = true},
    [F_NAMES6] = {.key = "names.ipv6",
                  .head = "IPv6 names",
                  .type = SN_COL_COUNT,
                  .hide_zero = true},
    [F_SECRETS] = {.key = "secrets", .head = "Secrets", .type = SN_COL_COUNT, .hide_zero = true},
    [F_RECEIVED] = {.key = "received", .head = "Received", .type = SN_COL_COUNT},
    [F_DROPPED_IF] = {.key = "dropped_interface",
                      .head = "Dropped",
                      .after = " by the interface",
                      .type = SN_COL_COUNT},
    [F_DROPPED_OS] = {.key = "dropped_system",
                      .head = "Dropped",
                      .after = " by the system",
                      .type = SN_COL_COUNT},
    [F_LOST] = {.key = "lost_between_packets",
                .head = "Lost",
                .after = " between packets",
                .type = SN_COL_COUNT,
                .hide_zero = true},
    [F_SHA256] = {.key = "sha256", .head = "SHA-256", .type = SN_COL_STRING},
    [F_SHA1] = {.key = "sha1", .head = "SHA-1", .type = SN_COL_STRING},
};

static void set_totals(struct sn_cell *c, const struct fact_file *k)
{
    double packets = (double)k->packets, bytes = (double)k->bytes;
    uint64_t ns = (uint64_t)k->last - (uint64_t)k->first;
    double seconds = (double)ns / 1e9;

    c[F_PACKETS].u = k->packets;
    c[F_BYTES].u = k->bytes;
    c[F_CAPTURED].u = k->captured;
    c[F_CUT].u = k->cut;
    for (unsigned i = F_FIRST; i <= F_AVERAGE; i++)
        c[i].none = !k->packets || (i >= F_PPS && i <= F_BITS && !ns);
    if (!k->packets)
        return;
    c[F_FIRST].i = k->first;
    c[F_LAST].i = k->last;
    c[F_DURATION].u = ns;
    c[F_PPS].f = packets / seconds;
    c[F_BPS].f = bytes / seconds;
    c[F_BITS].f = bytes * 8 / seconds;
    c[F_AVERAGE].f = bytes / packets;
}

static void set_file(struct source *s, struct sn_cell *c, const struct fact_file *k)
{
    set_str(&c[F_NAME], k->name);
    c[F_SIZE].u = k->size;
    c[F_SIZE].none = !k->sized;
    set_str(&c[F_FORMAT], k->format == SN_PCAPNG ? "pcapng" : "pcap");
    set_str(&c[F_CODEC], k->codec);
    set_link_types(&c[F_TYPES], s->types, k);
    set_snaplen(&c[F_SNAPLEN], k);
    c[F_CUT_MIN].u = k->cut_min;
    c[F_CUT_MAX].u = k->cut_max;
    c[F_CUT_MIN].none = c[F_CUT_MAX].none = !k->cut;
    set_precision(&c[F_PRECISION], s->precision, k);
    set_totals(c, k);
    c[F_SORTED].u = !k->backwards;
    c[F_SORTED].none = !k->packets;
    c[F_IFACES].u = k->nifaces;
    c[F_SECTIONS].u = k->nsections;
    c[F_COMMENTED].u = k->commented;
    c[F_NAMES4].u = k->names4;
    c[F_NAMES6].u = k->names6;
    c[F_SECRETS].u = k->secrets;
    SET_SUM(&c[F_RECEIVED], k, received);
    SET_SUM(&c[F_DROPPED_IF], k, dropped_if);
    SET_SUM(&c[F_DROPPED_OS], k, dropped_os);
    set_some(&c[F_LOST], k->lost);
    c[F_SHA256].none = c[F_SHA1].none = !k->hashed;
    if (!k->hashed)
        return;
    set_hex(&c[F_SHA256], s->sha256, k->sha256, sizeof k->sha256);
    set_hex(&c[F_SHA1], s->sha1, k->sha1, sizeof k->sha1);
}

static bool file_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct source *s = ctx;

    (void)depth;
    if (s->file == s->to)
        return false;
    set_file(s, c, &s->facts->file[s->file++]);
    return true;
}

/* Several files in text: a line each. */
static const struct sn_column grid_columns[] = {
    {.head = "File", .type = SN_COL_STRING},       {.head = "format", .type = SN_COL_STRING},
    {.head = "link types", .type = SN_COL_STRING}, {.head = "packets", .type = SN_COL_COUNT},
    {.head = "bytes", .type = SN_COL_BYTES},       {.head = "first", .type = SN_COL_TIME},
    {.head = "duration", .type = SN_COL_SPAN},     {.head = "in order", .type = SN_COL_BOOL},
    {.head = "received", .type = SN_COL_COUNT},    {.head = "dropped", .type = SN_COL_COUNT},
};

static bool grid_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    static const uint8_t from[] = {F_NAME,  F_FORMAT,   F_TYPES,  F_PACKETS,  F_BYTES,
                                   F_FIRST, F_DURATION, F_SORTED, F_RECEIVED, F_DROPPED_IF};
    struct sn_cell all[F_COLUMNS] = {0};
    unsigned n = sizeof from / sizeof *from;

    if (!file_row(ctx, all, depth))
        return false;
    for (unsigned i = 0; i < n; i++)
        c[i] = all[from[i]];
    if (all[F_DROPPED_OS].none)
        return true;
    c[n - 1].u = (c[n - 1].none ? 0 : c[n - 1].u) + all[F_DROPPED_OS].u;
    c[n - 1].none = false;
    return true;
}

/* ---- interfaces ---- */

enum {
    I_FILE,
    I_ID,
    I_SECTION,
    I_NAME,
    I_DESCR,
    I_TYPE,
    I_TYPE_NUMBER,
    I_SNAPLEN,
    I_PRECISION,
    I_TICKS,
    I_OFFSET,
    I_SPEED,
    I_HARDWARE,
    I_OS,
    I_FILTER,
    I_INSNS,
    I_COMMENT,
    I_PACKETS,
    I_BLOCKS,
    I_RECEIVED,
    I_DROPPED_IF,
    I_ACCEPTED,
    I_DROPPED_OS,
    I_DELIVERED,
    I_COLUMNS
};

static const struct sn_column iface_columns[I_COLUMNS] = {
    [I_FILE] = {.key = "file", .type = SN_COL_STRING},
    [I_ID] = {.key = "id", .head = "Interface", .type = SN_COL_COUNT},
    [I_SECTION] = {.key = "section", .type = SN_COL_COUNT},
    [I_NAME] = {.key = "name", .before = " ", .type = SN_COL_STRING},
    [I_DESCR] = {.key = "description", .before = ", ", .type = SN_COL_STRING},
    [I_TYPE] = {.key = "link_type", .head = "  Link type", .type = SN_COL_STRING},
    [I_TYPE_NUMBER] = {.key = "link_type_number", .type = SN_COL_COUNT},
    [I_SNAPLEN] = {.key = "snaplen",
                   .head = "  Snap length",
                   .type = SN_COL_BYTES,
                   .hide_zero = true},
    [I_PRECISION] = {.key = "precision", .head = "  Precision", .type = SN_COL_STRING},
    [I_TICKS] = {.key = "ticks_per_second", .type = SN_COL_COUNT},
    [I_OFFSET] = {.key = "time_offset", .head = "  Time offset", .after = " s", .type = SN_COL_INT},
    [I_SPEED] = {.key = "speed", .head = "  Speed", .after = " bits/s", .type = SN_COL_COUNT},
    [I_HARDWARE] = {.key = "hardware", .head = "  Hardware", .type = SN_COL_STRING},
    [I_OS] = {.key = "os", .head = "  System", .type = SN_COL_STRING},
    [I_FILTER] = {.key = "filter", .head = "  Filter", .type = SN_COL_STRING},
    [I_INSNS] = {.key = "filter_instructions",
                 .head = "  Filter",
                 .after = " instructions",
                 .type = SN_COL_COUNT},
    [I_COMMENT] = {.key = "comment", .head = "  Comment", .type = SN_COL_STRING},
    [I_PACKETS] = {.key = "packets", .head = "  Packets", .type = SN_COL_COUNT},
    [I_BLOCKS] = {.key = "statistics_blocks", .type = SN_COL_COUNT},
    [I_RECEIVED] = {.key = "received", .head = "  Received", .type = SN_COL_COUNT},
    [I_DROPPED_IF] = {.key = "dropped_interface",
                      .head = "  Dropped",
                      .after = " by the interface",
                      .type = SN_COL_COUNT},
    [I_ACCEPTED] = {.key = "accepted", .head = "  Accepted", .type = SN_COL_COUNT},
    [I_DROPPED_OS] = {.key = "dropped_system",
                      .head = "  Dropped",
                      .after = " by the system",
                      .type = SN_COL_COUNT},
    [I_DELIVERED] = {.key = "delivered", .head = "  Delivered", .type = SN_COL_COUNT},
};

static void set_stats(struct sn_cell *c, const struct fact_iface *f)
{
    const struct sn_ifstats *t = &f->stats;

    c[I_PACKETS].u = f->packets;
    c[I_BLOCKS].u = f->blocks;
    set_known(&c[I_RECEIVED], f->blocks ? t->received : SN_UNKNOWN);
    set_known(&c[I_DROPPED_IF], f->blocks ? t->dropped_if : SN_UNKNOWN);
    set_known(&c[I_ACCEPTED], f->blocks ? t->accepted : SN_UNKNOWN);
    set_known(&c[I_DROPPED_OS], f->blocks ? t->dropped_os : SN_UNKNOWN);
    set_known(&c[I_DELIVERED], f->blocks ? t->delivered : SN_UNKNOWN);
}

static void set_iface(struct source *s, struct sn_cell *c, const struct fact_iface *f)
{
    const struct sn_iface *p = &f->pub;
    struct sn_buf b;

    set_some(&c[I_SECTION], p->section);
    set_str(&c[I_NAME], p->name);
    set_str(&c[I_DESCR], p->descr);
    sn_buf_fixed(&b, s->types, sizeof s->types);
    put_link_type(&b, p->linktype);
    c[I_TYPE].p = s->types;
    c[I_TYPE].n = (uint32_t)sn_buf_len(&b);
    c[I_TYPE_NUMBER].u = p->linktype;
    c[I_SNAPLEN].u = p->snaplen;
    sn_buf_fixed(&b, s->precision, sizeof s->precision);
    put_precision(&b, p);
    c[I_PRECISION].p = s->precision;
    c[I_PRECISION].n = (uint32_t)sn_buf_len(&b);
    c[I_TICKS].u = ticks(p);
    c[I_OFFSET].i = p->tsoffset;
    c[I_OFFSET].none = !p->tsoffset;
    set_some(&c[I_SPEED], p->speed);
    set_str(&c[I_HARDWARE], p->hardware);
    set_str(&c[I_OS], p->os);
    set_str(&c[I_FILTER], p->filter);
    set_some(&c[I_INSNS], p->filter_insns);
    set_str(&c[I_COMMENT], p->comment);
    set_stats(c, f);
}

static bool iface_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct source *s = ctx;

    (void)depth;
    while (s->file < s->to && s->at == s->facts->file[s->file].nifaces) {
        s->file++;
        s->at = 0;
    }
    if (s->file == s->to)
        return false;
    set_str(&c[I_FILE], s->facts->file[s->file].name);
    c[I_ID].u = s->at;
    set_iface(s, c, &s->facts->file[s->file].iface[s->at++]);
    return true;
}

/* ---- sections ---- */

enum { S_FILE, S_NUMBER, S_HARDWARE, S_OS, S_APPL, S_COMMENT, S_COLUMNS };

static const struct sn_column section_columns[S_COLUMNS] = {
    [S_FILE] = {.key = "file", .type = SN_COL_STRING},
    [S_NUMBER] = {.key = "section", .head = "Section", .type = SN_COL_COUNT},
    [S_HARDWARE] = {.key = "hardware", .head = "  Hardware", .type = SN_COL_STRING},
    [S_OS] = {.key = "os", .head = "  System", .type = SN_COL_STRING},
    [S_APPL] = {.key = "application", .head = "  Written by", .type = SN_COL_STRING},
    [S_COMMENT] = {.key = "comment", .head = "  Comment", .type = SN_COL_STRING},
};

static bool section_row(void *ctx, struct sn_cell *c, unsigned *depth)
{
    struct source *s = ctx;
    const struct sn_section *k;

    (void)depth;
    while (s->file < s->to && s->at == s->facts->file[s->file].nsections) {
        s->file++;
        s->at = 0;
    }
    if (s->file == s->to)
        return false;
    k = &s->facts->file[s->file].section[s->at++];
    set_str(&c[S_FILE], s->facts->file[s->file].name);
    c[S_NUMBER].u = s->at;
    set_str(&c[S_HARDWARE], k->hardware);
    set_str(&c[S_OS], k->os);
    set_str(&c[S_APPL], k->application);
    set_str(&c[S_COMMENT], k->comment);
    return true;
}

/* ---- the report ---- */

#define COLUMNS(table) .col = (table), .ncol = sizeof(table) / sizeof(table)[0]

static const struct sn_report_table files = {.key = "files", COLUMNS(file_columns)};
static const struct sn_report_table one = {.shape = SN_REPORT_RECORD, COLUMNS(file_columns)};
static const struct sn_report_table grid = {.key = "files", COLUMNS(grid_columns)};
static const struct sn_report_table ifaces = {.key = "interfaces", COLUMNS(iface_columns)};
static const struct sn_report_table iface = {.shape = SN_REPORT_RECORD, COLUMNS(iface_columns)};
static const struct sn_report_table sections = {.key = "sections", COLUMNS(section_columns)};
static const struct sn_report_table section = {.shape = SN_REPORT_RECORD, COLUMNS(section_columns)};

static void add(struct sn_report *r, struct source *s, const struct sn_report_table *t,
                sn_report_row *row)
{
    s->file = s->from;
    s->at = 0;
    sn_report_add(r, t, row, s, 0, 0);
}

/* One pcapng file's sections and interfaces, as lines. */
static void add_details(struct sn_report *r, struct source *s)
{
    const struct fact_file *k = &s->facts->file[s->from];

    if (k->format != SN_PCAPNG)
        return;
    s->file = s->from;
    s->at = 0;
    for (uint32_t i = 0; i < k->nsections; i++)
        sn_report_add(r, &section, section_row, s, 0, 0);
    s->file = s->from;
    s->at = 0;
    for (uint32_t i = 0; i < k->nifaces; i++)
        sn_report_add(r, &iface, iface_row, s, 0, 0);
}

void sn_facts_report(const struct sn_facts *f, struct sn_report *r)
{
    struct source s = {.facts = f, .to = f->n};

    if (r->form != SN_REPORT_TEXT) {
        add(r, &s, &files, file_row);
        add(r, &s, &ifaces, iface_row);
        add(r, &s, &sections, section_row);
    } else if (f->n == 1) {
        add(r, &s, &one, file_row);
        add_details(r, &s);
    } else {
        add(r, &s, &grid, grid_row);
    }
}

enum sn_err sn_facts_per_file(const struct sn_facts *f, struct sn_buf *b, enum sn_report_form form,
                              struct sn_diag *d)
{
    struct source s = {.facts = f, .to = f->n};
    struct sn_report r;

    if (form != SN_REPORT_JSON) {
        sn_report_begin(&r, b, form);
        add(&r, &s, form == SN_REPORT_CSV ? &files : &grid,
            form == SN_REPORT_CSV ? file_row : grid_row);
        sn_report_end(&r);
    } else {
        for (s.from = 0; s.from < f->n; s.from++) {
            s.to = s.from + 1;
            sn_report_begin(&r, b, form);
            add(&r, &s, &one, file_row);
            add(&r, &s, &ifaces, iface_row);
            add(&r, &s, &sections, section_row);
            sn_report_end(&r);
        }
    }
    return b->err ? sn_fail(d, SN_ENOMEM, "no memory for the report") : SN_OK;
}
