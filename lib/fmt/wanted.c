/* Sets of wanted fields. See sn/wanted.h and wanted.h. */
#include "fmt/wanted.h"

#include <ctype.h>
#include <stdlib.h>

#define NAME_MAX_BYTES 63 /* of names that are compared for a suggestion */

static struct wanted_row *find(const struct sn_wanted *w, const struct sn_proto *p)
{
    return &w->row[wanted_place(w, p)];
}

const struct sn_proto *sn_wanted_proto(size_t i)
{
    return i ? sn_protos[i - 1] : &sn_proto_frame;
}

static size_t words(const struct sn_proto *p)
{
    return (p->nfields + 63u) / 64;
}

static bool begins(const char *s, const char *with, size_t n)
{
    return strncmp(s, with, n) == 0;
}

/* A name that is asked for, ready to be held against the names of thousands of fields. */
struct asked {
    const char *name;
    size_t n;
    bool prefix; /* it ends with a dot: all that begin so */
};

static struct asked asked(const char *name)
{
    size_t n = strlen(name);

    return (struct asked){.name = name, .n = n, .prefix = n && name[n - 1] == '.'};
}

/* Whether a field is meant by what was asked for: "dns." means "sn.dns.…" too, the fields of DNS
 * that Wireshark has no name for. */
static bool matches(const struct sn_field *f, const struct asked *a)
{
    if (!a->prefix)
        return f->len == a->n && memcmp(f->name, a->name, a->n) == 0;
    return begins(f->name, a->name, a->n) ||
           (begins(f->name, "sn.", 3) && begins(f->name + 3, a->name, a->n));
}

/* Adds the fields that a name means, number `which` of those asked for; how many. */
static size_t add(struct sn_wanted *w, const char *name, size_t which)
{
    const struct asked a = asked(name);
    const struct sn_proto *p;
    size_t n = 0;

    for (size_t i = 0; (p = sn_wanted_proto(i)); i++) {
        const struct wanted_row *r = find(w, p);

        for (unsigned f = 0; f < p->nfields; f++) {
            if (!p->fields[f].name || !matches(&p->fields[f], &a))
                continue;
            r->bits[f / 64] |= (uint64_t)1 << f % 64;
            if (!r->name[f])
                r->name[f] = (uint16_t)which;
            n++;
        }
    }
    return n;
}

/* ---- names that mean several fields ---- */

#define EITHER_MAX 6

static const struct {
    const char *name, *of[EITHER_MAX];
} either[] = {
    {"ip.addr", {"ip.src", "ip.dst"}},
    {"ipv6.addr", {"ipv6.src", "ipv6.dst"}},
    {"eth.addr", {"eth.dst", "eth.src"}},
    {"tcp.port", {"tcp.srcport", "tcp.dstport"}},
    {"udp.port", {"udp.srcport", "udp.dstport"}},
    {"sctp.port", {"sctp.srcport", "sctp.dstport"}},
    {"dccp.port", {"dccp.srcport", "dccp.dstport"}},
    {"wlan.addr", {"wlan.ra", "wlan.ta", "wlan.da", "wlan.sa", "wlan.bssid"}},
};

const char *const *sn_wanted_either(const char *name)
{
    for (size_t i = 0; i < sizeof either / sizeof either[0]; i++) {
        if (strcmp(either[i].name, name) == 0)
            return either[i].of;
    }
    return NULL;
}

/* ---- suggestions ---- */

static unsigned least(unsigned a, unsigned b, unsigned c)
{
    unsigned m = a < b ? a : b;

    return m < c ? m : c;
}

/* How many letters must be changed, put in or taken out to make b of a, the case ignored. */
static unsigned distance(const char *a, const char *b)
{
    size_t na = strlen(a), nb = strlen(b);
    unsigned d[NAME_MAX_BYTES + 1];

    if (na > NAME_MAX_BYTES || nb > NAME_MAX_BYTES)
        return UINT32_MAX;
    for (size_t j = 0; j <= nb; j++)
        d[j] = (unsigned)j;
    for (size_t i = 1; i <= na; i++) {
        unsigned diagonal = d[0];

        d[0] = (unsigned)i;
        for (size_t j = 1; j <= nb; j++) {
            unsigned up = d[j];
            bool same = tolower((unsigned char)a[i - 1]) == tolower((unsigned char)b[j - 1]);

            d[j] = least(up + 1, d[j - 1] + 1, diagonal + !same);
            diagonal = up;
        }
    }
    return d[nb];
}

