/*
 * OpenFlow (Open Networking Foundation, TS-001 and TS-006): the messages of a TCP segment, their
 * headers, and the text of all of them. Bodies are read by openflow1.c and openflow4.c.
 *
 * The records stand in the order in which they are said, so that the text is a table.
 */
#include "dis/app/openflow.h"

#include "dis/link/eth.h"

SN_FIELD_TABLE(openflow, OPENFLOW)

enum { W_DL_TYPE = 0x10, W_NW_PROTO = 0x20, W_NETS = 0xfff00 };
enum { MODIFY_STRICT = 2, DELETE = 3, DELETE_STRICT = 4 }; /* commands */
enum { ARP = 0x0806, IP = 0x0800, ICMP = 1 };
enum { OLD_PORT = 6633, IANA_PORT = 6653, HDR = 8, V1 = 1, V4 = 4 };

/* Begins a line when the field behind it is there. */
static bool begin_line(struct sn_dis *d, struct sn_rd *r, unsigned line, unsigned indent,
                       unsigned field)
{
    if (!sn_rd_need(r, openflow_fields[field].width))
        return false;
    sn_note(d, line, indent);
    return true;
}

bool sn_of_get(struct sn_dis *d, struct sn_rd *r, unsigned field, uint32_t *v)
{
    if (!sn_get(d, r, field, v))
        return false;
    if (!sn_rd_skip(r, openflow_fields[field].pad))
        r->p = r->end;
    return true;
}

struct sn_rd sn_of_part(struct sn_rd *r, size_t n)
{
    bool whole = sn_rd_left(r) >= n;
    struct sn_rd in;

    (void)sn_rd_sub(r, n, &in);
    if (!whole)
        (void)sn_rd_need(r, 1);
    return in;
}

bool sn_of_line(struct sn_dis *d, struct sn_rd *r, unsigned indent, unsigned field, uint32_t *v)
{
    return begin_line(d, r, LINE, indent, field) && sn_of_get(d, r, field, v);
}

bool sn_of_bits(struct sn_dis *d, struct sn_rd *r, unsigned indent, unsigned field)
{
    if (!sn_of_line(d, r, indent, field, NULL))
        return false;
    sn_note(d, BITS, field);
    return true;
}

bool sn_of_line2(struct sn_dis *d, struct sn_rd *r, unsigned indent, unsigned field)
{
    return begin_line(d, r, LINE2, indent, field) && sn_of_get(d, r, field, NULL);
}

bool sn_of_bits2(struct sn_dis *d, struct sn_rd *r, unsigned indent, unsigned field)
{
    if (!sn_of_line2(d, r, indent, field))
        return false;
    sn_note(d, BITS2, field);
    return true;
}

bool sn_of_name(struct sn_dis *d, struct sn_rd *r, unsigned field, size_t n)
{
    size_t left = sn_rd_left(r) < n ? sn_rd_left(r) : n;

    sn_rec_bytes(d, field, sn_rd_off(r), left, r->p, strnlen((const char *)r->p, left));
    return sn_rd_skip(r, n);
}

bool sn_of_data(struct sn_dis *d, struct sn_rd *r, unsigned field)
{
    size_t left = sn_rd_left(r);

    if (left)
        (void)sn_get_bytes(d, r, field, left);
    return true;
}

bool sn_of_invalid(struct sn_dis *d, struct sn_rd *r, unsigned verbose)
{
    sn_note(d, INVALID, verbose);
    r->p = r->end;
    return true;
}

/* ---- messages ---- */

/* What there is of a message of n bytes behind its header, of `left` bytes in the segment. False:
 * nothing can follow. */
static bool body(struct sn_dis *d, struct sn_rd *r, uint32_t version, uint32_t type, uint32_t n,
                 uint32_t left)
{
    const struct sn_of_body *k = NULL;
    struct sn_rd in;
    bool whole = sn_rd_left(r) >= n;

    if (version == V1 && type < SN_OF1_TYPES)
        k = &sn_of1_bodies[type];
    else if (version == V4 && type < SN_OF4_TYPES)
        k = &sn_of4_bodies[type];
    (void)sn_rd_sub(r, n, &in);
    if (k && (k->exact ? n != k->least : n < k->least))
        (void)sn_of_invalid(d, &in, 0);
    else if (k && k->read)
        (void)k->read(d, &in, n);
    if (n < left && d->rec[d->nrec - 1].field == UNSEEN)
        d->nrec--; /* but then at the next message */
    if (!whole)
        (void)sn_rd_need(r, 1);
    return whole;
}

