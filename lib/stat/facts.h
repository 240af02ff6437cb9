/* The facts' insides: what facts.c gathers and factsreport.c shows. */
#ifndef STAT_FACTS_H
#define STAT_FACTS_H

#include "base/digest.h"
#include "sn/arena.h"
#include "sn/facts.h"

/* An interface: what the file says at its end, and what was counted. */
struct fact_iface {
    struct sn_iface pub; /* strings: the facts' */
    uint64_t packets;
    uint64_t blocks; /* of statistics; the last one: */
    struct sn_ifstats stats;
};

struct fact_file {
    const char *name, *codec;
    enum sn_format format;
    bool sized, hashed;
    uint64_t size;
    uint8_t sha256[DIGEST_SHA256], sha1[DIGEST_SHA1];

    uint64_t packets, bytes, captured, cut;
    uint32_t cut_min, cut_max; /* bytes captured of packets that were cut */
    int64_t first, last;       /* the earliest and the latest, */
    int64_t latest;            /* and the one of the packet before */
    uint64_t backwards;        /* packets that are older than the one before */
    uint64_t commented;        /* packets with comments */
    uint64_t lost;             /* packets that packets say were lost in front of them */
    uint64_t names4, names6, secrets;

    struct fact_iface *iface;
    uint32_t nifaces, ifaces_cap;
    struct sn_section *section;
    uint32_t nsections;
};

struct sn_facts {
    struct fact_file *file;
    uint32_t n, cap;
    struct sn_arena arena; /* of strings and sections */
};

/* Packets that a file says were lost: by interfaces and the system for lack of room, and between
 * packets. */
uint64_t sn_stat_file_lost(const struct fact_file *k);

#endif
