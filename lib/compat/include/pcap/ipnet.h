/* Values in the header of Solaris' IP observability device: LINKTYPE_IPNET. */
#ifndef lib_pcap_ipnet_h
#define lib_pcap_ipnet_h

#define IPH_AF_INET  2
#define IPH_AF_INET6 26

#define IPNET_OUTBOUND 1
#define IPNET_INBOUND  2

#endif
