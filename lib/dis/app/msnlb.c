/* Heartbeats of Microsoft's network load balancing, right above the link layer. */
#include "dis/proto.h"

#define MSNLB(F)                                                                                   \
    F(SIGNATURE, "msnlb.signature", LE32, "Signature", .base = SN_HEX)                             \
    F(VERSION, "msnlb.version", LE32, "Version")                                                   \
    F(HOST_ID, "msnlb.unique_host_id", LE32, "Unique Host ID")                                     \
    F(CLUSTER, "msnlb.cluster_ip", IPV4, "Cluster IP")                                             \
    F(HOST, "msnlb.host_ip", IPV4, "Host IP")                                                      \
    F(MY_HOST, "msnlb.my_host_ip", LE16, "My Host id")                                             \
    F(DEFAULT_HOST, "msnlb.default_host_ip", LE16, "Default Host id")                              \
    F(STATE, "msnlb.convergence_state", LE16, "Convergence State")                                 \
    F(RULES, "msnlb.number_of_port_rules", LE16, "Number of Port Rules")                           \
    F(HOST_CODE, "msnlb.unique_host_code", LE32, "Unique Host Code")                               \
    F(PACKETS, "msnlb.packets_handled", LE32, "Packets Handled")
SN_FIELDS(msnlb, MSNLB)

static void msnlb_dissect(struct sn_dis *d, struct sn_rd *r, uint32_t len)
{
    (void)len;
    if (sn_header(d, r, SIGNATURE, HOST) && sn_rd_left(r))
        (void)sn_header(d, r, MY_HOST, PACKETS);
}

static enum sn_then msnlb_text(struct sn_text *t, const struct sn_layer *l)
{
    struct sn_view v = sn_view(t, l);

    sn_put_lit(t->b, "MS NLB heartbeat");
    sn_say(t, &v, ", host priority: {}", HOST_ID);
    sn_say(t, &v, ", cluster IP: {}", CLUSTER);
    sn_say(t, &v, ", host IP: {}", HOST);
    return SN_TEXT_DONE;
}

SN_PROTO(msnlb, "MS NLB", {.table = &sn_tab_ether, .value = 0x886f})
