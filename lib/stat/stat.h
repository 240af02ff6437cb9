/* The statistics' insides: what stat.c, part.c and tree.c fill and top.c and report.c read. */
#ifndef STAT_STAT_H
#define STAT_STAT_H

#include "dis/plain.h"
#include "flow/dense.h"
#include "sn/flow.h"
#include "sn/stat.h"
#include "sn/stream.h"
#include "stat/extract.h"
#include "stat/sketch.h"
#include "stat/values.h"

/* ---- the tree of protocols ---- */

#define TREE_KNOWN 7 /* bits */

/* Numbers instead of pointers, since the array moves. 0 is the root. */
struct node {
    const struct sn_proto *proto;
    uint32_t up, child, sibling; /* parent, first child, next child of the parent; 0: none */
    struct sn_stat_sum sum;
};

struct tree {
    struct node *node;
    uint32_t n, room;
    struct tree_known { /* where children were found */
        const struct sn_proto *proto;
        uint32_t up, node;
    } known[1 << TREE_KNOWN];
};

/* False without memory. */
bool sn_stat_tree_init(struct tree *t);
void sn_stat_tree_free(struct tree *t);
bool sn_stat_tree_count(struct tree *t, const struct sn_dissection *x, uint32_t bytes);
bool sn_stat_tree_join(struct tree *t, const struct tree *other);

/* Packets of these n layers. False without memory. */
bool sn_stat_tree_add(struct tree *t, const struct sn_proto *const *layer, unsigned n,
                      struct sn_stat_sum sum);

/* The child of node `up` for proto, made when it isn't there; 0 without memory. */
uint32_t sn_stat_tree_child(struct tree *t, uint32_t up, const struct sn_proto *proto);

/* ---- tables ---- */

/* Entries of the tables: a key, and what is counted. A host's key is its address as it is in a
 * flow's key, and its version of IP. */
struct host_key {
    uint64_t a[2];
    uint64_t version;
};

/* Packets of conversations that have a place are counted there, and once more for their hosts and
 * ports when these are asked for: see sn_stat_settle(). `own` is what was counted otherwise. */
struct host {
    struct host_key key;
    struct sn_stat_sum sent, received; /* all of it */
    struct sn_stat_sum own_sent, own_received;
};

struct conv {
    struct sn_flow_key key;
    struct sn_stat_sum a_b, b_a;
    int64_t first, last;
    uint64_t b_began;             /* the first packet came from b */
    struct host *a_host, *b_host; /* NULL: it has no place in its table, or counts for itself */
};

/* ---- measures that need no order ---- */

struct interval {
    int64_t number; /* from 1970 on, in intervals; the key */
    struct sn_stat_sum sum;
};

/* Packets over time. */
struct rate {
    int64_t width; /* of an interval, ns */
    struct sn_dense table;
    struct interval *last; /* the last packet's, which begins at `from`; NULL: unknown */
    int64_t from;
};

#define PORT_PROTOS 3 /* TCP, UDP, SCTP */

struct port {
    struct sn_stat_sum sent, received;
};

struct ports {
    struct port *of[PORT_PROTOS]; /* 65,536 each; NULL: none was seen */
};

/* The first name of a flow: entries of the table of them. */
struct name_key {
    struct sn_flow_key flow;
    uint64_t index; /* as in struct sn_flow_conn */
};

struct name {
    struct name_key key;
    const char *text;
    uint32_t n;
    uint32_t kind; /* enum sn_stat_kind */
};

/* ---- a thread's part ---- */

/* What a packet adds to the tables. */
struct seen {
    struct sn_flow_key key;
    uint64_t conv, a, b; /* hashes of the conversation and of the hosts a and b */
    int64_t ts;
    uint32_t len;
    bool reverse; /* from b to a */
    /* A TCP segment of a packet that was not dissected, to be marked: as in struct sn_segment. */
    bool marked;
    uint8_t flags, noptions;
    uint16_t window;
    uint32_t seq, ack, payload;
    const uint8_t *options;
    uint64_t tcp; /* the key's hash for sn_flow_mark() */
};

/* What a packet adds to flows and layers: its segments, its memos and what it says follow
 * those of the packet in front. */
struct tracked {
    uint32_t seen;       /* how many of struct seen are of packets in front of it */
    struct sn_ends ends; /* in the packet */
    const uint8_t *data; /* the packet */
    int64_t ts;
    uint32_t len, caplen, linktype;
    uint32_t n; /* segments */
    uint32_t memos;
    uint32_t derived;
    uint32_t extracts; /* what it says ends in front of this */
    uint8_t frag;      /* segments in fragments: a bit each */
    bool plain;        /* it was not dissected: its segment is marked as a packet that was seen */
};

/* Packets that were not dissected, by their layers: a VLAN tag, IPv6, UDP, data. */
#define PLAIN_KINDS 16

