/*
 * sncap's parts.
 *
 * A lane is one ring and the thread that empties it: packets become records of the output's format
 * in chunks of memory, so that nothing that the output does (a slow disk, a full pipe, a new file)
 * keeps the ring waiting. The main thread takes the chunks, applies what counts packets or bytes,
 * and writes them. Everything that is printed is printed by the main thread.
 */
#ifndef SNCAP_H
#define SNCAP_H

#include <pthread.h>

#include "tool.h"

/* ---- options ---- */

struct options {
    const char *interface; /* -i */
    const char *file;      /* -w; NULL or "-": standard output */
    const char *expr_file; /* -F */
    char *expr;            /* the filter's text, never NULL */
    size_t expr_len;
    enum sn_format format;
    uint8_t digits; /* of the time stamps: 6 or 9 */
    uint32_t snaplen;
    size_t buffer;
    uint32_t block_ms;
    uint32_t linktype; /* -y, when linktype_given */
    bool linktype_given;
    enum sn_cap_dir dir;
    bool promisc;
    bool quiet;
    bool gzip;
    bool no_opt;
    enum sn_bpf_image image; /* -d; 0: none */
    bool list, list_types;
    uint64_t count; /* -c; 0: no limit */
};

/* Reads the command line; what ends the program at once (--help, wrong usage) does. */
void sncap_options(struct options *o, int argc, char **argv);

/* ---- records ---- */

/* Bytes that a packet's record takes in the output. */
static inline size_t sncap_rec_size(enum sn_format f, uint32_t caplen)
{
    return f == SN_PCAP ? 16 + (size_t)caplen : 32 + (((size_t)caplen + 3) & ~(size_t)3);
}

/* Writes the record, sncap_rec_size() bytes, in native byte order. */
void sncap_rec_put(uint8_t *to, enum sn_format f, uint8_t digits, const struct sn_pkt *p);

/* Size of the record at p. */
size_t sncap_rec_len(const uint8_t *p, enum sn_format f);

/* ---- lanes ---- */

struct chunk {
    struct chunk *next;
    uint8_t *data;
    size_t size;      /* of data */
    size_t used;      /* bytes of whole records */
    uint64_t packets; /* in them */
};

struct lane {
    /* Set before the thread starts. */
    struct sn_cap *cap;
    struct sn_if ifc;
    uint32_t iface; /* its number in the output */
    enum sn_format format;
    uint8_t digits;
    int wake;         /* eventfd: tells the main thread that there is something to take */
    int stop;         /* eventfd: tells the lane's thread to look at `stopping` */
    size_t queue_max; /* bytes that may wait in chunks before the ring is left alone */
    pthread_t thread;

    pthread_mutex_t lock; /* guards everything below */
    pthread_cond_t room;
    struct chunk *first, *last; /* published; the last may still be `appending` */
    struct chunk *spare;
    bool appending;
    bool stopping; /* empty the ring, then end */
    bool quitting; /* end at once */
    bool ended;
    size_t queued;       /* bytes of the chunks from first to last */
    uint64_t lost_slow;  /* of the dropped, those while the queue was full */
    struct sn_diag diag; /* why it ended by itself; code SN_OK when it was told to */
    enum sn_err err;

    /* The thread's own. */
    uint8_t *to;    /* where the next record goes, in last */
    uint64_t fresh; /* packets behind last->used */
};

/* Starts the thread. */
enum sn_err sncap_lane_start(struct lane *l, struct sn_diag *d) SN_MUST;

/* The oldest chunk that is ready, NULL when there is none; give it back when done. */
struct chunk *sncap_lane_take(struct lane *l);
void sncap_lane_give(struct lane *l, struct chunk *c);

/* Everything taken, and nothing more will come. */
bool sncap_lane_done(struct lane *l);

/* Ends it: after everything in the ring was handed over, or at once. */
void sncap_lane_stop(struct lane *l, bool at_once);

/* Counts so far. */
void sncap_lane_stats(struct lane *l, struct sn_cap_stats *s, uint64_t *lost_slow);

/* Waits for the thread's end and frees everything. */
void sncap_lane_free(struct lane *l);

/* ---- output ---- */

struct output {
    const struct options *o;
    struct sn_writer *w;
    struct sn_sink *sink;
    int fd;           /* what the sink writes to in the end */
    uint64_t packets; /* written */
};

enum sn_err sncap_out_open(struct output *out, const struct options *o, const struct sn_iface *ifs,
                           uint32_t n, struct sn_diag *d) SN_MUST;
enum sn_err sncap_out_chunk(struct output *out, const struct chunk *c, struct sn_diag *d) SN_MUST;
enum sn_err sncap_out_flush(struct output *out, struct sn_diag *d) SN_MUST;

/* Whether -c has been reached. */
bool sncap_out_full(const struct output *out);
enum sn_err sncap_out_close(struct output *out, struct sn_diag *d) SN_MUST;

/* ---- messages ---- */

struct counts {
    uint64_t captured, received, dropped, dropped_if;
};

void sncap_print_interfaces(void);
void sncap_print_linktypes(const struct sn_if *ifc);
void sncap_say_listening(const struct sn_if *ifc, uint32_t linktype, uint32_t snaplen);

/* tcpdump's three lines, or one line of them. */
void sncap_say_counts(const struct counts *c, bool one_line);

/* ---- signals ---- */

/* SIGINT, SIGTERM by tool_signals; SIGUSR1 beside them. */
void sncap_signals(void);

/* Waits until fd is readable or `ms` have passed (-1: for ever), or a signal came, also one that
 * came since the last wait. */
void sncap_wait(int fd, int ms);

/* Whether SIGUSR1 came since the last call. */
bool sncap_asked_counts(void);

#endif
