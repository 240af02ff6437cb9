/*
 * Dissection: a packet becomes layers, a layer becomes records.
 *
 * A context (struct sn_dis) is used by one thread. sn_dis_packet() makes of a packet an array of
 * layers, outermost first, and one flat array of records that the layers share, each a field with
 * its place in the packet and its value. Text (sn_dis_text) and JSON (sn/fmt.h) are made from the
 * records alone.
 *
 * Records point into the packet's bytes and into the context; both must stay as they are until the
 * records are done with. Names of protocols and fields are Wireshark's ("ip.src").
 *
 * Memory is bounded: so many records and layers for a packet, so many packets before a reset. What
 * is over a packet's limit is left out and the layer says so (SN_LAYER_FULL).
 */
#ifndef SN_DIS_H
#define SN_DIS_H

#include <stddef.h>
#include <string.h>

#include "sn/arena.h"
#include "sn/buf.h"
#include "sn/err.h"
#include "sn/linktype.h"
#include "sn/rd.h"

/* ---- fields and records ---- */

/* How a record holds its value. */
enum sn_field_type {
    SN_F_NONE,   /* no value: being there is all it says */
    SN_F_UINT,   /* u */
    SN_F_INT,    /* u, two's complement */
    SN_F_BOOL,   /* u, 0 or 1 */
    SN_F_IPV4,   /* u, host byte order */
    SN_F_IPV6,   /* p, 16 bytes */
    SN_F_ETHER,  /* p, n bytes: a hardware address */
    SN_F_BYTES,  /* p, n bytes: cookies, payload */
    SN_F_STR,    /* p, n bytes from outside, any bytes: escape before printing */
    SN_F_TIME,   /* u, nanoseconds since 1970 */
    SN_F_SPAN,   /* u, two's complement: nanoseconds between two times */
    SN_F_GROUP,  /* u, its number; the records of larger depth behind it belong to it */
    SN_F_FLOAT,  /* u, the bits of an IEEE 754 number of as many bytes as the field has: 4 or 8 */
    SN_F_IPXNET, /* u, the number of an IPX network, shown as 0x0000000a */
};

enum {
    SN_F_MULTI = 1, /* may come several times in its layer or group: always an array in JSON */
    SN_F_LE = 2,    /* least significant byte first */
    /* In a header that was cut it is no field unless the next one is whole as well: Wireshark reads
     * both in one go. */
    SN_F_PAIRED = 4,
    /* Stands for the header's field of the same name, which is hidden then; it is there whatever is
     * wanted of fields. */
    SN_F_INSTEAD = 8,
    SN_F_ALWAYS = 16, /* read whatever is wanted of fields */
};

/* How Wireshark shows a number; also how a text shows it that doesn't say otherwise. */
enum sn_base {
    SN_DEC, /* 10 */
    SN_HEX, /* 0x000a: two digits for each byte */
};

/* A value and its name; the last entry has name NULL. */
struct sn_val {
    uint32_t v;
    const char *name;
};

/* All that is to be known of a field: what reads it from a header, what a column of its values
 * needs. Rows of it are written by SN_FIELDS in lib/dis/proto.h. */
struct sn_field {
    const char *name;          /* "ip.src" */
    const char *title;         /* "Source Address"; NULL: the name says it */
    const struct sn_val *vals; /* names of its numbers; NULL: none */
    const char *unit;          /* "s", "bytes"; NULL: none */
    uint32_t mask;             /* the bits of the number read that are the value; 0: all */
    uint8_t len;               /* of name */
    uint8_t type;              /* enum sn_field_type */
    uint8_t base;              /* enum sn_base */
    uint8_t flags;             /* SN_F_… */
    uint8_t width;             /* bytes that hold it in the packet; 0: as many as there are */
    uint8_t step;  /* in a fixed header: bytes from here to the next field; 0: it shares them */
    uint8_t pad;   /* … and bytes behind them that no field describes */
    uint8_t scale; /* what the number read is multiplied by; 0: nothing */
};

enum {
    SN_REC_MADE = 1, /* computed, not in the packet: off is 0 or says from where, len 0 */
    SN_REC_BAD = 2,  /* the value is wrong: a checksum that doesn't match, an impossible length */
    SN_REC_CHECKED = 8, /* a checksum that was verified */
    SN_REC_TEXT = 4,    /* for the protocol's text only; not a field people ask for */
};

