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

#include "sn/arena.h"
#include "sn/buf.h"
#include "sn/err.h"
#include "sn/linktype.h"
#include "sn/rd.h"

/* ---- fields and records ---- */

/* How a record holds its value. */
enum sn_field_type {
    SN_F_NONE,  /* no value: being there is all it says */
    SN_F_UINT,  /* u */
    SN_F_INT,   /* u, two's complement */
    SN_F_BOOL,  /* u, 0 or 1 */
    SN_F_IPV4,  /* u, host byte order */
    SN_F_IPV6,  /* p, 16 bytes */
    SN_F_ETHER, /* p, n bytes: a hardware address */
    SN_F_BYTES, /* p, n bytes: cookies, payload */
    SN_F_STR,   /* p, n bytes from outside, any bytes: escape before printing */
    SN_F_TIME,  /* u, nanoseconds since 1970 */
    SN_F_GROUP, /* u, its number; the records of larger depth behind it belong to it */
};

enum {
    SN_F_MULTI = 1, /* may come several times in its layer or group: always an array in JSON */
    SN_F_LE = 2,    /* least significant byte first */
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
    uint64_t value;
    /* Not NULL: instead of the value. Whether the payload of len bytes on the wire, of which caplen
     * were captured, can only be this protocol's. */
    bool (*claims)(const uint8_t *p, uint32_t caplen, uint32_t len);
    const char *type; /* not NULL: instead of both. Has all of the table when this type is forced */
};
enum { SN_KEY_DST = 1, SN_KEY_SRC = 2 };

struct sn_dis;
struct sn_layer;
struct sn_text;

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
    bool more; /* tcpdump doesn't know it: found only when SN_WANT_FIELDS or SN_WANT_MORE says so */
    const struct sn_key *keys; /* what it answers to; ends with table NULL; NULL: nothing */
    /* Reads the header with r, which ends where the encloser or the capture ends; len is how many
     * bytes the encloser says there were. See lib/dis/proto.h. */
    void (*dissect)(struct sn_dis *d, struct sn_rd *r, uint32_t len);
    /* Appends tcpdump's text, or with `more` what stands behind it. NULL: prints nothing. */
    enum sn_then (*text)(struct sn_text *t, const struct sn_layer *l);
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

/* A dissected packet. Layers, records and segments are the context's. */
struct sn_dissection {
    const struct sn_layer *layer; /* nlayer of them, outermost first */
    const struct sn_rec *rec;     /* nrec of them */
    struct sn_segment *segment;   /* nsegment of them */
    uint32_t nlayer, nrec, nsegment;
    uint32_t linktype;
    uint32_t linklen;    /* bytes of link-layer header: -x and -X begin behind them */
    struct sn_ends ends; /* of the outermost IP header and of the transport header right inside */
};

/* ---- the context ---- */

/* What is wanted; what nobody asked for is not computed. */
enum {
    SN_WANT_FIELDS = 1,   /* all fields, for JSON and the like; otherwise what the text needs */
    SN_WANT_VERBOSE = 2,  /* what the text says with -v */
    SN_WANT_SUMS = 4,     /* checksums verified */
    SN_WANT_SHALLOW = 16, /* nothing above TCP and UDP (-q) */
    SN_WANT_MORE = 32,    /* also what the text says that tcpdump doesn't know (--more) */
    SN_WANT_LINE = 64,    /* no layer of data above TCP and UDP, which no line shows */
};

struct sn_dis_opts {
    uint32_t want;     /* SN_WANT_… */
    uint32_t max_recs; /* records a packet may have; 0: 65,536 (24 bytes each); at least 256 */
    /* That which TCP segments are signed with (RFC 2385), as long as the context lives; NULL: their
     * digests aren't verified. */
    const char *secret;
    const char *type; /* the protocol of every payload of TCP or UDP (-T); NULL: by port */
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
    bool more;                        /* behind the line, of protocols that tcpdump doesn't know */
    bool abs_seq;                     /* -S */
    bool no_sums;                     /* -K */
    bool dump;                        /* -x or -X: no default dump of what is unknown */
    bool no_domain;                   /* -N: names of hosts up to the first dot */
    bool as_dot;                      /* -b: AS numbers as 1.10 */
    bool forced;                      /* a type was forced (-T) */
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