/* The fields of a header, by its version. */
static const struct head {
    uint16_t version, type, length, xid;
} heads[] = {
    {OTHER_VERSION, OTHER_TYPE, OTHER_LENGTH, OTHER_XID},
    [V1] = {VERSION, TYPE, LENGTH, XID},
    [V4] = {V4_VERSION, V4_TYPE, V4_LENGTH, V4_XID},
    [5] = {V5_VERSION, V5_TYPE, V5_LENGTH, V5_XID},
    [6] = {V6_VERSION, V6_TYPE, V6_LENGTH, V6_XID},
};

/* One message, of which there are `left` bytes at most. False: it was the last. */
static bool message(struct sn_dis *d, struct sn_rd *r, uint32_t left)
{
    uint32_t first = d->nrec, type, n;
    const struct head *h = heads;
    uint8_t version = 0;

    if (!sn_rd_peek(r, 0, &version))
        return false;
    if (version < sizeof heads / sizeof heads[0] && heads[version].xid)
        h = &heads[version];
    if (h == heads)
        sn_note(d, SAID_VERSION, version);
    if (!sn_get(d, r, h->version, NULL))
        return false;
    if (left >= 2 && !sn_get(d, r, h->type, &type))
        return false;
    if (left >= 4 && !sn_get(d, r, h->length, &n))
        return false;
    if (left < HDR) {
        sn_note(d, END, 0);
        (void)sn_rd_need(r, left - (left < 2 ? 1 : left < 4 ? 2 : 4));
        return false;
    }
    if (!sn_get(d, r, h->xid, NULL))
        return false;
    if (n < HDR) {
        sn_text_only(d, first);
        sn_note(d, INVALID, 0);
        (void)sn_rd_need(r, left - HDR);
        return false;
    }
    return body(d, r, version, type, n - HDR, left - HDR);
}

static void openflow_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    size_t from = sn_rd_off(r);
    bool more = true;

    while (more) {
        struct sn_rec *g = sn_group(d, r, MSG, 0);

        more = message(d, r, len - (uint32_t)(sn_rd_off(r) - from)) && sn_rd_off(r) - from < len;
        sn_group_end(d, r, g);
    }
}

/* ---- text ---- */

#define PUT(name)                                                                                  \
    static void name(struct sn_text *t, const struct sn_view *v, const struct sn_rec *q)

PUT(put_line)
{
    (void)v;
    sn_put_f(t->b, "\n\t%*s", (int)q->u, "");
}

/* The names of the bits of the field that the note names. */
PUT(put_bits)
{
    const struct sn_val *k, *names = v->fields[q->u].vals;
    uint32_t u = (uint32_t)sn_before(v, q, (unsigned)q->u)->u, known = 0;
    const char *sep = "";

    for (k = names; k->name; k++)
        known |= k->v;
    if (q->u == T_WILDCARDS)
        known |= W_NETS; /* how many bits of addresses are wild has no name */
    if (u & known) {
        sn_put_lit(t->b, " (");
        for (k = names; k->name; k++) {
            if (u & k->v) {
                sn_put_f(t->b, "%s%s", sep, k->name);
                sep = ", ";
            }
        }
        sn_put_c(t->b, ')');
    }
    if (u & ~known)
        sn_put_lit(t->b, " (bogus)");
}

/* Flags, by the note's field, of which none is defined. */
PUT(put_no_bits)
{
    if (sn_before(v, q, (unsigned)q->u)->u)
        sn_put_lit(t->b, " (bogus)");
}