struct sn_rec {
    uint16_t field; /* index into the fields of the layer's protocol */
    uint8_t depth;  /* 0: the layer's own; deeper: in the group in front */
    uint8_t flags;  /* SN_REC_… */
    uint32_t off;   /* in the packet */
    uint32_t len;   /* bytes of the packet it was read from */
    uint32_t n;     /* bytes at p; numbers: 0 */
    union {
        uint64_t u;
        const uint8_t *p; /* in the packet or in the context's arena */
    };
};

/* ---- protocols ---- */

/* Who comes next is looked up by a key of up to 64 bits in a table that a protocol declares for
 * what it carries: SN_TABLE() in lib/dis/registry.h. */
struct sn_table {
    char name[16];
};

/* What a protocol answers to: a number, what its first bytes look like, or a type that was forced.
 * Where several answer, the first in the list of protocols has it. */
struct sn_key {
    const struct sn_table *table;
    uint8_t dir; /* ports only: 0 either, SN_KEY_DST, SN_KEY_SRC */
    /* With `claims` instead of a value: what it claims begins with a byte of first … last, so that
     * it needn't be asked about other payloads; last 0: it is asked about all. */
    uint8_t first, last;
    uint64_t value;
    /* Not NULL: whether the payload of len bytes on the wire, of which caplen were captured, can
     * only be this protocol's. Instead of the value; with one, a port, for payloads of that. A
     * table has at most 64 of the former. */
    bool (*claims)(const uint8_t *p, uint32_t caplen, uint32_t len);
    /* Not NULL: only when this type is forced. Then the protocol has all of the table, or with a
     * value what has that. */
    const char *type;
};
enum { SN_KEY_DST = 1, SN_KEY_SRC = 2 };

struct sn_dis;
struct sn_layer;
struct sn_secrets;
struct sn_text;

/* What is behind a unit and belongs to it, while it passes. */
struct sn_stream_tail {
    uint64_t left; /* the protocol's own */
    uint8_t state; /* the protocol's own; 0: nothing more is awaited */
};

enum sn_stream_deal { SN_STREAM_NO_DEAL, SN_STREAM_REQUEST, SN_STREAM_REPLY };

/* How a protocol over TCP is divided, for what lies in several segments: into units, some of which
 * carry pieces of messages (TLS: records and handshake messages). Functions look at the first n
 * bytes that there are; any bytes are fine. */
#define SN_STREAM_BAD UINT32_MAX

/* What a stream's state may know. */
struct sn_stream_side {
    const struct sn_secrets *secrets; /* of TLS (sn/secrets.h); NULL: none */
    void *peer; /* the state of the other direction, of the same protocol; NULL: none yet */
    uint16_t sport, dport;
};

struct sn_stream_kind {
    /* Bytes of the unit that begins here; 0: more are needed to tell; SN_STREAM_BAD: it is none. */
    uint32_t (*unit)(const uint8_t *p, uint32_t n);
    /* How many bytes of a whole unit, its last ones, are of messages. *mode is the stream's, 0 at
     * first, and the protocol's own. NULL: there are no messages. */
    uint32_t (*body)(uint32_t *mode, const uint8_t *p, uint32_t n);
    uint32_t (*message)(const uint8_t *p, uint32_t n); /* as unit() */
    /* What units say only together with all in front of them (HPACK's tables, ciphers): a stream's
     * state, of about state_size bytes, and what it makes of a whole unit, appended to `out` in
     * whatever form the protocol likes (struct sn_stream_part has it). open() may return NULL: no
     * memory, or nothing to be made. All NULL: there is none. */
    void *(*open)(const struct sn_stream_side *side);
    void (*decode)(void *state, const uint8_t *p, uint32_t n, struct sn_buf *out,
                   struct sn_buf *inside);
    void (*close)(void *state);
    uint32_t state_size;
    uint32_t (*held)(const void *state); /* bytes that it takes now; NULL: always state_size */
    /* Units are missing here, or what is left of one. NULL: the state is of no use any more. */
    void (*lost)(void *state);
    /* A protocol inside, whose bytes decode() appends to `inside`: which one it is by the first n
     * of them. NULL: there is none. */
    const struct sn_proto *(*inner)(void *state, const uint8_t *p, uint32_t n);
    /* Where there are secrets: the protocol that a connection goes over to with these bytes; NULL:
     * it stays. NULL: it always does. */
    const struct sn_proto *(*next)(const uint8_t *p, uint32_t n);
    /* What begins no unit is no nonsense but of no interest (HTTP's bodies): it is left to the
     * segment that has it, or comes behind the units in front of it. unit() then says 0 only of
     * what looks like the beginning of one. */
    bool loose;
    /* With `loose`: what is behind the whole unit at p and begins none, however it looks (HTTP's
     * bodies); peer_mode is that of the other direction. False: nothing. tail() passes it on: how
     * many of the next n bytes belong to it, all of them unless it ends there; with p NULL, of
     * bytes that are missing: n, or 0 when that isn't known. Both NULL: there is no such thing.
     * `at_once`: the unit doesn't wait for it (SMTP's DATA). */
    bool at_once;
    bool (*tail_begins)(struct sn_stream_tail *t, uint32_t peer_mode, const uint8_t *p, uint32_t n);
    uint32_t (*tail)(struct sn_stream_tail *t, const uint8_t *p, uint32_t n);
    /* What a whole unit is where each request is answered by one reply. NULL: it isn't so. */
    enum sn_stream_deal (*deal)(const uint8_t *p, uint32_t n);
};

