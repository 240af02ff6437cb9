/*
 * For protocol files: how dissect() reads and records, and how text() renders.
 *
 * A protocol is one file with one `const struct sn_proto`, listed in list.c and declared below. Its
 * fields are one list, see field.h.
 *
 * dissect(d, r, len) reads through r only, each value once, and appends a record for it:
 *
 *     if (!sn_header(d, r, UDP_SPORT, UDP_SUM))
 *         return;
 *
 * When a getter fails dissect returns; the reader remembers why, and the engine marks the layer.
 * A child reader's failure is handed up by sn_stop(). At its end dissect says who is next:
 * sn_next(d, &sn_tab_ipproto, proto, &child, length). The engine looks it up and goes on.
 *
 * text(t, l) appends what tcpdump prints, from records only, and returns an enum sn_then: see
 * text.h.
 */
#ifndef SN_DIS_PROTO_H
#define SN_DIS_PROTO_H

#include "base/put.h"
#include "dis/field.h"
#include "dis/protos.h"
#include "dis/registry.h"
#include "sn/dis.h"

/* ---- the engine's parts that the inline functions need ---- */

/* A dissection to be done. */
struct sn_pend {
    const struct sn_proto *proto;
    struct sn_rd rd;
    uint32_t len;
    uint8_t level;
};

/* The innermost IP header so far: what those behind it need of it. */
struct sn_dis_ip {
    const uint8_t *src, *dst; /* 4 or 16 bytes */
    const uint8_t *last;      /* dst, or the final one that a routing header names */
    uint32_t off;             /* where the header begins in the packet */
    uint32_t plen;            /* IPv6: the payload length field */
    uint8_t version;          /* 4, 6; 0: none */
    bool frag;                /* a fragment: its payload can't be checked */
    bool hopopts;             /* IPv6: a hop-by-hop options header was there */
};

/* The context. layer, rec and their counts are the packet's that is being dissected. */
struct sn_dis {
    struct sn_layer *layer; /* nlayer of them */
    struct sn_rec *rec;     /* nrec of them */
    uint32_t nlayer, nrec;
    uint32_t want;
    uint32_t linklen;
    struct sn_dis_ip ip;
    struct sn_whole *whole; /* the packet's */
    struct sn_ends *ends;   /* the outermost; its ports are taken when ends_open */
    bool ends_open;
    uint8_t depth;
    struct sn_layer *cur;
    uint32_t caprec;
    uint32_t npend;
    struct sn_pend *pend;
    const struct sn_registry *registry;
    bool owns_registry;
    const char *secret;         /* of struct sn_dis_opts */
    const struct sn_keys *keys; /* the same */
    /* By table: who has all of it (-T); NULL: nothing is forced, and no port is decoded as another
     * protocol's. */
    const struct sn_proto **forced;
    const struct sn_decode *decode; /* ndecode of them */
    uint32_t ndecode;
    struct sn_arena arena;
    struct sn_segment *segment; /* nsegment of them */
    struct sn_memo *memo;       /* nmemo of them */
    struct sn_derived *derived; /* nderived of them */
    struct sn_ends inner;     /* of the TCP or UDP layer right outside; set when SN_WANT_DERIVED */
    struct sn_piece *piece;   /* npiece of them, in the arena; NULL: there was none yet */
    struct sn_opened *opened; /* nopened of them, in the arena; NULL: there was none yet */
    struct sn_opener *opener; /* what packets are opened with now; NULL: they aren't */
    uint32_t nsegment, nmemo, nderived, npiece, nopened;
    bool sealed;   /* of the packet: struct sn_dissection has it */
    uint32_t room; /* records at the end of the layer that sn_derived() left room for */
    const struct sn_dissection
        *first; /* of the same packet, with answers; NULL: this is the first */
    const struct sn_stream_part *part; /* of the TCP layer right outside; NULL: nothing is known */
    /* All packets since the last reset. */
    struct sn_dissection *done;
    struct sn_layer *layers;
    struct sn_rec *recs;
    struct sn_segment *segments;
    struct sn_memo *memos;
    struct sn_derived *deriveds;
    uint32_t touched; /* of recs, whose pages are there */
    uint32_t ndone, used_layers, used_recs, used_segments, used_memos, used_derived;
    struct sn_quic_kept *quic;    /* what opens QUIC's packets; NULL: none was opened yet */
    struct sn_tls_prints *prints; /* of fingerprints; NULL: none was made yet */
};