PUT(put_port_state)
{
    enum { LINK_DOWN = 1, STP = 0x300 };
    uint32_t u = (uint32_t)q->u;

    (void)v;
    sn_put_f(t->b, "state 0x%08x (", u);
    sn_put_name(t, sn_of1_port_states, u & STP, "%u");
    sn_put_f(t->b, "%s)%s", u & LINK_DOWN ? ", LINK_DOWN" : "",
             u & ~(uint32_t)(STP | LINK_DOWN) ? " (bogus)" : "");
}

PUT(put_invalid)
{
    (void)v;
    if (t->o->verbose >= q->u)
        sn_put_lit(t->b, " (invalid)");
}

PUT(put_length)
{
    (void)v;
    sn_put_f(t->b, ", length %u%s", (unsigned)q->u, q->u < HDR ? " (too short!)" : "");
}

PUT(put_code)
{
    uint64_t type = sn_before(v, q, ERROR)->u;

    sn_put_lit(t->b, ", code ");
    sn_put_name(t, type < SN_OF1_ERRORS ? sn_of1_codes[type] : NULL, q->u, "invalid (0x%04x)");
}

PUT(put_v4_code)
{
    uint64_t type = sn_before(v, q, V4_ERROR)->u;

    sn_put_lit(t->b, ", code ");
    sn_put_name(t, type < SN_OF4_ERRORS ? sn_of4_codes[type] : NULL, q->u, "invalid (0x%04x)");
}

/* Who speaks: a manufacturer by its OUI, or what the foundation gave a number. */
static void put_experimenter(struct sn_text *t, const char *what, uint64_t u)
{
    sn_put_f(t->b, "%s 0x%08x (", what, (unsigned)u);
    sn_put_name(t, u >> 24 ? sn_of_experimenters : sn_ouis, u, "unknown");
    sn_put_c(t->b, ')');
}

PUT(put_vendor)
{
    (void)v;
    put_experimenter(t, ", vendor", q->u);
}

PUT(put_v4_experimenter)
{
    (void)v;
    put_experimenter(t, "experimenter", q->u);
}

PUT(put_data_len)
{
    (void)v;
    sn_put_f(t->b, "\n\t data (%u octets)", (unsigned)q->u);
}

PUT(put_data)
{
    (void)v;
    sn_text_hex_ascii(t, "\n\t  ", q->p, q->n);
}

/* The name in " [|tag]" of the layer that was printed last. */
static const char *last_tag(const struct sn_text *t)
{
    const struct sn_layer *l = &t->d->layer[t->next - 1];

    while (sn_is_data(l))
        l--;
    return l->proto->tag ? l->proto->tag : l->proto->name;
}

PUT(put_frame)
{
    const struct sn_text_opts *outer = t->o;
    struct sn_text_opts inner = *outer;

    put_data_len(t, v, q);
    if (t->o->verbose < 3) {
        sn_text_skip(t);
        return;
    }
    sn_put_lit(t->b, ", frame decoding below\n");
    inner.verbose -= 3;
    t->o = &inner;
    sn_text_inner(t);
    t->o = outer;
    if (t->cut && t->jumped)
        return;
    sn_uncut(t);
    t->tag = last_tag(t); /* tcpdump goes on under the name of what it printed last */
}

/* What is said in front of a string, and how long it may be; 0: as long as it says. */
static const struct {
    uint16_t field, size;
    const char *head;
} strings[] = {
    {PORT_NAME, 16, ", name '"}, {V4_PORT_NAME, 16, ", name '"}, {MFR, 256, "mfr_desc '"},
    {HW, 256, "hw_desc '"},      {SW, 256, "sw_desc '"},         {SERIAL, 32, "serial_num '"},
    {DP, 256, "dp_desc '"},      {TABLE_NAME, 32, ", name '"},
};

PUT(put_string)
{
    unsigned i = 0;

    (void)v;
    while (strings[i].field != q->field)
        i++;
    sn_put_s(t->b, strings[i].head);
    sn_put_safe(t->b, q->p, q->n);
    if (q->n < q->len || q->len == strings[i].size)
        sn_put_c(t->b, '\'');
}

PUT(put_bsn_data)
{
    (void)v;
    sn_put_lit(t->b, ", data '");
    sn_put_safe(t->b, q->p, q->n);
    if (!(q->flags & SN_REC_BAD))
        sn_put_c(t->b, '\'');
}