/* What a protocol's text returns: what is to be printed next. A record that was missing has ended
 * the line by itself (sn_cut in lib/dis/text.h). */
enum sn_then {
    SN_TEXT_INNER,     /* go on with the next layer */
    SN_TEXT_DONE,      /* the layers inside are not to be printed, or have been */
    SN_TEXT_CUT,       /* as sn_cut() */
    SN_TEXT_CUT_SHORT, /* as sn_cut_short() */
};

struct sn_proto {
    const char *name;  /* "ip": the key in JSON, and the word in frame.protocols */
    const char *tag;   /* in " [|tag]"; NULL: name */
    const char *title; /* "Internet Protocol Version 4" */
    const struct sn_field *fields;
    uint16_t nfields;
    bool more; /* tcpdump doesn't know it: found only for fields, or with SN_WANT_MORE and a text */
    const struct sn_key *keys; /* what it answers to; ends with table NULL; NULL: nothing */
    /* Reads the header with r, which ends where the encloser or the capture ends; len is how many
     * bytes the encloser says there were. See lib/dis/proto.h. */
    void (*dissect)(struct sn_dis *d, struct sn_rd *r, uint32_t len);
    /* Appends tcpdump's text, or with `more` what stands behind it. NULL: prints nothing. */
    enum sn_then (*text)(struct sn_text *t, const struct sn_layer *l);
    /* Over TCP, what spans segments is put together (sn/stream.h), for fields, and with `more` for
     * the text. NULL: it is not. */
    const struct sn_stream_kind *stream;
};

/* Every protocol in order of precedence, NULL at the end. */
SN_API extern const struct sn_proto *const sn_protos[];

/* ---- layers ---- */

enum {
    SN_LAYER_TRUNCATED = 1, /* the capture ended before the header did */
    SN_LAYER_MALFORMED = 2, /* a length inside it, or of its encloser, is impossible */
    SN_LAYER_FULL = 4,      /* more records than a packet may have: the rest is left out */
};

struct sn_layer {
    const struct sn_proto *proto;
    uint32_t first, n; /* its records */
    uint32_t off;      /* where it begins in the packet */
    uint32_t len;      /* bytes it has by its encloser, header included */
    uint32_t caplen;   /* bytes of these that were captured */
    uint8_t flags;     /* SN_LAYER_… */
    bool frag;         /* the innermost IP header is a fragment's: not all can be here */
    uint8_t level;     /* 0: the link layer; a layer's insides have a higher level and follow it */
};

/* ---- what a packet becomes ---- */

/* Two ends that talk. */
struct sn_ends {
    const uint8_t *src, *dst; /* 4 or 16 bytes, in the packet */
    uint16_t sport, dport;    /* 0 without ports */
    uint8_t version;          /* of IP: 4, 6; 0: none, and nothing else here counts */
    uint8_t proto;            /* what follows IP and its extension headers, by IP's numbers */
};

struct sn_memo;

