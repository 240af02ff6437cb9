/* The configuration testing protocol of Ethernet (DIX, "Loopback"). */
#include "dis/link/eth.h"

enum { REPLY = 1, FORWARD = 2, ADDRESS = 6 };
static const struct sn_val functions[] = {{REPLY, "Reply"}, {FORWARD, "Forward Data"}, {0, NULL}};

#define CTP(F)                                                                                     \
    F(SKIP, "loop.skipcount", LE16, "skipCount")                                                   \
    F(FUNCTION, "loop.function", LE16, "Function", .vals = functions)                              \
    F(RECEIPT, "loop.receipt_number", LE16, "Receipt number")                                      \
    F(FORWARD_TO, "loop.forwarding_address", ETHER, "Forwarding address")                          \
    F(RELEVANT, "loop.relevant_function", UINT, "Relevant function", .vals = functions)            \
    F(ALL_FUNCTION, "loop.function", LE16, "Function", .vals = functions)                          \
    F(ALL_RECEIPT, "loop.receipt_number", LE16, "Receipt number")                                  \
    F(ALL_FORWARD_TO, "loop.forwarding_address", ETHER, "Forwarding address")                      \
    F(DATA_LEN, "sn.loop.data_length", UINT, NULL)
SN_FIELDS(ctp, CTP)

/* The functions of all stations from r on, for the fields: tcpdump looks at the one alone that is
 * `skip` bytes from here. */
static void functions_of_all(struct sn_dis *d, struct sn_rd r, uint32_t skip)
{
    size_t relevant = sn_rd_off(&r) + skip;
    uint32_t function = FORWARD;

    while (function == FORWARD && sn_rd_need(&r, 2)) {
        if (sn_rd_off(&r) == relevant)
            sn_rec_uint(d, RELEVANT, relevant, 2, sn_le16(r.p));
        (void)!sn_get(d, &r, ALL_FUNCTION, &function);
        if (function == FORWARD)
            (void)!sn_get(d, &r, ALL_FORWARD_TO, NULL);
        else if (function == REPLY)
            (void)!sn_get(d, &r, ALL_RECEIPT, NULL);
    }
}

static void ctp_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    uint32_t skip, function, first;

    if (len < 2 || !sn_get(d, r, SKIP, &skip))
        return;
    if (d->want & SN_WANT_FIELDS)
        functions_of_all(d, *r, skip);
    if (skip + 4 > len || !sn_rd_skip(r, skip))
        return;
    first = d->nrec;
    if (!sn_get(d, r, FUNCTION, &function))
        return;
    len -= 4 + skip;
    if (function == REPLY && len >= 2)
        (void)!sn_get(d, r, RECEIPT, NULL), len -= 2;
    else if (function == FORWARD && len >= ADDRESS)
        (void)!sn_get(d, r, FORWARD_TO, NULL), len -= ADDRESS;
    sn_text_only(d, first);
    if (!r->stop && (function == REPLY || function == FORWARD))
        sn_note(d, DATA_LEN, len);
}

static enum sn_then ctp_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t skip = sn_opt(&v, SKIP), function = sn_opt(&v, FUNCTION);
    uint32_t left;

    sn_put_lit(t->b, "Loopback");
    if (l->len < 2) {
        sn_text_invalid(t, l);
        return SN_TEXT_DONE;
    }
    if (!sn_say(t, &v, ", skipCount {}", SKIP))
        return SN_TEXT_DONE;
    if (skip % 8)
        sn_put_lit(t->b, " (bogus)");
    if (skip + 4 > l->len) {
        sn_text_invalid(t, l);
        return SN_TEXT_DONE;
    }
    if (!sn_need(t, &v, FUNCTION))
        return SN_TEXT_DONE;
    sn_say(t, &v, ", {s: invalid (%u)}", FUNCTION);
    left = l->len - 4 - (uint32_t)skip;
    if ((function == REPLY && left < 2) || (function == FORWARD && left < ADDRESS)) {
        sn_text_invalid(t, l);
    } else if (function == REPLY || function == FORWARD) {
        sn_say(t, &v, function == REPLY ? ", receipt number {}" : ", forwarding address {}",
               function == REPLY ? RECEIPT : FORWARD_TO);
        left -= function == REPLY ? 2 : ADDRESS;
        if (!t->ended)
            sn_put_f(t->b, ", data (%u octets)", left);
    }
    if (l->caplen < l->len)
        sn_cut(t);
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_ctp = {
    .name = "loop",
    .tag = "loopback",
    .title = "Configuration Test Protocol (loopback)",
    SN_PROTO_FIELDS(ctp),
    .keys = SN_KEYS({.table = &sn_tab_ether, .value = 0x9000}),
    .dissect = ctp_dissect,
    .text = ctp_text,
};
