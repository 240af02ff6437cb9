/*
 * What is no pcap and no pcapng: named by its first bytes, with the command that makes a capture of
 * it where there is one, and shown as text where it is text.
 *
 * FILE and OUT in commands stand for names. All messages fit a struct sn_diag's.
 */
#include "pcap/guess.h"

#define EDITCAP "; 'editcap -F pcapng FILE OUT' converts it"

static const struct {
    const char *magic;
    uint8_t n;
    const char *what;
} known[] = {
    {"\x1f\x8b", 2, "gzip data inside gzip data; 'gzip -dc FILE' unpacks one"},
    {"\x28\xb5\x2f\xfd", 4, "zstd data; 'zstd -dc FILE' unpacks it"},
    {"\xfd\x37zXZ", 5, "xz data; 'xz -dc FILE' unpacks it"},
    {"BZh", 3, "bzip2 data; 'bzip2 -dc FILE' unpacks it"},
    {"\x04\x22\x4d\x18", 4, "lz4 data; 'lz4 -dc FILE' unpacks it"},
    {"PK\x03\x04", 4, "a zip archive; 'unzip -p FILE' unpacks it"},
    {"7z\xbc\xaf\x27\x1c", 6, "a 7z archive; '7z x -so FILE' unpacks it"},
    {"Rar!\x1a", 5, "a RAR archive"},
    {"\x7f"
     "ELF",
     4, "a program"},
    /* Captures of others, by what Wireshark's wiretap goes by. */
    {"snoop\0\0\0", 8, "a Solaris snoop capture" EDITCAP},
    {"GMBU", 4, "a Microsoft Network Monitor 2 capture" EDITCAP},
    {"RTSS", 4, "a Microsoft Network Monitor 1 capture" EDITCAP},
    {"TRSNIFF data", 12, "a Sniffer capture" EDITCAP},
    {"XCP\0", 4, "a NetXRay or Windows Sniffer capture" EDITCAP},
    {"VL\0\0", 4, "a NetXRay capture" EDITCAP},
    {"btsnoop\0", 8, "a btsnoop capture (Bluetooth)" EDITCAP},
    {"+---------+---------------+", 27,
     "a K12 text capture; 'editcap -T ether -F pcapng FILE OUT' converts it"},
    {"\0\0\2\0\x12\5\0\x10", 8, "a Tektronix K12 (rf5) capture" EDITCAP},
    {"iptrace 1.0", 11, "an AIX iptrace capture" EDITCAP},
    {"iptrace 2.0", 11, "an AIX iptrace capture" EDITCAP},
    {"ObserverPktBuffer", 17, "an Observer capture" EDITCAP},
    {"\5VNF", 4, "a Visual Networks capture" EDITCAP},
    {"\xaa\xaa\xaa\xaa", 4, "a 5View capture" EDITCAP},
    {"TR\0d\0", 5, "an HP-UX nettl trace" EDITCAP},
    {"TR\0T\0", 5, "an HP-UX nettl trace" EDITCAP},
    {"\x01\x10\x4c\0", 4, "a LANalyzer capture" EDITCAP},
    {"\x01\x10", 2, "a LANalyzer capture" EDITCAP},
    {"\x07\x10", 2, "a LANalyzer capture" EDITCAP},
    {"\x42\xd2\0\x34\x12\x66\x22\x88", 8, "a RADCOM capture" EDITCAP},
    {"\177ver", 4, "an EtherPeek or OmniPeek capture" EDITCAP},
    {"EyeSDN", 6, "an EyeSDN capture" EDITCAP},
    {"Session Transcript", 18, "a Catapult DCT2000 trace" EDITCAP},
    {"\xac\1\0\x1c", 4, "an IXIA lcap capture" EDITCAP},
    {"\xab\1\0\x1c", 4, "an IXIA lcap capture" EDITCAP},
    {"\x1c\0\1\xac", 4, "an IXIA lcap capture" EDITCAP},
    {"\x1c\0\1\xab", 4, "an IXIA lcap capture" EDITCAP},
    {"#Format=4", 9, "a Daintree capture" EDITCAP},
    /* pcapng's first bytes are there to show this. */
    {"\r\n\r\r\r\n", 6, "pcapng, damaged: its line ends were changed; copy it as binary data"},
    {"\n\r\n", 3, "pcapng, damaged: its line ends were changed; copy it as binary data"},
    {"\n\n\n\n", 4, "pcapng, damaged: its line ends were changed; copy it as binary data"},
};

static uint32_t be16(const uint8_t *p)
{
    return (uint32_t)(p[0] << 8 | p[1]);
}

/* Endace's records have no magic: they must follow one another to the end of what is there. */
static bool is_erf(const uint8_t *p, size_t n)
{
    enum { HEAD = 16, ENOUGH = 4, TYPES = 48, FIRST = 315532800 /* 1980 */ };
    size_t at = 0, records = 0;

    while (n - at >= HEAD && records < ENOUGH) {
        uint32_t size = be16(p + at + 10), type = p[at + 8] & 0x7f;

        if (!type || type > TYPES || size < HEAD ||
            get32(p + at + 4, __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__) < FIRST)
            return false;
        if (!be16(p + at + 14) || be16(p + at + 14) + HEAD + 64 < size)
            return false;
        if (size > n - at)
            return records > 0;
        at += size;
        records++;
    }
    return records == ENOUGH || (records && at == n);
}

static bool has(const uint8_t *p, size_t n, const char *what)
{
    return memmem(p, n, what, strlen(what)) != NULL;
}