#define SN_PENDS_MAX 64

/* Records a packet may have unless the context was made with another number; a layer doesn't begin
 * when fewer than SN_FIXED_MAX are left, so that the records of a fixed header always fit. */
#define SN_RECS_MAX  65536
#define SN_FIXED_MAX 128

/* Frees what opening QUIC's packets left in a context; NULL: nothing. */
void sn_quic_forget(struct sn_quic_kept *k);

/* The same of hashes that are known. */
void sn_tls_prints_free(struct sn_tls_prints *p);

/* Whether more than the line without -v is wanted: fields, or what stands behind it. */
static inline bool sn_in_detail(const struct sn_dis *d)
{
    return d->want & (SN_WANT_VERBOSE | SN_WANT_FIELDS);
}

/* Whether what is read is shown as fields: as Wireshark reads it where tcpdump does otherwise. */
static inline bool sn_wants_values(const struct sn_dis *d)
{
    return d->want & (SN_WANT_FIELDS | SN_WANT_HEADERS);
}

/* Whether what nobody answers to above TCP and UDP is a layer. */
static inline bool sn_wants_data(const struct sn_dis *d)
{
    return !(d->want & SN_WANT_LINE) ||
           (d->want & (SN_WANT_FIELDS | SN_WANT_HEADERS)) == SN_WANT_FIELDS;
}

/* ---- what spans packets ---- */

enum {
    SN_MEMO_RPC,
    SN_MEMO_RX,
    SN_MEMO_ISAKMP,
    SN_MEMO_QUIC,
    SN_MEMO_MQTT,
    SN_MEMO_MYSQL,
    SN_MEMO_KAFKA,
    SN_MEMO_MODBUS,
    SN_MEMO_SOCKS,
    SN_MEMO_STUN,
    SN_MEMO_TFTP,
    SN_MEMO_SMB,
    SN_MEMO_CFLOW,
    SN_MEMO_RTP,
    SN_MEMO_DTLS
};

/* Leaves a value under a key of this kind for later packets between the same hosts. */
void sn_remember(struct sn_dis *d, unsigned kind, uint64_t key, uint64_t value);

/* Leaves the packet's number: fields that name packets are wanted (SN_WANT_DERIVED). */
void sn_remember_frame(struct sn_dis *d, unsigned kind, uint64_t key);

/* The same, unless it is among the `last` that were left last of its kind. */
void sn_remember_first(struct sn_dis *d, unsigned kind, uint64_t key, uint32_t last,
                       uint64_t value);

/* Asks for it: among the `last` that were left last of its kind, by any hosts; 0: among all. False:
 * nothing was found, or isn't known yet. Then dissect() does what it can without; when there is an
 * answer the packet is dissected once more. */
bool sn_recall(struct sn_dis *d, unsigned kind, uint64_t key, uint32_t last, uint64_t *value);

/* The same for what tcpdump keeps in a ring (sn_flow_recall), where an older value under the same
 * key may be found first. When all fields are wanted it is the latest, among all. */
void sn_remember_ring(struct sn_dis *d, unsigned kind, uint64_t key, uint64_t value);
bool sn_recall_ring(struct sn_dis *d, unsigned kind, uint64_t key, uint64_t *value);

/* Leaves n values that belong together, at most SN_MEMO_LIST, under a key and the n behind it. The
 * list is the arena's, and stays as it is. */
void sn_remember_list(struct sn_dis *d, unsigned kind, uint64_t key, uint64_t *list, uint32_t n);

