/* Names and numbers: link types, types of time stamps, what functions return. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "compat.h"
#include "sn/linktype.h"

/* ---- link types ---- */

/* Those that have another number in a handle than in a file, on Linux. */
static const struct {
    int dlt, linktype;
} differ[] = {
    {DLT_ATM_RFC1483, 100}, {DLT_RAW, 101},      {DLT_SLIP_BSDOS, 102},
    {DLT_PPP_BSDOS, 103},   {DLT_ATM_CLIP, 106},
};

#define DIFFER (sizeof differ / sizeof *differ)

/* Numbers below DLT_MATCHING_MIN that are the same in both. */
static bool early(int n)
{
    return n == DLT_NULL || n == DLT_EN10MB || (n >= DLT_IEEE802 && n <= DLT_FDDI) ||
           n == DLT_PPP_SERIAL || n == DLT_PPP_ETHER || n == DLT_SYMANTEC_FIREWALL;
}

int sn_compat_linktype(int dlt)
{
    for (size_t i = 0; i < DIFFER; i++)
        if (differ[i].dlt == dlt)
            return differ[i].linktype;
    if (early(dlt) || (dlt >= DLT_MATCHING_MIN && dlt <= DLT_MATCHING_MAX))
        return dlt;
    if ((dlt & ~0xffff) == DLT_CLASS_NETBSD_RAWAF)
        return dlt;
    return -1;
}

int sn_compat_dlt(uint32_t linktype)
{
    for (size_t i = 0; i < DIFFER; i++)
        if ((uint32_t)differ[i].linktype == linktype)
            return differ[i].dlt;
    return (int)linktype;
}

/* Link types that libsn names and libpcap 1.10 doesn't: they have no name here. */
static const short nameless[] = {106, 112, 118, 125, 128, 203, 204, 205, 206,
                                 207, 210, 211, 212, 217, 218, 252, 270};

static bool has_name(int dlt)
{
    for (size_t i = 0; i < sizeof nameless / sizeof *nameless; i++)
        if (nameless[i] == dlt)
            return false;
    return dlt < DLT_USER0 || dlt > DLT_USER15;
}

static const struct sn_linktype *known(int dlt)
{
    int linktype = sn_compat_linktype(dlt);

    return linktype < 0 || !has_name(dlt) ? NULL : sn_linktype_by_id((uint32_t)linktype);
}

const char *pcap_datalink_val_to_name(int dlt)
{
    const struct sn_linktype *l = known(dlt);

    return l ? l->name : NULL;
}

const char *pcap_datalink_val_to_description(int dlt)
{
    const struct sn_linktype *l = known(dlt);

    return l ? l->text : NULL;
}

const char *pcap_datalink_val_to_description_or_dlt(int dlt)
{
    static _Thread_local char number[40];
    const char *text = pcap_datalink_val_to_description(dlt);

    if (text)
        return text;
    snprintf(number, sizeof number, "DLT %d", dlt);
    return number;
}

int pcap_datalink_name_to_val(const char *name)
{
    for (int dlt = 0; dlt <= DLT_MATCHING_MAX; dlt++) {
        const char *s = pcap_datalink_val_to_name(dlt);

        if (s && strcasecmp(s, name) == 0)
            return dlt;
    }
    return -1;
}

/* ---- time stamps ---- */

_Static_assert((int)SN_STAMP_ADAPTER == PCAP_TSTAMP_ADAPTER, "the same numbers");

const char *pcap_tstamp_type_val_to_name(int type)
{
    return type >= 0 && type < SN_NSTAMPS ? sn_stamp_name((enum sn_stamp)type) : NULL;
}

const char *pcap_tstamp_type_val_to_description(int type)
{
    return type >= 0 && type < SN_NSTAMPS ? sn_stamp_text((enum sn_stamp)type) : NULL;
}

int pcap_tstamp_type_name_to_val(const char *name)
{
    for (int t = 0; t < SN_NSTAMPS; t++)
        if (strcasecmp(sn_stamp_name((enum sn_stamp)t), name) == 0)
            return t;
    return PCAP_ERROR;
}

/* ---- what functions return ---- */

static const char *const warnings[] = {
    [PCAP_WARNING] = "Generic warning",
    [PCAP_WARNING_PROMISC_NOTSUP] = "That device doesn't support promiscuous mode",
    [PCAP_WARNING_TSTAMP_TYPE_NOTSUP] = "That type of time stamp is not supported by that device",
};

static const char *const errors[] = {
    [-PCAP_ERROR] = "Generic error",
    [-PCAP_ERROR_BREAK] = "Loop terminated by pcap_breakloop",
    [-PCAP_ERROR_NOT_ACTIVATED] = "The pcap_t has not been activated",
    [-PCAP_ERROR_ACTIVATED] = "The setting can't be changed after the pcap_t is activated",
    [-PCAP_ERROR_NO_SUCH_DEVICE] = "No such device exists",
    [-PCAP_ERROR_RFMON_NOTSUP] = "That device doesn't support monitor mode",
    [-PCAP_ERROR_NOT_RFMON] = "That operation is supported only in monitor mode",
    [-PCAP_ERROR_PERM_DENIED] = "You don't have permission to perform this capture on that device",
    [-PCAP_ERROR_IFACE_NOT_UP] = "That device is not up",
    [-PCAP_ERROR_CANTSET_TSTAMP_TYPE] = "That device doesn't support setting the time stamp type",
    [-PCAP_ERROR_PROMISC_PERM_DENIED] =
        "You don't have permission to capture in promiscuous mode on that device",
    [-PCAP_ERROR_TSTAMP_PRECISION_NOTSUP] = "That device doesn't support that time stamp precision",
};

const char *pcap_statustostr(int status)
{
    static _Thread_local char number[40];

    if (status > 0 && status <= PCAP_WARNING_TSTAMP_TYPE_NOTSUP)
        return warnings[status];
    if (status < 0 && status >= PCAP_ERROR_TSTAMP_PRECISION_NOTSUP)
        return errors[-status];
    snprintf(number, sizeof number, "Unknown error: %d", status);
    return number;
}

const char *pcap_strerror(int errnum)
{
    static _Thread_local char text[PCAP_ERRBUF_SIZE];

    return strerror_r(errnum, text, sizeof text);
}