/* The units that a segment completes, and what else is to be known of a stream there. */
struct sn_stream_part {
    const struct sn_proto *proto;
    const uint8_t *p, *kept; /* n bytes: whole units; nkept: a message's bytes in earlier units */
    uint32_t n, nkept;
    const uint8_t *decoded; /* ndecoded bytes: what decode() made of these units */
    uint32_t ndecoded;
    struct sn_stream_part *inner; /* of the protocol inside; NULL: nothing is to be known */
    uint32_t mode;                /* the protocol's, in front of these units */
    uint32_t peer_mode;           /* that of the other direction */
    uint32_t whole;  /* bytes of the first unit, when earlier segments had some; else 0 */
    uint32_t passed; /* bytes behind the first unit that belong to it and have passed: not here */
    /* What the segment that the first unit began in had asked, with the answers; nmemo of them. */
    const struct sn_memo *memo;
    uint32_t nmemo;
    /* Of a first unit that is a reply: the packet with its request, and the time since; 0: none. */
    uint64_t request, request_time;
    bool asked;       /* the first unit is a request that began in an earlier segment … */
    uint64_t deal;    /* … and its key (struct sn_derived) */
    uint32_t missing; /* bytes of the stream in front of this that are not in the capture */
    uint32_t dropped; /* bytes given up: units that others are missing of, or no units */
};

/* A TCP segment: what lib/flow needs of it, and what lib/flow makes of it (RFC 9293). Numbers are
 * shown relative to the bases; 0 as long as nobody has looked the connection up. */
struct sn_segment {
    struct sn_ends ends;
    uint32_t seq, ack; /* as they are in the packet */
    uint32_t len;      /* bytes of payload on the wire */
    uint16_t window;
    uint8_t flags; /* the lower eight: SN_TCP_… */
    uint8_t layer; /* the layer's index */
    uint32_t seq_base, ack_base;
    bool relative; /* seq and ack are to be shown relative; SACK blocks, to ack_base, always */
    /* The records of the numbers that Wireshark shows, which lib/flow makes relative: seq's, then
     * ack's; NULL: none. Behind sack the same of so many edges of SACK blocks. */
    struct sn_rec *made, *sack;
    uint32_t nsack;
    /* For streams, when fields or more are wanted; else NULL. The caplen bytes of payload; the
     * protocol that wants them put together; what lib/flow made of them. */
    uint32_t caplen;
    const uint8_t *payload;
    const struct sn_proto *proto;
    const struct sn_stream_part *part;
};

enum {
    SN_TCP_FIN = 1,
    SN_TCP_SYN = 2,
    SN_TCP_RST = 4,
    SN_TCP_PSH = 8,
    SN_TCP_ACK = 16,
    SN_TCP_URG = 32,
    SN_TCP_ECE = 64,
    SN_TCP_CWR = 128,
};

#define SN_SEGMENTS_MAX 8 /* of a packet; those deeper inside stay as they are */

/* What a protocol leaves for later packets between the same two hosts (the procedure of an RPC call
 * under its xid), or asks of earlier ones. Dissection only writes it down: sn_flow_recall()
 * answers. */
struct sn_memo {
    uint64_t key, value; /* value: what is left, or the answer */
    /* Asking: only among so many that were left last of this kind, by any hosts; 0: among all of
     * the same two hosts. Leaving: not when the key is among so many; 0: always. */
    uint32_t last;
    uint8_t kind; /* whose keys these are, below SN_MEMO_KINDS */
    bool asks;
    bool found;  /* value is the answer */
    bool opens;  /* QUIC's: with the answer, or secrets, there may be pieces (struct sn_piece) */
    bool stamps; /* what is left is the packet's number, as sn_flow_derive() counts them */
    bool ring;   /* left in, or asked of, the kind's ring of SN_MEMO_RING */
    bool moves;  /* the list that is left is the one under the key that value is, if any */
    /* Not NULL: nlist values belong together, instead of the one; asking: room for SN_MEMO_LIST. */
    uint64_t *list;
    uint16_t nlist;
};
#define SN_MEMO_LIST  128 /* values that belong together */
#define SN_MEMO_RING  64  /* values; the oldest is overwritten */
#define SN_MEMOS_MAX  64  /* of a packet; more are not kept */
#define SN_MEMO_KINDS 16

/* A piece of a message that lies in several datagrams: a fragment, or what a frame carries of a
 * stream of messages. Dissection only writes it down: sn_messages_packet() puts them together. */
