/* Names and numbers: link types, time stamps, status, names of services and protocols. */
#include <pcap/namedb.h>
#include <stdlib.h>
#include <string.h>

#include "show.h"

static const char *or_null(const char *s)
{
    return s ? s : "(none)";
}

static void link_types(void)
{
    static const char *const names[] = {"en10mb", "RAW", "DLT_RAW", "LINUX_SLL2", "", "x"};

    for (int i = -2; i < 700; i++)
        if (pcap_datalink_val_to_name(i) || pcap_datalink_val_to_description(i))
            printf("%d %s, %s\n", i, or_null(pcap_datalink_val_to_name(i)),
                   or_null(pcap_datalink_val_to_description(i)));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        printf("%s %d\n", names[i], pcap_datalink_name_to_val(names[i]));
    puts(pcap_datalink_val_to_description_or_dlt(1));
    puts(pcap_datalink_val_to_description_or_dlt(999));
}

static void numbers(void)
{
    for (int i = -1; i < 8; i++)
        printf("%d %s, %s\n", i, or_null(pcap_tstamp_type_val_to_name(i)),
               or_null(pcap_tstamp_type_val_to_description(i)));
    printf("%d %d %d\n", pcap_tstamp_type_name_to_val("adapter"),
           pcap_tstamp_type_name_to_val("HOST"), pcap_tstamp_type_name_to_val("x"));
    for (int i = -16; i < 8; i++)
        printf("%d %s\n", i, pcap_statustostr(i));
    puts(pcap_strerror(2));
}

static void services(void)
{
    static const char *const names[] = {"http",  "domain", "80", "80-90", "http-telnet", "nosuch",
                                        "90-80", "",       "-",  "80-",   "99999",       "snmp"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        int port = -7, from = -7, to = -7, proto = -7, range_proto = -7;
        int r = pcap_nametoport(names[i], &port, &proto);
        int s = pcap_nametoportrange(names[i], &from, &to, &range_proto);

        printf("port %s: %d, %d %d; range: %d, %d-%d %d\n", names[i], r, port, proto, s, from, to,
               s ? range_proto : 0);
    }
}

static void protocols(void)
{
    static const char *const names[] = {"ip",  "arp", "ip6", "aarp", "lat",     "mopdl", "vlan",
                                        "iso", "stp", "ipx", "tcp",  "netbeui", "ospf",  "x"};

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        printf("%s: %d, %d, %d\n", names[i], pcap_nametoeproto(names[i]), pcap_nametollc(names[i]),
               pcap_nametoproto(names[i]));
}

static void ethers(void)
{
    static const char *const texts[] = {"1:2:3:4:5:6", "aa-bb-cc-dd-ee-ff", "aabb.ccdd.eeff",
                                        "AABBCCDDEEFF"};
    char lines[] = "# comment\n0:1:2:3:4:5 one\n\naa:bb:cc:dd:ee:ff  two three # x\nbad line\n"
                   "  7:7:7:7:7:7 four\n9-9-9-9-9-9 dash\n123:1:1:1:1:1 big\n6:6:6:6:6:6";
    FILE *fp = fmemopen(lines, strlen(lines), "r");

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        u_char *a = pcap_ether_aton(texts[i]);

        printf("%02x%02x%02x%02x%02x%02x\n", a[0], a[1], a[2], a[3], a[4], a[5]);
        free(a);
    }
    for (struct pcap_etherent *e; (e = pcap_next_etherent(fp));)
        printf("%02x..%02x %s\n", e->addr[0], e->addr[5], e->name);
    fclose(fp);
    printf("%d\n", pcap_ether_hostton("nosuchhost") != NULL);
}

int main(void)
{
    char errbuf[PCAP_ERRBUF_SIZE] = "";

    link_types();
    numbers();
    services();
    protocols();
    ethers();
    printf("%08x\n", pcap_nametonetaddr("loopback"));
    printf("%s %d\n", pcap_version, strncmp(pcap_lib_version(), "libpcap version 1.10.3", 22));
    printf("%d %d [%s]\n", pcap_init(PCAP_CHAR_ENC_UTF_8, errbuf), pcap_init(77, errbuf), errbuf);
    return 0;
}
