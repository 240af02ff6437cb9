/* Look-up of names, under the header's first name. */
#include <pcap/namedb.h>
