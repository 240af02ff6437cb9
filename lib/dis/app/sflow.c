/* sFlow, version 5 (sFlow.org, 2004): samples of packets, and counters. */
#include "dis/proto.h"

enum { PORT = 6343, VERSION5 = 5, HDR4 = 28, HDR6 = 40, TLV_HDR = 8, IPV4_AGENT = 1, IPV6_AGENT };
enum { FLOW = 1, COUNTER, FLOW_EXPANDED, COUNTER_EXPANDED };
enum { RAW = 1, ETHERNET = 2, SWITCH = 1001 };
enum { GENERIC = 1, ETHER_COUNTER = 2, VG = 4, VLAN = 5, PROCESSOR = 1001 };

static const struct sn_val samples[] = {
    {FLOW, "flow sample"},
    {COUNTER, "counter sample"},
    {FLOW_EXPANDED, "expanded flow sample"},
    {COUNTER_EXPANDED, "expanded counter sample"},
    {0, NULL},
};
static const struct sn_val flows[] = {
    {RAW, "Raw packet"},
    {ETHERNET, "Ethernet frame"},
    {3, "IPv4 Data"},
    {4, "IPv6 Data"},
    {SWITCH, "Extended Switch data"},
    {1002, "Extended Router data"},
    {1003, "Extended Gateway data"},
    {1004, "Extended User data"},
    {1005, "Extended URL data"},
    {1006, "Extended MPLS data"},
    {1007, "Extended NAT data"},
    {1008, "Extended MPLS tunnel"},
    {1009, "Extended MPLS VC"},
    {1010, "Extended MPLS FEC"},
    {1011, "Extended MPLS LVP FEC"},
    {1012, "Extended VLAN Tunnel"},
    {0, NULL},
};
static const struct sn_val counters[] = {
    {GENERIC, "Generic counter"},
    {ETHER_COUNTER, "Ethernet counter"},
    {3, "Token ring counter"},
    {VG, "100 BaseVG counter"},
    {VLAN, "Vlan counter"},
    {PROCESSOR, "Processor counter"},
    {0, NULL},
};
static const struct sn_val protocols[] = {{1, "Ethernet"}, {11, "IPv4"}, {12, "IPv6"}, {0, NULL}};
static const struct sn_val directions[] = {{0, "unknown"}, {1, "full-duplex"}, {2, "half-duplex"},
                                           {3, "in"},      {4, "out"},         {0, NULL}};

