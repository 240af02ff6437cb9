/*
 * Sources that are no interfaces: packets that netfilter logs (nflog:GROUP), and USB buses
 * (usbmonN).
 *
 * What they bring is put into blocks of a ring in our own memory, as the kernel would have, by the
 * thread that reads the ring and finds it empty; so everything else is as with a packet socket.
 */
#ifndef CAP_FEED_H
#define CAP_FEED_H

#include "cap/cap.h"

#define FEED_USB_HEADER 48 /* bytes in front of an event's data: LINKTYPE_USB_LINUX */

/* Whether a name is one of these, and then what is captured there. */
bool sn_feed_named(struct sn_if *out, const char *name);

/* Those that this machine has: at most max. */
uint32_t sn_feed_list(struct sn_if *out, uint32_t max);

/* Opens the source and the ring. SN_EPERM names the capability. */
enum sn_err sn_feed_open(struct sn_cap *c, const struct sn_cap_opts *o, struct sn_diag *d) SN_MUST;

/* The same with a descriptor that is open already, the ring's from here on. */
enum sn_err sn_feed_open_fd(struct sn_cap *c, int fd, const struct sn_cap_opts *o,
                            struct sn_diag *d) SN_MUST;

/* Fills the block at c->cur with what can be read now. */
void sn_feed_fill(struct sn_cap *c);

/* Lets no further packet in, but for what is there already. */
void sn_feed_stop(struct sn_cap *c);

void sn_feed_close(struct sn_cap *c);

#endif
