/*
 * Whose packets: the process that sent or received a packet, as `sncap --run` writes it down.
 *
 * It is a comment of the packet, which every program that reads pcapng shows or skips:
 *
 *     sn.process pid=1234 uid=1000 user=alice container=0123456789ab name=curl
 *
 * Words with one blank between them, in this order; `user` and `container` only where they are
 * known, `name` always last, as it may have blanks in it. A packet without such a comment is of an
 * unknown process.
 */
#ifndef SN_PROCESS_H
#define SN_PROCESS_H

#include "sn/buf.h"
#include "sn/pcap.h"

/* Texts are empty where they are not known, and have no bytes but 0x20 to 0x7e. */
struct sn_process {
    uint32_t pid; /* in the PID namespace of the capture */
    uint32_t uid;
    char name[32];
    char user[32];
    char container[16]; /* the first 12 digits of the identifier that its control group is named by
                         */
};

#define SN_PROCESS_TEXT 160 /* bytes of the comment, at most */

/* Writes the comment. */
SN_API void sn_process_put(struct sn_buf *b, const struct sn_process *p);

/* Reads a comment of n bytes, from outside. False: it is none of a process. */
SN_API bool sn_process_parse(struct sn_process *p, const void *comment, size_t n);

/* What a packet's comments say. False: unknown. Reads the packet's record, as sn_pkt_opts does. */
SN_API bool sn_pkt_process(const struct sn_pkt *pkt, struct sn_process *p);

/* Copies a text of n bytes into `size` bytes with a null byte behind it; what isn't printable ASCII
 * becomes '?'. */
SN_API void sn_process_text(char *to, size_t size, const void *from, size_t n);

#endif
