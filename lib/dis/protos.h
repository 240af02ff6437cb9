/*
 * The protocols, the tables that they declare for what they carry, and names that several need.
 */
#ifndef SN_DIS_PROTOS_H
#define SN_DIS_PROTOS_H

#include "sn/dis.h"

/* ---- the protocols, by layer ---- */

extern const struct sn_proto sn_proto_data;
extern const struct sn_proto sn_proto_eth, sn_proto_vlan, sn_proto_llc, sn_proto_fddi;
extern const struct sn_proto sn_proto_null, sn_proto_loop, sn_proto_raw, sn_proto_sll,
    sn_proto_sll2;
extern const struct sn_proto sn_proto_ppp, sn_proto_ppphdlc, sn_proto_ppp_stuffed, sn_proto_pppoe,
    sn_proto_mp;
extern const struct sn_proto sn_proto_lcp, sn_proto_ipcp, sn_proto_ipv6cp, sn_proto_ccp,
    sn_proto_bacp, sn_proto_mplscp, sn_proto_osicp, sn_proto_pap, sn_proto_chap;
extern const struct sn_proto sn_proto_stp;
extern const struct sn_proto sn_proto_cdp, sn_proto_udld, sn_proto_dtp;
extern const struct sn_proto sn_proto_slow;
extern const struct sn_proto sn_proto_lldp;
extern const struct sn_proto sn_proto_wlan, sn_proto_wlanmgt, sn_proto_wlan_keydata,
    sn_proto_wlan_swapped;
extern const struct sn_proto sn_proto_capwap, sn_proto_capwapdata;
extern const struct sn_proto sn_proto_radiotap, sn_proto_avs, sn_proto_prism, sn_proto_ppi,
    sn_proto_pktap;
extern const struct sn_proto sn_proto_eapol, sn_proto_eap, sn_proto_mka;
extern const struct sn_proto sn_proto_dsa, sn_proto_edsa, sn_proto_brcm, sn_proto_brcmprepend;
extern const struct sn_proto sn_proto_pflog, sn_proto_enc, sn_proto_ipnet, sn_proto_nflog;
extern const struct sn_proto sn_proto_ipoib, sn_proto_symantec, sn_proto_ap1394, sn_proto_ipfc,
    sn_proto_bt, sn_proto_ctp, sn_proto_mvrp, sn_proto_mmrp;
extern const struct sn_proto sn_proto_macsec, sn_proto_macsec_more, sn_proto_vsock;
extern const struct sn_proto sn_proto_tipc, sn_proto_aoe, sn_proto_arista, sn_proto_rtl,
    sn_proto_cfm, sn_proto_vtp, sn_proto_wpan, sn_proto_wpan_nofcs, sn_proto_wpan_ether,
    sn_proto_wpantap, sn_proto_zep, sn_proto_usb, sn_proto_usb_mmapped;
extern const struct sn_proto sn_proto_chdlc, sn_proto_slarp;
extern const struct sn_proto sn_proto_fr, sn_proto_frf15, sn_proto_mfr, sn_proto_q933,
    sn_proto_slip, sn_proto_slip_bsdos, sn_proto_ppp_bsdos;
extern const struct sn_proto sn_proto_atm, sn_proto_clip, sn_proto_sunatm, sn_proto_lane,
    sn_proto_q2931, sn_proto_oam;
extern const struct sn_proto sn_proto_tr, sn_proto_arcnet, sn_proto_arcnet_linux, sn_proto_juniper,
    sn_proto_netanalyzer, sn_proto_netanalyzer_transparent;
extern const struct sn_proto sn_proto_ip, sn_proto_ipv6;
extern const struct sn_proto sn_proto_hopopts, sn_proto_dstopts, sn_proto_ip6_routing,
    sn_proto_ip6_frag;
extern const struct sn_proto sn_proto_ah, sn_proto_clnp, sn_proto_dccp, sn_proto_esis, sn_proto_esp,
    sn_proto_geneve, sn_proto_gre, sn_proto_ipcomp, sn_proto_l2tp, sn_proto_lisp, sn_proto_m3ua,
    sn_proto_mip6, sn_proto_mpls, sn_proto_nsh, sn_proto_osi, sn_proto_osi_ether, sn_proto_pgm,
    sn_proto_pptp, sn_proto_sctp, sn_proto_otv, sn_proto_vxlan, sn_proto_vxlan_gpe;
extern const struct sn_proto sn_proto_cfp, sn_proto_pbb, sn_proto_vntag, sn_proto_cmd,
    sn_proto_amsdu, sn_proto_erspan, sn_proto_erspan1, sn_proto_etherip, sn_proto_ayiya,
    sn_proto_teredo, sn_proto_gtp, sn_proto_cflow, sn_proto_cnfp, sn_proto_gtpv2, sn_proto_pfcp,
    sn_proto_mip, sn_proto_tzsp;
extern const struct sn_proto sn_proto_llap, sn_proto_ddp, sn_proto_ddp_short, sn_proto_nbp,
    sn_proto_atp, sn_proto_aarp;
extern const struct sn_proto sn_proto_decnet, sn_proto_mobile;
extern const struct sn_proto sn_proto_ipx, sn_proto_ipx_ether, sn_proto_ipxsap, sn_proto_ipxrip;
extern const struct sn_proto sn_proto_tcp, sn_proto_udp;
extern const struct sn_proto sn_proto_rip, sn_proto_ripng, sn_proto_bfd, sn_proto_bfd_more;
extern const struct sn_proto sn_proto_hsrp;
extern const struct sn_proto sn_proto_bcmli, sn_proto_mpls_echo, sn_proto_babel, sn_proto_ahcp;
extern const struct sn_proto sn_proto_pim, sn_proto_auto_rp;
extern const struct sn_proto sn_proto_ldp, sn_proto_rsvp, sn_proto_lmp, sn_proto_msdp;
extern const struct sn_proto sn_proto_aodv, sn_proto_calm, sn_proto_gnw, sn_proto_hncp,
    sn_proto_igrp, sn_proto_lwres, sn_proto_olsr, sn_proto_rpkirtr, sn_proto_sflow, sn_proto_vqp;