/* Leaves the list that was left last under `from`. */
void sn_remember_list_as(struct sn_dis *d, unsigned kind, uint64_t key, uint64_t from);

/* Asks for them; NULL: nothing was found, or isn't known yet. */
const uint64_t *sn_recall_list(struct sn_dis *d, unsigned kind, uint64_t key, uint32_t *n);

/* Whether the layer is of a packet that an ICMP message quotes. */
bool sn_is_quoted(const struct sn_dis *d);

/* Leaves room for fields that follow from earlier packets, when they are wanted: the last thing a
 * dissect() does to its layer. `first` is the number of the first of its fields of this kind, which
 * stand in the protocol's list as the kind's enum has them (sn/dis.h). NULL: no room. */
struct sn_derived *sn_derive(struct sn_dis *d, enum sn_derived_kind kind, unsigned first,
                             const struct sn_ends *ends);

/* The same for a request, or with `reply` the reply to one: key tells those between the same ends
 * apart. `tcp` or `udp`, whose ports they have, must be right outside. NULL: no room. */
struct sn_derived *sn_derive_deal(struct sn_dis *d, unsigned first, uint64_t key, bool reply);

/* Writes a piece of a message down (struct sn_piece), to be put together with others. */
void sn_put_piece(struct sn_dis *d, const struct sn_piece *p);

/* Whether the piece of key that begins at off completes messages: *r reads them. False: it doesn't,
 * or that isn't known yet. */
bool sn_whole(struct sn_dis *d, uint64_t key, uint32_t off, struct sn_rd *r);

/* Whether earlier packets had all of the piece of key that begins at off, which is done. False also
 * when that isn't known yet. */
bool sn_is_repeated(const struct sn_dis *d, uint64_t key, uint32_t off);

/* Queues what a fragment holds, whose IP header is at ip: `body`, of len bytes. When fragments wait
 * for each other that is data, or the whole datagram for p. False: this one can't wait; nothing was
 * queued. */
bool sn_next_fragment(struct sn_dis *d, const uint8_t *ip, const struct sn_proto *p,
                      const struct sn_rd *body, uint32_t len);

/* ---- tables ---- */

#define SN_KEYS(...)                                                                               \
    (const struct sn_key[])                                                                        \
    {                                                                                              \
        __VA_ARGS__,                                                                               \
        {                                                                                          \
            .table = NULL                                                                          \
        }                                                                                          \
    }

/* The name of v; NULL when the table has none. */
const char *sn_val_name(const struct sn_val *vals, uint32_t v);

/* ---- dissect ---- */

/* A new record. When the packet has too many it is one that is thrown away. */
static inline struct sn_rec *sn_rec_new(struct sn_dis *d)
{
    struct sn_rec *q = &d->rec[d->nrec];

    if (__builtin_expect(d->nrec < d->caprec, 1))
        d->nrec++;
    else
        d->cur->flags |= SN_LAYER_FULL;
    return q;
}

/* Fills a record with a number read from len bytes at off. */
static inline void sn_rec_set(struct sn_rec *q, unsigned depth, unsigned field, size_t off,
                              size_t len, uint64_t u)
{
    q->field = (uint16_t)field;
    q->depth = (uint8_t)depth;
    q->flags = 0;
    q->off = (uint32_t)off;
    q->len = (uint32_t)len;
    q->n = 0;
    q->u = u;
}

/* A number that stands in len bytes at off. */
static inline struct sn_rec *sn_rec_uint(struct sn_dis *d, unsigned field, size_t off, size_t len,
                                         uint64_t u)
{
    struct sn_rec *q = sn_rec_new(d);

    sn_rec_set(q, d->depth, field, off, len, u);
    return q;
}

/* A number that was computed. */
static inline struct sn_rec *sn_rec_made(struct sn_dis *d, unsigned field, uint64_t u)
{
    struct sn_rec *q = sn_rec_uint(d, field, 0, 0, u);

    q->flags = SN_REC_MADE;
    return q;
}

