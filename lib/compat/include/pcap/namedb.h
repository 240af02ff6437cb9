/* Look-up of names of hosts, services, protocols and Ethernet addresses. */
#ifndef lib_pcap_namedb_h
#define lib_pcap_namedb_h

#include <pcap/bpf.h>
#include <pcap/funcattrs.h>
#include <stdio.h>

PCAP_BEGIN

struct addrinfo;

/* A line of a file like /etc/ethers. */
struct pcap_etherent {
    u_char addr[6];
    char name[122];
};

#ifndef PCAP_ETHERS_FILE
#define PCAP_ETHERS_FILE "/etc/ethers"
#endif

#define PROTO_UNDEF -1

/* The next line; in memory that the next call uses again. NULL at the end. */
PCAP_API struct pcap_etherent *pcap_next_etherent(FILE *);

/* An address to be freed by the caller, or NULL. */
PCAP_API u_char *pcap_ether_hostton(const char *);
PCAP_API u_char *pcap_ether_aton(const char *);

PCAP_API bpf_u_int32 **pcap_nametoaddr(const char *)
    PCAP_DEPRECATED("use pcap_nametoaddrinfo(), which threads may call");
PCAP_API struct addrinfo *pcap_nametoaddrinfo(const char *);
PCAP_API bpf_u_int32 pcap_nametonetaddr(const char *);

PCAP_API int pcap_nametoport(const char *, int *, int *);
PCAP_API int pcap_nametoportrange(const char *, int *, int *, int *);
PCAP_API int pcap_nametoproto(const char *);
PCAP_API int pcap_nametoeproto(const char *);
PCAP_API int pcap_nametollc(const char *);

PCAP_END

#endif
