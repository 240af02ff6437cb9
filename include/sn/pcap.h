/*
 * Capture files and streams: pcap and pcapng, read and written without seeking.
 *
 * Packets travel in batches. A reader fills a batch: an array of packets that point into the
 * batch's own buffer, nothing copied. A filter sets `drop` on what it rejects. A writer copies each
 * run of neighbouring records that stay as one range of bytes.
 *
 * Formats: draft-ietf-opsawg-pcap (pcap, micro- and nanosecond magic, both byte orders) and
 * draft-ietf-opsawg-pcapng.
 */
#ifndef SN_PCAP_H
#define SN_PCAP_H

#include "sn/err.h"
#include "sn/io.h"
#include "sn/linktype.h"

#define SN_SNAPLEN_DEFAULT 262144u
#define SN_CAPLEN_MAX      (16u << 20) /* a longer record is damage, not a packet */

enum sn_format { SN_PCAP, SN_PCAPNG };

/* An interface: pcapng has one for each Interface Description Block. A pcap file has one, and
 * captures that were appended to it have one more for each other link type, precision and snap
 * length. */
struct sn_iface {
    uint32_t linktype;
    uint32_t snaplen;    /* 0: unlimited */
    uint8_t digits;      /* decimal digits of time stamps below the second: 6 or 9 for pcap */
    const char *name;    /* NULL when the file doesn't say; from outside: escape before printing */
    const char *descr;   /* likewise */
    const char *filter;  /* likewise */
    const char *comment; /* likewise; several are lines of it */
    /* What only pcapng files say; a writer doesn't write it. */
    uint32_t section;      /* that it belongs to, from 1; 0: the file has no sections */
    uint32_t filter_insns; /* of a filter that is kept as a program; 0: none */
    uint64_t speed;        /* bits per second; 0 when the file doesn't say */
    const char *os;        /* as name */
    const char *hardware;  /* likewise */
    int64_t tsoffset;      /* seconds that were added to its time stamps */
    uint8_t tsresol; /* of its time stamps: 10 to the power of minus this; with 0x80: a power of 2
                      */
};

/* A section of a pcapng file: where it was made. Each may be NULL, and is from outside. */
struct sn_section {
    const char *hardware, *os, *application;
    const char *comment; /* several are lines of it */
};

/* Which way packets went, seen from the host that captured them. */
enum sn_dir { SN_DIR_UNKNOWN, SN_DIR_IN, SN_DIR_OUT };

struct sn_pkt {
    int64_t ts;          /* nanoseconds since 1970, UTC */
    const uint8_t *data; /* caplen bytes; for `meta`, the whole block of reclen bytes */
    uint32_t caplen; /* captured; in pcap files at most snaplen, even if the record holds more */
    uint32_t len;    /* on the wire; may be less than caplen in odd files */
    uint32_t iface;  /* index into the reader's interfaces; of a meta block, the one that it is
                        about, where it is an interface's statistics */
    uint32_t reclen; /* the record in the file, header and trailer included; 0: none */
    uint16_t rechdr; /* bytes of the record in front of data */
    bool meta;       /* a pcapng block that is no packet, to be passed on, not looked at */
    bool drop;       /* set by filters */
    bool recode; /* the record can't be copied as it is: the packet was changed (ts, data, caplen,
                    len), or the record differs from what the file's header says */
    uint8_t dir; /* enum sn_dir; a live capture says it when asked to, of files sn_pkt_dir */
    uint16_t carry; /* of ts, whole seconds that an odd file's fraction of a second held */
};

struct sn_batch {
    struct sn_pkt *pkt;
    uint32_t n; /* packets, meta ones included */
    /* The reader's. */
    uint32_t cap;
    uint8_t *buf;
    size_t size;      /* of buf */
    uint64_t offset;  /* of buf[0] in the (decompressed) stream */
    uint64_t skipped; /* sn_src_skipped behind what was read */
    size_t fetched;   /* bytes that sn_reader_fetch read */
    enum sn_err end;  /* that ended the stream there */
    int sys;          /* errno, when a plain file couldn't be read */
};

