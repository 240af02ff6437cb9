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
#include "dis/registry.h"
#include "sn/dis.h"

/* ---- the protocols, by layer ---- */

extern const struct sn_proto sn_proto_data;
extern const struct sn_proto sn_proto_eth, sn_proto_vlan, sn_proto_llc, sn_proto_fddi;
extern const struct sn_proto sn_proto_null, sn_proto_loop, sn_proto_raw, sn_proto_sll,
    sn_proto_sll2;
extern const struct sn_proto sn_proto_ppp, sn_proto_ppphdlc, sn_proto_pppoe, sn_proto_mp;
extern const struct sn_proto sn_proto_lcp, sn_proto_ipcp, sn_proto_ipv6cp, sn_proto_ccp,
    sn_proto_bacp, sn_proto_mplscp, sn_proto_osicp, sn_proto_pap, sn_proto_chap;
extern const struct sn_proto sn_proto_stp;
extern const struct sn_proto sn_proto_cdp, sn_proto_udld, sn_proto_dtp;
extern const struct sn_proto sn_proto_slow;
extern const struct sn_proto sn_proto_lldp;
extern const struct sn_proto sn_proto_wlan, sn_proto_wlanmgt;
extern const struct sn_proto sn_proto_radiotap, sn_proto_avs, sn_proto_prism, sn_proto_ppi;
extern const struct sn_proto sn_proto_eapol, sn_proto_eap;
extern const struct sn_proto sn_proto_dsa, sn_proto_edsa, sn_proto_brcm, sn_proto_brcmprepend;
extern const struct sn_proto sn_proto_pflog, sn_proto_enc, sn_proto_ipnet, sn_proto_nflog;
extern const struct sn_proto sn_proto_ipoib, sn_proto_symantec, sn_proto_ap1394, sn_proto_ipfc,
    sn_proto_bt, sn_proto_ctp;
extern const struct sn_proto sn_proto_macsec, sn_proto_vsock;
extern const struct sn_proto sn_proto_chdlc, sn_proto_slarp;
extern const struct sn_proto sn_proto_ip, sn_proto_ipv6;
extern const struct sn_proto sn_proto_hopopts, sn_proto_dstopts, sn_proto_ip6_routing,
    sn_proto_ip6_frag;
extern const struct sn_proto sn_proto_ah, sn_proto_clnp, sn_proto_dccp, sn_proto_esis, sn_proto_esp,
    sn_proto_geneve, sn_proto_gre, sn_proto_ipcomp, sn_proto_l2tp, sn_proto_lisp, sn_proto_m3ua,
    sn_proto_mip6, sn_proto_mpls, sn_proto_nsh, sn_proto_osi, sn_proto_osi_ether, sn_proto_pgm,
    sn_proto_pptp, sn_proto_sctp, sn_proto_vxlan, sn_proto_vxlan_gpe;
extern const struct sn_proto sn_proto_tcp, sn_proto_udp;
extern const struct sn_proto sn_proto_rip, sn_proto_ripng, sn_proto_bfd, sn_proto_hsrp;
extern const struct sn_proto sn_proto_bcmli, sn_proto_mpls_echo, sn_proto_babel, sn_proto_ahcp;
extern const struct sn_proto sn_proto_bcmli, sn_proto_mpls_echo, sn_proto_babel;
extern const struct sn_proto sn_proto_pim;
extern const struct sn_proto sn_proto_eigrp;
extern const struct sn_proto sn_proto_isis;
extern const struct sn_proto sn_proto_ptp;
extern const struct sn_proto sn_proto_ospf, sn_proto_bgp;
extern const struct sn_proto sn_proto_arp, sn_proto_icmp, sn_proto_icmp6, sn_proto_igmp;
extern const struct sn_proto sn_proto_dvmrp, sn_proto_pim1, sn_proto_vrrp;
extern const struct sn_proto sn_proto_dns, sn_proto_dns_tcp, sn_proto_mdns;
extern const struct sn_proto sn_proto_ntp, sn_proto_dhcp;
extern const struct sn_proto sn_proto_syslog;
extern const struct sn_proto sn_proto_tftp;
extern const struct sn_proto sn_proto_radius;
extern const struct sn_proto sn_proto_dhcp6;
extern const struct sn_proto sn_proto_someip, sn_proto_msnlb, sn_proto_timed, sn_proto_telnet;
extern const struct sn_proto sn_proto_snmp, sn_proto_isakmp, sn_proto_udpencap, sn_proto_resp,
    sn_proto_kerberos;
extern const struct sn_proto sn_proto_ftp, sn_proto_http, sn_proto_rtsp, sn_proto_sip;
extern const struct sn_proto sn_proto_smtp, sn_proto_ssh, sn_proto_tls;

