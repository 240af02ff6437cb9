/*
 * Capture files: pcap and pcapng, compressed or not, read in batches and handed out one by one.
 *
 * A batch's packets are filtered together when it is read, and again when the filter is replaced
 * before all of them were handed out. Standard I/O's stream is there for pcap_file; what it has
 * read already is read from it, everything else from its descriptor.
 */
#include <byteswap.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "savefile.h"

/* ---- the stream ---- */

struct stream {
    FILE *fp;
};

static enum sn_err stream_read(void *ctx, void *buf, size_t cap, size_t *n, struct sn_diag *d)
{
    struct stream *s = ctx;

    *n = fread(buf, 1, cap, s->fp);
    if (*n)
        return SN_OK;
    return ferror(s->fp) ? sn_fail_sys(d, errno ? errno : EIO, "can't read") : SN_EOF;
}

static bool stream_ready(void *ctx)
{
    (void)ctx;
    return true;
}

static int stream_fd(void *ctx)
{
    (void)ctx;
    return -1;
}

static const struct sn_src_ops stream_ops = {
    .read = stream_read, .ready = stream_ready, .fd = stream_fd, .close = free};

/* Reads through the stream: it has no descriptor, or has read ahead from one that can't go back. */
static enum sn_err open_stream(struct sn_src **src, FILE *fp, struct sn_diag *d)
{
    struct stream *s = malloc(sizeof *s);

    if (!s)
        return sn_fail(d, SN_ENOMEM, "no memory to read it");
    s->fp = fp;
    return sn_src_open_ops(src, &stream_ops, s, "stream", d);
}

/* Whether the descriptor is where the stream is. */
static bool in_step(FILE *fp, int fd)
{
    off_t at = ftello(fp);

    if (at < 0) /* a pipe: whatever the stream has read from it would be missing */
        return fp->_IO_read_ptr == fp->_IO_read_end;
    return lseek(fd, at, SEEK_SET) == at;
}

static enum sn_err open_source(struct sn_src **src, FILE *fp, struct sn_diag *d)
{
    int fd = fileno(fp);

    if (fd < 0 || !in_step(fp, fd))
        return open_stream(src, fp, d);
    return sn_src_open_fd(src, fd, false, "file", d);
}

/* ---- reading ---- */

/* Marks what the filter rejects among the packets that are still to be handed out. */
static void filter_rest(pcap_t *p)
{
    struct savefile *f = p->file;
    struct sn_pkt *pkt = f->batch.pkt + f->at;
    uint32_t n = f->batch.n - f->at;

    if (p->filter.engine) {
        (void)sn_engine_run_pkts(p->filter.engine, pkt, n);
        return;
    }
    for (uint32_t i = 0; p->filter.insns && i < n; i++)
        if (!pkt[i].meta)
            pkt[i].drop = !sn_compat_accepts(&p->filter, pkt[i].data, pkt[i].len, pkt[i].caplen);
}

/* A file has one link type: that of its first interface. */
static int check_iface(pcap_t *p, const struct sn_pkt *pkt)
{
    uint32_t linktype = sn_reader_iface(p->file->reader, pkt->iface)->linktype;

    if (!pkt->iface || sn_compat_dlt(linktype) == p->dlt)
        return 0;
    return sn_compat_fail(
        p, "an interface has a type %u different from the type of the first interface", linktype);
}

/* The next batch. 1: there is one; 0: the end, or a signal came; or an error. */
static int next_batch(pcap_t *p)
{
    struct savefile *f = p->file;
    struct sn_diag d = {0};
    enum sn_err e;

    if (f->unsaid) {
        f->unsaid = false;
        return sn_compat_damage(p, &f->diag);
    }
    if (f->ended)
        return f->damage ? PCAP_ERROR : 0;
    sn_compat_savefile_mark(f);
    f->at = 0;
    f->batch.n = 0;
    e = sn_reader_next(f->reader, &f->batch, &d);
    if (e == SN_OK) {
        filter_rest(p);
        return 1;
    }
    f->ended = true;
    f->damage = e != SN_EOF && e != SN_ETRUNC;
    return e == SN_EOF ? 0 : sn_compat_damage(p, &d);
}

/* A fraction of more than a second stays one, and has 32 bits, as it stands in the file. */
static long odd_fraction(const pcap_t *p, const struct sn_pkt *k, int64_t ns)
{
    bool nano = p->precision == PCAP_TSTAMP_PRECISION_NANO;

    if (sn_reader_iface(p->file->reader, k->iface)->digits == 9)
        return nano ? (int32_t)ns : (int32_t)ns / 1000;
    return (int32_t)(ns / 1000) * (nano ? 1000L : 1L);
}

