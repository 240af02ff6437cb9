/*
 * libpcap's interface over libsn: what its parts share.
 *
 * pcap_t is struct pcap. Its kind decides what its calls do, through a table of functions; a handle
 * that was created for a capture has the table of those that are not activated until it is.
 *
 * Times are kept in nanoseconds and handed out in the handle's precision. Link types are files'
 * (sn's numbers) inside and DLT_ numbers at the face: see sn_compat_dlt.
 */
#ifndef COMPAT_COMPAT_H
#define COMPAT_COMPAT_H

#include <pcap/pcap.h>
#include <signal.h>

#include "sn/arena.h"
#include "sn/cap.h"
#include "sn/engine.h"

#define SNAPLEN_MOST 262144 /* of what is captured */

struct handle_ops {
    int (*read)(pcap_t *p, int cnt, pcap_handler fn, u_char *user); /* as pcap_dispatch */
    int (*stats)(pcap_t *p, struct pcap_stat *st);
    int (*inject)(pcap_t *p, const void *buf, int n);
    int (*setfilter)(pcap_t *p, const struct bpf_program *f);
    int (*setdirection)(pcap_t *p, pcap_direction_t dir);
    int (*set_datalink)(pcap_t *p, int dlt);
    int (*getnonblock)(pcap_t *p);
    int (*setnonblock)(pcap_t *p, int on);
    void (*close)(pcap_t *p);
};

/* What runs a program on packets: an engine, or where the engines don't take the program though
 * bpf_validate does, the program itself. */
struct filter {
    struct sn_engine *engine;
    struct bpf_insn *insns;
};

struct live;
struct savefile;

struct pcap {
    const struct handle_ops *ops;
    struct savefile *file; /* offline.c's */
    struct live *live;     /* live.c's */
    struct filter filter;  /* run here */
    FILE *fp;              /* of a savefile */
    int fd, selectable;    /* -1: none */
    volatile sig_atomic_t broken;
    bool activated, swapped;
    int snapshot, dlt, dlt_ext, major, minor, bufsize, precision;
    int *dlts; /* that it may be switched to, */
    int ndlts; /* 0: only its own */
    struct timeval *timeout;
    struct pcap_pkthdr hdr; /* pcap_next_ex's */
    char errbuf[PCAP_ERRBUF_SIZE + 1];
};

/* handle.c: a message into the handle, PCAP_ERROR as the result. */
int sn_compat_fail(pcap_t *p, const char *fmt, ...) SN_PRINTF(2, 3);

/* Into a caller's errbuf, cut to its size. */
void sn_compat_say(char *errbuf, const char *fmt, ...) SN_PRINTF(2, 3);

/* A handle of no kind yet; NULL: no memory. */
pcap_t *sn_compat_new(const struct handle_ops *ops);

/* tables.c: files' number for a DLT_ number and back; -1: files have none. */
int sn_compat_linktype(int dlt);
int sn_compat_dlt(uint32_t linktype);

/* filter.c: replaces a filter by a program that bpf_validate accepts; NULL: none. False: no
 * memory. */
bool sn_compat_filter_set(struct filter *f, const struct bpf_program *prog);
void sn_compat_filter_free(struct filter *f);

/* The text that a program was compiled from by pcap_compile, where it still is what it was: it can
 * be compiled again for the kernel. False: it is somebody's own. The text is to be freed. */
bool sn_compat_filter_text(const struct bpf_program *prog, char **text, bool *optimized,
                           bpf_u_int32 *netmask);

/* savefile.c: from now on the stream is where the next packet's record begins, and reading goes on
 * where the caller moves it. Only a plain pcap file's. */
void sn_compat_savefile_track(pcap_t *p);

/* live.c: ends a wait for packets. Any thread, and signal handlers. */
void sn_compat_wake(struct live *l);

/* live.c: the data of a packet that is being handed out, where they stay until the next call that
 * reads. */
const u_char *sn_compat_keep(pcap_t *p, const u_char *data, u_int n);

/* bpf.c: runs a program that bpf_validate accepts. */
u_int sn_compat_run(const struct bpf_insn *prog, const u_char *p, u_int len, u_int caplen);

static inline bool sn_compat_accepts(const struct filter *f, const u_char *p, u_int len,
                                     u_int caplen)
{
    if (f->engine)
        return sn_engine_run(f->engine, p, caplen, len) != 0;
    return !f->insns || sn_compat_run(f->insns, p, len, caplen) != 0;
}

/* A time in a handle's precision. */
static inline struct timeval sn_compat_time(int64_t ns, int precision)
{
    int64_t s = ns / 1000000000, rest = ns % 1000000000;

    if (rest < 0) {
        s--;
        rest += 1000000000;
    }
    return (struct timeval){
        .tv_sec = s, .tv_usec = precision == PCAP_TSTAMP_PRECISION_NANO ? rest : rest / 1000};
}

#endif