#define SFLOW(F)                                                                                   \
    F(DGRAM, "sflow_245.version", U32, "Datagram version")                                         \
    F(AGENT_TYPE, "sflow_245.agenttype", U32, "Agent address type")                                \
    F(AGENT, "sflow_245.agent", IPV4, "Agent address")                                             \
    F(AGENT6, "sflow_245.agent.v6", IPV6, "Agent address")                                         \
    F(SUB, "sflow_245.sub_agent_id", U32, "Sub-agent ID")                                          \
    F(SEQ, "sflow_245.sequence_number", U32, "Sequence number")                                    \
    F(UPTIME, "sflow_245.sysuptime", U32, "SysUptime", .unit = "ms")                               \
    F(COUNT, "sflow_245.numsamples", U32, "NumSamples")                                            \
    F(SAMPLE, "sn.sflow.sample", GROUPS, "Sample")                                                 \
    F(ENTERPRISE, "sflow.enterprise", P32, "Enterprise", .mask = 0xfffff000)                       \
    F(TYPE, "sflow_245.sampletype", U32, "sFlow sample type", .mask = 0xfff, .vals = samples)      \
    F(LEN, "sflow_5.sample_length", U32, "Sample length", .unit = "bytes")                         \
    F(SAMPLE_DUMP, "sn.sflow.sample.dump", BYTES, NULL)                                            \
    F(RECORD_DUMP, "sn.sflow.record.dump", BYTES, NULL)                                            \
    F(BAD, "sn.sflow.invalid", UINT, NULL)                                                         \
    F(F_SEQ, "sflow.flow_sample.sequence_number", U32, "Sequence number")                          \
    F(F_CLASS, "sflow.flow_sample.source_id_class", P32, "Source ID class", .mask = 0xff000000)    \
    F(F_INDEX, "sflow.flow_sample.index", U32, "Index", .mask = 0xffffff)                          \
    F(F_RATE, "sflow.flow_sample.sampling_rate", U32, "Sampling rate")                             \
    F(F_POOL, "sflow.flow_sample.sample_pool", U32, "Sample pool")                                 \
    F(F_DROPS, "sflow.flow_sample.dropped_packets", U32, "Dropped packets")                        \
    F(F_IN, "sflow.flow_sample.input_interface", U32, "Input interface (ifIndex)")                 \
    F(F_OUT_FMT, "sflow.flow_sample.output_interface_format", P32, "Output interface format",      \
      .mask = 0xc0000000)                                                                          \
    F(F_OUT_VAL, "sflow.flow_sample.output_interface_value", P32, "Output interface value",        \
      .mask = 0x3fffffff)                                                                          \
    F(F_OUT, "sflow.flow_sample.output_interface", U32, "Output interface (ifIndex)")              \
    F(F_RECORDS, "sflow.flow_sample.flow_record", U32, "Flow record")                              \
    F(E_SEQ, "sflow.flow_sample.sequence_number", U32, "Sequence number")                          \
    F(E_CLASS, "sflow.flow_sample.source_id_type", U32, "Source ID type")                          \
    F(E_INDEX, "sflow.flow_sample.source_id_index", U32, "Source ID index")                        \
    F(E_RATE, "sflow.flow_sample.sampling_rate", U32, "Sampling rate")                             \
    F(E_POOL, "sflow.flow_sample.sample_pool", U32, "Sample pool")                                 \
    F(E_DROPS, "sflow.flow_sample.dropped_packets", U32, "Dropped packets")                        \
    F(E_IN_FMT, "sflow.flow_sample.input_interface_format", U32, "Input interface format")         \
    F(E_IN, "sflow.flow_sample.input_interface_value", U32, "Input interface value")               \
    F(E_OUT_FMT, "sflow.flow_sample.output_interface_format", U32, "Output interface format")      \
    F(E_OUT, "sflow.flow_sample.output_interface_value", U32, "Output interface value")            \
    F(E_RECORDS, "sflow.flow_sample.flow_record", U32, "Flow record")                              \
    F(C_SEQ, "sflow.counters_sample.sequence_number", U32, "Sequence number")                      \
    F(C_CLASS, "sflow.counters_sample.source_id_type", P32, "Source ID type", .mask = 0xff000000)  \
    F(C_INDEX, "sflow.counters_sample.source_id_index", U32, "Source ID index", .mask = 0xffffff)  \
    F(C_RECORDS, "sflow.counters_sample.counters_records", U32, "Counters records")                \
    F(X_SEQ, "sflow.counters_sample.sequence_number", U32, "Sequence number")                      \
    F(X_CLASS, "sflow.counters_sample.source_id_type", U32, "Source ID type")                      \
    F(X_INDEX, "sflow.counters_sample.source_id_index", U32, "Source ID index")                    \
    F(X_RECORDS, "sflow.counters_sample.counters_records", U32, "Counters records")                \
    F(RECORD, "sn.sflow.record", GROUPS, "Record")                                                 \
    F(FR_ENT, "sflow.enterprise", P32, "Enterprise", .mask = 0xfffff000)                           \
    F(FR_TYPE, "sflow_245.flow_record_format", U32, "Format", .mask = 0xfff, .vals = flows)        \
    F(FR_LEN, "sflow_5.flow_data_length", U32, "Flow data length", .unit = "bytes")                \
    F(CR_ENT, "sflow.enterprise", P32, "Enterprise", .mask = 0xfffff000)                           \
    F(CR_TYPE, "sflow_245.counters_record_format", U32, "Format", .mask = 0xfff, .vals = counters) \
    F(CR_LEN, "sflow_5.flow_data_length", U32, "Flow data length", .unit = "bytes")                \
    F(RAW_PROTO, "sflow_245.header_protocol", U32, "Header protocol", .vals = protocols)           \
    F(RAW_FRAME, "sflow_245.header.frame_length", U32, "Frame Length")                             \
    F(RAW_STRIPPED, "sflow_245.header.payload_stripped", U32, "Payload stripped")                  \
    F(RAW_LEN, "sflow_245.header.sampled_header_length", U32, "Sampled header length")             \
    F(RAW_HEADER, "sflow_245.header", BYTES, "Header of sampled packet")                           \
    F(ETH_LEN, "sflow_245.ethernet.length", U32, "Length of MAC Packet")                           \
    F(ETH_SRC, "sflow_245.ethernet.source_mac_address", ETHER, "Source MAC Address", .pad = 2)     \
    F(ETH_DST, "sflow_245.ethernet.destination_mac_address", ETHER, "Destination MAC Address",     \
      .pad = 2)                                                                                    \
    F(ETH_TYPE, "sflow_245.ethernet.packet_type", U32, "Ethernet Packet Type")                     \
    F(SW_VIN, "sflow_245.vlan.in", U32, "Incoming 802.1Q VLAN")                                    \
    F(SW_PIN, "sflow_245.pri.in", U32, "Incoming 802.1p priority")                                 \
    F(SW_VOUT, "sflow_245.vlan.out", U32, "Outgoing 802.1Q VLAN")                                  \
    F(SW_POUT, "sflow_245.pri.out", U32, "Outgoing 802.1p priority")                               \
    F(IF_INDEX, "sflow_245.ifindex", U32, "Interface index")                                       \
    F(IF_TYPE, "sflow_245.iftype", U32, "Interface Type")                                          \
    F(IF_SPEED, "sflow_245.ifspeed", U64, "Interface Speed")                                       \
    F(IF_DIR, "sflow_245.ifdirection", U32, "Interface Direction", .vals = directions)             \
    F(IF_ADMIN, "sflow_245.ifadmin_status", BIT32, "IfAdminStatus", .mask = 1)                     \
    F(IF_OPER, "sflow_245.ifoper_status", BIT32, "IfOperStatus", .mask = 2)                        \
    F(IF_STATUS, "sn.sflow.ifstatus", U32, "Interface Status")                                     \
    F(IF_INOCT, "sflow_245.ifinoct", U64, "Input Octets")                                          \
    F(IF_INPKT, "sflow_245.ifinpkt", U32, "Input Packets")                                         \
    F(IF_INMC, "sflow_245.ifinmcast", U32, "Input Multicast Packets")                              \
    F(IF_INBC, "sflow_245.ifinbcast", U32, "Input Broadcast Packets")                              \
    F(IF_INDISC, "sflow_245.ifindisc", U32, "Input Discarded Packets")                             \
    F(IF_INERR, "sflow_245.ifinerr", U32, "Input Errors")                                          \
    F(IF_INUNK, "sflow_245.ifinunk", U32, "Input Unknown Protocol Packets")                        \
    F(IF_OUTOCT, "sflow_245.ifoutoct", U64, "Output Octets")                                       \
    F(IF_OUTPKT, "sflow_245.ifoutpkt", U32, "Output Packets")                                      \
    F(IF_OUTMC, "sflow_245.ifoutmcast", U32, "Output Multicast Packets")                           \
    F(IF_OUTBC, "sflow_245.ifoutbcast", U32, "Output Broadcast Packets")                           \
    F(IF_OUTDISC, "sflow_245.ifoutdisc", U32, "Output Discarded Packets")                          \
    F(IF_OUTERR, "sflow_245.ifouterr", U32, "Output Errors")                                       \
    F(IF_PROMISC, "sflow_245.ifpromisc", U32, "Promiscuous Mode")                                  \
    F(D3_ALIGN, "sflow_245.dot3StatsAlignmentErrors", U32, "Alignment Errors")                     \
    F(D3_FCS, "sflow_245.dot3StatsFCSErrors", U32, "FCS Errors")                                   \
    F(D3_SINGLE, "sflow_245.dot3StatsSingleCollisionFrames", U32, "Single Collision Frames")       \
    F(D3_MULTI, "sflow_245.dot3StatsMultipleCollisionFrames", U32, "Multiple Collision Frames")    \
    F(D3_TEST, "sflow_245.dot3StatsSQETestErrors", U32, "SQE Test Errors")                         \
    F(D3_DEFER, "sflow_245.dot3StatsDeferredTransmissions", U32, "Deferred Transmissions")         \
    F(D3_LATE, "sflow_245.dot3StatsLateCollisions", U32, "Late Collisions")                        \
    F(D3_EXCESS, "sflow_245.dot3StatsExcessiveCollisions", U32, "Excessive Collisions")            \
    F(D3_MACTX, "sflow_245.dot3StatsInternalMacTransmitErrors", U32,                               \
      "Internal Mac Transmit Errors")                                                              \
    F(D3_CARRIER, "sflow_245.dot3StatsCarrierSenseErrors", U32, "Carrier Sense Errors")            \
    F(D3_LONG, "sflow_245.dot3StatsFrameTooLongs", U32, "Frame Too Longs")                         \
    F(D3_MACRX, "sflow_245.dot3StatsInternalMacReceiveErrors", U32, "Internal Mac Receive Errors") \
    F(D3_SYMBOL, "sflow_245.dot3StatsSymbolErrors", U32, "Symbol Errors")                          \
    F(VG_INHF, "sflow_245.dot12InHighPriorityFrames", U32, "In High Priority Frames")              \
    F(VG_INHO, "sflow_245.dot12InHighPriorityOctets", U64, "In High Priority Octets")              \
    F(VG_INNF, "sflow_245.dot12InNormPriorityFrames", U32, "In Normal Priority Frames")            \
    F(VG_INNO, "sflow_245.dot12InNormPriorityOctets", U64, "In Normal Priority Octets")            \
    F(VG_IPM, "sflow_245.dot12InIPMErrors", U32, "In IPM Errors")                                  \
    F(VG_OVER, "sflow_245.dot12InOversizeFrameErrors", U32, "In Oversize Frame Errors")            \
    F(VG_DATA, "sflow_245.dot12InDataErrors", U32, "In Data Errors")                               \
    F(VG_NULL, "sflow_245.dot12InNullAddressedFrames", U32, "In Null Addressed Frames")            \
    F(VG_OUTHF, "sflow_245.dot12OutHighPriorityFrames", U32, "Out High Priority Frames")           \
    F(VG_OUTHO, "sflow_245.dot12OutHighPriorityOctets", U64, "Out High Priority Octets")           \
    F(VG_TRAIN, "sflow_245.dot12TransitionIntoTrainings", U32, "Transition Into Trainings")        \
    F(VG_HCIH, "sflow_245.dot12HCInHighPriorityOctets", U64, "HC In High Priority Octets")         \
    F(VG_HCIN, "sflow_245.dot12HCInNormPriorityOctets", U64, "HC In Normal Priority Octets")       \
    F(VG_HCOH, "sflow_245.dot12HCOutHighPriorityOctets", U64, "HC Out High Priority Octets")       \
    F(VL_ID, "sflow_245.vlan_id", U32, "VLAN ID")                                                  \
    F(VL_OCT, "sflow_245.octets", U64, "Octets")                                                   \
    F(VL_UC, "sflow_245.ucastPkts", U32, "Unicast Packets")                                        \
    F(VL_MC, "sflow_245.multicastPkts", U32, "Multicast Packets")                                  \
    F(VL_BC, "sflow_245.broadcastPkts", U32, "Broadcast Packets")                                  \
    F(VL_DISC, "sflow_245.discards", U32, "Discards")                                              \
    F(CPU_5S, "sflow_5.cpu_5s", U32, "5s CPU Load (100 = 1%)")                                     \
    F(CPU_1M, "sflow_5.cpu_1m", U32, "1m CPU Load (100 = 1%)")                                     \
    F(CPU_5M, "sflow_5.cpu_5m", U32, "5m CPU Load (100 = 1%)")                                     \
    F(MEM_TOTAL, "sflow_5.total_memory", U64, "Total Memory")                                      \
    F(MEM_FREE, "sflow_5.free_memory", U64, "Free Memory")