static struct pcap_pkthdr header_of(const pcap_t *p, const struct sn_pkt *k)
{
    struct pcap_pkthdr h = {.caplen = k->caplen, .len = k->len};
    int64_t second = 1000000000;

    h.ts = sn_compat_time(k->ts, p->precision);
    if (__builtin_expect(k->carry, 0)) {
        h.ts.tv_sec -= k->carry;
        h.ts.tv_usec = odd_fraction(p, k, k->ts - h.ts.tv_sec * second);
    }
    return h;
}

static int read_packets(pcap_t *p, int cnt, pcap_handler fn, u_char *user)
{
    struct savefile *f = p->file;
    int n = 0, r;

    for (;;) {
        const struct sn_pkt *k;
        struct pcap_pkthdr h;

        if (p->broken) {
            if (n)
                return n;
            p->broken = 0;
            return PCAP_ERROR_BREAK;
        }
        if (f->at == f->batch.n) {
            if ((r = next_batch(p)) < 0)
                return r;
            if (!r)
                return n;
            continue;
        }
        k = &f->batch.pkt[f->at++];
        if (k->meta || k->drop)
            continue;
        if (check_iface(p, k))
            return PCAP_ERROR;
        h = header_of(p, k);
        fn(user, &h, k->data);
        if (++n == cnt)
            return n;
    }
}

static int read_file(pcap_t *p, int cnt, pcap_handler fn, u_char *user)
{
    int n;

    if (!sn_compat_savefile_sync(p))
        return PCAP_ERROR;
    n = read_packets(p, cnt, fn, user);
    sn_compat_savefile_follow(p);
    return n;
}

/* ---- what else a handle does ---- */

static int file_stats(pcap_t *p, struct pcap_stat *st)
{
    (void)st;
    return sn_compat_fail(p, "Statistics aren't available from savefiles");
}

static int file_inject(pcap_t *p, const void *buf, int n)
{
    (void)buf, (void)n;
    return sn_compat_fail(p, "Sending packets isn't supported on savefiles");
}

static int file_setdirection(pcap_t *p, pcap_direction_t dir)
{
    (void)dir;
    return sn_compat_fail(p, "Setting direction is not supported on savefiles");
}

static int file_getnonblock(pcap_t *p)
{
    (void)p;
    return 0;
}

static int file_setnonblock(pcap_t *p, int on)
{
    (void)on;
    return sn_compat_fail(p, "Savefiles cannot be put into non-blocking mode");
}

static int file_setfilter(pcap_t *p, const struct bpf_program *prog)
{
    struct savefile *f = p->file;

    if (!prog || !bpf_validate(prog->bf_insns, (int)prog->bf_len))
        return sn_compat_fail(p, "BPF program is not valid");
    if (!sn_compat_filter_set(&p->filter, prog))
        return sn_compat_fail(p, "malloc: %s", strerror(ENOMEM));
    for (uint32_t i = f->at; i < f->batch.n; i++)
        f->batch.pkt[i].drop = false;
    filter_rest(p);
    return 0;
}

static void file_close(pcap_t *p)
{
    sn_batch_free(&p->file->batch);
    sn_reader_close(p->file->reader);
    free(p->file);
    if (p->fp && p->fp != stdin)
        fclose(p->fp);
}

static const struct handle_ops file_ops = {
    .read = read_file,
    .stats = file_stats,
    .inject = file_inject,
    .setfilter = file_setfilter,
    .setdirection = file_setdirection,
    .getnonblock = file_getnonblock,
    .setnonblock = file_setnonblock,
    .close = file_close,
};

/* ---- opening ---- */

/* What a pcap file's header says besides: the version, and in the high bits of the link type what
 * is behind packets. Of a stream that can't be read again the usual stands. */
static void describe_header(pcap_t *p)
{
    const struct savefile *f = p->file;
    struct pcap_file_header h;

    if (!p->fp || f->base < 0 || sn_src_codec(sn_reader_src(f->reader)) ||
        sn_compat_read_at(fileno(p->fp), &h, sizeof h, f->base) != sizeof h)
        return;
    p->major = p->swapped ? bswap_16(h.version_major) : h.version_major;
    p->minor = p->swapped ? bswap_16(h.version_minor) : h.version_minor;
    p->dlt_ext = (int)((p->swapped ? bswap_32(h.linktype) : h.linktype) & 0xfc000000);
}