SN_API void sn_batch_init(struct sn_batch *b);
SN_API void sn_batch_free(struct sn_batch *b);

/* ---- what pcapng says of a packet ---- */

/*
 * The options of a packet's block, in the order of the file; of a meta packet those of a section,
 * interface or statistics block. Read from the record that the packet came in, so only while the
 * batch is valid, and only for those who ask; a packet without such a record has none. The walk
 * ends in front of an option that doesn't fit the block. `p` up to `end` are the options as they
 * lie there, in the byte order that `swap` says (true: not this machine's), with the end of options
 * where the file has one.
 */
struct sn_opts {
    const uint8_t *p, *end;
    bool swap;
};
struct sn_opt {
    const uint8_t *p; /* n bytes, from outside; numbers as `swap` says */
    uint16_t n, code;
    bool swap;
};
SN_API struct sn_opts sn_pkt_opts(const struct sn_pkt *p);
SN_API bool sn_opts_next(struct sn_opts *o, struct sn_opt *opt);

/* Codes (pcapng, sections 3.5 and 4.3). A comment may stand in any block, several times; the others
 * are a packet's. In the obsolete Packet Block only comment, flags and hash exist. */
enum {
    SN_OPT_END = 0,
    SN_OPT_COMMENT = 1,   /* UTF-8 */
    SN_OPT_FLAGS = 2,     /* 32 bits: direction, kind of reception, length of the FCS, errors */
    SN_OPT_HASH = 3,      /* a byte for the algorithm, then the hash */
    SN_OPT_DROPCOUNT = 4, /* 64 bits: packets lost between this and the one before */
    SN_OPT_PACKETID = 5,  /* 64 bits: the same for a packet seen at several places */
    SN_OPT_QUEUE = 6,     /* 32 bits: the interface's queue */
    SN_OPT_VERDICT = 7    /* a byte for who decided, then the verdict */
};

/* The number in an option that has `size` bytes, 1, 2, 4 or 8. False: it hasn't. */
SN_API bool sn_opt_uint(const struct sn_opt *o, unsigned size, uint64_t *v);

/* The first of the packet's flags, where it has some. */
SN_API bool sn_pkt_flags(const struct sn_pkt *p, uint32_t *flags);

/* p->dir, or else what the packet's flags say. */
SN_API enum sn_dir sn_pkt_dir(const struct sn_pkt *p);

/* What an interface counted, up to some time; SN_UNKNOWN where unknown. */
#define SN_UNKNOWN UINT64_MAX
struct sn_ifstats {
    uint32_t iface;
    int64_t ts;
    uint64_t received, dropped_if, accepted, dropped_os, delivered;
};

/* What a meta packet of r says of an interface. False: it isn't a statistics block. */
struct sn_reader;
SN_API bool sn_pkt_ifstats(const struct sn_reader *r, const struct sn_pkt *p, struct sn_ifstats *s);

/* The type of a meta packet's block: 5 for interface statistics, 4 names, 10 secrets, … */
SN_API uint32_t sn_pkt_block(const struct sn_pkt *p);

/* How many packets were lost in front of this one; false: the file doesn't say. */
SN_API bool sn_pkt_drops(const struct sn_pkt *p, uint64_t *drops);

/* ---- reading ---- */

struct sn_reader;

/* Reads the file header (pcapng: up to the first interface, where there is one) from src, which the
 * reader owns from here on (also on failure). Fails with
 * SN_EFORMAT for what is no capture, SN_ETRUNC for an empty or cut header, SN_EUNSUPPORTED.
 * Where a pcap file was appended to another, byte for byte, reading goes on behind its header. */
SN_API enum sn_err sn_reader_open(struct sn_reader **out, struct sn_src *src,
                                  struct sn_diag *d) SN_MUST;

