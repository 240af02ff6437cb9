/*
 * Random filter expressions and packets that they are likely to be about. Everything follows from
 * the seed.
 */
#ifndef EXPRGEN_H
#define EXPRGEN_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "rng.h"

/* ---- expressions ---- */

struct text {
    char s[4096];
    size_t n;
};

__attribute__((format(printf, 2, 3))) static void say(struct text *t, const char *fmt, ...)
{
    va_list ap;
    int k;

    va_start(ap, fmt);
    k = vsnprintf(t->s + t->n, sizeof t->s - t->n, fmt, ap);
    va_end(ap);
    if (k > 0 && (size_t)k < sizeof t->s - t->n)
        t->n += (size_t)k;
}

#define PICK(r, list) list[rnd(r, sizeof(list) / sizeof((list)[0]))]

static const char *const hosts4[] = {"10.0.0.1", "10.0.0.2", "192.168.1.1", "224.0.0.5", "1.2.3.4"};
static const char *const hosts6[] = {"::1", "2001:db8::1", "2001:db8::2", "fe80::1:2:3:4",
                                     "ff02::1"};
static const char *const nets4[] = {
    "10",          "10.0.0.0/8",  "192.168",       "192.168.1.0/24",
    "0.0.0.0/0",   "10.0.0.0/30", "172.16.0.0/12", "192.168.0.0 mask 255.255.0.0",
    "10.0.0.2/31", "224.0.0.0/4"};
static const char *const nets6[] = {"2001:db8::/32", "fe80::/10",     "2000::/3",      "::/0",
                                    "::1/128",       "2001:db8::/48", "2001:db8::/63", "ff00::/8"};
static const char *const macs[] = {"02:00:00:00:00:01", "02:00:00:00:00:02", "ff:ff:ff:ff:ff:ff",
                                   "01:00:5e:00:00:05"};
static const uint16_t ports[] = {80, 443, 53, 22, 6081, 4789, 1024, 0, 65535};
static const char *const dirs[] = {
    "", "src ", "dst ", "src or dst ", "src and dst ", "dst and src "};

/* bare: with headers of the link layer only. */
static void gen_arith(struct text *t, struct rng *r, bool bare, int depth)
{
    static const char *const ops[] = {"+", "-", "*", "/", "&", "|", "^", "%", "<<", ">>"};
    static const char *const protos[] = {"ip",    "tcp",  "udp",  "ip6",  "icmp",  "arp", "link",
                                         "icmp6", "sctp", "igmp", "rarp", "ether", "pim", "vrrp"};
    static const int sizes[] = {1, 2, 4};
    uint32_t k = rnd(r, depth > 0 ? 10 : 6);

    if (k < 3) {
        say(t, "%u", chance(r, 80) ? rnd(r, 260) : rnd(r, 0x7fffffff));
    } else if (k == 3) {
        say(t, "len");
    } else if (k < 8) {
        say(t, "%s[", bare ? "link" : PICK(r, protos));
        if (depth > 0 && chance(r, 25))
            gen_arith(t, r, bare, depth - 1);
        else
            say(t, "%u", rnd(r, 44));
        if (chance(r, 50))
            say(t, ":%d", PICK(r, sizes));
        say(t, "]");
    } else {
        const char *op = PICK(r, ops);

        say(t, "(");
        gen_arith(t, r, bare, depth - 1);
        say(t, " %s ", op);
        if (*op == '/' || *op == '%')
            say(t, "%u", 1 + rnd(r, 20));
        else if (op[0] == '<' || op[0] == '>')
            say(t, "%u", rnd(r, 32));
        else
            gen_arith(t, r, true, depth - 1);
        say(t, ")");
    }
}

