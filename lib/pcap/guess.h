/* What bytes are that are no capture: for a helpful message. */
#ifndef PCAP_GUESS_H
#define PCAP_GUESS_H

#include "pcap/pcap.h"

/* Appends what follows "not a capture": what n bytes, 4 or more, look like. */
void sn_pcap_guess(struct sn_buf *b, const uint8_t *p, size_t n);

/* Text that shows bytes in hex. */
enum hexdump {
    HEX_NONE,
    HEX_BYTES,            /* an offset, then bytes: hexdump -C, od -tx1 */
    HEX_GROUPS,           /* xxd: bytes in groups of two */
    HEX_TCPDUMP,          /* tcpdump -xx */
    HEX_TCPDUMP_IP,       /* the same without a link-layer header: it begins with IP */
    HEX_WORDS,            /* hexdump: 16 bits in the order of this machine */
    HEX_OF_CAPTURE,       /* xxd, and the bytes shown begin like a capture, */
    HEX_BYTES_OF_CAPTURE, /* as HEX_BYTES */
    HEX_PLAIN,            /* digits only: xxd -p */
};
enum hexdump sn_guess_hexdump(const uint8_t *p, size_t n);

#endif
