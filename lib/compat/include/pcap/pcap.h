/*
 * The capture library's interface: pcap(3PCAP) and the manual pages of its functions say what each
 * does, sn-compat(7) how it is done here. The structures are laid out as in libpcap 1.10.
 */
#ifndef lib_pcap_pcap_h
#define lib_pcap_pcap_h

#include <net/if.h>
#include <pcap/bpf.h>
#include <pcap/funcattrs.h>
#include <pcap/pcap-inttypes.h>
#include <pcap/socket.h>
#include <stdio.h>
#include <sys/time.h>
#include <sys/types.h>

PCAP_BEGIN

#define PCAP_VERSION_MAJOR 2
#define PCAP_VERSION_MINOR 4
#define PCAP_ERRBUF_SIZE   256

typedef struct pcap pcap_t;
typedef struct pcap_dumper pcap_dumper_t;
typedef struct pcap_if pcap_if_t;
typedef struct pcap_addr pcap_addr_t;

/* ---- files, packets, counts ---- */

struct pcap_file_header {
    bpf_u_int32 magic;
    u_short version_major;
    u_short version_minor;
    bpf_int32 thiszone;
    bpf_u_int32 sigfigs;
    bpf_u_int32 snaplen;
    bpf_u_int32 linktype;
};

/* Bits of the header's linktype: how many 16-bit words of a frame check sequence packets end in. */
#define LT_FCS_LENGTH_PRESENT(x) ((x)&0x04000000)
#define LT_FCS_LENGTH(x)         (((x)&0xF0000000) >> 28)
#define LT_FCS_DATALINK_EXT(x)   ((((x)&0xF) << 28) | 0x04000000)
#define LT_LINKTYPE(x)           ((x)&0xFFFF)
#define LT_LINKTYPE_EXT(x)       ((x)&0xFFFF0000)
#define LT_RESERVED1(x)          ((x)&0x03FF0000)

typedef enum { PCAP_D_INOUT = 0, PCAP_D_IN, PCAP_D_OUT } pcap_direction_t;

struct pcap_pkthdr {
    struct timeval ts; /* tv_usec holds nanoseconds where those were asked for */
    bpf_u_int32 caplen;
    bpf_u_int32 len;
};

struct pcap_stat {
    u_int ps_recv;
    u_int ps_drop;
    u_int ps_ifdrop;
};

typedef void (*pcap_handler)(u_char *, const struct pcap_pkthdr *, const u_char *);

/* ---- devices ---- */

struct pcap_if {
    struct pcap_if *next;
    char *name;
    char *description;
    struct pcap_addr *addresses;
    bpf_u_int32 flags;
};

#define PCAP_IF_LOOPBACK                         0x00000001
#define PCAP_IF_UP                               0x00000002
#define PCAP_IF_RUNNING                          0x00000004
#define PCAP_IF_WIRELESS                         0x00000008
#define PCAP_IF_CONNECTION_STATUS                0x00000030
#define PCAP_IF_CONNECTION_STATUS_UNKNOWN        0x00000000
#define PCAP_IF_CONNECTION_STATUS_CONNECTED      0x00000010
#define PCAP_IF_CONNECTION_STATUS_DISCONNECTED   0x00000020
#define PCAP_IF_CONNECTION_STATUS_NOT_APPLICABLE 0x00000030

struct pcap_addr {
    struct pcap_addr *next;
    struct sockaddr *addr;
    struct sockaddr *netmask;
    struct sockaddr *broadaddr;
    struct sockaddr *dstaddr;
};

/* ---- what functions return ---- */

