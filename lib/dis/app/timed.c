/* The time synchronization protocol of BSD's timed. */
#include "dis/proto.h"

enum { ADJTIME = 1, SETTIME = 5, SETDATE = 22, SETDATEREQ = 23, LOOP = 24 };

static const struct sn_val types[] = {
    {0, "TSP_ANY"},       {1, "TSP_ADJTIME"},  {2, "TSP_ACK"},       {3, "TSP_MASTERREQ"},
    {4, "TSP_MASTERACK"}, {5, "TSP_SETTIME"},  {6, "TSP_MASTERUP"},  {7, "TSP_SLAVEUP"},
    {8, "TSP_ELECTION"},  {9, "TSP_ACCEPT"},   {10, "TSP_REFUSE"},   {11, "TSP_CONFLICT"},
    {12, "TSP_RESOLVE"},  {13, "TSP_QUIT"},    {14, "TSP_DATE"},     {15, "TSP_DATEREQ"},
    {16, "TSP_DATEACK"},  {17, "TSP_TRACEON"}, {18, "TSP_TRACEOFF"}, {19, "TSP_MSITE"},
    {20, "TSP_MSITEREQ"}, {21, "TSP_TEST"},    {22, "TSP_SETDATE"},  {23, "TSP_SETDATEREQ"},
    {24, "TSP_LOOP"},     {0, NULL},
};

#define TIMED(F)                                                                                   \
    F(TYPE, "tsp.type", U8, "Type", .vals = types)                                                 \
    F(VERSION, "tsp.version", U8, "Version")                                                       \
    F(SEQ, "tsp.sequence", U16, "Sequence")                                                        \
    F(SECONDS, "tsp.sec", I32, "Seconds")                                                          \
    F(MICROSECONDS, "tsp.usec", I32, "Microseconds")                                               \
    F(HOPS, "tsp.hopcnt", U8, "Hop Count")                                                         \
    F(NAME, "tsp.name", STR, "Machine Name")
SN_FIELDS(timed, TIMED)

static bool has_time(uint64_t type)
{
    return type == ADJTIME || type == SETTIME || type == SETDATE || type == SETDATEREQ;
}

static void timed_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd rest;

    (void)len;
    if (!sn_header(d, r, TYPE, SEQ))
        return;
    rest = *r;
    if (has_time(sn_u(d, TYPE)) && !sn_header(d, &rest, SECONDS, MICROSECONDS)) {
        sn_stop(r, &rest);
        return;
    }
    if (sn_u(d, TYPE) == LOOP && !sn_get(d, &rest, HOPS, NULL)) {
        sn_stop(r, &rest);
        return;
    }
    if (sn_rd_skip(r, 8)) /* the rest of what a time needs is there in any case */
        (void)sn_get_strz(d, r, NAME);
}

/* The microseconds count forward from the second, the text's away from zero. */
static void put_time(struct sn_text *t, int32_t s, int32_t us)
{
    bool before = s < 0 && us;

    sn_put_f(t->b, " time %s%d.%06d", before && s == -1 ? "-" : "", before ? s + 1 : s,
             before ? 1000000 - us : us);
}

static enum sn_then timed_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t type;

    sn_say(t, &v, "{s:(tsp_type %#x)}", TYPE);
    type = sn_opt(&v, TYPE);
    sn_say(t, &v, " vers {}", VERSION);
    sn_say(t, &v, " seq {}", SEQ);
    if (has_time(type) && sn_need(t, &v, MICROSECONDS)) {
        if ((int32_t)sn_opt(&v, MICROSECONDS) < 0)
            return SN_TEXT_DONE; /* can't be, and tcpdump says no more */
        put_time(t, (int32_t)sn_opt(&v, SECONDS), (int32_t)sn_opt(&v, MICROSECONDS));
    } else if (type == LOOP)
        sn_say(t, &v, " hopcnt {}", HOPS);
    if (sn_is_cut(t))
        return SN_TEXT_DONE;
    sn_put_lit(t->b, " name ");
    sn_say_strz(t, &v, "{}", NAME);
    return SN_TEXT_DONE;
}

const struct sn_proto sn_proto_timed = {
    .name = "tsp",
    .tag = "timed",
    .title = "Time Synchronization Protocol",
    SN_PROTO_FIELDS(timed),
    .keys = SN_KEYS({.table = &sn_tab_udp, .value = 525}),
    .dissect = timed_dissect,
    .text = timed_text,
};
