/* The capture library's interface as pcap(3PCAP) describes it, under its first name. */
#include <pcap/pcap.h>