struct sn_piece {
    uint64_t key;     /* the message, or the stream, among those that the packet's source sends */
    uint32_t off, n;  /* where in that it belongs, and its bytes */
    const uint8_t *p; /* n bytes */
    uint32_t total; /* bytes of the message; 0: each message begins with a byte for its type and 24
                       bits for the length of the rest */
    /* Its place isn't said: it goes behind the one that was left under the key, whose serial number
     * is one less, or else begins a message of `total` bytes, if that is said. off is 0. */
    bool chained, last; /* last: none follows it */
    uint8_t serial;
    bool done;     /* the messages in it are whole, and have been dissected */
    bool repeated; /* the answer to that: earlier packets had them already */
    const uint8_t
        *whole; /* the answer: nwhole bytes of messages that this piece completes, or NULL */
    uint32_t nwhole;
};
#define SN_PIECES_MAX 64 /* of a packet; more are not kept */

/* What logged secrets opened of a packet (sn_dis_open()): a packet of QUIC, a record of DTLS, a
 * message of WireGuard. */
struct sn_opened {
    const uint8_t *at; /* where it begins */
    const uint8_t *p;  /* n bytes: what it says */
    uint32_t n;
    uint8_t first; /* of QUIC: its first byte without protection; of DTLS: the content's type */
    uint8_t pnlen; /* of QUIC: bytes of its number */
    uint8_t nid;   /* of a short header: bytes of the ID in it */
    uint64_t number;
    uint64_t stream; /* the number of the CRYPTO frames that these go on with */
};
#define SN_OPENED_MAX 16 /* of a packet; more are not opened */

/* Fields that follow from earlier packets: dissection leaves room for their records behind those
 * of their layer, which sn_flow_derive() makes. */
enum sn_derived_kind {
    SN_DERIVED_TCP, /* enum sn_derived_field, all of them */
    SN_DERIVED_UDP, /* the first three */
    SN_DERIVED_DEAL /* enum sn_deal_field: a request, or the reply to one */
};

enum sn_derived_field {
    SN_DERIVED_STREAM,   /* the number of the connection, or flow, by first appearance, from 0 */
    SN_DERIVED_RELATIVE, /* the time since its first packet */
    SN_DERIVED_DELTA,    /* … since the one before */
    SN_DERIVED_COMPLETENESS,
    SN_DERIVED_WINDOW, /* in bytes */
    SN_DERIVED_SCALE,  /* that it was multiplied by; -1: unknown, -2: by nothing */
    SN_DERIVED_ACKS_FRAME,
    SN_DERIVED_ACK_RTT,
    SN_DERIVED_INITIAL_RTT,
    SN_DERIVED_IN_FLIGHT,
    SN_DERIVED_PUSHED,
    SN_DERIVED_RTO,
    SN_DERIVED_RTO_FRAME,
    SN_DERIVED_DUP_ACK_NUM,
    SN_DERIVED_DUP_ACK_FRAME,
    /* what is unusual of the segment */
    SN_DERIVED_RETRANSMISSION,
    SN_DERIVED_FAST_RETRANSMISSION,
    SN_DERIVED_SPURIOUS_RETRANSMISSION,
    SN_DERIVED_OUT_OF_ORDER,
    SN_DERIVED_REUSED_PORTS,
    SN_DERIVED_LOST_SEGMENT,
    SN_DERIVED_ACK_LOST_SEGMENT,
    SN_DERIVED_WINDOW_UPDATE,
    SN_DERIVED_WINDOW_FULL,
    SN_DERIVED_KEEP_ALIVE,
    SN_DERIVED_KEEP_ALIVE_ACK,
    SN_DERIVED_ZERO_WINDOW_PROBE,
    SN_DERIVED_ZERO_WINDOW,
    SN_DERIVED_ZERO_WINDOW_PROBE_ACK,
    SN_DERIVED_DUP_ACK,
    SN_DERIVED_TCP_FIELDS,
    SN_DERIVED_UDP_FIELDS = SN_DERIVED_DELTA + 1,
};

enum sn_deal_field {
    SN_DEAL_REQUEST, /* of a reply: the number of the packet with the request */
    SN_DEAL_TIME,    /* … and the time since then */
    SN_DEAL_FIELDS
};