static void put_vid(struct sn_text *t, uint64_t vid)
{
    sn_put_name(t, sn_of1_vlans, vid, "%u");
    if (vid != 0xffff && (vid == 0 || vid > 4094))
        sn_put_lit(t->b, " (bogus)");
}

PUT(put_action_vid)
{
    (void)v;
    sn_put_lit(t->b, ", vlan_vid ");
    put_vid(t, q->u);
}

static void put_pcp(struct sn_text *t, const char *what, uint64_t pcp)
{
    sn_put_f(t->b, "%s %u%s", what, (unsigned)pcp, pcp > 7 ? " (bogus)" : "");
}

PUT(put_action_pcp)
{
    (void)v;
    put_pcp(t, ", vlan_pcp", q->u);
}

/* How much of a packet goes to the controller: for other ports the number says nothing. */
PUT(put_max_len)
{
    enum { CONTROLLER = 0xfffd };

    if (sn_before(v, q, A_PORT)->u == CONTROLLER)
        sn_put_f(t->b, ", max_len %u", (unsigned)q->u);
}

/* A mirrored packet's tag: an ethertype and, for 802.1Q, what stands behind it. */
PUT(put_vlan_tag)
{
    enum { DOT1Q = 0x8100 };
    unsigned type = (unsigned)(q->u >> 16), tci = (unsigned)q->u & 0xffff;

    (void)v;
    if (!type)
        sn_put_lit(t->b, ", vlan_tag none");
    else if (type != DOT1Q)
        sn_put_f(t->b, ", vlan_tag unknown (0x%04x)", type);
    else
        sn_put_f(t->b, ", vlan_tag 802.1Q (vlan %u, p %u%s)", tci & 0xfff, tci >> 13,
                 tci & 0x1000 ? ", DEI" : "");
}

PUT(put_rate)
{
    (void)v;
    if (q->u > 1000)
        sn_put_lit(t->b, ", rate disabled");
    else
        sn_put_f(t->b, ", rate %u.%u%%", (unsigned)q->u / 10, (unsigned)q->u % 10);
}

PUT(put_timeout)
{
    (void)v;
    if (q->u)
        sn_put_f(t->b, ", %s_timeout %u", q->field == IDLE ? "idle" : "hard", (unsigned)q->u);
}

PUT(put_priority)
{
    (void)v;
    if (q->u)
        sn_put_f(t->b, ", priority %u", (unsigned)q->u);
}

/* Only those that add or change flows send a buffered packet. */
PUT(put_flow_buffer)
{
    if (sn_before(v, q, COMMAND)->u > MODIFY_STRICT)
        return;
    sn_put_lit(t->b, ", buffer_id ");
    sn_put_name(t, sn_of1_buffers, q->u, "0x%08x");
}

PUT(put_flow_port)
{
    uint64_t command = sn_before(v, q, COMMAND)->u;

    if (command != DELETE && command != DELETE_STRICT)
        return;
    sn_put_lit(t->b, ", out_port ");
    sn_put_name(t, sn_of1_ports, q->u, "%u");
}

/* Of a flow behind its cookie; of all flows at the beginning of a line. */
PUT(put_packets)
{
    (void)v;
    sn_put_s(t->b, q[-1].field == LINE ? "packet_count " : ", packet_count ");
    sn_put_u64(t->b, q->u);
}

/* ---- what a flow must match ---- */

PUT(put_bad_wildcards)
{
    put_line(t, v, q);
    sn_put_f(t->b, "wildcards 0x%08x (bogus)", (unsigned)sn_before(v, q, WILDCARDS)->u);
}