/* Packet data of a capture that is in a known container but damaged from the first block on. */
static bool is_broken_section(const uint8_t *p, size_t n)
{
    return n >= 12 && get32(p, false) == NG_SHB;
}

static const char *name_of(const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (n >= known[i].n && memcmp(p, known[i].magic, known[i].n) == 0)
            return known[i].what;
    if (has(p, n < 64 ? n : 64, "NetScaler"))
        return "a NetScaler trace" EDITCAP;
    if (is_erf(p, n))
        return "an Endace ERF capture" EDITCAP;
    return NULL;
}

/* ---- text ---- */

/* UTF-8 without control characters but those of lines. */
static bool is_text(const uint8_t *p, size_t n)
{
    while (n) {
        size_t k = sn_utf8_len(p, n);

        if (!k && n < 4 && *p >= 0xc2)
            return true; /* cut in the middle of a character */
        if (!k || (*p < 0x20 && (*p < '\t' || *p > '\r') && *p != 0x1b) || *p == 0x7f)
            return false;
        p += k;
        n -= k;
    }
    return true;
}

static bool is_space(uint8_t c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Appends what can be printed of p up to `max` characters, dots for the rest; with `line` no
 * further than to its end. */
static void put_shown(struct sn_buf *b, const uint8_t *p, size_t n, size_t max, bool line)
{
    size_t i = 0;

    for (; line && n && is_space(*p); p++)
        n--;
    sn_put_c(b, '"');
    for (; i < n && i < max && !(line && (p[i] == '\n' || p[i] == '\r')); i++)
        sn_put_c(b, p[i] >= 0x20 && p[i] < 0x7f ? (char)p[i] : '.');
    sn_put_c(b, '"');
    if (line && i == max && i < n)
        sn_put_lit(b, " …");
}

/* Where a capture begins behind text; 0: nowhere. */
static size_t capture_behind(const uint8_t *p, size_t n)
{
    for (size_t i = 1; i + 24 <= n; i++) {
        if (sn_pcap_is_magic(p + i) && get16(p + i + 4, p[i] == 0xa1) == 2)
            return i;
        if (get32(p + i, false) == NG_SHB && (get32(p + i + 8, false) == BYTE_ORDER_MAGIC ||
                                              get32(p + i + 8, true) == BYTE_ORDER_MAGIC))
            return i;
    }
    return 0;
}

/* The message behind "not a capture". */
static void put_text(struct sn_buf *b, const uint8_t *p, size_t n)
{
    enum hexdump how = sn_guess_hexdump(p, n);

    switch (how) {
    case HEX_BYTES:
        sn_put_lit(b, " but a hex dump of packets; 'text2pcap FILE OUT' makes one of it");
        return;
    case HEX_GROUPS:
        sn_put_lit(b, " but a hex dump of packets; 'xxd -r FILE | od -Ax -tx1 -v | "
                      "text2pcap - OUT' makes one of it");
        return;
    case HEX_TCPDUMP_IP:
    case HEX_TCPDUMP:
        sn_put_f(b,
                 " but packets printed in hex; \"sed -En 's/^\\s+0x(.*):  /\\1 /;T;s/  .*//;"
                 "s/([0-9a-f]{2})\\B/\\1 /2g;p' FILE | text2pcap %s- OUT\" makes one of it",
                 how == HEX_TCPDUMP_IP ? "-l 101 " : "");
        return;
    case HEX_OF_CAPTURE:
        sn_put_lit(b, " but a hex dump of one; 'xxd -r FILE OUT' turns it back");
        return;
    case HEX_BYTES_OF_CAPTURE:
        sn_put_lit(b, " but a hex dump of one; \"sed 's/^[^ ]*//;s/|.*//' FILE | xxd -r -p - OUT\" "
                      "turns it back");
        return;
    case HEX_WORDS:
        sn_put_lit(b,
                   " but a hex dump of 16-bit words; \"sed -E 's/^[^ ]*//;s/ (..)(..)/ \\2\\1/g' "
                   "FILE | xxd -r -p - OUT\" makes bytes of them");
        return;
    case HEX_PLAIN:
        sn_put_lit(b, " but hex digits; 'xxd -r -p FILE OUT' makes bytes of them");
        return;
    case HEX_NONE:
        break;
    }
    sn_put_lit(b, " but text, which begins ");
    put_shown(b, p, n, 60, true);
}

void sn_pcap_guess(struct sn_buf *b, const uint8_t *p, size_t n)
{
    size_t look = n < 4096 ? n : 4096, behind;
    const char *what = name_of(p, n);

    if (what) {
        sn_put_lit(b, " but ");
        sn_put_s(b, what);
        return;
    }
    if (is_broken_section(p, n)) {
        sn_put_f(b, ": it begins like pcapng, but has %02x %02x %02x %02x for its byte order", p[8],
                 p[9], p[10], p[11]);
        return;
    }
    if (n >= 2 && (memcmp(p, "\xff\xfe", 2) == 0 || memcmp(p, "\xfe\xff", 2) == 0)) {
        sn_put_lit(b, " but text in UTF-16");
        return;
    }
    behind = capture_behind(p, look);
    if (behind) {
        sn_put_lit(b, " from its beginning: ");
        put_shown(b, p, behind, 60, is_text(p, behind));
        sn_put_f(b, " stands in front of one; 'tail -c +%zu FILE' leaves that out", behind + 1);
    } else if (is_text(p, look < 64 ? look : 64)) {
        put_text(b, p, look);
    } else {
        sn_put_f(b, ": it begins with the bytes %02x %02x %02x %02x, as text ", p[0], p[1], p[2],
                 p[3]);
        put_shown(b, p, n, 32, false);
    }
}