struct sn_derived {
    struct sn_ends ends;
    struct sn_layer *layer;
    struct sn_rec *rec; /* room for as many records as the kind has fields */
    uint16_t n;         /* records that were made */
    uint64_t key;       /* of a deal, between these ends */
    uint16_t first;     /* the number of the first of its fields */
    uint8_t kind;       /* enum sn_derived_kind */
    uint8_t segment;    /* SN_DERIVED_TCP: of the packet's segments */
    bool quoted;        /* TCP, UDP: in an ICMP error, so it is known only whose it was */
    bool longer;        /* TCP: its header is longer than the segment, so the same is known */
    bool empty;         /* UDP: without payload */
    bool reply;         /* of a deal */
    bool interim;       /* of a deal: another reply to the same request will follow */
    bool renews;        /* of a deal: a request takes the place of one that was not answered, … */
    uint8_t retry;      /* … unless that is fewer than so many seconds old */
    /* SN_DERIVED_TCP: the options, as much of them as was captured. */
    uint8_t noptions;
    const uint8_t *options;
};
#define SN_DERIVED_MAX 16 /* of a packet; others are without */

/* A fragment that can be put together with others: the packet's outermost. */
struct sn_whole {
    const uint8_t *ip; /* its IP header; NULL: there is none */
    uint32_t caplen;   /* bytes from there to the end of the fragment */
    const uint8_t *p;  /* what was fragmented, n bytes, when this fragment completes it; or NULL */
    uint32_t n;
};

/* A dissected packet. Layers, records and segments are the context's. */
struct sn_dissection {
    const struct sn_layer *layer; /* nlayer of them, outermost first */
    const struct sn_rec *rec;     /* nrec of them; between layers may be room for others */
    struct sn_segment *segment;   /* nsegment of them */
    struct sn_memo *memo;         /* nmemo of them */
    struct sn_derived *derived;   /* nderived of them */
    struct sn_piece *piece;       /* npiece of them */
    struct sn_opened *opened;     /* nopened of them */
    uint32_t npiece, nopened;
    bool sealed; /* it has what secrets may open, or what tells how */
    uint32_t nlayer, nrec, nsegment, nmemo, nderived;
    uint32_t linktype;
    uint32_t linklen;    /* bytes of link-layer header: -x and -X begin behind them */
    struct sn_ends ends; /* of the outermost IP header and of the transport header right inside */
    struct sn_whole whole;
};

/* Puts the v->n records that were made of a derived field right behind the others of its layer. */
static inline void sn_derived_attach(const struct sn_dissection *x, struct sn_derived *v)
{
    ptrdiff_t gap = v->rec - x->rec - (ptrdiff_t)(v->layer->first + v->layer->n);

    if (gap && v->n)
        memmove(v->rec - gap, v->rec, v->n * sizeof *v->rec);
    v->rec -= gap;
    v->layer->n += v->n;
}

/* ---- the context ---- */

/* What is wanted; what nobody asked for is not computed. */
enum {
    /* All fields, for JSON and the like; otherwise what the text needs. Where tcpdump's reading is
     * not the specification's (NFS, OLSR, RPKI), text made of such a dissection isn't tcpdump's. */
    SN_WANT_FIELDS = 1,
    SN_WANT_VERBOSE = 2,  /* what the text says with -v */
    SN_WANT_SUMS = 4,     /* checksums verified */
    SN_WANT_DERIVED = 8,  /* room for fields that sn_flow_derive() fills in */
    SN_WANT_SHALLOW = 16, /* nothing above TCP and UDP (-q) */
    SN_WANT_MORE = 32,    /* also what the text says that tcpdump doesn't know (--more) */
    SN_WANT_LINE = 64,    /* no layer of data above TCP and UDP, which no line shows */
    SN_WANT_MESH = 128,   /* the mesh header of 802.11s drafts in 802.11 data (-H) */
    SN_WANT_WHOLE = 256,  /* fragments wait for each other: they are data (sn_dis_whole) */
    /* Of fields, those of headers up to TCP and UDP, and above these only what carries packets. */
    SN_WANT_HEADERS = 512,
    /* Nobody asks what earlier packets told: what would need it is guessed, as QUIC by its port. */
    SN_WANT_GUESS = 1024,
    SN_WANT_NO_JA3 = 2048, /* of fields neither JA3 nor JA3S */
    SN_WANT_NO_JA4 = 4096, /* … not JA4 */
    SN_WANT_NO_SEQ = 8192, /* … none that is relative to the first of its connection (tcp.seq) */
};