static void describe(pcap_t *p, struct sn_reader *r)
{
    const struct sn_iface *i = sn_reader_iface(r, 0);
    bool ng = sn_reader_format(r) == SN_PCAPNG;

    p->dlt = sn_compat_dlt(i->linktype);
    p->snapshot = i->snaplen && i->snaplen <= INT32_MAX ? (int)i->snaplen : SNAPLEN_MOST;
    p->bufsize = p->snapshot < 2048 && !ng ? p->snapshot : 2048;
    p->major = ng ? 1 : PCAP_VERSION_MAJOR;
    p->minor = ng ? 0 : PCAP_VERSION_MINOR;
    p->selectable = p->fp ? fileno(p->fp) : -1;
    p->activated = true;
    if (!ng)
        describe_header(p);
}

static bool has_packet(const struct sn_batch *b)
{
    for (uint32_t i = 0; i < b->n; i++)
        if (!b->pkt[i].meta)
            return true;
    return false;
}

/* Looks for the first interface of a pcapng file, and whether what describes it is sound: libpcap
 * opens no other. False: the message is in errbuf. */
static bool has_iface(pcap_t *p, char *errbuf)
{
    struct savefile *f = p->file;
    struct stat st;
    enum sn_err e = SN_OK;
    struct sn_diag d = {0};
    bool ahead; /* can't wait for a writer */

    if (sn_reader_format(f->reader) != SN_PCAPNG)
        return true;
    ahead = fstat(fileno(p->fp), &st) == 0 && S_ISREG(st.st_mode);
    while (!e && (!sn_reader_nifaces(f->reader) || (ahead && !has_packet(&f->batch))))
        e = sn_reader_next(f->reader, &f->batch, &d);
    if (!e)
        return true;
    f->ended = true;
    f->damage = e != SN_EOF && e != SN_ETRUNC;
    if (sn_reader_nifaces(f->reader) && !sn_compat_damaged_iface(&d)) {
        f->unsaid = e != SN_EOF;
        f->diag = d;
        return true;
    }
    (void)sn_compat_damage(p, &d);
    sn_compat_say(errbuf, "%s",
                  e == SN_EOF ? "the capture file has no Interface Description Blocks" : p->errbuf);
    return false;
}

pcap_t *pcap_fopen_offline_with_tstamp_precision(FILE *fp, u_int precision, char *errbuf)
{
    struct sn_src *src = NULL;
    struct savefile *f;
    struct sn_diag d = {0};
    off_t base = fp ? ftello(fp) : -1;
    pcap_t *p;

    if (!fp) {
        sn_compat_say(errbuf, "Null FILE * pointer provided to savefile open routine");
        return NULL;
    }
    p = sn_compat_new(&file_ops);
    f = calloc(1, sizeof *f);
    if (!p || !f) {
        sn_compat_say(errbuf, "malloc: %s", strerror(ENOMEM));
        free(p);
        free(f);
        return NULL;
    }
    sn_batch_init(&f->batch);
    if (open_source(&src, fp, &d) || sn_reader_open(&f->reader, src, &d)) {
        sn_compat_damage_header(errbuf, &d);
        free(p);
        free(f);
        return NULL;
    }
    if (precision != PCAP_TSTAMP_PRECISION_MICRO && precision != PCAP_TSTAMP_PRECISION_NANO) {
        sn_compat_say(errbuf, "unknown time stamp resolution %u", precision);
        sn_reader_close(f->reader);
        free(p);
        free(f);
        return NULL;
    }
    f->base = base;
    f->next = base + (off_t)sizeof(struct pcap_file_header);
    f->shown = true;
    p->file = f;
    p->fp = fp;
    p->precision = (int)precision;
    p->swapped = sn_reader_swapped(f->reader);
    if (!has_iface(p, errbuf)) {
        p->fp = NULL;
        pcap_close(p);
        return NULL;
    }
    describe(p, f->reader);
    return p;
}

pcap_t *pcap_fopen_offline(FILE *fp, char *errbuf)
{
    return pcap_fopen_offline_with_tstamp_precision(fp, PCAP_TSTAMP_PRECISION_MICRO, errbuf);
}

pcap_t *pcap_open_offline_with_tstamp_precision(const char *name, u_int precision, char *errbuf)
{
    FILE *fp;
    pcap_t *p;

    if (!name) {
        sn_compat_say(errbuf, "A null pointer was supplied as the file name");
        return NULL;
    }
    fp = strcmp(name, "-") == 0 ? stdin : fopen(name, "rb");
    if (!fp) {
        sn_compat_say(errbuf, "%s: %s", name, strerror(errno));
        return NULL;
    }
    p = pcap_fopen_offline_with_tstamp_precision(fp, precision, errbuf);
    if (p)
        p->file->shown = fp == stdin;
    else if (fp != stdin)
        fclose(fp);
    return p;
}

pcap_t *pcap_open_offline(const char *name, char *errbuf)
{
    return pcap_open_offline_with_tstamp_precision(name, PCAP_TSTAMP_PRECISION_MICRO, errbuf);
}