#define PCAP_ERROR                         -1
#define PCAP_ERROR_BREAK                   -2
#define PCAP_ERROR_NOT_ACTIVATED           -3
#define PCAP_ERROR_ACTIVATED               -4
#define PCAP_ERROR_NO_SUCH_DEVICE          -5
#define PCAP_ERROR_RFMON_NOTSUP            -6
#define PCAP_ERROR_NOT_RFMON               -7
#define PCAP_ERROR_PERM_DENIED             -8
#define PCAP_ERROR_IFACE_NOT_UP            -9
#define PCAP_ERROR_CANTSET_TSTAMP_TYPE     -10
#define PCAP_ERROR_PROMISC_PERM_DENIED     -11
#define PCAP_ERROR_TSTAMP_PRECISION_NOTSUP -12

#define PCAP_WARNING                    1
#define PCAP_WARNING_PROMISC_NOTSUP     2
#define PCAP_WARNING_TSTAMP_TYPE_NOTSUP 3

/* ---- values that functions take ---- */

#define PCAP_NETMASK_UNKNOWN 0xffffffff

#define PCAP_CHAR_ENC_LOCAL 0x00000000U
#define PCAP_CHAR_ENC_UTF_8 0x00000001U

#define PCAP_TSTAMP_HOST                 0
#define PCAP_TSTAMP_HOST_LOWPREC         1
#define PCAP_TSTAMP_HOST_HIPREC          2
#define PCAP_TSTAMP_ADAPTER              3
#define PCAP_TSTAMP_ADAPTER_UNSYNCED     4
#define PCAP_TSTAMP_HOST_HIPREC_UNSYNCED 5

#define PCAP_TSTAMP_PRECISION_MICRO 0
#define PCAP_TSTAMP_PRECISION_NANO  1

/* ---- the library ---- */

PCAP_API int pcap_init(unsigned int, char *);
PCAP_API const char *pcap_lib_version(void);
PCAP_API char pcap_version[];

/* ---- devices ---- */

PCAP_API int pcap_findalldevs(pcap_if_t **, char *);
PCAP_API void pcap_freealldevs(pcap_if_t *);
PCAP_API char *pcap_lookupdev(char *) PCAP_DEPRECATED("use pcap_findalldevs()");
PCAP_API int pcap_lookupnet(const char *, bpf_u_int32 *, bpf_u_int32 *, char *);

/* ---- opening ---- */

PCAP_API pcap_t *pcap_create(const char *, char *);
PCAP_API int pcap_set_snaplen(pcap_t *, int);
PCAP_API int pcap_set_promisc(pcap_t *, int);
PCAP_API int pcap_can_set_rfmon(pcap_t *);
PCAP_API int pcap_set_rfmon(pcap_t *, int);
PCAP_API int pcap_set_timeout(pcap_t *, int);
PCAP_API int pcap_set_tstamp_type(pcap_t *, int);
PCAP_API int pcap_set_immediate_mode(pcap_t *, int);
PCAP_API int pcap_set_buffer_size(pcap_t *, int);
PCAP_API int pcap_set_tstamp_precision(pcap_t *, int);
PCAP_API int pcap_get_tstamp_precision(pcap_t *);
PCAP_API int pcap_set_protocol_linux(pcap_t *, int);
PCAP_API int pcap_activate(pcap_t *);

PCAP_API int pcap_list_tstamp_types(pcap_t *, int **);
PCAP_API void pcap_free_tstamp_types(int *);
PCAP_API int pcap_tstamp_type_name_to_val(const char *);
PCAP_API const char *pcap_tstamp_type_val_to_name(int);
PCAP_API const char *pcap_tstamp_type_val_to_description(int);

PCAP_API pcap_t *pcap_open_live(const char *, int, int, int, char *);
PCAP_API pcap_t *pcap_open_dead(int, int);
PCAP_API pcap_t *pcap_open_dead_with_tstamp_precision(int, int, u_int);
PCAP_API pcap_t *pcap_open_offline_with_tstamp_precision(const char *, u_int, char *);
PCAP_API pcap_t *pcap_open_offline(const char *, char *);
PCAP_API pcap_t *pcap_fopen_offline_with_tstamp_precision(FILE *, u_int, char *);
PCAP_API pcap_t *pcap_fopen_offline(FILE *, char *);
PCAP_API void pcap_close(pcap_t *);

