/* A span's filter: blocks of 256 bits; a key sets a bit in each of the 8 words of one of them. */
#include "index/index.h"
#include "sn/rd.h"

bool sn_index_filter_has(const uint8_t *p, uint32_t n, uint64_t h)
{
    bool all = n > 0;

    if (all)
        p += (size_t)filter_block(h, n) * INDEX_BLOCK;
    for (unsigned i = 0; all && i < 8; i++)
        all = sn_le32(p + 4 * i) >> filter_bit(h, i) & 1;
    return all;
}

void sn_index_filter_add(uint8_t *p, uint32_t n, uint64_t h)
{
    p += (size_t)filter_block(h, n) * INDEX_BLOCK;
    for (unsigned i = 0; i < 8; i++) {
        unsigned bit = filter_bit(h, i);

        p[4 * i + bit / 8] = (uint8_t)(p[4 * i + bit / 8] | 1u << bit % 8);
    }
}
