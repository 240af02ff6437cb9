/*
 * A connection as a conversation: what its two ends sent, in order, as text, in hexadecimal or as
 * it is.
 *
 * TCP's bytes are put in order (sn/reasm.h): each is there once, and what is missing is said. Of
 * UDP each datagram is a turn, of TLS that secrets open each record. Node 0 is who sent the first
 * packet. The text is laid out as by tshark -z follow; bytes that are no printable ASCII are dots.
 */
#ifndef SN_FOLLOW_H
#define SN_FOLLOW_H

#include "sn/buf.h"
#include "sn/dis.h"
#include "sn/io.h"
#include "sn/pcap.h"
#include "sn/secrets.h"

enum sn_follow_form { SN_FOLLOW_ASCII, SN_FOLLOW_HEX };

struct sn_follow_opts {
    bool udp;        /* a flow of UDP, not a connection of TCP */
    bool chosen;     /* sn_follow_choose() says which, not `udp` and `number` */
    uint32_t number; /* its tcp.stream or udp.stream */
    uint8_t form;    /* enum sn_follow_form */
    /* What TLS is opened with, as struct sn_streams_opts has it: then parts of streams are there,
     * as bytes, and of what they were opened is shown only what was inside. NULL: nothing. */
    const struct sn_secrets *secrets;
    bool color; /* node 0 red, node 1 blue (sn/terminal.h) */
    /* Not NULL: what node 0 and node 1 sent is written to these, the caller's, and no text is made.
     */
    struct sn_sink *side[2];
};

struct sn_follow;

/* *o is copied. SN_ENOMEM. */
SN_API enum sn_err sn_follow_new(struct sn_follow **out, const struct sn_follow_opts *o,
                                 struct sn_diag *d) SN_MUST;
SN_API void sn_follow_free(struct sn_follow *f);

/* What must be wanted of dissections. */
SN_API uint32_t sn_follow_want(void);

/* The number, or "udp:NUMBER"; false: it is none of these. */
SN_API bool sn_follow_number(struct sn_follow_opts *o, const char *word);

/* With `chosen`: the connection or flow that the packet belongs to is followed from here on, unless
 * one is already, or it belongs to none. */
SN_API void sn_follow_choose(struct sn_follow *f, const struct sn_dissection *x);

/* The next packet of the stream, of which sn_flow_derive() has said to which connections it
 * belongs: appends what it adds to the conversation. Fails when a side can't be written. */
SN_API enum sn_err sn_follow_packet(struct sn_follow *f, const struct sn_dissection *x,
                                    const struct sn_pkt *p, struct sn_buf *b,
                                    struct sn_diag *d) SN_MUST;

/* Behind the last packet: appends what waited for missing bytes, and the last line. SN_EUSAGE:
 * there was no such connection. */
SN_API enum sn_err sn_follow_end(struct sn_follow *f, struct sn_buf *b, struct sn_diag *d) SN_MUST;

#endif