SN_FIELDS(sflow, SFLOW)

/* The fields of a record or a sample's head. */
struct layout {
    uint16_t type;
    uint16_t first, last;
    uint16_t size;
};

static const struct layout flow_layouts[] = {
    {RAW, RAW_PROTO, RAW_LEN, 16},
    {ETHERNET, ETH_LEN, ETH_TYPE, 24},
    {SWITCH, SW_VIN, SW_POUT, 16},
    {0},
};
static const struct layout counter_layouts[] = {
    {GENERIC, IF_INDEX, IF_PROMISC, 88}, {ETHER_COUNTER, D3_ALIGN, D3_SYMBOL, 52},
    {VG, VG_INHF, VG_HCOH, 80},          {VLAN, VL_ID, VL_DISC, 28},
    {PROCESSOR, CPU_5S, MEM_FREE, 28},   {0},
};
static const struct layout sample_layouts[] = {
    {FLOW, F_SEQ, F_RECORDS, 32},
    {COUNTER, C_SEQ, C_RECORDS, 12},
    {FLOW_EXPANDED, E_SEQ, E_RECORDS, 44},
    {COUNTER_EXPANDED, X_SEQ, X_RECORDS, 16},
    {0},
};

static const struct layout *layout_of(const struct layout *l, uint64_t type)
{
    while (l->type && l->type != type)
        l++;
    return l->type ? l : NULL;
}

