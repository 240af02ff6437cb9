/*
 * Packets whose headers say all: what is said of them without a dissection is what their dissection
 * says, and the columns that their headers have are the same.
 *
 * Input: a byte of options (1: shallow), how many bytes more were on the wire (two bytes), the
 * packet.
 *
 * Planted and found: bytes behind an empty datagram of UDP that were not taken for data; a packet
 * that UDP carries left unread.
 */
#include "../unit/plain.h"
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static struct sn_dis *context[2];
    static struct plain_columns columns;
    bool shallow, plain;
    uint32_t more;

    if (n < 3)
        return 0;
    shallow = p[0] & 1;
    more = (uint32_t)p[1] << 8 | p[2];
    if (!context[shallow])
        context[shallow] = plain_context(shallow);
    if (!columns.c)
        plain_columns(&columns);
    FUZZ_ASSERT(!plain_wrong(context[shallow], shallow, SN_LINK_ETHERNET, p + 3, (uint32_t)n - 3,
                             (uint32_t)n - 3 + more, &plain));
    FUZZ_ASSERT(!plain_line_wrong(&columns, SN_LINK_ETHERNET, p + 3, (uint32_t)n - 3,
                                  (uint32_t)n - 3 + more));
    return 0;
}