/* n bytes at p (in the packet or the arena) that were read from len bytes at off. */
static inline struct sn_rec *sn_rec_bytes(struct sn_dis *d, unsigned field, size_t off, size_t len,
                                          const void *p, size_t n)
{
    struct sn_rec *q = sn_rec_new(d);

    *q = (struct sn_rec){.field = (uint16_t)field,
                         .depth = d->depth,
                         .off = (uint32_t)off,
                         .len = (uint32_t)len,
                         .n = (uint32_t)n,
                         .p = p};
    return q;
}

/* A string that was computed: it is copied. */
static inline void sn_rec_str(struct sn_dis *d, unsigned field, const void *s, size_t n)
{
    char *p = sn_arena_alloc(&d->arena, n ? n : 1);

    if (!p)
        return;
    memcpy(p, s, n);
    sn_rec_bytes(d, field, 0, 0, p, n)->flags = SN_REC_MADE;
}

/* Begins a group: records up to the matching sn_group_end() belong to it. Its length is what was
 * read until then. */
static inline struct sn_rec *sn_group(struct sn_dis *d, struct sn_rd *r, unsigned field, uint64_t u)
{
    struct sn_rec *q = sn_rec_uint(d, field, sn_rd_off(r), 0, u);

    d->depth++;
    return q;
}

static inline void sn_group_end(struct sn_dis *d, struct sn_rd *r, struct sn_rec *group)
{
    d->depth--;
    group->len = (uint32_t)sn_rd_off(r) - group->off;
}

/* The next n bytes as a record of bytes, a string, or an IPv6 address (n = 16). */
static inline bool sn_get_bytes(struct sn_dis *d, struct sn_rd *r, unsigned field, size_t n)
{
    const uint8_t *p;

    if (!sn_rd_bytes(r, n, &p))
        return false;
    sn_rec_bytes(d, field, (size_t)(p - r->start), n, p, n);
    return true;
}

/* The same, at most n: what is there when it is less, and then false. */
static inline bool sn_get_upto(struct sn_dis *d, struct sn_rd *r, unsigned field, size_t n)
{
    size_t left = sn_rd_left(r);

    if (left >= n)
        return sn_get_bytes(d, r, field, n);
    (void)sn_get_bytes(d, r, field, left);
    return sn_rd_need(r, n - left);
}

/* Hands a child's failure to the reader of the layer. */
static inline void sn_stop(struct sn_rd *r, const struct sn_rd *child)
{
    r->stop = child->stop;
}

/* Says that the layer can't be right, whatever the reader thinks. */
static inline void sn_malformed(struct sn_rd *r)
{
    r->stop = SN_STOP_MALFORMED;
}

/* A reader over the next n bytes, or as many as there are: then it is cut. r stays as it is. For
 * payloads, whose being short is for what is inside to find out. */
static inline struct sn_rd sn_inside(const struct sn_rd *r, size_t n)
{
    const uint8_t *p = r->p, *end = r->end;
    bool fits = (size_t)(end - p) >= n;

    return (struct sn_rd){.p = p, .end = fits ? p + n : end, .start = r->start, .cut = !fits};
}

/* Out of line part of sn_tab_proto: who has this key of a table while a type is forced. */
const struct sn_proto *sn_tab_forced_key(const struct sn_dis *d, const struct sn_table *t,
                                         uint64_t key);

/* Who answers to a key; NULL when nobody does. */
static inline const struct sn_proto *sn_tab_proto(const struct sn_dis *d, const struct sn_table *t,
                                                  uint64_t key)
{
    uint16_t i = key <= UINT16_MAX ? sn_registry_at(d->registry, t, (uint16_t)key)->proto
                                   : sn_registry_wide(&d->registry->table[sn_table_index(t)], key);
    const struct sn_proto *forced =
        __builtin_expect(d->forced != NULL, 0) ? sn_tab_forced_key(d, t, key) : NULL;

    if (forced)
        return forced;
    return i ? d->registry->protos[i - 1] : NULL;
}