extern const struct sn_proto sn_proto_eigrp;
extern const struct sn_proto sn_proto_isis;
extern const struct sn_proto sn_proto_ptp;
extern const struct sn_proto sn_proto_ospf, sn_proto_bgp;
extern const struct sn_proto sn_proto_arp, sn_proto_icmp, sn_proto_icmp6, sn_proto_igmp;
extern const struct sn_proto sn_proto_dvmrp, sn_proto_pim1, sn_proto_vrrp, sn_proto_carp;
extern const struct sn_proto sn_proto_egp, sn_proto_zephyr, sn_proto_mpcp, sn_proto_lwapp_control,
    sn_proto_lwapp_data;
extern const struct sn_proto sn_proto_dns, sn_proto_dns_tcp, sn_proto_mdns, sn_proto_llmnr,
    sn_proto_dns_more;
extern const struct sn_proto sn_proto_ntp, sn_proto_dhcp;
extern const struct sn_proto sn_proto_syslog;
extern const struct sn_proto sn_proto_tftp;
extern const struct sn_proto sn_proto_radius;
extern const struct sn_proto sn_proto_dhcp6;
extern const struct sn_proto sn_proto_someip, sn_proto_msnlb, sn_proto_timed, sn_proto_telnet;
extern const struct sn_proto sn_proto_snmp, sn_proto_isakmp, sn_proto_udpencap, sn_proto_resp,
    sn_proto_kerberos, sn_proto_krb4;
extern const struct sn_proto sn_proto_ftp, sn_proto_http, sn_proto_rtsp, sn_proto_sip,
    sn_proto_whois, sn_proto_gre_udp;
extern const struct sn_proto sn_proto_openflow;
extern const struct sn_proto sn_proto_forces, sn_proto_beep;
extern const struct sn_proto sn_proto_rtp, sn_proto_srtp, sn_proto_rtcp, sn_proto_rtcp_more,
    sn_proto_vat, sn_proto_sdp;
extern const struct sn_proto sn_proto_wb;
extern const struct sn_proto sn_proto_zmtp1, sn_proto_zmtp1_datagram, sn_proto_pgm_zmtp1;
extern const struct sn_proto sn_proto_smtp, sn_proto_ssh, sn_proto_tls;
extern const struct sn_proto sn_proto_http_more, sn_proto_ssdp, sn_proto_ssh_more,
    sn_proto_kerberos_tcp, sn_proto_ldap, sn_proto_cldap, sn_proto_stun, sn_proto_wg,
    sn_proto_openvpn, sn_proto_openvpn_tcp;
extern const struct sn_proto sn_proto_pgsql, sn_proto_mqtt, sn_proto_mysql, sn_proto_pop,
    sn_proto_imap, sn_proto_rdp, sn_proto_cotp, sn_proto_amqp, sn_proto_kafka, sn_proto_sip_more,
    sn_proto_http2, sn_proto_http3, sn_proto_websocket, sn_proto_nbss, sn_proto_smb2,
    sn_proto_sip_tcp, sn_proto_ntlmssp, sn_proto_kerberos_gss, sn_proto_ocsp;
extern const struct sn_proto sn_proto_mbtcp, sn_proto_modbus, sn_proto_irc, sn_proto_xmpp,
    sn_proto_dnp3, sn_proto_socks, sn_proto_nbns, sn_proto_nbdgm;
extern const struct sn_proto sn_proto_tls_quic, sn_proto_quic, sn_proto_dtls;
extern const struct sn_proto sn_proto_rpc, sn_proto_rpc_tcp, sn_proto_sunrpc, sn_proto_rpc_more,
    sn_proto_rpc_tcp_more, sn_proto_nfs, sn_proto_rx, sn_proto_rx_more, sn_proto_afs;

/* ---- the tables that they declare for what they carry ---- */

extern const struct sn_table sn_tab_link;    /* link types, SN_LINK_… */
extern const struct sn_table sn_tab_ether;   /* ethertypes */
extern const struct sn_table sn_tab_llc;     /* 802.2 LSAPs */
extern const struct sn_table sn_tab_snap;    /* OUI << 16 | PID */
extern const struct sn_table sn_tab_ppp;     /* PPP protocol numbers */
extern const struct sn_table sn_tab_ipproto; /* IP protocol numbers */
extern const struct sn_table sn_tab_ip6ext;  /* IPv6 extension headers, by the same numbers */
extern const struct sn_table sn_tab_sctp;    /* payload protocol identifiers */
extern const struct sn_table sn_tab_ipx;     /* IPX's sockets */
extern const struct sn_table sn_tab_gre;     /* protocol types that aren't ethertypes */
extern const struct sn_table sn_tab_ddp;     /* types of DDP */
extern const struct sn_table sn_tab_nlpid;   /* OSI's network layer protocol identifiers */
extern const struct sn_table sn_tab_tcp, sn_tab_udp; /* ports */
extern const struct sn_table sn_tab_rpc;             /* program numbers */

/* ---- names that several need ---- */

extern const struct sn_val sn_afs[];            /* IANA's address families, those of tcpdump */
extern const struct sn_val sn_ldp_pws[];        /* types of pseudowires (RFC 4446) */
extern const struct sn_val sn_radius_vendors[]; /* IANA's enterprise numbers, the few of tcpdump */

#endif
