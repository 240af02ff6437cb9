/* SOME/IP (AUTOSAR's service-oriented middleware over IP). */
#include "dis/proto.h"

static const struct sn_val types[] = {
    {0x00, "REQUEST"},
    {0x01, "REQUEST_NO_RETURN"},
    {0x02, "NOTIFICATION"},
    {0x80, "RESPONSE"},
    {0x81, "ERROR"},
    {0x20, "TP_REQUEST"},
    {0x21, "TP_REQUEST_NO_RETURN"},
    {0x22, "TP_NOTIFICATION"},
    {0xa0, "TP_RESPONSE"},
    {0xa1, "TP_ERROR"},
    {0, NULL},
};
static const struct sn_val codes[] = {
    {0, "E_OK"},
    {1, "E_NOT_OK"},
    {2, "E_UNKNOWN_SERVICE"},
    {3, "E_UNKNOWN_METHOD"},
    {4, "E_NOT_READY"},
    {5, "E_NOT_REACHABLE"},
    {6, "E_TIMEOUT"},
    {7, "E_WRONG_PROTOCOL_VERSION"},
    {8, "E_WRONG_INTERFACE_VERSION"},
    {9, "E_MALFORMED_MESSAGE"},
    {10, "E_WRONG_MESSAGE_TYPE"},
    {11, "E_E2E_REPEATED"},
    {12, "E_E2E_WRONG_SEQUENCE"},
    {13, "E_E2E"},
    {14, "E_E2E_NOT_AVAILABLE"},
    {15, "E_E2E_NO_NEW_DATA"},
    {0, NULL},
};

#define SOMEIP(F)                                                                                  \
    F(SERVICE, "someip.serviceid", U16, "Service ID", .base = SN_HEX)                              \
    F(METHOD, "someip.methodid", U16, "Method ID", .base = SN_HEX)                                 \
    F(LEN, "someip.length", U32, "Length")                                                         \
    F(CLIENT, "someip.clientid", U16, "Client ID", .base = SN_HEX)                                 \
    F(SESSION, "someip.sessionid", U16, "Session ID", .base = SN_HEX)                              \
    F(PROTO_VERSION, "someip.protoversion", U8, "SOME/IP Version", .base = SN_HEX)                 \
    F(IFACE_VERSION, "someip.interfaceversion", U8, "Interface Version", .base = SN_HEX)           \
    F(TYPE, "someip.messagetype", U8, "Message Type", .base = SN_HEX, .vals = types)               \
    F(CODE, "someip.returncode", U8, "Return Code", .base = SN_HEX, .vals = codes)                 \
    F(PAYLOAD, "someip.payload", BYTES, "Payload")
SN_FIELDS(someip, SOMEIP)

enum { HDR = 16, EVENT = 0x8000 };

static void someip_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    if (sn_header(d, r, SERVICE, CODE) && sn_rd_left(r))
        (void)sn_get_bytes(d, r, PAYLOAD, sn_rd_left(r));
}

static enum sn_then someip_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);
    uint64_t method;

    sn_put_lit(t->b, "SOMEIP");
    if (l->len < HDR) {
        sn_put_lit(t->b, " (invalid)");
        return SN_TEXT_DONE;
    }
    method = sn_num(t, &v, METHOD);
    sn_say(t, &v, ", service {d}", SERVICE);
    sn_put_f(t->b, ", %s %u", method & EVENT ? "event" : "method", (unsigned)method & 0x7fff);
    sn_say(t, &v, ", len {}", LEN);
    sn_say(t, &v, ", client {d}, session {d}", CLIENT, SESSION);
    sn_say(t, &v, ", pver {d}", PROTO_VERSION);
    sn_say(t, &v, ", iver {d}", IFACE_VERSION);
    sn_say(t, &v, ", msgtype {s:Unknown}", TYPE);
    sn_say(t, &v, ", retcode {s:Unknown}\n", CODE);
    return SN_TEXT_DONE;
}

SN_PROTO(someip, "SOME/IP Protocol", {.table = &sn_tab_udp, .value = 30490},
         {.table = &sn_tab_udp, .type = "someip"})