#define REPEAT_WINDOW 5 /* packets that one is compared with; as editcap -d */

/* A packet that others may repeat. */
struct repeat {
    const uint8_t *data;
    uint64_t tag; /* equal for equal packets */
    uint32_t caplen, len;
    bool seen; /* it repeats one itself */
};

struct repeats {
    uint32_t n;                         /* packets since sn_stat_part_begin() */
    struct repeat first[REPEAT_WINDOW]; /* the first of them */
    struct repeat last[REPEAT_WINDOW];  /* a ring: packet i is at i % REPEAT_WINDOW */
    uint64_t tag[REPEAT_WINDOW];        /* their tags, for a look at all of them at once */
    uint32_t at;                        /* n % REPEAT_WINDOW */
    uint64_t found;                     /* that repeat one, in all */
};

struct repeat_kept {
    struct repeat x;
    uint8_t *bytes;
    uint32_t room;
};

struct sn_stat_part {
    struct sn_stat *stat;
    struct sn_dis *dis;
    struct sn_dis *deep; /* for all fields of packets that say more; NULL: not wanted */
    bool plain;          /* packets whose headers say all are not dissected */
    struct sn_stat_sum kind[PLAIN_KINDS]; /* … what these add to the tree */
    struct sn_stat_totals totals;
    struct tree tree;
    struct sn_stat_bin sizes[SN_STAT_SIZES];
    struct rate rate;
    struct ports ports;
    struct seen *seen; /* of the packets since sn_stat_part_begin() */
    uint32_t n, room;
    struct tracked *tracked;     /* likewise */
    struct sn_segment *segments; /* of all of them */
    uint32_t ntracked, tracked_room, nsegments, segment_room;
    struct sn_memo *memos; /* likewise */
    uint32_t nmemos, memo_room;
    struct sn_derived *derived; /* likewise, those of TCP */
    uint32_t nderived, derived_room;
    struct extract_list extracts; /* of all of them */
    struct sn_stat_sum *vlan;     /* by ID; NULL: none was seen */
    struct repeats repeats;
    uint64_t checksums; /* that are wrong */
    bool failed;        /* for want of memory */
};

/* ---- all ---- */

struct sn_stat {
    uint32_t want; /* SN_STAT_… */
    struct sn_stat_totals totals;
    struct tree tree;
    struct sn_stat_bin sizes[SN_STAT_SIZES];
    struct rate rate;
    struct ports ports, own_ports; /* all of it, and what conversations don't count */
    struct sn_dense hosts, convs;
    _Atomic bool unsettled;               /* something was counted since sn_stat_settle(), */
    bool settled;                         /* which was called before */
    bool apart;                           /* conversations count for nothing else */
    struct sketch more_hosts, more_convs; /* … and of what has no room there */
    struct sn_stat_sum other_hosts, other_convs;
    uint32_t max_flows;
    struct sn_flow *flow;       /* NULL: not wanted */
    struct sn_stat_flow *ended; /* those that lib/flow has forgotten */
    uint32_t nended, ended_room;
    struct sn_stat_sum other_flows; /* … and that found no room there */
    struct sn_stat_tcp tcp;         /* of those that were forgotten */
    bool closing;                   /* nothing is kept any more */
    int64_t idle, active;           /* time-outs of flows, ns; 0: none */
    struct sn_dense names;          /* of flows */
    struct extract_fields fields;   /* of what packets say */
    struct values values;
    struct layer_memory *layers;            /* what they need; NULL: no layer is taken */
    struct sn_stat_sum *vlan;               /* 4096; NULL: none was seen */
    struct repeat_kept kept[REPEAT_WINDOW]; /* a ring: the last packets, nkept from kept_at on */
    uint32_t nkept, kept_at;
    struct sn_stat_talk dns, http, tls, arp;
    uint64_t note[SN_STAT_NOTES];
    int64_t interval;           /* as it was asked for */
    struct sn_stat_parts parts; /* that were saved, and added */
};

#define STAT_VLANS 4096

/* What of the wanted packets say. */
#define STAT_HEARD                                                                                 \
    (SN_STAT_DNS | SN_STAT_HTTP | SN_STAT_TLS | SN_STAT_ARP | SN_STAT_NOTE | SN_STAT_NAME |        \
     SN_STAT_PROCESS)

static inline void sn_stat_count(struct sn_stat_sum *sum, uint64_t bytes)
{
    sum->packets++;
    sum->bytes += bytes;
}

/* measure.c; false without memory. */
bool sn_stat_measure(struct sn_stat_part *p, const struct sn_pkt *k);
bool sn_stat_measure_ends(struct sn_stat_part *p, const struct sn_ends *e, uint32_t len);
bool sn_stat_measure_join(struct sn_stat *s, const struct sn_stat_part *p);
bool sn_stat_rate_init(struct rate *r, int64_t width);
void sn_stat_rate_free(struct rate *r);
int64_t sn_stat_interval_begin(const struct rate *r, int64_t number); /* when it begins */
void sn_stat_ports_free(struct ports *p);
/* A packet of a conversation without a place, in the part; false without memory. */
bool sn_stat_ports_count(struct sn_stat_part *p, const struct sn_flow_key *k, bool reverse,
                         uint32_t len);
