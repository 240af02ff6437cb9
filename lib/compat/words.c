/*
 * Errors of expressions in libpcap's words: programs show them, and tests compare them.
 *
 * libsn says more, and where; each row turns one of its messages into libpcap's, with the part of
 * the expression that the message is about.
 */
#include "words.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

struct row {
    const char *says; /* what libsn's message holds */
    const char *words;
};

#define SYNTAX "can't parse filter expression: syntax error"

static const struct row rows[] = {
    {"unknown port", "unknown port '%s'"},
    {"unknown host", "unknown host '%s'"},
    {"unknown network", "unknown network '%s'"},
    {"unknown IP protocol", "unknown ip proto '%s'"},
    {"unknown IPv6 protocol", "unknown ip6 proto '%s'"},
    {"unknown Ethernet protocol", "unknown ether proto '%s'"},
    {"unknown Ethernet host", "unknown ether host '%s'"},
    {"unknown LLC type", "unknown LLC type name \"%s\""},
    {"a range needs 'portrange'", "unknown port '%s'"},
    {"a port is 0 to 65535", "illegal port number %s > 65535"},
    {"the size must be 1, 2 or 4", "data size must be 1, 2, or 4"},
    {"an IPv4 prefix length", "mask length must be <= 32"},
    {"an IPv6 prefix length", "mask length must be <= 128"},
    {"is no IPv4 address", "invalid IPv4 address '%s'"},
    {"needs the network's mask", "netmask not known, so 'ip broadcast' not supported"},
    {"begins like an Ethernet", "bogus ethernet address %s"},
    {"a VLAN ID is", "VLAN tag %s greater than maximum 4095"},
    {"an MPLS label is", "MPLS label %s greater than maximum 1048575"},
    {"a PPPoE session is", "PPPoE session number %s greater than maximum 65535"},
    {"'gateway' needs a host name", "'gateway' requires a name"},
    {"division by zero", "division by zero"},
    {"modulo by zero", "modulus by zero"},
    {"is too large: the largest number", "number %s overflows 32 bits"},
    {"rejects all packets", "expression rejects all packets"},
    {"'link' is no condition", "link layer applied in wrong context"},
    {"a primitive of PF's log", "%s supported only on PF linktype"},
    {"type, subtype or dir of 802.11", "802.11 link-layer types supported only on 802.11"},
    {"an ATM primitive", "'%s' supported only on raw ATM"},
    {"'link host' can't have", "illegal link layer address"},
    {"addr1 to addr4", "'addr1' and 'address1' are only supported on 802.11 with 802.11 headers"},
    {"'atalk host' can't have", "AppleTalk host filtering not implemented"},
    {"unexpected", SYNTAX},
    {"'radio' is not supported", "radio information not present in capture"},
    {"an Ethernet address is not supported",
     "ethernet addresses supported only on ethernet/FDDI/token ring/802.11/ATM LANE/Fibre "
     "Channel"},
    {"'broadcast' is not supported", "not a broadcast link"},
};

/* The word that the message is about. */
static void word_at(char *word, size_t size, const struct sn_diag *d, const char *text)
{
    size_t n = strlen(text), from = d->where == SN_AT_COLUMN && d->at ? (size_t)d->at - 1 : 0;

    if (from > n)
        from = n;
    n = d->span && d->span < n - from ? d->span : n - from;
    if (n >= size)
        n = size - 1;
    memcpy(word, text + from, n);
    word[n] = '\0';
}

/* What a link type doesn't have, in words that hold its description. */
static const struct row links[] = {
    {"'vlan' is not supported", "no VLAN support for %s"},
    {"'mpls' is not supported", "no MPLS support for %s"},
    {"do not say whether they came in",
     "inbound/outbound not supported on %s when reading savefiles"},
    {"filtering by network protocol", "%s link-layer type filtering not implemented"},
    {"where this header begins", "%s link-layer type filtering not implemented"},
};

static bool modifier(char *out, size_t size, const char *msg)
{
    char proto[32], kind[16];
    int version;

    if (sscanf(msg, "'%31[a-z0-9] %15[a-z]' can't have an IPv%d", proto, kind, &version) != 3 ||
        strcmp(proto, "link") == 0)
        return false;
    snprintf(out, size, "'%s' modifier applied to %s %s", proto, version == 6 ? "ip6" : "ip", kind);
    return true;
}

void sn_compat_words(char *out, size_t size, const struct sn_diag *d, const char *text,
                     const char *link)
{
    char word[128];

    word_at(word, sizeof word, d, text);
    if (strstr(d->msg, "bits set outside the network's mask")) {
        const char *space = strrchr(word, ' '); /* "net 10.0.0.1/8" */

        snprintf(out, size, "non-network bits set in \"%s\"", space ? space + 1 : word);
        return;
    }
    for (size_t i = 0; i < sizeof links / sizeof *links; i++)
        if (strstr(d->msg, links[i].says)) {
            snprintf(out, size, links[i].words, link);
            return;
        }
    if (!strstr(d->msg, "atalk") && modifier(out, size, d->msg))
        return;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (!strstr(d->msg, rows[i].says))
            continue;
        word[strcspn(word, " \t\n")] = '\0';
        snprintf(out, size, rows[i].words, word);
        return;
    }
    if (d->code == SN_ESYNTAX)
        snprintf(out, size, SYNTAX);
    else
        snprintf(out, size, "%s", d->msg);
}
