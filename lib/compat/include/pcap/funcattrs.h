/* Attributes of the functions declared here. */
#ifndef lib_pcap_funcattrs_h
#define lib_pcap_funcattrs_h

#ifdef __cplusplus
#define PCAP_BEGIN extern "C" {
#define PCAP_END   }
#else
#define PCAP_BEGIN
#define PCAP_END
#endif

#define PCAP_API_DEF           __attribute__((visibility("default")))
#define PCAP_API               PCAP_API_DEF extern
#define PCAP_NORETURN          __attribute__((noreturn))
#define PCAP_NORETURN_DEF      __attribute__((noreturn))
#define PCAP_PRINTFLIKE(f, a)  __attribute__((__format__(__printf__, f, a)))
#define PCAP_FORMAT_STRING(p)  p
#define PCAP_DEPRECATED(words) __attribute__((deprecated(words)))

#endif