static void gen_ip(struct text *t, struct rng *r, bool arith)
{
    static const char *const names[] = {"ip",   "ip6",   "tcp",  "udp",  "sctp",
                                        "icmp", "icmp6", "igmp", "pim",  "ah",
                                        "esp",  "vrrp",  "arp",  "rarp", "igrp"};
    static const char *const over[] = {"", "ip ", "ip6 "};
    static const char *const tp[] = {"", "tcp ", "udp ", "sctp "};
    static const char *const fam4[] = {"", "", "ip ", "arp ", "rarp "};
    static const char *const rel[] = {"=", "!=", ">", "<", ">=", "<="};

    switch (rnd(r, arith ? 14 : 13)) {
    case 0:
    case 1:
        say(t, "%s", PICK(r, names));
        break;
    case 2:
    case 3:
        say(t, "%s%shost %s", PICK(r, fam4), PICK(r, dirs), PICK(r, hosts4));
        break;
    case 4:
        say(t, "%s%shost %s", chance(r, 50) ? "ip6 " : "", PICK(r, dirs), PICK(r, hosts6));
        break;
    case 5:
        say(t, "%s%snet %s", PICK(r, fam4), PICK(r, dirs), PICK(r, nets4));
        break;
    case 6:
        say(t, "%s%snet %s", chance(r, 50) ? "ip6 " : "", PICK(r, dirs), PICK(r, nets6));
        break;
    case 7:
    case 8:
        say(t, "%s%sport %u", PICK(r, tp), PICK(r, dirs), PICK(r, ports));
        break;
    case 9:
        say(t, "%s%sportrange %u-%u", PICK(r, tp), PICK(r, dirs), PICK(r, ports), PICK(r, ports));
        break;
    case 10:
        say(t, "%sproto %u", PICK(r, over), chance(r, 50) ? 6 : rnd(r, 256));
        break;
    case 11:
        say(t, "%s",
            chance(r, 50)   ? "ip multicast"
            : chance(r, 50) ? "ip6 multicast"
                            : "ip broadcast");
        break;
    case 12:
        if (chance(r, 50))
            say(t, "%s %u", chance(r, 50) ? "less" : "greater", rnd(r, 200));
        else
            say(t, "byte %u %s %u", rnd(r, 60),
                chance(r, 50)   ? "="
                : chance(r, 50) ? "<"
                                : ">",
                rnd(r, 256));
        break;
    default:
        gen_arith(t, r, false, 2);
        say(t, " %s ", PICK(r, rel));
        gen_arith(t, r, false, 1);
        break;
    }
}

static void gen_ether(struct text *t, struct rng *r)
{
    static const char *const names[] = {
        "atalk", "aarp", "decnet", "iso", "stp", "ipx", "netbeui", "lat", "moprc", "mopdl", "sca",
        "clnp",  "esis", "isis",   "l1",  "l2",  "iih", "lsp",     "snp", "csnp",  "psnp"};
    static const char *const llc[] = {"",    " i",  " s",    " u",    " rr",    " rnr", " rej",
                                      " ui", " ua", " disc", " test", " sabme", " xid", " frmr"};

    switch (rnd(r, 9)) {
    case 0:
        say(t, "ether %shost %s", PICK(r, dirs), PICK(r, macs));
        break;
    case 1:
        say(t, "ether %s", chance(r, 50) ? "broadcast" : "multicast");
        break;
    case 2:
        say(t, "ether proto %u",
            chance(r, 50)   ? 0x800
            : chance(r, 50) ? rnd(r, 256)
                            : rnd(r, 65536));
        break;
    case 3:
        say(t, "llc%s", PICK(r, llc));
        break;
    case 4:
        say(t, "iso proto %u", chance(r, 50) ? 0x81 + rnd(r, 3) : rnd(r, 256));
        break;
    case 5:
        say(t, "isis proto %u", 15 + rnd(r, 13));
        break;
    case 6:
        say(t, "decnet %shost %u.%u", PICK(r, dirs), rnd(r, 4), rnd(r, 4));
        break;
    default:
        say(t, "%s", PICK(r, names));
        break;
    }
}

static void gen_tunnel(struct text *t, struct rng *r)
{
    switch (rnd(r, 7)) {
    case 0:
        say(t, "vlan");
        break;
    case 1:
        say(t, "vlan %u", 1 + rnd(r, 5));
        break;
    case 2:
        say(t, "mpls");
        break;
    case 3:
        say(t, "mpls %u", 1 + rnd(r, 5));
        break;
    case 4:
        say(t, "pppoes");
        break;
    case 5:
        say(t, "pppoes %u", rnd(r, 5));
        break;
    default:
        say(t, "pppoed");
        break;
    }
}

