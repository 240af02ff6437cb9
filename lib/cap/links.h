/* What rtnetlink(7)'s messages say of interfaces: no system call is made here. */
#ifndef CAP_LINKS_H
#define CAP_LINKS_H

#include "cap/netlink.h"
#include "sn/cap.h"

/* Interfaces as the kernel lists them; all in the arena. nomem: some are missing. */
struct links {
    struct sn_arena *arena;
    struct sn_if *ifs;
    uint32_t n, cap;
    bool nomem;
};

/* One more, to be filled; NULL without memory. */
struct sn_if *sn_links_add(struct links *l);

/* For sn_nl_walk, with a struct links: adds an interface, or an address to the one it belongs to.
 */
void sn_links_on_link(void *ctx, uint16_t type, const uint8_t *body, size_t n);
void sn_links_on_addr(void *ctx, uint16_t type, const uint8_t *body, size_t n);

/* A message as a piece of news; false when it is none. */
bool sn_links_news(struct sn_ifnews *news, uint16_t type, const uint8_t *body, size_t n);

#endif
