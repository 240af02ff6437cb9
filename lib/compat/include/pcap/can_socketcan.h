/* The header of LINKTYPE_CAN_SOCKETCAN; the identifier is in network order. */
#ifndef lib_pcap_can_socketcan_h
#define lib_pcap_can_socketcan_h

#include <pcap/pcap-inttypes.h>

typedef struct {
    uint32_t can_id;
    uint8_t payload_length;
    uint8_t fd_flags;
    uint8_t reserved1;
    uint8_t reserved2;
} pcap_can_socketcan_hdr;

/* fd_flags */
#define CANFD_BRS 0x01
#define CANFD_ESI 0x02
#define CANFD_FDF 0x04

#endif