bool sn_stat_ports_init(struct sn_stat *s);              /* room for sums; false without memory */
void sn_stat_ports_begin(struct sn_stat *s, bool again); /* sums begin with what is own, */
void sn_stat_ports_conv(struct ports *p, const struct conv *c); /* … and take a conversation's */
bool sn_stat_ports_keep(struct sn_stat *s); /* all becomes own; false without memory */
uint8_t sn_stat_port_proto(unsigned which);

/* flows.c */
enum sn_err sn_stat_flow_init(struct sn_stat *s, struct sn_diag *d);
void sn_stat_flow_free(struct sn_stat *s);
bool sn_stat_flow_note(struct sn_stat_part *p, const struct sn_pkt *k, uint32_t linktype,
                       const struct sn_dissection *x); /* false without memory */
bool sn_stat_flow_plain(struct sn_stat_part *p, const struct sn_pkt *k, uint32_t linktype,
                        const struct sn_plain *x); /* the same of one that was not dissected */
void sn_stat_flow_stage(struct sn_stat *s, struct sn_stat_part *p);

/* The flows, or TCP's alone, in memory of the caller's; NULL without memory. */
struct sn_stat_flow *sn_stat_flow_records(const struct sn_stat *s, bool tcp, uint32_t *n);

/* tables.c: the stages of the tables. */
void sn_stat_stage_hosts(struct sn_stat *s, const struct sn_stat_part *p);
void sn_stat_stage_convs(struct sn_stat *s, struct sn_stat_part *p);
/* Before hosts' and ports' sums are read: adds what conversations count. */
void sn_stat_settle(struct sn_stat *s);
/* From now on conversations count for nothing else: sums are added that hold them already. */
bool sn_stat_set_apart(struct sn_stat *s); /* false without memory */

/* repeats.c */
void sn_stat_repeats_note(struct sn_stat_part *p, const struct sn_pkt *k);
void sn_stat_repeats_stage(struct sn_stat *s, struct sn_stat_part *p);
void sn_stat_repeats_free(struct sn_stat *s);

/* layers.c: what packets say, in the order of the stream. */
enum sn_err sn_stat_layers_init(struct sn_stat *s, struct sn_diag *d);
void sn_stat_layers_free(struct sn_stat *s);
/* What is unusual of the TCP segments of packets i to n - 1 that were not dissected. */
void sn_stat_mark(struct sn_stat *s, const struct sn_stat_part *p, uint32_t i, uint32_t n);
/* What a packet says; x has the segments, seen n of what they are in their flows. */
void sn_stat_take_layers(struct sn_stat *s, const struct sn_stat_part *p, const struct tracked *t,
                         uint32_t from, struct sn_dissection *x, const struct sn_flow_seen *seen,
                         uint32_t n);
bool sn_stat_vlan_add(struct sn_stat_sum **vlan, unsigned id, struct sn_stat_sum sum);
bool sn_stat_vlan_join(struct sn_stat_sum **vlan, const struct sn_stat_sum *from);

void sn_stat_add_sum(struct sn_stat_sum *to, struct sn_stat_sum a);
void sn_stat_add_times(struct sn_stat_times *to, const struct sn_stat_times *a);

/* Adds up: part.c, values.c, measure.c, flows.c. False, or nothing kept, without memory. */
void sn_stat_add_totals(struct sn_stat_totals *t, const struct sn_stat_totals *o);
/* Makes a table's sketch when there is none. False without memory. */
bool sn_stat_sketch_begin(struct sketch *k, const struct sn_dense *t);

/* Where a key is counted that its table has no room for; NULL without memory. */
void *sn_stat_overflow(struct sketch *k, const struct sn_dense *t, const void *key, uint64_t h,
                       uint64_t bytes);
bool sn_stat_rate_join(struct rate *to, const struct rate *from);
bool sn_stat_rate_add(struct rate *to, const struct interval *v); /* of the same width */
void sn_stat_bin_add(struct sn_stat_bin *to, const struct sn_stat_bin *from);
bool sn_stat_ports_add(struct sn_stat *s, unsigned which, unsigned port, struct sn_stat_sum sent,
                       struct sn_stat_sum received);
void sn_stat_flow_add(struct sn_stat *s, const struct sn_stat_flow *r);

/* The intervals in the order of time, in memory of the caller's; NULL without memory. */
const struct interval **sn_stat_intervals(const struct sn_stat *s);

/* More bytes first, then more packets: < 0 when that is a. */
int sn_stat_by_sum(struct sn_stat_sum a, struct sn_stat_sum b);

#endif