/* The name most like one so far. */
struct nearest {
    const char *name, *found;
    size_t len;
    unsigned best;
};

static void consider(struct nearest *n, const char *other)
{
    size_t len = other ? strlen(other) : 0;
    unsigned d;

    if (!other || (len > n->len ? len - n->len : n->len - len) >= n->best)
        return;
    d = distance(n->name, other);
    if (d < n->best) {
        n->best = d;
        n->found = other;
    }
}

/* The name of a field that is most like it; or also of a protocol, or of several fields. */
static const char *nearest(const char *name, bool protocols)
{
    struct nearest n = {.name = name, .len = strlen(name), .best = UINT32_MAX};
    const struct sn_proto *p;

    for (size_t i = 0; protocols && i < sizeof either / sizeof either[0]; i++)
        consider(&n, either[i].name);
    for (size_t i = 0; (p = sn_wanted_proto(i)); i++) {
        consider(&n, protocols ? p->name : NULL);
        for (unsigned f = 0; f < p->nfields; f++)
            consider(&n, p->fields[f].name);
    }
    return n.found;
}

/* Whether the name with a dot behind it is the beginning of a field's. */
static bool is_prefix(const char *name)
{
    const struct sn_proto *p;
    size_t n = strlen(name);

    for (size_t i = 0; n && (p = sn_wanted_proto(i)); i++) {
        for (unsigned f = 0; f < p->nfields; f++) {
            const char *s = p->fields[f].name;

            if (s && begins(s, name, n) && s[n] == '.')
                return true;
        }
    }
    return false;
}

/* A name as messages can show it. */
static void printable(char mem[4 * NAME_MAX_BYTES], const char *name)
{
    size_t n = strlen(name);
    struct sn_buf b;

    sn_buf_fixed(&b, mem, 4 * NAME_MAX_BYTES - 1);
    sn_put_safe(&b, name, n < NAME_MAX_BYTES / 2 ? n : NAME_MAX_BYTES / 2);
    *b.p = '\0';
}

enum sn_err sn_wanted_unknown(const char *name, struct sn_diag *d)
{
    const char *near = nearest(name, true);
    char mem[4 * NAME_MAX_BYTES];

    printable(mem, name);
    return near ? sn_fail(d, SN_EUSAGE, "no field or protocol is called %s; did you mean %s?", mem,
                          near)
                : sn_fail(d, SN_EUSAGE, "no field or protocol is called %s", mem);
}

static enum sn_err unknown(const char *name, size_t which, struct sn_diag *d)
{
    const char *near = nearest(name, false);
    char mem[4 * NAME_MAX_BYTES];
    enum sn_err e;

    printable(mem, name);
    if (is_prefix(name))
        e = sn_fail(d, SN_EUSAGE, "no field is called %s; %s. means all that begin so", mem, mem);
    else if (near)
        e = sn_fail(d, SN_EUSAGE, "no field is called %s; did you mean %s?", mem, near);
    else
        e = sn_fail(d, SN_EUSAGE, "no field is called %s", mem);
    if (d)
        d->at = which;
    return e;
}

/* ---- what dissection has to do ---- */

/* The packet's own fields stand above nothing. */
static bool above_ports(const struct sn_proto *p)
{
    return p != &sn_proto_frame && sn_above_ports(p);
}

/* What follows from earlier packets. */
static const char *const derived[] = {"tcp.stream",
                                      "tcp.time_",
                                      "tcp.completeness",
                                      "tcp.window_size",
                                      "tcp.analysis.",
                                      "udp.stream",
                                      "udp.time_",
                                      "dns.time",
                                      "dns.response_to",
                                      "http.time",
                                      "http.request_in",
                                      "icmp.resp_",
                                      "icmp.resptime",
                                      "tcp.reassembled.",
                                      "modbus.request_frame",
                                      "modbus.response_time",
                                      "smb2.response_to",
                                      "smb2.time",
                                      "smb2.tcon_frame",
                                      "smb2.auth_frame",
                                      NULL};

/* A field's name without what says that it is our own. */
static const char *plain(const char *name)
{
    return begins(name, "sn.", 3) ? name + 3 : name;
}

/* Whether a field needs SN_WANT_DERIVED: then all is dissected, so that streams have the same
 * numbers whatever else is wanted. */
static bool is_derived(const char *name)
{
    name = plain(name);
    for (const char *const *s = derived; *s; s++) {
        if (begins(name, *s, strlen(*s)) && strcmp(name, "tcp.window_size_value") != 0)
            return true;
    }
    return false;
}

