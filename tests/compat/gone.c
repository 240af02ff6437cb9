/* An interface that disappears below a capture: the command that makes it is the first argument.
 * The capture is immediate with a second one. */
#include <stdlib.h>

#include "show.h"

int main(int argc, char **argv)
{
    char errbuf[PCAP_ERRBUF_SIZE] = "";
    pcap_t *p = pcap_create("gone", errbuf);
    struct counting c = {.p = p};
    struct pcap_pkthdr *h;
    const u_char *data;

    pcap_set_timeout(p, 100);
    pcap_set_immediate_mode(p, argc > 2);
    SHOW(p, pcap_activate(p));
    SHOW(p, argc > 1 ? system(argv[1]) : 0);
    SHOW(p, pcap_loop(p, -1, count_packet, (u_char *)&c));
    SHOW(p, pcap_next_ex(p, &h, &data));
    pcap_close(p);
    return 0;
}
