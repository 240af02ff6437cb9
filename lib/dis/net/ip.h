/* What IPv4 and IPv6 share with each other and with what they carry. */
#ifndef SN_DIS_IP_H
#define SN_DIS_IP_H

#include "dis/proto.h"

/* Names of IP protocol numbers, as tcpdump -v writes them. */
extern const struct sn_val sn_ipprotos[];

/* IP protocols that go with one version of IP only. */
enum {
    SN_ICMP = 1,
    SN_IGMP = 2,
    SN_ICMP6 = 58,
    SN_MOBILE6_OLD = 62,
    SN_MOBILE6 = 135,
    SN_ETHERIP = 143
};

/* Whether a protocol doesn't go with this version of IP. */
static inline bool sn_ip_other_version(uint8_t proto, uint8_t version)
{
    return version == 4 ? proto == SN_ICMP6 || proto == SN_ETHERIP
                        : proto == SN_ICMP || proto == SN_IGMP;
}

/* Who answers to IP protocol `proto` in a packet of this version; NULL when nobody does. */
static inline const struct sn_proto *sn_ip_proto(const struct sn_dis *d, uint8_t proto,
                                                 uint8_t version)
{
    bool other = sn_ip_other_version(proto, version) ||
                 (version == 4 && (proto == SN_MOBILE6 || proto == SN_MOBILE6_OLD));

    return other ? NULL : sn_tab_proto(d, &sn_tab_ipproto, proto);
}

/* What is said of a protocol that nobody claimed: " ip-proto-99 20". */
void sn_text_ip_unknown(struct sn_text *t, uint8_t proto, uint32_t len);

/* The time to live, or hop limit, of the innermost IP header. */
uint64_t sn_ip_ttl(const struct sn_text *t);

/* "a > b" of the innermost IP header. */
void sn_text_addrs(struct sn_text *t);

/* Whether ports stand without addresses: other headers stand between. proto as below. */
bool sn_text_ends_alone(const struct sn_text *t, uint8_t proto);

/* "a.sport > b.dport: " with the innermost IP header's addresses, or the ports alone when other
 * headers stand between (the addresses were printed then). proto: 6 or 17 and the like. */
void sn_text_ends(struct sn_text *t, uint16_t sport, uint16_t dport, uint8_t proto);

#endif
