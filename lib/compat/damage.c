/*
 * What is wrong with a capture file, in libpcap's words: programs show them, and tests compare
 * them. libsn's own, which say where in the file too, stand where libpcap has none.
 */
#include <string.h>

#include "savefile.h"

enum {
    NG_SECTION = 0x0a0d0d0a,
    NG_BLOCK_HEADER = 8,
    NG_SECTION_HEADER = 12,  /* what is read at first: type, length, byte order */
    NG_BLOCK_MAX = 16 << 20, /* what libpcap reads */
    PCAP_RECORD_HEADER = 16
};

#define NG_CUT "truncated pcapng dump file; tried to read %zu bytes, only got %zu"

void sn_compat_damage_header(char *errbuf, const struct sn_diag *d)
{
    unsigned long want = 4, got = 0;
    unsigned major, minor;

    if (d->code == SN_ETRUNC && strstr(d->msg, "the block header here")) {
        sn_compat_say(errbuf, "unknown file format");
    } else if (sscanf(d->msg, "cut short: the block here needs %lu bytes, %lu", &want, &got) == 2) {
        sn_compat_say(errbuf, NG_CUT, (size_t)want - NG_SECTION_HEADER,
                      (size_t)got - NG_SECTION_HEADER);
    } else if (d->code == SN_ETRUNC) {
        if (sscanf(d->msg, "cut short: the file header needs %lu bytes, %lu", &want, &got) == 2)
            got -= 4;
        else if (sscanf(d->msg, "cut short: %lu", &got) != 1)
            got = 0;
        sn_compat_say(errbuf,
                      "truncated dump file; tried to read %lu file header bytes, only got %lu",
                      want, got);
    } else if (d->code == SN_EFORMAT) {
        sn_compat_say(errbuf, "unknown file format");
    } else if (sscanf(d->msg, "pcapng version %u.%u", &major, &minor) == 2) {
        sn_compat_say(errbuf, "unsupported pcapng savefile version %u.%u", major, minor);
    } else if (sscanf(d->msg, "pcap version %u.%u", &major, &minor) == 2) {
        if (major < PCAP_VERSION_MAJOR)
            sn_compat_say(errbuf, "archaic pcap savefile format");
        else
            sn_compat_say(errbuf, "unsupported pcap savefile version %u.%u", major, minor);
    } else if (d->sys) {
        sn_compat_say(errbuf, "error reading dump file: %s", strerror(d->sys));
    } else {
        sn_compat_say(errbuf, "%s", d->msg);
    }
}

/* A block or a record of which the end is missing. */
static int cut(pcap_t *p)
{
    const struct sn_reader *r = p->file->reader;
    size_t need, have;

    sn_reader_cut(r, &need, &have);
    if (sn_reader_format(r) == SN_PCAPNG) {
        if (have < NG_BLOCK_HEADER)
            return sn_compat_fail(p, NG_CUT, (size_t)NG_BLOCK_HEADER, have);
        if (need > NG_BLOCK_MAX)
            return sn_compat_fail(p, "pcapng block size %zu > maximum %d", need, NG_BLOCK_MAX);
        return sn_compat_fail(p, NG_CUT, need - NG_BLOCK_HEADER, have - NG_BLOCK_HEADER);
    }
    if (have < PCAP_RECORD_HEADER)
        return sn_compat_fail(p, "truncated dump file; tried to read %d header bytes, only got %zu",
                              PCAP_RECORD_HEADER, have);
    need -= PCAP_RECORD_HEADER;
    if (need > SNAPLEN_MOST && need > (size_t)p->snapshot)
        return sn_compat_fail(p, "invalid packet capture length %zu, bigger than snaplen of %d",
                              need, p->snapshot);
    return sn_compat_fail(p, "truncated dump file; tried to read %zu captured bytes, only got %zu",
                          need, have - PCAP_RECORD_HEADER);
}

/* What can't be a pcapng block; bytes is the length at its head. */
static int no_block(pcap_t *p, unsigned type, unsigned bytes)
{
    if (bytes < 12)
        return sn_compat_fail(p, "block in pcapng dump file has a length of %u < 12", bytes);
    if (bytes % 4)
        return sn_compat_fail(
            p, "block in pcapng dump file has a length of %u that is not a multiple of 4", bytes);
    if (type == NG_SECTION)
        return sn_compat_fail(p, "block total length in header and trailer don't match");
    return sn_compat_fail(p, "pcapng block size %u > maximum %d", bytes, NG_BLOCK_MAX);
}

bool sn_compat_damaged_iface(const struct sn_diag *d)
{
    return strstr(d->msg, "an interface block");
}

int sn_compat_damage(pcap_t *p, const struct sn_diag *d)
{
    unsigned long long length;
    unsigned a, b;

    if (d->code == SN_ETRUNC)
        return cut(p);
    if (d->sys)
        return sn_compat_fail(p, "error reading dump file: %s", strerror(d->sys));
    if (sscanf(d->msg, "damaged: no pcapng block begins here (type 0x%x, %u", &a, &b) == 2)
        return no_block(p, a, b);
    if (sscanf(d->msg, "damaged: a packet of interface %u, but %u were", &a, &b) == 2)
        return b ? sn_compat_fail(p,
                                  "a packet arrived on interface %u, but there's no Interface "
                                  "Description Block for that interface",
                                  a)
                 : sn_compat_fail(p, "the capture file has a packet block before any Interface "
                                     "Description Blocks");
    if (sn_compat_damaged_iface(d) && !strstr(d->msg, "a time stamp resolution"))
        return sn_compat_fail(p, "block of type 1 in pcapng dump file is too short");
    if (strstr(d->msg, "a packet block of") || strstr(d->msg, "doesn't fit its block"))
        return sn_compat_fail(p, "block of type 6 in pcapng dump file is too short");
    if (strstr(d->msg, "two lengths differ"))
        return sn_compat_fail(p, "block total length in header and trailer don't match");
    if (sscanf(d->msg, "pcapng version %u", &a) == 1)
        return sn_compat_fail(p, "unknown pcapng savefile major version number %u", a);
    if (sscanf(d->msg, "damaged: a packet of %llu bytes", &length) == 1)
        return sn_compat_fail(p, "invalid packet capture length %llu, bigger than snaplen of %d",
                              length, p->snapshot);
    return sn_compat_fail(p, "%s, at byte %llu", d->msg, (unsigned long long)d->at);
}