/* Whether a field can't be had when dissection ends with the fixed headers of TCP and UDP. */
static bool deep(const struct sn_proto *p, const char *name)
{
    name = plain(name);
    return above_ports(p) || is_derived(name) || begins(name, "tcp.option", 10) ||
           begins(name, "tcp.reset", 9) || strcmp(name, "frame.protocols") == 0;
}

/* Whether a field stands in the fixed header that a layer of p begins with, of those that are asked
 * for most: it is read whatever is wanted. */
static bool in_header(const struct sn_proto *p, unsigned field)
{
    static const struct sn_proto *const fixed[] = {&sn_proto_eth, &sn_proto_ip,  &sn_proto_ipv6,
                                                   &sn_proto_tcp, &sn_proto_udp, NULL};
    const struct sn_proto *const *of = fixed;
    unsigned f = 0;

    if (p == &sn_proto_frame)
        return true;
    while (*of && *of != p)
        of++;
    while (f <= field && p->fields[f].width && !(p->fields[f].flags & SN_F_MULTI))
        f++;
    return *of && f > field;
}

bool sn_wanted_layer(const char *name, uint32_t *want)
{
    bool found = false;
    const struct sn_proto *p;

    *want = SN_WANT_LINE | SN_WANT_HEADERS;
    for (size_t i = 0; (p = sn_wanted_proto(i)); i++) {
        if (strcmp(p->name, name) != 0)
            continue;
        found = true;
        if (p->more || above_ports(p))
            *want |= SN_WANT_FIELDS | SN_WANT_VERBOSE;
        if (above_ports(p))
            *want &= ~(uint32_t)SN_WANT_HEADERS;
    }
    return found;
}

static bool is_one_of(const char *name, const char *const *list)
{
    while (*list && strcmp(name, *list) != 0)
        list++;
    return *list;
}

/* Whether a field is relative to the first number of its connection. */
static bool is_relative(const char *name)
{
    static const char *const all[] = {"tcp.seq", "tcp.ack", "tcp.options.sack_le",
                                      "tcp.options.sack_re", NULL};

    return is_one_of(name, all);
}

bool sn_wanted_ordered(const char *name)
{
    static const char *const others[] = {"frame.number", "frame.time_delta",
                                         "frame.time_delta_displayed", "frame.time_relative", NULL};

    return is_one_of(name, others) || is_relative(name) || is_derived(name);
}

/* What dissection has to do for a field more; a row that it can't have from headers alone says so.
 */
static uint32_t want_field(struct wanted_row *r, unsigned field, uint32_t want)
{
    const struct sn_field *f = &r->proto->fields[field];
    bool known = in_header(r->proto, field) || f->flags & SN_F_INSTEAD;

    r->headers &= known;
    known |= f->flags & SN_F_ALWAYS;
    if ((!known || strcmp(f->name, "frame.protocols") == 0))
        want |= SN_WANT_FIELDS;
    if (is_derived(f->name))
        want |= SN_WANT_DERIVED;
    if (strstr(f->name, "checksum.") || strstr(f->name, "checksum_") || strstr(f->name, "cksum."))
        want |= SN_WANT_SUMS;
    if (deep(r->proto, f->name))
        want &= ~(uint32_t)(SN_WANT_HEADERS | SN_WANT_LINE);
    if (is_relative(f->name))
        want &= ~(uint32_t)SN_WANT_NO_SEQ;
    if (strstr(f->name, ".handshake.ja3"))
        want &= ~(uint32_t)SN_WANT_NO_JA3;
    if (strstr(f->name, ".handshake.ja4"))
        want &= ~(uint32_t)SN_WANT_NO_JA4;
    return want;
}

static uint32_t want_of(struct sn_wanted *w)
{
    uint32_t want = SN_WANT_LINE | SN_WANT_HEADERS | SN_WANT_VERBOSE | SN_WANT_NO_JA3 |
                    SN_WANT_NO_JA4 | SN_WANT_NO_SEQ;

    for (uint32_t i = 0; i <= w->mask; i++) {
        struct wanted_row *r = &w->row[i];

        r->headers = r->proto != &sn_proto_frame;
        for (size_t k = 0; r->proto && k < words(r->proto); k++) {
            for (uint64_t bits = r->bits[k]; bits; bits &= bits - 1)
                want = want_field(r, (unsigned)(k * 64) + (unsigned)__builtin_ctzll(bits), want);
        }
    }
    return want;
}

