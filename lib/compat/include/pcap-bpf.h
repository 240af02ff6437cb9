/* Filter programs, under the header's first name. */
#include <pcap/bpf.h>
