/* What every fuzz target includes: the entry point, and an assertion that is always on. */
#ifndef SN_FUZZ_H
#define SN_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

/* Says what the inputs so far should have reached and didn't, and returns how much that is. Targets
 * that know nothing of the kind have none. */
__attribute__((weak)) unsigned fuzz_unreached(void);

#define FUZZ_ASSERT(c)                                                                             \
    do {                                                                                           \
        if (!(c)) {                                                                                \
            fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #c);                                \
            abort();                                                                               \
        }                                                                                          \
    } while (0)

#endif