/* ---- the tables that they declare for what they carry ---- */

extern const struct sn_table sn_tab_link;    /* link types, SN_LINK_… */
extern const struct sn_table sn_tab_ether;   /* ethertypes */
extern const struct sn_table sn_tab_llc;     /* 802.2 LSAPs */
extern const struct sn_table sn_tab_snap;    /* OUI << 16 | PID */
extern const struct sn_table sn_tab_ppp;     /* PPP protocol numbers */
extern const struct sn_table sn_tab_ipproto; /* IP protocol numbers */
extern const struct sn_table sn_tab_ip6ext;  /* IPv6 extension headers, by the same numbers */
extern const struct sn_table sn_tab_sctp;    /* payload protocol identifiers */
extern const struct sn_table sn_tab_gre;     /* protocol types that aren't ethertypes */
extern const struct sn_table sn_tab_nlpid;   /* OSI's network layer protocol identifiers */
extern const struct sn_table sn_tab_tcp, sn_tab_udp; /* ports */

/* ---- names that several need ---- */

extern const struct sn_val sn_radius_vendors[]; /* IANA's enterprise numbers, the few of tcpdump */

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
    struct sn_ends *ends; /* the outermost; its ports are taken when ends_open */
    bool ends_open;
    uint8_t depth;
    struct sn_layer *cur;
    uint32_t caprec;
    uint32_t npend;
    struct sn_pend *pend;
    const struct sn_registry *registry;
    bool owns_registry;
    const char *secret;             /* of struct sn_dis_opts */
    const struct sn_proto **forced; /* by table: who has all of it (-T); NULL: nothing is forced */
    struct sn_arena arena;
    struct sn_segment *segment; /* nsegment of them */
    uint32_t nsegment;
    /* All packets since the last reset. */
    struct sn_dissection *done;
    struct sn_layer *layers;
    struct sn_rec *recs;
    struct sn_segment *segments;
    uint32_t ndone, used_layers, used_recs, used_segments;
};

#define SN_PENDS_MAX 64

/* Records a packet may have unless the context was made with another number; a layer doesn't begin
 * when fewer than SN_FIXED_MAX are left, so that the records of a fixed header always fit. */
#define SN_RECS_MAX  65536
#define SN_FIXED_MAX 128

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

/* Who answers to a key; NULL when nobody does. */
static inline const struct sn_proto *sn_tab_proto(const struct sn_dis *d, const struct sn_table *t,
                                                  uint64_t key)
{
    uint16_t i = key <= UINT16_MAX ? sn_registry_at(d->registry, t, (uint16_t)key)->proto
                                   : sn_registry_wide(&d->registry->table[sn_table_index(t)], key);

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

/* Queues the payload of TCP or UDP. */
static inline void sn_next_port(struct sn_dis *d, const struct sn_table *t, uint16_t sport,
                                uint16_t dport, const struct sn_rd *rd, uint32_t len)
{
    const struct sn_proto *p = sn_tab_port(d, t, sport, dport, rd, len);

    if (p || !(d->want & SN_WANT_LINE) || d->want & SN_WANT_FIELDS)
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

    if (__builtin_expect(!sn_rd_skip(r, sn_header_size(t, 0, last)), 0)) {
        sn_header_cut(d, r, t, 0, last);
        return NULL;
    }
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

/* Its number; 0 when there is none. */
static inline uint64_t sn_u(const struct sn_dis *d, unsigned field)
{
    const struct sn_rec *q = sn_rec_of(d, field);

    return q ? q->u : 0;
}

/* What fields say of a checksum, besides 1, good, and 0, bad. */
enum { SN_SUM_UNVERIFIED = 2, SN_SUM_ABSENT = 3 };

/* What became of a checksum: field `sum` is marked as verified, and as wrong when `rest`, what
 * sn_sum_fold() gave, isn't 0. Then `right`, the number that would have been right, is recorded for
 * the text; and `status` (1 good, 0 bad), when fields are wanted. */
void sn_sum_result(struct sn_dis *d, unsigned sum, unsigned status, unsigned right, uint16_t rest);

/* Verifies the checksum over the len bytes at `all`, when sums are wanted and all were captured;
 * with the pseudo-header of IP protocol `proto` unless that is 0. */
void sn_sum_verify(struct sn_dis *d, const struct sn_rd *all, uint32_t len, uint8_t proto,
                   unsigned sum, unsigned status, unsigned right);

/* The same whatever is wanted: for sums that tcpdump verifies with -v also when told not to. */
void sn_sum_check(struct sn_dis *d, const struct sn_rd *all, uint32_t len, uint8_t proto,
                  unsigned sum, unsigned status, unsigned right);

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
