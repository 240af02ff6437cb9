/*
 * Capture files written packet by packet: pcap, in this machine's byte order.
 *
 * pcap_dumper_t is the stream itself, as programs that were written for libpcap may know: they
 * write to it, flush it, or close the descriptor below it.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "compat.h"

enum {
    MAGIC_MICRO = (int)0xa1b2c3d4,
    MAGIC_NANO = (int)0xa1b23c4d,
    BUFFER = 256 << 10 /* of a file's stream */
};

/* As records lie in a file. */
struct record {
    uint32_t sec, frac, caplen, len;
};

static FILE *stream_of(pcap_dumper_t *d)
{
    return (FILE *)(void *)d;
}

static bool put_header(FILE *fp, const pcap_t *p, int linktype)
{
    struct pcap_file_header h = {
        .magic =
            (bpf_u_int32)(p->precision == PCAP_TSTAMP_PRECISION_NANO ? MAGIC_NANO : MAGIC_MICRO),
        .version_major = PCAP_VERSION_MAJOR,
        .version_minor = PCAP_VERSION_MINOR,
        .snaplen = (bpf_u_int32)p->snapshot,
        .linktype = (bpf_u_int32)linktype | (bpf_u_int32)p->dlt_ext,
    };

    return fwrite(&h, sizeof h, 1, fp) == 1;
}

/* The number that files have for the handle's link type; -1: an error is in the handle. */
static int file_linktype(pcap_t *p, const char *name)
{
    int linktype = sn_compat_linktype(p->dlt);

    return linktype >= 0 ? linktype
                         : sn_compat_fail(p, "%s: link-layer type %d isn't supported in savefiles",
                                          name, p->dlt);
}

/* The same of a handle that must be active. */
static int linktype_for(pcap_t *p, const char *name)
{
    if (p->activated)
        return file_linktype(p, name);
    return sn_compat_fail(p, "%s: not-yet-activated pcap_t passed to pcap_dump_open", name);
}

static pcap_dumper_t *begin(pcap_t *p, FILE *fp, const char *name, int linktype)
{
    if (put_header(fp, p, linktype))
        return (pcap_dumper_t *)(void *)fp;
    (void)sn_compat_fail(p, "Can't write to %s: %s", name, strerror(errno));
    if (fp != stdout)
        fclose(fp);
    return NULL;
}

pcap_dumper_t *pcap_dump_open(pcap_t *p, const char *name)
{
    int linktype;
    FILE *fp;

    if (!p->activated) {
        (void)linktype_for(p, name ? name : "");
        return NULL;
    }
    if (!name) {
        (void)sn_compat_fail(p, "A null pointer was supplied as the file name");
        return NULL;
    }
    if ((linktype = linktype_for(p, name)) < 0)
        return NULL;
    if (strcmp(name, "-") == 0)
        return begin(p, stdout, "standard output", linktype);
    if (!(fp = fopen(name, "wb"))) {
        (void)sn_compat_fail(p, "%s: %s", name, strerror(errno));
        return NULL;
    }
    setvbuf(fp, NULL, _IOFBF, BUFFER);
    return begin(p, fp, name, linktype);
}

pcap_dumper_t *pcap_dump_fopen(pcap_t *p, FILE *fp)
{
    int linktype = linktype_for(p, "stream");

    if (linktype < 0)
        return NULL;
    if (!fp) {
        (void)sn_compat_fail(p, "A null pointer was supplied as the stream");
        return NULL;
    }
    return begin(p, fp, "stream", linktype);
}

/* What the header that is there says against appending; NULL: nothing. */
static const char *mismatch(const pcap_t *p, const struct pcap_file_header *h, int linktype)
{
    bool nano = p->precision == PCAP_TSTAMP_PRECISION_NANO;

    switch (h->magic) {
    case (bpf_u_int32)MAGIC_MICRO:
    case (bpf_u_int32)MAGIC_NANO:
        if (nano != (h->magic == (bpf_u_int32)MAGIC_NANO))
            return "different time stamp precision, cannot append to file";
        break;
    case 0xd4c3b2a1u:
    case 0x4d3cb2a1u:
        return "different byte order, cannot append to file";
    default:
        return "not a pcap file";
    }
    if (h->version_major != PCAP_VERSION_MAJOR || h->version_minor != PCAP_VERSION_MINOR)
        return "different version, cannot append to file";
    if ((bpf_u_int32)linktype != h->linktype)
        return "different linktype, cannot append to file";
    if ((bpf_u_int32)p->snapshot != h->snaplen)
        return "different snaplen, cannot append to file";
    return NULL;
}

/* False: an error is in the handle. */
static bool go_to_end(pcap_t *p, FILE *fp, const char *name, int linktype)
{
    struct pcap_file_header h;
    size_t n = fread(&h, 1, sizeof h, fp);
    const char *why = NULL;

    if (n == 0 && !ferror(fp)) {
        rewind(fp);
        if (put_header(fp, p, linktype))
            return true;
        (void)sn_compat_fail(p, "Can't write to %s: %s", name, strerror(errno));
        return false;
    }
    if (ferror(fp))
        why = strerror(errno);
    else if (n < sizeof h)
        why = "truncated pcap file header";
    else
        why = mismatch(p, &h, linktype);
    if (!why && fseeko(fp, 0, SEEK_END) != 0)
        why = strerror(errno);
    if (why)
        (void)sn_compat_fail(p, "%s: %s", name, why);
    return !why;
}

pcap_dumper_t *pcap_dump_open_append(pcap_t *p, const char *name)
{
    int linktype;
    FILE *fp;

    if (!name) {
        (void)sn_compat_fail(p, "A null pointer was supplied as the file name");
        return NULL;
    }
    if ((linktype = file_linktype(p, name)) < 0)
        return NULL;
    if (strcmp(name, "-") == 0)
        return begin(p, stdout, "standard output", linktype);
    if (!(fp = fopen(name, "rb+")) && errno == ENOENT)
        fp = fopen(name, "wb+");
    if (!fp) {
        (void)sn_compat_fail(p, "%s: %s", name, strerror(errno));
        return NULL;
    }
    if (go_to_end(p, fp, name, linktype))
        return (pcap_dumper_t *)(void *)fp;
    fclose(fp);
    return NULL;
}

/* The fraction of a second stands as it came: in the precision of the handle that brought it. */
void pcap_dump(u_char *user, const struct pcap_pkthdr *h, const u_char *data)
{
    FILE *fp = (FILE *)(void *)user;
    struct record r = {.sec = (uint32_t)h->ts.tv_sec,
                       .frac = (uint32_t)h->ts.tv_usec,
                       .caplen = h->caplen,
                       .len = h->len};

    if (ferror_unlocked(fp))
        return;
    if (fwrite_unlocked(&r, sizeof r, 1, fp) == 1)
        (void)fwrite_unlocked(data, h->caplen, 1, fp);
}

FILE *pcap_dump_file(pcap_dumper_t *d)
{
    return stream_of(d);
}

long pcap_dump_ftell(pcap_dumper_t *d)
{
    return ftell(stream_of(d));
}

int64_t pcap_dump_ftell64(pcap_dumper_t *d)
{
    return ftello(stream_of(d));
}

int pcap_dump_flush(pcap_dumper_t *d)
{
    return fflush(stream_of(d)) == EOF ? PCAP_ERROR : 0;
}

void pcap_dump_close(pcap_dumper_t *d)
{
    if (stream_of(d) == stdout)
        fflush(stdout);
    else
        fclose(stream_of(d));
}