/* Fills b with the next packets: whatever is there after one read. SN_EOF at the end. After damage
 * or a cut all whole packets come first, then the error with its byte offset (in the decompressed
 * stream; the compressed file's when that is what is damaged). SN_OK with b->n = 0 says "nothing
 * yet": a signal came, or a part of a record and no more; look at your flags, flush if the reader
 * isn't ready, call again. The batch's packets stay valid until the batch is passed to
 * sn_reader_next again or freed; batches may be used in turn. pcapng: every block that is no packet
 * (section headers and interfaces too) comes as a `meta` packet; leave these as they are. */
SN_API enum sn_err sn_reader_next(struct sn_reader *r, struct sn_batch *b,
                                  struct sn_diag *d) SN_MUST;

/* Whether sn_reader_next would return without waiting. When false: flush your output first. Of a
 * reader that was split, whether more is on its way: false when a thread waits for a pipe in
 * sn_reader_fetch, or would wait if it called it now. Any thread may ask then. */
SN_API bool sn_reader_ready(struct sn_reader *r);

/*
 * Reading one capture with several threads, in pieces that are numbered. sn_reader_split says how
 * that goes from here on; sn_reader_next isn't called any more then. Each thread, with a batch of
 * its own:
 *
 *     sn_reader_fetch   any number at once: reads, or waits for, the next piece
 *     sn_reader_take    one at a time, in the order of the pieces: finds the packets in it
 *     …                 filter, dissect: any number at once
 *     write             one at a time, in order; then, also when the piece brought no packet:
 *                       if sn_reader_ready says false, flush
 *
 * until sn_reader_take fails; sn_reader_stop makes it fail when no more is wanted. The packets, and
 * the error in the end with its offset, are those that sn_reader_next would have brought. A pcapng
 * file's sn_reader_take may describe interfaces: sn_reader_iface, and what uses it (filters being
 * prepared, writers), isn't called at the same time.
 */
enum sn_split {
    SN_SPLIT_NONE,  /* not possible: the reader has failed; call sn_reader_next */
    SN_SPLIT_FILE,  /* a plain file: pieces are read at the same time. Its size is taken to be what
                       it was when sn_reader_split was called */
    SN_SPLIT_STREAM /* a pipe, memory, compressed: one thread at a time reads and decodes */
};
SN_API enum sn_split sn_reader_split(struct sn_reader *r);

/* From now on, sn_reader_take says SN_EOF; sn_reader_fetch brings empty pieces and doesn't wait for
 * a pipe: threads that do return. May be called by any thread and by a signal's handler. */
SN_API void sn_reader_stop(struct sn_reader *r);

/* Reads a piece into b and returns its number: 0, 1, 2, … Never fails: what went wrong is returned
 * by sn_reader_take. Behind the end pieces are empty. Of a stream, so is the first as a rule (what
 * sn_reader_open read ahead needs no reading), and one whose wait a signal ended, if this thread is
 * the one that waits for the pipe. */
SN_API uint64_t sn_reader_fetch(struct sn_reader *r, struct sn_batch *b);

/* As sn_reader_next, for a piece that was fetched. SN_OK with b->n = 0: no packet ends in it. */
SN_API enum sn_err sn_reader_take(struct sn_reader *r, struct sn_batch *b,
                                  struct sn_diag *d) SN_MUST;

SN_API enum sn_format sn_reader_format(const struct sn_reader *r);

/* Interfaces known so far (pcapng may bring more with each batch), and one of them: never NULL, an
 * unnamed Ethernet interface when the file describes none. Pointers stay valid until the reader is
 * closed. Files of several sections number their interfaces on. */
SN_API uint32_t sn_reader_nifaces(const struct sn_reader *r);
SN_API const struct sn_iface *sn_reader_iface(const struct sn_reader *r, uint32_t i);

/* The sections known so far, and one of them; pcap has none. */
SN_API uint32_t sn_reader_nsections(const struct sn_reader *r);
SN_API const struct sn_section *sn_reader_section(const struct sn_reader *r, uint32_t i);

/* pcap: the header's snaplen; pcapng: the first interface's. */
SN_API uint32_t sn_reader_snaplen(const struct sn_reader *r);

/* After SN_ETRUNC: the bytes that the record takes of which the last is missing, and how many of
 * them are there. */
