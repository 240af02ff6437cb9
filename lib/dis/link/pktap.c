/*
 * Apple's PKTAP: in front of a packet stand its interface, and the process that it is of (XNU's
 * bsd/net/pktap.h). All is in the order of bytes of the machine, which has been little endian for
 * long. macOS writes it as the link type USER2.
 */
#include "dis/link/dlt.h"

enum { HDR = 108, WORDS = 12, REC_NONE = 0, REC_PACKET = 1 };

static const struct sn_val types[] = {{REC_NONE, "None"}, {REC_PACKET, "Packet"}, {0, NULL}};

#define PKTAP(F)                                                                                   \
    F(HDRLEN, "pktap.hdrlen", LE32, "Header length", .unit = "bytes")                              \
    F(TYPE, "pktap.rectype", LE32, "Record type", .vals = types)                                   \
    F(DLT, "pktap.dlt", LE32, "DLT")                                                               \
    F(IFNAME, "pktap.ifname", STR, "Interface name", .width = 24, .step = 24)                      \
    F(FLAGS, "pktap.flags", LE32, "Flags", .base = SN_HEX)                                         \
    F(FAMILY, "pktap.pfamily", LE32, "Protocol family")                                            \
    F(LLHDRLEN, "pktap.llhdrlen", LE32, "Link-layer header length", .unit = "bytes")               \
    F(LLTRLRLEN, "pktap.lltrlrlen", LE32, "Link-layer trailer length", .unit = "bytes")            \
    F(PID, "pktap.pid", LE32, "Process ID")                                                        \
    F(CMDNAME, "pktap.cmdname", STR, "Command name", .width = 20, .step = 20)                      \
    F(SVC_CLASS, "pktap.svc_class", LE32, "Service class")                                         \
    F(IFTYPE, "pktap.iftype", LE16, "Interface type")                                              \
    F(IFUNIT, "pktap.ifunit", LE16, "Interface unit")                                              \
    F(EPID, "pktap.epid", LE32, "Effective process ID")                                            \
    F(ECMDNAME, "pktap.ecmdname", STR, "Effective command name", .width = 20, .step = 20)
SN_FIELDS(pktap, PKTAP)

/* A name ends with its first zero. */
static void end_name(struct sn_dis *d, unsigned field)
{
    struct sn_rec *q = sn_rec_of(d, field);

    q->n = (uint32_t)strnlen((const char *)q->p, q->n);
}

/* The header; it is behind its first words that tcpdump looks at its length. False: it is cut, or
 * wrong. */
static bool header(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t n;

    if (len < HDR || !sn_rd_need(r, WORDS) || !sn_header(d, r, HDRLEN, DLT))
        return false;
    n = (uint32_t)sn_u(d, HDRLEN);
    if (n < HDR) {
        sn_text_only(d, d->cur->first + TYPE);
        sn_malformed(r);
        return false;
    }
    if (!sn_rd_need(r, HDR - WORDS) || !sn_header(d, r, IFNAME, ECMDNAME))
        return false;
    end_name(d, IFNAME);
    end_name(d, CMDNAME);
    end_name(d, ECMDNAME);
    if (n > len)
        sn_malformed(r);
    return n <= len;
}

static void pktap_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    const struct sn_proto *p;
    uint32_t n;

    if (!header(d, r, len))
        return;
    n = (uint32_t)sn_u(d, HDRLEN);
    if (!sn_rd_skip(r, n - HDR))
        return;
    p = sn_dlt_proto(d, (uint32_t)sn_u(d, DLT));
    d->linklen = (uint32_t)sn_rd_off(r);
    if (sn_u(d, TYPE) != REC_PACKET)
        return;
    d->linklen += sn_dlt_linklen(p);
    sn_next_proto(d, p, r, len - n);
}

/* ---- text ---- */

static void header_text(struct sn_text *t, const struct sn_layer *l, const struct sn_view *v)
{
    sn_put_f(t->b, t->o->quiet ? "%s" : "DLT %s", sn_dlt_name((uint32_t)sn_opt(v, DLT)));
    if (!t->o->quiet)
        sn_say(t, v, " ({}) len {d}", DLT, HDRLEN);
    sn_put_f(t->b, ", length %u: ", l->len);
}

/* What is wrong with the length that the header says. False: nothing. */
static bool wrong_length(struct sn_text *t, const struct sn_layer *l, uint64_t n)
{
    if (n < HDR)
        sn_put_f(t->b, " (pkt_len too small, %u < %u) (invalid)", (unsigned)n, HDR);
    else if (n > l->len)
        sn_put_f(t->b, " (pkt_len too big, %u > %u) (invalid)", (unsigned)n, l->len);
    return n < HDR || n > l->len;
}

static enum sn_then pktap_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    bool packet = sn_opt(&v, TYPE) == REC_PACKET, known = sn_text_claimed(t, l);

    if (l->len < HDR) {
        sn_put_f(t->b, " (packet too short, %u < %u) (invalid)", l->len, HDR);
        return SN_TEXT_DONE;
    }
    if (sn_find(&v, HDRLEN) && wrong_length(t, l, sn_opt(&v, HDRLEN)))
        return SN_TEXT_DONE;
    if (l->flags)
        return SN_TEXT_CUT_SHORT;
    if (t->o->link || (packet && !known))
        header_text(t, l, &v);
    if (!packet) {
        if (sn_opt(&v, TYPE) == REC_NONE)
            sn_put_lit(t->b, "no data");
        return SN_TEXT_DONE;
    }
    if (!known)
        sn_text_dump(t);
    return SN_TEXT_INNER;
}

SN_PROTO(pktap, "PKTAP packet header", {.table = &sn_tab_link, .value = SN_LINK_PKTAP},
         {.table = &sn_tab_link, .value = SN_LINK_USER2})
