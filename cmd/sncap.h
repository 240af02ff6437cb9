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

#define SNCAP_IFS_MAX  64 /* interfaces at once */
#define SNCAP_JOBS_MAX 64 /* rings for each */

enum compression { COMPRESS_NONE, COMPRESS_GZIP, COMPRESS_ZSTD };

struct options {
    const char *interfaces[SNCAP_IFS_MAX]; /* -i */
    uint32_t ninterfaces;
    const char *file;      /* -w; NULL or "-": standard output */
    const char *expr_file; /* -F */
    char *expr;            /* the filter's text, never NULL */
    size_t expr_len;
    enum sn_format format;
    bool format_given;
    uint8_t digits; /* of the time stamps: 6 or 9 */
    uint32_t snaplen;
    size_t buffer;
    uint32_t block_ms;
    uint32_t jobs;     /* rings and threads for each interface */
    uint32_t linktype; /* -y, when linktype_given */
    bool linktype_given;
    enum sn_cap_dir dir;
    enum sn_stamp stamp; /* -j */
    bool promisc;
    bool quiet, verbose; /* at most one of them */
    enum compression compress;
    bool no_opt, look_through;
    enum sn_bpf_image image; /* -d; 0: none */
    bool list, list_types, list_stamps;
    bool json;
    bool fail_on_loss;
    int64_t stats_every; /* --stats, ns; 0: never */
    /* Limits; 0: none. */
    uint64_t count;     /* -c */
    uint64_t max_bytes; /* --max-bytes */
    int64_t duration;   /* --duration, ns */
    /* Files. */
    uint64_t file_size; /* -C */
    int64_t period;     /* -G, ns */
    uint64_t files;     /* -W */
    uint64_t ring;      /* --ring */
    bool wait_when_full;
    bool print_names;
    /* The flight recorder. */
    bool recorder;
    uint64_t recorder_size; /* bytes that it keeps at most; never 0 when there is a recorder */
    int64_t recorder_time;  /* ns that it keeps; 0: what there is room for */
    const char *trigger;
    int64_t after_trigger; /* ns */
    bool wait;             /* --wait */
    bool exclude_self;
    const char *netns;
    const char *user;    /* -Z */
    const char *attempt; /* --attempt */
};

/* Reads the command line; what ends the program at once (--help, wrong usage) does. */
void sncap_options(struct options *o, int argc, char **argv);

/* Bytes given to an option: a number with k, m, g (binary), or in units of `unit` without. */
uint64_t sncap_size(const char *option, const char *arg, uint64_t unit);

/* Nanoseconds since 1970. */
int64_t sncap_now(void);

/* ---- records ---- */

/* Bytes that a packet's record takes in the output. */
static inline size_t sncap_rec_size(enum sn_format f, uint32_t caplen)
{
    return f == SN_PCAP ? 16 + (size_t)caplen : 32 + (((size_t)caplen + 3) & ~(size_t)3);
}

/* Bytes of it in front of the packet's. */
static inline size_t sncap_rec_head_size(enum sn_format f)
{
    return f == SN_PCAP ? 16 : 28;
}

/* Writes these, in native byte order. */
void sncap_rec_head_pcapng(uint8_t *to, uint8_t digits, const struct sn_pkt *p);

static inline void sncap_rec_head_pcap(uint8_t *to, uint8_t digits, const struct sn_pkt *p)
{
    uint32_t sec = (uint32_t)(p->ts / 1000000000), ns = (uint32_t)(p->ts % 1000000000);
    uint32_t h[4] = {sec, digits == 9 ? ns : ns / 1000, p->caplen, p->len};

    memcpy(to, h, sizeof h);
}

static inline void sncap_rec_head(uint8_t *to, enum sn_format f, uint8_t digits,
                                  const struct sn_pkt *p)
{
    if (f == SN_PCAP)
        sncap_rec_head_pcap(to, digits, p);
    else
        sncap_rec_head_pcapng(to, digits, p);
}

/* Writes the record, sncap_rec_size() bytes, in native byte order. */
void sncap_rec_put(uint8_t *to, enum sn_format f, uint8_t digits, const struct sn_pkt *p);

/* When the packet of the record at p was captured. */
int64_t sncap_rec_ts(const uint8_t *p, enum sn_format f, uint8_t digits);

/* Size of the record at p. */
size_t sncap_rec_len(const uint8_t *p, enum sn_format f);