/* The names of fields that depend on the protocol, as far as the match says it. */
static void put_by_protocol(struct sn_text *t, const struct sn_view *v, const struct sn_rec *m)
{
    uint64_t w = sn_before(v, m, WILDCARDS)->u, type = sn_before(v, m, M_DL_TYPE)->u;
    bool icmp =
        !(w & (W_DL_TYPE | W_NW_PROTO)) && type == IP && sn_before(v, m, M_NW_PROTO)->u == ICMP;
    const char *name = icmp ? "icmp_code" : "tp_dst";

    if (m->field == M_NW_PROTO)
        name = !(w & W_DL_TYPE) && type == ARP ? "arp_opcode" : "nw_proto";
    else if (m->field == M_TP_SRC)
        name = icmp ? "icmp_type" : "tp_src";
    sn_put_f(t->b, "%s %u", name, (unsigned)m->u);
}

/* The record in front, with the indent that q says. */
PUT(put_matched)
{
    static const char *const names[] = {
        [M_IN_PORT] = "in_port {s:%u}",
        [M_DL_SRC] = "dl_src {}",
        [M_DL_DST] = "dl_dst {}",
        [M_DL_TYPE] = "dl_type {}",
        [M_NW_TOS] = "nw_tos {}",
        [M_NW_SRC] = "nw_src {}/",
        [M_NW_DST] = "nw_dst {}/",
        [M_DL_VLAN] = "dl_vlan ",
        [M_DL_PCP] = NULL,
        [M_NW_PROTO] = NULL,
        [M_TP_SRC] = NULL,
        [M_TP_DST] = NULL,
    };
    const struct sn_rec *m = q - 1;
    struct sn_view one = {.rec = m, .end = q, .fields = v->fields};
    unsigned wild = 0;

    put_line(t, v, q);
    sn_put_lit(t->b, "match ");
    if (m->field == M_DL_VLAN) {
        sn_put_lit(t->b, "dl_vlan ");
        put_vid(t, m->u);
    } else if (m->field == M_DL_PCP) {
        put_pcp(t, "dl_vlan_pcp", m->u);
    } else if (!names[m->field]) {
        put_by_protocol(t, v, m);
    } else {
        sn_say_fields(t, &one, names[m->field], &m->field, 1);
        if (m->field == M_NW_SRC || m->field == M_NW_DST) {
            wild = (unsigned)(sn_before(v, m, WILDCARDS)->u >> (m->field == M_NW_SRC ? 8 : 14));
            sn_put_u32(t->b, 32 - (wild & 63));
        }
    }
}

/* ---- the table ---- */

#define L1(...) SN_LINE_V(1, false, __VA_ARGS__)
#define L2(...) SN_LINE_V(2, false, __VA_ARGS__)
#define P1(function)                                                                               \
    {                                                                                              \
        .put = function, .verbose = 1                                                              \
    }
#define P2(function)                                                                               \
    {                                                                                              \
        .put = function, .verbose = 2                                                              \
    }

