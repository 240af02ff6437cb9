/* The list of devices with addresses and flags, but for pseudo-devices that are given as arguments;
 * the first device; networks. */
#include <arpa/inet.h>
#include <netdb.h>
#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

#include "show.h"

static void put_address(const struct sockaddr *a)
{
    char text[64] = "-";
    socklen_t n =
        a && a->sa_family == AF_INET6 ? sizeof(struct sockaddr_in6) : sizeof(struct sockaddr_in);

    if (a && a->sa_family != AF_INET && a->sa_family != AF_INET6)
        snprintf(text, sizeof text, "family %d", a->sa_family);
    else if (a)
        getnameinfo(a, n, text, sizeof text, NULL, 0, NI_NUMERICHOST);
    printf(" %s", text);
}

static void put_network(const char *device)
{
    char errbuf[PCAP_ERRBUF_SIZE] = "";
    bpf_u_int32 net = 0, mask = 0;
    int r = pcap_lookupnet(device, &net, &mask, errbuf);

    printf("%s: %d %08x %08x [%s]\n", device ? device : "NULL", r, ntohl(net), ntohl(mask), errbuf);
}

static bool left_out(const char *name, char **names)
{
    for (; *names; names++)
        if (strcmp(name, *names) == 0)
            return true;
    return false;
}

int main(int argc, char **argv)
{
    char errbuf[PCAP_ERRBUF_SIZE] = "";
    pcap_if_t *list = NULL;

    (void)argc;
    printf("%d [%s]\n", pcap_findalldevs(&list, errbuf), errbuf);
    for (pcap_if_t *d = list; d; d = d->next) {
        if (left_out(d->name, argv + 1))
            continue;
        printf("%s, %s, %x\n", d->name, d->description ? d->description : "-", d->flags);
        for (pcap_addr_t *a = d->addresses; a; a = a->next) {
            put_address(a->addr);
            put_address(a->netmask);
            put_address(a->broadaddr);
            put_address(a->dstaddr);
            puts("");
        }
    }
    pcap_freealldevs(list);
    put_network("va");
    put_network("vb");
    put_network("lo");
    put_network("any");
    put_network(NULL);
    put_network("nosuchdev");
    return 0;
}