static void gen_wlan(struct text *t, struct rng *r)
{
    static const char *const dir_words[] = {"src",   "dst",   "host", "addr1", "addr2",
                                            "addr3", "addr4", "ra",   "ta"};
    static const char *const types[] = {"type mgt",
                                        "type ctl",
                                        "type data",
                                        "subtype beacon",
                                        "subtype qos-data",
                                        "subtype cts",
                                        "type mgt subtype beacon",
                                        "type data subtype qos",
                                        "dir tods",
                                        "dir fromds",
                                        "dir dstods",
                                        "dir nods",
                                        "type 8",
                                        "type 4 subtype 0xd0"};

    if (chance(r, 50))
        say(t, "wlan %s %s", PICK(r, dir_words), PICK(r, macs));
    else
        say(t, "%s", PICK(r, types));
}

static void sn_gen_pf(struct text *t, struct rng *r)
{
    static const char *const words[] = {
        "ifname en0",   "on abc",       "rset test",    "rset ruleset7",
        "rnr 5",        "srnr 6",       "reason match", "reason memory",
        "reason short", "action pass",  "action block", "action nat",
        "action binat", "action scrub", "inbound",      "outbound"};

    say(t, "%s", PICK(r, words));
}

static void sn_gen_atm(struct text *t, struct rng *r)
{
    /* Not lane, behind which libpcap looks for the others in the wrong place. */
    static const char *const words[] = {"metac", "bcc", "oamf4sc", "oamf4ec",    "sc",
                                        "ilmic", "oam", "oamf4",   "connectmsg", "metaconnect"};

    if (chance(r, 70))
        say(t, "%s", PICK(r, words));
    else
        say(t, "%s %s%u", chance(r, 50) ? "vpi" : "vci", chance(r, 50) ? "> " : "", rnd(r, 7));
}

static void gen_mtp(struct text *t, struct rng *r)
{
    static const char *const words[] = {"fisu", "lssu", "msu", "hfisu", "hlssu", "hmsu"};
    static const char *const fields[] = {"sio",  "opc",  "dpc",  "sls",
                                         "hsio", "hopc", "hdpc", "hsls"};
    /* Not !=, which libpcap takes for =. */
    static const char *const rel[] = {"", "= ", "> ", "< ", ">= ", "<= "};

    if (chance(r, 50))
        say(t, "%s", PICK(r, words));
    else
        say(t, "%s %s%u", PICK(r, fields), PICK(r, rel), rnd(r, 16));
}

/* W_VARIABLE: libpcap keeps the length of the link header in a scratch word that comparisons and
 * geneve may overwrite, so they are left out. */
enum want {
    W_IP = 1,
    W_ETHER = 2,
    W_TUNNEL = 4,
    W_WLAN = 8,
    W_PF = 16,
    W_ATM = 32,
    W_MTP = 64,
    W_VARIABLE = 128,
};

struct linkinfo {
    const char *name; /* as tcpdump -y takes it */
    uint32_t id;
    unsigned want;
};