/* The packet of the record at p, for filters; its data stay where they are. */
void sncap_rec_get(const uint8_t *p, enum sn_format f, uint8_t digits, struct sn_pkt *out);

/* ---- lanes ---- */

/* Records that go together: one behind the other at `data`, or each where its packet lies in the
 * ring, in `each` of the pieces at `v`. */
struct chunk {
    struct chunk *next;
    uint8_t *data;
    struct iovec *v;
    uint32_t each;
    size_t size;      /* of data */
    size_t used;      /* bytes of whole records */
    uint64_t packets; /* in them */
    int64_t latest;   /* no packet in it has a later time stamp */
};

/* A place in a chunk is a number of bytes or of records, from 0 to sncap_chunk_end(): the record
 * there begins (its head, with `data` all of it) at sncap_chunk_rec(); the next place is
 * sncap_chunk_next(). */
const uint8_t *sncap_chunk_rec(const struct chunk *c, size_t at);
size_t sncap_chunk_end(const struct chunk *c);

static inline size_t sncap_chunk_next(const struct chunk *c, size_t at, size_t rec_len)
{
    return at + (c->v ? 1 : rec_len);
}

struct direct;

/* Filters here what the kernel couldn't: the expression for packets that came in and for those that
 * went out, or twice NULL. */
struct own {
    const struct sn_look *in, *out;
};

static inline bool own_accepts(const struct own *w, const struct sn_pkt *p)
{
    const struct sn_look *l = p->dir == SN_DIR_OUT ? w->out : w->in;

    return !l || sn_look_run(l, p->data, p->caplen, p->len);
}

struct lane {
    /* Set before the thread starts. */
    struct sn_cap *cap;
    struct own own;
    uint32_t source; /* the number of its interface among those captured on */
    uint32_t iface;  /* and in the output */
    enum sn_format format;
    uint8_t digits;
    bool adapter;          /* time stamps are of the adapter's clock, and say nothing about ours */
    int wake;              /* eventfd: tells the main thread that there is something to take */
    int stop;              /* eventfd: tells the lane's thread to look at `stopping` */
    int tick_ms;           /* the thread looks at the ring at least this often; -1: when told */
    bool keep;             /* when the interface goes away: go on, it may come back */
    struct direct *direct; /* not NULL: the main thread reads the ring itself (sncap_direct.c) */
    bool over;             /* until it stopped doing so, for good */
    size_t queue_max;      /* bytes that may wait in chunks before the ring is left alone */
    pthread_t thread;
    bool started;

    pthread_mutex_t lock; /* guards everything below */
    pthread_cond_t room;
    struct chunk *first, *last; /* published; the last may still be `appending` */
    struct chunk *spare;
    bool appending;
    bool stopping; /* empty the ring, then end */
    bool quitting; /* end at once */
    bool ended;
    bool away;           /* the interface went away; whoever reads it clears it */
    int64_t seen;        /* every packet up to this time was published */
    size_t queued;       /* bytes of the chunks from first to last */
    uint64_t lost_slow;  /* of the dropped, those while the queue was full */
    struct sn_diag diag; /* why it ended by itself */
    enum sn_err err;     /* SN_OK when it was told to */

    /* The own of who reads the ring. */
    uint8_t *to;    /* where the next record goes, in last */
    uint64_t fresh; /* packets behind last->used */
    int64_t latest; /* the latest time stamp of those */
};

/* How far packets in one ring may be out of order, and how long one may take from its time stamp
 * into the ring, generously (measured: more than 5 ms where every processor is busy, since between
 * the two a packet may wait for ksoftirqd); and how long the kernel may take to hand over a ring's
 * last block. */
#define SNCAP_MS     INT64_C(1000000)
#define SNCAP_MOMENT (20 * SNCAP_MS)
#define SNCAP_REST   (2000 * SNCAP_MS)
#define SNCAP_TICK   (5 * SNCAP_MS) /* until what is nearly there is looked for again */

/* Sets up what the functions below need; then starts the thread, or see sncap_direct_start. */
enum sn_err sncap_lane_init(struct lane *l, struct sn_diag *d) SN_MUST;
enum sn_err sncap_lane_start(struct lane *l, struct sn_diag *d) SN_MUST;

static inline bool sncap_lane_is_direct(const struct lane *l)
{
    return l->direct && !l->over;
}

/* What the packet socket has to report was heard by poll(2). False: the lane can't go on. */
bool sncap_lane_trouble(struct lane *l);