/* The protocol that has all of a table (-T); NULL: none. */
static inline const struct sn_proto *sn_tab_forced(const struct sn_dis *d, const struct sn_table *t)
{
    return d->forced ? d->forced[sn_table_index(t)] : NULL;
}

/* Out of line part of sn_tab_port. */
const struct sn_proto *sn_tab_port_slowly(const struct sn_dis *d, const struct sn_table *t,
                                          uint16_t sport, uint16_t dport, const struct sn_rd *rd,
                                          uint32_t len);

/* The protocol of a payload of TCP or UDP: the forced one, or the first in the list that answers to
 * a port or claims the bytes; NULL when none does. */
static inline const struct sn_proto *sn_tab_port(const struct sn_dis *d, const struct sn_table *t,
                                                 uint16_t sport, uint16_t dport,
                                                 const struct sn_rd *rd, uint32_t len)
{
    const struct sn_registry *g = d->registry;

    if (!sn_registry_at(g, t, sport)->proto && !sn_registry_at(g, t, dport)->proto &&
        !g->table[sn_table_index(t)].nclaim && !d->forced)
        return NULL;
    return sn_tab_port_slowly(d, t, sport, dport, rd, len);
}

/* Copies a reader word by word. Its position was often stored a moment ago, alone: a load of two
 * words at once, as compilers like to copy, would wait until that store has left the core. */
static inline void sn_rd_copy(struct sn_rd *to, const struct sn_rd *from)
{
    const uint8_t *p = from->p, *end = from->end, *start = from->start;

    __asm__("" : "+r"(p), "+r"(end), "+r"(start));
    to->p = p;
    to->end = end;
    to->start = start;
    to->cut = from->cut;
    to->stop = SN_STOP_NONE;
}

/* Queues a layer inside this one: p on what rd holds, of which len bytes were on the wire. Layers
 * queued by one dissect() are done in that order, each with its insides. p NULL, or nothing on the
 * wire: a layer of data, or none. */
static inline void sn_next_proto(struct sn_dis *d, const struct sn_proto *p, const struct sn_rd *rd,
                                 uint32_t len)
{
    struct sn_pend *e;

    if (d->npend == SN_PENDS_MAX || (!p && len == 0 && sn_rd_left(rd) == 0))
        return;
    e = &d->pend[d->npend++];
    e->proto = p ? p : &sn_proto_data;
    sn_rd_copy(&e->rd, rd);
    e->len = len;
    e->level = (uint8_t)(d->cur->level + 1);
}

static inline void sn_next(struct sn_dis *d, const struct sn_table *t, uint64_t key,
                           const struct sn_rd *rd, uint32_t len)
{
    sn_next_proto(d, sn_tab_proto(d, t, key), rd, len);
}

/* The header of an IP layer was read: if it is the outermost, its ends are the packet's. */
static inline void sn_ends_begin(struct sn_dis *d, uint8_t version, const uint8_t *src,
                                 const uint8_t *dst, uint8_t proto)
{
    d->ends_open = !d->ends->version;
    if (d->ends_open)
        *d->ends = (struct sn_ends){.src = src, .dst = dst, .version = version, .proto = proto};
}

/* An extension header says what follows. */
static inline void sn_ends_proto(struct sn_dis *d, uint8_t proto)
{
    if (d->ends_open)
        d->ends->proto = proto;
}

/* The transport header right inside says the ports. */
static inline void sn_ends_ports(struct sn_dis *d, uint8_t proto, uint16_t sport, uint16_t dport)
{
    if (!d->ends_open)
        return;
    d->ends->proto = proto;
    d->ends->sport = sport;
    d->ends->dport = dport;
    d->ends_open = false;
}

/* One behind the last byte of the layer that was captured, wherever r ends. */
static inline const uint8_t *sn_captured_end(const struct sn_dis *d, const struct sn_rd *r)
{
    return r->start + d->cur->off + d->cur->caplen;
}

