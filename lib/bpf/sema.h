/*
 * What names and numbers mean: addresses, ports and protocols are looked up and checked against
 * their qualifiers, and every primitive learns where its headers are.
 */
#ifndef SN_BPF_SEMA_H
#define SN_BPF_SEMA_H

#include "hdr.h"
#include "tree.h"

/* What a P_ID turned out to be (prim.sub). */
enum id_kind {
    ID_HOST,
    ID_MAC,
    ID_ARCNET,
    ID_PORT,
    ID_PROTO,
    ID_PROTOCHAIN,
    ID_DECNET,
    ID_GATEWAY
};

enum { PORT_TCP = 1, PORT_UDP = 2, PORT_SCTP = 4 };

/* Protocol numbers of the link layer that are no ethertypes: LLC service access points. */
enum {
    SAP_IP = 0x06,
    SAP_STP = 0x42,
    SAP_IPX = 0xe0,
    SAP_NETBEUI = 0xf0,
    SAP_ISO = 0xfe,
};

enum {
    ET_IP = 0x0800,
    ET_ARP = 0x0806,
    ET_RARP = 0x8035,
    ET_ATALK = 0x809b,
    ET_AARP = 0x80f3,
    ET_DECNET = 0x6003,
    ET_LAT = 0x6004,
    ET_SCA = 0x6007,
    ET_MOPDL = 0x6001,
    ET_MOPRC = 0x6002,
    ET_IPX = 0x8137,
    ET_IP6 = 0x86dd,
    ET_LOOPBACK = 0x9000,
    ET_VLAN = 0x8100,
    ET_QINQ = 0x88a8,
    ET_QINQ_OLD = 0x9100,
    ET_MPLS = 0x8847,
    ET_MPLS_MULTI = 0x8848,
    ET_PPPOED = 0x8863,
    ET_PPPOES = 0x8864,
    ET_SLOW = 0x8809,
    ET_LLDP = 0x88cc,
    ET_TEB = 0x6558,
};

void sn_bp_sema(struct comp *c, struct expr *e);

/* A P_ID's names and numbers, the same whatever the link type. */
void sn_bp_sema_id(struct comp *c, struct prim *x, struct span at);

/* The walk over the tree: where the headers are at the primitive at hand. */
struct sema {
    struct comp *c;
    const struct hdr *hdr;
    const struct hdr *first; /* where look-through begins, whatever stands in front in the text */
};

/* Primitives behind which they are elsewhere (sema_hdr.c). */
void sn_bp_sema_vlan(struct sema *s, struct prim *x, struct span at);
void sn_bp_sema_mpls(struct sema *s, struct prim *x, struct span at);
void sn_bp_sema_pppoes(struct sema *s, struct prim *x);
void sn_bp_sema_vxlan(struct sema *s, struct prim *x);
void sn_bp_sema_geneve(struct sema *s, struct prim *x);
void sn_bp_sema_lane(struct sema *s);

/* The words and numbers of primitives other than P_ID (sema_words.c). */
void sn_bp_sema_words(struct comp *c, struct prim *x);

/* Whether the token is this name, in upper or lower case. */
bool sn_bp_is_name(const struct tok *t, const char *s);

/* "tcp", for messages. */
const char *sn_bp_proto_name(enum proto p);

/* ---- name look-ups (names.c): the only part that leaves the process ----
 *
 * Each waits no longer than the limit of the options. False: there is no such name; sn_bp_fail was
 * called only when that is not known (too slow, look-ups not allowed), or for hosts, always. */

struct names_port {
    uint16_t port;
    uint8_t ports; /* PORT_TCP | PORT_UDP …: which protocols know it by this name */
};

/* The names that everyone uses, without asking the system (wellknown.c). */
bool sn_bp_known_service(const char *name, struct names_port *out);
bool sn_bp_known_ip_proto(const char *name, uint32_t *out);

bool sn_bp_service(struct comp *c, const char *s, size_t n, struct span at, struct names_port *out);
bool sn_bp_ip_proto(struct comp *c, const char *s, size_t n, struct span at, uint32_t *out);
bool sn_bp_network(struct comp *c, const char *s, size_t n, struct span at, uint32_t *out);
bool sn_bp_ether_host(struct comp *c, const char *s, size_t n, struct span at, uint8_t mac[6]);

/* All addresses of a host. */
bool sn_bp_host(struct comp *c, const char *s, size_t n, struct span at, struct ipaddr **ip4,
                struct ipaddr **ip6);

#endif
