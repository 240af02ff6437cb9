/*
 * The traffic generator's parts: chance (repeatable), packets as bytes, flows, output.
 *
 * A flow is a conversation of two hosts in one protocol; each call of flow_step emits its next
 * packet and says whether there is more. The same seed gives the same file on every machine: no
 * floating point, no libc randomness, no clock.
 */
#ifndef GEN_H
#define GEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- chance: gen.c ---- */

uint64_t rnd64(void);

/* 0 … n - 1, n > 0. */
uint32_t rnd(uint32_t n);

/* True in `percent` of the calls. */
bool chance(uint32_t percent);

/* 2^lo … 2^hi - 1, each power of two as likely as the next: sizes of what the Internet carries. */
uint32_t rnd_log(uint32_t lo, uint32_t hi);

/* 0 … n - 1 by Zipf's law, n at most 4096: the k-th in 1/k of the cases of the first. */
uint32_t rnd_zipf(uint32_t n);

/* n bytes that don't compress. Valid for n up to 65536. */
const uint8_t *rnd_bytes(void);

/* The same, or text, for what a flow of this number carries. */
const uint8_t *rnd_payload(uint32_t flow);

/* ---- one packet under construction: genpkt.c ---- */

struct pkt {
    uint8_t b[2048]; /* network layer, without the link header */
    size_t n;
    uint16_t ethertype;
    uint16_t vlan;   /* 0: untagged */
    uint8_t mac[12]; /* destination, source */
    bool inward;     /* received by the capturing host: padded, "host" in cooked headers */
};

struct host {
    uint8_t mac[6];
    uint8_t ip[16];
    uint16_t port;
    uint16_t ip_id;
    uint8_t ttl;
};

void put8(struct pkt *p, uint32_t v);
void put16(struct pkt *p, uint32_t v);
void put32(struct pkt *p, uint32_t v);
void put_mem(struct pkt *p, const void *s, size_t n);

/* Begins a packet from one host to another with the IP header; protocol is that behind it. */
void ip_begin(struct pkt *p, const struct host *from, const struct host *to, bool v6,
              uint8_t protocol);

/* Sets lengths and checksums: everything behind the IP header is there. */
void ip_end(struct pkt *p, struct host *from, bool v6, uint8_t protocol);

enum { P_ICMP = 1, P_TCP = 6, P_UDP = 17, P_ICMP6 = 58 };

/* ---- flows: genflow.c, gentcp.c, gendns.c ---- */

enum kind { K_TCP, K_UDP, K_QUIC, K_DNS, K_PING, K_ARP, K_ND, KINDS };

struct tcp {
    uint32_t next[2], acked[2]; /* sequence numbers: sent, acknowledged by the other side */
    uint32_t want[2];           /* bytes still to be sent in this round */
    uint32_t hole, hole_len;    /* a lost segment of side 1 that is still to be sent again */
    uint32_t ts0[2];
    uint16_t mss;
    uint8_t phase, rounds, unacked, dups;
    bool ts_ok, rst;
};

struct flow {
    enum kind kind;
    bool v6;
    uint16_t vlan;
    struct host h[2]; /* client, server */
    uint32_t step, steps;
    uint16_t id;
    struct tcp tcp;
    char name[80]; /* DNS */
    uint16_t qtype;
};

/* A new flow of a kind between hosts chosen by chance. */
void flow_new(struct flow *f, enum kind kind);

/* The next packet at time ts (ns) into p; false when it was the last. */
bool flow_step(struct flow *f, struct pkt *p, int64_t ts);

/* A ClientHello, the first segment of connection number k: genhello.c. */
void hello_packet(struct pkt *p, uint32_t k);

void tcp_new(struct flow *f);
bool tcp_step(struct flow *f, struct pkt *p, int64_t ts);
void dns_new(struct flow *f);
bool dns_step(struct flow *f, struct pkt *p);

/* ---- the file: genout.c ---- */

struct out_opts {
    bool ng, swapped, nano;
    uint32_t link;    /* LINKTYPE_… number: 0, 1, 101, 108, 113, 276 */
    uint32_t snaplen; /* packets are cut to it */
    bool comments;    /* pcapng: a second interface, comments, statistics */
};

void out_begin(const struct out_opts *o);

/* False when this link type can't carry it (ARP in raw IP). */
bool out_packet(const struct pkt *p, int64_t ts);
uint64_t out_bytes(void);
void out_end(int64_t ts);

#endif
