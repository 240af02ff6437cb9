/*
 * Sizes, offsets and numbers of libpcap's interface, printed: compiled with two sets of headers the
 * output must be the same.
 */
/* First: the others need it in libpcap. */
#include <pcap/pcap.h>

#include <pcap/bluetooth.h>
#include <pcap/can_socketcan.h>
#include <pcap/namedb.h>
#include <pcap/nflog.h>
#include <pcap/sll.h>
#include <pcap/usb.h>
#include <pcap/vlan.h>
#include <stddef.h>
#include <stdio.h>

#define SIZE(t)     printf("%s: %zu bytes\n", #t, sizeof(t))
#define FIELD(t, f) printf("%s.%s: %zu at %zu\n", #t, #f, sizeof(((t *)0)->f), offsetof(t, f))

static void structures(void)
{
    SIZE(struct pcap_file_header);
    FIELD(struct pcap_file_header, version_major);
    FIELD(struct pcap_file_header, thiszone);
    FIELD(struct pcap_file_header, snaplen);
    FIELD(struct pcap_file_header, linktype);
    SIZE(struct pcap_pkthdr);
    FIELD(struct pcap_pkthdr, ts);
    FIELD(struct pcap_pkthdr, caplen);
    FIELD(struct pcap_pkthdr, len);
    SIZE(struct pcap_stat);
    FIELD(struct pcap_stat, ps_recv);
    FIELD(struct pcap_stat, ps_drop);
    FIELD(struct pcap_stat, ps_ifdrop);
    SIZE(struct pcap_if);
    FIELD(struct pcap_if, next);
    FIELD(struct pcap_if, name);
    FIELD(struct pcap_if, description);
    FIELD(struct pcap_if, addresses);
    FIELD(struct pcap_if, flags);
    SIZE(struct pcap_addr);
    FIELD(struct pcap_addr, addr);
    FIELD(struct pcap_addr, netmask);
    FIELD(struct pcap_addr, broadaddr);
    FIELD(struct pcap_addr, dstaddr);
    SIZE(struct bpf_program);
    FIELD(struct bpf_program, bf_insns);
    SIZE(struct bpf_insn);
    FIELD(struct bpf_insn, jt);
    FIELD(struct bpf_insn, jf);
    FIELD(struct bpf_insn, k);
    SIZE(pcap_direction_t);
    SIZE(bpf_int32);
    SIZE(bpf_u_int32);
}

static void headers(void)
{
    SIZE(struct pcap_etherent);
    FIELD(struct pcap_etherent, name);
    SIZE(struct sll_header);
    FIELD(struct sll_header, sll_addr);
    FIELD(struct sll_header, sll_protocol);
    SIZE(struct sll2_header);
    FIELD(struct sll2_header, sll2_if_index);
    FIELD(struct sll2_header, sll2_hatype);
    FIELD(struct sll2_header, sll2_addr);
    SIZE(struct vlan_tag);
    SIZE(pcap_bluetooth_h4_header);
    SIZE(pcap_bluetooth_linux_monitor_header);
    SIZE(pcap_can_socketcan_hdr);
    SIZE(pcap_usb_setup);
    SIZE(iso_rec);
    SIZE(pcap_usb_header);
    FIELD(pcap_usb_header, ts_sec);
    FIELD(pcap_usb_header, data_len);
    FIELD(pcap_usb_header, setup);
    SIZE(pcap_usb_header_mmapped);
    FIELD(pcap_usb_header_mmapped, s);
    FIELD(pcap_usb_header_mmapped, ndesc);
    SIZE(usb_isodesc);
    SIZE(nflog_hdr_t);
    SIZE(nflog_tlv_t);
    SIZE(nflog_packet_hdr_t);
    SIZE(nflog_hwaddr_t);
    SIZE(nflog_timestamp_t);
}

int main(void)
{
    structures();
    headers();
    return 0;
}