static const struct sn_line lines[] = {
    [LINE] = P1(put_line),
    [LINE2] = P2(put_line),
    [BITS] = P1(put_bits),
    [BITS2] = P2(put_bits),
    [INVALID] = {.put = put_invalid},
    [BOGUS2] = L2(" (bogus)"),
    [NO_BITS] = P1(put_no_bits),
    [BOGUS] = L1(" (bogus)"),
    [BAD_WILDCARDS] = P1(put_bad_wildcards),
    [MATCHED] = P1(put_matched),
    [DATA_LEN] = P1(put_data_len),
    [FRAME] = P1(put_frame),
    [END] = SN_LINE(" (end of TCP payload)"),
    [VERSION] = SN_LINE("\n\tversion {s:unknown (0x%02x)}"),
    [TYPE] = SN_LINE(", type {s:unknown (0x%02x)}"),
    [LENGTH] = {.put = put_length},
    [XID] = SN_LINE(", xid 0x{08x}"),
    [SAID_VERSION] = SN_LINE("\n\tversion {s:unknown (0x%02x)}"),
    [OTHER_TYPE] = SN_LINE(", type unknown (0x{02x})"),
    [OTHER_LENGTH] = {.put = put_length},
    [OTHER_XID] = SN_LINE(", xid 0x{08x}"),
    [V5_VERSION] = SN_LINE("\n\tversion {s:unknown (0x%02x)}"),
    [V5_TYPE] = SN_LINE(", type unknown (0x{02x})"),
    [V5_LENGTH] = {.put = put_length},
    [V5_XID] = SN_LINE(", xid 0x{08x}"),
    [V6_VERSION] = SN_LINE("\n\tversion {s:unknown (0x%02x)}"),
    [V6_TYPE] = SN_LINE(", type unknown (0x{02x})"),
    [V6_LENGTH] = {.put = put_length},
    [V6_XID] = SN_LINE(", xid 0x{08x}"),
    [DATA] = P2(put_data),
    [ERROR] = L1("type {s:invalid (0x%04x)}"),
    [CODE] = P1(put_code),
    [VENDOR] = P1(put_vendor),
    [CONFIG] = L1("flags {s:invalid (0x%04x)}"),
    [MISS] = L1(", miss_send_len {d}"),
    [DPID] = L1("dpid 0x{016x}"),
    [N_BUFFERS] = L1(", n_buffers {}"),
    [N_TABLES] = L1(", n_tables {}"),
    [CAPABILITIES] = L1("capabilities 0x{08x}"),
    [ACTIONS] = L1("actions 0x{08x}"),
    [PORT_NO] = L1("port_no {s:%u}"),
    [PORT_HW] = L1(", hw_addr {}"),
    [PORT_NAME] = P1(put_string),
    [PORT_CONFIG] = L2("config 0x{08x}"),
    [PORT_STATE] = P2(put_port_state),
    [PORT_CURR] = L2("curr 0x{08x}"),
    [PORT_ADVERTISED] = L2("advertised 0x{08x}"),
    [PORT_SUPPORTED] = L2("supported 0x{08x}"),
    [PORT_PEER] = L2("peer 0x{08x}"),
    [BUFFER_ID] = L1("buffer_id {s:0x%08x}"),
    [OUT_BUFFER_ID] = L1("buffer_id 0x{08x}"),
    [TOTAL_LEN] = L1(", total_len {}"),
    [IN_PORT] = L1(", in_port {s:%u}"),
    [IN_REASON] = L1(", reason {s:invalid (0x%02x)}"),
    [REMOVED] = L1(", reason {s:unknown (0x%02x)}"),
    [PORT_REASON] = L1("reason {s:invalid (0x%02x)}"),
    [COOKIE] = L1("cookie 0x{016x}"),
    [COMMAND] = L1(", command {s:invalid (0x%04x)}"),
    [IDLE] = P1(put_timeout),
    [HARD] = P1(put_timeout),
    [PRIORITY] = P1(put_priority),
    [F_BUFFER_ID] = P1(put_flow_buffer),
    [OUT_PORT] = P1(put_flow_port),
    [S_OUT_PORT] = L1(", out_port {s:%u}"),
    [TABLE_ID] = L1("table_id {s:%u}"),
    [FLOW_FLAGS] = L1(", flags 0x{04x}"),
    [SECONDS] = L1(", duration_sec {}"),
    [NANOSECONDS] = L1(", duration_nsec {}"),
    [PACKETS] = L1(", packet_count {}"),
    [BYTES] = L1(", byte_count {}"),
    [A_TYPE] = L1("action type {s:invalid (0x%04x)}"),
    [A_LEN] = L1(", len {}"),
    [A_PORT] = L1(", port {s:%u}"),
    [A_MAX_LEN] = P1(put_max_len),
    [A_VID] = P1(put_action_vid),
    [A_PCP] = P1(put_action_pcp),
    [A_DL_ADDR] = L1(", dl_addr {}"),
    [A_NW_ADDR] = L1(", nw_addr {}"),
    [A_NW_TOS] = L1(", nw_tos 0x{02x}"),
    [A_TP_PORT] = L1(", tp_port {}"),
    [A_QUEUE] = L1(", queue_id {s:%u}"),
    [A_SUBTYPE] = L1("subtype {s:unknown (0x%08x)}"),
    [A_DEST_PORT] = L1(", dest_port {}"),
    [A_VLAN_TAG] = P1(put_vlan_tag),
    [A_STAGE] = L1(", copy_stage {s:unknown (%u)}"),
    [PM_CONFIG] = L1("config 0x{08x}"),
    [PM_MASK] = L1("mask 0x{08x}"),
    [PM_ADVERTISE] = L1("advertise 0x{08x}"),
    [STATS] = L1("type {s:invalid (0x%04x)}"),
    [STATS_FLAGS] = L1(", flags 0x{04x}"),
    [QUEUE_ID] = L1(", queue_id {s:%u}"),
    [MFR] = P1(put_string),
    [HW] = P1(put_string),
    [SW] = P1(put_string),
    [SERIAL] = P1(put_string),
    [DP] = P1(put_string),
    [S_LENGTH] = L1("length {}"),
    [S_TABLE] = L1(", table_id {s:%u}"),
    [S_SECONDS] = L1("duration_sec {}"),
    [S_NANOSECONDS] = L1(", duration_nsec {}"),
    [S_PRIORITY] = L1(", priority {}"),
    [S_IDLE] = L1(", idle_timeout {}"),
    [S_HARD] = L1(", hard_timeout {}"),
    [S_COOKIE] = L1(", cookie 0x{016x}"),
    [S_PACKETS] = P1(put_packets),
    [S_BYTES] = L1(", byte_count {}"),
    [S_FLOWS] = L1(", flow_count {}"),
    [T_TABLE] = L1("table_id {s:%u}"),
    [T_WILDCARDS] = L1("wildcards 0x{08x}"),
    [TABLE_NAME] = P1(put_string),
    [MAX_ENTRIES] = L1("max_entries {}"),
    [ACTIVE] = L1(", active_count {}"),
    [LOOKUPS] = L1(", lookup_count {}"),
    [MATCHES] = L1(", matched_count {}"),
    [SQ_PORT] = L1("port_no {s:%u}"),
    [S_PORT] = L1("port_no {s:%u}"),
    [RX_PACKETS] = L2(", rx_packets {}"),
    [TX_PACKETS] = L2(", tx_packets {}"),
    [RX_BYTES] = L2(", rx_bytes {}"),
    [TX_BYTES] = L2(", tx_bytes {}"),
    [RX_DROPPED] = L2(", rx_dropped {}"),
    [TX_DROPPED] = L2(", tx_dropped {}"),
    [RX_ERRORS] = L2(", rx_errors {}"),
    [TX_ERRORS] = L2(", tx_errors {}"),
    [RX_FRAME_ERR] = L2(", rx_frame_err {}"),
    [RX_OVER_ERR] = L2(", rx_over_err {}"),
    [RX_CRC_ERR] = L2(", rx_crc_err {}"),
    [COLLISIONS] = L2(", collisions {}"),
    [S_QUEUE_ID] = L1(", queue_id {}"),
    [Q_TX_BYTES] = L1(", tx_bytes {}"),
    [Q_TX_PACKETS] = L1(", tx_packets {}"),
    [Q_TX_ERRORS] = L1(", tx_errors {}"),
    [Q_PORT] = L1("port {s:%u}"),
    [Q_ID] = L1("queue_id {}"),
    [Q_LEN] = L1(", len {}"),
    [P_TYPE] = L2("property {s:invalid (0x%04x)}"),
    [P_LEN] = L2(", len {}"),
    [P_RATE] = P2(put_rate),
    [BSN] = L1("subtype {s:unknown (0x%08x)}"),
    [BSN_INDEX] = L1(", index {}"),
    [BSN_MASK] = L1(", mask {}"),
    [BSN_MIRROR] = L1(", report_mirror_ports {s:bogus (%u)}"),
    [BSN_VPORT] = L1(", vport_no {}"),
    [BSN_SERVICE] = L1(", service {}"),
    [BSN_DATA] = P1(put_bsn_data),
    [BSN_STATUS] = L1(", status 0x{08x}"),
    [V4_VERSION] = SN_LINE("\n\tversion {s}"),
    [V4_TYPE] = SN_LINE(", type {s:unknown (0x%02x)}"),
    [V4_LENGTH] = {.put = put_length},
    [V4_XID] = SN_LINE(", xid 0x{08x}"),
    [E_TYPE] = L1("type {s:unknown (0x%04x)}"),
    [E_LENGTH] = L1(", length {}"),
    [E_BITMAP] = L1(", bitmap 0x{08x}"),
    [V4_ERROR] = L1("type {s:invalid (0x%04x)}"),
    [V4_CODE] = P1(put_v4_code),
    [V4_ECHO] = P2(put_data),
    [V4_ERROR_DATA] = P2(put_data),
    [EXPERIMENTER] = P1(put_v4_experimenter),
    [EXP_TYPE] = L1(", exp_type 0x{08x}"),
    [V4_DPID] = L1("dpid 0x{016x}"),
    [V4_N_BUFFERS] = L1(", n_buffers {}"),
    [V4_N_TABLES] = L1(", n_tables {}"),
    [AUXILIARY] = L1(", auxiliary_id {}"),
    [V4_CAPABILITIES] = L1("capabilities 0x{08x}"),
    [V4_CONFIG] = L1("flags {s:invalid (0x%04x)}"),
    [V4_MISS] = L1(", miss_send_len {s:%u}"),
    [V4_PORT_REASON] = L1("reason {s:invalid (0x02x)}"),
    [V4_PORT_NO] = L1("port_no {s:%u}"),
    [V4_PORT_HW] = L1(", hw_addr {}"),
    [V4_PORT_NAME] = P1(put_string),
    [V4_PORT_CONFIG] = L2("config 0x{08x}"),
    [V4_PORT_STATE] = L2("state 0x{08x}"),
    [V4_PORT_CURR] = L2("curr 0x{08x}"),
    [V4_PORT_ADVERTISED] = L2("advertised 0x{08x}"),
    [V4_PORT_SUPPORTED] = L2("supported 0x{08x}"),
    [V4_PORT_PEER] = L2("peer 0x{08x}"),
    [V4_CURR_SPEED] = L2("curr_speed {}kbps"),
    [V4_MAX_SPEED] = L2("max_speed {}kbps"),
    [V4_PM_PORT] = L1("port_no {s:%u}"),
    [V4_PM_HW] = L1(", hw_addr {}"),
    [V4_PM_CONFIG] = L1("config 0x{08x}"),
    [V4_PM_MASK] = L1("mask 0x{08x}"),
    [V4_PM_ADVERTISE] = L1("advertise 0x{08x}"),
    [TM_TABLE] = L1("table_id {s:%u}"),
    [TM_CONFIG] = L1(", config 0x{08x}"),
    [V4_Q_PORT] = L1("port {s:%u}"),
    [ROLE_ASKED] = L1("role {s:invalid (0x%08x)}"),
    [GENERATION_ASKED] = L1(", generation_id 0x{016x}"),
    [ROLE] = L1("role {s:invalid (0x%08x)}"),
    [GENERATION] = L1(", generation_id 0x{016x}"),
    [IN_MASTER] = L1("packet_in_mask[EM] 0x{08x}"),
    [IN_SLAVE] = L1("packet_in_mask[S] 0x{08x}"),
    [PORT_MASTER] = L1("port_status_mask[EM] 0x{08x}"),
    [PORT_SLAVE] = L1("port_status_mask[S] 0x{08x}"),
    [REMOVED_MASTER] = L1("flow_removed_mask[EM] 0x{08x}"),
    [REMOVED_SLAVE] = L1("flow_removed_mask[S] 0x{08x}"),
};

/* tcpdump doesn't look whether all of the last message is there. */
static bool unseen(const struct sn_text *t, const struct sn_view *v)
{
    const struct sn_rec *q = v->end - 1;

    return q >= v->rec && q->field == UNSEEN && t->o->verbose >= q->u;
}

static enum sn_then openflow_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    sn_put_lit(t->b, ": OpenFlow");
    if (sn_say_lines(t, &v, lines, sizeof lines / sizeof lines[0]) &&
        l->flags & (SN_LAYER_TRUNCATED | SN_LAYER_MALFORMED) && !unseen(t, &v))
        sn_cut(t);
    return SN_TEXT_DONE;
}

SN_PROTO(openflow, "OpenFlow", {.table = &sn_tab_tcp, .value = OLD_PORT},
         {.table = &sn_tab_tcp, .value = IANA_PORT})
