/*
 * Any bytes as a pcapng file: see capture.h for what holds. A section header is put in front of
 * inputs that have none, in the byte order that the first byte says.
 * Proven with a planted bug, found in less than a minute: the check of a packet's length against
 * its block left out.
 */
#include "capture.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static const uint8_t shb[2][28] = {
        {0x0a, 0x0d, 0x0d, 0x0a, 28,  0,   0,   0,   0x4d, 0x3c, 0x2b, 0x1a, 1, 0,
         0,    0,    255,  255,  255, 255, 255, 255, 255,  255,  28,   0,    0, 0},
        {0x0a, 0x0d, 0x0d, 0x0a, 0,   0,   0,   28,  0x1a, 0x2b, 0x3c, 0x4d, 0, 1,
         0,    0,    255,  255,  255, 255, 255, 255, 255,  255,  0,    0,    0, 28}};
    uint8_t *q;

    if (!n || (n >= 4 && memcmp(p, shb[0], 4) == 0)) {
        check_capture(p, n);
        return 0;
    }
    q = malloc(28 + n - 1);
    if (!q)
        return 0;
    memcpy(q, shb[p[0] & 1], 28);
    memcpy(q + 28, p + 1, n - 1);
    check_capture(q, 28 + n - 1);
    free(q);
    return 0;
}