/* The oldest chunk that is ready, NULL when there is none; give it back when done. */
struct chunk *sncap_lane_take(struct lane *l);
void sncap_lane_give(struct lane *l, struct chunk *c);

/* Every packet up to this time can be taken, or was; INT64_MAX when the lane has ended. */
int64_t sncap_lane_seen(struct lane *l);

/* Everything taken, and nothing more will come. */
bool sncap_lane_done(struct lane *l);

/* Ends it: after everything in the ring was handed over, or at once. */
void sncap_lane_stop(struct lane *l, bool at_once);

/* Whether the interface went away since the last call; whether the lane ended by itself. */
bool sncap_lane_away(struct lane *l);
bool sncap_lane_failed(struct lane *l);

/* Counts so far. */
void sncap_lane_stats(struct lane *l, struct sn_cap_stats *s, uint64_t *lost_slow);

/* Waits for the thread's end and frees everything. */
void sncap_lane_free(struct lane *l);

/* ---- a lane that the main thread reads itself (sncap_direct.c) ---- */

/* In sncap_lane_start's place. */
enum sn_err sncap_direct_start(struct lane *l, struct sn_diag *d) SN_MUST;

/* What sncap_lane_take gives then; the chunk is valid until the next call. */
struct chunk *sncap_direct_take(struct lane *l);

/* The chunk was written, but the next is not taken yet: nobody reads the ring meanwhile. */
void sncap_direct_attend(struct lane *l);
void sncap_direct_stop(struct lane *l);
void sncap_direct_free(struct lane *l);

/* What it needs of sncap_lane.c: starts the lane's thread; is one that empties the ring; takes the
 * oldest chunk that is ready (called with the lock held); copies what is ready in the ring as long
 * as *go_on (false: there is no memory, or the lane shall end). */
enum sn_err sncap_lane_thread(struct lane *l, void *(*fn)(void *), struct sn_diag *d) SN_MUST;
void *sncap_lane_run(void *lane);
struct chunk *sncap_lane_pop(struct lane *l);
bool sncap_lane_copy(struct lane *l, const bool *go_on);

/* ---- messages ---- */

struct counts {
    uint64_t captured;    /* written */
    uint64_t received;    /* passed the kernel's filter, the dropped ones included */
    uint64_t dropped;     /* of those, lost because the ring was full */
    uint64_t slow;        /* of those dropped, while the output was too slow */
    uint64_t iface;       /* lost by the interface; SN_UNKNOWN: not known */
    uint64_t unwritten;   /* captured, but not written: no room on the disk */
    uint64_t unstamped;   /* received without the adapter's time stamp that was asked for */
    bool recorder;        /* there is one: */
    uint64_t overwritten; /* left its memory without having been asked for */
    uint64_t held;        /* is in its memory */
};

void sncap_print_interfaces(bool json);
void sncap_print_linktypes(const struct sn_if *ifc);
void sncap_print_stamps(const struct sn_if *ifc);
void sncap_say_listening(const struct sn_if *ifc, uint32_t linktype, const struct options *o);

/* -v: what became of an interface: its rings, and who checks the filter of `insns` instructions, of
 * which the kernel was given `in_kernel`. */
void sncap_say_opened(const struct sn_if *ifc, const struct lane *l, uint32_t rings, uint32_t insns,
                      uint32_t in_kernel);

/* Ends the program, with a list of what there is, when the interface has no such time stamps. */
void sncap_check_stamp(const struct sn_if *ifc, enum sn_stamp t);

enum counts_as { COUNTS_LINES, COUNTS_LINE, COUNTS_UPDATE, COUNTS_JSON };

/* Counts on standard error: tcpdump's three lines (and more, when more was lost), one line of them,
 * one that the next overwrites, or a JSON object. */
void sncap_say_counts(const struct counts *c, enum counts_as how, bool last);

/* ---- signals ---- */

/* SIGINT, SIGTERM by tool_signals; SIGUSR1, SIGUSR2, SIGHUP are remembered. */
void sncap_signals(void);

/* Waits until one of the descriptors (-1: none) is readable or `ns` have passed (-1: for ever), or
 * a signal came, also one that came since the last wait. True: the first has an error to report. */
bool sncap_wait(int fd, int other, int64_t ns);

/* Whether SIGUSR1, SIGUSR2 or SIGHUP came since the last call for it. */
bool sncap_asked(int sig);

#endif
