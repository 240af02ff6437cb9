/*
 * What people and programs read: lines of text, JSON, hex dumps, time stamps, names.
 *
 * A form that packets can be printed in is a row of a table (struct sn_exporter). A formatter
 * (struct sn_fmt) is what any of them works with; it belongs to one thread and keeps no state that
 * shows from packet to packet: threads with a formatter each may print a stream's packets in any
 * order. It appends to the caller's text buffer and never writes anywhere. Every byte it appends is
 * printable ASCII, UTF-8, tab or newline.
 */
#ifndef SN_FMT_H
#define SN_FMT_H

#include "sn/columns.h"
#include "sn/visit.h"

/* How packets' times are written. */
enum sn_time_how {
    SN_TIME_CLOCK,      /* 12:34:56.123456, local time */
    SN_TIME_NONE,       /* -t */
    SN_TIME_EPOCH,      /* -tt */
    SN_TIME_DELTA,      /* -ttt: since the packet before */
    SN_TIME_DATE,       /* -tttt: 2023-11-23 12:34:56.123456, local time */
    SN_TIME_SINCE_FIRST /* -ttttt */
};

/* What follows a packet's line. */
enum sn_dump_how {
    SN_DUMP_NONE,
    SN_DUMP_HEX,   /* -x */
    SN_DUMP_BOTH,  /* -X */
    SN_DUMP_ASCII, /* -A */
};

struct sn_fmt_opts {
    struct sn_text_opts text;
    uint8_t time;                     /* enum sn_time_how */
    uint8_t digits;                   /* of a second's fraction: 6 or 9 */
    uint8_t dump;                     /* enum sn_dump_how */
    bool dump_link;                   /* -xx -XX -AA: link-layer header too */
    bool number;                      /* -#: packet numbers in front */
    bool process;                     /* "name[pid]", or "-", in front of the line: sn/process.h */
    const struct sn_wanted *wanted;   /* JSON: only these, the caller's; NULL: all fields */
    const struct sn_columns *columns; /* the caller's; for the exporter "fields" */
};

struct sn_fmt;

SN_API enum sn_err sn_fmt_new(struct sn_fmt **out, const struct sn_fmt_opts *o,
                              struct sn_diag *d) SN_MUST;
SN_API void sn_fmt_free(struct sn_fmt *f);

/* What -ttt and -ttttt need to know of earlier packets; zeroed before the first. */
struct sn_fmt_since {
    int64_t first, prev; /* 0: as if there was none, as tcpdump has it */
};

/* For a frame's `since`: to be called for each packet that is printed, in the order of the stream.
 */
SN_API int64_t sn_fmt_since(struct sn_fmt_since *s, const struct sn_fmt_opts *o,
                            const struct sn_pkt *p);

/* Appends the packet d has just dissected as tcpdump prints it: number, time, line, dump, and a
 * newline. */
SN_API void sn_fmt_text(struct sn_fmt *f, struct sn_buf *b, const struct sn_dissection *d,
                        const struct sn_frame *fr);

/* Appends it as one JSON object and a newline: "frame" first, then each layer under its protocol's
 * name ("ip:2" for the second of a name) with its fields. No key comes twice in an object and no
 * value is dropped: a field that comes again beside itself is an array, as those marked SN_F_MULTI
 * always are. */
SN_API void sn_fmt_json(struct sn_fmt *f, struct sn_buf *b, const struct sn_dissection *d,
                        const struct sn_frame *fr);

/* Appends it as tshark -T ek does, for Elasticsearch's bulk interface: a line that says where it
 * belongs, and a line with an object of strings. The fields are those of JSON. */
SN_API void sn_fmt_ek(struct sn_fmt *f, struct sn_buf *b, const struct sn_dissection *d,
                      const struct sn_frame *fr);

struct sn_plain; /* of the library's own */