/* What is wrong with n bytes left ends it all; tcpdump looks then whether they were captured. */
static bool bad(struct sn_dis *d, struct sn_rd *r, uint32_t n)
{
    sn_note(d, BAD, n);
    (void)!sn_rd_need(r, n);
    return false;
}

/* Bytes that say nothing to tcpdump, which it shows with one -v. */
static void dump(struct sn_dis *d, const struct sn_rd *r, unsigned field, size_t n)
{
    n = n < sn_rd_left(r) ? n : sn_rd_left(r);
    if (d->want & SN_WANT_VERBOSE)
        sn_rec_bytes(d, field, sn_rd_off(r), n, r->p, n)->flags |= SN_REC_TEXT;
}

/* The fields of a record by its type; those of another enterprise are for the text only. False:
 * they aren't all there. */
static bool values(struct sn_dis *d, struct sn_rd *r, uint32_t n, const struct layout *l,
                   bool other)
{
    uint32_t first = d->nrec;

    if (n < l->size)
        return bad(d, r, n);
    if (!sn_rd_need(r, l->size))
        return false;
    (void)!sn_header(d, r, l->first, l->last);
    if (other)
        sn_text_only(d, first);
    if (l->first == RAW_PROTO && d->want & SN_WANT_FIELDS) {
        uint64_t size = sn_u(d, RAW_LEN);

        (void)!sn_get_bytes(d, r, RAW_HEADER, size < sn_rd_left(r) ? size : sn_rd_left(r));
    }
    return true;
}