SN_API void sn_reader_cut(const struct sn_reader *r, size_t *need, size_t *have);

/* Whether the file's numbers are in the other byte order than this machine's: pcapng, those of its
 * current section. */
SN_API bool sn_reader_swapped(const struct sn_reader *r);
SN_API struct sn_src *sn_reader_src(const struct sn_reader *r);
SN_API void sn_reader_close(struct sn_reader *r);

/* ---- writing ---- */

struct sn_writer;

/* A writer that continues what r reads: same format, byte order, precision, interfaces. Batches of
 * r then pass without being re-encoded. The sink is the writer's from here on (also on failure). */
SN_API enum sn_err sn_writer_open_like(struct sn_writer **out, struct sn_sink *sink,
                                       const struct sn_reader *r, struct sn_diag *d) SN_MUST;

/* A writer of a new file in native byte order. pcap takes exactly one interface. */
SN_API enum sn_err sn_writer_open(struct sn_writer **out, struct sn_sink *sink, enum sn_format f,
                                  const struct sn_iface *ifaces, uint32_t n,
                                  struct sn_diag *d) SN_MUST;

/* What captures that are to become one have in common, and what they differ in: gathered before the
 * output is begun. All zero: none was looked at. */
struct sn_sections;
struct sn_profile {
    uint32_t captures;
    bool pcap, pcapng;        /* one of them is */
    bool variant;             /* a pcap that isn't what every reader takes */
    bool linktypes, snaplens; /* not all of their interfaces have the same */
    uint32_t linktype, other; /* of the first interface; with linktypes, another one's */
    uint32_t snaplen;         /* the largest, at least of the packets looked at; 0: unlimited */
    uint8_t digits;           /* the most, 6 or 9 */
    struct sn_sections *sections;
};

/* Adds what a reader knows so far of its interfaces and section. SN_ENOMEM. */
SN_API enum sn_err sn_profile_add(struct sn_profile *p, const struct sn_reader *r,
                                  struct sn_diag *d) SN_MUST;

/* Looks at the packets of a batch of r's: some are longer than the snap length in r's header. */
SN_API void sn_profile_packets(struct sn_profile *p, const struct sn_reader *r,
                               const struct sn_batch *b);
SN_API void sn_profile_free(struct sn_profile *p);

/* What an output could not hold: packets, blocks, interfaces that lost it. */
struct sn_losses {
    uint64_t digits;   /* packets whose time has more digits than the output */
    uint64_t no_time;  /* packets without a time, which got 1970's beginning */
    uint64_t cut;      /* packets longer than the snap length that their capture says, cut to it */
    uint64_t comments; /* packets whose comments, */
    uint64_t flags;    /* whose flags (direction, reception, errors) */
    uint64_t options;  /* or whose other options (hash, drops, queue, verdict …) are lost */
    uint64_t extra;    /* packets of the "modified" pcap: interface index and type of packet */
    uint64_t names, secrets, stats, blocks; /* blocks: of name resolution, decryption secrets,
                                               interface statistics, and others */
    uint64_t interfaces; /* that were described, or several that can't be told apart */
    uint64_t sections;   /* section headers whose comments */
    uint64_t snaplens;   /* interfaces whose snap length was changed to that of the first one */
};

/* Adds b's figures to a. */
SN_API void sn_losses_add(struct sn_losses *a, const struct sn_losses *b);

/* What was lost, one line each (none: nothing), in words; without a newline behind the last. */
SN_API void sn_losses_put(struct sn_buf *b, const struct sn_losses *l);

/* What a block of secrets in pcapng has: its type there. */
enum sn_keylog { SN_KEYLOG_TLS = 0x544c534b, SN_KEYLOG_WIREGUARD = 0x57474b4c };