/* Queues the payload of TCP or UDP. */
static inline void sn_next_port(struct sn_dis *d, const struct sn_table *t, uint16_t sport,
                                uint16_t dport, const struct sn_rd *rd, uint32_t len)
{
    const struct sn_proto *p = sn_tab_port(d, t, sport, dport, rd, len);

    if (p || sn_wants_data(d))
        sn_next_proto(d, p, rd, len);
}

/* The Internet checksum (RFC 1071) of n bytes, added to sum; fold with sn_sum_fold(). n must be
 * even in all pieces but the last. */
uint32_t sn_sum_add(uint32_t sum, const uint8_t *p, size_t n);

/* 0 when a sum that includes the checksum field is right, else what is left over. */
static inline uint16_t sn_sum_fold(uint32_t sum)
{
    sum = (sum >> 16) + (sum & 0xffff);
    sum += sum >> 16;
    return (uint16_t)~sum;
}

/* The sum over the pseudo-header of the innermost IP header (RFC 793, RFC 8200). */
uint32_t sn_sum_pseudo(const struct sn_dis *d, uint8_t proto, uint32_t len);

/* What the checksum field should have held: it held `sum`, and sn_sum_fold gave `rest`. */
uint16_t sn_sum_should(uint16_t sum, uint16_t rest);

/* ---- headers and fields by their table ---- */

/* The number that a field's bytes at p hold. */
static inline __attribute__((always_inline)) uint64_t sn_field_load(const struct sn_field *f,
                                                                    const uint8_t *p)
{
    bool le = f->flags & SN_F_LE;
    uint64_t v;

    switch (f->width) {
    case 1:
        v = p[0];
        break;
    case 2:
        v = le ? sn_le16(p) : sn_be16(p);
        break;
    case 3:
        v = (uint64_t)p[0] << 16 | sn_be16(p + 1);
        break;
    case 4:
        v = le ? sn_le32(p) : sn_be32(p);
        break;
    case 6:
        v = (uint64_t)sn_be16(p) << 32 | sn_be32(p + 2);
        break;
    default:
        v = le ? sn_le64(p) : sn_be64(p);
        break;
    }
    if (f->mask)
        v = (v & f->mask) >> __builtin_ctz(f->mask);
    if (f->type == SN_F_INT)
        v = (uint64_t)((int64_t)(v << (64 - 8 * f->width)) >> (64 - 8 * f->width));
    return f->scale ? v * f->scale : v;
}

static inline __attribute__((always_inline)) bool sn_field_is_bytes(const struct sn_field *f)
{
    return f->type == SN_F_IPV6 || f->type == SN_F_ETHER || f->type == SN_F_BYTES ||
           f->type == SN_F_STR;
}

/* Fills q with the field at p, which is byte `off` of the packet. */
static inline __attribute__((always_inline)) void sn_field_fill(struct sn_rec *q, unsigned depth,
                                                                const struct sn_field *f,
                                                                unsigned field, const uint8_t *p,
                                                                size_t off)
{
    bool bytes = sn_field_is_bytes(f);

    q->field = (uint16_t)field;
    q->depth = (uint8_t)depth;
    q->flags = 0;
    q->off = (uint32_t)off;
    q->len = f->width;
    q->n = bytes ? f->width : 0;
    if (bytes)
        q->p = p;
    else
        q->u = sn_field_load(f, p);
}

/* Bytes from the beginning of field `first` to the end of `last`. */
static inline __attribute__((always_inline)) size_t sn_header_size(const struct sn_field *t,
                                                                   unsigned first, unsigned last)
{
    size_t n = 0;

#pragma GCC unroll 32
    for (unsigned i = first; i <= last; i++)
        n += t[i].step + (size_t)t[i].pad;
    return n;
}