/* One record in what is left of the datagram, n bytes; how many it has. False: wrong or cut. */
static bool record(struct sn_dis *d, struct sn_rd *r, uint32_t *n, bool flow)
{
    unsigned first = flow ? FR_ENT : CR_ENT, last = flow ? FR_LEN : CR_LEN;
    const struct layout *l;
    struct sn_rd all;
    uint64_t enterprise;
    uint32_t len;
    bool known;

    if (*n < TLV_HDR)
        return bad(d, r, *n);
    if (!sn_rd_need(r, TLV_HDR))
        return false;
    (void)!sn_header(d, r, first, last);
    *n -= TLV_HDR;
    len = (uint32_t)sn_u(d, last);
    if (len > *n)
        return bad(d, r, *n);
    all = *r;
    l = layout_of(flow ? flow_layouts : counter_layouts, sn_u(d, flow ? FR_TYPE : CR_TYPE));
    /* tcpdump takes a part of a counter's enterprise for the whole. */
    enterprise = sn_u(d, first);
    known = flow ? !enterprise : enterprise < 256;
    if (known && l && !values(d, r, *n, l, enterprise != 0))
        return false;
    if (known && !sn_val_name(flow ? flows : counters, (uint32_t)sn_u(d, flow ? FR_TYPE : CR_TYPE)))
        dump(d, r, RECORD_DUMP, len);
    *n -= len;
    *r = all;
    r->p += len < sn_rd_left(r) ? len : sn_rd_left(r);
    return true;
}

