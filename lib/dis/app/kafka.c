/* Kafka's requests: which API, by whom; and what its answers answer. */
#include "dis/app/stream.h"

static const struct sn_val apis[] = {
    {0, "Produce"},
    {1, "Fetch"},
    {2, "Offsets"},
    {3, "Metadata"},
    {4, "LeaderAndIsr"},
    {5, "StopReplica"},
    {6, "UpdateMetadata"},
    {7, "ControlledShutdown"},
    {8, "OffsetCommit"},
    {9, "OffsetFetch"},
    {10, "FindCoordinator"},
    {11, "JoinGroup"},
    {12, "Heartbeat"},
    {13, "LeaveGroup"},
    {14, "SyncGroup"},
    {15, "DescribeGroups"},
    {16, "ListGroups"},
    {17, "SaslHandshake"},
    {18, "ApiVersions"},
    {19, "CreateTopics"},
    {20, "DeleteTopics"},
    {21, "DeleteRecords"},
    {22, "InitProducerId"},
    {23, "OffsetForLeaderEpoch"},
    {24, "AddPartitionsToTxn"},
    {25, "AddOffsetsToTxn"},
    {26, "EndTxn"},
    {27, "WriteTxnMarkers"},
    {28, "TxnOffsetCommit"},
    {29, "DescribeAcls"},
    {30, "CreateAcls"},
    {31, "DeleteAcls"},
    {32, "DescribeConfigs"},
    {33, "AlterConfigs"},
    {34, "AlterReplicaLogDirs"},
    {35, "DescribeLogDirs"},
    {36, "SaslAuthenticate"},
    {37, "CreatePartitions"},
    {38, "CreateDelegationToken"},
    {39, "RenewDelegationToken"},
    {40, "ExpireDelegationToken"},
    {41, "DescribeDelegationToken"},
    {42, "DeleteGroups"},
    {43, "ElectLeaders"},
    {44, "IncrementalAlterConfigs"},
    {45, "AlterPartitionReassignments"},
    {46, "ListPartitionReassignments"},
    {47, "OffsetDelete"},
    {0, NULL},
};

#define KAFKA(F)                                                                                   \
    F(MESSAGE, "sn.kafka.message", GROUPS, "Message")                                              \
    F(LENGTH, "kafka.len", U32, "Length", .unit = "bytes")                                         \
    F(API, "kafka.api_key", U16, "API Key", .vals = apis)                                          \
    F(VERSION, "kafka.api_version", U16, "API Version")                                            \
    F(CORRELATION, "kafka.correlation_id", U32, "Correlation ID")                                  \
    F(CLIENT, "kafka.client_id", STR, "Client ID")                                                 \
    F(ANSWERS, "sn.kafka.answers", UINT, "API of the request", .vals = apis)
SN_FIELDS(kafka, KAFKA)

enum { PORT = 9092, MESSAGE_MAX = 1 << 20, MESSAGE_MIN = 4 };

static uint32_t kafka_unit(const uint8_t *p, uint32_t n)
{
    uint32_t len;

    if (sn_tls_begins(p, n))
        return sn_tls_unit(p, n);
    if (n < 4)
        return 0;
    len = sn_be32(p);
    return len < MESSAGE_MIN || len > MESSAGE_MAX ? SN_STREAM_BAD : len + 4;
}

static uint32_t kafka_body(uint32_t *mode, const uint8_t *p, uint32_t n)
{
    return sn_tls_begins(p, n) ? sn_tls_body(mode, p, n) : 0;
}

static const struct sn_stream_kind kafka_stream = {
    .unit = kafka_unit, .body = kafka_body, .message = sn_tls_piece, .next = sn_tls_next};

static uint64_t exchange(const struct sn_dis *d)
{
    return sn_conn_key(d) << 32 | sn_u(d, CORRELATION);
}

/* The client's name is behind the head in all versions but of one request that is the broker's. */
static void request(struct sn_dis *d, struct sn_rd *r)
{
    uint32_t api;
    uint16_t n;

    if (!sn_get(d, r, API, &api) || !sn_get(d, r, VERSION, NULL) ||
        !sn_get(d, r, CORRELATION, NULL))
        return;
    sn_remember(d, SN_MEMO_KAFKA, exchange(d), api);
    if (sn_rd_be16(r, &n) && n < 0x8000 && n)
        (void)sn_get_bytes(d, r, CLIENT, n);
}

static void response(struct sn_dis *d, struct sn_rd *r)
{
    uint64_t api;

    if (sn_get(d, r, CORRELATION, NULL) && sn_recall(d, SN_MEMO_KAFKA, exchange(d), 0, &api))
        sn_rec_made(d, ANSWERS, api);
}

static void kafka_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    struct sn_rd in;
    bool server = sn_is_from(d, PORT);

    (void)len;
    while (sn_unit_or_tls(d, r, kafka_unit, &in)) {
        struct sn_rec *g;

        g = sn_group(d, &in, MESSAGE, 0);
        (void)!sn_get(d, &in, LENGTH, NULL);
        if (server)
            response(d, &in);
        else
            request(d, &in);
        in.p = in.end;
        sn_group_end(d, &in, g);
    }
}

static enum sn_then kafka_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l), m = {0};
    const char *sep = "";

    sn_put_lit(t->b, "Kafka");
    for (; sn_each(&v, MESSAGE, &m); sep = ",") {
        sn_put_s(t->b, sep);
        if (sn_find(&m, API))
            sn_say(t, &m, " {s:API %u} request", API);
        else if (sn_find(&m, ANSWERS))
            sn_say(t, &m, " {s:API %u} response", ANSWERS);
        else
            sn_put_lit(t->b, " response");
        if (sn_find(&m, CLIENT))
            sn_say(t, &m, " {}", CLIENT);
    }
    return SN_TEXT_INNER;
}

const struct sn_proto sn_proto_kafka = {
    .name = "kafka",
    .title = "Kafka",
    SN_PROTO_FIELDS(kafka),
    .keys = SN_KEYS({.table = &sn_tab_tcp, .value = PORT}),
    .more = true,
    .stream = &kafka_stream,
    .dissect = kafka_dissect,
    .text = kafka_text,
};