/* Bytes that must be there to read them: the last ones may share theirs with a field behind. */
static inline __attribute__((always_inline)) size_t sn_header_extent(const struct sn_field *t,
                                                                     unsigned first, unsigned last)
{
    size_t at = 0, n = 0;

#pragma GCC unroll 32
    for (unsigned i = first; i <= last; i++) {
        n = at + t[i].width > n ? at + t[i].width : n;
        at += t[i].step + (size_t)t[i].pad;
        n = at > n ? at : n;
    }
    return n;
}

/* Out of line part of sn_header_of: those fields that were captured. */
void sn_header_cut(struct sn_dis *d, struct sn_rd *r, const struct sn_field *t, unsigned first,
                   unsigned last);

/* Reads the header that a layer begins with: the fields from 0 to `last` of table t, at most
 * SN_FIXED_MAX, which lie one behind the other. Returns their records, indexed by the fields; NULL
 * when not all were captured: those that were are recorded, and the reader stops. For tables known
 * when compiling, on the hot path. */
static inline __attribute__((always_inline)) struct sn_rec *
sn_header_of(struct sn_dis *d, struct sn_rd *r, const struct sn_field *t, unsigned last)
{
    struct sn_rec *h = &d->rec[d->nrec];
    const uint8_t *p = r->p;
    size_t off = sn_rd_off(r);

    if (__builtin_expect(!sn_rd_need(r, sn_header_extent(t, 0, last)), 0)) {
        sn_header_cut(d, r, t, 0, last);
        return NULL;
    }
    r->p += sn_header_size(t, 0, last);
#pragma GCC unroll 32
    for (unsigned i = 0; i <= last; i++) {
        sn_field_fill(&h[i], 0, &t[i], i, p, off);
        p += t[i].step + (size_t)t[i].pad;
        off += t[i].step + (size_t)t[i].pad;
    }
    d->nrec += last + 1;
    return h;
}

/* Reads the fields from `first` to `last`, which lie one behind the other, anywhere in a layer, by
 * the table of its protocol. False when not all were captured, as above. */
bool sn_header(struct sn_dis *d, struct sn_rd *r, unsigned first, unsigned last);

/* One field by its table; v may be NULL. */
bool sn_get(struct sn_dis *d, struct sn_rd *r, unsigned field, uint32_t *v);
bool sn_get64(struct sn_dis *d, struct sn_rd *r, unsigned field, uint64_t *v);

/* The next n of a field, one behind the other. False: there are fewer; those are recorded. */
bool sn_get_n(struct sn_dis *d, struct sn_rd *r, unsigned field, uint32_t n);

/* An address (IPv4 or IPv6, as the field's type says) of which only the first bits are there, at
 * most as many as it has: the rest are zeros. */
bool sn_get_prefix(struct sn_dis *d, struct sn_rd *r, unsigned field, unsigned bits);

/* A string up to its zero, which is read too. False: there is none; what is there instead, unless
 * that is nothing, is recorded as SN_REC_BAD. */
bool sn_get_strz(struct sn_dis *d, struct sn_rd *r, unsigned field);

/* A field of a number that was computed, or found elsewhere: see also sn_rec_uint(). Nothing unless
 * all fields are wanted. */
static inline void sn_made(struct sn_dis *d, unsigned field, uint64_t u)
{
    if (d->want & SN_WANT_FIELDS)
        sn_rec_made(d, field, u);
}

/* A number that the protocol's own text needs, and that no one else is shown. */
static inline void sn_note(struct sn_dis *d, unsigned field, uint64_t u)
{
    sn_rec_made(d, field, u)->flags |= SN_REC_TEXT;
}

/* The packet's records from number `first` on (what d->nrec was) are for the text only. */
void sn_text_only(struct sn_dis *d, uint32_t first);

/* The record made last is for the text only. */
static inline void sn_text_last(struct sn_dis *d)
{
    sn_text_only(d, d->nrec - 1);
}

/* The fields from `first` to `last` as parts, by their masks, of a number that was read as field
 * `whole`: flags bit by bit. Nothing unless all fields are wanted. */