/* What a sample of a type and len bytes holds, in what is left of the datagram. False: wrong or
 * cut. */
static bool sample(struct sn_dis *d, struct sn_rd *r, uint32_t n, uint64_t type, uint32_t len)
{
    const struct layout *l = layout_of(sample_layouts, type);
    bool flow = type == FLOW || type == FLOW_EXPANDED, ok = true;

    if (!type || !len)
        return false;
    if (len > n)
        return bad(d, r, n);
    if (!sn_rd_need(r, len))
        return false;
    if (!l) {
        dump(d, r, SAMPLE_DUMP, len);
        return true;
    }
    if (n < l->size)
        return bad(d, r, n);
    if (!sn_rd_need(r, l->size))
        return false;
    (void)!sn_header(d, r, l->first, l->last);
    n -= l->size;
    for (uint64_t records = sn_u(d, l->last); records && ok; records--) {
        struct sn_rec *g = sn_group(d, r, RECORD, 0);

        ok = record(d, r, &n, flow);
        sn_group_end(d, r, g);
    }
    return ok;
}

/* Only for the types of agents that it knows tcpdump asks how long the datagram is. */
static bool lacks_header(uint64_t agent, uint32_t len)
{
    return agent == IPV4_AGENT ? len < HDR4 : agent == IPV6_AGENT && len < HDR6;
}

static void sflow_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    bool six;
    uint32_t left;

    if (!sn_header(d, r, DGRAM, AGENT_TYPE) || sn_u(d, DGRAM) != VERSION5)
        return;
    six = sn_u(d, AGENT_TYPE) != IPV4_AGENT;
    left = HDR4 + (six ? 12 : 0);
    if (lacks_header(sn_u(d, AGENT_TYPE), len) || !sn_rd_need(r, HDR4 - 8) ||
        !sn_get(d, r, six ? AGENT6 : AGENT, NULL) || !sn_header(d, r, SUB, COUNT))
        return;
    if (len < left)
        return;
    left = len - left;
    for (uint64_t n = sn_u(d, COUNT); n && left; n--) {
        struct sn_rec *g = sn_group(d, r, SAMPLE, 0);
        struct sn_rd all;
        uint32_t size = 0;
        bool ok = sn_rd_need(r, TLV_HDR) && (left >= TLV_HDR || bad(d, r, left)) &&
                  sn_header(d, r, ENTERPRISE, LEN);

        if (ok) {
            left -= TLV_HDR;
            size = (uint32_t)sn_u(d, LEN);
            all = *r;
            ok = sample(d, r, left, sn_u(d, TYPE), size);
        }
        if (ok) {
            *r = all;
            r->p += size < sn_rd_left(r) ? size : sn_rd_left(r);
            left -= size;
        }
        sn_group_end(d, r, g);
        if (!ok)
            break;
    }
}

#define PUT(name)                                                                                  \
    static void name(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)

/* A record's head; names are those of enterprise 0. */
static void put_record(struct sn_text *t, unsigned enterprise, const char *sep,
                       const struct sn_val *names, unsigned type, unsigned len)
{
    const char *name = enterprise ? NULL : sn_val_name(names, type);

    sn_put_f(t->b, "\n\t    enterprise %u%s %s (%u) length %u", enterprise, sep,
             name ? name : "Unknown", type, len);
}

PUT(put_flow)
{
    put_record(t, (unsigned)sn_before(v, q, FR_ENT)->u, "", flows,
               (unsigned)sn_before(v, q, FR_TYPE)->u, (unsigned)q->u);
}

