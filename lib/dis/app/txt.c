/*
 * Protocols of text lines: FTP, HTTP, RTSP, SIP, SMTP, SSH.
 *
 * A segment is shown as lines when its first line looks like a request or a reply, which is all
 * that is looked for: there is no state from one segment to the next.
 */
#include "dis/proto.h"

#define TOKEN_MAX 127

/* MESSAGE: lines may follow. A LINE that is SN_REC_BAD has no end. */
#define TXT(F, name)                                                                               \
    F(MESSAGE, "sn." name ".message", NONE, NULL)                                                  \
    F(LINE, "sn." name ".line", STRS, "Line")
#define FTP(F)  TXT(F, "ftp")
#define HTTP(F) TXT(F, "http")
#define RTSP(F) TXT(F, "rtsp")
#define SIP(F)  TXT(F, "sip")
#define SMTP(F) TXT(F, "smtp")
#define SSH(F)  TXT(F, "ssh")
SN_FIELDS(ftp, FTP)
SN_FIELD_TABLE(http, HTTP)
SN_FIELD_TABLE(rtsp, RTSP)
SN_FIELD_TABLE(sip, SIP)
SN_FIELD_TABLE(smtp, SMTP)
SN_FIELD_TABLE(ssh, SSH)

/* A word, and what is behind the blanks behind it; 0 when there is none. */
static size_t token(struct sn_rd *r, const uint8_t **p)
{
    size_t n = 0, left = sn_rd_left(r);

    *p = r->p;
    while (n < left && (*p)[n] > ' ' && (*p)[n] < 0x7f && n <= TOKEN_MAX)
        n++;
    if (n == 0 || n > TOKEN_MAX ||
        (n == left ? r->cut : (*p)[n] != ' ' && ((*p)[n] < 9 || (*p)[n] > 13)))
        return 0;
    (void)sn_rd_skip(r, n);
    while (sn_rd_left(r) && *r->p == ' ')
        (void)sn_rd_skip(r, 1);
    return n;
}

static bool digits3(const uint8_t *p, size_t n)
{
    return n == 3 && p[0] >= '0' && p[0] <= '9' && p[1] >= '0' && p[1] <= '9' && p[2] >= '0' &&
           p[2] <= '9';
}

/* The upper-case letter, or its lower case; anything else as it is. */
static bool same_letter(uint8_t c, uint8_t upper)
{
    return c == upper || (upper >= 'A' && upper <= 'Z' && c == (upper | 0x20));
}

/* One of the words, in whatever case; they are each followed by a blank. */
static bool is_command(const char *words, const uint8_t *p, size_t n)
{
    while (*words) {
        size_t len = strcspn(words, " "), i = 0;

        while (len == n && i < n && same_letter(p[i], (uint8_t)words[i]))
            i++;
        if (len == n && i == n)
            return true;
        words += len + 1;
    }
    return false;
}

/* The first line begins with a command, or has a status of three digits as its second word. */
static bool is_message(struct sn_rd r, const char *commands)
{
    const uint8_t *p;
    size_t n = token(&r, &p);

    if (n == 0)
        return false;
    if (is_command(commands, p, n))
        return true;
    n = token(&r, &p);
    return digits3(p, n);
}

/* A record of the next line, when it is text. False: it is the last. */
static bool line(struct sn_dis *d, struct sn_rd *r)
{
    const uint8_t *p = r->p;
    size_t n = 0, left = sn_rd_left(r);

    while (n < left && ((p[n] >= ' ' && p[n] < 0x7f) || p[n] == '\t'))
        n++;
    if (n < left && p[n] == '\r' && n + 1 < left && p[n + 1] != '\n')
        return false;
    if (n < left && p[n] != '\n' && p[n] != '\r')
        return false;
    if (n == left || (p[n] == '\r' && n + 1 == left)) {
        if (r->cut)
            (void)!sn_rd_need(r, left + 1);
        else if (n == left)
            sn_rec_bytes(d, LINE, sn_rd_off(r), n, p, n)->flags = SN_REC_BAD;
        return false;
    }
    sn_rec_bytes(d, LINE, sn_rd_off(r), n, p, n);
    return sn_rd_skip(r, n + (p[n] == '\r' ? 2 : 1));
}

static void lines(struct sn_dis *d, struct sn_rd *r, const char *commands)
{
    bool all = d->want & (SN_WANT_VERBOSE | SN_WANT_FIELDS);

    if (commands && !is_message(*r, commands))
        return;
    sn_rec_made(d, MESSAGE, 0)->flags |= SN_REC_TEXT;
    while ((sn_rd_left(r) || r->cut) && line(d, r) && all)
        ;
}