/* ---- the set ---- */

/* Rows for all protocols, with bits all zero. */
static bool make_rows(struct sn_wanted *w)
{
    size_t n = 0, total = 0, fields = 0, rows = 2;
    const struct sn_proto *p;
    uint64_t *bits;
    uint16_t *name;

    for (; (p = sn_wanted_proto(n)); n++) {
        total += words(p);
        fields += p->nfields;
    }
    while (rows < n * 2)
        rows *= 2;
    w->mask = (uint32_t)rows - 1;
    w->row = calloc(rows, sizeof *w->row);
    w->bits = bits = calloc(total + 1, sizeof *bits);
    w->names = name = calloc(fields + 1, sizeof *name);
    if (!w->row || !bits || !name)
        return false;
    for (size_t i = 0; i < n; i++) {
        p = sn_wanted_proto(i);
        *find(w, p) = (struct wanted_row){.proto = p, .bits = bits, .name = name};
        bits += words(p);
        name += p->nfields;
    }
    return true;
}

/* Rows without a bit yield NULL from now on. */
static void forget_empty(struct sn_wanted *w)
{
    for (uint32_t i = 0; i <= w->mask; i++) {
        struct wanted_row *r = &w->row[i];
        uint64_t any = 0;

        for (size_t k = 0; r->proto && k < words(r->proto); k++)
            any |= r->bits[k];
        if (!any)
            r->bits = NULL;
    }
}

/* Lists what is wanted of headers. */
static bool list_heads(struct sn_wanted *w)
{
    size_t n = 0;

    for (uint32_t i = 0; i <= w->mask; i++)
        n += w->row[i].bits && w->row[i].headers ? w->row[i].proto->nfields : 0;
    w->heads = calloc(n + 1, sizeof *w->heads);
    n = 0;
    for (uint32_t i = 0; w->heads && i <= w->mask; i++) {
        struct wanted_row *r = &w->row[i];
        unsigned at = 0;

        r->head = w->heads + n;
        for (unsigned f = 0; r->bits && r->headers && f < r->proto->nfields; f++) {
            const struct sn_field *t = &r->proto->fields[f];

            if (r->bits[f / 64] >> f % 64 & 1 && !(t->flags & SN_F_INSTEAD))
                w->heads[n++] = (struct wanted_head){(uint16_t)f, r->name[f], (uint16_t)at};
            at += t->step + (unsigned)t->pad;
        }
        r->nhead = (uint16_t)(w->heads + n - r->head);
    }
    return w->heads;
}

enum sn_err sn_wanted_new(struct sn_wanted **out, const char *const *names, size_t n,
                          struct sn_diag *d)
{
    struct sn_wanted *w = calloc(1, sizeof *w);

    *out = NULL;
    if (!w || !make_rows(w)) {
        sn_wanted_free(w);
        return sn_fail(d, SN_ENOMEM, "no memory for a set of fields");
    }
    for (size_t i = 0; i < n; i++) {
        if (add(w, names[i], i + 1) == 0) {
            sn_wanted_free(w);
            return unknown(names[i], i + 1, d);
        }
    }
    w->want = want_of(w);
    forget_empty(w);
    if (!list_heads(w)) {
        sn_wanted_free(w);
        return sn_fail(d, SN_ENOMEM, "no memory for a set of fields");
    }
    *out = w;
    return SN_OK;
}

void sn_wanted_free(struct sn_wanted *w)
{
    if (!w)
        return;
    free(w->row);
    free(w->bits);
    free(w->names);
    free(w->heads);
    free(w);
}

const uint64_t *sn_wanted_of(const struct sn_wanted *w, const struct sn_proto *p)
{
    return find(w, p)->bits;
}

const uint16_t *sn_wanted_names(const struct sn_wanted *w, const struct sn_proto *p)
{
    const struct wanted_row *r = find(w, p);

    return r->bits ? r->name : NULL;
}

const char *sn_wanted_name(const struct sn_wanted *w, size_t which)
{
    for (uint32_t i = 0; i <= w->mask; i++) {
        const struct wanted_row *r = &w->row[i];

        for (unsigned f = 0; r->bits && f < r->proto->nfields; f++) {
            if (r->name[f] == which)
                return r->proto->fields[f].name;
        }
    }
    return NULL;
}

uint32_t sn_wanted_dis(const struct sn_wanted *w)
{
    return w->want;
}
