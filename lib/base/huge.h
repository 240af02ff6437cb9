/*
 * Memory for tables that will be full, and in which every packet looks at another place: in huge
 * pages when it is large and the system has them, for the processor knows the addresses of few
 * pages at a time.
 */
#ifndef SN_BASE_HUGE_H
#define SN_BASE_HUGE_H

#include <stddef.h>

/* n zeroed bytes, NULL without memory. Of huge pages only those that are touched are used. */
void *sn_huge_new(size_t n);

/* n as it was asked for; p may be NULL. */
void sn_huge_free(void *p, size_t n);

/* Of n bytes that will be written to soon: has the system give all pages at once, not one by one as
 * they are touched, where that is a few times as slow. What is in them stays. Less than 64 KiB
 * isn't worth the call, and the pages at either end are left out; where the system can't (before
 * Linux 5.14), nothing happens. */
void sn_huge_touch(void *p, size_t n);

#endif
