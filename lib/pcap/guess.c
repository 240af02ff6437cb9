/* What a file may be that is no capture, for a helpful message. */
#include "pcap/pcap.h"

static bool is_text(const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if ((p[i] < 0x20 && p[i] != '\t' && p[i] != '\n' && p[i] != '\r') || p[i] >= 0x7f)
            return false;
    return true;
}

const char *sn_pcap_guess(const uint8_t *p, size_t n)
{
    static const struct {
        const char *magic;
        size_t n;
        const char *what;
    } known[] = {
        {"\x1f\x8b", 2, "gzip data inside gzip data"},
        {"\x28\xb5\x2f\xfd", 4, "zstd data"},
        {"\xfd\x37zXZ", 5, "xz data"},
        {"BZh", 3, "bzip2 data"},
        {"\x04\x22\x4d\x18", 4, "lz4 data"},
        {"PK\x03\x04", 4, "a zip archive"},
        {"snoop\0\0\0", 8, "a Solaris snoop capture"},
        {"GMBU", 4, "a Microsoft Network Monitor capture"},
        {"RTSS", 4, "a Microsoft Network Monitor capture"},
        {"TRSNIFF data", 12, "a Sniffer capture"},
        {"\x7f"
         "ELF",
         4, "a program"},
    };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (n >= known[i].n && memcmp(p, known[i].magic, known[i].n) == 0)
            return known[i].what;
    return is_text(p, n < 64 ? n : 64) ? "text" : NULL;
}