static const struct linkinfo links[] = {
    {"EN10MB", 1, W_IP | W_ETHER | W_TUNNEL},
    {"RAW", 101, W_IP},
    {"NULL", 0, W_IP},
    {"LOOP", 108, W_IP},
    {"ENC", 109, W_IP},
    {"LINUX_SLL", 113, W_IP | W_ETHER},
    {"LINUX_SLL2", 276, W_IP | W_ETHER},
    {"PPP", 9, W_IP | W_ETHER | W_TUNNEL},
    {"PPP_SERIAL", 50, W_IP},
    {"PPP_ETHER", 51, W_IP},
    {"PPP_BSDOS", 103, W_IP},
    {"PPP_PPPD", 166, W_IP},
    {"SLIP", 8, W_IP},
    {"SLIP_BSDOS", 102, W_IP},
    {"C_HDLC", 104, W_IP | W_ETHER | W_TUNNEL},
    {"FRELAY", 107, W_IP | W_ETHER},
    {"FDDI", 10, W_IP | W_ETHER},
    {"IEEE802", 6, W_IP | W_ETHER},
    {"ARCNET", 7, W_IP},
    {"ARCNET_LINUX", 129, W_IP},
    {"IP_OVER_FC", 122, W_IP | W_ETHER},
    {"ATM_RFC1483", 100, W_IP | W_ETHER},
    {"ATM_CLIP", 106, W_IP | W_ETHER},
    {"SUNATM", 123, W_IP | W_ETHER | W_ATM},
    {"MTP2", 140, W_MTP},
    {"MTP2_WITH_PHDR", 139, W_MTP},
    {"ERF", 197, W_MTP},
    {"IEEE802_11", 105, W_IP | W_ETHER | W_WLAN | W_VARIABLE},
    {"IEEE802_11_RADIO", 127, W_IP | W_ETHER | W_WLAN | W_VARIABLE},
    {"IEEE802_11_RADIO_AVS", 163, W_IP | W_ETHER | W_WLAN | W_VARIABLE},
    {"PRISM_HEADER", 119, W_IP | W_ETHER | W_WLAN | W_VARIABLE},
    {"PPI", 192, W_IP | W_ETHER | W_WLAN | W_VARIABLE},
    {"LTALK", 114, W_IP | W_ETHER},
    {"PFLOG", 117, W_IP | W_PF | W_VARIABLE},
    {"IPNET", 226, W_IP},
    {"IPV4", 228, W_IP},
    {"IPV6", 229, W_IP},
    {"NETANALYZER", 240, W_IP | W_ETHER | W_TUNNEL},
    {"NETANALYZER_TRANSPARENT", 241, W_IP | W_ETHER | W_TUNNEL},
    {"JUNIPER_MFR", 134, W_IP},
    {"JUNIPER_GGSN", 133, W_IP},
    {"JUNIPER_ETHER", 178, W_IP},
    {"SYMANTEC_FIREWALL", 99, W_IP},
    {"APPLE_IP_OVER_IEEE1394", 138, W_IP},
};

static void gen_prim(struct text *t, struct rng *r, unsigned want)
{
    for (;;) {
        switch (rnd(r, 8)) {
        case 0:
        case 1:
            if (want & W_IP) {
                gen_ip(t, r, !(want & W_VARIABLE));
                return;
            }
            break;
        case 2:
            if (want & W_ETHER) {
                gen_ether(t, r);
                return;
            }
            break;
        case 3:
            if (want & W_TUNNEL) {
                gen_tunnel(t, r);
                return;
            }
            break;
        case 4:
            if (want & W_WLAN) {
                gen_wlan(t, r);
                return;
            }
            break;
        case 5:
            if (want & W_PF) {
                sn_gen_pf(t, r);
                return;
            }
            break;
        case 6:
            if (want & W_ATM) {
                sn_gen_atm(t, r);
                return;
            }
            break;
        default:
            if (want & W_MTP) {
                gen_mtp(t, r);
                return;
            }
            break;
        }
    }
}

static void gen_expr(struct text *t, struct rng *r, unsigned want, int depth)
{
    int n = 1 + (int)rnd(r, 3);

    for (int i = 0; i < n; i++) {
        if (i > 0)
            say(t, chance(r, 50) ? " and " : " or ");
        if (chance(r, 20))
            say(t, "not ");
        if (depth > 0 && chance(r, 25)) {
            say(t, "(");
            gen_expr(t, r, want, depth - 1);
            say(t, ")");
        } else {
            gen_prim(t, r, want);
        }
    }
}

/* A whole expression. What comes behind geneve and lane is read only where those hold: libpcap
 * takes what it reads elsewhere from memory that it has not written. */
static void gen_filter(struct text *t, struct rng *r, const struct linkinfo *l)
{
    if (l->want & W_IP && !(l->want & W_VARIABLE) && chance(r, 5)) {
        say(t, chance(r, 50) ? "geneve and (" : "geneve %u and (", rnd(r, 5));
        gen_expr(t, r, W_IP, 1);
        say(t, ")");
    } else if (l->want & W_ATM && chance(r, 30)) {
        say(t, "lane and (");
        gen_expr(t, r, W_IP | W_ETHER, 1);
        say(t, ")");
    } else {
        gen_expr(t, r, l->want, 2);
    }
}

#endif