struct sn_writer_opts {
    enum sn_format format;
    uint8_t digits;                   /* of time stamps: 6 or 9; pcapng: 0: as each interface has */
    const struct sn_profile *profile; /* of what will be written, as far as is known */
    uint32_t snaplen;                 /* no packet will be longer; 0: the profile's largest */
    const char *const *comments;      /* pcapng: for the section, in front of its others */
    size_t ncomments;
    /* pcapng: a key log (sn/secrets.h) of so many bytes, which becomes a block of secrets in front
     * of the packets. NULL: none. */
    const char *keylog;
    size_t nkeylog;
    enum sn_keylog keylog_type;            /* 0: of TLS */
    bool no_comments, no_section_comments; /* pcapng: leave the packets', the sections' out */
};

/* A writer of one file for several captures. pcapng: one section with all their interfaces, told
 * apart and numbered anew, the blocks that they hold, and their packets' options. With one link
 * type all interfaces get one snap length, which libpcap demands. pcap: the profile's link type. */
SN_API enum sn_err sn_writer_open_all(struct sn_writer **out, struct sn_sink *sink,
                                      const struct sn_writer_opts *o, struct sn_diag *d) SN_MUST;

/* Writes the packets of b that are not dropped; b came from r, unchanged but for `drop` and, in
 * packets marked `recode`, ts, data (moved on by as much as rechdr), caplen and len. Records
 * pass as they are where the writer's format is r's; several readers may follow one another (of a
 * writer that was opened like another each begins a section in pcapng). Otherwise packets are
 * re-encoded, and r's interfaces described as they come. A pcap writer refuses a packet of another
 * link type than its own (SN_EUNSUPPORTED), and any writer a time that it can't hold (SN_ERANGE).
 */
SN_API enum sn_err sn_writer_batch(struct sn_writer *w, const struct sn_reader *r,
                                   const struct sn_batch *b, struct sn_diag *d) SN_MUST;

/* pcapng: n comments for each packet of the batches that are written next; 0: none any more. The
 * texts must stay. A writer made by sn_writer_open_all only. */
SN_API void sn_writer_comment(struct sn_writer *w, const char *const *text, size_t n);

/* What could not be held so far. */
SN_API const struct sn_losses *sn_writer_losses(const struct sn_writer *w);

/* Writes one packet: ts, data, caplen, len, iface. */
SN_API enum sn_err sn_writer_packet(struct sn_writer *w, const struct sn_pkt *p,
                                    struct sn_diag *d) SN_MUST;

/* Writes records that are encoded already, in the writer's format, byte order and precision, from
 * where they lie: see struct sn_pieces (each: the pieces of a record, its head with the first 28
 * bytes, in pcap 16, in one piece; with each 1, a piece holds one or more whole records). A writer
 * made by sn_writer_open only, interfaces numbered as in its file. SN_EUSAGE, and nothing is
 * written, for pieces that can't be records; that is looked at when positions are asked for. */
SN_API enum sn_err sn_writer_pieces(struct sn_writer *w, const struct sn_pieces *p,
                                    struct sn_diag *d) SN_MUST;

/* Where a packet lies in what is written. */
struct sn_position {
    uint64_t number; /* 0 for the first packet that is reported */
    uint64_t at;     /* of its record, from the first byte appended to the sink, not compressed */
    uint32_t size;   /* of its record, header and trailer included */
    uint32_t iface;  /* its interface in the file's current section; pcap: 0 */
    int64_t ts;
};

/* Calls fn for each packet before it is handed to the sink, so that each packet in a block is known
 * before the block is (sn_sink_on_block). When the write that follows fails, packets that were
 * reported since the one before may be missing. NULL ends it. */
SN_API void sn_writer_on_packet(struct sn_writer *w,
                                void (*fn)(void *ctx, const struct sn_position *p), void *ctx);

/* pcapng: writes an Interface Statistics Block. pcap: nothing. */
SN_API enum sn_err sn_writer_ifstats(struct sn_writer *w, const struct sn_ifstats *s,
                                     struct sn_diag *d) SN_MUST;

SN_API enum sn_err sn_writer_flush(struct sn_writer *w, struct sn_diag *d) SN_MUST;
SN_API struct sn_sink *sn_writer_sink(const struct sn_writer *w);
SN_API enum sn_err sn_writer_close(struct sn_writer *w, struct sn_diag *d) SN_MUST;

#endif
