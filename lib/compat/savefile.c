/*
 * The stream of a file that is read.
 *
 * Reading takes the file's descriptor, and large pieces; the stream stays where it was. Programs
 * that ask for it, with pcap_file, may look where it is, and move it to the beginning of another
 * record: for them it is kept behind the record that was handed out last, and where they moved it,
 * a new reader begins there, with the file's header in front of what follows. Keeping it in step is
 * a system call a read, so where it wasn't moved for many reads, it is left where it is until it is
 * moved. At the end it says that it is at the end, and where a program clears that, reading goes
 * on: the file may have grown.
 */
#include "savefile.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    HEADER = 24,  /* bytes of a pcap file's header */
    INTEREST = 64 /* reads after which a stream that nobody moved isn't kept in step any more */
};

/* Programs that lock themselves in allow what libpcap calls: that isn't pread. */
ssize_t sn_compat_read_at(int fd, void *buf, size_t n, off_t at)
{
    off_t was = lseek(fd, 0, SEEK_CUR);
    ssize_t got;

    if (was < 0 || lseek(fd, at, SEEK_SET) < 0)
        return -1;
    while ((got = read(fd, buf, n)) < 0 && errno == EINTR)
        ;
    return lseek(fd, was, SEEK_SET) < 0 ? -1 : got;
}

/* ---- a source that begins with the header and goes on elsewhere ---- */

struct rest {
    int fd;
    off_t at;
    size_t given; /* of the header */
    uint8_t header[HEADER];
};

static enum sn_err rest_read(void *ctx, void *buf, size_t cap, size_t *n, struct sn_diag *d)
{
    struct rest *r = ctx;
    ssize_t got;

    *n = HEADER - r->given < cap ? HEADER - r->given : cap;
    if (*n) {
        memcpy(buf, r->header + r->given, *n);
        r->given += *n;
        return SN_OK;
    }
    got = sn_compat_read_at(r->fd, buf, cap, r->at);
    if (got < 0)
        return sn_fail_sys(d, errno, "can't read");
    *n = (size_t)got;
    r->at += got;
    return got ? SN_OK : SN_EOF;
}

static bool rest_ready(void *ctx)
{
    (void)ctx;
    return true;
}

static int rest_fd(void *ctx)
{
    (void)ctx;
    return -1;
}

static const struct sn_src_ops rest_ops = {
    .read = rest_read, .ready = rest_ready, .fd = rest_fd, .close = free};

/* A reader of what begins at `at`; NULL: an error is in the handle. */
static struct sn_reader *reader_at(pcap_t *p, off_t at)
{
    struct rest *r = calloc(1, sizeof *r);
    struct sn_reader *reader = NULL;
    struct sn_src *src;
    struct sn_diag d = {0};

    if (!r) {
        (void)sn_compat_fail(p, "malloc: %s", strerror(ENOMEM));
        return NULL;
    }
    r->fd = fileno(p->fp);
    r->at = at;
    if (sn_compat_read_at(r->fd, r->header, HEADER, 0) != HEADER) {
        (void)sn_compat_fail(p, "error reading dump file: %s", strerror(errno));
        free(r);
        return NULL;
    }
    if (sn_src_open_ops(&src, &rest_ops, r, "file", &d) || sn_reader_open(&reader, src, &d))
        (void)sn_compat_fail(p, "%s", d.msg);
    return reader;
}

/* ---- in step ---- */

/* Reading goes on at `at`. False: an error is in the handle. */
static bool go_on_at(pcap_t *p, off_t at)
{
    struct savefile *f = p->file;
    struct sn_reader *reader = reader_at(p, at);

    if (!reader)
        return false;
    sn_reader_close(f->reader);
    f->reader = reader;
    f->base = at - HEADER;
    f->batch.n = f->at = 0;
    f->ended = f->damage = false;
    f->next = f->left = at;
    f->quiet = 0;
    return true;
}

void sn_compat_savefile_mark(struct savefile *f)
{
    const struct sn_pkt *k;

    if (!f->batch.n || !f->at)
        return;
    k = &f->batch.pkt[f->at - 1];
    f->next = f->base +
              (off_t)(f->batch.offset + (uint64_t)(k->data - k->rechdr + k->reclen - f->batch.buf));
}

/* At the end the stream is there too, and feof says so. A pipe's is asked only where that can't
 * wait for another writer. */
static void end_stream(pcap_t *p)
{
    struct savefile *f = p->file;
    struct pollfd fd = {.fd = p->fp ? fileno(p->fp) : -1, .events = POLLIN};

    if (!p->fp || feof(p->fp))
        return;
    if (fseeko(p->fp, 0, SEEK_END) == 0 ||
        (poll(&fd, 1, 0) == 1 && fd.revents & POLLHUP && !(fd.revents & POLLIN)))
        (void)getc(p->fp);
    if (f->tracked)
        f->left = ftello(p->fp);
}

/* Whether reading ended as a file ends, in the middle of a record or not. */
static bool at_end(const struct savefile *f)
{
    return f->ended && !f->damage && !f->unsaid;
}

void sn_compat_savefile_follow(pcap_t *p)
{
    struct savefile *f = p->file;

    if (f->shown && at_end(f))
        end_stream(p);
    if (f->ended || !f->tracked || f->quiet >= INTEREST)
        return;
    f->quiet++;
    sn_compat_savefile_mark(f);
    f->left = f->next;
    f->tracked = fseeko(p->fp, f->next, SEEK_SET) == 0;
}

void sn_compat_savefile_track(pcap_t *p)
{
    struct savefile *f = p->file;
    bool plain = f->base == 0 && fileno(p->fp) >= 0 && sn_reader_format(f->reader) == SN_PCAP &&
                 !sn_src_codec(sn_reader_src(f->reader));
    bool ended = f->ended, damage = f->damage, first = !f->shown;

    f->shown = true;
    if (f->tracked) {
        f->quiet = 0;
        if (!f->ended && ftello(p->fp) == f->left)
            sn_compat_savefile_follow(p);
        return;
    }
    if (!plain) {
        if (first && at_end(f))
            end_stream(p);
        return;
    }
    sn_compat_savefile_mark(f);
    if (!go_on_at(p, f->next))
        return;
    f->ended = ended;
    f->damage = damage;
    f->tracked = true;
    sn_compat_savefile_follow(p);
}

bool sn_compat_savefile_sync(pcap_t *p)
{
    struct savefile *f = p->file;
    off_t at = f->tracked ? ftello(p->fp) : 0;
    bool cleared = f->tracked && at_end(f) && !feof(p->fp);

    return !f->tracked || (at == f->left && !cleared) || at < HEADER || go_on_at(p, at);
}