/* ---- reading ---- */

PCAP_API int pcap_loop(pcap_t *, int, pcap_handler, u_char *);
PCAP_API int pcap_dispatch(pcap_t *, int, pcap_handler, u_char *);
PCAP_API const u_char *pcap_next(pcap_t *, struct pcap_pkthdr *);
PCAP_API int pcap_next_ex(pcap_t *, struct pcap_pkthdr **, const u_char **);
PCAP_API void pcap_breakloop(pcap_t *);
PCAP_API int pcap_stats(pcap_t *, struct pcap_stat *);
PCAP_API int pcap_setfilter(pcap_t *, struct bpf_program *);
PCAP_API int pcap_setdirection(pcap_t *, pcap_direction_t);
PCAP_API int pcap_getnonblock(pcap_t *, char *);
PCAP_API int pcap_setnonblock(pcap_t *, int, char *);
PCAP_API int pcap_get_selectable_fd(pcap_t *);
PCAP_API const struct timeval *pcap_get_required_select_timeout(pcap_t *);
PCAP_API int pcap_inject(pcap_t *, const void *, size_t);
PCAP_API int pcap_sendpacket(pcap_t *, const u_char *, int);

/* ---- errors ---- */

PCAP_API const char *pcap_statustostr(int);
PCAP_API const char *pcap_strerror(int);
PCAP_API char *pcap_geterr(pcap_t *);
PCAP_API void pcap_perror(pcap_t *, const char *);

/* ---- filters ---- */

PCAP_API int pcap_compile(pcap_t *, struct bpf_program *, const char *, int, bpf_u_int32);
PCAP_API int pcap_compile_nopcap(int, int, struct bpf_program *, const char *, int, bpf_u_int32)
    PCAP_DEPRECATED("use pcap_open_dead(), pcap_compile() and pcap_close()");
PCAP_API void pcap_freecode(struct bpf_program *);
PCAP_API int pcap_offline_filter(const struct bpf_program *, const struct pcap_pkthdr *,
                                 const u_char *);

/* ---- link types ---- */

PCAP_API int pcap_datalink(pcap_t *);
PCAP_API int pcap_datalink_ext(pcap_t *);
PCAP_API int pcap_list_datalinks(pcap_t *, int **);
PCAP_API int pcap_set_datalink(pcap_t *, int);
PCAP_API void pcap_free_datalinks(int *);
PCAP_API int pcap_datalink_name_to_val(const char *);
PCAP_API const char *pcap_datalink_val_to_name(int);
PCAP_API const char *pcap_datalink_val_to_description(int);
PCAP_API const char *pcap_datalink_val_to_description_or_dlt(int);

/* ---- a handle's properties ---- */

PCAP_API int pcap_snapshot(pcap_t *);
PCAP_API int pcap_is_swapped(pcap_t *);
PCAP_API int pcap_major_version(pcap_t *);
PCAP_API int pcap_minor_version(pcap_t *);
PCAP_API int pcap_bufsize(pcap_t *);
PCAP_API FILE *pcap_file(pcap_t *);
PCAP_API int pcap_fileno(pcap_t *);

/* ---- writing files ---- */

PCAP_API pcap_dumper_t *pcap_dump_open(pcap_t *, const char *);
PCAP_API pcap_dumper_t *pcap_dump_fopen(pcap_t *, FILE *);
PCAP_API pcap_dumper_t *pcap_dump_open_append(pcap_t *, const char *);
PCAP_API FILE *pcap_dump_file(pcap_dumper_t *);
PCAP_API long pcap_dump_ftell(pcap_dumper_t *);
PCAP_API int64_t pcap_dump_ftell64(pcap_dumper_t *);
PCAP_API int pcap_dump_flush(pcap_dumper_t *);
PCAP_API void pcap_dump_close(pcap_dumper_t *);
PCAP_API void pcap_dump(u_char *, const struct pcap_pkthdr *, const u_char *);

PCAP_END

#endif