PUT(put_counter)
{
    put_record(t, (unsigned)sn_before(v, q, CR_ENT)->u >> 8, ",", counters,
               (unsigned)sn_before(v, q, CR_TYPE)->u, (unsigned)q->u);
}

PUT(put_status)
{
    (void)v;
    sn_put_f(t->b, "\n\t      ifstatus %u, adminstatus: %s, operstatus: %s", (unsigned)q->u,
             q->u & 1 ? "up" : "down", q->u & 2 ? "up" : "down");
}

PUT(put_dump)
{
    (void)v;
    if (t->o->verbose == 1)
        sn_text_hex(t, q->field == SAMPLE_DUMP ? "\n\t    " : "\n\t\t", q->p, q->n);
}

static const struct sn_line lines[] = {
    [SAMPLE_DUMP] = {.put = put_dump},
    [RECORD_DUMP] = {.put = put_dump},
    [LEN] = SN_LINE("\n\t{s:Unknown} ({d}), length {},", TYPE, TYPE, LEN),
    [BAD] = SN_LINE(" (invalid)"),
    [F_DROPS] = SN_LINE(" seqnum {}, type {}, idx {}, rate {}, pool {}, drops {}", F_SEQ, F_CLASS,
                        F_INDEX, F_RATE, F_POOL, F_DROPS),
    [F_RECORDS] = SN_LINE(", input {} output {} records {}", F_IN, F_OUT, F_RECORDS),
    [E_RECORDS] = SN_LINE(" seqnum {}, type {}, idx {}, rate {}, pool {}, drops {}, records {}",
                          E_SEQ, E_CLASS, E_INDEX, E_RATE, E_POOL, E_DROPS, E_RECORDS),
    [C_RECORDS] =
        SN_LINE(" seqnum {}, type {}, idx {}, records {}", C_SEQ, C_CLASS, C_INDEX, C_RECORDS),
    [X_RECORDS] =
        SN_LINE(" seqnum {}, type {}, idx {}, records {}", X_SEQ, X_CLASS, X_INDEX, X_RECORDS),
    [FR_LEN] = {.put = put_flow},
    [CR_LEN] = {.put = put_counter},
    [RAW_LEN] = SN_LINE(
        "\n\t      protocol {s:Unknown} ({d}), length {}, stripped bytes {}, header_size {}",
        RAW_PROTO, RAW_PROTO, RAW_FRAME, RAW_STRIPPED, RAW_LEN),
    [ETH_TYPE] = SN_LINE("\n\t      frame len {}, type {}", ETH_LEN, ETH_TYPE),
    [SW_POUT] = SN_LINE("\n\t      src vlan {}, src pri {}, dst vlan {}, dst pri {}", SW_VIN,
                        SW_PIN, SW_VOUT, SW_POUT),
    [IF_DIR] = SN_LINE("\n\t      ifindex {}, iftype {}, ifspeed {}, ifdirection {d} ({s:Unknown})",
                       IF_INDEX, IF_TYPE, IF_SPEED, IF_DIR, IF_DIR),
    [IF_STATUS] = {.put = put_status},
    [IF_INDISC] = SN_LINE("\n\t      In octets {}, unicast pkts {}, multicast pkts {}, broadcast "
                          "pkts {}, discards {}",
                          IF_INOCT, IF_INPKT, IF_INMC, IF_INBC, IF_INDISC),
    [IF_INUNK] = SN_LINE("\n\t      In errors {}, unknown protos {}", IF_INERR, IF_INUNK),
    [IF_OUTDISC] = SN_LINE("\n\t      Out octets {}, unicast pkts {}, multicast pkts {}, broadcast "
                           "pkts {}, discards {}",
                           IF_OUTOCT, IF_OUTPKT, IF_OUTMC, IF_OUTBC, IF_OUTDISC),
    [IF_PROMISC] = SN_LINE("\n\t      Out errors {}, promisc mode {}", IF_OUTERR, IF_PROMISC),
    [D3_TEST] = SN_LINE("\n\t      align errors {}, fcs errors {}, single collision {}, multiple "
                        "collision {}, test error {}",
                        D3_ALIGN, D3_FCS, D3_SINGLE, D3_MULTI, D3_TEST),
    [D3_MACTX] = SN_LINE("\n\t      deferred {}, late collision {}, excessive collision {}, mac "
                         "trans error {}",
                         D3_DEFER, D3_LATE, D3_EXCESS, D3_MACTX),
    [D3_SYMBOL] = SN_LINE("\n\t      carrier error {}, frames too long {}, mac receive errors {}, "
                          "symbol errors {}",
                          D3_CARRIER, D3_LONG, D3_MACRX, D3_SYMBOL),
    [VG_INHO] =
        SN_LINE("\n\t      in high prio frames {}, in high prio octets {}", VG_INHF, VG_INHO),
    [VG_INNO] =
        SN_LINE("\n\t      in norm prio frames {}, in norm prio octets {}", VG_INNF, VG_INNO),
    [VG_NULL] = SN_LINE("\n\t      in ipm errors {}, oversized {}, in data errors {}, null "
                        "addressed frames {}",
                        VG_IPM, VG_OVER, VG_DATA, VG_NULL),
    [VG_TRAIN] = SN_LINE("\n\t      out high prio frames {}, out high prio octets {}, trans into "
                         "frames {}",
                         VG_OUTHF, VG_OUTHO, VG_TRAIN),
    [VG_HCOH] = SN_LINE("\n\t      in hc high prio octets {}, in hc norm prio octets {}, out hc "
                        "high prio octets {}",
                        VG_HCIH, VG_HCIN, VG_HCOH),
    [VL_DISC] = SN_LINE("\n\t      vlan_id {}, octets {}, unicast_pkt {}, multicast_pkt {}, "
                        "broadcast_pkt {}, discards {}",
                        VL_ID, VL_OCT, VL_UC, VL_MC, VL_BC, VL_DISC),
    [MEM_FREE] = SN_LINE("\n\t      5sec {}, 1min {}, 5min {}, total_mem {}, total_mem {}", CPU_5S,
                         CPU_1M, CPU_5M, MEM_TOTAL, MEM_FREE),
};