void sn_parts(struct sn_dis *d, unsigned whole, unsigned first, unsigned last);

/* Out of line part of sn_rec_of. */
struct sn_rec *sn_rec_of_slowly(const struct sn_dis *d, unsigned field);

/* A layer's record of a field: in a fixed header the field's own, else the latest. NULL: none. */
static inline struct sn_rec *sn_rec_of(const struct sn_dis *d, unsigned field)
{
    struct sn_rec *q = &d->rec[d->cur->first + field];

    if (__builtin_expect(q < d->rec + d->nrec && q->field == field && !q->depth, 1))
        return q;
    return sn_rec_of_slowly(d, field);
}

/* Of the current layer, if it is the protocol's, else of the nearest in front of it that is: the
 * record of a field. NULL: there is no such layer, or record. */
const struct sn_rec *sn_rec_near(const struct sn_dis *d, const struct sn_proto *p, unsigned field);

/* Its number; 0 when there is none. */
static inline uint64_t sn_u(const struct sn_dis *d, unsigned field)
{
    const struct sn_rec *q = sn_rec_of(d, field);

    return q ? q->u : 0;
}

/* What fields say of a checksum, besides 1, good, and 0, bad. Illegal: none where one must be. */
enum { SN_SUM_UNVERIFIED = 2, SN_SUM_ABSENT = 3, SN_SUM_ILLEGAL = 4 };

/* What became of a checksum: field `sum` is marked as verified, and as wrong when `rest`, what
 * sn_sum_fold() gave, isn't 0 (sn_sum_is_bad()). Then `right`, the number that would have been
 * right, is recorded for the text. When fields are wanted, so is `status` (1 good, 0 bad), and
 * `right` for a good one too, where Wireshark does. */
void sn_sum_result(struct sn_dis *d, unsigned sum, unsigned status, unsigned right, uint16_t rest);

/* Verifies the checksum over the len bytes at `all`, when sums are wanted and all were captured;
 * with the pseudo-header of IP protocol `proto` unless that is 0. */
void sn_sum_verify(struct sn_dis *d, const struct sn_rd *all, uint32_t len, uint8_t proto,
                   unsigned sum, unsigned status, unsigned right);

/* The same whatever is wanted: for sums that tcpdump verifies with -v also when told not to. */
void sn_sum_check(struct sn_dis *d, const struct sn_rd *all, uint32_t len, uint8_t proto,
                  unsigned sum, unsigned status, unsigned right);

/* An NTP timestamp as nanoseconds since 1970: its seconds begin anew in 2036, and then have the
 * uppermost bit clear (RFC 4330 3). */
uint64_t sn_ntp_to_ns(uint64_t stamp);

/* ---- options and other TLVs ---- */

/* How one begins: a type, then a length, of so many bytes each. */
struct sn_tlv_form {
    uint8_t type, len; /* bytes */
    uint8_t unit;      /* the length counts so many bytes */
    uint8_t head;      /* bytes that the length counts besides the value's */
    bool pad1;         /* type 0 is one byte alone (IPv6 options) */
};

struct sn_tlv {
    uint32_t type;
    uint32_t len;     /* of the value, by the length */
    struct sn_rd val; /* the value; cut when the capture ends inside */
};

/* Reads the head of the next one at r and records its type and length (fields of the table, which
 * need not say a width). r goes behind its value. False at the end of r, or when it is wrong or
 * cut: then r has stopped. */
bool sn_tlv_next(struct sn_dis *d, struct sn_rd *r, const struct sn_tlv_form *form, unsigned type,
                 unsigned len, struct sn_tlv *out);

/* The same, but true also when the value isn't whole: `val` is then what there is of it, and r,
 * which has stopped, at its end. For values that tcpdump prints as far as they go. */
bool sn_tlv_upto(struct sn_dis *d, struct sn_rd *r, const struct sn_tlv_form *form, unsigned type,
                 unsigned len, struct sn_tlv *out);

#include "dis/text.h"

#endif