/* A form of packets. */
struct sn_exporter {
    const char *name; /* "text", "json", "ek", "fields" */
    /* What must be wanted of the dissection, SN_WANT_…, with these options. */
    uint32_t (*want)(const struct sn_fmt_opts *o);
    /* Appends what comes before the first packet, each packet, and what comes behind the last.
     * begin and end NULL: nothing. */
    void (*begin)(struct sn_fmt *f, struct sn_buf *b);
    void (*packet)(struct sn_fmt *f, struct sn_buf *b, const struct sn_dissection *d,
                   const struct sn_frame *fr);
    void (*end)(struct sn_fmt *f, struct sn_buf *b);
    /* Whether packets of which headers say all that is printed need no dissection with these
     * options (then *framed: when a packet came, and its number, may be printed), and what appends
     * such a one. NULL: none does. */
    bool (*is_plain)(const struct sn_fmt_opts *o, bool *framed);
    void (*plain)(struct sn_fmt *f, struct sn_buf *b, const struct sn_plain *x,
                  const struct sn_frame *fr);
};

/* Every exporter; the last has name NULL. */
SN_API extern const struct sn_exporter sn_exporters[];

/* The one of that name; NULL: there is none. */
SN_API const struct sn_exporter *sn_exporter_find(const char *name);

/* Names that the system knows, cached: of hosts, services and protocols (--resolve), and of this
 * machine's interfaces. Hosts are looked up by threads in the background; a name is waited for up
 * to five seconds, and no more when several in a row were waited for in vain: the next time it is
 * asked for, it may have come. */
struct sn_fmt_names;
SN_API enum sn_err sn_fmt_names_new(struct sn_fmt_names **out, struct sn_diag *d) SN_MUST;
SN_API void sn_fmt_names_free(struct sn_fmt_names *n);

/* How long a host's name is waited for from now on; 0: not at all. */
SN_API void sn_fmt_names_wait(struct sn_fmt_names *n, unsigned ms);

/* Waits until all hosts that were asked for are known or have none, up to so long. */
SN_API void sn_fmt_names_settle(struct sn_fmt_names *n, unsigned ms);

/* How many hosts' answers have come: others than before mean that there may be new names. */
SN_API uint64_t sn_fmt_names_answers(struct sn_fmt_names *n);

/* For struct sn_text_opts; they live as long as n. */
SN_API const struct sn_names *sn_fmt_names(const struct sn_fmt_names *n);
SN_API const struct sn_ifnames *sn_fmt_ifnames(const struct sn_fmt_names *n);

/* Appends a time as the formatter's options say, without a blank behind it; `since` as in struct
 * sn_frame. */
SN_API void sn_fmt_time(struct sn_fmt *f, struct sn_buf *b, int64_t ts, int64_t since);

/* A packet's time; as tcpdump, a fraction of more than a second as the file has it. */
SN_API void sn_fmt_pkt_time(struct sn_fmt *f, struct sn_buf *b, const struct sn_frame *fr);

/* Appends 2023-11-23T12:34:56.123456789Z. */
SN_API void sn_fmt_iso8601(struct sn_buf *b, int64_t ts);

/* Appends a duration, not negative: "1.5 s"; and a size: "64 KiB", "1000 bytes". */
SN_API void sn_fmt_span(struct sn_buf *b, int64_t ns);
SN_API void sn_fmt_size(struct sn_buf *b, uint64_t n);

/* Appends its day: 2023-11-14. */
SN_API void sn_fmt_day(struct sn_buf *b, int64_t ts);

/* Appends the dumps of tcpdump -x, -X and -A over n bytes; offsets begin at 0. */
SN_API void sn_fmt_hex(struct sn_buf *b, const uint8_t *p, size_t n);
SN_API void sn_fmt_hex_ascii(struct sn_buf *b, const uint8_t *p, size_t n);
SN_API void sn_fmt_ascii(struct sn_buf *b, const uint8_t *p, size_t n);

#endif