static enum sn_then sflow_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    bool six = sn_opt(&v, AGENT_TYPE) != IPV4_AGENT;

    if (!sn_need(t, &v, AGENT_TYPE))
        return SN_TEXT_DONE;
    if (lacks_header(sn_opt(&v, AGENT_TYPE), l->len)) {
        sn_say(t, &v, "sFlowv{}", DGRAM);
        sn_put_f(t->b, " [length %u < %u] (invalid)", l->len, (unsigned)HDR4);
        return SN_TEXT_DONE;
    }
    if (sn_opt(&v, DGRAM) != VERSION5) {
        if (l->caplen < HDR4)
            sn_cut(t);
        sn_say(t, &v, "sFlow version {} packet not supported", DGRAM);
        return SN_TEXT_DONE;
    }
    if (!sn_need(t, &v, t->o->verbose ? COUNT : SUB))
        return SN_TEXT_DONE;
    sn_put_lit(t->b, "sFlowv5");
    sn_put_f(t->b, ", %s agent ", six ? "IPv6" : "IPv4");
    sn_say(t, &v, "{}, agent-id {}", six ? AGENT6 : AGENT, SUB);
    if (t->o->verbose)
        sn_say(t, &v, ", seqnum {}, uptime {}, samples {}", SEQ, UPTIME, COUNT);
    sn_put_f(t->b, ", length %u", l->len);
    if (t->o->verbose && six && l->len < HDR6)
        sn_put_f(t->b, " [tlen %u < %u] (invalid)", l->len, (unsigned)HDR6);
    else if (t->o->verbose)
        sn_say_layer(t, l, lines, sizeof lines / sizeof lines[0]);
    return SN_TEXT_DONE;
}

SN_PROTO(sflow, "InMon sFlow", {.table = &sn_tab_udp, .value = PORT})