/* Keys of security associations. Any number of contexts may use them, each in its own thread. */
struct sn_keys;

/* Keys from a text with one entry a line, or commas between them: "[SPI@ADDRESS ]ALGORITHM:SECRET"
 * for ESP (RFC 4303), "ikev2 I|R COOKIE COOKIE AUTHENTICATION:SECRET ALGORITHM:SECRET" for IKE.
 * Without SPI and address it is for all ESP that has no other. ALGORITHM: a cipher by libcrypto's
 * name, -hmac96 behind it when 12 bytes of integrity check value follow; secrets are characters, or
 * hexadecimal behind 0x. The last of those that fit is taken. SN_EUSAGE: what isn't so;
 * SN_EUNSUPPORTED: built without libcrypto; SN_ENOMEM. */
SN_API enum sn_err sn_keys_new(struct sn_keys **out, const char *text, struct sn_diag *d) SN_MUST;
SN_API void sn_keys_free(struct sn_keys *k);

/* Payloads of TCP and UDP from or to a port are a protocol's (-T PROTOCOL:PORT). */
struct sn_decode {
    uint16_t port;
    const struct sn_proto *tcp, *udp; /* NULL: it doesn't go over this */
};

/* Reads "http:3000": a protocol's name, as in JSON, and a port. SN_EUSAGE: no such protocol over
 * TCP or UDP, with the nearest name; no port. */
SN_API enum sn_err sn_dis_decode(struct sn_decode *out, const char *word,
                                 struct sn_diag *d) SN_MUST;

struct sn_dis_opts {
    uint32_t want;     /* SN_WANT_… */
    uint32_t max_recs; /* records a packet may have; 0: 65,536 (24 bytes each); at least 256 */
    /* That which TCP segments are signed with (RFC 2385), as long as the context lives; NULL: their
     * digests aren't verified. */
    const char *secret;
    const struct sn_keys *keys; /* what is decrypted, as long as the context lives; NULL: nothing */
    const char *type; /* the protocol of every payload of TCP or UDP (-T); NULL: by port */
    const struct sn_decode *decode; /* ndecode of them, as long as the context lives */
    uint32_t ndecode;
    const struct sn_proto *const
        *protos; /* NULL: sn_protos. Others, as long as the context lives */
};

#define SN_LAYERS_MAX 64

/* A context keeps no state from packet to packet: what spans packets is lib/flow's. */
struct sn_dis;

/* A context. SN_ENOMEM; SN_EUSAGE: no protocol has this type. */
SN_API enum sn_err sn_dis_new(struct sn_dis **out, const struct sn_dis_opts *o,
                              struct sn_diag *d) SN_MUST;
SN_API void sn_dis_free(struct sn_dis *d);

/* Dissects one packet of which caplen bytes at data were captured and len were on the wire. An
 * unknown link type becomes one layer of data. Any bytes are fine. The result is valid until
 * sn_dis_reset(); so several packets can be dissected, looked at in order and then printed. NULL:
 * the context holds as much as it may, reset it first; never for the first packet after that. */
SN_API struct sn_dissection *sn_dis_packet(struct sn_dis *d, uint32_t linktype, const uint8_t *data,
                                           uint32_t caplen, uint32_t len);

/* Dissects a packet, which a first dissection with SN_WANT_WHOLE said to hold a fragment, as the
 * one that completes a datagram: `whole` is what was said, with p and n, which outlive the result.
 * They are dissected instead of the fragment's part. NULL as above. */
SN_API struct sn_dissection *sn_dis_whole(struct sn_dis *d, uint32_t linktype, const uint8_t *data,
                                          uint32_t caplen, uint32_t len,
                                          const struct sn_whole *whole);

/* Whether dissecting the packet again would tell more: it asked, and an answer was found, or one of
 * its segments belongs to a stream that was put together, or it completes a message. */
static inline bool sn_dis_has_answers(const struct sn_dissection *x)
{
    for (uint32_t i = 0; i < x->nsegment; i++) {
        if (x->segment[i].part)
            return true;
    }
    for (uint32_t i = 0; i < x->nmemo; i++) {
        if (x->memo[i].found)
            return true;
    }
    for (uint32_t i = 0; i < x->npiece; i++) {
        if (x->piece[i].whole || x->piece[i].repeated)
            return true;
    }
    return x->nopened != 0;
}

