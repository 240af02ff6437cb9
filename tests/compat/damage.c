/* Files given as arguments, most of them damaged: how each opens, what is read of it, and what is
 * said first. */
#include <string.h>

#include "show.h"

static void print_packet(u_char *user, const struct pcap_pkthdr *h, const u_char *data)
{
    (void)user, (void)data;
    printf("  %ld.%06ld %u of %u\n", (long)h->ts.tv_sec, (long)h->ts.tv_usec, h->caplen, h->len);
}

int main(int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        char errbuf[PCAP_ERRBUF_SIZE] = "";
        pcap_t *p = pcap_open_offline(argv[i], errbuf);

        printf("%s: %s\n", strrchr(argv[i], '/') + 1, p ? "open" : errbuf);
        if (!p)
            continue;
        show_basics(p);
        if (pcap_loop(p, -1, print_packet, NULL) != 0)
            printf("  %s\n", pcap_geterr(p));
        pcap_close(p);
    }
    return 0;
}
