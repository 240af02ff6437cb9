/* Integers of known size. */
#include <inttypes.h>