/* Dissects a packet again with the answers that `first`, its dissection by another context, has
 * got, and with the numbers that its segments are shown relative to. Forgets what d dissected
 * before. */
SN_API struct sn_dissection *sn_dis_again(struct sn_dis *d, const struct sn_dissection *first,
                                          const uint8_t *data, uint32_t caplen, uint32_t len);

/* Opens with logged secrets (sn/secrets.h) what is sealed in datagrams: QUIC, DTLS, WireGuard.
 * Keeps what is to be known of each connection, of a bounded number of them. Belongs to one thread
 * at a time.
 */
struct sn_opener;

/* With the caller's secrets, which may become more. SN_ENOMEM. */
SN_API enum sn_err sn_opener_new(struct sn_opener **out, const struct sn_secrets *secrets,
                                 struct sn_diag *d) SN_MUST;
SN_API void sn_opener_free(struct sn_opener *o); /* NULL is allowed */

/* Whether there are secrets yet that it can open anything with. NULL is allowed: there are none. */
SN_API bool sn_opener_usable(const struct sn_opener *o);

/* As sn_dis_again() of such a packet, in the order of the capture, to open what is sealed in it,
 * which the result then has. */
SN_API struct sn_dissection *sn_dis_open(struct sn_dis *d, const struct sn_dissection *first,
                                         const uint8_t *data, uint32_t caplen, uint32_t len,
                                         struct sn_opener *o);

/* The type (-T) that a word names, whatever its case. SN_EUSAGE: none; the message lists them. */
SN_API enum sn_err sn_dis_type(const char **type, const char *word, struct sn_diag *d) SN_MUST;

/* Forgets the packets dissected so far. */
SN_API void sn_dis_reset(struct sn_dis *d);

/* Changes what is wanted from the next packet on. */
SN_API void sn_dis_want(struct sn_dis *d, uint32_t want);

/* The first record of a field by its name ("ip.src"), NULL when there is none. A walk over
 * everything: for tests and occasional questions, not for every packet. */
SN_API const struct sn_rec *sn_dis_find(const struct sn_dissection *x, const char *field);

/* ---- text ---- */

/* Names for numbers; every function appends to b and returns true, or returns false when it knows
 * none. Any pointer may be NULL. */
struct sn_names {
    void *ctx;
    bool (*host4)(void *ctx, struct sn_buf *b, uint32_t addr);
    bool (*host6)(void *ctx, struct sn_buf *b, const uint8_t addr[16]);
    bool (*port)(void *ctx, struct sn_buf *b, uint16_t port, bool udp);
    bool (*proto)(void *ctx, struct sn_buf *b, uint8_t proto);
};

/* Names of this machine's interfaces, which tcpdump gives to the numbers in cooked captures even
 * when it is told not to resolve. Returns false when it knows none. */
struct sn_ifnames {
    void *ctx;
    bool (*name)(void *ctx, struct sn_buf *b, uint32_t index);
};

struct sn_text_opts {
    uint8_t verbose;                  /* -v, -vv, -vvv */
    uint8_t quiet;                    /* -q */
    bool link;                        /* -e */
    bool more;                        /* --more */
    bool abs_seq;                     /* -S */
    bool no_sums;                     /* -K */
    bool dump;                        /* -x or -X: no default dump of what is unknown */
    bool hex;                         /* -x: nor what is dumped in spite of -X */
    bool no_domain;                   /* -N: names of hosts up to the first dot */
    bool as_dot;                      /* -b: AS numbers as 1.10 */
    bool mesh;                        /* -H: 802.11 data may begin with an 802.11s mesh header */
    bool forced;                      /* a type was forced (-T) */
    bool raw_handles;                 /* -u: NFS file handles as they are */
    const struct sn_names *names;     /* NULL: everything in numbers (-n) */
    const struct sn_ifnames *ifnames; /* NULL: interfaces of cooked captures are "?" */
};

/* What must be wanted of the context for text with these options. */
SN_API uint32_t sn_text_want(const struct sn_text_opts *o);

/* Appends the line of the packet last dissected as tcpdump 4.99 prints it, without the time stamp
 * and without the newline; with -v it may hold newlines. */
/* Returns where in the packet tcpdump's -x and -X begin. */
SN_API uint32_t sn_dis_text(const struct sn_dissection *x, const struct sn_text_opts *o,
                            struct sn_buf *b);

#endif