static const char http_commands[] =
    "GET POST HEAD PUT OPTIONS CONNECT DELETE TRACE COPY LOCK MOVE POLL BCOPY BMOVE MKCOL LABEL "
    "MERGE SEARCH UNLOCK REPORT UPDATE NOTIFY BDELETE CHECKIN PROPFIND CHECKOUT CCM_POST SUBSCRIBE "
    "PROPPATCH BPROPFIND BPROPPATCH UNCHECKOUT MKACTIVITY MKWORKSPACE UNSUBSCRIBE RPC_CONNECT "
    "VERSION-CONTROL BASELINE-CONTROL ";

static const char rtsp_commands[] = "OPTIONS DESCRIBE ANNOUNCE GET_PARAMETER SET_PARAMETER SETUP "
                                    "PLAY PAUSE RECORD REDIRECT TEARDOWN ";

static const char sip_commands[] =
    "INVITE ACK BYE CANCEL REGISTER INFO PRACK REFER MESSAGE PUBLISH "
    "UPDATE QAUTH SPRACK OPTIONS NOTIFY SUBSCRIBE DO ";

static void http_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    lines(d, r, http_commands);
}

static void rtsp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    lines(d, r, rtsp_commands);
}

static void sip_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd in = sn_inside(r, len);

    lines(d, &in, sip_commands);
    sn_stop(r, &in);
}

/* Whatever is text. */
static void plain_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    lines(d, r, NULL);
}

/* The line with which both ends begin (RFC 4253 4.2); all else is binary. */
static void ssh_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    static const char begin[] = {'S', 'S', 'H', '-'};
    unsigned i;
    uint8_t b;

    (void)len;
    for (i = 0; i < sizeof begin; i++) {
        if (!sn_rd_peek(r, i, &b))
            return;
        if (b != (uint8_t)begin[i])
            return;
    }
    (void)line(d, r);
}

static enum sn_then txt_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), part = {0};

    for (const char *c = l->proto->name; *c; c++)
        sn_put_c(t->b, (char)(*c - 'a' + 'A'));
    if (!sn_find(&v, MESSAGE))
        return SN_TEXT_DONE;
    if (t->o->verbose)
        sn_put_f(t->b, ", length: %u", l->len);
    while (sn_each(&v, LINE, &part)) {
        sn_put_s(t->b, t->o->verbose ? "\n\t" : ": ");
        sn_put_mem(t->b, part.rec->p, part.rec->n);
        if (part.rec->flags & SN_REC_BAD)
            sn_cut_short(t);
        if (!t->o->verbose || sn_is_cut(t))
            return SN_TEXT_DONE;
    }
    if (l->flags & SN_LAYER_TRUNCATED)
        sn_cut(t);
    return SN_TEXT_DONE;
}

/* Over TCP a colon stands in front. */
static enum sn_then tcp_text(struct sn_text *t, const struct sn_layer *l)
{
    sn_put_lit(t->b, ": ");
    return txt_text(t, l);
}

static enum sn_then ssh_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    const struct sn_rec *q = sn_find(&v, LINE);

    if (!q && l->flags & (SN_LAYER_TRUNCATED | SN_LAYER_MALFORMED))
        sn_cut(t);
    if (q && !(q->flags & SN_REC_BAD)) {
        sn_put_lit(t->b, ": SSH: ");
        sn_put_mem(t->b, q->p, q->n);
    }
    return SN_TEXT_DONE;
}

#define ftp_dissect  plain_dissect
#define smtp_dissect plain_dissect
#define ftp_text     tcp_text
#define http_text    tcp_text
#define rtsp_text    tcp_text
#define sip_text     txt_text
#define smtp_text    tcp_text
SN_PROTO(ftp, "File Transfer Protocol", {.table = &sn_tab_tcp, .value = 21})
SN_PROTO(http, "Hypertext Transfer Protocol", {.table = &sn_tab_tcp, .value = 80},
         {.table = &sn_tab_tcp, .value = 8080})
SN_PROTO(rtsp, "Real Time Streaming Protocol", {.table = &sn_tab_tcp, .value = 554},
         {.table = &sn_tab_tcp, .value = 8554})
SN_PROTO(sip, "Session Initiation Protocol", {.table = &sn_tab_udp, .value = 5060})
SN_PROTO(smtp, "Simple Mail Transfer Protocol", {.table = &sn_tab_tcp, .value = 25})
SN_PROTO(ssh, "SSH Protocol", {.table = &sn_tab_tcp, .value = 22})
