/* A file that is read: offline.c reads it, savefile.c keeps its stream in step. */
#ifndef COMPAT_SAVEFILE_H
#define COMPAT_SAVEFILE_H

#include "compat.h"
#include "sn/pcap.h"

struct savefile {
    struct sn_reader *reader;
    struct sn_batch batch;
    uint32_t at; /* the next packet of the batch */
    bool ended;  /* what ended it was said: from here on it is the end, */
    bool damage; /* or, where that was damage, said again */
    bool unsaid; /* found when the file was opened: diag is to be said first */
    struct sn_diag diag;
    bool shown; /* the program has the stream */
    off_t base; /* of the stream: what the reader counts from; -1: it can't be moved */
    bool tracked;
    off_t next;     /* behind what was handed out */
    off_t left;     /* tracked: where the stream was left, */
    unsigned quiet; /* and how many reads ago that changed */
};

/* As pread, by calls that programs on libpcap expect; the descriptor stays where it was. */
ssize_t sn_compat_read_at(int fd, void *buf, size_t n, off_t at);

/* Before packets are read: goes on where the caller moved the stream to. False: an error is in the
 * handle. */
bool sn_compat_savefile_sync(pcap_t *p);

/* Before another batch is read: notes where this one ends. */
void sn_compat_savefile_mark(struct savefile *f);

/* After packets were read: moves the stream behind the last that was handed out. */
void sn_compat_savefile_follow(pcap_t *p);

/* damage.c: what libpcap says of a file that it doesn't open. */
void sn_compat_damage_header(char *errbuf, const struct sn_diag *d);

/* What libpcap says when reading meets damage, or the end in the middle of a record: into the
 * handle; PCAP_ERROR. */
int sn_compat_damage(pcap_t *p, const struct sn_diag *d);

/* Whether a pcapng file's damage is in what describes an interface. */
bool sn_compat_damaged_iface(const struct sn_diag *d);

#endif
